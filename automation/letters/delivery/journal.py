"""What a run is about to do, on the disk before it does it: lines of JSON beside the workbook.

It holds numbers, kinds, keys, names of files and digests, never a client's name or value. A line that was cut off
tells of something that was not begun. A run that comes to its end removes its lines; those of a run in an open book
stay until the log of a saved workbook has the letters, because its user may close without saving.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from automation.letters.dispatch import DAY_FIELDS, Dispatch
from workbook.writing.disk import give_rights, own_file, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_KNOWN = frozenset(field.name for field in fields(Dispatch)) - {"own", "pinned", "row"}
"""What staff wrote into columns of their own and into notes stays in the workbook."""


MARK_LENGTH = 12
"""So many of a run's letters and digits stand in the column `Lauf`; those behind them keep its files apart."""


def mark_of(run: str) -> str:
    """Return what the log holds of a run's name."""
    return run[:MARK_LENGTH]


@dataclass(frozen=True, slots=True)
class Created:
    """A letter that is new: its row, and the digest of each of its files by name, in the row's folder."""

    run: str
    row: Dispatch
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A letter whose files are written anew under its number; `files` as in `Created`."""

    run: str
    row: Dispatch
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Moved:
    """A letter whose files go into another folder; `row` is as it was before."""

    run: str
    row: Dispatch
    files: Mapping[str, str]
    folder: str


Step = Created | Rewritten | Moved
_KINDS: Mapping[str, type[Step]] = {kind.__name__.lower(): kind for kind in (Created, Rewritten, Moved)}


class Journal:
    """The journal of a workbook; only the run that has the turn may touch it."""

    def __init__(self, workbook: Path) -> None:
        self._workbook = workbook
        self.path = own_file(workbook, "journal")

    def read(self) -> tuple[Step, ...]:
        """Return the steps of runs that were not settled, in their order."""
        try:
            lines = self.path.read_bytes().splitlines()
        except OSError:
            return ()
        return tuple(step for line in lines if (step := _step(line)) is not None)

    def replace(self, steps: Iterable[Step]) -> None:
        """Keep these steps and no others; without any, the journal goes."""
        lines = [_line(step) for step in steps]
        if not lines:
            self.path.unlink(missing_ok=True)
            return
        half = self.path.with_name(f"{self.path.name}.neu")
        half.unlink(missing_ok=True)
        self._write(half, lines, os.O_EXCL)
        give_rights(half, self._workbook)
        half.replace(self.path)
        sync_folder(self.path.parent)

    def add(self, steps: Iterable[Step]) -> None:
        """Add steps that are about to be taken; they are on the disk when this returns."""
        fresh = not self.path.exists()
        self._write(self.path, [_line(step) for step in steps], os.O_APPEND)
        if fresh:
            give_rights(self.path, self._workbook)
            sync_folder(self.path.parent)

    @staticmethod
    def _write(path: Path, lines: list[bytes], flags: int) -> None:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | flags | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "ab") as file:
            # A line that a dead run left half-written must not swallow the first of ours.
            file.write(b"\n" + b"".join(lines))
            file.flush()
            os.fsync(file.fileno())


def _line(step: Step) -> bytes:
    document = {"do": type(step).__name__.lower(), **asdict(step)}
    document["row"] = {name: value for name, value in document["row"].items() if name in _KNOWN}
    return json.dumps(document, ensure_ascii=False, default=_day).encode() + b"\n"


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _step(line: bytes) -> Step | None:
    """Return the step of a line, `None` if it was cut off."""
    try:
        document: dict[str, Any] = json.loads(line)
        kind = _KINDS[document.pop("do")]
        row = {name: value for name, value in document.pop("row").items() if name in _KNOWN}
        for name in DAY_FIELDS & row.keys():
            row[name] = _read_day(row[name])
        return kind(row=Dispatch(**row), **document)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _read_day(value: Any) -> Any:
    try:
        return date.fromisoformat(value)
    except (ValueError, TypeError):
        return value
