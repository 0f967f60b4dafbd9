"""Keys of rows: which is the next free one, and which key that is missing somewhere was meant by a row.

Keys are never reused, so the next free one comes after the highest, also where others before it are gone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from workbook.findings import Fix
from workbook.schema.key_form import KeyForm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from workbook.findings import Finding
    from workbook.tables import Office, Table

_COUNTED = re.compile(r"(\D+)(\d+)")
_PLAIN_KEY = re.compile(r"([A-Z]+)-?(\d+)")
_LIKE_DIGITS = str.maketrans("OQIL", "0011")
_LIKE_LETTERS = str.maketrans("1L", "II")
_Counted = tuple[str, int]
_BEFORE_ALL: _Counted = ("", 0)
_MOST_GAPS = 200
"""Of a table with more rows without a key it cannot be said whose a missing key was."""


def free_keys(table: Table[Any], gone: Callable[[str], bool]) -> Iterator[str]:
    """Yield the keys that no row has, from the one after the highest on; nothing where keys are not numbered.

    A key that is `gone` was somebody's who was erased: it is passed over.
    """
    highest: dict[str, tuple[int, int]] = {}
    for known in table.positions:
        match = _COUNTED.fullmatch(known)
        if match is not None:
            number, width = highest.get(match[1], (0, 0))
            highest[match[1]] = max(number, int(match[2])), max(width, len(match[2]))
    key, form = table.spec.key, table.spec.key_form
    if not highest and not table.positions and form is not None:  # nobody has written one yet
        highest[form.prefix] = 0, form.width
    if len(highest) != 1:
        return
    ((prefix, (number, width)),) = highest.items()
    pattern = table.spec.column(key).pattern if key is not None else None
    while pattern is not None:
        number += 1
        candidate = KeyForm(prefix, width).key(number)
        if re.fullmatch(pattern, candidate) is None:
            return
        if not gone(candidate):
            yield candidate


def with_free_keys(findings: Iterable[Finding], office: Office) -> list[Finding]:
    """Return the findings of reading; where a row has no key, the suggestion is the next free one."""
    by_sheet = {table.spec.sheet: table for table in office if table.spec.key is not None}
    free: dict[str, Iterator[str]] = {}
    told = []
    for finding in findings:
        table = by_sheet.get(finding.table)
        named = finding
        if finding.rule == "P-01" and table is not None and _is_key(finding, table):
            suggestion = next(free.setdefault(finding.table, free_keys(table, office.gone)), None)
            if suggestion is not None:
                told_key, fix = f"nächste freie: {suggestion}", Fix(suggestion, "@")
                named = replace(finding, suggestion=told_key, fix=fix)
        told.append(named)
    return told


def spelled(key: str, keys: Mapping[str, int]) -> str | None:
    """Return the key that was meant and only written in another way: `k-42`, `K 00042`, `K-OOO42` for `K-00042`.

    A key that differs in a digit is somebody else's, and no suggestion.
    """
    upper = re.sub(r"\s", "", key).upper().replace("–", "-").replace("_", "-")
    for candidate in (upper, *_with_zeros(upper), *_with_digits(upper)):
        if candidate in keys:
            return candidate
    return None


def lost_keys(table: Table[Any]) -> Callable[[str], bool]:
    """Return a function that tells whether a key was that of a row which has lost it.

    The key of such a row cannot be read, is missing, or repeats another's; what refers to the row then leads
    nowhere, and that has been told at the row. Keys are numbered in the order of rows: what lies between the
    keys of the neighbours is the key that the row had. Initials and codes have no order; there it may be any.
    """
    key = table.spec.key
    if key is None:
        return lambda _: False
    if len(table.positions) == len(table):
        return lambda _: False
    if not all(map(_COUNTED.fullmatch, table.positions)):  # initials and codes have no order
        return lambda _: True
    gaps: set[tuple[_Counted, _Counted]] = set()
    before, without = _BEFORE_ALL, 0
    for position, value in enumerate(table.column(key)):
        if value is None or table.positions[value] != position:
            without += 1
            continue
        known = _counted(value)
        if without:
            gaps.add((before if before[0] == known[0] else (known[0], 0), known))
        before, without = known, 0
    if without and before is _BEFORE_ALL:  # no row has kept its key
        return lambda _: True
    if without:  # behind the last one the next keys were given, in turn
        gaps.add((before, (before[0], before[1] + without + 1)))
    if len(gaps) > _MOST_GAPS:
        return lambda _: False
    return lambda value: any(before < _counted(value) < after for before, after in gaps)


def _counted(key: str) -> _Counted:
    """Return letters and number of a key: `M-1000` comes after `M-999`, and `P-005` between no two of `M-`."""
    match = _COUNTED.fullmatch(key)
    return (match[1], int(match[2])) if match is not None else _BEFORE_ALL


def _is_key(finding: Finding, table: Table[Any]) -> bool:
    key = table.spec.key
    return key is not None and finding.column == table.spec.column(key).label


def _with_zeros(key: str) -> Iterator[str]:
    """Yield the key with the zeros it may have lost: `K-42`, `K42` and `42`… of `K-00042`."""
    match = _PLAIN_KEY.fullmatch(key)
    if match is not None:
        for digits in range(3, 8):
            yield f"{match[1]}-{match[2].lstrip('0').zfill(digits)}"


def _with_digits(key: str) -> Iterator[str]:
    """Yield the key with digits for the letters that look like them, and letters for such digits."""
    head, dash, tail = key.partition("-")
    if dash:
        yield f"{head}-{tail.translate(_LIKE_DIGITS)}"
    elif key:
        yield key.translate(_LIKE_DIGITS)
        yield key[:-1] + key[-1].translate(_LIKE_LETTERS)
