"""What a letter says → the mark by which the log knows whether it still says so.

What is printed decides, whatever it came from: fields, consent, adviser, the office's address, the template.
Not in the mark are the number, the day, and every day that is reckoned from it: a letter that says all the same is
no new one tomorrow.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from automation.letters.dispatch import content_fingerprint
from automation.letters.letter_texts import texts_of
from workbook.schema import Client

if TYPE_CHECKING:
    from automation.letters.cases import Draft
    from automation.letters.dispatch import Dispatch
    from automation.letters.model import Letter

_NOT_SAID_THEN = frozenset(
    (Client.spec.sheet, column.label) for column in Client.spec.columns if column.name.startswith("guardian")
)
"""Fields that version 0.1 printed and did not list."""
_VERSION = "2-"


def mark_of(letter: Letter, draft: Draft) -> str:
    """Return what an undated letter is recognised by: words, logo, ground, and where an e-mail would go."""
    ground = [str(draft.row.legal_ground), draft.row.consent_id, *([draft.mail.to] if draft.mail else [])]
    logo = letter.office.logo
    shown = [logo.digest] if logo is not None and letter.paper is None else []
    document = json.dumps([letter.kind, texts_of(letter), ground, *shown], ensure_ascii=False)
    return _VERSION + hashlib.sha256(document.encode()).hexdigest()[:20]


def says_the_same(row: Dispatch, draft: Draft, letter: Letter) -> bool:
    """Tell whether the letter of a row of the log still says what the undated letter of a draft says."""
    if row.content.startswith(_VERSION):
        return row.content == mark_of(letter, draft)
    # A row of version 0.1, whose mark knew fields and address only.
    case = draft.case
    sent = [field for field in case.gate.sent if (field.sheet, field.label) not in _NOT_SAID_THEN]
    return row.content == content_fingerprint(letter.kind, case.address, draft.row.legal_ground, sent)
