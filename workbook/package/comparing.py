"""The check before a file is replaced: the new package against the old one, without trusting who wrote it.

Both are opened afresh. Everything that neither old nor new sheets of Lotse's lead to must be there with an equal
compressed stream. The shared directories are parsed, everything that is Lotse's is taken out of both, and the rest
must be equal.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from lxml import etree

from workbook.errors import DamagedWorkbookError, HarmError, RefusedWorkbookError, WorkbookNotReadError
from workbook.package.calculation import disregard_calculation
from workbook.package.cell_formats import differ_in_more_than_numbers
from workbook.package.highlights import differs_beside
from workbook.package.longer_table import ranges_differ, table_differs, without_ranges
from workbook.package.markup import attributes, elements, local_name
from workbook.package.ownership import (
    FORMER_NAME,
    MARKER,
    PROPERTY,
    custom_properties,
    ownerships,
    properties_part,
    sheet_of,
)
from workbook.package.part_names import part_key, relationships_part
from workbook.package.parts import CONTENT_TYPES_PART
from workbook.package.pivot_caches import strike_caches
from workbook.package.reachable import own_parts
from workbook.package.splicing import differs_elsewhere, stored_cells, style_of
from workbook.package.structure import number, sheet_entries, text_of
from workbook.package.styles import Styles
from workbook.package.written_cells import CELLS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from workbook.package.longer_table import Growth
    from workbook.package.markup import Element
    from workbook.package.parts import Package

_Shape = tuple[str, tuple[tuple[str, str], ...], str, tuple["_Shape", ...]]

_GROWING = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "dxfs")


def check_unharmed(
    path: Path,
    old: Package,
    new: Package,
    spliced: Mapping[str, Collection[str]] | None = None,
    inserted: Mapping[str, bytes] | None = None,
    grown: Mapping[str, tuple[Growth, ...]] | None = None,
) -> None:
    """Check that nothing differs but Lotse's sheets and, by part, cells, inserted blocks and longer tables.

    Raises:
        HarmError: something differs; it names the part.
    """
    try:
        _Comparison(path, old, new, spliced or {}, inserted or {}, grown or {}).run()
    except (DamagedWorkbookError, RefusedWorkbookError, WorkbookNotReadError) as error:
        part = getattr(error, "part", None) or new.path.name
        raise HarmError(path, part, "nicht mehr lesbar") from error


class _Comparison:
    """One comparison of two packages, directory by directory."""

    def __init__(
        self,
        path: Path,
        old: Package,
        new: Package,
        spliced: Mapping[str, Collection[str]],
        inserted: Mapping[str, bytes],
        grown: Mapping[str, tuple[Growth, ...]],
    ) -> None:
        self.path, self.old, self.new, self.spliced, self.inserted = path, old, new, spliced, inserted
        self.grown = grown
        self.own_names = {
            each.sheet.name.lower() for package in (old, new) for each in ownerships(package).values()
        }
        self.own = self._own(old) | self._own(new) | self._dropped_chain()
        self.taken_over = {
            name.removeprefix(FORMER_NAME).lower()
            for package in (old, new)
            for name in custom_properties(package)
            if name.startswith(FORMER_NAME)
        }

    @staticmethod
    def _own(package: Package) -> set[str]:
        """Return the keys of all that is Lotse's in a package, with its relationships."""
        keys = own_parts(package, [each.sheet.part for each in ownerships(package).values()])
        return keys | {part_key(relationships_part(key)) for key in keys}

    def _dropped_chain(self) -> set[str]:
        """Return the key of the calculation chain if it has gone, which it may; if it stays, it stays as it is."""
        chain = self.old.related(self.old.workbook_part, "calcChain")
        return {part_key(chain)} if chain is not None and not self.new.has(chain) else set()

    def run(self) -> None:
        self._compare_streams()
        self._compare_spliced_sheets()
        self._compare("[Content_Types].xml", self._content_types(self.old), self._content_types(self.new))
        for source in ("", self.old.workbook_part):
            part = relationships_part(source)
            self._compare(part, self._relationships(self.old, source), self._relationships(self.new, source))
        workbook = self.old.workbook_part
        self._compare(workbook, self._workbook(self.old), self._workbook(self.new))
        self._compare_styles()
        self._compare("docProps/custom.xml", self._properties(self.old), self._properties(self.new))
        for key in sorted(self._own(self.new)):
            if self.new.has(key):
                for _ in self.new.stream(key):
                    pass

    def _compare(self, part: str, before: object, after: object) -> None:
        if before != after:
            raise HarmError(self.path, part, "an mehr Stellen verändert als vorgesehen")

    def _shared(self, package: Package) -> set[str]:
        parts = [
            CONTENT_TYPES_PART,
            relationships_part(""),
            package.workbook_part,
            relationships_part(package.workbook_part),
            package.related(package.workbook_part, "styles"),
            properties_part(package),
        ]
        return {part_key(part) for part in parts if part is not None}

    def _compare_streams(self) -> None:
        """Compare every entry that is nobody's but the staff's, in the order of the file."""
        kept = (
            self.own
            | self._shared(self.old)
            | self._shared(self.new)
            | {part_key(part) for part in (*self.spliced, *self.inserted, *self.grown)}
        )
        before, after = (
            [entry for entry in package.archive.entries if part_key(entry.name) not in kept]
            for package in (self.old, self.new)
        )
        for old, new in zip_longest(before, after):
            if old is None or new is None or old.spelling != new.spelling:
                name = old.name if old is not None else new.name
                raise HarmError(self.path, name, "verschoben, verloren oder hinzugefügt")
            facts = ("compress_type", "CRC", "compress_size", "file_size", "date_time", "external_attr")
            if any(getattr(old.info, fact) != getattr(new.info, fact) for fact in facts) or any(
                one != other for one, other in zip_longest(self.old.archive.raw(old), self.new.archive.raw(new))
            ):
                raise HarmError(self.path, old.name, "verändert")

    def _compare_spliced_sheets(self) -> None:
        """Compare sheets of the staff in which cells were exchanged on purpose: all their bytes but those cells."""
        for part, cells in self.spliced.items():
            before, after = (b"".join(package.stream(part)) for package in (self.old, self.new))
            if part in self.grown:
                before, after = without_ranges(before), without_ranges(after)
            if differs_elsewhere(before, after, cells) or self._dressed_otherwise(before, after, cells):
                raise HarmError(self.path, part, "an mehr Stellen verändert als vorgesehen")

        for part, blocks in self.inserted.items():
            before, after = (b"".join(package.stream(part)) for package in (self.old, self.new))
            if differs_beside(before, after, blocks):
                raise HarmError(self.path, part, "an mehr Stellen verändert als vorgesehen")

        for part, growths in self.grown.items():
            before, after = (b"".join(package.stream(part)) for package in (self.old, self.new))
            if not self._only_grew(part, before, after, growths):
                raise HarmError(self.path, part, "an mehr Stellen verändert als vorgesehen")

    def _only_grew(self, part: str, before: bytes, after: bytes, growths: tuple[Growth, ...]) -> bool:
        """Tell whether a table, or the ranges of its sheet, got longer as told, and nothing else differs."""
        if b"<sheetData" not in before:
            return not table_differs(before, after, growths[0])
        elsewhere = part not in self.spliced and without_ranges(before) != without_ranges(after)
        return not elsewhere and not ranges_differ(before, after, growths)

    def _dressed_otherwise(self, before: bytes, after: bytes, cells: Collection[str]) -> bool:
        """Tell whether exchanged cells have another format than before but for its number format.

        A cell that was not there may have any format that was, or that differs from one in the number format.
        """
        old, new = stored_cells(before, cells), stored_cells(after, cells)
        pairs = {(style_of(old[cell]) if cell in old else None, style_of(new[cell])) for cell in new}
        pairs = {(one, other) for one, other in pairs if one != other and (one is not None or other)}
        if not pairs:
            return False
        formats = [self._cell_formats(package) for package in (self.old, self.new)]
        return any(not self._like(one, other, *formats) for one, other in pairs)

    @staticmethod
    def _like(one: int | None, other: int, before: list[Element], after: list[Element]) -> bool:
        """Tell whether a format is the former one, or any, but for its number format."""
        if one is None:
            return other < len(before) or any(
                not differ_in_more_than_numbers(each, after[other]) for each in before
            )
        return one < len(before) and not differ_in_more_than_numbers(before[one], after[other])

    @staticmethod
    def _cell_formats(package: Package) -> list[Element]:
        part = package.related(package.workbook_part, "styles")
        return Styles(package.tree(part)).records("cellXfs") if part is not None else []

    def _content_types(self, package: Package) -> list[tuple[str, ...]]:
        """Return what the content types say about everything that is not Lotse's."""
        created = self._created()
        told = []
        for each in elements(package.tree(CONTENT_TYPES_PART)):
            key = part_key(each.get("PartName", ""))
            if key not in self.own | created:
                told.append((local_name(each), key, each.get("Extension", ""), each.get("ContentType", "")))
        return sorted(told)

    def _created(self) -> set[str]:
        """Return shared directories that only one of both files has: styles, custom properties."""
        return self._shared(self.old) ^ self._shared(self.new)

    def _relationships(self, package: Package, source: str) -> list[tuple[str, str, str, bool]]:
        created = self._created()
        return [
            (each.id, each.type, each.target, each.external)
            for each in package.relationships(source)
            if each.external or part_key(each.target) not in self.own | created
        ]

    def _workbook(self, package: Package) -> _Shape:
        """Return the workbook part without Lotse's sheets and names; local names are told by their sheet's name."""
        root = package.tree(package.workbook_part)
        tag = package.dialect.tag
        sheets = sheet_entries(package, root)
        listed = root.find(tag("sheets"))
        for element, sheet in zip(list(elements(listed)) if listed is not None else [], sheets, strict=True):
            if part_key(sheet.part) in self.own and sheet.part and listed is not None:
                listed.remove(element)
        names = root.find(tag("definedNames"))
        if names is not None:
            for element in list(elements(names)):
                local = element.get("localSheetId")
                place = number(local)
                sheet_name = sheets[place].name if local is not None and place < len(sheets) else ""
                if self._is_ours(element, sheet_name.lower()):
                    names.remove(element)
                elif local is not None:
                    element.set("localSheetId", sheet_name or local)
            if not list(elements(names)):
                root.remove(names)
        links = [
            each.id for each in package.relationships(package.workbook_part) if part_key(each.target) in self.own
        ]
        strike_caches(package, root, links)
        for view in root.iter(tag("workbookView")):
            self._name_tabs(view, [sheet.name for sheet in sheets])
        if self.spliced or self.grown:
            disregard_calculation(root, package.dialect)
        return _shape(root)

    def _name_tabs(self, view: Element, sheets: list[str]) -> None:
        """Tell the tabs of a view by name; one of Lotse's or beyond all tabs gives way to the first of the staff's.

        A number beyond all tabs is shown as the first one; sheets that come or go may have it lead somewhere.
        """
        staff = [each for each in sheets if each.lower() not in self.own_names]
        for attribute in ("activeTab", "firstSheet"):
            if attribute not in view.attrib:
                continue
            place = number(view.get(attribute))
            name = sheets[place] if place < len(sheets) else ""
            view.set(attribute, name if name.lower() not in self.own_names and name else "".join(staff[:1]))

    def _is_ours(self, element: Element, local_to: str) -> bool:
        name = element.get("name", "")
        refers_to = sheet_of(text_of(element))
        return (
            local_to in self.own_names
            or name.startswith((MARKER, CELLS))
            or name.lower() in self.taken_over
            or (refers_to is not None and refers_to.lower() in self.own_names)
        )

    def _compare_styles(self) -> None:
        """Records that were there are there at the same place, and nothing else has changed."""
        part = self.old.related(self.old.workbook_part, "styles")
        new_part = self.new.related(self.new.workbook_part, "styles")
        if part is None or new_part is None:
            return
        before, after = self.old.tree(part), self.new.tree(new_part)
        self._compare(part, sorted(attributes(before).items()), sorted(attributes(after).items()))
        old_lists = {local_name(each): each for each in elements(before)}
        new_lists = {local_name(each): each for each in elements(after)}
        for name, old in old_lists.items():
            new = new_lists.get(name)
            if new is None:
                raise HarmError(self.path, part, "gekürzt")
            records, grown = list(elements(old)), list(elements(new))
            if name in _GROWING:
                grown = grown[: len(records)]
            self._compare(part, [_canonical(each) for each in records], [_canonical(each) for each in grown])

    def _properties(self, package: Package) -> list[_Shape]:
        part = properties_part(package)
        if part is None:
            return []
        return [
            _shape(each) for each in elements(package.tree(part)) if not each.get("name", "").startswith(PROPERTY)
        ]


def _shape(element: Element) -> _Shape:
    """Return what an element says: name, attributes, text, children."""
    inner = tuple(_shape(each) for each in elements(element))
    return str(element.tag), tuple(sorted(attributes(element).items())), (element.text or "").strip(), inner


def _canonical(element: Element) -> bytes:
    """Return an element in canonical form, which the library makes far faster than `_shape`."""
    return etree.tostring(element, method="c14n", with_tail=False)
