"""A referral, or a contact with a coming appointment → the case that a letter is written from.

Everything that can stand in a letter's way outside of its template is found here: who is missing, which consent,
which address. It is raised as `Stop`, with the cell to look at.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from automation.letters import wording
from automation.letters.compose import Adviser, Case
from automation.letters.disclosure import OWN_DATA, RECIPIENT_OF, Datum, Gate, Grant, Recipient
from automation.letters.dispatch import Dispatch
from automation.letters.guard import Secret, secrets_of
from automation.letters.records import (
    DERIVED,
    addressee,
    contact_of,
    data_of,
    guardian,
    guardian_home,
    home,
    letterhead,
    office_facts,
    partner_facts,
    staff_facts,
)
from automation.letters.salutation import ORGANISATION, AddressError, Person, Place, address_lines, salutation
from automation.office.consent import Basis, Withheld, consents_by_client, legal_basis
from workbook.schema import (
    BenefitMonth,
    Client,
    Consent,
    Contact,
    Household,
    Partner,
    Referral,
    Request,
    StaffMember,
)
from workbook.schema.privacy import DataCategory
from workbook.schema.settings import SettingName
from workbook.schema.vocabulary import ConsentForm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from automation.letters.disclosure import View
    from automation.letters.model import Office as Letterhead
    from automation.letters.templates import Template
    from automation.office.settings import Settings
    from workbook.findings import Finding
    from workbook.schema import Record
    from workbook.tables import Office

NO_POST = "keine Post nach Hause"
_BEHIND = ("Jobcenter", "Agentur für Arbeit")
OWN_DATA_GROUND = "eigene Angaben der Person"


@dataclass(frozen=True, slots=True)
class Desk:
    """What every letter of a run needs: the office's tables and settings, the templates, the day.

    `errors` are the open errors by table and row: nothing is sent from a row that is known to be wrong. `words` are
    the open findings on free text by table, row and header: what they are about goes to nobody but the person.
    """

    office: Office
    settings: Settings
    templates: Mapping[str, Template]
    today: date
    errors: Mapping[tuple[str, int], Finding] = field(default_factory=dict)
    words: Mapping[tuple[str, int, str], Finding] = field(default_factory=dict)


class Stop(Exception):  # noqa: N818 -- no error: the way in which one letter is withheld
    """This letter is withheld: why, which cell to look at, what would help."""

    def __init__(self, reason: str, record: Record, column: str, suggestion: str | None = None) -> None:
        self.reason, self.record, self.column, self.suggestion = reason, record, column, suggestion
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Draft:
    """A case with what the log has to know of it; `short_name` is the partner's for the file's name."""

    case: Case
    row: Dispatch
    short_name: str = ""


class CaseBuilder:
    """Builds cases from the office's records."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._consents = consents_by_client(desk.office[Consent])

    @cached_property
    def _letterhead(self) -> Letterhead:
        """The office's name and address; asked for with the first letter, so an empty workbook needs none."""
        return letterhead(self.desk.settings)

    def draft(
        self, template: Template, record: Referral | Contact, without: frozenset[tuple[str, str]] = frozenset()
    ) -> Draft:
        """Return the case of a referral or of a contact with a coming appointment.

        Fields in `without`, by sheet and label, are taken for empty.

        Raises:
            Stop: something about this person, partner or consent stands in the way.
        """
        client = self.desk.office[Client].get(record.client_id)
        if client is None:
            raise Stop("Die Person steht nicht im Blatt Klienten.", record, "client_id")
        if client.status is not None and client.status.ended:
            raise Stop(f"Die Begleitung ist beendet (Status „{client.status}“).", client, "status")
        if isinstance(record, Referral):
            return self._referral(template, record, client, without)
        return self._invitation(template, record, client, without)

    def _referral(
        self, template: Template, referral: Referral, client: Client, without: frozenset[tuple[str, str]]
    ) -> Draft:
        partner = self.desk.office[Partner].get(referral.partner_id)
        if partner is None or partner.category is None:
            raise Stop("Der Partner fehlt im Blatt Partner oder hat keine Kategorie.", referral, "partner_id")
        if partner.active is False:
            raise Stop("Der Partner ist nicht mehr aktiv.", partner, "active")
        recipient = RECIPIENT_OF[partner.category]
        if not template.allows(recipient):
            raise Stop(
                f"Schreiben der Art {template.kind} gehen nicht an „{partner.category}“.", referral, "partner_id"
            )
        household = self._household(client)
        basis = self._basis(referral, partner, client)
        gate = Gate(recipient, _grant(basis), without)
        contact = contact_of(partner)
        case = self._case(
            template,
            gate,
            self._adviser(referral, client),
            address=self._partner_address(partner, contact),
            greeting=salutation(contact) if contact else ORGANISATION,
            views=_views(gate, klient=client, haushalt=household, verweis=referral),
            reply_until=self._reply_until(template, referral),
        )
        case = replace(
            case,
            facts={**case.facts, "partner": partner_facts(partner)},
            purpose=str(gate.printed(referral, "kind") or ""),
            asked_until=gate.printed(referral, "reply_until"),
            consent_given_on=gate.printed(basis.consent, "given_on") if basis.consent else None,
            secrets=self._secrets(client, household),
        )
        row = Dispatch(
            reference="",
            written=self.desk.today,
            kind=template.kind,
            source=referral.referral_id or "",
            client_id=client.client_id or "",
            recipient_kind=partner.category,
            recipient=partner.partner_id or "",
            request_id=referral.request_id or "",
            legal_ground=basis.ground,
            consent_id=(basis.consent.consent_id or "") if basis.consent else "",
            reply_until=case.reply_until,
            printed_until=case.reply_until,
            template=_template_mark(template),
        )
        return Draft(case, row, partner.short_name or partner.partner_id or "")

    def _invitation(
        self, template: Template, contact: Contact, client: Client, without: frozenset[tuple[str, str]]
    ) -> Draft:
        if client.contact_pref == NO_POST:
            raise Stop(
                "Die Person wünscht keine Post nach Hause. Bitte auf anderem Weg einladen.", client, "contact_pref"
            )
        gate = Gate(Recipient.CLIENT, OWN_DATA, without)
        if contact.next_begin is None:
            raise Stop("Zum Termin fehlt die Uhrzeit.", contact, "next_begin", "In „um“ eintragen")
        household = self._household(client)
        client = _emptied(client, without)
        views = _views(gate, klient=client, haushalt=household, termin=contact)
        person, instead = addressee(views["klient"]), guardian(client, self.desk.today)
        case = self._case(
            template,
            gate,
            self._adviser(contact, client),
            address=self._client_address(client, views["klient"], person, instead),
            greeting=salutation(instead or person),
            views=views,
        )
        secrets = self._secrets(client, household)
        case = replace(case, to_guardian=instead is not None, secrets=secrets)
        if instead is not None:
            _note_guardian(gate, client)
        row = Dispatch(
            reference="",
            written=self.desk.today,
            kind=template.kind,
            source=contact.contact_id or "",
            client_id=client.client_id or "",
            recipient_kind=Recipient.CLIENT,
            recipient=client.client_id or "",
            request_id=contact.request_id or "",
            legal_ground=OWN_DATA_GROUND,
            template=_template_mark(template),
        )
        return Draft(case, row)

    def _case(
        self,
        template: Template,
        gate: Gate,
        adviser: StaffMember,
        *,
        address: tuple[str, ...],
        greeting: str,
        views: Mapping[str, View],
        reply_until: date | None = None,
    ) -> Case:
        phone = _phone(adviser, gate.recipient)
        return Case(
            office=self._letterhead,
            adviser=Adviser(
                name=adviser.name or "",
                function=adviser.function or "",
                phone=phone,
            ),
            gate=gate,
            written=self.desk.today,
            address=address,
            salutation=greeting,
            facts={**views, "büro": office_facts(self._letterhead), "berater": staff_facts(adviser, phone)},
            closing=template.head.closing or self.desk.settings.text(SettingName.SIGN_OFF),
            reply_until=reply_until,
        )

    def _household(self, client: Client) -> Household:
        """The client's household; one of which nothing is known where there is none."""
        return self.desk.office[Household].get(client.household_id) or Household(row=client.row)

    def _adviser(self, record: Referral | Contact, client: Client) -> StaffMember:
        request = self.desk.office[Request].get(record.request_id)
        if isinstance(record, Contact):
            initials = record.adviser
        else:
            initials = (request.owner if request else None) or client.owner
        adviser = self.desk.office[StaffMember].get(initials)
        if adviser is None or not adviser.name:
            reason = "Es fehlt, wer unterschreibt: Das Kürzel steht nicht im Blatt Personal."
            if isinstance(record, Contact):
                raise Stop(reason, record, "adviser")
            raise Stop(reason, request or client, "owner")
        today, begin, end = self.desk.today, adviser.active_from, adviser.active_until
        if (begin is not None and today < begin) or (end is not None and today > end):
            reason = f"{adviser.initials} ist laut Blatt Personal nicht da und unterschreibt nichts."
            cure = "Jemandem übergeben, der da ist"
            if isinstance(record, Contact):
                raise Stop(reason, record, "adviser", cure)
            raise Stop(reason, request if request and request.owner else client, "owner", cure)
        return adviser

    def _secrets(self, client: Client, household: Household) -> tuple[Secret, ...]:
        """What the finished letter is looked through for: whatever it is allowed to say is the guard's affair."""
        monthly = self._monthly.get(household.household_id or "", ())
        return (
            *secrets_of(data_of(client), data_of(household)),
            *(Secret(DataCategory.BENEFIT_AMOUNT, amount) for amount in monthly),
        )

    @cached_property
    def _monthly(self) -> Mapping[str, set[Decimal]]:
        """The amounts that each household received, month by month."""
        table = self.desk.office[BenefitMonth]
        found: defaultdict[str, set[Decimal]] = defaultdict(set)
        for household, amount in zip(table.column("household_id"), table.column("amount"), strict=True):
            if household is not None and amount:
                found[household].add(amount)
        return found

    def _partner_address(self, partner: Partner, contact: Person | None) -> tuple[str, ...]:
        place = Place(
            partner.street or "",
            partner.house_no or "",
            partner.postcode or "",
            partner.city or "",
            partner.country or "",
        )
        try:
            return address_lines(
                place, organisation=partner.name or "", department=partner.department or "", person=contact
            )
        except AddressError as error:
            raise self._no_address(error, partner, error.part) from error

    def _client_address(
        self, client: Client, view: View, person: Person, instead: Person | None
    ) -> tuple[str, ...]:
        own = guardian_home(client) if instead is not None else None
        try:
            if instead is None:
                return address_lines(home(view), person=person)
            if own is not None:  # the window names the guardian alone; of whom it is, the letter says
                return address_lines(own, person=instead)
            return address_lines(home(view), person=instead, on_behalf=person.full_name)
        except AddressError as error:
            part = error.part if own is None else f"guardian_{error.part}"
            raise self._no_address(error, client, part) from error

    def _no_address(self, error: AddressError, record: Client | Partner, part: str) -> Stop:
        """Why an address cannot be printed: what is known to be wrong in its row says more than what is missing."""
        column = record.spec.column(part)
        known = self.desk.errors.get((record.spec.sheet, record.row))
        if known is not None and known.column == column.label:
            return Stop(f"{known.message} ({known.rule})", record, part, known.suggestion)
        return Stop(str(error), record, part)

    def _basis(self, referral: Referral, partner: Partner, client: Client) -> Basis:
        """The legal ground on the day of the letter and on that of the referral: later approval does not heal.

        Asked here is whether anything may go out at all; what may, the gate decides field by field.
        """
        consents: Sequence[Consent] = self._consents[client.client_id or ""]

        def asked(day: date) -> Basis:
            basis = legal_basis(referral, partner, consents, (DataCategory.NAME,), day, client.birth_date)
            if isinstance(basis, Withheld):
                raise Stop(basis.reason, referral, basis.column, basis.suggestion)
            return basis

        if referral.referred_on is not None and referral.referred_on < self.desk.today:
            asked(referral.referred_on)
        return asked(self.desk.today)

    def _reply_until(self, template: Template, referral: Referral) -> date:
        if referral.reply_until is not None and referral.reply_until > self.desk.today:
            return referral.reply_until
        days = template.head.reply_days or self.desk.settings.whole(SettingName.REPLY_WORKDAYS)
        return self.desk.settings.workdays_after(self.desk.today, days)


def _emptied(client: Client, without: frozenset[tuple[str, str]]) -> Client:
    """Return a client without some fields, named by sheet and label."""
    labels = {label for sheet, label in without if sheet == client.spec.sheet}
    gone = [column.name for column in client.spec.columns if column.label in labels]
    return client.model_copy(update=dict.fromkeys(gone)) if gone else client


def _note_guardian(gate: Gate, client: Client) -> None:
    """Write down that the letter names the guardian, and where they live: both stand in the window."""
    gate.pass_on(Datum(Client.spec.sheet, Client.spec.column("guardian").label, DataCategory.NAME, client.guardian))
    for name in ("guardian_street", "guardian_house_no", "guardian_postcode", "guardian_city"):
        label, value = Client.spec.column(name).label, getattr(client, name)
        gate.pass_on(Datum(Client.spec.sheet, label, DataCategory.ADDRESS, value))


def _views(gate: Gate, **records: Record) -> dict[str, View]:
    """What templates may know of these records, by the names that templates have for them."""
    return {name: gate.view(name, data_of(record), DERIVED[name]) for name, record in records.items()}


def _phone(adviser: StaffMember, recipient: Recipient) -> str:
    """The adviser's own number, unless somebody who must not know would reach the Jobcenter by it."""
    if not adviser.phone or (adviser.organisation in _BEHIND and not recipient.keeps_social_secrecy):
        return ""
    return wording.telephone(adviser.phone)


def _template_mark(template: Template) -> str:
    """Which text was used: the file's name and the beginning of its SHA-256."""
    return f"{template.name} {template.digest[:12]}"


def _grant(basis: Basis) -> Grant:
    consent = basis.consent
    if consent is None:
        return Grant(basis.ground)
    known = {str(category): category for category in DataCategory}
    in_writing = consent.form in {ConsentForm.WRITTEN, ConsentForm.ELECTRONIC}
    return Grant(
        basis.ground,
        frozenset(known[name] for name in consent.categories or () if name in known),
        benefit=bool(consent.disclose_benefit),
        health=bool(consent.health_data) and in_writing,
    )
