"""Drafts of e-mails: where the office wants them and the partner can decrypt, with the PDF and nobody's name."""

import email
from email.policy import default

import pytest

from automation import friday_post, jobs
from automation.letters.dispatch import DispatchLog
from automation.letters.logbook import SHEET, TABLE, build_log, read_log
from tests import letter_office as letters
from tests.letter_office import TODAY, client
from tests.letter_workbook import office_of_many
from workbook.creating import create_workbook
from workbook.reading.raw import read_book, read_own_table
from workbook.schema.setting_names import SettingName
from workbook.schema.vocabulary import ReferralWay
from workbook.tables import office_of
from workbook.writing.file_book import FileBook

TO = "vermietung@ggw.example"
ABLE = {"encrypted_email": True, "email": TO}
BY_EMAIL = {"way": ReferralWay.EMAIL}


def put(path, log=None, wanted="ja", **changes):
    """A workbook of an office with one client, a partner and a referral as they are changed."""
    tables = office_of_many(1, settings={SettingName.EMAIL_DRAFTS: wanted})
    records = [
        record.model_copy(update=changes.get(type(record).__name__.lower(), {}))
        for table in tables
        for record in table
    ]
    owned = [] if log is None else [build_log(DispatchLog(log), today=TODAY)]
    create_workbook(path, office=office_of(records), today=TODAY, owned=owned)
    return FileBook(path)


def rows_of(book):
    with read_book(book.path) as raw:
        return read_log(read_own_table(raw, SHEET, TABLE)).rows


def log_of(book):
    return {row.kind: row for row in rows_of(book)}


def renewed(book, **changes):
    """The same office with the same log, and other rows."""
    log = rows_of(book)
    book.path.unlink()
    return put(book.path, log, **changes)


def drafts(book):
    return sorted(file.relative_to(book.folder).as_posix() for file in book.folder.rglob("*.eml"))


@pytest.fixture
def office(tmp_path):
    return put(tmp_path / "Mappe.xlsx", partner=ABLE, referral=BY_EMAIL)


def test_a_partner_who_can_decrypt_gets_the_letter_as_the_draft_of_an_email(office):
    jobs.write_letters(office, TODAY)

    assert drafts(office) == ["Briefe/QB-2019-0001_WOHNEN_ggw.eml"]
    file = office.folder / drafts(office)[0]
    message = email.message_from_bytes(file.read_bytes(), policy=default)
    assert (message["To"], message["From"]) == (TO, letters.SETTINGS[SettingName.EMAIL])
    assert (message["Subject"], message["X-Unsent"]) == ("Schreiben QB-2019-0001", "1")
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("QB-2019-0001.pdf", "application/pdf")
    assert attached.get_content() == file.with_suffix(".pdf").read_bytes()
    text = message.get_body().get_content()
    assert "Quartiersbüro Rotthausen" in text
    assert not [name for name in (client().first_name, client().last_name, "SGB", "Jobcenter") if name in text]
    log = log_of(office)
    assert (log["WOHNEN"].way, log["EINLADUNG"].way) == ("E-Mail verschlüsselt", "")


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"partner": ABLE}, "nein"),
        ({"partner": ABLE | {"encrypted_email": None}}, "ja"),
        ({"partner": ABLE | {"email": None}}, "ja"),
        ({"partner": ABLE, "referral": {"way": ReferralWay.LETTER}}, "ja"),
    ],
    ids=["nobody asked for drafts", "no encryption", "no address", "by post"],
)
def test_otherwise_there_is_none(tmp_path, changes, wanted):
    book = put(tmp_path / "Mappe.xlsx", wanted=wanted, **changes)

    jobs.write_letters(book, TODAY)

    assert drafts(book) == []
    assert log_of(book)["WOHNEN"].way == ""


def test_a_draft_to_an_address_that_is_another_now_is_replaced(office):
    jobs.write_letters(office, TODAY)
    before = (office.folder / drafts(office)[0]).read_bytes()
    again = renewed(office, partner=ABLE | {"email": "neu@ggw.example"}, referral=BY_EMAIL)

    jobs.write_letters(again, TODAY)

    assert drafts(again) == [
        "Briefe/Nicht abschicken/QB-2019-0001_WOHNEN_ggw.eml",
        "Briefe/QB-2019-0003_WOHNEN_ggw.eml",
    ]
    assert (again.folder / drafts(again)[0]).read_bytes() == before
    assert b"To: neu@ggw.example" in (again.folder / drafts(again)[1]).read_bytes()


def test_what_must_not_go_out_takes_its_draft_along_and_is_not_entered_as_sent(office):
    jobs.write_letters(office, TODAY)
    revoked = renewed(office, partner=ABLE, referral=BY_EMAIL, consent={"revoked_on": TODAY})

    jobs.write_letters(revoked, TODAY)
    done = friday_post.mark_sent(revoked, TODAY, by="MKA", references=["QB-2019-0001"])

    assert drafts(revoked) == ["Briefe/Nicht abschicken/QB-2019-0001_WOHNEN_ggw.eml"]
    assert done.document["sent"] == []


def test_the_post_is_printed_without_it_and_it_is_entered_as_sent_by_its_number(office):
    jobs.write_letters(office, TODAY)

    printed = friday_post.print_post(office, TODAY)
    done = friday_post.mark_sent(office, TODAY, by="MKA", references=["QB-2019-0001"])

    assert printed.document["printed"] == ["QB-2019-0002"]
    assert done.document["sent"] == ["QB-2019-0001"]
    row = log_of(office)["WOHNEN"]
    assert (row.status, row.sent_on, row.sent_by, row.way) == ("versandt", TODAY, "MKA", "E-Mail verschlüsselt")
