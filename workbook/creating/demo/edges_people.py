"""Rows about people and households that show what Lotse finds, each with a remark that says what.

Where the point is how something was typed, the cell holds it so: a postcode that lost its zero, a date as text.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workbook.creating.demo.addresses import CITY, HOME, STREETS
from workbook.creating.demo.foundation import FORMER_STAFF
from workbook.creating.demo.households import add_client, add_household
from workbook.creating.demo.sketch import OFFICE_START
from workbook.creating.demo.stories import add_family, last_known_month
from workbook.reading.formats.dates import months_later
from workbook.schema import BenefitMonth
from workbook.schema.vocabulary import OUTSIDE_CITY, BenefitStatus, ClientStatus, ExitReason, Gender, HouseholdType
from workbook.sheets import Formula

if TYPE_CHECKING:
    from workbook.creating.demo.sketch import Draft, Sketch

_COUPLE_WITH_CHILDREN = HouseholdType.COUPLE_WITH_CHILDREN
_LIKE_SUCCESS = Decimal("180.00")


def add_people_edges(sketch: Sketch) -> None:
    """Put in the clients and households of domain.md 7."""
    _typed_badly(sketch)
    _impossible(sketch)
    _alike(sketch)
    _unusual_but_right(sketch)
    _around_the_limit(sketch)
    _households_that_do_not_add_up(sketch)


def visitor(sketch: Sketch, remark: str, raw: dict[str, Any] | None = None, **given: Any) -> Draft:
    """Put in somebody who has no benefits and lives in the district; the remark says what the row shows."""
    values: dict[str, Any] = {
        "street": sketch.pick(STREETS),
        "house_no": str(sketch.rng.randint(1, 140)),
        "postcode": "45884",
        "city": CITY,
        "district": HOME,
        "benefit_status": BenefitStatus.NONE,
        "customer_no": None,
        "status": ClientStatus.ACTIVE,
        "closed_on": None,
        "work_permit": "nicht erforderlich",
        "work_permit_until": None,
        "remark": f"Demo: {remark}",
    }
    client = add_client(sketch, None, **(values | given))
    client.raw.update(raw or {})
    return client


def _typed_badly(sketch: Sketch) -> None:
    visitor(
        sketch,
        "Postleitzahl als Zahl, die Null ist weg.",
        {"postcode": 1067},
        postcode="01067",
        city="Dresden",
        district=OUTSIDE_CITY,
        street="Prager Straße",
    )
    visitor(sketch, "Telefonnummer als Zahl gespeichert.", {"phone": 4.92091e12}, phone=None)
    visitor(sketch, "Telefonnummer unvollständig.", {"phone": "0209 / folgt"}, phone=None)
    visitor(
        sketch,
        "Telefonnummer in anderer Schreibweise, gilt.",
        {"phone": "+49 (0)221 / 4710-888"},
        phone="+492214710888",
    )
    visitor(sketch, "Excel hat aus der Hausnummer ein Datum gemacht.", {"house_no": "12. Mrz"}, house_no="12-3")
    visitor(
        sketch,
        "Umlaut aus zwei Zeichen zusammengesetzt.",
        {"last_name": "Mu\u0308hlenbruch"},
        last_name="Mühlenbruch",
    )
    visitor(sketch, "Umlaut beim Kopieren zerstört.", {"last_name": "KÃ¶ster"}, last_name="Köster")
    visitor(sketch, "Name in Großbuchstaben.", last_name="STEINHOFF")
    visitor(
        sketch,
        "Leerzeichen vor dem Namen.",
        {"first_name": "\u00a0 Beate"},
        first_name="Beate",
        gender=Gender.FEMALE,
    )
    visitor(sketch, "Ziffer im Namen.", last_name="Bergman2")
    visitor(
        sketch,
        "Datum als Text, wird verstanden.",
        {"first_contact": "1.9.18"},
        first_contact=date(2018, 9, 1),
        intake_date=date(2018, 9, 3),
        recorded_on=date(2018, 9, 3),
    )
    visitor(sketch, "Diesen Tag gibt es nicht.", {"birth_date": "31.02.1984"}, birth_date=None)
    visitor(sketch, "Komma hinter der E-Mail-Adresse.", {"email": "klara@example.org,"}, email="klara@example.org")
    visitor(sketch, "O statt 0 in der Kundennummer.", {"customer_no": "12OA456789"}, customer_no=None)
    visitor(sketch, "Leerzeichen hinter dem Listenwert.", {"german_level": "B1 "}, german_level="B1")
    visitor(sketch, "Wert steht nicht in der Liste.", {"contact_pref": "Telefonn"}, contact_pref=None)
    visitor(
        sketch,
        "Postleitzahl außerhalb des Bereichs.",
        postcode="99999",
        city="Musterstadt",
        district=OUTSIDE_CITY,
    )
    visitor(sketch, "Vier Ziffern als Text.", {"postcode": "4588"}, postcode=None)
    visitor(
        sketch,
        "Formelfehler in der Zelle.",
        {"city": Formula('VLOOKUP("x",$A$1:$B$2,2,FALSE)', "#N/A")},
        city=None,
    )


def _impossible(sketch: Sketch) -> None:
    today = sketch.as_of
    visitor(sketch, "Nachname fehlt.", last_name=None)
    visitor(sketch, "Zuständig fehlt.", owner=None)
    visitor(sketch, "Geburtsdatum liegt in der Zukunft.", birth_date=today + timedelta(days=200))
    visitor(sketch, "Über 110 Jahre alt.", birth_date=date(1905, 5, 4))
    visitor(
        sketch,
        "Erstkontakt vor der Eröffnung des Büros.",
        first_contact=date(2017, 3, 9),
        intake_date=date(2018, 3, 12),
        recorded_on=date(2018, 3, 12),
    )
    visitor(
        sketch,
        "Aufnahme vor dem Erstkontakt.",
        first_contact=date(2018, 10, 15),
        intake_date=date(2018, 10, 1),
        recorded_on=date(2018, 10, 15),
    )
    visitor(sketch, "Zuständig ist jemand, der nicht mehr hier arbeitet.", owner=FORMER_STAFF)
    visitor(sketch, "Haushalt gibt es nicht.", household_id="HH-9999", benefit_status=BenefitStatus.SGB_II)
    visitor(sketch, "Abgeschlossen ohne Datum.", status=ClientStatus.CLOSED)
    taken = visitor(sketch, "Diese KlientID kommt zweimal vor.", first_contact=date(2018, 6, 4))
    visitor(sketch, "Diese KlientID kommt zweimal vor.", {"client_id": taken}, first_contact=date(2018, 6, 5))
    visitor(sketch, "KlientID in falscher Form.", {"client_id": "Klient 17"})
    visitor(sketch, "Gleiche Kundennummer bei zwei Menschen.", customer_no="333D123456")
    visitor(sketch, "Gleiche Kundennummer bei zwei Menschen.", customer_no="333D123456")
    visitor(sketch, "Stadtteil und Postleitzahl passen nicht zusammen.", postcode="45891")


def _alike(sketch: Sketch) -> None:
    """People who may be one and the same, and twins, who are not."""
    birth = date(1987, 4, 12)
    common: dict[str, Any] = {
        "first_name": "Aylin",
        "birth_date": birth,
        "gender": Gender.FEMALE,
        "name_prefix": None,
    }
    visitor(sketch, "Vielleicht doppelt: Şahin und Sahin.", last_name="Şahin", **common)
    visitor(sketch, "Vielleicht doppelt: Şahin und Sahin.", last_name="Sahin", **common)
    birth = date(1979, 11, 23)
    common = {"first_name": "Jörg", "birth_date": birth, "gender": Gender.MALE, "name_prefix": None}
    visitor(sketch, "Vielleicht doppelt: Müller und Mueller.", last_name="Müller", **common)
    visitor(sketch, "Vielleicht doppelt: Müller und Mueller.", last_name="Mueller", **common)
    common = {"last_name": "Terhorst", "birth_date": date(1996, 2, 2), "name_prefix": None, "house_no": "8"}
    visitor(sketch, "Zwillinge, nicht doppelt.", first_name="Lena", gender=Gender.FEMALE, **common)
    visitor(sketch, "Zwillinge, nicht doppelt.", first_name="Oskar", gender=Gender.MALE, **common)


def _unusual_but_right(sketch: Sketch) -> None:
    visitor(sketch, "Geboren am 29. Februar.", birth_date=date(1988, 2, 29))
    visitor(
        sketch,
        "Anrede ohne Angabe.",
        gender=Gender.UNSTATED,
        first_name="Kim",
        last_name="Berg",
        salutation_override="Guten Tag Kim Berg",
        name_prefix=None,
    )
    visitor(
        sketch, "Anrede divers.", gender=Gender.DIVERSE, first_name="Sascha", last_name="Nguyen", name_prefix=None
    )
    visitor(
        sketch,
        "Titel.",
        gender=Gender.FEMALE,
        title="Prof. Dr.",
        first_name="Leyla",
        last_name="Kaya",
        name_prefix=None,
    )
    visitor(sketch, "Namenszusatz.", gender=Gender.MALE, first_name="Karim", name_prefix="el", last_name="Amrani")
    visitor(
        sketch,
        "Langer Doppelname.",
        gender=Gender.FEMALE,
        first_name="Marie-Luise Charlotte",
        name_prefix="von der",
        last_name="Schulze-Berge-Middelmann",
    )


def _around_the_limit(sketch: Sketch) -> None:
    """Households on both sides of each line that decides about the twenty families."""
    known = last_known_month(sketch)
    zero = months_later(known, -2)

    def family(remark: str, amount: str, **given: Any) -> Draft:
        options: dict[str, Any] = {
            "first_zero": zero,
            "amount": Decimal(amount),
            "kind": _COUPLE_WITH_CHILDREN,
            "remark": f"Demo: {remark}",
        }
        return add_family(sketch, **(options | given))

    family("Bei der Aufnahme 0,01 €, zählt.", "0.01")
    family("Bei der Aufnahme 199,99 €, zählt.", "199.99")
    family("Bei der Aufnahme 200,00 €, zählt nicht.", "200.00")
    family("Bei der Aufnahme 200,01 €, zählt nicht.", "200.01")
    family("Bei der Aufnahme 0,00 €, zählt nicht.", "0.00")
    family("Eine Person allein, zählt nicht als Familie.", "150.00", kind=HouseholdType.SINGLE)
    family("Null wegen Umzug, zählt nicht.", "130.00", employment=None, exit_reason=ExitReason.MOVED)
    family("Null ohne Arbeit, zählt nicht.", "110.00", employment=None, exit_reason=ExitReason.SANCTION)
    family("Kein Abgangsgrund eingetragen.", "160.00", employment=None)
    household = family(
        "Ein Monat mit null, dann wieder 12 €: zählt nicht.",
        "90.00",
        first_zero=months_later(known, -1),
        benefit_now=Decimal("12.00"),
        exit_reason=None,
        return_date=known,
    )
    months = [draft for draft in sketch.of(BenefitMonth) if draft["household_id"] is household]
    months[-1].set(amount=Decimal("12.00"))
    household.set(off_since=None)


def _households_that_do_not_add_up(sketch: Sketch) -> None:
    def household(remark: str, raw: dict[str, Any] | None = None, **given: Any) -> Draft:
        draft = add_household(
            sketch,
            intake_date=sketch.workday(OFFICE_START, sketch.as_of - timedelta(days=60)),
            remark=f"Demo: {remark}",
            **given,
        )
        draft.raw.update(raw or {})
        add_client(sketch, draft, status=ClientStatus.ACTIVE, closed_on=None, remark=f"Demo: {remark}")
        return draft

    four: dict[str, Any] = {
        "household_type": _COUPLE_WITH_CHILDREN,
        "persons": 4,
        "employable": 2,
        "children_under_3": 1,
        "children_3_to_5": 0,
        "children_6_to_14": 1,
        "children_15_to_24": 0,
        "single_parent": False,
    }
    amounts: dict[str, Any] = {
        "benefit_intake": Decimal("600.00"),
        "need_intake": Decimal("200.00"),
        "housing_intake": Decimal("400.00"),
    }
    household("Alleinerziehend, aber Paar.", **{**four, "single_parent": True})
    household("Mehr Kinder als Personen.", **{**four, "children_6_to_14": 4})
    household("Teilbeträge ergeben nicht die Summe.", **{**amounts, "need_intake": Decimal("250.00")})
    household(
        "Keine Person.",
        **{
            **four,
            "household_type": HouseholdType.OTHER,
            "persons": 0,
            "employable": 0,
            "children_under_3": 0,
            "children_6_to_14": 0,
        },
    )
    household("Mehr Erwerbsfähige als Personen.", **{**four, "employable": 6})
    for remark, amount in (("Betrag unter null.", "-50.00"), ("Betrag ungewöhnlich hoch.", "7200.00")):
        odd = household(remark, **four)
        odd.set(benefit_intake=Decimal(amount), need_intake=None, housing_intake=None)
    household("BG-Nummer in falscher Form.", {"household_no": "33304-12345"}, household_no=None)
    household(
        "Andere Schreibweise der BG-Nummer, gilt.",
        {"household_no": "33304BG7654321"},
        household_no="33304//7654321",
    )
    household("Gleiche BG-Nummer bei zwei Haushalten.", household_no="33304//1111111")
    household("Gleiche BG-Nummer bei zwei Haushalten.", household_no="33304//1111111")
    household(
        "Betrag als Text, wird verstanden.",
        {"benefit_intake": "180,00 €"},
        **{
            **amounts,
            "benefit_intake": _LIKE_SUCCESS,
            "need_intake": Decimal("0.00"),
            "housing_intake": _LIKE_SUCCESS,
        },
    )
    household("Betrag mit Punkt als Text, wird verstanden.", {"benefit_intake": "600.00"}, **amounts)
    twice = household("Ein Monat zweimal eingetragen.", household_type=HouseholdType.SINGLE)
    months = [draft for draft in sketch.of(BenefitMonth) if draft["household_id"] is twice]
    sketch.add(BenefitMonth, months[0].when, **months[0].values)
    stray = household("Ein Monat gehört zu keinem Haushalt.", household_type=HouseholdType.SINGLE)
    last = [draft for draft in sketch.of(BenefitMonth) if draft["household_id"] is stray][-1]
    last.set(household_id="HH-8888")
