"""`lotse today --ics`: a calendar file for each adviser, read by another library than the one that writes it."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time

import openpyxl
import pytest
from ical.calendar_stream import IcsCalendarStream

from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import Client

DAY = ("--as-of", "2019-06-30")


def read(path):
    return IcsCalendarStream.calendar_from_ics(path.read_text(encoding="utf-8")).events


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "Kalender"


def test_each_adviser_gets_what_the_list_says_in_a_file_of_their_own(lotse, workbook, folder):
    book = openpyxl.load_workbook(workbook)
    columns = {cell.value: cell.column for cell in book["Kontakte"][4]}
    for row, begin, end in ((5, time(9, 30), time(10, 15)), (6, time(14, 0), None)):
        for label, value in (
            ("Nächster Termin", date(2019, 7, 3)),
            ("um", begin),
            ("bis", end),
            ("erschienen", None),
        ):
            book["Kontakte"].cell(row, columns[label]).value = value
    book.save(workbook)

    told = json.loads(lotse("today", workbook, "--days", "90", "--ics", folder, "--json", *DAY).out)

    owners = {each["for"] or "niemand" for each in told["due"]}
    assert {path.name for path in folder.iterdir()} == {f"Heute_{owner}.ics" for owner in owners}
    assert told["calendars"] == [
        str(folder / f"Heute_{owner}.ics")
        for owner in dict.fromkeys(each["for"] or "niemand" for each in told["due"])
    ]
    events = {owner: read(folder / f"Heute_{owner}.ics") for owner in owners}
    for owner in owners:
        mine = [each for each in told["due"] if (each["for"] or "niemand") == owner]
        assert sorted(event.description.rpartition(" ")[2] for event in events[owner]) == sorted(
            f"{each['sheet']}!{each['cell']}" for each in mine
        )
        days = sorted(max(date.fromisoformat(each["day"]), date(2019, 6, 30)) for each in mine)
        assert sorted(as_day(event.dtstart) for event in events[owner]) == days
    every = [event for found in events.values() for event in found]
    assert len({event.uid for event in every}) == len(every) == len(told["due"]) > 30
    timed = [event for event in every if isinstance(event.dtstart, datetime)]
    assert sorted((event.dtstart.isoformat(), event.dtend.isoformat()) for event in timed) == [
        ("2019-07-03T09:30:00", "2019-07-03T10:15:00"),
        ("2019-07-03T14:00:00", "2019-07-03T14:30:00"),
    ]
    assert all(event.summary.startswith("Termin") for event in timed)


def as_day(start):
    return start.date() if isinstance(start, datetime) else start


def test_the_same_thing_has_the_same_uid_tomorrow_and_names_are_nowhere(lotse, workbook, folder):
    lotse("today", workbook, "--ics", folder, *DAY)
    first = {event.uid: event for path in folder.iterdir() for event in read(path)}
    again = lotse("today", workbook, "--ics", folder, "--as-of", "2019-07-01")
    second = {event.uid: event for path in folder.iterdir() for event in read(path)}

    both = first.keys() & second.keys()
    assert len(both) > 0.8 * len(first)
    assert all(
        first[uid].description.rpartition(" ")[2] == second[uid].description.rpartition(" ")[2] for uid in both
    )
    assert all(second[uid].sequence > first[uid].sequence for uid in both)
    with read_book(workbook) as raw:
        clients = read_office(raw)[0][Client]
    names = {*clients.column("first_name"), *clients.column("last_name")} - {None}
    said = again.out + "".join(
        path.name + path.read_text(encoding="utf-8").replace("\n ", "") for path in folder.iterdir()
    )
    assert names.isdisjoint(re.findall(r"[\w-]+", said))


def test_one_person_alone_and_a_file_of_yesterday_goes(lotse, workbook, folder):
    lotse("today", workbook, "--ics", folder, *DAY)
    before = {path.name for path in folder.iterdir()}
    (folder / "Heute_RWE.ics").write_text("BEGIN:VCALENDAR\nPRODID:jemand anderes\nEND:VCALENDAR\n")

    lotse("today", workbook, "--ics", folder, "--for", "mka", "--days", "0", "--as-of", "2017-01-01")
    assert {path.name for path in folder.iterdir()} == {*before, "Heute_RWE.ics"} - {"Heute_MKA.ics"}
    lotse("today", workbook, "--ics", folder, "--as-of", "2017-01-01")
    assert "Heute_RWE.ics" in {path.name for path in folder.iterdir()}
    assert len(list(folder.iterdir())) < len(before)


def test_what_is_no_folder_is_told(lotse, workbook, tmp_path):
    (tmp_path / "Datei").write_text("")

    done = lotse("today", workbook, "--ics", tmp_path / "Datei", *DAY)

    assert done.code == 2
    assert "kein Ordner" in done.err
