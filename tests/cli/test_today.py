"""`lotse today`: the list on the screen, in JSON and on the sheet `Heute`, names by formula alone."""

from __future__ import annotations

import json
import re
from datetime import date

import openpyxl
import pytest

from workbook.creating import create_workbook
from workbook.schema import Client, Request
from workbook.schema.vocabulary import RequestStatus
from workbook.tables import office_of

DAY = ("--as-of", "2019-06-30")


def names_of(path):
    page = openpyxl.load_workbook(path, data_only=True)["Klienten"]
    labels = [cell.value for cell in page[4]]
    columns = [labels.index(label) for label in ("Vorname", "Nachname")]
    return {row[column] for row in page.iter_rows(min_row=5, values_only=True) for column in columns if row[column]}


def cells(path, column):
    return [
        row[0].value
        for row in openpyxl.load_workbook(path)["Heute"].iter_rows(min_row=5, min_col=column, max_col=column)
    ]


def test_the_list_stands_on_the_screen_and_on_the_sheet_and_names_nobody_outside(lotse, workbook):
    shown = lotse("today", workbook, *DAY)
    told = json.loads(lotse("today", workbook, "--json", *DAY).out)
    names = names_of(workbook)

    assert shown.code == 0
    assert len(told["due"]) > 30
    assert {"Wiedervorlage", "Verbleib nach 3 Monaten"} <= {each["what"] for each in told["due"]}
    assert told["written"]["sheets"] == ["Heute"]
    outside = shown.out + shown.err + json.dumps(told, ensure_ascii=False)
    assert names.isdisjoint(re.findall(r"[\w-]+", outside))
    on_the_sheet = [cell for cell in cells(workbook, 8) if cell not in {None, "", "Person"}]
    assert len(on_the_sheet) > 20
    assert all(str(cell).startswith("=") for cell in on_the_sheet)


def test_links_lead_to_the_cells_and_each_person_begins_a_page(lotse, workbook):
    told = json.loads(lotse("today", workbook, "--json", *DAY).out)["due"]

    page = openpyxl.load_workbook(workbook)["Heute"]
    links = {cell.hyperlink.location for row in page.iter_rows() for cell in row if cell.hyperlink}
    assert {f"{each['sheet']}!{each['cell']}" for each in told} == {link.replace("'", "") for link in links}
    assert len(page.row_breaks.brk) == len({each["for"] for each in told}) - 1


def test_one_person_and_more_days(lotse, workbook):
    mine, ahead = (
        json.loads(lotse("today", workbook, "--for", "mka", "--days", days, "--no-write", "--json", *DAY).out)[
            "due"
        ]
        for days in (7, 60)
    )

    assert {each["for"] for each in ahead} == {"MKA"}
    assert len(ahead) > len(mine) > 0
    assert "Heute" not in openpyxl.load_workbook(workbook).sheetnames
    nobody = lotse("today", workbook, "--for", "MKX", *DAY)
    assert nobody.code == 2
    assert "Ist MKA gemeint?" in nobody.err


def test_while_somebody_has_it_open_the_last_saved_state_is_told(lotse, workbook):
    before = workbook.read_bytes()
    owner = "RWE"
    lock = bytes([len(owner)]) + owner.encode() + b" " * (54 - len(owner)) + bytes([len(owner), 0])
    (workbook.parent / f"~${workbook.name}").write_bytes(lock + owner.encode("utf-16-le") + b" \0" * 50)

    shown = lotse("today", workbook, *DAY)

    assert shown.code == 0
    assert "Wiedervorlage" in shown.out
    assert re.search(r"Stand \d{1,2}:\d\d, geöffnet von RWE\.", shown.out)
    assert workbook.read_bytes() == before
    assert json.loads(lotse("today", workbook, "--json", *DAY).out)["open_elsewhere"]


def people(path):
    page = openpyxl.load_workbook(path, data_only=True)["Heute"]
    return [row[7] for row in page.iter_rows(min_row=5, values_only=True) if row[7] not in {None, "", "Person"}]


@pytest.mark.libreoffice
def test_libreoffice_calculates_the_names_that_the_sheet_shows(lotse, tmp_path, recalculate):
    path = tmp_path / "Mappe.xlsx"
    people_there = (("K-00002", "Zoe", "Adler"), ("K-00001", "Ali", "van der Berg"))
    clients = [
        Client(row=5 + n, client_id=key, first_name=first, last_name=last)
        for n, (key, first, last) in enumerate(people_there)
    ]
    asked = [
        Request(
            row=5 + n,
            request_id=f"A-{n:05}",
            client_id=f"K-{n:05}",
            status=RequestStatus.NEW,
            due_on=date(2019, 6, n),
        )
        for n in (1, 2, 3)
    ]
    create_workbook(path, office=office_of([*clients, *asked]), today=date(2019, 6, 30))
    lotse("today", path, *DAY)

    assert people(path) == ["Ali van der Berg", "Zoe Adler"]
    assert people(recalculate(path)) == people(path)


def test_a_workbook_without_our_table_of_clients_shows_keys_alone(lotse, workbook):
    book = openpyxl.load_workbook(workbook)
    book["Klienten"].tables.clear()
    book.save(workbook)

    assert lotse("today", workbook, *DAY).code == 0
    assert people(workbook) == []
