"""A row that asks for a letter → the case that the letter is written from, whatever occasion it is.

Everything that can stand in a letter's way outside of its template is found here: who is missing, which consent,
which address. It is raised as `Stop`, with the cell to look at.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct

from automation.letters import wording
from automation.letters.compose import Adviser, Case
from automation.letters.desk import Desk, Stop
from automation.letters.disclosure import OWN_DATA, Recipient
from automation.letters.dispatch import Dispatch
from automation.letters.email_draft import mail_for
from automation.letters.frontmatter import Handover, TemplateError
from automation.letters.gate import Datum, Gate
from automation.letters.guard import Secret, secrets_of
from automation.letters.heads import names_the_body, with_body
from automation.letters.occasions import occasions
from automation.letters.salutation import AddressError, Person, Place, address_lines, person_lines, salutation
from automation.letters.sentences import UntranslatedError
from automation.letters.views import (
    addressee,
    guardian,
    guardian_home,
    letterhead,
    office_facts,
    staff_facts,
    view_of,
)
from automation.office.consent import ConsentsByClient
from workbook.errors import SettingError
from workbook.schema import BenefitMonth, Client, Consent, Household, StaffMember
from workbook.schema.choices import EMPLOYMENT_AGENCY, JOBCENTER, NO_LETTERS_HOME
from workbook.schema.data_categories import DataCategory
from workbook.schema.setting_names import SettingName, of_site
from workbook.schema.vocabulary import Answer, ClientStatus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from automation.letters.email_draft import Mail
    from automation.letters.gate import View
    from automation.letters.grounds import Ground
    from automation.letters.kind import LetterKind
    from automation.letters.languages import Spoken
    from automation.letters.logo import Logos
    from automation.letters.model import Letterhead
    from automation.letters.occasion import Occasion
    from automation.letters.party import Organisation
    from automation.letters.sentences import Sentences
    from workbook.schema import Record

__all__ = ["OWN_DATA_GROUND", "CaseBuilder", "Desk", "Draft", "Stop"]

_BEHIND = (JOBCENTER, EMPLOYMENT_AGENCY)
OWN_DATA_GROUND = "eigene Angaben der Person"
HANDED_OVER = "persönlich übergeben"
"""The way in which a letter without an address reaches the person, as the log offers it."""
NOT_BY_POST = "Persönlich übergeben, nicht mit der Post"
_NOWHERE = 0


WITHOUT_TRANSLATION = "Die Vorlage „{}“ hat keinen Teil „Übersetzung“."
"""Why a letter stays with German whose template has no other language."""


class Draft(Struct, frozen=True):
    """A case with what the log has to know of it; `short_name` is the recipient's for the file's name.

    `german_only` says why the letter is not in the person's second language as well, "" if it is or need not be;
    `mail` is where it can go by e-mail.
    """

    case: Case
    row: Dispatch
    short_name: str = ""
    german_only: str = ""
    mail: Mail | None = None


class _Window(Struct, frozen=True):
    """Who reads the letter: the lines of the address, the salutation, whether it is a guardian."""

    address: tuple[str, ...]
    greeting: str
    to_guardian: bool = False
    remarks: tuple[str, ...] = ()


class CaseBuilder:
    """Builds cases from the office's records."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._occasions = occasions()
        self._consents = ConsentsByClient(desk.office[Consent])
        self._sites: dict[str, Letterhead] = {}

    def _office_of(self, adviser: StaffMember) -> Letterhead:
        """Return the letterhead of the site at which somebody works, the office's own where they name none."""
        site, office = (adviser.site or "").strip(), self._letterhead
        if not site:
            return office
        if site not in self._sites:
            settings = self.desk.settings.at(site)
            if settings is None:
                row = of_site(site, SettingName.STREET)
                reason = "Zu diesem Standort steht in Einstellungen keine Anschrift."
                raise Stop(reason, adviser, "site", f"Dort die Zeile „{row}“ anlegen, oder die Zelle leeren")
            try:
                self._sites[site] = letterhead(settings)
            except SettingError as error:
                reason = "Zu diesem Standort stimmt in Einstellungen etwas nicht (PLZ, Öffnungszeiten)."
                raise Stop(reason, adviser, "site", f"Die Zeilen „Standort {site}: …“ dort prüfen") from error
        return self._sites[site]

    @cached_property
    def _letterhead(self) -> Letterhead:
        """The office's name and address; asked for with the first letter, so an empty workbook needs none."""
        return letterhead(self.desk.settings)

    def draft(self, kind: LetterKind, row: Record, without: frozenset[tuple[str, str]] = frozenset()) -> Draft:
        """Return the case of a row that asks for a letter.

        Fields in `without`, by sheet and label, are taken for empty.

        Raises:
            Stop: something about this person, recipient or ground stands in the way.
        """
        occasion = self._occasions[kind.head.occasion]
        client = self._client(occasion, row)
        party = occasion.party(row, client, kind, self.desk)
        _refuse_ended(client, kind, to_the_person=party is None)
        household = self._household(client)
        secrets = self._secrets(client, household)
        ground = self._ground(occasion, row, client, party)
        if party is None or ground is None:
            gate = Gate(Recipient.CLIENT, OWN_DATA, without)
            client = _emptied(client, without) if client is not None else None
        else:
            gate = Gate(party.recipient, ground.grant, without)
        records: dict[str, Record] = dict(occasion.records(row, self.desk))
        if client is not None:
            records = {"klient": client, "haushalt": household, **records}
        views = {name: view_of(gate, name, record) for name, record in records.items()}
        adviser = self._adviser(occasion, row, client)
        office = self._office_of(adviser)
        window = self._window(kind, party, client, views)
        if window.to_guardian and client is not None:
            _note_guardian(gate, client)
        body = names_the_body(kind, party, client, to_guardian=window.to_guardian)
        headed = self._headed(office, kind, Datum.of(row, occasion.key_column) if body else None)
        spoken, german_only = self._spoken(kind, client) if party is None and client is not None else (None, "")
        phone = _phone(adviser, gate.recipient)
        case = Case(
            office=headed,
            adviser=Adviser(name=adviser.name or "", function=adviser.function or "", phone=phone),
            gate=gate,
            written=self.desk.today,
            address=window.address,
            salutation=window.greeting,
            facts={
                **views,
                **occasion.facts(row, self.desk, gate),
                **({"partner": party.facts} if party is not None else {}),
                "büro": office_facts(office),
                "berater": staff_facts(adviser, phone),
            },
            closing=kind.head.closing or self.desk.settings.text(SettingName.SIGN_OFF),
            purpose=str(gate.printed(row, occasion.purpose) or "") if occasion.purpose else "",
            reply_until=self._reply_until(occasion, kind, row),
            asked_until=gate.printed(row, occasion.deadline) if occasion.deadline else None,
            consent_given_on=gate.printed(*ground.given) if ground and ground.given else None,
            who=partial(occasion.who, views),
            remarks=window.remarks,
            to_guardian=window.to_guardian,
            secrets=secrets,
            spoken=spoken,
        )
        logged = self._row(occasion, kind, row, case, client=client, party=party, ground=ground)
        if window.remarks:
            logged = replace(logged, way=HANDED_OVER)
        mail = mail_for(party, row, self.desk.settings, office)
        return Draft(case, logged, "" if party is None else party.short_name, german_only, mail)

    def _ground(
        self, occasion: Occasion[Any], row: Record, client: Client | None, party: Organisation | None
    ) -> Ground | None:
        """Return on what ground a letter may go to somebody else, `None` where it goes to the person."""
        if party is None:
            return None
        consents = self._consents[client.client_id or ""] if client else ()
        return occasion.ground_of(row, client, party, consents, self.desk)

    def _headed(self, office: Letterhead, kind: LetterKind, body_for: Datum | None) -> Letterhead:
        """Return the letterhead of a letter: with its logos, and with the body's name where a cell asks for it."""
        headed = office if body_for is None else with_body(office, kind, self.desk.settings, body_for)
        return headed if kind.on_own_paper else self._logos.on(headed)

    @cached_property
    def _logos(self) -> Logos:
        return self.desk.logos()

    @cached_property
    def _sentences(self) -> Sentences:
        return self.desk.sentences()

    def _spoken(self, kind: LetterKind, client: Client) -> tuple[Spoken | None, str]:
        """Return the person's second language with the sentences of a letter, or why it stays with German."""
        if not client.letter_language:
            return None, ""
        if not kind.sentences:
            return None, WITHOUT_TRANSLATION.format(kind.name)
        wanted = self.desk.settings.text(SettingName.UNPROOFREAD).casefold() == Answer.YES
        unproofread = wanted and not kind.head.proofread_only
        try:
            return self._sentences.spoken(client.letter_language, kind.sentences, unproofread=unproofread), ""
        except (UntranslatedError, TemplateError) as error:
            return None, str(error)

    def _row(
        self,
        occasion: Occasion[Any],
        kind: LetterKind,
        row: Record,
        case: Case,
        *,
        client: Client | None,
        party: Organisation | None,
        ground: Ground | None,
    ) -> Dispatch:
        """Return the row of the log; number, fields and file come with the letter."""
        person = client.client_id or "" if client is not None else ""
        consent = ground.consent if ground is not None else None
        return Dispatch(
            reference="",
            written=self.desk.today,
            kind=kind.kind,
            source=occasion.key(row),
            client_id=person,
            recipient_kind=Recipient.CLIENT if party is None else party.category,
            recipient=person if party is None else party.key,
            request_id=occasion.request_id(row) or "",
            legal_ground=OWN_DATA_GROUND if ground is None else ground.label,
            consent_id=(consent.consent_id or "") if consent is not None else "",
            reply_until=case.reply_until,
            printed_until=case.reply_until,
            template=f"{kind.name} {kind.digest[:12]}",
            agreed=agreed.isoformat() if (agreed := occasion.agreed(row)) else "",
        )

    def _client(self, occasion: Occasion[Any], row: Record) -> Client | None:
        """The person whom the letter is about, `None` where it is about somebody who is no client."""
        key = occasion.client_id(row)
        client = self.desk.office[Client].get(key)
        if client is None and (key is not None or occasion.of_a_client):
            raise Stop("Die Person steht nicht im Blatt Klienten.", row, "client_id")
        return client

    def _household(self, client: Client | None) -> Household:
        """The client's household; one of which nothing is known where there is none."""
        household = self.desk.office[Household].get(client.household_id) if client is not None else None
        return household or Household.of_clean({**dict.fromkeys(Household.model_fields), "row": _NOWHERE})

    def _adviser(self, occasion: Occasion[Any], row: Record, client: Client | None) -> StaffMember:
        signer = occasion.signer(row, client, self.desk)
        adviser = self.desk.office[StaffMember].get(signer.initials)
        if adviser is None or not adviser.name:
            reason = "Es fehlt, wer unterschreibt: Das Kürzel steht nicht im Blatt Personal."
            raise Stop(reason, signer.record, signer.column)
        today, begin, end = self.desk.today, adviser.active_from, adviser.active_until
        if (begin is not None and today < begin) or (end is not None and today > end):
            reason = f"{adviser.initials} ist laut Blatt Personal nicht da und unterschreibt nichts."
            raise Stop(reason, signer.record, signer.column, "Jemandem übergeben, der da ist")
        return adviser

    def _secrets(self, client: Client | None, household: Household) -> tuple[Secret, ...]:
        """What the finished letter is looked through for: whatever it is allowed to say is the guard's affair."""
        if client is None:
            return ()
        monthly = self._monthly.get(household.household_id or "", ())
        return (
            *secrets_of(client, household),
            *(Secret(DataCategory.BENEFIT_AMOUNT, amount) for amount in dict.fromkeys(monthly)),
        )

    @cached_property
    def _monthly(self) -> Mapping[str, list[Decimal]]:
        """The amounts that each household received, month by month."""
        table = self.desk.office[BenefitMonth]
        found: defaultdict[str, list[Decimal]] = defaultdict(list)
        for household, amount in zip(table.column("household_id"), table.column("amount"), strict=True):
            if household is not None and amount:
                found[household].append(amount)
        return found

    def _window(
        self, kind: LetterKind, party: Organisation | None, client: Client | None, views: Mapping[str, View]
    ) -> _Window:
        """Return who reads the letter, and whether it is handed over: then no address stands in the window.

        Raises:
            Stop: the address cannot be printed, or the person wants no letters at home.
        """
        if party is not None or client is None:
            return _Window(self._party_address(cast("Organisation", party)), cast("Organisation", party).greeting)
        shown = cast("Client", views["klient"])  # what it is asked for passes the gate
        person, instead = addressee(shown), guardian(client, self.desk.today)
        greeting, no_post = salutation(instead or person), client.contact_pref == NO_LETTERS_HOME
        if kind.head.handover is Handover.ALWAYS or (no_post and kind.head.handover is Handover.WHERE_NO_POST):
            behalf = (f"für {person.full_name}",) if instead is not None else ()
            return _Window(
                (*person_lines(instead or person), *behalf), greeting, instead is not None, (NOT_BY_POST,)
            )
        if no_post:
            reason = f"Die Person wünscht {NO_LETTERS_HOME}. Bitte auf anderem Weg sprechen."
            raise Stop(reason, client, "contact_pref")
        return _Window(self._client_address(client, shown, person, instead), greeting, instead is not None)

    def _party_address(self, party: Organisation) -> tuple[str, ...]:
        try:
            return address_lines(
                party.place, organisation=party.name, department=party.department, person=party.contact
            )
        except AddressError as error:
            raise self._no_address(error, party.record, error.part) from error

    def _client_address(
        self, client: Client, shown: Client, person: Person, instead: Person | None
    ) -> tuple[str, ...]:
        own = guardian_home(client) if instead is not None else None
        try:
            if instead is None:
                return address_lines(Place.of(shown), person=person)
            if own is not None:  # the window names the guardian alone; of whom it is, the letter says
                return address_lines(own, person=instead)
            return address_lines(Place.of(shown), person=instead, on_behalf=person.full_name)
        except AddressError as error:
            part = error.part if own is None else f"guardian_{error.part}"
            raise self._no_address(error, client, part) from error

    def _no_address(self, error: AddressError, record: Record, part: str) -> Stop:
        """Why an address cannot be printed: what is known to be wrong in its row says more than what is missing."""
        known = self.desk.at(Datum.of(record, part))
        if known is not None:
            return Stop(f"{known.message} ({known.rule})", record, part, known.suggestion)
        return Stop(str(error), record, part)

    def _reply_until(self, occasion: Occasion[Any], kind: LetterKind, row: Record) -> date | None:
        if not occasion.deadline and not kind.head.reply_days:
            return None
        wanted: date | None = getattr(row, occasion.deadline) if occasion.deadline else None
        if wanted is not None and wanted > self.desk.today:
            return wanted
        days = kind.head.reply_days or self.desk.settings.whole(SettingName.REPLY_WORKDAYS)
        return self.desk.settings.workdays_after(self.desk.today, days)


def _refuse_ended(client: Client | None, kind: LetterKind, *, to_the_person: bool) -> None:
    """Stop where the work with a person is over, unless the letter is for then; the dead get none at all.

    Raises:
        Stop: the work with the person is over.
    """
    if client is None or client.status is None or not client.status.ended:
        return
    if not kind.head.after_the_end or (to_the_person and client.status is ClientStatus.DECEASED):
        raise Stop(f"Die Begleitung ist beendet (Status „{client.status}“).", client, "status")


def _emptied(client: Client, without: frozenset[tuple[str, str]]) -> Client:
    """Return a client without some fields, named by sheet and label."""
    labels = {label for sheet, label in without if sheet == client.spec.sheet}
    gone = [column.name for column in client.spec.columns if column.label in labels]
    return client.model_copy(update=dict.fromkeys(gone)) if gone else client


def _note_guardian(gate: Gate, client: Client) -> None:
    """Write down that the letter names the guardian, and where they live: both stand in the window."""
    for name in ("guardian", "guardian_street", "guardian_house_no", "guardian_postcode", "guardian_city"):
        gate.pass_on(Datum.of(client, name))


def _phone(adviser: StaffMember, recipient: Recipient) -> str:
    """The adviser's own number, unless somebody who must not know would reach the Jobcenter by it."""
    if not adviser.phone or (adviser.organisation in _BEHIND and not recipient.keeps_social_secrecy):
        return ""
    return wording.telephone(adviser.phone)
