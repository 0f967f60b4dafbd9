"""The words of finished letters, fast: a hunt reads thousands of them, and most of a Word file is the same in all.

Of a PDF the text of its pages is read, its properties, and every string of its structure: names of bookmarks,
alternative texts, what a screen reader says.
"""

import re
import zipfile
import zlib
from collections import OrderedDict
from functools import lru_cache

import pypdfium2

BETWEEN = "\x00"
"""Between parts of a letter that are read each for itself."""

_KEPT = 256
_BROKEN = re.compile("[-\u00ad\ufffe\x02]\r?\n")
_XMP = re.compile(rb"<\?xpacket.*?<\?xpacket end", re.DOTALL)
_PACKED = re.compile(rb"/ObjStm[^\n]*>>\s*stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_ANY_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_HEX = re.compile(rb"<[Ff][Ee][Ff][Ff]((?:[0-9A-Fa-f\s]{2})*)>")
_LITERAL = re.compile(rb"\(((?:\\.|[^\\()])*)\)", re.DOTALL)
_BIG_ENDIAN = b"\xfe\xff"


def words_of_docx(path):
    """Everything in a Word file: each part as its words and as it stands."""
    return BETWEEN.join(_worded(part) for name, part in _parts(path) if name.endswith((".xml", ".rels")))


def words_shown(path):
    """The words of a letter as its readers see them, without the file's own markup."""
    if path.suffix == ".pdf":
        return words_of_pdf(path)
    return " ".join(_bare(part) for name, part in _parts(path) if name.endswith(".xml"))


@lru_cache(maxsize=2)
def words_of_pdf(path):
    """The text of the pages, the properties, and the strings of the structure."""
    data = path.read_bytes()
    with pypdfium2.PdfDocument(data) as file:
        pages = [page.get_textpage().get_text_range() for page in file]
        said = str(file.get_metadata_dict(skip_empty=True))
    told = [_BROKEN.sub("", page) for page in pages]
    return BETWEEN.join([" ".join([*told, said]), *_strings_of(data)])


def _strings_of(data):
    """Yield what a PDF says beside its pages: XMP as it stands, and the strings of its objects."""
    yield from (found.decode("utf-8", "replace") for found in _XMP.findall(data))
    packed = [zlib.decompress(each) for each in _PACKED.findall(data)]
    objects = b"\n".join([_ANY_STREAM.sub(b"", data), *packed])
    wide = [bytes.fromhex(each.decode()) for each in _HEX.findall(objects)]
    told = [re.sub(rb"\\(.)", rb"\1", each) for each in _LITERAL.findall(objects)]
    wide += [each[2:] for each in told if each.startswith(_BIG_ENDIAN)]
    # Places and lengths of objects are numbers beside each other; only strings say something.
    yield "|".join(each.decode("utf-16-be", "replace") for each in wide)
    yield "|".join(each.decode("latin-1") for each in told if not each.startswith(_BIG_ENDIAN))


def _parts(path):
    with zipfile.ZipFile(path) as file:
        return [(name, file.read(name)) for name in file.namelist()]


@lru_cache(maxsize=_KEPT)
def _worded(part):
    text = part.decode("utf-8", "replace")
    return f"{re.sub(r'<[^>]+>', '', text)} {text}"


@lru_cache(maxsize=_KEPT)
def _bare(part):
    return re.sub(r"<[^>]+>", " ", part.decode("utf-8", "replace"))


class Remembered:
    """What a function found in the parts of texts; a part that comes again is not read again."""

    def __init__(self, find):
        self._find, self._found = find, OrderedDict()

    def __call__(self, text):
        """The union of what is found in the parts of a text."""
        found = set()
        for part in text.split(BETWEEN):
            if part not in self._found:
                self._found[part] = frozenset(self._find(part))
                if len(self._found) > _KEPT:
                    self._found.popitem(last=False)
            self._found.move_to_end(part)
            found |= self._found[part]
        return found
