"""Everything that people type into a cell."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tests.ugly.people import LABELS, Office, person, put, under

if TYPE_CHECKING:
    from pathlib import Path

DATES = ("3.6.19", "03. Juni 2019", "2019-06-03", "Mo., 3.6.2019", "3. Jun 19", "03.06.2019 ")
UNREADABLE_DATES = ("03/06/2019", "Jun 19", "KW 23", "Anfang Juni", "31.06.2019", "?")
AMOUNTS = ("2.345,67 €", "2345,67", "€ 2.345,67", "2 345,67 EUR", "2.345,67 Euro", "2345.67")


def every_spelling_that_people_type(path: Path) -> Office:
    """openpyxl: destroyed and decomposed umlauts, odd spaces, apostrophes, every date and amount."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Büroliste"
    names = {label: label for label in LABELS} | {"E-Mail": "E-Mail"}
    people = [
        person(1, Nachname="S\u0327ahin", **{"E-Mail": "ayse@example.org "}),
        person(2, Ort="Gelsenkirchen\u00a0"),
        person(3, Nachname="Ã–ztÃ¼rk"),
        person(4, Straße="Belforter StraÃŸe"),
        person(5, PLZ=45884, Status=" aktiv"),
        person(6, PLZ="D-45884"),
        person(7, Telefon=4.917622334455e11, Zuständig="MKA "),
        person(8, **{"Hausnr.": date(2019, 3, 12), "E-Mail": "karim@example"}),
    ]
    put(page, under(names, people))
    page["E2"].quotePrefix = True
    page["C3"] = CellRichText("No", TextBlock(InlineFont(b=True), "wak"))
    jobs = book.create_sheet("Jobs")
    spelled = [*DATES, *UNREADABLE_DATES]
    head = [
        "VermittlungID",
        "KlientID",
        "ArbeitgeberID",
        "Beschäftigungsart",
        "Beginn",
        "Brutto",
        "Std./Woche",
        "Förderung",
    ]
    rows = [
        [
            f"V-{n:05}",
            f"K-0000{n % 7 + 1}",
            f"AG-000{n % 7 + 1}",
            "Vollzeit sv",
            text,
            AMOUNTS[n % len(AMOUNTS)],
            39,
            "KEINE",
        ]
        for n, text in enumerate(spelled)
    ]
    put(jobs, [head, *rows])
    book.save(path)
    amounts = {("F-12", "Jobs", f"F{row}") for row in range(2, 2 + len(spelled))}
    dates = {("F-02", "Jobs", f"E{row}") for row in range(2, 2 + len(spelled))}
    return Office(
        path,
        {"Klienten": ("Büroliste", 1), "Vermittlungen": ("Jobs", 1)},
        frozenset(
            {
                ("F-13", "Büroliste", "C2"),
                ("F-06", "Büroliste", "Q2"),
                ("F-13", "Büroliste", "C4"),
                ("F-13", "Büroliste", "F5"),
                ("F-03", "Büroliste", "I6"),
                ("F-14", "Büroliste", "N6"),
                ("F-03", "Büroliste", "I7"),
                ("F-05", "Büroliste", "H8"),
                ("F-15", "Büroliste", "G9"),
                ("F-06", "Büroliste", "Q9"),
                *amounts,
                *dates,
            }
        ),
        frozenset(),
        {"Klienten": 8, "Vermittlungen": 12},
        unreadable=frozenset({("F-06", "K-00008"), *(("F-02", f"V-{n:05}") for n in range(6, 12))}),
    )
