"""The pages as they are read and printed: size of letters, marks, comments, charts in any reader."""

import re
import shutil
import subprocess
import zipfile
from collections import Counter
from datetime import date

import pytest
from lxml import etree
from msgspec.structs import replace

from automation import jobs
from automation.dashboard.cuts import marks_of
from automation.dashboard.further_pages import further_pages
from automation.dashboard.grid import COMMENT_ROW, FAMILIES, ROW, Page
from automation.dashboard.page_charts import _labelled
from automation.dashboard.page_comments import add_fields, read_remarks
from automation.dashboard.page_notes import texts_of
from automation.dashboard.pivot_sheet import build_pivot_sheet
from automation.dashboard.sheet import build_dashboard
from automation.figures.chart_model import Line, Role
from automation.figures.closing.closings_sheet import build_record_sheet
from automation.figures.closing.record import CLOSINGS, Record
from automation.figures.compiled import add_up
from automation.figures.deriving import derive_facts
from automation.figures.fact import DIMENSIONS
from automation.figures.indicators import groups
from automation.figures.reporting import Reporting
from automation.letters.dispatch import DispatchLog
from automation.letters.logbook import build_log
from automation.office.law import LegalValues
from automation.office.quarters import Quarter
from automation.office.settings import Settings
from automation.report import build_report
from tests.text_fit import cut
from workbook.cells import address
from workbook.creating import create_workbook
from workbook.creating.demo import DEMO_DAY, build_demo
from workbook.package.parts import Package
from workbook.package.structure import sheet_entries
from workbook.reading.raw import read_book
from workbook.schema import Household, StaffMember, Target
from workbook.schema.setting_names import SettingName
from workbook.sheets import Block, Formula, Link, Sheet, Style
from workbook.tables import office_of
from workbook.writing.file_book import FileBook

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
FEWEST_POINTS = 8
A4_BETWEEN_MARGINS = 595.2 - 72 * (0.5 + 0.6)


@pytest.fixture(scope="module")
def sheets():
    office = build_demo().office
    settings = Settings.of(office)
    facts = derive_facts(office, DEMO_DAY, settings, LegalValues.of(office))
    figures = add_up(facts, Reporting.of(office, DEMO_DAY, settings), settings)
    quarter = figures.reporting.begun[-1]
    page, fact_sheet = build_dashboard(office, figures, DEMO_DAY, quarter)
    return office, [page, *further_pages(figures, quarter), fact_sheet]


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "Büro.xlsx"
    made = build_demo()
    create_workbook(path, office=made.office, today=DEMO_DAY, raw=made.raw, synthetic=True)
    jobs.compile_dashboard(FileBook(path), DEMO_DAY)
    return path


def strings(sheet):
    """Every text on the sheet, as it is shown and as a formula holds it."""
    values = [value for block in sheet.blocks for row in block.rows for value in row]
    values += [note.text for note in sheet.notes]
    values += [value for table in sheet.tables for row in table.rows for value in row]
    for value in values:
        if isinstance(value, Formula):
            yield value.text
            yield str(value.value)
        elif isinstance(value, Link | str):
            yield value.text if isinstance(value, Link) else value


def test_nothing_on_a_printed_page_is_below_eight_points(sheets):
    for sheet in sheets[1]:
        assert sheet.printing.scale is not None, sheet.name
        styles = [block.style for block in sheet.blocks] + [note.style for note in sheet.notes]
        styles += [column.style for table in sheet.tables for column in table.columns]
        sizes = {style.size for style in styles} | {chart.text_size for chart in sheet.charts}
        assert min(sizes) * sheet.printing.scale / 100 >= FEWEST_POINTS, sheet.name


def test_no_other_sheet_that_is_printed_has_letters_below_eight_points():
    reopened = Record().adding(CLOSINGS, [{"Abschluss": 1, "Quartal": "2019-Q1", "Grund": "ein Tippfehler"}])
    made = [
        build_report([], rows=0, today=DEMO_DAY),
        build_log(DispatchLog(), today=DEMO_DAY),
        build_pivot_sheet(),
        build_record_sheet(Record(), Record()),
        build_record_sheet(reopened, Record()),
    ]
    for sheet in made:
        last = sheet.printing.area.last_column if sheet.printing.area else 99
        sizes = [note.style.size for note in sheet.notes]
        sizes += [column.style.size for table in sheet.tables for column in table.columns[:last]]
        assert min(sizes) * sheet.printing.scale / 100 >= FEWEST_POINTS, sheet.name


def test_the_line_at_the_foot_of_a_page_has_eight_points_too(demo):
    """It is printed at the scale of its sheet: 8 points at 72 per cent are 5.8."""
    with zipfile.ZipFile(demo) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]

    feet = [sheet for sheet in sheets if "<oddFooter>" in sheet]
    assert len(feet) > 20
    for sheet in feet:
        scale = re.search(r'<pageSetup[^>]* scale="(\d+)"', sheet)
        follows = 'scaleWithDoc="0"' not in sheet
        assert (scale is not None) == follows
        sizes = [int(size) for size in re.findall(r"&amp;(\d+)", sheet[sheet.index("<oddFooter>") :])]
        assert min(sizes) * (int(scale[1]) if scale else 100) / 100 >= FEWEST_POINTS


def test_the_name_of_an_office_is_shown_whole_however_long_it_is(sheets):
    made = sheets[0]
    long = "Quartiersbüro für Beschäftigung, Qualifizierung und Teilhabe in Gelsenkirchen-Rotthausen-Ückendorf"
    for name, fewest in (("Büro", 14), (long, 10), (long + " e. V. (gemeinnützig, im Auftrag der Stadt)", 10)):
        rows = [
            row.model_copy(update={"value": name}) if getattr(row, "name", "") == SettingName.OFFICE_NAME else row
            for each in made
            for row in each
        ]
        office = office_of(rows)
        settings = Settings.of(office)
        page, _ = build_dashboard(
            office, add_up((), Reporting.of(office, DEMO_DAY, settings), settings), DEMO_DAY, Quarter(2019, 2)
        )
        (title,) = [note for note in page.notes if note.area.first_row == 1 and name in str(note.text)]
        assert title.style.size >= fewest
        assert not list(cut(page))


def test_numbers_over_columns_give_way_where_they_would_run_into_each_other():
    def line(*values):
        return Line("Ist", "Ist", values, Role.ACTUAL, labels=True, whole_axis=True)

    assert _labelled(line(0, 1, 3, 7, None, None, None, None, None), FAMILIES)
    assert _labelled(line(*[9] * 14), FAMILIES)
    assert not _labelled(line(*[39] * 14), FAMILIES)


def test_the_line_for_signatures_stands_on_the_first_page_in_any_reader(sheets):
    page = sheets[1][0]
    points = sum(page.heights.get(row, ROW) for row in range(1, page.printing.breaks[0]))

    assert points * page.printing.scale / 100 <= A4_BETWEEN_MARGINS - 6


def test_a_day_is_written_smaller_where_letters_are_wider_than_ours(sheets):
    """It else reads ###: Excel and LibreOffice cut no day, and a missing Calibri is replaced by wider letters."""
    page = sheets[1][0]
    cells = [(note.text, note.style) for note in page.notes]
    cells += [(value, block.style) for block in page.blocks for row in block.rows for value in row]
    days = [
        (value, style)
        for value, style in cells
        if isinstance(value.value if isinstance(value, Formula) else value, date)
    ]

    assert len(days) >= 2
    assert [value for value, style in days if not style.shrink] == []


@pytest.mark.parametrize("grown", [1, 20])
def test_no_text_or_number_is_cut_in_this_office_or_in_one_twenty_times_as_large(sheets, grown):
    for sheet in sheets[1]:
        assert list(cut(sheet, grown)) == [], sheet.name


def test_on_every_printed_page_each_column_has_its_header_above(sheets):
    numbers = 0
    for sheet in sheets[1][1:-1]:
        texts, starts = texts_of(sheet), [4, *(row + 1 for row in sheet.printing.breaks)]
        for (row, column), text in texts.items():
            if row < 4 or column == 2 or re.search(r"[^\W\d_]{2}", text) or re.fullmatch(r"\d{4}-Q\d", text):
                continue
            top = max(start for start in starts if start <= row)
            above = [texts.get((each, column), "") for each in range(top, row)]
            assert [word for word in above if re.search(r"[^\W\d_]{2}", word)], (sheet.name, row, column)
            numbers += 1
    assert numbers > 500


def test_of_two_targets_of_one_figure_the_tile_says_which_it_shows():
    office = build_demo().office
    families, city = office[Target]
    later = {"row": 7, "target_id": "Z-03", "begin": date(2019, 1, 1), "end": date(2021, 12, 31)}
    settings = Settings.of(office)
    for more, title in (({}, "Familien unabhängig"), (later, "Familien unabhängig · Z-03")):
        rows = [families, city, *([families.model_copy(update=more)] if more else [])]
        here = office_of([*rows, *(row for each in office if each is not office[Target] for row in each)])
        facts = derive_facts(here, DEMO_DAY, settings, LegalValues.of(here))
        figures = add_up(facts, Reporting.of(here, DEMO_DAY, settings), settings)
        page, _ = build_dashboard(here, figures, DEMO_DAY, figures.reporting.begun[-1])
        assert title in texts_of(page).values()
        assert not list(cut(page))


def test_of_a_quarter_that_is_over_the_tile_does_not_colour_what_nobody_knows(sheets):
    office, _ = sheets
    settings = Settings.of(office)
    facts = derive_facts(office, DEMO_DAY, settings, LegalValues.of(office))
    figures = add_up(facts, Reporting.of(office, DEMO_DAY, settings), settings)
    for quarter, said in ((-1, "ohne Zuständige: 1"), (-2, "Zuständige: nur von heute bekannt")):
        page, _ = build_dashboard(office, figures, DEMO_DAY, figures.reporting.begun[quarter])
        assert said in texts_of(page).values()


def test_who_said_no_gender_and_of_whom_none_is_written_are_one_line(sheets):
    _, (_, *further, _) = sheets
    labels = [text for sheet in further for text in texts_of(sheet).values()]

    assert "Frauen" in labels
    assert "ohne Angabe" in labels
    assert not [text for text in labels if "(o)" in text]


def test_no_line_of_households_is_called_like_a_figure_that_counts_otherwise(sheets):
    texts = texts_of(sheets[1][0])
    (top,) = [row for (row, _), text in texts.items() if text == "Haushalte heute"]
    lines = {texts.get((row, 2)) for row in range(top + 2, top + 9)}

    assert "zählt" in lines
    assert not lines & {measure.title for group in groups() for measure in group.measures}


def test_what_does_not_fit_is_told():
    narrow = Sheet("Blatt", blocks=[Block(1, 1, [["Ein langes Wort", "daneben"]])], heights={2: 12}, widths={1: 5})
    low = replace(narrow, blocks=[Block(2, 1, [["Ein langes Wort"]], Style(wrap=True))])
    number = replace(narrow, blocks=[Block(1, 1, [[12_345_678]])])

    assert [[address for address, *_ in cut(each)] for each in (narrow, low, number)] == [["A1"], ["A2"], ["A1"]]
    assert not list(cut(replace(narrow, blocks=[Block(1, 1, [["Ein langes Wort"]])])))


def test_a_long_name_of_a_target_is_shown_whole_and_many_targets_tear_no_table_apart():
    long = "Familien in der ganzen Stadt, die zwei Monate ohne Leistung leben, mit einer langen Bezeichnung"
    made = build_demo().office
    goal = made[Target].at(0)
    targets = [goal.model_copy(update={"row": 5 + n, "target_id": f"Z-{n:02}", "title": long}) for n in range(12)]
    office = office_of([*targets, *made[Household]])
    settings = Settings.of(made)
    facts = derive_facts(office, DEMO_DAY, settings, LegalValues.of(office))
    figures = add_up(facts, Reporting.of(office, DEMO_DAY, settings), settings)

    page, _ = build_dashboard(office, figures, DEMO_DAY, figures.reporting.begun[-1])

    names = [note for note in page.notes if long in str(note.text)]
    assert len(names) == len(targets)
    assert all(page.heights[note.area.first_row] >= 4 * 13 for note in names)  # three lines of name, one of days
    _, quarters = [note.area.first_row for note in page.notes if str(note.text).startswith("Familien unabhängig")]
    assert quarters - 1 in page.printing.breaks


def test_no_figure_dimension_or_cell_is_by_adviser(sheets):
    office, pages = sheets
    initials = {member.initials for member in office[StaffMember] if member.initials}
    words = ("zuständig", "kürzel", "berater", "adviser", "personal")
    declared = [*DIMENSIONS.values()]
    for group in groups():
        for measure in group.measures:
            declared += [split.title for split in measure.splits] + [split.dimension for split in measure.splits]

    assert initials
    assert not [each for each in declared if any(word in each.casefold() for word in words)]
    for page in pages:
        shown = {word for text in strings(page) for word in text.replace(";", " ").replace(",", " ").split()}
        assert not initials & shown, page.name


def test_a_comment_stays_with_its_quarter_and_figure(demo, tmp_path):
    path = shutil.copy(demo, tmp_path / "Büro.xlsx")
    with read_book(path) as book:
        grid = book.grid("Dashboard")
    places = {
        value: (row + 1, column)
        for row, line in enumerate(grid)
        for column, value in enumerate(line)
        if isinstance(value, str) and value.startswith(("Kommentar, ", "erstellt von, "))
    }
    assert {name.partition(" · ")[2] for name in places} == {
        "Familien unabhängig", "Sozialer Arbeitsmarkt", "Vermittlungen", "Anliegen", "",
    }  # fmt: skip

    write = {
        places["Kommentar, 2019-Q2 · Vermittlungen"]: "=Messe im Mai",
        places["erstellt von, 2019-Q2"]: "K. Lang",
    }
    typed_by_staff(path, write)
    for quarter in ("2019-Q2", "2019-Q1", "2019-Q2"):
        jobs.compile_dashboard(FileBook(path), DEMO_DAY, quarter=quarter)
        with read_book(path) as book:
            kept = read_remarks(book)

        assert kept == {("2019-Q2", "Vermittlungen"): "=Messe im Mai", ("2019-Q2", "erstellt von"): "K. Lang"}


@pytest.mark.parametrize(("words", "lines"), [(3, 3), (60, 20)])
def test_the_field_of_a_comment_is_as_high_as_what_is_written_there(words, lines):
    page, quarter = Page(), Quarter(2019, 2)

    add_fields(page, quarter, "30.06.2019", {(quarter.code, "Anliegen"): "Rückfrage " * words})

    assert page.heights[COMMENT_ROW + 1] >= lines * 12


def typed_by_staff(path, values):
    """Put texts into empty cells of the page, as somebody does who types there."""
    with Package(path) as package:
        part = next(entry.part for entry in sheet_entries(package) if entry.name == "Dashboard")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(parts[part])
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    for (row, column), text in values.items():
        (cell,) = [each for each in root.iter(f"{space}c") if each.get("r") == address(row + 1, column + 1)]
        cell.set("t", "inlineStr")
        inline = etree.SubElement(cell, f"{space}is")
        etree.SubElement(inline, f"{space}t").text = text
    parts[part] = etree.tostring(root)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_charts_say_everything_that_a_reader_would_else_assume(demo):
    with zipfile.ZipFile(demo) as archive:
        charts = [archive.read(name) for name in archive.namelist() if "charts/chart" in name]

    assert charts
    for part in charts:
        root = etree.fromstring(part)
        for labels in root.iter(f"{CHART}dLbls"):
            off = ("showLegendKey", "showCatName", "showSerName", "showPercent", "showBubbleSize")
            assert [labels.find(f"{CHART}{name}").get("val") for name in off] == ["0"] * len(off)
        for line in root.iter(f"{CHART}lineChart"):
            assert all(series.find(f"{CHART}smooth").get("val") == "0" for series in line.iter(f"{CHART}ser"))
        assert root.find(f"{CHART}roundedCorners").get("val") == "0"
        assert next(root.iter(f"{CHART}dispBlanksAs")).get("val") == "gap"


def test_quarters_that_are_not_whole_are_marked_and_explained(sheets):
    _, (page, *further) = sheets
    for each in (page, *further[:-1]):
        assert any("2018-Q3 angeschnitten: 30 Tage" in text for text in strings(each)), each.name


def test_quarters_before_the_project_say_that_only_targets_count_in_them(sheets):
    office = sheets[0]
    settings = Settings.of(office)
    reporting = replace(Reporting.of(office, DEMO_DAY, settings), project=(date(2019, 2, 1), date(2020, 8, 31)))

    said = marks_of(add_up((), reporting, settings))

    assert "2018-Q3 bis 2018-Q4 vor der Projektzeit, nur Ziele zählen; 2019-Q1 angeschnitten: 59 Tage" in said
    after = replace(reporting, project=(date(2018, 9, 1), date(2018, 12, 31)))
    assert marks_of(add_up((), after, settings)).endswith(
        "2019-Q1 bis 2019-Q2 nach der Projektzeit, nur Ziele zählen."
    )


@pytest.fixture(scope="module")
def as_excel_made_it(tmp_path_factory, demo):
    """The same in a workbook that Excel of 2016 or later says to have made: readers assume other defaults there."""
    path = tmp_path_factory.mktemp("excel") / "Büro.xlsx"
    with zipfile.ZipFile(demo) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/app.xml":
                data = re.sub(rb"<AppVersion>[^<]*</AppVersion>", b"<AppVersion>16.0300</AppVersion>", data)
                assert b"16.0300" in data
            new.writestr(name, data)
    jobs.compile_dashboard(FileBook(path), DEMO_DAY)
    return path


@pytest.fixture(scope="module")
def printed(as_excel_made_it, libreoffice, tmp_path_factory):
    """What is printed, page by page."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext ist nicht installiert.")
    pdf = libreoffice.convert(as_excel_made_it, "pdf", tmp_path_factory.mktemp("printed"))
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
    return text.stdout.split("\f")


@pytest.mark.libreoffice
def test_in_a_workbook_of_excel_labels_say_no_more_than_elsewhere(printed):
    page = next(page for page in printed if "Soll, Ist, Prognose" in page)
    # „2019-Q2; unabhängig; 7“ stood over the bars where the flags of the labels were left out.
    assert not re.search(r";[^;\n]{1,30}; ?\d", page)


@pytest.mark.libreoffice
def test_paper_is_as_planned_no_column_stands_on_a_page_of_its_own(printed, sheets):
    pages = Counter(found[1] for page in printed if (found := re.search(r"· (\S[^\n]*?) {2,}Seite \d", page)))

    for sheet in sheets[1][:-1]:
        assert pages[sheet.name] == len(sheet.printing.breaks) + 1, sheet.name
    assert pages["Dashboard 2"] <= 10
    assert pages["Fakten"] <= len(sheets[1][-1].tables[0].rows) / 36
    assert not [line for page in printed for line in page.splitlines() if "###" in line]
