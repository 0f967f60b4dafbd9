"""Where the files of a row of the log lie, as the workbook sees it: the folder is kept with the row."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.letters.reference import numbered_files, year_and_number
from automation.letters.status import IN_HAND, DispatchStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from automation.letters.dispatch import Dispatch

ENDINGS = (".docx", ".pdf", ".eml")
_FEW = 6
HELD_BACK = "Nicht abschicken"
"""The folder beside the others into which letters go that must not be sent."""


class Places(Struct, frozen=True):
    """The folder from which the workbook was opened, and those in which letters of version 0.1 may lie."""

    home: Path
    usual: tuple[Path, ...] = ()

    def seen(self, folder: Path) -> str:
        """Return a folder as the log names it: from the workbook on if it lies below, else in full."""
        here, there = (Path(os.path.realpath(each)) for each in (self.home, folder))
        return (there.relative_to(here) if there.is_relative_to(here) else there).as_posix()

    def folder(self, seen: str) -> Path:
        """Return the folder that the log names."""
        return self.home / PurePosixPath(seen)

    def files(self, row: Dispatch) -> tuple[Path, ...]:
        """Return the files that lie there of a letter: Word, PDF and the draft of an e-mail, or none."""
        stem = Path(row.file_name).stem if row.file_name else ""
        if not stem:
            return ()
        folder = self.folder(self.located(row).folder)
        return tuple(file for ending in ENDINGS if (file := folder / f"{stem}{ending}").is_file())

    def word_file(self, row: Dispatch) -> Path | None:
        """Return where the Word file of a letter lies or should lie; `None` if the log names none."""
        if not row.file_name:
            return None
        return self.folder(self.located(row).folder) / Path(row.file_name).name

    def folders(self, folder: Path, rows: Iterable[Dispatch]) -> set[Path]:
        """Return every folder in which letters of this log lie or will lie."""
        named = {row.folder for row in rows if row.folder}
        return {Path(os.path.realpath(each)) for each in (folder, *self.usual, *map(self.folder, named))}

    def misses(self, row: Dispatch) -> bool:
        """Tell whether the Word file of a letter is gone from its folder."""
        file = self.word_file(row)
        return file is not None and not file.is_file()

    def located(self, row: Dispatch) -> Dispatch:
        """Return the row with its folder; a row of version 0.1 names none, there the file itself is looked for."""
        if row.folder or not row.file_name or not self.usual:
            return row
        name = Path(row.file_name).name
        found = next((folder for folder in self.usual if (folder / name).is_file()), self.usual[0])
        return replace(row, folder=self.seen(found))

    def all_located(self, rows: Iterable[Dispatch]) -> tuple[Dispatch, ...]:
        """Return the rows, each with its folder."""
        return tuple(self.located(row) for row in rows)


def told_of_gone(rows: Sequence[Dispatch]) -> Iterator[str]:
    """Yield what to tell about letters whose file is gone and that are not written again: where to look."""
    sent = [row for row in rows if row.status == DispatchStatus.SENT]
    begun = [row for row in rows if row.status in IN_HAND]
    if sent:
        yield (
            f"Versandt, aber nicht mehr im Ordner: {_listed(sent)}. Lotse schreibt Versandtes nicht neu. Bitte in "
            "der Akte nach der Durchschrift sehen, im Papierkorb oder in der Datensicherung des Laufwerks; welche "
            "Angaben hinausgingen, steht im „Postausgang“."
        )
    if begun:
        yield (
            f"Geprüft oder gedruckt, aber nicht mehr im Ordner: {_listed(begun)}. Bitte im Papierkorb nachsehen. "
            "Soll Lotse es unter derselben Nummer neu schreiben, im „Postausgang“ den Status „Entwurf“ wählen."
        )


def told_of_unknown(folder: Path, rows: Iterable[Dispatch]) -> Iterator[str]:
    """Yield what to tell about letters that lie ready and that no row names: they may have been written again."""
    known = {year_and_number(row.reference) for row in rows}
    ready = {
        number for number, name in numbered_files(folder) if Path(name).suffix in ENDINGS and name[0] not in ".~"
    }
    # The number alone: staff may have put a name behind it.
    strange = [f"{year}-{number:04}" for year, number in sorted(ready - known)]
    if strange:
        more = f" und {len(strange) - _FEW} weitere" if len(strange) > _FEW else ""
        yield (
            f"Im Ordner „{folder.name}“, aber nicht im „Postausgang“: {', '.join(strange[:_FEW])}{more}. Fehlt "
            "dort eine Zeile, ist das Schreiben vielleicht unter neuer Nummer noch einmal entstanden. Bitte "
            "ansehen und löschen, wenn es nicht zu einer anderen Mappe gehört."
        )


def _listed(rows: Sequence[Dispatch]) -> str:
    shown = ", ".join(f"{row.reference} ({row.folder or '.'}/{row.file_name})" for row in rows[:_FEW])
    return shown if len(rows) <= _FEW else f"{shown} und {len(rows) - _FEW} weitere"
