"""The demo office: the same for the same seed, alive, and right but for what is there to be found."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from automation.letters.desk import Desk
from automation.letters.dispatch import DispatchLog
from automation.letters.planning import plan_letters
from automation.letters.templates import load_templates
from automation.office.families import explain_families
from automation.office.settings import Settings
from automation.resources import templates_folder
from workbook.creating.demo import DEMO_DAY, build_demo
from workbook.reading.formats.dates import months_later
from workbook.schema import (
    BenefitMonth,
    Client,
    Consent,
    Contact,
    Course,
    Household,
    Kind,
    LegalValue,
    OfficeDayOff,
    OfficeSetting,
    Participation,
    Partner,
    Placement,
    Referral,
    Request,
    Subsidy,
    Target,
    VisitCount,
    table_of,
)
from workbook.schema.vocabulary import ClientStatus, CourseResult, EndReason

FICTITIOUS = ("+492214710", "+493023125", "+494066969", "+496990009", "+498999998", "+4917139200", "+49176040690")


@pytest.fixture(scope="module")
def demo():
    return build_demo()


@pytest.fixture(scope="module")
def office(demo):
    return demo.office


def columns(office):
    return {
        (table.spec.sheet, column.name): list(table.column(column.name))
        for table in office
        for column in table.spec.columns
    }


def by_quarter(days):
    return [
        count
        for _, count in sorted(Counter((day.year, (day.month + 2) // 3) for day in days if day is not None).items())
    ]


def test_the_same_seed_makes_the_same_office(demo):
    again = build_demo()

    assert columns(again.office) == columns(demo.office)
    assert {place: repr(value) for place, value in again.raw.items()} == {
        place: repr(value) for place, value in demo.raw.items()
    }


def test_another_seed_makes_other_people(office):
    other = build_demo(seed=7).office

    assert other[Client].column("last_name") != office[Client].column("last_name")
    assert len(other[Client]) == len(office[Client])


def test_every_row_is_a_record(office):
    assert all(record.row >= 5 for table in office for record in table)


@pytest.mark.parametrize("clients", [1, 2, 17, 199, 200, 1000])
def test_an_office_has_as_many_clients_as_asked_for(clients):
    office = build_demo(clients=clients).office

    assert len(office[Client]) == clients
    assert all(record.row for table in office for record in table)


@pytest.mark.parametrize("clients", [0, 100_001])
def test_an_office_that_fits_onto_no_sheet_is_refused(clients):
    with pytest.raises(ValueError, match="clients"):
        build_demo(clients=clients)


def test_there_is_nothing_to_tell_before_april_2019():
    with pytest.raises(ValueError, match="2019-04-01"):
        build_demo(as_of=date(2019, 3, 31))


def test_the_tables_keep_their_proportions():
    office = build_demo(clients=2000).office

    shares = {
        record: len(office[record]) / 2000
        for record in (Household, BenefitMonth, Request, Contact, Placement, Referral, Consent)
    }
    assert shares == pytest.approx(
        {
            Household: 0.6,
            BenefitMonth: 1.5,
            Request: 0.8,
            Contact: 0.6,
            Placement: 0.18,
            Referral: 0.15,
            Consent: 0.2,
        },
        rel=0.15,
    )


def test_every_kind_of_letter_is_written_at_least_once(office):
    templates = load_templates(templates_folder() / "letters")
    planned = plan_letters(Desk(office, Settings.of(office), templates, DEMO_DAY), DispatchLog())

    assert {each.row.kind for each in planned.letters} == {*templates}


def test_the_targets_are_those_of_phase_two(office):
    targets = {target.target_id: target for target in office[Target]}

    assert (targets["Z-01"].amount, targets["Z-02"].amount) == (20, 400)
    assert {(target.begin, target.end) for target in targets.values()} == {(date(2018, 9, 1), date(2020, 8, 31))}
    assert targets["Z-01"].parameters == "GRENZE=200;N_MONATE=3;FAMILIE=2"


def test_seven_families_need_no_benefits_any_more_after_three_of_eight_quarters(office):
    verdicts = [verdict for _, verdict in explain_families(office, DEMO_DAY, Settings.of(office))]

    days = [verdict.day for verdict in verdicts if verdict.counts]
    assert by_quarter(days) == [1, 2, 4]


def test_about_fifty_people_work_in_the_social_labour_market(office):
    placed = [placement for placement in office[Placement] if placement.subsidy in {"16E", "16I"}]

    assert 38 <= len({placement.client_id for placement in placed}) <= 60
    assert min(placement.start for placement in placed) >= date(2019, 1, 1)
    assert all(placement.coaching for placement in placed)


def test_all_ten_flange_fitters_found_work(office):
    fitters = [client.client_id for client in office[Client] if client.target_job == "Flanschmonteur/in"]
    jobs = {placement.client_id: placement for placement in office[Placement]}

    assert len(fitters) == 10
    assert {jobs[fitter].end_reason for fitter in fitters} == {EndReason.RUNNING}
    assert len({jobs[fitter].vacancy_id for fitter in fitters}) == 1


def test_four_welders_are_still_learning(office):
    welders = [client for client in office[Client] if client.target_job == "Schweißer/in"]
    courses = {course.course_id: course for course in office[Course]}
    learning = [part for part in office[Participation] if part.result is CourseResult.RUNNING]

    assert [welder.status for welder in welders] == [ClientStatus.TRAINING] * 4
    assert {part.client_id for part in learning} == {welder.client_id for welder in welders}
    assert {courses[part.course_id].title for part in learning} == {"Schweißer/in"}


def test_the_office_becomes_busier(office):
    assert all(early <= late for early, late in pairwise(by_quarter(office[Placement].column("start"))))
    assert all(early <= late for early, late in pairwise(by_quarter(office[Request].column("received_on"))[1:]))
    visits = Counter()
    for count in office[VisitCount]:
        visits[count.day.year, count.day.month] += count.visits
    assert visits[2019, 5] > 1.5 * visits[2018, 5]


def test_the_district_and_the_partners_are_those_of_rotthausen(office):
    values = {(value.quantity, value.value) for value in office[LegalValue]}
    settings = {setting.name: setting.value for setting in office[OfficeSetting]}

    assert ("SGB-II-Beziehende Rotthausen", "3300") in values
    assert {"ggw", "GfW", "Agentur", "APD", "Netzwerk", "RoPo"} <= set(office[Partner].column("short_name"))
    assert settings["Öffnung Donnerstag vormittags"] == "09:00–12:30"
    assert settings["Öffnung Freitag vormittags"] == "09:00–13:00"
    assert settings["Öffnung Freitag nachmittags"] is None


def test_rose_monday_and_corpus_christi_are_days_off(office):
    days = {day.day: day.name for day in office[OfficeDayOff]}

    assert days[date(2019, 3, 4)] == "Rosenmontag"
    assert days[date(2027, 5, 27)] == "Fronleichnam"
    assert days[date(2018, 12, 24)] == "Heiligabend"
    assert date(2018, 10, 31) not in days


def test_subsidies_say_how_they_count(office):
    codes = {subsidy.code: subsidy for subsidy in office[Subsidy]}

    assert (codes["16E"].counts_k2, codes["16E"].counts_400) == ("ja", True)
    assert (codes["16I"].counts_k2, codes["16I"].counts_400) == ("nein", True)
    assert codes["16I"].valid_from == date(2019, 1, 1)


def test_names_come_from_all_over_the_district(office):
    names = " ".join(name or "" for column in ("first_name", "last_name") for name in office[Client].column(column))

    assert set("ş ğ ı ç ł ń ö ü ă".replace(" ", "")) <= set(names)
    assert {"von", "el"} & set(office[Client].column("name_prefix"))


def test_nobody_can_be_called_or_written_to():
    office = build_demo(clients=6000).office
    numbers = [number for table in office if table.present("phone") for number in table.column("phone") if number]
    mails = [mail for table in office if table.present("email") for mail in table.column("email") if mail]

    assert all(number.startswith((*FICTITIOUS, "+492090")) for number in numbers)
    assert all(mail.endswith("@example.org") for mail in mails)
    assert len(set(office[Client].column("phone"))) > 5000


def test_what_refers_to_nothing_says_so(office):
    """A dangling reference is one of the edge cases, and its remark names it."""
    dangling = []
    for table in office:
        for column in table.spec.columns:
            if column.kind is not Kind.REFERENCE or column.refers_to is None:
                continue
            there = office[table_of(column.refers_to)].positions
            for record in table:
                value = getattr(record, column.name)
                if value is not None and value not in there:
                    dangling.append((table.spec.sheet, getattr(record, "remark", None)))

    assert sorted(sheet for sheet, _ in dangling) == [
        "Anliegen",
        "Klienten",
        "Leistungsverlauf",
        "Stellen",
        "Vermittlungen",
    ]
    assert all("gibt es nicht" in remark for sheet, remark in dangling if sheet != "Leistungsverlauf")


def test_a_larger_office_has_room_for_its_keys():
    office = build_demo(clients=3000).office

    assert all(len(table.positions) == len(table) for table in office if table.spec.key)


def test_the_last_day_of_a_short_month_stands_for_a_missing_one():
    assert months_later(date(2018, 11, 30), 3) == date(2019, 2, 28)
    assert months_later(date(2019, 1, 15), -2) == date(2018, 11, 15)


@pytest.mark.parametrize(
    ("clients", "seed", "day"),
    [(200, 13, DEMO_DAY), (200, 21, date(2020, 1, 31))],
    ids=["nobody whose request is worked on is active", "nobody was said goodbye to"],
)
def test_an_office_in_which_a_letter_of_the_week_fits_nobody_is_made_without_it(clients, seed, day):
    office = build_demo(clients=clients, seed=seed, as_of=day).office

    assert len(office[Client]) == clients
