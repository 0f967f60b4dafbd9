"""Whole processes, measured in turn: A B A B …, so that a machine whose speed drifts drifts for both."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

RUNS = int(os.environ.get("LOTSE_BENCH_RUNS", "3"))


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took: wall seconds, its largest memory in MB, seconds of all processors that it kept busy."""

    seconds: float
    megabytes: float
    busy: float


def cost(command: Sequence[str | Path], *, accepted: tuple[int, ...] = (0, 1)) -> Cost:
    """Run a command to its end and return what it took; its output is thrown away."""
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in accepted, f"{command[0]} ended with {process.returncode}"
    return Cost(seconds, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime)


Command = Sequence[str | Path]


def ratio(name: str, ours: Command, theirs: Command, *, runs: int = RUNS) -> None:
    """Measure two commands in turn and print the medians of the ratios, a line for time, a line for memory."""
    cost(ours)
    pairs = [(cost(ours), cost(theirs)) for _ in range(runs)]
    show(name, median(a.seconds / b.seconds for a, b in pairs))
    show(f"{name}-memory", median(a.megabytes / b.megabytes for a, b in pairs))
    show(f"{name}-seconds", median(a.seconds for a, _ in pairs))
    show(f"{name}-cpu-seconds", min(a.busy for a, _ in pairs))  # what a busy machine does not change much


def show(name: str, value: float) -> None:
    """Print one figure as the benchmark's line."""
    sys.stdout.write(f"RATIO {name} {value:.3f}\n")
    sys.stdout.flush()


def python(code: str, *arguments: str | Path) -> list[str | Path]:
    """Return the command that runs a piece of Python with this interpreter."""
    return [sys.executable, "-c", code, *arguments]


def lotse(*arguments: str | Path) -> list[str | Path]:
    """Return the command line of Lotse with this interpreter."""
    return [sys.executable, "-m", "automation", *arguments]
