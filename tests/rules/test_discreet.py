"""What of findings may be read outside of the workbook."""

import json
from datetime import date

import pytest
from msgspec.structs import replace

from automation import checks
from automation.checks.discreet import ON_THE_SHEET, outside
from automation.commands.check import document
from automation.material import Checked
from tests.rules.office import check, client, consent, employer, office, partner, referral, request, vacancy
from workbook.findings import Finding, Severity, masked

NAME = "Erika Mustermann"


def told(found):
    """Everything that leaves the workbook: JSON, and what a screen shows of each finding."""
    checked = Checked(tuple(found), 1, 1)
    screen = [(each.message, each.suggestion) for each in map(outside, found)]
    return json.dumps(document(checked, date(2019, 6, 30)), ensure_ascii=False) + repr(screen)


def workbook(column):
    return office(
        clients=[client()],
        partners=[partner()],
        requests=[request()],
        consents=[consent()],
        referrals=[referral(**{column: NAME})],
    )


@pytest.mark.parametrize("column", ["client_id", "partner_id", "consent_id", "request_id"])
def test_a_name_in_a_column_for_keys_is_in_no_sentence(column):
    found = check(workbook(column))

    assert found
    assert NAME not in told(found)
    assert not any(NAME in f"{each.message} {each.suggestion}" for each in found)
    assert "Mustermann" not in told(found)


def test_a_slip_of_a_key_is_named():
    found = check(office(vacancies=[vacancy(employer_id="AG-1")], employers=[employer()]))

    assert "AG-1" in found[0].message


def test_a_header_that_is_missing_is_named():
    message = "Die Spalte „Zuständig“ fehlt in der Tabelle „Klienten“."
    shown = outside(finding("Zuständig", "Zuständig", rule="F-18", message=message))

    assert (shown.message, shown.value) == (message, "Zuständig")


def finding(column, value, *, table="Klienten", rule="F-13", message="So nicht.", suggestion=None, key="K-00001"):
    return Finding(rule, Severity.WARNING, table, "A5", table, column, key, value, message, suggestion)


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [
        ("Nachname", "M?ller", ""),
        ("Geburtsdatum", "3.4.1985", ""),
        ("Telefon", "O209 123", ""),
        ("Status", "aktiv", "aktiv"),
        ("Status", "Erika", ""),
        ("Erfasst am", "31.02.2019", "31.02.2019"),
        ("Haushalt (BG)", "HH-0001", "HH-0001"),
        ("Haushalt (BG)", "Familie Yıldız", ""),
        ("Kundennummer (BA)", masked("123A456789"), masked("123A456789")),
        ("Kundennummer (BA)", "123A456789", ""),
    ],
)
def test_a_value_is_shown_where_it_names_nobody(column, value, shown):
    told = outside(finding(column, value, message=f"„{value}“ geht nicht."))

    assert told.value == shown
    assert (value in told.message) is bool(shown)


def test_a_suggestion_that_is_the_cell_put_right_stays_on_the_sheet():
    assert outside(finding("Nachname", "MÃ¼ller", suggestion="Müller")).suggestion == ON_THE_SHEET
    assert outside(finding("Status", "aktiw", rule="F-14", suggestion="aktiv")).suggestion == "aktiv"
    for typed in ("Zwiebelmann", "Erlaubt: Rotthausen · Hof Zwiebelmann"):  # staff may add a name to an open list
        assert outside(finding("Stadtteil", "Hof", rule="F-14", suggestion=typed)).suggestion == ON_THE_SHEET
    assert (
        outside(finding("Kundennummer (BA)", "•", rule="F-08", suggestion="123A456789")).suggestion == ON_THE_SHEET
    )


def test_a_name_in_the_column_of_the_key_is_no_key_outside():
    assert outside(finding("Nachname", "x", key=NAME)).key == ""
    assert outside(finding("Nachname", "x")).key == "K-00001"


def test_what_one_rule_hides_another_does_not_print():
    remark = "Diagnose\u00a0Depression"

    found = check(office(clients=[client(remark=remark)]))

    assert {each.rule for each in found} >= {"C-14"}
    assert "Depression" not in repr(found)


def test_the_library_gives_sentences_without_names_whoever_asks():
    assert checks.without_names([], office(clients=[client()])) == []
    hit = replace(finding("Nachname", "x"), message=f"{NAME} gibt es nicht.")

    (told,) = checks.without_names([hit], office(referrals=[referral(client_id=NAME)]))

    assert told.message == "… gibt es nicht."


def test_a_column_that_is_masked_is_masked_in_every_finding_and_its_two_last_signs_are_all_that_is_seen():
    found = check(
        office(clients=[client(customer_no="123A456789"), client(client_id="K-00002", customer_no="123A456789")])
    )

    about = [each for each in found if each.column == "Kundennummer (BA)"]
    assert about
    assert {each.value for each in about} == {"••••••••89"}
    assert not any("123A4567" in repr(each) for each in found)


def test_short_values_are_masked_whole():
    assert [masked(text) for text in ("", "1", "1234", "12345")] == ["", "•", "••••", "•••45"]


@pytest.mark.parametrize("typed", [".", "o", "is", "-", "…"])
def test_what_is_short_leaves_our_own_words_whole(typed):
    ours = "„Nachname“ ist hier kein Name. Ist keiner bekannt, lassen Sie die Zelle leer – oder fragen."

    shown = outside(finding("Nachname", typed, message=ours, suggestion="Name eintragen, oder Zelle leeren"))

    assert (shown.message, shown.suggestion) == (ours, "Name eintragen, oder Zelle leeren")


def test_a_short_name_that_a_sentence_repeats_is_hidden():
    shown = outside(finding("Nachname", "Li", message="„Li“ steht auch in der Liste."))

    assert shown.message == "„…“ steht auch in der Liste."
