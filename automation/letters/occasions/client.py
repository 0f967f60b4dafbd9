"""A client whose row names a letter → a letter to the person that is about no single thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.letters.disclosure import Recipient
from automation.letters.occasion import Occasion
from automation.letters.responsibility import NAME, responsibility_facts
from workbook.schema import Client

if TYPE_CHECKING:
    from collections.abc import Mapping

    from automation.letters.desk import Desk
    from automation.letters.gate import Facts, Gate


class _OfAClient(Occasion[Client]):
    name = "Klient"
    noun = "Die Zeile"
    table = Client
    view = "klient"
    recipients = frozenset({Recipient.CLIENT})
    by_itself = False
    plain = (NAME,)
    place = 60

    def records(self, row: Client, desk: Desk) -> Mapping[str, Client]:
        """Return nothing: every letter knows the client."""
        del row, desk
        return {}

    def facts(self, row: Client, desk: Desk, gate: Gate) -> Mapping[str, Facts]:
        """Return who is responsible for the data."""
        del row, gate
        return {NAME: responsibility_facts(desk)}


OCCASION = _OfAClient()
