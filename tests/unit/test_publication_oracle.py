"""τ-ARGUS, which statistical offices use, audits single tables: it comes to the same intervals as our attacker."""

import json
import subprocess
import sys

import pytest

from automation.publication.attacker.tables import table_of
from automation.publication.attacker.verdict import attack

# One engine lives in a process, and what it writes on the way goes to neither our screen nor our folder.
_AUDIT = """
import json, random, sys
import pytauargus
tables = []
for seed in range(int(sys.argv[2])):
    chance = random.Random(seed)
    rows = [{"Q": f"2019-Q{chance.randint(1, 4)}", "K": chance.choices("ABCDEF", [8, 5, 3, 2, 1, 1])[0], "W": 1.0}
            for _ in range(60)]
    done = pytauargus.protect(rows, ["Q", "K"], "W", safety_rules="FREQ(3,30)", suppress="OPT(1)")
    cells, audit = done.tables[0].rows, done.engine.audit(0)
    tables.append([[{name: cell[name] for name in ("Q", "K", "W", "status")} for cell in cells],
                   [[each["cell"], each["min"], each["max"]] for each in audit]])
with open(sys.argv[1], "w") as file:
    json.dump(tables, file)
"""


def test_the_audit_of_tau_argus_agrees_on_every_hidden_cell(tmp_path):
    pytest.importorskip("pytauargus", reason="pytauargus gehört zum Extra dev.")
    told = tmp_path / "audit.json"
    subprocess.run(
        [sys.executable, "-c", _AUDIT, str(told), "3"], check=True, capture_output=True, timeout=120, cwd=tmp_path
    )
    compared = 0
    for cells, audit in json.loads(told.read_text()):
        shown = {(cell["Q"], cell["K"]): "*" if cell["status"] in "UM" else int(cell["W"]) for cell in cells}
        quarters = sorted({quarter for quarter, _ in shown} - {"Total"})
        kinds = sorted({kind for _, kind in shown} - {"Total"})
        body = [
            [kind, *(shown.get((each, kind), 0) for each in (*quarters, "Total"))] for kind in (*kinds, "Total")
        ]
        table = table_of("τ-ARGUS", "S", ("K", *quarters, "Total"), body)
        intervals = attack([], [table]).intervals
        for number, low, high in audit:
            quarter, kind = cells[number]["Q"], cells[number]["K"]
            column = f"bis {quarters[-1]}" if quarter == "Total" else quarter
            place = ("S", "", "", column) if kind == "Total" else ("S", "K", kind, column)
            assert intervals[place] == pytest.approx((low, high), abs=1e-4)
            compared += 1

    assert compared > 20
