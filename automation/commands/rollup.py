"""`lotse rollup`: hand-ins of many offices, or their workbooks, become the city's workbook."""

from __future__ import annotations

from functools import partial

from automation.commands.dashboard import for_quarter, quarter_of
from automation.terminal.declaring import FINE, FOUND, Command, day_and_json
from automation.terminal.parsing import UsageError, count, path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager
    from typing import Any

    from automation.rollup.city import City
    from automation.rollup.gathering import Gathered
    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session


def _takes(parser: GermanParser) -> None:
    parser.inputs.add_argument(
        "files", metavar="ABGABE", nargs="+", help="Abgaben: Dateien, Ordner oder Muster wie „Abgaben/*.xlsx“"
    )
    parser.options.add_argument(
        "-o", "--out", metavar="STADT", type=path, required=True, help="wie die Mappe der Stadt heißen soll (.xlsx)"
    )
    parser.options.add_argument(
        "--remote",
        action="store_true",
        help="erlaubt Adressen außerhalb dieses Rechners (s3://…; Extra „s3“; § 80 SGB X)",
    )
    parser.options.add_argument(
        "--offices", metavar="LISTE", type=path, help="Textdatei mit den erwarteten Büros, eines in jeder Zeile"
    )


def _takes_workbooks(parser: GermanParser) -> None:
    parser.options.add_argument(
        "--workbooks",
        action="store_true",
        help="liest statt Abgaben die Mappen der eigenen Büros eines Verantwortlichen; dazu gehört --ground",
    )
    parser.options.add_argument(
        "--ground", metavar="GRUNDLAGE", help="die Rechtsgrundlage dafür; sie steht auf dem Blatt der Stadt"
    )
    parser.options.add_argument(
        "--processes", metavar="ANZAHL", type=count(1, 1024), help="so viele Mappen zugleich (sonst: je Kern eine)"
    )
    parser.options.add_argument(
        "--memory",
        metavar="MB",
        type=count(256, 1_048_576),
        help="so viel Arbeitsspeicher darf jede Mappe brauchen",
    )
    parser.options.add_argument(
        "--cluster", metavar="ADRESSE", help="rechnet auf einem laufenden Cluster (tcp://…; Extra „cluster“)"
    )
    parser.options.add_argument(
        "--no-cache",
        dest="cache",
        action="store_false",
        help="liest auch Mappen neu, die sich nicht geändert haben",
    )
    parser.options.add_argument(
        "--clear-cache", action="store_true", help="löscht vorher, was von früheren Läufen aufgehoben ist"
    )


def _roll_up(session: Session) -> City:
    from automation.rollup.addresses import files_of
    from automation.rollup.city import city_of
    from automation.rollup.city_sheets import city_sheets
    from workbook.writing.disk import ensure_new, new_file
    from workbook.writing.donor import write_donor

    typed = session.arguments
    if typed.out.suffix.lower() != ".xlsx":
        raise UsageError(f"Die Mappe der Stadt endet auf .xlsx. Bitte so nennen: {typed.out.stem}.xlsx")
    ensure_new(typed.out)
    ground = _ground(session)
    expected = _expected(session)
    files = files_of(typed.files, remote=typed.remote)
    with session.working("Zähle die Büros zusammen") as progress, _gathering(session, files) as gathering:
        gathered = []
        for number, each in enumerate(gathering, 1):
            gathered.append(each)
            if progress is not None:
                progress(number, len(files))
        city = city_of(gathered, quarter_of(session), expected, ground)
        if ground and _key():
            from automation.rollup.workbooks import linked

            city = linked(city, gathered)
        sheets = city_sheets(city)
        with new_file(typed.out) as file:
            write_donor(file, sheets, today=session.today(), title=f"Stadt {city.quarter.code}")
    return city


def _ground(session: Session) -> str:
    """Return the ground on which workbooks are read, "" for hand-ins.

    Raises:
        UsageError: one of the two switches is missing.
    """
    typed = session.arguments
    ground = (typed.ground or "").strip()
    if typed.workbooks and not ground:
        raise UsageError(
            "Wer die Mappen der Büros liest, sieht Daten von Menschen. Bitte mit „--ground“ die Rechtsgrundlage "
            "nennen oder die Büros um Abgaben bitten („lotse handin“)."
        )
    if not typed.workbooks and (ground or typed.cluster or typed.processes or typed.memory or typed.clear_cache):
        raise UsageError("--ground, --cluster, --processes, --memory und --clear-cache gehören zu --workbooks.")
    return ground


def _key() -> bytes | None:
    from automation.rollup.linking import rollup_key

    return rollup_key()


def _gathering(session: Session, files: Sequence[str]) -> AbstractContextManager[Iterator[Gathered]]:
    """Return what comes in of the files: hand-ins read here, or workbooks counted where the work is done."""
    from contextlib import nullcontext

    typed = session.arguments
    if not typed.workbooks:
        from automation.rollup.gathering import gather

        return nullcontext(gather(files))
    from automation.rollup import cache
    from automation.rollup.workbooks import counted_workbooks

    if typed.clear_cache:
        session.tell(f"Gelöscht: {cache.clear()} aufgehobene Zählungen in {cache.cache_folder()}.")
    where = (typed.cluster, typed.processes, typed.memory)
    return counted_workbooks(where, files, quarter_of(session), session.today(), key=_key(), use_cache=typed.cache)


def _expected(session: Session) -> tuple[str, ...]:
    listed = session.arguments.offices
    if listed is None:
        return ()
    from workbook.errors import FileMissingError

    try:
        text = listed.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise FileMissingError(listed) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"„{listed.name}“ lässt sich nicht als Text in UTF-8 lesen.") from error
    names = {name.casefold(): name for name in reversed([*filter(None, map(str.strip, text.splitlines()))])}
    return tuple(reversed(names.values()))


def _show(city: City, session: Session) -> None:
    from rich.text import Text

    from automation.terminal.screen import console, table
    from workbook.german import shown_number

    screen = console()
    headers = (city.quarter.label, "Ziel", "Ist", "Soll bisher")
    rows = [
        (
            each.title or each.indicator,
            *(shown_number(round(number, 1)) for number in (each.amount, each.actual, each.planned)),
        )
        for each in city.targets()
    ]
    screen.print(table(headers, iter(rows)))
    count = len(city.offices)
    session.tell(
        f"Gezählt: {count} {'Büro' if count == 1 else 'Büros'}. Die Mappe der Stadt: {session.arguments.out}"
    )
    for file, problem in city.problems:
        screen.print(Text(f"Nicht gezählt: {file}. {problem}", style="bold red"), soft_wrap=True)
    for name in city.missing:
        screen.print(Text(f"Fehlt: {name}", style="bold red"), soft_wrap=True)
    for each in city.differences:
        screen.print(Text(each), soft_wrap=True)


def _document(city: City, session: Session) -> dict[str, Any]:
    from automation.rollup.city import city_document

    return {"out": str(session.arguments.out), **city_document(city)}


COMMAND = Command(
    place=66,
    inputs="ABGABE …",
    summary="zählt die Abgaben aller Büros zur Mappe der Stadt zusammen",
    takes=(_takes, partial(for_quarter, otherwise="das der meisten Abgaben"), _takes_workbooks, day_and_json),
    job=_roll_up,
    show=_show,
    document=_document,
    code=lambda city: FOUND if city.problems or city.missing else FINE,
    stopped="Abgebrochen. Es ist nichts geschrieben.",
)
