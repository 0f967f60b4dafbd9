"""An office's grown workbook → which range is which table, which header which column, and a new workbook from it.

Proposal, gains, carrying over: `proposal.py`, `gains.py`, `carrying.py`; the rest is how headers are known.
"""
