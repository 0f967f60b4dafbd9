"""The lists on Lotse's sheet `Postausgang` in which a referral's row finds its letter, as formulas name them.

A workbook without letters has the names already: they mean an empty text until the first letter is written, and
again once Lotse is taken out.
"""

from __future__ import annotations

from workbook.schema.lookups import place_of

REFERRALS_NAME, STATES_NAME = "Briefe_Verweise", "Briefe_Stand"
"""The keys of the referrals that have a letter, in their order, and beside each what is to be shown of it."""

NO_LETTERS = '""'
"""What both names mean where there is no `Postausgang`."""


def letter_that_stands(key: str) -> str:
    """Return the formula of what the letter of a referral is called and where it stands; empty where it has none.

    `key` is the cell of the referral's key. TODAY() makes nothing but a formula that Excel calculates whenever a
    file is opened: Lotse may have written the lists meanwhile, and leaves the staff's cells as they are.
    """
    state = f"INDEX({STATES_NAME},{place_of(key, REFERRALS_NAME)})"
    return f'IF({key}="","",IFERROR({state}&T(TODAY()),""))'
