"""The notice of open jobs: which hang there, the same words in both forms, and nobody on it."""

import io
import json
import re
import zipfile
from datetime import date
from decimal import Decimal

import pdfplumber
import pytest
from lxml import etree
from msgspec.structs import replace
from openxml_audit import OpenXmlValidator

from automation.cli import main
from automation.job_offers import write_notice
from automation.letters.notices.notice_docx import notice_docx
from automation.letters.notices.notice_pdf import notice_pdf
from automation.letters.notices.notice_sheet import NoticeSheet, picture
from automation.letters.notices.offers import offers_to_take_along
from automation.letters.views import letterhead
from automation.office.fitting_jobs import fitting_jobs
from automation.office.law import LegalValues
from automation.office.settings import Settings
from automation.resources import templates_folder
from tests.letter_office import TODAY, client, logo_of, office, pdf_words, words
from tests.letter_week import EMPLOYER, job
from tests.read_aloud import read_aloud
from workbook.creating import create_workbook
from workbook.creating.demo import build_demo
from workbook.errors import SettingError
from workbook.schema import Client, OfficeSetting, StaffMember
from workbook.schema.setting_names import SettingName, of_site
from workbook.schema.vocabulary import EmployerStatus, JobKind, JobStatus, PayUnit
from workbook.tables import office_of
from workbook.writing.file_book import FileBook

STATIONERY = templates_folder() / "letterhead.docx"
GOOD = {"take_away": True, "confirmed_on": date(2019, 6, 20), "kind": JobKind.PART_TIME, "places": 1}


def hanging(*jobs, employer=EMPLOYER, wrong=()):
    tables = office(*jobs, employer)
    return offers_to_take_along(tables, TODAY, LegalValues.of(tables), wrong)


def sheet(*jobs, large=True, employer=EMPLOYER):
    offers, _ = hanging(*jobs, employer=employer)
    return NoticeSheet(letterhead(Settings.of(office())), offers, TODAY, large=large)


def docx_text(docx):
    with zipfile.ZipFile(io.BytesIO(docx)) as file:
        document = etree.fromstring(file.read("word/document.xml"))
    return words("\n".join("".join(p.itertext()) for p in document.iter("{*}p")))


JOBS = [
    job(1, **GOOD),
    job(2, **(GOOD | {"title": "Köchin oder Koch", "pay": Decimal("14.50"), "pay_unit": PayUnit.HOUR})),
    job(3, **(GOOD | {"german_level": "B1", "licence": "B", "shift": "Früh/Spät"})),
]


@pytest.mark.parametrize(
    "change",
    [
        {"take_away": False},
        {"take_away": None},
        {"confirmed_on": None, "reported_on": None},
        {"confirmed_on": None, "reported_on": date(2019, 5, 20)},
        {"confirmed_on": date(2019, 5, 20)},
        {"status": JobStatus.FILLED},
        {"valid_until": date(2019, 6, 27)},
        {"kind": JobKind.MINIJOB, "pay": Decimal("450.01"), "pay_unit": PayUnit.MONTH},
    ],
)
def test_only_what_is_marked_open_confirmed_and_right_hangs_there(change):
    assert len(hanging(job(1, **GOOD))[0]) == 1
    assert hanging(job(1, **(GOOD | change)))[0] == ()


def test_a_job_with_an_error_does_not_hang_there_and_that_is_told():
    offers, left = hanging(job(1, **GOOD), wrong={("Stellen", 5)})

    assert offers == ()
    assert [each.number for each in left] == ["S-00001"]


def test_a_blocked_employer_s_job_does_not_hang_there():
    assert hanging(job(1, **GOOD), employer=EMPLOYER.model_copy(update={"status": EmployerStatus.BLOCKED}))[0] == ()


def test_every_title_is_open_to_all():
    titles = [offer.title for offer in hanging(*JOBS, job(4, **(GOOD | {"title": "Helfer (m/w/d)"})))[0]]

    assert titles == [
        "Helfer (m/w/d)", "Köchin oder Koch (m/w/d)", "Lagerhelfer/in (m/w/d)", "Lagerhelfer/in (m/w/d)",
    ]  # fmt: skip


def test_an_employer_s_person_stands_there_only_where_they_said_so():
    named = EMPLOYER.model_copy(update={"contact_first_name": "Petra", "contact_last_name": "Schulz"})
    allowed = named.model_copy(update={"notice_person": True})

    assert "Schulz" not in " ".join(sheet(*JOBS, employer=named).words())
    assert "Ansprechperson: Petra Schulz, Metallbau Muster" in " ".join(sheet(*JOBS, employer=allowed).words())


@pytest.mark.parametrize("large", [True, False])
def test_both_forms_say_the_same_words(large):
    made = sheet(*JOBS, large=large)
    expected = words("\n".join(made.words()))

    assert docx_text(notice_docx(made, STATIONERY)) == expected
    assert pdf_words(notice_pdf(made, templates_folder())) == expected


@pytest.mark.parametrize("large", [True, False])
def test_a_notice_is_sound_and_can_be_read_aloud(tmp_path, large):
    made = sheet(*JOBS, large=large)
    (tmp_path / "a.docx").write_bytes(notice_docx(made, STATIONERY))
    (tmp_path / "a.pdf").write_bytes(notice_pdf(made, templates_folder()))

    assert [str(error) for error in OpenXmlValidator().validate(tmp_path / "a.docx").errors] == []
    heard = read_aloud(tmp_path / "a.pdf")
    assert (heard.errors, heard.warnings) == (0, 0), heard.findings
    assert notice_docx(made, STATIONERY) == notice_docx(made, STATIONERY)


@pytest.mark.parametrize("large", [True, False])
def test_a_further_page_says_at_its_top_what_it_is_and_whom_to_call(tmp_path, large):
    made = sheet(*(job(number, **GOOD) for number in range(1, 31)), large=large)
    (tmp_path / "a.docx").write_bytes(docx := notice_docx(made, STATIONERY))
    (tmp_path / "a.pdf").write_bytes(notice_pdf(made, templates_folder()))

    with pdfplumber.open(tmp_path / "a.pdf") as pdf:
        first, second, *_ = (" ".join((page.extract_text() or "").split()) for page in pdf.pages)
    assert second.startswith("Arbeit zum Mitnehmen · Quartiersbüro")
    assert made.office.phone in second.partition("Nummer")[0]
    assert made.running not in first
    assert read_aloud(tmp_path / "a.pdf").errors == 0
    with zipfile.ZipFile(io.BytesIO(docx)) as file:
        assert made.running in file.read("word/header.xml").decode()
        assert file.read("word/document.xml").count(b"<w:titlePg/>") == 2
    assert [str(error) for error in OpenXmlValidator().validate(tmp_path / "a.docx").errors] == []


def test_the_picture_dials_the_office():
    made = sheet(*JOBS)

    assert made.dialled == "tel:+492091234567"
    assert picture(made, "svg").startswith(b"<?xml")


def test_the_demo_office_hangs_up_jobs_and_nobody(tmp_path, capsys):
    demo = build_demo(as_of=TODAY)
    book = tmp_path / "Mappe.xlsx"
    create_workbook(book, office=demo.office, raw=demo.raw, today=TODAY)
    before = book.read_bytes()

    main(["letters", str(book), "--kind", "AUSHANG", "--json", "--as-of", "2019-06-28"])
    said = json.loads(capsys.readouterr().out)
    again = main(["letters", str(book), "--kind", "AUSHANG", "--json", "--as-of", "2019-06-28"])

    assert (len(said["offers"]) > 10, len(said["files"])) == (True, 4)
    assert (again, json.loads(capsys.readouterr().out)["files"]) == (0, said["files"])
    assert book.read_bytes() == before
    text = " ".join(pdf_words((tmp_path / "Briefe" / "Aushang_2019-06-28_Wand.pdf").read_bytes()))
    assert re.findall(r"K-\d+", text) == []


def at_sites(path, *sites, known):
    """The demo's office, whose colleagues work at these sites in turn; the settings know the site or do not."""
    demo = build_demo(clients=30)
    records = [record for table in demo.office for record in table]
    staff = [record for record in records if isinstance(record, StaffMember)]
    rest = [record for record in records if not isinstance(record, StaffMember)]
    moved = [each.model_copy(update={"site": sites[n % len(sites)]}) for n, each in enumerate(staff)]
    name = of_site("Ückendorf", SettingName.STREET)
    own = [OfficeSetting(row=500, name=name, value="Bochumer Straße 9")] if known else []
    create_workbook(path, office=office_of([*rest, *moved, *own]), raw=demo.raw, today=TODAY)
    return FileBook(path)


@pytest.mark.parametrize(("sites", "own"), [(["Ückendorf"], True), (["Ückendorf", None], False)])
def test_it_comes_from_the_site_where_everybody_works(tmp_path, sites, own):
    book = at_sites(tmp_path / "Mappe.xlsx", *sites, known=True)

    written = write_notice(book, TODAY, pdf=False)

    assert written.files
    for file in written.files:
        assert ("Bochumer Straße 9" in " ".join(docx_text(file.read_bytes()))) is own


def test_several_sites_are_told_and_each_has_its_own_where_it_is_asked_for(tmp_path, capsys):
    book = at_sites(tmp_path / "Mappe.xlsx", "Ückendorf", None, known=True)
    asked = ["letters", str(tmp_path / "Mappe.xlsx"), "--kind", "AUSHANG", "--no-pdf", "--as-of", "2019-06-28"]

    assert "--site Ückendorf" in " ".join(write_notice(book, TODAY, pdf=False).told)
    assert main([*asked, "--site", "ückendorf"]) == 0

    assert "Bochumer Straße 9" not in capsys.readouterr().err
    (wall,) = (tmp_path / "Briefe").glob("Aushang_2019-06-28_Ueckendorf_Wand.docx")
    assert "Bochumer Straße 9" in " ".join(docx_text(wall.read_bytes()))


def test_a_site_that_means_nothing_there_is_told(tmp_path, capsys):
    at_sites(tmp_path / "Mappe.xlsx", "Ückendorf", None, known=True)
    wrong = {
        ("--kind", "AUSHANG", "--site", "Nirgends"): "Den Standort „Nirgends“ gibt es nicht. Es gibt: Ückendorf.",
        ("--kind", "WOHNEN", "--site", "Ückendorf"): "--site geht nur mit --kind AUSHANG",
        ("--site", "Ückendorf"): "die Spalte „Standort“",
    }

    for typed, said in wrong.items():
        assert main(["letters", str(tmp_path / "Mappe.xlsx"), *typed]) == 2
        assert said in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
@pytest.mark.parametrize("large", [True, False])
def test_it_carries_the_logo(tmp_path, large, form):
    plain = sheet(*JOBS, large=large)
    made = replace(plain, office=replace(plain.office, logo=logo_of(form)))
    (tmp_path / "a.docx").write_bytes(notice_docx(made, STATIONERY))
    (tmp_path / "a.pdf").write_bytes(notice_pdf(made, templates_folder()))

    assert [str(error) for error in OpenXmlValidator().validate(tmp_path / "a.docx").errors] == []
    with zipfile.ZipFile(tmp_path / "a.docx") as file:
        assert file.read(f"word/media/logo.{form.lower()}") == made.office.logo.content
    assert read_aloud(tmp_path / "a.pdf").errors == 0
    with pdfplumber.open(tmp_path / "a.pdf") as pdf:
        widths = [round(float(each["width"]) * 25.4 / 72) for each in pdf.pages[0].images]
    assert widths == [round(made.logo_size[0])]
    assert pdf_words((tmp_path / "a.pdf").read_bytes()) == words("\n".join(plain.words()))


def test_the_logo_in_the_office_s_folder_is_on_it_and_a_broken_one_is_told(tmp_path):
    book = at_sites(tmp_path / "Mappe.xlsx", None, known=False)
    own = tmp_path / "Lotse-Vorlagen"
    own.mkdir()
    (own / "logo.png").write_bytes(logo_of("PNG").content)

    with zipfile.ZipFile(write_notice(book, TODAY, pdf=False).files[0]) as file:
        assert file.read("word/media/logo.png") == logo_of("PNG").content
    (own / "logo.png").write_bytes(logo_of("PNG").content[:-20])
    assert "kein vollständiges Bild" in " ".join(write_notice(book, TODAY, pdf=False).told)


def test_a_site_without_an_address_writes_none(tmp_path):
    book = at_sites(tmp_path / "Mappe.xlsx", "Ückendorf", known=False)

    with pytest.raises(SettingError, match="Standort Ückendorf: Straße und Hausnummer"):
        write_notice(book, TODAY, pdf=False)


# ── Jobs that fit a person ───────────────────────────────────────────────────
class Watched:
    """A person of whom only what may be read can be read."""

    allowed = frozenset(
        {"german_level", "licence", "work_permit", "hours_wish", "shift_wish", "target_job", "postcode", "city"}
    )

    def __init__(self, person):
        self._person = person

    def __getattr__(self, name):
        assert name in self.allowed, f"{name} is read (AGG)"
        return getattr(self._person, name)


def test_what_fits_is_found_without_age_gender_nationality_household_or_health():
    person = client(german_level="B1", licence=("B",), work_permit="unbeschränkt", target_job="Lagerhelferin")
    jobs = [*JOBS, job(4, **(GOOD | {"german_level": "C1", "licence": "CE"}))]
    found = fitting_jobs(Watched(person), office(*jobs, EMPLOYER), TODAY)

    assert [fit.vacancy.vacancy_id for fit in found] == ["S-00003", "S-00001", "S-00002", "S-00004"]
    assert found[0].because[0] == "Berufswunsch „Lagerhelferin“"
    assert found[-1].missing == ("Deutsch C1 (jetzt B1)", "Führerschein CE")
    assert all(fit.because or fit.missing or fit.to_ask for fit in found)


def test_the_command_shows_jobs_and_names_nobody(tmp_path, capsys):
    demo = build_demo(as_of=TODAY)
    book = tmp_path / "Mappe.xlsx"
    create_workbook(book, office=demo.office, raw=demo.raw, today=TODAY)
    person = next(each for each in demo.office[Client] if each.work_permit == "unbeschränkt")

    assert main(["letters", str(book), "--fitting", person.client_id, "--as-of", "2019-06-28"]) == 0
    shown = capsys.readouterr().out
    assert person.client_id in shown
    assert person.last_name not in shown
    assert main(["letters", str(book), "--fitting", "K-99999"]) == 2
    assert "steht nicht im Blatt Klienten" in capsys.readouterr().err
