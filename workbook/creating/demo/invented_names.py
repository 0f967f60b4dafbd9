"""Names of people who do not exist, in the mix of a district of the Ruhr."""

from __future__ import annotations

from msgspec import Struct


class Names(Struct, frozen=True):
    """Names that go together; `weight` is their share of a hundred people, `nationalities` their usual groups."""

    weight: int
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    nationalities: tuple[str, ...]
    prefixes: tuple[str, ...] = ("",)


def _split(names: str) -> tuple[str, ...]:
    return tuple(names.split())


NAMES: tuple[Names, ...] = (
    Names(
        weight=44,
        women=_split(
            "Anna Petra Sabine Julia Nicole Monika Claudia Susanne Katharina Melanie Gisela Renate Jana Lea Hannah "
            "Anna-Lena Marie-Luise Ann-Kathrin Jennifer Sandra Birgit Doris Heike Angelika Vanessa Saskia Celina"
        ),
        men=_split(
            "Thomas Michael Andreas Stefan Christian Markus Jürgen Klaus Uwe Dieter Lukas Jan Felix Niklas Kevin "
            "Karl-Heinz Hans-Peter Sven Torsten Günter Jörg Björn Dennis Pascal Marvin Ralf Holger Frank"
        ),
        families=_split(
            "Schmidt Schulte Becker Hoffmann Krämer Brinkmann Wagner Schröder Köhler Vogt Niehaus Pohlmann Grote "
            "Overbeck Lüdtke Hülsmann Brockmann Stratmann Kleine-Möllhoff Schulze-Berge Lange-Ostermann Weiß Jäger "
            "Böttcher Wiesner Heitkamp Sandmann Terhorst Kühn Rößler Eickhoff Middelmann Uhlenbrock Dörnemann"
        ),
        nationalities=("DE",),
        prefixes=("",) * 40 + ("von", "von der", "zu"),
    ),
    Names(
        weight=21,
        women=_split(
            "Ayşe Fatma Emine Zeynep Elif Büşra Gülşen Hatice Özlem Şule Çiğdem Nuray Derya Ebru Sevgi Tuğba Yıldız"
        ),
        men=_split(
            "Mehmet Mustafa Ahmet Ali Hasan Hüseyin Emre Oğuz Çağlar Yiğit Uğur Barış Kadir Şükrü Tolga Volkan Işık"
        ),
        families=_split(
            "Yılmaz Kaya Demir Çelik Yıldız Aydın Öztürk Arslan Doğan Kılıç Aslan Çetin Kara Koç Kurt Özdemir "
            "Şimşek Erdoğan Güneş Aktaş Polat Taş Ünal Bulut Keskin Avcı Sarı Işık Karabulut Akgün Özçelik"
        ),
        nationalities=("DE", "Drittstaat", "Drittstaat"),
    ),
    Names(
        weight=13,
        women=_split(
            "Amira Layla Fatima Nour Rania Samira Hanan Yasmin Dalia Salma Rima Khadija Zahra Maryam Lina"
        ),
        men=_split("Omar Yusuf Khaled Hassan Karim Tarek Samir Bilal Nabil Ziad Mahmoud Anas Idris Jamal Rashid"),
        families=_split(
            "Haddad Khalil Mansour Nasser Saleh Hamdan Darwish Amrani Idrissi Benali Masri Halabi Shami Najjar "
            "Bakri Othman Rahimi Tahiri Chaoui Ziani Kassem Sabbagh Azzam Fakhoury"
        ),
        nationalities=("Drittstaat", "Drittstaat", "DE", "ungeklärt"),
        prefixes=("",) * 5 + ("el", "al"),
    ),
    Names(
        weight=10,
        women=_split("Agnieszka Małgorzata Bożena Katarzyna Elżbieta Joanna Grażyna Danuta Ewelina Zofia"),
        men=_split("Krzysztof Paweł Łukasz Grzegorz Zbigniew Wojciech Stanisław Michał Rafał Mirosław"),
        families=_split(
            "Kowalczyk Wójcik Kamiński Zieliński Szymański Woźniak Dąbrowski Jabłoński Wróbel Nowicki Pawłowski "
            "Michalski Król Grabowski Pająk Sikora Baran Duda Szewczyk Pietrzak Gołąb"
        ),
        nationalities=("EU/EWR/CH", "EU/EWR/CH", "DE"),
    ),
    Names(
        weight=12,
        women=_split("Elena Mihaela Ioana Daniela Ștefania Simona Gergana Desislava Radka Teodora Violeta Rumyana"),
        men=_split("Andrei Ionuț Cătălin Bogdan Florin Vasile Georgi Dimitar Stoyan Plamen Kaloyan Nikolay Răzvan"),
        families=_split(
            "Popescu Ionescu Dumitru Stănescu Ciobanu Munteanu Lăzărescu Mihăilescu Georgiev Petrov Dimitrov "
            "Angelov Stoyanov Hristov Asenov Marinov Ilieva Todorov Rusu Țurcanu"
        ),
        nationalities=("EU/EWR/CH",),
    ),
)
"""German with double names, Turkish, Arabic in Latin letters, Polish, Romanian and Bulgarian."""
