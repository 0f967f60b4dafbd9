"""The sheet `Postausgang`: how the log of the letters stands in the workbook.

Lotse owns the sheet, staff fill the light columns and add their own, which stay where they put them.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec.structs import replace

from automation.letters.dispatch import DAY_FIELDS, Dispatch, DispatchLog
from automation.letters.email_draft import BY_EMAIL
from automation.letters.log_lookups import hidden_lists, without_lists
from automation.letters.pinned import of_rows, of_the_rest, pinned_places
from automation.letters.reference import year_and_number
from automation.letters.status import DispatchStatus, status_of
from automation.margins import taken_in, written_beside
from workbook import own_sheets
from workbook.cells import Area, address, as_written, column_letters, text_of
from workbook.german import shown
from workbook.own_columns import own_column
from workbook.reading.formats.dates import date_of_text
from workbook.sheets import (
    COLUMN_HEADER,
    DATE,
    SUBTITLE,
    TEXT,
    TITLE,
    WRAPPED,
    Choice,
    Highlight,
    Link,
    Note,
    Palette,
    Print,
    Sheet,
    SheetTable,
    Style,
    TableColumn,
    Value,
    row_height,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from automation.letters.log_lookups import Answers
    from workbook.cells import CellValue
    from workbook.package.comments import CellComment
    from workbook.reading.raw import RawTable


SHEET = own_sheets.LOG
TABLE = "tblPostausgang"
HEADER = 6
WAYS = ("Post", BY_EMAIL, "Fax", "persönlich übergeben")


_INPUT = replace(TEXT, fill=Palette.INPUT, unlocked=True)
_INPUT_DATE = replace(DATE, fill=Palette.INPUT, unlocked=True)
_INPUT_HEADER = replace(COLUMN_HEADER, fill=Palette.TEAL)
_QUIET = Style(number_format="@", color=Palette.MUTED, size=8)
_COLUMNS: tuple[tuple[str, TableColumn], ...] = (
    ("reference", TableColumn("Zeichen", 14, replace(TEXT, bold=True))),
    ("written", TableColumn("Datum", 11, DATE)),
    ("kind", TableColumn("Art", 12, TEXT)),
    ("client_id", TableColumn("KlientID", 10, TEXT)),
    ("recipient", TableColumn("Empfänger", 12, TEXT, help="PartnerID, oder die KlientID bei Briefen an Klienten.")),
    ("status", TableColumn("Status", 11, _INPUT, header_style=_INPUT_HEADER)),
    ("way", TableColumn("Versandweg", 16, _INPUT, header_style=_INPUT_HEADER)),
    ("sent_on", TableColumn("versandt am", 11, _INPUT_DATE, header_style=_INPUT_HEADER)),
    ("sent_by", TableColumn("versandt von", 11, _INPUT, header_style=_INPUT_HEADER, help="Kürzel")),
    ("reply_until", TableColumn("Antwort bis", 11, _INPUT_DATE, header_style=_INPUT_HEADER)),
    (
        "answered",
        TableColumn(
            "Rückmeldung am", 13, replace(DATE, color=Palette.MUTED), help="Vom Blatt „Verweise“; dort eintragen."
        ),
    ),
    ("file_name", TableColumn("Datei", 26, Style(color=Palette.HARBOUR, underline=True))),
    ("blocked_because", TableColumn("Gesperrt, weil", 26, WRAPPED, help="Warum das Schreiben nicht hinaus darf.")),
    ("source", TableColumn("Anlass", 12, TEXT, help="Verweis oder Kontakt, aus dem das Schreiben entstand.")),
    ("request_id", TableColumn("AnliegenID", 11, TEXT)),
    ("recipient_kind", TableColumn("Empfängertyp", 32, TEXT)),
    ("legal_ground", TableColumn("Rechtsgrundlage", 26, TEXT)),
    ("consent_id", TableColumn("EinwilligungID", 15, TEXT)),
    ("fields", TableColumn("Übermittelte Felder", 90, TEXT, help="Nur die Namen, nie der Inhalt.")),
    ("replaces", TableColumn("Ersetzt", 15, TEXT)),
    ("template", TableColumn("Vorlage", 26, _QUIET)),
    ("digest", TableColumn("SHA-256", 58, _QUIET)),
    ("content", TableColumn("Kennung", 22, _QUIET, hidden=True)),
    ("folder", TableColumn("Ordner", 22, _QUIET, hidden=True)),
    ("run", TableColumn("Lauf", 14, _QUIET, hidden=True)),
    (
        "printed_until",
        TableColumn("Frist im Schreiben", 12, replace(DATE, color=Palette.MUTED, size=8), hidden=True),
    ),
    ("agreed", TableColumn("Termin im Schreiben", 14, _QUIET, hidden=True)),
    ("asked", TableColumn("Einzeln verlangt", 12, _QUIET, hidden=True)),
)
_LABELS = {name: column.label for name, column in _COLUMNS}
_SCALE = 80
"""Per cent at which the columns that matter on paper fit the width of A4, with letters of 8 points."""
_SHOWN = frozenset({"answered"})
"""Columns that show what stands elsewhere: nothing is read from them."""
_ONCE_OURS = frozenset({"Antwort am"})
"""Columns of earlier logs: what staff typed there is theirs, an empty one goes."""
_INTRODUCTION = (
    "Jedes Schreiben steht hier mit allem, was es mitteilt. Die hellen Spalten füllen Sie aus; Lotse lässt sie "
    "stehen. Nur Entwürfe schreibt Lotse neu, wenn sich etwas ändert. Was nicht hinaus darf, ist „gesperrt“ und "
    "liegt im Ordner „Nicht abschicken“. Soll eines nicht hinausgehen: Status „storniert“; Zeile nicht löschen."
)


def label_of(name: str) -> str:
    """Return the header of a column of the log.

    >>> label_of("sent_on")
    'versandt am'
    """
    return _LABELS[name]


def read_log(table: RawTable | None) -> DispatchLog:
    """Return the log of a workbook; an empty one if the workbook has no such sheet yet.

    A row that staff added by hand is a row like any other; only empty ones are left out.
    """
    if table is None:
        return DispatchLog()
    table = replace(table, around=without_lists(table.around, table.header_row))
    table, remarks = taken_in(table, _STATED)
    headers = table.headers
    position = {label: number for number, label in reversed([*enumerate(headers)])}
    ours = {position[label]: name for name, label in _LABELS.items() if label in position}
    own = {
        number: label
        for number, label in enumerate(headers)
        if number not in ours and label and not (label in _ONCE_OURS and _is_empty(table, number))
    }
    first = table.header_row + 1
    names = ours | {number: f"{_OWN}{label}" for number, label in own.items()}
    pinned = of_rows(table, names)
    rows = [
        _dispatch(
            {name: _read(name, row[number]) for number, name in ours.items() if name not in _SHOWN},
            tuple((label, row[number]) for number, label in own.items()),
            number_of_row,
            pinned.get(number_of_row, ()),
        )
        for number_of_row, row in enumerate(table.rows, first)
        if any(text_of(value).strip() for value in row)
    ]
    beside = [(headers[number - 1] if number else "", label) for number, label in own.items()]
    left = table.first_column
    rest = of_the_rest(table, names, [row.row for row in rows], {name: column.help for name, column in _COLUMNS})
    return DispatchLog(rows, beside, {name: left + number for number, name in ours.items()}, remarks, rest)


def _is_empty(table: RawTable, number: int) -> bool:
    return not any(text_of(row[number]).strip() for row in table.rows)


def _dispatch(
    values: Mapping[str, Any],
    own: tuple[tuple[str, CellValue], ...],
    row: int,
    pinned: tuple[tuple[str, CellComment], ...],
) -> Dispatch:
    needed = ("reference", "written", "kind", "source", "client_id", "recipient_kind", "recipient")
    given = {**dict.fromkeys(needed, ""), "written": None, **values}
    typed = given.get("status", "")
    given["status"] = status_of(typed) if typed or year_and_number(given["reference"]) else ""
    return Dispatch(**given, own=own, pinned=pinned, row=row)


def _read(name: str, value: CellValue) -> Any:
    """A cell as the log holds it: what staff typed into a date column and is no date stays as they typed it."""
    text = text_of(value).strip()
    if name not in DAY_FIELDS:
        return text
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date_of_text(text) or text or None


def build_log(log: DispatchLog, *, today: date, answers: Answers | None = None) -> Sheet:
    """Return the sheet, newest letter first; each row links to its file in its own folder.

    `answers` knows what the office's referrals say of them.
    """
    rows = log.newest_first
    last = HEADER + max(1, len(rows))
    names = _layout(log)
    defined, lists, hidden = hidden_lists(
        rows,
        table=TABLE,
        reference=label_of("reference"),
        status=label_of("status"),
        header=HEADER,
        width=len(names),
        sheet=SHEET,
    )
    place = {name: number for number, name in enumerate(names, start=1)}
    notes = (
        Note(Area(1, 2, 1, 8), SHEET, TITLE),
        Note(Area(2, 2, 2, 8), _summary(rows, today), replace(SUBTITLE, bold=True)),
        Note(Area(3, 2, 4, 8), _INTRODUCTION, replace(SUBTITLE, wrap=True)),
    )
    return Sheet(
        name=SHEET,
        notes=(*notes, *written_beside(log.remarks, notes, last)),
        blocks=lists,
        names=defined,
        hidden_columns=hidden,
        gone=(),
        comments=pinned_places(log, rows, place, HEADER),
        tables=(_table(rows, names, answers),),
        choices=_choices(place["status"], place["way"], last),
        highlights=_highlights(Area(HEADER + 1, 1, last, len(names)), place["status"]),
        heights={1: 30, 3: 20, 4: 28, HEADER: 32}
        | {number: _height(row) for number, row in enumerate(rows, HEADER + 1)},
        freeze=(HEADER + 1, 2),
        tab_color=Palette.TEAL,
        printing=Print(
            repeat_rows=(HEADER, HEADER),
            area=Area(1, 1, last, place["answered"]),
            scale=_SCALE,
        ),
    )


def _table(rows: Sequence[Dispatch], names: Sequence[str], answers: Answers | None) -> SheetTable:
    """Return the table of the letters with the columns in this order; what is answered is a formula."""
    columns = dict(_COLUMNS)
    answered: Sequence[Value] = [""] * len(rows)
    if answers is not None:
        columns["answered"] = replace(columns["answered"], formula=answers.formula(label_of("source")))
        answered = answers.days([row.source for row in rows])
    cells: dict[str, Sequence[Value]] = {"answered": answered}
    for name in columns.keys() - cells.keys():
        cells[name] = [_cell(row, name) for row in rows]
    for name in names:
        if name not in columns:
            label = name.removeprefix(_OWN)
            made = TableColumn(label, 18, _INPUT, header_style=_INPUT_HEADER)
            columns[name], cells[name] = own_column(made, [as_written(dict(row.own).get(label)) for row in rows])
    shown = list(zip(*(cells[name] for name in names), strict=True))
    return SheetTable(TABLE, HEADER, 1, [columns[name] for name in names], shown)


def _choices(status: int, way: int, last: int) -> tuple[Choice, ...]:
    """Return the lists of the columns that staff fill, by their numbers, down to the `last` row."""
    statuses, ways = (Area(HEADER + 1, column, last, column) for column in (status, way))
    return (
        Choice(statuses, list(DispatchStatus), title="Status", error="Bitte aus der Liste wählen."),
        Choice(ways, WAYS, title="Versandweg", strict=False),
    )


def _highlights(rows: Area, column: int) -> tuple[Highlight, ...]:
    """Return what makes letters pale that no longer count, and red what must not go out; `column` is the status."""
    status = f"${column_letters(column)}{rows.first_row}"
    pale = f'OR({status}="{DispatchStatus.REPLACED}",{status}="{DispatchStatus.CANCELLED}")'
    return (
        Highlight(rows, pale, Style(color=Palette.MUTED, italic=True)),
        Highlight(rows, f'{status}="{DispatchStatus.BLOCKED}"', Style(color=Palette.BRICK, fill=Palette.ERROR)),
    )


_STATED = (SHEET, "Stand ", "Jedes Schreiben steht hier")
"""How the texts above the table begin that are Lotse's own, in whatever version."""


_OWN = "eigene: "


def _layout(log: DispatchLog) -> list[str]:
    """Return the columns from left to right: Lotse's by name, the staff's own where they put them."""
    names = [name for name, _ in _COLUMNS]
    by_label = {label: name for name, label in _LABELS.items()}
    for behind, label in log.own:
        before = by_label.get(behind, f"{_OWN}{behind}")
        names.insert(names.index(before) + 1 if before in names else len(names), f"{_OWN}{label}")
    return names


def _height(row: Dispatch) -> float:
    # A text that is not wrapped is one line, however long: a higher row would only print a gap.
    wrapped = [(name, column.width) for name, column in _COLUMNS if column.style.wrap]
    return row_height([(getattr(row, name), width) for name, width in wrapped])


def _summary(rows: Sequence[Dispatch], today: date) -> str:
    if not rows:
        return f"Stand {shown(today)} · noch kein Schreiben"
    drafts = sum(row.status == DispatchStatus.DRAFT for row in rows)
    return f"Stand {shown(today)} · {len(rows)} Schreiben, davon {drafts} im Entwurf"


def _cell(row: Dispatch, name: str) -> Value:
    value: Value = getattr(row, name)
    if name == "file_name" and isinstance(value, str) and value:
        return Link(value, url=f"{row.folder}/{value}" if row.folder else value)
    return str(value) if isinstance(value, StrEnum) else value


def cell_of(log: DispatchLog, row: Dispatch, name: str) -> str:
    """Return the address of a row's cell: where it was read, or where it comes when this log is written."""
    if row.row and log.columns:
        return address(row.row, log.columns.get(name, 1))
    lines = [*enumerate(log.newest_first, HEADER + 1)]
    same = [line for line, each in lines if each is row] or [
        line for line, each in lines if each.reference == row.reference
    ]
    return address(same[0] if same else HEADER, _layout(log).index(name) + 1)
