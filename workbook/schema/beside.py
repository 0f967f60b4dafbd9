"""What stands beside the columns of a table's own: whom a key means, and which letter its row asks for.

The cells that name a person, a firm, a partner or a request are formulas, grey and narrow, for the eye only.
Nothing reads them, no letter and no finding shows them, and a workbook that lacks them lacks nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbook.schema.columns import column
from workbook.schema.expressions import Found, Meant

if TYPE_CHECKING:
    from workbook.schema.columns import Choices

NAME_LABEL = "Ganzer Name"
"""The column of the clients' table that joins first and last name: the other tables look there."""

_WIDTH = 16.0
_HELP = "Nur zum Lesen: So heißt das, was links als Kennung steht. Lotse gibt es nicht weiter."


def person_beside(name: str) -> Any:
    """Return the column that names the person whose key stands in the column `name`."""
    return _beside("Person (Name)", Found(name, "Klienten", "KlientID", NAME_LABEL))


def firm_beside(name: str) -> Any:
    """Return the column that names the employer whose key stands in the column `name`."""
    return _beside("Firma (Name)", Found(name, "Arbeitgeber", "ArbeitgeberID", "Firma"))


def partner_beside(name: str) -> Any:
    """Return the column that names the partner whose key stands in the column `name`."""
    return _beside("Partner (Name)", Found(name, "Partner", "PartnerID", "Name"))


def request_beside(name: str) -> Any:
    """Return the column that says what the request is about whose key stands in the column `name`."""
    return _beside("Anliegen (Worte)", Found(name, "Anliegen", "AnliegenID", "Kurzbeschreibung"))


def letter_column(offered: Choices | None, what: str) -> Any:
    """Return the column in which staff name the letters that a row asks for; it offers, and takes other words."""
    help_text = f"Was zu dieser Zeile geschrieben werden soll. {what}"
    return column("Schreiben", choices=offered, own_width=14, since="0.2", help=help_text)


def _beside(label: str, found: Found) -> Any:
    return column(label, formula=Meant(found), own_width=_WIDTH, for_the_eye=True, since="0.2", help=_HELP)
