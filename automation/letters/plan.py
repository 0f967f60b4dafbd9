"""What a run is going to do with letters: write, withhold, block, leave alone."""

from __future__ import annotations

import pickle
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from automation.letters.dispatch import Dispatch, DispatchLog
    from automation.letters.email_draft import Mail
    from automation.letters.model import Letter
    from workbook.findings import Finding


@dataclass(frozen=True, slots=True)
class PackedLetter:
    """A letter that waits until it is written, small, so that thousands may wait beside each other.

    One on a document of the office's own is `kept` as it is: all of them share that document.
    """

    content: bytes = field(repr=False)
    kept: Letter | None = field(default=None, repr=False)

    @classmethod
    def of(cls, letter: Letter) -> PackedLetter:
        """Return the letter, packed."""
        if letter.paper is not None:
            return cls(b"", letter)
        return cls(zlib.compress(pickle.dumps(letter, pickle.HIGHEST_PROTOCOL), 1))

    @property
    def letter(self) -> Letter:
        """The letter, unpacked anew each time."""
        if self.kept is not None:
            return self.kept
        return cast("Letter", pickle.loads(zlib.decompress(self.content)))  # noqa: S301 - packed by this process


class PlannedLetter(Struct, frozen=True):
    """A letter to write: the letter, its row in the log, and its files' name without ending.

    `again` marks a draft whose files are gone; it keeps its number and its day. `place` is where a finding would
    stand if it could not be written, `mail` where it can go by e-mail.
    """

    packed: PackedLetter
    row: Dispatch
    stem: str
    place: WithheldLetter
    again: bool = False
    mail: Mail | None = None

    @classmethod
    def of(
        cls,
        letter: Letter,
        row: Dispatch,
        stem: str,
        place: WithheldLetter,
        *,
        again: bool = False,
        mail: Mail | None = None,
    ) -> PlannedLetter:
        """Return a letter that waits, packed, until it is written."""
        return cls(PackedLetter.of(letter), row, stem, place, again, mail)

    @property
    def letter(self) -> Letter:
        """The letter, unpacked anew each time."""
        return self.packed.letter

    @property
    def on_own_paper(self) -> bool:
        """Whether it comes on a document of the office's own."""
        return self.packed.kept is not None

    def withheld(self, why: str) -> WithheldLetter:
        """Return the letter as one that could not be written after all."""
        return replace(self.place, finding=replace(self.place.finding, message=why))


class WithheldLetter(Struct, frozen=True):
    """A letter that must not be written yet: for which row, and the finding that says why and where to look.

    `kind` is the kind of letter; where there is no template, the kind of referral. `why` is the reason alone.
    `cause` is the finding that tells of the mistake itself, `None` where none does: then `finding` is told. `draft`
    is the sentence about a draft that lies there already, "" if there is none.
    """

    kind: str
    key: str
    finding: Finding
    why: str = ""
    cause: Finding | None = None
    draft: str = ""

    @property
    def sheet(self) -> str:
        """The sheet to look at."""
        return self.finding.sheet

    @property
    def cell(self) -> str:
        """The cell to look at."""
        return self.finding.cell

    @property
    def reason(self) -> str:
        """Why there is no letter, as `Prüfbericht` says it."""
        return self.finding.message

    @property
    def suggestion(self) -> str | None:
        """What would help."""
        return self.finding.suggestion


class BlockedLetter(Struct, frozen=True):
    """A letter of the log that must not go out any more, and why.

    `withheld` is the fingerprint of the finding that says so already, "" if there is none.
    """

    row: Dispatch
    reason: str
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class LetterPlan:
    """What a run would write and block.

    `log` holds the rows with the new letters, `before` as they were read; `unchanged` letters exist already,
    `out_of_date` are those of them that staff have checked or printed and that would read otherwise now, `gone`
    those whose file is gone and that are not written again, `moved` those sent with an appointment that is another
    now. `german_only` says why a kind of letter does not have the second language of a client (kind, key → reason).
    """

    letters: tuple[PlannedLetter, ...]
    withheld: tuple[WithheldLetter, ...]
    unchanged: int
    log: DispatchLog
    before: DispatchLog
    blocked: tuple[BlockedLetter, ...] = ()
    out_of_date: tuple[Dispatch, ...] = ()
    gone: tuple[Dispatch, ...] = ()
    moved: tuple[Dispatch, ...] = ()
    german_only: Mapping[tuple[str, str], str] = field(default_factory=dict)


def defect_sentence(defect: Exception) -> str:
    """Return what staff read of a letter that Lotse itself fails at; the exception's own text may hold data."""
    return (
        f"Dieses Schreiben ließ sich nicht verfassen ({type(defect).__name__}). Die anderen sind davon nicht "
        "betroffen; bitte „lotse doctor“ aufrufen und die Ausgabe an die Betreuung von Lotse geben."
    )
