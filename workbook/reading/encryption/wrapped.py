"""A workbook wrapped for encryption, as Excel does it since 2007: opened, and closed again in the same way.

Excel 2007 writes the standard form (AES-128, SHA-1), later ones the agile form: 2010 with AES-128 and SHA-1, 2013
and newer with AES-256 and SHA-512; a policy can ask for other hashes and key lengths. msoffcrypto reads most of
them and writes one, so the two forms stand here on the ciphers of `cryptography`.

Source: [MS-OFFCRYPTO] 2.3.4.5 to 2.3.4.9 (standard), 2.3.4.10 to 2.3.4.15 (agile).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct
from io import BytesIO
from typing import TYPE_CHECKING, Protocol

from cryptography.hazmat.decrepit.ciphers.modes import CFB8
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from lxml import etree
from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable

_SEGMENT = 4096
_SMALLEST = 4104
"""Up to 4,096 bytes stand elsewhere in a compound file; what is behind the content is never read."""
_MOST_SPINS = 10_000_000
_HASHES = {
    "SHA1": "sha1",
    "SHA-1": "sha1",
    "SHA256": "sha256",
    "SHA384": "sha384",
    "SHA512": "sha512",
    "MD5": "md5",
}
_VERIFIER = bytes.fromhex("fea7d2763b4b9e79")
_VERIFIER_HASH = bytes.fromhex("d7aa0f6d3061344e")
_KEY = bytes.fromhex("146e0be7abacd0d6")
_HMAC_KEY = bytes.fromhex("5fb2ad010cb9e1f6")
_HMAC_VALUE = bytes.fromhex("a0677f02b22c8433")
_MAIN = "http://schemas.microsoft.com/office/2006/encryption"
_PASSWORD = "http://schemas.microsoft.com/office/2006/keyEncryptor/password"  # noqa: S105 -- a namespace


class UnknownCipherError(Exception):
    """The file names a cipher that is not known here; `kind` is its name."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)


class Wrapping(Protocol):
    """How a workbook was encrypted."""

    def opened(self, package: bytes, password: str) -> BytesIO | None:
        """Return the content of the stream `EncryptedPackage`, `None` if the password does not fit."""

    def closed(self, content: bytes, password: str) -> tuple[bytes, bytes]:
        """Return the streams `EncryptionInfo` and `EncryptedPackage` for a content, with keys of their own."""


def wrapping(info: bytes) -> Wrapping:
    """Return how a workbook was encrypted, out of its stream `EncryptionInfo`.

    Raises:
        UnknownCipherError: in a way that is not known here.
        ValueError: the stream is damaged.
    """
    major, minor = struct.unpack_from("<HH", info)
    if (major, minor) == (4, 4):
        return _agile(info[8:])
    if minor == 2 and major in {2, 3, 4}:
        return _standard(info)
    raise UnknownCipherError("erweiterbare Verschlüsselung" if minor == 3 else f"Version {major}.{minor}")


class _Parameters(Struct, frozen=True):
    """The ciphers of one step: of the content, or of its key."""

    key_bytes: int
    block: int
    salt_size: int
    hash: str
    feedback: bool = False

    def digest(self, data: bytes) -> bytes:
        return hashlib.new(self.hash, data, usedforsecurity=False).digest()

    @property
    def hash_size(self) -> int:
        return len(self.digest(b""))

    def cipher(self, key: bytes, salt: bytes) -> Cipher[modes.CBC | CFB8]:
        vector = fitted(salt, self.block)
        return Cipher(algorithms.AES(key), CFB8(vector) if self.feedback else modes.CBC(vector))

    def decrypt(self, data: bytes, key: bytes, salt: bytes) -> bytes:
        decryptor = self.cipher(key, salt).decryptor()
        return decryptor.update(data) + decryptor.finalize()

    def encrypt(self, data: bytes, key: bytes, salt: bytes) -> bytes:
        encryptor = self.cipher(key, salt).encryptor()
        padded = data + bytes(-len(data) % self.block)
        return encryptor.update(padded) + encryptor.finalize()


def fitted(data: bytes, size: int) -> bytes:
    """Return so many bytes of a hash; a shorter one is filled up ([MS-OFFCRYPTO] 2.3.4.11)."""
    return data[:size].ljust(size, b"\x36")


class _Locks(Struct, frozen=True):
    """What holds the key of an agile file: the salts, and what is encrypted with the password."""

    content_salt: bytes
    salt: bytes
    verifier: bytes
    verifier_hash: bytes
    key: bytes


class Agile(Struct, frozen=True):
    """The agile form. `locks` are those of the file that was read; a new one gets new ones."""

    content: _Parameters
    key: _Parameters
    spins: int
    locks: _Locks | None = None

    def _derived(self, password: str, salt: bytes) -> Callable[[bytes], bytes]:
        digest = self.key.digest(salt + password.encode("utf-16-le"))
        for spin in range(self.spins):
            digest = self.key.digest(struct.pack("<I", spin) + digest)
        return lambda block: fitted(self.key.digest(digest + block), self.key.key_bytes)

    def opened(self, package: bytes, password: str) -> BytesIO | None:
        """Return the content of the stream `EncryptedPackage`, `None` if the password does not fit."""
        if self.locks is None:
            raise ValueError(self.locks)
        derived = self._derived(password, self.locks.salt)
        verifier = self.key.decrypt(self.locks.verifier, derived(_VERIFIER), self.locks.salt)
        kept = self.key.decrypt(self.locks.verifier_hash, derived(_VERIFIER_HASH), self.locks.salt)
        # Both are filled up to whole blocks, and SHA-1 is no whole number of them.
        own = self.key.digest(verifier[: self.key.salt_size])
        if not hmac.compare_digest(own, kept[: len(own)]):
            return None
        secret = self.key.decrypt(self.locks.key, derived(_KEY), self.locks.salt)[: self.content.key_bytes]
        (size,) = struct.unpack_from("<Q", package)
        clear = BytesIO()
        for number, begin in enumerate(range(8, len(package), _SEGMENT)):
            segment = package[begin : begin + _SEGMENT]
            vector = self.content.digest(self.locks.content_salt + struct.pack("<I", number))
            clear.write(
                self.content.decrypt(
                    segment[: len(segment) // self.content.block * self.content.block], secret, vector
                )
            )
        clear.truncate(size)
        clear.seek(0)
        return clear

    def closed(self, content: bytes, password: str) -> tuple[bytes, bytes]:
        """Return the streams `EncryptionInfo` and `EncryptedPackage` for a content, with keys of their own."""
        salt, content_salt = secrets.token_bytes(self.key.salt_size), secrets.token_bytes(self.content.salt_size)
        secret = secrets.token_bytes(self.content.key_bytes)
        derived = self._derived(password, salt)
        verifier = secrets.token_bytes(self.key.salt_size)
        locks = _Locks(
            content_salt,
            salt,
            self.key.encrypt(verifier, derived(_VERIFIER), salt),
            self.key.encrypt(self.key.digest(verifier), derived(_VERIFIER_HASH), salt),
            self.key.encrypt(secret, derived(_KEY), salt),
        )
        package = BytesIO(struct.pack("<Q", len(content)))
        package.seek(8)
        for number, begin in enumerate(range(0, len(content), _SEGMENT)):
            vector = self.content.digest(content_salt + struct.pack("<I", number))
            package.write(self.content.encrypt(content[begin : begin + _SEGMENT], secret, vector))
        stream = package.getvalue().ljust(_SMALLEST, b"\0")
        return self._told(locks, secret, stream), stream

    def _told(self, locks: _Locks, secret: bytes, package: bytes) -> bytes:
        """Return the stream `EncryptionInfo`, with the code that tells whether the content was changed."""
        code = secrets.token_bytes(self.content.hash_size)
        value = hmac.new(code, package, self.content.hash).digest()
        vectors = [self.content.digest(locks.content_salt + block) for block in (_HMAC_KEY, _HMAC_VALUE)]
        root = etree.Element(f"{{{_MAIN}}}encryption", nsmap={None: _MAIN, "p": _PASSWORD})  # type: ignore[dict-item]
        etree.SubElement(root, f"{{{_MAIN}}}keyData", _attributes(self.content, locks.content_salt))
        integrity = {
            "encryptedHmacKey": _text(self.content.encrypt(code, secret, vectors[0])),
            "encryptedHmacValue": _text(self.content.encrypt(value, secret, vectors[1])),
        }
        etree.SubElement(root, f"{{{_MAIN}}}dataIntegrity", integrity)
        encryptors = etree.SubElement(root, f"{{{_MAIN}}}keyEncryptors")
        encryptor = etree.SubElement(encryptors, f"{{{_MAIN}}}keyEncryptor", {"uri": _PASSWORD})
        etree.SubElement(
            encryptor,
            f"{{{_PASSWORD}}}encryptedKey",
            {
                "spinCount": str(self.spins),
                **_attributes(self.key, locks.salt),
                "encryptedVerifierHashInput": _text(locks.verifier),
                "encryptedVerifierHashValue": _text(locks.verifier_hash),
                "encryptedKeyValue": _text(locks.key),
            },
        )
        xml = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return struct.pack("<HHI", 4, 4, 0x40) + xml


USUAL = Agile(_Parameters(32, 16, 16, "sha512"), _Parameters(32, 16, 16, "sha512"), 100_000)
"""As Excel does it since 2013."""


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _attributes(parameters: _Parameters, salt: bytes) -> dict[str, str]:
    return {
        "saltSize": str(len(salt)),
        "blockSize": str(parameters.block),
        "keyBits": str(8 * parameters.key_bytes),
        "hashSize": str(parameters.hash_size),
        "cipherAlgorithm": "AES",
        "cipherChaining": "ChainingModeCFB" if parameters.feedback else "ChainingModeCBC",
        "hashAlgorithm": parameters.hash.upper(),
        "saltValue": _text(salt),
    }


def _agile(xml: bytes) -> Agile:
    try:
        root = etree.fromstring(xml.rstrip(b"\0"), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise ValueError("EncryptionInfo") from error
    data, key = root.find(f"{{{_MAIN}}}keyData"), root.find(f".//{{{_PASSWORD}}}encryptedKey")
    if data is None:
        raise ValueError("keyData")
    if key is None:
        raise UnknownCipherError("Verschlüsselung mit einem Zertifikat")
    spins = int(key.get("spinCount", "0"))
    if not 0 <= spins <= _MOST_SPINS:
        raise ValueError(spins)
    locks = _Locks(
        *(
            base64.b64decode(element.get(name, ""))
            for element, name in (
                (data, "saltValue"),
                (key, "saltValue"),
                (key, "encryptedVerifierHashInput"),
                (key, "encryptedVerifierHashValue"),
                (key, "encryptedKeyValue"),
            )
        )
    )
    return Agile(_parameters(data), _parameters(key), spins, locks)


def _parameters(element: etree._Element) -> _Parameters:
    cipher, hash_name = element.get("cipherAlgorithm", ""), element.get("hashAlgorithm", "")
    chaining = element.get("cipherChaining", "").removeprefix("ChainingMode")
    bits, block, salt = (int(element.get(name, "0")) for name in ("keyBits", "blockSize", "saltSize"))
    if cipher != "AES" or hash_name not in _HASHES or chaining not in {"CBC", "CFB"}:
        raise UnknownCipherError(
            f"{cipher or 'ohne Namen'}, {hash_name or 'ohne Namen'}, {chaining or 'ohne Namen'}"
        )
    if bits not in {128, 192, 256} or block != 16 or not 1 <= salt <= 65536:
        raise ValueError(bits, block, salt)
    return _Parameters(bits // 8, block, salt, _HASHES[hash_name], feedback=chaining == "CFB")


_AES = {0x660E: 16, 0x660F: 24, 0x6610: 32}
_SHA1 = {0, 0x8004}
_SPINS = 50_000


class Standard(Struct, frozen=True):
    """The standard form; `head` is what stands before the salt and goes into a new file as it is."""

    head: bytes
    key_bytes: int
    salt: bytes
    verifier: bytes
    verifier_hash: bytes

    def _key(self, password: str, salt: bytes) -> bytes:
        digest = hashlib.sha1(salt + password.encode("utf-16-le"), usedforsecurity=False).digest()
        for spin in range(_SPINS):
            digest = hashlib.sha1(struct.pack("<I", spin) + digest, usedforsecurity=False).digest()
        last = hashlib.sha1(digest + bytes(4), usedforsecurity=False).digest()
        halves = (
            hashlib.sha1(
                bytes(a ^ b for a, b in zip(last.ljust(64, b"\0"), [mask] * 64, strict=True)), usedforsecurity=False
            )
            for mask in (0x36, 0x5C)
        )
        return b"".join(half.digest() for half in halves)[: self.key_bytes]

    @staticmethod
    def _cipher(key: bytes) -> Cipher[modes.ECB]:
        return Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305 -- the form is Excel's

    def opened(self, package: bytes, password: str) -> BytesIO | None:
        """Return the content of the stream `EncryptedPackage`, `None` if the password does not fit."""
        cipher = self._cipher(self._key(password, self.salt))
        verifier = cipher.decryptor().update(self.verifier)
        kept = cipher.decryptor().update(self.verifier_hash)[:20]
        if not hmac.compare_digest(hashlib.sha1(verifier, usedforsecurity=False).digest(), kept):
            return None
        (size,) = struct.unpack_from("<Q", package)
        clear = BytesIO(cipher.decryptor().update(package[8 : 8 + (len(package) - 8) // 16 * 16]))
        clear.truncate(size)
        return clear

    def closed(self, content: bytes, password: str) -> tuple[bytes, bytes]:
        """Return the streams `EncryptionInfo` and `EncryptedPackage` for a content, with keys of their own."""
        salt, verifier = secrets.token_bytes(16), secrets.token_bytes(16)
        encryptor = self._cipher(self._key(password, salt)).encryptor()
        covered = encryptor.update(verifier)
        digest = hashlib.sha1(verifier, usedforsecurity=False).digest().ljust(32, b"\0")
        info = self.head + struct.pack("<I", 16) + salt + covered + struct.pack("<I", 20) + encryptor.update(digest)
        package = struct.pack("<Q", len(content)) + encryptor.update(content + bytes(-len(content) % 16))
        return info, package.ljust(_SMALLEST, b"\0")


def _standard(info: bytes) -> Standard:
    """Return the standard form out of `EncryptionInfo` ([MS-OFFCRYPTO] 2.3.4.5)."""
    (size,) = struct.unpack_from("<I", info, 8)
    cipher, hash_kind, bits = struct.unpack_from("<III", info, 20)
    at = 12 + size
    if size > len(info):
        raise ValueError(size)
    if cipher not in _AES and not (cipher == 0 and bits in {128, 192, 256}):
        raise UnknownCipherError("RC4" if cipher == 0x6801 else f"Verfahren {cipher:#06x}")
    if hash_kind not in _SHA1:
        raise UnknownCipherError(f"Prüfsumme {hash_kind:#06x}")
    salt, verifier, verifier_hash = struct.unpack_from("<4x16s16s4x32s", info, at)
    return Standard(info[:at], _AES.get(cipher, bits // 8), salt, verifier, verifier_hash)
