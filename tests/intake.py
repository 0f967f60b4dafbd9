"""An intake workbook as a colleague fills it in: rows typed below the header, the table pulled over them."""

from __future__ import annotations

from datetime import date, time

import openpyxl
from openpyxl.utils import get_column_letter

DAY = date(2019, 6, 28)
WRITTEN = {"Erfasst am": DAY, "Erfasst von": "MKA"}
PERSON = {
    "KlientID": "K-00900",
    "Haushalt (BG)": "HH-0900",
    "Anrede/Geschlecht": "w",
    "Vorname": "Zoralda",
    "Nachname": "Quittenbaum",
    "Geburtsdatum": date(1990, 5, 6),
    "Straße": "Karl-Meyer-Straße",
    "Hausnr.": "7",
    "PLZ": "45884",
    "Ort": "Gelsenkirchen",
    "Telefon": "0209 998877",
    "Leistungsbezug": "SGB II",
    "Erstkontakt": DAY,
    "Zuständig": "MKA",
    "Status": "aktiv",
    **WRITTEN,
}
HOUSEHOLD = {
    "BGID": "HH-0900",
    "BG-Typ": "alleinerziehend",
    "Personen": 2,
    "davon erwerbsfähig (ELB)": 1,
    "Stadtteil bei Aufnahme": "Rotthausen",
    "Aufnahme am": DAY,
    "SGB II-Betrag bei Aufnahme": 150.5,
    **WRITTEN,
}
REQUEST = {
    "AnliegenID": "A-09000",
    "KlientID": "K-00900",
    "Eingang am": DAY,
    "Kategorie": "Wohnen",
    "Kurzbeschreibung": "Zwei Zimmer im Erdgeschoss gesucht",
    "Zuständig": "MKA",
    "Nächster Schritt": "anrufen",
    "Wiedervorlage": date(2019, 7, 5),
    "Status": "neu",
    **WRITTEN,
}
OF_SOMEBODY_KNOWN = {
    **REQUEST,
    "AnliegenID": "A-09001",
    "KlientID": "K-00017",
    "Kurzbeschreibung": "Hat das Formular gebracht",
}
CONTACT = {
    "KontaktID": "KT-090000",
    "Datum": DAY,
    "Beginn": time(10, 0),
    "Ende": time(10, 30),
    "KlientID": "K-00900",
    "AnliegenID": "A-09000",
    "Beraten von": "MKA",
    "Ergebnis": "Hat Vertrauen gefasst",
    **WRITTEN,
}
FAMILY = {
    "Klienten": [PERSON],
    "Bedarfsgemeinschaften": [HOUSEHOLD],
    "Anliegen": [REQUEST, OF_SOMEBODY_KNOWN],
    "Kontakte": [CONTACT],
}
MARKED = (
    "Zoralda",
    "Quittenbaum",
    "Erdgeschoss",
    "Formular gebracht",
    "Vertrauen gefasst",
    "998877",
    "150,5",
    "150.5",
)


def fill(path, rows, first=5):
    """Type rows into an intake workbook, by sheet, from a row on."""
    book = openpyxl.load_workbook(path)
    for sheet, entries in rows.items():
        page = book[sheet]
        columns = {cell.value: cell.column for cell in page[4]}
        for row, entry in enumerate(entries, first):
            for label, value in entry.items():
                page.cell(row, columns[label], value)
        (table,) = page.tables.values()
        table.ref = f"A4:{get_column_letter(len(columns))}{first + len(entries) - 1}"
        table.autoFilter.ref = table.ref
    book.save(path)
