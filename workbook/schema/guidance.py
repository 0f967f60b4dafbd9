"""Requests, counselling, partners and referrals: „no wrong door“ (domain.md 1.3, 1.4, 1.9, 1.10)."""

from __future__ import annotations

from typing import Annotated

from workbook.schema import choices
from workbook.schema.beside import letter_column, partner_beside, person_beside, request_beside
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
    TimeOfDay,
    YesNo,
    column,
)
from workbook.schema.data_categories import DataCategory as Data
from workbook.schema.expressions import Found, FoundText, FromLetters, If, IsNumber, MinutesBetween, all_of
from workbook.schema.people import Tracked
from workbook.schema.vocabulary import (
    Appearance,
    Channel,
    LegalGround,
    PartnerCategory,
    ReferralKind,
    ReferralResult,
    ReferralWay,
    RequestResult,
    RequestStatus,
)

_WHILE_OPEN = "Pflicht, solange das Anliegen offen ist."
_WHEN_DONE = "Pflicht, sobald der Status „erledigt“ ist."


class Request(Tracked, sheet="Anliegen", title="Anliegen", group="Begleitung", key="request_id"):
    """Womit jemand kommt. Jedes offene Anliegen hat jemanden, der sich kümmert, und einen nächsten Schritt."""

    request_id: Id = column("AnliegenID", required=True, pattern=r"A-\d{5,6}", pattern_example="A-00042")
    client_id: Reference = column(
        "KlientID",
        refers_to="Klienten",
        dropdown=False,
        own_width=11,
        nothing=("anonym",),
        help="Leer oder „anonym“ ist erlaubt.",
    )
    person_named: Text = person_beside("client_id")
    received_on: Date = column("Eingang am", required=True)
    channel: Annotated[Channel | None, Kind.CHOICE] = column("Kanal", choices=choices.CHANNEL)
    category: Listed = column(
        "Kategorie", required=True, choices=choices.REQUEST_CATEGORY, shares=Data.REQUEST, term="kategorie"
    )
    summary: LongText = column("Kurzbeschreibung", required=True)
    urgency: Listed = column("Dringlichkeit", choices=choices.URGENCY)
    owner: Reference = column(
        "Zuständig",
        refers_to="Personal",
        help="Pflicht, solange das Anliegen offen ist. Ein „nicht zuständig“ gibt es hier nicht.",
    )
    next_step: Text = column(
        "Nächster Schritt", own_width=30, shares=Data.REQUEST, term="nächster_schritt", help=_WHILE_OPEN
    )
    due_on: Date = column("Wiedervorlage", shares=Data.REQUEST, term="wiedervorlage", help=_WHILE_OPEN)
    status: Annotated[RequestStatus | None, Kind.CHOICE] = column(
        "Status",
        required=True,
        choices=choices.REQUEST_STATUS,
    )
    done_on: Date = column("Erledigt am", help=_WHEN_DONE)
    result: Annotated[RequestResult | None, Kind.CHOICE] = column(
        "Ergebnis",
        choices=choices.REQUEST_RESULT,
        own_width=26,
        help=f"{_WHEN_DONE} Bei „abgebrochen“ stehen nur die Gründe dafür zur Wahl.",
    )
    referral_id: Reference = column(
        "VerweisID",
        refers_to="Verweise",
        dropdown=False,
        own_width=11,
        help="Pflicht beim Ergebnis „an Partner übergeben und angenommen“.",
    )
    letter: Text = letter_column(
        choices.LETTERS_OF_REQUEST, "ZUSAMMEN: alle offenen Anliegen der Person auf einem Blatt zum Mitgeben."
    )


class Contact(Tracked, sheet="Kontakte", title="Kontakte und Beratungen", group="Begleitung", key="contact_id"):
    """Jedes Gespräch. Ein künftiger Termin wird zur Einladung, wenn „Einladung schreiben“ auf ja steht."""

    contact_id: Id = column("KontaktID", required=True, pattern=r"KT-\d{6,7}", pattern_example="KT-000042")
    held_on: Date = column("Datum", required=True, time_in="Beginn")
    begin: TimeOfDay = column("Beginn")
    end: TimeOfDay = column("Ende")
    minutes: Integer = column(
        "Dauer (Min.)",
        formula=If(all_of(IsNumber("begin"), IsNumber("end")), MinutesBetween("begin", "end"), ""),
    )
    client_id: Reference = column("KlientID", refers_to="Klienten", dropdown=False, own_width=11)
    person_named: Text = person_beside("client_id")
    channel: Annotated[Channel | None, Kind.CHOICE] = column("Kanal", choices=choices.CHANNEL)
    kind: Listed = column("Art", choices=choices.CONTACT_KIND)
    request_id: Reference = column("AnliegenID", refers_to="Anliegen", dropdown=False, own_width=11)
    request_named: Text = request_beside("request_id")
    adviser: Reference = column("Beraten von", required=True, refers_to="Personal")
    organisation: Listed = column("Organisation", choices=choices.ORGANISATION)
    result: LongText = column("Ergebnis")
    next_date: Date = column("Nächster Termin", shares=Data.REQUEST, term="nächster_termin", time_in="um")
    next_begin: TimeOfDay = column("um", shares=Data.REQUEST, term="um")
    next_end: TimeOfDay = column("bis", shares=Data.REQUEST, term="bis")
    next_topic: Text = column("Thema des Termins", own_width=26, shares=Data.REQUEST, term="thema_des_termins")
    bring_along: Text = column("Bitte mitbringen", own_width=26, shares=Data.REQUEST, term="bitte_mitbringen")
    invite: YesNo = column("Einladung schreiben", help="ja: Lotse schreibt die Einladung zum nächsten Termin.")
    appeared: Annotated[Appearance | None, Kind.CHOICE] = column("erschienen", choices=choices.APPEARANCE)
    outside_hours: YesNo = column("außerhalb Öffnungszeit begründet", folded=True)
    letter: Text = letter_column(
        choices.LETTERS_OF_CONTACT, "Meist leer: Es entsteht EINLADUNG, ohne Post nach Hause TERMINZETTEL."
    )


class Partner(Record, sheet="Partner", title="Partner", group="Begleitung", key="partner_id"):
    """An wen das Büro weiterleitet. Die Kategorie entscheidet, welche Angaben hinausgehen dürfen."""

    partner_id: Id = column("PartnerID", required=True, pattern=r"P-\d{3,4}", pattern_example="P-042")
    name: Text = column("Name", required=True, own_width=42)
    short_name: Text = column("Kurzname", own_width=14, help="Steht im Dateinamen des Briefs.")
    category: Annotated[PartnerCategory | None, Kind.CHOICE] = column(
        "Kategorie",
        required=True,
        choices=choices.PARTNER_CATEGORY,
        own_width=28,
    )
    benefit_body: YesNo = column("Sozialleistungsträger § 35 SGB I", own_width=28)
    department: Text = column("Abteilung", own_width=24)
    street: Street = column("Straße", own_width=24, aliases=("Strasse",))
    house_no: HouseNumber = column("Hausnr.")
    postcode: Postcode = column("PLZ")
    city: Street = column("Ort", own_width=16)
    country: Text = column("Land", folded=True, help="Nur, wenn nicht Deutschland")
    contact_gender: Listed = column("AP Geschlecht", choices=choices.GENDER, help="Ansprechpartner/in")
    contact_title: Listed = column("AP Titel", choices=choices.TITLE)
    contact_first_name: PersonName = column("AP Vorname")
    contact_last_name: PersonName = column("AP Nachname")
    contact_function: Text = column("AP Funktion", folded=True)
    phone: Phone = column("Telefon")
    email: Email = column("E-Mail")
    contract_until: Date = column("AV-/Kooperationsvertrag bis", folded=True, aliases=("Kooperationsvertrag bis",))
    encrypted_email: YesNo = column("verschlüsselte E-Mail möglich", folded=True)
    neutral_letterhead: YesNo = column(
        "neutraler Briefkopf nötig",
        help="Für Wohnungsunternehmen immer ja (BSG, B 14 AS 65/11 R).",
    )
    active: YesNo = column("aktiv", required=True)
    remark: LongText = column("Bemerkung")


class Referral(Tracked, sheet="Verweise", title="Verweise", group="Begleitung", key="referral_id"):
    """Wen das Büro wohin weiterleitet. Ein Verweis ist erst mit einer Rückmeldung erledigt."""

    referral_id: Id = column("VerweisID", required=True, pattern=r"R-\d{5,6}", pattern_example="R-00042")
    request_id: Reference = column("AnliegenID", required=True, refers_to="Anliegen", dropdown=False, own_width=11)
    request_named: Text = request_beside("request_id")
    client_id: Reference = column("KlientID", required=True, refers_to="Klienten", dropdown=False, own_width=11)
    person_named: Text = person_beside("client_id")
    partner_id: Reference = column(
        "PartnerID",
        required=True,
        unless=("vacancy_id", "employer_id"),
        refers_to="Partner",
        help="Bei einem Verweis an einen Betrieb genügt StelleID oder ArbeitgeberID.",
    )
    partner_named: Text = partner_beside("partner_id")
    kind: Annotated[ReferralKind | None, Kind.CHOICE] = column(
        "Verweisart",
        required=True,
        choices=choices.REFERRAL_KIND,
        own_width=24,
        help="Die Auswahl richtet sich nach der Kategorie des Partners: zuerst den Partner eintragen.",
    )
    referred_on: Date = column("Datum", required=True)
    way: Annotated[ReferralWay | None, Kind.CHOICE] = column("Weg", choices=choices.REFERRAL_WAY)
    consent_id: Reference = column("EinwilligungID", refers_to="Einwilligungen", dropdown=False)
    legal_ground: Annotated[LegalGround | None, Kind.CHOICE] = column(
        "Rechtsgrundlage",
        choices=choices.LEGAL_GROUND,
        own_width=24,
    )
    rooms: Number = column("Wunsch: Zimmer", shares=Data.REQUEST, term="wunsch_zimmer")
    floor: Text = column(
        "Wunsch: Lage",
        shares=Data.REQUEST,
        term="wunsch_lage",
        help="z. B. nahe der Grundschule. Bitte nichts über Gesundheit oder Leistungen.",
    )
    equipment: Multiple = column(
        "Wunsch: Ausstattung",
        choices=choices.EQUIPMENT,
        own_width=24,
        shares=Data.REQUEST,
        term="wunsch_ausstattung",
        since="0.2",
        help="Beschreibt die Wohnung, nie die Person. Mehrere mit Semikolon trennen.",
    )
    warm_rent_max: Euro = column(
        "Wunsch: Warmmiete höchstens", shares=Data.REQUEST, term="wunsch_warmmiete_höchstens"
    )
    move_in_from: Date = column("Wunsch: Einzug ab", shares=Data.REQUEST, term="wunsch_einzug_ab")
    contact_through: Listed = column(
        "Kontakt über", choices=choices.CONTACT_THROUGH, shares=Data.REQUEST, term="kontakt_über"
    )
    reply_until: Date = column("Rückmeldung bis", help="Leer: zehn Arbeitstage nach dem Verweis")
    replied_on: Date = column("Rückmeldung am")
    result: Annotated[ReferralResult | None, Kind.CHOICE] = column("Ergebnis", choices=choices.REFERRAL_RESULT)
    chase_on: Date = column("Nachfass am")
    partner_category: Listed = column(
        "Partner-Kategorie",
        choices=choices.PARTNER_CATEGORY,
        formula=FoundText(Found("partner_id", "Partner", "PartnerID", "Kategorie")),
        own_width=28,
        help="Vom Blatt „Partner“; danach richtet sich, welche Verweisarten zur Wahl stehen.",
        folded=True,
    )
    vacancy_id: Reference = column(
        "StelleID",
        refers_to="Stellen",
        dropdown=False,
        own_width=11,
        since="0.2",
        help="Die Stelle, auf die sich jemand bewirbt; das Schreiben geht an ihren Betrieb.",
    )
    employer_id: Reference = column(
        "ArbeitgeberID",
        refers_to="Arbeitgeber",
        own_width=12,
        since="0.2",
        help="Der Betrieb, ohne Stelle.",
    )
    letter: Text = letter_column(
        choices.LETTERS_OF_REFERRAL,
        "Nur, wenn ein anderes als das übliche hinausgehen soll, z. B. FOERDER an einen Betrieb.",
    )
    concern: Text = column(
        "Anliegen im Schreiben",
        own_width=30,
        shares=Data.REQUEST,
        term="anliegen_im_schreiben",
        since="0.2",
        help="Steht so im Schreiben, z. B. der Kurs. Bitte nichts über Gesundheit oder Leistungen.",
    )
    enclosed: Text = column(
        "Anlagen zum Schreiben",
        own_width=24,
        shares=Data.REQUEST,
        term="anlagen_zum_schreiben",
        since="0.2",
        help="Was beiliegt, z. B. Lebenslauf.",
    )
    letter_there: Text = column(
        "Brief (Stand)",
        formula=FromLetters("referral_id"),
        own_width=24,
        for_the_eye=True,
        since="0.2",
        help="Nur zum Lesen: das neueste Schreiben zu diesem Verweis, vom Blatt „Postausgang“.",
    )
