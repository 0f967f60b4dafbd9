"""What of a workbook is published: the closed quarters' values, what is known already, and what may be read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from automation.figures.closing import record as r
from automation.figures.closing.closings import Closing, whole
from automation.figures.closing.employers import Employers
from automation.figures.closing.trust import ensure_trusted
from automation.figures.closing.values import value_key, value_rows
from automation.material import check_material, chosen_quarter, read_material, settled_state
from automation.publication.cases import cases_of, late_people
from automation.publication.document import Composer, Goal
from automation.publication.edition import edition_of
from automation.publication.employers_known import late_of_few, with_employers
from automation.publication.hiding import hide
from automation.publication.people import fewest
from automation.publication.primary import Protection
from automation.publication.programme import CITY, OWN_LABOUR, TOPICS, programme_of
from automation.publication.releases import Ledger, read_ledger
from automation.publication.wording import Wording
from workbook.errors import FigureError
from workbook.german import typed_file
from workbook.schema import VERSION
from workbook.schema.setting_names import SettingName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from automation.figures.closing.record import Row
    from automation.figures.closing.state import State
    from automation.material import Material
    from automation.office.quarters import Quarter
    from automation.office.settings import Settings
    from automation.publication.edition import Edition
    from automation.publication.exact import Work
    from automation.publication.hiding import Hidden
    from automation.publication.releases import Release
    from automation.publication.subject_tables import Table
    from workbook.tables import Office
    from workbook.writing.file_book import Book


@dataclass(frozen=True)
class Counted:
    """What of a workbook is published: the frozen values by key, and what is needed around them."""

    material: Material
    state: State
    quarter: Quarter
    ledger: Ledger
    rules: Protection
    hidden: Hidden
    goals: tuple[Goal, ...]
    closings: Mapping[str, int]
    draft: bool
    repeated: Release | None = None
    """The release that says the same already: once more, or in another language."""

    def edition(self, language: str) -> Edition:
        """Return the publication in a language."""
        wording = Wording(language)
        sections = Composer(self.hidden.published, self.rules, wording, self.goals).sections()
        until = self.state.figures.reporting.cut_off(self.quarter)
        today = self.repeated.day if self.repeated else self.material.today
        return edition_of(
            sections,
            self.material.settings,
            wording,
            self.rules,
            quarter=self.quarter.code,
            until=until,
            draft=self.draft,
            written=today,
        )


def count_for_publication(
    book: Book,
    today: date,
    *,
    quarter: str | None = None,
    draft: bool = False,
    work: Work | None = None,
    clock: Callable[[], bool] = lambda: False,
) -> Counted:
    """Return what may be read of an office's quarters; nothing is written.

    Raises:
        FigureError: the quarter, or one before it, is not closed, or the ledger was changed.
    """
    material, ledger = read_material(book, today), _ledger_of(book)
    checked = check_material(material)
    state = settled_state(material, checked)
    closed = state.closings.closed
    if quarter is None and closed and not draft:
        quarter = max(closed)
    chosen = chosen_quarter(material, quarter)
    quarters = [each for each in state.figures.reporting.begun if each <= chosen]
    if not draft:
        ensure_trusted(checked.findings, ledger=True)
        _ensure_closed(quarters, closed, book)
    last = max((each.quarter for each in ledger.releases), default="")
    further = [each for each in state.figures.reporting.begun if chosen.code < each.code <= last]
    closings = _closings_behind([*quarters, *further], ledger, closed)
    rules = _protection_of(material.settings)
    frozen = _rows(state, quarters, closings, material)
    rows, read_later = with_employers(frozen, state, material, closings) if rules.asks else (frozen, ())
    codes = [each.code for each in quarters]
    district = material.settings.text(SettingName.DISTRICT)
    cases = tuple(cases_of(state, material.office, closings, district))
    programme = replace(programme_of(rows, codes, district, cases), read_later=read_later)
    if not programme.tables:
        raise FigureError(f"Bis zum {chosen.label} gibt es noch nichts, was sich veröffentlichen ließe.")
    beyond: tuple[Table, ...] = ()
    if further:  # an earlier quarter after a later one: what was said of the later one is known
        beyond = programme_of(rows, [*codes, *(each.code for each in further)], district).tables

    def hidden_after(known: Ledger) -> Hidden:
        office = material.office
        late = {} if draft else dict(_late(state, closings, codes, rows, known, rules=rules, office=office))
        return hide(programme, known, rules, late, beyond=beyond, work=work, clock=clock)

    counted = partial(
        Counted,
        material,
        state,
        chosen,
        rules=rules,
        goals=tuple(_goals(state, chosen)),
        closings={code: closings[code] for code in codes if code in closings},
        draft=draft,
    )
    said = Ledger() if draft else ledger
    if said.ends_with(chosen.code):
        before = Ledger(ledger.releases[:-1])
        again = hidden_after(before)
        if (same := said.saying(chosen.code, again.published.cells())) is not None:
            return counted(ledger=before, hidden=again, repeated=same)
    hidden = hidden_after(ledger)
    # Another search may have found it, which opens nothing now that it is known.
    return counted(ledger=ledger, hidden=hidden, repeated=said.saying(chosen.code, hidden.published.cells()))


def _ledger_of(book: Book) -> Ledger:
    """Return what was published before.

    Raises:
        FigureError: somebody changed a cell of it.
    """
    with book.read() as raw:
        ledger = read_ledger(raw)
    if ledger.broken:
        raise FigureError(
            f"Auf dem Blatt „Veröffentlichungen“ sind Zellen der Veröffentlichung Nr. {ledger.broken[0]} geändert. "
            "Bitte das Blatt aus einer Sicherung zurückholen: Sonst lässt sich nicht prüfen, was schon bekannt ist."
        )
    return ledger


def _ensure_closed(quarters: Iterable[Quarter], closed: Mapping[str, Closing], book: Book) -> None:
    """Make sure that nothing is published that is still counted.

    Raises:
        FigureError: one of the quarters is not closed.
    """
    missing = next((each for each in quarters if each.code not in closed), None)
    if missing is not None:
        raise FigureError(
            f"Das {missing.label} ist nicht abgeschlossen; „bisher“ wäre ohne es falsch. Bitte erst abschließen "
            f"(„lotse dashboard {typed_file(book.path)} --close {missing.code} --by KÜRZEL“) oder mit "
            "„--draft“ einen Entwurf ansehen."
        )


def _closings_behind(quarters: Iterable[Quarter], ledger: Ledger, closed: Mapping[str, Closing]) -> dict[str, int]:
    """Return the number of the closing of each quarter: the one that was published, else the one that holds."""
    published = {each.code: ledger.closing_of(each.code) or 0 for each in quarters}
    return {code: number or closed[code].number for code, number in published.items() if number or code in closed}


def _protection_of(settings: Settings) -> Protection:
    return Protection(
        smallest=settings.whole(SettingName.SMALLEST_CELL),
        percent_from=settings.whole(SettingName.PERCENT_FROM),
        employers=settings.whole(SettingName.EMPLOYERS),
        largest=settings.whole(SettingName.LARGEST_EMPLOYER),
    )


def _rows(state: State, quarters: list[Quarter], closings: Mapping[str, int], material: Material) -> dict[str, Row]:
    """Return the values by key, each quarter as it was first published; of open ones as they are today."""
    found: dict[str, Row] = {}
    employers = Employers(material.office, state.closings.employers_secret)
    by_number = {number: code for code, number in closings.items()}
    for row in state.record.of(r.VALUES):
        number = whole(row.get(r.NUMBER))
        if number in by_number:
            found[str(row[r.KEY]).removeprefix(f"{number}: ")] = row
    for each in quarters:
        if each.code not in closings:
            until = state.figures.reporting.cut_off(each)
            closing = Closing(0, each, material.today, "", until, VERSION, "")
            found |= {str(row[r.KEY]): row for row in value_rows(state.figures, closing, employers.of)}
    return found


def _late(
    state: State,
    closings: Mapping[str, int],
    codes: list[str],
    rows: Mapping[str, Row],
    ledger: Ledger,
    *,
    rules: Protection,
    office: Office,
) -> Iterator[tuple[str, int]]:
    """Yield how many were reported late of each subject: only where they are many enough, else they wait.

    They wait too where too few employers stand behind them, or may be of too few people.
    """
    closed = state.closings.closed
    people = late_people(state, office, closings, codes)
    for topic in TOPICS:
        added = 0
        for code in codes:
            key = value_key(code, topic.measure)
            present = next(
                (row for row in state.record.of(r.VALUES) if row.get(r.KEY) == key and code in closed), None
            )
            now, first = (present or {}).get(r.NOW), rows.get(key, {}).get(r.FIRST)
            if isinstance(now, int | float) and isinstance(first, int | float):
                added += round(now) - round(first)
        said = ledger.late_to_say(topic.subject, added, rules.smallest)
        before = ledger.late(topic.subject)
        if said != before and (
            fewest(people.get(topic.subject, {}), said - before) < rules.smallest
            or late_of_few(topic.measure, codes, rows, state, office, rules)
        ):
            said = before
        if said:
            yield topic.subject, said


def _goals(state: State, quarter: Quarter) -> Iterator[Goal]:
    for code, subject in (("Z20", TOPICS[0].subject), ("Z400", OWN_LABOUR)):
        measured, progress = state.figures.targets.get(code), state.figures.progress(code, quarter)
        if measured is not None and progress is not None and measured.target.end is not None:
            name = CITY if measured.of_city else subject
            yield Goal(name, progress.amount.number, measured.target.end)
