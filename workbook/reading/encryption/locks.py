"""The lock on a workbook's file: which kind it is, opened with a password and closed again in the same way."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import TYPE_CHECKING

import olefile
from msgspec import Struct

from workbook.errors import DamagedWorkbookError, UnknownEncryptionError
from workbook.reading.encryption.compound import check_compound
from workbook.reading.encryption.wrapped import USUAL, UnknownCipherError, wrapping
from workbook.reading.encryption.xls_records import decrypted_records

if TYPE_CHECKING:
    from pathlib import Path

    from workbook.reading.encryption.wrapped import Wrapping

_INFO, _PACKAGE = "EncryptionInfo", "EncryptedPackage"
_TRANSFORM = ("\x06DataSpaces", "TransformInfo", "StrongEncryptionTransform", "\x06Primary")
_RIGHTS = "\x06DataSpaces/DataSpaceInfo/DRMEncryptedDataSpace"


class Scheme(Struct, frozen=True):
    """How a wrapped workbook is encrypted; `transform` names the cipher in the file's own directory."""

    wrapping: Wrapping = USUAL
    transform: bytes | None = None

    def close(self, content: bytes, password: str) -> bytes:
        """Return a workbook's content as an encrypted file."""
        from msoffcrypto.method.container.ecma376_encrypted import ECMA376Encrypted  # noqa: PLC0415

        info, package = self.wrapping.closed(content, password)
        container = ECMA376Encrypted(package, info)
        if self.transform is not None:
            for entry in container._dirs:  # noqa: SLF001 -- the writer offers no other way
                if entry.Name == _TRANSFORM[-1]:
                    entry.Content = self.transform
        target = BytesIO()
        container.write_to(target)
        return target.getvalue()


class Lock(Struct, frozen=True):
    """An encrypted file with its scheme, `None` for an .xls, which is never written."""

    path: Path
    data: bytes
    scheme: Scheme | None
    package: bytes = b""

    def open(self, password: str) -> BytesIO | None:
        """Return the content, `None` if the password does not fit.

        Raises:
            DamagedWorkbookError: the encryption is incomplete.
            UnknownEncryptionError: it is of a kind that is not known.
        """
        from msoffcrypto import exceptions  # noqa: PLC0415 -- pulls in a library of ciphers

        try:
            if self.scheme is not None:
                return self.scheme.wrapping.opened(self.package, password)
            return decrypted_records(self.data, password)
        except exceptions.InvalidKeyError:
            return None
        except exceptions.DecryptionError as error:
            raise UnknownEncryptionError(self.path, "ein anderes Verfahren als RC4 und XOR") from error
        # An assertion, an index, a struct: the library takes every record for whole.
        except Exception as error:
            raise DamagedWorkbookError(self.path) from error


def lock_of(path: Path, data: bytes) -> Lock:
    """Return the lock on an encrypted workbook.

    Raises:
        DamagedWorkbookError: the file cannot be read.
        UnknownEncryptionError: it is encrypted in a way that is not known.
    """
    check_compound(path, data)
    try:
        with olefile.OleFileIO(BytesIO(data)) as container:
            if not container.exists(_INFO):
                if container.exists(_PACKAGE) or container.exists(_RIGHTS):
                    raise UnknownEncryptionError(path, "Rechteverwaltung (IRM)")
                return Lock(path, data, None)
            kind = wrapping(container.openstream(_INFO).read())
            package = container.openstream(_PACKAGE).read()
            there = container.exists(list(_TRANSFORM))
            transform = container.openstream(list(_TRANSFORM)).read() if there else None
    except UnknownCipherError as error:
        raise UnknownEncryptionError(path, error.kind) from error
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise DamagedWorkbookError(path) from error
    return Lock(path, data, Scheme(kind, transform), package)
