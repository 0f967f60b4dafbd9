"""What a publication says beside its figures: title, day, legend, who publishes it, whom to ask."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbook.schema.setting_names import SettingName

if TYPE_CHECKING:
    from datetime import date

    from automation.office.settings import Settings
    from automation.publication.document import Section
    from automation.publication.primary import Protection
    from automation.publication.wording import Wording


@dataclass(frozen=True)
class Edition:
    """A publication in one language. `about` are rows of term, text and link; `proof` those of the proof."""

    wording: Wording
    title: str
    publisher: str
    stand: str
    legend: str
    draft: bool
    written: date
    sections: tuple[Section, ...]
    about: tuple[tuple[str, str, str], ...]
    proof: tuple[tuple[str, str], ...] = ()

    def with_proof(self, rows: tuple[tuple[str, str], ...]) -> Edition:
        """Return the edition with its proof."""
        return replace(self, proof=rows)

    @property
    def harmless(self) -> tuple[str, ...]:
        """The texts whose numbers tell nothing of figures: titles, days, headings, names of quarters, addresses."""
        texts = [self.title, self.stand, self.legend, *(said for row in self.about for said in row)]
        for section in self.sections:
            texts += [section.heading, *(table.caption for table in section.tables)]
            texts += [name for table in section.tables for name in table.head]
            texts += [name for table in section.tables for name, _ in table.rows]
        return tuple(texts)


def edition_of(
    sections: tuple[Section, ...],
    settings: Settings,
    wording: Wording,
    rules: Protection,
    *,
    quarter: str,
    until: date,
    draft: bool,
    written: date,
) -> Edition:
    """Return the edition of an office; what its settings leave empty is left out."""
    text = settings.text
    office = settings.office_name or "Büro"
    said = wording.quarters(quarter)
    return Edition(
        wording,
        wording.say("title", office=office, quarter=said),
        text(SettingName.BODY) or office,
        wording.say("stand", day=wording.day(until)),
        wording.say("legend", smallest=rules.smallest, employers=_of_few(wording, rules)),
        draft,
        written,
        sections,
        tuple(_about(settings, wording, office)),
    )


def _of_few(wording: Wording, rules: Protection) -> str:
    """Return for which employers a value is kept secret; nothing where nobody asks."""
    few, one = rules.employers > 1, rules.largest > 0
    key = "of_few_or_one" if few and one else "of_few" if few else "of_one"
    return wording.say(key, least=rules.employers) if few or one else ""


def _about(settings: Settings, wording: Wording, office: str) -> list[tuple[str, str, str]]:
    text = settings.text
    place = ", ".join(
        filter(None, (text(SettingName.STREET), f"{text(SettingName.POSTCODE)} {text(SettingName.CITY)}".strip()))
    )
    publisher = ", ".join(dict.fromkeys(filter(None, (text(SettingName.BODY), office, place))))
    rows = [(wording.say("publisher"), publisher, "")]
    phone, mail = text(SettingName.PHONE), text(SettingName.EMAIL)
    if phone:
        rows.append((wording.say("contact"), phone, ""))
    if mail:
        rows.append((wording.say("contact"), mail, f"mailto:{mail}"))
    statement = text(SettingName.ACCESSIBILITY)
    if statement:
        rows.append((wording.say("accessibility"), statement, _safe(statement)))
    elif mail or phone:
        told = wording.say("no_accessibility", contact=mail or phone)
        rows.append((wording.say("accessibility"), told, ""))
    rows.append((wording.say("proof"), wording.say("proof_said"), ""))
    return [*rows, ("Lotse", wording.say("source"), "")]


def missing_of(settings: Settings) -> tuple[str, ...]:
    """Return what readers will miss beside the figures: the settings that say it, in words."""
    text = settings.text
    asked = {
        f"„{SettingName.OFFICE_NAME}“": (SettingName.OFFICE_NAME, SettingName.SHORT_NAME),
        f"„{SettingName.PHONE}“ oder „{SettingName.EMAIL}“": (SettingName.PHONE, SettingName.EMAIL),
        f"„{SettingName.ACCESSIBILITY}“": (SettingName.ACCESSIBILITY,),
    }
    return tuple(words for words, names in asked.items() if not any(text(name) for name in names))


def _safe(address: str) -> str:
    """Return an address of the net as a link; anything else is no link."""
    if address.startswith(("https://", "http://")):
        return address
    return f"https://{address}" if "." in address and " " not in address and ":" not in address else ""
