"""A difference → lines of the sheet `Änderungen`, rows for a screen, JSON.

The sheet tells every value, for it stands in the workbook anyway. Outside of it only what names nobody is told:
keys in their form, words of lists, plain numbers of the office (`automation/checks/discreet.py`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from automation.checks.discreet import names_nobody
from automation.desk.changes_sheet import GONE, MOST_LINES, Comparison, Line
from workbook.cells import text_of
from workbook.exact import shown_exactly
from workbook.german import counted, shown_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from automation.desk.differing import CellChange, Difference, RowChange
    from workbook.cells import CellValue
    from workbook.schema import Column

NEW = "Zeile neu"
CHANGED = "geändert"
HIDDEN = "…"
"""What stands outside of the workbook for a value that may be about somebody."""
_KEPT_BACK = (
    "In der früheren Fassung stehen Menschen, die seitdem gelöscht wurden. Was sie enthielt (Zeilen, die fort "
    "sind, und die Werte von vorher), steht deshalb nicht hier."
)
_COLUMNS_TOLD = 8
"""So many columns tell of a row that is new or gone; the rest stands in the workbook or in the backup."""


class Told(Struct, frozen=True):
    """One line of a difference, as text: where it stands, of which row and column, old and new, what happened.

    `slipped` lines are told by a notice as a whole, too.
    """

    sheet: str
    cell: str
    key: str
    column: str
    before: str
    after: str
    what: str
    slipped: bool = False


def told_within(difference: Difference) -> Iterator[Told]:
    """Yield every line with its values, for the workbook alone: sheet by sheet, rows before cells."""
    for sheet in difference.sheets:
        for row in difference.rows:
            if row.sheet == sheet:
                if row.gone:
                    yield Told(sheet, "", row.key, "", _held(row), "", GONE)
                else:
                    yield Told(sheet, row.cell, row.key, "", "", _held(row), NEW)
        for cell in difference.cells:
            if cell.sheet == sheet:
                yield Told(sheet, cell.cell, cell.key, cell.label, *_both(cell), CHANGED, cell.slipped)


def told_outside(difference: Difference) -> Iterator[Told]:
    """Yield every line without a value that may be about somebody."""
    for sheet in difference.sheets:
        for row in difference.rows:
            if row.sheet == sheet:
                yield Told(sheet, row.cell, _key(row), "", "", "", GONE if row.gone else NEW)
        for cell in difference.cells:
            if cell.sheet == sheet:
                before, after = _hidden(cell.before, cell.column), _hidden(cell.after, cell.column)
                if before == after != HIDDEN:
                    before, after = _both(cell)
                yield Told(sheet, cell.cell, _key(cell), cell.label, before, after, CHANGED, cell.slipped)


def comparison_of(difference: Difference, with_what: str, *, erased: bool = False) -> Comparison:
    """Return what the sheet `Änderungen` tells of a difference.

    Where people stand in the former version who were `erased` since, nothing of what it held comes back with it:
    a row that is gone may be theirs, and a remark may have named them.
    """
    every = sorted(told_within(difference), key=lambda each: each.slipped)  # what a notice tells comes last
    if erased:
        every = [replace(each, before=HIDDEN if each.before else "") for each in every if each.what != GONE]
    lines = [
        Line(each.sheet, each.cell, each.key, each.column, each.before, each.after, each.what) for each in every
    ]
    more = "" if len(lines) <= MOST_LINES else f" Davon stehen {shown_count(MOST_LINES)} hier."
    kept_back = (_KEPT_BACK,) if erased else ()
    notices = tuple(dict.fromkeys((*difference.notices, *difference.structure, *kept_back)))
    return Comparison(f"{summary(difference, with_what)}{more}", notices, tuple(lines[:MOST_LINES]))


def summary(difference: Difference, with_what: str) -> str:
    """Return the one sentence that says how much differs from what."""
    return f"Verglichen mit {with_what}: {how_much(difference) if difference else 'Es ist nichts anders'}."


def how_much(difference: Difference) -> str:
    """Return how much differs, in few words; „nichts“ where nothing does."""
    if not difference:
        return "nichts"
    rows = len({(cell.sheet, re.sub(r"\D", "", cell.cell)) for cell in difference.cells})
    parts = [
        _counted(difference.new, "Zeile neu", "Zeilen neu"),
        _counted(difference.gone, "Zeile fort", "Zeilen fort"),
        _counted(len(difference.cells), "Zelle anders", "Zellen anders"),
    ]
    told = ", ".join(part for part in parts if part)
    in_rows = f" (in {_counted(rows, 'Zeile', 'Zeilen')})" if len(difference.cells) > 1 else ""
    also = _counted(len(difference.structure), "Blatt oder Spalte", "Blätter oder Spalten")
    return ", ".join(filter(None, (f"{told}{in_rows}", also)))


def difference_document(difference: Difference) -> dict[str, Any]:
    """Return a difference as JSON has it; `null` stands for a value that may be about somebody."""
    return {
        "rows": {"new": difference.new, "gone": difference.gone},
        "cells": len(difference.cells),
        "unmeant": list(difference.notices),
        "structure": list(difference.structure),
        "changes": [
            {
                "what": {NEW: "new", GONE: "gone"}.get(each.what, "changed"),
                "sheet": each.sheet,
                "cell": each.cell,
                "key": each.key or None,
                "column": each.column or None,
                "before": None if each.before == HIDDEN else each.before,
                "after": None if each.after == HIDDEN else each.after,
                "slipped": each.slipped,
            }
            for each in told_outside(difference)
        ],
    }


def _held(row: RowChange) -> str:
    """Return what a row holds, key excepted, as far as a line has room for it."""
    values = (each for each in row.values if text_of(each[2]).strip() != row.key)
    held = [f"{label}: {shown_exactly(value)}" for label, _, value in values]
    rest = len(held) - _COLUMNS_TOLD
    more = f" · … und {rest} weitere Angaben" if rest > 1 else ""
    return " · ".join(held[: _COLUMNS_TOLD if more else None]) + more


def _both(cell: CellChange) -> tuple[str, str]:
    """Return old and new value; where they read alike, with the kind in which they are stored."""
    before, after = shown_exactly(cell.before), shown_exactly(cell.after)
    if before.split() == after.split() and before != after:
        return f"„{before}“", f"„{after}“"  # nobody sees a blank at the end
    if before != after:
        return before, after
    return f"{before} ({_kind(cell.before)})", f"{after} ({_kind(cell.after)})"


def _kind(value: CellValue) -> str:
    if isinstance(value, str):
        return "Text"
    if isinstance(value, bool):
        return "Wahrheitswert"
    return "Zahl" if isinstance(value, int | float) else "Datum"


def _key(each: CellChange | RowChange) -> str:
    return each.key if each.pattern is not None and re.fullmatch(each.pattern, each.key) else ""


def _hidden(value: CellValue, column: Column | None) -> str:
    text = shown_exactly(value)
    if not text_of(value).strip():
        return ""
    return text if column is not None and names_nobody(text_of(value), column) else HIDDEN


def _counted(count: int, one: str, many: str) -> str:
    return counted(count, one, many) if count else ""
