"""`lotse new` and `lotse check` as staff see them."""

import json
import re
import warnings

import openpyxl

from automation.terminal.parsing import quarter


def test_a_new_workbook_is_made_and_has_nothing_wrong_with_it(lotse, tmp_path):
    made = lotse("new", tmp_path / "Mappe.xlsx", "--as-of", "30.06.2019")
    checked = lotse("check", tmp_path / "Mappe.xlsx", "--as-of", "30.06.2019")

    assert (made.code, made.err) == (0, "")
    assert checked.code == 0
    assert "keine Fehler, keine Warnungen, keine Hinweise" in checked.out


def test_the_same_day_makes_the_same_bytes_however_it_is_written(lotse, tmp_path):
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    for path, day in ((first, "30.06.2019"), (second, "2019-06-30")):
        lotse("new", path, "--demo", "--as-of", day)
        lotse("check", path, "--as-of", day)

    assert first.read_bytes() == second.read_bytes()


def test_no_workbook_is_ever_overwritten(lotse, workbook):
    before = workbook.read_bytes()

    done = lotse("new", workbook)

    assert done.code == 2
    assert done.err.startswith("„Mappe.xlsx“ gibt es schon, und Lotse überschreibt keine Mappe.")
    assert workbook.read_bytes() == before


def test_a_new_workbook_is_named_like_one(lotse, tmp_path):
    done = lotse("new", tmp_path / "Mappe.docx")

    assert (done.code, done.err) == (2, "Eine neue Mappe endet auf .xlsx. Bitte so nennen: Mappe.xlsx\n")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_does_not_exist_is_not_made_up(lotse, tmp_path):
    done = lotse("new", tmp_path / "Ablage" / "Mappe.xlsx")

    assert done.code == 2
    assert done.err.endswith("Ablage“ gibt es nicht. Bitte zuerst anlegen.\n")


def test_the_size_of_the_demo_office_needs_the_demo_office(lotse, tmp_path):
    done = lotse("new", tmp_path / "Mappe.xlsx", "--rows", "10")

    assert done.code == 2
    assert "Bitte --demo dazuschreiben." in done.err


def test_before_the_demo_office_opened_there_is_nothing_to_tell(lotse, tmp_path):
    done = lotse("new", tmp_path / "Mappe.xlsx", "--demo", "--as-of", "01.01.2018")

    assert done.code == 2
    assert done.err.endswith("Bitte --as-of ändern.\n")


def test_findings_end_with_1_and_say_where_they_are(lotse, workbook):
    done = lotse("check", workbook, "--as-of", "2019-06-30")

    assert (done.code, done.err) == (1, "")
    assert "Fehler   F-03    Klienten!" in done.out
    assert "Geschrieben: „Prüfbericht“ in Mappe.xlsx." in done.out
    assert (workbook.parent / "Sicherungen").is_dir()


def test_a_screen_shows_the_worst_and_a_switch_shows_all(lotse, workbook):
    short = lotse("check", workbook, "--no-write", "--as-of", "2019-06-30")
    long = lotse("check", workbook, "--no-write", "--all", "--as-of", "2019-06-30")

    assert "weitere." in short.out
    assert "weitere." not in long.out
    assert "Hinweis  " in long.out


def test_a_program_gets_one_document_and_the_workbook_stays_as_it_was(lotse, workbook):
    before = workbook.read_bytes()

    done = lotse("check", workbook, "--no-write", "--json", "--as-of", "2019-06-30")

    document = json.loads(done.out)
    assert (done.code, done.err) == (1, "")
    assert document["as_of"] == "2019-06-30"
    assert document["written"] is None
    assert sum(document["open"].values()) == len(document["findings"])
    assert {finding["severity"] for finding in document["findings"]} == {"F", "W", "H"}
    assert workbook.read_bytes() == before


def test_no_name_of_a_client_reaches_the_screen(lotse, workbook):
    done = lotse("check", workbook, "--no-write", "--json", "--as-of", "2019-06-30")
    plain = lotse("check", workbook, "--no-write", "--all", "--as-of", "2019-06-30")

    found = json.loads(done.out)["findings"]
    assert {"Vorname", "Nachname"} & {finding["column"] for finding in found}
    assert [finding for finding in found if finding["column"] in {"Vorname", "Nachname"} and finding["value"]] == []
    names = {row[name] for row in client_names(workbook) for name in (0, 1)}
    assert len(names) > 20
    said = set(re.findall(r"[\w'’-]+", done.out + plain.out))
    assert {name for name in names if name in said} <= SOMETHING_ELSE


SOMETHING_ELSE = frozenset({"Rotthausen"})


def client_names(path):
    """First and last names as they stand in the workbook, from an independent reader."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = openpyxl.load_workbook(path, read_only=False)["Klienten"]
    headers = [cell.value for cell in sheet[4]]
    first, last = headers.index("Vorname"), headers.index("Nachname")
    return [(str(row[first]), str(row[last])) for row in sheet.iter_rows(min_row=5, values_only=True) if row[last]]


def test_a_quarter_may_be_typed_in_small_letters():
    assert quarter("2019q2").code == "2019-Q2"
