"""An office has its workbook already: Lotse gets to know it, and works on it from then on."""

from __future__ import annotations

import json
import re
import stat
import sys
import zipfile
from datetime import datetime

import openpyxl
import pytest

from tests.ugly.exports import clients_split_by_year_with_formulas_and_errors

CLIENTS = {
    "Lfd.": 1,
    "Klient Nr": "K-00001",
    "Anrede": "w",
    "Vorname": "Ayşe",
    "Familienname": "Şahin",
    "geb. am": datetime(1980, 2, 29),  # noqa: DTZ001 -- cells know no time zone
    "Strasse": "Karl-Meyer-Straße",
    "Haus-Nr.": "12a",
    "Plz": "45884",
    "Stadt": "Gelsenkirchen",
    "Leistung": "SGB II",
    "Erstgespräch": datetime(2018, 9, 3),  # noqa: DTZ001
    "Stand": "aktiv",
    "Lieblingsfarbe": "blau",
}
PLACEMENTS = {
    "Vermittlungs-ID": "V-00001",
    "Klient": "K-00001",
    "Arbeitgeber-ID": "A-0001",
    "Art der Beschäftigung": "Vollzeit",
    "Arbeitsbeginn": datetime(2019, 1, 2),  # noqa: DTZ001
    "Bruttolohn": 1800,
}


def put(page, row, values):
    for column, (label, value) in enumerate(values.items(), 1):
        page.cell(row, column, label)
        page.cell(row + 1, column, value)


@pytest.fixture
def grown(tmp_path):
    """A workbook that nobody made with Lotse."""
    folder = tmp_path / "Büro"
    folder.mkdir()
    book = openpyxl.Workbook()
    clients = book.active
    clients.title = "Klientenliste"
    clients["A1"] = "Unsere Leute 2019"
    put(clients, 3, CLIENTS)
    put(clients, 5, CLIENTS | {"Klient Nr": "K-00002", "Plz": "458"})
    clients.delete_rows(5)
    put(book.create_sheet("Vermittelt"), 1, PLACEMENTS)
    book.create_sheet("Kuchen")["A1"] = "Mehl"
    path = folder / "Bestand.xlsx"
    book.save(path)
    return path


def sheets_of(path):
    """The content of every part but the shared directories."""
    with zipfile.ZipFile(path) as archive:
        return {
            name: archive.read(name)
            for name in archive.namelist()
            if name.startswith(("xl/worksheets/", "xl/theme", "xl/sharedStrings"))
        }


def errors_of(validator, path):
    """What the validator says, but for text that openpyxl and Lotse write into the cells themselves."""
    found = validator.validate(path).errors
    return {(error.part_uri, error.description) for error in found if error.id != "Excel_InlineStrCells"}


def findings(lotse, path, rule):
    document = json.loads(lotse("check", path, "--json", "--no-write").out)
    return {(f["sheet"], f["cell"]) for f in document["findings"] if f["rule"] == rule}


def test_without_a_yes_it_only_shows_what_it_makes_of_the_workbook(lotse, grown):
    before = grown.read_bytes()

    done = lotse("adopt", grown)

    assert done.code == 0
    assert "Familienname → Nachname" in done.out
    assert "Nicht zugeordnet: Lfd., Lieblingsfarbe" in done.out
    assert "„Kuchen“" in done.out
    assert "--yes" in done.out
    assert "Şahin" not in done.out
    assert grown.read_bytes() == before


def test_once_accepted_every_command_works_on_it_and_only_a_sheet_was_added(lotse, grown):
    before = sheets_of(grown)

    assert lotse("adopt", grown, "--yes").code == 0

    assert before.items() <= sheets_of(grown).items()
    assert openpyxl.load_workbook(grown).sheetnames == ["Klientenliste", "Vermittelt", "Kuchen", "Zuordnung"]
    assert findings(lotse, grown, "F-03") == {("Klientenliste", "I5")}
    assert lotse("check", grown).code == 1
    assert "Prüfbericht" in openpyxl.load_workbook(grown).sheetnames
    assert findings(lotse, grown, "F-03") == {("Klientenliste", "I5")}


def test_with_a_highlight_only_that_rule_is_new_on_the_offices_sheets(lotse, grown, openxml_validator):
    before, known = sheets_of(grown), errors_of(openxml_validator, grown)

    assert lotse("adopt", grown, "--yes", "--highlight").code == 0
    lotse("check", grown)

    after, rule = sheets_of(grown), re.compile(rb"<conditionalFormatting.*?</conditionalFormatting>")
    changed = {name for name, data in before.items() if after[name] != data}
    assert {rule.sub(b"", after[name]) == before[name] for name in changed} == {True}
    assert len(changed) == 2
    rules = {
        sheet: [
            (str(area.sqref), each.formula[0])
            for area, rules in openpyxl.load_workbook(grown)[sheet].conditional_formatting._cf_rules.items()
            for each in rules
        ]
        for sheet in ("Klientenliste", "Vermittelt", "Kuchen")
    }
    (client_rule,), (_,), none = rules.values()
    assert client_rule[0] == "B4:M505"
    assert "MATCH(ADDRESS(ROW(),COLUMN(),4),Befunde_Klienten,0)" in client_rule[1]
    assert none == []
    assert errors_of(openxml_validator, grown) <= known
    lists = openpyxl.load_workbook(grown).defined_names
    assert "Befunde_Klienten" in lists


def test_a_highlight_is_put_in_only_once(lotse, grown):
    lotse("adopt", grown, "--yes", "--highlight")
    once = sheets_of(grown)

    lotse("adopt", grown, "--yes", "--highlight")

    assert {name: data for name, data in sheets_of(grown).items() if b"conditionalF" in data} == {
        name: data for name, data in once.items() if b"conditionalF" in data
    }


def test_what_staff_put_right_on_the_sheet_counts_and_is_not_proposed_away(lotse, grown):
    lotse("adopt", grown, "--yes")
    book = openpyxl.load_workbook(grown)
    for row in book["Zuordnung"].iter_rows():
        if row[3].value == "Plz":
            row[4].value = None
        if row[3].value == "Lieblingsfarbe":
            row[4].value = "Bemerkung"
    book["Zuordnung"]["M2"] = "mit der IT geklärt"
    book.save(grown)

    again = json.loads(lotse("adopt", grown, "--yes", "--json").out)

    (beside,) = again["warnings"]
    assert "Blatt „Zuordnung“ stand etwas von Ihnen (M2)" in beside
    assert findings(lotse, grown, "F-03") == set()
    (clients,) = [table for table in again["tables"] if table["table"] == "Klienten"]
    told = {column["header"]: column["column"] for column in clients["columns"]}
    assert (told["Plz"], told["Lieblingsfarbe"]) == (None, "Bemerkung")


def test_the_data_go_over_into_a_new_workbook_and_the_old_one_stays(lotse, grown):
    before, new = grown.read_bytes(), grown.with_name("Neu.xlsx")

    done = lotse("adopt", grown, "--export", new)

    assert done.code == 0
    assert "3 Zeilen" in done.out
    assert grown.read_bytes() == before
    clients = openpyxl.load_workbook(new)["Klienten"]
    labels = [cell.value for cell in clients[4]]
    assert [clients.cell(row, labels.index("Nachname") + 1).value for row in (5, 6)] == ["Şahin", "Şahin"]
    # What nobody can read is carried over as it stood.
    assert clients.cell(6, labels.index("PLZ") + 1).value == "458"


def test_a_workbook_of_something_else_is_not_adopted(lotse, tmp_path):
    path = tmp_path / "Kuchen.xlsx"
    book = openpyxl.Workbook()
    put(book.active, 1, {"Mehl": 500, "Zucker": 200, "Eier": 3})
    book.save(path)

    done = lotse("adopt", path, "--yes")

    assert done.code == 2
    assert "keine Tabelle, die Lotse kennt" in done.err


def test_the_proposal_reads_like_a_table_and_says_what_would_help(lotse, grown):
    told = lotse("adopt", grown).out

    assert "Blatt „Klientenliste“, Zeile 3: Klienten, 2 Zeilen (Sicherheit" in told
    arrows = {line.index("→") for line in told.splitlines() if "→" in line and "Klient Nr" not in line}
    assert len(arrows) == 2  # one for each table: the columns stand below each other
    assert "w, m" not in told
    assert "Stand        → Status             92 %   aktiv" in told
    assert "Gewinn durch „Haushalt (BG)“: Lotse erkennt, welche Familien wieder ohne Leistung leben." in told
    assert "Einwilligungen         Lotse schreibt an Dritte, was erlaubt ist, und sonst nichts." in told


def test_clients_of_other_years_are_told_and_come_together_in_a_new_workbook(lotse, tmp_path):
    office = clients_split_by_year_with_formulas_and_errors(tmp_path / "Jahre.xlsx")

    told, new = lotse("adopt", office.path, "--yes").out, tmp_path / "Neu.xlsx"
    done = lotse("adopt", office.path, "--export", new)

    assert "Blatt „2018“, Zeile 3: sieht auch nach „Klienten“ aus, 2 Zeilen." in told
    assert "bleibt ungeprüft und ungezählt" in told
    assert "8 Zeilen nach „Neu.xlsx“ übertragen" in done.out
    page = openpyxl.load_workbook(new)["Klienten"]
    assert [page.cell(row, 1).value for row in range(5, 13)] == [f"K-0000{number}" for number in range(1, 9)]
    note = openpyxl.load_workbook(office.path)["Zuordnung"]["A3"].value
    assert "„2018“ ab Zeile 3 (Klienten), „2017“ ab Zeile 3 (Klienten)" in note


def test_a_workbook_without_any_list_hears_what_lotse_looks_for(lotse, tmp_path):
    path = tmp_path / "Leer.xlsx"
    openpyxl.Workbook().save(path)

    done = lotse("adopt", path)

    assert done.code == 2
    assert "mindestens drei Überschriften wie „Nachname“" in done.err
    assert "lotse adopt" not in done.err


def test_an_office_with_sheets_of_these_names_keeps_them_and_its_mapping_counts(lotse, grown):
    book = openpyxl.load_workbook(grown)
    book["Kuchen"].title = "Zuordnung"
    book["Klientenliste"].title = "Dashboard"
    book.save(grown)
    before = sheets_of(grown)

    done = lotse("adopt", grown, "--yes")

    own = next(name for name in openpyxl.load_workbook(grown).sheetnames if name.startswith("Zuordnung "))
    assert f"steht auf dem Blatt „{own}“" in done.out
    assert before.items() <= sheets_of(grown).items()
    assert findings(lotse, grown, "F-03") == {("Dashboard", "I5")}
    again = json.loads(lotse("adopt", grown, "--json").out)
    assert own not in again["unknown_sheets"]
    assert "Zuordnung" in again["unknown_sheets"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows vererbt Rechte vom Ordner.")
def test_who_may_not_read_the_old_workbook_may_not_read_the_new_one(lotse, grown, tmp_path):
    grown.chmod(0o600)

    lotse("adopt", grown, "--export", tmp_path / "Neu.xlsx")

    assert stat.S_IMODE((tmp_path / "Neu.xlsx").stat().st_mode) == 0o600


def columns_of(path, sheet, *labels):
    """The values of some columns of a sheet of ours, row by row."""
    page = openpyxl.load_workbook(path)[sheet]
    header = [cell.value for cell in page[4]]
    places = [header.index(label) for label in labels]
    return [tuple(row[place] for place in places) for row in page.iter_rows(min_row=5, values_only=True) if row[0]]


def with_own_keys(path, keys, named):
    """Save a list of clients with keys as an office makes them, and of requests that name them."""
    book = openpyxl.Workbook()
    clients, requests = book.active, book.create_sheet("Anliegen")
    clients.title = "Klienten"
    clients.append(["KlientID", "Nachname", "Vorname", "Geburtsdatum", "PLZ", "Ort"])
    for count, key in enumerate(keys, 1):
        clients.append([key, f"Şahin{'aeiou'[count]}", "Ayşe", datetime(1980, count, 1), "45884", "Gelsenkirchen"])  # noqa: DTZ001
    requests.append(["AnliegenID", "KlientID", "Kategorie", "Eingang am"])
    for count, key in enumerate(named, 17):
        requests.append([count, key, "Wohnen", datetime(2019, 3, 1)])  # noqa: DTZ001
    book.save(path)


def test_keys_of_the_offices_own_form_are_replaced_wherever_they_stand_and_kept_beside(lotse, tmp_path):
    old, new = tmp_path / "alt.xlsx", tmp_path / "NEU.xlsx"
    with_own_keys(old, ["M-007", "M-007", "M-003", 4711], ["m-003 ", 4711, "M-999"])

    done = lotse("adopt", old, "--yes", "--export", new)

    assert columns_of(new, "Klienten", "KlientID", "Frühere Kennung") == [
        ("K-00001", "M-007"),
        ("K-00001", "M-007"),
        ("K-00002", "M-003"),
        ("K-00003", "4711"),
    ]
    assert columns_of(new, "Anliegen", "AnliegenID", "KlientID", "Frühere Kennung") == [
        ("A-00001", "K-00002", "17"),
        ("A-00002", "K-00003", "18"),
        ("A-00003", "M-999", "19"),
    ]
    assert "Neue Kennungen: Klienten (4), Anliegen (3)" in done.out
    assert "M-007" not in done.out
    assert findings(lotse, new, "F-01") == set()
    assert findings(lotse, new, "X-01") == {("Anliegen", "B7")}  # the one that nobody has
    assert findings(lotse, new, "D-01") == {("Klienten", "A6")}  # the same key twice is no less the same


def test_a_slip_among_keys_of_ours_is_not_taken_for_a_form_of_its_own(lotse, tmp_path):
    old, new = tmp_path / "alt.xlsx", tmp_path / "NEU.xlsx"
    with_own_keys(old, ["K-00001", "K-2", "K-00003"], [])

    lotse("adopt", old, "--yes", "--export", new)

    assert columns_of(new, "Klienten", "KlientID") == [("K-00001",), ("K-2",), ("K-00003",)]
