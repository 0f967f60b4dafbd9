"""Rows about vacancies and placements that show what Lotse finds, each with a remark that says what."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workbook.creating.demo.edges_people import visitor
from workbook.creating.demo.households import add_client, add_household
from workbook.creating.demo.jobs_and_placements import add_employer, add_vacancy, legal_value, pick_employer, place
from workbook.creating.demo.sketch import OFFICE_START
from workbook.schema import Employer
from workbook.schema.legal_seeds import Quantity
from workbook.schema.vocabulary import ClientStatus, EmployerStatus, Employment, EndReason, FollowUp, Term

if TYPE_CHECKING:
    from workbook.creating.demo.sketch import Draft, Sketch

_FULL, _PART, _MINIJOB = Employment.FULL_TIME, Employment.PART_TIME, Employment.MINIJOB


def add_work_edges(sketch: Sketch) -> None:
    """Put in the vacancies and placements of domain.md 7."""
    _vacancies(sketch)
    _pay_and_hours(sketch)
    _dates(sketch)
    _references(sketch)
    _counted_once(sketch)


def _vacancies(sketch: Sketch) -> None:
    def vacancy(
        remark: str, raw: dict[str, Any] | None = None, employment: Employment = _PART, **given: Any
    ) -> None:
        reported = sketch.workday(sketch.as_of - timedelta(days=40), sketch.as_of)
        draft = add_vacancy(sketch, employment, reported, pick_employer(sketch), remark=f"Demo: {remark}", **given)
        draft.raw.update(raw or {})

    vacancy("Leerzeichen hinter dem Listenwert.", {"kind": "Teilzeit "})
    vacancy("Art in kleinen Buchstaben.", {"kind": "vollzeit"}, _FULL)
    vacancy("Befristet, aber ohne Datum.", term=Term.FIXED)
    vacancy("Entgelt unter dem Mindestlohn.", pay=Decimal("7.50"))
    vacancy("Entgelt als Text, wird verstanden.", {"pay": "11,40 €"}, pay=Decimal("11.40"))
    vacancy("Arbeitgeber gibt es nicht.", employer_id="AG-9999")


def _placed(
    sketch: Sketch, remark: str, kind: Employment, raw: dict[str, Any] | None = None, **given: Any
) -> Draft:
    """Put in somebody with a placement that shows something; `given` are values of the placement."""
    start = given.pop("start", None) or sketch.workday(
        max(date(2019, 1, 7), OFFICE_START), sketch.as_of - timedelta(days=30)
    )
    client = visitor(sketch, remark, first_contact=min(start, sketch.as_of) - timedelta(days=50))
    options: dict[str, Any] = {"vacancy_id": None, "lasts": True, "remark": f"Demo: {remark}"}
    placement = place(sketch, client, start, kind, given.pop("subsidy", "KEINE"), **(options | given))
    placement.raw.update(raw or {})
    return placement


def _pay_and_hours(sketch: Sketch) -> None:
    start = sketch.workday(sketch.as_of - timedelta(days=100), sketch.as_of - timedelta(days=40))
    limit = legal_value(Quantity.MINIJOB_LIMIT, start)
    cent = Decimal("0.01")
    _placed(sketch, "Minijob genau an der Grenze.", _MINIJOB, start=start, gross=limit)
    _placed(sketch, "Minijob einen Cent über der Grenze.", _MINIJOB, start=start, gross=limit + cent)
    _placed(sketch, "Lohn unter dem Mindestlohn.", _FULL, hours=Decimal(40), gross=Decimal("1320.00"))
    _placed(sketch, "Mehr als 48 Stunden in der Woche.", _FULL, hours=Decimal(60), gross=Decimal("4200.00"))
    _placed(sketch, "Vollzeit mit wenigen Stunden.", _FULL, hours=Decimal(20), gross=Decimal("1300.00"))
    _placed(sketch, "Teilzeit mit vielen Stunden.", _PART, hours=Decimal(39), gross=Decimal("2500.00"))
    _placed(
        sketch,
        "Betrag als Text, wird verstanden.",
        _PART,
        {"gross": "1.580,50 €"},
        hours=Decimal(25),
        gross=Decimal("1580.50"),
    )
    _placed(sketch, "Leerzeichen hinter dem Listenwert.", _PART, {"kind": "Teilzeit sv "})
    _placed(sketch, "Förderung fehlt; ungefördert heißt KEINE.", _FULL, subsidy=None)


def _dates(sketch: Sketch) -> None:
    november = date(2018, 11, 30)
    if november < sketch.as_of - timedelta(days=120):
        _placed(sketch, "Beginn am 30.11., Prüfung nach drei Monaten am 28.02.", _FULL, start=november)
    early = _placed(sketch, "Beginn vor dem Erstkontakt: nicht unser Erfolg.", _PART)
    came = early["start"] + timedelta(days=20)
    early["client_id"].set(first_contact=came, intake_date=came, recorded_on=came)
    early.set(proposed_on=None, interview_on=None)
    recent = sketch.workday(sketch.as_of - timedelta(days=50), sketch.as_of - timedelta(days=35))
    _placed(
        sketch,
        "Verbleib eingetragen, bevor er geprüft werden kann.",
        _FULL,
        start=recent,
        status_3=FollowUp.SAME_EMPLOYER,
    )
    late = _placed(sketch, "Ende vor dem Beginn.", _PART)
    late.set(actual_end=late["start"] - timedelta(days=14), end_reason=EndReason.AGREED)
    for name in ("status_3", "status_6", "status_12"):
        if late[name] is not None:
            late.set(**{name: FollowUp.NO})


def _references(sketch: Sketch) -> None:
    blocked = add_employer(
        sketch,
        name="Personaldienst Irrlicht",
        industry="Zeitarbeit",
        status=EmployerStatus.BLOCKED,
        blocked_reason="Lohn mehrfach nicht gezahlt",
        remark="Demo: gesperrter Arbeitgeber.",
    )
    _placed(sketch, "Arbeitgeber ist gesperrt.", _FULL, employer_id=blocked)
    _placed(sketch, "Stelle gibt es nicht.", _FULL, vacancy_id="S-99999")
    day = sketch.workday(sketch.as_of - timedelta(days=150), sketch.as_of - timedelta(days=120))
    one, other = sketch.of(Employer)[0], sketch.of(Employer)[1]
    vacancy = add_vacancy(sketch, _FULL, day, one, filled=True)
    _placed(
        sketch,
        "Stelle gehört zu einem anderen Arbeitgeber.",
        _FULL,
        start=sketch.workday_after(day, 20),
        vacancy_id=vacancy,
        employer_id=other,
    )


def _counted_once(sketch: Sketch) -> None:
    """Somebody who had two jobs by § 16i counts as one person."""
    first = date(2019, 1, 15)
    if sketch.as_of < first + timedelta(days=120):
        return
    remark = "Demo: Zwei geförderte Stellen nacheinander, zählt einmal."
    household = add_household(sketch, intake_date=date(2018, 9, 10))
    client = add_client(
        sketch,
        household,
        birth_date=date(1975, 8, 17),
        benefit_since=date(2009, 2, 1),
        unemployed_since=date(2012, 3, 1),
        work_permit="nicht erforderlich",
        work_permit_until=None,
        status=ClientStatus.ACTIVE,
        closed_on=None,
        remark=remark,
    )
    ended = first + timedelta(days=60)
    place(
        sketch,
        client,
        first,
        _PART,
        "16I",
        lasts=True,
        actual_end=ended,
        end_reason=EndReason.BY_EMPLOYER,
        remark=remark,
    )
    place(sketch, client, ended + timedelta(days=20), _FULL, "16I", lasts=True, remark=remark)
