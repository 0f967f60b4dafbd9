"""A workbook is always the old one or the new one, complete, and nobody else's work is overwritten."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from workbook.errors import (
    FileMissingError,
    HarmError,
    NotAFileError,
    WorkbookChangedError,
    WorkbookInUseError,
    WorkbookNotWrittenError,
)
from workbook.writing.changing import Safety
from workbook.writing.disk import new_file, write_new_file, writing_error
from workbook.writing.file_book import FileBook
from workbook.writing.saving import Backups, exclusive, lock_file, replace_file, temporary_file

resource = pytest.importorskip("resource", reason="gibt es nur auf Linux und macOS")

NOW = datetime(2026, 11, 22, 16, 30, 15, tzinfo=UTC)
KILLS = int(os.environ.get("LOTSE_KILLS", "30"))
HOUSE = Path(__file__).parents[2]

SAVE = """
import sys
from datetime import date
from pathlib import Path
from workbook.writing.file_book import FileBook
from workbook.writing.changing import Safety
from workbook.writing.saving import Backups
from workbook.trial.samples import trial_sheets
book = FileBook(Path(sys.argv[1]), Safety(Backups(keep=int(sys.argv[2]))))
print("ready", flush=True)
sys.stdin.readline()
while True:
    book.write(trial_sheets(), today=date(2019, 6, 30))
    if len(sys.argv) > 3:
        break
"""


@pytest.fixture
def workbook(parts, tmp_path):
    folder = tmp_path / "Büro"
    folder.mkdir()
    return parts.save(folder / "Mappe Nr. 1.xlsx")


def beside(path):
    """What lies beside the workbook, Lotse's own folder of backups aside."""
    return sorted(each.name for each in path.parent.iterdir() if each.name not in {path.name, "Sicherungen"})


def backups_of(path):
    return sorted(each.name for each in (path.parent / "Sicherungen").glob("*"))


def book(path, keep=20, limit=1024**3, now=NOW, patience=0.2):
    return FileBook(path, Safety(Backups(keep, limit), patience=patience, now=lambda: now))


def test_the_former_version_is_kept_beside_the_workbook(workbook, report, today):
    before = workbook.read_bytes()

    written = book(workbook).write([report], today=today)

    assert written.backup == workbook.parent / "Sicherungen" / "Mappe Nr. 1 2026-11-22 163015.xlsx"
    assert written.backup.read_bytes() == before
    assert workbook.read_bytes() != before
    assert beside(workbook) == []


def test_two_backups_of_one_second_have_two_names(workbook, make_report, today):
    for rows in range(1, 4):
        book(workbook).write([make_report(rows=rows)], today=today)

    stem = "Mappe Nr. 1 2026-11-22 163015"
    assert backups_of(workbook) == [f"{stem}-2.xlsx", f"{stem}-3.xlsx", f"{stem}.xlsx"]


def test_what_would_not_change_the_workbook_leaves_it_and_its_backups_alone(workbook, report, today):
    for _ in range(2):
        book(workbook).write([report], today=today)
    kept, before = backups_of(workbook), workbook.stat()

    assert book(workbook).write([report], today=today).backup is None
    assert backups_of(workbook) == kept
    assert (workbook.stat().st_ino, workbook.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_the_newest_backups_are_kept_and_nothing_else_is_touched(workbook, make_report, today):
    (workbook.parent / "Sicherungen").mkdir()
    (workbook.parent / "Sicherungen" / "Mappe Nr. 1 alt.xlsx").write_text("von Hand")

    for minute in range(6):
        book(workbook, keep=3, now=NOW + timedelta(minutes=minute)).write(
            [make_report(rows=minute + 1)], today=today
        )

    assert backups_of(workbook) == [
        *(f"Mappe Nr. 1 2026-11-22 16{minute}15.xlsx" for minute in (33, 34, 35)),
        "Mappe Nr. 1 alt.xlsx",
    ]


def test_backups_stay_below_their_size_but_the_newest_stays(workbook, make_report, today):
    for minute in range(3):
        book(workbook, limit=10, now=NOW + timedelta(minutes=minute)).write(
            [make_report(rows=minute + 1)], today=today
        )

    assert backups_of(workbook) == ["Mappe Nr. 1 2026-11-22 163215.xlsx"]


def test_backups_can_be_switched_off(workbook, report, today):
    assert book(workbook, keep=0).write([report], today=today).backup is None
    assert not (workbook.parent / "Sicherungen").exists()


def test_a_drive_without_links_gets_a_copy(workbook, report, today, monkeypatch):
    def no_links(*_):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", no_links)
    before = workbook.read_bytes()

    written = book(workbook).write([report], today=today)

    assert written.backup.read_bytes() == before
    assert written.backup.stat().st_nlink == 1
    assert backups_of(workbook) == [written.backup.name]


def test_a_backup_does_not_change_with_the_workbook(workbook, report, today):
    written = book(workbook).write([report], today=today)
    before = written.backup.read_bytes()

    workbook.write_bytes(b"anders")

    assert written.backup.read_bytes() == before


def excel_owner_file(name):
    wide = name.encode("utf-16-le")
    return (
        bytes([len(name)])
        + name.encode("cp1252").ljust(54)
        + len(name).to_bytes(2, "little")
        + wide.ljust(108, b" ")
    )


@pytest.mark.parametrize(
    ("lock", "content", "who"),
    [
        ("~$Mappe Nr. 1.xlsx", excel_owner_file("Ayşe".replace("ş", "s") + " Öztürk"), "Ayse Öztürk"),
        ("~$Mappe Nr. 1.xlsx", b"", None),
        (".~lock.Mappe Nr. 1.xlsx#", "Kim Groß,kg,pc-7,22.11.2026 16:00,file:///home;".encode(), "Kim Groß (pc-7)"),
        (".~lock.Mappe Nr. 1.xlsx#", b",,,,;", None),
        (".~lock.Mappe Nr. 1.xlsx#", b"\xff\xfe\0", None),
    ],
)
def test_a_workbook_open_elsewhere_is_left_alone_and_the_person_named(workbook, report, today, lock, content, who):
    (workbook.parent / lock).write_bytes(content)
    before = workbook.read_bytes()

    with pytest.raises(WorkbookInUseError) as use:
        book(workbook).write([report], today=today)

    assert use.value.who == who
    assert lock in str(use.value)
    assert workbook.read_bytes() == before
    assert beside(workbook) == [lock]


def test_a_workbook_saved_since_it_was_read_is_left_alone(workbook, report, today, parts):
    opened = book(workbook)
    with opened.read():
        pass
    parts.sheet = parts.sheet.replace("<v>7</v>", "<v>8</v>")
    parts.save(workbook)
    before = workbook.read_bytes()

    with pytest.raises(WorkbookChangedError):
        opened.write([report], today=today)

    assert workbook.read_bytes() == before
    assert beside(workbook) == []


def test_a_workbook_saved_while_lotse_writes_is_left_alone(workbook):
    def check(_):
        workbook.write_bytes(b"von jemand anderem")

    with pytest.raises(WorkbookChangedError):
        replace_file(workbook, lambda file: file.write(b"neu"), check, backups=Backups(), now=NOW)

    assert workbook.read_bytes() == b"von jemand anderem"
    assert beside(workbook) == []
    assert not (workbook.parent / "Sicherungen").exists()


def test_reading_and_writing_twice_with_one_book_is_fine(workbook, report, today):
    opened = book(workbook)

    for _ in range(2):
        with opened.read():
            pass
        opened.write([report], today=today)

    assert opened.write([report], today=today).replaced == ("Prüfbericht",)


def test_a_file_that_fails_its_check_is_thrown_away(workbook):
    before = workbook.read_bytes()

    def check(_):
        raise HarmError(workbook, "xl/styles.xml", "verändert")

    with pytest.raises(HarmError):
        replace_file(workbook, lambda file: file.write(b"neu"), check, backups=Backups(), now=NOW)

    assert workbook.read_bytes() == before
    assert beside(workbook) == []
    assert not (workbook.parent / "Sicherungen").exists()


def test_missing_files_and_folders_have_their_own_sentence(tmp_path, report, today):
    with pytest.raises(FileMissingError):
        book(tmp_path / "weg.xlsx").write([report], today=today)
    with pytest.raises(NotAFileError):
        book(tmp_path).write([report], today=today)


def test_a_symbolic_link_stays_one_and_its_file_changes(workbook, report, today, tmp_path):
    link = tmp_path / "Verknüpfung.xlsx"
    link.symlink_to(workbook)

    book(link).write([report], today=today)

    assert link.is_symlink()
    assert "Prüfbericht" in CalamineWorkbook.from_path(workbook).sheet_names
    assert backups_of(workbook)


def test_a_lock_beside_a_symbolic_link_counts_too(workbook, report, today, tmp_path):
    link = tmp_path / "Verknüpfung.xlsx"
    link.symlink_to(workbook)
    (tmp_path / "~$Verknüpfung.xlsx").write_bytes(b"")

    with pytest.raises(WorkbookInUseError):
        book(link).write([report], today=today)


def test_rights_of_the_file_are_kept(workbook, report, today):
    workbook.chmod(0o640)

    book(workbook).write([report], today=today)

    assert workbook.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="nur root darf Besitzer ändern")
def test_the_owner_of_the_file_is_kept(workbook, report, today):
    os.chown(workbook, 1234, 2345)

    book(workbook).write([report], today=today)

    assert (workbook.stat().st_uid, workbook.stat().st_gid) == (1234, 2345)


def test_a_write_protected_file_is_left_alone(workbook, report, today):
    workbook.chmod(0o444)
    before = workbook.read_bytes()

    with pytest.raises(WorkbookNotWrittenError, match="schreibgeschützt"):
        book(workbook).write([report], today=today)

    assert workbook.read_bytes() == before


def in_a_process(command, path, **options):
    """Run our code in a process of its own, under other conditions."""
    script = f"import sys; sys.path.insert(0, {str(HOUSE)!r})\n" + command
    return subprocess.run(
        [sys.executable, "-c", script, str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        **options,
    )


WRITE = """
import sys
from datetime import date
from pathlib import Path
from workbook.writing.file_book import FileBook
from workbook.errors import LotseError
from workbook.trial.samples import trial_sheets
try:
    FileBook(Path(sys.argv[1])).write(trial_sheets(), today=date(2019, 6, 30))
except LotseError as error:
    print(type(error).__name__, error)
"""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="als root mit einem anderen Benutzer")
def test_a_read_only_folder_has_its_own_sentence(workbook, tmp_path):
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)
    workbook.chmod(0o666)
    workbook.parent.chmod(0o555)
    before = workbook.read_bytes()

    # Python itself may lie where only root can read: everything is loaded before root's rights are given up.
    rehearsal = shutil.copy(workbook, tmp_path / "Probe.xlsx")
    first = WRITE.replace("sys.argv[1]", repr(str(rehearsal)))
    ran = in_a_process(f"{first}\nimport os; os.setuid(65534)\n{WRITE}", workbook)

    assert ran.stdout.startswith("WorkbookNotWrittenError"), ran
    assert "In diesen Ordner darf nicht geschrieben werden." in ran.stdout
    assert workbook.read_bytes() == before
    assert beside(workbook) == []


def test_a_full_disk_has_its_own_sentence(workbook):
    before = workbook.read_bytes()

    def no_space():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))

    ran = in_a_process(WRITE, workbook, preexec_fn=no_space)

    assert ran.stdout.startswith("WorkbookNotWrittenError"), ran
    assert "kein Platz mehr" in ran.stdout
    assert workbook.read_bytes() == before
    assert beside(workbook) == []


def test_a_sharing_violation_of_windows_has_its_own_sentence(workbook):
    violation = PermissionError(13, "Zugriff verweigert")
    violation.winerror = 32

    assert isinstance(writing_error(workbook, violation), WorkbookInUseError)


def test_any_other_trouble_of_the_drive_is_told_in_its_words(workbook):
    error = writing_error(workbook, OSError(5, "Input/output error"))

    assert isinstance(error, WorkbookNotWrittenError)
    assert "Input/output error" in str(error)


def test_control_c_in_the_middle_of_a_new_file_leaves_nothing(tmp_path, monkeypatch):
    real = Path.open

    def opened(path, mode):
        file = real(path, mode)
        monkeypatch.setattr(Path, "open", real)
        return Stopped(file)

    monkeypatch.setattr(Path, "open", opened)
    with pytest.raises(KeyboardInterrupt):
        write_new_file(tmp_path / "Stadt.xlsx", b"x" * 100)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_what_ends_in_the_middle_of_a_new_file_leaves_nothing(tmp_path, error):
    path = tmp_path / "Stadt.xlsx"
    with pytest.raises(error), new_file(path) as file:  # noqa: PT012 -- some of it is written by then
        file.write(b"x" * 100_000)
        assert path.exists()
        raise error
    assert [*tmp_path.iterdir()] == []


class Stopped:
    """A file that half of something is written to when somebody presses Ctrl+C."""

    def __init__(self, file):
        self.file = file

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def write(self, content):
        self.file.write(content[:50])
        raise KeyboardInterrupt


def test_a_second_lotse_waits_and_then_says_so(workbook, report, today):
    with exclusive(workbook), pytest.raises(WorkbookInUseError, match="Lauf von Lotse"):
        book(workbook).write([report], today=today)

    book(workbook).write([report], today=today)
    assert beside(workbook) == []


def test_many_lotses_at_once_all_come_through(workbook):
    before = CalamineWorkbook.from_path(workbook).get_sheet_by_name("Klienten").to_python()
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", SAVE, str(workbook), "0", "once"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=HOUSE,
        )
        for _ in range(4)
    ]

    for run in runs:
        run.stdout.readline()
    for run in runs:
        run.communicate(b"\n", timeout=60)

    assert [run.returncode for run in runs] == [0] * 4
    assert CalamineWorkbook.from_path(workbook).get_sheet_by_name("Klienten").to_python() == before
    assert beside(workbook) == []


def test_what_a_killed_run_left_is_gone_after_the_next(workbook, report, today):
    temporary_file(workbook).write_bytes(b"halb")
    lock_file(workbook).touch()
    (workbook.parent / "Sicherungen").mkdir()
    temporary_file(workbook.parent / "Sicherungen" / workbook.name).write_bytes(b"halb")

    book(workbook, keep=0).write([report], today=today)

    assert beside(workbook) == []
    assert backups_of(workbook) == []


@pytest.mark.parametrize("cut", [0, 1, 1000])
def test_a_power_cut_before_the_rename_leaves_the_old_workbook(workbook, report, today, cut):
    before = workbook.read_bytes()
    temporary_file(workbook).write_bytes(before[:cut])

    assert CalamineWorkbook.from_path(workbook).sheet_names == ["Klienten"]
    book(workbook).write([report], today=today)

    assert "Prüfbericht" in CalamineWorkbook.from_path(workbook).sheet_names
    assert beside(workbook) == []


def test_a_link_laid_under_our_name_is_not_followed(workbook, report, today, tmp_path):
    precious = tmp_path / "wertvoll"
    precious.write_text("bleibt")
    temporary_file(workbook).symlink_to(precious)

    book(workbook).write([report], today=today)

    assert precious.read_text() == "bleibt"


def test_killed_at_any_moment_the_workbook_is_old_or_new_and_whole(workbook, put, report, today):
    """SIGKILL at random moments of saving; LOTSE_KILLS sets how often."""
    put(workbook)
    begin = time.monotonic()
    put(workbook)
    one_save = time.monotonic() - begin
    complete = workbook.read_bytes()
    moments = random.Random(20261122)  # noqa: S311 - moments, not secrets

    for keep in (0, 3):
        for _ in range(KILLS // 2):
            run = subprocess.Popen(
                [sys.executable, "-c", SAVE, str(workbook), str(keep)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=HOUSE,
            )
            run.stdout.readline()
            run.stdin.write(b"\n")
            run.stdin.flush()
            until = time.monotonic() + moments.uniform(0, 3 * one_save)
            while time.monotonic() < until:
                pass
            run.kill()
            run.communicate()

            assert workbook.read_bytes() == complete

    book(workbook, keep=0).write([report], today=today)
    assert beside(workbook) == []
    assert all(name.startswith("Mappe Nr. 1 ") for name in backups_of(workbook))
