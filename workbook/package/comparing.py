"""The check before a file is replaced: the new package against the old one, without trusting who wrote it.

Both are opened afresh. Everything that neither old nor new sheets of Lotse's lead to must be there with an equal
compressed stream. The shared directories are parsed, everything that is Lotse's is taken out of both, and the rest
must be equal.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from workbook.errors import DamagedWorkbookError, HarmError, RefusedWorkbookError, WorkbookNotReadError
from workbook.package.defined_names import is_ours
from workbook.package.markup import attributes, elements, local_name
from workbook.package.names import part_key, relationships_part
from workbook.package.ownership import FORMER_NAME, PROPERTY, custom_properties, ownerships, properties_part
from workbook.package.parts import CONTENT_TYPES_PART
from workbook.package.reach import own_parts
from workbook.package.structure import number, sheet_entries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from workbook.package.markup import Element
    from workbook.package.parts import Package

_Shape = tuple[str, tuple[tuple[str, str], ...], str, tuple["_Shape", ...]]

_GROWING = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "dxfs")


def check_unharmed(path: Path, old: Package, new: Package) -> None:
    """Check that nothing but Lotse's sheets differs between two packages.

    Raises:
        HarmError: something differs; it names the part.
    """
    try:
        _Comparison(path, old, new).run()
    except (DamagedWorkbookError, RefusedWorkbookError, WorkbookNotReadError) as error:
        part = getattr(error, "part", None) or new.path.name
        raise HarmError(path, part, "nicht mehr lesbar") from error
