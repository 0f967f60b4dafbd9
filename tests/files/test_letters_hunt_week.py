"""The hunt goes on through the letters that staff ask for or that time brings: marks in every row they come from.

Letters of Word go along, and every second language. `LOTSE_HUNT=400` hunts through so many people,
`LOTSE_HUNT_FIRST=401` from that one on: pieces that run one after another.
"""

import json
import os
import re
import shutil
from collections import Counter
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from automation.cli import main
from automation.letters import gate
from automation.letters.frontmatter import TemplateError
from automation.letters.languages import LANGUAGES
from automation.letters.templates import load_templates
from automation.letters.views import template_name
from automation.letters.word.template import load_word_template
from automation.resources import templates_folder
from tests.files.test_letters_hunt import (
    PURPOSE,
    TARGETS,
    VIEWS,
    Case,
    Marked,
    found_in,
    leaks,
    log_of,
    mark,
    markable,
    may,
)
from tests.letter_office import SETTINGS
from tests.letter_reading import words_of_docx, words_of_pdf
from tests.letter_week import PROTECTED
from tests.word_documents import by_hand, field, p
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

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "serienbriefe"
WORD_HOUSE = "WORTHAUS"
WORDS_HERE = ("WORT", *(f"WORT{letter}" for letter, _ in zip("ABCDEFGHIJK", CORPUS.glob("*.docx"), strict=False)))
"""A letter of Word with every field of the person, and those that offices have, where they lie beside us."""
KINDS_OF_CLIENT = ("DATENSCHUTZ", "STELLEN", "ABSCHLUSS", "WORT")
PEOPLE = max(24, int(os.environ.get("LOTSE_HUNT", "24")))
FIRST = int(os.environ.get("LOTSE_HUNT_FIRST", "1"))
TODAY = date(2019, 6, 28)
TAIL = {"recorded_on": date(2019, 5, 2), "recorded_by": "MKA"}
TO_THE_PERSON = frozenset({*KINDS_OF_CLIENT, *WORDS_HERE, "EINWILL", "TERMINZETTEL", "VERBLEIB", "ZUSAMMEN"})
OWN = Case("Klient", frozenset(Data), benefit=True, ground=None)
HOUSE = Case(
    "Wohnungsunternehmen",
    frozenset({Data.NAME, Data.ADDRESS, Data.CONTACT, Data.HOUSEHOLD, Data.REQUEST}),
    benefit=False,
    ground=LegalGround.CONSENT,
)
RECIPIENTS = tuple(TARGETS.items())
NAMED = Case("Beratungsstelle", frozenset({Data.NAME}), benefit=False, ground=LegalGround.CONSENT)
CASES = {
    **dict.fromkeys(TO_THE_PERSON, OWN),
    **dict.fromkeys(("NACHFASS", "WIDERRUF"), NAMED),
    WORD_HOUSE: HOUSE,
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


def partner_of(category):
    return f"P-{list(TARGETS).index(category) + 1:03d}"


LANDLORD = "P-099"
"""A second one, who was told nothing yet."""


def wanted(number):
    """The kind of letter that a person's row asks for: each of ours, then each of Word's, in turn."""
    turn, rest = divmod(number, len(KINDS_OF_CLIENT))
    return KINDS_OF_CLIENT[rest] if rest < len(KINDS_OF_CLIENT) - 1 else WORDS_HERE[turn % len(WORDS_HERE)]


def person(number, marked):
    """Everything that letters are written from, about one person."""
    key, line = f"K-{number:05d}", number + 4
    phone, mail = f"0209{7300000 + number * 13}", f"{mark(900000 + number).lower()}@example.org"
    told, revoked = number % 2 == 0, number % 4 == 0
    category, (_, kind) = RECIPIENTS[number % len(RECIPIENTS)]
    partner = partner_of(category)
    consent = {
        "client_id": key, "partner_id": None, "employer_id": None, "recipient_category": None, "form":
        ConsentForm.WRITTEN, "given_by": "selbst", "given_on": date(2019, 5, 2), "letter": None,
    }  # fmt: skip
    client = row_of(
        Client, number, marked, row=line, client_id=key, household_id=f"HH-{number:04d}",
        gender=list(Gender)[number % len(Gender)],
        salutation_override=None, title=None, name_prefix=None, house_no="7", postcode="45884", country=None,
        birth_date=date(1980, 1, 7), district="Rotthausen", contact_pref=None, work_permit="unbeschränkt",
        phone=marked.note("+49" + phone[1:], number, Client, "phone", phone[4:]),
        email=marked.note(mail, number, Client, "email", mail), household_role=None, nationality_group=None,
        german_level=None, school=None, vocational=None, shift_wish=None, guardian=None,
        letter_language=None if number % 8 == 0 else list(LANGUAGES)[number % 8 - 1],
        guardian_street=None, guardian_city=None, benefit_status=BenefitStatus.SGB_II, owner="MKA",
        first_contact=date(2019, 3, 1), intake_date=date(2019, 3, 1), informed_on=date(2019, 3, 1), kldb=None,
        status=ClientStatus.ACTIVE, letter=wanted(number),
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
                "row": line, "consent_id": f"E-{number:05d}", "partner_id": partner, "purpose": PURPOSE[kind],
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
                "row": line + 2 * AGAIN, "consent_id": f"E-{number + 2 * AGAIN:05d}", "partner_id": LANDLORD,
                "purpose": "Wohnungssuche", "categories": ("Name", "Leistungsbezug"), "letter": "EINWILL",
                "given_on": None, "given_by": None, "form": None, "filed": None,
            },
        ),
        row_of(
            Referral, number, marked, row=line, referral_id=f"R-{number:05d}", request_id=f"A-{number:05d}",
            client_id=key, partner_id=partner, kind=kind, way=ReferralWay.WARM_CALL,
            referred_on=date(2019, 6, 3), reply_until=date(2019, 6, 17), consent_id=f"E-{number:05d}",
            legal_ground=LegalGround.CONSENT, equipment=None, contact_through=None, vacancy_id=None,
            employer_id=None,
            letter=None, result=ReferralResult.ACCEPTED if revoked else ReferralResult.OPEN,
            replied_on=date(2019, 6, 7) if revoked else None,
        ),
        row_of(
            Consent, number, marked,
            **consent | {
                "row": line + 3 * AGAIN, "consent_id": f"E-{number + 3 * AGAIN:05d}",
                "partner_id": partner_of(PartnerCategory.HOUSING), "purpose": "Wohnungssuche",
                "categories": tuple(map(str, HOUSE.agreed)),
            },
        ),
        row_of(
            Referral, number, marked, row=line + AGAIN, referral_id=f"R-{number + AGAIN:05d}",
            request_id=f"A-{number:05d}", client_id=key, partner_id=partner_of(PartnerCategory.HOUSING),
            kind=ReferralKind.HOUSING_SEARCH, way=ReferralWay.LETTER, referred_on=date(2019, 6, 27),
            consent_id=f"E-{number + 3 * AGAIN:05d}", legal_ground=LegalGround.CONSENT, equipment=None,
            contact_through=None, vacancy_id=None, employer_id=None, letter=None, result=ReferralResult.OPEN,
            replied_on=None, reply_until=None,
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


def everything(count, first=1):
    """An office of so many people, with where each marked value stands."""
    marked, records = Marked(count=first * 200), []
    for number in range(first, first + count):
        records += person(number, marked)
    at = {"active": True, "street": "Am Markt", "house_no": "1", "postcode": "45879", "city": "Gelsenkirchen"}
    settings = SETTINGS | PROTECTED | {SettingName.OFFICE_START: "01.03.2018", SettingName.UNPROOFREAD: "ja"}
    records += [
        *(
            Partner(row=5 + number, partner_id=partner_of(each), name=f"Empfang {number}", category=each, **at)
            for number, each in enumerate(TARGETS)
        ),
        Partner(row=50, partner_id=LANDLORD, name="Wohnen", category=PartnerCategory.HOUSING, **at),
        Employer(
            row=5, employer_id="AG-0001", name="Betrieb am Park", status=EmployerStatus.ACTIVE, **TAIL,
            **{name: value for name, value in at.items() if name != "active"},
        ),
        Vacancy(
            row=5, vacancy_id="S-00001", employer_id="AG-0001", title="Helfer/in", kind=JobKind.PART_TIME, places=1,
            hours=Decimal(30), pay=Decimal("12.50"), pay_unit=PayUnit.HOUR, status=JobStatus.OPEN, postcode="45884",
            place="Gelsenkirchen", reported_on=TODAY, confirmed_on=TODAY, **TAIL,
        ),
        EmptyShop(
            row=5, shop_id="L-001", street="Ladenzeile", house_no="1", owner_partner=LANDLORD,
            status=ShopStatus.EMPTY,
        ),
        Subsidy(row=5, code="KEINE", label="ungefördert"),
        StaffMember(row=5, initials="MKA", name="Miriam Kaya", organisation="Jobcenter", may_see_social_data=True),
        *(OfficeSetting(row=5 + number, name=name, value=value) for number, (name, value) in
          enumerate(settings.items())),
    ]  # fmt: skip
    return office_of(records), marked


BEHIND = 'Uebersetzung = "ABSCHLUSS"'
"""The second page of letters of Word, for who reads another language."""


def word_letters(folder):
    """Put letters of Word into an office's folder: to a landlord and to the person, with all that they may know."""
    folder.mkdir(exist_ok=True)
    told = {
        WORD_HOUSE: ("Verweis", "Wohnungsunternehmen", ("klient", "haushalt", "verweis")),
        "WORT": ("Klient", "Klient", ("klient",)),
    }
    for kind, (occasion, recipient, views) in told.items():
        case = HOUSE if kind == WORD_HOUSE else OWN
        names = [
            f"{view}_{template_name(column.label)}"
            for view in views
            for column in VIEWS[view].spec.columns
            if column.shares.leaves_the_office and may(column.shares, case)
        ]
        rows = [p("Feld: ", field(f" MERGEFIELD {name} ")) for name in names]
        path = by_hand(folder / f"{kind.lower()}.docx", *rows)
        head = [f'Art = "{kind}"', 'Titel = "Alles"', f'Anlass = "{occasion}"', f'Empfaenger = ["{recipient}"]']
        if kind == WORD_HOUSE:
            head.append('Verweisarten = ["Wohnungssuche"]')
        head += [f'"Darf leer sein" = {names}', *([BEHIND] if kind != WORD_HOUSE else [])]
        path.with_suffix(".toml").write_text("\n".join([*head, ""]), encoding="utf-8")
    for kind, source in zip(WORDS_HERE[1:], documents(), strict=False):
        path = Path(shutil.copy(source, folder / f"{kind.lower()}.docx"))
        head = f'Art = "{kind}"\nTitel = "Alles"\nAnlass = "Klient"\nEmpfaenger = "Klient"\n{BEHIND}\n'
        path.with_suffix(".toml").write_text(head, encoding="utf-8")
        try:
            load_word_template(path)
        except TemplateError as error:
            unknown = [each.what for each in error.all if "kennt Lotse nicht" in each.what]
            found = [what.split("„")[1].split("“")[0] for what in unknown]
            names = {name.casefold(): name for name in found}.values()
            terms = ("klient.vorname", "klient.nachname", "klient.telefon", "klient.straße", "klient.zielberuf")
            rows = [f"'{name}' = \"{terms[number % len(terms)]}\"" for number, name in enumerate(names)]
            path.with_suffix(".toml").write_text("\n".join([head, "[felder]", *rows, ""]), encoding="utf-8")


word_letters_of = word_letters
"""What the hunt puts there; a test may put something else."""


def documents():
    """The letters of Word that offices have; what asks for the next person in one letter is refused."""
    return [path for path in sorted(CORPUS.glob("*.docx")) if "next_record" not in path.name]


def hunt(folder, capsys, count, *, first=1, pdf=True):
    """Write all letters with the real command; return what leaked or was listed wrongly, and the letters' kinds."""
    tables, marked = everything(count, first)
    book = folder / "Mappe.xlsx"
    create_workbook(book, office=tables, today=TODAY)
    word_letters_of(folder / "Lotse-Vorlagen")
    main(["letters", str(book), "--json", "--as-of", "2019-06-28", *([] if pdf else ["--no-pdf"])])
    said = capsys.readouterr()
    found = leaks("output", said.out + said.err, None, None, marked)
    written = json.loads(said.out).get("letters") or pytest.fail(said.out)
    listed = log_of(book, marked, found)
    for each in written:
        number = int(re.search(r"\d+", each["key"])[0]) % AGAIN
        case, own = CASES[each["kind"]], markable(number, marked)
        if case is NAMED:
            case = replace(case, recipient=RECIPIENTS[number % len(RECIPIENTS)][1][0])
        for name in each["files"]:
            path = next(folder.rglob(name))
            found += leaks("name", name, None, None, marked)
            text = words_of_docx(path) if path.suffix == ".docx" else words_of_pdf(path)
            found += leaks(name, text, number, case, marked)
            printed = {(sheet, label) for owner, sheet, label, _ in found_in(text, marked) if owner == number}
            told = listed.get(each["reference"], set()) & own
            found += [f"{name}: printed and not listed: {pair}" for pair in printed - told]
            if path.suffix == ".docx" or each["kind"] not in WORDS_HERE:  # an office's narrow column parts words
                found += [f"{name}: listed and not printed: {pair}" for pair in told - printed]
    return found, Counter(each["kind"] for each in written)


def test_no_letter_of_the_week_tells_what_is_forbidden_or_what_it_does_not_list(tmp_path, capsys):
    found, kinds = hunt(tmp_path, capsys, PEOPLE, first=FIRST)
    if target := os.environ.get("LOTSE_HUNT_REPORT"):
        with Path(target).open("a", encoding="utf-8") as report:
            report.write(f"{FIRST} {PEOPLE} {kinds.total()} {len(found)} {dict(kinds)}\n")

    assert found == []
    assert {*kinds} >= {*CASES} - {*WORDS_HERE[1:]}
    assert kinds.total() >= PEOPLE * 5


def test_every_kind_of_the_house_is_hunted_here_or_there():
    known = load_templates(templates_folder() / "letters")
    referred = {kind.kind for kind in known.values() if kind.head.referral_kinds}

    assert {*known} == {*CASES, *referred, "EINLADUNG"} - {WORD_HOUSE, *WORDS_HERE}


@pytest.mark.parametrize("kind", ["NACHFASS", "LEERSTAND", "VERBLEIBAG"])
def test_the_hunt_finds_a_template_that_asks_for_more(tmp_path, capsys, monkeypatch, kind):
    """With a broken gate and a nosier text, what nobody may read is found in the letters."""
    monkeypatch.setattr(gate, "categories_passing", lambda *_: frozenset(Data))
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


def test_the_hunt_finds_a_letter_of_word_that_asks_for_more(tmp_path, capsys, monkeypatch):
    def nosy(folder):
        word_letters(folder)
        more = "klient_zielberuf"
        path = by_hand(folder / f"{WORD_HOUSE.lower()}.docx", p("Feld: ", field(f" MERGEFIELD {more} ")))
        head = path.with_suffix(".toml").read_text(encoding="utf-8").partition('"Darf leer sein"')[0]
        path.with_suffix(".toml").write_text(head, encoding="utf-8")

    monkeypatch.setattr(gate, "categories_passing", lambda *_: frozenset(Data))
    monkeypatch.setattr("automation.letters.compose.ensure_clean", lambda *_: None)
    monkeypatch.setattr("automation.letters.reaching.refusal", lambda *_: None)
    monkeypatch.setitem(globals(), "word_letters_of", nosy)

    found, _ = hunt(tmp_path, capsys, 4, pdf=False)

    assert [each for each in found if f"_{WORD_HOUSE}" in each and "Zielberuf" in each]
