"""The quality of the data (DQ): rows without an open error, by table; one fact for each table."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from automation.figures.fact import Fact
from automation.figures.measures import Group, Measure, Nature, Ratio, Split, Sum
from workbook.schema import LegalValue, OfficeDayOff, OfficeSetting, Subsidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from automation.figures.sources import Sources

CODE, ACCEPTED = "DQ", "DQ_BEWUSST"
_NOT_COUNTED = frozenset((OfficeSetting, LegalValue, Subsidy, OfficeDayOff))


def derive(sources: Sources) -> Iterator[Fact]:
    """Yield for each of the staff's tables its rows, and those without an open error."""
    wrong: defaultdict[str, set[int]] = defaultdict(set)
    accepted: Counter[str] = Counter()
    for finding in sources.findings:
        if finding.blocks:
            wrong[finding.table].update(each.row for each in finding.by_cell())
        accepted[finding.table] += finding.acknowledged is not None
    day = sources.reporting.cut_off(sources.reporting.begun[-1])
    for table in sources.office:
        if table.record in _NOT_COUNTED or not len(table):
            continue
        rows, name = len(table), table.spec.sheet
        clean = rows - len(wrong[name] & set(table.rows))
        cell = f"A{table.header_row + 1}"
        sentence = f"{clean} von {rows} Zeilen ohne offenen Fehler."
        yield Fact(CODE, day, clean, rows, None, table.sheet, "", cell, sentence, detail=name)
        if accepted[name]:
            sentence = f"{accepted[name]} Befunde sind „bewusst so“."
            number = accepted[name]
            yield Fact(ACCEPTED, day, number, number, None, table.sheet, "", cell, sentence, detail=name)


_BY_TABLE = Split("detail", "Blatt")
SHARE = Measure(
    CODE,
    "Zeilen ohne offenen Fehler",
    "Anteil",
    "Zeilen, in denen kein offener Fehler steht, von allen Zeilen der Blätter.",
    Ratio(Sum(CODE), Sum(CODE, measured="denominator")),
    Nature.STOCK,
    splits=(_BY_TABLE,),
    history=False,
    of_run=True,
)
GROUPS = (
    Group(
        CODE,
        "Datenqualität",
        140,
        derive,
        (
            SHARE,
            Measure(
                "DQ_ZEILEN",
                "Zeilen",
                "Zeilen",
                "Alle Zeilen der Blätter, die das Büro führt.",
                Sum(CODE, measured="denominator"),
                Nature.STOCK,
                splits=(_BY_TABLE,),
                history=False,
                of_run=True,
            ),
            Measure(
                ACCEPTED,
                "„bewusst so“",
                "Befunde",
                "Befunde, bei denen ein Grund und ein Kürzel stehen.",
                Sum(ACCEPTED),
                Nature.STOCK,
                history=False,
                of_run=True,
            ),
        ),
        page=3,
    ),
)
