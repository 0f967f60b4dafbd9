"""What the jobs work on: the workbook as it was read, and what is found in it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from automation import checks
from automation.checks.closed import lost_of
from automation.letters.log_lookups import Answers
from automation.letters.logbook import SHEET as DISPATCH_SHEET
from automation.letters.logbook import TABLE as DISPATCH_TABLE
from automation.office.law import LegalValues
from automation.office.person_names import Names
from automation.office.settings import Settings
from automation.report import build_report, read_last_report
from automation.resources import templates_folder
from workbook.errors import FigureError
from workbook.findings import acknowledge, sorted_findings
from workbook.live.troubles import BookUnsavedError
from workbook.reading.mapping import MAPPING_SHEET
from workbook.reading.raw import read_own_table
from workbook.reading.records import read_office
from workbook.schema import StaffMember
from workbook.writing.erased_keys import ErasedListError, gone_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from automation.dashboard.page_notes import SheetNotes
    from automation.desk.elsewhere import Elsewhere
    from automation.figures.closing.record import Record as ClosingRecord
    from automation.figures.closing.state import State
    from automation.figures.fact import Fact
    from automation.letters.template_folders import TemplateFolders
    from automation.office.quarters import Quarter
    from automation.report import LastReport, SinceLast
    from workbook.findings import Acknowledgement, Finding
    from workbook.reading.raw import RawTable
    from workbook.sheets import Sheet
    from workbook.tables import Office
    from workbook.writing.file_book import Book, WriteReport


class Material(Struct, frozen=True):
    """What was read from the workbook: the office, what reading found odd, what staff wrote on Lotse's sheets.

    An `adopted` workbook is read as its sheet `Zuordnung` says. `pinned` are notes on the dashboard and the facts.
    `lost` are sheets of Lotse that somebody has deleted and that nothing else can take the place of.
    """

    office: Office
    format_findings: tuple[Finding, ...]
    last: LastReport
    dispatch: RawTable | None
    record: ClosingRecord
    digest: str
    remarks: Mapping[tuple[str, str], str]
    law: LegalValues
    settings: Settings
    today: date
    names: Names
    answers: Answers
    beside: Path | None = None
    adopted: bool = False
    pinned: Mapping[str, SheetNotes] = field(default_factory=dict)
    lost: tuple[str, ...] = ()

    @property
    def templates(self) -> TemplateFolders:
        """Where the templates of letters lie."""
        from automation.letters.template_folders import TemplateFolders

        return TemplateFolders.of(self.settings, self.beside, templates_folder())

    @property
    def acknowledgements(self) -> Mapping[str, Acknowledgement]:
        """What staff wrote beside the findings of the last run, by the finding's fingerprint."""
        return self.last.acknowledgements


class Checked(Struct, frozen=True):
    """The findings, worst first; how many rows of how many tables; what was written, if anything was.

    `since` compares with the last report, where there is one. `elsewhere` is there where somebody has the workbook
    open: the report stays as it is then. `implied` is what only figures know of: it follows from what is told.
    """

    findings: tuple[Finding, ...]
    rows: int
    tables: int
    report: WriteReport | None = None
    since: SinceLast | None = None
    elsewhere: Elsewhere | None = None
    implied: tuple[Finding, ...] = ()

    @property
    def blocking(self) -> bool:
        """Whether there is an error that nobody has acknowledged."""
        return any(finding.blocks for finding in self.findings)


def read_material(book: Book, today: date) -> Material:
    """Return what a job needs of the workbook."""
    from automation.dashboard.page_comments import read_remarks
    from automation.dashboard.page_notes import read_page_notes
    from automation.figures.closing.record import read_record
    from automation.figures.closing.seals import looked_at

    with book.read() as raw:
        office, format_findings = read_office(raw)
        last = read_last_report(raw)
        dispatch = read_own_table(raw, DISPATCH_SHEET, DISPATCH_TABLE)
        record, digest, remarks = looked_at(read_record(raw)), raw.digest, read_remarks(raw)
        names, answers, adopted = Names.of(raw, office), Answers.of(raw, office), MAPPING_SHEET in raw.owned
        pinned, lost = read_page_notes(raw), lost_of(raw)
    # A book that was never saved has no list; where it cannot be read, whoever has to be sure says so.
    with suppress(BookUnsavedError, ErasedListError):
        office = office.knowing(gone_from(book.path))
    law, settings = LegalValues.of(office), Settings.of(office)
    book.expire_backups(settings.days_of_backups)
    return Material(
        office,
        format_findings,
        last,
        dispatch,
        record,
        digest,
        remarks,
        law,
        settings,
        today,
        names,
        answers,
        folder_of(book),
        adopted,
        pinned,
        lost,
    )


def folder_of(book: Book) -> Path | None:
    """Return the folder that a workbook lies in, `None` for one that was never saved."""
    try:
        return book.folder
    except BookUnsavedError:
        return None


def check_material(material: Material) -> Checked:
    """Return what the rules find in the data; letters have their say later."""
    office, today = material.office, material.today
    found, implied = checks.look(
        office,
        today,
        material.law,
        material.settings,
        material.format_findings,
        accepted=lambda each: acknowledged((each,), material)[0].acknowledged is not None,
    )
    found.extend(_kept_findings(material))
    findings = tuple(sorted_findings(acknowledged(found, material)))
    rows = sum(len(table) for table in office)
    return Checked(findings, rows, sum(1 for _ in office), implied=tuple(implied))


def _kept_findings(material: Material) -> Iterator[Finding]:
    """Yield what somebody changed by hand in what is kept of closed quarters."""
    if material.record.exists or material.lost:
        from automation.figures.closing.trust import closing_findings

        yield from closing_findings(material.record, material.lost, material.office)


def acknowledged(found: Iterable[Finding], material: Material) -> list[Finding]:
    """Return the findings with what staff wrote beside them on the last report."""
    return acknowledge(found, material.acknowledgements, material.office[StaffMember].positions)


def with_findings(checked: Checked, found: Iterable[Finding], material: Material) -> Checked:
    """Return the findings with further ones; what is said anew of a cell replaces what the same rule said of it."""
    of_letters = acknowledged(found, material)
    anew = {(each.rule, each.sheet, each.cell): each.message for each in of_letters}
    rest = (
        each
        for each in checked.findings
        if not anew.get((each.rule, each.sheet, each.cell), "").startswith(each.message)
    )
    return replace(checked, findings=tuple(sorted_findings((*rest, *of_letters))))


def with_late_reports(checked: Checked, material: Material) -> Checked:
    """Return the findings with those of late reports to closed quarters."""
    if not material.record.exists:
        return checked
    return with_findings(checked, settled_state(material, checked).findings(material.office), material)


def report_of(checked: Checked, material: Material) -> Sheet:
    """Return the sheet `Prüfbericht`."""
    last, people, today = material.last, material.names, material.today
    return build_report(checked.findings, rows=checked.rows, today=today, last_report=last, people=people)


def settled_state(material: Material, checked: Checked) -> State:
    """Return the figures of today together with what is closed."""
    from automation.figures.closing.state import state_of

    facts = facts_of(material, checked)
    return state_of(material.record, facts, material.office, material.today, material.settings)


def facts_of(material: Material, checked: Checked) -> tuple[Fact, ...]:
    """Return what the office's tables say today, whatever is closed."""
    from automation.figures.deriving import derive_facts

    found = (*checked.findings, *(replace(each, implied=True) for each in checked.implied))
    return derive_facts(material.office, material.today, material.settings, material.law, found, material.dispatch)


def chosen_quarter(material: Material, wanted: str | None) -> Quarter:
    """Return the quarter that was asked for, the present one where none was.

    Raises:
        FigureError: there are no figures of it.
    """
    from automation.figures.reporting import Reporting
    from automation.office.quarters import Quarter

    begun = Reporting.of(material.office, material.today, material.settings).begun
    if wanted is None:
        return begun[-1]
    quarter = Quarter.parse(wanted)
    if quarter in begun:
        return quarter
    known = f"{begun[0].code} bis {begun[-1].code}"
    raise FigureError(f"Für „{wanted}“ gibt es keine Zahlen. Bitte ein Quartal von {known} angeben.")
