# ruff: noqa: INP001 -- a script beside the file that it builds, part of no package
"""Build `letterhead.docx`, the stationery of every letter in Word: `python templates/build_letterhead.py`.

The file holds the look and the places; what stands in double braces is filled in by `automation/letters/docx.py`.
An office opens it in Word and changes fonts, colours, the logo, the texts around the places; the styles „Brief …“
keep their names. Measures: DIN 5008:2020, Form B. The same script always writes the same bytes.

How Word and LibreOffice place things, as observed:
* The text of page 1 begins where the header of page 1 ends, if that is lower than the top margin (ECMA-376 Part 1,
  17.6.11). So the first header is exactly 45 mm deep, and page 2 begins at its own margin.
* Rows with an exact height keep the window's zones whatever stands in them.
* Marks and rules are lines anchored to the page; as paragraph borders they would add to the heights.
"""

from __future__ import annotations

import io
from importlib.resources import files
from pathlib import Path

from fontTools import subset

from workbook.package.zipping import zipped

FONT = "Fira Sans"  # comes along inside the file (OFL 1.1), so the letter looks like its PDF on every machine
INSTEAD = "Calibri"  # where a program does not load embedded fonts
FACES = {"Regular": "{6C6F7473-652D-4272-6965-66626F67656E}", "Bold": "{6C6F7473-652D-4665-7474-206265746F6E}"}
"""The embedded faces and the keys that their files are scrambled with (ECMA-376 Part 1, 17.8.1)."""
ALPHABETS = (*range(0x20, 0x250), *range(0x400, 0x460), *range(0x1E00, 0x1F00), *range(0x2010, 0x2060), 0x20AC)
"""Latin for all of Europe and Turkey, Vietnamese, Cyrillic, punctuation, the Euro sign."""
INK, MUTED, HARBOUR, HAIRLINE = "1F2A36", "5B6672", "0B4F6C", "C9CFD6"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def twips(millimetres: float) -> int:
    """Return a length in twentieths of a point."""
    return round(millimetres * 1440 / 25.4)


def emu(millimetres: float) -> int:
    """Return a length in English Metric Units."""
    return round(millimetres * 36000)


LEFT, RIGHT, TOP, BOTTOM = 25.0, 20.0, 30.0, 30.0
TEXT_WIDTH = 210 - LEFT - RIGHT
HEADER_TOP = 14.0
WINDOW_TOP = 45.0
HEAD_GAP, HEAD_LINE = 4.0, 5.0  # below the name: who runs the office, on letters that say so
FOOT = 271.5
FOOT_COLUMNS = (44.0, 66.0, 55.0)


# ── Pieces ──────────────────────────────────────────────────────────────────
def paragraph(style: str, text: str, extra: str = "", before: str = "") -> str:
    """Return a paragraph in a style; `before` are runs in front of the text, such as anchored lines."""
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>{before}{run}</w:p>'


def line(number: int, name: str, place: tuple[float, float], length: float, width: float, color: str) -> str:
    """Return a run with a horizontal line at a place of the page, all in millimetres, `width` in points."""
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="1" '
        'locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{emu(place[0])}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{emu(place[1])}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{emu(length)}" cy="0"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{number}" name="{name}"/><wp:cNvGraphicFramePr/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f'<wps:cNvCnPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{emu(length)}" cy="0"/></a:xfrm>'
        f'<a:prstGeom prst="line"><a:avLst/></a:prstGeom><a:ln w="{round(width * 12700)}"><a:solidFill>'
        f'<a:srgbClr val="{color}"/></a:solidFill></a:ln></wps:spPr><wps:bodyPr/></wps:wsp>'
        "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>"
    )


def marks(first: int) -> str:
    """Return the fold marks of Form B and the punch mark; drawing numbers begin at `first`."""
    places = (("Falzmarke oben", 105.0, 3.0), ("Lochmarke", 148.5, 5.0), ("Falzmarke unten", 210.0, 3.0))
    return "".join(
        line(first + number, name, (5.0, y), length, 0.4, MUTED) for number, (name, y, length) in enumerate(places)
    )


def cell(width: float, content: str, extra: str = "") -> str:
    """Return a table cell."""
    return f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/>{extra}</w:tcPr>{content}</w:tc>'


def row(height: float, *cells: str, rule: str = "exact") -> str:
    """Return a table row, exactly as high as said, or at least (`rule`)."""
    high = f'<w:trPr><w:cantSplit/><w:trHeight w:val="{twips(height)}" w:hRule="{rule}"/></w:trPr>'
    return f"<w:tr>{high}{''.join(cells)}</w:tr>"


def layout_table(widths: tuple[float, ...], *rows: str) -> str:
    """Return a table that only places things: fixed, without borders and margins."""
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(map(twips, widths))}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def field(code: str) -> str:
    """Return a field that Word computes, such as the page's number."""
    return f'<w:fldSimple w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


# ── Parts ───────────────────────────────────────────────────────────────────
def document() -> str:
    """Return the letter's body: window and information block, then the places from subject to reply slip."""
    bottom = '<w:vAlign w:val="bottom"/>'
    middle = '<w:vAlign w:val="center"/>'
    window = layout_table(
        (80, 20, 65),
        row(
            5,
            cell(80, paragraph("BriefRuecksende", "{{ Rücksendeangabe }}"), middle),
            cell(20, paragraph("BriefLeer", "")),
            cell(65, paragraph("BriefLeer", "")),
        ),
        row(
            12.7,
            cell(80, paragraph("BriefVermerk", "{{ Vermerk }}"), bottom),
            cell(20, paragraph("BriefLeer", "")),
            cell(65, paragraph("BriefInfo", "{{ Informationsblock }}"), '<w:vMerge w:val="restart"/>'),
        ),
        row(
            27.3,
            cell(80, paragraph("BriefAnschrift", "{{ Anschrift }}")),
            cell(20, paragraph("BriefLeer", "")),
            cell(65, paragraph("BriefLeer", ""), "<w:vMerge/>"),
            rule="atLeast",  # a long information block moves the subject down and is not cut off
        ),
    )
    body = "".join(
        (
            window,
            paragraph("BriefBetreff", "{{ Betreff }}"),
            paragraph("BriefAnrede", "{{ Anrede }}"),
            paragraph("BriefText", "{{ Text }}"),
            paragraph("BriefGruss", "{{ Gruß }}"),
            paragraph("BriefUnterschrift", "{{ Name }}"),
            paragraph("BriefFunktion", "{{ Funktion }}"),
            paragraph("BriefAnlagen", "{{ Anlagen }}"),
            paragraph("BriefHinweis", "{{ Hinweise }}"),
            paragraph("BriefAntwort", "{{ Rückantwort }}"),
        )
    )
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:headerReference w:type="first" r:id="rId5"/>'
        '<w:footerReference w:type="default" r:id="rId6"/><w:footerReference w:type="first" r:id="rId7"/>'
        f'<w:pgSz w:w="{twips(210)}" w:h="{twips(297)}"/>'
        f'<w:pgMar w:top="{twips(TOP)}" w:right="{twips(RIGHT)}" w:bottom="{twips(BOTTOM)}" w:left="{twips(LEFT)}" '
        f'w:header="{twips(HEADER_TOP)}" w:footer="{twips(11)}" w:gutter="0"/><w:titlePg/></w:sectPr>'
    )
    return f"{HEADER}<w:document {NAMESPACES}><w:body>{body}{section}</w:body></w:document>"


def first_header() -> str:
    """Return the letterhead, from 14 mm to exactly 45 mm."""
    rule = line(10, "Linie unter dem Namen", (LEFT, 26.5), TEXT_WIDTH, 0.8, HARBOUR)
    rest = twips(WINDOW_TOP) - twips(HEADER_TOP) - twips(10) - twips(HEAD_GAP) - twips(HEAD_LINE)
    spacer = f'<w:spacing w:before="0" w:after="0" w:line="{rest}" '
    content = paragraph("BriefKopf", "{{ Büro }}", before=rule + marks(11))
    content += paragraph("BriefTraeger", "{{ Träger }}")
    return (
        f"{HEADER}<w:hdr {NAMESPACES}>{content}"
        f"{paragraph('BriefLeer', '', extra=spacer + 'w:lineRule=' + chr(34) + 'exact' + chr(34) + '/>')}</w:hdr>"
    )


def next_header() -> str:
    """Return the head of page 2 and later: whose letter, which page."""
    rule = line(20, "Linie unter der Seitenzahl", (LEFT, 19.5), TEXT_WIDTH, 0.4, HAIRLINE)
    tab = "<w:r><w:tab/></w:r>"
    words = (
        '<w:r><w:t xml:space="preserve">{{ Büro }} · {{ Zeichen }}</w:t></w:r>'
        f'{tab}<w:r><w:t xml:space="preserve">Seite </w:t></w:r>{field("PAGE")}'
        f'<w:r><w:t xml:space="preserve"> von </w:t></w:r>{field("NUMPAGES")}'
    )
    content = paragraph("BriefFolgekopf", "", before=rule + marks(21) + words)
    return f"{HEADER}<w:hdr {NAMESPACES}>{content}</w:hdr>"


def first_footer() -> str:
    """Return the office's columns at the foot of page 1."""
    rule = line(30, "Linie über dem Fuß", (LEFT, FOOT), TEXT_WIDTH, 0.4, HAIRLINE)
    columns = layout_table(
        FOOT_COLUMNS,
        row(
            12,
            *(
                cell(width, paragraph("BriefFuss", f"{{{{ Fußspalte {number} }}}}"))
                for number, width in enumerate(FOOT_COLUMNS, start=1)
            ),
        ),
    )
    return f"{HEADER}<w:ftr {NAMESPACES}>{columns}{paragraph('BriefLeer', '', before=rule)}</w:ftr>"


def next_footer() -> str:
    """Return the empty foot of page 2 and later."""
    return f"{HEADER}<w:ftr {NAMESPACES}>{paragraph('BriefLeer', '')}</w:ftr>"


def style(  # noqa: PLR0913 - a style has as many properties as a line of the table below
    identifier: str,
    name: str,
    *,
    size: float = 10.5,
    color: str = INK,
    bold: bool = False,
    before: float = 0,
    after: float = 0,
    pitch: float = 14,
    rule: str = "exact",
    extra: str = "",
    based_on: str = "BriefText",
) -> str:
    """Return a paragraph style; sizes and distances in points. `extra` are paragraph properties in schema order."""
    weight = "<w:b/>" if bold else ""
    keeps, _, rest = extra.partition("|")
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{identifier}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based_on}"/><w:qFormat/><w:pPr>{keeps}'
        f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}" w:line="{round(pitch * 20)}" '
        f'w:lineRule="{rule}"/>{rest}</w:pPr><w:rPr>{weight}<w:color w:val="{color}"/>'
        f'<w:sz w:val="{round(size * 2)}"/>'
        f'<w:szCs w:val="{round(size * 2)}"/></w:rPr></w:style>'
    )


def styles() -> str:
    """Return the styles; those called „Brief …“ are what the letters use."""
    tabs = f'<w:tabs><w:tab w:val="left" w:pos="{twips(23.5)}"/></w:tabs>'
    right_tab = f'<w:tabs><w:tab w:val="right" w:pos="{twips(TEXT_WIDTH)}"/></w:tabs>'
    hanging = f'<w:ind w:left="{twips(6)}" w:hanging="{twips(6)}"/>'
    together, apart = "<w:keepNext/><w:keepLines/>", "<w:keepLines/>"
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{}"/></w:numPr>'
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" '
        f'w:cs="Arial"/><w:color w:val="{INK}"/><w:kern w:val="2"/><w:sz w:val="21"/><w:szCs w:val="21"/>'
        '<w:lang w:val="de-DE" w:eastAsia="de-DE" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/>'
        "<w:qFormat/></w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="Absatzstandard">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="NormaleTabelle"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="KeineListe"><w:name w:val="No List"/></w:style>'
    )
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{HAIRLINE}"/>' for side in ("top", "bottom")
    )
    table = (
        '<w:style w:type="table" w:customStyle="1" w:styleId="BriefTabelle"><w:name w:val="Brief Tabelle"/>'
        f'<w:basedOn w:val="NormaleTabelle"/><w:qFormat/><w:tblPr><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblCellMar><w:top w:w="44" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
        '<w:bottom w:w="24" w:type="dxa"/>'
        f'<w:right w:w="{twips(3)}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>'
    )
    letter = (
        style("BriefText", "Brief Text", after=9, pitch=14.5, rule="atLeast", based_on="Standard"),
        style("BriefKopf", "Brief Kopf", size=17, color=HARBOUR, bold=True, pitch=twips(10) / 20),
        style(
            "BriefTraeger",
            "Brief Träger",
            size=9.5,
            color=MUTED,
            before=twips(HEAD_GAP) / 20,
            pitch=twips(HEAD_LINE) / 20,
        ),
        style("BriefFolgekopf", "Brief Folgekopf", size=8.5, color=MUTED, pitch=12, extra=right_tab),
        style("BriefFuss", "Brief Fuß", size=8, color=MUTED, pitch=11),
        style("BriefLeer", "Brief Leerzeile", size=1, pitch=1),
        style("BriefRuecksende", "Brief Rücksendeangabe", size=7, color=MUTED, pitch=9),
        style("BriefVermerk", "Brief Vermerk", size=8, pitch=10.5),
        style("BriefAnschrift", "Brief Anschrift", pitch=12.6),
        style(
            "BriefInfo",
            "Brief Informationsblock",
            size=9.5,
            pitch=12,
            extra=f'{tabs}|<w:ind w:left="{twips(23.5)}" w:hanging="{twips(23.5)}"/>',
        ),
        style(
            "BriefBetreff",
            "Brief Betreff",
            size=11,
            bold=True,
            before=24,
            after=21,
            pitch=13,
            extra=f'{together}|<w:outlineLvl w:val="0"/>',
        ),
        style("BriefAnrede", "Brief Anrede", after=9, pitch=14.5),
        style(
            "BriefZwischentitel",
            "Brief Zwischentitel",
            bold=True,
            before=3,
            after=4,
            extra=f'{together}|<w:outlineLvl w:val="1"/>',
        ),
        style(
            "BriefAufzaehlung",
            "Brief Aufzählung",
            after=3,
            rule="atLeast",
            extra=f"{numbered.format(1)}|{hanging}",
        ),
        style(
            "BriefNummerierung",
            "Brief Nummerierung",
            after=3,
            rule="atLeast",
            extra=f"{numbered.format(2)}|{hanging}",
        ),
        style("BriefZelle", "Brief Tabellentext", pitch=13, rule="atLeast"),
        style("BriefNachTabelle", "Brief Abstand nach Tabelle", size=1, pitch=9),
        style("BriefGruss", "Brief Gruß", after=38, extra=together),
        style("BriefUnterschrift", "Brief Unterschrift", pitch=13, extra=together),
        style("BriefFunktion", "Brief Funktion", size=9.5, color=MUTED, pitch=13, extra=apart),
        style("BriefAnlagen", "Brief Anlagen", before=12, pitch=13, extra=apart),
        style("BriefHinweis", "Brief Hinweis", size=8.5, color=MUTED, before=14, pitch=11.5, extra=apart),
        style("BriefAntwort", "Brief Rückantwort", after=12, pitch=14, rule="atLeast"),
        style(
            "BriefAntworttitel",
            "Brief Titel der Rückantwort",
            size=14,
            color=HARBOUR,
            bold=True,
            after=14,
            pitch=18,
            rule="atLeast",
            extra='<w:keepNext/><w:pageBreakBefore/>|<w:outlineLvl w:val="1"/>',
        ),
        style(
            "BriefAnkreuzen",
            "Brief Ankreuzen",
            after=12,
            pitch=14,
            rule="atLeast",
            extra=f"{apart}|{hanging}",
        ),
    )
    return f"{HEADER}<w:styles {NAMESPACES}>{defaults}{normal}{table}{''.join(letter)}</w:styles>"


def numbering() -> str:
    """Return the two lists of the letters: bullets and numbers, each with three levels."""

    def levels(numbers: bool) -> str:
        return "".join(
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/>'
            f'<w:numFmt w:val="{("decimal", "lowerLetter", "lowerRoman")[depth] if numbers else "bullet"}"/>'
            f'<w:lvlText w:val="{f"%{depth + 1}." if numbers else "•"}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{twips(6 * (depth + 1))}" w:hanging="{twips(6)}"/></w:pPr></w:lvl>'
            for depth in range(3)
        )

    kinds = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="hybridMultilevel"/>'
        f"{levels(number == 1)}</w:abstractNum>"
        for number in (0, 1)
    )
    nums = "".join(f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (0, 1))
    return f"{HEADER}<w:numbering {NAMESPACES}>{kinds}{nums}</w:numbering>"


SETTINGS = (
    f'{HEADER}<w:settings xmlns:w="{W}"><w:removePersonalInformation/><w:embedTrueTypeFonts/>'
    '<w:saveSubsetFonts/><w:defaultTabStop w:val="709"/><w:characterSpacingControl '
    'w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="de-DE"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
)


def font_table() -> str:
    """Return the fonts of the letters; the first is inside the file."""
    embedded = "".join(
        f'<w:embed{face} r:id="rId{number}" w:fontKey="{key}"/>'
        for number, (face, key) in enumerate(FACES.items(), start=1)
    )
    return (
        f'{HEADER}<w:fonts {NAMESPACES}><w:font w:name="{FONT}"><w:altName w:val="{INSTEAD}"/>'
        '<w:panose1 w:val="020B0503050000020004"/><w:charset w:val="00"/><w:family w:val="swiss"/>'
        f'<w:pitch w:val="variable"/>{embedded}</w:font>'
        '<w:font w:name="Segoe UI Symbol"><w:charset w:val="00"/><w:family w:val="swiss"/>'
        '<w:pitch w:val="variable"/></w:font></w:fonts>'
    )


def scrambled_font(face: str, key: str) -> bytes:
    """Return a face of the font as Word embeds it: the letters of `ALPHABETS`, its first 32 bytes scrambled."""
    options = subset.Options()
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl"]
    options.name_IDs = ["*"]
    options.recalc_timestamp = False
    with subset.load_font(str(files("fontpkg_fira_sans") / "files" / f"FiraSans-{face}.ttf"), options) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=ALPHABETS)
        subsetter.subset(font)
        buffer = io.BytesIO()
        subset.save_font(font, buffer, options)
    content = bytearray(buffer.getvalue())
    mask = bytes.fromhex(key.strip("{}").replace("-", ""))[::-1]
    for index in range(32):
        content[index] ^= mask[index % 16]
    return bytes(content)


def theme() -> str:
    """Return the colours and fonts that Word offers first, with the smallest format scheme it takes."""

    def color(name: str, value: str) -> str:
        return f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>'

    names = ("dk1", "lt1", "dk2", "lt2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")
    values = (
        INK,
        "FFFFFF",
        HARBOUR,
        "F4F1EA",
        HARBOUR,
        "2A7F7F",
        "C77700",
        "B3372F",
        MUTED,
        HAIRLINE,
        HARBOUR,
        MUTED,
    )
    colors = "".join(map(color, names, values))
    face = f'<a:latin typeface="{FONT}"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    edge = f'<a:ln w="6350">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'{HEADER}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Quartiersbüro">'
        f'<a:themeElements><a:clrScheme name="Quartiersbüro">{colors}</a:clrScheme>'
        '<a:fontScheme name="Quartiersbüro">'
        f"<a:majorFont>{face}</a:majorFont><a:minorFont>{face}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="Quartiersbüro"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{edge * 3}'
        f"</a:lnStyleLst><a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}"
        "</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


PARTS = ("document", "styles", "settings", "numbering", "header1", "header2", "footer1", "footer2", "fontTable")


def content_types() -> str:
    """Return the directory of the parts' types."""
    kinds = {"document": "document.main", **{part: part.rstrip("12") for part in PARTS[1:]}}
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        f'wordprocessingml.{kind}+xml"/>'
        for part, kind in kinds.items()
    )
    return (
        f'{HEADER}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="odttf" ContentType="application/vnd.openxmlformats-officedocument.obfuscatedFont"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}'
        '<Override PartName="/word/theme/theme1.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/>'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        '<Override PartName="/docProps/app.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>'
    )


def relationships(entries: dict[str, tuple[str, str]]) -> str:
    """Return a directory of relationships: id → (type, target)."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    lines = "".join(
        f'<Relationship Id="{key}" Type="{core if kind == "core" else office + kind}" Target="{target}"/>'
        for key, (kind, target) in entries.items()
    )
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{HEADER}<Relationships xmlns="{namespace}">{lines}</Relationships>'


def build() -> dict[str, str | bytes]:
    """Return the parts of the stationery by name, in the order in which Word writes them."""
    kinds = ("styles", "settings", "numbering", "header", "header", "footer", "footer", "fontTable", "theme")
    return {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relationships(
            {
                "rId1": ("officeDocument", "word/document.xml"),
                "rId2": ("core", "docProps/core.xml"),
                "rId3": ("extended-properties", "docProps/app.xml"),
            }
        ),
        "word/document.xml": document(),
        "word/_rels/document.xml.rels": relationships(
            {
                f"rId{number}": (kind, f"{part}.xml")
                for number, (kind, part) in enumerate(
                    zip(kinds, (*PARTS[1:], "theme/theme1"), strict=True), start=1
                )
            }
        ),
        "word/styles.xml": styles(),
        "word/settings.xml": SETTINGS,
        "word/numbering.xml": numbering(),
        "word/header1.xml": next_header(),
        "word/header2.xml": first_header(),
        "word/footer1.xml": next_footer(),
        "word/footer2.xml": first_footer(),
        "word/fontTable.xml": font_table(),
        "word/_rels/fontTable.xml.rels": relationships(
            {f"rId{number}": ("font", f"fonts/{face}.odttf") for number, face in enumerate(FACES, start=1)}
        ),
        **{f"word/fonts/{face}.odttf": scrambled_font(face, key) for face, key in FACES.items()},
        "word/theme/theme1.xml": theme(),
        "docProps/core.xml": (
            f'{HEADER}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
            'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Briefbogen</dc:title>'
            "</cp:coreProperties>"
        ),
        "docProps/app.xml": (
            f'{HEADER}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
            "<Application>Lotse</Application></Properties>"
        ),
    }


def main() -> None:
    """Write the stationery beside this script."""
    target = Path(__file__).with_name("letterhead.docx")
    parts = ((name, part if isinstance(part, bytes) else part.encode()) for name, part in build().items())
    target.write_bytes(zipped(parts).getvalue())


if __name__ == "__main__":
    main()
