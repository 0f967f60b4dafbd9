"""What a city keeps of its offices: sums on the disk under no name, figures whose ids are there once."""

import errno
import gc
import json
import tempfile

import pytest

from automation.rollup.handed import HandedSum
from automation.rollup.packed import Aside, Numbers, Packed, plain_rows, shared

DIMENSIONS = ("Minijob", "", "Schalke", "w", "", "", "2019-Q1", "")


def sums(count):
    return [HandedSum("V", "2019-Q2", False, *DIMENSIONS, 37.5, place, 1, 1) for place in range(count)]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where files for a while are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_sums_that_lie_aside_are_the_same_and_no_file_can_be_seen(folder):
    aside = Aside()
    offices = [Packed(HandedSum, plain_rows(sums(count)), aside) for count in (3, 0, 500)]
    assert [list(each) for each in reversed(offices)] == [sums(500), [], sums(3)]
    assert [len(each) for each in offices] == [3, 0, 500]
    assert sums(3)[1] in offices[0]
    assert [*folder.iterdir()] == []


def test_sums_lie_on_the_disk_and_not_here(folder):
    assert folder
    packed = Packed(HandedSum, plain_rows(sums(500)), Aside())
    assert isinstance(packed._data, range)


def test_the_file_is_closed_with_the_last_that_lies_in_it(folder):
    assert folder
    packed = Packed(HandedSum, plain_rows(sums(3)), Aside())
    file = packed._aside._file
    assert not file.closed
    del packed
    gc.collect()
    assert file.closed


def test_where_the_disk_has_no_room_sums_stay_here(folder):
    aside = Aside()
    first = Packed(HandedSum, plain_rows(sums(2)), aside)
    aside._file = Full(aside._file)
    second = Packed(HandedSum, plain_rows(sums(3)), aside)
    aside._file = aside._file.file
    third = Packed(HandedSum, plain_rows(sums(4)), aside)
    assert [list(each) for each in (first, second, third)] == [sums(2), sums(3), sums(4)]
    folder.rmdir()
    assert list(Packed(HandedSum, plain_rows(sums(5)), Aside())) == sums(5)


class Full:
    """A file whose disk gets full in the middle of what is written."""

    def __init__(self, file):
        self.file = file

    def seek(self, place):
        self.file.seek(place)

    def write(self, data):
        self.file.write(data[:10])
        self.file.flush()
        raise OSError(errno.ENOSPC, "No space left on device")


def test_figures_of_offices_are_what_they_were_and_share_their_ids():
    one, other = Numbers({"V": 3, "INT": None, "TAGE": 2.5}), Numbers({"V": 0, "INT": 1, "TAGE": 4.0})
    assert dict(one) == {"V": 3, "INT": None, "TAGE": 2.5}
    assert type(one["V"]) is int
    assert one.get("REICH") is None
    assert "REICH" not in one
    assert len(other) == 3
    assert one._places is other._places


def test_words_that_many_offices_say_are_there_once():
    said = {"kept": ["Klienten", "Stellen"], "targets": [{"title": "Z400", "amount": 7.5}], "late": 0}
    one, other = (shared(json.loads(json.dumps(said))) for _ in range(2))
    assert one == other == said
    assert one["kept"][1] is other["kept"][1]
    assert one["targets"][0]["title"] is other["targets"][0]["title"]
