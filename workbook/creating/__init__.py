"""Schema → a new workbook, empty or with the demo office.

    build_demo(clients=250)  →  Demo(office, raw)
    create_workbook(path, office=…, today=…, owned=[report])

The workbook holds the start sheet, one sheet for each table of the schema, the lists, and Lotse's own sheets.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from workbook.creating.demo import DEMO_DAY, MOST_CLIENTS, Demo, build_demo
from workbook.creating.derived import Derivation
from workbook.creating.free_keys import next_free_key
from workbook.creating.lists_sheet import build_lists_sheet
from workbook.creating.seeds import empty_office
from workbook.creating.staff_sheets import build_staff_sheet, raw_by_table
from workbook.creating.start_sheet import build_start_sheet
from workbook.own_columns import with_own_columns
from workbook.package.ownership import VERSION_PROPERTY
from workbook.package.parts import Package
from workbook.schema import TABLES, VERSION, OfficeSetting
from workbook.schema.setting_names import SettingName
from workbook.writing.disk import write_new_file
from workbook.writing.donor import build_donor
from workbook.writing.file_book import put_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from workbook.creating.demo.sketch import Place
    from workbook.own_columns import OwnColumn
    from workbook.schema import Record
    from workbook.sheets import Formula, Sheet, Value
    from workbook.tables import Office

__all__ = [
    "DEMO_DAY",
    "MOST_CLIENTS",
    "Demo",
    "build_demo",
    "build_workbook",
    "create_workbook",
    "staff_sheets",
]

_TITLE = "Lotse: Arbeitsmappe des Büros"


def create_workbook(  # noqa: PLR0913 - each has a name, and most calls need two or three
    path: Path,
    *,
    office: Office | None = None,
    today: date,
    owned: Sequence[Sheet] = (),
    raw: Mapping[Place, Value] | None = None,
    synthetic: bool = False,
    reached: Mapping[str, date] | None = None,
    letters: Mapping[str, str] | None = None,
    like: Path | None = None,
    own: Mapping[type[Record], Sequence[OwnColumn]] | None = None,
) -> None:
    """Write a new workbook; without an `office` it is empty but for settings, legal values and days off.

    `owned` are Lotse's own sheets, with the named lists that the highlights look up; `raw` is what is typed in
    place of clean values; `synthetic` says on the start sheet that everything is invented; `reached` are the days
    on which households count, where a dashboard comes next, `letters` what the log says of each referral's letter;
    `own` are columns that the office has added. It gets the rights of the workbook `like`, where its data
    comes from one. Equal input gives equal bytes.

    Raises:
        FileExistsAlreadyError: there is a file of this name.
        WorkbookNotWrittenError: the disk, the folder or the rights do not allow writing.
    """
    content = build_workbook(
        path,
        office=office,
        today=today,
        owned=owned,
        raw=raw,
        synthetic=synthetic,
        reached=reached,
        letters=letters,
        own=own,
    )
    write_new_file(path, content, like=like)


def build_workbook(  # noqa: PLR0913 - as `create_workbook`, which hands all of it on
    path: Path,
    *,
    office: Office | None = None,
    today: date,
    owned: Sequence[Sheet] = (),
    raw: Mapping[Place, Value] | None = None,
    synthetic: bool = False,
    reached: Mapping[str, date] | None = None,
    letters: Mapping[str, str] | None = None,
    own: Mapping[type[Record], Sequence[OwnColumn]] | None = None,
) -> bytes:
    """Return the content of a new workbook; `path` only names it in errors."""
    office = office or empty_office(today)
    staff = staff_sheets(
        office, today=today, raw=raw, synthetic=synthetic, reached=reached, letters=letters, own=own
    )
    content = build_donor(staff, today=today, title=_title(office), properties={VERSION_PROPERTY: VERSION})
    if not owned:
        return content
    with Package(path, BytesIO(content)) as package:
        grafted, _ = put_in(package, owned, today)
        whole = BytesIO()
        grafted.draft.write(whole)
    return whole.getvalue()


def staff_sheets(
    office: Office,
    *,
    today: date,
    raw: Mapping[Place, Value] | None = None,
    synthetic: bool = False,
    reached: Mapping[str, date] | None = None,
    letters: Mapping[str, str] | None = None,
    own: Mapping[type[Record], Sequence[OwnColumn]] | None = None,
) -> list[Sheet]:
    """Return the start sheet, a sheet for each table of the schema, and the lists."""
    typed = raw_by_table(raw or {})
    derivation = Derivation(office, today, reached, typed, letters)
    tables = (build_staff_sheet(each.spec, office[each], derivation, typed.get(each)) for each in TABLES)
    further = own or {}
    return [
        build_start_sheet(_title(office), today, _free_keys(office, typed), synthetic=synthetic),
        *(with_own_columns(sheet, further.get(record, ())) for record, sheet in zip(TABLES, tables, strict=True)),
        build_lists_sheet(office.lists),
    ]


def _free_keys(office: Office, typed: Mapping[type[Record], Mapping[tuple[int, str], Value]]) -> dict[str, Formula]:
    """Return the next free key of each table with numbered keys, by its sheet; `typed` goes before clean keys."""
    free: dict[str, Formula] = {}
    for record in TABLES:
        key = record.spec.key
        if key is None:
            continue
        instead = typed.get(record, {})
        keys = [instead.get((row, key), value) for row, value in enumerate(office[record].column(key))]
        if (formula := next_free_key(record.spec, keys)) is not None:
            free[record.spec.sheet] = formula
    return free


def _title(office: Office) -> str:
    """Return the office's name, or what the workbook is while nobody has entered one."""
    settings = office[OfficeSetting]
    position = settings.positions.get(SettingName.OFFICE_NAME)
    return (position is not None and settings.at(position).value) or _TITLE
