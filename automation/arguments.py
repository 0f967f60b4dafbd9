"""What was typed after `lotse`, read and explained in German.

argparse, because starting must cost nothing: typer alone takes as long to import as `lotse --help` may take in
all (measured: 6.4 times a bare Python; this module: 2.5 times). Nothing is imported here that a mere `--help`
does not need.
"""

from __future__ import annotations

import argparse
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from automation.quarters import Quarter

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


class UsageError(Exception):
    """The command line cannot be understood; the message is one German sentence with the cure."""


class _GermanFormatter(argparse.RawDescriptionHelpFormatter):
    """Help whose few fixed words are German."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=24, width=100)

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "Aufruf: " if prefix is None else prefix)


class _GermanParser(argparse.ArgumentParser):
    """A parser that explains itself in German and raises `UsageError` instead of ending the program."""

    def __init__(self, *, prog: str, description: str, usage: str, epilog: str | None = None) -> None:
        super().__init__(
            prog=prog,
            usage=usage,
            description=description,
            epilog=epilog,
            formatter_class=_GermanFormatter,
            add_help=False,
            allow_abbrev=False,
        )
        self.inputs = self.add_argument_group("Angaben")
        self.options = self.add_argument_group("Schalter")
        self.options.add_argument("-h", "--help", action="help", help="zeigt diese Hilfe")

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{in_german(message)} Hilfe: {self.prog} --help")


# argparse reports in English and offers no other hook. Its sentences differ a little between Python versions.
_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: BEFEHL", "Welcher Befehl?"),
    (r"the following arguments are required: (.+)", "Es fehlt: {0}."),
    (r"argument (.+?): expected .*argument.*", "Nach {0} fehlt der Wert."),
    (r"argument BEFEHL: invalid choice: '?([^' ]*)'? .*", "Den Befehl „{0}“ gibt es nicht.{near}"),
    (r"argument (.+?): invalid choice: '?([^' ]*)'? .*", "{0}: „{1}“ ist keine der Möglichkeiten."),
    (r"argument (.+?): not allowed with argument (.+)", "{0} und {1} gehen nicht zusammen."),
    (r"argument (.+?): ignored explicit argument '?([^']*)'?", "{0} nimmt keinen Wert."),
    (r"argument (.+?): (.+)", "{0}: {1}"),
)


def in_german(message: str) -> str:
    """Return argparse's English sentence in German.

    >>> in_german("the following arguments are required: MAPPE")
    'Es fehlt: MAPPE.'
    """
    for pattern, sentence in _SENTENCES:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return sentence.format(*match.groups(), near=_nearest(match[1]) if "{near}" in sentence else "")
    return "So ist der Aufruf nicht zu verstehen."


def _nearest(typed: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only needed after a slip of the finger

    near = get_close_matches(typed, COMMANDS, n=1)
    return f" Gemeint war vielleicht „{near[0]}“." if near else ""


def day(text: str) -> date:
    """Return the day that was typed, as 2019-06-30 or 30.06.2019.

    >>> day("30.06.2019") == day("2019-06-30") == date(2019, 6, 30)
    True
    """
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text.strip())
    german = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text.strip())
    numbers = iso.groups() if iso else german.groups()[::-1] if german else None
    try:
        if numbers:
            return date(*map(int, numbers))
    except ValueError:  # the 31st of February
        pass
    raise argparse.ArgumentTypeError(f"„{text}“ ist kein Datum. Bitte so schreiben: 2019-06-30 oder 30.06.2019.")


def quarter(text: str) -> Quarter:
    """Return the quarter that was typed, as 2019-Q2."""
    from automation.quarters import Quarter  # noqa: PLC0415 - only needed with --quarter

    if found := Quarter.parse(text):
        return found
    raise argparse.ArgumentTypeError(f"„{text}“ ist kein Quartal. Bitte so schreiben: 2019-Q2.")


def _count(first: int, last: int) -> Callable[[str], int]:
    """Return a reader of whole numbers from `first` to `last`."""

    def read(text: str) -> int:
        number = int(text) if re.fullmatch(r"\d{1,9}", text) else -1
        if not first <= number <= last:
            raise argparse.ArgumentTypeError(f"„{text}“ ist keine ganze Zahl von {first} bis {last}.")
        return number

    return read


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


def _build_parser() -> tuple[_GermanParser, dict[str, _GermanParser]]:
    """Return the parser of `lotse` and those of its commands."""
    parser = _GermanParser(
        prog="lotse",
        description=(
            "Prüft die Excel-Mappe des Büros, schreibt die Schreiben an Partner und Klienten und stellt die\n"
            "Quartalsauswertung zusammen. Die Blätter der Mitarbeitenden bleiben, wie sie sind."
        ),
        usage="lotse BEFEHL [Angaben] [Schalter]",
        epilog=_EXAMPLES,
    )
    parser.options.add_argument("-V", "--version", action=_ShowVersion, nargs=0, help="zeigt die Version")
    commands = parser.add_subparsers(
        title="Befehle", metavar="BEFEHL", dest="command", required=True, parser_class=_GermanParser
    )

    for name, (inputs, summary, parts) in COMMANDS.items():
        made: _GermanParser = commands.add_parser(
            name,
            prog=f"lotse {name}",
            usage=f"lotse {name} {inputs}[Schalter]",
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
        )
        for add in parts:
            add(made)
    return parser, commands.choices


def _workbook(parser: _GermanParser) -> None:
    parser.inputs.add_argument("file", metavar="MAPPE", type=Path, help="die Excel-Mappe (.xlsx oder .xlsm)")


def _json(parser: _GermanParser) -> None:
    parser.options.add_argument("--json", action="store_true", help="gibt das Ergebnis als ein JSON-Dokument aus")


def _day_and_json(parser: _GermanParser) -> None:
    parser.options.add_argument(
        "--as-of", metavar="DATUM", type=day, help="rechnet, als wäre heute dieser Tag (30.06.2019 oder 2019-06-30)"
    )
    _json(parser)


def _demo_office(parser: _GermanParser) -> None:
    parser.options.add_argument(
        "--rows",
        metavar="ANZAHL",
        type=_count(1, MAX_DEMO_CLIENTS),
        help="so viele Klienten im Demo-Büro (sonst etwa 250, höchstens 100000)",
    )
    parser.options.add_argument(
        "--seed", metavar="ZAHL", type=_count(0, 999_999_999), help="andere Zahl, andere erfundene Daten"
    )


def _new(parser: _GermanParser) -> None:
    parser.inputs.add_argument("file", metavar="MAPPE", type=Path, help="Name der neuen Mappe (.xlsx)")
    parser.options.add_argument("--demo", action="store_true", help="mit dem Demo-Büro statt leer")
    _demo_office(parser)
    _day_and_json(parser)


def _demo(parser: _GermanParser) -> None:
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


def _check(parser: _GermanParser) -> None:
    parser.options.add_argument(
        "--no-write", dest="write", action="store_false", help="zeigt die Befunde nur, die Mappe bleibt unberührt"
    )
    parser.options.add_argument("--all", action="store_true", help="zeigt alle Befunde, nicht nur die ersten 40")


def _letters(parser: _GermanParser) -> None:
    parser.options.add_argument(
        "--out", metavar="ORDNER", type=Path, help="wohin die Schreiben kommen (sonst: neben die Mappe)"
    )
    parser.options.add_argument("--no-pdf", dest="pdf", action="store_false", help="nur Word, kein PDF")


def _choice_of_letters(parser: _GermanParser) -> None:
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


def _for_quarter(parser: _GermanParser) -> None:
    parser.options.add_argument(
        "--quarter",
        metavar="QUARTAL",
        type=quarter,
        help="dieses Quartal, zum Beispiel 2019-Q2 (sonst: das laufende)",
    )


def _verification(parser: _GermanParser) -> None:
    parser.options.add_argument(
        "--verify",
        action="store_true",
        help="rechnet die fertige Mappe mit LibreOffice nach und vergleicht jede Zahl",
    )


def _doctor(parser: _GermanParser) -> None:
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


def _saving(parser: _GermanParser) -> None:
    parser.options.add_argument(
        "--backups",
        metavar="ANZAHL",
        type=_count(0, 1000),
        default=20,
        help="so viele Sicherungen bleiben im Ordner „Sicherungen“ (sonst: 20; 0 heißt keine)",
    )
    parser.options.add_argument(
        "--despite-reservation",
        action="store_true",
        help="schreibt auch in eine Mappe, die als abgeschlossen gekennzeichnet ist",
    )


def _adopting(parser: _GermanParser) -> None:
    parser.options.add_argument("--yes", action="store_true", help="übernimmt den Vorschlag, ohne zu fragen")
    parser.options.add_argument(
        "--highlight",
        action="store_true",
        help="lässt Zellen mit Befunden auch auf Ihren eigenen Blättern rot werden (ändert nur diese Regel)",
    )
    parser.options.add_argument(
        "--export", metavar="NEU", type=Path, help="trägt die Daten in eine neue Mappe von Lotse (.xlsx)"
    )


COMMANDS: dict[str, tuple[str, str, tuple[Callable[[_GermanParser], None], ...]]] = {
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
    "doctor": ("[MAPPE …] ", "zeigt, was installiert ist, was fehlt und was zu tun ist", (_doctor, _json)),
}
"""Each command: what it takes, what it does, and what adds its inputs and switches."""
