"""Two processes derive the facts of a large office, and nobody can tell: the same facts, in the same order."""

import sys
from datetime import date

import pytest

from automation.figures import deriving
from automation.figures.deriving import derive_facts
from automation.office.law import LegalValues
from automation.office.settings import Settings
from workbook.creating.demo import build_demo
from workbook.second_process import done_by_two

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux splits a process in two"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]


def test_two_processes_derive_what_one_does(monkeypatch):
    today = date(2019, 6, 30)
    office = build_demo(as_of=today).office
    alone = derive_facts(office, today, Settings.of(office), LegalValues.of(office))

    shared = []
    monkeypatch.setattr(deriving, "_LARGE", 0)
    monkeypatch.setattr(deriving, "can_share", lambda: True)
    monkeypatch.setattr(deriving, "done_by_two", lambda jobs: shared.append(len(jobs)) or done_by_two(jobs))

    assert derive_facts(office, today, Settings.of(office), LegalValues.of(office)) == alone
    assert shared[0] > 3  # requests, households, placements, and each further group
    assert alone
