"""The formats of a workbook's cells: what they can show, and a further one that differs in the number format only.

Source: ECMA-376 Part 1, 18.8.10 (cell formats), 18.8.30 (number formats), 18.8.45 (a cell format).
"""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import date, time
from typing import TYPE_CHECKING

from lxml import etree

from workbook.package.markup import attributes, elements, is_true, local_name, serialize
from workbook.package.structure import number
from workbook.package.styles import FIRST_OWN_FORMAT, MAX_CELL_FORMATS, Styles

if TYPE_CHECKING:
    from workbook.package.markup import Element

TEXT_FORMAT = "@"
_BUILT_IN = {"General": "0", "0": "1", TEXT_FORMAT: "49"}
_DATES, _TIMES = {14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)}, {18, 19, 20, 21, 22, 45, 46, 47}
"""Number formats that are built into Excel and show a day, or a time of day."""
_PERCENTS = {9, 10}
NO_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_BECOMES_A_NUMBER = re.compile(r"[-+]?[\d.,:/ -]*\d[\d.,:/ -]*%?")
_OWN = ("numFmtId", "applyNumberFormat", "quotePrefix")
"""The attributes in which a derived format may differ from the one that it was made of."""


class CellFormats:
    """The cell formats of a style sheet. What is derived is appended; nothing that is there moves or changes."""

    def __init__(self, root: Element | None) -> None:
        """Take the style sheet's root; a workbook may have none, and has only the plain format then."""
        self._root = root if root is not None else etree.Element("styleSheet")
        self._styles = Styles(self._root)
        self._formats = self._styles.records("cellXfs")
        self._codes = {
            number(each.get("numFmtId")): each.get("formatCode", "") for each in self._styles.records("numFmts")
        }
        self._derived: dict[tuple[int, str, bool], int] = {}

    def data(self) -> bytes | None:
        """Return the style sheet with what was derived, `None` where nothing was."""
        return serialize(self._root) if self._styles.changed else None

    def code(self, style: int) -> str:
        """Return the code of a format's number format; `""` for those built into Excel but the plain ones."""
        record = self._record(style)
        identifier = number(record.get("numFmtId")) if record is not None else 0
        plain = next((code for code, known in _BUILT_IN.items() if known == str(identifier)), "")
        return self._codes.get(identifier, plain)

    def codes(self) -> set[str]:
        """Return the codes of all cell formats."""
        return {self.code(style) for style in range(len(self._formats))}

    def is_special(self, style: int) -> bool:
        """Tell whether a format is one that only a newer Excel understands, such as a check box in the cell."""
        record = self._record(style)
        if record is None:
            return False
        return local_name(record) != "xf" or any(local_name(each) == "extLst" for each in elements(record))

    def is_locked(self, style: int) -> bool:
        """Tell whether a cell cannot be changed while its sheet is protected (18.8.33)."""
        record = self._record(style)
        protection = (
            next((each for each in elements(record) if local_name(each) == "protection"), None)
            if record is not None
            else None
        )
        return protection is None or is_true(protection.get("locked", "1"))

    def fitting(self, style: int, value: object, code: str) -> int | None:
        """Return the format for a value: the present one if it shows it, else one with the number format `code`.

        `None` where the workbook has no room for another format.
        """
        if value is None or self._shows(style, value):
            return style
        keeps_apostrophe = isinstance(value, str)
        key = style, code, keeps_apostrophe
        if key not in self._derived:
            record = self._record(style)
            if record is None or len(self._styles.records("cellXfs")) >= MAX_CELL_FORMATS:
                return None
            made = deepcopy(record)
            made.set("numFmtId", self._number_format(code))
            made.set("applyNumberFormat", "1")
            if not keeps_apostrophe and "quotePrefix" in made.attrib:
                del made.attrib["quotePrefix"]
            self._derived[key] = self._styles.add("cellXfs", made)
        return self._derived[key]

    def _record(self, style: int) -> Element | None:
        return self._formats[style] if style < len(self._formats) else None

    def _shows(self, style: int, value: object) -> bool:
        record = self._record(style)
        identifier = number(record.get("numFmtId")) if record is not None else 0
        code = self._codes.get(identifier, "")
        is_text = identifier == number(_BUILT_IN[TEXT_FORMAT]) or code == TEXT_FORMAT
        if isinstance(value, str):
            # In any other format Excel makes a number of 01454 once somebody opens the cell and leaves it again.
            return is_text or _BECOMES_A_NUMBER.fullmatch(value) is None
        apostrophe = record is not None and is_true(record.get("quotePrefix"))
        letters = NO_CODE.sub("", code).lower()
        is_day = identifier in _DATES or (letters != "general" and re.search("[dy]", letters) is not None)
        is_time = identifier in _TIMES or re.search("[hs]", letters) is not None
        is_month = letters != "general" and "m" in letters and not is_time
        if is_text or apostrophe:
            return False
        if isinstance(value, date):
            return is_day or is_month
        if isinstance(value, time):
            return is_time and not is_day
        # „12,5“ typed into a cell of percents is no 1250 %.
        is_percent = identifier in _PERCENTS or "%" in letters
        return not (is_day or is_time or is_month or is_percent)

    def _number_format(self, code: str) -> str:
        """Return the id of a number format, added if need be."""
        if code in _BUILT_IN:
            return _BUILT_IN[code]
        for identifier, known in self._codes.items():
            if known == code:
                return str(identifier)
        identifier = max([FIRST_OWN_FORMAT - 1, *map(number, self._styles.number_formats())]) + 1
        self._styles.append("numFmts", etree.Element("numFmt", numFmtId=str(identifier), formatCode=code))
        self._codes[identifier] = code
        return str(identifier)


def differ_in_more_than_numbers(before: Element, after: Element) -> bool:
    """Tell whether two cell formats differ in anything but their number format."""
    one, other = (
        {name: value for name, value in attributes(each).items() if name not in _OWN} for each in (before, after)
    )
    inner = [
        [etree.tostring(each, method="c14n", with_tail=False) for each in elements(r)] for r in (before, after)
    ]
    return one != other or inner[0] != inner[1] or local_name(before) != local_name(after)
