"""What to think of before somebody is erased: it hinders nobody, but nobody should overlook it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from automation.letters.status import WAITING
from automation.office.replies import is_awaited
from workbook.german import shown
from workbook.schema import Client, Referral, Request
from workbook.schema.meanings import UNFINISHED_REQUESTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from automation.letters.dispatch import Dispatch
    from automation.privacy.access import Access, Holding
    from workbook.tables import Table


def before_erasing(holding: Holding, letters: Sequence[Dispatch]) -> Iterator[str]:
    """Yield sentences on what is still going on with a person, or stands against erasing them now."""
    access, office = holding.access, holding.office
    if access.twice:
        yield (
            f"{access.key} steht auf „Klienten“ mehrmals. Bitte zuerst klären, welche Zeile wem gehört; die "
            "Liste nennt beide."
        )
    if access.retention.due is None or access.retention.due > access.today:
        yield (
            f"{access.retention.why} Löschen Sie trotzdem, zum Beispiel weil eine Einwilligung die einzige "
            "Grundlage war, halten Sie den Grund in der Akte fest. Sonst genügt es, die Verarbeitung "
            "einzuschränken (Art. 18 DSGVO): Status „ruhend“, keine Schreiben."
        )
    requests, referrals = (_rows(access, office[record]) for record in (Request, Referral))
    unfinished = [key for key, request in requests if request.status in UNFINISHED_REQUESTS]
    if unfinished:
        yield f"Anliegen noch offen: {', '.join(unfinished)}."
    awaited = [key for key, referral in referrals if is_awaited(referral.replied_on, referral.result)]
    if awaited:
        yield f"Antwort steht noch aus: {', '.join(awaited)}."
    waiting = [each.reference for each in letters if each.standing in WAITING]
    if waiting:
        yield f"Noch nicht versandt: {', '.join(waiting)}. Diese Schreiben gehen mit."
    clients = [office[Client].at(office[Client].position_of(row.row)) for row in access.own]
    going_on = sorted({each.status for each in clients if each.closed_on and each.status and not each.status.ended})
    if going_on:
        named = "“ und „".join(going_on)
        yield f"Der Status ist noch „{named}“, obwohl „Abschluss am“ dasteht. Bitte zuerst klären, was stimmt."
    closed = [each.closed_on for each in clients if each.closed_on]
    if closed and max(closed) > access.today:
        yield f"Der Abschluss ist erst am {shown(max(closed))}."


def _rows(access: Access, table: Table[Any]) -> list[tuple[str, Any]]:
    """Return key and record of the person's rows in a table."""
    return [(row.key, table.at(table.position_of(row.row))) for row in access.rows if row.record is table.record]
