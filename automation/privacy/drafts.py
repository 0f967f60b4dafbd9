"""Drafts that an office has to finish: the arrangement of joint controllers (Art. 26), the assessment (Art. 35).

They hold what the workbook knows and mark what only the office can say. Whether they suffice, a lawyer or the data
protection officer decides; no draft claims to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.privacy import paper as p
from automation.privacy.activities import given
from workbook.schema import DataCategory, StaffMember
from workbook.schema.setting_names import SettingName

if TYPE_CHECKING:
    from datetime import date

    from automation.letters.model import Block, Letter
    from automation.office.settings import Settings
    from workbook.tables import Office

_DRAFT = (
    "ENTWURF. Kein fertiger Text und keine Rechtsberatung. Bitte mit der oder dem Datenschutzbeauftragten "
    "fertigstellen; was mit „bitte ergänzen“ beginnt, weiß nur das Büro."
)
_TOLD = "Datenschutz-Information an die Menschen (Art. 13 DSGVO, § 82 SGB X)"
_RISKS: tuple[tuple[str, str, str], ...] = (
    (
        "Jemand erfährt durch einen Brief vom Leistungsbezug",
        "neutraler Briefbogen, Einwilligung je Empfänger mit eigenem Kreuz, Suche im fertigen Brief",
        "Umschläge, Telefonate, mündliche Auskünfte",
    ),
    (
        "Jemand aus einer anderen Organisation liest mehr, als er darf",
        "Auszug nur mit Einwilligung (lotse privacy --view)",
        "Wer hat Zugriff auf das Laufwerk? Wer sitzt am selben Rechner?",
    ),
    (
        "Gesundheit oder Schulden stehen in Bemerkungen",
        "Prüfung der freien Texte (C-14), Hinweis an der Spalte",
        "Schulung; regelmäßig durchsehen",
    ),
    (
        "Daten bleiben länger als nötig",
        "Löschprüfung nach Frist, Liste der Fälligen, Nachweis nach dem Löschen, Sicherungen laufen aus",
        "Papierakten, E-Mails, Kopien der Mappe",
    ),
    (
        "Die Mappe geht verloren oder wird verändert",
        "Sicherungen, Vergleich mit der letzten Fassung, jede Änderung durch Lotse steht auf „Änderungen“",
        "Datensicherung des Laufwerks, Verschlüsselung tragbarer Geräte",
    ),
    (
        "Zahlen lassen auf Einzelne schließen",
        "kleine Zahlen werden in der öffentlichen Fassung verdeckt",
        "was mündlich oder in Anträgen gesagt wird",
    ),
    (
        "Die Auswertung misst die Beschäftigten",
        "keine Kennzahl, keine Sortierung nach Beraterin oder Berater (§ 80 (1) Nr. 21 BPersVG)",
        "Beteiligung des Personalrats",
    ),
)


def arrangement(office: Office, settings: Settings, today: date) -> Letter:
    """Return the draft of an arrangement between those who decide together (Art. 26 GDPR)."""
    bodies = sorted({str(each) for each in office[StaffMember].column("organisation") if each})
    duties = (
        (_TOLD, f"{p.NOTHING_YET} wer"),
        ("Auskunft, Berichtigung, Löschung (Art. 15 bis 18 DSGVO, §§ 83, 84 SGB X)", f"{p.NOTHING_YET} wer"),
        ("Widerruf von Einwilligungen entgegennehmen und weitersagen (Art. 7, 19 DSGVO)", f"{p.NOTHING_YET} wer"),
        ("Verletzungen melden (Art. 33, 34 DSGVO, § 83a SGB X)", f"{p.NOTHING_YET} wer, bis wann"),
        ("Verzeichnis, Folgenabschätzung (Art. 30, 35 DSGVO)", f"{p.NOTHING_YET} wer"),
        ("Laufwerk, Rechte, Sicherungen (Art. 32 DSGVO)", f"{p.NOTHING_YET} wer"),
        ("Anlaufstelle für die Menschen", given(settings, SettingName.EMAIL)),
    )
    body: list[Block] = [
        p.paragraph(_DRAFT, bold=True),
        p.heading("1. Beteiligte"),
        p.paragraph("Auf dem Blatt „Personal“ stehen Menschen aus diesen Organisationen; jede ist zu prüfen:"),
        p.listed([f"{each}: {p.NOTHING_YET} Name, Anschrift, gemeinsam verantwortlich ja/nein" for each in bodies])
        if bodies
        else p.paragraph(f"{p.NOTHING_YET} Organisationen mit Anschrift"),
        p.heading("2. Gegenstand und Zwecke"),
        p.paragraph(f"Gemeinsame Arbeitsmappe des Büros. Zwecke: {given(settings, SettingName.PURPOSES)}."),
        p.paragraph(
            "Nicht jede Organisation ist eine Stelle nach § 35 SGB I. Wer keine ist, sieht Sozialdaten nur mit "
            f"Einwilligung. {p.NOTHING_YET} wer welche Blätter öffnen darf."
        ),
        p.heading("3. Wer welche Pflicht erfüllt"),
        p.table(("Pflicht", "Wer"), duties, (12, 8)),
        p.heading("4. Das Wesentliche für die Menschen (Art. 26 (2) DSGVO)"),
        p.paragraph(f"{p.NOTHING_YET} kurzer Text für Aushang und {_TOLD}."),
        p.heading("5. Unterschriften"),
        p.paragraph(f"{p.NOTHING_YET} Ort, Tag, Unterschriften aller Beteiligten"),
    ]
    return p.paper("Entwurf Art. 26", "Entwurf: Vereinbarung nach Art. 26 DSGVO", body, settings, today)


def assessment(settings: Settings, today: date) -> Letter:
    """Return the draft of an impact assessment (Art. 35 GDPR)."""
    sensitive = [
        str(each)
        for each in (
            DataCategory.BENEFIT_RECEIPT,
            DataCategory.BENEFIT_AMOUNT,
            DataCategory.HEALTH,
            DataCategory.REQUEST,
        )
    ]
    body: list[Block] = [
        p.paragraph(_DRAFT, bold=True),
        p.heading("1. Beschreibung (Art. 35 (7) a)"),
        p.paragraph(f"Zwecke: {given(settings, SettingName.PURPOSES)}."),
        p.paragraph(
            "Daten, Menschen, Empfänger, Fristen: siehe Verzeichnis von Verarbeitungstätigkeiten, das dazugehört. "
            f"Besonders schützenswert: {', '.join(sensitive)}. Umfang: {p.NOTHING_YET} ungefähre Zahl der Menschen."
        ),
        p.heading("2. Notwendigkeit und Verhältnismäßigkeit (Art. 35 (7) b)"),
        p.listed(
            (
                "Kinder stehen nur als Zahl beim Haushalt; keine Versicherungsnummer, keine Bankverbindung.",
                "Nur was das Büro für die Nachbarschaft braucht; die Leistungsakte bleibt im Fachverfahren.",
                f"{p.NOTHING_YET} warum eine Mappe und kein Fachverfahren; welche Spalten das Büro nicht nutzt.",
            )
        ),
        p.heading("3. Risiken und Abhilfe (Art. 35 (7) c und d)"),
        p.table(
            ("Risiko", "Was Lotse tut", "Was das Büro tun muss", "Bewertung"),
            ((risk, done, f"{p.NOTHING_YET} {left}", p.NOTHING_YET) for risk, done, left in _RISKS),
            (5, 6, 6, 4),
        ),
        p.heading("4. Beteiligung"),
        p.table(
            ("Wer", "Wann und was"),
            (
                ("Datenschutzbeauftragte Person (Art. 35 (2))", f"{p.NOTHING_YET}"),
                ("Menschen oder ihre Vertretung (Art. 35 (9))", f"{p.NOTHING_YET} oder Grund, warum nicht"),
                ("Personalrat", f"{p.NOTHING_YET}"),
                (
                    "Aufsichtsbehörde, falls das Risiko hoch bleibt (Art. 36)",
                    given(settings, SettingName.AUTHORITY),
                ),
            ),
            (9, 11),
        ),
        p.heading("5. Ergebnis"),
        p.paragraph(f"{p.NOTHING_YET} Restrisiko, Entscheidung, Tag, Unterschrift, nächste Prüfung"),
    ]
    return p.paper("Entwurf Art. 35", "Entwurf: Datenschutz-Folgenabschätzung", body, settings, today)
