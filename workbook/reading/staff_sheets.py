"""Whose the sheets of a workbook are: the staff's, or Lotse's."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def staff_sheets(sheets: Iterable[str], owned: Mapping[str, str]) -> list[str]:
    """Return the sheets of a workbook that are not Lotse's; `owned` are the present names of those that are."""
    own = frozenset(owned.values())
    return [sheet for sheet in sheets if sheet not in own]
