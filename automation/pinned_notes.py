"""Notes at cells of a sheet that is written anew: each goes with the row that it stands at.

What a row is known by, its sheet says. A note whose row stands no more is left out; whoever writes tells how many.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from workbook.package.comments import LOTSE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence

    from workbook.package.comments import CellComment

    Places = dict[tuple[int, int], CellComment]

Known = tuple[str, ...]
"""What a row says of itself, as its sheet shows it."""


class PinnedNotes(Struct, frozen=True):
    """The staff's notes on a sheet as it stood: by row and column, and what each of its rows was known by.

    `head` is the last row above the rows that move, `foot` the last of those.
    """

    comments: Mapping[tuple[int, int], CellComment] = field(default_factory=dict)
    rows: Mapping[int, Known] = field(default_factory=dict)
    head: int = 0
    foot: int = 0


NOTHING_PINNED = PinnedNotes()


def placed_anew(
    pinned: PinnedNotes,
    rows: Mapping[int, Known],
    sameness: Sequence[Callable[[Known], Known]],
    *,
    foot: int,
    column: Callable[[int], int] = lambda number: number,
) -> Places:
    """Return where the notes come on the sheet whose rows are known by `rows` and whose last row is `foot`.

    `sameness` are the ways in which a row is the same as one before, the surest first; `column` says where a column
    is now. What stood above or below the rows stays there.
    """
    moved = moved_rows({row for row, _ in pinned.comments}, pinned.rows, rows, sameness)
    places: Places = {}
    for (row, number), comment in sorted(pinned.comments.items()):
        if row in moved:
            pin(places, (moved[row], column(number)), comment)
        elif row <= pinned.head and row not in pinned.rows:
            pin(places, (row, column(number)), comment)
        elif row > pinned.foot:
            pin(places, (row - pinned.foot + foot, number), comment)
    return places


def pin(places: MutableMapping[tuple[int, int], CellComment], cell: tuple[int, int], comment: CellComment) -> None:
    """Put a note at a cell; none hides another."""
    there = places.get(cell)
    if there is None:
        # Lotse's name is the mark of its own help: what staff have changed of that is theirs.
        places[cell] = replace(comment, author="") if comment.author == LOTSE else comment
    else:
        places[cell] = replace(there, text=f"{there.text}\n\n{comment.text}")


def moved_rows(
    wanted: Iterable[int],
    before: Mapping[int, Known],
    now: Mapping[int, Known],
    sameness: Sequence[Callable[[Known], Known]],
) -> dict[int, int]:
    """Return where the rows `wanted` are now, as far as they are; two rows that look alike keep their order."""
    left = {row: before[row] for row in sorted(wanted) if row in before}
    free, moved = dict(now), dict[int, int]()
    for same in sameness:
        places: dict[Known, list[int]] = {}
        for row, known in free.items():
            places.setdefault(same(known), []).append(row)
        for row, known in list(left.items()):
            there = places.get(same(known))
            if there and any(same(known)):
                moved[row] = there.pop(0)
                del free[moved[row]], left[row]
    return moved
