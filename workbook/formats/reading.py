"""What a reader of values gets and gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from workbook.findings import Severity

if TYPE_CHECKING:
    from workbook.cells import CellValue
    from workbook.schema import Column


@dataclass(frozen=True, slots=True)
class Remark:
    """What was met while a value was read: the rule's code, the German sentence, the clean value as suggestion."""

    rule: str
    message: str
    suggestion: str | None = None
    severity: Severity = Severity.ERROR


class Reading(NamedTuple):
    """A clean value (`None` if nobody can read it) and the remark on it."""

    value: Any
    remark: Remark | None = None


@dataclass(frozen=True, slots=True)
class Typing:
    """What a reader knows of the column it reads: its declaration, its allowed values, how days are counted."""

    column: Column
    allowed: tuple[str, ...] = ()
    date_1904: bool = False


Reader = Callable[["CellValue", Typing], Reading]
"""A function from what a cell holds (never empty) to its clean value."""
