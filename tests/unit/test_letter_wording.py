from datetime import date, time
from decimal import Decimal

import pytest

from automation.letters import wording


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("180,00 €", "180,00\u00a0€"),
        ("Frau Dr. Kaya", "Frau Dr.\u00a0Kaya"),
        ("nach § 16i SGB II", "nach §\u00a016i SGB II"),
        ("am 2. Juli um 10:30 Uhr", "am 2.\u00a0Juli um 10:30\u00a0Uhr"),
        ("z. B. morgen", "z.\u00a0B. morgen"),
        ("Ende. Danach", "Ende. Danach"),
    ],
)
def test_what_belongs_together_stays_on_one_line(written, printed):
    assert wording.with_hard_spaces(written) == printed


def test_dates_times_and_amounts_are_german():
    assert wording.long_date(date(2026, 11, 22)).replace("\u00a0", " ") == "22. November 2026"
    assert wording.date_with_weekday(date(2019, 7, 2)).replace("\u00a0", " ") == "Dienstag, 2. Juli 2019"
    assert wording.clock_time(time(9, 5)) == "09:05\u00a0Uhr"
    assert wording.number(Decimal("3.5")) == "3,5"
    assert wording.number(Decimal(3)) == "3"


@pytest.mark.parametrize(
    ("stored", "printed"),
    [
        ("+492091234567", "0209 1234567"),
        ("+491711234567", "0171 1234567"),
        ("+31201234567", "+31 20 123 4567"),
        ("unbekannt", "unbekannt"),
    ],
)
def test_telephone_numbers_are_written_as_din_5008_asks(stored, printed):
    assert wording.telephone(stored).replace("\u00a0", " ") == printed
