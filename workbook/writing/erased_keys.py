"""Which people were erased from a workbook: a list beside its backups, so that no former version brings them back.

The list holds no key, only what a key can be compared with (HMAC-SHA-256 under a secret of the list's own). Whoever
has the list and much patience can try all keys; a key alone tells nothing about anybody.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import re
import secrets
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from workbook.errors import WorkbookError
from workbook.schema import Client
from workbook.writing.backups import BACKUP_FOLDER
from workbook.writing.disk import give_rights, writing_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from workbook.reading.raw import RawBook

_KEY = re.compile(Client.spec.column("client_id").pattern or "")
_ABOUT = (
    "Wer aus der Mappe gelöscht wurde, als Prüfwerte der Kennungen. Lotse braucht die Liste, damit eine "
    "Sicherung niemanden zurückbringt. Bitte liegen lassen."
)


class ErasedListError(WorkbookError):
    """The list of erased people is there and cannot be read."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            file,
            f"Die Liste „{file.name}“ im Ordner „{BACKUP_FOLDER}“ ist nicht zu lesen. Ohne sie weiß Lotse nicht, "
            "wer gelöscht wurde. Bitte aus der Datensicherung des Laufwerks zurückholen; gibt es keine, die Datei "
            "umbenennen und die Löschungen seither noch einmal beginnen.",
        )


class ErasedKey(Struct, frozen=True):
    """A person who was erased and is there again: the key, and the day on which they were erased."""

    key: str
    erased_on: date


def list_file(path: Path) -> Path:
    """Return where the list of a workbook lies."""
    return path.parent / BACKUP_FOLDER / f"{path.stem} – gelöschte Kennungen.json"


def remember_erased(path: Path, keys: Iterable[str], day: date) -> None:
    """Enter keys of somebody who was erased from a workbook, or what their rows came from; once is enough.

    Raises:
        ErasedListError: the list is there and cannot be read.
        WorkbookNotWrittenError: the folder does not take it.
    """
    file = list_file(path)
    known = _read(file) or {"about": _ABOUT, "secret": secrets.token_hex(16), "erased": []}
    there = {each["mark"] for each in known["erased"]}
    marks = [mark for mark in dict.fromkeys(_mark(known["secret"], key) for key in keys) if mark not in there]
    if not marks:
        return
    known["erased"] += [{"mark": mark, "day": day.isoformat()} for mark in marks]
    new = file.with_name(f".{file.name}.neu")
    try:
        if not file.parent.is_dir():
            file.parent.mkdir(exist_ok=True)
            give_rights(file.parent, path)
        with new.open("w", encoding="utf-8") as opened:
            opened.write(json.dumps(known, ensure_ascii=False, indent=1))
            opened.flush()
            os.fsync(opened.fileno())
        give_rights(new, path)
        new.replace(file)
    except OSError as error:
        raise writing_error(file, error) from error
    finally:
        with contextlib.suppress(OSError):
            new.unlink()


def erased_among(path: Path, keys: Iterable[str]) -> tuple[ErasedKey, ...]:
    """Return those of these keys that were erased from the workbook `path`; none where nobody ever was.

    Raises:
        ErasedListError: the list is there and cannot be read.
    """
    known = _read(list_file(path))
    if known is None:
        return ()
    days = {each["mark"]: date.fromisoformat(each["day"]) for each in known["erased"]}
    marks = ((key, _mark(known["secret"], key)) for key in dict.fromkeys(keys))
    return tuple(ErasedKey(key, days[mark]) for key, mark in marks if mark in days)


def gone_from(path: Path) -> Callable[[str], bool]:
    """Return what tells of a key whether it was somebody's who was erased from the workbook `path`.

    Raises:
        ErasedListError: the list is there and cannot be read.
    """
    known = _read(list_file(path))
    if known is None:
        return lambda _: False
    secret, marks = known["secret"], {each["mark"] for each in known["erased"]}
    return lambda key: _mark(secret, key) in marks


def erased_in(path: Path, book: RawBook) -> tuple[ErasedKey, ...]:
    """Return who was erased from the workbook `path` and stands on any sheet of `book`, a former version of it.

    Raises:
        ErasedListError: the list is there and cannot be read.
        WorkbookError: the version cannot be read.
    """
    if not list_file(path).exists():
        return ()
    keys = {
        value
        for sheet in book.sheets
        for row in book.rows(sheet)
        for value in row
        if isinstance(value, str) and _KEY.fullmatch(value)
    }
    return erased_among(path, sorted(keys))


def _read(file: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        bytes.fromhex(found["secret"])
        for each in found["erased"]:
            date.fromisoformat(each["day"])
            bytes.fromhex(each["mark"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ErasedListError(file) from error
    return found


def _mark(secret: str, key: str) -> str:
    return hmac.new(bytes.fromhex(secret), key.upper().encode(), hashlib.sha256).hexdigest()
