"""The defined names through which calculated columns reach settings and the target of the families.

A name keeps the columns' formulas short and follows its row wherever staff sort it to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.cells import column_letters, quoted
from workbook.schema import OfficeSetting, Target
from workbook.schema.people import AREA_NAME, FAMILY_NAME, LIMIT_NAME, RETENTION_NAME
from workbook.schema.settings import SettingName
from workbook.schema.vocabulary import Indicator
from workbook.sheets import Name

if TYPE_CHECKING:
    from workbook.cells import Area
    from workbook.schema import TableSpec

DISTRICT_NAME = "par_Stadtteil"
"""The defined name of the setting `Stadtteil des Büros`."""

USUAL_LIMIT, USUAL_PERSONS = 200, 2
"""What holds where the target's parameters do not say otherwise: Euro at intake, persons of a family."""

WHOLE_CITY = "Stadt"
_SCOPE_NAME, _PARAMETERS_NAME = "par_Z20_Bezug", "par_Z20_Parameter"


def parameter_names(spec: TableSpec, body: Area) -> list[Name]:
    """Return the defined names that stand for values on a sheet; for most sheets there are none."""
    if spec.record is OfficeSetting:
        return [
            Name(RETENTION_NAME, f"VALUE({_setting(spec, SettingName.RETENTION, body)})"),
            Name(DISTRICT_NAME, f'{_setting(spec, SettingName.DISTRICT, body)}&""'),
        ]
    if spec.record is Target:
        return [
            Name(_SCOPE_NAME, _current(spec, "scope", body)),
            Name(_PARAMETERS_NAME, f'SUBSTITUTE({_current(spec, "parameters", body)}," ","")'),
            Name(LIMIT_NAME, _number("GRENZE", USUAL_LIMIT)),
            Name(FAMILY_NAME, _number("FAMILIE", USUAL_PERSONS)),
            Name(
                AREA_NAME,
                f'IF(OR({_SCOPE_NAME}="{WHOLE_CITY}",{DISTRICT_NAME}=""),"{WHOLE_CITY}",{DISTRICT_NAME})',
            ),
        ]
    return []


def _cells(spec: TableSpec, column: str, body: Area) -> str:
    letters = column_letters(spec.position(column))
    return f"{quoted(spec.sheet)}!${letters}${body.first_row}:${letters}${body.last_row}"


def _setting(spec: TableSpec, name: SettingName, body: Area) -> str:
    """Return the formula of a setting's value."""
    return f'INDEX({_cells(spec, "value", body)},MATCH("{name}",{_cells(spec, "name", body)},0))'


def _current(spec: TableSpec, column: str, body: Area) -> str:
    """Return the formula of a column of the families' target that holds today, else of the last one, as text."""
    # LOOKUP skips errors and finds the last of equal values, without being entered as an array formula.
    is_target = f'({_cells(spec, "indicator", body)}="{Indicator.Z20}")'
    holds = f"({_cells(spec, 'begin', body)}<=TODAY())*({_cells(spec, 'end', body)}>=TODAY())"
    wanted = _cells(spec, column, body)
    return f'IFERROR(LOOKUP(2,1/({is_target}*{holds}),{wanted}),IFERROR(LOOKUP(2,1/{is_target},{wanted}),""))&""'


def _number(key: str, usual: int) -> str:
    """Return the formula of a parameter: `usual` where it is not named, an error where it is no plain number."""
    text, found = _PARAMETERS_NAME, f'SEARCH("{key}=",{_PARAMETERS_NAME})'
    first = f"{found}+{len(key) + 1}"
    digits = f'MID({text}&";",{first},SEARCH(";",{text}&";",{found})-({first}))'
    return f"IF(ISNUMBER({found}),VALUE({digits}),{usual})"
