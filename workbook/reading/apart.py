"""What parses a foreign file, in a process of its own: started by `foreign_book.py` and told what to read.

.xlsb, .xls and .ods come from anybody, and the libraries that read them believe what they say: they reserve memory
for as much as a file claims to hold, end the whole process where there is not enough, and print their own English
words. Here there is a limit on memory and time, and nobody hears them.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from msgspec import Struct, field
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from workbook.errors import DamagedWorkbookError, StrayCellError, WorkbookError
from workbook.package.ownership import FIRST_VERSION
from workbook.package.stretches import is_panic
from workbook.reading.foreign import ForeignMarks, foreign_marks, without_layout
from workbook.reading.messages import received_bytes, send
from workbook.reading.xlsb import with_dates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbook.cells import CellValue
    from workbook.package.sheet_marks import SheetMarks
    from workbook.reading.excel_table import ExcelTable

_AT_ONCE = 20_000
_FIRST_ROOM, _PER_BYTE, _MOST_ROOM = 400 * 1024**2, 150, 6 * 1024**3
"""Memory beyond Python's own: a value of a few bytes in a compressed file takes about a hundred once it is read."""
_FIRST_SECONDS, _SECONDS_PER_MEGABYTE = 60, 20


class Contents(Struct, frozen=True):
    """What is known of a file before its values are asked for; `tables` are those on sheets of Lotse."""

    sheets: tuple[str, ...]
    marks: Mapping[str, SheetMarks] = field(default_factory=dict)
    date_1904: bool = False
    owned: Mapping[str, str] = field(default_factory=dict)
    tables: tuple[ExcelTable, ...] = ()
    version: str = FIRST_VERSION
    lost: frozenset[str] = frozenset()


class Refusal(Struct, frozen=True):
    """An error of `workbook.errors` on its way to the process that asked: its class and what it is made of."""

    kind: str
    where: Mapping[str, str | None] = field(default_factory=dict)


class Parser:
    """One foreign file, parsed as its values are asked for."""

    def __init__(self, data: bytes) -> None:
        self._path = Path("file")  # the one who asked knows the name
        file = BytesIO(data)
        self._marks: ForeignMarks = foreign_marks(self._path, file)
        for sheet, marks in self._marks.sheets.items():
            if marks.stray is not None and self._marks.at_once:
                raise StrayCellError(self._path, sheet, marks.stray)
        self._book = self._opened(file)
        metadata = self._book.sheets_metadata
        sheets = tuple(entry.name for entry in metadata if entry.typ == SheetTypeEnum.WorkSheet)
        owned = self._marks.own.owned(sheets)
        self.contents = Contents(
            sheets,
            self._marks.sheets,
            self._marks.date_1904,
            owned,
            self._marks.own.tables(owned.values(), self.rows),
            self._marks.own.version,
            self._marks.own.lost(sheets),
        )

    def _opened(self, file: IO[bytes]) -> CalamineWorkbook:
        file.seek(0)
        try:
            return CalamineWorkbook.from_filelike(BytesIO(file.read()))
        except CalamineError:
            again = without_layout(file)
            if again is None:
                raise
        return CalamineWorkbook.from_filelike(again)

    def rows(self, sheet: str) -> list[list[CellValue]]:
        """Return the values of a sheet from A1 on; a date comes as `date`, a date with a time as `datetime`."""
        stray = self._marks.sheets[sheet].stray if sheet in self._marks.sheets else None
        if stray is not None:
            raise StrayCellError(self._path, sheet, stray)
        try:
            rows: list[list[Any]] = self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        except MemoryError:
            raise
        except BaseException as error:
            if not isinstance(error, Exception) and not is_panic(error):
                raise
            raise DamagedWorkbookError(self._path, sheet=sheet) from error
        return with_dates(rows, self._marks.dates.get(sheet, ()), date_1904=self._marks.date_1904)


def refusal_of(error: BaseException) -> Refusal:
    """Return what to tell of an error, whoever raised it; a library's is damage of the file."""
    if isinstance(error, WorkbookError):
        said = {name: getattr(error, name) for name in ("part", "sheet", "cell") if hasattr(error, name)}
        return Refusal(type(error).__name__, said)
    return Refusal("MemoryError" if isinstance(error, MemoryError) else DamagedWorkbookError.__name__)


def _limit(size: int) -> None:
    """Limit the memory and time of this process, where the system can do that."""
    with suppress(ImportError):
        import resource  # noqa: PLC0415 -- does not exist on Windows

        room = min(_FIRST_ROOM + _PER_BYTE * size, _MOST_ROOM)
        with suppress(OSError, ValueError):
            pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
            most = pages * resource.getpagesize() + room
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
        with suppress(OSError, ValueError):
            seconds = _FIRST_SECONDS + _SECONDS_PER_MEGABYTE * (size >> 20)
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what it read shall not lie on a disk


def _send_rows(target: IO[bytes], rows: Sequence[Sequence[CellValue]]) -> None:
    for begin in range(0, len(rows), _AT_ONCE):
        send(target, rows[begin : begin + _AT_ONCE])
    send(target, None)


def main() -> None:
    """Read a file from standard input, answer with its contents, then with the values of each sheet asked for."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    data = received_bytes(source) or b""
    _limit(len(data))
    try:
        parser = Parser(data)
        send(target, parser.contents)
        while (sheet := received_bytes(source)) is not None:
            _send_rows(target, parser.rows(sheet.decode()))
    except BaseException as error:  # noqa: BLE001 -- a panic is no Exception
        send(target, refusal_of(error))
