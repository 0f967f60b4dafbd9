"""What `--explain` says of every figure: the rows behind it, and why others do not count."""

from datetime import date

import pytest

from automation.checks import check
from automation.figures.compiled import add_up
from automation.figures.deriving import derive_facts
from automation.figures.explaining import explain, explained_document, told
from automation.figures.explaining_words import reason_of
from automation.figures.fact import Fact
from automation.figures.indicators import groups
from automation.figures.measures import Less, Nature, Sum
from automation.figures.reporting import Reporting
from automation.office.law import LegalValues
from automation.office.quarters import Quarter
from automation.office.settings import Settings
from tests.unit.test_worked_examples import client, error, placement
from workbook.creating.demo import DEMO_DAY, build_demo
from workbook.errors import FigureError
from workbook.findings import Acknowledgement
from workbook.schema import Participation, Request
from workbook.schema.vocabulary import CourseResult, FollowUp, RequestStatus
from workbook.tables import office_of

MEASURES = [measure for group in groups() for measure in group.measures]
SECOND = Quarter(2019, 2)


def figures_of(office, findings=None):
    settings, law = Settings.of(office), LegalValues.of(office)
    found = check(office, DEMO_DAY, law, settings) if findings is None else findings
    facts = derive_facts(office, DEMO_DAY, settings, law, found)
    return add_up(facts, Reporting.of(office, DEMO_DAY, settings), settings)


@pytest.fixture(scope="module")
def demo():
    return figures_of(build_demo().office)


def kept(demo):
    return [measure for group in demo.groups for measure in group.measures]


@pytest.mark.parametrize("quarter", [Quarter(2018, 4), SECOND], ids=lambda quarter: quarter.code)
def test_what_counts_adds_up_to_the_figure_and_every_row_says_why(demo, quarter):
    wrong = []
    for measure in kept(demo):
        found = explain(demo, measure.id, quarter)
        lines = told(found)
        silent = [fact for fact in (*found.counted, *found.others, *found.whole) if not reason_of(fact)]
        small = [line for line in lines if line.startswith("1 Zeilen") or ") 1 Personen" in line]
        total = {Less: len(found.counted)}.get(type(measure.adding))
        if isinstance(measure.adding, Sum) and measure.adding.measured == "numerator":
            total = sum(fact.numerator for fact in found.counted)
        if total is not None and not found.note and isinstance(found.value, int) and total != found.value:
            wrong.append((measure.id, total, found.value))
        wrong += [(measure.id, fact.code) for fact in silent] + [(measure.id, line) for line in small]

    assert wrong == []


def test_a_figure_of_which_only_today_is_known_says_so_of_earlier_quarters(demo):
    found = explain(demo, "ANL_UEBERFAELLIG", Quarter(2019, 1))

    assert (found.value, found.counted) == ("–", ())
    assert (
        told(found)[-1] == "Von früheren Quartalen ist das nicht bekannt: Die Mappe kennt nur den Stand von heute."
    )
    assert "note" in explained_document(found)


def test_what_is_done_is_not_among_the_open_ones_and_says_since_when():
    def request(number, done):
        status = RequestStatus.NEW if done is None else RequestStatus.DONE
        came = date(2019, 5, 2)
        return Request(row=4 + number, request_id=f"A-{number}", received_on=came, status=status, done_on=done)

    figures = figures_of(office_of([request(1, None), request(2, date(2019, 5, 3))]), ())
    lines = told(explain(figures, "ANL_OFFEN", SECOND))

    assert lines == [
        "offen am Ende, 2. Quartal 2019: 1",
        "",
        "Es zählt 1 Zeile:",
        "  A-1 (Anliegen!D5, 02.05.2019) Eingegangen am 02.05.2019.",
        "",
        "1 Zeile zählt nicht:",
        "  A-2 (Anliegen!M6, 03.05.2019) Erledigt am 03.05.2019, 1 Tag nach dem Eingang.",
    ]


def test_of_a_cohort_is_said_under_which_other_figure_a_row_stands():
    rows = [
        client(),
        placement(1, "2019-02-04", status_3=FollowUp.NO),
        placement(2, "2019-02-05"),
        placement(3, "2019-02-06", status_3=FollowUp.UNKNOWN),
    ]
    found = explain(figures_of(office_of(rows), ()), "VB3", Quarter(2019, 1))
    reasons = {fact.key: reason_of(fact).partition(".")[0] for fact in found.others}

    assert [fact.key for fact in found.counted] == ["V-1"]
    assert reasons == {"V-2": "Steht unter „überfällig“", "V-3": "Steht unter „nicht feststellbar“"}
    assert told(found)[0].endswith("(Jahrgang des Quartals, Stand 30.06.2019): 0 / 1")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Zählt nicht, solange ein Fehler offen ist (F-16 in H5): Das stimmt nicht."),
        (
            {"implied": True},
            (
                "Zählt nicht, solange ein Wert, von dem das abhängt, im Prüfbericht als Fehler steht (H5): "
                "Das stimmt nicht."
            ),
        ),
        (
            {"acknowledged": Acknowledgement("so", "MKA"), "definition": True},
            "Zählt nicht, auch wenn es „bewusst so“ ist (F-16 in H5): Das stimmt nicht.",
        ),
    ],
    ids=["open", "implied", "meant so"],
)
def test_what_holds_a_row_back_is_named_as_it_stands_on_the_report(changes, said):
    fact = Fact("V", DEMO_DAY, 1, 1, None, "Vermittlungen", "V-1", "J5")

    assert fact.held_back(error("H5", "Beginn", **changes)).sentence == said


def test_every_figure_of_the_house_can_be_explained(demo):
    assert {measure.id for measure in MEASURES} - {measure.id for measure in kept(demo)} <= {"DS_OHNE_GRUNDLAGE"}
    assert all(explain(demo, measure.id, SECOND).measure is measure for measure in kept(demo))
    assert any(measure.nature is Nature.COHORT for measure in kept(demo))


@pytest.mark.parametrize(
    ("asked", "family"),
    [("VB", "VB3, VB6, VB12."), ("vb ", "VB3, VB6, VB12."), ("TTP_", ""), ("DS", "DS_EINWILLIGUNG, DS_LOESCHUNG.")],
)
def test_a_code_of_which_only_the_begin_is_named_leads_to_its_family(demo, asked, family):
    with pytest.raises(FigureError) as told:
        explain(demo, asked, SECOND)

    said = str(told.value)
    assert said.endswith(family)
    assert ("mehrere Kennzahlen" in said) == bool(family)


def test_what_is_too_young_stands_under_the_months_that_were_asked_for():
    taken = Participation(
        row=5,
        participation_id="T-1",
        client_id="K-1",
        entered_on=date(2019, 3, 1),
        left_on=date(2019, 5, 30),
        result=CourseResult.PASSED,
    )
    figures = figures_of(office_of([client(), taken]), ())

    for months in (3, 6):
        (fact,) = explain(figures, f"QUA_ARBEIT_{months}", SECOND).others
        assert reason_of(fact).startswith(f"Steht unter „{months} Monate noch nicht vorbei“.")
