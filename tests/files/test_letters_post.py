"""Friday's post: which letters are entered as sent, by whom, and which refuse."""

import json
import shutil
from dataclasses import replace
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from automation import friday_post, jobs
from automation.cli import main
from automation.letters.dispatch import DispatchLog
from automation.letters.logbook import SHEET, TABLE, build_log, read_log
from automation.letters.print_files import prints_with
from automation.office.staff import AbsentStaffError
from automation.privacy.hunting import hunt
from automation.privacy.traces import Identity, Traces
from tests import letter_office as letters
from tests.letter_office import TODAY
from tests.letter_workbook import make_workbook, office_of_many
from workbook.creating import create_workbook
from workbook.errors import FigureError, LetterError
from workbook.reading.raw import read_book, read_own_table
from workbook.schema.vocabulary import ReferralResult
from workbook.writing.file_book import FileBook


def log_of(path):
    with read_book(path) as raw:
        return read_log(read_own_table(raw, SHEET, TABLE))


def noted(path, **changes):
    """The workbook as if staff had noted this on `Postausgang`, by number."""
    log = log_of(path)
    path.unlink()
    rows = [replace(row, **changes.get(row.reference.replace("-", "_"), {})) for row in log.rows]
    create_workbook(
        path, office=office_of_many(2), today=TODAY, owned=[build_log(log.with_rows(rows), today=TODAY)]
    )
    return FileBook(path)


def states(path):
    return {row.reference[-4:]: str(row.status) for row in log_of(path).rows}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """An office whose four letters were written today; no test changes it."""
    path = make_workbook(tmp_path_factory.mktemp("post") / "Mappe.xlsx")
    assert len(jobs.write_letters(FileBook(path), TODAY).written) == 4
    return path.parent


@pytest.fixture
def posted(written, tmp_path):
    """A copy of its workbook, with its letters."""
    return shutil.copytree(written, tmp_path / "Büro") / "Mappe.xlsx"


def test_the_post_is_what_is_printed_and_the_rest_is_named(posted):
    book = noted(
        posted,
        QB_2019_0001={"status": "gedruckt", "own": (("Notiz", "mit Anlage"),)},
        QB_2019_0003={"status": "ausgedruckt", "way": "persönlich übergeben"},
    )

    done = friday_post.mark_sent(book, TODAY, by="mka")

    assert (done.found, done.document["sent"]) == (False, ["QB-2019-0001", "QB-2019-0003"])
    assert done.told[0] == "Als versandt eingetragen am 28.06.2019: QB-2019-0001, QB-2019-0003."
    assert "Liegt noch da: QB-2019-0002, QB-2019-0004." in done.told
    first, _, third, fourth = log_of(posted).rows
    assert (first.status, first.sent_on, first.sent_by, first.way) == ("versandt", TODAY, "MKA", "")
    assert dict(first.own) == {"Notiz": "mit Anlage"}
    assert (third.status, third.way) == ("versandt", "persönlich übergeben")
    assert (fourth.status, fourth.sent_on, fourth.sent_by) == ("Entwurf", None, "")


def test_where_nothing_is_printed_it_is_what_the_last_run_wrote(posted):
    done = friday_post.mark_sent(FileBook(posted), TODAY, by="MKA")

    assert len(done.document["sent"]) == 4
    assert set(states(posted).values()) == {"versandt"}


def test_what_is_sent_is_entered_once_and_written_no_second_time(posted):
    friday_post.mark_sent(FileBook(posted), TODAY, by="MKA")
    before = posted.read_bytes()

    again = friday_post.mark_sent(FileBook(posted), TODAY, by="MKA")

    assert posted.read_bytes() == before
    assert again.told[0] == "Es wurde nichts als versandt eingetragen."
    assert jobs.write_letters(FileBook(posted), TODAY, pdf=False).written == ()


def test_a_letter_whose_file_is_gone_is_not_what_the_last_run_left(posted):
    (posted.parent / "Briefe" / log_of(posted).rows[0].file_name).unlink()

    friday_post.mark_sent(FileBook(posted), TODAY, by="MKA")

    assert states(posted)["0001"] == "Entwurf"
    assert states(posted)["0002"] == "versandt"


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("gesperrt", "gesperrt und darf nicht hinaus: Kein Einverständnis."),
        ("ersetzt", "durch ein neueres ersetzt"),
        ("storniert", "Der Status ist „storniert“"),
        ("versandt", "schon am 27.06.2019 als versandt eingetragen"),
        ("liegt bei Frau M.", "Der Status ist „liegt bei Frau M.“"),
    ],
)
def test_what_must_not_go_out_refuses_by_name_and_stops_no_other(posted, status, reason):
    yesterday = TODAY - timedelta(days=1)
    change = {"status": status, "blocked_because": "Kein Einverständnis.", "sent_on": yesterday}
    book = noted(posted, QB_2019_0002=change)

    done = friday_post.mark_sent(book, TODAY, by="MKA", references=["QB-2019-0001", "qb-2019-0002 "])

    assert (done.found, done.document["sent"]) == (True, ["QB-2019-0001"])
    (refused,) = [text for text in done.told if text.startswith("QB-2019-0002 nicht: ")]
    assert reason in refused
    assert log_of(posted).rows[1].sent_by == ""
    assert states(posted)["0001"] == "versandt"


@pytest.mark.parametrize("status", ["Entwurf", "geprüft", "gedruckt"])
def test_a_letter_that_says_something_else_by_now_refuses(posted, status):
    log = log_of(posted)
    posted.unlink()
    rows = [replace(row, status=status) for row in log.rows]
    changed = office_of_many(2, topic="Ihr Mietvertrag")
    create_workbook(posted, office=changed, today=TODAY, owned=[build_log(log.with_rows(rows), today=TODAY)])

    done = friday_post.mark_sent(FileBook(posted), TODAY, by="MKA")

    kinds = {row.reference: (row.kind, row.status) for row in log_of(posted).rows}
    assert {kinds[each] for each in done.document["sent"]} == {("WOHNEN", "versandt")}
    assert {kinds[each["reference"]] for each in done.document["refused"]} == {("EINLADUNG", status)}
    assert all("sagt nicht mehr, was in der Mappe steht" in each["reason"] for each in done.document["refused"])


def test_a_letter_that_nothing_asks_for_any_more_refuses(posted):
    log = log_of(posted)
    posted.unlink()
    records = [record for table in office_of_many(2) for record in table]
    records = [
        each.model_copy(update={"result": ReferralResult.ACCEPTED}) if type(each).__name__ == "Referral" else each
        for each in records
    ]
    create_workbook(posted, office=letters.office_of(records), today=TODAY, owned=[build_log(log, today=TODAY)])

    done = friday_post.mark_sent(FileBook(posted), TODAY, by="MKA")

    assert len(done.document["sent"]) == len(done.document["refused"]) == 2
    assert all("darf nicht mehr hinaus" in each["reason"] for each in done.document["refused"])


def test_nothing_goes_out_before_it_was_written(posted):
    done = friday_post.mark_sent(FileBook(posted), date(2019, 6, 27), by="MKA")

    assert (done.found, done.document["sent"]) == (True, [])
    assert set(states(posted).values()) == {"Entwurf"}


def test_selected_rows_are_taken_and_initials_typed_beside_one_of_them(posted):
    noted(posted, QB_2019_0004={"sent_by": "MKA"})
    rows = {row.reference: row.row for row in log_of(posted).rows}

    friday_post.mark_sent(FileBook(posted), TODAY, rows={rows["QB-2019-0003"], rows["QB-2019-0004"]})

    assert [(row.status, row.sent_by) for row in log_of(posted).rows] == [
        ("Entwurf", ""),
        ("Entwurf", ""),
        ("versandt", "MKA"),
        ("versandt", "MKA"),
    ]


def test_without_initials_of_the_office_nothing_is_entered(posted, monkeypatch):
    monkeypatch.setenv("LOGNAME", "jemand")
    before = posted.read_bytes()

    with pytest.raises(LetterError, match="Wer hat die Post hinausgegeben"):
        friday_post.mark_sent(FileBook(posted), TODAY)
    with pytest.raises(FigureError, match="Das Kürzel „XY“ steht nicht"):
        friday_post.mark_sent(FileBook(posted), TODAY, by="XY")
    with pytest.raises(LetterError, match=r"„QB-2019-004“ steht nicht .* Ist QB-2019-000\d gemeint"):
        friday_post.mark_sent(FileBook(posted), TODAY, by="MKA", references=["QB-2019-004"])

    assert posted.read_bytes() == before


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"active_until": TODAY - timedelta(1)}, "nur bis 27.06.2019"),
        ({"active_from": TODAY + timedelta(1)}, "erst ab 29.06.2019"),
    ],
)
def test_nobody_sends_post_who_is_not_there_on_that_day(posted, days, said, monkeypatch):
    monkeypatch.setenv("LOGNAME", "abc")
    log = log_of(posted)
    posted.unlink()
    rows = [replace(log.rows[0], sent_by="ABC"), *log.rows[1:]]
    away = letters.adviser(row=6, initials="ABC", **days)
    create_workbook(
        posted,
        office=office_of_many(2, others=[letters.adviser(), away]),
        today=TODAY,
        owned=[build_log(log.with_rows(rows), today=TODAY)],
    )
    before = posted.read_bytes()

    with pytest.raises(AbsentStaffError, match=said):
        friday_post.mark_sent(FileBook(posted), TODAY, by="abc")
    with pytest.raises(AbsentStaffError, match=said):  # as typed beside a letter
        friday_post.mark_sent(FileBook(posted), TODAY, references=["QB-2019-0001"])
    with pytest.raises(LetterError, match="Wer hat die Post"):  # as logged in
        friday_post.mark_sent(FileBook(posted), TODAY, references=["QB-2019-0002"])

    assert posted.read_bytes() == before


def test_an_office_without_letters_hears_that_there_is_no_post(tmp_path):
    path = make_workbook(tmp_path / "Mappe.xlsx")
    assert log_of(path).rows == DispatchLog().rows

    done = friday_post.mark_sent(FileBook(path), TODAY, by="MKA")

    assert "kein Schreiben „gedruckt“" in done.told[1]


def test_the_command_says_which_letters_went_out(posted, capsys):
    day = ["--as-of", "28.06.2019"]
    assert main(["letters", str(posted), "--mark-sent", *day]) == 2
    assert "--by KÜRZEL" in capsys.readouterr().err
    assert main(["letters", str(posted), "--reference", "QB-2019-0001", *day]) == 2
    assert "gehören zu „--mark-sent“" in capsys.readouterr().err

    words = ["letters", str(posted), "--mark-sent", "--by", "MKA", "--reference", "QB-2019-0001", "--json", *day]
    assert main(words) == 0

    assert json.loads(capsys.readouterr().out)["sent"] == ["QB-2019-0001"]
    assert states(posted) == {"0001": "versandt", "0002": "Entwurf", "0003": "Entwurf", "0004": "Entwurf"}


def pdf_of(path, name):
    return "\n".join(page.extract_text() for page in PdfReader(path.parent / "Briefe" / name).pages)


def test_what_lies_there_is_one_pdf_in_order_with_a_list_that_names_nobody(posted):
    done = friday_post.print_post(FileBook(posted), TODAY)

    name, listed = done.document["files"]
    assert name == "Druck_QB-2019-0001_bis_QB-2019-0004_2019-06-28.pdf"
    text, index = pdf_of(posted, name), pdf_of(posted, listed)
    rows = log_of(posted).rows
    assert sorted(rows, key=lambda row: text.index(row.reference)) == list(rows)
    single = [PdfReader(posted.parent / "Briefe" / f"{row.file_name[:-5]}.pdf") for row in rows]
    assert len(PdfReader(posted.parent / "Briefe" / name).pages) == sum(len(each.pages) for each in single)
    assert all(row.reference in index and row.kind in index for row in rows)
    assert [word for word in ("Yıldız", "Schäfer", "Ayşe", "K-00001") if word in index] == []
    assert set(states(posted).values()) == {"gedruckt"}

    assert friday_post.mark_sent(FileBook(posted), TODAY, by="MKA").document["sent"] == done.document["printed"]


def test_what_cannot_be_printed_is_named_with_what_to_do(posted):
    first, second, third, fourth = log_of(posted).rows
    briefe = posted.parent / "Briefe"
    (briefe / f"{first.file_name[:-5]}.pdf").unlink()
    (briefe / f"{second.file_name[:-5]}.pdf").write_bytes(b"%PDF-1.7 kaputt")
    (briefe / third.file_name).write_bytes((briefe / third.file_name).read_bytes() + b" ")

    done = friday_post.print_post(FileBook(posted), TODAY)

    reasons = {each["reference"]: each["reason"] for each in done.document["refused"]}
    assert done.found
    assert done.document["printed"] == [fourth.reference]
    assert "kein PDF" in reasons[first.reference]
    assert "nicht lesen" in reasons[second.reference]
    assert "hat jemand geändert" in reasons[third.reference]
    assert states(posted) == {"0001": "Entwurf", "0002": "Entwurf", "0003": "Entwurf", "0004": "gedruckt"}


def test_a_print_does_not_stay_where_the_workbook_cannot_be_written(posted, monkeypatch):
    before = sorted((posted.parent / "Briefe").iterdir())

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileBook, "write", full)
    with pytest.raises(OSError, match="No space"):
        friday_post.print_post(FileBook(posted), TODAY)

    assert sorted((posted.parent / "Briefe").iterdir()) == before


def test_whoever_is_erased_is_found_in_what_was_printed(posted):
    friday_post.print_post(FileBook(posted), TODAY, references=["QB-2019-0001", "QB-2019-0003"])
    briefe, rows = posted.parent / "Briefe", log_of(posted).rows
    (printed,) = briefe.glob("Druck_*.pdf")
    names = {"K-00001": ("Ayşe", "Yıldız"), "K-00002": ("Anna", "Schäfer")}
    inside = {row.client_id for row in (rows[0], rows[2])}

    for key, name in names.items():
        found = hunt(RawOfNothing(), None, [printed], Traces(Identity(key, names=(name,))))
        assert (bool(found.left), found.unread) == (key in inside, ())
    assert prints_with(briefe, [rows[1]]) == [printed]  # what the numbers span goes too: nobody is left in it
    assert prints_with(briefe, [rows[3]]) == []


class RawOfNothing:
    sheets = ()
