"""Clients (domain.md 1.1)."""

from __future__ import annotations

from typing import Annotated

from workbook.schema import choices
from workbook.schema.beside import NAME_LABEL, letter_column
from workbook.schema.columns import (
    CustomerNumber,
    Date,
    Email,
    HouseNumber,
    Id,
    Integer,
    Kind,
    Listed,
    LongText,
    Multiple,
    Number,
    PersonName,
    Phone,
    Postcode,
    Record,
    Reference,
    Street,
    Text,
    column,
)
from workbook.schema.data_categories import DataCategory as Data
from workbook.schema.expressions import (
    Cell,
    Compared,
    FullYears,
    If,
    IsNumber,
    MonthsLater,
    Named,
    Today,
    all_of,
    one_of,
    words,
    yes_or_no,
)
from workbook.schema.meanings import ON_SGB_II
from workbook.schema.vocabulary import (
    BenefitStatus,
    ClientStatus,
    Gender,
)

RETENTION_NAME = "par_Aufbewahrung"
"""The defined name of the setting `Aufbewahrung (Monate)`, for the formula of the day to review a deletion."""


class Tracked(Record):
    """The common tail of every table about persons: who wrote the row, and when."""

    recorded_on: Date = column("Erfasst am", required=True)
    recorded_by: Reference = column("Erfasst von", required=True, refers_to="Personal")
    changed_on: Date = column("Geändert am", folded=True)
    remark: LongText = column("Bemerkung", help="Bitte nichts über Gesundheit oder Leistungen.")


class Client(
    Tracked,
    sheet="Klienten",
    title="Klientinnen und Klienten",
    group="Menschen",
    key="client_id",
    printed_to="email",
):
    """Eine Zeile je Mensch, den das Büro begleitet. Kinder stehen nur als Zahl bei der Bedarfsgemeinschaft."""

    client_id: Id = column("KlientID", required=True, pattern=r"K-\d{5,6}", pattern_example="K-00042")
    household_id: Reference = column(
        "Haushalt (BG)",
        refers_to="Bedarfsgemeinschaften",
        dropdown=False,
        own_width=11,
        help="BGID aus dem Blatt Bedarfsgemeinschaften; leer, wenn kein SGB II.",
    )
    household_role: Listed = column("Rolle in BG", choices=choices.HOUSEHOLD_ROLE, folded=True)
    gender: Annotated[Gender | None, Kind.CHOICE] = column(
        "Anrede/Geschlecht",
        required=True,
        choices=choices.GENDER,
        own_width=11,
        shares=Data.NAME,
        term="anrede_geschlecht",
        help="w = Frau, m = Herr, d = divers, o = ohne Angabe",
    )
    salutation_override: Text = column(
        "Anrede-Wunsch",
        folded=True,
        shares=Data.NAME,
        term="anrede_wunsch",
        help="Gilt vor der Regel, z. B. „Guten Tag Kim Berg“",
    )
    title: Listed = column("Titel", choices=choices.TITLE, own_width=9, shares=Data.NAME, term="titel")
    first_name: PersonName = column("Vorname", required=True, shares=Data.NAME, term="vorname")
    name_prefix: Text = column(
        "Namenszusatz", own_width=10, shares=Data.NAME, term="namenszusatz", help="von, van der, zu, el, …"
    )
    last_name: PersonName = column("Nachname", required=True, shares=Data.NAME, term="nachname")
    birth_name: PersonName = column("Geburtsname", folded=True, help="Nur, wenn nötig, um Doppelte zu erkennen.")
    birth_date: Date = column("Geburtsdatum", required=True, shares=Data.BIRTH_DATE, term="geburtsdatum", past=True)
    age: Integer = column(
        "Alter",
        # DATEDIF ends in #NUM! where the first day is the later one; a text is never at most a day.
        formula=If(
            all_of(IsNumber("birth_date"), Compared(Cell("birth_date"), "<=", Today())), FullYears("birth_date"), ""
        ),
        own_width=7,
    )
    street: Street = column(
        "Straße", required=True, shares=Data.ADDRESS, term="straße", own_width=24, aliases=("Strasse",)
    )
    house_no: HouseNumber = column(
        "Hausnr.", required=True, shares=Data.ADDRESS, term="hausnr", aliases=("Hausnummer",)
    )
    postcode: Postcode = column("PLZ", required=True, shares=Data.ADDRESS, term="plz", aliases=("Postleitzahl",))
    city: Street = column("Ort", required=True, shares=Data.ADDRESS, term="ort", own_width=16, aliases=("Wohnort",))
    country: Text = column(
        "Land", shares=Data.ADDRESS, term="land", folded=True, since="0.2", help="Nur, wenn nicht Deutschland"
    )
    district: Listed = column("Stadtteil", choices=choices.DISTRICT, shares=Data.ADDRESS, term="stadtteil")
    phone: Phone = column(
        "Telefon", shares=Data.CONTACT, term="telefon", aliases=("Tel.", "Telefonnummer", "Handy")
    )
    email: Email = column("E-Mail", shares=Data.CONTACT, term="e_mail", aliases=("Email", "Mail", "E-Mail-Adresse"))
    contact_pref: Listed = column("Kontaktweg bevorzugt", choices=choices.CONTACT_PREFERENCE)
    customer_no: CustomerNumber = column(
        "Kundennummer (BA)",
        aliases=("Kundennummer",),
        shares=Data.CUSTOMER_NUMBER,
        term="kundennummer_ba",
        masked=True,
        unique=True,
        help="Drei Ziffern, ein Buchstabe, sechs Ziffern: 123A456789",
    )
    former_customer_no: CustomerNumber = column(
        "frühere Kundennummer",
        shares=Data.CUSTOMER_NUMBER,
        term="frühere_kundennummer",
        masked=True,
        folded=True,
    )
    nationality_group: Listed = column("Staatsangehörigkeit-Gruppe", choices=choices.NATIONALITY, folded=True)
    work_permit: Listed = column(
        "Arbeitserlaubnis", choices=choices.WORK_PERMIT, shares=Data.WORK_PERMIT, term="arbeitserlaubnis"
    )
    work_permit_until: Date = column(
        "Arbeitserlaubnis bis", shares=Data.WORK_PERMIT, term="arbeitserlaubnis_bis", folded=True
    )
    german_level: Listed = column(
        "Deutsch (GER)", choices=choices.GERMAN, own_width=12, shares=Data.LANGUAGE_OR_LICENCE, term="deutsch_ger"
    )
    school: Listed = column(
        "Schulabschluss", choices=choices.SCHOOL, shares=Data.QUALIFICATION, term="schulabschluss"
    )
    vocational: Listed = column(
        "Berufsabschluss", choices=choices.VOCATIONAL, shares=Data.QUALIFICATION, term="berufsabschluss"
    )
    target_job: Text = column("Zielberuf", shares=Data.QUALIFICATION, term="zielberuf")
    kldb: Id = column(
        "KldB 2010",
        pattern=r"\d{5}",
        pattern_example="24422",
        shares=Data.QUALIFICATION,
        term="kldb_2010",
        folded=True,
    )
    licence: Multiple = column(
        "Führerschein", choices=choices.LICENCE, own_width=13, shares=Data.LANGUAGE_OR_LICENCE, term="führerschein"
    )
    benefit_status: Annotated[BenefitStatus | None, Kind.CHOICE] = column(
        "Leistungsbezug",
        required=True,
        choices=choices.BENEFIT_STATUS,
        shares=Data.BENEFIT_RECEIPT,
        term="leistungsbezug",
    )
    benefit_since: Date = column(
        "Leistungsbezug seit", shares=Data.BENEFIT_RECEIPT, term="leistungsbezug_seit", past=True
    )
    long_term: Listed = column(
        "Langzeitleistungsbezug",
        aliases=("Langzeitbezug",),
        choices=choices.YES_NO,
        formula=If(
            all_of(IsNumber("benefit_since"), one_of("benefit_status", *ON_SGB_II)),
            yes_or_no(Compared(MonthsLater("benefit_since", 21), "<=", Today())),
            "",
        ),
        help="Mindestens 21 Monate in Folge (§ 6 der Kennzahlen-Verordnung: 21 der letzten 24).",
        folded=True,
    )
    unemployed_since: Date = column(
        "Arbeitslos seit", shares=Data.BENEFIT_RECEIPT, term="arbeitslos_seit", past=True
    )
    first_contact: Date = column("Erstkontakt", required=True)
    intake_date: Date = column("Aufnahme")
    owner: Reference = column("Zuständig", required=True, refers_to="Personal")
    status: Annotated[ClientStatus | None, Kind.CHOICE] = column(
        "Status",
        required=True,
        choices=choices.CLIENT_STATUS,
    )
    closed_on: Date = column("Abschluss am")
    delete_review: Date = column(
        "Löschprüfung am",
        formula=If(IsNumber("closed_on"), MonthsLater("closed_on", Named(RETENTION_NAME)), ""),
        help="Abschluss plus die Aufbewahrung in Monaten von „Einstellungen“.",
        folded=True,
    )
    guardian: Text = column(
        "gesetzl. Vertretung",
        folded=True,
        help="Bei Kindern unter 15 Jahren oder rechtlicher Betreuung.",
    )
    guardian_street: Street = column(
        "Vertretung: Straße", folded=True, since="0.2", help="Nur, wenn sie woanders wohnt als die Person."
    )
    guardian_house_no: HouseNumber = column("Vertretung: Hausnr.", folded=True, since="0.2")
    guardian_postcode: Postcode = column("Vertretung: PLZ", folded=True, since="0.2")
    guardian_city: Street = column("Vertretung: Ort", folded=True, since="0.2")
    full_name: Text = column(
        NAME_LABEL,
        formula=words("first_name", "name_prefix", "last_name"),
        folded=True,
        for_the_eye=True,
        since="0.2",
        help="Hier sehen die anderen Blätter nach, wie jemand heißt.",
    )
    informed_on: Date = column(
        "Datenschutzinfo am",
        since="0.2",
        help="An diesem Tag hat die Person das Blatt DATENSCHUTZ bekommen (Art. 13 DSGVO).",
    )
    letter_language: Listed = column(
        "Zweite Sprache der Briefe",
        choices=choices.LETTER_LANGUAGE,
        since="0.2",
        folded=True,
        help="Briefe an die Person: vorn Deutsch, dahinter diese Sprache, sobald ihre Sätze geprüft sind.",
    )
    hours_wish: Number = column(
        "Wunsch: Std./Woche höchstens",
        shares=Data.REQUEST,
        term="wunsch_stunden",
        folded=True,
        since="0.2",
        help="Für „Stellen, die passen“. Leer: jede Stundenzahl.",
    )
    shift_wish: Listed = column(
        "Wunsch: Arbeitszeit",
        choices=choices.SHIFT,
        shares=Data.REQUEST,
        term="wunsch_arbeitszeit",
        folded=True,
        since="0.2",
        help="Für „Stellen, die passen“. Leer: jede Arbeitszeit.",
    )
    letter: Text = letter_column(
        choices.LETTERS_OF_CLIENT, "DATENSCHUTZ: das Blatt zur Aufnahme. STELLEN: passende Stellen zum Mitnehmen."
    )
