"""What the office alone knows, handed to the judge of the attack: true values, published values, harmless texts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from automation.publication.attacker.tables import FoundTable, Value
from automation.publication.attacker.verdict import Key, Secret
from automation.publication.drawing import drawing_of
from automation.publication.hiding import place_of
from automation.publication.people import ERASED
from automation.publication.releases import LATE
from automation.publication.subject_tables import HIDDEN, SO_FAR, TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from automation.publication.document import Goal
    from automation.publication.edition import Edition
    from automation.publication.hiding import Hidden, Place
    from automation.publication.people import Case
    from automation.publication.releases import Cell, Ledger


def key_of(hidden: Hidden, ledger: Ledger, edition: Edition, goals: Sequence[Goal]) -> Key:
    """Return the key to an edition."""
    system, tables = hidden.system, hidden.tables
    secrets = {}
    for address, number in system.places.items():
        need = hidden.needs.get(number)
        if need is not None:
            value = system.values[number]
            secrets[place_of(address)] = Secret(value, value - need.below, value + need.above)
    now = hidden.values()
    before = {place_of(address): value for address, value in ledger.known(tables).items()}
    values, bygone = before | now, frozenset(before.keys() - now.keys())
    say = edition.wording
    harmless = [*edition.harmless]
    for goal in goals:
        harmless += [say.amount(goal.amount), say.day(goal.day)]
    harmless += [say.count(number) for number in hidden.published.late.values()]
    harmless += [f"{say.count(count)} {say.quarter(code)}" for count, code in hidden.published.held.values()]
    harmless += [say.quarter(code) for code in hidden.published.programme.quarters]
    drawn = [
        str(number)
        for section in edition.sections
        if section.chart is not None
        for _, number in drawing_of(section.chart).ticks
    ]
    never_empty = frozenset((table.subject, table.split) for table in tables if table.filled)
    employers = {place_of(address): behind.shares for address, behind in hidden.employers.items()}
    return Key(
        secrets,
        values,
        tuple(harmless),
        tuple(drawn),
        hidden.never_more,
        say.ledger_words(),
        bygone,
        never_empty,
        tuple(_people(hidden)),
        employers,
        hidden.rules.employers,
        hidden.rules.largest,
    )


def _people(hidden: Hidden) -> Iterator[Mapping[Place, int]]:
    """Yield where each person is counted how often who is counted more than once, and somewhere alone."""
    found: dict[str, list[Case]] = {}
    for case in hidden.published.programme.cases:
        found.setdefault(case.person, []).append(case)
    whole = Counter(place for mine in found.values() for case in mine for place in case.places)
    for person, mine in sorted(found.items()):
        if len(mine) > 1 and person != ERASED:
            counts = Counter(place for case in mine for place in case.places)
            if any(whole[place] == number for place, number in counts.items()):
                yield counts


def earlier_tables(ledger: Ledger) -> list[FoundTable]:
    """Return the tables of earlier releases as their readers had them."""
    found = []
    for release in ledger.releases:
        tables: dict[tuple[str, str], list[Cell]] = {}
        for cell in release.cells:
            if cell.column != LATE:
                tables.setdefault((cell.subject, cell.split), []).append(cell)
        for (subject, split), cells in tables.items():
            rows, columns = (
                tuple(dict.fromkeys(names)) for names in zip(*((c.row, c.column) for c in cells), strict=True)
            )
            values = {(cell.row, cell.column): cell.value for cell in cells}
            said = tuple(tuple(_value(values.get((row, column))) for column in columns) for row in rows)
            shown = tuple(SO_FAR if name.startswith("bis ") else name for name in columns)
            whole = rows.index(TOTAL) if TOTAL in rows else -1
            source = f"Veröffentlichung {release.number}"
            found.append(
                FoundTable(
                    source, subject, split, rows, shown, said, whole, shown.index(SO_FAR) if SO_FAR in shown else -1
                )
            )
    return found


def _value(number: int | None) -> Value:
    return Value(None, True, HIDDEN) if number is None else Value(float(number), False, str(number))
