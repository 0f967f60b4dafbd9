"""A referral to which nobody has answered in time → the question to the partner or employer who knows of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from automation.letters.desk import Stop
from automation.letters.disclosure import RECIPIENT_OF
from automation.letters.gate import Facts
from automation.letters.occasion import Occasion, Signer
from automation.letters.occasions.referral import ground_today, in_charge, receiver
from automation.office.replies import ReplyTime, is_awaited
from workbook.schema import Client, Referral
from workbook.schema.vocabulary import LegalGround, ReferralWay

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from automation.letters.desk import Desk
    from automation.letters.gate import Gate
    from automation.letters.grounds import Ground
    from automation.letters.kind import LetterKind
    from automation.letters.party import Organisation
    from workbook.schema import Consent

OTHERWISE_TOLD = (ReferralWay.EMAIL, ReferralWay.WARM_CALL, ReferralWay.ACCOMPANIED)
"""Ways in which a partner learns of somebody without a letter of ours."""


class _Unanswered(Occasion[Referral]):
    name = "Rückmeldung"
    noun = "Der Verweis"
    table = Referral
    view = "verweis"
    recipients = frozenset(RECIPIENT_OF.values())
    plain = ("vorgang",)
    ground = "consent_id"
    place = 15

    def usual(self, desk: Desk) -> Iterator[tuple[LetterKind | None, Referral]]:
        kinds = [
            each for each in desk.templates.values() if each.head.occasion == self.name and not each.head.on_request
        ]
        table = desk.office[Referral]
        for position, (result, replied) in enumerate(
            zip(table.column("result"), table.column("replied_on"), strict=True)
        ):
            if kinds and is_awaited(replied, result):
                referral = table.at(position)
                if _overdue(referral, desk):
                    yield from ((kind, referral) for kind in kinds)

    def wanted(self, key: str, kind: LetterKind, desk: Desk) -> Iterator[Referral]:
        """Yield the referral, whether or not the answer is overdue: staff may ask earlier."""
        del kind
        row = self.row(key, desk)
        if row is not None:
            yield row

    def why_not(self, row: Referral, kind: LetterKind, desk: Desk) -> str | None:
        del kind, desk
        if not is_awaited(row.replied_on, row.result):
            return "Auf den Verweis kam schon eine Rückmeldung."
        return None

    def signer(self, row: Referral, client: Client | None, desk: Desk) -> Signer:
        return in_charge(row, client, desk)

    def party(self, row: Referral, client: Client | None, kind: LetterKind, desk: Desk) -> Organisation | None:
        del client
        answered = self.why_not(row, kind, desk)
        if answered is not None:
            raise Stop(answered, row, "replied_on")
        if not was_told(row, desk):
            reason = "Der Empfänger weiß von diesem Verweis noch nichts: Im Postausgang ist dazu nichts versandt."
            raise Stop(reason, row, "way", "Im Postausgang „versandt“ eintragen, wenn das Schreiben hinaus ist")
        return receiver(row, kind, desk)

    def ground_of(
        self, row: Referral, client: Client | None, party: Organisation, consents: Sequence[Consent], desk: Desk
    ) -> Ground:
        return ground_today(row, client, party, consents, desk)

    def facts(self, row: Referral, desk: Desk, gate: Gate) -> Mapping[str, Facts]:
        """Return what the partner knows the referral by: number and day of our letter, else its day alone."""
        del gate
        return {"vorgang": Facts("vorgang", known_by(row, desk))}


def was_told(row: Referral, desk: Desk) -> bool:
    """Tell whether whom a referral goes to has learned of it."""
    if row.legal_ground is LegalGround.NO_DATA:
        return False
    came = row.way in OTHERWISE_TOLD and row.referred_on is not None and row.referred_on <= desk.today
    return came or bool(desk.sent.get(row.referral_id or ""))


def known_by(row: Referral, desk: Desk) -> dict[str, object]:
    """Return number and day of the letter that brought a referral, `None` and the referral's day without one."""
    letter = desk.sent.get(row.referral_id or "")
    if letter is None:
        return {"zeichen": None, "datum": row.referred_on}
    return {"zeichen": letter.reference, "datum": letter.written or letter.left_on}


def _overdue(row: Referral, desk: Desk) -> bool:
    """Tell whether the answer should have been here, or, where staff have asked already, the answer to that."""
    if not was_told(row, desk):
        return False
    letter = desk.sent.get(row.referral_id or "")
    begun = row.referred_on
    asked_for = row.reply_until
    if letter is not None:
        begun = letter.left_on or begun
        asked_for = letter.reply_until if isinstance(letter.reply_until, date) else asked_for
    if begun is None:
        return False
    return ReplyTime(desk.settings).until_reminded(begun, asked_for, row.chase_on, desk.today) < desk.today


OCCASION = _Unanswered()
