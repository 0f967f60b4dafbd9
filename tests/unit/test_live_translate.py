"""Formulas mean the same in LibreOffice, and come back as they were."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.cells import column_letters
from workbook.live.libreoffice.translate import from_office, to_office

BOTH_WAYS = [
    ("=SUM(A1,B1)", "=SUM(A1;B1)"),
    ("=Klienten!A1+'Mein Blatt'!$B$2", "=$'Klienten'.A1+$'Mein Blatt'.$B$2"),
    ("='Karl''s Blatt'!A1:B2", "=$'Karl''s Blatt'.A1:B2"),
    ("=SUM(Jan:Mai!B2:C3)", "=SUM($'Jan'.B2:$'Mai'.C3)"),
    ("=SUM('Jan 1:Mai 2'!B2)", "=SUM($'Jan 1'.B2:$'Mai 2'.B2)"),
    ("=SUM({1,2;3,4})", "=SUM({1;2|3;4})"),
    ("=SUM({TRUE,FALSE})", "=SUM({TRUE;FALSE})"),
    ('=IF(A1="a,b;c!d","x""y",{1,2})', '=IF(A1="a,b;c!d";"x""y";{1;2})'),
    ("=IF(TRUE,1,FALSE)", "=IF(TRUE();1;FALSE())"),
    ("=SUM(tblZiele[Wert])", "=SUM(tblZiele[Wert])"),
    ("=tblZiele[[#This Row],[Wert, netto]]", "=tblZiele[[#This Row];[Wert, netto]]"),
    ("=tblZiele[[#Headers],[a']b]]", "=tblZiele[[#Headers];[a']b]]"),
    ("=SUM(tblZiele[[Soll]:[Ist]])", "=SUM(tblZiele[[Soll]:[Ist]])"),
    ("=CEILING(1.2,1)+FLOOR(1.2,1)", "=CEILING.XCL(1.2;1)+FLOOR.XCL(1.2;1)"),
    ("=STDEV.S(A1:A3)", "=STDEV.S(A1:A3)"),
    ("=Blatt!#REF!+#N/A", "=$'Blatt'.#REF!+#N/A"),
    ("=A:A", "=A:A"),
    ("=SUM(Blatt!$A:$B,Blatt!$1:$3)", "=SUM($'Blatt'.$A:$B;$'Blatt'.$1:$3)"),
    ("=Blatt!mein.Name+mein.Name", "=$'Blatt'.mein.Name+mein.Name"),
    ("=SUM(A1:B9 B2:C3)", "=SUM(A1:B9!B2:C3)"),
    ("='2019'!A1+'A1'!B2+'R1C1'!C3", "=$'2019'.A1+$'A1'.B2+$'R1C1'.C3"),
    ('=HYPERLINK("#\'Klienten\'!K5","K5")', '=HYPERLINK("#\'Klienten\'!K5";"K5")'),
    ('=-A1%&"€"', '=-A1%&"€"'),
]


@pytest.mark.parametrize(("excel", "office"), BOTH_WAYS)
def test_a_formula_is_translated_and_comes_back(excel, office):
    assert to_office(excel) == office
    assert from_office(office) == excel


@pytest.mark.parametrize(
    ("excel", "office"),
    [
        ("=[@Preis]*2", "=tblWaren[[#This Row];[Preis]]*2"),
        ("=[@[Preis, netto]]", "=tblWaren[[#This Row];[Preis, netto]]"),
        ("=SUM([@[Jan]:[Mai]])", "=SUM(tblWaren[[#This Row];[Jan]:[Mai]])"),
        ("=SUM([Preis])", "=SUM(tblWaren[Preis])"),
        ("=tblAndere[@Preis]", "=tblAndere[[#This Row];[Preis]]"),
        ("=COUNTA([@])", "=COUNTA(tblWaren[#This Row])"),
    ],
)
def test_this_row_of_a_table_gets_the_name_of_its_table(excel, office):
    assert to_office(excel, "tblWaren") == office


def test_a_reference_into_no_table_stays_as_it_is():
    assert to_office("=[@Preis]*2") == "=[@Preis]*2"


@pytest.mark.parametrize(
    ("office", "excel"),
    [
        ("=$Klienten.A1", "=Klienten!A1"),
        ("=Klienten.A1", "=Klienten!A1"),
        ("=$Jan.$A$1:$Mai.$B$2", "=Jan:Mai!$A$1:$B$2"),
        ("=COM.SUN.STAR.SHEET.ADDIN.ANALYSIS.GETEDATE(A1;3)", "=EDATE(A1,3)"),
        ("=unbekannt(A1)", "=UNBEKANNT(A1)"),
    ],
)
def test_what_libreoffice_writes_itself_is_read_as_excel_writes_it(office, excel):
    assert from_office(office) == excel


def test_a_function_newer_than_the_file_format_loses_the_prefix_that_nobody_sees():
    assert to_office('=_xlfn.TEXTJOIN(",",TRUE,_xlfn._xlws.SORT(A1:A3))') == ('=TEXTJOIN(",";TRUE();SORT(A1:A3))')


def test_another_workbook_is_passed_through():
    assert to_office("=[Mappe.xlsx]Blatt1!A1") == "=[Mappe.xlsx]Blatt1!A1"


# Anybody's formulas: built from the parts that staff and Lotse use.
CELLS = st.builds(
    lambda row, column, row_sign, column_sign: f"{column_sign}{column_letters(column)}{row_sign}{row}",
    st.integers(1, 1_048_576),
    st.integers(1, 16_384),
    st.sampled_from(["", "$"]),
    st.sampled_from(["", "$"]),
)
SHEET_NAMES = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="[]:*?/\\"),
    min_size=1,
    max_size=20,
).filter(lambda name: name.strip("'") == name and name.strip() == name)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(
    lambda text: '"' + text.replace('"', '""') + '"'
)
COLUMNS = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="[]#'@,;"), min_size=1, max_size=10
).filter(str.strip)


def on_a_sheet(name: str, cell: str) -> str:
    plain = re.fullmatch(r"[^\W\d]\w*", name) and not re.fullmatch(r"(?i)[a-z]{1,3}\d+|[rc]\d*|r\d*c\d*", name)
    return f"{name}!{cell}" if plain else f"'{name.replace(chr(39), chr(39) * 2)}'!{cell}"


VALUES = st.one_of(
    CELLS,
    st.builds("{}:{}".format, CELLS, CELLS),
    st.builds(on_a_sheet, SHEET_NAMES, CELLS),
    TEXTS,
    st.integers(0, 10**9).map(str),
    st.sampled_from(["TRUE", "FALSE", "#REF!", "{1,2;3,4}", '{"a,b";"c;d"}']),
    st.builds("tblZiele[{}]".format, COLUMNS),
    st.builds("tblZiele[[#This Row],[{}]]".format, COLUMNS),
)
FORMULAS = st.recursive(
    VALUES,
    lambda inner: st.one_of(
        st.builds(
            "{}({})".format,
            st.sampled_from(["SUM", "IF", "STDEV.S", "CEILING"]),
            st.lists(inner, min_size=1, max_size=3).map(",".join),
        ),
        st.builds("{}{}{}".format, inner, st.sampled_from(["+", "-", "&", "<>", ">="]), inner),
        st.builds("({})".format, inner),
    ),
    max_leaves=8,
).map("={}".format)


@given(FORMULAS)
def test_every_formula_comes_back_as_it_was(formula):
    assert from_office(to_office(formula)) == formula


@given(st.text(max_size=40))
def test_no_text_is_too_strange_to_be_looked_at(text):
    assert isinstance(from_office(to_office("=" + text, "tbl")), str)
