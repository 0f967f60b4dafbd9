"""Where templates lie: what the office keeps in its own folder goes before what comes with Lotse.

The office's folder lies beside the workbook, or where `Einstellungen` says. An update of Lotse never touches it;
what is missing there comes from ours.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from msgspec import Struct
from msgspec.structs import replace

from automation.letters.frontmatter import TemplateError
from automation.letters.logo import Logos, logos_in
from automation.letters.sentences import FILE as SENTENCES
from automation.letters.sentences import Sentences, load_sentences, slips_of
from automation.letters.templates import Template, collected, load_template, load_templates
from automation.resources import templates_folder
from workbook.errors import LetterError, SettingError
from workbook.schema import OfficeSetting
from workbook.schema.setting_names import SettingName
from workbook.writing.disk import writing_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from automation.letters.kind import LetterKind
    from automation.office.settings import Settings

OWN_FOLDER = "Lotse-Vorlagen"
"""What the office's own folder is called unless `Einstellungen` names another."""
TEXTS = "letters"
"""The folder of the texts among the templates that come with Lotse; in the office's own they may lie beside."""
GUIDE = "LIESMICH.md"
SOUND = "letters.sha256"
"""Beside the texts that come with Lotse: those that need no check, since the list was written after it."""
_WITH_IT = (GUIDE, "letterhead.docx", "letter.typ", "card.typ", SENTENCES)


class TemplateFolders(Struct, frozen=True):
    """The templates that come with Lotse, and the office's own folder where it has one."""

    shipped: Path
    own: Path | None = None

    @classmethod
    def of(cls, settings: Settings, beside: Path | None, shipped: Path) -> Self:
        """Return the folders of a workbook that lies `beside` them, `None` where it lies nowhere yet.

        Raises:
            SettingError: `Einstellungen` names a folder that is not there.
        """
        own = own_folder(settings, beside)
        if own is not None and not own.is_dir():
            if settings.text(SettingName.TEMPLATES):
                cure = f"Diesen Ordner gibt es nicht: {own}. Bitte anlegen, berichtigen oder die Zelle leeren."
                raise SettingError(OfficeSetting.spec.sheet, SettingName.TEMPLATES, cure)
            own = None
        return cls(shipped, own)

    def file(self, name: str) -> Path:
        """Return a file by its name: the office's own where there is one, else ours."""
        own = self.own / name if self.own is not None else None
        return own if own is not None and own.is_file() else self.shipped / name

    def sentences(self) -> Sentences:
        """Return the sentences in other languages, the office's own before ours.

        Raises:
            TemplateError: a table cannot be read.
        """
        places = (self.own, self.shipped) if self.own is not None else (self.shipped,)
        return load_sentences(place / SENTENCES for place in places)

    def logos(self) -> Logos:
        """Return the logos that lie in the office's own folder."""
        return logos_in(self.own)

    def kinds(self) -> dict[str, LetterKind]:
        """Return every kind of letter by its code.

        Raises:
            TemplateError: a template is not sound; the sentence says how many more errors there are.
        """
        shipped = load_templates(self.shipped / TEXTS, self._sound)
        if self.own is None:
            return dict(shipped)
        own, errors = self._own()
        if errors:
            raise _first_of(errors)
        return {**_left_over(shipped, own), **own}

    def errors(self) -> tuple[TemplateError, ...]:
        """Return every error in the office's own templates."""
        found = self._own()[1]
        table = self.own / SENTENCES if self.own is not None else None
        if table is None or not table.is_file():
            return found
        try:
            return (*found, *slips_of(table))
        except TemplateError as error:
            return (*found, error)

    @property
    def _sound(self) -> frozenset[str]:
        path = self.shipped / SOUND
        return frozenset(path.read_text(encoding="utf-8").split()[::2]) if path.is_file() else frozenset()

    def _own(self) -> tuple[dict[str, LetterKind], tuple[TemplateError, ...]]:
        found: list[LetterKind] = []
        errors: list[TemplateError] = []
        paths = own_texts(self.own) if self.own is not None else ()
        for path in sorted(
            paths, key=lambda path: path.suffix == ".docx"
        ):  # which may take sentences of the others
            try:
                if path.suffix == ".md":
                    found.append(load_template(path, self._sound))
                else:
                    found.append(_word_template(path, partial(self._texts, found)))
            except TemplateError as error:
                errors += error.all
        kinds, doubled = collected(found)
        return kinds, (*errors, *doubled)

    def _texts(self, own: Iterable[LetterKind]) -> dict[str, Template]:
        """Return the templates of text, the office's own before ours."""
        texts = {each.kind: each for each in own if isinstance(each, Template)}
        return {**load_templates(self.shipped / TEXTS, self._sound), **texts}


def _word_template(path: Path, texts: Callable[[], Mapping[str, Template]]) -> LetterKind:
    # Most offices have none, and every check would wait for what reads them.
    from automation.letters.word.template import load_word_template  # noqa: PLC0415

    return load_word_template(path, texts)


def own_folder(settings: Settings, beside: Path | None) -> Path | None:
    """Return where the office's own templates would lie, `None` for a workbook that lies nowhere yet.

    The path is whole, also where the workbook was named from its own folder: Typst finds nothing by a part of one.
    """
    named = settings.text(SettingName.TEMPLATES)
    if beside is None:
        return Path(named) if named and Path(named).is_absolute() else None
    return (beside / (named or OWN_FOLDER)).absolute()


def own_texts(folder: Path) -> Iterator[Path]:
    """Yield the templates of an office's folder by name: Markdown, and Word where a `.toml` lies beside it."""
    for place in (folder, folder / TEXTS):
        for path in sorted(place.iterdir()) if place.is_dir() else ():
            if path.name == GUIDE or path.name.startswith(("~$", ".")):
                continue
            if path.suffix == ".md":
                yield path
            elif path.suffix == ".toml":
                yield path.with_suffix(".docx")


def sound_list(shipped: Path) -> str:
    """Return what `letters.sha256` has to say: the digest and name of each text, after all of them were checked.

    Raises:
        TemplateError: one of them is not sound.
    """
    return "".join(f"{each.digest}  {each.name}\n" for each in load_templates(shipped / TEXTS).values())


def copy_shipped(folder: Path, shipped: Path | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Copy our templates into the office's folder; return the names that were copied and those that lay there.

    Raises:
        WorkbookNotWrittenError: the folder cannot be made or written to.
        LetterError: a file of that name is there instead of a folder.
    """
    source = shipped or templates_folder()
    if folder.exists() and not folder.is_dir():
        raise LetterError(f"„{folder.name}“ ist eine Datei, gebraucht wird ein Ordner. Bitte umbenennen.")
    copied: list[str] = []
    kept: list[str] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in (*(source / name for name in _WITH_IT), *sorted((source / TEXTS).glob("*.md"))):
            (copied if _copied(path, folder) else kept).append(path.name)
    except OSError as error:
        raise writing_error(folder, error) from error
    return tuple(copied), tuple(kept)


def _copied(path: Path, folder: Path) -> bool:
    """Copy a file unless there is one of its name, and tell whether that was done."""
    if (folder / TEXTS / path.name).exists():
        return False
    try:
        with (folder / path.name).open("xb") as target:  # never in the place of another, whoever else copies
            target.write(path.read_bytes())
    except FileExistsError:
        return False
    return True


def _left_over(shipped: dict[str, Template], own: dict[str, LetterKind]) -> dict[str, LetterKind]:
    """Return our templates as far as the office has none of its own.

    For a kind of referral that the office writes its own letter to, to the same recipients, ours is written where
    *Schreiben* names it.
    """
    usual = [each.head for each in own.values() if not each.head.on_request]
    left: dict[str, LetterKind] = {}
    for code, template in shipped.items():
        head = template.head
        theirs = [each for each in usual if not each.recipients.isdisjoint(head.recipients)]
        taken = {kind for each in theirs for kind in each.referral_kinds}
        rest = tuple(kind for kind in head.referral_kinds if kind not in taken)
        if code not in own and rest != head.referral_kinds:
            head = replace(head, referral_kinds=rest or head.referral_kinds, on_request=head.on_request or not rest)
            left[code] = replace(template, head=head)
        elif code not in own:
            left[code] = template
    return left


def _first_of(errors: tuple[TemplateError, ...]) -> TemplateError:
    """Return the first of several errors, which says that there are more."""
    first, *others = errors
    if not others:
        return first
    count = "ein weiterer Fehler" if len(others) == 1 else f"{len(others)} weitere Fehler"
    more = f"{first.what} (Dazu {count}; „lotse letters MAPPE --check-templates“ zeigt alle.)"
    return TemplateError(first.template, first.line, more, place=first.place, others=tuple(others))
