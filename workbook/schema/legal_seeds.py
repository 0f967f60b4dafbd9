"""What a law sets, each from a day on: the rows that a new workbook has on `Rechengrößen` and `Förderarten`.

Starting values, not truth: the sheets belong to the staff, who add a row when the law changes, and Lotse reads the
sheets.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from msgspec import Struct


class Quantity(StrEnum):
    """What a dated value is called in the column „Größe“."""

    MINIMUM_WAGE = "Mindestlohn"
    MINIJOB_LIMIT = "Minijob-Grenze"
    BENEFIT_NAME = "Leistungsname"
    DISTRICT_RECIPIENTS = "SGB-II-Beziehende Rotthausen"
    DISTRICT_EMPLOYABLE = "ELB Rotthausen"


class LegalSeed(Struct, frozen=True):
    """A dated value; `value` is written as staff write it: `9,19`, `450`, `Bürgergeld`."""

    quantity: Quantity
    valid_from: date
    value: str
    unit: str
    source: str


_WAGE_ORDER = {
    2: "Zweite Mindestlohnanpassungsverordnung",
    3: "Dritte Mindestlohnanpassungsverordnung",
    4: "Vierte Mindestlohnanpassungsverordnung",
    5: "Fünfte Mindestlohnanpassungsverordnung",
}
_FORMULA = "§ 8 (1a) SGB IV: Mindestlohn × 130 : 3, aufgerundet"
_SGB2 = "SGB II"


def _wage(year: int, value: str, source: str, month: int = 1) -> LegalSeed:
    """Return the minimum wage from the first of a month on."""
    return LegalSeed(Quantity.MINIMUM_WAGE, date(year, month, 1), value, "€/Stunde", source)


def _minijob(year: int, value: str, source: str = _FORMULA, month: int = 1) -> LegalSeed:
    """Return the Geringfügigkeitsgrenze from the first of a month on."""
    return LegalSeed(Quantity.MINIJOB_LIMIT, date(year, month, 1), value, "€/Monat", source)


LEGAL_VALUES: tuple[LegalSeed, ...] = (
    _wage(2017, "8,84", "Mindestlohnanpassungsverordnung"),
    _wage(2019, "9,19", _WAGE_ORDER[2]),
    _wage(2020, "9,35", _WAGE_ORDER[2]),
    _wage(2021, "9,50", _WAGE_ORDER[3]),
    _wage(2021, "9,60", _WAGE_ORDER[3], month=7),
    _wage(2022, "9,82", _WAGE_ORDER[3]),
    _wage(2022, "10,45", _WAGE_ORDER[3], month=7),
    _wage(2022, "12,00", "Mindestlohnerhöhungsgesetz, § 1 (2) MiLoG", month=10),
    _wage(2024, "12,41", _WAGE_ORDER[4]),
    _wage(2025, "12,82", _WAGE_ORDER[4]),
    _wage(2026, "13,90", _WAGE_ORDER[5]),
    _wage(2027, "14,60", _WAGE_ORDER[5]),
    _minijob(2013, "450", "§ 8 (1) Nr. 1 SGB IV in der bis 30.09.2022 geltenden Fassung"),
    _minijob(2022, "520", month=10),
    _minijob(2024, "538"),
    _minijob(2025, "556"),
    _minijob(2026, "603"),
    _minijob(2027, "633"),
    LegalSeed(Quantity.BENEFIT_NAME, date(2005, 1, 1), "Arbeitslosengeld II", "", f"§ 19 {_SGB2} bis 31.12.2022"),
    LegalSeed(Quantity.BENEFIT_NAME, date(2023, 1, 1), "Bürgergeld", "", "Bürgergeld-Gesetz"),
    LegalSeed(
        Quantity.BENEFIT_NAME,
        date(2026, 7, 1),
        "Grundsicherungsgeld",
        "",
        f"13. Gesetz zur Änderung des {_SGB2}, beschlossen am 05.03.2026; bitte Inkrafttreten prüfen",
    ),
)
"""Dated values, in the order of their rows."""


class SubsidySeed(Struct, frozen=True):
    """A kind of subsidy and how a placement with it counts. `counts_k2` is ja, nein, neutral or „je nach Fall“.

    `used_in` holds the letters of domain.md 1.14: V Vermittlung, Q Qualifizierung, A Anliegen, R Verweis,
    I Interessent, S Stelle.
    """

    code: str
    label: str
    basis: str
    used_in: str
    counts_k2: str
    counts_400: bool
    valid_from: date | None = None
    valid_to: date | None = None
    remark: str = ""


_ACTIVATION = f"§ 16 (1) {_SGB2} i. V. m. § 45 SGB III"
_SINCE_2019 = "In dieser Form erst seit dem Teilhabechancengesetz."

SUBSIDIES: tuple[SubsidySeed, ...] = (
    SubsidySeed(
        "KEINE",
        "ungefördert",
        "–",
        "V",
        "ja",
        False,
        remark="K2 nur bei sv-pflichtiger Arbeit, Ausbildung, Selbständigkeit.",
    ),
    SubsidySeed("VB", "Vermittlungsbudget", f"§ 16 (1) {_SGB2} i. V. m. § 44 SGB III", "V, A", "neutral", False),
    SubsidySeed("MAT", "Aktivierung bei einem Träger", _ACTIVATION, "Q", "neutral", False),
    SubsidySeed("MAG", "Aktivierung bei einem Arbeitgeber", _ACTIVATION, "Q", "neutral", False),
    SubsidySeed("MPAV", "Private Arbeitsvermittlung (AVGS)", _ACTIVATION, "Q", "neutral", False),
    SubsidySeed(
        "FBW",
        "Bildungsgutschein",
        "§ 81 SGB III",
        "Q",
        "neutral",
        False,
        remark="Seit 01.01.2025 bewilligt ihn die Agentur für Arbeit.",
    ),
    SubsidySeed("EQ", "Einstiegsqualifizierung", "§ 54a SGB III", "V", "nein", False),
    SubsidySeed(
        "ASA",
        "Assistierte Ausbildung flexibel",
        f"§§ 74–75a SGB III über § 16 (1) S. 2 Nr. 3 {_SGB2}",
        "V, Q",
        "neutral",
        False,
        remark="Früher: ausbildungsbegleitende Hilfen.",
    ),
    SubsidySeed("BAE", "Außerbetriebliche Ausbildung", "§ 76 SGB III", "Q", "neutral", False),
    SubsidySeed("BVB", "Berufsvorbereitung", "§ 51 SGB III", "Q", "neutral", False),
    SubsidySeed(
        "EGZ", "Eingliederungszuschuss", f"§ 16 (1) S. 2 Nr. 5 {_SGB2} i. V. m. §§ 88–90 SGB III", "V", "ja", False
    ),
    SubsidySeed("16A1", "Kinderbetreuung und Pflege", f"§ 16a Nr. 1 {_SGB2}", "R", "neutral", False),
    SubsidySeed("16A2", "Schuldnerberatung", f"§ 16a Nr. 2 {_SGB2}", "R", "neutral", False),
    SubsidySeed("16A3", "Psychosoziale Betreuung", f"§ 16a Nr. 3 {_SGB2}", "R", "neutral", False),
    SubsidySeed("16A4", "Suchtberatung", f"§ 16a Nr. 4 {_SGB2}", "R", "neutral", False),
    SubsidySeed("16B", "Einstiegsgeld", f"§ 16b {_SGB2}", "V", "ja", False),
    SubsidySeed("16C", "Leistungen für Selbständige", f"§ 16c {_SGB2}", "V, I", "ja", False),
    SubsidySeed(
        "16D",
        "Arbeitsgelegenheit (AGH-MAE)",
        f"§ 16d {_SGB2}",
        "Q, S",
        "nein",
        False,
        remark="Kein Arbeitsvertrag, also keine Vermittlung.",
    ),
    SubsidySeed(
        "16E",
        "Eingliederung von Langzeitarbeitslosen",
        f"§ 16e {_SGB2}",
        "V",
        "ja",
        True,
        date(2019, 1, 1),
        remark=_SINCE_2019,
    ),
    SubsidySeed("16F", "Freie Förderung", f"§ 16f {_SGB2}", "alle", "je nach Fall", False),
    SubsidySeed(
        "16G", "Weiterförderung nach Wegfall der Hilfebedürftigkeit", f"§ 16g {_SGB2}", "V, Q", "neutral", False
    ),
    SubsidySeed(
        "16H", "Schwer erreichbare junge Menschen", f"§ 16h {_SGB2}", "A", "neutral", False, date(2016, 8, 1)
    ),
    SubsidySeed(
        "16I",
        "Teilhabe am Arbeitsmarkt",
        f"§ 16i {_SGB2}",
        "V",
        "nein",
        True,
        date(2019, 1, 1),
        remark=f"{_SINCE_2019} Zählt für die 400, nicht als Integration.",
    ),
    SubsidySeed(
        "16J",
        "Bürgergeldbonus",
        f"§ 16j {_SGB2}",
        "Q",
        "neutral",
        False,
        date(2023, 7, 1),
        date(2024, 3, 27),
        "Abgeschafft; nur noch für alte Zeilen.",
    ),
    SubsidySeed(
        "16K", "Ganzheitliche Betreuung (Coaching)", f"§ 16k {_SGB2}", "A", "neutral", False, date(2023, 7, 1)
    ),
)
"""Every kind of subsidy (domain.md 1.14), in the order of its row."""
