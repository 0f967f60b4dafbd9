"""The workbook's open referrals and invitations → letters to write, and letters that are withheld, each with why.

Withheld is a letter, never a run: whatever stands in the way of one letter becomes a German sentence with the cell
to look at, and the others are written.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import structs

from automation.checks.letter_findings import NO_TEMPLATE, WITHHELD
from automation.letters.compose import compose, compose_undated
from automation.letters.desk import Stop
from automation.letters.dispatch import ASKED, Dispatch, DispatchLog, letter_name, listed
from automation.letters.drafting import Drafting
from automation.letters.marks import mark_of, says_the_same
from automation.letters.occasions import occasions
from automation.letters.plan import BlockedLetter, LetterPlan, PlannedLetter, WithheldLetter
from automation.letters.reference import ReferenceNumbers, file_stem
from automation.letters.status import IN_HAND, SETTLED, WAITING, DispatchStatus
from automation.letters.told import told_fields
from automation.letters.wanted import Choice
from workbook.findings import Problem
from workbook.schema.setting_names import SettingName

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from automation.letters.cases import Draft
    from automation.letters.desk import Desk
    from automation.letters.kind import LetterKind
    from automation.letters.model import Letter
    from automation.letters.occasion import Occasion
    from workbook.findings import RuleInfo
    from workbook.schema import Record


def plan_letters(
    desk: Desk,
    log: DispatchLog,
    *,
    kinds: Collection[str] = (),
    keys: Collection[str] = (),
    taken: Collection[tuple[int, int]] = (),
    missing: Callable[[Dispatch], bool] = lambda _: False,
    writing: bool = True,
) -> LetterPlan:
    """Return the letters that the workbook asks for and that do not exist yet, and those that must not go out.

    `kinds` and `keys` (of referrals and contacts) narrow the choice; `taken` are years and numbers that exist
    without a row in the log, for instance as files; `missing` tells whether the file of a row is gone. Without
    `writing` it is only asked what stands in the way: the letters themselves are not put together.

    Raises:
        SettingError: the office's own name or address is missing.
        LetterError: there is no such kind of letter, or no row with such a key.
    """
    choice = Choice(kinds, keys)
    desk = structs.replace(desk, sent=_sent(log))
    planner = _Planner(desk, log, taken, missing, writing=writing)
    rows = list(choice.rows(desk, planner.occasions))
    if not writing:
        planner.look_ahead((template, record) for _, template, record, _ in rows)
    for occasion, template, record, asked in rows:
        if template is None:
            planner.miss_template(occasion, record)
        else:
            planner.plan(template, record, asked=asked)
    for kind, key, stop in choice.misnamed(desk, planner.occasions):
        planner.miss_kind(kind, key, stop)
    for row in log.standing:
        if row.standing in WAITING and choice.takes(row.kind, row.source):
            planner.judge(row)
        elif row.standing == DispatchStatus.SENT and choice.takes(row.kind, row.source):
            planner.compare(row)
    return planner.result(log)


def _sent(log: DispatchLog) -> dict[str, Dispatch]:
    """Return the first letter that went out for each row."""
    found: dict[str, Dispatch] = {}
    for row in log.rows:
        if row.standing == DispatchStatus.SENT:
            found.setdefault(row.source, row)
    return found


_OUT_OF_HAND = (*IN_HAND, DispatchStatus.SENT)
"""Letters that staff have dealt with: whoever misses one is told where to look."""


class _Planner:
    """Plans one letter after another; numbers are given in that order."""

    def __init__(
        self,
        desk: Desk,
        log: DispatchLog,
        taken: Collection[tuple[int, int]],
        missing: Callable[[Dispatch], bool],
        *,
        writing: bool,
    ) -> None:
        self._desk, self._log, self._writing = desk, log.copy(), writing
        self.occasions = occasions()
        self._drafting = Drafting(desk, self.occasions)
        prefix = desk.settings.text(SettingName.REFERENCE_PREFIX) or "QB"
        self._numbers = ReferenceNumbers(log.references, prefix, taken)
        self._missing = missing
        self._letters: list[PlannedLetter] = []
        self._withheld: list[WithheldLetter] = []
        self._blocked: list[BlockedLetter] = []
        self._out_of_date: list[Dispatch] = []
        self._gone: list[Dispatch] = []
        self._moved: list[Dispatch] = []
        self._german_only: dict[tuple[str, str], str] = {}
        self._looked_at: set[tuple[str, str]] = set()
        self._unchanged = 0

    def result(self, before: DispatchLog) -> LetterPlan:
        """Return what was planned."""
        return LetterPlan(
            tuple(self._letters),
            tuple(self._withheld),
            self._unchanged,
            self._log,
            before,
            tuple(self._blocked),
            tuple(self._out_of_date),
            tuple(self._gone),
            tuple(self._moved),
            self._german_only,
        )

    def _occasion(self, template: LetterKind) -> Occasion[Any]:
        return self.occasions[template.head.occasion]

    def look_ahead(self, rows: Iterable[tuple[LetterKind | None, Record]]) -> None:
        """Ask at once what would become of the letters of which the log knows nothing."""
        known = [(template, record) for template, record in rows if template is not None]
        self._drafting.look_ahead([row for row in known if self._log.latest(*self._drafting.place(*row)) is None])

    def plan(self, template: LetterKind, record: Record, *, asked: bool = False) -> None:
        """Plan the letter of one row, or note why there is none; asked twice, it is planned once.

        It is `asked` for by kind and key where nothing in the workbook asks for it.
        """
        place = self._drafting.place(template, record)
        if place in self._looked_at:
            return
        self._looked_at.add(place)
        former = self._log.latest(*place)
        if former is None and not self._writing:
            self._foresee(template, record)
        else:
            self._plan(template, record, former, asked=asked)

    def _foresee(self, template: LetterKind, record: Record) -> None:
        """Note what would become of a letter that nobody has written yet."""
        prospect = self._drafting.prospect(template, record)
        if prospect.stop is not None:
            self._withhold(template, record, prospect.stop, None)
        elif prospect.german_only:
            self._german_only[template.kind, prospect.client_id] = prospect.german_only

    def _plan(self, template: LetterKind, record: Record, former: Dispatch | None, *, asked: bool) -> None:
        if former is not None and (former.standing in SETTLED or not isinstance(former.standing, DispatchStatus)):
            self._keep(former)  # it went out when it could; what changed since is no reason to write again
            return
        if former is not None and former.standing == DispatchStatus.BLOCKED and not former.blocked_because:
            self._withhold(
                template, record, _blocked_by_hand(former, record, self._occasion(template).key_column), former
            )
            return
        try:
            draft, letter = self._drafting.undated(template, record)
        except Stop as stop:
            self._withhold(template, record, stop, former)
            return
        if draft.german_only:
            self._german_only[template.kind, draft.row.client_id] = draft.german_only
        if (
            former is not None
            and former.standing not in {DispatchStatus.BLOCKED, DispatchStatus.REPLACED}
            and says_the_same(former, draft, letter)
        ):
            if former.standing == DispatchStatus.DRAFT and self._writing and self._missing(former):
                self._write_again(template, record, draft, former)
            else:
                self._keep(former, asked=asked)
        elif former is not None and former.standing in IN_HAND:
            self._keep(former)
            self._out_of_date.append(former)
        elif self._writing:
            self._write(template, record, draft, letter, asked=asked)

    def _write(
        self, template: LetterKind, record: Record, draft: Draft, undated: Letter, *, asked: bool = False
    ) -> None:
        reference = self._numbers.next(self._desk.today.year)
        stem = file_stem(reference, template.kind, draft.short_name)
        told = told_fields(self._drafting.cases, template, record, draft, undated)
        row = replace(
            draft.row,
            reference=reference,
            fields=listed(told),
            file_name=f"{stem}.docx",
            content=mark_of(undated, draft),
            asked=ASKED if asked else "",
        )
        letter = compose(template, draft.case, reference)
        place = self._place(template, record)
        self._letters.append(PlannedLetter.of(letter, self._log.add(row), stem, place, mail=draft.mail))

    def _write_again(self, template: LetterKind, record: Record, draft: Draft, former: Dispatch) -> None:
        """Write a draft whose files are gone under its number, with the days that it had."""
        until = former.printed_until or former.reply_until
        case = replace(
            draft.case,
            written=former.written or draft.case.written,
            reply_until=until if isinstance(until, date) else draft.case.reply_until,
        )
        told = listed(
            told_fields(self._drafting.cases, template, record, draft, compose_undated(template, draft.case))
        )
        row = replace(former, fields=told, template=draft.row.template)
        self._log.put([row])
        stem = Path(former.file_name).stem
        letter = compose(template, case, former.reference)
        place = self._place(template, record)
        self._letters.append(PlannedLetter.of(letter, row, stem, place, again=True, mail=draft.mail))

    def _place(self, template: LetterKind, record: Record) -> WithheldLetter:
        occasion = self._occasion(template)
        return self._finding(
            WITHHELD, template.kind, occasion.key(record), Stop("", record, occasion.key_column), ""
        )

    def _keep(self, former: Dispatch, *, asked: bool = False) -> None:
        """Leave a letter as it is, with the mark that it was asked for; where its file is gone, that is told."""
        self._unchanged += 1
        if asked and not former.asked:
            self._log.put([replace(former, asked=ASKED)])
        if former.standing in _OUT_OF_HAND and self._missing(former):
            self._gone.append(former)

    def miss_template(self, occasion: Occasion[Any], record: Record) -> None:
        """Note a row that has to go out in writing and for which there is no template."""
        stop = occasion.untold(record)
        if stop is not None:
            kind = str(stop.datum.value or "–")
            withheld = self._finding(NO_TEMPLATE, kind, occasion.key(record), stop, stop.reason)
            self._withheld.append(structs.replace(withheld, why=stop.reason, cause=self._desk.behind(stop.datum)))

    def miss_kind(self, kind: str, key: str, stop: Stop) -> None:
        """Note a row that names a kind of letter that there is not."""
        self._withheld.append(self._finding(NO_TEMPLATE, kind, key, stop, stop.reason))

    def judge(self, row: Dispatch) -> None:
        """Block a letter that lies in the office if nothing in the workbook asks for it any more."""
        if (row.kind, row.source) in self._looked_at:
            return
        template = self._desk.templates.get(row.kind)
        if template is None:
            return
        occasion = self._occasion(template)
        reason = occasion.dropped(row.source, template, self._desk, asked=bool(row.asked))
        record = occasion.row(row.source, self._desk)
        if reason is None and record is not None:
            # The appointment is over or far ahead: only a letter that says something else must not go out.
            try:
                if says_the_same(row, *self._drafting.undated(template, record)):
                    return
                reason = occasion.changed
            except Stop as stop:
                reason = stop.reason
        if reason is not None:
            self._blocked.append(BlockedLetter(row, reason))

    def compare(self, row: Dispatch) -> None:
        """Note a letter that was sent with an appointment that is another now, as long as either is ahead."""
        kind = self._desk.templates.get(row.kind)
        table = self._desk.office[self._occasion(kind).table] if kind is not None else None
        if kind is None or table is None or not table.exists or not row.agreed:
            return
        record = self._occasion(kind).row(row.source, self._desk)
        now = self._occasion(kind).agreed(record) if record is not None else None
        ahead = [day for day in (_moment(row.agreed), now) if day is not None and day.date() >= self._desk.today]
        if ahead and (now is None or now.isoformat() != row.agreed):
            self._moved.append(row)

    def _withhold(self, template: LetterKind, record: Record, stop: Stop, former: Dispatch | None) -> None:
        """Note why there is no letter; an earlier one in the folder must not go out either, and is blocked."""
        key = self._occasion(template).key(record)
        waiting = former if former is not None and former.standing in WAITING else None
        draft = f" {letter_name(waiting)} darf so nicht hinausgehen." if waiting is not None else ""
        about = "" if stop.concerns(record) else f"Kein Schreiben zu {key}: "
        withheld = self._finding(WITHHELD, template.kind, key, stop, f"{about}{stop.reason}{draft}")
        cause = next(filter(None, map(self._desk.behind, (stop.datum, *stop.roots))), None)
        withheld = structs.replace(withheld, why=stop.reason, cause=cause, draft=draft)
        self._withheld.append(withheld)
        if waiting is not None:
            self._blocked.append(BlockedLetter(waiting, stop.reason, withheld.finding.fingerprint))

    def _finding(self, info: RuleInfo, kind: str, key: str, stop: Stop, message: str) -> WithheldLetter:
        datum, table = stop.datum, self._desk.office[stop.datum.table]
        problem = Problem(message, stop.suggestion, about=f"{kind} {key} {stop.reason}")
        finding = table.finding(info.code, info.severity, datum.row, datum.column.name, problem)
        return WithheldLetter(kind, key, finding)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:  # somebody typed into the hidden column
        return None


def _blocked_by_hand(former: Dispatch, record: Record, column: str) -> Stop:
    return Stop(
        f"{former.reference} hat jemand im „Postausgang“ auf „{DispatchStatus.BLOCKED}“ gesetzt; Lotse schreibt "
        "deshalb auch kein neues.",
        record,
        column,
        "Dort „storniert“ wählen, wenn keines hinausgehen soll, oder „Entwurf“, damit Lotse schreibt",
    )
