"""The empty shops (LEE): how many, how large, for how long, and which are in use again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.figures.adding import HALF, Over
from automation.figures.fact import Fact
from automation.figures.measures import Group, Measure, Nature, Quantile, Ratio, Sum
from automation.figures.reads import Reads
from workbook.schema import EmptyShop
from workbook.schema.vocabulary import ShopStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from automation.figures.sources import Sources

CODE, SIZE, MONTHS, AGAIN, INTERIM = "LEE", "LEE_FLAECHE", "LEE_MONATE", "LEE_WIEDER", "LEE_ZWISCHEN"
_GONE = frozenset((ShopStatus.WITHDRAWN, ShopStatus.DEMOLISHED))
_DAYS_OF_A_MONTH = 30.4375
READS = Reads(EmptyShop, "shop_id", "empty_since", "let_from", "status", "area")


def derive(sources: Sources) -> Iterator[Fact]:
    """Yield, for each quarter that has begun, a fact for each shop that was known on its last day."""
    table, reporting = sources.once[EmptyShop], sources.reporting
    for row in table:
        since, let = row.empty_since, row.let_from
        if row.status in _GONE:
            continue
        shop = Fact(
            code=CODE,
            day=None,
            numerator=1,
            denominator=1,
            value=None,
            sheet=table.sheet,
            key=row.shop_id or "",
            cell=table.cell(row.row, "empty_since"),
            group=row.status or "",
        )
        shop = sources.judged(shop, table, row.row, READS.columns)
        for quarter in reporting.begun:
            day, seen = reporting.cut_off(quarter), reporting.seen_from(quarter)
            if since is None or since > seen:
                continue
            unused, interim = let is None or let > seen, row.status is ShopStatus.INTERIM
            here = shop.but(day=day, numerator=shop.numerator * (unused and not interim))
            yield here
            if unused and interim and shop.numerator:
                yield here.but(code=INTERIM, numerator=1)
            if here.numerator:
                yield here.but(code=SIZE, value=float(row.area or 0))
                yield here.but(code=MONTHS, value=(seen - since).days / _DAYS_OF_A_MONTH)
        # Of a status that cannot be read nobody knows whether it says so: the row's error is told.
        used = row.status is ShopStatus.LET or (row.status is None and not shop.numerator)
        if used and let is not None and let <= reporting.today and reporting.holds(let):
            again = shop.but(code=AGAIN, day=let)
            lasted = shop.numerator and since is not None and since <= let
            months = (let - since).days / _DAYS_OF_A_MONTH if lasted and since is not None else None
            yield again.but(denominator=int(months is not None), value=months)


def _stock(identity: str, title: str, unit: str, definition: str, adding: Sum | Quantile | Ratio) -> Measure:
    return Measure(identity, title, unit, definition, adding, Nature.STOCK, held=CODE)


GROUPS = (
    Group(
        CODE,
        "Leerstand",
        120,
        derive,
        (
            _stock(CODE, "leer", "Läden", "Läden, die am Ende des Quartals leer standen.", Sum(CODE)),
            _stock(
                "LEE_BESTAND",
                "bekannt",
                "Läden",
                "Alle Ladenlokale, die bis dahin leer wurden, ohne zurückgezogene und abgerissene.",
                Sum(CODE, measured="denominator"),
            ),
            _stock(
                "LEE_QUOTE",
                "leer von den bekannten",
                "Anteil",
                "Leere Ladenlokale, von allen bekannten.",
                Ratio(Sum(CODE), Sum(CODE, measured="denominator")),
            ),
            _stock(INTERIM, "außerdem Zwischennutzung", "Läden", "Läden mit Zwischennutzung.", Sum(INTERIM)),
            _stock(SIZE, "leere Fläche", "m²", "Die Fläche der leeren Läden.", Sum(SIZE, measured="value")),
            _stock(
                MONTHS,
                "Monate leer (Median)",
                "Monate",
                "Wie lange die leeren Läden schon leer stehen.",
                Quantile(MONTHS, HALF),
            ),
            Measure(
                AGAIN,
                "wieder belegt",
                "Läden",
                "Ladenlokale, die in diesem Quartal wieder vermietet sind.",
                Sum(AGAIN),
                since_begin=Sum(AGAIN, Over.UNTIL),
            ),
            Measure(
                "LEE_WIEDER_MONATE",
                "Monate bis wieder belegt (Median)",
                "Monate",
                "Wie lange die wieder belegten Läden leer standen.",
                Quantile(AGAIN, HALF),
            ),
        ),
        (READS,),
        page=3,
    ),
)
