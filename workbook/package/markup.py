"""XML parsed without entities, and the namespaces of both OOXML dialects.

Every element is found by namespace and local name: Excel writes without a prefix, others write `x:`, and Strict
files (ECMA-376 Part 1) use other namespaces than Transitional ones (Part 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree
from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

Element = etree._Element  # noqa: SLF001 - lxml has no public name for its element type

CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"


class Dialect(Struct, frozen=True):
    """The namespaces of one kind of OOXML: spreadsheet markup, relationship attributes, drawings."""

    main: str
    relationships: str
    drawing: str

    def tag(self, name: str) -> str:
        """Return the qualified name of a spreadsheet element."""
        return f"{{{self.main}}}{name}"

    @property
    def is_strict(self) -> bool:
        """Whether this is the dialect of ECMA-376 Part 1."""
        return self.main.startswith("http://purl.oclc.org/")

    @property
    def relationship_id(self) -> str:
        """The qualified name of the attribute `r:id`."""
        return f"{{{self.relationships}}}id"


TRANSITIONAL = Dialect(
    main="http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    relationships="http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    drawing="http://schemas.openxmlformats.org/drawingml/2006/",
)
STRICT = Dialect(
    main="http://purl.oclc.org/ooxml/spreadsheetml/main",
    relationships="http://purl.oclc.org/ooxml/officeDocument/relationships",
    drawing="http://purl.oclc.org/ooxml/drawingml/",
)


class MarkupError(Exception):
    """The bytes are no XML that an Office file may hold; whoever asked for the part names it in its own error."""


class DoctypeError(MarkupError):
    """The XML declares a document type, which no Office program writes and OPC forbids."""


def parse(data: bytes) -> Element:
    """Return the root of a part.

    A document type declaration is refused before anything is expanded: OPC forbids it (ECMA-376 Part 2, 6.2.5), and
    it is the way in for entity bombs. libxml2's own limits on depth and text stay in force.

    Raises:
        DoctypeError: the XML declares a document type.
        MarkupError: it is not well-formed.
    """
    if any("<!DOCTYPE".encode(encoding) in data for encoding in ("utf-8", "utf-16-le", "utf-16-be")):
        raise DoctypeError("document type declaration")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise MarkupError(str(error)) from error
    if root is None:
        raise MarkupError("empty")
    return root


def serialize(root: Element) -> bytes:
    """Return a part as bytes: UTF-8, with everything that stood before and after the root element."""
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)


def elements(parent: Element) -> Iterator[Element]:
    """Yield the child elements of `parent`, without comments and processing instructions."""
    return (child for child in parent if isinstance(child.tag, str))


def attributes(element: Element) -> dict[str, str]:
    """Return the attributes of an element by their qualified names."""
    return {str(name): str(value) for name, value in element.attrib.items()}


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return etree.QName(element).localname


def namespace(element: Element) -> str:
    """Return the namespace of an element, `""` if it has none."""
    return etree.QName(element).namespace or ""


def is_true(value: str | None) -> bool:
    """Tell whether an attribute of type xsd:boolean is set."""
    return value in {"1", "true", "on"}
