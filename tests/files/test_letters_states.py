"""Letters that exist already, in folder and workbook: blocked, replaced, told; and what staff wrote is kept."""

import json
import zipfile
from dataclasses import replace
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from automation import jobs
from automation.checks.discreet import outside
from automation.commands.letters import document
from automation.letters.dispatch import DispatchLog
from automation.letters.logbook import HEADER, SHEET, TABLE, build_log, read_log
from automation.margins import Remark
from automation.report import SHEET as REPORT
from automation.report import TABLE as REPORT_TABLE
from tests import letter_office as letters
from tests.letter_office import TODAY
from tests.letter_workbook import office_of_many
from workbook.creating import DEMO_DAY, build_demo, create_workbook
from workbook.reading.raw import read_book, read_own_table
from workbook.schema import HEADER_ROW
from workbook.schema.vocabulary import ClientStatus, LegalGround, ReferralResult
from workbook.writing.file_book import FileBook

TOMORROW = TODAY + timedelta(days=1)
HELD_BACK = "Nicht abschicken"


def office_with(clients=1, **changes):
    """The office in which the first row of each named kind has other values."""
    tables = office_of_many(clients)
    records = [record for table in tables for record in table]
    for number, record in enumerate(records):
        change = changes.get(type(record).__name__.lower())
        if change and record.row == tables[type(record)].rows[0]:
            records[number] = record.model_copy(update=change)
    return records


def workbook(path, records, log=None):
    """A workbook of these records, with the log of an earlier run."""
    office = letters.office_of(records)
    owned = [build_log(log, today=TODAY)] if log is not None else []
    create_workbook(path, office=office, today=TODAY, owned=owned)
    return FileBook(path)


def log_of(book):
    with read_book(book.path) as raw:
        return read_log(read_own_table(raw, SHEET, TABLE))


def report_of(book):
    with read_book(book.path) as raw:
        table = read_own_table(raw, REPORT, REPORT_TABLE)
    return [dict(zip(table.headers, row, strict=True)) for row in table.rows]


def of_letters(book):
    return [row for row in report_of(book) if str(row["Regel"]).startswith("L-")]


def links_of(book):
    """Where the links of the log lead, by number."""
    sheet = load_workbook(book.path)[SHEET]
    place = {cell.value: cell.column for cell in sheet[HEADER]}
    return {
        sheet.cell(row, place["Zeichen"]).value: sheet.cell(row, place["Datei"]).hyperlink.target
        for row in range(HEADER + 1, sheet.max_row + 1)
        if sheet.cell(row, place["Datei"]).hyperlink
    }


@pytest.fixture
def begun(tmp_path):
    """An office whose two letters were written yesterday; the workbook can be made anew with other rows."""
    path = tmp_path / "Mappe.xlsx"
    first = workbook(path, office_with())
    jobs.write_letters(first, TODAY)
    log = log_of(first)

    def again(status="Entwurf", **changes):
        path.unlink()
        rows = [replace(row, status=status) if row.kind == "WOHNEN" else row for row in log.rows]
        return workbook(path, office_with(**changes), log.with_rows(rows))

    return again


CAUSES = {
    "closed": {"referral": {"result": ReferralResult.ACCEPTED}},
    "revoked": {"consent": {"revoked_on": TODAY}},
    "no data": {"referral": {"legal_ground": LegalGround.NO_DATA}},
    "deleted": {"referral": {"referral_id": "R-09999", "result": ReferralResult.ACCEPTED}},
}


@pytest.mark.parametrize("status", ["Entwurf", "geprüft", "gedruckt"])
@pytest.mark.parametrize("cause", CAUSES.values(), ids=CAUSES)
def test_a_letter_that_must_not_go_out_lies_apart_and_its_link_follows(begun, cause, status):
    book = begun(status, **cause)

    posted = jobs.write_letters(book, TOMORROW)

    (blocked,) = posted.blocked
    row = next(row for row in log_of(book).rows if row.kind == "WOHNEN")
    assert (row.status, row.blocked_because) == ("gesperrt", blocked.reason)
    assert row.folder == f"Briefe/{HELD_BACK}"
    assert {path.name for path in (book.folder / "Briefe" / HELD_BACK).iterdir()} == {
        "QB-2019-0001_WOHNEN_ggw.docx",
        "QB-2019-0001_WOHNEN_ggw.pdf",
    }
    assert not list((book.folder / "Briefe").glob("*WOHNEN*"))
    assert links_of(book)["QB-2019-0001"].replace("%20", " ") == f"Briefe/{HELD_BACK}/QB-2019-0001_WOHNEN_ggw.docx"
    assert links_of(book)["QB-2019-0002"] == "Briefe/QB-2019-0002_EINLADUNG.docx"


def test_a_blocked_letter_is_told_once_and_then_stays_blocked(begun):
    book = begun(referral={"result": ReferralResult.ACCEPTED})

    jobs.write_letters(book, TOMORROW)
    again = jobs.run(book, TOMORROW)

    assert (again.posted.blocked, again.posted.written) == ((), ())
    assert of_letters(book) == []


def test_a_file_that_word_has_open_is_a_finding_and_no_failure(begun):
    book = begun(referral={"result": ReferralResult.ACCEPTED})
    file = book.folder / "Briefe" / "QB-2019-0001_WOHNEN_ggw.docx"
    mark = file.with_name("~$" + file.name[2:])
    mark.write_bytes(b"MKA")

    jobs.write_letters(book, TOMORROW)
    row = next(row for row in log_of(book).rows if row.kind == "WOHNEN")
    told = of_letters(book)

    assert (row.status, file.is_file()) == ("gesperrt", True)
    assert [(each["Regel"], each["Zeile gehört zu"]) for each in told] == [("L-03", "QB-2019-0001")]
    mark.unlink()
    jobs.write_letters(book, TOMORROW)
    assert not file.exists()
    assert (book.folder / "Briefe" / HELD_BACK / file.name).is_file()
    assert of_letters(book) == []


def test_a_cause_that_went_away_gives_a_new_number_that_names_the_old(begun):
    book = begun(consent={"revoked_on": TODAY})
    jobs.write_letters(book, TOMORROW)
    log = log_of(book)
    book.path.unlink()

    healed = workbook(book.path, office_with(), log)
    jobs.write_letters(healed, TOMORROW)

    rows = {row.reference: row for row in log_of(healed).rows}
    assert rows["QB-2019-0001"].status == "gesperrt"
    assert (rows["QB-2019-0003"].replaces, rows["QB-2019-0003"].status) == ("QB-2019-0001", "Entwurf")


def test_a_replaced_draft_lies_apart_too(begun):
    book = begun(household={"persons": 5})

    jobs.write_letters(book, TOMORROW)

    rows = {row.reference: row for row in log_of(book).rows}
    assert (rows["QB-2019-0001"].status, rows["QB-2019-0001"].folder) == ("ersetzt", f"Briefe/{HELD_BACK}")
    assert rows["QB-2019-0003"].replaces == "QB-2019-0001"
    assert all((book.folder / row.folder / row.file_name).is_file() for row in rows.values())


def test_a_draft_that_is_gone_is_written_again_with_its_number_and_its_days(begun):
    book = begun()
    file = book.folder / "Briefe" / "QB-2019-0001_WOHNEN_ggw.docx"
    before = file.read_bytes()
    file.unlink()

    jobs.write_letters(book, TODAY + timedelta(days=9))

    assert file.read_bytes() == before


# ── Findings ─────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("kind", "rule", "column", "says"),
    [
        (None, "P-01", "Verweisart", "Das Schreiben zu R-00001 wartet so lange."),
        ("Sprachkurs", "L-01", "PartnerID", "Schreiben der Art AGENTUR gehen nicht an „Wohnungsunternehmen“."),
    ],
)
def test_an_open_referral_that_no_letter_fits_is_one_finding_of_check_and_ends_with_1(
    tmp_path, kind, rule, column, says
):
    book = workbook(tmp_path / "Mappe.xlsx", office_with(referral={"kind": kind}))

    checked = jobs.check(book, TODAY)

    (told,) = [row for row in report_of(book) if row["Regel"] == rule or str(row["Regel"]).startswith("L-")]
    assert (told["Regel"], told["Schwere"], told["Blatt"], told["Spalte"]) == (rule, "Fehler", "Verweise", column)
    assert says in told["Was auffällt"]
    assert checked.blocking


def test_a_partner_whose_key_cannot_be_read_is_one_finding_and_says_that_letters_wait(tmp_path):
    book = workbook(tmp_path / "Mappe.xlsx", office_with())
    edited = load_workbook(book.path)
    edited["Partner"].cell(HEADER_ROW + 1, 1).value = "??"
    edited.save(book.path)

    jobs.check(book, TODAY)

    assert of_letters(book) == []
    (told,) = [row for row in report_of(book) if row["Blatt"] == "Partner"]
    assert told["Regel"] == "F-01"
    assert told["Was auffällt"].endswith("Das Schreiben zu R-00001 wartet so lange.")


def test_check_letters_and_the_sheet_say_the_same(begun):
    book = begun(partner={"street": None})

    checked = jobs.check(book, TOMORROW, write=False)
    posted = jobs.write_letters(book, TOMORROW)

    by_check = {each.message for each in checked.findings if each.rule == "L-01"}
    on_the_sheet = {row["Was auffällt"] for row in of_letters(book)}
    in_json = {each["reason"] for each in document(posted)["withheld"]}
    assert by_check
    assert by_check == on_the_sheet == in_json == {each.reason for each in posted.withheld}
    json.dumps(document(posted))


def test_findings_on_letters_stand_in_the_way_of_no_letter_and_no_figure(begun):
    book = begun("gedruckt", household={"persons": 5})

    first = jobs.run(book, TOMORROW)
    second = jobs.run(book, TOMORROW)

    assert [row["Regel"] for row in of_letters(book)] == ["L-04"]
    assert first.compiled.facts == second.compiled.facts > 0
    assert [row.kind for row in log_of(book).rows if row.status == "Entwurf"] == ["EINLADUNG"]


# ── What staff wrote ─────────────────────────────────────────────────────────
def test_own_columns_and_their_place_survive_every_rewrite(begun):
    book = begun()
    log = log_of(book)
    rows = [replace(row, own=(("Notiz", f"liegt bei {row.reference}"), ("Ordner Akte", 7))) for row in log.rows]
    noted = DispatchLog(rows, [("Status", "Notiz"), ("Versandweg", "Ordner Akte")])
    book.write([build_log(noted, today=TODAY)], today=TODAY)

    for _ in range(2):
        jobs.run(book, TOMORROW)

    with read_book(book.path) as raw:
        headers = read_own_table(raw, SHEET, TABLE).headers
    assert headers[headers.index("Status") + 1] == "Notiz"
    assert headers[headers.index("Versandweg") + 1] == "Ordner Akte"
    assert [dict(row.own) for row in log_of(book).rows] == [
        {"Notiz": "liegt bei QB-2019-0001", "Ordner Akte": 7},
        {"Notiz": "liegt bei QB-2019-0002", "Ordner Akte": 7},
    ]


@pytest.mark.parametrize("typed", ["Versandt", "VERSANDT", "versendet", " verschickt ", "abgeschickt"])
def test_a_status_that_staff_spell_otherwise_is_understood(begun, typed):
    book = begun(typed, household={"persons": 5})

    jobs.write_letters(book, TOMORROW)

    assert [row.status for row in log_of(book).rows if row.kind == "WOHNEN"] == ["versandt"]
    assert of_letters(book) == []


def test_a_status_that_nobody_knows_stays_and_is_a_finding_at_its_cell(begun):
    book = begun("liegt bei Frau M.", household={"persons": 5})

    jobs.write_letters(book, TOMORROW)

    assert [row.status for row in log_of(book).rows if row.kind == "WOHNEN"] == ["liegt bei Frau M."]
    (told,) = of_letters(book)
    assert (told["Regel"], told["Blatt"]) == ("L-06", SHEET)
    with read_book(book.path) as raw:
        grid = raw.grid(SHEET)
    column, line = told["Zelle"][0], int(told["Zelle"][1:])
    assert grid[line - 1]["ABCDEFGHIJ".index(column)] == "liegt bei Frau M."


def test_letters_elsewhere_leave_the_links_of_others_alone(begun):
    book = begun(household={"persons": 5})

    jobs.write_letters(book, TOMORROW, out=book.folder / "anderswo")

    links = links_of(book)
    assert links["QB-2019-0002"] == "Briefe/QB-2019-0002_EINLADUNG.docx"
    assert links["QB-2019-0003"] == "anderswo/QB-2019-0003_WOHNEN_ggw.docx"


def test_a_check_tells_what_keeps_every_letter_back(tmp_path):
    book = workbook(tmp_path / "m.xlsx", office_with(officesetting={"value": ""}))

    (finding,) = [each for each in jobs.check(book, TODAY).findings if each.of_letters]

    assert (finding.rule, finding.sheet, finding.column) == ("L-01", "Einstellungen", "Wert")
    assert "„Name des Büros“ fehlt" in finding.message


def test_a_check_tells_of_a_template_that_is_not_sound(tmp_path, monkeypatch):
    book = workbook(tmp_path / "m.xlsx", office_with())
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "eigen.md").write_text("---\nart: WOHNEN\n---\n{{ klient }}", encoding="utf-8")
    monkeypatch.setattr("automation.material.templates_folder", lambda: tmp_path)

    (finding,) = [each for each in jobs.check(book, TODAY).findings if each.of_letters]

    assert (finding.rule, finding.sheet, finding.row, finding.column) == ("L-01", "Verweise", 4, "Verweisart")
    assert "Vorlage „eigen.md“" in finding.message


def test_what_staff_write_around_the_log_survives_every_run(tmp_path):
    """LibreOffice does not make a table longer or wider when somebody types at its edge."""
    book = workbook(tmp_path / "m.xlsx", office_with(2))
    jobs.write_letters(book, TODAY, pdf=False)
    edited = load_workbook(book.path)
    sheet = edited[SHEET]
    last = HEADER + len(log_of(book).rows)
    width = len([cell for cell in sheet[HEADER] if cell.value])
    sheet["B5"] = "Rückfragen an MKA"
    sheet.cell(last + 1, 1, "Fax vom 3.")
    sheet.cell(last + 1, 3, "Anruf")
    sheet.cell(last + 4, 2, "Ordner 7")
    sheet.cell(HEADER, width + 1, "Büro")
    sheet.cell(HEADER + 1, width + 1, "ruft an")
    newest = sheet.cell(HEADER + 1, 1).value
    edited.save(book.path)

    for day in (TODAY, TOMORROW):
        jobs.write_letters(FileBook(book.path), day, pdf=False)

    log = {row.reference: row for row in log_of(book).rows}
    assert dict(log[newest].own)["Büro"] == "ruft an"
    assert (log["Fax vom 3."].kind, log["Fax vom 3."].status) == ("Anruf", "")
    sheet = load_workbook(book.path)[SHEET]
    assert sheet["B5"].value == "Rückfragen an MKA"
    assert sheet.cell(last + 4, 2).value == "Ordner 7"
    texts = [cell.value for row in sheet for cell in row if isinstance(cell.value, str)]
    assert len([text for text in texts if text.startswith(("Stand ", "Jedes Schreiben", SHEET))]) == 3


def test_a_remark_where_lotse_itself_writes_now_is_kept_below(tmp_path):
    log = DispatchLog(remarks=[Remark(1, 3, "unser Titel"), Remark(9, 3, "tief")])

    create_workbook(tmp_path / "m.xlsx", office=office_of_many(1), today=TODAY, owned=[build_log(log, today=TODAY)])

    assert [remark.value for remark in log_of(FileBook(tmp_path / "m.xlsx")).remarks] == ["unser Titel", "tief"]


def test_an_invitation_without_a_time_is_told_once(tmp_path):
    book = workbook(tmp_path / "m.xlsx", office_with(contact={"next_begin": None, "next_end": None}))

    at_the_time = [each for each in jobs.check(book, TODAY).findings if each.column == "um"]
    later = [
        each for each in jobs.check(book, TODAY - timedelta(days=60), write=False).findings if each.column == "um"
    ]

    assert [each.rule for each in (*at_the_time, *later)] == ["P-15", "P-15"]
    assert "Das Schreiben zu KT-000001 wartet" in at_the_time[0].message
    assert "wartet" not in later[0].message  # no letter is due yet


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"client": {"postcode": None}}, ("P-01", "Klienten", "PLZ", "R-00001 und KT-000001")),
        ({"client": {"street": "k. A."}}, ("F-13", "Klienten", "Straße", "R-00001 und KT-000001")),
        ({"partner": {"active": False}}, ("X-02", "Verweise", "PartnerID", "R-00001")),
        ({"partner": {"category": None}}, ("P-01", "Partner", "Kategorie", "R-00001")),
        ({"request": {"owner": "ZZZ"}}, ("X-01", "Anliegen", "Zuständig", "R-00001")),
        ({"referral": {"client_id": "K-00099"}}, ("X-01", "Verweise", "KlientID", "R-00001")),
        ({"referral": {"floor": "Erdgeschoss wegen Krebs"}}, ("C-14", "Verweise", "Wunsch: Lage", "R-00001")),
        ({"referral": {"consent_id": None}}, ("G-01", "Verweise", "EinwilligungID", "R-00001")),
        ({"referral": {"kind": None}}, ("P-01", "Verweise", "Verweisart", "R-00001")),
        ({"consent": {"client_id": "K-00099"}}, ("X-01", "Einwilligungen", "KlientID", "R-00001")),
        ({"consent": {"partner_id": None}}, ("P-13", "Einwilligungen", "Empfänger (PartnerID)", "R-00001")),
        ({"consent": {"valid_until": date(2019, 1, 1)}}, ("T-01", "Einwilligungen", "gültig bis", "R-00001")),
        ({"consent": {"purpose": None}}, ("P-01", "Einwilligungen", "Zweck", "R-00001")),
        ({"consent": {"revoked_on": TODAY}}, ("G-06", "Einwilligungen", "widerrufen am", "R-00001")),
        ({"contact": {"next_begin": None, "next_end": None}}, ("P-15", "Kontakte", "um", "KT-000001")),
        ({"contact": {"adviser": "ZZZ"}}, ("X-01", "Kontakte", "Beraten von", "KT-000001")),
    ],
)
def test_what_keeps_a_letter_back_is_told_once_and_where_the_mistake_is(tmp_path, changes, told):
    book = workbook(tmp_path / "m.xlsx", office_with(**changes))
    *place, waiting = told

    checked = jobs.check(book, TODAY)

    (row,) = [each for each in report_of(book) if each["Schwere"] != "Hinweis"]
    assert [row["Regel"], row["Blatt"], row["Spalte"]] == place
    assert row["Schwere"] == "Fehler"
    assert f"zu {waiting} warte" in row["Was auffällt"]
    assert checked.blocking
    posted = jobs.write_letters(book, TODAY, pdf=False)
    assert sorted(each.key for each in posted.withheld) == sorted(waiting.split(" und "))
    assert [row] == [each for each in report_of(book) if each["Schwere"] != "Hinweis"]


def test_one_mistake_that_keeps_several_letters_back_is_told_once(tmp_path):
    ended = {"status": ClientStatus.DECEASED, "closed_on": TODAY}
    book = workbook(tmp_path / "m.xlsx", office_with(client=ended))

    jobs.check(book, TODAY)

    (row,) = of_letters(book)
    assert row["Was auffällt"].startswith("Kein Schreiben zu R-00001 und KT-000001: Die Begleitung ist beendet")


def test_the_status_of_a_letter_is_told_outside_of_the_workbook_too(tmp_path):
    records = office_with()
    jobs.write_letters(workbook(tmp_path / "m.xlsx", records), TODAY, pdf=False)
    log = log_of(FileBook(tmp_path / "m.xlsx"))
    book = workbook(tmp_path / "closed.xlsx", office_with(referral={"result": ReferralResult.ACCEPTED}), log)

    (finding,) = [each for each in jobs.check(book, TODAY).findings if each.rule == "L-03"]

    assert outside(finding).message.startswith("Der Entwurf QB-2019-0001 darf nicht mehr hinaus")


def test_notes_at_cells_stay_with_their_letter(tmp_path):
    book = workbook(tmp_path / "m.xlsx", office_with(2))
    jobs.write_letters(book, TODAY, pdf=False)
    edited = load_workbook(book.path)
    sheet = edited[SHEET]
    first, second = (sheet.cell(HEADER + line, 1).value for line in (1, 2))
    labels = {cell.value: cell.column for cell in sheet[HEADER]}
    last = HEADER + len(log_of(book).rows)
    sheet.cell(HEADER + 1, labels["Versandweg"]).comment = Comment("MKA:\nFax ging nicht durch", "MKA")
    sheet.cell(HEADER + 2, 1).comment = Comment("liegt bei Frau Ötkür", "MKA")
    sheet.cell(HEADER, labels["Status"]).comment = Comment("Bitte täglich", "Büro")
    sheet["A2"].comment = Comment("Kopie im Ordner", "Büro")
    sheet.cell(last + 3, 2).comment = Comment("Ende", "Büro")
    helped = {cell.column: cell.comment.text for cell in sheet[HEADER] if cell.comment}
    edited.save(book.path)
    with read_book(book.path) as raw:
        log = read_log(read_own_table(raw, SHEET, TABLE))
    newer = replace(log.newest_first[0], reference="QB-2099-0001", source="V-9", pinned=(), row=0)

    for day in (TODAY, TOMORROW):  # a letter on top, and a run over that
        again = FileBook(book.path)
        with again.read() as raw:
            log = read_log(read_own_table(raw, SHEET, TABLE))
        if newer.reference not in log.references:
            log.add(newer)
        report = again.write([build_log(log, today=day)], today=day)
        assert report.warnings == ()
    assert jobs.write_letters(FileBook(book.path), TOMORROW, pdf=False).report.warnings == ()

    sheet = load_workbook(book.path)[SHEET]
    found = {cell.coordinate: cell.comment for row in sheet for cell in row if cell.comment}
    rows = {sheet.cell(row, 1).value: row for row in range(HEADER + 1, sheet.max_row + 1)}
    assert rows[first] > HEADER + 1
    at = sheet.cell(rows[first], labels["Versandweg"]).comment
    assert (at.text, at.author) == ("MKA:\nFax ging nicht durch", "MKA")
    assert sheet.cell(rows[second], 1).comment.text == "liegt bei Frau Ötkür"
    assert {cell.column: cell.comment.text for cell in sheet[HEADER] if cell.comment} == helped
    assert found["A2"].text == "Kopie im Ordner"
    assert sheet.cell(HEADER + len(log_of(book).rows) + 3, 2).comment.text == "Ende"
    assert len(found) == len(helped) + 4


def test_comments_with_replies_stay_as_notes_with_every_word(tmp_path):
    """Excel 365 keeps them in a part of its own, beside a note for older programs."""
    book = workbook(tmp_path / "m.xlsx", office_with(2))
    jobs.write_letters(book, TODAY, pdf=False)
    edited = load_workbook(book.path)
    first = edited[SHEET].cell(HEADER + 1, 1).value
    edited[SHEET].cell(HEADER + 1, 1).comment = Comment("[Threaded comment]", "tc={1}")
    edited.save(book.path)
    _add_thread(book.path, f"A{HEADER + 1}")

    report = jobs.write_letters(FileBook(book.path), TODAY, pdf=False).report

    (told,) = report.warnings
    assert "sind jetzt Notizen mit dem ganzen Wortlaut (1)" in told
    sheet = load_workbook(book.path)[SHEET]
    (row,) = [cell.row for cell in sheet["A"] if cell.value == first]
    assert sheet.cell(row, 1).comment.text == "Maja K.: Ging das raus?\nJa & mit Fax"
    assert jobs.write_letters(FileBook(book.path), TOMORROW, pdf=False).report.warnings == ()


def _add_thread(path, cell):
    """Put a thread of two comments on the sheet of the log, as Excel stores it."""
    office = "http://schemas.microsoft.com/office"
    kind = f"{office}/spreadsheetml/2018/threadedcomments"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with read_book(path) as raw:
        sheet = raw._part(SHEET)
    rels = f"xl/worksheets/_rels/{sheet.rpartition('/')[2]}.rels"
    parts["xl/threadedComments/threadedComment1.xml"] = (
        f'<ThreadedComments xmlns="{kind}"><threadedComment ref="{cell}" personId="{{P}}" id="{{1}}">'
        f'<text>Ging das raus?</text></threadedComment><threadedComment ref="{cell}" personId="{{Q}}" id="{{2}}" '
        'parentId="{1}"><text>Ja &amp; mit Fax</text></threadedComment></ThreadedComments>'
    ).encode()
    parts["xl/persons/person.xml"] = (
        f'<personList xmlns="{kind}"><person displayName="Maja K." id="{{P}}"/></personList>'
    ).encode()
    for name, target, word in (
        (rels, "/xl/threadedComments/threadedComment1.xml", "threadedComment"),
        ("xl/_rels/workbook.xml.rels", "/xl/persons/person.xml", "person"),
    ):
        link = f'<Relationship Id="t1" Type="{office}/2017/10/relationships/{word}" Target="{target}"/>'
        parts[name] = parts[name].replace(b"</Relationships>", link.encode() + b"</Relationships>")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_a_time_typed_into_the_date_is_one_finding_that_says_the_invitation_waits(tmp_path):
    path = tmp_path / "Demo.xlsx"
    made = build_demo()
    create_workbook(path, office=made.office, today=DEMO_DAY, raw=made.raw, synthetic=True)
    edited = load_workbook(path)
    page = edited["Kontakte"]
    place = {page.cell(HEADER_ROW, column).value: column for column in range(1, page.max_column + 1)}
    row = next(
        row
        for row in range(HEADER_ROW + 1, page.max_row + 1)
        if page.cell(row, place["Einladung schreiben"]).value == "ja"
        and page.cell(row, place["Nächster Termin"]).value.date() > DEMO_DAY
    )
    day = page.cell(row, place["Nächster Termin"])
    day.value = f"{day.value:%d.%m.%Y} 14:30"
    page.cell(row, place["um"]).value = None
    edited.save(path)
    book = FileBook(path)

    jobs.check(book, DEMO_DAY)

    (told,) = [each for each in report_of(book) if each["Zeile gehört zu"] == page.cell(row, 1).value]
    assert (told["Regel"], told["Zelle"]) == ("F-02", day.coordinate)
    assert "wartet so lange" in told["Was auffällt"]
