"""The quarterly dashboard: what draws measures into the workbook, and its verification.

build_dashboard(office, figures, …)             the sheets `Dashboard` and `Fakten`
verify(path)                                    what LibreOffice calculates otherwise
"""
