"""Wherever tables stand and whatever stands around them, the same records come back with the same addresses."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import openpyxl
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.table import Table

from workbook.cells import address
from workbook.german import euro
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import Household, Partner

WORDS = st.text("abcdeÄÖÜäöüß -", min_size=1, max_size=12).map(lambda text: f"Wort{text.strip()}")
DAYS = st.dates(date(1950, 1, 1), date(2029, 12, 31))
VALUES = {
    Household: {
        "household_id": st.nothing(),
        "persons": st.none() | st.integers(1, 12),
        "single_parent": st.none() | st.booleans(),
        "intake_date": st.none() | DAYS,
        "benefit_intake": st.none() | st.decimals(0, 5000, places=2),
        "household_type": st.none() | st.just("Single"),
        "employable": st.none() | st.integers(0, 9),
        "recorded_by": st.none() | st.just("MKA"),
        "recorded_on": st.none() | DAYS,
        "remark": st.none() | WORDS,
    },
    Partner: {
        "partner_id": st.nothing(),
        "name": WORDS,
        "category": st.none() | st.just("Arbeitgeber"),
        "active": st.none() | st.booleans(),
        "street": st.none() | WORDS,
        "contract_until": st.none() | DAYS,
    },
}
"""The columns of two tables with what stands in them; keys are numbered."""
KEYS = {Household: "HH-{:04}", Partner: "P-{:03}"}
EXTRA = ("Lfd. Nr.", "Farbe", "Notiz intern", "§ 16e?")
MONTHS = ("Jänner", "Februar", "März", "Apr.", "Mai", "Juni", "Juli", "Aug", "Sept.", "Oktober", "Nov", "Dez.")
DRESSES = {"F-02", "F-12", "F-14"}
"""What is said of a day, a number or a yes in another dress."""


@dataclass
class Block:
    """A table on a sheet: its cells by (row, column), and what has to come back."""

    record: type
    top: int
    cells: dict[tuple[int, int], object] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    records: dict[int, dict[str, object]] = field(default_factory=dict)
    headers: list[str] = field(default_factory=list)
    dressed: dict[str, str] = field(default_factory=dict)
    notes: set[str] = field(default_factory=set)
    framed: bool = False

    @property
    def area(self) -> tuple[int, int, int, int]:
        rows, columns = zip(*self.cells, strict=True)
        return min(rows), min(columns), max(rows), max(columns)


@dataclass(frozen=True)
class Layout:
    """One or two tables, the junk around them, and the tool that writes them."""

    blocks: list[Block]
    junk: dict[tuple[int, int], object]
    hidden: set[int]
    sheet: str
    tool: str
    date_1904: bool


@st.composite
def headers_of(draw, label):
    """A label as people write it."""
    return draw(
        st.sampled_from((label, label, label.upper(), f"{label} *", f" {label}:", label.replace(" ", "\n")))
    )


def in_another_dress(draw, value):
    """What somebody types for a value, and the rule that says so: `None` where nothing is to be said."""
    if value is None or draw(st.integers(0, 5)):
        plain = {True: "ja", False: "nein"}
        return (plain[value] if isinstance(value, bool) else value), None
    if isinstance(value, bool):
        return draw(st.sampled_from((True, "x", "J") if value else (False, "N", "0"))), "F-14"
    if isinstance(value, date):
        spelled = draw(st.sampled_from(("%d.%m.%Y", "%Y-%m-%d", "%d. %B %Y", "%d.%m.%y")))
        name = MONTHS[value.month - 1]
        century = spelled != "%d.%m.%y" or 1930 <= value.year < 2030
        return value.strftime((spelled if century else "%d.%m.%Y").replace("%B", name)), "F-02"
    if isinstance(value, Decimal):
        return draw(st.sampled_from((euro(value), f"{value:.2f}".replace(".", ","), f"{value:.2f} EUR"))), "F-12"
    if isinstance(value, int):
        return str(value), "F-12"
    return value, None


@st.composite
def blocks(draw, record, top, left, *, framed):
    """A table whose header begins at a cell: columns in any order, others between them, rows apart."""
    values, block = VALUES[record], Block(record, top, framed=framed)
    labels = {name: record.spec.column(name).label for name in values}
    extra = draw(st.lists(st.sampled_from(EXTRA), unique=True, max_size=2))
    order = draw(st.permutations([*values, *extra]))
    places = {name: left + place for place, name in enumerate(order)}
    block.columns = {name: places[name] for name in values}
    block.headers = [
        labels.get(name, name) if framed else draw(headers_of(labels.get(name, name))) for name in order
    ]
    block.cells |= {(top, places[name]): text for name, text in zip(order, block.headers, strict=True)}
    row, key = top, next(iter(values))
    for count in range(1, draw(st.integers(1, 6)) + 1):
        row += 1 + draw(st.sampled_from((0, 0, 0, 1, 3)))
        drawn = {name: draw(kind) for name, kind in values.items() if name != key}
        block.records[row] = {key: KEYS[record].format(count)} | drawn
        for name, value in block.records[row].items():
            typed, rule = in_another_dress(draw, value)
            if typed is not None:
                block.cells[row, places[name]] = typed
            if rule is not None:
                block.dressed[address(row, places[name])] = rule
        for name in extra:
            value = draw(st.none() | WORDS | st.integers(0, 99))
            if value is not None:
                block.cells[row, places[name]] = value
        if not framed and count < 3 and draw(st.integers(0, 4)) == 0:  # the next page of a printed list, or a sum
            row += 1
            first = min(block.columns.values())
            if draw(st.booleans()):
                repeated = {(row, places[name]): text for name, text in zip(order, block.headers, strict=True)}
                block.cells |= repeated
                block.notes.add(address(row, first))
            else:
                block.cells[row, block.columns[key]] = draw(
                    st.sampled_from(("Summe", "Zwischensumme 2018", "2018"))
                )
                block.notes.add(address(row, block.columns[key]))
    return block


@st.composite
def layouts(draw):
    top, left = draw(st.integers(1, 40)), draw(st.integers(1, 30))
    records = draw(st.permutations((Household, Partner)))[: draw(st.integers(1, 2))]
    found = [draw(blocks(records[0], top, left, framed=draw(st.booleans())))]
    _, _, last_row, last_column = found[0].area
    if len(records) == 2:
        beside = draw(st.booleans())
        second_top = top + draw(st.sampled_from((0, 0, 1))) if beside else last_row + draw(st.integers(2, 6))
        second_left = last_column + draw(st.integers(2, 4)) if beside else left + draw(st.integers(0, 4))
        found.append(draw(blocks(records[1], second_top, second_left, framed=draw(st.booleans()))))
    junk: dict[tuple[int, int], object] = {}
    if top > 3 and draw(st.booleans()):
        junk[draw(st.integers(1, top - 2)), left + draw(st.integers(0, 3))] = draw(WORDS)
    if draw(st.booleans()):  # a note to the right of everything
        junk[top + draw(st.integers(0, 5)), max(block.area[3] for block in found) + 2] = draw(WORDS)
    rows = [row for block in found for row in block.records]
    return Layout(
        found,
        junk,
        draw(st.sets(st.sampled_from(rows), max_size=2)),
        draw(st.sampled_from(("Bedarfsgemeinschaften", "Tabelle1", "BG", "2019", "Partner"))),
        draw(st.sampled_from(("openpyxl", "openpyxl iso", "xlsxwriter", "xlsxwriter inline"))),
        draw(st.booleans()),
    )


def every_cell(layout):
    cells = dict(layout.junk)
    for block in layout.blocks:
        cells |= block.cells
    return sorted(cells.items())


def by_openpyxl(layout, path):
    book = openpyxl.Workbook(iso_dates=layout.tool.endswith("iso"))
    if layout.date_1904:
        book.epoch = CALENDAR_MAC_1904
    page = book.active
    page.title = layout.sheet
    for (row, column), value in every_cell(layout):
        page.cell(row, column, value)
    for row in layout.hidden:
        page.row_dimensions[row].hidden = True
    for number, block in enumerate(layout.blocks):
        if block.framed:
            top, left, last, right = block.area
            area = f"{address(top, left)}:{address(last, right)}"
            page.add_table(Table(displayName=f"Liste{number}", ref=area))
    book.save(path)


def by_xlsxwriter(layout, path):
    options = {"date_1904": layout.date_1904, "constant_memory": layout.tool.endswith("inline")}
    with xlsxwriter.Workbook(str(path), options) as book:
        page, days = book.add_worksheet(layout.sheet), book.add_format({"num_format": "dd.mm.yyyy"})
        rows = {row for (row, _), _ in every_cell(layout)} | layout.hidden
        for number in sorted(rows):
            if number in layout.hidden:
                page.set_row(number - 1, None, None, {"hidden": True})
            for (row, column), value in every_cell(layout):
                if row == number and isinstance(value, date):
                    page.write_datetime(row - 1, column - 1, datetime.combine(value, time()), days)
                elif row == number:
                    page.write(row - 1, column - 1, value)
        for number, block in enumerate(layout.blocks):
            if block.framed and not options["constant_memory"]:
                top, left, last, right = block.area
                head = [{"header": text} for text in block.headers]
                area = (top - 1, left - 1, last - 1, right - 1)
                page.add_table(*area, {"name": f"Liste{number}", "columns": head})


@settings(
    max_examples=int(os.environ.get("LOTSE_READINGS", "50")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(layouts())
def test_any_tables_are_read_back_with_their_records_and_their_addresses(layout):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        (by_openpyxl if layout.tool.startswith("openpyxl") else by_xlsxwriter)(layout, path)

        with read_book(path) as book:
            office, findings = read_office(book)

    blank: set[str] = set()
    for block in layout.blocks:
        table, names = office[block.record], list(VALUES[block.record])
        assert list(table.rows) == list(block.records)
        for record in table:
            assert {name: getattr(record, name) for name in names} == block.records[record.row]
            assert {name: table.cell(record.row, name) for name in names} == {
                name: address(record.row, number) for name, number in block.columns.items()
            }
        required = [name for name in names if block.record.spec.column(name).required]
        blank |= {
            address(row, block.columns[name])
            for row, values in block.records.items()
            for name in required
            if values[name] is None
        }
    dressed = {cell: rule for block in layout.blocks for cell, rule in block.dressed.items()}
    assert {
        cell: f.rule for f in findings if f.rule in DRESSES for cell in (f.cell, *(other for other, _ in f.also))
    } == dressed
    assert {f.cell for f in findings if f.rule == "P-01"} == blank
    assert {f.rule for f in findings} <= {
        "P-01",
        "F-18",
        "F-19",
        *DRESSES,
        *(("F-21",) if layout.date_1904 else ()),
    }
    notes = {cell for block in layout.blocks for cell in block.notes}
    assert notes <= {f.cell for f in findings if f.rule == "F-19"}
