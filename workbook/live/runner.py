"""What a button in LibreOffice starts: this Python, connected to that LibreOffice, on that document.

    python -m workbook.live.runner --pipe NAME --uid DOCUMENT --call module:function

LibreOffice's Basic starts it and does not wait: were it to, its main thread could not answer us. The function finds
the book with `xlwings.Book.caller()`, as it does when Excel calls it.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from xlwings import XlwingsError

from workbook.live.libreoffice.engine import attach
from workbook.live.troubles import BookGoneError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(typed: Sequence[str] | None = None) -> int:
    """Run the function on the document; return 0, or 1 if the document is gone."""
    parser = argparse.ArgumentParser(prog="workbook.live.runner")
    parser.add_argument("--pipe", required=True, help="the pipe that LibreOffice listens at")
    parser.add_argument("--uid", default="", help="LibreOffice's id of the document; without it, the one in front")
    parser.add_argument("--call", required=True, help="module:function")
    arguments = parser.parse_args(typed)
    module, _, function = arguments.call.partition(":")
    app = attach(f"pipe,name={arguments.pipe}")
    books = list(app.books)
    if arguments.uid:
        wanted = [book for book in books if book.impl.document.uid == arguments.uid]
    else:
        wanted = [app.books.active] if books else []
    if not wanted:
        sys.stderr.write(f"{BookGoneError()}\n")
        with suppress(XlwingsError):  # perhaps there is no window left either
            app.alert(str(BookGoneError()), "Lotse")
        return 1
    wanted[0].set_mock_caller()
    getattr(importlib.import_module(module), function)()
    return 0


if __name__ == "__main__":
    sys.exit(main())
