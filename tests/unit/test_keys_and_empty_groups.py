"""A key that stands twice counts once, what is kept but has not happened is 0, who works twice is one person."""

from datetime import date
from decimal import Decimal

import pytest

from automation.figures.compiled import add_up, every_target_document
from automation.figures.deriving import derive_facts
from automation.figures.reporting import Reporting
from automation.office.law import LegalValues
from automation.office.settings import Settings
from tests.unit.test_worked_examples import (
    FIRST_OF_2019,
    MINI,
    SECOND_OF_2019,
    TODAY,
    client,
    day,
    document,
    error,
    measures,
    numbers,
    placement,
)
from workbook.schema import BenefitMonth, Consent, Contact, Household, Referral, Request, Target, Vacancy
from workbook.schema.vocabulary import (
    Appearance,
    Channel,
    ClientStatus,
    ExitReason,
    FollowUp,
    Indicator,
    ReferralResult,
    RequestStatus,
)
from workbook.tables import office_of


def request(number, received, key="A-1", **changes):
    return Request(row=4 + number, request_id=key, client_id="K-1", received_on=day(received), **changes)


def household(number, key="HH-1", **changes):
    usual = {
        "row": 4 + number,
        "household_id": key,
        "persons": 3,
        "district_intake": "Rotthausen",
        "intake_date": date(2018, 9, 10),
        "benefit_intake": Decimal(150),
    }
    return Household(**(usual | changes))


def test_a_request_whose_number_stands_twice_counts_once_in_its_first_row():
    rows = [request(1, "2019-04-02", status=RequestStatus.NEW), request(2, "2019-05-02", status=RequestStatus.DONE)]

    found = measures(client(), *rows)

    assert numbers(found, "ANL_EINGANG", "ANL_OFFEN", "ANL_OHNE_ABSCHLUSSDATUM") == [1, 1, 0]


def test_a_referral_whose_first_row_lies_before_the_project_does_not_count_in_its_second():
    rows = [
        Referral(row=5 + place, referral_id="R-1", client_id="K-1", partner_id="P-1", referred_on=each)
        for place, each in enumerate((date(2018, 4, 27), date(2019, 5, 6)))
    ]

    assert measures(client(), *rows)["REF"]["value"] == 0


def test_a_conversation_and_a_consent_whose_numbers_stand_twice_count_once():
    talks = [
        Contact(row=5 + place, contact_id="KT-1", held_on=date(2019, 5, 6), channel=Channel.OFFICE, appeared=came)
        for place, came in enumerate((Appearance.YES, Appearance.MISSED))
    ]
    consents = [
        Consent(row=5 + place, consent_id="E-1", client_id="K-1", valid_until=date(2019, 7, 6))
        for place in range(2)
    ]

    found = measures(client(), *talks, *consents)

    assert numbers(found, "TER_JA", "TER_NEIN", "DS_EINWILLIGUNG") == [1, 0, 1]


def test_of_a_client_that_stands_twice_the_first_row_says_where_they_live():
    # The household of the second row has nobody, so nobody of it is with the office.
    rows = [client(1, household_id="HH-2"), client(1, row=6, household_id="HH-1")]

    assert measures(*rows, household(1), household(2, "HH-3"))["Z20P"]["value"] == 0


def test_a_household_whose_number_stands_twice_is_on_its_way_only_by_its_first_row():
    rows = [household(1, benefit_intake=Decimal(900)), household(2)]

    assert measures(client(household_id="HH-1"), *rows)["Z20P"]["value"] == 0


def test_no_benefit_in_the_month_of_the_intake_is_no_first_month_without_it():
    months = [BenefitMonth(row=5, household_id="HH-1", month=date(2019, 6, 1), amount=Decimal(0))]
    taken_in = [household(1, intake_date=intake) for intake in (date(2019, 6, 3), date(2019, 5, 3))]

    found = [measures(client(household_id="HH-1"), each, *months)["Z20P_MONATE"]["value"] for each in taken_in]

    assert found == [0, 1]


def test_a_job_offer_without_a_number_is_filled_by_nobody():
    # Placements that name no offer are not those of an offer without a number.
    offer = Vacancy(row=5, reported_on=date(2019, 4, 1), places=3)

    found = measures(client(), placement(1, "2019-05-02"), offer)

    assert numbers(found, "STE_PLAETZE", "STE_BESETZT") == [3, 0]


@pytest.mark.parametrize("today", [date(2019, 3, 31), TODAY], ids=["on the last day", "later"])
def test_a_request_that_was_done_before_it_came_in_is_done_whenever_one_looks(today):
    row = request(1, "2019-05-02", status=RequestStatus.DONE, done_on=date(2019, 2, 11))

    found = measures(client(), row, of=FIRST_OF_2019, today=today)

    assert numbers(found, "ANL_EINGANG", "ANL_ERLEDIGT", "ANL_OFFEN", "ANL_TAGE") == [0, 1, 0, None]


def test_a_follow_up_with_an_error_is_neither_known_nor_overdue():
    kept = placement(1, "2019-01-07", status_3=FollowUp.SAME_EMPLOYER)
    found = measures(client(), kept, of=FIRST_OF_2019, findings=[error("S5", "Verbleib 3 M")])

    assert numbers(found, "VB3_BEKANNT", "VB3_UEBERFAELLIG", "VB3_SPAETER", "VB3_UNKLAR") == [0, 0, 0, 0]
    assert found["VB3"]["errors"] == 1


def test_what_is_kept_and_has_not_happened_is_0_and_what_is_not_kept_is_no_figure():
    found = measures(client(), placement(1, "2019-05-02", MINI))

    assert numbers(found, "V", "K2E1", "K2E2", "INT", "INT_BETREUT") == [1, 1, 0, 0, 1]
    assert not {"ANL_EINGANG", "REF", "STE", "LEE"} & found.keys()


def test_somebody_with_two_placements_is_one_person():
    rows = [placement(1, "2019-02-04"), placement(2, "2019-04-03", MINI), placement(3, "2019-05-02")]

    found = measures(client(), client(2), *rows, placement(4, "2019-06-03", who=2))

    assert numbers(found, "V", "V_PERSONEN") == [3, 2]


def test_each_target_of_the_families_says_who_is_on_the_way_to_it():
    targets = [
        Target(
            row=5 + place,
            target_id=f"Z-{place}",
            indicator=Indicator.Z20,
            amount=Decimal(20),
            begin=date(2018, 9, 1),
            end=date(2020, 8, 31),
            parameters=f"FAMILIE={persons}",
        )
        for place, persons in enumerate((2, 4))
    ]
    office = office_of([client(household_id="HH-1"), household(1), *targets])
    settings = Settings.of(office)
    facts = derive_facts(office, TODAY, settings, LegalValues.of(office))

    figures = add_up(facts, Reporting.of(office, TODAY, settings), settings)

    found = every_target_document(figures, SECOND_OF_2019)
    assert [each["on_the_way"]["families"] for each in found] == [1, 0]


def test_referrals_are_counted_by_partner_and_result():
    results = (ReferralResult.SUCCESS, ReferralResult.SUCCESS, ReferralResult.OPEN)
    rows = [
        Referral(
            row=5 + place,
            referral_id=f"R-{place}",
            client_id="K-1",
            partner_id="P-1",
            referred_on=date(2019, 5, 6),
            result=result,
        )
        for place, result in enumerate(results)
    ]

    found = [row for row in document(client(), *rows) if row["split"] and "Partner" in row["split"]]

    crossed = {
        row["split"]["Ergebnis"]: row["value"] for row in found if "Ergebnis" in row["split"] and row["value"]
    }
    assert crossed == {"erfolgreich": 2, "offen": 1}


def test_who_is_still_in_work_is_split_by_gender():
    found = document(client(), placement(1, "2019-02-04", status_3=FollowUp.SAME_EMPLOYER))

    women = {"Geschlecht": "w"}
    assert [row["numerator"] for row in found if (row["id"], row["split"]) == ("VB3", women) and row["n"]] == [1]


def test_a_family_whose_work_only_the_status_tells_of_and_one_that_came_back_stand_beside():
    worker = client(household_id="HH-1", status=ClientStatus.PLACED)
    family = household(1, exit_reason=ExitReason.EARNINGS, return_date=date(2019, 6, 3))
    months = [
        BenefitMonth(row=5 + place, household_id="HH-1", month=date(2019, 2 + place, 1), amount=Decimal(0))
        for place in range(3)
    ]

    found = measures(worker, family, *months)

    assert numbers(found, "Z20", "Z20_STATUS", "Z20_WIEDER") == [1, 1, 1]
