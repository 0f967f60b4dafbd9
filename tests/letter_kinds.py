"""Every kind of letter from a referral, each to whom it goes, with all that may be told or with the least."""

from datetime import date

from tests.letter_office import client, consent, partner, plan, referral
from workbook.schema.data_categories import DataCategory as Data
from workbook.schema.vocabulary import PartnerCategory, ReferralKind

KINDS = {
    "ARBEIT": (PartnerCategory.EMPLOYER, ReferralKind.EMPLOYER, "Bewerbung"),
    "FOERDER": (PartnerCategory.EMPLOYER, ReferralKind.EMPLOYER, "Bewerbung"),
    "QUALI": (PartnerCategory.TRAINING, ReferralKind.TRAINING, "Qualifizierung"),
    "QUALI Sprachkurs": (PartnerCategory.TRAINING, ReferralKind.LANGUAGE, "Qualifizierung"),
    "AGENTUR": (PartnerCategory.EMPLOYMENT_AGENCY, ReferralKind.AGENCY, "Qualifizierung"),
    "PFLEGE": (PartnerCategory.CARE, ReferralKind.CARE_ADVICE, "Pflege"),
    "PFLEGE Dienst": (PartnerCategory.CARE, ReferralKind.CARE_SERVICE, "Pflege"),
    "STADT Wohngeld": (PartnerCategory.CITY_BENEFITS, ReferralKind.HOUSING_BENEFIT, "Antrag bei der Stadt"),
    "STADT sonst": (PartnerCategory.CITY_OTHER, ReferralKind.CITY_OFFICE, "Antrag bei der Stadt"),
    "BERATUNG": (PartnerCategory.ADVICE, ReferralKind.DEBT, "Beratung"),
    "EHRENAMT": (PartnerCategory.ASSOCIATION, ReferralKind.VOLUNTEERING, "Ehrenamt"),
    "AGENTUR Sprachkurs": (PartnerCategory.EMPLOYMENT_AGENCY, ReferralKind.LANGUAGE, "Qualifizierung"),
    "STADT Wohnung": (PartnerCategory.CITY_OTHER, ReferralKind.HOUSING_SECURE, "Wohnungssicherung"),
    "BERATUNG Stadt": (PartnerCategory.CITY_OTHER, ReferralKind.DEBT, "Beratung"),
    "BERATUNG Sucht": (PartnerCategory.ADVICE, ReferralKind.ADDICTION, "Beratung"),
}
ALL = tuple(each for each in Data if each is not Data.INTERNAL)
LEAST = (Data.NAME, Data.REQUEST)
PERSON = {
    "email": "a.yildiz@yburg.example",
    "target_job": "Glockengießerin",
    "german_level": "B1",
    "school": "MSA/FOR",
    "vocational": "Ausbildung",
    "licence": ("B",),
    "work_permit": "unbeschränkt",
    "unemployed_since": date(2018, 3, 1),
}
WISH = {
    "concern": "Gespräch gern vormittags",
    "enclosed": "Lebenslauf, Zeugnisse",
    **dict.fromkeys(("rooms", "floor", "warm_rent_max", "move_in_from", "contact_through")),
}


def planned(name, agreed=ALL, *, ticks=True, log=None, **wish):
    """The plan of an office whose one referral is of this kind."""
    category, kind, purpose = KINDS[name]
    return plan(
        client(**PERSON),
        partner(category=category, name="Empfang am Markt", short_name="Markt"),
        consent(purpose=purpose, categories=tuple(map(str, agreed)), disclose_benefit=ticks, health_data=ticks),
        referral(kind=kind, **(WISH | {"letter": "FOERDER" if name == "FOERDER" else None} | wish)),
        keys=["R-00001"],
        log=log,
    )


def letter_of(name, agreed=ALL, *, ticks=True):
    """The one letter of a kind."""
    found = planned(name, agreed, ticks=ticks)
    assert found.withheld == ()
    return found.letters[0].letter
