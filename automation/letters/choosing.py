"""Letters that were asked for by kind or key: a choice that the workbook cannot know is refused."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from automation.letters.occasions import occasions
from workbook.errors import LetterError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from automation.letters.desk import Desk
    from automation.letters.occasion import Occasion
    from automation.letters.plan import LetterPlan

_FEW = 20  # so many choices can be told in one sentence


def ensure_known_choice(desk: Desk, kinds: Collection[str], keys: Collection[str]) -> None:
    """Refuse a choice of letters that the workbook cannot know, before anything is written.

    Raises:
        LetterError: there is no such kind of letter, or no row with such a key; it says what may be meant.
    """
    _ensure_known("Art", kinds, desk.templates)
    tables = [each.table for each in occasions().values()]
    _ensure_known("Nummer", keys, {key for table in tables for key in desk.office[table].positions})


def _ensure_known(noun: str, wanted: Collection[str], known: Collection[str]) -> None:
    for each in wanted:
        if each not in known:
            near = get_close_matches(each, known, n=1)
            cure = "Bitte in der Mappe nachsehen."
            if near:
                cure = f"Ist „{near[0]}“ gemeint?"
            elif len(known) <= _FEW:
                cure = f"Zur Wahl stehen: {', '.join(known)}."
            raise LetterError(f"Die {noun} „{each}“ gibt es nicht. {cure}")


def told_of_keys(plan: LetterPlan, desk: Desk, kinds: Collection[str], keys: Collection[str]) -> Iterator[str]:
    """Yield, for each key that was asked for without a kind and has nothing due, what exists and how to get one."""
    spoken = {each.row.source for each in plan.letters} | {each.row.source for each in plan.blocked}
    spoken |= {each.key for each in plan.withheld}
    spoken |= {key.partition(" ")[0] for key in spoken}
    known: Mapping[str, Occasion[Any]] = occasions()
    for key in () if kinds else keys:
        if key in spoken:
            continue
        there = [
            f"{row.reference} ({row.kind}, {row.status})"
            for row in plan.log.rows
            if row.reference and key in {row.source, row.source.partition(" ")[0], row.client_id, row.recipient}
        ]
        offered: list[str] = []
        reasons: dict[str, None] = {}
        for kind in desk.templates.values():
            occasion = known[kind.head.occasion]
            row = occasion.row(key, desk)
            if row is not None:
                offered.append(kind.kind)
                if occasion.by_itself and (reason := occasion.why_not(row, kind, desk)) is not None:
                    reasons[reason] = None
        why = f" {next(iter(reasons))}" if len(reasons) == 1 else ""
        exists = f" Im „Postausgang“: {_listed(there)}." if there else " Im „Postausgang“ steht noch keines."
        ask = f" Auf Wunsch gibt es mit --kind: {_listed(offered)}." if offered else ""
        yield f"{key}: Zurzeit ist kein Schreiben fällig.{why}{exists}{ask}"


def _listed(texts: Collection[str]) -> str:
    shown = ", ".join([*texts][:_FEW])
    return shown if len(texts) <= _FEW else f"{shown} und {len(texts) - _FEW} weitere"
