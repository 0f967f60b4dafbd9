"""Workbooks that Lotse does not write into, each with reason and cure; and what it writes into with a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.errors import RefusedWorkbookError, ReservedWorkbookError
from workbook.package.guards import check_counts
from workbook.package.markup import is_true
from workbook.package.ownership import is_marked_final
from workbook.package.structure import child

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbook.package.markup import Element
    from workbook.package.parts import Package

    _Finder = Callable[[Package, Element], tuple[str, str] | None]

_ASK = (
    "Bitte dort klären, ob die Mappe noch geändert werden darf, und dann in Excel die Kennzeichnung entfernen "
    "(„Datei › Informationen › Arbeitsmappe schützen“)."
)


def check_writable(package: Package, *, despite_reservation: bool = False) -> list[str]:
    """Return German warnings for a workbook that may be written into.

    `despite_reservation` overrules the wish of whoever marked it as final or set a password to modify.

    Raises:
        ReservedWorkbookError: it is marked or reserved so, and nobody has overruled it.
        RefusedWorkbookError: it may not, and why.
        DamagedWorkbookError: it lies about its content in a way that could not be read back.
    """
    check_counts(package)
    root = package.tree(package.workbook_part)
    kinds: dict[type[RefusedWorkbookError], tuple[_Finder, ...]] = {
        RefusedWorkbookError: (_signed, _shared),
        ReservedWorkbookError: () if despite_reservation else (_final, _reserved),
    }
    for kind, finders in kinds.items():
        for find in finders:
            found = find(package, root)
            if found is not None:
                raise kind(package.path, *found)
    return _warnings(package, root)


def _signed(package: Package, _: Element) -> tuple[str, str] | None:
    """Any change voids a signature of the package (ECMA-376 Part 2, 10); one of the macros alone stays valid."""
    if not any("/digital-signature/" in each.type for each in package.relationships("")):
        return None
    return (
        "Sie ist digital signiert, und jede Änderung macht die Signatur ungültig.",
        "Bitte eine Kopie ohne Signatur anlegen (in Excel „Speichern unter“) und Lotse diese geben.",
    )


def _shared(package: Package, _: Element) -> tuple[str, str] | None:
    """The revision log of a shared workbook tells every change; a sheet that it does not know breaks it."""
    if not any(each.kind == "revisionHeaders" for each in package.relationships(package.workbook_part)):
        return None
    return (
        "Sie ist nach alter Art freigegeben und führt ein Änderungsprotokoll.",
        "Bitte in Excel die Freigabe aufheben („Überprüfen › Freigabe der Arbeitsmappe aufheben“).",
    )


def _final(package: Package, _: Element) -> tuple[str, str] | None:
    if not is_marked_final(package):
        return None
    return "Sie ist als abgeschlossen gekennzeichnet.", _ASK


def _reserved(package: Package, root: Element) -> tuple[str, str] | None:
    """A password to modify (ECMA-376 Part 1, 18.2.12) binds Excel only, but somebody meant it."""
    sharing = child(root, package.dialect, "fileSharing")
    if sharing is None or not (sharing.get("reservationPassword") or sharing.get("hashValue")):
        return None
    return (
        "Sie darf nur mit einem Kennwort geändert werden.",
        "Bitte in Excel unter „Speichern unter › Tools › Allgemeine Optionen“ das Kennwort zum Ändern entfernen.",
    )


def _warnings(package: Package, root: Element) -> list[str]:
    warnings = []
    protection = child(root, package.dialect, "workbookProtection")
    if protection is not None and is_true(protection.get("lockStructure")):
        warnings.append(
            "Die Struktur der Mappe ist geschützt. Lotse legt seine Blätter trotzdem an; verschieben oder löschen "
            "lassen sie sich erst, wenn der Schutz aufgehoben ist."
        )
    sharing = child(root, package.dialect, "fileSharing")
    if sharing is not None and is_true(sharing.get("readOnlyRecommended")):
        warnings.append("Für diese Mappe wird „Schreibgeschützt öffnen“ empfohlen.")
    if package.duplicates:
        warnings.append("Die Datei enthält Teile doppelt; sie bleiben, wie sie sind.")
    return warnings
