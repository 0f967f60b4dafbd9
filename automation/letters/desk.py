"""What every letter of a run needs, and how one letter is withheld."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from msgspec import Struct, field

from automation.checks.keys import lost_keys
from automation.checks.letter_findings import STANDS_FOR_A_LETTER
from automation.letters.gate import Datum
from automation.letters.logo import Logos
from automation.letters.sentences import Sentences
from workbook.schema import table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from automation.letters.dispatch import Dispatch
    from automation.letters.kind import LetterKind
    from automation.office.settings import Settings
    from workbook.findings import Finding
    from workbook.schema import Record
    from workbook.tables import Office


class Desk(Struct, frozen=True):
    """What every letter of a run needs: the office's tables and settings, the templates, the day.

    `findings` are those that nobody has settled and that keep letters back, by table and row (`findings_by_row`).
    `sentences` are read when the first person has a second language, `logos` with the first letter.
    `sent` are the letters that went out, the first for each row, by its key: what the recipient knows it by.
    """

    office: Office
    settings: Settings
    templates: Mapping[str, LetterKind]
    today: date
    findings: Mapping[tuple[str, int], tuple[Finding, ...]] = field(default_factory=dict)
    sentences: Callable[[], Sentences] = field(default=lambda: Sentences({}))
    sent: Mapping[str, Dispatch] = field(default_factory=dict)
    logos: Callable[[], Logos] = Logos

    def error_in(self, record: Record | None) -> Finding | None:
        """Return the open error of a row, the first as the report has them: nothing is sent from a wrong row."""
        found = self.findings.get((record.spec.sheet, record.row), ()) if record is not None else ()
        return next((each for each in found if each.blocks), None)

    @property
    def wrong_rows(self) -> frozenset[tuple[str, int]]:
        """The rows with an open error, by table and number."""
        return frozenset(place for place, found in self.findings.items() if any(each.blocks for each in found))

    def at(self, datum: Datum, rule: str = "") -> Finding | None:
        """Return what is said already of a cell that keeps letters back; with `rule` only what this rule says."""
        found = self.findings.get((datum.sheet, datum.row), ())
        return next((each for each in found if each.column == datum.label and rule in {"", each.rule}), None)

    def behind(self, datum: Datum) -> Finding | None:
        """Return what tells of the mistake in a cell: said of it, or of the row that lost the key it names."""
        return self.at(datum) or self._where_lost(datum)

    def _where_lost(self, datum: Datum) -> Finding | None:
        if datum.column.refers_to is None or not isinstance(datum.value, str):
            return None
        target = self.office[table_of(datum.column.refers_to)]
        key = target.spec.key
        if key is None or datum.value in target.positions or not lost_keys(target)(datum.value):
            return None
        label, sheet = target.spec.column(key).label, target.spec.sheet
        told = (each for row in target.rows for each in self.findings.get((sheet, row), ()))
        return next((each for each in told if each.column == label), None)


def findings_by_row(findings: Iterable[Finding]) -> Mapping[tuple[str, int], tuple[Finding, ...]]:
    """Return the open findings that keep letters back, by table and row, in the order of the report."""
    rows: dict[tuple[str, int], tuple[Finding, ...]] = {}
    for each in findings:
        if each.blocks or (each.rule in STANDS_FOR_A_LETTER and each.acknowledged is None):
            place = each.table, each.row
            rows[place] = (*rows.get(place, ()), each)
    return rows


class Stop(Exception):  # noqa: N818 -- no error: the way in which one letter is withheld
    """This letter is withheld: why, which cell to look at, what would help.

    `roots` are other cells that may hold the mistake itself; a finding there tells of it already.
    """

    def __init__(
        self,
        reason: str,
        record: Record,
        column: str,
        suggestion: str | None = None,
        roots: Iterable[Datum] = (),
    ) -> None:
        self.reason, self.suggestion, self.roots = reason, suggestion, tuple(roots)
        self.datum = Datum.of(record, column)
        super().__init__(reason)

    @classmethod
    def at(cls, reason: str, datum: Datum, suggestion: str | None = None) -> Self:
        """Return the stop at the cell that a field came from."""
        return cls._known(reason, datum, suggestion, ())

    @classmethod
    def _known(cls, reason: str, datum: Datum, suggestion: str | None, roots: tuple[Datum, ...]) -> Self:
        stop = cls.__new__(cls, reason)
        stop.reason, stop.datum, stop.suggestion, stop.roots = reason, datum, suggestion, roots
        return stop

    def __reduce__(self) -> tuple[Any, ...]:
        """Return by what another process tells this one that a letter is withheld."""
        return type(self)._known, (self.reason, self.datum, self.suggestion, self.roots)  # noqa: SLF001 - our own

    def concerns(self, record: Record) -> bool:
        """Tell whether the cell to look at is one of this record's."""
        return (self.datum.table, self.datum.row) == (record.spec.record, record.row)
