from datetime import date, time
from decimal import Decimal

import pytest

from automation.letters import wording
from automation.letters.glyphs import COMMON, _covered, font_folders
from automation.letters.markdown import clean
from automation.resources import templates_folder


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("180,00 €", "180,00\u00a0€"),
        ("Frau Dr. Kaya", "Frau Dr.\u00a0Kaya"),
        ("nach § 16i SGB II", "nach §\u00a016i SGB II"),
        ("am 2. Juli um 10:30 Uhr", "am 2.\u00a0Juli um 10:30\u00a0Uhr"),
        ("z. B. morgen", "z.\u00a0B. morgen"),
        ("Tel. 0209 1234567, 02041 123456", "Tel.\u00a00209\u00a01234567, 02041\u00a0123456"),
        ("Abs. 2 Nr. 3, Art. 9", "Abs.\u00a02 Nr.\u00a03, Art.\u00a09"),
        ("22. November, 222. Etage", "22.\u00a0November, 222. Etage"),
        ("10 %, 5 kg, 5 kgx, 80 m²", "10\u00a0%, 5\u00a0kg, 5 kgx, 80\u00a0m²"),
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


def test_no_font_is_opened_for_a_character_that_none_of_them_has():
    fonts = [path for folder in font_folders(templates_folder()) for path in folder.glob("*.ttf")]

    assert {"ș", "ț", "ğ", "ẞ"} - COMMON == {"ẞ"}  # a letter to Romania needs none, a rare capital does
    assert COMMON - frozenset().union(*map(_covered, fonts)) == set()


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Ayşe Yıldız-Groß", "Ayşe Yıldız-Groß"),
        ("Ayşe  Yıldız", "Ayşe Yıldız"),
        ("Ayşe\tYıldız\n", "Ayşe Yıldız "),
        ("180\u00a0€", "180\u00a0€"),
        ("a\u2028b\x07c\ue000", "a b c "),
    ],
)
def test_a_value_stands_on_one_line_and_holds_nothing_that_cannot_be_seen(typed, printed):
    assert clean(typed) == printed
