"""Which cells of an answer name somebody else: proposed for blacking out, never claimed to be all of them.

Art. 15 (4) GDPR: a copy must not harm the rights of others. What is found are names that the workbook knows, keys
of others, and „Frau …“ or „Herr …“; who else is meant in a sentence, only a reader can see.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.privacy.about import CLIENT
from workbook.schema import Client, Employer, Partner, StaffMember
from workbook.schema.columns import ANY_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from automation.privacy.about import CellAbout, MentionedAt, RowAbout
    from automation.privacy.traces import Identity
    from workbook.tables import Office

_ADDRESSED = re.compile(r"\b(?:Frau|Herrn?|Familie)\s+(?:Dr\.\s+|Prof\.\s+)*([A-ZÄÖÜ][\w'-]+)")
_WORD = re.compile(r"[\w'-]+")
_KEY = re.compile(rf"\b{Client.spec.column(CLIENT).pattern or ''}\b")


class NamesOther(Struct, frozen=True):
    """A cell that names, or may name, somebody else, and why it is thought so."""

    sheet: str
    cell: str
    why: str


def names_others(
    office: Office, rows: Sequence[RowAbout], mentioned: Sequence[MentionedAt], identity: Identity
) -> Iterator[NamesOther]:
    """Yield the cells that should be read for other people before the answer leaves."""
    known = _Known(office, identity)
    shared: dict[str, list[int]] = {}
    for row in rows:
        if row.shared:
            shared.setdefault(row.sheet, []).append(row.row)
    for sheet, lines in shared.items():
        named = f"Zeile {lines[0]}" if len(lines) == 1 else f"Zeilen {', '.join(map(str, lines))}"
        yield NamesOther(sheet, named, "gilt für alle, die im Haushalt leben")
    for row in rows:
        for cell in row.cells:
            why = _why(cell, known)
            if why:
                yield NamesOther(row.sheet, cell.cell, why)
    for each in mentioned:
        if not each.owned:
            yield NamesOther(each.sheet, each.cell, "die Zeile gehört zu etwas oder jemand anderem")


def _why(cell: CellAbout, known: _Known) -> str:
    column = cell.column
    if column is not None and column.name.startswith("guardian"):
        return "nennt die gesetzliche Vertretung"
    if column is not None and (
        column.kind not in ANY_WORDS or column.shares == "Name" or column.choices is not None
    ):
        return ""
    return known.other_in(cell.text)


class _Known:
    """The names of everybody in the workbook but the person."""

    def __init__(self, office: Office, identity: Identity) -> None:
        self._key = identity.key
        self._own = {part.casefold() for pair in identity.names for part in pair}
        self._people: set[tuple[str, str]] = set()
        for record, first, last in (
            (Client, "first_name", "last_name"),
            (Partner, "contact_first_name", "contact_last_name"),
            (Employer, "contact_first_name", "contact_last_name"),
        ):
            table = office[record]
            self._add(zip(table.column(first), table.column(last), strict=True))
        names = (str(name).split() for name in office[StaffMember].column("name") if name)
        self._add((parts[0], parts[-1]) for parts in names if len(parts) > 1)

    def _add(self, pairs: Iterable[tuple[str | None, str | None]]) -> None:
        for first, last in pairs:
            if first and last and {first.casefold(), last.casefold()} - self._own:
                self._people.add((first.casefold(), last.casefold()))

    def other_in(self, text: str) -> str:
        """Return why a text is thought to name somebody else, `""` where nothing speaks for it."""
        if any(key != self._key for key in _KEY.findall(text)):
            return "nennt die Kennung einer anderen Person"
        words = [word.casefold() for word in _WORD.findall(text)]
        pairs = {pair for first, second in pairwise(words) for pair in ((first, second), (second, first))}
        if pairs & self._people:
            return "nennt jemanden, den die Mappe kennt"
        if any(name.casefold() not in self._own for name in _ADDRESSED.findall(text)):
            return "nennt jemanden mit „Frau“, „Herr“ oder „Familie“"
        return ""
