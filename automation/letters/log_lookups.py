"""What log and referrals show of each other by formula: the answer beside the letter, the letter beside its row.

An answer is typed once, in the referral's row. That row finds its letter in two hidden lists beside the log, a line
for each referral in the order of their keys: so the search goes by halves, however staff sort the log.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from automation.letters.status import DispatchStatus
from workbook.calculating import Alone, NotCalculableError, calculate
from workbook.cells import Area
from workbook.schema import Referral
from workbook.schema.expressions import Found, MeantDay
from workbook.schema.letter_table import REFERRALS_NAME, STATES_NAME
from workbook.sheets import Block, Formula, Name, Palette, Style

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from automation.letters.dispatch import Dispatch
    from workbook.cells import CellValue
    from workbook.reading.raw import RawBook
    from workbook.sheets import Value
    from workbook.tables import Office

_REFERRALS = Referral.spec
_KEY = _REFERRALS.column("referral_id")
_ANSWER = MeantDay(Found("source", _REFERRALS.sheet, _KEY.label, _REFERRALS.column("replied_on").label))
_REFERRAL_KEY = re.compile(_KEY.pattern or "")
_DEAD = (DispatchStatus.REPLACED, DispatchStatus.CANCELLED)
_MOST_VERSIONS = 12
"""So many letters of one referral are looked through: Excel takes 8,192 characters in a formula."""
_GAP = 12
"""Empty columns between the log and the lists: room for the staff's own ones."""
LIST_LABELS = (REFERRALS_NAME, STATES_NAME)
"""Above the hidden lists; what stands below them is nobody's note."""
_QUIET = Style(number_format="General", color=Palette.MUTED, size=8)


class Answers(Alone, frozen=True, kw_only=True):
    """The day on which a referral was answered: what it is, and the formula where the workbook can calculate it."""

    office: Office
    calculates: bool = True

    @classmethod
    def of(cls, book: RawBook, office: Office) -> Answers:
        """Return the answers of a workbook; one without Excel's table of referrals calculates none."""
        labels = next((set(each.columns) for each in book.tables if each.name == _REFERRALS.table_name), set())
        return cls(office=office, calculates={_ANSWER.found.key, _ANSWER.found.wanted} <= labels)

    def formula(self, source: str) -> str | None:
        """Return the formula beside the column `source` of the log, `None` where it holds values."""
        return f"={_ANSWER.excel({'source': source})}" if self.calculates else None

    def days(self, sources: Sequence[str]) -> list[Value]:
        """Return what the formula shows for each of these keys."""
        return calculate(_ANSWER, {"source": sources}, self)

    def found(self, sheet: str, key: str, value: str, wanted: str) -> Value:
        """Return the day of the referral's answer; no other cell is asked for."""
        del sheet, key, wanted
        table = self.office[Referral]
        position = table.positions.get(value)
        if position is None:
            raise NotCalculableError(value)
        day = table.column("replied_on")[position]
        return day if isinstance(day, date) else None


def letters_in_words(rows: Sequence[Dispatch]) -> dict[str, str]:
    """Return what each referral's row shows of its newest letter that is neither replaced nor cancelled.

    `rows` come newest first.
    """
    shown: dict[str, str] = {}
    for key, versions in _by_referral(rows).items():
        alive = (row for _, row in versions if str(row.status).casefold() not in _DEAD)
        shown[key] = next((f"{row.reference} · {row.status}" for row in alive), "")
    return shown


def hidden_lists(
    rows: Sequence[Dispatch], *, table: str, reference: str, status: str, header: int, width: int, sheet: str
) -> tuple[list[Name], list[Block], tuple[int, int]]:
    """Return the lists beside a log of so many columns, their names, and the columns in which they stand.

    `rows` stand in this order in the table; `reference` and `status` are its columns.
    """
    shown = letters_in_words(rows)
    lines: list[tuple[Value, Value]] = [
        (key, Formula(_state(versions, f"{table}[{reference}]", f"{table}[{status}]"), shown[key]))
        for key, versions in sorted(_by_referral(rows).items())
    ]
    first = width + _GAP
    names = [
        Name(name, Area(header + 1, column, header + max(1, len(lines)), column).absolute(sheet))
        for column, name in enumerate(LIST_LABELS, first)
    ]
    return names, [Block(header, first, [LIST_LABELS, *lines], _QUIET)], (first, first + 1)


def without_lists(around: Mapping[tuple[int, int], CellValue], header: int) -> Mapping[tuple[int, int], CellValue]:
    """Return the cells around the log without the hidden lists."""
    theirs = {column for (row, column), value in around.items() if row == header and value in LIST_LABELS}
    return {place: value for place, value in around.items() if place[1] not in theirs} if theirs else around


def _by_referral(rows: Sequence[Dispatch]) -> dict[str, list[tuple[int, Dispatch]]]:
    """Return the letters of each referral with their places in the log, counted from 1, in its order."""
    found: dict[str, list[tuple[int, Dispatch]]] = {}
    for place, row in enumerate(rows, start=1):
        if row.reference and _REFERRAL_KEY.fullmatch(row.source):
            versions = found.setdefault(row.source, [])
            if len(versions) < _MOST_VERSIONS:
                versions.append((place, row))
    return found


def _state(versions: Sequence[tuple[int, Dispatch]], references: str, states: str) -> str:
    """Return the formula of the first letter that is alive; one whose row is gone is not."""
    return f'={"".join(_steps(versions, references, states))}""{")" * len(versions)}'


def _steps(versions: Sequence[tuple[int, Dispatch]], references: str, states: str) -> Iterator[str]:
    dead = "".join(f";{each}" for each in _DEAD) + ";"
    for place, row in versions:
        number = row.reference.replace('"', '""')
        # Where the log stands as it was written, the row is known; where staff have sorted it, it is looked for.
        there = (
            f'IF(IFERROR(INDEX({references},{place})="{number}",FALSE),{place},MATCH("{number}",{references},0))'
        )
        now = f'IFERROR(INDEX({states},{there}),"{_DEAD[-1]}")'
        yield f'IF(ISERROR(FIND(";"&LOWER({now})&";","{dead}")),"{number} · "&{now},'
