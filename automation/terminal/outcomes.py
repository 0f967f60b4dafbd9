"""What became of the workbook, for people and for programs: every command that writes ends with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbook.writing.file_book import WriteReport


def show_written(report: WriteReport | None, book: str) -> None:
    """Print what became of the workbook, and what its staff should know about that."""
    if report is None:
        return
    from automation.terminal.screen import console

    sheets = ", ".join(f"„{name}“" for name in sorted((*report.added, *report.replaced)))
    backup = f" Die Fassung davor: {report.backup}" if report.backup else ""
    screen = console()
    screen.out(f"Geschrieben: {sheets} in {book}.{backup}")
    for warning in report.warnings:
        screen.out(warning)


def written_document(report: WriteReport | None) -> dict[str, Any] | None:
    """Return what became of the workbook, `None` where nothing was written."""
    if report is None:
        return None
    return {
        "sheets": [*report.added, *report.replaced],
        "backup": str(report.backup) if report.backup else None,
        "warnings": list(report.warnings),
    }
