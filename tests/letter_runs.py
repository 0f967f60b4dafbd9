"""Runs of `letters` and `run` in processes of their own, which may be made to die anywhere.

Started as a program it reads orders, one line of JSON each, and answers each with one line: how the runs ended. The
work is done in children, so that a hundred of them cost one import.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

HOUSE = Path(__file__).parents[1]
_TOUCHES = {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.chmod", "os.utime", "os.chown"}


@dataclass(frozen=True)
class Order:
    """A run: of which job, on which workbook, and where it dies.

    `step` is the number of the touch of a file before which it gets `signal`, `seconds` the time after which it is
    killed; with neither it ends by itself.
    """

    book: str
    job: str = "letters"
    step: int = 0
    seconds: float = 0
    signal: int = 0


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit status (negative: the signal), what it said, how many files it touched."""

    status: int
    told: tuple[str, ...] = ()
    written: int = 0
    touches: int = 0
    error: str = ""


class Runs:
    """The program that does the runs."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.letter_runs"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=HOUSE,
        )

    def together(self, *orders: Order) -> list[Ended]:
        """Start the runs at once and return how each ended."""
        self._process.stdin.write(json.dumps([asdict(order) for order in orders]) + "\n")
        self._process.stdin.flush()
        return [Ended(**each) for each in json.loads(self._process.stdout.readline())]

    def one(self, order: Order) -> Ended:
        """Return how one run ended."""
        (ended,) = self.together(order)
        return ended

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def _serve() -> None:
    from automation import jobs  # noqa: F401, PLC0415 - what every child needs

    for line in sys.stdin:
        started = [_start(Order(**order)) for order in json.loads(line)]
        sys.stdout.write(json.dumps([_end(*each) for each in started]) + "\n")
        sys.stdout.flush()


def _start(order: Order) -> tuple[int, int]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        code = 0
        try:
            said = _run(order)
        except BaseException as error:  # noqa: BLE001 - whatever it was, it is the answer
            said, code = {"error": f"{type(error).__name__}: {error}"}, 1
        os.write(writing, json.dumps(said).encode())
        os._exit(code)
    os.close(writing)
    return child, reading


def _end(child: int, reading: int) -> dict:
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return {"status": os.waitstatus_to_exitcode(status), **(json.loads(said) if said else {})}


def _run(order: Order) -> dict:
    from automation import jobs  # noqa: PLC0415
    from tests.letter_office import TODAY  # noqa: PLC0415
    from workbook.writing.file_book import FileBook  # noqa: PLC0415

    folder = str(Path(order.book).parent)
    touches = 0

    def count(event: str, arguments: tuple) -> None:
        nonlocal touches
        if event in _TOUCHES and str(arguments[0]).startswith(folder):
            touches += 1
            if touches == order.step:
                os.kill(os.getpid(), order.signal)

    sys.addaudithook(count)
    if order.seconds:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, order.seconds)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    book = FileBook(Path(order.book))
    posted = jobs.write_letters(book, TODAY) if order.job == "letters" else jobs.run(book, TODAY).posted
    return {"told": posted.told, "written": len(posted.written), "touches": touches}


if __name__ == "__main__":
    _serve()
