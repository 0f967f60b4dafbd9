"""VBA modules as text → `vbaProject.bin`, the form in which Excel keeps them ([MS-OVBA]).

    python -m workbook.live.addin.project

writes it anew after a change of `vba/*.bas`. It lies in the repository so that an office needs no library that
writes macros, and so that every office has the same bytes; a test builds it again and compares.
"""

from __future__ import annotations

import sys
import tempfile
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = resources.files("workbook.live.addin") / "vba"
MODULES = ("LotseKnoepfe", "LotseStart", "LotseAussen")
PROJECT = "vbaProject.bin"
DOCUMENTS = ("ThisWorkbook", "Sheet1")
"""The modules that belong to the workbook and its only sheet; they stay empty."""

_CODE_PAGE = "cp1252"


class CodePageError(ValueError):
    """A module holds a character that Excel's macros cannot (for developers)."""

    def __init__(self, module: str, line: int, sign: str) -> None:
        self.module, self.line, self.sign = module, line, sign
        super().__init__(f"{module}, line {line}: {sign!r} is not in code page 1252")


def module_texts() -> dict[str, str]:
    """Return the modules of the add-in by name, with the line ends of Windows."""
    return {name: _windows((FOLDER / f"{name}.bas").read_text(encoding="utf-8")) for name in MODULES}


def kept_project() -> bytes:
    """Return the project that lies in the repository."""
    return (FOLDER / PROJECT).read_bytes()


def build_project(modules: Mapping[str, str]) -> bytes:
    """Return `vbaProject.bin` with these modules (name → text); equal input gives equal bytes. Needs pyOpenVBA.

    Raises:
        CodePageError: a text has a character outside of code page 1252.
    """
    from pyopenvba import ExcelFile  # noqa: PLC0415 - only developers have it

    for name, text in modules.items():
        _must_be_western(name, text)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "Lotse.xlam")
        with ExcelFile.create_new(path) as made:
            project = made.vba_project()
            for name in set(project.module_names()) - set(DOCUMENTS):
                project.delete_module(name)
            for name, text in modules.items():
                project.add_module(name, _windows(text))
            made.save()
        with ExcelFile(path) as made:
            return bytes(made.vba_project_bytes())


def _windows(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def _must_be_western(name: str, text: str) -> None:
    for number, line in enumerate(text.splitlines(), 1):
        for sign in line:
            try:
                sign.encode(_CODE_PAGE)
            except UnicodeEncodeError:
                raise CodePageError(name, number, sign) from None


def main() -> int:
    """Write the project beside its texts and return 0."""
    Path(str(FOLDER / PROJECT)).write_bytes(build_project(module_texts()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
