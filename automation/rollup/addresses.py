"""Where the offices' files lie: on this machine, or, if that is allowed, in a store that fsspec knows (`s3://…`).

An address is the absolute path of a file here, or the URL of one elsewhere. What lies elsewhere is read into
memory and never written to a disk of ours.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from contextlib import suppress
from glob import glob, has_magic
from hashlib import file_digest
from importlib import import_module
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from workbook.errors import FileMissingError, LotseError, MissingToolError
from workbook.reading.passwords import Keys
from workbook.writing.backups import BACKUP_FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
"""What Lotse can read, and so what an office may have saved: what is passed over in silence would be missing."""
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
_LAW = (
    "„{}“ liegt nicht auf diesem Rechner. Wer Sozialdaten bei einem anderen verarbeiten lässt, braucht dafür einen "
    "Auftrag nach § 80 SGB X, der der Aufsicht vorher angezeigt ist. Ist das geklärt: mit „--remote“ aufrufen."
)


class RemoteError(LotseError):
    """A store elsewhere may not be asked, or does not answer."""


def scheme_of(address: str) -> str:
    """Return the kind of store of an address, "" for a file of this machine."""
    found = _SCHEME.match(address)
    return found[1].lower() if found else ""


def name_of(address: str) -> str:
    """Return the name of the file at an address."""
    return PurePosixPath(_without_secrets(address)).name if scheme_of(address) else Path(address).name


def files_of(given: Iterable[str], *, remote: bool = False) -> tuple[str, ...]:
    """Return the addresses of files, folders and patterns, each once, in the order of their names.

    Raises:
        FileMissingError: something that was named is not there.
        RemoteError: it lies elsewhere, and that is not allowed, or it is not there, or nobody answers.
        MissingToolError: what reads such a store is not installed.
    """
    found: dict[str, str] = {}
    for each in given:
        if scheme_of(each) in {"", "file"}:
            for path in _here(_path(each)):
                # A link, or a way round, leads to the same file.
                found.setdefault(os.path.realpath(path), str(path.absolute()))
        elif not remote:
            raise RemoteError(_LAW.format(_without_secrets(each)))
        else:
            found |= {address: address for address in _elsewhere(each)}
    return tuple(sorted(found.values(), key=lambda address: (name_of(address).casefold(), address)))


def _path(given: str) -> str:
    """Return what was typed as a path; `file://` may hide blanks and umlauts."""
    if scheme_of(given) != "file":
        return given
    parts = urlsplit(given.replace("#", "%23").replace("?", "%3F"))
    host = f"//{parts.netloc}" if parts.netloc not in {"", "localhost"} else ""
    return url2pathname(host + parts.path)


def _here(given: str) -> Iterator[Path]:
    """Yield the workbooks of a place, also links that lead nowhere, and folders that are closed or empty.

    Each is told.
    """
    path = Path(given)
    if path.is_dir():
        yield from _inside(path)
    elif path.exists():
        yield path
    elif has_magic(given):
        # A pattern may begin anywhere, which `Path.glob` does not take.
        found = map(Path, glob(given, recursive=True))  # noqa: PTH207
        workbooks = [each for each in found if _is_workbook(each.name) and not each.is_dir()]
        if not workbooks:
            raise FileMissingError(path)
        yield from workbooks
    else:
        raise FileMissingError(path)


def _inside(folder: Path) -> Iterator[Path]:
    closed: list[OSError] = []
    empty = True
    for place, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = [name for name in folders if name != BACKUP_FOLDER]
        workbooks = [Path(place, name) for name in names if _is_workbook(name)]
        empty = empty and not workbooks
        yield from workbooks
    yield from (Path(each.filename) for each in closed if each.filename)
    if empty and not closed:
        yield folder


def _is_workbook(name: str) -> bool:
    return name.lower().endswith(_ENDINGS) and not name.startswith(("~$", "."))


def _elsewhere(given: str) -> Iterator[str]:
    store, place = _store(given)
    found: list[str]
    try:
        if has_magic(given) and not store.exists(place):
            found = [each for each in store.glob(place) if _is_workbook(name_of(str(each)))]
        elif store.isdir(place):
            inside = (str(each) for each in store.find(place) if f"/{BACKUP_FOLDER}/" not in str(each))
            found = [each for each in inside if _is_workbook(name_of(each))]
        else:
            found = [store.info(place)["name"]]
    except Exception as error:
        raise _silent(given, error) from error
    if not found:
        raise _silent(given, FileNotFoundError())
    kind = scheme_of(given)
    yield from (str(each) if scheme_of(str(each)) else f"{kind}://{each}" for each in found)


def _store(address: str) -> tuple[Any, str]:
    """Return the store of an address, and the place in it."""
    if "::" in address or urlsplit(address).username:
        raise RemoteError("Eine Adresse nennt nur einen Ort, ohne Kennung und Kennwort. Bitte anders anmelden.")
    cure = 'Bitte das Extra „s3“ installieren: pip install "quartierslotse[s3]"'
    try:
        url_to_fs = import_module("fsspec.core").url_to_fs
        kind, _, rest = address.partition("://")
        found: tuple[Any, str] = url_to_fs(f"{kind.lower()}://{rest}")
    except ImportError as error:
        raise MissingToolError(str(error.name or "ein Baustein"), f"{scheme_of(address)}://", cure) from error
    except Exception as error:
        raise _silent(address, error) from error
    return found


def _without_secrets(address: str) -> str:
    """Return an address without a login and, of one on the web, without what lets the bearer in."""
    bare = re.sub(r"//[^/@]*@", "//", address)
    return bare.partition("?")[0] if scheme_of(address) in {"http", "https"} else bare


def _silent(address: str, error: Exception) -> RemoteError:
    # What a store says may hold what was sent to it; its kind is enough to look it up.
    kind, where = type(error).__name__, _without_secrets(address)
    if isinstance(error, FileNotFoundError):
        return RemoteError(f"„{where}“ gibt es nicht. Bitte die Adresse prüfen; Groß- und Kleinschreibung zählt.")
    # botocore has its own classes, and a refusal or a lost connection is among them.
    names = {each.__name__ for each in type(error).__mro__}
    own = scheme_of(address) == "s3"
    if isinstance(error, PermissionError) or any("Credential" in each for each in names):
        login = " (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)" if own else ""
        cure = f"Bitte Anmeldung{login} und Rechte prüfen."
        return RemoteError(f"„{where}“ öffnet sich mit dieser Anmeldung nicht ({kind}). {cure}")
    if isinstance(error, ConnectionError | TimeoutError) or names & _LOST:
        login = " und die Adresse des Speichers (AWS_ENDPOINT_URL)" if own else ""
        return RemoteError(f"Bei „{where}“ antwortet niemand ({kind}). Bitte die Verbindung{login} prüfen.")
    return RemoteError(f"„{where}“ lässt sich nicht lesen ({kind}). Bitte Adresse und Rechte prüfen.")


_LOST = {"ConnectionError", "HTTPClientError", "ClientConnectionError", "ClientPayloadError"}


def mark_of(address: str) -> str:
    """Return what a store says that a file has not changed by; it is not read for that.

    Raises:
        RemoteError: the store does not answer.
    """
    store, place = _store(address)
    try:
        # A list says other things of a file than the store does when it is asked for that file alone.
        store.invalidate_cache()
        return f"{address}\0{store.ukey(place)}"
    except Exception as error:
        raise _silent(address, error) from error


def keys_for(address: str) -> Keys:
    """Return what opens the workbook at an address: nobody is asked for a password.

    Raises:
        RemoteError: the store does not answer.
    """
    if not scheme_of(address):
        return Keys(ask=_nobody)
    store, place = _store(address)
    try:
        return _Fetched(store.cat_file(place))
    except Exception as error:
        raise _silent(address, error) from error


def content_of(address: str, keys: Keys) -> str:
    """Return a mark of the content of a file, which copies share; "" of what cannot be read.

    `keys` are those of the address: of a file elsewhere they have the content, and it is not fetched again.
    """
    # What cannot be read is told where it is counted.
    with suppress(OSError), keys.source(Path(address)) or Path(address).open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
    return ""


def _nobody(_: Path) -> None:
    return None


class _Fetched(Keys):
    """The passwords of a workbook whose bytes are here already."""

    def __init__(self, content: bytes) -> None:
        super().__init__(ask=_nobody)
        self._fetched = content

    def source(self, _: Path) -> BytesIO:
        """Return the content."""
        return BytesIO(self._fetched)


def labels_of(addresses: Sequence[str]) -> Mapping[str, str]:
    """Return what each file is called: its name, with as many folders as tell it from the others.

    >>> labels_of(["/a/Nord/Mappe.xlsx", "/a/Süd/Mappe.xlsx", "/a/Süd/West.xlsx"])["/a/Nord/Mappe.xlsx"]
    'Nord/Mappe.xlsx'
    """
    parts = {each: PurePosixPath(each.replace("\\", "/")).parts for each in addresses}
    names = Counter(name_of(each) for each in addresses)
    labels = {each: name_of(each) for each in addresses if names[name_of(each)] == 1}
    deepest = max(map(len, parts.values()), default=0)
    for length in range(2, deepest + 1):
        rest = [each for each in addresses if each not in labels]
        known = Counter(parts[each][-length:] for each in rest)
        labels |= {each: "/".join(parts[each][-length:]) for each in rest if known[parts[each][-length:]] == 1}
    return {each: labels.get(each, each) for each in addresses}
