"""One run at a time in an open book, and nobody else's files under its name."""

from __future__ import annotations

import sys

import pytest

from workbook.live.troubles import AlreadyRunningError, NoPlaceError
from workbook.live.turns import only_one

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Rechte und Verweise wie auf Linux und macOS.")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    return tmp_path / "home"


def test_a_second_run_in_the_same_book_waits_for_nobody_and_the_turn_leaves_nothing_behind(home):
    with only_one("Büro.xlsx"):
        with pytest.raises(AlreadyRunningError), only_one("Büro.xlsx"):
            pass
        with only_one("Anderes.xlsx"):
            pass
        (turn,) = (home / ".cache" / "lotse").iterdir()
        assert "Büro" not in turn.name
        assert turn.stat().st_mode & 0o777 == 0o600
    with only_one("Büro.xlsx"):
        pass
    assert list((home / ".cache" / "lotse").iterdir()) == []


def test_a_folder_that_others_may_write_into_is_not_used(home, tmp_path):
    (home / ".cache" / "lotse").mkdir(parents=True)
    (home / ".cache" / "lotse").chmod(0o777)

    with only_one("Büro.xlsx"):
        (own,) = (tmp_path / "tmp").iterdir()
        assert own.stat().st_mode & 0o077 == 0
        assert len(list(own.iterdir())) == 1


def test_a_link_that_somebody_put_in_the_place_is_not_followed(home, tmp_path):
    victim = tmp_path / "Mappe.xlsx"
    victim.write_bytes(b"voll")
    with only_one("Büro.xlsx"):
        (turn,) = (home / ".cache" / "lotse").iterdir()
    turn.symlink_to(victim)

    with pytest.raises(OSError, match="symbolic"), only_one("Büro.xlsx"):
        pass
    assert victim.read_bytes() == b"voll"


def test_where_no_folder_is_ones_own_a_sentence_says_so(home, tmp_path):
    home.write_text("")
    (tmp_path / "tmp").rmdir()
    (tmp_path / "tmp").write_text("")

    with pytest.raises(NoPlaceError, match="nur Sie schreiben"), only_one("Büro.xlsx"):
        pass
