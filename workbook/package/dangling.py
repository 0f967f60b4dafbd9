"""Sheets that a workbook lists but does not hold, as Excel keeps the names of macro sheets of the nineties.

Excel passes over them; calamine takes the whole file for damaged. It gets a copy that does not list them.
"""

from __future__ import annotations

import zipfile
from typing import IO, TYPE_CHECKING

from lxml import etree

from workbook.package.markup import elements
from workbook.package.structure import child, sheet_entries
from workbook.package.zipping import zipped

if TYPE_CHECKING:
    from workbook.package.parts import Package


def without_dangling_sheets(package: Package) -> IO[bytes]:
    """Return the workbook's file, or a copy in memory where a listed sheet has no part.

    Raises:
        DamagedWorkbookError: the workbook lists no sheets, or a part cannot be read.
    """
    dangling = {entry.relationship for entry in sheet_entries(package) if not entry.part}
    if not dangling:
        return package.archive.file
    root = etree.fromstring(etree.tostring(package.tree(package.workbook_part)))
    listed = child(root, package.dialect, "sheets")
    for sheet in list(elements(listed)) if listed is not None else []:
        if sheet.get(package.dialect.relationship_id, "") in dangling:
            sheet.getparent().remove(sheet)  # type: ignore[union-attr]
    package.archive.file.seek(0)
    listing = package.spelling(package.workbook_part)
    new = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    with zipfile.ZipFile(package.archive.file) as source:
        return zipped(
            ((name, new if name == listing else source.read(name)) for name in source.namelist()), stored=True
        )
