"""C-14: what should not stand in free text, in notes and in what a letter passes on.

A hit says which kind of thing it is, never what stands there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from automation.checks.rule import Context, Place, office_rule
from automation.checks.words import KEY_NUMBERS, what_is_in
from workbook.cells import in_one_text
from workbook.findings import Problem, Severity, fingerprint
from workbook.schema import TABLES, Contact, Kind, Referral
from workbook.schema.data_categories import DataCategory
from workbook.schema.people import Tracked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook.schema import Column, Record
    from workbook.tables import Table

_PERSONAL: tuple[type[Record], ...] = tuple(record for record in TABLES if issubclass(record, Tracked))
_FREE = frozenset((Kind.TEXT, Kind.LONG_TEXT, Kind.MULTIPLE))
FREE_TEXT = "C-14"
"""The code of the rule; what it finds goes to others once somebody has acknowledged the finding."""


@office_rule(FREE_TEXT, Severity.WARNING, *_PERSONAL)
def free_text_is_harmless(context: Context) -> Iterator[Place]:
    """In Bemerkungen, Wünschen, Themen, Anlagen steht nichts besonders Geschütztes, keine Kennnummer, kein Foto."""
    known: dict[str, str] = {}
    for record in _PERSONAL:
        table = context.office[record]
        for column in record.spec.columns:
            if column.name == "remark" or _goes_out(column):
                yield from _hits(table, column, known)


_PHOTO = re.compile(
    r"(?:foto|photo|lichtbild|passbild|bewerbungsbild|portr[aä]t)(?!kop|cop|graf|graph|kurs|gruppe|voltai)",
    re.IGNORECASE,
)


def _goes_out(column: Column) -> bool:
    """Tell whether a letter may pass on what staff type there: a wish, a topic."""
    return column.kind in _FREE and column.shares is DataCategory.REQUEST


def _hits(table: Table[Any], column: Column, known: dict[str, str]) -> Iterator[Place]:
    values = table.column(column.name)
    distinct = (value for value in set(values) if value is not None)
    encloses = table.record is Referral and column.name == "enclosed"
    hits = {
        value: hit
        for value in distinct
        if (hit := what_is_in(in_one_text(value), known) or (_photo_in(in_one_text(value)) if encloses else ""))
    }
    if not hits:
        return
    for row, value in zip(table.rows, values, strict=True):
        if value in hits:
            yield Place(table, row, column.name, _problem(table.record, column, hits[value], in_one_text(value)))


def _photo_in(text: str) -> str:
    """Return that something enclosed shows the person, "" where it does not seem to."""
    return PHOTO if _PHOTO.search(text) else ""


PHOTO = "ein Foto"
_OR_CONFIRMED = "geändert oder „bewusst so“ bestätigt ist"


def _problem(record: type[Record], column: Column, hit: str, text: str) -> Problem:
    about = fingerprint(text)
    if column.name == "remark":
        message = f"In der Bemerkung steht vermutlich {hit}. Das gehört nicht in diese Liste."
        return Problem(message, "Nur festhalten, was für die Begleitung nötig ist", about=about, private=True)
    begin = f"In „{column.label}“ steht vermutlich {hit}."
    if record is Contact:  # goes to the person alone
        message = f"{begin} Die Person liest es in ihrer Einladung, und wer den Umschlag öffnet."
        return Problem(message, "Neutral schreiben", about=about, private=True, severity=Severity.HINT)
    if hit == PHOTO:
        message = (
            f"{begin} Es geht nur mit, wenn eine Einwilligung es nennt. Das Schreiben an Dritte wartet, bis der "
            f"Text {_OR_CONFIRMED}."
        )
        cure = "Das Foto weglassen, oder als Grund eintragen, welche Einwilligung es nennt"
        return Problem(message, cure, about=about, private=True)
    # The guard of letters lets no confirmation stand for a number (§ 35 SGB I).
    until = "geändert ist; bestätigen lässt sich das nicht" if hit in KEY_NUMBERS else _OR_CONFIRMED
    message = f"{begin} Das Schreiben an Dritte wartet, bis der Text {until}."
    return Problem(message, "Die Wohnung beschreiben, nicht die Person", about=about, private=True)
