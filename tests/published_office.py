"""Invented offices whose closed quarters are published: values by key, as `Quartalsabschlüsse` freezes them."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from typing import Any

from msgspec.structs import replace

from automation.figures.closing import record as r
from automation.figures.closing.values import COHORT, value_key
from automation.office.settings import Settings
from automation.publication.document import Composer
from automation.publication.edition import edition_of
from automation.publication.hiding import hide
from automation.publication.people import Case
from automation.publication.primary import Protection
from automation.publication.programme import TOPICS, programme_of, row_name
from automation.publication.releases import Ledger, Release
from automation.publication.wording import Wording

QUARTERS = tuple(f"{2018 + place // 4}-Q{place % 4 + 1}" for place in range(2, 14))
RULES = Protection()
_SPLITS = {
    "V": (
        (
            "Beschäftigungsart",
            ("Vollzeit sv", "Teilzeit sv", "Minijob", "Ausbildung dual", "EQ", "Selbständigkeit"),
        ),
        ("Geschlecht", ("Frauen", "Männer", "divers")),
        ("Förderung", ("KEINE", "16I", "16E", "VB")),
        ("Stadtteil", ("Rotthausen", "Buer", "Horst")),
    ),
    "Z400": (("Geschlecht", ("Frauen", "Männer")),),
    "ANL_EINGANG": (
        ("Kategorie", ("Arbeit", "Wohnen", "Schulden", "Sprache", "Kinderbetreuung", "Minijob", "Anerkennung")),
        ("Geschlecht", ("Frauen", "Männer", "divers")),
    ),
    "REF": (
        ("Ergebnis", ("offen", "angenommen", "abgelehnt", "erfolgreich")),
        ("Geschlecht", ("Frauen", "Männer")),
    ),
}


_COURSES = ("bestanden", "nicht bestanden", "abgebrochen", "Übergang in Arbeit")
_OF_PEOPLE = ("Geschlecht", "Stadtteil")
"""By these splits all cases of a person are in one row."""


class _People:
    """Whose invented cases are: of each about every third is somebody's who was there before."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(-seed - 1)  # noqa: S311 - invented people
        self._known: list[tuple[str, dict[str, str]]] = []
        self._last = ""

    def case(self, measure: str, code: str, said: dict[str, str]) -> Case:
        """Return a case of somebody whom it fits; a subsidised job is theirs who was placed last."""
        subject = next(topic.subject for topic in TOPICS if topic.measure == measure)
        rows = {split: row_name(split, row, "Rotthausen") for split, row in said.items()}
        if measure != "Z400":
            self._last = self._whose(said)
        return Case(self._last, subject, code, rows)

    def _whose(self, said: dict[str, str]) -> str:
        mine = {split: row for split, row in said.items() if split in _OF_PEOPLE}
        same = [each for each in self._known[-40:] if each[1] | mine == mine | each[1]]
        if same and self._chance.random() < 0.35:
            name, person = self._chance.choice(same)
            person |= mine
            return name
        self._known.append((f"P-{len(self._known)}", mine))
        return self._known[-1][0]


class _Work:
    """At which employers the invented placements are; without any, nothing is said of them."""

    def __init__(self, seed: int, firms: int) -> None:
        self._chance = random.Random(-seed)  # noqa: S311 - invented firms; what else is invented stays as without
        self._firms, self._at = firms, ""
        self._behind: dict[str, Counter[str]] = {}

    def begin(self) -> None:
        """Somebody begins at one of the firms, most at the first."""
        if self._firms:
            self._at = f"{self._chance.randint(1, self._chance.randint(1, self._firms)):06x}"

    def count(self, key: str, measure: str) -> None:
        """Count what was just begun."""
        if self._firms and measure in {"V", "Z400"}:
            self._behind.setdefault(key, Counter())[self._at] += 1

    def stayed(self, rows: dict[str, dict[str, Any]], code: str, later: str) -> None:
        """Say at which of a quarter's employers those are who stayed, and those whose duration is known."""
        begun = sorted(self._behind.get(value_key(code, "V"), Counter()).elements())
        for key in (value_key(later, "VB3", COHORT, code), value_key(code, "TTP")) if begun else ():
            row = rows[key]
            part, whole = (
                Counter(begun[:number]) for number in (row["Zähler"], row.get("Nenner", row.get("n", 0)))
            )
            row[r.BEHIND] = " ".join(f"{name}={part[name]}/{whole[name]}" for name in whole)

    def write(self, rows: dict[str, dict[str, Any]]) -> None:
        """Put it beside the values, as the sheet keeps it."""
        for key, counted in self._behind.items():
            rows[key][r.BEHIND] = " ".join(f"{name}={number}" for name, number in counted.items())


def frozen(
    seed: int,
    *,
    events: int,
    quarters: tuple[str, ...] = QUARTERS[:4],
    cases: list[Case] | None = None,
    firms: int = 0,
) -> dict[str, dict[str, Any]]:
    """Return the frozen values of an office with about so many placements.

    Every row of it is one case, in `cases` with whose it is: about every third is of somebody with another one.
    With `firms`, each placement is at one of so many; the first of them takes most.
    """
    chance, people = random.Random(seed), _People(seed)  # noqa: S311 - invented people
    work = _Work(seed, firms)
    rows: dict[str, dict[str, Any]] = {}

    def count(code: str, measure: str, split: str = "", value: str = "", number: float = 1, column: str = "Zähler"):
        key = value_key(code, measure, split, value)
        row = rows.setdefault(
            key,
            {"Quartal": code, "Kennzahl": measure, "aufgeteilt nach": split or None, "Ausprägung": value or None,
             r.KEY: key, "Zähler": 0},
        )  # fmt: skip
        row[column] = row.get(column, 0) + number
        work.count(key, measure)

    def case(measure: str, code: str, **fixed: str) -> dict[str, str]:
        said = {}
        for split, values in _SPLITS.get(measure, ()):
            weights = [3.0 / (place + 1) ** 1.5 for place in range(len(values))]
            said[split] = fixed.get(split) or chance.choices(values, weights)[0]
            count(code, measure, split, said[split])
        count(code, measure)
        if cases is not None:
            cases.append(people.case(measure, code, said))
        return said

    for code in quarters:
        for measure, number in (("V", events), ("ANL_EINGANG", events), ("REF", events // 2)):
            for _ in range(chance.randint(0, max(1, 2 * number // len(quarters)))):
                work.begin()
                said = case(measure, code)
                if measure == "V" and said["Förderung"] in {"16I", "16E"} and chance.random() < 0.9:
                    case("Z400", code, Geschlecht=said["Geschlecht"])
        for _ in range(chance.choice((0, 0, 1, 1, 2, 4))):
            case("Z20", code)
        count(code, "Z400_EXTERN", number=chance.choice((0, 1, 2, 5, 40)))
        placed = rows.get(value_key(code, "V"), {}).get("Zähler", 0)
        known = chance.randint(0, placed)
        later = QUARTERS[QUARTERS.index(code) + 1] if code != QUARTERS[-1] else ""
        count(later, "VB3", COHORT, code, chance.randint(0, known))
        count(later, "VB3", COHORT, code, known, "Nenner")
        count(code, "TTP", number=chance.randint(0, placed), column="n")
        rows[value_key(code, "TTP")][r.FIRST] = chance.choice((83, 115.5, 70))
        work.stayed(rows, code, later)
    work.write(rows)
    return {key: row for key, row in rows.items() if row["Quartal"]}


def large(seed: int, *, events: int, quarters: tuple[str, ...], cases: list[Case]) -> dict[str, dict[str, Any]]:
    """Return the frozen values of an office that publishes all there is: also courses and settled requests."""
    rows = frozen(seed, events=events, quarters=quarters, cases=cases)
    chance, subjects = random.Random(seed), {topic.measure: topic.subject for topic in TOPICS}  # noqa: S311

    def count(case: Case) -> None:
        cases.append(case)
        measure = next(each for each, subject in subjects.items() if subject == case.subject)
        for split, value in (("", ""), *case.rows.items()):
            key = value_key(case.quarter, measure, split, value)
            row = rows.setdefault(
                key,
                {"Quartal": case.quarter, "Kennzahl": measure, "aufgeteilt nach": split or None,
                 "Ausprägung": value or None, r.KEY: key, "Zähler": 0},
            )  # fmt: skip
            row["Zähler"] += 1

    for each in tuple(cases):
        later = [code for code in quarters if code >= each.quarter]
        if each.subject == subjects["ANL_EINGANG"] and chance.random() < 0.8:
            count(replace(each, subject=subjects["ANL_ERLEDIGT"], quarter=chance.choice(later[:2])))
        elif each.subject == subjects["V"] and chance.random() < 0.4:
            said = {"Ergebnis der Teilnahme": chance.choice(_COURSES), "Geschlecht": each.rows["Geschlecht"]}
            count(replace(each, subject=subjects["QUA_BEENDET"], rows=said))
    return rows


def with_long_cohorts(rows: dict[str, dict[str, Any]], quarters: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Add who was still there after six and after twelve months, each as after three."""
    more = {}
    for measure, later in (("VB6", 1), ("VB12", 3)):
        for place, code in enumerate(quarters[: -later - 1]):
            key = value_key(quarters[place + 1], "VB3", COHORT, code)
            told = value_key(quarters[place + 1 + later], measure, COHORT, code)
            more[told] = rows[key] | {"Quartal": quarters[place + 1 + later], "Kennzahl": measure, r.KEY: told}
    return rows | more


def hidden_of(rows, quarters=QUARTERS[:4], ledger=None, work=None, cases=(), rules=RULES, **options):
    """Return what may be read of an office."""
    programme = programme_of(rows, quarters, "Rotthausen", cases)
    return hide(programme, ledger or Ledger(), rules, {}, work=work, **options)


def edition(hidden, language="de", goals=(), **options):
    """Return its publication."""
    wording = Wording(language)
    sections = Composer(hidden.published, hidden.rules, wording, goals).sections()
    code = hidden.published.programme.quarters[-1]
    said = {"quarter": code, "until": date(2019, 6, 30), "draft": False, "written": date(2019, 7, 15)} | options
    return edition_of(sections, Settings({}), wording, hidden.rules, **said)


def released(hidden, ledger=None):
    """Return the ledger once this was published too."""
    ledger = ledger or Ledger()
    number = len(ledger.releases) + 1
    code = hidden.published.programme.quarters[-1]
    return Ledger((*ledger.releases, Release(number, date(2019, 7, 15), code, {}, hidden.published.cells())))
