"""When a placement is the office's own and when it counts for the social labour market (rule B-04).

The one place where both are decided and explained; checks and dashboard ask here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from automation.office.law import codes_counting_for_400, subsidies_by_code
from automation.office.targets import Verdict, current_target, read_parameters
from workbook.german import shown
from workbook.schema import Client, Placement, Target
from workbook.schema.setting_names import SettingName
from workbook.schema.vocabulary import Indicator, SubsidyCode

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from datetime import date

    from automation.office.settings import Settings
    from workbook.schema import Subsidy
    from workbook.tables import Office


class Person(Struct, frozen=True):
    """What counting needs of a client: the row, when they first came, and what figures are split by."""

    row: int
    first_contact: date | None
    district: str | None
    gender: str | None


class LabourMarketTerms(Struct, frozen=True):
    """What the target of the social labour market demands; `codes` are the subsidies that count.

    The target's parameter `FOERDERUNG=16E,16I` decides; without it „zählt für Ziel 400“ on `Förderarten`.
    """

    codes: frozenset[str]
    flagged: frozenset[str]
    begin: date | None = None
    end: date | None = None
    unreadable: tuple[str, ...] = ()

    @classmethod
    def of(cls, office: Office, target: Target | None) -> LabourMarketTerms:
        """Return the terms of a target in this office."""
        parameters = read_parameters(target, set(), {"FOERDERUNG"})
        flagged = codes_counting_for_400(office)
        chosen = frozenset(parameters.lists.get("FOERDERUNG", ()))
        return cls(
            codes=chosen or flagged,
            flagged=flagged,
            begin=target.begin if target else None,
            end=target.end if target else None,
            unreadable=parameters.unreadable,
        )


def people(office: Office, only: Collection[str | None] | None = None) -> Mapping[str, Person]:
    """Return the clients by their key, or `only` those with these keys; of equal keys the first."""
    table = office[Client]
    found: dict[str, Person] = {}
    for key, *cells in zip(
        table.column("client_id"),
        table.rows,
        table.column("first_contact"),
        table.column("district"),
        table.column("gender"),
        strict=True,
    ):
        if key is not None and key not in found and (only is None or key in only):
            found[key] = Person(*cells)
    return found


def explain_placement(
    placement: Placement, person: Person | None, today: date, office_start: date | None = None
) -> Verdict:
    """Return whether a placement is one of the office's, since when, and why (not).

    It counts from its first day of work (not from the day of entry), for a client who had come before (rule T-02:
    „nicht unser Erfolg“). What kind of work it is and how it is subsidised must be known; an Arbeitsgelegenheit is
    no work contract (rule C-12).

    Source: figures.md 1, *Placement*.
    """
    start, reason = placement.start, _unfit(placement, person)
    if start is None or person is None or reason is not None:
        return _no(f"Zählt nicht: {reason or 'Das Datum des Beginns fehlt.'}")
    if start > today:
        return _no(f"Zählt noch nicht: beginnt erst am {shown(start)}.")
    if person.first_contact is not None and start < person.first_contact:
        return _no(f"Zählt nicht: Beginn am {shown(start)}, Erstkontakt erst am {shown(person.first_contact)}.")
    if office_start is not None and start < office_start:
        return _no(f"Zählt nicht: Beginn am {shown(start)}, das Büro gibt es erst seit dem {shown(office_start)}.")
    return Verdict(counts=True, day=start, sentence=f"Zählt ab Beginn am {shown(start)}.")


def _unfit(placement: Placement, person: Person | None) -> str | None:
    """Return what a placement lacks to be one at all, `None` if nothing."""
    reasons = (
        (placement.start is None, "Das Datum des Beginns fehlt."),
        (person is None, "Die KlientID fehlt oder steht nicht auf dem Blatt Klienten."),
        (placement.kind is None, "Die Beschäftigungsart fehlt oder ist nicht bekannt."),
        (placement.subsidy is None, "Die Förderung fehlt; ungefördert heißt KEINE."),
        (
            placement.subsidy == SubsidyCode.WORK_OPPORTUNITY,
            "Eine Arbeitsgelegenheit (16D) ist kein Arbeitsvertrag.",
        ),
    )
    return next((reason for wrong, reason in reasons if wrong), None)


def explain_placements(
    office: Office,
    today: date,
    settings: Settings,
    codes: Collection[str] | None = None,
    known: Mapping[str, Person] | None = None,
) -> Iterator[tuple[Placement, Verdict]]:
    """Yield every placement with its verdict, in the order of the sheet; a key that stands twice counts once.

    With `codes` only those with such a subsidy, which are few. `known` are all clients, where somebody has them.
    """
    table = office[Placement]
    chosen = [at for at, code in enumerate(table.column("subsidy")) if codes is None or code in codes]
    clients = table.column("client_id")
    known = known or people(office, None if codes is None else {clients[at] for at in chosen})
    office_start = settings.day(SettingName.OFFICE_START)
    for at in chosen:
        placement = table.at(at)
        verdict = explain_placement(placement, known.get(placement.client_id or ""), today, office_start)
        first = table.rows[table.positions.get(placement.placement_id or "", at)]
        if first != placement.row:
            verdict = _no(f"Zählt nicht noch einmal: Diese VermittlungID steht schon in Zeile {first}.")
        yield placement, verdict


def explain_labour_market(
    office: Office,
    today: date,
    settings: Settings,
    blocked: Callable[[Placement], bool] | None = None,
    target: Target | None = None,
) -> Iterator[tuple[Placement, Verdict]]:
    """Yield the placements with a subsidy of the social labour market, each with its verdict, by date of begin.

    Each person counts once, with the first placement that fulfils the rule. One that is `blocked` by an error does
    not take the place of a later one; where nobody can tell whose or what it is and all else fulfils the rule, its
    verdict has a day and does not count. Without a `target`, the one that holds today says what counts.
    """
    terms = LabourMarketTerms.of(office, target or current_target(office, Indicator.Z400, today))
    subsidies = subsidies_by_code(office)
    watched = terms.codes | terms.flagged
    candidates = list(explain_placements(office, today, settings, watched))
    candidates.sort(key=lambda pair: (pair[0].start is None, pair[0].start or today, pair[0].row))
    counted: dict[str, Placement] = {}
    for placement, own in candidates:
        waits = not own.counts and blocked is not None and blocked(placement)
        asked = Verdict(counts=False, day=placement.start, sentence=own.sentence) if waits else own
        verdict = _for_the_target(placement, asked, terms, subsidies) if own.counts or waits else own
        client = placement.client_id or ""
        first = counted.get(client)
        if verdict.counts and first is not None:
            since = shown(first.start) if first.start else ""
            name = first.placement_id or f"Zeile {first.row}"
            verdict = _no(f"Zählt nicht noch einmal: Diese Person zählt schon seit {since} ({name}).")
        if verdict.counts and not (blocked and blocked(placement)):
            counted[client] = placement
        yield placement, verdict


def _for_the_target(
    placement: Placement, verdict: Verdict, terms: LabourMarketTerms, subsidies: Mapping[str, Subsidy]
) -> Verdict:
    """Return whether a placement of the office also fulfils the target's rule."""
    code, start = placement.subsidy or "", verdict.day
    subsidy = subsidies.get(code)
    if start is None:
        return verdict
    reason = None
    if code not in terms.codes:
        reason = f"{code} steht nicht unter FOERDERUNG in den Parametern des Ziels."
    elif subsidy is not None and subsidy.valid_from is not None and start < subsidy.valid_from:
        reason = f"{code} gilt erst ab {shown(subsidy.valid_from)}, Beginn war am {shown(start)}."
    elif subsidy is not None and subsidy.valid_to is not None and start > subsidy.valid_to:
        reason = f"{code} galt nur bis {shown(subsidy.valid_to)}, Beginn war am {shown(start)}."
    elif subsidy is not None and not subsidy.counts_400:
        reason = f"{code} zählt laut dem Blatt „Förderarten“ nicht für dieses Ziel."
    elif placement.kind is not None and not placement.kind.insured:
        reason = f"{code} verlangt sozialversicherungspflichtige Arbeit, nicht {placement.kind}."
    elif (terms.begin and start < terms.begin) or (terms.end and start > terms.end):
        begin, end = (shown(day) if day else "…" for day in (terms.begin, terms.end))
        reason = f"Beginn am {shown(start)} liegt außerhalb des Zeitraums {begin} bis {end}."
    if reason is not None:
        return _no(f"Zählt nicht: {reason}")
    if not verdict.counts:
        return verdict
    return Verdict(counts=True, day=start, sentence=f"Zählt seit {shown(start)}: Förderung {code}, erste Zählung.")


def _no(sentence: str) -> Verdict:
    return Verdict(counts=False, day=None, sentence=sentence)
