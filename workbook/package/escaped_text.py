"""Texts as XML: what Excel escapes, and how (ECMA-376 Part 1, 22.9.2.19)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_TEXT = 32_767
"""Characters in a cell; Excel takes no more."""

_SPECIAL = re.compile(r"[&<>]|[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_x[0-9A-Fa-f]{4}_")
_PERHAPS_ODD = re.compile(
    r"[&<>_\x00-\x09\x0b-\x1f\x85\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufffe\uffff\ud800-\udfff]"
)
"""What a text holds that is more than its letters, or may be; one set of characters is looked for quickly."""
_BLANKS = (" ", "\xa0")
_NOT_XML = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_LOOKS_ESCAPED = re.compile(r"_(x[0-9A-Fa-f]{4}_)")


def escaped(text: str) -> str:
    r"""Return a text as it stands inside an element.

    >>> escaped("Meyer & Söhne"), escaped("a\x07"), escaped("_x0041_")
    ('Meyer &amp; Söhne', 'a_x0007_', '_x005F_x0041_')
    """
    if text.isalnum() and len(text) <= MAX_TEXT:  # a key, an address, a word: most texts of a large table
        return text
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
    if text.isalnum() and len(text) <= MAX_TEXT:
        return f"<t>{text}</t>"
    content = escaped(text)
    space = ' xml:space="preserve"' if content != content.strip() or "\n" in content else ""
    return f"<t{space}>{content}</t>"


def elements(texts: Sequence[str]) -> list[str]:
    """Return each text as the element that holds it; all of them are looked through at once.

    >>> elements(["K-00001", "K-00002"]), elements(["Meyer & Söhne", " a"])
    (['<t>K-00001</t>', '<t>K-00002</t>'], ['<t>Meyer &amp; Söhne</t>', '<t xml:space="preserve"> a</t>'])
    """
    lines = "\n".join(("", *texts, ""))
    at_an_end = any(f"\n{blank}" in lines or f"{blank}\n" in lines for blank in _BLANKS)
    odd = at_an_end or lines.count("\n") > len(texts) + 1 or _PERHAPS_ODD.search(lines) is not None
    if odd or max(map(len, texts), default=0) > MAX_TEXT:
        return [*map(element, texts)]
    return [f"<t>{text}</t>" for text in texts]
