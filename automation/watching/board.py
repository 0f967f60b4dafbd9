"""What there is to see of a workbook that is watched, and whoever waits for it to change."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from automation.checks.discreet import outside
from workbook.findings import Severity
from workbook.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from automation.desk.waiting import Today
    from workbook.findings import Finding


class Spotted(Struct, frozen=True):
    """A finding, and whether the last save brought it."""

    finding: Finding
    new: bool = False

    @property
    def suggestion(self) -> str:
        """What the finding suggests, as far as it may stand on a screen."""
        return self.finding.suggestion or ""


class View(Struct, frozen=True):
    """The workbook at one moment: `findings` are the open ones, worst first; `solved` are gone since the last save.

    `checked` is when it was last checked, `None` before the first time. `trouble` says why it cannot be checked
    now, `report` what became of the sheet `Prüfbericht`. `due` is what waits today, `None` where that is not known.
    """

    name: str
    findings: tuple[Spotted, ...] = ()
    solved: tuple[Finding, ...] = ()
    rows: int = 0
    checked: datetime | None = None
    trouble: str = ""
    report: str = ""
    due: Today | None = None

    def after(self, findings: Iterable[Finding], *, rows: int, checked: datetime) -> View:
        """Return the view after a check, compared with this one."""
        left = Counter(_identity(spotted.finding) for spotted in self.findings)
        spotted = []
        for finding in map(outside, findings):
            if finding.acknowledged is None:
                known = left[_identity(finding)] > 0
                left[_identity(finding)] -= known
                spotted.append(Spotted(finding, new=not known and self.checked is not None))
        solved = []
        for each in self.findings:
            if left[_identity(each.finding)] > 0:
                left[_identity(each.finding)] -= 1
                solved.append(each.finding)
        return replace(self, findings=tuple(spotted), solved=tuple(solved), rows=rows, checked=checked, trouble="")

    @property
    def new(self) -> int:
        """How many findings the last save brought."""
        return sum(spotted.new for spotted in self.findings)

    @property
    def counts(self) -> Mapping[Severity, int]:
        """How many findings of each severity, worst first."""
        count = Counter(spotted.finding.severity for spotted in self.findings)
        return {severity: count[severity] for severity in Severity}

    def sheets(self, most: int) -> Iterator[tuple[str, list[Spotted]]]:
        """Yield each sheet with its findings, in the workbook's order; `most` of them in all, the worst."""
        places = {table.spec.sheet: place for place, table in enumerate(TABLES)}
        shown = sorted(
            self.findings[:most],
            key=lambda spotted: places.get(spotted.finding.table, len(places)),
        )
        groups: dict[str, list[Spotted]] = {}
        for spotted in shown:
            groups.setdefault(spotted.finding.sheet, []).append(spotted)
        yield from groups.items()


def _identity(finding: Finding) -> tuple[str, ...]:
    """Return what makes it the same finding after a row was inserted above it or the value was changed in vain."""
    return finding.rule, finding.sheet, finding.key or finding.cell, finding.column


class Board:
    """The present view; `version` grows with each change."""

    def __init__(self, view: View) -> None:
        self._view, self._version = view, 0
        self._changed = threading.Condition()
        self._ended = False

    @property
    def view(self) -> View:
        """What there is to see now."""
        return self._view

    def show(self, view: View) -> None:
        """Show something else, and wake whoever waits for it."""
        with self._changed:
            if view != self._view:
                self._view, self._version = view, self._version + 1
                self._changed.notify_all()

    def now(self) -> tuple[int, View]:
        """Return the present version and view."""
        with self._changed:
            return self._version, self._view

    def wait(self, known: int, seconds: float) -> tuple[int, View] | None:
        """Return version and view as soon as the version is not `known` any more, `None` if it stays."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self._version != known, seconds)
            return None if self._version == known else (self._version, self._view)

    def end(self) -> None:
        """Let nobody wait any longer."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
