"""The dispatch log: which letter told whom what, and on which ground (domain.md 3.6).

A letter that exists already is not written again: each row keeps a mark of what the letter says, and only a change
of that makes a new version, which replaces the old. How the log stands in the workbook, `logbook.py` knows.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.letters.reference import year_and_number
from automation.letters.status import DispatchStatus, status_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from automation.letters.gate import Sent
    from automation.margins import Remark
    from workbook.cells import CellValue
    from workbook.package.comments import CellComment


ASKED = "ja"
"""What `Dispatch.asked` says of a letter that nothing in the workbook asked for."""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A row of the log. `source` is the key of the referral or contact that the letter came from.

    `fields` names every field that was sent, never its value; `content` is the mark of what was told (`marks.py`),
    `digest` the SHA-256 of the Word file as it was written, `folder` where it lies, seen from the workbook, `run`
    the mark of the last run that touched its files. `printed_until` is the day that the letter asks for an answer
    by, while staff may change `reply_until`; `agreed` the day and hour of the appointment that it names,
    `asked` whether somebody wanted it by kind and key. `own` are the staff's own columns, `pinned` the notes at its
    cells. `row` is the row of the sheet that it was read from, 0 for a new one.
    """

    reference: str
    written: date | None
    kind: str
    source: str
    client_id: str
    recipient_kind: str
    recipient: str
    request_id: str = ""
    legal_ground: str = ""
    consent_id: str = ""
    fields: str = ""
    file_name: str = ""
    replaces: str = ""
    status: str = DispatchStatus.DRAFT
    way: str = ""
    sent_on: date | str | None = None
    sent_by: str = ""
    reply_until: date | str | None = None
    template: str = ""
    digest: str = ""
    content: str = ""
    folder: str = ""
    run: str = ""
    blocked_because: str = ""
    printed_until: date | str | None = None
    agreed: str = ""
    asked: str = ""
    own: tuple[tuple[str, CellValue], ...] = ()
    pinned: tuple[tuple[str, CellComment], ...] = ()
    row: int = field(default=0, compare=False)

    @property
    def standing(self) -> DispatchStatus | str:
        """The status that staff mean, or what they typed where nobody can tell."""
        return status_of(self.status)

    @property
    def left_on(self) -> date | None:
        """The day that it was sent on, else the one that it was written on."""
        return self.sent_on if isinstance(self.sent_on, date) else self.written


DAY_FIELDS = frozenset({"written", "sent_on", "reply_until", "printed_until"})
"""What of a letter is a day; staff may have typed something else there."""


class Pinned(Struct, frozen=True):
    """A note that is no letter's: at the header of a column `name`, or at a cell above or `below` the rows."""

    comment: CellComment
    name: str = ""
    row: int = 0
    column: int = 0
    below: bool = False


def content_fingerprint(kind: str, address: Iterable[str], ground: str, sent: Iterable[Sent]) -> str:
    """Return what version 0.1 recognised a letter by: kind, address, ground, and the fields with their values.

    Its rows go on being compared by it; the mark of a newer one is in `marks.py`.
    """
    told = sorted((field.sheet, field.label, field.value) for field in sent)
    document = json.dumps([kind, list(address), ground, told], ensure_ascii=False)
    return hashlib.sha256(document.encode()).hexdigest()[:20]


def letter_name(row: Dispatch) -> str:
    """Return how a sentence names a letter: „Der Entwurf QB-2026-0042“."""
    if row.status == DispatchStatus.DRAFT:
        return f"Der Entwurf {row.reference}"
    return f"Das Schreiben {row.reference} (Status „{row.status}“)"


def listed(sent: Iterable[Sent]) -> str:
    """Return the names of the fields that were sent, by sheet: `Klienten: Vorname, Nachname; Verweise: …`."""
    by_sheet: dict[str, list[str]] = {}
    for each in sent:
        by_sheet.setdefault(each.sheet, []).append(each.label)
    return listed_by_sheet(by_sheet)


def listed_by_sheet(fields: Mapping[str, Sequence[str]]) -> str:
    """Return names of fields as the log keeps them; a sheet without any is left out."""
    return "; ".join(f"{sheet}: {', '.join(labels)}" for sheet, labels in fields.items() if labels)


class DispatchLog:
    """The rows of the log while letters are written, oldest first; what was there stays, new rows come below."""

    def __init__(
        self,
        rows: Iterable[Dispatch] = (),
        own: Sequence[tuple[str, str]] = (),
        columns: Mapping[str, int] | None = None,
        remarks: Sequence[Remark] = (),
        pinned: Sequence[Pinned] = (),
    ) -> None:
        """Take the rows, and the staff's own columns, each with the label of the column that it stands behind.

        `columns` are the numbers of Lotse's columns on the sheet that the log was read from, `remarks` what staff
        wrote above and below the rows, `pinned` their notes at cells that are no letter's.
        """
        self.columns, self.remarks, self.pinned = columns or {}, tuple(remarks), tuple(pinned)
        self._rows = sorted(rows, key=lambda row: year_and_number(row.reference) or (0, 0))
        self._latest = _latest_of(self._rows)
        named = dict.fromkeys(label for row in self._rows for label, _ in row.own)
        known = {label for _, label in own}
        self.own = (*own, *(("", label) for label in named if label not in known))

    @property
    def rows(self) -> tuple[Dispatch, ...]:
        """All rows, oldest first."""
        return tuple(self._rows)

    @property
    def newest_first(self) -> tuple[Dispatch, ...]:
        """All rows as they stand on the sheet."""
        return tuple(reversed(self._rows))

    @property
    def references(self) -> tuple[str, ...]:
        """Every number that was ever given."""
        return tuple(row.reference for row in self._rows)

    def copy(self) -> DispatchLog:
        """Return a log that can be added to while this one stays."""
        return DispatchLog(self._rows, self.own, remarks=self.remarks, pinned=self.pinned)

    def with_rows(self, rows: Iterable[Dispatch]) -> DispatchLog:
        """Return a log of other rows with the staff's own columns of this one."""
        return DispatchLog(rows, self.own, remarks=self.remarks, pinned=self.pinned)

    def block(self, reference: str, reason: str) -> None:
        """Mark a letter as one that must not go out; what else staff noted about it stays."""
        for number, row in enumerate(self._rows):
            if row.reference == reference:
                self._rows[number] = replace(row, status=DispatchStatus.BLOCKED, blocked_because=reason)

    def take_back(self, row: Dispatch, before: DispatchLog) -> None:
        """Take a letter out again that could not be written; the one that it was to replace is as `before`."""
        known = {each.reference: each for each in before.rows}
        if row.reference in known:
            self.put([known[row.reference]])
            return
        self._rows = [each for each in self._rows if each.reference != row.reference]
        if row.replaces in known:
            self.put([replace(known[row.replaces], folder=self._folder(row.replaces))])
        self._latest = _latest_of(self._rows)

    def _folder(self, reference: str) -> str:
        return next(each.folder for each in self._rows if each.reference == reference)

    def put(self, rows: Iterable[Dispatch]) -> None:
        """Put rows into the place of those with the same number; of two such, each into its own."""
        place = {row.reference: number for number, row in enumerate(self._rows)}
        own = {(row.reference, row.row): number for number, row in enumerate(self._rows)}
        for row in rows:
            self._rows[own.get((row.reference, row.row), place[row.reference])] = row

    @property
    def standing(self) -> tuple[Dispatch, ...]:
        """The letter that stands for each referral or contact, by kind: the newest of its versions."""
        return tuple(self._rows[number] for number in sorted(self._latest.values()))

    def latest(self, kind: str, source: str) -> Dispatch | None:
        """Return the letter of this kind that stands for a referral or contact, `None` if there is none yet."""
        number = self._latest.get((kind, source))
        return None if number is None else self._rows[number]

    def add(self, row: Dispatch) -> Dispatch:
        """Add a letter and return its row; a draft that it takes the place of becomes „ersetzt“.

        What staff noted about that one stays, and so does any other status: Lotse takes back only its own drafts.
        """
        number = self._latest.get((row.kind, row.source))
        if number is not None:
            old = self._rows[number]
            row = replace(row, replaces=old.reference)
            if old.status == DispatchStatus.DRAFT:
                self._rows[number] = replace(old, status=DispatchStatus.REPLACED)
        self._latest[row.kind, row.source] = len(self._rows)
        self._rows.append(row)
        return row


def _latest_of(rows: Sequence[Dispatch]) -> dict[tuple[str, str], int]:
    return {(row.kind, row.source): number for number, row in enumerate(rows) if row.reference and row.source}
