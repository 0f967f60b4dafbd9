"""What a workbook said when it was counted last, by the hash of its content: a second run reads nothing again.

Kept are sums and a mark of the content, never a value of a client. The files lie in the folder for caches of
whoever runs Lotse (`$XDG_CACHE_HOME`, `%LOCALAPPDATA%`), or where `LOTSE_CACHE` says; they can be deleted at any
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
_KEPT = re.compile(r"[0-9a-f]{64}(\.[0-9]+)?")
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


def kept(key: str) -> Mapping[str, Any] | None:
    """Return what is kept under a key, `None` if there is nothing or it cannot be read."""
    with suppress(OSError, ValueError, zlib.error):
        found = json.loads(zlib.decompress((cache_folder() / key).read_bytes()))
        return found if isinstance(found, dict) else None
    return None


def keep(key: str, data: Mapping[str, Any]) -> None:
    """Keep what was counted; where that is not possible, it is counted again the next time."""
    folder = cache_folder()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        whole = folder / f"{key}.{os.getpid()}"
        try:
            whole.write_bytes(zlib.compress(json.dumps(data, ensure_ascii=False).encode(), 6))
            whole.replace(folder / key)
        finally:
            whole.unlink(missing_ok=True)  # half of it where the disk is full


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
