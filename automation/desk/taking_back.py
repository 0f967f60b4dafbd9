"""One of Lotse's changes to the staff's sheets taken back: a corrected cell, or a row that came with an intake.

Nothing that somebody has typed since is lost: a cell or row that says something else by now stays as it is.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from automation.desk.changes_sheet import OURS, changes_sheet
from automation.desk.corrections import COLLECTED, EXTENDED, TAKEN_BACK, WHOLE_ROW, Correction, read_corrections
from automation.desk.elsewhere import one_at_a_time
from automation.desk.own_values import own_labels
from automation.desk.row_told import row_told
from automation.desk.table_rows import key_text
from workbook import own_sheets
from workbook.cells import CellValue, address, text_of
from workbook.errors import CellNotCorrectedError, LotseError
from workbook.findings import Fix
from workbook.german import shown
from workbook.reading.locating import locate_all
from workbook.reading.mapping import read_mapping
from workbook.reading.records import read_office
from workbook.schema import TABLES
from workbook.writing.stored_now import cells_now

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from automation.desk.corrections import Corrections
    from workbook.reading.locating import Located
    from workbook.reading.raw import RawBook
    from workbook.writing.changing import Changed
    from workbook.writing.file_book import FileBook

_NAMING = (own_sheets.LOG, own_sheets.CLOSINGS)
"""Sheets of Lotse's that go on naming a row after it has gone."""
_FEW = 6


class NotTakenBackError(LotseError):
    """A correction cannot be taken back; `number` is what was asked for."""

    def __init__(self, number: int, reason: str) -> None:
        self.number = number
        super().__init__(f"Berichtigung Nr. {number}: {reason}")


class TakingBack(Struct, frozen=True):
    """A correction that can be taken back, and the cell where it stands now; `emptied` are the cells of a row."""

    correction: Correction
    cell: str
    emptied: Mapping[str, Fix] = field(default_factory=dict)

    @property
    def told(self) -> str:
        """What would be done, for staff, without a value."""
        of = f" ({self.correction.key})" if self.correction.key else ""
        if self.emptied:
            return (
                f"{self.correction.sheet}!{self.cell}{of}: die Zeile, die am {shown(self.correction.day)} mit "
                f"einem Eingang kam (Nr. {self.correction.number}), wird leer; der Eingang behält sie."
            )
        return (
            f"{self.correction.sheet}!{self.cell}{of}, Spalte „{self.correction.column}“: wieder das, was vor der "
            f"Berichtigung Nr. {self.correction.number} vom {shown(self.correction.day)} "
            f"({self.correction.rule}) dastand."
        )


def plan_taking_back(book: FileBook, number: int) -> TakingBack:
    """Return how a correction can be taken back.

    Raises:
        NotTakenBackError: there is no such correction, it is taken back already, or the cell has changed since.
        CellNotCorrectedError: the cell cannot be written (a formula, a protected sheet).
    """
    with book.read() as raw:
        known = read_corrections(raw, OURS)
        correction = known.numbered(number)
        if correction is None:
            last = max((row.number for row in known.rows), default=0)
            cure = f"Die letzte ist Nr. {last}." if last else "Auf „Änderungen“ steht noch keine."
            raise NotTakenBackError(number, f"Die gibt es nicht. {cure}")
        _refuse(correction)
        if correction.rule == COLLECTED:
            return _row_back(book, raw, correction, known)
        cell = _present_cell(raw, correction)
        now = cells_now(raw, {correction.sheet: [cell]})[correction.sheet, cell]
    if not _same(now.value, correction.after):
        raise NotTakenBackError(
            number,
            f"In {correction.sheet}!{cell} steht seitdem etwas anderes. Es wurde nichts geändert; bitte von Hand "
            "berichtigen, was vorher dastand, zeigt das Blatt „Änderungen“.",
        )
    taking = TakingBack(correction, cell)
    for (sheet, where), reason in book.obstacles(_fixes(taking)).items():
        raise CellNotCorrectedError(sheet, where, reason)
    return taking


@one_at_a_time
def take_back(book: FileBook, taking: TakingBack, today: date, by: str) -> Changed:
    """Put back what stood in the cell before a correction, note it on `Änderungen`, and return what was changed.

    Raises:
        WorkbookError: the workbook is as it was; the class says why.
    """
    was, cell = taking.correction, taking.cell
    with book.read() as raw:
        now = cells_now(raw, {was.sheet: [cell]})[was.sheet, cell]
        undone = replace(
            was,
            cell=cell,
            column=WHOLE_ROW if taking.emptied else was.column,
            before=was.after,
            after="" if taking.emptied else was.before,
            rule=f"{TAKEN_BACK} Nr. {was.number}",
            by=by,
            day=today,
            number_format=now.number_format,
            own=(),
        )
        sheet = changes_sheet(raw, corrections=[undone], taken_back=(was.number, today))
    return book.correct(_fixes(taking), sheets=[sheet], today=today)


def _refuse(correction: Correction) -> None:
    """Refuse what cannot be taken back cell by cell."""
    number = correction.number
    if correction.taken_back:
        raise NotTakenBackError(number, f"Sie ist schon zurückgenommen ({correction.taken_back}).")
    if correction.column == EXTENDED:
        raise NotTakenBackError(
            number,
            "Eine Tabelle, die länger wurde, machen Sie bitte in Excel an ihrer unteren Ecke wieder kürzer.",
        )
    if correction.column == WHOLE_ROW:
        raise NotTakenBackError(number, "Die Zeile kommt mit „lotse collect“ und ihrem Eingang wieder.")


def _fixes(taking: TakingBack) -> dict[str, dict[str, Fix]]:
    was = taking.correction
    if taking.emptied:
        return {was.sheet: dict(taking.emptied)}
    value = was.before if was.before != "" else None
    usual = "@" if isinstance(value, str) else "dd.mm.yyyy" if isinstance(value, date) else "General"
    if isinstance(value, datetime):
        usual = "dd.mm.yyyy hh:mm"
    fix = Fix(value, was.number_format or usual, back=True)  # type: ignore[arg-type]  # read back as one of these
    return {was.sheet: {taking.cell: fix}}


def _present_cell(book: RawBook, correction: Correction) -> str:
    """Return where the corrected cell stands now: in the row with its key, wherever that is.

    Raises:
        NotTakenBackError: the sheet or the row is gone, or the key stands twice.
    """
    number = correction.number
    if correction.sheet not in book.sheets:
        raise NotTakenBackError(number, f"Das Blatt „{correction.sheet}“ gibt es nicht mehr.")
    if not correction.key:
        return correction.cell
    places = list(_cells_of(book, correction))
    if len(places) == 1:
        return places[0]
    where = "Mehrere Zeilen haben" if places else "Keine Zeile hat mehr"
    raise NotTakenBackError(number, f"{where} auf „{correction.sheet}“ die Kennung {correction.key}.")


def _cells_of(book: RawBook, correction: Correction) -> Iterator[str]:
    """Yield the cells of the correction's column in rows with its key."""
    for located in locate_all(book, [record.spec for record in TABLES]):
        spec = located.spec
        column = next((name for name in located.columns if spec.column(name).label == correction.column), None)
        if located.sheet != correction.sheet or column is None or spec.key is None:
            continue
        key = located.columns[spec.key] - 1
        for number, row in enumerate(book.rows(located.sheet), 1):
            if number > located.header_row and key < len(row) and _is_key(row[key], correction.key):
                yield address(number, located.columns[column])


def _is_key(value: CellValue, key: str) -> bool:
    return key_text(value) == key.casefold()


def _same(now: CellValue, then: CellValue) -> bool:
    """Tell whether a cell still holds what was put in; text and number are not the same."""
    if now in {None, ""} or then in {None, ""}:
        return now in {None, ""} and then in {None, ""}
    return now == then and isinstance(now, str) is isinstance(then, str)


def _row_back(book: FileBook, raw: RawBook, correction: Correction, known: Corrections) -> TakingBack:
    """Return how a row goes that came with an intake.

    Raises:
        NotTakenBackError: it is not as it came, or something refers to it.
        CellNotCorrectedError: one of its cells cannot be emptied.
    """
    number, key = correction.number, correction.key
    cell = _present_cell(raw, correction)
    row = int("".join(filter(str.isdigit, cell)))
    located = locate_all(raw, [record.spec for record in TABLES], read_mapping(raw))
    place = next(
        each for each in located if each.sheet == correction.sheet and _key_label(each) == correction.column
    )
    values = _typed_in_row(raw, place, row)
    came = correction.number_format.partition(" ")[2]
    if not came:
        raise NotTakenBackError(
            number,
            f"Die Zeile {correction.sheet}!{cell} hat eine frühere Fassung von Lotse eingesammelt, die noch nicht "
            "festhielt, wie sie kam. Bitte löschen Sie die Zeile selbst, oder holen Sie mit „lotse restore“ die "
            "Sicherung davor zurück.",
        )
    if came != row_told({label: value for label, (_, value) in values.items()}):
        raise NotTakenBackError(
            number,
            f"In {correction.sheet}!{cell} und daneben steht seitdem etwas anderes, als mit dem Eingang kam. Bitte "
            "löschen Sie die Zeile selbst, oder holen Sie mit „lotse restore“ die Sicherung davor zurück.",
        )
    if further := list(_references(raw, place, key, known)):
        named = ", ".join(further[:_FEW]) + (f" und {len(further) - _FEW} weitere" if len(further) > _FEW else "")
        raise NotTakenBackError(number, f"Auf {key} verweisen noch: {named}. Bitte zuerst diese.")
    formats = cells_now(raw, {correction.sheet: [each for each, _ in values.values()]})
    emptied = {
        each: Fix(None, formats[correction.sheet, each].number_format or "General", back=True)
        for each, _ in values.values()
    }
    taking = TakingBack(correction, cell, emptied)
    for (sheet, where), reason in book.obstacles(_fixes(taking)).items():
        raise CellNotCorrectedError(sheet, where, reason)
    return taking


def _typed_in_row(book: RawBook, place: Located, row: int) -> dict[str, tuple[str, CellValue]]:
    """Return what stands in a row where staff type: by header its cell and value, without what is empty."""
    header = book.head(place.sheet, place.header_row)[-1]
    typed = {
        text_of(header[column - 1]).strip(): column
        for name, column in place.columns.items()
        if place.spec.column(name).formula is None
    }
    typed |= own_labels(book, place)
    cells = {label: address(row, column) for label, column in typed.items()}
    now = cells_now(book, {place.sheet: list(cells.values())})
    values = {label: (cell, now[place.sheet, cell].value) for label, cell in cells.items()}
    return {label: pair for label, pair in values.items() if pair[1] not in {"", None}}


def _key_label(place: Located) -> str:
    return place.spec.column(place.spec.key).label if place.spec.key else ""


def _references(book: RawBook, place: Located, key: str, known: Corrections) -> Iterator[str]:
    """Yield what refers to a row, in German words, with the number of what came with an intake as well."""
    office, _ = read_office(book)
    numbers = {
        str(each.after): each.number for each in known.rows if each.rule == COLLECTED and not each.taken_back
    }
    for table in office:
        for column in table.spec.columns:
            if column.refers_to != place.spec.sheet or column.formula is not None or not table.present(column.name):
                continue
            for position, value in enumerate(table.column(column.name)):
                if value == key or (isinstance(value, tuple) and key in value):
                    theirs = table.key_at(position)
                    came = f" (Nr. {numbers[theirs]})" if theirs in numbers else ""
                    yield f"{table.sheet} {theirs or table.cell(table.rows[position], column.name)}{came}"
    for sheet in filter(None, map(book.owned.get, _NAMING)):
        if any(key_text(value) == key.casefold() for line in book.rows(sheet) for value in line):
            yield f"das Blatt „{sheet}“"
