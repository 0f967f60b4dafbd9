"""Every way in which Excel has encrypted workbooks since 2007 is opened, and closed again in the same way."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import struct
import tempfile
from datetime import date
from io import BytesIO
from pathlib import Path

import msoffcrypto
import olefile
import pytest
from msoffcrypto.method.rc4_cryptoapi import DocumentRC4CryptoAPI
from msoffcrypto.method.xor_obfuscation import DocumentXOR

from workbook.errors import DamagedWorkbookError, UnknownEncryptionError
from workbook.reading.encryption.locks import Scheme, lock_of
from workbook.reading.encryption.wrapped import Agile, Standard, _Parameters, wrapping
from workbook.reading.passwords import Keys, decrypted, encrypt
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import Client
from workbook.writing.file_book import FileBook

TODAY = date(2019, 6, 30)
DATA = Path(__file__).parents[1] / "data"
SPINS = 1_000  # what Excel takes a hundred times as long for


def agile(hash_name, key_bytes, *, feedback=False):
    parameters = _Parameters(key_bytes, 16, 16, hash_name, feedback)
    return Agile(parameters, parameters, SPINS)


def standard(key_bytes):
    cipher = {16: 0x660E, 24: 0x660F, 32: 0x6610}[key_bytes]
    name = "Microsoft Enhanced RSA and AES Cryptographic Provider\0".encode("utf-16-le")
    header = struct.pack("<8I", 0x24, 0, cipher, 0x8004, 8 * key_bytes, 0x18, 0, 0) + name
    return Standard(struct.pack("<HHII", 3, 2, 0x24, len(header)) + header, key_bytes, b"", b"", b"")


KINDS = {
    f"{hash_name}-{8 * key_bytes}": agile(hash_name, key_bytes)
    for hash_name in ("sha1", "sha256", "sha384", "sha512")
    for key_bytes in (16, 24, 32)
} | {f"2007-{8 * key_bytes}": standard(key_bytes) for key_bytes in (16, 24, 32)}
KINDS["feedback"] = agile("sha512", 32, feedback=True)


def keys(password="geheim"):  # noqa: S107 -- nobody's
    return Keys({"LOTSE_PASSWORD": password}, lambda _: None)


def info_of(path):
    with olefile.OleFileIO(path) as container:
        return container.openstream("EncryptionInfo").read()


@pytest.fixture
def plain(parts, tmp_path):
    parts.more["docProps/thumbnail.jpeg"] = random.Random(1).randbytes(9_000)  # noqa: S311 -- no secret
    return parts.save(tmp_path / "offen.xlsx")


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_opened_and_written_back_as_it_was(plain, tmp_path, report, kind):
    path = tmp_path / "Mappe.xlsx"
    path.write_bytes(Scheme(KINDS[kind]).close(plain.read_bytes(), "geheim"))
    before = info_of(path)

    FileBook(path, keys=keys()).write([report], today=TODAY)

    with read_book(path, keys()) as book:
        assert book.sheets == ("Klienten", "Prüfbericht")
    assert decrypted(path, path.read_bytes(), "falsch") is None
    was, now = wrapping(before), wrapping(info_of(path))
    if isinstance(was, Agile):
        assert (now.content, now.key, now.spins) == (was.content, was.key, was.spins)
        assert now.locks != was.locks
    else:
        assert (now.head, now.key_bytes) == (was.head, was.key_bytes)
        assert now.salt != was.salt


@pytest.mark.parametrize("kind", ["sha1-128", "sha256-256", "sha512-256", "2007-128", "2007-256"])
def test_another_program_opens_what_is_closed_here(plain, kind):
    closed = Scheme(KINDS[kind]).close(plain.read_bytes(), "geheim")
    opened = BytesIO()

    office = msoffcrypto.OfficeFile(BytesIO(closed))
    office.load_key(password="geheim")  # noqa: S106 -- nobody's
    # Of SHA-1 its check compares what is filled up to whole blocks.
    office.decrypt(opened, **({"verify_integrity": True} if kind.startswith(("sha2", "sha5")) else {}))

    assert opened.getvalue() == plain.read_bytes()


def test_what_another_program_closed_is_opened_here(plain, tmp_path):
    closed = BytesIO()
    with plain.open("rb") as source:
        msoffcrypto.format.ooxml.OOXMLFile(source).encrypt("Ä€ß", closed)

    assert decrypted(tmp_path / "a.xlsx", closed.getvalue(), "Ä€ß").getvalue() == plain.read_bytes()


def test_a_workbook_without_a_scheme_of_its_own_is_closed_as_excel_does_it_now(plain, tmp_path):
    target = BytesIO()
    with plain.open("rb") as source:
        encrypt(source, "geheim", target)

    found = lock_of(tmp_path / "a.xlsx", target.getvalue()).scheme.wrapping
    assert (found.content.hash, found.content.key_bytes, found.spins) == ("sha512", 32, 100_000)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (b'cipherAlgorithm="AES"', b'cipherAlgorithm="RC2"', "RC2"),
        (b'hashAlgorithm="SHA512"', b'hashAlgorithm="WHRLPL"', "WHRLPL"),
        (b"ChainingModeCBC", b"ChainingModeXYZ", "XYZ"),
    ],
)
def test_a_kind_that_is_not_known_is_named(plain, tmp_path, old, new, kind):
    closed = Scheme(agile("sha512", 32)).close(plain.read_bytes(), "geheim")
    path = tmp_path / "Mappe.xlsx"
    path.write_bytes(closed.replace(old, new))

    with pytest.raises(UnknownEncryptionError, match=rf"verschlüsselt.*{kind}.*gewöhnlichen Kennwort"):
        read_book(path, keys())


def test_a_cut_or_changed_file_is_a_sentence(plain, tmp_path):
    closed = bytearray(Scheme(agile("sha1", 16)).close(plain.read_bytes(), "geheim"))
    chance = random.Random(2)  # noqa: S311 -- no secret
    for _ in range(60):
        broken = bytearray(closed)
        for _ in range(3):
            broken[chance.randrange(7_000)] = chance.randrange(256)
        path = tmp_path / "Mappe.xlsx"
        path.write_bytes(broken[: chance.randrange(600, len(broken))])
        try:
            with read_book(path, keys()) as book:
                book.grid(book.sheets[0])
        except Exception as error:  # noqa: BLE001 -- whatever comes has to be ours
            assert type(error).__module__ == "workbook.errors", error  # noqa: PT017


# An .xls: the two people of `kennwort.xls`, covered in the other ways of Excel 97 to 2007.


def walked(stream):
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == size == 0:
            return
        yield at, kind, size
        at += 4 + size


CLEAR = {0x809, 0x2F, 0xE1}


def covered(data, file_pass, cover):
    """An .xls with the given FilePass in place of its own and of the writer's name, and every record covered."""
    content = BytesIO(data)
    with olefile.OleFileIO(content, write_mode=True) as container:
        stream = bytearray(container.openstream("Workbook").read())
        places = {kind: (at, size) for at, kind, size in reversed(list(walked(stream)))}
        begin = next(at for at, kind, size in walked(stream) if kind == 0 and size == 54)
        name, length = places[0x5C]
        room = stream[begin + 58 : name]
        new = struct.pack("<HH", 0x2F, len(file_pass)) + file_pass + room
        rest = name + 4 + length - begin - len(new)
        stream[begin : name + 4 + length] = new + struct.pack("<HH", 0x5C, rest - 4) + bytes(rest - 4)
        plain = bytes(stream)
        cipher = cover(plain)
        for at, kind, size in walked(plain):
            head = 4 + size if kind in CLEAR else 8 if kind == 0x85 else 4
            stream[at : at + 4 + size] = plain[at : at + head] + cipher[at + head : at + 4 + size]
        container.write_stream("Workbook", bytes(stream))
        return content.getvalue()


def by_xor(plain):
    """[MS-OFFCRYPTO] 2.3.7.3: where a byte stands, with the length of its record, says its byte of the key."""
    key = DocumentXOR.create_xor_array_method1("Sommer2019")
    out = bytearray(plain)
    for at, _, size in walked(plain):
        for place in range(at + 4, at + 4 + size):
            out[place] = (plain[place] << 5 | plain[place] >> 3) & 0xFF ^ key[(place + size) % 16]
    return bytes(out)


def by_rc4(salt):
    def cover(plain):
        return DocumentRC4CryptoAPI.decrypt("Sommer2019", salt, 128, BytesIO(plain), blocksize=1024).read()

    return cover


def xor_pass():
    number = next(n for n in range(65536) if DocumentXOR.verifypw("Sommer2019", n))
    return struct.pack("<HHH", 0, 0, number)


def rc4_pass(salt):
    verifier = hashlib.md5(salt).digest()  # noqa: S324 -- any sixteen bytes
    both = verifier + hashlib.sha1(verifier).digest()  # noqa: S324 -- [MS-OFFCRYPTO] 2.3.5.1
    hidden = DocumentRC4CryptoAPI.decrypt("Sommer2019", salt, 128, BytesIO(both), blocksize=1024).read()
    header = struct.pack("<8I", 4, 0, 0x6801, 0x8004, 128, 1, 0, 0) + b"\0\0"
    told = struct.pack("<I", 16) + salt + hidden[:16] + struct.pack("<I", 20) + hidden[16:]
    return struct.pack("<HHHII", 1, 4, 2, 4, len(header)) + header + told


@pytest.fixture(params=["xor", "rc4"])
def old(request, tmp_path):
    data = (DATA / "kennwort.xls").read_bytes()
    plain = decrypted(DATA / "kennwort.xls", data, "Sommer2019").getvalue()
    salt = bytes(range(16))
    path = tmp_path / "a.xls"
    path.write_bytes(
        covered(plain, *((xor_pass(), by_xor) if request.param == "xor" else (rc4_pass(salt), by_rc4(salt))))
    )
    return path


def test_an_xls_of_each_kind_is_read_with_its_password(old):
    with read_book(old, keys("Sommer2019")) as book:
        office, _ = read_office(book)

    assert [client.last_name for client in office[Client]] == ["Şahin", "Nowak"]
    assert decrypted(old, old.read_bytes(), "falsch") is None


def test_no_record_of_an_xls_is_written_anywhere_in_the_clear(tmp_path, monkeypatch):
    path = shutil.copy(DATA / "kennwort.xls", tmp_path / "a.xls")
    made = []
    for name in ("TemporaryFile", "NamedTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, lambda *_, **__: made.append(1) or os.abort())

    with read_book(Path(path), keys("Sommer2019")) as book:
        assert book.sheets

    assert made == []


@pytest.mark.parametrize("spoil", ["difat", "fat", "size"])
def test_a_compound_file_that_leads_in_circles_is_damaged_at_once(tmp_path, spoil):
    data = bytearray((DATA / "kennwort.xls").read_bytes())
    fat = (struct.unpack_from("<I", data, 76)[0] + 1) * 512
    if spoil == "difat":
        struct.pack_into("<II", data, 68, 0, 1)
    elif spoil == "fat":
        begin = next(n for n in range(128) if struct.unpack_from("<I", data, fat + 4 * n)[0] == n + 1)
        struct.pack_into("<I", data, fat + 4 * begin, begin)
    else:
        at = data.index("Workbook\0".encode("utf-16-le"))
        struct.pack_into("<I", data, at + 120, 0x7FFFFFFF)
    path = tmp_path / "a.xls"
    path.write_bytes(data)

    with pytest.raises(DamagedWorkbookError):
        read_book(path, keys("Sommer2019"))
