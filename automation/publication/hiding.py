"""A programme and what was published before → what of it may be read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from automation.figures.closing.employers import Firms
from automation.publication.document import Published
from automation.publication.exact import Optimum, cheapest_pattern
from automation.publication.heuristic import Finder, safe_pattern
from automation.publication.leaving_out import choices, former
from automation.publication.never_more import inequalities, known_relations
from automation.publication.people import Behind
from automation.publication.primary import Why, primaries
from automation.publication.relations import system_of
from automation.publication.subject_tables import TOTAL, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from automation.publication.exact import Work
    from automation.publication.heuristic import Pattern
    from automation.publication.never_more import NeverMore
    from automation.publication.primary import Need, Protection
    from automation.publication.programme import Programme
    from automation.publication.relations import System, Term
    from automation.publication.releases import Ledger
    from automation.publication.subject_tables import Address, Table

Place = tuple[str, str, str, str]


@dataclass(frozen=True)
class Hidden:
    """What may be read of a programme, how it was found, and what must not come out: variables with needs."""

    published: Published
    optimum: Optimum
    system: System
    needs: Mapping[int, Need]
    tables: tuple[Table, ...]
    """Those of the programme, and of a former release that goes further."""
    never_more: tuple[NeverMore, ...]
    rules: Protection
    employers: Mapping[Address, Firms]
    """Who stands behind counts of placements."""
    left_out: tuple[str, ...] = ()
    """Splits that are not published, or whole figures, for they would say too much; in words."""
    told_before: bool = False
    """Whether what nothing protects can be worked out from what was published before, without anything new."""

    def values(self) -> dict[Place, int | None]:
        """Return every cell that is shown, `None` where it is hidden, by subject, split, row and column."""
        found: dict[Place, int | None] = {}
        for table in self.published.programme.tables:
            for row in table.shown_rows:
                for column in table.columns:
                    found[place_of(table.address(row, column))] = self.published.value(table, row, column)
        return found

    @property
    def unmet(self) -> tuple[str, ...]:
        """The cells that no pattern can protect, in words."""
        return tuple(dict.fromkeys(self.system.names[each.variable].words for each in self.optimum.pattern.unmet))

    @property
    def lost_targets(self) -> tuple[str, ...]:
        """The figures of targets that are hidden although they are not small, in words."""
        return self._targets(self.optimum.pattern.hidden - self.needs.keys())

    @property
    def targets_of_few(self) -> tuple[str, ...]:
        """The figures of targets that are hidden because too few employers stand behind them, in words."""
        return self._targets(each for each, need in self.needs.items() if need.why is Why.EMPLOYERS)

    def _targets(self, numbers: Iterable[int]) -> tuple[str, ...]:
        kinds, names = self.system.kinds, self.system.names
        return tuple(names[each].words for each in sorted(numbers) if kinds[each] is Kind.TARGET)


def place_of(address: Address) -> Place:
    """Return an address as the attacker calls a cell."""
    return address.subject, address.split, address.row, address.column


def hide(
    programme: Programme,
    ledger: Ledger,
    rules: Protection,
    late: Mapping[str, int],
    *,
    beyond: Sequence[Table] = (),
    work: Work | None = None,
    clock: Callable[[], bool] = lambda: False,
) -> Hidden:
    """Return what may be read; without `work` the heuristic's pattern is taken as it is.

    `beyond` are the tables of the last release, where that went further than the programme. Where nothing protects
    a value, something is left out: see `choices`.
    """
    found = _hide(programme, ledger, rules, late, beyond=beyond, work=work, clock=clock)
    unsafe = set(_unsafe(found))
    if not unsafe:
        return found
    for choice in choices(programme, ledger, found.system, unsafe):
        less = programme.without(choice.splits, choice.subjects)
        known = (*beyond, *former(programme, choice, ledger, beyond))
        other = _hide(less, ledger, rules, late, beyond=known, work=work, clock=clock)
        if other.unmet:
            unsafe |= set(_unsafe(other))
        elif less.tables:
            return replace(other, left_out=choice.words)
    return replace(found, told_before=bool(choice.subjects and other.unmet))


def _unsafe(hidden: Hidden) -> Iterator[Address]:
    return (hidden.system.names[each.variable] for each in hidden.optimum.pattern.unmet)


def _hide(
    programme: Programme,
    ledger: Ledger,
    rules: Protection,
    late: Mapping[str, int],
    *,
    beyond: Sequence[Table],
    work: Work | None,
    clock: Callable[[], bool],
) -> Hidden:
    tables = (*programme.tables, *beyond)
    relations, sums = known_relations(tables), list(ledger.sums(tables))
    places = {address for table in tables for address, _, _ in table.cells()} | {whole for _, whole in sums}
    system = system_of(programme.tables, inequalities(relations, places), sums, beyond)
    known = {
        system.places[address]: value for address, value in ledger.known(tables).items() if address in system.places
    }
    shown = {place for place, value in known.items() if value is not None}
    liked = {place for place in known if place not in shown}
    behind = Behind(system, programme.cases)
    employers = _employers(tables, sums)
    found = primaries(system, rules, behind, shown, liked, employers)
    needs = {place: need for place, need in found.items() if place not in shown}
    pattern = _first_pattern(system, needs, behind, liked, shown)
    if work is None:
        optimum = Optimum(pattern, pattern.cost, pattern.cost, 0.0, searched=False)
    else:
        optimum = cheapest_pattern(system, pattern, work, clock)
    hidden = {place_of(address) for address, place in system.places.items() if place in optimum.pattern.hidden}
    why = {place_of(address): needs[place].why for address, place in system.places.items() if place in needs}
    published = Published(programme, hidden, late, _held(programme, hidden, ledger), why)
    return Hidden(published, optimum, system, needs, tables, relations, rules, employers)


def _employers(tables: Sequence[Table], sums: Sequence[Term]) -> dict[Address, Firms]:
    """Return who stands firms the counts of placements, in sums of former releases too."""
    found: dict[Address, Firms] = {}
    for table in tables:
        for row in table.shown_rows:
            for column in table.columns:
                firms = table.employers(row, column)
                if firms is not None:
                    found.setdefault(table.address(row, column), firms)
    for parts, whole in sums:
        if whole not in found and all(part in found for part in parts):
            found[whole] = sum((found[part] for part in parts), start=Firms())
    return found


def _first_pattern(
    system: System, needs: Mapping[int, Need], behind: Behind, liked: set[int], shown: set[int]
) -> Pattern:
    """Return a pattern that shows the targets; where none does so, one that shows as many as it can."""
    finder = Finder(system)
    targets = {each for each, kind in enumerate(system.kinds) if kind is Kind.TARGET and each not in needs}
    pattern = safe_pattern(system, needs, behind, finder, liked, shown | targets)
    if pattern.unmet and targets - shown:
        other = safe_pattern(system, needs, behind, finder, liked, shown)
        if len(other.unmet) < len(pattern.unmet):
            return safe_pattern(system, needs, behind, finder, liked, shown | (targets - other.hidden))
    return pattern


def _held(programme: Programme, hidden: set[Place], ledger: Ledger) -> dict[str, tuple[int, str]]:
    """Return the last published sums of subjects whose present sum must wait, with their quarter."""
    found: dict[str, tuple[int, str]] = {}
    for table in programme.tables:
        if place_of(table.address("", table.until)) not in hidden:
            continue
        for release in ledger.releases:
            for cell in release.cells:
                whole = cell.subject == table.subject and cell.row == TOTAL and cell.column.startswith("bis ")
                if whole and cell.value is not None:
                    found[table.subject] = cell.value, cell.column.removeprefix("bis ")
    return found
