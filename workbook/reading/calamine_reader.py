"""Sheets parsed by calamine, one at a time, beside what Python does meanwhile."""

from __future__ import annotations

from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Self, cast

from python_calamine import CalamineError, CalamineWorkbook

from workbook.errors import DamagedWorkbookError, StrayCellError
from workbook.package.readable import is_panic
from workbook.reading.collector import collector_at_rest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future
    from pathlib import Path
    from typing import IO

    from python_calamine import CalamineSheet

    from workbook.cells import CellValue, Grid
    from workbook.package.sheet_marks import SheetMarks


@contextmanager
def _told_as_damage(path: Path, part: str | None = None) -> Iterator[None]:
    """Turn what calamine says of a broken file into an error of ours."""
    try:
        yield
    except CalamineError as error:
        if "limit exceeded" in str(error):  # an OpenDocument sheet is laid out at once
            raise StrayCellError(path) from error
        raise DamagedWorkbookError(path, part) from error
    except BaseException as error:
        if not is_panic(error):
            raise
        raise DamagedWorkbookError(path, part) from error


class CalamineReader(ABC):
    """What all kinds of files have in common: bulk values through calamine, one parsed sheet at a time."""

    def __init__(self, path: Path, file: IO[bytes], meanwhile: Callable[[], None] | None = None) -> None:
        """Open the file; `meanwhile` is done while calamine reads the texts of all sheets, beside Python."""
        self.path = path
        self.name = path.name
        self._last: CalamineSheet | None = None
        self._largest: CalamineSheet | None = None
        self._coming: tuple[str, Future[CalamineSheet]] | None = None
        self._beside = ThreadPoolExecutor(max_workers=1)
        self._marks: dict[str, SheetMarks] = {}
        file.seek(0)
        opening = self._beside.submit(CalamineWorkbook.from_filelike, BytesIO(file.read()))
        if meanwhile is not None:
            meanwhile()
        with _told_as_damage(path):
            self._calamine = opening.result()

    def __enter__(self) -> Self:
        """Begin to read."""
        return self

    def grid(self, sheet: str) -> Grid:
        """Return the values of a sheet from A1 on; a date comes as `date`, a date with a time as `datetime`.

        Raises:
            DamagedWorkbookError: the sheet cannot be read to its end.
            StrayCellError: a cell stands so far out that the sheet does not fit into memory.
        """
        with collector_at_rest():
            parsed = self._parsed(sheet)
            self._drop(parsed)  # a parsed sheet is as large as its values: one at a time
            return parsed.to_python(skip_empty_area=False)  # type: ignore[return-value]

    def head(self, sheet: str, rows: int) -> Grid:
        """Return the first rows of a sheet from A1 on.

        Raises:
            DamagedWorkbookError: the sheet cannot be read to its end.
            StrayCellError: a cell stands so far out that the sheet does not fit into memory.
        """
        parsed = self._parsed(sheet)
        self._keep(parsed)
        return parsed.to_python(skip_empty_area=False, nrows=rows)  # type: ignore[return-value]

    def rows(self, sheet: str, *, again: bool = False) -> Iterator[list[CellValue]]:
        """Yield the rows of a sheet from A1 on; a date comes as `date`, a date with a time as `datetime`.

        Raises:
            DamagedWorkbookError: the sheet cannot be read to its end.
            StrayCellError: a cell stands so far out that the sheet does not fit into memory.
        """
        parsed = self._parsed(sheet)
        if again:
            self._keep(parsed)
        else:
            self._drop(parsed)
        left = [""] * parsed.start[1] if parsed.start else []  # calamine begins at the first column that is filled
        rows = cast("Iterator[list[CellValue]]", parsed.iter_rows())
        return map(left.__add__, rows) if left else rows

    def ahead(self, sheet: str) -> None:
        """Begin to parse a sheet beside what the caller does meanwhile: calamine needs no Python for that."""
        if self._coming is None and self.marks(sheet).stray is None:
            self._coming = sheet, self._beside.submit(self._calamine.get_sheet_by_name, sheet)

    def _parsed(self, sheet: str) -> CalamineSheet:
        coming = self._arrived()
        if coming is not None and coming.name == sheet:
            self._last = coming
        if self._largest is not None and self._largest.name == sheet:
            self._last = self._largest
        if self._last is None or self._last.name != sheet:
            stray = self.marks(sheet).stray
            if stray is not None:
                raise StrayCellError(self.path, sheet, stray)
            with _told_as_damage(self.path, self._part(sheet)):
                self._last = self._calamine.get_sheet_by_name(sheet)
        return self._last

    def _keep(self, parsed: CalamineSheet) -> None:
        """Keep the largest of the sheets that are asked for again: others are parsed in no time."""
        if (
            self._largest is None
            or parsed.total_height * parsed.width > self._largest.total_height * self._largest.width
        ):
            self._largest = parsed

    def _drop(self, parsed: CalamineSheet) -> None:
        self._last = None
        if self._largest is parsed:
            self._largest = None

    def _arrived(self) -> CalamineSheet | None:
        """Wait for the sheet that is being parsed; one that is damaged is met again when it is asked for."""
        if self._coming is None:
            return None
        (_, future), self._coming = self._coming, None
        return future.result() if future.exception() is None else None

    def _let_go(self) -> None:
        self._arrived()
        self._last = self._largest = None
        self._beside.shutdown()
        self._calamine.close()

    def marks(self, sheet: str) -> SheetMarks:
        """Return what the sheet says beside its values."""
        if sheet not in self._marks:
            self._marks[sheet] = self._looked_over(sheet)
        return self._marks[sheet]

    def _part(self, sheet: str) -> str | None:  # noqa: ARG002 -- only an OOXML file has parts to name
        return None

    @abstractmethod
    def _looked_over(self, sheet: str) -> SheetMarks:
        """Return what the sheet says beside its values, as far as the format can tell."""
