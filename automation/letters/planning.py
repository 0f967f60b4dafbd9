"""The workbook's open referrals and invitations → letters to write, and letters that are withheld, each with why.

Withheld is a letter, never a run: whatever stands in the way of one letter becomes a German sentence with the cell
to look at, and the others are written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from automation.letters.cases import CaseBuilder, Stop
from automation.letters.compose import compose
from automation.letters.disclosure import DisclosureError, Recipient
from automation.letters.dispatch import SETTLED, Dispatch, DispatchLog, DispatchStatus, content_fingerprint, listed
from automation.letters.frontmatter import Occasion
from automation.letters.guard import LeakError, NeutralityError
from automation.letters.reference import ReferenceNumbers, file_stem
from automation.letters.templates import EmptyFieldError, RenderError
from workbook.errors import LetterError
from workbook.schema import Client, Consent, Contact, Household, Partner, Referral
from workbook.schema.settings import SettingName
from workbook.schema.vocabulary import LegalGround, ReferralResult, ReferralWay

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from automation.letters.cases import Desk, Draft
    from automation.letters.disclosure import Sent
    from automation.letters.model import Letter
    from automation.letters.templates import Template
    from workbook.schema import Record


@dataclass(frozen=True, slots=True)
class PlannedLetter:
    """A letter to write: the letter, its row in the log, and its files' name without ending.

    `again` marks a draft whose files are gone; it keeps its number.
    """

    letter: Letter
    row: Dispatch
    stem: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class WithheldLetter:
    """A letter that must not be written yet: for which row, why, and the cell to look at."""

    kind: str
    key: str
    sheet: str
    cell: str
    reason: str
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class LetterPlan:
    """What a run would write. `log` holds the rows as they will be; `unchanged` letters exist already.

    `gone` are those of them whose file is gone and that are not written again.
    """

    letters: tuple[PlannedLetter, ...]
    withheld: tuple[WithheldLetter, ...]
    unchanged: int
    log: DispatchLog
    gone: tuple[Dispatch, ...] = ()


def plan_letters(
    desk: Desk,
    log: DispatchLog,
    *,
    kinds: Collection[str] = (),
    keys: Collection[str] = (),
    taken: Collection[tuple[int, int]] = (),
    missing: Callable[[Dispatch], bool] = lambda _: False,
) -> LetterPlan:
    """Return the letters that the workbook asks for and that do not exist yet.

    `kinds` and `keys` (of referrals and contacts) narrow the choice; `taken` are years and numbers that exist
    without a row in the log, for instance as files; `missing` tells whether the file of a row is gone.

    Raises:
        SettingError: the office's own name or address is missing.
        LetterError: there is no such kind of letter, or no row with such a key.
    """
    _check_choice(desk, kinds, keys)
    planner = _Planner(desk, log, taken, missing)
    for template, record in _occasions(desk):
        if (not kinds or template.kind in kinds) and (not keys or _key(record) in keys):
            planner.plan(template, record)
    return LetterPlan(
        tuple(planner.letters), tuple(planner.withheld), planner.unchanged, planner.log, tuple(planner.gone)
    )


def _check_choice(desk: Desk, kinds: Collection[str], keys: Collection[str]) -> None:
    for kind in kinds:
        if kind not in desk.templates:
            known = ", ".join(desk.templates)
            raise LetterError(f"Die Art „{kind}“ gibt es nicht. Zur Wahl stehen: {known}.")
    for key in keys:
        if key not in desk.office[Referral].positions and key not in desk.office[Contact].positions:
            raise LetterError(f"„{key}“ steht weder im Blatt Verweise noch im Blatt Kontakte. Bitte prüfen.")


def _occasions(desk: Desk) -> Iterator[tuple[Template, Referral | Contact]]:
    """Yield each row that asks for a letter, with its template, in the order of the sheets."""
    by_kind = {kind: template for template in desk.templates.values() for kind in template.head.referral_kinds}
    for referral in desk.office[Referral]:
        template = by_kind.get(referral.kind) if referral.kind is not None else None
        if template is not None and _is_open(referral):
            yield template, referral
    invitations = [each for each in desk.templates.values() if each.head.occasion is Occasion.APPOINTMENT]
    ahead = desk.settings.whole(SettingName.INVITATION_DAYS)
    for contact in desk.office[Contact]:
        if contact.invite and contact.next_date and 0 < (contact.next_date - desk.today).days <= ahead:
            yield from ((template, contact) for template in invitations)


def _is_open(referral: Referral) -> bool:
    """Tell whether a referral still has to go out in writing."""
    return (
        referral.result in {None, ReferralResult.OPEN}
        and referral.replied_on is None
        and referral.way in {None, ReferralWay.LETTER, ReferralWay.EMAIL}
        and referral.legal_ground is not LegalGround.NO_DATA
        and referral.referral_id is not None
    )


def _key(record: Referral | Contact) -> str:
    return (record.referral_id if isinstance(record, Referral) else record.contact_id) or ""


class _Planner:
    """Plans one letter after another; numbers are given in that order."""

    def __init__(
        self,
        desk: Desk,
        log: DispatchLog,
        taken: Collection[tuple[int, int]],
        missing: Callable[[Dispatch], bool],
    ) -> None:
        self._desk, self.log = desk, DispatchLog(log.rows)
        self._cases = CaseBuilder(desk)
        prefix = desk.settings.text(SettingName.REFERENCE_PREFIX) or "QB"
        self._numbers = ReferenceNumbers(log.references, prefix, taken)
        self._missing = missing
        self.letters: list[PlannedLetter] = []
        self.withheld: list[WithheldLetter] = []
        self.unchanged = 0
        self.gone: list[Dispatch] = []

    def plan(self, template: Template, record: Referral | Contact) -> None:
        """Plan the letter of one row, or note why there is none."""
        former = self.log.latest(template.kind, _key(record))
        reference = self._numbers.coming(self._desk.today.year)
        try:
            draft = self._cases.draft(template, record)
            self._refuse_errors(record, draft)
            letter = self._composed(template, draft, record, reference)
            self._refuse_wrong_household(draft)
            self._refuse_words(draft, record)
        except Stop as stop:
            if former is None or former.status not in SETTLED:
                self._withhold(template, record, stop, former)
            else:
                self.unchanged += 1  # it went out when it could; what changed since is no reason to write again
            return
        case, sent = draft.case, draft.case.gate.sent
        content = content_fingerprint(template.kind, case.address, draft.row.legal_ground, sent)
        if former is not None and former.content == content:
            if not self._missing(former):
                self.unchanged += 1
            elif former.status == DispatchStatus.DRAFT:
                again = self._composed(template, draft, record, former.reference)
                row = replace(former, written=draft.row.written, fields=listed(sent), template=draft.row.template)
                self.log.put([row])
                self.letters.append(PlannedLetter(again, row, Path(former.file_name).stem, again=True))
            else:
                self.unchanged += 1
                self.gone.append(former)
            return
        self._numbers.next(self._desk.today.year)
        stem = file_stem(reference, template.kind, draft.short_name)
        row = replace(
            draft.row, reference=reference, fields=listed(sent), file_name=f"{stem}.docx", content=content
        )
        self.letters.append(PlannedLetter(letter, self.log.add(row), stem))

    def _refuse_errors(self, record: Referral | Contact, draft: Draft) -> None:
        """Stop where a row that every letter is made of has an error that nobody has acknowledged."""
        office = self._desk.office
        self._refuse_error(record)
        self._refuse_error(office[Client].get(draft.row.client_id))
        self._refuse_error(office[Partner].get(draft.row.recipient))
        self._refuse_error(office[Consent].get(draft.row.consent_id))

    def _refuse_wrong_household(self, draft: Draft) -> None:
        """Stop where the letter tells of a household whose row has an error; others may be written."""
        office = self._desk.office
        client = office[Client].get(draft.row.client_id)
        if client is not None and any(field.sheet == Household.spec.sheet for field in draft.case.gate.sent):
            self._refuse_error(office[Household].get(client.household_id))

    def _refuse_words(self, draft: Draft, record: Referral | Contact) -> None:
        """Stop where the letter would tell others what staff typed freely and what nobody has looked at."""
        if draft.case.gate.recipient is Recipient.CLIENT:
            return
        sent = {(field.sheet, field.label) for field in draft.case.gate.sent}
        for row in self._related(record):
            for column in row.spec.columns:
                finding = self._desk.words.get((row.spec.sheet, row.row, column.label))
                if finding is not None and (row.spec.sheet, column.label) in sent:
                    raise Stop(f"{finding.message} ({finding.rule})", row, column.name, finding.suggestion)

    def _refuse_error(self, row: Record | None) -> None:
        error = self._desk.errors.get((row.spec.sheet, row.row)) if row is not None else None
        if row is not None and error is not None:
            column = next(each.name for each in row.spec.columns if each.label == error.column)
            reason = f"In dieser Zeile steht noch ein Fehler ({error.rule}): {error.message}"
            raise Stop(reason, row, column, error.suggestion)

    def _composed(self, template: Template, draft: Draft, record: Referral | Contact, reference: str) -> Letter:
        try:
            return compose(template, draft.case, reference)
        except RenderError as error:
            raise self._stop_of(error, record) from error
        except (NeutralityError, LeakError) as error:
            raise Stop(str(error), record, _column_of(error.field, record) or _own_column(record)) from error
        except LetterError as error:
            raise Stop(str(error), record, _own_column(record)) from error

    def _stop_of(self, error: RenderError, record: Referral | Contact) -> Stop:
        """Why a template could not be filled, with the cell that would have to change."""
        cause = error.cause
        if isinstance(cause, DisclosureError):
            return Stop(str(cause), record, "consent_id" if isinstance(record, Referral) else _own_column(record))
        if isinstance(cause, EmptyFieldError):
            for candidate in self._related(record):
                names = [column.name for column in candidate.spec.columns if column.label == cause.label]
                if candidate.spec.sheet == cause.sheet and names:
                    return Stop(str(cause), candidate, names[0])
        return Stop(str(error), record, _own_column(record))

    def _related(self, record: Referral | Contact) -> Iterator[Record]:
        yield record
        client = self._desk.office[Client].get(record.client_id)
        if client is not None:
            yield client
            household = self._desk.office[Household].get(client.household_id)
            if household is not None:
                yield household

    def _withhold(
        self, template: Template, record: Referral | Contact, stop: Stop, former: Dispatch | None
    ) -> None:
        """Note why there is no letter; an earlier draft in the folder must not go out either, and is named."""
        table = self._desk.office[type(stop.record)]
        draft = f" Der Entwurf {former.reference} darf so nicht hinausgehen." if former is not None else ""
        self.withheld.append(
            WithheldLetter(
                kind=template.kind,
                key=_key(record),
                sheet=table.sheet,
                cell=table.cell(stop.record.row, stop.column),
                reason=f"{stop.reason}{draft}",
                suggestion=stop.suggestion,
            )
        )


def _column_of(field: Sent | None, record: Referral | Contact) -> str | None:
    """Return the record's column that a field came from, `None` if it came from elsewhere."""
    if field is None or field.sheet != record.spec.sheet:
        return None
    return next((column.name for column in record.spec.columns if column.label == field.label), None)


def _own_column(record: Referral | Contact) -> str:
    return "referral_id" if isinstance(record, Referral) else "contact_id"
