"""A sheet of the notice → PDF/A-2a and PDF/UA-1, through `templates/notice.typ`."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

import typst

from automation.letters.glyphs import font_folders
from automation.letters.logo import drawn
from automation.letters.notices.notice_sheet import picture
from automation.letters.pdf import PdfError
from automation.resources import PDF_STANDARDS

if TYPE_CHECKING:
    from pathlib import Path

    from automation.letters.notices.notice_sheet import NoticeSheet


def notice_pdf(sheet: NoticeSheet, templates: Path) -> bytes:
    """Return the sheet as PDF; `templates` holds `notice.typ` and the fonts.

    Raises:
        PdfError: a character is in no font.
    """
    head, *lines = sheet.head
    logo = sheet.office.logo
    data = {
        "title": sheet.title,
        "office": sheet.office.name,
        "headline": head,
        "running": sheet.running,
        "lines": lines,
        "offers": [
            {"title": offer.title, "lines": list(offer.lines), "number": offer.number} for offer in sheet.offers
        ],
        "foot": list(sheet.foot),
        "picture": picture(sheet, "svg").decode(),
        "picture_text": sheet.picture_text,
        "large": sheet.large,
        "logo": None if logo is None else {"width": sheet.logo_size[0], "alt": sheet.office.alt},
    }
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(font_folders(templates))
    )
    try:
        pdf = typst.Compiler(input=templates / "notice.typ", root=templates, font_paths=fonts).compile(
            format="pdf",
            sys_inputs={
                "notice": json.dumps(data, ensure_ascii=False),
                "logo": drawn(logo) if logo is not None else "",
            },
            pdf_standards=PDF_STANDARDS,
            timestamp=datetime.combine(sheet.made_on, time(12), tzinfo=UTC),
        )
    except typst.TypstError as error:
        raise PdfError("Aushang", error.message) from error
    if not isinstance(pdf, bytes):
        raise PdfError("Aushang", "kein PDF")
    return pdf
