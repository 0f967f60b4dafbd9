"""What comes in, what is held back, what became of it → German for staff, and JSON: keys and cells, no values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from automation.checks.discreet import outside
from automation.desk.arrivals import in_the_intake
from workbook.creating.intake import INTAKE
from workbook.findings import Severity
from workbook.german import counted, typed_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from automation.desk.arrivals import Arrival
    from automation.desk.collecting import Collecting
    from automation.desk.incoming import Entry
    from workbook.findings import Finding
    from workbook.writing.appended_rows import Appended
    from workbook.writing.file_book import WriteReport

_FEW = 12


class Collected(Struct, frozen=True):
    """What a run planned, and what it appended; `report` is what was written about it afterwards.

    `said` are the switches with which staff said who is there and who is new.
    """

    planned: Collecting
    appended: Appended | None = None
    report: WriteReport | None = None
    said: str = ""


def told(planned: Collecting) -> str:
    """Return what would come in: what is probably there already first, then the rows, then what stays."""
    arrivals = planned.arrivals
    lines: list[str] = []
    if arrivals.twice:
        lines.append("Vermutlich schon da:")
        lines += [f"  {place}  {rule}  {message}" for place, rule, message in _lines(arrivals.twice)]
    for record in INTAKE:
        coming = arrivals.of(record)
        if coming:
            rows = counted(len(coming), "neue Zeile", "neue Zeilen")
            lines.append(f"{record.spec.sheet}: {rows} ({_keys(coming)})")
    lines += [f"{_place(entry)} {entry.key}: gilt als {there}" for entry, there in arrivals.same]
    if arrivals.held:
        lines.append("Das bleibt im Eingang:")
        lines += [f"  {f'{_place(each.entry)} {each.entry.key}'.strip()}: {each.reason}" for each in arrivals.held]
    if arrivals.before:
        lines.append(f"Schon eingesammelt, kommt nicht noch einmal: {counted(arrivals.before, 'Zeile', 'Zeilen')}")
    errors = [pair for pair in arrivals.others if pair[1].severity is Severity.ERROR]
    if errors:
        lines.append("Damit kämen Fehler in die Mappe:")
        lines += [f"  {place}  {rule}  {message}" for place, rule, message in _lines(errors[:_FEW])]
        if len(errors) > _FEW:
            lines.append(f"  … und {len(errors) - _FEW} weitere; „lotse check“ an der Eingangsmappe zeigt alle.")
    lines += planned.left
    return "\n".join(lines) or "In den Eingängen steht nichts Neues."


def question(planned: Collecting) -> str:
    """Return what to ask before rows are appended."""
    rows = counted(len(planned.arrivals.coming), "Zeile", "Zeilen")
    return f"{rows} an Ihre Blätter anhängen? Vorher legt Lotse eine Sicherung an."


def outcome(done: Collected, book: Path, intakes: Sequence[Path], *, asked: bool = False) -> str:
    """Return what became of it, how to take it back, and what is left to do.

    Who was `asked` and did not agree hears how to do without the question.
    """
    if done.appended is None:
        if not done.planned.rows:
            return "Es wurde nichts geändert."
        names = " ".join(map(typed_file, intakes))
        again = f"lotse collect {typed_file(book)} {names} --append{' --yes' if asked else ''}{done.said}"
        return f"Es wurde nichts geändert. Zum Anhängen: {again}"
    before = f" Die Fassung davor: {done.appended.backup}" if done.appended.backup else ""
    lines = [
        f"Angehängt: {counted(len(done.planned.arrivals.coming), 'Zeile', 'Zeilen')} in {book.name}.{before}",
        "Welche es sind, steht auf dem Blatt „Änderungen“, was an ihnen auffällt, auf dem Blatt „Prüfbericht“.",
        f"Eine Zeile zurück: lotse restore {typed_file(book)} --fix NUMMER (die Nummer steht auf „Änderungen“)",
        f"Alles zurück: lotse restore {typed_file(book)}",
        *done.appended.warnings,
    ]
    if done.appended.to_pull_down:
        places = ", ".join(done.appended.to_pull_down)
        lines.append(f"Diese Formelspalten ziehen Sie bitte selbst bis zur letzten Zeile herunter: {places}")
    return "\n".join(lines)


def collected_document(done: Collected) -> dict[str, Any]:
    """Return plan and outcome as plain data for JSON, without a value of any cell."""
    arrivals = done.planned.arrivals
    return {
        "coming": [{**_where(each.entry), "new_key": each.key, "row": each.row} for each in arrivals.coming],
        "same": [{**_where(entry), "is": there} for entry, there in arrivals.same],
        "held": [{**_where(each.entry), "reason": each.reason} for each in arrivals.held],
        "twice": _plain(arrivals.twice),
        "findings": _plain(arrivals.others),
        "before": arrivals.before,
        "left": list(done.planned.left),
        "appended": len(arrivals.coming) if done.appended is not None else 0,
        "backup": str(done.appended.backup) if done.appended is not None and done.appended.backup else None,
    }


def _where(entry: Entry) -> dict[str, str]:
    return {"file": entry.file, "sheet": entry.sheet, "cell": entry.cell, "key": entry.key}


def _shown(pairs: Sequence[tuple[Entry, Finding]]) -> Iterator[tuple[Entry, Finding]]:
    """Yield findings as they may be shown outside of a workbook, where they stand in the intake."""
    return ((entry, outside(in_the_intake(entry, finding))) for entry, finding in pairs)


def _lines(pairs: Sequence[tuple[Entry, Finding]]) -> Iterator[tuple[str, str, str]]:
    for entry, finding in _shown(pairs):
        yield f"{entry.file}, {finding.sheet}!{finding.cell}", finding.rule, finding.message


def _plain(pairs: Sequence[tuple[Entry, Finding]]) -> list[dict[str, str]]:
    return [
        {**_where(entry), "cell": finding.cell, "rule": finding.rule, "message": finding.message}
        for entry, finding in _shown(pairs)
    ]


def _place(entry: Entry) -> str:
    return f"{entry.file}, {entry.sheet}!{entry.cell}"


def _keys(coming: Sequence[Arrival]) -> str:
    shown = ", ".join(
        each.key if each.key == each.entry.key else f"{each.entry.key} wird {each.key}" for each in coming[:_FEW]
    )
    return shown if len(coming) <= _FEW else f"{shown} und {len(coming) - _FEW} weitere"
