"""Texts as XML: what Excel escapes, and how (ECMA-376 Part 1, 22.9.2.19)."""

from __future__ import annotations

import re

MAX_TEXT = 32_767
"""Characters in a cell; Excel takes no more."""

_SPECIAL = re.compile(r"[&<>]|[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_x[0-9A-Fa-f]{4}_")
_NOT_XML = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_LOOKS_ESCAPED = re.compile(r"_(x[0-9A-Fa-f]{4}_)")


def escaped(text: str) -> str:
    r"""Return a text as it stands inside an element.

    >>> escaped("Meyer & Söhne"), escaped("a\x07"), escaped("_x0041_")
    ('Meyer &amp; Söhne', 'a_x0007_', '_x005F_x0041_')
    """
    if len(text) > MAX_TEXT:
        text = text[: MAX_TEXT - 1] + "…"
    if _SPECIAL.search(text) is None:
        return text
    text = _LOOKS_ESCAPED.sub(r"_x005F_\1", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _NOT_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def quoted_attribute(text: str) -> str:
    """Return a text as it stands between the quotes of an attribute.

    >>> quoted_attribute('"Hafen"')
    '&quot;Hafen&quot;'
    """
    return escaped(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def element(text: str) -> str:
    """Return a text as the element that holds it; blanks at its ends and line breaks are kept.

    >>> element(" a"), element("a")
    ('<t xml:space="preserve"> a</t>', '<t>a</t>')
    """
    content = escaped(text)
    space = ' xml:space="preserve"' if content != content.strip() or "\n" in content else ""
    return f"<t{space}>{content}</t>"


class InlineTexts:
    """Texts that stand in their cells (ECMA-376 Part 1, 18.18.11), for sheets that go into another workbook."""

    kind = "inlineStr"

    def content(self, text: str) -> str:
        """Return the content of a cell of this kind."""
        return f"<is>{element(text)}</is>"


class SharedTexts:
    """Texts that stand once in the workbook (18.4.9), as Excel keeps them itself."""

    kind = "s"

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def content(self, text: str) -> str:
        """Return the content of a cell of this kind."""
        return f"<v>{self._places.setdefault(text, len(self._places))}</v>"

    def part(self) -> bytes:
        """Return the part that holds the texts."""
        items = "".join(f"<si>{element(text)}</si>" for text in self._places)
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        head = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="{main}"'
        return f'{head} uniqueCount="{len(self._places)}">{items}</sst>'.encode()
