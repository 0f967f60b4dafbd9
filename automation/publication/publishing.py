"""`lotse publish`: closed quarters → three files and their proof, or nothing at all.

The finished files lie in a folder of their own until the attack has read them; only what gives nothing away is put
where people find it, and only then the ledger says so.
"""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from automation.figures.closing import record as r
from automation.figures.closing.closings import Closing, whole
from automation.figures.closing.values import value_key, value_rows
from automation.material import check_material, chosen_quarter, read_material, settled_state
from automation.privacy.paper import json_bytes, put_files
from automation.publication.attack_key import earlier_tables, key_of
from automation.publication.attacker.verdict import attack, read_file
from automation.publication.document import Composer, Goal
from automation.publication.edition import edition_of
from automation.publication.hiding import hide
from automation.publication.page import render_page
from automation.publication.pdf import print_report
from automation.publication.primary import Protection
from automation.publication.programme import CITY, OWN_LABOUR, TOPICS, programme_of
from automation.publication.proof import proof_of
from automation.publication.releases import Ledger, Release, build_ledger_sheet, read_ledger
from automation.publication.wording import Wording
from automation.publication.workbook_form import build_workbook
from workbook.errors import FigureError
from workbook.german import shown_number
from workbook.schema import VERSION
from workbook.schema.setting_names import SettingName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from automation.figures.closing.record import Row
    from automation.figures.closing.state import State
    from automation.material import Material
    from automation.office.quarters import Quarter
    from automation.publication.edition import Edition
    from automation.publication.exact import Work
    from automation.publication.hiding import Hidden
    from automation.publication.proof import Proof
    from automation.publication.subject_tables import Table
    from workbook.writing.file_book import Book, WriteReport

STEM = "Zahlen"
_MOST_LEAKS = 20


@dataclass(frozen=True)
class Publication:
    """A publication: where its files lie, its proof; or the leaks that kept it from being written."""

    quarter: Quarter
    draft: bool
    language: str
    files: tuple[Path, ...] = ()
    proof: Proof | None = None
    leaks: tuple[str, ...] = ()
    report: WriteReport | None = None
    lost_targets: tuple[str, ...] = ()


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

    def edition(self, language: str) -> Edition:
        """Return the publication in a language."""
        wording = Wording(language)
        sections = Composer(self.hidden.published, self.rules, wording, self.goals).sections()
        until = self.state.figures.reporting.cut_off(self.quarter)
        today = self.material.today
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
    material = read_material(book, today)
    with book.read() as raw:
        ledger = read_ledger(raw)
    if ledger.broken:
        raise FigureError(
            f"Auf dem Blatt „Veröffentlichungen“ sind Zellen der Veröffentlichung Nr. {ledger.broken[0]} geändert. "
            "Bitte das Blatt aus einer Sicherung zurückholen: Sonst lässt sich nicht prüfen, was schon bekannt ist."
        )
    state = settled_state(material, check_material(material))
    closed = state.closings.closed
    if quarter is None and closed and not draft:
        quarter = max(closed)
    chosen = chosen_quarter(material, quarter)
    quarters = [each for each in state.figures.reporting.begun if each <= chosen]
    missing = [each for each in quarters if each.code not in closed]
    if missing and not draft:
        raise FigureError(
            f"Das {missing[0].label} ist nicht abgeschlossen; „bisher“ wäre ohne es falsch. Bitte erst abschließen "
            f"(„lotse dashboard {book.name} --close {missing[0].code} --by KÜRZEL“) oder mit „--draft“ einen "
            "Entwurf ansehen."
        )
    last = max((each.quarter for each in ledger.releases), default="")
    further = [each for each in state.figures.reporting.begun if chosen.code < each.code <= last]
    closings = {each.code: ledger.closing_of(each.code) or 0 for each in [*quarters, *further]}
    closings = {
        code: number or closed[code].number for code, number in closings.items() if number or code in closed
    }
    rows = _rows(state, quarters, closings, today)
    settings = material.settings
    rules = Protection(
        smallest=settings.whole(SettingName.SMALLEST_CELL),
        percent_from=settings.whole(SettingName.PERCENT_FROM),
        dominance=settings.whole(SettingName.DOMINANCE),
    )
    codes = [each.code for each in quarters]
    district = settings.text(SettingName.DISTRICT)
    programme = programme_of(rows, codes, district)
    if not programme.tables:
        raise FigureError(f"Bis zum {chosen.label} gibt es noch nichts, was sich veröffentlichen ließe.")
    late = {} if draft else dict(_late(state, codes, rows, ledger, rules))
    beyond: tuple[Table, ...] = ()
    if further:  # an earlier quarter after a later one: what was said of the later one is known
        beyond = programme_of(rows, [*codes, *(each.code for each in further)], district).tables
    hidden = hide(programme, ledger, rules, late, beyond=beyond, work=work, clock=clock)
    used = {code: closings[code] for code in codes if code in closings}
    goals = tuple(_goals(state, chosen))
    return Counted(material, state, chosen, ledger, rules, hidden, goals, used, draft)


def _rows(state: State, quarters: list[Quarter], closings: Mapping[str, int], today: date) -> dict[str, Row]:
    """Return the values by key, each quarter as it was first published; of open ones as they are today."""
    found: dict[str, Row] = {}
    by_number = {number: code for code, number in closings.items()}
    for row in state.record.of(r.VALUES):
        number = whole(row.get(r.NUMBER))
        if number in by_number:
            found[str(row[r.KEY]).removeprefix(f"{number}: ")] = row
    for each in quarters:
        if each.code not in closings:
            until = state.figures.reporting.cut_off(each)
            closing = Closing(0, each, today, "", until, VERSION, "")
            found |= {str(row[r.KEY]): row for row in value_rows(state.figures, closing)}
    return found


def _late(
    state: State, codes: list[str], rows: Mapping[str, Row], ledger: Ledger, rules: Protection
) -> Iterator[tuple[str, int]]:
    """Yield how many were reported late of each subject: only where they are many enough, else they wait."""
    closed = state.closings.closed
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
        if said:
            yield topic.subject, said


def _goals(state: State, quarter: Quarter) -> Iterator[Goal]:
    for code, subject in (("Z20", TOPICS[0].subject), ("Z400", OWN_LABOUR)):
        measured, progress = state.figures.targets.get(code), state.figures.progress(code, quarter)
        if measured is not None and progress is not None and measured.target.end is not None:
            name = CITY if measured.of_city else subject
            yield Goal(name, round(progress.amount.number), measured.target.end)


def publish(
    book: Book,
    today: date,
    *,
    quarter: str | None = None,
    out: Path | None = None,
    draft: bool = False,
    language: str = "de",
    work: Work | None = None,
    clock: Callable[[], bool] = lambda: False,
) -> Publication:
    """Write what may leave the office, and enter it on `Veröffentlichungen`; with a leak, nothing at all.

    Raises:
        FigureError: the quarter is not closed, or nothing protects one of its cells.
        WorkbookError: a file cannot be written.
    """
    counted = count_for_publication(book, today, quarter=quarter, draft=draft, work=work, clock=clock)
    if counted.hidden.unmet:
        raise FigureError(
            f"{'; '.join(counted.hidden.unmet[:3])}: Dieser Wert ließe sich errechnen, was immer sonst verdeckt "
            "wird, denn zu viel darum herum ist schon veröffentlicht. Bitte ein Quartal warten."
        )
    edition = counted.edition(language)
    contents, proof, leaks = proven_files(counted.hidden, counted.ledger, edition, counted.goals, counted.rules)
    lost = counted.hidden.lost_targets
    made = Publication(counted.quarter, draft, language, leaks=leaks, proof=proof, lost_targets=lost)
    if leaks:
        return made
    stem = f"{STEM}_{counted.quarter.code}{'_en' if language == 'en' else ''}{'_Entwurf' if draft else ''}"
    files = put_files(out or book.folder / "Veröffentlichungen", stem, contents, book.path)
    if draft:
        return replace(made, files=files)
    try:
        report = book.write([build_ledger_sheet(_entered(counted, today))], today=today)
    except BaseException:
        for file in files:
            file.unlink(missing_ok=True)
        raise
    return replace(made, files=files, report=report)


def proven_files(
    hidden: Hidden, ledger: Ledger, edition: Edition, goals: Sequence[Goal], rules: Protection
) -> tuple[dict[str, bytes], Proof | None, tuple[str, ...]]:
    """Return the files by their endings with the proof in them, or the leaks that an attack has found."""
    key = key_of(hidden, ledger, edition, goals)
    earlier = earlier_tables(ledger)
    contents = {".xlsx": build_workbook(edition), ".html": render_page(edition).encode()}
    with tempfile.TemporaryDirectory() as folder:
        read = [read_file(file) for file in _put(Path(folder), contents)]
        verdict = attack(read, earlier, key, rules.smallest)
        if not verdict.safe:
            return {}, None, verdict.leaks
        proof = proof_of(verdict, hidden)
        edition = edition.with_proof(proof.rows(edition.wording))
        contents[".pdf"] = print_report(edition)
        said = replace(key, harmless=(*key.harmless, *(value for row in edition.proof for value in row)))
        [pdf] = [read_file(file) for file in _put(Path(folder), {".pdf": contents[".pdf"]})]
        verdict = attack([*read, pdf], earlier, said, rules.smallest)
    if not verdict.safe:
        return {}, None, verdict.leaks
    sums = {ending.strip("."): hashlib.sha256(content).hexdigest() for ending, content in contents.items()}
    quarter = hidden.published.programme.quarters[-1]
    document = {"quarter": quarter, "draft": edition.draft, "language": edition.wording.language}
    contents[".json"] = json_bytes({"proof": document | proof.public() | {"files": sums}})
    return contents, proof, ()


def _put(folder: Path, contents: Mapping[str, bytes]) -> Iterator[Path]:
    for ending, content in contents.items():
        path = folder / f"{STEM}{ending}"
        path.write_bytes(content)
        yield path


def _entered(counted: Counted, today: date) -> Ledger:
    """Return the ledger with this release, once: another language says nothing new."""
    ledger = counted.ledger
    number = max((each.number for each in ledger.releases), default=0) + 1
    cells = counted.hidden.published.cells()
    release = Release(number, today, counted.quarter.code, counted.closings, cells)
    if any(each.mark == release.mark and each.quarter == release.quarter for each in ledger.releases):
        return ledger
    return Ledger((*ledger.releases, release))


def told(made: Publication) -> Iterator[str]:
    """Yield what became of a publication, in sentences."""
    if made.leaks:
        yield "Es ist nichts geschrieben: Die fertigen Dateien verraten etwas."
        yield from made.leaks[:_MOST_LEAKS]
        return
    proof = made.proof
    kind = "Entwurf" if made.draft else "Veröffentlicht"
    yield f"{kind}: {made.quarter.label}. {', '.join(path.name for path in made.files)} in {made.files[0].parent}."
    if proof is not None:
        yield (
            f"{proof.hidden} von {proof.cells} Zellen verdeckt, {proof.small} davon klein; keine lässt sich "
            f"errechnen, auch mit {proof.releases} früheren Veröffentlichungen und als eine von {proof.insiders} "
            "Personen, die ihren Fall kennen, nicht."
        )
        yield _gap(proof)
    for lost in made.lost_targets:
        yield (
            f"{lost}: Dieser Stand eines Ziels ist verdeckt, obwohl er nicht klein ist. Sonst könnte jemand eine "
            "kleine Zahl errechnen, und sei es, weil er seinen eigenen Fall kennt."
        )


def _gap(proof: Proof) -> str:
    if proof.gap is None:
        return f"Aufwand {proof.cost}; nach einer sparsameren Verdeckung wurde nicht gesucht („--quick“)."
    if proof.stopped:
        return "Die Suche nach der sparsamsten Verdeckung hat zu lange gedauert; genommen ist die erste sichere."
    if proof.proven:
        return f"Sparsamer geht es nicht (Aufwand {proof.cost}, erste sichere Verdeckung {proof.heuristic})."
    return (
        f"Aufwand {proof.cost} (erste sichere Verdeckung {proof.heuristic}); höchstens "
        f"{shown_number(proof.gap * 100, 1)} % über dem Kleinstmöglichen."
    )


def publication_document(made: Publication) -> dict[str, Any]:
    """Return a publication as plain data."""
    return {
        "quarter": made.quarter.code,
        "draft": made.draft,
        "language": made.language,
        "files": [str(path) for path in made.files],
        "proof": None if made.proof is None else made.proof.document(),
        "hidden_targets": list(made.lost_targets),
        "leaks": list(made.leaks),
    }
