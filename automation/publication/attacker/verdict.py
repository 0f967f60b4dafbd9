"""The attack: what the files give away together with everything that was published before.

Who made the files may hand over the key: the true values of what must be protected. The attack itself never uses
it; only its judgement does, and those behind a 1, who know their own case.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.publication.attacker.csv_reading import read_csv
from automation.publication.attacker.findings import numbers_in
from automation.publication.attacker.html_reading import read_html
from automation.publication.attacker.insiders import own_cases, own_cells
from automation.publication.attacker.intervals import EXACT, Own, Prober, knowledge_of
from automation.publication.attacker.pdf_reading import read_pdf
from automation.publication.attacker.xlsx_reading import read_xlsx

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy as np

    from automation.publication.attacker.findings import FoundFile
    from automation.publication.attacker.intervals import Knowledge, Never
    from automation.publication.attacker.tables import FoundTable, Place

_READERS = {".xlsx": read_xlsx, ".html": read_html, ".htm": read_html, ".pdf": read_pdf, ".csv": read_csv}
READABLE = tuple(_READERS)


class Secret(Struct, frozen=True):
    """What a cell to be protected truly holds, and from how low to how high a guess must be able to go."""

    value: int
    low: float
    high: float


@dataclass(frozen=True)
class Key:
    """What only the office knows: its secrets by their place, every value that may be read, and harmless texts.

    `values` are the published cells, `None` where hidden. `drawn` are texts that only drawings have: the numbers
    along an axis. `words` puts the words of other languages into ours. What is `bygone` stands in earlier
    releases only: unless it is a secret, it may come out now. `never_empty` are subjects and splits whose rows are
    left out when they count nothing, which every reader sees. `people` is how many cases of each person the cells
    of single quarters count. `employers` says of counts of placements how much of them each employer has, without
    saying who that is; `least_employers` must stand behind one that is told, and none may have more than
    `largest_share` percent of it. 0 asks for neither.
    """

    secrets: Mapping[Place, Secret]
    values: Mapping[Place, int | None]
    harmless: tuple[str, ...] = ()
    drawn: tuple[str, ...] = ()
    never_more: tuple[Never, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    bygone: frozenset[Place] = frozenset()
    never_empty: frozenset[tuple[str, str]] = frozenset()
    people: tuple[Mapping[Place, int], ...] = ()
    employers: Mapping[Place, Sequence[int]] = field(default_factory=dict)
    least_employers: int = 0
    largest_share: int = 0


@dataclass(frozen=True)
class Verdict:
    """What an attack found: leaks in words, the intervals, the narrowest, how much was looked at."""

    leaks: tuple[str, ...]
    intervals: Mapping[Place, tuple[float, float]]
    narrowest: float
    insiders: int
    releases: int

    @property
    def safe(self) -> bool:
        """Whether nothing is given away."""
        return not self.leaks


def named(place: Place) -> str:
    """Return a cell in words."""
    subject, split, row, column = place
    return f"„{subject}“{f', {split}: {row}' if row else ''}, {column}"


def read_file(path: Path) -> FoundFile:
    """Return what a file says; its name must end as one of `READABLE`."""
    return _READERS[path.suffix.lower()](path)


def look_through(files: Sequence[FoundFile], key: Key | None = None) -> list[str]:
    """Return what files give away beside their tables: texts, pictures, bars, parts that do not belong there.

    Without the key nobody knows which numbers of texts are harmless; `unjudged` names those.
    """
    leaks = [f"{file.name}: {fault}." for file in files for fault in file.faults]
    leaks += [leak for file in files for leak in _of_marks(file)]
    return leaks if key is None else [*leaks, *_of_words(files, key)]


def unjudged(files: Sequence[FoundFile]) -> dict[str, str]:
    """Return the numbers that stand where no table beside has them, with their first place: days, or leaks."""
    found: dict[str, str] = {}
    every = {number for file in files for table in file.tables for number in _shown(table)}
    for file in files:
        names = {name for table in file.tables for name in (*table.rows, *table.columns)}
        for prose in (each for each in file.proses if each.text not in names):
            beside = {number for place in prose.beside for number in _shown(file.tables[place])}
            for number in prose.numbers:
                if number not in beside:
                    found.setdefault(number, f"{file.name}, {prose.place}")
        for number in numbers_in(file.words or ""):
            if number not in every:
                found.setdefault(number, file.name)
    return found


def attack(
    files: Sequence[FoundFile], earlier: Sequence[FoundTable] = (), key: Key | None = None, smallest: int = 3
) -> Verdict:
    """Return what files give away, together with the tables of earlier releases."""
    leaks = look_through(files, key)
    tables = [table for file in files for table in file.tables]
    knowledge = knowledge_of(
        [*tables, *earlier],
        key.never_more if key else (),
        key.words if key else None,
        key.never_empty if key else frozenset(),
    )
    leaks += [f"{named(place)}: Zwei Fassungen sagen Verschiedenes." for place in knowledge.contradictions]
    if key is not None:
        leaks += [f"{named(place)}: Die Summe stimmt nicht." for place in knowledge.wrong]
        leaks += _of_values(knowledge, key)
        leaks += _of_employers(knowledge, key, earlier)
    prober = Prober(knowledge)
    found: dict[Place, tuple[float, float]] = {}
    for place in prober.places:
        interval = prober.interval(place)
        if interval is None:
            leaks.append(f"{named(place)}: Die Tabellen widersprechen sich, nichts passt zu allen.")
            break
        found[place] = interval
    leaks += [
        f"{named(place)}: verdeckt, an anderer Stelle aber zu lesen."
        for place in knowledge.opened
        if key is None or key.values.get(place) is None
    ]
    narrow = {place for place, each in found.items() if _too_narrow(place, each, key, smallest)}
    close = _close(found, narrow | prober.reached, key, smallest) if len(found) == len(prober.places) else []
    if close:
        prober.demand_whole_numbers()
        for place in close:
            found[place] = prober.interval(place) or found[place]
            if _too_narrow(place, found[place], key, smallest):
                narrow.add(place)
    leaks += [f"{named(place)}: {_told(found[place])}." for place in sorted(narrow)]
    insiders = 0
    if key is not None and len(found) == len(prober.places):
        learned, insiders = _of_insiders(knowledge, key, prober.points)
        leaks += learned
    secrets = key.secrets if key else {}
    widths = [high - low for place, (low, high) in found.items() if not secrets or place in secrets]
    return Verdict(
        tuple(leaks),
        found,
        min(widths, default=inf),
        insiders,
        len({table.source for table in earlier}),
    )


def _told(interval: tuple[float, float]) -> str:
    low, high = interval
    if high - low < EXACT:
        return f"verdeckt, aber ausrechenbar ({low:.0f})"
    return f"verdeckt, aber nur noch zwischen {low:.3g} und {high:.3g} möglich"


def _too_narrow(place: Place, interval: tuple[float, float], key: Key | None, smallest: int) -> bool:
    low, high = interval
    if high - low < EXACT:
        return key is None or place in key.secrets or place not in key.bygone
    if key is None:
        return low >= 1 - EXACT and high < smallest - EXACT  # so it is a small number, which no star says
    secret = key.secrets.get(place)
    return secret is not None and (low > secret.low + EXACT or high < secret.high - EXACT)


def _close(
    found: Mapping[Place, tuple[float, float]], narrow: Collection[Place], key: Key | None, smallest: int
) -> list[Place]:
    """Return the cells whose interval only just suffices: whole numbers may make it narrower."""
    secrets = key.secrets if key else {}

    def just(place: Place) -> bool:
        low, high = found[place]
        if place in secrets:
            return (low > secrets[place].low - 1 + EXACT and low > 0) or high < secrets[place].high + 1 - EXACT
        return high - low < 1 + EXACT if key else high - low < smallest + 1

    return [place for place in found if place not in narrow and just(place)]


def _of_insiders(knowledge: Knowledge, key: Key, points: Sequence[np.ndarray]) -> tuple[list[str], int]:
    """Return what those learn of other secrets who are alone behind some cells, and how many of them there are."""
    prober = Prober(knowledge)
    prober.points = list(points)
    secrets = {place: key.secrets[place].value for place in prober.places if place in key.secrets}
    ones = [place for place, value in secrets.items() if value == 1]
    insiders = [Own(dict.fromkeys(known, 1)) for known in own_cells(knowledge, ones)]
    people = list(own_cases(knowledge, secrets, key.people))
    leaks: dict[str, None] = {}
    for own in [*insiders, *people]:
        behind = " und ".join(f"{own.known[place]} von {named(place)}" for place in sorted(own.known)[:3])
        others = [place for place in secrets if place not in own.known]
        groups = sorted(place for place in others if key.secrets[place].high <= secrets[place])
        small = [place for place in others if place not in groups]
        # Whoever is a sum's only one knows the other quarters to be 0, and so may know a whole group there.
        learned = [*prober.told(own, small), *prober.told(own.in_quarters(), groups)]
        for place in learned:
            leaks[f"{named(place)}: Wer allein hinter der {behind} steht, erfährt den Wert."] = None
    return list(leaks), len(ones) + len(people)


def _of_values(knowledge: Knowledge, key: Key) -> Iterator[str]:
    """Yield where what stands in the files is not what may be read."""
    for place, number in sorted(knowledge.numbers.items()):
        known = key.values.get(place, -1)
        if known is None:
            yield f"{named(place)}: Der Wert muss verdeckt sein und steht lesbar da."
        elif known != number:
            yield f"{named(place)}: {number:g} kennt das Verzeichnis der Veröffentlichungen nicht."
    for place in sorted(knowledge.hidden):
        if place in key.values and key.values[place] is not None:
            yield f"{named(place)}: war schon veröffentlicht und ist hier verdeckt."


def _of_employers(knowledge: Knowledge, key: Key, earlier: Sequence[FoundTable]) -> Iterator[str]:
    """Yield counts of too few employers that are told and were not told before, or that nothing protects."""
    told_before = {
        table.place(row, column)
        for table in earlier
        for row, cells in enumerate(table.cells)
        for column, value in enumerate(cells)
        if value.number is not None
    }
    for place, shares in sorted(key.employers.items()):
        whole, largest = sum(shares), max(shares, default=0)
        few = 0 < len(shares) < key.least_employers
        if not (few or 0 < key.largest_share * whole < 100 * largest) or place in told_before:
            continue
        if place in knowledge.numbers:
            yield f"{named(place)}: Dahinter stehen zu wenige Betriebe, und der Wert steht lesbar da."
        elif place in knowledge.hidden and place not in key.secrets:
            yield f"{named(place)}: Dahinter stehen zu wenige Betriebe, und nichts schützt den Wert."


def _of_words(files: Sequence[FoundFile], key: Key) -> Iterator[str]:
    """Yield numbers in texts and pictures that nobody may read."""
    harmless = {number for text in key.harmless for number in numbers_in(text)}
    for file in files:
        shown = [_shown(table) for table in file.tables]
        everywhere = set().union(*shown) if shown else set()
        for prose in file.proses:
            allowed = (
                harmless | set().union(*(shown[place] for place in prose.beside)) if prose.beside else harmless
            )
            for number in prose.numbers:
                if number not in allowed:
                    yield f"{file.name}, {prose.place}: Die Zahl {number} steht in keiner Tabelle daneben."
        if file.words is not None:
            drawn = {number for text in key.drawn for number in numbers_in(text)}
            yield from _of_pdf(file, files, harmless | everywhere | drawn)


def _of_marks(file: FoundFile) -> Iterator[str]:
    """Yield bars that are drawn as the table beside them does not say."""
    for mark in file.marks:
        table = file.tables[mark.table] if 0 <= mark.table < len(file.tables) else None
        if not _drawn_as_shown(mark.row, mark.column, mark.value, table):
            yield f"{file.name}, {mark.place}: gezeichnet wie {mark.value:.3g}, in der Tabelle steht das nicht."


def _shown(table: FoundTable) -> set[str]:
    values = [*(value for row in table.cells for value in row), *table.others]
    values += [value for _, share in table.shares for value in share]
    return {number for value in values for number in numbers_in(value.text)}


def _drawn_as_shown(row: str, column: str, value: float, table: FoundTable | None) -> bool:
    if table is None or row not in table.rows or column not in table.columns:
        return False
    number = table.cells[table.rows.index(row)][table.columns.index(column)].number
    return number is not None and abs(number - value) <= max(0.05, abs(number) * 0.01)


def _of_pdf(file: FoundFile, files: Sequence[FoundFile], allowed: set[str]) -> Iterator[str]:
    """Yield rows of tables that a PDF does not have, and numbers that it alone has."""
    tables = next((other.tables for other in reversed(files) if other.tables), [])
    rest = file.words or ""
    for table in tables:
        for row, cells in zip(table.rows, table.cells, strict=True):
            line = " ".join([row, *(value.text for value in cells)])
            if line not in rest:
                yield f"{file.name}: Die Zeile „{row}“ von „{table.subject}“ steht dort nicht oder anders."
            rest = rest.replace(line, " ", 1)
        allowed |= _shown(table)
    for number in sorted(set(numbers_in(rest)) - allowed):
        yield f"{file.name}: Die Zahl {number} kennt das Verzeichnis der Veröffentlichungen nicht."
