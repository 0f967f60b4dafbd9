"""Formula text: as Excel writes it (A1, English, commas) ↔ as LibreOffice's programming interface does.

| | Excel | LibreOffice |
| --- | --- | --- |
| arguments | `SUM(A1,B1)` | `SUM(A1;B1)` |
| other sheet | `Blatt!A1`, `'Mein Blatt'!A1` | `$'Blatt'.A1` |
| several sheets | `Jan:Mai!B2:C3` | `$'Jan'.B2:$'Mai'.C3` |
| array constant | `{1,2;3,4}` | `{1;2|3;4}` |
| this row of a table | `tbl[@Wert]`, inside the table `[@Wert]` | `tbl[[#This Row];[Wert]]` |
| cells in common | `A1:B9 B2:C3` | `A1:B9!B2:C3` |
| truth | `TRUE` | `TRUE()` (else it becomes the number 1) |

Pure text: nothing here speaks to LibreOffice. What LibreOffice has no notation for (unions `(A1,B1)`, spill
references `A1#`, other workbooks) is passed through as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbook.cells import MAX_COLUMN, column_number, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

# Functions that LibreOffice's programming interface calls otherwise (its names: FormulaLanguage API, read from
# FormulaOpCodeMapper of version 7.4). CEILING and FLOOR without suffix mean something else there.
_OFFICE_NAMES = {
    "CEILING": "CEILING.XCL",
    "EFFECT": "EFFECTIVE",
    "FLOOR": "FLOOR.XCL",
    "FORMULATEXT": "FORMULA",
    "FORECAST.ETS": "FORECAST.ETS.ADD",
    "FORECAST.ETS.CONFINT": "FORECAST.ETS.PI.ADD",
    "FORECAST.ETS.STAT": "FORECAST.ETS.STAT.ADD",
    "PDURATION": "DURATION",
    "RRI": "ZGZ",
    "SKEW.P": "SKEWP",
}
_EXCEL_NAMES = {office: excel for excel, office in _OFFICE_NAMES.items()}

# Functions newer than 2007 carry a prefix in files, which nobody sees in Excel.
_FILE_PREFIX = re.compile(r"_xlfn\.(?:_xlws\.)?", re.IGNORECASE)
# Functions of LibreOffice's own add-ins come back under their implementation's name.
_ADD_IN = re.compile(r"COM\.SUN\.STAR\.SHEET\.ADDIN\.(?:ANALYSIS|DATEFUNCTIONS)\.GET(\w+)", re.IGNORECASE)

_CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]+"
_PLAIN_NAME = re.compile(r"[^\W\d]\w*")
_LOOKS_LIKE_CELL = re.compile(r"([A-Za-z]{1,3})[0-9]+")
_R1C1 = re.compile(r"[RC]\d*|R\d*C\d*", re.IGNORECASE)

_TOKEN = re.compile(
    r"""
      (?P<text>"(?:[^"]|"")*"?)                                   # quotes inside are doubled
    | (?P<quoted>\$?'(?:[^']|'')*')                               # 'Mein Blatt'
    | (?P<bracket>\[(?:'.|[^\[\]']|\[(?:'.|[^\[\]'])*\])*\])       # [@Wert], [[#This Row],[Wert]]
    | (?P<error>\#(?:REF!|N/A|NAME\?|NULL!|NUM!|VALUE!|DIV/0!))
    | (?P<word>\$?[^\W\d](?:[\w.$]|\?(?=\w))*)                    # SUM, A1, $B$2, Blatt1, $Blatt1.A1
    | (?P<space>\s+)
    | (?P<number>\$?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)         # 12.5, and $3 of $3:$4
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def _tokens(formula: str) -> list[_Token]:
    return [_Token(match.lastgroup or "other", match[0]) for match in _TOKEN.finditer(formula)]


def to_office(formula: str, table: str | None = None) -> str:
    """Return Excel's formula as LibreOffice takes it; `table` is the one that the cell stands in, for `[@Spalte]`.

    >>> to_office("=SUM(Blatt!A1,{1,2;3,4})")
    "=SUM($'Blatt'.A1;{1;2|3;4})"
    >>> to_office("=[@Preis]*2", "tblWaren")
    '=tblWaren[[#This Row];[Preis]]*2'
    """
    return "".join(_Forward(_tokens(formula), table).pieces())


def from_office(formula: str) -> str:
    """Return LibreOffice's formula as Excel writes it in a file.

    >>> from_office("=SUM($'Mein Blatt'.A1;{1;2|3;4})")
    "=SUM('Mein Blatt'!A1,{1,2;3,4})"
    """
    return "".join(_Backward(_tokens(formula)).pieces())


class _Forward:
    """Excel → LibreOffice, token by token."""

    def __init__(self, tokens: list[_Token], table: str | None) -> None:
        self.tokens, self.table = tokens, table

    def pieces(self) -> Iterator[str]:
        braces, position = 0, 0
        while position < len(self.tokens):
            token = self.tokens[position]
            before = self.tokens[position - 1] if position else None
            # `[Mappe.xlsx]Blatt!A1` is in another workbook.
            sheet = None if before is not None and before.kind == "bracket" else self._sheet(position)
            if sheet is not None:
                piece, position = sheet
                yield piece
                continue
            position += 1
            if token.text in "{}" and token.kind == "other":
                braces += 1 if token.text == "{" else -1
                yield token.text
            elif token.kind == "other" and token.text == ",":
                yield ";"
            elif token.kind == "other" and token.text == ";" and braces:
                yield "|"
            elif token.kind == "space":
                yield "!" if self._in_common(before, position) else token.text
            elif token.kind == "bracket":
                yield self._bracket(token.text, owned=before is not None and before.kind == "word")
            elif token.kind == "word":
                yield self._word(token.text, position, inside_array=braces > 0)
            else:
                yield token.text

    def _in_common(self, before: _Token | None, after: int) -> bool:
        """Tell whether a space between two references is Excel's operator for the cells that they share."""
        if before is None or after >= len(self.tokens):
            return False
        ends = before.kind in {"word", "bracket"} or before.text == ")"
        return ends and self.tokens[after].kind in {"word", "quoted"}

    def _text(self, position: int) -> str:
        return self.tokens[position].text if position < len(self.tokens) else ""

    def _sheet(self, position: int) -> tuple[str, int] | None:
        """Return the translated reference to another sheet that begins here, and where it ends."""
        if self.tokens[position].kind not in {"quoted", "word"}:
            return None
        names = [_unquoted(self._text(position))]
        after = position + 1
        if self.tokens[position].kind == "quoted" and self._text(after) == "!" and _spans_sheets(names[0]):
            names = names[0].split(":")
        elif (
            self._text(after) == ":"
            and self._text(after + 2) == "!"
            and self.tokens[after + 1].kind in {"quoted", "word"}
        ):
            names.append(_unquoted(self._text(after + 1)))
            after += 2
        if self._text(after) != "!" or any("[" in name for name in names):
            return None
        if len(names) == 1:
            return f"${quoted(names[0])}.", after + 1
        first = self._text(after + 1)
        last, end = first, after + 2
        if self._text(end) == ":" and re.fullmatch(_CELL, self._text(end + 1)):
            last, end = self._text(end + 1), end + 2
        return f"${quoted(names[0])}.{first}:${quoted(names[1])}.{last}", end

    def _bracket(self, text: str, *, owned: bool) -> str:
        inner = text[1:-1]
        if not owned and self.table is None:
            return text
        if inner.startswith("@"):
            column = inner[1:]
            if not column:
                inner = "#This Row"
            else:
                inner = f"[#This Row],{column if column.startswith('[') else f'[{column}]'}"
        return f"{'' if owned else self.table}[{_between_brackets(inner, ',', ';')}]"

    def _word(self, word: str, after: int, *, inside_array: bool) -> str:
        if self._text(after) == "(":
            name = _FILE_PREFIX.sub("", word)
            return _OFFICE_NAMES.get(name.upper(), name)
        if word.upper() in {"TRUE", "FALSE"} and not inside_array:
            return f"{word.upper()}()"
        return word


class _Backward:
    """LibreOffice → Excel, token by token."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens

    def pieces(self) -> Iterator[str]:
        braces, position = 0, 0
        while position < len(self.tokens):
            token = self.tokens[position]
            reference = self._reference(position)
            if reference is not None:
                piece, position = reference
                yield piece
                continue
            position += 1
            if token.kind == "other" and token.text in "{}":
                braces += 1 if token.text == "{" else -1
                yield token.text
            elif token.kind == "other" and token.text in ";!":
                yield {";": ",", "!": " "}[token.text]
            elif token.kind == "other" and token.text == "|" and braces:
                yield ";"
            elif token.kind == "bracket":
                yield f"[{_between_brackets(token.text[1:-1], ';', ',')}]"
            elif token.kind == "word":
                piece, position = self._word(token.text, position)
                yield piece
            else:
                yield token.text

    def _text(self, position: int) -> str:
        return self.tokens[position].text if position < len(self.tokens) else ""

    def _reference(self, position: int) -> tuple[str, int] | None:
        """Return Excel's form of the reference to another sheet that begins here, and where it ends."""
        one = self._cell(position)
        if one is None:
            return None
        sheet, cell, end = one
        if self._text(end) == ":" and (two := self._cell(end + 1)) is not None:
            last_sheet, last_cell, end = two
            area = cell if cell == last_cell else f"{cell}:{last_cell}"
            span = f"{sheet}:{last_sheet}"
            if _needs_quotes(sheet) or _needs_quotes(last_sheet):
                span = f"'{span.replace(chr(39), chr(39) * 2)}'"
            return f"{span}!{area}", end
        return f"{_excel_sheet(sheet)}!{cell}", end

    def _cell(self, position: int) -> tuple[str, str, int] | None:
        """Return sheet, what follows its dot, and where that ends."""
        kinds = {"word", "error", "number"}
        if position >= len(self.tokens):
            return None
        token = self.tokens[position]
        if token.kind == "quoted":
            found = self._text(position + 1) == "." and self._kind(position + 2) in kinds
            return (_unquoted(token.text), self._text(position + 2), position + 3) if found else None
        if token.kind != "word" or "." not in token.text or self._text(position + 1) == "(":
            return None
        name, _, cell = token.text.partition(".")
        sheet = name.removeprefix("$")
        if not cell and self._kind(position + 1) in kinds:
            return sheet, self._text(position + 1), position + 2
        # Without `$`, `a.b` may be anybody's name.
        certain = cell and (name.startswith("$") or re.fullmatch(_CELL, cell))
        return (sheet, cell, position + 1) if certain else None

    def _kind(self, position: int) -> str:
        return self.tokens[position].kind if position < len(self.tokens) else ""

    def _word(self, word: str, after: int) -> tuple[str, int]:
        if self._text(after) != "(":
            return word, after
        if word.upper() in {"TRUE", "FALSE"} and self._text(after + 1) == ")":
            return word.upper(), after + 2
        if add_in := _ADD_IN.fullmatch(word):
            return add_in[1].upper(), after
        # What LibreOffice does not know it writes in small letters; Excel knows its functions in capitals.
        return _EXCEL_NAMES.get(word.upper(), word.upper()), after


def _between_brackets(inner: str, old: str, new: str) -> str:
    """Return the specifier of a table with its separators exchanged; names of columns stay as they are."""
    if not inner.startswith("["):
        return inner
    pieces, depth, position = [], 0, 0
    while position < len(inner):
        sign = inner[position]
        if sign == "'":  # the next sign is part of a name
            pieces.append(inner[position : position + 2])
            position += 2
            continue
        depth += (sign == "[") - (sign == "]")
        pieces.append(new if sign == old and depth == 0 else sign)
        position += 1
    return "".join(pieces)


def _unquoted(name: str) -> str:
    name = name.removeprefix("$")
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def _spans_sheets(name: str) -> bool:
    """Tell whether a quoted name is two sheets: a colon cannot be part of a sheet's name."""
    return ":" in name


def _needs_quotes(sheet: str) -> bool:
    """Tell whether Excel wants quotes: signs, a leading digit, or what could be a cell (`A1`, `R1C1`)."""
    if not _PLAIN_NAME.fullmatch(sheet) or _R1C1.fullmatch(sheet):
        return True
    cell = _LOOKS_LIKE_CELL.fullmatch(sheet)
    return cell is not None and column_number(cell[1]) <= MAX_COLUMN


def _excel_sheet(name: str) -> str:
    return "'" + name.replace("'", "''") + "'" if _needs_quotes(name) else name
