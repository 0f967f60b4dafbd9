"""The sheet `Start`: what this workbook is, how a day goes, who owns what, and whom data may reach."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from workbook.cells import Area
from workbook.creating.staff_looks import SHADES, header_style
from workbook.creating.staff_sheets import START
from workbook.german import shown
from workbook.own_sheets import CHANGES, DASHBOARD, FACTS, LOG, REPORT, TODAY
from workbook.schema import LISTS_SHEET, TABLES
from workbook.sheets import (
    HEADING,
    SUBTITLE,
    TITLE,
    Block,
    Formula,
    Link,
    Note,
    Palette,
    Print,
    Sheet,
    Style,
    row_height,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from workbook.schema import Record, TableSpec

_FIRST, _LAST = 2, 4
_WIDTHS = {1: 2.0, 2: 24.0, 3: 58.0, 4: 34.0, 5: 15.0}
_KEYS = 5  # the column of the next free keys
_TEXT_CHARACTERS = sum(_WIDTHS[column] for column in range(_FIRST, _LAST + 1))

_PARAGRAPH = Style(wrap=True)
_DEMO = Style(wrap=True, bold=True, fill=Palette.WARNING, color="#5A3600", border=True, vertical="middle")
_LINK = Style(color=Palette.HARBOUR, underline=True)
_ABOUT = Style(color=Palette.MUTED)
_KEY = Style(align="right")
_KEY_HEADING = Style(size=9, color=Palette.MUTED, align="right", vertical="middle")
_WAITING = Style(color=Palette.HARBOUR)

_DEMO_TEXT = (
    "Dies ist ein Demo-Büro. Alle Personen, Betriebe und Fälle sind erfunden. Unter den Telefonnummern meldet sich "
    "niemand: Sie sind für Filme reserviert oder nicht vergeben. Was falsch eingetragen ist, steht absichtlich da; "
    "die Spalte „Bemerkung“ sagt, was es zeigt."
)
_WHAT = (
    "In dieser Mappe führt das Büro alles, was für die Arbeit im Stadtteil nötig ist: wer kommt, mit welchem "
    "Anliegen, wohin verwiesen wurde und was daraus geworden ist. Lotse prüft die Einträge, schreibt die Briefe "
    "und rechnet das Dashboard aus. Gearbeitet wird weiter in Excel, so wie Sie es gewohnt sind."
)
_DAY = (
    "Jemand kommt: unter Anliegen eintragen, worum es geht, wer sich kümmert und was der nächste Schritt ist.",
    "Wer länger begleitet wird: eine Zeile unter Klienten, bei SGB II auch der Haushalt. Gespräche unter Kontakte.",
    "Soll ein Partner etwas erfahren: erst die Einwilligung eintragen, dann den Verweis.",
    "Arbeit gefunden: unter Vermittlungen eintragen, Förderung nicht vergessen (ungefördert heißt KEINE).",
    "Mappe speichern und schließen, dann Lotse starten. Die Briefe liegen danach in einem Ordner neben der Mappe.",
    "Prüfbericht durchgehen: Ein Klick führt zur Zelle. Was richtig ist, obwohl es auffällt, dort begründen.",
)
_YOURS = (
    "Alle farbigen Blätter unten und jedes weitere, das Sie anlegen. Lotse liest sie und schreibt nichts hinein, "
    "außer Sie lassen es eine Schreibweise berichtigen (lotse check --fix) oder Zeilen eines Eingangs anhängen "
    "(lotse collect --append): nach Rückfrage und mit Sicherung."
)
_OURS = (
    "Prüfbericht, Heute, Änderungen, Dashboard, Fakten und Postausgang. Lotse schreibt sie bei jedem Lauf neu; "
    "bleibend sind dort nur die gelben Felder."
)
_PRIVACY = (
    "Sozialdaten gehen nur hinaus, wenn die Person eingewilligt hat oder ein Gesetz es erlaubt.",
    "Ohne gültige Zeile unter Einwilligungen kein Brief an Dritte; darin steht nur, was der Empfänger sehen darf.",
    "Wie viel Geld jemand bekommt, erfahren Wohnungsunternehmen und Arbeitgeber nie.",
    "Bitte nichts über Gesundheit in Bemerkungen schreiben und diese Mappe nicht per E-Mail verschicken.",
)

_GONE = (
    "„nächste freie“ zählt nur, wer dasteht. Wurde die höchste Kennung gelöscht, nennt die Prüfung die richtige, "
    "sobald jemand sie noch einmal vergibt."
)

_INTAKE_STEPS = (
    "Diese Mappe gehört Ihnen allein; die des Büros kann dabei offen sein. Daten über andere enthält sie nicht.",
    "Neues auf die farbigen Blätter schreiben, jede Zeile mit ihrer Kennung (die nächste freie steht unten).",
    "Geht es um jemanden, der schon in der Mappe des Büros steht: einfach dessen Kennung eintragen.",
    "Speichern, schließen und prüfen: lotse check und der Name dieser Datei.",
    "Einsammeln: lotse collect, der Name der Mappe des Büros, der Name dieser Datei. Es zeigt erst, was käme.",
    "Danach dürfen Sie weiterschreiben und noch einmal einsammeln: Jede Zeile kommt nur einmal an.",
)
_INTAKE_KEYS = (
    "Beim Einsammeln bekommt jede Zeile die Kennung, die dann in der Mappe des Büros frei ist; was hier "
    "aufeinander verweist, bleibt beieinander."
)


class _Page:
    """Collects rows from top to bottom."""

    def __init__(self) -> None:
        self.row = 1
        self.blocks: list[Block] = []
        self.notes: list[Note] = []
        self.heights: dict[int, float] = {}

    def note(self, text: str, style: Style, height: float | None = None) -> None:
        """Put a text over the whole width."""
        self.notes.append(Note(Area(self.row, _FIRST, self.row, _LAST), text, style))
        self.heights[self.row] = height if height is not None else row_height([(text, _TEXT_CHARACTERS)]) + 2
        self.row += 1

    def heading(self, text: str) -> None:
        """Put a heading with space above it."""
        self.row += 1
        self.note(text, HEADING, 21)

    def pair(self, left: str, right: str, style: Style) -> None:
        """Put a short text on the left and a long one beside it."""
        self.blocks.append(Block(self.row, _FIRST, [[left]], style))
        self.notes.append(Note(Area(self.row, _FIRST + 1, self.row, _LAST), right, _PARAGRAPH))
        self.heights[self.row] = row_height([(right, _WIDTHS[3] + _WIDTHS[4])]) + 2
        self.row += 1

    def sheet_line(self, sheet: str, about: str, *, there: bool = True, key: Formula | None = None) -> None:
        """Put a link to a sheet (to one still to come it waits), a line about it and its next free key."""
        if key is not None:
            self.blocks.append(Block(self.row, _KEYS, [[key]], _KEY))
        link = Link(sheet, sheet) if there else _waiting_link(sheet)
        self.blocks.append(Block(self.row, _FIRST, [[link]], _LINK if there else _WAITING))
        self.notes.append(Note(Area(self.row, _FIRST + 1, self.row, _LAST), about, _ABOUT))
        self.heights[self.row] = 15.5
        self.row += 1


def build_start_sheet(title: str, today: date, keys: Mapping[str, Formula], *, synthetic: bool = False) -> Sheet:
    """Return the start sheet; `keys` are the next free ones by sheet, `synthetic` marks a demo."""
    page = _Page()
    page.note(title, TITLE, 30)
    page.note(f"Arbeitsmappe des Büros, angelegt am {shown(today)}", SUBTITLE, 16)
    if synthetic:
        page.row += 1
        page.note(_DEMO_TEXT, _DEMO, row_height([(_DEMO_TEXT, _TEXT_CHARACTERS * 0.9)]) + 8)
    page.heading("Was ist das?")
    page.note(_WHAT, _PARAGRAPH)
    page.heading("Wie ein Tag geht")
    for number, step in enumerate(_DAY, 1):
        page.note(f"{number}.  {step}", _PARAGRAPH)
    page.heading("Was wem gehört")
    page.pair("Ihnen", _YOURS, Style(bold=True))
    page.pair("Lotse", _OURS, Style(bold=True))
    page.heading("Wer etwas erfahren darf")
    for text in _PRIVACY:
        page.note(f"•  {text}", _PARAGRAPH)
    page.heading("Die Blätter")
    _list_sheets(page, keys)
    return Sheet(
        name=START,
        blocks=page.blocks,
        notes=page.notes,
        widths=_WIDTHS,
        heights=page.heights,
        tab_color=Palette.INK,
        printing=Print(landscape=False, area=Area(1, 1, page.row, 5), one_page=True),
    )


def build_intake_start(
    identity: str, initials: str, today: date, keys: Mapping[str, Formula], specs: Sequence[TableSpec]
) -> Sheet:
    """Return the start sheet of an intake workbook; `keys` are the next free ones by sheet."""
    page = _Page()
    page.note(f"Eingang von {initials}", TITLE, 30)
    page.note(f"Angelegt am {shown(today)} · Kennung: {identity} (bitte stehen lassen)", SUBTITLE, 16)
    page.heading("Wie es geht")
    for number, step in enumerate(_INTAKE_STEPS, 1):
        page.note(f"{number}.  {step}", _PARAGRAPH)
    page.note(_INTAKE_KEYS, SUBTITLE)
    page.heading("Wohin was gehört")
    page.blocks.append(Block(page.row - 1, _KEYS, [["nächste freie"]], _KEY_HEADING))
    for spec in specs:
        page.sheet_line(spec.sheet, " ".join(spec.intro.split()), key=keys.get(spec.sheet))
    page.sheet_line(LISTS_SHEET, "Was die Auswahlfelder anbieten, wie in der Mappe des Büros.")
    return Sheet(
        name=START,
        blocks=page.blocks,
        notes=page.notes,
        widths=_WIDTHS,
        heights=page.heights,
        tab_color=Palette.INK,
        printing=Print(landscape=False, area=Area(1, 1, page.row, 5), one_page=True),
    )


def _list_sheets(page: _Page, keys: Mapping[str, Formula]) -> None:
    page.blocks.append(Block(page.row - 1, _KEYS, [["nächste freie"]], _KEY_HEADING))
    for group, records in groupby(sorted(TABLES, key=_place), key=lambda record: record.spec.group):
        page.note(group, header_style(SHADES[group], required=True), 17)
        for record in records:
            sheet = record.spec.sheet
            page.sheet_line(sheet, " ".join(record.spec.intro.split()), key=keys.get(sheet))
        if group == list(SHADES)[-1]:
            page.sheet_line(LISTS_SHEET, "Was die Auswahlfelder anbieten. Die gelben Listen dürfen Sie fortsetzen.")
    page.note(_GONE, SUBTITLE)
    page.note("Von Lotse", Style(bold=True, color=Palette.PAPER, fill=Palette.INK, vertical="middle"), 17)
    for sheet, about in _OWN_SHEETS.items():
        page.sheet_line(sheet, about, there=False)


def _waiting_link(sheet: str) -> Formula:
    """Return a link that works once the sheet is there; a plain one would end in an error message until then."""
    # In two pieces: no formula of the staff's sheets may name a sheet that Lotse can take away again.
    there = f"'{sheet}'\"&\"!A1"
    return Formula(f'=IF(ISREF(INDIRECT("{there}")),HYPERLINK("#{there}","{sheet}"),"{sheet}")', sheet)


def _place(record: type[Record]) -> int:
    return list(SHADES).index(record.spec.group)


_OWN_SHEETS = {
    REPORT: "Was bei der letzten Prüfung auffiel, jede Zeile mit einem Klick zur Zelle.",
    TODAY: "Was für wen fällig ist, jede Zeile mit einem Klick zur Zelle. Entsteht mit „Heute“ (lotse today).",
    CHANGES: "Was Lotse in Ihren Blättern berichtigt hat, und der letzte Vergleich (lotse diff --sheet).",
    DASHBOARD: "Was bis heute erreicht ist, gemessen an den Zielen. Entsteht beim ersten Lauf.",
    LOG: "Welcher Brief wann an wen ging und was darin stand. Entsteht beim ersten Lauf.",
    FACTS: "Jedes Ereignis, das im Dashboard gezählt wird. Entsteht beim ersten Lauf.",
}
