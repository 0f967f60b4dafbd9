"""A logo in the office's folder of templates: which letters carry it, what is told of one that cannot."""

import io

import pytest
from msgspec.structs import replace
from PIL import Image

from automation.letters.dispatch import DispatchLog
from automation.letters.logo import Logos, logos_in
from automation.letters.model import LOGO_HEIGHT, LOGO_WIDTH, Logo
from automation.letters.planning import plan_letters
from tests.letter_office import desk, letter, office


def picture(form="PNG", mode="RGB", size=(120, 40), color=0):
    written = io.BytesIO()
    Image.new(mode, size, color).save(written, form)
    return written.getvalue()


def read(folder, **files):
    for name, content in files.items():
        (folder / name.replace("__", "-").replace("_", ".")).write_bytes(content)
    return logos_in(folder)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo_png", picture()),
        ("LOGO_PNG", picture(mode="RGBA")),
        ("logo_png", picture(mode="P")),
        ("logo_png", picture(mode="I;16")),
        ("logo_jpg", picture("JPEG")),
        ("Logo_jpeg", picture("JPEG", "L")),
    ],
)
def test_a_picture_in_the_folder_is_the_logo(tmp_path, name, content):
    found = read(tmp_path, **{name: content})

    assert (found.office.content, found.office.width, found.office.height) == (content, 120, 40)
    assert (found.body, found.told) == (None, ())


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("logo_png", b"", "kein vollständiges Bild im Format PNG"),
        ("logo_png", picture()[:-20], "kein vollständiges Bild im Format PNG"),
        ("logo_png", picture("JPEG"), "kein vollständiges Bild im Format PNG"),
        ("logo_png", picture().replace(b"IDAT", b"IDAT\xff\xff\xff"), "beschädigt"),
        ("logo_jpg", picture("JPEG")[:400], "kein vollständiges Bild im Format JPEG"),
        ("logo_jpg", picture("JPEG", "CMYK"), "RGB"),
        ("logo_png", picture() + b" " * 1_000_000, "größer als 1 MB"),
        ("logo_png", picture(size=(8000, 4000)), "zu viele Bildpunkte"),
        ("logo_svg", b"<svg/>", "als PNG oder JPEG speichern"),
        ("logo__jobcenter_gif", picture("GIF"), "als PNG oder JPEG speichern"),
    ],
)
def test_one_that_cannot_be_printed_is_told_and_left_out(tmp_path, name, content, said):
    found = read(tmp_path, **{name: content})

    assert (found.office, found.body) == (None, None)
    assert len(found.told) == 1
    assert said in found.told[0]
    assert "gehen ohne dieses Logo hinaus" in found.told[0]


def test_of_two_for_the_same_one_is_told(tmp_path):
    found = read(tmp_path, logo_jpg=picture("JPEG"), logo_png=picture())

    assert (found.office.ending, [name for name, _ in found.wrong]) == ("jpeg", ["logo.png"])


def test_the_jobcenter_s_is_on_no_neutral_letter():
    own, theirs = Logo(b"a", "png", 3, 1), Logo(b"b", "png", 3, 1)
    neutral = letter().office
    named = replace(neutral, body="Jobcenter Gelsenkirchen")

    assert [Logos(own, theirs).on(head).logo for head in (neutral, named)] == [own, theirs]
    assert [Logos(None, theirs).on(head).logo for head in (neutral, named)] == [None, theirs]
    assert [Logos(own, None).on(head).logo for head in (neutral, named)] == [own, own]


@pytest.mark.parametrize(
    ("size", "printed"), [((600, 100), (60, 10)), ((100, 100), (14, 14)), ((3, 900), (0.05, 14))]
)
def test_it_keeps_its_shape_and_its_place(size, printed):
    width, height = Logo(b"", "png", *size).printed

    assert (width, height) == printed
    assert width <= LOGO_WIDTH
    assert height <= LOGO_HEIGHT


def planned(logos):
    here = replace(desk(office()), logos=lambda: logos)
    return plan_letters(here, DispatchLog()), here


def test_every_letter_carries_it_and_another_picture_is_another_letter():
    first, second = (Logos(Logo(content, "png", 3, 1)) for content in (b"a", b"b"))

    none, one, other = (planned(each)[0] for each in (Logos(), first, second))

    assert {each.letter.office.logo for each in one.letters} == {first.office}
    marks = [[each.row.content for each in plan.letters] for plan in (none, one, other)]
    assert len({*marks[0], *marks[1], *marks[2]}) == 3 * len(one.letters) > 0
    again = plan_letters(replace(desk(office()), logos=lambda: first), one.log)
    assert (again.letters, again.unchanged) == ((), len(one.letters))
    renewed = plan_letters(replace(desk(office()), logos=lambda: second), one.log)
    assert len(renewed.letters) == len(one.letters)
