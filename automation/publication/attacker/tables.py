"""A table as it stands in a file → what it says: of what, split by what, which cells, which totals."""

from __future__ import annotations

import re
from collections import Counter
from itertools import zip_longest
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TOTALS = re.compile(
    r"(?:ins)?gesamt|gesamt(?:ergebnis|summe|zahl)|(?:end)?summe|zusammen|alle|bisher|(?:grand )?total|sum|all"
    r"|so far|überhaupt|Σ",
    re.IGNORECASE,
)
_HIDDEN = re.compile(
    r"\*+\)?|[.x/•]|\.{2,3}|…|unter \d+|under \d+|<\s*\d+|\* ?\(?geheim gehalten\)?|\*?\s*(?:kept secret)"
    r"|\(?geheim\)?|k\. ?A\.|(?:suppressed|confidential|n/a)|weniger als \d+|less than \d+|(?:≤|<=)\s*\d+"
    r"|\d+\s*(?:[-–]|bis|to)\s*\d+",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"-?\d{1,3}(?:[., ']\d{3})+|-?\d+")
_DECIMAL = re.compile(r"-?\d+[.,]\d+")
_PERCENT = re.compile(r"(\d+)(?:[.,](\d+))?\s?%")
_QUARTER = re.compile(r"\d{4}-Q[1-4]")
_SHARE = re.compile(r"(?:Anteil|Share)\W", re.IGNORECASE)
_MEDIAN = re.compile(r"Median", re.IGNORECASE)
_WITHIN = re.compile(r"(?:davon|darunter|dar\.|hiervon|of which|thereof|including|incl\.)(?:\W|$)", re.IGNORECASE)

_NOTHING = frozenset({"", "-", "–", "—"})

Place = tuple[str, str, str, str]
"""Subject, split, row and column; the total of a subject has neither split nor row."""


class Value(Struct, frozen=True):
    """What a cell says: a number, that it is hidden, or neither; `text` as it stands there."""

    number: float | None
    hidden: bool
    text: str


class FoundTable(Struct, frozen=True):
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
    lost: int = 0
    """How many cells stand in rows that say nothing else that counts."""

    @property
    def unread(self) -> int:
        """How many of its cells say something that is neither a count nor a sign of secrecy."""
        return self.lost + sum(_unread(row) for row in self.cells)

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


def percent_of(value: Value) -> tuple[float, float] | None:
    """Return from how low to how high the percent that a cell says was rounded; `None` if it says none.

    >>> percent_of(value_of("35 %")), percent_of(value_of("35,25 %")), percent_of(value_of("35"))
    ((34.5, 35.5), (35.245, 35.255), None)
    """
    match = _PERCENT.fullmatch(value.text)
    if match is None:
        return None
    digits = match[2] or ""
    said, half = float(f"{match[1]}.{digits or 0}"), 0.5 / 10 ** len(digits)
    return round(said - half, 9), round(said + half, 9)


def _count_only(cells: list[tuple[Value, ...]]) -> None:
    """Take what stands in a row or column of fractions, or a column of percents, for what it is: no counts."""
    found = [
        (row, column)
        for row, values in enumerate(cells)
        for column, each in enumerate(values)
        if each.number is not None and each.number % 1
    ]
    in_rows, in_columns = Counter(row for row, _ in found), Counter(column for _, column in found)
    columns = {column for row, column in found if in_columns[column] >= in_rows[row]}
    rows = {row for row, column in found if in_columns[column] < in_rows[row]}
    for place, column in enumerate(zip_longest(*cells, fillvalue=Value(None, False, ""))):
        if any(percent_of(each) for each in column) and all(each.number is None for each in column):
            columns.add(place)
    for row, values in enumerate(cells if rows or columns else ()):
        cells[row] = tuple(
            Value(None, False, each.text) if row in rows or column in columns else each
            for column, each in enumerate(values)
        )


def _unread(row: Sequence[Value]) -> int:
    """Return how many cells of a row say something that nobody here understands."""
    return sum(each.number is None and not each.hidden and each.text not in _NOTHING for each in row)


def parts_of(names: Sequence[str], whole: int) -> list[int]:
    """Return the places of what adds up to a total: without what only says of what of it are.

    >>> parts_of(["Nord", "davon Frauen", "Süd", "alle"], 3), parts_of(["davon Frauen", "davon Männer", "alle"], 2)
    ([0, 2], [0, 1])
    """
    parts = [place for place in range(len(names)) if place != whole]
    return [place for place in parts if not _WITHIN.match(names[place])] or parts


def _one_head(head: Sequence[object], body: Sequence[Sequence[object]]) -> tuple[list[str], list[list[object]]]:
    """Return the head of a table and its rows, all as wide; a head of several lines becomes one."""
    width = max(len(row) for row in (head, *body))
    lines = [[*row, *[None] * (width - len(row))] for row in (head, *body)]
    names = [[str(each or "").strip()] for each in lines.pop(0)]
    while len(lines) > 1:
        name, said = str(lines[0][0] or "").strip(), [value_of(each) for each in lines[0][1:]]
        if name and names[0][-1] not in {"", name}:
            break
        if any(each.number is not None or each.hidden or "%" in each.text for each in said) or not _unread(said):
            break
        for words, more in zip(names, lines.pop(0), strict=True):
            words.append(str(more or "").strip())
    return [" ".join(dict.fromkeys(each for each in words if each)) for words in names], lines


def _silent(rows: Sequence[str], columns: Sequence[str], cells: list[tuple[Value, ...]]) -> None:
    """Take for hidden what is left out although a total counts it; a total itself may be missing."""
    last, right = _whole(rows), _whole(columns)
    sums = [([(row, n) for row in parts_of(rows, last)], (last, n)) for n in range(len(columns)) if last >= 0]
    sums += [([(n, c) for c in parts_of(columns, right)], (n, right)) for n in range(len(rows)) if right >= 0]
    for parts, (row, column) in sums:
        total, mine = cells[row][column].number, [cells[r][c] for r, c in parts]
        if total is None or any(each.hidden for each in mine) or sum(each.number or 0 for each in mine) >= total:
            continue
        for r, c in parts:
            said = cells[r][c]
            if said.number is None and said.text in _NOTHING and r != last and c != right:
                cells[r] = (*cells[r][:c], Value(None, True, said.text), *cells[r][c + 1 :])


def table_of(
    source: str, caption: str, head: Sequence[object], body: Sequence[Sequence[object]]
) -> FoundTable | None:
    """Return a table by its caption, head and rows; `None` of what holds no count."""
    names, body = _one_head(head, body)
    split = names[0]
    subject = caption.strip()
    for word in (" nach ", " by "):
        if split and subject.lower().endswith(f"{word}{split}".lower()):
            subject = subject[: -len(word) - len(split)]
    rows, cells, shares = [], [], []
    others: list[Value] = []
    lost = 0
    for label, *values in body:
        name, found = str(label or "").strip(), tuple(value_of(each) for each in values)
        if _SHARE.match(f"{name} "):
            shares.append((name, found))
        elif _MEDIAN.search(name):
            others += found
        elif any(each.number is not None or each.hidden for each in found) or (name and not _unread(found)):
            rows.append(name)
            cells.append(found)
        else:
            lost += _unread(found)
    columns = tuple(names[1:])
    _count_only(cells)
    _silent(rows, columns, cells)
    kept = [place for place, row in enumerate(cells) if any(each.number is not None or each.hidden for each in row)]
    lost += sum(_unread(row) for place, row in enumerate(cells) if place not in kept)
    rows, cells = [rows[place] for place in kept], [cells[place] for place in kept]
    if not rows:
        return None
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
        lost,
    )


def tables_in(
    source: str, title: str, rows: Sequence[Sequence[object]]
) -> Iterator[tuple[FoundTable, int, int, int]]:
    """Yield the tables among rows of cells, parted by empty rows, each with its first row, width and height.

    A table may begin in any column, and others stand beside it; a lone cell above it is its caption, otherwise
    `title` is.
    """
    block: list[list[object]] = []
    start = 1
    for number, row in enumerate([*rows, ()], 1):
        values = list(row)
        if any(each is not None for each in values):
            start = start if block else number
            block.append(values)
            continue
        if len(block) > 1 and _goes_on(rows[number:]):
            block.append(values)
            continue
        lone = [sum(each is not None for each in line) == 1 for line in block]
        caption = title
        while len(block) > 1 and lone[0]:
            caption = str(next(each for each in block[0] if each is not None))
            block, lone, start = block[1:], lone[1:], start + 1
        if len(block) > 1:
            for lines in _beside(block):
                read = table_of(source, caption, lines[0], lines[1:])
                if read is not None:
                    yield read, start, len(block[0]), len(block)
        block = []


def _goes_on(rows: Sequence[Sequence[object]]) -> bool:
    """Tell whether what follows an empty row is the total of the table above it."""
    said = next((line for row in rows if (line := [each for each in row if each is not None])), [])
    return len(said) > 1 and bool(_TOTALS.fullmatch(str(said[0]).strip().partition(" (")[0]))


def _beside(block: Sequence[Sequence[object]]) -> Iterator[list[list[object]]]:
    """Yield the tables that stand side by side, parted by empty columns; each begins with a column of names."""
    width = max(len(line) for line in block)
    lines = [[*line, *[None] * (width - len(line))] for line in block]
    columns = [[line[place] for line in lines] for place in range(width)]
    found: list[list[list[object]]] = []
    fresh = True
    for column in columns:
        if all(each is None for each in column):
            fresh = True
            continue
        said = [value_of(each) for each in column[1:] if each is not None]
        names = all(each.number is None and not each.hidden and each.text not in _NOTHING for each in said)
        if not found or (fresh and names and said and "%" not in "".join(each.text for each in said)):
            found.append([])
        found[-1].append(column)
        fresh = False
    for table in found:
        yield [list(line) for line in zip(*table, strict=True)]


def _whole(names: Sequence[str]) -> int:
    """Return the place of the total among names, -1 if none is."""
    return next((place for place, name in enumerate(names) if _TOTALS.fullmatch(name.partition(" (")[0])), -1)
