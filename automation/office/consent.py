"""May data of this person go to this partner? The one place where it is decided; checks and letters ask it.

A disclosure rests on a consent that was given before, for this purpose and this recipient, or on another legal
ground that the referral records and that this kind of partner allows. Later approval does not heal, and a blanket
consent is none (§ 67b SGB X, Art. 6, 7 and 9 GDPR; domain.md 0.5 and 3.4).
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from automation.office.ages import age_on
from automation.office.consent_time import Lapse, lapse
from workbook.german import shown
from workbook.schema import Consent, DataCategory, Employer, Referral, Vacancy
from workbook.schema.choices import BY_THEMSELVES
from workbook.schema.meanings import IN_WRITING
from workbook.schema.vocabulary import LegalGround, PartnerCategory, ReferralKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from workbook.schema import Partner
    from workbook.tables import Office, Table

PURPOSES: Mapping[ReferralKind, tuple[str, ...]] = MappingProxyType(
    {
        ReferralKind.HOUSING_SEARCH: ("Wohnungssuche",),
        ReferralKind.HOUSING_SECURE: ("Wohnungssicherung",),
        ReferralKind.CARE_ADVICE: ("Pflege",),
        ReferralKind.CARE_SERVICE: ("Pflege",),
        ReferralKind.CITY_OFFICE: ("Antrag bei der Stadt",),
        ReferralKind.HOUSING_BENEFIT: ("Antrag bei der Stadt",),
        ReferralKind.CHILD_SUPPLEMENT: ("Antrag bei der Stadt",),
        ReferralKind.YOUTH_OFFICE: ("Antrag bei der Stadt", "Beratung"),
        ReferralKind.DEBT: ("Beratung",),
        ReferralKind.PSYCHOSOCIAL: ("Beratung",),
        ReferralKind.ADDICTION: ("Beratung",),
        ReferralKind.CHILDCARE: ("Beratung", "Antrag bei der Stadt"),
        ReferralKind.AGENCY: ("Qualifizierung",),
        ReferralKind.TRAINING: ("Qualifizierung",),
        ReferralKind.EMPLOYER: ("Bewerbung",),
        ReferralKind.LANGUAGE: ("Qualifizierung",),
        ReferralKind.VOLUNTEERING: ("Ehrenamt",),
    }
)
"""The purposes of a consent that cover a referral, beside the purpose that is called like the kind of referral."""

INSIGHT_AGE = 15
"""From this age on a person as a rule decides alone about their data (§ 36 SGB I; domain.md 1.1)."""

_KEY = re.compile(Consent.spec.column("consent_id").pattern or "")

STATUTORY: Mapping[LegalGround, frozenset[PartnerCategory]] = MappingProxyType(
    {
        LegalGround.TASK: frozenset(
            (
                PartnerCategory.EMPLOYER,
                PartnerCategory.CITY_BENEFITS,
                PartnerCategory.EMPLOYMENT_AGENCY,
                PartnerCategory.JOBCENTER,
            )
        ),
        LegalGround.DUTY: frozenset(
            (
                PartnerCategory.TRAINING,
                PartnerCategory.CITY_BENEFITS,
                PartnerCategory.EMPLOYMENT_AGENCY,
                PartnerCategory.JOBCENTER,
            )
        ),
    }
)
"""The partners to whom a norm stands for the consent: the cells ✔, ✔/E¹ and E² of the matrix (domain.md 3.4)."""


class Basis(Struct, frozen=True):
    """On what a disclosure rests: the legal ground, and the consent where that is the ground."""

    ground: LegalGround
    consent: Consent | None = None


class Withheld(Struct, frozen=True):
    """Why nothing may go out: a German sentence, the column of the referral to look at, what would help.

    Where it lies with the consent, `consent` is it, and `blame` are those of its columns that decided.
    """

    reason: str
    column: str = "consent_id"
    suggestion: str | None = None
    consent: Consent | None = None
    blame: tuple[str, ...] = ()


class _Receiver(Struct, frozen=True):
    """Whom something goes to, a partner or an employer: the key, and what it is."""

    key: str | None
    category: PartnerCategory
    is_employer: bool = False


def _receiver(party: Partner | Employer | None) -> _Receiver | None:
    """Return whom something goes to, `None` where nobody knows who or what that is."""
    if isinstance(party, Employer):
        return _Receiver(party.employer_id, PartnerCategory.EMPLOYER, is_employer=True)
    if party is None or party.category is None:
        return None
    return _Receiver(party.partner_id, party.category)


class _Asked(Struct, frozen=True):
    """What is asked: may these categories of a person born on `born` go to this partner on `day`?"""

    referral: Referral | None
    partner: _Receiver
    consents: Sequence[Consent]
    categories: Collection[DataCategory]
    day: date
    born: date | None


def legal_basis(
    referral: Referral,
    partner: Partner | Employer | None,
    consents: Sequence[Consent],
    categories: Collection[DataCategory],
    day: date,
    born: date | None = None,
) -> Basis | Withheld:
    """Return on what the disclosure of these categories to this partner on `day` rests, or why it does not.

    `consents` are all consents of the referral's client, and of nobody else; `born` is the client's birth date.
    """
    receiver = _receiver(partner)
    if receiver is None:
        reason = "Partner oder Kategorie des Partners fehlt; ohne sie geht nichts hinaus."
        return Withheld(reason, "partner_id", "Im Blatt Partner nachtragen")
    ground = referral.legal_ground
    if ground is LegalGround.NO_DATA:
        return Basis(ground)
    asked = _Asked(referral, receiver, consents, categories, day, born)
    if ground is not None and ground in STATUTORY:
        if receiver.category in STATUTORY[ground]:
            return Basis(ground)
        reason = f"Für „{receiver.category}“ genügt „{ground}“ nicht; nötig ist eine Einwilligung."
        return Withheld(reason, "legal_ground", _remedy(asked))
    answer = _valid_consent(asked, referral)
    return Basis(LegalGround.CONSENT, answer) if isinstance(answer, Consent) else answer


def consent_to(
    purpose: str,
    party: Partner | Employer,
    consents: Sequence[Consent],
    categories: Collection[DataCategory],
    day: date,
    born: date | None = None,
) -> Consent | None:
    """Return the consent that covers a purpose which is no referral's, `None` where there is none."""
    receiver = _receiver(party)
    if receiver is None:
        return None
    asked = _Asked(None, receiver, consents, categories, day, born)
    fitting = (each for each in consents if each.purpose == purpose and each.consent_id)
    return next((each for each in fitting if _objection(each, asked) is None), None)


def _valid_consent(asked: _Asked, referral: Referral) -> Consent | Withheld:
    key = referral.consent_id
    if key is None:
        suggestion = _fitting(asked)
        if suggestion is None:
            suggestion = _NEW_CONSENT if referral.legal_ground else _statutory(asked.partner)
        what = "die Einwilligung" if referral.legal_ground else "die Einwilligung oder eine andere Rechtsgrundlage"
        return Withheld(f"Es fehlt {what}.", suggestion=suggestion)
    consent = next((consent for consent in asked.consents if consent.consent_id == key), None)
    if consent is None:
        # What staff typed is named only where it is a key: it might be the person's name.
        named = f"Die Einwilligung {key}" if _KEY.fullmatch(key) else "Diese Einwilligung"
        reason = f"{named} gibt es nicht, oder sie ist von einer anderen Person."
        return Withheld(reason, suggestion=_remedy(asked))
    objection = _objection(consent, asked)
    if objection is None:
        return consent
    others = [other for other in asked.consents if other is not consent]
    lack, blame = objection
    remedy = _remedy(replace(asked, consents=others))
    return Withheld(f"Die Einwilligung {key} {lack}.", suggestion=remedy, consent=consent, blame=blame)


def objection_to_passing_on(
    consent: Consent, party: Partner | Employer, day: date, born: date | None, referral: Referral | None = None
) -> str | None:
    """Return what a consent lacks for passing anything on to a party on a day, `None` where it allows that.

    With a `referral`, its purpose has to be covered too; without one, the consent has to name any at all.
    """
    receiver = _receiver(party)
    if receiver is None:
        return "nennt einen Empfänger, von dem niemand weiß, was er ist"
    found = _wrong_time(consent, day) or _wrong_giver(consent, born) or _wrong_recipient(consent, receiver)
    if found is not None or referral is not None:
        return found or (None if referral is None else _wrong_purpose(consent, referral))
    return None if consent.purpose else "nennt keinen Zweck"


def employer_of(referral: Referral, office: Office) -> Employer | None:
    """Return the employer whom a referral without a partner goes to: the job's, or the one that is named."""
    if referral.partner_id is not None:
        return None
    vacancy = office[Vacancy].get(referral.vacancy_id)
    return office[Employer].get((vacancy.employer_id if vacancy else None) or referral.employer_id)


def disclosed_categories(referral: Referral) -> frozenset[DataCategory]:
    """Return what a referral tells at least: the name, and the wishes that are filled in."""
    wishes = {column.shares for column in _SHARED if getattr(referral, column.name) is not None}
    return frozenset({DataCategory.NAME, *wishes})


class ConsentsByClient:
    """Each client's consents, made into records when they are asked for: of most clients nobody asks."""

    def __init__(self, consents: Table[Consent]) -> None:
        self._consents = consents
        self._positions: dict[str, list[int]] = {}
        for position, client in enumerate(consents.column("client_id")):
            if client is not None:
                self._positions.setdefault(client, []).append(position)

    def __getitem__(self, client: str) -> Sequence[Consent]:
        """Return the consents of a client in the order of the sheet; a client without any has none."""
        return [self._consents.at(position) for position in self._positions.get(client, ())]


_NEW_CONSENT = "Passende Einwilligung einholen und eintragen"
_SHARED = tuple(column for column in Referral.spec.columns if column.shares.leaves_the_office)


def _objection(consent: Consent, asked: _Asked) -> tuple[str, tuple[str, ...]] | None:
    """Return what the consent lacks, as the end of „Die Einwilligung E-00042 …“, and which of its columns say so.

    `None` if it covers everything.
    """
    objections = (
        (_wrong_time(consent, asked.day), ("given_on", "valid_until", "revoked_on")),
        (_wrong_giver(consent, asked.born), ("given_by", "given_on")),
        (_wrong_recipient(consent, asked.partner), ("partner_id", "employer_id", "recipient_category")),
        (_wrong_purpose(consent, asked.referral), ("purpose",)),
        (_too_narrow(consent, asked.categories), ("categories", "disclose_benefit", "health_data", "form")),
    )
    return next(((text, blame) for text, blame in objections if text is not None), None)


def _wrong_giver(consent: Consent, born: date | None) -> str | None:
    """A child's own consent does not count: until 15 the legal guardians decide."""
    if born is None or consent.given_on is None or consent.given_by != BY_THEMSELVES:
        return None
    if age_on(born, consent.given_on) >= INSIGHT_AGE:
        return None
    return f"hat die Person selbst erteilt, als sie noch nicht {INSIGHT_AGE} war; das kann nur die Vertretung"


def _wrong_time(consent: Consent, day: date) -> str | None:
    match lapse(consent.given_on, consent.valid_until, consent.revoked_on, day):
        case Lapse.NOT_GIVEN, _:
            return "ist nur angefragt, noch nicht erteilt"
        case Lapse.GIVEN_LATER, given:
            return f"wurde erst am {shown(given)} erteilt, nach dem {shown(day)}"
        case Lapse.REVOKED, revoked:
            return f"wurde am {shown(revoked)} widerrufen"
        case Lapse.OVER, until:
            return f"galt nur bis {shown(until)}"
    return None


def _wrong_recipient(consent: Consent, partner: _Receiver) -> str | None:
    named = [
        (what, key, is_employer)
        for what, key, is_employer in (
            ("den Partner", consent.partner_id, False),
            ("den Arbeitgeber", consent.employer_id, True),
        )
        if key is not None
    ]
    if any((key, is_employer) == (partner.key, partner.is_employer) for _, key, is_employer in named):
        return None
    if named:
        what, key, _ = named[0]
        return f"gilt für {what} {key}, nicht für {partner.key}"
    if consent.recipient_category is None:
        return "nennt keinen Empfänger"
    if consent.recipient_category == partner.category:
        return None
    return f"gilt für „{consent.recipient_category}“, nicht für „{partner.category}“"


def _wrong_purpose(consent: Consent, referral: Referral | None) -> str | None:
    if referral is None:  # whoever asked has looked for the purpose already
        return None
    if referral.kind is None:
        return "kann nicht geprüft werden, weil die Verweisart fehlt"
    if consent.purpose is None:
        return "nennt keinen Zweck"
    if consent.purpose == referral.kind or consent.purpose in PURPOSES[referral.kind]:
        return None
    return f"gilt für den Zweck „{consent.purpose}“, nicht für „{referral.kind}“"


def _too_narrow(consent: Consent, categories: Collection[DataCategory]) -> str | None:
    agreed = consent.categories or ()
    missing = {category for category in categories if category not in agreed}
    if missing:
        return f"umfasst nicht {' und '.join(f'„{each}“' for each in DataCategory if each in missing)}"
    if DataCategory.BENEFIT_RECEIPT in categories and not consent.disclose_benefit:
        return "erlaubt nicht, den Leistungsbezug offenzulegen (eigenes Kreuz)"
    if DataCategory.HEALTH not in categories:
        return None
    if not consent.health_data:
        return "erlaubt keine Gesundheitsdaten (eigenes Kreuz)"
    # § 67b (2) SGB X with Art. 9 (2) a GDPR: health data only with a written or electronic consent.
    if consent.form not in IN_WRITING:
        return "ist für Gesundheitsdaten nicht schriftlich oder elektronisch erteilt"
    return None


def _fitting(asked: _Asked) -> str | None:
    """Return the suggestion to enter another consent of this person that covers everything."""
    for consent in asked.consents:
        if consent.consent_id and _objection(consent, asked) is None:
            return f"{consent.consent_id} eintragen"
    return None


def _remedy(asked: _Asked) -> str:
    """Return the suggestion to enter a consent that is there already, or to ask for one."""
    return _fitting(asked) or _NEW_CONSENT


def _statutory(partner: _Receiver) -> str | None:
    ground = next((ground for ground, allowed in STATUTORY.items() if partner.category in allowed), None)
    return f"Einwilligung einholen oder „{ground}“ eintragen und begründen" if ground else "Einwilligung einholen"
