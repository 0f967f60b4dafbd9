"""What every letter of a run needs, and how one letter is withheld."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from automation.letters.disclosure import Datum

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from automation.letters.kind import LetterKind
    from automation.office.settings import Settings
    from workbook.findings import Finding
    from workbook.schema import Record
    from workbook.tables import Office


@dataclass(frozen=True, slots=True)
class Desk:
    """What every letter of a run needs: the office's tables and settings, the templates, the day.

    `errors` are the open errors by table and row: nothing is sent from a row that is known to be wrong. `words` are
    the open findings on free text by table, row and header: what they are about goes to nobody but the person.
    """

    office: Office
    settings: Settings
    templates: Mapping[str, LetterKind]
    today: date
    errors: Mapping[tuple[str, int], Finding] = field(default_factory=dict)
    words: Mapping[tuple[str, int, str], Finding] = field(default_factory=dict)


class Stop(Exception):  # noqa: N818 -- no error: the way in which one letter is withheld
    """This letter is withheld: why, which cell to look at, what would help."""

    def __init__(self, reason: str, record: Record, column: str, suggestion: str | None = None) -> None:
        self.reason, self.suggestion = reason, suggestion
        self.datum = Datum.of(record, column)
        super().__init__(reason)

    @classmethod
    def at(cls, reason: str, datum: Datum, suggestion: str | None = None) -> Self:
        """Return the stop at the cell that a field came from."""
        stop = cls.__new__(cls, reason)
        stop.reason, stop.datum, stop.suggestion = reason, datum, suggestion
        return stop

    def concerns(self, record: Record) -> bool:
        """Tell whether the cell to look at is one of this record's."""
        return (self.datum.table, self.datum.row) == (type(record), record.row)
