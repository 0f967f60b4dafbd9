"""A logo in the office's folder of templates, from the file to the letters that lie beside the workbook."""

import shutil
import zipfile

import pdfplumber
import pytest
from openxml_audit import OpenXmlValidator

from automation import jobs
from automation.letters.docx import Stationery
from automation.letters.model import CARD_LOGO
from automation.letters.pdf import PdfPress
from automation.resources import templates_folder
from automation.template_care import check_templates
from tests.letter_office import TODAY, under_logo
from tests.letter_week import letter_of_the_week
from tests.read_aloud import read_aloud
from tests.unit.test_letter_logo import picture
from workbook.writing.file_book import FileBook


@pytest.fixture
def book(workbook_of_one, tmp_path):
    (tmp_path / "Lotse-Vorlagen").mkdir()
    return FileBook(shutil.copy(workbook_of_one, tmp_path / "Mappe.xlsx"))


def put(book, name, content):
    (book.folder / "Lotse-Vorlagen" / name).write_bytes(content)


def pictures(letters):
    found = []
    for each in letters:
        (docx,) = [file for file in each.files if file.suffix == ".docx"]
        with zipfile.ZipFile(docx) as file:
            found += [file.read(name) for name in file.namelist() if "media" in name]
    return found


def test_another_picture_renews_the_drafts_and_the_same_one_does_not(book):
    red, blue = picture(color=(200, 0, 0)), picture(color=(0, 0, 200))
    put(book, "logo.png", red)

    first = jobs.write_letters(book, TODAY, pdf=False).written
    shown = pictures(first)
    same = jobs.write_letters(book, TODAY, pdf=False).written
    put(book, "logo.png", blue)
    second = jobs.write_letters(book, TODAY, pdf=False).written

    assert (shown, same) == ([red] * len(first), ())
    assert pictures(second) == [blue] * len(first) != []


def test_a_broken_one_is_told_and_the_letters_go_out_without_it(book):
    put(book, "logo.png", picture()[:-20])

    done = jobs.write_letters(book, TODAY)

    assert (len(done.written) > 0, pictures(done.written)) == (True, [])
    assert [each for each in done.told if each.startswith("„logo.png“: Das ist kein vollständiges Bild")]
    assert [each for each in check_templates(book).told if each.startswith("„logo.png“")]


def test_a_look_of_the_office_s_own_that_knows_no_logo_is_told(book):
    put(book, "logo.png", picture())
    own = book.folder / "Lotse-Vorlagen" / "letter.typ"
    own.write_text('#set document(title: "x")\n#set text(lang: "de")\nText\n', encoding="utf-8")

    told = jobs.write_letters(book, TODAY).told

    assert [each for each in told if "Im PDF fehlt es" in each]


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_card_carries_it_beside_the_name(tmp_path, form):
    card = under_logo(letter_of_the_week("TERMINZETTEL"), form=form)
    docx, pdf = tmp_path / "a.docx", tmp_path / "a.pdf"
    docx.write_bytes(Stationery.open(templates_folder() / "letterhead.docx").write(card))
    pdf.write_bytes(PdfPress(templates_folder()).print(card))

    assert [str(error) for error in OpenXmlValidator().validate(docx).errors] == []
    with zipfile.ZipFile(docx) as file:
        assert card.office.logo.content in [file.read(name) for name in file.namelist() if "media" in name]
        assert file.read("word/document.xml").count(b"<pic:pic ") == 1
    assert read_aloud(pdf).errors == 0
    with pdfplumber.open(pdf) as opened:
        (shown,) = opened.pages[0].images
    width, height = card.office.logo.within(*CARD_LOGO)
    assert (round(shown["width"] * 25.4 / 72, 1), round(shown["height"] * 25.4 / 72, 1)) == (width, height)
    assert shown["x1"] < 105 / 25.4 * 72  # on the card, not beyond the line to cut


def test_a_card_s_own_look_that_knows_no_logo_is_told(book):
    put(book, "logo.png", picture())
    own = book.folder / "Lotse-Vorlagen" / "card.typ"
    own.write_text('#set document(title: "x")\n#set text(lang: "de")\nText\n', encoding="utf-8")

    assert [each for each in jobs.write_letters(book, TODAY, pdf=False).told if "„card.typ“ ist älter" in each]
