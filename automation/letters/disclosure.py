"""Which field may reach whom: the matrix of domain.md 3.4.

What a template gets by it is `gate.py`.

Legal anchors: § 35 SGB I, §§ 67b, 67d, 69 (1) Nr. 1, 78 SGB X, § 50 SGB II, Art. 6, 7 and 9 GDPR.
"""

from __future__ import annotations

from enum import Enum, StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from workbook.schema.data_categories import DataCategory
from workbook.schema.vocabulary import LegalGround, PartnerCategory

if TYPE_CHECKING:
    from collections.abc import Mapping


class Recipient(StrEnum):
    """A column of the matrix, named as the message to staff names it."""

    HOUSING = "Wohnungsunternehmen"
    EMPLOYER = "Arbeitgeber"
    TRAINING = "Bildungsträger"
    CARE = "Pflege/Senioren"
    CITY_BENEFITS = "Stadt – Leistungsträger (§ 35 SGB I)"
    CITY_OTHER = "Stadt – sonstiges Amt"
    EMPLOYMENT_AGENCY = "Agentur für Arbeit"
    ADVICE = "Beratungsstelle"
    NETWORK = "Verein/Netzwerk, Presse/Post"
    CLIENT = "Klient"

    @property
    def keeps_social_secrecy(self) -> bool:
        """Whether the recipient is itself bound by § 35 SGB I (or is the person whose data it is)."""
        return self in {Recipient.CITY_BENEFITS, Recipient.EMPLOYMENT_AGENCY, Recipient.CLIENT}


RECIPIENT_OF: Mapping[str, Recipient] = MappingProxyType(
    {
        PartnerCategory.HOUSING: Recipient.HOUSING,
        PartnerCategory.EMPLOYER: Recipient.EMPLOYER,
        PartnerCategory.TRAINING: Recipient.TRAINING,
        PartnerCategory.CARE: Recipient.CARE,
        PartnerCategory.CITY_BENEFITS: Recipient.CITY_BENEFITS,
        PartnerCategory.CITY_OTHER: Recipient.CITY_OTHER,
        PartnerCategory.EMPLOYMENT_AGENCY: Recipient.EMPLOYMENT_AGENCY,
        # The Jobcenter is a body under § 35 SGB I; § 50 SGB II lets the three share what the task needs.
        PartnerCategory.JOBCENTER: Recipient.EMPLOYMENT_AGENCY,
        PartnerCategory.ADVICE: Recipient.ADVICE,
        PartnerCategory.ASSOCIATION: Recipient.NETWORK,
        PartnerCategory.PRESS: Recipient.NETWORK,
        # The matrix has no column for them; the narrowest one serves.
        PartnerCategory.CHAMBER: Recipient.NETWORK,
        PartnerCategory.OTHER: Recipient.NETWORK,
    }
)
"""The matrix's column for each partner category of domain.md 1.10."""


class Rule(Enum):
    """What the matrix says about a category and a recipient; the value is the matrix's sign."""

    ALLOWED = "✔"
    CONSENT = "E"
    CONSENT_OR_TASK = "✔/E¹"  # statutory only as a deliberate choice: § 69 (1) Nr. 1 SGB X stands in the referral
    CONSENT_OR_COMMISSION = "E²"  # also where the provider is commissioned: § 50 SGB II stands in the referral
    OWN_TICK = "E (own tick)"
    HEALTH_CONSENT = "E*"
    NOT_NEEDED = "n"
    NEVER = "✖"


_SIGNS = {rule.value: rule for rule in Rule} | {"E¹": Rule.CONSENT_OR_TASK, "T": Rule.OWN_TICK}

_COLUMNS = tuple(Recipient)
_MATRIX = {
    # Wohnen, Arbeitgeber, Bildungsträger, Pflege, Stadt § 35, Stadt sonst, Agentur, Beratung, Netzwerk, Klient
    DataCategory.NAME: "E  E¹ E² E  ✔ E ✔  E  E ✔",
    DataCategory.ADDRESS: "E  E¹ E² E  ✔ E ✔  n  ✖ ✔",
    DataCategory.CONTACT: "E  E  E² E  ✔ E ✔  E  E ✔",
    DataCategory.BIRTH_DATE: "E  n  E² E  ✔ n ✔  n  ✖ ✔",
    DataCategory.HOUSEHOLD: "E  ✖  ✖  n  ✔ ✖ n  n  ✖ ✔",
    DataCategory.BENEFIT_RECEIPT: "T  T  E  ✖  ✔ ✖ ✔  n  ✖ ✔",
    DataCategory.BENEFIT_AMOUNT: "✖  ✖  ✖  ✖  ✔ ✖ n  ✖  ✖ ✔",
    DataCategory.HOUSEHOLD_NUMBER: "✖  ✖  ✖  ✖  ✔ ✖ ✔  ✖  ✖ ✔",
    DataCategory.CUSTOMER_NUMBER: "✖  ✖  E² ✖  ✔ ✖ ✔  ✖  ✖ ✔",
    DataCategory.INSURANCE_OR_BANK: "✖  ✖  ✖  ✖  n ✖ n  ✖  ✖ n",
    DataCategory.QUALIFICATION: "✖  E  E² ✖  n ✖ ✔  ✖  ✖ ✔",
    DataCategory.LANGUAGE_OR_LICENCE: "✖  E  E² ✖  n ✖ ✔  ✖  ✖ ✔",
    DataCategory.WORK_PERMIT: "✖  E  n  ✖  n ✖ ✔  ✖  ✖ ✔",
    DataCategory.HEALTH: "✖  E* E* E* E* ✖ E* E* ✖ ✔",
    DataCategory.REQUEST: "E  E¹ E² E  ✔ E ✔  E  E ✔",
    DataCategory.INTERNAL: "✖  ✖  ✖  ✖  ✖ ✖ ✖  ✖  ✖ ✖",
}

MATRIX: Mapping[DataCategory, Mapping[Recipient, Rule]] = MappingProxyType(
    {
        category: MappingProxyType(
            {recipient: _SIGNS[sign] for recipient, sign in zip(_COLUMNS, signs.split(), strict=True)}
        )
        for category, signs in _MATRIX.items()
    }
)
"""The data-minimisation matrix. `✔ if needed` is `✔`: what is needed, the letter's template decides; `n (E)` is
`E`; `✖; E for § 16e/i` needs the tick of its own that the consent form has for benefit receipt; `✖/E*` is `E*`."""


class Grant(Struct, frozen=True):
    """The legal ground of one letter: what was consented to, or which norm stands for it.

    `categories` are those that the person consented to for this recipient; `benefit` is the tick of its own for
    benefit receipt, `health` the explicit written or electronic consent to health data (Art. 9 GDPR,
    § 67b (2) SGB X).
    """

    ground: LegalGround | None
    categories: frozenset[DataCategory] = frozenset()
    benefit: bool = False
    health: bool = False


OWN_DATA = Grant(None)
"""What a letter to the person needs: nothing, it is their own data."""


def refusal(category: DataCategory, recipient: Recipient, grant: Grant) -> str | None:
    """Return why a category may not reach a recipient, as the end of a German sentence; `None` if it may."""
    rule = MATRIX[category][recipient]
    if category is DataCategory.INTERNAL:
        return "es verlässt das Büro nie"
    if rule in _CLOSED:
        return _CLOSED[rule]
    if grant.ground is LegalGround.NO_DATA:
        return "die Rechtsgrundlage lautet „keine Daten übermittelt“"
    if rule is Rule.ALLOWED or (rule in _STATUTORY and grant.ground is _STATUTORY[rule]):
        return None
    if grant.ground is not LegalGround.CONSENT or category not in grant.categories:
        return f"es fehlt die Einwilligung in „{category}“"
    rule = Rule.OWN_TICK if category is DataCategory.BENEFIT_RECEIPT else rule  # § 67b (2) SGB X: on its own
    return _TICKS[rule] if rule in _TICKS and not _ticked(rule, grant) else None


@lru_cache(maxsize=256)
def categories_passing(recipient: Recipient, grant: Grant) -> frozenset[DataCategory]:
    """Return what may reach a recipient on this ground."""
    return frozenset(category for category in DataCategory if refusal(category, recipient, grant) is None)


_CLOSED = {Rule.NEVER: "dorthin darf es nie", Rule.NOT_NEEDED: "für diesen Zweck wird es nicht gebraucht"}
_STATUTORY = {Rule.CONSENT_OR_TASK: LegalGround.TASK, Rule.CONSENT_OR_COMMISSION: LegalGround.DUTY}
_TICKS = {
    Rule.OWN_TICK: "in der Einwilligung fehlt das eigene Kreuz „Offenlegung Leistungsbezug erlaubt“",
    Rule.HEALTH_CONSENT: (
        "es fehlt die ausdrückliche, schriftlich oder elektronisch erteilte Einwilligung in Gesundheitsdaten"
    ),
}


def _ticked(rule: Rule, grant: Grant) -> bool:
    return grant.benefit if rule is Rule.OWN_TICK else grant.health
