"""`lotse live start`: what the shortcut on the desktop calls; a window that asks, works and waits to be closed."""

from __future__ import annotations

import sys

from automation.terminal.declaring import Command
from automation.terminal.parsing import path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session

JOBS = (
    ("check", "Prüfen"),
    ("today", "Heute: was ansteht"),
    ("letters", "Schreiben"),
    ("dashboard", "Auswertung"),
    ("run", "Alles: prüfen, Schreiben, Auswertung"),
)


def _takes(parser: GermanParser) -> None:
    parser.inputs.add_argument(
        "files", metavar="MAPPE", type=path, nargs="*", help="diese Mappen werden geprüft; ohne Mappe fragt Lotse"
    )


def _start(session: Session) -> int:
    """Check what was dropped, or ask what to do with which workbook; return how the last job ended."""
    dropped: list[Path] = session.arguments.files
    code = 0
    if dropped:
        for each in dropped:
            session.tell(f"\n{each.name}")
            code = max(code, _run("check", each))
    else:
        code = _asked(session)
    _ask("\nEingabetaste schließt dieses Fenster. ")
    return code


def _asked(session: Session) -> int:
    session.tell("Was soll Lotse tun?\n")
    for number, (_, words) in enumerate(JOBS, 1):
        session.tell(f"  {number}  {words}")
    chosen = _ask("\nNummer, dann Eingabetaste (nur Eingabetaste: nichts): ")
    while chosen and chosen not in {str(number) for number in range(1, len(JOBS) + 1)}:
        chosen = _ask(f"Bitte eine Zahl von 1 bis {len(JOBS)}: ")
    if not chosen:
        return 0
    workbook = _ask("Mappe (die Datei in dieses Fenster ziehen, dann Eingabetaste): ")
    if not workbook:
        return 0
    return _run(JOBS[int(chosen) - 1][0], path(workbook))


def _ask(question: str) -> str:
    """Return what somebody typed, without the quotes that Windows puts around a dropped file; `""` at the end."""
    sys.stdout.write(question)
    sys.stdout.flush()
    typed = sys.stdin.readline() if sys.stdin is not None else ""
    return typed.strip().strip('"').strip()


def _run(job: str, workbook: Path) -> int:
    """Run a job as its own command, so that its mistakes are told as always and this window stays."""
    import subprocess

    words = [sys.executable, "-m", "automation", job, str(workbook)]
    # The standard error of this process is closed to what libraries write past Python.
    return subprocess.run(words, check=False, stderr=sys.stderr).returncode  # noqa: S603 - our own command


def _show(ended: int, session: Session) -> None:
    """Say nothing more: everything was said while the window was open."""
    del ended, session


COMMAND = Command(
    place=5,
    inputs="[MAPPE…]",
    summary="fragt in einem Fenster, was zu tun ist; das ruft die Verknüpfung auf dem Schreibtisch",
    takes=(_takes,),
    job=_start,
    show=_show,
    code=lambda ended: ended,
    stopped="Abgebrochen.",
)
