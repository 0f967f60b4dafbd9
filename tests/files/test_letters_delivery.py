"""Letters as a transaction: nothing is overwritten, nothing stays half done, and whoever comes second waits."""

from __future__ import annotations

import json
import os
import platform
import shutil
import stat
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

import pytest

from automation import jobs, letter_run
from automation.letters.delivery import files, turn
from automation.letters.delivery.files import digest_of
from automation.letters.delivery.journal import Journal
from automation.letters.delivery.letter_folders import HELD_BACK
from automation.letters.delivery.transaction import Delivery
from automation.letters.delivery.turn import Owner, PostBusyError, turn_of
from automation.letters.dispatch import Dispatch, DispatchLog
from automation.letters.logbook import SHEET, TABLE, build_log, read_log
from automation.letters.reference import numbers_in
from automation.letters.status import DispatchStatus
from automation.material import check_material, read_material
from tests.letter_office import TODAY
from tests.letter_workbook import make_workbook
from workbook.errors import LetterError, WorkbookInUseError, WorkbookNotWrittenError
from workbook.reading.raw import read_book, read_own_table
from workbook.writing import locking
from workbook.writing.disk import own_file
from workbook.writing.file_book import FileBook

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows vererbt Rechte vom Ordner.")


def row(number=1, **values):
    reference = f"QB-2019-{number:04d}"
    usual = {"client_id": "K-00001", "recipient_kind": "", "recipient": "P-001", "file_name": f"{reference}_X.docx"}
    return Dispatch(reference, TODAY, "WOHNEN", f"R-{number:05d}", **(usual | values))


def letter(text="Wort"):
    return {".docx": f"{text}.docx".encode(), ".pdf": f"{text}.pdf".encode()}


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "Mappe.xlsx"
    path.write_bytes(b"alt")
    return path


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "Briefe"


def delivery(workbook, **values):
    usual = {"saves": True, "usual": (workbook.parent / "Briefe",), "patience": 0.2}
    return Delivery.of(workbook, **(usual | values))


def deliver(workbook, *rows, write=lambda: None, content="Wort", **values):
    """Write the letters of these rows in one run."""
    with delivery(workbook, **values) as run:
        for each in rows:
            run.create(each, letter(content), workbook.parent / "Briefe")
        run.commit(write)


def names(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def log_of(path):
    with read_book(path) as book:
        return read_log(read_own_table(book, SHEET, TABLE))


def killed(run):
    """Let a run end as if its process had died: its turn is free, and nothing is cleaned up."""
    run._roll_back = lambda: None


# ── Files ────────────────────────────────────────────────────────────────────
def test_a_letter_stands_once_the_workbook_is_written(workbook, folder):
    with delivery(workbook) as run:
        made = run.create(row(), letter(), folder)
        run.commit(lambda: workbook.write_bytes(b"neu"))

    assert names(folder) == ["QB-2019-0001_X.docx", "QB-2019-0001_X.pdf"]
    assert (made.folder, made.digest) == ("Briefe", digest_of(b"Wort.docx"))
    assert names(workbook.parent) == ["Briefe", "Mappe.xlsx"]


@pytest.mark.parametrize("content", [b"von jemand anderem", letter()[".pdf"]], ids=["another", "the same"])
def test_a_file_that_is_there_is_never_overwritten_and_nothing_of_the_run_stays(workbook, folder, content):
    folder.mkdir()
    (folder / "QB-2019-0002_X.pdf").write_bytes(content)

    with pytest.raises(LetterError, match="überschreibt kein Schreiben"):
        deliver(workbook, row(1), row(2))

    assert names(folder) == ["QB-2019-0002_X.pdf"]
    assert (folder / "QB-2019-0002_X.pdf").read_bytes() == content
    assert names(workbook.parent) == ["Briefe", "Mappe.xlsx"]


def test_a_drive_without_hard_links_overwrites_nothing_either(workbook, folder, monkeypatch):
    def no_links(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    deliver(workbook, row())
    with pytest.raises(LetterError):
        deliver(workbook, row(), content="anders")

    assert (folder / "QB-2019-0001_X.docx").read_bytes() == b"Wort.docx"
    assert len(names(folder)) == 2


def test_a_workbook_that_could_not_be_written_takes_its_letters_back(workbook, folder):
    def fails():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        deliver(workbook, row(), write=fails)

    assert names(folder) == []
    assert names(workbook.parent) == ["Briefe", "Mappe.xlsx"]


def test_an_interruption_right_after_the_workbook_was_replaced_loses_no_letter(workbook, folder):
    def interrupted():
        workbook.write_bytes(b"neu, mit dem Postausgang")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver(workbook, row(), write=interrupted)
    with delivery(workbook) as again:
        log = again.recover(DispatchLog([row(folder="Briefe")]))

    assert len(names(folder)) == 2
    assert (log.rows, again.told) == ((row(folder="Briefe"),), ())
    assert names(workbook.parent) == ["Briefe", "Mappe.xlsx"]


def test_a_file_that_somebody_changed_meanwhile_is_not_taken_away(workbook, folder):
    with delivery(workbook) as run:
        run.create(row(), letter(), folder)
        run.flush()
        (folder / "QB-2019-0001_X.docx").write_bytes(b"von Hand berichtigt")

    assert names(folder) == ["QB-2019-0001_X.docx"]


# ── Anew, and elsewhere ──────────────────────────────────────────────────────
@pytest.fixture
def written(workbook, folder):
    with delivery(workbook) as run:
        made = run.create(row(), letter(), folder)
        run.commit(lambda: workbook.write_bytes(b"mit Postausgang"))
    return made


def test_a_draft_is_written_anew_under_its_number(workbook, folder, written):
    with delivery(workbook) as run:
        again = run.rewrite(written, letter("neu"))
        run.commit(lambda: None)

    assert again.reference == written.reference
    assert again.digest == digest_of(b"neu.docx")
    assert {name: (folder / name).read_bytes() for name in names(folder)} == {
        "QB-2019-0001_X.docx": b"neu.docx",
        "QB-2019-0001_X.pdf": b"neu.pdf",
    }


def test_a_draft_that_was_not_logged_anew_has_its_former_files(workbook, folder, written):
    with delivery(workbook) as run:
        run.rewrite(written, letter("neu"))

    assert [(folder / name).read_bytes() for name in names(folder)] == [b"Wort.docx", b"Wort.pdf"]


def test_a_letter_that_must_not_go_out_lies_in_a_folder_of_its_own(workbook, folder, written):
    with delivery(workbook) as run:
        moved = run.move(written, HELD_BACK)
        run.commit(lambda: None)

    assert moved.folder == "Briefe/Nicht abschicken"
    assert names(folder) == [HELD_BACK]
    assert names(folder / HELD_BACK) == ["QB-2019-0001_X.docx", "QB-2019-0001_X.pdf"]
    assert delivery(workbook).places.files(moved) == tuple(sorted((folder / HELD_BACK).iterdir()))


def test_a_file_where_the_folder_should_be_is_told_and_the_letter_stays(workbook, folder, written):
    (folder / HELD_BACK).write_bytes(b"")

    told = "„Nicht abschicken“.*Wo ein Ordner sein müsste, liegt eine Datei"
    with pytest.raises(WorkbookNotWrittenError, match=told), delivery(workbook) as run:
        run.move(written, HELD_BACK)

    assert names(folder) == [HELD_BACK, "QB-2019-0001_X.docx", "QB-2019-0001_X.pdf"]


def test_a_letter_whose_move_was_not_logged_lies_where_it_lay(workbook, folder, written):
    with delivery(workbook) as run:
        run.move(written, HELD_BACK)

    assert [name for name in names(folder) if name != HELD_BACK] == ["QB-2019-0001_X.docx", "QB-2019-0001_X.pdf"]
    assert names(folder / HELD_BACK) == []


@pytest.mark.parametrize("mark", ["~$-2019-0001_X.docx", ".~lock.QB-2019-0001_X.docx#"])
def test_a_letter_that_word_has_open_stays_and_is_named(workbook, folder, written, mark):
    (folder / mark).write_bytes(b"")

    with delivery(workbook) as run:
        assert run.move(written, HELD_BACK) is None
        assert run.rewrite(written, letter("neu")) is None
        run.commit(lambda: None)

    assert run.in_use == [written.reference, written.reference]
    assert (folder / "QB-2019-0001_X.docx").read_bytes() == b"Wort.docx"


def test_a_letter_that_windows_does_not_let_go_stays_with_all_its_files(workbook, folder, written, monkeypatch):
    def held(half, file):
        if file.suffix == ".pdf" and file.parent.name == HELD_BACK:
            raise PermissionError(13, "Permission denied")
        files.put_in_place(half, file)

    monkeypatch.setattr("automation.letters.delivery.transaction.put_in_place", held)

    with delivery(workbook) as run:
        assert run.move(written, HELD_BACK) is None
        run.commit(lambda: None)

    assert run.in_use == [written.reference]
    assert [name for name in names(folder) if name != HELD_BACK] == ["QB-2019-0001_X.docx", "QB-2019-0001_X.pdf"]


# ── After a death ────────────────────────────────────────────────────────────
def test_a_letter_that_lies_whole_without_a_row_is_entered_again(workbook, folder):
    with delivery(workbook) as run:
        made = run.create(row(), letter(), folder)
        run.flush()
        pdf = folder / "QB-2019-0001_X.pdf"
        shutil.copy(pdf, files.half_of(pdf, run.run))  # it died before it took its own name for it away
        killed(run)

    with delivery(workbook) as again:
        log = again.recover(DispatchLog())
        assert log.rows == (made,)
        assert "1 Schreiben lag im Ordner" in again.told[0]
        again.commit(lambda: None)

    assert len(names(folder)) == 2
    assert not Journal(workbook).path.exists()


def test_letters_in_another_place_are_found_again(workbook, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("anderes Laufwerk") / "Post"
    with delivery(workbook) as run:
        made = run.create(row(), letter(), elsewhere)
        run.flush()
        killed(run)

    with delivery(workbook) as again:
        assert again.recover(DispatchLog()).rows == (made,)
        moved = again.move(made, HELD_BACK)
        again.commit(lambda: None)

    assert Path(moved.folder) == elsewhere / HELD_BACK
    assert len(names(elsewhere / HELD_BACK)) == 2


def test_a_workbook_opened_by_a_link_has_its_letters_beside_the_link(workbook, tmp_path_factory):
    link = tmp_path_factory.mktemp("Schreibtisch") / "Mappe.xlsx"
    link.symlink_to(workbook)
    with delivery(link) as run:
        made = run.create(row(), letter(), link.parent / "Briefe")
        run.flush()
        killed(run)
        with pytest.raises(PostBusyError):
            deliver(workbook, row(2))

    with delivery(workbook) as again:
        (entered,) = again.recover(DispatchLog()).rows
        again.commit(lambda: None)

    assert made.folder == "Briefe"
    assert Path(entered.folder) == link.parent / "Briefe"
    assert names(link.parent) == ["Briefe", "Mappe.xlsx"]
    assert names(workbook.parent) == ["Mappe.xlsx"]


def test_a_letter_that_is_incomplete_is_taken_back_and_its_number_is_free(workbook, folder):
    with delivery(workbook) as run:
        run.create(row(), letter(), folder)
        run.flush()
        (folder / "QB-2019-0001_X.pdf").rename(files.half_of(folder / "QB-2019-0001_X.pdf", run.run))
        killed(run)

    with delivery(workbook) as again:
        assert again.recover(DispatchLog()).rows == ()
        assert "zurückgenommen" in again.told[0]

    assert names(folder) == []
    assert numbers_in(folder) == ()


def test_a_copy_that_was_cut_off_counts_as_incomplete(workbook, folder):
    with delivery(workbook) as run:
        run.create(row(), letter(), folder)
        run.flush()
        pdf = folder / "QB-2019-0001_X.pdf"
        pdf.rename(files.half_of(pdf, run.run))
        pdf.write_bytes(b"Wo")
        killed(run)

    with delivery(workbook) as again:
        assert again.recover(DispatchLog()).rows == ()

    assert names(folder) == []


def test_what_is_left_between_log_and_clean_up_is_not_worth_a_word(workbook, folder):
    with delivery(workbook) as run:
        made = run.create(row(), letter(), folder)
        run.flush()
        killed(run)

    with delivery(workbook) as again:
        log = again.recover(DispatchLog([made]))

    assert (log.rows, again.told) == ((made,), ())
    assert not Journal(workbook).path.exists()


@pytest.mark.parametrize("logged", [True, False])
def test_a_rewriting_that_died_ends_as_the_log_says(workbook, folder, written, logged):
    with delivery(workbook) as run:
        after = run.rewrite(written, letter("neu"))
        killed(run)

    with delivery(workbook) as again:
        again.recover(DispatchLog([after if logged else written]))

    assert (folder / "QB-2019-0001_X.docx").read_bytes() == (b"neu.docx" if logged else b"Wort.docx")
    assert names(folder) == ["QB-2019-0001_X.docx", "QB-2019-0001_X.pdf"]
    assert bool(again.told) is not logged


@pytest.mark.parametrize("logged", [True, False])
def test_a_move_that_died_ends_as_the_log_says(workbook, folder, written, logged):
    with delivery(workbook) as run:
        after = run.move(written, HELD_BACK)
        killed(run)

    with delivery(workbook) as again:
        again.recover(DispatchLog([after if logged else written]))

    assert len(names(folder / HELD_BACK)) == (2 if logged else 0)
    assert bool(again.told) is not logged


def test_a_rehearsal_tells_the_same_and_touches_nothing(workbook, folder):
    with delivery(workbook) as run:
        made = run.create(row(), letter(), folder)
        run.flush()
        killed(run)
    before = {path: path.read_bytes() for path in workbook.parent.rglob("*") if path.is_file()}

    assert delivery(workbook).rehearse(DispatchLog()).rows == (made,)

    assert {path: path.read_bytes() for path in workbook.parent.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("write", [lambda: None, lambda: 1 / 0])
def test_a_run_that_did_not_look_back_leaves_earlier_ones_to_be_settled(workbook, folder, write):
    with delivery(workbook) as run:
        made = run.create(row(), letter(), folder)
        run.flush()
        killed(run)

    with suppress(ZeroDivisionError):
        deliver(workbook, row(2), write=write)

    with delivery(workbook) as again:
        assert made in again.recover(DispatchLog()).rows


def test_a_journal_that_was_cut_off_is_read_as_far_as_it_goes(workbook, folder):
    with delivery(workbook) as run:
        run.create(row(), letter(), folder)
        run.flush()
        killed(run)
    journal = Journal(workbook)
    journal.path.write_bytes(journal.path.read_bytes() + b'{"do": "created", "run": "x", "row": {"refer')

    (step,) = journal.read()
    journal.add([replace(step, run="y")])

    assert [each.run for each in journal.read()] == [step.run, "y"]


def test_the_journal_holds_no_value_of_a_client(tmp_path):
    book = FileBook(make_workbook(tmp_path / "Mappe.xlsx"))
    run = jobs.delivery_of(book, tmp_path / "Briefe")
    kept = []
    run._journal.replace = lambda steps: kept.append(run._journal.path.read_bytes()) if not list(steps) else None
    with run:
        material = read_material(book, TODAY)
        desk = letter_run.desk_of(material, check_material(material))
        plan = letter_run.planned(desk, DispatchLog(), run, tmp_path / "Briefe")
        letter_run.written_files(plan, tmp_path / "Briefe", material.templates, run, pdf=False, progress=None)
        run.commit(lambda: None)

    text = kept[0].decode()
    assert "R-00001" in text
    for secret in ("Yıldız", "Ayşe", "Schäfer", "Beethoven", "780", "Bewerbung", "1985", "33304"):
        assert secret not in text


# ── A book that is open ──────────────────────────────────────────────────────
def test_letters_of_a_book_that_was_closed_without_saving_are_entered_again(workbook, folder):
    with delivery(workbook, saves=False) as run:
        made = run.create(row(), letter(), folder)
        run.commit(lambda: None)
    with delivery(workbook, saves=False) as seen:
        assert seen.recover(DispatchLog([made])).rows == (made,)
        seen.commit(lambda: None)

    with delivery(workbook, saves=False) as lost:
        log = lost.recover(DispatchLog())
        lost.commit(lambda: None)

    assert log.rows == (made,)
    assert "die Mappe wurde danach nicht gespeichert" in lost.told[0]
    with delivery(workbook) as saved:
        assert saved.recover(DispatchLog([made])).rows == (made,)
        saved.commit(lambda: None)
    assert saved.told == ()
    assert not Journal(workbook).path.exists()


def test_a_second_step_on_a_letter_in_an_open_book_confirms_the_first(workbook, folder):
    with delivery(workbook, saves=False) as run:
        made = run.create(row(), letter(), folder)
        run.commit(lambda: None)
    with delivery(workbook, saves=False) as run:
        run.recover(DispatchLog([made]))
        again = run.rewrite(made, letter("neu"))
        run.commit(lambda: None)
    with delivery(workbook, saves=False) as run:
        run.recover(DispatchLog([again]))
        moved = run.move(again, HELD_BACK)
        run.commit(lambda: None)

    with delivery(workbook) as saved:
        saved.recover(DispatchLog([moved]))
        assert saved.told == ()

    assert names(folder / HELD_BACK) == ["QB-2019-0001_X.docx", "QB-2019-0001_X.pdf"]
    assert (folder / HELD_BACK / "QB-2019-0001_X.docx").read_bytes() == b"neu.docx"


def test_an_open_book_whose_writing_failed_keeps_its_letters_for_the_next_run(workbook, folder):
    def closed():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        deliver(workbook, row(), write=closed, saves=False)

    with delivery(workbook, saves=False) as again:
        assert [each.reference for each in again.recover(DispatchLog()).rows] == [row().reference]
    assert len(names(folder)) == 2


# ── Whose turn it is ─────────────────────────────────────────────────────────
_HOLDS = """
import sys, time
from datetime import datetime
from pathlib import Path
from automation.letters.delivery.turn import turn_of
with turn_of(Path(sys.argv[1]), 1, lambda: datetime.now().astimezone()):
    print("hat", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def other(workbook):
    """Another process that has the turn."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLDS, str(workbook)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    with process:
        assert process.stdout.readline().strip() == b"hat"
        yield process
        process.kill()


def now():
    return datetime.now().astimezone()


def test_the_second_run_says_who_works_and_since_when(workbook, folder, other):
    with pytest.raises(PostBusyError) as busy:
        deliver(workbook, row())

    assert platform.node() in str(busy.value)
    assert f"{now():%d.%m.%Y}" in str(busy.value)
    assert busy.value.owner.process == other.pid
    assert "löschen" not in str(busy.value)
    assert names(folder) == []


def test_the_second_run_waits_for_the_first(workbook, folder, other):
    other.stdin.close()

    deliver(workbook, row(), patience=20)

    assert len(names(folder)) == 2


def test_the_turn_of_a_process_that_was_killed_is_free_at_once(workbook, other):
    other.kill()
    other.wait()
    assert own_file(workbook, "post").exists()

    deliver(workbook, row())

    assert names(workbook.parent) == ["Briefe", "Mappe.xlsx"]


def left(workbook, age=0, **values):
    """A turn that nobody's lock lies on."""
    file = own_file(workbook, "post")
    file.write_text(json.dumps(asdict(replace(Owner.here(now()), **values))))
    os.utime(file, (time.time() - age,) * 2)
    return file


def test_another_computer_may_work_where_a_share_passes_no_locks_on(workbook):
    file = left(workbook, user="kaya", host="BUERO-2", since="2019-06-28T10:42:00+02:00")

    with pytest.raises(PostBusyError) as busy:
        deliver(workbook, row())

    assert "(kaya an BUERO-2, seit 28.06.2019, 10:42 Uhr)" in str(busy.value)
    assert f"bitte „{file.name}“ im selben Ordner löschen" in str(busy.value)


def test_another_computer_that_was_silent_for_long_does_not_work_any_more(workbook, folder):
    left(workbook, age=3600, host="BUERO-2")

    deliver(workbook, row())

    assert len(names(folder)) == 2


@pytest.fixture
def without_locks(monkeypatch):
    """A drive that knows no locks."""
    monkeypatch.setattr(turn, "try_lock", lambda _: None)


@pytest.mark.usefixtures("without_locks")
def test_without_locks_a_living_process_works_and_a_dead_one_does_not(workbook, folder):
    left(workbook, process=os.getpid())
    with pytest.raises(PostBusyError):
        deliver(workbook, row())

    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left(workbook, process=gone.pid)
    deliver(workbook, row())

    assert len(names(folder)) == 2


@pytest.mark.usefixtures("without_locks")
def test_without_locks_a_process_that_got_the_number_of_a_dead_one_is_not_taken_for_it(workbook, folder):
    left(workbook, process=os.getpid(), since="2019-06-28T10:42:00+02:00")

    deliver(workbook, row())

    assert len(names(folder)) == 2


def test_a_turn_that_was_cut_off_is_free_after_a_moment(workbook, folder):
    file = left(workbook)
    file.write_bytes(b'{"user": "ka')
    os.utime(file, (time.time() - 60,) * 2)

    deliver(workbook, row())

    assert len(names(folder)) == 2


def test_a_run_that_lost_its_file_does_not_remove_the_next_ones(workbook):
    with turn_of(workbook, 1, now):
        own_file(workbook, "post").unlink()
        file = left(workbook, host="BUERO-2")

    assert file.exists()


def test_a_workbook_that_is_open_is_told_before_a_letter_is_written(workbook, folder):
    workbook.with_name("~$Mappe.xlsx").touch()

    with pytest.raises(WorkbookInUseError):
        deliver(workbook, row())

    assert names(folder) == []
    assert names(workbook.parent) == ["Mappe.xlsx", "~$Mappe.xlsx"]


def test_a_lock_of_the_system_lets_others_read_who_works(tmp_path):
    path = tmp_path / "Datei"
    path.write_bytes(b"wer")
    with path.open("rb+") as file:
        assert locking.try_lock(file.fileno()) is True
        assert path.read_bytes() == b"wer"


# ── Rights ───────────────────────────────────────────────────────────────────
@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_whoever_may_not_read_the_workbook_may_not_read_its_letters(workbook, folder, mode):
    workbook.chmod(mode)

    with delivery(workbook, saves=False) as run:
        run.create(row(), letter(), folder)
        run.flush()
        seen = {path: stat.S_IMODE(path.stat().st_mode) for path in workbook.parent.rglob("*")}
        run.commit(lambda: None)

    assert len(seen) == 6
    assert {each for path, each in seen.items() if path.is_file()} == {mode}
    assert seen[folder] == {0o600: 0o700, 0o640: 0o750, 0o664: 0o775}[mode]
    assert stat.S_IMODE(Journal(workbook).path.stat().st_mode) == mode


@posix
def test_backups_have_the_rights_of_the_workbook(tmp_path):
    path = make_workbook(tmp_path / "Mappe.xlsx")
    path.chmod(0o640)

    jobs.run(FileBook(path), TODAY)

    assert {stat.S_IMODE(each.stat().st_mode) for each in tmp_path.rglob("*") if each.is_file()} == {0o640}
    assert {stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir() if each.is_dir()} == {0o750}


# ── From the workbook ────────────────────────────────────────────────────────
@pytest.fixture
def office(tmp_path):
    return make_workbook(tmp_path / "Mappe.xlsx", clients=1)


def links(path):
    return {each.reference: each.folder for each in log_of(path).rows}


def with_status(path, status, reference="QB-2019-0001"):
    """Staff set the status of a letter."""
    log = log_of(path)
    log.put([replace(each, status=status) for each in log.rows if each.reference == reference])
    FileBook(path).write([build_log(log, today=TODAY)], today=TODAY)


def test_another_folder_leaves_the_links_of_older_letters_alone(office):
    jobs.write_letters(FileBook(office), TODAY, kinds=["WOHNEN"])

    posted = jobs.write_letters(FileBook(office), TODAY, out=office.parent / "Post")

    assert posted.unchanged == 1
    assert links(office) == {"QB-2019-0001": "Briefe", "QB-2019-0002": "Post"}
    jobs.write_letters(FileBook(office), TODAY)
    assert links(office) == {"QB-2019-0001": "Briefe", "QB-2019-0002": "Post"}


def test_rows_of_version_0_1_name_no_folder_and_are_found(office):
    jobs.write_letters(FileBook(office), TODAY)
    old = [replace(each, folder="", run="") for each in log_of(office).rows]
    FileBook(office).write([build_log(DispatchLog(old), today=TODAY)], today=TODAY)

    posted = jobs.write_letters(FileBook(office), TODAY, out=office.parent / "Post")

    assert (len(posted.written), posted.unchanged) == (0, 2)
    assert set(links(office).values()) == {"Briefe"}


def test_a_draft_whose_file_is_gone_comes_again_under_its_number(office):
    jobs.write_letters(FileBook(office), TODAY)
    before = {name: (office.parent / "Briefe" / name).read_bytes() for name in names(office.parent / "Briefe")}
    (office.parent / "Briefe" / "QB-2019-0001_WOHNEN_ggw.docx").unlink()

    posted = jobs.write_letters(FileBook(office), TODAY)

    assert [each.reference for each in posted.written] == ["QB-2019-0001"]
    after = {name: (office.parent / "Briefe" / name).read_bytes() for name in names(office.parent / "Briefe")}
    assert after == before
    assert len(log_of(office).rows) == 2


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(DispatchStatus.SENT, "Lotse schreibt Versandtes nicht neu"), (DispatchStatus.PRINTED, "Status „Entwurf“")],
)
def test_a_letter_that_was_sent_and_is_gone_is_looked_for_elsewhere(office, status, sentence):
    jobs.write_letters(FileBook(office), TODAY)
    with_status(office, status)
    (office.parent / "Briefe" / "QB-2019-0001_WOHNEN_ggw.docx").unlink()

    posted = jobs.write_letters(FileBook(office), TODAY)

    assert (posted.written, posted.unchanged) == ((), 2)
    assert len(posted.told) == 1
    assert sentence in posted.told[0]
    assert "QB-2019-0001 (Briefe/QB-2019-0001_WOHNEN_ggw.docx)" in posted.told[0]


def test_a_letter_of_which_no_row_is_left_is_told_by_its_number_alone(office):
    jobs.write_letters(FileBook(office), TODAY)
    lying = office.parent / "Briefe" / "QB-2019-0001_WOHNEN_ggw.docx"
    for name in (
        "QB-2018-0041 Meier.docx",
        "~$-2018-0042_WOHNEN.docx",
        "QB-2019-0001 Kopie.docx",
        "Plan 2018-0043.xlsx",
    ):
        shutil.copy(lying, lying.with_name(name))

    (told,) = jobs.write_letters(FileBook(office), TODAY).told

    assert told.startswith("Im Ordner „Briefe“, aber nicht im „Postausgang“: 2018-0041. ")
    assert "Meier" not in told


PREFIXES = (
    *("Rott", "QB1", "QB-R", "Quartier", "R 2", "2019", "2019-0007", "a_b", "Büro Süd", ".*(+ ЖЖ", "../../x"),
    "x" * 200,
)


@pytest.mark.parametrize("prefix", PREFIXES, ids=range(len(PREFIXES)))
def test_whatever_numbers_begin_with_they_go_on(tmp_path, prefix):
    path = make_workbook(tmp_path / "Mappe.xlsx", clients=1, settings={"Zeichen der Schreiben": prefix})
    fresh = shutil.copy(path, tmp_path / "Neu.xlsx")
    folder = tmp_path / "Briefe"
    (first,) = jobs.write_letters(FileBook(path), TODAY, kinds=["WOHNEN"], pdf=False).written
    before = {name: (folder / name).read_bytes() for name in names(folder)}

    # Of this one the log is lost: only the folder knows which numbers were given.
    (second,) = jobs.write_letters(FileBook(fresh), TODAY, kinds=["WOHNEN"], pdf=False).written
    (third,) = jobs.write_letters(FileBook(path), TODAY, kinds=["EINLADUNG"], pdf=False).written

    assert [each.reference[-9:] for each in (first, second, third)] == ["2019-0001", "2019-0002", "2019-0003"]
    assert {name: (folder / name).read_bytes() for name in before} == before
    assert len(names(folder)) == 3
    assert {path.name for path in tmp_path.iterdir()} == {"Briefe", "Mappe.xlsx", "Neu.xlsx", "Sicherungen"}
    assert not any(set(name) & set('\\/:*?"<>| ') for name in names(folder))


def test_a_prefix_that_is_another_one_in_small_letters_gives_no_number_twice(office):
    jobs.write_letters(FileBook(office), TODAY, kinds=["WOHNEN"])
    other = make_workbook(office.with_name("klein.xlsx"), clients=1, settings={"Zeichen der Schreiben": "qb"})

    (second,) = jobs.write_letters(FileBook(other), TODAY, kinds=["WOHNEN"]).written
    (third,) = jobs.write_letters(FileBook(office), TODAY, kinds=["EINLADUNG"]).written

    assert (second.reference, third.reference) == ("qb-2019-0002", "QB-2019-0003")


@pytest.mark.parametrize(
    "name",
    ["QB-2019-0041_WOHNEN.pdf", "QB-2019-0041_WOHNEN (Kopie).docx", "QB-2019-0041 Meier.docx", "Nicht abschicken"],
)
def test_numbers_are_taken_whatever_became_of_the_files(tmp_path, name):
    if name == HELD_BACK:
        (tmp_path / name).mkdir()
        name = f"{name}/QB-2019-0041_WOHNEN.docx"
    (tmp_path / name).touch()
    for other in ("Protokoll 2019-06-28.docx", "Liste.xlsx", "12-2019-6.pdf"):
        (tmp_path / other).touch()

    assert numbers_in(tmp_path) == ((2019, 41),)
