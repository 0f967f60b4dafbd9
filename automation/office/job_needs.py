"""What a job asks of people, German and a driving licence, and whether somebody has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.schema.choices import GERMAN, NO_GERMAN, NO_LICENCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from workbook.schema import Vacancy

_LEVELS = {level: place for place, level in enumerate(GERMAN.values)}
_INCLUDED: Mapping[str, tuple[str, ...]] = {
    "A": ("A2",),
    "A2": ("A1",),
    "A1": ("AM",),
    "B": ("AM", "L"),
    "BE": ("B",),
    "C1": ("B",),
    "C1E": ("C1", "BE"),
    "C": ("C1",),
    "CE": ("C", "C1E", "T"),
    "D1": ("B",),
    "D1E": ("D1", "BE"),
    "D": ("D1",),
    "DE": ("D", "D1E"),
    "T": ("AM", "L"),
}


def needs_of(vacancy: Vacancy) -> Iterator[str]:
    """Yield what a job asks for, in words: „Deutsch B1“, „Führerschein B“."""
    if asks_for(vacancy.german_level, NO_GERMAN):
        yield f"Deutsch {vacancy.german_level}"
    if asks_for(vacancy.licence, NO_LICENCE):
        yield f"Führerschein {vacancy.licence}"


def asks_for(needed: str | None, nothing: str) -> bool:
    """Tell whether a job asks for anything; `nothing` is the list's word for that it does not."""
    return bool(needed) and needed != nothing


def german_is_enough(known: str | None, needed: str | None) -> bool | None:
    """Tell whether somebody's German is enough, `None` where the list does not tell how the two compare."""
    if known not in _LEVELS or needed not in _LEVELS:
        return None
    return _LEVELS[known] >= _LEVELS[needed]


def with_included(licences: Iterable[str]) -> frozenset[str]:
    """Return the classes that somebody may drive with these licences: a class includes others.

    Source: § 6 (3) FeV; C, D and their trailers are only issued to holders of B (§ 9 FeV), so they stand for it.

    >>> sorted(with_included(["CE"]))
    ['AM', 'B', 'BE', 'C', 'C1', 'C1E', 'CE', 'L', 'T']
    """
    held = set(licences)
    if "CE" in held and "D" in held:
        held.add("DE")
    if {"CE", "C1E"} & held and {"D", "D1"} & held:
        held.add("D1E")
    while more := {each for licence in held for each in _INCLUDED.get(licence, ())} - held:
        held |= more
    return frozenset(held)
