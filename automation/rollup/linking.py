"""Persons who are counted in several offices → counted once, by keyed hashes of the Kundennummer (BA).

The hash is made in the worker of the office, with a key that only the controller has; a KlientID makes none, for
two offices give the same to different people. Whoever has no Kundennummer is not linked, and is counted so.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

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
_DIMENSIONS = ("kind", "subsidy", "district", "gender", "group", "detail", "cohort")


@dataclass(frozen=True, slots=True, order=True)
class CountedPerson:
    """A person who counts for a figure on a day, known by hash alone; `said` are the dimensions of the fact."""

    code: str
    day: str
    hash: str
    said: tuple[str, ...]

    @property
    def once(self) -> tuple[str, str, str]:
        """In what the person counts once: the figure, for integrations also the month, for a quarter's reach it."""
        when = date.fromisoformat(self.day)
        if self.code in _OF_A_MONTH:
            return self.code, self.day[:7], self.hash
        return self.code, Quarter.of(when).code if self.code.endswith("QUARTAL") else "", self.hash


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
    """Return whom an office counts for the linked figures up to the quarter, and how many have no Kundennummer."""
    material, figures = counted.material, counted.state.figures
    clients, placements = material.office[Client], material.office[Placement]
    until = figures.reporting.cut_off(counted.quarter)
    found: list[CountedPerson] = []
    unlinked: set[str] = set()

    def person(client_id: str | None, code: str, day: date, said: Mapping[str, str]) -> None:
        client = clients.get(client_id) if client_id else None
        if client is None or day > until:
            return
        if not client.customer_no:
            unlinked.add(client.client_id or "")
            return
        digest = hmac.new(key, client.customer_no.encode(), hashlib.sha256).hexdigest()
        read, _ = handed_codes()[code]
        dimensions = tuple(said.get(name, "") if name in read else "" for name in _DIMENSIONS)
        found.append(CountedPerson(code, day.isoformat(), digest, dimensions))

    for code in _OF_PLACEMENTS:
        for fact in figures.sums.of(code):
            placement = placements.get(fact.key) if fact.numerator and fact.day else None
            if placement is not None and fact.day is not None:
                said = {name: getattr(fact, name) for name in _DIMENSIONS}
                person(placement.client_id, code, fact.day, said)
    errors = OpenErrors(counted.checked.findings)
    sources = Sources(material.office, figures.reporting, material.settings, material.law, errors)
    for code, day, client_id, said in reached_people(sources):
        person(client_id, code, day, said)
    return sorted(found), len(unlinked)


def corrections(persons: Mapping[str, Collection[CountedPerson]]) -> Iterator[HandedSum]:
    """Yield what to take away so that everybody counts once: in the office where they counted first.

    `persons` are gone through twice. What grows with them is one short mark for each, and what counts twice.
    """
    first: dict[bytes, str] = {}
    several: set[bytes] = set()
    for office, counted in persons.items():
        for each in counted:
            mark = _mark(each)
            if first.setdefault(mark, office) != office:
                several.add(mark)
    first.clear()
    seen: defaultdict[bytes, list[tuple[str, str, CountedPerson]]] = defaultdict(list)
    for office, counted in persons.items():
        for each in counted:
            if (mark := _mark(each)) in several:
                seen[mark].append((each.day, office, each))
    for places in seen.values():
        for _, _, again in sorted(places)[1:]:
            yield _taken_away(again)


def _mark(person: CountedPerson) -> bytes:
    return hashlib.sha256("\0".join(person.once).encode()).digest()[:16]


def _taken_away(person: CountedPerson) -> HandedSum:
    said: dict[str, Any] = dict(zip(_DIMENSIONS, person.said, strict=True))
    return HandedSum(
        code=person.code,
        quarter=Quarter.of(date.fromisoformat(person.day)).code,
        late=False,
        error="",
        value=None,
        numerator=-1,
        denominator=-1,
        rows=1,
        **said,
    )
