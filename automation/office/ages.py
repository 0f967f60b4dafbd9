"""How old somebody is, and from which day on: the one place that counts years of life.

Source: §§ 187 (2), 188 (2) and (3) BGB. The day of birth counts, so a year of life ends with the day before the
birthday; who was born on 29 February is a year older from 1 March on where the year has no such day.
"""

from __future__ import annotations

from datetime import date

from workbook.reading.formats.dates import full_years


def age_on(born: date, day: date) -> int:
    """Return how many years old somebody is on a day.

    >>> age_on(date(2004, 6, 28), date(2019, 6, 27)), age_on(date(2004, 6, 28), date(2019, 6, 28))
    (14, 15)
    """
    return full_years(born, day)


def reaches(born: date, years: int) -> date:
    """Return the first day on which somebody is so many years old.

    >>> reaches(date(2004, 6, 28), 15), reaches(date(2004, 2, 29), 15)
    (datetime.date(2019, 6, 28), datetime.date(2019, 3, 1))
    """
    year = born.year + years
    if year > date.max.year:  # a mistyped year of birth
        return date.max
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
