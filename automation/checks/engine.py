"""How a rule is declared, and how all of them are run over an office.

A rule on rows is a function from a record to `None`, a sentence, or a `Problem`; a rule on the office yields
problems with the place of each. Its docstring is its sentence in `docs/rules.md`. A rule meets `None` wherever a cell could
not be read, and never raises for bad data: an exception in a rule is a defect of Lotse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from workbook.findings import Finding, Problem, RuleInfo, Severity
from workbook.schema.settings import SettingName

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from types import ModuleType

    from automation.law import LegalValues
    from automation.settings import Settings
    from workbook.schema import Record
    from workbook.tables import Office, Table


class Context:
    """What a rule may look at beside its row: the whole office, the day, the law, the settings."""

    def __init__(self, office: Office, today: date, law: LegalValues, settings: Settings) -> None:
        self.office, self.today, self.law, self.settings = office, today, law, settings

    @cached_property
    def office_start(self) -> date:
        """The first day of the office; earlier dates are typing errors."""
        return self.settings.day(SettingName.OFFICE_START)


class Place(NamedTuple):
    """A problem of a rule on the office, and where it is: the table, the row on its sheet, the column."""

    table: Table[Any]
    row: int
    column: str
    problem: Problem


RowCheck = Callable[[Any, Context], str | Problem | None]
OfficeCheck = Callable[[Context], Iterator[Place]]


@dataclass(frozen=True, slots=True)
class RowRule:
    """A rule on each row of a table; `column` is where its finding points unless the problem says otherwise."""

    info: RuleInfo
    record: type[Record]
    column: str
    check: RowCheck


@dataclass(frozen=True, slots=True)
class OfficeRule:
    """A rule that looks at whole tables: duplicates, references, lists of what is due."""

    info: RuleInfo
    check: OfficeCheck


def rule(code: str, severity: Severity, record: type[Record], column: str) -> Callable[[RowCheck], RowRule]:
    """Return a decorator that makes a function on one record a rule."""

    def declare(check: RowCheck) -> RowRule:
        record.spec.column(column)
        info = RuleInfo(code, severity, _sentence(check), (record.spec.sheet,))
        return RowRule(info, record, column, check)

    return declare


def office_rule(code: str, severity: Severity, *records: type[Record]) -> Callable[[OfficeCheck], OfficeRule]:
    """Return a decorator that makes a function on the office a rule; `records` are the tables it looks at."""

    def declare(check: OfficeCheck) -> OfficeRule:
        info = RuleInfo(code, severity, _sentence(check), tuple(record.spec.sheet for record in records))
        return OfficeRule(info, check)

    return declare


def rules_of(modules: Iterable[ModuleType]) -> tuple[RowRule | OfficeRule, ...]:
    """Return the rules that the modules declare, by code."""
    found = [
        value for module in modules for value in vars(module).values() if isinstance(value, RowRule | OfficeRule)
    ]
    return tuple(sorted(found, key=lambda rule: rule.info.code))


def run(rules: Sequence[RowRule | OfficeRule], context: Context) -> list[Finding]:
    """Return what the rules find; each table is gone through once."""
    findings = []
    by_record: dict[type[Record], list[RowRule]] = {}
    for declared in rules:
        if isinstance(declared, RowRule):
            by_record.setdefault(declared.record, []).append(declared)
    for record, row_rules in by_record.items():
        table = context.office[record]
        checks = [(declared.check, declared) for declared in row_rules]
        for row in table:
            for check, declared in checks:
                outcome = check(row, context)
                if outcome is not None:
                    problem = Problem(outcome) if isinstance(outcome, str) else outcome
                    info = declared.info
                    findings.append(table.finding(info.code, info.severity, row.row, declared.column, problem))
    for declared in rules:
        if isinstance(declared, OfficeRule):
            findings += [
                place.table.finding(
                    declared.info.code, declared.info.severity, place.row, place.column, place.problem
                )
                for place in declared.check(context)
            ]
    return findings


def _sentence(check: Callable[..., Any]) -> str:
    doc = (check.__doc__ or "").strip().split("\n")[0]
    if not doc:
        raise TypeError(f"rule {check.__name__} has no sentence")
    return doc
