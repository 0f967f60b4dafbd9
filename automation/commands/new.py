"""`lotse new`: a new workbook, empty or with the demo office."""

from __future__ import annotations

from automation.terminal.declaring import Command, day_and_json
from automation.terminal.parsing import UsageError, count, path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path
    from typing import Any

    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session

MAX_DEMO_CLIENTS = 100_000


def demo_office(parser: GermanParser) -> None:
    """Let the command be told how the demo office shall be."""
    parser.options.add_argument(
        "--rows",
        metavar="ANZAHL",
        type=count(1, MAX_DEMO_CLIENTS),
        help="so viele Klienten im Demo-Büro (sonst etwa 250, höchstens 100000)",
    )
    parser.options.add_argument(
        "--seed", metavar="ZAHL", type=count(0, 999_999_999), help="andere Zahl, andere erfundene Daten"
    )


def demo_day(session: Session) -> date:
    """Return the day that the demo takes for today."""
    from workbook.creating import DEMO_DAY

    return session.arguments.as_of or DEMO_DAY


def create(path: Path, session: Session, *, demo: bool, reached: Mapping[str, date] | None = None) -> None:
    """Write a new workbook, with the demo office or empty; `reached` are the days on which its families count."""
    from automation.report import build_report
    from workbook.creating import build_demo, create_workbook
    from workbook.creating.demo import EARLIEST_DAY
    from workbook.german import shown

    day = demo_day(session) if demo else session.today()
    # The lists that the highlights of the staff's sheets look up are part of it.
    report = build_report((), rows=0, today=day)
    if not demo:
        create_workbook(path, today=day, owned=[report])
        return
    if day < EARLIEST_DAY:
        raise UsageError(
            f"Vom Demo-Büro gibt es vor dem {shown(EARLIEST_DAY)} nichts zu erzählen. Bitte --as-of ändern."
        )
    wishes = {"clients": session.arguments.rows, "seed": session.arguments.seed}
    made = build_demo(as_of=day, **{name: wish for name, wish in wishes.items() if wish is not None})
    create_workbook(
        path, office=made.office, today=day, owned=[report], raw=made.raw, synthetic=True, reached=reached
    )


def _takes(parser: GermanParser) -> None:
    parser.inputs.add_argument("file", metavar="MAPPE", type=path, help="Name der neuen Mappe (.xlsx)")
    parser.options.add_argument("--demo", action="store_true", help="mit dem Demo-Büro statt leer")


def _make(session: Session) -> Path:
    file, typed = session.arguments.file, session.arguments
    if not typed.demo and (typed.rows is not None or typed.seed is not None):
        raise UsageError(
            "--rows und --seed gehören zum Demo-Büro. Bitte --demo dazuschreiben. Hilfe: lotse new --help"
        )
    if file.suffix.lower() != ".xlsx":
        raise UsageError(f"Eine neue Mappe endet auf .xlsx. Bitte so nennen: {file.stem}.xlsx")
    if not file.absolute().parent.is_dir():
        raise UsageError(f"Den Ordner „{file.parent}“ gibt es nicht. Bitte zuerst anlegen.")
    with session.working("Lege die Mappe an"):
        create(file, session, demo=typed.demo)
    made: Path = file
    return made


def _document(made: Path, _: Session) -> dict[str, Any]:
    return {"workbook": str(made)}


def _show(made: Path, session: Session) -> None:
    session.tell(f"Angelegt: {made}\nBitte in Excel öffnen; das Blatt „Start“ zeigt, wie es weitergeht.")


COMMAND = Command(
    place=10,
    inputs="MAPPE",
    summary="legt eine neue Mappe an",
    takes=(_takes, demo_office, day_and_json),
    job=_make,
    show=_show,
    document=_document,
    stopped="Abgebrochen. Es ist keine Mappe angelegt.",
)
