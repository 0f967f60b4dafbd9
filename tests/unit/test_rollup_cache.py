"""What is kept of counted workbooks: of each the last count, found wherever it lies, and not for ever."""

import os

import pytest

from automation.rollup import cache

DAY = 24 * 60 * 60
FIRST, SECOND, THIRD = "a" * 64, "b" * 64, "c" * 64


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("LOTSE_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept"


def names(folder):
    return {each.name.split("-")[0] for each in folder.iterdir()}


def test_what_was_counted_anew_takes_the_place_of_what_was_counted_before(folder, tmp_path):
    """Was: each day that somebody counted left an entry for each workbook."""
    north, south = (cache.place_of(str(tmp_path / name / "Mappe.xlsx"), "2019-Q2") for name in ("Nord", "Süd"))
    earlier = cache.place_of(str(tmp_path / "Nord" / "Mappe.xlsx"), "2019-Q1")
    for key, place in ((FIRST, north), (SECOND, south), (THIRD, earlier), ("d" * 64, north)):
        cache.keep(key, place, {"of": key})

    assert names(folder) == {SECOND, THIRD, "d" * 64}
    assert cache.kept(FIRST, north) is None
    assert cache.kept("d" * 64, north) == cache.kept("d" * 64, south) == {"of": "d" * 64}  # it was moved


def test_what_nobody_asks_for_goes_and_what_is_not_ours_stays(folder):
    for number, key in enumerate((FIRST, SECOND, THIRD)):
        cache.keep(key, cache.place_of(f"{number}.xlsx", ""), {})
    (folder / ("e" * 64)).write_bytes(b"of an earlier version")
    (folder / "Brief.docx").write_bytes(b"somebody else's")
    now = (folder / "Brief.docx").stat().st_mtime
    for each in folder.iterdir():
        os.utime(each, (now, now - (200 * DAY if not each.name.startswith("a") else 0)))
    cache.kept(SECOND, cache.place_of("1.xlsx", ""))

    cache.expire()

    assert names(folder) == {FIRST, SECOND, "Brief.docx"}
    assert cache.clear() == 2
