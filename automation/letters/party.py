"""Whom a letter goes to, where it is not the person: an organisation, its address, the one whom it greets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from msgspec import Struct

from automation.letters.disclosure import RECIPIENT_OF, Recipient
from automation.letters.gate import Facts
from automation.letters.salutation import ORGANISATION, Person, Place, salutation
from workbook.schema.vocabulary import PartnerCategory

if TYPE_CHECKING:
    from workbook.schema import Employer, Partner


class Organisation(Struct, frozen=True):
    """A recipient outside of the office; `record` is the row that says who it is."""

    record: Partner | Employer
    key: str
    category: PartnerCategory
    name: str
    short_name: str
    department: str
    place: Place
    contact: Person | None

    @classmethod
    def of_partner(cls, partner: Partner, category: PartnerCategory) -> Self:
        """Return a partner as a recipient."""
        return cls(
            partner,
            partner.partner_id or "",
            category,
            partner.name or "",
            partner.short_name or partner.partner_id or "",
            partner.department or "",
            Place.of(partner),
            _contact(partner),
        )

    @classmethod
    def of_employer(cls, employer: Employer) -> Self:
        """Return an employer as a recipient; the file is called by the key."""
        key, name = employer.employer_id or "", employer.name or ""
        contact, place = _contact(employer), Place.of(employer)
        return cls(employer, key, PartnerCategory.EMPLOYER, name, key, "", place, contact)

    @property
    def recipient(self) -> Recipient:
        """The column of the matrix that decides what may go there."""
        return RECIPIENT_OF[self.category]

    @property
    def greeting(self) -> str:
        """The salutation."""
        return salutation(self.contact) if self.contact else ORGANISATION

    @property
    def facts(self) -> Facts:
        """What a template may know of it."""
        return Facts(
            "partner",
            {
                "name": self.name,
                "kurzname": getattr(self.record, "short_name", None),
                "abteilung": self.department,
                "ort": self.place.city,
            },
        )


def _contact(record: Partner | Employer) -> Person | None:
    """The person whom a letter greets, `None` if none is known."""
    if not record.contact_last_name:
        return None
    return Person(
        last_name=record.contact_last_name,
        first_name=record.contact_first_name or "",
        gender=record.contact_gender or "o",
        title=record.contact_title or "",
    )
