"""Tables → one linear system: every published value is a variable, every total an equation.

Cells of one address are one variable, whichever table, chart or sentence they stand in, and whichever release. A
total of one part is the same variable as the part. Inequalities are equations with a part that is never published.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.publication.subject_tables import Address, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from automation.publication.subject_tables import Table

UNPUBLISHED = "nicht veröffentlicht"
_WEIGHT = {
    Kind.UNPUBLISHED: 0,
    Kind.EARLIER: 0,
    Kind.INNER: 10,
    Kind.ROW_TOTAL: 40,
    Kind.COLUMN_TOTAL: 150,
    Kind.GRAND_TOTAL: 1000,
    Kind.TARGET: 20_000,
}
"""What it costs to hide a cell of a kind; nothing where nobody sees it."""


class Equation(Struct, frozen=True):
    """The parts (numbers of variables) of a whole."""

    parts: tuple[int, ...]
    whole: int


@dataclass(frozen=True)
class System:
    """Variables with their true values and costs, and the equations between them.

    `places` says which variable an address is; a variable is called by the first of its addresses. `lowest` is
    what everybody knows a variable to be at least: a row that counts nothing is left out.
    """

    names: tuple[Address, ...]
    values: tuple[int, ...]
    kinds: tuple[Kind, ...]
    equations: tuple[Equation, ...]
    places: Mapping[Address, int]
    lowest: tuple[int, ...]

    def __len__(self) -> int:
        """Return the number of variables."""
        return len(self.names)

    def cost(self, number: int) -> int:
        """Return what it costs to hide a variable: more of it says more."""
        return self.weight(number) + (min(self.values[number], 9) if self.kinds[number].seen else 0)

    def weight(self, number: int) -> int:
        """Return what it costs to hide a variable, whatever it holds."""
        return _WEIGHT[self.kinds[number]]


Term = tuple[tuple[Address, ...], Address]
"""An equation between addresses: the parts and their whole."""
Inequality = tuple[Address, tuple[Address, ...]]
"""An address, and those of whose sum there is never less."""


def equations_of(tables: Iterable[Table]) -> list[Term]:
    """Return what a reader of the tables can add up: rows to their total, quarters to their sum."""
    found: dict[Term, None] = {}
    for table in tables:
        if table.split:
            for column in table.columns:
                parts = tuple(table.address(row, column) for row in table.rows)
                found[parts, table.address("", column)] = None
        for row in table.shown_rows:
            quarters = tuple(table.address(row, quarter) for quarter in table.quarters)
            found[quarters, table.address(row, table.until)] = None
    return list(found)


def system_of(
    tables: Sequence[Table],
    inequalities: Iterable[Inequality] = (),
    earlier: Iterable[Term] = (),
    beyond: Sequence[Table] = (),
) -> System:
    """Return the system of these tables.

    `inequalities` are pairs of a part and the addresses of whose sum there is never less. `earlier` are sums of
    former releases that are not shown any more, `beyond` tables of a former release that goes further.
    """
    values, kinds = _cells(tables, beyond)
    terms = equations_of([*tables, *beyond])
    for parts, whole in earlier:
        if all(part in values for part in parts):
            if whole not in values:
                values[whole], kinds[whole] = sum(values[part] for part in parts), Kind.EARLIER
            terms.append((parts, whole))
    terms += _differences(inequalities, values, kinds)
    filled = {(table.subject, table.split) for table in (*tables, *beyond) if table.filled}
    least = {
        address
        for address, value in values.items()
        if value and address.column.startswith("bis ") and (address.subject, address.split) in filled
    }
    return _numbered(values, kinds, terms, least)


def _cells(tables: Sequence[Table], beyond: Sequence[Table]) -> tuple[dict[Address, int], dict[Address, Kind]]:
    """Return the values of all cells, and what they are; what is only in a former release is `EARLIER`."""
    values: dict[Address, int] = {}
    kinds: dict[Address, Kind] = {}
    for table in tables:
        for address, value, kind in table.cells():
            values[address] = value
            before = kinds.get(address)
            kinds[address] = kind if before is None or _WEIGHT[kind] > _WEIGHT[before] else before
    for table in beyond:
        for address, value, _ in table.cells():
            values.setdefault(address, value)
            kinds.setdefault(address, Kind.EARLIER)
    return values, kinds


def _differences(
    inequalities: Iterable[Inequality], values: dict[Address, int], kinds: dict[Address, Kind]
) -> Iterator[Term]:
    """Yield inequalities as equations, and enter their unpublished parts."""
    for part, wholes in inequalities:
        if part not in values or part in wholes or any(each not in values for each in wholes):
            continue
        whole = wholes[0]
        if len(wholes) > 1:
            said = " und ".join(each.row for each in wholes)
            whole = Address(whole.subject, UNPUBLISHED, f"{whole.split}: {said}", whole.column)
            values[whole], kinds[whole] = sum(values[each] for each in wholes), Kind.UNPUBLISHED
            yield wholes, whole
        rest = Address(
            whole.subject,
            UNPUBLISHED,
            f"{whole.row} ohne {part.subject}, {part.split}: {part.row}".strip(),
            whole.column,
        )
        values[rest], kinds[rest] = values[whole] - values[part], Kind.UNPUBLISHED
        yield (part, rest), whole


def _numbered(
    values: Mapping[Address, int], kinds: Mapping[Address, Kind], terms: Iterable[Term], least: Iterable[Address]
) -> System:
    same = {address: address for address in values}

    def root(address: Address) -> Address:
        while same[address] != address:
            address = same[address]
        return address

    terms = list(terms)
    for parts, whole in terms:
        if len(parts) == 1 and (one := root(parts[0])) != (other := root(whole)):
            same[max(one, other)] = min(one, other)
    roots = sorted({root(address) for address in values})
    number = {address: place for place, address in enumerate(roots)}
    places = {address: number[root(address)] for address in values}
    dearest: dict[int, Kind] = {}
    for address, place in places.items():
        if place not in dearest or _WEIGHT[kinds[address]] > _WEIGHT[dearest[place]]:
            dearest[place] = kinds[address]
    filled = {places[address] for address in least}
    equations: dict[Equation, None] = {}
    for parts, whole in terms:
        if len(parts) > 1:
            equations[Equation(tuple(sorted(places[part] for part in parts)), places[whole])] = None
    return System(
        tuple(roots),
        tuple(values[address] for address in roots),
        tuple(dearest[place] for place in range(len(roots))),
        tuple(equations),
        places,
        tuple(int(place in filled) for place in range(len(roots))),
    )
