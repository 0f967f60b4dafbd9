"""An engine for xlwings that drives LibreOffice over UNO."""
