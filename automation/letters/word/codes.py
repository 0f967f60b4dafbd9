"""The code of a field → what it does (ECMA-376 Part 1, 17.16).

Word keeps the names of fields in English, whatever language it speaks; some programs and old files have them in
German. Quotes may be straight or curly, a field within a field is one argument, and a backslash begins a switch.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct, field

from automation.letters.word.pieces import Field, Mark, NewParagraph, Piece, Text, format_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_QUOTES = frozenset('"“”„‟')
_OPERATOR = re.compile(r"<>|<=|>=|=|<|>")
_NAME = re.compile(r"\s*(=|[^\W\d_]+)", re.UNICODE)

GERMAN: Mapping[str, str] = MappingProxyType(
    {
        "SERIENDRUCKFELD": "MERGEFIELD",
        "WENN": "IF",
        "DATUM": "DATE",
        "ZEIT": "TIME",
        "NÄCHSTER": "NEXT",
        "NÄCHSTERDATENSATZ": "NEXT",
        "NÄCHSTERWENN": "NEXTIF",
        "ÜBERSPRINGENWENN": "SKIPIF",
        "FRAGE": "ASK",
        "EINGEBEN": "FILLIN",
        "ADRESSBLOCK": "ADDRESSBLOCK",
        "GRUSSZEILE": "GREETINGLINE",
        "SEITE": "PAGE",
        "ANZSEITEN": "NUMPAGES",
    }
)
_ALWAYS = frozenset("*@#")
_WITH_VALUE: Mapping[str, str] = MappingProxyType({"MERGEFIELD": "bf", "IF": ""})
"""Switches that take a value besides those for pictures and formats, which always do."""


class Argument(Struct, frozen=True):
    """An argument of a field: its pieces, and whether it stood in quotes."""

    pieces: tuple[Piece, ...] = ()
    quoted: bool = False

    @property
    def text(self) -> str:
        """The argument as text; a field within it counts as what it showed last."""
        return "".join(_shown(piece) for piece in self.pieces)


class Code(Struct, frozen=True):
    """A field's name in English and capitals, its arguments, its switches, and how its result looks.

    `format` is what the result looked like last, or the code where it has never been calculated; `kept` tells that
    the result has to look like that (MERGEFORMAT, CHARFORMAT), whatever the code says.
    """

    name: str
    arguments: tuple[Argument, ...] = ()
    switches: Mapping[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    format: str = ""
    kept: bool = False

    @property
    def subject(self) -> str:
        """The arguments as one text: the name of a MERGEFIELD, also of one with spaces and without quotes."""
        return " ".join(" ".join(each.text for each in self.arguments).split())


def code_of(found: Field) -> Code:
    """Return what a field does."""
    name = name_of(found)
    tokens = list(_tokens(found.code, operators=name in {"IF", "COMPARE", "SKIPIF", "NEXTIF"}))
    arguments, switches, words = _sorted(name, tokens)
    before, after = format_of(found.result), format_of(found.code)
    said = {word.upper() for word in words}
    kept = bool(_KEEPING & said)
    if said & _LIKE_ITS_CODE and after is not None:
        before = after
    return Code(
        name=name,
        arguments=tuple(arguments),
        switches=MappingProxyType(switches),
        words=tuple(word.upper() for word in words if word.upper() not in _KEEPING),
        format=(before if before is not None else after) or "",
        kept=kept and before is not None,
    )


_KEEPING = frozenset({"MERGEFORMAT", "CHARFORMAT", "FORMATVERBINDEN", "ZEICHENFORMAT"})


_LIKE_ITS_CODE = frozenset({"CHARFORMAT", "ZEICHENFORMAT"})


def name_of(found: Field) -> str:
    """Return a field's name in English and capitals, `""` where it has none."""
    text = "".join(piece.text for piece in found.code if isinstance(piece, Text))
    match = _NAME.match(text)
    word = match[1].upper() if match else ""
    return GERMAN.get(word, word)


def _sorted(name: str, tokens: list[Argument | str]) -> tuple[list[Argument], dict[str, str], list[str]]:
    """Return arguments, switches with their values, and the words that say how the result is written."""
    arguments: list[Argument] = []
    switches: dict[str, str] = {}
    words: list[str] = []
    waiting = last = ""
    for token in tokens:
        if isinstance(token, str):
            if waiting:
                switches.setdefault(waiting, "")
            takes = token in _ALWAYS or token in _WITH_VALUE.get(name, "")
            waiting, last = (token if takes else ""), token
            if not takes:
                switches[token] = ""
        elif waiting == "*":
            words += token.text.split()
            waiting = ""
        elif waiting:
            switches[waiting] = token.text
            waiting = ""
        elif last == "*" and not token.quoted and name == "MERGEFIELD":
            words += token.text.split()  # `\* FirstCap MERGEFORMAT`
        else:
            arguments.append(token)
    return arguments, switches, words


class _Lexer:
    """Cuts the pieces of a code into arguments (`Argument`) and switches (the character behind the backslash)."""

    def __init__(self, *, operators: bool) -> None:
        self.tokens: list[Argument | str] = []
        self._pieces: list[Piece] = []
        self._letters: list[str] = []
        self._format = ""
        self._quoted = self._begun = self._escaped = False
        self._operators = operators

    def take(self, piece: Piece) -> None:
        """Take the next piece of the code."""
        if isinstance(piece, Text):
            if piece.format != self._format:
                self._flush()
                self._format = piece.format
            position = 0
            while position < len(piece.text):
                position += self._letter(piece.text, position)
        elif not self._quoted and not isinstance(piece, Field) and _is_space(piece):
            self.close()
        else:
            self._flush()
            self._pieces.append(piece)
            self._begun = True

    def _letter(self, text: str, position: int) -> int:
        """Take the letter at a position and return how many were taken."""
        letter = text[position]
        if self._escaped:
            self._escaped = False
            if self._quoted or letter in '"\\':
                self._add(letter if letter in _QUOTES or letter == "\\" else f"\\{letter}")
            else:
                self.close()
                self.tokens.append(letter.lower())
        elif letter == "\\":
            self._escaped = True
        elif letter in _QUOTES:
            self._quote()
        elif self._quoted:
            self._add(letter)
        elif letter.isspace():
            self.close()
        elif self._operators and (match := _OPERATOR.match(text, position)):
            self.close()
            self.tokens.append(Argument((Text(match[0]),)))
            self._operators = False
            return len(match[0])
        else:
            self._add(letter)
        return 1

    def _quote(self) -> None:
        if self._quoted:
            self._quoted = False
            self.close(quoted=True)
        else:
            self.close()
            self._quoted = True

    def _add(self, letter: str) -> None:
        self._letters.append(letter)
        self._begun = True

    def _flush(self) -> None:
        if self._letters:
            self._pieces.append(Text("".join(self._letters), self._format))
            self._letters = []

    def close(self, *, quoted: bool = False) -> None:
        """End the argument that is being read, if there is one."""
        self._flush()
        if self._begun or quoted:
            self.tokens.append(Argument(tuple(self._pieces), quoted))
        self._pieces, self._begun = [], False


def _tokens(pieces: list[Piece], *, operators: bool) -> Iterator[Argument | str]:
    """Yield what stands behind the field's name, which may itself be cut into runs: ` M` + `ERGEFIELD`."""
    lexer = _Lexer(operators=operators)
    for piece in pieces:
        lexer.take(piece)
    lexer.close()
    yield from lexer.tokens[1:]


def _is_space(piece: Piece) -> bool:
    """Tell whether a piece only parts two arguments: a tab, a line break, a new paragraph."""
    return isinstance(piece, NewParagraph) or (
        isinstance(piece, Mark) and bool(piece.text) and piece.text.isspace()
    )


def _shown(piece: Piece) -> str:
    match piece:
        case Text() | Mark():
            return piece.text
        case Field():
            return "".join(_shown(each) for each in piece.result)
        case NewParagraph():
            return " "
