"""Eight people of nobody's office, and how a grown workbook tells what is wrong in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

Planted = frozenset[tuple[str, str, str]]


@dataclass(frozen=True)
class Office:
    """A grown workbook: where its tables stand, by table, and what is wrong, by rule, sheet and cell.

    `own` are headers that are no columns of Lotse's, `rows` the records of each table, `further` the sheets that
    hold more of a table than stands in its range. `unreadable` are the cells that nobody can read, by rule and key,
    `below` the clients below their table.
    """

    path: Path
    tables: dict[str, tuple[str, int]]
    planted: Planted
    own: frozenset[str] = frozenset()
    rows: dict[str, int] = field(default_factory=dict)
    further: tuple[str, ...] = ()
    unreadable: frozenset[tuple[str, str]] = frozenset()
    below: int = 0


PEOPLE = [
    ("K-00001", "w", "Şahin", "Ayşe", date(1980, 2, 29), "Karl-Meyer-Straße", "12a", "0209 1234567"),
    ("K-00002", "m", "Nowak", "Piotr", date(1975, 5, 4), "Steeler Straße", "7", "0209 7654321"),
    ("K-00003", "m", "Öztürk", "Mehmet", date(1969, 11, 30), "Schonnebecker Straße", "101", "0157 87654321"),
    ("K-00004", "w", "Lindemann-Groß", "Käthe", date(1958, 1, 17), "Belforter Straße", "3-5", "+49 209 998877"),
    ("K-00005", "w", "Petrova", "Elena", date(1991, 8, 8), "Achternbergstraße", "44", "0209/445566"),
    ("K-00006", "m", "van Houten", "Jan", date(1986, 3, 21), "Mechtenbergstraße", "18", "(0209) 33 44 55"),
    ("K-00007", "w", "Brzezinski", "Anna", date(1994, 12, 24), "Hartmannstraße", "9", "0176-22334455"),
    ("K-00008", "m", "Al-Hassan", "Karim", date(1988, 6, 2), "Wembkenstraße", "27b", "0209 112233"),
]
"""Eight people who do not exist, with nothing wrong about them."""

FIRST = date(2018, 9, 3)
LABELS = (
    "KlientID",
    "Anrede/Geschlecht",
    "Nachname",
    "Vorname",
    "Geburtsdatum",
    "Straße",
    "Hausnr.",
    "Telefon",
    "PLZ",
    "Ort",
    "Leistungsbezug",
    "Erstkontakt",
    "Zuständig",
    "Status",
    "Erfasst am",
    "Erfasst von",
)


def person(number: int, **changes: object) -> dict[str, object]:
    """One of the eight as a row under Lotse's labels, with what is to be different about it."""
    met = FIRST + timedelta(days=7 * number)
    rest = ("45884", "Gelsenkirchen", "SGB II", met, "MKA", "aktiv", met, "MKA")
    return dict(zip(LABELS, (*PEOPLE[number - 1], *rest), strict=True)) | changes


def under(names: dict[str, str], rows: Sequence[dict[str, object]]) -> list[list[object]]:
    """Rows as lists under the office's own headers, which stand first: own header → Lotse's label."""
    return [list(names), *([row.get(label) for label in names.values()] for row in rows)]


def cell_value(value: object) -> object:
    """What a tool writes for a value: a date without a time would be one with midnight anyway."""
    return datetime.combine(value, time()) if type(value) is date else value


def put(page: Worksheet, rows: Sequence[Sequence[object]], row: int = 1, column: int = 1) -> None:
    """Write rows with openpyxl, the first value at the given cell."""
    for down, values in enumerate(rows):
        for right, value in enumerate(values):
            if value is not None:
                cell = page.cell(row + down, column + right, cell_value(value))
                if isinstance(value, date):
                    cell.number_format = "dd.mm.yyyy"
