"""Values from a list, several of them, and yes or no."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from workbook.cells import text_of
from workbook.findings import Severity
from workbook.reading.formats.plain_text import repaired
from workbook.reading.formats.reading import Reading, Remark

if TYPE_CHECKING:
    from workbook.cells import CellValue
    from workbook.reading.formats.reading import Typing

YES = frozenset(("ja", "j", "x", "1", "wahr", "true", "yes", "y", "✓", "✔"))
_NO = frozenset(("nein", "n", "0", "falsch", "false", "no"))
_OTHER_SPELLING = "Die Schreibweise weicht von der Liste ab."
_ALIKE, _APART, _FEW = 75, 5, 10
_DASHES = str.maketrans({"-": "–", "—": "–", "−": "–"})


def read_choice(value: CellValue, typing: Typing) -> Reading:
    """Return the list's value; other spellings of it are read with a remark, anything else is refused (F-14)."""
    text = text_of(value)
    members = typing.column.choices.members if typing.column.choices else None
    if text in typing.allowed:
        return Reading(members(text) if members else text)
    exact = _folded(typing.allowed).get(_fold(text))
    if exact is not None:
        blank = text != text.strip() and text.strip() == exact
        message = "Vor oder hinter dem Wert steht ein Leerzeichen." if blank else _OTHER_SPELLING
        alone = sum(_fold(each) == _fold(exact) for each in typing.allowed) == 1
        remark = Remark("F-14", message, exact, fix=exact if alone else None)
        return Reading(members(exact) if members else exact, remark)
    meant = dict(typing.column.choices.also).get(_fold(text)) if typing.column.choices else None
    if meant is not None and meant in typing.allowed:
        remark = Remark("F-14", "Das steht mit einem anderen Wort in der Liste.", meant, fix=meant)
        return Reading(members(meant) if members else meant, remark)
    title = typing.column.choices.title if typing.column.choices else typing.column.label
    message = f"Dieser Wert steht nicht in der Liste „{title}“."
    return Reading(None, Remark("F-14", message, nearest(text, typing.allowed) or _words(typing.allowed)))


def read_multiple(value: CellValue, typing: Typing) -> Reading:
    """Return the values of a cell that holds several, separated by semicolons (commas where no value has one)."""
    separators = r"[;\n]" if any("," in allowed for allowed in typing.allowed) else r"[;,\n]"
    words = [word.strip() for word in re.split(separators, text_of(value)) if word.strip()]
    if typing.column.choices is None:
        return Reading(tuple(words) or None)
    readings = [read_choice(word, typing) for word in words]
    found = tuple(str(reading.value) for reading in readings if reading.value is not None)
    remarks = [reading.remark for reading in readings if reading.remark is not None]
    if remarks and all(remark.fix is not None for remark in remarks):
        clean = "; ".join(found)
        return Reading(found, replace(remarks[0], suggestion=clean, fix=clean))
    return Reading(found or None, replace(remarks[0], fix=None) if remarks else None)


def read_yes_no(value: CellValue, typing: Typing) -> Reading:  # noqa: ARG001 -- readers share one signature
    """Return whether a cell says yes; „x“, 1 and WAHR are read with a hint (F-14)."""
    text = text_of(value).strip().casefold()
    if text in {"ja", "nein"}:
        return Reading(text == "ja")
    if text in YES or text in _NO:
        answer = text in YES
        clean = "ja" if answer else "nein"
        return Reading(answer, Remark("F-14", "Bitte „ja“ oder „nein“ eintragen.", clean, Severity.HINT, fix=clean))
    return Reading(None, Remark("F-14", "Hier gibt es nur „ja“ und „nein“."))


def nearest(text: str, allowed: tuple[str, ...]) -> str | None:
    """Return the allowed value that was meant, `None` where none or more than one is like the text.

    >>> kinds = ("Vollzeit sv", "Ausbildung dual", "Ausbildung schulisch")
    >>> nearest("Vollzeit", kinds), nearest("Ausbildung", kinds)
    ('Vollzeit sv', None)
    """
    from rapidfuzz import fuzz, process  # noqa: PLC0415 -- only met where somebody mistyped

    folded = {value: _fold(value) for value in allowed}
    typed = _fold(text)
    begun = [value for value, each in folded.items() if each.split()[:1] == [typed]]
    if begun:
        return begun[0] if len(begun) == 1 else None
    alike = process.extract(typed, folded, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=2)
    if not alike or (len(alike) > 1 and alike[0][1] - alike[1][1] < _APART):
        return None
    best: str = alike[0][2]
    return best


def _words(allowed: tuple[str, ...]) -> str | None:
    """Return the allowed words where they are few enough to be read, else where they stand."""
    if not allowed:
        return None
    if len(allowed) <= _FEW:
        return f"Erlaubt: {' · '.join(allowed)}"
    return "Einen Wert aus der Auswahl der Zelle nehmen (Blatt „Listen“)"


@lru_cache(maxsize=256)
def _folded(allowed: tuple[str, ...]) -> dict[str, str]:
    return {_fold(value): value for value in allowed}


def _fold(text: str) -> str:
    return repaired(text).casefold().translate(_DASHES)
