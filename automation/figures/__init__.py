"""What the office counts: records → facts → measures, before anybody draws them.

facts       one countable event each, with the cell it was read from and the sentence why it counts
measures    a figure declared once: title, definition, how it is added up, when it may be shown
indicators  a module for each group of measures; the folder is the list
adding      facts and measures → pairs: a number, and the formula that yields the same in a spreadsheet
tables      figures side by side, the same for every medium; `charts` alike
"""
