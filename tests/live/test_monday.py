"""A Monday in the office, by commands and by buttons in a real LibreOffice, and nobody is named outside of it."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date, datetime, time

import pytest

from automation import macros
from automation.cli import main
from automation.watching.browser_page import render_page
from automation.watching.following import Watch, Wishes
from tests.intake import FAMILY, MARKED, fill
from workbook.findings import Fix
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import Client, Consent, Contact, Request
from workbook.writing.changing import Safety
from workbook.writing.corrected_cells import correct_cells
from workbook.writing.saving import Backups

MONDAY = date(2019, 7, 1)
DAY = ("--as-of", MONDAY.isoformat())
FORMATS = {date: "dd.mm.yyyy", time: "hh:mm"}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    path = tmp_path_factory.mktemp("office") / "Mappe.xlsx"
    assert main(["new", str(path), "--demo"]) == 0
    return path


class Desk:
    """Somebody's desk: the workbook, everything that was said outside of it, and how the buttons' jobs are done."""

    def __init__(self, path, capsys, app=None):
        self.path, self.said, self._capsys, self._app = path, [], capsys, app

    def lotse(self, *words):
        """Run a command; return what it says to programs, or its text where there is nothing for these."""
        self._capsys.readouterr()
        code = main([str(word) for word in words])
        told = self._capsys.readouterr()
        self.said.append(told.out + told.err)
        assert code in {0, 1}, told.err
        return json.loads(told.out) if "--json" in words else told.out

    def press(self, job, *, at_home=False, **typed):
        """Type into cells (`Blatt!K5`), then do the job: by its button where there is a LibreOffice."""
        if self._app is None or at_home:
            cells = {}
            for place, value in typed.items():
                sheet, _, cell = place.partition("!")
                cells.setdefault(sheet, {})[cell] = Fix(value, FORMATS.get(type(value), "@"))
            if cells:
                correct_cells(self.path, cells, safety=Safety(Backups(keep=0)))
            self.lotse(job, self.path, *(("--no-pdf",) if job == "letters" else ()), *DAY)
            return
        book = self._app.books.open(str(self.path))
        for place, value in typed.items():
            sheet, _, cell = place.partition("!")
            book.sheets[sheet][cell].value = datetime.combine(value, time()) if isinstance(value, date) else value
        self.said.append(macros.run(macros.JOBS[job], book, MONDAY))
        book.save()
        book.close()

    def due(self, *more):
        """What the list says, without writing it."""
        return self.lotse("today", self.path, "--no-write", "--json", *more, *DAY)["due"]

    def office(self):
        with read_book(self.path) as raw:
            return read_office(raw)[0]

    def cell(self, record, key, name):
        """Where a column of a row stands, as `Blatt!K5`."""
        table = self.office()[record]
        return f"{table.sheet}!{table.cell(table.rows[table.positions[key]], name)}"


def letter_rows(path):
    from automation.letters.logbook import SHEET, TABLE, read_log  # noqa: PLC0415
    from workbook.reading.raw import read_own_table  # noqa: PLC0415

    with read_book(path) as raw:
        return read_log(read_own_table(raw, SHEET, TABLE)).rows


def test_a_monday(office, tmp_path, capsys):
    _play(office, tmp_path, Desk(tmp_path / "Büro" / "Mappe.xlsx", capsys))


@pytest.mark.libreoffice
def test_a_monday_with_buttons(office, tmp_path, capsys, app):
    _play(office, tmp_path, Desk(tmp_path / "Büro" / "Mappe.xlsx", capsys, app))


def _play(office, tmp_path, desk):
    desk.path.parent.mkdir()
    shutil.copyfile(office, desk.path)
    contacts = desk.office()[Contact]
    missed = [contacts.key_at(position) for position in (3, 4)]
    friday = {}
    for key in missed:
        friday |= {
            desk.cell(Contact, key, "next_date"): date(2019, 6, 28),
            desk.cell(Contact, key, "appeared"): "offen",
        }

    # On Friday evening the letters of the week were written, and two appointments were still open.
    desk.press("letters", at_home=True, **friday)
    waiting = [row for row in letter_rows(desk.path) if row.consent_id and str(row.standing) == "Entwurf"]
    assert waiting
    morning = shutil.copyfile(desk.path, tmp_path / "Morgen.xlsx")

    # 8:55: a colleague has it open; the list is that of the last saved state.
    lock = desk.path.with_name(f"~${desk.path.name}")
    owner = "RWE"
    lock.write_bytes(
        bytes([3]) + owner.encode() + b" " * 51 + bytes([3, 0]) + owner.encode("utf-16-le") + b" \0" * 50
    )
    before = desk.path.read_bytes()
    told = desk.lotse("today", desk.path, *DAY)
    checked = desk.lotse("check", desk.path, *DAY)
    assert "geöffnet von RWE" in told
    assert "geöffnet von RWE" in checked
    assert desk.path.read_bytes() == before
    lock.unlink()

    # 9:00: today's list, with a calendar for everybody.
    desk.press("today")
    open_ones = [
        each for each in desk.due("--ics", tmp_path / "Kalender") if each["what"] == "Termin war: erschienen?"
    ]
    assert set(missed) <= {each["key"] for each in open_ones}
    assert "Heute" in sheets_of(desk.path)

    # Both did not come.
    desk.press("check", **{desk.cell(Contact, key, "appeared"): "nein unentschuldigt" for key in missed})
    assert not {each["key"] for each in desk.due() if each["what"] == "Termin war: erschienen?"} & set(missed)

    # Somebody revokes a consent: the letter that waits is locked, and stands on the list.
    letter = waiting[0]
    desk.press("letters", **{desk.cell(Consent, letter.consent_id, "revoked_on"): MONDAY})
    standing = {row.reference: str(row.standing) for row in letter_rows(desk.path)}
    assert standing[letter.reference] == "gesperrt"
    assert (letter.reference, "Schreiben gesperrt") in {(each["key"], each["what"]) for each in desk.due()}
    locked = [path for path in (desk.path.parent / "Briefe").rglob("*") if path.name.startswith(letter.reference)]
    assert {path.parent.name for path in locked} == {"Nicht abschicken"}

    # A colleague comes back from the street.
    intake = tmp_path / "Eingang.xlsx"
    desk.lotse("desk", desk.path, "--for", "MKA", "-o", intake, *DAY)
    fill(intake, FAMILY)
    desk.lotse("collect", desk.path, intake, *DAY)
    taken = desk.lotse("collect", desk.path, intake, "--append", "--yes", "--json", *DAY)
    assert taken["appended"] == 5, taken
    new = {each["key"]: each["new_key"] for each in taken["coming"]}
    assert desk.office()[Client].get(new["K-00900"]).last_name == "Quittenbaum"

    # A request goes to somebody else.
    handed = new["A-09000"]
    desk.press("today", **{desk.cell(Request, handed, "owner"): "TNO"})
    assert {each["for"] for each in desk.due() if each["key"] == handed} == {"TNO"}

    # In the evening: what happened.
    changes = json.dumps(desk.lotse("diff", morning, desk.path, "--all", "--json", *DAY), ensure_ascii=False)
    desk.lotse("diff", morning, desk.path, *DAY)
    assert [key for key in (*new.values(), letter.consent_id, *missed) if key not in changes] == []

    _nobody_is_named(desk, tmp_path)


def sheets_of(path):
    with read_book(path) as raw:
        return raw.sheets


def _nobody_is_named(desk, tmp_path):
    """Hunt for every client over screen, JSON, calendars, page and names of files."""
    watch = Watch(desk.path, lambda _: None, Wishes(writes=False, as_of=MONDAY))
    watch.begin(datetime.combine(MONDAY, time(18, 0)))
    desk.said.append(render_page(*watch.board.now()))
    calendars = list((tmp_path / "Kalender").iterdir())
    assert calendars
    desk.said += [path.read_text(encoding="utf-8").replace("\n ", "") for path in calendars]
    desk.said += [path.name for path in tmp_path.rglob("*")]
    said = "\n".join(desk.said).replace("\r", "")

    assert [word for word in MARKED if word in said] == []
    clients = desk.office()[Client]
    whole = {
        f"{first} {last}"
        for first, last in zip(clients.column("first_name"), clients.column("last_name"), strict=True)
    }
    private = {value for name in ("phone", "email", "last_name") for value in clients.column(name) if value}
    assert {name for name in whole | private if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said)} == set()
