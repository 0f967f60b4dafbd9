"""An .xls whose records are covered by a password, decrypted in memory.

msoffcrypto knows the ciphers; its own way of putting a file together writes the decrypted records onto the disk,
so the records are walked here.

Source: [MS-XLS] 2.2.10 (what is encrypted), 2.4.117 (FilePass).
"""

from __future__ import annotations

import struct
from io import BytesIO
from typing import TYPE_CHECKING

import olefile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msoffcrypto.format.xls97 import Xls97File

_FILE_PASS, _BOUND_SHEET = 0x2F, 0x85
_IN_THE_CLEAR = {0x809, _FILE_PASS, 0x194, 0x195, 0xE1, 0x196, 0x138}
"""BOF, FilePass, UsrExcl, FileLock, InterfaceHdr, RRDInfo and RRDHead are never encrypted."""
_LONGEST_XOR = 15
_BLOCK = 1024
_UNKNOWN = -1, -2
"""How msoffcrypto is told of bytes that it has to uncover; those of a sheet's record begin four bytes later."""


def decrypted_records(data: bytes, password: str) -> BytesIO:
    """Return an .xls with its records in the clear.

    Raises:
        msoffcrypto.exceptions.InvalidKeyError: the password does not fit.
        ValueError, OSError and what msoffcrypto raises: the file is damaged or encrypted in an unknown way.
    """
    from msoffcrypto.format.xls97 import Xls97File  # noqa: PLC0415 -- pulls in a library of ciphers

    office = Xls97File(BytesIO(data))
    office.load_key(password=password)
    content = BytesIO(data)
    with olefile.OleFileIO(content, write_mode=True) as container:
        container.write_stream("Workbook", _uncovered(office, container.openstream("Workbook").read()))
        return BytesIO(content.getvalue())


def _uncovered(office: Xls97File, stream: bytes) -> bytes:
    clear = _decrypted(office, stream)
    for at, kind, size in _records(stream):
        end = at + 4 + size
        begin = end if kind in _IN_THE_CLEAR else at + 8 if kind == _BOUND_SHEET else at + 4
        clear[at:begin] = stream[at:begin]
        if kind == _FILE_PASS:
            clear[at : at + 2] = b"\0\0"  # nobody shall look for a password any more
    return bytes(clear)


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield place, kind and length of each record; what is left over at the end is none."""
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == size == 0:  # the rest of the last sector
            return
        yield at, kind, min(size, len(stream) - at - 4)
        at += 4 + size


def _decrypted(office: Xls97File, stream: bytes) -> bytearray:
    """Return the stream as the cipher has it, with the headers of records turned into nonsense."""
    from msoffcrypto.method.rc4 import DocumentRC4  # noqa: PLC0415
    from msoffcrypto.method.rc4_cryptoapi import DocumentRC4CryptoAPI  # noqa: PLC0415
    from msoffcrypto.method.xor_obfuscation import DocumentXOR  # noqa: PLC0415

    source = BytesIO(stream)
    if office.type == "rc4":
        return bytearray(DocumentRC4.decrypt(office.key, office.salt, source, blocksize=_BLOCK).read())
    if office.type == "rc4_cryptoapi":
        clear = DocumentRC4CryptoAPI.decrypt(office.key, office.salt, office.keySize, source, blocksize=_BLOCK)
        return bytearray(clear.read())
    plain: list[int] = [0] * len(stream)
    for at, kind, size in _records(stream):
        if kind not in _IN_THE_CLEAR:
            sheet = kind == _BOUND_SHEET
            begin = at + (8 if sheet else 4)
            plain[begin : at + 4 + size] = [_UNKNOWN[sheet]] * (at + 4 + size - begin)
    return bytearray(DocumentXOR.decrypt(office.key[:_LONGEST_XOR], source, plain, [], 10).read())
