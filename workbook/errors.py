"""Every error of Lotse, one tree.

    LotseError                      the run cannot go on; `str(error)` is one German sentence with the cure
    ├── WorkbookError               something about the file as a whole
    │   ├── FileMissingError
    │   ├── NotAFileError
    │   ├── FileExistsAlreadyError  a new workbook would replace one that is there
    │   ├── NotAWorkbookError       not an Excel file, whatever its name says
    │   ├── UnsupportedFormatError  a spreadsheet, but of a kind that cannot be read or written
    │   ├── DamagedWorkbookError    an Excel file that cannot be read to its end
    │   ├── UnreadableCellsError    a binary workbook holds cells in a form that cannot be read
    │   ├── StrayCellError          a cell stands so far out that the sheet does not fit into memory
    │   ├── WorkbookNotReadError    the rights or the disk do not allow reading
    │   ├── PasswordProtectedError
    │   ├── UnknownEncryptionError  encrypted in a way that cannot be opened, whatever the password
    │   ├── RefusedWorkbookError    could be read, but writing would break it (signatures, revision logs)
    │   │   └── ReservedWorkbookError   somebody asked that it stay as it is; can be overruled on purpose
    │   ├── WorkbookInUseError      open somewhere else
    │   ├── WorkbookChangedError    somebody saved it after it was read
    │   ├── WorkbookNotWrittenError the disk, the folder or the rights do not allow writing
    │   ├── FieldsNotUsableError    a form holds what looks like a field and cannot be filled
    │   ├── HarmError               the written file failed its own check and was thrown away
    │   └── ReadOtherwiseError      another program reads a copy otherwise than the original
    ├── TableError                  something about a table in it (carries sheet, row, column)
    │   ├── NoKnownTableError
    │   ├── MissingColumnError
    │   ├── DuplicateHeaderError
    │   └── CellNotCorrectedError   a cell that a correction was meant for cannot take it
    ├── SettingError                a value on `Einstellungen` or `Rechengrößen` that nothing can be built on
    ├── LetterError                 a letter that must not or cannot be written (see `automation/letters`)
    ├── FigureError                 a figure that cannot be trusted (see `automation/dashboard`)
    └── MissingToolError            a program that this step needs is not installed

Bad data in a cell is never an error: it is a `Finding`. No message holds a client's name or a cell's value.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class LotseError(Exception):
    """The run cannot go on. The message is one German sentence with the cure."""


class WorkbookError(LotseError):
    """Something about the file as a whole; `path` names it."""

    def __init__(self, path: Path, message: str) -> None:
        self.path = path
        super().__init__(message)


class FileMissingError(WorkbookError):
    """There is no file of this name."""

    def __init__(self, path: Path) -> None:
        folder = path.absolute().parent
        super().__init__(path, f"„{path.name}“ gibt es nicht. Bitte Namen und Ordner prüfen. Gesucht in: {folder}")


class NotAFileError(WorkbookError):
    """The path is a folder."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, f"„{path}“ ist ein Ordner. Bitte die Excel-Mappe darin angeben.")


class FileExistsAlreadyError(WorkbookError):
    """A new workbook was to be made where there is a file already."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            f"„{path.name}“ gibt es schon, und Lotse überschreibt keine Mappe. Bitte einen anderen Namen angeben "
            "oder die alte Mappe vorher umbenennen.",
        )


class NotAWorkbookError(WorkbookError):
    """The content is no spreadsheet, whatever the name says."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            f"„{path.name}“ ist keine Excel-Mappe, auch wenn der Name so endet. "
            "Bitte in Excel öffnen und als „Excel-Arbeitsmappe (.xlsx)“ speichern.",
        )


class UnsupportedFormatError(WorkbookError):
    """A spreadsheet of a kind that this step cannot take; `suffix` is its ending."""

    def __init__(self, path: Path) -> None:
        self.suffix = path.suffix.lower()
        super().__init__(
            path,
            f"„{path.name}“ hat das Format „{self.suffix or 'ohne Endung'}“; Lotse schreibt nur in .xlsx und "
            ".xlsm (lesen kann es auch .xlsb, .xls und .ods). Bitte in Excel oder LibreOffice öffnen und als "
            "„Excel-Arbeitsmappe (.xlsx)“ speichern.",
        )


class DamagedWorkbookError(WorkbookError):
    """The file begins as a workbook but cannot be read to its end; `part` or `sheet` say where, if known."""

    def __init__(
        self, path: Path, part: str | None = None, *, sheet: str | None = None, sender: str | None = None
    ) -> None:
        self.part, self.sheet = part, sheet
        where = f" (Blatt „{sheet}“)" if sheet else f" (Teil „{part}“)" if part else ""
        cure = "Bitte die letzte Sicherung nehmen oder in Excel über „Öffnen und reparieren“ retten."
        if sender is not None:
            cure = f"Bitte {sender} noch einmal schicken lassen, oder in Excel öffnen und einmal speichern."
        super().__init__(path, f"„{path.name}“ ist beschädigt oder unvollständig{where}. {cure}")

    def sent_by(self, sender: str) -> DamagedWorkbookError:
        """Return the same of a file that somebody else made and of which there is no backup: from whom it comes."""
        return DamagedWorkbookError(self.path, self.part, sheet=self.sheet, sender=sender)


class UnreadableCellsError(WorkbookError):
    """A binary workbook holds cells in a form that would be read as empty ones; `sheet` is where."""

    def __init__(self, path: Path, sheet: str) -> None:
        self.sheet = sheet
        super().__init__(
            path,
            f"Auf dem Blatt „{sheet}“ von „{path.name}“ stehen Zellen in einer Kurzform, die Lotse nicht lesen "
            "kann; Werte gingen verloren. Bitte in Excel öffnen und als „Excel-Arbeitsmappe (.xlsx)“ speichern.",
        )


class StrayCellError(WorkbookError):
    """A forgotten cell stands so far out that its sheet cannot be read; `sheet` and `cell` where known."""

    def __init__(self, path: Path, sheet: str | None = None, cell: str | None = None) -> None:
        self.sheet, self.cell = sheet, cell
        where = f"auf dem Blatt „{sheet}“ in Zelle {cell}" if sheet else "auf einem der Blätter"
        super().__init__(
            path,
            f"In „{path.name}“ steht {where} etwas weit außerhalb jeder Tabelle. Bitte diese Zelle löschen "
            "(Strg+Ende springt dorthin), speichern und noch einmal starten.",
        )


class WorkbookNotReadError(WorkbookError):
    """The rights, the disk or the network do not allow reading the file."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            f"„{path.name}“ kann nicht gelesen werden. Bitte prüfen, ob das Laufwerk erreichbar ist und ob Sie die "
            "Datei öffnen dürfen.",
        )


class PasswordProtectedError(WorkbookError):
    """The workbook is encrypted and no password was given, or a wrong one.

    `opens` is false for a kind of file that Lotse cannot decrypt, whatever the password.
    """

    def __init__(self, path: Path, *, opens: bool = True) -> None:
        cure = (
            "und es ist keines bekannt, das passt. Bitte in einem Terminal starten und eingeben, oder in der "
            "Umgebungsvariable LOTSE_PASSWORD hinterlegen."
            if opens
            else "und in diesem Format kann Lotse das nicht öffnen. Bitte als „Excel-Arbeitsmappe (.xlsx)“ "
            "speichern, gern wieder mit Kennwort."
        )
        self.opens = opens
        super().__init__(path, f"„{path.name}“ ist mit einem Kennwort verschlüsselt, {cure}")


class UnknownEncryptionError(WorkbookError):
    """The workbook is encrypted in a way that Lotse cannot open; `kind` names it."""

    def __init__(self, path: Path, kind: str) -> None:
        self.kind = kind
        super().__init__(
            path,
            f"„{path.name}“ ist auf eine Art verschlüsselt, die Lotse nicht öffnen kann: {kind}. Bitte in Excel "
            "öffnen und unter „Datei › Informationen › Arbeitsmappe schützen“ mit einem gewöhnlichen Kennwort "
            "speichern.",
        )


class RefusedWorkbookError(WorkbookError):
    """Writing into this workbook would break something that cannot be put back; `reason` says what."""

    def __init__(self, path: Path, reason: str, cure: str) -> None:
        self.reason, self.cure = reason, cure
        super().__init__(path, f"In „{path.name}“ schreibt Lotse nicht: {reason} {cure}")


class ReservedWorkbookError(RefusedWorkbookError):
    """The workbook is marked as final or has a password to modify; `Safety(despite_reservation=True)` overrules."""


class WorkbookInUseError(WorkbookError):
    """The workbook is open somewhere else; `who` is the name in the lock file `lock`, if there is one."""

    def __init__(self, path: Path, who: str | None = None, lock: str | None = None) -> None:
        self.who, self.lock = who, lock
        by = f" von {who}" if who else ""
        stale = f" Hat sie niemand mehr offen, bitte „{lock}“ im selben Ordner löschen." if lock else ""
        super().__init__(
            path,
            f"„{path.name}“ ist gerade{by} geöffnet. Bitte dort speichern und schließen, dann noch einmal starten."
            f"{stale}",
        )


class WorkbookChangedError(WorkbookError):
    """Somebody saved the workbook between reading and writing; nothing was written."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            f"„{path.name}“ wurde gespeichert, während Lotse rechnete. Es wurde nichts geschrieben; "
            "bitte noch einmal starten.",
        )


class WorkbookNotWrittenError(WorkbookError):
    """The disk, the folder or the rights do not allow writing; the workbook is as it was."""

    def __init__(self, path: Path, reason: str, cure: str) -> None:
        self.reason, self.cure = reason, cure
        super().__init__(path, f"„{path.name}“ konnte nicht gespeichert werden: {reason} {cure}")


class FieldsNotUsableError(WorkbookError):
    """Some of a form looks like a field and cannot be filled; `troubles` says what and where."""

    def __init__(self, path: Path, troubles: Sequence[str]) -> None:
        self.troubles = tuple(troubles)
        super().__init__(
            path,
            f"Nicht zu füllen ist in „{path.name}“: {'; '.join(troubles)}. Bitte dort berichtigen; "
            "es wurde nichts geschrieben.",
        )


class HarmError(WorkbookError):
    """The new file failed its own check (`part` differs) and was thrown away; the workbook is as it was."""

    def __init__(self, path: Path, part: str, what: str) -> None:
        self.part, self.what = part, what
        super().__init__(
            path,
            f"„{path.name}“ wurde nicht verändert: Die Prüfung vor dem Speichern fand „{part}“ {what}. "
            "Bitte diese Meldung mit der Ausgabe von „lotse doctor“ an die Betreuung von Lotse geben.",
        )


class ReadOtherwiseError(WorkbookError):
    """Another program reads a copy otherwise than the original; `sheet` and `cell` say where."""

    def __init__(self, path: Path, sheet: str, cell: str) -> None:
        self.sheet, self.cell = sheet, cell
        where = f"auf dem Blatt „{sheet}“ in Zelle {cell}" if cell else f"das Blatt „{sheet}“ nicht mehr oder"
        super().__init__(
            path,
            f"In der Kopie von „{path.name}“ liest ein zweites Programm (openpyxl) {where} anderes als im "
            "Original. Bitte Lotse in dieser Mappe nicht verwenden und das der Betreuung von Lotse melden.",
        )


class TableError(LotseError):
    """Something about a table; `sheet`, `row` and `column` say where (row and column may be `None`)."""

    def __init__(self, message: str, sheet: str, row: int | None = None, column: str | None = None) -> None:
        self.sheet, self.row, self.column = sheet, row, column
        super().__init__(message)


class NoKnownTableError(LotseError):
    """No sheet of the workbook has a table that Lotse knows; `sheets` are the names it has.

    `looked_closely` says that `lotse adopt` has tried already, `unclear` are cells unlike the others.
    """

    def __init__(self, sheets: Sequence[str], *, looked_closely: bool = False, unclear: Sequence[str] = ()) -> None:
        self.sheets = tuple(sheets)
        seen = ", ".join(f"„{name}“" for name in self.sheets[:6]) or "keine"
        odd = f" (anders steht er in {', '.join(unclear)})" if unclear else ""
        cure = (
            "Lotse sucht eine Zeile mit mindestens drei Überschriften wie „Nachname“, „Geburtsdatum“, „PLZ“ oder "
            "„Beginn“ und darunter eine Zeile für jeden Menschen, Betrieb oder Vorgang. Steht der ganze "
            f"Name in einer Spalte, dann in jeder Zeile als „Nachname, Vorname“{odd}. Bitte die richtige Mappe "
            "wählen oder mit „lotse new“ eine neue anlegen."
            if looked_closely
            else "Bitte die richtige Mappe wählen, eine gewachsene Mappe mit „lotse adopt“ vorstellen oder mit "
            "„lotse new“ eine neue anlegen."
        )
        super().__init__(f"In dieser Mappe ist keine Tabelle, die Lotse kennt (Blätter: {seen}). {cure}")


class MissingColumnError(TableError):
    """A table lacks a column without which its rows cannot be told apart; `found` are its headers."""

    def __init__(self, sheet: str, row: int, label: str, found: Sequence[str]) -> None:
        self.label, self.found = label, tuple(found)
        near = get_close_matches(label, self.found, n=1)
        cure = f"Heißt sie dort „{near[0]}“? Dann bitte umbenennen." if near else "Bitte wieder anlegen."
        super().__init__(f"Blatt „{sheet}“, Zeile {row}: Die Spalte „{label}“ fehlt. {cure}", sheet, row)


class DuplicateHeaderError(TableError):
    """Two columns of a table carry the same header; `cells` are their addresses."""

    def __init__(self, sheet: str, row: int, label: str, cells: Sequence[str]) -> None:
        self.label, self.cells = label, tuple(cells)
        super().__init__(
            f"Blatt „{sheet}“: Die Überschrift „{label}“ steht zweimal ({' und '.join(self.cells)}). "
            "Bitte eine der beiden Spalten umbenennen oder löschen.",
            sheet,
            row,
        )


class CellNotCorrectedError(TableError):
    """A cell that a correction was meant for cannot take it; `cell` is its address, nothing was written."""

    def __init__(self, sheet: str, cell: str, reason: str) -> None:
        self.cell, self.reason = cell, reason
        super().__init__(
            f"Blatt „{sheet}“, Zelle {cell}: {reason} Es wurde nichts geändert; bitte von Hand berichtigen.", sheet
        )


class SettingError(LotseError):
    """A value on `Einstellungen` or `Rechengrößen` is missing or cannot be used; `setting` names it."""

    def __init__(self, sheet: str, setting: str, cure: str) -> None:
        self.sheet, self.setting, self.cure = sheet, setting, cure
        super().__init__(f"Blatt „{sheet}“: „{setting}“ fehlt oder ist unbrauchbar. {cure}")


class LetterError(LotseError):
    """A letter that must not or cannot be written."""


class FigureError(LotseError):
    """A figure that cannot be trusted."""


class MissingToolError(LotseError):
    """A program that this step needs is not installed; `tool` names it."""

    def __init__(self, tool: str, purpose: str, cure: str) -> None:
        self.tool, self.purpose, self.cure = tool, purpose, cure
        super().__init__(f"Für {purpose} fehlt {tool}. {cure}")
