"""The demo office itself: who works there, with whom, towards what, and its settings."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workbook.creating.demo.sketch import OFFICE_START
from workbook.creating.seeds import legal_rows, setting_rows, subsidy_rows
from workbook.schema import LegalValue, OfficeDayOff, OfficeSetting, Partner, StaffMember, Subsidy, Target
from workbook.schema.legal_seeds import LegalSeed, Quantity
from workbook.schema.setting_names import SettingName
from workbook.schema.vocabulary import Indicator, PartnerCategory, Spread

if TYPE_CHECKING:
    from workbook.creating.demo.sketch import Draft, Sketch
    from workbook.schema import Record

PHASE_BEGIN, PHASE_END = date(2018, 9, 1), date(2020, 8, 31)
"""Phase two, in which the targets are measured."""

_OWN = {
    SettingName.OFFICE_NAME: "Quartiersbüro Rotthausen",
    SettingName.BODY: "Integrationscenter für Arbeit Gelsenkirchen (IAG)",
    SettingName.STREET: "Karl-Meyer-Straße 23",
    SettingName.POSTCODE: "45884",
    SettingName.CITY: "Gelsenkirchen",
    SettingName.PHONE: "0209 0001234",
    SettingName.EMAIL: "rotthausen@example.org",
    SettingName.RETURN_LINE: "Quartiersbüro · Karl-Meyer-Straße 23 · 45884 Gelsenkirchen",
    SettingName.BODY_NUMBER: "33304",
    SettingName.CONTROLLER: "Integrationscenter Beispielstadt, Musterweg 1, 45884 Gelsenkirchen (erfunden)",
    SettingName.OFFICER: "datenschutz@example.org",
    SettingName.AUTHORITY: "Aufsichtsbehörde Beispielland, Musterallee 3, 40210 Düsseldorf (erfunden)",
}

_STAFF = (
    ("MKA", "Mira Kastner", "Arbeitsvermittlerin", "Jobcenter", "Jobcenter", True),
    ("DYI", "Deniz Yıldırım", "Fallmanager", "Jobcenter", "Jobcenter", True),
    ("AOS", "Anna Osterloh", "Berufsberaterin", "Agentur für Arbeit", "Agentur", True),
    ("SBR", "Sabine Brockhoff", "Quartiersmanagerin", "Stadt", "Stadt", True),
    ("TNO", "Tomasz Nowak", "Arbeitgeberberater", "Jobcenter", "Jobcenter", True),
    ("JLE", "Jana Lehnert", "Netzwerkarbeit", "Netzwerk", "Netzwerk", False),
    ("PHE", "Petra Heising", "Redaktion und Nachbarschaft", "Rotthauser Post", "Post", False),
)

FORMER_STAFF = "RWE"
"""Initials of somebody who has left."""

_HOUSING, _CITY = PartnerCategory.HOUSING, PartnerCategory.CITY_OTHER

_PARTNERS: tuple[dict[str, Any], ...] = (
    {
        "name": "Gelsenkirchener Gemeinnützige Wohnungsbaugesellschaft mbH",
        "short_name": "ggw",
        "category": _HOUSING,
        "department": "Vermietung",
        "contact_gender": "w",
        "contact_first_name": "Helga",
        "contact_last_name": "Mustermann",
        "contact_function": "Vermietung",
    },
    {
        "name": "GfW Gesellschaft für Wohnungsbau mbH",
        "short_name": "GfW",
        "category": _HOUSING,
        "department": "Wohnungsverwaltung",
    },
    {
        "name": "Stadt Gelsenkirchen, Referat Soziales",
        "short_name": "Stadt-Soziales",
        "category": PartnerCategory.CITY_BENEFITS,
        "department": "Wohngeldstelle",
        "benefit_body": True,
    },
    {
        "name": "Stadt Gelsenkirchen, Stadterneuerung",
        "short_name": "Stadterneuerung",
        "category": _CITY,
        "department": "Stadtteilentwicklung",
    },
    {
        "name": "Agentur für Arbeit Gelsenkirchen",
        "short_name": "Agentur",
        "category": PartnerCategory.EMPLOYMENT_AGENCY,
        "department": "Berufliche Weiterbildung",
        "benefit_body": True,
        "encrypted_email": True,
    },
    {
        "name": "APD Ambulante Pflegedienste Gelsenkirchen",
        "short_name": "APD",
        "category": PartnerCategory.CARE,
        "department": "Pflegeberatung",
    },
    {
        "name": "Rotthauser Netzwerk e. V.",
        "short_name": "Netzwerk",
        "category": PartnerCategory.ASSOCIATION,
    },
    {"name": "Rotthauser Post", "short_name": "RoPo", "category": PartnerCategory.PRESS},
    {
        "name": "Schuldnerberatung (Demo)",
        "short_name": "Schuldner",
        "category": PartnerCategory.ADVICE,
    },
    {
        "name": "Bildungswerk Metall (Demo)",
        "short_name": "BWM",
        "category": PartnerCategory.TRAINING,
        "department": "Schweißen und Flanschmontage",
        "encrypted_email": True,
    },
)

FORMER_PARTNER = "Wohnkontor-Alt"
"""Short name of a partner with whom nobody works any longer."""


def set_up(sketch: Sketch) -> None:
    """Put in the staff, the partners and the targets."""
    _hire(sketch)
    _meet_partners(sketch)
    _set_targets(sketch)


def fixed_tables(sketch: Sketch) -> dict[type[Record], list[dict[str, Any]]]:
    """Return the tables that no lot decides: settings, legal values, subsidies, days off."""
    district = (
        LegalSeed(
            Quantity.DISTRICT_RECIPIENTS,
            PHASE_BEGIN,
            "3300",
            "Personen",
            "Angabe des Büros zur Halbjahresbilanz 2018; bitte jährlich erneuern",
        ),
        LegalSeed(
            Quantity.DISTRICT_EMPLOYABLE,
            PHASE_BEGIN,
            "2300",
            "Personen",
            "Annahme der Demo; amtliche Zahl eintragen",
        ),
    )
    return {
        OfficeSetting: setting_rows(_OWN),
        LegalValue: legal_rows(district),
        Subsidy: subsidy_rows(),
        OfficeDayOff: sketch.days_off,
    }


def partner(sketch: Sketch, short_name: str) -> Draft:
    """Return the partner with this short name."""
    return next(draft for draft in sketch.of(Partner) if draft["short_name"] == short_name)


def _hire(sketch: Sketch) -> None:
    # About 1,300 counselling talks fit into one adviser's year.
    extra = sketch.size // 2500
    letters = "ABCDEFGHKLMNPRSTUVWXYZ"
    more = tuple(
        (
            f"Z{letters[number // len(letters) % len(letters)]}{letters[number % len(letters)]}",
            f"Beratung {number + 1}",
            "Arbeitsvermittlung",
            "Jobcenter",
            "Jobcenter",
            True,
        )
        for number in range(extra)
    )
    for initials, name, function, organisation, role, social_data in (*_STAFF, *more):
        sketch.add(
            StaffMember,
            OFFICE_START,
            initials=initials,
            name=name,
            function=function,
            organisation=organisation,
            phone=next(sketch.phones),
            email=f"{initials.lower()}@example.org",
            role=role,
            may_see_social_data=social_data,
            active_from=OFFICE_START,
        )
    sketch.add(
        StaffMember,
        OFFICE_START,
        initials=FORMER_STAFF,
        name="Ralf Westhoff",
        function="Arbeitsvermittler",
        organisation="Jobcenter",
        role="Jobcenter",
        may_see_social_data=True,
        active_from=OFFICE_START,
        active_until=date(2018, 12, 31),
    )


def _meet_partners(sketch: Sketch) -> None:
    former = {
        "name": "Wohnkontor Alt (Demo)",
        "short_name": FORMER_PARTNER,
        "category": _HOUSING,
        "active": False,
        "remark": "Demo: Partner ist nicht mehr aktiv.",
    }
    for number, values in enumerate((*_PARTNERS, former), 1):
        common = {
            "benefit_body": False,
            "street": "Musterstraße",
            "house_no": str(number),
            "postcode": "45879",
            "city": "Gelsenkirchen",
            "phone": next(sketch.phones),
            "email": f"partner{number}@example.org",
            "encrypted_email": False,
            "neutral_letterhead": values["category"] is _HOUSING,
            "active": True,
        }
        sketch.add(Partner, OFFICE_START + timedelta(days=number), **{**common, **values})


def _set_targets(sketch: Sketch) -> None:
    common: dict[str, Any] = {
        "begin": PHASE_BEGIN,
        "end": PHASE_END,
        "spread": Spread.BY_DAYS,
        "responsible": "MKA",
    }
    sketch.add(
        Target,
        PHASE_BEGIN,
        target_id="Z-01",
        title="20 Familien leben ohne SGB II",
        indicator=Indicator.Z20,
        amount=Decimal(20),
        unit="Familien",
        scope="Rotthausen",
        parameters="GRENZE=200;N_MONATE=3;FAMILIE=2",
        **common,
    )
    sketch.add(
        Target,
        PHASE_BEGIN,
        target_id="Z-02",
        title="400 im sozialen Arbeitsmarkt",
        indicator=Indicator.Z400,
        amount=Decimal(400),
        unit="Personen",
        scope="Stadt",
        parameters="FOERDERUNG=16E,16I",
        **common,
    )
