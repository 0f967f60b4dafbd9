"""Workbook → all that a request for access is answered from: rows, letters, consents, retention (Art. 15 GDPR)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.letters.logbook import SHEET as LOG_SHEET
from automation.letters.logbook import TABLE as LOG_TABLE
from automation.letters.logbook import read_log
from automation.letters.status import DispatchStatus
from automation.office.consent_time import Lapse, lapse
from automation.office.erasure_review import ErasureReview
from automation.office.settings import Settings
from automation.privacy.about import CLIENT, identity_of, mentions, rows_about
from automation.privacy.decoding import Decoder
from automation.privacy.strangers import names_others
from automation.privacy.traces import Traces
from workbook.errors import LotseError
from workbook.german import shown
from workbook.reading.formats.dates import months_later
from workbook.reading.raw import read_own_table
from workbook.reading.records import read_office
from workbook.schema import Client, Consent, Referral
from workbook.schema.setting_names import SettingName
from workbook.schema.vocabulary import ReferralWay

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from automation.letters.dispatch import Dispatch, DispatchLog
    from automation.privacy.about import MentionedAt, RowAbout
    from automation.privacy.strangers import NamesOther
    from automation.privacy.traces import Identity
    from workbook.tables import Office
    from workbook.writing.file_book import Book

_KEY = re.compile(Client.spec.column(CLIENT).pattern or "")


class PersonUnknownError(LotseError):
    """Nothing in the workbook is about this key."""

    def __init__(self, key: str) -> None:
        self.key = key
        example = Client.spec.column(CLIENT).pattern_example
        cure = (
            "Bitte die KlientID auf dem Blatt „Klienten“ nachsehen."
            if _KEY.fullmatch(key)
            else f"Gebraucht wird die KlientID vom Blatt „Klienten“, zum Beispiel {example}."
        )
        # What is no key may be a name, and is not repeated.
        named = f"die KlientID {key}" if _KEY.fullmatch(key) else "diese Angabe"
        super().__init__(f"In der Mappe steht nichts über {named}. {cure}")


class Received(Struct, frozen=True):
    """Who was told what, when and on which ground: a letter, or a referral that went out without one.

    `out` says whether it has left the office; `status` is how the log has it.
    """

    reference: str
    day: date | None
    recipient: str
    category: str
    what: str
    ground: str
    fields: str
    status: str
    out: bool
    place: str


class ConsentState(Struct, frozen=True):
    """A consent: for whom and what, and how it stands today."""

    key: str
    recipient: str
    purpose: str
    categories: str
    state: str
    place: str


class Retention(Struct, frozen=True):
    """Until when the data are kept, and why; `due` is `None` while nothing runs."""

    due: date | None
    why: str


class Access(Struct, frozen=True):
    """All that is known of one person, as of a day; `called` are the names under which they are in the workbook.

    `twice` says that the key stands at more than one client.
    """

    key: str
    today: date
    answer_by: date
    rows: tuple[RowAbout, ...]
    mentioned: tuple[MentionedAt, ...]
    received: tuple[Received, ...]
    consents: tuple[ConsentState, ...]
    retention: Retention
    others: tuple[NamesOther, ...]
    settings: Settings
    identity: Identity
    called: tuple[str, ...] = ()
    twice: bool = False

    @property
    def own(self) -> tuple[RowAbout, ...]:
        """The rows of the clients' sheet."""
        return tuple(row for row in self.rows if row.record is Client)


class Holding(Struct, frozen=True):
    """What was read to tell about a person: the office, its settings and the log of letters, with the rows."""

    office: Office
    settings: Settings
    log: DispatchLog
    access: Access


def normal_key(typed: str) -> str:
    """Return a key as it stands in the workbook.

    >>> normal_key(" k-00017 ")
    'K-00017'
    """
    return typed.strip().upper()


def look_up(book: Book, key: str, today: date, *, received_on: date | None = None) -> Holding:
    """Return all that the workbook holds about a person; `received_on` is when they asked.

    Raises:
        PersonUnknownError: nothing is about this key.
        WorkbookError: the workbook cannot be read.
    """
    key = normal_key(key)
    if _KEY.fullmatch(key) is None:
        raise PersonUnknownError(key)
    with book.read() as raw:
        office, _ = read_office(raw)
        rows = rows_about(office, raw, key)
        identity = identity_of(office, rows, key)
        found = tuple(mentions(raw, rows, Traces(identity), office))
        log = read_log(read_own_table(raw, LOG_SHEET, LOG_TABLE))
    if not rows and not found:
        raise PersonUnknownError(key)
    settings = Settings.of(office)
    letters = letters_of(log, key, rows)
    access = Access(
        key=key,
        today=today,
        answer_by=_workday(settings, months_later(received_on or today, 1)),
        rows=rows,
        mentioned=found,
        received=(*_letters(letters, office), *_without_letter(office, rows, letters)),
        consents=tuple(_consents(office, rows, today)),
        retention=retention_of(office, rows, settings, today),
        others=tuple(names_others(office, rows, found, identity)),
        settings=settings,
        identity=identity,
        called=tuple(dict.fromkeys(_called(office, rows))),
        twice=sum(row.record is Client for row in rows) > 1,
    )
    return Holding(office, settings, log, access)


def _called(office: Office, rows: Sequence[RowAbout]) -> Iterator[str]:
    """Yield the whole names of a person, today's before those of before."""
    clients = [office[Client].at(office[Client].position_of(row.row)) for row in rows if row.record is Client]
    whole = [(each.title, each.first_name, each.name_prefix, each.last_name) for each in clients]
    whole += [(None, each.first_name, None, each.birth_name) for each in clients if each.birth_name]
    yield from filter(None, (" ".join(filter(None, parts)) for parts in whole))


def letters_of(log: DispatchLog, key: str, rows: Sequence[RowAbout]) -> tuple[Dispatch, ...]:
    """Return the letters about a person: those that name the key, or that a row about them asked for."""
    keys = {row.key for row in rows if row.key and not row.shared}
    return tuple(
        each
        for each in log.rows
        if key in {each.client_id, each.recipient}
        or (not each.client_id and {each.source, each.request_id, each.consent_id} & keys)
    )


def _letters(letters: Sequence[Dispatch], office: Office) -> Iterator[Received]:
    decoder = Decoder(office)
    for each in letters:
        named = decoder.meaning("Partner", each.recipient) or decoder.meaning("Arbeitgeber", each.recipient)
        own = each.recipient == each.client_id
        recipient = "die Person selbst" if own else f"{named} ({each.recipient})" if named else each.recipient
        day = each.sent_on if isinstance(each.sent_on, date) else each.written
        out = each.standing is DispatchStatus.SENT or bool(each.sent_on)
        yield Received(
            each.reference, day, recipient, each.recipient_kind, each.kind, each.legal_ground, each.fields,
            str(each.status), out, f"{LOG_SHEET}, Zeile {each.row}",
        )  # fmt: skip


def _without_letter(office: Office, rows: Sequence[RowAbout], letters: Sequence[Dispatch]) -> Iterator[Received]:
    """Yield the referrals that no letter stands for: what was told on the telephone is told all the same."""
    told, decoder, table = {each.source for each in letters}, Decoder(office), office[Referral]
    for row in rows:
        if row.record is not Referral or row.key in told:
            continue
        each = table.at(table.position_of(row.row))
        pairs = (("Partner", each.partner_id), ("Arbeitgeber", each.employer_id))
        names = [f"{decoder.meaning(sheet, key) or 'unbekannt'} ({key})" for sheet, key in pairs if key]
        what = f"{each.kind or 'Verweis'}, {each.way or 'Weg nicht vermerkt'}"
        out = each.way not in {None, ReferralWay.LETTER}
        yield Received(
            row.key, each.referred_on, " und ".join(names) or "nicht vermerkt", "", what,
            str(each.legal_ground or ""), "", "ohne Schreiben", out, row.place,
        )  # fmt: skip


def _consents(office: Office, rows: Sequence[RowAbout], today: date) -> Iterator[ConsentState]:
    table, decoder = office[Consent], Decoder(office)
    for row in rows:
        if row.record is not Consent:
            continue
        each = table.at(table.position_of(row.row))
        pairs = (("Partner", each.partner_id), ("Arbeitgeber", each.employer_id))
        names = [f"{decoder.meaning(sheet, key) or 'unbekannt'} ({key})" for sheet, key in pairs if key]
        recipient = " und ".join(names) or (f"alle „{each.recipient_category}“" if each.recipient_category else "?")
        yield ConsentState(
            row.key,
            recipient,
            each.purpose or "?",
            "; ".join(each.categories or ()),
            state_of(each, today),
            row.place,
        )


def state_of(consent: Consent, today: date) -> str:
    """Return how a consent stands on a day, in words."""
    given, until = consent.given_on, consent.valid_until
    match lapse(given, until, consent.revoked_on, today):
        case Lapse.REVOKED, day:
            return f"widerrufen am {shown(day)}"
        case Lapse.OVER, day:
            return f"abgelaufen am {shown(day)}"
        case Lapse.GIVEN_LATER, _:
            given = None
    if given is None:
        return "noch nicht erteilt"
    return f"gültig, erteilt am {shown(given)}" + (f", gilt bis {shown(until)}" if until else "")


def retention_of(office: Office, rows: Sequence[RowAbout], settings: Settings, today: date) -> Retention:
    """Return until when the person's data are kept, and why (domain.md 2, G-05; § 84 SGB X).

    Raises:
        SettingError: the months are no whole number.
    """
    review = ErasureReview(settings)
    clients = [office[Client].at(office[Client].position_of(row.row)) for row in rows if row.record is Client]
    if not clients:
        return Retention(
            None,
            "Auf dem Blatt „Klienten“ steht die Person nicht; wann ihre Begleitung endete, weiß Lotse nicht.",
        )
    days = [each.closed_on for each in clients if each.closed_on is not None]
    if not days or len(days) < len(clients):
        status = ", ".join(str(each.status or "ohne Status") for each in clients)
        return Retention(
            None,
            f"Die Begleitung ist nicht abgeschlossen (Status: {status}). Die Frist von {review.months} Monaten "
            "beginnt mit dem Abschluss.",
        )
    closed = max(days)
    due = review.day(closed)
    reached = "erreicht" if due <= today else "noch nicht erreicht"
    return Retention(
        due,
        f"Abschluss am {shown(closed)} und {review.months} Monate Aufbewahrung (Einstellung "
        f"„{SettingName.RETENTION}“); die Frist ist {reached}.",
    )


def _workday(settings: Settings, day: date) -> date:
    """Return the day itself, or the next one that the office works on (Art. 3 (4) Regulation 1182/71)."""
    while not settings.is_workday(day):
        day += timedelta(days=1)
    return day
