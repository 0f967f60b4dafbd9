"""Draw the pictures of the README anew: the demo office, printed by LibreOffice, cut out of the pages.

report.png      the sheet Prüfbericht, its first findings
highlights.png  a sheet of the staff, where the findings are coloured
letter.png      a letter as the partner gets it
dashboard.png   the quarter's figures
watch.png       the page of `lotse live watch`, as Chromium shows it
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from datetime import datetime, time
from io import StringIO
from pathlib import Path

from openpyxl import load_workbook
from PIL import Image, ImageChops, ImageColor

from automation.cli import main as lotse
from automation.watching.browser_page import serve
from automation.watching.following import Watch, Wishes
from workbook.creating import DEMO_DAY
from workbook.live.libreoffice.program import own_libreoffice
from workbook.sheets import Palette

PICTURES = Path(__file__).parent / "pictures"
STAFF_SHEET = "Klienten"
DOTS_PER_INCH = 110
MARGIN = 24
COLOURS = 128
BAND = 330
"""So many pixels of a long sheet are shown: enough to see what it is, few enough to read it."""


def pages_with(pdf: Path, sheet: str) -> list[int]:
    """Return the numbers of the pages whose footer names the sheet, as `Print.footer` writes it."""
    text = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    return [
        number
        for number, page in enumerate(text.split("\f"), start=1)
        if any(f"· {sheet}" in line for line in page.rstrip().splitlines()[-2:])
    ]


def drawn(pdf: Path, page: int) -> Image.Image:
    """Return one page as a picture."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "page"
        command = ["pdftoppm", "-png", "-singlefile", "-r", str(DOTS_PER_INCH), "-f", str(page), "-l", str(page)]
        subprocess.run([*command, pdf, raw], check=True)
        with Image.open(raw.with_suffix(".png")) as opened:
            return opened.convert("RGB")


def box_of(picture: Image.Image, colour: str) -> tuple[int, int, int, int] | None:
    """Return the box around everything in one colour, `None` where there is nothing."""
    wanted = Image.new("RGB", picture.size, ImageColor.getrgb(colour))
    same = ImageChops.difference(picture, wanted).convert("L").point(lambda value: 0 if value else 255)
    return same.getbbox()


def save(picture: Image.Image, name: str, *, top: int = 0, height: int | None = None) -> None:
    """Write a picture without its empty margins; with a `height`, only that band of it."""
    empty = Image.new("RGB", picture.size, "white")
    left, first, right, last = ImageChops.difference(picture, empty).getbbox() or (0, 0, *picture.size)
    first = max(first, top) - MARGIN
    last = last + MARGIN if height is None else first + height
    box = (max(0, left - MARGIN), max(0, first), min(picture.width, right + MARGIN), min(picture.height, last))
    PICTURES.mkdir(exist_ok=True)
    picture.crop(box).quantize(COLOURS).save(PICTURES / f"{name}.png", optimize=True)
    print(f"docs/pictures/{name}.png")


def page_of_watch(workbook: Path, folder: Path) -> Image.Image:
    """Return the page that shows a workbook after a save in which one name was found and another one got lost."""

    def save_as_staff(**cells: str | None) -> None:
        book = load_workbook(watched)
        for address, value in cells.items():
            book[STAFF_SHEET][address] = value
        book.save(watched)

    watched = Path(shutil.copy(workbook, folder / "Quartiersbuero.xlsx"))
    now = datetime.combine(DEMO_DAY, time(9, 41)).astimezone()
    save_as_staff()
    watch = Watch(watched, lambda _: None, Wishes(writes=False, as_of=DEMO_DAY))
    watch.begin(now)
    save_as_staff(I7=None, I41="Muster")
    watch.look(now, calm=True)
    raw = folder / "watch.png"
    with serve(watch.board) as address:
        command = ["chromium", "--headless", "--no-sandbox", "--hide-scrollbars", "--window-size=900,620"]
        subprocess.run(
            [*command, "--timeout=3000", f"--screenshot={raw}", address], check=True, capture_output=True
        )
    with Image.open(raw) as opened:
        return opened.convert("RGB")


def main() -> int:
    """Make the demo office, run it, and draw it."""
    with tempfile.TemporaryDirectory() as folder:
        office = Path(folder)
        with redirect_stdout(StringIO()):
            lotse(["demo", str(office), "--json"])
        (workbook,) = office.glob("*.xlsx")
        with own_libreoffice("die Bilder") as libreoffice:
            printed = libreoffice.convert(workbook, "pdf", office)
        save(drawn(printed, pages_with(printed, "Prüfbericht")[0]), "report", height=BAND)
        save(drawn(printed, pages_with(printed, "Dashboard")[0]), "dashboard")
        # The second page: the first one has its title above, which the report's picture shows already.
        staff = drawn(printed, pages_with(printed, STAFF_SHEET)[1])
        coloured = box_of(staff, Palette.ERROR)
        save(staff, "highlights", top=coloured[1] - BAND // 3 if coloured else 0, height=BAND)
        save(drawn(min(office.rglob("*WOHNEN*.pdf")), 1), "letter")
        if shutil.which("chromium"):
            save(page_of_watch(workbook, office), "watch")
    return 0


if __name__ == "__main__":
    sys.exit(main())
