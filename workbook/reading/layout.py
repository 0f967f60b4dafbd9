"""How a table lies on its sheet: what stands below it, hidden rows, merged cells, the date system.

These are findings about cells, not about values: staff see why a row is not counted, or is counted though hidden.
"""

from __future__ import annotations

import re
from itertools import compress
from typing import TYPE_CHECKING, cast

from workbook.cells import address, text_of
from workbook.findings import Finding, Severity, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workbook.cells import CellValue
    from workbook.package.sheet_marks import SheetMarks
    from workbook.reading.locating import Located

_FEW = 2  # a note or a sum below a table fills no more cells than this
_SUM = re.compile(
    r"\s*(?:(?:zwischen|gesamt|ins)?-?(?:summe|gesamt|ergebnis|anzahl|übertrag|total)\b|[Σ∑])", re.IGNORECASE
)


def layout_findings(located: Located, marks: SheetMarks, rows: Sequence[int]) -> Iterator[Finding]:
    """Yield findings on merged cells (F-20) and hidden rows (F-19) of a table; `rows` are those with content."""
    if not rows:
        return
    numbers = frozenset(located.columns.values())
    for area in marks.merged:
        columns = [number for number in range(area.first_column, area.last_column + 1) if number in numbers]
        if columns and area.first_row <= rows[-1] and area.last_row >= rows[0]:
            yield finding_at(
                located,
                "F-20",
                Severity.ERROR,
                address(area.first_row, area.first_column),
                f"Die Zellen {area.reference} sind verbunden: Nur die erste hat einen Wert, und beim Sortieren "
                "geraten die Zeilen durcheinander.",
                "Verbindung aufheben und den Wert in jede Zeile schreiben",
                column=columns[0],
            )
    if marks.hidden_rows and (hidden := sorted(marks.hidden_rows.intersection(rows))):
        counted = "1 Zeile ist" if len(hidden) == 1 else f"{len(hidden)} Zeilen sind"
        yield finding_at(
            located,
            "F-19",
            Severity.HINT,
            address(hidden[0], min(numbers)),
            f"{counted} ausgeblendet oder weggefiltert; geprüft und gezählt werden alle {len(rows)} Zeilen.",
            None,
        )


def note_finding(located: Located, row: int, column: int) -> Finding:
    """Return the finding on a row of a plain range that is no record and is left out of it (F-19)."""
    if row in located.repeated:
        message = "Hier stehen die Überschriften noch einmal; die Zeile wird nicht mitgezählt."
        cure = "Zeile löschen; die erste Zeile lässt sich unter „Seitenlayout › Drucktitel“ auf jede Seite drucken"
    else:
        message = "Diese Zeile sieht nach einer Summe, Überschrift oder Bemerkung aus und wird nicht mitgezählt."
        cure = "Liste als Excel-Tabelle formatieren (Strg+T); dann ist klar, was zu ihr gehört"
        if located.bounded:
            cure = "Zeile löschen und in Excel unter „Tabellenentwurf“ die Ergebniszeile einschalten"
    return finding_at(located, "F-19", Severity.HINT, address(row, column), message, cure)


def date_system_finding(located: Located) -> Finding:
    """Return the finding that the workbook counts its days from 1904 (F-21)."""
    return finding_at(
        located,
        "F-21",
        Severity.WARNING,
        address(located.header_row, min(located.columns.values())),
        "Diese Mappe zählt ihre Tage ab 1904. Lotse rechnet das um; ein Datum, das man von hier in eine andere "
        "Mappe kopiert, liegt dort aber um vier Jahre und einen Tag daneben.",
        "In Excel unter „Optionen › Erweitert“ die 1904-Datumswerte abschalten und die Daten prüfen",
    )


def notes_among(located: Located, raw: Mapping[str, Sequence[CellValue]], rows: Sequence[int]) -> tuple[int, ...]:
    """Return the positions of rows that are no records: in a plain range its header again, sums, headings, notes.

    At the end of the range hardly anything makes a row a note; between records it has to be one beyond doubt. In an
    Excel table every row is a record, but for sums that call themselves so.
    """
    if len(raw) <= _FEW + 1:
        return ()
    spec = located.spec
    required = [column.name for column in spec.columns if column.required and column.name in raw]
    lead = spec.key or next(iter(required or raw))
    form = spec.column(lead).pattern if spec.key is not None else None
    known, pattern, keys = form is not None, re.compile(form or _SUM.pattern, re.IGNORECASE), raw[lead]
    distinct = set(keys)
    if known and set(map(type, distinct)) == {str}:  # as nearly always: most keys are sorted out in one go
        texts = cast("set[str]", distinct)
        distinct = {text for text, fits in zip(texts, map(pattern.fullmatch, texts), strict=True) if fits is None}
    odd = {value for value in distinct if _is_odd(value, pattern, known=known)}
    doubtful = list(compress(range(len(keys)), map(odd.__contains__, keys))) if odd else []
    if located.repeated:
        again = (position for position, row in enumerate(rows) if row in located.repeated)
        doubtful = sorted({*doubtful, *again})
    if located.bounded:
        cells = ([values[position] for values in raw.values()] for position in doubtful)
        return tuple(position for position, row in zip(doubtful, cells, strict=True) if _is_sum(row))
    found = {position for position in doubtful if rows[position] in located.repeated}
    found |= {position for position in doubtful if is_note([values[position] for values in raw.values()], located)}
    last = len(rows) - 1
    for position in reversed(doubtful):
        filled = sum(not is_empty(values[position]) for values in raw.values())
        ends = filled == 1 if is_empty(keys[position]) else known and filled <= _FEW
        if position != last or not (ends or position in found):
            break
        found.add(position)
        last -= 1
    return tuple(sorted(found))


def _is_odd(value: CellValue, pattern: re.Pattern[str], *, known: bool) -> bool:
    """Tell whether a key makes its row doubtful.

    One of the right form is a record's; where keys have no form, a blank one or a word for sums is no record's.
    """
    if known:
        return not (isinstance(value, str) and pattern.fullmatch(value)) and (
            is_empty(value) or pattern.fullmatch(text_of(value).strip()) is None
        )
    return is_empty(value) or pattern.match(text_of(value)) is not None


def is_note(values: Sequence[CellValue], located: Located) -> bool:
    """Tell whether a row without a proper key is a sum, or a heading that stands alone."""
    filled = [value for value in values if not is_empty(value)]
    texts = [value for value in filled if isinstance(value, str)]
    if not texts:
        return all(isinstance(value, int | float) for value in filled)
    if _SUM.match(texts[0]):
        return _is_sum(values)
    return len(filled) == 1 and not key_by_hand(texts[0], located)


def _is_sum(values: Sequence[CellValue]) -> bool:
    """Tell whether a row is a sum that calls itself so: a word for it, and nothing but numbers beside it."""
    filled = [value for value in values if not is_empty(value)]
    text = next((value for value in filled if isinstance(value, str)), "")
    numbers = sum(isinstance(value, int | float) for value in filled)
    return _SUM.match(text) is not None and numbers + 1 >= len(filled)


def key_by_hand(text: str, located: Located) -> bool:
    """Tell whether a text is a key that somebody wrote in another way: „k 7“ for `K-00007`."""
    key = located.spec.key
    letters = re.match(r"[A-ZÄÖÜ]*", located.spec.column(key).pattern_example) if key is not None else None
    return letters is None or re.fullmatch(rf"{letters[0]}\W*\d+", text.strip(), re.IGNORECASE) is not None


def is_empty(value: CellValue) -> bool:
    """Tell whether a cell holds nothing that can be seen."""
    return value is None or not str(value).strip()


def finding_at(
    located: Located,
    rule: str,
    severity: Severity,
    cell: str,
    message: str,
    suggestion: str | None,
    *,
    column: int | None = None,
) -> Finding:
    """Return a finding on how a table lies on its sheet, told of the column with this number or of the first."""
    spec = located.spec
    by_number = {number: name for name, number in located.columns.items()}
    name = by_number[column if column is not None else min(by_number)]
    return Finding(
        rule=rule,
        severity=severity,
        sheet=located.sheet,
        cell=cell,
        table=spec.sheet,
        column=spec.column(name).label,
        key="",
        value="",
        message=message,
        suggestion=suggestion,
        fingerprint=fingerprint(rule, spec.sheet, cell, name, ""),
    )
