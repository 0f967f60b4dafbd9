"""What an office gains by a column or a table that its own workbook does not have yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.schema import TABLES, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbook.schema import Column, TableSpec

REQUIRED = "Pflichtangabe: Ohne sie gilt jede Zeile als unvollständig."

_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "Klienten": {
        "household_id": "Lotse erkennt, welche Familien wieder ohne Leistung leben.",
        "district": "Das Dashboard zählt, wer aus dem Stadtteil kommt.",
        "phone": "Partner und Arbeitgeber können anrufen, wo das erlaubt ist.",
        "email": "Partner und Arbeitgeber können schreiben, wo das erlaubt ist.",
        "customer_no": "Schreiben an die Agentur für Arbeit nennen die Kundennummer.",
        "contact_pref": "Wer keine Post nach Hause möchte, bekommt auch keine.",
        "benefit_since": "Lotse sieht, für wen § 16i infrage kommt.",
        "unemployed_since": "Lotse sieht, für wen § 16e infrage kommt.",
        "closed_on": "Lotse erinnert daran, wann Daten zu löschen sind.",
    },
    "Bedarfsgemeinschaften": {
        "benefit_intake": "Lotse weiß, welche Familien für das Ziel der „20 Familien“ zählen können.",
        "benefit_now": "Lotse sieht, wer inzwischen ohne Leistung lebt.",
        "exit_reason": "Nur mit Grund zählt ein Betrag von 0 Euro als Erfolg.",
        "household_no": "Schreiben an das Jobcenter nennen die BG-Nummer.",
    },
    "Vermittlungen": {
        "subsidy": "Das Dashboard trennt geförderte von ungeförderter Arbeit und zählt für das Ziel 400.",
        "status_3": "Lotse zählt, wer nach drei Monaten noch in Arbeit ist.",
        "status_6": "Lotse zählt, wer nach sechs Monaten noch in Arbeit ist.",
        "status_12": "Lotse zählt, wer nach zwölf Monaten noch in Arbeit ist (nachhaltig).",
        "gross": "Lotse prüft Minijob-Grenze und Mindestlohn.",
        "hours": "Lotse prüft den Mindestlohn.",
    },
    "Partner": {
        "street": "Briefe an den Partner haben eine Anschrift.",
        "postcode": "Briefe an den Partner haben eine Anschrift.",
        "email": "Die Übergabe kann per E-Mail gehen.",
        "benefit_body": "Lotse weiß, wem Sozialdaten ohne Einwilligung genannt werden dürfen.",
    },
    "Anliegen": {
        "due_on": "Lotse erinnert an die Wiedervorlage.",
        "next_step": "Kein Anliegen bleibt ohne nächsten Schritt liegen.",
        "owner": "Jedes Anliegen hat jemanden, der zuständig ist.",
    },
}
"""By table and identifier, the greatest gain first."""

_KINDS: Mapping[Kind, str] = {
    Kind.DATE: "Fristen und Zeiträume können geprüft werden.",
    Kind.MONTH: "Fristen und Zeiträume können geprüft werden.",
    Kind.EURO: "Beträge können geprüft und ausgewertet werden.",
    Kind.REFERENCE: "Der Bezug zu einem anderen Blatt kann geprüft werden.",
    Kind.CHOICE: "Danach kann ausgewertet werden.",
    Kind.YES_NO: "Danach kann ausgewertet werden.",
}

_TABLES: Mapping[str, str] = {
    "Klienten": "Ohne die Menschen, um die es geht, gibt es weder Schreiben noch Zahlen.",
    "Bedarfsgemeinschaften": "Lotse zählt die Familien, die wieder von eigener Arbeit leben.",
    "Einwilligungen": "Lotse schreibt an Dritte, was erlaubt ist, und sonst nichts.",
    "Anliegen": "Kein Anliegen bleibt liegen: jemand ist zuständig, der nächste Schritt hat einen Tag.",
    "Verweise": "Lotse schreibt die Briefe an Partner und erinnert an die Rückmeldung.",
    "Partner": "Lotse weiß, an wen ein Verweis geht.",
    "Vermittlungen": "Das Dashboard zählt, wer in Arbeit gekommen ist.",
    "Personal": "Lotse weiß, wer zuständig ist und wer unterschreibt.",
    "Ziele": "Das Dashboard misst an den Zielen des Büros.",
    "Einstellungen": "Briefkopf, Öffnungszeiten und Fristen sind die des Büros.",
}
"""Tables that a workbook should have, the most needed first."""


def column_gains(spec: TableSpec, present: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return label and gain of each column that a table does not have yet, required ones and great gains first."""
    here = set(present)
    own = _COLUMNS.get(spec.sheet, {})
    order = list(own)
    missing = [column for column in spec.columns if column.name not in here and column.formula is None]
    missing.sort(key=lambda column: (not column.required, order.index(column.name) if column.name in own else 99))
    return tuple((column.label, _gain(column, own)) for column in missing)


def _gain(column: Column, own: Mapping[str, str]) -> str:
    if column.required:
        return REQUIRED
    return own.get(column.name) or _KINDS.get(column.kind, "Die Angabe steht für Schreiben und Prüfung bereit.")


def table_gains(present: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return name and gain of each table that a workbook should have and has not, the most needed first."""
    here = set(present)
    known = {record.spec.sheet for record in TABLES}
    return tuple((table, gain) for table, gain in _TABLES.items() if table in known and table not in here)
