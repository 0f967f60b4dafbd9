"""What a command is: one declaration serves the command line, its help, the documentation and the buttons.

`lotse --help` executes every declaration, so nothing is imported here that a mere `--help` does not need: no
`typing`, `dataclasses` or `pathlib`, which together take as long as Python needs to start.
"""

from __future__ import annotations

from automation.terminal.parsing import count, day, path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import Any

    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session
    from workbook.live.open_book import LiveBook

    Takes = Callable[[GermanParser], None]

FINE, FOUND, FAILED = 0, 1, 2
"""How a command ends: all is well, there is something to look at, it could not run."""


class Button:
    """A button in the open workbook that belongs to a command: `job` does it and returns what staff are told.

    `name` is what `automation.macros:name` in ribbon, menu and toolbar calls; buttons of an earlier installation
    call it too, so it stays. `icon` is a picture of `workbook.live.icons`.
    """

    __slots__ = ("icon", "job", "label", "name", "tip")

    def __init__(self, name: str, label: str, tip: str, icon: str, job: Callable[[LiveBook, date], str]) -> None:
        self.name, self.label, self.tip, self.icon, self.job = name, label, tip, icon, job


def _nothing(_: Session) -> None:
    """Do what a group does by itself."""


class Command:
    """A command of `lotse`; its name is that of its module.

    `job` does the work and returns what `document` makes JSON of and `show` prints for people; `code` is how it
    ends. `place` orders the commands in the help, `stopped` is said after Ctrl+C. A `group` has commands below it
    (the modules of its folder) and does nothing itself.
    """

    __slots__ = (
        "buttons",
        "code",
        "document",
        "group",
        "inputs",
        "job",
        "place",
        "show",
        "stopped",
        "summary",
        "takes",
    )

    def __init__(  # noqa: PLR0913 - each has a name, and a command says only what it needs
        self,
        *,
        place: int,
        summary: str,
        inputs: str = "",
        takes: tuple[Takes, ...] = (),
        job: Callable[[Session], Any] = _nothing,
        show: Callable[[Any, Session], None] = lambda *_: None,
        document: Callable[[Any, Session], dict[str, Any]] = lambda *_: {},
        code: Callable[[Any], int] = lambda _: FINE,
        stopped: str = "Abgebrochen. Die Mappe ist unverändert.",
        buttons: tuple[Button, ...] = (),
    ) -> None:
        self.place, self.summary, self.inputs, self.takes = place, summary, inputs, takes
        self.job, self.show, self.document, self.code = job, show, document, code
        self.stopped, self.buttons = stopped, buttons
        self.group = job is _nothing


def workbook(parser: GermanParser) -> None:
    """Let the command take a workbook."""
    parser.inputs.add_argument("file", metavar="MAPPE", type=path, help="die Excel-Mappe (.xlsx oder .xlsm)")


def as_json(parser: GermanParser) -> None:
    """Let the command print one JSON document."""
    parser.options.add_argument("--json", action="store_true", help="gibt das Ergebnis als ein JSON-Dokument aus")


def as_of(parser: GermanParser) -> None:
    """Let the command take another day for today."""
    parser.options.add_argument(
        "--as-of", metavar="DATUM", type=day, help="rechnet, als wäre heute dieser Tag (30.06.2019 oder 2019-06-30)"
    )


def day_and_json(parser: GermanParser) -> None:
    """Let the command take another day for today, and print JSON."""
    as_of(parser)
    as_json(parser)


def saving(parser: GermanParser) -> None:
    """Let the command be told how it saves the workbook."""
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


def who(parser: GermanParser) -> None:
    """Let the command be told who changes something in the staff's sheets."""
    parser.options.add_argument(
        "--by", metavar="KÜRZEL", help="wer das ändert, für das Blatt „Änderungen“ (sonst: der Anmeldename)"
    )


def untouched(parser: GermanParser) -> None:
    """Let the command leave the workbook as it is."""
    parser.options.add_argument(
        "--no-write", dest="write", action="store_false", help="zeigt die Befunde nur, die Mappe bleibt unberührt"
    )
