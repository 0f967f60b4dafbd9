"""What is Lotse's stays known as such, and what is the staff's is never taken."""

from __future__ import annotations

import re
import zipfile

import pytest
from lxml import etree

from workbook.cells import Area
from workbook.errors import RefusedWorkbookError
from workbook.package.ownership import custom_properties, lost_sheets, owned_sheets
from workbook.package.parts import Package
from workbook.package.structure import name_entries, sheet_entries, table_entries
from workbook.sheets import Block, Chart, Choice, Formula, Link, Name, Palette, Print, Series, Sheet, Style
from workbook.trial.verdict import remove_lotse

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def edited(path, changes):
    """Return the workbook as another program saved it: `changes` are (part, old, new) as patterns."""
    target = path.with_name(f"neu-{path.name}")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name).decode() if name.endswith((".xml", ".rels")) else old.read(name)
            for part, pattern, replacement in changes:
                if part == name:
                    assert re.search(pattern, data), pattern
                    data = re.sub(pattern, replacement, data)
            new.writestr(name, data)
    return target


def owned(path):
    with Package(path) as package:
        return owned_sheets(package)


def tabs(path):
    with Package(path) as package:
        return [(sheet.name, sheet.id, sheet.state) for sheet in sheet_entries(package)]


def sheet_text(path, name):
    with Package(path) as package:
        part = next(sheet.part for sheet in sheet_entries(package) if sheet.name == name)
        return package.read(part).decode()


@pytest.fixture
def workbook(parts, tmp_path):
    return lambda: parts.save(tmp_path / "Mappe.xlsx")


def test_a_workbook_that_lotse_never_saw_owns_nothing(workbook):
    assert owned(workbook()) == {}


def test_a_sheet_that_staff_call_dashboard_is_never_taken(parts, workbook, put, streams, unharmed):
    parts.workbook = parts.workbook.replace("Klienten", "dashboard")
    path = workbook()
    before = streams(path)

    first = put(path)
    second = put(path)

    unharmed(before, path)
    assert first.renamed == {"Dashboard": "Dashboard (Lotse)"}
    assert any("„Dashboard (Lotse)“" in warning and "gehört Ihnen" in warning for warning in first.warnings)
    assert "Dashboard (Lotse)" in second.replaced
    assert owned(path)["Dashboard"] == "Dashboard (Lotse)"
    assert [name for name, _, _ in tabs(path)].count("Dashboard (Lotse)") == 1


def test_everything_on_lotses_sheets_follows_such_a_renaming(parts, workbook, put):
    parts.workbook = parts.workbook.replace("Klienten", "Dashboard")
    path = workbook()
    total = Formula("=SUM(Dashboard!B1:B2)", 0)
    series = Series("s", "Dashboard!$A$1", "'Dashboard'!$B$1", [1], [1], Palette.TEAL)
    dashboard = Sheet(
        "Dashboard",
        blocks=[Block(1, 1, [[total, Link("hin", sheet="Dashboard", cell="B7")]], Style())],
        names=[Name("Auswahl", "'Dashboard'!$A$1:$A$3")],
        choices=[Choice(Area(9, 1, 9, 1), "=Dashboard!$A$1:$A$3")],
        charts=[Chart("column", 3, 1, "t", [series], "")],
    )

    put(path, dashboard)

    text = sheet_text(path, "Dashboard (Lotse)")
    assert "SUM('Dashboard (Lotse)'!B1:B2)" in text
    assert "location=\"'Dashboard (Lotse)'!B7\"" in text
    assert "'Dashboard (Lotse)'!$A$1:$A$3</formula1>" in text
    with Package(path) as package:
        assert "'Dashboard (Lotse)'!$A$1:$A$3" in [name.refers_to for name in name_entries(package)]
        chart = package.read("xl/charts/chart1.xml").decode()
    assert "'Dashboard (Lotse)'!$B$1" in chart
    assert "Dashboard!" not in chart


def test_a_second_sheet_of_that_name_gets_a_number(parts, workbook, put, report):
    parts.workbook = parts.workbook.replace("Klienten", "Prüfbericht").replace(
        "</sheets>", '<sheet name="Prüfbericht (Lotse)" sheetId="2" r:id="rId1"/></sheets>'
    )

    assert put(workbook(), report).renamed == {"Prüfbericht": "Prüfbericht (Lotse 2)"}


def test_staff_may_rename_a_sheet_of_lotses(workbook, put, report):
    path = workbook()
    put(path, report)
    renamed = edited(
        path,
        [
            ("xl/workbook.xml", 'name="Prüfbericht"', 'name="Was zu tun ist"'),
            ("xl/workbook.xml", "'Prüfbericht'!", "'Was zu tun ist'!"),
        ],
    )

    written = put(renamed, report)

    assert written.replaced == ("Was zu tun ist",)
    assert owned(renamed) == {"Prüfbericht": "Was zu tun ist"}
    assert [name for name, _, _ in tabs(renamed)] == ["Klienten", "Was zu tun ist"]


def test_a_program_that_numbers_all_sheets_anew_confuses_nothing(workbook, put, report):
    # LibreOffice gives sheets new ids, so that our old id may be the staff's now.
    path = workbook()
    put(path, report)
    renumbered = edited(
        path, [("xl/workbook.xml", 'sheetId="2"', 'sheetId="3"'), ("xl/workbook.xml", 'sheetId="1"', 'sheetId="2"')]
    )

    assert put(renumbered, report).replaced == ("Prüfbericht",)


def test_a_program_that_drops_hidden_names_leaves_the_property(workbook, put, report):
    path = workbook()
    put(path, report)
    without = edited(path, [("xl/workbook.xml", "<definedNames>.*</definedNames>", "")])

    assert put(without, report).replaced == ("Prüfbericht",)


def test_a_program_that_drops_properties_leaves_the_name(workbook, put, report):
    path = workbook()
    put(path, report)
    without = edited(path, [("docProps/custom.xml", "<property.*</property>", "")])

    assert put(without, report).replaced == ("Prüfbericht",)


@pytest.mark.parametrize("kept", ["both marks", "the name", "the property"])
def test_a_sheet_that_somebody_deleted_is_known_by_what_is_left_of_it(workbook, put, report, kept):
    path = workbook()
    put(path, report)
    without = {
        "both marks": [("xl/workbook.xml", r"'Prüfbericht'!\$1:\$1048576", "#REF!")],
        "the name": [
            ("xl/workbook.xml", r"'Prüfbericht'!\$1:\$1048576", "#REF!"),
            ("docProps/custom.xml", "<property.*</property>", ""),
        ],
        "the property": [("xl/workbook.xml", "<definedNames>.*</definedNames>", "")],
    }[kept]
    deleted = edited(path, [*without, ("xl/workbook.xml", '<sheet [^>]*sheetId="2"[^>]*/>', "")])

    for each, lost in ((path, set()), (deleted, {"Prüfbericht"})):
        with Package(each) as package:
            assert lost_sheets(package) == lost
    remove_lotse(deleted)
    with Package(deleted) as package:
        assert lost_sheets(package) == set()


def test_a_new_sheet_in_the_place_of_a_deleted_one_is_the_staffs(workbook, put, report):
    path = workbook()
    put(path, report)
    deleted = edited(
        path,
        [
            ("xl/workbook.xml", r"'Prüfbericht'!\$1:\$1048576", "#REF!"),
            ("xl/workbook.xml", 'sheetId="2"', 'sheetId="7"'),
        ],
    )

    assert put(deleted, report).renamed == {"Prüfbericht": "Prüfbericht (Lotse)"}


def test_position_hidden_state_colour_zoom_and_widths_of_the_staff_stay(workbook, put, report):
    path = workbook()
    put(path, report)
    part = "xl/worksheets/sheet2.xml"
    changed = edited(
        path,
        [
            ("xl/workbook.xml", "(<sheet name=.Klienten.*?/>)(<sheet name=.Prüfbericht.)", r'\2 state="hidden"'),
            ("xl/workbook.xml", "</sheets>", '<sheet name="Klienten" sheetId="1" r:id="rId1"/></sheets>'),
            (part, "<tabColor[^>]*/>", '<tabColor theme="4" tint="0.5"/>'),
            (part, "<sheetView ", '<sheetView zoomScale="130" zoomScaleNormal="130" '),
            (part, "<cols>.*</cols>", '<cols><col min="1" max="2" width="33.5" customWidth="1"/></cols>'),
        ],
    )

    for _ in range(2):
        put(changed, report)

        text = sheet_text(changed, "Prüfbericht")
        assert tabs(changed) == [("Prüfbericht", 2, "hidden"), ("Klienten", 1, "visible")]
        assert '<tabColor theme="4" tint="0.5"/>' in text
        assert 'zoomScale="130"' in text
        columns = re.findall(r'<col min="(\d)" max="(\d)" [^>]*width="([\d.]+)"', text)
        assert columns == [("1", "2", "33.5")]


def test_a_column_that_staff_hid_stays_hidden_also_where_lotse_says_nothing_of_it(workbook, put, report):
    path = workbook()
    put(path, report)
    hidden = '<col min="2" max="2" width="40" hidden="1"/><col min="7" max="9" width="0" hidden="1"/>'
    part = "xl/worksheets/sheet2.xml"
    changed = edited(
        path, [(part, '<col min="2".*?</cols>', f'{hidden}<col min="12" max="900" width="9"/></cols>')]
    )

    for _ in range(2):
        put(changed, report)

        columns = re.findall(r'<col min="(\d+)" max="(\d+)" ([^>]*)/>', sheet_text(changed, "Prüfbericht"))
        assert [(first, last, "hidden" in more) for first, last, more in columns] == [
            ("1", "1", False),
            ("2", "2", True),
            ("7", "9", True),
        ]


def test_widths_that_staff_gave_stay_where_lotse_gives_none(workbook, put):
    path = workbook()
    put(path, Sheet("Fakten", blocks=[Block(1, 1, [["Wert"]])]))
    wide = '<cols><col min="1" max="1" width="44.5" customWidth="1"/></cols><sheetData>'
    changed = edited(path, [("xl/worksheets/sheet2.xml", "(<cols>.*</cols>)?<sheetData>", wide)])

    put(changed, Sheet("Fakten", blocks=[Block(1, 1, [["Wert"]])]))

    assert '<col min="1" max="1" width="44.5" customWidth="1"/></cols><sheetData>' in sheet_text(changed, "Fakten")


@pytest.mark.parametrize(
    ("theirs", "kept"),
    [
        (
            '<pane xSplit="1" ySplit="3" topLeftCell="H90" activePane="bottomRight" state="frozen"/>',
            '<pane xSplit="1" ySplit="3" topLeftCell="B4" activePane="bottomRight" state="frozen"/>',
        ),
        ("", ""),
    ],
)
def test_panes_stay_as_staff_froze_them(workbook, put, theirs, kept):
    path = workbook()
    sheet = Sheet("Fakten", blocks=[Block(1, 1, [["Wert"]])], freeze=(2, 1))
    put(path, sheet)
    pane = "<pane [^>]*/><selection [^>]*/>"
    changed = edited(path, [("xl/worksheets/sheet2.xml", pane, theirs)])

    for _ in range(2):
        put(changed, sheet)

        assert re.findall("<pane [^>]*/>", sheet_text(changed, "Fakten")) == ([kept] if kept else [])


def test_what_staff_did_not_touch_follows_lotses_own_design(workbook, put):
    path = workbook()
    put(path, Sheet("Fakten", widths={1: 10}, tab_color="#111111"))

    put(path, Sheet("Fakten", widths={1: 44}, tab_color="#222222"))

    text = sheet_text(path, "Fakten")
    assert 'rgb="FF222222"' in text
    assert 'width="44' in text


def test_a_property_that_somebody_edited_by_hand_is_passed_over(workbook, put, report):
    path = workbook()
    put(path, report)
    broken = edited(
        path, [("docProps/custom.xml", "(?s)<vt:lpwstr>.*?</vt:lpwstr>", "<vt:lpwstr>{kaputt</vt:lpwstr>")]
    )

    assert put(broken, report).replaced == ("Prüfbericht",)


@pytest.mark.parametrize(("theirs", "ours"), [("2", "3"), ("5", "2"), ("2147483647", "2")])
def test_custom_properties_of_the_staff_stay_with_their_numbers(parts, workbook, put, report, theirs, ours):
    parts.root_relationships.append(
        ("rId4", "custom-properties", "docProps/custom.xml"),
    )
    parts.overrides["docProps/custom.xml"] = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    parts.more["docProps/custom.xml"] = (
        f'<Properties xmlns="{CUSTOM}" xmlns:vt="{TYPES}">'
        f'<property fmtid="{FORMAT_ID}" pid="{theirs}" name="Aktenplan">'
        "<vt:i4>7</vt:i4></property></Properties>"
    )
    path = workbook()

    put(path, report)

    with zipfile.ZipFile(path) as archive:
        properties = list(etree.fromstring(archive.read("docProps/custom.xml")))
    assert [(each.get("name"), each.get("pid")) for each in properties] == [
        ("Aktenplan", theirs),
        ("Lotse Prüfbericht", ours),
    ]
    assert all(len("".join(each.itertext())) <= 255 for each in properties)


def test_a_name_of_the_staff_is_left_alone(parts, workbook, put):
    parts.workbook = parts.workbook.replace(
        "</sheets>", '</sheets><definedNames><definedName name="auswahl">Klienten!$B$1</definedName></definedNames>'
    )
    path = workbook()
    sheet = Sheet(
        "Fakten",
        blocks=[Block(1, 1, [[Formula("=COUNTA(Auswahl)", 1)]], Style())],
        names=[Name("Auswahl", "Fakten!$A$1:$A$2")],
    )

    put(path, sheet)
    written = put(path, sheet)

    with Package(path) as package:
        names = {name.name: name.refers_to for name in name_entries(package) if not name.hidden}
    assert names == {"auswahl": "Klienten!$B$1", "Auswahl_Lotse": "Fakten!$A$1:$A$2"}
    assert "COUNTA(Auswahl_Lotse)" in sheet_text(path, "Fakten")
    assert any("Auswahl_Lotse" in warning for warning in written.warnings)


def test_removing_gives_a_name_its_former_meaning_back(parts, workbook, put):
    parts.workbook = parts.workbook.replace(
        "</sheets>", '</sheets><definedNames><definedName name="Liste">{"-"}</definedName></definedNames>'
    )
    path = workbook()
    before = zipfile.ZipFile(path).read("xl/workbook.xml")
    sheet = Sheet("Fakten", names=[Name("Liste", "Fakten!$A$1"), Name("Neu", "42")])
    put(path, sheet)
    put(path, sheet)

    remove_lotse(path)

    after = zipfile.ZipFile(path).read("xl/workbook.xml")
    assert etree.canonicalize(before.decode()) == etree.canonicalize(after.decode())


@pytest.mark.parametrize("left", ["Fakten!$A$1:$A$9", "'Fakten'!$A$1", "#REF!", "#REF!$A$1"])
def test_names_that_outlived_their_deleted_sheet_are_taken_again_without_a_word(parts, workbook, put, left):
    parts.workbook = parts.workbook.replace(
        "</sheets>", f'</sheets><definedNames><definedName name="Auswahl">{left}</definedName></definedNames>'
    )
    path = workbook()

    written = put(path, Sheet("Fakten", names=[Name("Auswahl", "Fakten!$A$1:$A$2")]))

    with Package(path) as package:
        names = {name.name: name.refers_to for name in name_entries(package) if not name.hidden}
    assert names == {"Auswahl": "Fakten!$A$1:$A$2"}
    assert written.warnings == ()


def test_a_name_of_another_file_stays_with_staff(parts, workbook, put):
    parts.workbook = parts.workbook.replace(
        "</sheets>",
        '</sheets><definedNames><definedName name="Auswahl">[1]Fakten!$A$1</definedName></definedNames>',
    )
    path = workbook()

    put(path, Sheet("Fakten", names=[Name("Auswahl", "Fakten!$A$1:$A$2")]))

    with Package(path) as package:
        names = {name.name: name.refers_to for name in name_entries(package) if not name.hidden}
    assert names == {"Auswahl": "[1]Fakten!$A$1", "Auswahl_Lotse": "Fakten!$A$1:$A$2"}


def test_removing_leaves_the_directories_as_they_were(workbook, put):
    path = workbook()
    before = _directories(path)
    put(path)
    put(path)

    removal = remove_lotse(path)

    assert len(removal.sheets) == 5
    assert _directories(path) == before


def _directories(path):
    with zipfile.ZipFile(path) as archive:
        return {
            name: etree.canonicalize(archive.read(name).decode(), strip_text=True)
            for name in archive.namelist()
            if "styles" not in name
        }


def test_removing_from_a_workbook_without_lotse_changes_nothing(workbook):
    path = workbook()
    before = path.read_bytes()

    assert remove_lotse(path).sheets == ()
    assert path.read_bytes() == before


def test_removing_counts_local_names_and_tabs_anew(workbook, put, report):
    path = workbook()
    put(path, report)
    moved = edited(
        path,
        [
            ("xl/workbook.xml", "(<sheet name=.Klienten.*?/>)(.*)</sheets>", r"\2\1</sheets>"),
            (
                "xl/workbook.xml",
                "</definedNames>",
                '<definedName name="x" localSheetId="1">Klienten!$A$1</definedName></definedNames>',
            ),
            ("xl/workbook.xml", "<sheets>", '<bookViews><workbookView activeTab="1"/></bookViews><sheets>'),
        ],
    )

    remove_lotse(moved)

    text = zipfile.ZipFile(moved).read("xl/workbook.xml").decode()
    assert '<definedName name="x" localSheetId="0">' in text
    assert 'activeTab="0"' in text


def test_removing_is_refused_while_formulas_of_the_staff_need_the_sheet(workbook, put, report):
    path = workbook()
    put(path, report)
    used = edited(
        path,
        [
            (
                "xl/worksheets/sheet1.xml",
                '<c r="B1">',
                '<c r="C1"><f>COUNTA(Prüfbericht!A:A)</f><v>1</v></c><c r="B1">',
            )
        ],
    )
    before = used.read_bytes()

    with pytest.raises(RefusedWorkbookError, match="„Klienten“"):
        remove_lotse(used)

    assert used.read_bytes() == before


def test_removing_is_refused_where_nothing_visible_would_be_left(parts, workbook, put, report):
    parts.workbook = parts.workbook.replace("sheetId", 'state="hidden" sheetId')
    path = workbook()
    put(path, report)

    with pytest.raises(RefusedWorkbookError, match="sichtbar"):
        remove_lotse(path)


def test_a_staff_table_name_is_free_again_when_it_is_gone(workbook, put, make_report):
    path = workbook()
    put(path, make_report("Prüfbericht", "Befunde"))

    written = put(path, make_report("Prüfbericht", "Befunde"))

    with Package(path) as package:
        assert [table.name for table in table_entries(package)] == ["Befunde"]
    assert written.warnings == ()


def test_print_set_up_of_a_former_run_is_replaced(workbook, put):
    path = workbook()
    put(path, Sheet("Fakten", printing=Print(area=Area(1, 1, 2, 2), repeat_rows=(1, 1))))

    put(path, Sheet("Fakten", printing=Print(area=Area(1, 1, 9, 9))))

    with Package(path) as package:
        local = {name.name: name.refers_to for name in name_entries(package) if name.sheet is not None}
        assert any(name.startswith("Lotse ") for name in custom_properties(package))
    assert local == {"_xlnm.Print_Area": "Fakten!$A$1:$I$9"}
