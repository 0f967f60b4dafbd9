"""D rules on people: who probably stands twice among the clients.

Never all pairs: only people with the same date of birth, phone number or e-mail address are compared, and of those
only who shares a name or its sound.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from msgspec import Struct
from rapidfuzz import fuzz

from automation.checks.comparable_names import plain, sound
from automation.checks.rule import Context, GivesWay, Place, named, office_rule
from workbook.findings import Problem, Severity
from workbook.schema import Client
from workbook.schema.vocabulary import Gender

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date


ALIKE = 85
"""Per cent of likeness (rapidfuzz' ratio) from which two spellings are taken for one name."""

ALIKE_IF_IT_SOUNDS_SO = 60
_SEXES = frozenset((Gender.FEMALE, Gender.MALE))
MOST_SHARING = 12
"""A number or address that more people share belongs to an institution, not to a person."""

MOST_BORN_ON_A_DAY = 300
"""Where more people have one date of birth, it stands for „unbekannt“; then only equal names are compared."""


class Spelling(Struct, frozen=True):
    """The names of one client, made comparable, and whether they are a woman or a man, where that is known."""

    first: str
    last: str
    birth: str
    sex: str | None = None

    @property
    def full(self) -> str:
        """First and last name, in this order."""
        return f"{self.first} {self.last}"


class _People:
    """The clients' names made comparable, each distinct name once, and how to name a client."""

    def __init__(self, context: Context) -> None:
        self.table = context.office[Client]
        columns = [self.table.column(name) for name in ("first_name", "last_name", "birth_name")]
        names = {name: plain(name) if name else "" for column in columns for name in set(column)}
        self._first, self._last, self._birth = ([names[name] for name in column] for column in columns)
        self._sounds = {name: sound(name) for name in names.values()}
        self._sexes = [gender if gender in _SEXES else None for gender in self.table.column("gender")]

    def spelling(self, position: int) -> Spelling:
        """Return the names of the client at a position."""
        return Spelling(self._first[position], self._last[position], self._birth[position], self._sexes[position])

    def marks(self, position: int) -> set[str]:
        """Return the client's names and their sounds: people who share none of them are two."""
        first, last, birth = self._first[position], self._last[position], self._birth[position]
        marks = {first, last, birth, self._sounds[first], self._sounds[last], self._sounds[birth]}
        marks.discard("")
        return marks

    def named(self, position: int) -> str:
        """Return how a message names the client."""
        return named(self.table.key_at(position), self.table.rows[position])


@office_rule("D-03", Severity.WARNING, Client, yields=GivesWay(row=("D-01", "D-02")))
def people_stand_once(context: Context) -> Iterator[Place]:
    """Eine Person (gleiches Geburtsdatum, gleicher oder ähnlicher Name) steht nur einmal im Blatt."""
    table = context.office[Client]
    people = context.once(_People)
    for positions in context.once(_by_birth).values():
        if len(positions) < 2:
            continue
        told = set()  # of three rows for one person the third is told once
        for first, second in _pairs(positions, people):
            if second not in told and is_one_person(people.spelling(first), people.spelling(second)):
                told.add(second)
                other = people.named(first)
                message = (
                    f"Vermutlich dieselbe Person wie {other}: gleiches Geburtsdatum, gleicher oder ähnlicher Name."
                )
                yield Place(
                    table,
                    table.rows[second],
                    "last_name",
                    Problem(message, "Beide Zeilen vergleichen und eine behalten"),
                )


@office_rule("D-04", Severity.WARNING, Client, yields=GivesWay(row=("D-01", "D-02", "D-03", "D-05")))
def phone_and_email_are_of_one_household(context: Context) -> Iterator[Place]:
    """Dieselbe Telefonnummer oder E-Mail-Adresse haben nur Menschen aus einem Haushalt oder einer Familie."""
    table = context.office[Client]
    people, households = context.once(_People), table.column("household_id")
    for name, noun in (("phone", "Telefonnummer"), ("email", "E-Mail-Adresse")):
        for positions in _shared(table.column(name)):
            if len(positions) > MOST_SHARING:
                continue
            first = positions[0]
            for second in positions[1:]:
                if households[first] is not None and households[first] == households[second]:
                    continue
                if people.spelling(first).last == people.spelling(second).last:
                    continue
                message = f"Dieselbe {noun} hat {people.named(first)}, mit anderem Namen und anderem Haushalt."
                yield Place(
                    table, table.rows[second], name, Problem(message, "Bei beiden nachfragen, wem sie gehört")
                )


@office_rule("D-05", Severity.HINT, Client, yields=GivesWay(row=("D-01", "D-02")))
def day_and_month_are_not_swapped(context: Context) -> Iterator[Place]:
    """Zwei Zeilen mit demselben Namen unterscheiden sich nicht nur durch vertauschten Tag und Monat der Geburt."""
    table = context.office[Client]
    people, by_birth = context.once(_People), context.once(_by_birth)
    for birth, positions in by_birth.items():
        if not birth.month < birth.day <= 12:
            continue
        swapped = by_birth.get(birth.replace(day=birth.month, month=birth.day), ())
        if not swapped:
            continue
        full = {people.spelling(position).full: position for position in swapped}
        for position in positions:
            other = full.get(people.spelling(position).full)
            if other is not None:
                first, second = sorted((position, other))
                message = f"Gleicher Name wie {people.named(first)}, Tag und Monat der Geburt sind vertauscht."
                yield Place(
                    table, table.rows[second], "birth_date", Problem(message, "Geburtsdatum am Ausweis prüfen")
                )


def is_one_person(one: Spelling, other: Spelling) -> bool:
    """Tell whether two clients born on the same day are probably one, by all spellings of their names.

    Twins share the family name but not the first name, so both names have to be alike; Simon and Simone, one of
    them a man and the other a woman, are two.
    """
    if one.sex is not None and other.sex is not None and one.sex != other.sex and one.first != other.first:
        return False
    if _alike(one.last, other.last):
        return _alike(one.first, other.first)
    if _alike(one.first, other.last) and _alike(one.last, other.first):
        return True
    if not _alike(one.first, other.first):
        return False
    return bool((one.birth and one.birth in {other.last, other.birth}) or (other.birth and other.birth == one.last))


def _alike(one: str, other: str) -> bool:
    if not one or not other:
        return False
    if one == other:
        return True
    likeness = fuzz.ratio(one.replace("e", ""), other.replace("e", ""))  # ue, u and ü count alike
    return likeness >= ALIKE or (likeness >= ALIKE_IF_IT_SOUNDS_SO and sound(one) == sound(other))


def _by_birth(context: Context) -> dict[date, list[int]]:
    found: defaultdict[date, list[int]] = defaultdict(list)
    for position, birth in enumerate(context.office[Client].column("birth_date")):
        if birth is not None:
            found[birth].append(position)
    return found


def _pairs(positions: Sequence[int], people: _People) -> Iterable[tuple[int, int]]:
    """Return the pairs of clients, earlier first, that share a name or its sound."""
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    if len(positions) > MOST_BORN_ON_A_DAY:
        for position in positions:
            blocks[people.spelling(position).full].append(position)
        return [(first, other) for first, *others in blocks.values() for other in others]
    for position in positions:
        for mark in people.marks(position):
            blocks[mark].append(position)
    return sorted({pair for block in blocks.values() if len(block) > 1 for pair in combinations(block, 2)})


def _shared(values: Sequence[str | None]) -> Iterator[list[int]]:
    """Yield the positions of each value that stands more than once."""
    first: dict[str, int] = {}
    more: dict[str, list[int]] = {}
    for position, value in enumerate(values):
        if value is None:
            continue
        known = first.setdefault(value, position)
        if known != position:
            more.setdefault(value, [known]).append(position)
    yield from more.values()
