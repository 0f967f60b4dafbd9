"""Formats of a donor merged into a workbook's `styles.xml`, append-only.

A cell names its format by position (ECMA-376 Part 1, 18.8.10), so records that exist are never moved or changed. A
record equal to one that is there is shared: writing the same sheets again adds nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree
from msgspec import Struct

from workbook.package.markup import attributes, elements, local_name, namespace
from workbook.package.structure import number

if TYPE_CHECKING:
    from workbook.package.markup import Element

MAX_CELL_FORMATS = 64_000
"""Excel 2007 and later hold at most 65,490 cell formats; beyond that a file is repaired on opening."""

_ORDER = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
)
"""The order that the schema demands of the children of `styleSheet` (18.8.39)."""

FIRST_OWN_FORMAT = 164
"""Number formats below are built into Excel (18.8.30)."""

_Shape = tuple[str, tuple[tuple[str, str], ...], tuple["_Shape", ...]]


class TooManyFormatsError(Exception):
    """The workbook has no room for further cell formats."""


class StyleMap(Struct, frozen=True):
    """Where the donor's formats went: cell formats and differential formats by their number in the donor."""

    cells: dict[int, int]
    differential: dict[int, int]


class Styles:
    """The style sheet of a workbook, open for additions; `changed` tells whether there were any."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.changed = False
        self._namespace = namespace(root)
        self._known: dict[str, dict[_Shape, int]] = {}

    def records(self, collection: str) -> list[Element]:
        """Return the records of a collection; `mc:AlternateContent` counts as the one record that it stands for."""
        found = self.root.find(f"{{{self._namespace}}}{collection}")
        return [] if found is None else list(elements(found))

    def add(self, collection: str, record: Element) -> int:
        """Return the position of a record equal to `record`, which is appended where there is none."""
        known = self._known.get(collection)
        if known is None:
            known = self._known[collection] = {}
            for position, existing in enumerate(self.records(collection)):
                known.setdefault(_shape(existing), position)
        shape = _shape(record)
        if shape not in known:
            known[shape] = self.append(collection, record)
        return known[shape]

    def append(self, collection: str, record: Element) -> int:
        """Append a copy of a record and return its position."""
        parent = self._collection(collection)
        position = len(self.records(collection))
        parent.append(self._copy(record))
        parent.set("count", str(position + 1))
        self.changed = True
        return position

    def _collection(self, name: str) -> Element:
        found = self.root.find(f"{{{self._namespace}}}{name}")
        if found is not None:
            return found
        later = _ORDER[_ORDER.index(name) + 1 :]
        children = list(self.root)
        places = (
            i for i, element in enumerate(children) if isinstance(element.tag, str) and local_name(element) in later
        )
        created = etree.Element(f"{{{self._namespace}}}{name}")
        self.root.insert(next(places, len(children)), created)
        return created

    def _copy(self, record: Element) -> Element:
        """Return a copy in the namespace of this style sheet, which may be Strict or prefixed."""
        copy = etree.Element(f"{{{self._namespace}}}{local_name(record)}", attributes(record))
        copy.extend(self._copy(inner) for inner in elements(record))
        return copy

    def number_formats(self) -> dict[str, str]:
        """Return the codes of all own number formats by id, those inside differential formats included."""
        tag = f"{{{self._namespace}}}numFmt"
        return {
            element.get("numFmtId", ""): element.get("formatCode", "")
            for collection in ("numFmts", "dxfs")
            for record in self.records(collection)
            for element in record.iter(tag)
        }


def _shape(element: Element) -> _Shape:
    """Return what a record says, free of prefixes, dialect and the order of its attributes."""
    return (
        local_name(element),
        tuple(sorted(attributes(element).items())),
        tuple(_shape(inner) for inner in elements(element)),
    )


def merge(target: Styles, donor: Styles) -> StyleMap:
    """Add the donor's formats to the target and return where they went.

    Raises:
        TooManyFormatsError: the target is full.
    """
    if not target.records("fonts") or not target.records("cellXfs"):
        _found(target, donor)
    formats = _NumberFormats(target, donor)
    fonts, fills, borders = (donor.records(name) for name in ("fonts", "fills", "borders"))
    has_named_styles = bool(target.records("cellStyleXfs"))
    cells = {0: 0}
    for position, record in enumerate(donor.records("cellXfs")):
        if position == 0:
            continue
        font, fill, border = (number(record.get(name)) for name in ("fontId", "fillId", "borderId"))
        record.set("numFmtId", formats.cell_format(record.get("numFmtId", "0")))
        record.set("fontId", str(target.add("fonts", fonts[font]) if font else 0))
        # The first two fills are fixed by Excel: none, and a grey pattern.
        record.set("fillId", str(target.add("fills", fills[fill]) if fill > 1 else fill))
        record.set("borderId", str(target.add("borders", borders[border]) if border else 0))
        if has_named_styles:
            record.set("xfId", "0")
        elif "xfId" in record.attrib:
            del record.attrib["xfId"]
        cells[position] = target.add("cellXfs", record)
    if len(target.records("cellXfs")) > MAX_CELL_FORMATS:
        raise TooManyFormatsError
    differential = {}
    for position, record in enumerate(donor.records("dxfs")):
        formats.renumber(record)
        differential[position] = target.add("dxfs", record)
    return StyleMap(cells, differential)


def _found(target: Styles, donor: Styles) -> None:
    """Give a style sheet without formats the ones that every workbook begins with."""
    for collection, size in (("fonts", 1), ("fills", 2), ("borders", 1), ("cellStyleXfs", 1), ("cellXfs", 1)):
        if not target.records(collection):
            for record in donor.records(collection)[:size]:
                target.append(collection, record)


class _NumberFormats:
    """Number formats of the donor under the ids that they have in the target: compared by code, not by id."""

    def __init__(self, target: Styles, donor: Styles) -> None:
        self._target = target
        self._donor = donor.number_formats()
        self._top = max((number(key) for key in target.number_formats()), default=0)
        self._cell_ids = {
            record.get("formatCode"): record.get("numFmtId", "") for record in target.records("numFmts")
        }
        self._all_ids = {code: key for key, code in reversed(target.number_formats().items())}

    def _next(self) -> str:
        self._top = max(self._top + 1, FIRST_OWN_FORMAT)
        return str(self._top)

    def cell_format(self, donor_id: str) -> str:
        """Return the id under which a cell format of the target names the format, added if need be."""
        code = self._donor.get(donor_id)
        if code is None:
            return donor_id  # built in
        if code not in self._cell_ids:
            record = etree.Element("numFmt", numFmtId=self._next(), formatCode=code)
            self._target.append("numFmts", record)
            self._cell_ids[code] = self._all_ids[code] = record.get("numFmtId", "")
        return self._cell_ids[code]

    def renumber(self, record: Element) -> None:
        """Give the number format inside a differential format an id that means the same in the target."""
        for element in record.iter():
            if isinstance(element.tag, str) and local_name(element) == "numFmt":
                code = element.get("formatCode", "")
                if code not in self._all_ids and number(element.get("numFmtId")) >= FIRST_OWN_FORMAT:
                    self._all_ids[code] = self._next()
                element.set("numFmtId", self._all_ids.get(code, element.get("numFmtId", "0")))
