"""The buttons → the ribbon's XML, in both dialects ([MS-CUSTOMUI] 2006 and [MS-CUSTOMUI2] 2009).

Excel from 2010 on reads the later one. The earlier is kept beside it for programs that know only that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbook.live.extension import Button

NAMESPACE_2006 = "http://schemas.microsoft.com/office/2006/01/customui"
NAMESPACE_2009 = "http://schemas.microsoft.com/office/2009/07/customui"

CALLBACK = "LotseKnopf"
"""The macro that every button calls; what the button does stands in its `tag`."""


def build_ribbon(buttons: Sequence[Button], namespace: str) -> bytes:
    """Return the ribbon tab „Lotse“; pictures are relationships of the part with the icon's name as their id."""
    lines = "".join(_button(button) for button in buttons)
    return f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<customUI xmlns="{namespace}"><ribbon><tabs>
<tab id="LotseReiter" label="Lotse"><group id="LotseGruppe" label="In dieser Mappe">
{lines}</group></tab>
</tabs></ribbon></customUI>
""".encode()


def _button(button: Button) -> str:
    attributes = {
        "id": f"Lotse_{button.name}",
        "label": button.label,
        "screentip": button.label,
        "supertip": button.tip,
        "image": button.icon,
        "size": "large",
        "tag": f"{button.module}:{button.name}",
        "onAction": CALLBACK,
    }
    written = " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items())
    return f"<button {written}/>\n"
