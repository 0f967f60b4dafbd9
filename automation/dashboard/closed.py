"""The block of a closed quarter on the page: what was published first, and what it is with late reports.

Both of the quarter and of all quarters up to it: closed ones, late reports and the running one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.dashboard import grid as p
from automation.figures import fact_formulas as f
from automation.figures.closing import record as r
from automation.figures.closing.closings import Closings
from automation.figures.closing.reports import TAKEN_BACK
from automation.figures.closing.settled import OTHER_RULES
from automation.figures.closing.values import of_quarter, value_key
from automation.figures.pairs import NONE, NOTHING, Pair, either, joined, words

if TYPE_CHECKING:
    from automation.figures.adding import Moment
    from automation.figures.closing.record import Record
    from automation.figures.compiled import Figures

SHOWN = ("Z20", "Z400", "V", "V_SV", "ANL_EINGANG", "ANL_ERLEDIGT", "ANL_OFFEN")
_SAID, _LINE = 38, 12
"""How high the sentence below the figures stands: three lines; and a further one."""
_CHANGED = f" Auf „{r.SHEET}“ ist etwas von Hand geändert; wo, sagt der Prüfbericht."


def add_closed(page: p.Page, row: int, figures: Figures, record: Record, moment: Moment) -> int:
    """Put the block on the page from `row` on, where any quarter is closed, and return the page's last row."""
    closings = Closings(record)
    if not closings.closed:
        return row - 1
    story, beside, since, aside = p.STORIES
    page.heights |= {row: 6, row + 1: 20, row + 2: 28}
    page.span(row + 1, story.first, story.last, "Abgeschlossen und heute", p.SECTION)
    page.span(row + 2, story.first, story.last, "im gewählten Quartal", p.HEAD_LEFT)
    by_rules = _differs(record)
    for place, name in ((beside, ""), (since, f"{r.SINCE}, ")):
        page.span(row + 2, place.first, place.column(2), f"{name}{r.FIRST}", p.HEAD)
        page.span(row + 2, place.column(3), place.last, f"{name}{r.NOW}", p.HEAD)
    if by_rules:
        page.span(row + 2, aside.first, aside.last, r.BY_NEW_RULES, p.HEAD)
    published = of_quarter(record, moment.quarter)
    measures = [measure for group in figures.groups for measure in group.measures if measure.id in SHOWN]
    for line, measure in enumerate(measures, row + 3):
        known = published.get(value_key(moment.quarter.code, measure.id), {})
        page.span(line, story.first, story.last, measure.title, p.CELL_TEXT)
        both = (
            (beside, r.FIRST, measure.pair(figures.sums, moment)),
            (since, r.SINCE, measure.until(figures.sums, moment)),
        )
        for place, column, now in both:
            first = NONE if now is None else _recorded(moment, measure.id, column, known.get(column))
            page.span(line, place.first, place.column(2), first.cell, p.CELL)
            page.span(line, place.column(3), place.last, (now or NONE).cell, p.CELL)
        if by_rules:
            today = _recorded(moment, measure.id, r.BY_NEW_RULES, known.get(r.BY_NEW_RULES))
            page.span(line, aside.first, aside.last, today.cell, p.CELL)
        page.heights[line] = 16.5
    last = row + 3 + len(measures)
    page.span(last, story.first, p.LAST_COLUMN, _sentence(record, closings, moment).cell, p.FOOT)
    page.heights[last] = _SAID + (_LINE if record.broken else 0)
    return last


def _differs(record: Record) -> bool:
    """Tell whether today's rules of counting make another value of a figure that is shown."""
    return any(row.get("Kennzahl") in SHOWN and row.get(r.BY_NEW_RULES) is not None for row in record.of(r.VALUES))


def _recorded(moment: Moment, measure: str, column: str, value: object) -> Pair:
    """Return a value that is kept of a figure, found by the quarter that is chosen; „–“ where there is none."""
    table = r.VALUES.name
    key = f"{moment.code.text}&{f.text(value_key('', measure))}"
    none = f'COUNTIFS({table}[{r.KEY}],{key},{table}[{column}],">=0")=0'
    shown = value if isinstance(value, int | float) else None
    return Pair(f"IF({none},{f.text(NOTHING)},SUMIFS({table}[{column}],{table}[{r.KEY}],{key}))", shown)


def _sentence(record: Record, closings: Closings, moment: Moment) -> Pair:
    """Return how many late reports there are to the chosen quarter, and what is counted otherwise."""
    code, table = moment.quarter.code, r.LATE.name
    kinds = [row.get("Art") for row in record.of(r.LATE) if row.get("Quartal") == code]
    quarter, kind = f"COUNTIFS({table}[Quartal],{moment.code.text}", f"{table}[Art]"
    late = Pair(
        f"{quarter},{kind},{f.text(f'<>{OTHER_RULES}')},{kind},{f.text(f'<>{TAKEN_BACK}')})",
        sum(each not in {OTHER_RULES, TAKEN_BACK} for each in kinds),
    )
    ours = [row for row in record.of(r.LATE) if row.get("Quartal")]
    all_late = Pair(
        f'COUNTIFS({table}[Quartal],"<>",{kind},{f.text(f"<>{OTHER_RULES}")},{kind},{f.text(f"<>{TAKEN_BACK}")})',
        sum(row.get("Art") not in {OTHER_RULES, TAKEN_BACK} for row in ours),
    )
    by_rules = Pair(f"{quarter},{kind},{f.text(OTHER_RULES)})", kinds.count(OTHER_RULES))
    known = ", ".join(sorted(closings.closed))
    otherwise = joined(
        words(" Zeilen, die Lotse heute nach anderen Regeln zählt als beim Abschluss: "),
        by_rules,
        words("; die Zahlen der Seite bleiben beim Abschluss."),
    )
    return joined(
        words(f"Abgeschlossen: {known}. Nachmeldungen zum gewählten Quartal: "),
        late,
        words("; zu allen: "),
        all_late,
        words(f". Sie stehen mit alter und neuer Angabe auf „{r.SHEET}“; die Zahlen der Seite enthalten sie."),
        words(_CHANGED if record.broken else ""),
        either(by_rules.is_zero(), words(""), otherwise),
    )
