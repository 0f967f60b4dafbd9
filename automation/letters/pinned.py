"""Notes at cells of the log ⇄ the letters that they stand at: a row moves, its notes go with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.letters.dispatch import Pinned
from automation.pinned_notes import pin
from workbook.package.comments import is_earlier_help

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from automation.letters.dispatch import Dispatch, DispatchLog
    from workbook.package.comments import CellComment
    from workbook.reading.raw import RawTable

    Places = dict[tuple[int, int], CellComment]

_BESIDE = "daneben: "


def of_rows(table: RawTable, names: Mapping[int, str]) -> dict[int, tuple[tuple[str, CellComment], ...]]:
    """Return the notes at the table's rows by the row's number, each with the name of its column.

    `names` are the columns of the log by their places in the table.
    """
    found: dict[int, list[tuple[str, CellComment]]] = {}
    first, last = table.header_row + 1, table.header_row + len(table.rows)
    for (row, column), comment in table.comments.items():
        place = column - table.first_column
        if first <= row <= last and place >= 0:
            name = names.get(place) or f"{_BESIDE}{max(0, place - len(table.headers))}"
            found.setdefault(row, []).append((name, comment))
    return {row: tuple(notes) for row, notes in found.items()}


def of_the_rest(
    table: RawTable, names: Mapping[int, str], held: Iterable[int], help_texts: Mapping[str, str | None]
) -> tuple[Pinned, ...]:
    """Return the notes that stand at none of the rows `held`; Lotse's own help at headers is left out."""
    rows, found = frozenset(held), []
    header, last = table.header_row, table.header_row + len(table.rows)
    for (row, column), comment in table.comments.items():
        place = column - table.first_column
        if row in rows and place >= 0:
            continue
        name = names.get(place, "") if row == header else ""
        if name:
            if not is_earlier_help(comment) and comment.text.strip() != (help_texts.get(name) or "").strip():
                found.append(Pinned(comment, name))
        elif row < header:
            found.append(Pinned(comment, row=row, column=column))
        else:
            found.append(Pinned(comment, row=max(1, row - last), column=column, below=True))
    return tuple(found)


def pinned_places(log: DispatchLog, rows: Sequence[Dispatch], place: Mapping[str, int], header: int) -> Places:
    """Return where the notes come on the sheet that has these rows below `header`; none hides another."""
    places: Places = {}
    last = header + max(1, len(rows))
    for number, row in enumerate(rows, header + 1):
        for name, comment in row.pinned:
            beside = len(place) + 1 + int(name.removeprefix(_BESIDE)) if name.startswith(_BESIDE) else 1
            pin(places, (number, place.get(name, beside)), comment)
    for each in log.pinned:
        if each.name:
            pin(places, (header, place.get(each.name, 1)), each.comment)
        else:
            pin(places, (last + each.row if each.below else min(each.row, header - 1), each.column), each.comment)
    return places
