"""`lotse desk`: a small intake workbook for one person."""

from __future__ import annotations

from automation.terminal.declaring import Command, day_and_json, workbook
from automation.terminal.parsing import UsageError, path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from automation.desk.intake_making import MadeIntake
    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session


def _takes(parser: GermanParser) -> None:
    parser.options.add_argument(
        "--for", dest="owner", metavar="KÜRZEL", required=True, help="für wen die Eingangsmappe ist"
    )
    parser.options.add_argument(
        "-o",
        "--out",
        metavar="DATEI",
        type=path,
        help="wie sie heißen soll (sonst: Eingang_KÜRZEL_TAG.xlsx neben der Mappe)",
    )


def _make(session: Session) -> MadeIntake:
    from secrets import token_hex

    from automation.desk.intake_making import make_intake

    typed = session.arguments
    if typed.out is not None and typed.out.suffix.lower() != ".xlsx":
        raise UsageError(f"Eine Eingangsmappe endet auf .xlsx. Bitte so nennen: {typed.out.stem}.xlsx")
    if typed.out is not None and not typed.out.absolute().parent.is_dir():
        raise UsageError(f"Den Ordner „{typed.out.parent}“ gibt es nicht. Bitte zuerst anlegen.")
    with session.working("Lege die Eingangsmappe an"):
        return make_intake(session.book(), typed.owner, token_hex(8), today=session.today(), target=typed.out)


def _show(made: MadeIntake, session: Session) -> None:
    from automation.desk.elsewhere import who_has_it
    from workbook.german import typed_file

    elsewhere = who_has_it(session.book())
    if elsewhere is not None:
        session.tell(elsewhere.told())
    if made.remark:
        session.tell(made.remark)
    book, intake = typed_file(session.arguments.file), typed_file(made.path)
    session.tell(
        f"Angelegt: {made.path}\nDie Eingangsmappe für {made.identity.initials} enthält keine Daten über andere. "
        f"Das Blatt „Start“ erklärt sie.\nEinsammeln: lotse collect {book} {intake}"
    )


def _document(made: MadeIntake, _: Session) -> dict[str, Any]:
    return {
        "intake": str(made.path),
        "for": made.identity.initials,
        "identity": str(made.identity),
        "remark": made.remark or None,
    }


COMMAND = Command(
    place=46,
    inputs="MAPPE",
    summary="legt eine kleine Eingangsmappe für eine Person an",
    takes=(workbook, _takes, day_and_json),
    job=_make,
    show=_show,
    document=_document,
    stopped="Abgebrochen. Es ist keine Eingangsmappe angelegt.",
)
