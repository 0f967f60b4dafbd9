"""Every field of a letter as a list that Word can take for its data: one sheet for each occasion, one person.

Word parts the columns of a workbook well, whatever they hold; of a text file it would ask for the encoding, and a
table of Word ends at 63 columns.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from automation.letters.occasions import occasions
from automation.letters.printing import as_text
from automation.letters.word.invented import MUSTER, context_of, fields_for_word
from workbook.errors import LetterError

_DAY = datetime(2019, 7, 1)  # noqa: DTZ001 - a workbook's properties have no zone


def fields_workbook() -> bytes:
    """Return the workbook; the same fields give the same bytes."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"title": "Felder für Word", "author": "Lotse", "created": _DAY})
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    for name, occasion in occasions().items():
        sheet = book.add_worksheet(name[:31])
        context = context_of(occasion, MUSTER, _DAY.date())
        for column, (header, path) in enumerate(fields_for_word(occasion)):
            view, _, term = path.partition(".")
            sheet.write_string(0, column, header, bold)
            sheet.write_string(1, column, _shown(getattr(context[view], term)), text)
        sheet.freeze_panes(1, 0)
    book.close()
    return target.getvalue()


def _shown(value: Any) -> str:
    try:
        return as_text(value) if value != "" else ""
    except LetterError:
        return ""
