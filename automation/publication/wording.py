"""The words of a publication in German and English; German ones are also what the ledger calls things by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.german import shown, shown_count, shown_number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

LANGUAGES = ("de", "en")

_ENGLISH: Mapping[str, str] = {
    "Familien unabhängig von Leistungen": "Families independent of benefits",
    "Sozialer Arbeitsmarkt durch das Büro": "Subsidised jobs through the office",
    "Sozialer Arbeitsmarkt in der Stadt": "Subsidised jobs in the city",
    "Vermittlungen": "Placements",
    "Beendete Qualifizierungen": "Courses ended",
    "Anliegen": "Requests",
    "Erledigte Anliegen": "Requests settled",
    "Verweise an Partner": "Referrals to partners",
    "Verbleib nach 3 Monaten": "Still employed after 3 months",
    "Verbleib nach 6 Monaten": "Still employed after 6 months",
    "Verbleib nach 12 Monaten": "Still employed after 12 months",
    "Erste Vermittlungen mit bekannter Dauer": "First placements of known duration",
    "Geschlecht": "gender",
    "Beschäftigungsart": "kind of employment",
    "Förderung": "subsidy",
    "Stadtteil": "district",
    "Ergebnis der Teilnahme": "result of the course",
    "Kategorie": "topic",
    "Ergebnis": "result",
    "Ergebnis bekannt": "known result",
    "Wer": "who",
    "Kennzahl": "figure",
    "Familien": "families",
    "Personen": "people",
    "Menschen": "people",
    "Teilnahmen": "participations",
    "Verweise": "referrals",
    "Frauen": "women",
    "Männer": "men",
    "divers": "diverse",
    "ohne Angabe": "not stated",
    "andere Stadtteile": "other districts",
    "übrige Stadt": "rest of the city",
    "beim selben Arbeitgeber": "with the same employer",
    "nicht mehr dort": "no longer there",
    "Minijob": "marginal employment",
    "Teilzeit sv": "part time, insured",
    "Vollzeit sv": "full time, insured",
    "Ausbildung dual": "dual apprenticeship",
    "Ausbildung schulisch": "school-based training",
    "EQ": "entry-level qualification",
    "Selbständigkeit": "self-employment",
    "offen": "open",
    "angenommen": "accepted",
    "Termin vereinbart": "appointment made",
    "erfolgreich": "successful",
    "abgelehnt": "declined",
    "Klient nicht erschienen": "client did not appear",
    "keine Rückmeldung": "no reply",
    "laufend": "running",
    "bestanden": "passed",
    "nicht bestanden": "failed",
    "nicht angetreten": "not begun",
    "abgebrochen wegen Arbeitsaufnahme": "left for work",
    "abgebrochen sonst": "left otherwise",
    "Arbeit": "work",
    "Wohnen": "housing",
    "Leistung/Bescheid": "benefits and notices",
    "Bildung und Teilhabe": "education and participation",
    "Qualifizierung": "qualification",
    "Kinderbetreuung": "childcare",
    "Ausbildung": "vocational training",
    "Schulden": "debts",
    "Altenpflege/Senioren": "care of the elderly",
    "Anerkennung": "recognition of qualifications",
    "Sprache": "language",
    "Gesundheit": "health",
    "Sucht/Psychosozial": "addiction and mental health",
    "Gewerbe/Leerstand": "business and empty premises",
    "Stadtteil/Stadt": "district and city",
    "Ehrenamt": "volunteering",
    "Sonstiges": "other",
    "insgesamt": "total",
    "bisher": "so far",
    "Tage bis dahin (Median)": "Days until then (median)",
}

_CODES: Mapping[str, tuple[str, str]] = {
    "KEINE": ("ohne Förderung", "no subsidy"),
    "VB": ("Vermittlungsbudget", "placement budget"),
    "MAT": ("Aktivierung beim Träger", "activation with a provider"),
    "MAG": ("Aktivierung beim Arbeitgeber", "activation with an employer"),
    "MPAV": ("private Arbeitsvermittlung", "private placement agency"),
    "EGZ": ("Eingliederungszuschuss", "integration subsidy"),
    "ASA": ("Assistierte Ausbildung", "assisted apprenticeship"),
    "16B": ("Einstiegsgeld (§ 16b)", "start-up money (§ 16b)"),
    "16C": ("Selbständige (§ 16c)", "self-employed (§ 16c)"),
    "16E": ("Langzeitarbeitslose (§ 16e)", "long-term unemployed (§ 16e)"),
    "16F": ("Freie Förderung (§ 16f)", "free support (§ 16f)"),
    "16G": ("Weiterförderung (§ 16g)", "continued support (§ 16g)"),
    "16I": ("Teilhabe am Arbeitsmarkt (§ 16i)", "participation in work (§ 16i)"),
}
"""What the ledger calls by a code has words for readers."""

_TEXTS: Mapping[str, tuple[str, str]] = {
    "title": ("{office}: Zahlen des {quarter}", "{office}: figures for {quarter}"),
    "draft": (
        "Entwurf. Noch nicht zur Veröffentlichung: Das Quartal ist nicht abgeschlossen.",
        "Draft. Not for publication: the quarter has not been closed.",
    ),
    "stand": ("Stand der Daten: {day}.", "Data as of {day}."),
    "legend": (
        (
            "Ein * steht für einen geheim gehaltenen Wert: Er ist kleiner als {smallest} oder zählt weniger "
            "Menschen, {employers}er sagt etwas über alle in einer Gruppe, oder aus ihm ließe sich ein solcher "
            "Wert errechnen. Ein – heißt: Dazu gibt es keinen Wert."
        ),
        (
            "An * stands for a value that is kept secret: it is less than {smallest} or counts fewer "
            "people, {employers}it says something of everybody in a group, or such a value could be worked out "
            "from it. A – means that there is no value."
        ),
    ),
    "of_few": ("er stammt aus weniger als {least} Betrieben, ", "it comes from fewer than {least} employers, "),
    "of_one": ("er stammt fast ganz aus einem Betrieb, ", "it comes almost wholly from one employer, "),
    "of_few_or_one": (
        "er stammt aus weniger als {least} Betrieben oder fast ganz aus einem, ",
        "it comes from fewer than {least} employers or almost wholly from one, ",
    ),
    "skip": ("Zum Inhalt", "Skip to content"),
    "to_table": ("Tabelle zum Diagramm", "Table of this chart"),
    "secret": ("geheim gehalten", "kept secret"),
    "nothing": ("kein Wert", "no value"),
    "by": ("{subject} nach {split}", "{subject} by {split}"),
    "bars": ("Säulendiagramm: {subject} je Quartal.", "Bar chart: {subject} by quarter."),
    "bars_newest": (
        "Säulendiagramm: {subject} in den letzten acht Quartalen.",
        "Bar chart: {subject} in the last eight quarters.",
    ),
    "table_has": (
        "Alle Werte stehen in der Tabelle darunter.",
        "All values are in the table below.",
    ),
    "in_quarter": ("Im {quarter}: {count} {noun}", "In {quarter}: {count} {noun}"),
    "in_quarter_secret": ("Die Zahl im {quarter} ist geheim gehalten", "The number for {quarter} is kept secret"),
    "so_far": ("bisher {count}", "{count} so far"),
    "so_far_secret": ("die Summe bisher auch", "so is the sum so far"),
    "so_far_only_secret": ("die Summe bisher ist geheim gehalten", "the sum so far is kept secret"),
    "goal": ("Das Ziel: {goal} bis {day}.", "The target: {goal} by {day}."),
    "held": (
        "Zuletzt veröffentlicht: {count} ({quarter}).",
        "Last published: {count} ({quarter}).",
    ),
    "late": (
        "Nach der Veröffentlichung früherer Quartale kamen {count} hinzu; sie stehen nicht in den Tabellen.",
        "{count} were reported after earlier quarters had been published; the tables do not include them.",
    ),
    "share_of": ("Anteil: {row}", "Share: {row}"),
    "about": ("Über diese Veröffentlichung", "About this publication"),
    "publisher": ("Herausgeber", "Publisher"),
    "contact": ("Kontakt", "Contact"),
    "accessibility": ("Erklärung zur Barrierefreiheit", "Accessibility statement"),
    "no_accessibility": (
        "Wenn Sie auf dieser Seite auf eine Barriere stoßen, schreiben Sie uns bitte: {contact}.",
        "If you meet a barrier on this page, please write to us: {contact}.",
    ),
    "proof": ("Prüfnachweis", "Proof"),
    "proof_said": (
        (
            "Vor der Veröffentlichung hat ein zweites Programm alle fertigen Dateien gelesen und versucht, die "
            "geheim gehaltenen Werte auszurechnen, auch mit allen früheren Veröffentlichungen."
        ),
        (
            "Before publication a second program read all finished files and tried to work out the values kept "
            "secret, together with all earlier publications."
        ),
    ),
    "proof_what": ("Was geprüft ist", "What was examined"),
    "proof_number": ("Ergebnis", "Result"),
    "proof_hidden": ("geheim gehaltene Zellen", "cells kept secret"),
    "proof_cells": ("Zellen insgesamt", "cells in all"),
    "proof_narrow": ("schmalster Bereich einer geheim gehaltenen Zelle", "narrowest range of a cell kept secret"),
    "proof_releases": ("frühere Veröffentlichungen einbezogen", "earlier publications included"),
    "proof_insiders": ("Einzelne, die ihren Fall kennen, einbezogen", "persons who know their own case, included"),
    "yes": ("ja", "yes"),
    "no": ("nein", "no"),
    "proof_employers": (
        "Betriebe, die mindestens hinter einer neu veröffentlichten Zahl von Vermittlungen stehen",
        "employers that stand at least behind a newly published number of placements",
    ),
    "proof_prevailing": (
        "Zahlen von Vermittlungen, die fast ganz aus einem Betrieb stammen, verdeckt",
        "numbers of placements that come almost wholly from one employer, hidden",
    ),
    "proof_read_later": (
        "Quartale, deren Betriebe erst nach dem Abschluss festgestellt wurden",
        "quarters whose employers were only found out after they had been closed",
    ),
    "proof_cost": ("Aufwand der Geheimhaltung", "cost of the secrecy"),
    "proof_gap": ("höchstens über dem Kleinstmöglichen", "at most above the least possible"),
    "proof_open": ("ausrechenbare Zellen", "cells that can be worked out"),
    "source": ("Erstellt mit Lotse aus abgeschlossenen Quartalen.", "Made with Lotse from closed quarters."),
}


class Wording:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._place = LANGUAGES.index(language)

    def say(self, key: str, **values: object) -> str:
        """Return a text with its values."""
        return _TEXTS[key][self._place].format(**values)

    def noun(self, german: str) -> str:
        """Return a noun as it stands within a sentence."""
        word = self.term(german)
        return word if self.language == "de" else word[:1].lower() + word[1:]

    def term(self, word: str) -> str:
        """Return a word of the tables; names of places, and codes of an office's own, stay as they are."""
        if word in _CODES:
            return _CODES[word][self._place]
        return word if self.language == "de" else _ENGLISH.get(word, word)

    def ledger_words(self) -> dict[str, str]:
        """Return what the ledger calls the words that are shown otherwise."""
        codes = {said[self._place]: code for code, said in _CODES.items()}
        return codes if self.language == "de" else codes | {said: german for german, said in _ENGLISH.items()}

    def count(self, number: int) -> str:
        """Return a number as it is read."""
        return shown_count(number) if self.language == "de" else f"{number:,d}"

    def amount(self, number: float) -> str:
        """Return the amount of a target as it is read: half a target is a half.

        >>> Wording("de").amount(12.5), Wording("en").amount(12.5), Wording("de").amount(400.0)
        ('12,5', '12.5', '400')
        """
        if number % 1 == 0:
            return self.count(round(number))
        said = shown_number(number)
        return said if self.language == "de" else said.replace(",", ".")

    def decimal(self, number: float) -> str:
        """Return a number with at most one digit after the comma."""
        said = shown_number(number, 1) if number % 1 else shown_number(number)
        return said if self.language == "de" else said.replace(".", "").replace(",", ".")

    def day(self, day: date) -> str:
        """Return a day."""
        return shown(day) if self.language == "de" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def quarter(self, code: str) -> str:
        """Return a quarter as a sentence says it, in the genitive too: „2. Quartal 2019“."""
        year, _, number = code.partition("-Q")
        return f"{number}. Quartal {year}" if self.language == "de" else f"Q{number} {year}"

    def quarters(self, code: str) -> str:
        """Return a quarter in the genitive: „2. Quartals 2019“."""
        return self.quarter(code).replace("Quartal", "Quartals") if self.language == "de" else self.quarter(code)


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
