"""What stands beside a figure: how many rows an error holds back from it, and each part that it is made of."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from automation.figures.compiled import add_up
from automation.figures.figure_tables import BOTH, ROOM, tables_of
from automation.figures.indicators import groups
from automation.figures.reporting import Reporting
from automation.office.quarters import Quarter
from automation.office.settings import Settings
from tests.unit.test_worked_examples import (
    FIRST_OF_2019,
    MINI,
    SECOND_OF_2019,
    client,
    document,
    error,
    measures,
    numbers,
    part,
    placement,
)
from workbook.findings import Acknowledgement
from workbook.schema import BenefitMonth, Contact, Course, EmptyShop, Participation, Referral, Subsidy
from workbook.schema.vocabulary import (
    Appearance,
    Channel,
    ClientStatus,
    CourseResult,
    Employment,
    FollowUp,
    ReferralResult,
    ShopStatus,
)
from workbook.tables import office_of


def waiting(found, *names):
    return [found[name]["errors"] for name in names]


def marked(found, *names):
    return [found[name]["with_errors"] for name in names]


def of_client(column, row=5):
    return replace(error(f"A{row}", column), sheet="Klienten", table="Klienten", key="K-1")


def test_beside_each_kind_of_placement_stand_the_errors_of_its_own_rows():
    found = measures(
        client(),
        placement(1, "2019-05-02", MINI),
        placement(2, "2019-05-03", MINI),
        placement(3, "2019-05-06"),
        findings=[error("K5", "Std./Woche"), error("H6", "Beginn"), error("K7", "Brutto €/Monat")],
    )

    assert waiting(found, "V", "V_MINIJOB", "V_VOLLZEIT", "V_SV", "K2E1", "INT") == [1, 1, 0, 0, 1, 0]
    assert marked(found, "V", "V_MINIJOB", "V_VOLLZEIT", "V_SV", "K2E1", "INT") == [2, 1, 1, 1, 1, 1]


def test_a_placement_of_which_nobody_can_read_what_or_whose_it_is_is_held_back_by_its_error():
    found = measures(
        client(),
        placement(1, "2019-05-02", None),
        placement(2, "2019-05-03", who=9),
        placement(3, "2019-05-06", subsidy=None),
        placement(4, None),
        findings=[
            error("F5", "Beschäftigungsart"),
            error("C6", "KlientID"),
            error("N7", "Förderung"),
            error("H8", "Beginn"),
        ],
    )

    assert numbers(found, "V") == [0]
    # Without a begin it belongs to no quarter; what may be a Minijob is told beside the Minijobs too.
    assert waiting(found, "V", "V_MINIJOB", "V_VOLLZEIT", "INT") == [3, 1, 3, 3]


def test_placements_of_clients_whose_key_cannot_be_read_wait_for_that_error():
    """Keys of another form (M-00001) are told once, at the client; the figures say that they wait for it."""
    told = replace(of_client("KlientID"), rule="F-01", value="M-00009")
    found = measures(client(), placement(1, "2019-05-02", who=9), placement(2, "2019-05-03"), findings=[told])

    assert numbers(found, "V", "INT") == [1, 1]
    assert waiting(found, "V", "V_VOLLZEIT", "INT", "VB3_ALLE") == [1, 1, 1, 1]


def test_the_social_labour_market_says_what_waits_for_an_error_as_well():
    told = replace(of_client("KlientID"), rule="F-01", value="M-00009")
    found = measures(
        client(),
        placement(1, "2019-05-02", who=9, subsidy="16I"),
        placement(2, "2019-05-03", None, subsidy="16E"),
        placement(3, "2019-05-06", MINI, who=9, subsidy="16I"),
        placement(4, "2019-05-07", who=9),
        placement(5, "2019-05-08", subsidy="16I"),
        Subsidy(row=5, code="16E", counts_400=True),
        Subsidy(row=6, code="16I", counts_400=True),
        findings=[told, error("F6", "Beschäftigungsart")],
    )

    # A Minijob is none of it, whosever it is.
    assert (numbers(found, "Z400"), waiting(found, "Z400")) == ([1], [2])


def test_a_client_who_is_nobody_on_a_sheet_of_good_keys_is_no_error_of_that_sheet():
    found = measures(client(), placement(1, "2019-05-02", who=9), findings=[of_client("Aufnahme")])

    assert waiting(found, "V") == [0]


def test_what_lies_outside_the_project_or_repeats_a_key_is_beside_no_figure():
    found = measures(
        client(first_contact=date(2018, 8, 1)),
        placement(1, "2018-08-15"),
        placement(2, "2018-08-20"),
        placement(3, "2018-09-20"),
        placement(4, "2018-09-21", placement_id="V-3"),
        of=Quarter(2018, 3),
        findings=[error("K5", "Std./Woche"), error("H6", "Beginn"), error("H8", "Beginn")],
    )

    assert (found["V"]["value"], found["V"]["errors"], found["V"]["with_errors"]) == (1, 0, 0)


def test_a_definition_that_is_meant_so_says_that_it_stands_in_the_way_all_the_same():
    meant = error("F5", "Beginn", rule="T-02", definition=True, acknowledged=Acknowledgement("so", "MKA"))
    found = measures(client(), placement(1, "2019-05-02"), findings=[meant])

    assert numbers(found, "V") + waiting(found, "V") == [0, 1]


def test_an_intake_with_an_error_is_no_duration_and_not_without_one():
    found = measures(client(), placement(1, "2019-05-02"), findings=[of_client("Aufnahme")])

    assert (found["TTP"]["n"], found["TTP_OHNE"]["value"], found["TTP"]["errors"]) == (0, 0, 1)


def test_who_begins_work_again_waits_for_nothing_the_first_time_was_long_ago():
    rows = client(), placement(1, "2019-02-04"), placement(2, "2019-05-02")
    found = measures(*rows, findings=[error("H6", "Beginn")])

    assert waiting(found, "TTP", "V") == [0, 1]


def test_those_asked_after_three_months_are_a_part_also_where_nobody_is_in_work():
    rows = document(
        client(district="Erle"),
        client(2),
        placement(1, "2019-02-04", status_3=FollowUp.NO),
        placement(2, "2019-02-05", who=2, status_3=FollowUp.SAME_EMPLOYER),
    )
    split = {
        row["split"]["Stadtteil"]: part({"VB3": row}, "VB3")
        for row in rows
        if (row["id"], row["quarter"]) == ("VB3", FIRST_OF_2019.code) and [*(row["split"] or ())] == ["Stadtteil"]
    }

    assert split == {"Erle": (0, 1), "Rotthausen": (1, 1)}


def test_a_placement_held_back_is_held_back_from_its_cohort_too():
    found = measures(
        client(household_id="HH-1"),
        placement(1, "2019-02-04"),
        placement(2, "2019-03-04"),
        placement(3, "2019-03-31"),
        of=FIRST_OF_2019,
        findings=[error("H5", "Beginn"), error("W6", "Verbleib 3 M"), error("H7", "Beginn")],
    )

    # 31.03. + 3 months = 30.06., the day of the look.
    assert waiting(found, "VB3", "VB6", "BED") == [3, 0, 2]


def test_a_household_that_cannot_be_right_says_nothing_of_a_benefit():
    rows = client(household_id="HH-1"), placement(1, "2019-02-04")
    month = BenefitMonth(row=5, household_id="HH-1", month=date(2019, 5, 1), amount=Decimal(0))

    assert part(measures(*rows, month, of=FIRST_OF_2019), "BED") == (1, 1)
    found = measures(*rows, month, of=FIRST_OF_2019, findings=[of_client("Haushalt (BG)")])
    assert part(found, "BED") == (0, 0)
    assert waiting(found, "BED") + numbers(found, "BED_UNBEKANNT", "BED_OHNE_BG") == [1, 0, 0]


def test_somebody_without_a_key_that_can_be_read_was_in_the_office_all_the_same():
    found = measures(client(client_id=None), findings=[of_client("KlientID")])

    assert numbers(found, "REICH_PERSONEN", "REICH_QUARTAL") == [1, 0]


def test_an_impossible_birthday_makes_nobody_able_to_work():
    rows = client(), Contact(row=5, contact_id="KT-1", client_id="K-1", held_on=date(2019, 5, 2))

    assert measures(*rows, placement(1, "2019-05-02"))["INT_BETREUT"]["value"] == 1
    found = measures(*rows, placement(1, "2019-05-02"), findings=[of_client("Geburtsdatum")])
    assert found["INT_BETREUT"]["value"] == 0


@pytest.mark.parametrize("appeared", [None, Appearance.MISSED])
def test_an_answer_that_cannot_be_read_is_told_beside_every_share_that_it_may_belong_to(appeared):
    contact = Contact(row=5, contact_id="KT-1", held_on=date(2019, 5, 2), channel=Channel.OFFICE, appeared=appeared)
    wrong = replace(error("U5", "erschienen"), sheet="Kontakte", table="Kontakte", key="KT-1")
    found = measures(contact, findings=[wrong])

    assert waiting(found, "TER", "TER_NEIN") == [1, 1]
    assert waiting(found, "TER_JA") == [int(appeared is None)]


def test_every_figure_of_the_referrals_and_courses_names_what_is_held_back():
    referral = Referral(row=5, referral_id="R-1", referred_on=date(2019, 5, 2), result=ReferralResult.ACCEPTED)
    course = Course(row=5, course_id="Q-1", end=date(2019, 6, 3))
    taken = Participation(
        row=5, participation_id="T-1", course_id="Q-1", entered_on=date(2019, 5, 2), result=CourseResult.PASSED
    )
    wrong = [
        replace(error("I5", "Ergebnis"), sheet="Verweise", table="Verweise", key="R-1"),
        replace(error("J5", "Ergebnis"), sheet="Teilnahmen", table="Teilnahmen", key="T-1"),
    ]
    found = measures(referral, course, taken, findings=wrong)

    names = ("REF", "REF_RUECK", "REF_TAGE", "REF_UEBERFAELLIG", "QUA_EINTRITTE", "QUA_BEENDET", "QUA_BESTANDEN")
    assert waiting(found, *names) == [1] * len(names)


def test_a_check_that_cannot_be_read_stands_beside_every_result_that_it_may_be():
    """What the cell says could be each of these, so that none of them is complete without it."""
    rows = (client(), placement(1, "2019-01-02"), placement(2, "2019-01-04"))
    found = measures(*rows, of=Quarter(2019, 1), findings=[error("S5", "Verbleib 3 M")])

    names = ("VB3", "VB3_ARBEIT", "VB3_BEKANNT", "VB3_UNKLAR", "VB3_UEBERFAELLIG")
    assert waiting(found, *names) == [1] * len(names)
    assert numbers(found, "VB3_ALLE", "VB3_BEKANNT", "VB3_UNKLAR", "VB3_UEBERFAELLIG") == [2, 0, 0, 1]


@pytest.mark.parametrize(
    ("result", "told"),
    [
        (CourseResult.PASSED, {"QUA_BEENDET", "QUA_BESTANDEN", "QUA_ABBRUCH"}),
        (CourseResult.RUNNING, {"QUA_UEBERZOGEN"}),
    ],
)
@pytest.mark.parametrize("left_on", [None, date(2019, 5, 31)])
def test_an_end_of_a_course_that_cannot_be_right_holds_back_who_has_no_end_of_their_own(result, told, left_on):
    """The cell of the course is read for them (figures.md, QUA and R5); who left on a day of their own counts."""
    course = Course(row=5, course_id="Q-1", begin=date(2019, 7, 1), end=date(2019, 6, 3))
    taken = Participation(
        row=5,
        participation_id="T-1",
        course_id="Q-1",
        entered_on=date(2019, 5, 2),
        left_on=left_on,
        result=result,
    )
    wrong = replace(error("I5", "Ende"), sheet="Qualifizierungen", table="Qualifizierungen", key="Q-1")
    found = measures(course, taken, findings=[wrong])

    held = left_on is None
    assert [found[name]["errors"] for name in sorted(told)] == [int(held)] * len(told)
    assert [found[name]["numerator"] for name in ("QUA_BEENDET", "QUA_UEBERZOGEN") if name in told] == [
        int(not held)
    ]
    assert numbers(found, "QUA_EINTRITTE") == [1]


@pytest.mark.parametrize(
    ("since", "status"), [(None, ShopStatus.LET), ("2019-06-01", ShopStatus.LET), (None, None)]
)
def test_a_shop_in_use_again_that_an_error_holds_back_is_told(since, status):
    shop = EmptyShop(
        row=5,
        shop_id="L-1",
        empty_since=since and date.fromisoformat(since),
        let_from=date(2019, 5, 2),
        status=status,
    )
    wrong = replace(error("M5", "wieder belegt ab"), sheet="Leerstände", table="Leerstände", key="L-1")
    found = measures(shop, findings=[wrong])

    assert waiting(found, "LEE_WIEDER", "LEE_WIEDER_MONATE") == [1, 1]
    assert found["LEE_WIEDER"]["value"] == 0


@pytest.mark.parametrize("since", [None, date(2019, 6, 1)])
def test_a_shop_in_use_again_counts_also_where_nobody_knows_for_how_long_it_was_empty(since):
    shop = EmptyShop(row=5, shop_id="L-1", empty_since=since, let_from=date(2019, 5, 2), status=ShopStatus.LET)
    found = measures(shop)

    assert found["LEE_WIEDER"]["value"] == 1
    assert found["LEE_WIEDER_MONATE"]["n"] == 0


def test_the_end_of_a_course_of_which_the_begin_is_missing_is_told():
    taken = Participation(row=5, participation_id="T-1", left_on=date(2019, 5, 31), result=CourseResult.PASSED)
    wrong = replace(error("E5", "Eintritt"), sheet="Teilnahmen", table="Teilnahmen", key="T-1")

    assert waiting(measures(taken, findings=[wrong]), "QUA_BEENDET", "QUA_BESTANDEN", "QUA_ABBRUCH") == [1, 1, 1]
    # Meant so: it ended all the same, and no work can be told after it.
    meant = measures(taken)
    assert numbers(meant, "QUA_BEENDET", "QUA_ARBEIT_3") == [1, None]


def test_the_publicly_funded_and_the_integrations_that_may_be_wait_as_well():
    found = measures(
        client(birth_date=date(1970, 1, 1)),
        placement(1, "2019-05-02", subsidy="16I"),
        placement(2, "2019-05-06", Employment.ENTRY_QUALIFICATION),
        findings=[error("H5", "Beginn"), error("H6", "Beginn")],
        of=SECOND_OF_2019,
    )

    assert waiting(found, "V", "K2E2", "INT", "K2E1") == [2, 1, 0, 0]


def test_what_is_overdue_is_counted_and_not_held_back_by_being_overdue():
    gone = client(closed_on=date(2017, 5, 2), status=ClientStatus.CLOSED, first_contact=None, intake_date=None)
    contact = Contact(
        row=5, contact_id="KT-1", held_on=date(2019, 5, 2), channel=Channel.OFFICE, appeared=Appearance.OPEN
    )
    late = [
        replace(of_client("Abschluss am"), rule="G-05"),
        replace(error("U5", "erschienen", rule="T-13"), sheet="Kontakte", table="Kontakte", key="KT-1"),
    ]
    found = measures(gone, contact, findings=late)

    assert numbers(found, "DS_LOESCHUNG", "TER_OFFEN") == [1, 1]
    assert waiting(found, "DS_LOESCHUNG", "TER_OFFEN") == [0, 0]


@pytest.mark.parametrize("months", [3, 6, 12])
def test_a_cohort_says_how_many_began_and_what_counts_although_something_is_wrong(months):
    [group] = [each for each in groups() if each.code == f"VB{months}"]
    figures = add_up(
        (),
        Reporting(date(2019, 1, 1), date(2019, 6, 30), date(2019, 6, 30), None, None),
        Settings.of(office_of([])),
    )

    [table] = tables_of(group, figures)

    assert table.columns[0].title == "Vermittlungen"
    assert {column.shows for column in table.columns} >= {BOTH}
    assert len(table.columns) <= ROOM


def test_beside_a_cohort_stand_the_errors_of_all_that_began_in_it():
    found = measures(
        client(),
        placement(1, "2019-01-02", status_3=FollowUp.SAME_EMPLOYER, checked_3=date(2019, 4, 5)),
        findings=[error("K5", "Brutto €/Monat")],
        of=FIRST_OF_2019,
    )

    assert marked(found, "VB3_ALLE", "VB3", "VB3_SPAETER") == [1, 1, 1]
