"""Marks for what staff cannot type freely: days, amounts, words of lists, keys. The hunt looks for them in letters.

A word of a list or a day is a mark only where nothing else in a letter says the same. So each column gets one that
no other has; columns for which there is none stand in `UNMARKED` with the reason. A test holds both complete.
"""

import re
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from workbook.schema import (
    TABLES,
    BenefitMonth,
    Client,
    Consent,
    Contact,
    Employer,
    Household,
    Kind,
    OfficeSetting,
    Partner,
    Referral,
    Request,
    ShopInterest,
    StaffMember,
)

MONTHS = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)
PLAIN = (Kind.TEXT, Kind.LONG_TEXT, Kind.NAME, Kind.STREET, Kind.SETTING)
SHORTEST = 3

ALL_THE_SAME = "„ja“ und „nein“ stehen in vielen Spalten und in Sätzen"
ADDRESS = "steht in jedem Schreiben: wohin es geht, von wem es kommt"
NAMES_ANOTHER = "eine fremde Kennung wäre ein Fehler, der das Schreiben aufhält"
OTHER_RECIPIENT = "das Schreiben ginge an jemand anderen, oder die Einwilligung gälte nicht"
ENDS = "wäre es ausgefüllt, gäbe es kein Schreiben"
SMALL = "eine Ziffer steht auch anderswo"
DEADLINE = "steht als Frist in jedem Schreiben an Dritte"
CHOOSES = "bestimmt, welches Schreiben entsteht"
SUBJECT = "das Wort steht in der Vorlage selbst"

UNMARKED = {
    **{
        (record, column.name): ALL_THE_SAME
        for record in TABLES
        for column in record.spec.columns
        if column.kind is Kind.YES_NO
    },
    **{
        (Partner, name): ADDRESS
        for name in (
            *("name", "short_name", "category", "department", "street", "house_no", "postcode", "city", "country"),
            *("contact_gender", "contact_title", "contact_first_name", "contact_last_name", "contact_function"),
        )
    },
    **{(StaffMember, name): ADDRESS for name in ("name", "function", "phone")},
    (StaffMember, "site"): "bestimmt, welcher Absender im Schreiben steht",
    **{(record, "letter"): CHOOSES for record in (Client, Consent, Request, Contact, Referral)},
    **{(record, "referral_id"): NAMES_ANOTHER for record in (Request,)},
    (OfficeSetting, "name"): ADDRESS,
    (OfficeSetting, "value"): ADDRESS,
    (Employer, "contact_gender"): "ein Buchstabe",
    **{(Consent, name): OTHER_RECIPIENT for name in ("partner_id", "employer_id")},
    **{(Referral, name): OTHER_RECIPIENT for name in ("vacancy_id", "employer_id")},
    (ShopInterest, "status"): SUBJECT,
    (Client, "gender"): "ein Buchstabe; im Schreiben steht „Frau“ oder „Herr“",
    (Client, "title"): "steht mit dem Namen in der Anschrift",
    (Client, "salutation_override"): "träte an die Stelle der Anrede mit dem Namen",
    (Client, "name_prefix"): "„von“ und „van“ sind auch Wörter von Sätzen",
    (Client, "house_no"): SMALL,
    (Client, "postcode"): "die Postleitzahl des Büros",
    (Client, "district"): "der Stadtteil des Büros",
    (Client, "country"): "das Schreiben ginge ins Ausland",
    (Client, "letter_language"): "wählt die Sprache des Schreibens",
    (Client, "status"): SUBJECT,
    (Client, "guardian"): "das Schreiben ginge an die Vertretung",
    (Client, "guardian_street"): "das Schreiben ginge an die Vertretung",
    (Client, "guardian_house_no"): "das Schreiben ginge an die Vertretung",
    (Client, "guardian_postcode"): "das Schreiben ginge an die Vertretung",
    (Client, "guardian_city"): "das Schreiben ginge an die Vertretung",
    (Household, "household_type"): "„Single“ mit einer Person; alles andere braucht mehr",
    (Household, "persons"): SMALL,
    (Household, "employable"): SMALL,
    (Household, "children_under_3"): SMALL,
    (Household, "children_3_to_5"): SMALL,
    (Household, "children_6_to_14"): SMALL,
    (Household, "children_15_to_24"): SMALL,
    (Household, "district_intake"): "der Stadtteil des Büros",
    (Consent, "purpose"): SUBJECT,
    (Consent, "categories"): SUBJECT,
    (Consent, "form"): "nur schriftlich gilt für alles",
    (Consent, "given_by"): "nur „selbst“ gilt",
    (Consent, "given_on"): "steht als Grundlage in jedem Schreiben an Dritte",
    (Consent, "revoked_on"): ENDS,
    (Request, "status"): SUBJECT,
    (Referral, "kind"): SUBJECT,
    (Referral, "way"): ENDS,
    (Referral, "result"): ENDS,
    (Referral, "replied_on"): ENDS,
    (Referral, "rooms"): SMALL,
    (Referral, "reply_until"): DEADLINE,
    (Referral, "legal_ground"): SUBJECT,
}
"""Columns in which nothing can be told apart, each with the reason."""


def long(day):
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def german(amount):
    return f"{amount:,}".translate(str.maketrans(",.", ".,"))


def spellings(kind, value):
    """How a value may be written in a letter; none where it is too short to be told apart."""
    if kind is Kind.DATE:
        return f"{value:%d.%m.%Y}", long(value), value.isoformat()
    if kind is Kind.MONTH:
        return f"{value:%m.%Y}", f"{MONTHS[value.month - 1]} {value.year}"
    if kind is Kind.TIME:
        return f"{value:%H:%M}", f"{value.hour}:{value:%M}", f"{value.hour}.{value:%M} Uhr"
    if kind in {Kind.EURO, Kind.DECIMAL}:
        return german(value), f"{value}".replace(".", ","), f"{value}"
    if kind is Kind.PHONE:
        return (value[-7:],)
    texts = value if isinstance(value, tuple) else (f"{value}",)
    return tuple(text for text in texts if len(text) >= SHORTEST)


def day_of(number):
    """A day that no letter has a reason to name, and another for each number."""
    return date.fromordinal(date(2011, 1, 3).toordinal() + number)


NUMBERS = {
    (record, column.name): number
    for number, (record, column) in enumerate(
        (record, column) for record in TABLES for column in record.spec.columns
    )
}


def marked_value(record, column):
    """A value for a column of a table that no letter is written from; another for each column."""
    number = NUMBERS[record, column.name]
    if column.kind is Kind.YES_NO:
        return True
    if column.choices is not None and column.choices.members is not None:
        members = sorted(column.choices.members, key=len)
        return (members[-1],) if column.kind is Kind.MULTIPLE else members[-1]
    if column.kind is Kind.ID and column.pattern_example:
        digits = iter(f"{90000000 + number}"[::-1])
        fresh = (next(digits, "9") if each.isdigit() else each for each in column.pattern_example[::-1])
        return "".join(fresh)[::-1]
    make = {
        Kind.DATE: lambda: day_of(number),
        Kind.MONTH: lambda: date(1901 + number % 90, 1 + number % 12, 1),
        Kind.TIME: lambda: time(6 + number // 60 % 12, number % 60),
        Kind.INTEGER: lambda: 7000 + number,
        Kind.EURO: lambda: Decimal(f"{6000 + number}.37"),
        Kind.DECIMAL: lambda: Decimal(f"{8000 + number}.25"),
        Kind.POSTCODE: lambda: f"{30000 + number}",
        Kind.HOUSE_NUMBER: lambda: f"{500 + number}",
        Kind.PHONE: lambda: f"+4920977{10000 + number}",
        Kind.EMAIL: lambda: f"post{number}@example.net",
        Kind.ID: lambda: f"ZZ{number}",
        Kind.REFERENCE: lambda: f"ZQ-{number:04d}",
        Kind.MULTIPLE: lambda: (f"ZQ-{number:04d}",),
    }.get(column.kind)
    return make() if make else None


@dataclass
class Weak:
    """Where each mark stands: owner → spelling → [(sheet, header, category)]; nobody's row belongs to 0."""

    places: dict = field(default_factory=dict)
    columns: set = field(default_factory=set)

    def register(self, owner, record):
        """Note every value of a row that can be told apart."""
        for column in type(record).spec.columns:
            value = getattr(record, column.name)
            if value is None or column.formula is not None or (type(record), column.name) in UNMARKED:
                continue
            for spelling in spellings(column.kind, value):
                self.columns.add((type(record), column.name))
                there = self.places.setdefault(owner, {}).setdefault(spelling, [])
                place = (type(record).spec.sheet, column.label, column.shares)
                if place not in there:
                    there.append(place)

    def found_in(self, text, number):
        """The marks of a person and of nobody's rows in the words of a letter: their places."""
        for owner in (number, 0):
            for spelling, places in self.places.get(owner, {}).items():
                if spelling in text and re.search(rf"(?<![\w.,:]){re.escape(spelling)}(?![\w]|[.,:]\d)", text):
                    yield owner, spelling, places


def rest_of(record, number):
    """Values for the columns of one of the tables that letters are written from, each day and word its own."""
    values = {"letter": None} if (record, "letter") in UNMARKED else {}
    for name, value in _rest(number).get(record, {}).items():
        choices = record.spec.column(name).choices
        values[name] = choices.members(value) if choices is not None and choices.members is not None else value
    return values


def _rest(number):
    return {
        Client: {
            "household_role": "weitere Person",
            "contact_pref": "persönlich",
            "former_customer_no": f"{100 + number % 900}C{500000 + number}",
            "nationality_group": "Drittstaat",
            "work_permit": "beschränkt",
            "work_permit_until": date(2021, 11, 23),
            "german_level": "Muttersprache",
            "school": "ausländisch, nicht anerkannt",
            "vocational": "Meister/Techniker",
            "kldb": "24422",
            "licence": ("keiner",),
            "benefit_since": date(2017, 2, 12),
            "unemployed_since": date(2017, 1, 17),
            "first_contact": date(2019, 4, 3),
            "intake_date": date(2019, 4, 4),
            "informed_on": date(2019, 4, 5),
            "closed_on": date(2019, 4, 11),
            "recorded_on": date(2019, 4, 8),
            "changed_on": date(2019, 4, 9),
            "hours_wish": Decimal("29.25"),
            "shift_wish": "Wochenende",
        },
        Household: {
            "intake_date": date(2019, 4, 10),
            "amount_kind": "Leistungsanspruch",
            "benefit_as_of": date(2019, 4, 15),
            "exit_reason": "Unterhalt/Vermögen",
            "off_since": date(2019, 5, 1),
            "return_date": date(2019, 6, 5),
            "recorded_on": date(2019, 4, 17),
            "changed_on": date(2019, 4, 18),
        },
        BenefitMonth: {
            "month": date(2019, 3, 1),
            "source": "Kontoauszug gesehen",
            "recorded_on": date(2019, 4, 23),
        },
        Request: {
            "received_on": date(2019, 4, 24),
            "due_on": date(2019, 7, 4),
            "done_on": date(2019, 4, 29),
            "channel": "Betriebsbesuch",
            "category": "Sucht/Psychosozial",
            "urgency": "Notfall",
            "result": "nicht lösbar – Begründung",
            "recorded_on": date(2019, 4, 25),
            "changed_on": date(2019, 4, 26),
        },
        Contact: {
            "held_on": date(2019, 4, 30),
            "begin": time(9, 13),
            "end": time(9, 47),
            "channel": "Hausbesuch",
            "kind": "Stellenmitnahme",
            "organisation": "Rotthauser Post",
            "appeared": "nein unentschuldigt",
            "request_id": f"A-{number:05d}",
            "recorded_on": date(2019, 5, 6),
            "changed_on": date(2019, 5, 7),
        },
        Consent: {
            "given_on": date(2019, 5, 8),
            "valid_until": date(2026, 9, 14),
            "recorded_on": date(2019, 5, 9),
            "changed_on": date(2019, 5, 10),
        },
        Referral: {
            "equipment": ("bodengleiche Dusche",),
            "warm_rent_max": Decimal("613.37"),
            "move_in_from": date(2019, 11, 3),
            "chase_on": date(2019, 7, 15),
            "contact_through": "die Person selbst",
            "recorded_on": date(2019, 5, 13),
            "changed_on": date(2019, 5, 14),
        },
    }
