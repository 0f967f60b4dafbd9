"""A second opinion before a file is replaced: calamine, which knows nothing of Lotse, opens it and reads it."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook

from workbook.errors import HarmError
from workbook.package.draft import excerpt
from workbook.package.ownership import ownerships
from workbook.package.part_names import relationships_part
from workbook.package.parts import CONTENT_TYPES_PART
from workbook.package.structure import sheet_entries

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from workbook.package.parts import Package

SMALL = 2 * 1024**2
"""Bytes of a file that calamine is given whole."""


def check_readable(path: Path, written: Package, names: Collection[str], old: Package) -> None:
    """Check that calamine opens the written file and reads these sheets, unless it could not do so before either.

    Raises:
        HarmError: it does not.
    """
    problem = _reading_problem(written, names)
    there = [sheet.name for sheet in sheet_entries(old) if sheet.name in names]
    if problem is not None and _reading_problem(old, there) is None:
        raise HarmError(path, problem, "für andere Programme nicht mehr lesbar")


def _reading_problem(package: Package, names: Collection[str]) -> str | None:
    """Return what cannot be read, `None` if all can."""
    name = package.path.name
    source = _whole_or_new(package, names)
    source.seek(0)
    try:
        with CalamineWorkbook.from_filelike(source) as book:
            for name in names:
                book.get_sheet_by_name(name)
    except (CalamineError, OSError, ValueError):
        return name
    except BaseException as error:
        if not is_panic(error):
            raise
        return name
    return None


def is_panic(error: BaseException) -> bool:
    """Tell whether calamine gave up: its panic is a class that cannot be imported, and no Exception."""
    return type(error).__name__ == "PanicException"


def _whole_or_new(package: Package, names: Collection[str]) -> IO[bytes]:
    """Return the file; of a large one what holds only the directories and these sheets, compressed as they are.

    Whatever calamine opens, it first takes all of into memory and then parses all shared texts, which takes longer
    than all the rest of saving. That those are still the same is known: their streams have been compared.
    """
    file = package.archive.file
    if file.seek(0, os.SEEK_END) <= SMALL:
        return file
    main = package.workbook_part
    sheets = [sheet.part for sheet in sheet_entries(package) if sheet.name in names]
    wanted = [CONTENT_TYPES_PART, relationships_part(""), main, relationships_part(main), *sheets]
    wanted += [relationships_part(sheet) for sheet in sheets]
    wanted += [part for kind in ("styles", *_texts(package, sheets)) if (part := package.related(main, kind))]
    return excerpt(package, wanted)


def _texts(package: Package, sheets: Collection[str]) -> tuple[str, ...]:
    """Return what sheets of the staff's need, in which cells were exchanged; Lotse's hold their own texts."""
    own = {owned.sheet.part for owned in ownerships(package).values()}
    staff = (part for part in sheets if part not in own)
    return ("sharedStrings",) if any(b't="s"' in b"".join(package.stream(part)) for part in staff) else ()
