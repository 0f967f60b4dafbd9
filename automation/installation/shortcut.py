"""A shortcut of Windows to `lotse`: a workbook dropped on it is checked, a double click asks which job."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path, PureWindowsPath

SHORTCUT = "Lotse.lnk"
PROGRAM = "lotse.exe"
ARGUMENTS = "live start"
"""What stands behind the program; Windows appends the files that are dropped."""

_WORDS = "Lotse: eine Mappe hierher ziehen prüft sie, ein Doppelklick fragt, was zu tun ist"
_ROOT_ITEMS = 2  # this computer and the drive


def build_shortcut(python: PureWindowsPath) -> bytes:
    """Return a shortcut to the `lotse.exe` beside a Python, as [MS-SHLLINK] has it."""
    import pylnk3  # noqa: PLC0415 - only an installation needs it

    link = pylnk3.for_file(str(python.with_name(PROGRAM)), arguments=ARGUMENTS, description=_WORDS)
    # On another machine than the staff's nothing tells pylnk3 which of them are folders.
    for item in link.shell_item_id_list.items[_ROOT_ITEMS:-1]:
        item.type = pylnk3.TYPE_FOLDER
    made = BytesIO()
    link.write(made)
    return made.getvalue()


def desktop(home: Path) -> Path:
    """Return the folder of this user's desktop on Windows; OneDrive and policies put it elsewhere."""
    if sys.platform == "win32":
        import os  # noqa: PLC0415 - as winreg
        import winreg  # noqa: PLC0415 - Windows alone has it

        where = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, where) as key:
                return Path(os.path.expandvars(winreg.QueryValueEx(key, "Desktop")[0]))
        except OSError:
            pass
    return home / "Desktop"
