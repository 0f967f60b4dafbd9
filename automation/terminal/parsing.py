"""A command line that is understood, or not, in German.

argparse, because starting must cost nothing: typer alone takes as long to import as `lotse --help` may take in
all (measured: 6.4 times a bare Python; this module: 2.5 times). Nothing is imported here that a mere `--help`
does not need.
"""

from __future__ import annotations

import argparse
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date
    from pathlib import Path
    from typing import NoReturn

    from automation.office.quarters import Quarter


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


class GermanParser(argparse.ArgumentParser):
    """A parser that explains itself in German and raises `UsageError` instead of ending the program.

    `known` are the commands that somebody may have meant, by what they would have typed.
    """

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
        self.known: Mapping[str, str] = {}
        self.inputs = self.add_argument_group("Angaben")
        self.options = self.add_argument_group("Schalter")
        self.options.add_argument("-h", "--help", action="help", help="zeigt diese Hilfe")

    def error(self, message: str) -> NoReturn:
        """Raise argparse's complaint as one German sentence that says where the help is."""
        raise UsageError(f"{in_german(message, self.known)} Hilfe: {self.prog} --help")


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


def in_german(message: str, known: Mapping[str, str]) -> str:
    """Return argparse's English sentence in German.

    >>> in_german("the following arguments are required: MAPPE", {})
    'Es fehlt: MAPPE.'
    """
    for pattern, sentence in _SENTENCES:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return sentence.format(*match.groups(), near=_nearest(match[1], known) if "{near}" in sentence else "")
    return "So ist der Aufruf nicht zu verstehen."


def _nearest(typed: str, known: Mapping[str, str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(typed, known, n=1)
    return f" Gemeint war vielleicht „{known[near[0]]}“." if near else ""


def day(text: str) -> date:
    """Return the day that was typed, as 2019-06-30 or 30.06.2019.

    >>> str(day("30.06.2019")), str(day("2019-06-30"))
    ('2019-06-30', '2019-06-30')
    """
    from datetime import date

    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text.strip())
    german = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text.strip())
    numbers = iso.groups() if iso else german.groups()[::-1] if german else None
    try:
        if numbers:
            return date(*map(int, numbers))
    except ValueError:  # the 31st of February
        pass
    raise argparse.ArgumentTypeError(f"„{text}“ ist kein Datum. Bitte so schreiben: 2019-06-30 oder 30.06.2019.")


def path(text: str) -> Path:
    """Return the file or folder that was typed."""
    from pathlib import Path

    return Path(text)


def quarter(text: str) -> Quarter:
    """Return the quarter that was typed, as 2019-Q2."""
    from automation.office.quarters import Quarter

    if found := Quarter.parse(text):
        return found
    raise argparse.ArgumentTypeError(f"„{text}“ ist kein Quartal. Bitte so schreiben: 2019-Q2.")


def count(first: int, last: int) -> Callable[[str], int]:
    """Return a reader of whole numbers from `first` to `last`."""

    def read(text: str) -> int:
        number = int(text) if re.fullmatch(r"\d{1,9}", text) else -1
        if not first <= number <= last:
            raise argparse.ArgumentTypeError(f"„{text}“ ist keine ganze Zahl von {first} bis {last}.")
        return number

    return read
