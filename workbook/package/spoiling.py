"""A workbook whose formulas carry wrong results: whoever only copies what is stored is found out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbook.package.draft import Draft
from workbook.package.structure import sheet_entries

if TYPE_CHECKING:
    from pathlib import Path

    from workbook.package.parts import Package

SPOILED = 987654.25
"""What stands in place of each result: no figure of an office."""

_CELL = re.compile(rb"<c\b([^>]*)>(?=<f[\s/>])(.*?)</c>", re.DOTALL)
_TYPE = re.compile(rb'\st="[^"]*"')
_VALUE = re.compile(rb"<v\s*/>|<v\b[^>]*>.*?</v>", re.DOTALL)


def spoiled(package: Package, target: Path) -> int:
    """Write a copy in which every formula's stored result is `SPOILED`; return how many formulas that are."""
    draft, count = Draft(package), 0
    value = f"<v>{SPOILED}</v>".encode()

    def exchanged(cell: re.Match[bytes]) -> bytes:
        return b"<c" + _TYPE.sub(b"", cell[1]) + b">" + _VALUE.sub(b"", cell[2]) + value + b"</c>"

    for entry in sheet_entries(package):
        if entry.kind != "worksheet" or not entry.part:
            continue
        data, formulas = _CELL.subn(exchanged, b"".join(package.stream(entry.part)))
        if formulas:
            draft.put(entry.part, data)
            count += formulas
    with target.open("xb") as file:
        draft.write(file)
    return count
