"""A real file becomes records, each with the address that staff see in Excel."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.table import Table as OpenpyxlTable
from pydantic import ValidationError

from workbook.errors import DuplicateHeaderError, MissingColumnError, NoKnownTableError
from workbook.findings import Severity
from workbook.reading.locating import locate
from workbook.reading.raw import read_book, read_table
from workbook.reading.records import read_office
from workbook.schema import TABLES, Client, Household, Kind, Partner, Placement
from workbook.schema.vocabulary import ClientStatus, Gender
from workbook.tables import Table, office_of

CLIENT = {
    "KlientID": "K-00001",
    "Anrede/Geschlecht": "w",
    "Vorname": "Ayşe",
    "Nachname": "Şahin",
    "Geburtsdatum": datetime(1980, 2, 29),  # noqa: DTZ001 -- cells know no time zone
    "Straße": "Karl-Meyer-Straße",
    "Hausnr.": "12a",
    "PLZ": "45884",
    "Ort": "Gelsenkirchen",
    "Leistungsbezug": "SGB II",
    "Erstkontakt": datetime(2018, 9, 3),  # noqa: DTZ001
    "Zuständig": "MKA",
    "Status": "aktiv",
    "Erfasst am": datetime(2018, 9, 3),  # noqa: DTZ001
    "Erfasst von": "MKA",
}


def save(path, rows, *, sheet="Klienten", at=(4, 1), table=None):
    """Write rows of labels and values with openpyxl, the header at a given cell."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    labels = list(rows[0])
    top, left = at
    for number, label in enumerate(labels):
        page.cell(top, left + number, label)
        for down, row in enumerate(rows, 1):
            page.cell(top + down, left + number, row.get(label))
    if table:
        first = page.cell(top, left).coordinate
        last = page.cell(top + len(rows), left + len(labels) - 1).coordinate
        page.add_table(OpenpyxlTable(displayName=table, ref=f"{first}:{last}"))
    book.save(path)
    return path


def read(path):
    with read_book(path) as book:
        return read_office(book)


def test_a_client_is_read_with_clean_values(tmp_path):
    office, findings = read(save(tmp_path / "a.xlsx", [CLIENT], table="tblKlienten"))

    (client,) = office[Client]
    assert client.last_name == "Şahin"
    assert client.birth_date == date(1980, 2, 29)
    assert client.gender is Gender.FEMALE
    assert client.status is ClientStatus.ACTIVE
    assert (client.row, office[Client].cell(client.row, "last_name")) == (5, "D5")
    assert [f for f in findings if f.rule != "F-18"] == []


@pytest.mark.parametrize("at", [(1, 1), (4, 1), (9, 5), (30, 27)])
def test_a_table_is_found_wherever_it_stands(tmp_path, at):
    for table in ("tblKlienten", None):
        office, findings = read(save(tmp_path / "a.xlsx", [CLIENT | {"PLZ": "458"}], at=at, table=table))

        (client,) = office[Client]
        (wrong,) = [f for f in findings if f.rule == "F-03"]
        assert wrong.cell == office[Client].cell(at[0] + 1, "postcode")
        assert openpyxl.load_workbook(tmp_path / "a.xlsx").active[wrong.cell].value == "458"
        assert client.first_name == "Ayşe"


def test_a_table_is_known_by_its_headers_on_a_sheet_of_another_name(tmp_path):
    office, _ = read(save(tmp_path / "a.xlsx", [CLIENT], sheet="Leute 2019", table="Tabelle1"))

    assert len(office[Client]) == 1
    assert office[Client].sheet == "Leute 2019"


def test_columns_may_stand_in_any_order_with_others_between(tmp_path):
    shuffled = dict(reversed(CLIENT.items())) | {"Lieblingsfarbe": "blau"}
    office, findings = read(save(tmp_path / "a.xlsx", [shuffled]))

    (client,) = office[Client]
    assert client.client_id == "K-00001"
    assert {f.rule for f in findings} == {"F-18"}
    assert all(f.severity is Severity.HINT for f in findings)


def test_a_header_is_known_by_its_alias_and_in_spite_of_its_dress(tmp_path):
    renamed = {{"Straße": "STRASSE *", "PLZ": "Postleitzahl"}.get(k, k): v for k, v in CLIENT.items()}
    office, _ = read(save(tmp_path / "a.xlsx", [renamed]))

    (client,) = office[Client]
    assert (client.street, client.postcode) == ("Karl-Meyer-Straße", "45884")


def test_a_missing_required_column_is_an_error_in_the_header_row(tmp_path):
    rows = [{k: v for k, v in CLIENT.items() if k != "Nachname"}]
    _, findings = read(save(tmp_path / "a.xlsx", rows))

    (missing,) = [f for f in findings if f.severity is Severity.ERROR]
    assert (missing.rule, missing.cell, missing.column) == ("F-18", "A4", "Nachname")


def test_without_its_key_column_a_table_cannot_be_read(tmp_path):
    renamed = {{"KlientID": "Klient-ID"}.get(label, label): value for label, value in CLIENT.items()}
    with pytest.raises(MissingColumnError) as caught:
        read(save(tmp_path / "a.xlsx", [renamed]))

    assert (caught.value.sheet, caught.value.row) == ("Klienten", 4)
    assert "„Klient-ID“" in str(caught.value)


def test_two_columns_with_one_header_are_refused_with_both_addresses(tmp_path):
    path = save(tmp_path / "a.xlsx", [CLIENT])
    book = openpyxl.load_workbook(path)
    book.active.cell(4, 20, "PLZ")
    book.save(path)

    with pytest.raises(DuplicateHeaderError) as caught:
        read(path)

    assert caught.value.cells == ("H4", "T4")


def test_a_workbook_of_something_else_is_no_office(tmp_path):
    with pytest.raises(NoKnownTableError, match="Kuchen"):
        read(save(tmp_path / "a.xlsx", [{"Mehl": 1, "Zucker": 2}], sheet="Kuchen"))


def test_spare_rows_of_a_table_are_no_clients_and_gaps_keep_the_addresses_true(tmp_path):
    blank = dict.fromkeys(CLIENT)
    rows = [CLIENT, blank, CLIENT | {"KlientID": "K-00002", "PLZ": "458"}, blank, blank]
    office, findings = read(save(tmp_path / "a.xlsx", rows, table="tblKlienten"))

    assert list(office[Client].rows) == [5, 7]
    assert [f.cell for f in findings if f.rule == "F-03"] == ["H7"]


def test_a_missing_value_is_reported_once_at_its_cell(tmp_path):
    _, findings = read(save(tmp_path / "a.xlsx", [CLIENT | {"Nachname": "  "}]))

    (missing,) = [f for f in findings if f.rule == "P-01"]
    assert (missing.cell, missing.key, missing.column) == ("D5", "K-00001", "Nachname")


def test_a_formula_error_is_seen_although_its_cell_reads_as_empty(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("Klienten")
        for number, (label, value) in enumerate(CLIENT.items()):
            page.write(3, number, label)
            if isinstance(value, str):
                page.write_string(4, number, value)
        page.write_formula("H5", "=1/0", None, "#DIV/0!")
        page.write_formula("D5", "=NA()", None, "#N/A")
    _, findings = read(path)

    assert {(f.cell, f.rule) for f in findings if f.cell in {"H5", "D5"}} == {("H5", "F-16"), ("D5", "F-16")}
    assert any("#NV" in f.message for f in findings)


def test_a_number_that_only_authorities_know_is_masked(tmp_path):
    _, findings = read(save(tmp_path / "a.xlsx", [CLIENT | {"Kundennummer (BA)": "I23A4567O9"}]))

    (wrong,) = [f for f in findings if f.rule == "F-08"]
    assert wrong.value == "••••••••O9"


def test_the_same_finding_is_recognised_again_until_the_value_changes(tmp_path):
    first, second, third = (
        [f.fingerprint for f in read(save(tmp_path / "a.xlsx", [CLIENT | {"PLZ": value}]))[1] if f.rule == "F-03"]
        for value in ("458", "458", "459")
    )
    assert first == second != third


def test_staff_may_add_a_value_to_an_open_list(tmp_path):
    path = save(tmp_path / "a.xlsx", [CLIENT | {"Stadtteil": "Sonnenviertel"}])
    assert "F-14" in {f.rule for f in read(path)[1]}
    book = openpyxl.load_workbook(path)
    lists = book.create_sheet("Listen")
    for row, value in enumerate(("Stadtteil", "Rotthausen", "Sonnenviertel"), 4):
        lists.cell(row, 3, value)
    book.save(path)

    office, findings = read(path)

    assert "F-14" not in {f.rule for f in findings}
    assert office.lists["Stadtteil"] == ("Rotthausen", "Sonnenviertel")


def test_a_closed_list_stays_as_it_is(tmp_path):
    path = save(tmp_path / "a.xlsx", [CLIENT | {"Status": "nicht zuständig"}])
    book = openpyxl.load_workbook(path)
    lists = book.create_sheet("Listen")
    for row, value in enumerate(("Status Klient", "nicht zuständig"), 4):
        lists.cell(row, 1, value)
    book.save(path)

    assert "F-14" in {f.rule for f in read(path)[1]}


def test_a_workbook_that_counts_its_days_from_1904_means_the_same_days(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as book:
        page, days = book.add_worksheet("Klienten"), book.add_format({"num_format": "dd.mm.yyyy"})
        for number, (label, value) in enumerate(CLIENT.items()):
            page.write(3, number, label)
            page.write(4, number, value, days if isinstance(value, datetime) else None)
    (client,) = read(path)[0][Client]

    assert client.birth_date == date(1980, 2, 29)


def test_an_absent_table_is_empty_and_asks_for_nothing(tmp_path):
    office, findings = read(save(tmp_path / "a.xlsx", [CLIENT]))

    assert not office[Placement].exists
    assert list(office[Placement]) == []
    assert {f.table for f in findings} == {"Klienten"}


def test_two_tables_may_share_a_sheet(tmp_path):
    path = save(tmp_path / "a.xlsx", [CLIENT], table="tblKlienten")
    book = openpyxl.load_workbook(path)
    page = book.active
    for number, (label, value) in enumerate({"PartnerID": "P-001", "Name": "ggw"}.items(), 1):
        page.cell(20, number, label)
        page.cell(21, number, value)
    page.add_table(OpenpyxlTable(displayName="tblPartner", ref="A20:B21"))
    book.save(path)

    office, _ = read(path)

    assert [partner.name for partner in office[Partner]] == ["ggw"]
    assert len(office[Client]) == 1


def test_a_raw_table_comes_with_its_header_and_its_rows(tmp_path):
    with read_book(save(tmp_path / "a.xlsx", [CLIENT], table="tblKlienten", at=(3, 2))) as book:
        table = read_table(book, "TBLKLIENTEN")
        assert read_table(book, "tblNichts") is None

    assert (table.sheet, table.header_row, table.first_column) == ("Klienten", 3, 2)
    assert table.headers == tuple(CLIENT)
    assert table.rows[0][0] == "K-00001"


def test_a_record_of_a_file_is_what_pydantic_would_have_made_of_its_row(tmp_path):
    given = save(tmp_path / "kl.xlsx", [CLIENT | {"PLZ": 45884, "Hausnr.": None, "Brutto €/Monat": "1.203,50 €"}])
    office, _ = read(given)
    kept = Table(Client, sheet="Klienten", rows=[5], values={"client_id": ["K-00001"]}, numbers={"client_id": 1})

    for table in (office[Client], kept):
        (row,) = table
        assert row == table.at(0) == Client(**dict(row)) == row.model_copy()
        assert dict(row).keys() == Client.model_fields.keys()
        assert hash(row) == hash(Client(**dict(row)))
    assert (row.client_id, row.row, row.last_name) == ("K-00001", 5, None)
    with pytest.raises(ValidationError, match="frozen"):
        row.last_name = "Yılmaz"


def test_records_alone_make_an_office_laid_out_as_a_new_workbook():
    office = office_of([Household(row=5, household_id="HH-0001", benefit_intake=Decimal("199.99"))])

    assert office[Household].get("HH-0001").benefit_intake == Decimal("199.99")
    assert office[Household].get("HH-0002") is None
    assert office[Household].cell(5, "household_no") == "B5"


def test_every_table_has_its_own_sheet_name_and_its_columns_their_own_labels():
    assert len({record.spec.sheet for record in TABLES}) == len(TABLES)
    for record in TABLES:
        labels = [column.label.casefold() for column in record.spec.columns]
        assert len(set(labels)) == len(labels)
        references = {column.refers_to for column in record.spec.columns if column.refers_to}
        assert references <= {other.spec.sheet for other in TABLES}


def test_every_list_column_has_its_list_and_every_reference_its_table():
    for record in TABLES:
        for column in record.spec.columns:
            assert (column.kind is Kind.CHOICE) <= (column.choices is not None), column.label
            assert (column.kind is Kind.REFERENCE) <= (column.refers_to is not None), column.label


def test_a_column_that_is_not_in_the_table_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        office_of([])[Client].column("shoe_size")
    with pytest.raises(KeyError):
        Client.spec.column("shoe_size")


def test_locating_says_which_headers_it_does_not_know(tmp_path):
    with read_book(save(tmp_path / "a.xlsx", [CLIENT | {"Lieblingsfarbe": "blau"}])) as book:
        located = locate(book, Client.spec)

    assert located.others == ("Lieblingsfarbe",)
