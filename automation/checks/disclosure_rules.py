"""G rules: nothing goes out without a ground, and nothing stays longer than needed (domain.md 3.4)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from automation.checks.rule import Context, GivesWay, Place, Where, office_rule, one_of, rows_of, rule
from automation.office.consent import ConsentsByClient, Withheld, disclosed_categories, employer_of, legal_basis
from automation.office.consent_time import is_revoked
from automation.office.erasure_review import ErasureReview
from automation.office.replies import is_awaited
from automation.office.time_limits import ENDS_SOON, informed_since
from workbook.findings import Problem, Severity
from workbook.german import shown
from workbook.reading.formats.dates import months_later
from workbook.schema import Client, Consent, DataCategory, Partner, Referral
from workbook.schema.meanings import ENDED_CLIENTS, IN_WRITING
from workbook.schema.vocabulary import ClientStatus, PartnerCategory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

OVERDUE_AFTER_MONTHS = 3
"""So long may the question of deletion wait before it is an error."""


def _review_is_due(closed_on: date | None, context: Context) -> bool:
    return closed_on is not None and ErasureReview(context.settings).day(closed_on) <= context.today


def _about_health(health_data: bool | None, categories: tuple[str, ...] | None, _: Context) -> bool:
    return bool(health_data) or DataCategory.HEALTH in (categories or ())


@office_rule(
    "G-01",
    Severity.ERROR,
    Referral,
    Consent,
    Partner,
    Client,
    needs=(
        (Referral, "kind"),
        (Referral, "consent_id"),
        (Referral, "legal_ground"),
        *((Consent, name) for name in ("partner_id", "recipient_category", "purpose", "categories", "given_on")),
    ),
    yields=GivesWay(row=("X-01", "X-04", "R-02", "T-08")),
)
def referrals_have_a_ground(context: Context) -> Iterator[Place]:
    """Ein Verweis beruht auf einer gültigen Einwilligung oder einer anderen Rechtsgrundlage."""
    referrals, partners = context.office[Referral], context.office[Partner]
    if not len(referrals):
        return
    by_key = {partner.partner_id: partner for partner in partners if partner.partner_id is not None}
    owners = {key: client for _, key, client in rows_of(context.office[Consent], "consent_id", "client_id")}
    consents = ConsentsByClient(context.office[Consent])
    born = {key: birth for _, key, birth in rows_of(context.office[Client], "client_id", "birth_date")}
    for referral in referrals:
        partner = by_key.get(referral.partner_id or "") or employer_of(referral, context.office)
        if (
            partner is None
            or (isinstance(partner, Partner) and partner.category is None)
            or referral.client_id is None
            or referral.referred_on is None
            or referral.kind is None
        ):
            continue  # P-01 or X-01 has said what is missing; nothing goes out before it is there
        if referral.consent_id is not None and owners.get(referral.consent_id) != referral.client_id:
            continue  # has said that the consent is not there, or is somebody else's
        categories = disclosed_categories(referral)
        answer = legal_basis(
            referral,
            partner,
            consents[referral.client_id],
            categories,
            referral.referred_on,
            born.get(referral.client_id),
        )
        if isinstance(answer, Withheld):
            about = f"{referral.consent_id} {answer.reason}"
            problem = Problem(answer.reason, answer.suggestion, about=about)
            yield Place(referrals, referral.row, answer.column, problem, _roots(answer, context))


def _roots(answer: Withheld, context: Context) -> tuple[tuple[str, str], ...]:
    """The cells of the consent that decided: where one of them is wrong, that has been told."""
    if answer.consent is None:
        return ()
    consents, row = context.office[Consent], answer.consent.row
    return tuple((consents.sheet, consents.cell(row, name)) for name in answer.blame)


@rule(
    "G-02",
    Severity.ERROR,
    Consent,
    "form",
    where=Where(("health_data", "categories"), _about_health),
    yields=GivesWay(cell=("F-",)),
)
def health_data_need_writing(consent: Consent, context: Context) -> Problem | None:
    """In Gesundheitsdaten wird schriftlich oder elektronisch eingewilligt."""
    if consent.form in IN_WRITING or is_revoked(consent.revoked_on, context.today):
        return None
    how = f"„{consent.form}“" if consent.form else "ohne Angabe der Form"
    message = f"Gesundheitsdaten {how}: nötig ist eine schriftliche oder elektronische Einwilligung (Art. 9 DSGVO)."
    return Problem(message, "Schriftlich oder elektronisch einholen; bis dahin gibt Lotse nichts dazu weiter")


@rule("G-04", Severity.ERROR, Partner, "neutral_letterhead", where=one_of("category", PartnerCategory.HOUSING))
def housing_companies_get_a_neutral_letterhead(partner: Partner, _: Context) -> Problem | None:
    """Wohnungsunternehmen bekommen Briefe nur mit neutralem Briefkopf (BSG, B 14 AS 65/11 R)."""
    if partner.neutral_letterhead is not False:
        return None
    return Problem("Ein Wohnungsunternehmen darf am Briefkopf nicht sehen, dass jemand Leistungen bezieht.", "ja")


@rule(
    "G-05",
    Severity.ERROR,
    Client,
    "closed_on",
    where=Where(("closed_on",), _review_is_due),
    yields=GivesWay(cell=("P-16",)),
)
def old_clients_are_deleted(client: Client, context: Context) -> Problem | None:
    """Nach der Aufbewahrungsfrist wird geprüft, ob die Angaben zu löschen sind."""
    if client.closed_on is None:
        return None
    review = ErasureReview(context.settings).day(client.closed_on)
    overdue = months_later(review, OVERDUE_AFTER_MONTHS) <= context.today
    message = f"Die Löschprüfung ist seit dem {shown(review)} {'überfällig' if overdue else 'fällig'}."
    severity = Severity.ERROR if overdue else Severity.WARNING
    return Problem(
        message, "Zeilen dieser Person löschen oder den Grund der Aufbewahrung vermerken", severity=severity
    )


@office_rule("G-06", Severity.WARNING, Consent, Referral, yields=GivesWay(cell=("T-01", "R-02")))
def consents_last_as_long_as_the_referral(context: Context) -> Iterator[Place]:
    """Die Einwilligung eines offenen Verweises läuft nicht in den nächsten 30 Tagen ab und ist nicht widerrufen."""
    consents, today = context.office[Consent], context.today
    ends: defaultdict[tuple[int, str, str, str | None], list[str]] = defaultdict(list)
    columns = ("referral_id", "consent_id", "referred_on", "replied_on", "result")
    for _, key, consent, made, replied, result in rows_of(context.office[Referral], *columns):
        if consent is None or made is None or not is_awaited(replied, result):
            continue
        position = consents.positions.get(consent)
        if position is None:
            continue
        until, revoked = (consents.column(name)[position] for name in ("valid_until", "revoked_on"))
        end = _end(made, until, revoked, today)
        if end is not None:
            ends[consents.rows[position], *end].append(key or "ein Verweis")
    for (row, column, how, suggestion), referrals in ends.items():
        still = f"{referrals[0]} ist" if len(referrals) == 1 else f"{', '.join(referrals)} sind"
        yield Place(consents, row, column, Problem(f"{how}, aber {still} noch offen.", suggestion))


def _end(made: date, until: date | None, revoked: date | None, today: date) -> tuple[str, str, str | None] | None:
    """Return how a consent ends that held when the referral was made: the column, the words, what to do.

    `None` where it goes on.
    """
    if revoked is not None and made < revoked <= today:
        return "revoked_on", f"Am {shown(revoked)} widerrufen", "Dem Partner mitteilen, dass er die Angaben löscht"
    if until is None or until < made or until > today + ENDS_SOON:
        return None
    verb = "läuft ab" if until >= today else "ist abgelaufen"
    return "valid_until", f"Die Einwilligung {verb} ({shown(until)})", None


@office_rule(
    "G-08", Severity.WARNING, Client, needs=((Client, "informed_on"),), yields=GivesWay(cell=("F-", "R-02"))
)
def who_comes_is_informed(context: Context) -> Iterator[Place]:
    """Wer aufgenommen wird, bekommt das Datenschutzblatt (Art. 13 DSGVO); der Tag steht in der Zeile.

    Gefragt wird ab dem ersten Tag, den das Büro dort eingetragen hat, sonst nach Aufnahmen der letzten 30 Tage.
    """
    table = context.office[Client]
    since = informed_since(table, context.today)
    columns = ("client_id", "informed_on", "intake_date", "status")
    for row, key, told, intake, status in rows_of(table, *columns):
        if told is None and intake is not None and since <= intake <= context.today and not _has_ended(status):
            problem = Problem(
                "Der Tag fehlt, an dem die Person das Datenschutzblatt bekommen hat.",
                "Blatt schreiben lassen (DATENSCHUTZ in „Schreiben“), übergeben und den Tag eintragen",
                about=str(key),
            )
            yield Place(table, row, "informed_on", problem)


def _has_ended(status: ClientStatus | None) -> bool:
    return status in ENDED_CLIENTS
