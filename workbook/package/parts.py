"""An OOXML file as parts with content types and relationships (ECMA-376 Part 2).

Opens lazily: the directory, `[Content_Types].xml` and the root relationships are read, the rest when asked for.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import IO, TYPE_CHECKING, Self, TypeVar, cast

from msgspec import Struct

from workbook.errors import DamagedWorkbookError, NotAWorkbookError, RefusedWorkbookError, UnsupportedFormatError
from workbook.package.archive import CHUNK, Archive, Entry
from workbook.package.markup import (
    CONTENT_TYPES,
    STRICT,
    TRANSITIONAL,
    Dialect,
    DoctypeError,
    Element,
    MarkupError,
    elements,
    namespace,
    parse,
)
from workbook.package.part_names import part_key, relationships_part, resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Reading = TypeVar("Reading")

CONTENT_TYPES_PART = "[Content_Types].xml"
MAX_PARSED_SIZE = 96 * 1024**2
"""No part that is parsed as a tree is larger than this; sheets are streamed and may be."""

_SPREADSHEET_ENDINGS = ("sheet.main+xml", "template.main+xml", "macroenabled.main+xml")
_OFFICE_DOCUMENT = tuple(f"{dialect.relationships}/officeDocument" for dialect in (TRANSITIONAL, STRICT))


class Relationship(Struct, frozen=True):
    """One relationship: `target` is the part's name, or what stands in the file if `external`."""

    id: str
    type: str
    target: str
    external: bool

    @property
    def kind(self) -> str:
        """The last word of the type, the same in both dialects: `worksheet`, `table`, `styles`."""
        return self.type.rsplit("/", 1)[-1]


class Package:
    """A workbook opened for reading. Part names are found in any spelling; use as a context manager.

    Raises:
        WorkbookError: no such file, or not one that is an .xlsx or .xlsm inside (see `workbook.errors`).
    """

    def __init__(self, path: Path, source: IO[bytes] | None = None) -> None:
        self.path = path
        self.archive = Archive(path, source)
        self.by_key: dict[str, Entry] = {}
        self.duplicates: list[str] = []
        self._relationships: dict[str, list[Relationship]] = {}
        self._once: dict[object, object] = {}
        for entry in self.archive.entries:
            key = part_key(entry.name)
            if key in self.by_key:
                self.duplicates.append(entry.name)
            self.by_key[key] = entry  # the last one wins, as in Excel and in zipfile
        try:
            self.workbook_part, self.dialect = self._find_workbook()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.archive.close()

    def _find_workbook(self) -> tuple[str, Dialect]:
        if not self.has(CONTENT_TYPES_PART):
            # OpenDocument is a zip too, and names its kind in its first entry.
            known = self.has("mimetype") or self.has("content.xml")
            raise UnsupportedFormatError(self.path) if known else NotAWorkbookError(self.path)
        for relationship in self.relationships(""):
            if relationship.type in _OFFICE_DOCUMENT and self.has(relationship.target):
                break
        else:
            raise NotAWorkbookError(self.path)
        part = self.spelling(relationship.target)
        content_type = self.content_type(part).lower()
        if content_type.endswith("sheet.binary.macroenabled.main"):
            raise UnsupportedFormatError(self.path)
        if not content_type.endswith(_SPREADSHEET_ENDINGS):
            raise NotAWorkbookError(self.path)
        main = namespace(self.tree(part))
        for dialect in (TRANSITIONAL, STRICT):
            if main == dialect.main:
                return part, dialect
        raise DamagedWorkbookError(self.path, part)

    def once(self, read: Callable[[Package], Reading]) -> Reading:
        """Return what `read` makes of this package, made once: who only reads it sees the same each time."""
        if read not in self._once:
            self._once[read] = read(self)
        return cast("Reading", self._once[read])

    def names(self) -> list[str]:
        """Return the names of all parts, as spelled, without folders of the zip."""
        return [self.spelling(entry.name) for entry in self.by_key.values() if not entry.name.endswith(("/", "\\"))]

    def has(self, part: str) -> bool:
        """Tell whether the package holds a part of this name."""
        return part_key(part) in self.by_key

    def spelling(self, part: str) -> str:
        """Return a part's name as the archive spells it, with slashes and without a leading one."""
        return self.by_key[part_key(part)].name.replace("\\", "/").lstrip("/")

    def entry(self, part: str) -> Entry:
        """Return a part's entry in the archive.

        Raises:
            DamagedWorkbookError: the part is missing.
        """
        entry = self.by_key.get(part_key(part))
        if entry is None:
            raise DamagedWorkbookError(self.path, part)
        return entry

    def read(self, part: str) -> bytes:
        """Return the content of a part.

        Raises:
            DamagedWorkbookError: the part is missing, or its stream or checksum is wrong.
        """
        return self.archive.read(self.entry(part), MAX_PARSED_SIZE)

    def stream(self, part: str) -> Iterator[bytes]:
        """Yield the content of a part in chunks; for sheets, which can be larger than memory allows."""
        return self.archive.stream(self.entry(part))

    def tree(self, part: str) -> Element:
        """Return the root element of a part, parsed anew.

        Raises:
            DamagedWorkbookError: the part is missing or no well-formed XML.
            RefusedWorkbookError: it declares a document type, the way in for entity bombs.
        """
        try:
            return parse(self.read(part))
        except DoctypeError as error:
            raise RefusedWorkbookError(
                self.path,
                f"Der Teil „{part}“ enthält eine Dokumenttyp-Deklaration; sie dient dazu, Rechner lahmzulegen, und "
                "kein Excel schreibt so etwas.",
                "Bitte die Herkunft prüfen; ist sie in Ordnung, die Mappe in Excel öffnen und neu speichern.",
            ) from error
        except MarkupError as error:
            raise DamagedWorkbookError(self.path, part) from error

    @cached_property
    def _content_types(self) -> tuple[dict[str, str], dict[str, str]]:
        overrides, defaults = {}, {}
        for element in elements(self.tree(CONTENT_TYPES_PART)):
            content_type = element.get("ContentType", "")
            if element.tag == f"{{{CONTENT_TYPES}}}Override":
                overrides[part_key(element.get("PartName", ""))] = content_type
            elif element.tag == f"{{{CONTENT_TYPES}}}Default":
                defaults[element.get("Extension", "").lower()] = content_type
        return overrides, defaults

    def content_type(self, part: str) -> str:
        """Return the content type of a part, `""` where the file names none."""
        overrides, defaults = self._content_types
        key = part_key(part)
        return overrides.get(key) or defaults.get(key.rpartition(".")[2], "")

    def relationships(self, source: str) -> list[Relationship]:
        """Return the relationships of a part in the order of the file; of the package itself for `""`."""
        part = relationships_part(source)
        if part not in self._relationships:
            found = elements(self.tree(part)) if self.has(part) else ()
            self._relationships[part] = [relationship_of(source, element) for element in found]
        return self._relationships[part]

    def links(self, source: str) -> list[Relationship]:
        """Return the relationships of a part that Lotse need not understand; none where nobody can read them.

        Who copies a part as it is has no business with what is broken in it; what hangs on it is lost to Excel too.
        """
        try:
            return self.relationships(source)
        except (DamagedWorkbookError, RefusedWorkbookError):
            return []

    def related(self, source: str, kind: str) -> str | None:
        """Return the first part of a kind (`styles`, `sharedStrings`) that `source` points at and that exists."""
        for relationship in self.relationships(source):
            if relationship.kind == kind and not relationship.external and self.has(relationship.target):
                return self.spelling(relationship.target)
        return None

    def digest(self) -> str:
        """Return the SHA-256 of the whole file in hexadecimal."""
        return digest_of(self.archive.file)


def relationship_of(source: str, element: Element) -> Relationship:
    """Return a `Relationship` element of `source` as data."""
    target = element.get("Target", "")
    external = element.get("TargetMode") == "External"
    return Relationship(
        id=element.get("Id", ""),
        type=element.get("Type", ""),
        target=target if external else resolve(source, target),
        external=external,
    )


def digest_of(file: IO[bytes]) -> str:
    """Return the SHA-256 of an open file from its first byte, in hexadecimal."""
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
