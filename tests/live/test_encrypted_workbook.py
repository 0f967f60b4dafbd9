"""What Lotse wrote back with a password opens in LibreOffice with that password."""

from __future__ import annotations

from datetime import date

import openpyxl
from msoffcrypto.format.ooxml import OOXMLFile

from workbook.reading.passwords import Keys
from workbook.sheets import Block, Sheet
from workbook.writing.file_book import FileBook


def test_a_workbook_written_back_with_its_password_opens_in_libreoffice(app, tmp_path):
    plain, path = tmp_path / "offen.xlsx", tmp_path / "Mappe.xlsx"
    made = openpyxl.Workbook()
    made.active["A1"] = "Aktenzeichen"
    made.save(plain)
    with plain.open("rb") as source, path.open("wb") as target:
        OOXMLFile(source).encrypt("geheim", target)
    sheet = Sheet(name="Prüfbericht", blocks=[Block(1, 1, [["Bericht"]])])

    FileBook(path, keys=Keys({}, lambda _: "geheim")).write([sheet], today=date(2019, 6, 30))

    book = app.books.open(str(path), password="geheim")  # noqa: S106 -- of this test
    assert book.sheets["Prüfbericht"]["A1"].value == "Bericht"
    assert book.sheets[0]["A1"].value == "Aktenzeichen"
    book.close()
