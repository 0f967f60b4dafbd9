"""A number of placements that too few employers stand behind is hidden, in whatever it is part of."""

from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from automation.figures.closing import record as r
from automation.figures.closing.employers import Firms, read_behind
from automation.figures.closing.values import COHORT, value_key
from automation.office.quarters import Quarter
from automation.publication.attack_key import earlier_tables, key_of
from automation.publication.attacker.findings import FoundFile
from automation.publication.attacker.verdict import attack
from automation.publication.document import FOR_OTHERS
from automation.publication.primary import Protection, Why
from automation.publication.programme import OWN_LABOUR
from automation.publication.proof import proof_of
from automation.publication.publishing import Publication, proven_files, told
from automation.publication.releases import Ledger
from automation.publication.wording import Wording
from tests.published_office import QUARTERS, edition, frozen, hidden_of, released

RULES = Protection(employers=3, largest=85)
V, KIND = "Vermittlungen", "Beschäftigungsart"


def office(**quarters):
    """Frozen values: by quarter and kind of work, how many started where, as the sheet keeps it."""
    rows = {}
    for name, kinds in quarters.items():
        code = f"20{name[1:3]}-Q{name[4]}"
        everybody = []
        for kind, text in kinds.items():
            number = read_behind(text)[1].number
            everybody.append(text)
            rows[value_key(code, "V", KIND, kind)] = row(code, "V", number, text, KIND, kind)
        number = sum(read_behind(text)[1].number for text in everybody)
        rows[value_key(code, "V")] = row(code, "V", number, " ".join(everybody))
    return rows


def row(code, measure, number, text, split="", value="", **more):
    return {
        "Quartal": code, "Kennzahl": measure, "aufgeteilt nach": split or None, "Ausprägung": value or None,
        "Zähler": number, r.BEHIND: text, r.KEY: value_key(code, measure, split, value), **more,
    }  # fmt: skip


def reasons(hidden):
    """Why cells of placements are hidden, by row and column; what may be read is not there."""
    return {
        (cell.row, cell.column): cell.why
        for cell in hidden.published.cells()
        if cell.value is None and cell.subject == V
    }


MANY = "aa=5 ab=4 ac=4 ad=3"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("a1=5 a2=5", True),
        ("a1=4 a2=3 a3=3", False),
        ("a1=8", True),
        ("a1=18 a2=1 a3=1", True),
        ("a1=17 a2=1 a3=1 a4=1", False),  # 85 of 100 are not more than 85
        ("a1=1 a2=1 a3=1", False),
        ("+=3", False),  # three people with a business of their own
        ("?=6", True),
        ("a1=3 a2=3 ?=1", True),
        ("a1=3 a2=3 a3=3 ?=1", False),
        ("a1=2 a2=2 a3=2 ?=40", True),  # all of them may be the first one's
    ],
)
def test_a_number_is_told_where_three_employers_are_behind_it_and_none_prevails(text, hidden):
    rows = office(q18_3={"Minijob": text, "Vollzeit sv": MANY, "EQ": MANY})

    why = reasons(hidden_of(rows, QUARTERS[:1], rules=RULES))

    assert (why.get(("Minijob", "2018-Q3")) == Why.EMPLOYERS) is hidden
    assert set(why.values()) <= {Why.EMPLOYERS, FOR_OTHERS}
    assert (FOR_OTHERS in why.values()) is hidden  # alone it could be worked out
    assert reasons(hidden_of(rows, QUARTERS[:1])) == {}  # 0 asks for nothing


def test_two_quarters_whose_employers_together_are_three_are_told_as_a_sum():
    rows = office(
        q18_3={"Minijob": "a1=3 a2=3", "Vollzeit sv": MANY}, q18_4={"Minijob": "a2=3 a3=3", "Vollzeit sv": MANY}
    )
    same = office(
        q18_3={"Minijob": "a1=3 a2=3", "Vollzeit sv": MANY}, q18_4={"Minijob": "a2=3 a1=3", "Vollzeit sv": MANY}
    )

    why, other = (reasons(hidden_of(each, QUARTERS[:2], rules=RULES)) for each in (rows, same))

    of_few = {place for place, reason in why.items() if reason == Why.EMPLOYERS}
    assert of_few == {("Minijob", "2018-Q3"), ("Minijob", "2018-Q4")}
    assert ("Minijob", "bis 2018-Q4") not in why
    assert other["Minijob", "bis 2018-Q4"] == Why.EMPLOYERS


def test_what_no_row_explains_and_what_a_value_does_not_fit_is_nobody_s():
    rows = office(q18_3={"Minijob": "a1=3 a2=3 a3=3", "Vollzeit sv": MANY})
    rows[value_key("2018-Q3", "V")] |= {"Zähler": 31, r.BEHIND: f"a1=3 a2=3 a3=3 {MANY} b1=3 b2=3"}
    damaged = {key: {**each, r.BEHIND: "a1=x a2"} for key, each in rows.items()}

    why = reasons(hidden_of(rows, QUARTERS[:1], rules=RULES))

    assert why["ohne Angabe", "2018-Q3"] == Why.EMPLOYERS
    assert ("Minijob", "2018-Q3") not in {place for place, each in why.items() if each == Why.EMPLOYERS}
    assert set(reasons(hidden_of(damaged, QUARTERS[:1], rules=RULES)).values()) == {Why.EMPLOYERS}
    assert Firms({"a": 3}).of(2).shares == (2,)


def test_who_stayed_and_who_left_have_their_own_employers_and_so_has_a_target():
    rows = office(q18_3={"Minijob": MANY}, q18_4={"Minijob": MANY})
    behind = "a1=4/4 a2=2/2 a3=0/3 a4=0/1"
    stayed = row("2018-Q4", "VB3", 6, behind, COHORT, "2018-Q3", Nenner=10)
    own = row("2018-Q3", "Z400", 9, "a1=9")
    rows |= {stayed[r.KEY]: stayed, own[r.KEY]: own}
    hidden = hidden_of(rows, QUARTERS[:2], rules=RULES)
    why = {(cell.subject, cell.row, cell.column): cell.why for cell in hidden.published.cells()}

    assert why["Verbleib nach 3 Monaten", "beim selben Arbeitgeber", "2018-Q3"] == Why.EMPLOYERS
    assert why["Verbleib nach 3 Monaten", "nicht mehr dort", "2018-Q3"] == Why.EMPLOYERS
    assert why["Verbleib nach 3 Monaten", "insgesamt", "2018-Q3"] == ""
    assert hidden.targets_of_few == (f"„{OWN_LABOUR}“, bis 2018-Q4",)
    assert hidden.lost_targets == ()
    made = Publication(
        Quarter(2018, 4),
        False,
        "de",
        (Path("Zahlen.html"),),
        targets_of_few=hidden.targets_of_few,
        read_later=(("2018-Q3", 2),),
    )
    said = list(told(made))
    assert any(each.startswith(f"{hidden.targets_of_few[0]}: ") and "eine 0" in each for each in said)
    assert any(each.startswith("2018-Q3: ") and "2 von ihnen stehen" in each for each in said)


def test_an_earlier_release_keeps_what_it_told_and_what_it_hid():
    rows = office(
        q18_3={"Minijob": "a1=3 a2=3", "Vollzeit sv": MANY}, q18_4={"Minijob": "a3=3 a4=3", "Vollzeit sv": MANY}
    )
    open_before, hidden_before = (hidden_of(rows, QUARTERS[:1], rules=each) for each in (Protection(), RULES))
    after, later = (
        hidden_of(rows, QUARTERS[:2], released(each), rules=RULES) for each in (open_before, hidden_before)
    )

    assert ("Minijob", "2018-Q3") not in reasons(after)
    assert reasons(later)["Minijob", "2018-Q3"] == Why.EMPLOYERS
    for each, before in ((after, open_before), (later, hidden_before)):
        ledger = released(before)
        verdict = attack([], earlier_tables(released(each, ledger)), key_of(each, ledger, edition(each), ()))
        assert verdict.leaks == ()


def test_the_attacker_asks_for_employers_by_itself():
    """Somebody published without the rule, or the rule was forgotten: whoever attacks it knows better."""
    rows = office(q18_3={"Minijob": "a1=3 a2=3", "Vollzeit sv": MANY, "EQ": MANY})
    careless = hidden_of(rows, QUARTERS[:1])
    files, key = earlier_tables(released(careless)), key_of(careless, Ledger(), edition(careless), ())
    strict = replace(key, least_employers=3, largest_share=85)
    found = [structs.replace(table, source="neu") for table in files]

    file = FoundFile("Zahlen.html", tables=found)
    assert attack([file], (), key).leaks == ()
    leaks = attack([file], (), strict).leaks
    assert [each.partition(": Dahinter")[0] for each in leaks] == [
        "„Vermittlungen“, Beschäftigungsart: Minijob, 2018-Q3",
        "„Vermittlungen“, Beschäftigungsart: Minijob, bis 2018-Q3",
    ]
    assert all("steht lesbar da" in each for each in leaks)
    assert attack([file], files, strict).leaks == ()  # it was told before
    careful = hidden_of(rows, QUARTERS[:1], rules=RULES)
    unguarded = replace(key_of(careful, Ledger(), edition(careful), ()), secrets={})
    tables = tuple(structs.replace(table, source="neu") for table in earlier_tables(released(careful)))
    leaks = attack([FoundFile("Zahlen.html", tables=list(tables))], (), unguarded).leaks
    assert any("nichts schützt den Wert" in leak for leak in leaks)


@pytest.mark.parametrize("seed", [0, 2, 4])
def test_offices_with_few_employers_give_nothing_away(seed):
    rows = frozen(seed, events=14 + 9 * seed, quarters=QUARTERS[:2], firms=3 + seed % 4)
    first = hidden_of(rows, QUARTERS[:1], rules=RULES)
    ledger = released(first)
    second = hidden_of(rows, QUARTERS[:2], ledger, rules=RULES)
    why = []

    for hidden, before in ((first, Ledger()), (second, ledger)):
        tables = earlier_tables(released(hidden, before))
        verdict = attack([], tables, key_of(hidden, before, edition(hidden), ()), RULES.smallest)
        why += [need for need in hidden.needs.values() if need.why is Why.EMPLOYERS]
        assert verdict.leaks == ()
        assert not hidden.unmet
    assert why
    assert all(need.above >= RULES.smallest for need in why)


@pytest.fixture(scope="module")
def published():
    rows = office(q18_3={"Minijob": "a1=3 a2=3", "Vollzeit sv": MANY, "EQ": MANY})
    return hidden_of(rows, QUARTERS[:1], rules=RULES)


@pytest.mark.parametrize(
    ("language", "few", "one"),
    [
        ("de", "aus weniger als 3 Betrieben", "fast ganz aus einem"),
        ("en", "fewer than 3 employers", "almost wholly"),
    ],
)
def test_a_star_is_explained_in_every_form_and_language(published, language, few, one):
    contents, proof, leaks = proven_files(published, Ledger(), edition(published, language), (), RULES)
    page = " ".join(contents[".html"].decode().split())

    assert leaks == ()
    assert few in page
    assert one in page
    assert proof.of_few == 1
    assert (proof.small, proof.public()["employers_at_least"]) == (0, 3)
    assert proof.public()["prevailing_employers_hidden"] is True
    unasked = edition(replace(published, rules=Protection()), language)
    assert few not in unasked.legend
    assert (
        Wording(language).say("of_few", least=4)
        in edition(replace(published, rules=Protection(employers=4)), language).legend
    )
    assert proof_of(attack([], ()), published).rows(Wording(language))
