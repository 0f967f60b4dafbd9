"""Workbooks made by real Excel take Lotse's sheets, and nothing else in them changes."""

from __future__ import annotations

import importlib.util
import shutil
import warnings
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openxml_audit import FileFormat, OpenXmlValidator
from python_calamine import CalamineError, CalamineWorkbook

from workbook.errors import RefusedWorkbookError
from workbook.trial.verdict import remove_lotse, try_on_copy

CORPUS = Path(__file__).parents[2] / ".." / "shared" / "corpus"
EVERY = sorted(CORPUS.glob("*.xls[xm]"))
TAKEN = [path for path in EVERY if not path.name.startswith("refuse-")]
REFUSED = [path for path in EVERY if path.name.startswith("refuse-")]

XLWINGS = Path(importlib.util.find_spec("xlwings").origin).parent
WITH_XLWINGS = TAKEN + sorted(path for path in XLWINGS.rglob("*.xls[xm]") if "site-packages" in path.parts)

NEEDS_CORPUS = pytest.mark.skipif(
    not EVERY, reason="Die Sammlung echter Excel-Mappen liegt nicht neben diesem Checkout."
)


def names(paths):
    return {"argvalues": paths, "ids": [path.stem[-40:] for path in paths]}


@pytest.fixture
def copy(tmp_path):
    """A copy that may be written to, and the office's own parts before anything happened."""

    def make(path: Path) -> Path:
        target = tmp_path / path.name
        shutil.copyfile(path, target)
        return target

    return make


@pytest.mark.parametrize("path", **names(WITH_XLWINGS))
def test_every_excel_workbook_keeps_its_parts_twice_in_a_row(path, copy, put, streams, unharmed):
    workbook = copy(path)
    before = streams(workbook)

    first, second = put(workbook), put(workbook)

    unharmed(before, workbook)
    assert len(first.added) == len(second.replaced) == 5


@pytest.mark.parametrize("path", **names(WITH_XLWINGS))
def test_a_third_run_writes_the_same_bytes_as_the_second(path, copy, put):
    workbook = copy(path)
    put(workbook)
    put(workbook)
    second = workbook.read_bytes()

    put(workbook)

    assert workbook.read_bytes() == second


@pytest.mark.parametrize("path", **names(WITH_XLWINGS))
def test_taking_lotse_out_gives_every_part_back(path, copy, put, streams, unharmed):
    workbook = copy(path)
    before = streams(workbook)
    put(workbook)

    remove_lotse(workbook)

    unharmed(before, workbook)
    assert {name.lower() for name in streams(workbook)} - {name.lower() for name in before} <= {"xl/styles.xml"}


@pytest.mark.parametrize("path", **names(WITH_XLWINGS))
def test_what_opened_before_opens_afterwards(path, copy, put):
    workbook = copy(path)
    before = _values(path)

    put(workbook)

    after = _values(workbook)
    assert {sheet: after.get(sheet) for sheet in before} == before


def _values(path: Path) -> dict[str, str]:
    """Every sheet's values as text; of a workbook or sheet that calamine cannot open, the kind of its error."""
    try:
        book = CalamineWorkbook.from_path(path)
    except CalamineError as error:
        return {"": str(error)}
    found = {}
    for sheet in book.sheet_names:
        try:
            found[sheet] = repr(book.get_sheet_by_name(sheet).to_python())
        except CalamineError as error:
            found[sheet] = str(error)
    return found


@pytest.mark.parametrize("path", **names([path for path in WITH_XLWINGS if path.stat().st_size < 60_000]))
def test_openpyxl_reads_lotses_sheets_back(path, copy, put):
    workbook = copy(path)
    try:
        read = _loaded(workbook).sheetnames
    except Exception as error:  # noqa: BLE001 - the reason is openpyxl's, whatever it is
        pytest.skip(f"openpyxl cannot read the original: {type(error).__name__}")
    if not read:
        pytest.skip("openpyxl sees no sheet in Strict workbooks")

    put(workbook)

    report = _loaded(workbook)["Prüfbericht"]
    assert report["D6"].value == "=kein Bezug & <kein> Tag"
    assert report["D6"].data_type == "s"
    assert report.tables["Lotse_Probe_Befunde"].ref == "A5:E25"


@pytest.mark.parametrize("path", **names([path for path in WITH_XLWINGS if path.stat().st_size < 60_000]))
def test_no_schema_error_that_the_original_did_not_have(path, copy, put):
    workbook = copy(path)

    put(workbook)

    assert _schema_errors(workbook) - _schema_errors(path) == set()


def _loaded(path: Path) -> openpyxl.Workbook:
    # From memory: openpyxl leaves a file open when it fails.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(BytesIO(path.read_bytes()))


def _schema_errors(path):
    validator = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365, max_errors=0)
    # Texts in their cells are allowed; the validator only remarks that Excel keeps them elsewhere.
    return {(e.part_uri, e.description) for e in validator.validate(path).errors if e.id != "Excel_InlineStrCells"}


@NEEDS_CORPUS
@pytest.mark.parametrize("path", **names(REFUSED))
def test_what_cannot_be_written_into_is_refused_with_reason_and_cure(path, copy, put):
    workbook = copy(path)
    before = workbook.read_bytes()

    with pytest.raises(RefusedWorkbookError) as refusal:
        put(workbook)

    assert refusal.value.reason
    assert refusal.value.cure
    assert workbook.read_bytes() == before
    assert [each.name for each in workbook.parent.iterdir()] == [path.name]


@NEEDS_CORPUS
def test_a_trial_says_what_it_saw_and_leaves_the_workbook_alone(copy, today):
    path = CORPUS / "poi-integration__stress002.xlsx"
    workbook = copy(path)

    trial = try_on_copy(workbook, today=today)

    assert trial.trusted, trial.problem
    assert trial.steps == ("eingefügt", "erneuert", "entfernt")
    assert {"Makros", "Steuerelemente", "Notizen", "Blattschutz"} <= set(trial.seen)
    assert workbook.read_bytes() == path.read_bytes()


@NEEDS_CORPUS
def test_a_trial_of_a_refused_workbook_gives_the_reason(copy, today):
    trial = try_on_copy(copy(CORPUS / "refuse-poi-signed.xlsx"), today=today)

    assert not trial.trusted
    assert "digital signiert" in trial.problem
    assert "digitale Signatur" in trial.seen


@NEEDS_CORPUS
def test_a_trial_keeps_its_copies_when_asked(copy, tmp_path, today):
    workbook = copy(CORPUS / "poi-spreadsheet__right-to-left.xlsx")

    trial = try_on_copy(workbook, today=today, keep=tmp_path / "Proben")

    assert [path.name for path in trial.kept] == [
        f"poi-spreadsheet__right-to-left ({step}).xlsx" for step in ("eingefügt", "erneuert", "entfernt")
    ]
    assert all(path.stat().st_size for path in trial.kept)
