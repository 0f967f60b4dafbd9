"""Files, folders and patterns → what each file says, or why it is not counted; a bad file never ends the rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING

from automation.rollup.handin_sheet import read_handin
from workbook.errors import FileMissingError, LotseError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from automation.rollup.handed import HandIn
    from automation.rollup.linking import CountedPerson

_ENDINGS = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class Gathered:
    """A file and what is counted of it, or the sentence that says why nothing is.

    `persons` are those who count, by keyed hash, where offices are linked; `unlinked` had nothing to be known by.
    """

    file: str
    handed: HandIn | None = None
    problem: str = ""
    unlinked: int = 0
    persons: tuple[CountedPerson, ...] = field(default=(), repr=False)


def files_of(given: Iterable[str]) -> tuple[Path, ...]:
    """Return the workbooks of files, folders and patterns, each once, in the order of their names.

    Raises:
        FileMissingError: something that was named is not there.
    """
    found: dict[Path, None] = {}
    for each in given:
        for path in _expanded(each):
            found.setdefault(path.absolute(), None)
    return tuple(sorted(found, key=lambda path: (path.name.casefold(), str(path))))


def _expanded(given: str) -> Iterator[Path]:
    path = Path(given)
    if path.is_dir():
        yield from (each for each in path.rglob("*") if _is_workbook(each))
    elif path.exists():
        yield path
    elif has_magic(given):
        # A pattern may begin anywhere, which `Path.glob` does not take.
        found = map(Path, glob(given, recursive=True))  # noqa: PTH207
        yield from filter(_is_workbook, found)
    else:
        raise FileMissingError(path)


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() in _ENDINGS and path.is_file() and not path.name.startswith(("~$", "."))


def gather(paths: Iterable[Path]) -> Iterator[Gathered]:
    """Yield every hand-in, or what is wrong with its file."""
    for path in paths:
        try:
            yield Gathered(path.name, read_handin(path))
        except LotseError as error:
            yield Gathered(path.name, problem=str(error))
