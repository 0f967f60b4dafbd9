"""An engine for xlwings that drives LibreOffice over UNO.

```python
import xlwings as xw
from workbook.live.libreoffice.engine import install

install()                                  # makes it the active engine
with xw.App(visible=False) as app:         # a LibreOffice of our own, without windows
    app.books.open("Mappe.xlsx").sheets[0]["A1"].value = "Moin"
```

It uses xlwings' public way to add an engine, and nothing of `xlwings.pro`, which has another licence. What of
xlwings it supports stands in `docs/live.md`; the rest raises `NotSupportedError`.
"""

from __future__ import annotations

import datetime as dt
import math
import sys
from typing import TYPE_CHECKING, Any, Literal

import xlwings

from workbook.live.libreoffice.apps import App, Apps
from workbook.live.libreoffice.office import Office
from workbook.live.libreoffice.values import CellError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAME = "libreoffice"


class Engine:
    """What xlwings asks an engine for."""

    name = NAME
    type: Literal["desktop"] = "desktop"

    def __init__(self) -> None:
        self.offices: list[Office] = []

    @property
    def apps(self) -> Apps:
        """The LibreOffices that Python speaks to, the active one first."""
        return Apps(self)

    @staticmethod
    def prepare_xl_data_element(x: Any, options: Any) -> Any:
        """Return a value as `Range.raw_value` takes it: missing values become empty, scalars of numpy Python's."""
        del options
        if x is None or isinstance(x, str | bool | int):
            return "" if x is None else x
        if isinstance(x, float):  # numpy's float64 too
            return "" if math.isnan(x) else float(x)
        if isinstance(x, dt.datetime):  # pandas' Timestamp too; its „not a time“ is not equal to itself
            return x.replace(tzinfo=None) if x == x else ""  # noqa: PLR0124
        if isinstance(x, dt.date | dt.time | dt.timedelta):
            return x
        return _of_numpy(x)

    @staticmethod
    def clean_value_data(
        data: Any,
        datetime_builder: Callable[..., Any],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[Any]]:
        """Return what was read with days, empty cells, numbers and errors as the reader wants them."""

        def clean(value: Any) -> Any:
            if value is None or value == "":
                return empty_as
            if isinstance(value, CellError):
                return str(value) if err_to_str else None
            if isinstance(value, dt.datetime):
                return datetime_builder(
                    year=value.year,
                    month=value.month,
                    day=value.day,
                    hour=value.hour,
                    minute=value.minute,
                    second=value.second,
                    microsecond=value.microsecond,
                    tzinfo=None,
                )
            if number_builder is not None and isinstance(value, float):
                return number_builder(value)
            return value

        rows = data if isinstance(data, list | tuple) else [[data]]
        return [[clean(value) for value in row] for row in rows]


def _of_numpy(value: Any) -> Any:
    """Return Python's value for a scalar of numpy or pandas, neither of which needs to be installed."""
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, numpy.datetime64):
        return "" if numpy.isnat(value) else value.astype("datetime64[us]").item()
    if numpy is not None and isinstance(value, numpy.generic):
        plain = value.item()
        return "" if isinstance(plain, float) and math.isnan(plain) else plain
    pandas = sys.modules.get("pandas")
    if pandas is not None and (value is pandas.NaT or value is pandas.NA):
        return ""
    return value


def install(*, activate: bool = True) -> xlwings.Engine:
    """Return the engine, added to xlwings if it is not there; `activate` makes `xlwings.App()` use it."""
    if NAME not in xlwings.engines.engines_by_name:
        xlwings.engines.add(xlwings.Engine(impl=Engine()))
    engine: xlwings.Engine = xlwings.engines.engines_by_name[NAME]
    if activate:
        engine.activate()
    return engine


def attach(accept: str, *, seconds: float = 10) -> xlwings.App:
    """Return the LibreOffice that listens at `accept`, such as `pipe,name=…`, as an application of xlwings."""
    return _added(Office.attach(accept, seconds=seconds))


def join(*, seconds: float = 30, profile: Path | None = None) -> xlwings.App:
    """Return the LibreOffice that this user has open as an application of xlwings."""
    return _added(Office.join(seconds=seconds, profile=profile))


def _added(office: Office) -> xlwings.App:
    engine: Engine = install().impl
    engine.offices.insert(0, office)
    return xlwings.App(impl=App(office, engine))
