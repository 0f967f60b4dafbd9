"""No signature stands alone on a page, in no kind of letter and neither form, however long its values are."""

import os
from dataclasses import replace
from functools import partial

import pypdfium2
import pytest
from msgspec import structs

from automation.letters.docx import Stationery
from automation.letters.model import Break, ItemList, Paragraph, Run, Table, kept_with_closing
from automation.letters.pdf import PdfPress
from automation.resources import templates_folder
from tests import letter_kinds
from tests.letter_kinds import KINDS, letter_of
from tests.letter_office import AGREED, client, consent, household, letter, referral
from tests.letter_week import OCCASIONS, letter_of_the_week, one
from workbook.schema import Client
from workbook.schema.data_categories import DataCategory as Data

SIXTY = "Maria-Magdalena Theodora von und zu Schwarzenberg-Hohenstein"
LONG = {
    "first_name": SIXTY[:30],
    "last_name": SIXTY[30:],
    "street": "Bürgermeister-Doktor-Wilhelm-Külz-Gedächtnisstraße",
    "house_no": "123a",
    "city": "Sankt Andreasberg am Rennsteig im Oberharz",
}
LINE = 14.5
MARGIN = 30 / 25.4 * 72
"""From line to line, and the margin at the foot, in points."""
ON_LETTERHEAD = tuple(kind for kind in OCCASIONS if kind != "TERMINZETTEL")


def longest(kind, monkeypatch):
    """A letter whose values are as long as people and streets are, about a family of seven."""
    if kind in KINDS:
        monkeypatch.setattr(letter_kinds, "PERSON", letter_kinds.PERSON | LONG)
        monkeypatch.setattr(letter_kinds, "WISH", letter_kinds.WISH | {"concern": "Ein Gespräch vormittags, " * 5})
        return letter_of(kind)
    if kind == "WOHNEN":
        seven = household(persons=7, children_under_3=1, children_3_to_5=1, children_6_to_14=2, children_15_to_24=1)
        agreed = consent(categories=tuple(map(str, (*AGREED, Data.BENEFIT_RECEIPT))), disclose_benefit=True)
        return letter(kind, client(**LONG), seven, agreed, referral(floor="Erdgeschoss oder Aufzug, ruhig" * 3))
    if kind == "EINLADUNG":
        return letter(kind, client(**LONG))
    usual = OCCASIONS[kind]
    person = next((each for each in usual if isinstance(each, Client)), client())
    others = [each for each in usual if not isinstance(each, Client)]
    return one(kind, *others, person.model_copy(update=LONG)).letter


def pushed(written, lines):
    """The letter with so many lines more before its text."""
    more = (Paragraph((Run("Zeile"), *(Break() for _ in range(lines - 1)), Run("."))),) if lines else ()
    return replace(written, body=(*more, *written.body))


def pages(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range().split("\r\n") for page in document]


def lines_to_the_end(press, written):
    """How many lines fit until the closing has to go to the next page."""
    page = pypdfium2.PdfDocument(press.print(written))[0].get_textpage()
    bottoms = (page.get_charbox(index)[1] for index in range(page.count_chars()))
    return int((min(bottom for bottom in bottoms if bottom > MARGIN) - MARGIN) / LINE)


def lonely(pdf, written):
    """What a page begins with that is the end of the letter, without a line of text before it."""
    below = (*written.signature, *written.enclosures, *written.notices)
    ends = {written.closing, *below, "Anlage", "Anlagen"}
    found = []
    for number, lines in enumerate(pages(pdf)):
        rest = [line for line in lines if line.strip()]
        if number == 0:
            continue
        while rest and (rest[0].startswith(written.office.name + " ·") or rest[0].startswith("Seite ")):
            rest.pop(0)
        if rest and any(rest[0].startswith(end[:40]) for end in ends):
            found.append(rest[0])
    return found


@pytest.fixture(scope="module")
def press():
    return PdfPress(templates_folder())


@pytest.fixture(scope="module")
def stationery():
    return Stationery.open(templates_folder() / "letterhead.docx")


LETTERS = (
    {kind: partial(letter, kind) for kind in ("WOHNEN", "EINLADUNG")}
    | {kind: partial(letter_of, kind) for kind in KINDS}
    | {kind: partial(letter_of_the_week, kind) for kind in ON_LETTERHEAD}
)
IN_WORD = LETTERS if os.environ.get("LOTSE_ALL_KINDS") else ("AGENTUR", "FOERDER", "STELLEN", "ZUSAMMEN")
"""`LOTSE_ALL_KINDS=1` looks at all of them in LibreOffice."""


@pytest.mark.parametrize("kind", LETTERS)
def test_wherever_the_page_ends_the_closing_takes_text_along(kind, press):
    written = LETTERS[kind]()
    room = lines_to_the_end(press, written)

    for lines in range(max(room - 1, 0), room + 3):
        longer = pushed(written, lines)
        assert lonely(press.print(longer), longer) == [], lines


@pytest.mark.parametrize("kind", LETTERS)
def test_the_longest_values_leave_no_signature_alone(kind, press, monkeypatch):
    written = longest(kind, monkeypatch)

    assert lonely(press.print(written), written) == []


@pytest.mark.libreoffice
def test_in_word_the_closing_takes_text_along_too(press, stationery, libreoffice, tmp_path):
    written = {}
    for kind in IN_WORD:
        short = LETTERS[kind]()
        written[kind] = pushed(short, lines_to_the_end(press, short) + 1)
    papers = []
    for name, each in written.items():
        papers.append(tmp_path / f"{name.replace(' ', '_')}.docx")
        papers[-1].write_bytes(stationery.write(each))
    libreoffice._run("--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, papers), seconds=300)

    found = {
        name: lonely(paper.with_suffix(".pdf").read_bytes(), each)
        for (name, each), paper in zip(written.items(), papers, strict=True)
    }
    assert {name: alone for name, alone in found.items() if alone} == {}
    assert sum(len(pages(paper.with_suffix(".pdf").read_bytes())) > 1 for paper in papers) > len(papers) / 2


def test_what_ends_a_text_stays_with_the_closing_unless_it_is_long():
    short, line = Paragraph((Run("Kurz."),)), Paragraph((Run("Ein langer Satz. " * 8),))
    table = Table((line.content,), (line.content,) * 3, ("left",))

    assert kept_with_closing(()) == 0
    assert kept_with_closing((line, line)) == 1
    assert kept_with_closing((line, short)) == 2
    assert kept_with_closing((short,)) == 1
    assert kept_with_closing((table, short)) == 1
    assert kept_with_closing((line, table)) == 1
    assert kept_with_closing((structs.replace(table, rows=table.rows * 5),)) == 0
    assert kept_with_closing((ItemList(((line,),) * 9),)) == 0


def test_a_card_is_one_page_with_all_its_words(press, monkeypatch):
    written = longest("TERMINZETTEL", monkeypatch)

    (page,) = pages(press.print(written))
    assert "Schwarzenberg-Hohenstein" in " ".join(page)
