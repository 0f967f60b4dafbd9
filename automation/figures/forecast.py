"""Where a target will end if things go on as they did (figures.md 2).

Few events make any forecast wide: not only what is still to come is chance, also the pace so far is known only from
them. What is to come is therefore a negative binomial count, and the band holds its middle 80 per cent.
"""

from __future__ import annotations

from math import exp, lgamma, log, log1p
from typing import NamedTuple

EARLIEST = 60
"""Days of a target's time before which nothing is forecast."""

LOWER, UPPER = 0.1, 0.9


class Band(NamedTuple):
    """Lower and upper end of the count at the target's end; both are counts that can happen."""

    low: int
    high: int


def forecast(actual: float, elapsed: int, remaining: int) -> float | None:
    """Return the count at the target's end at the pace so far; `None` where it is too early or nothing happened.

    >>> round(forecast(7, 3 * 91, 5 * 91), 1)
    18.7
    """
    if elapsed < EARLIEST or actual <= 0:
        return None
    return actual + actual / elapsed * remaining


def band(actual: int, elapsed: int, remaining: int) -> Band | None:
    """Return the 80 per cent band of the count at the target's end, `None` where nothing can be forecast.

    >>> band(7, 303, 428)
    Band(low=12, high=24)
    """
    if forecast(actual, elapsed, remaining) is None:
        return None
    rest = (actual + 0.5, elapsed / (elapsed + remaining))
    return Band(actual + predictive_quantile(LOWER, *rest), actual + predictive_quantile(UPPER, *rest))


def predictive_quantile(share: float, events: float, over: float) -> int:
    """Return the smallest count whose cumulated negative binomial probability reaches `share` (below 1).

    `events` have been seen in the part `over` (above 0, at most 1) of the time; the count is that of the rest.

    >>> predictive_quantile(0.1, 7.5, 303 / 731), predictive_quantile(0.9, 7.5, 1)
    (5, 0)
    """
    if over >= 1:
        return 0
    count, reached = 0, exp(events * log(over))
    while reached < share:
        count += 1
        ways = lgamma(count + events) - lgamma(events) - lgamma(count + 1)
        reached += exp(ways + events * log(over) + count * log1p(-over))
    return count
