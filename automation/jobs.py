"""The whole route on one screen: read the workbook, do the work, put Lotse's own sheets back.

Each job takes a workbook as an interface (`workbook.book.Book`): a file, or a book that is open in a spreadsheet.
The command line, the buttons and the tests all call these functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from automation import checks
from automation.law import LegalValues
from automation.report import build_report, read_acknowledgements
from automation.settings import Settings
from workbook.findings import acknowledge, sorted_findings
from workbook.records import read_office

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from workbook.book import Book, WriteReport
    from workbook.findings import Acknowledgement, Finding
    from workbook.sheets import Sheet
    from workbook.tables import Office


@dataclass(frozen=True, slots=True)
class Material:
    """What was read from the workbook: the office, what reading found odd, what staff wrote on Lotse's sheets."""

    office: Office
    format_findings: tuple[Finding, ...]
    acknowledgements: Mapping[str, Acknowledgement]
    law: LegalValues
    settings: Settings


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings, worst first; how many rows of how many tables; what was written, if anything was."""

    findings: tuple[Finding, ...]
    rows: int
    tables: int
    report: WriteReport | None = None

    @property
    def blocking(self) -> bool:
        """Whether there is an error that nobody has acknowledged."""
        return any(finding.blocks for finding in self.findings)


def check(book: Book, today: date, *, write: bool = True) -> Checked:
    """Check the workbook and, unless told not to, put the findings on its sheet `Prüfbericht`."""
    checked, sheet = _check(_read(book), today)
    report = book.write([sheet], today=today) if write else None
    return Checked(checked.findings, checked.rows, checked.tables, report)


def _read(book: Book) -> Material:
    with book.read() as raw:
        office, format_findings = read_office(raw)
        acknowledgements = read_acknowledgements(raw)
    return Material(office, format_findings, acknowledgements, LegalValues.of(office), Settings.of(office))


def _check(material: Material, today: date) -> tuple[Checked, Sheet]:
    office = material.office
    found = checks.check(office, today, material.law, material.settings, material.format_findings)
    findings = tuple(sorted_findings(acknowledge(found, material.acknowledgements)))
    rows = sum(len(table) for table in office)
    checked = Checked(findings, rows, sum(1 for _ in office))
    return checked, build_report(findings, rows=rows, today=today)
