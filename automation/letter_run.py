"""What a run does about letters: what they are written from, which are due, and what came of them.

Only the jobs that come to letters import it: a dashboard needs nothing of them.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.letters.choosing import ensure_known_choice
from automation.letters.delivery.letter_folders import told_of_gone, told_of_unknown
from automation.letters.desk import Desk, findings_by_row
from automation.letters.frontmatter import TemplateError
from automation.letters.logbook import read_log
from automation.letters.planning import plan_letters
from automation.letters.reference import numbers_in
from automation.letters.remarks import letter_findings, no_letter_at_all
from automation.letters.template_folders import TemplateFolders
from automation.material import acknowledged
from automation.resources import templates_folder
from workbook.errors import LetterError, SettingError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from pathlib import Path

    from automation.letters.delivery.transaction import Delivery
    from automation.letters.dispatch import DispatchLog
    from automation.letters.plan import BlockedLetter, LetterPlan, WithheldLetter
    from automation.letters.writing import Written, WrittenLetter
    from automation.material import Checked, Material
    from workbook.findings import Finding
    from workbook.writing.file_book import WriteReport


class Posted(Struct, frozen=True):
    """The letters that were written (with `dry_run`: would be), those withheld, and how many exist already.

    `told` are sentences about letters of earlier runs: finished, taken back, gone. `blocked` are those that must
    not go out any more; `findings` all that is to be said of letters, as `Prüfbericht` says it.
    """

    written: tuple[WrittenLetter, ...]
    withheld: tuple[WithheldLetter, ...]
    unchanged: int
    folder: Path
    dry_run: bool = False
    report: WriteReport | None = None
    told: tuple[str, ...] = ()
    blocked: tuple[BlockedLetter, ...] = ()
    findings: tuple[Finding, ...] = ()


def get_ready() -> None:
    """Load what letters are written from: while a workbook is parsed beside, nobody waits for it."""
    with suppress(TemplateError):  # told where letters are asked for
        TemplateFolders(templates_folder()).kinds()


def letters_asked(material: Material, checked: Checked) -> tuple[Finding, ...]:
    """Return what stands in the way of letters, without writing any."""
    try:
        plan = plan_letters(desk_of(material, checked), read_log(material.dispatch), writing=False)
    except (SettingError, LetterError) as error:
        return (no_letter_at_all(error, material.office),)
    return letter_findings(plan, material.office, today=material.today)


def desk_of(material: Material, checked: Checked) -> Desk:
    """Return what letters are written from."""
    findings, templates = findings_by_row(checked.findings), material.templates
    return Desk(
        *(material.office, material.settings, templates.kinds(), material.today, findings),
        sentences=templates.sentences,
        logos=templates.logos,
    )


def desk_to_write(material: Material, checked: Checked) -> Desk:
    """Return the same for a run that writes: what is wrong in a letter of Word is marked in a copy as well."""
    try:
        return desk_of(material, checked)
    except TemplateError as error:
        from automation.letters.word.marked_copies import told_with_copies

        raise told_with_copies(error, material.templates.own) from error


def planned(
    desk: Desk,
    log: DispatchLog,
    delivery: Delivery,
    folder: Path,
    *,
    kinds: Collection[str] = (),
    keys: Collection[str] = (),
) -> LetterPlan:
    """Return what a run would do with the letters of this log.

    Raises:
        LetterError: there is no such kind of letter, or no row with such a key.
    """
    ensure_known_choice(desk, kinds, keys)
    taken = {number for place in delivery.places.folders(folder, log.rows) for number in numbers_in(place)}
    return plan_letters(desk, log, kinds=kinds, keys=keys, taken=taken, missing=delivery.places.misses)


def written_files(
    plan: LetterPlan,
    folder: Path,
    templates: TemplateFolders,
    delivery: Delivery,
    *,
    pdf: bool,
    progress: Callable[[int, int], None] | None,
) -> Written:
    """Write the files of the letters that are planned, and tell `progress` how many of how many are done."""
    from automation.letters.writing import write_letters as write_files

    count = len(plan.letters)
    tell = None if progress is None else lambda done: progress(done, count)
    return write_files(plan, folder, templates, delivery, pdf=pdf, progress=tell)


def remarks_of(plan: LetterPlan, written: Written, material: Material) -> tuple[Finding, ...]:
    """Return what the report says of the letters of a run."""
    found = letter_findings(plan, material.office, written.log, written.stuck, today=material.today)
    return (*found, *(each.finding for each in written.withheld))


def remarks_on_all(desk: Desk, written: Written) -> tuple[Finding, ...]:
    """Return what the report says of all letters where only some were to be written."""
    plan = plan_letters(desk, written.log, writing=False)
    found = letter_findings(plan, desk.office, stuck=written.stuck, today=desk.today)
    return (*found, *(each.finding for each in written.withheld))


def posted_of(plan: LetterPlan, written: Written, material: Material, found: Iterable[Finding]) -> Posted:
    """Return what came of a run's letters; `found` is what the report says of them."""
    return Posted(
        written.letters,
        (*plan.withheld, *written.withheld),
        plan.unchanged,
        written.folder,
        blocked=plan.blocked,
        findings=tuple(acknowledged(found, material)),
    )


def told_after(plan: LetterPlan, written: Written) -> tuple[str, ...]:
    """Return the sentences about letters of this run and earlier ones."""
    return (*written.told, *told_of_gone(plan.gone), *told_of_unknown(written.folder, written.log.rows))
