"""An OOXML file as parts: read what is needed, put Lotse's own sheets in, and leave everything else as it was.

    names         names of parts, and how a relationship's target leads to one
    markup        XML parsed without entities, and the namespaces of both OOXML dialects
    archive       the zip underneath: entries, their text, their compressed streams, limits against bombs
    parts         `Package`: parts, content types and relationships of a file
    structure     sheets, tables, defined names and the date system of a package
    error_cells   cells that hold an error, found by scanning bytes

This layer knows ECMA-376 and nothing of the office's tables.
"""
