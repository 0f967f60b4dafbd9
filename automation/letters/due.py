"""Which rows of the workbook ask for a letter, and why a row that did asks no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.letters.frontmatter import Occasion
from workbook.schema import Contact, Referral
from workbook.schema.settings import SettingName
from workbook.schema.vocabulary import LegalGround, ReferralResult, ReferralWay

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from automation.letters.cases import Desk
    from automation.letters.dispatch import Dispatch
    from automation.letters.templates import Template
    from workbook.schema.vocabulary import ReferralKind

_OPEN = (None, ReferralResult.OPEN)
_IN_WRITING = (None, ReferralWay.LETTER, ReferralWay.EMAIL)


def occasions(desk: Desk) -> Iterator[tuple[Template | None, Referral | Contact]]:
    """Yield each row that asks for a letter, with its template, in the order of the sheets.

    A referral that has to go out in writing and for which there is no template comes with `None`.
    """
    by_kind = _templates_by_kind(desk)
    for referral in _open_referrals(desk):
        if referral.referral_id is not None and why_closed(referral) is None:
            yield by_kind.get(referral.kind) if referral.kind is not None else None, referral
    invitations = [each for each in desk.templates.values() if each.head.occasion is Occasion.APPOINTMENT]
    ahead = desk.settings.whole(SettingName.INVITATION_DAYS)
    contacts = desk.office[Contact]
    # Few rows ask for a letter: only they are made into records.
    for position, (invite, day) in enumerate(
        zip(contacts.column("invite"), contacts.column("next_date"), strict=True)
    ):
        if invite and day and 0 < (day - desk.today).days <= ahead:
            contact = contacts.at(position)
            yield from ((template, contact) for template in invitations)


def _open_referrals(desk: Desk) -> Iterator[Referral]:
    """Yield the referrals without an answer."""
    table = desk.office[Referral]
    for position, (result, replied) in enumerate(
        zip(table.column("result"), table.column("replied_on"), strict=True)
    ):
        if replied is None and result in _OPEN:
            yield table.at(position)


def _templates_by_kind(desk: Desk) -> Mapping[ReferralKind, Template]:
    return {kind: template for template in desk.templates.values() for kind in template.head.referral_kinds}


def why_closed(referral: Referral) -> str | None:
    """Return why a referral does not have to go out in writing any more, `None` if it has to."""
    if referral.result not in _OPEN:
        return f"Der Verweis ist abgeschlossen (Ergebnis „{referral.result}“)."
    if referral.replied_on is not None:
        return "Auf den Verweis kam schon eine Rückmeldung."
    if referral.way not in _IN_WRITING:
        return f"Der Verweis geht nicht mehr als Brief hinaus (Weg „{referral.way}“)."
    if referral.legal_ground is LegalGround.NO_DATA:
        return f"Die Rechtsgrundlage lautet jetzt „{referral.legal_ground}“."
    return None


def no_longer_asked_for(row: Dispatch, desk: Desk) -> str | None:
    """Return why the row that a letter came from does not ask for it any more, `None` if that is not known.

    Where the sheet itself is missing, nothing is known.
    """
    template = desk.templates.get(row.kind)
    if template is None:
        return None
    if template.head.occasion is Occasion.APPOINTMENT:
        return _invitation_dropped(row, desk)
    table = desk.office[Referral]
    if not table.exists:
        return None
    referral = table.get(row.source)
    if referral is None:
        return f"Der Verweis {row.source} steht nicht mehr im Blatt „{table.sheet}“."
    closed = why_closed(referral)
    if closed is None and referral.kind not in template.head.referral_kinds:
        return f"Die Verweisart lautet jetzt „{referral.kind or 'leer'}“; dazu gehört ein anderes Schreiben."
    return closed


def _invitation_dropped(row: Dispatch, desk: Desk) -> str | None:
    table = desk.office[Contact]
    if not table.exists:
        return None
    contact = table.get(row.source)
    if contact is None:
        return f"Der Kontakt {row.source} steht nicht mehr im Blatt „{table.sheet}“."
    if not contact.invite:
        return "Die Einladung ist nicht mehr gewünscht (Spalte „Einladung“)."
    return None if contact.next_date else "Der Termin ist gestrichen."
