"""A new workbook from the schema, empty or with the demo office."""
