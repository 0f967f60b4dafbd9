"""One person goes: first a list of what staff delete, then Lotse's own part and the proof that nothing is left.

The same command does both, by what it finds: as long as a row about the person stands in the staff's sheets, it
says which; once none does, it clears Lotse's sheets and files, keeps what figures count, and looks everywhere.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from automation import jobs
from automation.checks.keys import free_keys
from automation.desk.corrections import COLLECTED, read_corrections
from automation.desk.elsewhere import who_has_it
from automation.figures.closing.erased import missing
from automation.letters.delivery.files import is_open
from automation.letters.delivery.letter_folders import HELD_BACK, Places
from automation.letters.print_files import prints_with
from automation.material import check_material, facts_of, read_material, settled_state
from automation.privacy.about import identity_of, rows_about
from automation.privacy.access import PersonUnknownError, letters_of, look_up, normal_key
from automation.privacy.clearing import clear
from automation.privacy.hunting import Hunted, files_beside, hunt
from automation.privacy.obstacles import before_erasing
from automation.privacy.order import Order, order_file, read_order, write_order
from automation.privacy.overview import FOLDER as PAPERS
from automation.privacy.traces import Identity, Traces
from workbook.errors import LotseError
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import Client, Household
from workbook.writing.backups import backups_of
from workbook.writing.erased_keys import gone_from, remember_erased

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from automation.letters.dispatch import Dispatch
    from automation.privacy.about import MentionedAt, RowAbout
    from automation.privacy.access import Access, Holding
    from workbook.tables import Table
    from workbook.writing.file_book import FileBook


class StillThere(Struct, frozen=True):
    """A former version of the workbook that still holds the person, and the day by which it runs out, if any."""

    file: Path
    until: date | None


class ToErase(Struct, frozen=True):
    """The first step: what staff delete, what stays, what Lotse takes away afterwards.

    `rows` are whole rows; `stays` those of a household in which others live; `mentioned` single places; `letters`
    rows of the log that lose all but number, day, kind, category and ground; `obstacles` sentences to read first.
    """

    access: Access
    rows: tuple[RowAbout, ...]
    stays: tuple[RowAbout, ...]
    mentioned: tuple[MentionedAt, ...]
    letters: tuple[Dispatch, ...]
    files: tuple[Path, ...]
    backups: tuple[StillThere, ...]
    obstacles: tuple[str, ...]
    order: Order
    folder: Path


class Erased(Struct, frozen=True):
    """The second step: what was taken away, and what the hunt afterwards found. `done` is the proof.

    `instead` is the next free key, where the one after the highest was somebody's who was erased. `told` are
    sentences about what staff had put onto Lotse's sheets.
    """

    key: str
    day: date
    letters: int
    counted_on: int
    removed: tuple[Path, ...]
    stuck: tuple[Path, ...]
    hunted: Hunted
    backups: tuple[StillThere, ...]
    known: bool
    instead: str = ""
    told: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        """Whether nothing is left anywhere that Lotse can look."""
        return not self.hunted.left and not self.stuck


def erase(book: FileBook, key: str, today: date, folder: Path) -> ToErase | Erased:
    """Take the next step of erasing a person; orders and lists lie in `folder`.

    Raises:
        PersonUnknownError: nothing is about this key, and nobody has ordered its erasure.
        WorkbookError: the workbook cannot be read, or cannot be written while somebody has it open.
    """
    key = normal_key(key)
    # What Lotse does not write it cannot clear either: told before anybody deletes anything.
    book.keys.open(book.path).close()
    order = read_order(folder, key)
    try:
        holding = look_up(book, key, today)
    except PersonUnknownError:
        if order is None:
            raise
        return _finish(book, order, today, folder)
    own = tuple(row for row in holding.access.rows if not row.shared)
    if own:
        return _begin(book, holding, order, today, folder)
    return _finish(book, order or _from_backups(book, holding, today), today, folder)


def _from_backups(book: FileBook, holding: Holding, today: date) -> Order:
    """Return the order for somebody whose rows staff deleted unasked: what the latest backup with them says.

    Without one, nothing but the key is known.
    """
    key = holding.access.key
    letters = letters_of(holding.log, key, ())
    order = Order(
        key,
        today,
        Identity(key),
        letters=tuple(each.reference for each in letters),
        files=tuple(map(str, _files_of(book, letters))),
    )
    for backup in backups_of(book.path):
        with suppress(LotseError), read_book(backup.path, book.keys) as raw:
            office, _ = read_office(raw)
            rows = tuple(row for row in rows_about(office, raw, key) if not row.shared)
            if any(row.record is Client for row in rows):
                places = tuple((row.record.spec.sheet, row.key) for row in rows if row.key)
                return replace(order, identity=identity_of(office, rows, key, household=False), places=places)
    return order


def _begin(book: FileBook, holding: Holding, earlier: Order | None, today: date, folder: Path) -> ToErase:
    access = holding.access
    shared = tuple(row for row in access.rows if row.shared)
    others = _others_at_home(holding)
    # Who is on a list of their own does not keep the home: of a family erased together the last list has it.
    leaving = tuple(each for each in others if order_file(folder, normal_key(each)).exists())
    together = len(others) > len(leaving)
    rows = tuple(row for row in access.rows if not row.shared or not together)
    letters = letters_of(holding.log, access.key, access.rows)
    files = _files_of(book, letters)
    order = Order(
        access.key,
        today,
        identity_of(holding.office, access.rows, access.key, household=not together),
        places=tuple((row.record.spec.sheet, row.key) for row in rows if row.key),
        letters=tuple(each.reference for each in letters),
        files=tuple(str(file) for file in files),
    )
    if earlier is None:
        order = _with_figures(book, order, rows, today)
    order = order.joined(earlier)
    write_order(folder, order, book.path)
    return ToErase(
        access,
        rows,
        shared if together else (),
        tuple(each for each in access.mentioned if not each.owned),
        letters,
        files,
        backups_with(book, order.identity, access.settings.days_of_backups),
        (*before_erasing(holding, letters), *([_home_goes(len(leaving))] if leaving and not together else ())),
        order,
        folder,
    )


def _files_of(book: FileBook, letters: Sequence[Dispatch]) -> tuple[Path, ...]:
    """Return the files of letters, wherever they lie, and what was printed with one of them in it."""
    usual = book.folder / jobs.LETTERS_FOLDER
    places = Places(book.folder, (usual,))
    files = [file for row in letters for each in _everywhere(places, row) for file in places.files(each)]
    return tuple(dict.fromkeys((*files, *prints_with(usual, letters))))


def _everywhere(places: Places, row: Dispatch) -> tuple[Dispatch, ...]:
    """Return a row with each folder that its files may lie in: its own, and the one for what must not go out."""
    located = places.located(row)
    return (located, replace(located, folder=f"{located.folder.rstrip('/')}/{HELD_BACK}".lstrip("/")))


def _others_at_home(holding: Holding) -> tuple[str, ...]:
    """Return who else among the clients belongs to a household of the person."""
    homes = {row.key for row in holding.access.rows if row.record is Household}
    clients = holding.office[Client]
    pairs = zip(clients.column("client_id"), clients.column("household_id"), strict=True)
    return tuple(key or "" for key, home in pairs if home in homes and key != holding.access.key)


def _home_goes(others: int) -> str:
    """Return the sentence; it names nobody, for the list would then be a trace of them."""
    whom = "die andere Person" if others == 1 else f"alle {others} anderen"
    return (
        f"Der Haushalt steht mit auf dieser Liste, weil für {whom} darin schon ein Löschauftrag liegt. Bleibt "
        "jemand davon doch, löschen Sie bitte dessen Löschauftrag und diesen hier und beginnen Sie noch einmal."
    )


def _with_figures(book: FileBook, order: Order, rows: Sequence[RowAbout], today: date) -> Order:
    """Return the order with what figures have to count on once these rows have gone."""
    material = read_material(book, today)
    state = settled_state(material, check_material(material))
    positions = {
        record: {material.office[record].position_of(row.row) for row in rows if row.record is record}
        for record in {row.record for row in rows}
    }
    without = structs.replace(material, office=material.office.without(positions))
    after = facts_of(without, check_material(without))
    held = missing(material.record, state.facts, after, without.office, state.only_new)
    return replace(order, held=held, held_before=len(state.closings.held))


def _finish(book: FileBook, order: Order, today: date, folder: Path) -> Erased:
    elsewhere = who_has_it(book)
    if elsewhere is not None:
        raise elsewhere.refusal
    remember_erased(book.path, _collected(book, order.identity), today)  # clearing forgets where they came from
    cleared = clear(book, order, today, folder)
    remember_erased(book.path, [order.key], today)
    removed, stuck = _removed([*map(Path, order.files), *_papers(folder, order.key)])
    traces = Traces(order.identity)
    known = bool(order.identity.names)
    places = Places(book.folder)
    kept = {order_file(folder, order.key), *stuck}
    folders = [folder, book.folder / PAPERS, *places.folders(book.folder / jobs.LETTERS_FOLDER, cleared.log.rows)]
    folders += [Path(each).parent for each in order.files]
    beside = [each for each in files_beside(book.path, folders) if each not in kept]
    with book.read() as raw, book.keys.open(book.path) as package:
        hunted = hunt(raw, package, beside, traces)
        instead = _instead(read_office(raw)[0][Client], gone_from(book.path))
    done = Erased(
        order.key,
        today,
        cleared.letters,
        len(order.held),
        tuple(removed),
        tuple(stuck),
        hunted,
        backups_with(book, order.identity, cleared.settings.days_of_backups),
        known,
        instead,
        cleared.told,
    )
    if done.done:
        order_file(folder, order.key).unlink(missing_ok=True)
    return done


def _collected(book: FileBook, identity: Identity) -> list[str]:
    """Return from which entries of intakes the rows about a person came, as `Änderungen` has it."""
    theirs = {identity.key, *identity.row_keys}
    with book.read() as raw:
        rows = read_corrections(raw).rows
    return [str(each.before) for each in rows if each.rule == COLLECTED and str(each.after) in theirs]


def _instead(clients: Table[Client], gone: Callable[[str], bool]) -> str:
    """Return the next free key where the one after the highest was somebody's who was erased, `""` elsewhere."""
    highest, free = next(free_keys(clients, lambda _: False), ""), next(free_keys(clients, gone), "")
    return free if free != highest else ""


def _removed(files: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Remove files; return those that went, and those that somebody has open or that may not be removed."""
    removed, stuck = [], []
    for file in dict.fromkeys(files):
        with suppress(FileNotFoundError):
            try:
                if is_open(file):
                    stuck.append(file)
                    continue
                file.unlink()
                removed.append(file)
            except OSError:
                if file.exists():
                    stuck.append(file)
    return removed, stuck


def _papers(folder: Path, key: str) -> list[Path]:
    """Return the answers and lists about a person that Lotse has written, the order excepted."""
    if not folder.is_dir():
        return []
    ours = (f"Auskunft_{key}_", f"Löschliste_{key}_")
    return sorted(each for each in folder.iterdir() if each.name.startswith(ours))


def backups_with(book: FileBook, identity: Identity, days: int | None) -> tuple[StillThere, ...]:
    """Return the backups of a workbook that hold the key of a person; of one that cannot be read it is supposed."""
    key = identity.key.encode()
    found = []
    for each in backups_of(book.path):
        holds = True
        with suppress(Exception), book.keys.open(each.path) as package:
            holds = any(key in package.read(name) for name in package.names() if name.startswith("xl/"))
        if holds:
            found.append(StillThere(each.path, _runs_out(each.moment, days)))
    return tuple(found)


def _runs_out(moment: datetime, days: int | None) -> date | None:
    return None if days is None else (moment + timedelta(days=days + 1)).date()
