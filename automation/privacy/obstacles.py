"""What to think of before somebody is erased: it hinders nobody, but nobody should overlook it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from automation.letters.status import DispatchStatus
from workbook.german import shown
from workbook.schema import Client, Referral, Request
from workbook.schema.vocabulary import ReferralResult, RequestStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from automation.letters.dispatch import Dispatch
    from automation.privacy.access import Holding
    from workbook.schema import Record

_DONE = {RequestStatus.DONE, RequestStatus.CANCELLED}

_ANSWERED = {each for each in ReferralResult if each is not ReferralResult.OPEN}


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
    kinds: tuple[tuple[type[Record], str, set[Any], str], ...] = (
        (Request, "status", _DONE, "Anliegen noch offen"),
        (Referral, "result", _ANSWERED, "Antwort steht noch aus"),
    )
    for record, column, done, what in kinds:
        table = office[record]
        keys = [
            row.key
            for row in access.rows
            if row.record is record and table.column(column)[table.position_of(row.row)] not in done
        ]
        if keys:
            yield f"{what}: {', '.join(keys)}."
    waiting = [
        each.reference
        for each in letters
        if each.standing in {DispatchStatus.DRAFT, DispatchStatus.CHECKED, DispatchStatus.PRINTED}
    ]
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
