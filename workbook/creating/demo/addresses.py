"""Where the people of the demo live, work and telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HOME = "Rotthausen"
CITY = "Gelsenkirchen"

STREETS = (
    "Karl-Meyer-Straße",
    "Steeler Straße",
    "Schonnebecker Straße",
    "Mechtenbergstraße",
    "Auf der Reihe",
    "Belforter Straße",
    "Schemannstraße",
    "Wembkenstraße",
    "Achternbergstraße",
    "Dahlbuschstraße",
    "Beethovenstraße",
    "Mozartstraße",
    "Lothringer Straße",
    "Hilgenboomstraße",
    "Ottilienstraße",
    "Rotthauser Straße",
)
"""Streets of Rotthausen; the house numbers are drawn by lot."""

ELSEWHERE = (
    ("Ückendorf", "45886", "Ückendorfer Straße"),
    ("Neustadt", "45879", "Ringstraße"),
    ("Altstadt", "45879", "Kirchstraße"),
    ("Feldmark", "45883", "Feldmarkstraße"),
    ("Schalke", "45881", "Schalker Straße"),
    ("Bulmke-Hüllen", "45888", "Bulmker Straße"),
    ("Horst", "45899", "Essener Straße"),
    ("Buer", "45894", "Horster Straße"),
    ("Erle", "45891", "Cranger Straße"),
)
"""District, postcode and a street there."""

# Numbers that the Bundesnetzagentur keeps free for films and books (Mitteilung 148/2021, Amtsblatt 7/2021): whoever
# calls one reaches nobody.
_LANDLINES = ("+492214710", "+493023125", "+494066969", "+496990009", "+498999998")
_MOBILES = ("+4917139200", "+49176040690")


def phone_numbers() -> Iterator[str]:
    """Yield phone numbers (E.164), each once: those kept free for films, then some that nobody can have.

    A German number never begins with 0 after its area code, so the second kind cannot be dialled either.
    """
    for number in range(1000):
        yield from (f"{line}{number:03}" for line in _LANDLINES)
        if number < 100:
            yield from (f"{mobile}{number:02}" for mobile in _MOBILES)
    for number in range(10_000_000):
        yield f"+492090{number:07}"


TRADES = (
    ("Metallbau", "Metallgewerbe", "privat"),
    ("Rohrleitungsbau", "Maschinenbau", "privat"),
    ("Gebäudereinigung", "Gebäudedienste", "privat"),
    ("Bäckerei", "Nahrungsmittel", "privat"),
    ("Pflegedienst", "Gesundheit und Soziales", "privat"),
    ("Seniorenhaus", "Gesundheit und Soziales", "Träger"),
    ("Spedition", "Verkehr und Lagerei", "privat"),
    ("Gartenbau", "Garten- und Landschaftsbau", "privat"),
    ("Malerbetrieb", "Ausbaugewerbe", "privat"),
    ("Elektro", "Ausbaugewerbe", "privat"),
    ("Kantine", "Gastgewerbe", "privat"),
    ("Café", "Gastgewerbe", "privat"),
    ("Sozialkaufhaus", "Einzelhandel", "Träger"),
    ("Fahrradwerkstatt", "Handwerk", "Träger"),
    ("Nachbarschaftswerk", "Gesundheit und Soziales", "Träger"),
    ("Lebensmittelmarkt", "Einzelhandel", "privat"),
    ("Kindertagesstätte", "Erziehung und Unterricht", "Träger"),
    ("Grünpflege", "Öffentliche Verwaltung", "öffentlich"),
)
"""Kind of business, branch, and who stands behind it."""

FANCIES = (
    "Kranichfeld",
    "Silberdistel",
    "Mondbogen",
    "Haselgrund",
    "Blaustern",
    "Lindenhall",
    "Eisvogel",
    "Morgenrot",
    "Sonnentau",
    "Wiesengrund",
    "Ahornhof",
    "Regenpfeifer",
    "Kornblume",
    "Birkenau-Süd",
    "Zaunkönig",
    "Windrose",
)
"""Invented names of firms; put behind the trade and counted on when they run out."""

JOBS = (
    ("Reinigungskraft", "54101", "Tag"),
    ("Lagerhelfer/in", "51311", "Früh/Spät"),
    ("Küchenhilfe", "29301", "Tag"),
    ("Verkäufer/in", "62102", "flexibel"),
    ("Pflegehelfer/in", "82101", "3-Schicht"),
    ("Helfer/in Gartenbau", "12101", "Tag"),
    ("Hausmeister/in", "34102", "Tag"),
    ("Berufskraftfahrer/in", "52122", "Tag"),
    ("Alltagsbegleiter/in", "83131", "Tag"),
    ("Maler/in", "33212", "Tag"),
    ("Bürokraft", "71402", "Tag"),
    ("Servicekraft", "63302", "Wochenende"),
)
"""Job title, its code in the KldB 2010, and its usual working time."""
