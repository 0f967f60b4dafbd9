"""The next free key of a table: the formula that shows it on `Start`, and what it shows now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.sheets import Formula

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbook.schema import TableSpec

_UNREADABLE = "→ Prüfbericht"


def next_free_key(spec: TableSpec, keys: Iterable[object], *, above: int = 0) -> Formula | None:
    """Return the key after the highest of a table, `None` where keys are not numbered.

    Keys are never given twice: those of rows that are gone stay taken as long as a higher one is there.
    Numbers up to `above` are taken elsewhere.
    """
    form = spec.key_form
    if spec.key is None or form is None:
        return None
    prefix, column = form.prefix, spec.column(spec.key)
    # The 0 makes a number of an empty cell; what is no number at all is an error that the report names.
    digits = f'--("0"&MID({spec.table_name}[{column.label}],{len(prefix) + 1},9))'
    highest = f"MAX({above},SUMPRODUCT(MAX({digits})))" if above else f"SUMPRODUCT(MAX({digits}))"
    text = f'=IFERROR("{prefix}"&TEXT({highest}+1,"{"0" * form.width}"),"{_UNREADABLE}")'
    numbers = ["0" + str(key or "")[len(prefix) : len(prefix) + 9].strip() for key in keys]
    if not all(map(str.isdecimal, numbers)):
        return Formula(text, _UNREADABLE)
    return Formula(text, form.key(max(above, *map(int, numbers), 0) + 1))
