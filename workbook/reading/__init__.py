"""Workbook file → raw tables with true addresses → typed records; nothing here writes."""
