"""What becomes of letters that exist already when the workbook changes: kept, replaced, blocked, told."""

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from automation.letters.cases import CaseBuilder
from automation.letters.compose import compose_undated
from automation.letters.dispatch import DispatchLog, content_fingerprint
from automation.letters.planning import plan_letters
from automation.letters.remarks import letter_findings
from tests.letter_office import (
    TODAY,
    adviser,
    client,
    consent,
    contact,
    desk,
    household,
    letter,
    office,
    partner,
    plan,
    referral,
)
from workbook.findings import Severity
from workbook.schema import Referral
from workbook.schema.setting_names import SettingName
from workbook.schema.vocabulary import ClientStatus, Gender, LegalGround, ReferralKind, ReferralResult, ReferralWay

LATER = TODAY + timedelta(days=1)
HOUSING, INVITATION = ["WOHNEN"], ["EINLADUNG"]


def log_of(*records, status="Entwurf", kinds=HOUSING, **values):
    return DispatchLog([replace(row, status=status, **values) for row in plan(*records, kinds=kinds).log.rows])


def after(*records, log=None, kinds=HOUSING, settings=None, today=LATER):
    return plan(*records, log=log or log_of(kinds=kinds), kinds=kinds, settings=settings, today=today)


def told(planned, *records, log=None, today=LATER):
    return letter_findings(planned, office(*records), log, today=today)


# ── What was printed decides ─────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("records", "settings"),
    [
        (
            [
                consent(row=5, revoked_on=date(2019, 6, 28)),
                consent(row=6, consent_id="E-00002"),
            ],
            None,
        ),
        ([consent(given_on=date(2019, 6, 4))], None),
        ([referral(kind=ReferralKind.HOUSING_SECURE), consent(purpose="Wohnungssicherung")], None),
        ([adviser(name="Nele Brandt")], None),
        ([adviser(function="Leitung")], None),
        ([partner(contact_last_name="Schulze")], None),
        ([partner(house_no="102")], None),
        ([household(children_6_to_14=2)], None),
        ([referral(reply_until=date(2019, 7, 20))], None),
        ([], {SettingName.STREET: "Neue Straße 1"}),
        ([], {SettingName.OFFICE_NAME: "Büro im Quartier"}),
        ([], {SettingName.PHONE: "0209 7654321"}),
    ],
)
def test_a_draft_that_would_be_printed_otherwise_now_is_replaced(records, settings):
    if any(getattr(each, "consent_id", "") == "E-00002" and each.row == 6 for each in records):
        records = [*records, referral(consent_id="E-00002")]

    planned = after(*records, settings=settings)

    (new,) = planned.letters
    assert (new.row.reference, new.row.replaces) == ("QB-2019-0002", "QB-2019-0001")
    assert [row.status for row in planned.log.rows] == ["ersetzt", "Entwurf"]


def test_time_alone_changes_no_letter():
    for days in (1, 10, 100):
        planned = after(today=TODAY + timedelta(days=days))
        assert (planned.letters, planned.withheld, planned.blocked, planned.unchanged) == ((), (), (), 1)


def test_a_deadline_that_staff_set_and_that_has_passed_changes_no_letter():
    agreed = referral(reply_until=date(2019, 7, 5))

    planned = after(agreed, log=log_of(agreed), today=date(2019, 7, 10))

    assert (planned.letters, planned.unchanged) == ((), 1)


@pytest.mark.parametrize("status", ["geprüft", "gedruckt"])
def test_what_is_checked_or_printed_is_not_replaced_but_told(status):
    log = log_of(status=status)

    planned = after(household(persons=5), log=log)
    (finding,) = told(planned, household(persons=5))

    assert (planned.letters, planned.unchanged) == ((), 1)
    assert [row.status for row in planned.log.rows] == [status]
    assert (finding.rule, finding.severity, finding.sheet, finding.key) == (
        "L-04",
        Severity.ERROR,
        "Postausgang",
        "QB-2019-0001",
    )
    assert told(after(log=log)) == ()


@pytest.mark.parametrize("status", ["versandt", "storniert", "VERSANDT", "liegt bei Frau M."])
def test_what_is_settled_or_unknown_is_never_written_again(status):
    planned = after(household(persons=5), partner(house_no="1"), log=log_of(status=status))

    assert (planned.letters, planned.withheld, planned.blocked, planned.unchanged) == ((), (), (), 1)
    assert [row.status for row in planned.log.rows] == [status]


def test_a_row_of_version_1_goes_on_comparing_by_its_old_mark():
    (written,) = plan(kinds=HOUSING).letters
    sent = desk(office()).templates["WOHNEN"]
    case = first_case(sent)
    old = content_fingerprint("WOHNEN", case.address, LegalGround.CONSENT, case.gate.sent)
    log = DispatchLog([replace(written.row, content=old)])

    assert after(adviser(name="Nele Brandt"), log=log).unchanged == 1
    assert len(after(household(persons=5), log=log).letters) == 1


def first_case(template):
    tables = office()
    draft = CaseBuilder(desk(tables)).draft(template, tables[Referral].at(0))
    compose_undated(template, draft.case)
    return draft.case


# ── What must not go out ─────────────────────────────────────────────────────
CAUSES = [
    ([referral(referral_id="R-00002")], "steht nicht mehr"),
    ([referral(result=ReferralResult.ACCEPTED)], "abgeschlossen"),
    ([referral(replied_on=TODAY)], "Rückmeldung"),
    ([referral(way=ReferralWay.WARM_CALL)], "nicht mehr als Brief"),
    ([referral(legal_ground=LegalGround.NO_DATA)], "Rechtsgrundlage"),
    ([referral(kind=ReferralKind.VOLUNTEERING)], "anderes Schreiben"),
    ([consent(revoked_on=TODAY)], "widerrufen"),
    ([consent(valid_until=TODAY)], "galt nur bis"),
    ([client(status=ClientStatus.DECEASED)], "beendet"),
    ([partner(active=False)], "nicht mehr aktiv"),
]


@pytest.mark.parametrize("status", ["Entwurf", "geprüft", "gedruckt"])
@pytest.mark.parametrize(("records", "reason"), CAUSES)
def test_a_letter_that_must_not_go_out_is_blocked_with_the_reason(records, reason, status):
    planned = after(*records, log=log_of(status=status))

    (blocked,) = planned.blocked
    assert (blocked.row.reference, blocked.row.status) == ("QB-2019-0001", status)
    assert reason in blocked.reason
    assert "Yıldız" not in blocked.reason


@pytest.mark.parametrize("status", ["versandt", "storniert", "gesperrt", "ersetzt", "liegt bei Frau M."])
@pytest.mark.parametrize(("records", "reason"), CAUSES)
def test_only_what_lies_in_the_office_is_blocked(records, reason, status):
    assert reason
    assert after(*records, log=log_of(status=status)).blocked == ()


@pytest.mark.parametrize(
    ("records", "reason"),
    [
        ([contact(invite=None)], "nicht mehr gewünscht"),
        ([contact(invite=False)], "nicht mehr gewünscht"),
        ([contact(next_date=None)], "gestrichen"),
        ([contact(next_date=date(2020, 3, 2))], "geändert"),
        ([contact(contact_id="KT-000009", invite=None)], "steht nicht mehr"),
        ([client(status=ClientStatus.DECEASED)], "beendet"),
    ],
)
def test_an_invitation_that_is_not_wanted_any_more_is_blocked(records, reason):
    (blocked,) = after(*records, log=log_of(kinds=INVITATION), kinds=INVITATION).blocked

    assert reason in blocked.reason


def test_an_invitation_stays_after_its_appointment():
    planned = after(log=log_of(kinds=INVITATION), kinds=INVITATION, today=date(2019, 8, 1))

    assert planned.blocked == ()


def test_a_sheet_that_is_missing_blocks_nothing():
    tables = office()
    without = type(tables)({kind: tables[kind] for kind in tables._tables if kind is not Referral}, tables.lists)

    planned = plan_letters(desk(without), log_of(), kinds=HOUSING)

    assert planned.blocked == ()


def test_a_check_tells_what_a_run_would_block_and_what_it_did_is_done():
    closed = referral(result=ReferralResult.ACCEPTED)

    planned = after(closed)
    (finding,) = told(planned, closed)

    assert (finding.rule, finding.column) == ("L-03", "Status")
    assert "abgeschlossen" in finding.message
    assert told(planned, closed, log=planned.log) == ()


def test_a_cause_that_goes_away_leads_to_a_new_number_that_names_the_old():
    log = log_of(status="gesperrt", blocked_because="Die Einwilligung E-00001 wurde widerrufen.")

    planned = after(log=log)

    (new,) = planned.letters
    assert (new.row.reference, new.row.replaces) == ("QB-2019-0002", "QB-2019-0001")
    assert [row.status for row in planned.log.rows] == ["gesperrt", "Entwurf"]


def test_a_consent_that_is_revoked_after_sending_is_told():
    log = log_of(status="versandt", sent_on=TODAY)
    revoked = consent(revoked_on=LATER)

    (finding,) = told(after(revoked, log=log), revoked)

    assert (finding.rule, finding.sheet, finding.column) == ("L-05", "Einwilligungen", "widerrufen am")
    assert "Empfänger informieren" in finding.message
    assert told(after(log=log)) == ()
    assert told(after(revoked, log=log), revoked, today=TODAY) == ()  # it still holds today


@pytest.mark.parametrize(
    ("sent_on", "says"), [(TODAY, "trotzdem noch"), ("letzte Woche", "trotzdem noch"), (None, "trotzdem noch")]
)
def test_a_letter_that_went_out_after_the_revocation_is_told_as_such(sent_on, says):
    """Where nobody can read the day of sending, the day of writing decides."""
    revoked = consent(revoked_on=TODAY - timedelta(days=1))
    log = log_of(status="versandt", sent_on=sent_on)

    (finding,) = (each for each in told(after(revoked, log=log), revoked) if each.rule == "L-05")

    assert says in finding.message


def copied(**values):
    """A log in which somebody has copied the one letter's row below itself."""
    (row,) = log_of(status="versandt", sent_on=TODAY).rows
    return DispatchLog([replace(row, row=5), replace(row, row=6, **values)], columns={"reference": 1})


@pytest.mark.parametrize("number", ["QB-2019-0001", "qb-2019-0001"])
def test_a_number_that_stands_twice_is_told_at_the_copy(number):
    log = copied(reference=number)

    (finding,) = [each for each in told(after(log=log)) if each.rule == "L-08"]

    assert (finding.sheet, finding.cell, finding.severity) == ("Postausgang", "A6", Severity.ERROR)
    assert "steht schon in A5" in finding.message
    assert "Zeilen löschen" in finding.suggestion
    assert not [each for each in told(after(log=log_of())) if each.rule == "L-08"]


def test_rows_of_own_letters_without_a_number_are_no_copies():
    rows = [replace(log_of().rows[0], reference="", source="", row=line) for line in (5, 6)]

    assert not [each for each in told(after(log=DispatchLog(rows))) if each.rule == "L-08"]


def test_of_two_rows_with_one_number_each_is_put_into_its_own_place():
    """Whoever is erased would else stay in the upper one."""
    log = copied()

    log.put(replace(row, recipient="", sent_by=str(row.row)) for row in log.rows)

    assert [(row.recipient, row.sent_by) for row in log.rows] == [("", "5"), ("", "6")]


# ── Silence is a defect ──────────────────────────────────────────────────────
def test_an_open_referral_without_a_template_is_told():
    planned = plan(referral(kind=None))

    (missing,) = [each for each in planned.withheld if each.finding.rule == "L-02"]
    assert (missing.key, missing.sheet, missing.finding.column) == ("R-00001", "Verweise", "Verweisart")
    assert "Vorlage" in missing.reason


@pytest.mark.parametrize("change", [{"result": ReferralResult.ACCEPTED}, {"way": ReferralWay.ACCOMPANIED}])
def test_a_referral_that_needs_no_letter_needs_no_template(change):
    assert plan(referral(kind=ReferralKind.EMPLOYER, **change)).withheld == ()


def test_a_withheld_letter_is_a_finding_in_the_same_words():
    revoked = consent(revoked_on=TODAY)
    planned = after(revoked, log=DispatchLog())

    (withheld,), (finding,) = planned.withheld, told(planned, revoked)

    assert finding.rule == "L-01"
    assert (finding.message, finding.cell, finding.sheet) == (withheld.reason, withheld.cell, withheld.sheet)


def test_two_letters_that_one_cell_stands_in_the_way_of_are_two_findings():
    planned = plan(
        client(status=ClientStatus.DECEASED), referral(), referral(row=6, referral_id="R-00002"), kinds=HOUSING
    )

    marks = {each.finding.fingerprint for each in planned.withheld}
    assert len(marks) == 2
    assert {each.cell for each in planned.withheld} == {planned.withheld[0].cell}


# ── One letter never stops a run ─────────────────────────────────────────────
@pytest.mark.parametrize(
    ("records", "sheet", "column"),
    [
        ([client(first_name="Ayşe🙂")], "Klienten", "Vorname"),
        ([client(last_name="王")], "Klienten", "Nachname"),
        ([referral(floor="Erdgeschoss 🙂")], "Verweise", "Wunsch: Lage"),
        ([partner(name="Wohnen 🏠 GmbH")], "Partner", "Name"),
        ([adviser(name="Miriam 🙂")], "Personal", "Name"),
    ],
)
def test_a_character_that_no_font_has_withholds_the_letter_and_names_the_cell(records, sheet, column):
    planned = plan(*records, kinds=HOUSING)

    (withheld,) = planned.withheld
    assert (withheld.sheet, withheld.finding.column) == (sheet, column)
    assert "(U+" in withheld.reason


def test_a_defect_in_one_letter_withholds_it_and_no_other(monkeypatch):
    def broken(*_):
        raise ValueError("Yıldız")

    monkeypatch.setattr("automation.letters.party.salutation", broken)
    monkeypatch.delenv("LOTSE_DEBUG", raising=False)

    planned = plan()

    assert [each.row.kind for each in planned.letters] == ["EINLADUNG"]
    (withheld,) = planned.withheld
    assert "ValueError" in withheld.reason
    assert "Yıldız" not in withheld.reason


@pytest.mark.parametrize("name", ["გიორგი", "Հայկ", "שלום", "ሰላም", "Жук", "Ελένη", "نور", "Nguyễn"])
def test_names_in_the_scripts_of_the_neighbourhood_are_printed(name):
    assert letter("WOHNEN", client(last_name=name)).kind == "WOHNEN"


# ── The list of fields ───────────────────────────────────────────────────────
def fields(*records, kind="WOHNEN"):
    (written,) = plan(*records, kinds=[kind]).letters
    return {
        f"{sheet}: {label}"
        for part in written.row.fields.split("; ")
        for sheet, _, labels in [part.partition(": ")]
        for label in labels.split(", ")
    }


def test_a_guardian_who_receives_the_letter_is_listed_and_what_is_not_used_is_not():
    child = client(birth_date=date(2008, 1, 1), guardian="Frau Fatma Yıldız")

    listed = fields(child, kind="EINLADUNG")

    assert "Klienten: gesetzl. Vertretung" in listed
    assert "Klienten: Anrede/Geschlecht" not in listed


def test_children_of_no_age_are_not_listed():
    listed = fields(household(children_under_3=0, children_3_to_5=0, children_6_to_14=1, children_15_to_24=0))

    assert {each for each in listed if "Kinder" in each} == {"Bedarfsgemeinschaften: Kinder 6–14"}


@pytest.mark.parametrize(("gender", "printed"), [(Gender.FEMALE, True), (Gender.DIVERSE, False), (None, False)])
def test_a_form_of_address_is_listed_where_it_is_printed(gender, printed):
    assert ("Klienten: Anrede/Geschlecht" in fields(client(gender=gender))) is printed


def test_the_day_of_the_consent_is_listed():
    assert "Einwilligungen: erteilt am" in fields()


def test_a_deadline_of_the_office_is_listed_where_it_is_printed():
    assert "Verweise: Rückmeldung bis" in fields(referral(reply_until=date(2019, 7, 20)))
    assert "Verweise: Rückmeldung bis" not in fields()


def test_a_wish_that_is_not_printed_is_not_listed():
    securing = fields(referral(kind=ReferralKind.HOUSING_SECURE), consent(purpose="Wohnungssicherung"))

    assert "Verweise: Wunsch: Zimmer" not in securing
    assert "Verweise: Wunsch: Warmmiete höchstens" in fields(referral(warm_rent_max=Decimal(650)))


def test_a_letter_that_went_out_after_the_consent_was_revoked_is_told_all_the_more():
    log = log_of(status="versandt", sent_on=LATER)
    revoked = consent(revoked_on=TODAY)

    (finding,) = told(after(revoked, log=log), revoked)

    assert (finding.rule, finding.column) == ("L-05", "widerrufen am")
    assert "QB-2019-0001 ging trotzdem noch an" in finding.message


def test_a_letter_that_staff_block_is_not_written_anew_behind_their_back_and_is_told():
    planned = after(log=log_of(status="gesperrt"))

    (withheld,) = planned.withheld
    assert (planned.letters, planned.blocked) == ((), ())
    assert "QB-2019-0001" in withheld.reason
    assert "„storniert“" in withheld.suggestion


def test_a_letter_that_staff_call_replaced_leaves_no_referral_without_one():
    (new,) = after(log=log_of(status="ersetzt")).letters

    assert (new.row.reference, new.row.replaces) == ("QB-2019-0002", "QB-2019-0001")


@pytest.mark.parametrize(
    "change",
    [
        {"next_date": date(2019, 7, 9)},
        {"next_begin": time(16, 0)},
        {"next_date": None},
        {"contact_id": "KT-000009"},
    ],
)
def test_a_sent_invitation_whose_appointment_moved_is_told_until_both_are_over(change):
    moved = contact(**change)
    log = log_of(status="versandt", kinds=INVITATION)

    planned = after(moved, log=log, kinds=INVITATION)
    over = after(moved, log=log, kinds=INVITATION, today=date(2019, 8, 1))

    (finding,) = [each for each in told(planned, moved, log=log) if each.rule == "L-07"]
    assert (finding.sheet, finding.key, finding.severity) == ("Postausgang", "QB-2019-0001", Severity.WARNING)
    assert [row.reference for row in planned.log.rows if row.source == "KT-000001"] == ["QB-2019-0001"]
    assert over.moved == ()


def test_what_else_changes_around_a_sent_invitation_is_not_told():
    log = log_of(status="versandt", kinds=INVITATION)
    other = adviser(name="Nele Brandt"), contact(next_topic="Etwas anderes")

    assert told(after(*other, log=log, kinds=INVITATION), *other, log=log) == ()
