"""Encrypted workbook ↔ its content, in memory only: no decrypted byte ever reaches a disk.

The password comes from `LOTSE_PASSWORD`, from the system's keyring where the library `keyring` is installed
(service `lotse`, the file's name as user), or from whoever sits at the terminal.
"""

from __future__ import annotations

import importlib
import os
import sys
from getpass import getpass
from typing import IO, TYPE_CHECKING

from workbook.errors import PasswordProtectedError
from workbook.package.parts import Package

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from io import BytesIO
    from pathlib import Path

    from workbook.reading.encryption.locks import Lock, Scheme

VARIABLE = "LOTSE_PASSWORD"
_TRIES = 3
_NOBODY_IS_ASKED = "VelvetSweatshop"
"""What Excel tries before it asks anybody; such a workbook opens there like any other ([MS-OFFCRYPTO] 2.4.2.2)."""


def asked_at_terminal(path: Path) -> str | None:
    """Return what somebody typed, `None` where nobody sits at a terminal or nothing was typed."""
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    try:
        return getpass(f"Kennwort für „{path.name}“: ") or None
    except EOFError:
        return None


class Keys:
    """The passwords of one run; one that opened a workbook is kept for writing it back."""

    def __init__(
        self,
        environment: Mapping[str, str] | None = None,
        ask: Callable[[Path], str | None] = asked_at_terminal,
    ) -> None:
        self._environment = os.environ if environment is None else environment
        self._ask = ask
        self._fitting: dict[Path, str] = {}
        self._schemes: dict[Path, Scheme | None] = {}

    def open(self, path: Path, *, named: Path | None = None) -> Package:
        """Return the workbook as a package; an encrypted one is decrypted in memory.

        `named` is the workbook whose password is meant, where `path` is a new version of it.

        Raises:
            PasswordProtectedError: no password is known, or none that fits.
            WorkbookError: as `Package` does.
        """
        try:
            return Package(path, self.source(path))
        except PasswordProtectedError as error:
            content = self._content(path, (named or path).resolve())
            if content is None:
                raise PasswordProtectedError(path) from error
            return Package(path, content)

    def source(self, _: Path) -> BytesIO | None:
        """Return the bytes of a workbook that lies elsewhere, `None` for a file of this machine."""
        return None

    def content(self, path: Path) -> BytesIO:
        """Return the content of an encrypted workbook of any kind, decrypted in memory.

        Raises:
            PasswordProtectedError: no password is known, or none that fits.
            DamagedWorkbookError: the encryption is incomplete.
            UnknownEncryptionError: it is of a kind that is not known.
        """
        content = self._content(path, path.resolve())
        if content is None:
            raise PasswordProtectedError(path)
        return content

    def _content(self, path: Path, name: Path) -> BytesIO | None:
        fetched = self.source(path)
        lock = _lock_of(path, path.read_bytes() if fetched is None else fetched.read())
        for password in self._candidates(name):
            content = lock.open(password)
            if content is not None:
                self._fitting[name] = password
                self._schemes[name] = lock.scheme
                return content
        return None

    def of(self, path: Path) -> str | None:
        """Return the password that opened a workbook, `None` if it had none."""
        return self._fitting.get(path.resolve())

    def scheme_of(self, path: Path) -> Scheme | None:
        """Return how a workbook that was opened is encrypted, `None` if it is not."""
        return self._schemes.get(path.resolve())

    def _candidates(self, path: Path) -> Iterator[str]:
        if path in self._fitting:
            yield self._fitting[path]
            return
        yield _NOBODY_IS_ASKED
        if self._environment.get(VARIABLE):
            yield self._environment[VARIABLE]
        kept = from_keyring(path.name)
        if kept:
            yield kept
        for _ in range(_TRIES):
            typed = self._ask(path)
            if typed is None:
                return
            yield typed


def decrypted(path: Path, data: bytes, password: str) -> BytesIO | None:
    """Return the content of an encrypted workbook, `None` if the password does not fit.

    Raises:
        DamagedWorkbookError: the encryption is incomplete.
        UnknownEncryptionError: it is of a kind that is not known.
    """
    return _lock_of(path, data).open(password)


def encrypt(content: IO[bytes], password: str, target: IO[bytes], scheme: Scheme | None = None) -> None:
    """Write a workbook's content encrypted by a scheme, without one as Excel does it since 2013."""
    from workbook.reading.encryption.locks import Scheme  # noqa: PLC0415

    content.seek(0)
    target.write((scheme or Scheme()).close(content.read(), password))


def _lock_of(path: Path, data: bytes) -> Lock:
    # Pulls in a library of ciphers, and most workbooks have no password.
    from workbook.reading.encryption.locks import lock_of  # noqa: PLC0415

    return lock_of(path, data)


def from_keyring(name: str) -> str | None:
    """Return what the system's keyring holds under a name, `None` without the library or without a keyring."""
    try:
        keyring = importlib.import_module("keyring")
        errors = importlib.import_module("keyring.errors")
    except ImportError:
        return None
    try:
        found: str | None = keyring.get_password("lotse", name)
    except errors.KeyringError:
        return None
    return found
