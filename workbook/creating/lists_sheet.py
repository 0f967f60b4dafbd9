"""The sheet `Listen`: what every dropdown offers. Staff extend the open lists; the closed ones are fixed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from workbook.cells import Area, column_letters
from workbook.creating.dependent import PAIRS
from workbook.creating.staff_looks import SHADES, header_style
from workbook.creating.staff_sheets import BACK, FIRST_ROW, PAGE_CHARACTERS, START, growing_range
from workbook.schema import HEADER_ROW, LISTS, LISTS_SHEET
from workbook.sheets import SUBTITLE, TITLE, Block, Choice, Link, Name, Palette, Print, Sheet, Style

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbook.creating.dependent import Pairs
    from workbook.schema import Choices

LAST_ROW = FIRST_ROW + 199
_OPEN = Style(number_format="@", fill=Palette.INPUT, border=True, unlocked=True)
_ROOM = Style(number_format="@", unlocked=True)
_FIXED = Style(number_format="@", fill="#E9ECEF", color=Palette.MUTED, border=True)
_SIGN = Style(size=9, color=Palette.MUTED, italic=True, vertical="middle")
_REASON = (
    "Diese Liste ist fest: Gesetz, Zählung oder Arbeitsweise hängen an ihren Werten. "
    "Wenn ein Wert fehlt, sprechen Sie bitte die Betreuung von Lotse an."
)
_INTRO = (
    "Gelbe Listen dürfen Sie unten fortsetzen. Graue sind geschützt: Prüfung und Zählung rechnen mit genau "
    "diesen Wörtern."
)
_SPARE = 6
"""Empty yellow cells below an open list, as an invitation to write."""


def build_lists_sheet(values: Mapping[str, Sequence[str]]) -> Sheet:
    """Return the sheet with every list, the open ones first; `values` are those of the lists by name."""
    ordered = sorted(LISTS, key=lambda choices: choices.closed)
    blocks = [
        Block(1, 1, [[Link("← Start", START)]], BACK),
        Block(1, 2, [["Listen"]], TITLE),
        Block(2, 2, [[_INTRO]], SUBTITLE),
    ]
    choices_on_sheet = []
    names = []
    widths = {1: 11.0}
    shade = SHADES["Grundlagen"]
    for column, choices in enumerate(ordered, 2):
        offered = list(values.get(choices.name, choices.values))
        look = _FIXED if choices.closed else _OPEN
        spare = 0 if choices.closed else _SPARE
        blocks += [
            Block(3, column, [["fest (geschützt)" if choices.closed else "offen"]], _SIGN),
            Block(HEADER_ROW, column, [[choices.title]], header_style(shade, required=choices.closed)),
            Block(FIRST_ROW, column, [[str(value)] for value in offered] + [[None]] * spare, look),
        ]
        if not choices.closed:
            first_empty = FIRST_ROW + len(offered) + spare
            blocks.append(Block(first_empty, column, [[None]] * (LAST_ROW + 1 - first_empty), _ROOM))
        letters = column_letters(column)
        names.append(
            Name(choices.range_name, growing_range(LISTS_SHEET, f"${letters}${FIRST_ROW}:${letters}${LAST_ROW}"))
        )
        widths[column] = _width(choices, offered)
        if choices.closed:
            # Once somebody lifts the protection, the reason is still said at the cell itself.
            area = Area(FIRST_ROW, column, LAST_ROW, column)
            choices_on_sheet.append(Choice(area, choices.range_name, "Feste Liste", _REASON, error=_REASON))
    for number, pairs in enumerate(PAIRS):
        _add_pairs(pairs, len(ordered) + 2 + 2 * number, blocks, names, widths)
    return Sheet(
        name=LISTS_SHEET,
        blocks=blocks,
        choices=choices_on_sheet,
        names=names,
        widths=widths,
        heights={1: 28, 3: 16, HEADER_ROW: 32},
        freeze=(FIRST_ROW, 2),
        protected=True,
        tab_color=shade.deep,
        printing=Print(
            repeat_rows=(3, HEADER_ROW),
            repeat_columns=(1, 1),
            pages_wide=math.ceil(sum(widths.values()) / PAGE_CHARACTERS),
        ),
    )


def _add_pairs(pairs: Pairs, column: int, blocks: list[Block], names: list[Name], widths: dict[int, float]) -> None:
    """Add the two columns that narrow a dropdown."""
    rows = pairs.rows
    style = header_style(SHADES["Grundlagen"], required=True)
    for number, (title, name) in enumerate(zip(pairs.titles, pairs.names, strict=True)):
        values = [row[number] for row in rows]
        blocks += [
            Block(3, column + number, [["fest (geschützt)"]], _SIGN),
            Block(HEADER_ROW, column + number, [[title]], style),
            Block(FIRST_ROW, column + number, [[value] for value in values], _FIXED),
        ]
        letters = column_letters(column + number)
        last = FIRST_ROW + len(rows) - 1
        names.append(Name(name, f"'{LISTS_SHEET}'!${letters}${FIRST_ROW}:${letters}${last}"))
        widths[column + number] = max(len(value) for value in (title, *values)) + 2.5


def _width(choices: Choices, offered: Sequence[str]) -> float:
    longest = max((len(value) for value in offered), default=0)
    word = max(len(word) for word in choices.title.split())
    return min(42.0, max(longest + 2.5, word + 3.0, 10.0))
