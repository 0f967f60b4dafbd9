"""Letters of Word that have errors → copies beside them with a comment at each field in question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.letters.frontmatter import TemplateError
from automation.letters.template_folders import own_texts
from automation.letters.word.notes import ENDING, annotated
from automation.letters.word.template import examine
from automation.letters.word.word_settings import read_settings

if TYPE_CHECKING:
    from pathlib import Path


def told_with_copies(error: TemplateError, folder: Path | None) -> TemplateError:
    """Write the copies after a run was refused; return its error, whose sentence says so."""
    marked = marked_copies(folder) if folder is not None else ()
    if not marked:
        return error
    what = f"{error.what} Mit Anmerkungen an den Feldern: {', '.join(path.name for path in marked)}."
    return TemplateError(error.template, error.line, what, place=error.place)


def marked_copies(folder: Path) -> tuple[Path, ...]:
    """Write a copy with comments of each Word template that has errors, and return the copies."""
    copies: list[Path] = []
    for path in own_texts(folder):
        if path.suffix != ".docx" or not path.is_file() or not path.with_suffix(".toml").is_file():
            continue
        try:
            content = path.read_bytes()
            problems = examine(path, content, read_settings(path.with_suffix(".toml"))).marked.problems
            if problems:
                copy = path.with_name(f"{path.stem}{ENDING}")
                copy.write_bytes(annotated(path, content, problems))
                copies.append(copy)
        except (TemplateError, OSError):  # no document at all is among the errors; a copy may be open in Word
            continue
    return tuple(copies)
