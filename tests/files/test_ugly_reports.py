"""What others reported of other software, rebuilt with invented people: the right value at the right place."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from automation import jobs
from automation.cli import main
from tests.ugly.people import LABELS, person, put, under
from workbook.errors import DuplicateHeaderError
from workbook.findings import Problem, Severity
from workbook.reading.locating import locate
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import Client
from workbook.writing.file_book import FileBook

TODAY = ("--as-of", "2019-06-30")
STREETS = ("Straße", "PLZ", "Ort", "geb.", "Tel.")


@pytest.fixture
def reports():
    """The folder of reported cases, beside the checkout where there is one."""
    folder = Path(__file__).parents[1] / ".." / ".." / "shared" / "cases" / "reports"
    if not folder.is_dir():
        pytest.skip("Die Sammlung gemeldeter Fälle liegt nicht neben diesem Checkout.")
    return folder.resolve()


@pytest.fixture
def exported(tmp_path, capsys):
    """What `adopt --export` makes of a list: path → the clients in the new workbook."""

    def export(path, *more):
        new = tmp_path / "NEU.xlsx"
        assert main(["adopt", "--export", str(new), str(path), *TODAY, *more]) == 0
        capsys.readouterr()
        with read_book(new) as book:
            return list(read_office(book)[0][Client])

    return export


@pytest.fixture
def saved(tmp_path):
    """Save rows as a workbook's only sheet: name, rows → path."""

    def save(name, rows):
        book = openpyxl.Workbook()
        book.active.title = name
        put(book.active, rows)
        book.save(tmp_path / "Bestand.xlsx")
        return tmp_path / "Bestand.xlsx"

    return save


@pytest.mark.parametrize(
    ("file", "told", "letters"),
    [
        ("01-nr-column-is-house-number/own-column.xlsx", [], None),
        ("02-invitation-without-time/no-time.xlsx", [("P-15", "N28", "Uhrzeit in „um“ eintragen")], ("N28", 1)),
        (
            "02-invitation-without-time/date-and-time-in-one-cell.xlsx",
            [("F-02", "M28", "11:00 in „um“, hier 17.07.2019"), ("P-15", "N28", "Uhrzeit in „um“ eintragen")],
            ("N28", 1),
        ),
        (
            "03-id-shown-by-number-format/one-id.xlsx",
            [("F-01", "A5", "K-00001"), ("F-05", "R7", "+4920947110"), ("F-11", "D6", "01234567")],
            None,
        ),
        (
            "03-id-shown-by-number-format/all-ids.xlsx",
            [("F-01", f"A{number + 4}", f"K-{number:05d}") for number in range(1, 41)],
            None,
        ),
        (
            "04-placeholder-name-in-letter/ka.xlsx",
            [("F-13", "G34", "Name eintragen, oder Zelle leeren")],
            ("G34", 1),
        ),
        (
            "05-foreign-postcode/amsterdam.xlsx",
            [("F-03", "O34", "Bei einer Anschrift im Ausland die Spalte „Land“ ausfüllen")],
            ("O34", 1),
        ),
        (
            "06-formula-cached-zero/export.xlsx",
            [("F-17", cell, "Mappe in Excel öffnen und speichern") for cell in ("C53", "C54", "C55")],
            None,
        ),
        ("08-one-column-sorted/shifted.xlsx", [], None),  # nothing in the rows themselves says that they slipped
    ],
)
def test_each_reported_workbook_is_told_as_it_is(reports, tmp_path, file, told, letters):
    path, day = reports / file, date(2019, 6, 30)

    findings = jobs.check(FileBook(path), day, write=False).findings

    found = [(finding.rule, finding.cell, finding.suggestion) for finding in findings]
    assert sorted(found) == sorted(told)
    if letters is not None:
        posted = jobs.write_letters(FileBook(path), day, out=tmp_path, dry_run=True)
        assert ([each.cell for each in posted.withheld], len(posted.written)) == ([letters[0]], letters[1])


def test_without_a_column_for_it_the_house_number_comes_from_the_street(reports, exported):
    clients = exported(reports / "01-nr-column-is-house-number" / "list.xlsx")

    assert [client.house_no for client in clients] == ["50", "53a", "9"]  # out of the street's own cells
    assert not any(any(map(str.isdigit, client.street)) for client in clients)


def test_a_running_number_is_no_house_number(reports, exported):
    clients = exported(reports / "01-nr-column-is-house-number" / "list-with-house-number.xlsx")

    assert [client.house_no for client in clients] == ["50", "53a", "9"]


def test_a_running_number_is_nothing_where_there_is_no_house_number(saved, exported):
    people = [("Şahin", "Ayşe"), ("Nowak", "Piotr"), ("Öztürk", "Mehmet")]
    born = date(1980, 2, 29)
    rows = [
        (count, last, first, "Feldmarkstr.", "45883", "Gelsenkirchen", born, "0209 123456")
        for count, (last, first) in enumerate(people, 1)
    ]

    clients = exported(saved("Klienten", [("Nr.", "Name", "Vorname", *STREETS), *rows]))

    assert [(client.last_name, client.house_no) for client in clients] == [(last, None) for last, _ in people]


def test_nr_beside_the_street_is_the_house_number(saved, exported):
    names = {"lfd. Nr.": "", "Klient-Nr.": "KlientID"} | {label: label for label in LABELS[1:]}
    names = {("Nr." if header == "Hausnr." else header): label for header, label in names.items()}
    rows = under(names, [person(1), person(2), person(3)])
    for count, row in enumerate(rows[1:], 1):
        row[0] = count

    clients = exported(saved("Klienten", rows))

    assert [client.house_no for client in clients] == ["12a", "7", "101"]


def test_an_own_column_beside_lotses_is_left_alone(reports, capsys):
    path = reports / "01-nr-column-is-house-number" / "own-column.xlsx"

    assert main(["check", "--no-write", "--json", *TODAY, str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["findings"] == []


@pytest.mark.parametrize("alias", ["Nr.", "Hausnummer", "Handy", "Mail", "Strasse", "Klient-Nr."])
def test_the_exact_header_goes_before_any_other_word_for_it(saved, alias):
    names = {label: label for label in LABELS}
    rows = [[f"eigen {count}", *row] for count, row in enumerate(under(names, [person(1), person(2)]))]
    rows[0][0] = alias

    with read_book(saved("Klienten", rows)) as book:
        located = locate(book, Client.spec)
        office, findings = read_office(book)

    known = {number: name for name, number in located.columns.items()}
    if alias == "Mail":  # nothing else is the e-mail address there
        assert known[1] == "email"
        return
    assert 1 not in known
    assert alias in located.others
    assert [client.house_no for client in office[Client]] == ["12a", "7"]
    assert {finding.column for finding in findings if finding.cell.startswith("A")} == set()


def test_the_same_word_twice_is_somebodys_mistake_and_told_in_that_word(saved):
    names = {("Handy" if label == "Telefon" else label): label for label in LABELS}
    rows = [[*row, "0209 1"] for row in under(names, [person(1), person(2)])]
    rows[0][-1] = "Handy"

    with (
        read_book(saved("Klienten", rows)) as book,
        pytest.raises(DuplicateHeaderError, match=r"„Handy“.*H1 und Q1"),
    ):
        locate(book, Client.spec)


def test_a_finding_on_a_phone_shows_what_was_typed(saved):
    shared = {"Telefon": "(0209) 33 44-55", "Nachname": "Anders"}
    rows = under(
        {label: label for label in LABELS}, [person(6), person(2, **shared), person(3, Telefon="0209 334455")]
    )

    with read_book(saved("Klienten", rows)) as book:
        office, _ = read_office(book)
    found = office[Client].finding("D-04", Severity.WARNING, 3, "phone", Problem("Dieselbe Nummer."))

    assert found.value == "(0209) 33 44-55"


def test_the_offices_own_area_code_is_offered(tmp_path):
    path = tmp_path / "Mappe.xlsx"
    assert main(["new", str(path), "--demo", "--rows", "20"]) == 0
    book = openpyxl.load_workbook(path)
    settings, clients = book["Einstellungen"], book["Klienten"]
    own = next(row for row in settings.iter_rows() if row[0].value == "Telefon")
    own[1].value = "0471 9988"
    header = next(cell for row in clients.iter_rows(max_row=9) for cell in row if cell.value == "Telefon")
    clients.cell(header.row + 1, header.column, "4711147")
    clients.cell(header.row + 2, header.column, "O209 1234567")
    book.save(path)

    with read_book(path) as read:
        _, findings = read_office(read)

    assert {(f.value, f.suggestion) for f in findings if f.rule == "F-05"} == {
        ("4711147", "0471 4711147"),
        ("O209 1234567", "0209 1234567"),
    }


SPLIT = [
    ("K-00001", "Brandt", "Ottilie", "Feldmarkstr.", "50", "45883", "Gelsenkirchen"),
    ("K-00002", "Heide", "Karl", "Auf der Reihe", "53a", "45884", "Gelsenkirchen"),
    ("K-00003", "Öztürk", "Ayşe", "Mozartstr.", "9", "45884", "Gelsenkirchen"),
]


def parts_of(client):
    return (
        *(client.client_id, client.last_name, client.first_name, client.street),
        *(client.house_no, client.postcode, client.city),
    )


@pytest.mark.parametrize("file", ["klienten.xlsx", "adressliste.xlsx"])
def test_name_and_address_in_one_column_each_are_taken_apart(reports, exported, file):
    clients = exported(reports / "07-name-and-address-in-one-column" / file)

    assert list(map(parts_of, clients)) == SPLIT


@pytest.mark.parametrize(
    ("headers", "cells"),
    [
        (("Name, Vorname", "Adresse"), ("{1}, {2}", "{3} {4}, {5} {6}")),
        (("Nachname, Vorname", "Anschrift"), ("{1}, {2}", "{3} {4}\n{5} {6}")),
        (("Vorname Nachname", "Adresse"), ("{2} {1}", "{3} {4}; {5} {6}")),
        (("Klient", "Straße", "PLZ Ort"), ("{1},{2}", "{3} {4}", "{5} {6}")),
        (("Name", "Straße Nr.", "PLZ/Ort"), ("{1}, {2}", "{3} {4}", "D-{5} {6}")),
        (("Name", "Vorname", "Straße", "Ort"), ("{1}", "{2}", "{3} {4}", "{5} {6}")),
    ],
)
def test_what_every_row_says_plainly_is_taken_apart(saved, exported, headers, cells):
    rows = [
        [count, *(cell.format(*person) for cell in cells), date(1980, 2, count), "0209 1234567", "x"]
        for count, person in enumerate(SPLIT, 1)
    ]

    clients = exported(saved("Wer alles kommt", [["lfd. Nr.", *headers, "geb.", "Tel.", "Bemerkung"], *rows]))

    assert list(map(parts_of, clients)) == SPLIT


def test_more_names_than_two_are_taken_apart_once_somebody_says_so(saved, capsys, tmp_path):
    typed = ["Anna Maria Kaya", "Mehmet van der Berg", "Omar El Amin", "Olga Petrova", "Maria de la Cruz Lopez"]
    rows = [[name, date(1980, 2, day), "Allee", str(day), "45883", "Ort"] for day, name in enumerate(typed, 1)]
    path = saved("Klienten", [["Vor- und Nachname", "Geburtsdatum", "Straße", "Hausnr.", "PLZ", "Ort"], *rows])

    assert main(["adopt", str(path), *TODAY]) == 0
    assert "mehr als zwei Namen" in capsys.readouterr().out
    found = {}
    for more in ((), ("--yes",)):
        new = tmp_path / f"Neu{len(more)}.xlsx"
        assert main(["adopt", str(path), "--export", str(new), *more, *TODAY]) == 0
        said = capsys.readouterr().out
        assert ("nicht übertragen: Vor- und Nachname → Vorname + Nachname (70 %)" in said) is (more == ())
        with read_book(new) as book:
            found[more] = [(client.first_name, client.last_name) for client in read_office(book)[0][Client]]
    assert found[()] == [(None, None)] * 5
    assert found["--yes",] == [
        ("Anna Maria", "Kaya"),
        ("Mehmet", "van der Berg"),
        ("Omar", "El Amin"),
        ("Olga", "Petrova"),
        ("Maria", "de la Cruz Lopez"),
    ]


def test_where_one_row_is_not_plain_the_list_is_refused_and_the_cure_is_named(saved, capsys, tmp_path):
    rows = [
        [count, f"{person[1]}, {person[2]}", *person[3:], date(1980, 2, count)]
        for count, person in enumerate(SPLIT, 1)
    ]
    rows[1][1] = "Eheleute Heide"
    path = saved("Klienten", [["lfd. Nr.", "Name", "Straße", "Hausnr.", "PLZ", "Ort", "geb."], *rows])

    assert main(["adopt", str(path), "--json", "--export", str(tmp_path / "Neu.xlsx"), *TODAY]) == 2

    told = json.loads(capsys.readouterr().out)["error"]
    assert "in jeder Zeile als „Nachname, Vorname“ (anders steht er in „Klienten“!B3)" in told
    assert "Heide" not in told
    assert not (tmp_path / "Neu.xlsx").exists()


def test_a_street_with_its_number_beside_stays_as_it_is(saved, exported):
    rows = under({label: label for label in LABELS}, [person(1, Straße="Straße 12"), person(2, Straße="Allee 5")])

    clients = exported(saved("Klienten", rows))

    assert [(client.street, client.house_no) for client in clients] == [("Straße 12", "12a"), ("Allee 5", "7")]


def test_rows_that_stay_behind_are_counted_and_doubtful_columns_are_asked_for(saved, capsys, tmp_path):
    names = {"lfd. Nr.": "", "Familienname": "Nachname"} | {label: label for label in LABELS[3:]}
    names = {("Wer berät" if label == "Zuständig" else header): label for header, label in names.items()}
    rows = [*under(names, [person(1), person(2)]), [None, "Summe", 2], [None, "nur ein Wort"]]
    path = saved("Klienten", rows)

    taken = {}
    for more in ((), ("--yes",)):
        new = tmp_path / f"Neu{len(more)}.xlsx"
        assert main(["adopt", str(path), "--export", str(new), *more, *TODAY]) == 0
        said = capsys.readouterr().out
        assert "2 Zeilen nach" in said
        assert "Nicht übertragen: 2 Zeilen" in said
        assert ("Zu unsicher und deshalb nicht übertragen: Wer berät → Zuständig" in said) is (more == ())
        with read_book(new) as book:
            taken[more] = [client.owner for client in read_office(book)[0][Client]]
    assert taken == {(): [None, None], ("--yes",): ["MKA", "MKA"]}
