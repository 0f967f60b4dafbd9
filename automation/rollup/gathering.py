"""Hand-ins, wherever they lie → what each says, or why it is not counted; a bad file never ends the rest."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from automation.defects import sentence
from automation.rollup.addresses import keys_for, labels_of, name_of, scheme_of
from automation.rollup.counting import side_by_side
from automation.rollup.handin_sheet import CITY_SHEETS, EARLIER_CITY, HAND_IN_SHEETS, read_handin
from automation.rollup.packed import Aside, Numbers
from workbook.errors import (
    DamagedWorkbookError,
    LotseError,
    NoKnownTableError,
    PasswordProtectedError,
    WorkbookInUseError,
)
from workbook.writing.saving import check_nobody_has_it

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from automation.rollup.handed import HandIn
    from automation.rollup.linking import CountedPerson


@dataclass(frozen=True, slots=True)
class Gathered:
    """A file and what is counted of it, or the sentence that says why nothing is.

    `values` are the office's figures by their ids. `open_now`: somebody has the file open, and what was saved last
    counts. `persons` are those who count, by keyed hash, where offices are linked; `unlinked` had nothing to
    be known by. Workbooks with the same `content` are copies; of hand-ins, which have their own mark, it is "".
    """

    file: str
    handed: HandIn | None = None
    problem: str = ""
    values: Mapping[str, float | None] = field(default_factory=dict)
    unlinked: int = 0
    open_now: bool = False
    persons: Collection[CountedPerson] = field(default=(), repr=False)
    content: str = ""


def path_of(address: str) -> Path:
    """Return an address as a path; of a file elsewhere only the name, which is what messages say.

    Raises:
        LotseError: it is a folder that cannot be looked into or has no workbook; of others the files are known.
    """
    path = Path(name_of(address)) if scheme_of(address) else Path(address)
    if not scheme_of(address) and path.is_dir():
        try:
            os.scandir(path).close()
        except OSError as error:
            raise LotseError(_CLOSED) from error
        raise LotseError(_EMPTY)
    return path


_CLOSED = "Der Ordner lässt sich nicht öffnen. Bitte prüfen, ob er gelesen werden darf."
_EMPTY = (
    "In dem Ordner liegt keine Excel-Datei (.xlsx, .xlsm, auch nicht .xlsb, .xls oder .ods). Bitte prüfen, ob es "
    "der richtige ist."
)
_ENCRYPTED = (
    "„{}“ ist mit einem Kennwort verschlüsselt, und hier wird nach keinem gefragt. Bitte ohne Kennwort geben "
    "lassen, oder das Kennwort in der Umgebungsvariable LOTSE_PASSWORD hinterlegen; es gilt dann für alle Dateien."
)
_HAND_IN = "Das ist eine Abgabe und keine Mappe. Abgaben zählt „lotse rollup“ ohne „--workbooks“."


def is_open(address: str) -> bool:
    """Tell whether somebody has a file of this machine or its drives open; who, the city need not know."""
    if scheme_of(address):
        return False
    try:
        check_nobody_has_it(Path(address))
    except WorkbookInUseError:
        return True
    return False


def gather(addresses: Sequence[str]) -> Iterator[Gathered]:
    """Yield every hand-in, or what is wrong with its file."""
    labels, aside = labels_of(addresses), Aside()
    for address in addresses:
        try:
            handed = read_handin(path_of(address), keys_for(address))
            values = Numbers(side_by_side(handed))
            packed = handed.packed(aside)
            del handed
            yield Gathered(labels[address], packed, values=values, open_now=is_open(address))
        except DamagedWorkbookError as error:
            yield Gathered(labels[address], problem=str(error.sent_by("vom Büro")))
        except Exception as error:  # noqa: BLE001 -- one file never ends the rest, even where Lotse is at fault
            yield Gathered(labels[address], problem=problem_of(error))


def problem_of(error: Exception) -> str:
    """Return why a file is not counted.

    Raises:
        Exception: it is a defect of Lotse, and somebody wants to see where (`LOTSE_DEBUG`).
    """
    if isinstance(error, NoKnownTableError) and {*error.sheets} >= HAND_IN_SHEETS:
        return _HAND_IN
    if isinstance(error, NoKnownTableError) and {*error.sheets} >= CITY_SHEETS:
        return EARLIER_CITY
    if isinstance(error, PasswordProtectedError) and error.opens:
        return _ENCRYPTED.format(error.path.name)
    if isinstance(error, LotseError):
        return str(error)
    if isinstance(error, OSError):
        return "Die Datei lässt sich nicht lesen. Bitte prüfen, ob sie da ist und gelesen werden darf."
    if os.environ.get("LOTSE_DEBUG"):
        raise error
    return sentence(error)
