"""Letters on an office's own documents → their files; the PDF comes through an installed LibreOffice.

LibreOffice takes long to start and little for each further document, so letters wait for each other. What lies in
between is in a folder of this run that only its user may read and that goes with it.
"""

from __future__ import annotations

import tempfile
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self

from workbook.errors import LotseError
from workbook.live.libreoffice.program import LibreOffice, find_libreoffice, install_hint, own_libreoffice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from automation.letters.plan import PlannedLetter

_TOGETHER = 50
NO_LIBREOFFICE = (
    "Schreiben aus Word-Vorlagen gibt es nur als Word-Datei: Für das PDF braucht Lotse ein LibreOffice. "
    f"{install_hint()}"
)
NOT_CONVERTED = (
    "Zu {} aus Word-Vorlagen gibt es kein PDF: LibreOffice hat sie nicht umgewandelt. Die Word-Dateien sind "
    "fertig; bitte aus Word drucken oder LibreOffice schließen und „Briefe“ noch einmal starten."
)


class WordPress(AbstractContextManager["WordPress"]):
    """Sets the letters of a run that come on a document of their own; `told` says what could not be had."""

    def __init__(self, letters: Sequence[PlannedLetter], *, pdf: bool) -> None:
        self._waiting = [each for each in letters if each.on_own_paper]
        self._pdf = pdf and bool(self._waiting)
        self._stack = ExitStack()
        self._office: LibreOffice | None = None
        self._folder = Path()
        self._ready: dict[str, dict[str, Path]] = {}
        self._lost = 0
        self.told: tuple[str, ...] = ()

    def __enter__(self) -> Self:
        if self._pdf and find_libreoffice() is None:
            self._pdf, self.told = False, (NO_LIBREOFFICE,)
        elif self._pdf:
            self._office = self._stack.enter_context(own_libreoffice("das PDF zu Word-Vorlagen"))
            self._folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="lotse-briefe-")))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def print(self, planned: PlannedLetter) -> dict[str, bytes]:
        """Return a letter's files by their endings.

        Raises:
            LetterError: the letter cannot be set.
        """
        paper = planned.letter.paper
        assert paper is not None  # noqa: S101 - no other letter comes here
        if self._office is None:
            return {".docx": paper.docx(planned.letter)}
        if planned.stem not in self._ready:
            self._convert(self._office)
        files = self._ready.pop(planned.stem, {})
        contents = {ending: path.read_bytes() for ending, path in files.items()}
        for path in files.values():
            path.unlink()
        if ".docx" not in contents:
            contents = {".docx": paper.docx(planned.letter)}
        if ".pdf" not in contents:
            self._lost += 1
            self.told = (NOT_CONVERTED.format(f"{self._lost} Schreiben" if self._lost > 1 else "einem Schreiben"),)
        return contents

    def _convert(self, office: LibreOffice) -> None:
        """Convert the next letters together."""
        batch, self._waiting = self._waiting[:_TOGETHER], self._waiting[_TOGETHER:]
        sources: list[Path] = []
        for planned in batch:
            path = self._folder / f"{planned.stem}.docx"
            try:
                if planned.letter.paper is not None:
                    path.write_bytes(planned.letter.paper.docx(planned.letter))
                    sources.append(path)
            except LotseError:
                continue  # told when its turn comes
        made = office.convert_all(sources, "pdf", self._folder)
        for path in sources:
            pdf = made.get(path)
            self._ready[path.stem] = {".docx": path} if pdf is None else {".docx": path, ".pdf": pdf}
