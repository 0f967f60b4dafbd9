"""The document: everything that Lotse knows about an Excel workbook, and nothing of letters or figures."""
