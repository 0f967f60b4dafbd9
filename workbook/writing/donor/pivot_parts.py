"""Pivot tables, which XlsxWriter does not make (ECMA-376 Part 1, 18.10).

A cache without records and with `refreshOnLoad`: whoever opens the file reads the rows of the table anew, and no
row is stored twice. An axis therefore knows only its total until then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.cells import Area
from workbook.package.escaped_text import quoted_attribute
from workbook.package.pivot_caches import CACHE, CACHE_TYPE, TABLE_TYPE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbook.sheets import Pivot, Sheet

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SPACES = f'xmlns="{_MAIN}" xmlns:r="{_OFFICE}"'
_ONLY_TOTAL = '<items count="1"><item t="default"/></items>'
_AXES = (("axisRow", "rows"), ("axisCol", "columns"), ("axisPage", "filters"))


def add_pivots(parts: dict[str, bytes], sheets: Sequence[Sheet]) -> None:
    """Add the pivot tables of the sheets to the parts of a donor that is made up otherwise."""
    count = 0
    for place, sheet in enumerate(sheets, 1):
        for pivot in sheet.pivots:
            count += 1
            _add(parts, place, pivot, count)
    if count:
        listed = "".join(f'<pivotCache cacheId="{each}" r:id="rIdC{each}"/>' for each in range(1, count + 1))
        _insert(parts, "xl/workbook.xml", f"<pivotCaches>{listed}</pivotCaches></workbook>", "</workbook>")


def _add(parts: dict[str, bytes], place: int, pivot: Pivot, count: int) -> None:
    cache, table = f"pivotCache/pivotCacheDefinition{count}.xml", f"pivotTables/pivotTable{count}.xml"
    parts[f"xl/{cache}"] = (_HEAD + _definition(pivot)).encode()
    parts[f"xl/{table}"] = (_HEAD + _table(pivot, count)).encode()
    parts[f"xl/pivotTables/_rels/pivotTable{count}.xml.rels"] = _related("rId1", CACHE, f"../{cache}")
    rels = f"xl/worksheets/_rels/sheet{place}.xml.rels"
    relation = _relation(f"rIdP{count}", "pivotTable", f"../{table}")
    if rels in parts:
        _insert(parts, rels, f"{relation}</Relationships>", "</Relationships>")
    else:
        parts[rels] = _related(f"rIdP{count}", "pivotTable", f"../{table}")
    own = _relation(f"rIdC{count}", CACHE, cache)
    _insert(parts, "xl/_rels/workbook.xml.rels", f"{own}</Relationships>", "</Relationships>")
    kinds = "".join(
        f'<Override PartName="/xl/{part}" ContentType="{kind}"/>'
        for part, kind in ((cache, CACHE_TYPE), (table, TABLE_TYPE))
    )
    _insert(parts, "[Content_Types].xml", f"{kinds}</Types>", "</Types>")


def _insert(parts: dict[str, bytes], part: str, text: str, before: str) -> None:
    start, _, end = parts[part].rpartition(before.encode())
    parts[part] = start + text.encode() + end


def _relation(identifier: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{identifier}" Type="{_OFFICE}/{kind}" Target="{target}"/>'


def _related(identifier: str, kind: str, target: str) -> bytes:
    inside = _relation(identifier, kind, target)
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}">{inside}</Relationships>'.encode()


def _definition(pivot: Pivot) -> str:
    fields = "".join(
        f'<cacheField name="{quoted_attribute(label)}" numFmtId="0"><sharedItems/></cacheField>'
        for label in pivot.labels
    )
    return (
        f'<pivotCacheDefinition {_SPACES} saveData="0" refreshOnLoad="1" refreshedBy="Lotse" createdVersion="6" '
        'refreshedVersion="6" minRefreshableVersion="3" recordCount="0"><cacheSource type="worksheet">'
        f'<worksheetSource name="{quoted_attribute(pivot.table)}"/></cacheSource>'
        f'<cacheFields count="{len(pivot.labels)}">{fields}</cacheFields></pivotCacheDefinition>'
    )


def _table(pivot: Pivot, cache: int) -> str:
    places = {label: place for place, label in enumerate(pivot.labels)}
    axes = {label: axis for axis, name in _AXES for label in getattr(pivot, name)}
    area = Area(pivot.row, pivot.column, pivot.row + 2, pivot.column + 1).reference
    pages = "".join(f'<pageField fld="{places[label]}" hier="-1"/>' for label in pivot.filters)
    above = f' rowPageCount="{len(pivot.filters)}" colPageCount="1"' if pivot.filters else ""
    row_fields, column_fields = (
        f'<{kind}Fields count="{len(labels)}">'
        + "".join(f'<field x="{places[label]}"/>' for label in labels)
        + f'</{kind}Fields><{kind}Items count="1"><i t="grand"><x/></i></{kind}Items>'
        for kind, labels in (("row", pivot.rows), ("col", pivot.columns))
    )
    return (
        f'<pivotTableDefinition {_SPACES} name="{quoted_attribute(pivot.name)}" cacheId="{cache}" '
        'dataCaption="Werte" grandTotalCaption="zusammen" rowHeaderCaption="" colHeaderCaption="" '
        'applyNumberFormats="0" applyBorderFormats="0" applyFontFormats="0" applyPatternFormats="0" '
        'applyAlignmentFormats="0" applyWidthHeightFormats="1" updatedVersion="6" minRefreshableVersion="3" '
        'createdVersion="6" useAutoFormatting="1" itemPrintTitles="1" indent="0" outline="1" outlineData="1" '
        f'multipleFieldFilters="0"><location ref="{area}" firstHeaderRow="1" firstDataRow="2" firstDataCol="1"'
        f'{above}/><pivotFields count="{len(pivot.labels)}">'
        + "".join(_field(axes.get(label), summed=label == pivot.summed) for label in pivot.labels)
        + f"</pivotFields>{row_fields}{column_fields}"
        + (f'<pageFields count="{len(pivot.filters)}">{pages}</pageFields>' if pages else "")
        + f'<dataFields count="1"><dataField name="{quoted_attribute(pivot.caption)}" '
        f'fld="{places[pivot.summed]}" baseField="0" baseItem="0"/></dataFields>'
        '<pivotTableStyleInfo name="PivotStyleLight16" showRowHeaders="1" showColHeaders="1"/>'
        "</pivotTableDefinition>"
    )


def _field(axis: str | None, *, summed: bool) -> str:
    if axis is not None:
        return f'<pivotField axis="{axis}" showAll="0">{_ONLY_TOTAL}</pivotField>'
    return '<pivotField dataField="1" showAll="0"/>' if summed else '<pivotField showAll="0"/>'
