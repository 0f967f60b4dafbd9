"""What a run left that did not come to its end → finished or taken back, and sentences that say so.

The log decides. A letter that it knows is finished. One that it does not know but that lies whole in its folder may
have been printed already: its row is entered again. One that is incomplete is taken away, its number is free.
Files that were written anew or moved go back unless the log carries the mark of that run.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from automation.letters.delivery.files import (
    former_of,
    half_of,
    put_in_place,
    remove_own,
    remove_quietly,
)
from automation.letters.delivery.journal import Created, Moved, Rewritten, Step
from automation.letters.dispatch import DispatchLog

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from automation.letters.delivery.places import Places

    Told = Iterator[str]


_FEW = 6
_UNFINISHED = "Ein früherer Lauf kam nicht zu Ende"
_MOST_KEPT = 2_000
"""So many steps in an open book are remembered until it is seen saved."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The log as it is to go on, the steps that the journal must keep until it is written, and what to tell."""

    log: DispatchLog = field(default_factory=DispatchLog)
    kept: tuple[Step, ...] = ()
    told: tuple[str, ...] = ()


def settle(steps: Sequence[Step], log: DispatchLog, places: Places, *, saves: bool, act: bool = True) -> Settled:
    """Return how earlier runs are settled; with `act` their files are, too.

    `saves` tells that the log was read from a file. One that was read from an open book may still be lost, so what
    it knows is kept.
    """
    if not steps:
        return Settled(log)
    known = {row.reference: row for row in log.rows}
    kept: list[Step] = []
    entered: list[Created] = []
    confirmed: set[str] = set()
    taken_back: list[str] = []
    left: list[str] = []
    undone: list[str] = []
    for step in reversed(steps):
        reference, row = step.row.reference, known.get(step.row.reference)
        if isinstance(step, Created) and row is None and _is_whole(step, places):
            entered.insert(0, step)
            kept.append(step)
        elif isinstance(step, Created) and row is None:
            (taken_back if not act or undo(step, places) else left).append(reference)
        elif isinstance(step, Created) or row is None or row.run == step.run or reference in confirmed:
            # A later run's step on the same letter confirms the earlier ones, whose mark it has replaced.
            confirmed.add(reference)
            if act:
                _finish(step, places)
            if not saves:
                kept.append(step)
        else:
            undone.append(reference)
            if act:
                undo(step, places)
    settled = DispatchLog(log.rows)
    for step in entered:
        settled.add(step.row)
    told = _told([each.row.reference for each in entered], taken_back[::-1], left[::-1], undone[::-1])
    return Settled(settled, tuple(kept[:_MOST_KEPT][::-1]), tuple(told))


def undo(step: Step, places: Places, foreign: Collection[Path] = ()) -> bool:
    """Take a step back, as far as files still hold what it wrote; return whether nothing of it is left.

    `foreign` are files that were there before; they stay whatever they hold.
    """
    folder = places.folder(step.row.folder)
    gone = True
    for name, digest in step.files.items():
        file = folder / name
        if isinstance(step, Moved):
            gone &= _move_back(places.folder(step.folder) / name, file)
            continue
        if file in foreign:
            continue
        gone &= _take_away(file, digest, step.run)
        former = former_of(file, step.run)
        if isinstance(step, Rewritten) and former.exists():
            gone &= _move_back(former, file)
    return gone


def _is_whole(step: Created, places: Places) -> bool:
    """Tell whether every file of a letter lies in its folder, as it was written or as somebody changed it since."""
    folder = places.folder(step.row.folder)
    files = [folder / name for name in step.files]
    return all(file.is_file() and not _is_cut_off(file, half_of(file, step.run)) for file in files)


def _is_cut_off(file: Path, half: Path) -> bool:
    """Tell whether a run died while it copied a finished file to its place, on a drive without hard links."""
    try:
        whole, there = half.read_bytes(), file.read_bytes()
    except OSError:
        return False
    return whole != there and whole.startswith(there)


def _take_away(file: Path, digest: str, run: str) -> bool:
    half = half_of(file, run)
    if _is_cut_off(file, half):
        remove_quietly(file)
    remove_quietly(half)
    return remove_own(file, digest)


def _move_back(source: Path, target: Path) -> bool:
    """Move a file to where it was, unless another lies there; return whether it is there."""
    try:
        if not source.exists():
            return target.exists()
        if target.exists():
            if not source.samefile(target):
                return False
            source.unlink()
            return True
        put_in_place(source, target)
    except OSError:
        return False
    return True


def _finish(step: Step, places: Places) -> None:
    """Do what a run that came to its end had left to do."""
    if isinstance(step, Rewritten):
        for name in step.files:
            remove_quietly(former_of(places.folder(step.row.folder) / name, step.run))
    for name in step.files:
        remove_quietly(half_of(places.folder(step.row.folder) / name, step.run))


def _told(entered: Sequence[str], taken_back: Sequence[str], left: Sequence[str], undone: Sequence[str]) -> Told:
    if entered:
        yield (
            f"{_UNFINISHED}, oder die Mappe wurde danach nicht gespeichert: {_count(entered)} im Ordner, aber "
            f"nicht im „Postausgang“, und {_verb(entered)} jetzt eingetragen: {_listed(entered)}."
        )
    if taken_back:
        yield (
            f"{_UNFINISHED}. Angefangene Schreiben sind zurückgenommen und entstehen neu, wo sie noch nötig sind: "
            f"{_listed(taken_back)}."
        )
    if left:
        yield (
            f"{_UNFINISHED}, und seitdem hat jemand Dateien davon geändert oder geöffnet. Lotse lässt sie liegen; "
            f"bitte ansehen und löschen, wenn niemand sie braucht: {_listed(left)}."
        )
    if undone:
        yield (
            f"{_UNFINISHED}, oder die Mappe wurde danach nicht gespeichert. Die Dateien dieser Schreiben liegen "
            f"wieder so da, wie der „Postausgang“ sie kennt: {_listed(undone)}."
        )


def _count(references: Sequence[str]) -> str:
    return "1 Schreiben lag" if len(references) == 1 else f"{len(references)} Schreiben lagen"


def _verb(references: Sequence[str]) -> str:
    return "ist" if len(references) == 1 else "sind"


def _listed(references: Sequence[str]) -> str:
    """Return numbers for a sentence, the first few of many."""
    shown = ", ".join(references[:_FEW])
    return shown if len(references) <= _FEW else f"{shown} und {len(references) - _FEW} weitere"
