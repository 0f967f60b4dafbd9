"""Formulas over the table of facts, in the words that Excel 2016, LibreOffice 7.4 and formualizer share.

No dynamic arrays, no functions newer than Excel 2010, no array formulas: `SUMIFS`, `COUNTIFS` and `SUMPRODUCT` over
structured references. Texts are never formatted by `TEXT`, whose codes depend on the language of Excel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.schema import fact_table as facts

if TYPE_CHECKING:
    from collections.abc import Iterable

TABLE = facts.FACTS_TABLE
DAY, KEY, NUMERATOR = facts.DAY, facts.KEY, facts.NUMERATOR
CODE, QUARTER, DENOMINATOR, VALUE = "Kennzahl", "Quartal", "Nenner", "Wert"
SHEET, CELL, SENTENCE = "Blatt", "Zelle", "Begründung"

Criteria = tuple[tuple[str, str], ...]
"""Columns of the facts with what they must meet: a cell, a text in quotes, `"<="&$U$2`."""


def column(name: str) -> str:
    """Return the reference to a column of the facts.

    >>> column("Wert")
    'tblFakten[Wert]'
    """
    return f"{TABLE}[{name}]"


def quarter_begin(name: str, quarters: int = 0) -> str:
    """Return the formula of the first day of the quarter whose code stands in a cell, or of one so many later.

    >>> quarter_begin("B1"), quarter_begin("B1", -1)
    ('DATE(LEFT(B1,4),RIGHT(B1,1)*3-2,1)', 'DATE(LEFT(B1,4),RIGHT(B1,1)*3-5,1)')
    """
    return f"DATE(LEFT({name},4),RIGHT({name},1)*3{3 * quarters - 2:+},1)"


def quarter_end(name: str) -> str:
    """Return the formula of the last day of the quarter whose code stands in a cell."""
    return f"DATE(LEFT({name},4),RIGHT({name},1)*3+1,0)"


def text(value: str) -> str:
    r"""Return a text as a formula holds it, its quotes doubled.

    >>> print(text('Haus "A" links'))
    "Haus ""A"" links"
    """
    return '"' + value.replace('"', '""') + '"'


def exactly(value: str) -> str:
    """Return a criterion that only this text meets, whatever signs it has.

    >>> exactly("16I"), exactly("was?")
    ('"=16I"', '"=was~?"')
    """
    for sign in "~*?":
        value = value.replace(sign, "~" + sign)
    return text("=" + value)


def sum_of(code: str, measured: str, criteria: Criteria) -> str:
    """Return the sum of a column over the facts of a code."""
    return f"SUMIFS({column(measured)},{_criteria(code, criteria)})"


def count_of(code: str, criteria: Criteria = ()) -> str:
    """Return the number of facts of a code, counting or not."""
    return f"COUNTIFS({_criteria(code, criteria)})"


def quantile_of(code: str, share: float, number: str, equal: Criteria, until: str = "") -> str:
    """Return a quantile (inclusive) of the values of a code's facts that have the denominator 1.

    `number` is the formula of how many these are, `equal` what their columns must be, `until` the last day. The
    values are taken by `LARGE` from all facts, those that do not belong being 0 and all others one more than they
    are: inside `SUMPRODUCT` this needs no array formula.
    """
    chosen = _chosen(code, equal, until)
    if share == 0.5:
        upper, lower = (f"SUMPRODUCT(LARGE({chosen},INT(({number}+{place})/2)))" for place in (1, 2))
        return f"({upper}+{lower})/2-1"
    above = f"INT(({number}-1)*{share})"
    lower = f"SUMPRODUCT(LARGE({chosen},{number}-{above}))"
    upper = f"SUMPRODUCT(LARGE({chosen},MAX(1,{number}-{above}-1)))"
    return f"{lower}+(({number}-1)*{share}-{above})*({upper}-{lower})-1"


def list_of(code: str, longest: int, number: str, equal: Criteria, until: str = "") -> str:
    """Return the values of so few facts as a text, rounded to whole ones, the smallest first: „27; 144“."""
    chosen = _chosen(code, equal, until)
    parts = []
    for place in range(1, longest + 1):
        value = f"ROUND(SUMPRODUCT(LARGE({chosen},MAX(1,{number}-{place - 1})))-1,0)"
        parts.append(value if place == 1 else f'IF({number}<{place},"","; "&{value})')
    return "&".join(parts)


def largest_of(code: str, equal: Criteria) -> str:
    """Return the largest of the values of a code's facts that have the denominator 1."""
    return f"SUMPRODUCT(LARGE({_chosen(code, equal, '')},1))-1"


def _chosen(code: str, equal: Criteria, until: str) -> str:
    equals = "".join(f"*({column(name)}={value})" for name, value in equal)
    so_far = f"*({column(DAY)}<={until})" if until else ""
    return f"({column(CODE)}={text(code)}){equals}{so_far}*{column(DENOMINATOR)}*({column(VALUE)}+1)"


def _criteria(code: str, criteria: Iterable[tuple[str, str]]) -> str:
    pairs = [(column(CODE), text(code)), *((column(name), value) for name, value in criteria)]
    return ",".join(f"{where},{criterion}" for where, criterion in pairs)
