"""What the cheapest pattern of a large publication costs, and the attack on it; no time is judged here.

`LOTSE_LARGE=10` takes ten offices of four hundred to six hundred published values instead of two.
"""

from __future__ import annotations

import os
import sys
import time

import pytest

from automation.publication.attack_key import earlier_tables, key_of
from automation.publication.attacker.verdict import attack
from automation.publication.exact import Work
from automation.publication.releases import Ledger
from tests.bench.measuring import show
from tests.published_office import QUARTERS, RULES, edition, hidden_of, large, released

pytestmark = pytest.mark.bench
LARGE = int(os.environ.get("LOTSE_LARGE", "2"))
PATIENCE = 60.0


@pytest.mark.parametrize("seed", range(11, 11 + LARGE))
def test_a_large_publication_is_cheaper_after_the_search_and_attacked_in_a_moment(seed):
    """Processor seconds; the search ends after a minute of them."""
    quarters, cases = QUARTERS[: 5 + seed % 4], []
    rows = large(seed, events=40 + seed % 7 * 40, quarters=quarters, cases=cases)
    begin = time.process_time()
    hidden = hidden_of(
        rows, quarters, cases=cases, work=Work(), clock=lambda: time.process_time() - begin > PATIENCE
    )
    searched, found = time.process_time() - begin, hidden.optimum
    for each in (hidden_of(rows, quarters, cases=cases), hidden):
        key, tables = key_of(each, Ledger(), edition(each), ()), earlier_tables(released(each))
        begin = time.process_time()
        verdict = attack([], tables, key, RULES.smallest)
        attacked = time.process_time() - begin
        assert verdict.leaks == ()

    assert found.bound <= found.cost + 1e-6 <= found.heuristic + 2e-6
    sys.stdout.write(
        f"OFFICE {seed}: {len(hidden.system)} values, {len(hidden.values())} cells, "
        f"{len(hidden.needs)} to protect, {verdict.insiders} insiders, "
        f"cost {found.heuristic:.0f} -> {found.cost:.0f}, "
        f"{'proven' if found.proven else 'stopped' if found.stopped else 'limit'}\n"
    )
    show("publish-cost-to-heuristic", found.cost / found.heuristic)
    show("publish-gap", found.gap)
    show("publish-search-cpu-seconds", searched)
    show("publish-attack-cpu-seconds", attacked)
