"""A small office for tests of letters: a client, a housing company, an open referral, a coming appointment."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pdfplumber
from lxml import etree
from msgspec import structs
from PIL import Image, ImageDraw

from automation.letters.cases import Desk
from automation.letters.dispatch import DispatchLog
from automation.letters.model import Logo
from automation.letters.plan import LetterPlan
from automation.letters.planning import plan_letters
from automation.letters.sentences import FILE as SENTENCES_FILE
from automation.letters.sentences import load_sentences
from automation.letters.templates import load_templates
from automation.office.settings import Settings
from automation.resources import templates_folder
from workbook.schema import (
    Client,
    Consent,
    Contact,
    Household,
    OfficeSetting,
    Partner,
    Referral,
    Request,
    StaffMember,
)
from workbook.schema.data_categories import DataCategory as Data
from workbook.schema.setting_names import SettingName
from workbook.schema.vocabulary import (
    BenefitStatus,
    ClientStatus,
    ConsentForm,
    Gender,
    HouseholdType,
    LegalGround,
    PartnerCategory,
    ReferralKind,
    ReferralWay,
)
from workbook.tables import Office, office_of

TODAY = date(2019, 6, 28)
SETTINGS = {
    SettingName.OFFICE_NAME: "Quartiersbüro Rotthausen",
    SettingName.STREET: "Karl-Meyer-Straße 23",
    SettingName.POSTCODE: "45884",
    SettingName.CITY: "Gelsenkirchen",
    SettingName.PHONE: "0209 1234567",
    SettingName.EMAIL: "buero@rotthausen.example",
    SettingName.WEBSITE: "www.rotthausen.example",
}
AGREED = (Data.NAME, Data.ADDRESS, Data.CONTACT, Data.HOUSEHOLD, Data.REQUEST)


def client(**values):
    return Client(
        **{
            "row": 5,
            "client_id": "K-00001",
            "household_id": "HH-0001",
            "gender": Gender.FEMALE,
            "first_name": "Ayşe",
            "last_name": "Yıldız",
            "birth_date": date(1985, 4, 3),
            "street": "Beethovenstraße",
            "house_no": "7",
            "postcode": "45884",
            "city": "Gelsenkirchen",
            "phone": "+492091234599",
            "customer_no": "123A456789",
            "benefit_status": BenefitStatus.SGB_II,
            "owner": "MKA",
            "status": ClientStatus.ACTIVE,
        }
        | values
    )


def household(**values):
    return Household(
        **{
            "row": 5,
            "household_id": "HH-0001",
            "household_no": "33304//0012345",
            "household_type": HouseholdType.COUPLE_WITH_CHILDREN,
            "persons": 4,
            "children_under_3": 1,
            "children_6_to_14": 1,
            "benefit_intake": Decimal("187.65"),
        }
        | values
    )


def partner(**values):
    return Partner(
        **{
            "row": 5,
            "partner_id": "P-001",
            "name": "Gelsenkirchener Gemeinnützige Wohnungsbaugesellschaft mbH",
            "short_name": "ggw",
            "category": PartnerCategory.HOUSING,
            "street": "Darler Heide",
            "house_no": "100",
            "postcode": "45891",
            "city": "Gelsenkirchen",
            "contact_gender": Gender.FEMALE,
            "contact_first_name": "Petra",
            "contact_last_name": "Schulz",
            "active": True,
        }
        | values
    )


def consent(**values):
    return Consent(
        **{
            "row": 5,
            "consent_id": "E-00001",
            "client_id": "K-00001",
            "partner_id": "P-001",
            "purpose": "Wohnungssuche",
            "categories": tuple(map(str, AGREED)),
            "form": ConsentForm.WRITTEN,
            "given_on": date(2019, 6, 3),
        }
        | values
    )


def referral(**values):
    return Referral(
        **{
            "row": 5,
            "referral_id": "R-00001",
            "request_id": "A-00001",
            "client_id": "K-00001",
            "partner_id": "P-001",
            "kind": ReferralKind.HOUSING_SEARCH,
            "referred_on": date(2019, 6, 27),
            "way": ReferralWay.LETTER,
            "consent_id": "E-00001",
            "legal_ground": LegalGround.CONSENT,
            "rooms": Decimal("3.5"),
            "floor": "Erdgeschoss oder mit Aufzug",
            "warm_rent_max": Decimal(780),
            "move_in_from": date(2019, 9, 1),
            "contact_through": "das Büro",
        }
        | values
    )


def contact(**values):
    return Contact(
        **{
            "row": 5,
            "contact_id": "KT-000001",
            "client_id": "K-00001",
            "adviser": "MKA",
            "next_date": date(2019, 7, 2),
            "next_begin": time(10, 30),
            "next_end": time(11, 15),
            "next_topic": "Ihre Bewerbung",
            "bring_along": "Lebenslauf, Zeugnisse",
            "invite": True,
        }
        | values
    )


def adviser(**values):
    return StaffMember(
        **{
            "row": 5,
            "initials": "MKA",
            "name": "Miriam Kaya",
            "function": "Beratung Wohnen und Arbeit",
            "organisation": "Jobcenter",
            "email": "miriam.kaya@jobcenter.example",
        }
        | values
    )


def office(*records, settings=None) -> Office:
    """The small office; a record of a kind that is given takes the place of the usual one."""
    usual = [
        client(),
        household(),
        partner(),
        consent(),
        referral(),
        contact(),
        adviser(),
        Request(row=5, request_id="A-00001", client_id="K-00001", owner="MKA"),
    ]
    kinds = {type(record) for record in records}
    rows = [
        OfficeSetting(row=5 + number, name=name, value=value)
        for number, (name, value) in enumerate((SETTINGS | (settings or {})).items())
    ]
    return office_of([*(record for record in usual if type(record) not in kinds), *records, *rows])


_loaded = lru_cache(maxsize=1)(load_templates)
_sentences = lru_cache(maxsize=1)(lambda: load_sentences([templates_folder() / SENTENCES_FILE]))
"""Templates that do not change between two tests need to be read once."""


def desk(tables: Office, today: date = TODAY, templates: Path | None = None) -> Desk:
    folder = templates or templates_folder() / "letters"
    return Desk(tables, Settings.of(tables), _loaded(folder), today, sentences=_sentences)


def plan(*records, today: date = TODAY, log: DispatchLog | None = None, settings=None, **choice) -> LetterPlan:
    return plan_letters(desk(office(*records, settings=settings), today), log or DispatchLog(), **choice)


def letter(kind: str = "WOHNEN", *records, **values):
    """The one letter of a kind that the office asks for."""
    planned = plan(*records, kinds=[kind], **values)
    assert planned.withheld == ()
    return planned.letters[0].letter


def under_logo(written, body="", form="PNG"):
    """A letter under the office's logo, and with `body` under the name of who runs the office."""
    return replace(written, office=structs.replace(written.office, body=body, logo=logo_of(form)))


def logo_of(form="PNG"):
    """A logo of an invented office."""
    picture = io.BytesIO()
    drawn = Image.new("RGB", (600, 200), "white")
    ImageDraw.Draw(drawn).ellipse((10, 10, 190, 190), fill="#B03A2E")
    ImageDraw.Draw(drawn).rectangle((220, 80, 590, 120), fill="#0B4F6C")
    drawn.save(picture, form)
    return Logo(picture.getvalue(), form.lower(), *drawn.size)


# ── What a reader gets to see ────────────────────────────────────────────────
def words(text: str) -> list[str]:
    """The words of a text; marks of lists and boxes to tick are drawn in one form and written in the other."""
    return [word for word in re.split(r"\s+", text) if word and word not in {"•", "☐"}]


def docx_words(docx: bytes) -> list[str]:
    """The words of page 1's head and foot and of the text, in their order."""
    with zipfile.ZipFile(io.BytesIO(docx)) as file:
        parts = [file.read(name) for name in ("word/header2.xml", "word/footer2.xml", "word/document.xml")]
    found: list[str] = []
    for part in parts:
        for paragraph in etree.fromstring(part).iter("{*}p"):
            pieces = [
                {"t": element.text or "", "noBreakHyphen": "-"}.get(etree.QName(element).localname, " ")
                for element in paragraph.iter("{*}t", "{*}tab", "{*}br", "{*}noBreakHyphen")
            ]
            found += words("".join(pieces))
    return found


def pdf_words(pdf: bytes) -> list[str]:
    """The words in the order in which they are read, without the head of later pages."""
    found: list[str] = []
    line = 0.0
    with pdfplumber.open(io.BytesIO(pdf)) as file:
        for number, page in enumerate(file.pages):
            for word in page.extract_words(use_text_flow=True, x_tolerance=1.5):
                if number and word["top"] < 60:
                    continue
                if found and found[-1].endswith("-") and word["top"] > line + 5:
                    found[-1] += word["text"]  # a double name that the line's end has parted
                else:
                    found += words(word["text"])
                line = word["top"]
    return found
