"""Figures of people against all who live in their office's district: what a city's share is measured by.

People are counted once where a key links them; who lives in a district is a number that each office brings along.
An office without it has its people in the share and nobody around them, and a district that two offices name is
there twice. Neither can be added up otherwise, so it is told.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from workbook.schema.setting_names import SettingName

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from automation.rollup.handed import HandIn

_SHARES = {
    "REICH": ("REICH_PERSONEN", "SGB-II-Beziehende", "Reichweite"),
    "INT_STADTTEIL": ("INT", "ELB", "Integrationen je Person im Stadtteil"),
}
"""By the id of a share: the figure above, what `Rechengrößen` calls the one below, and what it is called."""


def district_shares(offices: Sequence[HandIn], values: Mapping[str, Mapping[str, float | None]]) -> Iterator[str]:
    """Yield what is not right about the city's shares of districts; `values` are the figures of each office."""
    named: defaultdict[str, list[str]] = defaultdict(list)
    for each in offices:
        if any(values[each.office].get(share) is not None for share in _SHARES):
            named[each.settings.get(SettingName.DISTRICT, "")].append(each.office)
    for share, (people, quantity, title) in _SHARES.items():
        told = [each.office for each in offices if values[each.office].get(share) is not None]
        without = [
            each.office
            for each in offices
            if values[each.office].get(share) is None and values[each.office].get(people)
        ]
        if told and without:
            yield (
                f"{title} ({share}) der Stadt ist zu hoch: Auf „Rechengrößen“ fehlt „{quantity}“ mit dem Stadtteil "
                f"bei {', '.join(without)}; gezählt sind dort nur die Menschen des Büros."
            )
    for district, those in named.items():
        if len(those) > 1:
            yield (
                f"Denselben Stadtteil („{district}“) nennen {', '.join(those)}: Wer dort lebt, steht in den "
                f"Anteilen der Stadt ({', '.join(_SHARES)}) mehrmals im Nenner; sie sind zu niedrig."
            )
