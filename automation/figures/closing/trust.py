"""Whether what a workbook keeps of closed quarters can be believed: findings, and who has to wait for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.checks.closed import CHANGED_CLOSING, CLOSINGS, LEDGER, LOST_SHEET, lost_findings
from automation.figures import fact_formulas as f
from automation.figures.closing import record as r
from workbook.errors import FigureError
from workbook.findings import Finding, fingerprint
from workbook.german import shown_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from automation.figures.closing.record import Broken, Record
    from workbook.tables import Office

_MOST = 20
"""So many rows of a closing are told of one by one."""
_COLUMN = {r.VALUES: r.FIRST, r.FACTS: f.NUMERATOR, r.CELLS: "Zellen", r.SEEN: "Prüfwerte"}
_RESTORE = (
    "Bitte tragen Sie wieder ein, was dort stand; es steht in der letzten Fassung („lotse restore“ zeigt sie)."
)
_REOPEN = (
    " Oder öffnen Sie das Quartal wieder („lotse dashboard MAPPE --quarter {0} --reopen GRUND --by KÜRZEL“) und "
    "schließen Sie es neu ab."
)


def closing_findings(record: Record, lost: Iterable[str], office: Office) -> Iterator[Finding]:
    """Yield what somebody changed by hand in what is kept of closed quarters (T-15), and which sheet has gone.

    `record` is what was read.
    """
    yield from lost_findings(lost, office)
    quarters = {row.get(r.NUMBER): str(row.get("Quartal") or "") for row in record.of(r.CLOSINGS)}
    told: dict[int, list[Broken]] = {}
    for each in record.broken:
        told.setdefault(each.number, []).append(each)
    for number, found in told.items():
        yield from (_finding(record, each, quarters.get(number, "")) for each in found[:_MOST])
        if len(found) > _MOST:
            yield _finding(record, found[_MOST], quarters.get(number, ""), further=len(found) - _MOST)


def ensure_trusted(findings: Iterable[Finding], *, closing_anew: str = "", ledger: bool = False) -> None:
    """Make sure that nothing goes out, and no quarter is closed, on what somebody changed by hand.

    What was acknowledged is meant so. A quarter that is closed anew may be the one that was changed.

    Raises:
        FigureError: a closing is not what Lotse wrote, or its sheet has gone; with `ledger` that of releases.
    """
    for each in findings:
        concerned = each.rule == CHANGED_CLOSING.code and not (closing_anew and each.key == closing_anew)
        gone = each.rule == LOST_SHEET.code and (ledger or each.key != LEDGER)
        if each.blocks and (concerned or gone):
            where = f"„{each.sheet}“, Zelle {each.cell}: " if concerned else ""
            raise FigureError(f"{where}{each.message} {each.suggestion} Es wurde nichts geschrieben.")


def ensure_nothing_lost(findings: Iterable[Finding]) -> None:
    """Make sure that a workbook does not lose the mark of a sheet that has gone before somebody knows of it.

    Raises:
        FigureError: a sheet of closings or releases has gone, and nobody has said that it is meant so.
    """
    for each in findings:
        if each.rule == LOST_SHEET.code and each.blocks:
            raise FigureError(f"{each.message} {each.suggestion} Es wurde nichts geschrieben.")


def distrusted(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return in sentences what somebody changed by hand, for who looks at figures without the report."""
    ours = [each for each in findings if each.blocks and each.rule in {CHANGED_CLOSING.code, LOST_SHEET.code}]
    lost = [each.message for each in ours if each.rule == LOST_SHEET.code]
    changed = [each for each in ours if each.rule == CHANGED_CLOSING.code]
    if changed:
        first = changed[0]
        lost.append(
            f"Auf „{first.sheet}“ steht nicht mehr, was Lotse geschrieben hat (Zelle {first.cell}). Alle Stellen "
            "nennt „lotse check“."
        )
    return tuple(lost)


def _finding(record: Record, each: Broken, quarter: str, further: int = 0) -> Finding:
    table, place = each.table, record.places.get(each.table.name)
    column = _COLUMN.get(table, r.NUMBER)
    row = record.of(table)[each.place] if each.place is not None else {}
    said = f"des Abschlusses {quarter}" if quarter else "des Abschlusses"
    if further:
        message = f"Noch {shown_count(further)} weitere Stellen {said} hat Lotse nicht so geschrieben."
    elif each.missing:
        message = _missing(each, quarter)
    elif each.token:
        what = " ".join(str(row[label]) for label in (f.CODE, f.KEY) if row.get(label))
        message = f"Diese Zeile {said} hat Lotse nicht so geschrieben{f' ({what})' if what else ''}."
    elif each.place is None and each.number:
        message = f"Der Abschluss Nr. {each.number} steht nicht mehr unter „{r.CLOSINGS.title}“."
    else:
        message = f"Das Siegel {said if each.number else 'der gelöschten Zeilen'} fehlt oder ist geändert."
    return Finding(
        rule=CHANGED_CLOSING.code,
        severity=CHANGED_CLOSING.severity,
        sheet=place.sheet if place else CLOSINGS,
        cell=place.cell(each.place, column) if place else "A1",
        table=CLOSINGS,
        column=column,
        key=quarter,
        value="",
        message=message,
        suggestion=_RESTORE + (_REOPEN.format(quarter) if quarter else ""),
        fingerprint=fingerprint(
            CHANGED_CLOSING.code, str(each.number), table.name, each.token, str(each.missing), str(further)
        ),
    )


def _missing(each: Broken, quarter: str) -> str:
    rows = "fehlt 1 Zeile" if each.missing == 1 else f"fehlen {shown_count(each.missing)} Zeilen"
    if not each.number:
        return f"Unter „{r.FACTS.title}“ {rows}, die für gelöschte Personen weiterzählen."
    return f"Vom Abschluss {quarter} {rows}, die Lotse dort geschrieben hat."
