"""Where a letter stands, in the words of the log, and in those that staff type instead."""

from __future__ import annotations

import re
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class DispatchStatus(StrEnum):
    """Where a letter stands; `REPLACED` and `BLOCKED` are set by Lotse, the others by staff."""

    DRAFT = "Entwurf"
    CHECKED = "geprüft"
    PRINTED = "gedruckt"
    SENT = "versandt"
    CANCELLED = "storniert"
    BLOCKED = "gesperrt"
    REPLACED = "ersetzt"


SETTLED = frozenset({DispatchStatus.SENT, DispatchStatus.CANCELLED})
"""What staff have decided for good: no later run takes it back or writes it again."""
IN_HAND = frozenset({DispatchStatus.CHECKED, DispatchStatus.PRINTED})
"""What staff have begun to deal with: no later run writes it again."""
WAITING = IN_HAND | {DispatchStatus.DRAFT}
"""What still lies in the office and could go out."""

_SPELLINGS: Mapping[DispatchStatus, tuple[str, ...]] = MappingProxyType(
    {
        DispatchStatus.DRAFT: ("entwürfe", "neu", "offen"),
        DispatchStatus.CHECKED: ("kontrolliert", "freigegeben", "durchgesehen"),
        DispatchStatus.PRINTED: ("ausgedruckt", "druck"),
        DispatchStatus.SENT: (
            "versendet",
            "verschickt",
            "abgeschickt",
            "abgesandt",
            "abgesendet",
            "gesendet",
            "gesandt",
            "geschickt",
            "versand",
            "übergeben",
        ),
        DispatchStatus.CANCELLED: ("storno", "stornirt", "annulliert"),
        DispatchStatus.BLOCKED: ("sperre",),
        DispatchStatus.REPLACED: (),
    }
)
_NOISE = re.compile(r"[\W_]+")


def _bare(text: str) -> str:
    return _NOISE.sub("", text.casefold()).replace("ae", "ä").replace("oe", "ö").replace("ue", "ü")


_MEANT: Mapping[str, DispatchStatus] = MappingProxyType(
    {_bare(word): status for status, words in _SPELLINGS.items() for word in (status, *words)}
)


def status_of(text: str) -> DispatchStatus | str:
    """Return the status that a text means; the text itself where nobody can tell.

    >>> status_of("VERSANDT"), status_of(" versendet "), status_of("geprueft"), status_of("liegt bei Frau M.")
    (<DispatchStatus.SENT: 'versandt'>, <DispatchStatus.SENT: 'versandt'>, <DispatchStatus.CHECKED: 'geprüft'>, \
'liegt bei Frau M.')
    """
    typed = text.strip()
    return _MEANT.get(_bare(typed), typed) if typed else DispatchStatus.DRAFT
