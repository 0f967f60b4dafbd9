"""The record of processing (Art. 30 GDPR), made from the schema and the letters' templates: it cannot go stale.

What neither of them knows stands as a place to fill in. A new column or letter is in the next record by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.letters.disclosure import MATRIX, Recipient, Rule
from automation.letters.views import terms_of
from automation.privacy import paper as p
from automation.privacy.about import NOT_ABOUT
from workbook.cells import text_of
from workbook.creating.staff_sheets import START
from workbook.german import shown
from workbook.reading.locating import locate_all
from workbook.schema import (
    LISTS_SHEET,
    TABLES,
    Client,
    Consent,
    Contact,
    DataCategory,
    Household,
    Placement,
    Referral,
    Request,
    ShopInterest,
    StaffMember,
)
from workbook.schema.setting_names import SettingName
from workbook.schema.vocabulary import LegalGround

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from automation.letters.kind import LetterKind
    from automation.letters.model import Block, Letter
    from automation.office.settings import Settings
    from workbook.reading.locating import Located
    from workbook.reading.raw import RawBook
    from workbook.schema import Record

_GROUNDS: Mapping[LegalGround, str] = {
    LegalGround.CONSENT: "Einwilligung, Art. 6 (1) a DSGVO, § 67b (2) SGB X",
    LegalGround.TASK: "Aufgabe nach dem Sozialgesetzbuch, § 69 (1) Nr. 1 SGB X",
    LegalGround.DUTY: "Zusammenarbeit nach § 50 SGB II",
    LegalGround.NO_DATA: "es wird nichts über Menschen übermittelt",
}
_MEASURES = (
    (
        "Zugriff: wer die Mappe öffnen darf, entscheidet das Laufwerk; Schreiben und Sicherungen haben dieselben "
        "Rechte."
    ),
    "Eine Mappe mit Kennwort bleibt verschlüsselt, auch während Lotse sie schreibt.",
    (
        "An Dritte geht nur, was Einwilligung und Empfängerkategorie erlauben; jedes Schreiben wird vor dem Setzen "
        "durchsucht."
    ),
    "Jedes Schreiben steht im „Postausgang“ mit Empfänger, Grundlage und den Feldern, die hinausgingen.",
    (
        "Namen stehen in keinem Dateinamen, keiner Meldung und keinem Kalender; Lotse braucht keine Verbindung ins "
        "Netz."
    ),
    "Geänderte Fassungen werden gesichert und laufen aus.",
)


def record_of_processing(
    kinds: Mapping[str, LetterKind], settings: Settings, today: date, own: Sequence[str] = ()
) -> Letter:
    """Return the record as a paper to fill in and keep; `own` are the office's own columns and sheets."""
    body = [
        p.paragraph(
            "Erzeugt aus dem Aufbau der Mappe und den Vorlagen der Schreiben. Was mit „bitte ergänzen“ beginnt, "
            "weiß nur das Büro. Nach jeder neuen Spalte oder Vorlage bitte neu erzeugen."
        ),
        *_front(settings, today),
        *_tables(),
        *_own(own),
        *_recipients(kinds),
        *_rest(settings),
    ]
    return p.paper("Verzeichnis", "Verzeichnis von Verarbeitungstätigkeiten (Art. 30 DSGVO)", body, settings, today)


def given(settings: Settings, name: SettingName) -> str:
    """Return a setting, or the place to fill it in."""
    return settings.text(name) or f"{p.NOTHING_YET} Einstellung „{name}“"


def _front(settings: Settings, today: date) -> Iterator[Block]:
    yield p.heading("Vorblatt")
    yield p.table(
        ("Was", "Angabe"),
        (
            ("Verantwortlich", settings.text(SettingName.CONTROLLER) or given(settings, SettingName.BODY)),
            ("Gemeinsam verantwortlich", f"{p.NOTHING_YET} siehe Entwurf nach Art. 26"),
            ("Datenschutzbeauftragte Person", given(settings, SettingName.OFFICER)),
            ("Aufsichtsbehörde", given(settings, SettingName.AUTHORITY)),
            ("Tätigkeit", "Führen der Arbeitsmappe, Schreiben, Auswertung ohne Namen"),
            ("Zwecke", given(settings, SettingName.PURPOSES)),
            ("Stand", shown(today)),
        ),
        (5, 12),
    )


def _tables() -> Iterator[Block]:
    yield p.heading("Menschen und Daten")
    yield p.table(
        ("Blatt und wozu", "Wessen Daten", "Kategorien und Spalten"),
        ((f"{each.spec.sheet}\n{_intro(each)}", people_of(each), _columns(each)) for each in TABLES),
        (6, 5, 12),
    )


def _own(own: Sequence[str]) -> Iterator[Block]:
    if own:
        yield p.paragraph(f"Eigene Spalten und Blätter des Büros; {p.NOTHING_YET} Kategorie und Zweck:")
        yield p.listed(own)


def _intro(record: type[Record]) -> str:
    return record.spec.intro.split("\n")[0]


def people_of(record: type[Record]) -> str:
    """Return whose data a table holds."""
    names = {column.name for column in record.spec.columns}
    if record is StaffMember:
        return "Menschen aus dem Büro"
    if record not in NOT_ABOUT:
        return "Klientinnen und Klienten, ihr Haushalt" + (", Vertretungen" if "guardian" in names else "")
    return "Ansprechpersonen" if "contact_last_name" in names else "keine Personen"


def _columns(record: type[Record]) -> str:
    by_kind: dict[DataCategory, list[str]] = {}
    for column in record.spec.columns:
        if not column.for_the_eye:
            by_kind.setdefault(column.shares, []).append(column.label)
    return "\n".join(f"{category}: {', '.join(labels)}" for category, labels in by_kind.items())


def _recipients(kinds: Mapping[str, LetterKind]) -> Iterator[Block]:
    yield p.heading("Empfänger")
    yield p.paragraph("Was in Schreiben hinausgehen kann; die Felder nur, wo die Grundlage es erlaubt.")
    yield p.table(
        ("Schreiben", "An wen", "Felder der Vorlage"),
        (
            (
                f"{code}\n{kind.head.title}",
                ", ".join(str(each) for each in Recipient if kind.allows(each)) or p.NOTHING_YET,
                _told(kind.head.fields),
            )
            for code, kind in sorted(kinds.items())
        ),
        (5, 6, 11),
    )
    yield p.paragraph("Welche Kategorie wen überhaupt erreichen kann:")
    yield p.table(
        ("Kategorie", "ohne Einwilligung", "mit Einwilligung"),
        ((str(category), *_reach(category)) for category in DataCategory if category.leaves_the_office),
        (4, 8, 10),
    )


_VIEWS: Mapping[str, type[Record]] = {
    "klient": Client,
    "haushalt": Household,
    "verweis": Referral,
    "termin": Contact,
    "einwilligung": Consent,
    "interessent": ShopInterest,
    "vermittlung": Placement,
    "punkt": Request,
}
_MADE = {
    "nennung": "Anrede und Name",
    "nennung_dativ": "Anrede und Name",
    "name": "Name",
    "anschrift": "Anschrift",
    "kinder": "Zahl und Alter der Kinder",
}


def _told(fields: Sequence[str]) -> str:
    """Return the fields of a template in the words of the sheets; what nobody knows stands as it is."""
    found: dict[str, None] = {}
    for field in fields:
        view, _, word = field.partition(".")
        record = _VIEWS.get(view)
        name = terms_of(record).get(word) if record is not None else None
        label = (
            record.spec.column(name).label if record is not None and name is not None else _MADE.get(word, field)
        )
        found[label] = None
    return ", ".join(found)


def own_columns(book: RawBook) -> tuple[str, ...]:
    """Return the columns and sheets that the office added itself, each as a line."""
    placed = locate_all(book, [record.spec for record in TABLES])
    lines = [f"{place.sheet}: {', '.join(others)}" for place in placed if (others := _named(place, book, placed))]
    known = {place.sheet for place in placed} | {*book.owned.values(), START, LISTS_SHEET}
    return (*lines, *(f"Blatt „{sheet}“" for sheet in book.sheets if sheet not in known))


def _named(place: Located, book: RawBook, placed: Sequence[Located]) -> list[str]:
    """Return the headers in a table's header row that no table of the schema knows, also beside its frame."""
    beside = {column.label for column in place.spec.columns if column.for_the_eye}
    known = {number for each in placed if each.sheet == place.sheet for number in each.columns.values()}
    header = book.head(place.sheet, place.header_row)[place.header_row - 1]
    labels = (text_of(value).strip() for number, value in enumerate(header, 1) if number not in known)
    return [label for label in labels if label and label not in beside]


def _reach(category: DataCategory) -> tuple[str, str]:
    rules = MATRIX[category]
    free = [str(each) for each in Recipient if rules[each] is Rule.ALLOWED]
    asked = [str(each) for each in Recipient if rules[each] not in {Rule.ALLOWED, Rule.NEVER, Rule.NOT_NEEDED}]
    return ", ".join(free) or "niemand", ", ".join(asked) or "niemand"


def _rest(settings: Settings) -> Iterator[Block]:
    yield p.heading("Grundlagen, Fristen, Sicherheit")
    months, days = settings.text(SettingName.RETENTION), settings.days_of_backups
    yield p.table(
        ("Was", "Angabe"),
        (
            ("Grundlage der Führung", f"{p.NOTHING_YET} zum Beispiel §§ 67a bis 67c SGB X, Art. 6 (1) e DSGVO"),
            ("Grundlagen der Weitergabe", "\n".join(_GROUNDS[each] for each in LegalGround)),
            ("Löschung", f"{months} Monate nach dem Abschluss; Lotse erinnert und prüft nach"),
            (
                "Sicherungen",
                f"{days} Tage" if days else f"nach Anzahl; {given(settings, SettingName.KEEP_BACKUPS)}",
            ),
            ("Drittländer", f"keine Übermittlung durch Lotse; {p.NOTHING_YET} E-Mail, Laufwerk, Fernwartung"),
            ("Auftragsverarbeiter", f"{p.NOTHING_YET} Betrieb des Laufwerks, Fernwartung"),
        ),
        (5, 12),
    )
    yield p.paragraph("Technische und organisatorische Maßnahmen, die das Programm selbst trifft:")
    yield p.listed(_MEASURES)
    yield p.paragraph(f"{p.NOTHING_YET} Räume, Bildschirme, Ausdrucke, Papierakten, Vertretung, Schulung.")
