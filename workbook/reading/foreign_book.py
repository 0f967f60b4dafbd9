"""A `RawBook` of an .xlsb, .xls or .ods: read but never written, parsed in a process of its own (`apart.py`)."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from workbook import errors
from workbook.errors import DamagedWorkbookError, WorkbookError
from workbook.package.archive import bomb
from workbook.package.parts import digest_of
from workbook.package.sheet_marks import SheetMarks
from workbook.reading.apart import Contents, Refusal
from workbook.reading.foreign import foreign_content
from workbook.reading.messages import message_of, received_bytes, send_bytes, started
from workbook.reading.passwords import Keys

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from workbook.cells import CellValue, Grid
    from workbook.package.comments import CellComment


class ForeignBookReader:
    """A `RawBook` of an .xlsb, .xls or .ods; the staff's tables are known by their headers.

    The tables on Lotse's sheets only an .ods can tell.

    `keys` opens a workbook with a password; its content stays in memory.
    """

    def __init__(self, path: Path, keys: Keys | None = None) -> None:
        self.path, self.name = path, path.name
        with foreign_content(path, keys or Keys()) as file:
            self.digest = digest_of(file)
            file.seek(0)
            self._apart = _Apart(path, file.read())
        self._contents = self._apart.contents
        self.date_1904 = self._contents.date_1904
        self.sheets = self._contents.sheets
        self.tables = self._contents.tables
        self.owned = self._contents.owned
        self.lost = self._contents.lost
        self.version = self._contents.version
        self._last: tuple[str, Grid] | None = None

    def opened(self) -> Self:
        """Return the reader: the other process has opened the file."""
        return self

    def ahead_of_all(self) -> None:
        """Begin to read what the whole workbook will be asked for: it is read when it is asked for."""

    def __enter__(self) -> Self:
        """Begin to read."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the file."""
        self._last = None
        self._apart.close()

    def comments(self, sheet: str) -> Mapping[tuple[int, int], CellComment]:  # noqa: ARG002 -- nothing is written there
        """Return none: Lotse writes no file of these kinds, so nothing of them can be lost."""
        return {}

    def grid(self, sheet: str) -> Grid:
        """Return the values of a sheet from A1 on; a date comes as `date`, a date with a time as `datetime`.

        Raises:
            DamagedWorkbookError: the sheet cannot be read to its end.
            StrayCellError: a cell stands so far out that the sheet does not fit into memory.
        """
        if self._last is None or self._last[0] != sheet:
            self._last = None  # one sheet at a time
            self._last = sheet, self._apart.rows(sheet)
        return self._last[1]

    def head(self, sheet: str, rows: int) -> Grid:
        """Return the first rows of a sheet from A1 on."""
        return self.grid(sheet)[:rows]

    def rows(self, sheet: str, *, again: bool = False) -> Iterator[Sequence[CellValue]]:  # noqa: ARG002
        """Yield the rows of a sheet from A1 on; a date comes as `date`, a date with a time as `datetime`."""
        return iter(self.grid(sheet))

    def soonest(self, sheets: Collection[str]) -> Sequence[str]:
        """Return the sheets as they were asked for: one is like the other."""
        return tuple(sheets)

    def ahead(self, sheet: str) -> None:
        """Begin to read a sheet that is asked for next: it is read when it is asked for."""

    def marks(self, sheet: str) -> SheetMarks:
        """Return what the sheet says beside its values."""
        return self._contents.marks.get(sheet) or SheetMarks()

    def shown(self, sheet: str, numbers: Mapping[str, float]) -> Mapping[str, str]:
        """Return what cells with these numbers show, by address; those that show the plain number are left out."""
        known = self.marks(sheet).shown
        return {cell: known[cell] for cell in numbers if cell in known}


class _Apart:
    """The other process: given a file, asked for its sheets."""

    def __init__(self, path: Path, data: bytes) -> None:
        self._path, self._compound = path, not data.startswith(b"PK")
        self._process = started("workbook.reading.apart")
        try:
            self._ask(data)
            self.contents: Contents = self._answer()
        except BaseException:
            self.close()
            raise

    def rows(self, sheet: str) -> Grid:
        """Return the values of a sheet."""
        self._ask(sheet.encode())
        rows: Grid = []
        while (more := self._answer(sheet)) is not None:
            rows += more
        return rows

    def close(self) -> None:
        """End the process."""
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        self._process.kill()
        self._process.wait()

    def _ask(self, message: bytes) -> None:
        if self._process.stdin is None:
            raise DamagedWorkbookError(self._path)
        with suppress(OSError):  # it has ended; the answer tells
            send_bytes(self._process.stdin, message)

    def _answer(self, sheet: str | None = None) -> Any:
        """Return the next message.

        Raises:
            WorkbookError: the file cannot be read, or not within the limits.
        """
        data = received_bytes(self._process.stdout)
        if not data:  # ended by the system, or by a library that found no memory
            raise self._too_large(sheet)
        message = message_of(data)
        if isinstance(message, Refusal):
            raise self._error(message, sheet)
        return message

    def _error(self, refusal: Refusal, sheet: str | None) -> WorkbookError:
        if refusal.kind == MemoryError.__name__:
            return self._too_large(sheet)
        kind = getattr(errors, refusal.kind)
        error: WorkbookError = kind(self._path, **refusal.where)
        return error

    def _too_large(self, sheet: str | None) -> WorkbookError:
        # The records of an .xls are as large as they are; only a damaged one asks for more.
        return DamagedWorkbookError(self._path, sheet=sheet) if self._compound else bomb(self._path)
