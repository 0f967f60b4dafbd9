"""What is not published where no pattern protects a value: as little as possible, in the end a family of figures.

Figures of two families, which no equation leads between, tell nothing of each other. So a family of which this
release says nothing is known as it was before, which was safe; the others can always be published.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from automation.publication.insiders import families

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from automation.publication.programme import Programme
    from automation.publication.relations import System
    from automation.publication.releases import Cell, Ledger
    from automation.publication.subject_tables import Address, Table


class Choice(NamedTuple):
    """Splits to be left out, and subjects of which nothing is told; `words` name what a reader will miss."""

    splits: tuple[Table, ...] = ()
    subjects: frozenset[str] = frozenset()

    @property
    def words(self) -> tuple[str, ...]:
        """What is missing."""
        gone = (f"„{each.subject}“ nach {each.split}" for each in self.splits)
        return (*gone, *(f"alles über „{each}“" for each in sorted(self.subjects)))


def choices(programme: Programme, ledger: Ledger, system: System, unsafe: Collection[Address]) -> Iterator[Choice]:
    """Yield what may be left out, little first; `unsafe`, read anew each time, is what was never protected so far.

    First splits that nobody knows yet, then those that are unsafe, then all; in the end everything of a family.
    """
    said = {(cell.subject, cell.split) for each in ledger.releases for cell in each.cells}
    subjects = {table.subject for table in programme.tables}

    def new(each: Table) -> bool:
        return (each.subject, each.split) not in said

    def near(each: Table) -> bool:
        return each.subject in {address.subject for address in unsafe}

    def itself(each: Table) -> bool:
        return (each.subject, each.split) in {(address.subject, address.split) for address in unsafe}

    steps: tuple[Callable[[Table], bool], ...] = (
        lambda each: new(each) and near(each), new, itself, itself, near, lambda _: True,
    )  # fmt: skip
    before: set[tuple[Table, ...]] = {()}
    for step in steps:
        gone = tuple(each for each in programme.splits if step(each))
        if gone not in before:
            before.add(gone)
            yield Choice(gone)
    family = families(system)
    roots = {family.get(address.subject, address.subject) for address in unsafe}
    yield Choice((), frozenset(each for each in subjects if family.get(each, each) in roots))


def former(programme: Programme, choice: Choice, ledger: Ledger, beyond: Sequence[Table] = ()) -> list[Table]:
    """Return what is left out as its readers have it: quarters and rows of the last release that told it.

    What is known `beyond` the programme goes further already: cut to its quarters it would have a sum that nobody
    was told.
    """
    there = {(each.subject, each.split) for each in beyond}
    found = []
    for table in programme.tables:
        if (table.subject, table.split) in there:
            continue
        if table.subject in choice.subjects:
            told = _last(ledger, table.subject)
            if told:
                found.append(replace(table.total(), quarters=_quarters(table, told)))
        if table.subject in choice.subjects or table in choice.splits:
            told = _last(ledger, table.subject, table.split)
            shown = tuple(each for each in table.rows if each in {cell.row for cell in told})
            if shown:
                found.append(replace(table, rows=shown, quarters=_quarters(table, told), charted=False))
    return found


def _last(ledger: Ledger, subject: str, split: str | None = None) -> list[Cell]:
    """Return the cells of a subject, or of a split of it, in the last release that has any."""
    for release in reversed(ledger.releases):
        found = [cell for cell in release.cells if cell.subject == subject and split in {None, cell.split}]
        if found:
            return found
    return []


def _quarters(table: Table, told: Sequence[Cell]) -> tuple[str, ...]:
    columns = {each.column for each in told}
    return tuple(each for each in table.quarters if each in columns)
