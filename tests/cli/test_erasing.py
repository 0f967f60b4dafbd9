"""`lotse person --erase`: staff get a list, Lotse does its part, and nothing is left that anybody could find."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pdfplumber
import pytest
import typst

from automation.privacy.about import NOT_ABOUT
from automation.privacy.answering import FOLDER
from tests.cli.test_person import one_row_of_everything
from tests.intake import PERSON, REQUEST, fill
from tests.letter_workbook import TODAY, make_workbook
from tests.rules import office as o
from workbook.creating import create_workbook
from workbook.reading.passwords import Keys
from workbook.reading.raw import read_book
from workbook.writing.backups import backups_of
from workbook.writing.changing import Safety
from workbook.writing.erased_keys import ErasedKey, ErasedListError, erased_in, list_file
from workbook.writing.file_book import FileBook

AS_OF = ("--as-of", TODAY.isoformat())
KEY = "K-00001"
WORDS = ("K-00001", "Yıldız", "091234000", "123A456000", "0012000", "HH-0001", "R-00001", "E-00001")
"""By what the first client of the small workbook could be found again."""


def parts_of(file: Path):
    """Every part of a file, unpacked, as text; a PDF by its words."""
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as opened:
            return [opened.read(name).decode("utf-8", "replace") for name in opened.namelist()]
    if file.suffix == ".pdf":
        with pdfplumber.open(file) as opened:
            return [page.extract_text() for page in opened.pages]
    return [file.read_text(encoding="utf-8", errors="replace")]


def traces(folder: Path, words=WORDS):
    """Where any of the words stands, in anything but the backups: file name and word."""
    found = []
    for file in sorted(folder.rglob("*")):
        if file.is_file() and "Sicherungen" not in file.parts:
            texts = [file.name, *(text for part in parts_of(file) for text in (part, re.sub(r"<[^>]+>", "", part)))]
            found += [(file.name, word) for word in words if any(word in text for text in texts)]
    return found


def delete(path: Path, rows):
    """What staff do: empty these cells, save."""
    book = openpyxl.load_workbook(path)
    for row in rows:
        for cells in book[row["sheet"]][row["cells"]]:
            for cell in cells if isinstance(cells, tuple) else (cells,):
                cell.value = None
    book.save(path)


def erase(lotse, path, *more):
    told = lotse("person", path, KEY, "--erase", "--json", *AS_OF, *more)
    return json.loads(told.out) | {"code": told.code}


@pytest.fixture(scope="module")
def _made(tmp_path_factory):
    from automation.cli import main  # noqa: PLC0415 - beside its only use

    path = tmp_path_factory.mktemp("made") / "Mappe.xlsx"
    make_workbook(path, clients=3)
    assert main(["letters", str(path), "--no-pdf", "--json", *AS_OF]) in {0, 1}
    return path.parent


@pytest.fixture
def path(_made, tmp_path):
    """A workbook of three people with their letters."""
    shutil.copytree(_made, tmp_path / "Büro")
    return tmp_path / "Büro" / "Mappe.xlsx"


@pytest.fixture
def whole(lotse, path):
    """The same with everything that Lotse writes: PDF, findings, figures, today's list, calendars, a comparison."""
    for file in (path.parent / "Briefe").iterdir():
        file.unlink()
    book = openpyxl.load_workbook(path)
    for sheet in ("Postausgang", "Prüfbericht"):
        del book[sheet]
    book.save(path)
    for words in (("run",), ("today", "--ics", path.parent / "Kalender"), ("diff", "--sheet")):
        assert lotse(words[0], path, *words[1:], "--json", *AS_OF).code in {0, 1}
    return path


def figures(lotse, path):
    """Every figure but those of what stands in the workbook today: its rows, and the age of what is open."""
    told = json.loads(lotse("dashboard", path, "--json", *AS_OF).out)
    return [each for each in told["measures"] if not each["id"].startswith(("ANL_ALTER", "DQ"))]


def test_list_deletion_proof_and_nothing_is_left_in_any_part_of_anything(lotse, whole):
    path = whole
    lotse("person", path, KEY, *AS_OF)
    letters = sorted((path.parent / "Briefe").rglob("*_*"))
    before = figures(lotse, path)
    found = {name for name, _ in traces(path.parent)}
    assert {".docx", ".pdf", ".xlsx", ".json", ".ics"} == {Path(name).suffix for name in found}

    first = erase(lotse, path)
    assert first["code"] == 1
    assert {row["key"] for row in first["rows"]} >= {KEY, "HH-0001", "R-00001", "E-00001"}
    assert first["letters"]
    assert first["files"]
    delete(path, first["rows"])
    for calendar in (path.parent / "Kalender").iterdir():
        calendar.unlink()
    book = openpyxl.load_workbook(path)
    book["Heute"]["L2"] = "Urlaub bis Freitag"
    book.save(path)
    shown = lotse("person", path, KEY, "--erase", *AS_OF)

    assert shown.code == 0, shown.out
    assert "nichts gefunden" in shown.out
    assert "Auf Blatt „Heute“ stand etwas von Ihnen (L2)" in shown.out
    assert traces(path.parent) == []
    assert len(before) > 30
    assert figures(lotse, path) == before
    left = sorted((path.parent / "Briefe").rglob("*_*"))
    assert {str(each) for each in set(letters) - set(left)} == set(first["files"])
    assert sorted(file.suffix for file in (path.parent / FOLDER).iterdir()) == [".docx", ".pdf"]


def test_a_value_planted_in_any_column_is_in_nothing_of_lotse_s_afterwards(lotse, tmp_path):
    marks = {}
    path = tmp_path / "Mappe.xlsx"
    one_row_of_everything(path, marks)
    assert lotse("run", path, "--no-pdf", "--json", *AS_OF).code in {0, 1}
    lotse("person", path, KEY, *AS_OF)
    theirs = {mark for (record, _), mark in marks.items() if record not in NOT_ABOUT}
    assert {word for _, word in traces(tmp_path, theirs)} == theirs

    delete(path, erase(lotse, path)["rows"])

    assert erase(lotse, path)["code"] == 0
    assert traces(tmp_path, theirs) == []


def test_what_was_corrected_of_a_person_goes_and_the_rest_keeps_its_numbers(lotse, path):
    book = openpyxl.load_workbook(path)
    labels = {cell.value: cell.column for cell in book["Klienten"][4]}
    for row in (5, 6):
        book["Klienten"].cell(row, labels["Geburtsdatum"], "3.4.1981")
    book.save(path)
    fixed = lotse("check", path, "--fix", "--yes", "--json", *AS_OF)
    assert fixed.code in {0, 1}
    assert {KEY, "K-00002"} <= {row["Zeile gehört zu"] for row in corrected(path)}
    delete(path, erase(lotse, path)["rows"])

    assert erase(lotse, path)["code"] == 0

    assert {row["Zeile gehört zu"] for row in corrected(path)} == {"K-00002"}
    assert traces(path.parent) == []


def corrected(path):
    page = openpyxl.load_workbook(path)["Änderungen"]
    table = page.tables["tblBerichtigungen"]
    labels, *rows = [[cell.value for cell in row] for row in page[table.ref]]
    return [dict(zip(labels, row, strict=True)) for row in rows if row[0] is not None]


def test_the_log_keeps_number_day_kind_category_and_ground_and_nothing_else(lotse, path):
    def log():
        page = openpyxl.load_workbook(path, data_only=True)["Postausgang"]
        labels, *rows = page[page.tables["tblPostausgang"].ref]
        rows = [
            dict(zip((cell.value for cell in labels), (cell.value for cell in row), strict=True)) for row in rows
        ]
        return {row["Zeichen"]: row for row in rows}

    before = log()
    first = erase(lotse, path)
    delete(path, first["rows"])
    erase(lotse, path)

    after = log()
    assert set(after) == set(before)
    for reference, row in after.items():
        if reference not in first["letters"]:
            assert row == before[reference]
            continue
        kept = {label for label, value in row.items() if value not in (None, "")}
        assert kept == {"Zeichen", "Datum", "Art", "Empfängertyp", "Rechtsgrundlage", "Status"}
        assert all(row[label] == before[reference][label] for label in kept - {"Status"})
    assert lotse("check", path, "--no-write", *AS_OF).code in {0, 1}
    assert json.loads(lotse("letters", path, "--dry-run", "--json", *AS_OF).out)["letters"] == []


def test_what_is_left_is_named_by_its_place_and_the_proof_waits_for_it(lotse, path):
    first = erase(lotse, path)
    delete(path, first["rows"])
    book = openpyxl.load_workbook(path)
    book.create_sheet("Ausflug").append(["kommt mit:", "Yıldız", "Ayşe"])
    book["Klienten"]["C7"].comment = openpyxl.comments.Comment("Nachbarin von K-00001", "MKA")
    book.save(path)
    (path.parent / "Briefe" / "Entwurf alt.html").write_text("<p>ruft an: 0209 1234-000</p>", encoding="utf-8")
    (path.parent / "MKA.ics").write_text("SUMMARY:Wiedervorlage K-00001", encoding="utf-8")
    pdfs = planted_pdfs(path.parent / "Briefe")

    second = erase(lotse, path)

    assert second["code"] == 1
    assert {(each["where"], each["what"]) for each in second["left"]} == {
        ("Ausflug!B1:C1", "Name"),
        ("Klienten!C7 (Notiz)", "Kennung"),
        ("Entwurf alt.html", "Telefon"),
        ("MKA.ics", "Kennung"),
        (pdfs[0].name, "Name"),
        ("Zeile.pdf", "Telefon"),
        ("Titel.pdf", "Kennung"),
    }
    assert {Path(each).name for each in second["unread"]} == {"Scan.pdf", "Kaputt.pdf"}
    assert (path.parent / FOLDER / f"Löschauftrag_{KEY}.json").exists()
    book = openpyxl.load_workbook(path)
    del book["Ausflug"]
    book["Klienten"]["C7"].comment = None
    book.save(path)
    for name in ("Briefe/Entwurf alt.html", "MKA.ics"):
        (path.parent / name).unlink()
    for pdf in pdfs:
        pdf.unlink()
    assert erase(lotse, path)["code"] == 0
    assert traces(path.parent) == []


def planted_pdfs(folder: Path):
    """PDFs that name the person: beside a Word file of somebody else, across lines, in the title; and others."""
    beside = next(each for each in folder.glob("*.docx") if "0002" in each.name).with_suffix(".pdf")
    for file, words in (
        (beside, "#box[Frau Ayşe] \\ Yıldız kommt mit."),
        (folder / "Zeile.pdf", "Anruf unter 0209 1234-\\ 000 vereinbart"),
        (folder / "Titel.pdf", '#set document(title: "Antwort an K-00001")\nNichts weiter.'),
        (folder / "Fremd.pdf", "Ayşe Kaya ruft unter 0209 1234-999 zurück."),
        (folder / "Scan.pdf", "#rect()"),
    ):
        file.write_bytes(typst.compile(words.encode()))
    (folder / "Kaputt.pdf").write_bytes(b"%PDF-1.7\n" + b"\x00" * 99)
    return sorted(folder.glob("*.pdf"), key=lambda file: file != beside)


def test_rows_left_behind_are_asked_for_again_and_what_was_known_stays_known(lotse, path):
    first = erase(lotse, path)
    client = [row for row in first["rows"] if row["sheet"] == "Klienten"]
    delete(path, client)

    again = erase(lotse, path)

    assert again["code"] == 1
    assert KEY not in {row["key"] for row in again["rows"]}
    assert {row["key"] for row in again["rows"]} >= {"R-00001", "E-00001"}
    delete(path, again["rows"])
    delete(path, [row for row in first["rows"] if row["sheet"] in {"Bedarfsgemeinschaften", "Leistungsverlauf"}])
    last = erase(lotse, path)
    assert last["looked_for_names"]
    assert last["code"] == 0, last["left"]


def test_who_shares_a_household_leaves_it_to_the_others(lotse, path):
    book = openpyxl.load_workbook(path)
    book["Klienten"]["B6"] = "HH-0001"
    book.save(path)

    first = erase(lotse, path)

    assert "HH-0001" not in {row["key"] for row in first["rows"]}
    assert {row["sheet"] for row in first["stays"]} >= {"Bedarfsgemeinschaften"}
    delete(path, first["rows"])
    assert erase(lotse, path)["code"] == 0
    assert traces(path.parent, [word for word in WORDS if word not in {"HH-0001", "0012000"}]) == []


def test_a_family_erased_together_takes_its_household_along(lotse, tmp_path):
    path = tmp_path / "Mappe.xlsx"
    usual = {"household_id": "HH-0001", "phone": None, "email": None}
    clients = [o.client(client_id=f"K-0000{n}", first_name=f"Elif{n}", **usual) for n in (1, 2, 3)]
    home = o.household(household_id="HH-0001", household_no="33304//0077123")
    create_workbook(path, office=o.office(clients=clients, households=[home]), today=TODAY)

    def step(n):
        return json.loads(lotse("person", path, f"K-0000{n}", "--erase", "--json", *AS_OF).out)

    lists = [step(n) for n in (1, 2, 3)]
    at_home = [[row["key"] for row in each["rows"] if row["sheet"] == "Bedarfsgemeinschaften"] for each in lists]
    assert at_home == [[], [], ["HH-0001"]]
    assert "für alle 2 anderen" in str(lists[2]["obstacles"])
    delete(path, lists[0]["rows"] + lists[1]["rows"] + [r for r in lists[2]["rows"] if r["key"] == "K-00003"])

    assert [step(n)["left"] for n in (1, 2)] == [[], []]
    assert "Bedarfsgemeinschaften" in str(step(3)["left"])
    delete(path, lists[2]["rows"])
    assert step(3)["left"] == []
    assert traces(path.parent, ("33304//0077123", "HH-0001")) == []


def test_a_failure_in_the_middle_is_made_up_for_and_counts_nothing_twice(lotse, path, monkeypatch):
    before = figures(lotse, path)
    delete(path, erase(lotse, path)["rows"])

    with monkeypatch.context() as broken:
        broken.setattr("automation.privacy.erasing.remember_erased", _no_room)
        assert lotse("person", path, KEY, "--erase", *AS_OF).code == 2

    assert erase(lotse, path)["code"] == 0
    assert figures(lotse, path) == before
    assert traces(path.parent) == []


@pytest.mark.parametrize("keys", [(KEY,), (KEY, "K-00002")])
def test_a_closed_quarter_counts_on_under_other_keys_also_when_two_go_at_once(lotse, path, keys):
    later = ("--as-of", "2019-07-15")
    assert lotse("dashboard", path, "--close", "2019-Q2", "--by", "MKA", *later).code == 0

    def counted():
        told = json.loads(lotse("dashboard", path, "--json", "--quarter", "2019-Q2", *later).out)
        return [each for each in told["measures"] if not each["id"].startswith(("ANL_ALTER", "DQ"))]

    before = counted()
    lists = [json.loads(lotse("person", path, key, "--erase", "--json", *later).out) for key in keys]
    gone = {row["key"] for each in lists for row in each["rows"]}
    assert gone & _record(path) >= {"HH-0001", "A-00001", "R-00001"}
    delete(path, [row for each in lists for row in each["rows"]])

    for key in keys:
        assert lotse("person", path, key, "--erase", *later).code == 0

    assert counted() == before
    assert not gone & _record(path)
    assert {"gelöscht-1", "gelöscht-2", "gelöscht-3"} <= _record(path)


def _record(path):
    """Everything that stands on the sheet of closed quarters."""
    with read_book(path) as book:
        return {value for row in book.rows("Quartalsabschlüsse") for value in row}


def _no_room(path, *_):
    from workbook.errors import WorkbookNotWrittenError  # noqa: PLC0415 - beside its only use

    raise WorkbookNotWrittenError(path, "Auf dem Laufwerk ist kein Platz mehr.", "Bitte Platz schaffen.")


def test_an_open_workbook_or_letter_waits(lotse, path):
    first = erase(lotse, path)
    delete(path, first["rows"])
    lock = path.with_name(f"~${path.name}")
    lock.write_bytes(b"")
    assert lotse("person", path, KEY, "--erase", *AS_OF).code == 2
    lock.unlink()
    word = next(Path(file) for file in first["files"] if file.endswith(".docx"))
    mark = word.with_name(f"~${word.name[2:]}")
    mark.write_bytes(b"")

    told = erase(lotse, path)

    assert told["code"] == 1
    assert told["in_use"] == [str(word)]
    mark.unlink()
    assert erase(lotse, path)["code"] == 0


def test_rows_deleted_unasked_are_known_from_the_last_backup(lotse, path):
    rows = erase(lotse, path)["rows"]
    shutil.rmtree(path.parent / FOLDER)
    delete(path, rows)

    told = erase(lotse, path)

    assert told["looked_for_names"]
    assert told["letters_reduced"] > 0
    assert told["code"] == 0, told["left"]


def test_a_backup_tells_who_was_erased_and_the_list_names_nobody(lotse, path):
    delete(path, erase(lotse, path)["rows"])
    told = erase(lotse, path)

    assert told["backups"]
    assert {each.path for each in backups_of(path)} >= {Path(each["file"]) for each in told["backups"]}
    with read_book(Path(told["backups"][0]["file"]), Keys()) as raw:
        assert erased_in(path, raw) == (ErasedKey(KEY, TODAY),)
    with read_book(path, Keys()) as raw:
        assert erased_in(path, raw) == ()
    back = Path(told["backups"][-1]["file"]).name
    shown = lotse("restore", path, back, "--yes", *AS_OF).out
    assert "die gelöscht wurden: K-00001 (am 28.06.2019)" in shown
    assert f"lotse person {path} {KEY} --erase" in shown
    assert erase(lotse, path)["rows"]
    listed = list_file(path).read_text(encoding="utf-8")
    assert not any(word in listed for word in WORDS)
    list_file(path).write_text("{", encoding="utf-8")
    with read_book(path, Keys()) as raw, pytest.raises(ErasedListError, match="Datensicherung"):
        erased_in(path, raw)


def test_who_was_erased_does_not_come_again_with_the_intake_that_brought_them(lotse, path, tmp_path):
    intake = tmp_path / "Eingang.xlsx"  # on a colleague's drive, where no hunt looks
    lotse("desk", path, "--for", "MKA", "-o", intake, *AS_OF)
    fill(intake, {"Klienten": [{**PERSON, "Haushalt (BG)": None}], "Anliegen": [REQUEST]})
    assert lotse("collect", path, intake, "--append", "--yes", "--json", *AS_OF).code == 0
    for _ in range(2):
        done = json.loads(lotse("person", path, "K-00004", "--erase", "--json", *AS_OF).out)
        delete(path, done.get("rows", ()))
    assert done["step"] == "erased"

    told = json.loads(lotse("collect", path, intake, "--json", *AS_OF).out)

    assert told["coming"] == []
    reasons = {each["key"]: each["reason"] for each in told["held"]}
    assert all(reasons[key].startswith("Gehört zu jemandem, der gelöscht wurde.") for key in ("K-00900", "A-09000"))
    other = json.loads(lotse("collect", path, intake, "--new", "K-00900", "--json", *AS_OF).out)
    assert [each["new_key"] for each in other["coming"]] == ["K-00005"]


def test_a_comparison_with_a_version_of_before_brings_nothing_of_them_back(lotse, path):
    """Every evening compares with a backup: the person, and who named them, would stand in the workbook again."""
    book = openpyxl.load_workbook(path)
    page = book["Klienten"]
    remark = next(cell.column for cell in page[4] if cell.value == "Bemerkung")
    page.cell(6, remark, "Schwester von Frau Yıldız")
    book.save(path)
    lotse("check", path, "--json", *AS_OF)  # a backup in which both stand
    delete(path, erase(lotse, path)["rows"])
    book = openpyxl.load_workbook(path)
    book["Klienten"].cell(6, remark).value = None
    book["Klienten"].cell(6, remark - 1, "Neu Getippt")
    book.save(path)
    assert erase(lotse, path)["code"] == 0

    told = lotse("diff", path, "--sheet", *AS_OF)

    assert "Zeile fort" in told.out
    assert traces(path.parent) == []
    changes = [cell.value for row in openpyxl.load_workbook(path)["Änderungen"].iter_rows() for cell in row]
    assert any("seitdem gelöscht wurden" in str(value) for value in changes)
    assert "Neu Getippt" in changes


def test_nobody_gets_the_key_of_somebody_who_was_erased(lotse, path):
    """Or a backup would say of somebody new that they were erased, and offer to do it again."""
    last = "K-00003"

    def gone():
        return json.loads(lotse("person", path, last, "--erase", "--json", *AS_OF).out)

    delete(path, gone()["rows"])
    assert gone()["next_free_key"] == "K-00004"

    intake = path.with_name("Eingang.xlsx")
    lotse("desk", path, "--for", "MKA", "-o", intake, *AS_OF)
    start = openpyxl.load_workbook(intake)["Start"]
    assert any("MAX(3," in str(cell.value) for row in start.iter_rows() for cell in row)
    fill(intake, {"Klienten": [{**PERSON, "Haushalt (BG)": None}]})
    told = json.loads(lotse("collect", path, intake, "--json", *AS_OF).out)
    assert [each["new_key"] for each in told["coming"]] == ["K-00004"]

    book = openpyxl.load_workbook(path)
    row = 5 + 3
    for place, cell in enumerate(book["Klienten"][5][1:9], 2):
        book["Klienten"].cell(row, place, cell.value)
    book.save(path)
    found = json.loads(lotse("check", path, "--json", *AS_OF).out)["findings"]
    assert [each["suggestion"] for each in found if each["rule"] == "P-01" and each["cell"] == f"A{row}"] == [
        "nächste freie: K-00004"
    ]

    book["Klienten"].cell(row, 1, last)  # typed by hand, as `Start` would have it
    book.save(path)
    back = next(
        each for each in backups_of(path) if last.encode() in b"".join(map(str.encode, parts_of(each.path)))
    )
    shown = lotse("restore", path, back.path.name, "--yes", *AS_OF).out
    assert f"lotse person {path} {last} --erase; die Mappe davor hatte die Kennung auch" in shown


def test_screen_and_json_carry_no_name(lotse, path):
    shown = [lotse("person", path, KEY, "--erase", *AS_OF, *more) for more in ((), ("--json",))]
    delete(path, json.loads(shown[1].out)["rows"])
    book = openpyxl.load_workbook(path)
    book.create_sheet("Ausflug").append(["Ayşe Yıldız"])
    book.save(path)
    shown += [lotse("person", path, KEY, "--erase", *AS_OF, *more) for more in ((), ("--json",))]

    text = "".join(each.out + each.err for each in shown)
    assert not [word for word in ("Yıldız", "Ayşe", "091234000", "123A456000", "0012000") if word in text]


@pytest.mark.parametrize(
    ("settings", "left"),
    [({"Sicherungen aufheben (Tage)": "90"}, 2), ({}, 3), ({"Sicherungen aufheben (Tage)": "?"}, 3)],
)
def test_backups_run_out_after_the_days_of_the_settings_and_not_without_the_row(tmp_path, settings, left):
    def write(days_on):
        book = FileBook(path, Safety(now=lambda: now + timedelta(days=days_on)))
        from automation import jobs  # noqa: PLC0415 - beside its only use

        jobs.check(book, TODAY + timedelta(days=days_on))

    now = datetime(2019, 6, 28, 9, tzinfo=UTC)
    path = make_workbook(tmp_path / "Mappe.xlsx", clients=1, settings=settings)
    for days in (0, 80, 91):
        write(days)

    assert len(backups_of(path)) == left


def test_what_is_left_after_the_clients_row_has_gone_is_told_in_true_words(lotse, path):
    rows = erase(lotse, path)["rows"]
    delete(path, [row for row in rows if row["sheet"] != "Verweise"])

    told = lotse("person", path, KEY.lower(), "--erase", *AS_OF).out

    assert "Auf dem Blatt „Klienten“ steht die Person nicht" in " ".join(told.split())
    assert "Status:" not in told
    assert "1 Sicherungen" not in told
