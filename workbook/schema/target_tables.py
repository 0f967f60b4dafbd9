"""What a row of the sheet `Ziele` says: whether it can be measured, which one holds, and its parameters.

Python and Excel read it alike: `workbook/creating/parameters.py` holds the same rules as formulas, and a test lets
LibreOffice find what is found here.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbook.schema.office_tables import Target
    from workbook.schema.vocabulary import Indicator

LIMIT, MONTHS, FAMILY, SUBSIDIES = "GRENZE", "N_MONATE", "FAMILIE", "FOERDERUNG"
"""The parameters' names: Euro at intake, months without benefit, persons of a family, kinds of subsidy."""

USUAL: Mapping[str, int] = {LIMIT: 200, MONTHS: 3, FAMILY: 2}
"""What holds where a target does not say otherwise (domain.md 8)."""

_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?(?![\d.,]*\d)")


def is_measurable(target: Target) -> bool:
    """Tell whether a target has an amount and a time; without, nothing can be measured (rules P-01 and T-01)."""
    if target.amount is None or target.begin is None or target.end is None:
        return False
    return target.amount > 0 and target.begin <= target.end


def holding_target(targets: Iterable[Target], indicator: Indicator, today: date) -> Target | None:
    """Return the target of an indicator that holds on a day, of several the one that began last.

    Where none holds it is the one that began last of all, `None` without any that can be measured.
    """
    whole = [target for target in targets if target.indicator is indicator and is_measurable(target)]
    if not whole:
        return None

    def rank(target: Target) -> tuple[bool, date]:
        begin, end = target.begin or date.min, target.end or date.max
        return begin <= today <= end, begin

    return max(whole, key=rank)


def parts_of(parameters: str | None) -> Mapping[str, str]:
    """Return the parameters by their names in capitals; blanks do not matter, what names nothing is left out.

    >>> parts_of("grenze = 200; FAMILIE=mind. 2 Personen; N_MONATE=3")["FAMILIE"]
    'mind.2Personen'
    """
    parts = (part.partition("=") for part in (parameters or "").replace(" ", "").split(";"))
    found: dict[str, str] = {}
    for name, sign, value in parts:
        if sign:
            found.setdefault(name.upper(), value)
    return found


def number_in(value: str) -> str:
    """Return the first number that stands in a parameter, in German notation; words beside it do not matter.

    >>> number_in("mind.2Personen"), number_in("1.200,50€"), number_in("zwei"), number_in("199.50")
    ('2', '1.200,50', '', '')
    """
    first = re.search(r"\d", value)
    match = _NUMBER.match(value, first.start()) if first else None
    return match[0] if match else ""
