"""A workbook in which errors are planted: rows are typed with openpyxl under German headers, as staff would.

Nothing here knows Lotse's records or rules. Every row that is added is right; whoever plants an error spoils a cell
and says which finding is expected at which address.
"""

from datetime import date, time, timedelta
from random import Random

import openpyxl
from openpyxl.utils import get_column_letter

TODAY = date(2019, 6, 30)
HEADER = 4
_SYLLABLES = (
    "ba",
    "ken",
    "dor",
    "li",
    "mar",
    "ro",
    "sen",
    "ta",
    "vel",
    "win",
    "gra",
    "hol",
    "ju",
    "per",
    "zim",
    "fo",
)


class Row:
    """A typed row: values are set by header, and cells are named by it."""

    def __init__(self, sheet, number):
        self.sheet, self.number = sheet, number

    def __setitem__(self, label, value):
        self.sheet.page.cell(self.number, self.sheet.columns[label]).value = value

    def __getitem__(self, label):
        return self.sheet.page.cell(self.number, self.sheet.columns[label]).value

    def told(self, label, rule=None):
        """The finding that is expected: at this column's cell, by the planted rule unless another is named."""
        return rule, self.sheet.name, f"{get_column_letter(self.sheet.columns[label])}{self.number}"


class Sheet:
    """One of the office's sheets with its Excel table."""

    def __init__(self, page):
        self.page, self.name = page, page.title
        self.columns = {cell.value: cell.column for cell in page[HEADER] if cell.value}
        self.table = next(iter(page.tables.values()), None)
        self.last = int(self.table.ref.split(":")[1].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) if self.table else 0

    def add(self, values):
        """Type a row under the last one and pull the table's corner down."""
        self.last += 1
        row = Row(self, self.last)
        for label, value in values.items():
            if value is not None:
                row[label] = value
        return row

    def row_of(self, label, value):
        """The row that has this value in this column."""
        for number in range(HEADER + 1, self.last + 1):
            if self.page.cell(number, self.columns[label]).value == value:
                return Row(self, number)
        raise LookupError(f"{self.name}: {value}")

    def rows(self):
        """Every row of the table."""
        return [Row(self, number) for number in range(HEADER + 1, self.last + 1)]

    def close(self):
        """Let the table reach down to the last typed row."""
        first, end = self.table.ref.split(":")
        self.table.ref = f"{first}:{end.rstrip('0123456789')}{self.last}"
        if self.table.autoFilter is not None:
            self.table.autoFilter.ref = self.table.ref


class OfficeFile:
    """The office's workbook, open for typing; the same seed types the same."""

    def __init__(self, path, seed):
        self.book = openpyxl.load_workbook(path)
        self.sheets = {page.title: Sheet(page) for page in self.book if page.tables}
        self.chance = Random(seed)  # noqa: S311 -- the same errors in every run
        self.days_off = {row["Datum"].date() for row in self.sheets["Feiertage"].rows()}
        self._numbers = dict.fromkeys(("client", "phone", "household", "slot", "key"), 0)
        self._words = set()

    def save(self, path):
        """Write the workbook as Excel would, tables closed."""
        for sheet in self.sheets.values():
            sheet.close()
        self.book.save(path)

    # what is typed

    def pick(self, *values):
        return self.chance.choice(values)

    def number(self, what):
        self._numbers[what] = self._numbers.get(what, 0) + 1
        return self._numbers[what]

    def key(self, prefix, digits):
        """A key that no row has: far above the demo's own."""
        return f"{prefix}-{int('7' + '0' * (digits - 1)) + self.number(f'key {prefix}'):0{digits}d}"

    def word(self, syllables=3):
        """A name that nothing else in the workbook has."""
        while True:
            name = "".join(self.chance.choice(_SYLLABLES) for _ in range(syllables)).capitalize()
            if name not in self._words:
                self._words.add(name)
                return name

    def phone(self):
        return f"0209 55{self.number('phone'):05d}"

    def workday(self, first, last):
        """A day on which the office is open, from Monday to Thursday."""
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return self.chance.choice([day for day in days if day.weekday() < 4 and day not in self.days_off])

    def soon(self):
        return self.workday(TODAY + timedelta(days=2), TODAY + timedelta(days=50))

    def lately(self):
        return self.workday(TODAY - timedelta(days=25), TODAY - timedelta(days=12))

    def past(self):
        return self.workday(date(2018, 11, 1), date(2019, 3, 15))

    def slot(self):
        """A day and a half hour that nobody else's appointment has."""
        number = self.number("slot")
        day = date(2019, 7, 1)
        for _ in range(number // 10):
            day += timedelta(days=1)
            while day.weekday() > 3 or day in self.days_off:
                day += timedelta(days=1)
        hour = (9, 10, 11, 14, 15)[number % 5]
        minute = 30 * (number // 5 % 2) if hour != 15 else 0
        minute = minute if not (hour == 11 and minute) else 0
        return day, time(hour, minute), time(hour, minute + 25)

    # right rows

    def _tail(self, day):
        return {"Erfasst am": day, "Erfasst von": "MKA"}

    def client(self, values=None):
        number = self.number("client")
        return self.sheets["Klienten"].add(
            {
                "KlientID": self.key("K", 5),
                "Anrede/Geschlecht": self.pick("w", "m", "d", "o"),
                "Vorname": self.word(3),
                "Nachname": self.word(4),
                "Geburtsdatum": date(1960, 1, 14) + timedelta(days=13 * number),
                "Straße": "Karl-Meyer-Straße",
                "Hausnr.": str(1 + number % 90),
                "PLZ": "45884",
                "Ort": "Gelsenkirchen",
                "Stadtteil": "Rotthausen",
                "Telefon": self.phone(),
                "Leistungsbezug": "keine",
                "Erstkontakt": date(2018, 10, 1),
                "Aufnahme": date(2018, 10, 8),
                "Datenschutzinfo am": date(2018, 10, 8),
                "Zuständig": "MKA",
                "Status": "aktiv",
            }
            | self._tail(date(2018, 10, 8))
            | (values or {})
        )

    def household(self, values=None, *, member=True):
        row = self.sheets["Bedarfsgemeinschaften"].add(
            {
                "BGID": self.key("HH", 4),
                "BG-Nummer": f"33304//7{self.number('household'):06d}",
                "BG-Typ": "Paar mit Kindern",
                "Personen": 4,
                "davon erwerbsfähig (ELB)": 2,
                "Kinder 6–14": 2,
                "alleinerziehend": "nein",
                "Stadtteil bei Aufnahme": "Ückendorf",
                "Aufnahme am": date(2018, 10, 8),
                "SGB II-Betrag bei Aufnahme": 450.5,
            }
            | self._tail(date(2018, 10, 8))
            | (values or {})
        )
        if member:
            row.member = self.client({"Haushalt (BG)": row["BGID"], "Leistungsbezug": "SGB II"})
        return row

    def benefit(self, household, month, amount, values=None):
        return self.sheets["Leistungsverlauf"].add(
            {"BGID": household["BGID"], "Monat": month, "Betrag": amount, "Quelle": "Bescheid"} | (values or {})
        )

    def partner(self, values=None):
        return self.sheets["Partner"].add(
            {
                "PartnerID": self.key("P", 4),
                "Name": f"{self.word()} Wohnen",
                "Kategorie": "Wohnungsunternehmen",
                "Straße": "Musterstraße",
                "Hausnr.": "7",
                "PLZ": "45879",
                "Ort": "Gelsenkirchen",
                "neutraler Briefkopf nötig": "ja",
                "aktiv": "ja",
            }
            | (values or {})
        )

    def consent(self, client, partner, values=None):
        return self.sheets["Einwilligungen"].add(
            {
                "EinwilligungID": self.key("E", 5),
                "KlientID": client["KlientID"],
                "Empfänger (PartnerID)": partner["PartnerID"],
                "Zweck": "Wohnungssuche",
                "Datenkategorien": "Name; Anschrift; Telefon/E-Mail; Haushaltsgröße/Kinder; Anliegen/Wunsch",
                "Form": "schriftlich",
                "erteilt von": "selbst",
                "erteilt am": date(2019, 5, 2),
                "gültig bis": date(2020, 5, 1),
                "Nachweis Ablage": "Ordner 3",
            }
            | self._tail(date(2019, 5, 2))
            | (values or {})
        )

    def request(self, client, values=None):
        return self.sheets["Anliegen"].add(
            {
                "AnliegenID": self.key("A", 5),
                "KlientID": client["KlientID"],
                "Eingang am": date(2019, 6, 11),
                "Kategorie": "Wohnen",
                "Kurzbeschreibung": "sucht eine Wohnung",
                "Zuständig": "MKA",
                "Nächster Schritt": "Anruf",
                "Wiedervorlage": self.soon(),
                "Status": "in Arbeit",
            }
            | self._tail(date(2019, 6, 11))
            | (values or {})
        )

    def done(self, client, values=None):
        """A request that is done."""
        return self.request(
            client, {"Status": "erledigt", "Erledigt am": date(2019, 6, 18), "Ergebnis": "gelöst"} | (values or {})
        )

    def contact(self, client, values=None):
        return self.sheets["Kontakte"].add(
            {
                "KontaktID": self.key("KT", 6),
                "Datum": self.lately(),
                "Beginn": time(10),
                "Ende": time(10, 40),
                "KlientID": client["KlientID"] if client else None,
                "Kanal": "persönlich Büro",
                "Art": "Beratung",
                "Beraten von": "MKA",
                "erschienen": "ja",
            }
            | self._tail(date(2019, 6, 18))
            | (values or {})
        )

    def referral(self, values=None, **others):
        """An open referral with request, consent and partner of its own; `others` stand in for these."""
        client = others.get("client") or self.client()
        partner = others.get("partner") or self.partner()
        request = others.get("request") or self.request(client)
        consent = others.get("consent") or self.consent(client, partner)
        row = self.sheets["Verweise"].add(
            {
                "VerweisID": self.key("R", 5),
                "AnliegenID": request["AnliegenID"],
                "KlientID": client["KlientID"],
                "PartnerID": partner["PartnerID"],
                "Verweisart": "Wohnungssuche",
                "Datum": date(2019, 6, 24),
                "Weg": "Brief",
                "EinwilligungID": consent["EinwilligungID"],
                "Rechtsgrundlage": "Einwilligung Art. 6 (1) a",
                "Rückmeldung bis": self.soon(),
                "Ergebnis": "offen",
            }
            | self._tail(date(2019, 6, 24))
            | (values or {})
        )
        row.client, row.partner, row.request, row.consent = client, partner, request, consent
        return row

    def employer(self, values=None):
        return self.sheets["Arbeitgeber"].add(
            {"ArbeitgeberID": self.key("AG", 5), "Firma": f"{self.word(4)} GmbH", "PLZ": "45884", "Status": "aktiv"}
            | self._tail(date(2018, 10, 8))
            | (values or {})
        )

    def vacancy(self, values=None, employer=None):
        employer = employer or self.employer()
        row = self.sheets["Stellen"].add(
            {
                "StelleID": self.key("S", 5),
                "ArbeitgeberID": employer["ArbeitgeberID"],
                "Titel": "Schlosser/in",
                "Art": "Vollzeit",
                "Befristung": "unbefristet",
                "Std./Woche": 38,
                "Entgelt": 2400,
                "Einheit": "Monat",
                "Anzahl Plätze": 2,
                "gemeldet am": date(2019, 6, 3),
                "Status": "offen",
            }
            | self._tail(date(2019, 6, 3))
            | (values or {})
        )
        row.employer = employer
        return row

    def placement(self, values=None, *, client=None, employer=None):
        client, employer = client or self.client(), employer or self.employer()
        row = self.sheets["Vermittlungen"].add(
            {
                "VermittlungID": self.key("V", 5),
                "KlientID": client["KlientID"],
                "ArbeitgeberID": employer["ArbeitgeberID"],
                "Beschäftigungsart": "Vollzeit sv",
                "Beginn": date(2019, 5, 2),
                "Std./Woche": 38,
                "Brutto €/Monat": 2400,
                "Förderung": "KEINE",
            }
            | self._tail(date(2019, 5, 2))
            | (values or {})
        )
        row.client, row.employer = client, employer
        return row

    def course(self, values=None):
        return self.sheets["Qualifizierungen"].add(
            {
                "QualiID": self.key("Q", 5),
                "Titel": "Schweißer/in",
                "Beginn": date(2019, 4, 1),
                "Ende": date(2019, 9, 30),
                "Plätze": 4,
                "Status": "laufend",
            }
            | self._tail(date(2019, 3, 4))
            | (values or {})
        )

    def participation(self, values=None, *, client=None, course=None):
        client, course = client or self.client(), course or self.course()
        row = self.sheets["Teilnahmen"].add(
            {
                "TeilnahmeID": self.key("T", 5),
                "QualiID": course["QualiID"],
                "KlientID": client["KlientID"],
                "Eintritt": date(2019, 4, 1),
                "Ergebnis": "laufend",
            }
            | self._tail(date(2019, 4, 1))
            | (values or {})
        )
        row.client, row.course = client, course
        return row

    def visits(self, values=None):
        return self.sheets["Besuche"].add(
            {
                "Datum": date(2018, 11, 3) + self.number("Saturday") * timedelta(days=7),
                "Block": "vormittags",
                "Besuche": 9,
                "davon Erstbesuch": 3,
                "davon Stellenmitnahme": 1,
            }
            | (values or {})
        )

    def shop(self, values=None):
        return self.sheets["Leerstände"].add(
            {
                "LeerstandID": self.key("L", 4),
                "Straße": "Karl-Meyer-Straße",
                "Hausnr.": "40",
                "Fläche m²": 80,
                "Miete €/m²": 6.5,
                "Status": "leer",
            }
            | (values or {})
        )

    def interest(self, values=None):
        return self.sheets["Interessenten"].add(
            {"InteressentID": self.key("I", 4), "Name/Firma": f"{self.word()} Schneiderei", "Status": "neu"}
            | self._tail(date(2019, 5, 2))
            | (values or {})
        )

    def target(self, values=None):
        return self.sheets["Ziele"].add(
            {
                "ZielID": self.key("Z", 3),
                "Bezeichnung": "Vermittlungen",
                "Kennzahl": "V",
                "Sollwert": 100,
                "Bezug": "Rotthausen",
                "Beginn": date(2018, 9, 1),
                "Ende": date(2020, 8, 31),
                "Verteilung": "linear nach Tagen",
            }
            | (values or {})
        )

    def external(self, values=None, target=None):
        target = target or self.target({"Kennzahl": "Z400", "Bezug": "Stadt"})
        return self.sheets["Externe_Istwerte"].add(
            {"ZielID": target["ZielID"], "Quartal": "2019-Q1", "Wert": 7, "Quelle": "Statistik"} | (values or {})
        )

    def colleague(self, values=None):
        letters = "ABCDEFGHJKLMNOPRSTUVWXYZ"
        number = self.number("colleague")
        return self.sheets["Personal"].add(
            {
                "Kürzel": f"Q{letters[number // 24 % 24]}{letters[number % 24]}",
                "Name": f"{self.word(3)} {self.word()}",
                "Organisation": "Jobcenter",
                "darf Sozialdaten": "ja",
            }
            | (values or {})
        )
