"""An open spreadsheet: LibreOffice's model of it, and what is worth remembering about it."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbook.live.libreoffice import bridge
from workbook.live.libreoffice.faults import speaks_python
from workbook.live.libreoffice.values import EPOCH_1900, Kind

if TYPE_CHECKING:
    from workbook.live.libreoffice.bridge import Uno
    from workbook.live.libreoffice.kinds import OfficeKind

# com.sun.star.util.NumberFormat: kinds of formats; bit 0 says only that somebody defined it.
_DEFINED, _DATE, _TIME, _LOGICAL = 1, 2, 4, 1024

# Letters of dates come back in capitals (`DD.MM.YYYY`); Excel writes small ones. Literals stay as they are.
_DATE_LETTERS = re.compile(r'"[^"]*"|\\.|\[\$[^\]]*\]|AM/PM|A/P|[A-Z]+')


@speaks_python
class Document:
    """An open spreadsheet. `number` counts the documents of its LibreOffice in the order of their opening."""

    def __init__(self, model: Uno, uid: str, office: OfficeKind) -> None:
        self.model, self.uid, self.office = model, uid, office
        self.number = int(re.sub(r"\D", "", uid) or 0)
        self.memory: dict[tuple[str, str], Any] = {}
        """What LibreOffice has no place for but xlwings reads back, such as the style of a table."""
        self.shape = 0
        """Counts the changes after which LibreOffice's objects for sheets and ranges may mean other cells."""
        self._keys: dict[str, int] = {}
        self._formats: dict[int, tuple[Kind, str]] = {}

    @property
    def controller(self) -> Uno:
        """The document's first window."""
        return self.model.CurrentController

    @cached_property
    def epoch(self) -> dt.datetime:
        """The day that the document counts from; it is 30.12.1899 unless the workbook counts from 1904."""
        day = self.model.NullDate
        return dt.datetime(day.Year, day.Month, day.Day) if day.Year else EPOCH_1900  # noqa: DTZ001

    def format_key(self, code: str) -> int:
        """Return LibreOffice's number for Excel's format code, in the document's language."""
        if code not in self._keys:
            formats, english = self.model.NumberFormats, bridge.struct("lang.Locale", Language="en", Country="US")
            key = None
            with suppress(*bridge.exceptions()):
                # Converted to the document's own language, or the code would carry a prefix [$-409].
                key = formats.addNewConverted(code, english, bridge.struct("lang.Locale"))
            if key is None:
                key = formats.queryKey(code, english, True)
            self._keys[code] = formats.addNew(code, english) if key == -1 else key
        return self._keys[code]

    def format_of(self, key: int) -> tuple[Kind, str]:
        """Return what a number of this format is, and Excel's code of the format."""
        if key not in self._formats:
            found = self.model.NumberFormats.getByKey(key)
            kind, code = found.Type & ~_DEFINED, found.FormatString
            self._formats[key] = (_kind(kind), _in_small_letters(code) if kind & (_DATE | _TIME) else code)
        return self._formats[key]


def _kind(bits: int) -> Kind:
    if bits & _DATE:
        return Kind.MOMENT if bits & _TIME else Kind.DAY
    if bits == _TIME:
        return Kind.TIME
    return Kind.TRUTH if bits == _LOGICAL else Kind.NUMBER


def _in_small_letters(code: str) -> str:
    return _DATE_LETTERS.sub(lambda found: found[0].lower() if found[0].isalpha() else found[0], code)
