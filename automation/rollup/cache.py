"""What a workbook said when it was counted last, by the hash of its content: a second run reads nothing again.

Kept are sums, never a value of a client. The files lie in the folder for caches of whoever runs Lotse
(`$XDG_CACHE_HOME`, `%LOCALAPPDATA%`), or where `LOTSE_CACHE` says; they can be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import zlib
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbook.schema import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHUNK = 1 << 20


def cache_folder() -> Path:
    """Return where counted workbooks are kept."""
    if own := os.environ.get("LOTSE_CACHE"):
        return Path(own)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
        return Path(base) / "Lotse" / "Cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lotse"


def key_of(path: Path, *asked: str) -> str:
    """Return by what a counted workbook is found: its content, the version, and what was asked of it."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    digest.update("\0".join((VERSION, _installed(), *asked)).encode())
    return digest.hexdigest()


def _installed() -> str:
    try:
        return version("quartierslotse")
    except PackageNotFoundError:  # a checkout that was never installed
        return ""


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
        whole.write_bytes(zlib.compress(json.dumps(data, ensure_ascii=False).encode(), 6))
        whole.replace(folder / key)


def clear() -> int:
    """Delete everything that is kept and return how many workbooks that were."""
    count = 0
    folder = cache_folder()
    for path in folder.iterdir() if folder.is_dir() else ():
        with suppress(OSError):
            path.unlink()
            count += 1
    return count
