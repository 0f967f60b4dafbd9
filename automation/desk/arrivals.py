"""Entries of intakes and the office's workbook → which rows come in under which key, which are held back, and why.

What refers to another row of its intake follows it to its new key; what refers to a row that stays, stays too.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from automation import checks
from automation.checks.keys import free_keys
from automation.desk.incoming import living_in
from automation.office.law import LegalValues
from automation.office.settings import Settings
from workbook.cells import text_of
from workbook.creating.intake import INTAKE
from workbook.creating.typed import typed_values
from workbook.errors import LotseError
from workbook.schema import Household
from workbook.tables import Office, Table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

    from automation.desk.incoming import Entry
    from workbook.findings import Finding
    from workbook.schema import Record

_ONE_PERSON = frozenset({"D-02", "D-03", "D-05"})
"""Rules that say that a row is probably there already: staff decide before it comes in."""

_BY_SHEET = {record.spec.sheet: record for record in INTAKE}


class UnknownEntryError(LotseError):
    """A key that was named for an entry is none of the intakes', or stands in several of them."""

    def __init__(self, key: str, known: Collection[str], *, several: bool = False) -> None:
        self.key = key
        near = get_close_matches(key.upper(), known, n=1)
        cure = f"Ist {near[0]} gemeint?" if near else "Gemeint sind die Kennungen im Eingang, nicht die der Mappe."
        if several:
            cure = "Bitte diese Eingänge einzeln einsammeln."
        why = "steht in mehreren der Eingänge" if several else "steht in keinem der Eingänge"
        super().__init__(f"Die Kennung „{key}“ {why}. {cure}")


class UnknownPersonError(LotseError):
    """An entry shall be a row that the office's workbook does not have."""

    def __init__(self, key: str, sheet: str) -> None:
        self.key = key
        super().__init__(f"Auf dem Blatt „{sheet}“ der Mappe gibt es „{key}“ nicht. Bitte dort nachsehen.")


class Taken(Struct, frozen=True):
    """An entry that came in before: under which key, and what its content was recognised by."""

    key: str
    digest: str


class Said(Struct, frozen=True):
    """What staff say of entries: which is whose row in the workbook already, and which is new all the same."""

    same: Mapping[str, str] = field(default_factory=dict)
    new: Collection[str] = ()


@dataclass(frozen=True)
class Arrival:
    """An entry that comes in: its new key, its row in the workbook, and its cells with references put right."""

    entry: Entry
    key: str
    row: int
    values: Mapping[str, Any]
    typed: Mapping[str, Any]


@dataclass(frozen=True)
class Held:
    """An entry that stays in its intake, with the reason as a German sentence that names no value."""

    entry: Entry
    reason: str


@dataclass(frozen=True)
class Arrivals:
    """What would come in, table by table, what is held back, how many came before, and findings on what comes.

    `twice` are those that say that a row is probably there already. Findings name the cell in the intake.
    """

    coming: tuple[Arrival, ...] = ()
    held: tuple[Held, ...] = ()
    before: int = 0
    twice: tuple[tuple[Entry, Finding], ...] = ()
    others: tuple[tuple[Entry, Finding], ...] = ()
    same: tuple[tuple[Entry, str], ...] = ()

    def of(self, record: type[Record]) -> tuple[Arrival, ...]:
        """Return what comes into a table."""
        return tuple(each for each in self.coming if each.entry.record is record)


@dataclass(frozen=True)
class Arranging:
    """What entries are arranged by: the workbook's office, the day, what came before, what staff say of entries."""

    office: Office
    today: date
    taken: Mapping[tuple[str, str, str], Taken]
    said: Said

    def arrange(self, entries: Sequence[Entry], refused: Mapping[str, str] | None = None) -> Arrivals:
        """Return what comes in; `refused` are sheets of the workbook that take no rows, with the reason.

        Raises:
            UnknownEntryError: staff speak of an entry that is not there.
            UnknownPersonError: an entry shall be a row that the workbook does not have.
        """
        same = self._same(entries)
        kept = {self._said_key(key, entries) for key in self.said.new}
        moved = {each.place: key for each, key in same.items()}
        moved |= {each.place: self.taken[each.place].key for each in entries if each.place in self.taken}
        news = [each for each in entries if each.place not in moved]
        own = {each.place: each for each in news if each.key}
        held = self._changed(entries)
        twice = {place for place, count in Counter(each.place for each in entries).items() if count > 1}
        seen: dict[bytes, Entry] = {}
        for entry in news:
            reason = self._unfit(entry, twice, refused or {})
            if not reason and entry not in kept:
                reason = self._was_erased(entry) or self._is_there(entry, own, moved, seen)
            if reason:
                held[entry] = reason
        homes = {each: living_in(each, entries) for each in news if each.record is Household and each not in kept}
        held = self._closed(news, held, moved, homes)
        found = self._findings(self._keyed([each for each in news if each not in held], moved))
        held |= {
            entry: f"Vermutlich schon da ({finding.rule}). Ist es so: --same {entry.key}=KENNUNG, wenn nicht: "
            f"--new {entry.key}"
            for entry, finding in found
            if finding.rule in _ONE_PERSON and entry not in kept
        }
        held = self._closed(news, held, moved, homes)
        return Arrivals(
            coming=tuple(self._keyed([each for each in news if each not in held], moved)),
            held=tuple(Held(entry, reason) for entry, reason in held.items()),
            before=sum(each.place in self.taken and each not in held for each in entries),
            twice=tuple(pair for pair in found if pair[1].rule.startswith("D-")),
            others=(
                *((entry, remark) for entry in news if entry not in held for remark in entry.remarks),
                *(pair for pair in found if not pair[1].rule.startswith("D-") and pair[0] not in held),
            ),
            same=tuple(same.items()),
        )

    def _changed(self, entries: Sequence[Entry]) -> dict[Entry, str]:
        """Return what came in before and holds something else now."""
        return {
            each: f"Schon als {known.key} eingesammelt, seitdem geändert; bitte in der Mappe ändern."
            for each in entries
            if (known := self.taken.get(each.place)) is not None and known.digest != each.digest
        }

    def _same(self, entries: Sequence[Entry]) -> dict[Entry, str]:
        found = {}
        for key, there in self.said.same.items():
            entry = self._said_key(key, entries)
            if there not in self.office[entry.record].positions:
                raise UnknownPersonError(there, entry.record.spec.sheet)
            found[entry] = there
        return found

    @staticmethod
    def _said_key(key: str, entries: Sequence[Entry]) -> Entry:
        found = [each for each in entries if each.key and each.key.casefold() == key.casefold()]
        if len(found) != 1:
            raise UnknownEntryError(key, {each.key for each in entries if each.key}, several=bool(found))
        return found[0]

    def _unfit(self, entry: Entry, twice: Collection[tuple[str, str, str]], refused: Mapping[str, str]) -> str:
        """Return why an entry cannot come in whatever else does, `""` if it can."""
        table = self.office[entry.record]
        if not table.exists:
            return f"Die Mappe hat kein Blatt „{entry.record.spec.sheet}“."
        if table.sheet in refused:
            return refused[table.sheet]
        if not entry.key:
            return "Der Zeile fehlt ihre Kennung. Die nächste freie steht auf dem Blatt „Start“ des Eingangs."
        if entry.place in twice:
            return "Diese Kennung steht im Eingang zweimal."
        if next(free_keys(table, self.office.gone), None) is None:
            return "Die Kennungen dieses Blatts sind in der Mappe nicht durchgezählt; die nächste ist nicht sicher."
        return ""

    def _was_erased(self, entry: Entry) -> str:
        """Return that an entry came in before and was erased from the workbook since, `""` if it was not."""
        if not self.office.gone(entry.came_from):
            return ""
        return f"Gehört zu jemandem, der gelöscht wurde. Bitte auch hier löschen. Ein anderer: --new {entry.key}"

    def _is_there(
        self,
        entry: Entry,
        own: Mapping[tuple[str, str, str], Entry],
        moved: Mapping[tuple[str, str, str], str],
        seen: dict[bytes, Entry],
    ) -> str:
        """Return where the very same row is, whatever its key: in the workbook, or `seen` in another intake."""
        places = [(str(entry.identity), sheet, key) for _, sheet, key in entry.references()]
        if any(place in own for place in places):
            return ""  # it belongs to a row that is new itself
        content = _content(entry.record, {**entry.values, **self._referring(entry, moved)})
        if content in self._there[entry.record]:
            return f"Genau diese Zeile steht schon in der Mappe. Doch hinein: --new {entry.key}"
        first = seen.setdefault(content, entry)
        if first.identity != entry.identity:
            return (
                f"Genau diese Zeile kommt schon aus {first.file}. Doch hinein: danach allein, mit --new {entry.key}"
            )
        return ""

    @cached_property
    def _there(self) -> Mapping[type[Record], Collection[bytes]]:
        """What the rows of the workbook hold, without their keys."""
        found = {}
        for record in INTAKE:
            table = self.office[record]
            names = [name for name in _telling(record) if table.present(name)]
            rows = zip(*(table.column(name) for name in names), strict=True) if names else ()
            found[record] = {_content(record, dict(zip(names, row, strict=True))) for row in rows}
        return found

    def _closed(
        self,
        news: Sequence[Entry],
        held: Mapping[Entry, str],
        moved: Mapping[tuple[str, str, str], str],
        homes: Mapping[Entry, Sequence[Entry]],
    ) -> dict[Entry, str]:
        """Return what is held back with all that refers to it, or to a row that is nowhere.

        A household stays with its people: without them it would stand in the workbook alone.
        """
        closed = dict(held)
        own = {each.place: each for each in news if each.key}
        while True:
            further = {
                each: reason
                for each in news
                if each not in closed
                and (
                    reason := self._lost_reference(each, own, closed, moved)
                    or self._left_alone(each, homes.get(each, ()), closed, moved)
                )
            }
            if not further:
                return closed
            closed |= further

    def _lost_reference(
        self,
        entry: Entry,
        own: Mapping[tuple[str, str, str], Entry],
        held: Mapping[Entry, str],
        moved: Mapping[tuple[str, str, str], str],
    ) -> str:
        for _, sheet, key in entry.references():
            place = (str(entry.identity), sheet, key)
            if place in moved:
                continue
            if place in own:
                if own[place] in held:
                    return f"Gehört zu {key}, das noch wartet."
            elif key not in self.office[_BY_SHEET[sheet]].positions:
                return f"Verweist auf {key}: weder im Eingang noch in der Mappe."
        return ""

    def _left_alone(
        self,
        home: Entry,
        people: Sequence[Entry],
        held: Mapping[Entry, str],
        moved: Mapping[tuple[str, str, str], str],
    ) -> str:
        """Return why a household stays: nobody of its people comes, and none of them came before."""
        waiting = [each for each in people if each in held and each.place not in self.taken]
        there = [each for each in people if each.place in moved and each.place not in self.taken]
        if not people or len(waiting) + len(there) < len(people):
            return ""
        if waiting:
            return f"Gehört zu {waiting[0].key}, das noch wartet."
        return (
            f"Gehört zu {there[0].key}, das schon in der Mappe steht. Hat es dort einen Haushalt: --same "
            f"{home.key}=KENNUNG, wenn nicht: --new {home.key}"
        )

    def _keyed(self, going: Sequence[Entry], moved: Mapping[tuple[str, str, str], str]) -> list[Arrival]:
        """Return the entries with the next free keys, and what refers to them put right."""
        keys = dict(moved)
        for record in INTAKE:
            free = free_keys(self.office[record], self.office.gone)
            keys |= {each.place: next(free) for each in going if each.record is record}
        counts: Counter[type[Record]] = Counter()
        arrivals = []
        for entry in going:
            table = self.office[entry.record]
            counts[entry.record] += 1
            row = max(table.rows, default=table.header_row) + counts[entry.record]
            values = {
                **entry.values,
                **self._referring(entry, keys),
                entry.record.spec.key or "": keys[entry.place],
            }
            changed = [name for name in values if values[name] != entry.values.get(name)]
            again = {name: typed_values(entry.record.spec.column(name), [values[name]])[0] for name in changed}
            arrivals.append(Arrival(entry, keys[entry.place], row, values, {**entry.typed, **again}))
        return arrivals

    @staticmethod
    def _referring(entry: Entry, keys: Mapping[tuple[str, str, str], str]) -> dict[str, Any]:
        """Return the columns that refer to other rows, with their keys in the workbook."""
        found: dict[str, Any] = {}
        for name, sheet, key in entry.references():
            there = keys.get((str(entry.identity), sheet, key), key)
            value = entry.values[name]
            found[name] = (*found.get(name, ()), there) if isinstance(value, tuple) else there
        return found

    def _findings(self, coming: Sequence[Arrival]) -> list[tuple[Entry, Finding]]:
        """Return what the rules would say of the rows that come, in the order of the rules."""
        merged = self.merged(coming)
        law, settings = LegalValues.of(merged), Settings.of(merged)
        of = {(each.entry.record.spec.sheet, each.row): each.entry for each in coming}
        found = [
            (of[finding.table, finding.row], finding)
            for finding in checks.check(merged, self.today, law, settings)
            if (finding.table, finding.row) in of
        ]
        return sorted(found, key=lambda pair: (pair[1].rule, pair[0].file, pair[0].cell))

    def merged(self, coming: Sequence[Arrival]) -> Office:
        """Return the office with these rows in it."""
        tables: dict[type[Record], Table[Any]] = {table.record: table for table in self.office}
        for record in INTAKE:
            further = [each for each in coming if each.entry.record is record]
            if further:
                tables[record] = _longer(self.office[record], further)
        return self.office.with_tables(tables)


def _telling(record: type[Record]) -> Iterator[str]:
    """Yield the columns by which a row is recognised without its key."""
    for column in record.spec.columns:
        if column.formula is None and column.name != record.spec.key:
            yield column.name


def _content(record: type[Record], values: Mapping[str, Any]) -> bytes:
    """Return what a row is recognised by without its key."""
    told = "\x1f".join(f"{name}={text_of(values.get(name))}" for name in _telling(record))
    return hashlib.sha256(told.encode()).digest()[:12]


def _longer(table: Table[Any], further: Sequence[Arrival]) -> Table[Any]:
    names = [column.name for column in table.spec.columns if table.present(column.name)]
    return Table(
        table.record,
        sheet=table.sheet,
        rows=[*table.rows, *(each.row for each in further)],
        values={name: [*table.column(name), *(each.values.get(name) for each in further)] for name in names},
        numbers={name: table.area(name).first_column for name in names},
        header_row=table.header_row,
    )


def in_the_intake(entry: Entry, finding: Finding) -> Finding:
    """Return a finding on a row that would come in, as it stands in the intake: under the key that it has there."""
    return replace(finding, sheet=entry.sheet, cell=entry.cells.get(finding.column, entry.cell), key=entry.key)
