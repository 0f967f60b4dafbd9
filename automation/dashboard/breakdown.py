"""The lower part of the page: where the households stand, and what the placements are made of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from automation.dashboard import formulas as f
from automation.dashboard import page as p
from automation.dashboard.facts import Code
from automation.dashboard.figures import half_up
from automation.office.families import Standing
from workbook.cells import column_letters
from workbook.schema import Subsidy
from workbook.schema.vocabulary import Employment
from workbook.sheets import Formula

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from automation.dashboard.figures import Figures
    from automation.office.quarters import Quarter
    from workbook.tables import Office

LINES = 8
"""Lines of each block. Where a dimension has more values than that, the rarest are „übrige“."""

REST = "übrige"
_LONGEST_LABEL = {p.LABOUR_MARKET: 34, p.PLACEMENTS: 26, p.REQUESTS: 26}


@dataclass(frozen=True, slots=True)
class _Time:
    """A column of counts: its header, the criterion of its formulas, and the days that it holds."""

    column: int
    head: str
    condition: Mapping[str, str]
    days: tuple[date, date]


@dataclass(frozen=True, slots=True)
class _Split:
    """What the placements are split by: a dimension, its values in their order, and how these are shown."""

    title: str
    head: str
    dimension: str
    values: Sequence[str]
    labels: Mapping[str, str]


def add_breakdown(
    page: p.Page, row: int, office: Office, figures: Figures, quarter: Quarter, percent_from: int
) -> int:
    """Put the four blocks on the page from `row` on, and return the first free row below."""
    _households(page, row, figures)
    subsidies = {subsidy.code or "": f"{subsidy.code} {subsidy.label or ''}".strip() for subsidy in office[Subsidy]}
    by_subsidy = _Split(
        "Vermittlungen nach Förderung", "Förderung", "subsidy", _most_frequent(figures, "subsidy"), subsidies
    )
    by_kind = _Split("Vermittlungen nach Beschäftigungsart", "Art", "kind", [*Employment, REST], {})
    by_district = _Split(
        "Vermittlungen nach Stadtteil", "Stadtteil", "district", _most_frequent(figures, "district"), {}
    )
    for story, split, counts_from in (
        (p.LABOUR_MARKET, by_subsidy, 4),
        (p.PLACEMENTS, by_kind, 3),
        (p.REQUESTS, by_district, 2),
    ):
        times = (
            _Time(
                story.column(counts_from),
                "Quartal",
                {"quarter": p.SELECTOR},
                (quarter.begin, figures.cut_off(quarter)),
            ),
            _Time(story.column(counts_from + 1), "bisher", {"day": p.UNTIL}, figures.until(quarter)),
        )
        _split(page, row, story, split, times, figures)
        if story is p.PLACEMENTS:
            _shares(page, row, times[1], figures, percent_from)
    for line in range(row, row + LINES + 3):
        page.heights[line] = 20 if line == row else 16.5
    return row + LINES + 3


def _households(page: p.Page, row: int, figures: Figures) -> None:
    """Put how many households stand where today; the sentence of each is on `Fakten`."""
    story, last = p.FAMILIES, row + 2 + LINES
    page.span(row, story.first, story.last, "Haushalte und das Ziel der Familien", p.SECTION)
    page.span(row + 1, story.first, story.last - 1, "am Stand der Daten", p.HEAD_LEFT)
    page.put(row + 1, story.last, "Haushalte", p.HEAD)
    numbers = Counter(fact.group for fact in figures.of(Code.FAMILIES))
    for line, standing in enumerate([*Standing, None][:LINES], row + 2):
        label = page.span(line, story.first, story.last - 1, standing, p.CELL_TEXT)
        count = Formula(f"={f.count_of(Code.FAMILIES, group=label)}", numbers[standing or ""])
        page.put(line, story.last, count if standing else None, p.CELL)
    page.span(last, story.first, story.last - 1, "zusammen", p.TOTAL_TEXT)
    total = Formula(f"={f.count_of(Code.FAMILIES)}", figures.number(Code.FAMILIES))
    page.put(last, story.last, total, p.TOTAL)


def _split(page: p.Page, row: int, story: p.Story, split: _Split, times: Sequence[_Time], figures: Figures) -> None:
    """Put the placements of the chosen quarter and of the whole time, split by a dimension."""
    first, last, labels_end = row + 2, row + 2 + LINES, times[0].column - 1
    page.span(row, story.first, story.last, split.title, p.SECTION)
    page.span(row + 1, story.first, labels_end, split.head, p.HEAD_LEFT)
    page.span(last, story.first, labels_end, "zusammen", p.TOTAL_TEXT)
    for line in range(first, last):
        value = split.values[line - first] if line - first < len(split.values) else None
        label = split.labels.get(value, value) if value else None
        page.span(line, story.first, labels_end, _short(label, _LONGEST_LABEL[story]), p.CELL_TEXT)
    for time in times:
        letters = column_letters(time.column)
        page.put(row + 1, time.column, time.head, p.HEAD)
        counted = 0
        total = figures.count(Code.PLACEMENTS, *time.days)
        for line in range(first, last):
            value = split.values[line - first] if line - first < len(split.values) else None
            cell = None
            if value == REST:
                above = f"SUM({letters}{first}:{letters}{line - 1})"
                cell = Formula(f"={letters}{last}-{above}", total - counted)
            elif value is not None:
                number = figures.count(Code.PLACEMENTS, *time.days, by=split.dimension, equal=value)
                counted += number
                criteria = {**time.condition, split.dimension: f.exactly(value)}
                cell = Formula(f"={f.sum_of(Code.PLACEMENTS, **criteria)}", number)
            page.put(line, time.column, cell, p.CELL)
        page.put(last, time.column, Formula(f"={f.sum_of(Code.PLACEMENTS, **time.condition)}", total), p.TOTAL)


def _shares(page: p.Page, row: int, time: _Time, figures: Figures, percent_from: int) -> None:
    """Put the share of each kind of employment; of few cases it is no percentage but „7 von 9“ (domain.md 4.5)."""
    story, letters = p.PLACEMENTS, column_letters(time.column)
    first, last = row + 2, row + 2 + LINES
    total = figures.count(Code.PLACEMENTS, *time.days)
    numbers = [figures.count(Code.PLACEMENTS, *time.days, by="kind", equal=kind) for kind in Employment]
    numbers.append(total - sum(numbers))
    page.put(row + 1, story.last, "Anteil", p.HEAD)
    for line, number in enumerate(numbers, first):
        here, whole = f"{letters}{line}", f"{letters}${last}"
        share = f'IF({whole}<{percent_from},{here}&" / "&{whole},ROUND(100*{here}/{whole},0)&" %")'
        said = f"{number} / {total}" if total < percent_from else f"{half_up(100 * number / total)} %"
        page.put(
            line,
            story.last,
            Formula(f"=IF({whole}=0,{f.text(p.NOTHING)},{share})", said if total else p.NOTHING),
            p.CELL,
        )
    page.put(last, story.last, None, p.TOTAL)


def _most_frequent(figures: Figures, dimension: str) -> list[str]:
    """Return the values of a dimension that the placements have, the most frequent first."""
    found = Counter(getattr(fact, dimension) for fact in figures.of(Code.PLACEMENTS) if fact.numerator)
    values = sorted(found, key=lambda value: (-found[value], value))
    return values if len(values) <= LINES else [*values[: LINES - 1], REST]


def _short(label: str | None, longest: int) -> str | None:
    return label if label is None or len(label) <= longest else label[: longest - 1].rstrip() + "…"
