"""A form of somebody else's with fields in it → a filled copy, of which every other byte is that of the form.

A field is a cell with `{{ … }}` in its text, or a defined name `Lotse_…` that means one cell. Cells are exchanged
as bytes; nothing is opened and saved. Only a form with formulas is asked to calculate anew when it is opened.
What looks like a field and cannot be filled is refused: nobody sends a form on with a hole in it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from workbook.cells import Area, address
from workbook.errors import (
    CellNotCorrectedError,
    FieldsNotUsableError,
    FileExistsAlreadyError,
    WorkbookNotWrittenError,
)
from workbook.german import shown_number
from workbook.package.calculation import calculate_on_opening
from workbook.package.draft import Draft
from workbook.package.ownership import sheet_of
from workbook.package.splicing import FORMULA, CannotSpliceError, splice_cells
from workbook.package.structure import name_entries, sheet_entries, table_entries
from workbook.package.words_beside import words_beside
from workbook.reading.passwords import Keys
from workbook.writing.disk import ensure_new, writing_error

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from workbook.package.markup import Element
    from workbook.package.parts import Package
    from workbook.package.splicing import Plain
    from workbook.package.structure import NameEntry, SheetEntry

    _Named = dict[tuple[str, str], str]

FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_BRACES = re.compile(r"\{\{|\}\}")
_ON_A_SHEET = re.compile(r"\$?(?:'(?:[^']|'')+'|[^'!]+)!([^!]+)")
NAME = "lotse_"


class Field(Struct, frozen=True):
    """A field of a form: what it asks for, and the cell's text; of a defined name the text is the field alone."""

    sheet: str
    cell: str
    asked: tuple[str, ...]
    text: str

    def filled(self, values: Mapping[str, Plain]) -> Plain:
        """Return what the cell is to hold: the value itself where nothing else stands in the cell."""
        if len(self.asked) == 1 and FIELD.fullmatch(self.text.strip()):
            return values[self.asked[0]]
        return FIELD.sub(lambda found: _said(values[found[1]]), self.text)


def _said(value: Plain) -> str:
    return shown_number(value) if isinstance(value, float) else "" if value is None else str(value)


def ensure_output(form: Path, output: Path) -> None:
    """Check that a filled copy can be written, and that Excel will open it: its ending is that of the form.

    Raises:
        FileExistsAlreadyError: there is a file of that name.
        WorkbookNotWrittenError: its ending is another one, or its folder is not there or closed.
    """
    ensure_new(output)
    if output.suffix.lower() != form.suffix.lower():
        raise WorkbookNotWrittenError(
            output,
            f"Das Formular endet auf „{form.suffix}“; mit einer anderen Endung öffnet Excel die Kopie nicht.",
            f"Bitte „{output.stem}{form.suffix}“ nehmen.",
        )


def fields_of(path: Path, keys: Keys | None = None) -> tuple[Field, ...]:
    """Return the fields of a form, by sheet and cell.

    Raises:
        FieldsNotUsableError: something in it looks like a field and cannot be filled.
        WorkbookError: it is no workbook that Lotse writes into, or cannot be read.
    """
    troubles: list[str] = []
    with (keys or Keys()).open(path) as package:
        found = tuple(_fields(package, troubles))
        troubles += [*_in_heads(package, found), *_beside_cells(package)]
    if troubles:
        raise FieldsNotUsableError(path, troubles)
    return found


def _worksheets(package: Package) -> list[SheetEntry]:
    return [entry for entry in sheet_entries(package) if entry.kind == "worksheet" and entry.part]


def _fields(package: Package, troubles: list[str]) -> Iterator[Field]:
    entries = _worksheets(package)
    texts = _shared_texts(package)
    named = _named(package, entries, troubles)
    for entry in entries:
        for cell in package.tree(entry.part).iter(package.dialect.tag("c")):
            text, place = _text(cell, texts, package), cell.get("r", "")
            found = FIELD.findall(text)
            if _BRACES.search(FIELD.sub("", text)):
                troubles.append(f"{entry.name}!{place} (eine geschweifte Klammer fehlt oder ist zu viel)")
            if _asks_in_formula(cell, package):
                troubles.append(f"{entry.name}!{place} (das Feld steht in einer Formel; bitte als Text schreiben)")
            if not found:
                continue
            other = named.pop((entry.name, place), None)
            if other is not None and [_words(other)] != [_words(each) for each in found]:
                troubles.append(f"{entry.name}!{place} (die Zelle heißt auch noch „{NAME.title()}{other}“)")
            yield Field(entry.name, place, tuple(found), text)
    for (sheet, place), asked in named.items():
        yield Field(sheet, place, (asked,), f"{{{{ {asked} }}}}")


def _in_heads(package: Package, found: tuple[Field, ...]) -> Iterator[str]:
    """Tell fields in the heads of tables: Excel compares them with the names of columns and repairs the file."""
    heads = {
        (table.sheet, address(table.area.first_row + row, column))
        for table in table_entries(package)
        for row in range(table.header_rows)
        for column in range(table.area.first_column, table.area.last_column + 1)
    }
    for field in found:
        if (field.sheet, field.cell) in heads:
            yield f"{field.sheet}!{field.cell} (die Zelle ist der Kopf einer Tabelle; bitte darüber schreiben)"


def _beside_cells(package: Package) -> Iterator[str]:
    for entry in _worksheets(package):
        for where, words in words_beside(package, entry.part):
            if FIELD.search(words):
                yield f"{entry.name}, {where} (Felder werden nur in Zellen gefüllt; bitte in eine Zelle setzen)"


def _named(package: Package, entries: list[SheetEntry], troubles: list[str]) -> _Named:
    """Return what the names `Lotse_…` ask for, by sheet and cell; add to the troubles what means no single cell."""
    named: _Named = {}
    sheets = {entry.name.casefold(): entry for entry in entries}
    for name in name_entries(package):
        if not name.name.lower().startswith(NAME):
            continue
        entry = sheets.get((sheet_of(name.refers_to) or "").casefold())
        place = None if entry is None else _cell_of(name, entry, package)
        if entry is None or place is None:
            troubles.append(f"der Name „{name.name}“ (er meint keine einzelne Zelle: {name.refers_to})")
            continue
        asked = name.name[len(NAME) :].replace("_", " ")
        if _words(named.get((entry.name, place), asked)) != _words(asked):
            troubles.append(f"{entry.name}!{place} (die Zelle hat zwei Namen, die mit „{NAME.title()}“ beginnen)")
        named[entry.name, place] = asked
    return named


def _words(asked: str) -> list[str]:
    return re.findall(r"[^\W_]+", asked.casefold())


def _cell_of(name: NameEntry, entry: SheetEntry, package: Package) -> str | None:
    """Return the one cell that a name means, the first of cells that are merged; `None` for anything else."""
    said = _ON_A_SHEET.fullmatch(name.refers_to)
    area = None if said is None else Area.parse(said[1])
    if area is None:
        return None
    first = Area(area.first_row, area.first_column, area.first_row, area.first_column)
    if area != first:
        merged = package.tree(entry.part).iter(package.dialect.tag("mergeCell"))
        if area not in {Area.parse(each.get("ref", "")) for each in merged}:
            return None
    return first.reference


def _shared_texts(package: Package) -> list[str]:
    part = package.related(package.workbook_part, "sharedStrings")
    if part is None:
        return []
    items = package.tree(part).iterchildren(package.dialect.tag("si"))
    return [_plain(item, package) for item in items]


def _plain(item: Element, package: Package) -> str:
    """Return the text of an item without its guide to pronunciation (ECMA-376 Part 1, 18.4.6)."""
    tag = package.dialect.tag
    return "".join(text.text or "" for text in item.iter(tag("t")) if _is_shown(text, tag("rPh")))


def _is_shown(text: Element, guide: str) -> bool:
    parent = text.getparent()
    return parent is None or parent.tag != guide


def _text(cell: Element, texts: list[str], package: Package) -> str:
    tag = package.dialect.tag
    if cell.find(tag("f")) is not None:
        return ""
    if cell.get("t") == "inlineStr":
        return _plain(cell, package)
    value = cell.find(tag("v"))
    if cell.get("t") != "s" or value is None or not (value.text or "").isdigit():
        return ""
    place = int(value.text or 0)
    return texts[place] if place < len(texts) else ""


def _asks_in_formula(cell: Element, package: Package) -> bool:
    formula = cell.find(package.dialect.tag("f"))
    return formula is not None and FIELD.search(formula.text or "") is not None


def fill_form(form: Path, output: Path, values: Mapping[Field, Plain], keys: Keys | None = None) -> None:
    """Write a copy of a form with these fields filled.

    Raises:
        FileExistsAlreadyError: there is a file of that name.
        CellNotCorrectedError: a field stands where a formula is, or its sheet is saved in an unusual way.
        WorkbookError: the form cannot be read, or the copy cannot be written.
    """
    if output.exists():
        raise FileExistsAlreadyError(output)
    by_sheet: dict[str, dict[str, Plain]] = {}
    for field, value in values.items():
        by_sheet.setdefault(field.sheet, {})[field.cell] = value
    with (keys or Keys()).open(form) as package:
        draft = Draft(package)
        parts = {entry.name: entry.part for entry in sheet_entries(package)}
        for sheet, cells in by_sheet.items():
            data = b"".join(package.stream(parts[sheet]))
            try:
                draft.put(parts[sheet], splice_cells(data, cells))
            except CannotSpliceError as error:
                raise CellNotCorrectedError(sheet, error.cell, error.reason) from error
        if any(FORMULA.search(b"".join(package.stream(entry.part))) for entry in _worksheets(package)):
            calculate_on_opening(draft)
        try:
            file = output.open("xb")
        except FileExistsError:
            raise FileExistsAlreadyError(output) from None
        except OSError as error:
            raise writing_error(output, error) from error
        try:
            with file:
                draft.write(file)
        except BaseException:
            output.unlink(missing_ok=True)
            raise
