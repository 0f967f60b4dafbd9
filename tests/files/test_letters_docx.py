"""Letters as Word files: sound, the same bytes each time, on whatever stationery an office made of the house's."""

import importlib.util
import io
import re
import zipfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import fontpkg_fira_sans
import pytest
from falzmarke.geometrie import pruefe
from lxml import etree
from msgspec import structs
from openxml_audit import OpenXmlValidator
from PIL import ImageFont

from automation.letters.docx import Stationery
from automation.letters.model import (
    Break,
    Checklist,
    Fill,
    Heading,
    ItemList,
    Paragraph,
    Run,
    Table,
    Translation,
)
from automation.letters.stationery import StationeryError
from automation.resources import templates_folder
from tests.letter_kinds import KINDS, letter_of
from tests.letter_office import docx_words, letter, under_logo
from tests.letter_week import OCCASIONS, letter_of_the_week
from tests.word_documents import formula

LETTERHEAD = templates_folder() / "letterhead.docx"
EVERYTHING = (
    Paragraph(
        (Run("Ein "), Run("fettes", bold=True), Run(" und "), Run("schräges", italic=True), Break(), Run("Wort"))
    ),
    Heading((Run("Zwischentitel"),)),
    ItemList(
        (
            (Paragraph((Run("eins"),)), ItemList(((Paragraph((Run("darin"),)),),))),
            (Paragraph((Run("zwei"),)), Paragraph((Run("mit Nachsatz"),))),
        )
    ),
    ItemList(((Paragraph((Run("drei"),)),), (Paragraph((Run("vier"),)),)), ordered=True, start=3),
    ItemList(((Paragraph((Run("wieder eins"),)),),), ordered=True),
    Table(
        ((Run("A"),), (Run("B"),), (Run("C"),)),
        (((Run("1"),), (Run("2", bold=True),), ()),),
        ("left", "center", "right"),
    ),
    Checklist(((Run("am "), Fill(4), Run(" um "), Fill(8)), (Run("nein"),))),
    Paragraph((Run("Datum "), Fill(2), Run(" Unterschrift "), Fill(5))),
)


@pytest.fixture(scope="module")
def stationery():
    return Stationery.open(LETTERHEAD)


def parts_of(docx):
    with zipfile.ZipFile(io.BytesIO(docx)) as file:
        return {name: file.read(name) for name in file.namelist()}


def rebuilt(target, change):
    """The house's stationery with parts changed, as Word would have saved it."""
    with zipfile.ZipFile(LETTERHEAD) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    changed = change(parts)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in changed.items():
            file.writestr(name, content)
    return target


def in_document(old, new):
    return lambda parts: (
        parts | {"word/document.xml": parts["word/document.xml"].replace(old.encode(), new.encode())}
    )


EVERY_KIND = {
    "WOHNEN": letter,
    "with a logo": lambda: under_logo(letter(), form="JPEG"),
    "of the Jobcenter's": lambda: under_logo(letter("EINLADUNG"), "Jobcenter Gelsenkirchen"),
    "EINLADUNG": lambda: letter("EINLADUNG"),
    **{kind: partial(letter_of, kind) for kind in KINDS},
    **{kind: partial(letter_of_the_week, kind) for kind in OCCASIONS},
}


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_letter_has_no_error_in_openxml_audit(stationery, tmp_path, kind):
    path = tmp_path / "brief.docx"
    path.write_bytes(stationery.write(EVERY_KIND[kind]()))

    assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []


def test_a_card_is_a_quarter_of_its_sheet_without_letterhead_and_folds_to_its_translation(stationery, tmp_path):
    card = letter_of_the_week("TERMINZETTEL")
    other = Translation("ar", "Übersetzung", (Paragraph((Run("موعد"),)),), right_to_left=True)
    path = tmp_path / "karte.docx"
    faces = {}
    for name, each in {"alone": card, "folded": replace(card, translation=other)}.items():
        path.write_bytes(stationery.write(each))
        assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []
        document = parts_of(path.read_bytes())["word/document.xml"].decode()
        assert "w:headerReference" not in document
        assert document.count('w:val="dashed"') == 2 + (name == "folded")
        faces[name] = len(re.findall(r'<w:gridCol w:w="5499"/>', document.partition("</w:tblGrid>")[0]))
    assert faces == {"alone": 1, "folded": 2}
    assert b"buero@rotthausen.example" not in b"".join(parts_of(path.read_bytes()).values())


def test_every_kind_of_block_is_sound(stationery, tmp_path):
    path = tmp_path / "brief.docx"
    full = replace(
        letter(), body=EVERYTHING, reply=(Heading((Run("Antwort"),)), *EVERYTHING), enclosures=("A", "B & C <d>")
    )
    path.write_bytes(stationery.write(full))

    assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []


def test_each_numbered_list_begins_with_its_own_number(stationery):
    parts = parts_of(stationery.write(replace(letter(), body=EVERYTHING)))

    starts = etree.fromstring(parts["word/numbering.xml"]).xpath(
        "//w:startOverride/@w:val", namespaces={"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
    )
    assert starts == ["3", "1"]


def test_the_same_letter_has_the_same_bytes(stationery):
    written = letter()

    assert stationery.write(written) == Stationery.open(LETTERHEAD).write(written)


def test_the_stationery_of_the_house_is_what_its_script_builds():
    script = Path(__file__).parents[2] / "templates" / "build_letterhead.py"
    specification = importlib.util.spec_from_file_location("build_letterhead", script)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    built = {
        name: part if isinstance(part, bytes) else part.encode()
        for name, part in module.build().items()
        if not name.endswith(".odttf")  # the bytes of a subset font are fontTools', from version to version
    }

    with zipfile.ZipFile(LETTERHEAD) as file:
        kept = {name: file.read(name) for name in file.namelist() if not name.endswith(".odttf")}

    assert kept == built


def test_the_logo_stands_in_the_header_of_the_first_page_with_the_office_s_name(stationery):
    written = under_logo(letter())
    plain, parts = (parts_of(stationery.write(each)) for each in (letter(), written))

    assert sorted(parts.keys() - plain.keys()) == ["word/_rels/header2.xml.rels", "word/media/lotse-logo.png"]
    assert parts["word/media/lotse-logo.png"] == written.office.logo.content
    assert [name for name in plain if parts[name] != plain[name]] == ["[Content_Types].xml", "word/header2.xml"]
    assert 'descr="Logo: Quartiersbüro Rotthausen"'.encode() in parts["word/header2.xml"]
    assert parts_of(stationery.write(letter())) == plain


def test_a_stationery_with_a_picture_of_its_own_or_without_a_header_keeps_to_itself(tmp_path):
    def with_picture(parts):
        header = parts["word/header2.xml"].replace(
            b"</w:hdr>", b'<w:p><w:r><a:blip r:embed="x"/></w:r></w:p></w:hdr>'
        )
        return parts | {"word/header2.xml": header}

    def headless(parts):
        document = re.sub(b"<w:headerReference[^>]*>", b"", parts["word/document.xml"])
        return parts | {"word/document.xml": document}

    own = Stationery.open(rebuilt(tmp_path / "eigen.docx", with_picture))
    bare = Stationery.open(rebuilt(tmp_path / "ohne.docx", headless))

    assert (own.takes_a_logo, bare.takes_a_logo) == (True, False)
    for each in (own, bare):
        assert not [name for name in parts_of(each.write(under_logo(letter()))) if "media" in name]


def test_signs_of_xml_in_a_name_are_text(stationery):
    tricky = replace(
        letter(), address=("Nord & Süd <GmbH>", "]]>", '"Haus"'), salutation="Guten Tag & <b>willkommen</b>,"
    )

    words = docx_words(stationery.write(tricky))

    assert " ".join(words).count("Nord & Süd <GmbH>") == 1
    assert "<b>willkommen</b>," in words


def test_a_place_that_word_has_cut_into_pieces_is_still_found(tmp_path):
    pieces = "</w:t></w:r><w:proofErr w:type='spellStart'/><w:r><w:rPr><w:noProof/></w:rPr><w:t>"
    path = rebuilt(
        tmp_path / "bogen.docx",
        in_document("{{ Anrede }}", f"{{{pieces}{{ An{pieces}rede{pieces} }}{pieces}}}"),
    )

    words = docx_words(Stationery.open(path).write(letter()))

    assert words.count("Sehr") == 1
    assert not any("{" in word for word in words)


def test_text_of_the_office_around_a_place_stays(tmp_path):
    path = rebuilt(
        tmp_path / "bogen.docx", in_document("{{ Betreff }}", "Unser Anliegen: {{ Betreff }} ({{ Zeichen }})")
    )

    assert "Unser Anliegen: Bitte um ein Wohnungsangebot (QB-2019-0001)" in " ".join(
        docx_words(Stationery.open(path).write(letter()))
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{{ Anschrift }}", "", "Der Platz {{ Anschrift }} fehlt"),
        ("{{ Hinweise }}", "", "Der Platz {{ Hinweise }} fehlt"),
        ("{{ Betreff }}", "{{ Betref }}", "Gemeint ist wohl {{ Betreff }}"),
        ("{{ Text }}", "Guten Tag {{ Text }}", "allein in einem Absatz"),
        ("{{ Anrede }}", "{{ Anrede }} {{ Text }}", "allein in einem Absatz"),
    ],
)
def test_stationery_that_would_lose_words_is_refused(tmp_path, old, new, message):
    path = rebuilt(tmp_path / "bogen.docx", in_document(old, new))

    with pytest.raises(StationeryError, match=r"Briefbogen „bogen\.docx“") as refused:
        Stationery.open(path)

    assert message in str(refused.value)


_WORD_ART = '<v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textpath on="t" string="Ihr Jobcenter"/></v:shape>'


@pytest.mark.parametrize(
    "drawn", [formula("Jobcenter"), f"<w:r><w:pict>{_WORD_ART}</w:pict></w:r>"], ids=["formula", "WordArt"]
)
def test_a_letterhead_that_tells_of_a_benefit_in_what_is_no_text_is_refused(tmp_path, drawn):
    path = rebuilt(
        tmp_path / "bogen.docx",
        in_document("{{ Betreff }}", f"{{{{ Betreff }}}}</w:t></w:r>{drawn}<w:r><w:t>"),
    )

    with pytest.raises(StationeryError, match="verrät einen Leistungsbezug"):
        Stationery.open(path)


def test_stationery_without_a_style_of_the_letters_is_refused(tmp_path):
    def without_style(parts):
        return parts | {"word/styles.xml": parts["word/styles.xml"].replace(b'"Brief Tabelle"', b'"Meine Tabelle"')}

    with pytest.raises(StationeryError, match="„Brief Tabelle“ fehlt"):
        Stationery.open(rebuilt(tmp_path / "bogen.docx", without_style))


@pytest.mark.parametrize("content", [None, b"", b"PK\3\4 kein Zip", b"Text"])
def test_a_file_that_is_no_word_document_is_refused(tmp_path, content):
    path = tmp_path / "bogen.docx"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(StationeryError, match="kein Word-Dokument"):
        Stationery.open(path)


def test_nothing_of_the_machine_that_made_the_stationery_goes_out(tmp_path):
    def as_saved_in_the_jobcenter(parts):
        secret = b"<Company>Jobcenter Gelsenkirchen</Company></Properties>"
        return parts | {
            "docProps/app.xml": parts["docProps/app.xml"].replace(b"</Properties>", secret),
            "docProps/core.xml": parts["docProps/core.xml"].replace(b"Briefbogen", b"Jobcenter"),
        }

    path = rebuilt(tmp_path / "bogen.docx", as_saved_in_the_jobcenter)

    assert all(b"Jobcenter" not in part for part in parts_of(Stationery.open(path).write(letter())).values())


@pytest.mark.libreoffice
def test_libreoffice_prints_the_letter_where_din_5008_wants_it(stationery, to_pdf, tmp_path):
    path = tmp_path / "brief.docx"
    path.write_bytes(stationery.write(under_logo(letter(), "Jobcenter Gelsenkirchen")))

    report = pruefe(to_pdf(path), "B")

    assert report.ok, report.als_text()


def test_an_office_may_format_every_place_as_it_likes(tmp_path):
    """What Word writes when somebody centres, frames and colours each paragraph of the stationery."""

    def formatted(parts):
        root = etree.fromstring(parts["word/document.xml"])
        for properties in root.iter("{*}pPr"):
            space = etree.QName(properties).namespace
            framed = etree.SubElement(properties, f"{{{space}}}pBdr")
            etree.SubElement(framed, f"{{{space}}}top", {f"{{{space}}}val": "single", f"{{{space}}}sz": "4"})
            etree.SubElement(properties, f"{{{space}}}ind", {f"{{{space}}}left": "284"})
            etree.SubElement(properties, f"{{{space}}}jc", {f"{{{space}}}val": "center"})
            marked = etree.SubElement(properties, f"{{{space}}}rPr")
            etree.SubElement(marked, f"{{{space}}}color", {f"{{{space}}}val": "FF0000"})
        for run in root.iter("{*}r"):
            space = etree.QName(run).namespace
            style = etree.Element(f"{{{space}}}rPr")
            etree.SubElement(style, f"{{{space}}}rFonts", {f"{{{space}}}ascii": "Arial"})
            etree.SubElement(style, f"{{{space}}}color", {f"{{{space}}}val": "336699"})
            etree.SubElement(style, f"{{{space}}}sz", {f"{{{space}}}val": "24"})
            run.insert(0, style)
        return parts | {"word/document.xml": etree.tostring(root)}

    path = tmp_path / "brief.docx"
    stationery = Stationery.open(rebuilt(tmp_path / "bogen.docx", formatted))
    full = replace(letter(), body=EVERYTHING, info=(("E-Mail", "ein.sehr.langer.name@quartier.example"),))
    path.write_bytes(stationery.write(replace(full, reply=(Heading((Run("Antwort"),)), *EVERYTHING))))

    assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []


def text_width(text, size):
    """How wide a text is in the font of the letterhead, in points."""
    bold = Path(fontpkg_fira_sans.__file__).parent / "files" / "FiraSans-Bold.ttf"
    return ImageFont.truetype(bold, 100).getlength(text) * size / 100


@pytest.mark.parametrize(
    "name",
    [
        "Nachbarschafts- und Quartiersbüro Gelsenkirchen-Rotthausen und Ückendorf",
        "Stadtteilbüro für Arbeit, Bildung & Nachbarschaft Rotthausen-Ückendorf im Bezirk Süd der Stadt",
    ],
)
def test_a_long_name_of_the_office_is_set_smaller_and_leaves_the_window_where_it_is(stationery, name):
    """A second line would push the address out of the window; the PDF sets it smaller too."""
    usual = letter("EINLADUNG")

    def header(office):
        with zipfile.ZipFile(io.BytesIO(stationery.write(replace(usual, office=office)))) as file:
            return file.read("word/header2.xml").decode()

    long = header(structs.replace(usual.office, name=name))

    (size,) = re.findall(r'<w:sz w:val="(\d+)"/>', long)
    assert text_width(name, int(size) / 2) < 165 / 25.4 * 72
    assert int(size) >= 12
    assert "<w:sz " not in header(usual.office)


@pytest.mark.parametrize(
    ("change", "pitch"),
    [
        ({}, None),
        ({"body": "Integrationscenter für Arbeit Gelsenkirchen (IAG)"}, 170),
        ({"name": "Stadtteilbüro Arbeit und Soziales Rotthausen"}, 170),
        ({"name": "Nachbarschafts- und Quartiersbüro Gelsenkirchen-Rotthausen und Ückendorf"}, None),
        ({"opening_hours": ("Mo 9:00–12:00 Uhr", "Di 9:00–12:30 Uhr", "Mi 9–11 Uhr", "Do 10–12 Uhr")}, 170),
    ],
)
def test_the_foot_of_the_first_page_holds_all_its_lines(stationery, change, pitch):
    """Its row is exactly 12 mm high: of a fourth line at the usual pitch, the town as a rule, nothing was seen."""
    usual = letter("EINLADUNG")
    office = structs.replace(usual.office, **change)
    with zipfile.ZipFile(io.BytesIO(stationery.write(replace(usual, office=office)))) as file:
        foot = next(
            text
            for name in file.namelist()
            if name.startswith("word/footer") and "Gelsenkirchen" in (text := file.read(name).decode())
        )

    found = {int(each) for each in re.findall(r'<w:spacing [^>]*w:line="(\d+)" w:lineRule="exact"/>', foot)}
    assert found == (set() if pitch is None else {pitch})
    assert all(len(line) <= 60 or line == office.body for column in office.columns for line in column)
