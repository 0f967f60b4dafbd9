"""`lotse privacy`: the office's papers on data protection, and what one organisation may see."""

from __future__ import annotations

from automation.terminal.declaring import Command, day_and_json, saving, workbook
from automation.terminal.parsing import UsageError, path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from automation.privacy.overview import Overview
    from automation.privacy.view_book import Viewed
    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session

_MOST = 30  # so many lines fit onto a screen


def _takes(parser: GermanParser) -> None:
    parser.options.add_argument(
        "--out", metavar="ORDNER", type=path, help="wohin die Papiere kommen (sonst: „Datenschutz“ neben der Mappe)"
    )
    parser.options.add_argument(
        "--view",
        metavar="ORGANISATION",
        help="nur eine neue Mappe mit dem, was dieser Partner oder Arbeitgeber sehen darf",
    )
    parser.options.add_argument(
        "--draft",
        action="store_true",
        help="zu --view: nur zum Ansehen, als Entwurf gekennzeichnet und ohne Eintrag im „Postausgang“",
    )
    parser.options.add_argument(
        "--by", metavar="KÜRZEL", help="zu --view: wer die Mappe weitergibt, für den „Postausgang“"
    )
    parser.options.add_argument("-o", dest="target", metavar="NEU.xlsx", type=path, help="Name der neuen Mappe")


def _do(session: Session) -> Overview | Viewed:
    from automation.privacy.overview import privacy_overview
    from automation.privacy.view_book import make_view

    typed = session.arguments
    if typed.view is None:
        if typed.draft or typed.by is not None:
            raise UsageError("--draft und --by gehören zu --view. Hilfe: lotse privacy --help")
        if typed.target is not None:
            raise UsageError("-o gehört zu --view. Hilfe: lotse privacy --help")
        with session.working("Schreibe die Papiere"):
            return privacy_overview(session.book(), session.today(), out=typed.out)
    target: Path | None = typed.target
    if target is None or target.suffix.lower() != ".xlsx":
        raise UsageError("Zu --view gehört -o mit dem Namen der neuen Mappe, der auf .xlsx endet.")
    if not target.absolute().parent.is_dir():
        raise UsageError(f"Den Ordner „{target.parent}“ gibt es nicht. Bitte zuerst anlegen.")
    with session.working("Stelle den Auszug zusammen"):
        return make_view(session.book(), typed.view, target, session.today(), by=typed.by, draft=typed.draft)


def _show(done: Overview | Viewed, _: Session) -> None:
    from automation.privacy.view_book import Viewed

    if isinstance(done, Viewed):
        _show_view(done)
    else:
        _show_papers(done)


def _show_view(done: Viewed) -> None:
    from automation.terminal.screen import console, table

    screen, view = console(), done.view
    people = "1 Mensch" if len(view.people) == 1 else f"{len(view.people)} Menschen"
    screen.out(f"Auszug für {view.key}: {people} mit gültiger Einwilligung, in {done.file}")
    if view.left_out:
        screen.print(table(("Nicht dabei", "Warum"), view.left_out))
    if view.held_back:
        cells = ", ".join(f"{sheet}!{cell}" for sheet, cell in view.held_back)
        screen.out(f"Leer gelassen, weil der Text zu viel verrät: {cells}")
    for sentence in done.told:
        screen.out(sentence)
    if done.numbers:
        first, last = done.numbers[0], done.numbers[-1]
        numbers = first if first == last else f"{first} bis {last}"
        screen.out(
            f"Im „Postausgang“ steht sie als weitergegeben: {numbers}. Bitte ansehen, bevor sie hinausgeht; bleibt "
            "sie im Büro, dort bitte „storniert“ eintragen."
        )
    elif view.people:
        screen.out("Ein Entwurf zum Ansehen. Was hinausgeht, schreibt derselbe Befehl ohne --draft.")


def _show_papers(done: Overview) -> None:
    from automation.terminal.screen import console, table
    from workbook.german import shown

    screen = console()
    if done.due:
        rows = [(each.key, f"{each.sheet}!{each.cell}", shown(each.since), each.why) for each in done.due[:_MOST]]
        screen.print(table(("Kennung", "Stelle", "Seit", "Warum"), rows))
    more = f" (die übrigen {len(done.due) - _MOST} stehen in der Liste)" if len(done.due) > _MOST else ""
    screen.out(f"Bei {len(done.due)} Menschen ist über die Daten zu entscheiden{more}. Geschrieben:")
    for file in done.files:
        screen.out(f"  {file}")
    screen.out("Art. 26 und Art. 35 sind Entwürfe; was das Büro ergänzen muss, ist darin gekennzeichnet.")


def _document(done: Overview | Viewed, _: Session) -> dict[str, Any]:
    from automation.privacy.view_book import Viewed

    if isinstance(done, Viewed):
        view = done.view
        return {
            "view": view.key,
            "workbook": done.file,
            "people": list(view.people),
            "left_out": [{"key": key, "why": why} for key, why in view.left_out],
            "entered": list(done.numbers),
            "held_back": [{"sheet": sheet, "cell": cell} for sheet, cell in view.held_back],
        }
    return {
        "due": [
            {"key": each.key, "sheet": each.sheet, "cell": each.cell, "since": each.since, "why": each.why}
            for each in done.due
        ],
        "files": list(done.files),
    }


COMMAND = Command(
    place=72,
    inputs="MAPPE",
    summary="zeigt, wessen Daten zu löschen sind, und schreibt die Papiere zum Datenschutz",
    takes=(workbook, _takes, saving, day_and_json),
    job=_do,
    show=_show,
    document=_document,
)
