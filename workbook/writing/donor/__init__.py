"""Sheets as data → a workbook of their own, as bytes.

XlsxWriter makes everything around the cells: formats, tables, charts, dropdowns, comments, print set-up. The cells
themselves are written here: ten times faster, text always as text, and a table of 100,000 rows costs no more memory
than its XML. The outcome is a complete workbook, which `lotse new` saves as it is, or material that `package/` puts
into the workbook of an office.
"""

from workbook.writing.donor.building import Material, build_donor, build_material, write_donor

__all__ = ["Material", "build_donor", "build_material", "write_donor"]
