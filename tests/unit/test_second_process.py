"""Two processes do the work of a large office, and nobody can tell: the same findings, in the same order."""

import os
import pickle
import select
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context

import pytest
from msgspec.structs import replace

from automation import checks
from automation.checks import rule as running
from automation.letters import drafting
from automation.letters.cases import CaseBuilder
from automation.letters.desk import Stop, findings_by_row
from automation.letters.dispatch import DispatchLog
from automation.letters.gate import Datum
from automation.letters.planning import plan_letters
from automation.letters.remarks import letter_findings
from automation.office.law import LegalValues
from automation.office.settings import Settings
from tests.letter_office import desk
from workbook import second_process
from workbook.creating.demo import build_demo
from workbook.schema import Client
from workbook.second_process import can_share, done_by_two

PATIENCE = 60
"""Seconds after which a meeting that never comes about fails the test instead of holding it up for ever."""

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux splits a process in two"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]


class Meeting:
    """Where the two processes wait for each other, so that each of them takes exactly one of two jobs."""

    def __init__(self):
        self.first, self.waiting = os.getpid(), True
        self._ends = [os.pipe(), os.pipe()]

    @property
    def here(self):
        return int(os.getpid() == self.first)

    def wait(self):
        if self.here and not self.waiting:
            return  # the other one came and went
        os.write(self._ends[self.here][1], b"!")
        came, _, _ = select.select([self._ends[1 - self.here][0]], [], [], PATIENCE)
        assert came
        self.waiting = False


def test_each_of_the_two_takes_what_is_next():
    meeting = Meeting()

    def job():
        meeting.wait()
        return os.getpid()

    assert len(set(done_by_two([job, job]))) == 2


def test_what_is_found_comes_in_the_order_of_the_jobs():
    assert done_by_two([lambda number=number: number * number for number in range(200)]) == [
        number * number for number in range(200)
    ]


def test_what_the_second_process_took_and_did_not_bring_back_is_done_here():
    meeting = Meeting()

    def job():
        meeting.wait()
        if not meeting.here:
            os._exit(9)
        return os.getpid()

    assert done_by_two([job, job]) == [meeting.first, meeting.first]


def test_a_defect_comes_out_here_whoever_of_the_two_met_it():
    meeting = Meeting()

    def job():
        meeting.wait()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        done_by_two([job, job])


def test_where_no_process_can_be_begun_all_is_done_here(monkeypatch):
    def refused():
        raise BlockingIOError

    monkeypatch.setattr(second_process.os, "fork", refused)

    assert done_by_two([os.getpid, os.getpid]) == [os.getpid()] * 2


def test_no_process_is_split_while_another_thread_may_hold_a_lock():
    over = threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    try:
        assert not can_share()
    finally:
        over.set()
        thread.join()


def test_whoever_works_beside_others_takes_no_second_processor():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(can_share).result() is False


def test_the_findings_of_a_large_office_are_those_of_a_small_one(monkeypatch):
    office, today = build_demo().office, date(2021, 3, 1)

    def found():
        return checks.check(office, today, LegalValues.of(office), Settings.of(office))

    alone, shared = found(), []
    monkeypatch.setattr(running, "_LARGE", 0)
    monkeypatch.setattr(running, "can_share", lambda: True)
    monkeypatch.setattr(running, "done_by_two", lambda jobs: shared.append(len(jobs)) or done_by_two(jobs))

    assert found() == alone
    assert len({finding.rule for finding in alone}) > 5
    assert shared
    assert shared[0] > 5


@pytest.mark.parametrize("today", [date(2019, 6, 30), date(2021, 3, 1)])
def test_what_stands_in_the_way_of_letters_is_the_same_whoever_asks(monkeypatch, today):
    office, shared = build_demo(clients=400).office, []
    asked_of = replace(desk(office), today=today, findings=errors(office, today))

    def planned(*, writing):
        plan = plan_letters(asked_of, DispatchLog(), writing=writing)
        return plan.withheld, plan.blocked, plan.german_only, letter_findings(plan, office, today=today)

    alone, written = planned(writing=False), planned(writing=True)
    monkeypatch.setattr(drafting, "_MANY", 1)
    monkeypatch.setattr(drafting, "can_share", lambda: True)
    monkeypatch.setattr(drafting, "done_by_two", lambda jobs: shared.append(len(jobs)) or done_by_two(jobs))

    assert planned(writing=False) == alone == written
    assert alone[0]
    assert shared
    assert shared[0] > 1


def errors(office, today):
    return findings_by_row(checks.check(office, today, LegalValues.of(office), Settings.of(office)))


def test_a_letter_that_waits_is_drafted_once(monkeypatch):
    office, today, drafted = build_demo(clients=400).office, date(2021, 3, 1), []
    asked_of = replace(desk(office), today=today, findings=errors(office, today))
    draft = CaseBuilder.draft

    def counted(builder, kind, row):
        drafted.append((kind.kind, row.spec.sheet, row.row))
        return draft(builder, kind, row)

    monkeypatch.setattr(CaseBuilder, "draft", counted)
    monkeypatch.setattr(drafting, "_MANY", 1)
    monkeypatch.setattr(drafting, "can_share", lambda: True)
    monkeypatch.setattr(drafting, "done_by_two", lambda jobs: [job() for job in jobs])

    withheld = plan_letters(asked_of, DispatchLog(), writing=False).withheld

    assert withheld
    assert drafted
    assert len(drafted) == len(set(drafted))


def test_what_stands_in_the_way_of_a_letter_is_told_by_another_process_as_by_this_one():
    client = next(iter(build_demo(clients=40).office[Client]))
    stop = Stop("Es fehlt etwas.", client, "owner", "Bitte ergänzen", roots=[Datum.of(client, "household_id")])

    told = pickle.loads(pickle.dumps(stop))  # noqa: S301 - our own

    assert (str(told), told.reason, told.suggestion) == ("Es fehlt etwas.", "Es fehlt etwas.", "Bitte ergänzen")
    assert (told.datum, told.roots) == (stop.datum, stop.roots)
    assert told.concerns(client)
