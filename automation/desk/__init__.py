"""The working day: what waits for whom.

sources     each thing that can be due, a function each
today       office and log → what is due, oldest first
sheet       what is due → the sheet `Heute`
elsewhere   what is told while somebody has the workbook open
looking     the whole way, for command and button

intake_making   workbook and initials → an intake workbook
incoming        an intake workbook → its rows
arrivals        these rows and the office → what comes in under which key, what waits and why
collecting      what comes in → appended, with its record on `Änderungen`
telling_arrivals  all this in German and as JSON
"""
