"""Files of earlier publications beside the workbook: what they say that its ledger does not know.

A workbook put back from a backup, or whose sheet was taken out, has forgotten what went out. The proof that lies
with the files says of which quarter they are and how many releases had gone before.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from workbook.errors import FigureError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from automation.publication.releases import Ledger, Release

_READ_BY_PEOPLE = (".xlsx", ".html")
"""What is the same whenever the same is told; the PDF has the proof in it, as the JSON file is it."""


def ensure_known(folder: Path, stem: str, ledger: Ledger, contents: Mapping[str, bytes]) -> None:
    """Make sure that the ledger knows every release whose files lie in a folder; `contents` are about to be told.

    Raises:
        FigureError: it does not know one of them.
    """
    for file, proof in _proofs(folder, stem):
        earlier, quarter = proof.get("earlier_releases"), proof.get("quarter")
        if not isinstance(earlier, int) or _is_known(ledger.releases, earlier, quarter):
            continue
        if file.read_bytes() != contents.get(file.suffix):
            raise FigureError(
                f"Im Ordner „{folder.name}“ liegt mit „{file.name}“ eine Veröffentlichung, von der die Mappe "
                "nichts weiß. Beide zusammen könnten etwas verraten. Es ist nichts geschrieben. Bitte holen Sie "
                "die Fassung der Mappe zurück, aus der sie stammt („lotse restore“ zeigt sie); wurde sie nie "
                "herausgegeben, nehmen Sie ihre Dateien bitte aus dem Ordner."
            )


def _is_known(releases: Sequence[Release], earlier: int, quarter: object) -> bool:
    """Tell whether files are of a release; those that were made once more had their own release before them."""
    return any(each.quarter == quarter for each in releases[max(0, earlier - 1) : earlier + 1])


def told_already(folder: Path, name: str, contents: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Return the files of an earlier run that tell people the same, by whatever search; nothing without such.

    They are whole: their own proof knows them.
    """
    for file, proof in _proofs(folder, name):
        files = {ending: file.with_suffix(ending) for ending in contents}
        sums = proof.get("files", {})
        if all(
            files[ending].is_file() and files[ending].read_bytes() == contents[ending] for ending in _READ_BY_PEOPLE
        ) and all(_sum(each) == sums.get(ending.strip(".")) for ending, each in files.items() if each != file):
            return tuple(files.values())
    return ()


def _proofs(folder: Path, begin: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the proofs of finished files in a folder whose names begin so; of what is no proof nothing."""
    for file in sorted(folder.glob(f"{begin}*.json")) if folder.is_dir() else ():
        with suppress(OSError, ValueError):
            document = json.loads(file.read_text("utf-8"))
            proof = document.get("proof") if isinstance(document, dict) else None
            if isinstance(proof, dict) and proof.get("draft") is False:
                yield file, proof


def _sum(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
