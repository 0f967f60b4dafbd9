"""The whole route on one screen: read the workbook, do the work, put Lotse's own sheets back.

Each job takes a workbook as an interface (`workbook.writing.file_book.Book`): a file, or one open in a spreadsheet.
The command line, the buttons and the tests all call these functions. What only one job needs is imported by its
steps: whoever checks a small workbook waits longer for imports than for the check.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from automation.desk.elsewhere import alone, who_has_it, write_unless_open
from automation.letters.logbook import build_log, read_log
from automation.material import (
    Checked,
    Material,
    check_material,
    chosen_quarter,
    facts_of,
    read_material,
    report_of,
    settled_state,
    with_findings,
    with_late_reports,
)
from automation.report import since_last
from workbook.errors import FigureError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date
    from pathlib import Path

    from automation.dashboard.verify import Difference, Verified
    from automation.figures.closing.state import State
    from automation.figures.compiled import Figures
    from automation.letter_run import Posted
    from automation.letters.delivery.transaction import Delivery
    from automation.office.quarters import Quarter
    from workbook.sheets import Sheet
    from workbook.writing.file_book import Book, WriteReport

_FOR_SHEETS = "xlsxwriter.workbook"
_FOR_PAGES = (
    "automation.figures.deriving",
    "automation.figures.closing.state",
    "automation.dashboard.sheet",
    "automation.dashboard.further_pages",
    "automation.dashboard.pivot_sheet",
)
LETTERS_FOLDER = "Briefe"
"""Where letters lie unless told otherwise: a folder beside the workbook."""


class Compiled(Struct, frozen=True):
    """The dashboard of a quarter: its figures, and where a recalculation differs from them.

    Of a quarter that was just closed also the earlier ones that are still open, `earlier_open`. `told` says which
    facts do not stand on the sheet row by row, since they are too many; `distrust` what somebody changed by hand in
    what is kept of closed quarters. `late` is how many late reports to closed quarters there are.
    """

    quarter: Quarter
    figures: Figures
    facts: int
    differences: tuple[Difference, ...] | None = None
    read_by_another: bool = True
    report: WriteReport | None = None
    earlier_open: tuple[str, ...] = ()
    told: str = ""
    distrust: tuple[str, ...] = ()
    late: int = 0


class Ran(Struct, frozen=True):
    """All three jobs on one reading, put into the workbook in one go."""

    checked: Checked
    posted: Posted
    compiled: Compiled
    report: WriteReport


def check(
    book: Book, today: date, *, write: bool = True, keep: Callable[[Material], object] | None = None
) -> Checked:
    """Check the workbook and, unless told not to, put the findings on its sheet `Prüfbericht`.

    While somebody has the workbook open, what was saved last is checked, and the sheet stays as it is. Who wants
    what was read to live on gives a function that may `keep` it.
    """
    from automation.letter_run import get_ready, letters_asked

    get_ready()
    if write:
        _load(_FOR_SHEETS)
    with alone(book) if write else nullcontext():
        material = read_material(book, today)
        if keep is not None:
            keep(material)
        checked = with_late_reports(check_material(material), material)
        checked = with_findings(checked, letters_asked(material, checked), material)
        checked = structs.replace(checked, since=since_last(material.last, checked.findings))
        if not write:
            return structs.replace(checked, elsewhere=who_has_it(book))
        report, elsewhere = write_unless_open(book, [report_of(checked, material)], today)
    return structs.replace(checked, report=report, elsewhere=elsewhere)


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
    from automation.letter_run import (
        desk_of,
        desk_to_write,
        get_ready,
        planned,
        posted_of,
        remarks_of,
        remarks_on_all,
        told_after,
        written_files,
    )
    from automation.letters.choosing import told_of_keys

    get_ready()
    if not dry_run:
        _load(_FOR_SHEETS)
    folder = out or book.folder / LETTERS_FOLDER
    delivery = delivery_of(book, folder)
    if dry_run:
        from automation.letters.delivery.letter_folders import told_of_gone
        from automation.letters.writing import Written, to_be_written

        material = read_material(book, today)
        log = delivery.rehearse(read_log(material.dispatch))
        desk = desk_of(material, check_material(material))
        plan = planned(desk, log, delivery, folder, kinds=kinds, keys=keys)
        posted = posted_of(plan, Written(to_be_written(plan), log, folder), material, ())
        return structs.replace(
            posted, dry_run=True, told=(*told_of_gone(plan.gone), *told_of_keys(plan, desk, kinds, keys))
        )
    with delivery:
        material = read_material(book, today)
        log = delivery.recover(read_log(material.dispatch))
        checked = with_late_reports(check_material(material), material)
        desk = desk_to_write(material, checked)
        plan = planned(desk, log, delivery, folder, kinds=kinds, keys=keys)
        written = written_files(plan, folder, material.templates, delivery, pdf=pdf, progress=progress)
        found = remarks_of(plan, written, material)
        every = with_findings(checked, remarks_on_all(desk, written) if kinds or keys else found, material)
        sheets = [report_of(every, material), build_log(written.log, today=today, answers=material.answers)]
        report = delivery.commit(lambda: book.write(sheets, today=today))
    told = (*delivery.told, *told_after(plan, written), *told_of_keys(plan, desk, kinds, keys))
    return structs.replace(posted_of(plan, written, material, found), report=report, told=told)


def compile_dashboard(
    book: Book,
    today: date,
    *,
    quarter: str | None = None,
    verify: bool = False,
    remarks: Mapping[tuple[str, str], str] | None = None,
    keep: Callable[[Material], object] | None = None,
) -> Compiled:
    """Compile `Dashboard` and `Fakten` for a quarter (`2019-Q2`; without one, that of today).

    With `verify` other engines calculate the written workbook anew, and every difference is reported. `remarks` are
    the staff's comments where the workbook itself holds none yet; `keep` is as for `check`.
    """
    if verify:
        from automation.dashboard.engines import demand_one

        demand_one()  # before anything is written
    _load(*_FOR_PAGES, _FOR_SHEETS)
    with alone(book):
        material = read_material(book, today)
        material = structs.replace(material, remarks={**(remarks or {}), **material.remarks})
        if keep is not None:
            keep(material)
        compiled, sheets = _compile(material, check_material(material), quarter)
        report = book.write(sheets, today=today)
    compiled = structs.replace(compiled, report=report)
    if not verify:
        return compiled
    proof = _verified(book)
    return structs.replace(compiled, differences=proof.differences, read_by_another=proof.read_by_another)


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
    from automation.letter_run import (
        desk_to_write,
        get_ready,
        planned,
        posted_of,
        remarks_of,
        told_after,
        written_files,
    )

    get_ready()
    _load(*_FOR_PAGES, _FOR_SHEETS)
    folder = out or book.folder / LETTERS_FOLDER
    with delivery_of(book, folder) as delivery:
        material = read_material(book, today)
        log = delivery.recover(read_log(material.dispatch))
        checked = check_material(material)
        state = settled_state(material, checked)
        compiled, dashboard_sheets = compiled_pages(material, state, chosen_quarter(material, quarter))
        plan = planned(desk_to_write(material, checked), log, delivery, folder)
        written = written_files(plan, folder, material.templates, delivery, pdf=pdf, progress=progress)
        found = remarks_of(plan, written, material)
        checked = with_findings(checked, (*found, *state.findings(material.office)), material)
        sheets = [
            *dashboard_sheets,
            report_of(checked, material),
            build_log(written.log, today=today, answers=material.answers),
        ]
        report = delivery.commit(lambda: book.write(sheets, today=today))
    told = (*delivery.told, *told_after(plan, written))
    posted = structs.replace(posted_of(plan, written, material, found), told=told)
    return Ran(checked, posted, compiled, report)


def days_of_families(book: Book, today: date) -> dict[str, date]:
    """Return the day of each household that counts for the „20 Familien“, by its key; nothing is written."""
    from automation.figures.indicators import independent_families as families

    material = read_material(book, today)
    facts = facts_of(material, check_material(material))
    return {fact.key: fact.day for fact in facts if fact.code == families.CODE and fact.numerator and fact.day}


def delivery_of(book: Book, folder: Path) -> Delivery:
    """Return what letters of this workbook are written through, one run at a time."""
    from automation.letters.delivery.transaction import Delivery

    usual = (book.folder / LETTERS_FOLDER, folder)
    return Delivery.of(book.path, saves=book.saves, usual=usual, patience=book.patience)


def _load(*modules: str) -> None:
    """Load what later steps need: the workbook is parsed meanwhile, and reading would wait for that."""
    for each in modules:
        import_module(each)


def _compile(material: Material, checked: Checked, quarter: str | None) -> tuple[Compiled, list[Sheet]]:
    from automation.figures.closing.trust import distrusted

    chosen = chosen_quarter(material, quarter)
    state = settled_state(material, checked)
    compiled, sheets = compiled_pages(material, state, chosen)
    return structs.replace(compiled, distrust=distrusted(checked.findings)), sheets


def compiled_pages(material: Material, state: State, chosen: Quarter) -> tuple[Compiled, list[Sheet]]:
    """Return the dashboard of a quarter, and its sheets; with them the closings, where there are any.

    Raises:
        FigureError: there are more facts than a sheet has rows.
    """
    from automation.dashboard.fitted_facts import fitted
    from automation.dashboard.further_pages import further_pages
    from automation.dashboard.page_notes import with_notes
    from automation.dashboard.pivot_sheet import pivot_sheets
    from automation.dashboard.sheet import build_dashboard
    from automation.figures.adding import Sums
    from automation.figures.closing.closings_sheet import build_record_sheet

    fit = fitted(state.shown)
    figures = replace(state.figures, sums=Sums(fit.facts, state.figures.reporting)) if fit.told else state.figures
    first, fact_sheet = build_dashboard(
        *(material.office, figures, material.today, chosen),
        closed=state.record,
        remarks=material.remarks,
        told=fit.told,
    )
    sheets = [first, *further_pages(figures, chosen), fact_sheet, *pivot_sheets(material.settings)]
    if state.record.exists:
        sheets.append(build_record_sheet(state.record, material.record))
    late = sum(not report.by_rules for report in state.reports)
    compiled = Compiled(chosen, figures, len(fit.facts), told=fit.told, late=late)
    return compiled, [with_notes(sheet, material.pinned) for sheet in sheets]


def _verified(book: Book) -> Verified:
    from automation.dashboard.verify import verified
    from workbook.writing.file_book import FileBook

    if not isinstance(book, FileBook):
        raise FigureError(
            "Nachgerechnet wird eine gespeicherte Datei. Bitte speichern und „--verify“ dort starten."
        )
    return verified(book.path)
