"""What a button in Excel starts: this Python, on the book that was in front.

    python -m workbook.live.addin.start --call module:function --book NAME --window HWND

The function finds the book with `xlwings.Book.caller()`, as it does when xlwings' RunPython calls it. `NAME` is
written in digits (`decoded`), and the Excel is found by the process that owns the window: of two Excels, the one
that was clicked in. The macro turns what `main` returns into a sentence (`Antwort` in `vba/LotseStart.bas`).
"""

from __future__ import annotations

import argparse
import importlib
import sys
from typing import TYPE_CHECKING
from unicodedata import normalize

import xlwings as xw

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

RAN, GONE, SEVERAL = 0, 3, 4


def main(typed: Sequence[str] | None = None) -> int:
    """Press the button and return `RAN`, or why the book was not found."""
    parser = argparse.ArgumentParser(prog="workbook.live.addin.start")
    parser.add_argument("--call", required=True, help="module:function")
    parser.add_argument("--book", required=True, type=decoded, help="the book's name, in digits")
    parser.add_argument("--window", type=int, default=0, help="Excel's window (Windows)")
    arguments = parser.parse_args(typed)
    return press(arguments.call, arguments.book, _clicked(arguments.window))


def press(call: str, name: str, apps: Iterable[xw.App]) -> int:
    """Call `module:function` on the book of this name in these applications; return `RAN`, `GONE` or `SEVERAL`."""
    found = [book for app in apps for book in app.books if _composed(book.name) == _composed(name)]
    if len(found) != 1:
        return SEVERAL if found else GONE
    module, _, function = call.partition(":")
    found[0].set_mock_caller()
    getattr(importlib.import_module(module), function)()
    return RAN


def _composed(name: str) -> str:
    """Return a name with ä as one sign: macOS hands out file names with the dots apart, but not everywhere."""
    return normalize("NFC", name)


def decoded(digits: str) -> str:
    """Return the text that the macro wrote as four digits for each unit of UTF-16.

    >>> decoded("004200FC0072006F")
    'Büro'
    """
    return bytes.fromhex(digits).decode("utf-16-be")


if sys.platform == "win32":
    import win32process

    def _clicked(window: int) -> list[xw.App]:
        """Return the Excel that owns the window; none if it was closed meanwhile."""
        owner = win32process.GetWindowThreadProcessId(window)[1]
        return [app for app in xw.apps if app.pid == owner]

elif sys.platform == "darwin":

    def _clicked(window: int) -> list[xw.App]:
        """Return every Excel that is open: here the macro cannot tell which one it runs in."""
        del window
        return list(xw.apps)

else:

    def _clicked(window: int) -> list[xw.App]:
        """Return none: there is no Excel."""
        del window
        return []


if __name__ == "__main__":
    sys.exit(main())
