"""Findings whose clean value is certain → the cells that Lotse itself can correct, once staff agree.

What is told names sheet, cell and kind of repair, never a value.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from automation import jobs
from automation.desk.changes_sheet import changes_sheet
from automation.desk.corrections import EXTENDED, SHEET, Correction, stored_as
from automation.desk.elsewhere import alone
from workbook.errors import LotseError
from workbook.german import counted, typed_file
from workbook.reading.formats import FORMAT_RULES
from workbook.writing.stored_now import cells_now

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from automation.material import Checked
    from workbook.findings import Extension, Finding, Fix
    from workbook.reading.raw import RawBook
    from workbook.writing.file_book import FileBook

_FEW = 8
"""So many cells of a sheet are named in one line; `--all` names all."""
_IMPLAUSIBLE = "R-"
"""Rules on ranges of values: where one speaks up, what was read may not be what was meant."""
_STALE = {"F-16", "F-17"}
"""Rules on formulas, whose stored results are those of before until Excel has calculated anew."""


class CorrectionPlan(Struct, frozen=True):
    """What Lotse can correct, and what it leaves to a person, each with the reason as a German sentence.

    `findings` are of single cells, those in `longer` of tables below which rows of their own stand.
    """

    findings: tuple[Finding, ...] = ()
    left: tuple[tuple[Finding, str], ...] = ()
    longer: tuple[Finding, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is anything to do."""
        return bool(self.findings or self.longer)

    @property
    def extensions(self) -> tuple[Extension, ...]:
        """The tables that are to be made longer."""
        return tuple(each.extension for each in self.longer if each.extension is not None)

    @property
    def corrections(self) -> dict[str, dict[str, Fix]]:
        """What the cells are to hold, by sheet and address."""
        found: dict[str, dict[str, Fix]] = {}
        for finding in self.findings:
            if finding.fix is not None:
                found.setdefault(finding.sheet, {})[finding.cell] = finding.fix
        return found


class Corrected(Struct, frozen=True):
    """What was corrected: how many cells and tables, the version before, warnings, and what the check says now."""

    cells: int
    tables: int
    backup: Path | None
    warnings: tuple[str, ...]
    checked: Checked


class NoFormatRuleError(LotseError):
    """Corrections were asked for by a rule that has none; `rule` is what was typed."""

    def __init__(self, rule: str, known: Sequence[str]) -> None:
        self.rule = rule
        near = get_close_matches(rule.upper(), known, n=1)
        cure = f"Ist {near[0]} gemeint?" if near else f"Zur Wahl stehen: {', '.join(known)}."
        super().__init__(f"Zur Regel „{rule}“ gibt es nichts, was Lotse berichtigen kann. {cure}")


class OldReportError(LotseError):
    """The cells are corrected, but the report could not be renewed; `backup` is the version before."""

    def __init__(self, done: str, backup: Path | None, reason: BaseException) -> None:
        self.backup = backup
        before = f" (die Fassung davor: {backup})" if backup else ""
        verb = "ist" if done in {_cells(1), _tables(1)} else "sind"
        why = str(reason) or "Abgebrochen. Bitte noch einmal prüfen."
        super().__init__(
            f"{done} in der Mappe {verb} berichtigt{before}, aber der Prüfbericht ist noch der alte. {why}"
        )


def plan_corrections(book: FileBook, findings: Collection[Finding], rules: Collection[str] = ()) -> CorrectionPlan:
    """Return which findings of a check Lotse can put right in the file; `rules` narrow the choice.

    A finding that staff have accepted is none of them.

    Raises:
        NoFormatRuleError: one of `rules` is no rule on how a value is written.
        UnsupportedFormatError: the file is of a kind that Lotse reads but does not write.
        WorkbookError: it cannot be read.
    """
    known = [info.code for info in FORMAT_RULES]
    for rule in rules:
        if rule not in known:
            raise NoFormatRuleError(rule, known)
    chosen = [each for each in findings if each.fixable and (not rules or each.rule in rules)]
    certain = tuple(cell for each in chosen if each.fix is not None for cell in each.by_cell())
    against = {
        (each.sheet, each.cell): f"Der Wert ist auch danach auffällig ({each.rule})."
        for each in findings
        if each.rule.startswith(_IMPLAUSIBLE) and each.blocks
    }
    against |= book.obstacles(CorrectionPlan(certain).corrections)
    placed = [(each, against.get((each.sheet, each.cell))) for each in certain]
    longer = {each.extension: each for each in chosen if each.extension is not None}
    refused = book.extension_obstacles(longer)
    return CorrectionPlan(
        tuple(each for each, reason in placed if reason is None),
        (
            *((each, reason) for each, reason in placed if reason is not None),
            *((longer[extension], reason) for extension, reason in refused.items()),
        ),
        tuple(each for extension, each in longer.items() if extension not in refused),
    )


def correct(book: FileBook, plan: CorrectionPlan, today: date, by: str = "") -> Corrected:
    """Correct the cells of a plan, check again and put the findings on `Prüfbericht`.

    Each cell gets a row in `tblBerichtigungen` in the same change; `by` is who said so.

    Raises:
        WorkbookError: the workbook is as it was; the class says why.
        OldReportError: the cells are corrected, but then something came between.
    """
    with alone(book):
        with book.read() as raw:
            listed = changes_sheet(raw, corrections=_listed(raw, plan, today, by))
        changed = book.correct(plan.corrections, plan.extensions, sheets=[listed], today=today)
    try:
        checked = jobs.check(book, today)
    except (LotseError, KeyboardInterrupt) as reason:
        raise OldReportError(_counted(plan), changed.backup, reason) from reason
    if checked.elsewhere is not None:
        raise OldReportError(_counted(plan), changed.backup, checked.elsewhere.refusal)
    known = checked.report.warnings if checked.report is not None else ()
    warnings = tuple(each for each in changed.warnings if each not in known)
    return Corrected(len(plan.findings), len(plan.longer), changed.backup, warnings, checked)


def _listed(book: RawBook, plan: CorrectionPlan, today: date, by: str) -> Iterator[Correction]:
    """Yield what the corrections of a plan are remembered by."""
    now = cells_now(book, plan.corrections)
    for each in plan.findings:
        if each.fix is not None:
            stood = now[each.sheet, each.cell]
            yield Correction(
                sheet=each.sheet,
                cell=each.cell,
                key=each.key,
                column=each.column,
                before=stood.value,
                after=stored_as(each.fix.value),
                rule=each.rule,
                by=by,
                day=today,
                number_format=stood.number_format,
            )
    for each in plan.longer:
        if each.extension is not None:
            before, after = (f"bis Zeile {row}" for row in (each.extension.last_row, each.extension.new_last_row))
            yield Correction(each.sheet, each.cell, "", EXTENDED, before, after, each.rule, by, today)


def told(plan: CorrectionPlan, *, every: bool = False) -> str:
    """Return a plan in German for staff: the kinds of repair, how many of each, and their cells."""
    lines = []
    if plan.findings:
        lines.append(f"Das kann Lotse in den Blättern berichtigen ({_cells(len(plan.findings))}):")
        lines += _grouped([(each.message, each) for each in plan.findings], every=every)
    if plan.longer:
        lines += ["", "Diese Tabellen kann Lotse erweitern:"] if lines else ["Diese Tabellen kann Lotse erweitern:"]
        lines += [
            f"         {each.sheet}: bis Zeile {each.extension.new_last_row}"
            for each in plan.longer
            if each.extension is not None
        ]
    if plan.left:
        lines += ["", f"Das bleibt für Sie ({_cells(len(plan.left))}):"] if lines else ["Das bleibt für Sie:"]
        lines += _grouped([(reason, each) for each, reason in plan.left], every=every)
    return "\n".join(lines) or "Hier gibt es nichts, was Lotse mit Sicherheit berichtigen kann."


def question(plan: CorrectionPlan) -> str:
    """Return what to ask before the cells are corrected."""
    if not plan.longer:
        return f"{_cells(len(plan.findings))} in Ihren Blättern berichtigen? Vorher legt Lotse eine Sicherung an."
    doing = f"{_tables(len(plan.longer))} erweitern"
    if plan.findings:
        doing = f"{_cells(len(plan.findings))} in Ihren Blättern berichtigen und {doing}"
    return f"{doing}? Vorher legt Lotse eine Sicherung an."


def outcome(plan: CorrectionPlan, corrected: Corrected | None, book: Path) -> str:
    """Return what became of the cells, and what staff should know about the formulas that depend on them."""
    if corrected is None:
        again = f" Zum Berichtigen: lotse check --fix --yes {typed_file(book)}" if plan else ""
        return f"Es wurde nichts geändert.{again}"
    before = f" Die Fassung davor: {corrected.backup}" if corrected.backup else ""
    lines = [f"Berichtigt: {_counted(plan)} in {book.name}.{before}", *corrected.warnings]
    lines.append(f"Vorher und Nachher stehen auf dem Blatt „{SHEET}“.")
    if corrected.tables:
        lines.append("Berechnete Spalten füllt Excel dort nicht von selbst; bitte die Formeln herunterziehen.")
    if any(each.rule in _STALE for each in corrected.checked.findings):
        lines.append(
            "Formeln rechnet Excel beim nächsten Öffnen neu; bis Sie dann speichern, können Befunde an "
            "Formelzellen noch dastehen."
        )
    return "\n".join(lines)


def plan_document(plan: CorrectionPlan, corrected: Corrected | None) -> dict[str, Any]:
    """Return a plan and what became of it as plain data for JSON, without a value of any cell."""
    return {
        "cells": [_place(each) for each in plan.findings],
        "tables": [_place(each) for each in plan.longer],
        "left": [{**_place(each), "reason": reason} for each, reason in plan.left],
        "corrected": corrected.cells if corrected is not None else 0,
        "extended": corrected.tables if corrected is not None else 0,
        "backup": str(corrected.backup) if corrected is not None and corrected.backup else None,
    }


def _place(finding: Finding) -> dict[str, str]:
    return {"rule": finding.rule, "sheet": finding.sheet, "cell": finding.cell, "message": finding.message}


def _grouped(told_of: Sequence[tuple[str, Finding]], *, every: bool) -> list[str]:
    """Return the findings below what they have in common, the most frequent first."""
    groups: dict[str, dict[str, list[str]]] = {}
    for common, finding in told_of:
        groups.setdefault(common, {}).setdefault(finding.sheet, []).append(finding.cell)
    lines = []
    for common, sheets in sorted(groups.items(), key=lambda group: -sum(map(len, group[1].values()))):
        lines.append(f"{sum(map(len, sheets.values())):>6} × {common}")
        for sheet, cells in sheets.items():
            shown = cells if every else cells[:_FEW]
            more = f" und {len(cells) - len(shown)} weitere" if len(shown) < len(cells) else ""
            lines.append(f"         {sheet}: {', '.join(shown)}{more}")
    return lines


def _counted(plan: CorrectionPlan) -> str:
    """Return how many cells and tables a plan corrects."""
    if not plan.longer:
        return _cells(len(plan.findings))
    tables = _tables(len(plan.longer))
    return f"{_cells(len(plan.findings))} und {tables}" if plan.findings else tables


def _tables(count: int) -> str:
    return counted(count, "Tabelle", "Tabellen")


def _cells(count: int) -> str:
    return counted(count, "Zelle", "Zellen")
