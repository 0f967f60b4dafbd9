"""Draw the pictures of the README anew: the demo office, printed by LibreOffice, cut out of the pages.

findings.png    the Prüfbericht and a staff sheet with its highlights
letter.png      a letter as the partner gets it
dashboard.png   the quarter's figures
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops

from automation.cli import main as lotse
from workbook.libreoffice import own_libreoffice

PICTURES = Path(__file__).parent / "pictures"
SHEETS = {"findings": "Prüfbericht", "dashboard": "Dashboard"}
DOTS_PER_INCH = 110
MARGIN = 24
COLOURS = 128


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


def draw(pdf: Path, page: int, name: str) -> None:
    """Write one page as a picture without its empty margins."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "page"
        command = ["pdftoppm", "-png", "-singlefile", "-r", str(DOTS_PER_INCH), "-f", str(page), "-l", str(page)]
        subprocess.run([*command, pdf, raw], check=True)
        with Image.open(raw.with_suffix(".png")) as opened:
            picture = opened.convert("RGB")
    empty = Image.new("RGB", picture.size, "white")
    left, top, right, bottom = ImageChops.difference(picture, empty).getbbox() or (0, 0, *picture.size)
    box = (
        max(0, left - MARGIN),
        max(0, top - MARGIN),
        min(picture.width, right + MARGIN),
        min(picture.height, bottom + MARGIN),
    )
    PICTURES.mkdir(exist_ok=True)
    picture.crop(box).quantize(COLOURS).save(PICTURES / f"{name}.png", optimize=True)
    print(f"docs/pictures/{name}.png")


def main() -> int:
    """Make the demo office, run it, and draw it."""
    with tempfile.TemporaryDirectory() as folder:
        office = Path(folder)
        if code := lotse(["demo", str(office), "--rows", "60"]):
            return code
        (workbook,) = office.glob("*.xlsx")
        with own_libreoffice("die Bilder") as libreoffice:
            printed = libreoffice.convert(workbook, "pdf", office)
        for name, sheet in SHEETS.items():
            draw(printed, pages_with(printed, sheet)[0], name)
        letter = min(office.rglob("*WOHNEN*.pdf"))
        draw(letter, 1, "letter")
    return 0


if __name__ == "__main__":
    sys.exit(main())
