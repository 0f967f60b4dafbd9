"""`lotse adopt`: meet a workbook that grew in the office, keep what it means, or carry its data over."""

from __future__ import annotations

from automation.terminal.declaring import Command, day_and_json, saving, workbook
from automation.terminal.parsing import UsageError, path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from automation.adopting import Adopted
    from automation.newer_workbook import Upgraded
    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session


def _takes(parser: GermanParser) -> None:
    parser.options.add_argument("--yes", action="store_true", help="übernimmt den Vorschlag, ohne zu fragen")
    parser.options.add_argument(
        "--highlight",
        action="store_true",
        help="lässt Zellen mit Befunden auch auf Ihren eigenen Blättern rot werden (ändert nur diese Regel)",
    )
    parser.options.add_argument(
        "--export", metavar="NEU", type=path, help="trägt die Daten in eine neue Mappe von Lotse (.xlsx)"
    )
    parser.options.add_argument(
        "--upgrade",
        action="store_true",
        help="baut aus einer Mappe einer früheren Version von Lotse eine neue mit allem, was dazukam (mit -o)",
    )
    parser.options.add_argument(
        "-o", "--output", metavar="NEU", type=path, help="so heißt die neue Mappe (.xlsx, mit --upgrade)"
    )


def _new_workbook(path: Path | None) -> None:
    if path is not None and path.suffix.lower() != ".xlsx":
        raise UsageError(f"Eine neue Mappe endet auf .xlsx. Bitte so nennen: {path.stem}.xlsx")


def _adopt(session: Session) -> Adopted | Upgraded:
    from automation import adopting

    typed = session.arguments
    _new_workbook(typed.export)
    _new_workbook(typed.output)
    if typed.upgrade or typed.output is not None:
        return _upgrade(session)
    book, today = session.book(), session.today()
    with session.working("Sehe mir die Mappe an"):
        proposal = adopting.look_at(book)
    session.tell(adopting.told(proposal))
    if typed.export is not None:
        doubts = adopting.doubtful(proposal)
        confirmed = typed.yes or (
            bool(doubts)
            and not session.json
            and session.agreed(f"Unsicher: {'; '.join(doubts)}.", "Auch übernehmen?")
        )
        return adopting.carry_over(book, proposal, typed.export, today=today, confirmed=confirmed)
    if not proposal.mappings or not (
        typed.yes or (not session.json and session.agreed(adopting.question(proposal), "Übernehmen?"))
    ):
        return adopting.Adopted(proposal)
    adopted = adopting.accept(book, proposal, today=today)
    if typed.highlight:
        adopting.highlight_findings(book, proposal, today=today, safety=session.safety())
    return adopted


def _upgrade(session: Session) -> Upgraded:
    """Build a new workbook from one of an earlier version."""
    from automation.newer_workbook import upgrade

    typed = session.arguments
    if not typed.upgrade or typed.output is None:
        raise UsageError("--upgrade und -o gehören zusammen: lotse adopt --upgrade MAPPE -o NEU.xlsx")
    if typed.export is not None or typed.highlight:
        raise UsageError("--upgrade geht nicht mit --export oder --highlight. Hilfe: lotse adopt --help")
    with session.working("Baue die neue Mappe"):
        return upgrade(session.book(), typed.output, today=session.today())


def _document(done: Adopted | Upgraded, _: Session) -> dict[str, Any]:
    from automation.adopting import Adopted, adopted_document
    from automation.newer_workbook import upgraded_document

    return adopted_document(done) if isinstance(done, Adopted) else upgraded_document(done)


def _show(done: Adopted | Upgraded, session: Session) -> None:
    from automation.adopting import Adopted, outcome
    from automation.newer_workbook import told

    if isinstance(done, Adopted):
        session.tell(f"\n{outcome(done, session.arguments.file, session.arguments.export)}")
    else:
        session.tell(told(done))


COMMAND = Command(
    place=80,
    inputs="MAPPE",
    summary="lernt eine Mappe kennen, die im Büro gewachsen ist, und merkt sich die Zuordnung",
    takes=(workbook, _takes, saving, day_and_json),
    job=_adopt,
    show=_show,
    document=_document,
)
