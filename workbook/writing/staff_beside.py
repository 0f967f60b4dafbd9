"""What staff put onto a sheet of Lotse's that is written anew, and that goes with that: the run tells where it was.

Lotse's own tables take along what stands beside them (`Sheet.gone`). What is drawn as a whole takes nothing along
but notes; there everything counts as the staff's that Lotse did not write itself.
"""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from workbook.cells import MAX_ROW, Area, address, column_letters
from workbook.package.reachable import own_parts
from workbook.package.staff_colors import painted_cells, painted_formats
from workbook.package.structure import child, table_entries
from workbook.package.written_cells import WrittenCells, filled_beside, written_cells
from workbook.sheets import Palette

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from workbook.package.ownership import Ownership
    from workbook.package.parts import Package
    from workbook.sheets import Sheet

IN_BACKUP = "nur noch in der Sicherung"
_MANY = 40
"""So many filled cells that Lotse did not write are rather a row or column put in than notes."""
_NAMED = 5


def cells_of(sheet: Sheet) -> WrittenCells:
    """Return the cells that a sheet fills or leaves to staff to fill; a table counts whole."""
    lines: dict[int, int] = {}
    for note in sheet.notes:
        for row in range(note.area.first_row, note.area.last_row + 1):
            lines[row] = lines.get(row, 0) | _columns(note.area.first_column, note.area.last_column)
    for block in sheet.blocks:
        for row, values in enumerate(block.rows, block.row):
            filled = (
                1 << column - 1
                for column, value in enumerate(values, block.column)
                if block.style.unlocked or (value is not None and value != "")
            )
            lines[row] = lines.get(row, 0) | sum(filled)
    tables = [
        (range(each.row, each.last_row + 1), _columns(each.column, each.last_column)) for each in sheet.tables
    ]
    edges = {1, *lines, *(row + 1 for row in lines)}
    edges |= {edge for rows, _ in tables for edge in (rows.start, rows.stop)}
    ordered = sorted(edges)
    runs = []
    for first, behind in pairwise(ordered):
        columns = lines.get(first, 0)
        for rows, wide in tables:
            columns |= wide if first in rows else 0
        runs.append((behind - first, columns))
    return WrittenCells.of_rows(runs)


def at_least(sheet: Sheet) -> WrittenCells:
    """Return what is surely Lotse's on a sheet of which nobody remembers: what lies right of it is not."""
    last = max((columns.bit_length() for _, columns in cells_of(sheet).runs), default=1)
    return WrittenCells(((MAX_ROW, _columns(1, max(1, last))),))


def _columns(first: int, last: int) -> int:
    return (1 << last) - (1 << (first - 1))


def told_of_going(
    package: Package, owned: Mapping[str, Ownership], names: Mapping[str, str], sheets: Sequence[Sheet]
) -> Iterator[str]:
    """Yield German sentences about what goes when these sheets, by Lotse's names for them, are written anew.

    `names` are those in the file. Nothing of a value is in them.
    """
    formats: frozenset[int] | None = None
    painted: list[str] = []
    arranged: list[str] = []
    for sheet in sheets:
        former = owned.get(sheet.name)
        if former is None:
            continue
        part, name = former.sheet.part, names[sheet.name]
        if sheet.gone is None:
            yield from told_of_cells(name, _strangers(package, part, sheet))
        elif sheet.gone:
            yield told_of_settled(name, sheet.gone)
        if formats is None:
            formats = painted_formats(package, {each.value.lstrip("#").upper() for each in Palette})
        painted += [f"{name}!{cell}" for cell in painted_cells(package, part, formats)]
        arranged += [f"„{name}“"] * _is_arranged(package, former.sheet.name)
    if painted:
        yield (
            f"Farben, die Sie Zellen auf Lotses Blättern gegeben haben ({_listed(painted)}), gibt es dort nicht "
            f"mehr; sie stehen {IN_BACKUP}."
        )
    if arranged:
        yield (
            f"Gefiltert oder sortiert war {', '.join(arranged)}. Lotse hat das neu geschrieben: Dort steht wieder "
            "alles, in Lotses Reihenfolge."
        )


def _strangers(package: Package, part: str, sheet: Sheet) -> list[tuple[int, int]]:
    """Return the filled cells of a sheet as it stands that are not Lotse's."""
    cells = filled_beside(package, part, written_cells(package, sheet.name) or at_least(sheet))
    pivots = [*_pivots(package, part)] if cells and sheet.pivots else []
    return [cell for cell in cells if not any(_is_in(area, cell) for area in pivots)]


def _pivots(package: Package, part: str) -> Iterator[Area]:
    """Yield where pivot tables of a sheet stand, with their filters above."""
    for key in own_parts(package, [part]):
        if not package.has(key) or "pivottable" not in key.lower() or key.endswith(".rels"):
            continue
        place = child(package.tree(key), package.dialect, "location")
        area = Area.parse(place.get("ref", "")) if place is not None else None
        if area is not None:
            yield Area(1, area.first_column, area.last_row, area.last_column)


def _is_in(area: Area, cell: tuple[int, int]) -> bool:
    row, column = cell
    return area.first_row <= row <= area.last_row and area.first_column <= column <= area.last_column


def _is_arranged(package: Package, name: str) -> bool:
    """Tell whether a table of the sheet is filtered, or was sorted."""
    for table in table_entries(package):
        if table.sheet == name:
            root = package.tree(table.part)
            found = (root.find(f".//{package.dialect.tag(each)}") for each in ("filterColumn", "sortState"))
            if any(each is not None for each in found):
                return True
    return False


def told_of_cells(name: str, cells: Sequence[tuple[int, int]], where: str = f"steht {IN_BACKUP}") -> Iterator[str]:
    """Yield the sentence that these cells of a sheet go, none where there are none; `where` says what is left."""
    if not cells:
        return
    listed = _listed_areas(cells)
    if len(cells) > _MANY:
        yield (
            f"Auf Blatt „{name}“ stand in {len(cells)} Zellen etwas, was nicht von Lotse ist ({listed}); "
            "vielleicht wurden Zeilen oder Spalten eingefügt. Lotse schreibt das Blatt jedes Mal ganz neu; was von "
            f"Ihnen war, {where}. Eigenes steht besser auf einem eigenen Blatt."
        )
        return
    yield (
        f"Auf Blatt „{name}“ stand etwas von Ihnen ({listed}). Lotse schreibt das Blatt jedes Mal ganz neu; es "
        f"{where}. Eigenes steht besser auf einem eigenen Blatt."
    )


def told_of_settled(name: str, cells: Sequence[str], where: str = f"steht {IN_BACKUP}") -> str:
    """Return the sentence that what these cells were written to is settled; `where` says what is left of it."""
    return f"Auf Blatt „{name}“ ist erledigt, wozu Sie etwas geschrieben hatten ({_listed(cells)}); es {where}."


def _listed_areas(cells: Sequence[tuple[int, int]]) -> str:
    """Return cells in words: those below each other as one area."""
    below = sorted((column, row) for row, column in cells)
    areas = []
    for _, some in groupby(enumerate(below), key=lambda each: (each[1][0], each[1][1] - each[0])):
        run = [place for _, place in some]
        (column, first), (_, last) = run[0], run[-1]
        areas.append(address(first, column) + (f":{column_letters(column)}{last}" if last > first else ""))
    return _listed(areas)


def _listed(places: Sequence[str]) -> str:
    more = len(places) - _NAMED
    return (
        ", ".join(places[:_NAMED])
        + (f" und {more} weitere Stellen" if more > 1 else "")
        + (f", {places[_NAMED]}" if more == 1 else "")
    )


def with_backup_named(warnings: Sequence[str], backup: Path | None) -> tuple[str, ...]:
    """Return the sentences with the file in which that stands that has gone; without one they say so."""
    instead = (
        f"{IN_BACKUP} „{backup.name}“"
        if backup is not None
        else "nirgends mehr, denn dieser Lauf behält keine Sicherung"
    )
    return tuple(each.replace(IN_BACKUP, instead) for each in warnings)
