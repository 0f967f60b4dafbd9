"""A package with changes on top, written as a new file.

Parts that nobody touched are copied as their compressed stream. Local headers are written afresh from the central
directory: without data descriptors, padding and zip64 records, which some readers of the wild cannot take.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import IO, TYPE_CHECKING

from lxml import etree

from workbook.errors import RefusedWorkbookError
from workbook.package.markup import CONTENT_TYPES, RELATIONSHIPS, attributes, elements, parse, serialize
from workbook.package.part_names import part_key, relationships_part, relative
from workbook.package.parts import CONTENT_TYPES_PART, Relationship, relationship_of
from workbook.package.stretches import all_read, checksum_of, compressed, size_of, whole
from workbook.package.zip_streams import NEEDS_ZIP64, ZipStreams, copied_head, flags_of, own_head

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workbook.package.markup import Element
    from workbook.package.parts import Package
    from workbook.package.stretches import Piece
    from workbook.package.zip_streams import Head

RELATIONSHIPS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"


class Draft:
    """What a package becomes: parts put in, replaced or dropped, and directories edited in place."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._new: dict[str, tuple[str, Sequence[Piece]]] = {}
        self._trees: dict[str, tuple[str, Element]] = {}
        self._dropped: set[str] = set()
        self._taken = {part_key(name) for name in package.names()} | self._named_but_missing()

    def _named_but_missing(self) -> set[str]:
        """Return names that content types or relationships already use: a new part must not come to life there."""
        named = {
            part_key(element.get("PartName", "")) for element in elements(self.package.tree(CONTENT_TYPES_PART))
        }
        for source in ["", *self.package.names()]:
            named |= {part_key(each.target) for each in self.package.links(source) if not each.external}
        return named

    def has(self, part: str) -> bool:
        """Tell whether the new file will hold the part."""
        key = part_key(part)
        return key in self._new or key in self._trees or (self.package.has(part) and key not in self._dropped)

    def is_free(self, part: str) -> bool:
        """Tell whether nothing in the package has this name or speaks of it."""
        return part_key(part) not in self._taken | self._new.keys()

    def free_name(self, pattern: str) -> str:
        """Return the first name of a pattern (`xl/tables/table{}.xml`) above every number in use.

        Relationships whose part has gone count too: a new part of that name would inherit them.
        """
        taken = self._taken | self._new.keys()
        top = 0
        for spelled in (pattern, relationships_part(pattern)):
            start, _, end = spelled.partition("{}")
            shape = re.compile(re.escape(part_key(start)) + r"(\d{0,9})" + re.escape(part_key(end)))
            top = max([top, *(int(match[1] or 0) for key in taken if (match := shape.fullmatch(key)))])
        return pattern.format(top + 1)

    def put(self, part: str, data: bytes | Sequence[Piece], content_type: str = "") -> None:
        """Add a part, whole or in pieces, or replace one; without a content type it keeps the one that it has."""
        key = part_key(part)
        name = self.package.spelling(part) if self.package.has(part) else part
        self._new[key] = (name, (data,) if isinstance(data, bytes) else data)
        self._taken.add(key)
        self._dropped.discard(key)
        if content_type and content_type != self._content_type(part):
            self._set_content_type(part, content_type)

    def drop(self, part: str) -> None:
        """Remove a part with its own relationships and its content type; its name becomes free."""
        for name in (part, relationships_part(part)):
            key = part_key(name)
            self._new.pop(key, None)
            self._trees.pop(key, None)
            self._taken.discard(key)
            if self.package.has(name):
                self._dropped.add(key)
            self._remove_override(name)

    def edit(self, part: str) -> Element:
        """Return the root of a part; what the caller changes there is written."""
        key = part_key(part)
        if key not in self._trees:
            held = self._new.pop(key, None)
            name = held[0] if held is not None else self.package.spelling(part)
            self._trees[key] = (name, parse(whole(held[1])) if held is not None else self.package.tree(part))
        return self._trees[key][1]

    def _content_type(self, part: str) -> str:
        key, default = part_key(part), ""
        for element in elements(self._content_types()):
            if part_key(element.get("PartName", "")) == key:
                return element.get("ContentType", "")
            if element.get("Extension", "\0").lower() == key.rpartition(".")[2]:
                default = element.get("ContentType", "")
        return default

    def _content_types(self) -> Element:
        held = self._trees.get(part_key(CONTENT_TYPES_PART))
        return held[1] if held is not None else self.package.tree(CONTENT_TYPES_PART)

    def _set_content_type(self, part: str, content_type: str) -> None:
        """Name the type by an override, which never changes the type of a part that is there already."""
        self._remove_override(part)
        root = self.edit(CONTENT_TYPES_PART)
        told = {"PartName": f"/{part}", "ContentType": content_type}
        root.append(etree.Element(f"{{{CONTENT_TYPES}}}Override", told))

    def _remove_override(self, part: str) -> None:
        key = part_key(part)
        for element in list(elements(self._content_types())):
            if part_key(element.get("PartName", "")) == key:
                root = self.edit(CONTENT_TYPES_PART)
                for same in [each for each in elements(root) if part_key(each.get("PartName", "")) == key]:
                    root.remove(same)
                return

    def relationships(self, source: str) -> list[Relationship]:
        """Return the relationships of a part as the draft has them."""
        held = self._trees.get(part_key(relationships_part(source)))
        if held is None:
            return self.package.relationships(source)
        return [relationship_of(source, element) for element in elements(held[1])]

    def relate(self, source: str, kind: str, target: str) -> str:
        """Add a relationship from `source` to the part `target` and return its id; `kind` is the whole type."""
        part = relationships_part(source)
        if not self.has(part):
            root = etree.Element(f"{{{RELATIONSHIPS}}}Relationships", nsmap={None: RELATIONSHIPS})  # type: ignore[dict-item]  # the stubs know no default namespace
            self._trees[part_key(part)] = (part, root)
            if self._content_type(part) != RELATIONSHIPS_TYPE:
                self._set_content_type(part, RELATIONSHIPS_TYPE)
        root = self.edit(part)
        taken = {element.get("Id", "") for element in elements(root)} | self._ids_in_use(source)
        numbers = [int(match[1]) for each in taken if (match := re.fullmatch(r"rId(\d{1,8})", each))]
        identifier = f"rId{max(numbers, default=0) + 1}"
        told = {"Id": identifier, "Type": kind, "Target": relative(source, target)}
        root.append(etree.Element(f"{{{RELATIONSHIPS}}}Relationship", told))
        return identifier

    def _ids_in_use(self, source: str) -> set[str]:
        """Return the ids that an edited part speaks of: one without a relationship must not get ours."""
        held = self._trees.get(part_key(source))
        if held is None:
            return set()
        space = f"{{{self.package.dialect.relationships}}}"
        return {
            value for each in held[1].iter() for name, value in attributes(each).items() if name.startswith(space)
        }

    def unrelate(self, source: str, identifiers: Iterable[str]) -> None:
        """Remove relationships of a part by their ids."""
        gone = set(identifiers)
        root = self.edit(relationships_part(source))
        for element in [each for each in elements(root) if each.get("Id") in gone]:
            root.remove(element)

    @property
    def in_stretches(self) -> Mapping[str, Sequence[Piece]]:
        """The sheets, by key, whose rows have all been read back already, in their pieces."""
        return {key: data for key, (_, data) in self._new.items() if all_read(data)}

    def write(self, file: IO[bytes]) -> None:
        """Write the new package.

        Raises:
            RefusedWorkbookError: it would be larger than a plain zip can be (4 GB).
            DamagedWorkbookError: a stream that has to be copied ends early.
        """
        new = self._new | {key: (name, (serialize(root),)) for key, (name, root) in self._trees.items()}
        writer = _Writer(self.package, file)
        written: set[str] = set()
        for entry in self.package.archive.entries:
            key = part_key(entry.name)
            if key in self._dropped:
                continue
            if key not in new:
                writer.copy(entry.index)
            elif key not in written:
                written.add(key)
                writer.compress(entry.spelling, entry.info.flag_bits, new[key][1])
        for key, (name, data) in new.items():
            if key not in written:
                writer.compress(name.encode(), flags_of(name), data)
        writer.finish()


def excerpt(package: Package, parts: Iterable[str], instead: Mapping[str, bytes]) -> IO[bytes]:
    """Return a file of those of these parts that the package has, compressed as they are, ready to be read.

    By their keys, some have another content `instead`.
    """
    keys, file = {part_key(part) for part in parts}, BytesIO()
    writer = _Writer(package, file)
    for entry in package.archive.entries:
        key = part_key(entry.name)
        if key in instead:
            writer.compress(entry.spelling, entry.info.flag_bits, (instead[key],))
        elif key in keys:
            writer.copy(entry.index)
    writer.finish()
    file.seek(0)
    return file


class _Writer:
    """A zip file under way."""

    def __init__(self, package: Package, file: IO[bytes]) -> None:
        self._package, self._archive, self._streams = package, package.archive, ZipStreams(file)

    def copy(self, index: int) -> None:
        """Copy an entry as its compressed stream, its date and attributes with it."""
        entry = self._archive.entries[index]
        self._begin(copied_head(entry.spelling, entry.info))
        for chunk in self._archive.raw(entry):
            self._streams.write(chunk)

    def compress(self, name: bytes, flags: int, pieces: Sequence[Piece]) -> None:
        """Write an entry of our own."""
        stream = compressed(pieces)
        self._begin(own_head(name, flags, checksum_of(pieces), len(stream), size_of(pieces)))
        self._streams.write(stream)

    def _begin(self, head: Head) -> None:
        if max(self._streams.position, *head.sizes) >= NEEDS_ZIP64:
            raise RefusedWorkbookError(
                self._package.path,
                "Sie wäre danach größer als 4 GB.",
                "Bitte alte Bilder oder Blätter in eine eigene Mappe auslagern.",
            )
        self._streams.begin(head)

    def finish(self) -> None:
        """Write the directory; a comment of the archive is kept."""
        self._streams.finish(self._archive.comment)
