"""The neighbourhood of the demo: footfall, courses, empty shops, and what the rest of the city reports."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workbook.creating.demo.addresses import STREETS
from workbook.creating.demo.foundation import PHASE_BEGIN, PHASE_END, partner
from workbook.reading.formats.dates import months_later
from workbook.schema import (
    Client,
    Course,
    EmptyShop,
    ExternalActual,
    Participation,
    Placement,
    ShopInterest,
    VisitCount,
)
from workbook.schema.vocabulary import CourseResult, CourseStatus, InterestStatus, ShopStatus

if TYPE_CHECKING:
    from workbook.creating.demo.sketch import Draft, Sketch

_FRIDAY = 4
_SINCE_2019 = date(2019, 1, 1)
_SHOPS: tuple[tuple[ShopStatus, str, str | None], ...] = (
    (ShopStatus.LET, "Bäckerei", "Nachbarschaftscafé"),
    (ShopStatus.EMPTY, "Schreibwaren", None),
    (ShopStatus.EMPTY, "Metzgerei", None),
    (ShopStatus.NEGOTIATING, "Blumenladen", None),
    (ShopStatus.INTERIM, "Videothek", "Nähwerkstatt auf Zeit"),
    (ShopStatus.EMPTY, "Drogerie", None),
    (ShopStatus.LET, "Reisebüro", "Fahrradwerkstatt"),
    (ShopStatus.EMPTY, "Kiosk", None),
    (ShopStatus.WITHDRAWN, "Sparkasse", None),
    (ShopStatus.NEGOTIATING, "Schuhgeschäft", None),
)
_INTERESTS = (
    ("Nähstube Fadenlauf", "Handwerk", InterestStatus.VIEWING, 5),
    ("Gemüseladen Rübezahl", "Einzelhandel", InterestStatus.NEGOTIATING, 4),
    ("Café Zwischenton", "Gastgewerbe", InterestStatus.CONTRACT, 1),
    ("Radwerk Speichenkranz", "Handwerk", InterestStatus.CONTRACT, 7),
    ("Nachhilfe Wortwechsel", "Erziehung und Unterricht", InterestStatus.NEW, None),
    ("Änderungsatelier Nadelöhr", "Handwerk", InterestStatus.REFUSED, 3),
    ("Spielzeugtausch Kreisel", "Einzelhandel", InterestStatus.NEGOTIATING, 10),
)


def describe_quarter(sketch: Sketch) -> None:
    """Put in the tally of visitors, the shops and who wants them, and the city's figures."""
    _count_visits(sketch)
    _look_for_shopkeepers(sketch)
    _hear_from_the_city(sketch)


def teach(sketch: Sketch) -> None:
    """Put in the two courses: ten flange fitters passed and found work, four welders are still learning."""
    fitters = [draft for draft in sketch.of(Placement) if draft["client_id"]["target_job"] == "Flanschmonteur/in"]
    welders = [draft for draft in sketch.of(Client) if draft["target_job"] == "Schweißer/in"]
    first_job = min(draft["start"] for draft in fitters)
    flanges = _add_course(
        sketch,
        "Flanschmonteur/in",
        "DIN EN 1591-4 (Flanschmontage)",
        first_job - timedelta(days=84),
        first_job - timedelta(days=7),
        12,
    )
    flanges.set(status=CourseStatus.FINISHED)
    welding = _add_course(
        sketch,
        "Schweißer/in",
        "DIN EN ISO 9606-1 (Schweißer)",
        sketch.as_of - timedelta(days=55),
        sketch.as_of + timedelta(days=70),
        6,
    )
    welding.set(status=CourseStatus.RUNNING, certificate_months=36)
    for placement in fitters:
        _take_part(
            sketch,
            flanges,
            placement["client_id"],
            left_on=flanges["end"],
            result=CourseResult.PASSED,
            certified_on=flanges["end"],
            placement_id=placement,
        )
    for welder in welders:
        _take_part(sketch, welding, welder, result=CourseResult.RUNNING)


def _add_course(sketch: Sketch, title: str, certificate: str, begin: date, end: date, places: int) -> Draft:
    return sketch.add(
        Course,
        begin,
        title=title,
        partner_id=partner(sketch, "BWM"),
        certified=True,
        legal_basis="FBW",
        kind="Kurs",
        begin=begin,
        end=end,
        places=places,
        certificate=certificate,
        recorded_on=begin,
        recorded_by="TNO",
    )


def _take_part(sketch: Sketch, course: Draft, client: Draft, **given: Any) -> None:
    sketch.add(
        Participation,
        course["begin"],
        course_id=course,
        client_id=client,
        entered_on=course["begin"],
        voucher_by="Agentur",
        recorded_on=course["begin"],
        recorded_by="TNO",
        **given,
    )


def _count_visits(sketch: Sketch) -> None:
    """Tally each half day; more people come as the office becomes known."""
    days = [day for day in sketch.workdays if day <= sketch.as_of]
    for number, day in enumerate(days):
        usual = 6 + 12 * number / len(days)
        for block in ("vormittags",) if day.weekday() == _FRIDAY else ("vormittags", "nachmittags"):
            visits = max(1, round(sketch.rng.gauss(usual, 2.5)))
            sketch.add(
                VisitCount,
                day,
                day=day,
                block=block,
                visits=visits,
                first_visits=round(visits * sketch.rng.uniform(0.1, 0.4)),
                jobs_taken=round(visits * sketch.rng.uniform(0.0, 0.3)),
                topic=sketch.pick(("Arbeit", "Leistung/Bescheid", "Minijob", "Wohnen", None)),
            )


def _look_for_shopkeepers(sketch: Sketch) -> None:
    shops = []
    for number, (status, former, following) in enumerate(_SHOPS, 1):
        empty_since = date(2016, 1, 1) + timedelta(days=97 * number)
        shops.append(
            sketch.add(
                EmptyShop,
                empty_since,
                street=STREETS[number % 3],
                house_no=str(4 * number + 1),
                area=Decimal(40 + 11 * number),
                position="Erdgeschoss",
                last_use=former,
                empty_since=empty_since,
                owner_partner=partner(sketch, "GfW") if number % 3 == 0 else None,
                rent=Decimal("5.50") + Decimal(number) / 4,
                condition=sketch.pick(
                    ("bezugsfertig", "renovierungsbedürftig", "renovierungsbedürftig", "Sanierung")
                ),
                status=status,
                let_from=months_later(sketch.as_of.replace(day=1), -number) if status is ShopStatus.LET else None,
                next_use=following,
            )
        )
    for number, (name, industry, stage, shop) in enumerate(_INTERESTS, 1):
        sketch.add(
            ShopInterest,
            sketch.as_of - timedelta(days=200 - number),
            name=name,
            industry=industry,
            area_from=Decimal(30 + 5 * number),
            area_to=Decimal(70 + 10 * number),
            budget=Decimal(400 + 50 * number),
            phone=next(sketch.phones),
            email=f"laden{number}@example.org",
            shop_id=shops[shop - 1] if shop else None,
            status=stage,
            refusal="Schaufenster zu klein" if stage is InterestStatus.REFUSED else None,
            recorded_on=sketch.as_of - timedelta(days=200 - number),
            recorded_by="TNO",
        )


def _hear_from_the_city(sketch: Sketch) -> None:
    """Put in how many people the rest of the city placed by § 16e and § 16i in each finished quarter since 2019."""
    first = _SINCE_2019
    for count in (31, 48, 44, 52, 39, 35, 41):
        after = months_later(first, 3)
        if after > min(PHASE_END, sketch.as_of) + timedelta(days=1):
            return
        sketch.add(
            ExternalActual,
            after,
            target_id="Z-02",
            quarter=f"{first.year}-Q{first.month // 3 + 1}",
            amount=Decimal(count),
            source="Meldung der übrigen Standorte (erfunden)",
            recorded_by="MKA",
            recorded_on=sketch.past(after),
        )
        first = max(after, PHASE_BEGIN)
