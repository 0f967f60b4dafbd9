"""What people see in the terminal: tables, and a progress bar where there is a terminal to draw it on."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from automation.doctor import State
from automation.report import summary
from workbook.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from automation.doctor import Part
    from automation.jobs import Checked, Compiled, Posted, Ran
    from workbook.book import WriteReport
    from workbook.findings import Finding
    from workbook.trial import Trial

# A pipe or a file has no width of its own; this is wide enough for a finding on one line.
_WIDTH_OF_A_FILE = 140

_SHADES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.HINT: "cyan"}
_COLOURS = {State.FINE: "green", State.OPTIONAL: "dim", State.BROKEN: "bold red"}


def console() -> Console:
    """Return what to print results on: colours and the window's width on a terminal, plain text elsewhere."""
    return Console(
        width=None if sys.stdout.isatty() else _WIDTH_OF_A_FILE, highlight=False, emoji=False, markup=False
    )


@contextmanager
def working(doing: str) -> Iterator[None]:
    """Show that work goes on, and for how long, on a terminal; nothing where the output goes into a file."""
    if not sys.stderr.isatty():
        yield
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        bars.add_task(doing, total=None)
        yield


def table(headers: Sequence[str], rows: Iterable[Sequence[str | Text]]) -> Table:
    """Return a table in the style of the house; cells are never read as markup."""
    made = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for header in headers:
        made.add_column(header, overflow="fold")
    for row in rows:
        made.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    return made


def show_parts(parts: Iterable[Part]) -> None:
    """Print what `lotse doctor` found."""
    console().print(
        table(
            ("Teil", "Stand", "Gefunden", "Was zu tun ist"),
            ((part.name, Text(part.state, style=_COLOURS[part.state]), part.found, part.cure) for part in parts),
        )
    )


def show_trials(trials: Iterable[Trial]) -> None:
    """Print how each workbook came through its trial on a copy."""
    screen = console()
    for trial in trials:
        if trial.trusted:
            verdict = Text("bleibt unversehrt", style="green")
            told = f"{trial.parts} Teile verglichen: {', '.join(trial.steps)}."
        else:
            verdict, told = Text("lieber nicht", style="bold red"), trial.problem
        screen.print(Text(f"{trial.name}: ").append_text(verdict), soft_wrap=True)
        screen.out(f"  {told}")
        if trial.seen:
            screen.out(f"  Darin: {', '.join(trial.seen)}.")
        for warning in trial.warnings:
            screen.out(f"  {warning}")


def show_checked(checked: Checked, today: date, limit: int | None) -> None:
    """Print at most `limit` of the open findings (they come worst first), then how the workbook stands."""
    open_ones = [finding for finding in checked.findings if finding.acknowledged is None]
    shown = open_ones[:limit]
    screen = console()
    if shown:
        screen.print(table(("", "Regel", "Zelle", "Befund", "Vorschlag"), map(_cells, shown)))
    if len(shown) < len(open_ones):
        screen.out(f"… und {len(open_ones) - len(shown)} weitere.")
    screen.out(summary(checked.findings, rows=checked.rows, today=today))


def _cells(finding: Finding) -> tuple[str | Text, ...]:
    return (
        Text(finding.severity.word, style=_SHADES[finding.severity]),
        finding.rule,
        f"{finding.sheet}!{finding.cell}",
        finding.message,
        finding.suggestion or "",
    )


def show_posted(posted: Posted, *, dry_run: bool = False) -> None:
    """Print the letters by number, kind and file, never by name, and those that were withheld, with the reason."""
    screen = console()
    if posted.written:
        headers = ("Nummer", "Art", "Zu", "Dateien")
        screen.print(
            table(
                headers,
                (
                    (each.reference, each.kind, each.key, ", ".join(file.name for file in each.files))
                    for each in posted.written
                ),
            )
        )
    if posted.withheld:
        screen.print(
            table(
                ("Zurückgehalten", "Zu", "Zelle", "Grund", "Was hilft"),
                (
                    (each.kind, each.key, f"{each.sheet}!{each.cell}", each.reason, each.suggestion or "")
                    for each in posted.withheld
                ),
            )
        )
    done = "würden geschrieben" if dry_run else f"in {posted.folder}"
    before = f"; {posted.unchanged} gibt es schon" if posted.unchanged else ""
    screen.out(f"{len(posted.written)} Schreiben {done}, {len(posted.withheld)} zurückgehalten{before}.")


def show_compiled(compiled: Compiled) -> None:
    """Print the quarter's figures, and those that LibreOffice calculates otherwise."""
    screen = console()
    screen.print(table(("Kennzahl", compiled.quarter), compiled.figures))
    for difference in compiled.differences:
        screen.print(Text(difference.sentence, style="bold red"), soft_wrap=True)


def show_ran(ran: Ran, today: date, book: str, limit: int) -> None:
    """Print all that `lotse run` did, one job after the other."""
    show_checked(ran.checked, today, limit)
    show_posted(ran.posted)
    show_compiled(ran.compiled)
    show_written(ran.compiled.report, book)


def show_demo(ran: Ran, workbook: Path) -> None:
    """Print what the demo made, and what to open."""
    screen = console()
    screen.out(f"Bitte öffnen: {workbook}")
    screen.out(f"Schreiben:    {ran.posted.folder}")


def show_written(report: WriteReport | None, book: str) -> None:
    """Print what became of the workbook, and what its staff should know about that."""
    if report is None:
        return
    sheets = " und ".join(f"„{name}“" for name in (*report.added, *report.replaced))
    backup = f" Die Fassung davor: {report.backup}" if report.backup else ""
    screen = console()
    screen.out(f"Geschrieben: {sheets} in {book}.{backup}")
    for warning in report.warnings:
        screen.out(warning)
