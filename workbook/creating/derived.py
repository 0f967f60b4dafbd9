"""The values that Excel will show in calculated columns, so that they stand in the file before anything calculates.

Each function does in Python what the column's formula does in Excel, on the cells as they are typed: where a date
was typed as text, both give an empty text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING

from workbook.creating.parameters import USUAL_LIMIT, USUAL_PERSONS, WHOLE_CITY
from workbook.reading.formats.dates import months_later
from workbook.reading.formats.numbers import number_of_text
from workbook.schema import (
    Client,
    Contact,
    Household,
    OfficeSetting,
    Partner,
    Placement,
    Record,
    Referral,
    Subsidy,
    Target,
    Vacancy,
)
from workbook.schema.settings import SETTINGS, SettingName
from workbook.schema.vocabulary import BenefitStatus, Employment, FollowUp, Indicator
from workbook.sheets import Value

if TYPE_CHECKING:
    from workbook.tables import Office

Cells = Mapping[str, Sequence[Value]]
"""The typed cells of a table by the column's identifier."""

_INSURED = frozenset({Employment.FULL_TIME, Employment.PART_TIME})
_COUNTABLE = _INSURED | {
    Employment.DUAL_APPRENTICESHIP,
    Employment.SCHOOL_APPRENTICESHIP,
    Employment.SELF_EMPLOYED,
}
_YES, _NO = "ja", "nein"
OUTSIDE_CITY = "außerhalb GE"


class Derivation:
    """What calculated columns of an office show on a day.

    `reached` are the days on which households count for the „20 Familien“, for a workbook that has facts.
    """

    def __init__(self, office: Office, today: date, reached: Mapping[str, date] | None = None) -> None:
        self._today, self._reached = today, reached or {}
        self._retention = _retention(office)
        self._families = _FamilyTerms(office, today)
        self._taken = Counter(office[Placement].column("vacancy_id"))
        partners = office[Partner]
        self._categories = {
            key: str(category or "")
            for key, category in zip(partners.column("partner_id"), partners.column("category"), strict=True)
        }
        subsidies = office[Subsidy]
        self._k2 = dict(zip(subsidies.column("code"), subsidies.column("counts_k2"), strict=True))
        self._for_400 = dict(zip(subsidies.column("code"), subsidies.column("counts_400"), strict=True))
        self._columns: Mapping[tuple[type[Record], str], Callable[[Cells], list[Value]]] = {
            (Client, "age"): lambda cells: [self._age(born) for born in cells["birth_date"]],
            (Client, "long_term"): self._long_term,
            (Client, "delete_review"): lambda cells: [_later(day, self._retention) for day in cells["closed_on"]],
            (Household, "target20_candidate"): self._target_group,
            # A workbook without a dashboard has no facts yet.
            (Household, "target20_date"): lambda cells: [
                self._reached.get(str(key), "") for key in cells["household_id"]
            ],
            (Referral, "partner_category"): lambda cells: [
                self._categories.get(str(key), "") for key in cells["partner_id"]
            ],
            (Contact, "minutes"): _minutes,
            (Vacancy, "filled"): lambda cells: [self._taken[str(key)] for key in cells["vacancy_id"]],
            (Placement, "due_3"): lambda cells: [_later(day, 3) for day in cells["start"]],
            (Placement, "due_6"): lambda cells: [_later(day, 6) for day in cells["start"]],
            (Placement, "due_12"): lambda cells: [_later(day, 12) for day in cells["start"]],
            (Placement, "counts_k2"): lambda cells: self._flags(cells, self._is_k2),
            (Placement, "counts_k2e1"): lambda cells: self._flags(
                cells, lambda kind, _: kind == Employment.MINIJOB
            ),
            (Placement, "counts_k2e2"): lambda cells: self._flags(cells, self._is_subsidised),
            (Placement, "counts_400"): lambda cells: self._flags(cells, self._is_for_400),
            (Placement, "lasting"): lambda cells: [_lasting(status) for status in cells["status_12"]],
        }

    def values(self, record: type[Record], name: str, cells: Cells) -> list[Value]:
        """Return what a calculated column shows in each row.

        Raises:
            KeyError: the schema has a formula that is not written down here.
        """
        return self._columns[record, name](cells)

    def _age(self, born: Value) -> Value:
        if not isinstance(born, date) or born > self._today:
            return ""
        return self._today.year - born.year - ((self._today.month, self._today.day) < (born.month, born.day))

    def _long_term(self, cells: Cells) -> list[Value]:
        receiving = {BenefitStatus.SGB_II, BenefitStatus.TOP_UP}
        return [
            (_YES if months_later(since, 21) <= self._today else _NO)
            if isinstance(since, date) and status in receiving
            else ""
            for since, status in zip(cells["benefit_since"], cells["benefit_status"], strict=True)
        ]

    def _target_group(self, cells: Cells) -> list[Value]:
        columns = (cells[name] for name in ("benefit_intake", "persons", "district_intake"))
        return [self._families.verdict(*row) for row in zip(*columns, strict=True)]

    def _flags(self, cells: Cells, counts: Callable[[Value, str], bool]) -> list[Value]:
        pairs = zip(cells["kind"], cells["subsidy"], strict=True)
        return [
            "" if kind in {None, ""} else _YES if counts(kind, str(code or "")) else _NO for kind, code in pairs
        ]

    def _is_k2(self, kind: Value, code: str) -> bool:
        return kind in _COUNTABLE and self._k2.get(code) != _NO

    def _is_subsidised(self, kind: Value, code: str) -> bool:
        return kind in _INSURED and self._k2.get(code) == _NO

    def _is_for_400(self, kind: Value, code: str) -> bool:
        return kind in _INSURED and self._for_400.get(code) is True


class _FamilyTerms:
    """Who belonged to the group of the „20 Familien“ at intake, by the target that holds now."""

    def __init__(self, office: Office, today: date) -> None:
        targets = [target for target in office[Target] if target.indicator is Indicator.Z20]
        holding = [each for each in targets if (each.begin or today) <= today <= (each.end or date.min)]
        target = next(reversed(holding or targets), None)
        parameters = ((target and target.parameters) or "").replace(" ", "")
        self._limit = _parameter(parameters, "GRENZE", USUAL_LIMIT)
        self._persons = _parameter(parameters, "FAMILIE", USUAL_PERSONS)
        scope = target.scope if target else None
        self._area = WHOLE_CITY if scope == WHOLE_CITY else _setting(office, SettingName.DISTRICT) or WHOLE_CITY

    def verdict(self, amount: Value, persons: Value, district: Value) -> Value:
        """Return ja or nein; an empty text where something is missing or not a number."""
        if not isinstance(amount, Decimal | int | float) or not isinstance(persons, int) or district in {None, ""}:
            return ""
        if self._limit is None or self._persons is None:
            return ""
        inside = district != OUTSIDE_CITY if self._area == WHOLE_CITY else district == self._area
        return _YES if inside and 0 < amount < self._limit and persons >= self._persons else _NO


def _parameter(parameters: str, key: str, usual: int) -> Decimal | None:
    """Return a target's parameter; `usual` where it is not named, `None` where it is no plain number."""
    named = re.search(f"{key}=([^;]*)", parameters, re.IGNORECASE)
    return number_of_text(named[1]) if named else Decimal(usual)


def _later(day: Value, months: int) -> Value:
    return months_later(day, months) if isinstance(day, date) else ""


def _minutes(cells: Cells) -> list[Value]:
    return [
        (end.hour - begin.hour) * 60 + end.minute - begin.minute
        if isinstance(begin, time) and isinstance(end, time)
        else ""
        for begin, end in zip(cells["begin"], cells["end"], strict=True)
    ]


def _lasting(status: Value) -> Value:
    if status in {FollowUp.SAME_EMPLOYER, FollowUp.OTHER_EMPLOYER}:
        return _YES
    return _NO if status == FollowUp.NO else "offen"


def _retention(office: Office) -> int:
    """Return the months that closed cases are kept; those of a new workbook if the setting is no number."""
    default = next(row.default for row in SETTINGS if row.name is SettingName.RETENTION)
    return int(number_of_text(_setting(office, SettingName.RETENTION)) or number_of_text(default) or 0)


def _setting(office: Office, name: SettingName) -> str:
    """Return what stands at a setting, an empty text if nothing does."""
    position = office[OfficeSetting].positions.get(name)
    return (office[OfficeSetting].at(position).value if position is not None else None) or ""
