"""The quarterly dashboard: records → facts → figures → a page with formulas and charts, and its verification.

derive_facts(office, today, settings, law)      facts, one for each countable event
add_up(facts, reporting, settings)              the same sums as the sheet's formulas, in Python
build_dashboard(office, facts, figures, …)      the sheets `Dashboard` and `Fakten`
verify(path)                                    what LibreOffice calculates otherwise
"""
