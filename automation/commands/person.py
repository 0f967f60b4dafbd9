"""`lotse person`: everything about one person, and how it goes. Screen and file names carry the key alone."""

from __future__ import annotations

from automation.terminal.declaring import Command, day_and_json, workbook
from automation.terminal.parsing import day, path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from automation.privacy.answering import Answered
    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session


def _takes(parser: GermanParser) -> None:
    parser.inputs.add_argument("key", metavar="KLIENTID", help="die Kennung der Person, zum Beispiel K-00017")
    parser.options.add_argument(
        "--out", metavar="ORDNER", type=path, help="wohin die Auskunft kommt (sonst: „Auskunft“ neben der Mappe)"
    )
    parser.options.add_argument(
        "--received", metavar="DATUM", type=day, help="Tag, an dem der Antrag kam; danach richtet sich die Frist"
    )


def _look(session: Session) -> Answered:
    from automation.privacy.answering import answer

    typed = session.arguments
    with session.working("Suche alles zusammen"):
        return answer(session.book(), typed.key, session.today(), out=typed.out, received_on=typed.received)


def _show(answered: Answered, _: Session) -> None:
    from automation.terminal.screen import console, table
    from workbook.german import shown

    access, screen = answered.access, console()
    counted: dict[str, int] = {}
    for row in access.rows:
        counted[row.sheet] = counted.get(row.sheet, 0) + 1
    for place in access.mentioned:
        name = f"{place.sheet} (genannt)"
        counted[name] = counted.get(name, 0) + 1
    screen.print(table(("Blatt", "Zeilen"), [(sheet, str(number)) for sheet, number in counted.items()]))
    out = sum(each.out for each in access.received)
    screen.out(f"{access.key}: {out} Empfänger haben etwas erfahren, {len(access.consents)} Einwilligungen.")
    if access.others:
        screen.out(f"{len(access.others)} Stellen betreffen vielleicht andere; das Ende der Auskunft nennt sie.")
    if access.twice:
        screen.out(f"Achtung: {access.key} steht auf „Klienten“ mehrmals. Bitte zuerst klären, wer gemeint ist.")
    screen.out(f"Antwort spätestens am {shown(access.answer_by)}. Entwurf, bitte lesen:")
    for file in answered.files:
        screen.out(f"  {file}")
    if answered.elsewhere is not None:
        screen.out(answered.elsewhere.told())


def _document(answered: Answered, _: Session) -> dict[str, Any]:
    """Return what was found by places and keys; what stands there is in the files alone."""
    from automation.desk.elsewhere import elsewhere_document

    access = answered.access
    return elsewhere_document(answered.elsewhere) | {
        "key": access.key,
        "as_of": access.today,
        "answer_by": access.answer_by,
        "key_is_used_twice": access.twice,
        "rows": [{"sheet": row.sheet, "row": row.row, "key": row.key or None} for row in access.rows],
        "mentioned": [{"sheet": each.sheet, "cell": each.cell} for each in access.mentioned],
        "recipients": sum(each.out for each in access.received),
        "names_others": [{"sheet": each.sheet, "cell": each.cell} for each in access.others],
        "files": list(answered.files),
    }


COMMAND = Command(
    place=70,
    inputs="MAPPE KLIENTID",
    summary="stellt alles zusammen, was über eine Person in der Mappe steht",
    takes=(workbook, _takes, day_and_json),
    job=_look,
    show=_show,
    document=_document,
)
