"""One safe change of a workbook: built, compared, locked, backed up, replaced; the rest stays byte for byte."""
