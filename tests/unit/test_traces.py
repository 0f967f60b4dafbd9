"""By what somebody is found in a text, in whatever spelling, and what is somebody else's."""

import pytest

from automation.privacy.traces import Identity, Traces

SOMEBODY = Traces(
    Identity(
        "K-00017",
        names=(("Jörg", "Müller"), ("Jörg", "von Öhlen")),
        phones=("+492091234567",),
        emails=("j.mueller@example.org",),
        numbers=("123A456789", "33304//0012345"),
        row_keys=("V-00042",),
    )
)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("siehe K-00017", "Kennung"),
        ("Auskunft_K-00017_2019.pdf", "Kennung"),
        ("k-00017", "Kennung"),
        ("V-00042 prüfen", "Kennung einer Zeile"),
        ("Müller, Jörg", "Name"),
        ("JOERG MUELLER", "Name"),
        ("Jo\u0308rg Mu\u0308ller", "Name"),
        ("Herr von  Öhlen (Jörg)", "Name"),
        ("0209 1234567", "Telefon"),
        ("+49 (209) 123-45 67", "Telefon"),
        ("0049209/1234567", "Telefon"),
        ("2091234567", "Telefon"),
        ("J.Mueller@Example.org", "E-Mail"),
        ("Kd-Nr 123 a 456789", "Nummer"),
        ("33304BG0012345", "Nummer"),
        ("33304 / 0012345", "Nummer"),
    ],
)
def test_somebody_is_found_in_any_spelling(text, what):
    assert what in SOMEBODY.in_text(text)


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("Ayşe", "Yıldız", "AYŞE YILDIZ"),
        ("Ayşe", "Yıldız", "Yildiz, Ayse"),
        ("İbrahim", "Şahin", "Ibrahim Sahin"),
        ("İbrahim", "Şahin", "İBRAHİM ŞAHİN"),
        ("Ibrahim", "Sahin", "İbrahim Şahin"),
        ("Uwe", "Groß", "Uwe Gross"),
        ("Uwe", "Weiss", "UWE WEIẞ"),
        ("Uwe", "Öztürk-Weiß", "UWE ÖZTÜRK-WEISS"),
        ("Uwe", "Öztürk-Weiß", "Uwe Oeztuerk\u2011Weiss"),
        ("Joerg", "Mueller", "Jörg Müller"),
        ("Paweł", "Wójcik", "Pawel Wojcik"),
    ],
)
def test_a_name_is_found_in_capitals_and_without_its_marks(first, last, text):
    assert Traces(Identity("K-00001", names=((first, last),))).in_text(text) == ("Name",)


@pytest.mark.parametrize("text", ["K 00017", "K\u201100017", "K00017", "k - 00017"])
def test_a_key_is_found_with_whatever_stands_between_letter_and_number(text):
    assert SOMEBODY.in_text(text) == ("Kennung",)


@pytest.mark.parametrize(
    "text",
    [
        "K-000170",
        "XK-00017",
        "K-00018",
        "Jörg",
        "Müller",
        "Jörg Müllerin",
        "Jörg-Peter Meier",
        "0209 12345678",
        "0209 1234568",
        "aj.mueller@example.org",
        "9123A456789",
        "33304//00123456",
        "",
    ],
)
def test_others_are_left_in_peace(text):
    assert SOMEBODY.in_text(text) == ()
