"""Which sheets are Lotse's, stored in the file itself.

Two marks, because programs keep different things. A custom document property for each sheet (`Lotse Dashboard`)
says what Lotse calls it, its name and id when it was last written, and how it looked then. A hidden defined name
(`_Lotse_Dashboard`) refers to the sheet: it follows when staff rename it, and when LibreOffice numbers all sheets
anew. A sheet that staff happen to call `Dashboard` has neither and is never taken.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import count
from typing import TYPE_CHECKING

from lxml import etree
from msgspec import Struct

from workbook.package.markup import Element, elements, is_true, local_name, namespace, parse, serialize
from workbook.package.part_names import part_key
from workbook.package.structure import name_entries, number, sheet_entries, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbook.package.draft import Draft
    from workbook.package.parts import Package
    from workbook.package.structure import NameEntry, SheetEntry

PROPERTY = "Lotse "
MARKER = "_Lotse_"
FORMER_NAME = "Lotse Name "
"""Begins the property that keeps what a defined name meant before Lotse used it."""

VERSION_PROPERTY = "Arbeitsmappe für Lotse"
"""The property of a new workbook that says by which version of the schema it was made; it is the workbook's own."""

FIRST_VERSION = "0.1"
"""What a workbook is taken for that does not say by which version of the schema it was made."""

_WAS_EMPTY = f"{PROPERTY}Eigenschaften"
"""The property that says that the file had a part for properties and none in it, as LibreOffice writes it."""

_PART = "docProps/custom.xml"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_KINDS = ("custom-properties", "customProperties")
_NAMESPACES = {
    False: (
        "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
        "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties",
    ),
    True: (
        "http://purl.oclc.org/ooxml/officeDocument/customProperties",
        "http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes",
        "http://purl.oclc.org/ooxml/officeDocument/relationships/customProperties",
    ),
}
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The one format id of properties that users define ([MS-OLEPS] 2.25.1)."""

_SHEET_REFERENCE = re.compile(r"\$?(?:'((?:[^']|'')+)'|([^\s'!]+))!")


class Ownership(Struct, frozen=True):
    """One sheet of Lotse: what Lotse calls it, where it is now, and how Lotse had it look when last written."""

    key: str
    sheet: SheetEntry
    look: Mapping[str, str]


def properties_part(package: Package) -> str | None:
    """Return the part with the custom document properties, `None` where the file has none."""
    for kind in _KINDS:
        part = package.related("", kind)
        if part is not None:
            return part
    return None


def custom_properties(package: Package) -> dict[str, str]:
    """Return the custom document properties of a file as text."""
    part = properties_part(package)
    if part is None:
        return {}
    return {each.get("name", ""): text_of(each) for each in elements(package.tree(part))}


def is_marked_final(package: Package) -> bool:
    """Tell whether the author has marked the workbook as final, which Excel keeps as a custom property."""
    return is_true(custom_properties(package).get("_MarkAsFinal", "").strip().lower())


def sheet_of(refers_to: str) -> str | None:
    """Return the sheet that a reference begins with, `None` where it names none.

    >>> sheet_of("'Karl''s Blatt'!$A$1"), sheet_of("Fakten!$A:$B"), sheet_of("#REF!")
    ("Karl's Blatt", 'Fakten', None)
    """
    match = _SHEET_REFERENCE.match(refers_to)
    if match is None or refers_to.startswith("#REF!"):
        return None
    return match[1].replace("''", "'") if match[1] else match[2]


def marker(key: str) -> str:
    """Return the hidden name that marks a sheet of Lotse.

    Two underscores stand for a space: no name may hold one, nor a dot in LibreOffice.

    >>> marker("Prüfbericht")
    '_Lotse_Prüfbericht'
    """
    return MARKER + re.sub(r"\W", "_", key.replace(" ", "__"))


def key_of(mark: str) -> str:
    """Return what Lotse calls the sheet that a name marks.

    >>> key_of(marker("Dashboard 2"))
    'Dashboard 2'
    """
    return mark.removeprefix(MARKER).replace("__", " ")


def ownerships(package: Package) -> dict[str, Ownership]:
    """Return Lotse's sheets in the file by what Lotse calls them; deleted ones are left out."""
    return dict(package.once(_owned))


def _owned(package: Package) -> dict[str, Ownership]:
    return _resolve(sheet_entries(package), name_entries(package), _records(package))


def owned_sheets(package: Package) -> dict[str, str]:
    """Return the present names of Lotse's sheets by what Lotse calls them: `{"Dashboard": "Dashboard (Lotse)"}`."""
    return {key: owned.sheet.name for key, owned in ownerships(package).items()}


def lost_sheets(package: Package) -> frozenset[str]:
    """Return what Lotse calls those of its sheets that the file once had and that somebody has deleted."""
    marked = {key_of(entry.name) for entry in name_entries(package) if entry.name.startswith(MARKER)}
    return frozenset((_records(package).keys() | marked) - ownerships(package).keys())


def has_traces(package: Package) -> bool:
    """Tell whether anything in the file is Lotse's, be it only the mark of a sheet that staff have deleted."""
    return any(name.startswith(PROPERTY) for name in custom_properties(package)) or any(
        entry.name.startswith(MARKER) for entry in name_entries(package)
    )


class _Record(Struct, frozen=True):
    id: int
    name: str
    look: dict[str, str]


def _records(package: Package) -> dict[str, _Record]:
    """Return what the custom properties say; one that somebody has edited by hand is passed over."""
    found = {}
    for name, text in custom_properties(package).items():
        if not name.startswith(PROPERTY) or name.startswith(FORMER_NAME):
            continue
        try:
            record = json.loads(text)
        except ValueError:
            continue
        if isinstance(record, dict) and isinstance(record.get("look", {}), dict):
            look = {str(facet): str(value) for facet, value in record.get("look", {}).items()}
            found[name.removeprefix(PROPERTY)] = _Record(
                number(str(record.get("id"))), str(record.get("name")), look
            )
    return found


def _resolve(
    sheets: Sequence[SheetEntry], names: Sequence[NameEntry], records: Mapping[str, _Record]
) -> dict[str, Ownership]:
    by_name = {sheet.name.lower(): sheet for sheet in sheets}
    markers = {
        entry.name.lower(): entry for entry in names if entry.sheet is None and entry.name.startswith(MARKER)
    }
    keys = [*records, *(key_of(entry.name) for entry in markers.values())]
    owned: dict[str, Ownership] = {}
    # A sheet whose part is another sheet's too is nobody's to replace.
    parts = Counter(part_key(sheet.part) for sheet in sheets)
    claimed: set[str] = {sheet.name for sheet in sheets if parts[part_key(sheet.part)] > 1}
    seen: set[str] = set()
    for key in keys:
        if marker(key).lower() in seen:
            continue
        seen.add(marker(key).lower())
        mark, record = markers.get(marker(key).lower()), records.get(key)
        sheet = None
        if mark is not None:
            sheet = by_name.get((sheet_of(mark.refers_to) or "").lower())
        elif record is not None:
            sheet = by_name.get(record.name.lower())
            if sheet is not None and sheet.id != record.id:
                sheet = None
        if sheet is not None and sheet.kind == "worksheet" and sheet.part and sheet.name not in claimed:
            claimed.add(sheet.name)
            owned[key] = Ownership(key, sheet, record.look if record is not None else {})
    return owned


def record_text(sheet: SheetEntry, look: Mapping[str, str]) -> str:
    """Return the property's text for a sheet; Excel shows at most 255 characters of it."""
    record = {"id": sheet.id, "name": sheet.name, "look": dict(look)}
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def write_properties(draft: Draft, wanted: Mapping[str, str | None]) -> None:
    """Set custom properties of Lotse, or remove those whose text is `None`; the part comes and goes with them."""
    package = draft.package
    before = custom_properties(package)
    changes = {name: text for name, text in wanted.items() if before.get(name) != text}
    if not changes:
        return
    part = properties_part(package)
    if part is not None and not before:
        changes[_WAS_EMPTY] = "leer"
    if part is None:
        part = _PART if draft.is_free(_PART) else draft.free_name("docProps/custom{}.xml")
        kind = _NAMESPACES[package.dialect.is_strict][2]
        draft.put(part, _new_properties(package.dialect.is_strict, changes), _CONTENT_TYPE)
        draft.relate("", kind, part)
        return
    root = draft.edit(part)
    for element in [each for each in elements(root) if each.get("name") in changes]:
        root.remove(element)
    _append(root, changes)
    if not list(elements(root)) and _WAS_EMPTY not in before:
        gone = [each.id for each in draft.relationships("") if part_key(each.target) == part_key(part)]
        draft.drop(part)
        draft.unrelate("", gone)


def _new_properties(strict: bool, wanted: Mapping[str, str | None]) -> bytes:
    main, values, _ = _NAMESPACES[strict]
    root = parse(f'<Properties xmlns="{main}" xmlns:vt="{values}"/>'.encode())
    _append(root, wanted)
    return serialize(root)


def _append(root: Element, wanted: Mapping[str, str | None]) -> None:
    """Add properties under the first free numbers, which begin at 2 (ECMA-376 Part 1, 22.3.2.2)."""
    strict = namespace(root) == _NAMESPACES[True][0]
    main, values, _ = _NAMESPACES[strict]
    taken = {number(each.get("pid")) for each in elements(root) if local_name(each) == "property"}
    free = (place for place in count(2) if place not in taken)
    for name, text in ((key, value) for key, value in wanted.items() if value is not None):
        attributes = {"fmtid": _FORMAT_ID, "pid": str(next(free)), "name": name}
        element = etree.SubElement(root, f"{{{main}}}property", attributes)
        etree.SubElement(element, f"{{{values}}}lpwstr").text = text
