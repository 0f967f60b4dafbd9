"""A row of the staff's → what it is known again by, without a word of it."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from workbook.cells import text_of
from workbook.reading.mapping import plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def row_told(values: Mapping[str, Any]) -> str:
    """Return the same for the same values under the same headers, as they are written or read; empty ones aside.

    >>> row_told({"Miete": 450.0, "Bemerkung": ""}) == row_told({"miete": Decimal("450.00")})
    True
    """
    told = sorted((plain(label), _told(value)) for label, value in values.items() if value not in ("", None))
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:16]


def _told(value: Any) -> str:
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return f"{float(value):.10g}"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return text_of(value).strip()
