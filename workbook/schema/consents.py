"""What people agreed to: who may pass on what to whom (domain.md 1.13)."""

from __future__ import annotations

from typing import Annotated

from workbook.schema import choices
from workbook.schema.beside import letter_column, partner_beside, person_beside
from workbook.schema.columns import Date, Id, Kind, Listed, Multiple, Reference, Text, YesNo, column
from workbook.schema.data_categories import DataCategory as Data
from workbook.schema.people import Tracked
from workbook.schema.vocabulary import ConsentForm


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
    purpose: Listed = column("Zweck", required=True, choices=choices.PURPOSE, shares=Data.REQUEST, term="zweck")
    categories: Multiple = column(
        "Datenkategorien",
        required=True,
        choices=choices.DATA_CATEGORY,
        own_width=40,
        shares=Data.REQUEST,
        term="datenkategorien",
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
    given_on: Date = column("erteilt am", help="Leer, solange sie nur angefragt ist: Dann darf noch nichts hinaus.")
    valid_until: Date = column("gültig bis", shares=Data.REQUEST, term="gültig_bis")
    revoked_on: Date = column("widerrufen am")
    filed: Text = column(
        "Nachweis Ablage", help="Pflicht, sobald sie erteilt ist: wo der unterschriebene Bogen liegt."
    )
    employer_id: Reference = column(
        "Empfänger (ArbeitgeberID)",
        refers_to="Arbeitgeber",
        since="0.2",
        help="Statt eines Partners: der eine Betrieb, für den die Einwilligung gilt.",
    )
    letter: Text = letter_column(
        choices.LETTERS_OF_CONSENT,
        "EINWILL: der Bogen zum Unterschreiben. WIDERRUF: an alle, die schon Daten haben.",
    )
