"""Many workbooks at once: one that kills its process is named alone, and the rest goes on."""

import gc
import os
import re
import subprocess
import sys
import time
import weakref
from pathlib import Path

import pytest

from automation.rollup import workbooks
from automation.rollup.cluster import difference, ensure_same
from automation.rollup.executors import open_work
from automation.rollup.identity import identity
from automation.rollup.outcome import DIED
from workbook.errors import FigureError, LotseError

ITEMS = [f"Büro {number}" for number in range(8)]


def counted(item, guilty="", sentence=""):
    time.sleep(0.05)
    if item == guilty:
        os._exit(9)
    if item == sentence:
        raise FigureError("keine Tabelle „Klienten“")
    return len(item)


def hungry(item):
    return len(bytearray(3 << 30)) if item == ITEMS[3] else len(item)


def outcomes(function, *more, **where):
    with open_work(**where) as work:
        return {each.item: each for each in work.each(function, ITEMS, *more)}


@pytest.mark.parametrize("guilty", [ITEMS[0], ITEMS[4], ITEMS[-1]])
def test_only_the_guilty_one_is_named(guilty):
    found = outcomes(counted, guilty, processes=2)
    assert {*found} == {*ITEMS}
    assert [item for item, each in found.items() if each.error] == [guilty]
    assert found[guilty].error == DIED.format("")


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at as Linux shows them")
def test_nobody_works_on_when_the_parent_was_killed(tmp_path):
    """Who is killed tells nobody: its processes would keep what they read of clients in memory for good."""
    program = (
        "from automation.rollup.executors import open_work\n"
        "from files.test_executors import waiting\n"
        "if __name__ == '__main__':\n"
        "    with open_work(processes=1) as work:\n"
        f"        list(work.each(waiting, [{str(tmp_path / 'begun')!r}]))\n"
    )
    tests = str(Path(__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((tests, *filter(None, sys.path)))}
    script = tmp_path / "program.py"
    script.write_text(program, encoding="utf-8")
    parent = subprocess.Popen([sys.executable, str(script)], env=environment)
    begun = tmp_path / "begun"
    until(lambda: begun.exists() and begun.read_text(encoding="utf-8"))
    child = int(begun.read_text(encoding="utf-8"))
    parent.kill()
    parent.wait()
    until(lambda: not alive(child))


def waiting(item):
    Path(item).write_text(str(os.getpid()), encoding="utf-8")
    time.sleep(300)


def alive(process):
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(reached):
    for _ in range(1200):
        if reached():
            return
        time.sleep(0.05)
    raise AssertionError("waited for a minute")


def test_what_a_workbook_says_against_itself_is_a_line():
    found = outcomes(counted, "", ITEMS[2], processes=2)
    assert found[ITEMS[2]].error == "keine Tabelle „Klienten“"
    assert sum(bool(each.error) for each in found.values()) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows bounds no process")
def test_too_much_memory_is_a_sentence_and_no_death():
    found = outcomes(hungry, processes=2, memory=1500)
    assert "1500 MB" in found[ITEMS[3]].error
    assert sum(bool(each.error) for each in found.values()) == 1


def test_a_defect_of_ours_is_a_line_too():
    found = outcomes(defective, processes=2)
    assert {*found} == {*ITEMS}
    assert "KeyError" in found[ITEMS[1]].error
    assert "Meyer" not in found[ITEMS[1]].error
    assert sum(bool(each.error) for each in found.values()) == 1


def defective(item):
    return {"Meyer": 1}["Meyer" if item != ITEMS[1] else "Meyer, Anna"]


@pytest.mark.parametrize("name", ["Zählregeln", "Lotse", "Python", "pydantic"])
def test_a_worker_that_counts_otherwise_is_named_before_the_work(name):
    ours = dict(identity())
    ensure_same({"tcp://a:1": ours})
    with pytest.raises(LotseError, match=f"tcp://b:2 ist {name} 0.0"):
        ensure_same({"tcp://a:1": ours, "tcp://b:2": {**ours, name: "0.0"}})


def test_a_worker_without_lotse_is_named_before_the_work():
    with pytest.raises(LotseError, match=r"tcp://b:2 fehlt „automation\.rollup“"):
        ensure_same({"tcp://b:2": ModuleNotFoundError("no module", name="automation.rollup")})


def test_what_is_not_there_is_said_so():
    assert "nicht da" in difference("tcp://b:2", {}, {"pydantic": "2.14"})
    assert not difference("tcp://b:2", {"pydantic": "2.14"}, {"pydantic": "2.14"})


@pytest.fixture
def without_certificates(monkeypatch):
    """Nobody told dask of certificates, and it waits a second for an answer."""
    for name in [name for name in os.environ if name.startswith("DASK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr("automation.rollup.cluster._PATIENCE", "1s")


@pytest.mark.usefixtures("without_certificates")
@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://127.0.0.1:9", "Unter tcp://127.0.0.1:9 antwortet kein Scheduler. Bitte"),
        ("tls://127.0.0.1:9", "Für tls://127.0.0.1:9 fehlen die Zertifikate"),
        ("127.0.0.1", "„127.0.0.1“ ist keine Adresse eines Schedulers"),
        ("nah://127.0.0.1:9", "ist keine Adresse eines Schedulers"),
        ("tcp://127.0.0.1:99999", "ist keine Adresse eines Schedulers"),
        ("", "ist keine Adresse eines Schedulers"),
    ],
)
def test_an_address_where_nobody_answers_is_a_sentence(address, said):
    with pytest.raises(LotseError, match=re.escape(said)), open_work(address):
        pass


@pytest.mark.usefixtures("without_certificates")
@pytest.mark.parametrize("error", [TypeError("TLS expects a context"), ImportError("another version")])
def test_whoever_could_not_connect_leaves_nothing_waiting(monkeypatch, error):
    """A half-made client of dask waits twenty seconds when Python ends, and then complains."""
    made = []

    async def broken(self, *_, **__):
        self.status = "connecting"
        made.append(self)
        raise error

    monkeypatch.setattr("distributed.Client._start", broken)
    with pytest.raises(LotseError), open_work("tcp://127.0.0.1:9"):
        pass
    assert [client.status for client in made] == ["closed"]


def test_certificates_that_are_no_file_are_a_sentence():
    dask = pytest.importorskip("dask")
    lost = {"distributed.comm.tls.ca-file": "/gibt/es/nicht.pem"}
    with dask.config.set(lost), pytest.raises(LotseError, match="Zertifikate"), open_work("tls://127.0.0.1:9"):
        pass


def test_an_office_is_gone_before_the_next_one_is_read(monkeypatch):
    left = []

    class Ring:
        pass

    def counted(*_):
        ring = Ring()
        ring.itself = ring
        left.append(weakref.ref(ring))
        return {}

    monkeypatch.setattr(workbooks, "facts_of", counted)
    gc.disable()
    try:
        workbooks._counted("Mappe.xlsx", None, "2019-06-30", None, False)
    finally:
        gc.enable()

    assert [each() for each in left] == [None]
