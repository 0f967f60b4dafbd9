"""Words belong to the office: its own folder goes before ours, and every slip in it is told at once."""

import json
import shutil

import pytest
from docx import Document

from automation.resources import templates_folder
from tests.letter_workbook import make_workbook
from workbook.schema.setting_names import SettingName

SHIPPED = templates_folder()
DAY = ("--as-of", "2019-06-28")


@pytest.fixture
def book(tmp_path):
    return make_workbook(tmp_path / "Mappe.xlsx", 1)


def own(book, name, text):
    folder = book.parent / "Lotse-Vorlagen"
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def words(book, kind):
    (path,) = (book.parent / "Briefe").glob(f"*_{kind}*.docx")
    return "\n".join(paragraph.text for paragraph in Document(path).paragraphs)


def invitation(adds="", **changes):
    text = (SHIPPED / "letters" / "einladung.md").read_text(encoding="utf-8")
    for old, new in changes.items():
        text = text.replace(old, new)
    return text.replace("\n--- Übersetzung", f"\n{adds}\n\n--- Übersetzung")


# ── The folder ───────────────────────────────────────────────────────────────
def test_the_offices_own_words_go_before_ours_and_the_rest_comes_from_ours(lotse, book):
    own(book, "einladung.md", invitation(adds="Bis dahin alles Gute aus der Karl-Meyer-Straße!"))

    done = lotse("letters", book, "--no-pdf", *DAY)

    assert done.code == 0, done.err
    assert "alles Gute aus der Karl-Meyer-Straße" in words(book, "EINLADUNG")
    assert "Wohnungs" in words(book, "WOHNEN")


def test_a_workbook_named_from_its_own_folder_finds_the_look_of_the_pdf_too(lotse, book, monkeypatch):
    """`--own-templates` copies it, and the handbook's own lines say `lotse letters Quartiersbuero.xlsx`."""
    monkeypatch.chdir(book.parent)
    assert lotse("letters", book.name, "--own-templates").code == 0

    done = lotse("letters", book.name, "--kind", "EINLADUNG", *DAY)

    assert "ließ sich nicht verfassen" not in done.out
    assert list((book.parent / "Briefe").glob("*_EINLADUNG.pdf"))


def test_the_folder_may_lie_elsewhere(lotse, tmp_path):
    book = make_workbook(tmp_path / "Mappe.xlsx", 1, settings={SettingName.TEMPLATES: "Texte/unsere"})
    folder = tmp_path / "Texte" / "unsere"
    folder.mkdir(parents=True)
    (folder / "einladung.md").write_text(invitation(adds="Von anderswo."), encoding="utf-8")

    assert lotse("letters", book, "--no-pdf", *DAY).code == 0
    assert "Von anderswo." in words(book, "EINLADUNG")


def test_a_folder_that_is_named_and_not_there_is_told_at_its_setting(lotse, tmp_path):
    book = make_workbook(tmp_path / "Mappe.xlsx", 1, settings={SettingName.TEMPLATES: "Textte"})

    done = lotse("letters", book, *DAY)

    assert done.code == 2
    assert "Ordner der Vorlagen" in done.err
    assert "Textte" in done.err
    assert not (tmp_path / "Briefe").exists()


def test_the_offices_own_stationery_carries_its_letters(lotse, book):
    folder = book.parent / "Lotse-Vorlagen"
    folder.mkdir()
    document = Document(SHIPPED / "letterhead.docx")
    document.add_paragraph("Gedruckt auf eigenem Papier")
    document.save(folder / "letterhead.docx")
    shutil.copy(SHIPPED / "letter.typ", folder)

    assert lotse("letters", book, "--kind", "EINLADUNG", *DAY).code == 0
    assert "eigenem Papier" in words(book, "EINLADUNG")
    assert list((book.parent / "Briefe").glob("*.pdf"))


@pytest.mark.parametrize("name", ["letterhead.docx", "letter.typ"])
def test_a_letterhead_that_betrays_the_benefit_carries_no_letter(lotse, book, name):
    """A landlord would learn from the paper what no field tells."""
    folder = book.parent / "Lotse-Vorlagen"
    folder.mkdir()
    if name.endswith(".docx"):
        document = Document(SHIPPED / name)
        document.sections[0].first_page_header.paragraphs[0].add_run("Job")
        document.sections[0].first_page_header.paragraphs[0].add_run("center Musterstadt")
        document.save(folder / name)
    else:
        text = (SHIPPED / name).read_text(encoding="utf-8")
        (folder / name).write_text(f"{text}\n#place(top)[Jobcenter Musterstadt]\n", encoding="utf-8")

    done = lotse("letters", book, *DAY)

    assert done.code == 2
    assert name in done.err
    assert "verrät einen Leistungsbezug" in done.err
    assert not list(book.parent.glob("Briefe/*"))


def test_a_letter_of_the_offices_own_takes_a_kind_of_referral_from_ours(lotse, book):
    text = (SHIPPED / "letters" / "wohnen.md").read_text(encoding="utf-8")
    text = text.replace("Art: WOHNEN", "Art: HAUS").replace(
        "Verweisarten: Wohnungssuche, Wohnungssicherung", "Verweisarten: Wohnungssuche"
    )
    own(book, "haus.md", text)

    done = lotse("letters", book, "--no-pdf", "--json", *DAY)

    assert sorted(each["kind"] for each in json.loads(done.out)["letters"]) == ["EINLADUNG", "HAUS"]


# ── Copying ours ─────────────────────────────────────────────────────────────
def test_our_templates_are_copied_to_be_changed_and_nothing_is_overwritten(lotse, book):
    mine = own(book, "wohnen.md", "meins")

    done = lotse("letters", book, "--own-templates")

    folder = mine.parent
    assert done.code == 0
    assert mine.read_text(encoding="utf-8") == "meins"
    assert "blieben, wie sie sind: wohnen.md" in done.out
    shipped = {path.name for path in (SHIPPED / "letters").glob("*.md")}
    assert {path.name for path in folder.iterdir()} == {
        *shipped,
        *("LIESMICH.md", "letterhead.docx", "letter.typ", "card.typ", "saetze.csv"),
    }
    assert lotse("letters", book, "--own-templates").code == 0
    assert mine.read_text(encoding="utf-8") == "meins"


def test_copied_templates_write_the_same_letters(lotse, book, tmp_path):
    lotse("letters", book, "--own-templates")
    other = make_workbook(tmp_path / "ohne" / "Mappe.xlsx", 1) if (tmp_path / "ohne").mkdir() is None else None

    assert lotse("letters", book, "--check-templates").code == 0
    assert lotse("letters", book, *DAY).code == 0
    assert lotse("letters", other, *DAY).code == 0

    mine = {path.name: path.read_bytes() for path in (book.parent / "Briefe").iterdir()}
    theirs = {path.name: path.read_bytes() for path in (other.parent / "Briefe").iterdir()}
    assert len(mine) == 4
    assert mine == theirs


def test_without_a_workbook_the_folder_is_here(lotse, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert lotse("letters", "--own-templates").code == 0
    assert (tmp_path / "Lotse-Vorlagen" / "wohnen.md").is_file()
    assert lotse("letters", "--check-templates").code == 0
    assert "Es fehlt: MAPPE" in lotse("letters").err


# ── Every error at once ──────────────────────────────────────────────────────
BROKEN = """\
---
Art: Wohn
Titel: Bitte um Wohnung
Anlass: Termin
Empfänger: Klient
Betrefff: Hallo
Felder: klient.vorname
---
Guten Tag {{ kilent.vorname }},

Ihre Nummer ist {{ klient.vornahme }} und {{ klient.kundennummer | gross }}.

{{ büro }} {{ klient.vorname }
{% if klient.vorname %}
"""


def test_every_error_is_told_with_file_line_and_the_nearest_field(lotse, book):
    own(book, "kaputt.md", BROKEN)
    own(book, "auch.md", "Hallo\n")

    done = lotse("letters", book, "--check-templates", "--json")

    errors = json.loads(done.out)["errors"]
    assert done.code == 1
    assert [(each["template"], each["line"]) for each in errors] == [
        ("auch.md", 1),
        ("kaputt.md", 6),
        ("kaputt.md", 1),
        ("kaputt.md", 2),
        ("kaputt.md", 11),
        ("kaputt.md", 13),
    ]
    told = "\n".join(each["message"] for each in errors)
    assert "Gemeint ist wohl „Betreff“" in told
    assert "Im Kopf fehlt „Betreff:“" in told
    assert "Diesen Filter gibt es nicht" in told


def test_wrong_names_are_told_all_together_once_the_text_can_be_read(lotse, book):
    text = BROKEN.replace("Wohn\n", "PROBE\n").replace("Betrefff", "Betreff").replace(" | gross", "")
    own(book, "kaputt.md", text.replace("vorname }\n", "vorname }}\n").replace("{% if klient.vorname %}\n", ""))

    done = lotse("letters", book, "--check-templates")

    assert done.code == 1
    for told in ("„kilent“ gibt es nicht. Gemeint ist wohl „klient“", "„büro“ ist ein ganzer Datensatz"):
        assert told in " ".join(done.out.split())
    assert "klient.vornahme" in done.out
    assert "klient.kundennummer" in done.out


def test_no_letter_is_written_with_a_template_that_is_not_sound(lotse, book):
    own(book, "kaputt.md", BROKEN)
    before = book.read_bytes()

    done = lotse("letters", book, *DAY)

    assert done.code == 2
    assert "kaputt.md" in done.err
    assert "weitere Fehler" in done.err
    assert "--check-templates" in done.err
    assert book.read_bytes() == before
    assert not (book.parent / "Briefe").exists()


def test_without_an_own_folder_a_check_says_so(lotse, book):
    done = lotse("letters", book, "--check-templates")

    assert done.code == 0
    assert "--own-templates" in done.out


@pytest.mark.parametrize(
    ("name", "text", "meanwhile", "written"),
    [
        ("wohnen.md", "---\nArt: WOHNEN\n---\nText\n", "Solange schreibt Lotse kein Schreiben.", 2),
        ("saetze.csv", "Satz;Sprache\n", "geht solange nur auf Deutsch hinaus.", 0),
    ],
)
def test_the_check_says_what_is_not_written_meanwhile(lotse, book, name, text, meanwhile, written):
    """Was: „nichts, was davon betroffen ist“, and then no letter at all was written."""
    own(book, name, text)

    done = lotse("letters", book, "--check-templates")

    assert meanwhile in " ".join(done.out.split())
    assert lotse("letters", book, "--no-pdf", "--kind", "EINLADUNG", *DAY).code == written
