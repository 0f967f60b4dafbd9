"""The add-in for Excel: a ribbon tab whose buttons start this Python, which then works in the open workbook.

`vba/*.bas` are its macros as text, `vba/vbaProject.bin` the same as Excel wants it: `project.py` makes it, and a
test reads it back. `package.py` adds the ribbon of `ribbon.py`. `start.py` is what the macros start.
"""
