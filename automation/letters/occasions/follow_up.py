"""A placement whose look back is due → the question to the person, and, with their consent, to the employer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from automation.checks.temporal import STAGES, follow_up_date
from automation.letters.desk import Stop
from automation.letters.disclosure import Recipient
from automation.letters.gate import Facts
from automation.letters.grounds import Ground
from automation.letters.occasion import Occasion
from automation.letters.party import Organisation
from automation.office.consent import Basis, consent_to
from workbook.german import shown
from workbook.reading.formats.dates import months_later
from workbook.schema import Client, DataCategory, Employer, Placement
from workbook.schema.choices import FOLLOW_UP_PURPOSE
from workbook.schema.meanings import NOT_LOOKED_AT
from workbook.schema.vocabulary import FollowUp, LegalGround

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from automation.checks.temporal import Stage
    from automation.letters.desk import Desk
    from automation.letters.gate import Gate
    from automation.letters.kind import LetterKind
    from workbook.schema import Consent

_KEY = re.compile(r"(\S+) \((\d+) M\)")
_NOT_KNOWN = (*NOT_LOOKED_AT, FollowUp.UNKNOWN)


class DuePlacement(Placement):
    """A placement at one of its looks back: three letters of a row, each with a key of its own."""

    months: int


class _LookingBack(Occasion[Placement]):
    name = "Verbleib"
    noun = "Die Vermittlung"
    table = Placement
    view = "vermittlung"
    recipients = frozenset({Recipient.CLIENT, Recipient.EMPLOYER})
    plain = ("verbleib",)
    place = 50

    def usual(self, desk: Desk) -> Iterator[tuple[LetterKind | None, Placement]]:
        kinds = [
            each for each in desk.templates.values() if each.head.occasion == self.name and not each.head.on_request
        ]
        table, clients = desk.office[Placement], desk.office[Client]
        statuses, starts = clients.column("status"), table.column("start")
        due_since = {
            day for day in set(starts) if day is not None and months_later(day, STAGES[0].months) <= desk.today
        }
        for position, client in enumerate(table.column("client_id") if kinds and due_since else ()):
            place = clients.positions.get(client or "") if starts[position] in due_since else None
            status = statuses[place] if place is not None else None
            if status is not None and not status.ended:
                placement = table.at(position)
                due = _latest(placement, desk)
                if desk.error_in(placement) is not None:
                    continue  # that there is an error is told in this very row
                if due is not None and getattr(due, _stage(due).status) is not FollowUp.UNKNOWN:
                    yield from ((kind, due) for kind in kinds)

    def named(self, desk: Desk) -> Iterator[tuple[LetterKind, Placement]]:
        """Yield what staff ask for, at the latest look back that is due."""
        for kind, row in super().named(desk):
            due = _latest(row, desk)
            if due is not None:
                yield kind, due

    def wanted(self, key: str, kind: LetterKind, desk: Desk) -> Iterator[Placement]:
        """Yield the placement at the latest look back that is due."""
        del kind
        row = self.row(key, desk)
        if row is not None and (due := _latest(row, desk)) is not None:
            yield due

    def key(self, row: Placement) -> str:
        """Return the key of the row with the look back: `V-00012 (3 M)`."""
        months = f" ({row.months} M)" if isinstance(row, DuePlacement) else ""
        return f"{row.placement_id or ''}{months}"

    def row(self, key: str, desk: Desk) -> Placement | None:
        """Return the placement at the look back that the key names."""
        match = _KEY.fullmatch(key)
        placement = desk.office[Placement].get(match[1] if match else key)
        if placement is None or match is None:
            return placement
        stage = next((each for each in STAGES if each.months == int(match[2])), None)
        return _at(placement, stage) if stage is not None else None

    def why_not(self, row: Placement, kind: LetterKind, desk: Desk) -> str | None:
        del kind, desk
        if isinstance(row, DuePlacement) and getattr(row, _stage(row).status) not in _NOT_KNOWN:
            return "Der Verbleib ist schon eingetragen."
        return None

    def not_due(self, row: Placement, kind: LetterKind, desk: Desk) -> str | None:
        del kind
        days = [(day, stage) for stage in STAGES if (day := follow_up_date(row, stage)) is not None]
        past = [(day, stage) for day, stage in days if day <= desk.today]
        if not days:
            return f"Zuerst „{Placement.spec.column('start').label}“ eintragen: Danach richten sich die Stichtage."
        if not past:
            return f"Der erste Stichtag ist der {shown(days[0][0])}."
        day, stage = past[-1]
        if row.actual_end is not None and row.actual_end < day:
            return f"Die Arbeit endete am {shown(row.actual_end)}, vor dem Stichtag {shown(day)}."
        return f"Der Verbleib zum {shown(day)} ist schon eingetragen (nach {stage.months} Monaten)."

    def party(self, row: Placement, client: Client | None, kind: LetterKind, desk: Desk) -> Organisation | None:
        del client
        if not kind.allows(Recipient.EMPLOYER):
            return None
        employer = desk.office[Employer].get(row.employer_id)
        if employer is None:
            raise Stop("Der Betrieb fehlt im Blatt Arbeitgeber.", row, "employer_id")
        stage = _stage(row)
        asked = desk.sent.get(self.key(row))
        if asked is None and getattr(row, stage.status) is not FollowUp.UNKNOWN:
            reason = "Erst wird die Person selbst gefragt (§ 67a (2) SGB X); ihr VERBLEIB ist noch nicht versandt."
            raise Stop(reason, row, stage.status, f"Hat sie nicht geantwortet: „{FollowUp.UNKNOWN}“ eintragen")
        return Organisation.of_employer(employer)

    def ground_of(
        self,
        row: Placement,
        client: Client | None,
        party: Organisation,
        consents: Sequence[Consent],
        desk: Desk,
    ) -> Ground:
        """Return the consent to this very question: nothing else lets the office ask an employer."""
        employer = party.record
        born = client.birth_date if client is not None else None
        found = consent_to(FOLLOW_UP_PURPOSE, employer, consents, (DataCategory.NAME,), desk.today, born)
        if found is None:
            reason = f"Es fehlt eine Einwilligung in „{FOLLOW_UP_PURPOSE}“ bei diesem Betrieb (§ 67a (2) SGB X)."
            raise Stop(reason, row, "letter", "Einwilligung einholen (EINWILL) oder nur die Person fragen")
        return Ground.of(Basis(LegalGround.CONSENT, found))

    def facts(self, row: Placement, desk: Desk, gate: Gate) -> Mapping[str, Facts]:
        """Return the employer's name and the day that is asked about."""
        del gate
        employer = desk.office[Employer].get(row.employer_id)
        stage = _stage(row)
        said = {
            "betrieb": employer.name if employer is not None else None,
            "stichtag": follow_up_date(row, stage),
            "monate": stage.months,
        }
        return {"verbleib": Facts("verbleib", said)}


def _stage(row: Placement) -> Stage:
    months = row.months if isinstance(row, DuePlacement) else STAGES[0].months
    return next(each for each in STAGES if each.months == months)


def _at(row: Placement, stage: Stage) -> DuePlacement:
    return DuePlacement.of_clean({**vars(row), "months": stage.months})


def _latest(row: Placement, desk: Desk) -> DuePlacement | None:
    """Return the placement at its latest look back that is due and not made, `None` where there is none.

    Who has left the job before is not asked whether they are still there.
    """
    due = [
        (day, stage) for stage in STAGES if (day := follow_up_date(row, stage)) is not None and day <= desk.today
    ]
    if not due:
        return None
    day, stage = due[-1]
    if row.actual_end is not None and row.actual_end < day:
        return None
    return _at(row, stage) if getattr(row, stage.status) in _NOT_KNOWN else None


OCCASION = _LookingBack()
