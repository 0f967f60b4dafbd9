"""The offices' own workbooks → what each would hand in; for one controller's own offices, on a stated ground."""

from __future__ import annotations

import gc
from collections import defaultdict
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from automation.rollup import cache
from automation.rollup.addresses import content_of, keys_for, labels_of
from automation.rollup.city import corrected
from automation.rollup.counting import side_by_side
from automation.rollup.executors import open_work
from automation.rollup.gathering import Gathered, is_open, path_of, problem_of
from automation.rollup.handed import HandedSum, HandIn
from automation.rollup.handing import count_for_handin
from automation.rollup.linking import CountedPerson, counted_again, persons_of
from automation.rollup.packed import Aside, Numbers, Packed, plain_rows, shared
from workbook.errors import LotseError
from workbook.writing.file_book import FileBook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from automation.rollup.city import City
    from automation.rollup.linking import CountedAgain
    from automation.rollup.outcome import Work


def facts_of(address: str, quarter: str | None, today: str, key: str | None = None) -> dict[str, Any]:
    """Return what an office's workbook says, as plain data: a hand-in, or the problem; nothing is written or asked.

    With a `key` also the hashes of the persons who count.

    Raises:
        MemoryError: there is too little memory for this workbook.
    """
    try:
        keys = keys_for(address)
        book, content = FileBook(path_of(address), keys=keys), content_of(address, keys)
        counted = count_for_handin(book, date.fromisoformat(today), quarter=quarter, draft=True)
        handed = counted.handed
        data: dict[str, Any] = {
            "handed": replace(handed, sums=()).as_data(),
            "sums": plain_rows(handed.sums),
            "values": side_by_side(handed),
            "content": content,
        }
        if key is not None:
            persons, unlinked = persons_of(counted, key.encode(errors="surrogateescape"))
            data |= {"persons": plain_rows(persons), "unlinked": unlinked}
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 -- one file never ends the rest, even where Lotse is at fault
        return {"problem": problem_of(error)}
    return data


@contextmanager
def counted_workbooks(
    where: tuple[str | None, int | None, int | None],
    addresses: Sequence[str],
    quarter: str | None,
    today: date,
    *,
    key: bytes | None = None,
    use_cache: bool = True,
) -> Iterator[Iterator[Gathered]]:
    """Yield what every workbook says, as it comes in; `where` are cluster, processes and memory (`open_work`).

    With a `key` nothing is kept: what is kept must not tell persons.

    Raises:
        MissingToolError: the cluster cannot be reached.
    """
    with open_work(*where) as work:
        asked = (quarter, today.isoformat(), key.decode(errors="surrogateescape") if key is not None else None)
        yield _gathered(work, addresses, asked, use_cache=use_cache and key is None)


def _gathered(
    work: Work, addresses: Sequence[str], asked: tuple[str | None, str, str | None], *, use_cache: bool
) -> Iterator[Gathered]:
    labels, marks, aside = labels_of(addresses), {}, Aside()
    places = {address: cache.place_of(address, asked[0] or "") for address in addresses if use_cache}
    waiting = []
    for address in addresses:  # what is kept costs no process
        marks[address] = _mark(address, asked) if use_cache else ""
        mark = marks[address]
        found = _kept((mark, places[address]), labels[address], address, aside) if mark else None
        if found is None:
            waiting.append(address)
        else:
            yield found
    for outcome in work.each(_counted, waiting, *asked, use_cache):
        mark, data = outcome.value or ("", {"problem": outcome.error})
        if mark and mark == marks[outcome.item] and "problem" not in data:  # nobody saved it meanwhile
            cache.keep(mark, places[outcome.item], data)
        yield _said(labels[outcome.item], data, outcome.item, aside)
    if use_cache:
        cache.expire()


def _kept(mark: tuple[str, str], label: str, address: str, aside: Aside) -> Gathered | None:
    """Return what is kept of a workbook, `None` where that is nothing, or nothing that Lotse kept."""
    found = cache.kept(*mark)
    with suppress(KeyError, TypeError, ValueError, AttributeError):
        return _said(label, found, address, aside) if found is not None else None
    return None


def _counted(
    address: str, quarter: str | None, today: str, key: str | None, use_cache: bool
) -> tuple[str, dict[str, Any]]:
    data = facts_of(address, quarter, today, key)
    # An office refers to itself: left alone, it would still be there while the next one is read.
    gc.collect()
    return _mark(address, (quarter, today, key)) if use_cache else "", data


def _mark(address: str, asked: tuple[str | None, str, str | None]) -> str:
    """Return by what the counted workbook is found again, "" where nobody can tell."""
    try:
        return cache.key_of(address, asked[0] or "", asked[1])
    except (OSError, LotseError):
        return ""


def _said(label: str, data: Mapping[str, Any], address: str, aside: Aside) -> Gathered:
    if "problem" in data:
        return Gathered(label, problem=data["problem"])
    handed = replace(HandIn.of_data(shared(data["handed"])), sums=Packed(HandedSum, data["sums"], aside))
    persons = Packed(CountedPerson, data.get("persons", ()))
    unlinked = data.get("unlinked", 0)
    values, content = Numbers(data["values"]), data["content"]
    return Gathered(label, handed, "", values, unlinked, is_open(address), persons, content)


def linked(city: City, gathered: Sequence[Gathered]) -> City:
    """Return the city with everybody counted once, as far as a Kundennummer tells."""
    offices = set(map(id, city.offices))  # of two files of one office one is counted
    counted = [each for each in gathered if id(each.handed) in offices]
    persons = {each.handed.office: each.persons for each in counted if each.handed is not None}
    again = [*counted_again(persons)]
    taken = sorted((each.taken_away for each in again), key=lambda each: each.order)
    unlinked = sum(each.unlinked for each in counted)
    twice = sum(not each.same for each in again)
    said = (
        "Sozialer Arbeitsmarkt, Integrationen und Reichweite zählen jeden Menschen einmal (in einem zweiten Büro "
        f"gezählt und abgezogen: {twice}; ohne Kundennummer und darum nicht verbunden: {unlinked})."
    )
    return corrected(city, taken, said, tuple(_several_rows(again)))


def _several_rows(again: Sequence[CountedAgain]) -> Iterator[str]:
    """Yield in which offices people count under several KlientIDs: their own dashboards count them twice."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for each in again:
        if each.same and each.person.shared:
            found[each.office].add(each.person.hash)
    if found:
        people = {office: len(hashes) for office, hashes in found.items()}
        every = [
            f"{office} ({number} {'Mensch' if number == 1 else 'Menschen'})" for office, number in people.items()
        ]
        yield _SEVERAL_ROWS.format(", ".join(sorted(every, key=str.casefold)))


_SEVERAL_ROWS = (
    "Im Büro mehrmals gezählt und hier einmal, weil dort dieselbe Kundennummer in mehreren Zeilen steht "
    "(Prüfbericht, D-02): {}. Bitte im Büro klären."
)
