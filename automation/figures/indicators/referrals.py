"""The referrals (REF): to whom, with what result, and whether the partner answers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from automation.figures.adding import HALF, Over
from automation.figures.fact import UNSTATED, Fact
from automation.figures.measures import PEOPLE, Group, Measure, Nature, Quantile, Ratio, Several, Split, Sum
from automation.figures.reads import Reads
from automation.office.quarters import Quarter
from automation.office.replies import ReplyTime
from workbook.german import shown
from workbook.schema import Partner, Referral
from workbook.schema.meanings import UNANSWERED
from workbook.schema.vocabulary import PartnerCategory, ReferralResult

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from automation.figures.sources import Sources

CODE, ANSWERED, DAYS, LATE = "REF", "REF_RUECK", "REF_TAGE", "REF_UEBERFAELLIG"
ALL_LATE = "REF_UEBERFAELLIG_ALLE"
READS = Reads(Referral, "referral_id", "referred_on", "partner_id", "result", "replied_on", "reply_until")
EMPLOYER = str(PartnerCategory.EMPLOYER)
"""Where a referral goes that names a job or an employer and no partner."""
_ACCEPTED = (ReferralResult.ACCEPTED, ReferralResult.APPOINTMENT, ReferralResult.SUCCESS)


def derive(sources: Sources) -> Iterator[Fact]:
    """Yield the facts of each referral, as it stood at the end of the quarter that it was made in."""
    table, reporting = sources.once[Referral], sources.reporting
    names = {row.partner_id: row.short_name or row.name or row.partner_id for row in sources.once[Partner]}
    asked = ReplyTime(sources.settings)
    for row in table:
        day = row.referred_on
        if day is None or day > reporting.today:
            continue
        last = reporting.seen_from(Quarter.of(day))
        later = row.replied_on is not None and row.replied_on > last
        result = ReferralResult.OPEN if row.result is None or later else row.result
        # „keine Rückmeldung“ is an outcome and not a reply, also where the day is noted on which it was given up.
        replied = None if later or result is ReferralResult.NO_REPLY else row.replied_on
        until = asked.until(day, row.reply_until)
        fact = Fact(
            code=CODE,
            day=day,
            numerator=1,
            denominator=int(result is not ReferralResult.OPEN),
            value=None,
            sheet=table.sheet,
            key=row.referral_id or "",
            cell=table.cell(row.row, "result"),
            sentence=f"Am {shown(last)}: {result}.",
            group=result,
            detail=names.get(row.partner_id) or (EMPLOYER if row.vacancy_id or row.employer_id else UNSTATED),
            **sources.of_person(row.client_id),
        )
        fact = sources.judged(fact, table, row.row, READS.columns)
        yield from _late(fact, row, until, reporting.last_day)
        if not reporting.holds(day):
            continue
        yield fact
        if not fact.numerator:
            continue
        if replied is not None or until <= last:
            yield fact.but(code=ANSWERED, numerator=int(replied is not None), denominator=1)
        if replied is not None and replied >= day:
            yield fact.but(code=DAYS, denominator=1, value=(replied - day).days)
        if result is ReferralResult.OPEN and until < last:
            yield fact.but(code=LATE)


def _late(fact: Fact, row: Referral, until: date, last: date) -> Iterator[Fact]:
    """Yield since when a referral has been overdue, and the reply that ended it: a stock of all quarters."""
    given_up = row.result not in UNANSWERED
    replied = row.replied_on if given_up else None
    if until >= last or (given_up and (replied is None or replied <= until)):
        return
    text = f"Offen, Rückmeldung bis {shown(until)}."
    late = fact.but(code=ALL_LATE, day=until + timedelta(days=1), denominator=fact.numerator)
    if not fact.numerator:
        yield late
        return
    yield late.but(sentence=text)
    if replied is not None and replied <= last:
        yield late.but(day=replied, numerator=-1, sentence=f"Nicht mehr offen seit {shown(replied)}.")


_BY_PARTNER = Split("detail", "Partner", internal_below=3)
_BY_RESULT = Split("group", "Ergebnis", tuple(ReferralResult))
GROUPS = (
    Group(
        CODE,
        "Verweise",
        80,
        derive,
        (
            Measure(
                CODE,
                "Verweise",
                "Verweise",
                "Verweise, die in diesem Quartal gemacht wurden; es zählt das Datum.",
                Sum(CODE),
                splits=(_BY_PARTNER, _BY_RESULT, *PEOPLE),
                crossed=((_BY_PARTNER, _BY_RESULT),),
                since_begin=Sum(CODE, Over.UNTIL),
            ),
            Measure(
                "REF_ANGENOMMEN",
                "angenommen",
                "Anteil",
                "Angenommen, Termin vereinbart oder erfolgreich, von allen, die nicht mehr offen sind.",
                Ratio(
                    Several(tuple(Sum(CODE, where=(("group", each),)) for each in _ACCEPTED)),
                    Sum(CODE, measured="denominator"),
                ),
            ),
            Measure(
                ANSWERED,
                "mit Rückmeldung",
                "Anteil",
                "Verweise mit Rückmeldung, von allen, bei denen die Frist vorbei oder die Rückmeldung da ist.",
                Ratio(Sum(ANSWERED), Sum(ANSWERED, measured="denominator")),
                held=CODE,
            ),
            Measure(
                DAYS,
                "Tage bis zur Rückmeldung (Median)",
                "Tage",
                "Die mittlere Zahl der Kalendertage vom Verweis bis zur Rückmeldung.",
                Quantile(DAYS, HALF),
                held=CODE,
            ),
            Measure(
                LATE,
                "überfällig",
                "Verweise",
                "Verweise dieses Quartals, die an seinem Ende offen sind und deren Frist für die Rückmeldung "
                "vorbei ist; wie alle Zahlen der Verweise nach ihrem Datum.",
                Sum(LATE),
                held=CODE,
            ),
            Measure(
                ALL_LATE,
                "überfällig, auch aus früheren Quartalen",
                "Verweise",
                "Alle offenen Verweise, gleich aus welchem Quartal, deren Frist für die Rückmeldung am Ende dieses "
                "Quartals vorbei ist. Was im letzten Monat verwiesen wird, ist oft erst im nächsten Quartal "
                "überfällig; nachzufassen ist bei jedem.",
                Sum(ALL_LATE, Over.UNTIL),
                Nature.STOCK,
            ),
        ),
        (READS,),
        page=3,
        note="Das Ergebnis ist das vom Ende des Quartals, in dem der Verweis gemacht wurde.",
    ),
)
