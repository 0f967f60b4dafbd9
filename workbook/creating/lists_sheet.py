"""The sheet `Listen`: what every dropdown offers. Staff extend the open lists; the closed ones are fixed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from workbook.cells import Area, column_letters
from workbook.creating.looks import SHADES, header_style
from workbook.creating.staff_sheets import BACK, FIRST_ROW, PAGE_CHARACTERS, START, growing_range
from workbook.schema import HEADER_ROW, LISTS, LISTS_SHEET
from workbook.sheets import SUBTITLE, TITLE, Block, Choice, Link, Name, Palette, Print, Sheet, Style

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbook.schema import Choices

LAST_ROW = FIRST_ROW + 199
_OPEN = Style(number_format="@", fill=Palette.INPUT, border=True)
_FIXED = Style(number_format="@", fill="#E9ECEF", color=Palette.MUTED, border=True)
_SIGN = Style(size=9, color=Palette.MUTED, italic=True, vertical="middle")
_REASON = (
    "Diese Liste ist fest: Gesetz, Zählung oder Arbeitsweise hängen an ihren Werten. "
    "Wenn ein Wert fehlt, sprechen Sie bitte die Betreuung von Lotse an."
)
_SPARE = 6
"""Empty yellow cells below an open list, as an invitation to write."""


def build_lists_sheet(values: Mapping[str, Sequence[str]]) -> Sheet:
    """Return the sheet with every list, the open ones first; `values` are those of the lists by name."""
    ordered = sorted(LISTS, key=lambda choices: choices.closed)
    blocks = [
        Block(1, 1, [[Link("← Start", START)]], BACK),
        Block(1, 2, [["Listen"]], TITLE),
        Block(
            2,
            2,
            [["Was die Auswahlfelder anbieten. Gelbe Listen dürfen Sie unten fortsetzen, graue sind fest."]],
            SUBTITLE,
        ),
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
            Block(3, column, [["fest" if choices.closed else "offen"]], _SIGN),
            Block(HEADER_ROW, column, [[choices.title]], header_style(shade, required=choices.closed)),
            Block(FIRST_ROW, column, [[str(value)] for value in offered] + [[None]] * spare, look),
        ]
        letters = column_letters(column)
        names.append(
            Name(choices.range_name, growing_range(LISTS_SHEET, f"${letters}${FIRST_ROW}:${letters}${LAST_ROW}"))
        )
        widths[column] = _width(choices, offered)
        if choices.closed:
            area = Area(FIRST_ROW, column, LAST_ROW, column)
            choices_on_sheet.append(Choice(area, choices.range_name, "Feste Liste", "", error=_REASON))
    return Sheet(
        name=LISTS_SHEET,
        blocks=blocks,
        choices=choices_on_sheet,
        names=names,
        widths=widths,
        heights={1: 28, 3: 16, HEADER_ROW: 32},
        freeze=(FIRST_ROW, 2),
        tab_color=shade.deep,
        printing=Print(
            repeat_rows=(3, HEADER_ROW),
            repeat_columns=(1, 1),
            pages_wide=math.ceil(sum(widths.values()) / PAGE_CHARACTERS),
        ),
    )


def _width(choices: Choices, offered: Sequence[str]) -> float:
    longest = max((len(value) for value in offered), default=0)
    word = max(len(word) for word in choices.title.split())
    return min(42.0, max(longest + 2.5, word + 3.0, 10.0))
