"""Python's search for reference cycles, which a workbook needs least: millions of values, and none in a cycle."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SELDOM = (200_000, 50, 100)


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Let it rest as long as the `with` lasts, while values are made.

    What was made then counts as old without a look at it: at half a million facts that look takes half a second.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def collect_no_more() -> None:
    """Let it pass by all that is there: where the process ends, the system takes memory back sooner."""
    gc.freeze()


def live_on(read: object) -> None:
    """Let what was read live on in a process that ends soon: freed value by value, an office takes its time.

    It is kept by a circle, which nobody holds and only the collector would free; the end passes it by.
    """
    circle = [read]
    circle.append(circle)


def collect_seldom() -> None:
    """Let it look less often from now on: what was read lives to the end of the run.

    It passes by what is there at the first time only: what comes later may be an office that is done with, in a
    process that follows a workbook all day or counts one office after the other.
    """
    if gc.get_threshold() != _SELDOM:
        gc.freeze()
        gc.set_threshold(*_SELDOM)
