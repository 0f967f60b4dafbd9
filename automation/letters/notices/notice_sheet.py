"""What stands on a sheet of the notice, in the order in which it is read."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import phonenumbers
import segno
from msgspec import Struct

from workbook.german import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from automation.letters.model import Letterhead as Office
    from automation.letters.notices.offers import Offer

HEADLINE = "Arbeit zum Mitnehmen"
WALL, HANDOUT = "Wand", "Mitnehmen"
"""The two sheets: in large print for the wall, and smaller for the hand."""
_LOGO_ON_THE_WALL, _LOGO_IN_THE_HAND = (60.0, 20.0), (45.0, 14.0)
"""How large a logo is at most, in millimetres."""


class NoticeSheet(Struct, frozen=True):
    """A sheet: the office, the offers, the day on which it was made; `large` for the wall."""

    office: Office
    offers: tuple[Offer, ...]
    made_on: date
    large: bool

    @property
    def title(self) -> str:
        """The document's name."""
        return f"{HEADLINE} ({WALL if self.large else HANDOUT})"

    @property
    def head(self) -> tuple[str, ...]:
        """The lines at the top, headline first."""
        office = self.office
        ask = "Bitte die Nummer der Stelle nennen. Wir helfen bei der Bewerbung, kostenlos."
        reach = f"Telefon {office.phone}" if office.phone else ""
        return tuple(filter(None, (HEADLINE, ask, f"{office.name}, {office.street}, {office.town}", reach)))

    @property
    def running(self) -> str:
        """The line at the top of every further page, which may hang alone: what it is, and whom to call."""
        reach = f"Telefon {self.office.phone}" if self.office.phone else ""
        return " · ".join(filter(None, (HEADLINE, self.office.name, reach)))

    @property
    def logo_size(self) -> tuple[float, float]:
        """Width and height of the office's logo in millimetres, 0 where it has none."""
        logo = self.office.logo
        return (0, 0) if logo is None else logo.within(*(_LOGO_ON_THE_WALL if self.large else _LOGO_IN_THE_HAND))

    @property
    def foot(self) -> tuple[str, ...]:
        """The lines at the end."""
        return (*self.office.opening_hours, f"Stand {shown(self.made_on)}. Änderungen sind möglich.")

    @property
    def picture_text(self) -> str:
        """What the picture of the number says to whoever does not see it."""
        return f"Wer diesen Code mit dem Telefon aufnimmt, ruft das Büro an: {self.office.phone}"

    @property
    def dialled(self) -> str:
        """The number that the picture dials, `""` where the office has none that can be read."""
        try:
            number = phonenumbers.parse(self.office.phone, "DE")
        except phonenumbers.NumberParseException:
            return ""
        return "tel:" + phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def words(self) -> Iterator[str]:
        """Yield every text in the order in which it is read."""
        yield from self.head
        for offer in self.offers:
            yield from (offer.title, *offer.lines, f"Nummer {offer.number}")
        yield from self.foot


def picture(sheet: NoticeSheet, kind: str) -> bytes:
    """Return the QR code of the office's number as `svg` or `png`; the same number gives the same bytes."""
    if not sheet.dialled:
        return b""
    out = io.BytesIO()
    segno.make(sheet.dialled, error="m", micro=False).save(
        out, kind=kind, scale=8 if kind == "png" else 1, border=2
    )
    return out.getvalue()
