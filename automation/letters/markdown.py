"""Markdown with values → blocks of a letter.

Values never meet the Markdown parser. While a template is rendered each of them is put away in `Values`, and a
token takes its place; once the text is parsed, the tokens are exchanged for the values as plain text. A name such
as `*Ali* [x](y)` or `1. Mai` therefore comes out as it is, and no cell can give itself a form.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from msgspec.structs import replace

from automation.letters.model import Block, Break, Checklist, Fill, Heading, Inline, ItemList, Paragraph, Run, Table
from automation.letters.wording import with_hard_spaces
from workbook.errors import LetterError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

_OPEN, _CLOSE = "\ue000", "\ue001"
_TOKEN = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ue000\ue001\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile("[ \t\r\n]+")  # hard spaces stay
_FILL = re.compile(r"_{3,}")
_TICK = re.compile(r"^\[ \]\s+")


class MarkupError(LetterError):
    """A template uses Markdown that a letter does not have; `line` is counted within the text."""

    def __init__(self, line: int, what: str) -> None:
        self.line, self.what = line, what
        super().__init__(
            f"Zeile {line}: {what} gibt es in Briefen nicht. Möglich sind Absätze, **fett**, *kursiv*, Listen, "
            "Tabellen und Linien zum Ausfüllen (____)."
        )


def clean(text: str) -> str:
    """Return a value as a letter can hold it: one line, no control characters, none of our own tokens."""
    if text.isprintable() and "  " not in text:  # as nearly all are: nothing in it that would have to go
        return text
    return _SPACES.sub(" ", _CONTROLS.sub(" ", text))


class Values:
    """The values of one letter, kept apart from its text."""

    def __init__(self) -> None:
        self._values: list[str] = []
        self.turns = 0  # of loops and calls, which `sandbox.py` counts

    def token(self, value: str) -> str:
        """Put a value away and return the token that stands for it in the text."""
        self._values.append(clean(value))
        return f"{_OPEN}{len(self._values) - 1}{_CLOSE}"

    def holds_tokens(self, text: str) -> bool:
        """Tell whether a text was made from tokens, by a `{% set %}` block or a macro."""
        return _OPEN in text

    def filled(self, text: str) -> str:
        """Return the text with its values."""
        return _TOKEN.sub(lambda match: self._values[int(match[1])], text) if _OPEN in text else text


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(["code", "image", "autolink", "link"])


def parse_blocks(text: str, values: Values) -> tuple[Block, ...]:
    """Return the blocks of a rendered text, its values in their places.

    Raises:
        MarkupError: the text uses Markdown that has no form in a letter.
    """
    return tuple(_blocks(_Cursor(_parsed(text)), values))


@lru_cache(maxsize=256)
def _parsed(text: str) -> tuple[Token, ...]:
    """Return the parser's tokens: without its values a template reads the same for most of its letters."""
    return tuple(_parser().parse(text))


def parse_line(text: str, values: Values) -> str:
    """Return a rendered line of plain text (a subject, an enclosure) on one line, its values in their places."""
    return with_hard_spaces(_SPACES.sub(" ", values.filled(text))).strip()


class _Cursor:
    """Reads the parser's flat list of tokens from left to right."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens, self._next = tokens, 0

    def until(self, closing: str | None) -> Iterator[Token]:
        """Yield tokens up to and without the closing one."""
        while self._next < len(self._tokens):
            token = self._tokens[self._next]
            self._next += 1
            if token.type == closing:
                return
            yield token

    def inline(self) -> Token:
        """Return the inline token that follows, and pass its closing token."""
        token = self._tokens[self._next]
        self._next += 2
        return token


def _blocks(cursor: _Cursor, values: Values, closing: str | None = None) -> Iterator[Block]:
    for token in cursor.until(closing):
        match token.type:
            case "paragraph_open":
                yield Paragraph(_inline(cursor.inline(), values))
            case "heading_open":
                yield Heading(_inline(cursor.inline(), values))
            case "hr":
                yield Paragraph((Fill(),))
            case "bullet_list_open":
                items = _items(cursor, values, "bullet_list_close")
                yield _checklist(items) or ItemList(items)
            case "ordered_list_open":
                items = _items(cursor, values, "ordered_list_close")
                yield ItemList(items, ordered=True, start=int(token.attrGet("start") or 1))
            case "table_open":
                yield _table(cursor, values)
            case other:
                line = token.map[0] + 1 if token.map else 1
                raise MarkupError(line, _GERMAN.get(other, f"„{other}“"))


_GERMAN = {
    "blockquote_open": "ein Zitat (>)",
    "fence": "ein Block mit ```",
    "code_block": "ein Block mit ```",
    "html_block": "HTML",
    "code_inline": "`Festbreite`",
    "html_inline": "HTML",
}


def _items(cursor: _Cursor, values: Values, closing: str) -> tuple[tuple[Block, ...], ...]:
    return tuple(tuple(_blocks(cursor, values, "list_item_close")) for _ in cursor.until(closing))


def _checklist(items: tuple[tuple[Block, ...], ...]) -> Checklist | None:
    """The items as answers to tick if each of them begins with `[ ]`."""
    answers: list[Inline] = []
    for item in items:
        if len(item) != 1 or not isinstance(item[0], Paragraph):
            return None
        first, *rest = item[0].content or (Run(""),)
        if not isinstance(first, Run) or not _TICK.match(first.text):
            return None
        answers.append((replace(first, text=_TICK.sub("", first.text)), *rest))
    return Checklist(tuple(answers))


def _table(cursor: _Cursor, values: Values) -> Table:
    rows: list[tuple[Inline, ...]] = []
    aligns: list[str] = []
    cells: list[Inline] = []
    for token in cursor.until("table_close"):
        if token.type == "tr_open":
            cells = []
        elif token.type in {"th_open", "td_open"}:
            if token.type == "th_open":
                style = str(token.attrGet("style") or "")
                aligns.append(style.removeprefix("text-align:") or "left")
            cells.append(_inline(cursor.inline(), values))
        elif token.type == "tr_close":
            rows.append(tuple(cells))
    return Table(rows[0], tuple(rows[1:]), tuple(aligns), _shares(rows))


_NARROW, _WIDE = 10, 36


def _shares(rows: list[tuple[Inline, ...]]) -> tuple[int, ...]:
    """Return how wide columns are beside each other, by their longest cell; two have widths of their own."""
    if len(rows[0]) < _FIRST_OF_MANY:
        return ()
    lengths = (max(map(_length, column)) for column in zip(*rows, strict=True))
    return tuple(min(max(length, _NARROW), _WIDE) for length in lengths)


_FIRST_OF_MANY = 3


def _length(content: Inline) -> int:
    return sum(len(piece.text) for piece in content if isinstance(piece, Run))


def _inline(token: Token, values: Values) -> Inline:
    """Return a line with its values; one without any is the same in each letter and kept with its token."""
    said: Inline | None = token.meta.get(_SAID)
    if said is None:
        said = _line(token, values)
        if not values.holds_tokens(token.content):
            token.meta[_SAID] = said
    return said


_SAID = "said"


def _line(token: Token, values: Values) -> Inline:
    content: list[Run | Fill | Break] = []
    bold = italic = 0
    line = token.map[0] + 1 if token.map else 1
    for child in token.children or ():
        match child.type:
            case "text" | "softbreak":
                text = child.content if child.type == "text" else " "
                _add_text(content, text, values, bold=bold > 0, italic=italic > 0)
            case "hardbreak":
                content.append(Break())
            case "strong_open" | "strong_close":
                bold += child.nesting
            case "em_open" | "em_close":
                italic += child.nesting
            case other:
                raise MarkupError(line, _GERMAN.get(other, f"„{other}“"))
    return tuple(
        Run(with_hard_spaces(piece.text), piece.bold, piece.italic) if isinstance(piece, Run) else piece
        for piece in content
    )


def _add_text(content: list[Run | Fill | Break], text: str, values: Values, *, bold: bool, italic: bool) -> None:
    """Append a text, its long underscores as lines to write on; neighbours in one style become one run."""
    position = 0
    for match in _FILL.finditer(text):
        _add_run(content, Run(values.filled(text[position : match.start()]), bold, italic))
        content.append(Fill(len(match[0])))
        position = match.end()
    _add_run(content, Run(values.filled(text[position:]), bold, italic))


def _add_run(content: list[Run | Fill | Break], run: Run) -> None:
    if not run.text:
        return
    last = content[-1] if content else None
    if isinstance(last, Run) and (last.bold, last.italic) == (run.bold, run.italic):
        content[-1] = replace(last, text=last.text + run.text)
    else:
        content.append(run)
