"""Persons who are counted in several offices → counted once, by keyed hashes of the Kundennummer (BA).

The hash is made in the worker of the office, with a key that only the controller has; a KlientID makes none, for
two offices give the same to different people. Whoever has no Kundennummer is not linked, and is counted so.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from automation.figures.fact import DIMENSIONS
from automation.figures.held_back import OpenErrors
from automation.figures.indicators import integrations, labour_market
from automation.figures.indicators.reach import reached_people
from automation.figures.sources import Sources
from automation.office.quarters import Quarter
from automation.rollup.counting import handed_codes
from automation.rollup.handed import HandedSum
from workbook.errors import LotseError
from workbook.reading.passwords import from_keyring
from workbook.schema import Client, Placement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from automation.rollup.handing import Counted

KEY_VARIABLE = "LOTSE_ROLLUP_KEY"
_OF_PLACEMENTS = (labour_market.OWN, integrations.CODE)
_OF_A_MONTH = frozenset({integrations.CODE})


@dataclass(frozen=True, slots=True, order=True)
class CountedPerson:
    """A person who counts for a figure on a day, known by hash alone; `said` are the dimensions of the fact.

    `shared` tells that several clients of the office have the Kundennummer (D-02), and so are one person.
    """

    code: str
    day: str
    hash: str
    said: tuple[str, ...]
    shared: bool = False

    @property
    def once(self) -> tuple[str, str, str]:
        """In what the person counts once: the figure, for integrations also the month, for a quarter's reach it."""
        when = date.fromisoformat(self.day)
        if self.code in _OF_A_MONTH:
            return self.code, self.day[:7], self.hash
        return self.code, Quarter.of(when).code if self.code.endswith("QUARTAL") else "", self.hash


@dataclass(frozen=True, slots=True)
class CountedAgain:
    """A person of an office who counts already: in another one, or in the `same` one, under another KlientID."""

    office: str
    person: CountedPerson
    same: bool

    @property
    def taken_away(self) -> HandedSum:
        """What to add to the sums so that the person counts once: the opposite of what the office counted."""
        said: dict[str, Any] = dict(zip(DIMENSIONS, self.person.said, strict=True))
        quarter = Quarter.of(date.fromisoformat(self.person.day)).code
        return HandedSum(
            self.person.code, quarter, late=False, value=None, numerator=-1, denominator=-1, rows=-1, **said
        )


def rollup_key() -> bytes | None:
    """Return the controller's key, from the environment or the system's keyring; `None` if there is none."""
    return own_key(KEY_VARIABLE, "rollup")


def own_key(variable: str, name: str) -> bytes | None:
    """Return a secret of the controller, from the environment or the system's keyring.

    Blanks are none: whoever has them by mistake would make hashes that anybody can make.

    Raises:
        LotseError: it is so short or uniform that whoever sees a hash finds it by trying.
    """
    found = os.environ.get(variable) or from_keyring(name) or ""
    if not found.strip():
        return None
    if len(found.strip()) < SHORTEST_KEY or len(set(found)) < _MOST_UNIFORM:
        raise LotseError(_GUESSED.format(variable, name, SHORTEST_KEY))
    # An environment may hold what is no text; its bytes are a key like any other.
    return found.encode(errors="surrogateescape")


SHORTEST_KEY = 12
_MOST_UNIFORM = 6
_GUESSED = (
    "Der Schlüssel in {} (oder im Schlüsselbund: lotse, {}) ist leicht zu erraten, und wer ihn hat, kann Nummern "
    "von Menschen durchprobieren. Bitte einen aus mindestens {} Zeichen nehmen, die verschieden und am besten "
    "zufällig sind."
)


def persons_of(counted: Counted, key: bytes) -> tuple[list[CountedPerson], int]:
    """Return whom an office counts for the linked figures up to the quarter, and how many nothing links.

    Nothing links who has no Kundennummer or KlientID that can be read, and who counts on after being erased.
    """
    material, figures = counted.material, counted.state.figures
    clients, placements = material.office[Client], material.office[Placement]
    until = figures.reporting.cut_off(counted.quarter)
    often = Counter(material.office.once[Client].column("customer_no"))
    found: list[CountedPerson] = []
    unlinked: set[tuple[str, str]] = set()

    def person(source: tuple[str, str | None], code: str, day: date, said: Mapping[str, str]) -> None:
        sheet, client_id = source
        client = clients.get(client_id) if sheet == clients.sheet else None
        if day > until:
            return
        if client is None or not client.customer_no:
            unlinked.add((sheet, client_id or ""))
            return
        digest = hmac.new(key, client.customer_no.encode(), hashlib.sha256).hexdigest()
        read, _ = handed_codes()[code]
        dimensions = tuple(said.get(name, "") if name in read else "" for name in DIMENSIONS)
        found.append(CountedPerson(code, day.isoformat(), digest, dimensions, often[client.customer_no] > 1))

    for code in _OF_PLACEMENTS:
        for fact in figures.sums.of(code):
            if fact.numerator > 0 and fact.day is not None:
                placement = placements.get(fact.key)
                source = (placements.sheet, fact.key) if placement is None else (clients.sheet, placement.client_id)
                person(source, code, fact.day, {name: getattr(fact, name) for name in DIMENSIONS})
    errors = OpenErrors(counted.checked.findings)
    sources = Sources(material.office, figures.reporting, material.settings, material.law, errors)
    for code, day, client_id, said in reached_people(sources):
        person((clients.sheet, client_id), code, day, said)
    return sorted(found), len(unlinked)


def counted_again(persons: Mapping[str, Collection[CountedPerson]]) -> Iterator[CountedAgain]:
    """Yield who counts already, in the same office or another one: everybody counts where they counted first.

    `persons` are gone through twice. What grows with them is one short mark for each, and what counts twice.
    """
    first: dict[bytes, str] = {}
    several: set[bytes] = set()
    for office, counted in persons.items():
        for each in counted:
            mark = _mark(each)
            if first.setdefault(mark, office) != office or each.shared:
                several.add(mark)
    first.clear()
    seen: defaultdict[bytes, list[tuple[str, str, CountedPerson]]] = defaultdict(list)
    for office, counted in persons.items():
        for each in counted:
            if (mark := _mark(each)) in several:
                seen[mark].append((each.day, office, each))
    for places in seen.values():
        offices: set[str] = set()
        for _, office, each in sorted(places):
            if offices:
                yield CountedAgain(office, each, same=office in offices)
            offices.add(office)


def _mark(person: CountedPerson) -> bytes:
    return hashlib.sha256("\0".join(person.once).encode()).digest()[:16]
