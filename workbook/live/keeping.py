"""An Excel file before LibreOffice saves over it: the original is kept, and staff are told what would be lost.

LibreOffice's own saving changes more than was edited: the style of tables goes, truth values become formulas, dates
get other formats, and whatever it does not know is dropped. Lotse never saves an open book; its user does.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

from workbook.errors import WorkbookError
from workbook.package.features import features
from workbook.package.parts import Package

if TYPE_CHECKING:
    from pathlib import Path

# What LibreOffice 7.4 writes back of what it reads: the rest of `features` it drops or turns into something else.
_SURVIVES = {
    "Diagramme",
    "Notizen",
    "Bilder",
    "Tabellen",
    "bedingte Formate",
    "Dropdowns und Eingaberegeln",
    "Blattschutz",
    "Druckereinstellungen",
    "Datumswerte ab 1904",
    "Erweiterungen neuerer Excel-Versionen",
}
_OFFICE_MADE_IT = re.compile(rb"<(?:\w+:)?Application>(?!LibreOffice)", re.IGNORECASE)
_SUFFIXES = {".xlsx", ".xlsm"}


def kept_original(path: Path) -> Path:
    """Return where the original of a workbook is kept: beside it, once."""
    return path.with_name(f"{path.stem} (Original aus Excel){path.suffix}")


def keep_original(path: Path) -> tuple[str, ...]:
    """Keep the file beside itself unless LibreOffice has written it already; return what staff should know.

    A copy that exists is never replaced: it is the one from before LibreOffice.
    """
    if path.suffix.lower() not in _SUFFIXES or not path.is_file():
        return ()
    try:
        with Package(path) as package:
            app = package.related("", "extended-properties")
            if app is None or not _OFFICE_MADE_IT.search(package.read(app)):
                return ()
            lost = [word for word in features(package) if word not in _SURVIVES]
    except WorkbookError:  # LibreOffice has opened it; that is enough
        return ()
    kept = kept_original(path)
    if not kept.exists():
        try:
            shutil.copy2(path, kept)
        except OSError:
            sentence = (
                "Die Mappe kommt aus Excel, und das Original konnte nicht danebengelegt werden. Bitte vor dem "
                "Speichern in LibreOffice selbst eine Kopie anlegen."
            )
            return (sentence,)
    sentence = (
        "Die Mappe kommt aus Excel. Wenn Sie in LibreOffice speichern, gehen das Aussehen der Tabellen und manche "
        f"Formate verloren; das Original liegt daneben: „{kept.name}“."
    )
    if lost:
        sentence += f" In dieser Mappe ginge außerdem verloren: {', '.join(lost)}."
    return (sentence,)
