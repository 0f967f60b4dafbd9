"""LibreOffice as a program beside us: where it is, and what it makes of a file without opening a window.

An independent engine: it recalculates a workbook so that figures can be compared, and prints it. Each use has
a profile of its own, so a LibreOffice that somebody has open is neither needed nor disturbed. Driving an open
LibreOffice is `live/`.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbook.errors import MissingToolError, WorkbookError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Excel's files carry cached results, and LibreOffice believes them unless it is told to recalculate (0: always).
# Numbers and dates are shown as on a German machine, whatever the language of this one.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">\
<value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="ODFRecalcMode" oor:op="fuse">\
<value>0</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">\
<value>de-DE</value></prop></item>
</oor:items>
"""

_FILTERS = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "docx": "docx:MS Word 2007 XML"}


def find_libreoffice() -> Path | None:
    """Return the program of an installed LibreOffice, `None` where there is none."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return Path(found)
    usual = [
        Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
        *(
            Path(os.environ[variable], "LibreOffice", "program", "soffice.com")
            for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)")
            if variable in os.environ
        ),
    ]
    return next((path for path in usual if path.is_file()), None)


def install_hint() -> str:
    """Return the sentence that says how LibreOffice is installed on this kind of machine."""
    if sys.platform == "linux":
        return "Bitte installieren: sudo apt-get install libreoffice-calc libreoffice-writer"
    return "Bitte LibreOffice installieren (kostenlos, www.libreoffice.org)."


@dataclass(frozen=True, slots=True)
class LibreOffice:
    """An installed LibreOffice with a profile of its own; made by `own_libreoffice`."""

    program: Path
    profile: Path

    def convert(self, source: Path, ending: str, folder: Path, *, seconds: float = 120) -> Path:
        """Return the file that `source` became in `folder`: same stem, other `ending` (`pdf`, `xlsx`, `csv`).

        Formulas are calculated anew on the way, whatever results the file carries.

        Raises:
            WorkbookError: LibreOffice could not read the file, or took longer than `seconds`.
        """
        made = folder / f"{source.stem}.{ending}"
        made.unlink(missing_ok=True)
        said = self._run(
            "--convert-to", _FILTERS.get(ending, ending), "--outdir", str(folder), str(source), seconds=seconds
        )
        if said is None:
            raise WorkbookError(
                source,
                f"LibreOffice wurde mit „{source.name}“ in {seconds:.0f} Sekunden nicht fertig. "
                "Bitte andere Fenster von LibreOffice schließen und noch einmal starten.",
            )
        if not made.is_file():
            raise WorkbookError(
                source,
                f"LibreOffice konnte „{source.name}“ nicht nach „{ending}“ umwandeln. "
                "Bitte die Datei einmal in LibreOffice öffnen; die Meldung dort nennt den Grund.",
            )
        return made

    def convert_all(self, sources: Sequence[Path], ending: str, folder: Path) -> dict[Path, Path]:
        """Return what each of the sources became in `folder`; one that cannot be converted is missing."""
        if not sources:
            return {}
        form = _FILTERS.get(ending, ending)
        self._run("--convert-to", form, "--outdir", str(folder), *map(str, sources), seconds=120 + 5 * len(sources))
        made = {source: folder / f"{source.stem}.{ending}" for source in sources}
        return {source: path for source, path in made.items() if path.is_file()}

    def version(self) -> str:
        """Return the version as it names itself (`7.4.7.2`), an empty text where it does not answer."""
        match = re.search(r"\d+(?:\.\d+)+", self._run("--version", seconds=30) or "")
        return match[0] if match else ""

    def _run(self, *arguments: str, seconds: float) -> str | None:
        """Return what LibreOffice printed, `None` where it had to be stopped after `seconds`."""
        command = [
            str(self.program),
            "--headless",
            "--norestore",
            "--nolockcheck",
            f"-env:UserInstallation={self.profile.as_uri()}",
            *arguments,
        ]
        # `soffice` is a starter whose child does the work: only the whole group can be stopped.
        with subprocess.Popen(  # noqa: S603 - our own list, no shell
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        ) as process:
            try:
                return process.communicate(timeout=seconds)[0]
            except subprocess.TimeoutExpired:
                _stop(process)
                return None
            except BaseException:  # somebody pressed Ctrl-C: nobody waits for LibreOffice
                _stop(process)
                raise


def end_group(pid: int) -> None:
    """End a process that we started, with its children; they may be gone already."""
    if sys.platform == "win32":
        taskkill = Path(os.environ["SYSTEMROOT"], "System32", "taskkill.exe")
        subprocess.run(  # noqa: S603 - our own list, no shell
            [str(taskkill), "/T", "/F", "/PID", str(pid)], check=False, capture_output=True
        )
    else:
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


def _stop(process: subprocess.Popen[str]) -> None:
    end_group(process.pid)
    process.communicate()


@contextmanager
def own_libreoffice(purpose: str) -> Iterator[LibreOffice]:
    """Yield LibreOffice with a profile that exists only for this `with`.

    Raises:
        MissingToolError: it is not installed; the sentence says for what (`purpose`, German) it is needed.
    """
    program = find_libreoffice()
    if program is None:
        raise MissingToolError("LibreOffice", purpose, install_hint())
    # On Windows the last process may still hold a file of its profile when the folder goes.
    with tempfile.TemporaryDirectory(prefix="lotse-libreoffice-", ignore_cleanup_errors=True) as folder:
        profile = Path(folder)
        (profile / "user").mkdir()
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        yield LibreOffice(program, profile)
