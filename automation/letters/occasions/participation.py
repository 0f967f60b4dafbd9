"""Somebody who takes part in a course, whose row names a letter → a letter to the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.letters.disclosure import Recipient
from automation.letters.gate import Facts
from automation.letters.occasion import Occasion
from workbook.schema import Course, Participation, Partner

if TYPE_CHECKING:
    from collections.abc import Mapping

    from automation.letters.desk import Desk
    from automation.letters.gate import Gate


class _TakingPart(Occasion[Participation]):
    name = "Teilnahme"
    noun = "Die Teilnahme"
    table = Participation
    view = "teilnahme"
    recipients = frozenset({Recipient.CLIENT})
    by_itself = False
    plain = ("kurs",)
    place = 62

    def facts(self, row: Participation, desk: Desk, gate: Gate) -> Mapping[str, Facts]:
        """Return the course."""
        del gate
        course = desk.office[Course].get(row.course_id)
        provider = desk.office[Partner].get(course.partner_id) if course is not None else None
        said = {
            "titel": course.title if course is not None else None,
            "träger": provider.name if provider is not None else None,
        }
        return {"kurs": Facts("kurs", said)}


OCCASION = _TakingPart()
