"""`lotse handin`: what an office gives to its city, sums and no rows."""

from __future__ import annotations

from functools import partial

from automation.commands.dashboard import for_quarter, quarter_of
from automation.terminal.declaring import Command, day_and_json, workbook
from automation.terminal.parsing import UsageError, path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from automation.rollup.handing import Counted
    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session


def _takes(parser: GermanParser) -> None:
    parser.options.add_argument(
        "-o",
        "--out",
        metavar="ABGABE",
        type=path,
        help="wie die Abgabe heißen soll (sonst: Abgabe_QUARTAL_BÜRO.xlsx neben der Mappe)",
    )
    parser.options.add_argument(
        "--draft", action="store_true", help="gibt auch ein Quartal ab, das nicht abgeschlossen ist, als Entwurf"
    )


def _hand_in(session: Session) -> tuple[Path, Counted]:
    from automation.rollup.handin_sheet import handin_sheets
    from automation.rollup.handing import count_for_handin, file_name
    from workbook.writing.disk import ensure_new, write_new_file
    from workbook.writing.donor import build_donor

    typed = session.arguments
    if typed.out is not None and typed.out.suffix.lower() != ".xlsx":
        raise UsageError(f"Eine Abgabe endet auf .xlsx. Bitte so nennen: {typed.out.stem}.xlsx")
    if typed.out is not None:
        ensure_new(typed.out)
    with session.working("Zähle die Abgabe"):
        book, today = session.book(), session.today()
        counted = count_for_handin(book, today, quarter=quarter_of(session), draft=typed.draft)
        target = typed.out or book.folder / file_name(counted.handed)
        sheets = handin_sheets(counted.handed, counted.state.figures)
        write_new_file(target, build_donor(sheets, today=today, title=f"Abgabe {counted.quarter.code}"))
    return target, counted


def _show(made: tuple[Path, Counted], session: Session) -> None:
    target, counted = made
    kind = "Entwurf" if counted.handed.draft else "abgeschlossen"
    session.tell(
        f"Abgegeben: {target} ({counted.quarter.label}, {kind}). Die Datei enthält Summen, keine Zeile und keinen "
        "Schlüssel einer Person."
    )


def _document(made: tuple[Path, Counted], _: Session) -> dict[str, Any]:
    target, counted = made
    handed = counted.handed
    return {
        "handin": str(target),
        "quarter": handed.quarter,
        "draft": handed.draft,
        "office": handed.office,
        "mark": handed.mark,
        "sums": len(handed.sums),
    }


COMMAND = Command(
    place=65,
    inputs="MAPPE",
    summary="gibt die Summen eines Quartals an die Stadt ab",
    takes=(workbook, partial(for_quarter, otherwise="das letzte abgeschlossene"), _takes, day_and_json),
    job=_hand_in,
    show=_show,
    document=_document,
    stopped="Abgebrochen. Es ist keine Abgabe geschrieben.",
)
