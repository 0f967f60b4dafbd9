"""A table as it stands in a file → what it says: of what, split by what, which cells, which totals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TOTALS = re.compile(
    r"(?:ins)?gesamt|gesamt(?:ergebnis|summe|zahl)|(?:end)?summe|zusammen|alle|bisher|(?:grand )?total|sum|all"
    r"|so far|überhaupt|Σ",
    re.IGNORECASE,
)
_HIDDEN = re.compile(
    r"\*+\)?|[.x/•]|\.{2,3}|…|unter \d+|under \d+|<\s*\d+|\* ?\(?geheim gehalten\)?|\*?\s*(?:kept secret)"
    r"|\(?geheim\)?|k\. ?A\.|(?:suppressed|confidential|n/a)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"-?\d{1,3}(?:[.,\u202f\u00a0']\d{3})+|-?\d+")
_DECIMAL = re.compile(r"-?\d+[.,]\d+")
_PERCENT = re.compile(r"(\d+)\s?%")
_QUARTER = re.compile(r"\d{4}-Q[1-4]")
_SHARE = re.compile(r"(?:Anteil|Share)\W", re.IGNORECASE)
_MEDIAN = re.compile(r"Median", re.IGNORECASE)

_NOTHING = frozenset({"", "-", "–", "—"})

Place = tuple[str, str, str, str]
"""Subject, split, row and column; the total of a subject has neither split nor row."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a cell says: a number, that it is hidden, or neither; `text` as it stands there."""

    number: float | None
    hidden: bool
    text: str


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table of a file. `cells` are those of counts, row by row; shares and medians stand in `shares`, `others`.

    `whole_row` and `whole_column` are the places of the totals, -1 where there are none.
    """

    source: str
    subject: str
    split: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Value, ...], ...]
    whole_row: int = -1
    whole_column: int = -1
    shares: tuple[tuple[str, tuple[Value, ...]], ...] = ()
    others: tuple[Value, ...] = ()

    @property
    def unread(self) -> int:
        """How many of its cells say something that is neither a number nor a sign of secrecy."""
        said = (value for row in self.cells for value in row if value.number is None and not value.hidden)
        return sum(value.text not in _NOTHING for value in said)

    def place(self, row: int, column: int) -> Place:
        """Return what a cell is called."""
        name = self.columns[column]
        if column == self.whole_column:
            quarters = [each for each in self.columns if _QUARTER.fullmatch(each)]
            name = f"bis {max(quarters)}" if quarters else name
        if row == self.whole_row:
            return self.subject, "", "", name
        return self.subject, self.split, self.rows[row], name


def value_of(text: object) -> Value:
    """Return what a cell says.

    >>> value_of("1.234").number, value_of("*").hidden, value_of("7 / 9").number
    (1234.0, True, None)
    """
    if isinstance(text, bool) or text is None:
        return Value(None, False, "")
    if isinstance(text, int | float):
        return Value(float(text), False, f"{text:g}")
    said = " ".join(str(text).split())
    if _HIDDEN.fullmatch(said):
        return Value(None, True, said)
    if _NUMBER.fullmatch(said):
        return Value(float(re.sub(r"[^\d-]", "", said)), False, said)
    if _DECIMAL.fullmatch(said):
        return Value(float(said.replace(",", ".")), False, said)
    return Value(None, False, said)


def percent_of(value: Value) -> float | None:
    """Return the percent that a cell says; `None` if it says none."""
    match = _PERCENT.fullmatch(value.text)
    return float(match[1]) if match else None


def table_of(
    source: str, caption: str, head: Sequence[object], body: Sequence[Sequence[object]]
) -> FoundTable | None:
    """Return a table by its caption, head and rows; `None` of what holds no count."""
    split = str(head[0] or "").strip()
    subject = caption.strip()
    for word in (" nach ", " by "):
        if split and subject.lower().endswith(f"{word}{split}".lower()):
            subject = subject[: -len(word) - len(split)]
    rows, cells, shares = [], [], []
    others: list[Value] = []
    for label, *values in body:
        name, found = str(label or "").strip(), tuple(value_of(each) for each in values)
        if _SHARE.match(f"{name} "):
            shares.append((name, found))
        elif _MEDIAN.search(name):
            others += found
        elif any(each.number is not None or each.hidden for each in found):
            rows.append(name)
            cells.append(found)
    if not rows:
        return None
    columns = tuple(str(each or "").strip() for each in head[1:])
    return FoundTable(
        source,
        subject,
        split,
        tuple(rows),
        columns,
        tuple(cells),
        _whole(rows),
        _whole(columns),
        tuple(shares),
        tuple(others),
    )


def tables_in(
    source: str, title: str, rows: Sequence[Sequence[object]]
) -> Iterator[tuple[FoundTable, int, int, int]]:
    """Yield the tables among rows of cells, parted by empty rows, each with its first row, width and height.

    A table may begin in any column; a lone cell above it is its caption, otherwise `title` is.
    """
    block: list[list[object]] = []
    start = 1
    for number, row in enumerate([*rows, ()], 1):
        values = list(row)
        if any(each is not None for each in values):
            start = start if block else number
            block.append(values)
            continue
        lone = [sum(each is not None for each in line) == 1 for line in block]
        caption = title
        while len(block) > 1 and lone[0]:
            caption = str(next(each for each in block[0] if each is not None))
            block, lone, start = block[1:], lone[1:], start + 1
        if len(block) > 1:
            empty = min(next((n for n, each in enumerate(line) if each is not None), len(line)) for line in block)
            lines = [line[empty:] for line in block]
            read = table_of(source, caption, lines[0], lines[1:])
            if read is not None:
                yield read, start, len(block[0]), len(block)
        block = []


def _whole(names: Sequence[str]) -> int:
    """Return the place of the total among names, -1 if none is."""
    return next((place for place, name in enumerate(names) if _TOTALS.fullmatch(name.partition(" (")[0])), -1)
