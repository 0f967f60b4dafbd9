"""What an office does not keep has no tile on the first page: no zeros, no empty chart, nothing told of nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.dashboard import grid as p
from automation.dashboard.breakdown import LINES
from workbook.schema.vocabulary import Indicator

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from automation.figures.compiled import Figures
    from workbook.cells import Area

_NOTHING = (
    "Hier stehen Familien, Vermittlungen und Anliegen, sobald es in den Blättern „Bedarfsgemeinschaften“, "
    "„Vermittlungen“ oder „Anliegen“ eine Zeile gibt."
)
_EMPTY = 2
"""The height of a row in which nothing stands, in points."""
_NEEDS = {
    p.FAMILIES: ("Familien unabhängig", "Z20", Indicator.Z20),
    p.LABOUR_MARKET: ("Sozialer Arbeitsmarkt", "Z400", Indicator.Z400),
    p.PLACEMENTS: ("Vermittlungen", "V", None),
    p.REQUESTS: ("Anliegen", "ANL", None),
}
"""What a story is called, the group that must have rows for it, and the target that brings it as well."""


def stories_without_rows(figures: Figures, commented: Collection[str]) -> tuple[p.Story, ...]:
    """Return the stories of which the office has no row and no target, and somebody no comment, by its title."""
    kept = {group.code for group in figures.groups}
    aimed = {measured.indicator for measured in figures.targets.values()}
    return tuple(
        story
        for story, (title, code, indicator) in _NEEDS.items()
        if code not in kept and indicator not in aimed and title not in commented
    )


def leave_out(page: p.Page, without: tuple[p.Story, ...], quarters_row: int, breakdown_row: int) -> None:
    """Take the tiles of these stories from the page, with their columns of the tables below.

    The names of the quarters stay: the dropdown offers them.
    """
    tiles, quarters = range(p.TILE_ROW, p.SIGN_ROW), range(quarters_row, breakdown_row)
    split = tuple(story for story in p.STORIES if (p.PLACEMENTS if story is not p.FAMILIES else story) in without)

    def gone(row: int, first: int, last: int) -> bool:
        if row in tiles:
            return _within(without, first, last)
        if row in quarters:
            return _within(without, first, last) and (first, last) != (p.FAMILIES.first, p.FAMILIES.first)
        return row in range(breakdown_row, breakdown_row + LINES + 3) and _within(split, first, last)

    page.blocks = [
        each
        for each in page.blocks
        if not gone(each.row, each.column, each.column + max(map(len, each.rows), default=1) - 1)
    ]
    page.notes = [each for each in page.notes if not _of_area(gone, each.area)]
    page.highlights = [each for each in page.highlights if not _of_area(gone, each.area)]
    if len(split) == len(p.STORIES):
        page.heights |= dict.fromkeys(range(breakdown_row, breakdown_row + LINES + 3), _EMPTY)
    if without == p.STORIES:
        page.span(p.TILE_ROW, p.FAMILIES.first, p.LAST_COLUMN, _NOTHING, p.FINDING)


def _of_area(gone: Callable[[int, int, int], bool], area: Area) -> bool:
    return gone(area.first_row, area.first_column, area.last_column)


def _within(stories: Collection[p.Story], first: int, last: int) -> bool:
    return any(story.first <= first and last <= story.last + 1 for story in stories)
