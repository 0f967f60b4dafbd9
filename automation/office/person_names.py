"""Whom a key means, as a formula: in this way alone Lotse's own sheets name people."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from workbook.schema import TABLES, Client
from workbook.schema.lookups import place_of
from workbook.sheets import Formula

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbook.findings import Finding
    from workbook.reading.raw import RawBook
    from workbook.sheets import Value
    from workbook.tables import Office

_PARTS = ("first_name", "name_prefix", "last_name")
_SPACES = re.compile(" +")
_BY_SHEET = {record.spec.sheet: record for record in TABLES}


class Names:
    """Whom a client's key means: as a formula that the workbook can calculate, and what it shows.

    A workbook without Excel's table of clients, or without the headers that its formulas would need, names nobody.
    """

    def __init__(self, office: Office, *, columns: Sequence[str]) -> None:
        """Look in these `columns` of the clients' table for the words of a name; without any nobody is named."""
        self._office, self._clients, self._columns = office, office[Client], columns

    @classmethod
    def of(cls, book: RawBook, office: Office) -> Names:
        """Return the names of a workbook's clients."""
        spec = Client.spec
        tables = {each.name: set(each.columns) for each in book.tables}
        labels = tables.get(spec.table_name, set())
        has = {name for name in ("client_id", *_PARTS, "full_name") if spec.column(name).label in labels}
        if not {"client_id", "first_name", "last_name"} <= has:
            return cls(office, columns=())
        # One column is looked up in a third of the time of three.
        return cls(
            office, columns=("full_name",) if "full_name" in has else [each for each in _PARTS if each in has]
        )

    def beside(self, client: str, cell: str) -> Value:
        """Return the formula that names the person whose key stands in a cell, an empty text where none can."""
        if not self._columns or not client:
            return ""
        spec, table = Client.spec, Client.spec.table_name
        keys = f"{table}[{spec.column('client_id').label}]"
        row = place_of(cell, keys)
        parts = (f"INDEX({table}[{spec.column(name).label}],{row})" for name in self._columns)
        joined = '&" "&'.join(parts)
        return Formula(f'=IFERROR(TRIM({joined}),"")', self._name(client))

    def client_of(self, finding: Finding) -> str:
        """Return the key of the person whom a finding's row is about, `""` where it is about nobody, or unknown.

        A key that two people have says nothing.
        """
        record = _BY_SHEET.get(finding.table)
        if record is None or not self._columns:
            return ""
        table = self._office[record]
        name = table.spec.key if record is Client else "client_id"
        if name is None or not table.present(name):
            return ""
        try:
            position = table.position_of(finding.row)
        except (KeyError, ValueError):  # a header, or a row that is none
            return ""
        client = table.column(name)[position]
        return client if client in self._clients.positions and client not in self._doubled else ""

    @cached_property
    def _doubled(self) -> frozenset[str]:
        if len(self._clients.positions) == len(self._clients):
            return frozenset()
        return frozenset(key for key, times in Counter(self._clients.column("client_id")).items() if times > 1)

    def _name(self, client: str) -> str:
        position = self._clients.positions.get(client)
        if position is None:
            return ""
        # As the formula joins what was typed, and as Excel's TRIM leaves it: plain spaces alone.
        joined = " ".join(self._clients.typed_at(name, position) for name in _PARTS)
        return _SPACES.sub(" ", joined).strip(" ")
