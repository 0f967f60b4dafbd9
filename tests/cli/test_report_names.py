"""`Prüfbericht` says whom a row is about, by formula alone: what is read elsewhere says it by key."""

from __future__ import annotations

import json
import re

import openpyxl
import pytest

from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import Client

DAY = ("--as-of", "2019-06-30")


def people(path, *, values):
    """The column „Person“ of the report by the key in its hidden column."""
    page = openpyxl.load_workbook(path, data_only=values)["Prüfbericht"]
    labels = {cell.value: cell.column - 1 for cell in page[6]}
    rows = page.iter_rows(min_row=7, values_only=True)
    return [(row[labels["KlientID"]], row[labels["Person"]] or "") for row in rows if row[labels["Regel"]]]


def parts_of_name(client):
    return client.first_name, client.name_prefix, client.last_name


def as_typed(path):
    """What stands in the cells of a client's name, as Excel's TRIM leaves it."""
    page = openpyxl.load_workbook(path, data_only=True)["Klienten"]
    labels = {cell.value: cell.column - 1 for cell in page[4]}
    places = [labels[label] for label in ("Vorname", "Namenszusatz", "Nachname")]
    return {
        row[labels["KlientID"]]: re.sub(" +", " ", " ".join(str(row[place] or "") for place in places)).strip(" ")
        for row in page.iter_rows(min_row=5, values_only=True)
    }


@pytest.mark.libreoffice
def test_the_report_names_by_formula_and_libreoffice_agrees(lotse, workbook, recalculate):
    shown, told = lotse("check", workbook, "--all", *DAY), lotse("check", workbook, "--json", *DAY)

    named = people(workbook, values=True)
    assert sum(bool(key) for key, _ in named) > 20
    assert all(bool(key) == bool(name) for key, name in named)
    assert all(str(cell).startswith("=") for key, cell in people(workbook, values=False) if key)
    with read_book(workbook) as raw:
        clients = read_office(raw)[0][Client]
    typed = as_typed(workbook)
    assert [pair for pair in named if pair[0] and pair[1] != typed[pair[0]]] == []
    assert any(name != " ".join(filter(None, parts_of_name(clients.get(key)))) for key, name in named if key)
    assert people(recalculate(workbook), values=True) == named
    names = {*clients.column("first_name"), *clients.column("last_name")} - {None}
    words = set(re.findall(r"[\w-]+", shown.out + shown.err + told.out))
    assert json.loads(told.out)["findings"]
    assert names & words == set()


def test_a_workbook_without_excels_table_of_clients_names_nobody(lotse, workbook):
    book = openpyxl.load_workbook(workbook)
    del book["Klienten"].tables["tblKlienten"]
    book.save(workbook)

    lotse("check", workbook, *DAY)

    assert {name for _, name in people(workbook, values=False)} == {""}
