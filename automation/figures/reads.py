"""Which cells a figure reads: only an error in one of them holds a row back (figures.md, R5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbook.schema import Record


@dataclass(frozen=True, slots=True)
class Reads:
    """The cells that a figure reads of a table: only an open error in one of them holds a row back."""

    record: type[Record]
    columns: tuple[str, ...]

    def __init__(self, record: type[Record], *columns: str) -> None:
        for name in columns:
            record.spec.column(name)
        object.__setattr__(self, "record", record)
        object.__setattr__(self, "columns", columns)

    @property
    def words(self) -> str:
        """The cells as staff know them: „Vermittlungen: Beginn, Förderung“."""
        labels = (self.record.spec.column(name).label for name in self.columns)
        return f"{self.record.spec.sheet}: {', '.join(labels)}"
