"""Pictures and files within a letter of Word: what the office put there is shown, nothing else leaves with it."""

import io
import zipfile

import pytest

from automation.letters.frontmatter import TemplateError
from automation.letters.word.template import load_word_template
from tests.files.test_word_second_page import INVITED, planned
from tests.word_documents import by_hand, field, p

R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
CHART = (
    f'<c:chartSpace xmlns:c="{C}" xmlns:r="{R}"><c:chart><c:plotArea/></c:chart>'
    '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
)
SHEET = b"PK\x03\x04 every client of the office"
NAME = field(" MERGEFIELD klient_nachname ")
PATH = "W:\\Akten\\Foto Frau Berg.jpg"


def drawing(inside, alt=""):
    """A picture or a chart in the line."""
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="900000" cy="900000"/>'
        f'<wp:docPr id="3" name="{alt or "Bild 1"}" descr="{alt}"/><a:graphic>{inside}</a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )


def picture(how):
    return (
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr>'
        '<pic:cNvPr id="3" name="x"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f"<a:blip {how}/></pic:blipFill><pic:spPr/></pic:pic></a:graphicData>"
    )


def related(key, kind, target, mode=""):
    return f'<Relationship Id="{key}" Type="{R}/{kind}" Target="{target}"{mode}/>'


def template(folder, *body, **parts):
    path = by_hand(folder / "eigen.docx", *body, p("Frau ", NAME), **parts)
    path.with_suffix(".toml").write_text(INVITED, encoding="utf-8")
    return path


def written(path):
    """The parts of the one letter."""
    (one,) = planned(path, None).letters
    with zipfile.ZipFile(io.BytesIO(one.letter.paper.docx(one.letter))) as file:
        return {name: file.read(name) for name in file.namelist()}


def errors(path):
    with pytest.raises(TemplateError) as caught:
        load_word_template(path)
    return " ".join(each.what for each in caught.value.all)


def test_of_a_chart_the_workbook_behind_it_stays_in_the_office(tmp_path):
    chart = f'<a:graphicData uri="{C}"><c:chart xmlns:c="{C}" r:id="chart1"/></a:graphicData>'
    path = template(
        tmp_path,
        p(drawing(chart)),
        related=related("chart1", "chart", "charts/chart1.xml"),
        extra={
            "word/charts/chart1.xml": CHART.encode(),
            "word/charts/_rels/chart1.xml.rels": (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                f"{related('rId1', 'package', '../embeddings/Mappe.xlsx')}</Relationships>"
            ).encode(),
            "word/embeddings/Mappe.xlsx": SHEET,
        },
    )

    parts = written(path)

    assert b"plotArea" in parts["word/charts/chart1.xml"]
    assert b"externalData" not in parts["word/charts/chart1.xml"]
    assert SHEET not in b"".join(parts.values())


def test_of_an_embedded_sheet_its_picture_stays(tmp_path):
    thing = (
        '<w:r><w:object><v:shape id="s" style="width:99pt"><v:imagedata r:id="image1"/></v:shape>'
        '<o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" Type="Embed" ProgID="Excel.Sheet.12" '
        'ShapeID="s" r:id="sheet1"/></w:object></w:r>'
    )
    path = template(
        tmp_path,
        p(thing),
        related=related("image1", "image", "media/a.emf") + related("sheet1", "package", "embeddings/Mappe.xlsx"),
        extra={"word/media/a.emf": b"drawn", "word/embeddings/Mappe.xlsx": SHEET},
    )

    parts = written(path)

    assert parts["word/media/a.emf"] == b"drawn"
    assert b"OLEObject" not in parts["word/document.xml"]
    assert SHEET not in b"".join(parts.values())


def test_the_path_of_a_picture_is_not_read_out(tmp_path):
    path = template(
        tmp_path,
        p(drawing(picture('r:embed="image1"'), alt=PATH)),
        p(
            '<w:r><w:pict><v:shape id="v" alt="Logo"><v:imagedata r:id="image1" src="file:///W:/Akten/b.png"/>'
            "</v:shape></w:pict></w:r>"
        ),
        related=related("image1", "image", "media/a.png"),
        extra={"word/media/a.png": b"drawn"},
    )

    document = written(path)["word/document.xml"].decode()

    assert "Akten" not in document
    assert 'alt="Logo"' in document
    assert 'name="Bild"' in document


@pytest.mark.parametrize(
    "body",
    [
        p(drawing(picture('r:link="image1"'))),
        p('<w:r><w:pict><v:shape id="v"><v:imagedata r:href="image1"/></v:shape></w:pict></w:r>'),
    ],
    ids=["a linked picture", "a linked picture of Word 2003"],
)
def test_a_picture_that_lies_elsewhere_is_refused(body, tmp_path):
    outside = related("image1", "image", "file:///W:/Fotos/Berg.jpg", ' TargetMode="External"')

    assert "nur verknüpft" in errors(template(tmp_path, body, related=outside))


@pytest.mark.parametrize(
    "code",
    [
        (' INCLUDEPICTURE "W:\\\\Fotos\\\\', NAME, '.jpg" \\d '),
        (" IF ", NAME, ' = "" "" "', field(' INCLUDEPICTURE "W:\\\\', NAME, '.jpg" '), '" '),
        (" INCLUDEPICTURE ", field(" IF ", NAME, ' = "x" "a.jpg" "b.jpg" '), " "),
    ],
    ids=["named by a field", "within a choice", "chosen by a field"],
)
def test_a_picture_that_a_field_chooses_is_refused(code, tmp_path):
    assert "Fotos von Personen nur mit Einwilligung" in errors(template(tmp_path, p(field(*code))))
