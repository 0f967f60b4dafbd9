"""How formulas look something up in a list of cells."""

from __future__ import annotations


def place_of(key: str, keys: str) -> str:
    """Return the formula of the place of a key among others; an error where it is not there.

    Where keys are in order Excel finds one by halves, without looking at each. They may be in any other: then the
    cell that it finds holds another key, and all are gone through.
    """
    by_halves = f"MATCH({key},{keys},1)"
    return f'IF(IFERROR(INDEX({keys},{by_halves}),"")={key},{by_halves},MATCH({key},{keys},0))'


def own_address_in(list_name: str) -> str:
    """Return the condition that a cell's own address stands in a named list, for conditional formats."""
    return f"ISNUMBER(MATCH(ADDRESS(ROW(),COLUMN(),4),{list_name},0))"
