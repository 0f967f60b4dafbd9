"""The whole route on one screen: read the workbook, do the work, put Lotse's own sheets back.

Each job takes a workbook as an interface (`workbook.writing.file_book.Book`): a file, or one open in a spreadsheet.
The command line, the buttons and the tests all call these functions. What only one job needs is imported by its
steps: whoever checks a small workbook waits longer for imports than for the check.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from automation import checks
from automation.desk.elsewhere import who_has_it, write_unless_open
from automation.letters.choosing import ensure_known_choice
from automation.letters.delivery.letter_folders import told_of_gone
from automation.letters.desk import Desk, findings_by_row
from automation.letters.logbook import SHEET as DISPATCH_SHEET
from automation.letters.logbook import TABLE as DISPATCH_TABLE
from automation.letters.logbook import build_log, read_log
from automation.letters.planning import plan_letters
from automation.letters.reference import numbers_in
from automation.letters.remarks import letter_findings, no_letter_at_all
from automation.letters.template_folders import TemplateFolders, folder_of
from automation.office.law import LegalValues
from automation.office.settings import Settings
from automation.report import build_report, read_last_report, since_last
from automation.resources import templates_folder
from workbook.errors import FigureError, LetterError, SettingError
from workbook.findings import acknowledge, sorted_findings
from workbook.reading.raw import read_own_table
from workbook.reading.records import read_office
from workbook.schema import StaffMember

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from automation.dashboard.verify import Difference
    from automation.desk.elsewhere import Elsewhere
    from automation.figures.closing.record import Record as ClosingRecord
    from automation.figures.closing.state import State
    from automation.figures.compiled import Figures
    from automation.figures.fact import Fact
    from automation.letters.delivery.transaction import Delivery
    from automation.letters.dispatch import DispatchLog
    from automation.letters.plan import BlockedLetter, LetterPlan, WithheldLetter
    from automation.letters.writing import Written, WrittenLetter
    from automation.office.quarters import Quarter
    from automation.report import LastReport, SinceLast
    from workbook.findings import Acknowledgement, Finding
    from workbook.reading.raw import RawTable
    from workbook.sheets import Sheet
    from workbook.tables import Office
    from workbook.writing.file_book import Book, WriteReport

LETTERS_FOLDER = "Briefe"
"""Where letters lie unless told otherwise: a folder beside the workbook."""


@dataclass(frozen=True, slots=True)
class Material:
    """What was read from the workbook: the office, what reading found odd, what staff wrote on Lotse's sheets."""

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
    beside: Path | None = None

    @property
    def templates(self) -> TemplateFolders:
        """Where the templates of letters lie."""
        return TemplateFolders.of(self.settings, self.beside, templates_folder())

    @property
    def acknowledgements(self) -> Mapping[str, Acknowledgement]:
        """What staff wrote beside the findings of the last run, by the finding's fingerprint."""
        return self.last.acknowledgements


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings, worst first; how many rows of how many tables; what was written, if anything was.

    `since` compares with the last report, where there is one. `elsewhere` is there where somebody has the workbook
    open: the report stays as it is then.
    """

    findings: tuple[Finding, ...]
    rows: int
    tables: int
    report: WriteReport | None = None
    since: SinceLast | None = None
    elsewhere: Elsewhere | None = None

    @property
    def blocking(self) -> bool:
        """Whether there is an error that nobody has acknowledged."""
        return any(finding.blocks for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Posted:
    """The letters that were written (with `dry_run`: would be), those withheld, and how many exist already.

    `told` are sentences about letters of earlier runs: finished, taken back, gone. `blocked` are those that must
    not go out any more; `findings` all that is to be said of letters, as `Prüfbericht` says it.
    """

    written: tuple[WrittenLetter, ...]
    withheld: tuple[WithheldLetter, ...]
    unchanged: int
    folder: Path
    dry_run: bool = False
    report: WriteReport | None = None
    told: tuple[str, ...] = ()
    blocked: tuple[BlockedLetter, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Compiled:
    """The dashboard of a quarter: its figures, and where a recalculation differs from them."""

    quarter: Quarter
    figures: Figures
    facts: int
    differences: tuple[Difference, ...] | None = None
    report: WriteReport | None = None


@dataclass(frozen=True, slots=True)
class Ran:
    """All three jobs on one reading, put into the workbook in one go."""

    checked: Checked
    posted: Posted
    compiled: Compiled
    report: WriteReport


def check(book: Book, today: date, *, write: bool = True) -> Checked:
    """Check the workbook and, unless told not to, put the findings on its sheet `Prüfbericht`.

    While somebody has the workbook open, what was saved last is checked, and the sheet stays as it is.
    """
    material = read_material(book, today)
    checked = _with_late(check_material(material), material)
    checked = _with(checked, _letters_asked(material, checked), material)
    checked = replace(checked, since=since_last(material.last, checked.findings))
    if not write:
        return replace(checked, elsewhere=who_has_it(book))
    report, elsewhere = write_unless_open(book, [_report(checked, material)], today)
    return replace(checked, report=report, elsewhere=elsewhere)


def write_letters(
    book: Book,
    today: date,
    *,
    out: Path | None = None,
    kinds: Collection[str] = (),
    keys: Collection[str] = (),
    dry_run: bool = False,
    pdf: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Posted:
    """Write the letters that open referrals and invitations ask for, and enter them on `Postausgang`.

    `kinds` and `keys` (of referrals and contacts) narrow the choice; `progress` is told how many of how many are
    done.
    """
    folder = out or book.folder / LETTERS_FOLDER
    delivery = _delivery(book, folder)
    if dry_run:
        from automation.letters.writing import Written, to_be_written

        material = read_material(book, today)
        log = delivery.rehearse(read_log(material.dispatch))
        plan = _plan(_desk(material, check_material(material)), log, delivery, folder, kinds=kinds, keys=keys)
        posted = _posted(plan, Written(to_be_written(plan), log, folder), material, ())
        return replace(posted, dry_run=True, told=_told(plan))
    with delivery:
        material = read_material(book, today)
        log = delivery.recover(read_log(material.dispatch))
        checked = _with_late(check_material(material), material)
        desk = _desk(material, checked)
        plan = _plan(desk, log, delivery, folder, kinds=kinds, keys=keys)
        written = _written(plan, folder, material.templates, delivery, pdf=pdf, progress=progress)
        found = _remarks(plan, written, material)
        every = _with(checked, _remarks_on_all(desk, written) if kinds or keys else found, material)
        sheets = [_report(every, material), build_log(written.log, today=today)]
        report = delivery.commit(lambda: book.write(sheets, today=today))
    return replace(_posted(plan, written, material, found), report=report, told=(*delivery.told, *_told(plan)))


def compile_dashboard(book: Book, today: date, *, quarter: str | None = None, verify: bool = False) -> Compiled:
    """Compile `Dashboard` and `Fakten` for a quarter (`2019-Q2`; without one, that of today).

    With `verify` LibreOffice calculates the written workbook anew, and every difference is reported.
    """
    material = read_material(book, today)
    compiled, sheets = _compile(material, check_material(material), quarter)
    report = book.write(sheets, today=today)
    return replace(compiled, report=report, differences=_verified(book) if verify else None)


def run(
    book: Book,
    today: date,
    *,
    out: Path | None = None,
    quarter: str | None = None,
    pdf: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Ran:
    """Check, write letters and compile the dashboard on one reading of the workbook."""
    folder = out or book.folder / LETTERS_FOLDER
    with _delivery(book, folder) as delivery:
        material = read_material(book, today)
        log = delivery.recover(read_log(material.dispatch))
        checked = check_material(material)
        state = settled_state(material, checked)
        compiled, dashboard_sheets = compiled_pages(material, state, chosen_quarter(material, quarter))
        plan = _plan(_desk(material, checked), log, delivery, folder)
        written = _written(plan, folder, material.templates, delivery, pdf=pdf, progress=progress)
        found = _remarks(plan, written, material)
        checked = _with(checked, (*found, *state.findings(material.office)), material)
        sheets = [*dashboard_sheets, _report(checked, material), build_log(written.log, today=today)]
        report = delivery.commit(lambda: book.write(sheets, today=today))
    posted = replace(_posted(plan, written, material, found), told=(*delivery.told, *_told(plan)))
    return Ran(checked, posted, compiled, report)


def days_of_families(book: Book, today: date) -> dict[str, date]:
    """Return the day of each household that counts for the „20 Familien“, by its key; nothing is written."""
    from automation.figures.indicators import independent_families as families

    material = read_material(book, today)
    facts = facts_of(material, check_material(material))
    return {fact.key: fact.day for fact in facts if fact.code == families.CODE and fact.numerator and fact.day}


def _delivery(book: Book, folder: Path) -> Delivery:
    from automation.letters.delivery.transaction import Delivery

    usual = (book.folder / LETTERS_FOLDER, folder)
    return Delivery.of(book.path, saves=book.saves, usual=usual, patience=book.patience)


def read_material(book: Book, today: date) -> Material:
    """Return what a job needs of the workbook."""
    from automation.dashboard.page_comments import read_remarks
    from automation.figures.closing.record import read_record

    with book.read() as raw:
        office, format_findings = read_office(raw)
        last = read_last_report(raw)
        dispatch = read_own_table(raw, DISPATCH_SHEET, DISPATCH_TABLE)
        record, digest, remarks = read_record(raw), raw.digest, read_remarks(raw)
    law, settings = LegalValues.of(office), Settings.of(office)
    return Material(
        office, format_findings, last, dispatch, record, digest, remarks, law, settings, today, folder_of(book)
    )


def check_material(material: Material) -> Checked:
    """Return what the rules find in the data; what is to be said of letters comes with `_with`."""
    office, today = material.office, material.today
    found = checks.check(office, today, material.law, material.settings, material.format_findings)
    findings = tuple(sorted_findings(_settled(found, material)))
    rows = sum(len(table) for table in office)
    return Checked(findings, rows, sum(1 for _ in office))


def _settled(found: Iterable[Finding], material: Material) -> list[Finding]:
    return acknowledge(found, material.acknowledgements, material.office[StaffMember].positions)


def _with(checked: Checked, found: Iterable[Finding], material: Material) -> Checked:
    """Return the findings with further ones; what is said anew of a cell replaces what the same rule said of it."""
    of_letters = _settled(found, material)
    anew = {(each.rule, each.sheet, each.cell): each.message for each in of_letters}
    rest = (
        each
        for each in checked.findings
        if not anew.get((each.rule, each.sheet, each.cell), "").startswith(each.message)
    )
    return replace(checked, findings=tuple(sorted_findings((*rest, *of_letters))))


def _report(checked: Checked, material: Material) -> Sheet:
    return build_report(checked.findings, rows=checked.rows, today=material.today, last_report=material.last)


def _letters_asked(material: Material, checked: Checked) -> tuple[Finding, ...]:
    """Return what stands in the way of letters, without writing any."""
    try:
        plan = plan_letters(_desk(material, checked), read_log(material.dispatch), writing=False)
    except (SettingError, LetterError) as error:
        return (no_letter_at_all(error, material.office),)
    return letter_findings(plan, material.office)


def _desk(material: Material, checked: Checked) -> Desk:
    findings, templates = findings_by_row(checked.findings), material.templates
    return Desk(
        *(material.office, material.settings, templates.kinds(), material.today, findings), templates.sentences
    )


def _plan(
    desk: Desk,
    log: DispatchLog,
    delivery: Delivery,
    folder: Path,
    *,
    kinds: Collection[str] = (),
    keys: Collection[str] = (),
) -> LetterPlan:
    ensure_known_choice(desk, kinds, keys)
    taken = {number for place in delivery.places.folders(folder, log.rows) for number in numbers_in(place)}
    return plan_letters(desk, log, kinds=kinds, keys=keys, taken=taken, missing=delivery.places.misses)


def _written(
    plan: LetterPlan,
    folder: Path,
    templates: TemplateFolders,
    delivery: Delivery,
    *,
    pdf: bool,
    progress: Callable[[int, int], None] | None,
) -> Written:
    from automation.letters.writing import write_letters as write_files

    count = len(plan.letters)
    tell = None if progress is None else lambda done: progress(done, count)
    return write_files(plan, folder, templates, delivery, pdf=pdf, progress=tell)


def _remarks(plan: LetterPlan, written: Written, material: Material) -> tuple[Finding, ...]:
    found = letter_findings(plan, material.office, written.log, written.stuck)
    return (*found, *(each.finding for each in written.withheld))


def _remarks_on_all(desk: Desk, written: Written) -> tuple[Finding, ...]:
    """Return what the report says of all letters where only some were to be written."""
    plan = plan_letters(desk, written.log, writing=False)
    return (*letter_findings(plan, desk.office, stuck=written.stuck), *(each.finding for each in written.withheld))


def _posted(plan: LetterPlan, written: Written, material: Material, found: Iterable[Finding]) -> Posted:
    return Posted(
        written.letters,
        (*plan.withheld, *written.withheld),
        plan.unchanged,
        written.folder,
        blocked=plan.blocked,
        findings=tuple(_settled(found, material)),
    )


def _told(plan: LetterPlan) -> tuple[str, ...]:
    return tuple(told_of_gone(plan.gone))


def _compile(material: Material, checked: Checked, quarter: str | None) -> tuple[Compiled, list[Sheet]]:
    chosen = chosen_quarter(material, quarter)
    state = settled_state(material, checked)
    return compiled_pages(material, state, chosen)


def compiled_pages(material: Material, state: State, chosen: Quarter) -> tuple[Compiled, list[Sheet]]:
    """Return the dashboard of a quarter, and its sheets; with them the closings, where there are any."""
    from automation.dashboard.further_pages import further_pages
    from automation.dashboard.pivot_sheet import pivot_sheets
    from automation.dashboard.sheet import build_dashboard
    from automation.figures.closing.closings_sheet import build_record_sheet

    figures, facts = state.figures, state.shown
    first, fact_sheet = build_dashboard(
        material.office, facts, figures, material.today, chosen, closed=state.record, remarks=material.remarks
    )
    sheets = [first, *further_pages(figures, chosen), fact_sheet, *pivot_sheets(material.settings)]
    if state.record.exists:
        sheets.append(build_record_sheet(state.record))
    return Compiled(chosen, figures, len(facts)), sheets


def settled_state(material: Material, checked: Checked) -> State:
    """Return the figures of today together with what is closed."""
    from automation.figures.closing.state import state_of

    facts = facts_of(material, checked)
    return state_of(material.record, facts, material.office, material.today, material.settings)


def _with_late(checked: Checked, material: Material) -> Checked:
    """Return the findings with those of late reports to closed quarters."""
    if not material.record.exists:
        return checked
    return _with(checked, settled_state(material, checked).findings(material.office), material)


def facts_of(material: Material, checked: Checked) -> tuple[Fact, ...]:
    """Return what the office's tables say today, whatever is closed."""
    from automation.figures.deriving import derive_facts

    return derive_facts(
        material.office, material.today, material.settings, material.law, checked.findings, material.dispatch
    )


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


def _verified(book: Book) -> tuple[Difference, ...]:
    from automation.dashboard.verify import verify
    from workbook.writing.file_book import FileBook

    if not isinstance(book, FileBook):
        raise FigureError(
            "Nachgerechnet wird eine gespeicherte Datei. Bitte speichern und „--verify“ dort starten."
        )
    return tuple(verify(book.path))
