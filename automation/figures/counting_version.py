"""The version of the rules of counting: what a closing was counted by stands beside it on `Quartalsabschlüsse`."""

from __future__ import annotations

COUNTING = "0.9"
"""Raised with every change of what a figure counts, so that a closed quarter is not told of late reports instead.

What else changes about Lotse leaves it as it is. `tests/unit/test_counting_version.py` notices a change.
"""
