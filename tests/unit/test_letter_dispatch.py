from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from automation.letters.dispatch import Dispatch, DispatchLog, content_fingerprint, listed
from automation.letters.gate import Sent
from automation.letters.logbook import HEADER, build_log, read_log
from automation.letters.reference import ReferenceNumbers, file_stem
from automation.letters.status import DispatchStatus
from workbook.reading.raw import RawTable

TODAY = date(2019, 6, 28)


def row(reference="QB-2019-0001", **values):
    usual = {
        "written": TODAY,
        "kind": "WOHNEN",
        "source": "R-00001",
        "client_id": "K-00001",
        "recipient_kind": "Wohnungsunternehmen",
        "recipient": "P-001",
        "file_name": f"{reference}_WOHNEN_ggw.docx",
        "content": "abc",
    }
    return Dispatch(reference, **(usual | values))


def read_back(sheet):
    """The sheet as a workbook would hand it back."""
    (table,) = sheet.tables
    rows = [[getattr(value, "text", value) or "" for value in line] for line in table.rows]
    return RawTable(table.name, sheet.name, HEADER, 1, tuple(column.label for column in table.columns), rows)


def test_numbers_count_on_from_the_highest_of_the_year():
    numbers = ReferenceNumbers(["QB-2018-0099", "QB-2019-0007", "QB-2019-0041", "Unsinn", ""])

    assert [numbers.next(2019), numbers.next(2019), numbers.next(2020)] == [
        "QB-2019-0042",
        "QB-2019-0043",
        "QB-2020-0001",
    ]


@given(st.text(max_size=300))
def test_a_file_name_is_short_and_plain_whatever_the_partner_is_called(partner):
    stem = file_stem("QB-2019-0042", "WOHNEN", partner)

    assert stem.startswith("QB-2019-0042_WOHNEN")
    assert len(f"{stem}.docx") <= 120
    assert stem.isascii()
    assert not set(stem) & set('\\/:*?"<>| ')


def test_umlauts_are_spelled_out_in_file_names():
    assert file_stem("QB-2019-0001", "WOHNEN", "Şahin & Größe") == "QB-2019-0001_WOHNEN_Sahin-Groesse"


def test_the_log_survives_a_round_trip_through_the_workbook():
    log = DispatchLog([row(), row("QB-2019-0002", source="R-00002", reply_until=date(2019, 7, 12))])

    again = read_log(read_back(build_log(log, today=TODAY)))

    assert again.rows == log.rows


def test_what_staff_filled_in_stays():
    log = DispatchLog([row()])
    table = read_back(build_log(log, today=TODAY))
    position = {label: number for number, label in enumerate(table.headers)}
    filled = list(table.rows[0])
    for label, value in {
        "Status": "versandt",
        "Versandweg": "Post",
        "versandt am": datetime(2019, 7, 1),  # noqa: DTZ001 -- as the spreadsheet hands dates out
        "versandt von": "MKA",
        "Antwort bis": "nächste Woche",
    }.items():
        filled[position[label]] = value

    (kept,) = read_log(replace(table, rows=[filled])).rows

    assert (kept.status, kept.way, kept.sent_on, kept.sent_by) == ("versandt", "Post", date(2019, 7, 1), "MKA")
    assert kept.reply_until == "nächste Woche"


@pytest.mark.parametrize(("typed", "left"), [("am Telefon", [("Antwort am", "am Telefon")]), (None, [])])
def test_an_answer_that_staff_typed_into_an_earlier_log_is_theirs_and_an_empty_column_goes(typed, left):
    table = read_back(build_log(DispatchLog([row()]), today=TODAY))
    headers = [label.replace("Rückmeldung am", "Antwort am") for label in table.headers]
    line = list(table.rows[0])
    line[headers.index("Antwort am")] = typed

    log = read_log(replace(table, headers=tuple(headers), rows=[line]))

    assert [*log.rows[0].own] == left
    assert [label for _, label in log.own] == [label for label, _ in left]


def test_a_workbook_without_the_sheet_has_an_empty_log():
    assert read_log(None).rows == ()


def test_a_log_with_missing_columns_is_still_read():
    table = RawTable("tblPostausgang", "Postausgang", 6, 1, ("Zeichen", "Status"), [["QB-2019-0001", "geprüft"]])

    (kept,) = read_log(table).rows

    assert (kept.reference, kept.status, kept.kind) == ("QB-2019-0001", "geprüft", "")


def test_the_newest_letter_comes_first():
    log = DispatchLog([row("QB-2019-0009"), row("QB-2019-0010", source="R-00002")])

    table = read_back(build_log(log, today=TODAY))

    assert [line[0] for line in table.rows] == ["QB-2019-0010", "QB-2019-0009"]


def test_a_new_version_replaces_the_old_one():
    log = DispatchLog([row(status="Entwurf", way="Post", sent_on=TODAY)])

    added = log.add(row("QB-2019-0002", content="def"))

    assert added.replaces == "QB-2019-0001"
    assert log.latest("WOHNEN", "R-00001") == added
    old = log.rows[0]
    assert (old.status, old.way, old.sent_on) == (DispatchStatus.REPLACED, "Post", TODAY)


@pytest.mark.parametrize(
    "status", ["geprüft", "gedruckt", "versandt", "storniert", "gesperrt", "liegt bei Frau M."]
)
def test_only_a_draft_becomes_replaced(status):
    log = DispatchLog([row(status=status)])

    added = log.add(row("QB-2019-0002"))

    assert (log.rows[0].status, added.replaces) == (status, "QB-2019-0001")


def test_rows_that_staff_copied_are_not_lost():
    log = DispatchLog([row(), row()])

    assert len(log.rows) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "ARBEIT"},
        {"address": ["ggw", "Weg 2"]},
        {"ground": "§ 69"},
        {"sent": [Sent("Klienten", "Vorname", "Fatma")]},
        {"sent": [Sent("Klienten", "Nachname", "Ayşe")]},
        {"sent": []},
    ],
)
def test_a_letter_that_tells_something_else_is_another_letter(change):
    usual = {
        "kind": "WOHNEN",
        "address": ["ggw", "Weg 1"],
        "ground": "Einwilligung",
        "sent": [Sent("Klienten", "Vorname", "Ayşe")],
    }

    assert content_fingerprint(**usual) == content_fingerprint(**usual)
    assert content_fingerprint(**usual) != content_fingerprint(**(usual | change))


def test_the_list_of_fields_holds_names_and_no_values():
    sent = [
        Sent("Klienten", "Vorname", "Ayşe"),
        Sent("Verweise", "Zimmer", "3"),
        Sent("Klienten", "Nachname", "Kaya"),
    ]

    assert listed(sent) == "Klienten: Vorname, Nachname; Verweise: Zimmer"


def test_the_log_fits_the_width_of_a_page_with_what_matters_on_paper():
    sheet = build_log(DispatchLog([row()]), today=TODAY)
    (table,) = sheet.tables
    printed = table.columns[: sheet.printing.area.last_column]

    assert {"Zeichen", "Art", "Empfänger", "Status", "versandt am", "Rückmeldung am"} <= {
        each.label for each in printed
    }
    # A digit of Excel's usual font takes 7 of 96 pixels in an inch; A4 is 11.69 inches wide, with margins of 0.7.
    assert sum(each.width for each in printed) * 7 / 96 * sheet.printing.scale / 100 <= 11.69 - 2 * 0.7
    assert sheet.printing.repeat_rows == (HEADER, HEADER)
