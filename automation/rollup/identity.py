"""By what counting is recognised: two machines that say the same here count the same."""

from __future__ import annotations

import hashlib
import re
import sys
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING

from automation.figures.counting_version import COUNTING

if TYPE_CHECKING:
    from collections.abc import Mapping

_PACKAGE = "quartierslotse"
_NAME = re.compile(r"[\w.-]+")


@lru_cache(maxsize=1)
def identity() -> Mapping[str, str]:
    """Return the rules of counting, the code of Lotse, Python and the libraries that Lotse needs, by name."""
    found = {"Zählregeln": COUNTING, "Lotse": code_mark(), "Python": "{}.{}".format(*sys.version_info)}
    try:
        needed = requires(_PACKAGE) or []
    except PackageNotFoundError:  # a checkout that was never installed
        return found
    for line in needed:
        name = _NAME.match(line)
        if name is not None and "extra ==" not in line:
            found[name[0]] = _version(name[0])
    return found


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "nicht da"


@lru_cache(maxsize=1)
def code_mark() -> str:
    """Return what the code of Lotse is recognised by: the same version may be another checkout."""
    digest = hashlib.sha256()
    for package in ("workbook", "automation"):
        folder = Path(sys.modules[package].__file__ or "").parent
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]
