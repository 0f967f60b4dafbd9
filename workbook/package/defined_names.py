"""Defined names of Lotse's sheets in the workbook part (ECMA-376 Part 1, 18.2.5 and 18.2.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree
from msgspec import Struct

from workbook.cells import MAX_ROW, quoted
from workbook.package.markup import elements, local_name, namespace
from workbook.package.ownership import marker
from workbook.package.structure import number, text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from workbook.package.markup import Element

_BEFORE = ("sheets", "functionGroups", "externalReferences")
"""What stands before `definedNames` in a workbook (18.2.27); only `sheets` must be there."""

_BUILT_IN = "_xlnm."
"""Begins print areas, print titles and filter ranges, which belong to one sheet (18.2.5)."""


class NewName(Struct, frozen=True):
    """A name to define; `sheet` is the place of its sheet among all sheets if it is local."""

    name: str
    refers_to: str
    sheet: int | None = None
    hidden: bool = False


def marking_name(key: str, sheet: str) -> NewName:
    """Return the hidden name that marks a sheet: it refers to all of its rows, which nobody can delete at once."""
    return NewName(marker(key), f"{quoted(sheet)}!$1:${MAX_ROW}", hidden=True)


def define_names(workbook: Element, names: Iterable[NewName], replaced: Collection[int] = ()) -> None:
    """Define names, in the place of equal ones; the print set-up of the sheets at places `replaced` goes first."""
    holder = _holder(workbook)
    for element in list(elements(holder)):
        local = element.get("localSheetId")
        if local is not None and number(local) in replaced and element.get("name", "").startswith(_BUILT_IN):
            holder.remove(element)
    for name in names:
        local = None if name.sheet is None else str(name.sheet)
        found = _find(holder, name.name, local)
        tag = f"{{{namespace(workbook)}}}definedName"
        element = etree.SubElement(holder, tag, {"name": name.name}) if found is None else found
        if local is not None:
            element.set("localSheetId", local)
        if name.hidden:
            element.set("hidden", "1")
        if text_of(element) != name.refers_to:
            element.text = name.refers_to
    _tidy(workbook, holder)


def remove_names(
    workbook: Element, gone: Collection[str], restored: Mapping[str, str], sheets: Collection[int]
) -> None:
    """Remove global names and names local to the places `sheets`; give others back their meaning.

    Names come in lower case, as they are compared. Those local to later sheets are counted anew.
    """
    holder = _holder(workbook)
    for element in list(elements(holder)):
        local = element.get("localSheetId")
        name = element.get("name", "")
        if local is None:
            if name.lower() in gone:
                holder.remove(element)
            elif name.lower() in restored:
                element.text = restored[name.lower()]
        elif number(local) in sheets:
            holder.remove(element)
        else:
            element.set("localSheetId", str(number(local) - sum(place < number(local) for place in sheets)))
    _tidy(workbook, holder)


def _holder(workbook: Element) -> Element:
    """Return the element `definedNames`, which may be there and empty."""
    space = namespace(workbook)
    found = workbook.find(f"{{{space}}}definedNames")
    if found is not None:
        return found
    before = [element for element in elements(workbook) if local_name(element) in _BEFORE]
    created = etree.Element(f"{{{space}}}definedNames")
    workbook.insert(workbook.index(before[-1]) + 1, created)
    return created


def _tidy(workbook: Element, holder: Element) -> None:
    """Leave no empty list behind: the schema demands at least one name."""
    if not list(elements(holder)):
        workbook.remove(holder)


def _find(holder: Element, name: str, local: str | None) -> Element | None:
    for element in elements(holder):
        if element.get("name", "").lower() == name.lower() and element.get("localSheetId") == local:
            return element
    return None
