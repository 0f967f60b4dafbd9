"""A contact with a coming appointment, marked for an invitation → the letter that invites the person."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from automation.letters.desk import Stop
from automation.letters.disclosure import Recipient
from automation.letters.frontmatter import Handover
from automation.letters.gate import Datum
from automation.letters.occasion import Occasion, Signer
from automation.letters.wishes import kinds_in
from workbook.german import shown
from workbook.schema import Client, Contact
from workbook.schema.choices import NO_LETTERS_HOME
from workbook.schema.setting_names import SettingName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from automation.letters.desk import Desk
    from automation.letters.kind import LetterKind
    from automation.letters.party import Organisation


class _Appointed(Occasion[Contact]):
    name = "Termin"
    noun = "Der Kontakt"
    table = Contact
    view = "termin"
    recipients = frozenset({Recipient.CLIENT})
    place = 20

    def usual(self, desk: Desk) -> Iterator[tuple[LetterKind | None, Contact]]:
        """Yield the coming appointments that were marked, each with its kind: a card where no post is wanted."""
        kinds = [each for each in desk.templates.values() if each.head.occasion == self.name]
        ahead = desk.settings.whole(SettingName.INVITATION_DAYS)
        contacts, clients = desk.office[Contact], desk.office[Client]
        # Few rows ask for a letter: only they are made into records.
        for position, (invite, day) in enumerate(
            zip(contacts.column("invite"), contacts.column("next_date"), strict=True)
        ):
            if invite and day and 0 < (day - desk.today).days <= ahead:
                contact = contacts.at(position)
                client = clients.get(contact.client_id)
                no_post = client is not None and client.contact_pref == NO_LETTERS_HOME
                yield from ((kind, contact) for kind in _fitting(contact, kinds, no_post=no_post))

    def wanted(self, key: str, kind: LetterKind, desk: Desk) -> Iterator[Contact]:
        """Yield the contact whose appointment is still ahead, however far."""
        return (row for row in super().wanted(key, kind, desk) if row.next_date and row.next_date > desk.today)

    def why_not(self, row: Contact, kind: LetterKind, desk: Desk) -> str | None:
        del kind, desk
        return None if row.next_date else "Der Termin ist gestrichen."

    def unasked(self, row: Contact, kind: LetterKind, desk: Desk) -> str | None:
        del desk
        if kind.kind in kinds_in(row.letter) or row.invite:
            return None
        return f"Die Einladung ist nicht mehr gewünscht (Spalte „{Contact.spec.column('invite').label}“)."

    def not_due(self, row: Contact, kind: LetterKind, desk: Desk) -> str | None:
        del kind
        label = Contact.spec.column("next_date").label
        if row.next_date is None:
            return f"In „{label}“ steht kein Tag; bitte eintragen."
        return (
            f"Der Termin am {shown(row.next_date)} steht nicht mehr bevor." if row.next_date <= desk.today else None
        )

    @property
    def changed(self) -> str:
        return "Der Termin oder die Angaben dazu haben sich geändert."

    def signer(self, row: Contact, client: Client | None, desk: Desk) -> Signer:
        del client, desk
        return Signer(row.adviser, row, "adviser")

    def party(self, row: Contact, client: Client | None, kind: LetterKind, desk: Desk) -> Organisation | None:
        del client, kind, desk
        if row.next_begin is None:
            roots = (Datum.of(row, "next_date"),)  # where the time may stand instead
            raise Stop("Zum Termin fehlt die Uhrzeit.", row, "next_begin", "In „um“ eintragen", roots)
        return None

    def agreed(self, row: Contact) -> datetime | None:
        return datetime.combine(row.next_date, row.next_begin) if row.next_date and row.next_begin else None


def _fitting(contact: Contact, kinds: list[LetterKind], *, no_post: bool) -> list[LetterKind]:
    """Return the kinds of an appointment's letter: those that its row names, else the usual ones."""
    named = [each for each in kinds if each.kind in kinds_in(contact.letter)]
    if named:
        return named
    usual = [each for each in kinds if not each.head.on_request]
    cards = [each for each in usual if each.head.handover is Handover.ALWAYS]
    return cards if no_post and cards else [each for each in usual if each not in cards]


OCCASION = _Appointed()
