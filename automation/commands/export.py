"""`lotse export`: facts for a database or a BI tool, without reasons and cells, with pseudonyms for keys."""

from __future__ import annotations

from automation.terminal.declaring import FINE, FOUND, Command, day_and_json
from automation.terminal.parsing import path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from automation.rollup.exporting import Exported
    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session


def _takes(parser: GermanParser) -> None:
    parser.inputs.add_argument("files", metavar="MAPPE", nargs="+", type=path, help="die Mappen der Büros")
    parser.options.add_argument(
        "--to", metavar="ORDNER", type=path, required=True, help="der neue Ordner für CSV, Parquet und Verzeichnis"
    )


def _export(session: Session) -> Exported:
    from automation.rollup.exporting import export_facts
    from workbook.writing.file_book import FileBook

    typed = session.arguments
    with session.working("Schreibe die Tatsachen") as progress:
        return export_facts([FileBook(each) for each in typed.files], typed.to, session.today(), progress)


def _show(done: Exported, session: Session) -> None:
    from rich.text import Text

    from automation.terminal.screen import console

    screen = console()
    count = len(done.offices)
    session.tell(
        f"Geschrieben: {done.rows} Tatsachen aus {count} {'Büro' if count == 1 else 'Büros'} in {done.folder}."
    )
    if done.small:
        session.tell(
            f"In {done.small} von {done.combinations} Verbindungen von Merkmalen stehen weniger als fünf Fälle. "
            "Das sind Daten zu einzelnen Menschen; bitte nicht veröffentlichen."
        )
    if not done.steady:
        session.tell(
            "Die Pseudonyme gelten nur für diesen Export. Sollen sie beim nächsten dieselben sein, bitte einen "
            "Schlüssel in LOTSE_EXPORT_KEY oder im Schlüsselbund (lotse, export) hinterlegen."
        )
    for file, problem in done.problems:
        screen.print(Text(f"Nicht dabei: {file}. {problem}", style="bold red"), soft_wrap=True)


def _document(done: Exported, _: Session) -> dict[str, Any]:
    return {
        "folder": done.folder,
        "offices": list(done.offices),
        "rows": done.rows,
        "small_cells": done.small,
        "combinations": done.combinations,
        "steady_pseudonyms": done.steady,
        "problems": [{"file": file, "problem": problem} for file, problem in done.problems],
    }


COMMAND = Command(
    place=67,
    inputs="MAPPE …",
    summary="gibt die Tatsachen hinter den Zahlen als CSV und Parquet aus, mit Pseudonymen",
    takes=(_takes, day_and_json),
    job=_export,
    show=_show,
    document=_document,
    code=lambda done: FOUND if done.problems else FINE,
    stopped="Abgebrochen. Es ist nichts geschrieben.",
)
