"""What differs and what Lotse corrected → the sheet `Änderungen` with its two tables.

`tblVergleich` is the last comparison, replaced by the next; `tblBerichtigungen` grows. Whoever writes one of them
hands on the other as it stands.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from automation.desk.corrections import (
    LABELS,
    SHEET,
    TABLE,
    Correction,
    Corrections,
    form_of,
    read_corrections,
)
from workbook import own_sheets
from workbook.cells import Area, as_written, text_of
from workbook.exact import shown_exactly
from workbook.own_columns import own_column
from workbook.reading.raw import read_own_table
from workbook.sheets import (
    DATE,
    HEADING,
    LINE,
    SUBTITLE,
    TEXT,
    TITLE,
    WRAPPED,
    Block,
    Highlight,
    Link,
    Note,
    Palette,
    Print,
    Sheet,
    SheetTable,
    Style,
    TableColumn,
    row_height,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from workbook.cells import CellValue
    from workbook.reading.raw import RawBook
    from workbook.sheets import Value

COMPARISON = own_sheets.COMPARISON_TABLE
GONE = "Zeile fort"
MOST_LINES = 50_000
"""So many lines of a comparison stand on the sheet; nobody reads more, and the sentence above tells how many."""
_MOST_LINKS = 20_000
_ADDRESS = Style(color=Palette.HARBOUR, underline=True)
_QUIET = Style(number_format="@", color=Palette.MUTED, size=8)
_WIDTHS = (6.0, 18.0, 9.0, 13.0, 20.0, 28.0, 28.0, 17.0, 11.0, 11.0, 15.0)
_WHAT = "Was"
_COMPARED = ("Nr.", "Blatt", "Zelle", "Zeile gehört zu", "Spalte", "Vorher", "Nachher", _WHAT)
_FIRST_NOTICE = 5
_HEADINGS = ("Was sich geändert hat", "Was Lotse berichtigt hat")
_NOTHING = "Noch kein Vergleich. Er entsteht mit „lotse diff --sheet“."
_INTRODUCTION = (
    "Oben steht der letzte Vergleich; der nächste ersetzt ihn. Darunter steht jede Zelle, die Lotse in Ihren "
    "Blättern geändert hat; diese Liste wird nur länger."
)
_HOW_BACK = "Eine Berichtigung nimmt „lotse restore --fix NUMMER“ zurück, solange die Zelle seitdem gleich blieb."
_NOTES = "Ihre Notizen"
OURS = (*_HEADINGS, _HOW_BACK[:16], _NOTES)


class Line(Struct, frozen=True):
    """A line of `tblVergleich`, all as text: where, of which row and column, from what to what, what happened."""

    sheet: str
    cell: str
    key: str
    column: str
    before: str
    after: str
    what: str


class Comparison(Struct, frozen=True):
    """What the sheet tells of a comparison: its sentence, what nobody may have meant, and its lines."""

    summary: str = _NOTHING
    notices: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()


def changes_sheet(
    book: RawBook,
    *,
    corrections: Iterable[Correction] = (),
    comparison: Comparison | None = None,
    taken_back: tuple[int, date] | None = None,
) -> Sheet:
    """Return the sheet of a workbook as it stands, with further corrections, or with another comparison.

    `taken_back` marks the correction of a number as taken back on a day.

    Nothing of what stands on it is lost: the corrections of before come first, then the further ones, numbered on.
    """
    known = read_corrections(book, OURS).with_new(corrections)
    if taken_back is not None:
        known = known.marked_as_taken_back(*taken_back)
    known = replace(known, remarks=tuple(each for each in known.remarks if each.value != _NOTES))
    return build_changes(known, read_comparison(book) if comparison is None else comparison)


def changes_without(book: RawBook, about: Callable[[str], bool]) -> Sheet | None:
    """Return the sheet without the lines that `about` knows by their text; `None` where it knows none.

    So a person who was erased goes from what was compared and corrected; the numbers of the other lines stay.
    """
    known, comparison = read_corrections(book, OURS), read_comparison(book)
    kept = tuple(row for row in known.rows if not about(_text_of_correction(row)))
    lines = tuple(line for line in comparison.lines if not about(f"{line.key}\n{line.before}\n{line.after}"))
    if len(kept) == len(known.rows) and len(lines) == len(comparison.lines):
        return None
    remarks = tuple(each for each in known.remarks if each.value != _NOTES)
    return build_changes(replace(known, rows=kept, remarks=remarks), replace(comparison, lines=lines))


def _text_of_correction(row: Correction) -> str:
    own = (text_of(value) for _, value in row.own)
    return "\n".join((row.key, text_of(row.before), text_of(row.after), *own))


def read_comparison(book: RawBook) -> Comparison:
    """Return the comparison that stands on the sheet."""
    table = read_own_table(book, SHEET, COMPARISON)
    if table is None or not set(_COMPARED) <= set(table.headers):
        return Comparison()
    places = [table.headers.index(label) for label in _COMPARED[1:]]
    lines = tuple(
        Line(*(text_of(row[place]) for place in places))
        for row in table.rows
        if any(text_of(value).strip() for value in row)
    )
    above = {row: text_of(value) for (row, column), value in table.around.items() if column == 1}
    notices = tuple(above[row] for row in range(_FIRST_NOTICE, table.header_row) if above.get(row, "").strip())
    return Comparison(above.get(2, _NOTHING), notices, lines)


def build_changes(corrections: Corrections, comparison: Comparison) -> Sheet:
    """Return the sheet with both tables."""
    wide = len(_WIDTHS)
    notices = comparison.notices
    header = _FIRST_NOTICE + len(notices) + bool(notices)
    compared = _compared(comparison, header)
    second = compared.last_row + 2
    kept = _kept(corrections, second + 2)
    notes = [
        Note(Area(1, 1, 1, wide), SHEET, TITLE),
        Note(Area(2, 1, 2, wide), comparison.summary, replace(SUBTITLE, bold=True, wrap=True)),
        Note(Area(3, 1, 3, wide), _INTRODUCTION, replace(SUBTITLE, wrap=True)),
        Note(Area(4, 1, 4, wide), _HEADINGS[0], HEADING),
        *(
            Note(Area(row, 1, row, wide), text, replace(WRAPPED, bold=True, color=Palette.BRICK))
            for row, text in enumerate(notices, _FIRST_NOTICE)
        ),
        Note(Area(second, 1, second, wide), _HEADINGS[1], HEADING),
        Note(Area(second + 1, 1, second + 1, wide), _HOW_BACK, SUBTITLE),
    ]
    foot = kept.last_row + 2
    blocks = list(_remarks(corrections, foot))
    total = sum(_WIDTHS)
    heights = {1: 30.0, 2: row_height([(comparison.summary, total)]), 4: 24.0, header: 20.0, second: 24.0}
    heights |= {row: row_height([(text, total)]) for row, text in enumerate(notices, _FIRST_NOTICE)}
    heights |= dict(_heights(compared)) | dict(_heights(kept)) | {second + 2: 20.0}
    return Sheet(
        name=SHEET,
        notes=notes,
        blocks=blocks,
        tables=(compared, kept),
        highlights=[
            Highlight(Area(header + 1, 1, compared.last_row, len(_COMPARED)), f'$H{header + 1}="{GONE}"', _SETTLED),
            Highlight(Area(kept.row + 1, 1, kept.last_row, wide), f'$K{kept.row + 1}<>""', _SETTLED),
        ],
        widths=dict(enumerate(_WIDTHS, 1)),
        heights=heights,
        hidden_columns=(len(_WIDTHS) + 1,),
        freeze=(4, 1),
        gone=(),
        tab_color=Palette.AMBER,
        printing=Print(area=Area(1, 1, max(kept.last_row, foot + len(corrections.remarks)), wide)),
    )


def _compared(comparison: Comparison, header: int) -> SheetTable:
    """Return the table of what differs, as far as anybody reads it."""
    columns = [TableColumn(label, width, _STYLES[label]) for label, width in zip(_COMPARED, _WIDTHS, strict=False)]
    lines = [_line(number, each) for number, each in enumerate(comparison.lines[:MOST_LINES], 1)]
    return SheetTable(COMPARISON, header, 1, columns, lines)


_SETTLED = Style(color=Palette.MUTED, italic=True)
"""What has gone, or was taken back."""
_STYLES: Mapping[str, Style] = {
    "Nr.": Style(align="left"),
    "Blatt": WRAPPED,
    "Zelle": _ADDRESS,
    "Zeile gehört zu": TEXT,
    "Spalte": WRAPPED,
    "Vorher": WRAPPED,
    "Nachher": WRAPPED,
    _WHAT: WRAPPED,
    "Regel": WRAPPED,
    "Wer": TEXT,
    "Wann": DATE,
    "Zurückgenommen": TEXT,
    "Form": _QUIET,
}


def _line(number: int, line: Line) -> tuple[Value, ...]:
    linked = line.what != GONE and number <= _MOST_LINKS and Area.parse(line.cell) is not None
    cell: Value = Link(line.cell, line.sheet, line.cell) if linked else line.cell
    return (number, line.sheet, cell, line.key, line.column, line.before, line.after, line.what)


def _kept(corrections: Corrections, header: int) -> SheetTable:
    columns = [
        TableColumn(
            label,
            width,
            _STYLES[label],
            hidden=name == "form",
            help="Für „lotse restore --fix“." if name == "form" else None,
        )
        for (name, label), width in zip(LABELS.items(), (*_WIDTHS, 14.0), strict=True)
    ]
    made = TableColumn("", 18, replace(TEXT, fill=Palette.INPUT, unlocked=True))
    own = [
        own_column(replace(made, label=label), [as_written(dict(each.own).get(label)) for each in corrections.rows])
        for label in corrections.own
    ]
    rows = [
        (*_corrected(each), *(values[place] for _, values in own)) for place, each in enumerate(corrections.rows)
    ]
    return SheetTable(TABLE, header, 1, [*columns, *(column for column, _ in own)], rows)


def _corrected(each: Correction) -> tuple[Value, ...]:
    linked = Area.parse(each.cell) is not None and bool(each.sheet)
    return (
        each.number,
        each.sheet,
        Link(each.cell, each.sheet, each.cell) if linked and each.number <= _MOST_LINKS else each.cell,
        each.key,
        each.column,
        shown_exactly(each.before),
        shown_exactly(each.after),
        each.rule,
        each.by,
        each.day if each.day > date.min else "",
        each.taken_back,
        form_of(each),
    )


def _heights(table: SheetTable) -> Iterator[tuple[int, float]]:
    """Yield the height of each row that needs more than one line."""
    for number, row in enumerate(table.rows, table.row + 1):
        texts = [
            (value, width)
            for place, (value, width) in enumerate(zip(row, _WIDTHS, strict=False))
            if isinstance(value, str) and place != _CELL
        ]
        height = row_height(texts)
        if height > LINE + 2:
            yield number, min(height, _HIGHEST)


_CELL = 2
_HIGHEST = 400.0
"""Excel takes no row above 409 points (ECMA-376 Part 1, 18.3.1.73)."""


def _remarks(corrections: Corrections, foot: int) -> Iterator[Block]:
    """Yield what staff wrote elsewhere on the sheet, each text in its column, in their order."""
    if not corrections.remarks:
        return
    yield Block(foot, 1, [[_NOTES]], HEADING)
    lines: dict[tuple[bool, int], list[tuple[int, CellValue]]] = {}
    for each in corrections.remarks:
        lines.setdefault((each.below, each.row), []).append((each.column, each.value))
    for row, (_, cells) in enumerate(sorted(lines.items()), foot + 1):
        for column, value in cells:
            yield Block(row, column, [[as_written(value)]], DATE if isinstance(value, date) else TEXT)
