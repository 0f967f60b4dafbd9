"""Encrypted workbook ↔ its content, in memory; how a file was encrypted is kept, so that it is closed the same way.

An .xlsx, .xlsm or .xlsb is wrapped in a compound file (`wrapped.py`), an .xls has its records covered one by one
(`xls_records.py`). Compound files from strangers are looked over first (`compound.py`).
"""
