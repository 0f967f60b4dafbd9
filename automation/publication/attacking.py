"""`lotse publish --attack`: what anybody's finished files give away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from automation.publication.attacker.findings import UnreadableError
from automation.publication.attacker.verdict import READABLE, attack, named, read_file
from workbook.errors import FigureError, FileMissingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from automation.publication.attacker.verdict import Verdict

_MOST = 20


@dataclass(frozen=True, slots=True)
class Attacked:
    """What an attack on files found; how many tables it read in them, and how many of their cells it could not."""

    files: tuple[Path, ...]
    tables: int
    unread: int
    verdict: Verdict

    @property
    def leaks(self) -> tuple[str, ...]:
        """What they give away."""
        return self.verdict.leaks


def attack_files(paths: Sequence[Path]) -> Attacked:
    """Return what files give away together; nothing is written.

    Raises:
        FigureError: a file is of another kind, cannot be read, or none of them holds a table.
        FileMissingError: a file is not there.
    """
    read = []
    for path in paths:
        if not path.is_file():
            raise FileMissingError(path)
        if path.suffix.lower() not in READABLE:
            raise FigureError(f"„{path.name}“ lässt sich nicht angreifen. Gelesen werden {', '.join(READABLE)}.")
        try:
            read.append(read_file(path))
        except UnreadableError as error:
            raise FigureError(
                f"„{path.name}“ lässt sich nicht lesen. Ist die Datei beschädigt, oder hat sie ein Kennwort?"
            ) from error
    tables = sum(len(each.tables) for each in read)
    if not tables:
        raise FigureError(
            "In den Dateien ist keine Tabelle zu erkennen. In einem PDF stehen nur Wörter: Bitte die .xlsx oder "
            ".html dazu nennen."
        )
    unread = sum(table.unread for each in read for table in each.tables)
    return Attacked(tuple(paths), tables, unread, attack(read))


def attacked_told(made: Attacked) -> Iterator[str]:
    """Yield what an attack found, in sentences."""
    hidden = len(made.verdict.intervals)
    yield f"{made.tables} Tabellen gelesen, {hidden} verdeckte Zellen angegriffen."
    yield from made.leaks[:_MOST]
    if len(made.leaks) > _MOST:
        yield f"… und {len(made.leaks) - _MOST} weitere."
    if made.unread:
        cells = "1 Zelle ist" if made.unread == 1 else f"{made.unread} Zellen sind"
        yield f"{cells} weder Zahl noch als geheim zu erkennen (etwa durch *) und nicht angegriffen."
    if not made.leaks:
        yield "Nichts davon lässt sich errechnen oder auf einen schmalen Bereich eingrenzen."


def attacked_document(made: Attacked) -> dict[str, Any]:
    """Return an attack as plain data."""
    return {
        "files": [str(path) for path in made.files],
        "tables": made.tables,
        "hidden": len(made.verdict.intervals),
        "unread": made.unread,
        "leaks": list(made.leaks),
        "intervals": [
            {"cell": named(place), "low": round(low, 6), "high": None if high == float("inf") else round(high, 6)}
            for place, (low, high) in sorted(made.verdict.intervals.items())
        ],
    }
