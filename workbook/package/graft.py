"""Sheets of a donor put into a workbook, or put in the place of former ones.

The donor is a workbook that XlsxWriter made and nobody else has touched; whatever belongs to the staff's workbook
may have been written by anything.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from lxml import etree
from msgspec import Struct

from workbook.errors import RefusedWorkbookError
from workbook.package.calculation import drop_calculation_chain
from workbook.package.comments import cell_comments, comments_told
from workbook.package.defined_names import NewName, define_names, marking_name
from workbook.package.draft import RELATIONSHIPS_TYPE, Draft
from workbook.package.features import foreign_content
from workbook.package.markup import elements, parse, serialize
from workbook.package.ownership import (
    FORMER_NAME,
    PROPERTY,
    custom_properties,
    ownerships,
    record_text,
    sheet_of,
    write_properties,
)
from workbook.package.part_names import numbered, part_key, relationships_part, relative, resolve
from workbook.package.pivot_caches import CACHE, CACHE_TYPE, TABLE_TYPE, announce_caches, forget_caches
from workbook.package.reachable import own_parts, reachable
from workbook.package.rewriting import (
    TableIds,
    in_dialect,
    rewrite_frame,
    rewrite_table,
)
from workbook.package.sheet_looks import around_cells, keep_look, look_of, sheet_head
from workbook.package.standard_font import USUAL_DIGIT, digit_pixels, fit_columns
from workbook.package.structure import SheetEntry, child, name_entries, sheet_entries
from workbook.package.styles import StyleMap, Styles, TooManyFormatsError, merge
from workbook.package.written_cells import name_of_cells

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbook.package.free_names import Naming
    from workbook.package.ownership import Ownership
    from workbook.package.parts import Package
    from workbook.package.stretches import Piece
    from workbook.package.written_cells import WrittenCells

WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
TABLE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
STYLES = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_MAX_SHEET_ID = 65_534


class Grafted(Struct, frozen=True):
    """What the draft holds after putting sheets in: names as they are in the file, and German `warnings`."""

    draft: Draft
    added: tuple[str, ...]
    replaced: tuple[str, ...]
    warnings: tuple[str, ...]


class Formats:
    """The formats of a workbook, to which those of a donor come before its sheets are put in.

    `styles` is the workbook's style sheet as it shall become before that.
    """

    def __init__(self, package: Package, styles: bytes | None = None) -> None:
        self._package, self._styles = package, styles
        self.grown: bytes | None = None
        """The style sheet, if it is another one now."""
        self.map = StyleMap({}, {})
        self.digit = USUAL_DIGIT
        """How many pixels wide a digit of the workbook's standard font is."""

    def take_in(self, donor: bytes) -> Mapping[int, int]:
        """Add the formats of the donor's style sheet, and return where its cell formats are.

        Raises:
            RefusedWorkbookError: the workbook has no room for further cell formats.
        """
        package, styles = self._package, self._styles
        part = package.related(package.workbook_part, "styles")
        empty = f'<styleSheet xmlns="{package.dialect.main}"/>'.encode()
        target = Styles(package.tree(part) if part is not None and styles is None else parse(styles or empty))
        try:
            self.map = merge(target, Styles(parse(donor)))
        except TooManyFormatsError as error:
            raise RefusedWorkbookError(
                package.path,
                "Sie enthält so viele Zellformate, dass Excel keine weiteren mehr aufnimmt.",
                "Bitte in Excel überzählige Zellenformatvorlagen löschen.",
            ) from error
        self.digit = digit_pixels(target)
        if target.changed or styles is not None:
            self.grown = serialize(target.root)
        return self.map.cells


def put_sheets(
    package: Package,
    donor: Package,
    naming: Naming,
    formats: Formats,
    cells: Mapping[str, Sequence[Piece]],
    filled: Mapping[str, WrittenCells],
) -> Grafted:
    """Return a draft of `package` with all sheets of `donor`; those that are there already are replaced.

    The donor's sheets carry the names that `naming` chose. `formats` has taken in the donor's; `cells` holds the
    cells of its sheets in pieces, by part, in the formats of the package. `filled` says which cells Lotse fills, by
    what it calls the sheet.

    Raises:
        ValueError: a sheet needs what cannot be put in (dynamic arrays share a part with all sheets).
    """
    if donor.related(donor.workbook_part, "sheetMetadata") is not None:
        raise ValueError("dynamic array formulas cannot be put into another workbook")
    keys = {name: key for key, name in naming.sheets.items()}
    owned = ownerships(package)
    former = {key: owned[key] for key in naming.sheets if key in owned}
    draft = Draft(package)
    graft = _Graft(draft, donor, former, formats)
    sheets = sheet_entries(donor)
    tables = graft.prepare()
    written = {sheet.name: graft.put(keys[sheet.name], sheet, tables, cells[sheet.part]) for sheet in sheets}
    graft.define_names(keys, naming, filled)
    for sheet in sheets:
        graft.properties[PROPERTY + keys[sheet.name]] = written[sheet.name]
    write_properties(draft, graft.properties)
    return Grafted(
        draft,
        added=tuple(sheet.name for sheet in sheets if keys[sheet.name] not in former),
        replaced=tuple(sheet.name for sheet in sheets if keys[sheet.name] in former),
        warnings=(*naming.warnings, *graft.warnings),
    )


class _Graft:
    """One run of `put_sheets`: a draft under way."""

    def __init__(self, draft: Draft, donor: Package, former: Mapping[str, Ownership], formats: Formats) -> None:
        self.formats = formats
        self.draft, self.package, self.donor, self.former = draft, draft.package, donor, former
        self.workbook = draft.edit(self.package.workbook_part)
        self.sheets = list(sheet_entries(self.package, self.workbook))
        self.properties: dict[str, str | None] = {}
        self.warnings: list[str] = []

    def prepare(self) -> TableIds:
        """Clear the former sheets away, all before the first is written, so that their names can be used again."""
        doomed = own_parts(self.package, [each.sheet.part for each in self.former.values()])
        for each in self.former.values():
            foreign = foreign_content(self.package, own_parts(self.package, [each.sheet.part]))
            if foreign:
                self.warnings.append(
                    f"Auf Blatt „{each.sheet.name}“ lag etwas, das nicht von Lotse stammt ({', '.join(foreign)}); "
                    "es steht nur noch in der Sicherung."
                )
        self._tell_of_comments()
        self.heads = {key: sheet_head(self.package, each.sheet.part) for key, each in self.former.items()}
        self._put_styles()
        tables = TableIds(self.package, doomed)
        forget_caches(self.draft, doomed)
        for key in sorted(doomed):
            self.draft.drop(self.package.spelling(key))
        for (
            each
        ) in self.former.values():  # a sheet that is new in this run must not take the name of one that stays
            self.draft.put(each.sheet.part, b"", WORKSHEET)
        drop_calculation_chain(self.draft, {each.sheet.id for each in self.former.values()})
        return tables

    def _tell_of_comments(self) -> None:
        donor = {sheet.name: sheet.part for sheet in sheet_entries(self.donor)}
        for each in self.former.values():
            before = cell_comments(self.package, each.sheet.part)
            part = donor.get(each.sheet.name) if before else None
            after = cell_comments(self.donor, part) if part is not None else {}
            self.warnings += comments_told(
                each.sheet.name, before.values(), after.values(), "sie stehen nur noch in der Sicherung"
            )

    def _put_styles(self) -> None:
        grown, main = self.formats.grown, self.package.workbook_part
        part = self.package.related(main, "styles")
        if grown is None:
            return
        if part is not None:
            self.draft.put(part, grown)
            return
        name = self._beside_workbook("xl/styles{}.xml")
        name = name.format("") if self.draft.is_free(name.format("")) else self.draft.free_name(name)
        self.draft.put(name, grown, STYLES)
        self.draft.relate(main, f"{self.package.dialect.relationships}/styles", name)

    def _beside_workbook(self, part: str) -> str:
        """Return the name of a part of the donor in the folder where this workbook keeps its parts."""
        return posixpath.join(posixpath.dirname(self.package.workbook_part), part.removeprefix("xl/"))

    def put(self, key: str, sheet: SheetEntry, tables: TableIds, cells: Sequence[Piece]) -> str:
        """Put one sheet in with its cells and all its parts, and return the record of its ownership."""
        entry = self._place(key, sheet.name)
        renamed = {part_key(sheet.part): entry.part}
        for each in sorted(reachable(self.donor, [sheet.part]) - renamed.keys()):
            pattern = numbered(self._beside_workbook(self.donor.spelling(each)))
            renamed[each] = self.draft.free_name(pattern)
            self._put(renamed[each], self.donor.read(each), self.donor.content_type(each), tables)
        self._put_pivots(renamed)
        for each, part in renamed.items():
            self._put_relationships(self.donor.spelling(each), part, renamed)
        # Ours, just made: no limit for what comes from elsewhere holds for it.
        root = parse(b"".join(self.donor.stream(sheet.part)))
        fit_columns(root, self.formats.digit)
        look = look_of(root)
        if key in self.former:
            keep_look(root, self.heads[key], self.former[key].look)
        rewrite_frame(root, self.formats.map)
        before, after = around_cells(in_dialect(serialize(root), self.package))
        self.draft.put(entry.part, (before, *cells, after), WORKSHEET)
        return record_text(entry, look)

    def _place(self, key: str, name: str) -> SheetEntry:
        """Return the sheet's entry in the workbook: the former one, or a new one behind all others.

        Behind all others, because local names and views count sheets by their place.
        """
        if key in self.former:
            return self.former[key].sheet
        listed = child(self.workbook, self.package.dialect, "sheets")
        part = self.draft.free_name(self._beside_workbook("xl/worksheets/sheet{}.xml"))
        # Reserve the name; the content follows.
        self.draft.put(part, b"", WORKSHEET)
        relationship = self.draft.relate(
            self.package.workbook_part, f"{self.package.dialect.relationships}/worksheet", part
        )
        identifier = _free_sheet_id({sheet.id for sheet in self.sheets})
        attributes = {"name": name, "sheetId": str(identifier), self.package.dialect.relationship_id: relationship}
        if listed is not None:
            etree.SubElement(listed, self.package.dialect.tag("sheet"), attributes)
        entry = SheetEntry(name, identifier, part, "visible", "worksheet", relationship)
        self.sheets.append(entry)
        return entry

    def _put(self, part: str, data: bytes, content_type: str, tables: TableIds) -> None:
        if content_type == TABLE:
            root = parse(data)
            rewrite_table(root, self.formats.map, tables.take(root.get("displayName", "")))
            data = serialize(root)
        self.draft.put(part, in_dialect(data, self.package), content_type)

    def _put_pivots(self, renamed: Mapping[str, str]) -> None:
        """List the caches of the sheet's pivot tables in this workbook, and have the tables name them."""
        of_kind = {
            kind: {each: part for each, part in renamed.items() if self.donor.content_type(each) == kind}
            for kind in (CACHE_TYPE, TABLE_TYPE)
        }
        caches = announce_caches(self.draft, of_kind[CACHE_TYPE])
        for each, part in of_kind[TABLE_TYPE].items():
            cache = self.donor.related(self.donor.spelling(each), CACHE) or ""
            self.draft.edit(part).set("cacheId", caches[part_key(cache)])

    def _put_relationships(self, source: str, part: str, renamed: Mapping[str, str]) -> None:
        """Copy the relationships of a part of the donor, leading to the parts' names in this workbook."""
        rels = relationships_part(source)
        if not self.donor.has(rels):
            return
        root = self.donor.tree(rels)
        for element in elements(root):
            if element.get("TargetMode") != "External":
                target = renamed[part_key(resolve(source, element.get("Target", "")))]
                element.set("Target", relative(part, target))
        self.draft.put(relationships_part(part), in_dialect(serialize(root), self.package), RELATIONSHIPS_TYPE)

    def define_names(self, keys: Mapping[str, str], naming: Naming, filled: Mapping[str, WrittenCells]) -> None:
        """Define the donor's names here, and what Lotse knows its sheets by; remember what a name meant before."""
        order = [sheet.name for sheet in self.sheets]
        places = {position: order.index(sheet.name) for position, sheet in enumerate(sheet_entries(self.donor))}
        replaced = {order.index(each.sheet.name) for each in self.former.values()}
        names = []
        remembered = custom_properties(self.package)
        for entry in name_entries(self.donor):
            local = None if entry.sheet is None else places[entry.sheet]
            names.append(NewName(entry.name, entry.refers_to, local, entry.hidden))
            # A name without a sheet of ours behind it would not be known as ours in the next run.
            if (
                local is None
                and sheet_of(entry.refers_to) not in keys
                and FORMER_NAME + entry.name not in remembered
            ):
                self.properties[FORMER_NAME + entry.name] = ""
        former = {name.lower(): refers_to for name, refers_to in naming.former.items()}
        for name in names:
            if name.sheet is None and name.name.lower() in former:
                self.properties[FORMER_NAME + name.name] = former[name.name.lower()]
        names.extend(marking_name(key, name) for name, key in keys.items())
        names.extend(NewName(name_of_cells(key), cells.constant(), hidden=True) for key, cells in filled.items())
        define_names(self.workbook, names, replaced)


def _free_sheet_id(taken: set[int]) -> int:
    """Return an id above all others; Excel takes none above 65,534."""
    top = max(taken, default=0) + 1
    return (
        top if top <= _MAX_SHEET_ID else next(number for number in range(1, _MAX_SHEET_ID) if number not in taken)
    )
