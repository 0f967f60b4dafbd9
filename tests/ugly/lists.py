"""Lists that grew by hand: titles, groups of headers, several tables on a sheet, sums between the rows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Border, Font, PatternFill, Side

from tests.ugly.people import Office, cell_value, person, put, under

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def client_list_with_titles_filter_and_hidden_columns(path: Path) -> Office:
    """openpyxl: titles, headers merged over two rows, a filter, hidden columns, a nameless one."""
    names = {
        "Kd.-Nr.": "KlientID",
        "Anrede": "Anrede/Geschlecht",
        "Name": "Nachname",
        "Vorname": "Vorname",
        "geb. am": "Geburtsdatum",
        "Straße": "Straße",
        "Nr.": "Hausnr.",
        "PLZ": "PLZ",
        "Wohnort": "Ort",
        "Tel.": "Telefon",
        "Leistung": "Leistungsbezug",
        "Erstgespräch am": "Erstkontakt",
        "Berater/in": "Zuständig",
        "Stand": "Status",
        "angelegt am": "Erfasst am",
        "angelegt von": "Erfasst von",
        "Kaffee?": "",
    }
    rows = [person(n) | {"": "ja"} for n in range(1, 7)]
    rows[1]["PLZ"] = "4588"
    rows[2]["Status"] = "beim Amt"
    rows[4]["Geburtsdatum"] = "31.02.1991"
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Kundenliste"
    page["A1"] = "Kundenliste Quartiersbüro Rotthausen"
    page["A1"].font = Font(size=18, bold=True)
    page.merge_cells("A1:R1")
    page["A2"] = "Stand: 30.06.2019 – vertraulich! Bitte nicht per Mail verschicken"
    page["Q2"] = "gepflegt von: MKA"
    head, *lines = under(names, rows)
    head.insert(10, None)  # somebody's marks in a column that nobody ever named
    for line in lines:
        line.insert(10, "x")
    put(page, [head], row=4)
    for column in range(1, 19):
        page.merge_cells(start_row=4, end_row=5, start_column=column, end_column=column)
        page.cell(4, column).fill = PatternFill("solid", fgColor="FFD9E1F2")
        page.cell(4, column).border = Border(bottom=Side("thick"))
    put(page, lines, row=6)
    page.auto_filter.ref = "A4:R11"
    page.auto_filter.add_filter_column(14, ["aktiv"])
    page.row_dimensions[8].hidden = True
    page.column_dimensions["B"].hidden = True
    page.column_dimensions["P"].hidden = page.column_dimensions["Q"].hidden = True
    page["C7"].comment = Comment("kommt immer dienstags", "MKA")
    page.freeze_panes = "D6"
    book.create_sheet("Geburtstagskalender")["A1"] = "bitte Kuchen mitbringen"
    book.save(path)
    return Office(
        path,
        {"Klienten": ("Kundenliste", 4)},
        frozenset(
            {
                ("F-03", "Kundenliste", "H7"),
                ("F-14", "Kundenliste", "O8"),
                ("F-02", "Kundenliste", "E10"),
                ("F-19", "Kundenliste", "A8"),
            }
        ),
        frozenset({"Kaffee?"}),
        {"Klienten": 6},
        unreadable=frozenset({("F-02", "K-00005"), ("F-03", "K-00002"), ("F-14", "K-00003")}),
    )


def placements_under_a_header_of_two_rows(path: Path) -> Office:
    """XlsxWriter: groups above the headers, the same header under two groups, a chart, a total in a formula."""
    with xlsxwriter.Workbook(str(path)) as book:
        page, days = book.add_worksheet("Vermittelt"), book.add_format({"num_format": "dd.mm.yy"})
        bold = book.add_format({"bold": True, "align": "center", "bg_color": "#FFE699"})
        money = book.add_format({"num_format": "#,##0.00 €"})
        page.merge_range("B3:D3", "Klient/in", bold)
        page.merge_range("E3:G3", "Arbeitgeber", bold)
        page.merge_range("H3:N3", "Beschäftigung", bold)
        headers = ["lfd.", "Nr.", "Name", "Ort", "Nr.", "Name", "Ort", "Vermittl.-Nr.", "Art", "Beginn", "Std."]
        page.write_row("A4", [*headers, "Brutto", "Förderung", "bis"])
        rows = [
            ("K-00001", "Şahin", "AG-0001", "Bau Müller", "V-00001", "Vollzeit sv", date(2019, 1, 2), 39, 2100),
            ("K-00002", "Nowak", "AG-0001", "Bau Müller", "V-00002", "Teilzeit sv", date(2019, 2, 1), 25, 1250.5),
            ("K-00003", "Öztürk", "AG-0002", "Pflege GmbH", "V-00003", "Minijob", "1.3.19", 10, 450),
            (
                "K-00005",
                "Petrova",
                "AG-0002",
                "Pflege GmbH",
                "V-00004",
                "Vollzeit",
                date(2019, 4, 1),
                39,
                "1.980,00 €",
            ),
        ]
        for down, (client, name, employer, firm, key, kind, start, hours, gross) in enumerate(rows, 4):
            page.write_row(down, 0, [down - 3, client, name, "Gelsenkirchen", employer, firm, "Essen", key, kind])
            page.write(down, 9, cell_value(start), days)
            page.write(down, 10, hours)
            page.write(down, 11, gross, money)
            page.write(down, 12, "KEINE")
        page.write("A10", "Summe")
        page.write_formula("L10", "=SUM(L5:L8)", money, 3800.5)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Vermittelt!$L$5:$L$8"})
        book.add_worksheet("Grafik").insert_chart("B2", chart)
    return Office(
        path,
        {"Vermittlungen": ("Vermittelt", 4)},
        frozenset(
            {
                ("F-02", "Vermittelt", "J7"),
                ("F-14", "Vermittelt", "I8"),
                ("F-12", "Vermittelt", "L8"),
                ("F-19", "Vermittelt", "L10"),
            }
        ),
        frozenset({"lfd.", "Name", "Ort", "bis"}),
        {"Vermittlungen": 4},
        unreadable=frozenset({("F-14", "V-00004")}),
    )


def four_tables_on_one_sheet(path: Path) -> Office:
    """openpyxl: clients and partners side by side, households below them, no frames, notes between."""
    clients = {
        "Klientennr.": "KlientID",
        "BG": "Haushalt (BG)",
        "m/w/d": "Anrede/Geschlecht",
        "Familienname": "Nachname",
        "Rufname": "Vorname",
        "Geb.-Datum": "Geburtsdatum",
        "Str.": "Straße",
        "Haus-Nr.": "Hausnr.",
        "Plz": "PLZ",
        "Stadt": "Ort",
        "Leistung": "Leistungsbezug",
        "Erstkontakt": "Erstkontakt",
        "Fallmanager": "Zuständig",
        "Status": "Status",
        "erfasst": "Erfasst am",
        "durch": "Erfasst von",
    }
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Alles"
    page["A1"] = "ALLES AUF EINEN BLICK"
    people = [person(n, **{"Haushalt (BG)": f"HH-000{n}"}) for n in (1, 2, 3)]
    people.append(person(4, PLZ="1234567", Leistungsbezug="keine"))
    put(page, under(clients, people), row=3)
    page["S2"] = "Unsere Partner"
    partners = [
        ["PartnerID", "Name", "Art", "Tel"],
        ["P-001", "ggw", "Wohnungsunternehmen", "0209 70680"],
        ["P-002", "Kolping", "Bildungsträger", "folgt"],
    ]
    put(page, partners, row=3, column=19)
    page["A10"] = "Bedarfsgemeinschaften (Stand Juni)"
    households = [
        [
            "BGID",
            "BG-Nr.",
            "Typ",
            "Personen",
            "davon erwerbsfähig",
            "Stadtteil bei Aufnahme",
            "Aufnahme",
            "€ bei Aufnahme",
        ],
        ["HH-0001", "33304//0012345", "Single", 1, 1, "Ückendorf", date(2018, 9, 10), 199.99],
        ["HH-0002", "33304BG0012346", "Paar mit Kindern", 4, 2, "Rotthausen", date(2018, 9, 17), "180 EUR"],
        ["HH-0003", "333040012347", "Single", 1, 1, "Rotthausen", date(2018, 9, 24), 0],
    ]
    put(page, households, row=11, column=1)
    page["K11"] = "Frau Petrova fragt wegen Kita nach"
    book.create_sheet("Tabelle2")
    book.save(path)
    return Office(
        path,
        {"Klienten": ("Alles", 3), "Partner": ("Alles", 3), "Bedarfsgemeinschaften": ("Alles", 11)},
        frozenset(
            {
                ("F-03", "Alles", "I7"),
                ("F-05", "Alles", "V5"),
                ("F-19", "Alles", "A10"),
                ("F-12", "Alles", "H13"),
                ("F-07", "Alles", "B14"),
            }
        ),
        frozenset(),
        {"Klienten": 4, "Partner": 2, "Bedarfsgemeinschaften": 3},
        unreadable=frozenset({("F-03", "K-00004"), ("F-05", "P-002"), ("F-07", "HH-0003")}),
    )


def sums_and_repeated_headers_between_the_rows(path: Path) -> Office:
    """XlsxWriter: for printing: the header on each page, sums and blank rows between, notes below."""
    names = {
        "Klient-Nr.": "KlientID",
        "Anrede": "Anrede/Geschlecht",
        "Nachname": "Nachname",
        "Vorname": "Vorname",
        "Geburtsdatum": "Geburtsdatum",
        "Straße": "Straße",
        "Hausnummer": "Hausnr.",
        "PLZ": "PLZ",
        "Ort": "Ort",
        "Telefon": "Telefon",
        "Leistungsbezug": "Leistungsbezug",
        "Erstkontakt": "Erstkontakt",
        "Zuständig": "Zuständig",
        "Status": "Status",
        "Erfasst am": "Erfasst am",
        "Erfasst von": "Erfasst von",
    }
    head, *rows = under(names, [person(n) for n in range(1, 9)])
    rows[6][head.index("PLZ")] = "4588"
    lines: list[Sequence[object]] = [
        head,
        *rows[:3],
        ["Summe", 3],
        [],
        head,
        *rows[3:6],
        ["", "Zwischensumme", "", 6],
        [],
        [],
        head,
        *rows[6:],
        ["Gesamt: 8"],
        [],
        ["* Frau Petrova bitte nicht anrufen"],
        ["Liste zuletzt geprüft am 30.06.2019, MKA"],
    ]
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("Liste zum Drucken")
        days, grey = book.add_format({"num_format": "dd.mm.yyyy"}), book.add_format({"bg_color": "#EEEEEE"})
        for down, line in enumerate(lines, 2):
            for right, value in enumerate(line):
                page.write(down, right, cell_value(value), days if isinstance(value, date) else None)
        for row in range(30, 2030):
            for column in range(16):
                page.write_blank(row, column, None, grey)
    sheet = "Liste zum Drucken"
    return Office(
        path,
        {"Klienten": (sheet, 3)},
        frozenset(
            {
                ("F-03", sheet, "H17"),
                ("F-19", sheet, "A7"),
                ("F-19", sheet, "A9"),
                ("F-19", sheet, "B13"),
                ("F-19", sheet, "A16"),
                ("F-19", sheet, "A19"),
                ("F-19", sheet, "A21"),
                ("F-19", sheet, "A22"),
            }
        ),
        frozenset(),
        {"Klienten": 8},
        unreadable=frozenset({("F-03", "K-00007")}),
    )
