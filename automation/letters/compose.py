"""Template and facts of one case → letter.

What every letter needs whatever its template says is added here: the notice of § 78 SGB X, the line on consent, the
deadline, the closing. And what no neutral letter may say is looked for here, last of all, in the finished letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from automation.letters import wording
from automation.letters.disclosure import Facts, Gate, Recipient, View
from automation.letters.markdown import clean
from automation.letters.model import Letter, Office
from workbook.errors import LetterError
from workbook.schema.vocabulary import LegalGround

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from automation.letters.disclosure import Sent
    from automation.letters.templates import Template

PURPOSE_NOTICE = (
    "Die in diesem Schreiben enthaltenen Angaben dürfen Sie nur zu dem Zweck verarbeiten, zu dem sie Ihnen "
    f"mitgeteilt werden (§{wording.NBSP}78 SGB{wording.NBSP}X); sie sind vertraulich zu behandeln."
)
"""§ 78 (1) SGB X: whoever receives social data and is not bound by § 35 SGB I has to be told so."""

_BENEFIT_WORDS = re.compile(
    r"job-?\s?cent(?:er|re)|arbeitslosengeld|bürgergeld|grundsicherung|hartz|leistungsbezug|leistungsempfänger"
    r"|sgb\s*(?:ii\b|iii\b|xii\b|2\b)|\balg\s*(?:i|ii|1|2)\b|bedarfsgemeinschaft|bg-nummer|kundennummer"
    r"|\b\d{5}\s*(?://|bg)\s*\d{7}\b|\b\d{3}[a-z]\d{6}\b",
    re.IGNORECASE,
)


_TELLING_FUNCTIONS = re.compile(
    r"fallmanag|vermittl|leistungs|integrationsfach|persönliche[rn]? ansprechpartner|eingliederung", re.IGNORECASE
)
"""Functions that only a Jobcenter has: below a signature they would tell a landlord where the money comes from."""


class NeutralityError(LetterError):
    """A letter shows that its person receives benefits, in a place where nobody agreed to that.

    `where` is the part of the letter. Source: BSG 25.01.2012, B 14 AS 65/11 R; § 35 SGB I.
    """

    def __init__(self, where: str) -> None:
        self.where = where
        super().__init__(
            f"{where} verrät einen Leistungsbezug (zum Beispiel „Jobcenter“ oder eine BG-Nummer). Schreiben gehen "
            "nur mit neutralem Briefkopf hinaus; bitte in Einstellungen, Partner oder Vorlage ändern."
        )


@dataclass(frozen=True, slots=True)
class Adviser:
    """Who signs. `phone` is empty where only the office's own may be printed."""

    name: str
    function: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What a letter needs to know besides its template.

    `facts` are the names that a template knows, as `View` or `Facts`; `consent_given_on` is the day of the consent
    if that is the legal ground; `purpose` is the kind of referral; `their_sign` is the recipient's own reference.
    """

    office: Office
    adviser: Adviser
    gate: Gate
    written: date
    address: tuple[str, ...]
    salutation: str
    facts: Mapping[str, Any]
    closing: str = "Mit freundlichen Grüßen"
    purpose: str = ""
    reply_until: date | None = None
    consent_given_on: date | None = None
    their_sign: str = ""
    remarks: tuple[str, ...] = ()


def compose(template: Template, case: Case, reference: str) -> Letter:
    """Return the letter of a case.

    Raises:
        RenderError: the template asks for something that this recipient may not see, or prints an empty field.
        NeutralityError: the letter would show that its person receives benefits.
        LetterError: the template is not meant for this category of recipient.
    """
    recipient = case.gate.recipient
    if not template.allows(recipient):
        raise LetterError(f"Die Vorlage „{template.name}“ ist nicht für „{recipient}“ gedacht.")
    rendered = template.render({**case.facts, "brief": _letter_facts(case, reference)})
    letter = Letter(
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
    )
    _ensure_neutral(letter, recipient, case.gate.sent)
    return letter


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


def _letter_facts(case: Case, reference: str) -> Facts:
    """What a template may know of the letter itself."""
    return Facts(
        "brief",
        {
            "zeichen": reference,
            "datum": case.written,
            "antwort_bis": case.reply_until,
            "verweisart": case.purpose,
        },
    )


def _signature(case: Case) -> tuple[str, ...]:
    """The name, below it the function and the office. Never the employer behind it, which may be the Jobcenter.

    A function that tells of it is left out where the recipient is not bound by § 35 SGB I.
    """
    function = case.adviser.function
    if not case.gate.recipient.keeps_social_secrecy and _TELLING_FUNCTIONS.search(function):
        function = ""
    below = " · ".join(filter(None, (function, case.office.name)))
    return clean(case.adviser.name), clean(below)


def _notices(case: Case) -> tuple[str, ...]:
    notices = []
    if case.consent_given_on is not None and case.gate.grant.ground is LegalGround.CONSENT:
        client = case.facts["klient"]
        who = client.nennung if isinstance(client, View) else ""
        day = wording.short_date(case.consent_given_on)
        notices.append(f"{clean(who)} hat in die Weitergabe dieser Angaben am {day} eingewilligt.")
    if not case.gate.recipient.keeps_social_secrecy:
        notices.append(PURPOSE_NOTICE)
    return tuple(notices)


def _ensure_neutral(letter: Letter, recipient: Recipient, sent: tuple[Sent, ...]) -> None:
    """Look through the letter for words that only a benefit explains.

    What shows on the outside and in the letterhead is neutral in every letter; the text only has to be where the
    recipient is not bound by § 35 SGB I and was not told of the benefit on purpose.
    """
    office = letter.office
    outside = {
        "Der Briefkopf": (office.name, office.short_name, office.email, office.website, *office.opening_hours),
        "Die Rücksendeangabe": (office.return_line,),
        "Der Vermerk über der Anschrift": letter.remarks,
        "Der Informationsblock": tuple(value for _, value in letter.info),
        "Die Unterschriftszeile": letter.signature,
    }
    told = any(field.label.startswith("Leistungsbezug") for field in sent)
    if not (recipient.keeps_social_secrecy or told):
        outside["Der Betreff"] = (letter.subject,)
        outside["Der Text"] = tuple(words_of(letter))
    for where, texts in outside.items():
        if any(_BENEFIT_WORDS.search(text) for text in texts):
            raise NeutralityError(where)


def words_of(letter: Letter) -> list[str]:
    """Return the letter's texts from salutation to reply slip, in the order in which they are read."""
    return [
        letter.salutation,
        *_texts(letter.body),
        letter.closing,
        *letter.signature,
        *letter.enclosures,
        *letter.notices,
        *_texts(letter.reply),
    ]


def _texts(blocks: tuple[Any, ...]) -> list[str]:
    """The texts of blocks, however deep: every block holds runs, blocks, or tuples of them."""
    found: list[str] = []
    for block in blocks:
        if isinstance(block, tuple):
            found += _texts(block)
        elif hasattr(block, "text"):
            found.append(block.text)
        else:
            parts = ("content", "items", "header", "rows")
            found += _texts(tuple(getattr(block, part) for part in parts if hasattr(block, part)))
    return found
