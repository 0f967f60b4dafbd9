"""Who is still in work (VB3, VB6, VB12), and whose household needs no benefit any more (BED)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.figures.adding import Over
from automation.figures.indicators.integrations import integrations, waiting
from automation.figures.measures import PEOPLE, Group, Less, Measure, Nature, Ratio, Sum
from automation.figures.placed import MONTHS, PLACEMENTS
from automation.figures.reads import Reads
from automation.office.integration import Integration
from automation.office.quarters import Quarter
from workbook.german import shown, shown_month
from workbook.reading.formats.dates import months_later
from workbook.schema import BenefitMonth, Client, Placement
from workbook.schema.meanings import NOT_LOOKED_AT
from workbook.schema.vocabulary import FollowUp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from automation.figures.fact import Fact
    from automation.figures.placed import Placed
    from automation.figures.sources import Sources

_KNOWN = frozenset((FollowUp.SAME_EMPLOYER, FollowUp.OTHER_EMPLOYER, FollowUp.NO))
_BENEFIT_AFTER = 3
_BENEFITS = ("BED", "BED_UNBEKANNT", "BED_OHNE_BG")
"""What may be known of a household; what an error holds back could be each of these."""
HOMES = Reads(Client, "household_id")


def _code(months: int) -> str:
    return f"VB{months}"


def _derive(months: int) -> Callable[[Sources], Iterator[Fact]]:
    place = MONTHS.index(months)
    code, reads = _code(months), (f"status_{months}", f"checked_{months}")

    def derive(sources: Sources) -> Iterator[Fact]:
        """Yield for each placement when it was to be asked, and when what was known."""
        table = sources.office[Placement]
        for placed in sources.successes:
            if placed.start is None or not sources.reporting.holds(placed.start):
                continue
            due = months_later(placed.start, months)
            if due > sources.reporting.last_day:
                continue
            cohort, cell = Quarter.of(placed.start).code, table.cell(placed.row, reads[0])
            status, checked = placed.follow_ups[place]
            error = sources.errors.blocking(table, placed.row, reads)
            asked = sources.of_placed(
                placed,
                f"{code}_FAELLIG",
                day=due,
                cohort=cohort,
                cell=cell,
                sentence=f"Zu prüfen am {shown(due)}, gefunden: {status or 'noch nichts'}.",
            )
            yield asked
            if error is not None:
                yield asked.but(code=f"{code}_FEHLER")
                # What the cell says could be each of these: none of them is complete without it.
                yield from (asked.but(code=each).held_back(error) for each in _results(code))
                continue
            known = max(due, checked) if checked is not None else due
            if known > sources.reporting.last_day or status in NOT_LOOKED_AT:
                continue
            found = asked.but(code=code, day=known)
            if status is FollowUp.UNKNOWN:
                yield found.but(code=f"{code}_UNKLAR")
                continue
            still = status in _KNOWN - {FollowUp.NO}
            yield found.but(numerator=int(status is FollowUp.SAME_EMPLOYER), value=float(still))
        yield from _waiting(sources, sources.waiting, _results(code), months)

    return derive


def _results(code: str) -> tuple[str, str, str]:
    """Return the codes of what a check may have found: known, not to be found out, still to be asked."""
    return code, f"{code}_UNKLAR", f"{code}_FAELLIG"


def _waiting(sources: Sources, waiting: Iterable[Placed], codes: Sequence[str], months: int) -> Iterator[Fact]:
    """Yield the placements that wait for an error, from the day on which they were to be asked about."""
    for placed in waiting:
        if placed.start is not None and (due := months_later(placed.start, months)) <= sources.reporting.last_day:
            fact = sources.held_back(placed, codes[0], day=due, cohort=Quarter.of(placed.start).code)
            yield from (fact.but(code=each) for each in codes)


def derive_benefit(sources: Sources) -> Iterator[Fact]:
    """Yield for each integration whether its household was without benefit in the third month after the begin."""
    table, seen = sources.office[Placement], set[tuple[str, str]]()
    clients = sources.once[Client]
    columns = (clients.rows, clients.column("client_id"), clients.column("household_id"))
    household_of = {client: (row, household) for row, client, household in zip(*columns, strict=True)}
    barred = sources.errors.barred(clients, HOMES.columns)
    for placed, kind in integrations(sources):
        if placed.start is None or kind is not Integration.YES:
            continue
        cohort = Quarter.of(placed.start).code
        if (placed.client_id, cohort) in seen:
            continue
        seen.add((placed.client_id, cohort))
        due = months_later(placed.start, _BENEFIT_AFTER)
        if due > sources.reporting.last_day:
            continue
        row, household = household_of.get(placed.client_id, (0, None))
        if row in barred:
            held = sources.of_placed(placed, "BED", day=due, cohort=cohort).held_back(barred[row])
            yield from (held.but(code=each) for each in _BENEFITS)
            continue
        amount = sources.courses.get(household or "", {}).get(due.replace(day=1))
        code, sentence = "BED", f"Leistung des Haushalts im Monat {shown_month(due)}: "
        if household is None:
            code, sentence = "BED_OHNE_BG", "Die Person gehört zu keinem Haushalt mit Leistungsbezug."
        elif amount is None:
            code, sentence = "BED_UNBEKANNT", f"Der Betrag für {shown_month(due)} ist nicht bekannt."
        else:
            sentence += "keine." if amount == 0 else "noch Leistung."
        fact = sources.of_placed(placed, code, day=due, cohort=cohort, sentence=sentence)
        yield fact.but(numerator=int(code != "BED" or amount == 0))
        if placed.covers_need == "ja":
            yield fact.but(code="BED_SCHAETZUNG", cell=table.cell(placed.row, "covers_need"), numerator=1)
    yield from _waiting(sources, (placed for placed, _ in waiting(sources)), _BENEFITS, _BENEFIT_AFTER)


def _cohort(code: str, measured: str = "numerator") -> Sum:
    return Sum(code, Over.COHORT, measured)


def _share(identity: str, title: str, definition: str, part: Sum, whole: Sum) -> Measure:
    return Measure(identity, title, "Anteil", definition, Ratio(part, whole), Nature.COHORT, PEOPLE)


def _count(identity: str, title: str, definition: str, adding: Sum | Less) -> Measure:
    return Measure(identity, title, "Vermittlungen", definition, adding, Nature.COHORT, PEOPLE)


def _measures(months: int) -> tuple[Measure, ...]:
    code = _code(months)
    known, due, unclear = _cohort(code, "denominator"), _cohort(f"{code}_FAELLIG"), _cohort(f"{code}_UNKLAR")
    wrong = _cohort(f"{code}_FEHLER")
    lasting = ", nachhaltig" if months == MONTHS[-1] else ""
    after = f"nach {months} Monaten"
    return (
        _count(
            f"{code}_ALLE", "Vermittlungen", "Alle Vermittlungen, die in diesem Quartal begonnen haben.", Sum("V")
        ),
        _share(
            code,
            f"{after} beim selben Arbeitgeber",
            f"Wer {after} noch beim selben Arbeitgeber ist, von allen, bei denen es bekannt ist.",
            _cohort(code),
            known,
        ),
        _share(
            f"{code}_ARBEIT",
            f"{after} in Arbeit{lasting}",
            f"Wer {after} sozialversicherungspflichtig arbeitet, gleich wo, von allen, bei denen es bekannt ist.",
            _cohort(code, "value"),
            known,
        ),
        _count(f"{code}_BEKANNT", "bekannt", f"Vermittlungen, bei denen bekannt ist, was {after} war.", known),
        _count(
            f"{code}_UNKLAR", "nicht feststellbar", "Vermittlungen, bei denen es nicht festzustellen war.", unclear
        ),
        _count(
            f"{code}_UEBERFAELLIG",
            "überfällig",
            "Vermittlungen, deren Prüfdatum vorbei ist und bei denen noch nichts bekannt ist.",
            Less(due, (known, unclear, wrong)),
        ),
        _count(
            f"{code}_SPAETER",
            "noch nicht fällig",
            "Vermittlungen, deren Prüfdatum noch kommt.",
            Less(Sum("V"), (due,)),
        ),
    )


_CHECKS = {months: Reads(Placement, f"status_{months}", f"checked_{months}") for months in MONTHS}
_BED = _cohort("BED", "denominator")
GROUPS = (
    *(
        Group(
            _code(months),
            f"Verbleib nach {months} Monaten",
            50 + place,
            _derive(months),
            _measures(months),
            (PLACEMENTS, _CHECKS[months]),
            note="Jede Zeile sind die Vermittlungen, die in diesem Quartal begonnen haben, und was bis zum Stand "
            "bekannt ist.",
        )
        for place, months in enumerate(MONTHS)
    ),
    Group(
        "BED",
        "Ohne Leistung im dritten Monat nach dem Beginn",
        55,
        derive_benefit,
        (
            _share(
                "BED",
                "Haushalt ohne Leistung",
                "Integrationen, deren Haushalt im dritten Monat nach dem Beginn keine Leistung bekam, von allen, "
                "bei denen der Monat bekannt ist.",
                _cohort("BED"),
                _BED,
            ),
            _count("BED_BEKANNT", "bekannt", "Integrationen, bei denen der Monat bekannt ist.", _BED),
            _count(
                "BED_UNBEKANNT",
                "Monat unbekannt",
                "Integrationen, bei denen der Betrag des Monats fehlt.",
                _cohort("BED_UNBEKANNT"),
            ),
            _count(
                "BED_OHNE_BG",
                "ohne Haushalt (BG)",
                "Integrationen von Menschen, die zu keinem Haushalt mit Leistung gehören.",
                _cohort("BED_OHNE_BG"),
            ),
            _count(
                "BED_SCHAETZUNG",
                "geschätzt bedarfsdeckend",
                "Integrationen, bei denen in der Spalte „bedarfsdeckend“ ja steht; eine Schätzung, nicht gemischt.",
                _cohort("BED_SCHAETZUNG"),
            ),
        ),
        (PLACEMENTS, Reads(BenefitMonth, "household_id", "month", "amount"), HOMES),
    ),
)
