"""The marks of a workbook's sheets, found in a process of its own while this one reads their values.

Looking over the bytes of a sheet takes half as long as reading them, and Python does one thing at a time. What the
other process cannot tell is looked over here, as if there were none.
"""

from __future__ import annotations

import os
import pickle
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

from workbook.errors import WorkbookError
from workbook.package.parts import Package
from workbook.package.sheet_marks import SheetMarks, sheet_marks
from workbook.reading.messages import message_of, received_bytes, send, started
from workbook.second_process import SecondProcess, can_share

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Sequence


class SheetsBeside:
    """The other process: asked for all sheets at once, it answers in that order."""

    def __init__(self, path: Path, file: IO[bytes], parts: Sequence[str]) -> None:
        """Begin; `parts` are the sheets in the order in which they are needed. `file` is the workbook, opened."""
        self._marks: dict[str, SheetMarks] = {}
        self._open = [part for part in parts if part]
        self._split: SecondProcess | None = None
        self._process: subprocess.Popen[bytes] | None = None
        with suppress(OSError):  # content in memory has no number; a system out of processes starts none
            same = _state(file)
            if can_share():
                self._split = SecondProcess(partial(_answer, path, same, tuple(self._open)))
                return
            self._process = started(__name__)
            if self._process.stdin is not None:
                send(self._process.stdin, (str(path), same, self._open))

    def marks(self, part: str) -> SheetMarks | None:
        """Return the marks of a sheet, `None` where the other process could not tell them."""
        while part in self._open and (answer := self._answers) is not None:
            try:
                data = received_bytes(answer)
                found: SheetMarks | None = None if data is None else message_of(data)
            except (OSError, pickle.UnpicklingError):
                data = found = None
            if data is None:
                self.close()
            elif found is not None:
                self._marks[self._open[0]] = found
            del self._open[:1]
        return self._marks.get(part)

    @property
    def _answers(self) -> IO[bytes] | None:
        if self._split is not None:
            return self._split.answer
        return self._process.stdout if self._process is not None else None

    def close(self) -> None:
        """End the other process."""
        split, self._split = self._split, None
        if split is not None:
            split.kill()
            split.wait()
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        process.wait()


def _state(file: IO[bytes]) -> tuple[int, int, int, int]:
    """Return by what a file is known to be the same, unchanged."""
    known = os.fstat(file.fileno())
    return known.st_dev, known.st_ino, known.st_size, known.st_mtime_ns


def main() -> None:
    """Read from standard input which sheets of which file are asked for, and answer with the marks of each."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    data = received_bytes(source)
    if data is None:
        return
    path, same, parts = message_of(data)
    _answer(Path(path), same, parts, target)


def _answer(path: Path, same: tuple[int, int, int, int], parts: Sequence[str], target: IO[bytes]) -> None:
    with suppress(WorkbookError, OSError), Package(path) as package:
        if _state(package.archive.file) != same:  # somebody has saved it anew
            return
        for part in parts:
            send(target, _marks(package, part))


def _marks(package: Package, part: str) -> SheetMarks | None:
    with suppress(WorkbookError):  # told by the one who asked, who meets it again
        return sheet_marks(package, part)
    return None
