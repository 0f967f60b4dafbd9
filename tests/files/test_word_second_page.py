"""A letter of Word to somebody who reads another language: the office's own German page, ours behind it."""

import io
import zipfile

import pytest
from lxml import etree
from msgspec.structs import replace

from automation.letters.dispatch import DispatchLog
from automation.letters.frontmatter import TemplateError
from automation.letters.languages import LANGUAGES
from automation.letters.planning import plan_letters
from automation.letters.template_folders import TemplateFolders
from automation.letters.word.probing import first_settings
from automation.letters.word.template import load_word_template
from automation.resources import templates_folder
from tests import letter_office as letters
from tests.letter_week import PROTECTED
from tests.word_documents import by_hand, field, p, seen
from workbook.schema.setting_names import SettingName

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
UNPROOFREAD = {SettingName.UNPROOFREAD: "ja"}
INVITED = 'Art = "EIGEN"\nTitel = "Einladung"\nAnlass = "Termin"\nEmpfaenger = "Klient"\n'
AS_OURS = f'{INVITED}Uebersetzung = "EINLADUNG"\n'
OF_ITS_OWN = f"""{INVITED}Uebersetzung = '''
{{{{ satz("guten_tag", name=klient.name) }}}}

{{{{ satz("termin") }}}}
'''
"""
GERMAN = (p("Sehr geehrte Frau ", field(" MERGEFIELD klient_nachname "), ","), p("bitte kommen Sie."))


def template(folder, toml=AS_OURS, *body):
    path = by_hand(folder / "eigen.docx", *(body or GERMAN))
    path.with_suffix(".toml").write_text(toml, encoding="utf-8")
    return path


def planned(path, language="Türkisch", settings=UNPROOFREAD, **values):
    kinds = {"EIGEN": load_word_template(path)}
    tables = letters.office(letters.client(letter_language=language, **values), settings=settings)
    found = plan_letters(replace(letters.desk(tables), templates=kinds), DispatchLog())
    assert [each.reason for each in found.withheld if each.kind == "EIGEN"] == []
    return found


def written(path, language="Türkisch", **more):
    (one,) = planned(path, language, **more).letters
    return one.letter.paper.docx(one.letter)


def errors_of(path):
    with pytest.raises(TemplateError) as caught:
        load_word_template(path)
    return [(each.template, each.line, each.what) for each in caught.value.all]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_german_page_stays_as_it_is_and_the_other_language_follows_on_its_own(language, tmp_path):
    path = template(tmp_path)
    alone, both = (seen(written(path, each)) for each in (None, language))

    assert both[: len(alone)] == alone
    assert both[len(alone)] == LANGUAGES[language].heading
    ours = letters.letter("EINLADUNG", letters.client(letter_language=language), settings=UNPROOFREAD)
    said = "".join(both[len(alone) + 1 :])
    assert all(run.text in said for block in ours.translation.body[:2] for run in block.content)


def test_it_begins_on_a_new_page(tmp_path):
    with zipfile.ZipFile(io.BytesIO(written(template(tmp_path)))) as file:
        document = etree.fromstring(file.read("word/document.xml"))

    (broken,) = [each for each in document.iter(f"{W}p") if each.find(f"{W}pPr/{W}pageBreakBefore") is not None]
    assert "".join(each.text or "" for each in broken.iter(f"{W}t")) == LANGUAGES["Türkisch"].heading
    languages = {each.get(f"{W}val") for each in document.iter(f"{W}lang")}
    assert languages == {"de-DE", "tr-TR"}


def test_arabic_runs_from_the_right_and_its_values_stand_apart(tmp_path):
    with zipfile.ZipFile(io.BytesIO(written(template(tmp_path), "Arabisch"))) as file:
        document = etree.fromstring(file.read("word/document.xml"))

    assert document.find(f".//{W}bidiVisual") is not None
    assert any(each.find(f"{W}rPr/{W}rtl") is not None for each in document.iter(f"{W}r"))


@pytest.mark.parametrize("language", ["Türkisch", "Arabisch"])
def test_word_opens_it(language, tmp_path):
    letter = tmp_path / "Brief.docx"
    letter.write_bytes(written(template(tmp_path, OF_ITS_OWN), language))

    letters_audited(letter)


def letters_audited(path):
    from tests.files.test_word_letters import audited  # noqa: PLC0415 - what opens Word's files there opens them here

    audited(path)


def test_what_the_second_page_tells_is_listed_and_another_language_is_another_letter(tmp_path):
    path = template(tmp_path)
    (turkish,), (german,) = planned(path).letters, planned(path, None).letters

    assert german.row.fields == "Klienten: Nachname"
    assert "Klienten: Nachname, Vorname" in turkish.row.fields
    assert "Kontakte: Nächster Termin" in turkish.row.fields
    assert turkish.row.content != german.row.content


def test_what_nobody_has_proofread_stays_away(tmp_path):
    found = planned(template(tmp_path), settings={})

    assert found.letters[0].letter.translation is None
    assert "nicht geprüft" in found.german_only["EIGEN", "K-00001"]


def test_the_office_says_its_own_sentences(tmp_path):
    said = seen(written(template(tmp_path, OF_ITS_OWN)))

    assert said[-2:] == ["Merhaba Ayşe Yıldız,", "Sizin için bir randevumuz var."]


def test_the_rule_that_only_proofread_sentences_go_along_goes_with_them(tmp_path):
    toml = AS_OURS.replace("Termin", "Einwilligung").replace("EINLADUNG", "EINWILL")

    assert load_word_template(template(tmp_path, toml)).head.proofread_only


def test_the_offices_own_text_goes_before_ours(tmp_path):
    ours = (templates_folder() / "letters" / "einladung.md").read_text(encoding="utf-8")
    head, _, _ = ours.partition("--- Übersetzung ---")
    (tmp_path / "einladung.md").write_text(f'{head}--- Übersetzung ---\n{{{{ satz("wann") }}}}\n', encoding="utf-8")
    template(tmp_path)

    kinds = TemplateFolders(templates_folder(), tmp_path).kinds()

    assert {*kinds["EIGEN"].sentences} == {"wann"}


@pytest.mark.parametrize(
    ("toml", "line", "said"),
    [
        (AS_OURS.replace('"EINLADUNG"', '"EINLADUNK"'), 5, "Möglich: EINLADUNG, TERMINZETTEL."),
        (AS_OURS.replace("Termin", "Klient"), 5, "Möglich: ABSCHLUSS, DATENSCHUTZ."),
        (
            AS_OURS.replace("Termin", "Verweis").replace("Klient", "Wohnungsunternehmen"),
            5,
            "nur Schreiben an Klienten",
        ),
        (OF_ITS_OWN.replace("klient.name", "klient.nahme"), 6, "nahme"),
        (OF_ITS_OWN.replace('{{ satz("termin") }}', "Hoş geldiniz"), 8, "gehört zu keiner Sprache"),
        (OF_ITS_OWN.replace('"termin"', '"termin'), 8, ""),
        (f"{INVITED}Uebersetzung = 3\n", 5, "ist Text in Anführungszeichen"),
        (f'{INVITED}[felder]\nUebersetzung = "EINLADUNG"\n', 6, "gehört über die Zeile [felder]"),
    ],
)
def test_a_slip_is_told_with_its_line_before_any_letter(toml, line, said, tmp_path):
    found = errors_of(template(tmp_path, toml))

    assert ("eigen.toml", line) in [each[:2] for each in found]
    assert said in " ".join(what for _, _, what in found)


def test_the_first_settings_name_the_second_language(tmp_path):
    path = by_hand(tmp_path / "brief.docx", *GERMAN)

    toml = first_settings(path, "Termin", ()).replace("# Uebersetzung", "Uebersetzung")
    path.with_suffix(".toml").write_text(toml, encoding="utf-8")

    assert "guten_tag" in load_word_template(path).sentences


def test_sentences_of_a_kind_ask_for_what_the_letter_has(tmp_path):
    """DATENSCHUTZ asks for settings of its own, which a document of the same occasion has too."""
    toml = AS_OURS.replace("Termin", "Klient").replace("EINLADUNG", "DATENSCHUTZ")
    path = template(tmp_path, toml, p("Guten Tag ", field(" MERGEFIELD klient_nachname ")))

    said = seen(written(path, "Englisch", settings=UNPROOFREAD | PROTECTED, letter="EIGEN"))

    assert any("Integrationscenter Musterstadt" in each for each in said)
