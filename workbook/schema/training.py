"""Courses and who takes part in them (domain.md 1.7)."""

from __future__ import annotations

from typing import Annotated

from workbook.schema import choices
from workbook.schema.beside import letter_column, partner_beside, person_beside
from workbook.schema.columns import (
    Date,
    Euro,
    Id,
    Integer,
    Kind,
    Listed,
    Reference,
    Text,
    YesNo,
    column,
)
from workbook.schema.data_categories import DataCategory as Data
from workbook.schema.people import Tracked
from workbook.schema.vocabulary import CourseResult, CourseStatus


class Course(Tracked, sheet="Qualifizierungen", title="Qualifizierungen", group="Arbeit", key="course_id"):
    """Kurse und Umschulungen, die ein Bildungsträger für das Büro oder mit ihm anbietet."""

    course_id: Id = column("QualiID", required=True, pattern=r"Q-\d{4,5}", pattern_example="Q-0042")
    title: Text = column("Titel", required=True, own_width=30)
    partner_id: Reference = column("Träger (PartnerID)", refers_to="Partner")
    partner_named: Text = partner_beside("partner_id")
    certified: YesNo = column("AZAV-zugelassen")
    measure_no: Id = column(
        "Maßnahmenummer", pattern=r"\d{1,3}/\d{1,5}/\d{2,4}", pattern_example="345/123/2019", folded=True
    )
    legal_basis: Reference = column("Rechtsgrundlage", refers_to="Förderarten", help="Kürzel aus Förderarten")
    kind: Listed = column("Art", choices=choices.COURSE_KIND)
    begin: Date = column("Beginn", required=True)
    end: Date = column("Ende", required=True)
    places: Integer = column("Plätze")
    certificate: Listed = column("Abschluss/Zertifikat", choices=choices.CERTIFICATE, own_width=28)
    certificate_months: Integer = column(
        "Zertifikat läuft ab nach Monaten",
        folded=True,
        aliases=("Zertifikat gültig (Monate)",),
        help="Leer: läuft nicht ab.",
    )
    cost: Euro = column("Kosten", folded=True)
    status: Annotated[CourseStatus | None, Kind.CHOICE] = column(
        "Status", required=True, choices=choices.COURSE_STATUS
    )


class Participation(Tracked, sheet="Teilnahmen", title="Teilnahmen", group="Arbeit", key="participation_id"):
    """Wer an welcher Qualifizierung teilnimmt und wie es ausgeht."""

    participation_id: Id = column("TeilnahmeID", required=True, pattern=r"T-\d{5,6}", pattern_example="T-00042")
    course_id: Reference = column("QualiID", required=True, refers_to="Qualifizierungen")
    client_id: Reference = column("KlientID", required=True, refers_to="Klienten", dropdown=False, own_width=11)
    person_named: Text = person_beside("client_id")
    entered_on: Date = column("Eintritt", required=True, shares=Data.REQUEST, term="eintritt")
    left_on: Date = column("Austritt")
    voucher_no: Text = column("Bildungsgutschein-Nr.", folded=True)
    voucher_by: Listed = column("ausgestellt von", choices=choices.VOUCHER_BY, folded=True)
    voucher_until: Date = column("Gutschein gültig bis", folded=True)
    result: Annotated[CourseResult | None, Kind.CHOICE] = column("Ergebnis", choices=choices.COURSE_RESULT)
    certified_on: Date = column("Zertifikat am", shares=Data.REQUEST, term="zertifikat_am")
    certificate_until: Date = column("Zertifikat gültig bis", shares=Data.REQUEST, term="zertifikat_gültig_bis")
    placement_id: Reference = column(
        "Übergang in (VermittlungID)", refers_to="Vermittlungen", dropdown=False, own_width=14
    )
    letter: Text = letter_column(None, "Nur für eigene Arten, die Ihr Büro zur Teilnahme angelegt hat.")
