"""`lotse run`: check, letters and dashboard on one reading of the workbook."""

from __future__ import annotations

from automation.commands.dashboard import for_quarter, quarter_of
from automation.commands.letters import for_letters
from automation.terminal.declaring import FINE, FOUND, Command, day_and_json, saving, workbook

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from automation.jobs import Ran
    from automation.terminal.session import Session


def document(ran: Ran, today: date) -> dict[str, Any]:
    """Return what each of the three jobs found."""
    from automation.commands import check, dashboard, letters
    from automation.terminal.outcomes import written_document

    return {
        "check": check.document(ran.checked, today),
        "letters": letters.document(ran.posted),
        "dashboard": dashboard.document(ran.compiled),
        "written": written_document(ran.report),
    }


def _run(session: Session) -> Ran:
    with session.book_begun() as book:
        from automation import jobs

        with session.working("Prüfe, schreibe und rechne") as report:
            return jobs.run(
                book,
                session.today(),
                out=session.arguments.out,
                quarter=quarter_of(session),
                pdf=session.arguments.pdf,
                progress=report,
            )


def _show(ran: Ran, session: Session) -> None:
    from automation.commands import check, dashboard, letters
    from automation.terminal.outcomes import show_written
    from automation.terminal.screen import console

    book = session.arguments.file.name
    check.show(ran.checked, session.today(), check.MOST_FINDINGS, book)
    console().line()
    letters.show(ran.posted)
    console().line()
    dashboard.show(ran.compiled)
    show_written(ran.report, book)


def _document(ran: Ran, session: Session) -> dict[str, Any]:
    return document(ran, session.today())


def _code(ran: Ran) -> int:
    return FOUND if ran.checked.blocking or ran.posted.withheld or ran.compiled.differences else FINE


COMMAND = Command(
    place=30,
    inputs="MAPPE",
    summary="prüft, schreibt die offenen Schreiben, erneuert die Auswertung",
    takes=(workbook, for_letters, for_quarter, saving, day_and_json),
    job=_run,
    show=_show,
    document=_document,
    code=_code,
)
