"""The defined names through which calculated columns reach settings and targets: as formulas, and what they mean.

A name keeps the columns' formulas short and follows its row wherever staff sort it to. `Parameters` gives the same
values before anything calculates; both read the sheet `Ziele` as `workbook/schema/target_tables.py` says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.cells import column_letters, quoted
from workbook.reading.formats.numbers import number_of_text
from workbook.schema import OfficeSetting, Referral, Target
from workbook.schema.households import AREA_NAME, FAMILY_NAME, LIMIT_NAME
from workbook.schema.letter_table import NO_LETTERS, REFERRALS_NAME, STATES_NAME
from workbook.schema.people import RETENTION_NAME
from workbook.schema.setting_names import SettingName, default_of
from workbook.schema.target_tables import FAMILY, LIMIT, SUBSIDIES, USUAL, holding_target, number_in, parts_of
from workbook.schema.vocabulary import WHOLE_CITY, Indicator
from workbook.schema.work import CODES_400_NAME
from workbook.sheets import Block, Formula, Name, Palette, Style

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from workbook.cells import Area
    from workbook.schema import TableSpec
    from workbook.tables import Office

DISTRICT_NAME = "par_Stadtteil"
"""The defined name of the setting `Stadtteil des Büros`."""

_SCOPE_NAME = "par_Z20_Bezug"
UNREADABLE = "?"
"""What stands for a number of a target that cannot be read."""

_PLACES = {LIMIT_NAME: "q1", FAMILY_NAME: "q2", AREA_NAME: "q3", CODES_400_NAME: "q4"}
"""Above which folded column of `Ziele` each value is reckoned."""
_SMALL = Style(size=8, color=Palette.MUTED)


def parameter_names(spec: TableSpec, body: Area) -> list[Name]:
    """Return the defined names that stand for values on a sheet; for most sheets there are none."""
    if spec.record is OfficeSetting:
        return [
            Name(RETENTION_NAME, f"VALUE({_setting(spec, SettingName.RETENTION, body)})"),
            Name(DISTRICT_NAME, f'{_setting(spec, SettingName.DISTRICT, body)}&""'),
        ]
    if spec.record is Target:
        families, labour_market = Indicator.Z20, Indicator.Z400
        return [
            *_target_names(spec, families, body),
            Name(_SCOPE_NAME, _of_target(spec, families, "scope", body)),
            *_number_names(families, LIMIT, LIMIT_NAME),
            *_number_names(families, FAMILY, FAMILY_NAME),
            Name(
                _reckoned(AREA_NAME),
                f'IF(OR({_SCOPE_NAME}="{WHOLE_CITY}",{DISTRICT_NAME}=""),"{WHOLE_CITY}",{DISTRICT_NAME})',
            ),
            *_target_names(spec, labour_market, body),
            Name(_reckoned(CODES_400_NAME), _part(labour_market, SUBSIDIES)),
            *(Name(name, f"{quoted(spec.sheet)}!{_cell(spec, name)}") for name in _PLACES),
        ]
    if spec.record is Referral:
        return [Name(REFERRALS_NAME, NO_LETTERS), Name(STATES_NAME, NO_LETTERS)]
    return []


def parameter_cells(spec: TableSpec, values: Mapping[str, str | int | Decimal]) -> list[Block]:
    """Return the cells above a table in which what the targets demand is reckoned once, not anew for each row."""
    if spec.record is not Target:
        return []
    return [
        Block(
            1,
            spec.position(column),
            [[Formula(f'=IFERROR({_reckoned(name)},"{UNREADABLE}")', values[name])]],
            _SMALL,
        )
        for name, column in _PLACES.items()
    ]


def parameter_values(office: Office, today: date) -> Mapping[str, str | int | Decimal]:
    """Return what the names mean that calculated columns use; `UNREADABLE` where no number stands."""
    families = holding_target(office[Target], Indicator.Z20, today)
    parts = parts_of(families.parameters if families else None)
    labour_market = holding_target(office[Target], Indicator.Z400, today)
    district = _setting_of(office, SettingName.DISTRICT)
    of_city = families is not None and families.scope == WHOLE_CITY
    return {
        RETENTION_NAME: _retention(office),
        LIMIT_NAME: _number_of(parts, LIMIT),
        FAMILY_NAME: _number_of(parts, FAMILY),
        AREA_NAME: WHOLE_CITY if of_city or not district else district,
        CODES_400_NAME: parts_of(labour_market.parameters if labour_market else None).get(SUBSIDIES, ""),
    }


def _number_of(parts: Mapping[str, str], key: str) -> Decimal | int | str:
    if key not in parts:
        return USUAL[key]
    number = number_of_text(number_in(parts[key]))
    return UNREADABLE if number is None else number


def _reckoned(name: str) -> str:
    """Return the name of the formula behind a cell that another name stands for."""
    return f"{name}_Rechnung"


def _cell(spec: TableSpec, name: str) -> str:
    return f"${column_letters(spec.position(_PLACES[name]))}$1"


def _retention(office: Office) -> int:
    """Return the months that closed cases are kept; those of a new workbook if the setting is no number."""
    default = default_of(SettingName.RETENTION)
    return int(number_of_text(_setting_of(office, SettingName.RETENTION)) or number_of_text(default) or 0)


def _setting_of(office: Office, name: SettingName) -> str:
    """Return what stands at a setting, an empty text if nothing does."""
    position = office[OfficeSetting].positions.get(name)
    return (office[OfficeSetting].at(position).value if position is not None else None) or ""


def _cells(spec: TableSpec, column: str, body: Area) -> str:
    letters = column_letters(spec.position(column))
    return f"{quoted(spec.sheet)}!${letters}${body.first_row}:${letters}${body.last_row}"


def _setting(spec: TableSpec, name: SettingName, body: Area) -> str:
    """Return the formula of a setting's value."""
    return f'INDEX({_cells(spec, "value", body)},MATCH("{name}",{_cells(spec, "name", body)},0))'


def _target_names(spec: TableSpec, indicator: Indicator, body: Area) -> list[Name]:
    """Return the names of the row of the target that holds today, and of its parameters without blanks."""
    amount, begin, end = (_cells(spec, name, body) for name in ("amount", "begin", "end"))
    numbers = "*".join(f"ISNUMBER({cells})" for cells in (amount, begin, end))
    measurable = f'({_cells(spec, "indicator", body)}="{indicator}")*{numbers}*({amount}>0)*({begin}<={end})'
    # A day is below 100,000 until the year 2173: whoever holds today goes before all others.
    rank = f"{measurable}*(({begin}<=TODAY())*({end}>=TODAY())*100000+IF(ISNUMBER({begin}),{begin},0))"
    text = f'SUBSTITUTE({_of_target(spec, indicator, "parameters", body)}," ","")'
    return [
        Name(_row_name(indicator), f"MATCH(1,({rank}=MAX({rank}))*({rank}>0),0)"),
        Name(_parameters_name(indicator), f'";"&{text}&";"'),
    ]


def _row_name(indicator: Indicator) -> str:
    return f"par_{indicator}_Zeile"


def _parameters_name(indicator: Indicator) -> str:
    return f"par_{indicator}_Parameter"


def _of_target(spec: TableSpec, indicator: Indicator, column: str, body: Area) -> str:
    """Return the formula of a column of the target that holds, as text."""
    return f'IFERROR(INDEX({_cells(spec, column, body)},{_row_name(indicator)}),"")&""'


def _part(indicator: Indicator, key: str) -> str:
    """Return the formula of what a target says under a parameter's name; an empty text where it says nothing."""
    text, room = _parameters_name(indicator), 200
    after = f'MID({text},SEARCH(";{key}=",{text})+{len(key) + 2},{room})'
    return f'IFERROR(TRIM(LEFT(SUBSTITUTE({after},";",REPT(" ",{room})),{room})),"")'


def _number_names(indicator: Indicator, key: str, name: str) -> list[Name]:
    """Return the names of a parameter's words, the usual number where it is not named, and of the number in them.

    An error where they hold no number. The formulas name each other as rarely as they can: LibreOffice puts the
    text of a name in its place, and gives up on formulas of more than 8,192 pieces.
    """
    words = f"{name}_Angabe"
    tail = f'MID({words},MIN(FIND({{0,1,2,3,4,5,6,7,8,9}},{words}&"0123456789")),15)'
    places = ",".join(str(place) for place in range(1, 16))
    number = f'LOOKUP(10^12,_xlfn.NUMBERVALUE(LEFT({tail},{{{places}}}),",","."))'
    said = f'ISNUMBER(SEARCH(";{key}=",{_parameters_name(indicator)}))'
    return [
        Name(words, f'IF({said},{_part(indicator, key)},"{USUAL[key]}")'),
        Name(_reckoned(name), f"{number}/(LEN({tail})>0)"),
    ]
