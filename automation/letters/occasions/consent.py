"""A consent that is asked for → the form that the person signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.letters.desk import Stop
from automation.letters.disclosure import Recipient
from automation.letters.gate import Facts
from automation.letters.occasion import Occasion
from automation.letters.responsibility import NAME, responsibility_facts
from workbook.schema import Client, Consent, Employer, Partner

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from automation.letters.desk import Desk
    from automation.letters.gate import Gate
    from automation.letters.kind import LetterKind
    from automation.letters.party import Organisation


class _Consenting(Occasion[Consent]):
    name = "Einwilligung"
    noun = "Die Einwilligung"
    table = Consent
    view = "einwilligung"
    recipients = frozenset({Recipient.CLIENT})
    by_itself = False
    plain = (NAME, "empfänger")
    place = 40

    def named(self, desk: Desk) -> Iterator[tuple[LetterKind, Consent]]:
        """Yield the consents that are only asked for: what is signed needs no form any more."""
        return (pair for pair in super().named(desk) if pair[1].given_on is None)

    def why_not(self, row: Consent, kind: LetterKind, desk: Desk) -> str | None:
        del kind, desk
        return None if row.given_on is None else "Die Einwilligung ist schon erteilt."

    def party(self, row: Consent, client: Client | None, kind: LetterKind, desk: Desk) -> Organisation | None:
        del client
        done = self.why_not(row, kind, desk)
        if done is not None:
            raise Stop(done, row, "given_on", "Für eine neue Einwilligung eine neue Zeile anlegen")
        if not row.categories:
            raise Stop("Welche Angaben weitergegeben werden sollen, fehlt.", row, "categories")
        if not _recipients(row, desk):
            reason = "An wen die Angaben gehen sollen, fehlt; eine Einwilligung ins Blaue gilt nicht."
            raise Stop(reason, row, "partner_id", "Partner, Arbeitgeber oder Kategorie eintragen")
        return None

    def facts(self, row: Consent, desk: Desk, gate: Gate) -> Mapping[str, Facts]:
        """Return who is responsible, and to whom the data would go."""
        del gate
        names = "; ".join(_recipients(row, desk))
        return {NAME: responsibility_facts(desk), "empfänger": Facts("empfänger", {"namen": names})}


def _recipients(row: Consent, desk: Desk) -> tuple[str, ...]:
    """The recipients by name: of a category, everyone whom the office works with."""
    partners = desk.office[Partner]
    partner, employer = partners.get(row.partner_id), desk.office[Employer].get(row.employer_id)
    if row.partner_id or row.employer_id:
        return tuple(each.name for each in (partner, employer) if each is not None and each.name)
    if row.recipient_category is None:
        return ()
    return tuple(
        each.name
        for each in partners
        if each.category == row.recipient_category and each.active is not False and each.name
    )


OCCASION = _Consenting()
