"""Where a target will end if things go on as they did (domain.md 4.4).

Few events make any forecast wide: what is still to come is taken as a Poisson count, and the band holds its middle
80 per cent.
"""

from __future__ import annotations

from math import exp, lgamma, log
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

    >>> band(7, 3 * 91, 5 * 91)
    Band(low=14, high=23)
    """
    end = forecast(actual, elapsed, remaining)
    if end is None:
        return None
    mean = end - actual
    return Band(actual + poisson_quantile(LOWER, mean), actual + poisson_quantile(UPPER, mean))


def poisson_quantile(share: float, mean: float) -> int:
    """Return the smallest count whose cumulated Poisson probability reaches `share` (below 1).

    >>> poisson_quantile(0.1, 35 / 3), poisson_quantile(0.9, 35 / 3), poisson_quantile(0.9, 0)
    (7, 16, 0)
    """
    if mean <= 0:
        return 0
    count, reached = 0, exp(-mean)
    while reached < share:
        count += 1
        reached += exp(count * log(mean) - mean - lgamma(count + 1))
    return count
