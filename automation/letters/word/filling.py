"""The places of a document → what stands there in one letter."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from automation.letters.gate import Empty
from automation.letters.markdown import clean
from automation.letters.printing import EmptyFieldError
from automation.letters.stationery import text_xml
from automation.letters.word.nodes import Choice, Content, Known, Merge, Quote
from automation.letters.word.pictures import dated, numbered
from automation.letters.word.pieces import Mark, NewParagraph, Text
from automation.letters.wording import long_date
from workbook.reading.formats.dates import date_of_text
from workbook.reading.formats.numbers import number_of_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from automation.letters.word.codes import Code
    from automation.letters.word.sources import Source

Filled = tuple[Text | Mark | NewParagraph, ...]
"""What stands at a place: texts and marks; a new paragraph carries the format of the one that it ends."""

_WORDS: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(("UPPER", "GROSSBUCHSTABEN", "GROẞBUCHSTABEN"), str.upper),
    **dict.fromkeys(("LOWER", "KLEINBUCHSTABEN"), str.lower),
    "FIRSTCAP": lambda text: text[:1].upper() + text[1:],
    "CAPS": lambda text: re.sub(r"\b\w", lambda match: match[0].upper(), text),
}


class Filler:
    """Fills the places of one letter; a value that several ask for is asked for once."""

    def __init__(self, sources: Mapping[str, Source], context: Mapping[str, Any]) -> None:
        self._sources, self._context = sources, context
        self._values: dict[str, Any] = {}

    def filled(self, content: Content, *, may_be_empty: bool = False, compared: bool = False) -> Filled:
        """Return what some content is in this letter.

        Raises:
            EmptyFieldError: a value is missing, and nothing says that it may be.
            LetterError: the recipient may not have a value.
        """
        found: list[Text | Mark | NewParagraph] = []
        for node in content:
            match node:
                case Text() | Mark() | NewParagraph():
                    found.append(node)
                case Merge():
                    found += self._merged(node, may_be_empty=may_be_empty, compared=compared)
                case Known():
                    found.append(Text(self._known(node), node.code.format))
                case Choice():
                    branch = node.yes if self._holds(node) else node.no
                    found += _in_format(self.filled(branch, compared=compared), node.code)
                case Quote():
                    found += _in_format(self.filled(node.content, compared=compared), node.code)
        return tuple(found)

    def _merged(self, node: Merge, *, may_be_empty: bool, compared: bool) -> Iterable[Text]:
        source = self._sources[node.name]
        if node.name not in self._values:
            self._values[node.name] = source.value(self._context)
        value, code = self._values[node.name], node.code
        if value in (None, "", ()):
            may_be_empty = may_be_empty or compared or source.may_be_empty or bool({"b", "f"} & {*code.switches})
            if may_be_empty or not isinstance(value, Empty):
                return ()
            raise EmptyFieldError(value)
        before, behind = code.switches.get("b", ""), code.switches.get("f", "")
        text = self._formatted(source, value, code, compared=compared)
        return (Text(f"{before}{text}{behind}", code.format),)

    def _formatted(self, source: Source, value: Any, code: Code, *, compared: bool) -> str:
        text = ""
        picture, number = code.switches.get("@", ""), code.switches.get("#", "")
        if picture and (day := _as_day(value)) is not None:
            text = dated(day, picture)
        elif number and (amount := _as_number(value)) is not None:
            text = numbered(amount, number)
        text = text or source.text(value, compared=compared)
        for word in code.words:
            text = _WORDS.get(word, str)(text)
        return text

    def _known(self, node: Known) -> str:
        brief = self._context["brief"]
        match node.what:
            case "datum":
                picture = node.code.switches.get("@", "")
                return dated(brief.datum, picture) if picture else long_date(brief.datum)
            case "anschrift":
                return "\n".join(clean(line) for line in brief.anschrift or ())
            case "anrede":
                return clean(brief.anrede)
            case "name":
                return clean(self._context["berater"].name)
            case "zeichen":
                return clean(brief.zeichen)
            case _:
                return "1"

    def _holds(self, node: Choice) -> bool:
        left, right = (text_of(self.filled(side, compared=True)).strip() for side in (node.left, node.right))
        numbers = number_of_text(left), number_of_text(right)
        if numbers[0] is not None and numbers[1] is not None:
            return _COMPARE[node.operator](numbers[0], numbers[1])
        days = date_of_text(left), date_of_text(right)
        if days[0] is not None and days[1] is not None:
            return _COMPARE[node.operator](days[0], days[1])
        if node.operator in {"=", "<>"} and ("*" in right or "?" in right):
            pattern = re.escape(right).replace(r"\*", ".*").replace(r"\?", ".")
            return (re.fullmatch(pattern, left, re.DOTALL) is not None) == (node.operator == "=")
        return _COMPARE[node.operator](left, right)


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: bool(left == right),
    "<>": lambda left, right: bool(left != right),
    "<": lambda left, right: bool(left < right),
    ">": lambda left, right: bool(left > right),
    "<=": lambda left, right: bool(left <= right),
    ">=": lambda left, right: bool(left >= right),
}


def _as_day(value: Any) -> date | time | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date | time):
        return value
    return date_of_text(value) if isinstance(value, str) else None


def _as_number(value: Any) -> Decimal | None:
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return Decimal(value)
    return number_of_text(value) if isinstance(value, str) else None


def _in_format(filled: Filled, code: Code) -> Iterable[Text | Mark | NewParagraph]:
    """Return the content as its field's result has to look."""
    if not code.kept:
        return filled
    return (replace(each, format=code.format) if isinstance(each, Text) else each for each in filled)


def text_of(filled: Filled) -> str:
    """Return what a reader sees of a place."""
    return "".join("\n" if isinstance(each, NewParagraph) else each.text for each in filled)


def runs_of(filled: Filled, *, last: str | None) -> str:
    """Return the runs of a place as XML.

    With `last`, the format of the paragraph that ends behind it, a new paragraph really begins one; else the place
    lies within something that cannot be parted, and a line break stands there.
    """
    written: list[str] = []
    breaks = [each.format for each in filled if isinstance(each, NewParagraph)]
    following = [*breaks[1:], last or ""]
    for each in filled:
        match each:
            case Text():
                written.append(_run(each))
            case Mark():
                written.append(each.xml)
            case NewParagraph():
                written.append("<w:r><w:br/></w:r>" if last is None else f"</w:p><w:p>{following.pop(0)}")
    return "".join(written)


def code_of_text(filled: Filled) -> str:
    """Return a place within the code of a field that Word calculates itself."""
    text = text_of(filled).replace('"', "'")
    return f'<w:r><w:instrText xml:space="preserve">{text_xml(text)}</w:instrText></w:r>' if text else ""


def _run(text: Text) -> str:
    if not text.text:
        return ""
    inside = re.sub(
        r"([^\n\t]+)|(\n)|(\t)",
        lambda match: (
            f'<w:t xml:space="preserve">{text_xml(match[1])}</w:t>'
            if match[1]
            else "<w:br/>"
            if match[2]
            else "<w:tab/>"
        ),
        text.text,
    )
    return f"<w:r>{text.format}{inside}</w:r>"
