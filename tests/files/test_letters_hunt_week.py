"""The hunt goes on through the letters that staff ask for or that time brings: marks in every row they come from.

`LOTSE_HUNT=2000` hunts through so many people.
"""

import json
import os
import re
from datetime import date, time
from decimal import Decimal

import pytest

from automation.cli import main
from automation.letters import disclosure
from automation.letters.templates import load_templates
from automation.resources import templates_folder
from tests.files.test_letters_hunt import (
    Case,
    Marked,
    found_in,
    leaks,
    log_of,
    mark,
    markable,
    words_of_docx,
    words_of_pdf,
)
from tests.letter_office import SETTINGS
from tests.letter_week import PROTECTED
from workbook.creating import create_workbook
from workbook.schema import (
    Client,
    Consent,
    Contact,
    Employer,
    EmptyShop,
    Household,
    OfficeSetting,
    Partner,
    Placement,
    Referral,
    Request,
    ShopInterest,
    StaffMember,
    Subsidy,
    Vacancy,
)
from workbook.schema.data_categories import DataCategory as Data
from workbook.schema.setting_names import SettingName
from workbook.schema.vocabulary import (
    BenefitStatus,
    ClientStatus,
    ConsentForm,
    EmployerStatus,
    Employment,
    FollowUp,
    Gender,
    HouseholdType,
    InterestStatus,
    JobKind,
    JobStatus,
    LegalGround,
    PartnerCategory,
    PayUnit,
    ReferralKind,
    ReferralResult,
    ReferralWay,
    RequestStatus,
    ShopStatus,
)
from workbook.tables import office_of

KINDS_OF_CLIENT = ("DATENSCHUTZ", "STELLEN", "ABSCHLUSS")
PEOPLE = max(18, int(os.environ.get("LOTSE_HUNT", "18")))
TODAY = date(2019, 6, 28)
TAIL = {"recorded_on": date(2019, 5, 2), "recorded_by": "MKA"}
TO_THE_PERSON = frozenset({*KINDS_OF_CLIENT, "EINWILL", "TERMINZETTEL", "VERBLEIB", "ZUSAMMEN"})
OWN = Case("Klient", frozenset(Data), benefit=True, ground=None)
NAMED = Case("Beratungsstelle", frozenset({Data.NAME}), benefit=False, ground=LegalGround.CONSENT)
CASES = {
    **dict.fromkeys(TO_THE_PERSON, OWN),
    "NACHFASS": NAMED,
    "WIDERRUF": NAMED,
    "VERBLEIBAG": Case("Arbeitgeber", frozenset({Data.NAME}), benefit=False, ground=LegalGround.CONSENT),
    "LEERSTAND": Case(
        "Wohnungsunternehmen",
        frozenset({Data.NAME, Data.CONTACT, Data.REQUEST}),
        benefit=False,
        ground=LegalGround.CONSENT,
    ),
}
AGAIN = 10_000
"""Further rows of a person have keys so much higher."""


def row_of(record, number, marked, **given):
    """A row with a mark wherever staff type what they like, and otherwise what is `given`."""
    filled = {name: value for name, value in marked.fill(number, record, **given).items() if isinstance(value, str)}
    return record(**{**filled, **TAIL, "changed_on": None, **given})


def person(number, marked):
    """Everything that letters are written from, about one person."""
    key, line = f"K-{number:05d}", number + 4
    phone, mail = f"0209{5000000 + number * 13}", f"{mark(900000 + number).lower()}@example.org"
    told, revoked = number % 2 == 0, number % 4 == 0
    consent = {
        "client_id": key, "partner_id": None, "employer_id": None, "recipient_category": None, "form":
        ConsentForm.WRITTEN, "given_by": "selbst", "given_on": date(2019, 5, 2), "letter": None,
    }  # fmt: skip
    client = row_of(
        Client, number, marked, row=line, client_id=key, household_id=f"HH-{number:04d}", gender=Gender.FEMALE,
        salutation_override=None, title=None, name_prefix=None, house_no="7", postcode="45884", country=None,
        birth_date=date(1980, 1, 7), district="Rotthausen", contact_pref=None, work_permit="unbeschränkt",
        phone=marked.note("+49" + phone[1:], number, Client, "phone", phone[4:]),
        email=marked.note(mail, number, Client, "email", mail), household_role=None, nationality_group=None,
        german_level=None, school=None, vocational=None, shift_wish=None, letter_language=None, guardian=None,
        guardian_street=None, guardian_city=None, benefit_status=BenefitStatus.SGB_II, owner="MKA",
        first_contact=date(2019, 3, 1), intake_date=date(2019, 3, 1), informed_on=date(2019, 3, 1), kldb=None,
        status=ClientStatus.ACTIVE, letter=KINDS_OF_CLIENT[number % 3],
    )  # fmt: skip
    if number % 6 == 0:
        client = client.model_copy(update={"contact_pref": "keine Post nach Hause"})
    return [
        client,
        row_of(
            Household, number, marked, row=line, household_id=f"HH-{number:04d}", household_no=None, persons=1,
            employable=1, household_type=HouseholdType.SINGLE, district_intake="Rotthausen",
            intake_date=date(2019, 3, 1), amount_kind=None, exit_reason=None,
        ),
        row_of(
            Request, number, marked, row=line, request_id=f"A-{number:05d}", client_id=key, owner="MKA",
            received_on=date(2019, 5, 2), category="Wohnen", urgency=None, channel=None, due_on=date(2019, 7, 2),
            status=RequestStatus.WORKING, result=None, letter="ZUSAMMEN", referral_id=None,
        ),
        row_of(
            Contact, number, marked, row=line, contact_id=f"KT-{number:06d}", client_id=key, adviser="MKA",
            held_on=date(2019, 5, 2), next_date=date(2019, 7, 2), next_begin=time(10, 0), next_end=time(10, 30),
            kind=None, channel=None, organisation=None, invite=number % 6 == 0, request_id=None, letter=None,
        ),
        row_of(
            Consent, number, marked,
            **consent | {
                "row": line, "consent_id": f"E-{number:05d}", "partner_id": "P-002", "purpose": "Beratung",
                "categories": ("Name", "Anliegen/Wunsch"), "letter": "WIDERRUF" if revoked else None,
                "revoked_on": date(2019, 6, 20) if revoked else None,
            },
        ),
        row_of(
            Consent, number, marked,
            **consent | {
                "row": line + AGAIN, "consent_id": f"E-{number + AGAIN:05d}", "employer_id": "AG-0001",
                "purpose": "Verbleibsanfrage", "categories": ("Name",),
            },
        ),
        row_of(
            Consent, number, marked,
            **consent | {
                "row": line + 2 * AGAIN, "consent_id": f"E-{number + 2 * AGAIN:05d}", "partner_id": "P-001",
                "purpose": "Wohnungssuche", "categories": ("Name", "Leistungsbezug"), "letter": "EINWILL",
                "given_on": None, "given_by": None, "form": None, "filed": None,
            },
        ),
        row_of(
            Referral, number, marked, row=line, referral_id=f"R-{number:05d}", request_id=f"A-{number:05d}",
            client_id=key, partner_id="P-002", kind=ReferralKind.DEBT, way=ReferralWay.WARM_CALL,
            referred_on=date(2019, 6, 3), reply_until=date(2019, 6, 17), consent_id=f"E-{number:05d}",
            legal_ground=LegalGround.CONSENT, equipment=None, contact_through=None, vacancy_id=None,
            employer_id=None,
            letter=None, result=ReferralResult.ACCEPTED if revoked else ReferralResult.OPEN,
            replied_on=date(2019, 6, 7) if revoked else None,
        ),
        row_of(
            Placement, number, marked, row=line, placement_id=f"V-{number:05d}", client_id=key, vacancy_id=None,
            employer_id="AG-0001", kind=Employment.FULL_TIME, start=date(2019, 3, 20), hours=Decimal("38.5"),
            gross=Decimal("1800.00"), subsidy="KEINE", covers_need=None, evidence=None, end_reason=None,
            status_3=FollowUp.UNKNOWN if told else None, letter="VERBLEIBAG" if told else None,
            checked_by_3=None, checked_by_6=None, checked_by_12=None,
        ),
        row_of(
            ShopInterest, number, marked, row=line, interest_id=f"I-{number:03d}", client_id=None, shop_id="L-001",
            status=InterestStatus.NEW, consent_given_on=date(2019, 6, 20), consent_form=ConsentForm.WRITTEN,
            letter="LEERSTAND", phone=None, email=None, house_no="5", postcode="45884",
        ),
    ]  # fmt: skip


def everything(count):
    """An office of so many people, with where each marked value stands."""
    marked, records = Marked(), []
    for number in range(1, count + 1):
        records += person(number, marked)
    at = {"street": "Am Markt", "house_no": "1", "postcode": "45879", "city": "Gelsenkirchen"}
    settings = SETTINGS | PROTECTED | {SettingName.OFFICE_START: "01.03.2018"}
    records += [
        Partner(row=5, partner_id="P-001", name="Wohnen", category=PartnerCategory.HOUSING, active=True, **at),
        Partner(row=6, partner_id="P-002", name="Beratung", category=PartnerCategory.ADVICE, active=True, **at),
        Employer(row=5, employer_id="AG-0001", name="Betrieb am Park", status=EmployerStatus.ACTIVE, **TAIL, **at),
        Vacancy(
            row=5, vacancy_id="S-00001", employer_id="AG-0001", title="Helfer/in", kind=JobKind.PART_TIME, places=1,
            hours=Decimal(30), pay=Decimal("12.50"), pay_unit=PayUnit.HOUR, status=JobStatus.OPEN, postcode="45884",
            place="Gelsenkirchen", reported_on=TODAY, confirmed_on=TODAY, **TAIL,
        ),
        EmptyShop(
            row=5, shop_id="L-001", street="Ladenzeile", house_no="1", owner_partner="P-001",
            status=ShopStatus.EMPTY,
        ),
        Subsidy(row=5, code="KEINE", label="ungefördert"),
        StaffMember(row=5, initials="MKA", name="Miriam Kaya", organisation="Jobcenter", may_see_social_data=True),
        *(OfficeSetting(row=5 + number, name=name, value=value) for number, (name, value) in
          enumerate(settings.items())),
    ]  # fmt: skip
    return office_of(records), marked


def hunt(folder, capsys, count, *, pdf=True):
    """Write all letters with the real command; return what leaked or was listed wrongly, and the kinds."""
    tables, marked = everything(count)
    book = folder / "Mappe.xlsx"
    create_workbook(book, office=tables, today=TODAY)
    main(["letters", str(book), "--json", "--as-of", "2019-06-28", *([] if pdf else ["--no-pdf"])])
    said = capsys.readouterr()
    found = leaks("output", said.out + said.err, None, None, marked)
    written = json.loads(said.out)["letters"]
    listed = log_of(book, marked, found)
    for each in written:
        number = int(re.search(r"\d+", each["key"])[0]) % AGAIN
        case, own = CASES[each["kind"]], markable(number, marked)
        for name in each["files"]:
            path = next(folder.rglob(name))
            found += leaks("name", name, None, None, marked)
            text = words_of_docx(path) if path.suffix == ".docx" else words_of_pdf(path)
            found += leaks(name, text, number, case, marked)
            printed = {(sheet, label) for owner, sheet, label, _ in found_in(text, marked) if owner == number}
            told = listed.get(each["reference"], set()) & own
            found += [f"{name}: printed and not listed: {pair}" for pair in printed - told]
            found += [f"{name}: listed and not printed: {pair}" for pair in told - printed]
    return found, {each["kind"] for each in written}


def test_no_letter_of_the_week_tells_what_is_forbidden_or_what_it_does_not_list(tmp_path, capsys):
    found, kinds = hunt(tmp_path, capsys, PEOPLE)

    assert found == []
    assert kinds == set(CASES)


def test_every_kind_of_the_house_is_hunted_here_or_there():
    known = load_templates(templates_folder() / "letters")
    referred = {kind.kind for kind in known.values() if kind.head.referral_kinds}

    assert {*known} == {*CASES, *referred, "EINLADUNG"}


@pytest.mark.parametrize("kind", ["NACHFASS", "LEERSTAND", "VERBLEIBAG"])
def test_the_hunt_finds_a_template_that_asks_for_more(tmp_path, capsys, monkeypatch, kind):
    """With a broken gate and a nosier text, what nobody may read is found in the letters."""
    monkeypatch.setattr(disclosure, "refusal", lambda *_: None)
    view, field = ("interessent", "straße") if kind == "LEERSTAND" else ("klient", "telefon")
    original = load_templates(templates_folder() / "letters")[kind]
    folder = tmp_path / "Lotse-Vorlagen"
    folder.mkdir()
    text = (templates_folder() / "letters" / original.name).read_text(encoding="utf-8")
    text = text.replace("Felder:\n", f"Felder:\n  - {view}.{field}\n", 1)
    head, fence, body = text.partition("\n---\n")
    (folder / original.name).write_text(f"{head}{fence}Auch {{{{ {view}.{field} }}}}.\n\n{body}", encoding="utf-8")
    monkeypatch.setattr("automation.letters.compose.ensure_clean", lambda *_: None)

    found, _ = hunt(tmp_path, capsys, 6, pdf=False)

    assert [each for each in found if f"_{kind}" in each]
