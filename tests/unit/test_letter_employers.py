"""A referral to an employer names a job or a firm instead of a partner; the letter goes to the firm."""

from datetime import date

import pytest

from automation import jobs
from automation.letters.letter_texts import texts_of
from automation.report import build_report
from tests.letter_kinds import LEAST, PERSON, WISH
from tests.letter_office import TODAY, client, consent, plan, referral
from tests.letter_workbook import office_of_many
from workbook.creating import create_workbook
from workbook.schema import Consent, Employer, Partner, Referral, Vacancy
from workbook.schema.vocabulary import EmployerStatus, JobKind, JobStatus, PartnerCategory, ReferralKind
from workbook.tables import office_of
from workbook.writing.file_book import FileBook

ENTERED = {"recorded_on": date(2019, 6, 3), "recorded_by": "MKA"}


def employer(**values):
    usual = {
        "row": 5,
        "employer_id": "AG-0001",
        "name": "Rohrbau am Kanal GmbH",
        "street": "Uferstraße",
        "house_no": "3",
        "postcode": "45881",
        "city": "Gelsenkirchen",
        "contact_gender": "m",
        "contact_first_name": "Jörg",
        "contact_last_name": "Wilms",
        "status": EmployerStatus.ACTIVE,
    }
    return Employer(**usual | ENTERED | values)


def vacancy(**values):
    usual = {
        "row": 5,
        "vacancy_id": "S-00001",
        "employer_id": "AG-0001",
        "title": "Flanschmonteur (m/w/d)",
        "kind": JobKind.FULL_TIME,
        "places": 2,
        "reported_on": date(2019, 6, 3),
        "reference_no": "10000-1234567890-S",
        "status": JobStatus.OPEN,
    }
    return Vacancy(**usual | ENTERED | values)


def applied(*records, agreed=LEAST, **values):
    kinds = {type(record) for record in records}
    usual = [
        client(**PERSON),
        employer(),
        vacancy(),
        consent(partner_id=None, employer_id="AG-0001", purpose="Bewerbung", categories=tuple(map(str, agreed))),
        referral(**WISH | {"partner_id": None, "vacancy_id": "S-00001", "kind": ReferralKind.EMPLOYER} | values),
    ]
    return plan(*(each for each in usual if type(each) not in kinds), *records, keys=["R-00001"])


def test_an_application_goes_to_the_firm_of_the_job_and_names_it():
    (found,) = applied().letters

    assert found.letter.address == (
        "Rohrbau am Kanal GmbH",
        "Herrn Jörg Wilms",
        "Uferstraße 3",
        "45881 Gelsenkirchen",
    )
    assert found.letter.salutation == "Sehr geehrter Herr Wilms,"
    assert found.letter.subject == "Bewerbung auf Ihre Stelle „Flanschmonteur (m/w/d)“"
    assert "10000-1234567890-S" in " ".join(texts_of(found.letter))
    assert (found.row.kind, found.row.recipient, found.row.recipient_kind) == ("ARBEIT", "AG-0001", "Arbeitgeber")
    assert found.stem == "QB-2019-0001_ARBEIT_AG-0001"


def test_without_a_job_the_firm_is_enough():
    (found,) = applied(vacancy_id=None, employer_id="AG-0001").letters

    assert found.letter.subject == "Vorschlag für eine Bewerbung"


@pytest.mark.parametrize(
    ("records", "values", "place", "reason"),
    [
        ((vacancy(status=JobStatus.FILLED),), {}, ("Verweise", "StelleID"), "nicht mehr offen"),
        ((vacancy(vacancy_id="S-00002"),), {}, ("Verweise", "StelleID"), "steht nicht im Blatt Stellen"),
        ((), {"employer_id": "AG-0002"}, ("Verweise", "ArbeitgeberID"), "gehört zu AG-0001"),
        ((employer(status=EmployerStatus.BLOCKED),), {}, ("Arbeitgeber", "Status"), "gesperrt"),
        ((employer(street=None),), {}, ("Arbeitgeber", "Straße"), "In der Anschrift fehlt: Straße"),
        ((), {"kind": ReferralKind.DEBT}, ("Verweise", "Verweisart"), "gehen nicht an „Arbeitgeber“"),
        ((), {"vacancy_id": None}, ("Verweise", "PartnerID"), "Der Partner fehlt"),
    ],
)
def test_what_stands_in_the_way_is_told_at_its_cell(records, values, place, reason):
    (withheld,) = applied(*records, **values).withheld

    assert (withheld.sheet, withheld.finding.column) == place
    assert reason in withheld.reason


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"employer_id": "AG-0002"}, "gilt für den Arbeitgeber AG-0002, nicht für AG-0001"),
        ({"employer_id": None, "partner_id": "P-001"}, "gilt für den Partner P-001, nicht für AG-0001"),
        ({"employer_id": None, "recipient_category": str(PartnerCategory.HOUSING)}, "nicht für „Arbeitgeber“"),
    ],
)
def test_a_consent_holds_for_the_firm_that_it_names(given, reason):
    named = {"partner_id": None, "employer_id": "AG-0001", "purpose": "Bewerbung", "categories": ("Name",)} | given
    (withheld,) = applied(consent(**named)).withheld

    assert reason in withheld.reason


def test_a_consent_for_all_employers_holds_for_the_firm():
    every = consent(
        partner_id=None,
        recipient_category=str(PartnerCategory.EMPLOYER),
        purpose="Bewerbung",
        categories=tuple(map(str, LEAST)),
    )

    assert applied(every).letters


@pytest.mark.parametrize(
    ("keys", "told"), [({"vacancy_id": "S-00001"}, 0), ({"employer_id": "AG-0001"}, 0), ({}, 1)]
)
def test_a_partner_is_needed_unless_a_job_or_a_firm_is_named(tmp_path, keys, told):
    """From the file: no finding on the empty PartnerID or on the consent, and the letter is written."""
    path = tmp_path / "Mappe.xlsx"
    tables = office_of_many(1)
    rows = [row for table in tables for row in table if not isinstance(row, Referral | Consent)]
    firm = {"partner_id": None, "employer_id": "AG-0001"}
    changed = [
        next(iter(tables[Referral])).model_copy(
            update=dict.fromkeys(WISH) | {"partner_id": None, "kind": ReferralKind.EMPLOYER} | keys
        ),
        next(iter(tables[Consent])).model_copy(update=firm | {"purpose": "Bewerbung"}),
    ]
    assert any(isinstance(row, Partner) for row in rows)
    office = office_of([*rows, *changed, employer(), vacancy()])
    create_workbook(path, office=office, today=TODAY, owned=[build_report((), rows=0, today=TODAY)])

    posted = jobs.write_letters(FileBook(path), TODAY, kinds=["ARBEIT"], pdf=False)
    checked = jobs.check(FileBook(path), TODAY, write=False)

    missing = [each for each in checked.findings if each.column == "PartnerID" and each.rule == "P-01"]
    assert len(missing) == told
    assert [each.rule for each in checked.findings if each.sheet == "Einwilligungen"] == []
    assert len(posted.written) == 1 - told
