"""The allowed values of list columns (domain.md 1), for dropdowns and the sheet `Listen`."""

from __future__ import annotations

from workbook.schema.columns import closed_list, open_list
from workbook.schema.data_categories import DataCategory
from workbook.schema.letter_language import LetterLanguage
from workbook.schema.vocabulary import (
    OUTSIDE_CITY,
    Answer,
    Appearance,
    BenefitStatus,
    Channel,
    ClientStatus,
    ConsentForm,
    CourseResult,
    CourseStatus,
    DayOff,
    EmployerStatus,
    Employment,
    EndReason,
    ExitReason,
    FollowUp,
    Gender,
    HouseholdType,
    Indicator,
    InterestStatus,
    JobKind,
    JobStatus,
    LegalGround,
    PartnerCategory,
    PayUnit,
    ReferralKind,
    ReferralResult,
    ReferralWay,
    RequestResult,
    RequestStatus,
    ShopStatus,
    Spread,
    Term,
)

GENDER = closed_list(
    "Geschlecht",
    "Anrede/Geschlecht",
    Gender,
    frau=Gender.FEMALE,
    weiblich=Gender.FEMALE,
    herr=Gender.MALE,
    herrn=Gender.MALE,
    männlich=Gender.MALE,
    divers=Gender.DIVERSE,
)
HOUSEHOLD_ROLE = open_list("Rolle", "Rolle in BG", "Hauptperson", "Partner/in", "Kind 15–24", "weitere Person")
TITLE = open_list("Titel", "Titel", "Dr.", "Prof.", "Prof. Dr.", "Dr. med.")
DISTRICT = open_list(
    "Stadtteil",
    "Stadtteil",
    "Rotthausen",
    "Ückendorf",
    "Neustadt",
    "Altstadt",
    "Bulmke-Hüllen",
    "Feldmark",
    "Heßler",
    "Schalke",
    "Schalke-Nord",
    "Bismarck",
    "Buer",
    "Erle",
    "Hassel",
    "Horst",
    "Scholven",
    "Beckhausen",
    "Resse",
    "Resser Mark",
    OUTSIDE_CITY,
)
NO_LETTERS_HOME = "keine Post nach Hause"
"""What people want whose post others might open."""
CONTACT_PREFERENCE = open_list(
    "Kontaktweg", "Kontaktweg", "Post", "Telefon", "E-Mail", "persönlich", NO_LETTERS_HOME
)
NATIONALITY = open_list(
    "Staatsangehoerigkeit", "Staatsangehörigkeit-Gruppe", "DE", "EU/EWR/CH", "Drittstaat", "ungeklärt"
)
NO_PERMIT, NO_PERMIT_NEEDED, ANY_WORK_PERMITTED = "keine", "nicht erforderlich", "unbeschränkt"
WORK_PERMIT = open_list(
    "Arbeitserlaubnis",
    "Arbeitserlaubnis",
    NO_PERMIT_NEEDED,
    ANY_WORK_PERMITTED,
    "beschränkt",
    NO_PERMIT,
    "ungeklärt",
)
LETTER_LANGUAGE = closed_list("Briefsprache", "Zweite Sprache der Briefe", LetterLanguage)
NO_GERMAN = "keine"
GERMAN = open_list("Deutsch", "Deutsch (GER)", NO_GERMAN, "A1", "A2", "B1", "B2", "C1", "C2", "Muttersprache")
SCHOOL = open_list(
    "Schulabschluss",
    "Schulabschluss",
    "keiner",
    "Förderschule",
    "ESA/Hauptschule",
    "MSA/FOR",
    "FHR",
    "Abitur",
    "ausländisch, nicht anerkannt",
)
VOCATIONAL = open_list(
    "Berufsabschluss",
    "Berufsabschluss",
    "keiner",
    "Teilqualifikation",
    "Ausbildung",
    "Meister/Techniker",
    "Hochschule",
    "ausländisch",
)
NO_LICENCE = "keiner"
LICENCE = open_list("Fuehrerschein", "Führerschein", NO_LICENCE, "B", "BE", "C", "CE", "D", "L", "T")
BENEFIT_STATUS = closed_list("Leistungsbezug", "Leistungsbezug", BenefitStatus)
CLIENT_STATUS = closed_list("Klientenstatus", "Status Klient", ClientStatus)
HOUSEHOLD_TYPE = closed_list("BGTyp", "BG-Typ", HouseholdType)
AMOUNT_KIND = open_list("Betragsart", "Betragsart", "Leistungsanspruch", "Zahlungsanspruch")
EXIT_REASON = closed_list("Abgangsgrund", "Abgangsgrund", ExitReason)
NOTICE, CASE_SYSTEM = "Bescheid", "Fachverfahren"
BENEFIT_SOURCE = open_list(
    "Quelle", "Quelle des Betrags", NOTICE, "Klientenangabe", "Kontoauszug gesehen", CASE_SYSTEM
)
CHANNEL = closed_list("Kanal", "Kanal", Channel)
CONTACT_KIND = open_list(
    "Kontaktart",
    "Art des Kontakts",
    "Erstgespräch",
    "Beratung",
    "Folgeberatung",
    "Begleitung",
    "Nachbetreuung",
    "Kurzauskunft",
    "Stellenmitnahme",
)
JOBCENTER, EMPLOYMENT_AGENCY = "Jobcenter", "Agentur für Arbeit"
ORGANISATION = open_list(
    "Organisation",
    "Organisation",
    JOBCENTER,
    EMPLOYMENT_AGENCY,
    "Netzwerk",
    "Stadt",
    "Rotthauser Post",
)
APPEARANCE = closed_list("Erschienen", "Erschienen", Appearance)
REQUEST_CATEGORY = open_list(
    "Anliegenart",
    "Kategorie des Anliegens",
    "Arbeit",
    "Minijob",
    "Ausbildung",
    "Qualifizierung",
    "Leistung/Bescheid",
    "Bildung und Teilhabe",
    "Wohnen",
    "Altenpflege/Senioren",
    "Kinderbetreuung",
    "Schulden",
    "Sucht/Psychosozial",
    "Sprache",
    "Anerkennung",
    "Gewerbe/Leerstand",
    "Stadtteil/Stadt",
    "Ehrenamt",
    "Sonstiges",
)
SENSITIVE_REQUESTS = frozenset({"Schulden", "Sucht/Psychosozial"})
"""What stands on a sheet that others may see only where it was chosen."""
URGENCY = open_list("Dringlichkeit", "Dringlichkeit", "normal", "eilig ≤ 5 AT", "Notfall ≤ 1 AT")
REQUEST_STATUS = closed_list("Anliegenstatus", "Status Anliegen", RequestStatus)
REQUEST_RESULT = closed_list("Anliegenergebnis", "Ergebnis Anliegen", RequestResult)
COMPANY_SIZE = open_list("Groesse", "Größe", "1–9", "10–49", "50–249", "250+")
SECTOR = open_list("Traegerschaft", "Öffentlich/privat/Träger", "öffentlich", "privat", "Träger")
EMPLOYER_STATUS = closed_list("Arbeitgeberstatus", "Status Arbeitgeber", EmployerStatus)
JOB_KIND = closed_list("Stellenart", "Art der Stelle", JobKind)
TERM = closed_list("Befristung", "Befristung", Term)
PAY_UNIT = closed_list("Entgelteinheit", "Einheit", PayUnit)
ANY_SHIFT = "flexibel"
SHIFT = open_list("Arbeitszeit", "Arbeitszeit", "Tag", "Früh/Spät", "3-Schicht", "Nacht", "Wochenende", ANY_SHIFT)
JOB_STATUS = closed_list("Stellenstatus", "Status Stelle", JobStatus)
EMPLOYMENT = closed_list("Beschaeftigungsart", "Beschäftigungsart", Employment)
END_REASON = closed_list("Endegrund", "Endegrund", EndReason)
COVERS_NEED = open_list("Bedarfsdeckend", "bedarfsdeckend", "ja", "nein", "offen")
FOLLOW_UP = closed_list("Verbleib", "Verbleib", FollowUp)
EVIDENCE = open_list("Nachweis", "Nachweis", "Klient", "Arbeitgeber", NOTICE, CASE_SYSTEM)
PARTNER_CATEGORY = closed_list("Partnerkategorie", "Kategorie Partner", PartnerCategory)
REFERRAL_KIND = closed_list("Verweisart", "Verweisart", ReferralKind)
REFERRAL_WAY = closed_list("Weg", "Weg", ReferralWay)
LEGAL_GROUND = closed_list("Rechtsgrundlage", "Rechtsgrundlage", LegalGround)
REFERRAL_RESULT = closed_list("Verweisergebnis", "Ergebnis Verweis", ReferralResult)
CONTACT_THROUGH = open_list("KontaktUeber", "Kontakt über", "das Büro", "die Person selbst")
DATA_CATEGORY = open_list(
    "Datenkategorie",
    "Datenkategorien",
    *(category for category in DataCategory if category is not DataCategory.INTERNAL),
)
FOLLOW_UP_PURPOSE = "Verbleibsanfrage"
"""The purpose of a consent that lets the office ask an employer (§ 67a (2) SGB X)."""
PURPOSE = open_list(
    "Zweck",
    "Zweck der Einwilligung",
    "Wohnungssuche",
    "Wohnungssicherung",
    "Bewerbung",
    "Qualifizierung",
    "Pflege",
    "Beratung",
    "Antrag bei der Stadt",
    "Ehrenamt",
    FOLLOW_UP_PURPOSE,
)
CONSENT_FORM = closed_list("Einwilligungsform", "Form der Einwilligung", ConsentForm)
BY_THEMSELVES = "selbst"
"""What „erteilt von“ says of a consent that the person gave alone."""
GIVEN_BY = open_list("ErteiltVon", "erteilt von", BY_THEMSELVES, "gesetzl. Vertretung", "Betreuung")
EQUIPMENT = open_list(
    "Ausstattung",
    "Ausstattung der Wohnung",
    "Erdgeschoss",
    "Aufzug",
    "stufenlos",
    "bodengleiche Dusche",
    "Badewanne",
    "Balkon",
    "Einbauküche",
    "Stellplatz",
)
OFFICE_ROLE = open_list("BueroRolle", "Rolle im Büro", "Jobcenter", "Agentur", "Netzwerk", "Stadt", "Post")
COUNTS, COUNTS_NOT, COUNTS_THE_SAME, COUNTS_BY_CASE = "ja", "nein", "neutral", "je nach Fall"
COUNTS_K2 = open_list("ZaehltK2", "zählt als Integration (K2)", COUNTS, COUNTS_NOT, COUNTS_THE_SAME, COUNTS_BY_CASE)
INDICATOR = closed_list("Kennzahl", "Kennzahl", Indicator)
TARGET_UNIT = open_list("Zieleinheit", "Einheit des Ziels", "Familien", "Personen", "Vermittlungen", "%")
TARGET_SCOPE = open_list("Zielbezug", "Bezug", "Rotthausen", "Stadt")
SPREAD = closed_list("Verteilung", "Verteilung", Spread)
COURSE_KIND = open_list(
    "Kursart",
    "Art der Qualifizierung",
    "Kurs",
    "Umschulung",
    "TQ",
    "Sprachkurs",
    "Praktikum",
    "Vorphase AsA",
)
CERTIFICATE = open_list(
    "Zertifikat",
    "Abschluss/Zertifikat",
    "DIN EN 1591-4 (Flanschmontage)",
    "DIN EN ISO 9606-1 (Schweißer)",
    "IHK-TQ",
    "IHK/HWK-Abschluss",
    "Trägerzertifikat",
    "keiner",
)
COURSE_STATUS = closed_list("Kursstatus", "Status Qualifizierung", CourseStatus)
COURSE_RESULT = closed_list("Kursergebnis", "Ergebnis Teilnahme", CourseResult)
ISSUED_BY_THE_AGENCY, ISSUED_BY_THE_JOBCENTER = "Agentur", "Jobcenter (vor 2025)"
VOUCHER_BY = open_list("Gutscheinstelle", "Bildungsgutschein von", ISSUED_BY_THE_AGENCY, ISSUED_BY_THE_JOBCENTER)
VISIT_BLOCK = open_list("Block", "Block", "vormittags", "nachmittags")
SHOP_CONDITION = open_list("Zustand", "Zustand", "bezugsfertig", "renovierungsbedürftig", "Sanierung")
SHOP_STATUS = closed_list("Leerstandsstatus", "Status Leerstand", ShopStatus)
INTEREST_STATUS = closed_list("Interessentenstatus", "Status Interessent", InterestStatus)
DAY_OFF = closed_list("Tagart", "Art des Tages", DayOff)
LETTERS_OF_CLIENT = open_list("SchreibenKlient", "Schreiben: Klient", "DATENSCHUTZ", "STELLEN", "ABSCHLUSS")
LETTERS_OF_CONSENT = open_list("SchreibenEinwilligung", "Schreiben: Einwilligung", "EINWILL", "WIDERRUF")
LETTERS_OF_REQUEST = open_list("SchreibenAnliegen", "Schreiben: Anliegen", "ZUSAMMEN")
LETTERS_OF_CONTACT = open_list("SchreibenTermin", "Schreiben: Termin", "EINLADUNG", "TERMINZETTEL")
LETTERS_OF_REFERRAL = open_list("SchreibenVerweis", "Schreiben: Verweis", "FOERDER", "NACHFASS")
LETTERS_OF_PLACEMENT = open_list("SchreibenVermittlung", "Schreiben: Vermittlung", "VERBLEIB", "VERBLEIBAG")
LETTERS_OF_INTEREST = open_list("SchreibenInteressent", "Schreiben: Interessent", "LEERSTAND")
"""What the column „Schreiben“ offers on each sheet: the kinds of `templates/letters/`, which a test compares. An
office adds its own."""
YES_NO = closed_list("JaNein", "ja/nein", Answer)
