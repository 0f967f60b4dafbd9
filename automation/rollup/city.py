"""Hand-ins of many offices → the city: all together, offices side by side, and where they differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from automation.figures.compiled import measures_document
from automation.office.quarters import Quarter
from automation.rollup.counting import figures_of, merged, usual_settings
from automation.rollup.districts import district_shares
from automation.rollup.handed import HandInError
from automation.rollup.handin_sheet import EARLIER_CITY
from workbook.german import shown, shown_number
from workbook.schema.setting_names import SettingName
from workbook.schema.vocabulary import WHOLE_CITY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from automation.figures.compiled import Figures
    from automation.figures.measures import Measure
    from automation.office.settings import Settings
    from automation.rollup.gathering import Gathered
    from automation.rollup.handed import HandedSum, HandedTarget, HandIn


@dataclass(frozen=True, slots=True)
class CityTarget:
    """A target of the city: its amount, what the offices reached of it, and how much of that is each one's."""

    indicator: str
    title: str
    amount: float
    actual: float
    planned: float
    by_office: Mapping[str, float]


@dataclass(frozen=True)
class City:
    """What was counted, and everything that has to be said about it.

    `problems` are files that were not counted, `differences` sentences on offices that count otherwise, `missing`
    the offices that were expected, `values` the figures of each office by their ids. `ground` is the legal ground
    of counting offices' own workbooks, "" for hand-ins. `corrections` take away who was counted already;
    `linked` says so.
    """

    quarter: Quarter
    offices: tuple[HandIn, ...]
    problems: tuple[tuple[str, str], ...]
    differences: tuple[str, ...]
    missing: tuple[str, ...]
    values: Mapping[str, Mapping[str, float | None]]
    ground: str = ""
    corrections: tuple[HandedSum, ...] = ()
    linked: str = ""

    @property
    def settings(self) -> Settings:
        """The thresholds by which figures are shown."""
        return usual_settings()

    @cached_property
    def figures(self) -> Figures:
        """The figures of all offices together, which cannot be split: they need as much room as those of a few."""
        return self._together(whole=True)

    def split_figures(self) -> Figures:
        """Return the figures of all offices together, with all that they can be split by."""
        return self._together(whole=False)

    def _together(self, *, whole: bool) -> Figures:
        sums = chain(merged(self.offices, whole=whole), self.corrections)
        return figures_of(self.offices, sums, self.settings)

    def values_of(self, measure: Measure) -> dict[str, float | None]:
        """Return the value of a figure in each office."""
        return {office.office: self.values[office.office].get(measure.id) for office in self.offices}

    def figures_of(self, office: HandIn) -> Figures:
        """Return the figures of one office."""
        return figures_of([office], office.sums, self.settings)

    def targets(self) -> Iterator[CityTarget]:
        """Yield each indicator's target: the city's own amount once, those of single offices added up."""
        found: defaultdict[tuple[str, str], list[tuple[str, HandedTarget]]] = defaultdict(list)
        for office in self.offices:
            for each in office.targets:
                found[each.indicator, each.scope if each.scope == WHOLE_CITY else ""].append((office.office, each))
        for (indicator, scope), rows in found.items():
            # The city's own is what most offices say of it, as it stands among the differences.
            said = Counter((each.amount, each.planned) for _, each in rows)
            amount, planned = max(said, key=lambda each: (said[each], each))
            if not scope:
                amount, planned = sum(each.amount for _, each in rows), sum(each.planned for _, each in rows)
            by_office: defaultdict[str, float] = defaultdict(float)
            for name, target in rows:
                by_office[name] += target.actual
            twice = -sum(each.numerator for each in self.corrections if scope and each.code == indicator)
            yield CityTarget(
                indicator,
                rows[0][1].title,
                amount,
                sum(each.actual for _, each in rows) - twice,
                planned,
                dict(by_office),
            )


def city_of(
    gathered: Iterable[Gathered], quarter: str | None = None, expected: Sequence[str] = (), ground: str = ""
) -> City:
    """Return the city of what was gathered, for a quarter or for the one that most offices hand in.

    Raises:
        HandInError: nothing can be counted.
    """
    every = sorted(gathered, key=lambda each: each.file.casefold())
    earlier = [each.file for each in every if each.problem == EARLIER_CITY]
    problems = [(each.file, each.problem) for each in every if each.problem and each.file not in earlier]
    what = "Mappe" if ground else "Abgabe"
    read = [(each.file, each.handed) for each in _copies_once(every, problems) if each.handed is not None]
    if not read:
        first = f" {problems[0][1] if problems else EARLIER_CITY}" if problems or earlier else ""
        raise HandInError(f"Keine {what} lässt sich zählen.{first}")
    chosen = quarter or _usual(handed.quarter for _, handed in read)
    problems += [
        (file, f"Das ist eine {what} für {handed.quarter}, gezählt wird {chosen}.")
        for file, handed in read
        if handed.quarter != chosen
    ]
    offices: defaultdict[str, list[tuple[str, HandIn]]] = defaultdict(list)
    for file, handed in read:
        if handed.quarter == chosen:
            offices[handed.office.casefold()].append((file, handed))
    one_each = [_one_of(files, problems, what) for files in offices.values()]
    counted = tuple(sorted(filter(None, one_each), key=lambda each: each.office.casefold()))
    parsed = Quarter.parse(chosen)
    if parsed is None or not counted:
        first = f" {problems[0][1]}" if problems else ""
        raise HandInError(f"Für {chosen} lässt sich keine {what} zählen.{first}")
    names = {each.office.casefold() for each in counted}
    missing = tuple(name for name in expected if name.casefold() not in names)
    chosen_ones = set(map(id, counted))
    values = {
        each.handed.office: each.values
        for each in every
        if each.handed is not None and id(each.handed) in chosen_ones
    }
    opened = [each.file for each in every if each.open_now and id(each.handed) in chosen_ones]
    differences = [*_differences(counted), *_twins(counted), *district_shares(counted, values)]
    if opened:
        differences.append(f"Gerade geöffnet, gezählt ist der zuletzt gespeicherte Stand: {', '.join(opened)}.")
    if earlier:
        differences.append(f"Übergangen, weil es Mappen der Stadt von früheren Läufen sind: {', '.join(earlier)}.")
    return City(parsed, counted, tuple(problems), tuple(differences), missing, values, ground)


def _copies_once(every: Sequence[Gathered], problems: list[tuple[str, str]]) -> Iterator[Gathered]:
    """Yield what was gathered, of copies of a workbook the one with the shortest name; `problems` get the others.

    A workbook that says no name of its office is named like its file: its copy would be another office.
    """
    first: dict[str, Gathered] = {}
    for each in sorted(every, key=lambda each: len(each.file)):
        if each.content and each.handed is not None:
            first.setdefault(each.content, each)
    for each in every:
        original = first.get(each.content, each)
        if each is original:
            yield each
        elif each.handed is not None:
            problems.append((each.file, f"Dieselbe Mappe wie „{original.file}“; sie zählt einmal."))


def _twins(offices: Sequence[HandIn]) -> Iterator[str]:
    """Yield which offices say the same but for their names: a workbook may be there twice."""
    alike: defaultdict[object, list[HandIn]] = defaultdict(list)
    for each in offices:
        if each.rows:
            alike[each.rows, each.clean, len(each.sums), each.until].append(each)
    for some in alike.values():
        same: defaultdict[str, list[str]] = defaultdict(list)
        for each in some if len(some) > 1 else ():
            same[replace(each, office="").mark].append(each.office)
        for names in same.values():
            if len(names) > 1:
                yield f"Bis auf den Namen gleich, vielleicht dasselbe Büro: {', '.join(names)}. Bitte klären."


def _one_of(files: Sequence[tuple[str, HandIn]], problems: list[tuple[str, str]], what: str) -> HandIn | None:
    """Return the hand-in of an office that counts, `None` if two contradict; `problems` get why others do not."""
    if len(files) == 1:  # the mark of a hand-in takes longer than to add it up
        return files[0][1]
    closed = [each for each in files if not each[1].draft]
    marks = {file: handed.mark for file, handed in files}
    best, *others = closed or files
    if any(marks[file] != marks[best[0]] for file, _ in others):
        every = ", ".join(f"„{file}“" for file, _ in (best, *others))
        said = f"„{best[1].office}“ hat verschiedene {what}n ({every}). Gezählt wird keine; bitte klären. {_NAMES}"
        problems.append((best[0], said))
        problems += [(file, f"Siehe „{best[0]}“.") for file, _ in files if file != best[0]]
        return None
    # Two offices may have one name, and both have counted nothing yet.
    said = f"Derselbe Name und dieselben Zahlen wie „{best[0]}“; das zählt einmal. {_NAMES}"
    problems += [(file, said) for file, _ in others]
    if closed:
        instead = f"Entwurf; gezählt wird die abgeschlossene Abgabe „{best[0]}“."
        problems += [(file, instead) for file, handed in files if handed.draft]
    return best[1]


_NAMES = (
    "Sind es mehrere Büros, braucht jedes auf „Einstellungen“ einen eigenen Namen; steht dort keiner, gilt der "
    "Name der Mappe."
)


def _usual(quarters: Iterable[str]) -> str:
    """Return the quarter that most have, the later one of two."""
    found = Counter(quarters)
    return max(found, key=lambda each: (found[each], each))


def _differences(offices: Sequence[HandIn]) -> Iterator[str]:
    """Yield where offices count otherwise than most of them do."""
    for name in ("until", "begin", "end"):
        yield from _odd(_SAID[name], {each.office: _day(getattr(each, name)) for each in offices})
    yield from _odd(_SAID["version"], {each.office: each.version for each in offices}, "sind")
    for setting in {name: None for each in offices for name in each.settings if name != SettingName.DISTRICT}:
        yield from _odd(
            f"die Einstellung „{setting}“", {each.office: each.settings.get(setting, "") for each in offices}
        )
    amounts: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for each in offices:
        for target in each.targets:
            if target.scope == WHOLE_CITY:
                amounts[target.indicator][each.office] = (
                    f"{shown_number(target.amount)}, {_day(target.begin)} bis {_day(target.end)}"
                )
    for indicator, numbers in amounts.items():
        yield from _odd(f"das Ziel der Stadt ({indicator})", numbers)
    yield from _states(offices)


def _states(offices: Sequence[HandIn]) -> Iterator[str]:
    """Yield in what state offices hand in: drafts, late reports, adopted workbooks, quarters that were over."""
    drafts = [each.office for each in offices if each.draft]
    if drafts:
        yield f"Noch nicht abgeschlossen (Entwurf): {', '.join(drafts)}."
    past = [each.office for each in offices if each.past]
    if 0 < len(past) < len(offices):
        yield (
            f"Das Quartal war beim Zählen schon vorbei: {', '.join(past)}. Was eine Mappe nur vom selben Tag weiß "
            "(offene Anliegen ohne Zuständige, Reichweite), fehlt deshalb bei allen zusammen."
        )
    late = [f"{each.office} ({each.late})" for each in offices if each.late]
    if late:
        yield f"Mit Nachmeldungen nach dem Abschluss: {', '.join(late)}."
    adopted = [each.office for each in offices if each.adopted]
    if adopted:
        yield f"Zählt aus einer übernommenen Mappe (Blatt „Zuordnung“): {', '.join(adopted)}."


_SAID = {
    "until": "der letzte gezählte Tag",
    "begin": "der Beginn des Zeitraums",
    "end": "das Ende des Zeitraums",
    "version": "die Zählregeln",
}


def _day(day: str) -> str:
    return shown(date.fromisoformat(day)) if day else ""


def _odd(what: str, said: Mapping[str, str], verb: str = "ist") -> Iterator[str]:
    counts = Counter(said.values())
    if len(counts) < 2:
        return
    usual = max(counts, key=lambda each: (counts[each], each))
    others = "; ".join(f"{office}: {value or 'leer'}" for office, value in said.items() if value != usual)
    if counts[usual] > 1:
        yield f"{what[0].upper()}{what[1:]} {verb} meist „{usual}“, anders bei {others}."
    else:  # of two offices none is the usual one
        every = "; ".join(f"{office}: {value or 'leer'}" for office, value in said.items())
        yield f"{what[0].upper()}{what[1:]} {verb} überall anders: {every}."


def measures_side_by_side(city: City) -> Iterator[tuple[Measure, str]]:
    """Yield every figure that some office keeps, with its group."""
    for group in city.figures.groups:
        for measure in group.measures:
            yield measure, group.title


def city_document(city: City) -> dict[str, Any]:
    """Return the city as plain data."""
    return {
        "quarter": city.quarter.code,
        "ground": city.ground,
        "linked": city.linked,
        "offices": [
            {
                "office": each.office,
                "closed_on": each.closed_on or None,
                "until": each.until,
                "late": each.late,
                "rows": each.rows,
                "findings": dict(each.findings),
            }
            for each in city.offices
        ],
        "targets": [
            {
                "indicator": each.indicator,
                "amount": each.amount,
                "actual": each.actual,
                "planned": each.planned,
                "by_office": dict(each.by_office),
            }
            for each in city.targets()
        ],
        "measures": measures_document(city.split_figures(), city.quarter),
        "by_office": {each.office: measures_document(city.figures_of(each), city.quarter) for each in city.offices},
        "problems": [{"file": file, "problem": problem} for file, problem in city.problems],
        "differences": list(city.differences),
        "missing": list(city.missing),
    }


def corrected(city: City, corrections: Sequence[HandedSum], linked: str, told: Sequence[str]) -> City:
    """Return the city with persons counted once who were counted several times; `told` are further differences."""
    differences = (*city.differences, *told)
    return replace(city, corrections=tuple(corrections), linked=linked, differences=differences)
