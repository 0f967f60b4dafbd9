"""What staff do with letters of Word: try one, click fields in, have every slip marked where it is."""

import json
import shutil
import zipfile

import pytest
from docx import Document
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator

from automation.letters.occasions import occasions
from tests.letter_workbook import make_workbook
from tests.word_documents import by_hand, field, p, seen
from workbook.live.libreoffice import program

DAY = ("--as-of", "2019-06-28")
LANDLORD = (
    'Art = "HAUS"\nTitel = "Wohnung"\nAnlass = "Verweis"\nVerweisarten = ["Wohnungssuche"]\n'
    'Empfaenger = ["Wohnungsunternehmen"]\n'
)


@pytest.fixture
def book(tmp_path):
    (tmp_path / "Lotse-Vorlagen").mkdir()
    return make_workbook(tmp_path / "Mappe.xlsx", 1)


def haus(book, *body, toml=LANDLORD, **parts):
    path = by_hand(book.parent / "Lotse-Vorlagen" / "haus.docx", *body, **parts)
    path.with_suffix(".toml").write_text(toml, encoding="utf-8")
    return path


def comments(path):
    """The comments of a copy, each with the text that it is about."""
    document = Document(path)
    return [("".join(run.text for run in each.paragraphs[0].runs), each.author) for each in document.comments]


def test_every_slip_is_marked_in_a_copy_where_it_is(lotse, book):
    path = haus(
        book,
        p("Nummer ", field(" MERGEFIELD haushalt_bg_nummer ", shown="«bg»")),
        p("{{ klient.vornahme }}"),
        header=p(field(" MERGEFIELD Irgendwas ")),
    )

    done = lotse("letters", book, "--check-templates", "--json")

    told = json.loads(done.out)
    copy = path.with_name("haus – Anmerkungen.docx")
    found = comments(copy)
    assert done.code == 1
    assert [each["place"] for each in told["errors"]] == ["Absatz 1", "Absatz 2", "Kopfzeile, Absatz 1"]
    assert told["marked"] == [copy.name]
    assert [author for _, author in found] == ["Lotse"] * 3
    assert "Erlaubt wäre zum Beispiel „brief.zeichen“" in found[0][0]
    assert "Gemeint ist wohl „klient.vorname“" in found[1][0]
    assert found[2][0].startswith("Kopfzeile, Absatz 1: Das Feld „Irgendwas“")
    content = zipfile.ZipFile(copy).read("word/document.xml").decode()
    assert content.index('commentRangeStart w:id="0"') < content.index("haushalt_bg_nummer")
    assert content.index('commentRangeEnd w:id="0"') > content.index("«bg»")
    assert OpenXmlValidator().validate(copy).errors == []


@pytest.mark.parametrize("command", ["letters", "run"])
def test_a_run_that_is_refused_leaves_the_marked_copy_and_no_letter(lotse, book, command):
    haus(book, p(field(" MERGEFIELD haushalt_bg_nummer ")))

    done = lotse(command, book, *DAY)

    assert done.code == 2
    assert "haus.docx“, Absatz 1" in done.err
    assert "haus – Anmerkungen.docx" in done.err
    assert not (book.parent / "Briefe").exists()
    assert comments(book.parent / "Lotse-Vorlagen" / "haus – Anmerkungen.docx")
    # The copy is no template itself, and nothing is asked of it.
    assert "Anmerkungen.docx“ ist noch keine" not in lotse("letters", book, "--check-templates").out


def test_a_document_without_settings_is_no_template_yet_and_that_is_said(lotse, book):
    by_hand(book.parent / "Lotse-Vorlagen" / "neu.docx", p("Text"))
    (book.parent / "Lotse-Vorlagen" / "alt.doc").write_bytes(b"x")

    done = lotse("letters", book, "--check-templates")

    assert done.code == 0
    assert "--probe neu.docx" in done.out
    assert "„alt.doc“ bitte in Word als" in done.out


def test_fields_for_word_hold_every_field_and_one_invented_person(lotse, book):
    assert lotse("letters", book, "--fields").code == 0

    found = load_workbook(book.parent / "Lotse-Vorlagen" / "Felder für Word.xlsx")
    assert found.sheetnames == [name[:31] for name in occasions()]
    header, person = ([cell.value for cell in row] for row in found["Verweis"].iter_rows())
    row = dict(zip(header, person, strict=True))
    assert (row["klient_nachname"], row["klient_plz"], row["brief_anrede"]) == (
        "MUSTER",
        "12345",
        "Sehr geehrte Frau MUSTER,",
    )
    assert all(name.replace("_", "").isalnum() and len(name) <= 40 for name in header)
    assert len(header) < 256
    whole = " ".join(str(cell) for sheet in found for line in sheet.iter_rows(values_only=True) for cell in line)
    assert not [name for name in ("Yıldız", "Ayşe", "Beethoven", "Kaya") if name in whole]


def test_a_letter_with_clicked_in_fields_needs_no_mapping(lotse, book):
    """Whatever Word offers from that list is known."""
    lotse("letters", book, "--fields")
    found = load_workbook(book.parent / "Lotse-Vorlagen" / "Felder für Word.xlsx")
    names = [cell.value for cell in found["Verweis"][1]]
    path = book.parent / "alles.docx"
    by_hand(path, *(p(field(f" MERGEFIELD {name} ")) for name in names))

    told = json.loads(lotse("letters", "--probe", path, "--json", *DAY).out)

    assert [each["name"] for each in told["fields"]] == names
    assert [each["name"] for each in told["fields"] if not each["certain"]] == []
    assert told["occasion"] == "Verweis"


def test_a_probe_of_a_letter_that_is_not_there_says_where_it_was_looked_for(lotse, tmp_path):
    done = lotse("letters", "--probe", tmp_path / "Brief.docx", *DAY)

    assert done.code == 2
    assert "„Brief.docx“ gibt es nicht" in done.err
    assert str(tmp_path) in done.err


def test_a_probe_says_what_a_letter_holds_and_who_may_have_it(lotse, tmp_path):
    path = by_hand(
        tmp_path / "Brief.docx",
        p("Betreff: Wohnung"),
        p("Liebe ", field(" MERGEFIELD Vorname "), " ", field(" MERGEFIELD Spitzname "), ", Tel. 0209/123456"),
        p(field(" MERGEFIELD haushalt_bg_nummer ")),
    )

    done = lotse("letters", "--probe", path, *DAY)

    text = " ".join(done.out.split())
    assert done.code == 0
    assert "klient.vorname?" in text
    assert "nie: Wohnungsunternehmen" in text
    for missed in ("Betreff:“ fällt weg", "Das Datum des Briefs fehlt", "gliedert nur ein Leerzeichen"):
        assert missed in text
    assert [seen(tmp_path / f"Brief – Muster {number}.docx")[1][:30] for number in (1, 2, 3)] == [
        "Liebe «Vorname» «Spitzname», T"
    ] * 3
    toml = (tmp_path / "Brief.toml").read_text(encoding="utf-8")
    assert '"Vorname" = "klient.vorname"' in toml
    assert '"Spitzname" = ""' in toml
    # Once mapped, the samples show the invented people; what somebody wrote is not touched.
    (tmp_path / "Brief.toml").write_text(toml.replace('"Spitzname" = ""', '"Spitzname" = "-"'), encoding="utf-8")
    assert lotse("letters", "--probe", path, *DAY).code == 0
    assert seen(tmp_path / "Brief – Muster 2.docx")[1].startswith("Liebe Jean-Łukasz ,")
    assert '"Spitzname" = "-"' in (tmp_path / "Brief.toml").read_text(encoding="utf-8")
    assert OpenXmlValidator().validate(tmp_path / "Brief – Muster 1.docx").errors == []


def test_a_first_settings_file_writes_nothing_by_itself(lotse, book):
    """Only where the column „Schreiben“ names the kind, and not before every field has been looked at."""
    path = by_hand(book.parent / "Lotse-Vorlagen" / "Gruss.docx", p(field(" MERGEFIELD Vorname ")), p("Herzlich"))

    lotse("letters", "--probe", path, *DAY)

    assert lotse("letters", book, "--check-templates").code == 0
    done = json.loads(lotse("letters", book, "--no-pdf", "--json", *DAY).out)
    assert sorted(each["kind"] for each in done["letters"]) == ["EINLADUNG", "WOHNEN"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("{{ foo.bar }}", "„foo“ gibt es nicht"),
        ("{{ klient.vornam }}", "Gemeint ist wohl „klient.vorname“"),
        ("{{ klient.iban }}", "Das Feld „klient.iban“ gibt es nicht"),
        ("{{ Kundenname }}", "„Kundenname“ gibt es nicht"),
        ("{{ klient }}", "ein ganzer Datensatz"),
        ("{{ klient.name | gross }}", "Diesen Filter gibt es nicht"),
        ("{{ brief.nix }}", "Das Feld „brief.nix“ gibt es nicht"),
    ],
)
def test_a_probe_tells_of_a_field_that_is_none_and_shows_it_as_it_is(lotse, tmp_path, typed, told):
    path = by_hand(tmp_path / "Brief.docx", p("Liebe "), p(typed, " bis bald"))

    done = lotse("letters", "--probe", path, *DAY)

    assert done.code == 0, done.err
    assert told in " ".join(done.out.split())
    assert [seen(tmp_path / f"Brief – Muster {number}.docx")[1] for number in (1, 2, 3)] == [
        f"{typed} bis bald"
    ] * 3


def test_a_mapping_to_no_field_of_ours_is_told_by_the_probe(lotse, tmp_path):
    path = by_hand(tmp_path / "Brief.docx", p("Liebe "), p(field(" MERGEFIELD Rufname ")))
    path.with_suffix(".toml").write_text(f'{LANDLORD}[felder]\n"Rufname" = "klient.rufname"\n', encoding="utf-8")

    done = lotse("letters", "--probe", path, *DAY)

    assert "Das Feld „klient.rufname“ gibt es nicht" in " ".join(done.out.split())
    assert seen(tmp_path / "Brief – Muster 1.docx")[1] == "«Rufname»"


@pytest.mark.parametrize("name", ["fehlt.docx", "kein.docx"])
def test_what_cannot_be_probed_is_told(lotse, tmp_path, name):
    (tmp_path / "kein.docx").write_bytes(b"Text")

    done = lotse("letters", "--probe", tmp_path / name)

    assert done.code == 2
    assert name in done.err


# ── PDF ──────────────────────────────────────────────────────────────────────
@pytest.mark.libreoffice
def test_a_letter_of_word_becomes_a_pdf_through_libreoffice(lotse, book, libreoffice):
    del libreoffice
    haus(book, p("Guten Tag, ", field(" MERGEFIELD klient_nennung "), " sucht eine Wohnung."))

    done = json.loads(lotse("letters", book, "--kind", "HAUS", "--json", *DAY).out)

    assert sorted(done["letters"][0]["files"]) == ["QB-2019-0001_HAUS_ggw.docx", "QB-2019-0001_HAUS_ggw.pdf"]
    assert (book.parent / "Briefe" / "QB-2019-0001_HAUS_ggw.pdf").read_bytes().startswith(b"%PDF")


def test_without_libreoffice_there_is_the_document_alone_and_that_is_said(lotse, book, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert program.find_libreoffice() is None
    haus(book, p("Guten Tag, ", field(" MERGEFIELD klient_nennung "), " sucht eine Wohnung."))

    done = json.loads(lotse("letters", book, "--kind", "HAUS", "--json", *DAY).out)

    assert done["letters"][0]["files"] == ["QB-2019-0001_HAUS_ggw.docx"]
    assert "nur als Word-Datei" in " ".join(done["told"])
