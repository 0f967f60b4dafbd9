"""What people see in the terminal: tables, and a progress bar where there is a terminal to draw it on."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Report = Callable[[int, int], None]
"""Tells how many of how many are done."""

# A pipe or a file has no width of its own; this is wide enough for a finding on one line.
_WIDTH_OF_A_FILE = 140


def console() -> Console:
    """Return what to print results on: colours and the window's width on a terminal, plain text elsewhere."""
    return Console(
        width=None if sys.stdout.isatty() else _WIDTH_OF_A_FILE, highlight=False, emoji=False, markup=False
    )


@contextmanager
def working(doing: str) -> Iterator[Report]:
    """Show on a terminal that work goes on, nothing elsewhere; yield the function that tells how far it is."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415 - nobody sees bars in a pipe

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(doing, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)


def table(headers: Sequence[str], rows: Iterable[Sequence[str | Text]]) -> Table:
    """Return a table in the style of the house; cells are never read as markup."""
    made = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for header in headers:
        made.add_column(header, overflow="fold")
    for row in rows:
        made.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    return made
