"""O rules: appointments within the opening hours, on days on which the office is open, one at a time."""

import pytest

from tests.rules.office import Case, at, cells, check, contact, day_off, office, referral, request
from workbook.schema import Contact, Referral, Request

THURSDAY, FRIDAY, SATURDAY, MONDAY = "2019-07-04", "2019-07-05", "2019-07-06", "2019-07-08"
NO_DATA = {"consent_id": None, "legal_ground": "keine Daten übermittelt"}


def appointment(day, begin, end, **given):
    return contact(next_date=day, next_begin=begin, next_end=end, **given)


def booked(begin, end, key):
    return contact(contact_id=key, next_date=MONDAY, next_begin=begin, next_end=end, client_id=f"K-0{key[-4:]}")


CASES = [
    Case(
        "an appointment that crosses the lunch hour",
        breaks=office(contacts=[appointment(THURSDAY, "12:15", "13:45")]),
        finds=at("O-01", Contact, "next_begin"),
        holds=office(contacts=[appointment(THURSDAY, "11:00", "12:30")]),
    ),
    Case(
        "an appointment that ends after closing time",
        breaks=office(contacts=[appointment(FRIDAY, "12:45", "13:01")]),
        finds=at("O-01", Contact, "next_begin"),
        holds=office(contacts=[appointment(FRIDAY, "12:45", "13:00")]),
    ),
    Case(
        "an appointment on Saturday",
        breaks=office(contacts=[appointment(SATURDAY, "10:00", "11:00")]),
        finds=at("O-01", Contact, "next_date"),
        holds=office(contacts=[appointment(SATURDAY, "10:00", "11:00", channel="Veranstaltung")]),
    ),
    Case(
        "a talk in the evening",
        breaks=office(contacts=[contact(begin="17:00", end="18:00")]),
        finds=at("O-01", Contact, "begin"),
        holds=office(contacts=[contact(begin="17:00", end="18:00", outside_hours="ja")]),
    ),
    Case(
        "an appointment on Fronleichnam",
        breaks=office(contacts=[contact(held_on="2019-06-20")], days=[day_off()]),
        finds=at("O-02", Contact, "held_on"),
        holds=office(contacts=[contact(held_on="2019-06-20", channel="Hausbesuch")], days=[day_off()]),
    ),
    Case(
        "two appointments of one adviser at once",
        breaks=office(contacts=[booked("10:00", "10:45", "KT-000001"), booked("10:30", "11:00", "KT-000002")]),
        finds=at("O-03", Contact, "next_begin", row=6),
        holds=office(contacts=[booked("10:00", "10:30", "KT-000001"), booked("10:30", "11:00", "KT-000002")]),
    ),
    Case(
        "a request to be looked at on a Saturday",
        breaks=office(requests=[request(due_on=SATURDAY)]),
        finds=at("O-04", Request, "due_on"),
        holds=office(requests=[request(due_on=FRIDAY)]),
    ),
    Case(
        "an answer expected on a day off",
        breaks=office(
            referrals=[referral(reply_until=FRIDAY, **NO_DATA)], days=[day_off(day=FRIDAY, name="Betriebsausflug")]
        ),
        finds=at("O-04", Referral, "reply_until"),
        holds=office(
            referrals=[referral(reply_until=THURSDAY, **NO_DATA)],
            days=[day_off(day=FRIDAY, name="Betriebsausflug")],
        ),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_finds_the_row_that_breaks_it(case):
    assert cells(check(case.breaks, case.today)) == [case.finds]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_leaves_alone_the_row_that_just_keeps_it(case):
    assert cells(check(case.holds, case.today)) == []


def test_a_closed_afternoon_may_be_opened_in_the_settings():
    workbook = office(
        contacts=[appointment(FRIDAY, "14:00", "14:30")], settings={"Öffnung Freitag nachmittags": "14:00–16:00"}
    )

    assert check(workbook) == []


def test_the_finding_says_which_hours_hold_and_the_next_open_day():
    outside, holiday = sorted(
        check(
            office(
                contacts=[
                    appointment(THURSDAY, "12:15", "13:45"),
                    contact(contact_id="KT-000002", next_date="2019-10-03"),
                ],
                days=[day_off(day="2019-10-03", name="Tag der Deutschen Einheit")],
            )
        ),
        key=lambda finding: finding.rule,
    )

    assert outside.message == (
        "12:15–13:45 liegt nicht ganz in der Öffnungszeit (Donnerstag 09:00–12:30 und 13:30–16:00)."
    )
    assert holiday.message == "Am 03.10.2019 ist das Büro geschlossen (Tag der Deutschen Einheit)."
    assert holiday.suggestion == "04.10.2019?"
