"""The office's logo: a picture in its folder of templates, `logo.png`, and one for letters that name who runs it.

What cannot be printed is told, and the letters go out without it. Whether it can, the writer of the PDF says: it
sets the picture once.
"""

from __future__ import annotations

import base64
import struct
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from automation.letters.model import Logo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from automation.letters.model import Letterhead

OFFICE, BODY = "logo", "logo-jobcenter"
"""What the files are called, without ending."""
_ENDINGS = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg"}
_OTHERS = frozenset({".svg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".emf", ".wmf", ".pdf", ".heic"})
_MOST_BYTES, _MOST_PIXELS = 1_000_000, 16_000_000
"""Each letter carries the picture; one that is unpacked to more would keep every letter waiting."""
_PNG, _JPEG, _JPEG_END = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"\xff\xd9"


class Logos(Struct, frozen=True):
    """The pictures of an office: its own, and that of the body that runs it; what is wrong with one, by file."""

    office: Logo | None = None
    body: Logo | None = None
    wrong: tuple[tuple[str, str], ...] = ()

    def on(self, head: Letterhead) -> Letterhead:
        """Return a letterhead with its logo: that of the body only where the head names it."""
        logo = (head.body and self.body) or self.office
        return replace(head, logo=logo) if logo else head

    @property
    def told(self) -> tuple[str, ...]:
        """What is wrong, a sentence for each file."""
        return tuple(f"„{name}“: {what} Die Schreiben gehen ohne dieses Logo hinaus." for name, what in self.wrong)


def logos_in(folder: Path | None) -> Logos:
    """Return the logos of an office's folder of templates, without those that cannot be printed."""
    found: dict[str, Logo] = {}
    wrong: list[tuple[str, str]] = []
    for stem, path in _pictures(folder) if folder is not None else ():
        read = _read(path)
        if isinstance(read, str):
            wrong.append((path.name, read))
        elif stem in found:
            wrong.append((path.name, "Es liegt schon eines in anderem Format da; bitte eines davon löschen."))
        else:
            found[stem] = read
    return Logos(found.get(OFFICE), found.get(BODY), tuple(wrong))


def _pictures(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.iterdir()):
        stem, ending = path.stem.casefold(), path.suffix.casefold()
        if stem in {OFFICE, BODY} and (ending in _ENDINGS or ending in _OTHERS) and path.is_file():
            yield stem, path


def _read(path: Path) -> Logo | str:
    """Return a picture, or in a sentence what is wrong with it."""
    ending = _ENDINGS.get(path.suffix.casefold())
    if ending is None:
        return "Dieses Format kann nicht in Word und PDF zugleich stehen. Bitte als PNG oder JPEG speichern."
    try:
        if path.stat().st_size > _MOST_BYTES:
            return "Die Datei ist größer als 1 MB. Bitte verkleinern, 1200 Bildpunkte Breite genügen."
        content = path.read_bytes()
    except OSError:
        return "Die Datei lässt sich nicht lesen. Ist sie anderswo geöffnet, bitte schließen."
    size = _size(content, ending)
    if size is None:
        return f"Das ist kein vollständiges Bild im Format {ending.upper()}. Bitte neu speichern."
    if size[0] * size[1] > _MOST_PIXELS:
        return "Das Bild hat zu viele Bildpunkte. Bitte verkleinern, 1200 Bildpunkte Breite genügen."
    logo = Logo(content, ending, *size)
    return _refused(logo) or logo


def _size(content: bytes, ending: str) -> tuple[int, int] | None:
    """Return width and height in pixels, `None` where the file is no such picture or is cut off."""
    if ending == "png":
        whole = content.startswith(_PNG) and content[12:16] == b"IHDR" and b"IEND" in content[-16:]
        width, height = struct.unpack(">II", content[16:24]) if whole else (0, 0)
    else:
        width, height = _size_of_jpeg(content) if _JPEG_END in content[-64:] else (0, 0)
    return (width, height) if width and height else None


def _size_of_jpeg(content: bytes) -> tuple[int, int]:
    """Return the size that the first frame of a JPEG names (ITU-T T.81, B.2.2)."""
    position = 2 if content.startswith(_JPEG) else len(content)
    while position + 9 < len(content) and content[position] == _MARKER:
        kind, length = content[position + 1], int.from_bytes(content[position + 2 : position + 4])
        if kind in _FRAMES:
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return width, height
        position += 2 + length
    return 0, 0


_ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)
_MARKER = 0xFF
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@lru_cache(maxsize=8)
def _refused(logo: Logo) -> str:
    """Return why the picture cannot stand in a PDF that lasts, "" if it can."""
    import typst  # noqa: PLC0415 -- an office without a logo does not wait for it

    source = b'#set document(title: "Logo")\n#image(bytes(sys.inputs.logo), format: "svg", alt: "Logo")'
    try:
        typst.compile(
            source,
            sys_inputs={"logo": drawn(logo)},
            pdf_standards=["a-2a"],
            timestamp=_ANY_DAY,
            ignore_system_fonts=True,
        )
    except typst.TypstError as error:
        if "CMYK" in error.message:
            return "Das Bild ist für den Druck gespeichert (CMYK). Bitte in RGB speichern."
        return "Das Bild ist beschädigt. Bitte neu speichern."
    return ""


@lru_cache(maxsize=8)
def drawn(logo: Logo) -> str:
    """Return the picture as text that the writer of the PDF takes, whatever folder its template lies in."""
    inside = f"data:image/{logo.ending};base64,{base64.b64encode(logo.content).decode()}"
    size = f'width="{logo.width}" height="{logo.height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {size}>'
        f'<image {size} xlink:href="{inside}"/></svg>'
    )
