"""Which jobs may hang on the wall, and what stands there of each: never a word about a client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from automation.letters import wording
from automation.letters.markdown import clean
from automation.office.fitting_jobs import open_jobs, title_for_all
from automation.office.job_needs import needs_of
from automation.office.time_limits import CONFIRMED_FOR, confirmed_until
from workbook.german import euro, shown_number
from workbook.schema import Employer, Vacancy
from workbook.schema.legal_seeds import Quantity
from workbook.schema.meanings import OPEN_VACANCIES
from workbook.schema.vocabulary import JobKind, PayUnit

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from datetime import date

    from automation.office.law import LegalValues
    from workbook.tables import Office


class Offer(Struct, frozen=True):
    """A job as it stands on the notice: title, what it is, whom to ask, and its number."""

    title: str
    lines: tuple[str, ...]
    number: str


class LeftOut(Struct, frozen=True):
    """A job that was marked for the notice and does not hang there, and why."""

    number: str
    reason: str


def offers_to_take_along(
    office: Office, today: date, law: LegalValues, wrong: Container[tuple[str, int]] = ()
) -> tuple[tuple[Offer, ...], tuple[LeftOut, ...]]:
    """Return what hangs on the wall, and what was marked for it and does not; `wrong` are rows with errors."""
    fine = {vacancy.row for vacancy in open_jobs(office, today)}
    offers: list[Offer] = []
    left: list[LeftOut] = []
    for vacancy in _marked(office):
        in_error = (vacancy.spec.sheet, vacancy.row) in wrong or _too_much_for_a_minijob(vacancy, today, law)
        reason = _why_not(vacancy, today, fine=vacancy.row in fine, wrong=in_error)
        if reason is None:
            offers.append(_offer(vacancy, office[Employer].get(vacancy.employer_id)))
        elif vacancy.status in OPEN_VACANCIES:
            left.append(LeftOut(vacancy.vacancy_id or "", reason))
    return tuple(sorted(offers, key=lambda offer: (offer.title.casefold(), offer.number))), tuple(left)


def _marked(office: Office) -> Iterator[Vacancy]:
    table = office[Vacancy]
    for position, marked in enumerate(table.column("take_away")):
        if marked:
            yield table.at(position)


def _why_not(vacancy: Vacancy, today: date, *, fine: bool, wrong: bool) -> str | None:
    if wrong:
        return "In der Zeile steht noch ein Fehler (Prüfbericht), oder der Minijob zahlt mehr als seine Grenze."
    if not fine:
        return "Die Stelle ist abgelaufen, hat keinen Titel, oder der Betrieb ist gesperrt."
    until = confirmed_until(vacancy.confirmed_on, vacancy.reported_on)
    if until is None or until < today:
        return f"Die Stelle ist seit {CONFIRMED_FOR.days} Tagen nicht bestätigt."
    return None


def _too_much_for_a_minijob(vacancy: Vacancy, today: date, law: LegalValues) -> bool:
    """Tell whether a minijob is offered for more than the limit of its month (C-01 asks the same of placements)."""
    if vacancy.kind is not JobKind.MINIJOB or vacancy.pay is None or vacancy.pay_unit is not PayUnit.MONTH:
        return False
    return vacancy.pay > law.number(Quantity.MINIJOB_LIMIT, today)


def _offer(vacancy: Vacancy, employer: Employer | None) -> Offer:
    what = [str(vacancy.kind or "")]
    if vacancy.hours is not None:
        what.append(f"{shown_number(vacancy.hours)} Std./Woche")
    if vacancy.shift:
        what.append(vacancy.shift)
    pay = ""
    if vacancy.pay is not None:
        pay = euro(vacancy.pay) + (f" je {vacancy.pay_unit}" if vacancy.pay_unit else "")
    needs = ", ".join(needs_of(vacancy))
    lines = (
        ", ".join(filter(None, what)),
        ", ".join(filter(None, (vacancy.place or "", pay))),
        f"Nötig: {needs}" if needs else "",
        _person(employer),
    )
    title = title_for_all(clean(vacancy.title or ""))
    return Offer(title, tuple(clean(line) for line in lines if line), vacancy.vacancy_id or "")


def _person(employer: Employer | None) -> str:
    """Whom to call at the employer's, only where they said that this may hang on the wall."""
    if employer is None or not employer.notice_person or not employer.contact_last_name:
        return ""
    person = " ".join(filter(None, (employer.contact_first_name, employer.contact_last_name)))
    phone = f", {wording.telephone(employer.phone)}" if employer.phone else ""
    return f"Ansprechperson: {person}, {employer.name or ''}{phone}"
