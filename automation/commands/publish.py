"""`lotse publish`: what may leave the office, with a proof; or an attack on anybody's files."""

from __future__ import annotations

from functools import partial

from automation.commands.dashboard import for_quarter, quarter_of
from automation.terminal.declaring import FINE, FOUND, Command, day_and_json, saving
from automation.terminal.parsing import UsageError, path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from automation.publication.attacking import Attacked
    from automation.publication.publishing import Publication
    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session

_PATIENCE = 600
"""After so many seconds the search for the cheapest pattern ends, and the first safe one is taken."""


def _takes(parser: GermanParser) -> None:
    parser.inputs.add_argument(
        "file", metavar="MAPPE", type=path, nargs="?", help="die Excel-Mappe (.xlsx oder .xlsm)"
    )
    parser.options.add_argument(
        "-o",
        "--out",
        metavar="ORDNER",
        type=path,
        help="wohin die Dateien kommen (sonst: Ordner „Veröffentlichungen“ neben der Mappe)",
    )
    parser.options.add_argument(
        "--draft", action="store_true", help="zeigt auch ein Quartal, das nicht abgeschlossen ist, als Entwurf"
    )
    parser.options.add_argument(
        "--lang", metavar="SPRACHE", choices=("de", "en"), default="de", help="de oder en (sonst: de)"
    )
    parser.options.add_argument(
        "--quick",
        action="store_true",
        help="nimmt die erste sichere Verdeckung, statt die sparsamste zu suchen",
    )
    parser.options.add_argument(
        "--attack",
        metavar="DATEI",
        type=path,
        nargs="+",
        help="greift fertige Dateien an (.xlsx, .html, .csv, .pdf), auch die von anderen; schreibt nichts",
    )


def _publish(session: Session) -> Publication | Attacked:
    from automation.publication import ensure_solver

    ensure_solver()
    typed = session.arguments
    if typed.attack:
        from automation.publication.attacking import attack_files

        if typed.file is not None:
            raise UsageError("„--attack“ liest fertige Dateien; eine MAPPE gehört nicht dazu.")
        with session.working("Greife die Dateien an"):
            return attack_files(typed.attack)
    if typed.file is None:
        raise UsageError("Welche Mappe? Zum Beispiel: lotse publish Buero.xlsx --quarter 2019-Q2")
    from time import monotonic

    from automation.publication.exact import Work
    from automation.publication.publishing import publish

    end = monotonic() + _PATIENCE
    with session.working("Verdecke kleine Zahlen und greife die fertigen Dateien an"):
        return publish(
            session.book(),
            session.today(),
            quarter=quarter_of(session),
            out=typed.out,
            draft=typed.draft,
            language=typed.lang,
            work=None if typed.quick else Work(),
            clock=lambda: monotonic() > end,
        )


def _show(made: Publication | Attacked, session: Session) -> None:
    from automation.publication.attacking import Attacked, attacked_told
    from automation.publication.publishing import told
    from automation.terminal.outcomes import show_written

    if isinstance(made, Attacked):
        session.tell("\n".join(attacked_told(made)))
        return
    session.tell("\n".join(told(made)))
    if made.report is not None:
        show_written(made.report, session.arguments.file.name)


def _document(made: Publication | Attacked, _: Session) -> dict[str, Any]:
    from automation.publication.attacking import Attacked, attacked_document
    from automation.publication.publishing import publication_document

    return attacked_document(made) if isinstance(made, Attacked) else publication_document(made)


def _code(made: Publication | Attacked) -> int:
    return FOUND if made.leaks else FINE


COMMAND = Command(
    place=64,
    inputs="[MAPPE]",
    summary="veröffentlicht ein Quartal: kleine Zahlen verdeckt, mit Nachweis",
    takes=(_takes, partial(for_quarter, otherwise="das letzte abgeschlossene"), saving, day_and_json),
    job=_publish,
    show=_show,
    document=_document,
    code=_code,
    stopped="Abgebrochen. Es ist nichts veröffentlicht.",
)
