"""How the keys of a table are counted, read from the example in the schema: `K-00042` → `K-` and five digits."""

from __future__ import annotations

import re
from typing import NamedTuple

_COUNTED = re.compile(r"([A-Z]+-)(\d+)")


class KeyForm(NamedTuple):
    """What stands before the number of a key, and how many digits the number has at least."""

    prefix: str
    width: int

    def key(self, number: int) -> str:
        """Return the key with a number.

        >>> KeyForm("K-", 5).key(42)
        'K-00042'
        """
        return f"{self.prefix}{number:0{self.width}d}"


def form_of_keys(example: str) -> KeyForm | None:
    """Return the form of a key, `None` where keys are no numbers: initials, codes.

    >>> form_of_keys("HH-0042"), form_of_keys("MKA")
    (KeyForm(prefix='HH-', width=4), None)
    """
    match = _COUNTED.fullmatch(example)
    return KeyForm(match[1], len(match[2])) if match is not None else None
