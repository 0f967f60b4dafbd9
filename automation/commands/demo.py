"""`lotse demo`: an office of invented people, and all that Lotse does with it."""

from __future__ import annotations

from automation.commands.new import create, demo_day, demo_office
from automation.terminal.declaring import Command, day_and_json
from automation.terminal.parsing import UsageError, path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path
    from typing import Any

    from automation.jobs import Ran
    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session

WORKBOOK = "Quartiersbuero-Demo.xlsx"


def _takes(parser: GermanParser) -> None:
    parser.inputs.add_argument(
        "folder", metavar="ORDNER", type=path, nargs="?", default="Lotse-Demo", help="wohin (sonst: Lotse-Demo)"
    )


def _demonstrate(session: Session) -> tuple[Path, Ran]:
    from automation import jobs
    from workbook.writing.file_book import FileBook

    workbook: Path = session.arguments.folder / WORKBOOK
    _make_folder(session.arguments.folder)
    with session.working("Lege das Demo-Büro an und führe alles vor") as report:
        create(workbook, session, demo=True, reached=_days_of_families(session))
        return workbook, jobs.run(FileBook(workbook), demo_day(session), progress=report)


def _days_of_families(session: Session) -> dict[str, date]:
    """Return what the households' sheet will find among the facts once the dashboard is there.

    Lotse writes nothing on that sheet later, so the workbook is made once beforehand to see what comes out.
    """
    import tempfile
    from pathlib import Path

    from automation import jobs
    from workbook.writing.file_book import FileBook

    with tempfile.TemporaryDirectory(prefix="lotse-demo-") as folder:
        rehearsed = Path(folder, WORKBOOK)
        create(rehearsed, session, demo=True)
        return jobs.days_of_families(FileBook(rehearsed), demo_day(session))


def _make_folder(folder: Path) -> None:
    """Make sure that there is a folder to write into."""
    from workbook.writing.disk import writing_error

    if folder.exists() and not folder.is_dir():
        raise UsageError(f"„{folder}“ ist eine Datei. Bitte einen Ordner angeben.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise writing_error(folder, error) from error


def _document(made: tuple[Path, Ran], session: Session) -> dict[str, Any]:
    from automation.commands.run import document

    workbook, ran = made
    return {"workbook": str(workbook), **document(ran, demo_day(session))}


def _show(made: tuple[Path, Ran], _: Session) -> None:
    from automation.commands.dashboard import show
    from automation.terminal.screen import console

    workbook, ran = made
    show(ran.compiled)
    screen = console()
    errors = sum(finding.blocks for finding in ran.checked.findings)
    screen.out(
        f"Das Demo-Büro ist erfunden, auch die {errors} Fehler, die auf dem Blatt „Prüfbericht“ stehen; "
        f"{len(ran.posted.written)} Schreiben sind geschrieben, {len(ran.posted.withheld)} zurückgehalten."
    )
    screen.line()
    screen.out("Bitte öffnen:")
    screen.out(f"  Mappe      {workbook}")
    screen.out(f"  Schreiben  {ran.posted.folder}")


COMMAND = Command(
    place=20,
    inputs="[ORDNER]",
    summary="legt ein Büro mit erfundenen Daten an und führt alles einmal vor",
    takes=(_takes, demo_office, day_and_json),
    job=_demonstrate,
    show=_show,
    document=_document,
    stopped="Abgebrochen. Was vom Demo-Büro schon da ist, kann gelöscht werden.",
)
