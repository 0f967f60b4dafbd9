"""A scheduler and workers as an operator starts them: the same bytes, and only a guilty workbook is named.

`LOTSE_CLUSTER=4` starts four workers, plants workbooks that kill their worker, and kills `LOTSE_KILLS` of them.
"""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psutil
import pytest

from workbook.creating import build_demo, create_workbook
from workbook.schema import OfficeSetting
from workbook.schema.setting_names import SettingName
from workbook.tables import office_of

pytest.importorskip("distributed", reason="the extra „cluster“ is not installed")
WORKERS = int(os.environ.get("LOTSE_CLUSTER", "1"))
KILLS = int(os.environ.get("LOTSE_KILLS", "10"))
HOUSE = Path(__file__).parents[2]
DAY = date(2019, 6, 30)
PATIENCE = 240
whole = pytest.mark.skipif(WORKERS < 2, reason="LOTSE_CLUSTER=4 starts the workers that this needs")

# What a worker loads first. It tells which process counts which workbook, and some workbooks are its death.
PLANTED = """
import os, time
from pathlib import Path
from automation.rollup import workbooks

count = getattr(workbooks, "real", workbooks.facts_of)  # dask loads this twice
workbooks.real = count
told = Path({told!r})

def facts_of(address, *asked):
    name = Path(address).stem
    (told / f"{{name}}.{{os.getpid()}}").touch()
    if name.startswith("Tod"):
        os._exit(9)
    if name.startswith("Hunger"):
        eaten = []
        while True:
            eaten.append(bytearray(os.urandom(1 << 20)))
            time.sleep(0.0005)
    found = count(address, *asked)
    while (told / "warten").exists():  # one who is to be killed is at work until then
        time.sleep(0.01)
    return found

workbooks.facts_of = facts_of
"""


# Whoever starts the tests in the background has them ignore Ctrl+C, and all that they start.
LISTENING = """
import runpy, signal, sys
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv[0] = "lotse"
    runpy.run_module("automation", run_name="__main__", alter_sys=True)
"""


@dataclass
class Operator:
    """Starts what an operator starts, and ends it."""

    folder: Path
    processes: list[subprocess.Popen]

    @property
    def told(self):
        return self.folder / "told"

    def start(self, *words, log, **more):
        environment = os.environ | {"PYTHONPATH": str(HOUSE), "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
        environment |= more
        with (self.folder / log).open("wb") as target:
            process = subprocess.Popen(
                [sys.executable, "-m", *words],
                cwd=self.folder,
                env=environment,
                stdout=target,
                stderr=target,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def scheduler(self):
        file = self.folder / "scheduler.json"
        where = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
        self.start("dask", "scheduler", *where, log="scheduler.log")
        wait_for(lambda: file.exists() and file.read_text().endswith("}"))
        return json.loads(file.read_text())["address"]

    def worker(self, address, number, **more):
        plant = self.folder / "plant.py"
        plant.write_text(PLANTED.format(told=str(self.told)), encoding="utf-8")
        each = ("--nthreads", "1", "--nworkers", "1", "--memory-limit", "500MB", "--preload", str(plant))
        place = ("--no-dashboard", "--local-directory", str(self.folder), "--death-timeout", "60")
        return self.start("dask", "worker", address, *each, *place, log=f"worker{number}.log", **more)

    def connected(self):
        """How many runs have spoken to the scheduler."""
        return (self.folder / "scheduler.log").read_text(encoding="utf-8").count("Receive client connection")

    def end(self):
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for(happened):
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def roll_up(folder, out, *more):
    words = ("rollup", folder, "-o", out, "--workbooks", "--ground", "§ 67c SGB X", "--as-of", "2019-06-30")
    environment = {**os.environ, "LOTSE_CACHE": str(out) + ".kept"}
    environment.pop("LOTSE_ROLLUP_KEY", None)
    return subprocess.Popen(
        [sys.executable, "-c", LISTENING, *map(str, words), "--json", *more],
        cwd=HOUSE,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def ended(process):
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out, err


@pytest.fixture(scope="module")
def mappen(tmp_path_factory):
    """Offices of a city, small, each under its own name."""
    folder = tmp_path_factory.mktemp("Mappen")
    rows = [row for table in build_demo(as_of=DAY, clients=12, seed=4).office for row in table]
    for number in range(3 if WORKERS < 2 else 12):
        named = [
            row.model_copy(update={"value": f"Büro {number}"})
            if isinstance(row, OfficeSetting) and row.name == SettingName.OFFICE_NAME
            else row
            for row in rows
        ]
        create_workbook(folder / f"Büro {number}.xlsx", office=office_of(named), today=DAY, synthetic=True)
    return folder


@pytest.fixture(scope="module")
def operator(tmp_path_factory):
    made = Operator(tmp_path_factory.mktemp("cluster"), [])
    made.told.mkdir()
    yield made
    made.end()


@pytest.fixture(scope="module")
def running(operator, mappen, tmp_path_factory):
    """A cluster that had no worker when the first run began; that run, and its address."""
    address = operator.scheduler()
    out = tmp_path_factory.mktemp("Stadt") / "Cluster.xlsx"
    first = roll_up(mappen, out, "--cluster", address)
    wait_for(operator.connected)
    for number in range(WORKERS):
        operator.worker(address, number)
    code, said, err = ended(first)
    assert code == 0, err
    return address, out, json.loads(said)


def test_a_cluster_that_begins_without_a_worker_gives_the_same_bytes(running, mappen, tmp_path):
    _, out, city = running
    code, said, err = ended(roll_up(mappen, tmp_path / "Hier.xlsx", "--processes", "1"))
    assert code == 0, err
    assert out.read_bytes() == (tmp_path / "Hier.xlsx").read_bytes()
    assert json.loads(said)["measures"] == city["measures"]


def test_what_the_cluster_counted_is_kept_here(running, mappen, operator):
    _, out, _ = running
    before = operator.connected()
    kept = Path(str(out) + ".kept")
    assert len([*kept.iterdir()]) == len([*mappen.iterdir()])
    assert before == 1


@whole
def test_a_workbook_that_kills_its_worker_is_the_only_one_named(running, mappen, tmp_path):
    address, *_ = running
    folder = with_planted(mappen, tmp_path / "Mappen", "Tod", "Hunger")
    code, said, err = ended(roll_up(folder, tmp_path / "Stadt.xlsx", "--cluster", address))
    assert (code, err) == (1, "")
    city = json.loads(said)
    assert [each["file"] for each in city["problems"]] == ["Hunger.xlsx", "Tod.xlsx"]
    assert all("gestorben" in each["problem"] and "476 MB" in each["problem"] for each in city["problems"])
    assert len(city["offices"]) == len([*mappen.iterdir()])


@whole
@pytest.mark.parametrize("time_of_death", range(KILLS))
def test_nobody_is_named_when_the_death_was_ours(running, operator, mappen, tmp_path, time_of_death):
    address, clean, _ = running
    for each in operator.told.iterdir():
        each.unlink()
    (operator.told / "warten").touch()
    run = roll_up(mappen, tmp_path / "Stadt.xlsx", "--cluster", address)
    wait_for(lambda: len(at_work(operator)) == WORKERS)
    os.kill(int(at_work(operator)[time_of_death % WORKERS].suffix[1:]), signal.SIGKILL)
    (operator.told / "warten").unlink()
    code, said, err = ended(run)
    assert (code, err) == (0, ""), said
    assert (tmp_path / "Stadt.xlsx").read_bytes() == clean.read_bytes()


def at_work(operator):
    """The workbooks that are being counted, each with the process that does it."""
    return sorted(each for each in operator.told.iterdir() if each.name.startswith("Büro"))


def with_planted(mappen, folder, *names):
    folder.mkdir()
    for path in mappen.iterdir():
        (folder / path.name).hardlink_to(path)
    for name in names:
        (folder / f"{name}.xlsx").write_bytes(next(mappen.iterdir()).read_bytes())
    return folder


@whole
def test_a_worker_of_another_lotse_is_named_before_the_work(operator, running, mappen, tmp_path):
    _, out, _ = running
    other = Operator(tmp_path, [])
    other.told.mkdir()
    try:
        address = other.scheduler()
        fake = tmp_path / "other"
        (fake / "automation").mkdir(parents=True)
        (fake / "automation" / "__init__.py").touch()
        other.start("dask", "worker", address, "--no-dashboard", log="w.log", PYTHONPATH=str(fake))
        wait_for(lambda: "Register worker" in (tmp_path / "scheduler.log").read_text(encoding="utf-8"))
        code, _, err = ended(roll_up(mappen, tmp_path / "Stadt.xlsx", "--cluster", address))
    finally:
        other.end()
    assert code == 2
    assert "Auf tcp://" in err
    assert "fehlt „Lotse“" in err
    assert not (tmp_path / "Stadt.xlsx").exists()
    assert operator.connected()
    assert out.exists()


@whole
def test_a_scheduler_that_goes_away_is_a_sentence(mappen, tmp_path):
    gone = Operator(tmp_path, [])
    gone.told.mkdir()
    try:
        address = gone.scheduler()
        (gone.told / "warten").touch()
        gone.worker(address, 0)
        run = roll_up(mappen, tmp_path / "Stadt.xlsx", "--cluster", address)
        wait_for(lambda: at_work(gone))
        os.killpg(gone.processes[0].pid, signal.SIGKILL)
        code, _, err = ended(run)
    finally:
        gone.end()
    assert code == 2
    assert "antwortet nicht mehr" in err
    assert not (tmp_path / "Stadt.xlsx").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
@pytest.mark.parametrize("where", ["cluster", "here"])
def test_control_c_leaves_nothing(running, operator, mappen, tmp_path, where):
    address, *_ = running
    if where == "here" and WORKERS < 2:
        pytest.skip("LOTSE_CLUSTER=4 tries this one too")
    for each in operator.told.iterdir():
        each.unlink()
    (operator.told / "warten").touch()
    out = tmp_path / "Stadt.xlsx"
    more = ("--cluster", address) if where == "cluster" else ("--processes", "2")
    run = roll_up(mappen, out, *more)
    if where == "cluster":
        wait_for(lambda: at_work(operator))
    else:
        wait_for(lambda: children_of(run.pid))
    os.killpg(run.pid, signal.SIGINT)
    code, said, err = ended(run)
    (operator.told / "warten").unlink()
    assert (code, said) == (2, "")
    assert err == "Abgebrochen. Es ist nichts geschrieben.\n"
    assert [*tmp_path.iterdir()] == []
    wait_for(lambda: not alive(run.pid))


def children_of(pid):
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def alive(group):
    """Whether a process of the run's own session is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
