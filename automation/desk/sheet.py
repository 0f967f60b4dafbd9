"""What is due → the sheet `Heute`: a page for each adviser and one for what nobody is in charge of.

Names stand there as formulas alone, looked up by key: whatever else shows the list has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from automation.desk.waiting import NOBODY, summary, when
from automation.pinned_notes import NOTHING_PINNED, PinnedNotes, placed_anew
from workbook import own_sheets
from workbook.cells import Area, text_of
from workbook.german import shown
from workbook.sheets import (
    COLUMN_HEADER,
    DATE,
    HEADING,
    LINK,
    SUBTITLE,
    TEXT,
    TITLE,
    Block,
    Link,
    Note,
    Palette,
    Print,
    Sheet,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from automation.desk.sources import Due
    from automation.desk.waiting import Today
    from automation.office.person_names import Names
    from automation.pinned_notes import Known
    from workbook.reading.raw import RawBook

SHEET = own_sheets.TODAY
_LABELS = ("Tag", "Stand", "Was", "Zu tun", "Stelle", "Kennung", "KlientID", "Person")
_WIDTHS = (11.0, 21.0, 30.0, 12.0, 21.0, 14.0, 11.0, 24.0)
_CLIENT, _PERSON = "G", 8
_SCALE = 70
"""Per cent at which the columns fit the width of A4; a person's page ends only where nothing is fitted."""
_LATE = "überfällig "
_FIRST = 5
_SAMENESS: tuple[Callable[[Known], Known], ...] = (
    lambda known: known,
    lambda known: (known[0], known[2], known[3]) if known[2] else (),
    lambda known: (known[1].partition("!")[0], known[2]) if known[2] else (),
)
"""By what a row is the same as one of the last run: all of it, what waits of this key, its sheet and key."""
_INTRODUCTION = (
    "Älteste zuerst. Ein Klick auf „Stelle“ springt dorthin; was erledigt ist, verschwindet beim nächsten Lauf. "
    "Gedruckt beginnt für jede Person eine neue Seite."
)


def read_pinned(book: RawBook) -> PinnedNotes:
    """Return the staff's notes on the sheet, each with what its row is known by."""
    name = book.owned.get(SHEET)
    comments = book.comments(name) if name is not None else {}
    if name is None or not comments:
        return NOTHING_PINNED
    grid = [list(map(text_of, row)) for row in book.grid(name)]
    rows = {number: _known_by(cells) for number, cells in enumerate(grid, 1) if number >= _FIRST and any(cells)}
    return PinnedNotes(comments, rows, _FIRST - 1, max(rows, default=_FIRST))


def _known_by(cells: Sequence[str]) -> Known:
    """Return what a row is known by: what waits, where, its key and client; a heading by whose page it begins."""
    cells = (*cells, *[""] * _PERSON)
    if not cells[2]:
        return ("", "", "", cells[0].partition(" · ")[0])
    return cells[2], cells[4], cells[5], cells[6]


def build_today(today: Today, names: Names, pinned: PinnedNotes = NOTHING_PINNED) -> Sheet:
    """Return the sheet with what is due; the staff's notes go with their rows."""
    notes = [
        Note(Area(1, 1, 1, _PERSON), SHEET, TITLE),
        Note(Area(2, 1, 2, _PERSON), summary(today), replace(SUBTITLE, bold=True)),
        Note(Area(3, 1, 3, _PERSON), _INTRODUCTION, SUBTITLE),
    ]
    blocks: list[Block] = []
    breaks: list[int] = []
    heights = {1: 30.0}
    row = _FIRST
    known: dict[int, Known] = {}
    for owner, items in today.by_owner():
        if blocks:
            breaks.append(row - 1)
        heading = "Ohne Zuständige" if owner == NOBODY else owner
        things = "1 Sache" if len(items) == 1 else f"{len(items)} Sachen"
        left = f" · nur bis {shown(today.left[owner])} aktiv" if owner in today.left else ""
        notes.append(Note(Area(row, 1, row, _PERSON), f"{heading} · {things}{left}", HEADING))
        heights[row] = 22.0
        blocks.append(Block(row + 1, 1, [_LABELS], COLUMN_HEADER))
        blocks += _rows(row + 2, items, today, names)
        known |= {row: _known_by([heading]), row + 1: _known_by(_LABELS)}
        known |= {line: _of_due(each) for line, each in enumerate(items, row + 2)}
        row += len(items) + 3
    if not today.due:
        blocks.append(Block(row, 1, [["Heute wartet nichts."]], TEXT))
    return Sheet(
        name=SHEET,
        blocks=blocks,
        notes=notes,
        comments=placed_anew(pinned, known, _SAMENESS, foot=max(known, default=row)),
        widths=dict(enumerate(_WIDTHS, 1)),
        heights=heights,
        freeze=(4, 1),
        tab_color=Palette.AMBER,
        printing=Print(area=Area(1, 1, max(row, 6), _PERSON), breaks=tuple(breaks), scale=_SCALE),
    )


def _of_due(due: Due) -> Known:
    return due.what, f"{due.sheet}!{due.cell}", due.key, due.client_id


def _rows(first: int, items: Sequence[Due], today: Today, names: Names) -> list[Block]:
    """Return the blocks of one person's rows; a block has one style."""
    late = [each.day < today.day for each in items]
    stand = [
        f"{_LATE}{when(each.day, today.day)}" if is_late else when(each.day, today.day)
        for each, is_late in zip(items, late, strict=True)
    ]
    bold = replace(TEXT, bold=True)
    people = [names.beside(each.client_id, f"${_CLIENT}{row}") for row, each in enumerate(items, first)]
    return [
        Block(first, 1, [[each.day] for each in items], DATE),
        *(
            Block(first + place, 2, [[text]], bold if is_late else TEXT)
            for place, (text, is_late) in enumerate(zip(stand, late, strict=True))
        ),
        Block(first, 3, [[each.what, each.verb] for each in items], TEXT),
        Block(first, 5, [[Link(f"{each.sheet}!{each.cell}", each.sheet, each.cell)] for each in items], LINK),
        Block(first, 6, [[each.key, each.client_id] for each in items], TEXT),
        Block(first, _PERSON, [[name] for name in people], replace(TEXT, number_format="General")),
    ]


def lines(today: Today) -> list[tuple[str, ...]]:
    """Return the list as a table for the terminal: who, when, what, verb, where, key, client; no names."""
    return [
        (
            owner,
            shown(each.day),
            when(each.day, today.day),
            each.what,
            each.verb,
            f"{each.sheet}!{each.cell}",
            each.key,
        )
        for owner, items in today.by_owner()
        for each in items
    ]
