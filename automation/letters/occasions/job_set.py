"""A client whose row asks for jobs → the offers that fit, to take along."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from automation.letters.desk import Stop
from automation.letters.disclosure import Recipient
from automation.letters.gate import Facts
from automation.letters.occasion import Occasion
from automation.letters.views import view_of
from automation.office.fitting_jobs import fitting_jobs, title_for_all
from workbook.german import euro, shown_number
from workbook.schema import Client

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from automation.letters.desk import Desk
    from automation.letters.gate import Gate
    from automation.letters.kind import LetterKind
    from automation.letters.party import Organisation
    from automation.office.fitting_jobs import Fit, Seeker

_MOST = 5
"""So many offers somebody can look through at home (domain.md 3.1)."""


class _Offered(Occasion[Client]):
    name = "Stellenpaket"
    noun = "Die Zeile"
    table = Client
    view = "klient"
    recipients = frozenset({Recipient.CLIENT})
    by_itself = False
    plain = ("paket",)
    place = 61

    def records(self, row: Client, desk: Desk) -> Mapping[str, Client]:
        """Return nothing: every letter knows the client."""
        del row, desk
        return {}

    def party(self, row: Client, client: Client | None, kind: LetterKind, desk: Desk) -> Organisation | None:
        del client, kind
        if not _offers(cast("Seeker", row), desk):
            reason = "Zurzeit passt keine offene Stelle zu dem, was über die Person eingetragen ist."
            raise Stop(reason, row, "letter", "Mit „lotse letters --fitting“ nachsehen, was fehlt")
        return None

    def facts(self, row: Client, desk: Desk, gate: Gate) -> Mapping[str, Facts]:
        """Return the offers; what they are measured against is asked of the gate, so that the log names it."""
        seeker = cast("Seeker", view_of(gate, "klient", row))
        return {"paket": Facts("paket", {"stellen": tuple(map(_offer, _offers(seeker, desk)))})}


def _offers(seeker: Seeker, desk: Desk) -> tuple[Fit, ...]:
    return tuple(each for each in fitting_jobs(seeker, desk.office, desk.today, desk.wrong_rows) if each.fits)[
        :_MOST
    ]


def _offer(fit: Fit) -> Facts:
    vacancy = fit.vacancy
    return Facts(
        "stelle",
        {
            "titel": title_for_all(vacancy.title or ""),
            "betrieb": fit.employer.name if fit.employer is not None else None,
            "art": vacancy.kind,
            "stunden": vacancy.hours,
            "arbeitszeit": vacancy.shift,
            "ort": vacancy.place,
            "entgelt": vacancy.pay,
            "einheit": vacancy.pay_unit,
            "nummer": vacancy.vacancy_id,
            "angaben": ", ".join(_details(fit)),
            "weil": "; ".join(fit.because),
            "zu_klären": "; ".join(fit.to_ask),
        },
    )


def _details(fit: Fit) -> Iterator[str]:
    """Yield what is known of an offer, in the order in which people ask."""
    vacancy = fit.vacancy
    if fit.employer is not None and fit.employer.name:
        yield fit.employer.name
    if vacancy.kind is not None:
        yield vacancy.kind
    if vacancy.hours is not None:
        yield f"{shown_number(vacancy.hours)} Stunden in der Woche"
    if vacancy.shift:
        yield f"Arbeitszeit {vacancy.shift}"
    if vacancy.place:
        yield vacancy.place
    if vacancy.pay is not None:
        yield euro(vacancy.pay) + (f" je {vacancy.pay_unit}" if vacancy.pay_unit else "")


OCCASION = _Offered()
