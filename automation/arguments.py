"""What can be typed after `lotse`: each command with what it takes.

Nothing is imported here that a mere `--help` does not need.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from automation.parsing import GermanParser, UsageError, count, day, quarter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MAX_DEMO_CLIENTS = 100_000

_EXAMPLES = """\
Beispiele:
  lotse demo                        einmal alles ansehen, mit erfundenen Daten
  lotse run Quartiersbuero.xlsx     prüfen, Schreiben, Auswertung
  lotse check Quartiersbuero.xlsx   nur prüfen

Ende mit 0: alles in Ordnung. 1: es gibt Fehler in der Mappe, zurückgehaltene Schreiben oder abweichende Zahlen.
2: konnte nicht ausgeführt werden; der Grund steht in der letzten Zeile. „lotse demo“ endet auch mit Fehlern in
der Demo-Mappe mit 0: Sie gehören zur Vorführung.
"""


def read_arguments(typed: Sequence[str]) -> argparse.Namespace:
    """Return what was typed after `lotse`; `command` names the command.

    Raises:
        UsageError: it cannot be understood; the sentence says why and where the help is.
        SystemExit: help or version was asked for and has been printed.
    """
    parser, _ = _build_parser()
    arguments, unknown = parser.parse_known_args(typed)
    if unknown:
        command = f"lotse {arguments.command}"
        raise UsageError(f"„{command}“ kennt „{unknown[0]}“ nicht. Hilfe: {command} --help")
    return arguments


def usage() -> str:
    """Return the help of `lotse` itself."""
    return _build_parser()[0].format_help()


def usage_of_each() -> dict[str, str]:
    """Return the help of each command by its name, in the order in which they are listed."""
    return {name: parser.format_help() for name, parser in _build_parser()[1].items()}


class _ShowVersion(argparse.Action):
    """Print the installed version; looked up only when asked for, since that costs as much as all the rest."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version  # noqa: PLC0415 - see the class

        parser.exit(0, f"Lotse {version('quartierslotse')}\n")


def _build_parser() -> tuple[GermanParser, dict[str, GermanParser]]:
    """Return the parser of `lotse` and those of its commands."""
    parser = GermanParser(
        prog="lotse",
        description=(
            "Prüft die Excel-Mappe des Büros, schreibt die Schreiben an Partner und Klienten und stellt die\n"
            "Quartalsauswertung zusammen. Die Blätter der Mitarbeitenden bleiben, wie sie sind."
        ),
        usage="lotse BEFEHL [Angaben] [Schalter]",
        epilog=_EXAMPLES,
    )
    parser.options.add_argument("-V", "--version", action=_ShowVersion, nargs=0, help="zeigt die Version")
    made = _add_commands(parser, COMMANDS)
    live = _add_commands(made["live"], LIVE)
    for each in (parser, made["live"]):
        each.known = {name.split(" ")[-1]: name for name in (*COMMANDS, *LIVE)}
    order = [each for name in made for each in ((name, *live) if name == "live" else (name,))]
    return parser, {name: (made | live)[name] for name in order}


def _add_commands(parser: GermanParser, table: Commands) -> dict[str, GermanParser]:
    """Add the commands of a table and return their parsers by the whole name, as in `live watch`."""
    commands = parser.add_subparsers(title="Befehle", metavar="BEFEHL", required=True, parser_class=GermanParser)
    parsers: dict[str, GermanParser] = {}
    for name, (inputs, summary, parts) in table.items():
        made: GermanParser = commands.add_parser(
            name.split(" ")[-1],
            prog=f"lotse {name}",
            usage=f"lotse {name} {inputs}[Schalter]",
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
        )
        made.set_defaults(command=name)
        for add in parts:
            add(made)
        parsers[name] = made
    return parsers


def _workbook(parser: GermanParser) -> None:
    parser.inputs.add_argument("file", metavar="MAPPE", type=Path, help="die Excel-Mappe (.xlsx oder .xlsm)")


def _json(parser: GermanParser) -> None:
    parser.options.add_argument("--json", action="store_true", help="gibt das Ergebnis als ein JSON-Dokument aus")


def _day(parser: GermanParser) -> None:
    parser.options.add_argument(
        "--as-of", metavar="DATUM", type=day, help="rechnet, als wäre heute dieser Tag (30.06.2019 oder 2019-06-30)"
    )


def _day_and_json(parser: GermanParser) -> None:
    _day(parser)
    _json(parser)


def _demo_office(parser: GermanParser) -> None:
    parser.options.add_argument(
        "--rows",
        metavar="ANZAHL",
        type=count(1, MAX_DEMO_CLIENTS),
        help="so viele Klienten im Demo-Büro (sonst etwa 250, höchstens 100000)",
    )
    parser.options.add_argument(
        "--seed", metavar="ZAHL", type=count(0, 999_999_999), help="andere Zahl, andere erfundene Daten"
    )


def _new(parser: GermanParser) -> None:
    parser.inputs.add_argument("file", metavar="MAPPE", type=Path, help="Name der neuen Mappe (.xlsx)")
    parser.options.add_argument("--demo", action="store_true", help="mit dem Demo-Büro statt leer")
    _demo_office(parser)
    _day_and_json(parser)


def _demo(parser: GermanParser) -> None:
    parser.inputs.add_argument(
        "folder",
        metavar="ORDNER",
        type=Path,
        nargs="?",
        default=Path("Lotse-Demo"),
        help="wohin (sonst: Lotse-Demo)",
    )
    _demo_office(parser)
    _day_and_json(parser)


def _untouched(parser: GermanParser) -> None:
    parser.options.add_argument(
        "--no-write", dest="write", action="store_false", help="zeigt die Befunde nur, die Mappe bleibt unberührt"
    )


def _check(parser: GermanParser) -> None:
    _untouched(parser)
    parser.options.add_argument("--all", action="store_true", help="zeigt alle Befunde, nicht nur die ersten 40")
    parser.options.add_argument(
        "--fix", action="store_true", help="berichtigt Zellen, deren richtiger Wert sicher ist; fragt vorher"
    )
    parser.options.add_argument("--yes", action="store_true", help="berichtigt, ohne zu fragen (mit --fix)")
    parser.options.add_argument(
        "--rule",
        metavar="REGEL",
        action="append",
        default=[],
        help="berichtigt nur zu dieser Regel, zum Beispiel F-03 (mit --fix)",
    )


def _letters(parser: GermanParser) -> None:
    parser.options.add_argument(
        "--out", metavar="ORDNER", type=Path, help="wohin die Schreiben kommen (sonst: neben die Mappe)"
    )
    parser.options.add_argument("--no-pdf", dest="pdf", action="store_false", help="nur Word, kein PDF")


def _choice_of_letters(parser: GermanParser) -> None:
    parser.options.add_argument(
        "--kind",
        metavar="ART",
        action="append",
        default=[],
        help="nur diese Art, zum Beispiel WOHNEN oder EINLADUNG",
    )
    parser.options.add_argument(
        "--key", metavar="NUMMER", action="append", default=[], help="nur zu dieser Nummer, zum Beispiel R-00012"
    )
    parser.options.add_argument("--dry-run", action="store_true", help="sagt nur, was geschrieben würde")


def _for_quarter(parser: GermanParser) -> None:
    parser.options.add_argument(
        "--quarter",
        metavar="QUARTAL",
        type=quarter,
        help="dieses Quartal, zum Beispiel 2019-Q2 (sonst: das laufende)",
    )


def _verification(parser: GermanParser) -> None:
    parser.options.add_argument(
        "--verify",
        action="store_true",
        help="rechnet die fertige Mappe mit LibreOffice nach und vergleicht jede Zahl",
    )


def _doctor(parser: GermanParser) -> None:
    parser.inputs.add_argument(
        "files",
        metavar="MAPPE",
        type=Path,
        nargs="*",
        help="probiert stattdessen an einer Kopie aus, ob Lotse diese Mappe unversehrt lässt",
    )
    parser.options.add_argument(
        "--keep", metavar="ORDNER", type=Path, help="behält die Kopien der Probe in diesem Ordner"
    )


def _saving(parser: GermanParser) -> None:
    parser.options.add_argument(
        "--backups",
        metavar="ANZAHL",
        type=count(0, 1000),
        default=20,
        help="so viele Sicherungen bleiben im Ordner „Sicherungen“ (sonst: 20; 0 heißt keine)",
    )
    parser.options.add_argument(
        "--despite-reservation",
        action="store_true",
        help="schreibt auch in eine Mappe, die als abgeschlossen gekennzeichnet ist",
    )


def _adopting(parser: GermanParser) -> None:
    parser.options.add_argument("--yes", action="store_true", help="übernimmt den Vorschlag, ohne zu fragen")
    parser.options.add_argument(
        "--highlight",
        action="store_true",
        help="lässt Zellen mit Befunden auch auf Ihren eigenen Blättern rot werden (ändert nur diese Regel)",
    )
    parser.options.add_argument(
        "--export", metavar="NEU", type=Path, help="trägt die Daten in eine neue Mappe von Lotse (.xlsx)"
    )


def _watching(parser: GermanParser) -> None:
    parser.options.add_argument(
        "--no-browser", dest="browser", action="store_false", help="öffnet die Seite nicht, nennt nur ihre Adresse"
    )
    parser.options.add_argument(
        "--no-notify", dest="notify", action="store_false", help="ohne Meldungen am Bildschirmrand"
    )


def _attaching(parser: GermanParser) -> None:
    parser.inputs.add_argument(
        "button", metavar="KNOPF", nargs="?", help="zum Beispiel check oder Prüfen (sonst: fragt, welcher)"
    )
    parser.options.add_argument(
        "--program",
        metavar="PROGRAMM",
        choices=("excel", "libreoffice"),
        default="",
        help="excel oder libreoffice (sonst: Excel, wenn es offen ist)",
    )


def _excel(parser: GermanParser) -> None:
    parser.options.add_argument(
        "--folder", metavar="ORDNER", type=Path, help="legt alles nur in diesen Ordner, zum Verteilen durch die IT"
    )
    parser.options.add_argument(
        "--python", metavar="PFAD", type=Path, help="dieses Python starten die Knöpfe (sonst: das von Lotse)"
    )
    parser.options.add_argument("--remove", action="store_true", help="entfernt die Knöpfe wieder")


Commands = dict[str, tuple[str, str, tuple["Callable[[GermanParser], None]", ...]]]
"""Each command: what it takes, what it does, and what adds its inputs and switches."""

COMMANDS: Commands = {
    "new": ("MAPPE ", "legt eine neue Mappe an", (_new,)),
    "demo": ("[ORDNER] ", "legt ein Büro mit erfundenen Daten an und führt alles einmal vor", (_demo,)),
    "run": (
        "MAPPE ",
        "prüft, schreibt die offenen Schreiben, erneuert die Auswertung",
        (_workbook, _letters, _for_quarter, _saving, _day_and_json),
    ),
    "check": (
        "MAPPE ",
        "prüft die Mappe und schreibt den Prüfbericht hinein",
        (_workbook, _check, _saving, _day_and_json),
    ),
    "letters": (
        "MAPPE ",
        "schreibt die offenen Schreiben als Word und PDF",
        (_workbook, _letters, _choice_of_letters, _saving, _day_and_json),
    ),
    "dashboard": (
        "MAPPE ",
        "erneuert die Auswertung in der Mappe",
        (_workbook, _for_quarter, _verification, _saving, _day_and_json),
    ),
    "remove": (
        "MAPPE ",
        "nimmt die Blätter von Lotse wieder aus der Mappe",
        (_workbook, _saving, _json),
    ),
    "adopt": (
        "MAPPE ",
        "lernt eine Mappe kennen, die im Büro gewachsen ist, und merkt sich die Zuordnung",
        (_workbook, _adopting, _saving, _day_and_json),
    ),
    "live": ("BEFEHL [Angaben] ", "arbeitet in der geöffneten Tabelle, ohne sie zu schließen", ()),
    "doctor": ("[MAPPE …] ", "zeigt, was installiert ist, was fehlt und was zu tun ist", (_doctor, _json)),
}

LIVE: Commands = {
    "live watch": (
        "MAPPE ",
        "prüft bei jedem Speichern und zeigt die Befunde im Browser",
        (_workbook, _untouched, _watching, _saving, _day),
    ),
    "live attach": (
        "[KNOPF] ",
        "drückt einen Knopf von Lotse in der Mappe, die gerade geöffnet ist",
        (_attaching, _day_and_json),
    ),
    "live install-libreoffice": (
        "",
        "richtet das Menü „Lotse“ in LibreOffice Calc ein, nur für Sie",
        (_json,),
    ),
    "live install-excel": (
        "",
        "richtet den Reiter „Lotse“ in Excel ein und sagt, was die IT erlauben muss",
        (_excel, _json),
    ),
}
"""The commands behind `lotse live`."""
