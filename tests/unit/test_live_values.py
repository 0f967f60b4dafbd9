"""What goes to LibreOffice in bulk, and what comes back."""

import datetime as dt
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.live.libreoffice.edits import _joined, _jump
from workbook.live.libreoffice.engine import Engine
from workbook.live.libreoffice.places import parse
from workbook.live.libreoffice.values import (
    EPOCH_1900,
    EPOCH_1904,
    CellError,
    Kind,
    Patch,
    as_in_a_file,
    error_text,
    incoming,
    moment,
    outgoing,
    runs,
    serial,
)


def at(*parts: int) -> dt.datetime:
    return dt.datetime(*parts)  # noqa: DTZ001 - a cell knows no time zone


MOMENTS = st.datetimes(at(1900, 3, 1), at(9999, 12, 31, 23, 59, 59)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)


@given(MOMENTS, st.sampled_from([EPOCH_1900, EPOCH_1904]))
def test_a_moment_comes_back_to_the_millisecond(when, epoch):
    assert moment(serial(when, epoch), epoch) == when


def test_a_workbook_that_counts_from_1904_means_other_days():
    assert serial(dt.date(1904, 1, 2), EPOCH_1904) == 1


@pytest.mark.parametrize(
    ("value", "wire"),
    [
        (None, ""),
        (True, 1.0),
        (2**40, float(2**40)),
        (Decimal("12.50"), 12.5),
        (math.nan, ""),
        (math.inf, ""),
        (dt.date(2019, 6, 30), 43646.0),
        (dt.time(18), 0.75),
        (dt.timedelta(hours=36), 1.5),
        ("01454", "01454"),
        ("'=1+1", "=1+1"),
        ("=1+1", ""),
        ("=", "="),
    ],
)
def test_libreoffice_gets_only_texts_and_numbers(value, wire):
    assert outgoing([[value]], EPOCH_1900).rows == [(wire,)]


def test_formulas_days_and_truth_values_are_remembered_with_their_cells():
    ready = outgoing([["=A1", True], [dt.date(2019, 1, 1), at(2019, 1, 1, 8)]], EPOCH_1900)
    assert ready.formulas == {(0, 0): "=A1"}
    assert ready.truths == [(0, 1)]
    assert ready.days == [(1, 0)]
    assert ready.moments == [(1, 1)]


def test_numbers_are_read_as_what_their_cells_show():
    kinds = [(Patch(0, 0, 0, 0), Kind.DAY), (Patch(0, 1, 0, 1), Kind.TRUTH), (Patch(0, 2, 0, 2), Kind.TIME)]
    data = (43646.0, 1.0, 0.75, 2.5, "", "Text")
    assert incoming((data,), kinds, {}, EPOCH_1900) == [[at(2019, 6, 30), True, 0.75, 2.5, None, "Text"]]
    assert as_in_a_file((data,), kinds, EPOCH_1900) == [[dt.date(2019, 6, 30), True, dt.time(18), 2.5, "", "Text"]]


def test_a_truth_value_that_somebody_added_up_stays_a_number():
    assert incoming(((3.0,),), [(Patch(0, 0, 0, 0), Kind.TRUTH)], {}, EPOCH_1900) == [[3.0]]


def test_an_error_is_told_from_the_same_text():
    rows = incoming(((None, "#N/A"),), [], {(0, 0): error_text(32767)}, EPOCH_1900)
    assert rows == [["#N/A", "#N/A"]]
    assert isinstance(rows[0][0], CellError)
    assert not isinstance(rows[0][1], CellError)


def test_a_number_beyond_the_calendar_stays_a_number():
    assert moment(1e12, EPOCH_1900) == 1e12


@given(st.sets(st.tuples(st.integers(0, 30), st.integers(0, 5)), min_size=1))
def test_strips_cover_every_cell_once(cells):
    covered = [cell for strip in runs(cells) for cell in strip.cells()]
    assert sorted(covered) == sorted(cells)


@pytest.mark.parametrize(
    ("reference", "place"),
    [
        ("A1", (1, 1, 1, 1)),
        ("$D$5:B2", (2, 2, 4, 3)),
        ("A:C", (1, 1, 1_048_576, 3)),
        ("2:4", (2, 1, 3, 1024)),
        ("A", None),
        ("A0", None),
        ("ZZZ1", None),
        ("A1:B2:C3", None),
        ("A1048577", None),
        ("lst_Ja", None),
    ],
)
def test_an_address_is_read_as_excel_reads_it(reference, place):
    assert parse(reference, widest=1024) == place


@pytest.mark.parametrize(
    ("at", "forward", "target"),
    [(1, True, 3), (3, True, 7), (7, True, 100), (9, False, 7), (7, False, 3), (2, False, 1)],
)
def test_a_jump_ends_where_ctrl_and_an_arrow_would(at, forward, target):
    blocks = _joined([(3, 3), (1, 2), (7, 7)])
    assert _jump(blocks, at, 100 if forward else 1, forward=forward) == target


def test_missing_values_of_numpy_become_empty_cells():
    numpy = pytest.importorskip("numpy")
    prepare = Engine.prepare_xl_data_element
    assert prepare(numpy.float64("nan"), {}) == ""
    assert prepare(numpy.datetime64("NaT"), {}) == ""
    assert prepare(numpy.int64(3), {}) == 3
    assert prepare(numpy.datetime64("2019-06-30T18:00"), {}) == at(2019, 6, 30, 18)
