"""What a field does, ready to be filled: merge a value, choose between two texts, show what the letter knows."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.letters.stationery import text_xml
from automation.letters.word.codes import Argument, Code, code_of
from automation.letters.word.pieces import Field, Mark, NewParagraph, Piece, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


class Merge(Struct, frozen=True):
    """A value of the letter by the document's name for it."""

    name: str
    code: Code


class Known(Struct, frozen=True):
    """Something that the letter itself knows: its day, its number, its address, who signs."""

    what: str
    code: Code


class Choice(Struct, frozen=True):
    """One text or the other, as a comparison says."""

    left: Content
    operator: str
    right: Content
    yes: Content
    no: Content
    code: Code


class Quote(Struct, frozen=True):
    """Text with fields in it."""

    content: Content
    code: Code


Node = Text | Mark | NewParagraph | Merge | Known | Choice | Quote
Content = tuple[Node, ...]

REFUSED: Mapping[str, str] = MappingProxyType(
    {
        "NEXT": "Lotse schreibt je Person einen Brief. Bitte das Feld „Nächster Datensatz“ löschen.",
        "NEXTIF": "Lotse schreibt je Person einen Brief. Wer einen bekommt, entscheidet die Mappe; bitte löschen.",
        "SKIPIF": "Wer keinen Brief bekommt, entscheidet die Mappe (Ergebnis, Weg, Einwilligung). Bitte löschen.",
        "ASK": "Lotse fragt beim Schreiben nicht nach. Bitte eine Spalte der Mappe nehmen.",
        "FILLIN": "Lotse fragt beim Schreiben nicht nach. Bitte eine Spalte nehmen oder eine Linie ziehen.",
        "SET": "Textmarken mit Inhalt kennt Lotse nicht. Bitte den Inhalt dort schreiben, wo er stehen soll.",
        "DATABASE": "Ein Brief holt nichts aus anderen Dateien. Bitte ein Feld der Mappe nehmen.",
        "DDE": "Ein Brief holt nichts aus anderen Programmen. Bitte löschen.",
        "DDEAUTO": "Ein Brief holt nichts aus anderen Programmen. Bitte löschen.",
        "LINK": "Ein Brief holt nichts aus anderen Dateien. Bitte „Verknüpfung aufheben“ (Strg+Umschalt+F9).",
        "INCLUDETEXT": "Ein Brief holt nichts aus anderen Dateien. Bitte den Text einfügen.",
        "RD": "Ein Brief holt nichts aus anderen Dateien. Bitte den Text einfügen.",
        "TEMPLATE": "Der Brief nennte, wo Ihre Vorlage liegt. Bitte löschen.",
        "MERGEBARCODE": "Strichcodes aus Feldern kennt Lotse nicht. Bitte das Feld als Text einfügen.",
    }
)
"""Fields that no letter can have, each with the cure."""
DATES = frozenset({"DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE"})
_KNOWN: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(DATES, "datum"),
        "ADDRESSBLOCK": "anschrift",
        "GREETINGLINE": "anrede",
        "FILENAME": "zeichen",
        **dict.fromkeys(("AUTHOR", "USERNAME", "LASTSAVEDBY"), "name"),
        **dict.fromkeys(("MERGEREC", "MERGESEQ"), "eins"),
    }
)
_CALCULATED = "Rechnen kann Lotse in einem Brief nicht. Bitte den fertigen Wert aus der Mappe nehmen."
_PICTURE = "Ein Bild, dessen Datei ein Feld nennt, geht nicht. Fotos von Personen nur mit Einwilligung."
_COMPARISONS = frozenset({"=", "<>", "<", ">", "<=", ">="})


class Compiler:
    """Makes nodes of fields; what cannot be one is told to `refuse`."""

    def __init__(self, refuse: Callable[[str, str], None]) -> None:
        """Take what is called with a field's name and the sentence why it cannot be."""
        self._refuse = refuse

    def is_live(self, found: Field) -> bool:
        """Tell whether a field is filled by Lotse; others stay as they are, for Word to calculate."""
        name = code_of(found).name
        if name == "TIME" and not _shows_a_day(code_of(found)):
            return False
        if name == "MERGEFIELD" or name in _KNOWN or name in REFUSED:
            return True
        if name in {"IF", "COMPARE"} and not _compares(code_of(found)):
            return True  # what LibreOffice leaves of one, for example; it is refused
        if name in {"IF", "COMPARE"} and _asks_the_page(found):
            return False
        return name in {"IF", "QUOTE", "COMPARE", "=", "INCLUDEPICTURE", "IMPORT"} and has_merge(found)

    def content(self, pieces: Iterable[Piece]) -> Content:
        """Return what some pieces do."""
        return tuple(node for piece in pieces for node in self._nodes(piece))

    def _nodes(self, piece: Piece) -> Content:
        return (self.node(piece),) if isinstance(piece, Field) and self.is_live(piece) else self._as_it_is(piece)

    def _as_it_is(self, piece: Piece) -> Content:
        if not isinstance(piece, Field):
            return (piece,)
        if has_merge(piece):  # its last result, with the values in it
            return self.content(piece.result)
        return (Mark(_rebuilt(piece), "".join(each.text for each in piece.result if isinstance(each, Text))),)

    def node(self, found: Field) -> Node:
        """Return what a live field does."""
        code = code_of(found)
        match code.name:
            case "MERGEFIELD":
                return self._merge(code)
            case "IF":
                return self._choice(code)
            case "COMPARE":
                yes, no = (Text("1", code.format),), (Text("0", code.format),)
                return self._compared(code, yes, no)
            case "QUOTE":
                return Quote(tuple(node for each in code.arguments for node in self.content(each.pieces)), code)
            case "=":
                self._refuse("=", _CALCULATED)
            case "INCLUDEPICTURE" | "IMPORT":
                self._refuse(code.name, _PICTURE)
            case name if name in REFUSED:
                self._refuse(name, REFUSED[name])
            case name:
                return Known(_KNOWN[name], code)
        return Text("")

    def _merge(self, code: Code) -> Node:
        if not code.subject:
            self._refuse("MERGEFIELD", "Ein Seriendruckfeld hat keinen Namen. Bitte löschen und neu einfügen.")
            return Text("")
        return Merge(code.subject, code)

    def _choice(self, code: Code) -> Node:
        yes, no = (*code.arguments[3:5], Argument(), Argument())[:2]
        return self._compared(code, self.content(yes.pieces), self.content(no.pieces))

    def _compared(self, code: Code, yes: Content, no: Content) -> Node:
        compared = code.arguments[:3]
        if not _compares(code):
            self._refuse(
                "IF",
                "So lässt sich das WENN-Feld nicht lesen. Es lautet: Wert, Vergleich (=, <>, <, >), Wert, dann in "
                "Anführungszeichen der Text für ja und der für nein.",
            )
            return Text("")
        left, right = (self.content(compared[place].pieces) for place in (0, 2))
        return Choice(left, compared[1].text, right, yes, no, code)


def _compares(code: Code) -> bool:
    """Tell whether a field compares two values."""
    return len(code.arguments) > 2 and code.arguments[1].text in _COMPARISONS


_OF_THE_FILE = frozenset(
    {
        *(
            "INCLUDEPICTURE",
            "IMPORT",
            "EMBED",
            "DOCPROPERTY",
            "DOCVARIABLE",
            "INFO",
            "COMMENTS",
            "KEYWORDS",
            "SUBJECT",
        ),
        *("TITLE", "USERINITIALS", "USERADDRESS", "EDITTIME", "REVNUM", "FILESIZE", "AUTOTEXT", "AUTOTEXTLIST"),
        *("GLOSSARY", "MACROBUTTON", "GOTOBUTTON"),
    }
)
"""Fields that the document, its properties or its reader would fill in: a letter says what they last showed."""


def tells_of_the_file(found: Field) -> bool:
    """Tell whether a field names a place in the office, or what the document or its reader would fill in anew."""
    code = code_of(found)
    said = "".join(argument.text for argument in code.arguments)
    return code.name in _OF_THE_FILE or (code.name == "HYPERLINK" and bool(_OF_A_FILE.match(said)))


_OF_A_FILE = re.compile(r"file:|\\\\|[A-Za-z]:[\\/]", re.IGNORECASE)


def has_merge(found: Field) -> bool:
    """Tell whether a field, or one within it, is filled with a value."""
    inner = [piece for piece in (*found.code, *found.result) if isinstance(piece, Field)]
    return any(code_of(each).name in {"MERGEFIELD", "IF", *_KNOWN} or has_merge(each) for each in inner)


def merges(content: Content) -> Iterable[Merge]:
    """Yield the values that some content asks for, those within choices too."""
    for node in content:
        match node:
            case Merge():
                yield node
            case Choice():
                for part in (node.left, node.right, node.yes, node.no):
                    yield from merges(part)
            case Quote():
                yield from merges(node.content)


def _asks_the_page(found: Field) -> bool:
    """Tell whether a comparison asks what only Word knows: the number of the page, a bookmark."""
    compared = [piece for argument in code_of(found).arguments[:3] for piece in argument.pieces]
    live = {"MERGEFIELD", "IF", "QUOTE", "COMPARE", *_KNOWN}
    return any(isinstance(piece, Field) and code_of(piece).name not in live for piece in compared)


def _shows_a_day(code: Code) -> bool:
    picture = code.switches.get("@", "")
    return bool(set(picture) & set("dDtTMyYjJ"))


def _rebuilt(found: Field) -> str:
    """Return a field that Word calculates as runs: within another field's code its result is kept as code too."""
    code = "".join(piece.text for piece in found.code if isinstance(piece, Text))
    result = "".join(
        f'<w:r>{each.format}<w:t xml:space="preserve">{text_xml(each.text)}</w:t></w:r>'
        if isinstance(each, Text)
        else each.xml
        for each in found.result
        if isinstance(each, Text | Mark)
    )
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{text_xml(code)}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
