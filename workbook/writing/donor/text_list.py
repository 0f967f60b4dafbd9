"""Where the texts of a workbook stand: in their cells, or once in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.package.escaped_text import element, elements

if TYPE_CHECKING:
    from collections.abc import Sequence


class InlineTexts:
    """Texts that stand in their cells (ECMA-376 Part 1, 18.18.11), for sheets that go into another workbook."""

    kind = "inlineStr"

    def content(self, text: str) -> str:
        """Return the content of a cell of this kind."""
        return f"<is>{element(text)}</is>"

    def cells(self, begin: str, texts: Sequence[str]) -> list[bytes]:
        """Return many cells with these texts; all `begin` alike."""
        return [f'{begin} t="inlineStr"><is>{each}</is></c>'.encode() for each in elements(texts)]


class SharedTexts:
    """Texts that stand once in the workbook (18.4.9), as Excel keeps them itself."""

    kind = "s"

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def content(self, text: str) -> str:
        """Return the content of a cell of this kind."""
        return f"<v>{self._places.setdefault(text, len(self._places))}</v>"

    def cells(self, begin: str, texts: Sequence[str]) -> list[bytes]:
        """Return many cells with these texts; all `begin` alike."""
        return [f'{begin} t="s">{self.content(each)}</c>'.encode() for each in texts]

    def part(self) -> bytes:
        """Return the part that holds the texts."""
        items = "".join(f"<si>{element(text)}</si>" for text in self._places)
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        head = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="{main}"'
        return f'{head} uniqueCount="{len(self._places)}">{items}</sst>'.encode()
