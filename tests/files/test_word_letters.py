"""Letters that an office writes in Word: each field in its place, in its own look, and nothing else leaves."""

import shutil
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Pt
from lxml import etree
from msgspec import structs
from openxml_audit import OpenXmlValidator

from automation import jobs
from automation.letters.desk import Stop
from automation.letters.dispatch import DispatchLog
from automation.letters.frontmatter import TemplateError
from automation.letters.heads import names_the_body
from automation.letters.party import Organisation
from automation.letters.planning import plan_letters
from automation.letters.remarks import letter_findings
from automation.letters.word.probing import samples
from automation.letters.word.template import examine, load_word_template
from automation.letters.word.word_settings import settings_of
from tests import letter_office as letters
from tests.letter_office import TODAY
from tests.word_documents import (
    box,
    by_hand,
    char,
    control,
    cut,
    field,
    formula,
    instr,
    p,
    seen,
    simple,
    t,
    word_art,
)
from workbook.errors import LetterError
from workbook.schema.vocabulary import PartnerCategory
from workbook.writing.file_book import FileBook

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "serienbriefe"
TO_THE_PERSON = 'Art = "EIGEN"\nTitel = "Einladung"\nAnlass = "Termin"\nEmpfaenger = "Klient"\n'
TO_A_LANDLORD = (
    'Art = "HAUS"\nTitel = "Wohnung"\nAnlass = "Verweis"\nVerweisarten = ["Wohnungssuche"]\n'
    'Empfaenger = ["Wohnungsunternehmen"]\n'
)
MAPPED = '[felder]\n"Vor Name" = "klient.vorname"\nNachname = "klient.nachname"\n"Straße-Nr" = "klient.anschrift"\n'


@pytest.fixture
def book(workbook_of_one, tmp_path):
    (tmp_path / "Lotse-Vorlagen").mkdir()
    return Path(shutil.copy(workbook_of_one, tmp_path / "Mappe.xlsx"))


def template(book, *body, toml=TO_THE_PERSON + MAPPED, **parts):
    """A Word template of the office of a workbook."""
    path = by_hand(book.parent / "Lotse-Vorlagen" / "eigen.docx", *body, **parts)
    path.with_suffix(".toml").write_text(toml, encoding="utf-8")
    return path


def plan_of(book, kind="EIGEN", **wishes):
    """What would be written of a kind, without a workbook around it."""
    (path,) = (book.parent / "Lotse-Vorlagen").glob("*.docx")
    kinds = {kind: load_word_template(path)}
    found = plan_letters(structs.replace(letters.desk(letters.office(**wishes)), templates=kinds), DispatchLog())
    return replace(found, withheld=tuple(each for each in found.withheld if each.kind == kind))


def write(book, kind="EIGEN", **wishes):
    """The one letter of a kind, as a file."""
    found = plan_of(book, kind, **wishes)
    assert [each.reason for each in found.withheld] == []
    (planned,) = found.letters
    path = book.parent / f"{planned.stem}.docx"
    path.write_bytes(planned.letter.paper.docx(planned.letter))
    return path


def audited(path):
    """What a validator says of a letter."""
    return [str(error) for error in OpenXmlValidator().validate(path).errors]


def for_real(book, kind="EIGEN"):
    """What the whole route does."""
    return jobs.write_letters(FileBook(book), TODAY, kinds=[kind], pdf=False)


def errors(path):
    with pytest.raises(TemplateError) as found:
        load_word_template(path)
    return [(each.template, each.place, each.what) for each in found.value.all]


# ── Fields as Word writes them ───────────────────────────────────────────────
TABLE = (
    '<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="4000"/></w:tblGrid><w:tr><w:tc><w:tcPr/>{}</w:tc></w:tr></w:tbl>'
)
VORNAME = ' MERGEFIELD "Vor Name" \\* MERGEFORMAT '
EVERY_WAY = {
    "a simple field": (p("Liebe ", simple(VORNAME), "!"), ["Liebe Ayşe!"]),
    "a field over runs": (p("Liebe ", field(VORNAME), "!"), ["Liebe Ayşe!"]),
    "a run for each letter": (p("Liebe ", cut(VORNAME), "!"), ["Liebe Ayşe!"]),
    "no quotes and an underscore": (p("Liebe ", field(" MERGEFIELD Vor_Name "), "!"), ["Liebe Ayşe!"]),
    "a name without quotes, with a space": (p(field(" MERGEFIELD Vor Name ")), ["Ayşe"]),
    "curly quotes in the code": (p(field(" MERGEFIELD „Vor Name“ ")), ["Ayşe"]),
    "umlaut, sharp s and hyphen": (p(field(" MERGEFIELD Straße-Nr ")), ["Beethovenstraße 7, 45884 Gelsenkirchen"]),
    "in German": (p(field(" SERIENDRUCKFELD Nachname ")), ["Yıldız"]),
    "one of ours, unmapped": (p(field(" MERGEFIELD klient_nachname ")), ["Yıldız"]),
    "in capitals": (p(field(" MERGEFIELD Nachname \\* Upper ")), ["YILDIZ"]),
    "a format word behind another": (p(field(" MERGEFIELD Nachname \\* FirstCap MERGEFORMAT ")), ["Yıldız"]),
    "text before and behind": (p("A", field(' MERGEFIELD Nachname \\b " (" \\f ")" ')), ["A (Yıldız)"]),
    "such a text without a value": (p("A", field(' MERGEFIELD klient_titel \\b " (" \\f ")" ')), ["A"]),
    "a German day": (p(field(' MERGEFIELD termin_nächster_termin \\@ "TT.MM.JJJJ" ')), ["02.07.2019"]),
    "an English picture of a day": (
        p(field(' MERGEFIELD termin_nächster_termin \\@ "dddd, d. MMMM yyyy" ')),
        ["Dienstag, 2. Juli 2019"],
    ),
    "an hour": (p(field(' MERGEFIELD termin_um \\@ "HH:mm" '), " Uhr"), ["10:30 Uhr"]),
    "a day without a picture": (p(field(" MERGEFIELD termin_nächster_termin ")), ["2.\xa0Juli 2019"]),
    "the day of the letter": (p(field(' TIME \\@ "d. MMMM yyyy" ')), ["28. Juni 2019"]),
    "the address block": (
        p(field(' ADDRESSBLOCK \\f "<<_FIRST0_>>" ')),
        ["Frau\nAyşe Yıldız\nBeethovenstraße 7\n45884 Gelsenkirchen"],
    ),
    "the greeting line": (p(field(' GREETINGLINE \\f "<<_TITLE0_>>" \\l 1031 ')), ["Sehr geehrte Frau Yıldız,"]),
    "who signs": (p(field(" AUTHOR ")), ["Miriam Kaya"]),
    "braces cut into runs, quotes curly": (
        p(t("Um {{ termin"), t(".um | uhr }"), t("} und {{ „ja“ }}.")),
        ["Um 10:30\xa0Uhr und ja."],
    ),
    "braces around a name of the document": (p("Liebe {{Vor Name}}!"), ["Liebe Ayşe!"]),
    "a content control": (p("Liebe ", control("klient.vorname"), "!"), ["Liebe Ayşe!"]),
    "a content control of the office": (p(control("Nachname", "alt", empty=False)), ["Yıldız"]),
    "a text box": (p("Hier", box(p("Frau ", field(" MERGEFIELD Nachname ")))), ["Hier", "Frau Yıldız"]),
    "a row of a table": (
        TABLE.format(p(field(" MERGEFIELD Nachname "))),
        ["Yıldız"],
    ),
    "a link with a field": (
        p(field(' HYPERLINK "mailto:', field(" MERGEFIELD Nachname "), '@example.org" ', shown="Mail")),
        ["Mail"],
    ),
}


@pytest.mark.parametrize(("body", "read"), EVERY_WAY.values(), ids=EVERY_WAY)
def test_a_field_comes_out_right_however_it_is_written(book, body, read):
    template(book, body, p("Ende"))

    path = write(book)

    assert seen(path) == [*read, "Ende"]
    assert audited(path) == []


def test_a_field_that_word_calculates_itself_stays_one(book):
    template(book, p("Seite ", field(" PAGE ", shown="1"), field(" MERGEFIELD Nachname ")))

    assert b"PAGE" in zipfile.ZipFile(write(book)).read("word/document.xml")


# ── One text or the other ────────────────────────────────────────────────────
def when(*code):
    return field(" IF ", *code)


N, V = field(" MERGEFIELD Nachname "), field(" MERGEFIELD klient_titel ")
CHOICES = {
    "equal": (when(N, ' = "Yıldız" "ja" "nein" '), "ja"),
    "not equal": (when(N, ' <> "Yıldız" "ja" "nein" '), "nein"),
    "no spaces": (when(N, '="Yıldız" "ja" "nein"'), "ja"),
    "empty": (when(V, ' = "" "ohne Titel" "mit Titel" '), "ohne Titel"),
    "a number": (when(field(" MERGEFIELD haushalt_personen "), ' > 2 "groß" "klein" '), "groß"),
    "a number in words of Word": (
        when(field(" MERGEFIELD haushalt_personen "), ' >= "10" "groß" "klein" '),
        "klein",
    ),
    "any letters": (when(N, ' = "Y*z" "ja" "nein" '), "ja"),
    "no else": (when(N, ' = "Kaya" "ja" '), None),
    "a value within": (when(N, ' = "Yıldız" "Frau ', N, '" "niemand" '), "Frau Yıldız"),
    "one within another": (when(N, ' = "Kaya" "a" "', when(V, ' = "" "b" "c" '), '" '), "b"),
    "in German, curly": (field(" WENN ", N, " = „Yıldız“ „ja“ „nein“ "), "ja"),
    "a day": (when(field(" MERGEFIELD termin_nächster_termin "), ' > "01.07.2019" "Juli" "Juni" '), "Juli"),
}


@pytest.mark.parametrize(("code", "read"), CHOICES.values(), ids=CHOICES)
def test_a_choice_between_two_texts_is_made(book, code, read):
    template(book, p("Also: ", code, "."), p("Ende"))

    assert seen(write(book)) == [f"Also: {read or ''}.", "Ende"]


def test_a_choice_of_several_paragraphs_makes_as_many(book):
    begin = char("begin") + instr(" IF ") + N + instr(' = "Yıldız" "eins')
    template(
        book,
        p("Vorher ", begin),
        p(instr("zwei"), form='<w:pPr><w:jc w:val="center"/></w:pPr>'),
        p(
            instr('drei" "nichts"'),
            char("separate"),
            t("alt"),
            char("end"),
            " nachher",
        ),
        p("Ende"),
    )

    path = write(book)

    assert seen(path) == ["Vorher eins", "zwei", "drei nachher", "Ende"]
    assert audited(path) == []


def test_the_page_asks_word_not_lotse(book):
    """A footer for later pages only: nobody knows the page before it is set."""
    code = field(" IF ", field(" PAGE ", shown="1"), ' > 1 "', N, '" "" ', shown="")
    template(book, p("Text"), p(code))

    content = zipfile.ZipFile(write(book)).read("word/document.xml").decode()

    assert "PAGE" in content
    assert "Yıldız" in content
    assert "MERGEFIELD" not in content


# ── The look, the places ─────────────────────────────────────────────────────
def test_a_value_takes_on_the_format_of_its_field(book):
    bold = '<w:rPr><w:b/><w:color w:val="0B4F6C"/></w:rPr>'
    template(book, p("Liebe ", field(" MERGEFIELD Nachname ", form=bold), t(" und ", "<w:rPr><w:i/></w:rPr>")))

    runs = Document(write(book)).paragraphs[0].runs

    assert [(run.text, run.bold, run.italic) for run in runs if run.text] == [
        ("Liebe ", None, None),
        ("Yıldız", True, None),
        (" und ", None, True),
    ]
    assert str(runs[1].font.color.rgb) == "0B4F6C"


def test_head_foot_and_notes_are_filled_too(book):
    template(
        book,
        p("Text"),
        header=p("Für ", field(" MERGEFIELD Nachname ")),
        footer=p("{{ brief.zeichen }}"),
        footnote=field(" MERGEFIELD klient_vorname "),
    )

    with zipfile.ZipFile(write(book)) as file:
        found = {name: file.read(f"word/{name}.xml").decode() for name in ("header1", "footer1", "footnotes")}

    assert ">Yıldız<" in found["header1"]
    assert ">QB-2019-0001<" in found["footer1"]
    assert ">Ayşe<" in found["footnotes"]


MAIL = field(" MERGEFIELD klient_e_mail ")


def test_a_line_of_empty_values_is_left_out_and_an_empty_value_in_a_sentence_is_told(book):
    body = (p(MAIL), p(V, field(" MERGEFIELD Nachname ")), p("E-Mail: ", MAIL))
    named = '[felder]\nNachname = "klient.nachname"\n'
    template(book, *body, toml=f"{TO_THE_PERSON}{named}")

    (withheld,) = plan_of(book).withheld

    assert "Das Feld „Klienten: E-Mail“ ist leer" in withheld.reason
    assert "Darf leer sein" in withheld.reason
    template(book, *body, toml=f'{TO_THE_PERSON}"Darf leer sein" = "klient_e_mail"\n{named}')
    assert seen(write(book)) == ["Yıldız", "E-Mail: "]


def test_a_value_is_never_read_as_anything_else(book):
    """`<b>`, `{{ }}` and a field's code in a cell come out as they stand there."""
    template(book, p("Thema: ", field(" MERGEFIELD termin_thema_des_termins ")), toml=TO_THE_PERSON)
    (path,) = (book.parent / "Lotse-Vorlagen").glob("*.docx")
    told = letters.contact(next_topic="<w:b/> {{ klient.vorname }} & MERGEFIELD x")
    at_hand = structs.replace(letters.desk(letters.office(told)), templates={"EIGEN": load_word_template(path)})
    (planned,) = plan_letters(at_hand, DispatchLog()).letters

    assert seen(planned.letter.paper.docx(planned.letter)) == ["Thema: <w:b/> {{ klient.vorname }} & MERGEFIELD x"]


# ── Nothing else leaves ──────────────────────────────────────────────────────
def test_data_source_author_comments_and_changes_stay_in_the_office(book):
    lies = "W:\\Leistung\\Liste Hartz.xlsx"
    template(
        book,
        p(
            "Text ",
            '<w:del w:id="1" w:author="Fall Manager"><w:r><w:delText>gestrichen</w:delText></w:r></w:del>',
            '<w:ins w:id="2" w:author="Fall Manager"><w:r><w:t>neu</w:t></w:r></w:ins>',
            '<w:commentRangeStart w:id="0"/>',
            field(" MERGEFIELD Nachname "),
            '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>',
        ),
        settings=f'<w:mailMerge><w:mainDocumentType w:val="formLetters"/><w:query w:val="{lies}"/>'
        '<w:dataSource r:id="q"/></w:mailMerge><w:attachedTemplate r:id="v"/><w:trackRevisions/>'
        '<w:docVars><w:docVar w:name="Fall" w:val="4711"/></w:docVars>',
        links=f'<Relationship Id="q" Type="x/mailMergeSource" Target="file:///{lies}" TargetMode="External"/>'
        '<Relationship Id="v" Type="x/attachedTemplate" Target="file:///H:/Vorlage.dotx" TargetMode="External"/>',
        extra={"docProps/custom.xml": b"<x>Fall Manager</x>", "word/comments.xml": b"<x>Fall Manager</x>"},
    )

    with zipfile.ZipFile(write(book)) as file:
        names, whole = file.namelist(), b"\n".join(map(file.read, file.namelist())).decode()

    assert seen(next(book.parent.glob("*_EIGEN.docx"))) == ["Text neuYıldız"]
    assert not [
        word for word in ("Hartz", "Fall", "gestrichen", "mailMerge", "Vorlage.dotx", "4711") if word in whole
    ]
    assert not [name for name in names if "comment" in name or "custom" in name]
    assert "QB-2019-0001" in whole
    assert "<dc:creator>Quartiersbüro Rotthausen</dc:creator>" in whole


# ── The same gate ────────────────────────────────────────────────────────────
def test_what_a_landlord_may_never_have_is_an_error_before_any_letter(book):
    path = template(
        book,
        p("BG ", field(" MERGEFIELD haushalt_bg_nummer "), " und ", field(" MERGEFIELD klient_zielberuf ")),
        p(field(" MERGEFIELD klient_nachname ")),
        toml=TO_A_LANDLORD,
    )

    found = errors(path)

    assert [(name, place) for name, place, _ in found] == [("eigen.docx", "Absatz 1")] * 2
    assert "„haushalt.bg_nummer“ darf nicht an „Wohnungsunternehmen“: dorthin darf es nie" in found[0][2]
    assert "Erlaubt wäre zum Beispiel „brief.zeichen“" in found[0][2]
    with pytest.raises(LetterError, match=r"eigen\.docx"):
        jobs.write_letters(FileBook(book), TODAY, pdf=False)
    assert not (book.parent / "Briefe").exists()


def test_what_needs_a_consent_is_asked_for_letter_by_letter(book):
    template(book, p("Geboren ", field(" MERGEFIELD klient_geburtsdatum ")), toml=TO_A_LANDLORD)

    (withheld,) = plan_of(book, "HAUS").withheld

    assert "„Klienten: Geburtsdatum“ darf nicht an „Wohnungsunternehmen“" in withheld.reason
    assert "es fehlt die Einwilligung in „Geburtsdatum“" in withheld.reason


def test_a_letter_to_a_landlord_carries_notice_and_log_row_and_names_each_field(book):
    template(
        book,
        p(field(" ADDRESSBLOCK ")),
        p(
            field(" MERGEFIELD klient_nennung "),
            " sucht ",
            field(' MERGEFIELD verweis_wunsch_zimmer \\# "0,0" '),
            " Zimmer.",
        ),
        toml=TO_A_LANDLORD,
    )

    (written,) = for_real(book, "HAUS").written

    text = seen(written.files[0])
    assert text[1] == "Frau Yıldız sucht 3,5 Zimmer."
    assert "hat in die Weitergabe dieser Angaben am 03.06.2019 eingewilligt" in text[2]
    assert "vertraulich behandeln" in text[2]
    sheet = {row[0]: row for row in rows_of(book)}
    assert "Klienten: Anrede/Geschlecht, Nachname; Verweise: Wunsch: Zimmer" in " ".join(
        map(str, sheet["QB-2019-0001"])
    )
    again = for_real(book, "HAUS")
    assert (len(again.written), again.unchanged) == (0, 1)


def test_a_letter_of_word_without_sentences_stays_with_german_and_what_to_do_is_said(book):
    template(book, p("Liebe ", field(' MERGEFIELD "Vor Name" ')))
    person = letters.client(letter_language="Türkisch")
    (path,) = (book.parent / "Lotse-Vorlagen").glob("*.docx")
    kinds = {"EIGEN": load_word_template(path)}
    office = letters.office(person)
    planned = plan_letters(structs.replace(letters.desk(office), templates=kinds), DispatchLog())

    (found,) = [each for each in letter_findings(planned, office, today=letters.TODAY) if each.rule == "L-20"]

    assert "keinen Teil „Übersetzung“" in found.message
    assert 'Uebersetzung = "EINLADUNG"' in found.suggestion


def test_an_address_that_the_document_does_not_show_is_not_listed(book):
    template(book, p("Liebe ", field(' MERGEFIELD "Vor Name" ')))

    (planned,) = plan_of(book).letters
    assert planned.row.fields == "Klienten: Vorname"

    template(book, p(field(" ADDRESSBLOCK ")))
    (planned,) = plan_of(book).letters
    assert "Ort" in planned.row.fields


def rows_of(book):
    from openpyxl import load_workbook  # noqa: PLC0415

    return [row for row in load_workbook(book)["Postausgang"].iter_rows(values_only=True) if row[0]]


def test_the_notice_stands_where_the_document_wants_it(book):
    template(book, p("{{ brief.hinweise }}"), p("Ende ", field(" MERGEFIELD klient_nachname ")), toml=TO_A_LANDLORD)

    text = seen(write(book, "HAUS"))

    assert "vertraulich behandeln" in text[0]
    assert text[1:] == ["Ende Yıldız"]


@pytest.mark.parametrize("said", ["Das Jobcenter bittet für ", formula("Jobcenter"), word_art("Ihr Jobcenter")])
def test_a_word_that_betrays_the_benefit_holds_the_letter_back(book, said):
    template(book, p(said, field(" MERGEFIELD klient_nachname ")), toml=TO_A_LANDLORD)

    (withheld,) = plan_of(book, "HAUS").withheld

    assert "verrät einen Leistungsbezug" in withheld.reason


def test_the_letterhead_is_neutral_where_it_has_to_be(book):
    path = template(
        book, p("Text"), header=p("Jobcenter Gelsenkirchen"), toml=f'{TO_A_LANDLORD}Briefkopf = "Jobcenter"\n'
    )
    assert "nur ein neutraler Briefkopf" in errors(path)[0][2]

    path = template(book, p("Text"), header=p("Jobcenter Gelsenkirchen"), toml=TO_THE_PERSON)
    assert [place for _, place, _ in errors(path)] == ["Kopf- und Fußzeile"]

    template(book, p("Text"), header=p("Jobcenter Gelsenkirchen"), toml=f'{TO_THE_PERSON}Briefkopf = "Jobcenter"\n')
    assert seen(write(book)) == ["Text"]


def test_a_letterhead_of_the_jobcenter_goes_to_no_partner_who_needs_a_neutral_one(book):
    toml = TO_A_LANDLORD.replace("Wohnungssuche", "Agentur/FbW")
    toml = toml.replace("Wohnungsunternehmen", "Agentur für Arbeit")
    path = template(book, p("Text"), header=p("Jobcenter Stadt"), toml=f'{toml}Briefkopf = "Jobcenter"\n')
    kind = load_word_template(path)
    agency = letters.partner(category=PartnerCategory.EMPLOYMENT_AGENCY)
    open_to_it = Organisation.of_partner(agency, agency.category)
    needs = Organisation.of_partner(agency.model_copy(update={"neutral_letterhead": True}), agency.category)

    assert not names_the_body(kind, open_to_it, None, to_guardian=False)
    with pytest.raises(Stop, match="der Partner braucht einen neutralen"):
        names_the_body(kind, needs, None, to_guardian=False)


# ── Slips ────────────────────────────────────────────────────────────────────
REFUSED = {
    "the next person": (p(field(" NEXT ")), "„NEXT“: Lotse schreibt je Person einen Brief"),
    "the next if": (p(field(" NEXTIF ", N, ' = "x" ')), "„NEXTIF“"),
    "skipping": (p(field(" SKIPIF ", N, ' = "x" ')), "„SKIPIF“: Wer keinen Brief bekommt, entscheidet die Mappe"),
    "a question": (p(field(' ASK Frage "Wie?" ')), "„ASK“: Lotse fragt beim Schreiben nicht nach"),
    "a question to fill in": (p(field(' FILLIN "Wie?" ')), "„FILLIN“"),
    "a sum": (p(field(" = ", N, " * 2 ")), "Rechnen kann Lotse"),
    "a picture of a person": (p(field(' INCLUDEPICTURE "C:\\\\Fotos\\\\', N, '.jpg" ')), "Fotos von Personen"),
    "another file": (p(field(' INCLUDETEXT "C:\\\\x.docx" ')), "holt nichts aus anderen Dateien"),
    "an unknown name": (p(field(" MERGEFIELD Nachnahme ")), "Gemeint ist wohl „klient.nachname“"),
    "an unknown name in a choice": (p(when(field(" MERGEFIELD Wohnort_alt "), ' = "x" "a" "b" ')), "„Wohnort_alt“"),
    "an unknown field of ours": (p("{{ klient.vornahme }}"), "Gemeint ist wohl „klient.vorname“"),
    "a whole record": (p("{{ klient }}"), "ganzer Datensatz"),
    "a filter that there is not": (p("{{ klient.vorname | gross }}"), "Diesen Filter gibt es nicht"),
    "a command of templates": (p("{% if klient.vorname %}x{% endif %}"), "Bitte ein WENN-Feld einfügen"),
    "braces that never end": (p("Frau {{ klient.nachname }"), "„{{ klient.nachname“ ist nur ein Teil eines Felds"),
    "braces that begin nowhere": (p("Frau klient.nachname }}"), "ist nur ein Teil eines Felds"),
    "braces over two paragraphs": (p("Frau {{ klient.") + p("nachname }}"), "in einen Absatz schreiben"),
    "one brace": (p("Frau {klient.nachname}"), "„{klient.nachname}“ steht hier als bloßer Text"),
    "a name in brackets": (p("Frau [Nachname]"), "„[Nachname]“ steht hier als bloßer Text"),
    "a name with spaces": (p("Frau « Nachname »"), "„« Nachname »“ steht hier als bloßer Text"),
    "where the template lies": (p(field(" TEMPLATE \\p ", shown="W:\\Brief.dotx")), "wo Ihre Vorlage liegt"),
    "a bar code": (p(field(" MERGEBARCODE Nachname QR ")), "Strichcodes aus Feldern"),
    "a picture as of old": (p(field(' IMPORT "W:\\\\', N, '.jpg" ')), "Fotos von Personen"),
    "a part of another file": (p(field(' RD "W:\\\\x.docx" ')), "holt nichts aus anderen Dateien"),
    "an empty control": (p(control("Wunsch")), "Inhaltssteuerelement: Das Feld „Wunsch“ kennt Lotse nicht"),
    "a name typed as text": (p("Liebe «Nachname»"), "steht hier als bloßer Text"),
    "what another program left of a choice": (p(field(' IF  "" ""', shown="ja")), "So lässt sich das WENN-Feld"),
    "braces in a formula": (
        p(formula("{{ klient.nachname }}")),
        "Formel oder in WordArt steht „{{ klient.n",
    ),
    "braces cut in a formula": (
        p(formula("{{ klient."), formula("nachname }}")),
        "oder in WordArt steht „{{ klient.",
    ),
    "a name in a formula": (p(formula("«Nachname»")), "In einer Formel oder in WordArt steht „«Nachname»“"),
    "a field in a formula": (p(formula("x", " MERGEFIELD Nachname ")), "Formel oder in WordArt steht ein Feld"),
    "a name in WordArt": (p(word_art("Frau «Nachname»")), "In einer Formel oder in WordArt steht „«Nachname»“"),
    "a field without end": (p(char("begin"), instr(" MERGEFIELD x ")), "Ein Feld hat kein Ende"),
    "a choice that says nothing": (p(when(N, " ")), "So lässt sich das WENN-Feld nicht lesen"),
}


@pytest.mark.parametrize(("body", "told"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_filled_is_told_with_its_paragraph_and_the_cure(book, body, told):
    path = template(
        book, p("Erster Absatz"), body, toml=TO_THE_PERSON + '[felder]\n"Nachname" = "klient.nachname"\n'
    )

    found = errors(path)

    assert found[0][:2] == ("eigen.docx", "Absatz 2")
    assert told in found[0][2]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("{{ klient.kundennumer }}", "„klient.kundennumer“ gibt es nicht"),
        ("{{ haushalt.bg_numer }}", "„haushalt.bg_numer“ gibt es nicht"),
        ("{{ haushalt }}", "ganzer Datensatz"),
    ],
)
def test_no_field_is_advised_that_the_recipient_never_gets(book, typed, told):
    path = template(book, p(typed), toml=TO_A_LANDLORD)

    (_, _, what), *_ = errors(path)

    assert told in what
    assert not any(word in what for word in ("klient.kundennummer", "kundennummer,", "bg_nummer"))


def test_slips_beside_the_document_are_told_with_their_line(book):
    path = template(
        book,
        p(field(" MERGEFIELD Nachname ")),
        toml='Art = "eigen"\nTitel = "x"\nAnlas = "Termin"\nEmpfaenger = "Klint"\n\n[felder]\nNachname = 3\n',
    )

    found = errors(path)

    assert [(name, place) for name, place, _ in found][:4] == [
        ("eigen.toml", "Zeile 3"),
        ("eigen.toml", "Zeile 1"),
        ("eigen.toml", "Zeile 1"),
        ("eigen.toml", "Zeile 4"),
    ]
    told = "\n".join(what for _, _, what in found)
    for sentence in (
        "Gemeint ist wohl „Anlass“",
        "3 bis 12 Großbuchstaben",
        "Gemeint ist wohl „Klient“",
        "Hinter „Nachname“ steht ein Feld in Anführungszeichen",
    ):
        assert sentence in told


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 200])
def test_what_is_no_document_is_told_so(book, content):
    path = template(book, p("x"))
    path.write_bytes(content)

    assert "kein Word-Dokument" in errors(path)[0][2]


def test_a_link_to_a_drive_keeps_its_words_and_loses_its_path(book):
    template(
        book,
        p(
            field(' HYPERLINK "W:\\\\Akten\\\\Fall.docx" ', shown="die Akte"),
            " von ",
            field(" MERGEFIELD Nachname "),
        ),
        p(field(' INCLUDEPICTURE "W:\\\\Logo.png" ', shown="Logo")),
    )

    path = write(book)

    assert seen(path) == ["die Akte von Yıldız", "Logo"]
    assert b"W:" not in zipfile.ZipFile(path).read("word/document.xml")


@pytest.mark.parametrize(
    "code",
    [
        *(" DOCPROPERTY Akte ", " DOCVARIABLE x ", " INFO Author ", " COMMENTS ", " SUBJECT ", " USERINITIALS "),
        *(" TITLE ", " AUTOTEXT Gruß ", " MACROBUTTON x y ", " EDITTIME "),
    ],
)
def test_what_the_document_knows_of_itself_stays_as_it_was_shown(book, code):
    """The letter has other properties; Word would put them in when it is printed."""
    template(book, p("Hier: ", field(code, shown="wie es war"), " ", field(" MERGEFIELD Nachname ")))

    path = write(book)

    assert seen(path) == ["Hier: wie es war Yıldız"]
    assert code.split()[0].encode() not in zipfile.ZipFile(path).read("word/document.xml")


def test_hidden_words_do_not_leave(book):
    hidden, shown = "<w:rPr><w:vanish/></w:rPr>", '<w:rPr><w:vanish w:val="0"/></w:rPr>'
    template(book, p(t("nur für uns", hidden), t("Frau ", shown), field(" MERGEFIELD Nachname ")))

    assert seen(write(book)) == ["Frau Yıldız"]


def test_a_field_may_look_like_its_code(book):
    bold = "<w:rPr><w:b/></w:rPr>"
    code = f"{char('begin')}{instr(' MERGEFIELD Nachname ', bold)}{instr(chr(92) + '* CHARFORMAT ', bold)}"
    template(book, p(f"{code}{char('separate')}{t('«…»')}{char('end')}"))

    assert [run.bold for run in Document(write(book)).paragraphs[0].runs] == [True]


# ── Documents of others ──────────────────────────────────────────────────────
def test_a_document_of_python_docx_keeps_its_styles(book):
    document = Document()
    document.add_heading("Einladung für {{ klient.nachname }}", 1)
    paragraph = document.add_paragraph("Am ")
    paragraph.add_run("{{ termin.nächster_termin | tag }}").bold = True
    paragraph.add_run(" um {{ termin.um | uhr }}").font.size = Pt(14)
    document.add_table(1, 2).cell(0, 1).text = "{{ klient.vorname }}"
    path = book.parent / "Lotse-Vorlagen" / "eigen.docx"
    document.save(path)
    path.with_suffix(".toml").write_text(TO_THE_PERSON, encoding="utf-8")

    written = write(book)

    found = Document(written)
    assert found.paragraphs[0].style.name == "Heading 1"
    assert seen(written) == ["Einladung für Yıldız", "Am Dienstag, 2.\xa0Juli 2019 um 10:30\xa0Uhr", "Ayşe"]
    assert [run.bold for run in found.paragraphs[1].runs if "Juli" in run.text] == [True]
    assert audited(written) == []


@pytest.mark.libreoffice
def test_a_document_that_libreoffice_wrote_comes_out_right(book, libreoffice, tmp_path):
    """Fields, text box, header and braces; of a choice it leaves nothing, and that is told."""
    source = by_hand(
        tmp_path / "quelle.docx",
        p("Liebe ", field(VORNAME), " ", field(" MERGEFIELD Nachname ", shown="«Nachname»")),
        p("Am ", field(' MERGEFIELD termin_nächster_termin \\@ "TT.MM.JJJJ" ', shown="«Tag»")),
        p("Kasten", box(p("Frau ", field(" MERGEFIELD Nachname ", shown="«Nachname»")))),
        p("{{ klient.vorname }}"),
        header=p(field(" MERGEFIELD Nachname ", shown="«Nachname»")),
    )
    own = book.parent / "Lotse-Vorlagen" / "eigen.docx"
    shutil.move(libreoffice.convert(source, "docx", own.parent.parent / "Lotse-Vorlagen"), own)
    own.with_suffix(".toml").write_text(TO_THE_PERSON + MAPPED, encoding="utf-8")

    path = write(book)

    assert sorted(seen(path)) == sorted(
        ["Liebe Ayşe Yıldız", "Am 2.\xa0Juli 2019", "Kasten", "Frau Yıldız", "Ayşe"]
    )
    assert b"MERGEFIELD" not in b"".join(map(zipfile.ZipFile(path).read, zipfile.ZipFile(path).namelist()))


NAMES = {
    "Bouke+docx-mailmerge__test_macword2011": (9, ["Ayşe Ayşe", "Dear Ayşe,"]),
    "Bouke+docx-mailmerge__test_merge_table_multipart": (
        6,
        ["Ayşe received the grades for Ayşe in the table below."],
    ),
    "Bouke+docx-mailmerge__test_winword2010": (9, ["Dear Ayşe,"]),
    "apache+poi__52449": (7, ["Du, Ayşe Ayşe, tiltræder"]),
    "iulica+docx-mailmerge__test_footnote_header_footer": (8, ["Merge : Ayşe"]),
    "iulica+docx-mailmerge__test_nested_if_inside": (3, ["more: Ayşe"]),
    "opensagres+xdocreport__PersAngaben": (2, ["Ayşe"]),
    "opensagres+xdocreport__TemplateIndividuel": (28, ["Fribourg, le Ayşe"]),
    "opensagres+xdocreport__TestDocxWithFreemarker": (23, ["Ayşe, le Ayşe"]),
    "plutext+docx4j__MERGEFIELD": (9, ["Hallo, lower no MERGEFORMAT ayşe", "Hallo, all caps AYŞE"]),
    "senny+sablon__cv_template": (None, ["Skills & Abilities"]),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_document_of_word_comes_out_right_once_its_fields_are_mapped(book, name):
    source = CORPUS / f"{name}.docx"
    if not source.is_file():
        pytest.skip("Die gesammelten Serienbriefe liegen nicht neben dem Checkout.")
    count, read = NAMES[name]
    path = book.parent / "Lotse-Vorlagen" / "eigen.docx"
    shutil.copy(source, path)
    path.with_suffix(".toml").write_text(TO_THE_PERSON, encoding="utf-8")
    unknown = [what.split("„")[1].split("“")[0] for _, _, what in errors(path) if "kennt Lotse nicht" in what]
    assert count is None or len(unknown) == count
    mapping = {name.casefold(): name for name in unknown}.values()
    rows = "\n".join(f"'{each}' = \"klient.vorname\"" for each in mapping)
    path.with_suffix(".toml").write_text(f"{TO_THE_PERSON}[felder]\n{rows}\n", encoding="utf-8")

    written = write(book)

    text = "\n".join(seen(written))
    assert not [line for line in read if line not in text]
    with zipfile.ZipFile(written) as file:
        whole = b"".join(map(file.read, file.namelist())).decode("utf-8", "ignore")
    assert not [word for word in ("MERGEFIELD", "«", "mailMerge", "External", "lotse:") if word in whole]
    # What the validator says of the source already (ids of its shapes) is not ours.
    assert len(OpenXmlValidator().validate(written).errors) <= len(OpenXmlValidator().validate(source).errors)


def test_a_document_for_labels_is_refused_with_the_cure(book):
    source = CORPUS / "iulica+docx-mailmerge__test_next_record.docx"
    if not source.is_file():
        pytest.skip("Die gesammelten Serienbriefe liegen nicht neben dem Checkout.")
    path = book.parent / "Lotse-Vorlagen" / "eigen.docx"
    shutil.copy(source, path)
    path.with_suffix(".toml").write_text(f'{TO_THE_PERSON}[felder]\nfield = "klient.vorname"\n', encoding="utf-8")

    assert [what for _, _, what in errors(path) if "Nächster Datensatz" not in what] == []


def rich(path):
    """A document with everything that fields can be in."""
    return by_hand(
        path,
        p("Liebe ", field(VORNAME), simple(" MERGEFIELD Nachname ")),
        p(when(N, ' = "x" "', when(V, ' = "" "b" "c" '), '" "d" ')),
        p("Kasten", box(p(field(" MERGEFIELD Nachname ")))),
        p("{{ klient.vor", t("name }}"), control("klient.nachname")),
        TABLE.format(p(field(" PAGE "), field(" HYPERLINK ", N))),
        header=p(field(" MERGEFIELD Nachname ")),
    )


def test_a_damaged_document_is_told_or_written_and_never_breaks_anything(tmp_path):
    """One element after another is taken out: what is left is an error, or a letter that Word opens."""
    path = rich(tmp_path / "eigen.docx")
    settings = structs.replace(
        settings_of("eigen", "Termin"), mapping={"Vor Name": "klient.vorname", "Nachname": "klient.nachname"}
    )
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    count, written = len(list(etree.fromstring(parts["word/document.xml"]).iter("{*}*"))), 0

    for number in range(1, count, 3):
        root = etree.fromstring(parts["word/document.xml"])
        element = list(root.iter("{*}*"))[number]
        element.getparent().remove(element)
        target = BytesIO()
        with zipfile.ZipFile(target, "w") as file:
            for name, content in {**parts, "word/document.xml": etree.tostring(root)}.items():
                file.writestr(name, content)
        try:
            examined = examine(path, target.getvalue(), settings)
        except TemplateError:
            continue
        for _, paper in list(samples(examined, TODAY))[:1]:
            with zipfile.ZipFile(BytesIO(paper.sample("Muster", TODAY))) as file:
                etree.fromstring(file.read("word/document.xml"))
            written += 1

    assert written > count / 6


def test_fields_in_fields_without_end_are_a_sentence(book):
    deep = N
    for _ in range(400):
        deep = when(deep, ' = "x" "a" "b" ')

    (error,) = errors(template(book, p(deep)))

    assert "verschachtelt" in error[2]
