"""`lotse publish --attack`: what anybody's finished files give away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from automation.publication.attacker.findings import UnreadableError
from automation.publication.attacker.verdict import READABLE, attack, named, read_file, unjudged
from workbook.errors import FigureError, FileMissingError
from workbook.german import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from automation.publication.attacker.verdict import Verdict

_MOST = 20


class Attacked(Struct, frozen=True):
    """What an attack on files found; how many tables it read in them, and how many of their cells it could not.

    `unjudged` are numbers outside of tables with their places: whether they may be told, only the office knows.
    """

    files: tuple[Path, ...]
    tables: int
    unread: int
    verdict: Verdict
    unjudged: Mapping[str, str] = field(default_factory=dict)

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
            "In den Dateien ist keine Tabelle zu erkennen. In einem PDF stehen nur Wörter: Bitte die .xlsx, .html "
            "oder .csv dazu nennen."
        )
    unread = sum(table.unread for each in read for table in each.tables)
    return Attacked(tuple(paths), tables, unread, attack(read), unjudged(read))


def attacked_told(made: Attacked) -> Iterator[str]:
    """Yield what an attack found, in sentences."""
    hidden = len(made.verdict.intervals)
    tables = counted(made.tables, "Tabelle", "Tabellen")
    yield f"{tables} gelesen, {counted(hidden, 'verdeckte Zelle', 'verdeckte Zellen')} angegriffen."
    yield from made.leaks[:_MOST]
    if len(made.leaks) > _MOST:
        yield f"… und {len(made.leaks) - _MOST} weitere."
    if made.unread:
        cells = "1 Zelle ist" if made.unread == 1 else f"{made.unread} Zellen sind"
        yield f"{cells} weder Anzahl noch als geheim zu erkennen (etwa durch *) und nicht angegriffen."
    if not made.leaks:
        yield "Keine verdeckte Zelle lässt sich aus den Tabellen errechnen oder auf wenige Werte eingrenzen."
    yield (
        "Nicht beurteilt ist, was nur das Büro weiß: wer selbst hinter einer Zahl steht, wie viele Betriebe es "
        "sind und was früher veröffentlicht wurde (frühere Dateien können Sie dazu nennen)."
    )
    if made.unjudged:
        said = [f"{number} ({place})" for number, place in made.unjudged.items()]
        more = f" und {len(said) - _MOST} weitere" if len(said) > _MOST else ""
        yield (
            "Bitte selbst ansehen: Diese Zahlen stehen in Texten, Alternativtexten, Eigenschaften oder im PDF, "
            f"aber in keiner Tabelle daneben. Harmlos sind etwa Tage und Jahre. {'; '.join(said[:_MOST])}{more}."
        )


def attacked_document(made: Attacked) -> dict[str, Any]:
    """Return an attack as plain data."""
    return {
        "files": [str(path) for path in made.files],
        "tables": made.tables,
        "hidden": len(made.verdict.intervals),
        "unread": made.unread,
        "unjudged": [{"number": number, "place": place} for number, place in made.unjudged.items()],
        "leaks": list(made.leaks),
        "intervals": [
            {"cell": named(place), "low": round(low, 6), "high": None if high == float("inf") else round(high, 6)}
            for place, (low, high) in sorted(made.verdict.intervals.items())
        ],
    }
