"""Plain text, and what to do with characters that only look like the right ones."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from typing import TYPE_CHECKING

from workbook.cells import text_of
from workbook.findings import Severity
from workbook.reading.formats.reading import Reading, Remark

if TYPE_CHECKING:
    from workbook.cells import CellValue
    from workbook.reading.formats.reading import Typing

_ODD_SPACE = re.compile(r"[\u00a0\u2000-\u200a\u202f\t]")
_NO_WIDTH = re.compile(r"[\u200b\u2060\ufeff]")
_TAIL = r"[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¼½¾¶¤¡¢£¥¦§¨©ª«¬®¯°±²³´µ·¸¹º»¿]"
# The bytes of one letter in UTF-8, read as letters of their own.
_MOJIBAKE = re.compile(rf"[ÃÄÅÆÈ]{_TAIL}|â{_TAIL}{{2}}")


def repaired(text: str) -> str:
    """Return a text with composed letters, plain single spaces and without encoding accidents.

    >>> repaired("Mu\u0308ller\u00a0"), repaired("MÃ¼ller")
    ('Müller', 'Müller')
    """
    if text.isascii():
        return " ".join(text.split())
    if _MOJIBAKE.search(text):
        text = _MOJIBAKE.sub(_meant, text)
    return " ".join(_ODD_SPACE.sub(" ", _NO_WIDTH.sub("", unicodedata.normalize("NFC", text))).split())


def _meant(match: re.Match[str]) -> str:
    """Return the letter that two or three others stand for; they themselves where they stand for none."""
    for encoding in ("cp1252", "latin-1"):
        with suppress(UnicodeError):
            return match[0].encode(encoding).decode("utf-8")
    return match[0]


def oddity(text: str) -> str | None:
    """Return the German sentence on characters that only look right, `None` if there are none."""
    if text.isascii():
        return "Hier steht ein Tabulator im Text." if "\t" in text else None
    if not unicodedata.is_normalized("NFC", text):
        return "Ein Umlaut ist aus zwei Zeichen zusammengesetzt; beim Suchen und Drucken geht er verloren."
    if _MOJIBAKE.search(text) and repaired(text) != text:
        return "Umlaute sind beim Übertragen zerstört worden."
    if _ODD_SPACE.search(text) or _NO_WIDTH.search(text):
        return "Hier steht ein geschütztes oder unsichtbares Leerzeichen."
    return None


def read_text(value: CellValue, typing: Typing) -> Reading:  # noqa: ARG001 -- readers share one signature
    """Return the text of a cell; line breaks stay, odd characters are repaired with a remark (F-13)."""
    if not isinstance(value, str):
        return Reading(text_of(value))
    stripped = value.strip()
    message = oddity(stripped)
    if message is None:
        return Reading(stripped or None)
    clean = "\n".join(repaired(line) for line in stripped.splitlines())
    return Reading(clean or None, Remark("F-13", message, clean, Severity.WARNING, fix=clean or None))


def read_setting(value: CellValue, typing: Typing) -> Reading:  # noqa: ARG001 -- readers share one signature
    """Return the value of a setting as text, whatever it is: `0.5`, `01.09.2018`, `ja`."""
    return Reading(text_of(value).strip() or None)
