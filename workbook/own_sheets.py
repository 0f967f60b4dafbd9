"""What Lotse calls its own sheets, and tables by which it knows them; in a workbook they may have other names."""

from __future__ import annotations

REPORT, TODAY, CHANGES = "Prüfbericht", "Heute", "Änderungen"
DASHBOARD, FACTS, PIVOT = "Dashboard", "Fakten", "Pivot"
LOG, CLOSINGS, LEDGER = "Postausgang", "Quartalsabschlüsse", "Veröffentlichungen"
MAPPING = "Zuordnung"

HELD = (LOG, CLOSINGS, LEDGER, CHANGES)
"""Sheets that hold what is nowhere else."""

CLOSINGS_TABLE = "tblQuartalsabschlüsse"
COMPARISON_TABLE = "tblVergleich"
