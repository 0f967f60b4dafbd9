"""Letters as PDF: DIN 5008 measured on the paper, PDF/A-2a and PDF/UA-1, the same bytes each time."""

import io
from dataclasses import replace
from functools import partial

import pdfplumber
import pypdf
import pytest
from falzmarke.geometrie import pruefe
from msgspec import structs

from automation.letters.model import Heading, Paragraph, Run
from automation.letters.pdf import PdfError, PdfPress
from automation.resources import templates_folder
from tests.letter_kinds import KINDS, letter_of
from tests.letter_office import letter, pdf_words, under_logo
from tests.letter_week import OCCASIONS, letter_of_the_week
from tests.read_aloud import read_aloud


@pytest.fixture(scope="module")
def press():
    return PdfPress(templates_folder())


@pytest.fixture
def printed(press, tmp_path):
    def write(letter):
        path = tmp_path / "brief.pdf"
        path.write_bytes(press.print(letter))
        return path

    return write


LONG = tuple(Paragraph((Run("Ein Satz, der sich oft wiederholt und Platz braucht. " * 6),)) for _ in range(12))
VARIANTS = (
    {
        "Wohnen": lambda: letter("WOHNEN"),
        "Einladung": lambda: letter("EINLADUNG"),
        "drei Seiten": lambda: replace(letter("WOHNEN"), body=LONG),
        "langer Betreff": lambda: replace(letter(), subject="Bitte um ein Wohnungsangebot für eine Familie " * 2),
        "volles Fenster": lambda: replace(letter(), address=tuple(f"Zeile {n} der Anschrift" for n in range(1, 7))),
        "mit Vermerk": lambda: replace(letter(), remarks=("Persönlich", "Vertraulich")),
        "voller Block": lambda: replace(letter(), info=tuple((f"Angabe {n}", f"Wert {n}") for n in range(1, 10))),
        "lange Adresse": lambda: replace(
            letter(),
            info=(("E-Mail", "quartiersbuero.rotthausen@stadtteilarbeit.example"), ("Datum", "28. Juni 2019")),
        ),
        "lange Namen": lambda: replace(
            letter(), info=(("Ansprechperson", "Maria-Magdalena Kaya-Müllerschön von der Heide"),) * 5
        ),
        "mit Träger": lambda: under_logo(letter("EINLADUNG"), "Jobcenter Musterstadt"),
        "mit Logo": lambda: under_logo(letter()),
        "mit Anlagen": lambda: replace(letter(), enclosures=("Lebenslauf", "Zeugnisse")),
    }
    | {name: partial(letter_of, name) for name in KINDS}
    | {kind: partial(letter_of_the_week, kind) for kind in OCCASIONS}
)


@pytest.mark.parametrize("variant", [each for each in VARIANTS if each != "TERMINZETTEL"])  # a card has no window
def test_every_measure_of_din_5008_is_kept(printed, variant):
    report = pruefe(printed(VARIANTS[variant]()), "B")

    assert report.ok, report.als_text()


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_screen_reader_can_read_it_without_a_finding(printed, variant):
    result = read_aloud(printed(VARIANTS[variant]()))

    assert (result.errors, result.warnings) == (0, 0), result.findings


def test_the_logo_is_a_picture_above_the_information_block_with_the_office_s_name(printed):
    path = printed(under_logo(letter()))
    with pdfplumber.open(path) as pdf:
        ((found,), *others) = [page.images for page in pdf.pages]
    left, top, right, bottom = (found[side] / 72 * 25.4 for side in ("x0", "top", "x1", "bottom"))

    assert not any(others)
    assert (left, top) == (pytest.approx(125, abs=0.2), pytest.approx(29, abs=0.2))
    assert (right - left, bottom - top) == (pytest.approx(42, abs=0.2), pytest.approx(14, abs=0.2))
    assert "Logo: Quartiersbüro Rotthausen" in spoken_alternatives(path)


def spoken_alternatives(path):
    tree = pypdf.PdfReader(path).trailer["/Root"]["/StructTreeRoot"]
    found, waiting = [], [tree]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, pypdf.generic.ArrayObject):
            waiting += node
        elif isinstance(node, pypdf.generic.DictionaryObject):
            found += [node["/Alt"]] if "/Alt" in node else []
            waiting += [node["/K"]] if "/K" in node else []
    return found


def test_it_says_that_it_is_pdf_a_2a_and_pdf_ua_1(press):
    metadata = pypdf.PdfReader(io.BytesIO(press.print(letter()))).xmp_metadata.stream.get_data().decode()

    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata


def test_the_same_letter_has_the_same_bytes(press):
    written = letter()

    assert press.print(written) == PdfPress(templates_folder()).print(written)


def test_a_letter_before_does_not_show_in_the_next(press):
    first = press.print(letter("EINLADUNG"))
    press.print(replace(letter(), body=LONG))

    assert press.print(letter("EINLADUNG")) == first


def test_only_fonts_of_the_installation_are_used(press):
    reader = pypdf.PdfReader(io.BytesIO(press.print(letter())))

    fonts = {
        font.get_object()["/BaseFont"].split("+")[-1]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts <= {"FiraSans-Regular", "FiraSans-Bold", "FiraSans-Medium", "FiraSans-Italic"}


@pytest.mark.parametrize(
    "name", ["Şahin", "Yıldız", "Ağırbaş", "Łukaszewicz", "Weißbrodt", "José", "Ẽmĩlĩa", "Nguyễn"]
)
def test_names_of_the_neighbourhood_are_set_and_can_be_read_again(press, name):
    assert name in pdf_words(press.print(replace(letter(), salutation=f"Guten Tag {name} ,")))


def test_an_arabic_name_is_set(press):
    text = "".join(pdf_words(press.print(replace(letter(), salutation="Guten Tag علي ,"))))

    assert set("علي") <= set(text)


def test_a_sign_that_no_font_has_is_an_error_with_a_cure(press):
    with pytest.raises(PdfError, match="Schriftzeichen") as refused:
        press.print(replace(letter(), salutation="Guten Tag 𓀀,"))

    assert "𓀀" not in str(refused.value)


@pytest.mark.parametrize(
    "attack",
    [
        '#panic("x")',
        '"); #read("/etc/passwd") //',
        "$x$ *fett* _kursiv_ `fest` <marke> @marke \\ // /* */ [x] {y}",
        "#import sys",
        '", "body": [] } \\u0022',
    ],
)
def test_nothing_in_the_data_can_be_code(press, attack):
    words = pdf_words(press.print(replace(letter(), subject=attack, body=(Paragraph((Run(attack),)),))))

    assert " ".join(words).count(" ".join(attack.split())) == 2


def test_the_sheet_that_comes_back_is_a_page_of_its_own(press):
    reader = pypdf.PdfReader(io.BytesIO(press.print(letter())))

    assert len(reader.pages) == 2
    assert "Rückantwort zu QB-2019-0001" in reader.pages[1].extract_text()
    assert "Seite 2 von 2" in reader.pages[1].extract_text()


def test_the_window_of_the_envelope_shows_the_address_and_nothing_else(press):
    written = letter()
    with pdfplumber.open(io.BytesIO(press.print(written))) as file:
        millimetre = 72 / 25.4
        window = file.pages[0].crop((20 * millimetre, 45 * millimetre, 105 * millimetre, 90 * millimetre))
        seen = window.extract_text().split("\n")

    assert seen == [written.office.return_line, *written.address]


def test_a_heading_in_the_text_is_below_the_subject(printed):
    path = printed(replace(letter(), body=(Heading((Run("Zwischentitel"),)), Paragraph((Run("Text"),)))))

    assert read_aloud(path).errors == 0


def test_of_what_is_no_pdf_nothing_is_said(tmp_path):
    """The judge itself finds no error in it."""
    nothing = tmp_path / "nothing.pdf"
    with pytest.raises(FileNotFoundError):
        read_aloud(nothing)
    nothing.write_bytes(b"")
    with pytest.raises(AssertionError, match="is no PDF"):
        read_aloud(nothing)


def test_a_long_name_of_the_office_stays_above_its_rule(tmp_path):
    long = "Nachbarschafts- und Quartiersbüro Gelsenkirchen-Rotthausen und Ückendorf"
    usual = letter("EINLADUNG")
    path = tmp_path / "a.pdf"
    path.write_bytes(
        PdfPress(templates_folder()).print(replace(usual, office=structs.replace(usual.office, name=long)))
    )

    with pdfplumber.open(path) as pdf:
        page = pdf.pages[0]
        head = page.crop((0, 0, page.width, 26.5 / 25.4 * 72)).extract_text()
    assert head == long
