"""Which fields a letter tells, exactly: those without which it would read otherwise.

A template asks for more than it tells: the number of children that is zero, a form of address that is not used. So
each field that was asked for is taken away once, and what makes a difference was told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.letters.compose import compose_undated
from automation.letters.desk import Stop
from automation.letters.letter_texts import texts_of
from automation.letters.marks import mark_of
from workbook.errors import LetterError

if TYPE_CHECKING:
    from automation.letters.cases import CaseBuilder, Draft
    from automation.letters.gate import Sent
    from automation.letters.kind import LetterKind
    from automation.letters.model import Letter
    from workbook.schema import Record

_PLAIN = 6
"""A text of so many letters that stands in the letter as it stands in its cell was not put there by chance."""


def told_fields(
    builder: CaseBuilder, template: LetterKind, record: Record, draft: Draft, letter: Letter
) -> tuple[Sent, ...]:
    """Return the fields that the undated letter of a draft tells, in the order in which it asks for them."""
    paper, mark = "\n".join(texts_of(letter)), mark_of(letter, draft)

    def tells(field: Sent) -> bool:
        if len(field.value) >= _PLAIN and field.value in paper:
            return True
        try:
            other = builder.draft(template, record, without=frozenset({(field.sheet, field.label)}))
        except (Stop, LetterError):
            # A document of the office's own need not show the address that could not be made any more.
            return letter.paper is None or field.value.casefold() in paper.casefold()
        try:
            return mark_of(compose_undated(template, other.case), other) != mark
        except (Stop, LetterError):
            return True

    gate = draft.case.gate
    return tuple(filter(tells, (*gate.sent, *gate.beside)))
