import shutil
from hashlib import sha256
from textwrap import dedent

import pytest

from automation.letters.asking import PLAIN, filtered
from automation.letters.disclosure import OWN_DATA, Grant, Recipient
from automation.letters.frontmatter import KEYS, TemplateError
from automation.letters.gate import DisclosureError, Facts, Gate
from automation.letters.model import Heading, Paragraph, Run
from automation.letters.occasions import occasions
from automation.letters.printing import FILTERS
from automation.letters.template_folders import SOUND, TemplateFolders, sound_list
from automation.letters.templates import (
    EmptyFieldError,
    RenderError,
    load_template,
    load_templates,
)
from automation.resources import templates_folder
from workbook.schema import Client, Column
from workbook.schema.data_categories import DataCategory as Data
from workbook.schema.vocabulary import LegalGround, ReferralKind

HEAD = """\
---
Art: PROBE
Titel: Ein Versuch
Anlass: Termin
Empfänger: Klient
Betreff: Guten Tag {{ klient.vorname }}
Felder: klient.vorname
---
"""


@pytest.fixture
def template(tmp_path):
    def load(text, head=HEAD):
        path = tmp_path / "probe.md"
        path.write_text(head + dedent(text), encoding="utf-8")
        return load_template(path)

    return load


def view(gate, **values):
    fields = [(Column(name.title(), name, shares=Data.NAME), value) for name, value in values.items()]
    return gate.view("klient", (Client, 5), fields)


def facts(**values):
    gate = Gate(Recipient.CLIENT, OWN_DATA)
    return {"klient": view(gate, **values), "büro": Facts("büro", {"name": "Quartiersbüro", "fax": None})}


def test_the_templates_of_the_house_are_sound():
    templates = load_templates(templates_folder() / "letters")

    assert list(templates) == [
        "ABSCHLUSS",
        "AGENTUR",
        "ARBEIT",
        "BERATUNG",
        "DATENSCHUTZ",
        "EHRENAMT",
        "EINLADUNG",
        "EINWILL",
        "FOERDER",
        "LEERSTAND",
        "NACHFASS",
        "PFLEGE",
        "QUALI",
        "STADT",
        "STELLEN",
        "TERMINZETTEL",
        "VERBLEIB",
        "VERBLEIBAG",
        "WIDERRUF",
        "WOHNEN",
        "ZUSAMMEN",
    ]
    assert templates["WOHNEN"].head.referral_kinds == (ReferralKind.HOUSING_SEARCH, ReferralKind.HOUSING_SECURE)


def test_a_new_kind_of_letter_is_one_new_file(tmp_path):
    folder = tmp_path / "letters"
    shutil.copytree(templates_folder() / "letters", folder)
    (folder / "mithilfe.md").write_text(
        dedent("""\
            ---
            Art: MITHILFE
            Titel: Bitte um Beratung
            Anlass: Verweis
            Verweisarten: Ehrenamt
            Empfänger: Beratungsstelle
            Betreff: Bitte um Rückruf
            Felder: klient.nennung
            ---
            {{ klient.nennung }} wünscht eine Beratung.
            """),
        encoding="utf-8",
    )

    assert {*load_templates(folder)} == {*load_templates(templates_folder() / "letters"), "MITHILFE"}


def test_values_stand_where_the_template_wants_them(template):
    rendered = template("Liebe **{{ klient.vorname }}**!\n").render(facts(vorname="Ayşe"))

    assert rendered.subject == "Guten Tag Ayşe"
    assert rendered.body == (Paragraph((Run("Liebe "), Run("Ayşe", bold=True), Run("!"))),)


def test_what_comes_back_is_a_part_of_its_own(template):
    rendered = template("Hallo {{ klient.vorname }}\n\n--- Rückantwort ---\n## Antwort\n\nja\n").render(
        facts(vorname="Ayşe")
    )

    assert rendered.reply == (Heading((Run("Antwort"),)), Paragraph((Run("ja"),)))


def test_the_quotes_of_a_word_processor_do_no_harm(template):
    rendered = template("{% if klient.vorname == „Ayşe“ %}Treffer{% endif %}\n").render(facts(vorname="Ayşe"))

    assert rendered.body == (Paragraph((Run("Treffer"),)),)


def test_a_condition_on_a_line_of_its_own_leaves_no_gap(template):
    rendered = template("""\
        {% set gruss = klient.vorname %}
        | Name | {{ gruss }} |
        |:--|:--|
        {% if klient.vorname %}
        | Vorname | {{ klient.vorname }} |
        {% endif %}
        | Ende | x |
        """).render(facts(vorname="Ayşe"))

    (table,) = rendered.body
    assert [row[0][0].text for row in table.rows] == ["Vorname", "Ende"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("{% if klient.vorname %}Hallo\n", 9, "kein Ende"),
        ("Hallo {{ klient.vorname }\n", 9, "falsch geschrieben"),
        ("Hallo\n{{ klient.vorname | gross }}\n", 10, "Filter"),
        ("Hallo {{ kilent.vorname }}\n", 9, "Gemeint ist wohl „klient“"),
        ("Hallo\n\n{{ klient.nachname }}\n", 11, "„klient.nachname“ steht nicht unter „Felder“"),
        ("Hallo\n\n{{ klient.nmae }}\n", 11, "Gemeint ist wohl „klient.name“"),
        ("{{ klient[büro.name] }}\n", 9, "Das Feld „klient.[…]“ gibt es nicht. Es gibt: "),
    ],
)
def test_a_slip_in_a_template_is_named_with_file_and_line(template, text, line, message):
    with pytest.raises(TemplateError, match=r"Vorlage „probe\.md“") as found:
        template(text)

    assert found.value.line == line
    assert message in str(found.value)


LOOPS = "{% for a in w %}{% for b in w %}{% for c in w %}".replace("w", repr("x" * 99)) + "{% endfor %}" * 3
ENDLESS = {
    "loops in loops": LOOPS,
    "a macro that calls itself": "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "a macro that calls itself twice": (
        "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}"
    ),
}


@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS)
def test_a_template_without_end_ends_with_a_sentence(template, text):
    with pytest.raises(RenderError, match="nimmt kein Ende"):
        template(text + "\n").render(facts(vorname="Ayşe"))


@pytest.mark.parametrize("text", ["{{ 'x' * 99999999 }}", "{{ 9 ** 99999999 }}", "{{ 'x'.ljust(99999999) }}"])
def test_a_template_cannot_fill_the_memory(template, text):
    with pytest.raises(RenderError, match="nicht erlaubt"):
        template(text + "\n").render(facts(vorname="Ayşe"))


def test_loops_and_sums_of_numbers_are_fine(template):
    rendered = template("{% for n in [1, 2] %}{{ loop.index * 2 }} {% endfor %}\n").render(facts(vorname="Ayşe"))

    assert rendered.body == (Paragraph((Run("2 4"),)),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ klient }}\n", "„klient“ ist ein ganzer Datensatz"),
        ("Hallo {% set k = klient %}{{ k.nachname }}\n", "„klient“ ist ein ganzer Datensatz"),
        ("{{ büro | upper }}\n", "„büro“ ist ein ganzer Datensatz"),
        ("Hallo\u0007\n", "Steuerzeichen (U+0007)"),
        ("Hallo \ue0000\ue001\n", "Steuerzeichen (U+E000)"),
        ("{{ 'x' | center(99999999) }}\n", "Diesen Filter gibt es nicht"),
    ],
)
def test_what_must_never_be_printed_is_an_error_of_the_template(template, text, message):
    with pytest.raises(TemplateError) as found:
        template(text)

    assert found.value.line == 9
    assert message in str(found.value)


def test_what_a_word_processor_leaves_beside_an_open_file_is_no_template(tmp_path):
    folder = tmp_path / "letters"
    shutil.copytree(templates_folder() / "letters", folder)
    (folder / "~$wohnen.md").write_bytes(b"\x0bBetreuung\x00\x00")

    assert list(load_templates(folder)) == list(load_templates(templates_folder() / "letters"))


def test_two_templates_for_one_kind_of_referral_are_told(tmp_path):
    folder = tmp_path / "letters"
    shutil.copytree(templates_folder() / "letters", folder)
    text = (folder / "wohnen.md").read_text(encoding="utf-8")
    (folder / "wohnen_neu.md").write_text(text.replace("Art: WOHNEN", "Art: WOHNENNEU"), encoding="utf-8")

    with pytest.raises(TemplateError, match=r"Für „Wohnungssuche“ gibt es schon die Vorlage „wohnen\.md“"):
        load_templates(folder)


@pytest.mark.parametrize(
    ("wrong", "right", "line", "message"),
    [
        ("Titel: Ein Versuch", "Tietel: x", 3, "Gemeint ist wohl „Titel“"),
        ("Titel: Ein Versuch\n", "", 1, "Im Kopf fehlt „Titel:“"),
        ("Titel: Ein Versuch", "Titel:", 3, "„Titel“ ist leer"),
        ("Empfänger: Klient", "Empfänger: Klienten", 5, "Gemeint ist wohl „Klient“"),
        ("Empfänger: Klient", "Empfänger: Arbeitgeber", 5, "geht an „Klient“"),
        ("Anlass: Termin", "Anlass: Laune", 4, "gibt es unter „Anlass“ nicht"),
        ("Anlass: Termin", "Anlass: Verweis", 4, "Verweisarten"),
        ("Art: PROBE", "Art: Probe 1", 2, "Großbuchstaben"),
        ("Felder: klient.vorname", "Felder: klient.vorname, klient.ort", 7, "wird aber nicht benutzt"),
        ("Art: PROBE", "Art: PROBE\nArt: PROBE", 3, "steht zweimal"),
        ("Art: PROBE", "- PROBE", 2, "gehört zu keinem Schlüssel"),
        ("Art: PROBE", "Art: PROBE\nAntwortfrist: bald", 3, "10 Arbeitstage"),
    ],
)
def test_a_slip_in_the_head_is_named_with_its_line(template, wrong, right, line, message):
    with pytest.raises(TemplateError) as found:
        template("Hallo {{ klient.vorname }}\n", HEAD.replace(wrong, right))

    assert found.value.line == line
    assert message in str(found.value)


@pytest.mark.parametrize("text", ["Ohne Kopf", "---\nArt: PROBE\n"])
def test_a_file_without_a_head_is_refused(tmp_path, text):
    path = tmp_path / "probe.md"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(TemplateError, match="Kopf"):
        load_template(path)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "probe.md"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(TemplateError, match="UTF-8"):
        load_template(path)


def test_two_templates_cannot_have_one_kind(tmp_path):
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(HEAD + "Hallo {{ klient.vorname }}\n", encoding="utf-8")

    with pytest.raises(TemplateError, match=r"hat schon die Vorlage „a\.md“"):
        load_templates(tmp_path)


def test_a_folder_without_templates_says_so(tmp_path):
    with pytest.raises(TemplateError, match="keine Vorlage"):
        load_templates(tmp_path)


def test_an_empty_field_is_never_printed_as_a_gap(template):
    with pytest.raises(RenderError) as found:
        template("Hallo\n\nLiebe {{ klient.vorname }}\n", HEAD.replace("{{ klient.vorname }}", "Du")).render(
            facts(vorname=None)
        )

    assert isinstance(found.value.cause, EmptyFieldError)
    assert found.value.line == 11
    assert "Klienten: Vorname" in str(found.value)


@pytest.mark.parametrize("use", ["klient.vorname | datum", "klient.vorname | euro", "klient.vorname + 1"])
def test_a_value_of_the_wrong_kind_is_a_slip_of_the_template(template, use):
    with pytest.raises(RenderError, match=r"Zeile 9: Mit dieser Angabe"):
        template(f"{{{{ {use} }}}}\n").render(facts(vorname="Ayşe"))


def test_an_empty_field_is_named_also_where_it_is_formatted(template):
    with pytest.raises(RenderError, match="Klienten: Vorname"):
        template("{{ klient.vorname | datum }}\n", HEAD.replace("{{ klient.vorname }}", "Du")).render(
            facts(vorname=None)
        )


def test_a_forbidden_field_stops_the_letter_with_the_line_of_the_template(template):
    gate = Gate(Recipient.HOUSING, Grant(LegalGround.CONSENT))

    with pytest.raises(RenderError) as found:
        template("Hallo {{ klient.vorname }}\n", HEAD.replace("{{ klient.vorname }}", "Du")).render(
            {"klient": view(gate, vorname="Ayşe")}
        )

    assert isinstance(found.value.cause, DisclosureError)
    assert found.value.line == 9
    assert "Ayşe" not in str(found.value)


def test_a_letter_without_text_is_refused(template):
    with pytest.raises(RenderError, match="keinen Text"):
        template("{% if klient.vorname == 'x' %}Hallo{% endif %}\n").render(facts(vorname="Ayşe"))


@pytest.mark.parametrize(
    "attack",
    [
        "{{ klient.vorname.__class__ }}",
        "{{ klient.vorname.__class__.__mro__ }}",
        "{{ klient.vorname.format.__globals__ }}",
        "{{ darf.__globals__ }}",
        "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    ],
)
def test_a_template_cannot_leave_its_sandbox(template, attack):
    with pytest.raises(RenderError, match=r"nicht erlaubt|gibt es hier nicht"):
        template(attack + "\n").render(facts(vorname="Ayşe"))


def test_a_value_cannot_bring_a_template_along(template):
    rendered = template("{{ klient.vorname }}\n").render(facts(vorname="{{ büro.name }}{% if x %}"))

    assert rendered.body == (Paragraph((Run("{{ büro.name }}{% if x %}"),)),)


def test_the_guide_for_templates_names_every_filter_and_every_key():
    guide = (templates_folder() / "LIESMICH.md").read_text(encoding="utf-8")

    assert [name for name in FILTERS if f"| {name}" not in guide] == []
    assert [key for key in KEYS if f"{key}:" not in guide and f"**{key}**" not in guide] == []
    views = {name for occasion in occasions().values() for name in (*filtered(occasion), *occasion.plain)}
    assert [name for name in (*views, *PLAIN) if f"`{name}." not in guide] == []


# ── Texts that were found sound when Lotse was built ───────────────────────
UNSOUND = HEAD + "{{ klient.nirgends }}\n"


def shipped(folder, text, listed=None):
    (folder / "letters").mkdir()
    path = folder / "letters" / "probe.md"
    path.write_text(text, encoding="utf-8")
    if listed is not None:
        (folder / SOUND).write_text(f"{sha256(listed.encode()).hexdigest()}  probe.md\n", encoding="utf-8")
    return TemplateFolders(folder)


def test_a_text_that_is_listed_as_sound_is_not_checked_again(tmp_path):
    assert list(shipped(tmp_path, UNSOUND, listed=UNSOUND).kinds()) == ["PROBE"]


@pytest.mark.parametrize("listed", [None, HEAD + "{{ klient.vorname }}\n"], ids=["no list", "changed since"])
def test_a_text_that_is_not_listed_as_it_stands_is_checked(tmp_path, listed):
    with pytest.raises(TemplateError, match=r"klient\.nirgends"):
        shipped(tmp_path, UNSOUND, listed).kinds()


def test_a_text_that_is_not_sound_comes_on_no_list(tmp_path):
    with pytest.raises(TemplateError, match=r"klient\.nirgends"):
        sound_list(shipped(tmp_path, UNSOUND, listed=UNSOUND).shipped)


def test_an_office_s_own_copy_is_known_by_its_text(tmp_path):
    folders = shipped(tmp_path, UNSOUND, listed=UNSOUND)
    own = tmp_path / "Lotse-Vorlagen"
    own.mkdir()
    (own / "probe.md").write_text(UNSOUND, encoding="utf-8")
    (own / "anderer.md").write_text(UNSOUND.replace("PROBE", "ANDERER") + "\n", encoding="utf-8")

    errors = TemplateFolders(folders.shipped, own).errors()

    assert {error.template for error in errors} == {"anderer.md"}
