"""The command `lotse`: read what was typed, do the job of that command, show what came out, exit.

Exit codes: 0 fine, 1 findings of severity F (or letters withheld, or figures that differ), 2 could not run.
Whatever goes wrong ends as one German sentence with the cure on stderr. No command is known here by name: they are
the modules of `automation/commands`.
"""

from __future__ import annotations

import argparse
import atexit
import io
import os
import sys

from automation.commands import commands
from automation.terminal.declaring import FAILED, FINE
from automation.terminal.parsing import GermanParser, UsageError
from automation.terminal.session import Session, print_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import NoReturn

    from automation.terminal.declaring import Command

_EXAMPLES = """\
Beispiele:
  lotse demo                        einmal alles ansehen, mit erfundenen Daten
  lotse run Quartiersbuero.xlsx     prüfen, Schreiben, Auswertung
  lotse check Quartiersbuero.xlsx   nur prüfen

Ende mit 0: alles in Ordnung. 1: es gibt Fehler in der Mappe, zurückgehaltene Schreiben oder abweichende Zahlen.
2: konnte nicht ausgeführt werden; der Grund steht in der letzten Zeile. „lotse demo“ endet auch mit Fehlern in
der Demo-Mappe mit 0: Sie gehören zur Vorführung.
"""


def main(typed: Sequence[str] | None = None) -> int:
    """Run the command that was typed after `lotse` and return the exit code."""
    ends = typed is None  # else Python goes on: a test, a button
    if typed is None:
        typed = sys.argv[1:]
        _mute_libraries()
        _hurry_libraries()
    _speak_utf8()
    stopped = "Abgebrochen."
    try:
        if not typed:
            return _fail(usage(commands()))
        command, arguments = _understood(typed)
        stopped = command.stopped
        return _run(command, Session(arguments, ends=ends))
    except SystemExit:  # argparse has printed the help or the version
        return FINE
    except KeyboardInterrupt:
        return _fail(stopped)
    except BrokenPipeError:
        # `lotse check | head`: nobody reads any more, and what is still in the buffer must go somewhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:  # the outermost frame: staff never meet a traceback
        sentence = _sentence(error)
        if not sentence and os.environ.get("LOTSE_DEBUG"):
            raise
        return _fail(sentence or _owned_up(error), json="--json" in typed)


def _sentence(error: Exception) -> str:
    """Return the sentence of an error that was foreseen, `""` for a defect."""
    from workbook.errors import LotseError

    return str(error) if isinstance(error, (UsageError, LotseError)) else ""


def _owned_up(defect: Exception) -> str:
    from automation.defects import sentence

    return sentence(defect)


def usage(known: Mapping[str, Command]) -> str:
    """Return the help of `lotse` itself."""
    return build_parser(known, ())[0].format_help()


def build_parser(
    known: Mapping[str, Command], typed: Sequence[str] | None = None
) -> tuple[GermanParser, dict[str, GermanParser]]:
    """Return the parser of `lotse`, and those of its commands by name.

    With what was `typed`, only a command that occurs in it gets its inputs and switches: argparse needs as long
    for those of all commands as Python needs to start.
    """
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
    parser.known = {name.rpartition(" ")[2]: name for name in known}
    made: dict[str, GermanParser] = {}
    below = {"": _subcommands(parser)}
    for name, command in known.items():
        group, _, word = name.rpartition(" ")
        made[name] = below[group].add_parser(
            word,
            prog=f"lotse {name}",
            usage=" ".join(filter(None, ("lotse", name, command.inputs, "[Schalter]"))),
            help=command.summary,
            description=f"{command.summary[0].upper()}{command.summary[1:]}.",
        )
        made[name].set_defaults(command=name)
        made[name].known = parser.known
        if typed is None or word in typed:
            for add in command.takes:
                add(made[name])
        if command.group:
            below[name] = _subcommands(made[name])
    return parser, made


def _subcommands(parser: GermanParser) -> argparse._SubParsersAction[GermanParser]:
    return parser.add_subparsers(title="Befehle", metavar="BEFEHL", required=True, parser_class=GermanParser)


class _ShowVersion(argparse.Action):
    """Print the installed version; looked up only when asked for, since that costs as much as all the rest."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version

        parser.exit(0, f"Lotse {version('quartierslotse')}\n")


def _understood(typed: Sequence[str]) -> tuple[Command, argparse.Namespace]:
    """Return the command that was typed after `lotse`, and what was typed with it.

    Its own module is enough to understand it; only who has to say what was meant needs to know all commands.

    Raises:
        UsageError: it cannot be understood; the sentence says why and where the help is.
        SystemExit: help or version was asked for and has been printed.
    """
    try:
        return _read(typed, commands(typed[0]) or commands())
    except UsageError:
        return _read(typed, commands())


def _read(typed: Sequence[str], known: Mapping[str, Command]) -> tuple[Command, argparse.Namespace]:
    arguments, unknown = build_parser(known, typed)[0].parse_known_args(typed)
    if unknown:
        command = f"lotse {arguments.command}"
        raise UsageError(f"„{command}“ kennt „{unknown[0]}“ nicht. Hilfe: {command} --help")
    return known[arguments.command], arguments


def _run(command: Command, session: Session) -> int:
    """Do what was asked for, show what came out and return the exit code."""
    from workbook.errors import ReservedWorkbookError
    from workbook.reading.collector import collect_seldom

    collect_seldom()
    try:
        outcome = command.job(session)
    except ReservedWorkbookError as reserved:
        if not session.agreed(str(reserved)):
            raise
        session.arguments.despite_reservation = True
        outcome = command.job(session)
    if session.json:
        print_json(command.document(outcome, session))
    else:
        command.show(outcome, session)
    sys.stdout.flush()  # so that a broken pipe shows here and not while Python ends
    return command.code(outcome)


def _fail(sentence: str, *, json: bool = False) -> int:
    """Say why it could not run, to people on stderr and to programs as JSON."""
    if json:
        print_json({"error": sentence})
    sys.stderr.write(f"{sentence}\n")
    return FAILED


def _hurry_libraries() -> None:
    """Leave out what costs a small workbook a fifth of its check: plugins that nobody has, a tidy last minute."""
    from workbook.reading.collector import collect_no_more

    os.environ.setdefault(
        "PYDANTIC_DISABLE_PLUGINS", "__all__"
    )  # it would read what every package here says of itself
    atexit.register(collect_no_more)


def _mute_libraries() -> None:
    """Keep from staff what libraries print past Python: calamine's panics are English and come before our words.

    They write to the process's second file; Python's own stream goes on to where that led.
    """
    if os.environ.get("LOTSE_DEBUG") or sys.stderr is None:
        return
    try:
        sys.stderr.flush()
        own = os.dup(2)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
    except (OSError, ValueError):  # started without one, as by a button
        return
    sys.stderr = io.TextIOWrapper(io.FileIO(own, "w"), sys.stderr.encoding, "backslashreplace", write_through=True)


def _speak_utf8() -> None:
    """Print umlauts whatever the console's code page is: Windows gives a pipe the code page of the 1990s."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
