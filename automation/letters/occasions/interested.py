"""Somebody who looks for a shop → the owner of the empty one is told who is interested.

Who it is need not be a client. What lets the office tell is their own consent, or that they asked for it
(Art. 6 (1) a or b GDPR), noted in their row; without it nothing goes out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.letters.desk import Stop
from automation.letters.disclosure import RECIPIENT_OF, Grant, Recipient
from automation.letters.gate import Facts
from automation.letters.grounds import Ground
from automation.letters.occasion import Occasion, Signer
from automation.letters.party import Organisation
from automation.office.consent_time import Lapse, lapse
from workbook.german import shown
from workbook.schema import Client, EmptyShop, Partner, ShopInterest
from workbook.schema.data_categories import DataCategory
from workbook.schema.vocabulary import InterestStatus, LegalGround, ShopStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from automation.letters.desk import Desk
    from automation.letters.gate import Gate, View
    from automation.letters.kind import LetterKind
    from workbook.schema import Consent

_AGREED = frozenset({DataCategory.NAME, DataCategory.CONTACT, DataCategory.ADDRESS, DataCategory.REQUEST})
_OVER = frozenset({InterestStatus.CONTRACT, InterestStatus.REFUSED})
_TO_LET = frozenset({ShopStatus.EMPTY, ShopStatus.NEGOTIATING, ShopStatus.INTERIM})


class _Interested(Occasion[ShopInterest]):
    name = "Interessent"
    noun = "Der Interessent"
    table = ShopInterest
    view = "interessent"
    recipients = frozenset(RECIPIENT_OF.values()) - {Recipient.CLIENT}
    by_itself = False
    of_a_client = False
    plain = ("laden",)
    ground = "consent_given_on"
    place = 45

    def why_not(self, row: ShopInterest, kind: LetterKind, desk: Desk) -> str | None:
        del kind, desk
        return f"Die Suche ist beendet (Status „{row.status}“)." if row.status in _OVER else None

    def signer(self, row: ShopInterest, client: Client | None, desk: Desk) -> Signer:
        del desk
        if client is not None:
            return Signer(client.owner, client, "owner")
        return Signer(row.recorded_by, row, "recorded_by")

    def party(self, row: ShopInterest, client: Client | None, kind: LetterKind, desk: Desk) -> Organisation | None:
        del client
        over = self.why_not(row, kind, desk)
        if over is not None:
            raise Stop(over, row, "status")
        shop = desk.office[EmptyShop].get(row.shop_id)
        if shop is None:
            raise Stop("Welches Ladenlokal gemeint ist, fehlt.", row, "shop_id")
        if shop.status not in _TO_LET:
            gone = f"Das Ladenlokal ist nicht mehr zu haben (Status „{shop.status}“)."
            raise Stop(gone if shop.status else "Ob das Ladenlokal zu haben ist, steht nicht da.", shop, "status")
        owner = desk.office[Partner].get(shop.owner_partner)
        if owner is None or owner.category is None:
            reason = "Der Eigentümer steht nicht im Blatt Partner; ohne Anschrift geht kein Brief."
            raise Stop(reason, shop, "owner_partner", "Als Partner anlegen, Private unter „sonstige“")
        if owner.active is False:
            raise Stop("Der Partner ist nicht mehr aktiv.", owner, "active")
        party = Organisation.of_partner(owner, owner.category)
        if not kind.allows(party.recipient):
            raise Stop(f"Schreiben der Art {kind.kind} gehen nicht an „{party.category}“.", owner, "category")
        return party

    def ground_of(
        self,
        row: ShopInterest,
        client: Client | None,
        party: Organisation,
        consents: Sequence[Consent],
        desk: Desk,
    ) -> Ground:
        """Return the consent that stands in the row itself."""
        del client, party, consents
        objection = _objection(row, desk.today)
        if objection is not None:
            reason, column = objection
            raise Stop(reason, row, column, "Erst fragen, ob der Eigentümer es wissen darf, dann eintragen")
        return Ground(LegalGround.CONSENT, Grant(LegalGround.CONSENT, _AGREED), given=(row, "consent_given_on"))

    def facts(self, row: ShopInterest, desk: Desk, gate: Gate) -> Mapping[str, Facts]:
        """Return the shop: nothing of it tells who is interested."""
        del gate
        shop = desk.office[EmptyShop].get(row.shop_id)
        said = {
            "straße": f"{shop.street or ''} {shop.house_no or ''}".strip() if shop is not None else None,
            "fläche": shop.area if shop is not None else None,
            "lage": shop.position if shop is not None else None,
        }
        return {"laden": Facts("laden", said)}

    def who(self, views: Mapping[str, View]) -> str:
        """Return the name in the row: the person need not be a client."""
        return str(views[self.view].name)


def _objection(row: ShopInterest, today: date) -> tuple[str, str] | None:
    """Return what is missing for the owner to be told, and in which column."""
    given, until, revoked = row.consent_given_on, row.consent_until, row.consent_revoked_on
    if given is None or row.consent_form is None:
        reason = (
            "Ob der Eigentümer erfahren darf, wer sucht, steht nicht fest: „Einwilligung am“ und „Form“ fehlen."
        )
        return reason, "consent_given_on" if given is None else "consent_form"
    match lapse(given, until, revoked, today):
        case Lapse.GIVEN_LATER, day:
            return f"Die Einwilligung gilt erst ab {shown(day)}.", "consent_given_on"
        case Lapse.REVOKED, day:
            return f"Die Einwilligung wurde am {shown(day)} widerrufen.", "consent_revoked_on"
        case Lapse.OVER, day:
            return f"Die Einwilligung galt nur bis {shown(day)}.", "consent_until"
    return None


OCCASION = _Interested()
