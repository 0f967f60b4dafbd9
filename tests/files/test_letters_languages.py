"""Letters in a second language: German first and binding, the other on its own page, only once it is proofread."""

import io
import re
import unicodedata
import zipfile
from datetime import date

import pdfplumber
import pymupdf
import pypdf
import pypdfium2
import pytest
from lxml import etree
from msgspec.structs import replace

from automation.letters.dispatch import DispatchLog
from automation.letters.docx import Stationery
from automation.letters.frontmatter import TemplateError
from automation.letters.languages import LANGUAGES, slots_of
from automation.letters.pdf import PdfPress
from automation.letters.planning import plan_letters
from automation.letters.remarks import letter_findings
from automation.letters.sentences import COLUMNS, FILE, Sentence, Sentences, load_sentences
from automation.letters.template_folders import TemplateFolders
from automation.letters.templates import load_template
from automation.resources import templates_folder
from tests.letter_office import TODAY, client, desk, letter, office, plan
from tests.letter_week import OCCASIONS, PROTECTED
from workbook.schema import Client, Consent
from workbook.schema.choices import PURPOSE
from workbook.schema.setting_names import SettingName

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
UNPROOFREAD = {SettingName.UNPROOFREAD: "ja"}
TO_CLIENTS = ("TERMINZETTEL", "VERBLEIB", "ZUSAMMEN", "DATENSCHUTZ", "ABSCHLUSS", "STELLEN")
"""Kinds of letters to clients besides EINLADUNG; EINWILL needs its sentences proofread."""
ISOLATES = "\u2068\u2069"


def translated(language, kind="EINLADUNG", **values):
    if kind == "EINLADUNG":
        return letter(kind, client(letter_language=language, **values), settings=UNPROOFREAD)
    usual = [*OCCASIONS[kind]]
    person = next((each for each in usual if isinstance(each, Client)), client())
    others = [each for each in usual if not isinstance(each, Client)]
    speaking = person.model_copy(update={"letter_language": language, **values})
    planned = plan(*others, speaking, kinds=[kind], settings=PROTECTED | UNPROOFREAD)
    assert planned.withheld == ()
    return planned.letters[0].letter


def said(finished):
    """Every text of the translation, without the signs that set values apart."""
    found = []

    def texts(part):
        if isinstance(part, tuple):
            for each in part:
                texts(each)
        elif hasattr(part, "text"):
            found.append(re.sub(f"[{ISOLATES}]", "", part.text))
        else:
            for name in ("content", "items", "header", "rows"):
                texts(getattr(part, name, ()))

    texts(finished.translation.body)
    return found


@pytest.fixture(scope="module")
def press():
    return PdfPress(templates_folder())


@pytest.fixture(scope="module")
def stationery():
    return Stationery.open(templates_folder() / "letterhead.docx")


def test_a_letter_has_one_language_unless_the_client_has_another():
    assert letter("EINLADUNG").translation is None
    assert translated("Türkisch").translation.tag == "tr"


def test_what_nobody_has_proofread_stays_away_and_is_told():
    person = client(letter_language="Türkisch")
    planned = plan(person, kinds=["EINLADUNG"])
    assert planned.letters[0].letter.translation is None
    found = [each for each in letter_findings(planned, office(person), today=TODAY) if each.rule == "L-20"]
    assert [(each.column, each.severity.value) for each in found] == [("Zweite Sprache der Briefe", "H")]
    assert "nicht geprüft" in found[0].message
    assert FILE in found[0].suggestion


def test_once_proofread_it_goes_along(tmp_path):
    shipped = (templates_folder() / FILE).read_text(encoding="utf-8-sig").splitlines()
    checked = [f"{row[:-1]}M. Yıldız;01.06.2019" if ";Türkisch;" in row else row for row in shipped]
    (tmp_path / FILE).write_text("\n".join(checked), encoding="utf-8-sig")
    person = client(letter_language="Türkisch")
    own = load_sentences([tmp_path / FILE, templates_folder() / FILE])
    here = replace(desk(office(person)), sentences=lambda: own)
    planned = plan_letters(here, DispatchLog())
    (invitation,) = (each.letter for each in planned.letters if each.row.kind == "EINLADUNG")
    assert invitation.translation.tag == "tr"
    assert not planned.german_only


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_forms_say_the_words_of_the_table(language, press, stationery):
    finished = translated(language)
    wanted = " ".join(said(finished))
    with zipfile.ZipFile(io.BytesIO(stationery.write(finished))) as file:
        document = etree.fromstring(file.read("word/document.xml"))
    paragraphs = ["".join(each.text or "" for each in p.iter(f"{W}t")) for p in document.iter(f"{W}p")]
    start = paragraphs.index(finished.translation.heading)
    written = re.sub(f"[{ISOLATES}]", "", " ".join(paragraphs[start + 1 :]))
    assert written.split() == wanted.split()
    assert {*words_of_pdf(press.print(finished), "pdfium")} >= {*plain(wanted).split()}


@pytest.mark.parametrize("kind", TO_CLIENTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_to_a_client_has_a_translation_that_can_be_read(language, kind, press):
    finished = translated(language, kind)
    wanted = bare(" ".join(said(finished)))
    assert len(wanted) > 20
    assert share(wanted, bare(" ".join(ENGINES["pdfium"](press.print(finished))))) == 1


@pytest.mark.parametrize("kind", TO_CLIENTS)
def test_a_guardian_is_never_called_by_the_persons_name(kind):
    finished = translated("Englisch", kind, birth_date=date(2010, 1, 1), guardian="Fatma Yıldız")
    assert "Dear Ayşe" not in " ".join(said(finished))


def asked_for(person, purpose):
    """The words in the second language of a consent to sign, where every sentence is proofread."""
    checked = {
        language: {name: Sentence(each.text, proofread=True) for name, each in known.items()}
        for language, known in load_sentences([templates_folder() / FILE]).by_language.items()
    }
    asked = [for_purpose(each, purpose) for each in OCCASIONS["EINWILL"]]
    here = replace(desk(office(*asked, person, settings=PROTECTED)), sentences=lambda: Sentences(checked))
    (letters,) = plan_letters(here, DispatchLog(), kinds=["EINWILL"]).letters
    return " ".join(said(letters.letter))


def for_purpose(row, purpose):
    """The row, with this purpose if it is a consent."""
    return row.model_copy(update={"purpose": purpose}) if isinstance(row, Consent) else row


def test_what_somebody_signs_is_translated_only_when_it_is_proofread():
    person = client(letter_language="Türkisch")
    planned = plan(*OCCASIONS["EINWILL"], person, kinds=["EINWILL"], settings=PROTECTED | UNPROOFREAD)
    assert planned.letters[0].letter.translation is None
    assert "nicht geprüft" in planned.german_only["EINWILL", "K-00001"]
    text_of_it = asked_for(person, "Wohnungssuche")
    assert "Sağlık bilgilerini" in text_of_it
    assert "Yardım alınması" in text_of_it
    assert "Müşteri numarası" not in text_of_it


@pytest.mark.parametrize("purpose", PURPOSE.values)
def test_what_somebody_agrees_to_is_said_in_their_language(purpose):
    told = asked_for(client(letter_language="Türkisch"), purpose)

    assert "Ne için" in told
    assert purpose not in told


def test_a_purpose_of_the_offices_own_stands_as_it_is():
    assert "Nähkurs" in asked_for(client(letter_language="Türkisch"), "Nähkurs")


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "Arabisch"])
def test_a_second_engine_reads_the_same_words(language, press):
    finished = translated(language)
    assert {*words_of_pdf(press.print(finished), "pdfplumber")} >= {*plain(" ".join(said(finished))).split()}


def test_a_second_engine_reads_most_arabic_words(press):
    finished = translated("Arabisch")
    wanted, pdf = bare(" ".join(said(finished))), press.print(finished)
    engines = ("pdfium", "mupdf", "pypdf")
    shares = {engine: share(wanted, bare(" ".join(ENGINES[engine](pdf)))) for engine in engines}
    assert shares["pdfium"] == 1
    assert min(shares.values()) >= 0.8, shares


def bare(text):
    """The words of a text without what stands between them."""
    return re.findall(r"\w+", plain(text))


def share(wanted, read):
    return sum(word in read for word in wanted) / len(wanted)


def plain(text):
    """A text as engines give it back: in one form of letters, without signs of direction."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in folded if unicodedata.category(sign) != "Cf")


ENGINES = {
    "pdfium": lambda pdf: [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)],
    "pdfplumber": lambda pdf: [page.extract_text() for page in pdfplumber.open(io.BytesIO(pdf)).pages],
    "pypdf": lambda pdf: [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages],
    "mupdf": lambda pdf: [page.get_text() for page in pymupdf.open(stream=pdf)],
}


def words_of_pdf(pdf, engine):
    return plain(" ".join(ENGINES[engine](pdf))).split()


def test_numbers_stand_in_their_visual_order_between_arabic_words(press):
    finished = translated("Arabisch")
    with pdfplumber.open(io.BytesIO(press.print(finished))) as pages:
        signs = [sign for sign in pages.pages[-1].chars if sign["text"].strip()]
    for value in ("0209", "1234567", "23", "45884", "10:30", "2019"):
        assert any(value in row for row in rows_by_position(signs)), value


def rows_by_position(signs):
    """The rows of a page as the eye sees them: by height, then from left to right."""
    rows = {}
    for sign in signs:
        rows.setdefault(round(sign["bottom"]), []).append(sign)
    for row in rows.values():
        yield "".join(sign["text"] for sign in sorted(row, key=lambda sign: sign["x0"]))


def test_in_word_arabic_runs_to_the_left_and_what_is_set_apart_does_not(stationery):
    with zipfile.ZipFile(io.BytesIO(stationery.write(translated("Arabisch")))) as file:
        document = etree.fromstring(file.read("word/document.xml"))
    assert document.find(f".//{W}tblPr/{W}bidiVisual") is not None
    runs = {
        "".join(each.text or "" for each in run.iter(f"{W}t")): run.find(f"{W}rPr/{W}rtl") is not None
        for paragraph in document.iter(f"{W}p")
        if paragraph.find(f"{W}pPr/{W}bidi") is not None
        for run in paragraph.iter(f"{W}r")
    }
    assert runs["0209\u00a01234567"] is False
    assert runs["الساعة"] is True


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_paragraph_carries_its_language(language, stationery):
    finished = translated(language)
    with zipfile.ZipFile(io.BytesIO(stationery.write(finished))) as file:
        document = etree.fromstring(file.read("word/document.xml"))
    tags = {mark.get(f"{W}val") or mark.get(f"{W}bidi") for mark in document.iter(f"{W}lang")}
    assert {tag.partition("-")[0] for tag in tags} >= {finished.translation.tag}


def test_a_name_typed_right_to_left_is_set_apart_in_every_language():
    finished = translated("Türkisch", first_name="أحمد", last_name="خوري")
    greeting = finished.translation.body[1].content[0].text
    assert greeting == "Merhaba \u2068أحمد خوري\u2069,"


def test_signs_of_direction_that_somebody_typed_turn_nothing_round():
    finished = translated("Türkisch", first_name="Ay\u202eşe")
    assert "\u202e" not in "".join(said(finished))


def test_a_guardian_reads_of_the_person_and_is_not_called_by_their_name():
    finished = translated("Englisch", birth_date=date(2010, 1, 1), guardian="Fatma Yıldız")
    text = " ".join(said(finished))
    assert "You decide together with Ayşe Yıldız." in text
    assert "Dear Ayşe" not in text


def test_the_shipped_table_has_every_sentence_in_every_language_with_the_same_places():
    sentences = load_sentences([templates_folder() / FILE]).by_language
    assert {*sentences} == {*LANGUAGES}
    templates = map(load_template, sorted((templates_folder() / "letters").glob("*.md")))
    needed = {name: slots for template in templates for name, slots in template.sentences.items()}
    assert {*needed} == {*sentences["Englisch"]}, "a sentence that no template says, or the other way round"
    for language, known in sentences.items():
        assert {*known} == {*sentences["Englisch"]}, language
        assert all(slots_of(known[name].text) == slots for name, slots in needed.items()), language
        assert not any(each.proofread for each in known.values()), "ours ship unproofread"


def test_plain_language_has_short_sentences_and_no_paragraph_signs():
    for sentence in load_sentences([templates_folder() / FILE]).by_language["Einfache Sprache"].values():
        for part in re.split(r"[.?!:] ?", sentence.text):
            assert len(part.split()) <= 12, part
        assert "§" not in sentence.text


def table(folder, *rows):
    path = folder / FILE
    path.write_text("\n".join([";".join(COLUMNS), *rows]), encoding="utf-8")
    return path


def test_a_table_that_contradicts_itself_is_told_with_its_line(tmp_path):
    path = table(tmp_path, "wann;Türkisch;Wann;Tarih;;", "wann;Türkisch;Wann;Gün;;")
    with pytest.raises(TemplateError, match="Zeile 3: Den Satz „wann“ auf Türkisch gibt es zweimal"):
        load_sentences([path])


def test_a_table_that_is_not_utf_8_is_told(tmp_path):
    (tmp_path / FILE).write_bytes("Satz;Sprache;Deutsch;Text;geprüft von;am".encode("cp1252"))
    with pytest.raises(TemplateError, match="CSV UTF-8"):
        load_sentences([tmp_path / FILE])


def test_excel_may_write_commas(tmp_path):
    rows = [",".join(COLUMNS), 'wann,Türkisch,Wann,"Tarih, gün",A. B.,01.02.2019']
    (tmp_path / FILE).write_text("\n".join(rows), encoding="utf-8-sig")
    assert load_sentences([tmp_path / FILE]).by_language["Türkisch"]["wann"].text == "Tarih, gün"


def test_a_day_that_is_none_is_no_proof(tmp_path):
    path = table(tmp_path, "wann;Türkisch;Wann;Tarih;A. B.;irgendwann")
    assert load_sentences([path]).by_language["Türkisch"]["wann"].proofread is False


HEAD = """---
Art: EINLADUNG
Titel: T
Anlass: Termin
Empfänger: Klient
Betreff: B
Felder:
  - klient.name
---
{{ klient.name }}"""
OTHER = "\n\n--- Übersetzung ---\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (' {{ satz("wann") }}', "gibt es nur im Teil „Übersetzung“"),
        (f"{OTHER}Guten Tag", "Zeile 13: „Guten“ gehört zu keiner Sprache"),
        (f"{OTHER}{{{{ satz(klient.name) }}}}", "Der Name des Satzes steht als Erstes"),
        (f'{OTHER}{{{{ satz("a") }}}} {{{{ satz("a", name=klient.name) }}}}', "mit anderen Plätzen"),
        (f"{OTHER}{OTHER}", "steht zweimal"),
    ],
)
def test_a_slip_in_a_translation_is_told_with_its_line(text, told, tmp_path):
    path = tmp_path / "x.md"
    path.write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(TemplateError, match=re.escape(told)):
        load_template(path)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("wann;Türkish;Wann;Tarih;;", "Gemeint ist wohl „Türkisch“"),
        ("wann;Türkisch;Wann;Tarih;A. B.;gestern", "„gestern“ unter „am“ ist kein Tag"),
        ("wann;Türkisch;Wann;Tarih;;01.02.2019", "gehören „geprüft von“ und „am“"),
        ("guten_tag;Türkisch;Guten Tag {name},;Merhaba {xname},;;", "hat andere Plätze als der deutsche ({name})"),
    ],
)
def test_the_check_of_templates_tells_every_slip_in_the_table(row, told, tmp_path):
    folders = TemplateFolders(templates_folder(), tmp_path)
    table(tmp_path, "wann;Englisch;Wann;When;;", row)
    (error,) = folders.errors()
    assert error.line == 3
    assert told in str(error)


def test_a_broken_table_keeps_no_german_letter_back(tmp_path):
    person = client(letter_language="Türkisch")
    (tmp_path / FILE).write_bytes(b"Satz;Sprache")
    here = replace(desk(office(person)), sentences=TemplateFolders(templates_folder(), tmp_path).sentences)
    planned = plan_letters(here, DispatchLog(), kinds=["EINLADUNG"])
    assert planned.withheld == ()
    assert "fehlt die Spalte" in planned.german_only["EINLADUNG", "K-00001"]


@pytest.mark.parametrize("kind", ["EINLADUNG", "TERMINZETTEL"])
def test_where_to_come_is_one_value_and_reads_from_left_to_right(kind):
    """Two of them, with a comma between, would be turned round: street first, and „, Rotthausen“ behind it."""
    body = repr(translated("Arabisch", kind).translation.body)

    assert r"\u2068Quartiersbüro Rotthausen, Karl-Meyer-Straße 23, 45884 Gelsenkirchen\u2069" in body
