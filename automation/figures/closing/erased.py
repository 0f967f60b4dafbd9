"""A person is deleted, and no figure changes: what was counted for them is counted on, without their key.

What is held is the difference between the facts before and after. A row that has gone gets `gelöscht-n` for its
key, also where it was published; one that is still there, because only a person of its household has gone, keeps
its own. What stood in its cells is no longer kept.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from automation.figures import fact_formulas as f
from automation.figures.closing import record as r
from automation.figures.closing.chain import Balance
from automation.figures.closing.closings import BY_NEW_RULES, GONE, Closings, Kept, kept_row
from automation.figures.closing.marks import Rows
from automation.figures.closing.relevance import counts, identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from automation.figures.closing.record import Record, Row
    from automation.figures.fact import Fact
    from workbook.tables import Office

Place = tuple[str, str]


def missing(
    record: Record, before: Sequence[Fact], after: Sequence[Fact], office: Office, only_new: Sequence[Fact] = ()
) -> tuple[Fact, ...]:
    """Return what has to be counted on: the facts that go with somebody, or by how much one for many gets less.

    `before` are the standing facts of the workbook with the person, `only_new` those that only newer rules than a
    closing's count so, `after` those derived without the person; `office` is the workbook without.
    """
    newer = (each.but(sentence=BY_NEW_RULES) for each in _missing(record, only_new, after, office))
    return (*_missing(record, before, after, office), *newer)


def _missing(record: Record, before: Sequence[Fact], after: Sequence[Fact], office: Office) -> tuple[Fact, ...]:
    rows = Rows(office)
    left = Counter(_whole(each, rows) for each in after if counts(each))
    there: dict[tuple[str, str, str, str], list[Fact]] = {}
    for each in after:
        if counts(each) and not each.key:
            there.setdefault(_group(each, rows), []).append(each)
    gone: list[Fact] = []
    for each in before:
        if not counts(each):
            continue
        if left[_whole(each, rows)] > 0:
            left[_whole(each, rows)] -= 1
        else:
            gone.append(each.but(sheet=rows.canonical(each.sheet)))
    already = Counter(_whole(each.fact, rows) for each in Closings(record).held)
    held = []
    for each in gone:
        if already[_whole(each, rows)] > 0:
            already[_whole(each, rows)] -= 1
        else:
            held.append(each if each.key else _difference(each, there.get(_group(each, rows), [])))
    return tuple(held)


def count_on(record: Record, held: Sequence[Fact], office: Office, places: Iterable[Place] = ()) -> Record:
    """Return the record with what `missing` returned, under other keys; `office` is the workbook without.

    `places` are further rows that have gone, by the names that Lotse gives their sheets and by their keys.
    """
    known = {(table.spec.sheet, key) for table in office for key in table.positions}
    gone = dict.fromkeys(
        (each.sheet, each.key) for each in held if each.key and (each.sheet, each.key) not in known
    )
    if held:
        record = record.adding(r.FACTS, [kept_row(Kept(0, each, "", held=True)) for each in held])
    named = {
        (str(row.get(sheet)), str(row.get(key)))
        for table, sheet, key in (
            (r.FACTS, f.SHEET, f.KEY),
            (r.LATE, "Blatt", "Schlüssel"),
            (r.CELLS, f.SHEET, f.KEY),
        )
        for row in record.of(table)
    }
    return _without_keys(record, dict.fromkeys((*gone, *(each for each in places if each in named))))


def released(record: Record, places: Iterable[Place]) -> Record:
    """Return the record where staff have said of these rows that they went because a person was deleted by hand.

    What was published of them is counted on.
    """
    gone, published = dict.fromkeys(places), Balance()
    published.add(each.fact for each in Closings(record).published if (each.fact.sheet, each.fact.key) in gone)
    held = [Kept(0, each, "", held=True) for each in published.left()]
    return _without_keys(record.adding(r.FACTS, [kept_row(each) for each in held]), gone)


def _without_keys(record: Record, gone: Iterable[Place]) -> Record:
    """Return the record with other keys for rows that have gone, and without what stood in their cells."""
    names: dict[Place, str] = {}
    number = _last(record)
    for place in gone:
        number += 1
        names[place] = f"{GONE}{number}"
    if not names:
        return record
    nothing: Row = {"vorher": None, "jetzt": None}
    unmarked: Row = {r.MARK: None}
    for table, sheet, key, emptied in (
        (r.FACTS, f.SHEET, f.KEY, unmarked),
        (r.LATE, "Blatt", "Schlüssel", nothing),
    ):
        rows: list[Row] = [
            {**row, **emptied, key: names[place]}
            if (place := (str(row.get(sheet)), str(row.get(key)))) in names
            else row
            for row in record.of(table)
        ]
        record = record.having(table, rows)
    cells = [row for row in record.of(r.CELLS) if (str(row.get(f.SHEET)), str(row.get(f.KEY))) not in names]
    return record.having(r.CELLS, cells)


def _last(record: Record) -> int:
    """Return the highest number that a deleted row has got."""
    keys = (str(row.get(f.KEY) or "") for row in record.of(r.FACTS))
    numbers = (key.removeprefix(GONE) for key in keys if key.startswith(GONE))
    return max((int(number) for number in numbers if number.isdigit()), default=0)


def _whole(fact: Fact, rows: Rows) -> tuple[object, ...]:
    return (rows.canonical(fact.sheet), fact.key, *identity(fact))


def _group(fact: Fact, rows: Rows) -> tuple[str, str, str, str]:
    return rows.canonical(fact.sheet), fact.code, str(fact.day), str(identity(fact)[5:])


def _difference(before: Fact, after: Sequence[Fact]) -> Fact:
    """Return what a row that stands for many has lost."""
    if not after:
        return before
    now = after[0]
    value = before.value - now.value if before.value is not None and now.value is not None else before.value
    return before.but(
        numerator=before.numerator - now.numerator,
        denominator=before.denominator - now.denominator,
        value=value,
    )
