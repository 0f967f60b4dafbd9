"""A quarter closed and reopened: the jobs that the command calls, on one reading and one writing of a workbook."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec.structs import replace

from automation import jobs
from automation.desk.elsewhere import one_at_a_time
from automation.figures.closing.state import closed, reopened, state_of
from automation.figures.closing.trust import ensure_trusted
from automation.figures.explaining import explain
from automation.material import check_material, chosen_quarter, facts_of, read_material, settled_state
from automation.office.staff import ensure_there
from workbook.errors import FigureError
from workbook.schema import StaffMember

if TYPE_CHECKING:
    from datetime import date

    from automation.figures.explaining import Explained
    from automation.jobs import Compiled
    from workbook.tables import Office
    from workbook.writing.file_book import Book


def close_quarter(book: Book, today: date, code: str, *, by: str, reason: str | None = None) -> Compiled:
    """Close a quarter and renew the dashboard; with a `reason`, a closed one is reopened first.

    Raises:
        FigureError: the quarter is closed already, not over, or not reported on; `by` is nobody of `Personal`.
        AbsentStaffError: `by` has left, or has not begun.
    """
    return _change(book, today, code, by=by, reason=reason, close=True)


def reopen_quarter(book: Book, today: date, code: str, *, by: str, reason: str) -> Compiled:
    """Reopen a closed quarter and renew the dashboard; the reason stays on the sheet.

    Raises:
        FigureError: the quarter is not closed, the reason is empty, or `by` is nobody of `Personal`.
        AbsentStaffError: `by` has left, or has not begun.
    """
    return _change(book, today, code, by=by, reason=reason, close=False)


def explain_figure(book: Book, today: date, measure: str, *, quarter: str | None = None) -> Explained:
    """Return the rows behind a figure; nothing is written.

    Raises:
        FigureError: there is no such figure, or none of the quarter.
    """
    material = read_material(book, today)
    state = settled_state(material, check_material(material))
    return explain(state.figures, measure, chosen_quarter(material, quarter))


@one_at_a_time
def _change(book: Book, today: date, code: str, *, by: str, reason: str | None, close: bool) -> Compiled:
    material = read_material(book, today)
    quarter = chosen_quarter(material, code)
    initials = staff_member(material.office, by, today)
    checked = check_material(material)
    record = material.record
    if close:
        ensure_trusted(checked.findings, closing_anew=quarter.code if reason is not None else "")
    if reason is not None:
        record = reopened(record, quarter, today, initials, reason)
    state = state_of(record, facts_of(material, checked), material.office, today, material.settings)
    earlier: tuple[str, ...] = ()
    if close:
        state = closed(state, quarter, material.office, today, initials, material.digest)
        begun = state.figures.reporting.begun
        earlier = tuple(each.code for each in begun if each < quarter and each.code not in state.closings.closed)
    compiled, sheets = jobs.compiled_pages(material, state, quarter)
    return replace(compiled, report=book.write(sheets, today=today), earlier_open=earlier)


def staff_member(office: Office, initials: str, today: date) -> str:
    """Return initials as they stand on `Personal`.

    Raises:
        FigureError: nobody there has them.
        AbsentStaffError: whoever has them has left by today, or has not begun.
    """
    known = {key.casefold(): key for key in office[StaffMember].positions}
    found = known.get(initials.strip().casefold())
    if found is not None:
        return ensure_there(office, found, today)
    if not known:
        raise FigureError("Auf dem Blatt „Personal“ steht niemand. Bitte dort das Kürzel eintragen.")
    near = get_close_matches(initials.casefold(), known, n=1)
    cure = (
        f"Ist „{known[near[0]]}“ gemeint?" if near else "Bitte ein Kürzel von dort nehmen oder es dort eintragen."
    )
    raise FigureError(f"Das Kürzel „{initials}“ steht nicht auf dem Blatt „Personal“. {cure}")
