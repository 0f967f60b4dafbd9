"""A letter as the draft of an e-mail, for partners who can be written to in secret: address, number, the PDF.

Its subject travels in the open even where the rest is encrypted (RFC 8551, 3.1): subject and name of the attachment
are the number alone, and the text says nothing about anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from workbook.schema import Partner
from workbook.schema.setting_names import SettingName
from workbook.schema.vocabulary import ReferralWay

if TYPE_CHECKING:
    from automation.letters.model import Letterhead
    from automation.letters.party import Organisation
    from automation.office.settings import Settings
    from workbook.schema import Record

ENDING = ".eml"
BY_EMAIL = ReferralWay.EMAIL.value
"""The way in which such a letter goes, as the log offers it."""


class Mail(Struct, frozen=True):
    """Whom an e-mail goes to, from whom, and what stands below its text."""

    to: str
    sender: str
    signature: tuple[str, ...]


def mail_for(party: Organisation | None, row: Record, settings: Settings, office: Letterhead) -> Mail | None:
    """Return where the draft of an e-mail goes, `None` where the letter goes by post or by hand.

    The office has to want drafts at all, the partner to be able to decrypt, and the row not to ask for paper.
    """
    if not settings.yes(SettingName.EMAIL_DRAFTS) or party is None or not isinstance(party.record, Partner):
        return None
    way = getattr(row, "way", None)
    if not party.record.encrypted_email or not party.record.email or way not in {None, ReferralWay.EMAIL}:
        return None
    return Mail(party.record.email, office.email, (settings.text(SettingName.SIGN_OFF), office.name))


def email_of(mail: Mail, reference: str, pdf: bytes) -> bytes:
    """Return the draft as a file that mail programs open for sending; equal input gives equal bytes."""
    # Nobody but who writes one needs the 20 modules behind it.
    from email.message import EmailMessage  # noqa: PLC0415
    from email.policy import SMTP  # noqa: PLC0415

    message = EmailMessage(policy=SMTP)
    message["Subject"] = f"Schreiben {reference}"
    message["To"] = mail.to
    if mail.sender:
        message["From"] = mail.sender
    message["X-Unsent"] = "1"  # Outlook opens it for sending, not for reading
    text = f"Guten Tag,\n\nanbei erhalten Sie unser Schreiben {reference}. Bitte behandeln Sie es vertraulich.\n\n"
    message.set_content(text + "\n".join(filter(None, mail.signature)) + "\n", cte="quoted-printable")
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename=f"{reference}.pdf")
    message.set_boundary(f"=_Lotse_{reference}_")
    return message.as_bytes()
