"""Who is responsible for the data, as letters about data protection name it (Art. 13 GDPR, § 82 SGB X)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.letters.gate import Datum, Empty, Facts
from workbook.schema import OfficeSetting
from workbook.schema.setting_names import SettingName

if TYPE_CHECKING:
    from automation.letters.desk import Desk

NAME = "datenschutz"
"""What templates call it."""

_SAID = {
    "verantwortlich": SettingName.CONTROLLER,
    "beauftragte": SettingName.OFFICER,
    "aufsicht": SettingName.AUTHORITY,
    "zwecke": SettingName.PURPOSES,
    "aufbewahrung": SettingName.RETENTION,
}


def responsibility_facts(desk: Desk) -> Facts:
    """Return controller, officer, authority and retention; what is not filled in knows the setting's cell."""
    return Facts(NAME, {term: desk.settings.text(name) or _empty(desk, name) for term, name in _SAID.items()})


def _empty(desk: Desk, name: SettingName) -> Empty:
    row = desk.office[OfficeSetting].get(name)
    return Empty(OfficeSetting.spec.sheet, name, None if row is None else Datum.of(row, "value"))
