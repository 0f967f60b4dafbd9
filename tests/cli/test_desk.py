"""`lotse desk`: a small workbook for new entries, with lists and checks, without a word about anybody."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import date

import openpyxl
import pytest

from workbook.creating.intake import INTAKE, identity_of
from workbook.package.parts import Package
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import Client, Consent, Partner, Request, StaffMember

DAY = ("--as-of", "2019-06-30")


def words_of(path):
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@pytest.fixture
def intake(lotse, workbook, tmp_path):
    path = tmp_path / "Eingang.xlsx"
    assert lotse("desk", workbook, "--for", "mka", "-o", path, *DAY).code == 0
    return path


def test_it_holds_lists_and_nobody(lotse, workbook, intake, tmp_path):
    with read_book(workbook) as raw:
        office, _ = read_office(raw)
    with read_book(intake) as raw:
        small, findings = read_office(raw)

    assert [len(small[record]) for record in INTAKE] == [0] * 5
    assert small[Partner].column("partner_id") == office[Partner].column("partner_id")
    assert not any(finding.rule.startswith("F-1") for finding in findings)
    empty = tmp_path / "Leer.xlsx"
    assert lotse("new", empty, *DAY).code == 0
    marked = {
        value
        for name in ("first_name", "last_name", "phone", "email", "customer_no")
        for value in office[Client].column(name)
    }
    marked |= {*office[Request].column("summary"), *office[Consent].column("filed")}
    staff = zip(*map(office[StaffMember].column, ("initials", "name")), strict=True)
    marked |= {name for initials, name in staff if initials != "MKA"}
    help_texts, said = words_of(empty), words_of(intake)
    hunted = {value for value in marked - {None} if value not in help_texts}
    assert len(hunted) > 300
    assert {value for value in hunted if re.search(rf"(?<!\w){re.escape(value)}(?!\w)", said)} == set()


def test_who_fills_it_in_sees_and_prints_what_is_to_be_filled_in(intake):
    book = openpyxl.load_workbook(intake)

    seen = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    assert seen == ["Start", *(each.spec.sheet for each in INTAKE), "Partner", "Personal", "Listen", "Prüfbericht"]
    assert {book[each].page_setup.fitToWidth for each in ("Partner", "Personal")} <= {1, None}
    links = {cell.hyperlink.location for row in book["Start"].iter_rows() for cell in row if cell.hyperlink}
    assert {link.partition("!")[0].strip("'") for link in links} <= set(seen)


def test_it_is_sound_and_its_checks_find_nothing_until_somebody_writes(lotse, intake):
    checked = json.loads(lotse("check", intake, "--json", *DAY).out)
    assert checked["findings"] == []

    book = openpyxl.load_workbook(intake)
    start = {row[1].value: row[4].value for row in book["Start"].iter_rows() if row[4].value}
    assert "250" in str(start["Klienten"]) or re.search(r"MAX\(\d{2,},", str(start["Klienten"]))
    assert book["Klienten"].data_validations.dataValidation
    labels = [cell.value for cell in book["Anliegen"][4]]
    book["Anliegen"].cell(5, 1, "A-99999")
    book["Anliegen"].cell(5, labels.index("Status") + 1, "offenn")
    book.save(intake)
    rules = {each["rule"] for each in json.loads(lotse("check", intake, "--json", *DAY).out)["findings"]}
    assert {"P-01", "F-07"} & rules


def test_which_one_it_is_survives_other_programs(intake, lotse, workbook, tmp_path):
    other = tmp_path / "Zweite.xlsx"
    lotse("desk", workbook, "--for", "MKA", "-o", other, *DAY)

    found = []
    for path in (intake, other):
        with read_book(path) as raw, Package(path) as package:
            found += [identity_of(raw, package), identity_of(raw)]

    assert found[0] == found[1]
    assert found[2] == found[3] != found[0]
    assert {each.initials for each in found} == {"MKA"}


@pytest.mark.libreoffice
def test_libreoffice_calculates_what_is_in_it_and_keeps_which_one_it_is(intake, recalculate):
    again = recalculate(intake)

    with read_book(again) as raw, Package(again) as package:
        assert identity_of(raw, package) is not None
        assert identity_of(raw) == identity_of(raw, package)
    errors = [
        f"{page.title}!{cell.coordinate}"
        for page in openpyxl.load_workbook(again, data_only=True)
        for row in page.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("#")
    ]
    assert errors == []


def test_who_is_not_of_the_staff_gets_none(lotse, workbook):
    nobody = lotse("desk", workbook, "--for", "MKX", *DAY)

    assert nobody.code == 2
    assert "Ist MKA gemeint?" in nobody.err
    assert not list(workbook.parent.glob("Eingang*"))
    twice = [lotse("desk", workbook, "--for", "MKA", *DAY).code for _ in range(2)]
    assert twice == [0, 2]


def test_who_has_left_or_has_not_begun_is_told(lotse, workbook, tmp_path):
    book = openpyxl.load_workbook(workbook)
    page = book["Personal"]
    labels = {cell.value: cell.column for cell in page[4]}
    rows = {page.cell(row, labels["Kürzel"]).value: row for row in range(5, page.max_row + 1)}
    page.cell(rows["MKA"], labels["aktiv bis"], date(2019, 3, 31))
    page.cell(rows["DYI"], labels["aktiv von"], date(2019, 8, 1))
    book.save(workbook)

    said = {
        who: lotse("desk", workbook, "--for", who, "-o", tmp_path / f"{who}.xlsx", *DAY).out.splitlines()[0]
        for who in ("MKA", "DYI", "AOS")
    }

    assert said["MKA"] == "Nach „Personal“ ist MKA nur bis 31.03.2019 aktiv. Stimmt das Kürzel?"
    assert "DYI erst ab 01.08.2019" in said["DYI"]
    assert said["AOS"].startswith("Angelegt")
