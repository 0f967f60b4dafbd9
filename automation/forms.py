"""A funder's form filled with the figures of a closed quarter, and entered under *Gemeldet*."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from automation.desk.elsewhere import one_at_a_time
from automation.figures.closing import record as r
from automation.figures.closing.closings_sheet import build_record_sheet
from automation.figures.closing.trust import ensure_trusted
from automation.figures.fields import field_values, nearest, plain, quarter_meant
from automation.material import check_material, chosen_quarter, read_material, settled_state
from automation.publication.form_fields import public_fields
from automation.publication.releases import read_ledger
from workbook.errors import DamagedWorkbookError, FigureError
from workbook.findings import fingerprint
from workbook.writing.filling import ensure_output, fields_of, fill_form

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from automation.figures.closing.record import Row
    from automation.figures.closing.state import State
    from automation.material import Material
    from automation.office.quarters import Quarter
    from workbook.package.splicing import Plain
    from workbook.writing.file_book import Book, WriteReport
    from workbook.writing.filling import Field

FINAL, DRAFT = "abgeschlossen", "Entwurf"


class Filled(Struct, frozen=True):
    """A filled form: where it lies, of which quarter, each field with its value, and what was written."""

    output: Path
    quarter: Quarter
    draft: bool
    values: tuple[tuple[Field, Plain], ...]
    report: WriteReport | None = None


@one_at_a_time
def fill(
    book: Book,
    today: date,
    form: Path,
    output: Path,
    *,
    quarter: str | None = None,
    draft: bool = False,
    public: bool = False,
) -> Filled:
    """Write a filled copy of a form and enter it on `Quartalsabschlüsse`; both or neither.

    Without a `quarter`, the last closed one; with `draft` also one that is not closed. With `public` only what was
    published of it.

    Raises:
        FigureError: the quarter is not closed (or published), or the form has no field, or one that is not known.
        FieldsNotUsableError: something in the form looks like a field and cannot be filled.
        FileExistsAlreadyError: there is a file of the output's name.
        WorkbookError: the form cannot be read, or one of the two cannot be written.
    """
    ensure_output(form, output)
    try:
        asked = fields_of(form)
    except DamagedWorkbookError as error:
        raise error.sent_by("vom Geldgeber") from error
    if not asked:
        raise FigureError(
            f"„{form.name}“ enthält kein Feld. Bitte in die Zellen zum Beispiel {{{{ Z20 im Quartal }}}} schreiben."
        )
    material = read_material(book, today)
    checked = check_material(material)
    state = settled_state(material, checked)
    closed = state.closings.closed
    chosen = _quarter_of(material, state, quarter, draft=draft)
    known = field_values(state, chosen)
    _ensure_known(form, asked, known)
    if not draft:
        ensure_trusted(checked.findings, ledger=public)
        reported = {quarter.code for quarter in state.figures.reporting.begun}
        _ensure_closed(form, asked, chosen, reported - closed.keys())
    if public:
        with book.read() as raw:
            known = public_fields(known, read_ledger(raw), chosen)
        _ensure_published(form, asked, known)
    values = {field: field.filled({each: known[plain(each)][1] for each in field.asked}) for field in asked}
    fill_form(form, output, values)
    final = chosen.code in closed and not draft
    rows = _reported(form, output, values, today, f"{chosen.code}, {FINAL if final else DRAFT}")
    before = {_said(row) for row in state.record.of(r.REPORTED)}
    rows = [row for row in rows if _said(row) not in before]  # the same once more, after the copy was thrown away
    try:
        sheet = build_record_sheet(state.record.adding(r.REPORTED, rows), material.record)
        report = book.write([sheet], today=today)
    except BaseException:
        output.unlink(missing_ok=True)
        raise
    return Filled(output, chosen, draft, tuple(values.items()), report)


def _quarter_of(material: Material, state: State, asked: str | None, *, draft: bool) -> Quarter:
    """Return the quarter that a form is filled for: the one asked for, else the last closed one.

    Where none is closed yet it is the last that is over: that one can be closed.

    Raises:
        FigureError: it is not closed, and no draft is wanted.
    """
    closed = state.closings.closed
    if asked is None and not draft:
        over = [each.code for each in state.figures.reporting.begun if each.end < material.today]
        asked = max(closed or over, default=None)
    chosen = chosen_quarter(material, asked)
    if chosen.code not in closed and not draft:
        raise FigureError(
            f"Das {chosen.label} ist nicht abgeschlossen. Bitte erst abschließen („--close {chosen.code} "
            "--by KÜRZEL“) oder mit „--draft“ einen Entwurf ausfüllen."
        )
    return chosen


def _reported(form: Path, output: Path, values: Mapping[Field, Plain], today: date, state: str) -> list[Row]:
    """Return the rows of the record that say which number went into which cell of a form."""
    return [
        {
            "Tag": today,
            "Formular": output.name,
            "Zelle": f"{field.sheet}!{field.cell}",
            "Feld": "; ".join(" ".join(each.split()) for each in field.asked),
            "Wert": value,
            "Stand": state,
            r.KEY: fingerprint(str(today), form.name, output.name, field.sheet, field.cell),
        }
        for field, value in values.items()
    ]


def _said(row: Row) -> tuple[str, ...]:
    """Return what a row tells of a report: all but what staff write beside it."""
    return tuple(str(row.get(label)) for label in ("Tag", "Formular", "Zelle", "Feld", "Wert", "Stand"))


def filled_document(filled: Filled) -> dict[str, Any]:
    """Return what was filled in, as plain data."""
    return {
        "form": str(filled.output),
        "quarter": filled.quarter.code,
        "draft": filled.draft,
        "fields": [
            {"sheet": field.sheet, "cell": field.cell, "asked": list(field.asked), "value": value}
            for field, value in filled.values
        ],
    }


def _ensure_closed(form: Path, asked: tuple[Field, ...], chosen: Quarter, still_open: set[str]) -> None:
    """Refuse a form that asks for an earlier quarter that is not closed: what it says may still change."""
    lines: dict[str, list[str]] = {}
    for field in asked:
        for each in field.asked:
            if (code := quarter_meant(each, chosen).code) in still_open:
                lines.setdefault(code, []).append(f"{field.sheet}!{field.cell} „{each}“")
    if lines:
        told = "; ".join(f"{code} ({', '.join(places)})" for code, places in sorted(lines.items()))
        raise FigureError(
            f"„{form.name}“ verlangt Quartale, die nicht abgeschlossen sind: {told}. Bitte erst abschließen "
            f"(„--close {min(lines)} --by KÜRZEL“) oder mit „--draft“ einen Entwurf ausfüllen. "
            "Es wurde nichts geschrieben."
        )


def _ensure_published(
    form: Path, asked: tuple[Field, ...], known: dict[str, tuple[str, str | int | float]]
) -> None:
    """Refuse a form that asks for what was not published."""
    lines = [
        f"{field.sheet}!{field.cell} „{each}“"
        for field in asked
        for each in field.asked
        if plain(each) not in known
    ]
    if lines:
        raise FigureError(
            f"Nicht veröffentlicht ist, was „{form.name}“ hier verlangt: {'; '.join(lines)}. "
            "Es wurde nichts geschrieben."
        )


def _ensure_known(form: Path, asked: tuple[Field, ...], known: dict[str, tuple[str, str | int | float]]) -> None:
    """Refuse a form with fields that nobody knows, all of them at once, each with the nearest that there is."""
    lines = []
    for field in asked:
        for each in field.asked:
            if plain(each) not in known:
                near = nearest(each, known)
                cure = f"gemeint ist vielleicht „{near}“" if near else "siehe „docs/kennzahlen.md“"
                lines.append(f"{field.sheet}!{field.cell} „{each}“ ({cure})")
    if lines:
        raise FigureError(f"Unbekannte Felder in „{form.name}“: {'; '.join(lines)}. Es wurde nichts geschrieben.")
