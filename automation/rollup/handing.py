"""An office's workbook → its hand-in for a quarter."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from automation.figures.closing.trust import ensure_trusted
from automation.figures.counting_version import COUNTING
from automation.figures.indicators import quality as quality_of_data
from automation.material import check_material, chosen_quarter, read_material, settled_state
from automation.rollup.counting import sums_of
from automation.rollup.handed import HandedTarget, HandIn, HandInError
from workbook.findings import Severity
from workbook.german import shown, typed_file
from workbook.schema import OfficeSetting
from workbook.schema.setting_names import SettingName

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from datetime import date

    from automation.figures.closing.state import State
    from automation.figures.compiled import Figures
    from automation.figures.reporting import Reporting
    from automation.material import Checked, Material
    from automation.office.quarters import Quarter
    from workbook.writing.file_book import Book

COUNTED_BY = (
    SettingName.PROJECT_BEGIN,
    SettingName.PROJECT_END,
    SettingName.OFFICE_START,
    SettingName.DISTRICT,
    SettingName.PERCENT_FROM,
    SettingName.YELLOW_FROM,
)
"""The settings that counting depends on; where offices differ in one, the city is told."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A workbook that was read, checked and counted for a hand-in."""

    material: Material
    checked: Checked
    state: State
    quarter: Quarter
    handed: HandIn


def count_for_handin(book: Book, today: date, *, quarter: str | None = None, draft: bool = False) -> Counted:
    """Return what an office hands in of a quarter, the last closed one unless told otherwise; nothing is written.

    With `draft` also of a quarter that is not closed; without a `quarter` it is then the present one.

    Raises:
        FigureError: there are no figures of the quarter.
        HandInError: it is not closed, and no draft was asked for.
    """
    material = read_material(book, today)
    checked = check_material(material)
    state = settled_state(material, checked)
    closed = state.closings.closed
    if quarter is None and closed and not draft:
        quarter = max(closed)
    chosen = chosen_quarter(material, quarter)
    if chosen.code not in closed and not draft:
        reporting = state.figures.reporting
        if reporting.cut_off(chosen) < min(chosen.end, reporting.end):
            raise HandInError(_RUNNING.format(chosen.label, shown(chosen.end)) + _closable(closed, reporting))
        raise HandInError(
            f"Das {chosen.label} ist nicht abgeschlossen. Bitte erst abschließen („lotse dashboard "
            f"{typed_file(book.path)} --close {chosen.code} --by KÜRZEL“) oder mit „--draft“ einen Entwurf abgeben."
        )
    if not draft:
        ensure_trusted(checked.findings)
    return Counted(material, checked, state, chosen, _handed(material, checked, state, chosen, book.path.stem))


_RUNNING = "Das {} läuft noch bis {}. Bitte nach seinem Ende abgeben, oder jetzt mit „--draft“ einen Entwurf."


def _closable(closed: Container[str], reporting: Reporting) -> str:
    """Say which quarter could be closed and handed in instead, "" if there is none."""
    over = [each for each in reporting.begun if reporting.cut_off(each) >= min(each.end, reporting.end)]
    if not over:
        return ""
    what = "abgeschlossen ist" if over[-1].code in closed else "abschließen lässt sich"
    return f" Schon {what} {over[-1].code}."


def file_name(handed: HandIn) -> str:
    """Return what a hand-in is called unless told otherwise: quarter and office, without odd characters."""
    office = re.sub(r"[^\w-]+", "-", handed.office).strip("-") or "Buero"
    draft = "_Entwurf" if handed.draft else ""
    return f"Abgabe_{handed.quarter}_{office}{draft}.xlsx"


def _handed(material: Material, checked: Checked, state: State, quarter: Quarter, file: str) -> HandIn:
    figures, settings = state.figures, material.settings
    reporting, closing = figures.reporting, state.closings.closed.get(quarter.code)
    quality = figures.sums.of(quality_of_data.CODE)
    open_ones = Counter(each.severity for each in checked.findings if each.acknowledged is None)
    return HandIn(
        office=office_name(material, file),
        quarter=quarter.code,
        closed_on=closing.closed_on.isoformat() if closing else "",
        until=reporting.cut_off(quarter).isoformat(),
        begin=reporting.begin.isoformat(),
        end=reporting.end.isoformat(),
        version=COUNTING,
        late=sum(each.closing.quarter == quarter for each in state.reports),
        adopted=material.adopted,
        past=reporting.cut_off(quarter) < reporting.today,
        settings={str(name): settings.text(name) for name in COUNTED_BY},
        kept=tuple(table.spec.sheet for table in material.office if len(table)),
        rows=sum(fact.denominator for fact in quality),
        clean=sum(fact.numerator for fact in quality),
        findings={severity.word: open_ones[severity] for severity in Severity},
        targets=tuple(_targets(figures, quarter)),
        sums=sums_of(state.shown, reporting, quarter),
    )


def office_name(material: Material, file: str) -> str:
    """Return what an office calls itself, else its file's name: adopted workbooks may say nothing."""
    said = {row.name: row.value for row in material.office[OfficeSetting]}
    return said.get(SettingName.OFFICE_NAME) or said.get(SettingName.SHORT_NAME) or file


def _targets(figures: Figures, quarter: Quarter) -> Iterator[HandedTarget]:
    for code, measured in figures.targets.items():
        progress, target = figures.progress(code, quarter), measured.target
        if progress is not None:
            yield HandedTarget(
                target=target.target_id or "",
                title=target.title or "",
                indicator=str(measured.indicator),
                scope=target.scope or "",
                amount=float(progress.amount.number),
                begin=target.begin.isoformat() if target.begin else "",
                end=target.end.isoformat() if target.end else "",
                actual=float(progress.actual.number),
                planned=float(progress.planned.number),
            )
