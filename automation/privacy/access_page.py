"""What is known of a person → the answer to their request as a document and as JSON; a draft, to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from automation.privacy import paper as p
from workbook.german import shown
from workbook.schema.setting_names import SettingName

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from automation.letters.model import Block, Letter
    from automation.privacy.about import RowAbout
    from automation.privacy.access import Access, Received

_TITLE = "Auskunft nach Art. 15 DSGVO und § 83 SGB X"
_READ_FIRST = (
    "Entwurf für das Büro. Bitte vor dem Hinausgeben lesen: Stimmt die Person? Ist etwas über andere dabei? Fehlt "
    "etwas, das nicht in der Mappe steht (Papierakte, E-Mail, Fachverfahren)?"
)
_RIGHTS = (
    "Sie können falsche Daten berichtigen und unvollständige ergänzen lassen (Art. 16 DSGVO, § 84 SGB X).",
    "Sie können Daten löschen oder ihre Verarbeitung einschränken lassen (Art. 17 und 18 DSGVO, § 84 SGB X).",
    "Sie können aus Gründen Ihrer besonderen Lage widersprechen (Art. 21 DSGVO, § 84 (5) SGB X).",
    "Sie können jede Einwilligung jederzeit widerrufen; was vorher geschah, bleibt rechtmäßig (Art. 7 (3) DSGVO).",
    "Was Sie mit Einwilligung gegeben haben, können Sie in einem gängigen Format bekommen (Art. 20 DSGVO).",
    "Sie können sich bei der Aufsichtsbehörde beschweren (Art. 77 DSGVO, § 81 SGB X).",
)
_NO_DECISIONS = (
    "Keine Entscheidung über Sie fällt automatisch. Eine Übermittlung in Länder außerhalb der Europäischen Union "
    "veranlasst das Programm nicht."
)


def access_page(access: Access) -> Letter:
    """Return the answer as a paper."""
    body = [
        p.paragraph(_READ_FIRST, bold=True),
        *_warnings(access),
        *_frame(access),
        *_recipients(access),
        *_consents(access),
        *_retention(access),
        *_rows(access),
        *_elsewhere(access),
        *_rights(),
        *_others(access),
    ]
    return p.paper(f"Auskunft {access.key}", _TITLE, body, access.settings, access.today)


def _warnings(access: Access) -> Iterator[Block]:
    if access.twice:
        yield p.paragraph(
            f"Achtung: Die Kennung {access.key} steht auf dem Blatt „Klienten“ mehrmals. Es können zwei Menschen "
            "sein. Bitte zuerst klären; dieser Entwurf enthält, was zu der Kennung steht.",
            bold=True,
        )
    if not access.own:
        yield p.paragraph(
            f"Achtung: Auf dem Blatt „Klienten“ gibt es keine Zeile mit {access.key}; andere Zeilen nennen die "
            "Kennung noch.",
            bold=True,
        )


def _frame(access: Access) -> Iterator[Block]:
    def set_to(name: SettingName) -> str:
        return access.settings.text(name) or f"{p.NOTHING_YET} Einstellung „{name}“"

    controller = access.settings.text(SettingName.CONTROLLER) or access.settings.text(SettingName.BODY)
    yield p.heading("Wer Ihre Daten verarbeitet, und wozu")
    yield p.table(
        ("Was", "Angabe"),
        (
            ("Person", _who(access)),
            ("Verantwortlich", controller or set_to(SettingName.CONTROLLER)),
            ("Datenschutzbeauftragte Person", set_to(SettingName.OFFICER)),
            ("Aufsichtsbehörde", set_to(SettingName.AUTHORITY)),
            ("Zwecke", set_to(SettingName.PURPOSES)),
            ("Kategorien von Daten", "; ".join(categories(access.rows)) or "keine"),
            ("Antwort spätestens", f"{shown(access.answer_by)} (ein Monat nach dem Eingang, Art. 12 (3) DSGVO)"),
        ),
        (3, 7),
    )


def _who(access: Access) -> str:
    return f"{', früher '.join(access.called)} ({access.key})" if access.called else access.key


def categories(rows: Sequence[RowAbout]) -> list[str]:
    """Return what kinds of data rows hold, in the words of the consent form; what stays inside by its sheet."""
    found = [
        str(cell.column.shares) if cell.column.shares.leaves_the_office else f"interne Vermerke ({row.sheet})"
        for row in rows
        for cell in row.cells
        if cell.column is not None
    ]
    return list(dict.fromkeys(found))


def _recipients(access: Access) -> Iterator[Block]:
    yield p.heading("Wer etwas über Sie erfahren hat")
    out = [each for each in access.received if each.out]
    if out:
        yield p.paragraph("Jeder Empfänger einzeln, mit den Feldern, die er bekam (EuGH, C-154/21):")
        yield _received_table(out)
    else:
        yield p.paragraph("Nach den Aufzeichnungen des Büros hat niemand etwas erfahren.")
    waiting = [each for each in access.received if not each.out]
    if waiting:
        yield p.paragraph("Vorbereitet, aber nach dem „Postausgang“ nicht hinausgegangen:")
        yield _received_table(waiting)


def _received_table(received: Sequence[Received]) -> Block:
    return p.table(
        ("Wann und was", "Empfänger", "Grundlage", "Felder"),
        (
            (
                f"{shown(each.day) if each.day else 'ohne Tag'}\n{each.reference} {each.what}\n{each.status}",
                f"{each.recipient}\n{each.category}".strip(),
                each.ground or "nicht vermerkt",
                each.fields or "nicht vermerkt",
            )
            for each in received
        ),
        (4, 5, 4, 7),
    )


def _consents(access: Access) -> Iterator[Block]:
    yield p.heading("Ihre Einwilligungen")
    if not access.consents:
        yield p.paragraph("Es ist keine eingetragen.")
        return
    yield p.table(
        ("Nummer", "Für wen", "Wozu", "Was", "Stand"),
        ((each.key, each.recipient, each.purpose, each.categories, each.state) for each in access.consents),
        (3, 5, 4, 6, 5),
    )


def _retention(access: Access) -> Iterator[Block]:
    yield p.heading("Wie lange die Daten bleiben")
    due = f"Löschprüfung am {shown(access.retention.due)}. " if access.retention.due else ""
    yield p.paragraph(f"{due}{access.retention.why}")
    days = access.settings.days_of_backups
    if days:
        yield p.paragraph(f"Sicherungen der Mappe laufen nach {days} Tagen aus.")


def _rows(access: Access) -> Iterator[Block]:
    sheet = ""
    for row in access.rows:
        if row.sheet != sheet:
            sheet = row.sheet
            yield p.heading(f"Blatt „{sheet}“")
        because = f"; {row.because}" if row.because else ""
        yield p.paragraph(f"Zeile {row.row}{f', {row.key}' if row.key else ''} ({row.source}{because})", bold=True)
        yield p.table(
            ("Feld", "Eintrag", "Zelle"), ((each.label, each.text, each.cell) for each in row.cells), (6, 12, 2)
        )


def _elsewhere(access: Access) -> Iterator[Block]:
    staff = [each for each in access.mentioned if not each.owned]
    if staff:
        yield p.heading("Wo Sie sonst noch genannt sind")
        yield p.table(
            ("Stelle", "Was dort steht", "Gefunden über"),
            ((f"{each.sheet}!{each.cell}", each.text, ", ".join(each.by)) for each in staff),
            (5, 12, 3),
        )
    owned = [each for each in access.mentioned if each.owned]
    if owned:
        yield p.heading("Was Lotse daraus abgeleitet hat")
        yield p.paragraph(
            "Auf diesen Blättern stehen Auswertungen und Listen, die aus den Zeilen oben entstanden sind."
        )
        yield p.table(
            ("Stelle", "Was dort steht"), ((f"{each.sheet}!{each.cell}", each.text) for each in owned), (5, 15)
        )


def _rights() -> Iterator[Block]:
    yield p.heading("Ihre Rechte")
    yield p.listed(_RIGHTS)
    yield p.paragraph(_NO_DECISIONS)


def _others(access: Access) -> Iterator[Block]:
    yield p.heading("Nur für das Büro: Was andere betrifft")
    yield p.paragraph(
        "Vorschlag, was vor dem Hinausgeben zu schwärzen ist (Art. 15 (4) DSGVO). Die Liste ist nicht vollständig: "
        "Wer in einem Satz gemeint ist, sieht nur, wer ihn liest. Kürzel stehen für Menschen aus dem Büro. Dieser "
        "Abschnitt bleibt im Büro."
    )
    if access.others:
        yield p.table(
            ("Stelle", "Warum"), ((f"{each.sheet}: {each.cell}", each.why) for each in access.others), (6, 14)
        )
    else:
        yield p.paragraph("Gefunden wurde nichts. Bitte trotzdem lesen.")


def access_document(access: Access) -> dict[str, Any]:
    """Return the answer as plain data."""
    text = access.settings.text
    return {
        "key": access.key,
        "as_of": access.today,
        "answer_by": access.answer_by,
        "draft": True,
        "key_is_used_twice": access.twice,
        "controller": text(SettingName.CONTROLLER) or text(SettingName.BODY) or None,
        "data_protection_officer": text(SettingName.OFFICER) or None,
        "supervisory_authority": text(SettingName.AUTHORITY) or None,
        "purposes": text(SettingName.PURPOSES) or None,
        "categories": categories(access.rows),
        "rights": list(_RIGHTS),
        "retention": {"review_on": access.retention.due, "why": access.retention.why},
        "rows": [
            {
                "sheet": row.sheet,
                "row": row.row,
                "key": row.key or None,
                "source": row.source,
                "because": row.because or None,
                "shared_with_household": row.shared,
                "cells": [{"cell": each.cell, "label": each.label, "value": each.text} for each in row.cells],
            }
            for row in access.rows
        ],
        "mentioned": [
            {
                "sheet": each.sheet,
                "cell": each.cell,
                "by": list(each.by),
                "text": each.text,
                "owned": bool(each.owned),
            }
            for each in access.mentioned
        ],
        "recipients": [
            {
                "reference": each.reference,
                "day": each.day,
                "recipient": each.recipient,
                "category": each.category or None,
                "what": each.what,
                "legal_ground": each.ground or None,
                "fields": each.fields or None,
                "status": each.status,
                "left_the_office": each.out,
            }
            for each in access.received
        ],
        "consents": [
            {
                "key": each.key,
                "recipient": each.recipient,
                "purpose": each.purpose,
                "categories": each.categories,
                "state": each.state,
            }
            for each in access.consents
        ],
        "names_others": [{"sheet": each.sheet, "cell": each.cell, "why": each.why} for each in access.others],
    }
