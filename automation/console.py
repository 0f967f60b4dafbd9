"""What people see in the terminal: tables, and a progress bar where there is a terminal to draw it on."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from automation.doctor import State
from workbook.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from automation.doctor import Part
    from workbook.findings import Finding

Report = Callable[[str, int, int], None]
"""Called by a job now and then: what it is doing (German), how much is done, how much there is."""

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
def progress() -> Iterator[Report]:
    """Yield a function that shows progress: a bar on a terminal, nothing where the output goes into a file."""
    if not sys.stderr.isatty():
        yield lambda _doing, _done, _total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("")

        def report(doing: str, done: int, total: int) -> None:
            bars.update(task, description=doing, completed=done, total=total)

        yield report


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


def show_findings(findings: Sequence[Finding], limit: int | None) -> None:
    """Print at most `limit` of the open findings (they come worst first), then how many of each kind there are."""
    open_ones = [finding for finding in findings if finding.acknowledged is None]
    shown = open_ones[:limit]
    if shown:
        console().print(
            table(
                ("", "Regel", "Zelle", "Befund", "Vorschlag"),
                (
                    (
                        Text(finding.severity.word, style=_SHADES[finding.severity]),
                        finding.rule,
                        f"{finding.sheet}!{finding.cell}",
                        finding.message,
                        finding.suggestion or "",
                    )
                    for finding in shown
                ),
            )
        )
    if len(shown) < len(open_ones):
        console().print(f"… und {len(open_ones) - len(shown)} weitere.")
    console().print(summary(findings))


def summary(findings: Sequence[Finding]) -> str:
    """Return how many findings there are of each kind, in one sentence."""
    open_ones = Counter(finding.severity for finding in findings if finding.acknowledged is None)
    if not findings:
        return "Keine Befunde."
    words = ", ".join(
        f"{open_ones[severity]} {one if open_ones[severity] == 1 else many}"
        for severity, one, many in (
            (Severity.ERROR, "Fehler", "Fehler"),
            (Severity.WARNING, "Warnung", "Warnungen"),
            (Severity.HINT, "Hinweis", "Hinweise"),
        )
    )
    settled = len(findings) - open_ones.total()
    return f"{words}; {settled} als „bewusst so“ vermerkt." if settled else f"{words}."
