"""The neighbourhood: footfall, empty shops, and who is looking for one (domain.md 1.3, 1.11)."""

from __future__ import annotations

from typing import Annotated

from workbook.schema import choices
from workbook.schema.beside import letter_column, partner_beside, person_beside
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
    Number,
    Phone,
    Postcode,
    Record,
    Reference,
    Street,
    Text,
    column,
)
from workbook.schema.data_categories import DataCategory as Data
from workbook.schema.people import Tracked
from workbook.schema.vocabulary import ConsentForm, InterestStatus, ShopStatus


class VisitCount(Record, sheet="Besuche", title="Besuche", group="Begleitung", key=None):
    """Strichliste ohne Namen: wie viele Menschen in einem Block gekommen sind."""

    day: Date = column("Datum", required=True)
    block: Listed = column("Block", required=True, choices=choices.VISIT_BLOCK)
    visits: Integer = column("Besuche", required=True)
    first_visits: Integer = column("davon Erstbesuch")
    jobs_taken: Integer = column("davon Stellenmitnahme")
    topic: Listed = column("Thema", choices=choices.REQUEST_CATEGORY)


class EmptyShop(Record, sheet="Leerstände", title="Leerstände", group="Quartier", key="shop_id"):
    """Leere Ladenlokale im Stadtteil und was aus ihnen wird."""

    shop_id: Id = column("LeerstandID", required=True, pattern=r"L-\d{3,4}", pattern_example="L-042")
    street: Text = column("Straße", required=True, own_width=24)
    house_no: HouseNumber = column("Hausnr.", required=True)
    area: Number = column("Fläche m²")
    position: Text = column("Lage/Geschoss")
    last_use: Text = column("letzte Nutzung")
    empty_since: Date = column("leer seit", past=True)
    owner_partner: Reference = column("Eigentümer (PartnerID)", refers_to="Partner")
    partner_named: Text = partner_beside("owner_partner")
    owner_name: Text = column(
        "oder Eigentümer", own_width=26, help="Nur mit Einverständnis: Ein privater Name ist ein Personendatum."
    )
    rent: Euro = column("Miete €/m²", aliases=("Miete je m²",))
    condition: Listed = column("Zustand", choices=choices.SHOP_CONDITION)
    status: Annotated[ShopStatus | None, Kind.CHOICE] = column("Status", required=True, choices=choices.SHOP_STATUS)
    let_from: Date = column("wieder belegt ab", help="Pflicht beim Status „vermietet“.")
    next_use: Text = column("Nachnutzung", own_width=26)
    remark: LongText = column("Bemerkung")


class ShopInterest(Tracked, sheet="Interessenten", title="Interessenten", group="Quartier", key="interest_id"):
    """Wer ein Ladenlokal sucht, und wie weit es ist."""

    interest_id: Id = column("InteressentID", required=True, pattern=r"I-\d{3,4}", pattern_example="I-042")
    name: Text = column("Name/Firma", required=True, own_width=28, shares=Data.NAME, term="name")
    client_id: Reference = column("KlientID", refers_to="Klienten", dropdown=False, own_width=11)
    person_named: Text = person_beside("client_id")
    industry: Text = column("Branche", own_width=22, shares=Data.REQUEST, term="branche")
    area_from: Number = column("Fläche von m²", shares=Data.REQUEST, term="fläche_von")
    area_to: Number = column("Fläche bis m²", shares=Data.REQUEST, term="fläche_bis")
    budget: Euro = column("Budget")
    phone: Phone = column("Telefon", shares=Data.CONTACT, term="telefon")
    email: Email = column("E-Mail", shares=Data.CONTACT, term="e_mail")
    shop_id: Reference = column("LeerstandID", refers_to="Leerstände")
    status: Annotated[InterestStatus | None, Kind.CHOICE] = column(
        "Status", required=True, choices=choices.INTEREST_STATUS
    )
    refusal: Text = column("Absagegrund", own_width=24)
    street: Street = column("Straße", folded=True, since="0.2", shares=Data.ADDRESS, term="straße")
    house_no: HouseNumber = column("Hausnr.", folded=True, since="0.2", shares=Data.ADDRESS, term="hausnr")
    postcode: Postcode = column("PLZ", folded=True, since="0.2", shares=Data.ADDRESS, term="plz")
    city: Street = column("Ort", folded=True, since="0.2", shares=Data.ADDRESS, term="ort")
    consent_given_on: Date = column(
        "Einwilligung am",
        since="0.2",
        help="Ohne sie erfährt kein Eigentümer, wer sucht (Art. 6 (1) a oder b DSGVO).",
    )
    consent_form: Annotated[ConsentForm | None, Kind.CHOICE] = column(
        "Form", choices=choices.CONSENT_FORM, folded=True, since="0.2"
    )
    consent_until: Date = column("Einwilligung bis", folded=True, since="0.2")
    consent_revoked_on: Date = column("widerrufen am", folded=True, since="0.2")
    letter: Text = letter_column(
        choices.LETTERS_OF_INTEREST, "LEERSTAND: stellt dem Eigentümer die Person vor, die einzieht."
    )
