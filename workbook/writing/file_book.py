"""The workbook as the jobs see it: read it, write Lotse's own sheets.

`FileBook` is a file; an open spreadsheet is the second kind (`workbook/live`). What writing needs is imported when
something is written: much of the work only reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from workbook.reading.passwords import Keys
from workbook.reading.raw import begin_to_read
from workbook.writing.changing import Change, Safety, change_workbook
from workbook.writing.disk import saved_as

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from workbook.findings import Extension, Fix
    from workbook.package.graft import Grafted
    from workbook.package.parts import Package
    from workbook.reading.foreign_book import ForeignBookReader
    from workbook.reading.raw import FileBookReader, RawBook
    from workbook.sheets import Sheet
    from workbook.writing.appended_rows import Appended, NewRows
    from workbook.writing.changing import Changed
    from workbook.writing.disk import SavedAs
    from workbook.writing.staff_cells import Beside
    from workbook.writing.stored_now import StoredCell


class WriteReport(Struct, frozen=True):
    """What was written: sheets under their names in the file, `renamed` from Lotse's name for them.

    `warnings` are German sentences for staff; `backup` is the former version, `None` where none was kept.
    """

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    backup: Path | None = None


class Book(Protocol):
    """A workbook to work on: a file, or an open spreadsheet."""

    @property
    def name(self) -> str:
        """The file's name."""

    @property
    def path(self) -> Path:
        """The file that is worked on, or that was opened."""

    @property
    def folder(self) -> Path:
        """Where letters go if nobody says otherwise."""

    @property
    def saves(self) -> bool:
        """Whether `write` brings the workbook to the disk; an open book is saved by its user."""

    @property
    def patience(self) -> float:
        """How many seconds to wait for another run."""

    def read(self) -> RawBook:
        """Return the content, opened for reading."""

    def write(self, sheets: Sequence[Sheet], *, today: date) -> WriteReport:
        """Put Lotse's sheets in, or in the place of the former ones; no other sheet is touched."""

    def expire_backups(self, days: int | None) -> None:
        """Let backups older than so many days go when the next one is made; `None` lets none go for its age."""


class FileBook:
    """A workbook in a file."""

    saves = True

    def __init__(self, path: Path, safety: Safety | None = None, keys: Keys | None = None) -> None:
        self._path = path
        self._safety = safety or Safety()
        self._keys = keys or Keys()
        self._digest: str | None = None
        self._begun: tuple[FileBookReader | ForeignBookReader, SavedAs | None] | None = None

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    @property
    def patience(self) -> float:
        """How many seconds to wait for another run."""
        return self._safety.patience

    @property
    def keys(self) -> Keys:
        """The passwords of this run."""
        return self._keys

    @property
    def folder(self) -> Path:
        """The folder that the workbook lies in."""
        return self.path.parent

    def expire_backups(self, days: int | None) -> None:
        """Let backups older than so many days go when the next one is made; `None` lets none go for its age."""
        self._safety = replace(self._safety, backups=replace(self._safety.backups, days=days))

    def ahead(self) -> None:
        """Begin to read the whole of it, beside what the caller does until it asks for the content.

        Raises:
            WorkbookError: no such file, a folder, no workbook, damaged or protected.
        """
        before = saved_as(self.path)
        self._begun = begin_to_read(self.path, self._keys), before
        self._begun[0].ahead_of_all()

    def read(self) -> RawBook:
        """Return the content, opened for reading; what is written later must still be this content.

        Raises:
            WorkbookError: no such file, a folder, no workbook, damaged or protected.
        """
        raw = (self._begun_already() or begin_to_read(self.path, self._keys)).opened()
        self._digest = raw.digest
        return raw

    def _begun_already(self) -> FileBookReader | ForeignBookReader | None:
        """Return what `ahead` began to read, `None` if the file was saved since, while this run waited for it."""
        if self._begun is None:
            return None
        reader, before = self._begun
        if saved_as(self.path) != before:
            self.close()
            return None
        self._begun = None
        return reader

    def close(self) -> None:
        """Let go of what `ahead` began to read and nobody asked for."""
        if self._begun is not None:
            with self._begun[0]:
                self._begun = None

    def write(self, sheets: Sequence[Sheet], *, today: date) -> WriteReport:
        """Put Lotse's sheets in, or in the place of the former ones; no other sheet is touched.

        The written file is checked before it takes the place of the old one. A symbolic link stays one.

        Raises:
            WorkbookChangedError: somebody saved the workbook since it was read.
            WorkbookInUseError: it is open somewhere else.
            RefusedWorkbookError: writing would break something that cannot be put back.
            WorkbookNotWrittenError: the disk, the folder or the rights do not allow writing.
            HarmError: the written file failed its check.
        """
        reports: list[WriteReport] = []

        def prepare(package: Package) -> Change:
            grafted, report = put_in(package, sheets, today, trial=self._safety.trial)
            reports.append(report)
            return Change(grafted.draft, (*grafted.added, *grafted.replaced))

        from workbook.writing.staff_beside import with_backup_named

        changed = change_workbook(self.path, prepare, digest=self._digest, safety=self._safety, keys=self._keys)
        # What was read is no longer what is there: the next write must not be compared with it.
        self._digest = None
        report = reports[0]
        warnings = (*changed.warnings, *report.warnings)
        if not self._safety.trial:
            warnings = with_backup_named(warnings, changed.backup)
        return replace(report, backup=changed.backup, warnings=warnings)

    def obstacles(self, corrections: Mapping[str, Mapping[str, Fix]]) -> dict[tuple[str, str], str]:
        """Return the cells, by sheet and address, that cannot be corrected, each with the reason.

        Raises:
            UnsupportedFormatError: the file is of a kind that Lotse reads but does not write.
        """
        from workbook.writing.corrected_cells import obstacles

        return obstacles(self.path, corrections, self._keys)

    def extension_obstacles(self, extensions: Collection[Extension]) -> dict[Extension, str]:
        """Return the tables that cannot be made longer, each with the reason.

        Raises:
            UnsupportedFormatError: the file is of a kind that Lotse reads but does not write.
        """
        from workbook.writing.corrected_cells import extension_obstacles

        return extension_obstacles(self.path, extensions, self._keys)

    def cells(self, cells: Mapping[str, Collection[str]]) -> dict[tuple[str, str], StoredCell]:
        """Return what cells hold now, by sheet and address; what is written later must still be this content.

        Raises:
            WorkbookError: it cannot be read.
        """
        from workbook.writing.stored_now import cells_now

        with self.read() as raw:
            return cells_now(raw, cells)

    def append_obstacles(self, rows: Sequence[NewRows]) -> dict[int, str]:
        """Return which of these rows, by position, cannot be appended, each with the reason.

        Raises:
            UnsupportedFormatError: the file is of a kind that Lotse reads but does not write.
        """
        from workbook.writing.appended_rows import append_obstacles

        return append_obstacles(self.path, rows, self._keys)

    def append(self, rows: Sequence[NewRows], sheets: Sequence[Sheet], *, today: date) -> Appended:
        """Append rows to tables of the staff's, only if they said so, and put sheets of Lotse's in beside them.

        Raises:
            CellNotCorrectedError: some of the rows cannot be appended; none of them is.
            WorkbookError: as `write`.
        """
        from workbook.writing.appended_rows import append_rows
        from workbook.writing.staff_beside import with_backup_named

        reports: list[WriteReport] = []
        appended = append_rows(
            self.path, rows, beside=_beside(sheets, today, reports),
            digest=self._digest, safety=self._safety, keys=self._keys,
        )  # fmt: skip
        self._digest = None
        told = (warning for report in reports for warning in report.warnings)
        return replace(appended, warnings=with_backup_named((*appended.warnings, *told), appended.backup))

    def correct(
        self,
        corrections: Mapping[str, Mapping[str, Fix]],
        extensions: Collection[Extension] = (),
        *,
        sheets: Sequence[Sheet] = (),
        today: date | None = None,
    ) -> Changed:
        """Correct single cells of the staff's, by sheet and address, and make tables longer: only if they said so.

        `sheets` of Lotse's are put in by the same change, as made on `today`: either all of it is done or nothing.

        Raises:
            CellNotCorrectedError: one of the cells cannot be corrected; none of them is.
            WorkbookError: as `write`.
        """
        from workbook.writing.corrected_cells import correct_cells
        from workbook.writing.staff_beside import with_backup_named

        reports: list[WriteReport] = []

        changed = correct_cells(
            self.path, corrections, extensions, beside=_beside(sheets, today, reports),
            digest=self._digest, safety=self._safety, keys=self._keys,
        )  # fmt: skip
        self._digest = None
        told = (warning for report in reports for warning in report.warnings)
        return replace(changed, warnings=with_backup_named((*changed.warnings, *told), changed.backup))


def _beside(sheets: Sequence[Sheet], today: date | None, reports: list[WriteReport]) -> Beside:
    """Return what puts sheets of Lotse's into a change of the staff's cells; the reports tell about it."""

    def beside(package: Package, styles: bytes | None) -> Grafted | None:
        if not sheets or today is None:
            return None
        grafted, report = put_in(package, sheets, today, styles)
        reports.append(report)
        return grafted

    return beside


def put_in(
    package: Package, sheets: Sequence[Sheet], today: date, styles: bytes | None = None, *, trial: bool = False
) -> tuple[Grafted, WriteReport]:
    """Return a draft of the package with the sheets in it, and what is to be told about it.

    `styles` is a style sheet that takes the place of the package's own. In a `trial` nothing of the staff's goes.
    """
    from io import BytesIO

    from workbook.package.free_names import choose_names
    from workbook.package.graft import Formats, put_sheets
    from workbook.package.ownership import ownerships
    from workbook.package.parts import Package
    from workbook.package.structure import uses_1904_dates
    from workbook.writing.donor import build_material
    from workbook.writing.renaming import Renaming, wanted
    from workbook.writing.staff_beside import cells_of, told_of_going

    owned = ownerships(package)
    naming = choose_names(package, owned, wanted(sheets))
    told = [] if trial else [*told_of_going(package, owned, naming.sheets, sheets)]
    renamed = Renaming(naming.sheets, naming.identifiers).all(sheets)
    formats = Formats(package, styles)
    material = build_material(renamed, formats.take_in, today=today, date_1904=uses_1904_dates(package))
    with Package(package.path, BytesIO(material.workbook)) as opened:
        written = {sheet.name: cells_of(sheet) for sheet in sheets}
        grafted = put_sheets(package, opened, naming, formats, material.cells, written)
    return grafted, WriteReport(
        added=grafted.added,
        replaced=grafted.replaced,
        renamed={key: name for key, name in naming.sheets.items() if key != name},
        warnings=(*grafted.warnings, *told),
    )
