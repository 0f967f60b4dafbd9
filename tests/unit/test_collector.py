"""Python's collector passes by what a run begins with, never what a process that runs all day reads later."""

import gc
import weakref

import pytest

from workbook.reading.collector import collect_seldom, collector_at_rest, live_on


@pytest.fixture(autouse=True)
def as_it_was():
    """Leave the collector as other tests know it."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_what_is_read_later_is_looked_at_once_nobody_needs_it():
    collect_seldom()
    passed_by = gc.get_freeze_count()

    with collector_at_rest():
        read = [[] for _ in range(1_000)]
    collect_seldom()

    assert len(read) == 1_000
    assert gc.get_freeze_count() <= passed_by


def test_what_lives_on_is_freed_by_the_collector_alone():
    class Read:
        pass

    read = Read()
    known = weakref.ref(read)
    with collector_at_rest():
        live_on(read)
        del read
        assert known() is not None

    gc.collect()

    assert known() is None


def test_what_was_made_at_rest_is_old_without_a_look_at_it():
    looks = []
    gc.callbacks.append(lambda phase, about: looks.append((phase, about["generation"])))
    try:
        with collector_at_rest():
            made = [[] for _ in range(5_000)]
        made += [[] for _ in range(100)]
    finally:
        gc.callbacks.pop()

    assert len(made) == 5_100
    assert looks == []
