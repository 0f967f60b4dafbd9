"""The rows of the sheet `Einstellungen`: what an office decides for itself, one line for each setting.

`lotse new` writes these rows; whoever needs a setting asks for it by `SettingName`, never by a typed text. A value
is text as staff write it: a date `01.09.2018`, a number `24`, opening hours `09:00–12:30`.
"""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct


class SettingName(StrEnum):
    """What a setting is called in the column „Einstellung“."""

    OFFICE_NAME = "Name des Büros"
    SHORT_NAME = "Kurzname des Büros"
    BODY = "Träger"
    STREET = "Straße und Hausnummer"
    POSTCODE = "PLZ"
    CITY = "Ort"
    PHONE = "Telefon"
    EMAIL = "E-Mail"
    WEBSITE = "Webseite"
    RETURN_LINE = "Absenderzeile"
    SIGN_OFF = "Grußformel"
    REFERENCE_PREFIX = "Zeichen der Schreiben"
    TEMPLATES = "Ordner der Vorlagen"
    UNPROOFREAD = "Ungeprüfte Übersetzungen beilegen"
    EMAIL_DRAFTS = "E-Mail-Entwürfe (ja/nein)"
    MONDAY_MORNING = "Öffnung Montag vormittags"
    MONDAY_AFTERNOON = "Öffnung Montag nachmittags"
    TUESDAY_MORNING = "Öffnung Dienstag vormittags"
    TUESDAY_AFTERNOON = "Öffnung Dienstag nachmittags"
    WEDNESDAY_MORNING = "Öffnung Mittwoch vormittags"
    WEDNESDAY_AFTERNOON = "Öffnung Mittwoch nachmittags"
    THURSDAY_MORNING = "Öffnung Donnerstag vormittags"
    THURSDAY_AFTERNOON = "Öffnung Donnerstag nachmittags"
    FRIDAY_MORNING = "Öffnung Freitag vormittags"
    FRIDAY_AFTERNOON = "Öffnung Freitag nachmittags"
    OFFICE_START = "Bürostart"
    PROJECT_BEGIN = "Projektbeginn"
    PROJECT_END = "Projektende"
    DISTRICT = "Stadtteil des Büros"
    DISTRICT_POSTCODES = "PLZ im Stadtteil"
    BODY_NUMBER = "Trägernummer der BG"
    RETENTION = "Aufbewahrung (Monate)"
    INVITATION_DAYS = "Einladungen: Tage im Voraus"
    REPLY_WORKDAYS = "Antwortfrist (Arbeitstage)"
    YELLOW_FROM = "Ampel gelb ab (%)"
    PERCENT_FROM = "Prozentwerte ab (Fälle)"
    PIVOT = "Pivot-Tabelle (ja/nein)"
    SMALLEST_CELL = "Veröffentlichung: kleinste Zahl"
    EMPLOYERS = "Veröffentlichung: Arbeitgeber mindestens"
    LARGEST_EMPLOYER = "Veröffentlichung: größter Arbeitgeber (%)"
    ACCESSIBILITY = "Veröffentlichung: Barrierefreiheit"
    CONTROLLER = "Datenschutz: verantwortlich"
    OFFICER = "Datenschutz: beauftragte Person"
    AUTHORITY = "Datenschutz: Aufsichtsbehörde"
    PURPOSES = "Datenschutz: Zwecke"
    SILENCE = "Ohne Kontakt melden (Monate)"
    KEEP_BACKUPS = "Sicherungen aufheben (Tage)"


def of_site(site: str, name: SettingName) -> str:
    """Return what the row is called in which an office with several sites says something of one of them.

    >>> of_site("Ückendorf", SettingName.STREET)
    'Standort Ückendorf: Straße und Hausnummer'
    """
    return f"Standort {site}: {name}"


_OF_SITE = re.compile(r"Standort +([^:]+?) *: *(.+)")


def site_and_name(row: str) -> tuple[str, str]:
    """Return the site that a row speaks of and what it says of it; without a site the row as it is.

    >>> site_and_name("Standort Ückendorf: PLZ")
    ('Ückendorf', 'PLZ')
    """
    match = _OF_SITE.fullmatch(row.strip())
    return (match[1], match[2]) if match else ("", row)


OPENING_HOURS: tuple[tuple[SettingName, SettingName], ...] = (
    (SettingName.MONDAY_MORNING, SettingName.MONDAY_AFTERNOON),
    (SettingName.TUESDAY_MORNING, SettingName.TUESDAY_AFTERNOON),
    (SettingName.WEDNESDAY_MORNING, SettingName.WEDNESDAY_AFTERNOON),
    (SettingName.THURSDAY_MORNING, SettingName.THURSDAY_AFTERNOON),
    (SettingName.FRIDAY_MORNING, SettingName.FRIDAY_AFTERNOON),
)
"""The two settings of each day by `date.weekday()`: morning and afternoon, each a span `09:00–12:30` or empty."""


class SettingRow(Struct, frozen=True):
    """A row as a new workbook has it. An empty `default` is for the office to fill in, or means „keine“.

    `absent` is what holds in a workbook of an earlier version that has no such row, where that is not the default.
    """

    name: SettingName
    default: str
    explanation: str
    absent: str | None = None

    @property
    def without(self) -> str:
        """What holds where the row is missing."""
        return self.default if self.absent is None else self.absent


SETTINGS: tuple[SettingRow, ...] = (
    SettingRow(SettingName.OFFICE_NAME, "", "Steht oben auf jedem Brief, z. B. Quartiersbüro Rotthausen."),
    SettingRow(
        SettingName.SHORT_NAME, "Quartiersbüro", "Kurz und neutral. Bitte keine Behörde und keine Leistung nennen."
    ),
    SettingRow(
        SettingName.BODY,
        "",
        "Wer das Büro trägt. Steht auf Briefen mit „Briefkopf: Jobcenter“ in der Vorlage, nie auf einem an Dritte.",
    ),
    SettingRow(SettingName.STREET, "", "Anschrift des Büros im Briefkopf."),
    SettingRow(SettingName.POSTCODE, "", "Fünf Ziffern, auch mit führender Null."),
    SettingRow(SettingName.CITY, "", ""),
    SettingRow(SettingName.PHONE, "", "So, wie die Nummer im Brief stehen soll, z. B. 0209 1234567."),
    SettingRow(SettingName.EMAIL, "", ""),
    SettingRow(SettingName.WEBSITE, "", "Leer lassen, wenn es keine gibt."),
    SettingRow(
        SettingName.RETURN_LINE,
        "",
        "Kleine Zeile über der Anschrift im Fenster. Leer: Kurzname, Straße und Ort. Neutral halten: Der Umschlag "
        "darf niemandem verraten, worum es geht.",
    ),
    SettingRow(SettingName.SIGN_OFF, "Mit freundlichen Grüßen", "Letzte Zeile vor der Unterschrift."),
    SettingRow(SettingName.REFERENCE_PREFIX, "QB", "Beginn von „Unser Zeichen“: QB-2019-0042. Neutral halten."),
    SettingRow(
        SettingName.TEMPLATES,
        "",
        "Eigene Vorlagen der Schreiben. Leer: der Ordner „Lotse-Vorlagen“ neben der Mappe, wenn es ihn gibt.",
    ),
    SettingRow(
        SettingName.UNPROOFREAD,
        "nein",
        "ja: Zweite Sprachen gehen auch mit, solange niemand ihre Sätze geprüft hat (saetze.csv).",
    ),
    SettingRow(
        SettingName.EMAIL_DRAFTS,
        "nein",
        "ja: Zu Schreiben an Partner mit „verschlüsselte E-Mail möglich“ liegt ein Entwurf (.eml) mit dem PDF bei. "
        "Verschlüsseln und senden Sie im Mailprogramm.",
    ),
    SettingRow(SettingName.MONDAY_MORNING, "09:00–12:30", "Von–bis. Leer heißt geschlossen."),
    SettingRow(SettingName.MONDAY_AFTERNOON, "13:30–16:00", ""),
    SettingRow(SettingName.TUESDAY_MORNING, "09:00–12:30", ""),
    SettingRow(SettingName.TUESDAY_AFTERNOON, "13:30–16:00", ""),
    SettingRow(SettingName.WEDNESDAY_MORNING, "09:00–12:30", ""),
    SettingRow(SettingName.WEDNESDAY_AFTERNOON, "13:30–16:00", ""),
    SettingRow(SettingName.THURSDAY_MORNING, "09:00–12:30", ""),
    SettingRow(SettingName.THURSDAY_AFTERNOON, "13:30–16:00", ""),
    SettingRow(SettingName.FRIDAY_MORNING, "09:00–13:00", ""),
    SettingRow(SettingName.FRIDAY_AFTERNOON, "", "Leer heißt geschlossen."),
    SettingRow(
        SettingName.OFFICE_START, "08.03.2018", "Erster Tag des Büros. Frühere Daten gelten als Tippfehler."
    ),
    SettingRow(
        SettingName.PROJECT_BEGIN, "01.09.2018", "Erster Tag der Projektphase, an der die Ziele gemessen werden."
    ),
    SettingRow(SettingName.PROJECT_END, "31.08.2020", "Letzter Tag der Projektphase."),
    SettingRow(
        SettingName.DISTRICT,
        "Rotthausen",
        "Für diesen Stadtteil ist das Büro da; er entscheidet bei „20 Familien“.",
    ),
    SettingRow(
        SettingName.DISTRICT_POSTCODES,
        "45884",
        "Postleitzahlen des Stadtteils, mehrere mit Semikolon. Nur zum Gegenprüfen.",
    ),
    SettingRow(SettingName.BODY_NUMBER, "", "Fünf Ziffern vor // in der BG-Nummer. Leer: wird nicht verglichen."),
    SettingRow(
        SettingName.RETENTION,
        "24",
        "So viele Monate nach dem Abschluss erinnert Lotse an die Löschung. Bitte mit dem Datenschutz abstimmen.",
    ),
    SettingRow(
        SettingName.INVITATION_DAYS, "30", "Einladungen werden höchstens so viele Tage vor dem Termin geschrieben."
    ),
    SettingRow(
        SettingName.REPLY_WORKDAYS,
        "10",
        "So viele Arbeitstage hat ein Partner Zeit, wenn nichts anderes vereinbart ist.",
    ),
    SettingRow(
        SettingName.YELLOW_FROM, "80", "Ab so viel Prozent des Solls ist die Ampel gelb, ab 100 grün, darunter rot."
    ),
    SettingRow(SettingName.PERCENT_FROM, "20", "Bei weniger Fällen steht „7 von 9“ statt einer Prozentzahl."),
    SettingRow(
        SettingName.PIVOT,
        "nein",
        "ja: Das Dashboard legt ein Blatt „Pivot“ mit einer Pivot-Tabelle über „Fakten“ an (noch nicht in Excel "
        "gesehen).",
    ),
    SettingRow(SettingName.SMALLEST_CELL, "3", "Kleinere Zahlen werden in der öffentlichen Fassung verdeckt."),
    SettingRow(
        SettingName.EMPLOYERS,
        "3",
        "Zahlen von Vermittlungen, hinter denen weniger Betriebe stehen, werden verdeckt. 0: nicht danach fragen.",
    ),
    SettingRow(
        SettingName.LARGEST_EMPLOYER,
        "85",
        "Verdeckt wird auch, wovon ein einziger Betrieb mehr als so viel Prozent hat. 0: nicht danach fragen.",
    ),
    SettingRow(SettingName.ACCESSIBILITY, "", "Adresse der Erklärung zur Barrierefreiheit (§ 12b BGG, BITV 2.0)."),
    SettingRow(
        SettingName.CONTROLLER, "", "Wer für die Daten verantwortlich ist (Art. 4 DSGVO): Stelle und Anschrift."
    ),
    SettingRow(SettingName.OFFICER, "", "Wie die oder der Datenschutzbeauftragte zu erreichen ist."),
    SettingRow(
        SettingName.AUTHORITY,
        "",
        "Wo man sich beschweren kann. Für ein Jobcenter als gemeinsame Einrichtung ist das die oder der "
        "Bundesbeauftragte für den Datenschutz, für einen Verein die Behörde des Landes.",
    ),
    SettingRow(
        SettingName.PURPOSES,
        "Beratung, Vermittlung in Arbeit und Ausbildung, Begleitung im Stadtteil; Auswertung ohne Namen",
        "Wozu das Büro die Daten braucht. Steht in jeder Auskunft.",
    ),
    SettingRow(
        SettingName.SILENCE,
        "12",
        "Nach so vielen Monaten ohne Kontakt fragt „lotse privacy“, ob die Daten noch nötig sind.",
    ),
    SettingRow(
        SettingName.KEEP_BACKUPS,
        "90",
        "Ältere Fassungen im Ordner „Sicherungen“ löscht Lotse beim nächsten Speichern. Leer: nach Anzahl allein.",
        absent="",
    ),
)
"""Every setting, in the order of its row."""


def default_of(name: SettingName) -> str:
    """Return what a new workbook has in a setting."""
    return next(row.default for row in SETTINGS if row.name is name)
