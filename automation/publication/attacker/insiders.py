"""Who knows their own case: the cells of 1 that somebody can be the only one in, all at once.

Who has several cases knows every cell that counts nobody else, and of the others how many are theirs.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from automation.publication.attacker.intervals import Own

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from automation.publication.attacker.intervals import Knowledge
    from automation.publication.attacker.tables import Place

_MOST = 1000


def own_cases(
    knowledge: Knowledge, secrets: Mapping[Place, int], people: Sequence[Mapping[Place, int]]
) -> Iterator[Own]:
    """Yield what each of these people knows who are alone behind a secret; sums of quarters are added up first."""
    sums = []
    for factors, low, high in knowledge.rows:
        wholes = [place for place, factor in factors.items() if factor < 0]
        parts = [place for place, factor in factors.items() if factor > 0]
        of_quarters = low == high == 0 and len(wholes) == 1 and wholes[0][3].startswith("bis ")
        if of_quarters and all(place[:3] == wholes[0][:3] for place in parts):
            sums.append((parts, wholes[0]))
    for person in people:
        mine = {place: number for place, number in person.items() if place in knowledge.hidden}
        for parts, whole in sums:
            number = sum(person.get(place, 0) for place in parts)
            if number and whole in knowledge.hidden:
                mine[whole] = max(number, mine.get(whole, 0))
        known = {place: number for place, number in mine.items() if secrets.get(place) == number}
        if known:
            yield Own(known, {place: number for place, number in mine.items() if place not in known})


def own_cells(knowledge: Knowledge, ones: Sequence[Place]) -> list[frozenset[Place]]:
    """Return the largest sets of cells of 1 that can be one case: of each split of a column one row, and sums."""
    mine = _sums_of_one(knowledge, ones)
    found: set[frozenset[Place]] = set(mine.values())
    sums = [
        frozenset(place for place, factor in row.items() if factor > 0)
        for row, low, high in knowledge.rows
        if low == high
    ]
    others = [parts & frozenset(ones) for parts in sums if len(parts & frozenset(ones)) > 1]
    for near in _columns(knowledge, ones):
        cases = sorted({mine[place] for place in near}, key=sorted)
        grown = list(_grown(frozenset(), cases, others, []))
        if len(grown) > _MOST:
            grown = [one | other for one, other in combinations(cases, 2) if _is_one_case(one | other, others)]
        found.update(grown)
    return sorted((each for each in found if not any(each < other for other in found)), key=sorted)


def _grown(
    known: frozenset[Place],
    cases: Sequence[frozenset[Place]],
    others: Sequence[frozenset[Place]],
    seen: list[frozenset[Place]],
) -> Iterator[frozenset[Place]]:
    """Yield every set of these cases that can be one; it ends soon after there are too many."""
    for number, case in enumerate(cases):
        more = known | case
        if len(seen) <= _MOST and _is_one_case(more, others):
            seen.append(more)
            yield more
            yield from _grown(more, cases[number + 1 :], others, seen)


def _is_one_case(places: frozenset[Place], others: Sequence[frozenset[Place]]) -> bool:
    """Tell whether no two of the places are parts of one sum, which count different people."""
    return all(len(places & each) < 2 for each in others)


def _columns(knowledge: Knowledge, ones: Sequence[Place]) -> list[list[Place]]:
    """Return the cells by column and by what is told together."""
    together: dict[str, str] = {}

    def first(subject: str) -> str:
        while together.get(subject, subject) != subject:
            subject = together[subject]
        return subject

    for factors, _, _ in knowledge.rows:
        names = sorted({first(subject) for subject, _, _, _ in factors})
        together |= dict.fromkeys(names[1:], names[0])
    found: dict[tuple[str, str], list[Place]] = {}
    for place in ones:
        subject, _, _, column = place
        if not column.startswith("bis "):
            found.setdefault((first(subject), column), []).append(place)
    return list(found.values())


def _sums_of_one(knowledge: Knowledge, ones: Sequence[Place]) -> dict[Place, frozenset[Place]]:
    """Return for each cell of 1 all that are the same case: a total of 1 around it, or a part of 1 in it."""
    wholes = _wholes(knowledge)
    known = frozenset(ones)
    near: dict[Place, set[Place]] = {place: {place} for place in ones}
    for place in ones:
        for whole in wholes.get(place, set()) & known:
            near[place].add(whole)
            near[whole].add(place)
    found = {}
    for place in ones:
        reached, new = {place}, [place]
        while new:
            new = [each for one in new for each in near[one] if each not in reached]
            reached |= set(new)
        found[place] = frozenset(reached)
    return found


def _wholes(knowledge: Knowledge) -> dict[Place, set[Place]]:
    """Return for each cell every total that it is a part of, over any number of sums."""
    above: dict[Place, set[Place]] = {}
    sums = []
    for factors, low, high in knowledge.rows:
        wholes = [place for place, factor in factors.items() if factor < 0]
        if high == 0 and len(wholes) == 1 and set(factors.values()) == {1.0, -1.0}:
            for part in factors.keys() - wholes:
                above.setdefault(part, set()).add(wholes[0])
            if low == 0:
                sums.append((factors.keys() - wholes, wholes[0]))
    for few, whole in sums:
        above.setdefault(whole, set()).update(other for many, other in sums if few < many)
    found = {}
    for start, first in above.items():
        reached, new = set(first), list(first)
        while new:
            new = [each for one in new for each in above.get(one, ()) if each not in reached]
            reached |= set(new)
        found[start] = reached
    return found
