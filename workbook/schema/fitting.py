"""Which values of a list fit what stands in another column of the row: for dropdowns that offer only these.

What is not named here fits everything. The lists stay as they are, and reading accepts each of their values: a
dropdown is there to help, and old rows keep theirs.
"""

from __future__ import annotations

from workbook.schema.vocabulary import PartnerCategory, ReferralKind, RequestResult, RequestStatus

_CITY = (
    ReferralKind.CITY_OFFICE,
    ReferralKind.HOUSING_BENEFIT,
    ReferralKind.HOUSING_SECURE,
    ReferralKind.YOUTH_OFFICE,
    ReferralKind.CARE_ADVICE,
    ReferralKind.DEBT,
    ReferralKind.PSYCHOSOCIAL,
    ReferralKind.ADDICTION,
    ReferralKind.CHILDCARE,
)

REFERRAL_KINDS: dict[PartnerCategory, tuple[ReferralKind, ...]] = {
    PartnerCategory.HOUSING: (ReferralKind.HOUSING_SEARCH, ReferralKind.HOUSING_SECURE),
    PartnerCategory.EMPLOYER: (ReferralKind.EMPLOYER,),
    PartnerCategory.TRAINING: (ReferralKind.TRAINING, ReferralKind.LANGUAGE),
    PartnerCategory.CARE: (ReferralKind.CARE_ADVICE, ReferralKind.CARE_SERVICE),
    PartnerCategory.CITY_BENEFITS: _CITY,
    PartnerCategory.CITY_OTHER: (*_CITY, ReferralKind.VOLUNTEERING),
    # The Familienkasse, which grants the Kinderzuschlag, belongs to the Agentur.
    PartnerCategory.EMPLOYMENT_AGENCY: (ReferralKind.AGENCY, ReferralKind.CHILD_SUPPLEMENT, ReferralKind.LANGUAGE),
}
"""What a partner of a category can be asked for."""

REQUEST_RESULTS: dict[RequestStatus, tuple[RequestResult, ...]] = {
    RequestStatus.CANCELLED: (RequestResult.WAIVED, RequestResult.UNREACHABLE, RequestResult.UNSOLVABLE),
}
"""How a request with a status can have ended."""
