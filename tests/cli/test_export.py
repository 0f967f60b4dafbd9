"""Facts for a database: what stands in the files, what does not, and that nothing half-written is left."""

import csv
import errno
import importlib
import json
import re
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from automation.rollup.handing import count_for_handin
from workbook.creating import build_demo, create_workbook
from workbook.schema import TABLES, Client
from workbook.tables import office_of
from workbook.writing.file_book import FileBook

duckdb = pytest.importorskip("duckdb", reason="the extra „export“ is not installed")
DAY = date(2019, 6, 30)
AS_OF = ("--as-of", "2019-06-30")
ABOUT_PERSONS = {
    *("Klienten", "Bedarfsgemeinschaften", "Anliegen", "Kontakte"),
    *("Verweise", "Vermittlungen", "Einwilligungen"),
}


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """An office in which every free word about a person is marked; its path, and the keys of its rows."""
    number, keys, rows = iter(range(10**6)), set(), []
    for table in build_demo(as_of=DAY, clients=150, seed=3).office:
        spec = table.spec
        for row in table:
            if spec.sheet not in ABOUT_PERSONS:
                rows.append(row)
                continue
            if isinstance(spec.key, str) and getattr(row, spec.key):
                keys.add(getattr(row, spec.key))
            words = {
                name: f"Zz{next(number):06d}q"
                for name in ("first_name", "last_name", "street", "guardian", "notes", "note", "remark", "summary")
                if name in type(row).model_fields
            }
            rows.append(row.model_copy(update=words))
    path = tmp_path_factory.mktemp("Büro") / "Mappe.xlsx"
    create_workbook(path, office=office_of(rows), today=DAY, synthetic=True)
    assert len(keys) > 200
    assert next(number) > 300
    return path, keys


@pytest.fixture
def out(tmp_path, monkeypatch):
    monkeypatch.setenv("LOTSE_EXPORT_KEY", "ein Schlüssel")
    return tmp_path / "Export"


def facts_in(folder):
    with (folder / "facts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_and_parquet_hold_the_facts_of_the_office(lotse, marked, out):
    path, _ = marked
    done = lotse("export", path, "--to", out, "--json", *AS_OF)
    assert done.code == 0, done.err
    facts = [each for each in count_for_handin(FileBook(path), DAY, draft=True).state.shown if each.code]
    read = facts_in(out)
    assert len(read) == len(facts) == json.loads(done.out)["rows"] > 500
    for fact, row in zip(facts, read, strict=True):
        day = fact.day.isoformat() if fact.day else ""
        assert (row["code"], row["day"], int(row["numerator"])) == (fact.code, day, fact.numerator)
        assert float(row["value"]) == fact.value if fact.value is not None else row["value"] == ""
    with duckdb.connect() as database:
        found = database.execute("select * from read_parquet(?)", [str(out / "facts.parquet")]).fetchall()
        question = "select sum(numerator), count(distinct pseudonym) from read_parquet(?)"
        (sums,) = database.execute(question, [str(out / "facts.parquet")]).fetchall()
    assert len(found) == len(facts)
    assert sums[0] == sum(each.numerator for each in facts)
    assert sums[1] == len({(each.sheet, each.key) for each in facts if each.key})


def test_the_dictionary_says_what_every_column_is(lotse, marked, out):
    assert lotse("export", marked[0], "--to", out, *AS_OF).code == 0
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"][:2]:
        fields = [each["name"] for each in resource["schema"]["fields"]]
        with (out / resource["path"]).open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == fields
        assert all(each["type"] and each["description"] for each in resource["schema"]["fields"])
    with (out / "measures.csv").open(encoding="utf-8", newline="") as file:
        explained = {row["code"] for row in csv.DictReader(file)}
    assert {"V", "ANL_EINGANG"} <= explained
    plans = {row["code"] for row in facts_in(out)} - explained
    assert not plans, plans
    assert package["smallCells"]["small"] > 0
    assert "keine anonymen" in package["description"]


def test_nothing_of_a_person_is_in_the_export(lotse, marked, out):
    path, keys = marked
    done = lotse("export", path, "--to", out, "--json", *AS_OF)
    parquet = duckdb.read_parquet(str(out / "facts.parquet")).fetchall()
    texts = [(out / name).read_text(encoding="utf-8") for name in ("facts.csv", "measures.csv", "datapackage.json")]
    for text in (*texts, repr(parquet), done.out, done.err):
        assert "Zz0" not in text
        assert not keys & set(re.findall(r"[A-Z]{1,3}-?\d{3,}", text))
    office = count_for_handin(FileBook(path), DAY, draft=True).material.office
    numbers = {each for row in office[Client] for each in (row.customer_no, row.phone, row.email) if each}
    assert numbers
    assert not [each for each in numbers if any(each in text for text in texts)]
    assert "€" not in texts[0]
    assert {table.spec.sheet for table in TABLES} >= ABOUT_PERSONS


def test_no_error_line_repeats_what_a_damaged_workbook_says(lotse, marked, out, tmp_path):
    """The city reads that a file is damaged and how, not what stood where it broke."""
    path, folder = marked[0], tmp_path / "Büros"
    folder.mkdir()
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    shared = parts["xl/sharedStrings.xml"]
    cut = shared.rindex(b"Zz0") + 8
    damaged = {
        "abgebrochen": {"xl/sharedStrings.xml": shared[:cut]},
        "ohne Ende": {"xl/sharedStrings.xml": shared.replace(b"Zz000001q</t>", b"Zz000001q</Zz000001q>")},
        "fremd": {"xl/sharedStrings.xml": shared.replace(b"Zz000001q", b"Zz000001q&Zz000001q;")},
        "Blatt": {"xl/workbook.xml": parts["xl/workbook.xml"].replace(b'name="Klienten"', b'name="Zz000001q"')},
    }
    for name, changed in damaged.items():
        with zipfile.ZipFile(folder / f"{name}.xlsx", "w", zipfile.ZIP_DEFLATED) as package:
            for part, content in (parts | changed).items():
                package.writestr(part, content)
    (folder / "halb.xlsx").write_bytes(path.read_bytes()[:-5000])

    exported = lotse("export", path, *sorted(folder.iterdir()), "--to", out, *AS_OF)
    counted = lotse("rollup", path, folder, "-o", tmp_path / "Stadt.xlsx", "--workbooks", "--ground", "§", *AS_OF)
    city = load_workbook(tmp_path / "Stadt.xlsx")
    said = [str(cell) for page in city for row in page.iter_rows(values_only=True) for cell in row if cell]
    alone = [
        lotse("handin", each, "--draft", "-o", tmp_path / "A.xlsx", *AS_OF) for each in sorted(folder.iterdir())
    ]

    assert exported.out.count("Nicht dabei:") >= 3
    assert counted.out.count("Nicht gezählt:") >= 3
    assert [each.code for each in alone].count(2) >= 3
    for text in (*said, *(stream for done in (exported, counted, *alone) for stream in (done.out, done.err))):
        assert "Zz0" not in text


def test_with_a_key_pseudonyms_stay_and_without_one_they_do_not(lotse, marked, tmp_path, monkeypatch):
    monkeypatch.setenv("LOTSE_EXPORT_KEY", "ein Schlüssel")

    def pseudonyms(name):
        done = lotse("export", marked[0], "--to", tmp_path / name, *AS_OF)
        assert done.code == 0, done.err
        assert ("gelten nur für diesen Export" in done.out) == (name in "cd")
        return [row["pseudonym"] for row in facts_in(tmp_path / name)]

    assert pseudonyms("a") == pseudonyms("b")
    monkeypatch.delenv("LOTSE_EXPORT_KEY")
    assert pseudonyms("c") != pseudonyms("d")


def test_small_cells_are_told(lotse, marked, out):
    done = lotse("export", marked[0], "--to", out, *AS_OF)
    assert "weniger als fünf Fälle" in done.out
    assert "nicht veröffentlichen" in done.out


def test_a_copy_and_a_namesake_are_told_by_their_folders(lotse, out, tmp_path):
    """An adopted workbook says no name of its office, which is then called like the file."""
    places = [tmp_path / name for name in ("Nord/Klienten.xlsx", "Süd/Klienten.xlsx", "Nord/Klienten - Kopie.xlsx")]
    for place, name in zip(places, ("Ada", "Beate", ""), strict=True):
        place.parent.mkdir(exist_ok=True)
        if not name:
            place.write_bytes(places[0].read_bytes())
            continue
        book = Workbook()
        book.active.title = "Klientenliste"
        book.active.append(["Klient Nr", "Vorname", "Familienname", "Stand", "Erstgespräch"])
        book.active.append(["K-00001", name, "Şahin", "aktiv", DAY])
        book.save(place)
        assert lotse("adopt", place, "--yes").code == 0
    done = lotse("export", *places, "--to", out, "--json", *AS_OF)
    assert done.code == 1, done.err
    said = json.loads(done.out)
    assert said["offices"] == ["Klienten"]
    assert {each["file"]: each["problem"].partition(".")[0] for each in said["problems"]} == {
        "Süd/Klienten.xlsx": "„Klienten“ heißt auch das Büro in „Nord/Klienten",
        "Klienten - Kopie.xlsx": "Dieselbe Mappe wie „Nord/Klienten",
    }


def test_one_bad_workbook_is_a_line_and_a_folder_with_something_in_it_stays(lotse, marked, out, tmp_path):
    bad = tmp_path / "kaputt.xlsx"
    bad.write_bytes(b"x")
    twin = tmp_path / "Zweite.xlsx"
    twin.write_bytes(marked[0].read_bytes())
    done = lotse("export", marked[0], bad, twin, "--to", out, *AS_OF)
    assert done.code == 1
    assert "Nicht dabei: kaputt.xlsx" in done.out
    # Nobody is asked to give a copy a name of its own.
    assert f"Nicht dabei: Zweite.xlsx. Dieselbe Mappe wie „{marked[0].name}“; sie ist einmal dabei." in done.out
    twin.unlink()
    before = (out / "facts.csv").read_bytes()
    again = lotse("export", marked[0], "--to", out, *AS_OF)
    assert again.code == 2
    assert (out / "facts.csv").read_bytes() == before
    alone = lotse("export", bad, "--to", tmp_path / "nichts", *AS_OF)
    assert alone.code == 2
    assert sorted(each.name for each in tmp_path.iterdir()) == ["Export", "kaputt.xlsx"]


@pytest.mark.parametrize("step", ["_write_measures", "_write_parquet"])
def test_a_full_disk_is_a_sentence_and_leaves_nothing(lotse, marked, out, monkeypatch, step):
    def full(*_, **__):
        if step == "_write_parquet":
            raise duckdb.IOException("No space left on device")
        raise OSError(errno.ENOSPC, "No space left on device")

    if step == "_write_parquet":
        monkeypatch.setattr(duckdb.DuckDBPyRelation, "write_parquet", full)
    else:
        monkeypatch.setattr("automation.rollup.exporting._write_measures", full)
    done = lotse("export", marked[0], "--to", out, *AS_OF)
    assert done.code == 2
    assert "konnte nicht gespeichert werden" in done.err
    assert [*out.parent.iterdir()] == []


def test_without_the_extra_a_sentence_says_how_to_get_it(lotse, marked, out, monkeypatch):
    real = importlib.import_module

    def missing(name, *more):
        if name == "duckdb":
            raise ModuleNotFoundError(name=name)
        return real(name, *more)

    monkeypatch.setattr("automation.rollup.exporting.import_module", missing)
    done = lotse("export", marked[0], "--to", out, *AS_OF)
    assert done.code == 2
    assert 'pip install "quartierslotse[export]"' in done.err
    assert not out.exists()
