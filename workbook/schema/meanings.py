"""Which values of a list column mean the same to everybody who asks: who is gone, what is open, what is in writing.

Formulas are made of them too, so their order is fixed where it is seen.
"""

from __future__ import annotations

from workbook.schema.vocabulary import (
    Appearance,
    BenefitStatus,
    ClientStatus,
    ConsentForm,
    Employment,
    FollowUp,
    JobStatus,
    ReferralResult,
    RequestStatus,
    SubsidyCode,
)

ENDED_CLIENTS = frozenset(status for status in ClientStatus if status.ended)

WORKING_CLIENTS = frozenset((ClientStatus.PLACED, ClientStatus.AFTERCARE))
"""What the status says of somebody who is in work."""

ON_SGB_II = tuple(status for status in BenefitStatus if status.is_sgb_ii)
"""Who belongs to the Jobcenter's benefit system."""

OPEN_REQUESTS = frozenset(status for status in RequestStatus if status.is_open)

UNFINISHED_REQUESTS = OPEN_REQUESTS | {None}
"""Also what has no status yet: it is open (figures.md, ANL). Rules leave it to P-01."""

OPEN_VACANCIES = frozenset((JobStatus.OPEN, JobStatus.PARTLY))
"""What somebody can still get."""

UNANSWERED = frozenset((None, ReferralResult.OPEN))
"""What the result says of a referral of which nobody knows anything yet."""

NOT_LOOKED_AT = frozenset((None, FollowUp.OPEN))
"""What stands at a look at a placement that nobody has made."""

NOT_NOTED = frozenset((None, Appearance.OPEN))
"""What stands where nobody has written whether somebody came."""

IN_WRITING = frozenset((ConsentForm.WRITTEN, ConsentForm.ELECTRONIC))
"""How a consent to tell about health has to be given (§ 67b (2) SGB X, Art. 9 (2) a GDPR)."""

APPRENTICESHIPS = (Employment.DUAL_APPRENTICESHIP, Employment.SCHOOL_APPRENTICESHIP)

INTEGRATING = (Employment.FULL_TIME, Employment.PART_TIME, *APPRENTICESHIPS, Employment.SELF_EMPLOYED)
"""What kind of work can be an integration (§ 5 SGB II-Kennzahlen-Verordnung; domain.md 4.2)."""

INSURED = tuple(kind for kind in INTEGRATING if kind.insured)

ONLY_INSURED = (SubsidyCode.LONG_TERM_UNEMPLOYED, SubsidyCode.PARTICIPATION)
"""Subsidies that the law gives for insured work only."""
