"""A publication as PDF/A-2a and PDF/UA-1, through Typst: the page's sections and drawings, and the proof."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

import typst

from automation.letters.glyphs import font_folders
from automation.publication.page import render_chart
from automation.resources import PDF_STANDARDS, templates_folder
from workbook.errors import FigureError

if TYPE_CHECKING:
    from automation.publication.edition import Edition


def print_report(edition: Edition) -> bytes:
    """Return the PDF; the same publication gives the same bytes.

    Raises:
        FigureError: a character is in no font.
    """
    folder = templates_folder()
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(font_folders(folder))
    )
    template = folder / "publication" / "report.typ"
    compiler = typst.Compiler(input=template, root=template.parent, font_paths=fonts)
    try:
        pdf = compiler.compile(
            format="pdf",
            sys_inputs={"report": json.dumps(_data(edition), ensure_ascii=False)},
            pdf_standards=PDF_STANDARDS,
            timestamp=datetime.combine(edition.written, time(12), tzinfo=UTC),
        )
    except typst.TypstError as error:
        raise FigureError(f"Der Bericht lässt sich nicht als PDF setzen (Typst: {error.message}).") from error
    assert isinstance(pdf, bytes)  # noqa: S101 -- several pages come as a list only in other formats
    return pdf


def _data(edition: Edition) -> dict[str, Any]:
    say = edition.wording.say
    return {
        "lang": edition.wording.language,
        "title": edition.title,
        "publisher": edition.publisher,
        "draft": say("draft") if edition.draft else "",
        "stand": edition.stand,
        "legend": edition.legend,
        "sections": [
            {
                "heading": section.heading,
                "finding": section.finding,
                "svg": "" if section.chart is None else render_chart(section.chart, section.key, say("secret")),
                "alt": "" if section.chart is None else section.chart.alt_text,
                "tables": [
                    {
                        "caption": table.caption,
                        "head": list(table.head),
                        "whole": table.whole,
                        "rows": [[name, *(cell.text for cell in cells)] for name, cells in table.rows],
                    }
                    for table in section.tables
                ],
            }
            for section in edition.sections
        ],
        "about": {"heading": say("about"), "rows": [[term, text] for term, text, _ in edition.about]},
        "proof": {
            "heading": say("proof"),
            "said": say("proof_said"),
            "what": say("proof_what"),
            "number": say("proof_number"),
            "rows": [list(row) for row in edition.proof],
        },
    }
