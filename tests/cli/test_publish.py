"""Publishing as staff do it: two quarters one after the other, what is written, what is refused, what is told."""

import json
import shlex
import shutil
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from automation.cli import main
from automation.publication.counting import count_for_publication
from automation.publication.people import Behind
from automation.publication.programme import CITY
from automation.publication.releases import SHEET, read_ledger
from workbook.reading.raw import read_book
from workbook.writing.file_book import FileBook

FIRST, SECOND = ("--as-of", "15.10.2018"), ("--as-of", "15.01.2019")


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """A small office with its first quarter closed and published."""
    folder = tmp_path_factory.mktemp("publik")
    path = folder / "Mappe.xlsx"
    assert main(["new", str(path), "--demo", "--rows", "60", "--as-of", "30.06.2019"]) == 0
    assert main(["dashboard", str(path), "--close", "2018-Q3", "--by", "mka", *FIRST]) == 0
    assert main(["publish", str(path), "--quick", *FIRST]) == 0
    return folder


@pytest.fixture
def folder(once, tmp_path):
    return shutil.copytree(once, tmp_path / "Büro")


def test_a_closed_quarter_comes_in_three_forms_with_its_proof_and_is_remembered(folder):
    files = {path.name for path in (folder / "Veröffentlichungen").iterdir()}
    proof = json.loads((folder / "Veröffentlichungen" / "Zahlen_2018-Q3.json").read_text())["proof"]
    sheet = load_workbook(folder / "Mappe.xlsx")["Veröffentlichungen"]
    header, row = ([cell.value for cell in cells] for cells in sheet["A6:H7"])

    assert files == {f"Zahlen_2018-Q3.{ending}" for ending in ("xlsx", "html", "pdf", "json")}
    assert (proof["recoverable"], proof["earlier_releases"]) == (0, 0)
    assert dict(zip(header, row, strict=True))["Quartal"] == "2018-Q3"
    page = (folder / "Veröffentlichungen" / "Zahlen_2018-Q3.html").read_bytes()
    assert len(page) < 80_000
    assert b"<script" not in page


def test_the_same_once_more_writes_nothing_new(folder, lotse):
    path = folder / "Mappe.xlsx"
    before, files = path.read_bytes(), sorted((folder / "Veröffentlichungen").iterdir())

    done = lotse("publish", path, "--quick", *FIRST)

    assert done.code == 0
    assert "Barrierefreiheit“ und rufen" in done.out
    assert path.read_bytes() == before
    assert sorted((folder / "Veröffentlichungen").iterdir()) == files
    assert "Geschrieben" not in done.out
    searched = lotse("publish", path, *FIRST)  # for something cheaper, though it is told already
    assert (searched.code, "liegen noch daneben" in searched.out) == (0, False)
    assert sorted((folder / "Veröffentlichungen").iterdir()) == files


def test_the_next_quarter_knows_the_one_before(folder, lotse):
    path = folder / "Mappe.xlsx"

    spaced = folder / "Mappe Süd.xlsx"
    spaced.write_bytes(path.read_bytes())
    early = lotse("publish", spaced, "--quarter", "2018-Q4", *SECOND)
    spaced.unlink()
    closed = lotse("dashboard", path, "--close", "2018-Q4", "--by", "mka", *SECOND)
    done = lotse("publish", path, "--quarter", "2018-Q4", "--quick", "--json", *SECOND)

    assert (early.code, closed.code, done.code) == (2, 0, 0)
    told = " ".join(early.err.split())
    assert "nicht abgeschlossen" in told
    assert shlex.split(told.partition("„lotse ")[2].partition("“")[0])[:3] == ["dashboard", str(spaced), "--close"]
    assert json.loads(done.out)["proof"]["earlier_releases"] == 1
    assert json.loads(done.out)["leaks"] == []
    again = lotse("publish", path, "--quarter", "2018-Q3", "--quick", "--lang", "en", *SECOND)
    assert again.code == 0
    page = (folder / "Veröffentlichungen" / "Zahlen_2018-Q3_en.html").read_text()
    assert "figures for Q3 2018" in page


def test_behind_every_published_number_stand_as_many_cases_of_known_people(folder):
    """The rest of the city alone is nobody's whom the office knows."""
    counted = count_for_publication(FileBook(folder / "Mappe.xlsx"), date(2019, 7, 15), draft=True)
    hidden = counted.hidden
    cases, behind = hidden.published.programme.cases, Behind(hidden.system, hidden.published.programme.cases)
    found = {
        address: (value, behind.counts[hidden.system.places[address]].total())
        for table in hidden.published.programme.tables
        for address, value, _ in table.cells()
    }

    assert {address.subject for address, (value, number) in found.items() if value != number} <= {CITY}
    assert "client_id" in {case.person.split()[0] for case in cases} <= {"client_id", "household_id"}
    assert len({case.person for case in cases}) < len(cases)


@pytest.mark.parametrize(("people", "told"), [(1, 0), (2, 0), (3, 3)])
def test_three_late_requests_are_told_of_once_three_people_have_them(folder, people, told):
    path = folder / "Mappe.xlsx"
    book = load_workbook(path)
    requests, clients = book["Anliegen"], book["Klienten"]
    places = {cell.value: cell.column for cell in requests[4]}
    last = max(row for row in range(5, requests.max_row + 1) if requests.cell(row, 1).value)
    keys = [clients.cell(row, 1).value for row in range(24, 24 + people)]
    for number in range(3):
        said = {"AnliegenID": f"A-{90000 + number}", "KlientID": keys[number % people], "Status": "in Arbeit"}
        for name, column in places.items():
            if name in {"Eingang am", "Erfasst am"}:
                said[name] = date(2018, 9, 5)
            if name in {"Kanal", "Kategorie", "Dringlichkeit", "Zuständig", "Kurzbeschreibung"}:
                said[name] = requests.cell(5, column).value
        for name, value in said.items():
            requests.cell(last + 1 + number, places[name]).value = value
    requests.tables["tblAnliegen"].ref = requests.tables["tblAnliegen"].ref.replace(str(last), str(last + 3))
    requests.tables["tblAnliegen"].autoFilter = None
    book.save(path)

    counted = count_for_publication(FileBook(path), date(2018, 10, 15), quarter="2018-Q3")

    assert counted.hidden.published.late.get("Anliegen", 0) == told


def cells_of(path, number):
    """What a release says, by subject, split, row and column."""
    rows = load_workbook(path)["Veröffentlichungen"].iter_rows(values_only=True)
    return {row[1:5]: row[5] for row in rows if row[0] == number and isinstance(row[4], str) and "=" not in row[3]}


def test_a_quarter_that_is_closed_anew_stays_as_it_was_published(folder, lotse):
    """A request turns out to be of the next quarter: no two releases may differ by that one person."""
    path, out = folder / "Mappe.xlsx", folder / "Veröffentlichungen"
    before, first = cells_of(path, 1), {each: each.read_bytes() for each in out.iterdir()}
    reopened = lotse("dashboard", path, "--reopen", "Doppelt", "--quarter", "2018-Q3", "--by", "mka", *FIRST)
    book = load_workbook(path)
    requests = book["Anliegen"]
    places = {cell.value: cell.column for cell in requests[4]}
    row = next(
        row for row in range(5, requests.max_row)
        if str(requests.cell(row, places["Eingang am"]).value).startswith("2018-09")
    )  # fmt: skip
    for name in ("Eingang am", "Erfasst am", "Erledigt am"):
        requests.cell(row, places[name]).value = date(2018, 11, 5)
    book.save(path)
    closed = lotse("dashboard", path, "--close", "2018-Q3", "--by", "mka", *FIRST)
    again = lotse("publish", path, "--quarter", "2018-Q3", "--quick", *FIRST)

    assert (reopened.code, closed.code, again.code) == (0, 0, 0)
    values = load_workbook(path)["Quartalsabschlüsse"].iter_rows(values_only=True)
    frozen = {row[14]: row[6] for row in values if row[2] == "ANL_EINGANG" and row[4] is None}
    assert frozen["1: 2018-Q3|ANL_EINGANG||"] == frozen["2018-Q3|ANL_EINGANG||"] + 1
    assert {each: each.read_bytes() for each in out.iterdir()} == first
    assert cells_of(path, 2) == {}

    assert lotse("dashboard", path, "--close", "2018-Q4", "--by", "mka", *SECOND).code == 0
    done = lotse("publish", path, "--quarter", "2018-Q4", "--quick", "--json", *SECOND)
    now = cells_of(path, 2)

    assert json.loads(done.out)["leaks"] == []
    assert [place for place, value in before.items() if value != "*" and place in now and now[place] != value] == []
    assert [value for place, value in now.items() if place[3] == "nachgemeldet" and value] == []
    assert lotse("publish", "--attack", *sorted(out.glob("*.html"))).code == 0


def test_what_a_single_employer_has_is_hidden_also_of_a_quarter_closed_before_that_was_kept(folder, lotse):
    """All work is at one firm; the first quarter is published, and closed by a version that kept no employers."""
    path = folder / "Mappe.xlsx"
    before = cells_of(path, 1)
    book = load_workbook(path)
    placements, closings = book["Vermittlungen"], book["Quartalsabschlüsse"]
    [header] = [row for row in placements.iter_rows() if any(cell.value == "VermittlungID" for cell in row)]
    place = {cell.value: cell.column for cell in header}["ArbeitgeberID"]
    for row in range(header[0].row + 1, placements.max_row + 1):
        if placements.cell(row, place).value:
            placements.cell(row, place).value = "AG-0001"
    [kept] = [cell for row in closings.iter_rows() for cell in row if cell.value == "Prüfwerte der Betriebe"]
    texts = [closings.cell(row, kept.column) for row in range(kept.row + 1, closings.max_row + 1)]
    frozen = [cell.value for cell in texts if cell.value]
    seals = [cell for row in closings[closings.tables["tblAbschlusssiegel"].ref][1:] for cell in row]
    for cell in (*texts, *seals, closings["O7"]):  # such a closing had no seal either
        cell.value = None
    book.save(path)

    assert lotse("dashboard", path, "--close", "2018-Q4", "--by", "mka", *SECOND).code == 0
    done = lotse("publish", path, "--quarter", "2018-Q4", "--quick", "--json", *SECOND)
    said, now = json.loads(done.out), cells_of(path, 2)

    total = ("Vermittlungen", "Beschäftigungsart", "insgesamt")
    assert frozen
    assert [place for place, value in before.items() if value != "*" and now.get(place, value) != value] == []
    assert [now[*total, column] for column in ("2018-Q4", "bis 2018-Q4")] == ["*", "*"]
    ledger = load_workbook(path)["Veröffentlichungen"].iter_rows(values_only=True)
    why = {row[1:5]: row[6] for row in ledger if row[0] == 2 and len(row) > 6}
    assert why[*total, "2018-Q4"] == "zu wenige Arbeitgeber, oder einer überwiegt"
    assert said["proof"]["of_few_employers"] > 0
    assert said["employers_read_later"] == [{"quarter": "2018-Q3", "unknown": 0}]
    assert said["proof"]["employers_read_later"] == ["2018-Q3"]
    assert said["leaks"] == []


@pytest.mark.parametrize("what", ["a value", "a quarter", "a release"])
def test_a_changed_ledger_is_refused(folder, lotse, what):
    """A release whose row is taken out would be forgotten, and what it told no more be attacked."""
    path = folder / "Mappe.xlsx"
    book = load_workbook(path)
    sheet = book["Veröffentlichungen"]
    last = next(row for row in range(sheet.max_row, 1, -1) if sheet.cell(row, 6).value is not None)
    cells = {"a value": [sheet.cell(last, 6)], "a quarter": [sheet["C7"]], "a release": list(sheet[7])}[what]
    for cell in cells:
        cell.value = {"a value": 99, "a quarter": "2018-Q2"}.get(what)
    book.save(path)

    done = lotse("publish", path, "--quick", *FIRST)

    assert done.code == 2
    assert "Nr. 1 geändert" in done.err


def test_the_check_sum_of_a_release_knows_its_head_and_one_of_before_is_read(folder):
    path = folder / "Mappe.xlsx"
    book = load_workbook(path)
    heads = book[SHEET]
    with read_book(path) as raw:
        [release] = read_ledger(raw).releases

    def broken():
        book.save(path)
        with read_book(path) as raw:
            return read_ledger(raw).broken

    assert (heads["D7"].value, heads["G7"].value) == ("2018-Q3=1", release.mark)
    for cell, wrong in (("D7", "2018-Q3=2"), ("B7", date(2018, 10, 16))):
        right, heads[cell].value = heads[cell].value, wrong
        assert broken() == (1,)
        heads[cell].value = right
    heads["G7"].value = release.mark_of_cells
    assert broken() == ()


def test_a_deleted_ledger_is_told_before_anything_else_goes_out(folder, lotse):
    path = folder / "Mappe.xlsx"
    book = load_workbook(path)
    del book[SHEET]
    book.save(path)

    found = json.loads(lotse("check", path, "--no-write", "--json", *FIRST).out)["findings"]
    done = lotse("publish", path, "--quick", *FIRST)

    [lost] = [each for each in found if each["rule"] == "T-16"]
    assert f"Das Blatt „{SHEET}“ fehlt" in lost["message"]
    assert (done.code, lost["message"] in done.err) == (2, True)


def test_files_of_a_release_that_the_workbook_has_forgotten_hold_the_next_one_back(folder, lotse):
    """The workbook was put back from a backup of before; what went out then is known to others all the same."""
    path, out = folder / "Mappe.xlsx", folder / "Veröffentlichungen"
    kept = {each: load_workbook(each, read_only=True).sheetnames for each in (folder / "Sicherungen").iterdir()}
    [closed] = [each for each, names in kept.items() if "Quartalsabschlüsse" in names and SHEET not in names]
    path.write_bytes(closed.read_bytes())
    assert lotse("dashboard", path, "--close", "2018-Q4", "--by", "mka", *SECOND).code == 0
    before, files = path.read_bytes(), {each: each.read_bytes() for each in out.iterdir()}

    done = lotse("publish", path, "--quarter", "2018-Q4", "--quick", *SECOND)

    assert (done.code, "„Zahlen_2018-Q3.json“ eine Veröffentlichung, von der die" in done.err) == (2, True)
    assert (path.read_bytes(), {each: each.read_bytes() for each in out.iterdir()}) == (before, files)


def test_files_that_were_there_stay_where_the_workbook_cannot_be_written(folder, lotse):
    """The same files lie there already, of somebody who published at the same time."""
    path, out = folder / "Mappe.xlsx", folder / "Veröffentlichungen"
    kept = {each: load_workbook(each, read_only=True).sheetnames for each in (folder / "Sicherungen").iterdir()}
    [closed] = [each for each, names in kept.items() if "Quartalsabschlüsse" in names and SHEET not in names]
    path.write_bytes(closed.read_bytes())
    lock, before = folder / ".~lock.Mappe.xlsx#", {each: each.read_bytes() for each in out.iterdir()}
    lock.write_text(",Kastner,PC,30.06.2019 10:00,file:///;")
    refused = lotse("publish", path, "--quick", *FIRST)
    there = {each: each.read_bytes() for each in out.iterdir()}
    lock.unlink()
    done = lotse("publish", path, "--quick", *FIRST)

    assert (refused.code, there) == (2, before)
    assert (done.code, {each: each.read_bytes() for each in out.iterdir()}) == (0, before)
    assert "Geschrieben: „Veröffentlichungen“" in done.out


def test_a_draft_is_marked_on_every_form_and_not_remembered(folder, lotse):
    path = folder / "Mappe.xlsx"
    before = path.read_bytes()

    done = lotse("publish", path, "--draft", "--quarter", "2018-Q4", "--quick", "-o", folder / "x", *SECOND)

    assert done.code == 0
    assert path.read_bytes() == before
    assert "Entwurf" in (folder / "x" / "Zahlen_2018-Q4_Entwurf.html").read_text()


def test_finished_files_of_anybody_are_attacked(folder, lotse):
    page = folder / "Veröffentlichungen" / "Zahlen_2018-Q3.html"
    fine = lotse("publish", "--attack", page)
    leak = folder / "leck.html"
    leak.write_text(
        "<table><caption>Hilfen nach Ort</caption><tr><th>Ort<th>2024<th>Gesamt</tr>"
        "<tr><th>Nord</th><td>*</td><td>*</td></tr><tr><th>Süd</th><td>5</td><td>5</td></tr>"
        "<tr><th>Summe</th><td>7</td><td>7</td></tr></table>"
    )
    found = lotse("publish", "--attack", leak)
    other = lotse("publish", "--attack", folder / "Mappe.xlsx.txt")
    for name in ("kaputt.xlsx", "kaputt.pdf", "kaputt.html"):
        (folder / name).write_bytes(b"\xff\xfe\x00 kein Dokument")
        broken = lotse("publish", "--attack", folder / name)
        assert (broken.code, "lässt sich nicht lesen" in broken.err) == (2, True)

    assert (fine.code, "Keine verdeckte Zelle lässt sich" in fine.out) == (0, True)
    assert found.code == 1
    assert "ausrechenbar (2)" in found.out
    assert other.code == 2


def form_asking(path, *fields):
    book = Workbook()
    for row, field in enumerate(fields, 1):
        book.active.cell(row, 1).value = f"{{{{ {field} }}}}"
    book.save(path)
    return path


def test_a_form_for_others_gets_published_values_only(folder, lotse):
    path = folder / "Mappe.xlsx"
    cells = [row for row in load_workbook(path)["Veröffentlichungen"].iter_rows(values_only=True) if row[0] == 1]
    total = next(row[5] for row in cells if row[1] == "Vermittlungen" and row[3:5] == ("insgesamt", "2018-Q3"))
    form = form_asking(folder / "Formular.xlsx", "V im Quartal", "Quartal")
    other = form_asking(folder / "Mehr.xlsx", "INT im Quartal")

    done = lotse("dashboard", path, "--form", form, "-o", folder / "voll.xlsx", "--public", *FIRST)
    refused = lotse("dashboard", path, "--form", other, "-o", folder / "leer.xlsx", "--public", *FIRST)

    assert (done.code, refused.code) == (0, 2)
    assert [row[0] for row in load_workbook(folder / "voll.xlsx").active.values] == [total, "2018-Q3"]
    assert "Nicht veröffentlicht" in refused.err
