"""`lotse collect`: what a colleague wrote comes into the workbook once, under free keys, or says why not."""

from __future__ import annotations

import json
import os
import random
import re
import shlex
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.table import TableColumn

from automation.cli import main
from tests.intake import CONTACT, FAMILY, HOUSEHOLD, MARKED, PERSON, REQUEST, fill
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import Client, Contact, Household, Request

DAY = ("--as-of", "2019-06-30")
HOUSE = Path(__file__).parents[2]
KILLS = int(os.environ.get("LOTSE_COLLECT_KILLS", "3"))
"""The full proof takes 100."""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A small office of invented people."""
    path = tmp_path_factory.mktemp("office") / "Quartiersbuero.xlsx"
    assert main(["new", str(path), "--demo", "--rows", "25"]) == 0
    return path


@pytest.fixture
def intake(lotse, workbook, tmp_path):
    path = tmp_path / "Eingang.xlsx"
    assert lotse("desk", workbook, "--for", "MKA", "-o", path, *DAY).code == 0
    return path


@pytest.fixture
def collect(lotse, workbook):
    """Collect intakes and return what the command says to programs."""

    def run(*words):
        done = lotse("collect", workbook, *words, "--json", *DAY)
        return json.loads(done.out) if done.out else done

    return run


def office_of(path):
    with read_book(path) as raw:
        return read_office(raw)[0]


def counts(path):
    office = office_of(path)
    return [len(office[record]) for record in (Client, Household, Request, Contact)]


def parts_of(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def held(told):
    return {each["key"]: each["reason"] for each in told["held"]}


def test_it_shows_first_and_appends_on_request_with_references_put_right(collect, workbook, intake):
    fill(intake, FAMILY)
    before, parts, rows = workbook.read_bytes(), parts_of(workbook), counts(workbook)

    shown = collect(intake)
    assert workbook.read_bytes() == before
    done = collect(intake, "--append", "--yes")

    assert shown["coming"] == done["coming"]
    assert (shown["appended"], done["appended"]) == (0, 5)
    assert done["held"] == []
    new = {each["key"]: each["new_key"] for each in done["coming"]}
    office = office_of(workbook)
    person, household = office[Client].get(new["K-00900"]), office[Household].get(new["HH-0900"])
    asked, known = (office[Request].get(new[key]) for key in ("A-09000", "A-09001"))
    contact = office[Contact].get(new["KT-090000"])
    assert (person.last_name, person.household_id, person.phone) == (
        "Quittenbaum",
        household.household_id,
        "+49209998877",
    )
    assert (asked.client_id, known.client_id) == (person.client_id, "K-00017")
    assert (contact.client_id, contact.request_id, str(contact.begin)) == (
        person.client_id,
        asked.request_id,
        "10:00:00",
    )
    assert [now - then for now, then in zip(counts(workbook), rows, strict=True)] == [1, 1, 2, 1]
    with zipfile.ZipFile(done["backup"]) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == parts
    theirs = {name for name, part in parts.items() if parts_of(workbook).get(name) != part}
    sheets = {f"xl/worksheets/sheet{number}.xml" for number in (2, 3, 6, 7)}
    tables = {f"xl/tables/table{number}.xml" for number in (1, 2, 5, 6)}
    assert sheets | tables <= theirs
    assert {
        name for name in theirs - sheets - tables if "worksheets/sheet" in name or "tables/" in name
    } <= own_parts(workbook)


def own_parts(path):
    book = openpyxl.load_workbook(path)
    own = {"Prüfbericht", "Änderungen", "Heute", "Dashboard"}
    return (
        {f"xl/worksheets/sheet{number}.xml" for number, name in enumerate(book.sheetnames, 1) if name in own}
        | {
            f"xl/worksheets/_rels/sheet{number}.xml.rels"
            for number, name in enumerate(book.sheetnames, 1)
            if name in own
        }
        | {"xl/tables/table24.xml", "xl/tables/table25.xml", "xl/tables/table26.xml"}
    )


def test_a_file_collected_twice_adds_nothing_and_what_is_written_later_comes_alone(collect, workbook, intake):
    fill(intake, FAMILY)
    collect(intake, "--append", "--yes")
    once = workbook.read_bytes()

    again = collect(intake, "--append", "--yes")

    assert (again["coming"], again["before"]) == ([], 5)
    assert workbook.read_bytes() == once
    fill(intake, {"Kontakte": [{**CONTACT, "KontaktID": "KT-090001", "Ergebnis": "Noch einmal da"}]}, first=6)
    later = collect(intake, "--append", "--yes")
    assert [each["key"] for each in later["coming"]] == ["KT-090001"]
    office = office_of(workbook)
    first, second = (office[Contact].at(len(office[Contact]) - place) for place in (2, 1))
    assert (first.client_id, first.request_id) == (second.client_id, second.request_id)


def test_a_copy_of_an_intake_brings_nothing_more(lotse, collect, workbook, intake, tmp_path):
    fill(intake, FAMILY)
    copy = shutil.copy(intake, tmp_path / "Kopie von Eingang.xlsx")

    done = collect(intake, copy, intake.parent / "." / intake.name, "--append", "--yes")

    assert (done["appended"], done["held"]) == (5, [])
    refused = lotse("collect", workbook, intake, "--append", *DAY)
    assert "Schon eingesammelt" in refused.out


def test_what_was_changed_after_it_came_in_is_told(collect, workbook, intake):
    fill(intake, FAMILY)
    collect(intake, "--append", "--yes")
    once = workbook.read_bytes()
    fill(intake, {"Klienten": [{**PERSON, "Telefon": "0209 111111"}]})

    told = collect(intake, "--append", "--yes")

    assert "geändert" in held(told)["K-00900"]
    assert workbook.read_bytes() == once


def own_column(page, label):
    """What an office does: a column of its own at the right of a table, and something in its first row."""
    (table,) = page.tables.values()
    first, top, last, bottom = range_boundaries(table.ref)
    page.cell(top, last + 1, label)
    page.cell(top + 1, last + 1, "Kirchengemeinde")
    table.tableColumns.append(TableColumn(id=last + 1 - first + 1, name=label))
    table.ref = table.autoFilter.ref = f"A{top}:{get_column_letter(last + 1)}{bottom}"


def extend(page, title, word):
    """What staff do: another word at the foot of an open list."""
    column = next(cell.column for cell in page[4] if cell.value == title)
    page.cell(next(row for row in range(5, 200) if not page.cell(row, column).value), column, word)


def test_what_the_office_added_comes_along_and_a_row_goes_back_while_nothing_refers_to_it(
    lotse, collect, workbook, tmp_path
):
    book = openpyxl.load_workbook(workbook)
    own_column(book["Klienten"], "Patenschaft")
    extend(book["Listen"], "Stadtteil", "Feldmark-Süd")
    book.save(workbook)
    intake = tmp_path / "Eingang.xlsx"
    lotse("desk", workbook, "--for", "MKA", "-o", intake, *DAY)
    small = openpyxl.load_workbook(intake)
    assert "Patenschaft" in [cell.value for cell in small["Klienten"][4]]
    assert "Kirchengemeinde" not in "".join(map(repr, parts_of(intake).values()))
    extend(small["Listen"], "Art des Kontakts", "Spaziergang")
    small.save(intake)
    person = {**PERSON, "Patenschaft": "Frau Holunder", "Stadtteil": "Feldmark-Süd"}
    fill(intake, {**FAMILY, "Klienten": [person], "Kontakte": [{**CONTACT, "Art": "Spaziergang"}]})

    done = collect(intake, "--append", "--yes")

    assert (done["appended"], done["held"]) == (5, [])
    assert [line.partition(":")[0] for line in done["left"]] == ["Eingang.xlsx, Kontakte!I5"]
    assert last_of(openpyxl.load_workbook(workbook)["Klienten"], "Patenschaft", done, "Klienten") == "Frau Holunder"
    assert office_of(workbook)[Client].column("district")[-1] == "Feldmark-Süd"

    def back(number):
        return lotse("restore", workbook, "--fix", number, "--yes", "--by", "MKA", *DAY)

    rows, number = counts(workbook), {row["sheet"]: place for place, row in enumerate(done["coming"], 1)}
    refused = back(number["Klienten"])
    assert refused.code == 2
    assert "verweisen noch: Anliegen A-" in refused.err
    person_told = back(number["Kontakte"])
    assert person_told.code == 0
    assert "Vertrauen" not in person_told.out
    assert counts(workbook) == [*rows[:3], rows[3] - 1]
    assert "schon zurückgenommen" in back(number["Kontakte"]).err
    book = openpyxl.load_workbook(workbook)
    row = next(each["row"] for each in done["coming"] if each["key"] == "A-09001")
    page = book["Anliegen"]
    page.cell(row, next(cell.column for cell in page[4] if cell.value == "Bemerkung"), "Rief noch einmal an")
    book.save(workbook)
    changed = back(next(place for place, each in enumerate(done["coming"], 1) if each["key"] == "A-09001"))
    assert "steht seitdem etwas anderes" in changed.err
    again = collect(intake, "--append", "--yes")
    assert [each["key"] for each in again["coming"]] == ["KT-090000"]
    assert counts(workbook) == rows
    forget_how_rows_came(workbook)
    unknown = back(next(place for place, each in enumerate(done["coming"], 1) if each["key"] == "A-09001"))
    assert "seitdem" not in unknown.err
    assert "frühere Fassung von Lotse" in unknown.err


def forget_how_rows_came(workbook):
    """As a version of before left `Änderungen`: it did not keep what a row is known again by."""
    book = openpyxl.load_workbook(workbook)
    known = re.compile(r"^(\S+ \S+) [0-9a-f]{16}$")
    cells = [cell for row in book["Änderungen"].iter_rows() for cell in row if known.match(str(cell.value))]
    assert cells
    for cell in cells:
        cell.value = known.match(cell.value)[1]
    book.save(workbook)


def twin_of(office):
    """Somebody who is in the workbook already, typed anew."""
    known = next(each for each in office[Client] if each.client_id == "K-00017")
    return known, {
        **PERSON,
        "Haushalt (BG)": None,
        "Vorname": known.first_name,
        "Nachname": known.last_name,
        "Geburtsdatum": known.birth_date,
        "Anrede/Geschlecht": str(known.gender),
    }


def test_who_is_there_already_is_told_first_and_waits_with_all_that_belongs_to_them(
    lotse, collect, workbook, intake
):
    known, twin = twin_of(office_of(workbook))
    fill(intake, {"Klienten": [twin], "Anliegen": [REQUEST], "Kontakte": [CONTACT]})
    shown = lotse("collect", workbook, intake, *DAY)

    assert shown.code == 1
    assert shown.out.startswith("Vermutlich schon da:")
    assert "D-03" in shown.out.splitlines()[1]
    assert known.last_name not in shown.out.replace("K-00017", "")
    told = collect(intake, "--append", "--yes")
    assert (told["coming"], set(held(told))) == ([], {"K-00900", "A-09000", "KT-090000"})

    same = collect(intake, "--same", "K-00900=K-00017", "--append", "--yes")
    assert {each["key"] for each in same["coming"]} == {"A-09000", "KT-090000"}
    asked = office_of(workbook)[Request]
    assert asked.at(len(asked) - 1).client_id == "K-00017"
    new = collect(intake, "--new", "K-00900", "--append", "--yes")
    assert [each["key"] for each in new["coming"]] == ["K-00900"]


def test_a_household_stays_with_its_people_and_never_stands_in_the_workbook_alone(lotse, collect, workbook, intake):
    _, twin = twin_of(office_of(workbook))
    rows = {"Klienten": [{**twin, "Haushalt (BG)": "HH-0900"}], "Bedarfsgemeinschaften": [HOUSEHOLD]}
    fill(intake, rows)

    waiting = collect(intake)
    assert waiting["coming"] == []
    assert held(waiting)["HH-0900"] == "Gehört zu K-00900, das noch wartet."
    same = collect(intake, "--same", "K-00900=K-00017")
    assert same["coming"] == []
    assert "--same HH-0900=KENNUNG" in held(same)["HH-0900"]
    asked = lotse("collect", workbook, intake, "--same", "K-00900=K-00017", "--new", "HH-0900", *DAY)
    assert asked.out.rstrip().endswith("--append --same K-00900=K-00017 --new HH-0900")
    both = {"K-00900", "HH-0900"}
    assert {each["key"] for each in collect(intake, "--new", "K-00900")["coming"]} == both
    further = {**PERSON, "KlientID": "K-00901", "Haushalt (BG)": "HH-0900"}
    fill(intake, {**rows, "Klienten": [*rows["Klienten"], further]})
    assert {each["key"] for each in collect(intake)["coming"]} == {"K-00901", "HH-0900"}


def test_what_two_colleagues_wrote_to_the_letter_comes_once(lotse, collect, workbook, intake, tmp_path):
    other = tmp_path / "Zweiter.xlsx"
    lotse("desk", workbook, "--for", "RWE", "-o", other, *DAY)
    known = {**CONTACT, "KlientID": "K-00017", "AnliegenID": None}
    for file in (intake, other):
        fill(file, {"Kontakte": [known]})

    told = collect(intake, other, "--append", "--yes")

    assert [each["file"] for each in told["coming"]] == [intake.name]
    assert held(told)["KT-090000"].startswith("Genau diese Zeile kommt schon aus Eingang.xlsx.")
    assert collect(other)["coming"] == []


def test_the_command_that_is_told_can_be_typed_as_it_stands(lotse, workbook, intake, tmp_path):
    fill(intake, {"Kontakte": [{**CONTACT, "KlientID": "K-00017", "AnliegenID": None}]})
    book = workbook.rename(tmp_path / "Büro Süd – ş.xlsx")
    made = lotse("desk", book, "--for", "MKA", *DAY).out.rstrip()
    own = intake.rename(tmp_path / "Mein Eingang.xlsx")

    told = lotse("collect", book, own, *DAY).out

    assert shlex.split(made.rpartition("Einsammeln: ")[2])[2:] == [
        str(book),
        str(tmp_path / "Eingang_MKA_2019-06-30.xlsx"),
    ]
    words = shlex.split(told.rpartition("Zum Anhängen: lotse ")[2])
    assert lotse(*words, "--yes", "--json", *DAY).code == 0


def test_rows_that_are_there_to_the_letter_wait_even_where_nobody_remembers_them(collect, workbook, intake):
    fill(intake, FAMILY)
    collect(intake, "--append", "--yes")
    book = openpyxl.load_workbook(workbook)
    del book["Änderungen"]
    book.save(workbook)
    rows = counts(workbook)

    told = collect(intake, "--append", "--yes")

    assert told["coming"] == []
    assert set(held(told)) == {"K-00900", "HH-0900", "A-09000", "A-09001", "KT-090000"}
    assert counts(workbook) == rows


def test_two_intakes_with_the_same_keys_get_keys_of_their_own(collect, lotse, workbook, intake, tmp_path):
    other = tmp_path / "Zweiter.xlsx"
    lotse("desk", workbook, "--for", "RWE", "-o", other, *DAY)
    fill(intake, FAMILY)
    someone = {
        **PERSON,
        "Vorname": "Arvid",
        "Nachname": "Holunder",
        "Geburtsdatum": PERSON["Erstkontakt"].replace(1980),
    }
    fill(
        other,
        {
            "Klienten": [{**someone, "Haushalt (BG)": None, "Telefon": None}],
            "Anliegen": [{**REQUEST, "Kurzbeschreibung": "Kurs"}],
        },
    )

    done = collect(intake, other, "--append", "--yes")

    keys = {(each["file"], each["key"]): each["new_key"] for each in done["coming"]}
    assert len(set(keys.values())) == len(keys) == 7
    asked = office_of(workbook)[Request].get(keys["Zweiter.xlsx", "A-09000"])
    assert asked.client_id == keys["Zweiter.xlsx", "K-00900"]


def test_a_table_that_takes_no_row_keeps_back_what_belongs_to_it_and_the_rest_comes(collect, workbook, intake):
    fill(intake, FAMILY)
    book = openpyxl.load_workbook(workbook)
    page = book["Klienten"]
    last = range_boundaries(page.tables["tblKlienten"].ref)[3]
    page.cell(last + 1, 3, "Stand Juni")
    book.save(workbook)

    told = collect(intake, "--append", "--yes")

    assert {each["key"] for each in told["coming"]} == {"A-09001"}
    assert "Unter der letzten Zeile steht etwas" in held(told)["K-00900"]
    assert "K-00900" in held(told)["A-09000"]
    assert told["appended"] == 1
    assert "HH-0900" in held(told)


@pytest.mark.parametrize(
    ("rows", "key", "reason"),
    [
        ({"Klienten": [{**PERSON, "KlientID": None}]}, "", "fehlt ihre Kennung"),
        ({"Klienten": [PERSON, {**PERSON, "Vorname": "Anders"}]}, "K-00900", "zweimal"),
        ({"Anliegen": [{**REQUEST, "KlientID": "K-99999"}]}, "A-09000", "weder im Eingang noch in der Mappe"),
    ],
)
def test_what_cannot_come_says_why(collect, workbook, intake, rows, key, reason):
    fill(intake, rows)
    before = workbook.read_bytes()

    told = collect(intake, "--append", "--yes")

    assert reason in held(told)[key]
    assert workbook.read_bytes() == before


def test_only_intakes_are_collected_and_switches_go_together(lotse, workbook, intake, tmp_path):
    other = shutil.copy(workbook, tmp_path / "Andere.xlsx")
    fill(intake, FAMILY)

    for words, said in (
        ((other,), "keine Eingangsmappe"),
        ((tmp_path / "fort.xlsx",), "fort.xlsx"),
        ((intake, "--yes"), "--append"),
        ((intake, "--same", "K-00900"), "--same K-00251=K-00017"),
        ((intake, "--same", "K-00900=K-99999"), "gibt es „K-99999“ nicht"),
        ((intake, "--new", "K-00901"), "Ist K-00900 gemeint?"),
        ((intake, "--new", "k-00900", "--same", "K-00900=K-00017"), "K-00900 kann nicht zugleich"),
    ):
        done = lotse("collect", workbook, *words, *DAY)
        assert (done.code, said in done.err) == (2, True), done.err


def test_whoever_has_workbook_or_intake_open_is_told_for_what_they_typed_since_does_not_come(
    lotse, workbook, intake
):
    fill(intake, FAMILY)
    for file, owner in ((workbook, "RWE"), (intake, "MKA")):
        file.with_name(f".~lock.{file.name}#").write_text(f",{owner},pc7,28.06.2019 08:41,file:///x;\n", "utf-8")

    told = lotse("collect", workbook, intake, *DAY).out

    for file, owner in ((workbook, "RWE"), (intake, "MKA")):
        assert re.search(rf"^{file.name}: Stand \d{{1,2}}:\d\d, geöffnet von {owner} \(pc7\)\.", told, re.MULTILINE)
    other = workbook.with_name("Neu.xlsx")
    assert "geöffnet von RWE" in lotse("desk", workbook, "--for", "MKA", "-o", other, *DAY).out


def test_nobody_is_named_outside_of_the_workbooks(lotse, workbook, intake):
    _, twin = twin_of(office_of(workbook))
    fill(intake, {**FAMILY, "Klienten": [PERSON, {**twin, "KlientID": "K-00901", "PLZ": "Quittenbaum"}]})

    said = [lotse("collect", workbook, intake, *more, *DAY) for more in ((), ("--json",), ("--append", "--yes"))]

    text = "".join(done.out + done.err for done in said)
    assert "K-00900" in text
    assert [word for word in MARKED if word in text] == []


@pytest.mark.libreoffice
def test_what_comes_in_calculates_also_in_a_workbook_that_libreoffice_saved(collect, workbook, intake, recalculate):
    fill(intake, FAMILY)
    shutil.copy(recalculate(workbook), workbook)

    done = collect(intake, "--append", "--yes")

    assert done["appended"] == 5, done
    kept = openpyxl.load_workbook(workbook, data_only=True)
    again = openpyxl.load_workbook(recalculate(workbook), data_only=True)
    for sheet, label, value in (
        ("Anliegen", "Person (Name)", "Zoralda Quittenbaum"),
        ("Kontakte", "Dauer (Min.)", 30),
        ("Bedarfsgemeinschaften", "Zielgruppe 20", "ja"),
    ):
        shown = [last_of(book[sheet], label, done, sheet) for book in (kept, again)]
        assert shown == [value, value], (sheet, label)


def last_of(page, label, done, sheet):
    row = next(each["row"] for each in done["coming"] if each["sheet"] == sheet)
    column = next(cell.column for cell in page[4] if cell.value == label)
    return page.cell(row, column).value


RUN = """
import sys
from automation.cli import main
from automation.desk import collecting, incoming, telling_arrivals
from automation import jobs
print("ready", flush=True)
sys.stdin.readline()
main(["collect", *sys.argv[1:], "--append", "--yes", "--as-of", "2019-06-30"])
"""


def test_killed_at_any_moment_nothing_is_double_or_lost(collect, workbook, intake):
    """SIGKILL at random moments; LOTSE_COLLECT_KILLS sets how often."""
    fill(intake, FAMILY)
    fresh, rows = workbook.read_bytes(), counts(workbook)
    begin = time.monotonic()
    assert collect(intake, "--append", "--yes")["appended"] == 5
    whole = time.monotonic() - begin
    complete = counts(workbook)
    moments = random.Random(20261128)  # noqa: S311 - moments, not secrets
    outcomes = set()

    for _ in range(KILLS):
        workbook.write_bytes(fresh)
        words = [sys.executable, "-c", RUN, str(workbook), str(intake)]
        run = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=HOUSE)
        run.stdout.readline()
        run.stdin.write(b"\n")
        run.stdin.flush()
        until = time.monotonic() + moments.uniform(0, 1.5 * whole)
        while time.monotonic() < until and run.poll() is None:
            pass
        run.kill()
        run.communicate()

        found = counts(workbook)
        assert found in (rows, complete)
        told = collect(intake, "--append", "--yes")
        outcomes.add((told["appended"], told["before"]))
        assert counts(workbook) == complete
    assert outcomes <= {(5, 0), (0, 5)}
