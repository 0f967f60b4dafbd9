"""Sheets as data → a workbook of their own, as bytes.

XlsxWriter makes everything around the cells: formats, tables, charts, dropdowns, comments, print set-up. The cells
themselves are written here: ten times faster, text always as text, and a table of 100,000 rows costs no more memory
than its XML. The outcome is a complete workbook: `lotse new` saves it as it is, `package/` puts its sheets into the
workbook of an office.
"""

from workbook.writing.donor.building import build_donor

__all__ = ["build_donor"]
