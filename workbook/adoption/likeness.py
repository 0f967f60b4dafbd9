"""How much a header and the cells below it look like a column of the schema, in percent."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from workbook.adoption.synonyms import SYNONYMS
from workbook.cells import text_of
from workbook.reading.formats import READERS, Typing
from workbook.reading.formats.personal import HOUSE_NUMBER
from workbook.reading.mapping import plain
from workbook.schema import TABLES, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbook.cells import CellValue
    from workbook.schema import Column

SURE = 100
USUAL = 92
"""A name that offices often give the column, but no alias of it."""
ENOUGH = 70
"""From here on a header is proposed as a column; below, staff decide."""
_FAINT = 53
TOLD = 88
"""What cells that can be nothing else say of a header that says nothing."""

_UNSPECIFIC = frozenset((Kind.TEXT, Kind.LONG_TEXT, Kind.STREET, Kind.NAME, Kind.SETTING, Kind.MULTIPLE))
"""Kinds that take nearly any text: the content says nothing about them."""
_ANY_NUMBER = frozenset(("nr", "nummer", "no"))
_STREET = frozenset(plain(word) for word in ("Straße", "Straße/Platz", "Str.", "Street", "Sokak", "Cadde"))
_TELLING = frozenset((Kind.HOUSEHOLD_NUMBER, Kind.CUSTOMER_NUMBER, Kind.EMAIL))
"""Kinds whose content says by itself what it is."""


def name_likeness(header: str, column_name: str, label: str, aliases: tuple[str, ...]) -> float:
    """Return how much a header, as it is compared, is like a column's label, its aliases or its usual names."""
    header = _joined(header)
    sure, usual, words = _names(column_name, label, aliases)
    if header in sure:
        return SURE
    if header in usual:
        return USUAL
    if len(header) < 4:  # two letters are like many words by chance
        return 0
    best = max(max(fuzz.ratio(header, word), fuzz.token_sort_ratio(header, word) - 2) for word in words)
    return min(USUAL - 1, best)


@lru_cache(maxsize=1024)
def _names(
    column_name: str, label: str, aliases: tuple[str, ...]
) -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """Return the names of a column as they are compared: its own, its usual ones, and those worth a closer look."""
    sure = [plain(word) for word in (label, *aliases)]
    usual = [plain(word) for word in SYNONYMS.get(column_name, ())]
    return frozenset(sure), frozenset(usual), (*sure, *(word for word in usual if len(word) > 3))


@lru_cache(maxsize=16384)
def is_like_a_header(text: str) -> bool:
    """Tell whether a text, as it is compared, is like the name of any column of any table."""
    text = _joined(text)
    if text in _words():
        return True
    return len(text) > 3 and process.extractOne(text, _words(), scorer=fuzz.ratio, score_cutoff=ENOUGH) is not None


@lru_cache(maxsize=1)
def _words() -> tuple[str, ...]:
    words: dict[str, None] = {}
    for record in TABLES:
        for column in (column for column in record.spec.columns if not column.for_the_eye):
            told = (column.label, *column.aliases, *SYNONYMS.get(column.name, ()))
            words |= dict.fromkeys(map(plain, told))
    return tuple(words)


@lru_cache(maxsize=4096)
def _joined(header: str) -> str:
    """Return a header without the hyphens and underscores that break its words: „Geburts- datum“, „erfasst_am“."""
    return re.sub(r"(?<=[^\W\d_])- (?=[^\W\d_])", "", header).replace("_", " ")


def likeness(header: str, values: Sequence[CellValue], column: Column, typing: Typing) -> float:
    """Return how much a header with its cells is like a column: by name, and by what its content can be read as."""
    name = name_likeness(plain(header), column.name, column.label, column.aliases)
    if name < SURE and counts_rows(values):  # „lfd. Nr.“, whatever it is like
        return 0
    return name if not values or column.kind in _UNSPECIFIC else _with_content(name, values, column, typing)


def _with_content(name: float, values: Sequence[CellValue], column: Column, typing: Typing) -> float:
    """Return a likeness by name as what stands below the header strengthens or weakens it."""
    if column.kind in {Kind.ID, Kind.REFERENCE}:
        return _likeness_of_key(name, values, column)
    if name < _FAINT and column.kind not in _TELLING:  # whatever stands below it, this is never enough
        return 0.5 * name
    reader = READERS[column.kind]
    least = 0.9 if name < _FAINT else 0.3
    readable = _share(values, lambda value: reader(value, typing).value is not None, least)
    if readable >= 0.9 and column.kind in _TELLING:
        return max(name, TOLD)
    if name >= USUAL:  # a header that says it plainly is believed, whatever people typed below it
        return name if name == SURE or readable >= 0.3 else 0.85 * name
    return 0.65 * name + 35 * readable if readable >= 0.3 else 0.5 * name


def counts_rows(values: Sequence[CellValue]) -> bool:
    """Tell whether cells do nothing but number the rows: 1, 2, 3 and so on, as numbers or as texts."""
    # Asked of every header for every column of every table: nearly all answer with the first cell.
    return len(values) > 2 and all(
        text_of(value).strip().rstrip(".") == str(number) for number, value in enumerate(values, 1)
    )


def is_number_of_the_house(before: str, header: str, values: Sequence[CellValue]) -> bool:
    """Tell whether „Nr.“ is the number of the street in the column before it: by its place and what it holds."""
    if plain(header) not in _ANY_NUMBER or _joined(plain(before)) not in _STREET or counts_rows(values):
        return False
    readable = sum(HOUSE_NUMBER.fullmatch(re.sub(r"\s+", "", text_of(value))) is not None for value in values)
    return bool(values) and readable >= 0.9 * len(values)


def _likeness_of_key(name: float, values: Sequence[CellValue], column: Column) -> float:
    """Return how much a column holds the keys of a table, its own or another's: `K-00042` can be nothing else."""
    pattern = key_pattern(column)
    if pattern is None:
        return name
    least = 0.8 if name < _FAINT else 0.3
    share = _share(values, lambda value: pattern.fullmatch(text_of(value).strip().upper()) is not None, least)
    if share >= 0.8:
        return max(name, TOLD)
    own = column.kind is Kind.ID and name >= USUAL  # keys of another form: the check says how they have to look
    return name if own or name == SURE or share >= 0.3 else 0.7 * name


def _share(values: Sequence[CellValue], fits: Callable[[CellValue], bool], least: float) -> float:
    """Return the share of the cells that fit, 0 as soon as it cannot reach `least`: mostly after the first few."""
    spare = len(values) - least * len(values)
    fitting = 0
    for looked_at, value in enumerate(values, 1):
        fitting += fits(value)
        if looked_at - fitting > spare:
            return 0
    return fitting / len(values)


@lru_cache(maxsize=256)
def key_pattern(column: Column) -> re.Pattern[str] | None:
    """Return the form of the keys in a column, `None` where they have none that only they can have.

    Five digits are a postcode as well, three letters a word: only a letter with a hyphen tells.
    """
    if column.kind is Kind.REFERENCE:
        spec = next((record.spec for record in TABLES if record.spec.sheet == column.refers_to), None)
        if spec is None or spec.key is None:
            return None
        column = spec.column(spec.key)
    if column.pattern is None or "-" not in column.pattern_example:
        return None
    return re.compile(column.pattern)
