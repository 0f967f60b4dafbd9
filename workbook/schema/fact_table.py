"""The table on Lotse's sheet `Fakten`, as far as formulas of the office's sheets look into it."""

from __future__ import annotations

FACTS_TABLE = "tblFakten"
DAY, KEY, NUMERATOR = "Datum", "Schlüssel", "Zähler"


def day_that_counts(key: str) -> str:
    """Return the formula of the day on which a row's fact counts; it shows nothing where none does, or not yet.

    `key` is the column of the row's key. The table is named as text, because it comes with the first dashboard, and
    Excel takes a workbook that names a missing table for damaged.
    """
    day, keys, counts = (f'INDIRECT("{FACTS_TABLE}[{name}]")' for name in (DAY, KEY, NUMERATOR))
    place = f"MATCH([@{key}],{keys},0)"
    return f'IFERROR(IF(INDEX({counts},{place})=1,INDEX({day},{place}),""),"")'
