"""What staff do with the open jobs besides writing letters: see which fit a person, and hang them on the wall."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from automation.jobs import LETTERS_FOLDER
from automation.letters.delivery.files import digest_of, half_of, make_folder, put_in_place, write_halves
from automation.letters.desk import findings_by_row
from automation.letters.notices.notice_docx import notice_docx
from automation.letters.notices.notice_pdf import notice_pdf
from automation.letters.notices.notice_sheet import HANDOUT, WALL, NoticeSheet
from automation.letters.notices.offers import offers_to_take_along
from automation.letters.reference import ascii_word
from automation.letters.template_folders import TemplateFolders
from automation.letters.views import letterhead
from automation.material import check_material, folder_of, read_material
from automation.office.fitting_jobs import fitting_jobs, title_for_all
from automation.resources import templates_folder
from automation.template_care import Care
from workbook.errors import LetterError, SettingError
from workbook.schema import Client, OfficeSetting, StaffMember
from workbook.schema.setting_names import SettingName, of_site
from workbook.writing.disk import writing_error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from automation.material import Material
    from automation.office.fitting_jobs import Fit, Seeker
    from automation.office.settings import Settings
    from workbook.writing.file_book import Book

_RUN = "Aushang"
_MOST = 20
"""So many jobs are listed for a person; the others fit less."""


def fitting_for(book: Book, today: date, key: str) -> Care:
    """Return the open jobs for a person, the fitting ones first, each with why it fits and what is missing.

    Raises:
        LetterError: there is no such person.
    """
    material = read_material(book, today)
    client = material.office[Client].get(key)
    if client is None:
        raise LetterError(
            f"„{key}“ steht nicht im Blatt Klienten. Bitte eine KlientID angeben, zum Beispiel K-00042."
        )
    wrong = _wrong(material)
    found = fitting_jobs(cast("Seeker", client), material.office, today, wrong)[:_MOST]
    fitting = sum(fit.fits for fit in found)
    told = f"{fitting} von {len(found)} gezeigten Stellen passen zu {key}. Geschrieben wurde nichts."
    if not found:
        told = "Zurzeit ist keine Stelle offen."
    return Care(
        (told,),
        {"client": key, "jobs": [_as_data(fit) for fit in found]},
        header=("Stelle", "Titel", "Warum sie passt", "Was fehlt", "Noch zu klären"),
        rows=tuple(map(_as_row, found)),
    )


def _as_row(fit: Fit) -> tuple[str, ...]:
    texts = ("; ".join(words) or "–" for words in (fit.because, fit.missing, fit.to_ask))
    return (fit.vacancy.vacancy_id or "", title_for_all(fit.vacancy.title or ""), *texts)


def _as_data(fit: Fit) -> dict[str, object]:
    return {
        "vacancy": fit.vacancy.vacancy_id,
        "fits": fit.fits,
        "because": list(fit.because),
        "missing": list(fit.missing),
        "to_ask": list(fit.to_ask),
    }


def write_notice(
    book: Book, today: date, *, out: Path | None = None, pdf: bool = True, site: str | None = None
) -> Care:
    """Write the notice of open jobs for the wall and for the hand; return what hangs there and what does not.

    It names the address of a `site`, or of the one where everybody works, else that of the office.

    Raises:
        LetterError: a character is in no font, or there is no such site.
        SettingError: name or address of the office, or of the site where all work, are not filled in.
        WorkbookNotWrittenError: the folder does not take the files.
    """
    material = read_material(book, today)
    if site is not None:
        site = _named(site, material.settings.sites)
    offers, left = offers_to_take_along(material.office, today, material.law, _wrong(material))
    rows = tuple((each.number, each.reason) for each in left)
    document = {
        "offers": [offer.number for offer in offers],
        "left_out": [{"vacancy": each.number, "reason": each.reason} for each in left],
    }
    header = ("Nicht auf dem Aushang", "Grund")
    if not offers:
        told = "Keine offene Stelle zum Mitnehmen ist bestätigt und ohne Fehler; es entsteht kein Aushang."
        return Care((told,), document | {"files": []}, header, rows, found=True)
    folder = out or book.folder / LETTERS_FOLDER
    logos = TemplateFolders.of(material.settings, folder_of(book), templates_folder()).logos()
    office, templates = logos.on(letterhead(_settings_here(material, site))), templates_folder()
    stem = "_".join(filter(None, ("Aushang", today.isoformat(), ascii_word(site or ""))))
    contents: dict[str, bytes] = {}
    for name, large in ((WALL, True), (HANDOUT, False)):
        sheet = NoticeSheet(office, offers, today, large=large)
        contents[f"{stem}_{name}.docx"] = notice_docx(sheet, templates / "letterhead.docx")
        if pdf:
            contents[f"{stem}_{name}.pdf"] = notice_pdf(sheet, templates)
    files = _put(contents, folder, book.path)
    told = f"{len(offers)} Stellen auf dem Aushang, in {folder}: {', '.join(file.name for file in files)}."
    document |= {"files": [file.name for file in files], "folder": str(folder)}
    said = (told, *_told_of_sites(material, site), *logos.told)
    return Care(said, document, header if rows else (), rows, files=files)


def _told_of_sites(material: Material, site: str | None) -> Iterator[str]:
    """Yield that the notice names the office's own address where there are sites besides."""
    sites = material.settings.sites
    if site is None and sites and len(_sites_at_work(material)) > 1:
        one = f"--site {sites[0]}" if " " not in sites[0] else f'--site "{sites[0]}"'
        known = ", ".join(sites)
        yield f"Er nennt die Anschrift des Büros. Einen für einen Standort schreibt: {one}. Es gibt: {known}."


def _sites_at_work(material: Material) -> set[str]:
    at_work = (each for each in material.office[StaffMember] if not _has_left(each, material.today))
    return {(each.site or "").strip() for each in at_work}


def _named(site: str, sites: tuple[str, ...]) -> str:
    """Return a site as the office calls it.

    Raises:
        LetterError: there is no such site.
    """
    known = {each.casefold(): each for each in sites}
    if site.strip().casefold() not in known:
        cure = (
            f"Es gibt: {', '.join(sites)}."
            if sites
            else f"Anlegen: in Einstellungen die Zeile „{_ROW.format(site)}“."
        )
        raise LetterError(f"Den Standort „{site}“ gibt es nicht. {cure}")
    return known[site.strip().casefold()]


_ROW = of_site("{}", SettingName.STREET)


def _settings_here(material: Material, wanted: str | None) -> Settings:
    """Return the settings of the `wanted` site, or of the one where everybody works, else those of the office.

    Raises:
        LetterError: there is no such site.
        SettingError: the site has no address.
    """
    if wanted is not None:
        site = wanted
    else:
        sites = _sites_at_work(material)
        site = sites.pop() if len(sites) == 1 else ""
    if not site:
        return material.settings
    own = material.settings.at(site)
    if own is None:
        row = of_site(site, SettingName.STREET)
        raise SettingError(OfficeSetting.spec.sheet, row, "Bitte anlegen: Ohne diese Zeile fehlt die Anschrift.")
    return own


def _has_left(colleague: StaffMember, today: date) -> bool:
    return colleague.active_until is not None and colleague.active_until < today


def _wrong(material: Material) -> frozenset[tuple[str, int]]:
    findings = findings_by_row(check_material(material).findings)
    return frozenset(place for place, found in findings.items() if any(each.blocks for each in found))


def _put(contents: dict[str, bytes], folder: Path, like: Path) -> tuple[Path, ...]:
    """Write the files beside what lies there: one that says the same stays, one that staff changed is kept."""
    files = []
    try:
        make_folder(folder, like)
        for name, content in contents.items():
            file = folder / name
            number = 1
            while file.exists() and digest_of(file.read_bytes()) != digest_of(content):
                number += 1
                file = folder / f"{name.rpartition('.')[0]}-{number}.{name.rpartition('.')[2]}"
            if not file.exists():
                write_halves({file: content}, _RUN, like)
                put_in_place(half_of(file, _RUN), file)
            files.append(file)
    except OSError as error:
        raise writing_error(folder, error) from error
    return tuple(files)
