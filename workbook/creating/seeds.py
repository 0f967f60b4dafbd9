"""The rows that every new workbook has from its first day on: settings, legal values, subsidies, days off."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from workbook.german import shown
from workbook.reading.formats.dates import months_later
from workbook.schema import (
    HEADER_ROW,
    LISTS,
    LegalValue,
    OfficeDayOff,
    OfficeSetting,
    Record,
    Subsidy,
)
from workbook.schema.legal_seeds import LEGAL_VALUES, SUBSIDIES
from workbook.schema.setting_names import SETTINGS, SettingName
from workbook.schema.vocabulary import DayOff
from workbook.tables import Office, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbook.schema.legal_seeds import LegalSeed

Row = dict[str, Any]
"""A row in the making: attribute of the record → clean value; what is missing is `None`."""


def setting_rows(own: Mapping[SettingName, str]) -> list[Row]:
    """Return the rows of `Einstellungen` with an office's own values put in place of the defaults."""
    return [
        {
            "name": str(row.name),
            "value": own.get(row.name, row.default) or None,
            "explanation": row.explanation or None,
        }
        for row in SETTINGS
    ]


def legal_rows(further: Sequence[LegalSeed] = ()) -> list[Row]:
    """Return the rows of `Rechengrößen`, `further` ones at the end."""
    return [
        {
            "quantity": str(row.quantity),
            "valid_from": row.valid_from,
            "value": row.value,
            "unit": row.unit or None,
            "source": row.source,
        }
        for row in (*LEGAL_VALUES, *further)
    ]


def subsidy_rows() -> list[Row]:
    """Return the rows of `Förderarten`."""
    return [
        {
            "code": row.code,
            "label": row.label,
            "basis": row.basis,
            "used_in": row.used_in,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
            "counts_k2": row.counts_k2,
            "counts_400": row.counts_400,
            "remark": row.remark or None,
        }
        for row in SUBSIDIES
    ]


def day_off_rows(first_year: int, last_year: int) -> list[Row]:
    """Return the holidays of Nordrhein-Westfalen and the usual closing days of the years, in order.

    Source: § 2 FeiertG NW; 24 and 31 December and Rosenmontag are no holidays but the office's own decision.
    """
    import holidays  # noqa: PLC0415 -- slow to import, and only a new workbook needs it

    found = holidays.country_holidays("DE", subdiv="NW", years=range(first_year, last_year + 1), language="de")
    days = {day: (name, DayOff.HOLIDAY) for day, name in found.items()}
    for day, (name, _) in list(days.items()):
        if name == "Karfreitag":
            days[day - timedelta(days=46)] = ("Rosenmontag", DayOff.CLOSED)
    for year in range(first_year, last_year + 1):
        days[date(year, 12, 24)] = ("Heiligabend", DayOff.CLOSED)
        days[date(year, 12, 31)] = ("Silvester", DayOff.CLOSED)
    return [{"day": day, "name": name, "kind": kind} for day, (name, kind) in sorted(days.items())]


def table_of_rows(record: type[Record], rows: Sequence[Row]) -> Table[Any]:
    """Return the rows as a table that stands where `lotse new` puts it."""
    columns = record.spec.columns
    return Table(
        record,
        sheet=record.spec.sheet,
        rows=range(HEADER_ROW + 1, HEADER_ROW + 1 + len(rows)),
        values={column.name: [row.get(column.name) for row in rows] for column in columns},
        numbers={column.name: number for number, column in enumerate(columns, 1)},
    )


def empty_office(today: date) -> Office:
    """Return the office on its first day: nobody in it yet, days off for this year and nine more.

    Its project runs for two years from the first of this month, as the settings' defaults do for their office.
    """
    begin = today.replace(day=1)
    project = {
        SettingName.PROJECT_BEGIN: shown(begin),
        SettingName.PROJECT_END: shown(months_later(begin, 24) - timedelta(days=1)),
    }
    tables: dict[type[Record], Table[Any]] = {
        OfficeSetting: table_of_rows(OfficeSetting, setting_rows(project)),
        LegalValue: table_of_rows(LegalValue, legal_rows()),
        Subsidy: table_of_rows(Subsidy, subsidy_rows()),
        OfficeDayOff: table_of_rows(OfficeDayOff, day_off_rows(today.year, today.year + 9)),
    }
    return Office(tables, {choices.name: choices.values for choices in LISTS})
