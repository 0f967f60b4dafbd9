"""The office itself: staff, targets, settings, dated legal values, days off (domain.md 1.12, 1.13, 1.15)."""

from __future__ import annotations

from typing import Annotated

from workbook.schema import choices
from workbook.schema.columns import (
    Date,
    Email,
    Id,
    Kind,
    Listed,
    LongText,
    Number,
    Phone,
    Record,
    Reference,
    Setting,
    Text,
    YesNo,
    column,
)
from workbook.schema.vocabulary import DayOff, Indicator, Spread


class StaffMember(Record, sheet="Personal", title="Personal", group="Grundlagen", key="initials"):
    """Wer im Büro arbeitet. Das Kürzel steht überall, wo jemand zuständig ist."""

    initials: Id = column("Kürzel", required=True, pattern=r"[A-ZÄÖÜ]{2,4}", pattern_example="MKA")
    name: Text = column("Name", required=True, own_width=24)
    function: Text = column("Funktion", own_width=24, help="Steht unter der Unterschrift.")
    organisation: Listed = column("Organisation", required=True, choices=choices.ORGANISATION)
    phone: Phone = column("Telefon")
    email: Email = column("E-Mail")
    role: Listed = column("Rolle", choices=choices.OFFICE_ROLE)
    may_see_social_data: YesNo = column("darf Sozialdaten")
    active_from: Date = column("aktiv von", past=True)
    active_until: Date = column("aktiv bis")
    site: Text = column(
        "Standort",
        own_width=16,
        since="0.2",
        help="Nur bei mehreren Büros: Briefe tragen dann den Absender aus „Standort …: …“ in Einstellungen.",
    )


class Target(Record, sheet="Ziele", title="Ziele", group="Grundlagen", key="target_id"):
    """Was bis wann erreicht sein soll. Das Dashboard misst dagegen."""

    target_id: Id = column("ZielID", required=True, pattern=r"Z-\d{2,3}", pattern_example="Z-01")
    title: Text = column("Bezeichnung", required=True, own_width=34)
    indicator: Annotated[Indicator | None, Kind.CHOICE] = column(
        "Kennzahl",
        required=True,
        choices=choices.INDICATOR,
        own_width=11,
    )
    amount: Number = column("Sollwert", required=True)
    unit: Listed = column("Einheit", choices=choices.TARGET_UNIT)
    scope: Listed = column("Bezug", choices=choices.TARGET_SCOPE)
    begin: Date = column("Beginn", required=True)
    end: Date = column("Ende", required=True)
    spread: Annotated[Spread | None, Kind.CHOICE] = column("Verteilung", choices=choices.SPREAD)
    q1: Number = column("Q1", folded=True)
    q2: Number = column("Q2", folded=True)
    q3: Number = column("Q3", folded=True)
    q4: Number = column("Q4", folded=True)
    q5: Number = column("Q5", folded=True)
    q6: Number = column("Q6", folded=True)
    q7: Number = column("Q7", folded=True)
    q8: Number = column("Q8", folded=True)
    parameters: Text = column(
        "Parameter",
        own_width=44,
        help="GRENZE=200;N_MONATE=3;FAMILIE=2 (Personen mindestens);FOERDERUNG=16E,16I",
    )
    responsible: Reference = column("Verantwortlich", refers_to="Personal")


class ExternalActual(
    Record,
    sheet="Externe_Istwerte",
    title="Externe Istwerte",
    group="Grundlagen",
    key=None,
    aliases=("Externe Istwerte",),
):
    """Zahlen der ganzen Stadt zu einem Ziel. Das Dashboard zeigt sie getrennt vom eigenen Beitrag."""

    target_id: Reference = column("ZielID", required=True, refers_to="Ziele")
    quarter: Id = column("Quartal", required=True, pattern=r"\d{4}-Q[1-4]", pattern_example="2019-Q2")
    amount: Number = column("Wert", required=True, help="Nur dieses Quartal, nicht die Summe seit Beginn.")
    source: Text = column("Quelle", required=True, own_width=40)
    recorded_by: Reference = column("Erfasst von", refers_to="Personal")
    recorded_on: Date = column("Erfasst am")


class OfficeSetting(Record, sheet="Einstellungen", title="Einstellungen", group="Grundlagen", key="name"):
    """Name, Anschrift und Regeln des Büros. Nur die Spalte „Wert“ ändern."""

    name: Text = column("Einstellung", required=True, own_width=34)
    value: Setting = column("Wert", own_width=52)
    explanation: LongText = column("Erklärung", own_width=70)


class LegalValue(Record, sheet="Rechengrößen", title="Rechengrößen", group="Grundlagen", key=None):
    """Beträge und Namen, die ein Gesetz festlegt, jeweils ab einem Tag. Neues Jahr: eine Zeile anfügen."""

    quantity: Text = column("Größe", required=True, own_width=26)
    valid_from: Date = column("gültig ab", required=True, past=True)
    value: Setting = column("Wert", required=True, own_width=24)
    unit: Text = column("Einheit", own_width=12)
    source: Text = column("Quelle", own_width=46)


class OfficeDayOff(Record, sheet="Feiertage", title="Feiertage und Schließtage", group="Grundlagen", key=None):
    """Tage, an denen das Büro geschlossen ist. An ihnen gibt es keine Termine, und Fristen laufen weiter."""

    day: Date = column("Datum", required=True, past=True)
    name: Text = column("Name", required=True, own_width=30)
    kind: Annotated[DayOff | None, Kind.CHOICE] = column("Art", required=True, choices=choices.DAY_OFF)
