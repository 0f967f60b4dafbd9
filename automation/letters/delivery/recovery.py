"""What a run left that did not come to its end → finished or taken back, and sentences that say so.

The log decides. A letter that it knows is finished. One that it does not know but that lies whole in its folder may
have been printed already: its row is entered again. One that is incomplete is taken away, its number is free.
Files that were written anew or moved go back unless the log carries the mark of that run.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from msgspec import Struct, field

from automation.letters.delivery.files import (
    former_of,
    half_of,
    put_in_place,
    remove_own,
    remove_quietly,
)
from automation.letters.delivery.journal import Created, Moved, Rewritten, Step, mark_of
from automation.letters.dispatch import DispatchLog

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from automation.letters.delivery.letter_folders import Places
    from automation.letters.dispatch import Dispatch


_FEW = 6
_UNFINISHED = "Ein früherer Lauf kam nicht zu Ende"
_MOST_KEPT = 2_000
"""So many steps in an open book are remembered until it is seen saved."""


class Settled(Struct, frozen=True):
    """The log as it is to go on, the steps that the journal must keep until it is written, and what to tell."""

    log: DispatchLog = field(default_factory=DispatchLog)
    kept: tuple[Step, ...] = ()
    told: tuple[str, ...] = ()


class _Fate(Enum):
    """What becomes of a step of an earlier run."""

    ENTERED = auto()
    FINISHED = auto()
    TAKEN_BACK = auto()
    LEFT = auto()
    UNDONE = auto()


def settle(steps: Sequence[Step], log: DispatchLog, places: Places, *, saves: bool, act: bool = True) -> Settled:
    """Return how earlier runs are settled; with `act` their files are, too.

    `saves` tells that the log was read from a file. One that was read from an open book may still be lost, so what
    it knows is kept.
    """
    if not steps:
        return Settled(log)
    known = {row.reference: row for row in log.rows}
    kept: list[Step] = []
    fates: dict[_Fate, list[Dispatch]] = {fate: [] for fate in _Fate}
    for step in reversed(steps):
        fate = _fate_of(step, known, fates[_Fate.FINISHED], places)
        if act and fate in {_Fate.ENTERED, _Fate.FINISHED}:
            _finish(step, places)
        elif act and not undo(step, places) and fate is _Fate.TAKEN_BACK:
            fate = _Fate.LEFT
        if fate is _Fate.ENTERED or (fate is _Fate.FINISHED and not saves):
            kept.insert(0, step)
        fates[fate].insert(0, step.row)
    settled = log.copy()
    for row in fates[_Fate.ENTERED]:
        settled.add(row)
    return Settled(settled, tuple(kept[-_MOST_KEPT:]), tuple(_told(fates)))


def _fate_of(step: Step, known: Mapping[str, Dispatch], finished: Sequence[Dispatch], places: Places) -> _Fate:
    row = known.get(step.row.reference)
    if isinstance(step, Created):
        if row is not None:
            return _Fate.FINISHED
        return _Fate.ENTERED if _is_whole(step, places) else _Fate.TAKEN_BACK
    # A later run's step on the same letter confirms the earlier ones, whose mark it has replaced.
    later = any(each.reference == step.row.reference for each in finished)
    return _Fate.FINISHED if row is None or row.run == mark_of(step.run) or later else _Fate.UNDONE


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


_SENTENCES = {
    _Fate.TAKEN_BACK: (". Angefangene Schreiben sind zurückgenommen und entstehen neu, wo sie noch nötig sind"),
    _Fate.LEFT: (
        ", und seitdem hat jemand Dateien davon geändert oder geöffnet. Lotse lässt sie liegen; bitte ansehen und "
        "löschen, wenn niemand sie braucht"
    ),
    _Fate.UNDONE: (
        ", oder die Mappe wurde danach nicht gespeichert. Die Dateien dieser Schreiben liegen wieder so da, wie "
        "der „Postausgang“ sie kennt"
    ),
}


def _told(fates: Mapping[_Fate, Sequence[Dispatch]]) -> Iterator[str]:
    numbers = {fate: list(dict.fromkeys(row.reference for row in rows)) for fate, rows in fates.items()}
    if entered := numbers[_Fate.ENTERED]:
        one = len(entered) == 1
        yield (
            f"{_UNFINISHED}, oder die Mappe wurde danach nicht gespeichert: {len(entered)} Schreiben "
            f"{'lag' if one else 'lagen'} im Ordner, aber nicht im „Postausgang“, und {'ist' if one else 'sind'} "
            f"jetzt eingetragen: {_listed(entered)}."
        )
    for fate, sentence in _SENTENCES.items():
        if numbers[fate]:
            yield f"{_UNFINISHED}{sentence}: {_listed(numbers[fate])}."


def _listed(references: Sequence[str]) -> str:
    """Return numbers for a sentence, the first few of many."""
    shown = ", ".join(references[:_FEW])
    return shown if len(references) <= _FEW else f"{shown} und {len(references) - _FEW} weitere"
