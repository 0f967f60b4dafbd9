"""The open book: reading and checking it, to reading the same cells through UNO in one call for each sheet."""

from __future__ import annotations

import gc
import sys
import time
from datetime import date
from statistics import median

import pytest
import xlwings as xw

from automation import jobs
from tests.bench.measuring import RUNS, lotse
from workbook.live.libreoffice.engine import install
from workbook.live.open_book import LiveBook

pytestmark = [pytest.mark.bench, pytest.mark.libreoffice]


def seconds(act) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def test_checking_ten_thousand_clients_live(tmp_path):
    import subprocess  # noqa: PLC0415 - only to make the workbook

    path = tmp_path / "Büro.xlsx"
    subprocess.run(lotse("new", str(path), "--demo", "--rows", "10000"), check=True, capture_output=True)
    install()
    app = xw.App(visible=False, add_book=False)
    try:
        book = app.books.open(path)
        live = LiveBook(book)

        def bare() -> None:
            for sheet in book.sheets:
                last = sheet.used_range.last_cell
                sheet.range((1, 1), (last.row, last.column)).impl.api.getDataArray()

        def check() -> None:
            jobs.check(live, date(2019, 6, 30), write=False)

        bare()
        gc.freeze()
        gc.set_threshold(200_000, 50, 100)
        pairs = [(seconds(check), seconds(bare)) for _ in range(RUNS)]
    finally:
        app.quit()
    sys.stdout.write(f"RATIO live-check-10000-to-uno {median(one / other for one, other in pairs):.3f}\n")
