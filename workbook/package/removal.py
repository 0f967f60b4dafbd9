"""Lotse taken out of a workbook again: its sheets, names and properties.

Every part of the staff's stays as it is. Formats that Lotse added stay in the style sheet, where nothing uses them;
taking them out would renumber the staff's own.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from workbook.cells import quoted
from workbook.errors import DamagedWorkbookError, RefusedWorkbookError
from workbook.package.calculation import drop_calculation_chain
from workbook.package.defined_names import remove_names
from workbook.package.draft import Draft
from workbook.package.markup import elements
from workbook.package.ownership import (
    FORMER_NAME,
    MARKER,
    PROPERTY,
    custom_properties,
    ownerships,
    sheet_of,
    write_properties,
)
from workbook.package.pivot_caches import forget_caches
from workbook.package.reachable import own_parts
from workbook.package.structure import child, name_entries, number, sheet_entries
from workbook.package.written_cells import CELLS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from workbook.package.markup import Element
    from workbook.package.parts import Package


_HIDDEN = {"hidden", "veryHidden"}


def take_out(package: Package) -> Draft:
    """Return a draft of the package without anything of Lotse's.

    Raises:
        RefusedWorkbookError: formulas of the staff's refer to Lotse's sheets, or no visible sheet would be left.
    """
    owned = [each.sheet for each in ownerships(package).values()]
    names = {sheet.name for sheet in owned}
    own = own_parts(package, [sheet.part for sheet in owned])
    _check_formulas(package, names, own)
    draft = Draft(package)
    workbook = draft.edit(package.workbook_part)
    sheets = sheet_entries(package, workbook)
    if not any(sheet.state not in _HIDDEN and sheet.name not in names for sheet in sheets):
        raise RefusedWorkbookError(
            package.path,
            "Außer den Blättern von Lotse ist keines sichtbar.",
            "Bitte zuerst eines der eigenen Blätter einblenden.",
        )
    places = {place for place, sheet in enumerate(sheets) if sheet.name in names}
    _remove_sheets(package, workbook, places)
    properties = custom_properties(package)
    former = {
        name.removeprefix(FORMER_NAME): text for name, text in properties.items() if name.startswith(FORMER_NAME)
    }
    restored = {name.lower(): text for name, text in former.items() if text}
    remove_names(workbook, _names_to_remove(package, names, former) - restored.keys(), restored, places)
    forget_caches(draft, own)
    for key in sorted(own):
        draft.drop(package.spelling(key))
    draft.unrelate(package.workbook_part, [sheet.relationship for sheet in owned])
    drop_calculation_chain(draft, {sheet.id for sheet in owned})
    write_properties(draft, {name: None for name in properties if name.startswith(PROPERTY)})
    return draft


def _remove_sheets(package: Package, workbook: Element, places: Collection[int]) -> None:
    """Remove the sheets at these places; the views of the workbook count the tabs anew (18.2.30)."""
    listed = child(workbook, package.dialect, "sheets")
    tabs = list(elements(listed)) if listed is not None else []
    for place, element in enumerate(tabs):
        if place in places and listed is not None:
            listed.remove(element)
    for view in workbook.iter(package.dialect.tag("workbookView")):
        for attribute in ("activeTab", "firstSheet"):
            tab = number(view.get(attribute))
            if attribute not in view.attrib or tab >= len(tabs):
                continue  # one beyond all tabs led nowhere before, and goes on doing so
            view.set(attribute, "0" if tab in places else str(tab - sum(place < tab for place in places)))


def _names_to_remove(package: Package, sheets: Collection[str], former: Collection[str]) -> set[str]:
    """Return the global names, in lower case, that Lotse defined or that would lead nowhere."""
    owned = {name.lower() for name in sheets}
    taken_over = {name.lower() for name in former}
    return {
        entry.name.lower()
        for entry in name_entries(package)
        if entry.sheet is None
        and (
            entry.name.startswith((MARKER, CELLS))
            or entry.name.lower() in taken_over
            or (sheet_of(entry.refers_to) or "").lower() in owned
        )
    }


def _check_formulas(package: Package, names: Collection[str], own: Collection[str]) -> None:
    """Refuse where a sheet or chart of the staff's refers to a sheet that is to go: Excel would repair the file."""
    patterns = [pattern for name in names for pattern in _references(name)]
    for sheet in sheet_entries(package):
        if not sheet.part or sheet.name in names:
            continue
        for part in sorted(own_parts(package, [sheet.part]) - set(own)):
            if package.has(part) and _mentions(package.stream(part), patterns):
                raise RefusedWorkbookError(
                    package.path,
                    f"Auf Blatt „{sheet.name}“ beziehen sich Formeln oder Diagramme auf Blätter von Lotse.",
                    "Bitte diese Bezüge zuerst entfernen.",
                )


def _references(name: str) -> Iterator[bytes]:
    """Yield how a formula may name a sheet, as bytes of XML."""
    for text in (f"{quoted(name)}!", f">{name}!", *(f"{before}{name}!" for before in "=(,;+-*/&<: ")):
        escaped = escape(text.removeprefix(">"), quote=False)
        yield (">" + escaped if text.startswith(">") else escaped).encode()


def _mentions(chunks: Iterable[bytes], patterns: Collection[bytes]) -> bool:
    longest = max((len(pattern) for pattern in patterns), default=1)
    rest = b""
    try:
        for chunk in chunks:
            text = rest + chunk
            if any(pattern in text for pattern in patterns):
                return True
            rest = text[-longest:]
    except DamagedWorkbookError:
        return False  # behind the damage nobody reads a formula any more, Excel neither
    return False
