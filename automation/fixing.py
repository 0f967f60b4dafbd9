"""`lotse check --fix`: show what would be corrected, ask, correct, check again."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from automation import jobs
from automation.console import console, show_checked, show_written, working
from automation.correcting import correct, outcome, plan_corrections, plan_document, question, told
from automation.documents import checked_document

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import date

    from automation.documents import Document
    from automation.jobs import Checked
    from workbook.writing.book import FileBook

_MOST = 10
"""So many of the findings that are left are read after a correction."""


def fix(
    book: FileBook, today: date, arguments: argparse.Namespace, agreed: Callable[[str, str], bool]
) -> tuple[Checked, Document]:
    """Correct what is certain if staff agree; return what the check says then, and all of it for `--json`."""
    with _working("Prüfe die Mappe", arguments):
        checked = jobs.check(book, today, write=False)
        plan = plan_corrections(book, checked.findings, arguments.rule)
    corrected = None
    if not arguments.json:
        console().out(told(plan, every=arguments.all))
    if (
        plan.findings
        and arguments.write
        and (arguments.yes or (not arguments.json and agreed(f"\n{question(plan)}", "Berichtigen?")))
    ):
        with _working("Berichtige die Zellen", arguments):
            corrected = correct(book, plan, today)
        checked = corrected.checked
    if not arguments.json:
        console().out(f"\n{outcome(plan, corrected, book.path)}")
        if corrected is not None:
            console().line()
            show_checked(checked, today, None if arguments.all else _MOST)
            show_written(checked.report, book.name)
    return checked, {**checked_document(checked, today), "fix": plan_document(plan, corrected)}


def _working(doing: str, arguments: argparse.Namespace) -> AbstractContextManager[object]:
    return nullcontext() if arguments.json else working(doing)
