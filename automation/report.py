"""Findings ↔ the sheet `Prüfbericht`: every finding with a link to its cell, and what staff wrote beside it.

Beside the table stand, hidden, the lists of cells that the highlight rule of the staff's sheets looks up: replace
the lists, and the colours follow, without touching a sheet of the staff (design.md, contract 1).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from automation.beside_findings import NOTHING_BESIDE, BesideFindings, Moved, moved_beside, read_beside
from automation.margins import written_beside
from automation.pinned_notes import NOTHING_PINNED, PinnedNotes, placed_anew
from automation.report_words import INTRODUCTION, OURS, fixable, is_fixable_sentence, summary
from workbook import own_sheets
from workbook.cells import Area, column_letters, text_of
from workbook.findings import Acknowledgement, Finding, Severity, sorted_findings
from workbook.package.comments import is_earlier_help
from workbook.reading.raw import read_own_table
from workbook.schema import TABLES
from workbook.sheets import (
    COLUMN_HEADER,
    LINE,
    SUBTITLE,
    TEXT,
    TITLE,
    WRAPPED,
    Block,
    Highlight,
    Link,
    Name,
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
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from automation.office.person_names import Names
    from workbook.package.comments import CellComment
    from workbook.reading.raw import RawBook, RawTable

SHEET = own_sheets.REPORT
TABLE = "tblPrüfbericht"
HEADER = 6
MOST_LINKS = 65_000
"""Excel takes 65,530 hyperlinks on a sheet; cells beyond that carry their address as plain text."""

_REASON, _INITIALS, _FINGERPRINT = "Bewusst so (Grund)", "Kürzel", "Kennung"
_PERSON, _CLIENT = "Person", "KlientID"
"""Whom the row is about: the name as a formula, by the key in a hidden column."""
_STATED = re.compile(r"Stand (\d\d\.\d\d\.\d{4}) · ([\d.]+) ")
_KNOWN_BY = ("Schwere", _FINGERPRINT, "Regel", "Blatt", "Zelle", "Zeile gehört zu", "Spalte", "Wert")
_SAMENESS: tuple[Callable[[tuple[str, ...]], tuple[str, ...]], ...] = (
    lambda known: known[:1],
    lambda known: (known[1], known[2], known[4] or known[3], known[5]),
    lambda known: (known[1], known[2], known[5], known[6]),
)
"""By what a finding is the same as one of the last report, the surest first."""
_INPUT = replace(WRAPPED, fill=Palette.INPUT, unlocked=True)
_INPUT_HEADER = replace(COLUMN_HEADER, fill=Palette.TEAL)
_COLUMNS = (
    TableColumn("Schwere", 8.5, replace(TEXT, bold=True)),
    TableColumn("Blatt", 18, WRAPPED),
    TableColumn("Zelle", 8, Style(color=Palette.HARBOUR, underline=True)),
    TableColumn("Zeile gehört zu", 10, TEXT),
    TableColumn(_PERSON, 16, Style(wrap=True, vertical="top", number_format="General")),
    TableColumn("Spalte", 15, WRAPPED),
    TableColumn("Wert", 12, WRAPPED),
    TableColumn("Was auffällt", 30, WRAPPED),
    TableColumn("Vorschlag", 18, WRAPPED),
    TableColumn("Sicher", 8, TEXT, help="ja: Diesen Vorschlag trägt „lotse check --fix“ auf Wunsch selbst ein."),
    TableColumn("Regel", 8, TEXT),
    TableColumn(
        _REASON,
        26,
        _INPUT,
        header_style=_INPUT_HEADER,
        help="Ist der Eintrag richtig so? Dann hier kurz den Grund eintragen. Er bleibt stehen.",
    ),
    TableColumn(
        _INITIALS,
        9,
        _INPUT,
        header_style=_INPUT_HEADER,
        help="Wer das entschieden hat: ein Kürzel aus dem Blatt Personal.",
    ),
    TableColumn(_CLIENT, 11, Style(number_format="@", color=Palette.MUTED), hidden=True),
    TableColumn(_FINGERPRINT, 18, Style(number_format="@", color=Palette.MUTED), hidden=True),
)
_CLIENT_COLUMN = column_letters(1 + [column.label for column in _COLUMNS].index(_CLIENT))
_FIRST_LIST_COLUMN = 40
"""So far to the right that staff have room for columns of their own before the hidden lists."""
_SCALE = 80
"""Per cent at which the columns to print fit the width of A4, with letters of 8 points."""
_OWN_COLUMN = TableColumn("", 18, _INPUT, header_style=_INPUT_HEADER)
_FILLS = {
    Severity.ERROR: Style(fill=Palette.ERROR, color=Palette.BRICK, bold=True),
    Severity.WARNING: Style(fill=Palette.WARNING, color="#7A4A00", bold=True),
    Severity.HINT: Style(fill=Palette.HINT, color=Palette.HARBOUR, bold=True),
}


def build_report(
    findings: Sequence[Finding],
    *,
    rows: int,
    today: date,
    last_report: LastReport | None = None,
    people: Names | None = None,
) -> Sheet:
    """Return the sheet with the findings, worst first; `rows` is how many rows were checked.

    What staff wrote on the last report goes with its findings; `people` says whom a row is about.
    """
    ordered = sorted_findings(findings)
    last = HEADER + max(1, len(ordered))
    own = _moved(last_report, ordered)
    columns = (*_COLUMNS, *(column for column, _ in own.columns))
    first_list = max(_FIRST_LIST_COLUMN, len(columns) + 3)
    names, lists = _highlight_lists(ordered, first_list)
    certain = fixable(ordered, "MAPPE")
    initials, reason = _number(_INITIALS), column_letters(_number(_REASON))
    missing = f'AND(${reason}{HEADER + 1}<>"",${column_letters(initials)}{HEADER + 1}="")'
    strangers = list(_signed_by_strangers(ordered, column_letters(initials)))
    stated = summary(ordered, rows=rows, today=today)
    notes = (
        Note(Area(1, 1, 1, 8), SHEET, TITLE),
        Note(Area(2, 1, 2, 8), stated, replace(SUBTITLE, bold=True, wrap=True)),
        Note(Area(3, 1, 4, 8), INTRODUCTION, replace(SUBTITLE, wrap=True)),
        *([Note(Area(5, 1, 5, 8), certain, replace(SUBTITLE, bold=True))] if certain else []),
    )
    hidden = range(first_list, first_list + len(TABLES))
    remarks = [
        replace(each, column=hidden.stop) if each.column in hidden else each
        for each in (() if last_report is None else last_report.beside.remarks)
    ]
    cells = [
        (*_row(index, each, people), *(values[index] for _, values in own.columns))
        for index, each in enumerate(ordered)
    ]
    return Sheet(
        name=SHEET,
        notes=(*notes, *written_beside(remarks, notes, last)),
        blocks=lists,
        tables=(SheetTable(TABLE, HEADER, 1, columns, cells),),
        highlights=[
            Highlight(Area(HEADER + 1, 1, last, 1), f'$A{HEADER + 1}="{severity.word}"', style)
            for severity, style in _FILLS.items()
        ]
        + [Highlight(Area(HEADER + 1, initials, last, initials), missing, _FILLS[Severity.ERROR])]
        + [Highlight(Area(row, initials, row, initials), test, _FILLS[Severity.ERROR]) for row, test in strangers],
        names=names,
        comments={} if last_report is None else _notes_of(last_report, ordered, columns),
        widths=dict.fromkeys(range(len(columns) + 1, hidden.stop), 8),
        heights={1: 30, 2: 28, 3: 28, 4: 28, HEADER: 32} | _heights(ordered),
        hidden_columns=tuple(hidden),
        freeze=(HEADER + 1, 4),
        tab_color=Palette.BRICK if any(each.blocks for each in ordered) else Palette.TEAL,
        printing=Print(repeat_rows=(HEADER, HEADER), area=Area(1, 1, last, _number("Vorschlag")), scale=_SCALE),
        gone=own.gone if last_report is not None and last_report.headers else None,
    )


def _moved(last_report: LastReport | None, ordered: Sequence[Finding]) -> Moved:
    """Return where the columns of the staff's own come."""
    if last_report is None or not last_report.beside.columns:
        return Moved()
    now = dict(enumerate(map(_known_by, ordered), HEADER + 1))
    return moved_beside(last_report.beside, last_report.pinned.rows, now, _SAMENESS, _OWN_COLUMN)


def _notes_of(
    last_report: LastReport, ordered: Sequence[Finding], columns: Sequence[TableColumn]
) -> Mapping[tuple[int, int], CellComment]:
    now = dict(enumerate(map(_known_by, ordered), HEADER + 1))
    labels = [column.label for column in columns]
    before = last_report.headers

    def place(number: int) -> int:
        label = last_report.beside.label_at(number) or (before[number - 1] if number <= len(before) else "")
        if number > len(before) and not label:
            return number - len(before) + len(labels)
        return labels.index(label) + 1 if label in labels else 1

    foot = HEADER + max(1, len(ordered))
    return placed_anew(last_report.pinned, now, _SAMENESS, foot=foot, column=place)


def _signed_by_strangers(findings: Sequence[Finding], column: str) -> Iterator[tuple[int, str]]:
    """Yield the rows whose initials are nobody's of the staff, and the test that they still are what was read."""
    for row, finding in enumerate(findings, HEADER + 1):
        if finding.begun is not None and finding.begun.complete:
            typed = finding.begun.initials.replace('"', '""')
            yield row, f'${column}{row}="{typed}"'


class LastReport(Struct, frozen=True):
    """The report as the last run left it, with what staff wrote beside its findings, by fingerprint.

    `open_ones` are what each finding that was open then is known by; `exists` is false where there is no report.
    `day` is the day that it was written for, as it says itself. `pinned` are the staff's notes at its cells, below
    its `headers`, `beside` are columns and remarks of theirs.
    """

    acknowledgements: Mapping[str, Acknowledgement] = field(default_factory=dict)
    open_ones: tuple[tuple[str, ...], ...] = ()
    day: str = ""
    exists: bool = False
    pinned: PinnedNotes = NOTHING_PINNED
    headers: tuple[str, ...] = ()
    beside: BesideFindings = NOTHING_BESIDE


class SinceLast(Struct, frozen=True):
    """How many open findings the last report (of `day`) had not, and how many of its open ones are settled."""

    new: int
    solved: int
    day: str = ""

    @property
    def told(self) -> str:
        """The sentence for staff."""
        of = f" vom {self.day}" if self.day else ""
        if not self.new and not self.solved:
            return f"Seit dem Prüfbericht{of} ist nichts dazugekommen und nichts erledigt."
        return f"Seit dem Prüfbericht{of}: {self.new or 'nichts'} neu, {self.solved or 'nichts'} erledigt."


def read_last_report(book: RawBook) -> LastReport:
    """Return the report that the last run left, with what staff wrote on it since."""
    table = read_own_table(book, SHEET, TABLE)
    if table is None or not {_REASON, _INITIALS, _FINGERPRINT} <= set(table.headers):
        return LastReport()
    reason, initials, mark = (table.headers.index(label) for label in (_REASON, _INITIALS, _FINGERPRINT))
    written = {
        text_of(row[mark]): Acknowledgement(text_of(row[reason]).strip(), text_of(row[initials]).strip())
        for row in table.rows
        if row[mark] and (text_of(row[reason]).strip() or text_of(row[initials]).strip())
    }
    day = _STATED.match(text_of(table.around.get((2, 1))))
    never_checked = day is not None and day[2] == "0"  # a new workbook has an empty report
    if not set(_KNOWN_BY) <= set(table.headers):
        return LastReport(written)
    places = [table.headers.index(label) for label in _KNOWN_BY]
    rows = [tuple(text_of(row[place]) for place in places) for row in table.rows]
    pinned, beside = _pinned(table, [row[1:] for row in rows]), _beside(table)
    if never_checked:
        return LastReport(written, pinned=pinned, headers=table.headers, beside=beside)
    words = {severity.word for severity in Severity}
    open_ones = tuple(row[1:] for row in rows if row[0] in words)
    stated = day[1] if day else ""
    return LastReport(written, open_ones, stated, exists=True, pinned=pinned, headers=table.headers, beside=beside)


def _beside(table: RawTable) -> BesideFindings:
    """Return what is the staff's around the table and in columns of their own."""
    labels = {column.label for column in _COLUMNS}
    lists = {record.spec.findings_name for record in TABLES}
    stated = (text_of(value) for (row, _), value in table.around.items() if row < table.header_row)
    return read_beside(table, labels, lists, (*OURS, *filter(is_fixable_sentence, stated)))


def _pinned(table: RawTable, known: Sequence[tuple[str, ...]]) -> PinnedNotes:
    """Return the staff's notes on the report; Lotse's own help at headers is none of them."""
    helped = {column.label: column.help for column in _COLUMNS}

    def is_help(row: int, number: int, comment: CellComment) -> bool:
        place = number - table.first_column
        label = table.headers[place] if row == table.header_row and place in range(len(table.headers)) else ""
        return is_earlier_help(comment) or comment.text.strip() == (helped.get(label) or "-").strip()

    comments = {cell: each for cell, each in table.comments.items() if not is_help(*cell, each)}
    last = table.header_row + len(known)
    return PinnedNotes(comments, dict(enumerate(known, table.header_row + 1)), table.header_row, last)


def since_last(last: LastReport, findings: Iterable[Finding]) -> SinceLast | None:
    """Return what has changed since the last report, `None` where there is none.

    The same finding is the one of the same fingerprint, else of the same rule, row and column (its value was
    changed in vain), else of the same rule, column and value (its row has no key and was moved).
    """
    if not last.exists:
        return None
    now = [_known_by(each) for each in findings if each.acknowledged is None]
    before = list(last.open_ones)
    for sameness in _SAMENESS:
        left = Counter(map(sameness, before))
        missing = []
        for each in now:
            if left[sameness(each)] > 0:
                left[sameness(each)] -= 1
            else:
                missing.append(each)
        gone = []
        for each in before:
            if left[sameness(each)] > 0:
                left[sameness(each)] -= 1
                gone.append(each)
        now, before = missing, gone
    return SinceLast(len(now), len(before), last.day)


def _known_by(finding: Finding) -> tuple[str, ...]:
    """Return a finding as `_KNOWN_BY` reads it from the sheet, but for its severity."""
    place = finding.sheet, finding.cell, finding.key, finding.column
    return finding.fingerprint, finding.rule, *place, finding.value


def _row(index: int, finding: Finding, people: Names | None) -> tuple[Value, ...]:
    client = people.client_of(finding) if people is not None else ""
    accepted, written = finding.acknowledged, finding.acknowledged or finding.begun
    return (
        "bewusst so" if accepted else finding.severity.word,
        finding.sheet,
        Link(finding.cell, finding.sheet, finding.cell) if index < MOST_LINKS else finding.cell,
        finding.key,
        people.beside(client, f"${_CLIENT_COLUMN}{HEADER + 1 + index}") if people is not None else "",
        finding.column,
        finding.value,
        finding.message,
        finding.suggestion or "",
        "ja" if finding.fixable else "",
        finding.rule,
        written.reason if written else "",
        written.initials if written else "",
        client,
        finding.fingerprint,
    )


def _heights(findings: Sequence[Finding]) -> dict[int, float]:
    """Return the height of each row that needs more than one line."""
    widths = {column.label: column.width for column in _COLUMNS}
    heights = {}
    for row, each in enumerate(findings, HEADER + 1):
        written = each.acknowledged or each.begun
        reason = written.reason if written else ""
        height = row_height(
            [
                (each.message, widths["Was auffällt"]),
                (each.suggestion or "", widths["Vorschlag"]),
                (each.value, widths["Wert"]),
                (each.column, widths["Spalte"]),
                (each.sheet, widths["Blatt"]),
                (reason, widths[_REASON]),
            ]
        )
        if height > LINE + 2:
            heights[row] = height
    return heights


def _highlight_lists(findings: Sequence[Finding], first: int) -> tuple[list[Name], list[Block]]:
    """Return for each table a named list of the cells that carry a finding, from the column `first` on."""
    cells: dict[str, list[str]] = {}
    for finding in findings:
        if finding.acknowledged is None:
            cells.setdefault(finding.table, []).append(finding.cell)
    names, blocks = [], []
    for column, record in enumerate(TABLES, first):
        spec = record.spec
        found = list(dict.fromkeys(cells.get(spec.sheet, ())))
        style = replace(TEXT, color=Palette.MUTED)
        blocks.append(Block(HEADER, column, [[spec.findings_name], *([cell] for cell in found)], style))
        area = Area(HEADER + 1, column, HEADER + max(1, len(found)), column)
        names.append(Name(spec.findings_name, area.absolute(SHEET)))
    return names, blocks


def _number(label: str) -> int:
    """Return the number of a column of the report."""
    return 1 + [column.label for column in _COLUMNS].index(label)
