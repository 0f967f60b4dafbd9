"""Wherever a table stands and whatever stands around it, the same records come back with the same addresses."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import openpyxl
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.table import Table

from workbook.cells import address
from workbook.reading import read_book
from workbook.records import read_office
from workbook.schema import Household

LABELS = {
    "household_id": "BGID",
    "persons": "Personen",
    "single_parent": "alleinerziehend",
    "intake_date": "Aufnahme am",
    "benefit_intake": "SGB II-Betrag bei Aufnahme",
    "household_type": "BG-Typ",
    "employable": "davon erwerbsfähig (ELB)",
    "recorded_by": "Erfasst von",
    "recorded_on": "Erfasst am",
    "remark": "Bemerkung",
}
WORDS = st.text("abcdeÄÖÜäöüß -", min_size=1, max_size=12).map(lambda text: f"x{text.strip()}")
DAYS = st.dates(date(1950, 1, 1), date(2030, 12, 31))
VALUES = {
    "persons": st.none() | st.integers(1, 12),
    "single_parent": st.none() | st.booleans(),
    "intake_date": st.none() | DAYS,
    "benefit_intake": st.none() | st.decimals(0, 5000, places=2),
    "household_type": st.none() | st.just("Single"),
    "employable": st.none() | st.integers(0, 9),
    "recorded_by": st.none() | st.just("MKA"),
    "recorded_on": st.none() | DAYS,
    "remark": st.none() | WORDS,
}


@dataclass(frozen=True)
class Layout:
    """A table on a sheet: its cells by (row, column), and what has to come back."""

    cells: dict[tuple[int, int], object]
    header_row: int
    columns: dict[str, int]
    records: dict[int, dict[str, object]]
    framed: bool
    area: str
    headers: list[str]
    name: str
    tool: str


@st.composite
def layouts(draw):
    top, left = draw(st.integers(1, 40)), draw(st.integers(1, 30))
    extra = draw(st.lists(st.sampled_from(("Lfd. Nr.", "Farbe", "Notiz intern", "§ 16e?")), unique=True))
    order = draw(st.permutations([*LABELS, *extra]))
    columns = {name: left + place for place, name in enumerate(order)}
    framed = draw(st.booleans())
    rows = draw(st.integers(1, 6))
    cells = {(top, number): LABELS.get(name, name) for name, number in columns.items()}
    records, row = {}, top
    for count in range(rows):
        row += 1 + draw(st.sampled_from((0, 0, 0, 1, 3)))
        values = {"household_id": f"HH-{count + 1:04}"} | {name: draw(kind) for name, kind in VALUES.items()}
        records[row] = values
        junk = {name: draw(st.none() | WORDS | st.integers(0, 99)) for name in extra}
        for name, value in (values | junk).items():
            if value is not None:
                cells[row, columns[name]] = value
    if top > 3 and draw(st.booleans()):
        cells[draw(st.integers(1, top - 2)), left + draw(st.integers(0, 3))] = draw(WORDS)
    if draw(st.booleans()):  # a note beside the table
        cells[top + draw(st.integers(0, 5)), left + len(order) + 1] = draw(WORDS)
    return Layout(
        cells,
        top,
        {name: number for name, number in columns.items() if name in LABELS},
        records,
        framed,
        f"{address(top, left)}:{address(row, left + len(order) - 1)}",
        [LABELS.get(name, name) for name in order],
        draw(st.sampled_from(("Bedarfsgemeinschaften", "Tabelle1", "BG", "2019"))),
        draw(st.sampled_from(("openpyxl", "xlsxwriter"))),
    )


def by_openpyxl(layout, path):
    book = openpyxl.Workbook()
    page = book.active
    page.title = layout.name
    for (row, column), value in layout.cells.items():
        page.cell(row, column, "ja" if value is True else "nein" if value is False else value)
    if layout.framed:
        page.add_table(Table(displayName="Liste", ref=layout.area))
    book.save(path)


def by_xlsxwriter(layout, path):
    with xlsxwriter.Workbook(str(path)) as book:
        page, days = book.add_worksheet(layout.name), book.add_format({"num_format": "dd.mm.yyyy"})
        if layout.framed:
            page.add_table(layout.area, {"name": "Liste", "columns": [{"header": h} for h in layout.headers]})
        for (row, column), value in layout.cells.items():
            if isinstance(value, date):
                page.write_datetime(row - 1, column - 1, datetime.combine(value, time()), days)
            else:
                page.write(row - 1, column - 1, "ja" if value is True else "nein" if value is False else value)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(layouts())
def test_any_table_is_read_back_with_its_records_and_its_addresses(layout):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        (by_openpyxl if layout.tool == "openpyxl" else by_xlsxwriter)(layout, path)

        with read_book(path) as book:
            office, findings = read_office(book)

    table = office[Household]
    assert list(table.rows) == list(layout.records)
    for record in table:
        assert {name: getattr(record, name) for name in LABELS} == layout.records[record.row]
        assert {name: table.cell(record.row, name) for name in LABELS} == {
            name: address(record.row, number) for name, number in layout.columns.items()
        }
    assert isinstance(next(iter(table)).benefit_intake, Decimal | None)
    required = {column.label: column.name for column in Household.spec.columns if column.required}
    blank = {
        address(row, layout.columns[name])
        for row, values in layout.records.items()
        for name in required.values()
        if name in values and values[name] is None
    }
    assert {f.cell for f in findings if f.rule == "P-01"} == blank
    assert {f.rule for f in findings} <= {"P-01", "F-18"}
