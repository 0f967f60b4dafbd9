"""A letter → the texts that stand in it, in the order in which they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from automation.letters.model import Block, Break, Fill, Run

if TYPE_CHECKING:
    from automation.letters.model import Letter


def texts_of(letter: Letter) -> list[str]:
    """Return every text on the paper, from the letterhead to the slip that comes back."""
    if letter.paper is not None:
        return words_of(letter)
    office = letter.office
    return [
        *(line for column in office.columns for line in column),
        office.return_line,
        *letter.remarks,
        *letter.address,
        *(text for pair in letter.info for text in pair),
        letter.title,
        letter.subject,
        *words_of(letter),
    ]


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
        *((letter.translation.heading, *_texts(letter.translation.body)) if letter.translation else ()),
    ]


def _texts(part: Any) -> list[str]:
    """The texts of blocks, however deep; what stands on one line is one text, in how many styles ever."""
    if isinstance(part, tuple):
        if part and _ON_A_LINE.issuperset(map(type, part)):
            return ["".join(piece.text if type(piece) is Run else " " for piece in part)]
        return [text for piece in part for text in _texts(piece)]
    return [text for name in _HOLDING.get(type(part), ()) for text in _texts(getattr(part, name))]


_ON_A_LINE = frozenset((Run, Fill, Break))
_HOLDING = {
    kind: tuple(name for name in ("content", "items", "header", "rows") if hasattr(kind, name))
    for kind in get_args(Block)
}
"""What of each kind of block holds others, or text."""
