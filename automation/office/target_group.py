"""The group of the „20 Familien“: who belongs to it on the day of the intake (domain.md 2, B-01).

The conditions are those that the column „Zielgruppe 20“ declares (`workbook/schema/households.py`); here stands
what the target demands, and what to say where a condition does not hold.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from itertools import compress
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.office.targets import read_parameters
from workbook.calculating import condition
from workbook.german import euro
from workbook.schema.households import (
    AREA_NAME,
    BELOW_LIMIT,
    FAMILY_NAME,
    HAD_BENEFIT,
    IS_FAMILY,
    LIMIT_NAME,
    LIVED_IN_AREA,
)
from workbook.schema.setting_names import SettingName
from workbook.schema.target_tables import FAMILY, LIMIT, MONTHS, USUAL
from workbook.schema.vocabulary import WHOLE_CITY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from automation.office.settings import Settings
    from workbook.schema import Household, Target
    from workbook.sheets import Value
    from workbook.tables import Table

NEAR = Decimal("1.1")
"""Up to this share of the limit a household at intake is a near miss (B-02: 200 to 220 Euro)."""


class FamilyTerms(Struct, frozen=True):
    """What the target of the families demands; the defaults are those of domain.md 8."""

    limit: Decimal = Decimal(USUAL[LIMIT])
    months: int = USUAL[MONTHS]
    persons: int = USUAL[FAMILY]
    district: str = WHOLE_CITY
    begin: date | None = None
    end: date | None = None
    unreadable: tuple[str, ...] = ()

    @classmethod
    def of(cls, target: Target | None, settings: Settings) -> FamilyTerms:
        """Return the terms of a target: `GRENZE=200;N_MONATE=3;FAMILIE=2`, its scope, its time.

        The district is the office's own unless the target is for the whole city.
        """
        of_city = target is not None and target.scope == WHOLE_CITY
        parameters = read_parameters(target, {LIMIT, MONTHS, FAMILY}, set())
        numbers, usual = parameters.numbers, cls()
        return cls(
            limit=numbers.get(LIMIT, usual.limit),
            months=max(1, int(numbers.get(MONTHS, usual.months))),
            persons=int(numbers.get(FAMILY, usual.persons)),
            district=WHOLE_CITY if of_city else settings.text(SettingName.DISTRICT) or WHOLE_CITY,
            begin=target.begin if target else None,
            end=target.end if target else None,
            unreadable=parameters.unreadable,
        )


def outside(household: Household, terms: FamilyTerms) -> list[str]:
    """Return why the household does not belong to the target's group; nothing if it does or may.

    A condition on a cell that is empty is not looked at: nobody knows.
    """
    return [
        said(household, terms)
        for name, holds, said in _conditions(terms)
        if (value := getattr(household, name)) is not None and not holds((value,))
    ]


def positions_elsewhere(table: Table[Household], terms: FamilyTerms) -> frozenset[int]:
    """Return the positions of households that by district or number of persons do not belong to the group."""
    found: set[int] = set()
    for name, holds, _ in _conditions(terms):
        if name == "benefit_intake":
            continue
        values = table.column(name)
        wrong = {value for value in set(values) if value is not None and not holds((value,))}
        found.update(compress(range(len(values)), map(wrong.__contains__, values)))
    return frozenset(found)


def belongs(household: Household, terms: FamilyTerms) -> bool:
    """Tell whether a household fulfils all that the target asks for on the day of the intake."""
    known = (household.persons, household.district_intake, household.benefit_intake)
    return None not in known and not outside(household, terms)


def near_miss(household: Household, terms: FamilyTerms) -> bool:
    """Tell whether only the amount speaks against a household, and that by a little."""
    amount = household.benefit_intake
    return (
        amount is not None and terms.limit <= amount <= terms.limit * NEAR and len(outside(household, terms)) == 1
    )


@lru_cache(maxsize=8)
def _conditions(
    terms: FamilyTerms,
) -> Sequence[tuple[str, Callable[[Sequence[Value]], bool], Callable[[Household, FamilyTerms], str]]]:
    """Return each condition: the column that it looks at, whether it holds of a value there, what to say if not."""
    names: dict[str, Value] = {LIMIT_NAME: terms.limit, FAMILY_NAME: terms.persons, AREA_NAME: terms.district}
    conditions = (
        ("district_intake", LIVED_IN_AREA, _elsewhere),
        ("persons", IS_FAMILY, _too_few),
        ("benefit_intake", HAD_BENEFIT, lambda _, __: "bei Aufnahme gab es keine Leistung"),
        ("benefit_intake", BELOW_LIMIT, _too_much),
    )
    # Districts, numbers of people and amounts come again: each is judged once.
    return [
        (name, lru_cache(maxsize=4096)(condition(expression, (name,), names)), said)
        for name, expression, said in conditions
    ]


def _elsewhere(household: Household, terms: FamilyTerms) -> str:
    if terms.district == WHOLE_CITY:
        return "der Haushalt wohnte bei Aufnahme außerhalb der Stadt"
    return f"Stadtteil bei Aufnahme ist {household.district_intake}, nicht {terms.district}"


def _too_few(household: Household, terms: FamilyTerms) -> str:
    who = "eine Person" if household.persons == 1 else f"{household.persons} Personen"
    return f"{who}; als Familie gelten mindestens {terms.persons} Personen"


def _too_much(household: Household, terms: FamilyTerms) -> str:
    amount = household.benefit_intake or Decimal(0)
    return f"{euro(amount)} bei Aufnahme liegen nicht unter {euro(terms.limit)}"
