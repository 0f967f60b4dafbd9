"""What a reader of values gets and gives back."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from workbook.findings import FixValue, Severity

if TYPE_CHECKING:
    from workbook.cells import CellValue
    from workbook.schema import Column


class Remark(Struct, frozen=True):
    """What was met while a value was read: the rule's code, the German sentence, the clean value as suggestion.

    `fix` is what the cell is to hold instead, where what is typed can be read in one way only; else `None`, and the
    suggestion is for a person to judge.
    """

    rule: str
    message: str
    suggestion: str | None = None
    severity: Severity = Severity.ERROR
    fix: FixValue | None = None


class Reading(NamedTuple):
    """A clean value (`None` if nobody can read it) and the remark on it."""

    value: Any
    remark: Remark | None = None


class Typing(Struct, frozen=True):
    """What a reader knows of the column it reads: its declaration, its allowed values, how days are counted.

    `office_phone` is the office's own number as it stands on its settings; its area code is offered to others.
    """

    column: Column
    allowed: tuple[str, ...] = ()
    date_1904: bool = False
    office_phone: str = ""


Reader = Callable[["CellValue", Typing], Reading]
"""A function from what a cell holds (never empty) to its clean value."""


def with_lasting_fix(remark: Remark, clean: Any, reader: Reader, typing: Typing) -> Remark:
    """Return a remark whose fix is read as the same clean value without another remark; else without a fix."""
    if remark.fix is None:
        return remark
    stored = float(remark.fix) if isinstance(remark.fix, Decimal) else remark.fix
    return remark if reader(stored, typing) == Reading(clean) else replace(remark, fix=None)
