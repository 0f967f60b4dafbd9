"""Formulas over the table of facts, in the words that Excel 2016, LibreOffice 7.4 and formualizer share.

No dynamic arrays, no functions newer than Excel 2010, no array formulas: `SUMIFS`, `COUNTIFS` and `SUMPRODUCT` over
structured references. Texts are never formatted by `TEXT`, whose codes depend on the language of Excel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.schema import facts

if TYPE_CHECKING:
    from automation.dashboard.facts import Code

TABLE = facts.FACTS_TABLE
DAY, KEY, NUMERATOR = facts.DAY, facts.KEY, facts.NUMERATOR
CODE, QUARTER, DENOMINATOR, VALUE = "Kennzahl", "Quartal", "Nenner", "Wert"
KIND, SUBSIDY, DISTRICT, GENDER, GROUP = "Beschäftigungsart", "Förderung", "Stadtteil", "Geschlecht", "Gruppe"
SHEET, CELL, SENTENCE = "Blatt", "Zelle", "Begründung"


def column(name: str) -> str:
    """Return the reference to a column of the facts.

    >>> column("Wert")
    'tblFakten[Wert]'
    """
    return f"{TABLE}[{name}]"


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


def sum_of(code: Code, measure: str = NUMERATOR, **conditions: str) -> str:
    """Return the sum of a measure over the facts of a code; `conditions` are criteria by `_COLUMNS`.

    A criterion is a formula of its own: a cell, a text in quotes, `"<="&$U$2`.
    """
    return f"SUMIFS({column(measure)},{_criteria(code, conditions)})"


def count_of(code: Code, **conditions: str) -> str:
    """Return the number of facts of a code, counting or not."""
    return f"COUNTIFS({_criteria(code, conditions)})"


def median_of(code: Code, **conditions: str) -> str:
    """Return the median of the values of a code's facts, „–“ without any; conditions are equalities.

    The middle values are taken by `LARGE` from all facts, those that do not belong being 0 and all others one more
    than they are: inside `SUMPRODUCT` this needs no array formula.
    """
    equals = "".join(f"*({column(_COLUMNS[name])}={value})" for name, value in conditions.items())
    chosen = f"({column(CODE)}={text(code)}){equals}*{column(DENOMINATOR)}*({column(VALUE)}+1)"
    number = sum_of(code, DENOMINATOR, **conditions)
    upper, lower = (f"SUMPRODUCT(LARGE({chosen},INT(({number}+{place})/2)))" for place in (1, 2))
    return f"IF({number}=0,{text('–')},({upper}+{lower})/2-1)"


_COLUMNS = {"quarter": QUARTER, "day": DAY, "until": DAY, "kind": KIND, "subsidy": SUBSIDY, "district": DISTRICT}
_COLUMNS |= {"group": GROUP, "numerator": NUMERATOR}


def _criteria(code: Code, conditions: dict[str, str]) -> str:
    pairs = [(column(CODE), text(code)), *((column(_COLUMNS[name]), value) for name, value in conditions.items())]
    return ",".join(f"{where},{criterion}" for where, criterion in pairs)
