"""Which figures an office publishes, and their tables out of what closed quarters have frozen.

Only counts whose relations are known exactly are published: rows that add up to a total, quarters that add up to
what is there so far. What is known of a cohort is taken from the first closing after it is complete, so that it
never changes with a later release.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from automation.figures.closing import record as r
from automation.figures.closing.employers import EMPLOYED, Firms, read_behind
from automation.figures.closing.values import COHORT, value_key
from automation.figures.fact import UNSTATED
from automation.office.quarters import Quarter
from automation.publication.subject_tables import WHO, Table
from workbook.schema.legal_seeds import SUBSIDIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from automation.figures.closing.record import Row
    from automation.publication.people import Case

ELSEWHERE = "andere Stadtteile"
OWN_LABOUR = "Sozialer Arbeitsmarkt durch das Büro"
CITY = "Sozialer Arbeitsmarkt in der Stadt"
PLACEMENTS = "Vermittlungen"
REQUESTS, SETTLED = "Anliegen", "Erledigte Anliegen"
SUBSIDY, SUBSIDISED = "Förderung", tuple(seed.code for seed in SUBSIDIES if seed.counts_400)
"""How placements are split, and the rows that alone make people count for the subsidised jobs."""
_REST = "übrige Stadt"


class Topic(Struct, frozen=True):
    """A figure that is published: its code, its subject in words, what is counted, the splits, the first charted.

    `target`: the sum so far stands against a target.
    """

    measure: str
    subject: str
    noun: str
    splits: tuple[str, ...] = ()
    target: bool = False


class CohortTopic(Struct, frozen=True):
    """What became of the placements of a quarter: complete after so many quarters."""

    measure: str
    subject: str
    yes: str
    no: str
    quarters: int


TOPICS: tuple[Topic, ...] = (
    Topic("Z20", "Familien unabhängig von Leistungen", "Familien", target=True),
    Topic("Z400", OWN_LABOUR, "Personen", ("Geschlecht",), target=True),
    Topic("V", PLACEMENTS, "Vermittlungen", ("Beschäftigungsart", "Geschlecht", SUBSIDY, "Stadtteil")),
    Topic("QUA_BEENDET", "Beendete Qualifizierungen", "Teilnahmen", ("Ergebnis der Teilnahme", "Geschlecht")),
    Topic("ANL_EINGANG", REQUESTS, "Anliegen", ("Kategorie", "Geschlecht")),
    Topic("ANL_ERLEDIGT", SETTLED, "Anliegen", ("Kategorie",)),
    Topic("REF", "Verweise an Partner", "Verweise", ("Ergebnis", "Geschlecht")),
)
COHORTS: tuple[CohortTopic, ...] = (
    CohortTopic("VB3", "Verbleib nach 3 Monaten", "beim selben Arbeitgeber", "nicht mehr dort", 1),
    CohortTopic("VB6", "Verbleib nach 6 Monaten", "beim selben Arbeitgeber", "nicht mehr dort", 2),
    CohortTopic("VB12", "Verbleib nach 12 Monaten", "beim selben Arbeitgeber", "nicht mehr dort", 4),
)
KNOWN_RESULT = "Ergebnis bekannt"
DURATION = "Erste Vermittlungen mit bekannter Dauer"
MEDIAN = "Tage bis dahin (Median)"


class Programme(Struct, frozen=True):
    """The tables with their true values, and the medians that stand below a table, by subject and quarter.

    `cases` say who is counted where, as far as that is known. `read_later` are quarters that were closed before
    closings kept employers, with how many of their placements nobody can tell the employer of any more.
    """

    quarters: tuple[str, ...]
    tables: tuple[Table, ...]
    medians: Mapping[tuple[str, str], float]
    cases: tuple[Case, ...] = ()
    read_later: tuple[tuple[str, int], ...] = ()

    @property
    def splits(self) -> tuple[Table, ...]:
        """The tables that say of people what they are, and can be left out."""
        names = {(topic.subject, split) for topic in TOPICS for split in topic.splits}
        return tuple(each for each in self.tables if (each.subject, each.split) in names)

    def without(self, gone: Sequence[Table], subjects: Collection[str] = ()) -> Programme:
        """Return the programme without some splits; a subject that loses all of them keeps its total.

        Of `subjects` nothing is left at all.
        """
        tables: list[Table] = []
        for table in self.tables:
            if table.subject in subjects:
                continue
            first = table.subject not in {each.subject for each in tables}
            mine = [each for each in self.tables if each.subject == table.subject]
            if table not in gone:
                lost = first and mine[0] is not table
                tables.append(replace(table, charted=True) if lost else table)
            elif first and all(each in gone for each in mine):
                tables.append(table.total())
        return structs.replace(self, tables=tuple(tables))


def programme_of(
    rows: Mapping[str, Row], quarters: Sequence[str], district: str, cases: Iterable[Case] = ()
) -> Programme:
    """Return what is published of these quarters; `rows` are the frozen values by their key."""
    tables: list[Table] = []
    for topic in TOPICS:
        tables += _of_topic(topic, rows, quarters, district)
        if topic.measure == "Z400":
            tables += _of_city(topic, rows, quarters)
    for cohort in COHORTS:
        tables += _of_cohort(cohort, rows, quarters)
    medians = {}
    numbers = {code: _number(rows, code, "TTP", column="n") for code in quarters}
    if any(numbers.values()):
        values = {("", code): number for code, number in numbers.items()}
        behind = {("", code): _behind(rows, code, "TTP").of(number) for code, number in numbers.items()}
        tables.append(Table(DURATION, "", "Menschen", ("",), tuple(quarters), values, behind=behind))
        for code in quarters:
            said = rows.get(value_key(code, "TTP"), {}).get(r.FIRST)
            if isinstance(said, int | float):
                medians[DURATION, code] = float(said)
    every = list(cases)
    every += [structs.replace(each, subject=CITY, rows={}) for each in every if each.subject == OWN_LABOUR]
    return Programme(tuple(quarters), tuple(tables), medians, tuple(every))


def _number(
    rows: Mapping[str, Row], code: str, measure: str, split: str = "", value: str = "", *, column: str = "Zähler"
) -> int:
    found = rows.get(value_key(code, measure, split, value), {}).get(column)
    return round(found) if isinstance(found, int | float) else 0


def _behind(rows: Mapping[str, Row], code: str, measure: str, split: str = "", value: str = "") -> Firms:
    return read_behind(rows.get(value_key(code, measure, split, value), {}).get(r.BEHIND))[1]


def _of_topic(topic: Topic, rows: Mapping[str, Row], quarters: Sequence[str], district: str) -> Iterator[Table]:
    totals = {code: _number(rows, code, topic.measure) for code in quarters}
    if not any(totals.values()):
        return
    kept = tuple(quarters)
    whole = {("", code): number for code, number in totals.items()}
    employed = topic.measure in EMPLOYED
    behind = {("", code): _behind(rows, code, topic.measure).of(number) for code, number in totals.items()}
    made = []
    for split in topic.splits:
        values, parts = _split(topic, split, rows, totals, district)
        names = tuple(dict.fromkeys(name for name, _ in values))
        shown = tuple(name for name in names if any(values.get((name, code)) for code in quarters))
        if len(shown) > 1:
            made.append(
                Table(
                    topic.subject,
                    split,
                    topic.noun,
                    shown,
                    kept,
                    values,
                    target=topic.target,
                    filled=True,
                    behind=parts if employed else {},
                )
            )
    if not made:
        of_all = behind if employed else {}
        made = [Table(topic.subject, "", topic.noun, ("",), kept, whole, target=topic.target, behind=of_all)]
    yield from (replace(each, charted=place == 0) for place, each in enumerate(made))


def row_name(split: str, value: str, district: str) -> str:
    """Return the row of a split that counts a value."""
    if split == "Stadtteil" and value not in {"", district, UNSTATED}:
        return ELSEWHERE
    return value or UNSTATED


def _split(
    topic: Topic, split: str, rows: Mapping[str, Row], totals: Mapping[str, int], district: str
) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], Firms]]:
    """Return the values of a split by name and quarter, and who stands behind them.

    What no value explains is „ohne Angabe“.
    """
    found: dict[tuple[str, str], int] = {}
    behind: dict[tuple[str, str], Firms] = {}
    for row in rows.values():
        code = str(row.get("Quartal"))
        if row.get("Kennzahl") != topic.measure or row.get("aufgeteilt nach") != split or code not in totals:
            continue
        name = row_name(split, str(row.get("Ausprägung") or ""), district)
        number = _number(rows, code, topic.measure, split, str(row.get("Ausprägung") or ""))
        found[name, code] = found.get((name, code), 0) + number
        who = _behind(rows, code, topic.measure, split, str(row.get("Ausprägung") or "")).of(number)
        behind[name, code] = behind.get((name, code), Firms()) + who
    for code, total in totals.items():
        rest = total - sum(number for (_, quarter), number in found.items() if quarter == code)
        if rest > 0:
            stated = sum((each for (_, quarter), each in behind.items() if quarter == code), start=Firms())
            others = _behind(rows, code, topic.measure).of(total).without(stated).of(rest)
            behind[UNSTATED, code] = behind.get((UNSTATED, code), Firms()) + others
        if rest:
            found[UNSTATED, code] = found.get((UNSTATED, code), 0) + rest
    return ({}, {}) if any(number < 0 for number in found.values()) else (found, behind)


def _of_city(topic: Topic, rows: Mapping[str, Row], quarters: Sequence[str]) -> Iterator[Table]:
    """Yield the office and the rest of the city, which add up to the city."""
    values = {(OWN_LABOUR, code): _number(rows, code, topic.measure) for code in quarters}
    values |= {(_REST, code): _number(rows, code, "Z400_EXTERN") for code in quarters}
    if any(number for (name, _), number in values.items() if name == _REST):
        names = (OWN_LABOUR, _REST)
        same = {OWN_LABOUR: OWN_LABOUR} if any(values[OWN_LABOUR, code] for code in quarters) else {}
        yield Table(CITY, WHO, topic.noun, names, tuple(quarters), values, same, target=True, charted=True)


def _of_cohort(topic: CohortTopic, rows: Mapping[str, Row], quarters: Sequence[str]) -> Iterator[Table]:
    values: dict[tuple[str, str], int] = {}
    behind: dict[tuple[str, str], Firms] = {}
    for code in quarters:
        complete = _later(code, topic.quarters)
        place = complete, topic.measure, COHORT, code
        if complete in quarters and value_key(*place) in rows:
            yes, known = _number(rows, *place), _number(rows, *place, column="Nenner")
            # Who was reported late is in here, and not in what was published: the difference would tell of them.
            if known <= _number(rows, code, "V"):
                values[topic.yes, code], values[topic.no, code] = yes, known - yes
                part, whole = read_behind(rows[value_key(*place)].get(r.BEHIND))
                behind[topic.yes, code] = part.of(yes)
                behind[topic.no, code] = whole.without(part).of(known - yes)
    shown = tuple(code for code in quarters if (topic.yes, code) in values)
    if any(values.values()) and min(values.values()) >= 0:
        names = topic.yes, topic.no
        yield Table(topic.subject, KNOWN_RESULT, "Vermittlungen", names, shown, values, charted=True, behind=behind)


def _later(code: str, number: int) -> str:
    quarter = Quarter.parse(code)
    return quarter.later(number).code if quarter is not None else ""
