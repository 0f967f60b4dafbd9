"""What must not leave with a letter, taken out of a part: tracked changes, comments, links into the office.

A letter says what the document shows when all changes are accepted, as it is printed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from automation.letters.word.story import MC, WT, remove, unwrap

if TYPE_CHECKING:
    from lxml import etree

_WRAPPED = ("ins", "moveTo", "smartTag", "customXml")
_REMOVED = (
    *("del", "moveFrom", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"),
    *("proofErr", "permStart", "permEnd", "lastRenderedPageBreak"),
    *("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef"),
    *("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "tcPrChange", "trPrChange"),
    *("tblGridChange", "numberingChange", "customXmlInsRangeStart", "customXmlInsRangeEnd"),
    *("customXmlDelRangeStart", "customXmlDelRangeEnd", "dataBinding", "printerSettings"),
)
_SETTINGS = (
    *("mailMerge", "attachedTemplate", "linkStyles", "trackRevisions", "revisionView", "rsids", "docVars"),
    *("updateFields", "documentProtection", "writeProtection", "readModeInkLockDown", "removePersonalInformation"),
)
_EVERYBODY_KNOWS = frozenset({"wps", "wpg", "wpc", "wpi", "wp14", "w14", "w15", "v"})
_RSID = f"{WT}rsid"
_OF_A_FILE = re.compile(r"(?i)\bfile:|\b[a-z]:[\\/](?!/)|\\\\[\w.-]+\\")
_MAY_NAME_A_FILE = frozenset({"descr", "title", "href", "src", "tooltip", "alt", "name"})
_NEEDED, _UNNAMED = "name", "Bild"


def tidy(root: etree._Element) -> None:
    """Take out of a part with text what must not leave."""
    for element in list(root.iter(*(f"{WT}{name}" for name in _REMOVED))):
        parent = element.getparent()
        if parent is not None and element.tag == f"{WT}del" and parent.tag == f"{WT}rPr":
            _join_with_next(parent)
        remove(element)
    for element in list(root.iter(*(f"{WT}{name}" for name in _WRAPPED))):
        parent = element.getparent()
        if parent is not None and parent.tag in {f"{WT}rPr", f"{WT}trPr"}:  # a mark of its paragraph or row
            remove(element)
        else:
            unwrap(element)
    _keep_one_copy(root)
    _strip_hidden_words(root)
    _strip_marks_of_editing(root)
    _strip_places(root)


def tidy_settings(root: etree._Element) -> None:
    """Take out of the settings what links the document to its data, its template and whoever edited it."""
    for element in list(root.iter(*(f"{WT}{name}" for name in _SETTINGS))):
        remove(element)
    _strip_marks_of_editing(root)


def _strip_marks_of_editing(root: etree._Element) -> None:
    """Remove the numbers that tell which texts were written in one sitting."""
    for element in root.iter():
        for name in [name for name in element.attrib if str(name).startswith(_RSID)]:
            del element.attrib[name]


def _strip_hidden_words(root: etree._Element) -> None:
    """Remove words that are formatted as hidden: no reader sees them on paper, every one in the file."""
    for hidden in list(root.iter(f"{WT}vanish")):
        form = hidden.getparent()
        run = form.getparent() if form is not None else None
        if run is None or run.tag != f"{WT}r" or hidden.get(f"{WT}val", "1") in {"0", "false", "off"}:
            continue
        for text in run.findall(f"{WT}t"):
            remove(text)


def _strip_places(root: etree._Element) -> None:
    """Remove where a picture was taken from: Word wrote the path of its file beside it as what is read out."""
    for element in root.iter():
        for attribute, value in list(element.attrib.items()):
            name = str(attribute).rpartition("}")[2]
            if name in _MAY_NAME_A_FILE and _OF_A_FILE.search(str(value)):
                if name == _NEEDED:
                    element.set(attribute, _UNNAMED)
                else:
                    del element.attrib[attribute]


def _keep_one_copy(root: etree._Element) -> None:
    """Drop the second copy of text boxes and shapes, which is for Word 2007: it would say everything twice."""
    for fallback in list(root.iter(f"{MC}Fallback")):
        choice = fallback.getprevious()
        needed = choice.get("Requires", "").split() if choice is not None else []
        if needed and set(needed) <= _EVERYBODY_KNOWS:
            remove(fallback)


def _join_with_next(mark: etree._Element) -> None:
    """Join a paragraph whose end was deleted with the next, as Word shows it."""
    paragraph = next(mark.iterancestors(f"{WT}p"), None)
    if paragraph is None:
        return
    following = paragraph.getnext()
    if following is None or following.tag != f"{WT}p":
        return
    for child in list(following):
        if child.tag != f"{WT}pPr":
            paragraph.append(child)
    remove(following)
