"""What stands on a worksheet beside its cells: notes, text boxes, titles of charts, head and foot of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.cells import address
from workbook.errors import DamagedWorkbookError, RefusedWorkbookError
from workbook.package.comments import cell_comments
from workbook.package.reachable import reachable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook.package.markup import Element
    from workbook.package.parts import Package

_DRAWN = ("drawing", "chart", "chartEx", "diagramData", "chartUserShapes")


def words_beside(package: Package, part: str) -> Iterator[tuple[str, str]]:
    """Yield where words stand on a worksheet beside its cells, in German, and the words.

    What a chart remembers of cells is no word of its own; a broken note or drawing is passed over, as Excel does.
    """
    for each in package.tree(part).iterchildren(package.dialect.tag("headerFooter")):
        yield "Kopf- oder Fußzeile", "".join(str(piece) for piece in each.itertext())
    for (row, column), comment in cell_comments(package, part).items():
        yield f"Notiz an {address(row, column)}", comment.text
    for drawn in _drawn(package, part):
        for paragraph in drawn.iter("{*}p"):
            words = (each.text or "" for each in paragraph.iter("{*}t"))
            yield "Textfeld oder Diagramm", "".join(words)


def _drawn(package: Package, part: str) -> Iterator[Element]:
    kinds = {each.target: each.kind for key in reachable(package, [part]) for each in package.links(key)}
    for target in sorted(target for target, kind in kinds.items() if kind in _DRAWN and package.has(target)):
        try:
            yield package.tree(target)
        except (DamagedWorkbookError, RefusedWorkbookError):
            continue
