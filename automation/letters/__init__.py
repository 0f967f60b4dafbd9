"""Referral or appointment → letter → docx, pdf → a row of the dispatch log."""
