"""Values of list columns that the code reasons about: statuses, kinds, reasons (domain.md 1)."""

from __future__ import annotations

from enum import StrEnum


class Gender(StrEnum):
    """How a person is addressed; `o` means that they did not say."""

    FEMALE = "w"
    MALE = "m"
    DIVERSE = "d"
    UNSTATED = "o"


class ClientStatus(StrEnum):
    """Where a client stands. There is deliberately no „nicht zuständig“."""

    ACTIVE = "aktiv"
    TRAINING = "in Qualifizierung"
    PLACED = "vermittelt"
    AFTERCARE = "Nachbetreuung"
    RESTING = "ruhend"
    CLOSED = "abgeschlossen"
    MOVED = "verzogen"
    DECEASED = "verstorben"

    @property
    def ended(self) -> bool:
        """Whether the work with this client is over."""
        return self in {ClientStatus.CLOSED, ClientStatus.MOVED, ClientStatus.DECEASED}


class BenefitStatus(StrEnum):
    """Which benefit a client receives."""

    SGB_II = "SGB II"
    TOP_UP = "Aufstocker SGB II"
    SGB_III = "SGB III (ALG I)"
    SGB_XII = "SGB XII"
    HOUSING = "Wohngeld/KiZ"
    NONE = "keine"
    UNKNOWN = "unbekannt"

    @property
    def is_sgb_ii(self) -> bool:
        """Whether the client belongs to the Jobcenter's benefit system."""
        return self in {BenefitStatus.SGB_II, BenefitStatus.TOP_UP}


class HouseholdType(StrEnum):
    """The Bundesagentur's typology of Bedarfsgemeinschaften."""

    SINGLE = "Single"
    SINGLE_PARENT = "Alleinerziehende"
    COUPLE = "Paar ohne Kinder"
    COUPLE_WITH_CHILDREN = "Paar mit Kindern"
    OTHER = "sonstige"


class ExitReason(StrEnum):
    """Why a household's benefit came to 0 Euro. Only the first three are success in work."""

    EARNINGS = "Erwerbseinkommen"
    SELF_EMPLOYMENT = "Selbständigkeit"
    APPRENTICE_PAY = "Ausbildungsvergütung"
    HOUSING_BENEFIT = "Wohngeld/Kinderzuschlag"
    ALG_I = "ALG I"
    PENSION = "Rente/SGB XII"
    MAINTENANCE = "Unterhalt/Vermögen"
    MOVED = "Umzug"
    HOUSEHOLD_CHANGE = "Haushaltsänderung"
    SANCTION = "Minderung/Versagung/Nichterreichbarkeit"
    WAIVED = "Verzicht"
    OTHER = "sonstiges"
    UNKNOWN = "unbekannt"

    @property
    def is_work(self) -> bool:
        """Whether the household lives from work of its own."""
        return self in {ExitReason.EARNINGS, ExitReason.SELF_EMPLOYMENT, ExitReason.APPRENTICE_PAY}


class RequestStatus(StrEnum):
    """Where a request stands; each is somebody's, so „nicht zuständig“ does not exist."""

    NEW = "neu"
    WORKING = "in Arbeit"
    WAITING_CLIENT = "wartet auf Klient"
    WAITING_PARTNER = "wartet auf Partner"
    DONE = "erledigt"
    CANCELLED = "abgebrochen"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self not in {RequestStatus.DONE, RequestStatus.CANCELLED}


class RequestResult(StrEnum):
    """How a request ended."""

    SOLVED = "gelöst"
    PARTLY = "teilweise gelöst"
    HANDED_OVER = "an Partner übergeben und angenommen"
    WAIVED = "Klient verzichtet"
    UNREACHABLE = "nicht erreichbar"
    UNSOLVABLE = "nicht lösbar – Begründung"


class Channel(StrEnum):
    """Where a counselling took place."""

    OFFICE = "persönlich Büro"
    PHONE = "Telefon"
    EMAIL = "E-Mail"
    HOME_VISIT = "Hausbesuch"
    COMPANY_VISIT = "Betriebsbesuch"
    EVENT = "Veranstaltung"

    @property
    def bound_to_opening_hours(self) -> bool:
        """Whether an appointment of this kind has to lie within the opening hours."""
        return self not in {Channel.HOME_VISIT, Channel.COMPANY_VISIT, Channel.EVENT}


class Appearance(StrEnum):
    """Whether the client came."""

    YES = "ja"
    CANCELLED = "nein abgesagt"
    MISSED = "nein unentschuldigt"
    OPEN = "offen"


class JobKind(StrEnum):
    """What a vacancy offers."""

    MINIJOB = "Minijob"
    PART_TIME = "Teilzeit"
    FULL_TIME = "Vollzeit"
    APPRENTICESHIP = "Ausbildung"
    ENTRY_QUALIFICATION = "Einstiegsqualifizierung"
    INTERNSHIP = "Praktikum/MAG"
    WORK_OPPORTUNITY = "AGH"


class Term(StrEnum):
    """Whether a contract ends by itself."""

    OPEN_ENDED = "unbefristet"
    FIXED = "befristet"


class PayUnit(StrEnum):
    """What the pay is for."""

    HOUR = "Stunde"
    MONTH = "Monat"


class JobStatus(StrEnum):
    """Where a vacancy stands."""

    OPEN = "offen"
    PARTLY = "teilbesetzt"
    FILLED = "besetzt"
    WITHDRAWN = "zurückgezogen"
    EXPIRED = "abgelaufen"


class EmployerStatus(StrEnum):
    """Where the work with an employer stands."""

    CONTACT = "Kontakt"
    ACTIVE = "aktiv"
    RESTING = "ruhend"
    BLOCKED = "gesperrt"


class Employment(StrEnum):
    """What a placement led to (domain.md 1.8); decides how it is counted."""

    MINIJOB = "Minijob"
    PART_TIME = "Teilzeit sv"
    FULL_TIME = "Vollzeit sv"
    DUAL_APPRENTICESHIP = "Ausbildung dual"
    SCHOOL_APPRENTICESHIP = "Ausbildung schulisch"
    ENTRY_QUALIFICATION = "EQ"
    SELF_EMPLOYED = "Selbständigkeit"

    @property
    def insured(self) -> bool:
        """Whether it is a job with social insurance (sozialversicherungspflichtig)."""
        return self in {Employment.PART_TIME, Employment.FULL_TIME}


class SubsidyCode(StrEnum):
    """The subsidies whose way of counting the law sets apart (domain.md 4.2)."""

    LONG_TERM_UNEMPLOYED = "16E"
    PARTICIPATION = "16I"
    WORK_OPPORTUNITY = "16D"


class EndReason(StrEnum):
    """Why a placement ended."""

    RUNNING = "läuft"
    BY_EMPLOYER = "AG-Kündigung"
    BY_EMPLOYEE = "AN-Kündigung"
    AGREED = "Aufhebung"
    TERM_OVER = "Befristung ausgelaufen"
    UNSUBSIDISED = "Übergang ungefördert"
    MOVED = "Umzug"
    ILLNESS = "Krankheit"
    UNKNOWN = "unbekannt"


class FollowUp(StrEnum):
    """Whether somebody placed is still in work 3, 6 or 12 months later."""

    OPEN = "offen"
    SAME_EMPLOYER = "ja – selber AG"
    OTHER_EMPLOYER = "ja – anderer AG sv-pflichtig"
    NO = "nein"
    UNKNOWN = "nicht feststellbar"


class PartnerCategory(StrEnum):
    """What a partner is; drives which fields may go out (domain.md 1.10)."""

    HOUSING = "Wohnungsunternehmen"
    EMPLOYER = "Arbeitgeber"
    TRAINING = "Bildungsträger"
    CARE = "Pflege/Senioren"
    CITY_BENEFITS = "Stadt – Leistungsträger (§ 35 SGB I)"
    CITY_OTHER = "Stadt – sonstiges Amt"
    EMPLOYMENT_AGENCY = "Agentur für Arbeit"
    JOBCENTER = "Jobcenter"
    ADVICE = "Beratungsstelle"
    ASSOCIATION = "Verein/Netzwerk"
    PRESS = "Presse/Post"
    CHAMBER = "Kammer"
    OTHER = "sonstige"


class ReferralKind(StrEnum):
    """What a client is referred for (domain.md 1.9)."""

    HOUSING_SEARCH = "Wohnungssuche"
    HOUSING_SECURE = "Wohnungssicherung"
    CARE_ADVICE = "Pflegeberatung"
    CARE_SERVICE = "Pflegedienst"
    CITY_OFFICE = "Stadt-Amt"
    HOUSING_BENEFIT = "Wohngeld"
    CHILD_SUPPLEMENT = "Kinderzuschlag"
    YOUTH_OFFICE = "Jugendamt"
    DEBT = "Schuldnerberatung § 16a Nr. 2"
    PSYCHOSOCIAL = "psychosozial § 16a Nr. 3"
    ADDICTION = "Suchtberatung § 16a Nr. 4"
    CHILDCARE = "Kinderbetreuung § 16a Nr. 1"
    AGENCY = "Agentur/FbW"
    TRAINING = "Bildungsträger"
    EMPLOYER = "Arbeitgeber"
    LANGUAGE = "Sprachkurs"
    VOLUNTEERING = "Ehrenamt"


class ReferralWay(StrEnum):
    """How a referral is passed on."""

    LETTER = "Brief"
    EMAIL = "E-Mail verschlüsselt"
    WARM_CALL = "Telefon warm"
    ACCOMPANIED = "Begleitung"


class LegalGround(StrEnum):
    """Why data may be passed on."""

    CONSENT = "Einwilligung Art. 6 (1) a"
    TASK = "§ 69 (1) Nr. 1 SGB X"
    DUTY = "§ 50 SGB II"
    NO_DATA = "keine Daten übermittelt"


class ReferralResult(StrEnum):
    """What came of a referral; it is only done with a reply."""

    OPEN = "offen"
    ACCEPTED = "angenommen"
    APPOINTMENT = "Termin vereinbart"
    SUCCESS = "erfolgreich"
    REFUSED = "abgelehnt"
    NO_SHOW = "Klient nicht erschienen"
    NO_REPLY = "keine Rückmeldung"


class ConsentForm(StrEnum):
    """How a consent was given."""

    WRITTEN = "schriftlich"
    ELECTRONIC = "elektronisch"
    ORAL = "mündlich – begründet"


class Indicator(StrEnum):
    """Codes of figures that a target can be set for (domain.md 4.1)."""

    Z20 = "Z20"
    Z400 = "Z400"
    V = "V"
    INT = "INT"


class Spread(StrEnum):
    """How a target is spread over its time."""

    BY_DAYS = "linear nach Tagen"
    BY_QUARTER = "Quartalswerte"


class DayOff(StrEnum):
    """Why the office is closed on a day."""

    HOLIDAY = "Feiertag NRW"
    CLOSED = "Schließtag"


class CourseStatus(StrEnum):
    """Where a course stands."""

    PLANNED = "geplant"
    RUNNING = "laufend"
    FINISHED = "beendet"
    CANCELLED = "abgesagt"


class CourseResult(StrEnum):
    """How a participation ended."""

    RUNNING = "laufend"
    PASSED = "bestanden"
    FAILED = "nicht bestanden"
    LEFT_FOR_WORK = "abgebrochen wegen Arbeitsaufnahme"
    LEFT = "abgebrochen sonst"
    NOT_STARTED = "nicht angetreten"


class ShopStatus(StrEnum):
    """Where an empty shop stands."""

    EMPTY = "leer"
    NEGOTIATING = "in Verhandlung"
    LET = "vermietet"
    INTERIM = "Zwischennutzung"
    WITHDRAWN = "zurückgezogen"
    DEMOLISHED = "Abriss"


class InterestStatus(StrEnum):
    """Where somebody's interest in a shop stands."""

    NEW = "neu"
    VIEWING = "Besichtigung"
    NEGOTIATING = "Verhandlung"
    CONTRACT = "Vertrag"
    REFUSED = "Absage"


OUTSIDE_CITY = "außerhalb GE"
"""The district of whoever lives outside the city."""

WHOLE_CITY = "Stadt"
"""The scope of a target that the office only contributes to: the workbook cannot know the city's other results."""


class Answer(StrEnum):
    """Yes or no, as staff write it."""

    YES = "ja"
    NO = "nein"
