"""`lotse check` and the buttons that check: findings on the sheet, on the screen and as JSON; `--fix` corrects."""

from __future__ import annotations

from automation.terminal.declaring import (
    FINE,
    FOUND,
    Button,
    Command,
    day_and_json,
    saving,
    untouched,
    who,
    workbook,
)
from automation.terminal.parsing import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from rich.text import Text

    from automation.material import Checked
    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session
    from workbook.findings import Finding
    from workbook.live.open_book import LiveBook

MOST_FINDINGS = 40
"""So many findings are read on a screen; the sheet `Prüfbericht` has all of them."""
_MOST_AFTER_FIXING = 10
_MOST_SENTENCES = 8  # so many findings fit into a message; the sheet has all of them


def document(checked: Checked, today: date) -> dict[str, Any]:
    """Return the findings, worst first, and how many of each severity are open."""
    from collections import Counter

    from automation.checks.discreet import outside
    from automation.desk.elsewhere import elsewhere_document
    from automation.terminal.outcomes import written_document

    open_ones = Counter(finding.severity.value for finding in checked.findings if finding.acknowledged is None)
    return {
        "as_of": today.isoformat(),
        "tables": checked.tables,
        "rows": checked.rows,
        "written": written_document(checked.report),
        "since_last": {"new": checked.since.new, "solved": checked.since.solved} if checked.since else None,
        "open": {severity: open_ones[severity] for severity in "FWH"},
        "findings": [_finding(outside(finding)) for finding in checked.findings],
    } | elsewhere_document(checked.elsewhere)


def _finding(finding: Finding) -> dict[str, Any]:
    accepted = finding.acknowledged
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "table": finding.table,
        "column": finding.column,
        "key": finding.key,
        "value": finding.value,
        "message": finding.message,
        "suggestion": finding.suggestion,
        "fixable": finding.fixable,
        "fingerprint": finding.fingerprint,
        "acknowledged": {"reason": accepted.reason, "initials": accepted.initials} if accepted else None,
    }


def show(checked: Checked, today: date, limit: int | None, book: str = "") -> None:
    """Print at most `limit` of the open findings (they come worst first), then how the workbook stands.

    With the name of the `book` also what Lotse can correct itself.
    """
    from automation.checks.discreet import outside
    from automation.report_words import fixable, summary
    from automation.terminal.screen import console, table

    open_ones = [finding for finding in checked.findings if finding.acknowledged is None]
    shown = [outside(finding) for finding in open_ones[:limit]]
    screen = console()
    if shown:
        screen.print(table(("", "Regel", "Zelle", "Befund", "Vorschlag"), map(_cells, shown)))
    if len(shown) < len(open_ones):
        screen.out(f"… und {len(open_ones) - len(shown)} weitere.")
    screen.out(summary(checked.findings, rows=checked.rows, today=today))
    if checked.since is not None:
        screen.out(checked.since.told)
    if book and (sentence := fixable(checked.findings, book)):
        screen.out(sentence)


def _cells(finding: Finding) -> tuple[str | Text, ...]:
    from rich.text import Text

    from workbook.findings import Severity

    shades = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.HINT: "cyan"}
    return (
        Text(finding.severity.word, style=shades[finding.severity]),
        finding.rule,
        f"{finding.sheet}!{finding.cell}",
        finding.message,
        finding.suggestion or "",
    )


def _takes(parser: GermanParser) -> None:
    parser.options.add_argument("--all", action="store_true", help="zeigt alle Befunde, nicht nur die ersten 40")
    parser.options.add_argument(
        "--fix", action="store_true", help="berichtigt Zellen, deren richtiger Wert sicher ist; fragt vorher"
    )
    parser.options.add_argument("--yes", action="store_true", help="berichtigt, ohne zu fragen (mit --fix)")
    parser.options.add_argument(
        "--rule",
        metavar="REGEL",
        action="append",
        default=[],
        help="berichtigt nur zu dieser Regel, zum Beispiel F-03 (mit --fix)",
    )


def _check(session: Session) -> tuple[Checked, dict[str, Any] | None]:
    """Check, with `--fix` correct as well; return also what JSON says of the correction, `None` without one."""
    typed = session.arguments
    if typed.fix:
        return _fix(session)
    if typed.yes or typed.rule:
        raise UsageError("--yes und --rule gehören zum Berichtigen. Bitte --fix dazuschreiben.")
    with session.book_begun() as book:
        from automation import jobs

        with session.working("Prüfe die Mappe"):
            return jobs.check(book, session.today(), write=typed.write, keep=session.keep), None


def _fix(session: Session) -> tuple[Checked, dict[str, Any]]:
    """Show what would be corrected, ask, correct, check again."""
    from automation import jobs
    from automation import sure_corrections as correcting

    typed, today, book = session.arguments, session.today(), session.book()
    with session.working("Prüfe die Mappe"):
        checked = jobs.check(book, today, write=False)
        plan = correcting.plan_corrections(book, checked.findings, typed.rule)
    corrected = None
    session.tell(correcting.told(plan, every=typed.all))
    if plan and typed.yes and typed.write and checked.elsewhere is not None:
        raise checked.elsewhere.refusal
    if (
        plan
        and typed.write
        and checked.elsewhere is None
        and (typed.yes or (not session.json and session.agreed(f"\n{correcting.question(plan)}", "Berichtigen?")))
    ):
        with session.working("Berichtige die Zellen"):
            corrected = correcting.correct(book, plan, today, session.who())
        checked = corrected.checked
    session.tell(f"\n{correcting.outcome(plan, corrected, book.path)}")
    return checked, correcting.plan_document(plan, corrected)


def _show(outcome: tuple[Checked, dict[str, Any] | None], session: Session) -> None:
    from automation.report import SHEET
    from automation.terminal.outcomes import show_written

    (checked, fixed), typed = outcome, session.arguments
    if fixed is None:
        show(checked, session.today(), None if typed.all else MOST_FINDINGS, str(typed.file))
    elif fixed["corrected"]:
        session.tell("")
        show(checked, session.today(), None if typed.all else _MOST_AFTER_FIXING)
    show_written(checked.report, typed.file.name)
    if checked.elsewhere is not None:
        session.tell(checked.elsewhere.told(SHEET if typed.write and fixed is None else ""))


def _document(outcome: tuple[Checked, dict[str, Any] | None], session: Session) -> dict[str, Any]:
    checked, fixed = outcome
    return document(checked, session.today()) | ({} if fixed is None else {"fix": fixed})


def _code(outcome: tuple[Checked, object]) -> int:
    return FOUND if outcome[0].blocking else FINE


def _pressed(book: LiveBook, today: date) -> str:
    """Check the whole open workbook."""
    from automation import jobs
    from automation.pressing import with_warnings
    from automation.report_words import summary

    checked = jobs.check(book, today)
    line = f"{summary(checked.findings, rows=checked.rows, today=today)}."
    if checked.since is not None:
        line = f"{line} {checked.since.told}"
    return with_warnings(f"{line}\n\nDas Blatt „Prüfbericht“ führt zu jeder Stelle.", checked.report)


def _pressed_for_selection(book: LiveBook, today: date) -> str:
    """Check the whole open workbook and tell what concerns the selected rows; nothing is written."""
    from automation import jobs

    sheet, rows = book.selected_rows()
    found = [
        finding
        for finding in jobs.check(book, today, write=False).findings
        if finding.sheet == sheet and finding.row in rows and finding.acknowledged is None
    ]
    if not found:
        return "In den markierten Zeilen fällt nichts auf."
    sentences = [f"{finding.cell}: {finding.message}" for finding in found[:_MOST_SENTENCES]]
    if len(found) > _MOST_SENTENCES:
        sentences.append(f"… und {len(found) - _MOST_SENTENCES} weitere; „Prüfen“ schreibt alle auf ein Blatt.")
    return "\n".join(sentences)


COMMAND = Command(
    place=40,
    inputs="MAPPE",
    summary="prüft die Mappe und schreibt den Prüfbericht hinein",
    takes=(workbook, untouched, _takes, who, saving, day_and_json),
    job=_check,
    show=_show,
    document=_document,
    code=_code,
    buttons=(
        Button("check", "Prüfen", "Prüft die ganze Mappe und schreibt den Prüfbericht.", "check", _pressed),
        Button(
            "check_selection",
            "Auswahl prüfen",
            "Prüft nur die markierten Zeilen und sagt gleich hier, was auffällt.",
            "rows",
            _pressed_for_selection,
        ),
    ),
)
