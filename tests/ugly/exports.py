"""Workbooks that programs dumped, that another language wrote, or that were split by year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import xlsxwriter

from tests.ugly.people import LABELS, PEOPLE, Office, cell_value, person, under

if TYPE_CHECKING:
    from pathlib import Path


def pandas_dump_with_its_index(path: Path) -> Office:
    """pandas: a nameless index column, snake case, ISO dates and numbers as text, a postcode column of numbers."""
    import pandas as pd  # noqa: PLC0415 -- only this office needs it

    names = {
        "klient_id": "KlientID",
        "geschlecht": "Anrede/Geschlecht",
        "vorname": "Vorname",
        "nachname": "Nachname",
        "geburtsdatum": "Geburtsdatum",
        "strasse": "Straße",
        "hausnr": "Hausnr.",
        "plz": "PLZ",
        "ort": "Ort",
        "telefon": "Telefon",
        "leistungsbezug": "Leistungsbezug",
        "erstkontakt": "Erstkontakt",
        "zustaendig": "Zuständig",
        "status": "Status",
        "erfasst_am": "Erfasst am",
        "erfasst_von": "Erfasst von",
        "newsletter": "",
    }
    head, *rows = under(names, [person(n) | {"": n % 2 == 0} for n in range(1, 6)])
    clients = pd.DataFrame(rows, columns=head)
    clients["geburtsdatum"] = [day.isoformat() for day in clients["geburtsdatum"]]
    for name in ("erstkontakt", "erfasst_am"):
        clients[name] = pd.to_datetime(clients[name])
    clients["plz"] = [45884, 45884, 1067, 45884, 45884]
    clients["telefon"] = [2091234567.0, None, *clients["telefon"][2:]]
    jobs = pd.DataFrame(
        {
            "vermittlung_id": ["V-00001", "V-00002"],
            "klient_id": ["K-00001", "K-00009"],
            "arbeitgeber_id": ["AG-0001", "AG-0001"],
            "beschaeftigungsart": ["Vollzeit sv", "Minijob"],
            "beginn": pd.to_datetime(["2019-05-02", "2019-06-03"]),
            "std_woche": ["39", "10"],
            "brutto_monat": [2100.0, 450.0],
            "foerderung": ["KEINE", "KEINE"],
        }
    )
    with pd.ExcelWriter(path, engine="openpyxl", date_format="YYYY-MM-DD") as writer:
        clients.to_excel(writer, sheet_name="Sheet1")
        jobs.to_excel(writer, sheet_name="jobs", index=False, startrow=2)
    every = {f"F{row}" for row in range(2, 7)}
    numbers = {f"I{row}" for row in range(2, 7)}
    return Office(
        path,
        {"Klienten": ("Sheet1", 1), "Vermittlungen": ("jobs", 3)},
        frozenset(
            {
                *(("F-02", "Sheet1", cell) for cell in every),
                *(("F-03", "Sheet1", cell) for cell in numbers),
                ("F-05", "Sheet1", "K2"),
                ("F-12", "jobs", "F4"),
                ("F-12", "jobs", "F5"),
                ("X-01", "jobs", "B5"),
            }
        ),
        frozenset({"newsletter"}),
        {"Klienten": 5, "Vermittlungen": 2},
    )


def days_counted_from_1904(path: Path) -> Office:
    """XlsxWriter: a workbook from an old Mac; some days are numbers without a format, some are text."""
    names = {label: label for label in LABELS} | {"geb.": "Geburtsdatum"}
    del names["Geburtsdatum"]
    head, *rows = under(names, [person(n) for n in (1, 2, 3)])
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as book:
        page, days = book.add_worksheet("Stammdaten"), book.add_format({"num_format": "d/m/yy"})
        page.write_row(1, 1, head)
        for down, row in enumerate(rows, 2):
            for right, value in enumerate(row, 1):
                page.write(down, right, cell_value(value), days if isinstance(value, date) else None)
        born = head.index("geb.") + 1
        page.write_number(2, born, (PEOPLE[0][4] - date(1904, 1, 1)).days)
        page.write(3, born, "4. Mai 75")
    return Office(
        path,
        {"Klienten": ("Stammdaten", 2)},
        frozenset({("F-21", "Stammdaten", "B2"), ("F-02", "Stammdaten", "Q3"), ("F-02", "Stammdaten", "Q4")}),
        frozenset(),
        {"Klienten": 3},
    )


def columns_in_english_turkish_and_short(path: Path) -> Office:
    """XlsxWriter: one sheet in English, one in Turkish, one in abbreviations that only the office knows."""
    english = {
        "Client No": "KlientID",
        "Surname": "Nachname",
        "First name": "Vorname",
        "Gender": "Anrede/Geschlecht",
        "DOB": "Geburtsdatum",
        "Street": "Straße",
        "House no": "Hausnr.",
        "ZIP": "PLZ",
        "City": "Ort",
        "Mobile": "Telefon",
        "Benefit": "Leistungsbezug",
        "First contact": "Erstkontakt",
        "Case worker": "Zuständig",
        "Status": "Status",
        "Household ID": "Haushalt (BG)",
        "Created on": "Erfasst am",
        "Created by": "Erfasst von",
        "Shoe size": "",
    }
    people = [
        person(1, **{"Haushalt (BG)": "HH-0001"}),
        person(2, PLZ="GE 45884", **{"Haushalt (BG)": "HH-0002"}),
        person(3, Leistungsbezug="keine", **{"Anrede/Geschlecht": "male", "": 43}),
    ]
    households = [
        (
            "Hane No",
            "BG Nr",
            "Household type",
            "Kişi sayısı",
            "ELB",
            "Mahalle",
            "Aufnahme am",
            "Betrag bei Aufnahme",
        ),
        ("HH-0001", "33304//0012345", "Single", 1, 1, "Ückendorf", date(2018, 9, 10), 199.99),
        ("HH-0002", "33304//0012346", "Paar", 2, 2, "Rotthausen", date(2018, 9, 17), 180),
    ]
    placements = [
        ("Verm.-Nr.", "Kl.-Nr.", "AG-Nr.", "Umfang", "ab", "Std.", "Brutto", "Funding", "Bem."),
        ("V-00001", "K-00001", "AG-0001", "Vollzeit sv", date(2019, 5, 2), 39, 2100, "KEINE", ""),
        (
            "V-00002",
            "K-00004",
            "AG-0001",
            "Teilzeit sv",
            date(2019, 6, 3),
            "25 Std",
            1250,
            "KEINE",
            "Vertrag fehlt",
        ),
    ]
    with xlsxwriter.Workbook(str(path)) as book:
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        sheets = {"Clients": under(english, people), "Haneler": households, "VM": placements}
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for down, row in enumerate(rows):
                for right, value in enumerate(row):
                    page.write(down, right, cell_value(value), days if isinstance(value, date) else None)
    return Office(
        path,
        {"Klienten": ("Clients", 1), "Bedarfsgemeinschaften": ("Haneler", 1), "Vermittlungen": ("VM", 1)},
        frozenset(
            {
                ("F-03", "Clients", "H3"),
                ("F-14", "Clients", "D4"),
                ("F-14", "Haneler", "C3"),
                ("F-12", "VM", "F3"),
                ("X-01", "VM", "B3"),
            }
        ),
        frozenset({"Shoe size"}),
        {"Klienten": 3, "Bedarfsgemeinschaften": 2, "Vermittlungen": 2},
        unreadable=frozenset({("F-03", "K-00002"), ("F-12", "V-00002"), ("F-14", "HH-0002"), ("F-14", "K-00003")}),
    )


def clients_split_by_year_with_formulas_and_errors(path: Path) -> Office:
    """XlsxWriter: a sheet for each year, postcodes and towns looked up by formulas, some of which failed."""
    names = {label: label for label in LABELS} | {"Nr": "KlientID", "Betreuung": "Zuständig"}
    del names["KlientID"], names["Zuständig"]
    years = {"2019": (1, 2, 3, 4), "2018": (5, 6), "2017": (7, 8)}
    with xlsxwriter.Workbook(str(path)) as book:
        days = book.add_format({"num_format": "dd.mm.yyyy"})
        towns = book.add_worksheet("Orte")
        towns.write_row("A1", ["PLZ", "Ort"])
        towns.write_row("A2", ["45884", "Gelsenkirchen"])
        for year, numbers in years.items():
            page = book.add_worksheet(year)
            page.write("A1", f"Klienten {year}")
            head, *rows = under(names, [person(n) for n in numbers])
            page.write_row("A3", head)
            town = head.index("Ort")
            for down, row in enumerate(rows, 3):
                for right, value in enumerate(row):
                    page.write(down, right, cell_value(value), days if isinstance(value, date) else None)
                found = "#N/A" if (year, down) in {("2019", 4), ("2018", 3)} else "Gelsenkirchen"
                page.write_formula(down, town, f"=VLOOKUP(H{down + 1},Orte!A:B,2,FALSE)", None, found)
        page = book.get_worksheet_by_name("2019")
        page.write_formula(5, head.index("Status"), "=IF(Orte!Z1,1/0,Status)", None, "#NAME?")
    return Office(
        path,
        {"Klienten": ("2019", 3)},
        frozenset({("F-16", "2019", "I5"), ("F-16", "2019", "L6")}),
        frozenset(),
        {"Klienten": 4},
        further=("2018", "2017"),
    )
