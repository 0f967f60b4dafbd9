"""Watch a workbook and check it at each save, for offices that allow neither macros nor add-ins.

board.py      what there is to see: the findings, what is new and what was solved since the last save
browser_page.py  a page in the browser, for this machine only, that follows the board
telling.py    a notification of the desktop
following.py  notices a save, checks, writes once nobody has the workbook open
"""
