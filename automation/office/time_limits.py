"""For how long something holds, as the office agreed: rules, letters, figures and the day's list ask here."""

from __future__ import annotations

from datetime import timedelta

CONFIRMED_FOR = timedelta(days=30)
"""So long after its last confirmation a vacancy on the notice board is taken for true (X-10)."""

ENDS_SOON = timedelta(days=30)
"""So long before its end a consent is asked for anew (G-06), and counts as one that ends soon."""
