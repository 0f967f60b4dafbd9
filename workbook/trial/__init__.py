"""May Lotse be trusted with this workbook? It is tried on a copy."""
