"""Both forms of a letter say the same words, and neither says one that it must not."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from automation.letters.delivery.transaction import Delivery
from automation.letters.dispatch import DispatchLog
from automation.letters.docx import Stationery
from automation.letters.pdf import PdfPress
from automation.letters.plan import PackedLetter
from automation.letters.planning import plan_letters
from automation.letters.reference import numbers_in
from automation.letters.template_folders import TemplateFolders
from automation.letters.writing import write_letters
from automation.resources import templates_folder
from tests.files.test_letters_docx import EVERYTHING
from tests.letter_kinds import KINDS, letter_of
from tests.letter_office import (
    AGREED,
    client,
    consent,
    contact,
    desk,
    docx_words,
    household,
    letter,
    office,
    pdf_words,
    plan,
    referral,
)
from tests.letter_week import OCCASIONS, letter_of_the_week
from workbook.errors import WorkbookNotWrittenError
from workbook.schema.data_categories import DataCategory as Data
from workbook.schema.vocabulary import Gender, ReferralKind

SECRETS = {
    "customer_no": "777X888999",
    "birth_name": "Geheimgeboren",
    "target_job": "Flanschmonteurin",
    "german_level": "Geheimstufe",
    "work_permit": "Geheimerlaubnis",
    "remark": "Geheimnotiz",
    "guardian": None,
    "birth_date": date(1971, 11, 23),
    "email": "geheim@secret.example",
    "phone": "+492098887766",
}
NEVER = (
    "777X888999",
    "Geheim",
    "Flansch",
    "23.11.1971",
    "geheim@",
    "8887766",
    "55555",
    "6666666",
    "191,37",
    "191.37",
)


@pytest.fixture(scope="module")
def stationery():
    return Stationery.open(templates_folder() / "letterhead.docx")


@pytest.fixture(scope="module")
def press():
    return PdfPress(templates_folder())


LETTERS = (
    {
        "Wohnungssuche": lambda: letter("WOHNEN"),
        "Wohnungssicherung": lambda: letter(
            "WOHNEN", referral(kind=ReferralKind.HOUSING_SECURE), consent(purpose="Wohnungssicherung")
        ),
        "mit Leistungsbezug": lambda: letter(
            "WOHNEN", consent(categories=tuple(map(str, (*AGREED, Data.BENEFIT_RECEIPT))), disclose_benefit=True)
        ),
        "Einladung": lambda: letter("EINLADUNG"),
        "Einladung an Kim": lambda: letter(
            "EINLADUNG", client(gender=Gender.DIVERSE, first_name="Kim", title="Dr.")
        ),
        "Einladung, knapp": lambda: letter("EINLADUNG", contact(next_end=None, next_topic=None, bring_along=None)),
        "lange Angaben": lambda: replace(
            letter(),
            info=(
                ("Ansprechperson", "Maria Kaya-Müllerschön von der Heide"),
                ("E-Mail", "quartiersbuero.rotthausen@stadtteilarbeit.example"),
            ),
        ),
        "alle Formen": lambda: replace(
            letter(), body=EVERYTHING, enclosures=("Lebenslauf", "Zeugnisse"), remarks=("Persönlich",)
        ),
    }
    | {name: partial(letter_of, name) for name in KINDS}
    | {kind: partial(letter_of_the_week, kind) for kind in OCCASIONS}
)


@pytest.mark.parametrize("name", LETTERS)
def test_both_forms_say_the_same_words_in_the_same_order(stationery, press, name):
    written = LETTERS[name]()

    spoken = pdf_words(press.print(written))
    if name == "alle Formen":
        spoken = [word for word in spoken if word not in {"1.", "3.", "4."}]  # Word counts by itself
    assert docx_words(stationery.write(written)) == spoken


def inside(docx, pdf):
    """Every byte that a reader could dig out of the two files, as text."""
    with zipfile.ZipFile(io.BytesIO(docx)) as file:
        found = [file.read(name).decode("utf-8", "replace") for name in file.namelist()]
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Stream):
                found.append(thing.read_bytes().decode("latin-1"))
            else:
                found.append(repr(thing))
    return "\n".join([*found, " ".join(pdf_words(pdf))])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    categories=st.frozensets(st.sampled_from(list(Data))).map(lambda some: some | {Data.NAME, Data.REQUEST}),
    benefit=st.booleans(),
    health=st.booleans(),
    through=st.sampled_from(["das Büro", "die Person selbst"]),
)
def test_no_consent_whatever_lets_a_forbidden_value_out(stationery, press, categories, benefit, health, through):
    agreed = consent(categories=tuple(map(str, categories)), disclose_benefit=benefit, health_data=health)
    planned = plan(
        client(**SECRETS),
        household(household_no="55555//6666666", benefit_intake=Decimal("191.37")),
        agreed,
        referral(contact_through=through),
        kinds=["WOHNEN"],
    )

    for each in planned.letters:
        text = inside(stationery.write(each.letter), press.print(each.letter))
        told = set(NEVER)
        if Data.CONTACT in categories and through == "die Person selbst":
            told.discard("8887766")
        assert [secret for secret in told if secret in text] == []
        if not (benefit and Data.BENEFIT_RECEIPT in categories):
            assert "Miete übernommen" not in text
        if Data.HOUSEHOLD not in categories:
            assert "4 Personen" not in text


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(
        st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_categories=["Cc", "Cf", "Zs"]),
        min_size=2,
        max_size=24,
    )
)
def test_any_name_reads_the_same_in_both_forms(stationery, press, name):
    written = letter("EINLADUNG", client(last_name=name, gender=Gender.DIVERSE))

    assert "".join(docx_words(stationery.write(written))) == "".join(pdf_words(press.print(written)))


def delivery(folder):
    workbook = folder / "Mappe.xlsx"
    workbook.touch()
    return Delivery.of(workbook, saves=True)


def test_a_run_puts_both_forms_into_the_folder_and_remembers_them(tmp_path):
    tables = office()
    folder = tmp_path / "Schreiben" / "2019"

    with delivery(tmp_path) as run:
        written = write_letters(
            plan_letters(desk(tables), DispatchLog()), folder, TemplateFolders(templates_folder()), run
        )
        run.commit(lambda: None)

    assert sorted(path.name for path in folder.iterdir()) == [
        "QB-2019-0001_WOHNEN_ggw.docx",
        "QB-2019-0001_WOHNEN_ggw.pdf",
        "QB-2019-0002_EINLADUNG.docx",
        "QB-2019-0002_EINLADUNG.pdf",
    ]
    assert all(len(row.digest) == 64 for row in written.log.rows)
    assert numbers_in(folder) == ((2019, 1), (2019, 2))
    assert plan_letters(desk(tables), written.log).letters == ()


def test_without_pdf_there_are_only_word_files(tmp_path):
    with delivery(tmp_path) as run:
        write_letters(plan(), tmp_path / "Briefe", TemplateFolders(templates_folder()), run, pdf=False)
        run.commit(lambda: None)

    assert {path.suffix for path in (tmp_path / "Briefe").iterdir()} == {".docx"}


def test_what_could_not_be_logged_is_taken_away_again(tmp_path):
    with delivery(tmp_path) as run:
        write_letters(plan(), tmp_path / "Briefe", TemplateFolders(templates_folder()), run)

    assert list((tmp_path / "Briefe").iterdir()) == []
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_letter_that_cannot_be_set_is_withheld_and_the_others_are_written(tmp_path):
    planned = plan()
    first, *others = planned.letters
    unprintable = PackedLetter.of(replace(first.letter, subject="𓀀"))
    broken = replace(planned, letters=(structs.replace(first, packed=unprintable), *others))

    with delivery(tmp_path) as run:
        written = write_letters(broken, tmp_path / "Briefe", TemplateFolders(templates_folder()), run)
        run.commit(lambda: None)

    (withheld,) = written.withheld
    assert (withheld.key, withheld.finding.rule) == ("R-00001", "L-01")
    assert [each.kind for each in written.letters] == ["EINLADUNG"]
    assert [row.kind for row in written.log.rows] == ["EINLADUNG"]
    assert {path.suffix for path in (tmp_path / "Briefe").iterdir()} == {".docx", ".pdf"}
    assert len(list((tmp_path / "Briefe").iterdir())) == 2


def test_a_folder_that_is_a_file_is_refused_with_a_cure(tmp_path):
    blocked = tmp_path / "Schreiben"
    blocked.write_text("kein Ordner")

    with pytest.raises(WorkbookNotWrittenError), delivery(tmp_path) as run:
        write_letters(plan(), blocked, TemplateFolders(templates_folder()), run)
