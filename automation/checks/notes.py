"""C-14: what should not stand in free text.

The words are searched in small letters; a hit says which kind of thing it is, never what stands there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from automation.checks.engine import Context, Place, office_rule
from workbook.findings import Problem, Severity, fingerprint
from workbook.schema import TABLES
from workbook.schema.people import Tracked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook.schema import Record

_HEALTH = re.compile(
    r"\b(?:krank\b|kranke[rns]?\b|krankheit|krankgeschrieben|krankschreibung|\w*erkrank|diagnose|depress|burn-?out|"
    r"psychisch|psychiatr|psychose|\w+sucht\b|süchtig|suchtmittel|suchtproblem|alkohol|drogen|schwanger|behindert|"
    r"behinderung|schwerbehind|gdb\b|pflegegrad|krebs\b|hiv\b|epileps|medikament|operiert|rollstuhl|attest\b)"
)
_BENEFIT = re.compile(
    r"\b(?:sanktion|minderung|alg ?(?:ii|2)\b|hartz|bürgergeld|grundsicherung|leistungsbetrug|rückforderung|"
    r"schulden\b|pfändung|insolvenz|vorstraf|haftstrafe|inhaftiert)"
)
_BANK = re.compile(r"\bde\d{2}(?:\s?\d{4}){4}\s?\d{2}\b")
_INSURANCE = re.compile(r"\b(\d{2})\s?(\d{6})\s?([a-z])\s?(\d{2})\s?(\d)\b")
_CUSTOMER = re.compile(r"\b\d{3}[a-z]\d{6}\b")
_HOUSEHOLD = re.compile(r"\b\d{5}\s?(?://|bg)\s?\d{7}\b")

_WEIGHTS = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)

_PERSONAL: tuple[type[Record], ...] = tuple(record for record in TABLES if issubclass(record, Tracked))


@office_rule("C-14", Severity.WARNING, *_PERSONAL)
def remarks_are_harmless(context: Context) -> Iterator[Place]:
    """In der Bemerkung stehen keine Angaben zu Gesundheit oder Leistungen und keine Kennnummern."""
    for record in _PERSONAL:
        table = context.office[record]
        remarks = table.column("remark")
        hits = {text: hit for text in set(remarks) if text is not None and (hit := what_is_in(text)) is not None}
        if hits:
            for row, text in zip(table.rows, remarks, strict=True):
                if text in hits:
                    message = f"In der Bemerkung steht vermutlich {hits[text]}. Das gehört nicht in diese Liste."
                    suggestion = "Nur festhalten, was für die Begleitung nötig ist"
                    yield Place(
                        table, row, "remark", Problem(message, suggestion, about=fingerprint(text), private=True)
                    )


def what_is_in(text: str) -> str | None:
    """Return what kind of thing a text tells that it should not, `None` if nothing was recognised."""
    folded = text.casefold()
    for pattern, kind in (
        (_HEALTH, "etwas über die Gesundheit"),
        (_BENEFIT, "etwas über Leistungen, Schulden oder Strafen"),
        (_BANK, "eine IBAN"),
        (_CUSTOMER, "eine Kundennummer"),
        (_HOUSEHOLD, "eine BG-Nummer"),
    ):
        if pattern.search(folded):
            return kind
    if any(is_insurance_number("".join(match.groups())) for match in _INSURANCE.finditer(folded)):
        return "eine Versicherungsnummer"
    return None


def is_insurance_number(text: str) -> bool:
    """Tell whether twelve characters are a Versicherungsnummer: the check digit agrees.

    The letter counts as its place in the alphabet in two digits; each digit times its weight, of each product the
    sum of its digits, all of them modulo ten.

    Source: § 147 SGB VI, § 4 VKVV.

    >>> is_insurance_number("15070649C103"), is_insurance_number("15070649C104")
    (True, False)
    """
    letter = ord(text[8].upper()) - ord("A") + 1
    digits = f"{text[:8]}{letter:02d}{text[9:11]}"
    products = (int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return sum(product // 10 + product % 10 for product in products) % 10 == int(text[11])
