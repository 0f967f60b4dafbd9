"""Lotse on this machine: what is installed, and the buttons in LibreOffice and Excel."""
