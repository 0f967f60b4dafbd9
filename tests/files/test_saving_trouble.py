"""Drives, folders and people that come in between: each has its sentence, and the old workbook stays whole."""

from __future__ import annotations

import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from workbook.errors import FileMissingError, WorkbookChangedError, WorkbookInUseError, WorkbookNotWrittenError
from workbook.trial.verdict import remove_lotse, try_on_copy
from workbook.writing.changing import Change, Safety, change_workbook
from workbook.writing.file_book import FileBook, put_in
from workbook.writing.saving import Backups, replace_file

NOW = datetime(2026, 11, 22, 16, 30, 15, tzinfo=UTC)
LONG = "Größenübersicht der Straßenausbaubeiträge " * 5 + "x" * 14


@pytest.fixture
def workbook(parts, tmp_path):
    folder = tmp_path / "Büro"
    folder.mkdir()
    return parts.save(folder / "Mappe.xlsx")


def safety(**more):
    return Safety(Backups(**more), patience=0.2, now=lambda: NOW)


def beside(path):
    return sorted(each.name for each in path.parent.iterdir())


def test_a_workbook_saved_between_opening_and_writing_is_left_alone(workbook, parts, report, today):
    """Somebody saves it while Lotse builds its sheets: what they saved must not be overwritten."""

    def prepare(package):
        parts.sheet = parts.sheet.replace("<v>7</v>", "<v>8</v>")
        parts.save(workbook.with_name("neu.xlsx")).replace(workbook)
        grafted, _ = put_in(package, [report], today)
        return Change(grafted.draft, grafted.added)

    with pytest.raises(WorkbookChangedError):
        change_workbook(workbook, prepare, safety=safety())

    assert CalamineWorkbook.from_path(workbook).get_sheet_by_name("Klienten").to_python() == [["Aktenzeichen", 8]]
    assert beside(workbook) == ["Mappe.xlsx"]


def test_a_workbook_saved_while_its_backup_is_made_is_left_alone(workbook, monkeypatch):
    def slow_link(source, target):
        shutil.copyfile(source, target)
        source.write_bytes(b"von jemand anderem")

    monkeypatch.setattr(os, "link", slow_link)

    with pytest.raises(WorkbookChangedError):
        replace_file(workbook, lambda file: file.write(b"neu"), lambda _: None, backups=Backups(), now=NOW)

    assert workbook.read_bytes() == b"von jemand anderem"
    assert beside(workbook) == ["Mappe.xlsx"]


def test_a_workbook_that_was_taken_away_meanwhile_is_missed_not_made_anew(workbook):
    with pytest.raises(FileMissingError):
        replace_file(
            workbook,
            lambda file: file.write(b"neu"),
            lambda _: workbook.rename(workbook.with_name("woanders.xlsx")),
            backups=Backups(),
            now=NOW,
        )

    assert beside(workbook) == ["woanders.xlsx"]


def test_links_that_lead_in_a_circle_lead_to_no_workbook(tmp_path, report, today):
    path = tmp_path / "Kreis.xlsx"
    path.symlink_to(path)

    with pytest.raises(FileMissingError):
        FileBook(path, safety()).write([report], today=today)


def test_a_file_with_a_second_name_is_told_to_keep_the_former_version_there(workbook, report, today, tmp_path):
    other = tmp_path / "zweiter Name.xlsx"
    os.link(workbook, other)
    before = other.read_bytes()

    written = FileBook(workbook, safety()).write([report], today=today)

    assert any("unter mehreren Namen" in warning for warning in written.warnings)
    assert other.read_bytes() == before
    # The backup is a second name too, but only of the former version.
    assert FileBook(workbook, safety()).write([report], today=today).warnings == ()


@pytest.mark.parametrize("keep", [0, 2])
def test_a_name_as_long_as_the_drive_allows(parts, tmp_path, make_report, today, keep):
    folder = tmp_path / "Ordner mit Umlauten äöü"
    folder.mkdir()
    path = parts.save(folder / f"{LONG[: 250 - LONG.encode()[:250].count(0xC3)]}.xlsx")
    assert len(path.name.encode()) >= 250

    for rows in range(1, 5):
        FileBook(path, safety(keep=keep)).write([make_report(rows=rows)], today=today)

    backups = [each.name for each in (folder / "Sicherungen").iterdir()] if keep else []
    assert len(backups) == keep
    assert all(re.search(r"Größenübersicht .*~\w+ 2026-11-22 163015-\d\.xlsx", name) for name in backups)
    assert beside(path) == sorted([path.name, *(["Sicherungen"] if keep else [])])
    assert try_on_copy(path, today=today).trusted


def test_two_long_names_with_one_beginning_keep_their_backups_apart(parts, tmp_path, make_report, today):
    paths = [parts.save(tmp_path / f"{'x' * 235}{letter}.xlsx") for letter in "ab"]

    for rows in range(1, 4):
        for path in paths:
            FileBook(path, safety(keep=2)).write([make_report(rows=rows)], today=today)

    assert len(list((tmp_path / "Sicherungen").iterdir())) == 4


def test_a_backup_that_cannot_be_kept_is_no_save(workbook, report, today):
    (workbook.parent / "Sicherungen").write_text("eine Datei, wo der Ordner hingehört")
    before = workbook.read_bytes()

    with pytest.raises(WorkbookNotWrittenError, match=r"„Sicherungen“ ablegen.*--backups 0"):
        FileBook(workbook, safety()).write([report], today=today)

    assert workbook.read_bytes() == before
    assert beside(workbook) == ["Mappe.xlsx", "Sicherungen"]
    FileBook(workbook, safety(keep=0)).write([report], today=today)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="Was offen ist, sagt hier nur Linux")
def test_nobody_reads_the_old_or_the_new_file_while_one_replaces_the_other(workbook, report, today, monkeypatch):
    """Windows refuses to replace a file that is open, also where it is Lotse itself that has it open."""
    seen = []
    replace = Path.replace

    def watched(source, target):
        opened = {os.path.realpath(each) for each in Path("/proc/self/fd").iterdir()}
        seen.append({str(source), str(target)} & opened)
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", watched)

    FileBook(workbook, safety()).write([report], today=today)
    remove_lotse(workbook, safety())

    assert seen == [set(), set()]


def test_windows_denies_to_replace_what_is_open(workbook, report, today, monkeypatch):
    def denied(*_):
        error = PermissionError(13, "Zugriff verweigert")
        error.winerror = 5
        raise error

    monkeypatch.setattr(Path, "replace", denied)

    with pytest.raises(WorkbookInUseError):
        FileBook(workbook, safety()).write([report], today=today)

    assert beside(workbook) == ["Mappe.xlsx"]


def test_a_lock_file_counts_however_it_is_there(workbook, report, today):
    lock = workbook.with_name("~$Mappe.xlsx")
    lock.symlink_to("nirgendwo")

    with pytest.raises(WorkbookInUseError, match="geöffnet"):
        FileBook(workbook, safety()).write([report], today=today)


def test_a_trial_on_a_full_drive_says_so(workbook, today, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)

    trial = try_on_copy(workbook, today=today)

    assert "kein Platz mehr" in trial.problem
