"""An open request whose row asks for it → what was agreed with the person, all open requests on one sheet."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from automation.letters import wording
from automation.letters.desk import Stop
from automation.letters.disclosure import Recipient
from automation.letters.gate import Facts
from automation.letters.occasion import Occasion, Signer
from automation.letters.views import view_of
from automation.letters.wishes import kinds_in
from workbook.schema import Client, Request, StaffMember
from workbook.schema.choices import SENSITIVE_REQUESTS
from workbook.schema.meanings import UNFINISHED_REQUESTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from automation.letters.desk import Desk
    from automation.letters.gate import Gate, View
    from automation.letters.kind import LetterKind
    from automation.letters.party import Organisation
    from workbook.schema import Record


class _Asked(Occasion[Request]):
    name = "Anliegen"
    noun = "Das Anliegen"
    table = Request
    view = "anliegen"
    recipients = frozenset({Recipient.CLIENT})
    by_itself = False
    plain = ("zettel",)
    place = 30

    @property
    def views(self) -> Mapping[str, type[Record]]:
        """A row of `zettel` is called `punkt`: its fields are declared like those of any other record."""
        return MappingProxyType({self.view: Request, "punkt": Request})

    def named(self, desk: Desk) -> Iterator[tuple[LetterKind, Request]]:
        """Yield one request of each person: the sheet has all of them."""
        done: set[tuple[str, str | None]] = set()
        for kind, row in super().named(desk):
            if row.status in UNFINISHED_REQUESTS and (kind.kind, row.client_id) not in done:
                done.add((kind.kind, row.client_id))
                yield kind, row

    def why_not(self, row: Request, kind: LetterKind, desk: Desk) -> str | None:
        del kind, desk
        if row.status in UNFINISHED_REQUESTS:
            return None
        return f"Das Anliegen ist abgeschlossen (Status „{row.status}“)."

    def signer(self, row: Request, client: Client | None, desk: Desk) -> Signer:
        del desk
        if client is not None and not row.owner:
            return Signer(client.owner, client, "owner")
        return Signer(row.owner, row, "owner")

    def party(self, row: Request, client: Client | None, kind: LetterKind, desk: Desk) -> Organisation | None:
        del client
        closed = self.why_not(row, kind, desk)
        if closed is not None:
            raise Stop(closed, row, "status")
        return None

    def facts(self, row: Request, desk: Desk, gate: Gate) -> Mapping[str, Facts]:
        """Return every open request with who cares for it: `{% for punkt, zuständig in zettel.punkte %}`."""
        rows = tuple(_pair(each, desk, gate) for each in _on_the_sheet(row, desk))
        return {"zettel": Facts("zettel", {"punkte": rows})}


def _on_the_sheet(row: Request, desk: Desk) -> list[Request]:
    """The person's open requests; one of debts or addiction only where it was chosen: others may see the sheet."""
    table = desk.office[Request]
    mine = [
        table.at(position) for position, client in enumerate(table.column("client_id")) if client == row.client_id
    ]
    asked = set(kinds_in(row.letter))
    return [
        each
        for each in mine
        if each.status in UNFINISHED_REQUESTS
        and (
            each.row == row.row
            or each.category not in SENSITIVE_REQUESTS
            or bool(asked.intersection(kinds_in(each.letter)))
        )
    ]


def _pair(request: Request, desk: Desk, gate: Gate) -> tuple[View, Facts]:
    owner = desk.office[StaffMember].get(request.owner)
    phone = wording.telephone(owner.phone) if owner is not None and owner.phone else ""
    facts = Facts("zuständig", {"name": owner.name if owner is not None else None, "telefon": phone})
    return view_of(gate, "punkt", request), facts


OCCASION = _Asked()
