"""One column that holds what Lotse keeps in several: „Brandt, Ottilie“, „Feldmarkstr. 50, 45883 Gelsenkirchen“.

A column is taken apart only where every one of its cells says plainly how; one that does not stays whole, and is
then no column of Lotse's, since half of it would stand in the wrong place.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from workbook.cells import text_of
from workbook.reading.mapping import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbook.cells import CellValue
    from workbook.schema import TableSpec

SPLIT = 90
"""How sure a part of such a cell is what it is taken for, in percent."""

GUESSED = 70
"""The same where it is likely, but somebody has to look: „Anna Maria Kaya“ may have two first or two last names."""

_FEWEST = 2  # one cell alone may look like anything
_HOUSE = r"\d{1,4}\s?[a-zA-Z]?(?:\s?[-/–]\s?\d{1,4}\s?[a-zA-Z]?)?"
_STREET = r"(?P<street>[^\d,;\n][^,;\n]*?)\s+"
_TOWN = r"(?:D-)?(?P<postcode>\d{5})\s+(?P<city>[^\d,;\n]+)"
_WORD = r"[^\s,;\d]+"
_OF = r"(?i:von|vom|van|zu|zur|zum|de|del|della|der|den|des|di|da|do|dos|du|el|al|abu|la|le|ten|ter|bin|ibn)\s"
_SEVERAL_FIRST = rf"(?P<first_name>{_WORD}(?:\s+(?!{_OF}){_WORD})*)"
_AND_OF_SOMETHING = rf"(?P<last_name>(?:{_OF}+)+{_WORD}(?:\s+{_WORD})?|{_WORD})"
_ROAD = re.compile(r"stra[sß]|\bstr\b|anschrift|adress|wohn|address|street|sokak|cadde")
_PERSON = re.compile(r"name|klient|kunde|person|teilnehmer|bewerber")
_FIRST_THEN_LAST = re.compile(r"^vor.*(name|nach)")
_FORMS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (_FIRST_THEN_LAST, re.compile(rf"(?P<first_name>{_WORD}),?\s+(?P<last_name>{_WORD})")),
    (_PERSON, re.compile(r"(?P<last_name>[^,;\d]+),\s*(?P<first_name>[^,;\d]+)")),
    (re.compile(""), re.compile(rf"{_STREET}(?P<house_no>{_HOUSE})\s*[,;\n]\s*{_TOWN}")),
    (_FIRST_THEN_LAST, re.compile(rf"{_SEVERAL_FIRST}\s+{_AND_OF_SOMETHING}")),
    (_ROAD, re.compile(rf"{_STREET}(?P<house_no>{_HOUSE})")),
    (re.compile(""), re.compile(_TOWN)),
)
"""What a header has to say, and how each of its cells has to look: the longer form first."""
_LIKELY = _FORMS[3][1]
_WHOLE = 3
"""So many of them are more than any one column of Lotse's holds."""


class Split(Struct, frozen=True):
    """How a column is taken apart: the columns of the table that its pieces are, in their order."""

    form: re.Pattern[str]
    names: tuple[str, ...]

    @property
    def confidence(self) -> int:
        """How sure the pieces are what they are taken for, in percent."""
        return GUESSED if self.form is _LIKELY else SPLIT

    def pieces(self, value: CellValue) -> list[CellValue]:
        """Return the pieces of a cell, the whole cell as the first of them where it is not as the others are."""
        text = text_of(value).strip()
        match = self.form.fullmatch(text)
        if match is None:
            return [value, *[""] * (len(self.names) - 1)]
        return [" ".join(match[name].split()) for name in self.names]


def split_of(spec: TableSpec, header: str, values: Sequence[CellValue]) -> Split | None:
    """Return how a column is taken apart, `None` where it is not; `values` are all its filled cells."""
    if len(values) < _FEWEST:
        return None
    known = {column.name for column in spec.columns}
    for said, form in _FORMS:
        names = tuple(form.groupindex)
        if not known.issuperset(names) or said.search(plain(header)) is None:
            continue
        if all(form.fullmatch(text_of(value).strip()) for value in values):  # nearly always the first says no
            return Split(form, names)
    return None


def holds_more(spec: TableSpec, name: str, values: Sequence[CellValue]) -> bool:
    """Tell whether many cells of a column hold more than the column that it is like: they are not taken then."""
    known = {column.name for column in spec.columns}
    forms = [form for _, form in _FORMS[:_WHOLE] if name in form.groupindex and known.issuperset(form.groupindex)]
    texts = [text_of(value).strip() for value in values] if forms else []
    return any(3 * sum(form.fullmatch(text) is not None for text in texts) >= len(texts) > 0 for form in forms)


def unlike_the_others(spec: TableSpec, header: str, cells: Mapping[int, CellValue]) -> tuple[int, ...]:
    """Return the rows for whose sake a column is not taken apart; nothing where most of its cells are in their way.

    `cells` are its filled cells by row.
    """
    known = {column.name for column in spec.columns}
    for said, form in sorted(_FORMS, key=lambda each: each[1] is not _LIKELY):  # the wider form has fewer unlike it
        if known.issuperset(form.groupindex) and said.search(plain(header)) is not None:
            unlike = (row for row, value in cells.items() if form.fullmatch(text_of(value).strip()) is None)
            few = tuple(islice(unlike, len(cells) // 2 + 1))  # half of them are too many: no further cell is asked
            if 2 * len(few) < len(cells):
                return few
    return ()


def chosen_splits(
    spec: TableSpec,
    headers: Mapping[int, str],
    columns: Mapping[int, Sequence[CellValue]],
    taken: Mapping[int, str],
) -> dict[int, Split]:
    """Return by column number what is taken apart, where no other column is what a piece would be.

    `taken` are the columns of the table that were recognised so far.
    """
    chosen: dict[int, Split] = {}
    for number, header in headers.items():
        split = split_of(spec, header, columns[number])
        elsewhere = {name for other, name in taken.items() if other != number}
        elsewhere |= {name for other in chosen.values() for name in other.names}
        if split is not None and elsewhere.isdisjoint(split.names):
            chosen[number] = split
    return chosen
