"""What the office says of itself goes onto every letter (O-05, O-06); its number begins BG-Nummern (F-07)."""

from __future__ import annotations

from collections import Counter
from difflib import get_close_matches
from typing import TYPE_CHECKING

from automation.checks.rule import Context, Place, Where, office_rule, rows_of, rule
from automation.office.settings import Settings
from workbook.errors import SettingError
from workbook.findings import Problem, Severity
from workbook.reading.formats import READERS, Typing
from workbook.schema import Household, Kind, OfficeSetting, Partner
from workbook.schema.setting_names import OPENING_HOURS, SettingName, of_site, site_and_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_KINDS: Mapping[str, Kind] = {
    SettingName.POSTCODE: Kind.POSTCODE,
    SettingName.DISTRICT_POSTCODES: Kind.POSTCODE,
    SettingName.PHONE: Kind.PHONE,
    SettingName.EMAIL: Kind.EMAIL,
}
_DAYS = (SettingName.OFFICE_START, SettingName.PROJECT_BEGIN, SettingName.PROJECT_END)
_WHOLE = (
    *(SettingName.RETENTION, SettingName.INVITATION_DAYS, SettingName.REPLY_WORKDAYS, SettingName.SILENCE),
    *(SettingName.YELLOW_FROM, SettingName.PERCENT_FROM, SettingName.SMALLEST_CELL),
    *(SettingName.EMPLOYERS, SettingName.LARGEST_EMPLOYER),
)
_BODY_DIGITS = 5
_SEVERAL = 3
"""So many BG-Nummern that agree with each other, and none with the setting, say that the setting is wrong."""


@rule("O-05", Severity.WARNING, OfficeSetting, "value")
def the_office_can_be_reached_as_it_says(setting: OfficeSetting, context: Context) -> Problem | None:
    """Anschrift, Telefon, E-Mail, Trägernummer, Zeiten und Fristen des Büros und seiner Standorte sind gültig."""
    value = setting.value or ""
    if not setting.name:
        return None
    site, name = site_and_name(setting.name)
    if not site and (cure := _unusable(name, value)) is not None:
        return Problem("Damit kann Lotse nicht rechnen; was davon abhängt, bleibt ungeprüft.", cure)
    if not value:
        return None
    if site and name not in set(SettingName):
        return _unknown_of_site(site, name)
    return _unreadable(name, value, context)


def _unknown_of_site(site: str, name: str) -> Problem:
    near = get_close_matches(name, SettingName, n=1)
    cure = f"„{of_site(site, SettingName(near[0]))}“?" if near else "Genauso wie die Zeile des Büros benennen"
    return Problem("Eine solche Zeile gibt es für Standorte nicht; Lotse beachtet sie nicht.", cure)


def _unusable(name: str, value: str) -> str | None:
    """Return what to do where a day, a whole number or opening hours are none, else `None`."""
    alone = Settings({name: value})
    try:
        if name in _DAYS:
            alone.day(SettingName(name))
        elif name in _WHOLE:
            alone.whole(SettingName(name))
        elif value.strip() and any(name in day for day in OPENING_HOURS):
            alone.opening_hours(SettingName(name))
    except SettingError as error:
        return error.cure
    return None


def _unreadable(name: str, value: str, context: Context) -> Problem | None:
    if name == SettingName.BODY_NUMBER:
        valid = len(value) == _BODY_DIGITS and value.isdecimal()
        return None if valid else Problem("Die Trägernummer hat fünf Ziffern, wie am Anfang der BG-Nummern.")
    if name == SettingName.KEEP_BACKUPS and context.settings.days_of_backups is None:
        return Problem("Das ist keine Zahl von Tagen; Sicherungen laufen so nicht aus.", "z. B. 90")
    kind = _KINDS.get(name)
    if kind is None:
        return None
    several = context.settings.several(SettingName.DISTRICT_POSTCODES)
    typing = Typing(OfficeSetting.spec.column("value"))
    for part in several if name == SettingName.DISTRICT_POSTCODES else (value,):
        remark = READERS[kind](part, typing).remark
        if remark is not None:
            return Problem(remark.message, remark.suggestion)
    return None


def _decrypts_without_address(able: bool | None, context: Context) -> bool:
    return bool(able) and context.settings.yes(SettingName.EMAIL_DRAFTS)


@rule("O-06", Severity.HINT, Partner, "email", where=Where(("encrypted_email",), _decrypts_without_address))
def who_can_decrypt_has_an_address(partner: Partner, _: Context) -> Problem | None:
    """Wer verschlüsselte E-Mails bekommen kann, hat eine E-Mail-Adresse, wenn das Büro Entwürfe möchte."""
    if partner.email:
        return None
    message = "Ohne E-Mail-Adresse entsteht kein E-Mail-Entwurf, obwohl „verschlüsselte E-Mail möglich“ ja sagt."
    return Problem(message, "Adresse eintragen oder „verschlüsselte E-Mail möglich“ auf nein setzen")


@office_rule("F-07", Severity.HINT, Household, OfficeSetting)
def household_numbers_are_of_the_office_s_body(context: Context) -> Iterator[Place]:
    """Eine BG-Nummer beginnt mit der Trägernummer des Büros, wenn sie in den Einstellungen steht."""
    body = context.settings.text(SettingName.BODY_NUMBER)
    if len(body) != _BODY_DIGITS or not body.isdecimal():
        return
    table = context.office[Household]
    heads = Counter(number[:_BODY_DIGITS] for number in table.column("household_no") if number is not None)
    if not heads:
        return
    usual, count = heads.most_common(1)[0]
    if not heads[body] and count >= _SEVERAL:
        settings = context.office[OfficeSetting]
        position = settings.positions.get(SettingName.BODY_NUMBER)
        if position is not None:
            message = f"Keine BG-Nummer beginnt so; die meisten beginnen mit {usual}."
            yield Place(settings, settings.rows[position], "value", Problem(message, f"{usual}?"))
        return
    for row, number in rows_of(table, "household_no"):
        if number is not None and not number.startswith(body):
            message = f"Die BG-Nummer beginnt nicht mit der Trägernummer {body} dieses Büros."
            yield Place(table, row, "household_no", Problem(message, "Mit dem Bescheid vergleichen"))
