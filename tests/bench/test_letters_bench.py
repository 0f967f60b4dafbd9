"""What a letter costs, against what offices use today (measures.md); nothing here can fail for being slow."""

from __future__ import annotations

import io
import time
import zipfile
from dataclasses import replace
from datetime import date
from statistics import median
from typing import TYPE_CHECKING

import pytest

from automation.letters.docx import Stationery
from automation.letters.occasions import occasions
from automation.letters.pdf import PdfPress
from automation.letters.word.invented import MUSTER, context_of
from automation.letters.word.template import load_word_template
from automation.resources import templates_folder
from tests.bench.measuring import show
from tests.letter_office import letter
from tests.word_documents import by_hand, p

if TYPE_CHECKING:
    from collections.abc import Callable

    from automation.letters.model import Letter

pytestmark = pytest.mark.bench


def seconds(work: Callable[[int], object], rounds: int) -> float:
    """The median time of one round; the first two only warm up."""
    taken = []
    for number in range(rounds + 2):
        start = time.perf_counter()
        work(number)
        taken.append(time.perf_counter() - start)
    return median(taken[2:])


def numbered(written: Letter, number: int) -> Letter:
    return replace(written, reference=f"QB-2019-{number:04d}")


def test_a_word_letter_against_docxtpl():
    docxtpl = pytest.importorskip("docxtpl", reason="docxtpl fehlt: pip install docxtpl")
    written = letter()
    stationery = Stationery.open(templates_folder() / "letterhead.docx")
    places = {"Anschrift": "\n".join(written.address), "Betreff": written.subject, "Anrede": written.salutation}
    template = docxtpl_template()

    def with_docxtpl(_: int) -> None:
        document = docxtpl.DocxTemplate(io.BytesIO(template))
        document.render(places, autoescape=True)
        document.save(io.BytesIO())

    ours = seconds(lambda number: stationery.write(numbered(written, number)), 200)
    show("letter-docx-to-docxtpl", ours / seconds(with_docxtpl, 15))
    show("letter-docx-milliseconds", ours * 1000)


def docxtpl_template() -> bytes:
    """The stationery as docxtpl can take it: three of its places, the others as plain text."""
    target = io.BytesIO()
    with zipfile.ZipFile(templates_folder() / "letterhead.docx") as file, zipfile.ZipFile(target, "w") as new:
        for name in file.namelist():
            content = file.read(name)
            if name.startswith("word/") and name.endswith(".xml"):
                for place in ("Anschrift", "Betreff", "Anrede"):
                    content = content.replace(f"{{{{ {place} }}}}".encode(), f"[[{place}]]".encode())
                content = content.replace(b"{{ ", b"").replace(b" }}", b"")
                content = content.replace(b"[[", b"{{ ").replace(b"]]", b" }}")
            new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def test_a_letter_from_a_word_template_against_docxtpl(tmp_path):
    """The same document with the same twelve fields; ours goes from the records' values to the finished file."""
    docxtpl = pytest.importorskip("docxtpl", reason="docxtpl fehlt: pip install docxtpl")
    terms = ("vorname", "nachname", "strasse", "hausnr", "plz", "ort") * 2
    body = [p(f"Angabe {number}: ", "{{ klient." + term + " }}") for number, term in enumerate(terms)]
    path = by_hand(
        tmp_path / "brief.docx",
        *body,
        *(p("Ein Absatz mit festem Text, wie ihn jeder Brief hat.") for _ in range(20)),
    )
    path.with_suffix(".toml").write_text(
        'Art = "EIGEN"\nTitel = "Brief"\nAnlass = "Termin"\nEmpfaenger = "Klient"\n', encoding="utf-8"
    )
    template = load_word_template(path)
    context = context_of(occasions()["Termin"], MUSTER, date(2019, 6, 28))
    written = letter("EINLADUNG")

    def with_docxtpl(_: int) -> None:
        document = docxtpl.DocxTemplate(path)
        document.render({"klient": dict.fromkeys(terms, "Wert")}, autoescape=True)
        document.save(io.BytesIO())

    def with_lotse(number: int) -> None:
        paper = template.render(context).paper
        assert paper is not None
        paper.docx(numbered(written, number))

    ours = seconds(with_lotse, 200)
    show("letter-word-to-docxtpl", ours / seconds(with_docxtpl, 15))
    show("letter-word-milliseconds", ours * 1000)


@pytest.mark.libreoffice
def test_a_pdf_letter_against_libreoffice_in_batch(libreoffice, tmp_path):
    written = letter("EINLADUNG")
    stationery = Stationery.open(templates_folder() / "letterhead.docx")
    press = PdfPress(templates_folder())
    papers = [tmp_path / f"{number}.docx" for number in range(50)]
    for number, paper in enumerate(papers):
        paper.write_bytes(stationery.write(numbered(written, number)))
    libreoffice.convert(papers[0], "pdf", tmp_path)  # its first start makes the profile

    ours = seconds(lambda number: press.print(numbered(written, number)), 50)
    start = time.perf_counter()
    libreoffice._run("--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, papers), seconds=300)
    theirs = (time.perf_counter() - start) / len(papers)
    show("letter-pdf-to-libreoffice", ours / theirs)
    show("letter-pdf-milliseconds", ours * 1000)
