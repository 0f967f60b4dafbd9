"""Each kind that is written when somebody wants it, or when time has come, with what makes it be written."""

from datetime import date
from decimal import Decimal

from tests.letter_office import client, consent, partner, plan, referral
from workbook.schema import Employer, EmptyShop, Placement, Request, ShopInterest, Vacancy
from workbook.schema.setting_names import SettingName
from workbook.schema.vocabulary import (
    ClientStatus,
    ConsentForm,
    FollowUp,
    InterestStatus,
    JobStatus,
    PartnerCategory,
    ReferralKind,
    ReferralResult,
    ReferralWay,
    RequestStatus,
    ShopStatus,
)

PROTECTED = {
    SettingName.CONTROLLER: "Integrationscenter Musterstadt, Musterweg 1, 45884 Gelsenkirchen",
    SettingName.OFFICER: "datenschutz@example.org",
    SettingName.AUTHORITY: "Aufsicht Musterland, Musterallee 3, 40210 Düsseldorf",
}
PHONED = referral(
    kind=ReferralKind.DEBT,
    way=ReferralWay.WARM_CALL,
    referred_on=date(2019, 6, 3),
    reply_until=date(2019, 6, 17),
    **dict.fromkeys(("rooms", "floor", "warm_rent_max", "move_in_from", "contact_through")),
)
COUNSEL = partner(category=PartnerCategory.ADVICE, name="Beratung am Markt", short_name="Markt")
AGREED = consent(purpose="Beratung", categories=("Name", "Anliegen/Wunsch"), given_on=date(2019, 6, 1))
ASKED = consent(
    given_on=None, filed=None, form=None, letter="EINWILL", categories=("Name", "Leistungsbezug", "Gesundheit")
)
EMPLOYER = Employer(
    row=5, employer_id="AG-0001", name="Metallbau Muster", street="Am Park", house_no="2", postcode="45879",
    city="Gelsenkirchen",
)  # fmt: skip
STARTED = Placement(
    row=5, placement_id="V-00001", client_id="K-00001", employer_id="AG-0001", start=date(2019, 3, 20)
)
FOLLOWED = consent(
    partner_id=None, employer_id="AG-0001", purpose="Verbleibsanfrage",
    categories=("Name",), given_on=date(2019, 3, 20),
)  # fmt: skip
SHOP = EmptyShop(
    row=5, shop_id="L-001", street="Karl-Meyer-Straße", house_no="13", area=Decimal(73), owner_partner="P-001",
    status=ShopStatus.EMPTY,
)  # fmt: skip
SEEKER = ShopInterest(
    row=5, interest_id="I-001", name="Buchbinderei Falzbein", industry="Buchbinderei", area_from=Decimal(40),
    phone="+4917604069046", email="falz@example.org", budget=Decimal(987), shop_id="L-001", recorded_by="MKA",
    status=InterestStatus.NEW, consent_given_on=date(2019, 6, 20), consent_form=ConsentForm.WRITTEN,
    letter="LEERSTAND", street="Privatweg", house_no="9", postcode="45884", city="Gelsenkirchen",
)  # fmt: skip


def job(number=1, **values):
    return Vacancy(
        **{
            "row": 4 + number, "vacancy_id": f"S-{number:05d}", "employer_id": "AG-0001", "title": "Lagerhelfer/in",
            "status": JobStatus.OPEN, "place": "Gelsenkirchen", "postcode": "45884", "hours": Decimal(30),
            "reported_on": date(2019, 6, 3),
        }
        | values
    )  # fmt: skip


def open_request(number=1, **values):
    return Request(
        **{
            "row": 4 + number, "request_id": f"A-{number:05d}", "client_id": "K-00001", "owner": "MKA",
            "category": "Wohnen", "next_step": "Anruf bei der ggw", "due_on": date(2019, 7, 8),
            "status": RequestStatus.WORKING,
        }
        | values
    )  # fmt: skip


def of(kind, *records, **choice):
    return plan(*records, kinds=[kind], settings=PROTECTED, **choice)


def one(kind, *records, **choice):
    found = of(kind, *records, **choice)
    assert found.withheld == ()
    (letter,) = found.letters
    return letter


OCCASIONS = {
    "NACHFASS": (PHONED, COUNSEL, AGREED),
    "WIDERRUF": (
        PHONED.model_copy(update={"result": ReferralResult.ACCEPTED, "replied_on": date(2019, 6, 10)}),
        COUNSEL,
        AGREED.model_copy(update={"revoked_on": date(2019, 6, 20), "letter": "WIDERRUF"}),
    ),
    "TERMINZETTEL": (client(contact_pref="keine Post nach Hause"),),
    "VERBLEIB": (STARTED, EMPLOYER),
    "VERBLEIBAG": (
        STARTED.model_copy(update={"status_3": FollowUp.UNKNOWN, "letter": "VERBLEIBAG"}),
        EMPLOYER,
        FOLLOWED,
    ),
    "ZUSAMMEN": (open_request(letter="ZUSAMMEN"),),
    "EINWILL": (ASKED,),
    "LEERSTAND": (SEEKER, SHOP),
    "DATENSCHUTZ": (client(letter="DATENSCHUTZ"),),
    "ABSCHLUSS": (client(letter="ABSCHLUSS", status=ClientStatus.CLOSED),),
    "STELLEN": (client(letter="STELLEN", work_permit="unbeschränkt"), job(), EMPLOYER),
}


def letter_of_the_week(kind):
    """The one letter of a kind."""
    return one(kind, *OCCASIONS[kind]).letter
