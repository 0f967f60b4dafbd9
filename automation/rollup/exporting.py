"""Facts of offices → a table for databases and BI tools: CSV, Parquet, and a dictionary of what stands in them.

The sentence that says why a fact counts carries amounts, and a cell leads to a person: both stay in the office.
Keys are pseudonyms. What is left still speaks of single people (Art. 4 No. 5 GDPR); the dictionary says so.
"""

from __future__ import annotations

import csv
import errno
import hmac
import json
import secrets
import shutil
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from automation.figures.fact import DIMENSIONS
from automation.figures.indicators import groups
from automation.figures.measures import terms
from automation.figures.plans import PLAN
from automation.material import check_material, read_material, settled_state
from automation.rollup.addresses import content_of, keys_for, labels_of
from automation.rollup.gathering import problem_of
from automation.rollup.handing import office_name
from automation.rollup.linking import own_key
from workbook.errors import FileExistsAlreadyError, LotseError, MissingToolError, WorkbookNotWrittenError
from workbook.schema import VERSION
from workbook.writing.disk import writing_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from automation.figures.fact import Fact
    from workbook.writing.file_book import FileBook

KEY_VARIABLE = "LOTSE_EXPORT_KEY"
SMALL = 5
"""A combination of fewer facts than this is a small cell: who knows the district may know the person."""

_FACTS: tuple[tuple[str, str, str, str], ...] = (
    ("office", "string", "Büro", "Name des Büros, wie er in „Einstellungen“ steht"),
    ("code", "string", "Kennung", "wofür die Tatsache zählt; was daraus wird, steht in measures.csv"),
    ("day", "date", "Datum", "Tag, an dem sie zählt; leer, wenn es noch nicht so weit ist"),
    ("quarter", "string", "Quartal", "Kalenderquartal des Tages, wie 2019-Q2"),
    ("numerator", "integer", "Zähler", "1, wo es zählt; -1 hebt auf, größere Zahlen stehen für viele"),
    ("denominator", "integer", "Nenner", "1, wo es zu dem gehört, wovon gezählt wird"),
    ("value", "number", "Wert", "Tage, Monate oder Anteil, je nach Kennung"),
    ("source", "string", "Blatt", "Blatt der Mappe, aus dem die Tatsache stammt"),
    (
        "pseudonym",
        "string",
        "Pseudonym",
        "Schlüssel der Zeile als HMAC-SHA-256; ohne den Schlüssel nicht umkehrbar",
    ),
    *((name, "string", title, f"Merkmal „{title}“") for name, title in DIMENSIONS.items()),
)
_MEASURES: tuple[tuple[str, str, str, str], ...] = (
    ("code", "string", "Kennung", "Kennung der Tatsachen, aus denen die Kennzahl entsteht"),
    ("measure", "string", "Kürzel", "Kürzel der Kennzahl"),
    ("group", "string", "Gruppe", "Gruppe, in der sie auf den Seiten steht"),
    ("title", "string", "Kennzahl", "wie sie heißt"),
    ("unit", "string", "Einheit", "was gezählt wird"),
    ("definition", "string", "Definition", "wie sie gezählt wird"),
)
_LAW = (
    "Pseudonyme Daten zu einzelnen Menschen (Art. 4 Nr. 5 DSGVO, § 67 SGB X), keine anonymen: nur für Zwecke und "
    "Stellen, für die das Büro eine Rechtsgrundlage hat. Nicht veröffentlichen."
)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the folder, offices, rows, and how many combinations are small cells, of how many.

    `steady` tells whether the next export gives the same pseudonyms.
    """

    folder: Path
    offices: tuple[str, ...]
    rows: int
    small: int
    combinations: int
    steady: bool
    problems: tuple[tuple[str, str], ...]


def export_facts(
    books: Sequence[FileBook], folder: Path, today: date, progress: Callable[[int, int], None] | None = None
) -> Exported:
    """Write the facts of offices into a new folder; it appears when everything is in it, or not at all.

    Raises:
        MissingToolError: the extra „export“ is not installed.
        FileExistsAlreadyError: there is something in the folder.
        LotseError: no workbook can be read.
    """
    duckdb = _duckdb()
    known = own_key(KEY_VARIABLE, "export")
    key = known or secrets.token_bytes(32)
    paths = [str(book.path.absolute()) for book in books]
    labels = labels_of(paths)
    offices: dict[str, str] = {}
    contents: dict[str, str] = {}
    problems: list[tuple[str, str]] = []
    cells: Counter[tuple[str, ...]] = Counter()
    names: list[str] = []
    rows = 0
    with _new_folder(folder) as draft:
        with (draft / "facts.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([name for name, *_ in _FACTS])
            for number, (book, path) in enumerate(zip(books, paths, strict=True), 1):
                label, content = labels[path], content_of(path, keys_for(path))
                if content in contents:
                    problems.append((label, f"Dieselbe Mappe wie „{contents[content]}“; sie ist einmal dabei."))
                    continue
                try:
                    office, facts = _facts(book, today)
                except Exception as error:  # noqa: BLE001 -- one file never ends the rest, even where Lotse is at fault
                    problems.append((label, problem_of(error)))
                    continue
                if already := offices.get(office.casefold()):
                    # Both may give one key to different people, who would share a pseudonym.
                    problems.append((label, _SAME_NAME.format(office, already)))
                    continue
                offices[office.casefold()] = contents[content] = label
                names.append(office)
                for fact in facts:
                    writer.writerow(_row(office, fact, key))
                    rows += 1
                    if fact.numerator:
                        cells[office, fact.code, fact.quarter, *_said(fact)] += 1
                if progress is not None:
                    progress(number, len(books))
        if not offices:
            raise LotseError(problems[0][1] if problems else "Es ist keine Mappe genannt.")
        small = sum(count < SMALL for count in cells.values())
        _write_measures(draft / "measures.csv")
        _write_parquet(duckdb, draft)
        _write_dictionary(draft / "datapackage.json", today, small, len(cells))
    return Exported(folder, tuple(names), rows, small, len(cells), known is not None, tuple(problems))


_SAME_NAME = (
    "„{}“ heißt auch das Büro in „{}“. Bitte jedem Büro auf „Einstellungen“ einen eigenen Namen geben (steht dort "
    "keiner, gilt der Name der Mappe) oder jede Mappe für sich ausgeben."
)


def _duckdb() -> Any:
    try:
        return import_module("duckdb")
    except ModuleNotFoundError as error:
        cure = 'Bitte das Extra „export“ installieren: pip install "quartierslotse[export]"'
        raise MissingToolError("duckdb", "lotse export", cure) from error


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """Yield a folder that takes the name of `folder` at the end; whatever happens before, nothing is left."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsAlreadyError(folder)
    try:
        draft = Path(mkdtemp(prefix=".lotse-", dir=folder.absolute().parent))
    except OSError as error:
        reason = "Hier lässt sich kein Ordner anlegen."
        raise WorkbookNotWrittenError(folder, reason, "Bitte einen anderen Ort angeben.") from error
    try:
        yield draft
        if folder.exists():
            folder.rmdir()
        draft.replace(folder)
    except OSError as error:  # what cannot be read is a line: this is the disk
        raise writing_error(folder, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _facts(book: FileBook, today: date) -> tuple[str, Sequence[Fact]]:
    material = read_material(book, today)
    return office_name(material, book.path.stem), settled_state(material, check_material(material)).shown


def _row(office: str, fact: Fact, key: bytes) -> list[Any]:
    pseudonym = ""
    if fact.key:
        said = f"{office}\0{fact.sheet}\0{fact.key}"
        pseudonym = hmac.new(key, said.encode(), sha256).hexdigest()[:32]
    numbers = (fact.numerator, fact.denominator, fact.value)
    day = fact.day.isoformat() if fact.day else ""
    return [office, fact.code, day, fact.quarter, *numbers, fact.sheet, pseudonym, *_said(fact)]


def _said(fact: Fact) -> tuple[str, ...]:
    return tuple(getattr(fact, name) for name in DIMENSIONS)


def _write_measures(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([name for name, *_ in _MEASURES])
        for group in groups():
            for each in group.measures:
                codes = dict.fromkeys(term.code for term in (*terms(each.adding), *terms(each.since_begin)))
                writer.writerows(
                    (code, each.id, group.title, each.title, each.unit, each.definition) for code in codes
                )
                if each.id in codes:  # a target of the figure spreads over its time
                    due = "was das Ziel bis zu diesem Tag verlangt"
                    writer.writerow(
                        (f"{each.id}{PLAN}", each.id, group.title, f"Soll: {each.title}", each.unit, due)
                    )


_SQL_TYPES = {"string": "VARCHAR", "date": "DATE", "integer": "BIGINT", "number": "DOUBLE"}


def _write_parquet(duckdb: Any, folder: Path) -> None:
    columns = {name: _SQL_TYPES[kind] for name, kind, *_ in _FACTS}
    options = {"header": True, "delimiter": ",", "quotechar": '"', "escapechar": '"', "columns": columns}
    with duckdb.connect() as database:
        table = database.read_csv(str(folder / "facts.csv"), auto_detect=False, **options)
        try:
            table.write_parquet(str(folder / "facts.parquet"), compression="zstd")
        except duckdb.IOException as error:
            raise OSError(errno.EIO, "facts.parquet lässt sich nicht schreiben") from error


def _write_dictionary(path: Path, today: date, small: int, combinations: int) -> None:
    """Write the data package (Frictionless Data Package and Table Schema, version 1)."""
    warning = (
        f"In {small} von {combinations} Verbindungen von Büro, Kennung, Quartal und Merkmalen stehen weniger als "
        f"{SMALL} Fälle."
    )
    document = {
        "profile": "tabular-data-package",
        "name": "lotse-facts",
        "title": "Tatsachen aus den Mappen der Büros",
        "description": f"{_LAW} {warning}",
        "created": f"{today.isoformat()}T00:00:00Z",
        "version": VERSION,
        "smallCells": {"fewerThan": SMALL, "small": small, "combinations": combinations},
        "resources": [
            _resource("facts", _FACTS),
            _resource("measures", _MEASURES),
            {"name": "facts-parquet", "path": "facts.parquet", "format": "parquet", "title": "facts als Parquet"},
        ],
    }
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _resource(name: str, columns: Sequence[tuple[str, str, str, str]]) -> dict[str, Any]:
    described = [
        {"name": column, "type": kind, "title": title, "description": what} for column, kind, title, what in columns
    ]
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": described, "missingValues": [""]},
    }
