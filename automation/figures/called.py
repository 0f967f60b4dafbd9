"""Which figure somebody means who writes its name in words instead of its code."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from automation.figures.measures import Group

_SURE = 0.8


def figure_called(asked: str, groups: Iterable[Group]) -> str:
    """Return the code of the figure that is called so, but for a slip; `""` if none is.

    >>> from automation.figures.indicators import groups
    >>> [figure_called(asked, groups()) for asked in ("Vermitlungen", "Integrationen", "v", "Wetter")]
    ['V', 'INT', 'V', '']
    """
    names: dict[str, str] = {}
    for group in groups:
        for measure in group.measures:
            for name in (measure.id, measure.title, f"{group.title} {measure.title}"):
                names.setdefault(_bare(name), measure.id)
        own = {measure.id for measure in group.measures} & {group.code}
        names.setdefault(_bare(group.title), next(iter(own), group.measures[0].id))
    wanted = _bare(asked)
    if wanted in names:
        return names[wanted]
    found = get_close_matches(wanted, names, n=1, cutoff=_SURE)
    found = found or [name for name in names if wanted and name.startswith(f"{wanted} ")]
    return names[found[0]] if found else ""


def _bare(name: str) -> str:
    return " ".join(name.replace("_", " ").replace(":", " ").casefold().split())
