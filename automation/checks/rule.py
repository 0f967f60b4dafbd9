"""How a rule is declared, and how all of them are run over an office.

A rule on rows is a function from a record to `None`, a sentence, or a `Problem`; a rule on the office yields
problems with the place of each. Its docstring is its sentence in `docs/rules.md`. A rule meets `None` wherever a
cell could not be read, and never raises for bad data: an exception in a rule is a defect of Lotse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cached_property, partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from automation.office.families import Standing, explain_families
from automation.office.law import codes_counting_for_400
from workbook.errors import SettingError
from workbook.findings import Finding, Problem, RuleInfo, Severity
from workbook.schema import BenefitMonth
from workbook.schema.setting_names import SettingName
from workbook.second_process import can_share, done_by_two

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal
    from types import ModuleType

    from automation.office.families import FamilyVerdict
    from automation.office.law import LegalValues
    from automation.office.settings import Settings
    from workbook.schema import Household, Record
    from workbook.tables import Office, Table


T = TypeVar("T")

_WORTH_A_WORD = frozenset((Standing.UNPROVEN, Standing.OTHER_TIME, Standing.NEAR_MISS))


class Context:
    """What a rule may look at beside its row: the whole office, the day, the law, the settings."""

    def __init__(self, office: Office, today: date, law: LegalValues, settings: Settings) -> None:
        self.office, self.today, self.law, self.settings = office, today, law, settings

        self._made: dict[Callable[[Context], Any], Any] = {}

    def once(self, make: Callable[[Context], T]) -> T:
        """Return what `make` makes of this context; rules that need the same pay for it once."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    @cached_property
    def office_start(self) -> date:
        """The first day of the office; earlier dates are typing errors."""
        return self.settings.day(SettingName.OFFICE_START)

    @cached_property
    def families(self) -> Sequence[tuple[Household, FamilyVerdict]]:
        """The households of which staff may want to hear why they do not count for „20 Familien“."""
        every = explain_families(self.office, self.today, self.settings, only_near=True)
        return tuple(pair for pair in every if pair[1].standing in _WORTH_A_WORD)

    @cached_property
    def latest_amounts(self) -> Mapping[str, tuple[date, Decimal]]:
        """Of each household the last month of the Leistungsverlauf up to today, and its amount."""
        latest: dict[str, tuple[date, Decimal]] = {}
        for _, key, month, amount in rows_of(self.office[BenefitMonth], "household_id", "month", "amount"):
            if key is None or month is None or amount is None or month > self.today:
                continue
            known = latest.get(key)
            if known is None or month >= known[0]:
                latest[key] = (month, amount)
        return latest

    @cached_property
    def codes_for_400(self) -> frozenset[str]:
        """The subsidies of the social labour market: § 16e and § 16i, or what the office's sheet says."""
        return codes_counting_for_400(self.office)


class Place(NamedTuple):
    """A problem of a rule on the office, and where it is: the table, the row on its sheet, the column."""

    table: Table[Any]
    row: int
    column: str
    problem: Problem
    roots: tuple[tuple[str, str], ...] = ()
    """Cells (sheet, address) elsewhere in which the mistake itself may lie: an error there tells of it."""


Needs = tuple[tuple[type["Record"], str], ...]
"""Columns of any tables without which a rule would take for empty what only has lost its header."""

RowCheck = Callable[[Any, Context], str | Problem | None]
OfficeCheck = Callable[[Context], Iterator[Place]]


class Where(Struct, frozen=True):
    """Which rows a rule on rows has to look at: those whose values in `columns` pass the test.

    Only rows that pass are made into records, and on a single column the test is asked once for each distinct
    value; so a rule on few rows costs little in a table of 100,000.
    """

    columns: tuple[str, ...]
    test: Callable[..., bool]

    def positions(self, table: Table[Any], context: Context, among: Collection[int] | None = None) -> Iterator[int]:
        """Yield the positions of the rows to look at, all or `among` some; the context comes after the values."""
        columns, test = [table.column(name) for name in self.columns], self.test
        if among is not None:
            yield from (place for place in among if test(*(column[place] for column in columns), context))
            return
        if len(columns) > 1:
            for position, values in enumerate(zip(*columns, strict=True)):
                if test(*values, context):
                    yield position
            return
        wanted = {value for value in set(columns[0]) if test(value, context)}
        if wanted:
            yield from (position for position, value in enumerate(columns[0]) if value in wanted)


def filled(column: str) -> Where:
    """Return the rows that have a value in this column."""
    return Where((column,), lambda value, _: value is not None)


def empty(column: str) -> Where:
    """Return the rows without a value in this column."""
    return Where((column,), lambda value, _: value is None)


def one_of(column: str, *values: Any) -> Where:
    """Return the rows with one of these values in this column."""
    wanted = frozenset(values)
    return Where((column,), lambda value, _: value in wanted)


class GivesWay(Struct, frozen=True):
    """Whose findings tell the same mistake, so that a rule's own finding is not made beside them.

    `cell` are the codes that win at the same cell, `row` those that win anywhere in the row; `errors_in_row` lets
    every error of the row win. `R-04/F` is a code's error without its warnings, `F-` every error of a family. Any
    error wins at a cell of `elsewhere` (sheet, address).
    """

    cell: tuple[str, ...] = ()
    row: tuple[str, ...] = ()
    errors_in_row: bool = False
    elsewhere: tuple[tuple[str, str], ...] = ()


NEVER = GivesWay()
UNREAD = GivesWay(cell=("F-", "F-17", "P-01"))
"""For rules on what is missing: a cell that could not be read, or is required anyhow, has been told."""


class RowRule(Struct, frozen=True):
    """A rule on each row of a table; `column` is where its finding points unless the problem says otherwise."""

    info: RuleInfo
    record: type[Record]
    column: str
    check: RowCheck
    where: Where
    needs: Needs = ()
    yields: GivesWay = NEVER
    definition: bool = False

    def is_blind(self, office: Office) -> bool:
        """Tell whether a column is missing that the rule looks at; its header has a finding of its own (F-18)."""
        return _lack(office, ((self.record, name) for name in (self.column, *self.where.columns))) or _lack(
            office, self.needs
        )


class OfficeRule(Struct, frozen=True):
    """A rule that looks at whole tables: duplicates, references, lists of what is due."""

    info: RuleInfo
    check: OfficeCheck
    needs: Needs = ()
    yields: GivesWay = NEVER
    definition: bool = False

    def is_blind(self, office: Office) -> bool:
        """Tell whether a column is missing that the rule looks at; its header has a finding of its own (F-18)."""
        return _lack(office, self.needs)


def _lack(office: Office, columns: Iterable[tuple[type[Record], str]]) -> bool:
    return any(office[record].exists and not office[record].present(name) for record, name in columns)


def rule(
    code: str,
    severity: Severity,
    record: type[Record],
    column: str,
    *,
    where: Where | None = None,
    needs: Needs = (),
    yields: GivesWay = NEVER,
    definition: bool = False,
) -> Callable[[RowCheck], RowRule]:
    """Return a decorator that makes a function on one record a rule; without `where` it sees the filled cells.

    It keeps silent where the workbook has lost a column of `where` or `needs`, or the one that it points to.
    `yields` says which findings have told the same mistake already. A `definition` says what a success is: staff
    may acknowledge the finding, but not make a success of the row (figures.md, R5).
    """
    chosen = where or filled(column)
    for owner, name in ((record, column), *((record, each) for each in chosen.columns), *needs):
        owner.spec.column(name)

    def declare(check: RowCheck) -> RowRule:
        info = RuleInfo(code, severity, _sentence(check), (record.spec.sheet,))
        return RowRule(info, record, column, check, chosen, needs, yields, definition)

    return declare


def office_rule(
    code: str,
    severity: Severity,
    *records: type[Record],
    needs: Needs = (),
    yields: GivesWay = NEVER,
    definition: bool = False,
) -> Callable[[OfficeCheck], OfficeRule]:
    """Return a decorator that makes a function on the office a rule; `records` are the tables it looks at.

    It keeps silent where the workbook has lost a column of `needs`.
    """
    for owner, name in needs:
        owner.spec.column(name)

    def declare(check: OfficeCheck) -> OfficeRule:
        info = RuleInfo(code, severity, _sentence(check), tuple(record.spec.sheet for record in records))
        return OfficeRule(info, check, needs, yields, definition)

    return declare


def rules_of(modules: Iterable[ModuleType]) -> tuple[RowRule | OfficeRule, ...]:
    """Return the rules that the modules declare, by code."""
    found = [
        value for module in modules for value in vars(module).values() if isinstance(value, RowRule | OfficeRule)
    ]
    return tuple(sorted(found, key=lambda rule: rule.info.code))


def run(
    rules: Sequence[RowRule | OfficeRule], context: Context, among: Mapping[str, Collection[int]] | None = None
) -> list[tuple[Finding, GivesWay]]:
    """Return what the rules find, each with what it gives way to; a row is made into a record at most once.

    Rules on rows look at all of them, or only `among` some: positions, by the sheet.
    Of a column whose header is missing that alone is told (F-18), and no rule speaks of its cells.
    """
    of_rows: dict[type[Record], list[tuple[int, RowRule]]] = {}
    of_office: dict[str, list[tuple[int, OfficeRule]]] = {}
    for place, declared in enumerate(rules):
        if declared.is_blind(context.office):
            continue
        if isinstance(declared, RowRule):
            of_rows.setdefault(declared.record, []).append((place, declared))
        else:  # rules of one module share what they make of the office
            of_office.setdefault(declared.check.__module__, []).append((place, declared))
    jobs = [
        *(partial(_found_in_rows, group, context, among) for group in of_rows.values()),
        *(partial(_found_in_office, group, context) for group in of_office.values()),
    ]
    large = sum(map(len, context.office)) >= _LARGE * (1 if among is None else _LESS_TO_DO)
    done = done_by_two(jobs) if large and can_share() else [job() for job in jobs]
    ordered = sorted((part for parts in done for part in parts), key=itemgetter(0))
    return [found for _, part in ordered for found in part]


_LARGE = 10_000
"""From so many rows on a second process saves more than it costs to begin it."""
_LESS_TO_DO = 10
"""So many times more rows it has to be where only some of them are looked at."""

_Place = tuple[bool, int]
"""Where the findings of a rule stand among all: those of rules on rows last."""
_Found = list[tuple[_Place, list[tuple[Finding, GivesWay]]]]


def _found_in_rows(
    rules: Sequence[tuple[int, RowRule]], context: Context, among: Mapping[str, Collection[int]] | None
) -> _Found:
    """Return what rules on one table find, all of them in one part."""
    (first, declared), row_rules = rules[0], [each for _, each in rules]
    table = context.office[declared.record]
    some = None if among is None else among.get(table.sheet, ())
    return [((True, first), list(_run_on_rows(table, row_rules, context, some)))]


def _found_in_office(rules: Sequence[tuple[int, OfficeRule]], context: Context) -> _Found:
    """Return what rules on whole tables find, a part for each."""
    return [
        (
            (False, position),
            [
                (_finding(place.table, declared, place.row, place.column, place.problem), _way(declared, place))
                for place in _told_by(declared, context)
                if place.table.present(place.problem.column or place.column)
            ],
        )
        for position, declared in rules
    ]


_TOLD_BY_O_05 = suppress(SettingError)
"""Around what asks a rule: it breaks off where a setting that it needs cannot be used, and O-05 tells of that."""


def _told_by(declared: OfficeRule, context: Context) -> Iterator[Place]:
    """Yield what a rule says."""
    with _TOLD_BY_O_05:
        yield from declared.check(context)


def _run_on_rows(
    table: Table[Any], rules: Sequence[RowRule], context: Context, among: Collection[int] | None
) -> Iterator[tuple[Finding, GivesWay]]:
    asked: dict[int, list[RowRule]] = {}
    for declared in rules:
        with _TOLD_BY_O_05:
            for position in declared.where.positions(table, context, among):
                asked.setdefault(position, []).append(declared)
    for position, row_rules in asked.items():
        record = table.at(position)
        for declared in row_rules:
            outcome = None
            with _TOLD_BY_O_05:
                outcome = declared.check(record, context)
            if outcome is not None:
                problem = Problem(outcome) if isinstance(outcome, str) else outcome
                if table.present(problem.column or declared.column):
                    yield _finding(table, declared, record.row, declared.column, problem), declared.yields


def _way(declared: OfficeRule, place: Place) -> GivesWay:
    return replace(declared.yields, elsewhere=place.roots) if place.roots else declared.yields


def _finding(table: Table[Any], declared: RowRule | OfficeRule, row: int, column: str, problem: Problem) -> Finding:
    info = declared.info
    found = table.finding(info.code, info.severity, row, column, problem)
    return replace(found, definition=True) if declared.definition and found.severity is Severity.ERROR else found


def _sentence(check: Callable[..., Any]) -> str:
    doc = (check.__doc__ or "").strip().split("\n")[0]
    if not doc:
        raise TypeError(f"rule {check.__name__} has no sentence")
    return doc


def rows_of(table: Table[Any], *columns: str) -> Iterator[tuple[Any, ...]]:
    """Yield of each row its number on the sheet and the values of these columns: cheaper than making records."""
    return zip(table.rows, *(table.column(name) for name in columns), strict=True)


def named(key: Any, row: int) -> str:
    """Return how a message names another row: „K-00012 in Zeile 16“."""
    return f"{key} in Zeile {row}" if key else f"Zeile {row}"
