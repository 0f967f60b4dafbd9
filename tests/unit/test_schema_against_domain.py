"""The office's tables hold every column that the domain names, with its label, its type, its list.

`tests/data/domain_columns.csv` was written by hand from the description of the domain (sections 1.1 to 1.14):
sheet; the words there; the label that a header carries; type; `ja` where it is required, or the rule that asks for
it under a condition; allowed values, or the sheet that a reference points to, or an example of a key. Where the
words there name several columns in one breath or an English identifier, the label spells them out.
"""

import csv
import re
from pathlib import Path

import pytest

from automation.checks import RULES
from workbook.schema import LISTS, TABLES, Kind, table_of

COLUMNS = Path(__file__).parents[1] / "data" / "domain_columns.csv"

KINDS = {
    "id": {Kind.ID},
    "text": {
        Kind.TEXT,
        Kind.LONG_TEXT,
        Kind.STREET,
        Kind.NAME,
        Kind.POSTCODE,
        Kind.PHONE,
        Kind.EMAIL,
        Kind.HOUSE_NUMBER,
        Kind.HOUSEHOLD_NUMBER,
        Kind.CUSTOMER_NUMBER,
        Kind.SETTING,
        Kind.ID,
    },
    "date": {Kind.DATE},
    "month": {Kind.MONTH},
    "time": {Kind.TIME},
    "int": {Kind.INTEGER},
    "decimal": {Kind.DECIMAL},
    "eur": {Kind.EURO},
    "bool": {Kind.YES_NO},
    "list": {Kind.CHOICE},
    "multi": {Kind.MULTIPLE},
    "ref": {Kind.REFERENCE},
}

# domain.md 1.0: the common tail of every table about persons.
TAIL = ("Erfasst am", "Erfasst von", "Geändert am", "Bemerkung")
ABOUT_PERSONS = (
    "Klienten",
    "Bedarfsgemeinschaften",
    "Einwilligungen",
    "Anliegen",
    "Kontakte",
    "Verweise",
    "Vermittlungen",
    "Teilnahmen",
    "Interessenten",
)

NOT_STORED = {
    ("Klienten", "Versicherungsnummer"): "off by default: the office does not need it",
    ("Klienten", "Schwerbehinderung"): "health data: not without a consent of Art. 9 GDPR, and never on this sheet",
    ("Klienten", "IBAN"): "the office does not need it",
    ("Klienten", "Steuer-ID"): "never",
    ("Verweise", "übermittelte Felder"): "Lotse writes them on its own sheet Postausgang, never on the staff's",
    ("Verweise", "SchreibenID"): "Lotse writes it on its own sheet Postausgang, never on the staff's",
}


def domain_rows():
    with COLUMNS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def named(row):
    return f"{row['sheet']}.{row['label']}"


def labels(sheet):
    return {column.label: column for column in table_of(sheet).spec.columns}


@pytest.mark.parametrize("row", domain_rows(), ids=named)
def test_a_column_of_the_domain_is_in_the_workbook(row):
    column = labels(row["sheet"])[row["label"]]

    if row["type"] == "derived":
        assert column.formula is not None
    else:
        assert column.kind in KINDS[row["type"]]
        assert column.formula is None


@pytest.mark.parametrize("row", [row for row in domain_rows() if row["values"]], ids=named)
def test_a_column_offers_what_the_domain_lists(row):
    column = labels(row["sheet"])[row["label"]]
    values = row["values"].split(" · ")

    if row["type"] == "id":
        assert re.fullmatch(column.pattern, row["values"])
        assert not re.fullmatch(column.pattern, "?")
    elif column.refers_to is not None:
        assert [column.refers_to] == values
    else:
        offered = list(column.choices.values)
        assert [value for value in offered if value in values] == values
        # A closed list is named whole in the domain, but for the figures, which have a section of their own.
        assert set(offered) == set(values) or not column.choices.closed or row["label"] == "Kennzahl"


@pytest.mark.parametrize("row", [row for row in domain_rows() if row["required"]], ids=named)
def test_what_the_domain_requires_is_asked_for(row):
    """Always, or by a rule that knows when."""
    if row["required"] == "ja":
        assert labels(row["sheet"])[row["label"]].required
    else:
        assert row["required"] in {rule.info.code for rule in RULES}


@pytest.mark.parametrize("sheet", ABOUT_PERSONS)
def test_a_row_about_a_person_says_who_wrote_it_and_when(sheet):
    assert set(TAIL) <= labels(sheet).keys()


@pytest.mark.parametrize(("sheet", "label"), NOT_STORED, ids=lambda value: value)
def test_what_the_office_must_not_or_need_not_store_has_no_column(sheet, label):
    stored = {spelled for column in table_of(sheet).spec.columns for spelled in (column.label, *column.aliases)}

    assert NOT_STORED[sheet, label]
    assert label not in stored


def test_the_table_of_the_domain_names_every_sheet():
    assert {row["sheet"] for row in domain_rows()} == {record.spec.sheet for record in TABLES}


def test_no_list_lets_anybody_say_that_they_are_not_in_charge():
    """„Ein ‚Wir sind nicht zuständig‘ gibt es hier nicht.“"""
    said = [value for choices in LISTS for value in choices.values if "nicht zuständig" in value.casefold()]

    assert said == []
