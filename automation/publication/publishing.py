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

from automation.checks.closed import LEDGER
from automation.desk.elsewhere import alone
from automation.privacy.paper import json_bytes, put_files
from automation.publication.attack_key import earlier_tables, key_of
from automation.publication.attacker.verdict import attack, look_through, read_file
from automation.publication.beside import ensure_known, told_already
from automation.publication.counting import count_for_publication
from automation.publication.edition import missing_of
from automation.publication.page import render_page
from automation.publication.pdf import print_report
from automation.publication.proof import proof_of
from automation.publication.releases import Ledger, Release, build_ledger_sheet
from automation.publication.workbook_form import build_workbook
from workbook.errors import FigureError
from workbook.german import shown_number
from workbook.schema.setting_names import SettingName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from automation.office.quarters import Quarter
    from automation.publication.counting import Counted
    from automation.publication.document import Goal
    from automation.publication.edition import Edition
    from automation.publication.exact import Work
    from automation.publication.hiding import Hidden
    from automation.publication.primary import Protection
    from automation.publication.proof import Proof
    from workbook.writing.file_book import Book, WriteReport

STEM = "Zahlen"
_MOST_LEAKS = 20


@dataclass(frozen=True)
class Publication:
    """A publication: where its files lie, its proof; or the leaks that kept it from being written.

    `lost_targets` are figures of targets that had to be hidden, `targets_of_few` those of too few employers,
    `read_later` quarters whose employers were read after their closing, `left_out` splits that say too much;
    `beside_older`: other files of an earlier run lie beside these. `missing` names the settings that readers miss.
    """

    quarter: Quarter
    draft: bool
    language: str
    files: tuple[Path, ...] = ()
    proof: Proof | None = None
    leaks: tuple[str, ...] = ()
    report: WriteReport | None = None
    lost_targets: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    targets_of_few: tuple[str, ...] = ()
    read_later: tuple[tuple[str, int], ...] = ()
    beside_older: bool = False
    missing: tuple[str, ...] = ()


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
        raise FigureError(f"{'; '.join(counted.hidden.unmet[:3])}: {_refused(counted.hidden)}")
    edition = counted.edition(language)
    contents, proof, leaks = proven_files(counted.hidden, counted.ledger, edition, counted.goals, counted.rules)
    hidden = counted.hidden
    made = Publication(
        counted.quarter,
        draft,
        language,
        leaks=leaks,
        proof=proof,
        lost_targets=hidden.lost_targets,
        left_out=hidden.left_out,
        targets_of_few=hidden.targets_of_few,
        read_later=hidden.published.programme.read_later,
        missing=missing_of(counted.material.settings),
    )
    if leaks:
        return made
    stem = f"{STEM}_{counted.quarter.code}{'_en' if language == 'en' else ''}{'_Entwurf' if draft else ''}"
    folder = out or book.folder / LEDGER
    if draft or counted.repeated is not None:
        files = _there(folder, stem, contents) or (() if draft else told_already(folder, stem, contents))
        files = files or put_files(folder, stem, contents, book.path)
        return replace(made, files=files, beside_older=files[0].stem != stem)
    for each in dict.fromkeys((folder, book.folder / LEDGER)):
        ensure_known(each, f"{STEM}_", counted.ledger, contents)
    with alone(book):  # two who publish at once must not take each other's files for their own
        before = _there(folder, stem, contents)
        files = before or put_files(folder, stem, contents, book.path)
        try:
            report = book.write([build_ledger_sheet(_entered(counted, today))], today=today)
        except BaseException:
            for file in () if before else files:
                file.unlink(missing_ok=True)
            raise
    return replace(made, files=files, beside_older=files[0].stem != stem, report=report)


def _refused(hidden: Hidden) -> str:
    """Return why a quarter cannot be published at all, and what to do."""
    if hidden.told_before:
        return (
            "Dieser Wert ließe sich schon aus dem errechnen, was früher veröffentlicht ist, auch ohne ein neues "
            "Quartal. Es ist nichts geschrieben. Haben Sie seither unter „Einstellungen“ eine Regel verschärft, "
            f"etwa „{SettingName.SMALLEST_CELL}“ oder „{SettingName.EMPLOYERS}“? Dann stellen Sie dort bitte "
            "wieder ein, womit früher veröffentlicht wurde."
        )
    return (
        "Dieser Wert ließe sich errechnen, was immer sonst verdeckt wird, denn zu viel darum herum ist schon "
        "veröffentlicht. Es ist nichts geschrieben; was schon draußen ist, gilt weiter. Bitte geben Sie dieses "
        "Quartal nicht einzeln heraus, sondern erst zusammen mit dem nächsten: Schließen Sie auch das ab und "
        "veröffentlichen Sie dann nur das spätere der beiden."
    )


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
        leaks = tuple(look_through([*read, pdf], said))  # a PDF has words, and no tables beside those attacked
    if leaks:
        return {}, None, leaks
    sums = {ending.strip("."): hashlib.sha256(content).hexdigest() for ending, content in contents.items()}
    quarter = hidden.published.programme.quarters[-1]
    document = {"quarter": quarter, "draft": edition.draft, "language": edition.wording.language}
    contents[".json"] = json_bytes({"proof": document | proof.public() | {"files": sums}})
    return contents, proof, ()


def _there(folder: Path, stem: str, contents: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Return the files of an earlier run where they are the same, nothing where one is missing or another."""
    files = tuple(folder / f"{stem}{ending}" for ending in contents)
    same = all(file.is_file() and file.read_bytes() == contents[file.suffix] for file in files)
    return files if same else ()


def _put(folder: Path, contents: Mapping[str, bytes]) -> Iterator[Path]:
    for ending, content in contents.items():
        path = folder / f"{STEM}{ending}"
        path.write_bytes(content)
        yield path


def _entered(counted: Counted, today: date) -> Ledger:
    """Return the ledger with this release."""
    ledger = counted.ledger
    number = max((each.number for each in ledger.releases), default=0) + 1
    cells = counted.hidden.published.cells()
    return Ledger((*ledger.releases, Release(number, today, counted.quarter.code, counted.closings, cells)))


def told(made: Publication) -> Iterator[str]:
    """Yield what became of a publication, in sentences."""
    if made.leaks:
        yield "Es ist nichts geschrieben: Die fertigen Dateien verraten etwas."
        yield from made.leaks[:_MOST_LEAKS]
        return
    proof = made.proof
    kind = "Entwurf" if made.draft else "Veröffentlicht"
    yield f"{kind}: {made.quarter.label}. {', '.join(path.name for path in made.files)} in {made.files[0].parent}."
    if made.beside_older:
        yield "Die Dateien von früher liegen noch daneben; bitte geben Sie die neuen weiter."
    if proof is not None:
        before = {0: "", 1: " mit der früheren Veröffentlichung"}.get(
            proof.releases, f" mit {proof.releases} früheren Veröffentlichungen"
        )
        yield (
            f"{proof.hidden} von {proof.cells} Zellen verdeckt, {proof.small} davon klein{_of_few(proof)}. Keine "
            f"lässt sich{before} errechnen, auch nicht von jemandem, der seinen eigenen Fall kennt."
        )
        yield _gap(proof)
    if made.left_out:
        yield (
            f"Nicht dabei: {'; '.join(made.left_out)}. Sonst ließe sich eine kleine Zahl errechnen, zusammen mit "
            "allem, was veröffentlicht ist, und sei es daraus, welche Zeilen dort stehen und welche fehlen. Was "
            "davon früher veröffentlicht ist, gilt weiter. Beim nächsten Quartal versucht Lotse es wieder."
        )
    yield from _told_of_employers(made)
    for lost in made.lost_targets:
        yield (
            f"{lost}: Dieser Stand eines Ziels ist verdeckt, obwohl er nicht klein ist. Sonst könnte jemand eine "
            "kleine Zahl errechnen, und sei es, weil er seinen eigenen Fall kennt."
        )
    if made.missing:
        yield (
            "Es fehlt noch etwas, wonach Leser suchen: wer herausgibt, wen sie fragen können oder wo die Erklärung "
            "zur Barrierefreiheit liegt (BITV 2.0). Bitte ergänzen Sie unter „Einstellungen“ "
            f"{', '.join(made.missing)} und rufen Sie den Befehl noch einmal auf."
        )


def _told_of_employers(made: Publication) -> Iterator[str]:
    """Yield what staff must know of the rule for employers."""
    for target in made.targets_of_few:
        yield (
            f"{target}: Dieser Stand eines Ziels ist verdeckt, weil zu wenige Betriebe dahinterstehen oder einer "
            "überwiegt. Soll er trotzdem heraus, tragen Sie unter „Einstellungen“ eine 0 ein, bei "
            f"„{SettingName.EMPLOYERS}“ und „{SettingName.LARGEST_EMPLOYER}“; dann fragt Lotse nicht mehr danach."
        )
    if not made.read_later:
        return
    quarters = ", ".join(code for code, _ in made.read_later)
    unknown = sum(number for _, number in made.read_later)
    said = (
        f"{quarters}: Als abgeschlossen wurde, hielt Lotse noch nicht fest, wie viele Betriebe hinter den "
        "Vermittlungen stehen. Gefragt sind deshalb die Vermittlungen, wie sie heute in der Mappe stehen."
    )
    if unknown:
        words = "1 von ihnen steht" if unknown == 1 else f"{unknown} von ihnen stehen"
        said += (
            f" {words} dort nicht mehr so; dafür nimmt Lotse einen einzigen Betrieb an und verdeckt eher zu viel."
        )
    yield said


def _of_few(proof: Proof) -> str:
    return f", {proof.of_few} aus zu wenigen Betrieben" if proof.of_few else ""


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
        "targets_of_few_employers": list(made.targets_of_few),
        "employers_read_later": [{"quarter": code, "unknown": number} for code, number in made.read_later],
        "left_out": list(made.left_out),
        "missing_settings": list(made.missing),
        "leaks": list(made.leaks),
        "warnings": [] if made.report is None else list(made.report.warnings),
    }
