"""Clients, their households, what these receive, and what they agreed to (domain.md 1.1, 1.2, 1.13)."""

from __future__ import annotations

from typing import Annotated

from workbook.schema import choices
from workbook.schema.beside import NAME_LABEL, partner_beside, person_beside
from workbook.schema.columns import (
    CustomerNumber,
    Date,
    Email,
    Euro,
    HouseholdNumber,
    HouseNumber,
    Id,
    Integer,
    Kind,
    Listed,
    LongText,
    Month,
    Multiple,
    PersonName,
    Phone,
    Postcode,
    Record,
    Reference,
    Street,
    Text,
    YesNo,
    column,
)
from workbook.schema.data_categories import DataCategory as Data
from workbook.schema.expressions import (
    AllOf,
    AnyOf,
    Cell,
    Compared,
    FromFacts,
    FullYears,
    If,
    IsNumber,
    MonthsLater,
    Named,
    Today,
    Words,
    is_filled,
    one_of,
    yes_or_no,
)
from workbook.schema.vocabulary import (
    OUTSIDE_CITY,
    WHOLE_CITY,
    BenefitStatus,
    ClientStatus,
    ConsentForm,
    ExitReason,
    Gender,
    HouseholdType,
)

RETENTION_NAME = "par_Aufbewahrung"
"""The defined name of the setting `Aufbewahrung (Monate)`, for the formula of the day to review a deletion."""

LIMIT_NAME, FAMILY_NAME, AREA_NAME = "par_Z20_Grenze", "par_Z20_Personen", "par_Z20_Gebiet"
"""The defined names of what the target of the families demands, read from the sheet `Ziele`."""

HAD_BENEFIT = Compared(Cell("benefit_intake"), ">", 0)
BELOW_LIMIT = Compared(Cell("benefit_intake"), "<", Named(LIMIT_NAME))
IS_FAMILY = Compared(Cell("persons"), ">=", Named(FAMILY_NAME))
LIVED_IN_AREA = AnyOf(
    Compared(Cell("district_intake"), "=", Named(AREA_NAME)),
    AllOf(Compared(Named(AREA_NAME), "=", WHOLE_CITY), Compared(Cell("district_intake"), "<>", OUTSIDE_CITY)),
)
"""The four conditions of the group of the „20 Familien“: column and facts ask the same (domain.md 2, B-01)."""


class Tracked(Record):
    """The common tail of every table about persons: who wrote the row, and when."""

    recorded_on: Date = column("Erfasst am", required=True)
    recorded_by: Reference = column("Erfasst von", required=True, refers_to="Personal")
    changed_on: Date = column("Geändert am", folded=True)
    remark: LongText = column("Bemerkung", help="Bitte nichts über Gesundheit oder Leistungen.")


class Client(Tracked, sheet="Klienten", title="Klientinnen und Klienten", group="Menschen", key="client_id"):
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
            AllOf(IsNumber("birth_date"), Compared(Cell("birth_date"), "<=", Today())), FullYears("birth_date"), ""
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
            AllOf(IsNumber("benefit_since"), one_of("benefit_status", BenefitStatus.SGB_II, BenefitStatus.TOP_UP)),
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
        formula=Words("first_name", "name_prefix", "last_name"),
        folded=True,
        for_the_eye=True,
        since="0.2",
        help="Hier sehen die anderen Blätter nach, wie jemand heißt.",
    )


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
            AllOf(
                IsNumber("benefit_intake"),
                IsNumber("persons"),
                is_filled("district_intake"),
                IsNumber(Named(LIMIT_NAME)),
                IsNumber(Named(FAMILY_NAME)),
            ),
            yes_or_no(AllOf(HAD_BENEFIT, BELOW_LIMIT, IS_FAMILY, LIVED_IN_AREA)),
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


class Consent(
    Tracked,
    sheet="Einwilligungen",
    title="Einwilligungen",
    group="Menschen",
    key="consent_id",
):
    """Wer was an wen weitergeben darf. Ohne gültige Zeile hier schreibt Lotse keinen Brief an Dritte."""

    consent_id: Id = column("EinwilligungID", required=True, pattern=r"E-\d{5,6}", pattern_example="E-00042")
    client_id: Reference = column(
        "KlientID",
        required=True,
        refers_to="Klienten",
        dropdown=False,
        own_width=11,
    )
    person_named: Text = person_beside("client_id")
    partner_id: Reference = column("Empfänger (PartnerID)", refers_to="Partner")
    partner_named: Text = partner_beside("partner_id")
    recipient_category: Listed = column(
        "oder Empfänger-Kategorie",
        choices=choices.PARTNER_CATEGORY,
        own_width=24,
        help="Statt eines einzelnen Partners, z. B. alle Wohnungsunternehmen.",
    )
    purpose: Listed = column("Zweck", required=True, choices=choices.PURPOSE)
    categories: Multiple = column(
        "Datenkategorien",
        required=True,
        choices=choices.DATA_CATEGORY,
        own_width=40,
        help="Mehrere mit Semikolon trennen: Name; Telefon/E-Mail; Haushaltsgröße/Kinder",
    )
    health_data: YesNo = column("Gesundheitsdaten")
    disclose_benefit: YesNo = column(
        "Offenlegung Leistungsbezug erlaubt",
        aliases=("Leistungsbezug offenlegen",),
        help="Eigenes Kreuz auf dem Bogen. Ohne „ja“ erfährt kein Empfänger, dass jemand Leistungen bekommt.",
    )
    form: Annotated[ConsentForm | None, Kind.CHOICE] = column("Form", choices=choices.CONSENT_FORM)
    given_by: Listed = column("erteilt von", choices=choices.GIVEN_BY)
    given_on: Date = column("erteilt am", required=True)
    valid_until: Date = column("gültig bis")
    revoked_on: Date = column("widerrufen am")
    filed: Text = column("Nachweis Ablage", required=True)
    employer_id: Reference = column(
        "Empfänger (ArbeitgeberID)",
        refers_to="Arbeitgeber",
        since="0.2",
        help="Statt eines Partners: der eine Betrieb, für den die Einwilligung gilt.",
    )
