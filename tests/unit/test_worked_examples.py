"""Each group of figures worked out on paper: a handful of rows, the figure that must come of them, and why."""

from datetime import date
from decimal import Decimal

import pytest

from automation.figures.compiled import add_up, measures_document
from automation.figures.deriving import derive_facts
from automation.figures.reporting import Reporting
from automation.office.law import LegalValues
from automation.office.quarters import Quarter
from automation.office.settings import Settings
from workbook.findings import Acknowledgement, Finding, Fix, Severity
from workbook.schema import (
    BenefitMonth,
    Client,
    Consent,
    Contact,
    Course,
    EmptyShop,
    Household,
    LegalValue,
    OfficeDayOff,
    Participation,
    Partner,
    Placement,
    Referral,
    Request,
    Target,
    Vacancy,
    VisitCount,
)
from workbook.schema.vocabulary import (
    Appearance,
    BenefitStatus,
    Channel,
    ClientStatus,
    CourseResult,
    Employment,
    FollowUp,
    Gender,
    Indicator,
    JobStatus,
    ReferralResult,
    ShopStatus,
)
from workbook.tables import office_of

TODAY = date(2019, 6, 30)
FIRST_OF_2019 = Quarter(2019, 1)
SECOND_OF_2019 = Quarter(2019, 2)
FULL, PART, MINI = Employment.FULL_TIME, Employment.PART_TIME, Employment.MINIJOB


def day(text):
    return None if text is None else date.fromisoformat(text)


def client(number=1, **changes):
    usual = {
        "row": 4 + number,
        "client_id": f"K-{number}",
        "gender": Gender.FEMALE,
        "birth_date": date(1985, 5, 5),
        "district": "Rotthausen",
        "benefit_status": BenefitStatus.SGB_II,
        "first_contact": date(2018, 9, 3),
        "intake_date": date(2018, 9, 10),
        "status": ClientStatus.ACTIVE,
    }
    return Client(**(usual | changes))


def placement(number, start, kind=FULL, subsidy="KEINE", who=1, **changes):
    usual = {
        "row": 4 + number,
        "placement_id": f"V-{number}",
        "client_id": f"K-{who}",
        "kind": kind,
        "start": day(start),
        "subsidy": subsidy,
    }
    return Placement(**(usual | changes))


def document(*records, today=TODAY, quarter=None, findings=()):
    """Every measure as data, whole and split, up to the quarter that is shown."""
    office = office_of(records)
    settings = Settings.of(office)
    facts = derive_facts(office, today, settings, LegalValues.of(office), findings)
    figures = add_up(facts, Reporting.of(office, today, settings), settings)
    shown = quarter or figures.reporting.begun[-1]
    return measures_document(figures, shown)


def rows_of(*records, **how):
    """Every measure as data, of the whole."""
    return [row for row in document(*records, **how) if row["split"] is None]


def measures(*records, of=SECOND_OF_2019, **how):
    return {row["id"]: row for row in rows_of(*records, **how) if row["quarter"] == of.code}


def numbers(found, *names):
    return [found[name]["value"] for name in names]


def part(found, name):
    return found[name]["numerator"], found[name]["denominator"]


def error(cell, column, **changes):
    usual = {
        "rule": "F-16",
        "severity": Severity.ERROR,
        "sheet": "Vermittlungen",
        "cell": cell,
        "table": "Vermittlungen",
        "column": column,
        "key": "V-1",
        "value": "",
        "message": "Das stimmt nicht.",
    }
    return Finding(**(usual | changes))


@pytest.mark.parametrize(
    ("finding", "counted", "held", "flagged"),
    [
        (error("H5", "Beginn"), 0, 1, 0),
        (error("K5", "Std./Woche"), 1, 0, 1),
        (error("H5", "Beginn", fix=Fix("x")), 1, 0, 0),
        (error("H5", "Beginn", acknowledged=Acknowledgement("so", "MKA")), 1, 0, 0),
        (error("H5", "Beginn", rule="T-02", definition=True, acknowledged=Acknowledgement("so", "MKA")), 0, 1, 0),
        (error("H5", "Beginn", severity=Severity.WARNING), 1, 0, 0),
    ],
    ids=["read", "not read", "certain", "acknowledged", "a definition", "a warning"],
)
def test_only_an_open_error_in_a_cell_that_is_read_holds_a_placement_back(finding, counted, held, flagged):
    found = measures(client(), placement(1, "2019-05-02"), findings=[finding])

    assert (found["V"]["value"], found["V"]["errors"], found["V"]["with_errors"]) == (counted, held, flagged)


def test_a_split_names_the_errors_of_its_own_rows_only():
    people = client(), client(2, gender=Gender.MALE)
    rows = document(
        *people,
        placement(1, "2019-05-02"),
        placement(2, "2019-05-03", who=2),
        placement(3, "2019-05-06", who=2),
        findings=[error("K5", "Std./Woche"), error("H7", "Beginn")],
    )
    split = {
        row["split"]["Geschlecht"]: (row["value"], row["errors"], row["with_errors"])
        for row in rows
        if (row["id"], row["quarter"]) == ("V", SECOND_OF_2019.code) and [*(row["split"] or ())] == ["Geschlecht"]
    }

    assert (split["w"], split["m"], split["d"]) == ((1, 0, 1), (1, 1, 0), (0, 0, 0))


@pytest.mark.parametrize(
    ("changes", "counted"),
    [
        ({"start": date(2018, 9, 3)}, 1),  # the day of the first contact itself
        ({"start": date(2018, 9, 2)}, 0),
        ({"subsidy": "16D"}, 0),
        ({"subsidy": None}, 0),
        ({"kind": None}, 0),
        ({"kind": Employment.ENTRY_QUALIFICATION}, 1),
    ],
)
def test_a_placement_follows_the_first_contact_and_says_what_it_is(changes, counted):
    found = measures(client(), placement(1, "2018-09-20").model_copy(update=changes), of=Quarter(2018, 3))

    assert found["V"]["value"] == counted


def test_an_integration_is_one_person_in_one_calendar_month():
    found = measures(
        client(1),
        client(2),
        placement(1, "2019-05-02"),
        placement(2, "2019-05-30", PART),  # the same person in the same month: one integration
        placement(3, "2019-06-03", PART),  # the next month: a second
        placement(4, "2019-05-02", MINI, who=2),  # a Minijob is K2E1
        placement(5, "2019-06-01", FULL, "16I", who=2),  # § 16i is K2E2
        placement(6, "2019-06-01", FULL, "16E", who=2),  # § 16e is an integration
        placement(7, "2019-06-02", MINI, "16E", who=2),  # there is no such pair
        placement(8, "2019-06-03", FULL, "16F", who=2),  # somebody has to decide
    )

    assert numbers(found, "V", "INT", "K2E1", "K2E2", "INT_OFFEN") == [8, 3, 1, 1, 1]


def test_entry_qualification_is_neither_an_integration_nor_publicly_funded():
    found = rows_of(client(), placement(1, "2019-05-02", Employment.ENTRY_QUALIFICATION, "EQ"))

    assert {row["value"] for row in found if row["id"] in {"INT", "K2E2"}} <= {0}


def test_of_integrations_the_denominators_are_those_served_and_those_of_the_district():
    law = LegalValue(row=5, quantity="ELB Rotthausen", valid_from=date(2018, 1, 1), value="2300")
    young = client(3, birth_date=date(2004, 7, 1))  # 15 only tomorrow
    old = client(4, birth_date=date(1952, 6, 30))  # 67 today
    other = client(5, benefit_status=BenefitStatus.SGB_III)
    talks = [Contact(row=number, client_id=f"K-{number}", held_on=date(2019, 4, 1)) for number in (1, 2, 3, 4, 5)]

    found = measures(client(1), client(2), young, old, other, *talks, placement(1, "2019-05-02"), law)

    assert part(found, "INT_BETREUTE") == (1, 2)
    assert part(found, "INT_STADTTEIL") == (1, 2300)
    # One of two is no percentage; of 2,300 it is.
    assert (found["INT_BETREUTE"]["value"], found["INT_STADTTEIL"]["value"]) == (None, pytest.approx(1 / 2300))


SAME, OTHER, GONE, UNCLEAR = (
    FollowUp.SAME_EMPLOYER,
    FollowUp.OTHER_EMPLOYER,
    FollowUp.NO,
    FollowUp.UNKNOWN,
)


def test_who_is_still_in_work_after_three_months():
    found = measures(
        client(),
        placement(1, "2019-01-02", status_3=SAME, checked_3=date(2019, 4, 5)),
        placement(2, "2019-01-03", status_3=OTHER, checked_3=date(2019, 4, 5)),
        placement(3, "2019-01-04", status_3=GONE, checked_3=date(2019, 4, 5)),
        placement(4, "2019-01-05", status_3=UNCLEAR, checked_3=date(2019, 4, 5)),
        placement(5, "2019-01-06", status_3=FollowUp.OPEN),  # overdue
        placement(6, "2019-01-07", status_3=SAME, checked_3=date(2019, 7, 1)),  # not yet known on 30 June
        placement(7, "2019-03-31"),  # due on 30 June: overdue too
        of=FIRST_OF_2019,
    )

    assert part(found, "VB3") == (1, 3)
    assert part(found, "VB3_ARBEIT") == (2, 3)
    names = ("VB3_BEKANNT", "VB3_UNKLAR", "VB3_UEBERFAELLIG", "VB3_SPAETER", "VB6_SPAETER")
    assert numbers(found, *names) == [3, 1, 3, 0, 7]
    assert numbers(found, "VB3_ALLE", "VB6_ALLE") == [7, 7]


def test_three_months_after_the_thirtieth_of_november_is_the_end_of_february():
    rows = (client(), placement(1, "2018-11-30", status_3=SAME, checked_3=date(2019, 2, 28)))

    before = measures(*rows, of=Quarter(2018, 4), today=date(2019, 2, 27))
    after = measures(*rows, of=Quarter(2018, 4), today=date(2019, 2, 28))

    assert numbers(before, "VB3_SPAETER", "VB3_BEKANNT") == [1, 0]
    assert numbers(after, "VB3_SPAETER", "VB3_BEKANNT") == [0, 1]


def test_the_household_is_looked_at_in_the_third_month_after_the_begin():
    months = (("HH-1", "2019-04-01", 0), ("HH-2", "2019-04-01", 80), ("HH-3", "2019-03-01", 0))
    course = [
        BenefitMonth(row=row, household_id=key, month=day(month), amount=Decimal(amount))
        for row, (key, month, amount) in enumerate(months, 5)
    ]
    people = [client(number, household_id=f"HH-{number}") for number in (1, 2, 3)]

    found = measures(
        *people,
        client(4),
        *(placement(number, "2019-01-15", who=number, covers_need="ja") for number in (1, 2, 3, 4)),
        placement(5, "2019-02-01"),  # the first of the quarter stands for a person
        placement(6, "2019-01-20", MINI, who=2),  # a Minijob is no integration
        *course,
        of=FIRST_OF_2019,
    )

    assert part(found, "BED") == (1, 2)
    assert numbers(found, "BED_UNBEKANNT", "BED_OHNE_BG", "BED_SCHAETZUNG") == [1, 1, 4]


def test_the_days_until_the_first_placement_ever():
    people = [client(number) for number in range(1, 8)]
    people += [client(8, intake_date=None), client(9, intake_date=date(2019, 5, 1))]
    first = [placement(number, f"2019-04-{number:02}", who=number) for number in range(1, 9)]
    before = placement(20, "2018-12-01", who=7)  # the first of person 7 was in another quarter

    found = measures(*people, *first, before, placement(9, "2019-04-09", who=9))

    # From 10 September to 1 April are 203 days; persons 1 to 6 make 203 to 208.
    assert numbers(found, "TTP", "TTP_P25", "TTP_P75", "TTP_OHNE") == [205.5, 204.25, 206.75, 2]
    assert found["TTP"]["n"] == 6


def test_fewer_than_five_durations_are_listed():
    found = measures(client(1), client(2), placement(1, "2019-04-02"), placement(2, "2019-04-01", who=2))

    assert (found["TTP"]["value"], found["TTP"]["values"]) == (None, [203, 204])


def referral(number, made, result, replied=None, until="2019-05-10"):
    return Referral(
        row=4 + number,
        referral_id=f"R-{number}",
        client_id="K-1",
        partner_id="P-001",
        referred_on=day(made),
        result=result,
        replied_on=day(replied),
        reply_until=day(until),
    )


def test_a_referral_stands_as_it_stood_at_the_end_of_its_quarter():
    rows = (
        client(),
        Partner(row=5, partner_id="P-001", name="Wohnungsgesellschaft"),
        referral(1, "2019-03-01", ReferralResult.SUCCESS, "2019-03-11", "2019-03-20"),
        referral(2, "2019-03-04", ReferralResult.ACCEPTED, "2019-04-02", "2019-03-20"),  # answered in April
        referral(3, "2019-03-05", ReferralResult.NO_REPLY, "2019-03-25", "2019-03-20"),  # an outcome, not a reply
        referral(4, "2019-03-06", None, None, "2019-03-31"),  # due on the last day: not overdue
        referral(5, "2019-03-07", ReferralResult.REFUSED, "2019-03-08", "2019-03-20"),
    )

    for how in ({"today": date(2019, 3, 31)}, {"quarter": FIRST_OF_2019}):
        found = measures(*rows, of=FIRST_OF_2019, **how)
        assert found["REF"]["value"] == 5
        assert part(found, "REF_ANGENOMMEN") == (1, 3)
        assert part(found, "REF_RUECK") == (2, 5)
        assert found["REF_UEBERFAELLIG"]["value"] == 1
        assert found["REF_TAGE"]["values"] == [1, 10]


def test_referrals_are_overdue_in_their_own_quarter_and_as_a_stock_of_all_quarters():
    """A referral of the last days is due after the quarter: only the stock ever shows that it is overdue."""
    rows = (
        client(),
        Partner(row=5, partner_id="P-001", name="Wohnungsgesellschaft"),
        referral(1, "2018-08-20", None, None, "2018-08-31"),  # before the project, and open since
        referral(2, "2018-12-20", None, None, "2019-01-07"),  # overdue since 8 January
        referral(3, "2018-12-21", ReferralResult.ACCEPTED, "2019-01-31", "2019-01-08"),  # answered late, in January
        referral(4, "2018-11-05", ReferralResult.ACCEPTED, "2019-04-02", "2018-11-19"),  # answered in April
        referral(5, "2019-03-06", None, None, "2019-03-31"),  # due on the last day: overdue from tomorrow
        referral(6, "2019-02-01", ReferralResult.REFUSED, None, "2019-02-15"),  # over, nobody noted when
        referral(7, "2019-02-04", ReferralResult.OPEN, None, "2019-03-30"),
    )
    last_of_2018 = Quarter(2018, 4)

    for of, day_of, counts in (
        (last_of_2018, date(2018, 12, 31), [1, 2]),
        (FIRST_OF_2019, date(2019, 3, 31), [1, 4]),
    ):
        for how in ({"today": day_of}, {"quarter": of}):
            found = measures(*rows, of=of, **how)
            assert numbers(found, "REF_UEBERFAELLIG", "REF_UEBERFAELLIG_ALLE") == counts
    found = measures(*rows, of=Quarter(2019, 2))
    assert numbers(found, "REF_UEBERFAELLIG", "REF_UEBERFAELLIG_ALLE") == [0, 4]


def test_courses_end_when_somebody_leaves_and_lead_to_work_within_months():
    course = Course(row=5, course_id="Q-1", begin=date(2019, 1, 7), end=date(2019, 3, 29))
    results = [
        CourseResult.PASSED,
        CourseResult.FAILED,
        CourseResult.LEFT,
        CourseResult.NOT_STARTED,
        CourseResult.RUNNING,
    ]
    taking_part = [
        Participation(
            row=4 + number,
            participation_id=f"T-{number}",
            course_id="Q-1",
            client_id=f"K-{number}",
            entered_on=date(2019, 1, 7),
            result=result,
            placement_id="V-2" if number == 2 else None,
        )
        for number, result in enumerate(results, 1)
    ]
    work = (
        placement(1, "2019-06-29", who=1),  # the last day of three months
        placement(2, "2019-06-30", who=2),  # one day too late; the link wins over the search
        placement(3, "2019-02-01", who=2),
    )

    found = measures(*(client(n) for n in range(1, 6)), course, *taking_part, *work, of=FIRST_OF_2019)

    assert numbers(found, "QUA_EINTRITTE", "QUA_BEENDET", "QUA_UEBERZOGEN") == [4, 3, 1]
    assert part(found, "QUA_BESTANDEN") == (1, 2)
    assert part(found, "QUA_ABBRUCH") == (1, 3)
    assert part(found, "QUA_ARBEIT_3") == (1, 3)
    assert numbers(found, "QUA_ARBEIT_3_OFFEN", "QUA_ARBEIT_6_OFFEN") == [0, 3]


def test_the_work_of_somebody_else_is_nobodys_success_of_a_course():
    entered = {"entered_on": date(2019, 1, 7), "left_on": date(2019, 3, 1), "result": CourseResult.PASSED}
    linked = Participation(
        row=5, participation_id="T-1", course_id="Q-1", client_id="K-1", placement_id="V-1", **entered
    )

    found = measures(client(1), client(2), linked, placement(1, "2019-04-01", who=2), of=FIRST_OF_2019)

    assert part(found, "QUA_ARBEIT_3") == (0, 1)


def test_places_are_filled_by_the_office_up_to_their_number():
    vacancies = [
        Vacancy(row=5, vacancy_id="S-1", reported_on=date(2019, 4, 1), places=2, status=JobStatus.FILLED),
        Vacancy(row=6, vacancy_id="S-2", reported_on=date(2019, 6, 30), places=3, status=JobStatus.PARTLY),
        Vacancy(
            row=7,
            vacancy_id="S-3",
            reported_on=date(2019, 2, 1),
            places=1,
            status=JobStatus.OPEN,
            valid_until=date(2019, 6, 29),
        ),
    ]
    work = [placement(number, "2019-05-02", vacancy_id="S-1") for number in (1, 2, 3)]
    rows = (client(), *vacancies, *work, placement(4, "2019-06-03", vacancy_id="S-2"))

    found = measures(*rows)

    assert numbers(found, "STE", "STE_PLAETZE", "STE_BESETZT", "STE_OFFEN") == [2, 5, 3, 1]
    # What is open is known of today alone.
    assert measures(*rows, of=FIRST_OF_2019)["STE_OFFEN"]["value"] is None


def test_more_placements_than_places_today_say_nothing_of_a_quarter_that_is_over():
    offer = Vacancy(row=5, vacancy_id="S-1", reported_on=date(2019, 2, 1), places=1, status=JobStatus.FILLED)
    work = [placement(number, "2019-03-04", vacancy_id="S-1", who=number) for number in (1, 2)]
    crowded = error("J5", "Anzahl Plätze", rule="C-10", sheet="Stellen", table="Stellen", key="S-1")

    found = measures(client(1), client(2), offer, *work, of=FIRST_OF_2019, findings=[crowded])

    assert numbers(found, "STE", "STE_PLAETZE", "STE_BESETZT") == [1, 1, 1]


def test_visits_are_counted_by_the_hour_that_the_office_was_open():
    visits = [
        VisitCount(row=5, day=date(2018, 9, 3), visits=30, first_visits=5, jobs_taken=4),
        VisitCount(row=6, day=date(2018, 9, 8), visits=2),  # a Saturday: visits, no hours
    ]
    closed = OfficeDayOff(row=5, day=date(2018, 9, 4), name="Schließtag")

    found = measures(*visits, closed, client(), of=Quarter(2018, 3))

    # September 2018 has 20 workdays: 16 of 6 hours and 4 Fridays of 4; one of the long ones was closed.
    assert part(found, "BES_JE_STUNDE") == (32, 15 * 6 + 4 * 4)
    assert numbers(found, "BES", "BES_ERST") == [32, 5]
    assert measures(*visits, client(), of=FIRST_OF_2019)["BES"]["value"] is None


def test_of_appointments_those_count_that_took_place_or_were_missed():
    answers = [Appearance.YES, Appearance.YES, Appearance.MISSED, Appearance.CANCELLED, Appearance.OPEN, None]
    talks = [Contact(row=row, held_on=date(2019, 5, 2), appeared=each) for row, each in enumerate(answers, 5)]
    event = Contact(row=20, held_on=date(2019, 5, 2), appeared=Appearance.MISSED, channel=Channel.EVENT)

    found = measures(*talks, event)

    assert part(found, "TER") == (1, 3)
    assert numbers(found, "TER_JA", "TER_NEIN", "TER_ABGESAGT", "TER_OFFEN") == [2, 1, 1, 1]


def test_a_shop_is_empty_until_the_day_it_is_let():
    shops = [
        ("2019-01-01", None, ShopStatus.EMPTY, 50),
        ("2019-01-01", "2019-06-30", ShopStatus.LET, 60),  # let on the very day: no longer empty
        ("2019-01-01", "2019-07-01", ShopStatus.LET, 70),
        ("2019-01-01", None, ShopStatus.INTERIM, 80),
        ("2019-01-01", None, ShopStatus.DEMOLISHED, 90),
        ("2019-07-01", None, ShopStatus.EMPTY, 95),
    ]

    found = measures(
        *(
            EmptyShop(
                row=row,
                shop_id=f"L-{row}",
                empty_since=day(since),
                let_from=day(let),
                status=status,
                area=Decimal(area),
            )
            for row, (since, let, status, area) in enumerate(shops, 5)
        )
    )

    names = ("LEE", "LEE_BESTAND", "LEE_ZWISCHEN", "LEE_FLAECHE", "LEE_WIEDER")
    assert numbers(found, *names) == [2, 4, 1, 120, 1]
    assert found["LEE_MONATE"]["values"] == [pytest.approx(180 / 30.4375)] * 2


def test_data_protection_counts_what_ends_soon_and_what_is_due():
    spans = [("2019-06-30", None), ("2019-07-30", None), ("2019-07-31", None), ("2019-07-01", "2019-06-01")]
    consents = [
        Consent(row=row, valid_until=day(until), revoked_on=day(revoked))
        for row, (until, revoked) in enumerate(spans, 5)
    ]
    closed = [client(1, closed_on=date(2017, 6, 30)), client(2, closed_on=date(2017, 7, 1))]

    found = measures(*consents, *closed)

    assert numbers(found, "DS_EINWILLIGUNG", "DS_LOESCHUNG") == [2, 1]
    assert found["DS_OHNE_GRUNDLAGE"]["value"] is None


def test_what_is_read_of_a_consent_or_a_client_with_an_error_does_not_count_and_is_told():
    """R4 and R5: a consent that is given later does not end soon; one with an error in its end is held back."""
    consents = [
        Consent(row=5, given_on=date(2019, 7, 2), valid_until=date(2019, 7, 20)),
        Consent(row=6, given_on=date(2019, 1, 2), valid_until=date(2019, 7, 20)),
        Consent(row=7, given_on=date(2019, 1, 2), valid_until=date(2019, 7, 20)),
    ]
    people = [client(1), client(2), client(3, closed_on=date(2017, 6, 30)), client(4)]
    talk = Contact(row=5, contact_id="KT-1", client_id="K-4", held_on=date(2019, 5, 2))
    of_clients = {"sheet": "Klienten", "table": "Klienten"}
    findings = [
        error("N7", "gültig bis", sheet="Einwilligungen", table="Einwilligungen"),
        error("AK6", "Erstkontakt", **of_clients),
        error("AO7", "Abschluss am", **of_clients),
        error("B5", "Datum", sheet="Kontakte", table="Kontakte"),
    ]

    found = measures(*consents, *people, talk, findings=findings)

    names = ("DS_EINWILLIGUNG", "DS_LOESCHUNG", "REICH_PERSONEN", "REICH_QUARTAL")
    assert numbers(found, *names) == [1, 0, 3, 0]
    assert [found[name]["errors"] for name in names] == [1, 1, 1, 0]


def test_a_row_with_two_errors_is_one_row():
    findings = [error("H5", "Beginn"), error("I5", "Förderung"), error("H6", "Beginn", fix=Fix("x"))]

    found = measures(client(), *(placement(n, "2019-05-02") for n in range(1, 31)), findings=findings)

    assert part(found, "DQ") == (29, 31)
    assert found["DQ"]["value"] == pytest.approx(29 / 31)


def test_reach_counts_each_person_of_the_district_once():
    law = LegalValue(row=5, quantity="SGB-II-Beziehende Rotthausen", valid_from=date(2018, 1, 1), value="3300")
    people = [
        client(1),
        client(2, first_contact=date(2019, 7, 1)),  # came only after the day, but asked before it
        client(3, first_contact=date(2019, 7, 1)),
        client(4, district="Buer"),
        client(5, benefit_status=BenefitStatus.NONE),
    ]
    asked = [Request(row=row, client_id="K-2", received_on=date(2019, 5, row)) for row in (5, 6)]

    found = measures(*people, *asked, law)

    assert part(found, "REICH") == (2, 3300)
    assert numbers(found, "REICH_PERSONEN", "REICH_QUARTAL") == [2, 1]


def family(number, **changes):
    usual = {
        "row": 4 + number,
        "household_id": f"HH-{number}",
        "persons": 3,
        "district_intake": "Rotthausen",
        "intake_date": date(2018, 9, 10),
        "benefit_intake": Decimal("199.99"),
    }
    return Household(**(usual | changes))


def test_a_family_is_on_its_way_while_one_member_is_with_the_office():
    goal = Target(
        row=5,
        target_id="Z-01",
        indicator=Indicator.Z20,
        amount=Decimal(20),
        begin=date(2018, 9, 1),
        end=date(2020, 8, 31),
        scope="Rotthausen",
    )
    closed = {"status": ClientStatus.CLOSED}
    people = [
        client(1, household_id="HH-1"),  # months without benefit go before the job
        client(2, household_id="HH-2"),  # a job
        client(3, household_id="HH-3", closed_on=date(2019, 6, 30), **closed),
        client(4, household_id="HH-4", closed_on=date(2019, 7, 1), **closed),  # closed only tomorrow
        client(5, household_id="HH-5", **closed),  # closed, nobody knows when
        client(6, household_id="HH-6"),  # 200 Euro are too many
    ]
    course = [
        BenefitMonth(row=row, household_id=key, month=day(month), amount=Decimal(amount))
        for row, (key, month, amount) in enumerate(
            [("HH-1", "2019-05-01", 0), ("HH-1", "2019-06-01", 0), ("HH-2", "2019-04-01", 90)], 5
        )
    ]
    jobs = [placement(1, "2019-05-01", who=1), placement(2, "2019-05-01", who=2)]
    homes = [*(family(number) for number in range(1, 6)), family(6, benefit_intake=Decimal(200))]

    found = measures(goal, *homes, *people, *course, *jobs)

    names = ("Z20P", "Z20P_MONATE", "Z20P_ARBEIT", "Z20P_OHNE_VERLAUF")
    assert numbers(found, *names) == [3, 1, 1, 1]
    assert measures(goal, *homes, *people, *course, *jobs, of=FIRST_OF_2019)["Z20P"]["value"] == 4
