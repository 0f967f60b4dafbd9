"""The working day: what waits for whom.

sources     each thing that can be due, a function each
today       office and log → what is due, oldest first
sheet       what is due → the sheet `Heute`
elsewhere   what is told while somebody has the workbook open
looking     the whole way, for command and button
"""
