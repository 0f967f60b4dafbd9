"""Sheets looked over and parsed by calamine, one after the other, beside what Python does meanwhile."""

from __future__ import annotations

from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Self, cast

from python_calamine import CalamineError, CalamineWorkbook

from workbook.errors import DamagedWorkbookError, StrayCellError
from workbook.package.stretches import is_panic
from workbook.reading.collector import collector_at_rest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future
    from io import BytesIO
    from pathlib import Path

    from python_calamine import CalamineSheet

    from workbook.cells import CellValue, Grid
    from workbook.package.sheet_marks import SheetMarks


_FEW_CELLS = 10_000
"""A sheet of so few stays parsed: asked for again, it would be parsed after all that is on the way."""


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
    """Bulk values through calamine: a thread beside this one asks it for sheets, which it parses without Python."""

    def __init__(self, path: Path, content: BytesIO) -> None:
        """Begin to open the content: calamine reads the texts of all sheets. `opened` waits for that."""
        self.path = path
        self.name = path.name
        self._last: CalamineSheet | None = None
        self._largest: CalamineSheet | None = None
        self._small: dict[str, CalamineSheet] = {}
        self._coming: dict[str, Future[CalamineSheet]] = {}
        self._beside = ThreadPoolExecutor(max_workers=1)
        self._marks: dict[str, SheetMarks] = {}
        self._looking = Lock()
        self._opening = self._beside.submit(CalamineWorkbook.from_filelike, content)

    def opened(self) -> Self:
        """Return the reader once calamine has opened the file.

        Raises:
            DamagedWorkbookError: it cannot be opened.
        """
        try:
            with _told_as_damage(self.path):
                self._opening.result()
        except BaseException:
            self.__exit__()
            raise
        return self

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
        """Begin to look over and to parse a sheet, after those that were asked for before."""
        if sheet not in self._coming and self._at_hand(sheet) is None:
            self._coming[sheet] = self._beside.submit(self._parse, sheet)

    def _parsed(self, sheet: str) -> CalamineSheet:
        self._last = self._at_hand(sheet)
        if self._last is None:
            self.ahead(sheet)
            self._last = self._coming.pop(sheet).result()
            if self._last.total_height * self._last.width <= _FEW_CELLS:
                self._small[sheet] = self._last
        return self._last

    def _at_hand(self, sheet: str) -> CalamineSheet | None:
        if sheet in self._small:
            return self._small[sheet]
        return next((each for each in (self._last, self._largest) if each is not None and each.name == sheet), None)

    def _parse(self, sheet: str) -> CalamineSheet:
        stray = self.marks(sheet).stray
        if stray is not None:
            raise StrayCellError(self.path, sheet, stray)
        with _told_as_damage(self.path, self._part(sheet)):
            return self._opening.result().get_sheet_by_name(sheet)

    def _keep(self, parsed: CalamineSheet) -> None:
        """Keep the largest of the sheets that are asked for again; small ones are kept anyway."""
        if (
            self._largest is None
            or parsed.total_height * parsed.width > self._largest.total_height * self._largest.width
        ):
            self._largest = parsed

    def _drop(self, parsed: CalamineSheet) -> None:
        self._last = None
        if self._largest is parsed:
            self._largest = None

    def _let_go(self) -> None:
        self._beside.shutdown(cancel_futures=True)
        self._coming.clear()
        self._small.clear()
        self._last = self._largest = None
        if not self._opening.cancelled() and self._opening.exception() is None:
            self._opening.result().close()

    def marks(self, sheet: str) -> SheetMarks:
        """Return what the sheet says beside its values."""
        if sheet not in self._marks:
            with self._looking:  # the thread that parses asks as well
                if sheet not in self._marks:
                    self._marks[sheet] = self._looked_over(sheet)
        return self._marks[sheet]

    @abstractmethod
    def __exit__(self, *_: object) -> None:
        """Let go of the file."""

    def _part(self, sheet: str) -> str | None:  # noqa: ARG002 -- only an OOXML file has parts to name
        return None

    @abstractmethod
    def _looked_over(self, sheet: str) -> SheetMarks:
        """Return what the sheet says beside its values, as far as the format can tell."""
