"""A second opinion before a file is replaced: calamine, which knows nothing of Lotse, opens it and reads it."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING

from workbook.errors import HarmError
from workbook.package.draft import excerpt
from workbook.package.ownership import ownerships
from workbook.package.part_names import relationships_part
from workbook.package.parts import CONTENT_TYPES_PART
from workbook.package.stretches import can_read, checksum_of, size_of
from workbook.package.structure import sheet_entries

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from workbook.package.parts import Package
    from workbook.package.stretches import Piece

SMALL = 2 * 1024**2
"""Bytes of a file that calamine is given whole."""


def check_readable(
    path: Path,
    written: Package,
    names: Collection[str],
    old: Package,
    in_stretches: Mapping[str, Sequence[Piece]] | None = None,
) -> None:
    """Check that calamine opens the written file and reads these sheets, unless it could not do so before either.

    Of a sheet whose rows it has read `in_stretches`, only what is around them is left to be read.

    Raises:
        HarmError: it does not, or what it has read is not what was written.
    """
    problem = _reading_problem(written, names, _around_rows(path, written, in_stretches or {}))
    there = [sheet.name for sheet in sheet_entries(old) if sheet.name in names]
    if problem is not None and _reading_problem(old, there, {}) is None:
        raise HarmError(path, problem, "für andere Programme nicht mehr lesbar")


def _around_rows(path: Path, written: Package, in_stretches: Mapping[str, Sequence[Piece]]) -> dict[str, bytes]:
    """Return what is around the rows that have been read, by the key of the sheet; these very rows lie there.

    The file's directory tells that by size and checksum. That it is right about its content is known: everything of
    Lotse's has been inflated for it (`comparing.py`).
    """
    around = {}
    for key, pieces in in_stretches.items():
        info = written.entry(key).info
        if (info.file_size, info.CRC) != (size_of(pieces), checksum_of(pieces)):
            raise HarmError(path, written.spelling(key), "anders geschrieben als vorgesehen")
        around[key] = b"".join(piece for piece in pieces if isinstance(piece, bytes))
    return around


def _reading_problem(package: Package, names: Collection[str], around: Mapping[str, bytes]) -> str | None:
    """Return what cannot be read, `None` if all can."""
    source = _whole_or_new(package, names, around)
    source.seek(0)
    return None if can_read(source, names) else package.path.name


def _whole_or_new(package: Package, names: Collection[str], around: Mapping[str, bytes]) -> IO[bytes]:
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
    return excerpt(package, wanted, around)


def _texts(package: Package, sheets: Collection[str]) -> tuple[str, ...]:
    """Return what sheets of the staff's need, in which cells were exchanged; Lotse's hold their own texts."""
    own = {owned.sheet.part for owned in ownerships(package).values()}
    staff = (part for part in sheets if part not in own)
    return ("sharedStrings",) if any(b't="s"' in b"".join(package.stream(part)) for part in staff) else ()
