"""The dispatch log `Postausgang`: which letter told whom what, and on which ground (domain.md 3.6).

Lotse owns the sheet, staff fill the light columns. A letter that exists already is not written again: each row
keeps a fingerprint of what the letter tells, and only a change of that makes a new version, which replaces the old.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from automation.letters.reference import year_and_number
from workbook.cells import Area, column_letters, text_of
from workbook.reading.formats.dates import date_of_text, shown
from workbook.sheets import (
    COLUMN_HEADER,
    DATE,
    SUBTITLE,
    TEXT,
    TITLE,
    Choice,
    Highlight,
    Link,
    Note,
    Palette,
    Print,
    Sheet,
    Style,
    Table,
    TableColumn,
    Value,
    row_height,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, Protocol

    from automation.letters.disclosure import Sent
    from workbook.cells import CellValue

    class Rows(Protocol):
        """A table as it was read: headers and values below them."""

        @property
        def headers(self) -> Sequence[str]:
            """The header texts."""

        @property
        def rows(self) -> Sequence[Sequence[CellValue]]:
            """The rows."""


SHEET = "Postausgang"
TABLE = "tblPostausgang"
HEADER = 6


class DispatchStatus(StrEnum):
    """Where a letter stands; all but `REPLACED` are set by staff."""

    DRAFT = "Entwurf"
    CHECKED = "geprüft"
    PRINTED = "gedruckt"
    SENT = "versandt"
    CANCELLED = "storniert"
    REPLACED = "ersetzt"


SETTLED = frozenset({DispatchStatus.SENT, DispatchStatus.CANCELLED})
"""What staff have decided for good: no later run takes it back."""

WAYS = ("Post", "E-Mail verschlüsselt", "Fax", "persönlich übergeben")


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A row of the log. `source` is the key of the referral or contact that the letter came from.

    `fields` names every field that was sent, never its value; `content` is the fingerprint of what was told,
    `digest` the SHA-256 of the Word file as it was written, `folder` where it lies, seen from the workbook, `run`
    the mark of the last run that touched its files. From `status` on the columns are the staff's.
    """

    reference: str
    written: date | None
    kind: str
    source: str
    client_id: str
    recipient_kind: str
    recipient: str
    request_id: str = ""
    legal_ground: str = ""
    consent_id: str = ""
    fields: str = ""
    file_name: str = ""
    replaces: str = ""
    status: str = DispatchStatus.DRAFT
    way: str = ""
    sent_on: date | str | None = None
    sent_by: str = ""
    reply_until: date | str | None = None
    replied_on: date | str | None = None
    template: str = ""
    digest: str = ""
    content: str = ""
    folder: str = ""
    run: str = ""


_INPUT = replace(TEXT, fill=Palette.INPUT, unlocked=True)
_INPUT_DATE = replace(DATE, fill=Palette.INPUT, unlocked=True)
_INPUT_HEADER = replace(COLUMN_HEADER, fill=Palette.TEAL)
_QUIET = Style(number_format="@", color=Palette.MUTED, size=8)
_COLUMNS: tuple[tuple[str, TableColumn], ...] = (
    ("reference", TableColumn("Zeichen", 15, replace(TEXT, bold=True))),
    ("written", TableColumn("Datum", 11, DATE)),
    ("kind", TableColumn("Art", 12, TEXT)),
    ("client_id", TableColumn("KlientID", 10, TEXT)),
    ("recipient", TableColumn("Empfänger", 12, TEXT, help="PartnerID, oder die KlientID bei Briefen an Klienten.")),
    ("file_name", TableColumn("Datei", 34, Style(color=Palette.HARBOUR, underline=True))),
    ("status", TableColumn("Status", 12, _INPUT, header_style=_INPUT_HEADER)),
    ("way", TableColumn("Versandweg", 20, _INPUT, header_style=_INPUT_HEADER)),
    ("sent_on", TableColumn("versandt am", 12, _INPUT_DATE, header_style=_INPUT_HEADER)),
    ("sent_by", TableColumn("versandt von", 11, _INPUT, header_style=_INPUT_HEADER, help="Kürzel")),
    ("reply_until", TableColumn("Antwort bis", 12, _INPUT_DATE, header_style=_INPUT_HEADER)),
    ("replied_on", TableColumn("Antwort am", 12, _INPUT_DATE, header_style=_INPUT_HEADER)),
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
)
_DATES = frozenset({"written", "sent_on", "reply_until", "replied_on"})
_INTRODUCTION = (
    "Jedes Schreiben steht hier mit allem, was es mitteilt. Die hellen Spalten füllen Sie aus; Lotse lässt sie "
    "stehen. Ein Schreiben entsteht nur einmal: Ändert sich der Inhalt, kommt ein neues, und der alte Entwurf ist "
    "„ersetzt“. Soll eines nicht hinausgehen, setzen Sie den Status auf „storniert“; löschen Sie die Zeile nicht."
)


def content_fingerprint(kind: str, address: Iterable[str], ground: str, sent: Iterable[Sent]) -> str:
    """Return what a letter's content is recognised by: kind, address, ground, and the fields with their values.

    Date, number, adviser and the wording of the template are not in it: a new telephone number or a better sentence
    is no reason to write to everybody again.
    """
    told = sorted((field.sheet, field.label, field.value) for field in sent)
    document = json.dumps([kind, list(address), ground, told], ensure_ascii=False)
    return hashlib.sha256(document.encode()).hexdigest()[:20]


def listed(sent: Iterable[Sent]) -> str:
    """Return the names of the fields that were sent, by sheet: `Klienten: Vorname, Nachname; Verweise: …`."""
    by_sheet: dict[str, list[str]] = {}
    for field in sent:
        by_sheet.setdefault(field.sheet, []).append(field.label)
    return "; ".join(f"{sheet}: {', '.join(labels)}" for sheet, labels in by_sheet.items())


class DispatchLog:
    """The rows of the log while letters are written, oldest first; what was there stays, new rows come below."""

    def __init__(self, rows: Iterable[Dispatch] = ()) -> None:
        self._rows = sorted(rows, key=lambda row: year_and_number(row.reference) or (0, 0))
        self._latest = {(row.kind, row.source): number for number, row in enumerate(self._rows)}

    @property
    def rows(self) -> tuple[Dispatch, ...]:
        """All rows, oldest first."""
        return tuple(self._rows)

    @property
    def references(self) -> tuple[str, ...]:
        """Every number that was ever given."""
        return tuple(row.reference for row in self._rows)

    def latest(self, kind: str, source: str) -> Dispatch | None:
        """Return the letter of this kind that stands for a referral or contact, `None` if there is none yet."""
        number = self._latest.get((kind, source))
        return None if number is None else self._rows[number]

    def add(self, row: Dispatch) -> Dispatch:
        """Add a letter and return its row; the one that it takes the place of becomes „ersetzt“.

        What staff noted about that one stays; a letter that they sent or cancelled keeps that status.
        """
        number = self._latest.get((row.kind, row.source))
        if number is not None:
            old = self._rows[number]
            row = replace(row, replaces=old.reference)
            if old.status not in SETTLED:
                self._rows[number] = replace(old, status=DispatchStatus.REPLACED)
        self._latest[row.kind, row.source] = len(self._rows)
        self._rows.append(row)
        return row

    def put(self, rows: Iterable[Dispatch]) -> None:
        """Put rows into the place of those with the same number."""
        place = {row.reference: number for number, row in enumerate(self._rows)}
        for row in rows:
            self._rows[place[row.reference]] = row


def read_log(table: Rows | None) -> DispatchLog:
    """Return the log of a workbook; an empty one if the workbook has no such sheet yet."""
    if table is None:
        return DispatchLog()
    position = {label: number for number, label in enumerate(table.headers)}
    wanted = [(name, position[column.label]) for name, column in _COLUMNS if column.label in position]
    rows = ({name: _read(name, row[number]) for name, number in wanted} for row in table.rows)
    return DispatchLog(_dispatch(values) for values in rows if values.get("reference"))


def _dispatch(values: Mapping[str, Any]) -> Dispatch:
    needed = ("reference", "written", "kind", "source", "client_id", "recipient_kind", "recipient")
    return Dispatch(**{**dict.fromkeys(needed, ""), "written": None, **values})


def _read(name: str, value: CellValue) -> Any:
    """A cell as the log holds it: what staff typed into a date column and is no date stays as they typed it."""
    text = text_of(value).strip()
    if name not in _DATES:
        return text
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date_of_text(text) or text or None


def build_log(log: DispatchLog, *, today: date) -> Sheet:
    """Return the sheet, newest letter first; each row links to its file in its own folder."""
    rows = list(reversed(log.rows))
    last = HEADER + max(1, len(rows))
    place = {name: number for number, (name, _) in enumerate(_COLUMNS, start=1)}
    status = f"${column_letters(place['status'])}{HEADER + 1}"

    def below(name: str) -> Area:
        return Area(HEADER + 1, place[name], last, place[name])

    return Sheet(
        name=SHEET,
        notes=(
            Note(Area(1, 2, 1, 8), SHEET, TITLE),
            Note(Area(2, 2, 2, 8), _summary(rows, today), replace(SUBTITLE, bold=True)),
            Note(Area(3, 2, 4, 10), _INTRODUCTION, replace(SUBTITLE, wrap=True)),
        ),
        tables=(Table(TABLE, HEADER, 1, [column for _, column in _COLUMNS], [_cells(row) for row in rows]),),
        choices=(
            Choice(below("status"), list(DispatchStatus), title="Status", error="Bitte aus der Liste wählen."),
            Choice(below("way"), WAYS, title="Versandweg", strict=False),
        ),
        highlights=(
            Highlight(
                Area(HEADER + 1, 1, last, len(_COLUMNS)),
                f'OR({status}="{DispatchStatus.REPLACED}",{status}="{DispatchStatus.CANCELLED}")',
                Style(color=Palette.MUTED, italic=True),
            ),
        ),
        heights={1: 30, 3: 15, 4: 15, HEADER: 32}
        | {number: _height(row) for number, row in enumerate(rows, HEADER + 1)},
        freeze=(HEADER + 1, 2),
        tab_color=Palette.TEAL,
        printing=Print(
            repeat_rows=(HEADER, HEADER),
            repeat_columns=(1, 1),
            pages_wide=2,
            area=Area(1, 1, last, place["replied_on"]),
        ),
    )


def _height(row: Dispatch) -> float:
    widths = {name: column.width for name, column in _COLUMNS}
    return row_height([(getattr(row, name), widths[name]) for name in ("fields", "legal_ground", "recipient_kind")])


def _summary(rows: Sequence[Dispatch], today: date) -> str:
    if not rows:
        return f"Stand {shown(today)} · noch kein Schreiben"
    drafts = sum(row.status == DispatchStatus.DRAFT for row in rows)
    return f"Stand {shown(today)} · {len(rows)} Schreiben, davon {drafts} im Entwurf"


def _cells(row: Dispatch) -> tuple[Value, ...]:
    return tuple(_cell(row, name) for name, _ in _COLUMNS)


def _cell(row: Dispatch, name: str) -> Value:
    value: Value = getattr(row, name)
    if name == "file_name" and isinstance(value, str) and value:
        return Link(value, url=f"{row.folder}/{value}" if row.folder else value)
    return str(value) if isinstance(value, StrEnum) else value
