"""What people see in the terminal: tables, and a progress bar where there is a terminal to draw it on."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from automation.dashboard.facts import Code
from automation.dashboard.figures import FAMILIES, LABOUR_MARKET
from automation.report import fixable, summary
from workbook.findings import Severity
from workbook.trial.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from automation.jobs import Checked, Compiled, Posted, Ran
    from automation.letters.writing import WrittenLetter
    from workbook.findings import Finding
    from workbook.trial.verdict import Trial
    from workbook.writing.book import WriteReport

Report = Callable[[int, int], None]
"""Tells how many of how many are done."""

# A pipe or a file has no width of its own; this is wide enough for a finding on one line.
_WIDTH_OF_A_FILE = 140

_SHADES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.HINT: "cyan"}


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


def show_trials(trials: Sequence[Trial]) -> None:
    """Print one table of how each workbook came through its trial on a copy, the reasons, and what it comes to."""
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


_WHAT_UNHARMED_MEANS = (
    "„bleibt unversehrt“: Lotses Blätter ließen sich einfügen, erneuern und wieder entfernen, und jeder Teil der "
    "Mappe war danach derselbe wie vorher."
)


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


_VERDICTS = {Verdict.UNHARMED: "green", Verdict.ASK: "yellow", Verdict.LEAVE: "bold red"}


def _trial_cells(trial: Trial) -> tuple[str | Text, ...]:
    return (
        trial.name,
        Text(trial.verdict, style=_VERDICTS[trial.verdict]),
        str(trial.parts or "–"),
        f"{trial.seconds:.1f} s".replace(".", ","),
        ", ".join(trial.seen) or "–",
    )


def show_checked(checked: Checked, today: date, limit: int | None, book: str = "") -> None:
    """Print at most `limit` of the open findings (they come worst first), then how the workbook stands.

    With the name of the `book` also what Lotse can correct itself.
    """
    open_ones = [finding for finding in checked.findings if finding.acknowledged is None]
    shown = open_ones[:limit]
    screen = console()
    if shown:
        screen.print(table(("", "Regel", "Zelle", "Befund", "Vorschlag"), map(_cells, shown)))
    if len(shown) < len(open_ones):
        screen.out(f"… und {len(open_ones) - len(shown)} weitere.")
    screen.out(summary(checked.findings, rows=checked.rows, today=today))
    if book and (sentence := fixable(checked.findings, book)):
        screen.out(sentence)


def _cells(finding: Finding) -> tuple[str | Text, ...]:
    return (
        Text(finding.severity.word, style=_SHADES[finding.severity]),
        finding.rule,
        f"{finding.sheet}!{finding.cell}",
        finding.message,
        finding.suggestion or "",
    )


def show_posted(posted: Posted) -> None:
    """Print the letters by number, kind and file, never by name, and those that were withheld, with the reason."""
    screen = console()
    if posted.written:
        letters = ((each.reference, each.kind, each.key, _files(each)) for each in posted.written)
        screen.print(table(("Nummer", "Art", "Zu", "Dateien"), letters))
    if posted.withheld:
        withheld = (
            (each.kind, each.key, f"{each.sheet}!{each.cell}", each.reason, each.suggestion or "")
            for each in posted.withheld
        )
        screen.print(table(("Zurückgehalten", "Zu", "Zelle", "Grund", "Was hilft"), withheld))
    would = "würde" if len(posted.written) == 1 else "würden"
    done = f"{would} geschrieben" if posted.dry_run else f"in {posted.folder}"
    before = f"; {posted.unchanged} gibt es schon" if posted.unchanged else ""
    screen.out(f"{len(posted.written)} Schreiben {done}, {len(posted.withheld)} zurückgehalten{before}.")


def _files(letter: WrittenLetter) -> str:
    return ", ".join(file.name for file in letter.files) or "noch nicht geschrieben"


def show_compiled(compiled: Compiled) -> None:
    """Print the quarter against the targets, and the figures that LibreOffice calculates otherwise."""
    screen = console()
    headers = (compiled.quarter.label, "im Quartal", "bisher", "Soll bisher", "Ziel", "Stand")
    screen.print(table(headers, _figures(compiled)))
    if compiled.differences is None:
        return
    for difference in compiled.differences:
        screen.print(Text(difference.sentence, style="bold red"), soft_wrap=True)
    if not compiled.differences:
        screen.out("LibreOffice hat jede Zahl nachgerechnet und kommt auf dasselbe.")


def _figures(compiled: Compiled) -> Iterator[tuple[str, ...]]:
    figures, quarter = compiled.figures, compiled.quarter
    for label, target, codes in (
        ("Familien unabhängig von Leistungen (Z20)", figures.reporting.families, FAMILIES),
        ("Sozialer Arbeitsmarkt (Z400)", figures.reporting.labour_market, LABOUR_MARKET),
    ):
        if found := figures.progress(target, codes, quarter):
            planned = f"{found.planned:.1f}".replace(".", ",")
            yield label, str(found.in_quarter), str(found.actual), planned, f"{found.amount:.0f}", found.light.value
    (of_quarter,) = (each for each in figures.quarters if each.quarter == quarter)
    until = figures.count(Code.PLACEMENTS, *figures.until(quarter))
    yield "Vermittlungen", str(of_quarter.placements), str(until), "", "", ""
    yield "Anliegen eingegangen", str(of_quarter.requests_in), "", "", "", ""
    yield "Anliegen erledigt", str(of_quarter.requests_done), "", "", "", ""
    yield "Anliegen offen am Ende", str(of_quarter.requests_open), "", "", "", ""


def show_ran(ran: Ran, today: date, book: str, limit: int) -> None:
    """Print all that `lotse run` did, one job after the other."""
    show_checked(ran.checked, today, limit, book)
    console().line()
    show_posted(ran.posted)
    console().line()
    show_compiled(ran.compiled)
    show_written(ran.report, book)


def show_demo(ran: Ran, workbook: Path) -> None:
    """Print what the demo made, and what to open."""
    show_compiled(ran.compiled)
    screen = console()
    errors = sum(finding.blocks for finding in ran.checked.findings)
    screen.out(
        f"Das Demo-Büro ist erfunden, auch die {errors} Fehler, die auf dem Blatt „Prüfbericht“ stehen; "
        f"{len(ran.posted.written)} Schreiben sind geschrieben, {len(ran.posted.withheld)} zurückgehalten."
    )
    screen.line()
    screen.out("Bitte öffnen:")
    screen.out(f"  Mappe      {workbook}")
    screen.out(f"  Schreiben  {ran.posted.folder}")


def show_written(report: WriteReport | None, book: str) -> None:
    """Print what became of the workbook, and what its staff should know about that."""
    if report is None:
        return
    sheets = ", ".join(f"„{name}“" for name in sorted((*report.added, *report.replaced)))
    backup = f" Die Fassung davor: {report.backup}" if report.backup else ""
    screen = console()
    screen.out(f"Geschrieben: {sheets} in {book}.{backup}")
    for warning in report.warnings:
        screen.out(warning)
