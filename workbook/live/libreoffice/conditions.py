"""Formats that depend on conditions.

LibreOffice takes the look from a cell style: one is made for each look and used again. Of several conditions that
hold it applies the first, as if each said „stop if true“. Colour scales, bars and icons cannot be made through
its programming interface in version 7.4.
"""

from __future__ import annotations

import numbers
from typing import TYPE_CHECKING, Any, cast

from xlwings import base_classes

from workbook.live.libreoffice import bridge
from workbook.live.libreoffice.colors import NONE, Color, office_color, rgb
from workbook.live.libreoffice.faults import NotSupportedError, implements
from workbook.live.libreoffice.styles import ensure_style
from workbook.live.libreoffice.translate import from_office, to_office
from workbook.live.libreoffice.validation import OPERATOR_NAMES, OPERATORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbook.live.libreoffice.bridge import Uno
    from workbook.live.libreoffice.places import Place

_STYLE = "Lotse "
_LOOKS = ("fill_color", "font_color", "font_bold", "font_italic")


def _style(place: Place, look: Mapping[str, Any]) -> str:
    """Return the name of the cell style of this look, made if it does not exist."""
    parts = [f"{name}={look[name]}" for name in _LOOKS if look.get(name) is not None]
    name = _STYLE + ", ".join(parts)
    looks: dict[str, object] = {}
    if look.get("fill_color") is not None:
        looks["CellBackColor"] = office_color(look["fill_color"])
    if look.get("font_color") is not None:
        looks["CharColor"] = office_color(look["font_color"])
    if look.get("font_bold") is not None:
        looks["CharWeight"] = 150.0 if look["font_bold"] else 100.0
    if look.get("font_italic") is not None:
        looks["CharPosture"] = bridge.enum("awt.FontSlant", "ITALIC" if look["font_italic"] else "NONE")
    return ensure_style(place.document, "CellStyles", name, looks)


@implements(base_classes.ConditionalFormats)
class ConditionalFormats:
    """The conditional formats of a range."""

    def __init__(self, place: Place) -> None:
        self._place = place

    @property
    def api(self) -> Uno:
        """LibreOffice's entries (TableConditionalFormat): a copy, to be put back when changed."""
        return self._place.api.ConditionalFormat

    def __len__(self) -> int:
        """Return how many there are."""
        return int(self.api.Count)

    def __iter__(self) -> Iterator[ConditionalFormat]:
        """Yield them, the first that holds wins."""
        return iter([ConditionalFormat(self._place, index) for index in range(len(self))])

    def __call__(self, key: int) -> ConditionalFormat:
        """Return one by its number counted from 1."""
        if isinstance(key, numbers.Number) and 1 <= cast("int", key) <= len(self):
            return ConditionalFormat(self._place, key - 1)
        raise KeyError(key)

    def _add(self, spec: Mapping[str, Any], operator: str, formula1: str, formula2: str = "") -> ConditionalFormat:
        entries = self.api
        entries.addNew(
            bridge.properties(
                Operator=bridge.enum("sheet.ConditionOperator", operator),
                Formula1=to_office(formula1).removeprefix("="),
                Formula2=to_office(formula2).removeprefix("="),
                SourcePosition=self._place.first,
                StyleName=_style(self._place, spec),
            )
        )
        self._place.api.ConditionalFormat = entries
        return ConditionalFormat(self._place, entries.Count - 1)

    def add_custom(self, spec: Mapping[str, Any]) -> ConditionalFormat:
        """Add a condition that is a formula, relative to the first cell."""
        return self._add(spec, "FORMULA", spec["formula"])

    def add_cell_value(self, spec: Mapping[str, Any]) -> ConditionalFormat:
        """Add a condition on the value of the cell."""
        return self._add(spec, OPERATORS[spec["operator"]], spec["formula1"], spec.get("formula2") or "")

    def clear(self) -> None:
        """Remove all."""
        entries = self.api
        entries.clear()
        self._place.api.ConditionalFormat = entries


@implements(base_classes.ConditionalFormat)
class ConditionalFormat:
    """A condition and the look it gives."""

    def __init__(self, place: Place, index: int) -> None:
        self._place, self._index = place, index

    @property
    def api(self) -> Uno:
        """LibreOffice's entry (TableConditionalEntry)."""
        return self._place.api.ConditionalFormat.getByIndex(self._index)

    def _operator(self) -> str:
        return str(self.api.getOperator().value)

    @property
    def type(self) -> str:
        """`custom` for a formula, `cell_value` for a comparison."""
        operator = self._operator()
        if operator == "FORMULA":
            return "custom"
        return "cell_value" if operator in OPERATOR_NAMES else "unknown"

    @property
    def operator(self) -> str | None:
        """How the value of the cell is compared."""
        return OPERATOR_NAMES.get(self._operator())

    @property
    def formula(self) -> str | None:
        """The condition of a custom format."""
        return from_office(f"={self.api.getFormula1()}") if self.type == "custom" else None

    @property
    def formula1(self) -> str | None:
        """What the value is compared with."""
        return from_office(self.api.getFormula1()) if self.type == "cell_value" else None

    @property
    def formula2(self) -> str | None:
        """The upper limit of „between“."""
        between = self.operator in {"between", "not_between"}
        return from_office(self.api.getFormula2()) if between else None

    @property
    def stop_if_true(self) -> bool:
        """True: the first condition that holds wins."""
        return True

    def _look(self) -> Uno:
        styles = self._place.document.model.StyleFamilies.getByName("CellStyles")
        return styles.getByName(self.api.StyleName)

    @property
    def fill_color(self) -> Color:
        """The fill colour it gives."""
        number = self._look().CellBackColor
        return None if number == NONE else rgb(number)

    @property
    def font_color(self) -> Color:
        """The colour it gives to the text."""
        number = self._look().CharColor
        return None if number == NONE else rgb(number)

    @property
    def font_bold(self) -> bool:
        """Whether it makes the text bold."""
        return bool(self._look().CharWeight >= 150)

    @property
    def font_italic(self) -> bool:
        """Whether it sets the text in italics."""
        return bool(self._look().CharPosture.value == "ITALIC")

    def set(self, changes: Mapping[str, Any]) -> None:
        """Change the look; other changes are not possible."""
        if unknown := set(changes) - set(_LOOKS) - {"stop_if_true"}:
            raise NotSupportedError(f"ConditionalFormat.set({', '.join(sorted(unknown))})")
        look = {name: getattr(self, name) for name in _LOOKS} | dict(changes)
        entries = self._place.api.ConditionalFormat
        entries.getByIndex(self._index).StyleName = _style(self._place, look)
        self._place.api.ConditionalFormat = entries

    def delete(self) -> None:
        """Remove it."""
        entries = self._place.api.ConditionalFormat
        entries.removeByIndex(self._index)
        self._place.api.ConditionalFormat = entries
