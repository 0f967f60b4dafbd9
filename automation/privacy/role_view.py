"""What one organisation may see of the workbook: people with a valid consent for it, and of them its fields alone.

Rows come first: who has not consented is in no sheet, with no key and in no count, so people are numbered anew.
Then columns: those that the consent ticks and the matrix allows (domain.md 3.4). Then values: a free text that
tells what must not be told stays behind. Rows in which somebody would have to correct an error stay behind as well.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from automation.letters.disclosure import RECIPIENT_OF, Grant, Recipient, refusal
from automation.letters.dispatch import listed_by_sheet
from automation.letters.gate import Gate
from automation.letters.guard import ensure_clean, secrets_of
from automation.letters.model import Letter, Letterhead, Paragraph, Run
from automation.office.consent import objection_to_passing_on
from workbook.errors import LetterError, LotseError
from workbook.schema import (
    BenefitMonth,
    Client,
    Consent,
    Contact,
    DataCategory,
    Employer,
    Household,
    Partner,
    Record,
    Referral,
)
from workbook.schema.columns import ANY_WORDS
from workbook.schema.meanings import IN_WRITING
from workbook.schema.vocabulary import LegalGround, PartnerCategory

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from automation.letters.guard import Secret
    from workbook.schema import Column
    from workbook.tables import Office, Table

NUMBER = "Nr."
_SHOWN: tuple[type[Record], ...] = (Client, Household, BenefitMonth, Referral, Contact)
"""The tables that hold anything that may leave the office at all."""
_NEW_ON_PURPOSE = "Bitte auf dem Blatt „Partner“ oder „Arbeitgeber“ nachsehen."
_ANY_DAY = date(2019, 6, 30)


class OrganisationUnknownError(LotseError):
    """No partner and no employer is meant by what was typed, or more than one."""

    def __init__(self, typed: str, near: Sequence[str], *, several: bool = False) -> None:
        self.typed = typed
        if several:
            super().__init__(
                f"„{typed}“ kann mehrere meinen: {', '.join(near)}. Bitte eine dieser Kennungen angeben."
            )
            return
        cure = f"Ist {near[0]} gemeint?" if near else _NEW_ON_PURPOSE
        super().__init__(f"Eine Organisation „{typed}“ gibt es nicht. {cure}")


class SheetOfView(Struct, frozen=True):
    """A sheet of the view: its table, the columns that anybody's consent allows, rows of values by column."""

    record: type[Record]
    columns: tuple[Column, ...]
    rows: tuple[tuple[int, Mapping[str, Any]], ...]


class RoleView(Struct, frozen=True):
    """What the organisation `name` may see; `left_out` are keys of people and reasons, for the office alone.

    `held_back` are cells, as the office's workbook has them, whose text would tell too much. `consents` are the
    keys of those that each of the people gave.
    """

    key: str
    name: str
    recipient: Recipient
    sheets: tuple[SheetOfView, ...]
    people: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    held_back: tuple[tuple[str, str], ...]
    consents: tuple[tuple[str, ...], ...] = ()

    def told_of(self, number: int) -> str:
        """Return the names of the fields that hold anything of the person of this number, by sheet."""
        by_sheet = {
            each.record.spec.sheet: [
                column.label
                for column in each.columns
                if any(mine == number and column.name in values for mine, values in each.rows)
            ]
            for each in self.sheets
        }
        return listed_by_sheet(by_sheet)


class _Allowed(Struct, frozen=True):
    """What may be told of one person: the categories of all their consents, and each consent by itself."""

    number: int
    client: Client
    categories: frozenset[DataCategory]
    consents: tuple[Consent, ...]
    gate: Gate


class _Asked(Struct, frozen=True):
    """What may be seen of the office by whom, when; `errors` are rows with an open error."""

    office: Office
    party: Partner | Employer
    recipient: Recipient
    today: date
    errors: Collection[tuple[str, int]]


class _Found(Struct):
    rows: dict[type[Record], list[tuple[int, dict[str, Any]]]] = field(default_factory=dict)
    held_back: list[tuple[str, str]] = field(default_factory=list)


def organisation(office: Office, typed: str) -> Partner | Employer:
    """Return the partner or employer that a key or a name means.

    Raises:
        OrganisationUnknownError: none, or more than one.
    """
    wanted = typed.strip().casefold()
    every: list[Partner | Employer] = [*office[Partner], *office[Employer]]
    names = {place: [name.casefold() for name in _names(each)] for place, each in enumerate(every)}
    for found in (
        [each for each in every if wanted == _key(each).casefold()],
        [each for place, each in enumerate(every) if wanted in names[place]],
        [each for place, each in enumerate(every) if any(wanted in name for name in names[place])],
    ):
        if wanted and len(found) == 1:
            return found[0]
        if wanted and found:
            raise OrganisationUnknownError(typed, [_key(each) for each in found[:6]], several=True)
    keys = {_key(each).casefold(): _key(each) for each in every if _key(each)}
    raise OrganisationUnknownError(typed, [keys[near] for near in get_close_matches(wanted, keys, n=1)])


def role_view(office: Office, typed: str, today: date, errors: Collection[tuple[str, int]] = ()) -> RoleView:
    """Return what an organisation may see on a day; `errors` are rows, by table and number, with an open error.

    Raises:
        OrganisationUnknownError: nobody is meant by what was typed.
    """
    party = organisation(office, typed)
    category = PartnerCategory.EMPLOYER if isinstance(party, Employer) else party.category
    if category is None:
        raise OrganisationUnknownError(typed, ())
    recipient = RECIPIENT_OF[category]
    asked = _Asked(office, party, recipient, today, errors)
    people, left_out = _people(asked)
    found = _Found()
    for person in people.values():
        _take(found, office[Client], person.client, person, person.categories, _secrets(office, person))
    _take_homes(found, office, people)
    _take_referrals(found, asked, people)
    sheets = tuple(_sheet(record, found.rows[record]) for record in _SHOWN if found.rows.get(record))
    return RoleView(
        _key(party),
        next(iter(_names(party)), _key(party)),
        recipient,
        sheets,
        tuple(people),
        tuple(left_out),
        tuple(found.held_back),
        tuple(tuple(consent.consent_id or "" for consent in each.consents) for each in people.values()),
    )


def _key(party: Partner | Employer) -> str:
    return (party.employer_id if isinstance(party, Employer) else party.partner_id) or ""


def _names(party: Partner | Employer) -> Iterator[str]:
    yield from filter(None, (party.name, party.short_name if isinstance(party, Partner) else None))


def _people(asked: _Asked) -> tuple[dict[str, _Allowed], list[tuple[str, str]]]:
    """Return who may be shown, numbered anew, and who consented and stays behind all the same, with the reason."""
    office, party, errors = asked.office, asked.party, asked.errors
    mine: dict[str, list[Consent]] = {}
    left_out: list[tuple[str, str]] = []
    clients = office[Client]
    twice = {key for key, count in Counter(clients.column("client_id")).items() if count > 1}
    for consent in office[Consent]:
        client = clients.get(consent.client_id)
        if client is None or objection_to_passing_on(consent, party, asked.today, client.birth_date) is not None:
            continue
        if (Consent.spec.sheet, consent.row) in errors:
            left_out.append((consent.consent_id or "", "die Einwilligung hat einen offenen Fehler"))
        else:
            mine.setdefault(client.client_id or "", []).append(consent)
    allowed: dict[str, _Allowed] = {}
    for key, consents in mine.items():
        client = clients.get(key)
        if client is None or key in twice or (Client.spec.sheet, client.row) in errors:
            left_out.append((key, "die Kennung steht mehrmals" if key in twice else "die Zeile hat offene Fehler"))
            continue
        categories = frozenset().union(*(_categories(each, asked.recipient) for each in consents))
        if not categories:
            left_out.append((key, "die Einwilligung nennt nichts, was dorthin darf"))
            continue
        gate = Gate(asked.recipient, Grant(LegalGround.CONSENT, categories))
        allowed[key] = _Allowed(len(allowed) + 1, client, categories, tuple(consents), gate)
    return allowed, left_out


def _categories(consent: Consent, recipient: Recipient) -> frozenset[DataCategory]:
    """Return what a consent lets a recipient see: what it ticks, and of that what the matrix allows."""
    known = {str(each): each for each in DataCategory}
    ticked = frozenset(known[text] for text in consent.categories or () if text in known)
    written = consent.form in IN_WRITING
    grant = Grant(
        LegalGround.CONSENT,
        ticked,
        benefit=bool(consent.disclose_benefit),
        health=bool(consent.health_data) and written,
    )
    # Benefit receipt has a tick of its own, whatever the matrix says of this recipient.
    held = set() if consent.disclose_benefit else {DataCategory.BENEFIT_RECEIPT, DataCategory.BENEFIT_AMOUNT}
    return frozenset(each for each in ticked - held if refusal(each, recipient, grant) is None)


def _take_homes(found: _Found, office: Office, people: Mapping[str, _Allowed]) -> None:
    """Take households in which everybody whom the office knows has consented, as far as all of them have."""
    members: dict[str, list[str]] = {}
    clients = office[Client]
    for key, home in zip(clients.column("client_id"), clients.column("household_id"), strict=True):
        if home:
            members.setdefault(home, []).append(key)
    shared = {
        home: [people[key] for key in keys] for home, keys in members.items() if all(key in people for key in keys)
    }
    of_home: tuple[type[Record], ...] = (Household, BenefitMonth)
    for record in of_home:
        table = office[record]
        for position, home in enumerate(table.column("household_id")):
            for person in shared.get(home, ()):
                categories = frozenset.intersection(*(each.categories for each in shared[home]))
                _take(found, table, table.at(position), person, categories, ())


def _take_referrals(found: _Found, asked: _Asked, people: Mapping[str, _Allowed]) -> None:
    """Take referrals to this organisation whose purpose a consent covers, and the appointments for them."""
    office, party, today = asked.office, asked.party, asked.today
    column = "employer_id" if isinstance(party, Employer) else "partner_id"
    requests: dict[str, tuple[_Allowed, frozenset[DataCategory]]] = {}
    table = office[Referral]
    for position, key in enumerate(table.column(column)):
        referral = table.at(position)
        person = people.get(referral.client_id or "")
        if key != _key(party) or person is None or (Referral.spec.sheet, referral.row) in asked.errors:
            continue
        born = person.client.birth_date
        covering = [
            each for each in person.consents if objection_to_passing_on(each, party, today, born, referral) is None
        ]
        if not covering:
            continue
        categories = frozenset().union(*(_categories(each, asked.recipient) for each in covering))
        _take(found, table, referral, person, categories, _secrets(office, person))
        if referral.request_id:
            requests[referral.request_id] = person, categories
    contacts = office[Contact]
    for position, request in enumerate(contacts.column("request_id")):
        contact = contacts.at(position)
        if request in requests and contact.client_id == requests[request][0].client.client_id:
            person, categories = requests[request]
            _take(found, contacts, contact, person, categories, _secrets(office, person))


def _take(
    found: _Found,
    table: Table[Any],
    row: Record,
    person: _Allowed,
    categories: Collection[DataCategory],
    secrets: Sequence[Secret],
) -> None:
    """Take the values of a row that may be told; a row of which nothing may be told is none."""
    values: dict[str, Any] = {}
    for column in table.spec.columns:
        value = getattr(row, column.name)
        if column.shares not in categories or column.formula is not None or value in (None, "", ()):
            continue
        wish = table.record is Client and column.shares is DataCategory.REQUEST
        if wish and not _about_work(person.gate.recipient):
            continue
        if column.kind in ANY_WORDS and column.choices is None and _tells(str(value), person.gate, secrets):
            found.held_back.append((table.sheet, table.cell(row.row, column.name)))
            continue
        values[column.name] = value
    if values:
        found.rows.setdefault(table.record, []).append((person.number, values))


def _about_work(recipient: Recipient) -> bool:
    """Tell whether what somebody wishes of a job is any of a recipient's business."""
    return recipient in {Recipient.EMPLOYER, Recipient.TRAINING, Recipient.EMPLOYMENT_AGENCY}


def _secrets(office: Office, person: _Allowed) -> tuple[Secret, ...]:
    home = office[Household].get(person.client.household_id)
    return secrets_of(person.client, *([home] if home is not None else []))


def _tells(text: str, gate: Gate, secrets: Sequence[Secret]) -> bool:
    """Tell whether a text would not pass in a letter to the same recipient."""
    letter = Letter(
        "", "", Letterhead("Büro", "", "", ""), "", _ANY_DAY, (), (), "", "", (Paragraph((Run(text),)),), "", ("",)
    )
    try:
        ensure_clean(letter, gate, secrets)
    except LetterError:
        return True
    return False


def _sheet(record: type[Record], rows: list[tuple[int, dict[str, Any]]]) -> SheetOfView:
    used = {name for _, values in rows for name in values}
    columns = tuple(column for column in record.spec.columns if column.name in used)
    return SheetOfView(record, columns, tuple(sorted(rows, key=lambda row: row[0])))
