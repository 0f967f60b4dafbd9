"""Draw the small pictures of every kind of letter anew, for the handbook: `python docs/letter_pictures.py`.

The demo office writes them; one person gets Turkish along, one Arabic, and two letters of Word are put beside ours,
one under each letterhead. The appendix itself stands in `handbuch.md` between two marks and is written here too.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from docx import Document
from openpyxl import load_workbook
from PIL import Image

from automation.cli import main as lotse

DOCS = Path(__file__).parent
PICTURES = DOCS / "pictures" / "letters"
HANDBOOK = DOCS / "handbuch.md"
WIDTH, COLOURS, IN_A_ROW = 300, 16, 4
BEGIN, END = "<!-- Bilder der Schreiben -->", "<!-- Ende der Bilder -->"
"""Between them stands what this script writes."""
WORD = {"WORTBRIEF": ("Quartiersbüro Rotthausen", "neutral"), "WORTAMT": ("Jobcenter Gelsenkirchen", "Jobcenter")}
"""Two letters of Word: what stands at their head, and what their settings call it."""


@dataclass(frozen=True)
class Shown:
    """A picture: its file, what is below it, and from which page of which letter it is."""

    name: str
    caption: str
    letter: str
    page: int = 1


SHOWN = (
    *(
        Shown(kind.lower(), kind, f"_{kind}_")
        for kind in ("WOHNEN", "ARBEIT", "FOERDER", "QUALI", "AGENTUR", "PFLEGE", "STADT", "BERATUNG", "EHRENAMT")
    ),
    Shown("antwort", "ARBEIT, Antwortblatt", "_ARBEIT_", 2),
    Shown("leerstand", "LEERSTAND", "_LEERSTAND_"),
    Shown("nachfass", "NACHFASS", "_NACHFASS_"),
    Shown("widerruf", "WIDERRUF", "_WIDERRUF_"),
    Shown("verbleibag", "VERBLEIBAG", "_VERBLEIBAG_"),
    *(
        Shown(kind.lower(), kind, f"_{kind}.")
        for kind in ("EINLADUNG", "ZUSAMMEN", "STELLEN", "DATENSCHUTZ", "VERBLEIB", "ABSCHLUSS", "EINWILL")
    ),
    Shown("einwilligung", "EINWILL, zum Unterschreiben", "_EINWILL.", 2),
    Shown("zweitsprache", "EINLADUNG, Seite auf Türkisch", "_EINLADUNG.", 2),
    Shown("terminzettel", "TERMINZETTEL, mit Arabisch zum Falten", "_TERMINZETTEL."),
    Shown("aushang-wand", "AUSHANG an der Wand", "_Wand."),
    Shown("aushang-hand", "AUSHANG zum Mitnehmen", "_Mitnehmen."),
    Shown("wortbrief", "Brief aus Word, neutraler Kopf", "_WORTBRIEF."),
    Shown("wortamt", "Brief aus Word, Kopf des Jobcenters", "_WORTAMT."),
)


def quietly(*words: str | Path) -> None:
    """Run a command of Lotse without its words."""
    with redirect_stdout(StringIO()):
        lotse([str(word) for word in words])


def speak(workbook: Path, letters: Path) -> str:
    """Give the first who is invited Turkish, and who gets a card Arabic; return the key of the first."""
    book = load_workbook(workbook)
    log, clients, settings = book["Postausgang"], book["Klienten"], book["Einstellungen"]
    rows = [[str(cell or "") for cell in row] for row in log.iter_rows(values_only=True)]
    header = next(row for row in rows if "Zeichen" in row)
    wanted = {"EINLADUNG": "Türkisch", "TERMINZETTEL": "Arabisch"}
    languages = {}
    for row in rows:
        kind = row[header.index("Art")]
        if kind in wanted:
            languages[next(cell for cell in row if re.fullmatch(r"K-\d{5}", cell))] = wanted.pop(kind)
    titles = next(row for row in clients.iter_rows() if any(cell.value == "KlientID" for cell in row))
    column = next(cell.column for cell in titles if cell.value == "Zweite Sprache der Briefe")
    key = next(cell.column for cell in titles if cell.value == "KlientID")
    for row in clients.iter_rows(min_row=titles[0].row + 1):
        if row[key - 1].value in languages:
            row[column - 1].value = languages[row[key - 1].value]
    for row in settings.iter_rows():
        for cell in row:
            if cell.value == "Ungeprüfte Übersetzungen beilegen":
                settings.cell(cell.row, cell.column + 1, "ja")
    book.save(workbook)
    for old in (*letters.glob("*_EINLADUNG.*"), *letters.glob("*_TERMINZETTEL.*")):
        old.unlink()
    return next(key for key, language in languages.items() if language == "Türkisch")


def word_letters(folder: Path) -> None:
    """Put two letters of Word into the office's folder."""
    folder.mkdir()
    for kind, (head, letterhead) in WORD.items():
        document = Document()
        document.sections[0].header.paragraphs[0].text = head
        document.add_paragraph("{{ klient.anschrift }}")
        document.add_paragraph("{{ brief.datum | datum }}")
        document.add_heading("Unser Sommerfest", 1)
        document.add_paragraph("{{ brief.anrede }}")
        document.add_paragraph("am 13. Juli feiern wir mit der Nachbarschaft, und Sie sind herzlich eingeladen.")
        document.add_paragraph("{{ brief.gruß }}")
        document.add_paragraph("{{ brief.unterschrift }}")
        path = folder / f"{kind.lower()}.docx"
        document.save(str(path))
        path.with_suffix(".toml").write_text(
            f'Art = "{kind}"\nTitel = "Sommerfest"\nAnlass = "Klient"\nEmpfaenger = "Klient"\n'
            f'Briefkopf = "{letterhead}"\n',
            encoding="utf-8",
        )


def drawn(pdf: Path, shown: Shown) -> None:
    """Write one page as a small picture."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "page"
        pages = ["-f", str(shown.page), "-l", str(shown.page), "-singlefile"]
        subprocess.run(["pdftoppm", "-png", "-r", "110", *pages, pdf, raw], check=True, capture_output=True)
        with Image.open(raw.with_suffix(".png")) as opened:
            height = round(opened.height * WIDTH / opened.width)
            small = opened.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)
    small.quantize(COLOURS).save(PICTURES / f"{shown.name}.png", optimize=True)


def appendix() -> str:
    """Return the appendix: the pictures in rows, each with its name below."""
    lines = []
    for first in range(0, len(SHOWN), IN_A_ROW):
        row = SHOWN[first : first + IN_A_ROW]
        cells = [f"![{each.caption}](pictures/letters/{each.name}.png)" for each in row]
        names = [each.caption for each in row]
        lines += [f"| {' | '.join(names)} |", f"|{':-:|' * len(row)}", f"| {' | '.join(cells)} |", ""]
    return "\n".join(lines)


def main() -> int:
    """Make the demo office, let it write, and draw what it wrote."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        office = Path(folder)
        quietly("demo", office, "--json")
        (workbook,) = office.glob("*.xlsx")
        letters = office / "Briefe"
        invited = speak(workbook, letters)
        word_letters(office / "Lotse-Vorlagen")
        day = ("--as-of", "2019-06-30")
        quietly("letters", workbook, *day)
        for kind in WORD:
            quietly("letters", workbook, "--kind", kind, "--key", invited, *day)
        quietly("letters", workbook, "--kind", "AUSHANG", *day)
        for shown in SHOWN:
            found = [each for each in sorted(office.rglob("*.pdf")) if shown.letter in each.name]
            if not found:
                sys.exit(f"{shown.caption}: kein PDF.")
            # What has a second page shows it; of the others the first letter.
            drawn(max(found, key=lambda each: each.stat().st_size) if shown.page > 1 else found[0], shown)
    text = HANDBOOK.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    HANDBOOK.write_text(f"{before}{BEGIN}\n\n{appendix()}\n{END}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
