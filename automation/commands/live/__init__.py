"""`lotse live`: the commands that work with the open spreadsheet."""

from __future__ import annotations

from automation.terminal.declaring import Command

COMMAND = Command(
    place=90,
    inputs="BEFEHL [Angaben]",
    summary="arbeitet in der geöffneten Tabelle, ohne sie zu schließen",
)
