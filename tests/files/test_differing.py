"""What differs between two versions is told exactly: by key and cell, after sorting, inserting and deleting too."""

from __future__ import annotations

import os
import tempfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from automation.desk.differing import differences
from workbook.reading.raw import read_book

EXAMPLES = int(os.environ.get("LOTSE_DIFFS", "60"))
CLIENTS = ("KlientID", "Nachname", "Straße", "PLZ", "Geburtsdatum", "Farbe der Mappe")
AMOUNTS = ("BG-ID", "Monat", "SGB II-Betrag")
TEXTS = st.text("abcäöüß ", min_size=1, max_size=6).map(lambda text: f"x{text}x")
DAYS = st.dates(date(1950, 1, 1), date(2019, 1, 1))
VALUES = {
    "Nachname": TEXTS,
    "Straße": TEXTS,
    "PLZ": st.one_of(st.sampled_from(("45884", "45886")), st.integers(1000, 99999).map(float)),
    "Geburtsdatum": st.one_of(DAYS, TEXTS),
    "Farbe der Mappe": st.sampled_from(("rot", "blau", "")),
    "SGB II-Betrag": st.integers(0, 900).map(float),
}


def write(path, **sheets):
    """Write sheets by name: a header and rows, each cell as its kind."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd.mm.yyyy", "strings_to_numbers": False}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value != "":
                        page.write(number, column, value)
    return path


def compared(folder, old, new):
    """What differs between two contents, as `write` takes them."""
    paths = [write(Path(folder) / f"{name}.xlsx", **content) for name, content in (("alt", old), ("neu", new))]
    with read_book(paths[0]) as before, read_book(paths[1]) as now:
        return differences(before, now)


@st.composite
def changed_clients(draw):
    """A list of clients, the same after random edits, and what was done, by key."""
    count = draw(st.integers(3, 12))
    old = {f"K-{n:05}": {label: draw(VALUES[label]) for label in CLIENTS[1:]} for n in range(1, count + 1)}
    new = {key: dict(row) for key, row in old.items()}
    cells, gone, come = set(), set(), set()
    for _ in range(draw(st.integers(0, 5))):
        key, label = draw(st.sampled_from(sorted(new))), draw(st.sampled_from(CLIENTS[1:]))
        new[key][label] = draw(VALUES[label])
    for key in draw(st.sets(st.sampled_from(sorted(old)), max_size=2)):
        del new[key]
        gone.add(key)
    for number in range(draw(st.integers(0, 3))):
        key = f"K-{count + 1 + number:05}"
        new[key] = {label: draw(VALUES[label]) for label in CLIENTS[1:]}
        come.add(key)
    for key in new.keys() & old.keys():
        for label in CLIENTS[1:]:
            if old[key][label] != new[key][label]:
                cells.add((key, label, old[key][label], new[key][label]))
    order = draw(st.permutations(sorted(new)))
    rows = [[(key, *row.values()) for key, row in old.items()], [(key, *new[key].values()) for key in order]]
    # A row under another key with the same content is that row, with another key.
    twins = {tuple(old[key].values()) for key in gone} & {tuple(new[key].values()) for key in come}
    return rows, cells, gone, come, bool(twins), order


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changed_clients(), st.lists(st.integers(2, 5), max_size=3))
def test_edits_sorting_inserting_and_deleting_are_told_exactly(change, blanks):
    (old, new), cells, gone, come, twins, order = change
    if twins or not order:
        return
    for blank in sorted(blanks, reverse=True):  # somebody left rows empty in between
        new.insert(min(blank, len(new)), ("",) * len(CLIENTS))
    with tempfile.TemporaryDirectory() as folder:
        found = compared(folder, {"Klienten": [CLIENTS, *old]}, {"Klienten": [CLIENTS, *new]})

    assert {(each.key, each.label, each.before, each.after) for each in found.cells} == cells
    assert {row.key for row in found.rows if row.gone} == gone
    assert {row.key for row in found.rows if not row.gone} == come
    numbers = {row[0]: number for number, row in enumerate(new, 2)}
    assert {each.cell for each in found.cells} == {
        f"{'ABCDEF'[CLIENTS.index(label)]}{numbers[key]}" for key, label, _, _ in cells
    }


@st.composite
def changed_amounts(draw):
    """A list without keys: months of households; some amounts change, rows come and go, all are shuffled."""
    months = [(f"HH-{n:04}", date(2019, month, 1)) for n in range(1, 5) for month in range(1, 4)]
    old = {month: draw(VALUES["SGB II-Betrag"]) for month in draw(st.sets(st.sampled_from(months), min_size=3))}
    new = {month: amount for month, amount in old.items() if draw(st.integers(0, 5))}
    for month in new:
        if not draw(st.integers(0, 2)):
            new[month] = draw(VALUES["SGB II-Betrag"])
    for month in draw(st.sets(st.sampled_from(months), max_size=2)) - old.keys():
        new[month] = 1000.5
    return old, {month: new[month] for month in draw(st.permutations(sorted(new)))}


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changed_amounts())
def test_rows_without_keys_are_known_by_what_tells_them_apart(change):
    old, new = change
    if not new:
        return
    with tempfile.TemporaryDirectory() as folder:
        sheets = ({"Leistungsverlauf": [AMOUNTS, *((*m, a) for m, a in side.items())]} for side in (old, new))
        found = compared(folder, *sheets)

    changed = sorted((old[month], new[month]) for month in old.keys() & new.keys() if old[month] != new[month])
    # A row that went and one that came with the same amount may as well be one that changed its month.
    moved = sum(each.label != "SGB II-Betrag" for each in found.cells)
    assert len(old) - sum(row.gone for row in found.rows) == len(new) - found.new
    if not moved:
        assert sorted((each.before, each.after) for each in found.cells) == changed
        assert (found.new, found.gone) == (len(new.keys() - old.keys()), len(old.keys() - new.keys()))


def clients(count=30):
    return [
        (f"K-{n:05}", f"Name {n}", f"Straße {n}", "45884" if n % 3 else "45886", date(1980, 1, 1 + n % 28), "")
        for n in range(1, count + 1)
    ]


def slipped(rows, columns, away, first=0):
    """The rows with columns moved up by so many rows from one row on; the last ones stay as they are."""
    new = [list(row) for row in rows]
    for number in range(first, len(rows) - away):
        for column in columns:
            new[number][column] = rows[number + away][column]
    return [tuple(row) for row in new]


@pytest.mark.parametrize("away", [1, 2, 5])
@pytest.mark.parametrize("order", ["typed", "sorted"])
def test_a_column_that_slipped_against_its_keys_is_noticed(tmp_path, away, order):
    new = slipped(clients(), (2, 3), away)
    if order == "sorted":
        new.sort(key=lambda row: (row[4], row[0]))

    found = compared(tmp_path, {"Klienten": [CLIENTS, *clients()]}, {"Klienten": [CLIENTS, *new]})

    told = " ".join(found.notices)
    assert "„Straße“ " in told
    step = "1 Zeile" if away == 1 else f"{away} Zeilen"
    assert f"um {step} nach oben verrutscht" in told
    assert not any(value in told for value in ("Straße 3", "45884", "Name"))


def test_a_cell_inserted_in_one_column_alone_is_noticed_from_there_on(tmp_path):
    new = [list(row) for row in clients()]
    for number in range(29, 10, -1):
        new[number][2] = new[number - 1][2]
    new[10][2] = "Neue Straße"

    found = compared(tmp_path, {"Klienten": [CLIENTS, *clients()]}, {"Klienten": [CLIENTS, *new]})

    assert "in 20 Zeilen um 1 Zeile nach unten verrutscht" in " ".join(found.notices)


def test_a_column_sorted_for_itself_is_noticed(tmp_path):
    new = [list(row) for row in clients()]
    for row, street in zip(new, sorted(row[2] for row in clients()), strict=True):
        row[2] = street

    found = compared(tmp_path, {"Klienten": [CLIENTS, *clients()]}, {"Klienten": [CLIENTS, *new]})

    assert "vertauscht, wie nach dem Sortieren nur dieser Spalte" in " ".join(found.notices)


def test_keys_sorted_alone_are_noticed_as_all_the_rest(tmp_path):
    new = [list(row) for row in clients()]
    for row, key in zip(new, sorted((row[0] for row in clients()), reverse=True), strict=True):
        row[0] = key

    found = compared(tmp_path, {"Klienten": [CLIENTS, *clients()]}, {"Klienten": [CLIENTS, *new]})

    assert any("„Nachname“" in each and "vertauscht" in each for each in found.notices)


def test_many_addresses_at_once_and_a_sheet_that_went_are_noticed(tmp_path):
    new = [(*row[:2], f"Allee {n}", *row[3:]) if n < 12 else row for n, row in enumerate(clients())]

    gone = {"Notizen": [("a",)], "Leistungsverlauf": [AMOUNTS, ("HH-0001", date(2019, 1, 1), 5)]}
    found = compared(tmp_path, {"Klienten": [CLIENTS, *clients()], **gone}, {"Klienten": [CLIENTS, *new]})

    told = " ".join(found.notices)
    assert "Auf einmal ist die Anschrift in 12 von 30 Zeilen anders" in told
    assert "Das Blatt „Notizen“ ist fort." in told
    assert "Das Blatt „Leistungsverlauf“ ist fort." in told


def test_usual_work_is_no_notice(tmp_path):
    new = clients()
    for number in (3, 9, 20):
        new[number] = (*new[number][:2], f"Allee {number}", *new[number][3:])
    new += [("K-00031", "Neu", "Weg 1", "45884", date(1990, 1, 1), "rot")]

    found = compared(tmp_path, {"Klienten": [CLIENTS, *clients()]}, {"Klienten": [CLIENTS, *reversed(new)]})

    assert found.notices == ()
    assert (found.new, found.gone, len(found.cells)) == (1, 0, 3)


def test_text_and_number_are_not_the_same_and_a_row_with_another_key_is(tmp_path):
    new = [
        ("K-00001", *clients()[0][1:3], 45886.0, *clients()[0][4:]),
        ("K-00099", *clients()[1][1:]),
        *clients()[2:],
    ]

    found = compared(tmp_path, {"Klienten": [CLIENTS, *clients()]}, {"Klienten": [CLIENTS, *new]})

    assert {(each.key, each.label) for each in found.cells} == {("K-00001", "PLZ"), ("K-00099", "KlientID")}
    assert found.rows == ()


def test_columns_sheets_and_unknown_sheets_are_told(tmp_path):
    labels = (*CLIENTS[:5], "Spind")
    own = [("Wer", "Schlüssel"), ("Anna", 4.0), ("Bernd", 5.0), ("Cem", 6.0)]
    changed = [own[0], own[3], own[1], ("Bernd", 7.0)]

    found = compared(
        tmp_path,
        {"Klienten": [CLIENTS, *clients()], "Schlüssel": own},
        {"Klienten": [labels, *clients()], "Schlüssel": changed, "Feier": [("Kuchen",)]},
    )

    assert set(found.structure) == {
        "Blatt „Klienten“: Die Spalte „Farbe der Mappe“ ist fort.",
        "Blatt „Klienten“: Die Spalte „Spind“ ist neu.",
        "Das Blatt „Feier“ ist neu.",
    }
    assert [(each.sheet, each.cell, each.before, each.after) for each in found.cells] == [
        ("Schlüssel", "B4", 5.0, 7.0)
    ]


def test_the_same_workbook_differs_in_nothing(tmp_path):
    sheets = {"Klienten": [CLIENTS, *clients()], "Notizen": [("a", "b"), ("a", "b"), ("c", 1.0)]}

    assert not compared(tmp_path, sheets, sheets)
