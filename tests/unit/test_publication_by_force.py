"""Small offices, every world that fits what was published counted out: a judge beside pattern and attacker."""

import random
from collections import Counter
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from msgspec import structs

from automation.figures.closing import record
from automation.figures.closing.values import COHORT, value_key
from automation.publication.attack_key import earlier_tables, key_of
from automation.publication.attacker.tables import FoundTable, Value, table_of
from automation.publication.attacker.verdict import Key, Secret, attack
from automation.publication.people import ERASED, Case
from automation.publication.programme import programme_of
from automation.publication.releases import LATE, Cell, Ledger, Release
from automation.publication.subject_tables import TOTAL
from tests.published_office import QUARTERS, RULES, edition, frozen, hidden_of, released

SUBJECT, FIRST, SECOND = "Verweise an Partner", *QUARTERS[:2]
SPLITS = {"Ergebnis": ("offen", "angenommen", "abgelehnt"), "Geschlecht": ("Frauen", "Männer")}
NAMES = [("", TOTAL), *((split, row) for split, rows in SPLITS.items() for row in rows)]
MOST = 7


def office(seed):
    """Values of referrals in two quarters, up to five in each; and their cases, of two or three people in all."""
    chance, rows = random.Random(seed), {}  # noqa: S311 - invented people
    people, cases = random.Random(-seed - 1), []  # noqa: S311 - invented people

    def count(code, split="", value=""):
        key = value_key(code, "REF", split, value)
        row = rows.setdefault(key, {"Quartal": code, "Kennzahl": "REF", "aufgeteilt nach": split or None,
                                    "Ausprägung": value or None, record.KEY: key, "Zähler": 0})  # fmt: skip
        row["Zähler"] += 1

    for code in (FIRST, SECOND):
        for _ in range(chance.randint(1, 5)):
            count(code)
            said = {split: chance.choice(values) for split, values in SPLITS.items()}
            for split, row in said.items():
                count(code, split, row)
            cases.append(Case(f"{said['Geschlecht']} {people.randint(1, 2 + seed % 3)}", SUBJECT, code, said))
    return rows, cases


def worlds_of_a_quarter():
    """Every way in which up to so many cases can be spread over the rows of both splits."""
    found = []
    for whole in range(MOST + 1):
        parts = [
            [each for each in product(range(whole + 1), repeat=len(rows)) if sum(each) == whole]
            for rows in SPLITS.values()
        ]
        found += [(whole, *few, *many) for few, many in product(*parts)]
    return np.array(found, dtype=np.int8)


EVERY = worlds_of_a_quarter()


def worlds_after(releases):
    """Every world of two quarters that fits all that was published: cells by name and column."""
    said = [
        {(c.split if c.row != TOTAL else "", c.row, c.column): c.value for c in each.cells} for each in releases
    ]
    kept = []
    for code in (FIRST, SECOND):
        fits = np.ones(len(EVERY), bool)
        for cells in said:
            for place, (split, row) in enumerate(NAMES):
                if cells.get((split, row, code)) is not None:
                    fits &= EVERY[:, place] == cells[split, row, code]
        kept.append(EVERY[fits])
    one, two = (np.repeat(kept[0], len(kept[1]), axis=0), np.tile(kept[1], (len(kept[0]), 1)))
    fits = np.ones(len(one), bool)
    for release, cells in zip(releases, said, strict=True):
        until = one if release.quarter == FIRST else one + two
        there = {split for split, _, _ in cells}
        for place, (split, row) in enumerate(NAMES):
            value = cells.get((split, row, f"bis {release.quarter}"), "no such row")
            if value == "no such row":
                fits &= (until[:, place] == 0) | (split not in there)
            elif value is not None:
                fits &= until[:, place] == value
            elif split:
                fits &= until[:, place] > 0
    one, two = one[fits], two[fits]
    columns = {FIRST: one, SECOND: two, f"bis {FIRST}": one, f"bis {SECOND}": one + two}
    return {
        (SUBJECT, split, "" if row == TOTAL else row, column): values[:, place]
        for column, values in columns.items()
        for place, (split, row) in enumerate(NAMES)
    }


def own_cases(secrets):
    """Who knows their own case: of a quarter one row of 1 of each split, with the sums that are theirs alone."""
    for code in (FIRST, SECOND):
        rows = [
            [None, *(row for row in (*names, "") if secrets.get((SUBJECT, split if row else "", row, code)) == 1)]
            for split, names in SPLITS.items()
        ]
        for choice in product(*rows):
            known = [
                place
                for (split, _), row in zip(SPLITS.items(), choice, strict=True)
                if row is not None
                for column in (code, *(f"bis {each}" for each in (FIRST, SECOND) if each >= code))
                if secrets.get(place := (SUBJECT, split if row else "", row, column)) == 1
            ]
            if known:
                yield known


def own_counts(cases):
    """How many cases of each person every cell counts."""
    found = {}
    for case in cases:
        mine = found.setdefault(case.person, Counter())
        for split, row in (("", ""), *case.rows.items()):
            for column in (case.quarter, *(f"bis {each}" for each in (FIRST, SECOND) if each >= case.quarter)):
                mine[SUBJECT, split, row, column] += 1
    return found


@pytest.mark.parametrize("seed", range(12))
def test_every_world_that_fits_three_releases_leaves_each_secret_open(seed):
    """The second quarter after the first, and the first one once more: a later sum is known by then."""
    (rows, cases), ledger = office(seed), Ledger()
    later = programme_of(rows, (FIRST, SECOND), "Rotthausen").tables
    for quarters, beyond in (((FIRST,), ()), ((FIRST, SECOND), ()), ((FIRST,), later)):
        hidden = hidden_of(rows, quarters, ledger, beyond=beyond, cases=cases)
        before, ledger = ledger, released(hidden, ledger)
        key = key_of(hidden, before, edition(hidden), ())
        verdict = attack([], earlier_tables(ledger), key, RULES.smallest)
        worlds = worlds_after(ledger.releases)
        secrets = {place: each.value for place, each in key.secrets.items() if each.value < RULES.smallest}

        assert verdict.leaks == ()
        for place, secret in key.secrets.items():
            if place in worlds and place in verdict.intervals:
                low, high = verdict.intervals[place]
                assert low - 1e-6 <= worlds[place].min() <= secret.low, place
                assert secret.high <= worlds[place].max() <= high + 1e-6, place
        for known in own_cases(secrets):
            mine = np.logical_and.reduce([worlds[place] == 1 for place in known])
            for place in secrets.keys() - set(known):
                same = [one for one in known if np.array_equal(worlds[one][mine], worlds[place][mine])]
                assert len(set(worlds[place][mine])) > 1 or same, (known, place)
        secrets = {place: each.value for place, each in key.secrets.items() if place in worlds}
        groups = {place for place in secrets if key.secrets[place].high == secrets[place]}
        for counts in own_counts(cases).values():
            known = {place for place, number in counts.items() if secrets.get(place) == number}
            for place in secrets.keys() - known if known else ():
                # Of a whole group only who is counted in a quarter of it is kept from knowing.
                said = [each for each in counts if each in worlds and (place not in groups or each[3] in QUARTERS)]
                mine = np.logical_and.reduce(
                    [
                        worlds[each] == counts[each] if each in known else worlds[each] >= counts[each]
                        for each in said
                    ]
                )
                assert len(set(worlds[place][mine])) > 1, (known, place)


def test_somebody_who_is_alone_in_two_rows_at_once_is_reckoned_with():
    """With either of the two 1s nothing follows; with both, the total is known and with it the 2."""
    tables = [
        table_of("x", f"S nach {split}", (split, FIRST), [*body, ("insgesamt", "*")])
        for split, body in (("A", [("a", "*"), ("b", "*"), ("c", 3)]), ("B", [("x", "*"), ("z", 5)]))
    ]
    secrets = {
        ("S", "A", "a", FIRST): Secret(1, 1, 3),
        ("S", "A", "b", FIRST): Secret(2, 1, 3),
        ("S", "B", "x", FIRST): Secret(1, 1, 3),
    }
    values = {**dict.fromkeys(secrets), ("S", "A", "c", FIRST): 3, ("S", "B", "z", FIRST): 5}
    values[("S", "", "", FIRST)] = None
    never_empty = frozenset({("S", "A"), ("S", "B")})
    leaks = attack([], tables, Key(secrets, values, never_empty=never_empty)).leaks

    assert [leak for leak in leaks if "A: b, 2018-Q3: Wer allein" in leak]


def referrals(told):
    """Values and cases of referrals: quarter, whose (or everybody's own), result, how many."""
    rows, cases = {}, []
    for code, person, result, number in told:
        for split, value in (("", ""), ("Ergebnis", result)):
            key = value_key(code, "REF", split, value)
            row = rows.setdefault(key, {"Quartal": code, "Kennzahl": "REF", "aufgeteilt nach": split or None,
                                        "Ausprägung": value or None, record.KEY: key, "Zähler": 0})  # fmt: skip
            row["Zähler"] += number
        names = [person or f"{result} {code} {each}" for each in range(number)]
        cases += [Case(name, SUBJECT, code, {"Ergebnis": result}) for name in names]
    return rows, cases


OTHERS = [(FIRST, "", "erfolgreich", 2), (FIRST, "", "angenommen", 5)]
LATER = [(SECOND, "", row, 6 + n) for n, row in enumerate(("offen", "abgelehnt", "erfolgreich", "angenommen"))]


@pytest.mark.parametrize(("second", "later"), [(1, LATER), (2, [])])
def test_somebody_behind_two_rows_of_one_split_is_reckoned_with(second, later):
    """Alone with one open referral and one or two refused ones, they would know how many went well: two others."""
    rows, cases = referrals([(FIRST, "A", "offen", 1), (FIRST, "A", "abgelehnt", second), *OTHERS, *later])
    quarters = (FIRST, SECOND) if later else (FIRST,)
    apart = [structs.replace(case, person=f"{number}") for number, case in enumerate(cases)]
    safe, unsafe = (hidden_of(rows, quarters, cases=mine) for mine in (cases, apart))
    key, other = (key_of(each, Ledger(), edition(each), ()) for each in (safe, unsafe))
    before, leaky = (earlier_tables(released(each)) for each in (safe, unsafe))
    leaks = attack([], leaky, replace(other, people=key.people), RULES.smallest).leaks

    assert attack([], before, key, RULES.smallest).leaks == ()
    assert attack([], leaky, other, RULES.smallest).leaks == ()
    assert any(
        "Ergebnis: erfolgreich, 2018-Q3: Wer allein" in leak
        and f"{second} von „Verweise an Partner“, Ergebnis: abgelehnt" in leak
        for leak in leaks
    )


@pytest.mark.parametrize(("people", "hidden"), [("AAA", True), ("ABB", True), ("ABC", False), ("AAABBC", False)])
def test_a_number_that_counts_fewer_than_three_people_is_small(people, hidden):
    """Three requests of one person are three cases and one person. Whose deleted rows were, nobody knows."""
    rows, cases = referrals([*((FIRST, each, "offen", 1) for each in people), (FIRST, "", "angenommen", 6)])
    made = hidden_of(rows, (FIRST,), cases=cases)
    place = (SUBJECT, "Ergebnis", "offen", FIRST)
    key = key_of(made, Ledger(), edition(made), ())
    erased = [structs.replace(case, person=ERASED) for case in cases]

    assert (made.values()[place] is None) is hidden
    assert (place in key.secrets) is hidden
    assert attack([], earlier_tables(released(made)), key, RULES.smallest).leaks == ()
    assert hidden_of(rows, (FIRST,), cases=erased).values()[place] == len(people)
    later = hidden_of(rows, (FIRST,), released(made), cases=erased)
    assert (later.values()[place] is None) is hidden


def test_what_a_rounded_share_says_is_an_interval():
    """33 % of 40 lie between 12.9 and 13.4 people; under a shown share nothing can be hidden."""
    shown = (Value(None, True, "*"), Value(40.0, False, "40"))
    share = (("Anteil: Ja", (Value(None, False, "33 %"),)),)
    cells = ((shown[0],), (shown[0],), (shown[1],))
    table = FoundTable("x", "S", "K", ("Ja", "Nein", "insgesamt"), (FIRST,), cells, 2, -1, share)
    verdict = attack([], [table])

    assert verdict.intervals["S", "K", "Ja", FIRST] == pytest.approx((13.0, 13.0))
    assert len(verdict.leaks) == 2


@pytest.mark.parametrize(
    ("told", "added", "said"),
    [([], 2, 0), ([], 3, 3), ([3], 4, 3), ([3], 5, 3), ([3], 6, 6), ([3, 6], 8, 6), ([3, 6], 1, 6), ([], -4, 0)],
)
def test_late_ones_go_out_by_threes_or_wait(told, added, said):
    cells = [Cell(SUBJECT, "", TOTAL, LATE, number) for number in told]
    ledger = Ledger(tuple(Release(n, None, FIRST, {}, (cell,)) for n, cell in enumerate(cells, 1)))

    assert ledger.late_to_say(SUBJECT, added, RULES.smallest) == said


def test_of_a_cohort_that_grew_after_its_quarter_nothing_is_told():
    """Six known fates of five published placements: one was reported late."""

    def value(quarter, measure, split="", name="", **numbers):
        key = value_key(quarter, measure, split, name)
        return key, {"Quartal": quarter, "Kennzahl": measure, record.KEY: key, **numbers}

    for known, shown in ((5, True), (6, False)):
        rows = dict([value(FIRST, "V", Zähler=5), value(SECOND, "VB3", COHORT, FIRST, Zähler=4, Nenner=known)])
        tables = programme_of(rows, (FIRST, SECOND), "").tables
        assert any(table.subject == "Verbleib nach 3 Monaten" for table in tables) is shown


def test_a_target_that_no_pattern_can_show_is_hidden_and_named():
    """Families 1 and 2 make 3: whoever is the 1 would know the 2."""
    rows = {key: row for code, number in ((FIRST, 1), (SECOND, 2)) for key, row in [
        (value_key(code, "Z20"), {"Quartal": code, "Kennzahl": "Z20", "Zähler": number})]}  # fmt: skip
    hidden = hidden_of(rows, (FIRST, SECOND))
    fine = hidden_of({key: row | {"Zähler": 3} for key, row in rows.items()}, (FIRST, SECOND))

    assert hidden.lost_targets == ("„Familien unabhängig von Leistungen“, bis 2018-Q4",)
    assert hidden.unmet == fine.lost_targets == ()


def test_what_was_settled_is_never_more_than_what_came_in():
    """Of each category so far, and known to whoever attacks."""
    rows = frozen(3, events=4, quarters=QUARTERS[:2])
    for key, row in list(rows.items()):
        if row["Kennzahl"] == "ANL_EINGANG" and row["aufgeteilt nach"] in {None, "Kategorie"}:
            settled = key.replace("ANL_EINGANG", "ANL_ERLEDIGT")
            rows[settled] = row | {"Kennzahl": "ANL_ERLEDIGT", record.KEY: settled}
    hidden = hidden_of(rows, QUARTERS[:2])
    verdict = attack([], earlier_tables(released(hidden)), key_of(hidden, Ledger(), edition(hidden), ()))

    assert ("Erledigte Anliegen", "Anliegen", "", (), True) in hidden.never_more
    assert verdict.leaks == ()


def test_rows_taken_together_are_no_group_of_their_own():
    """All that is subsidised by § 16e or § 16i being § 16i says nothing of anybody: it need not be hidden."""
    hidden = hidden_of(frozen(247, events=57), QUARTERS[:3])
    second = hidden_of(frozen(247, events=57), ledger=released(hidden))

    assert any(each.rows for each in second.never_more)
    assert second.unmet == ()
