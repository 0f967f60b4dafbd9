"""A notification of the desktop, by what each system brings along.

It says how many, never what: notifications stay in the system's list for days, and other people see the screen.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECONDS = 15

# Windows shows a toast only for a program that is in its start menu; PowerShell is, under this identifier. The text
# comes by the environment, so that nothing in it can become code. ExpirationTime: gone from the list after an hour.
# https://learn.microsoft.com/uwp/api/windows.ui.notifications.toastnotificationmanager
_TOAST = (
    "$ErrorActionPreference = 'Stop'",
    "$null=[Windows.Data.Xml.Dom.XmlDocument,Windows.Data.Xml.Dom.XmlDocument,ContentType=WindowsRuntime]",
    "$null=[Windows.UI.Notifications.ToastNotificationManager,Windows.UI.Notifications,ContentType=WindowsRuntime]",
    "$kind = [Windows.UI.Notifications.ToastTemplateType]::ToastText02",
    "$filled = [xml] [Windows.UI.Notifications.ToastNotificationManager]::GetTemplateContent($kind).GetXml()",
    "$lines = $filled.GetElementsByTagName('text')",
    "$null = $lines.Item(0).AppendChild($filled.CreateTextNode($env:LOTSE_TITLE))",
    "$null = $lines.Item(1).AppendChild($filled.CreateTextNode($env:LOTSE_TEXT))",
    "$content = New-Object Windows.Data.Xml.Dom.XmlDocument",
    "$content.LoadXml($filled.OuterXml)",
    "$toast = [Windows.UI.Notifications.ToastNotification]::new($content)",
    "$toast.ExpirationTime = [DateTimeOffset]::Now.AddHours(1)",
    "[Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier($env:LOTSE_SENDER).Show($toast)",
)

_SENDER = r"{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\WindowsPowerShell\v1.0\powershell.exe"

# As arguments, for what a script reads from the environment loses its umlauts.
_APPLE = "on run told", "display notification (item 2 of told) with title (item 1 of told)", "end run"


def command(title: str, text: str, platform: str = sys.platform) -> tuple[list[str], Mapping[str, str]] | None:
    """Return the program that shows a notification and what its environment needs; `None` if there is none."""
    if platform == "win32":
        # Windows' own PowerShell: the later one has no way to Windows.UI any more.
        program = os.environ.get("SYSTEMROOT", r"C:\Windows") + r"\System32\WindowsPowerShell\v1.0\powershell.exe"
        words = [program, "-NoProfile", "-NonInteractive", "-Command", "; ".join(_TOAST)]
        return words, {"LOTSE_TITLE": title, "LOTSE_TEXT": text, "LOTSE_SENDER": _SENDER}
    if platform == "darwin":
        script = [word for line in _APPLE for word in ("-e", line)]
        return ["/usr/bin/osascript", *script, title, text], {}
    found = shutil.which("notify-send")
    if found is None:
        return None
    # transient: shown, but not kept in the list.
    return [found, "--app-name=Lotse", "--hint=int:transient:1", "--", title, text], {}


def notify(title: str, text: str) -> None:
    """Show a notification and return at once; where none can be shown, the page has to do."""
    found = command(title, text)
    if found is None:
        return
    words, told = found

    def show() -> None:
        with suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(  # noqa: S603 - our own list, no shell
                words,
                env={**os.environ, **told},
                check=False,
                capture_output=True,
                timeout=_SECONDS,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )

    threading.Thread(target=show, daemon=True).start()
