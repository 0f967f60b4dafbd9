"""What a workbook that grew in the office is taken for, and what it is not taken for."""

from __future__ import annotations

import openpyxl
import pytest

from automation.adopting import told
from tests.ugly.people import LABELS, person, put, under
from workbook.adoption.likeness import ENOUGH, name_likeness
from workbook.adoption.proposal import propose
from workbook.reading.locating import locate_all
from workbook.reading.raw import read_book
from workbook.schema import Client, Placement

NAMES = {label: label for label in LABELS}


@pytest.fixture
def proposed(tmp_path):
    """What is proposed for a workbook: sheet name → rows from A1 on."""

    def propose_for(**sheets):
        book = openpyxl.Workbook()
        del book[book.sheetnames[0]]
        for name, rows in sheets.items():
            put(book.create_sheet(name), rows)
        book.save(tmp_path / "a.xlsx")
        with read_book(tmp_path / "a.xlsx") as read:
            return propose(read)

    return propose_for


def mapped(table):
    return {column.header: column.label for column in table.columns if column.label}


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("geburts- datum", "birth_date"),
        ("erfasst_am", "recorded_on"),
        ("doğum tarihi", "birth_date"),
        ("zip", "postcode"),
        ("vn", "first_name"),
        ("telefon-nr", "phone"),
    ],
)
def test_a_header_is_known_however_the_office_spells_it(header, name):
    column = Client.spec.column(name)

    assert name_likeness(header, name, column.label, column.aliases) >= ENOUGH


@pytest.mark.parametrize("header", ["or", "vor", "pz", "x"])
def test_two_letters_are_not_taken_for_a_word_that_they_are_like_by_chance(header):
    likeness = [name_likeness(header, each.name, each.label, each.aliases) for each in Client.spec.columns]

    assert max(likeness) < ENOUGH


def test_rows_of_nothing_but_text_are_not_taken_for_headers(proposed):
    texts = [[str(value) for value in person(number).values()] for number in range(1, 7)]

    (table,) = proposed(Liste=[list(LABELS), *texts]).tables

    assert (table.table, table.header_row, table.rows) == ("Klienten", 1, 6)


def test_a_column_without_a_header_divides_no_table_but_two_tables(proposed):
    client, job = [*under(NAMES, [person(1)])], [["VermittlungID", "Klient", "AG-Nr.", "Art", "ab"], ["V-00001"]]
    gap = [[*row[:9], None, *row[9:]] for row in client]
    beside = [[*row, None, *other] for row, other in zip(client, job, strict=True)]

    (alone,), both = proposed(Liste=gap).tables, proposed(Liste=beside).tables

    assert len(mapped(alone)) == len(LABELS)
    assert [(table.table, table.columns[0].cell) for table in both] == [("Klienten", "A1"), ("Vermittlungen", "R1")]


def test_the_keys_below_tell_what_equal_headers_mean(proposed, tmp_path):
    rows = [
        ["Nr.", "Name", "Nr.", "Name", "Verm.-Nr.", "Art", "Beginn"],
        ["K-00001", "Şahin", "AG-0001", "Bau Müller", "V-00001", "Minijob", person(1)["Erstkontakt"]],
    ]

    proposal = proposed(Vermittelt=rows)
    with read_book(tmp_path / "a.xlsx") as book:
        (located,) = locate_all(book, [Placement.spec], proposal.mappings)

    (table,) = proposal.tables
    assert [column.label for column in table.columns][:4] == ["KlientID", "", "ArbeitgeberID", ""]
    assert (located.columns["client_id"], located.columns["employer_id"]) == (1, 3)


def test_the_same_table_on_a_second_sheet_is_told_and_not_taken_for_another(proposed):
    rows = under(NAMES, [person(1), person(2)])

    proposal = proposed(**{"2019": rows, "2018": rows[:2]})

    assert [(table.table, table.sheet) for table in proposal.tables] == [("Klienten", "2019")]
    assert [(table.table, table.sheet, table.rows) for table in proposal.further] == [("Klienten", "2018", 1)]
    assert proposal.unknown == ()


def test_a_list_that_names_clients_by_their_keys_is_not_more_of_them(proposed):
    people = under({"KlientID": "KlientID"} | NAMES, [person(n, KlientID=f"K-0000{n}") for n in (1, 2)])
    asked = [["Klient", "Datum", "Thema", "wer", "Status"]]
    asked += [[f"K-0000{n}", f"0{n}.06.2019", "Arbeit", "MKA", "offen"] for n in (1, 2, 1)]

    proposal = proposed(Klienten=people, Anliegen=asked, Gespräche=asked)

    assert [table.sheet for table in proposal.tables if table.table == "Klienten"] == ["Klienten"]
    assert [table.sheet for table in proposal.further if table.table == "Klienten"] == []


def test_samples_show_a_status_and_cover_everything_else(proposed):
    (table,) = proposed(Liste=under(NAMES, [person(4, Vorname="Horst", Status="vermittelt")])).tables

    shown = {column.label: column.samples for column in table.columns}
    assert shown["Status"] == ("vermittelt",)
    assert shown["Vorname"] == ("•••••",)
    assert shown["Geburtsdatum"] == ("••.••.••••",)
    assert shown["Nachname"] == ("•••••••••-••••",)


@pytest.mark.parametrize("birth", ["Geb.-Datum", "Geburtsdatum", "geb. am"])
def test_people_of_whom_one_is_written_otherwise_are_no_partners(proposed, birth):
    people = [
        {
            "Name": name,
            "Anschrift": f"Feldmarkstr. {day}, 45883 Gelsenkirchen",
            "Telefon": f"0209 123456{day}",
            birth: day,
        }
        for day, name in enumerate(["Brandt, Ottilie", "Kara Deniz", "Vogel, Horst"], 1)
    ]
    rows = [list(people[0]), *(list(each.values()) for each in people)]

    assert "Partner" not in [table.table for table in proposed(Tabelle1=rows).tables]

    firms = [[cell for place, cell in enumerate(row) if place != 3] for row in rows]
    assert [table.table for table in proposed(Tabelle1=firms).tables] == ["Partner"]


def test_what_would_help_most_comes_first(proposed):
    (table,) = proposed(Liste=under({name: name for name in LABELS[:12]}, [person(1)])).tables

    assert [label for label, _ in table.gains][:5] == [
        "Zuständig",
        "Status",
        "Erfasst am",
        "Erfasst von",
        "Haushalt (BG)",
    ]


def test_keys_of_another_form_are_told_before_the_check_reports_each_of_them(proposed):
    rows = under({"Kd.-Nr.": "KlientID"} | {label: label for label in LABELS[1:]}, [person(1), person(2)])
    other = [rows[0], *([number, *row[1:]] for number, row in enumerate(rows[1:], 1001))]

    (right,), (wrong,) = proposed(Liste=rows).tables, proposed(Liste=other).tables

    assert right.other_keys is None
    assert (wrong.columns[0].label, wrong.other_keys) == ("KlientID", "K-00042")


FIRMS = [
    ["Firma", "Branche", "Straße", "PLZ", "Ort", "Telefon", "Ansprechpartner"],
    ["Stahlbau Nord", "Metall", "Hauptstr. 1", "45884", "Gelsenkirchen", "0209 123456", "Herr Berg"],
    ["Bäckerei Süd", "Handel", "Weg 2", "45879", "Gelsenkirchen", "0209 234567", "Frau Klein"],
]
PEOPLE = [
    ["Nachname", "Vorname", "Geburtsdatum", "Straße", "Hausnr.", "PLZ", "Ort", "Telefon"],
    ["Kaya", "Ayşe", "17.05.1984", "Karl-Meyer-Straße", "23", "45884", "Gelsenkirchen", "0209 1234567"],
    ["Schmidt", "Peter", "02.01.1990", "Hauptstraße", "5", "45879", "Gelsenkirchen", "0209 7654321"],
]


@pytest.mark.parametrize("sheet", ["Tabelle1", "Liste 2019", "Klienten"])
@pytest.mark.parametrize(("rows", "table"), [(FIRMS, "Arbeitgeber"), (PEOPLE, "Klienten")])
def test_a_list_without_keys_is_known_by_its_headers_whatever_its_sheet_is_called(proposed, sheet, rows, table):
    if sheet == "Klienten" and table != "Klienten":
        pytest.skip("what the office calls people is taken for people")

    proposal = proposed(**{sheet: rows})

    (found,) = proposal.tables
    assert found.table == table
    assert found.lacks_key
    assert table not in {each for each, _ in proposal.gains}  # it is there; only its keys are not


def test_who_speaks_for_a_firm_is_not_in_charge_at_the_office(proposed):
    (found,) = proposed(Firmen=FIRMS).tables

    assert "Ansprechpartner" not in mapped(found)


def test_a_cell_for_whose_sake_a_column_is_not_taken_apart_is_named(proposed):
    people = [
        person(number) | {"Vorname": "Ottilie", "Anschrift": f"Feldmarkstr. {number}, 45883 Gelsenkirchen"}
        for number in range(1, 6)
    ]
    people[3]["Anschrift"] = "Feldmarkstr. 4 Gelsenkirchen"
    labels = [label for label in people[0] if label not in {"Straße", "Hausnr.", "PLZ", "Ort"}]
    rows = [labels, *([each[label] for label in labels] for each in people)]

    proposal = proposed(Klienten=rows)

    (column,) = proposal.tables[0].unclear
    assert (column.header, column.unclear) == ("Anschrift", (f"{chr(64 + len(labels))}5",))
    assert f"auf Blatt „Klienten“ ist nicht eindeutig: {column.unclear[0]}." in told(proposal)
