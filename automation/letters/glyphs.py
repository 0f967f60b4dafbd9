"""Which characters a letter can hold: those that one of the fonts of the PDF has.

Asked before a letter is set: what no font has would stop Typst, and with the sentence of `missing_character` staff
know which character it is and where it stands.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FONT_PACKAGES = ("fontpkg_fira_sans", "fontpkg_noto_sans", "fontpkg_amiri", "fontpkg_noto_sans_arabic")
"""Fira Sans has a bold of its own; Noto Sans, whose bold is an axis of one font file, fills in for rare letters.
Arabic is set in Amiri: a program that reads the PDF aloud finds its words, which it does not in Noto Sans Arabic.
Armenian, Georgian, Ethiopic and Hebrew lie in `templates/fonts`: no package of the registry has them."""

COMMON = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x250)))) | frozenset("–—‘’‚“”„•…€\u2011\u202f")
"""What nearly every letter is made of, names from Romania and Vietnam too; nobody has to open a font to know it."""


def font_folders(templates: Path) -> tuple[Path, ...]:
    """Return where the fonts lie: never on the machine, so that a letter looks the same everywhere."""
    packaged = (Path(str(files(package))) / "files" for package in FONT_PACKAGES)
    return tuple(folder for folder in (*packaged, templates / "fonts") if folder.is_dir())


def missing_character(texts: Iterable[str], templates: Path) -> str | None:
    """Return the first character that no font has, `None` if all can be printed."""
    texts = tuple(texts)
    rare = frozenset[str]().union(*map(_rare_in, texts))
    if not rare:  # as in nearly every letter
        return None
    missing = {character for character in _without_glyph(rare, templates) if not _invisible(character)}
    return next((character for text in texts for character in text if character in missing), None)


@lru_cache(maxsize=1024)  # most texts of a letter are those of the one before it
def _rare_in(text: str) -> frozenset[str]:
    return frozenset(text) - COMMON


def character_name(character: str) -> str:
    """Return how a message names a character: itself, and its number for whoever cannot see it.

    >>> character_name("🙂")
    '„🙂“ (U+1F642)'
    """
    return f"„{character}“ (U+{ord(character):04X})"


def _invisible(character: str) -> bool:
    """Whether a character only tells how others are set: joiners, marks of direction, line breaks."""
    return unicodedata.category(character) in {"Cf", "Cc"} or "\ufe00" <= character <= "\ufe0f"


@lru_cache(maxsize=256)
def _without_glyph(characters: frozenset[str], templates: Path) -> frozenset[str]:
    """Return which of some characters no font has; a font is opened when those before it lack one."""
    missing = set(characters)
    for folder in font_folders(templates):
        for path in (*folder.glob("*-Regular.ttf"), *folder.glob("*[[]*.ttf")):
            if not missing:
                return frozenset()
            missing -= _covered(path)
    return frozenset(missing)


@lru_cache(maxsize=32)
def _covered(path: Path) -> frozenset[str]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 -- only a rare character costs the import

    with TTFont(path, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))
