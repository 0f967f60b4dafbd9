"""The closings of quarters: who closed what and when, and the rows that were counted then."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from automation.figures import fact_formulas as f
from automation.figures.closing import record as r
from automation.figures.closing.chain import Balance, Chain, lasts
from automation.figures.closing.relevance import counts, measures_of
from automation.figures.closing.tokens import TOKEN_BYTES, in_cells, token_of, tokens_in
from automation.figures.fact import DIMENSIONS, Fact
from automation.office.quarters import Quarter
from workbook.errors import FigureError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from automation.figures.closing.marks import Rows
    from automation.figures.closing.record import Record, Row
    from workbook.sheets import Scalar

CLOSED, REOPENED = "abgeschlossen", "wieder geöffnet"
WITH_EARLIER = "mit früheren Quartalen"
PUBLISHED, HELD = "veröffentlicht", "gehalten"
HELD_AS_CLOSED = "gehalten, nach der Zählregel des Abschlusses"
HELD_AS_TODAY = "gehalten, nach der Zählregel danach"
BY_OLD_RULES = "Gezählt wie beim Abschluss; nach den heutigen Zählregeln wäre es anders."
"""A row as it was counted for the closing; one that is counted on although a person was deleted."""
BY_NEW_RULES = "Gezählt nach den Zählregeln, die nach dem Abschluss galten; beim Abschluss war es anders."
"""A row of a deleted person that the figures by newer rules go on counting, and not those of the closed quarter."""
GONE = "gelöscht-"


class Closing(Struct, frozen=True):
    """A quarter that was closed: its number among all closings, who and when, by which rules, and the secret.

    `whole` is false of one of an earlier version, which holds nothing of what lay before its quarter.
    """

    number: int
    quarter: Quarter
    closed_on: date
    closed_by: str
    until: date
    version: str
    secret: str
    reopened: bool = False
    whole: bool = True


class Kept(Struct, frozen=True):
    """A fact of a closing, with the mark of its row; `held` is counted on for a deleted person."""

    number: int
    fact: Fact
    mark: str
    held: bool = False

    @property
    def by_old_rules(self) -> bool:
        """Whether only the rules of its closing count it."""
        return self.fact.sentence == BY_OLD_RULES

    @property
    def by_new_rules(self) -> bool:
        """Whether only rules newer than those of its closing count it."""
        return self.fact.sentence == BY_NEW_RULES

    @property
    def kind(self) -> str:
        """What it is, in the words of the sheet."""
        if not self.held:
            return PUBLISHED
        return next((kind for kind, sentence in _SENTENCES.items() if sentence == self.fact.sentence), HELD)


_SENTENCES = {HELD_AS_CLOSED: BY_OLD_RULES, HELD_AS_TODAY: BY_NEW_RULES}


@dataclass(frozen=True)
class Closings:
    """Everything that the sheet says of closed quarters."""

    record: Record

    @cached_property
    def every(self) -> tuple[Closing, ...]:
        """All closings, reopened ones too, the first first.

        Raises:
            FigureError: somebody has overwritten what says which quarter was closed, and when.
        """
        return tuple(found for row in self.record.of(r.CLOSINGS) if (found := _closing(row)) is not None)

    @property
    def employers_secret(self) -> str:
        """The secret of the first closing: by it an employer is the same in all of them."""
        return min(self.every, key=lambda each: each.number).secret if self.every else ""

    @cached_property
    def closed(self) -> Mapping[str, Closing]:
        """The quarters that are closed now, by their code."""
        return {each.quarter.code: each for each in self.every if not each.reopened}

    def chain(self, first: Quarter) -> Chain:
        """Return with which quarter facts are closed; `first` is the first quarter that is reported on."""
        return Chain({code: each.whole for code, each in self.closed.items()}, first)

    def after(self, quarter: Quarter) -> Closing | None:
        """Return the closing of the next closed quarter, if it also holds what lay before."""
        later = [each for code, each in self.closed.items() if code > quarter.code]
        found = min(later, key=lambda each: each.quarter, default=None)
        return found if found is not None and found.whole else None

    def facts_of(self, *closings: Closing) -> list[Fact]:
        """Return what closings hold of all that a figure sums up over quarters."""
        numbers = {each.number for each in closings}
        return [each.fact for each in self.published if each.number in numbers and lasts(each.fact)]

    @cached_property
    def kept(self) -> tuple[Kept, ...]:
        """The rows of the quarters that are closed now, and those held for deleted people."""
        valid = {each.number for each in self.closed.values()} | {0}
        return tuple(each for row in self.record.of(r.FACTS) if (each := _kept(row)) and each.number in valid)

    @cached_property
    def published(self) -> tuple[Kept, ...]:
        """The rows as they were counted for the closings that hold now."""
        return tuple(each for each in self.kept if not each.held)

    @cached_property
    def held(self) -> tuple[Kept, ...]:
        """The rows that are counted on for deleted people."""
        return tuple(each for each in self.kept if each.held)

    def cells(self, number: int, sheet: str, key: str) -> dict[str, str]:
        """Return what stood in the cells of a row at a closing."""
        return self._cells.get((number, sheet, key), {})

    @cached_property
    def _cells(self) -> dict[tuple[int, str, str], dict[str, str]]:
        return {
            (whole(row.get(r.NUMBER)), str(row.get(f.SHEET)), str(row.get(f.KEY))): _noted(row.get("Zellen"))
            for row in self.record.of(r.CELLS)
        }

    def published_figure(self, quarter: str, code: str, version: str) -> bool:
        """Tell whether facts of this code could go into what was published of a quarter.

        A figure that is newer than the rules of the closing was not published: nothing of it has changed.
        """
        closing = self.closed[quarter]
        if closing.version == version:
            return True
        return any((closing.number, measure.id) in self._figures for measure in measures_of(code))

    @cached_property
    def _figures(self) -> frozenset[tuple[int, str]]:
        return frozenset((whole(row.get(r.NUMBER)), str(row.get("Kennzahl"))) for row in self.record.of(r.VALUES))

    def saw(self, number: int, mark: str) -> bool:
        """Tell whether a row with this mark was looked at for a closing."""
        return _token(mark) in self._seen.get(number, frozenset())

    @cached_property
    def _seen(self) -> dict[int, frozenset[str]]:
        texts: dict[int, list[str]] = {}
        for row in self.record.of(r.SEEN):
            texts.setdefault(whole(row.get(r.NUMBER)), []).append(str(row.get("Prüfwerte") or ""))
        return {number: frozenset(tokens_in("".join(parts))) for number, parts in texts.items()}


def whole(value: object) -> int:
    """Return a number of the sheet, 0 for what is none."""
    return int(value) if isinstance(value, int | float) else 0


def closing_rows(closing: Closing, rows: int) -> Row:
    """Return how a closing stands on the sheet."""
    return {
        r.NUMBER: closing.number,
        "Quartal": closing.quarter.code,
        "Stand": CLOSED,
        "geschlossen am": closing.closed_on,
        "geschlossen von": closing.closed_by,
        "gezählt bis": closing.until,
        "Zeilen": rows,
        "Zählregeln": closing.version,
        r.BEFORE: WITH_EARLIER if closing.whole else None,
        r.KEY: closing.secret,
    }


def freeze(record: Record, closing: Closing, facts: Iterable[Fact], rows: Rows, first: Quarter) -> Record:
    """Return the record with a new closing: the facts of its quarter, marked, and what stood in their cells.

    `first` is the first quarter that is reported on. What it holds of earlier ones, a later one no longer has to.
    """
    every, code, closings = tuple(facts), closing.quarter.code, Closings(record)
    chain = Chain({**closings.chain(first).closed, code: True}, first)
    mine = [each for each in every if counts(each) and chain.of(each) == code]
    changed = Balance(rows)
    changed.add(
        each
        for each in every
        if counts(each) and lasts(each) and chain.of(each) in closings.closed and chain.of(each) < code
    )
    changed.add(closings.facts_of(*(each for of, each in closings.closed.items() if of < code)), -1)
    mine += changed.left()
    record = _handed_on(record, closing.quarter, [each for each in mine if lasts(each)], -1)
    frozen = [Kept(closing.number, each.but(sheet=rows.canonical(each.sheet)), rows.mark(each)) for each in mine]
    cells: dict[tuple[str, str], str] = {}
    for each in frozen:
        place = each.fact.sheet, each.fact.key
        if place not in cells and (found := rows.cells(*place)):
            cells[place] = json.dumps(found, ensure_ascii=False)
    seen = sorted({rows.mark(each) for each in every if each.key})
    record = record.adding(r.CLOSINGS, [closing_rows(closing, len(frozen))])
    record = record.adding(r.FACTS, [kept_row(each) for each in frozen])
    record = record.adding(
        r.CELLS,
        [
            {r.NUMBER: closing.number, f.SHEET: sheet, f.KEY: key, "Zellen": text}
            for (sheet, key), text in cells.items()
        ],
    )
    return record.adding(
        r.SEEN,
        [
            {r.NUMBER: closing.number, "Nr.": number, "Prüfwerte": text}
            for number, text in enumerate(in_cells([*dict.fromkeys(map(_token, seen))]), 1)
        ],
    )


def kept_row(kept: Kept) -> Row:
    """Return how a row of a closing stands on the sheet."""
    fact = kept.fact
    return {
        r.NUMBER: kept.number,
        f.CODE: fact.code,
        f.DAY: fact.day,
        f.NUMERATOR: fact.numerator,
        f.DENOMINATOR: fact.denominator,
        f.VALUE: fact.value,
        **{label: getattr(fact, name) or None for name, label in DIMENSIONS.items() if name != "error"},
        f.SHEET: fact.sheet,
        f.KEY: fact.key,
        r.KIND: kept.kind,
        r.MARK: kept.mark,
    }


def _handed_on(record: Record, quarter: Quarter, facts: Sequence[Fact], times: int) -> Record:
    """Return the record where the closing after a quarter holds these facts too; with `times` -1, no longer."""
    closings = Closings(record)
    later = closings.after(quarter)
    if later is None:
        return record
    number, missing = later.number, Balance()
    missing.add(facts, times)
    rows: list[Row] = []
    for row in record.of(r.FACTS):
        kept = _kept(row) if whole(row.get(r.NUMBER)) == number else None
        if kept is None or kept.held or not lasts(kept.fact) or not missing.settles(kept.fact):
            rows.append(row)
    rows += [kept_row(Kept(number, each, "")) for each in missing.left()]
    return record.having(r.FACTS, rows)


def _cells_handed_on(record: Record, closing: Closing, later: Closing) -> Iterator[Row]:
    """Yield what stood in cells, of rows that a later closing knows of from now on as its own."""
    places = [(row, (row.get(f.SHEET), row.get(f.KEY)), whole(row.get(r.NUMBER))) for row in record.of(r.CELLS)]
    known = {place for _, place, number in places if number == later.number}
    for row, place, number in places:
        is_new = number == closing.number and place not in known
        yield {**row, r.NUMBER: later.number} if is_new else row


def reopen(record: Record, closing: Closing, day: date, by: str, reason: str) -> Record:
    """Return the record with a closing reopened: why stays readable, and its values; its rows go.

    What they say of later quarters that are closed, the next of these says from now on.
    """
    before = record
    changed: Row = {"Stand": REOPENED, "wieder geöffnet am": day, "wieder geöffnet von": by, r.REASON: reason}
    rows = [
        {**row, **changed} if whole(row.get(r.NUMBER)) == closing.number else row for row in record.of(r.CLOSINGS)
    ]
    record = record.having(r.CLOSINGS, rows)
    old = [
        {**row, r.KEY: f"{closing.number}: {row.get(r.KEY)}"} if whole(row.get(r.NUMBER)) == closing.number else row
        for row in record.of(r.VALUES)
    ]
    record = record.having(r.VALUES, old)
    closings = Closings(before)
    record = _handed_on(record, closing.quarter, closings.facts_of(closing), 1)
    if (later := closings.after(closing.quarter)) is not None:
        record = record.having(r.CELLS, _cells_handed_on(record, closing, later))
    for table in (r.FACTS, r.CELLS, r.SEEN):
        record = record.having(
            table, [row for row in record.of(table) if whole(row.get(r.NUMBER)) != closing.number]
        )
    return record


def _noted(text: Scalar) -> dict[str, str]:
    """Return what stood in cells; nothing where somebody has written over it."""
    try:
        found = json.loads(str(text or "{}"))
    except ValueError:
        return {}
    return {label: str(value) for label, value in found.items()} if isinstance(found, dict) else {}


def _closing(row: Row) -> Closing | None:
    quarter = Quarter.parse(str(row.get("Quartal") or ""))
    closed_on, until = row.get("geschlossen am"), row.get("gezählt bis")
    if quarter is None or not isinstance(closed_on, date) or not whole(row.get(r.NUMBER)):
        if not row.get(r.KEY):
            return None  # a line of the staff's own
        told = ", ".join(f"{label} „{row.get(label) or ''}“" for label in (r.NUMBER, "Quartal", "geschlossen am"))
        raise FigureError(
            f"Auf „{r.SHEET}“ ist ein Abschluss nicht mehr zu lesen ({told}). Bitte dort wieder eintragen, was "
            "Lotse geschrieben hatte; es steht in der letzten Fassung im Ordner „Sicherungen“."
        )
    return Closing(
        whole(row.get(r.NUMBER)),
        quarter,
        closed_on,
        str(row.get("geschlossen von") or ""),
        until if isinstance(until, date) else quarter.end,
        str(row.get("Zählregeln") or ""),
        str(row.get(r.KEY) or ""),
        row.get("wieder geöffnet am") is not None,
        row.get(r.BEFORE) is not None,
    )


def _kept(row: Row) -> Kept | None:
    day, value = row.get(f.DAY), row.get(f.VALUE)
    if not isinstance(day, date):
        return None
    said: dict[str, Any] = {
        name: str(row.get(label) or "") for name, label in DIMENSIONS.items() if name != "error"
    }
    fact = Fact(
        code=str(row.get(f.CODE) or ""),
        day=day,
        numerator=whole(row.get(f.NUMERATOR)),
        denominator=whole(row.get(f.DENOMINATOR)),
        value=value if isinstance(value, int | float) else None,
        sheet=str(row.get(f.SHEET) or ""),
        key=str(row.get(f.KEY) or ""),
        cell="A1",
        sentence=_SENTENCES.get(str(row.get(r.KIND)), ""),
        **said,
    )
    held = row.get(r.KIND) in {HELD, *_SENTENCES}
    return Kept(whole(row.get(r.NUMBER)), fact, str(row.get(r.MARK) or ""), held)


def _token(mark: str) -> str:
    return token_of(bytes.fromhex(mark)[:TOKEN_BYTES])
