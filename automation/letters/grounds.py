"""On what a letter to somebody else rests, and what that opens to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from msgspec import Struct

from automation.letters.disclosure import Grant
from workbook.schema.data_categories import DataCategory
from workbook.schema.meanings import IN_WRITING

if TYPE_CHECKING:
    from automation.office.consent import Basis
    from workbook.schema import Consent, Record


REVOKED = "Art. 19 DSGVO"
"""The duty to tell whoever got data of a revocation, as the log names it."""


class Ground(Struct, frozen=True):
    """A legal ground: as the log names it, what it opens, and the consent where that is the ground.

    `given` is the record and the column with the day on which the consent was given, which the letter prints.
    """

    label: str
    grant: Grant
    consent: Consent | None = None
    given: tuple[Record, str] | None = None

    @classmethod
    def of(cls, basis: Basis) -> Self:
        """Return the ground of a disclosure that `automation/office/consent.py` found."""
        consent = basis.consent
        return cls(basis.ground, grant_of(basis), consent, (consent, "given_on") if consent else None)


def grant_of(basis: Basis) -> Grant:
    """Return what may be told on a legal ground."""
    consent = basis.consent
    if consent is None:
        return Grant(basis.ground)
    known = {str(category): category for category in DataCategory}
    in_writing = consent.form in IN_WRITING
    return Grant(
        basis.ground,
        frozenset(known[name] for name in consent.categories or () if name in known),
        benefit=bool(consent.disclose_benefit),
        health=bool(consent.health_data) and in_writing,
    )
