"""A LibreOffice with Lotse's buttons, and where the runs that they start end."""

from __future__ import annotations

import os
import select
import sys
from typing import TYPE_CHECKING

from automation import macros
from workbook.live.extension import ExtensionManager, build_extension
from workbook.live.libreoffice.office import Office

if TYPE_CHECKING:
    from pathlib import Path


class Runs:
    """The Python that the buttons start, with a last word: each run tells its exit code when it is over."""

    def __init__(self, folder: Path) -> None:
        pipe, self.log, self.python = folder / "ende", folder / "lauf.txt", folder / "python"
        os.mkfifo(pipe)
        # Both ends: neither this nor the writer waits for the other.
        self._end = os.fdopen(os.open(pipe, os.O_RDWR), "r+b", buffering=0)
        # A session of its own: who ends LibreOffice with all its children does not end the run.
        told = f'"$0" "$@" 2>>"{self.log}"; echo $? >"{pipe}"'
        self.python.write_text(f"#!/bin/sh\nsetsid sh -c '{told}' '{sys.executable}' \"$@\" &\n")
        self.python.chmod(0o700)

    def wait(self, seconds: float = 60) -> None:
        """Wait for the end of a run, which must be a good one."""
        ready, _, _ = select.select([self._end], [], [], seconds)
        assert ready, "the run does not end"
        code = self._end.readline()
        assert code == b"0\n", (code, self.log.read_text())

    def close(self) -> None:
        self._end.close()


def launch_with_buttons(folder: Path, runs: Runs, *, window: bool) -> Office:
    """Start a LibreOffice after the extension was installed, as a user's; twice is as good as once."""
    oxt, profile = folder / "lotse.oxt", folder / "profil"
    oxt.write_bytes(build_extension(macros.BUTTONS, runs.python))
    first = Office.launch(profile=profile)
    manager = ExtensionManager(first)
    manager.install(oxt)
    manager.install(oxt)
    assert manager.installed()
    first.stop()
    return Office.launch(window=window, profile=profile)
