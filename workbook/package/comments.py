"""What staff pinned to cells: Excel's notes, and the comments with replies of newer versions.

Newer versions keep a comment with replies twice: as a note with a text for older programs, whose author is
`tc={…}`, and in a part of its own. What was said stands in the second.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from workbook.cells import Area
from workbook.errors import DamagedWorkbookError, RefusedWorkbookError
from workbook.package.markup import elements, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from workbook.package.markup import Element
    from workbook.package.parts import Package

LOTSE = "Lotse"
"""The author of the help at headers."""

_EARLIER_HELP = frozenset(
    (
        "Wer das entschieden hat.",
        "1: zählt. 0: zählt nicht.",
        "Bei Haushalten: wo sie stehen. Bei Anliegen: die Kategorie.",
    )
)
"""What help at headers said in 0.1 and says otherwise today. Programs that save a file change its author."""

_THREAD = "tc="


class CellComment(Struct, frozen=True):
    """A note at a cell: plain text; `threaded` is one that was a comment with replies."""

    text: str
    author: str = ""
    threaded: bool = False


def cell_comments(package: Package, part: str) -> dict[tuple[int, int], CellComment]:
    """Return the notes of a worksheet by row and column; what is broken in them is passed over, as Excel does."""
    found: dict[tuple[int, int], CellComment] = {}
    for root in _related(package, part, "comments"):
        authors = [_text(each) for each in root.iter() if _is(each, "author")]
        for element in (each for each in root.iter() if _is(each, "comment")):
            number = element.get("authorId", "")
            author = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
            body = (each for each in elements(element) if _is(each, "text"))
            text = "".join(_text(piece) for each in body for piece in _pieces(each))
            _enter(found, element, CellComment(text, author, author.startswith(_THREAD)))
    _enter_threads(package, part, found)
    return {place: comment for place, comment in found.items() if comment.text.strip()}


def is_earlier_help(comment: CellComment) -> bool:
    """Tell whether a note is help that an earlier version put at a header: it goes, and is nobody's loss."""
    return comment.text.strip() in _EARLIER_HELP


def lost_comments(before: Iterable[CellComment], after: Iterable[CellComment]) -> int:
    """Return how many of the staff's notes are not among those that stand there afterwards."""
    written = Counter(each.text.strip() for each in before if each.author != LOTSE and not is_earlier_help(each))
    kept = [each.text for each in after]
    written.subtract(text.strip() for text in kept)
    return sum(1 for text, more in written.items() for _ in range(more) if not any(text in each for each in kept))


def comments_told(sheet: str, before: Iterable[CellComment], after: Iterable[CellComment], where: str) -> list[str]:
    """Return what is to be told when a sheet is written anew; `where` says what became of lost notes."""
    before, told = list(before), []
    lost = lost_comments(before, after)
    threads = sum(each.threaded for each in before)
    if lost:
        count = "1 Notiz" if lost == 1 else f"{lost} Notizen"
        told.append(f"Auf Blatt „{sheet}“ ließ sich nicht alles wieder anheften ({count}); {where}.")
    elif threads:
        told.append(
            f"Kommentare mit Antworten auf Blatt „{sheet}“ sind jetzt Notizen mit dem ganzen Wortlaut ({threads})."
        )
    return told


def _enter_threads(package: Package, part: str, found: dict[tuple[int, int], CellComment]) -> None:
    threads: dict[tuple[int, int], list[str]] = {}
    people: Mapping[str, str] | None = None
    for root in _related(package, part, "threadedComment"):
        people = _people(package) if people is None else people
        for element in (each for each in root.iter() if _is(each, "threadedComment")):
            area = Area.parse(element.get("ref", ""))
            if area is not None:
                said = "".join(_text(each) for each in elements(element) if _is(each, "text"))
                name = people.get(element.get("personId", ""), "")
                place = (area.first_row, area.first_column)
                threads.setdefault(place, []).append(f"{name}: {said}" if name else said)
    for place, said_there in threads.items():
        found[place] = CellComment("\n".join(said_there), "", threaded=True)


def _people(package: Package) -> dict[str, str]:
    return {
        each.get("id", ""): each.get("displayName", "")
        for root in _related(package, package.workbook_part, "person")
        for each in root.iter()
        if _is(each, "person")
    }


def _related(package: Package, source: str, kind: str) -> Iterator[Element]:
    for relationship in package.links(source):
        if relationship.kind == kind and not relationship.external and package.has(relationship.target):
            try:
                yield package.tree(relationship.target)
            except (DamagedWorkbookError, RefusedWorkbookError):
                continue


def _enter(found: dict[tuple[int, int], CellComment], element: Element, comment: CellComment) -> None:
    area = Area.parse(element.get("ref", ""))
    if area is not None:
        found[area.first_row, area.first_column] = comment


def _pieces(body: Element) -> Iterator[Element]:
    """Yield the runs of a text without what says how it is pronounced."""
    for each in elements(body):
        if _is(each, "t"):
            yield each
        elif _is(each, "r"):
            yield from (piece for piece in elements(each) if _is(piece, "t"))


def _is(element: Element, name: str) -> bool:
    return isinstance(element.tag, str) and local_name(element) == name


def _text(element: Element) -> str:
    return "".join(str(piece) for piece in element.itertext())
