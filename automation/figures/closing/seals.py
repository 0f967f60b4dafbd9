"""The seal of a closing: what Lotse wrote of it, row by row, so that a change by hand is noticed and found.

Of each row of a closing its token is kept, in no order: staff may sort. Whoever writes the sheet takes away the
tokens of the rows that Lotse itself has changed since it read the sheet and adds those of the new ones, so that
erasing somebody breaks no seal, and what somebody changed by hand stays broken until its quarter is reopened. It
keeps nobody out who wants to forge: everything that it is made of stands on the sheet.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec.structs import replace

from automation.figures.closing import record as r
from automation.figures.closing.record import Broken
from automation.figures.closing.tokens import TOKEN_BYTES, in_cells, token_of, tokens_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from automation.figures.closing.record import Columns, Record, Row
    from workbook.sheets import Scalar

HELD = 0
"""The number under which stands what is counted on for deleted people, whatever the closing."""
_DIGITS = ".9g"
"""A file rounds numbers in their last digits, each program otherwise."""
_LATER = {
    r.CLOSINGS: {r.NOTE, r.SEAL},
    r.VALUES: {"Bezeichnung", r.NOW, r.BY_NEW_RULES, r.NOTE},
}
"""What stands beside a closing and is written anew, or is the staff's."""
_SEALED = {
    columns: tuple(label for label in columns.labels if label not in _LATER.get(columns, set()))
    for columns in (r.CLOSINGS, r.VALUES, r.FACTS, r.CELLS, r.SEEN)
}


def resealed(read: Record, record: Record) -> Record:
    """Return the record with its seals as Lotse's own changes ask for; `read` is what stood on the sheet before.

    A closing that is new or was reopened is sealed as it stands, one of an earlier version stays without a seal.
    """
    seals = _seals(read)
    before, after = _states(read), _states(record)
    anew = {each for each in after if each not in before or (each in seals and before[each] != after[each])}
    if anew and HELD not in seals:
        anew.add(HELD)
    if not anew and not seals:
        return record
    known = {id(row) for columns in _SEALED for row in read.of(columns)}
    still = {id(row) for columns in _SEALED for row in record.of(columns)}
    for number, token in _tokens(record, lambda row: id(row) not in known):
        if number in seals:
            seals[number][token] += 1
    for number, token in _tokens(read, lambda row: id(row) not in still):
        if number in seals:
            seals[number][token] -= 1
    fresh: dict[int, Counter[str]] = {number: Counter() for number in anew}
    for number, token in _tokens(record, lambda row: _number(row) in anew):
        fresh[number][token] += 1
    seals |= fresh
    rows = [row for number in sorted(seals) for row in _written(number, seals[number])]
    heads = [
        {**row, r.SEAL: _sum(seals[head])} if (head := _number(row)) and head in seals else row
        for row in record.of(r.CLOSINGS)
    ]
    return record.having(r.CLOSINGS, heads).having(r.SEALS, rows)


def looked_at(record: Record) -> Record:
    """Return the record with where it is not what Lotse wrote; nothing of closings without a seal."""
    return replace(record, broken=tuple(_broken(record)))


def _broken(record: Record) -> Iterator[Broken]:
    seals = _seals(record)
    heads = {number: place for place, row in enumerate(record.of(r.CLOSINGS)) if (number := _number(row))}
    marked = {number for number, place in heads.items() if record.of(r.CLOSINGS)[place].get(r.SEAL)}
    sealed = marked | (seals.keys() - {HELD})
    if not sealed:
        return
    readable = {HELD} & seals.keys()
    if not readable:
        yield Broken(HELD, r.FACTS)
    for number in sorted(sealed | {each for each in heads if each > min(sealed)}):
        place = heads.get(number)
        if place is None:
            yield Broken(number, r.CLOSINGS)
        elif number in seals and record.of(r.CLOSINGS)[place].get(r.SEAL) == _sum(seals[number]):
            readable.add(number)
        else:
            yield Broken(number, r.CLOSINGS, place)
    yield from _broken_rows(record, {number: seals[number] for number in readable}, heads)


def _broken_rows(record: Record, left: dict[int, Counter[str]], heads: dict[int, int]) -> Iterator[Broken]:
    """Yield the rows that Lotse did not write so, and how many it wrote that are not there; `left` is used up."""
    changed: Counter[int] = Counter()
    for columns in _SEALED:
        for place, row in enumerate(record.of(columns)):
            number = _number(row)
            if number is None or number not in left:
                continue
            token = _token(columns, row)
            left[number][token] -= 1
            if left[number][token] < 0:
                changed[number] += 1
                yield Broken(number, columns, place, token=token)
    for number, tokens in left.items():
        missing = sum(count for count in tokens.values() if count > 0) - changed[number]
        if missing > 0:
            table = r.CLOSINGS if number else r.FACTS
            yield Broken(number, table, heads.get(number), missing)


def _seals(record: Record) -> dict[int, Counter[str]]:
    """Return the tokens that stand on the sheet, by the number of their closing."""
    found: dict[int, Counter[str]] = {}
    for row in record.of(r.SEALS):
        if (number := _number(row)) is not None:
            found.setdefault(number, Counter()).update(tokens_in(str(row.get(r.SEAL) or "")))
    return found


def _states(record: Record) -> dict[int, Scalar]:
    """Return whether each closing holds, by its number."""
    return {number: row.get("Stand") for row in record.of(r.CLOSINGS) if (number := _number(row))}


def _tokens(record: Record, wanted: Callable[[Row], bool]) -> Iterator[tuple[int, str]]:
    for columns in _SEALED:
        for row in record.of(columns):
            if wanted(row) and (number := _number(row)) is not None:
                yield number, _token(columns, row)


def _token(columns: Columns, row: Row) -> str:
    values = [row.get(label) for label in _SEALED[columns]]
    texts = ["" if each is None else each if isinstance(each, str) else _text(each) for each in values]
    text = " ".join(f"{columns.name}|{'|'.join(texts)}".split())  # programs keep blanks and line ends otherwise
    return token_of(hashlib.blake2b(text.encode(), digest_size=TOKEN_BYTES).digest())


def _text(value: Scalar) -> str:
    """Return a value that is no text as it comes back from any file."""
    if isinstance(value, float | Decimal):
        return str(int(value)) if value == int(value) else format(float(value), _DIGITS)
    return str(value)


def _number(row: Row) -> int | None:
    number = row.get(r.NUMBER)
    return int(number) if isinstance(number, int | float) else None


def _written(number: int, tokens: Counter[str]) -> Iterator[Row]:
    """Yield how the tokens of a closing stand on the sheet; of none there is a row as well."""
    for place, text in enumerate(in_cells(sorted(tokens.elements())) or [None], 1):
        yield {r.NUMBER: number, "Nr.": place, r.SEAL: text}


def _sum(tokens: Counter[str]) -> str:
    return hashlib.sha256("".join(sorted(tokens.elements())).encode()).hexdigest()[:16]
