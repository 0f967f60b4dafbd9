"""A workbook with a password is read, and written back with the same one; nothing is ever on disk in the clear."""

from __future__ import annotations

import os
import random
from datetime import date
from io import BytesIO

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from workbook.errors import PasswordProtectedError
from workbook.reading.passwords import VARIABLE, Keys, decrypted
from workbook.reading.raw import read_book
from workbook.trial.verdict import try_on_copy
from workbook.writing.file_book import FileBook

TODAY = date(2019, 6, 30)


@pytest.fixture
def locked(tmp_path, parts):
    """A workbook encrypted with „geheim“, alone in its folder."""
    folder = tmp_path / "Büro"
    folder.mkdir()
    path = folder / "Mappe.xlsx"
    # Below 4 KB the library misplaces its stream; no workbook of an office is as small.
    parts.more["docProps/thumbnail.jpeg"] = random.Random(1).randbytes(9_000)  # noqa: S311 -- no secret
    with parts.save(tmp_path / "offen.xlsx").open("rb") as plain, path.open("wb") as target:
        OOXMLFile(plain).encrypt("geheim", target)
    return path


def keys(*typed, **environment):
    """Keys of somebody who types these passwords one after the other."""
    answers = iter(typed)
    return Keys(environment, lambda _: next(answers, None))


def content(path, word="geheim"):
    return decrypted(path, path.read_bytes(), word)


@pytest.mark.parametrize("found", [keys("geheim"), keys("falsch", "geheim"), keys(**{VARIABLE: "geheim"})])
def test_a_workbook_is_opened_with_the_password_that_fits(locked, found):
    with read_book(locked, found) as book:
        assert book.grid("Klienten") == [["Aktenzeichen", 7]]


def test_a_workbook_that_excel_opens_without_asking_is_opened_without_asking(tmp_path, parts, report):
    path = tmp_path / "Mappe.xlsx"
    parts.more["docProps/thumbnail.jpeg"] = random.Random(1).randbytes(9_000)  # noqa: S311 -- no secret
    with parts.save(tmp_path / "offen.xlsx").open("rb") as plain, path.open("wb") as target:
        OOXMLFile(plain).encrypt("VelvetSweatshop", target)

    FileBook(path, keys=keys()).write([report], today=TODAY)

    assert content(path, "VelvetSweatshop") is not None
    trial = try_on_copy(path, today=TODAY)
    assert trial.trusted, trial.problem


def test_the_trial_of_a_workbook_with_a_password_asks_once(locked):
    asked = []
    known = Keys({}, lambda path: asked.append(path) or "geheim")

    trial = try_on_copy(locked, today=TODAY, keys=known)

    assert trial.trusted, trial.problem
    assert len(asked) == 1


@pytest.mark.parametrize("found", [keys(), keys("falsch", "auch falsch", "wieder falsch", "geheim")])
def test_without_a_password_that_fits_it_stays_closed(locked, found):
    with pytest.raises(PasswordProtectedError, match="LOTSE_PASSWORD"):
        read_book(locked, found)


def test_it_is_written_back_with_its_password_and_never_lies_there_in_the_clear(locked, report):
    before = locked.read_bytes()
    book = FileBook(locked, keys=keys("geheim"))  # asked once
    with book.read():
        pass

    told = book.write([report], today=TODAY)

    with read_book(locked, keys("geheim")) as after:
        assert after.sheets == ("Klienten", "Prüfbericht")
    assert content(locked, "falsch") is None
    assert told.backup is not None
    assert told.backup.read_bytes() == before
    for file in locked.parent.rglob("*"):
        if file.is_file():
            assert file.read_bytes()[:4] != b"PK\3\4", file.name
            assert b"Aktenzeichen" not in file.read_bytes()


def test_no_file_is_made_in_the_clear_while_it_is_written(locked, report, monkeypatch):
    written = []
    real = os.fsync

    def watched(descriptor):
        written.extend(file.read_bytes()[:4] for file in locked.parent.iterdir() if file.is_file())
        return real(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    FileBook(locked, keys=keys("geheim")).write([report], today=TODAY)

    assert written
    assert b"PK\3\4" not in written


def test_the_parts_inside_stay_as_they_were(locked, report, tmp_path, streams, unharmed):
    opened = tmp_path / "vorher.xlsx"
    opened.write_bytes(content(locked).getvalue())

    FileBook(locked, keys=keys("geheim")).write([report], today=TODAY)

    after = tmp_path / "nachher.xlsx"
    after.write_bytes(content(locked).getvalue())
    unharmed(streams(opened), after)


def test_a_password_that_no_longer_fits_is_not_replaced(locked, report):
    book = FileBook(locked, keys=keys("geheim"))
    with book.read():
        pass
    plain = content(locked)
    with locked.open("wb") as target:
        OOXMLFile(BytesIO(plain.getvalue())).encrypt("neu", target)
    before = locked.read_bytes()

    with pytest.raises(PasswordProtectedError):
        book.write([report], today=TODAY)

    assert locked.read_bytes() == before
