"""What becomes of an item that is counted somewhere: a value, or a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from automation.defects import sentence
from workbook.errors import LotseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

DIED = (
    "Der Prozess ist an dieser Mappe gestorben, vermutlich aus Mangel an Arbeitsspeicher{}. Bitte die Mappe allein "
    "prüfen: lotse check."
)
NO_MEMORY = "Für diese Mappe reicht der Arbeitsspeicher nicht{}."
OF_EACH = " ({} MB für jeden Prozess)"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an item: its value, or a sentence that says why there is none."""

    item: str
    value: Any = None
    error: str = ""


class Work(Protocol):
    """Something that counts many items at once."""

    def each(self, function: Callable[..., Any], items: Sequence[str], *more: Any) -> Iterator[Outcome]:
        """Yield the outcome of `function(item, *more)` for every item, as they come in."""


def outcome_of(item: str, error: Exception, limit: str = "") -> Outcome:
    """Return what to say of an item that ended in an error; `limit` says how much memory there was."""
    if isinstance(error, MemoryError):
        return Outcome(item, error=NO_MEMORY.format(limit))
    return Outcome(item, error=str(error) if isinstance(error, LotseError) else sentence(error))
