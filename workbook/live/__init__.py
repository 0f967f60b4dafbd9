"""The workbook while it is open in a spreadsheet program.

`engine.install` gives xlwings an engine that drives LibreOffice over UNO, so that what is written for Excel
with xlwings runs in Calc unchanged; it is useful without the rest of the house (`docs/live.md`). `book.LiveBook`
is the open book as the jobs see it, in Excel and in LibreOffice.
"""
