"""What a workbook said when it was counted last, by the hash of its content: a second run reads nothing again.

Kept are sums and a mark of the content, never a value of a client: of each workbook and quarter what was counted
last, and nothing that nobody has asked for in a long time. The files lie in the folder for caches of whoever runs
Lotse (`$XDG_CACHE_HOME`, `%LOCALAPPDATA%`), or where `LOTSE_CACHE` says; they can be deleted at any
time.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from automation.rollup.addresses import mark_of, name_of, scheme_of
from automation.rollup.identity import code_mark
from workbook.schema import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHUNK = 1 << 20
_LONGEST = 90 * 24 * 60 * 60
"""Seconds after which goes what nobody asked for: of workbooks that were renamed, moved or closed down."""
_KEPT = re.compile(r"[0-9a-f]{64}(-[0-9a-f]{16})?(\.[0-9]+)?")
"""What a kept file is called, or one that a run did not finish: `LOTSE_CACHE` may lead to anybody's folder."""


def cache_folder() -> Path:
    """Return where counted workbooks are kept."""
    if own := os.environ.get("LOTSE_CACHE"):
        return Path(own)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
        return Path(base) / "Lotse" / "Cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lotse"


def key_of(address: str, *asked: str) -> str:
    """Return by what a counted workbook is found: content, name, the code that counts, and what was asked of it.

    Raises:
        OSError: the file cannot be read.
        RemoteError: the store that it lies in does not answer.
    """
    digest = hashlib.sha256()
    if scheme_of(address):
        digest.update(mark_of(address).encode())
    else:
        with Path(address).open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    # An office that says no name is called like its file.
    digest.update("\0".join((VERSION, code_mark(), name_of(address), *asked)).encode(errors="surrogateescape"))
    return digest.hexdigest()


def place_of(address: str, quarter: str) -> str:
    """Return by what entries of one workbook and quarter are known, whatever its content: the last one stays."""
    where = address if scheme_of(address) else str(Path(address).absolute())
    return hashlib.sha256(f"{where}\0{quarter}".encode(errors="surrogateescape")).hexdigest()[:16]


def kept(key: str, place: str) -> Mapping[str, Any] | None:
    """Return what is kept under a key, `None` if there is nothing or it cannot be read.

    It is looked for at its place first: the same workbook may have lain elsewhere.
    """
    folder = cache_folder()
    for file in (folder / f"{key}-{place}", *folder.glob(f"{key}-*")):
        with suppress(OSError, ValueError, zlib.error):
            found = json.loads(zlib.decompress(file.read_bytes()))
            os.utime(file)
            return found if isinstance(found, dict) else None
    return None


def keep(key: str, place: str, data: Mapping[str, Any]) -> None:
    """Keep what was counted instead of what was counted there before; else it is counted again the next time."""
    folder = cache_folder()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{key}-{place}"
        whole = folder / f"{name}.{os.getpid()}"
        try:
            whole.write_bytes(zlib.compress(json.dumps(data, ensure_ascii=False).encode(), 6))
            whole.replace(folder / name)
        finally:
            whole.unlink(missing_ok=True)  # half of it where the disk is full
        for file in folder.glob(f"*-{place}"):
            if file.name != name and _KEPT.fullmatch(file.name):
                file.unlink(missing_ok=True)


def expire() -> None:
    """Delete what nobody has asked for in a long time before the entry that was kept or asked for last."""
    folder, days = cache_folder(), {}
    for path in folder.iterdir() if folder.is_dir() else ():
        with suppress(OSError):
            if _KEPT.fullmatch(path.name):
                days[path] = path.stat().st_mtime
    newest = max(days.values(), default=0)
    for path, last in days.items():
        if newest - last > _LONGEST:
            with suppress(OSError):
                path.unlink()


def clear() -> int:
    """Delete everything that is kept and return how many workbooks that were; other files in the folder stay."""
    count = 0
    folder = cache_folder()
    for path in folder.iterdir() if folder.is_dir() else ():
        if not _KEPT.fullmatch(path.name):
            continue
        with suppress(OSError):
            path.unlink()
            count += 1
    return count
