"""A consent that was taken back → everybody who got data by it is asked to delete them (Art. 19 GDPR)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.letters.desk import Stop
from automation.letters.disclosure import RECIPIENT_OF, Grant
from automation.letters.gate import Facts
from automation.letters.grounds import REVOKED, Ground
from automation.letters.occasion import Occasion, Signer
from automation.letters.occasions.overdue_reply import known_by, was_told
from automation.letters.occasions.referral import in_charge, receiver
from automation.letters.wishes import rows_with_wishes
from automation.office.consent_time import is_revoked
from workbook.schema import Client, Consent, Referral
from workbook.schema.data_categories import DataCategory
from workbook.schema.vocabulary import LegalGround

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from automation.letters.desk import Desk
    from automation.letters.gate import Gate
    from automation.letters.kind import LetterKind
    from automation.letters.party import Organisation


class _Revoked(Occasion[Referral]):
    name = "Widerruf"
    noun = "Der Verweis"
    table = Referral
    named_on = (Referral, Consent)
    view = "verweis"
    recipients = frozenset(RECIPIENT_OF.values())
    by_itself = False
    plain = ("vorgang",)
    ground = "consent_id"
    place = 16

    def named(self, desk: Desk) -> Iterator[tuple[LetterKind, Referral]]:
        """Yield the referrals that name the kind, and those by a consent that names it, where data went out."""
        yield from super().named(desk)
        for consent, kinds in rows_with_wishes(desk.office[Consent]):
            for kind in kinds:
                template = desk.templates.get(kind)
                if template is not None and template.head.occasion == self.name:
                    yield from ((template, each) for each in _by(consent.consent_id, desk) if was_told(each, desk))

    def row(self, key: str, desk: Desk) -> Referral | None:
        """Return the referral with this key, or the first by the consent with it."""
        return super().row(key, desk) or next(iter(_by(key, desk)), None)

    def wanted(self, key: str, kind: LetterKind, desk: Desk) -> Iterator[Referral]:
        """Yield the referral, or all by a consent."""
        del kind
        row = super().row(key, desk)
        yield from (row,) if row is not None else (each for each in _by(key, desk) if was_told(each, desk))

    def not_due(self, row: Referral, kind: LetterKind, desk: Desk) -> str | None:
        del row, kind, desk
        return (
            "Nach dem Postausgang hat mit dieser Einwilligung noch niemand etwas bekommen. Ging doch etwas hinaus, "
            "dort bitte „versandt“ eintragen."
        )

    def signer(self, row: Referral, client: Client | None, desk: Desk) -> Signer:
        return in_charge(row, client, desk)

    def party(self, row: Referral, client: Client | None, kind: LetterKind, desk: Desk) -> Organisation | None:
        del client
        consent = desk.office[Consent].get(row.consent_id)
        if consent is None or not is_revoked(consent.revoked_on, desk.today):
            reason = "Die Einwilligung dieses Verweises ist nicht widerrufen; es gibt nichts mitzuteilen."
            raise Stop(reason, row, "consent_id", "Auf Einwilligungen „widerrufen am“ eintragen")
        if not was_told(row, desk):
            reason = (
                "Dieser Empfänger hat nach dem Postausgang nichts bekommen; ein Schreiben würde erst verraten, wer."
            )
            raise Stop(reason, row, "way", "Im Postausgang „versandt“ eintragen, wenn doch etwas hinausging")
        return receiver(row, kind, desk)

    def ground_of(
        self, row: Referral, client: Client | None, party: Organisation, consents: Sequence[Consent], desk: Desk
    ) -> Ground:
        """Return the duty to tell; it opens the name alone, for recipients who have no number of ours."""
        del client, party, desk
        consent = next((each for each in consents if each.consent_id == row.consent_id), None)
        return Ground(REVOKED, Grant(LegalGround.CONSENT, frozenset({DataCategory.NAME})), consent)

    def facts(self, row: Referral, desk: Desk, gate: Gate) -> Mapping[str, Facts]:
        """Return what the recipient knows the person's data by, and since when they may not be kept."""
        del gate
        consent = desk.office[Consent].get(row.consent_id)
        since = consent.revoked_on if consent is not None else None
        return {"vorgang": Facts("vorgang", {**known_by(row, desk), "widerrufen_am": since})}


def _by(consent: str | None, desk: Desk) -> Iterator[Referral]:
    table = desk.office[Referral]
    for position, key in enumerate(table.column("consent_id")):
        if consent and key == consent:
            yield table.at(position)


OCCASION = _Revoked()
