"""The appointments (TER): who came, who did not; one fact for each quarter and answer."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from automation.figures.adding import Over
from automation.figures.fact import UNSTATED, Fact
from automation.figures.measures import Group, Measure, Ratio, Several, Sum
from automation.figures.reads import Reads
from automation.office.quarters import Quarter
from workbook.schema import Contact
from workbook.schema.vocabulary import Appearance, Channel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from automation.figures.sources import Sources

CODE = "TER"
READS = Reads(Contact, "held_on", "channel", "appeared")


def derive(sources: Sources) -> Iterator[Fact]:
    """Yield for each quarter how many conversations took place, were missed, called off or are open."""
    table, reporting = sources.once[Contact], sources.reporting
    found: Counter[tuple[Quarter, Appearance]] = Counter()
    names = ("held_on", "channel", "appeared")
    for row, day, channel, appeared in zip(table.rows, *map(table.column, names), strict=True):
        if day is None or day > reporting.today or not reporting.holds(day):
            continue
        if channel is Channel.EVENT:
            continue
        error = sources.errors.blocking(table, row, READS.columns)
        if error is not None:
            cell, said = table.cell(row, "appeared"), appeared or UNSTATED
            yield Fact(CODE, day, 0, 0, None, table.sheet, "", cell, group=said).held_back(error)
        elif appeared is not None:
            found[Quarter.of(day), appeared] += 1
    for (quarter, appeared), number in sorted(found.items()):
        yield Fact(
            code=CODE,
            day=reporting.cut_off(quarter),
            numerator=number,
            denominator=number,
            value=None,
            sheet=table.sheet,
            key="",
            cell=table.cell(table.header_row + 1, "appeared"),
            sentence=f"{number} Kontakte mit „{appeared}“.",
            group=appeared,
        )


def _with(appeared: Appearance, over: Over = Over.QUARTER) -> Sum:
    return Sum(CODE, over, where=(("group", appeared),))


def _count(identity: str, title: str, appeared: Appearance) -> Measure:
    definition = f"Kontakte des Quartals mit „{appeared}“ unter „erschienen“, ohne Veranstaltungen."
    return Measure(identity, title, "Termine", definition, _with(appeared), since_begin=_with(appeared, Over.UNTIL))


GROUPS = (
    Group(
        CODE,
        "Termine",
        110,
        derive,
        (
            Measure(
                CODE,
                "unentschuldigt gefehlt",
                "Anteil",
                "Unentschuldigt versäumte Termine, von denen, die stattfanden oder unentschuldigt ausfielen.",
                Ratio(_with(Appearance.MISSED), Several((_with(Appearance.YES), _with(Appearance.MISSED)))),
            ),
            _count("TER_JA", "stattgefunden", Appearance.YES),
            _count("TER_NEIN", "unentschuldigt", Appearance.MISSED),
            _count("TER_ABGESAGT", "abgesagt", Appearance.CANCELLED),
            _count("TER_OFFEN", "offen", Appearance.OPEN),
        ),
        (READS,),
        page=3,
    ),
)
