"""The one source of truth about the office's tables: one pydantic model for each, one line for each column."""

from __future__ import annotations

from workbook.package.ownership import FIRST_VERSION
from workbook.schema.columns import (
    HEADER_ROW,
    VERSION,
    Choices,
    Column,
    Kind,
    Record,
    TableSpec,
)
from workbook.schema.consents import Consent
from workbook.schema.data_categories import DataCategory
from workbook.schema.guidance import Contact, Partner, Referral, Request
from workbook.schema.households import BenefitMonth, Household
from workbook.schema.office_tables import (
    ExternalActual,
    LegalValue,
    OfficeDayOff,
    OfficeSetting,
    StaffMember,
    Target,
)
from workbook.schema.people import Client
from workbook.schema.quarter import EmptyShop, ShopInterest, VisitCount
from workbook.schema.training import Course, Participation
from workbook.schema.work import Employer, Placement, Subsidy, Vacancy

__all__ = [
    "FIRST_VERSION",
    "HEADER_ROW",
    "LISTS",
    "TABLES",
    "VERSION",
    "BenefitMonth",
    "Choices",
    "Client",
    "Column",
    "Consent",
    "Contact",
    "Course",
    "DataCategory",
    "Employer",
    "EmptyShop",
    "ExternalActual",
    "Household",
    "Kind",
    "LegalValue",
    "OfficeDayOff",
    "OfficeSetting",
    "Participation",
    "Partner",
    "Placement",
    "Record",
    "Referral",
    "Request",
    "ShopInterest",
    "StaffMember",
    "Subsidy",
    "TableSpec",
    "Target",
    "Vacancy",
    "VisitCount",
    "table_of",
]

LISTS_SHEET = "Listen"
"""The sheet with the allowed values: one column for each list, its title in the header row."""

TABLES: tuple[type[Record], ...] = (
    Client,
    Household,
    BenefitMonth,
    Consent,
    Request,
    Contact,
    VisitCount,
    Referral,
    Partner,
    Employer,
    Vacancy,
    Placement,
    Course,
    Participation,
    EmptyShop,
    ShopInterest,
    Target,
    ExternalActual,
    StaffMember,
    OfficeSetting,
    LegalValue,
    Subsidy,
    OfficeDayOff,
)
"""Every table of the office, in the order of its sheets."""

LISTS: tuple[Choices, ...] = tuple(
    {
        column.choices.name: column.choices
        for record in TABLES
        for column in record.spec.columns
        if column.choices is not None
    }.values()
)
"""Every list of allowed values that a column uses, each once."""


def table_of(sheet: str) -> type[Record]:
    """Return the record type of a sheet by its German name.

    Raises:
        KeyError: no table is called so.
    """
    for record in TABLES:
        if record.spec.sheet == sheet:
            return record
    raise KeyError(sheet)
