"""An OOXML file as parts: read what is needed, put Lotse's own sheets in, and leave everything else as it was.

Reading
    part_names      names of parts, and how a relationship's target leads to one
    markup, texts   XML parsed without entities, the namespaces of both OOXML dialects, texts as XML
    archive         the zip underneath: entries, their content, their compressed streams, limits against bombs
    parts           `Package`: parts, content types and relationships of a file
    structure       sheets, tables, defined names and the date system of a package
    sheet_marks     what calamine does not tell of a sheet, found by scanning bytes
    guards          numbers in a file that would fill the memory
    dangling        sheets that are listed but not there
    merged_first    the workbook in memory as calamine reads it soonest
    features        what a workbook holds, in the words of staff
Writing
    ownership       which sheets are Lotse's, stored in the file
    naming          names that take nothing of the staff's
    refusals        workbooks that are not written into, and why
    zipping         parts as a file, compressed anew
    zip_streams     the same of streams that are compressed already
    draft           a package with changes on top, written as a new file
    graft           sheets of a donor put in, with the help of `rewriting`, `styles`, `looks`, `standard_font`,
                    `defined_names`, `calculation` and `reach`
    removal         Lotse taken out again
    splicing        single cells exchanged as bytes
    comparing       the check of the new file against the old one
    readable        the second opinion of another reader on it

This layer knows ECMA-376 and nothing of the office's tables.
"""
