"""What of a finding may be read outside of the workbook: on a screen, in JSON, on the page of `lotse live watch`.

Staff type anything anywhere: a name into the column for a key, a diagnosis into one for a date. In the workbook a
finding may show it, for there it stands already. Outside it names the cell, and of what was typed only what cannot
be about a person: keys in their form, words of a list, plain numbers and days that say nothing about anybody.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import filterfalse
from typing import TYPE_CHECKING

from msgspec.structs import replace

from workbook.schema import TABLES, Kind, table_of
from workbook.schema.data_categories import DataCategory

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from workbook.findings import Finding
    from workbook.schema import Column
    from workbook.tables import Office

ON_THE_SHEET = "Vorschlag auf dem Blatt „Prüfbericht“"
_HIDDEN = "…"
_SHORT = 3  # longer ones are hidden inside of words as well
_SLIP = re.compile(r"[A-Za-z]{1,3}-?\d{1,7}")
"""What is nearly a key, and nobody's name."""
_OURS = re.compile(r".*\b(?:eintragen|ausfüllen|leeren|anlegen|benennen|speichern)")
"""How suggestions end that are sentences of ours, not the cell's own content put right."""
_PLAIN = re.compile(r"[\d.,:/ €%-]{1,16}")


def outside(finding: Finding) -> Finding:
    """Return a finding as it may be shown outside of the workbook."""
    pattern = _pattern_of(finding.table) if finding.table in _SPECS else None
    if finding.key and (pattern is None or not pattern.fullmatch(finding.key)):
        finding = replace(finding, key="")
    column = _columns_of(finding.table).get(finding.column)
    # A header that is missing (F-18) is the schema's own word.
    keeps = column is not None and (finding.value == column.label or names_nobody(finding.value, column))
    suggestion = finding.suggestion
    if suggestion is not None and finding.rule.startswith("F-"):  # the cell's own content, put right
        harmless = _OURS.fullmatch(suggestion) or (column is not None and names_nobody(suggestion, column))
        suggestion = suggestion if harmless else ON_THE_SHEET
    if keeps or not finding.value:
        return finding if suggestion is finding.suggestion else replace(finding, suggestion=suggestion)
    message = _hiding(finding.value, finding.message)
    if suggestion is not None:
        suggestion = _hiding(finding.value, suggestion)
    return replace(finding, value="", message=message, suggestion=suggestion)


def _hiding(value: str, text: str) -> str:
    """Return a sentence without what was typed.

    A sign, a letter or two stand in our own words as well: hidden there, they would spoil the sentence, and the gap
    would tell what was typed. Signs alone name nobody.
    """
    if len(value) > _SHORT:
        return text.replace(value, _HIDDEN)
    if not any(map(str.isalnum, value)):
        return text
    return re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", _HIDDEN, text)


def without_names(findings: Iterable[Finding], office: Office) -> list[Finding]:
    """Return findings whose sentences do not repeat what was typed as a reference and is none.

    In a column for keys stands a key, a slip of one, or anything else: a name. The sentences of other rules name
    rows by such columns.
    """
    found = list(findings)
    typed = sorted(_no_keys(office), key=len, reverse=True) if found else []
    if not typed:
        return found
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(text)}(?!\w)" for text in typed))

    def told(text: str | None) -> str | None:
        return text if text is None else pattern.sub(_HIDDEN, text)

    return [
        replace(each, message=told(each.message) or "", suggestion=told(each.suggestion))
        if pattern.search(f"{each.message} {each.suggestion or ''}")
        else each
        for each in found
    ]


def _no_keys(office: Office) -> Iterator[str]:
    """Yield what stands in columns for keys of other rows and has not the form of one."""
    known: dict[str, Mapping[str, int]] = {}
    for table in office:
        for column in table.spec.columns:
            pattern = _pattern_of(column.refers_to) if column.refers_to else None
            if pattern is None or column.refers_to is None or not table.present(column.name):
                continue
            if column.refers_to not in known:
                keys = office[table_of(column.refers_to)].positions
                known[column.refers_to] = keys if all(map(pattern.fullmatch, keys)) else {}
            others = filterfalse(known[column.refers_to].__contains__, table.column(column.name))
            for value in set(others):
                for key in value if isinstance(value, tuple) else (value,):
                    if key and len(key) > 1 and not (pattern.fullmatch(key) or _SLIP.fullmatch(key)):
                        yield key


@lru_cache(maxsize=32)
def _pattern_of(sheet: str) -> re.Pattern[str] | None:
    """The form of the keys of a table, `None` if they have none."""
    spec = table_of(sheet).spec
    key = spec.column(spec.key).pattern if spec.key else None
    return None if key is None else re.compile(key)


_SPECS = {record.spec.sheet: record.spec for record in TABLES}


@lru_cache(maxsize=64)
def _columns_of(sheet: str) -> Mapping[str, Column]:
    """Return the columns of a table by their headers, none where the schema has no such table."""
    return {column.label: column for column in _SPECS[sheet].columns} if sheet in _SPECS else {}


def names_nobody(text: str, column: Column) -> bool:
    """Tell whether a value of a column cannot be about a person."""
    if column.masked:
        return set(text) <= {"•", *"0123456789"} and text.startswith("•")
    if column.refers_to is not None:
        pattern = _pattern_of(column.refers_to)
        return pattern is not None and all(
            pattern.fullmatch(part) or _SLIP.fullmatch(part) for part in text.split("; ")
        )
    if column.kind is Kind.ID:
        return column.pattern is not None and re.fullmatch(column.pattern, text) is not None
    if column.choices is not None and all(part in column.choices.values for part in text.split("; ")):
        return True
    return column.shares is DataCategory.INTERNAL and _PLAIN.fullmatch(text) is not None
