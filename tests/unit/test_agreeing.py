"""What several parts say of one row is the same: each asks where it is declared, and none knows better."""

from datetime import date, timedelta

import pytest

from automation.checks import check
from automation.desk.waiting import what_is_due
from automation.letters.dispatch import DispatchLog
from automation.letters.notices.offers import offers_to_take_along
from automation.letters.occasions.request import OCCASION
from automation.office.consent import objection_to_passing_on
from automation.office.law import LegalValues
from automation.office.quarters import Quarter
from automation.office.replies import is_awaited
from automation.office.settings import Settings
from automation.privacy.about import RowAbout
from automation.privacy.access import retention_of, state_of
from automation.privacy.due import due_for_privacy
from tests.rules.office import (
    Row,
    client,
    consent,
    employer,
    office,
    partner,
    referral,
    request,
    staff_member,
    vacancy,
)
from tests.unit.test_worked_examples import measures
from workbook.calculating import Alone, calculate
from workbook.schema import Client, Consent, Partner, Referral, Request, Vacancy
from workbook.schema.people import RETENTION_NAME
from workbook.schema.setting_names import SettingName
from workbook.schema.vocabulary import ClientStatus, JobStatus, ReferralResult, RequestStatus

TODAY = date(2019, 6, 30)
DAY = timedelta(days=1)
STAFF = [staff_member(initials="MKA")]


def rules(made, table):
    found = check(made, TODAY, LegalValues.of(made), Settings.of(made))
    return {each.rule for each in found if each.table == table.spec.sheet}


def waiting(made, what):
    due = what_is_due(made, Settings.of(made), DispatchLog(), TODAY, days=0).due
    return [each.day for each in due if each.what == what]


@pytest.mark.parametrize("months", [0, 24, 36])
@pytest.mark.parametrize("closed", [None, "yesterday", "today", "tomorrow", "due", "due tomorrow", "long ago"])
@pytest.mark.parametrize("status", [None, *ClientStatus], ids=str)
def test_all_agree_when_the_data_of_a_client_are_reviewed(status, closed, months):
    """Column, rule, list of today, figure, overview of privacy and access; also where status and day disagree."""
    due = date(TODAY.year - months // 12, 6, 30)
    days = {
        None: None, "yesterday": TODAY - DAY, "today": TODAY, "tomorrow": TODAY + DAY, "due": due,
        "due tomorrow": due + DAY, "long ago": date(2012, 2, 29),
    }  # fmt: skip
    day = days[closed]
    row = client(status=status, closed_on=day, first_contact="2012-01-02", intake_date=None)
    made = office(
        rows=[row, *STAFF], settings={SettingName.RETENTION: str(months), SettingName.OFFICE_START: "01.01.2012"}
    )
    office_settings, clients = Settings.of(made), made[Client]

    column = clients.spec.column("delete_review").formula
    (review,) = calculate(column, {"closed_on": [day]}, Alone({RETENTION_NAME: months}))
    expected = [review] if review and review <= TODAY else []

    # Where status and day disagree, the rule on that comes first; a day to come is told as such.
    unclear = day is not None and day <= TODAY and status is not None and not status.ended
    assert rules(made, Client) & {"G-05", "P-16"} == ({"P-16"} if unclear else {"G-05"} if expected else set())
    assert waiting(made, "Löschprüfung") == expected
    privacy = due_for_privacy(made, office_settings, TODAY)
    assert [each.since for each in privacy if each.why == "Aufbewahrung vorbei"] == expected
    access = retention_of(made, [RowAbout(Client, "Klienten", 5, "K-00001", (), "")], office_settings, TODAY)
    assert access.due == (review or None)
    assert ("die Frist ist erreicht" in access.why) == bool(expected)
    kept = [*made[Client]]
    found = measures(*kept, today=TODAY, of=Quarter.of(TODAY)) if months == 24 else None
    assert found is None or (found["DS_LOESCHUNG"]["value"] or 0) == len(expected)


AGES = (0, 29, 30, 31, 400)


@pytest.mark.parametrize("status", [None, *JobStatus], ids=str)
@pytest.mark.parametrize("reported", [None, *AGES])
@pytest.mark.parametrize("confirmed", [None, *AGES])
def test_all_agree_until_when_a_vacancy_counts_as_confirmed(confirmed, reported, status):
    """X-10, the notice on the wall and the list of today: a report is the first confirmation."""
    days = [None if age is None else TODAY - age * DAY for age in (confirmed, reported)]
    row = vacancy(confirmed_on=days[0], reported_on=days[1], status=status, take_away=True)
    made = office(rows=[row, employer(), *STAFF])
    still = status in {JobStatus.OPEN, JobStatus.PARTLY}
    known = [age for age in (confirmed, reported) if age is not None]
    old, due = [any(age >= least for age in known[:1]) for least in (31, 30)]

    offers, left = offers_to_take_along(made, TODAY, LegalValues.of(made))

    assert len(offers) == (still and bool(known) and not old)
    assert ["nicht bestätigt" in each.reason for each in left] == [True] * (still and not offers)
    if "T-01" not in rules(made, Vacancy):  # a confirmation before the report is told as such
        assert ("X-10" in rules(made, Vacancy)) == (still and old)
    assert waiting(made, "Stelle am Aushang") == [TODAY + (30 - age) * DAY for age in known[:1] if still and due]


@pytest.mark.parametrize("status", [None, *RequestStatus], ids=str)
def test_all_agree_which_requests_are_open(status):
    """Figure, list of today, the sheet of what was agreed; what has no status yet is open (figures.md, ANL)."""
    row = request(status=status, due_on=str(TODAY), done_on="2019-06-20" if status == "erledigt" else None)
    made = office(rows=[row, client(), *STAFF])
    (asked,) = made[Request]

    waits = waiting(made, "Wiedervorlage") == [TODAY]

    assert waits == (status not in {RequestStatus.DONE, RequestStatus.CANCELLED})
    assert bool(measures(asked, *made[Client], today=TODAY, of=Quarter.of(TODAY))["ANL_OFFEN"]["value"]) == waits
    assert (OCCASION.why_not(asked, None, None) is None) == waits
    if status is not None:  # P-01 has told of an empty one
        late = office(rows=[replace_values(row, due_on=str(TODAY - DAY)), client(), *STAFF])
        assert ("T-06" in rules(late, Request)) == waits


def replace_values(row, **values):
    return Row(row.record, row.values | values)


AROUND = (None, -1, 0, 1)


@pytest.mark.parametrize("revoked", AROUND)
@pytest.mark.parametrize("until", AROUND)
@pytest.mark.parametrize("given", AROUND)
def test_all_agree_whether_a_consent_holds(given, until, revoked):
    """Letters, the answer to the person, the rule on health, figure and list of today; also on days to come."""
    on = [None if days is None else TODAY + days * DAY for days in (given, until, revoked)]
    values = {"given_on": on[0], "valid_until": on[1], "revoked_on": on[2], "form": "mündlich – begründet"}
    made = office(rows=[consent(**values, health_data=True), client(), partner(), *STAFF])
    (row,), (recipient,) = made[Consent], made[Partner]
    gone, known = revoked in {-1, 0}, given in {-1, 0}

    objection = objection_to_passing_on(row, recipient, TODAY, None)
    assert (objection is None) == (known and not gone and until != -1)
    assert state_of(row, TODAY).startswith("gültig") == (objection is None)
    assert ("widerrufen" in (objection or "")) == state_of(row, TODAY).startswith("widerrufen") == (known and gone)
    assert ("G-02" in rules(made, Consent)) == (not gone)
    ends = until in {0, 1} and not gone
    found = measures(row, today=TODAY, of=Quarter.of(TODAY)).get("DS_EINWILLIGUNG")
    assert bool(found and found["value"]) == (ends and given != 1)
    assert bool(waiting(made, "Einwilligung endet")) == (until in {-1, 0} and not gone)


@pytest.mark.parametrize("replied", [None, "2019-06-25"])
@pytest.mark.parametrize("result", [None, *ReferralResult], ids=str)
def test_all_agree_which_answers_are_awaited(result, replied):
    """The rules on time, consents and partners, and the list of today."""
    ended = consent(valid_until=str(TODAY))
    asked = referral(result=result, replied_on=replied, reply_until="2019-06-29", referred_on="2019-06-03")
    made = office(rows=[asked, request(), ended, client(), partner(active=False), *STAFF])
    awaited = replied is None and result in {None, ReferralResult.OPEN}

    assert is_awaited(made[Referral].column("replied_on")[0], result) == awaited
    assert bool(waiting(made, "Rückmeldung des Partners")) == awaited
    assert rules(made, Referral) & {"T-14", "X-02"} == ({"T-14", "X-02"} if awaited else set())
    assert ("G-06" in rules(made, Consent)) == awaited
