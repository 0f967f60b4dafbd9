"""A hand-in → a small workbook that people can read, and back: what was read is what was written, or is refused."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any

from automation.figures.closing.record import SINCE
from automation.figures.fact import DIMENSIONS
from automation.figures.indicators import labour_market
from automation.office.quarters import Quarter
from automation.rollup.handed import FORM, HandedSum, HandedTarget, HandIn, HandInError
from workbook.cells import Area, text_of
from workbook.german import shown
from workbook.reading.raw import read_book, read_table
from workbook.schema import TABLES
from workbook.sheets import (
    SUBTITLE,
    TEXT,
    TITLE,
    WRAPPED,
    Note,
    Palette,
    Print,
    Sheet,
    SheetTable,
    Style,
    TableColumn,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from automation.figures.compiled import Figures
    from workbook.cells import CellValue
    from workbook.reading.passwords import Keys
    from workbook.sheets import Scalar, Value

HAND_IN_SHEETS = frozenset({"Abgabe", "Kennzahlen", "Summen"})
CITY_SHEETS = frozenset({"Stadt", "Büros", "Vergleich", "Hinweise"})
ABOUT, TARGETS, SUMS, FIGURES = "tblAbgabe", "tblAbgabeZiele", "tblAbgabeSummen", "tblAbgabeKennzahlen"
_FORM, _MARK, _KEPT, _SETTING, _FINDINGS = "Form", "Prüfsumme", "Geführte Blätter", "Einstellung: ", "Offen: "
_FIGURES_MARK = "Prüfsumme der Kennzahlen"
_TEXTS: Mapping[str, str] = {
    "office": "Büro",
    "quarter": "Quartal",
    "closed_on": "Abgeschlossen am",
    "until": "Gezählt bis",
    "begin": "Zeitraum ab",
    "end": "Zeitraum bis",
    "version": "Zählregeln von Lotse",
}
_WHOLE: Mapping[str, str] = {
    "late": "Nachmeldungen",
    "rows": "Zeilen in der Mappe",
    "clean": "davon ohne offenen Fehler",
}
_YES_OR_NO: Mapping[str, str] = {"adopted": "Übernommene Mappe", "past": "Quartal war beim Zählen vorbei"}
_TARGET_LABELS = ("ZielID", "Ziel", "Indikator", "Bezug", "Wert", "Beginn", "Ende", "Ist", "Soll bisher")
_SUM_LABELS = ("Kennung", "Quartal", "danach", *DIMENSIONS.values(), "Wert", "Zähler", "Nenner", "Zeilen")
_NUMBER = Style()
MIX = "VMIX"
"""The share of each kind in all placements: of all kinds together it is always the whole."""
NOT_HANDED = frozenset({MIX, labour_market.OTHERS})
"""What an office knows of the rest of the city is not its own: neither handed in nor a row of the city's."""


def handin_sheets(handed: HandIn, figures: Figures) -> list[Sheet]:
    """Return the sheets of a hand-in: what it is, its figures in words, the sums that the city adds up."""
    shown_figures = _figures(handed, figures)
    return [_about(handed, _mark_of(shown_figures.tables[0].rows)), shown_figures, _sums(handed)]


def _about(handed: HandIn, figures_mark: str) -> Sheet:
    rows: list[tuple[str, Scalar]] = [(_FORM, str(handed.form))]
    rows += [(label, getattr(handed, name)) for name, label in _TEXTS.items()]
    rows += [(label, str(getattr(handed, name))) for name, label in _WHOLE.items()]
    rows += [(label, "ja" if getattr(handed, name) else "nein") for name, label in _YES_OR_NO.items()]
    rows.append((_KEPT, "; ".join(handed.kept)))
    rows += [(f"{_SETTING}{name}", value) for name, value in handed.settings.items()]
    rows += [(f"{_FINDINGS}{word}", str(number)) for word, number in handed.findings.items()]
    rows += [(_MARK, handed.mark), (_FIGURES_MARK, figures_mark)]
    targets = [[getattr(each, part.name) for part in fields(HandedTarget)] for each in handed.targets]
    about = SheetTable(ABOUT, 6, 1, (TableColumn("Angabe", 34), TableColumn("Wert", 70, WRAPPED)), rows)
    plain = [
        TableColumn.of_numbers(label, 14, _NUMBER)
        if label in {"Wert", "Ist", "Soll bisher"}
        else TableColumn(label, 14, TEXT)
        for label in _TARGET_LABELS
    ]
    closed = shown(date.fromisoformat(handed.closed_on)) if handed.closed_on else ""
    stand = f"abgeschlossen am {closed}" if closed else "Entwurf, noch nicht abgeschlossen"
    introduction = (
        "Diese Mappe enthält Summen, aber keine Zeile und keinen Schlüssel einer Person und keinen Betrag eines "
        "Haushalts. Bitte nichts ändern: Die Prüfsumme sagt der Stadt, dass sie liest, was das Büro abgegeben hat."
    )
    return Sheet(
        name="Abgabe",
        notes=(
            Note(Area(1, 1, 1, 6), f"Abgabe {handed.office}", TITLE),
            Note(Area(2, 1, 2, 6), f"{_label(handed.quarter)}, {stand}", SUBTITLE),
            Note(Area(3, 1, 4, 6), introduction, WRAPPED),
        ),
        tables=(about, SheetTable(TARGETS, 6, 4, plain, targets)),
        widths={1: 34, 2: 70, 3: 3, **dict.fromkeys(range(4, 13), 14), 5: 34},
        heights={1: 30},
        printing=Print(area=Area(1, 1, about.last_row, 2), landscape=False),
    )


def _label(quarter: str) -> str:
    parsed = Quarter.parse(quarter)
    return parsed.label if parsed else quarter


def figure_rows(figures: Figures, quarter: Quarter) -> Iterable[tuple[Value, ...]]:
    """Yield every figure of a quarter as a page says it: group, title, unit, value, whole time, cases."""
    for group in figures.groups:
        for measure in group.measures:
            if measure.id in NOT_HANDED:
                continue
            moment = figures.sums.moment(quarter)
            parts, until = measure.adding.parts(figures.sums, moment), measure.until(figures.sums, moment)
            yield (
                group.title,
                measure.title,
                measure.unit,
                short(measure.shown(figures.sums, moment, figures.percent_from).said),
                None if until is None else short(until.said),
                parts.n.value if parts.n is not None and isinstance(parts.n.value, int | float) else None,
                measure.id,
            )


def short(said: Value) -> Value:
    """Return a number with as many digits as a page shows: medians and quotients have thirteen."""
    return round(said, 2) if isinstance(said, float) else said


# Wide enough for their words, narrow enough for a page of A4 in letters of eight points.
FIGURE_COLUMNS = (
    TableColumn("Gruppe", 21, WRAPPED),
    TableColumn("Kennzahl", 30, WRAPPED),
    TableColumn("Einheit", 13, WRAPPED),
    TableColumn.of_numbers("im Quartal", 12, Style(align="right")),
    TableColumn.of_numbers(SINCE, 11, Style(align="right")),
    TableColumn.of_numbers("Fälle (n)", 9, _NUMBER),
    TableColumn("Kürzel", 15, Style(color=Palette.MUTED, number_format="@", align="left", indent=1)),
)


def _figures(handed: HandIn, figures: Figures) -> Sheet:
    quarter = Quarter.parse(handed.quarter) or figures.reporting.begun[-1]
    rows = list(figure_rows(figures, quarter))
    table = SheetTable(FIGURES, 4, 1, FIGURE_COLUMNS, rows, fitted=(0, 1))
    return Sheet(
        name="Kennzahlen",
        notes=(
            Note(Area(1, 1, 1, 6), f"Kennzahlen {handed.office}", TITLE),
            Note(
                Area(2, 1, 2, 6),
                f"{quarter.label}, gezählt bis {shown(figures.reporting.cut_off(quarter))}",
                SUBTITLE,
            ),
        ),
        tables=(table,),
        heights={1: 30},
        widths={place: column.width for place, column in enumerate(FIGURE_COLUMNS, 1)},
        freeze=(5, 1),
        printing=Print(repeat_rows=(4, 4)),
    )


def _mark_of(rows: Iterable[Sequence[Any]]) -> str:
    """Return the SHA-256 of what people read: the city counts from the sums, but nobody shall read other figures.

    Programs that save a workbook again keep fifteen digits of a number; twelve of them count.
    """
    plain = [[f"{each:.12g}" if isinstance(each, int | float) else text_of(each) for each in row] for row in rows]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()


def _sums(handed: HandIn) -> Sheet:
    numbers = _SUM_LABELS[-4:]
    columns = [
        TableColumn.of_numbers(label, 14, _NUMBER) if label in numbers else TableColumn(label, 14, TEXT)
        for label in _SUM_LABELS
    ]
    rows = [[_typed(getattr(each, part.name)) for part in fields(HandedSum)] for each in handed.sums]
    return Sheet(
        name="Summen",
        notes=(Note(Area(1, 1, 1, 8), "Summen, die die Stadt zusammenzählt", TITLE),),
        tables=(SheetTable(SUMS, 3, 1, columns, rows),),
        heights={1: 30},
        widths=dict.fromkeys(range(1, len(columns) + 1), 14),
        freeze=(4, 1),
        printing=Print(repeat_rows=(3, 3)),
    )


def _typed(value: Any) -> Scalar:
    if isinstance(value, bool):
        return "ja" if value else None
    return None if value == "" else value


def read_handin(path: Path, keys: Keys | None = None) -> HandIn:
    """Return the hand-in of a file; `keys` opens it.

    Raises:
        HandInError: it is none, is newer than this Lotse, or was changed after it was written.
        WorkbookError: the file cannot be read.
    """
    with read_book(path, keys) as book:
        tables = {name: read_table(book, name) for name in (ABOUT, TARGETS, SUMS, FIGURES)}
        sheets = set(book.sheets)
    about, targets, sums, figures = tables.values()
    if about is None and sheets >= CITY_SHEETS:
        raise HandInError(EARLIER_CITY)
    if about is None or targets is None or sums is None:
        raise HandInError(f"„{path.name}“ ist keine Abgabe: Die Tabelle „{ABOUT}“ fehlt.{_instead(sheets)}")
    said = {text_of(row[0]): text_of(row[1]) for row in about.rows if len(row) > 1}
    if (form := said.get(_FORM, "")) != str(FORM):
        raise HandInError(_other_form(path.name, older=form.isdigit() and int(form) < FORM))
    try:
        handed = HandIn.of_data(
            {
                **{name: said[label] for name, label in _TEXTS.items()},
                **{name: int(said[label]) for name, label in _WHOLE.items()},
                **{name: said[label] == "ja" for name, label in _YES_OR_NO.items()},
                "kept": tuple(filter(None, said[_KEPT].split("; "))),
                "settings": _named(said, _SETTING),
                "findings": {name: int(value) for name, value in _named(said, _FINDINGS).items()},
                "targets": [_record(HandedTarget, row) for row in targets.rows if any(map(text_of, row))],
                "sums": [_record(HandedSum, row) for row in sums.rows if any(map(text_of, row))],
            }
        )
    except (KeyError, ValueError, TypeError) as error:
        raise HandInError(_changed(path.name)) from error
    figures_mark = _mark_of(figures.rows) if figures is not None else ""
    # A hand-in of a former version has no mark of its figures.
    if handed.mark != said.get(_MARK) or said.get(_FIGURES_MARK, figures_mark) != figures_mark:
        raise HandInError(_changed(path.name))
    return handed


EARLIER_CITY = "Das ist eine Mappe der Stadt von einem früheren Lauf und nichts, das sich zählen lässt."
"""Where the city's workbook lies among the files, the next run finds it: it is passed over, and that is said."""


def _instead(sheets: AbstractSet[str]) -> str:
    """Say what to do with an office's own workbook, which is what lies among hand-ins most often."""
    if sheets >= HAND_IN_SHEETS:
        return " In einem anderen Format gespeichert, ist sie keine mehr; bitte die Datei nehmen, die Lotse gab."
    if not any(table.spec.sheet in sheets for table in TABLES):
        return ""
    return " Es ist eine Mappe; ihre Abgabe entsteht im Büro mit „lotse handin“."


def _other_form(name: str, *, older: bool) -> str:
    if older:
        return f"„{name}“ ist mit einer älteren Version von Lotse abgegeben. Bitte um eine neue Abgabe bitten."
    return f"„{name}“ ist mit einer neueren Version von Lotse abgegeben. Bitte Lotse erneuern."


def _changed(name: str) -> str:
    return f"„{name}“ ist nicht mehr, was das Büro abgegeben hat (Prüfsumme). Bitte um eine neue Abgabe bitten."


def _named(said: Mapping[str, str], begin: str) -> dict[str, str]:
    return {label.removeprefix(begin): value for label, value in said.items() if label.startswith(begin)}


def _record(kind: type[HandedSum | HandedTarget], row: Sequence[CellValue]) -> dict[str, Any]:
    return {part.name: _read(str(part.type), value) for part, value in zip(fields(kind), row, strict=True)}


def _read(kind: str, value: CellValue) -> str | bool | float | None:
    """Return a cell as the field holds it; a whole number comes back from Excel as a decimal one."""
    text = text_of(value)
    number = float(value) if isinstance(value, int | float) else None
    match kind:
        case "str":
            return text
        case "bool":
            return text == "ja"
        case "int":
            return int(number if number is not None else text or 0)
        case "float":
            return number if number is not None else float(text)
        case _:
            return number if number is not None else float(text) if text else None
