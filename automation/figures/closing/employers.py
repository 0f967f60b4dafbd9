"""How many employers stand behind a counted figure: kept with its value when a quarter is closed, never by name.

Different employers do not add up over quarters, so a value keeps what each of them has in it, under a keyed hash
that is the same in every quarter. It stands with the value, not with the rows that were counted: so nobody learns
from it where somebody works who was deleted since, and it stays where a quarter is reopened.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from automation.checks.duplicates import company
from automation.figures.closing.marks import Rows
from automation.figures.measures import Quantile, Ratio, Sum
from workbook.schema import Employer, Placement
from workbook.schema.vocabulary import Employment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from automation.figures.adding import Moment, Sums, Where
    from automation.figures.closing.closings import Closings
    from automation.figures.fact import Fact
    from automation.figures.measures import Adding
    from workbook.tables import Office

    EmployerOf = Callable[[Fact], str]

EMPLOYED = frozenset({"V", "Z400", "VB3", "VB6", "VB12", "TTP"})
"""The figures of placements that are published."""
UNKNOWN, OWN = "?", "+"
"""Instead of a hash: nobody knows whose work it is; somebody's own business, each of them another one."""
_LENGTH = 6
_MOST = 30_000
"""So many characters of the 32,767 of a cell; the smallest of more employers are then nobody's."""


@dataclass(frozen=True)
class Firms:
    """Who stands behind a count: how much of it each employer has, what nobody knows, and people's own businesses.

    What nobody knows may all be one employer's, one of the others or one more: the rules take the worse.
    """

    known: Mapping[str, int] = field(default_factory=dict)
    unknown: int = 0
    own: int = 0

    @property
    def number(self) -> int:
        """How much is counted."""
        return sum(self.known.values()) + self.unknown + self.own

    @property
    def shares(self) -> tuple[int, ...]:
        """What each of the employers has of it, the largest first: as many, and as even, as is sure."""
        sure = sorted([*self.known.values(), *[1] * self.own], reverse=True)
        if self.unknown:
            sure[:1] = [(sure[0] if sure else 0) + self.unknown]
        return tuple(sure)

    def __add__(self, other: Firms) -> Firms:
        """Return who stands behind both together: an employer of both is one."""
        known = Counter(self.known) + Counter(other.known)
        return Firms(dict(known), self.unknown + other.unknown, self.own + other.own)

    def without(self, other: Firms) -> Firms:
        """Return who stands behind what is more than another count."""
        known = Counter(self.known) - Counter(other.known)
        return Firms(dict(known), max(0, self.unknown - other.unknown), max(0, self.own - other.own))

    def of(self, number: int) -> Firms:
        """Return who stands behind a count of that size: what does not fit it is not known."""
        if self.number > number:
            return Firms(unknown=number)
        return Firms(self.known, self.unknown + number - self.number, self.own)


def read_behind(text: object) -> tuple[Firms, Firms]:
    """Return who stands behind the part and the whole of a value, as the sheet keeps it.

    >>> part, whole = read_behind("0a1b2c=1/4 +=2")
    >>> part.shares, whole.shares
    ((1, 1, 1), (4, 1, 1))
    """
    parts: Counter[str] = Counter()
    wholes: Counter[str] = Counter()
    for token in str(text or "").split():
        name, _, numbers = token.partition("=")
        part, _, whole = numbers.partition("/")
        if part.isdecimal() and (whole or part).isdecimal():
            parts[name] += int(part)
            wholes[name] += int(whole or part)
    return _behind(parts), _behind(wholes)


def _behind(counts: Counter[str]) -> Firms:
    known = {name: number for name, number in counts.items() if number and name not in {UNKNOWN, OWN}}
    return Firms(known, counts[UNKNOWN], counts[OWN])


def written_behind(adding: Adding, sums: Sums, moment: Moment, where: Where, employer_of: EmployerOf) -> str:
    """Return who stands behind a figure as the sheet keeps it: hashes with their part, and the whole if another."""
    match adding:
        case Ratio(part=Sum() as one, whole=Sum() as other):
            terms = one, other
        case Sum():
            terms = adding, adding
        case Quantile():
            cases = Sum(adding.code, adding.over, "denominator", adding.where)
            terms = cases, cases
        case _:
            return ""
    part, whole = (_counted(each, sums, moment, where, employer_of) for each in terms)
    tokens = []
    for name in sorted(part.keys() | whole.keys(), key=lambda name: (-whole[name], name)):
        same = part[name] == whole[name]
        tokens.append(f"{name}={whole[name]}" if same else f"{name}={part[name]}/{whole[name]}")
    text = " ".join(tokens)
    return text if len(text) <= _MOST else text[:_MOST].rpartition(" ")[0]


def _counted(term: Sum, sums: Sums, moment: Moment, where: Where, employer_of: EmployerOf) -> Counter[str]:
    found: Counter[str] = Counter()
    for fact in sums.chosen(term.code, term.over, moment, (*term.where, *where)):
        if number := max(0, getattr(fact, term.measured)):
            found[employer_of(fact)] += number
    return found


class Employers:
    """The employers of an office as the sheet of closings keeps them; `secret` is that of its first closing."""

    def __init__(self, office: Office, secret: str) -> None:
        self._secret = secret.encode()
        self._placements = office[Placement]
        self._same = dict(_same_employers(office))
        self._hashes: dict[str, str] = {}

    def of(self, fact: Fact) -> str:
        """Return the employer of a counted placement: a keyed hash, or what is said instead of one."""
        table = self._placements
        position = table.positions.get(fact.key) if fact.key else None
        if position is None:
            return UNKNOWN
        key = table.column("employer_id")[position]
        if not key:
            return OWN if table.column("kind")[position] is Employment.SELF_EMPLOYED else UNKNOWN
        key = self._same.get(key, key)
        if key not in self._hashes:
            self._hashes[key] = hmac.new(self._secret, key.encode(), hashlib.sha256).hexdigest()[:_LENGTH]
        return self._hashes[key]


def _same_employers(office: Office) -> Iterator[tuple[str, str]]:
    """Yield the employers that stand on the sheet more than once (D-06), each with the first of them."""
    table = office[Employer]
    first: dict[tuple[str, str], str] = {}
    names = ("employer_id", "name", "postcode")
    for key, name, postcode in zip(*(table.column(each) for each in names), strict=True):
        if key and name and postcode:
            known = first.setdefault((company(name), postcode), key)
            if known != key:
                yield key, known


def as_counted(closings: Closings, office: Office, secret: str) -> tuple[tuple[Fact, ...], EmployerOf]:
    """Return the rows that quarters were closed with, and their employers as the workbook has them today.

    For what a version closed that kept no employers. A row that has changed since is nobody's.
    """
    employers = Employers(office, secret)
    secrets = {each.number: each.secret for each in closings.every}
    rows: dict[int, Rows] = {}
    found: dict[tuple[str, str, str], str] = {}
    mine = [each for each in closings.published if each.fact.code.startswith(tuple(EMPLOYED))]
    for each in mine:
        marking = rows.setdefault(each.number, Rows(office, secrets.get(each.number, "")))
        same = bool(each.mark) and marking.mark(each.fact) == each.mark
        found[each.fact.code, each.fact.sheet, each.fact.key] = employers.of(each.fact) if same else UNKNOWN
    return tuple(each.fact for each in mine), lambda fact: found[fact.code, fact.sheet, fact.key]
