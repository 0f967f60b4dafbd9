"""Invented offices whose closed quarters are published: values by key, as `Quartalsabschlüsse` freezes them."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from automation.figures.closing import record as r
from automation.figures.closing.values import COHORT, value_key
from automation.office.settings import Settings
from automation.publication.document import Composer
from automation.publication.edition import edition_of
from automation.publication.hiding import hide
from automation.publication.primary import Protection
from automation.publication.programme import programme_of
from automation.publication.releases import Ledger, Release
from automation.publication.wording import Wording

QUARTERS = ("2018-Q3", "2018-Q4", "2019-Q1", "2019-Q2", "2019-Q3", "2019-Q4", "2020-Q1", "2020-Q2")
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


def frozen(seed: int, *, events: int, quarters: tuple[str, ...] = QUARTERS[:4]) -> dict[str, dict[str, Any]]:
    """Return the frozen values of an office with about so many placements; every row of it is one case."""
    chance = random.Random(seed)  # noqa: S311 - invented people
    rows: dict[str, dict[str, Any]] = {}

    def count(code: str, measure: str, split: str = "", value: str = "", number: float = 1, column: str = "Zähler"):
        key = value_key(code, measure, split, value)
        row = rows.setdefault(
            key,
            {"Quartal": code, "Kennzahl": measure, "aufgeteilt nach": split or None, "Ausprägung": value or None,
             r.KEY: key, "Zähler": 0},
        )  # fmt: skip
        row[column] = row.get(column, 0) + number

    def case(measure: str, code: str, **fixed: str) -> dict[str, str]:
        said = {}
        for split, values in _SPLITS.get(measure, ()):
            weights = [3.0 / (place + 1) ** 1.5 for place in range(len(values))]
            said[split] = fixed.get(split) or chance.choices(values, weights)[0]
            count(code, measure, split, said[split])
        count(code, measure)
        return said

    for code in quarters:
        for measure, number in (("V", events), ("ANL_EINGANG", events), ("REF", events // 2)):
            for _ in range(chance.randint(0, max(1, 2 * number // len(quarters)))):
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
    return {key: row for key, row in rows.items() if row["Quartal"]}


def hidden_of(rows, quarters=QUARTERS[:4], ledger=None, work=None, **options):
    """Return what may be read of an office."""
    programme = programme_of(rows, quarters, "Rotthausen")
    return hide(programme, ledger or Ledger(), RULES, {}, work=work, **options)


def edition(hidden, language="de", **options):
    """Return its publication."""
    wording = Wording(language)
    sections = Composer(hidden.published, RULES, wording).sections()
    code = hidden.published.programme.quarters[-1]
    said = {"quarter": code, "until": date(2019, 6, 30), "draft": False, "written": date(2019, 7, 15)} | options
    return edition_of(sections, Settings({}), wording, RULES, **said)


def released(hidden, ledger=None):
    """Return the ledger once this was published too."""
    ledger = ledger or Ledger()
    number = len(ledger.releases) + 1
    code = hidden.published.programme.quarters[-1]
    return Ledger((*ledger.releases, Release(number, date(2019, 7, 15), code, {}, hidden.published.cells())))
