"""The list of what staff delete, and the proof that nothing is left: on paper, for the screen, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from automation.privacy import paper as p
from workbook.german import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from automation.letters.model import Block, Letter
    from automation.office.settings import Settings
    from automation.privacy.erasing import Erased, StillThere, ToErase

_STAYS_LOG = (
    "Im „Postausgang“ bleiben Nummer, Tag, Art, Kategorie des Empfängers und Rechtsgrundlage (Art. 5 (2) DSGVO: "
    "Das Büro muss zeigen können, dass es einen Grund hatte). Wer es war und was darin stand, geht."
)
_STAYS_FIGURES = (
    "Zahlen bleiben, wie sie sind: Was gezählt wurde, zählt weiter, ohne Kennung (statt ihrer steht „gelöscht-1“ "
    "und so fort). Abgeschlossene und veröffentlichte Quartale ändern sich nicht."
)
_STAYS_HOME = (
    "Zeilen der Bedarfsgemeinschaft bleiben: Dort leben andere, die das Büro begleitet. Bitte Personen und Kinder "
    "anpassen, falls sich der Haushalt ändert."
)
_FOUND_NOTHING = (
    "Danach fand Lotse weder Kennung noch Namen, Telefon, E-Mail, Nummern oder die Kennungen ihrer Zeilen."
)
_KEY_ALONE = (
    "Danach fand Lotse ihre Kennung nicht mehr. Name, Telefon und Nummern waren nicht mehr bekannt und konnten "
    "nicht gesucht werden."
)
_ELSEWHERE = (
    "Papierakten, unterschriebene Einwilligungen, E-Mails, ausgedruckte Schreiben und Fachverfahren kennt Lotse "
    "nicht. Für sie gelten eigene Fristen."
)


def erasure_list(asked: ToErase) -> Letter:
    """Return the list of what is to be deleted, in the order in which it is done."""
    access = asked.access
    body: list[Block] = []
    if asked.obstacles:
        body += [p.heading("Bevor Sie löschen"), p.listed(asked.obstacles)]
    body += [
        p.heading("1. Diese Zeilen löschen Sie"),
        p.paragraph(
            "In Excel die Zeile der Tabelle löschen (rechte Maustaste, „Löschen“, „Tabellenzeilen“), von unten "
            "nach oben. Dann speichern und schließen."
        ),
        p.table(("Blatt", "Zellen", "Kennung"), _row_lines(asked), (7, 9, 4)),
    ]
    if asked.mentioned:
        body += [
            p.heading("2. Diese Stellen nennen die Person; bitte ändern oder leeren"),
            p.table(
                ("Stelle", "Gefunden über"),
                ((f"{each.sheet}!{each.cell}", ", ".join(each.by)) for each in asked.mentioned),
                (10, 10),
            ),
        ]
    body += [*_informed(asked), p.heading("Was bleibt, und nach welcher Regel"), p.listed(_staying(asked))]
    body += [p.heading("Was Lotse danach selbst wegnimmt"), p.listed(_taking(asked))]
    body += [p.heading("Sicherungen"), *_backups(asked.backups)]
    body += [p.heading("Zum Schluss"), p.paragraph(_again(asked), _ELSEWHERE)]
    return p.paper(f"Löschliste {access.key}", f"Löschliste für {access.key}", body, access.settings, access.today)


def _row_lines(asked: ToErase) -> Iterator[tuple[str, str, str]]:
    for row in asked.rows:
        yield row.sheet, row.place.rpartition("!")[2], row.key


def _informed(asked: ToErase) -> Iterator[Block]:
    out = [each for each in asked.access.received if each.out]
    yield p.heading("Wer von der Löschung erfahren muss (Art. 19 DSGVO)")
    if not out:
        yield p.paragraph("Nach den Aufzeichnungen hat niemand etwas erfahren.")
        return
    yield p.paragraph("Bitte benachrichtigen, solange diese Liste da ist; nachher weiß es niemand mehr.")
    yield p.table(
        ("Empfänger", "Wann und was"),
        ((each.recipient, f"{shown(each.day) if each.day else '?'}, {each.reference} {each.what}") for each in out),
        (10, 10),
    )


def _staying(asked: ToErase) -> list[str]:
    return [_STAYS_LOG, _STAYS_FIGURES, *([_STAYS_HOME] if asked.stays else [])]


def _taking(asked: ToErase) -> list[str]:
    taking = [f"Einträge im „Postausgang“: {len(asked.letters)}. Sie verlieren alles außer dem, was oben steht."]
    taking += [f"Datei {file.name} im Ordner „{file.parent.name}“." for file in asked.files]
    taking += [
        "Auskünfte und Löschlisten zu dieser Person im Ordner dieser Liste, auch diese hier.",
        "Einträge auf „Fakten“, „Dashboard“, „Prüfbericht“, „Heute“ und „Quartalsabschlüsse“.",
    ]
    return taking


def _backups(backups: tuple[StillThere, ...]) -> Iterator[Block]:
    if not backups:
        yield p.paragraph("Keine Sicherung dieser Mappe enthält die Person.")
        return
    yield p.paragraph(
        "Sicherungen werden nicht wegen einer Person gelöscht; sie laufen aus. Holt jemand eine davon zurück, sagt "
        "Lotse, wer darin gelöscht war."
    )
    yield p.table(("Sicherung", "Läuft aus"), ((each.file.name, _until(each)) for each in backups), (14, 6))


def _until(backup: StillThere) -> str:
    return (
        f"am {shown(backup.until)}" if backup.until else "nach Anzahl (Einstellung „Sicherungen aufheben (Tage)“)"
    )


def _again(asked: ToErase) -> str:
    return (
        "Sind die Zeilen gelöscht und die Mappe geschlossen, denselben Befehl noch einmal starten: lotse person "
        f"MAPPE {asked.access.key} --erase. Lotse räumt dann seine Blätter und Dateien auf und prüft, ob etwas "
        "übrig ist."
    )


def proof(erased: Erased, settings: Settings) -> Letter:
    """Return the proof of an erasure; it names nobody, only the mark `sign`."""
    hunted = erased.hunted
    body: list[Block] = [
        p.paragraph(
            f"Am {shown(erased.day)} wurde eine Person aus der Mappe gelöscht.",
            _FOUND_NOTHING if erased.known else _KEY_ALONE,
        ),
        p.table(
            ("Durchsucht", "Anzahl"),
            (
                ("Blätter der Mappe, Zelle für Zelle, mit Notizen", str(hunted.sheets)),
                ("Teile der Mappendatei, ausgepackt", str(hunted.parts)),
                ("Dateien von Lotse neben der Mappe, ausgepackt", str(hunted.files)),
            ),
            (14, 6),
        ),
        p.heading("Was blieb"),
        p.listed(
            (
                f"Einträge im „Postausgang“: {erased.letters}. {_STAYS_LOG}",
                f"Gezählte Ereignisse ohne Kennung: {erased.counted_on}. {_STAYS_FIGURES}",
            )
        ),
        p.heading("Sicherungen"),
        *_backups(erased.backups),
    ]
    if hunted.unread:
        body += [
            p.heading("Nicht gelesen"),
            p.paragraph("In diese Dateien kann Lotse nicht hineinsehen; bitte selbst prüfen:"),
            p.listed(file.name for file in hunted.unread),
        ]
    body.append(p.paragraph(_ELSEWHERE))
    return p.paper("Löschnachweis", "Löschnachweis", body, settings, erased.day)


def erasure_document(asked: ToErase) -> dict[str, Any]:
    """Return the first step as plain data: places and keys alone."""
    return {
        "step": "delete these rows, then run again",
        "key": asked.access.key,
        "rows": [
            {"sheet": row.sheet, "cells": row.place.rpartition("!")[2], "key": row.key or None}
            for row in asked.rows
        ],
        "places": [{"sheet": each.sheet, "cell": each.cell} for each in asked.mentioned],
        "stays": [{"sheet": row.sheet, "row": row.row} for row in asked.stays],
        "letters": [each.reference for each in asked.letters],
        "files": [str(file) for file in asked.files],
        "to_inform": sum(each.out for each in asked.access.received),
        "obstacles": list(asked.obstacles),
        "backups": _backup_document(asked.backups),
    }


def erased_document(erased: Erased) -> dict[str, Any]:
    """Return the second step as plain data."""
    return {
        "step": "erased" if erased.done else "something is left",
        "key": erased.key,
        "left": [{"where": each.where, "what": each.what} for each in erased.hunted.left],
        "in_use": [str(file) for file in erased.stuck],
        "unread": [str(file) for file in erased.hunted.unread],
        "removed_files": len(erased.removed),
        "letters_reduced": erased.letters,
        "counted_on": erased.counted_on,
        "looked_for_names": erased.known,
        "next_free_key": erased.instead or None,
        "searched": {
            "sheets": erased.hunted.sheets,
            "parts": erased.hunted.parts,
            "files": erased.hunted.files,
        },
        "backups": _backup_document(erased.backups),
        "warnings": list(erased.told),
    }


def _backup_document(backups: tuple[StillThere, ...]) -> list[dict[str, str | date | None]]:
    return [{"file": str(each.file), "until": each.until} for each in backups]
