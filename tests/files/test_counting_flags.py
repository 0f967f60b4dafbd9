"""„zählt K2“, „K2E1“, „K2E2“, „Ziel 400“: column, LibreOffice and the facts agree for each kind and code."""

from datetime import date

import pytest
from openpyxl import load_workbook

from automation.figures.deriving import derive_facts
from automation.office.law import LegalValues
from automation.office.settings import Settings
from workbook.creating import create_workbook
from workbook.creating.seeds import empty_office
from workbook.schema import HEADER_ROW, Client, Placement, Subsidy
from workbook.schema.legal_seeds import SUBSIDIES
from workbook.schema.vocabulary import Employment
from workbook.tables import office_of

TODAY = date(2019, 6, 30)
START = date(2019, 3, 1)
FLAGS = ("counts_k2", "counts_k2e1", "counts_k2e2", "counts_400")
ORDINARY = ("KEINE", "EGZ", "16B", "16C", "16G", "ASA")
INSURED = (Employment.FULL_TIME, Employment.PART_TIME)
APPRENTICESHIPS = (Employment.DUAL_APPRENTICESHIP, Employment.SCHOOL_APPRENTICESHIP)


def by_the_table(kind, code):
    """The row's flags as domain.md 4.2 has them, typed from the page: K2, K2E1, K2E2, Ziel 400."""
    if code in ORDINARY:
        if kind in INSURED or kind in APPRENTICESHIPS or kind is Employment.SELF_EMPLOYED:
            return "ja", "nein", "nein", "nein"
        return ("nein", "ja", "nein", "nein") if kind is Employment.MINIJOB else ("nein",) * 4
    if kind in INSURED:
        return {"16E": ("ja", "nein", "nein", "ja"), "16I": ("nein", "nein", "ja", "ja")}[code]
    return ("nein",) * 4  # no such pair by the law


PAIRS = [(kind, code) for kind in Employment for code in (*ORDINARY, "16E", "16I")]
BESIDE_THE_TABLE = [
    (kind, seed.code) for kind in Employment for seed in SUBSIDIES if (kind, seed.code) not in set(PAIRS)
]


def office(placements):
    clients = [
        Client(row=each.row, client_id=each.client_id, first_contact=date(2018, 10, 1)) for each in placements
    ]
    base = empty_office(TODAY)
    return office_of([*placements, *clients, *base[Subsidy]])


def placed(number, kind, code, start=START):
    return Placement(
        row=HEADER_ROW + 1 + number, placement_id=f"V-{number:05}", client_id=f"K-{number:05}", kind=kind,
        subsidy=code, start=start,
    )  # fmt: skip


def flags(path, count):
    page = load_workbook(path, data_only=True)["Vermittlungen"]
    numbers = [Placement.spec.position(name) for name in FLAGS]
    rows = range(HEADER_ROW + 1, HEADER_ROW + 1 + count)
    return [tuple(page.cell(row, number).value or "" for number in numbers) for row in rows]


EDGES = {
    "before the law: § 16i begins on 01.01.2019": (Employment.FULL_TIME, "16I", date(2018, 12, 31), ("nein",) * 4),
    "its first day": (Employment.FULL_TIME, "16I", date(2019, 1, 1), ("nein", "nein", "ja", "ja")),
    "decided case by case": (Employment.FULL_TIME, "16F", START, ("nein",) * 4),
    "no placement at all": (Employment.FULL_TIME, "16D", START, ("nein",) * 4),
    "entry qualification": (Employment.ENTRY_QUALIFICATION, "EQ", START, ("nein",) * 4),
    "an unknown code": (Employment.FULL_TIME, "XYZ", START, ("nein",) * 4),
    "a minijob without a code: nobody knows yet": (Employment.MINIJOB, None, START, ("nein",) * 4),
    "a work opportunity is no minijob": (Employment.MINIJOB, "16D", START, ("nein",) * 4),
    "no kind": (None, "KEINE", START, ("",) * 4),
    "no first day": (Employment.FULL_TIME, "KEINE", None, ("",) * 4),
}


@pytest.mark.libreoffice
def test_column_recalculation_and_facts_agree_with_the_table(tmp_path, recalculate):
    rows = [placed(number, *pair) for number, pair in enumerate(PAIRS)]
    rows += [placed(number, *edge[:3]) for number, edge in enumerate(EDGES.values(), len(PAIRS))]
    rows += [placed(number, *pair) for number, pair in enumerate(BESIDE_THE_TABLE, len(rows))]
    expected = [by_the_table(*pair) for pair in PAIRS] + [edge[3] for edge in EDGES.values()]
    # What is looked up finds it in capitals, as Excel's MATCH does; X-01 tells of it and holds it back.
    slip = placed(len(rows), Employment.FULL_TIME, "16i")
    path = tmp_path / "Mappe.xlsx"
    made = office(rows)
    create_workbook(path, office=office([*rows, slip]), today=TODAY)

    *written, of_the_slip = flags(path, len(rows) + 1)
    assert written[: len(expected)] == expected
    assert of_the_slip == ("nein", "nein", "ja", "ja")
    assert flags(recalculate(path), len(rows) + 1) == [*written, of_the_slip]
    assert counted_by_the_facts(made) == {
        code: {row.placement_id for row, flag in zip(rows, written, strict=True) if flag[place] == "ja"}
        for place, code in enumerate(("INT", "K2E1", "K2E2", "Z400"))
    }


def counted_by_the_facts(made):
    """The placements that count for each figure, by what the figures themselves are made of."""
    facts = derive_facts(made, TODAY, Settings.of(made), LegalValues.of(made))
    return {
        code: {fact.key for fact in facts if fact.code == code and fact.numerator}
        for code in ("INT", "K2E1", "K2E2", "Z400")
    }
