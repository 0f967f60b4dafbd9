"""What waits for whom: each kind of thing due, once as it just is and once as it just is not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from automation.checks import check
from automation.desk.sheet import build_today
from automation.desk.waiting import UnknownInitialsError, summary, what_is_due
from automation.letters.dispatch import Dispatch, DispatchLog
from automation.office.law import LegalValues
from automation.office.person_names import Names
from automation.office.settings import Settings
from tests.rules.office import Row, office
from workbook.schema import (
    Client,
    Consent,
    Contact,
    Employer,
    Participation,
    Placement,
    Referral,
    Request,
    StaffMember,
    Vacancy,
)

TODAY = date(2019, 6, 28)  # a Friday
STAFF = [Row(StaffMember, {"initials": each}) for each in ("MKA", "RWE")]


def person(**more):
    return Row(Client, {"client_id": "K-00001", "last_name": "Zander", "owner": "MKA", "status": "aktiv"} | more)


def log(status, **more):
    told = {"reference": "QB-2019-0007", "written": TODAY, "kind": "WOHNEN", "source": "R-00001"}
    row = {"client_id": "K-00001", "recipient_kind": "", "recipient": "Frau Zander", "status": status, "row": 7}
    return DispatchLog([Dispatch(**(told | row | more))], columns={"status": 7})


def due(*rows, letters=None, days=7, owner="", client=None):
    made = office(rows=[*rows, client or person(), *STAFF])
    return what_is_due(made, Settings.of(made), letters or DispatchLog(), TODAY, days=days, owner=owner).due


def told(*rows, **more):
    return [(each.what, each.verb, each.cell, each.day.isoformat(), each.owner) for each in due(*rows, **more)]


def contact(**more):
    return Row(Contact, {"contact_id": "KT-000001", "client_id": "K-00001", "adviser": "RWE"} | more)


def request(**more):
    given = {"request_id": "A-00001", "client_id": "K-00001", "status": "in Arbeit", "due_on": "2019-07-05"}
    return Row(Request, given | more)


def referral(**more):
    given = {"referral_id": "R-00001", "client_id": "K-00001", "request_id": "A-00001", "referred_on": "2019-06-10"}
    return Row(Referral, given | {"reply_until": "2019-06-27"} | more)


def consent(**more):
    return Row(Consent, {"consent_id": "E-00001", "client_id": "K-00001", "valid_until": "2019-07-05"} | more)


def placement(**more):
    return Row(Placement, {"placement_id": "V-00001", "client_id": "K-00001", "start": "2019-03-28"} | more)


def vacancy(**more):
    given = {"vacancy_id": "S-00001", "employer_id": "AG-0001", "reported_on": "2019-05-01", "take_away": "ja"}
    return Row(Vacancy, given | {"confirmed_on": "2019-06-05", "status": "offen"} | more)


def course(**more):
    given = {"participation_id": "T-00001", "client_id": "K-00001", "certificate_until": "2019-07-05"}
    return Row(Participation, given | more)


FIRM = Row(Employer, {"employer_id": "AG-0001", "name": "Bäckerei", "owner": "RWE"})

THERE = {
    "an appointment to come": ([contact(next_date="2019-07-05")], "Termin", "vorbereiten", "2019-07-05", "RWE"),
    "one that was": (
        [contact(next_date="2019-06-27", appeared="offen")],
        "Termin war: erschienen?",
        "nachtragen",
        "2019-06-27",
        "RWE",
    ),
    "a request of nobody's": ([request()], "Wiedervorlage", "angehen", "2019-07-05", "MKA"),
    "a reply": ([referral()], "Rückmeldung des Partners", "nachfassen", "2019-06-27", "MKA"),
    "a look at a job": ([placement()], "Verbleib nach 3 Monaten", "prüfen", "2019-06-28", "MKA"),
    "a consent": ([consent()], "Einwilligung endet", "erneuern", "2019-07-05", "MKA"),
    "a certificate": ([course()], "Zertifikat endet", "verlängern", "2019-07-05", "MKA"),
    "a vacancy": ([vacancy(), FIRM], "Stelle am Aushang", "bestätigen", "2019-07-05", "RWE"),
}


@pytest.mark.parametrize("case", THERE.values(), ids=THERE)
def test_what_waits_is_told_with_its_day_and_who_is_in_charge(case):
    rows, what, verb, day, owner = case

    ((found_what, found_verb, _, found_day, found_owner),) = told(*rows)

    assert (found_what, found_verb, found_day, found_owner) == (what, verb, day, owner)


NOT_THERE = {
    "beyond the days asked for": contact(next_date="2019-07-06"),
    "somebody came": contact(next_date="2019-06-27", appeared="ja"),
    "done": request(status="erledigt"),
    "later": request(due_on="2019-07-06"),
    "answered": referral(replied_on="2019-06-20"),
    "reminded, and the days run on": referral(chase_on="2019-06-27"),
    "looked at": placement(status_3="ja – selber AG"),
    "a day too early": placement(start="2019-04-06"),
    "withdrawn": consent(revoked_on="2019-06-01"),
    "long ended": consent(valid_until=str(TODAY - timedelta(days=31))),
    "filled": vacancy(status="besetzt"),
    "not on the notice board": vacancy(take_away="nein"),
}


@pytest.mark.parametrize("row", NOT_THERE.values(), ids=NOT_THERE)
def test_what_is_done_or_not_yet_due_waits_for_nobody(row):
    assert told(row) == []


def test_a_client_who_left_is_looked_at_when_the_time_to_keep_data_is_over():
    gone = person(status="abgeschlossen", closed_on="2016-07-01")
    made = office(rows=[gone, *STAFF], settings={"Aufbewahrung (Monate)": "36"})

    (found,) = what_is_due(made, Settings.of(made), DispatchLog(), TODAY, days=7).due

    assert (found.what, found.verb, found.day) == ("Löschprüfung", "entscheiden", date(2019, 7, 1))


def test_who_came_lately_has_to_hear_what_happens_with_their_data():
    new, old = ({"first_contact": day} for day in ("2019-06-03", "2019-05-20"))
    informed = Row(Client, {"client_id": "K-00002", "status": "aktiv", "informed_on": "2019-01-02", **old})

    def missing(*rows, **more):
        return [each[:2] + each[3:] for each in told(*rows, client=person(**more)) if each[0].startswith("Daten")]

    expected = ("Datenschutzinfo fehlt", "aushändigen", "2019-06-03", "MKA")
    assert missing(**new) == [expected]
    assert missing(**old) == []
    assert missing(informed, **old) == [(*expected[:2], "2019-05-20", "MKA")]
    begun_since = Row(Client, {**informed.values, "informed_on": "2019-05-25"})
    assert missing(begun_since, **old) == []  # Was: whoever came before the office began to note it, for ever
    assert missing(informed, **new, informed_on="2019-06-04") == missing(**new, status="abgeschlossen") == []


@pytest.mark.parametrize("chased", [None, "2019-06-03", "2019-06-26", "2019-06-28", "2019-07-01"])
@pytest.mark.parametrize("agreed", [None, "2019-06-21", "2019-06-27", "2019-06-28", "2019-07-12"])
@pytest.mark.parametrize("made_on", ["2019-06-03", "2019-06-21"])
def test_the_list_and_the_report_agree_since_when_an_answer_is_overdue(made_on, agreed, chased):
    row = referral(referred_on=made_on, reply_until=agreed, chase_on=chased, letter=None)
    made = office(rows=[row, person(), *STAFF])

    found = check(made, TODAY, LegalValues.of(made), Settings.of(made))
    late = [each for each in due(row, days=30) if each.what == "Rückmeldung des Partners" and each.day < TODAY]

    assert [each.rule for each in found if each.rule == "T-14"] == ["T-14" for _ in late]
    assert all(
        f"{each.day:%d.%m.%Y}" in finding.message for each in late for finding in found if finding.rule == "T-14"
    )


def test_a_permit_ends():
    (found,) = due(client=person(work_permit_until="2019-07-01"))

    assert (found.what, found.sheet) == ("Arbeitserlaubnis endet", "Klienten")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("Entwurf", ("Entwurf nicht geprüft", "prüfen")),
        ("geprüft", ("Schreiben nicht versandt", "versenden")),
        ("gedruckt", ("Schreiben nicht versandt", "versenden")),
        ("gesperrt", ("Schreiben gesperrt", "klären")),
    ],
)
def test_letters_that_lie_in_the_office_wait(status, expected):
    (found,) = due(letters=log(status))

    assert (found.what, found.verb, found.sheet, found.cell) == (*expected, "Postausgang", "G7")


@pytest.mark.parametrize("status", ["versandt", "storniert", "ersetzt", "liegt bei Frau Zander"])
def test_other_letters_do_not(status):
    assert due(letters=log(status)) == ()


def test_whoever_was_told_hears_of_the_revocation():
    revoked = consent(revoked_on="2019-06-27", valid_until="2020-01-01")

    (found,) = due(revoked, letters=log("versandt", consent_id="E-00001"))

    assert (found.what, found.verb) == ("Widerruf: Empfänger von QB-2019-0007", "informieren")
    assert due(revoked, letters=log("storniert", consent_id="E-00001")) == ()


def test_oldest_first_by_initials_and_nobodys_last():
    rows = [
        request(request_id="A-00001", owner="RWE", due_on="2019-06-28"),
        request(request_id="A-00002", owner="RWE", due_on="2019-06-01"),
        request(request_id="A-00003", client_id="K-00009"),
        request(request_id="A-00004"),
    ]

    assert [each.key for each in due(*rows)] == ["A-00004", "A-00002", "A-00001", "A-00003"]
    assert [each.key for each in due(*rows, owner="rwe")] == ["A-00002", "A-00001"]
    with pytest.raises(UnknownInitialsError, match="Ist RWE gemeint"):
        due(*rows, owner="RWEE")


def test_what_waits_for_somebody_who_has_left_is_told():
    staff = [Row(StaffMember, {"initials": "MKA", "active_until": "2019-06-27"})]
    staff += [Row(StaffMember, {"initials": "RWE", "active_until": "2019-06-28"})]
    staff += [Row(StaffMember, {"initials": "JLE", "active_until": "2019-01-31"})]
    made = office(rows=[request(owner="MKA"), request(request_id="A-00002", owner="RWE"), person(), *staff])

    found = what_is_due(made, Settings.of(made), DispatchLog(), TODAY)

    assert found.left == {"MKA": date(2019, 6, 27)}
    assert summary(found).endswith("Nach „Personal“ nicht mehr aktiv: MKA (bis 27.06.2019), bitte neu verteilen")
    headings = [str(note.text) for note in build_today(found, Names(made, columns=())).notes]
    assert "MKA · 1 Sache · nur bis 27.06.2019 aktiv" in headings
    assert "RWE · 1 Sache" in headings


def test_a_name_in_a_column_for_keys_or_initials_is_not_repeated():
    rows = [
        request(request_id="Zander-1", client_id="Ali Zander", owner="Frau Zander"),
        consent(consent_id="Zander", revoked_on="2019-06-27"),
    ]

    found = due(*rows, letters=log("versandt", consent_id="Zander", reference="Zander-2019-0001"))

    assert found
    assert "Zander" not in repr(found)
