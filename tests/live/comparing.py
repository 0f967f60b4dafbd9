"""A workbook read twice: where the readings differ."""

from __future__ import annotations

from datetime import date

from workbook.schema import TABLES

TODAY = date(2019, 6, 30)

# Ages follow the calendar of the day on which LibreOffice opens the file.
CALCULATED = {column.label for record in TABLES for column in record.spec.columns if column.formula is not None}


def same(one, other) -> bool:
    numbers = isinstance(one, float) and isinstance(other, float)
    return (type(one), one) == (type(other), other) or (numbers and abs(one - other) < 1e-9)


def differences(left, right, sheets):
    """Where two readings of a workbook differ in what somebody typed."""
    found = []
    tables = {table.sheet: table for table in left.tables}
    for sheet in sheets:
        one, other = left.grid(sheet), right.grid(sheet)
        labels = list(one[tables[sheet].header_row - 1]) if sheet in tables else []
        passed = {number for number, label in enumerate(labels, 1) if label in CALCULATED}
        for row, (before, after) in enumerate(zip(one, other, strict=False), 1):
            found += [
                (sheet, row, column)
                for column, (value, now) in enumerate(zip(before, after, strict=False), 1)
                if column not in passed and not same(value, now)
            ]
    return found
