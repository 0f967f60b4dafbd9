"""`lotse diff`: what has changed in the workbook since a former version."""

from __future__ import annotations

from automation.terminal.declaring import FINE, FOUND, Command, day_and_json, saving

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from automation.desk.comparing_versions import Compared
    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session

_MOST = 40


def _takes(parser: GermanParser) -> None:
    from automation.terminal.parsing import path

    parser.inputs.add_argument(
        "old",
        metavar="ALT",
        nargs="?",
        default="",
        help="womit verglichen wird: eine Datei, oder Nummer oder Name einer Sicherung (sonst: die letzte, in der "
        "Ihre Blätter anders sind)",
    )
    parser.inputs.add_argument("file", metavar="MAPPE", type=path, help="die Excel-Mappe")
    parser.options.add_argument(
        "--sheet", action="store_true", help="schreibt den Vergleich mit allen Werten auf das Blatt „Änderungen“"
    )
    parser.options.add_argument("--all", action="store_true", help="zeigt alle Änderungen, nicht nur die ersten 40")


def _compare(session: Session) -> Compared:
    from automation.desk.comparing_versions import compare

    typed = session.arguments
    with session.working("Vergleiche"):
        return compare(session.book(), session.today(), typed.old, write=typed.sheet)


def _show(compared: Compared, session: Session) -> None:
    from rich.text import Text

    from automation.desk.corrections import SHEET
    from automation.desk.difference_told import summary, told_outside
    from automation.terminal.outcomes import show_written
    from automation.terminal.screen import console, table

    difference, typed = compared.difference, session.arguments
    screen = console()
    every = list(told_outside(difference))
    lines = every if typed.all else [each for each in every if not each.slipped]
    shown = lines if typed.all else lines[:_MOST]
    if shown:
        headers = ("Was", "Stelle", "Kennung", "Spalte", "Vorher", "Nachher")
        rows = (
            (each.what, f"{each.sheet}!{each.cell}", each.key, each.column, each.before, each.after)
            for each in shown
        )
        screen.print(table(headers, rows))
    if len(shown) < len(lines):
        screen.out(f"… und {len(lines) - len(shown)} weitere; --all zeigt alle.")
    if len(lines) < len(every):
        screen.out(f"{len(every) - len(lines)} Zellen verrutschter Spalten zeigt --all einzeln.")
    for sentence in difference.structure:
        if sentence not in difference.notices:
            screen.out(sentence)
    for sentence in difference.notices:
        screen.print(Text(f"Auffällig: {sentence}", style="bold red"))
    screen.out(summary(difference, compared.with_what))
    if every and not typed.sheet:
        screen.out("Die Werte selbst stehen nur in der Mappe: „lotse diff --sheet“ schreibt sie auf ein Blatt.")
    show_written(compared.report, typed.file.name)
    if compared.elsewhere is not None:
        screen.out(compared.elsewhere.told(SHEET if typed.sheet else ""))


def _document(compared: Compared, _: Session) -> dict[str, Any]:
    from automation.desk.difference_told import difference_document
    from automation.desk.elsewhere import elsewhere_document
    from automation.terminal.outcomes import written_document

    told = {"old": compared.old, **difference_document(compared.difference)}
    return told | {"written": written_document(compared.report)} | elsewhere_document(compared.elsewhere)


def _code(compared: Compared) -> int:
    return FOUND if compared.difference.notices else FINE


COMMAND = Command(
    place=47,
    inputs="[ALT] MAPPE",
    summary="zeigt, was sich in der Mappe seit einer früheren Fassung geändert hat",
    takes=(_takes, saving, day_and_json),
    job=_compare,
    show=_show,
    document=_document,
    code=_code,
)
