"""Template and facts of one case → letter.

What every letter needs whatever its template says is added here: the notice of § 78 SGB X, the line on consent, the
deadline, the closing. And what no neutral letter may say is looked for here, last of all, in the finished letter.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from automation.letters import wording
from automation.letters.frontmatter import Shape
from automation.letters.gate import Facts, Gate
from automation.letters.guard import benefit_is_told, ensure_clean, neutral_function
from automation.letters.markdown import clean
from automation.letters.model import Letter, Letterhead, Translation
from workbook.errors import LetterError
from workbook.german import shown
from workbook.schema.vocabulary import LegalGround

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from automation.letters.guard import Secret
    from automation.letters.kind import LetterKind, Rendered
    from automation.letters.languages import Spoken

PURPOSE_NOTICE = (
    "Die in diesem Schreiben enthaltenen Angaben dürfen Sie nur zu dem Zweck verarbeiten, zu dem sie Ihnen "
    f"mitgeteilt werden (§{wording.NBSP}78 SGB{wording.NBSP}X); sie sind vertraulich zu behandeln."
)
"""§ 78 (1) SGB X: whoever receives social data and is not bound by § 35 SGB I has to be told so."""

NEUTRAL_NOTICE = (
    "Diese Angaben dürfen Sie nur zu dem Zweck verarbeiten, zu dem wir sie Ihnen mitteilen, und müssen sie "
    "vertraulich behandeln."
)
"""The same to those who were not told of a benefit: the law's name alone would tell them."""

UNDATED = date(9998, 1, 4)
"""Stands in a letter for every day that is reckoned from the day on which it is written; nobody was born then."""
_UNNUMBERED = "Nr."


class Adviser(Struct, frozen=True):
    """Who signs. `phone` is empty where only the office's own may be printed."""

    name: str
    function: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What a letter needs to know besides its template.

    `facts` are the names that a template knows, as `View` or `Facts`; `consent_given_on` is the day of the consent
    if that is the legal ground, and `who` says who gave it; `purpose` is the kind of referral; `their_sign` is the
    recipient's own reference. A letter `to_guardian` speaks of the person, not to them. For `secrets` the finished
    letter is looked through. `asked_until` is the day that staff want an answer by, `None` where `reply_until` is
    reckoned. In the language that is `spoken` the letter has a translation.
    """

    office: Letterhead
    adviser: Adviser
    gate: Gate
    written: date
    address: tuple[str, ...]
    salutation: str
    facts: Mapping[str, Any]
    closing: str = "Mit freundlichen Grüßen"
    purpose: str = ""
    reply_until: date | None = None
    asked_until: date | None = None
    who: Callable[[], str] = str
    consent_given_on: date | None = None
    their_sign: str = ""
    remarks: tuple[str, ...] = ()
    to_guardian: bool = False
    secrets: tuple[Secret, ...] = field(default=(), repr=False)
    spoken: Spoken | None = None


def compose(template: LetterKind, case: Case, reference: str) -> Letter:
    """Return the letter of a case.

    Raises:
        RenderError: the template asks for something that this recipient may not see, or prints an empty field.
        NeutralityError: the letter would show that its person receives benefits.
        LeakError: a value stands in it that the recipient must not see.
        LetterError: the template is not meant for this category of recipient.
    """
    recipient = case.gate.recipient
    if not template.allows(recipient):
        raise LetterError(f"Die Vorlage „{template.name}“ ist nicht für „{recipient}“ gedacht.")
    rendered = template.render({**case.facts, "brief": _letter_facts(case, reference)}, case.spoken)
    letter = _on_own_paper(template, case, reference, rendered) or Letter(
        kind=template.kind,
        title=template.head.title,
        office=case.office,
        reference=reference,
        written=case.written,
        address=tuple(map(clean, case.address)),
        info=_info(case, reference),
        subject=rendered.subject,
        salutation=clean(case.salutation),
        body=rendered.body,
        closing=case.closing,
        signature=_signature(case),
        enclosures=rendered.enclosures,
        notices=_notices(case),
        reply=rendered.reply,
        remarks=tuple(map(clean, case.remarks)),
        translation=_translation(case, rendered),
        card=template.head.shape is Shape.CARD,
    )
    ensure_clean(letter, case.gate, case.secrets)
    return letter


def compose_undated(template: LetterKind, case: Case) -> Letter:
    """Return the letter of a case without number and without the days that are reckoned from its own.

    It says today what it says tomorrow, so the log knows it again (`marks.py`).

    Raises:
        LetterError: as `compose` does.
    """
    undated = replace(case, written=UNDATED, reply_until=case.asked_until or UNDATED)
    return compose(template, undated, _UNNUMBERED)


def _on_own_paper(template: LetterKind, case: Case, reference: str, rendered: Rendered) -> Letter | None:
    """Return the letter where its document is all of it: address, salutation and closing stand in its text."""
    if rendered.paper is None:
        return None
    return Letter(
        kind=template.kind,
        title=template.head.title,
        office=case.office,
        reference=reference,
        written=case.written,
        address=(),
        info=(),
        subject="",
        salutation="",
        body=rendered.body,
        closing="",
        signature=(),
        translation=_translation(case, rendered),
        paper=rendered.paper,
    )


def _info(case: Case, reference: str) -> tuple[tuple[str, str], ...]:
    lines = (
        ("Ihr Zeichen", case.their_sign),
        ("Unser Zeichen", reference),
        ("Ansprechperson", case.adviser.name),
        ("Telefon", case.adviser.phone or case.office.phone),
        ("E-Mail", case.office.email),
        ("Datum", wording.long_date(case.written)),
    )
    return tuple((label, clean(value)) for label, value in lines if value)


def _translation(case: Case, rendered: Rendered) -> Translation | None:
    if case.spoken is None or not rendered.translation:
        return None
    language = case.spoken.language
    return Translation(language.tag, language.heading, rendered.translation, language.right_to_left)


def _letter_facts(case: Case, reference: str) -> Facts:
    """What a template may know of the letter itself."""
    return Facts(
        "brief",
        {
            "zeichen": reference,
            "datum": case.written,
            "antwort_bis": case.reply_until,
            "verweisart": case.purpose,
            "an_vertretung": case.to_guardian,
            "anschrift": case.address,
            "anrede": case.salutation,
            "gruß": case.closing,
            "unterschrift": case.adviser.name,
            "funktion": neutral_function(case.adviser.function, case.gate.recipient),
            "hinweise": lambda: " ".join(_notices(case)),
        },
    )


def _signature(case: Case) -> tuple[str, ...]:
    """The name, below it the function and the office. Never the employer behind it, which may be the Jobcenter.

    A function that tells of it is left out where the recipient is not bound by § 35 SGB I.
    """
    function = neutral_function(case.adviser.function, case.gate.recipient)
    below = " · ".join(filter(None, (function, case.office.name)))
    return clean(case.adviser.name), clean(below)


def _notices(case: Case) -> tuple[str, ...]:
    notices = []
    if case.consent_given_on is not None and case.gate.grant.ground is LegalGround.CONSENT:
        day = shown(case.consent_given_on)
        notices.append(f"{clean(case.who())} hat in die Weitergabe dieser Angaben am {day} eingewilligt.")
    if not case.gate.recipient.keeps_social_secrecy:
        notices.append(PURPOSE_NOTICE if benefit_is_told(case.gate) else NEUTRAL_NOTICE)
    return tuple(notices)
