"""A role view → a new workbook: its own sheets, values only, nothing of the office's file in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from automation.letters.compose import NEUTRAL_NOTICE, PURPOSE_NOTICE
from automation.material import check_material, read_material
from automation.privacy.role_view import NUMBER, role_view
from workbook.cells import Area
from workbook.creating.typed import typed_values
from workbook.errors import FileExistsAlreadyError
from workbook.german import shown
from workbook.schema import DataCategory
from workbook.sheets import SUBTITLE, TITLE, WRAPPED, Note, Print, Sheet, SheetTable, Style, TableColumn
from workbook.writing.disk import give_rights, writing_error
from workbook.writing.donor import build_donor

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from automation.privacy.role_view import RoleView, SheetOfView
    from workbook.writing.file_book import Book

_HEADER = 4
_FIRST = "Hinweis"
_NEWEST = (
    "Eine Einwilligung kann jederzeit widerrufen werden. Bitte arbeiten Sie immer mit dem neuesten Auszug und "
    "löschen Sie ältere."
)


@dataclass(frozen=True, slots=True)
class Viewed:
    """The workbook that was made for an organisation, and what it holds."""

    view: RoleView
    file: Path


def make_view(book: Book, typed: str, file: Path, today: date) -> Viewed:
    """Write what an organisation may see into a new workbook; nothing is written into the office's.

    Raises:
        OrganisationUnknownError: nobody is meant by what was typed.
        FileExistsAlreadyError: there is a file of this name.
        WorkbookNotWrittenError: disk, folder or rights do not take it.
    """
    if file.exists():
        raise FileExistsAlreadyError(file)
    material = read_material(book, today)
    checked = check_material(material)
    errors = {(each.table, material_row(each.cell)) for each in checked.findings if each.blocks}
    view = role_view(material.office, typed, today, errors)
    content = build_donor(sheets_of(view, today), today=today, title=f"Auszug für {view.name}")
    try:
        with file.open("xb") as opened:
            opened.write(content)
        give_rights(file, book.path)
    except FileExistsError as error:
        raise FileExistsAlreadyError(file) from error
    except OSError as error:
        raise writing_error(file, error) from error
    return Viewed(view, file)


def material_row(cell: str) -> int:
    """Return the row of an address, 0 where it is none.

    >>> material_row("K5"), material_row("")
    (5, 0)
    """
    area = Area.parse(cell)
    return area.first_row if area is not None else 0


def sheets_of(view: RoleView, today: date) -> list[Sheet]:
    """Return the sheets of a view: what it is, then a sheet for each table that holds anything."""
    return [_cover(view, today), *map(_sheet, view.sheets)]


def _cover(view: RoleView, today: date) -> Sheet:
    benefit = any(
        column.shares is DataCategory.BENEFIT_RECEIPT for sheet in view.sheets for column in sheet.columns
    )
    notice = PURPOSE_NOTICE if benefit else NEUTRAL_NOTICE
    lines = [
        f"Stand {shown(today)}. Enthalten ist nur, worin die Menschen für diese Organisation eingewilligt haben.",
        _NEWEST,
    ]
    if not view.recipient.keeps_social_secrecy:
        lines.append(notice)
    if not view.sheets:
        lines.append("Zurzeit liegt keine gültige Einwilligung vor.")
    notes = [Note(Area(1, 1, 1, 6), f"Auszug für {view.name}", TITLE)]
    notes += [Note(Area(row, 1, row, 6), line, WRAPPED) for row, line in enumerate(lines, 3)]
    heights = {1: 30} | {row: 34 for row, _ in enumerate(lines, 3)}
    return Sheet(name=_FIRST, notes=notes, widths=dict.fromkeys(range(1, 7), 18), heights=heights)


def _sheet(each: SheetOfView) -> Sheet:
    spec = each.record.spec
    head = [TableColumn(NUMBER, 7, Style(number_format="0", align="left"))]
    head += [
        TableColumn(column.label, column.width, Style(number_format=column.number_format))
        for column in each.columns
    ]
    values = {
        column.name: typed_values(column, [row.get(column.name) for _, row in each.rows]) for column in each.columns
    }
    rows = [
        (number, *(values[column.name][place] for column in each.columns))
        for place, (number, _) in enumerate(each.rows)
    ]
    return Sheet(
        name=spec.sheet,
        notes=(
            Note(Area(1, 1, 1, 6), spec.title, TITLE),
            Note(Area(2, 1, 2, 6), "Die Nummer verbindet die Blätter; sie gilt nur in dieser Mappe.", SUBTITLE),
        ),
        tables=(SheetTable(spec.table_name, _HEADER, 1, head, rows),),
        heights={1: 30, _HEADER: 32},
        freeze=(_HEADER + 1, 2),
        printing=Print(repeat_rows=(_HEADER, _HEADER)),
    )
