"""`lotse collect`: the rows of intake workbooks, shown first and appended on request, each once."""

from __future__ import annotations

from automation.terminal.declaring import FINE, FOUND, Command, day_and_json, saving, workbook
from automation.terminal.parsing import UsageError, path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from automation.desk.collecting import Collecting
    from automation.desk.telling_arrivals import Collected
    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session


def _takes(parser: GermanParser) -> None:
    parser.inputs.add_argument(
        "intakes", metavar="EINGANG", type=path, nargs="+", help="eine oder mehrere Eingangsmappen (lotse desk)"
    )
    parser.options.add_argument(
        "--append", action="store_true", help="hängt die Zeilen an; fragt vorher, ohne --append zeigt es sie nur"
    )
    parser.options.add_argument("--yes", action="store_true", help="hängt an, ohne zu fragen (mit --append)")
    parser.options.add_argument(
        "--same",
        metavar="K-EINGANG=K-MAPPE",
        action="append",
        default=[],
        help="die Zeile des Eingangs gibt es in der Mappe schon unter dieser Kennung",
    )
    parser.options.add_argument(
        "--new",
        metavar="K-EINGANG",
        action="append",
        default=[],
        help="die Zeile des Eingangs ist neu, obwohl sie einer der Mappe ähnelt",
    )


def _same(typed: list[str]) -> dict[str, str]:
    pairs = {}
    for each in typed:
        own, equals, there = each.partition("=")
        if not (own and equals and there):
            raise UsageError(f"„--same {each}“: Gemeint ist zum Beispiel --same K-00251=K-00017.")
        pairs[own] = there
    return pairs


def _collect(session: Session) -> Collected:
    from automation import jobs
    from automation.desk.arrivals import Said
    from automation.desk.collecting import collect, plan_collecting
    from automation.desk.elsewhere import who_has_it
    from automation.desk.incoming import read_intakes
    from automation.desk.telling_arrivals import Collected, question, told
    from workbook.writing.file_book import FileBook

    typed, today, book = session.arguments, session.today(), session.book()
    if typed.yes and not typed.append:
        raise UsageError("--yes gehört zum Anhängen. Bitte --append dazuschreiben.")
    both = {each.casefold() for each in typed.new} & {each.casefold() for each in _same(typed.same)}
    if both:
        named = ", ".join(sorted(each.upper() for each in both))
        raise UsageError(f"{named} kann nicht zugleich schon da (--same) und neu (--new) sein. Bitte eines davon.")
    said = Said(_same(typed.same), tuple(typed.new))
    with session.working("Lese die Eingänge"):
        planned = plan_collecting(book, read_intakes(typed.intakes, book.keys), said, today)
    for each in (book, *map(FileBook, typed.intakes)):
        elsewhere = who_has_it(each)
        if elsewhere is not None:
            session.tell(f"{each.name}: {elsewhere.told()}")
    session.tell(told(planned))
    if not planned.rows or not typed.append or not (typed.yes or _agreed(session, question(planned))):
        words = [f" --same {each}" for each in typed.same] + [f" --new {each}" for each in typed.new]
        return Collected(planned, said="".join(words))
    with session.working("Hänge die Zeilen an"):
        appended = collect(book, planned, today)
        checked = jobs.check(book, today)
    return Collected(planned, appended, checked.report)


def _agreed(session: Session, sentence: str) -> bool:
    return not session.json and session.agreed(f"\n{sentence}", "Anhängen?")


def _show(done: Collected, session: Session) -> None:
    from automation.desk.telling_arrivals import outcome

    typed = session.arguments
    session.tell(outcome(done, typed.file, typed.intakes, asked=typed.append))


def _document(done: Collected, _: Session) -> dict[str, Any]:
    from automation.desk.telling_arrivals import collected_document

    return collected_document(done)


def _code(done: Collected) -> int:
    planned: Collecting = done.planned
    return FOUND if planned.arrivals.held else FINE


COMMAND = Command(
    place=47,
    inputs="MAPPE EINGANG…",
    summary="zeigt, was aus Eingangsmappen käme, und hängt es auf Wunsch an",
    takes=(workbook, _takes, saving, day_and_json),
    job=_collect,
    show=_show,
    document=_document,
    code=_code,
)
