"""The work: checks, letters and figures; it touches the document only through `workbook`."""
