"""A role view → a new workbook: its own sheets, values only, nothing of the office's file in it; and its entry."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.desk.waiting import UnknownInitialsError
from automation.jobs import LETTERS_FOLDER, delivery_of
from automation.letters.compose import NEUTRAL_NOTICE, PURPOSE_NOTICE
from automation.letters.delivery.files import digest_of, half_of, put_in_place, remove_quietly
from automation.letters.dispatch import Dispatch
from automation.letters.logbook import build_log, read_log
from automation.letters.reference import ReferenceNumbers, numbers_in
from automation.letters.status import DispatchStatus
from automation.material import check_material, read_material
from automation.office.staff import ensure_there
from automation.privacy.role_view import NUMBER, role_view
from workbook.cells import Area
from workbook.creating.typed import typed_values
from workbook.errors import FileExistsAlreadyError
from workbook.german import shown
from workbook.schema import DataCategory, StaffMember
from workbook.schema.setting_names import SettingName
from workbook.schema.vocabulary import LegalGround
from workbook.sheets import SUBTITLE, TITLE, WRAPPED, Note, Print, Sheet, SheetTable, Style, TableColumn
from workbook.writing.disk import write_new_file, writing_error
from workbook.writing.donor import build_donor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from automation.material import Material
    from automation.privacy.role_view import RoleView, SheetOfView
    from workbook.tables import Office
    from workbook.writing.file_book import Book

_HEADER = 4
_FIRST = "Hinweis"
_DRAFT = "ENTWURF zum Ansehen im Büro: bitte nicht weitergeben, er steht nicht im Postausgang."
_NEWEST = (
    "Eine Einwilligung kann jederzeit widerrufen werden. Bitte arbeiten Sie immer mit dem neuesten Auszug und "
    "löschen Sie ältere."
)


KIND = "AUSZUG"
"""What stands as kind in the log of letters where a view was handed out."""


class Viewed(Struct, frozen=True):
    """The workbook that was made for an organisation, what it holds, and the numbers under which the log has it."""

    view: RoleView
    file: Path
    numbers: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


def make_view(
    book: Book, typed: str, file: Path, today: date, *, by: str | None = None, draft: bool = False
) -> Viewed:
    """Write what an organisation may see into a new workbook, and enter in the log of letters that it was told.

    A `draft` is marked as such, and nothing is entered. The file gets its name once the log has it: what was made
    to be handed out is never without its entry.

    Raises:
        OrganisationUnknownError: nobody is meant by what was typed.
        UnknownInitialsError: nobody of the staff has the initials `by`.
        AbsentStaffError: they have left, or have not begun.
        FileExistsAlreadyError: there is a file of this name.
        WorkbookError: the office's workbook cannot be read or written, or the new one cannot be written.
    """
    if file.exists():
        raise FileExistsAlreadyError(file)
    if draft:
        view, content = _made(read_material(book, today), typed, today, draft=True)
        write_new_file(file, content, like=book.path)
        return Viewed(view, file)
    usual = book.folder / LETTERS_FOLDER
    with delivery_of(book, usual) as delivery:
        material = read_material(book, today)
        log = delivery.recover(read_log(material.dispatch))
        view, content = _made(material, typed, today)
        initials = _initials(material.office, by, today) if by else ""
        taken = [number for place in delivery.places.folders(usual, log.rows) for number in numbers_in(place)]
        prefix = material.settings.text(SettingName.REFERENCE_PREFIX) or "QB"
        numbers = ReferenceNumbers(log.references, prefix, taken)
        like = replace(_NOBODY, written=today, sent_on=today, sent_by=initials, digest=digest_of(content))
        further = tuple(_entries(view, numbers, like, today.year))
        half = half_of(file, delivery.run)
        write_new_file(half, content, like=book.path)
        told: tuple[str, ...] = ()
        try:
            if further:
                log = log.with_rows((*log.rows, *further))
                told = delivery.commit(lambda: book.write([build_log(log, today=today)], today=today)).warnings
            put_in_place(half, file)
        except FileExistsError as error:
            raise FileExistsAlreadyError(file) from error
        except OSError as error:
            raise writing_error(file, error) from error
        finally:
            remove_quietly(half)
    return Viewed(view, file, tuple(row.reference for row in further), told)


_NOBODY = Dispatch("", None, KIND, "", "", "", "", status=DispatchStatus.SENT)


def _initials(office: Office, typed: str, today: date) -> str:
    staff = {known.casefold(): known for known in office[StaffMember].positions}
    if typed.casefold() not in staff:
        raise UnknownInitialsError(typed, staff.values())
    return ensure_there(office, staff[typed.casefold()], today)


def _made(material: Material, typed: str, today: date, *, draft: bool = False) -> tuple[RoleView, bytes]:
    checked = check_material(material)
    errors = {(each.table, material_row(each.cell)) for each in checked.findings if each.blocks}
    view = role_view(material.office, typed, today, errors)
    return view, build_donor(sheets_of(view, today, draft=draft), today=today, title=f"Auszug für {view.name}")


def _entries(view: RoleView, numbers: ReferenceNumbers, like: Dispatch, year: int) -> Iterator[Dispatch]:
    """Yield a row of the log for each of the people and each consent by which something of them is told."""
    for number, (key, consents) in enumerate(zip(view.people, view.consents, strict=True), 1):
        fields = view.told_of(number)
        for consent in consents if fields else ():
            yield replace(
                like,
                reference=numbers.next(year),
                client_id=key,
                recipient_kind=str(view.recipient),
                recipient=view.key,
                legal_ground=str(LegalGround.CONSENT),
                consent_id=consent,
                fields=fields,
            )


def material_row(cell: str) -> int:
    """Return the row of an address, 0 where it is none.

    >>> material_row("K5"), material_row("")
    (5, 0)
    """
    area = Area.parse(cell)
    return area.first_row if area is not None else 0


def sheets_of(view: RoleView, today: date, *, draft: bool = False) -> list[Sheet]:
    """Return the sheets of a view: what it is, then a sheet for each table that holds anything."""
    return [_cover(view, today, draft=draft), *map(_sheet, view.sheets)]


def _cover(view: RoleView, today: date, *, draft: bool) -> Sheet:
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
    if draft:
        lines.insert(0, _DRAFT)
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
