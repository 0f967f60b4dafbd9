"""Number, files and log row of a letter come together or not at all, whatever else runs or dies.

What is in here, each built on those above it:

places       where the files of a row of the log lie
turn         one run at a time for each workbook, also of two people on a share
journal      what a run is about to do, on the disk before it does it
files        a file that comes whole and never in the place of another
transaction  all of it together with the workbook: `Delivery`
recovery     what a run left that did not come to its end
"""
