"""An open referral that has to go out in writing → a letter to the partner whom the person is referred to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.letters.desk import Stop
from automation.letters.disclosure import RECIPIENT_OF, Recipient
from automation.letters.gate import Datum, Facts
from automation.letters.grounds import Ground
from automation.letters.occasion import Occasion, Signer
from automation.letters.party import Organisation
from automation.letters.views import vacancy_facts
from automation.letters.wishes import kinds_in
from automation.office.consent import Withheld, employer_of, legal_basis
from automation.office.replies import is_awaited
from workbook.schema import Client, Consent, Partner, Referral, Request, Vacancy
from workbook.schema.data_categories import DataCategory
from workbook.schema.meanings import OPEN_VACANCIES, UNANSWERED
from workbook.schema.vocabulary import EmployerStatus, LegalGround, ReferralWay

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from automation.letters.desk import Desk
    from automation.letters.gate import Gate
    from automation.letters.kind import LetterKind
    from workbook.schema import Employer
    from workbook.schema.vocabulary import ReferralKind

_IN_WRITING = (None, ReferralWay.LETTER, ReferralWay.EMAIL)


class _Referred(Occasion[Referral]):
    name = "Verweis"
    noun = "Der Verweis"
    table = Referral
    view = "verweis"
    recipients = frozenset(RECIPIENT_OF.values())
    by_referral_kind = True
    plain = ("stelle",)
    purpose = "kind"
    deadline = "reply_until"
    ground = "consent_id"
    place = 10

    def due(self, desk: Desk) -> Iterator[tuple[LetterKind | None, Referral]]:
        """Yield the open referrals, each with its usual kind, or the one that „Schreiben“ names instead."""
        usual = _templates_by_kind(desk)
        for referral in _open_referrals(desk):
            if referral.referral_id is not None and why_closed(referral) is None:
                yield _chosen(referral, usual, desk), referral

    def why_not(self, row: Referral, kind: LetterKind, desk: Desk) -> str | None:
        del desk
        closed = why_closed(row)
        if closed is None and row.kind not in kind.head.referral_kinds:
            return f"Die Verweisart lautet jetzt „{row.kind or 'leer'}“; dazu gehört ein anderes Schreiben."
        return closed

    def unasked(self, row: Referral, kind: LetterKind, desk: Desk) -> str | None:
        wished = _wished(row, desk)
        if wished != (kind.kind if kind.head.on_request else wished and kind.kind):
            return "In „Schreiben“ steht eine andere Art oder keine."
        return None

    def untold(self, row: Referral) -> Stop:
        if kinds_in(row.letter):
            reason = "Die Art, die unter „Schreiben“ steht, gibt es zu dieser Verweisart nicht."
            if len(kinds_in(row.letter)) > 1:
                reason = "Unter „Schreiben“ steht nicht genau eine Art, die zu dieser Verweisart gehört."
            return Stop(reason, row, "letter", "Leer lassen für das übliche Schreiben, oder eine Art angeben")
        what = f"die Verweisart „{row.kind}“" if row.kind else "einen Verweis ohne Verweisart"
        return Stop(
            f"Für {what} gibt es keine Vorlage; Lotse schreibt dazu keinen Brief.",
            row,
            "kind",
            "Selbst schreiben und danach „Ergebnis“ oder „Weg“ eintragen, oder eine Vorlage anlegen",
        )

    def signer(self, row: Referral, client: Client | None, desk: Desk) -> Signer:
        return in_charge(row, client, desk)

    def party(self, row: Referral, client: Client | None, kind: LetterKind, desk: Desk) -> Organisation:
        del client
        _ensure_open(row, desk)
        return receiver(row, kind, desk)

    def ground_of(
        self, row: Referral, client: Client | None, party: Organisation, consents: Sequence[Consent], desk: Desk
    ) -> Ground:
        """Return the ground on the day of the letter and on that of the referral: later approval does not heal."""
        if row.referred_on is not None and row.referred_on < desk.today:
            _ground_on(row.referred_on, row, client, party, consents, desk)
        return ground_today(row, client, party, consents, desk)

    def facts(self, row: Referral, desk: Desk, gate: Gate) -> Mapping[str, Facts]:
        """Return what templates may know of the job, where the referral is to one."""
        del gate
        return {"stelle": vacancy_facts(desk.office[Vacancy].get(row.vacancy_id))}


def receiver(row: Referral, kind: LetterKind, desk: Desk) -> Organisation:
    """Return whom a referral goes to: a partner, or an employer.

    Raises:
        Stop: nobody knows who that is, they are out of use, or the kind of letter is not for such.
    """
    employer = employer_of(row, desk.office)
    if employer is not None:
        return _employer(employer, row, kind)
    partner = desk.office[Partner].get(row.partner_id)
    if partner is None or partner.category is None:
        reason = "Der Partner fehlt im Blatt Partner oder hat keine Kategorie."
        raise Stop(reason, row, "partner_id", roots=() if partner is None else (Datum.of(partner, "category"),))
    if partner.active is False:
        raise Stop("Der Partner ist nicht mehr aktiv.", partner, "active", roots=(Datum.of(row, "partner_id"),))
    return _allowed(Organisation.of_partner(partner, partner.category), row, kind)


def ground_today(
    row: Referral, client: Client | None, party: Organisation, consents: Sequence[Consent], desk: Desk
) -> Ground:
    """Return on what a referral rests today.

    Asked here is whether anything may go out at all; what may, the gate decides field by field.

    Raises:
        Stop: it rests on nothing.
    """
    return _ground_on(desk.today, row, client, party, consents, desk)


def _ground_on(
    day: date, row: Referral, client: Client | None, party: Organisation, consents: Sequence[Consent], desk: Desk
) -> Ground:
    born = client.birth_date if client is not None else None
    basis = legal_basis(row, party.record, consents, (DataCategory.NAME,), day, born)
    if isinstance(basis, Withheld):
        raise Stop(basis.reason, row, basis.column, basis.suggestion, _told_of_consent(basis, row, desk))
    return Ground.of(basis)


def _told_of_consent(basis: Withheld, row: Referral, desk: Desk) -> tuple[Datum, ...]:
    """Return the cells in which the mistake itself may lie; where two name different people, who they name."""
    if basis.consent is not None:
        return tuple(Datum.of(basis.consent, name) for name in basis.blame)
    named = desk.office[Consent].get(row.consent_id)
    return () if named is None else (Datum.of(row, "client_id"), Datum.of(named, "client_id"))


def in_charge(row: Referral, client: Client | None, desk: Desk) -> Signer:
    """Return who signs letters of a referral: who is in charge of its request, else of the person."""
    request = desk.office[Request].get(row.request_id)
    if request is not None and (request.owner or client is None):
        return Signer(request.owner, request, "owner")
    return Signer(client.owner if client else None, request or client or row, "owner" if client else "client_id")


def _allowed(party: Organisation, row: Referral, kind: LetterKind) -> Organisation:
    if not kind.allows(party.recipient):
        reason = f"Schreiben der Art {kind.kind} gehen nicht an „{party.category}“."
        cure = "Verweisart oder Partner ändern, oder selbst schreiben und danach „Weg“ eintragen"
        raise Stop(reason, row, "partner_id" if row.partner_id else "kind", cure)
    return party


def _employer(employer: Employer, row: Referral, kind: LetterKind) -> Organisation:
    if employer.status is EmployerStatus.BLOCKED:
        raise Stop("Der Betrieb ist gesperrt.", employer, "status", "Andere Stelle suchen oder Verweis abschließen")
    return _allowed(Organisation.of_employer(employer), row, kind)


def _ensure_open(row: Referral, desk: Desk) -> None:
    """Stop where the referral names a job that is not there, that is another employer's, or that is taken."""
    if row.vacancy_id is None:
        return
    vacancy = desk.office[Vacancy].get(row.vacancy_id)
    if vacancy is None:
        raise Stop("Diese Stelle steht nicht im Blatt Stellen.", row, "vacancy_id")
    if row.employer_id is not None and vacancy.employer_id not in {None, row.employer_id}:
        reason = f"Die Stelle {row.vacancy_id} gehört zu {vacancy.employer_id}, hier steht {row.employer_id}."
        raise Stop(reason, row, "employer_id", f"{vacancy.employer_id}, oder eine andere StelleID")
    if vacancy.status is not None and vacancy.status not in OPEN_VACANCIES:
        reason = f"Die Stelle {row.vacancy_id} ist nicht mehr offen (Status „{vacancy.status}“)."
        raise Stop(reason, row, "vacancy_id", "Andere Stelle suchen oder Verweis abschließen")


def why_closed(referral: Referral) -> str | None:
    """Return why a referral does not have to go out in writing any more, `None` if it has to."""
    if referral.result not in UNANSWERED:
        return f"Der Verweis ist abgeschlossen (Ergebnis „{referral.result}“)."
    if referral.replied_on is not None:
        return "Auf den Verweis kam schon eine Rückmeldung."
    if referral.way not in _IN_WRITING:
        return f"Der Verweis geht nicht mehr als Brief hinaus (Weg „{referral.way}“)."
    if referral.legal_ground is LegalGround.NO_DATA:
        return f"Die Rechtsgrundlage lautet jetzt „{referral.legal_ground}“."
    return None


def _open_referrals(desk: Desk) -> Iterator[Referral]:
    """Yield the referrals without an answer."""
    table = desk.office[Referral]
    for position, (result, replied) in enumerate(
        zip(table.column("result"), table.column("replied_on"), strict=True)
    ):
        if is_awaited(replied, result):
            yield table.at(position)


def _templates_by_kind(desk: Desk) -> Mapping[ReferralKind, list[LetterKind]]:
    """The kinds of letter that are usual for each kind of referral: more than one where they go to others."""
    found: dict[ReferralKind, list[LetterKind]] = {}
    for template in desk.templates.values():
        for kind in () if template.head.on_request else template.head.referral_kinds:
            found.setdefault(kind, []).append(template)
    return found


def _usual_for(referral: Referral, usual: Sequence[LetterKind], desk: Desk) -> LetterKind | None:
    """Return the usual letter to whom the referral goes to; the first where none is for such."""
    if len(usual) > 1:
        partner = desk.office[Partner].get(referral.partner_id)
        category = partner.category if partner is not None else None
        to = (
            Recipient.EMPLOYER
            if employer_of(referral, desk.office) is not None
            else RECIPIENT_OF.get(category or "")
        )
        usual = [each for each in usual if to is not None and each.allows(to)] or usual
    return usual[0] if usual else None


def _wished(referral: Referral, desk: Desk) -> str:
    """The kind of letter that staff ask for instead of the usual one, "" where they ask for none.

    Several come back as one word that no template bears: a referral leads to one letter, none is left out.
    """
    heads = ((kind, desk.templates[kind].head) for kind in kinds_in(referral.letter) if kind in desk.templates)
    return "; ".join(kind for kind, head in heads if head.occasion == _Referred.name)


def _chosen(
    referral: Referral, usual: Mapping[ReferralKind, Sequence[LetterKind]], desk: Desk
) -> LetterKind | None:
    """Return the kind of letter that a referral leads to, `None` if there is none."""
    if referral.kind is None:
        return None
    wished = _wished(referral, desk)
    if not wished:
        return _usual_for(referral, usual.get(referral.kind, ()), desk)
    template = desk.templates.get(wished)
    return template if template is not None and referral.kind in template.head.referral_kinds else None


OCCASION = _Referred()
