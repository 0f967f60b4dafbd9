"""`lotse doctor`: what is installed, or whether Lotse leaves these workbooks unharmed."""

from __future__ import annotations

from automation.terminal.declaring import FINE, FOUND, Command, as_json
from automation.terminal.parsing import path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from rich.text import Text

    from automation.installation.installed import Part
    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session
    from workbook.trial.verdict import Trial

_WHAT_UNHARMED_MEANS = (
    "„bleibt unversehrt“: Lotses Blätter ließen sich einfügen, erneuern und wieder entfernen, und jeder Teil der "
    "Mappe war danach derselbe wie vorher. Wo ein zweites Programm (openpyxl) sie lesen kann, sah es dasselbe."
)


def show_trials(trials: Sequence[Trial]) -> None:
    """Print one table of how each workbook came through its trial on a copy, the reasons, and what it comes to."""
    from collections import Counter

    from rich.text import Text

    from automation.terminal.screen import console, table
    from workbook.trial.verdict import Verdict

    made = table(("Mappe", "Urteil", "Teile", "Dauer", "Darin gesehen"), map(_trial_cells, trials))
    made.columns[1].no_wrap = True
    for column in made.columns[2:4]:
        column.justify, column.no_wrap = "right", True
    screen = console()
    screen.print(made)
    for sentence in _told_of(trials):
        screen.print(Text(sentence))
    counts = Counter(trial.verdict for trial in trials)
    verdicts = ", ".join(f"{counts[verdict]} × {verdict}" for verdict in Verdict if counts[verdict])
    screen.out(f"{len(trials)} {'Mappe' if len(trials) == 1 else 'Mappen'} an einer Kopie probiert: {verdicts}.")
    if counts[Verdict.UNHARMED]:
        screen.print(Text(_WHAT_UNHARMED_MEANS))


def _told_of(trials: Iterable[Trial]) -> Iterator[str]:
    """Yield why workbooks are better left alone, then what else to know, each warning once with its workbooks."""
    warned: dict[str, list[str]] = {}
    for trial in trials:
        if trial.problem:
            yield trial.problem if f"„{trial.name}“" in trial.problem else f"{trial.name}: {trial.problem}"
        for warning in trial.warnings:
            warned.setdefault(warning, []).append(trial.name)
    for warning, names in warned.items():
        yield f"{', '.join(names) if len(names) <= 3 else f'{len(names)} Mappen'}: {warning}"


def _trial_cells(trial: Trial) -> tuple[str | Text, ...]:
    from rich.text import Text

    from workbook.german import shown_number
    from workbook.trial.verdict import Verdict

    shades = {Verdict.UNHARMED: "green", Verdict.ASK: "yellow", Verdict.LEAVE: "bold red"}
    return (
        trial.name,
        Text(trial.verdict, style=shades[trial.verdict]),
        str(trial.parts or "–"),
        f"{shown_number(trial.seconds, 1)} s",
        ", ".join(trial.seen) or "–",
    )


def _takes(parser: GermanParser) -> None:
    parser.inputs.add_argument(
        "files",
        metavar="MAPPE",
        type=path,
        nargs="*",
        help="probiert stattdessen an einer Kopie aus, ob Lotse diese Mappe unversehrt lässt",
    )
    parser.options.add_argument(
        "--keep", metavar="ORDNER", type=path, help="behält die Kopien der Probe in diesem Ordner"
    )


def _try(session: Session) -> list[Trial]:
    """Return the trial of each workbook that was named.

    Raises:
        FileMissingError: there is none of them.
    """
    from workbook.errors import FileMissingError
    from workbook.trial.verdict import try_all

    typed = session.arguments
    if not any(file.exists() for file in typed.files):
        raise FileMissingError(typed.files[0])
    with session.working("Probiere es an einer Kopie aus") as report:
        return try_all(typed.files, today=session.today(), keep=typed.keep, progress=report)


def _trials_document(trials: Iterable[Trial]) -> list[dict[str, Any]]:
    return [
        {
            "workbook": trial.name,
            "trusted": trial.trusted,
            "verdict": trial.verdict.name.lower(),
            "problem": trial.problem,
            "seen": list(trial.seen),
            "warnings": list(trial.warnings),
            "steps": list(trial.steps),
            "parts": trial.parts,
            "confirmed": trial.confirmed,
            "kept": [str(path) for path in trial.kept],
            "seconds": round(trial.seconds, 3),
        }
        for trial in trials
    ]


class _Examined:
    """What was looked at: the parts of the installation, or workbooks."""

    __slots__ = ("parts", "trials")

    def __init__(self, parts: list[Part], trials: list[Trial]) -> None:
        self.parts, self.trials = parts, trials


def _look(session: Session) -> _Examined:
    if session.arguments.files:
        return _Examined([], _try(session))
    from automation.installation import installed as parts

    return _Examined(parts.examine(), [])


def _show(found: _Examined, session: Session) -> None:
    from automation.installation.installed import told

    if found.trials:
        show_trials(found.trials)
    else:
        session.tell(told(found.parts))


def _document(found: _Examined, _: Session) -> dict[str, Any]:
    if found.trials:
        return {"trials": _trials_document(found.trials)}
    return {"parts": [{**part._asdict(), "state": part.state.name.lower()} for part in found.parts]}


def _code(found: _Examined) -> int:
    if found.trials:
        return FINE if all(trial.trusted for trial in found.trials) else FOUND
    from automation.installation.installed import State

    return FOUND if any(part.state is State.BROKEN for part in found.parts) else FINE


COMMAND = Command(
    place=100,
    inputs="[MAPPE …]",
    summary="zeigt, was installiert ist, was fehlt und was zu tun ist",
    takes=(_takes, as_json),
    job=_look,
    show=_show,
    document=_document,
    code=_code,
)
