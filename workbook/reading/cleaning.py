"""A located table's cells → its clean columns, and the format findings met on the way.

A table is read column by column, and in each column every distinct value once: names of streets, dates and list
values repeat, so 100,000 rows cost little more than calamine needs to hand them over.
"""

from __future__ import annotations

import re
from itertools import compress
from typing import TYPE_CHECKING, Any, cast

from msgspec.structs import replace

from workbook.cells import Area, ShownNumber, address, text_of
from workbook.findings import Finding, Fix, Severity, fingerprint
from workbook.reading.cell_findings import NAMED, CellFindings
from workbook.reading.formats import PLAIN, PLAIN_TYPES, READERS, USUAL, Typing, with_lasting_fix
from workbook.reading.formats.personal import AT_HOME
from workbook.reading.formats.revealing import is_no_address, is_placeholder
from workbook.reading.formats.shown import SHOWN_KINDS, read_shown
from workbook.reading.layout import layout_findings, note_finding, notes_among
from workbook.schema import Column, Kind
from workbook.schema.expressions import Words
from workbook.tables import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from workbook.cells import CellValue
    from workbook.package.sheet_marks import SheetMarks
    from workbook.reading.formats import Reader, Reading, Remark
    from workbook.reading.locating import Located
    from workbook.reading.sheet_columns import SheetColumns
    from workbook.schema import Record


class TableReader:
    """Reads one located table column by column."""

    def __init__(
        self,
        record: type[Record],
        located: Located,
        columns: SheetColumns,
        marks: SheetMarks,
        lists: Mapping[str, tuple[str, ...]],
        *,
        date_1904: bool,
        shown: Callable[[str, Mapping[str, float]], Mapping[str, str]],
        left_out: Collection[int] = (),
    ) -> None:
        self.record, self.located, self.lists, self.date_1904 = record, located, lists, date_1904
        self.office_phone = ""
        self.findings: list[Finding] = []
        self._told = CellFindings(located)
        body, distinct = columns.body(located.header_row, located.last_row)
        count = len(body[0]) if body else 0
        self._raw: dict[str, Sequence[CellValue]] = {}
        self._distinct: dict[str, set[CellValue]] = {}
        for name, number in located.columns.items():
            known = number <= len(body)  # a table may be wider than what is filled of its sheet
            self._raw[name] = body[number - 1] if known else [""] * count
            self._distinct[name] = distinct[number - 1] if known else {""}
        first_row = located.header_row + 1
        self._rows: Sequence[int] = range(first_row, first_row + count)
        self._show(shown)
        self._drop(left_out)
        self._drop_blank_rows()
        self._drop_notes()
        key = located.spec.key
        self._key_values: Sequence[CellValue] = self._raw[key] if key else ()
        self._broken = _by_column(located, marks, self._rows)
        self._disbelieve()
        self._abroad = self._positions_abroad()
        self.findings += layout_findings(located, marks, self._rows)

    def table(self) -> Table[Any]:
        """Return the table; `findings` then holds what was met."""
        spec, located = self.located.spec, self.located
        values: dict[str, Sequence[Any]] = {}
        kept = {name for c in spec.columns if isinstance(c.formula, Words) for name in c.formula.names}
        kept |= {c.name for c in spec.columns if c.kind is Kind.PHONE}
        typed = {name: self._raw[name] for name in kept if name in self._raw}
        self.findings += self._told.of_headers()
        for column in spec.columns:
            if column.name in self._raw:
                name = column.name
                values[name] = self._read(column, self._raw.pop(name), self._distinct.pop(name))
        return Table(
            self.record,
            sheet=located.sheet,
            rows=self._rows,
            values=values,
            numbers=located.columns,
            header_row=located.header_row,
            typed=typed,
        )

    def _show(self, shown: Callable[[str, Mapping[str, float]], Mapping[str, str]]) -> None:
        """Put in what the cell shows for each number whose format makes a key, a postcode or the like of it."""
        for name, number in self.located.columns.items():
            column = self.located.spec.column(name)
            if column.kind not in SHOWN_KINDS or {int, float}.isdisjoint(map(type, self._distinct[name])):
                continue
            raw = self._raw[name]
            at = {address(row, number): p for p, row in enumerate(self._rows) if type(raw[p]) in {int, float}}
            numbers = {cell: cast("float", raw[position]) for cell, position in at.items()}
            texts = shown(self.located.sheet, numbers)
            self._exchange(name, {at[cell]: ShownNumber(text, numbers[cell]) for cell, text in texts.items()})

    def _drop(self, rows: Collection[int]) -> None:
        """Leave out rows that somebody else has judged."""
        if rows:
            keep = [row not in rows for row in self._rows]
            self._raw = {name: tuple(compress(values, keep)) for name, values in self._raw.items()}
            self._rows = list(compress(self._rows, keep))

    def _drop_blank_rows(self) -> None:
        """Leave out rows without any input: spare rows at the end of a table, gaps between blocks."""
        inputs = [name for name in self._raw if self.located.spec.column(name).formula is None]
        lead = self.located.spec.key or (inputs[0] if inputs else "")
        lead_values = self._distinct.get(lead, set())
        blanks: set[CellValue] = {value for value in lead_values if isinstance(value, str) and value.isspace()}
        blanks |= lead_values & {"", None}
        doubtful = _positions(self._raw.get(lead, ()), blanks)
        blank = {index for index in doubtful if all(_blank(self._raw[name][index]) for name in inputs)}
        if blank:
            keep = [index not in blank for index in range(len(self._rows))]
            self._raw = {name: tuple(compress(values, keep)) for name, values in self._raw.items()}
            self._rows = list(compress(self._rows, keep))

    def _drop_notes(self) -> None:
        """Leave out headers that stand again, sums and remarks of a plain range, with a finding for each."""
        notes = frozenset(notes_among(self.located, self._raw, self._rows))
        if notes:
            for position in sorted(notes):
                filled = [number for name, number in self.located.columns.items() if self._raw[name][position]]
                self.findings.append(note_finding(self.located, self._rows[position], min(filled)))
            keep = [position not in notes for position in range(len(self._rows))]
            self._raw = {name: tuple(compress(values, keep)) for name, values in self._raw.items()}
            self._rows = list(compress(self._rows, keep))

    def _disbelieve(self) -> None:
        """Take out what is stored for formulas that were never calculated."""
        name_of = {number: name for name, number in self.located.columns.items()}
        for number, cells in self._broken.items():
            name = name_of[number]
            self._exchange(name, {p: "" for p in cells if not _blank(self._raw[name][p])})

    def _positions_abroad(self) -> frozenset[int]:
        """Return the rows whose address is in another country, where postcodes and house numbers look otherwise."""
        abroad = {
            value
            for value in self._distinct.get("country", ())
            if value and text_of(value).strip().casefold() not in AT_HOME
        }
        return frozenset(_positions(self._raw["country"], abroad)) if abroad else frozenset()

    def _exchange(self, name: str, values: Mapping[int, CellValue]) -> None:
        """Put other values in at some positions of a column."""
        if not values:
            return
        column = list(self._raw[name])
        for position, value in values.items():
            column[position] = value
        self._raw[name] = column
        self._distinct[name] = set(column)

    def _key_at(self, position: int) -> str:
        return text_of(self._key_values[position]).strip() if self._key_values else ""

    def _read(self, column: Column, raw: Sequence[CellValue], distinct: set[CellValue]) -> Sequence[Any]:
        """Return a column's clean values: each distinct value is read once, and plain text not at all."""
        if 0 in distinct or 1 in distinct:
            raw = _without_booleans(raw)
            distinct = set(raw)
        odd = _odd(column, distinct - {"", None}) if column.nothing == () else distinct
        blanks = {value for value in odd if isinstance(value, str) and value.isspace()} | (distinct & {"", None})
        reader = READERS[column.kind]
        allowed = self.lists.get(column.choices.name, ()) if column.choices else ()
        typing = Typing(column, allowed, self.date_1904, self.office_phone)
        changed: dict[CellValue, Any] = dict.fromkeys(blanks)
        if column.kind in USUAL:
            changed |= USUAL[column.kind](odd)
        remarks: dict[CellValue, Remark] = {}
        for value in odd - changed.keys():
            clean, remark = _reading(value, reader, typing)
            if clean is not value:
                changed[value] = clean
            if remark is not None and column.formula is None:
                remarks[value] = with_lasting_fix(remark, clean, reader, typing)
        self._report(column, raw, remarks, blanks)
        clean_values = list(map(changed.get, raw, raw)) if changed else raw
        if not (self._abroad and column.name in _LOCAL):
            return clean_values
        return [
            text_of(typed).strip() if self._fits_abroad(column, position, typed) else value
            for position, (typed, value) in enumerate(zip(raw, clean_values, strict=True))
        ]

    def _fits_abroad(self, column: Column, position: int, typed: CellValue) -> bool:
        """Tell whether a postcode or house number is one of another country, of which Lotse knows no rule."""
        if position not in self._abroad or column.name not in _LOCAL:
            return False
        text = text_of(typed).strip()
        return not (is_placeholder(text) if column.kind is Kind.POSTCODE else is_no_address(text))

    def _report(
        self,
        column: Column,
        raw: Sequence[CellValue],
        remarks: Mapping[CellValue, Remark],
        blanks: set[CellValue],
    ) -> None:
        number = self.located.columns[column.name]
        broken = self._broken.get(number, {})
        for position, code in broken.items():
            found = self._told.of_formula(code, self._rows[position], number, column, self._key_at(position))
            self.findings += [found] if found is not None else []
        flagged = remarks.keys() | (blanks if column.required and column.formula is None else set())
        if not flagged:
            return
        spared = self._filled(column.unless)
        at: Sequence[int] = [
            position
            for position in _positions(raw, flagged)
            if position not in broken and (raw[position] in remarks or position not in spared)
        ]
        if column.kind is Kind.YES_NO:
            at = self._report_spelling(column, number, raw, remarks, at)
        for position in at:
            value = raw[position]
            row, key = self._rows[position], self._key_at(position)
            remark = remarks.get(value)
            if remark is not None and self._fits_abroad(column, position, value):
                continue
            if remark is None:
                message = f"Die Pflichtangabe „{column.label}“ fehlt."
                self.findings.append(
                    self._told.of_cell("P-01", Severity.ERROR, row, number, column, key, "", message, None)
                )
            else:
                typed = text_of(value)
                rule, severity, told, hint = remark.rule, remark.severity, remark.message, remark.suggestion
                fix = None if remark.fix is None else Fix(remark.fix, column.number_format)
                self.findings.append(
                    self._told.of_cell(rule, severity, row, number, column, key, typed, told, hint, fix)
                )

    def _filled(self, names: Iterable[str]) -> frozenset[int]:
        """Return the rows in which one of these columns is filled; they stand behind the one that is read."""
        filled = (enumerate(self._raw.get(name, ())) for name in names)
        return frozenset(position for values in filled for position, value in values if not _blank(value))

    def _report_spelling(
        self,
        column: Column,
        number: int,
        raw: Sequence[CellValue],
        remarks: Mapping[CellValue, Remark],
        at: Sequence[int],
    ) -> Sequence[int]:
        """Report once for a column that it says yes and no in another way, and return what is left to report."""
        fixes = {
            value: Fix(remark.fix, column.number_format)
            for value, remark in remarks.items()
            if remark.severity is Severity.HINT and remark.fix is not None
        }
        spelled = [position for position in at if raw[position] in fixes]
        if len(spelled) < _SPELLED_ALIKE:
            return at
        used = {raw[position] for position in spelled}
        first = spelled[0]
        words = " und ".join(f"„{word}“" for word in sorted(map(text_of, used))[:NAMED])
        self.findings.append(
            replace(
                self._told.of_cell(
                    "F-14",
                    Severity.HINT,
                    self._rows[first],
                    number,
                    column,
                    "",
                    text_of(raw[first]),
                    f"In {len(spelled)} Zeilen dieser Spalte steht {words}; gelesen wird „ja“ oder „nein“.",
                    "Bitte „ja“ oder „nein“ eintragen",
                    fixes[raw[first]],
                ),
                fingerprint=fingerprint("F-14", self.located.spec.sheet, "", column.name, words),
                also=tuple((address(self._rows[each], number), fixes[raw[each]]) for each in spelled[1:]),
            )
        )
        return [position for position in at if raw[position] not in fixes]


_SPELLED_ALIKE = 2
"""From so many cells on a column has one finding for all of them."""

_LOCAL = frozenset(("postcode", "house_no"))
"""Columns that look otherwise in every country."""


def _reading(value: CellValue, reader: Reader, typing: Typing) -> Reading:
    return read_shown(value, reader, typing) if isinstance(value, ShownNumber) else reader(value, typing)


def _odd(column: Column, values: set[CellValue]) -> set[CellValue]:
    """Return the values that have to be read; the rest is clean as it stands."""
    types = set(map(type, values))
    if types == {PLAIN_TYPES.get(column.kind)}:
        return set()
    plain = re.compile(column.pattern) if column.kind is Kind.ID and column.pattern else PLAIN.get(column.kind)
    if plain is None or types != {str}:
        return values
    texts = cast("set[str]", values)
    return {text for text, match in zip(texts, map(plain.fullmatch, texts), strict=True) if match is None}


def _without_booleans(values: Sequence[CellValue]) -> Sequence[CellValue]:
    """Return the values with TRUE as German Excel shows it: Python takes `True` and 1 for the same value."""
    if bool not in set(map(type, values)):
        return values
    return ["WAHR" if value is True else "FALSCH" if value is False else value for value in values]


def _positions(values: Sequence[CellValue], wanted: Collection[CellValue]) -> list[int]:
    """Return where in a column the wanted values stand."""
    return list(compress(range(len(values)), map(wanted.__contains__, values))) if wanted else []


def _blank(value: CellValue) -> bool:
    return value is None or value == "" or (isinstance(value, str) and not value.strip())


def _by_column(located: Located, marks: SheetMarks, rows: Sequence[int]) -> dict[int, dict[int, str]]:
    """Return the formulas without a result by column and position: the code of an error, or `""`."""
    found: dict[int, dict[int, str]] = {}
    if not marks.errors and not marks.uncalculated:
        return found
    numbers = frozenset(located.columns.values())
    position_of = {row: position for position, row in enumerate(rows)}
    for cell, code in (*dict.fromkeys(marks.uncalculated, "").items(), *marks.errors.items()):
        area = Area.parse(cell)
        position = position_of.get(area.first_row) if area is not None else None
        if area is not None and position is not None and area.first_column in numbers:
            found.setdefault(area.first_column, {})[position] = code
    return found
