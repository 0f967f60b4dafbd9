"""`lotse adopt`: meet a workbook that grew in the office, keep what it means, or carry its data over."""

from __future__ import annotations

from automation.terminal.declaring import Command, day_and_json, saving, workbook
from automation.terminal.parsing import UsageError, path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from automation.adopting import Adopted
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


def _adopt(session: Session) -> Adopted:
    from automation import adopting

    typed = session.arguments
    if typed.export is not None and typed.export.suffix.lower() != ".xlsx":
        raise UsageError(f"Eine neue Mappe endet auf .xlsx. Bitte so nennen: {typed.export.stem}.xlsx")
    book, today = session.book(), session.today()
    with session.working("Sehe mir die Mappe an"):
        proposal = adopting.look_at(book)
    session.tell(adopting.told(proposal))
    if typed.export is not None:
        return adopting.carry_over(book, proposal, typed.export, today=today)
    if not proposal.mappings or not (
        typed.yes or (not session.json and session.agreed(adopting.question(proposal), "Übernehmen?"))
    ):
        return adopting.Adopted(proposal)
    adopted = adopting.accept(book, proposal, today=today)
    if typed.highlight:
        adopting.highlight_findings(book, proposal, today=today, safety=session.safety())
    return adopted


def _document(adopted: Adopted, _: Session) -> dict[str, Any]:
    from automation.adopting import adopted_document

    return adopted_document(adopted)


def _show(adopted: Adopted, session: Session) -> None:
    from automation.adopting import outcome

    session.tell(f"\n{outcome(adopted, session.arguments.file, session.arguments.export)}")


COMMAND = Command(
    place=80,
    inputs="MAPPE",
    summary="lernt eine Mappe kennen, die im Büro gewachsen ist, und merkt sich die Zuordnung",
    takes=(workbook, _takes, saving, day_and_json),
    job=_adopt,
    show=_show,
    document=_document,
)
