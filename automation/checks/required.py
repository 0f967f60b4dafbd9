"""P rules: what has to be filled in because of what stands elsewhere in the row.

Columns that are always required are seen to while reading (P-01).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.checks.rule import (
    UNREAD,
    Context,
    GivesWay,
    Place,
    Where,
    empty,
    office_rule,
    one_of,
    rows_of,
    rule,
)
from automation.office.ages import age_on
from automation.office.consent import INSIGHT_AGE
from workbook.findings import Problem, Severity
from workbook.german import shown, shown_month
from workbook.schema import (
    BenefitMonth,
    Client,
    Consent,
    Contact,
    Employer,
    EmptyShop,
    Household,
    Placement,
    Referral,
    Request,
    Vacancy,
)
from workbook.schema.choices import NO_LETTERS_HOME
from workbook.schema.meanings import ENDED_CLIENTS, OPEN_REQUESTS, OPEN_VACANCIES, UNANSWERED
from workbook.schema.vocabulary import (
    ClientStatus,
    EmployerStatus,
    EndReason,
    JobKind,
    ReferralResult,
    RequestResult,
    RequestStatus,
    ShopStatus,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, time

_END = ("actual_end", "end_reason")
_RECIPIENTS = ("partner_id", "recipient_category", "employer_id")
_UNPAID = frozenset((JobKind.INTERNSHIP, JobKind.WORK_OPPORTUNITY))


def _open_without(status: RequestStatus | None, next_step: str | None, due_on: date | None, _: Context) -> bool:
    return (next_step is None or due_on is None) and status in OPEN_REQUESTS


def _done_without(
    status: RequestStatus | None, done_on: date | None, result: RequestResult | None, _: Context
) -> bool:
    return status is RequestStatus.DONE and (done_on is None or result is None)


def _handed_to_nobody(result: RequestResult | None, referral: str | None, _: Context) -> bool:
    return result is RequestResult.HANDED_OVER and referral is None


def _nowhere(phone: str | None, email: str | None, street: str | None, preference: str | None, _: Context) -> bool:
    return phone is None and email is None and (street is None or preference == NO_LETTERS_HOME)


def _ended_without_date(status: ClientStatus | None, closed_on: date | None, _: Context) -> bool:
    return closed_on is None and status in ENDED_CLIENTS


def _reason_amiss(end: date | None, reason: EndReason | None, context: Context) -> bool:
    if end is None:
        return reason is not None and reason is not EndReason.RUNNING
    return end <= context.today and (reason is None or reason is EndReason.RUNNING)


def _blocked_for_nothing(status: EmployerStatus | None, reason: str | None, _: Context) -> bool:
    return status is EmployerStatus.BLOCKED and reason is None


def _alone_under_15(birth: date | None, guardian: str | None, context: Context) -> bool:
    return birth is not None and guardian is None and 0 <= age_on(birth, context.today) < INSIGHT_AGE


@rule("P-02", Severity.ERROR, Request, "owner", where=empty("owner"), yields=UNREAD)
def open_request_without_owner(request: Request, _: Context) -> Problem | None:
    """Jedes offene Anliegen hat jemanden, der zuständig ist."""
    if request.status in OPEN_REQUESTS:
        return Problem("Das Anliegen ist offen, aber niemand ist zuständig.", "Kürzel aus dem Blatt Personal")
    return None


@rule(
    "P-03",
    Severity.ERROR,
    Request,
    "next_step",
    where=Where(("status", "next_step", "due_on"), _open_without),
    yields=UNREAD,
)
def open_request_without_next_step(request: Request, _: Context) -> Problem:
    """Jedes offene Anliegen hat einen nächsten Schritt und eine Wiedervorlage."""
    if request.next_step is None and request.due_on is None:
        return Problem("Das Anliegen ist offen, aber nächster Schritt und Wiedervorlage fehlen.")
    if request.next_step is None:
        return Problem("Das Anliegen ist offen, aber der nächste Schritt fehlt.")
    return Problem("Das Anliegen ist offen, aber die Wiedervorlage fehlt.", column="due_on")


@rule(
    "P-04",
    Severity.ERROR,
    Request,
    "done_on",
    where=Where(("status", "done_on", "result"), _done_without),
    yields=UNREAD,
)
def finished_request_without_result(request: Request, _: Context) -> Problem | None:
    """Ein erledigtes Anliegen hat das Datum der Erledigung und ein Ergebnis."""
    if request.done_on is None and request.result is None:
        return Problem("Das Anliegen ist erledigt, aber „Erledigt am“ und „Ergebnis“ fehlen.")
    if request.done_on is None:
        return Problem("Das Anliegen ist erledigt, aber „Erledigt am“ fehlt.")
    if request.result is None:
        return Problem("Das Anliegen ist erledigt, aber das Ergebnis fehlt.", column="result")
    return None


@rule(
    "P-05",
    Severity.ERROR,
    Request,
    "referral_id",
    where=Where(("result", "referral_id"), _handed_to_nobody),
    yields=UNREAD,
)
def handed_over_without_referral(_request: Request, _: Context) -> str:
    """Ein Anliegen, das an einen Partner übergeben wurde, nennt den Verweis."""
    return "Das Anliegen wurde an einen Partner übergeben, aber die VerweisID fehlt."


@rule("P-06", Severity.ERROR, Vacancy, "pay", where=one_of("status", *OPEN_VACANCIES), yields=UNREAD)
def open_vacancy_without_pay(vacancy: Vacancy, _: Context) -> Problem | None:
    """Eine offene Stelle nennt das Entgelt und ob es je Stunde oder je Monat gezahlt wird."""
    if vacancy.kind is None or vacancy.kind in _UNPAID:
        return None
    if vacancy.pay is None:
        return Problem("Die Stelle ist offen, aber das Entgelt fehlt.")
    if vacancy.pay_unit is None:
        return Problem("Beim Entgelt fehlt, ob es je Stunde oder je Monat gezahlt wird.", column="pay_unit")
    return None


@rule("P-07", Severity.ERROR, Placement, "subsidy", where=empty("subsidy"), yields=UNREAD)
def placement_without_subsidy(_placement: Placement, _: Context) -> Problem:
    """Jede Vermittlung nennt ihre Förderung, ungefördert heißt KEINE."""
    return Problem("Die Förderung fehlt; ohne sie zählt die Vermittlung für kein Ziel.", "KEINE, wenn ungefördert")


@office_rule("P-08", Severity.ERROR, Household, BenefitMonth, yields=UNREAD)
def no_benefit_without_reason(context: Context) -> Iterator[Place]:
    """Ein Haushalt, der jetzt 0 Euro bekommt, nennt den Abgangsgrund."""
    table = context.office[Household]
    columns = ("household_id", "benefit_intake", "benefit_now", "exit_reason")
    for row, key, at_intake, now, reason in rows_of(table, *columns):
        if reason is not None or at_intake == 0:
            continue
        month, amount = context.latest_amounts.get(key, (None, now))
        if amount == 0:
            since = f" (Leistungsverlauf {shown_month(month)})" if month else ""
            message = f"Der Haushalt bekommt jetzt 0 Euro{since}, aber der Abgangsgrund fehlt."
            yield Place(table, row, "exit_reason", Problem(message, "Grund laut Bescheid eintragen"))


@rule(
    "P-09",
    Severity.WARNING,
    Client,
    "phone",
    where=Where(("phone", "email", "street", "contact_pref"), _nowhere),
    yields=UNREAD,
)
def client_out_of_reach(client: Client, _: Context) -> str | None:
    """Wer begleitet wird, ist über Telefon, E-Mail oder Post zu erreichen."""
    if client.status is None or client.status.ended:
        return None
    if client.street is not None:
        return f"Diese Person möchte „{NO_LETTERS_HOME}“; Telefon und E-Mail fehlen, sie ist nicht zu erreichen."
    return "Diese Person ist nicht zu erreichen: Telefon, E-Mail und Anschrift fehlen."


@rule(
    "P-10",
    Severity.ERROR,
    Client,
    "guardian",
    where=Where(("birth_date", "guardian"), _alone_under_15),
    yields=UNREAD,
)
def child_without_guardian(client: Client, _: Context) -> str | None:
    """Bei Kindern unter 15 Jahren steht die gesetzliche Vertretung."""
    if client.status is None or client.status.ended:
        return None
    return f"Die Person ist unter {INSIGHT_AGE} Jahre alt, aber die gesetzliche Vertretung fehlt."


@rule("P-11", Severity.ERROR, EmptyShop, "let_from", where=empty("let_from"), yields=UNREAD)
def let_shop_without_date(shop: EmptyShop, _: Context) -> str | None:
    """Bei einem vermieteten Ladenlokal steht, ab wann es wieder belegt ist."""
    return "Das Ladenlokal ist vermietet, aber „wieder belegt ab“ fehlt." if shop.status is ShopStatus.LET else None


@rule(
    "P-12",
    Severity.ERROR,
    Client,
    "closed_on",
    where=Where(("status", "closed_on"), _ended_without_date),
    yields=UNREAD,
)
def ended_without_date(client: Client, _: Context) -> str:
    """Bei „abgeschlossen“, „verzogen“ und „verstorben“ steht das Datum des Abschlusses."""
    return f"Der Status ist „{client.status}“, aber „Abschluss am“ fehlt; die Löschfrist beginnt sonst nie."


@rule(
    "P-12",
    Severity.WARNING,
    Employer,
    "blocked_reason",
    where=Where(("status", "blocked_reason"), _blocked_for_nothing),
    yields=UNREAD,
)
def blocked_without_reason(_employer: Employer, _: Context) -> Problem:
    """Bei einem gesperrten Arbeitgeber steht der Grund der Sperre."""
    message = "Der Arbeitgeber ist gesperrt, aber der Sperrgrund fehlt; so weiß niemand, wann die Sperre endet."
    return Problem(message, "Sperrgrund eintragen, oder den Status ändern")


@office_rule(
    "P-13", Severity.ERROR, Consent, needs=tuple((Consent, name) for name in _RECIPIENTS[:2]), yields=UNREAD
)
def consent_without_recipient(context: Context) -> Iterator[Place]:
    """Jede Einwilligung nennt einen Partner, einen Arbeitgeber oder eine Kategorie von Empfängern."""
    table = context.office[Consent]
    for row, *recipients in rows_of(table, *_RECIPIENTS):
        if not any(recipients):
            problem = Problem("Die Einwilligung nennt keinen Empfänger; so deckt sie keinen Brief.")
            unread = tuple((table.sheet, table.cell(row, name)) for name in _RECIPIENTS[1:] if table.present(name))
            yield Place(table, row, "partner_id", problem, unread)


def _given_and_not_filed(given_on: date | None, filed: str | None, _: Context) -> bool:
    return given_on is not None and filed is None


@rule(
    "P-17",
    Severity.ERROR,
    Consent,
    "filed",
    where=Where(("given_on", "filed"), _given_and_not_filed),
    yields=UNREAD,
)
def consent_without_proof(_: Consent, __: Context) -> str:
    """Bei einer erteilten Einwilligung steht, wo der unterschriebene Bogen liegt; eine angefragte hat keinen."""
    return "Die Einwilligung ist erteilt, aber wo der Nachweis liegt, fehlt (Art. 7 (1) DSGVO)."


@rule("P-14", Severity.WARNING, Placement, "end_reason", where=Where(_END, _reason_amiss), yields=UNREAD)
def end_and_reason_stand_together(placement: Placement, _: Context) -> Problem:
    """Eine Vermittlung, die geendet hat, nennt den Grund, und ein Grund steht nur bei einem Ende."""
    end, reason = placement.actual_end, placement.end_reason
    if end is None:
        message = f"Der Endegrund ist „{reason}“, aber „Ende tatsächlich“ fehlt."
        return Problem(message, f"Ende eintragen, oder „{EndReason.RUNNING}“, wenn die Arbeit weitergeht")
    what = "der Endegrund fehlt" if reason is None else f"der Endegrund ist „{reason}“"
    message = f"Die Arbeit hat am {shown(end)} geendet, aber {what}."
    return Problem(message, "Grund eintragen; ist er nicht bekannt: „unbekannt“")


def _closed_and_not(status: ClientStatus | None, closed_on: date | None, _: Context) -> bool:
    return closed_on is not None and status is not None and not status.ended


@rule(
    "P-16",
    Severity.WARNING,
    Client,
    "closed_on",
    where=Where(("status", "closed_on"), _closed_and_not),
    yields=UNREAD,
)
def closed_while_going_on(client: Client, _: Context) -> Problem:
    """„Abschluss am“ ist leer, solange der Status weiterläuft."""
    message = f"„Abschluss am“ steht da, aber der Status ist „{client.status}“."
    return Problem(message, "Status ändern, oder das Datum löschen", about=f"{client.status}")


def _done_and_open(status: RequestStatus | None, done_on: date | None, _: Context) -> bool:
    return done_on is not None and status in OPEN_REQUESTS


@rule(
    "P-16", Severity.WARNING, Request, "done_on", where=Where(("status", "done_on"), _done_and_open), yields=UNREAD
)
def done_while_open(request: Request, _: Context) -> Problem:
    """„Erledigt am“ ist leer, solange das Anliegen offen ist."""
    message = f"„Erledigt am“ steht da, aber der Status ist „{request.status}“."
    return Problem(message, "Status ändern, oder das Datum löschen", about=f"{request.status}")


def _answered_and_open(result: ReferralResult | None, replied_on: date | None, _: Context) -> bool:
    return replied_on is not None and result in UNANSWERED


@rule(
    "P-16",
    Severity.WARNING,
    Referral,
    "result",
    where=Where(("result", "replied_on"), _answered_and_open),
    yields=UNREAD,
)
def answered_while_open(_referral: Referral, _: Context) -> Problem:
    """Steht „Rückmeldung am“ da, ist das Ergebnis des Verweises nicht mehr offen."""
    return Problem("„Rückmeldung am“ steht da, aber das Ergebnis ist offen.", "Ergebnis der Rückmeldung eintragen")


_ANSWERS = frozenset(ReferralResult) - {ReferralResult.OPEN, ReferralResult.NO_REPLY}


def _result_without_day(result: ReferralResult | None, replied_on: date | None, _: Context) -> bool:
    return replied_on is None and result in _ANSWERS


@rule(
    "P-16",
    Severity.WARNING,
    Referral,
    "replied_on",
    where=Where(("result", "replied_on"), _result_without_day),
    yields=UNREAD,
)
def result_without_answer(referral: Referral, _: Context) -> Problem:
    """Hat ein Verweis ein Ergebnis, steht auch „Rückmeldung am“ da."""
    message = f"Das Ergebnis ist „{referral.result}“, aber „Rückmeldung am“ fehlt."
    return Problem(message, "Den Tag eintragen, an dem Sie es erfahren haben", about=f"{referral.result}")


def _blocked_and_not(status: EmployerStatus | None, reason: str | None, _: Context) -> bool:
    return reason is not None and status is not None and status is not EmployerStatus.BLOCKED


@rule(
    "P-16",
    Severity.WARNING,
    Employer,
    "blocked_reason",
    where=Where(("status", "blocked_reason"), _blocked_and_not),
    yields=UNREAD,
)
def reason_without_block(employer: Employer, _: Context) -> Problem:
    """Ein Sperrgrund steht nur bei einem gesperrten Arbeitgeber."""
    message = f"Ein Sperrgrund steht da, aber der Status ist „{employer.status}“."
    return Problem(message, "Status ändern, oder den Sperrgrund löschen", about=f"{employer.status}")


def _invited_without_time(invite: bool | None, day: date | None, begin: time | None, context: Context) -> bool:
    return bool(invite) and day is not None and day > context.today and begin is None


@rule(
    "P-15",
    Severity.ERROR,
    Contact,
    "next_begin",
    where=Where(("invite", "next_date", "next_begin"), _invited_without_time),
    yields=GivesWay(cell=UNREAD.cell, row=("F-02/F",)),  # the time stands in the date's cell, unread
)
def invitation_without_time(_contact: Contact, _: Context) -> Problem:
    """Wer zu einem Termin eingeladen wird, erfährt die Uhrzeit."""
    return Problem("Zum Termin geht eine Einladung hinaus, aber die Uhrzeit fehlt.", "Uhrzeit in „um“ eintragen")
