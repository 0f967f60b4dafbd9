"""A closed quarter: what is published stays, late reports explain what differs, erasing changes no figure."""

import os
from collections import Counter
from datetime import date, timedelta
from functools import lru_cache
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from automation.dashboard.closed import add_closed
from automation.dashboard.grid import Page
from automation.figures.closing import record as r
from automation.figures.closing.closings import GONE, Closings
from automation.figures.closing.effects import effects_of, parts_of
from automation.figures.closing.employers import (
    EMPLOYED,
    OWN,
    UNKNOWN,
    Employers,
    Firms,
    as_counted,
    read_behind,
)
from automation.figures.closing.erased import count_on, missing
from automation.figures.closing.marks import Rows
from automation.figures.closing.record import SINCE, Record
from automation.figures.closing.relevance import measures_of
from automation.figures.closing.reports import ERASED
from automation.figures.closing.seals import looked_at, resealed
from automation.figures.closing.state import closed, reopened, state_of
from automation.figures.closing.values import behind_rows, value_key
from automation.figures.compiled import add_up
from automation.figures.deriving import derive_facts
from automation.figures.fact import Fact
from automation.figures.indicators import placement_counts as placements
from automation.figures.measures import Nature
from automation.figures.reporting import Reporting
from automation.office.law import LegalValues
from automation.office.quarters import Quarter
from automation.office.settings import Settings
from automation.publication.employers_known import late_of_few
from automation.publication.primary import Protection
from workbook.creating.demo import build_demo
from workbook.errors import FigureError
from workbook.schema import BenefitMonth, Client, Employer, Household, Placement, Referral, Request
from workbook.schema.vocabulary import Employment, FollowUp, Gender, RequestStatus
from workbook.sheets import Formula
from workbook.tables import Office, Table

OFFICE = build_demo().office
TODAY = date(2019, 8, 15)
QUARTERS = (Quarter(2018, 3), Quarter(2018, 4), Quarter(2019, 1), Quarter(2019, 2))
SHARES = {"VMIX"}
"""Its parts are shares of the same whole, also those that no changed row belongs to: the whole is told once."""
RUNS = int(os.environ.get("LOTSE_CLOSINGS", "3"))


def state(office, record, version="0.2"):
    return state_of(record, facts_of(office), office, TODAY, Settings.of(office), version)


def hold(record, before, after, office, only_new=()):
    """The record so that every figure stays what it was before somebody was deleted."""
    return count_on(record, missing(record, before, after, office, only_new), office)


def facts_of(office):
    return derive_facts(office, TODAY, Settings.of(office), LegalValues.of(office))


@lru_cache(maxsize=1)
def all_closed():
    found = state(OFFICE, Record())
    for quarter in QUARTERS:
        found = closed(found, quarter, OFFICE, TODAY, "MKA", "the workbook's digest")
    return found


def changed(office, record, make):
    """The office with another table: `make` gets and returns its columns as lists, the row numbers under `row`."""
    table = office[record]
    values = {name: list(table.column(name)) for name in (column.name for column in record.spec.columns)}
    values["row"] = list(table.rows)
    make(values)
    rows = values.pop("row")
    numbers = {name: number for number, name in enumerate(values, 1)}
    other = Table(record, sheet=table.sheet, rows=rows, values=values, numbers=numbers)
    tables = {each.record: each for each in office}
    return Office(tables | {record: other}, office.lists)


def edited(office, record, key, column, value):
    def make(values):
        values[column][values[record.spec.key].index(key)] = value

    return changed(office, record, make)


def without(office, record, gone):
    def make(values):
        left = [place for place in range(len(values["row"])) if not gone(values, place)]
        for name, column in values.items():
            values[name] = [column[place] for place in left]

    return changed(office, record, make)


def worked_on(office, step):
    """The office after a cell was changed, if its row is still there, or a row was taken out."""
    match step:
        case ("edit", record, key, column, value):
            there = key in office[record].positions
            return edited(office, record, key, column, value) if there else office
        case ("drop", record, key):
            return without(office, record, lambda values, place: values[record.spec.key][place] == key)


def erased(office, client):
    """The office without a person: every row that names them."""
    for table in list(office):
        if any(column.name == "client_id" for column in table.spec.columns):
            office = without(office, table.record, lambda values, place: values["client_id"][place] == client)
    return office


def seen(figures):
    """Numerator, denominator and cases of every figure with a history, in every closed quarter, whole and split."""
    found = {}
    for quarter in QUARTERS:
        for group in figures.groups:
            for measure in (each for each in group.measures if each.history):
                cohorts = [each for each in QUARTERS if each <= quarter]
                for of in cohorts if measure.nature is Nature.COHORT else [quarter]:
                    moment = figures.sums.moment(of, day=figures.reporting.cut_off(quarter))
                    wheres = [()]
                    for split in measure.splits:
                        values = split.occurring(figures.sums, measure.adding)
                        wheres += [((split.dimension, value),) for value in values]
                    for where in wheres:
                        cohort = of.code if measure.nature is Nature.COHORT else ""
                        numbers = parts_of(measure.adding.parts(figures.sums, moment, where))
                        found[quarter.code, measure.id, cohort, where] = of_itself(measure, where, numbers)
    return found


def of_itself(measure, where, numbers):
    """What a figure has of its own: of a share in a common whole only the part."""
    return (numbers[0], 0, 0) if where and measure.id in SHARES else numbers


def explained(now):
    """What the reports of each closed quarter, and they alone, change in its figures, in the same places."""
    found = {}
    for report in now.reports:
        for effect in report.effects:
            if effect.cohort == SINCE:
                continue
            place = (report.closing.quarter.code, effect.measure.id, effect.cohort, effect.where)
            old = found.get(place, (0, 0, 0))
            numbers = (effect.numerator, effect.denominator, effect.n)
            new = of_itself(effect.measure, effect.where, numbers)
            found[place] = tuple(one + other for one, other in zip(old, new, strict=True))
    return {place: numbers for place, numbers in found.items() if any(abs(number) > 1e-9 for number in numbers)}


def difference(before, after):
    found = {}
    for place in before.keys() | after.keys():
        old, new = before.get(place, (0, 0, 0)), after.get(place, (0, 0, 0))
        numbers = tuple(other - one for one, other in zip(old, new, strict=True))
        if any(abs(number) > 1e-9 for number in numbers):
            found[place] = numbers
    return found


PLACED = OFFICE[Placement].column("placement_id")
ASKED = OFFICE[Request].column("request_id")
REFERRED = OFFICE[Referral].column("referral_id")
CLIENTS = sorted({key for key in OFFICE[Placement].column("client_id") if key})
DAYS = st.dates(date(2018, 7, 1), TODAY)
EDITS = st.one_of(
    st.tuples(st.just("edit"), st.just(Placement), st.sampled_from(PLACED), st.just("start"), DAYS),
    st.tuples(st.just("edit"), st.just(Request), st.sampled_from(ASKED), st.just("received_on"), DAYS),
    st.tuples(st.just("edit"), st.just(Request), st.sampled_from(ASKED), st.just("done_on"), DAYS),
    st.tuples(st.just("edit"), st.just(Referral), st.sampled_from(REFERRED), st.just("referred_on"), DAYS),
    st.tuples(st.just("edit"), st.just(Client), st.sampled_from(CLIENTS), st.just("district"), st.just("Schalke")),
    st.tuples(
        *(st.just("edit"), st.just(Placement), st.sampled_from(PLACED)),
        *(st.sampled_from(("status_3", "status_6")), st.sampled_from((None, *FollowUp))),
    ),
    st.tuples(
        *(st.just("edit"), st.just(Request), st.sampled_from(ASKED)),
        *(st.just("status"), st.sampled_from(RequestStatus)),
    ),
    st.tuples(st.just("drop"), st.just(Placement), st.sampled_from(PLACED)),
    st.tuples(st.just("drop"), st.just(Request), st.sampled_from(ASKED)),
    st.tuples(st.just("erase"), st.sampled_from(CLIENTS)),
)


@settings(max_examples=RUNS, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(EDITS, min_size=1, max_size=6))
@example([("erase", "K-00161"), ("erase", "K-00161")])
@example([("erase", "K-00161"), ("edit", Placement, "V-00042", "start", date(2018, 7, 1)), ("erase", "K-00071")])
@example([("edit", Request, "A-00001", "done_on", date(2018, 7, 1))])
@example([("edit", Request, "A-00157", "received_on", date(2018, 7, 1))])
@example([("edit", Placement, "V-00034", "status_3", FollowUp.OTHER_EMPLOYER)])
@example([("edit", Request, "A-00001", "done_on", date(2018, 10, 1)), ("erase", "K-00011")])
@example([("edit", Request, "A-00001", "received_on", date(2018, 10, 1)), ("drop", Request, "A-00001")])
@example(
    [
        ("edit", Placement, "V-00042", "start", date(2018, 7, 1)),
        ("edit", Placement, "V-00050", "start", date(2019, 3, 28)),
        ("edit", Request, "A-00138", "done_on", date(2018, 9, 9)),
        ("erase", "K-00161"),
        ("erase", "K-00161"),
    ]
)
def test_late_reports_explain_the_difference_exactly_and_erasing_makes_none(steps):
    office, now = OFFICE, all_closed()
    published = seen(now.figures)
    for step in steps:
        match step:
            case ("edit" | "drop", *_):
                office = worked_on(office, step)
                now = state(office, now.record)
            case ("erase", client):
                before = seen(now.figures)
                rest = erased(office, client)
                record = hold(now.record, now.facts, facts_of(rest), rest)
                after = state(rest, record)
                assert difference(before, seen(after.figures)) == {}
                assert explained(after) == explained(now)
                assert {each.id for each in after.reports if not each.effects} <= {each.id for each in now.reports}
                assert client not in str([each.fact.key for each in after.closings.kept])
                office, now = rest, after
        assert difference(published, seen(now.figures)) == explained(now)


def test_nothing_has_changed_where_nobody_changed_anything():
    later = state(OFFICE, all_closed().record)

    assert later.reports == ()
    assert difference(seen(all_closed().figures), seen(later.figures)) == {}
    values = [row for row in later.record.of(r.VALUES) if row[r.FIRST] != row[r.NOW]]
    assert values == []


def counting_placement():
    """A placement of the first quarter of 2019 that counts."""
    return next(
        fact for fact in all_closed().facts if fact.code == "V" and fact.numerator and fact.quarter == "2019-Q1"
    )


def test_a_changed_day_is_a_late_report_with_both_days_and_its_effect():
    key = counting_placement().key
    was = OFFICE[Placement].get(key).start
    now = state(edited(OFFICE, Placement, key, "start", was + timedelta(days=200)), all_closed().record)

    rows = [row for row in now.record.of(r.LATE) if row["Schlüssel"] == key and row["Quartal"] == "2019-Q1"]
    assert [(row["Art"], row["vorher"]) for row in rows] == [("geändert", f"Beginn: {was:%d.%m.%Y}")]
    assert "Vermittlungen −1" in rows[0]["Wirkung"]
    [value] = [row for row in now.record.of(r.VALUES) if row[r.KEY] == "2019-Q1|V||"]
    assert value[r.NOW] == value[r.FIRST] - 1


def test_a_request_that_came_earlier_is_told_of_every_closed_quarter_at_whose_end_it_was_open():
    """It came on 01.10.2018, not on 28.05.2019: of the two quarters between, nothing but the stock is another."""
    office = edited(OFFICE, Request, "A-00157", "received_on", date(2018, 10, 1))
    now = state(office, all_closed().record)

    told = {row["Quartal"]: (row["Art"], row["Wirkung"]) for row in now.record.of(r.LATE)}
    open_between = ("nachgetragen", "offen am Ende +1")
    assert (told["2019-Q1"], told["2019-Q2"][0]) == (open_between, "geändert")
    assert told["2018-Q4"] == ("nachgetragen", "Eingang +1; offen am Ende +1")
    assert {each.key for each in now.reports} == {"A-00157"}
    for code in ("2018-Q4", "2019-Q1"):
        [value] = [row for row in now.record.of(r.VALUES) if row[r.KEY] == f"{code}|ANL_OFFEN||"]
        assert value[r.NOW] == value[r.FIRST] + 1

    back = state(OFFICE, now.record)
    assert back.record.of(r.LATE) == ()


def test_a_placement_that_went_is_told_of_every_closed_quarter_that_shows_its_cohort():
    key = next(
        fact.key for fact in all_closed().facts if fact.code == "V" and fact.numerator and fact.quarter == "2018-Q3"
    )
    office = without(OFFICE, Placement, lambda values, place: values["placement_id"][place] == key)
    now = state(office, all_closed().record)

    told = {row["Quartal"]: row["Wirkung"] for row in now.record.of(r.LATE) if row["Schlüssel"] == key}
    assert list(told) == [quarter.code for quarter in QUARTERS]
    assert all("Verbleib nach 12 Monaten: Vermittlungen 2018-Q3 −1" in text for text in told.values())


def test_the_finding_stands_at_the_cell_that_was_changed():
    key = counting_placement().key
    office = edited(OFFICE, Placement, key, "start", date(2019, 8, 1))
    found = [each for each in state(office, all_closed().record).findings(office) if each.key == key]
    assert len({each.fingerprint for each in found}) == len(found) > 1

    row = office[Placement].get(key).row
    assert {(each.rule, each.severity.value, each.cell) for each in found} == {
        ("T-12", "W", office[Placement].cell(row, "start"))
    }


def test_a_row_that_went_is_a_late_report_until_staff_say_that_a_person_was_deleted():
    key = counting_placement().key
    office = without(OFFICE, Placement, lambda values, place: values["placement_id"][place] == key)
    now = state(office, all_closed().record)
    report, *others = [row for row in now.record.of(r.LATE) if row["Schlüssel"] == key]
    assert {row["Art"] for row in (report, *others)} == {"weggefallen"}

    said = now.record.having(
        r.LATE, [{**row, r.REASON: ERASED} if row is report else row for row in now.record.of(r.LATE)]
    )
    later = state(office, said)

    assert later.reports == ()
    assert difference(seen(all_closed().figures), seen(later.figures)) == {}
    assert key not in str(later.record.rows)
    assert "gelöscht-1" in {each.fact.key for each in later.closings.kept}


def without_person(office, now, client):
    """The office and its state after a person was deleted."""
    rest = erased(office, client)
    return rest, state(rest, hold(now.record, now.facts, facts_of(rest), rest))


def test_who_was_deleted_is_held_once_however_many_are_deleted_after():
    fact = counting_placement()
    client = OFFICE[Placement].get(fact.key).client_id
    rest, once = without_person(OFFICE, all_closed(), client)
    assert once.closings.held

    _, twice = without_person(rest, once, client)

    assert twice.closings.held == once.closings.held


def test_a_quarter_closed_anew_counts_the_deleted_at_the_rows_they_had():
    client = OFFICE[Placement].get(counting_placement().key).client_id
    rest, now = without_person(OFFICE, all_closed(), client)
    open_again = state(rest, reopened(now.record, QUARTERS[2], TODAY, "AOS", "Zwei Verträge fehlten"))

    later = state(rest, closed(open_again, QUARTERS[2], rest, TODAY, "AOS", "x").record)

    assert later.reports == ()
    assert difference(seen(all_closed().figures), seen(later.figures)) == {}
    assert {each.fact.sheet for each in later.closings.kept} <= {table.spec.sheet for table in rest}
    held = {each.fact.key for each in later.closings.held if each.fact.key.startswith(GONE)}
    assert held
    assert {fact.sheet for fact in later.shown if fact.key in held} == {r.SHEET}


def test_where_no_cell_is_known_the_number_has_its_title_and_no_code():
    key = counting_placement().key
    office = without(OFFICE, Placement, lambda values, place: values["placement_id"][place] == key)
    report = next(each for each in state(office, all_closed().record).reports if each.key == key)
    (late,) = (each for each in report.late if each.code == "V")

    bare = replace(report, late=(replace(late, old={}, new={}),))

    assert bare.cells(old=True).startswith("Vermittlungen am ")


def test_where_only_what_a_figure_is_split_by_has_changed_both_are_said():
    """The gender of a request stands at its client: nothing differs in the row of the request."""
    requests = [fact for fact in facts_of(OFFICE) if fact.code == "ANL_EINGANG" and fact.numerator]
    request = next(fact for fact in requests if fact.quarter == "2019-Q1" and fact.gender == "w")
    owner = OFFICE[Request].column("client_id")[OFFICE[Request].positions[request.key]]
    office = edited(OFFICE, Client, owner, "gender", Gender.MALE)

    found = state(office, all_closed().record).reports
    report = next(each for each in found if each.key == request.key and each.closing.quarter.code == "2019-Q1")

    assert (report.cells(old=True), report.cells(old=False)) == ("Geschlecht: w", "Geschlecht: m")


def test_another_way_of_counting_leaves_the_closed_quarter_and_is_named():
    """The same rows counted otherwise by a later version: one placement less, one more."""
    less = counting_placement()
    record = all_closed().record
    facts = [each for each in facts_of(OFFICE) if not (each.code == "V" and each.key == less.key)]

    now = state_of(record, facts, OFFICE, TODAY, Settings.of(OFFICE), "0.3")

    found = [(report.closing.quarter.code, report.key, report.by_rules) for report in now.reports]
    assert found == [("2019-Q1", less.key, True), ("2019-Q2", less.key, True)]
    assert now.reports[1].effect.startswith(
        "Der Abschluss bleibt. Nach heutigen Zählregeln (nicht mehr 0.2): Verbleib"
    )
    assert difference(seen(all_closed().figures), seen(now.figures)) == {}
    [value] = [row for row in now.record.of(r.VALUES) if row[r.KEY] == "2019-Q1|V||"]
    assert (value[r.NOW], value[r.BY_NEW_RULES]) == (value[r.FIRST], value[r.FIRST] - 1)
    assert "Zählregeln (nicht mehr 0.2)" in now.record.of(r.LATE)[0]["Wirkung"]
    assert list(now.findings(OFFICE)) == []


def test_the_page_shows_both_values_where_the_rules_of_counting_have_changed():
    less = counting_placement()
    facts = [each for each in facts_of(OFFICE) if not (each.code == "V" and each.key == less.key)]
    now = state_of(all_closed().record, facts, OFFICE, TODAY, Settings.of(OFFICE), "0.3")
    page = Page()

    add_closed(page, 70, now.figures, now.record, now.figures.sums.moment(Quarter(2019, 1), "$V$1", "$V$2"))

    shown = {(note.area.first_row, note.area.first_column): note.text for note in page.notes}
    shown |= {(block.row, block.column): block.rows[0][0] for block in page.blocks}
    values = {cell: text.value if isinstance(text, Formula) else text for cell, text in shown.items()}
    line = next(row for (row, _), text in values.items() if text == "Vermittlungen")
    known = next(row for row in now.record.of(r.VALUES) if row[r.KEY] == "2019-Q1|V||")
    first, since = known[r.FIRST], known[r.SINCE]
    shown = [text for (row, _), text in sorted(values.items()) if row == line][1:]
    assert shown == [first, first, since, since, first - 1]
    assert "nach heutigen Zählregeln" in values.values()
    sentence = next(text for text in values.values() if str(text).startswith("Abgeschlossen: "))
    assert "Nachmeldungen zum gewählten Quartal: 0; zu allen: 0." in sentence
    assert "nach anderen Regeln zählt als beim Abschluss: 1;" in sentence


def test_the_page_shows_what_was_published_since_the_begin_beside_what_it_is_today():
    gone = counting_placement().key
    rest = edited(OFFICE, Placement, gone, "start", date(2019, 8, 1))
    now = state(rest, all_closed().record)
    page, quarter = Page(), Quarter(2019, 2)

    add_closed(page, 70, now.figures, now.record, now.figures.sums.moment(quarter, "$V$1", "$V$2"))

    shown = {(block.row, block.column): block.rows[0][0] for block in page.blocks}
    shown |= {(note.area.first_row, note.area.first_column): note.text for note in page.notes}
    values = {cell: text.value if isinstance(text, Formula) else text for cell, text in shown.items()}
    line = next(row for (row, _), text in values.items() if text == "Vermittlungen")
    [since] = [row[r.SINCE] for row in now.record.of(r.VALUES) if row[r.KEY] == "2019-Q2|V||"]
    assert [text for (row, _), text in sorted(values.items()) if row == line][3:5] == [since, since - 1]


def test_what_is_left_of_areas_added_up_in_another_order_is_no_change():
    small = Fact("LEE_FLAECHE", date(2019, 6, 30), 1, 1, 0.1, "Leerstände", "L-1", "A5")
    now = tuple(small.but(value=value) for value in (0.1, 0.2))
    reporting = Reporting.of(OFFICE, TODAY, Settings.of(OFFICE))

    for area, changes in ((0.3, []), (0.4, [-0.1])):
        late = SimpleNamespace(code=small.code, before=(small.but(value=area),), now=now)
        found = effects_of([late], reporting, Quarter(2019, 2))
        assert [each.numerator for each in found] == pytest.approx(changes)


def test_a_figure_that_a_later_version_brings_is_no_late_report():
    record = all_closed().record
    old = {measure.id for measure in measures_of("LEE")}
    for table, name in ((r.VALUES, "Kennzahl"), (r.FACTS, "Kennzahl")):
        gone = old if table is r.VALUES else {"LEE"}
        record = record.having(table, [row for row in record.of(table) if row[name] not in gone])

    now, same = (state(OFFICE, record, version) for version in ("0.3", "0.2"))

    assert now.reports == ()
    assert {late.code for each in same.reports for late in each.late} == {"LEE"}


def test_a_late_report_names_figures_that_are_called_the_same_by_their_group():
    key = counting_placement().key
    now = state(edited(OFFICE, Placement, key, "start", date(2019, 8, 1)), all_closed().record)

    said = "; ".join(each.effect for each in now.reports if each.key == key)

    assert "Verbleib nach 6 Monaten: noch nicht fällig 2019-Q1 −1" in said
    assert "; noch nicht fällig" not in said


def test_a_value_that_a_file_has_rounded_in_its_last_digit_has_not_changed():
    record = all_closed().record
    rows = [
        {**row, r.FIRST: row[r.FIRST] * (1 + 4e-16)} if isinstance(row[r.FIRST], float) else row
        for row in record.of(r.VALUES)
    ]

    now = state(OFFICE, record.having(r.VALUES, rows))

    assert all(row[r.NOW] == row[r.FIRST] for row in now.record.of(r.VALUES))


def test_erasing_somebody_does_not_hide_what_another_way_of_counting_changes():
    less = counting_placement()
    client = OFFICE[Placement].get(less.key).client_id
    rest = erased(OFFICE, client)

    def counted(office):
        return [each for each in facts_of(office) if not (each.code == "V" and each.key == less.key)]

    now = state_of(all_closed().record, counted(OFFICE), OFFICE, TODAY, Settings.of(OFFICE), "0.3")
    record = hold(now.record, now.facts, counted(rest), rest)

    later = state_of(record, counted(rest), rest, TODAY, Settings.of(rest), "0.3")

    assert difference(seen(all_closed().figures), seen(later.figures)) == {}
    [value] = [row for row in later.record.of(r.VALUES) if row[r.KEY] == "2019-Q1|V||"]
    assert (value[r.NOW], value[r.BY_NEW_RULES]) == (value[r.FIRST], value[r.FIRST] - 1)


def test_a_row_that_only_a_later_version_counts_does_not_change_the_closed_quarter_either():
    new = next(each for each in facts_of(OFFICE) if each.code == "V" and not each.numerator and each.key)
    counted = new.but(day=date(2019, 2, 1), numerator=1, denominator=1)
    facts = [counted if each is new or each == new else each for each in facts_of(OFFICE)]

    now = state_of(all_closed().record, facts, OFFICE, TODAY, Settings.of(OFFICE), "0.3")

    assert {report.by_rules for report in now.reports} == {True}
    assert difference(seen(all_closed().figures), seen(now.figures)) == {}


def test_erasing_somebody_whom_only_a_later_version_counts_changes_neither_of_both_figures():
    new = next(each for each in facts_of(OFFICE) if each.code == "V" and not each.numerator and each.key)
    client = OFFICE[Placement].get(new.key).client_id
    rest = erased(OFFICE, client)

    def counted(office):
        more = new.but(day=date(2019, 2, 1), numerator=1, denominator=1)
        return [more if each == new else each for each in facts_of(office)]

    def values(state):
        [value] = [row for row in state.record.of(r.VALUES) if row[r.KEY].endswith("2019-Q1|V||")]
        return value[r.NOW], value[r.BY_NEW_RULES]

    now = state_of(all_closed().record, counted(OFFICE), OFFICE, TODAY, Settings.of(OFFICE), "0.3")
    record = hold(now.record, now.facts, counted(rest), rest, now.only_new)
    later = state_of(record, counted(rest), rest, TODAY, Settings.of(rest), "0.3")

    [first] = [row[r.FIRST] for row in now.record.of(r.VALUES) if row[r.KEY] == "2019-Q1|V||"]
    assert values(now) == values(later) == (first, first + 1)
    assert difference(seen(all_closed().figures), seen(later.figures)) == {}
    assert later.reports == ()

    # Closed anew, the quarter is counted by the newer rules, with the person that is no more.
    again = reopened(later.record, Quarter(2019, 1), TODAY, "MKA", "neue Zählregel")
    anew = state_of(again, counted(rest), rest, TODAY, Settings.of(rest), "0.3")
    assert anew.figures.number(placements.ALL, Quarter(2019, 1)) == first + 1


def test_by_a_later_version_a_changed_cell_is_still_a_late_report():
    key = counting_placement().key
    now = state(edited(OFFICE, Placement, key, "start", date(2019, 8, 1)), all_closed().record, "0.3")

    assert {report.by_rules for report in now.reports if report.key == key} == {False}


def test_the_mark_of_a_household_covers_its_months_and_the_work_of_its_people():
    fact = next(each for each in all_closed().facts if each.code == "Z20" and each.numerator)
    months = OFFICE[BenefitMonth]
    place = months.column("household_id").index(fact.key)

    def make(values):
        values["amount"][place] = 999

    assert Rows(OFFICE, "x").mark(fact) != Rows(changed(OFFICE, BenefitMonth, make), "x").mark(fact)
    assert Rows(OFFICE, "x").mark(fact) != Rows(OFFICE, "y").mark(fact)
    member = OFFICE[Client].column("household_id").index(fact.key)
    client = OFFICE[Client].column("client_id")[member]
    rest = without(OFFICE, Placement, lambda values, place: values["client_id"][place] == client)
    if len(rest[Placement]) < len(OFFICE[Placement]):
        assert Rows(OFFICE, "x").mark(fact) != Rows(rest, "x").mark(fact)
    assert OFFICE[Household].get(fact.key) is not None


def test_closing_twice_is_refused_and_reopening_keeps_the_reason():
    with pytest.raises(FigureError, match="schon abgeschlossen"):
        closed(all_closed(), QUARTERS[2], OFFICE, TODAY, "MKA", "x")

    record = reopened(all_closed().record, QUARTERS[2], TODAY, "AOS", "Zwei Verträge fehlten")

    assert "2019-Q1" not in Closings(record).closed
    row = next(row for row in record.of(r.CLOSINGS) if row["Quartal"] == "2019-Q1")
    assert (row["Stand"], row["Grund"]) == ("wieder geöffnet", "Zwei Verträge fehlten")
    again = closed(state(OFFICE, record), QUARTERS[2], OFFICE, TODAY, "AOS", "x")
    assert [each.number for each in again.closings.every if each.quarter == QUARTERS[2]] == [3, 5]
    with pytest.raises(FigureError, match="Grund"):
        reopened(all_closed().record, QUARTERS[2], TODAY, "AOS", "  ")


def test_a_quarter_that_runs_on_cannot_be_closed():
    with pytest.raises(FigureError, match=r"läuft noch bis 30\.09\.2019"):
        closed(all_closed(), Quarter(2019, 3), OFFICE, TODAY, "MKA", "x")


def behind(record, key):
    """Who stands behind a published value, by the text on the sheet."""
    [row] = [row for row in record.of(r.VALUES) if row[r.KEY] == key]
    return read_behind(row[r.BEHIND])[1]


def employers_of(quarter):
    counting = [
        fact for fact in facts_of(OFFICE) if fact.code == "V" and fact.numerator and fact.quarter == quarter
    ]
    return Counter(OFFICE[Placement].get(fact.key).employer_id for fact in counting)


def test_a_closing_keeps_how_many_employers_are_behind_its_placements_and_no_key_of_theirs():
    quarters = [quarter.code for quarter in QUARTERS]
    kept = {code: behind(all_closed().record, f"{code}|V||") for code in quarters}

    for code in quarters:
        assert kept[code].shares == tuple(sorted(employers_of(code).values(), reverse=True))
    together = sum(kept.values(), start=Firms())
    assert len(together.shares) == len(sum((employers_of(code) for code in quarters), start=Counter()))
    assert len(together.shares) < sum(len(each.shares) for each in kept.values())
    texts = [str(row[r.BEHIND]) for row in all_closed().record.of(r.VALUES) if row.get(r.BEHIND)]
    assert texts
    assert not [text for text in texts if "AG-" in text]
    assert {row["Kennzahl"] for row in all_closed().record.of(r.VALUES) if row.get(r.BEHIND)} <= EMPLOYED


def test_erasing_somebody_and_reopening_a_quarter_leave_the_employers_of_what_was_published():
    before = all_closed()
    client = OFFICE[Placement].get(counting_placement().key).client_id
    rest = erased(OFFICE, client)
    after = state(rest, hold(before.record, before.facts, facts_of(rest), rest))
    texts = [row.get(r.BEHIND) for row in before.record.of(r.VALUES)]

    assert [row.get(r.BEHIND) for row in after.record.of(r.VALUES)] == texts
    opened = reopened(before.record, QUARTERS[2], TODAY, "AOS", "Grund")
    assert [row.get(r.BEHIND) for row in opened.of(r.VALUES)] == texts
    again = closed(state(OFFICE, opened), QUARTERS[2], OFFICE, TODAY, "AOS", "another digest")
    assert behind(again.record, "2019-Q1|V||") == behind(before.record, "2019-Q1|V||")


def test_a_quarter_closed_without_employers_asks_the_rows_that_have_not_changed():
    record = all_closed().record
    key, code = counting_placement().key, counting_placement().quarter
    moved = edited(
        OFFICE, Placement, key, "subsidy", "EGZ" if OFFICE[Placement].get(key).subsidy != "EGZ" else "VB"
    )
    found = {}
    for office in (OFFICE, moved):
        facts, employer_of = as_counted(Closings(record), office, Closings(record).employers_secret)
        figures = add_up(facts, Reporting.of(office, TODAY, Settings.of(office)), Settings.of(office))
        texts = behind_rows(figures, Closings(record).closed[code], employer_of)
        found[office is moved] = read_behind(texts[f"{code}|V||"])[1]

    assert found[False] == behind(record, f"{code}|V||")
    assert (found[True].unknown, found[True].number) == (1, found[False].number)


def test_an_employer_that_stands_twice_is_one_and_a_business_of_ones_own_is_its_owner_s():
    office = edited(OFFICE, Placement, counting_placement().key, "employer_id", None)
    other = edited(office, Placement, counting_placement().key, "kind", Employment.SELF_EMPLOYED)
    first, second = list(OFFICE[Employer])[:2]
    twins = edited(OFFICE, Employer, second.employer_id, "name", first.name)
    twins = edited(twins, Employer, second.employer_id, "postcode", first.postcode)
    fact = counting_placement()
    of_second = edited(twins, Placement, fact.key, "employer_id", second.employer_id)
    of_first = edited(twins, Placement, fact.key, "employer_id", first.employer_id)

    assert (Employers(office, "x").of(fact), Employers(other, "x").of(fact)) == (UNKNOWN, OWN)
    assert Employers(of_second, "x").of(fact) == Employers(of_first, "x").of(fact)
    assert Employers(of_first, "x").of(fact) != Employers(of_first, "y").of(fact)
    assert Employers(OFFICE, "x").of(fact.but(key="gelöscht-1")) == UNKNOWN


@pytest.mark.parametrize(("firms", "waits"), [(1, True), (2, True), (3, False)])
def test_what_was_reported_late_waits_until_three_employers_are_behind_it(firms, waits):
    """As if the placements at some employers had come in after the quarter was closed and published."""
    key = value_key("2019-Q1", "V")
    [published] = [row for row in all_closed().record.of(r.VALUES) if row[r.KEY] == key]
    rest = dict(list(read_behind(published[r.BEHIND])[1].known.items())[firms:])
    before = {**published, r.BEHIND: " ".join(f"{name}={number}" for name, number in rest.items())}

    found = late_of_few("V", ["2019-Q1"], {key: before}, all_closed(), OFFICE, Protection(employers=3))

    assert found is waits
    assert not late_of_few("V", ["2019-Q1"], {key: before}, all_closed(), OFFICE, Protection())
    assert not late_of_few("REF", ["2019-Q1"], {}, all_closed(), OFFICE, Protection(employers=3))


def test_what_somebody_wrote_over_in_the_lower_tables_says_nothing_and_stops_nothing():
    record = all_closed().record
    cells = [{**row, "Zellen": "[1]" if place % 2 else "{ach"} for place, row in enumerate(record.of(r.CELLS))]
    seen = [{**row, "Prüfwerte": f"ä!!!{row['Prüfwerte']}"} for row in record.of(r.SEEN)]
    key = OFFICE[Placement].column("placement_id")[40]
    office = edited(OFFICE, Placement, key, "start", date(2019, 8, 1))

    late = state(office, record.having(r.CELLS, cells).having(r.SEEN, seen), "0.3").record.of(r.LATE)

    assert {row["Schlüssel"] for row in late} == {key}


@lru_cache(maxsize=1)
def sealed():
    return resealed(Record(), all_closed().record)


def changed_by_hand(record, table, label, value, wanted=bool):
    """The record with one cell of a table written over."""
    rows = list(record.of(table))
    place = next(place for place, row in enumerate(rows) if wanted(row))
    rows[place] = {**rows[place], label: value}
    return place, record.having(table, rows)


@pytest.mark.parametrize(
    ("table", "label", "value"),
    [
        (r.VALUES, r.FIRST, 99),
        (r.VALUES, "Nenner", 98),
        (r.VALUES, r.BEHIND, "x"),
        (r.FACTS, "Zähler", 7),
        (r.FACTS, "Schlüssel", "K-99999"),
        (r.CELLS, "Zellen", "{}"),
        (r.SEEN, "Prüfwerte", "abc"),
        (r.CLOSINGS, "geschlossen von", "AOS"),
        (r.CLOSINGS, "gezählt bis", date(2019, 1, 2)),
        (r.CLOSINGS, "Quartal", "2018-Q1"),
    ],
)
def test_what_somebody_writes_over_in_a_closing_is_found_at_its_row(table, label, value):
    place, record = changed_by_hand(sealed(), table, label, value)

    [found] = looked_at(record).broken

    assert (found.table, found.place) == (table, place)
    assert looked_at(sealed()).broken == ()
    written = resealed(record, state(OFFICE, record).record) if table is not r.CLOSINGS else record
    assert [(each.table, each.place) for each in looked_at(written).broken] == [(table, place)]


def test_what_is_taken_out_or_put_in_by_hand_is_found():
    first, *rest = sealed().of(r.FACTS)
    head, *heads = sealed().of(r.CLOSINGS)
    of_none = [row for row in sealed().of(r.SEALS) if row[r.NUMBER]]

    def found(table, rows):
        return [(each.number, each.table, each.missing) for each in looked_at(sealed().having(table, rows)).broken]

    assert found(r.FACTS, rest) == [(first[r.NUMBER], r.CLOSINGS, 1)]
    assert found(r.FACTS, [first, first, *rest]) == [(first[r.NUMBER], r.FACTS, 0)]
    assert found(r.FACTS, []) == [
        (row[r.NUMBER], r.CLOSINGS, row["Zeilen"]) for row in sealed().of(r.CLOSINGS) if row["Zeilen"]
    ]
    assert found(r.CLOSINGS, heads) == [(head[r.NUMBER], r.CLOSINGS, 0)]
    assert found(r.CLOSINGS, [head, {**heads[0], r.SEAL: None}, *heads[1:]]) == [(2, r.CLOSINGS, 0)]
    assert found(r.SEALS, of_none) == [(0, r.FACTS, 0)]
    assert found(r.SEALS, []) == [(number, r.CLOSINGS if number else r.FACTS, 0) for number in range(5)]
    assert found(r.FACTS, [*rest, first]) == []


def test_erasing_somebody_by_command_or_by_hand_and_reopening_break_no_seal():
    client = OFFICE[Placement].get(counting_placement().key).client_id
    rest = erased(OFFICE, client)
    before = replace(all_closed(), record=sealed())
    by_command = resealed(sealed(), hold(before.record, before.facts, facts_of(rest), rest))
    gone = state(rest, sealed()).record
    said = gone.having(r.LATE, [{**row, r.REASON: ERASED} for row in gone.of(r.LATE)])
    by_hand = resealed(said, state(rest, said).record)
    again = resealed(by_hand, reopened(by_hand, QUARTERS[1], TODAY, "AOS", "Ein Vertrag fehlte"))
    anew = resealed(again, closed(state(rest, again), QUARTERS[1], rest, TODAY, "AOS", "x").record)

    for record in (by_command, by_hand, again, anew):
        assert record.of(r.FACTS) != sealed().of(r.FACTS)
        assert looked_at(record).broken == ()
    assert client not in str(by_command.rows)


def test_reopening_a_quarter_heals_what_was_changed_in_it_and_nothing_else():
    _, record = changed_by_hand(sealed(), r.VALUES, r.FIRST, 99)
    place, record = changed_by_hand(record, r.VALUES, r.FIRST, 98, lambda row: row[r.NUMBER] == 2)
    assert [each.number for each in looked_at(record).broken] == [1, 2]

    later = resealed(record, reopened(record, QUARTERS[0], TODAY, "AOS", "Der Wert war falsch"))

    assert [(each.number, each.place) for each in looked_at(later).broken] == [(2, place)]


def test_closings_of_before_there_were_seals_are_believed_and_stay_without():
    old = all_closed().record
    _, changed = changed_by_hand(old, r.VALUES, r.FIRST, 99)
    assert looked_at(changed).broken == ()
    assert resealed(changed, state(OFFICE, changed).record).of(r.SEALS) == ()

    again = resealed(old, reopened(old, QUARTERS[0], TODAY, "AOS", "Ein Vertrag fehlte"))
    later = resealed(again, closed(state(OFFICE, again), QUARTERS[0], OFFICE, TODAY, "AOS", "x").record)
    _, first = changed_by_hand(later, r.VALUES, r.FIRST, 99)
    _, last = changed_by_hand(later, r.VALUES, r.FIRST, 99, lambda row: row[r.NUMBER] == 5)

    assert looked_at(later).broken == looked_at(first).broken == ()
    assert [each.number for each in looked_at(last).broken] == [5]


def test_two_closings_never_have_one_number_whatever_was_taken_out_by_hand():
    without_last = sealed().having(r.CLOSINGS, sealed().of(r.CLOSINGS)[:-1])

    later = closed(state(OFFICE, without_last), QUARTERS[3], OFFICE, TODAY, "AOS", "x")

    assert [each.number for each in later.closings.every] == [1, 2, 3, 5]
