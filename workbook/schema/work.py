"""Employers, their vacancies, and what placements led to (domain.md 1.5, 1.6, 1.8, 1.14)."""

from __future__ import annotations

from typing import Annotated

from workbook.schema import choices
from workbook.schema.beside import firm_beside, letter_column, person_beside
from workbook.schema.columns import (
    Date,
    Email,
    Euro,
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
    YesNo,
    column,
)
from workbook.schema.data_categories import DataCategory as Data
from workbook.schema.expressions import (
    Cell,
    Compared,
    Expression,
    Found,
    HowMany,
    If,
    InList,
    IsNumber,
    MonthsLater,
    Named,
    Not,
    OnError,
    all_of,
    any_of,
    is_filled,
    one_of,
    yes_or_no,
)
from workbook.schema.meanings import INSURED, INTEGRATING, ONLY_INSURED
from workbook.schema.people import Tracked
from workbook.schema.vocabulary import (
    Answer,
    EmployerStatus,
    Employment,
    EndReason,
    FollowUp,
    JobKind,
    JobStatus,
    PayUnit,
    SubsidyCode,
    Term,
)

_INSURED = one_of("kind", *INSURED)
_COUNTABLE = one_of("kind", *INTEGRATING)
_LABOUR_MARKET = one_of("subsidy", *ONLY_INSURED)
CODES_400_NAME = "par_Z400_Foerderung"
"""The defined name of the subsidies that the target of the social labour market names, separated by commas."""


def _of_subsidy(label: str) -> Found:
    return Found("subsidy", "Förderarten", "Kürzel", label)


_IN_FORCE = all_of(
    Compared(Cell("start"), ">=", _of_subsidy("gültig ab")),
    any_of(
        Compared(_of_subsidy("gültig bis"), "=", 0),
        Compared(Cell("start"), "<=", _of_subsidy("gültig bis")),
    ),
)
_VALID_PAIR = any_of(_INSURED, Not(_LABOUR_MARKET))
_IS_WORK = (is_filled("subsidy"), Compared(Cell("subsidy"), "<>", SubsidyCode.WORK_OPPORTUNITY))
"""A placement says how it is subsidised (KEINE if not), and an Arbeitsgelegenheit is no work contract (C-12)."""


def _flag(*conditions: Expression) -> Expression:
    """Return ja or nein; nothing where kind or first day of work are missing, nein where the subsidy is unknown."""
    known = all_of(is_filled("kind"), IsNumber("start"))
    return If(known, OnError(yes_or_no(all_of(*conditions)), Answer.NO), "")


class Employer(Tracked, sheet="Arbeitgeber", title="Arbeitgeber", group="Arbeit", key="employer_id"):
    """Betriebe, mit denen das Büro spricht."""

    employer_id: Id = column("ArbeitgeberID", required=True, pattern=r"AG-\d{4,5}", pattern_example="AG-0042")
    name: Text = column("Firma", required=True, own_width=32)
    legal_form: Text = column("Rechtsform", own_width=11)
    company_no: Id = column("Betriebsnummer", pattern=r"\d{8}", pattern_example="12345678", folded=True)
    industry: Text = column("Branche", own_width=24, help="WZ 2008: Abschnitt oder Abteilung")
    street: Street = column("Straße", own_width=24, aliases=("Strasse",))
    house_no: HouseNumber = column("Hausnr.", aliases=("Hausnummer",))
    postcode: Postcode = column("PLZ")
    city: Street = column("Ort", own_width=16)
    country: Text = column("Land", folded=True, since="0.2", help="Nur, wenn nicht Deutschland")
    distance: Text = column("Entfernung/Stadtteil", folded=True)
    contact_gender: Listed = column("AP Geschlecht", choices=choices.GENDER, help="Ansprechpartner/in", folded=True)
    contact_title: Listed = column("AP Titel", choices=choices.TITLE, folded=True)
    contact_first_name: PersonName = column("AP Vorname")
    contact_last_name: PersonName = column("AP Nachname")
    contact_function: Text = column("AP Funktion", folded=True)
    phone: Phone = column("Telefon")
    email: Email = column("E-Mail")
    size: Listed = column("Größe", choices=choices.COMPANY_SIZE, own_width=10)
    sector: Listed = column("Öffentlich/privat/Träger", choices=choices.SECTOR, folded=True)
    status: Annotated[EmployerStatus | None, Kind.CHOICE] = column(
        "Status",
        required=True,
        choices=choices.EMPLOYER_STATUS,
    )
    blocked_reason: Text = column("Sperrgrund", folded=True)
    since: Date = column("seit")
    owner: Reference = column("Zuständig", refers_to="Personal")
    notice_person: YesNo = column(
        "Aushang mit Ansprechperson",
        folded=True,
        since="0.2",
        help="ja: Auf dem Aushang steht, wen man im Betrieb anruft. Sonst steht dort nur das Büro.",
    )


class Vacancy(Tracked, sheet="Stellen", title="Stellen", group="Arbeit", key="vacancy_id"):
    """Offene und besetzte Stellen, auch die zum Mitnehmen am Aushang."""

    vacancy_id: Id = column("StelleID", required=True, pattern=r"S-\d{5,6}", pattern_example="S-00042")
    employer_id: Reference = column("ArbeitgeberID", required=True, refers_to="Arbeitgeber")
    firm_named: Text = firm_beside("employer_id")
    title: Text = column("Titel", required=True, own_width=30)
    kind: Annotated[JobKind | None, Kind.CHOICE] = column("Art", required=True, choices=choices.JOB_KIND)
    term: Annotated[Term | None, Kind.CHOICE] = column("Befristung", choices=choices.TERM)
    until: Date = column("befristet bis")
    hours: Number = column("Std./Woche")
    pay: Euro = column("Entgelt")
    pay_unit: Annotated[PayUnit | None, Kind.CHOICE] = column("Einheit", choices=choices.PAY_UNIT)
    place: Text = column("Arbeitsort")
    postcode: Postcode = column("PLZ")
    shift: Listed = column("Arbeitszeit", choices=choices.SHIFT)
    licence: Listed = column("Führerschein nötig", choices=choices.LICENCE, folded=True)
    german_level: Listed = column("Deutsch mindestens", choices=choices.GERMAN, folded=True)
    certificate: Text = column("Zertifikat nötig", folded=True)
    places: Integer = column("Anzahl Plätze", required=True)
    filled: Integer = column(
        "besetzt",
        formula=HowMany("vacancy_id", "Vermittlungen", "StelleID"),
        help="Vermittlungen mit dieser StelleID.",
    )
    reference_no: Id = column(
        "BA-Referenznummer",
        pattern=r"\d{5}-\d{8,10}-[A-Z0-9]",
        pattern_example="10000-1234567890-S",
        folded=True,
    )
    subsidy_possible: Multiple = column("Förderung möglich", refers_to="Förderarten", folded=True)
    reported_on: Date = column("gemeldet am", required=True)
    valid_until: Date = column("gültig bis")
    take_away: YesNo = column("zum Mitnehmen (Aushang)")
    confirmed_on: Date = column("letzte Bestätigung am")
    status: Annotated[JobStatus | None, Kind.CHOICE] = column(
        "Status",
        required=True,
        choices=choices.JOB_STATUS,
    )


class Placement(Tracked, sheet="Vermittlungen", title="Vermittlungen", group="Arbeit", key="placement_id"):
    """Jeder Antritt einer Arbeit oder Ausbildung. Gezählt wird nach dem Tag des Beginns."""

    placement_id: Id = column("VermittlungID", required=True, pattern=r"V-\d{5,6}", pattern_example="V-00042")
    client_id: Reference = column(
        "KlientID",
        required=True,
        refers_to="Klienten",
        dropdown=False,
        own_width=11,
    )
    person_named: Text = person_beside("client_id")
    vacancy_id: Reference = column("StelleID", refers_to="Stellen", dropdown=False, own_width=11)
    employer_id: Reference = column("ArbeitgeberID", required=True, refers_to="Arbeitgeber")
    firm_named: Text = firm_beside("employer_id")
    kind: Annotated[Employment | None, Kind.CHOICE] = column(
        "Beschäftigungsart",
        required=True,
        choices=choices.EMPLOYMENT,
        own_width=20,
    )
    proposed_on: Date = column("Vorschlag am", folded=True)
    interview_on: Date = column("Vorstellung am", folded=True)
    start: Date = column("Beginn", required=True, shares=Data.REQUEST, term="beginn")
    agreed_end: Date = column("Ende vereinbart")
    actual_end: Date = column("Ende tatsächlich")
    end_reason: Annotated[EndReason | None, Kind.CHOICE] = column("Endegrund", choices=choices.END_REASON)
    hours: Number = column("Std./Woche")
    gross: Euro = column("Brutto €/Monat", aliases=("Brutto/Monat",))
    subsidy: Reference = column(
        "Förderung",
        refers_to="Förderarten",
        own_width=12,
        help="Pflicht. Kürzel aus dem Blatt Förderarten; ungefördert heißt KEINE.",
    )
    subsidy_until: Date = column("Förderdauer bis")
    coaching: YesNo = column("Coaching § 16e/§ 16i")
    covers_need: Listed = column("bedarfsdeckend", choices=choices.COVERS_NEED)
    due_3: Date = column("Prüfdatum 3 M", formula=If(IsNumber("start"), MonthsLater("start", 3), ""))
    status_3: Annotated[FollowUp | None, Kind.CHOICE] = column("Verbleib 3 M", choices=choices.FOLLOW_UP)
    checked_3: Date = column("geprüft am 3 M", folded=True)
    checked_by_3: Reference = column("geprüft von 3 M", refers_to="Personal", folded=True)
    due_6: Date = column("Prüfdatum 6 M", formula=If(IsNumber("start"), MonthsLater("start", 6), ""))
    status_6: Annotated[FollowUp | None, Kind.CHOICE] = column("Verbleib 6 M", choices=choices.FOLLOW_UP)
    checked_6: Date = column("geprüft am 6 M", folded=True)
    checked_by_6: Reference = column("geprüft von 6 M", refers_to="Personal", folded=True)
    due_12: Date = column("Prüfdatum 12 M", formula=If(IsNumber("start"), MonthsLater("start", 12), ""))
    status_12: Annotated[FollowUp | None, Kind.CHOICE] = column("Verbleib 12 M", choices=choices.FOLLOW_UP)
    checked_12: Date = column("geprüft am 12 M", folded=True)
    checked_by_12: Reference = column("geprüft von 12 M", refers_to="Personal", folded=True)
    evidence: Listed = column("Nachweis", choices=choices.EVIDENCE)
    counts_k2: Listed = column(
        "zählt K2",
        choices=choices.YES_NO,
        formula=_flag(
            _COUNTABLE,
            any_of(
                Compared(_of_subsidy("zählt als Integration (K2)"), "=", "ja"),
                Compared(_of_subsidy("zählt als Integration (K2)"), "=", "neutral"),
            ),
            _VALID_PAIR,
            _IN_FORCE,
        ),
        help="Integration nach der Kennzahlen-Verordnung (eigene Zählung).",
    )
    counts_k2e1: Listed = column(
        "zählt K2E1",
        choices=choices.YES_NO,
        formula=_flag(Compared(Cell("kind"), "=", Employment.MINIJOB), _VALID_PAIR, *_IS_WORK),
        help="Eintritt in geringfügige Beschäftigung.",
        folded=True,
    )
    counts_k2e2: Listed = column(
        "zählt K2E2",
        choices=choices.YES_NO,
        formula=_flag(_INSURED, Compared(Cell("subsidy"), "=", SubsidyCode.PARTICIPATION), _IN_FORCE),
        help="Eintritt in öffentlich geförderte Beschäftigung.",
        folded=True,
    )
    counts_400: Listed = column(
        "zählt Ziel 400",
        choices=choices.YES_NO,
        formula=_flag(
            _INSURED,
            Compared(_of_subsidy("zählt für Ziel 400"), "=", Answer.YES),
            any_of(Compared(Named(CODES_400_NAME), "=", ""), InList("subsidy", Named(CODES_400_NAME))),
            _IN_FORCE,
        ),
        help="Sozialer Arbeitsmarkt; im Dashboard zählt jede Person nur einmal.",
    )
    lasting: Listed = column(
        "nachhaltig",
        formula=If(
            one_of("status_12", FollowUp.SAME_EMPLOYER, FollowUp.OTHER_EMPLOYER),
            "ja",
            If(Compared(Cell("status_12"), "=", FollowUp.NO), "nein", "offen"),
        ),
        choices=choices.COVERS_NEED,
        help="Zwölf Monate später sozialversicherungspflichtig beschäftigt, gleich wo.",
        folded=True,
    )
    letter: Text = letter_column(
        choices.LETTERS_OF_PLACEMENT,
        "Meist leer: VERBLEIB entsteht, wenn es fällig ist. VERBLEIBAG fragt den Betrieb.",
    )


class Subsidy(Record, sheet="Förderarten", title="Förderarten", group="Grundlagen", key="code"):
    """Die Förderungen des Gesetzes, ab wann sie gelten und wie sie zählen. Neues Recht: hier eine Zeile ändern."""

    code: Id = column("Kürzel", required=True, pattern=r"[A-Z0-9]{2,6}", pattern_example="16I")
    label: Text = column("Bezeichnung", required=True, own_width=40)
    basis: Text = column("Rechtsgrundlage", own_width=40)
    used_in: Text = column("verwendet bei", own_width=14)
    valid_from: Date = column("gültig ab", past=True)
    valid_to: Date = column("gültig bis")
    counts_k2: Listed = column("zählt als Integration (K2)", choices=choices.COUNTS_K2, own_width=16)
    counts_400: YesNo = column("zählt für Ziel 400", choices=choices.YES_NO)
    remark: LongText = column("Bemerkung")
