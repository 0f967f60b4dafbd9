"""The foot of the page: in plain words how everything is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.dashboard import grid as p
from automation.figures import fact_formulas as f
from automation.figures.indicators import independent_families as families
from automation.figures.indicators import placement_counts as placements
from automation.figures.indicators import requests
from automation.figures.pairs import Pair, joined, words
from automation.office.placements import LabourMarketTerms
from automation.office.target_group import FamilyTerms
from workbook.german import euro, shown
from workbook.schema.vocabulary import WHOLE_CITY, Spread

if TYPE_CHECKING:
    from automation.figures.compiled import Figures
    from automation.office.settings import Settings
    from workbook.schema import Target
    from workbook.sheets import Value
    from workbook.tables import Office


def add_definitions(page: p.Page, row: int, office: Office, figures: Figures, settings: Settings) -> int:
    """Put on the page what counts, and from how many rows; return the last row."""
    reporting = figures.reporting
    lines: list[tuple[Value, int]] = [
        (_sources(figures).cell, 2),
        (_of_families(FamilyTerms.of(reporting.families, settings)), 2),
        (_of_the_rest(figures), 2),
        (_of_labour_market(LabourMarketTerms.of(office, reporting.labour_market), reporting.labour_market), 2),
    ]
    unreadable = [
        *FamilyTerms.of(reporting.families, settings).unreadable,
        *LabourMarketTerms.of(office, reporting.labour_market).unreadable,
    ]
    if unreadable:
        names = ", ".join(f"„{part}“" for part in unreadable)
        warning = f"Nicht lesbar in „Parameter“ auf dem Blatt „Ziele“: {names}. Prüfbericht: B-10."
        page.span(row + len(lines), p.FAMILIES.first, p.LAST_COLUMN, warning, p.WARNING)
    for line, (text, high) in enumerate(lines, row):
        page.span(line, p.FAMILIES.first, p.LAST_COLUMN, text, p.FOOT)
        page.heights[line] = 13.5 * high
    return row + len(lines) - 1 + bool(unreadable)


def _of_families(terms: FamilyTerms) -> str:
    where = "in der Stadt" if terms.district == WHOLE_CITY else f"in {terms.district}"
    return (
        f"Familie: Haushalt {where} ab {terms.persons} Personen, bei Aufnahme mit mehr als 0 und weniger als "
        f"{euro(terms.limit)} SGB II im Monat. Sie zählt ab dem 1. Tag des {terms.months}. Monats in Folge ohne "
        "Leistung, wenn Arbeit der Grund ist und jemand im Haushalt arbeitet. Sanktion, Umzug oder Rente zählen "
        "nie. Kommt sie später zurück, steht das dabei."
    )


def _of_labour_market(terms: LabourMarketTerms, target: Target | None) -> str:
    codes = ", ".join(sorted(terms.codes)) or "–"
    of_city = target is not None and target.scope == WHOLE_CITY
    own = (
        " Das Ziel gilt für die ganze Stadt: Gezeigt ist der Beitrag des Büros, daneben, was andere auf "
        "„Externe_Istwerte“ gemeldet haben. Eine Ampel gibt es erst, wenn für jedes nötige Quartal gemeldet ist."
        if of_city
        else ""
    )
    return f"Sozialer Arbeitsmarkt: Personen mit Förderung {codes}, jede einmal, ab dem Tag des Beginns.{own}"


def _of_the_rest(figures: Figures) -> str:
    reporting = figures.reporting
    targets = [target for target in (reporting.families, reporting.labour_market) if target is not None]
    linear = all(target.spread is not Spread.BY_QUARTER for target in targets)
    spread = "gleichmäßig nach Tagen" if linear else "nach den Werten auf dem Blatt „Ziele“"
    return (
        f"Vermittlung: jeder Antritt nach dem Erstkontakt, vom {shown(reporting.begin)} bis {shown(reporting.end)}."
        f" Das Soll verteilt sich {spread}. Ampel: grün ab 100 %, gelb ab {figures.yellow_from} % des Solls. "
        "Prognose: Tempo der ganzen Zeit; bleibt es dabei, liegt das Ende in etwa 8 von 10 Fällen in der Spanne. "
        "Aus weniger als 5 Gezählten ist sie nur ein Anhalt."
    )


def _sources(figures: Figures) -> Pair:
    """Return the sentence that counts the rows behind the page."""
    sums = figures.sums
    left_out = f.count_of(placements.CODE, ((f.NUMERATOR, "0"),))
    not_counted = sum(not fact.numerator for fact in sums.of(placements.CODE))
    return joined(
        words("Grundlage: "),
        Pair(f"COUNTA({f.column(f.CODE)})", len(sums.facts)),
        words(" Zeilen auf „Fakten“ aus "),
        sums.rows(families.CODE),
        words(" Haushalten, "),
        sums.rows(placements.CODE),
        words(" Vermittlungen ("),
        Pair(left_out, not_counted),
        words(" davon zählen nicht) und "),
        sums.rows(requests.IN),
        words(
            " Anliegen. Jede Zahl ist eine Formel darüber; warum eine Zeile zählt oder nicht, steht dort in "
            "„Begründung“."
        ),
    )
