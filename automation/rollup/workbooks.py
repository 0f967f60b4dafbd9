"""The offices' own workbooks → what each would hand in; for one controller's own offices, on a stated ground."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from automation.rollup import cache
from automation.rollup.city import corrected
from automation.rollup.executors import open_work
from automation.rollup.gathering import Gathered
from automation.rollup.handed import HandIn
from automation.rollup.handing import count_for_handin
from automation.rollup.linking import CountedPerson, corrections, persons_of
from workbook.errors import LotseError
from workbook.writing.file_book import FileBook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from automation.rollup.city import City
    from automation.rollup.executors import Work


def facts_of(
    path: str, quarter: str | None, today: str, key: str | None = None, *, use_cache: bool = True
) -> dict[str, Any]:
    """Return what an office's workbook says, as plain data: a hand-in, or the problem; nothing is written or asked.

    With a `key` also the hashes of the persons who count; these are never kept.
    """
    file = Path(path)
    try:
        mark = cache.key_of(file, quarter or "", today) if use_cache and key is None else ""
        if mark and (found := cache.kept(mark)) is not None:
            return dict(found)
        counted = count_for_handin(FileBook(file), date.fromisoformat(today), quarter=quarter, draft=True)
    except LotseError as error:
        return {"problem": str(error)}
    except OSError:
        return {"problem": f"„{file.name}“ lässt sich nicht lesen. Bitte prüfen, ob die Datei da ist."}
    data: dict[str, Any] = {"handed": counted.handed.as_data()}
    if key is not None:
        persons, unlinked = persons_of(counted, key.encode())
        data |= {"persons": [asdict(each) for each in persons], "unlinked": unlinked}
    if mark:
        cache.keep(mark, data)
    return data


@contextmanager
def counted_workbooks(
    where: tuple[str | None, int | None, int | None],
    paths: Sequence[Path],
    quarter: str | None,
    today: date,
    *,
    key: bytes | None = None,
    use_cache: bool = True,
) -> Iterator[Iterator[Gathered]]:
    """Yield what every workbook says, as it comes in; `where` are cluster, processes and memory (`open_work`).

    Raises:
        MissingToolError: the cluster cannot be reached.
    """
    with open_work(*where) as work:
        yield _gathered(work, paths, quarter, today, key=key, use_cache=use_cache)


def _gathered(
    work: Work, paths: Sequence[Path], quarter: str | None, today: date, *, key: bytes | None, use_cache: bool
) -> Iterator[Gathered]:
    typed = key.decode() if key is not None else None
    waiting = []
    for path in paths:  # what is kept costs no process
        found = _kept(path, quarter, today) if use_cache and key is None else None
        if found is None:
            waiting.append(path)
        else:
            yield _said(path.name, found)
    for outcome in work.each(
        _counted, [str(path) for path in waiting], quarter, today.isoformat(), typed, use_cache
    ):
        yield _said(Path(outcome.item).name, outcome.value or {"problem": outcome.error})


def _kept(path: Path, quarter: str | None, today: date) -> Mapping[str, Any] | None:
    try:
        return cache.kept(cache.key_of(path, quarter or "", today.isoformat()))
    except OSError:
        return None


def _said(name: str, data: Mapping[str, Any]) -> Gathered:
    if "problem" in data:
        return Gathered(name, problem=data["problem"])
    people = tuple(CountedPerson(**{**each, "said": tuple(each["said"])}) for each in data.get("persons", ()))
    return Gathered(name, HandIn.of_data(data["handed"]), unlinked=data.get("unlinked", 0), persons=people)


def _counted(path: str, quarter: str | None, today: str, key: str | None, use_cache: bool) -> dict[str, Any]:
    return facts_of(path, quarter, today, key, use_cache=use_cache)


def linked(city: City, gathered: Sequence[Gathered]) -> City:
    """Return the city with everybody counted once, as far as a Kundennummer tells."""
    offices = {each.mark for each in city.offices}
    counted = [each for each in gathered if each.handed is not None and each.handed.mark in offices]
    persons = {each.handed.office: each.persons for each in counted if each.handed is not None}
    taken = sorted(corrections(persons), key=lambda each: each.order)
    unlinked = sum(each.unlinked for each in counted)
    twice = len(taken)
    said = (
        f"Sozialer Arbeitsmarkt, Integrationen und Reichweite zählen jeden Menschen einmal ({twice} Zählungen in "
        f"einem zweiten Büro sind abgezogen; {unlinked} Menschen ohne Kundennummer sind nicht verbunden)."
    )
    return corrected(city, taken, said)
