"""O-05: what the office says of itself on `Einstellungen` goes onto every letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.checks.engine import Context, rule
from workbook.findings import Problem, Severity
from workbook.reading.formats import READERS, Typing
from workbook.schema import Kind, OfficeSetting
from workbook.schema.settings import SettingName

if TYPE_CHECKING:
    from collections.abc import Mapping

_KINDS: Mapping[str, Kind] = {
    SettingName.POSTCODE: Kind.POSTCODE,
    SettingName.DISTRICT_POSTCODES: Kind.POSTCODE,
    SettingName.PHONE: Kind.PHONE,
    SettingName.EMAIL: Kind.EMAIL,
}
_BODY_DIGITS = 5


@rule("O-05", Severity.WARNING, OfficeSetting, "value")
def the_office_can_be_reached_as_it_says(setting: OfficeSetting, context: Context) -> Problem | None:
    """Postleitzahlen, Telefon, E-Mail und Trägernummer in den Einstellungen sind gültig."""
    name, value = setting.name, setting.value
    if not name or not value:
        return None
    if name == SettingName.BODY_NUMBER:
        valid = len(value) == _BODY_DIGITS and value.isdecimal()
        return None if valid else Problem("Die Trägernummer hat fünf Ziffern, wie am Anfang der BG-Nummern.")
    kind = _KINDS.get(name)
    if kind is None:
        return None
    several = context.settings.several(SettingName.DISTRICT_POSTCODES)
    typing = Typing(OfficeSetting.spec.column("value"))
    for part in several if name == SettingName.DISTRICT_POSTCODES else (value,):
        remark = READERS[kind](part, typing).remark
        if remark is not None:
            return Problem(remark.message, remark.suggestion)
    return None
