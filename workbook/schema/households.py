"""Households, and what they received month by month (domain.md 1.2, 1.13)."""

from __future__ import annotations

from typing import Annotated

from workbook.schema import choices
from workbook.schema.columns import (
    Date,
    Euro,
    HouseholdNumber,
    Id,
    Integer,
    Kind,
    Listed,
    Month,
    Record,
    Reference,
    YesNo,
    column,
)
from workbook.schema.data_categories import DataCategory as Data
from workbook.schema.expressions import (
    Cell,
    Compared,
    FromFacts,
    If,
    IsNumber,
    Named,
    all_of,
    any_of,
    is_filled,
    yes_or_no,
)
from workbook.schema.people import Tracked
from workbook.schema.vocabulary import (
    OUTSIDE_CITY,
    WHOLE_CITY,
    ExitReason,
    HouseholdType,
)

LIMIT_NAME, FAMILY_NAME, AREA_NAME = "par_Z20_Grenze", "par_Z20_Personen", "par_Z20_Gebiet"
"""The defined names of what the target of the families demands, read from the sheet `Ziele`."""

HAD_BENEFIT = Compared(Cell("benefit_intake"), ">", 0)
BELOW_LIMIT = Compared(Cell("benefit_intake"), "<", Named(LIMIT_NAME))
IS_FAMILY = Compared(Cell("persons"), ">=", Named(FAMILY_NAME))
LIVED_IN_AREA = any_of(
    Compared(Cell("district_intake"), "=", Named(AREA_NAME)),
    all_of(Compared(Named(AREA_NAME), "=", WHOLE_CITY), Compared(Cell("district_intake"), "<>", OUTSIDE_CITY)),
)
"""The four conditions of the group of the „20 Familien“: column and facts ask the same (domain.md 2, B-01)."""


class Household(
    Tracked,
    sheet="Bedarfsgemeinschaften",
    title="Bedarfsgemeinschaften",
    group="Menschen",
    key="household_id",
    aliases=("BG", "Haushalte"),
):
    """Eine Zeile je Haushalt. Der Betrag bei Aufnahme entscheidet, ob er für die „20 Familien“ zählen kann."""

    household_id: Id = column("BGID", required=True, pattern=r"HH-\d{4,6}", pattern_example="HH-0042")
    household_no: HouseholdNumber = column(
        "BG-Nummer",
        shares=Data.HOUSEHOLD_NUMBER,
        term="bg_nummer",
        masked=True,
        unique=True,
        help="z. B. 33304//0012345",
    )
    household_type: Annotated[HouseholdType | None, Kind.CHOICE] = column(
        "BG-Typ",
        required=True,
        choices=choices.HOUSEHOLD_TYPE,
    )
    persons: Integer = column("Personen", required=True, shares=Data.HOUSEHOLD, term="personen")
    employable: Integer = column("davon erwerbsfähig (ELB)", required=True)
    children_under_3: Integer = column("Kinder unter 3", shares=Data.HOUSEHOLD, term="kinder_unter_3")
    children_3_to_5: Integer = column(
        "Kinder 3–5", shares=Data.HOUSEHOLD, term="kinder_3_5", aliases=("Kinder 3-5",)
    )
    children_6_to_14: Integer = column(
        "Kinder 6–14", shares=Data.HOUSEHOLD, term="kinder_6_14", aliases=("Kinder 6-14",)
    )
    children_15_to_24: Integer = column(
        "Kinder 15–24", shares=Data.HOUSEHOLD, term="kinder_15_24", aliases=("Kinder 15-24",)
    )
    single_parent: YesNo = column("alleinerziehend")
    district_intake: Listed = column("Stadtteil bei Aufnahme", required=True, choices=choices.DISTRICT)
    intake_date: Date = column("Aufnahme am", required=True)
    benefit_intake: Euro = column(
        "SGB II-Betrag bei Aufnahme",
        shares=Data.BENEFIT_AMOUNT,
        term="sgb_ii_betrag_bei_aufnahme",
        help="Monatlicher Zahlungsanspruch der ganzen BG mit Unterkunft.",
    )
    need_intake: Euro = column(
        "davon Regel-/Mehrbedarf", shares=Data.BENEFIT_AMOUNT, term="davon_regel_mehrbedarf", folded=True
    )
    housing_intake: Euro = column("davon KdU", shares=Data.BENEFIT_AMOUNT, term="davon_kdu", folded=True)
    amount_kind: Listed = column("Betragsart", choices=choices.AMOUNT_KIND, folded=True)
    benefit_now: Euro = column(
        "SGB II-Betrag aktuell",
        shares=Data.BENEFIT_AMOUNT,
        term="sgb_ii_betrag_aktuell",
        help="Stehen Monate im Leistungsverlauf, gilt der jüngste von ihnen.",
    )
    benefit_as_of: Date = column("Stand")
    off_since: Month = column("Kein Bezug seit", help="Erster Monat mit 0 Euro")
    exit_reason: Annotated[ExitReason | None, Kind.CHOICE] = column(
        "Abgangsgrund",
        choices=choices.EXIT_REASON,
        help="Nötig, sobald der Betrag 0 ist.",
    )
    target20_candidate: Listed = column(
        "Zielgruppe 20",
        choices=choices.YES_NO,
        formula=If(
            all_of(
                IsNumber("benefit_intake"),
                IsNumber("persons"),
                is_filled("district_intake"),
                IsNumber(Named(LIMIT_NAME)),
                IsNumber(Named(FAMILY_NAME)),
            ),
            yes_or_no(all_of(HAD_BENEFIT, BELOW_LIMIT, IS_FAMILY, LIVED_IN_AREA)),
            "",
        ),
        help=(
            "Gehört bei Aufnahme zu den „20 Familien“: Betrag, Personen und Stadtteil nach dem Blatt „Ziele“. "
            "Ob und wann das Ziel erreicht ist, begründet Lotse auf seinem Blatt mit den Fakten."
        ),
    )
    target20_date: Date = column(
        "Zielerreichung 20 am",
        formula=FromFacts("household_id"),
        help="Der Tag, an dem die Familie zählt. Er kommt mit dem Dashboard; den Grund nennt das Blatt „Fakten“.",
    )
    return_date: Date = column("Wiedereintritt am", help="Wird gezeigt und nimmt den Erfolg nicht zurück.")


class BenefitMonth(
    Record,
    sheet="Leistungsverlauf",
    title="Leistungsverlauf",
    group="Menschen",
    key=None,
):
    """Eine Zeile je Haushalt und Monat. Daraus liest Lotse, ob jemand drei Monate ohne Leistung war."""

    household_id: Reference = column(
        "BGID",
        required=True,
        refers_to="Bedarfsgemeinschaften",
        dropdown=False,
        own_width=11,
    )
    month: Month = column("Monat", required=True, help="Ein Tag des Monats genügt, z. B. 01.03.2019.")
    amount: Euro = column("Betrag", required=True, shares=Data.BENEFIT_AMOUNT, term="betrag")
    source: Listed = column("Quelle", choices=choices.BENEFIT_SOURCE)
    recorded_on: Date = column("Erfasst am")
    recorded_by: Reference = column("Erfasst von", refers_to="Personal")
