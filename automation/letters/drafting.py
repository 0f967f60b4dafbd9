"""A row that asks for a letter → its draft and the letter without number and day, or what stands in its way."""

from __future__ import annotations

import os
from copy import copy
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from automation.letters.cases import CaseBuilder
from automation.letters.compose import compose_undated
from automation.letters.desk import Stop
from automation.letters.gate import Datum, DisclosureError
from automation.letters.guard import LeakError, NeutralityError
from automation.letters.plan import defect_sentence
from automation.letters.refusing import (
    cell_behind,
    refuse_errors,
    refuse_states,
    refuse_unprintable,
    refuse_words,
    refuse_wrong_household,
)
from automation.letters.templates import EmptyFieldError, RenderError
from workbook.errors import LetterError, SettingError
from workbook.second_process import can_share, done_by_two

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from automation.letters.cases import Draft
    from automation.letters.desk import Desk
    from automation.letters.kind import LetterKind
    from automation.letters.model import Letter
    from automation.letters.occasion import Occasion
    from workbook.schema import Record

    Row = tuple[LetterKind, Record]

_MANY = 60
"""From so many letters on two processes ask what stands in their way."""
_AT_ONCE, _MOST_JOBS = 20, 150


class Prospect(NamedTuple):
    """What would become of a letter: for whom it is and why in German only, or what stands in its way."""

    client_id: str = ""
    german_only: str = ""
    stop: Stop | None = None


class Drafting:
    """Drafts letters from an office's rows; what would become of one is asked once."""

    def __init__(self, desk: Desk, occasions: Mapping[str, Occasion[Any]]) -> None:
        self.cases = CaseBuilder(desk)
        self._desk, self._occasions = desk, occasions
        self._prospects: dict[tuple[str, str], Prospect] = {}

    def occasion(self, template: LetterKind) -> Occasion[Any]:
        """Return what a kind of letter is written from."""
        return self._occasions[template.head.occasion]

    def place(self, template: LetterKind, record: Record) -> tuple[str, str]:
        """Return by what the letter of a row is known: its kind and the key of its row."""
        return template.kind, self.occasion(template).key(record)

    def prospect(self, template: LetterKind, record: Record) -> Prospect:
        """Return what would become of the letter of a row."""
        place = self.place(template, record)
        if place not in self._prospects:
            self._prospects[place] = self._seen(template, record)
        return self._prospects[place]

    def look_ahead(self, rows: Sequence[Row]) -> None:
        """Ask what would become of the letters of many rows, on two processes where that pays."""
        if len(rows) < _MANY or not can_share():
            return
        for found in done_by_two([partial(self._seen_among, part) for part in _parts(rows)]):
            self._prospects |= found

    def _seen_among(self, rows: Sequence[Row]) -> dict[tuple[str, str], Prospect]:
        return {self.place(*row): self._seen(*row) for row in rows}

    def _seen(self, template: LetterKind, record: Record) -> Prospect:
        try:
            draft, _ = self.undated(template, record)
        except Stop as stop:
            return Prospect(stop=copy(stop))  # without the frames that it came through, and all that they hold
        return Prospect(draft.row.client_id, draft.german_only)

    def undated(self, template: LetterKind, record: Record) -> tuple[Draft, Letter]:
        """Return the draft of a row and its letter without number and day.

        Raises:
            Stop: something stands in the way, even if it is a defect of Lotse: one letter never ends a run.
        """
        key_column = self.occasion(template).key_column
        try:
            draft = self.cases.draft(template, record)
            refuse_errors(self._desk, record, draft)
            letter = self._composed(template, draft, record)
            refuse_wrong_household(self._desk, draft)
            refuse_words(self._desk, draft)
            refuse_states(self._desk, letter, record, draft)
            refuse_unprintable(self._desk, letter, record, draft, key_column)
        except (Stop, SettingError):
            raise
        except Exception as defect:
            if os.environ.get("LOTSE_DEBUG"):
                raise
            raise Stop(defect_sentence(defect), record, key_column) from defect
        return draft, letter

    def _composed(self, template: LetterKind, draft: Draft, record: Record) -> Letter:
        occasion = self.occasion(template)
        own = Datum.of(record, occasion.key_column)
        try:
            return compose_undated(template, draft.case)
        except RenderError as error:
            cause = error.cause
            if isinstance(cause, DisclosureError):
                raise Stop(str(cause), record, occasion.ground or occasion.key_column) from error
            empty = cause.datum if isinstance(cause, EmptyFieldError) else None
            if empty is not None and empty.row:
                raise Stop.at(str(cause), empty) from error
            raise Stop.at(str(error), own) from error
        except (NeutralityError, LeakError) as error:
            raise Stop.at(str(error), cell_behind(error, self._desk, draft) or own) from error
        except LetterError as error:
            raise Stop.at(str(error), own) from error


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Yield the rows some at a time, those of one kind together: a process compiles only what it takes."""
    size = max(_AT_ONCE, 1 + len(rows) // _MOST_JOBS)
    kinds: dict[str, list[Row]] = {}
    for template, record in rows:
        kinds.setdefault(template.kind, []).append((template, record))
    for same in kinds.values():
        yield from (same[begin : begin + size] for begin in range(0, len(same), size))
