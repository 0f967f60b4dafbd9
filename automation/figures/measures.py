"""A figure, declared once: what it is called, what it means, how it is added up, when it may be shown.

From the declaration come Python's value and the formula (`pair`), tile and table row, the JSON document, and the
page `docs/kennzahlen.md`. A group of figures is a module of `indicators/` with a `GROUP`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct

from automation.figures.adding import HALF, Over, share_of
from automation.figures.fact import DIMENSIONS, HELD_BACK, NO_GENDER, UNSTATED
from automation.figures.pairs import NONE, Pair, any_of, either, total
from workbook.cells import as_compared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from automation.figures.adding import Moment, Sums, Where
    from automation.figures.fact import Fact
    from automation.figures.reads import Reads
    from automation.figures.sources import Sources
    from automation.office.quarters import Quarter
    from workbook.tables import Table

    Derive = Callable[[Sources], Iterator[Fact]]


class Nature(StrEnum):
    """Over which time a figure speaks."""

    FLOW = "Vorgänge in einem Quartal"
    STOCK = "Bestand am Ende eines Quartals"
    COHORT = "Jahrgang: was aus den Fällen eines Quartals bis heute wurde"


@dataclass(frozen=True, slots=True)
class Split:
    """What a figure can be split by: a dimension of its facts, what staff call it, its values in their order.

    Without `values`, those that occur, the most frequent first. `labels` says how a value is shown.
    Counts `internal_below` a number stay inside the office (figures.md, REF).
    """

    dimension: str
    title: str
    values: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    internal_below: int = 0

    def occurring(self, sums: Sums, adding: Adding, until: Quarter | None = None) -> list[str]:
        """Return the values of what a figure is made of, those that are declared first.

        Of a share also those of which only the whole has rows: who is in work nowhere is still one of those asked.
        With `until`, the values that occur by the end of a quarter.
        """
        own = [term for term in terms(adding) if term.code == adding.code]
        counted = [(term.code, term.measured if isinstance(term, Sum) else "denominator") for term in own]
        found = sums.occurring(counted, self.dimension, until)
        declared = {*map(as_compared, self.values)}
        return [*self.values, *(value for value in found if as_compared(value) not in declared)]

    def label(self, value: str) -> str:
        """Return how a value is shown."""
        return self.labels.get(value, value)


BY_KIND = Split("kind", DIMENSIONS["kind"])
BY_SUBSIDY = Split("subsidy", DIMENSIONS["subsidy"])
BY_DISTRICT = Split("district", DIMENSIONS["district"])
BY_GENDER = Split(
    "gender",
    DIMENSIONS["gender"],
    ("w", "m", "d", NO_GENDER),
    {"w": "Frauen", "m": "Männer", "d": "divers", NO_GENDER: UNSTATED},
)
PEOPLE = (BY_GENDER, BY_DISTRICT)
"""Every count of people or placements can be split by these (figures.md, R12)."""


class Adding(Protocol):
    """How a figure comes out of facts."""

    @property
    def code(self) -> str:
        """The code of the facts that it mainly reads."""

    def pair(self, sums: Sums, moment: Moment, where: Where = ()) -> Pair:
        """Return the figure, as a number and as a formula."""

    def parts(self, sums: Sums, moment: Moment, where: Where = ()) -> Parts:
        """Return what it is made of."""


class Parts(Struct, frozen=True):
    """Numerator, denominator and number of cases of a figure; `None` where it has none."""

    numerator: Pair | None = None
    denominator: Pair | None = None
    n: Pair | None = None


class Sum(Struct, frozen=True):
    """The sum of a column over the facts of a code. `where` narrows the choice; `over` says which days."""

    code: str
    over: Over = Over.QUARTER
    measured: str = "numerator"
    where: Where = ()

    def pair(self, sums: Sums, moment: Moment, where: Where = ()) -> Pair:
        """Return the figure, as a number and as a formula."""
        return sums.pair(self.code, self.over, moment, measured=self.measured, where=(*self.where, *where))

    def parts(self, sums: Sums, moment: Moment, where: Where = ()) -> Parts:
        """Return what it is made of: itself."""
        own = self.pair(sums, moment, where)
        return Parts(own, None, own)


class Several(Struct, frozen=True):
    """Several sums, added up."""

    terms: tuple[Sum, ...]

    @property
    def code(self) -> str:
        """The code of the first of them."""
        return self.terms[0].code

    def pair(self, sums: Sums, moment: Moment, where: Where = ()) -> Pair:
        """Return the figure, as a number and as a formula."""
        return total(term.pair(sums, moment, where) for term in self.terms)

    def parts(self, sums: Sums, moment: Moment, where: Where = ()) -> Parts:
        """Return what it is made of: itself."""
        own = self.pair(sums, moment, where)
        return Parts(own, None, own)


class Less(Struct, frozen=True):
    """What is left of one sum without others: who came, less those who went."""

    whole: Sum
    gone: tuple[Sum, ...]

    @property
    def code(self) -> str:
        """The code of the whole."""
        return self.whole.code

    def pair(self, sums: Sums, moment: Moment, where: Where = ()) -> Pair:
        """Return the figure, as a number and as a formula."""
        left = self.whole.pair(sums, moment, where)
        for each in self.gone:
            left = left - each.pair(sums, moment, where)
        return left

    def parts(self, sums: Sums, moment: Moment, where: Where = ()) -> Parts:
        """Return what it is made of: itself."""
        own = self.pair(sums, moment, where)
        return Parts(own, None, own)


class Ratio(Struct, frozen=True):
    """One sum in relation to another: a share, or something for each of something.

    With `split_whole` false, the whole stays whole when the figure is split: the share of a kind in all.
    """

    part: Sum | Several | Less
    whole: Sum | Several | Less
    percent: bool = True
    split_whole: bool = True

    @property
    def code(self) -> str:
        """The code of the part."""
        return self.part.code

    def pair(self, sums: Sums, moment: Moment, where: Where = ()) -> Pair:
        """Return the figure as a number, „–“ where there is nothing to divide by."""
        part, whole = self._both(sums, moment, where)
        return either(whole.is_zero(), NONE, part / whole)

    def parts(self, sums: Sums, moment: Moment, where: Where = ()) -> Parts:
        """Return what it is made of."""
        part, whole = self._both(sums, moment, where)
        return Parts(part, whole, whole)

    def _both(self, sums: Sums, moment: Moment, where: Where) -> tuple[Pair, Pair]:
        return self.part.pair(sums, moment, where), self.whole.pair(sums, moment, where if self.split_whole else ())


class Quantile(Struct, frozen=True):
    """A median (or quartile) of the values of facts with the denominator 1."""

    code: str
    share: float = HALF
    over: Over = Over.QUARTER
    where: Where = ()

    def pair(self, sums: Sums, moment: Moment, where: Where = ()) -> Pair:
        """Return the figure; of fewer than five values the list of them."""
        return sums.quantile(self.code, self.share, self.over, moment, (*self.where, *where))

    def parts(self, sums: Sums, moment: Moment, where: Where = ()) -> Parts:
        """Return what it is made of: the number of values."""
        chosen = (*self.where, *where)
        return Parts(None, None, sums.pair(self.code, self.over, moment, measured="denominator", where=chosen))


class Largest(Struct, frozen=True):
    """The largest of the values of facts with the denominator 1."""

    code: str
    over: Over = Over.QUARTER

    def pair(self, sums: Sums, moment: Moment, where: Where = ()) -> Pair:
        """Return the figure, „–“ without any value."""
        return sums.largest(self.code, self.over, moment, where)

    def parts(self, sums: Sums, moment: Moment, where: Where = ()) -> Parts:
        """Return what it is made of: the number of values."""
        return Parts(None, None, sums.pair(self.code, self.over, moment, measured="denominator", where=where))


Term = Sum | Quantile | Largest


def terms(adding: Adding | None) -> Iterator[Term]:
    """Yield the single sums that a figure is made of."""
    match adding:
        case Sum() | Quantile() | Largest():
            yield adding
        case Several():
            yield from adding.terms
        case Less():
            yield from (adding.whole, *adding.gone)
        case Ratio():
            for each in (adding.part, adding.whole):
                yield from terms(each)
        case _:
            return


class Measure(Struct, frozen=True):
    """A figure: `id` as in figures.md, `title` in staff's words, `definition` in one sentence.

    `history` is false where the office's sheet keeps only today's value: past quarters then show „–“. `since_begin`
    gives the figure of the whole time up to a day. `needed` names a code that must have facts, or the figure is
    nothing instead of 0 („nicht geführt“). `crossed` are the pairs of splits that it is also counted by. Rows that
    an error holds back are facts of the code `held`, where that is another one than the figure's own. With `of_run`
    a figure speaks of the workbook as it is, also after the end of the project.
    """

    id: str
    title: str
    unit: str
    definition: str
    adding: Adding
    nature: Nature = Nature.FLOW
    splits: tuple[Split, ...] = ()
    since_begin: Adding | None = None
    history: bool = True
    needed: str = ""
    crossed: tuple[tuple[Split, Split], ...] = ()
    held: str = ""
    of_run: bool = False

    def pair(self, sums: Sums, moment: Moment, where: Where = ()) -> Pair:
        """Return the figure of a quarter, as a number and as a formula; „–“ where it cannot be known."""
        return self._known(sums, moment, self.adding.pair(sums, moment, where))

    def until(self, sums: Sums, moment: Moment, where: Where = ()) -> Pair | None:
        """Return the figure of the whole time up to the moment; `None` where that makes no sense."""
        if self.since_begin is None:
            return None
        return NONE if self._unreadable(sums) else self.since_begin.pair(sums, moment, where)

    def shown(self, sums: Sums, moment: Moment, percent_from: int, where: Where = ()) -> Pair:
        """Return the figure as a page says it: a share as „43 %“, of few cases as „7 / 9“."""
        if not (isinstance(self.adding, Ratio) and self.adding.percent):
            return self.pair(sums, moment, where)
        parts = self.adding.parts(sums, moment, where)
        if parts.numerator is None or parts.denominator is None:
            return NONE
        return self._known(sums, moment, share_of(parts.numerator, parts.denominator, percent_from))

    def errors(self, sums: Sums, moment: Moment, mark: str = HELD_BACK, where: Where = ()) -> Pair:
        """Return how many rows do not count because of an open error, or count although they have one.

        Only rows that this figure looks at: beside the Minijobs stands no error of an apprenticeship, but one of a
        row of which nobody can read what it is.
        """
        cohort = self.nature is Nature.COHORT
        rows = _rows(self.adding)
        if mark == HELD_BACK:
            unread = {(code, tuple((name, UNSTATED) for name, _ in own), of): None for code, own, of in rows}
            rows = {(self.held, (), cohort): None} if self.held else {**rows, **unread}
        return total(
            sums.pair(
                code,
                Over.COHORT if of else Over.QUARTER,
                moment,
                measured="rows",
                where=(("error", mark), *own, *where),
            )
            for code, own, of in rows
        )

    def _unreadable(self, sums: Sums) -> bool:
        return any(target.leaves_unknown(self.adding.code) for target in sums.reporting.targets)

    def _known(self, sums: Sums, moment: Moment, pair: Pair) -> Pair:
        if self._unreadable(sums):
            return NONE
        tests = []
        if not self.history and not self.of_run and sums.reporting.over:
            return NONE
        if not self.history:
            today = sums.reporting.today
            now = Pair(f"DATE({today.year},{today.month},{today.day})", today.toordinal())
            tests.append(moment.until < now)
        if self.needed:
            tests.append(sums.pair(self.needed, Over.QUARTER, moment, measured="rows").is_zero())
        if not tests:
            return pair
        return either(tests[0] if len(tests) == 1 else any_of(*tests), NONE, pair)


def _rows(adding: Adding) -> Mapping[tuple[str, Where, bool], None]:
    """Return what facts a figure looks at, and whether by cohort; of a share those of the whole, if alike."""
    if isinstance(adding, Ratio):
        same = adding.whole.code == adding.part.code
        return _rows(adding.whole if same else adding.part)
    if isinstance(adding, Less):
        return _rows(adding.whole)
    return {(term.code, getattr(term, "where", ()), term.over is Over.COHORT): None for term in terms(adding)}


class Group(Struct, frozen=True):
    """A group of figures: its code, its title, where it stands among the others, the facts and their measures.

    `derive` yields the facts; `reads` are the cells that these are made of, those of the table that is counted
    first. If that table is empty the group is not shown: an office that does not keep it has nothing to answer for.
    """

    code: str
    title: str
    place: int
    derive: Derive
    measures: tuple[Measure, ...]
    reads: tuple[Reads, ...] = ()
    page: int = 2
    note: str = ""

    def columns(self, table: Table[Any]) -> tuple[str, ...]:
        """Return the columns of a table that the figures read."""
        return tuple(name for reads in self.reads if reads.record is table.record for name in reads.columns)

    def kept(self, sums: Sums) -> bool:
        """Tell whether the office keeps what the group counts: its table holds a row, or there is a fact."""
        if self.reads and self.reads[0].record in sums.reporting.kept:
            return True
        return any(sums.of(measure.adding.code) for measure in self.measures)
