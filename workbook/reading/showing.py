"""What a number shows by its format: `K-00001` for 1 in a cell with the format `"K-"00000`.

Only formats that make keys, postcodes and the like: digits, zeros in front, fixed characters between. What a format
does with dates, amounts and shares is another matter; there the number is the value.

Source: ECMA-376 Part 1, 18.8.31.
"""

from __future__ import annotations

import re
from functools import lru_cache

_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[([^\]]*)\]|([0#?]+)|(.)', re.DOTALL)
_COLOUR = re.compile(
    r"(?:black|blue|cyan|green|magenta|red|white|yellow|color ?\d+|\$-\w+)",
    re.IGNORECASE,
)
_FIXED = frozenset("-+()!^&'~{}<>=:$ \u00a0")
"""Characters that a format shows without quotes."""
_MOST = 10**15  # beyond that a number has lost digits


def shown_text(number: float, code: str) -> str | None:
    r"""Return what a whole number shows by a number format, `None` where that is the plain number or a quantity.

    >>> shown_text(1, '"K-"00000'), shown_text(1234567, "00000000"), shown_text(4920947110, r"\+0")
    ('K-00001', '01234567', '+4920947110')
    >>> shown_text(1234, "#,##0"), shown_text(1, "0"), shown_text(1, "General"), shown_text(0.5, "000")
    (None, None, None, None)
    """
    pieces = _pieces(code)
    if pieces is None or not 0 <= number < _MOST or number != int(number):
        return None
    digits = left = str(int(number))
    shown = []
    leftmost = next(index for index, (_, is_digits) in enumerate(pieces) if is_digits)
    for index, (piece, is_digits) in reversed(list(enumerate(pieces))):
        if not is_digits:
            shown.append(piece)
            continue
        taken = left if index == leftmost else left[-len(piece) :]
        left = left[: len(left) - len(taken)]
        # A place that no digit fills shows a zero or nothing.
        shown.append(re.sub("[#?]", "", piece[: max(0, len(piece) - len(taken))]) + taken)
    text = "".join(reversed(shown)).strip()
    return text if text != digits else None


def can_show(code: str) -> bool:
    """Tell whether a number format shows any number as something else."""
    pieces = _pieces(code)
    return pieces is not None and ("".join(piece for piece, _ in pieces) not in {"0", "#", "?"})


@lru_cache(maxsize=256)
def _pieces(code: str) -> tuple[tuple[str, bool], ...] | None:
    """Return fixed texts and places for digits, `None` where a format shows a quantity, a date or nothing."""
    pieces: list[tuple[str, bool]] = []
    for match in _TOKEN.finditer(code):
        quoted, escaped, bracket, places, other = match.groups()
        if other == ";":  # what follows is for negative numbers
            break
        if bracket is not None and _COLOUR.fullmatch(bracket) is None:
            return None
        if other is not None and other not in _FIXED:
            return None
        if places is not None:
            pieces.append((places, True))
        elif (text := quoted or escaped or other) is not None:
            pieces.append((text, False))
    return tuple(pieces) if any(is_digits for _, is_digits in pieces) else None
