"""`lotse person`: everything about one person is found, and outside of its files stands their key alone."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from automation.cli import main
from automation.privacy.about import CLIENT, NOT_ABOUT
from tests.read_aloud import read_aloud
from tests.rules import office as o
from workbook.creating import create_workbook
from workbook.schema import TABLES

DAY = date(2019, 6, 30)
SECOND = o.client(client_id="K-00002", last_name="Kaya", phone="+492097654321")
AS_OF = ("--as-of", DAY.isoformat())
LINKS = {
    "client_id": "K-00001",
    "household_id": "HH-0001",
    "request_id": "A-00001",
    "consent_id": "E-00001",
    "referral_id": "R-00001",
    "placement_id": "V-00001",
}


def person_of(lotse, path, key="K-00001", *more):
    told = lotse("person", path, key, "--json", *AS_OF, *more)
    assert told.code == 0, told.err
    said = json.loads(told.out)
    report = next(file for file in said["files"] if file.endswith(".json"))
    return said, json.loads(Path(report).read_text(encoding="utf-8")), told


def one_row_of_everything(path, marks):
    """A workbook with a row in every table, in which every cell that may holds a mark of its own."""
    rows, raw = [], {}
    for record in TABLES:
        spec = record.spec
        links = {name: key for name, key in LINKS.items() if any(each.name == name for each in spec.columns)}
        key = {spec.key: f"X-{len(rows)}"} if spec.key and spec.key not in links else {}
        rows.append(o.Row(record, links | key))
        for column in spec.columns:
            if column.name in links or column.name == spec.key or column.formula is not None:
                continue
            marks[record, column.name] = mark = f"Marke{len(marks):04d}x"
            raw[record, 0, column.name] = mark
    create_workbook(path, office=o.office(everything=rows), today=DAY, raw=raw)


def test_a_value_planted_in_any_column_turns_up_or_its_table_is_about_nobody(lotse, tmp_path):
    marks = {}
    one_row_of_everything(tmp_path / "Mappe.xlsx", marks)

    _, report, _ = person_of(lotse, tmp_path / "Mappe.xlsx")

    said = json.dumps(report["rows"], ensure_ascii=False)
    lost = {place for place, mark in marks.items() if mark not in said}
    assert len(marks) > 250
    assert {(record.spec.sheet, name) for record, name in lost if record not in NOT_ABOUT} == set()
    assert {record for record, _ in lost} == set(NOT_ABOUT)
    assert all(NOT_ABOUT.values())


def test_every_table_is_about_clients_or_says_why_not():
    named = {
        record for record in TABLES if any(each.name in {CLIENT, "household_id"} for each in record.spec.columns)
    }

    assert named | set(NOT_ABOUT) == set(TABLES)
    assert named.isdisjoint(NOT_ABOUT)


def test_own_columns_notes_and_own_sheets_are_found_too(lotse, tmp_path):
    path = tmp_path / "Mappe.xlsx"
    create_workbook(path, office=o.office(clients=[o.client(), SECOND]), today=DAY)
    book = openpyxl.load_workbook(path)
    page = book["Klienten"]
    column = page.max_column + 1
    page.cell(4, column, "Schuhgröße")
    page.cell(5, column, "Größe 39 Planet")
    page.cell(5, 3).comment = openpyxl.comments.Comment("Notizmarke eins", "MKA")
    page.cell(6, column, "Schwester von Ayşe Yıldız, wohnt bei K-00001")
    own = book.create_sheet("Sommerfest")
    own.append(["Vorname", "Nachname", "bringt mit"])
    own.append(["Ayşe", "Yıldız", "Baklavamarke"])
    own.append(["Ayşe", "Kaya", "Salat"])
    own.append(["ruft an: 0209 / 123-4567"])
    book.save(path)

    said, report, told = person_of(lotse, path)

    texts = json.dumps(report, ensure_ascii=False)
    for mark in ("Schuhgröße", "Größe 39 Planet", "Notizmarke eins", "Schwester von", "Baklavamarke", "123-4567"):
        assert mark in texts
        assert mark not in told.out + told.err
    assert "Salat" not in texts
    places = {(each["sheet"], each["cell"].partition(":")[0]) for each in report["names_others"]}
    assert {("Sommerfest", "A2"), ("Sommerfest", "A4")} <= places
    assert len(said["mentioned"]) == 3


def test_rows_that_name_nobody_belong_to_whom_they_are_about_and_no_others(lotse, tmp_path):
    path = tmp_path / "Mappe.xlsx"
    rows = o.office(
        clients=[o.client(), SECOND],
        requests=[o.request(), o.request(request_id="A-00002", client_id="K-00002")],
        contacts=[
            o.contact(contact_id="KT-000001", client_id=None, request_id="A-00001"),
            o.contact(contact_id="KT-000002", client_id="K-00002", request_id="A-00001"),
        ],
    )
    create_workbook(path, office=rows, today=DAY)

    _, report, _ = person_of(lotse, path)

    found = {each["key"]: each["because"] for each in report["rows"]}
    assert set(found) == {"K-00001", "A-00001", "KT-000001"}
    assert "A-00001" in found["KT-000001"]
    assert "Kaya" not in json.dumps(report["rows"], ensure_ascii=False)


@pytest.fixture(scope="module")
def _after_a_run(office, tmp_path_factory):
    path = shutil.copy(office, tmp_path_factory.mktemp("run") / "Mappe.xlsx")
    assert main(["run", str(path), "--no-pdf", *AS_OF]) in {0, 1}
    return path


@pytest.fixture
def worked(_after_a_run, tmp_path):
    """The demo office after a run, alone in its folder, with its letters."""
    shutil.copytree(_after_a_run.parent, tmp_path / "Büro")
    return tmp_path / "Büro" / "Mappe.xlsx"


def test_recipients_are_named_with_the_fields_they_got(lotse, worked):
    workbook = worked
    book = openpyxl.load_workbook(workbook)
    page = book["Postausgang"]
    labels = {cell.value: cell.column for cell in page[6]}
    row = next(
        line
        for line in range(7, page.max_row)
        if page.cell(line, labels["Empfängertyp"]).value == "Wohnungsunternehmen"
        and str(page.cell(line, labels["KlientID"]).value or "").startswith("K-")
    )
    key = page.cell(row, labels["KlientID"]).value
    partner = page.cell(row, labels["Empfänger"]).value
    page.cell(row, labels["Status"], "versandt")
    names = {line[0].value: line[1].value for line in book["Partner"].iter_rows(min_row=5)}
    book.save(workbook)

    _, report, _ = person_of(lotse, workbook, key)

    told = [each for each in report["recipients"] if each["reference"] == page.cell(row, labels["Zeichen"]).value]
    assert [each["left_the_office"] for each in told] == [True]
    assert told[0]["recipient"] == f"{names[partner]} ({partner})"
    assert told[0]["fields"] == page.cell(row, labels["Übermittelte Felder"]).value


def test_screen_json_and_file_names_carry_the_key_alone(lotse, worked):
    workbook = worked
    clients = openpyxl.load_workbook(workbook, data_only=True)["Klienten"]
    labels = [cell.value for cell in clients[4]]
    wanted = [labels.index(label) for label in ("Vorname", "Nachname", "Telefon", "E-Mail", "Straße")]
    for row in (*clients.iter_rows(min_row=5, max_row=6, values_only=True),):
        shown = lotse("person", workbook, row[0], *AS_OF)
        told = lotse("person", workbook, row[0], "--json", *AS_OF)
        outside = shown.out + told.out + "".join(json.loads(told.out)["files"])
        assert all(str(row[place]) not in re.findall(r"[\w@.+-]+", outside) for place in wanted if row[place])


def test_the_pdf_can_be_read_aloud_and_the_draft_says_that_it_is_one(lotse, workbook):
    said, _, _ = person_of(lotse, workbook, "K-00003")

    pdf = next(file for file in said["files"] if file.endswith(".pdf"))
    assert read_aloud(pdf).errors == 0
    word = next(file for file in said["files"] if file.endswith(".docx"))
    assert "Entwurf für das Büro" in words_of(word)


def words_of(path):
    with zipfile.ZipFile(path) as file:
        return re.sub(r"<[^>]+>", "", file.read("word/document.xml").decode())


def test_the_head_names_the_person_with_all_that_belongs_to_the_name(lotse, tmp_path):
    path = tmp_path / "Mappe.xlsx"
    whole = {"title": "Dr.", "first_name": "Leyla", "name_prefix": "von der", "birth_name": "Şahin"}
    named = o.client(**whole, last_name="Weiß")
    alone = o.client(client_id="K-00002", first_name=None, name_prefix="el", last_name="Amrani")
    create_workbook(path, office=o.office(clients=[named, alone]), today=DAY)

    for key, name in (("K-00001", "Dr. Leyla von der Weiß, früher Leyla Şahin"), ("K-00002", "el Amrani")):
        said, _, _ = person_of(lotse, path, key)
        assert f"{name} ({key})" in words_of(next(each for each in said["files"] if each.endswith(".docx")))


def test_a_second_answer_never_takes_the_place_of_the_first(lotse, workbook):
    first, _, _ = person_of(lotse, workbook, "K-00003")
    again, _, _ = person_of(lotse, workbook, "K-00003")

    assert set(first["files"]).isdisjoint(again["files"])


def test_a_key_at_two_people_is_told_before_anything_leaves(lotse, tmp_path):
    path = tmp_path / "Mappe.xlsx"
    create_workbook(path, office=o.office(clients=[o.client(), o.client(last_name="Kaya")]), today=DAY)

    said, report, _ = person_of(lotse, path)

    assert said["key_is_used_twice"] is report["key_is_used_twice"] is True
    assert "mehrmals" in lotse("person", path, "K-00001", *AS_OF).out


def test_before_somebody_is_erased_it_is_told_that_their_accompaniment_may_go_on(lotse, tmp_path):
    path = tmp_path / "Mappe.xlsx"
    clients = [
        o.client(closed_on="2016-05-02"),
        o.client(client_id="K-00002", closed_on="2016-05-02", status="abgeschlossen"),
    ]
    referrals = [
        o.referral(result=None, replied_on="2019-06-24"),
        o.referral(referral_id="R-00002", client_id="K-00002", result=None),
    ]
    create_workbook(path, office=o.office(clients=clients, referrals=referrals), today=DAY)

    told = [lotse("person", path, key, "--erase", *AS_OF) for key in ("K-00001", "K-00002")]

    words = [" ".join((each.out + each.err).split()) for each in told]
    going_on = "Der Status ist noch „aktiv“, obwohl „Abschluss am“ dasteht."
    assert [going_on in each for each in words] == [True, False]
    assert ["Antwort steht noch aus" in each for each in words] == [False, True]


@pytest.mark.parametrize("typed", ["K-77777", "Ayşe Yıldız", ""])
def test_who_is_unknown_is_told_kindly_and_a_name_is_not_repeated(lotse, tmp_path, typed):
    path = tmp_path / "Mappe.xlsx"
    create_workbook(path, office=o.office(clients=[o.client()]), today=DAY)

    told = lotse("person", path, typed, *AS_OF)

    assert told.code == 2
    assert "KlientID" in told.err
    assert "Yıldız" not in told.err
    assert not (tmp_path / "Auskunft").exists()


def test_the_month_begins_with_the_day_of_the_request_and_ends_on_a_workday(lotse, tmp_path):
    path = tmp_path / "Mappe.xlsx"
    create_workbook(path, office=o.office(clients=[o.client()]), today=DAY)

    said, _, _ = person_of(lotse, path, "K-00001", "--received", "2019-05-15")

    assert said["answer_by"] == "2019-06-17"  # the 15th is a Saturday
    late = lotse("person", path, "K-00001", "--received", "2019-07-01", *AS_OF)
    assert (late.code, "liegt nach heute" in late.err) == (2, True)


@pytest.mark.parametrize(("typed", "runs_out"), [("90", True), ("drei Monate", False), ("", False)])
def test_backups_are_said_to_run_out_where_they_do(lotse, tmp_path, typed, runs_out):
    """Was: „laufen nach drei Monate Tagen aus“, and no backup ever did."""
    path = tmp_path / "Mappe.xlsx"
    settings = {"Sicherungen aufheben (Tage)": typed}
    create_workbook(path, office=o.office(clients=[o.client()], settings=settings), today=DAY)

    said, _, _ = person_of(lotse, path)

    text = words_of(next(file for file in said["files"] if file.endswith(".docx")))
    assert ("laufen nach 90 Tagen aus" in text, "laufen nach" in text) == (runs_out, runs_out)


def test_what_the_office_has_not_entered_is_marked_and_old_settings_do(lotse, tmp_path):
    path = tmp_path / "Mappe.xlsx"
    settings = {"Datenschutz: Aufsichtsbehörde": "LDI NRW, Düsseldorf"}
    create_workbook(path, office=o.office(clients=[o.client()], settings=settings), today=DAY)

    said, report, _ = person_of(lotse, path)

    assert report["supervisory_authority"] == "LDI NRW, Düsseldorf"
    assert report["data_protection_officer"] is None
    text = words_of(next(file for file in said["files"] if file.endswith(".docx")))
    assert "[bitte ergänzen] Einstellung „Datenschutz: beauftragte Person“" in text
