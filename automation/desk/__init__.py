"""The working day: what waits for whom.

sources     each thing that can be due, a function each
today       office and log → what is due, oldest first
sheet       what is due → the sheet `Heute`
elsewhere   what is told while somebody has the workbook open
looking     the whole way, for command and button

differing          two workbooks → what differs; table_rows, row_matching and unmeant are its parts
difference_told    what differs → lines for the sheet, and for outside without values
comparing_versions a workbook and a former one, for the command
corrections        what Lotse changed in the staff's sheets, one row for each cell
changes_sheet      both → the sheet `Änderungen`
restoring          backups, one put back, a correction taken back

intake_making   workbook and initials → an intake workbook
incoming        an intake workbook → its rows
arrivals        these rows and the office → what comes in under which key, what waits and why
collecting      what comes in → appended, with its record on `Änderungen`
telling_arrivals  all this in German and as JSON
"""
