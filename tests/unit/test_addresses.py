"""Where offices' files lie: here, and elsewhere only where that is allowed."""

import os

import pytest

from automation.rollup.addresses import files_of, keys_for, labels_of, mark_of, name_of
from automation.rollup.gathering import gather
from automation.rollup.workbooks import facts_of
from workbook.errors import LotseError, MissingToolError

fsspec = pytest.importorskip("fsspec", reason="the extra „s3“ is not installed")


@pytest.fixture
def store():
    """A store of this process that is reached like any other."""
    store = fsspec.filesystem("memory")
    store.pipe(
        {"/stadt/Süd/Büro.xlsx": b"x", "/stadt/Nord.xlsx": b"yy", "/stadt/~$Nord.xlsx": b"", "/stadt/a.txt": b""}
    )
    yield store
    store.rm("/stadt", recursive=True)


def test_a_file_url_is_the_file(tmp_path):
    path = tmp_path / "Büro Süd.xlsx"
    path.write_bytes(b"x")
    assert files_of([path.as_uri(), str(path)]) == (str(path),)
    assert files_of([tmp_path.as_uri()]) == (str(path),)


def test_one_file_that_is_named_in_several_ways_is_one(tmp_path):
    path = tmp_path / "Büro Süd.xlsx"
    path.write_bytes(b"x")
    (tmp_path / "anders").mkdir()
    (tmp_path / "Verweis.xlsx").symlink_to(path)
    ways = (tmp_path, path, tmp_path / "*.xlsx", tmp_path / "anders" / ".." / path.name, tmp_path / "Verweis.xlsx")
    assert len(files_of([str(path), *map(str, ways), path.as_uri()])) == 1
    (tmp_path / "Kreis.xlsx").symlink_to(tmp_path / "Kreis.xlsx")
    assert len(files_of([str(tmp_path)])) == 2


def test_a_folder_that_is_closed_is_told(tmp_path, monkeypatch):
    for name in ("offen", "zu"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Mappe.xlsx").write_bytes(b"x")
    real = os.scandir

    def scandir(path):
        if str(path).endswith("zu"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr("os.scandir", scandir)
    open_one, closed = files_of([str(tmp_path)])
    assert (name_of(open_one), name_of(closed)) == ("Mappe.xlsx", "zu")
    (told,) = [each.problem for each in gather([closed])]
    assert told == "Der Ordner lässt sich nicht öffnen. Bitte prüfen, ob er gelesen werden darf."
    assert facts_of(closed, None, "2019-06-30") == {"problem": told}


def test_a_damaged_hand_in_is_asked_for_anew_and_not_looked_for_among_backups(tmp_path):
    """The city has none of them; of the workbooks that it reads itself it has."""
    (tmp_path / "Abgabe.xlsx").write_bytes(b"PK\x03\x04 unvollst\xe4ndig")

    (told,) = [each.problem for each in gather([str(tmp_path / "Abgabe.xlsx")])]

    assert "vom Büro noch einmal schicken lassen" in told
    assert "Sicherung" not in told
    assert "letzte Sicherung" in facts_of(str(tmp_path / "Abgabe.xlsx"), None, "2019-06-30")["problem"]


@pytest.mark.usefixtures("store")
def test_elsewhere_is_off_and_the_law_is_named():
    with pytest.raises(LotseError, match=r"§ 80 SGB X.*--remote"):
        files_of(["memory://stadt"])


@pytest.mark.usefixtures("store")
def test_folders_patterns_and_files_of_a_store():
    every = ("memory:///stadt/Süd/Büro.xlsx", "memory:///stadt/Nord.xlsx")
    assert files_of(["memory://stadt"], remote=True) == every
    assert files_of(["memory://stadt/*.xlsx", "memory://stadt/Nord.xlsx"], remote=True) == every[1:]
    assert name_of(every[0]) == "Büro.xlsx"
    with pytest.raises(LotseError, match=r"„memory://stadt/fehlt\.xlsx“ gibt es nicht"):
        files_of(["memory://stadt/fehlt.xlsx"], remote=True)


def test_what_a_store_holds_is_read_into_memory_and_known_again(store, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    address = "memory:///stadt/Nord.xlsx"
    before = mark_of(address)
    assert keys_for(address).source(tmp_path).read() == b"yy"
    store.pipe("/stadt/Nord.xlsx", b"zzz")
    assert mark_of(address) != before
    assert [*tmp_path.iterdir()] == []


@pytest.mark.usefixtures("store")
def test_nonsense_in_a_store_is_a_line():
    assert "Nord.xlsx" in facts_of("memory:///stadt/Nord.xlsx", None, "2019-06-30")["problem"]
    assert "gibt es nicht" in facts_of("memory:///stadt/fehlt.xlsx", None, "2019-06-30")["problem"]


def test_a_file_is_known_again_after_a_list_that_says_other_things_of_it(store, monkeypatch):
    """As S3 does: whoever has just listed a folder hears of the list when asking for a file."""
    real, listed = store.info, {}

    def info(path, **more):
        return real(path, **more) | listed.get(path, {})

    monkeypatch.setattr(store, "info", info)
    monkeypatch.setattr(store, "invalidate_cache", lambda *_: listed.clear())
    (address,) = files_of(["memory://stadt/Nord.xlsx"], remote=True)
    alone = mark_of(address)
    listed["/stadt/Nord.xlsx"] = {"Key": "stadt/Nord.xlsx"}
    assert mark_of(address) == alone


def test_names_with_signs_that_mean_something_in_addresses(store, tmp_path):
    names = ("Büro #1.xlsx", "Büro [Nord].xlsx", "Wer?.xlsx", "100 %.xlsx")
    store.pipe({f"/stadt/Rand/{name}": b"x" for name in names})
    whole = files_of(["memory://stadt/Rand"], remote=True)
    assert {name_of(each) for each in whole} == {*names}
    assert len(files_of(["memory://stadt/Rand/Büro [Nord].xlsx"], remote=True)) == 1
    assert len(files_of(["MEMORY://stadt/Rand/*.xlsx"], remote=True)) == 4
    with pytest.raises(LotseError, match="gibt es nicht"):
        files_of(["memory://stadt/Rand/*.xlsm"], remote=True)
    path = tmp_path / names[0]
    path.write_bytes(b"x")
    assert files_of([f"file://{path}"]) == files_of([path.as_uri()]) == (str(path),)
    assert name_of("https://ablage.example/Abgaben/Süd.xlsx?sig=geheim") == "Süd.xlsx"
    with pytest.raises(LotseError) as said:
        files_of(["https://ablage.example/Abgaben/Süd.xlsx?sig=geheim"])
    assert "geheim" not in str(said.value)


class NoCredentialsError(Exception):
    """As botocore names it."""


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileNotFoundError("geheim"), "„s3://stadt/Süd“ gibt es nicht"),
        (PermissionError("geheim"), "öffnet sich mit dieser Anmeldung nicht (PermissionError)"),
        (NoCredentialsError("geheim"), "Bitte Anmeldung (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)"),
        (TimeoutError("geheim"), "antwortet niemand (TimeoutError)"),
        (ValueError("geheim"), "lässt sich nicht lesen (ValueError)"),
    ],
)
def test_what_a_store_answers_is_a_sentence_of_its_own(monkeypatch, error, said):
    def refuse(_):
        raise error

    monkeypatch.setattr("fsspec.core.url_to_fs", refuse)
    with pytest.raises(LotseError) as told:
        files_of(["s3://stadt/Süd"], remote=True)
    assert said in str(told.value)
    assert "geheim" not in str(told.value)


def test_a_login_in_an_address_is_refused_and_not_repeated():
    with pytest.raises(LotseError) as said:
        files_of(["s3://wer:geheim@stadt/"], remote=True)
    assert "geheim" not in str(said.value)
    with pytest.raises(LotseError) as said:
        files_of(["s3://wer:geheim@stadt/"])
    assert "geheim" not in str(said.value)


def test_a_store_that_nothing_reads_is_a_sentence(monkeypatch):
    def missing(_):
        raise ModuleNotFoundError(name="s3fs")

    monkeypatch.setattr("fsspec.core.url_to_fs", missing)
    with pytest.raises(MissingToolError, match=r"s3fs.*quartierslotse\[s3\]"):
        files_of(["s3://stadt/"], remote=True)


def test_files_of_one_name_are_told_apart():
    labels = labels_of(["/x/Nord/Mappe.xlsx", "/x/Süd/Mappe.xlsx", "/x/Süd/Andere.xlsx", "/y/Nord/Mappe.xlsx"])
    assert [*labels.values()] == ["x/Nord/Mappe.xlsx", "Süd/Mappe.xlsx", "Andere.xlsx", "y/Nord/Mappe.xlsx"]
