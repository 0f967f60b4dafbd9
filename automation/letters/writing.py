"""A plan of letters → files beside the workbook, and the rows of the log with what was written.

The files come through a `Delivery`: they stand once the workbook that names them is written, and not before.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.letters.delivery.letter_folders import HELD_BACK
from automation.letters.docx import Stationery
from automation.letters.email_draft import BY_EMAIL, ENDING, email_of
from automation.letters.pdf import PdfPress
from automation.letters.plan import WithheldLetter, defect_sentence
from automation.letters.stationery import ensure_neutral
from automation.letters.status import DispatchStatus
from automation.letters.word.press import WordPress
from workbook.errors import LetterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from automation.letters.delivery.transaction import Delivery
    from automation.letters.dispatch import Dispatch, DispatchLog
    from automation.letters.plan import LetterPlan, PlannedLetter
    from automation.letters.template_folders import TemplateFolders


class WrittenLetter(Struct, frozen=True):
    """A letter that lies in the folder: its number and kind, whom it goes to, its files."""

    reference: str
    kind: str
    key: str
    recipient: str
    files: tuple[Path, ...]


class Written(Struct, frozen=True):
    """What a run wrote, and the log as it is to be kept in the workbook.

    `withheld` are letters that could not be set after all; `stuck` the numbers of those that must not go out and
    that Word has open, so that they still lie among the others; `told` what else is to be said.
    """

    letters: tuple[WrittenLetter, ...]
    log: DispatchLog
    folder: Path
    withheld: tuple[WithheldLetter, ...] = ()
    stuck: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


def to_be_written(plan: LetterPlan) -> tuple[WrittenLetter, ...]:
    """Return the plan's letters as long as none of them is written."""
    rows = (planned.row for planned in plan.letters)
    return tuple(_entry(row, ()) for row in rows)


def write_letters(
    plan: LetterPlan,
    folder: Path,
    templates: TemplateFolders,
    delivery: Delivery,
    *,
    pdf: bool = True,
    progress: Callable[[int], None] | None = None,
) -> Written:
    """Write the plan's letters as Word files and, unless told not to, as PDF; return what lies in the folder now.

    `templates` is where stationery, `letter.typ` and `card.typ` lie; `progress` is called with the number of
    letters done.

    Raises:
        StationeryError: the office's `letterhead.docx` cannot be used.
        LetterError: a file of that name is there already.
        WorkbookNotWrittenError: the folder or the disk does not take the files.
    """
    log = plan.log.copy()
    with WordPress([each for each in plan.letters if each.on_own_paper], pdf=pdf) as own:
        written, withheld = _write(plan, folder, templates, delivery, log, own, pdf=pdf, progress=progress)
    told = (*own.told, *_told_of_logos(plan, templates))
    for blocked in plan.blocked:
        log.block(blocked.row.reference, blocked.reason)
    return Written(written, log, folder, withheld, _held_back(delivery, log), told)


def _write(
    plan: LetterPlan,
    folder: Path,
    templates: TemplateFolders,
    delivery: Delivery,
    log: DispatchLog,
    own: WordPress,
    *,
    pdf: bool,
    progress: Callable[[int], None] | None,
) -> tuple[tuple[WrittenLetter, ...], tuple[WithheldLetter, ...]]:
    if not plan.letters:
        return (), ()
    stationery = Stationery.open(templates.file("letterhead.docx"))
    looks = [templates.file(name) for name in ("letter.typ", "card.typ")]
    for look in looks:
        if look.parent != templates.shipped:
            ensure_neutral(look.name, look.read_text(encoding="utf-8", errors="replace"))
    press = PdfPress(templates.shipped, *looks) if pdf else None
    written: list[WrittenLetter] = []
    withheld: list[WithheldLetter] = []
    rows: list[Dispatch] = []
    for number, planned in enumerate(plan.letters, start=1):
        contents = _set(planned, stationery, press, own)
        if isinstance(contents, WithheldLetter):
            withheld.append(contents)
            log.take_back(planned.row, plan.before)
        elif (row := _delivered(delivery, planned, contents, folder)) is not None:
            rows.append(row)
            place = delivery.places.folder(row.folder)
            written.append(_entry(row, tuple(place / f"{planned.stem}{ending}" for ending in contents)))
        if progress is not None:
            progress(number)
    delivery.flush()
    log.put(rows)
    return tuple(written), tuple(withheld)


def _told_of_logos(plan: LetterPlan, templates: TemplateFolders) -> Iterator[str]:
    """Yield what is wrong with a logo, and where the office's own look has no place for it."""
    if not plan.letters:
        return
    yield from templates.logos().told
    if not any(planned.letter.office.logo is not None for planned in plan.letters):
        return
    sheet = templates.file("letterhead.docx")
    for look in (templates.file("letter.typ"), templates.file("card.typ")):
        own = look.parent != templates.shipped
        if own and "inputs.logo" not in look.read_text(encoding="utf-8", errors="replace"):
            yield (
                f"Ihr „{look.name}“ ist älter als das Logo: Im PDF fehlt es. „lotse letters --own-templates“ in "
                "einen leeren Ordner zeigt die Zeilen, die dazugehören."
            )
    if not Stationery.open(sheet).takes_a_logo:
        yield f"Ihr „{sheet.name}“ hat auf der ersten Seite keine Kopfzeile: Im Word-Schreiben fehlt das Logo."


def _set(
    planned: PlannedLetter, stationery: Stationery, press: PdfPress | None, own: WordPress
) -> dict[str, bytes] | WithheldLetter:
    """Return the letter's files by their endings; one that cannot be set is withheld and stops no other."""
    try:
        if planned.on_own_paper:
            return own.print(planned)
        letter = planned.letter
        contents = {".docx": stationery.write(letter)}
        if press is not None:
            contents[".pdf"] = press.print(letter)
    except LetterError as error:
        return planned.withheld(str(error))
    except Exception as defect:
        if os.environ.get("LOTSE_DEBUG"):
            raise
        return planned.withheld(defect_sentence(defect))
    return contents


def _with_email(planned: PlannedLetter, contents: dict[str, bytes]) -> Dispatch:
    """Put the draft of an e-mail beside the PDF where the letter can go so, and return the row that says it."""
    row = planned.row
    if planned.mail is None or ".pdf" not in contents:
        return row
    contents[ENDING] = email_of(planned.mail, row.reference, contents[".pdf"])
    return replace(row, way=row.way or BY_EMAIL)


def _held_back(delivery: Delivery, log: DispatchLog) -> tuple[str, ...]:
    """Move what must not go out into its folder; return the numbers of letters that Word has open.

    Rows that no run of this version has touched are left alone unless they are blocked: in version 0.1 what was
    replaced stayed where it was.
    """
    stuck = []
    for row in log.rows:
        out = row.standing == DispatchStatus.BLOCKED or (row.standing == DispatchStatus.REPLACED and row.run)
        if out and row.file_name:
            moved = delivery.move(row, HELD_BACK)
            if moved is None:
                stuck.append(row.reference)
            else:
                log.put([moved])
    return tuple(stuck)


def _delivered(
    delivery: Delivery, planned: PlannedLetter, contents: dict[str, bytes], folder: Path
) -> Dispatch | None:
    row = _with_email(planned, contents)
    if planned.again:
        return delivery.rewrite(row, contents)
    return delivery.create(row, contents, folder)


def _entry(row: Dispatch, files: tuple[Path, ...]) -> WrittenLetter:
    return WrittenLetter(row.reference, row.kind, row.source, row.recipient, files)
