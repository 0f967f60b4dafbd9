"""Formulas as they stand in a file, which is not how Excel shows them."""

from __future__ import annotations

import re

_THIS_ROW = re.compile(r"(?P<table>[^\W\d][\w.]*)?\[@(?:(?P<bracketed>(?:\[[^\[\]]*\]:?)+)|(?P<plain>[^\[\]]+))\]")
_TEXT = re.compile(r'("(?:[^"]|"")*")')

_NEW = (
    *("AGGREGATE", "IFNA", "IFS", "SWITCH", "CONCAT", "TEXTJOIN", "MAXIFS", "MINIFS", "XLOOKUP", "XMATCH"),
    *("NUMBERVALUE", "DAYS", "PERCENTILE.INC", "PERCENTILE.EXC", "QUARTILE.INC", "STDEV.S", "STDEV.P"),
    *("NETWORKDAYS.INTL", "WORKDAY.INTL"),
)
_SINCE_2010 = re.compile(rf"(?<![\w.])(?=(?:{'|'.join(map(re.escape, _NEW))})\()")
_CALLS = tuple(f"{name}(" for name in _NEW)
_WITHOUT_PREFIX = re.compile(r"_xlfn\.(?=(?:AGGREGATE|NETWORKDAYS\.INTL|WORKDAY\.INTL)\()")
"""Excel writes some functions of 2010 without the prefix ([MS-XLSX] 2.2.2, future functions)."""


def stored(formula: str, table: str = "") -> str:
    """Return a formula as the file holds it: without `=`, new functions marked, `[@Spalte]` in full.

    `table` is the table whose column holds the formula; in a file, `[@…]` always names it.

    >>> stored("=[@Preis]*2", "Posten"), stored("=SUM(Posten[@[Q 1]:[Q 4]])"), stored('=IFS(A1="[@x]",1)')
    ('Posten[[#This Row],[Preis]]*2', 'SUM(Posten[[#This Row],[Q 1]:[Q 4]])', '_xlfn.IFS(A1="[@x]",1)')
    """
    if "[@" not in formula and not any(call in formula for call in _CALLS):  # as in each row of a long table
        return formula.removeprefix("=")
    pieces = _TEXT.split(formula.removeprefix("="))
    for place in range(0, len(pieces), 2):
        piece = _THIS_ROW.sub(lambda match: _in_full(match, table), pieces[place])
        pieces[place] = _WITHOUT_PREFIX.sub("", _SINCE_2010.sub("_xlfn.", piece))
    return "".join(pieces)


def _in_full(match: re.Match[str], table: str) -> str:
    columns = match["bracketed"] or f"[{match['plain']}]"
    return f"{match['table'] or table}[[#This Row],{columns}]"
