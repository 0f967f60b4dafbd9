"""From one office to the city: what is handed in is what is added up, and nothing of a person leaves the office."""

import errno
import json
import os
import shlex
import shutil
import subprocess
import sys
import tracemalloc
import zipfile
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile

import pytest
from msgspec import structs
from openpyxl import Workbook, load_workbook

from automation.cli import main
from automation.figures.compiled import add_up, measures_document
from automation.figures.fact import DIMENSIONS, ELSEWHERE
from automation.figures.indicators import groups
from automation.rollup.city import city_of
from automation.rollup.city_sheets import city_sheets
from automation.rollup.counting import figures_of, handed_codes, merged, read_values, side_by_side, usual_settings
from automation.rollup.gathering import Gathered
from automation.rollup.handed import HandInError
from automation.rollup.handin_sheet import figure_rows, read_handin
from automation.rollup.handing import count_for_handin
from automation.rollup.linking import CountedPerson, counted_again, own_key, persons_of, rollup_key
from automation.rollup.packed import Aside, Numbers
from automation.rollup.workbooks import facts_of
from workbook.creating import build_demo, create_workbook
from workbook.errors import LotseError
from workbook.reading.passwords import encrypt
from workbook.schema import Client, OfficeSetting, Placement
from workbook.schema.setting_names import SettingName
from workbook.tables import office_of
from workbook.writing.donor import table_cells, write_donor
from workbook.writing.file_book import FileBook

DAY = date(2019, 6, 30)
AS_OF = ("--as-of", "2019-06-30")
QUARTER = "2019-Q2"
OLDEST = next((Path(__file__).parents[1] / "data" / "versions").glob("*.xlsx"))
DAYS = next(measure for group in groups() for measure in group.measures if measure.id == "ANL_TAGE")
OTHERS = "Z400_EXTERN"
"""What an office knows of the rest of the city is not its own and is not handed in."""


def office_named(name, seed, clients=60):
    """A demo office under a name of its own."""
    made = build_demo(as_of=DAY, clients=clients, seed=seed).office
    rows = [row for table in made for row in table]
    named = [
        row.model_copy(update={"value": name}) if getattr(row, "name", None) == SettingName.OFFICE_NAME else row
        for row in rows
        if isinstance(row, OfficeSetting)
    ]
    return office_of([*(row for row in rows if not isinstance(row, OfficeSetting)), *named])


@pytest.fixture(scope="module")
def offices(tmp_path_factory):
    """Three offices of different size."""
    folder = tmp_path_factory.mktemp("Büros")
    paths = []
    for number, (name, clients) in enumerate((("Rotthausen", 250), ("Ückendorf", 60), ("Schalke", 40))):
        paths.append(folder / f"{name}.xlsx")
        create_workbook(paths[-1], office=office_named(f"Büro {name}", number, clients), today=DAY, synthetic=True)
    return paths


@pytest.fixture(scope="module")
def counted(offices):
    return [count_for_handin(FileBook(path), DAY, draft=True) for path in offices]


@pytest.fixture(scope="module")
def handed_in(offices, tmp_path_factory):
    """The hand-ins of the offices, as `lotse handin` writes them; tests copy them."""
    folder = tmp_path_factory.mktemp("Abgaben")
    words = ("--draft", *AS_OF)
    for path in offices:
        assert main(["handin", str(path), "-o", str(folder / path.name), *words]) == 0
    return folder


def by_place(rows):
    return {(row["id"], row["quarter"], json.dumps(row["split"], sort_keys=True)): row for row in rows}


@pytest.fixture(scope="module")
def counted_before(offices):
    """The offices, counted for a quarter that was over: later rows stand in their workbooks."""
    return [count_for_handin(FileBook(path), DAY, quarter="2019-Q1", draft=True) for path in offices]


@pytest.mark.parametrize("quarter", ["counted", "counted_before"])
def test_the_sums_of_an_office_give_every_figure_of_its_dashboard(quarter, request):
    for each in request.getfixturevalue(quarter):
        handed = each.handed
        mine = figures_in(measures_document(each.state.figures, each.quarter))
        again = figures_in(
            measures_document(figures_of([handed], handed.sums, each.material.settings), each.quarter)
        )
        assert mine.keys() == again.keys()
        for place, row in mine.items():
            assert again[place] == row, place


def figures_in(rows):
    """The figures by their place, without those that are no office's own or that know only the day of counting."""
    found = by_place(rows)
    now = max(place[1] for place in found)
    known = any(place[0] == "DQ" and place[1] == now and row["value"] is not None for place, row in found.items())
    return {
        place: row
        for place, row in found.items()
        if place[0] != OTHERS and (known or not place[0].startswith("DQ"))
    }


def test_a_district_of_which_nobody_stayed_is_in_the_table_of_its_office(counted):
    """„0 / 1“ is a figure: whoever is missing in an office's table would turn up in the city's."""
    kept = [
        (place, row)
        for each in counted
        for place, row in figures_in(measures_document(each.state.figures, each.quarter)).items()
        if place[0] in {"VB3", "VB6", "BED"} and "Stadtteil" in place[2]
    ]
    of_district = {}
    for (measure, _, split), row in kept:
        reached, known = of_district.get((measure, split), (0, 0))
        of_district[measure, split] = reached + row["numerator"], known + row["denominator"]
    assert [split for (_, split), (reached, known) in of_district.items() if known and not reached]


@pytest.mark.parametrize("quarter", ["counted", "counted_before"])
def test_every_figure_of_the_city_is_the_sum_of_the_offices(quarter, request):
    every = request.getfixturevalue(quarter)
    handed = [each.handed for each in every]
    mine = [figures_in(measures_document(each.state.figures, each.quarter)) for each in every]
    city = figures_of(handed, merged(handed), usual_settings())
    whole = figures_in(measures_document(city, every[0].quarter))
    is_the_sum(whole, mine)


def test_what_only_the_day_of_counting_knows_is_not_said_of_a_quarter_that_was_over(counted_before):
    city = figures_of([each.handed for each in counted_before], counted_before[0].handed.sums, usual_settings())
    rows = by_place(measures_document(city, counted_before[0].quarter))
    for measure in ("REICH_PERSONEN", "ANL_UEBERFAELLIG", "STE_OFFEN"):
        assert rows[measure, "2019-Q1", "null"]["value"] is None


def test_what_is_read_back_is_what_was_handed_in(handed_in, offices, counted):
    for path, each in zip(offices, counted, strict=True):
        assert read_handin(handed_in / path.name) == each.handed


def test_all_together_are_the_sum_of_the_offices(lotse, offices, counted, tmp_path, hand_in):
    folder = hand_in(offices)
    done = lotse("rollup", folder, "-o", tmp_path / "Stadt.xlsx", "--json", *AS_OF)
    assert done.code == 0, done.err
    city = json.loads(done.out)
    assert [each["office"] for each in city["offices"]] == ["Büro Rotthausen", "Büro Schalke", "Büro Ückendorf"]
    mine = [figures_in(measures_document(each.state.figures, each.quarter)) for each in counted]
    is_the_sum(figures_in(city["measures"]), mine)


def test_a_median_of_the_city_is_that_of_all_days(lotse, offices, counted, tmp_path, hand_in):
    folder = hand_in(offices)
    city = json.loads(lotse("rollup", folder, "-o", tmp_path / "Stadt.xlsx", "--json", *AS_OF).out)
    days = sorted(
        fact.value
        for each in counted
        for fact in each.state.shown
        if fact.code == DAYS.adding.code and fact.quarter == QUARTER and fact.denominator and fact.value is not None
    )
    row = by_place(city["measures"])[DAYS.id, QUARTER, "null"]
    assert row["n"] == len(days) > 5
    middle = len(days) // 2
    assert row["value"] == (days[middle] if len(days) % 2 else (days[middle - 1] + days[middle]) / 2)


def test_nothing_of_a_client_is_in_a_hand_in_or_in_the_city(lotse, tmp_path):
    marked = office_named("Büro Rotthausen", 5)
    number = iter(range(10**6))
    rows = []
    for row in (row for table in marked for row in table):
        if isinstance(row, Client):
            marks = {name: f"Zz{next(number):06d}q" for name in ("first_name", "last_name", "street", "guardian")}
            row = row.model_copy(update=marks)  # noqa: PLW2901
        rows.append(row)
    path = tmp_path / "Büro.xlsx"
    create_workbook(path, office=office_of(rows), today=DAY, synthetic=True)
    folder = tmp_path / "Abgaben"
    folder.mkdir()
    assert lotse("handin", path, "--draft", "-o", folder / "Büro.xlsx", *AS_OF).code == 0
    done = lotse("rollup", folder, "-o", tmp_path / "Stadt.xlsx", "--json", *AS_OF)
    keys = [value for row in rows for value in _keys(row)]
    assert len(keys) > 200
    for file in (next(folder.iterdir()), tmp_path / "Stadt.xlsx"):
        with zipfile.ZipFile(file) as package:
            for part in package.namelist():
                content = package.read(part).decode("utf-8", "ignore")
                assert "Zz0" not in content
                assert not [key for key in keys if f">{key}<" in content], part
    assert "Zz0" not in done.out + done.err


def test_a_value_that_no_figure_reads_stays_in_the_office(counted):
    """How many months a single family has lived without benefits is nobody's business."""
    families = [each for office in counted for each in office.handed.sums if each.code == "Z20"]
    assert families
    assert {each.value for each in families} == {None}
    assert {fact.value for office in counted for fact in office.state.shown if fact.code == "Z20"} - {None, 0}
    handed = {each.code for office in counted for each in office.handed.sums if each.value is not None}
    assert {"ANL_ERLEDIGT", "V"} <= handed <= read_values()


def _keys(row):
    """The keys of rows about persons, households and what happened to them."""
    spec = type(row).spec
    name = spec.key
    value = getattr(row, name, None) if isinstance(name, str) else None
    return [value] if value and spec.sheet in ABOUT_PERSONS else []


ABOUT_PERSONS = {
    *("Klienten", "Bedarfsgemeinschaften", "Anliegen", "Kontakte"),
    *("Verweise", "Vermittlungen", "Einwilligungen"),
}


@pytest.fixture
def hand_in(handed_in, tmp_path):
    """Lay the hand-ins of some offices into a folder of their own."""

    def lay(offices):
        folder = tmp_path / "Abgaben"
        folder.mkdir(exist_ok=True)
        for path in offices:
            (folder / path.name).write_bytes((handed_in / path.name).read_bytes())
        return folder

    return lay


# ── Closed quarters ──────────────────────────────────────────────────────────
def test_only_a_closed_quarter_is_handed_in_unless_a_draft_is_asked_for(lotse, offices, tmp_path):
    path = tmp_path / "Büro Süd.xlsx"
    path.write_bytes(offices[1].read_bytes())
    out = tmp_path / "Abgabe.xlsx"

    refused = lotse("handin", path, "--quarter", "2019-Q1", "-o", out, *AS_OF)
    assert refused.code == 2
    told = " ".join(refused.err.split())
    assert "nicht abgeschlossen" in told
    assert shlex.split(told.partition("„lotse ")[2].partition("“")[0])[:3] == ["dashboard", str(path), "--close"]
    assert not out.exists()

    running = lotse("handin", path, "-o", out, "--as-of", "2019-06-20")
    assert running.code == 2
    assert "läuft noch bis 30.06.2019" in running.err
    assert "Schon abschließen lässt sich 2019-Q1." in " ".join(running.err.split())

    assert lotse("dashboard", path, "--close", "2019-Q1", "--by", "MKA", *AS_OF).code in {0, 2}
    with FileBook(path).read() as raw:
        staff = raw.grid("Personal")
    initials = next(row[0] for row in staff if row and isinstance(row[0], str) and len(row[0]) == 3)
    lotse("dashboard", path, "--close", "2019-Q1", "--by", initials, *AS_OF)

    done = lotse("handin", path, "-o", out, "--json", *AS_OF)
    assert done.code == 0, done.err
    assert json.loads(done.out)["draft"] is False
    assert read_handin(out).quarter == "2019-Q1"


# ── What goes wrong ──────────────────────────────────────────────────────────
@pytest.mark.parametrize(("sheet", "cell"), [("Summen", "M5"), ("Kennzahlen", "D6")])
def test_a_number_that_somebody_changed_is_refused(offices, hand_in, sheet, cell):
    folder = hand_in(offices[1:2])
    (file,) = folder.iterdir()
    book = load_workbook(file)
    book[sheet][cell].value = 4711
    book.save(file)
    with pytest.raises(HandInError, match="Prüfsumme"):
        read_handin(file)


def test_a_hand_in_that_excel_saved_again_is_the_same(offices, hand_in):
    folder = hand_in(offices[1:2])
    (file,) = folder.iterdir()
    before = read_handin(file).mark
    book = load_workbook(file)
    book.save(file)
    assert read_handin(file).mark == before


def test_on_the_screen_people_of_the_city_are_whole(lotse, offices, tmp_path, hand_in):
    told = lotse("rollup", hand_in(offices[1:]), "-o", tmp_path / "Stadt.xlsx", *AS_OF).out

    (line,) = (line for line in told.splitlines() if line.startswith("400 im sozialen Arbeitsmarkt"))
    goal, actual, _ = line.split()[-3:]
    assert goal.isdigit()
    assert actual.isdigit()


def test_one_bad_file_is_a_line_and_never_the_end(lotse, offices, tmp_path, hand_in):
    folder = hand_in(offices[1:])
    (folder / "kaputt.xlsx").write_bytes(bytes(range(256)))
    (folder / "Mappe.xlsx").write_bytes(offices[0].read_bytes())
    (folder / "~$offen.xlsx").write_bytes(b"x")
    (folder / "verschoben.xlsx").symlink_to(tmp_path / "gibt es nicht.xlsx")
    listed = tmp_path / "Büros.txt"
    listed.write_text("Büro Schalke\nbüro ückendorf\nBüro Horst\n", encoding="utf-8")

    (tmp_path / "Leer").mkdir()
    words = (folder, tmp_path / "Leer", "-o", tmp_path / "Stadt.xlsx", "--offices", listed, "--json", *AS_OF)
    done = lotse("rollup", *words)

    assert done.code == 1
    city = json.loads(done.out)
    assert [each["file"] for each in city["problems"]] == ["kaputt.xlsx", "Leer", "Mappe.xlsx", "verschoben.xlsx"]
    assert "liegt keine Excel-Datei" in city["problems"][1]["problem"]
    assert "entsteht im Büro mit „lotse handin“" in city["problems"][2]["problem"]
    assert city["missing"] == ["Büro Horst"]
    assert len(city["offices"]) == 2
    first_page = load_workbook(tmp_path / "Stadt.xlsx")["Stadt"]
    assert "2 Büros; 1 fehlt, 4 Dateien sind nicht gezählt (siehe „Hinweise“)" in first_page["A2"].value


def test_the_same_hand_in_twice_counts_once_and_two_different_ones_not_at_all(lotse, offices, tmp_path, hand_in):
    folder = hand_in(offices[1:])
    twin = folder / "Zweitschrift.xlsx"
    twin.write_bytes((folder / "Schalke.xlsx").read_bytes())
    city = json.loads(lotse("rollup", folder, "-o", tmp_path / "1.xlsx", "--json", *AS_OF).out)
    assert "zählt einmal" in city["problems"][0]["problem"]
    assert len(city["offices"]) == 2

    twin.unlink()
    assert lotse("handin", offices[2], "--draft", "-o", twin, "--as-of", "2019-06-20").code == 0
    done = lotse("rollup", folder, "-o", tmp_path / "2.xlsx", "--json", *AS_OF)
    city = json.loads(done.out)
    assert done.code == 1
    assert "verschiedene Abgaben" in city["problems"][0]["problem"]
    assert [each["office"] for each in city["offices"]] == ["Büro Ückendorf"]

    # A third one does not make the first two right.
    (folder / "Zzz.xlsx").write_bytes(twin.read_bytes())
    city = json.loads(lotse("rollup", folder, "-o", tmp_path / "3.xlsx", "--json", *AS_OF).out)
    assert [each["office"] for each in city["offices"]] == ["Büro Ückendorf"]
    assert "„Zzz.xlsx“" in city["problems"][0]["problem"]


def test_differences_between_offices_are_told(lotse, offices, tmp_path, hand_in):
    folder = hand_in(offices[:2])
    assert lotse("handin", offices[2], "--draft", "-o", folder / "Schalke.xlsx", "--as-of", "2019-06-20").code == 0
    city = json.loads(lotse("rollup", folder, "-o", tmp_path / "Stadt.xlsx", "--json", *AS_OF).out)
    assert any("letzte gezählte Tag ist meist" in each and "Büro Schalke" in each for each in city["differences"])
    assert any("Entwurf" in each for each in city["differences"])


def test_the_citys_target_is_what_most_offices_say_of_it(counted):
    first, second, third = (each.handed for each in counted)
    other = tuple(replace(each, amount=999.0) if each.scope == "Stadt" else each for each in third.targets)
    assert other != third.targets
    files = (first, second, replace(third, targets=other))
    city = city_of([Gathered(f"{place}.xlsx", each) for place, each in enumerate(files)])
    assert {each.amount for each in city.targets() if each.indicator == "Z400"} == {400}
    said = "ist meist „400, 01.09.2018 bis 31.08.2020“, anders bei Büro Schalke: 999, 01.09.2018 bis 31.08.2020."
    assert [each for each in city.differences if said in each]


def test_what_a_share_of_districts_cannot_be_right_by_is_told(counted):
    """Was: whom one office reached was measured against the people of another one's district, without a word."""
    offices = [each.handed for each in counted]
    districts = [
        replace(each, settings={**each.settings, "Stadtteil des Büros": name})
        for each, name in zip(offices, ("Rotthausen", "Buer", "Buer"), strict=True)
    ]
    known = {"REICH": 0.1, "REICH_PERSONEN": 20.0, "INT": 0.0, "INT_STADTTEIL": 0.0}
    silent = {"REICH": None, "REICH_PERSONEN": 20.0, "INT": 0.0, "INT_STADTTEIL": None}

    def told(*values):
        files = zip(districts, values, strict=True)
        city = city_of([Gathered(f"{n}.xlsx", each, values=said) for n, (each, said) in enumerate(files)])
        return [each for each in city.differences if "REICH" in each or "INT_STADTTEIL" in each]

    [without] = told(silent, known, silent | {"REICH_PERSONEN": 0.0})
    assert without.startswith(
        "Reichweite (REICH) der Stadt ist zu hoch: Auf „Rechengrößen“ fehlt „SGB-II-Beziehende“"
    )
    assert without.split("bei ")[1].startswith(f"{offices[0].office};")
    [twice] = told(known, known, known)
    assert twice.startswith("Denselben Stadtteil („Buer“) nennen Büro Schalke, Büro Ückendorf:")
    assert told(known, known, silent | {"REICH_PERSONEN": 0.0}) == []
    assert told(silent, silent, silent) == []


def test_offices_that_are_the_same_but_for_their_names_are_told(counted):
    first, second, _ = (each.handed for each in counted)
    files = (first, second, replace(first, office="Büro Horst"))
    city = city_of([Gathered(f"{place}.xlsx", each) for place, each in enumerate(files)])
    assert len(city.offices) == 3
    said = "Bis auf den Namen gleich, vielleicht dasselbe Büro: Büro Horst, Büro Rotthausen. Bitte klären."
    assert said in city.differences

    # They may be two offices that nobody named: nobody knows that it is the same file.
    adopted = [replace(first, office="Klienten", adopted=True)] * 2
    once = city_of([Gathered(f"{place}/Klienten.xlsx", each) for place, each in enumerate(adopted)], ground="§")
    ((file, said),) = once.problems
    assert file == "1/Klienten.xlsx"
    assert said.startswith("Derselbe Name und dieselben Zahlen wie „0/Klienten.xlsx“; das zählt einmal. Sind es")


def test_the_city_says_what_it_was_counted_from(counted):
    """Without a key nobody is linked, contradicting workbooks are no hand-ins, and a long name has its lines."""
    office, *others = (each.handed for each in counted)
    long = replace(others[0], office="Quartiersbüro Schalke-Nord und Bismarck")
    files = [office, long, *others[1:], replace(others[1], late=7)]
    gathered = [Gathered(f"{place}.xlsx", each, values=side_by_side(each)) for place, each in enumerate(files)]
    city = city_of(gathered, expected=["Büro Schalke"], ground="§ 67c SGB X")
    assert "hat verschiedene Mappen („2.xlsx“, „3.xlsx“)" in city.problems[0][1]
    assert "braucht jedes auf „Einstellungen“ einen eigenen Namen" in city.problems[0][1]
    assert city.problems[1] == ("3.xlsx", "Siehe „2.xlsx“.")
    together, _, comparison, state = city_sheets(city)
    assert "Ohne LOTSE_ROLLUP_KEY wird niemand verbunden" in together.notes[2].text
    assert "VMIX" not in {row[-1] for sheet in (together, comparison) for row in sheet.tables[-1].rows}
    high = comparison.row_heights()
    heights = {row[2]: high[place] for place, row in enumerate(comparison.tables[0].rows, 5)}
    assert heights[long.office] > heights[office.office]
    assert [row[2] for row in state.tables[0].rows if row[0] == "Fehlt"] == [
        "Von diesem Büro liegt nichts vor, das sich zählen lässt."
    ]


def test_what_nobody_splits_is_the_same_with_fewer_sums(counted):
    """Each figure of the city's workbook, with its whole time and its cases, in each quarter."""
    handed = [each.handed for each in counted]
    whole, split = (figures_of(handed, merged(handed, whole=each), usual_settings()) for each in (True, False))
    for each in split.reporting.begun:
        rows = [*figure_rows(split, each)]
        assert [*figure_rows(whole, each)] == rows
        assert any(row[3] for row in rows)
    assert len(whole.sums.facts) < len(split.sums.facts) * 0.7


def test_eight_times_as_many_offices_need_hardly_more_room(counted, monkeypatch):
    """Of an office stays what others do not say: its name and figures. Its rows are made as they are written."""
    monkeypatch.setattr(table_cells, "_ROWS_AT_ONCE", 128)  # so many are under way, of whatever city
    handed = counted[1].handed
    values = side_by_side(handed)

    def most(offices):
        tracemalloc.start()
        aside = Aside()
        named = (replace(handed, office=f"Büro {place:03d}", rows=place + 1) for place in range(offices))
        said = [Gathered(each.office, each.packed(aside), values=Numbers(values)) for each in named]
        city = city_of(said)
        with TemporaryFile() as file:
            write_donor(file, city_sheets(city), today=DAY, title="Stadt")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak / 1024, len(city.offices)

    most(2)  # what is made once
    (few, four), (many, thirty_two) = most(4), most(32)
    assert (four, thirty_two) == (4, 32)
    # The rows of the sheet „Vergleich“ alone were 75 KB for an office; of up to 40 offices also bars are drawn.
    assert (many - few) / 28 < 40


def test_a_thousand_times_as_many_days_need_no_more_room(counted):
    handed = counted[0].handed
    listed = {code for code, (_, single) in handed_codes().items() if single}
    sums = [
        replace(
            each,
            numerator=each.numerator * 1000,
            denominator=each.denominator * 1000,
            rows=each.rows * 1000,
            value=each.value if each.value is None or each.code in listed else each.value * 1000,
        )
        for each in handed.sums
    ]
    few, many = (figures_of([handed], rows, usual_settings()) for rows in (handed.sums, sums))
    assert len(many.sums.facts) == len(few.sums.facts) <= len(sums)
    one, other = (by_place(measures_document(each, counted[0].quarter)) for each in (few, many))
    place = (DAYS.id, QUARTER, "null")
    assert other[place]["n"] == one[place]["n"] * 1000 > 5000
    assert other[place]["value"] == one[place]["value"]
    place = ("ANL_EINGANG", QUARTER, "null")
    assert other[place]["value"] == one[place]["value"] * 1000 > 0


def test_of_two_offices_none_is_the_usual_one(counted):
    first, second, _ = (each.handed for each in counted)
    other = replace(second, version="0.1", begin="2018-10-01")
    city = city_of([Gathered(f"{place}.xlsx", each) for place, each in enumerate((first, other))])
    begin = "Der Beginn des Zeitraums ist überall anders: Büro Rotthausen: 01.09.2018; Büro Ückendorf: 01.10.2018."
    assert begin in city.differences
    assert [each for each in city.differences if each.startswith("Die Zählregeln sind überall anders")]


def test_a_citys_workbook_among_the_files_is_passed_over_and_other_formats_are_told(
    lotse, offices, tmp_path, hand_in
):
    folder = hand_in(offices[1:])
    assert lotse("rollup", folder, "-o", folder / "Stadt.xlsx", *AS_OF).code == 0
    said = "Übergangen, weil es Mappen der Stadt von früheren Läufen sind: Stadt.xlsx."
    again = lotse("rollup", folder, "-o", folder / "Stadt 2.xlsx", "--json", *AS_OF)
    assert again.code == 0
    assert said in json.loads(again.out)["differences"]
    alone = lotse("rollup", folder / "Stadt.xlsx", "-o", tmp_path / "1.xlsx", *OWN)
    assert alone.code == 2
    assert "Mappe der Stadt von einem früheren Lauf" in " ".join(alone.err.split())

    (folder / "Horst.ods").write_bytes(b"x")
    encrypt_to(folder / "Schalke.xlsx", folder / "geheim.xlsx")
    told = json.loads(lotse("rollup", folder, "-o", tmp_path / "2.xlsx", "--json", *AS_OF).out)["problems"]
    assert [each["file"] for each in told] == ["geheim.xlsx", "Horst.ods"]
    assert "hier wird nach keinem gefragt" in told[0]["problem"]


def encrypt_to(path, target):
    with path.open("rb") as plain, target.open("wb") as closed:
        encrypt(plain, "Kennwort", closed)


def test_what_an_office_knows_of_the_rest_of_the_city_is_neither_handed_in_nor_added_up(counted, handed_in):
    measures = {row[6].value for row in load_workbook(handed_in / "Rotthausen.xlsx")["Kennzahlen"].iter_rows()}
    assert "Z400" in measures
    assert OTHERS not in measures
    handed = counted[0].handed
    city = city_of([Gathered("1.xlsx", handed, values=side_by_side(handed))])
    assert OTHERS not in {row[-1] for sheet in city_sheets(city)[:3:2] for row in sheet.tables[-1].rows}


def test_the_first_page_is_whole_on_paper(counted):
    """What is said above has its lines, every page its heads, no number thirteen digits, and shares are of all."""
    handed = [each.handed for each in counted]
    gathered = [Gathered(f"{place}.xlsx", each, values=side_by_side(each)) for place, each in enumerate(handed)]
    city = city_of(gathered, ground="§ 67c SGB X")
    page = city_sheets(replace(city, linked="Wer zählt, und wie oft, steht hier in einem langen Satz. " * 4))[0]
    assert page.notes[2].style.wrap
    assert page.heights[3] > page.heights[2]
    shares, whole = page.tables[1:]
    assert page.printing.repeat_rows == (whole.row, whole.row)
    assert all(each == round(each, 2) for row in whole.rows for each in row if isinstance(each, float))
    assert sum(row[3] for row in shares.rows if row[0] == "Z400") == pytest.approx(1)
    assert "zählt hier bei beiden" in next(each.rows[0][0] for each in page.blocks if each.row == shares.row - 1)


def test_an_existing_city_is_never_overwritten(lotse, offices, tmp_path, hand_in):
    folder = hand_in(offices[1:2])
    out = tmp_path / "Stadt.xlsx"
    out.write_bytes(b"meins")
    done = lotse("rollup", folder, "-o", out, *AS_OF)
    assert done.code == 2
    assert out.read_bytes() == b"meins"


def test_the_same_hand_ins_give_the_same_bytes(lotse, offices, tmp_path, hand_in):
    folder = hand_in(offices)
    for name in ("1.xlsx", "2.xlsx"):
        assert lotse("rollup", folder, "-o", tmp_path / name, *AS_OF).code == 0
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


@pytest.mark.parametrize(("form", "said"), [("1", "älteren Version"), ("3", "neueren Version"), ("x", "neueren")])
def test_another_form_is_refused(offices, counted, hand_in, form, said):
    assert replace(counted[0].handed, form=1).mark != counted[0].handed.mark
    folder = hand_in(offices[1:2])
    (file,) = folder.iterdir()
    book = load_workbook(file)
    book["Abgabe"]["B7"].value = form
    book.save(file)
    with pytest.raises(HandInError, match=said):
        read_handin(file)


def test_nothing_there_is_a_sentence(lotse, tmp_path):
    (tmp_path / "Leer").mkdir()
    for where, said in (("fehlt", "gibt es nicht"), ("*.xlsx", "gibt es nicht"), ("Leer", "keine Excel-Datei")):
        done = lotse("rollup", tmp_path / where, "-o", tmp_path / "Stadt.xlsx")
        assert done.code == 2
        assert said in done.err


@pytest.mark.parametrize("command", ["handin", "rollup"])
def test_where_nothing_can_be_written_nothing_is_counted(lotse, offices, tmp_path, monkeypatch, command):
    """Whoever counts for an hour hears before it that the folder is not there."""
    monkeypatch.setattr("automation.rollup.handing.read_material", no_work)
    monkeypatch.setattr("automation.rollup.gathering.read_handin", no_work)
    done = lotse(command, offices[0], "-o", tmp_path / "fehlt" / "x.xlsx", *AS_OF)
    assert done.code == 2
    assert f"Den Ordner „{tmp_path / 'fehlt'}“ gibt es nicht" in done.err
    (tmp_path / "x.xlsx").write_bytes(b"meins")
    assert lotse(command, offices[0], "-o", tmp_path / "x.xlsx", *AS_OF).code == 2
    closed = tmp_path / "zu"
    closed.mkdir()
    monkeypatch.setattr("os.access", lambda path, _: path != closed)
    done = lotse(command, offices[0], "-o", closed / "x.xlsx", *AS_OF)
    assert "In diesen Ordner darf nicht geschrieben werden" in done.err


def no_work(*_):
    raise AssertionError("it was to be told before the work")


# ── The workbooks of one controller's own offices ────────────────────────────
@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.delenv("LOTSE_ROLLUP_KEY", raising=False)
    monkeypatch.setenv("LOTSE_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept"


OWN = ("--workbooks", "--ground", "§ 67c SGB X", *AS_OF)


def test_workbooks_give_the_same_figures_as_hand_ins(lotse, offices, tmp_path, cache, hand_in):
    folder = hand_in(offices)
    handed = json.loads(lotse("rollup", folder, "-o", tmp_path / "1.xlsx", "--json", *AS_OF).out)
    read = json.loads(lotse("rollup", offices[0].parent, "-o", tmp_path / "2.xlsx", "--json", *OWN).out)
    assert read["measures"] == handed["measures"]
    assert read["by_office"] == handed["by_office"]
    assert read["ground"] == "§ 67c SGB X"
    assert len([*cache.iterdir()]) == 3


def test_what_is_kept_is_counted_again_only_when_the_workbook_changed(lotse, offices, tmp_path, cache, monkeypatch):
    folder = tmp_path / "Mappen"
    folder.mkdir()
    for path in offices[1:]:
        (folder / path.name).write_bytes(path.read_bytes())
    first = lotse("rollup", folder, "-o", tmp_path / "1.xlsx", "--json", *OWN)
    again = lotse("rollup", folder, "-o", tmp_path / "1b.xlsx", "--json", *OWN)
    assert json.loads(first.out)["measures"] == json.loads(again.out)["measures"]
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "1b.xlsx").read_bytes()
    for path, content in zip(cache.iterdir(), (b"kaputt", zlib.compress(b'{"handed": {}}')), strict=True):
        path.write_bytes(content)
    assert lotse("rollup", folder, "-o", tmp_path / "2.xlsx", *OWN).code == 0
    with monkeypatch.context() as full:
        full.setattr(Path, "replace", no_room)
        before = sorted(cache.iterdir())
        shutil.copyfile(offices[0], folder / "Drittes.xlsx")
        assert lotse("rollup", folder, "-o", tmp_path / "2b.xlsx", *OWN).code == 0
        assert sorted(cache.iterdir()) == before  # nothing half-written
        (folder / "Drittes.xlsx").unlink()
    (folder / offices[1].name).write_bytes(offices[0].read_bytes())
    changed = json.loads(lotse("rollup", folder, "-o", tmp_path / "3.xlsx", "--json", *OWN).out)
    assert [each["office"] for each in changed["offices"]] == ["Büro Rotthausen", "Büro Schalke"]
    assert len([*cache.iterdir()]) == 2  # what was kept of the one that changed has gone
    (cache / "Brief.docx").write_bytes(b"keine von Lotse")
    assert lotse("rollup", folder, "-o", tmp_path / "4.xlsx", "--clear-cache", *OWN).code == 0
    assert len([*cache.iterdir()]) == 3  # the two that were counted anew, and what is not ours
    assert (cache / "Brief.docx").exists()


def no_room(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_without_a_ground_nobody_reads_workbooks(lotse, offices, tmp_path):
    done = lotse("rollup", offices[0].parent, "-o", tmp_path / "Stadt.xlsx", "--workbooks", *AS_OF)
    assert done.code == 2
    assert "--ground" in done.err


def test_nothing_of_a_client_is_kept(lotse, offices, tmp_path, cache):
    assert lotse("rollup", offices[1], "-o", tmp_path / "Stadt.xlsx", *OWN).code == 0
    office = count_for_handin(FileBook(offices[1]), DAY, draft=True).material.office
    (kept,) = cache.iterdir()
    text = zlib.decompress(kept.read_bytes()).decode()
    for client in office[Client]:
        for value in (client.last_name, client.client_id, client.customer_no, client.phone, client.street):
            assert not value or f'"{value}"' not in text


def write_unique(path, rows, office, planted=None):
    """Write an office in which every client has a Kundennummer that no other office has."""
    planted, number, changed = planted or {}, 0, []
    for row in rows:
        if isinstance(row, Client):
            number += 1
            own = f"{office:03d}D{number:06d}"
            row = row.model_copy(update={"customer_no": planted.get(row.client_id, own)})  # noqa: PLW2901
        changed.append(row)
    path.unlink(missing_ok=True)
    create_workbook(path, office=office_of(changed), today=DAY, synthetic=True)


MANY, LARGE = map(int, os.environ.get("LOTSE_CITY", "2x250").split("x"))
"""So many offices of so many clients: `LOTSE_CITY=64x3300` takes half an hour."""


def test_a_city_is_the_sum_of_the_dashboards_of_its_offices(lotse, tmp_path, cache, monkeypatch):
    """By hand-ins, by workbooks, with the key, and with one person planted in two offices."""
    folder, handed_in = tmp_path / "Mappen", tmp_path / "Abgaben"
    folder.mkdir()
    handed_in.mkdir()
    mine, rows = [], {}
    for number in range(MANY):
        path = folder / f"Büro {number:02d}.xlsx"
        own = [row for table in office_named(f"Büro {number:02d}", number, LARGE) for row in table]
        if number < 2:
            rows[path] = own
        write_unique(path, own, number)
        assert lotse("handin", path, "--draft", "-o", handed_in / path.name, *AS_OF).code == 0
        apart = tmp_path / path.name
        shutil.copyfile(path, apart)
        said = json.loads(lotse("dashboard", apart, "--json", "--backups", "0", *AS_OF).out)
        mine.append(figures_in(said["measures"]))
        apart.unlink()

    def city(name, *words):
        done = lotse("rollup", *words, "-o", tmp_path / f"{name}.xlsx", "--json", *AS_OF)
        assert done.code == 0, done.err
        return json.loads(done.out)

    own = ("--workbooks", "--ground", "§ 67c SGB X")
    by_hand_in, by_workbook = city("1", handed_in), city("2", folder, *own)
    assert by_hand_in["measures"] == by_workbook["measures"]
    is_the_sum(figures_in(by_workbook["measures"]), mine)
    assert len([*cache.iterdir()]) == MANY

    monkeypatch.setenv("LOTSE_ROLLUP_KEY", "ein Schlüssel")
    apart = city("3", folder, *own)
    assert "abgezogen: 0;" in apart["linked"]
    assert (apart["measures"], apart["targets"]) == (by_workbook["measures"], by_workbook["targets"])
    for number, (path, own_rows) in enumerate(rows.items()):
        facts = count_for_handin(FileBook(path), DAY, draft=True)
        places = {row.placement_id: row.client_id for row in facts.material.office[Placement]}
        counting = [places[fact.key] for fact in facts.state.shown if fact.code == "Z400" and fact.numerator]
        # Two rows of one office that have one number are one person, too (D-02).
        twin = {counting[1]: "998Z999999", counting[2]: "998Z999999"} if number else {}
        write_unique(path, own_rows, number, {counting[0]: "999Z999999", **twin})
    once = city("4", folder, *own)

    def reached(city):
        (target,) = [each["actual"] for each in city["targets"] if each["indicator"] == "Z400"]
        rows = [row["value"] for row in city["measures"] if row["id"] == "Z400" and row["split"] is None]
        return target, sum(rows)

    assert reached(once) == tuple(number - 2 for number in reached(apart))
    told = "weil dort dieselbe Kundennummer in mehreren Zeilen steht (Prüfbericht, D-02): Büro 01 (1 Mensch)."
    assert [told in each for each in once["differences"]].count(True) == 1
    assert not [each for each in apart["differences"] if "Kundennummer" in each]
    assert "Z99999" not in json.dumps(once)
    assert len([*cache.iterdir()]) == MANY  # with the key nothing is kept


def test_whoever_counts_already_takes_away_no_more_and_no_less(counted):
    """Of rows with an open error the city says how many count: one that is taken away is none of them."""

    def person(hashed, error="", shared=False, day="2019-05-02"):
        return CountedPerson("Z400", day, hashed, ("",) * (len(DIMENSIONS) - 1) + (error,), shared)

    known = {
        "Nord": [person("a"), person("b", shared=True), person("b", shared=True), person("c"), person("c")],
        "Süd": [person("a", ELSEWHERE, day="2019-05-03"), person("b", shared=True), person("d", shared=True)],
    }
    again = sorted((each.office, each.person.hash, each.same) for each in counted_again(known))
    # That an office counts one client twice („c“, by an older rule) is its own figure.
    assert again == [("Nord", "b", True), ("Süd", "a", False), ("Süd", "b", False)]

    handed = counted[0].handed
    some = [replace(each.taken_away, numerator=1, denominator=1, rows=1) for each in counted_again(known)]
    sums = [*some, *(each.taken_away for each in counted_again(known))]
    rows = by_place(measures_document(figures_of([handed], some, usual_settings()), counted[0].quarter))
    assert (rows["Z400", QUARTER, "null"]["value"], rows["Z400", QUARTER, "null"]["with_errors"]) == (3, 1)
    rows = by_place(measures_document(figures_of([handed], sums, usual_settings()), counted[0].quarter))
    assert (rows["Z400", QUARTER, "null"]["value"], rows["Z400", QUARTER, "null"]["with_errors"]) == (0, 0)


def test_who_counts_on_after_being_erased_is_counted_as_linked_by_nothing(counted):
    """Of them the office knows no number, and the city says of how many that is so."""
    office = counted[0]
    persons, unlinked = persons_of(office, b"key")
    facts = office.state.figures.sums.facts
    chosen = next(each for each in facts if each.code == "Z400" and each.numerator and each.day <= DAY)
    held = [each.but(key="weg") if each is chosen else each for each in facts]
    figures = add_up(held, office.state.figures.reporting, office.material.settings)
    fewer, more = persons_of(replace(office, state=structs.replace(office.state, figures=figures)), b"key")
    assert (len(fewer), more) == (len(persons) - 1, unlinked + 1)


def test_an_office_without_a_name_is_called_like_its_file_and_its_copy_is_no_office(lotse, tmp_path, cache):
    """Wherever the copy lies, and also where the count is kept from before the file had another name."""
    pytest.importorskip("fsspec", reason="the extra „s3“ is not installed")
    folder, elsewhere = tmp_path / "Mappen", tmp_path / "Ablage"
    folder.mkdir()
    elsewhere.mkdir()
    named = {SettingName.OFFICE_NAME, SettingName.SHORT_NAME}
    rows = [
        row
        for table in build_demo(as_of=DAY, clients=12, seed=1).office
        for row in table
        if getattr(row, "name", None) not in named
    ]
    create_workbook(folder / "Horst.xlsx", office=office_of(rows), today=DAY, synthetic=True)
    shutil.copyfile(folder / "Horst.xlsx", elsewhere / "Horst - Kopie.xlsx")
    there = f"local://{elsewhere}"
    words = ("--remote", "--processes", "1", "--json", *OWN)
    city = json.loads(lotse("rollup", folder, there, "-o", tmp_path / "1.xlsx", *words).out)
    assert [each["office"] for each in city["offices"]] == ["Horst"]
    said = "Dieselbe Mappe wie „Horst.xlsx“; sie zählt einmal."
    assert city["problems"] == [{"file": "Horst - Kopie.xlsx", "problem": said}]
    assert len([*cache.iterdir()]) == 2

    (folder / "Horst.xlsx").rename(folder / "Buer.xlsx")
    city = json.loads(lotse("rollup", folder, there, "-o", tmp_path / "2.xlsx", *words).out)
    assert [each["office"] for each in city["offices"]] == ["Buer"]
    assert len([*cache.iterdir()]) == 3  # the copy was not counted again


def test_a_key_of_blanks_is_none_and_one_that_is_no_text_is_one(offices, monkeypatch):
    monkeypatch.setenv("LOTSE_ROLLUP_KEY", "  ")
    assert rollup_key() is None
    monkeypatch.setenv("LOTSE_EXPORT_KEY", "\t")
    assert own_key("LOTSE_EXPORT_KEY", "export") is None
    for guessed in ("1234", " geheim1234 ", "x" * 40):
        monkeypatch.setenv("LOTSE_ROLLUP_KEY", guessed)
        with pytest.raises(LotseError, match=r"LOTSE_ROLLUP_KEY .* leicht zu erraten") as refused:
            rollup_key()
        assert guessed.strip() not in str(refused.value)
    odd = b"\xffgeheim und lang"
    monkeypatch.setenv("LOTSE_ROLLUP_KEY", os.fsdecode(odd))
    assert rollup_key() == odd
    persons = facts_of(str(offices[2]), None, "2019-06-30", os.fsdecode(odd))["persons"]
    assert persons
    assert persons != facts_of(str(offices[2]), None, "2019-06-30", "geheim")["persons"]


def is_the_sum(whole, parts):
    """Check that every figure is the sum of what the offices say, and that none is missing."""
    assert whole.keys() == set().union(*parts)
    for place, row in whole.items():
        unsplit = (*place[:2], "null")
        for part in ("numerator", "denominator", "n", "errors", "with_errors"):
            # The whole of a share that is not split („VMIX“) is that of an office which has none of it, too.
            of_whole = place[0] == "VMIX" and part in {"denominator", "n"}
            numbers = [each[unsplit if of_whole else place][part] for each in parts if of_whole or place in each]
            assert (row[part] or 0) == pytest.approx(sum(filter(None, numbers))), (place, part)


def test_hand_ins_in_a_store_elsewhere_count_like_those_here(lotse, handed_in, tmp_path, cache):
    fsspec = pytest.importorskip("fsspec", reason="the extra „s3“ is not installed")
    fsspec.filesystem("memory").pipe({f"/Abgaben/{path.name}": path.read_bytes() for path in handed_in.iterdir()})
    refused = lotse("rollup", "memory://Abgaben", "-o", tmp_path / "1.xlsx", *AS_OF)
    assert refused.code == 2
    assert "§ 80 SGB X" in refused.err
    done = lotse("rollup", "memory://Abgaben", "--remote", "-o", tmp_path / "1.xlsx", "--json", *AS_OF)
    assert done.code == 0, done.err
    assert len(json.loads(done.out)["offices"]) == 3
    assert not cache.exists()


# ── Everything that lies in such a folder ────────────────────────────────────
@pytest.mark.usefixtures("cache")
def test_everything_that_lies_among_the_workbooks_is_one_line_each(lotse, offices, tmp_path, monkeypatch):
    monkeypatch.delenv("LOTSE_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("workbook.reading.passwords.getpass", asked_for_a_password)
    folder = tmp_path / "Bürgernähe & Straße"
    for name in ("Süd", "Nord", "Alt", "Übernommen"):
        (folder / name).mkdir(parents=True)
    (folder / "Süd" / "Sicherungen").mkdir()
    (folder / "Süd" / "Sicherungen" / "Mappe 2019-06-01 120000.xlsx").write_bytes(offices[0].read_bytes())
    whole = (folder / "Süd" / "Mappe.xlsx", folder / "Nord" / "Mappe.xlsx")
    for path, office in zip(whole, offices[1:], strict=True):
        path.write_bytes(office.read_bytes())
    (folder / "Süd" / "~$Mappe.xlsx").write_bytes(b"\x03MKA")
    (folder / "Süd" / "Notizen.txt").write_text("kein Büro", encoding="utf-8")
    (folder / "Nord" / "kaputt.xlsx").write_bytes(whole[0].read_bytes()[:5000])
    (folder / "Alt" / "Version_0_1.xlsx").write_bytes(OLDEST.read_bytes())
    with whole[0].open("rb") as plain, (folder / "Nord" / "geheim.xlsx").open("wb") as closed:
        encrypt(plain, "Kennwort", closed)
    assert lotse("adopt", grown(folder / "Übernommen" / "Bestand.xlsx"), "--yes").code == 0
    shutil.copyfile(folder / "Übernommen" / "Bestand.xlsx", folder / "Alt" / "Bestand - Kopie.xlsx")
    assert lotse("handin", offices[2], "--draft", "-o", folder / "Nord" / "Abgabe.xlsx", *AS_OF).code == 0
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    done = lotse("rollup", folder, "-o", tmp_path / "Stadt.xlsx", "--json", "--processes", "2", *OWN)

    assert done.code == 1, done.err
    city = json.loads(done.out)
    problems = {each["file"]: each["problem"] for each in city["problems"]}
    assert {*problems} == {"Abgabe.xlsx", "Bestand - Kopie.xlsx", "geheim.xlsx", "kaputt.xlsx"}
    # No name of an office stands in it: called like its file, a copy would be an office of its own.
    assert problems["Bestand - Kopie.xlsx"] == "Dieselbe Mappe wie „Bestand.xlsx“; sie zählt einmal."
    assert "ohne „--workbooks“" in problems["Abgabe.xlsx"]
    assert "Kennwort" in problems["geheim.xlsx"]
    assert len(city["offices"]) == 4
    assert any("übernommenen Mappe" in each and "Bestand" in each for each in city["differences"])
    opened = "Gerade geöffnet, gezählt ist der zuletzt gespeicherte Stand: Süd/Mappe.xlsx."
    assert city["differences"].count(opened) == 1
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def asked_for_a_password(_):
    raise AssertionError("nobody is asked for a password in the middle of a run")


def grown(path):
    """A workbook that nobody made with Lotse."""
    book = Workbook()
    page = book.active
    page.title = "Klientenliste"
    labels = {"Klient Nr": "K-00001", "Vorname": "Ayşe", "Familienname": "Şahin", "Stand": "aktiv"}
    for column, (label, value) in enumerate({**labels, "Erstgespräch": DAY, "Leistung": "SGB II"}.items(), 1):
        page.cell(1, column, label)
        page.cell(2, column, value)
    book.save(path)
    return path


def test_nothing_of_an_extra_is_imported_unless_it_is_asked_for(hand_in, offices, tmp_path):
    words = ["rollup", str(hand_in(offices[1:])), "-o", str(tmp_path / "Stadt.xlsx"), *AS_OF]
    code = (
        "import sys; from automation.cli import main; import automation.rollup.workbooks; "
        f"assert main({words!r}) == 0; print([name for name in sys.modules if name in "
        "{'dask', 'distributed', 'fsspec', 's3fs', 'duckdb', 'automation.rollup.cluster'}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_city_fits_on_paper_in_letters_that_can_be_read(lotse, hand_in, offices, tmp_path):
    assert lotse("rollup", hand_in(offices), "-o", tmp_path / "Stadt.xlsx", *AS_OF).code == 0
    for page in load_workbook(tmp_path / "Stadt.xlsx"):
        width = sum(each.width for each in page.column_dimensions.values() for _ in range(each.min, each.max + 1))
        assert page.page_setup.orientation == "landscape"
        assert width <= WIDEST, page.title
        assert page.page_setup.scale is None or page.page_setup.scale >= 80
    book = load_workbook(tmp_path / "Stadt.xlsx")
    quality, heads = book["Büros"], 0
    for page in book:
        for table in page.tables.values():
            for head, *cells in zip(*page[table.ref], strict=True):
                if all(cell.alignment.horizontal == "right" for cell in cells):
                    heads += 1
                    assert head.alignment.horizontal == "right", (page.title, head.value)
    assert heads > 15
    numbers = [row[5].value for row in quality.iter_rows() if row[1].value == "Entwurf"]
    assert len(numbers) == 3
    assert all(90 < number <= 100 for number in numbers)
    charts = quality._charts
    ends = {
        "".join(run.t for part in each.title.tx.rich.p for run in part.r): each.y_axis.scaling.max
        for each in charts
    }
    assert ends.pop("Zeilen ohne offenen Fehler (in %), am Tag der Zählung") == 100
    assert ends
    assert all("2019" in title and end is None for title, end in ends.items() if "%" not in title)


WIDEST = 132
"""So many characters of ten points, printed at eight, are as wide as A4."""
