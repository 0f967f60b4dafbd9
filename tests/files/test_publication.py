"""What is published hides what it must, and the attacker, who knows nothing of how, finds every planted leak."""

import ast
import io
import json
import os
import re
import shutil
from dataclasses import replace
from datetime import date
from math import isinf
from pathlib import Path
from zipfile import ZipFile

import pdfplumber
import pytest
from msgspec import structs
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openxml_audit import FileFormat, OpenXmlValidator

from automation.figures.closing import record
from automation.figures.closing.values import value_key
from automation.office.quarters import Quarter
from automation.office.settings import Settings
from automation.publication.attack_key import earlier_tables, key_of
from automation.publication.attacker.tables import table_of, value_of
from automation.publication.attacker.verdict import attack, read_file
from automation.publication.attacking import attack_files, attacked_told
from automation.publication.document import Composer, Goal
from automation.publication.edition import missing_of
from automation.publication.exact import Work
from automation.publication.hiding import hide
from automation.publication.leaving_out import choices, former
from automation.publication.page import render_page
from automation.publication.pdf import print_report
from automation.publication.programme import programme_of
from automation.publication.proof import proof_of
from automation.publication.publishing import Publication, proven_files, told
from automation.publication.releases import Cell, Ledger
from automation.publication.subject_tables import TOTAL, Address, Kind
from automation.publication.wording import Wording
from automation.publication.workbook_form import build_workbook
from tests.published_office import (
    QUARTERS,
    RULES,
    edition,
    frozen,
    hidden_of,
    large,
    released,
    with_long_cohorts,
)
from tests.read_aloud import read_aloud
from workbook.schema import choices as lists_of
from workbook.schema.setting_names import SettingName

HOUSE = Path(__file__).parents[2]
OFFICES = int(os.environ.get("LOTSE_OFFICES", "30"))
"""Up to which office of the generated ones; of a long run two halves can be made: 0 to 499, and 500 to 999."""
FIRST = int(os.environ.get("LOTSE_OFFICES_FROM", "0"))


def verdict_on(hidden, ledger):
    """Attack what a release says, together with everything before it."""
    tables = earlier_tables(released(hidden, ledger))
    return attack([], tables, key_of(hidden, ledger, edition(hidden), ()), RULES.smallest)


def width_of(verdict, place):
    low, high = verdict.intervals[place]
    return high - low


def test_a_whole_group_of_an_earlier_sum_stays_hidden():
    """In its release the sum of two quarters was of one kind; the next one shows more of both quarters."""
    rows = {
        key: row
        for key, row in frozen(5, events=15).items()
        if row["Kennzahl"] == "VB3" or (row["Kennzahl"], row["aufgeteilt nach"]) == ("V", None)
    }
    first = hidden_of(rows, QUARTERS[:3])
    second = hidden_of(rows, ledger=released(first))
    place = ("Verbleib nach 3 Monaten", "Ergebnis bekannt", "nicht mehr dort", "bis 2018-Q4")

    assert place in key_of(first, Ledger(), edition(first), ()).secrets
    assert width_of(verdict_on(second, released(first)), place) >= 1


def test_a_new_split_that_gives_somebody_away_by_the_rows_it_lacks_is_left_out():
    """It has no men, and no others found work in that quarter: whoever is the 1 would know where the rest is."""
    rows, split = frozen(409, events=19), ("Sozialer Arbeitsmarkt durch das Büro", "Geschlecht")
    first = hidden_of(rows, QUARTERS[:3])
    second = hidden_of(rows, ledger=released(first))
    verdict = verdict_on(second, released(first))

    assert split in {(each.subject, each.split) for each in programme_of(rows, QUARTERS[:4], "Rotthausen").tables}
    assert second.left_out == ("„Sozialer Arbeitsmarkt durch das Büro“ nach Geschlecht",)
    assert split not in {(subject, name) for subject, name, _, _ in second.values()}
    assert (split[0], "", "", "bis 2019-Q2") in second.values()
    assert (second.unmet, verdict.leaks) == ((), ())
    quarter = Quarter.parse("2019-Q2")
    said = told(Publication(quarter, False, "de", (Path("Zahlen.html"),), left_out=second.left_out))
    assert any(each.startswith(f"Nicht dabei: {second.left_out[0]}.") for each in said)


def test_a_split_that_can_no_longer_be_told_is_left_out():
    """Nobody is behind both of these values of 1, but what was published leaves nothing to hide it by."""
    rows, split = frozen(418, events=28), ("Vermittlungen", "Förderung")
    first = hidden_of(rows, QUARTERS[:3])
    second = hidden_of(rows, ledger=released(first))

    assert split in {place[:2] for place in first.values()}
    assert second.left_out == ("„Vermittlungen“ nach Förderung",)
    assert split not in {place[:2] for place in second.values()}
    assert second.values()["Vermittlungen", "Geschlecht", "divers", "bis 2019-Q2"] == 6
    assert (second.unmet, verdict_on(second, released(first)).leaks) == ((), ())


def test_whatever_is_unsafe_the_next_quarter_can_be_published_without_it():
    """The last resort: nothing new of any family of figures is told, and all that was told before is attacked."""
    rows, ledger, every = frozen(418, events=28), Ledger(), set()
    for number in (1, 2):
        ledger = released(hidden_of(rows, QUARTERS[:number], ledger), ledger)
    programme = programme_of(rows, QUARTERS[:3], "Rotthausen")
    whole = hide(programme, ledger, RULES, {})
    for subject in dict.fromkeys(table.subject for table in programme.tables):
        if subject in every:
            continue
        *_, last = choices(programme, ledger, whole.system, {Address(subject, "", "", "2019-Q1")})
        less = programme.without(last.splits, last.subjects)
        hidden = hide(less, ledger, RULES, {}, beyond=former(programme, last, ledger))
        every |= last.subjects

        assert subject in last.subjects
        assert {table.subject for table in less.tables} == {
            each.subject for each in programme.tables
        } - last.subjects
        assert (hidden.unmet, hidden.left_out, verdict_on(hidden, ledger).leaks) == ((), (), ())
    assert every == {table.subject for table in programme.tables}


def test_an_earlier_quarter_that_follows_a_later_one_leaves_out_what_nothing_protects():
    """What is left out is known as the later release told it: without sums up to the earlier quarter."""
    rows = frozen(401, events=12)
    ledger, beyond = released(hidden_of(rows, QUARTERS[:4])), programme_of(rows, QUARTERS[:4], "Rotthausen").tables
    hidden = hide(programme_of(rows, QUARTERS[:2], "Rotthausen"), ledger, RULES, {}, beyond=beyond)
    verdict = verdict_on(hidden, ledger)
    proof = proof_of(verdict, hidden)

    assert (hidden.unmet, hidden.told_before, verdict.leaks) == ((), False, ())
    assert "alles über „Anliegen“" in hidden.left_out
    assert "Vermittlungen" in {place[0] for place in hidden.values()}
    assert 0 < proof.small <= proof.hidden
    assert proof.small < len(hidden.needs)


def test_a_rule_made_stricter_cannot_unsay_what_was_published():
    """Then no new quarter is the reason, and waiting for the next one helps nobody."""
    rows = frozen(7, events=12, quarters=QUARTERS[:2])
    ledger = released(hidden_of(rows, QUARTERS[:1]))

    assert hidden_of(rows, QUARTERS[:2], ledger).unmet == ()
    stricter = hidden_of(rows, QUARTERS[:2], ledger, rules=structs.replace(RULES, smallest=7))
    assert (stricter.unmet != (), stricter.told_before) == (True, True)


@pytest.mark.parametrize(
    ("rule", "value"),
    [("smallest", 6), ("percent_from", 10_000), ("median_from", 10_000), ("employers", 12), ("largest", 20)],
)
def test_every_rule_of_protection_changes_what_may_be_read(rule, value):
    def read_by(rules):
        return Composer(hide(programme, Ledger(), rules, {}).published, rules, Wording("de")).sections()

    programme = programme_of(frozen(5, events=120, firms=20), QUARTERS[:4], "Rotthausen")

    assert rule in RULES.__struct_fields__
    assert len(RULES.__struct_fields__) == 5
    assert read_by(structs.replace(RULES, **{rule: 2 if rule == "smallest" else 1})) != read_by(
        structs.replace(RULES, **{rule: value})
    )


@pytest.mark.parametrize("seed", range(FIRST, OFFICES))
def test_nothing_hidden_in_two_releases_of_an_office_can_be_worked_out(seed):
    """The second release knows the first; so does the attacker, and those who are alone behind some cells.

    Of every tenth office the three files are written and read back too. With the full count of every one, and every
    second office keeps at which employers its placements are.
    """
    many, cases = OFFICES > 30, []
    events, quarters = (10 + seed % 200, QUARTERS[:4]) if many else (2 + seed % 4, QUARTERS[:2])
    firms = 4 + seed % 11 if many and seed % 2 else 0
    rules = structs.replace(RULES, employers=3, largest=85) if firms else RULES
    rows = frozen(seed, events=events, quarters=quarters, cases=cases, firms=firms)
    first = hidden_of(rows, quarters[:-1], cases=cases, rules=rules)
    ledger = released(first)
    second = hidden_of(rows, quarters, ledger, cases=cases, rules=rules)

    secrets = set()
    for hidden, before in ((first, Ledger()), (second, ledger)):
        verdict = verdict_on(hidden, before)
        secrets |= key_of(hidden, before, edition(hidden), ()).secrets.keys()
        assert verdict.leaks == ()
        assert [place for place in secrets & verdict.intervals.keys() if width_of(verdict, place) < 0.5] == []
        assert not hidden.optimum.pattern.unmet
    assert not [value for value in second.values().values() if value is not None and 0 < value < RULES.smallest]
    shown_first, now = {place for place, value in first.values().items() if value is not None}, second.values()
    assert {place for place in shown_first if place in now and now[place] is None} == set()
    if many or seed % 10 == 0:
        contents, proof, leaks = proven_files(second, ledger, edition(second), (), rules)
        assert (leaks, proof.exact, proof.releases, len(contents)) == ((), 0, 1, 4)


@pytest.fixture(scope="module")
def rows():
    return frozen(5, events=20)


@pytest.fixture(scope="module")
def hidden(rows):
    return hidden_of(rows)


@pytest.fixture(scope="module")
def finished(hidden, tmp_path_factory):
    """The three files and the proof of a publication."""
    contents, proof, leaks = proven_files(hidden, Ledger(), edition(hidden), (), RULES)
    assert leaks == ()
    folder = tmp_path_factory.mktemp("fertig")
    for ending, content in contents.items():
        (folder / f"Zahlen{ending}").write_bytes(content)
    return folder, proof


@pytest.fixture
def files(finished, tmp_path):
    return Path(shutil.copytree(finished[0], tmp_path / "fertig"))


def attacked(folder, hidden, ledger=None, endings=(".xlsx", ".html")):
    ledger = ledger or Ledger()
    read = [read_file(folder / f"Zahlen{ending}") for ending in endings]
    return attack(read, earlier_tables(ledger), key_of(hidden, ledger, edition(hidden), ()), RULES.smallest)


def test_the_finished_files_say_the_same_and_give_nothing_away(files, hidden, finished):
    verdict = attacked(files, hidden)
    published = hidden.values()
    tables = [table for ending in (".xlsx", ".html") for table in read_file(files / f"Zahlen{ending}").tables]

    assert verdict.leaks == ()
    assert finished[1].exact == 0
    assert verdict.narrowest >= RULES.smallest - 1  # 1, 2 and 3 are possible; that a star is no 0 is plain to see
    assert finished[1].insiders > 0
    assert sum(len(row) for table in tables for row in table.cells) == 2 * sum(
        len(table.shown_rows) * len(table.columns) for table in hidden.published.programme.tables
    )
    assert {value for value in published.values() if value is not None} - {0} >= {3}


def test_the_proof_that_goes_out_says_only_what_its_reader_can_count(files, hidden, finished):
    """How many are small, how many are 1, and a cost that knows the values would each be one more equation."""
    told = json.loads((files / "Zahlen.json").read_text())["proof"]
    known = key_of(hidden, Ledger(), edition(hidden), ())
    reader = attack([read_file(files / "Zahlen.html")], (), replace(known, secrets={}))
    told_rows = [" ".join(row) for row in finished[1].rows(Wording("de"))]

    assert told.pop("files")
    assert told == {
        "quarter": QUARTERS[3], "draft": False, "language": "de", "cells": len(hidden.values()),
        "hidden": sum(value is None for value in hidden.values().values()), "recoverable": 0,
        "narrowest_interval": None if isinf(reader.narrowest) else round(reader.narrowest),
        "employers_at_least": None, "prevailing_employers_hidden": False, "employers_read_later": [],
        "insiders_included": True, "earlier_releases": 0, "gap_percent_at_most": None, "proven_optimal": False,
        "cost": sum(hidden.system.weight(number) for number in hidden.optimum.pattern.hidden),
    }  # fmt: skip
    assert "Einzelne, die ihren Fall kennen, einbezogen ja" in told_rows


def test_the_same_publication_has_the_same_bytes(finished, rows):
    again = edition(hidden_of(rows)).with_proof(finished[1].rows(Wording("de")))

    for ending, build in ((".xlsx", build_workbook), (".pdf", print_report)):
        assert (finished[0] / f"Zahlen{ending}").read_bytes() == build(again), ending
    assert (finished[0] / "Zahlen.html").read_text() == render_page(again)


def test_the_pdf_can_be_read_aloud_and_two_programs_read_the_page_s_words_in_it(finished):
    """Every word and number of the page's tables, in the order of its rows."""
    path = finished[0] / "Zahlen.pdf"
    with pdfplumber.open(path) as opened:
        texts = [
            " ".join(" ".join(page.extract_text() or "" for page in opened.pages).split()),
            read_file(path).words,
        ]
        pages = len(opened.pages)
    tables = read_file(finished[0] / "Zahlen.html").tables
    words = {word for table in tables for row in (*table.rows, *table.columns) for word in row.split()}

    assert 2 <= pages <= 4
    assert read_aloud(path).errors == 0
    for text in texts:
        assert words - set(text.split()) == set()


@pytest.mark.parametrize("number", [5, 8])
def test_a_pdf_of_many_quarters_has_every_row_whole(number):
    """Names that run into numbers are read as something else, and kept every fifth quarter from being published."""
    hidden = hidden_of(frozen(3, events=120, quarters=QUARTERS[:number]), QUARTERS[:number])

    contents, _, leaks = proven_files(hidden, Ledger(), edition(hidden), (), RULES)

    assert leaks == ()
    with pdfplumber.open(io.BytesIO(contents[".pdf"])) as pdf:
        assert 2 <= len(pdf.pages) <= 4
        words = [word for page in pdf.pages for word in page.extract_words()]
        assert [word["text"] for word in words if word["x1"] > pdf.pages[0].width - 44] == []
        total = next(char for char in pdf.pages[0].chars if char["text"] == "i" and char["size"] < 7.7)
    assert "Bold" in total["fontname"]


def test_a_page_of_twelve_quarters_stays_small_and_its_charts_have_room_for_the_last_eight():
    """All figures there are, most of them small: nothing is longer than a star."""
    cases = []
    rows = with_long_cohorts(large(3, events=96, quarters=QUARTERS, cases=cases), QUARTERS)
    made = edition(hidden_of(rows, QUARTERS))
    page = render_page(made)
    charts = [section.chart for section in made.sections if section.chart is not None]

    assert len(made.sections) == 12
    assert len(page.encode()) <= 80_000
    assert max(len(chart.axis) for chart in charts) == 8
    assert charts[0].axis == QUARTERS[4:]
    assert "in den letzten acht Quartalen" in charts[0].alt_text
    assert all(table.head[1:-1] == QUARTERS for table in made.sections[0].tables)


def test_the_workbook_has_no_error_in_openxml_audit(finished):
    """As Excel's own judge of files sees it, charts and tables included."""
    found = OpenXmlValidator(file_format=FileFormat.OFFICE_2019).validate(str(finished[0] / "Zahlen.xlsx"))

    assert [error.description for error in found.errors if "/theme" not in error.description] == []


def test_every_sheet_with_a_star_explains_it_and_its_totals_stand_out(finished, hidden):
    """Whoever copies a sheet, or prints it alone, still knows what a star is."""
    made = edition(hidden)
    book = load_workbook(finished[0] / "Zahlen.xlsx")
    starred = []
    for sheet, section in zip(book.worksheets, made.sections, strict=False):
        rows = [cells for cells in sheet.iter_rows() if cells[0].value is not None]
        bold = {cells[0].value: {cell.font.b for cell in cells if cell.value is not None} for cells in rows}
        texts = [cell.value for cells in rows for cell in cells]
        assert bold[section.tables[0].whole] == {True}
        assert {False} in [
            bold[name] for table in section.tables for name, _ in table.rows if name != table.whole
        ] or (all(len(table.rows) == 1 for table in section.tables))
        if "*" in texts:
            starred.append(sheet.title)
            assert made.legend in texts
    assert len(starred) > 1


def test_what_the_last_release_said_is_nothing_new_whichever_search_comes_to_it(hidden):
    ledger, cells = released(hidden), hidden.published.cells()
    other = (replace(cells[0], value=None if cells[0].value is not None else 7), *cells[1:])

    assert ledger.saying("2019-Q2", cells) is ledger.releases[-1]
    assert [
        ledger.saying("2019-Q1", cells),
        ledger.saying("2019-Q2", other),
        Ledger().saying("2019-Q2", cells),
    ] == [None] * 3


def test_excel_shows_whole_numbers_whole_below_the_names_of_their_quarters(finished):
    sheets = load_workbook(finished[0] / "Zahlen.xlsx").worksheets[:-1]
    numbers = [cell for sheet in sheets for row in sheet for cell in row if isinstance(cell.value, int | float)]
    heads = [cell for sheet in sheets for row in sheet for cell in row if cell.value in {*QUARTERS, "bisher"}]

    assert numbers
    assert {cell.number_format for cell in numbers} == {"General"}
    assert {cell.alignment.horizontal for cell in [*heads, *numbers]} == {"right"}


def test_an_axis_of_which_only_zeros_are_shown_is_not_drawn():
    rows = {
        value_key(code, "Z20"): {
            "Quartal": code,
            "Kennzahl": "Z20",
            record.KEY: value_key(code, "Z20"),
            "Zähler": number,
        }
        for code, number in zip(QUARTERS, (0, 1, 1), strict=False)
    }
    [section] = edition(hidden_of(rows, QUARTERS[:3])).sections

    assert {cell.text for _, cells in section.tables[0].rows for cell in cells} == {"0", "*"}
    assert section.chart is None


def test_a_chart_is_drawn_where_something_of_it_is_shown(finished):
    """And an axis with stars alone is none."""
    single = edition(
        hidden_of({key: row for key, row in frozen(5, events=2).items() if "|REF|" in key}, QUARTERS[:1])
    )
    [section] = single.sections

    assert {cell.text for table in section.tables for _, cells in table.rows for cell in cells} == {"*"}
    assert section.chart is None
    assert "<svg" not in render_page(single)
    assert "<svg" in (finished[0] / "Zahlen.html").read_text()


def test_codes_are_shown_in_words_and_stay_codes_in_the_ledger(finished, hidden):
    page = (finished[0] / "Zahlen.html").read_text()
    rows = {cell.row for cell in hidden.published.cells() if cell.split == "Förderung"}

    assert {"KEINE", "VB"} <= rows
    assert '<th scope="row">ohne Förderung</th>' in page
    assert "Vermittlungsbudget" in page
    assert ">KEINE<" not in page
    assert Wording("en").term("16I") == "participation in work (§ 16i)"


def test_every_value_of_a_list_that_is_published_has_english_words():
    lists = (lists_of.REQUEST_CATEGORY, lists_of.EMPLOYMENT, lists_of.COURSE_RESULT, lists_of.REFERRAL_RESULT)
    same = {str(each) for one in lists for each in one.values if Wording("en").term(str(each)) == str(each)}

    assert same == set()


def test_english_says_the_same_numbers():
    rows = frozen(3, events=8, quarters=QUARTERS[:2])
    hidden = hidden_of(rows, QUARTERS[:2])
    goals = (Goal("Vermittlungen", 12.5, date(2020, 8, 31)),)
    contents, _, leaks = proven_files(hidden, Ledger(), edition(hidden, "en", goals), goals, RULES)

    assert leaks == ()
    assert b"The target: 12.5 by" in contents[".html"]  # half a target is a half
    assert b"Placements by gender" in contents[".html"]
    assert re.search(rb": \d+ placements", contents[".html"])
    assert "Vermittlungen" not in contents[".html"].decode()


def test_three_rows_that_share_a_three_are_hidden_with_their_total():
    """Every row that is shown counts somebody: three stars of a shown 3 would be three ones."""
    rows = {}
    for split, value in ((None, None), *(("Geschlecht", each) for each in ("Frauen", "Männer", "divers"))):
        key = value_key(QUARTERS[0], "REF", split or "", value or "")
        number = 1 if split else 3
        rows[key] = {"Quartal": QUARTERS[0], "Kennzahl": "REF", "aufgeteilt nach": split, "Ausprägung": value,
                     record.KEY: key, "Zähler": number}  # fmt: skip
    hidden = hidden_of(rows, QUARTERS[:1])
    key = key_of(hidden, Ledger(), edition(hidden), ())
    told = Ledger((structs.replace(released(hidden).releases[0], cells=tuple(
        replace(cell, value=3) if cell.row == TOTAL else cell for cell in hidden.published.cells())),))  # fmt: skip
    leaks = attack([], earlier_tables(told), key, RULES.smallest).leaks

    assert verdict_on(hidden, Ledger()).leaks == ()
    assert set(hidden.values().values()) == {None}
    assert any("Geschlecht: divers, bis 2018-Q3: verdeckt, aber ausrechenbar (1)" in leak for leak in leaks)


def a_hidden_cell(hidden, subject="Vermittlungen"):
    """The place, true value and shown row of a small value in the tables of a subject."""
    for table in hidden.published.programme.tables:
        for row in table.rows:
            for column in table.quarters:
                value = table.value(row, column)
                if table.subject == subject and table.split and 0 < value < RULES.smallest:
                    return table, row, column, value
    raise AssertionError


def test_a_total_that_gives_away_is_found(files, hidden):
    """The hidden parts of a total are shown one after the other until one is left."""
    table, row, column, value = a_hidden_cell(hidden)
    others = {name: table.value(name, column) for name in table.rows if name != row}
    others[TOTAL] = table.value("", column)
    page = (files / "Zahlen.html").read_text()
    start = page.index(
        f'<caption id="{re.search(rf"(s[0-9]+-t[0-9]+c).><span>{table.subject} nach {table.split}<", page)[1]}'
    )
    end = page.index("</table>", start)
    part = page[start:end]
    for name, number in others.items():
        cells = re.search(rf'<th scope="row">{re.escape(name)}</th>.*?</tr>', part)[0]
        shown = cells.split("<td>")
        place = 1 + table.quarters.index(column)
        shown[place] = f"{number}"
        part = part.replace(cells, "<td>".join(shown))
    (files / "Zahlen.html").write_text(page[:start] + part + page[end:])

    leaks = attacked(files, hidden, endings=(".html",)).leaks

    assert any(f"{table.split}: {row}, {column}: verdeckt, aber ausrechenbar ({value})" in leak for leak in leaks)


def test_a_bar_as_high_as_the_hidden_value_is_found(files, hidden):
    page = (files / "Zahlen.html").read_text()
    hidden_bar = next(
        (table, column)
        for table in hidden.published.programme.tables
        for column in table.quarters
        if hidden.published.value(table, "", column) is None and f'data-row="{TOTAL}"' in page
    )
    bar = re.search(rf'<rect class="bar s1" data-row="{TOTAL}" data-column="([^"]+)"', page)
    section = page.rindex("<section", 0, bar.start())
    shown = page[section : page.index("</section>", section)]
    for column in hidden_bar[0].quarters:
        drawn = f'data-row="{TOTAL}" data-column="{column}"'
        if drawn in shown:
            leak = shown.replace(drawn, f'data-row="{TOTAL}" data-column="{QUARTERS[0]}"', 1)
            leak = re.sub(
                rf'({re.escape(leak[leak.index("data-row") :][:20])}[^>]*height=")[0-9.]+', r"\g<1>33.3", leak
            )
            (files / "Zahlen.html").write_text(page.replace(shown, leak))
            break

    assert any("gezeichnet wie" in leak for leak in attacked(files, hidden, endings=(".html",)).leaks)


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        (lambda page, n: page.replace("</desc>", f" Darunter {n} Selbständige.</desc>", 1), "desc"),
        (lambda page, n: page.replace("<figcaption", f'<figcaption aria-label="genau {n}"', 1), "aria-label"),
        (
            lambda page, n: page.replace("</figcaption>", f" Eine Gruppe zählt {n}.</figcaption>", 1),
            "steht in keiner",
        ),
        (lambda page, n: page.replace("<td>", f'<td data-wert="{n}">', 1), "data-wert"),
        (lambda page, _: page.replace("</main>", "<script>1</script></main>"), "<script>"),
        (lambda page, n: page.replace("</main>", f"<!-- {n} --></main>"), "Kommentar"),
    ],
)
def test_a_number_in_a_text_of_the_page_is_found(files, hidden, planted, said):
    page = files / "Zahlen.html"
    page.write_text(planted(page.read_text(), 777))

    assert any(said in leak for leak in attacked(files, hidden, endings=(".html",)).leaks)


def change(path, **parts):
    """Rewrite parts of a workbook as somebody with an editor of zip files would."""
    with ZipFile(path) as package:
        content = {name: package.read(name) for name in package.namelist()}
    for name, planted in parts.items():
        part = next(each for each in content if each.endswith(name.replace("__", ".")))
        content[part] = planted(content[part].decode()).encode()
    with ZipFile(path, "w") as package:
        for name, data in content.items():
            package.writestr(name, data)


@pytest.mark.parametrize(
    ("part", "planted", "said"),
    [
        ("core__xml", lambda text: text.replace("<dc:title>", "<dc:title>777 Anträge, "), "Eigenschaft title"),
        ("app__xml", lambda text: text.replace("</Properties>", "<Company>777</Company></Properties>"), "Company"),
        ("drawing1__xml", lambda text: re.sub(r'descr="', 'descr="777 ', text), "Alternativtext"),
        (
            "chart1__xml",
            lambda text: re.sub(r"(<c:val>.*?<c:v>)[0-9.]+(</c:v>)", r"\g<1>777\2", text, count=1, flags=re.DOTALL),
            "gezeichnet wie 777",
        ),
        ("workbook__xml", lambda text: text.replace("<sheet ", '<sheet state="hidden" ', 1), "ausgeblendet"),
    ],
)
def test_what_is_hidden_in_the_workbook_is_found(files, hidden, part, planted, said):
    change(files / "Zahlen.xlsx", **{part: planted})

    assert any(said in leak for leak in attacked(files, hidden, endings=(".xlsx",)).leaks)


@pytest.mark.parametrize("what", ["formula", "comment", "name", "column", "value"])
def test_what_openpyxl_puts_into_the_workbook_is_found(files, hidden, what):
    path = files / "Zahlen.xlsx"
    book = load_workbook(path)
    sheet = book["Vermittlungen"]
    if what == "formula":
        sheet["J1"] = "=1+1"
    elif what == "comment":
        sheet["A1"].comment = Comment("genau 777", "x")
    elif what == "name":
        book.defined_names["Geheim"] = DefinedName("Geheim", attr_text="777")
    elif what == "column":
        sheet.column_dimensions["J"].hidden = True
    else:
        table, row, column, value = a_hidden_cell(hidden)
        for cells in sheet.iter_rows():
            if cells[0].value == row:
                cells[1 + table.quarters.index(column)].value = value
                break
    book.save(path)

    leaks = attacked(files, hidden, endings=(".xlsx",)).leaks

    words = {
        "formula": "Formel",
        "comment": "Kommentar",
        "name": "Geheim",
        "column": "Spalte J",
        "value": "muss verdeckt",
    }
    assert any(words[what] in leak for leak in leaks)


def test_two_releases_that_differ_by_one_person_are_found(files, hidden):
    """An earlier release said one more of a cell than is shown today: so one person came or went."""
    ledger = released(hidden)
    [release] = ledger.releases
    shown = next(
        cell for cell in release.cells if cell.value and cell.value > 3 and cell.split and cell.row != TOTAL
    )
    other = replace(shown, value=shown.value + 1)
    changed = Ledger((structs.replace(release, cells=tuple(other if c is shown else c for c in release.cells)),))

    verdict = attacked(files, hidden, changed)

    assert any("Zwei Fassungen sagen Verschiedenes" in leak and shown.row in leak for leak in verdict.leaks)


def test_an_earlier_sum_that_gives_a_quarter_away_is_found(files, hidden):
    """The sum up to the quarter before was published: with today's sum, the quarter between is known."""
    table, row, _, _ = a_hidden_cell(hidden)
    cells = [
        Cell(
            table.subject,
            table.split,
            name or TOTAL,
            "bis 2019-Q1",
            sum(table.value(name, code) for code in table.quarters[:3]),
        )
        for name in table.shown_rows
    ]
    cells += [
        Cell(table.subject, table.split, name or TOTAL, code, table.value(name, code))
        for name in table.shown_rows
        for code in table.quarters[:3]
    ]
    [release] = released(hidden).releases
    before = Ledger((structs.replace(release, cells=tuple(cells)),))

    leaks = attacked(files, hidden, before).leaks

    assert any(row in leak and "zu lesen" in leak for leak in leaks)


def test_targets_of_three_and_more_are_shown_while_something_else_can_be_hidden(hidden):
    kinds = hidden.system.kinds
    targets = [
        number for number, kind in enumerate(kinds) if kind is Kind.TARGET and hidden.system.values[number] >= 3
    ]

    assert targets
    assert not [number for number in targets if number in hidden.optimum.pattern.hidden]


def test_the_search_is_never_dearer_than_the_heuristic_and_says_how_near_it_is():
    rows = frozen(7, events=5, quarters=QUARTERS[:2])
    quick, searched = (hidden_of(rows, QUARTERS[:2], work=each) for each in (None, Work()))

    assert searched.optimum.cost <= quick.optimum.cost
    assert searched.optimum.bound <= searched.optimum.cost
    assert searched.optimum.proven
    assert verdict_on(searched, Ledger()).leaks == ()
    stopped = hidden_of(rows, QUARTERS[:2], work=Work(), clock=lambda: True).optimum
    assert (stopped.stopped, stopped.cost, stopped.pattern.hidden) == (
        True, quick.optimum.cost, quick.optimum.pattern.hidden,
    )  # fmt: skip


def test_the_attacker_reads_anybodys_tables():
    head = ("Ort", "2024", "2025", "Gesamt")
    body = [("Nord", "5", "*", "7"), ("Süd", "4", "6", "10"), ("Summe", "9", "8", "17")]
    open_one = table_of("fremd", "Hilfen", head, body)
    safe = table_of(
        "fremd", "Hilfen", head, [("Nord", "*", "*", "70"), ("Süd", "*", "*", "100"), ("Summe", "90", "80", "170")]
    )

    assert attack([], [open_one]).leaks == ("„Hilfen“, Ort: Nord, 2025: verdeckt, aber ausrechenbar (2).",)
    assert attack([], [safe]).leaks == ()
    assert value_of("unter 3").hidden
    assert value_of("1,234").number == 1234


@pytest.mark.parametrize("sign", ["/", "...", "…", "•", "**", "*)", "geheim", "(geheim)", "k. A.", "k.A."])
@pytest.mark.parametrize("whole", ["Gesamtergebnis", "Grand Total"])
def test_whatever_sign_of_secrecy_a_table_has_and_wherever_it_begins_it_is_attacked(tmp_path, sign, whole):
    book = Workbook()
    for row in (("Ort", "A", "B", whole), ("Nord", sign, 5, 7), ("Süd", 4, 6, 10), (whole, 6, 11, 17)):
        book.active.append((None, *row))
    book.save(tmp_path / "Fremd.xlsx")

    assert attack_files([tmp_path / "Fremd.xlsx"]).leaks == (
        "„Sheet“, Ort: Nord, A: verdeckt, aber ausrechenbar (2).",
    )


def test_without_the_office_s_key_bars_are_judged_and_numbers_in_texts_are_named(files):
    """Nobody else knows which of them are days and which say too much."""
    page = files / "Zahlen.html"
    fine = attack_files([page, files / "Zahlen.xlsx", files / "Zahlen.pdf"])
    text = page.read_text().replace("</desc>", " Darunter 777 Selbständige.</desc>", 1)
    page.write_text(re.sub(r'(class="bar s1"[^>]* height=")[0-9.]+', r"\g<1>3.3", text, count=1))
    change(files / "Zahlen.xlsx", core__xml=lambda each: each.replace("<dc:title>", "<dc:title>778 Anträge, "))

    planted = attack_files([page, files / "Zahlen.xlsx"])

    assert fine.leaks == ()
    assert {"777", "778"} - fine.unjudged.keys() == {"777", "778"}
    assert [leak for leak in planted.leaks if "gezeichnet wie" not in leak] == []
    assert len(planted.leaks) == 1
    assert (planted.unjudged["777"], planted.unjudged["778"]) == (
        "Zahlen.html, desc", "Zahlen.xlsx, Eigenschaft title",
    )  # fmt: skip
    assert "777 (Zahlen.html, desc)" in " ".join(attacked_told(planted))


def test_readers_of_a_publication_must_find_whom_to_ask():
    whole = {SettingName.OFFICE_NAME: "Büro", SettingName.EMAIL: "a@b.de", SettingName.ACCESSIBILITY: "b.de/bf"}

    assert missing_of(Settings(whole)) == ()
    assert [missing_of(Settings(whole | {name: ""})) for name in whole] == [
        ("„Name des Büros“",), ("„Telefon“ oder „E-Mail“",), ("„Veröffentlichung: Barrierefreiheit“",),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("between", [";", ",", "\t"])
def test_a_table_of_plain_text_is_attacked(tmp_path, encoding, between):
    rows = (
        ("Ort", "A", "B", "Summe"),
        ("Süd", "*", "5", "7"),
        ("Nord", "4", "6", "10"),
        ("Summe", "6", "11", "17"),
    )
    (tmp_path / "Fremd.csv").write_text("\n".join(between.join(row) for row in rows), encoding=encoding)

    assert attack_files([tmp_path / "Fremd.csv"]).leaks == (
        "„Fremd“, Ort: Süd, A: verdeckt, aber ausrechenbar (2).",
    )


def test_what_the_attack_cannot_read_is_told_and_old_pages_are_read(tmp_path):
    page = "<table><tr><th>Ort<th>A<th>B<th>Summe<tr><td>Süd<td>{}<td>5<td>7<tr><td>Summe<td>–<td>11<td>17</table>"
    for name, encoding, sign in (("a", "cp1252", "*"), ("b", "utf-16", "*"), ("c", "utf-8", "wenige")):
        (tmp_path / f"{name}.html").write_text(page.format(sign), encoding=encoding)

    old, wide, unread = (attack_files([tmp_path / f"{name}.html"]) for name in "abc")

    assert old.leaks == wide.leaks == ("„“, Ort: Süd, A: verdeckt, aber ausrechenbar (2).",)
    assert (old.unread, unread.unread, unread.leaks) == (0, 1, ())
    assert any("1 Zelle ist weder Anzahl" in sentence for sentence in attacked_told(unread))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ort;A\nSüd;–\nNord;12\nSumme;14", "Süd, A"),
        ("Ort;A\nSüd;\nNord;12\nSumme;14", "Süd, A"),
        ("Ort;A;B;Summe\nSüd;;9;11\nNord;3;4;7", "Süd, A"),
        ("Ort;A\nSüd;1–2\nNord;12\nSumme;14", "Süd, A"),
        ("Ort;A\nSüd;weniger als 3\nNord;1 200\nSumme;1 202", "Süd, A"),
        ("Ort;A\nSüd;*\nNord;12\n\nInsgesamt (alle Orte);14", "Süd, A"),
        ("Ort;A\nSüd;*\nNord;12\ndarunter Frauen;9\nSumme;14", "Süd, A"),
        (";2018;2019\nOrt;Fälle;Fälle\nSüd;5;*\nNord;6;12\nSumme;11;14", "Süd, 2019 Fälle"),
        ("Art;B;;Ort;A\nx;5;;Süd;*\ny;*;;Nord;12\nz;*;;Summe;14", "Süd, A"),
    ],
)
def test_tables_as_offices_make_them_are_attacked(tmp_path, text, said):
    """Gaps that a total gives away, ranges, spaces in numbers, „darunter“, heads of two lines, neighbours."""
    (tmp_path / "Fremd.csv").write_text(text)

    assert attack_files([tmp_path / "Fremd.csv"]).leaks == (
        f"„Fremd“, Ort: {said}: verdeckt, aber ausrechenbar (2).",
    )


def test_a_page_whose_cells_span_several_is_attacked(tmp_path):
    page = (
        "<table><tr><th rowspan=2>Ort<th colspan=2>2019<th rowspan=2>Summe<tr><th>Frauen<th>Männer"
        "<tr><td>Süd<td>*<td>9<td>*<tr><td>Nord<td>20<td>4<td>24<tr><td>Summe<td>22<td>13<td>35</table>"
    )
    (tmp_path / "Seite.html").write_text(page)

    assert attack_files([tmp_path / "Seite.html"]).leaks == (
        "„“, Ort: Süd, 2019 Frauen: verdeckt, aber ausrechenbar (2).",
        "„“, Ort: Süd, Summe: verdeckt, aber ausrechenbar (11).",
    )


def test_a_row_that_nobody_understands_is_counted_as_not_attacked(tmp_path):
    (tmp_path / "Fremd.csv").write_text("Ort;A;B\nSüd;wenige;kaum\nNord;12;8\nSumme;14;9")

    assert attack_files([tmp_path / "Fremd.csv"]).unread == 2


def test_the_attacker_imports_nothing_of_what_it_attacks():
    folder = HOUSE / "automation" / "publication" / "attacker"
    found = [
        node.module or ""
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
    ]
    ours = [name for name in found if name.startswith(("automation", "workbook"))]

    assert ours
    assert [name for name in ours if not name.startswith("automation.publication.attacker")] == []


def test_shares_and_averages_beside_the_counts_are_no_counts(tmp_path):
    """Was: 0.4 and 41.5 were added up with the people, so that what gives itself away was called safe."""
    book = Workbook()
    for row in (
        ("Ort", "A", "B", "Summe", "Anteil A", "Alter im Mittel"),
        ("Nord", "*", 5, 7, "*", 34),
        ("Süd", 4, 6, 10, 0.4, 41.5),
        ("Summe", 6, 11, 17, 0.353, 38.25),
    ):
        book.active.append(row)
    for cell, shape in (("E3", "0%"), ("E4", "0.0%")):
        book.active[cell].number_format = shape
    book.save(tmp_path / "Fremd.xlsx")

    found = attack_files([tmp_path / "Fremd.xlsx"])

    assert "„Sheet“, Ort: Nord, A: verdeckt, aber ausrechenbar (2)." in found.leaks
    assert len(found.leaks) == 1
    assert found.unread == 6
