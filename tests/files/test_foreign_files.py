"""Files from strangers: read for what they are, or refused in one German sentence, in time and within limits."""

from __future__ import annotations

import io
import pickle
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.ugly.binary import Sheet, record, save
from tests.ugly.people import LABELS, person, under
from workbook.errors import DamagedWorkbookError, WorkbookError
from workbook.reading.messages import _Unpickler
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import Client

LOTSE = (sys.executable, "-c", "from automation.cli import main; raise SystemExit(main())")
PEOPLE = under({label: label for label in LABELS}, [person(1), person(2)])
DAMAGED = "ist beschädigt oder unvollständig"


@pytest.fixture
def said():
    """What `lotse check` says of a file on stderr, and that it never needs much memory or time: path → text."""

    def run(path, code=2, **environment):
        done = subprocess.run(
            [*LOTSE, "check", str(path), "--no-write", "--as-of", "2019-06-30"],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            env={"PATH": "/usr/bin:/bin", "RUST_BACKTRACE": "1", "PYTHONPATH": str(Path(__file__).parents[2])}
            | environment,
        )
        assert done.returncode == code, done.stderr
        return done.stderr

    return run


@pytest.fixture
def strangers():
    """The folder of odd files out of public test data, beside the checkout where there is one."""
    folder = Path(__file__).parents[1] / ".." / ".." / "shared" / "cases" / "files"
    if not folder.is_dir():
        pytest.skip("Die Sammlung seltsamer Dateien liegt nicht neben diesem Checkout.")
    return folder.resolve()


NO_TABLE = "keine Tabelle, die Lotse kennt"


@pytest.mark.parametrize(
    ("number", "begin", "sentence"),
    [
        ("1", "In dieser Mappe", NO_TABLE),
        ("2", "In dieser Mappe", NO_TABLE),
        ("4", "„4-ole", DAMAGED),
        ("5", "In dieser Mappe", NO_TABLE),
        ("6", "„6-xlsb", f"{DAMAGED} (Blatt „Report 1“)"),
        ("7", "„7-xlsb", DAMAGED),
        ("8", "In dieser Mappe", NO_TABLE),
    ],
)
def test_each_of_the_odd_files_is_read_or_told_in_one_sentence(strangers, said, number, begin, sentence):
    (path,) = strangers.glob(f"{number}-*")

    told = said(path, LOTSE_PASSWORD="password")  # noqa: S106 -- it stands in the file's name

    assert told.startswith(begin)
    assert sentence in told
    assert told.count("\n") == 1


def test_dates_of_the_odd_xlsb_are_dates(strangers):
    (path,) = strangers.glob("3-*")
    with read_book(path) as book:
        _, findings = read_office(book)

    assert {finding.rule for finding in findings} <= {"F-13", "F-14", "F-18"}


@pytest.mark.parametrize("own_format", [False, True])
@pytest.mark.parametrize("date_1904", [False, True])
def test_days_stored_as_whole_numbers_are_dates_by_their_format(tmp_path, own_format, date_1904):
    rows = [[*row, 7] for row in PEOPLE]
    rows[0][-1] = "Eigenes"
    path = save(
        tmp_path / "a.xlsb", {"Klienten": Sheet(rows, whole=True)}, date_1904=date_1904, own_format=own_format
    )

    with read_book(path) as book:
        assert [row[-1] for row in book.grid("Klienten")] == ["Eigenes", 7, 7]
        office, findings = read_office(book)

    assert [client.birth_date for client in office[Client]] == [date(1980, 2, 29), date(1975, 5, 4)]
    assert "F-02" not in {finding.rule for finding in findings}


def test_a_sheet_that_was_cut_is_named(tmp_path, said):
    class Cut(Sheet):
        def data(self, *, date_1904):
            return super().data(date_1904=date_1904)[:-40]

    path = save(tmp_path / "a.xlsb", {"Gut": Sheet(PEOPLE), "Kaputt": Cut(PEOPLE)})

    assert said(path).startswith(f"„a.xlsb“ {DAMAGED} (Blatt „Kaputt“)")


def test_a_panic_of_the_library_is_not_heard(tmp_path, said):
    sheet = record(129) + record(148) + record(145) + record(146) + record(130)  # says nothing of its size
    path = save(tmp_path / "a.xlsb", {"Liste": Sheet([["x"]])})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, sheet if name.endswith("sheet1.bin") else data)
    with CalamineWorkbook.from_path(str(path)) as book, pytest.raises(BaseException, match="out of range"):
        book.get_sheet_by_name("Liste")

    assert said(path).startswith(f"„a.xlsb“ {DAMAGED} (Blatt „Liste“)")
    assert said(path).count("\n") == 1


def test_what_a_library_prints_past_python_is_not_heard():
    program = (
        "import os, sys, automation.cli as cli\n"
        "cli._mute_libraries()\n"
        "os.write(2, b'panicked at')\n"
        "sys.stderr.write('Ein Satz.\\n')\n"
        "sys.exit(2)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (2, "Ein Satz.\n")


OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"


def document(path, rows, begin="\n    "):
    """An .ods by hand; `begin` stands before each element."""
    lines = "".join(
        f"{begin}<table:table-row{attributes}>"
        + "".join(
            f'{begin}<table:table-cell office:value-type="string"{repeated}>{begin}<text:p>{text}</text:p>{begin}'
            f"</table:table-cell>"
            for text, repeated in cells
        )
        + f"{begin}</table:table-row>"
        for cells, attributes in rows
    )
    names = " ".join(f'xmlns:{name}="{OFFICE}{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0"?>{begin}<office:document-content {names} office:version="1.2">{begin}'
        f'<office:body>{begin}<office:spreadsheet>{begin}<table:table table:name="Klienten">{begin}'
        f"<table:table-column/>{lines}{begin}</table:table>{begin}</office:spreadsheet>{begin}</office:body>{begin}"
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{OFFICE}manifest:1.0"><manifest:file-entry manifest:full-path="/" '
            f'manifest:media-type="{kind}"/><manifest:file-entry manifest:full-path="content.xml" '
            'manifest:media-type="text/xml"/></manifest:manifest>',
        )
        archive.writestr("content.xml", content)
    return path


@pytest.mark.parametrize("begin", ["", "\n", "\n    ", "\t \r\n"])
def test_an_ods_laid_out_for_reading_is_read_and_its_texts_stay(tmp_path, begin):
    person_of = ["K-00001", "w", "van <text:span>der</text:span> <text:span>Berg</text:span>", "Ayşe"]
    path = document(
        tmp_path / "a.ods",
        [([(text, "") for text in LABELS[:4]], ""), ([(text, "") for text in person_of], "")],
        begin,
    )

    with read_book(path) as book:
        grid = book.grid("Klienten")

    assert grid == [list(LABELS[:4]), ["K-00001", "w", "van der Berg", "Ayşe"]]


@pytest.mark.parametrize("columns", [1, 40, 1000])
def test_a_small_ods_that_repeats_itself_endlessly_takes_no_gigabyte(tmp_path, columns):
    endless = [("x" * 50, f' table:number-columns-repeated="{columns}"')]
    path = document(tmp_path / "a.ods", [(endless, ' table:number-rows-repeated="1048576"')], "")
    assert path.stat().st_size < 1_500

    # A process of its own: this one may have had larger children, and theirs would be measured.
    done = subprocess.run(
        [sys.executable, "-c", ENDLESS, path, str(columns)], capture_output=True, text=True, check=True
    )

    assert int(done.stdout) < 800_000  # kilobytes


ENDLESS = """
import resource, sys
from pathlib import Path
from workbook.errors import WorkbookError
from workbook.reading.raw import read_book
columns = int(sys.argv[2])
try:
    with read_book(Path(sys.argv[1])) as book:
        assert columns == 1
        assert len(book.grid("Klienten")) == 1_048_576
except WorkbookError as error:
    assert columns > 1
    assert "ungewöhnlich groß" in str(error) or "auf dem Blatt „Klienten“ in Zelle A1" in str(error)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_whatever_the_other_process_sends_only_values_come_in():
    with pytest.raises(pickle.UnpicklingError, match="system"):
        _Unpickler(io.BytesIO(b"cposix\nsystem\n(S'true'\ntR.")).load()


def test_a_file_that_ends_in_the_middle_is_damaged(tmp_path):
    path = save(tmp_path / "a.xlsb", {"Klienten": Sheet(PEOPLE)})
    path.write_bytes(path.read_bytes()[:-30])

    with pytest.raises(DamagedWorkbookError):
        read_book(path)


@pytest.mark.parametrize("ending", [".xls", ".xlsb", ".ods"])
def test_a_text_document_by_another_name_is_no_defect(tmp_path, ending):
    old, new = tmp_path / f"old{ending}", tmp_path / f"new{ending}"
    data = (Path(__file__).parents[1] / "data" / "kennwort.xls").read_bytes()
    old.write_bytes(data.replace("Workbook".encode("utf-16-le"), "WordDoc_".encode("utf-16-le")))
    with zipfile.ZipFile(new, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")

    for path in (old, new):
        with pytest.raises(WorkbookError):
            read_book(path)
