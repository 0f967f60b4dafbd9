"""The highlight of findings in sheets that the office made itself: one conditional format for each table.

Only on the office's wish. Of each sheet every other byte stays, and that is checked before the file counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree
from msgspec import Struct

from workbook.errors import RefusedWorkbookError
from workbook.package.draft import Draft
from workbook.package.highlights import highlight_block, with_block
from workbook.package.markup import namespace
from workbook.package.structure import sheet_entries
from workbook.package.styles import Styles
from workbook.reading.passwords import Keys
from workbook.schema.lookups import own_address_in
from workbook.sheets import Palette
from workbook.writing.changing import Change, Changed, Safety, change_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from workbook.cells import Area
    from workbook.package.parts import Package


class Highlighted(Struct, frozen=True):
    """Cells of a sheet that turn red when their address stands in the named list."""

    sheet: str
    area: Area
    list_name: str

    @property
    def formula(self) -> str:
        """The condition, as in a workbook that `lotse new` makes."""
        return own_address_in(self.list_name)


def highlight(
    path: Path, wanted: Sequence[Highlighted], *, safety: Safety | None = None, keys: Keys | None = None
) -> Changed | None:
    """Put the highlights into a workbook; `None` where all of them are there already.

    Raises:
        RefusedWorkbookError: a sheet is saved in a way in which this cannot be done with certainty.
        WorkbookError: the workbook is as it was; the class says why (see `workbook.errors`).
    """
    keys = keys or Keys()
    with keys.open(path) as package:
        digest = package.digest()
        missing = [each for each in wanted if not _is_there(package, each)]
    if not missing:
        return None
    return change_workbook(
        path, lambda package: _draft(package, missing), digest=digest, safety=safety or Safety(), keys=keys
    )


def _is_there(package: Package, each: Highlighted) -> bool:
    return each.list_name.encode() in b"".join(package.stream(_part(package, each.sheet)))


def _part(package: Package, sheet: str) -> str:
    return next(entry.part for entry in sheet_entries(package) if entry.name == sheet)


def _draft(package: Package, wanted: Sequence[Highlighted]) -> Change:
    draft = Draft(package)
    styles_part = package.related(package.workbook_part, "styles")
    if styles_part is None:
        raise _refusal(package)
    root = draft.edit(styles_part)
    color = Styles(root).add("dxfs", _red(namespace(root)))
    inserted: dict[str, bytes] = {}
    sheets: dict[str, bytes] = {}
    for each in wanted:
        part = _part(package, each.sheet)
        before = sheets.get(part, b"".join(package.stream(part)))
        block = highlight_block(before, each.area, each.formula, color)
        after = with_block(before, block)
        if after is None:
            raise _refusal(package)
        sheets[part] = after
        # Blocks of several tables follow each other, so that together they are one insertion.
        inserted[part] = inserted.get(part, b"") + block
    for part, data in sheets.items():
        draft.put(part, data)
    return Change(draft, sheets=tuple(each.sheet for each in wanted), inserted=inserted)


def _red(space: str) -> etree._Element:
    """Return the look of a cell with a finding."""
    record = etree.Element(f"{{{space}}}dxf")
    font = etree.SubElement(record, f"{{{space}}}font")
    etree.SubElement(font, f"{{{space}}}color", rgb=f"FF{Palette.BRICK.lstrip('#')}")
    pattern = etree.SubElement(etree.SubElement(record, f"{{{space}}}fill"), f"{{{space}}}patternFill")
    etree.SubElement(pattern, f"{{{space}}}bgColor", rgb=f"FF{Palette.ERROR.lstrip('#')}")
    return record


def _refusal(package: Package) -> RefusedWorkbookError:
    return RefusedWorkbookError(
        package.path,
        "Ein Blatt ist so gespeichert, dass die Hervorhebung sich nicht mit Sicherheit einfügen lässt.",
        "Bitte die Mappe in Excel öffnen und neu speichern, oder ohne --highlight arbeiten.",
    )
