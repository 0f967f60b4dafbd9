"""Which beginning of work is an integration as the law counts them (§ 5 SGB II-Kennzahlen-Verordnung).

Source: domain.md 4.2, figures.md 1 (INT).
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from workbook.schema import Subsidy
from workbook.schema.choices import COUNTS, COUNTS_BY_CASE, COUNTS_NOT, COUNTS_THE_SAME
from workbook.schema.legal_seeds import SUBSIDIES
from workbook.schema.meanings import INTEGRATING, ONLY_INSURED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from workbook.schema.legal_seeds import SubsidySeed
    from workbook.schema.vocabulary import Employment
    from workbook.tables import Office

_COUNTS = frozenset((COUNTS, COUNTS_THE_SAME))


class Integration(Enum):
    """Whether a placement is an integration; `OPEN` is for the office to decide."""

    YES = COUNTS
    NO = COUNTS_NOT
    OPEN = COUNTS_BY_CASE


def known_subsidies(office: Office) -> Mapping[str, Subsidy | SubsidySeed]:
    """Return the subsidies by their code: the office's rows, or those of a new workbook where it has none."""
    table = office[Subsidy]
    if not table.exists:
        return {seed.code: seed for seed in SUBSIDIES}
    return {row.code: row for row in table if row.code}


def in_force(subsidy: Subsidy | SubsidySeed, start: date) -> bool:
    """Tell whether work that begins on this day can be subsidised so."""
    too_early = subsidy.valid_from is not None and start < subsidy.valid_from
    too_late = subsidy.valid_to is not None and start > subsidy.valid_to
    return not too_early and not too_late


def integration_of(
    kind: Employment | None, code: str, start: date, subsidies: Mapping[str, Subsidy | SubsidySeed]
) -> Integration:
    """Return whether work of this kind, subsidised by this code from this day on, is an integration."""
    subsidy = subsidies.get(code)
    if kind not in INTEGRATING or subsidy is None or kind is None:
        return Integration.NO
    if not in_force(subsidy, start) or (code in ONLY_INSURED and not kind.insured):
        return Integration.NO
    if subsidy.counts_k2 == COUNTS_BY_CASE:
        return Integration.OPEN
    return Integration.YES if subsidy.counts_k2 in _COUNTS else Integration.NO
