"""Names of parts, and how a relationship's target leads to one (ECMA-376 Part 2, 6.2 and 6.5).

Part names are compared without regard to case. Files in the wild spell them with back slashes, a leading slash or
percent signs; `part_key` makes one spelling of all.
"""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from urllib.parse import unquote


@lru_cache(maxsize=1 << 14)
def part_key(name: str) -> str:
    r"""Return the spelling under which a part is looked up.

    >>> part_key("\\XL\\Media\\image%201.png")
    'xl/media/image 1.png'
    """
    return unquote(name).replace("\\", "/").lstrip("/").lower()


def relationships_part(source: str) -> str:
    """Return the name of the part that holds the relationships of `source`; the package itself is `""`.

    >>> relationships_part("xl/workbook.xml"), relationships_part("")
    ('xl/_rels/workbook.xml.rels', '_rels/.rels')
    """
    folder, name = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def resolve(source: str, target: str) -> str:
    """Return the part that a relationship of `source` points at; `""` where the target is empty.

    >>> resolve("xl/worksheets/sheet1.xml", "../tables/table1.xml"), resolve("xl/workbook.xml", "/xl/styles.xml")
    ('xl/tables/table1.xml', 'xl/styles.xml')
    """
    path = unquote(target).replace("\\", "/").partition("#")[0]
    if not path:
        return ""
    whole = path if path.startswith("/") else posixpath.join("/", posixpath.dirname(source), path)
    return posixpath.normpath(whole).lstrip("/")


def relative(source: str, part: str) -> str:
    """Return the target by which `source` points at `part`.

    >>> relative("xl/worksheets/sheet1.xml", "xl/tables/table1.xml")
    '../tables/table1.xml'
    """
    return posixpath.relpath("/" + part, "/" + posixpath.dirname(source))


def numbered(name: str) -> str:
    """Return the pattern of a part's name, with `{}` in place of its number.

    >>> numbered("xl/tables/table12.xml"), numbered("xl/drawings/vmlDrawing.vml")
    ('xl/tables/table{}.xml', 'xl/drawings/vmlDrawing{}.vml')
    """
    return re.sub(r"\d*(\.\w+)$", r"{}\1", name)
