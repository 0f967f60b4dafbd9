"""The lower part of the page: where the households stand, and what the placements are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from automation.dashboard import grid as p
from automation.figures.adding import share_of
from automation.figures.indicators import independent_families as families
from automation.figures.indicators import placement_counts as placements
from automation.figures.pairs import Pair, total, words
from automation.office.families import Standing
from workbook.cells import column_letters
from workbook.schema import Subsidy
from workbook.schema.vocabulary import Employment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from automation.figures.adding import Moment
    from automation.figures.compiled import Figures
    from workbook.tables import Office

LINES = 8
"""Lines of each block. Where a dimension has more values than that, the rarest are „übrige“."""

REST = "übrige"
_LABEL = replace(p.CELL_TEXT, wrap=True)
_SAID = {Standing.ON_THE_WAY: "zählt noch nicht"}
"""„auf dem Weg“ is a figure of its own on the next page, which counts others too."""


class _Split(Struct, frozen=True):
    """What the placements are split by: a dimension, its values in their order, and how these are shown."""

    story: p.Story
    title: str
    head: str
    dimension: str
    values: Sequence[str]
    labels: Mapping[str, str]


def add_breakdown(page: p.Page, row: int, office: Office, figures: Figures, moment: Moment) -> int:
    """Put the four blocks on the page from `row` on, and return the first free row below."""
    _households(page, row, figures)
    subsidies = {subsidy.code or "": f"{subsidy.code} {subsidy.label or ''}".strip() for subsidy in office[Subsidy]}
    by_subsidy = _Split(
        p.LABOUR_MARKET,
        "Vermittlungen nach Förderung",
        "Förderung",
        "subsidy",
        _most_frequent(figures, "subsidy"),
        subsidies,
    )
    by_kind = _Split(p.PLACEMENTS, "Vermittlungen nach Art", "Art", "kind", [*Employment, REST], {})
    by_district = _Split(
        p.REQUESTS, "Vermittlungen nach Stadtteil", "Stadtteil", "district", _most_frequent(figures, "district"), {}
    )
    for story, split, counts_from in (
        (p.LABOUR_MARKET, by_subsidy, 4),
        (p.PLACEMENTS, by_kind, 3),
        (p.REQUESTS, by_district, 2),
    ):
        so_far = _split(page, row, story.column(counts_from), split, figures, moment)
        if story is p.PLACEMENTS:
            _shares(page, row, so_far, figures.percent_from)
    for line in range(row, row + LINES + 3):
        page.heights[line] = 20 if line == row else 25
    return row + LINES + 3


def _households(page: p.Page, row: int, figures: Figures) -> None:
    """Put how many households stand where today; the sentence of each is on `Fakten`."""
    story, last, sums = p.FAMILIES, row + 2 + LINES, figures.sums
    page.span(row, story.first, story.last, "Haushalte heute", p.SECTION)
    page.span(row + 1, story.first, story.last - 1, "am Stand der Daten", p.HEAD_LEFT)
    page.put(row + 1, story.last, "Zahl", p.HEAD)
    for line, standing in enumerate([*Standing, None][:LINES], row + 2):
        label = _SAID.get(standing, standing) if standing else None
        page.span(line, story.first, story.last - 1, label, _LABEL)
        count = sums.rows(families.CODE, (("group", standing),)) if standing else None
        page.pair(line, story.last, count, p.CELL)
    page.span(last, story.first, story.last - 1, "zusammen", p.TOTAL_TEXT)
    page.pair(last, story.last, sums.rows(families.CODE), p.TOTAL)


def _split(page: p.Page, row: int, column: int, split: _Split, figures: Figures, moment: Moment) -> list[Pair]:
    """Put the placements of the chosen quarter and of the whole time, split by a dimension; return the latter."""
    first, last, story = row + 2, row + 2 + LINES, split.story
    page.span(row, story.first, story.last, split.title, p.SECTION)
    page.span(row + 1, story.first, column - 1, split.head, p.HEAD_LEFT)
    page.span(last, story.first, column - 1, "zusammen", p.TOTAL_TEXT)
    values = [*split.values, *[None] * (LINES - len(split.values))]
    for line, value in enumerate(values, first):
        label = split.labels.get(value, value) if value else None
        page.span(line, story.first, column - 1, label, _LABEL)
    shown: list[Pair] = []
    for place, head in ((column, moment.code), (column + 1, words("bisher"))):
        page.pair(row + 1, place, head, p.HEAD)
        whole = _count(figures, moment, of_quarter=place == column)
        shown = []
        for line, value in enumerate(values, first):
            if value is None:
                page.put(line, place, None, p.CELL)
                continue
            if value == REST:
                letters = column_letters(place)
                above = Pair(f"SUM({letters}{first}:{letters}{line - 1})", total(shown).value)
                pair = Pair(p.fixed(last, place), whole.value) - above
            else:
                pair = _count(figures, moment, ((split.dimension, value),), of_quarter=place == column)
            shown.append(page.pair(line, place, pair, p.CELL))
        shown.append(page.pair(last, place, whole, p.TOTAL))
    return shown


def _count(figures: Figures, moment: Moment, where: tuple[tuple[str, str], ...] = (), *, of_quarter: bool) -> Pair:
    measure = placements.ALL
    until = None if of_quarter else measure.until(figures.sums, moment, where)
    return until or measure.pair(figures.sums, moment, where)


def _shares(page: p.Page, row: int, so_far: Sequence[Pair], percent_from: int) -> None:
    """Put the share of each kind of employment; of few cases it is no percentage but „7 / 9“ (figures.md, R8)."""
    story, (*parts, whole) = p.PLACEMENTS, so_far
    page.put(row + 1, story.last, "Anteil", p.HEAD)
    for line, part in enumerate(parts, row + 2):
        page.pair(line, story.last, share_of(part, whole, percent_from), p.CELL)
    page.put(row + 2 + LINES, story.last, None, p.TOTAL)


def _most_frequent(figures: Figures, dimension: str) -> list[str]:
    """Return the values of a dimension that the placements have, the most frequent first."""
    values = figures.sums.occurring([(placements.CODE, "numerator")], dimension)
    return values if len(values) <= LINES else [*values[: LINES - 1], REST]
