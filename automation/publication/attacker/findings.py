"""What reading a file brings: its tables, its texts and pictures, and what should not be in it at all."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from automation.publication.attacker.tables import FoundTable


class UnreadableError(Exception):
    """A file that none of the readers can open: damaged, locked by a password, or not what its name says."""


_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*")


class Prose(Struct, frozen=True):
    """A text outside of tables: where it stands, and beside which tables (their places in the list)."""

    place: str
    text: str
    beside: tuple[int, ...] = ()

    @property
    def numbers(self) -> Iterator[str]:
        """Yield every number in it as it is written."""
        return numbers_in(self.text)


class Mark(Struct, frozen=True):
    """A mark of a chart: where it is drawn, and the value that its size stands for."""

    place: str
    row: str
    column: str
    value: float
    table: int


@dataclass
class FoundFile:
    """A file as it was read; `words` is all its text where tables cannot be told from the rest."""

    name: str
    tables: list[FoundTable] = field(default_factory=list)
    proses: list[Prose] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    words: str | None = None


def numbers_in(text: str) -> Iterator[str]:
    """Yield every number in a text as it is written.

    >>> list(numbers_in("Am 30.06.2019 waren es 1.204, also 43 %."))
    ['30.06.2019', '1.204', '43']
    """
    yield from (match[0] for match in _TOKEN.finditer(text))
