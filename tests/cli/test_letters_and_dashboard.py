"""`lotse letters`, `dashboard`, `run` and `demo` as staff see them."""

import json
from functools import partial

import pytest
from openpyxl import load_workbook

from automation.dashboard import fitted_facts
from automation.dashboard.fitted_facts import fitted

DAY = ("--as-of", "30.06.2019")


def test_letters_are_named_by_number_and_file_and_what_is_withheld_by_its_reason(lotse, workbook):
    done = lotse("letters", workbook, *DAY)

    assert (done.code, done.err) == (1, "")
    assert "QB-2019-0001_WOHNEN" in done.out
    assert "Es fehlt die Einwilligung." in done.out
    assert "Geschrieben: „Postausgang“, „Prüfbericht“ in Mappe.xlsx." in done.out


def test_a_second_run_writes_no_second_letter(lotse, workbook):
    first = json.loads(lotse("letters", workbook, *DAY, "--json").out)
    files = sorted((workbook.parent / "Briefe").iterdir())

    second = json.loads(lotse("letters", workbook, *DAY, "--json").out)

    assert len(first["letters"]) > 0
    assert (second["letters"], second["unchanged"]) == ([], len(first["letters"]))
    assert sorted((workbook.parent / "Briefe").iterdir()) == files


def test_a_rehearsal_leaves_everything_as_it_was(lotse, workbook):
    before = workbook.read_bytes()

    done = lotse("letters", workbook, *DAY, "--dry-run")

    assert "würden geschrieben" in done.out
    assert list(workbook.parent.iterdir()) == [workbook]
    assert workbook.read_bytes() == before


def test_letters_may_go_elsewhere_and_be_chosen_by_kind(lotse, workbook, tmp_path):
    lotse("letters", workbook, *DAY, "--kind", "EINLADUNG", "--no-pdf", "--out", tmp_path / "Post")

    made = [path.name for path in (tmp_path / "Post").iterdir()]
    assert made
    assert [name for name in made if not name.endswith("_EINLADUNG.docx")] == []


def test_a_key_for_which_nothing_is_due_hears_what_there_is_and_how_to_get_one(lotse, workbook):
    written = json.loads(lotse("letters", workbook, *DAY, "--no-pdf", "--json").out)["letters"]
    one = next(each for each in written if each["kind"] == "WOHNEN")

    keys = ("K-00017", one["key"])
    nothing, there = (lotse("letters", workbook, *DAY, "--key", key, "--dry-run") for key in keys)

    assert "K-00017: Zurzeit ist kein Schreiben fällig. Im „Postausgang“ steht" in nothing.out
    assert "Auf Wunsch gibt es mit --kind: ABSCHLUSS, DATENSCHUTZ" in nothing.out
    assert f"{one['reference']} (WOHNEN, Entwurf)" in there.out


def test_the_dashboard_shows_the_quarter_that_was_asked_for(lotse, workbook):
    done = lotse("dashboard", workbook, *DAY, "--quarter", "2019-q1")

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("1. Quartal 2019")
    assert "Z-01 20 Familien leben ohne SGB II" in done.out


def test_a_quarter_outside_the_project_has_no_figures(lotse, workbook):
    done = lotse("dashboard", workbook, *DAY, "--quarter", "2025-Q1")

    assert done.code == 2
    assert done.err.startswith("Für „2025-Q1“ gibt es keine Zahlen. Bitte ein Quartal von 2018-Q3 bis")


@pytest.mark.libreoffice
@pytest.mark.usefixtures("libreoffice")
def test_libreoffice_comes_to_the_same_figures(lotse, workbook):
    done = lotse("dashboard", workbook, *DAY, "--verify", "--json")

    assert done.code == 0
    assert json.loads(done.out)["differences"] == []


def test_run_does_all_three_and_writes_once(lotse, workbook):
    done = lotse("run", workbook, *DAY, "--json")

    document = json.loads(done.out)
    assert done.code == 1
    assert document["written"]["sheets"] == [
        "Dashboard",
        "Dashboard 2",
        "Dashboard 3",
        "Fakten",
        "Postausgang",
        "Prüfbericht",
    ]
    assert document["check"]["open"]["F"] > 0
    assert document["letters"]["letters"]
    assert document["dashboard"]["quarter"] == "2019-Q2"
    assert len(list((workbook.parent / "Sicherungen").iterdir())) == 1


def test_run_shows_findings_letters_and_figures(lotse, workbook):
    said = lotse("run", workbook, *DAY).out

    assert said.index("Befund") < said.index("Zurückgehalten") < said.index("2. Quartal 2019")


def test_the_demo_says_what_to_open_and_ends_well_although_its_office_has_errors(lotse, tmp_path):
    done = lotse("demo", tmp_path / "Vorführung")

    workbook = tmp_path / "Vorführung" / "Quartiersbuero-Demo.xlsx"
    assert (done.code, done.err) == (0, "")
    assert f"Mappe      {workbook}" in done.out
    assert workbook.is_file()
    assert {path.suffix for path in (tmp_path / "Vorführung" / "Briefe").iterdir()} == {".docx", ".pdf"}


def test_a_second_demo_does_not_overwrite_what_somebody_may_have_tried_out(lotse, tmp_path):
    lotse("demo", tmp_path)
    before = (tmp_path / "Quartiersbuero-Demo.xlsx").read_bytes()

    done = lotse("demo", tmp_path)

    assert done.code == 2
    assert "gibt es schon" in done.err
    assert (tmp_path / "Quartiersbuero-Demo.xlsx").read_bytes() == before


def test_the_demo_needs_a_folder(lotse, tmp_path):
    (tmp_path / "Datei").touch()

    done = lotse("demo", tmp_path / "Datei")

    assert done.code == 2
    assert done.err.endswith("Datei“ ist eine Datei. Bitte einen Ordner angeben.\n")


@pytest.mark.parametrize(
    ("switch", "value", "sentence"),
    [
        ("--kind", "WOHNUNG", "Die Art „WOHNUNG“ gibt es nicht. Ist „WOHNEN“ gemeint?"),
        ("--key", "R-9", "Die Nummer „R-9“ gibt es nicht."),
    ],
)
def test_a_choice_of_letters_that_does_not_exist_writes_nothing(lotse, workbook, switch, value, sentence):
    before = workbook.read_bytes()

    done = lotse("letters", workbook, *DAY, switch, value)

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(sentence)
    assert workbook.read_bytes() == before


def test_a_kind_and_a_key_may_be_typed_in_small_letters(lotse, workbook):
    done = lotse("letters", workbook, *DAY, "--kind", "wohnen", "--key", "r-99999", "--dry-run")

    assert done.code == 2
    assert done.err.startswith("Die Nummer „R-99999“ gibt es nicht.")


def test_the_demo_shows_without_calculating_the_day_on_which_a_household_counts(lotse, tmp_path):
    assert lotse("demo", tmp_path / "Demo").code == 0

    book = load_workbook(tmp_path / "Demo" / "Quartiersbuero-Demo.xlsx", data_only=True)
    facts = rows_of(book["Fakten"], "Kennzahl")
    counting = {row["Schlüssel"]: row["Datum"] for row in facts if row["Kennzahl"] == "Z20" and row["Zähler"] == 1}
    shown = {row["BGID"]: row["Zielerreichung 20 am"] for row in rows_of(book["Bedarfsgemeinschaften"], "BGID")}
    assert counting
    assert {key: day for key, day in shown.items() if day} == counting


def test_screen_and_json_tell_it_and_a_workbook_without_room_stays_as_it_is(lotse, workbook, monkeypatch):
    before = workbook.read_bytes()
    monkeypatch.setattr(fitted_facts, "fitted", partial(fitted, most=5, room=10))

    refused = lotse("dashboard", workbook, *DAY)

    assert refused.code == 2
    assert "Platz ist für 10" in refused.err
    assert workbook.read_bytes() == before

    monkeypatch.setattr(fitted_facts, "fitted", partial(fitted, most=5))
    told = json.loads(lotse("dashboard", workbook, *DAY, "--json").out)["facts_told"]
    assert "mit gleichen zusammengefasst" in told
    assert told in lotse("dashboard", workbook, *DAY).out.replace("\n", " ")
    assert told in load_workbook(workbook)["Fakten"]["A2"].value


def rows_of(sheet, first):
    """The rows below the header that holds this label."""
    rows = list(sheet.iter_rows(values_only=True))
    header = next(number for number, row in enumerate(rows) if first in row)
    return [dict(zip(rows[header], row, strict=True)) for row in rows[header + 1 :] if any(row)]
