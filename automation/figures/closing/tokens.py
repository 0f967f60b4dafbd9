"""Short tokens, many of them in a cell: what stands behind the marks and the seal of a closing."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TOKEN_BYTES = 6
"""Bytes of a token."""
_LETTERS = TOKEN_BYTES * 4 // 3
_IN_A_CELL = 3500
"""So many tokens fit into a cell of 32,767 characters."""


def token_of(content: bytes) -> str:
    """Return the bytes of a token as it stands in a cell."""
    return base64.urlsafe_b64encode(content).decode()


def in_cells(tokens: Sequence[str]) -> list[str]:
    """Return the texts of as many cells as these tokens need, in their order."""
    return ["".join(tokens[start : start + _IN_A_CELL]) for start in range(0, len(tokens), _IN_A_CELL)]


def tokens_in(text: str) -> Iterator[str]:
    """Yield the tokens of a cell, or of several in a row; a rest that is no whole token as well."""
    return (text[start : start + _LETTERS] for start in range(0, len(text), _LETTERS))
