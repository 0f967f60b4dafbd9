"""Why a row counts where its fact does not say so: what follows from its numbers is said to whoever asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.figures.fact import UNSTATED
from automation.figures.indicators import courses, requests, shops, vacancies
from workbook.german import shown, shown_number
from workbook.schema.vocabulary import ShopStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from automation.figures.fact import Fact
    from workbook.sheets import Scalar


def reason_of(fact: Fact) -> str:
    """Return the sentence why a row counts or not."""
    if fact.sentence:
        return fact.sentence
    words = _WORDS.get(fact.code)
    return words(fact) if words is not None else ""


def shown_figure(value: Scalar) -> str:
    """Return a figure as the console says it.

    >>> shown_figure(76.0), shown_figure(5.4454), shown_figure("7 / 9"), shown_figure(None)
    ('76', '5,4', '7 / 9', '–')
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return shown_number(value, 0 if value == int(value) else 1)
    return "–" if value is None else str(value)


def _on(fact: Fact) -> str:
    return f"am {shown(fact.day)}" if fact.day else "ohne Datum"


def _number(fact: Fact, one: str, many: str) -> str:
    value = fact.value or 0
    text = shown_number(value, 0 if value == int(value) else 1)
    return f"{text} {one if text == '1' else many}"


def _ended(word: str) -> Callable[[Fact], str]:
    return lambda fact: f"{word} {_on(fact)}, {_number(fact, 'Tag', 'Tage')} nach dem Eingang."


def _places(number: int) -> str:
    return f"{number} {'Platz' if number == 1 else 'Plätze'}"


def _shop(fact: Fact) -> str:
    if fact.numerator:
        return "Steht leer."
    return "Wird zwischengenutzt." if fact.group == ShopStatus.INTERIM else "War da schon wieder belegt."


def _entered(fact: Fact) -> str:
    return f"Eingetreten {_on(fact)}." if fact.numerator else "Nicht angetreten."


_WORDS: Mapping[str, Callable[[Fact], str]] = {
    requests.IN: lambda fact: f"Eingegangen {_on(fact)}.",
    requests.DONE: _ended("Erledigt"),
    requests.CANCELLED: _ended("Abgebrochen"),
    requests.OPEN: lambda fact: f"Offen, {_number(fact, 'Tag', 'Tage')} nach dem Eingang.",
    requests.OVERDUE: lambda fact: f"Die Wiedervorlage ist {_number(fact, 'Tag', 'Tage')} her.",
    courses.ENTRIES: _entered,
    courses.ENDS: lambda fact: f"Zu Ende {_on(fact)}: {fact.group or UNSTATED}.",
    courses.OVERDUE: lambda fact: f"War {_on(fact)} zu Ende und heißt noch „laufend“.",
    vacancies.CODE: lambda fact: f"Gemeldet {_on(fact)}, {_places(fact.denominator)}.",
    vacancies.FILLED: lambda fact: f"{_places(fact.numerator)} durch das Büro besetzt.",
    vacancies.OPEN: lambda _: "Noch offen und gültig.",
    shops.CODE: _shop,
    shops.INTERIM: lambda _: "Wird zwischengenutzt.",
    shops.SIZE: lambda fact: f"{_number(fact, 'm²', 'm²')} stehen leer.",
    shops.MONTHS: lambda fact: f"Steht seit {_number(fact, 'Monat', 'Monaten')} leer.",
    shops.AGAIN: lambda fact: f"Wieder vermietet {_on(fact)}, nach {_number(fact, 'Monat', 'Monaten')}.",
}
