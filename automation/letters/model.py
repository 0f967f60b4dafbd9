"""The letter: what it says, in the order in which it is read. `docx.py` and `pdf.py` give it its two forms."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from textwrap import wrap
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from workbook.schema.setting_names import SettingName, default_of

if TYPE_CHECKING:
    from datetime import date


class Run(Struct, frozen=True):
    """A piece of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False


class Fill(Struct, frozen=True):
    """A line to write on; `weight` is its share of the free space among the lines of one paragraph."""

    weight: int = 1


class Break(Struct, frozen=True):
    """A new line within a paragraph."""


Inline = tuple[Run | Fill | Break, ...]


class Paragraph(Struct, frozen=True):
    """A paragraph of running text."""

    content: Inline


class Heading(Struct, frozen=True):
    """A heading within the letter, below its subject."""

    content: Inline


class ItemList(Struct, frozen=True):
    """A list; each item is a sequence of blocks. `start` counts only where it is `ordered`."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False
    start: int = 1


class Checklist(Struct, frozen=True):
    """Answers to tick."""

    items: tuple[Inline, ...]


class Table(Struct, frozen=True):
    """A table with a header row; `aligns` holds left, center or right for each column.

    `widths` are the columns' shares of the page, of equal width (a narrow first one of two) where there are none.
    """

    header: tuple[Inline, ...]
    rows: tuple[tuple[Inline, ...], ...]
    aligns: tuple[str, ...]
    widths: tuple[int, ...] = ()


Block = Paragraph | Heading | ItemList | Checklist | Table


_LINE = 90
"""So many letters fill a line of the text, about."""
_FEW_ROWS = 6


def kept_with_closing(body: tuple[Block, ...]) -> int:
    """Return how many blocks at the end of a text stay with the closing: two lines of text at least.

    0 where the text ends with a long table: moved as a whole it would leave a page empty.
    """
    last = body[-1] if body else None
    match last:
        case None:
            return 0
        case Table(_, rows):
            return int(len(rows) <= _FEW_ROWS)
        case ItemList(items):
            return int(len(items) <= _FEW_ROWS)
        case Paragraph(content):
            length = sum(len(piece.text) for piece in content if isinstance(piece, Run))
            alone = length < _LINE and len(body) > 1 and isinstance(body[-2], Paragraph)
            return 2 if alone else 1
    return 1


LOGO_LEFT, LOGO_TOP, LOGO_WIDTH, LOGO_HEIGHT = 125.0, 29.0, 60.0, 14.0
"""Where a logo stands, in millimetres: above the information block, clear of name, window and fold."""
CARD_LOGO = 30.0, 8.0
"""How large it is on a card at most, beside the office's name."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture on the letterhead, `png` or `jpeg` by its `ending`; width and height are its pixels."""

    content: bytes = field(repr=False)
    ending: str
    width: int
    height: int

    @property
    def printed(self) -> tuple[float, float]:
        """Width and height on a letter in millimetres."""
        return self.within(LOGO_WIDTH, LOGO_HEIGHT)

    def within(self, width: float, height: float) -> tuple[float, float]:
        """Return width and height in millimetres: as large as its place allows, never out of shape."""
        scale = min(width / self.width, height / self.height)
        return round(self.width * scale, 2), round(self.height * scale, 2)

    @property
    def digest(self) -> str:
        """The SHA-256 of the picture."""
        return hashlib.sha256(self.content).hexdigest()


_LONG_NAME = 60
"""A longer name of the office takes more than two lines at the foot of a page, which has its short one then."""


class Letterhead(Struct, frozen=True):
    """What stands on the office's letterhead. Nothing but `body` may name a benefit or the Jobcenter.

    `body` is who runs the office, on letters alone whose template asks for it and whose reader knows of it.
    `phone` is as it is printed; `opening_hours` are lines; `own_return_line` replaces the line that is made from
    the rest. Source: BSG 25.01.2012, B 14 AS 65/11 R.
    """

    name: str
    street: str
    postcode: str
    city: str
    phone: str = ""
    email: str = ""
    website: str = ""
    opening_hours: tuple[str, ...] = ()
    short_name: str = default_of(SettingName.SHORT_NAME)
    own_return_line: str = ""
    body: str = ""
    logo: Logo | None = None

    @property
    def alt(self) -> str:
        """What a screen reader says for the logo."""
        return f"Logo: {self.body or self.name}"

    @property
    def town(self) -> str:
        """Postcode and city."""
        return f"{self.postcode} {self.city}"

    @property
    def return_line(self) -> str:
        """The neutral line above the address: what the postman sees if the letter comes back."""
        return self.own_return_line or f"{self.short_name} · {self.street} · {self.town}"

    @property
    def columns(self) -> tuple[tuple[str, ...], ...]:
        """The columns at the foot of the first page: where, how to reach, when."""
        name = self.name if len(self.name) <= _LONG_NAME else self.short_name
        where = (self.body or name, self.street, self.town)
        reach = tuple(filter(None, (f"Telefon {self.phone}" if self.phone else "", self.email, self.website)))
        return tuple(filter(None, (where, reach, self.opening_hours)))


class InfoRow(Struct, frozen=True):
    """A row of the information block as it is printed.

    `wide` is a value too long for its column, an address of the net as a rule, which takes a row of its own;
    `scale` says how much smaller than usual it has to be typed to fit.
    """

    label: str
    value: str
    wide: bool = False
    scale: float = 1


_VALUE_CHARACTERS, _ROW_CHARACTERS = 22, 35
"""What fits into the 41 mm of a value and the 65 mm of a row at 9.5 pt."""


def info_rows(info: tuple[tuple[str, str], ...]) -> tuple[InfoRow, ...]:
    """Return the rows of the information block: long values in several rows, what must not be parted in one."""
    rows: list[InfoRow] = []
    for label, value in info:
        first, *more = wrap(value, _VALUE_CHARACTERS, break_long_words=False, break_on_hyphens=False) or [""]
        if len(first) <= _VALUE_CHARACTERS * _SLIGHTLY:
            rows += [_fitted(label, first), *(_fitted("", line) for line in more)]
        else:
            scale = min(1, _ROW_CHARACTERS / len(first))
            rows += [
                InfoRow(label, ""),
                InfoRow("", first, wide=True, scale=scale),
                *(_fitted("", x) for x in more),
            ]
    return tuple(rows)


_SLIGHTLY = 1.2
"""A value that is longer by so much is typed smaller; one that is even longer gets a row of its own."""


def _fitted(label: str, line: str) -> InfoRow:
    return InfoRow(label, line, scale=min(1, _VALUE_CHARACTERS / max(1, len(line))))


class Paper(Protocol):
    """A document of an office's own that already holds the whole letter."""

    def docx(self, letter: Letter) -> bytes:
        """Return the letter as docx."""


class Translation(Struct, frozen=True):
    """The letter's text in the person's other language, on a page of its own.

    `tag` is the language (BCP 47), `heading` says in German which it is and which text is the binding one.
    """

    tag: str
    heading: str
    body: tuple[Block, ...]
    right_to_left: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, ready to be set.

    `title` is the document's name for a screen reader and the file's properties; `info` are the labelled lines of
    the information block, date last; `signature` is the adviser's name and, below it, function and office;
    `notices` are the small print; `reply` is the sheet that comes back and begins with a heading. A letter on
    its own `paper` says in `body` all that stands there, and the other parts are empty. A `card` is cut out of its
    sheet and put into a pocket.
    """

    kind: str
    title: str
    office: Letterhead
    reference: str
    written: date
    address: tuple[str, ...]
    info: tuple[tuple[str, str], ...]
    subject: str
    salutation: str
    body: tuple[Block, ...]
    closing: str
    signature: tuple[str, ...]
    enclosures: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    reply: tuple[Block, ...] = ()
    remarks: tuple[str, ...] = ()
    translation: Translation | None = None
    card: bool = False
    paper: Paper | None = field(default=None, compare=False, repr=False)
