"""Encrypted workbook ↔ its content, in memory only: no decrypted byte ever reaches a disk.

The password comes from `LOTSE_PASSWORD`, from the system's keyring where the library `keyring` is installed
(service `lotse`, the file's name as user), or from whoever sits at the terminal.
"""

from __future__ import annotations

import importlib
import os
import sys
from getpass import getpass
from io import BytesIO
from typing import IO, TYPE_CHECKING

from workbook.errors import DamagedWorkbookError, PasswordProtectedError
from workbook.package.parts import Package

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

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

    def open(self, path: Path, *, named: Path | None = None) -> Package:
        """Return the workbook as a package; an encrypted one is decrypted in memory.

        `named` is the workbook whose password is meant, where `path` is a new version of it.

        Raises:
            PasswordProtectedError: no password is known, or none that fits.
            WorkbookError: as `Package` does.
        """
        try:
            return Package(path)
        except PasswordProtectedError as error:
            content = self._content(path, (named or path).resolve())
            if content is None:
                raise PasswordProtectedError(path) from error
            return Package(path, content)

    def content(self, path: Path) -> BytesIO:
        """Return the content of an encrypted workbook of any kind, decrypted in memory.

        Raises:
            PasswordProtectedError: no password is known, or none that fits.
            DamagedWorkbookError: the encryption is incomplete or of an unknown kind.
        """
        content = self._content(path, path.resolve())
        if content is None:
            raise PasswordProtectedError(path)
        return content

    def _content(self, path: Path, name: Path) -> BytesIO | None:
        data = path.read_bytes()
        for password in self._candidates(name):
            content = decrypted(path, data, password)
            if content is not None:
                self._fitting[name] = password
                return content
        return None

    def of(self, path: Path) -> str | None:
        """Return the password that opened a workbook, `None` if it had none."""
        return self._fitting.get(path.resolve())

    def _candidates(self, path: Path) -> Iterator[str]:
        if path in self._fitting:
            yield self._fitting[path]
            return
        yield _NOBODY_IS_ASKED
        if self._environment.get(VARIABLE):
            yield self._environment[VARIABLE]
        kept = _from_keyring(path)
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
        DamagedWorkbookError: the encryption is incomplete or of an unknown kind.
    """
    # Pulls in a library of ciphers, and most workbooks have no password.
    import msoffcrypto  # noqa: PLC0415
    from msoffcrypto import exceptions  # noqa: PLC0415

    broken = (exceptions.FileFormatError, exceptions.ParseError, exceptions.DecryptionError)
    content = BytesIO()
    try:
        office = msoffcrypto.OfficeFile(BytesIO(data))
        # Of an .xls every password is verified, and the method does not know the word.
        verified = {"verify_password": True} if office.format == "ooxml" else {}
        office.load_key(password=password, **verified)
        office.decrypt(content)
    except exceptions.InvalidKeyError:
        return None
    except (*broken, OSError, ValueError) as error:
        raise DamagedWorkbookError(path) from error
    content.seek(0)
    return content


def encrypt(content: IO[bytes], password: str, target: IO[bytes]) -> None:
    """Write a workbook's content encrypted as Excel does it since 2010 (agile, [MS-OFFCRYPTO] 2.3.4.10)."""
    from msoffcrypto.format.ooxml import OOXMLFile  # noqa: PLC0415

    content.seek(0)
    OOXMLFile(content).encrypt(password, target)


def _from_keyring(path: Path) -> str | None:
    """Return what the system's keyring holds for a workbook, `None` without the library or without a keyring."""
    try:
        keyring = importlib.import_module("keyring")
        errors = importlib.import_module("keyring.errors")
    except ImportError:
        return None
    try:
        found: str | None = keyring.get_password("lotse", path.name)
    except errors.KeyringError:
        return None
    return found
