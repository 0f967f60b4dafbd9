"""Which open jobs fit a person, and why: in words, in an order that anybody can follow.

Read are German level, licence, work permit, wished hours and shift, the job that is aimed at, and the way to it;
never age, gender, nationality, household or health (AGG, § 36 SGB III).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from automation.office.job_needs import asks_for, german_is_enough, with_included
from automation.office.time_limits import last_confirmed
from workbook.german import shown_number
from workbook.schema import Employer, Vacancy
from workbook.schema.choices import (
    ANY_SHIFT,
    ANY_WORK_PERMITTED,
    NO_GERMAN,
    NO_LICENCE,
    NO_PERMIT,
    NO_PERMIT_NEEDED,
)
from workbook.schema.meanings import OPEN_VACANCIES
from workbook.schema.vocabulary import EmployerStatus

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from datetime import date
    from decimal import Decimal

    from workbook.tables import Office

FOR_ALL = "(m/w/d)"
_FOR_ALL = re.compile(r"\(\s*[mwdxfi](?:\s*/\s*[mwdxfi])+\s*\)|\(gn\)", re.IGNORECASE)
_FREE = frozenset({NO_PERMIT_NEEDED, ANY_WORK_PERMITTED})
_SHORTEST = 4
_NO_JOB = frozenset({"oder", "eine", "einen", "gern", "beruf"})
_STEM = 6
"""So many letters at the beginning make two names of jobs akin: Verkäuferin and Verkäufer."""


class Seeker(Protocol):
    """What may be read of a person who looks for work; an empty value is false."""

    @property
    def german_level(self) -> str | None: ...  # noqa: D102 -- as the column is called
    @property
    def licence(self) -> tuple[str, ...] | None: ...  # noqa: D102
    @property
    def work_permit(self) -> str | None: ...  # noqa: D102
    @property
    def hours_wish(self) -> Decimal | None: ...  # noqa: D102
    @property
    def shift_wish(self) -> str | None: ...  # noqa: D102
    @property
    def target_job(self) -> str | None: ...  # noqa: D102
    @property
    def postcode(self) -> str | None: ...  # noqa: D102
    @property
    def city(self) -> str | None: ...  # noqa: D102


class Fit(Struct, frozen=True):
    """A job, why it fits, what is missing for it, and what nobody has asked yet."""

    vacancy: Vacancy
    employer: Employer | None
    because: tuple[str, ...]
    missing: tuple[str, ...]
    to_ask: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether nothing speaks against it that is known."""
        return bool(self.because) and not self.missing


def title_for_all(title: str) -> str:
    """Return a job's title with the sign that it is open to all (AGG).

    >>> title_for_all("Lagerhelfer/in"), title_for_all("Koch (w/m/d)")
    ('Lagerhelfer/in (m/w/d)', 'Koch (w/m/d)')
    """
    return title if _FOR_ALL.search(title) else f"{title.strip()} {FOR_ALL}"


def open_jobs(office: Office, today: date, wrong: Container[tuple[str, int]] = ()) -> Iterator[Vacancy]:
    """Yield the jobs that can be had; without those whose row, by sheet and number, is `wrong`."""
    table = office[Vacancy]
    for position, (row, status) in enumerate(zip(table.rows, table.column("status"), strict=True)):
        if status not in OPEN_VACANCIES or (table.spec.sheet, row) in wrong:
            continue
        vacancy = table.at(position)
        employer = office[Employer].get(vacancy.employer_id)
        over = vacancy.valid_until is not None and vacancy.valid_until < today
        if not over and vacancy.title and (employer is None or employer.status is not EmployerStatus.BLOCKED):
            yield vacancy


def fitting_jobs(
    seeker: Seeker, office: Office, today: date, wrong: Container[tuple[str, int]] = ()
) -> tuple[Fit, ...]:
    """Return the open jobs, the fitting ones first.

    The order: nothing missing before something missing; the wished job before others; more reasons before fewer;
    confirmed later before earlier; last the key.
    """
    found = [_fit(seeker, vacancy, office) for vacancy in open_jobs(office, today, wrong)]

    def place(fit: Fit) -> tuple[int, bool, int, int, str]:
        seen = last_confirmed(fit.vacancy.confirmed_on, fit.vacancy.reported_on)
        wished = bool(seeker.target_job) and _akin(seeker.target_job or "", fit.vacancy.title or "")
        confirmed = -seen.toordinal() if seen else 0
        return len(fit.missing), not wished, -len(fit.because), confirmed, fit.vacancy.vacancy_id or ""

    return tuple(sorted(found, key=place))


def _fit(seeker: Seeker, vacancy: Vacancy, office: Office) -> Fit:
    because: list[str] = []
    missing: list[str] = []
    to_ask: list[str] = []
    for look in (_wish, _german, _licence, _permit, _hours, _shift, _way):
        look(seeker, vacancy, because, missing, to_ask)
    employer = office[Employer].get(vacancy.employer_id)
    return Fit(vacancy, employer, tuple(because), tuple(missing), tuple(to_ask))


Words = list[str]


def _wish(seeker: Seeker, vacancy: Vacancy, because: Words, missing: Words, to_ask: Words) -> None:
    del missing, to_ask
    if seeker.target_job and _akin(seeker.target_job, vacancy.title or ""):
        because.append(f"Berufswunsch „{seeker.target_job}“")


def _german(seeker: Seeker, vacancy: Vacancy, because: Words, missing: Words, to_ask: Words) -> None:
    needed, known = vacancy.german_level, seeker.german_level
    if not asks_for(needed, NO_GERMAN):
        return
    enough = german_is_enough(known, needed)
    if enough is None:
        to_ask.append(f"Deutsch {needed} nötig, der eigene Stand ist nicht bekannt")
    elif enough:
        because.append(f"Deutsch {known} reicht ({needed} nötig)")
    else:
        missing.append(f"Deutsch {needed} (jetzt {known})")


def _licence(seeker: Seeker, vacancy: Vacancy, because: Words, missing: Words, to_ask: Words) -> None:
    needed = vacancy.licence
    if not asks_for(needed, NO_LICENCE):
        return
    if not seeker.licence:
        to_ask.append(f"Führerschein {needed} nötig")
    elif needed in with_included(seeker.licence):
        because.append(f"Führerschein {needed} vorhanden")
    else:
        missing.append(f"Führerschein {needed}")


def _permit(seeker: Seeker, vacancy: Vacancy, because: Words, missing: Words, to_ask: Words) -> None:
    del vacancy, because
    if seeker.work_permit == NO_PERMIT:
        missing.append("Arbeitserlaubnis")
    elif not seeker.work_permit or seeker.work_permit not in _FREE:
        to_ask.append("ob die Arbeitserlaubnis für diese Stelle gilt")


def _hours(seeker: Seeker, vacancy: Vacancy, because: Words, missing: Words, to_ask: Words) -> None:
    del to_ask
    if not seeker.hours_wish or vacancy.hours is None:
        return
    hours = f"{shown_number(vacancy.hours)} Std./Woche"
    if vacancy.hours <= seeker.hours_wish:
        because.append(f"{hours}, gewünscht höchstens {shown_number(seeker.hours_wish)}")
    else:
        missing.append(f"weniger Stunden (hier {hours})")


def _shift(seeker: Seeker, vacancy: Vacancy, because: Words, missing: Words, to_ask: Words) -> None:
    del to_ask
    if not seeker.shift_wish or not vacancy.shift:
        return
    if seeker.shift_wish == ANY_SHIFT or vacancy.shift in {seeker.shift_wish, ANY_SHIFT}:
        because.append(f"Arbeitszeit „{vacancy.shift}“")
    else:
        missing.append(f"andere Arbeitszeit (hier „{vacancy.shift}“)")


def _way(seeker: Seeker, vacancy: Vacancy, because: Words, missing: Words, to_ask: Words) -> None:
    del missing
    if vacancy.postcode and seeker.postcode == vacancy.postcode:
        because.append(f"kurzer Weg, auch PLZ {vacancy.postcode}")
    elif seeker.city and vacancy.place and seeker.city.casefold() in vacancy.place.casefold():
        because.append(f"in {seeker.city}")
    elif vacancy.place:
        to_ask.append(f"den Weg nach {vacancy.place}")


def _akin(wish: str, title: str) -> bool:
    """Tell whether a wished job and a title share a word or its beginning."""
    stems = {word[:_STEM] for word in _words(wish)}
    return any(word[:_STEM] in stems for word in _words(title))


def _words(text: str) -> list[str]:
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return [word for word in words if len(word) >= _SHORTEST and word not in _NO_JOB]
