"""Which sheets of an .xls or .xlsb are Lotse's: the hidden names that refer to them, as records.

Source: [MS-XLS] 2.4.150 (Lbl), 2.4.105 (ExternSheet), 2.4.271 (SupBook); [MS-XLSB] 2.4.711 (BrtName), 2.4.671
(BrtExternSheet); [MS-XLS] 2.5.198.28 (PtgArea3d).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from workbook.package.ownership import MARKER, key_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_OTHER_SHEET = frozenset((0x3A, 0x5A, 0x7A, 0x3B, 0x5B, 0x7B))
"""How a reference to cells of a sheet begins: one cell or an area, in each of the three classes."""
_THIS_BOOK = b"\x01\x04"


class NameRecords:
    """The records of a workbook that say what its names refer to, taken in one after the other."""

    def __init__(self) -> None:
        self._books: list[bool] = []
        self._places: list[tuple[int, int]] = []
        self._names: dict[str, int] = {}

    def take_xls(self, kind: int, content: bytes) -> None:
        """Take in a record of an .xls as Excel 97 and later write it."""
        if kind == 0x1AE:  # SupBook
            self._books.append(content[2:4] == _THIS_BOOK)
        elif kind == 0x17:  # ExternSheet
            (count,) = struct.unpack_from("<H", content)
            self._places += [
                (book, first) for book, first, _ in struct.iter_unpack("<Hhh", content[2 : 2 + 6 * count])
            ]
        elif kind == 0x18:  # Lbl
            length, size = content[3], struct.unpack_from("<H", content, 4)[0]
            wide = content[14] & 1
            end = 15 + length * (2 if wide else 1)
            name = content[15:end].decode("utf-16-le" if wide else "latin-1")
            self._note(name, content[end : end + size])

    def take_xlsb(self, kind: int, content: bytes) -> None:
        """Take in a record of an .xlsb."""
        if kind in {355, 357, 358, 667}:  # BrtSupBookSrc, BrtSupSelf, BrtSupSame, BrtSupAddin
            self._books.append(kind == 357)
        elif kind == 362:  # BrtExternSheet
            (count,) = struct.unpack_from("<I", content)
            self._places += [
                (book, first) for book, first, _ in struct.iter_unpack("<Iii", content[4 : 4 + 12 * count])
            ]
        elif kind == 39:  # BrtName
            (length,) = struct.unpack_from("<I", content, 9)
            end = 13 + 2 * length
            (size,) = struct.unpack_from("<I", content, end)
            self._note(content[13:end].decode("utf-16-le"), content[end + 4 : end + 4 + size])

    def _note(self, name: str, formula: bytes) -> None:
        if name.startswith(MARKER) and len(formula) > 2 and formula[0] in _OTHER_SHEET:
            self._names[name] = struct.unpack_from("<H", formula, 1)[0]
        elif name.startswith(MARKER):
            self._names[name] = -1

    def marked(self, sheets: Sequence[str]) -> Mapping[str, str]:
        """Return what Lotse calls the sheets that are marked, each with its name here, `""` where it has gone.

        `sheets` are all of the workbook in their order.
        """
        return {key_of(name): self._sheet(place, sheets) for name, place in self._names.items()}

    def _sheet(self, place: int, sheets: Sequence[str]) -> str:
        if not 0 <= place < len(self._places):
            return ""
        book, sheet = self._places[place]
        ours = book < len(self._books) and self._books[book]
        return sheets[sheet] if ours and 0 <= sheet < len(sheets) else ""
