"""What a rule says only because it read a value that another rule has shown to be impossible is not told.

A birth date in the future makes somebody too young for a subsidy and for a consent of their own; nobody knows
whether they are. So a rule that spoke of a row near such a value is asked once more about an office in which that
value is not known: what it still says there stands, what it does not say any more followed from the value alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from automation.checks.rule import Context, run
from workbook.findings import Severity
from workbook.schema import StaffMember

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from automation.checks.rule import OfficeRule, RowRule
    from workbook.findings import Finding
    from workbook.schema import Record
    from workbook.tables import Office, Table

_CANNOT_BE = frozenset(("R-02", "R-10"))
"""Rules whose warnings tell of days that cannot be as well; of the other rules on values only the errors do."""

_OF_THE_VALUE_ITSELF = frozenset("RD")
"""Families that follow from no impossible value: those on values, and those on rows that stand twice."""

_OF_KEYS = frozenset(("X-01", "X-03", "X-04"))
"""Rules that look at keys alone."""


class _Cell(NamedTuple):
    record: type[Record]
    position: int
    column: str


def without_implied(
    told: Sequence[Finding],
    rules: Iterable[RowRule | OfficeRule],
    context: Context,
    accepted: Callable[[Finding], bool],
) -> tuple[list[Finding], list[Finding]]:
    """Return what stands although nobody knows the impossible values, and what followed from those alone.

    From a value that staff have `accepted` as it is follows whatever the rules say.
    """
    doubtful = [each for each in told if _is_of_the_impossible(each) and not accepted(each)]
    places = _Places(context.office)
    beside = _beside(told, frozenset(key for each in doubtful for key in places.named(each, staff=False)), places)
    if not beside:
        return list(told), []
    unknown = _without_values(context.office, (cell for each in doubtful for cell in places.cells(each)))
    codes = {finding.rule for finding in beside}
    again = run(
        [rule for rule in rules if rule.info.code in codes],
        Context(unknown, context.today, context.law, context.settings),
        places.positions(beside),
    )
    rows = {(finding.rule, finding.sheet, finding.row) for finding in beside}
    emptied = {(each.sheet, each.cell) for each in doubtful}
    still = [
        finding
        for finding, way in again
        if (finding.rule, finding.sheet, finding.row) in rows
        and emptied.isdisjoint(((finding.sheet, finding.cell), *way.elsewhere))
    ]
    there = {(finding.rule, finding.sheet, finding.cell) for finding in still}
    implied = [each for each in beside if (each.rule, each.sheet, each.cell) not in there]
    gone = set(map(id, beside))
    return [*(finding for finding in told if id(finding) not in gone), *still], implied


def _is_of_the_impossible(finding: Finding) -> bool:
    """Tell whether a finding says of a single value that it cannot be."""
    return finding.rule[0] == "R" and (finding.severity is Severity.ERROR or finding.rule in _CANNOT_BE)


def _beside(told: Iterable[Finding], named: Collection[str], places: _Places) -> list[Finding]:
    """Return the findings in whose rows stands a key that the rows of the impossible values have or name."""
    if not named:
        return []
    return [
        finding
        for finding in told
        if finding.rule[0] not in _OF_THE_VALUE_ITSELF
        and finding.rule not in _OF_KEYS
        and any(key in named for key in places.named(finding))
    ]


class _Places:
    """Where findings lie in the tables of an office."""

    def __init__(self, office: Office) -> None:
        self._tables = {table.sheet: table for table in office}
        self._keys: dict[tuple[str, bool], list[Sequence[Any]]] = {}

    def cells(self, finding: Finding) -> Iterator[_Cell]:
        """Yield the cell of a finding; nothing where it lies in no table."""
        found = self._row(finding)
        if found is not None:
            table, position = found
            for column in table.spec.columns:
                if column.label == finding.column:
                    yield _Cell(table.record, position, column.name)

    def named(self, finding: Finding, *, staff: bool = True) -> Iterator[str]:
        """Yield what the row of a finding is known by: its place, its key, and the keys of the rows it refers to.

        Who typed or advises stands in nearly every row: without `staff` they tie none to another.
        """
        found = self._row(finding)
        if found is None:
            return
        table, position = found
        yield f"{table.sheet}!{finding.row}"
        for values in self._keys_in(table, staff=staff):
            value = values[position]
            if isinstance(value, tuple):
                yield from value
            elif value:
                yield value

    def _keys_in(self, table: Table[Record], *, staff: bool) -> list[Sequence[Any]]:
        """Return the columns of a table that hold keys, its own and those of other rows."""
        if (table.sheet, staff) not in self._keys:
            named = (
                column.name
                for column in table.spec.columns
                if column.name == table.spec.key
                or (column.refers_to is not None and (staff or column.refers_to != StaffMember.spec.sheet))
            )
            self._keys[table.sheet, staff] = [table.column(name) for name in named]
        return self._keys[table.sheet, staff]

    def positions(self, findings: Iterable[Finding]) -> Mapping[str, Collection[int]]:
        """Return the positions of the rows of findings, by the sheet."""
        found: dict[str, set[int]] = {}
        for place in filter(None, map(self._row, findings)):
            found.setdefault(place[0].sheet, set()).add(place[1])
        return found

    def _row(self, finding: Finding) -> tuple[Table[Record], int] | None:
        table = self._tables.get(finding.sheet)
        if table is None or not table.has_row(finding.row):
            return None
        return table, table.position_of(finding.row)


def _without_values(office: Office, cells: Iterable[_Cell]) -> Office:
    """Return the office in which these cells are empty."""
    emptied: dict[type[Record], dict[str, set[int]]] = {}
    for cell in cells:
        emptied.setdefault(cell.record, {}).setdefault(cell.column, set()).add(cell.position)
    return office.emptied(emptied)
