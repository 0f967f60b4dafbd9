"""Who knows something of their own: the sets of values of 1 that one case can stand alone behind.

A case is counted in a quarter once in each split, so it can be the only one in a row of each of them at once, and
in sums besides. Every choice that can be one case is taken to be one. Somebody with several cases knows all of
them, in one split and quarter too, and of a value that counts others besides how much of it is theirs.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from automation.publication.people import Behind
    from automation.publication.relations import System

_MOST = 1000
"""Of more choices than these in one quarter, only what each two rows tell is looked at."""


class Insider(Struct, frozen=True):
    """Whoever knows some variables as they are, and of others that what is not theirs is at most so much."""

    known: frozenset[int]
    others: tuple[tuple[int, int], ...] = ()


def insiders_of(system: System, needs: Collection[int], behind: Behind) -> list[Insider]:
    """Return what each of them knows: of single cases the largest sets only."""
    several = [
        Insider(known, tuple(sorted((number, system.values[number] - often) for number, often in parts.items())))
        for known, parts in behind.insiders()
    ]
    return [*map(Insider, _single_cases(system, needs)), *dict.fromkeys(several)]


def _single_cases(system: System, needs: Collection[int]) -> list[frozenset[int]]:
    ones = [variable for variable in sorted(needs) if system.values[variable] == 1]
    same = _same_cases(system, ones)
    cases: dict[int, frozenset[int]] = {
        one: frozenset(each for each in ones if same[each] == same[one]) for one in ones
    }
    apart = _apart(system, ones)
    found: dict[frozenset[int], None] = dict.fromkeys(cases.values())
    for near in _places(system, ones).values():
        few = list(dict.fromkeys(cases[one] for one in near))
        found |= dict.fromkeys(_together(few, apart))
    largest = [each for each in found if not any(each < other for other in found)]
    return sorted(largest, key=sorted)


def _together(cases: list[frozenset[int]], apart: Mapping[int, set[int]]) -> Iterator[frozenset[int]]:
    """Yield what can be one case. Of very many, each two that can be one."""

    def can_be(one: frozenset[int], other: frozenset[int]) -> bool:
        return all(apart[each].isdisjoint(other) for each in one)

    sets = [frozenset[int]()]
    for case in cases:
        sets += [known | case for known in sets if can_be(case, known)]
        if len(sets) > _MOST:
            yield from (one | other for one, other in combinations(cases, 2) if can_be(one, other))
            return
    yield from filter(None, sets)


def _apart(system: System, ones: Collection[int]) -> dict[int, set[int]]:
    """Return for each value of 1 the others that count somebody else: both are parts of one sum."""
    found: dict[int, set[int]] = {one: set() for one in ones}
    for equation in system.equations:
        parts = found.keys() & equation.parts
        for part in parts:
            found[part] |= parts - {part}
    return found


def _places(system: System, ones: Collection[int]) -> dict[tuple[str, str], list[int]]:
    """Return the values of 1 by quarter and by what subjects have to do with each other."""
    family, every = families(system), frozenset(ones)
    found: dict[tuple[str, str], dict[int, None]] = {}
    for address, number in sorted(system.places.items()):
        if number in every and not address.column.startswith("bis "):  # a sum of 1 goes with its quarter
            found.setdefault((family[address.subject], address.column), {})[number] = None
    return {place: list(near) for place, near in found.items()}


def families(system: System) -> dict[str, str]:
    """Return for each subject the first of those that an equation leads to from it."""
    same = {address.subject: address.subject for address in (*system.places, *system.names)}
    for equation in system.equations:
        subjects = {system.names[each].subject for each in (*equation.parts, equation.whole)}
        roots = {same[each] for each in subjects}
        if len(roots) > 1:
            first = min(roots)
            same = {name: first if root in roots else root for name, root in same.items()}
    return same


def _same_cases(system: System, ones: Collection[int]) -> dict[int, int]:
    """Return for each 1 the first of those that are surely the same case: one is a part of the other."""
    same = {one: one for one in ones}
    wholes = _wholes(system)
    for one in ones:
        for whole in wholes[one]:
            if whole in same and same[whole] != same[one]:
                first, other = sorted((same[one], same[whole]))
                same = {name: first if root == other else root for name, root in same.items()}
    return same


def _wholes(system: System) -> list[set[int]]:
    """Return for each variable everything that it is a part of, over any number of sums."""
    above: list[set[int]] = [set() for _ in range(len(system))]
    parts = [(frozenset(equation.parts), equation.whole) for equation in system.equations]
    for few, whole in parts:
        for part in few:
            above[part].add(whole)
        above[whole] |= {other for many, other in parts if few < many}
    found = []
    for variable in range(len(system)):
        reached, new = set(above[variable]), list(above[variable])
        while new:
            new = [each for each in set().union(*(above[one] for one in new)) if each not in reached]
            reached |= set(new)
        found.append(reached)
    return found
