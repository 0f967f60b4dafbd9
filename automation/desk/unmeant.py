"""Changes of a table that hardly anybody meant: a column that slipped against its keys, many addresses at once.

Sorting one column alone, or inserting a cell in one, moves its values to other people. Each cell for itself looks
right then; only the comparison shows it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from workbook.german import counted, shown_count, with_and

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from automation.desk.row_matching import Matched, Side
    from automation.desk.table_rows import Field

_FARTHEST = 12
"""So many rows up and down a slip is looked for; beyond, it is told as values that changed places."""
_LEAST = 4
_MOST = 0.8
_SAMPLE = 200
_KINDS_OF_VALUES = 3
_MANY_ROWS, _SHARE = 10, 50
_COLUMNS_TOLD = 4
_ADDRESS = ("street", "house_no", "postcode", "city")
_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("die Anschrift", _ADDRESS),
    ("der Name", ("first_name", "last_name")),
    ("das Geburtsdatum", ("birth_date",)),
    ("die Telefonnummer", ("phone",)),
)


class Compared(Struct, frozen=True):
    """A table as it was compared: both sides, who is who, the columns, and the changed pairs of each column."""

    sheet: str
    key: str
    old: Side
    new: Side
    matched: Matched
    fields: Sequence[Field]
    changed: Mapping[int, Sequence[int]]
    """By the place of a column, which of `matched.pairs` differ in it."""


class Notice(Struct, frozen=True):
    """A German sentence, without a value, about what hardly anybody meant; `columns` are those that it explains."""

    sentence: str
    columns: tuple[int, ...] = ()


def notices(compared: Compared) -> Iterator[Notice]:
    """Yield what hardly anybody meant."""
    moved: dict[tuple[int, int], list[int]] = {}
    for column, changed in compared.changed.items():
        if compared.fields[column].label == compared.key or len(changed) < _LEAST:
            continue
        away = _slip(compared, column, changed)
        if away is not None:
            moved.setdefault((away, len(changed) if away == 0 else 0), []).append(column)
    for (away, _), columns in moved.items():
        yield Notice(_told(compared, away, columns), tuple(columns))
    explained = {column for columns in moved.values() for column in columns}
    for sentence in _many(compared, explained):
        yield Notice(sentence)
    total = len(compared.matched.pairs) + len(compared.matched.gone)
    lost = len(compared.matched.gone)
    if lost >= _MANY_ROWS and lost * _MANY_ROWS >= total:
        yield Notice(
            f"Blatt „{compared.sheet}“: Auf einmal fehlen {shown_count(lost)} von {shown_count(total)} Zeilen."
        )


def _slip(compared: Compared, column: int, changed: Sequence[int]) -> int | None:
    """Return by how many rows a column slipped (up is positive), 0 where its values changed places otherwise.

    `None` where its changes look meant.
    """
    pairs = compared.matched.pairs
    before = [compared.old.values[at][column] for at, _ in pairs]
    now = [compared.new.values[at][column] for _, at in pairs]
    values = {before[place] for place in changed if before[place] != ""}
    if len(values) < _KINDS_OF_VALUES:
        return None
    orders = [range(len(pairs)), sorted(range(len(pairs)), key=lambda place: pairs[place][0])]
    for order in orders:
        found = _by(before, now, order, frozenset(changed))
        if found is not None:
            return found
    taken, given = (Counter(side[place] for place in changed) for side in (before, now))
    same = sum((taken & given).values())
    return 0 if same >= max(_LEAST + 1, len(changed) * _MOST) else None


def _by(
    before: Sequence[object], now: Sequence[object], order: Sequence[int], changed: frozenset[int]
) -> int | None:
    """Return the distance at which nearly all changed cells hold what stood so many rows further, if any."""
    places = [place for place, at in enumerate(order) if at in changed]
    few = places[:: max(1, len(places) // _SAMPLE)]

    def holds(away: int, asked: Sequence[int]) -> bool:
        inside = [place for place in asked if 0 <= place + away < len(order)]
        hits = sum(now[order[place]] == before[order[place + away]] for place in inside)
        return hits >= max(_LEAST - 1, len(asked) * _MOST, len(inside) * _MOST)

    for size in range(1, _FARTHEST + 1):
        for away in (size, -size):
            if holds(away, few) and holds(away, places):
                return away
    return None


def _told(compared: Compared, away: int, columns: Sequence[int]) -> str:
    rows = len({place for column in columns for place in compared.changed[column]})
    labels = [f"„{compared.fields[column].label}“" for column in columns]
    typed = [field for field in compared.fields if field.label != compared.key]
    if len(labels) > _COLUMNS_TOLD:
        rest = len(typed) - len(labels)
        named = "alle Spalten" if rest < _COLUMNS_TOLD else f"{len(labels)} Spalten ({', '.join(labels[:2])} …)"
        whose = f" gegen „{compared.key}“" if compared.key else ""
        subject, verb = f"{named}{whose}", "sind"
    else:
        subject = with_and(labels)
        verb = "ist" if len(labels) == 1 else "sind"
    where = f"Blatt „{compared.sheet}“: {subject} {verb} in {counted(rows, 'Zeile', 'Zeilen')}"
    if not away:
        only = "dieser Spalte" if verb == "ist" else "dieser Spalten"
        return f"{where} vertauscht, wie nach dem Sortieren nur {only}. Bitte nachsehen, zu wem die Werte gehören."
    step = counted(abs(away), "Zeile", "Zeilen")
    way = "oben" if away > 0 else "unten"
    return f"{where} um {step} nach {way} verrutscht; die Werte stehen jetzt bei anderen."


def _many(compared: Compared, explained: set[int]) -> Iterator[str]:
    """Yield what changed for many people at once."""
    total = len(compared.matched.pairs)
    for what, names in _GROUPS:
        columns = [
            place
            for place, field in enumerate(compared.fields)
            if place not in explained and field.column is not None and field.name in names
        ]
        rows = {pair for column in columns for pair in compared.changed.get(column, ())}
        if len(rows) >= max(_MANY_ROWS, total // _SHARE):
            of = f"{shown_count(len(rows))} von {shown_count(total)} Zeilen"
            yield f"Blatt „{compared.sheet}“: Auf einmal ist {what} in {of} anders."
