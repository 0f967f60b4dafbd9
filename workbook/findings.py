"""A finding: what is wrong with one cell, in words that staff understand, and what to do about it.

Findings are data. Rules yield them, `Prüfbericht` shows them, and what staff acknowledged („bewusst so“) is carried
over to the next run by the finding's fingerprint.
"""

from __future__ import annotations

import hashlib
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from string import ascii_uppercase
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


class Severity(StrEnum):
    """How bad it is: an error blocks letters and figures of its row, a warning and a hint do not."""

    ERROR = "F"
    WARNING = "W"
    HINT = "H"

    @property
    def word(self) -> str:
        """The German word for staff."""
        return {"F": "Fehler", "W": "Warnung", "H": "Hinweis"}[self.value]

    @property
    def rank(self) -> int:
        """Position when sorted worst first."""
        return "FWH".index(self.value)


class RuleInfo(Struct, frozen=True):
    """What the list of rules says of one rule: its code, its worst severity, its sentence, where it looks."""

    code: str
    severity: Severity
    sentence: str
    tables: tuple[str, ...] = ()

    @property
    def family(self) -> str:
        """The letter in front of the number."""
        return self.code.split("-", maxsplit=1)[0]


FAMILIES = {
    "F": "Form und Schreibweise",
    "P": "Pflichtangaben",
    "R": "Wertebereiche",
    "C": "Zusammenhang in der Zeile",
    "X": "Bezüge zwischen Blättern",
    "D": "Doppelte",
    "T": "Zeit und Fristen",
    "B": "Ziele und Förderung",
    "G": "Datenschutz",
    "O": "Büro und Öffnungszeiten",
    "L": "Schreiben",
}
"""The families of rules by the letter of their code (domain.md 2)."""


class Problem(Struct, frozen=True):
    """What a rule found, before it is tied to its cell.

    `column` and `severity` override what the rule declares; `about` overrides the cell's value as that by which an
    acknowledgement is recognised (for rules where another cell than the named one decides). The value of a
    `private` problem is not shown: the report shall not repeat what should not stand in the sheet.
    """

    message: str
    suggestion: str | None = None
    column: str | None = None
    severity: Severity | None = None
    about: str | None = None
    private: bool = False


class Acknowledgement(Struct, frozen=True):
    """What staff wrote beside a finding: the reason and their initials."""

    reason: str
    initials: str

    @property
    def complete(self) -> bool:
        """Whether it says both why and who: only then the finding is settled (domain.md 2)."""
        return bool(self.reason and self.initials)


FixValue = str | int | float | Decimal | bool | date | time | None
"""What Lotse itself can put into a cell; `None` empties it."""


class Fix(Struct, frozen=True):
    """What a cell is to hold instead; `number_format` is for the case that its own format cannot show that.

    What goes `back` stood there before, so that the cell's validation has no say.
    """

    value: FixValue
    number_format: str = "General"
    back: bool = False


class Extension(Struct, frozen=True):
    """An Excel table that is to end at another row, because rows of its own stand below it.

    `blocked_by` is a row between that is plainly something else, `None` where there is none.
    """

    table: str
    last_row: int
    new_last_row: int
    blocked_by: int | None = None


class Finding(Struct, frozen=True):
    """One problem at one cell. `value` is masked where the schema says so; `key` is the row's key or `""`.

    `fix` is there only where the cell can be read in one way; a mere guess is a `suggestion` without it. `also` are
    further cells that the finding speaks of, each with what it is to hold: a column is told of once. `extension` is
    there where a table is to be made longer. `begun` is an acknowledgement that lacks the reason or valid initials;
    it settles nothing, but what staff typed is kept. An error of a `definition` can be acknowledged, but its row is
    no success all the same. One that is `implied` follows from what another finding tells, and is told to nobody.
    """

    rule: str
    severity: Severity
    sheet: str
    cell: str
    table: str
    column: str
    key: str
    value: str
    message: str
    suggestion: str | None = None
    fingerprint: str = ""
    acknowledged: Acknowledgement | None = None
    fix: Fix | None = None
    begun: Acknowledgement | None = None
    also: tuple[tuple[str, Fix], ...] = ()
    definition: bool = False
    extension: Extension | None = None
    implied: bool = False

    @property
    def row(self) -> int:
        """The row of the sheet that the cell stands in."""
        digits = self.cell.lstrip(ascii_uppercase)
        return int(digits if digits.isdecimal() else "".join(filter(str.isdigit, digits)) or 0)

    @property
    def of_letters(self) -> bool:
        """Whether it tells of a letter, not of the data: it stands in the way of no letter and no figure."""
        return self.rule.startswith("L-")

    @property
    def blocks(self) -> bool:
        """Whether it is an error that nobody has acknowledged."""
        return self.severity is Severity.ERROR and self.acknowledged is None

    @property
    def bars_success(self) -> bool:
        """Whether its row is not counted as a success: by an open error, or by one that says what a success is."""
        return self.blocks or (self.definition and self.severity is Severity.ERROR)

    @property
    def fixable(self) -> bool:
        """Whether Lotse knows what is right beyond doubt, and nobody has said that it is meant so."""
        return (self.fix is not None or self.extension is not None) and self.acknowledged is None

    def by_cell(self) -> tuple[Finding, ...]:
        """Return the finding once for each cell that it speaks of."""
        if not self.also:
            return (self,)
        others = (replace(self, cell=cell, fix=fix, also=()) for cell, fix in self.also)
        return replace(self, also=()), *others


def masked(text: str) -> str:
    """Return a text of which only the last two characters can be read.

    >>> masked("123A456789")
    '••••••••89'
    """
    return "•" * (len(text) - 2) + text[-2:] if len(text) > 4 else "•" * len(text)


def fingerprint(*parts: str) -> str:
    """Return what a finding is recognised by in the next run: rule, table, row key, column and value, digested."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def sorted_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings worst first, acknowledged ones last, then by sheet and row."""
    return sorted(
        findings,
        key=lambda f: (f.acknowledged is not None, f.severity.rank, f.sheet, f.row, f.cell, f.rule),
    )


def acknowledge(
    findings: Iterable[Finding],
    acknowledgements: Mapping[str, Acknowledgement],
    staff: Collection[str] = (),
) -> list[Finding]:
    """Return the findings with what staff acknowledged before, recognised by fingerprint.

    Where the initials of the `staff` are known, an acknowledgement by somebody else settles nothing.
    """
    known = {initials.casefold() for initials in staff}
    return [_acknowledged(finding, acknowledgements.get(finding.fingerprint), known) for finding in findings]


def _acknowledged(finding: Finding, written: Acknowledgement | None, staff: Collection[str]) -> Finding:
    if written is None:
        return finding
    if written.complete and (not staff or written.initials.casefold() in staff):
        return replace(finding, acknowledged=written)
    return replace(finding, begun=written)
