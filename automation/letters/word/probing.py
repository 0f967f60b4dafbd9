"""A document of Word that nobody has seen yet → its fields and who may have them, samples, what DIN 5008 misses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from automation.letters.asking import filtered
from automation.letters.disclosure import Grant, Recipient, refusal
from automation.letters.occasions import occasions
from automation.letters.reaching import category_of, never
from automation.letters.word.codes import code_of, name_of
from automation.letters.word.filling import Filler
from automation.letters.word.finding import Spot, find
from automation.letters.word.invented import PEOPLE, Invented, context_of
from automation.letters.word.nodes import DATES
from automation.letters.word.package import read_package
from automation.letters.word.paper import Paper
from automation.letters.word.sources import NOTHING, Resolver, Source, is_usual
from automation.letters.word.story import WT
from workbook.schema.vocabulary import ReferralKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from automation.letters.word.template import Examined


_TWIPS = 1440 / 25.4  # to a millimetre


class ProbedField(Struct, frozen=True):
    """A field of a document: its name there, ours (or a proposal), whether that is certain, who may have it.

    `optional` is one whose column nobody has to fill in.
    """

    name: str
    ours: str
    certain: bool
    readers: str
    optional: bool = False


def probed_fields(examined: Examined) -> tuple[ProbedField, ...]:
    """Return the fields of a document in the order in which it has them."""
    known, unknown = examined.marked.names, examined.marked.unknown
    views = filtered(occasions()[examined.settings.head.occasion])

    def optional(ours: str) -> bool:
        column = examined.resolver.column(ours)
        return column is not None and not column.required

    found = [
        ProbedField(name, ours, certain=True, readers=_readers(ours, views), optional=optional(ours))
        for name, ours in known.items()
    ]
    for name in unknown:
        near = next(iter(examined.resolver.nearest(name)), "")
        readers = _readers(near, views) if near else ""
        found.append(ProbedField(name, near, certain=False, readers=readers, optional=optional(near)))
    return tuple(found)


def _readers(ours: str, views: Any) -> str:
    """Return who may have a field, in words."""
    category = category_of(ours, views)
    if category is None:
        return "alle"
    freely = [each for each in Recipient if refusal(category, each, Grant(None)) is None]
    asked = [each for each in Recipient if each not in freely and never(category, each) is None]
    nobody = [each for each in Recipient if never(category, each) is not None]
    parts = (("ohne Einwilligung", freely), ("nie", nobody))
    said = [f"{label}: {', '.join(who)}" for label, who in parts if who]
    return "; ".join((*said, "sonst mit Einwilligung") if asked else said)


def samples(examined: Examined, today: date) -> Iterator[tuple[Invented, Paper]]:
    """Yield the document filled for three invented people; a field that nobody knows shows its name."""
    occasion = occasions()[examined.settings.head.occasion]
    sources = dict(examined.marked.sources)
    for name in (*examined.marked.unknown, *examined.marked.unsound):
        shown = name if name.startswith("{{") else f"«{name}»"
        sources[name] = Source(NOTHING, (), None, may_be_empty=True, compiled=None, shown=shown)
    for person in PEOPLE:
        filler = Filler(sources, context_of(occasion, person, today))
        places = examined.document.places
        filled = tuple(filler.filled(place.content, may_be_empty=True) for place in places)
        yield person, Paper(examined.document, filled)


# ── DIN 5008 ─────────────────────────────────────────────────────────────────
def missed_by_din(path: Path, content: bytes, examined: Examined) -> tuple[str, ...]:
    """Return where a document is not as DIN 5008 wants it, as far as the document alone tells."""
    package = read_package(path, content)
    root = package.texts[package.main]
    section = next(root.iter(f"{WT}sectPr"), None)
    found: list[str] = []
    if section is not None:
        found += _of_page(section.find(f"{WT}pgSz"), section.find(f"{WT}pgMar"))
    text = examined.document.fixed_words
    asked = {*examined.marked.names.values()} | _shown_by_fields(package)
    found += [what for fields, what in _NEEDED if not fields & asked]
    found += [what for pattern, what in _OLD_FASHIONED if re.search(pattern, text)]
    sizes = [int(each.get(f"{WT}val", "22")) for each in root.iter(f"{WT}sz") if each.get(f"{WT}val", "").isdigit()]
    if sizes and max(sizes) < 20:
        found.append("Die Schrift ist kleiner als 10 Punkt.")
    return tuple(found)


def _of_page(size: Any, margins: Any) -> Iterator[str]:
    if size is not None:
        width, height = (int(size.get(f"{WT}{name}", "0")) / _TWIPS for name in ("w", "h"))
        if abs(width - 210) > 1 or abs(height - 297) > 1:
            yield f"Das Papier ist {width:.0f} × {height:.0f} mm groß; A4 sind 210 × 297 mm."
    if margins is not None:
        left, right = (int(margins.get(f"{WT}{name}", "0")) / _TWIPS for name in ("left", "right"))
        if abs(left - 25) > 1.1:
            yield f"Der linke Rand ist {left:.0f} mm; DIN 5008 hat 25 mm."
        if right < 9.5:
            yield f"Der rechte Rand ist {right:.0f} mm; DIN 5008 hat 20 mm, mindestens 10 mm."


_SHOWN = {
    **dict.fromkeys(DATES, "brief.datum"),
    "ADDRESSBLOCK": "brief.anschrift",
    "GREETINGLINE": "brief.anrede",
    "FILENAME": "brief.zeichen",
    "AUTHOR": "berater.name",
    "USERNAME": "berater.name",
}
_NEEDED = (
    (frozenset({"brief.datum"}), "Das Datum des Briefs fehlt (Feld brief_datum)."),
    (frozenset({"brief.zeichen"}), "„Unser Zeichen“ fehlt (Feld brief_zeichen)."),
    (
        frozenset({"brief.anschrift", "klient.anschrift", "klient.ort", "partner.ort"}),
        "Eine Anschrift fehlt (Feld brief_anschrift oder der Adressblock).",
    ),
    (
        frozenset({"brief.anrede", "klient.nennung", "klient.nachname", "klient.name"}),
        "Eine Anrede fehlt (Feld brief_anrede oder die Grußzeile).",
    ),
    (frozenset({"berater.name", "brief.unterschrift"}), "Wer unterschreibt, fehlt (Feld berater_name)."),
)
_OLD_FASHIONED = (
    (r"(?im)^\s*Betr(?:eff|\.)?\s*:", "Das Wort „Betreff:“ fällt weg; der Betreff steht für sich."),
    (r"(?i)\bz\. ?Hd\.", "„z. Hd.“ fällt weg; der Name steht in einer eigenen Zeile."),
    (r"(?i)\ban\s+(?:herrn|frau)\s*$", "„An“ über der Anschrift fällt weg."),
    (r"\b0\d{2,4}\s?[/-]\s?\d{3,}", "Telefonnummern gliedert nur ein Leerzeichen: 0209 1234567."),
    (r"(?i)hochachtungsvoll", "Üblich ist „Mit freundlichen Grüßen“."),
)


def _shown_by_fields(package: Any) -> set[str]:
    fields = (spot.field for _, spot in find(package) if isinstance(spot, Spot) and spot.field is not None)
    return {_SHOWN[name] for found in fields if (name := name_of(found)) in _SHOWN}


# ── A first .toml ────────────────────────────────────────────────────────────
def fitting_occasion(path: Path, content: bytes) -> str:
    """Return the occasion whose records a document's fields are called after, „Termin“ where none is."""
    package = read_package(path, content)
    names = _names(package)
    known = occasions()
    best = max(known, key=lambda name: (_hits(known[name], names), name == "Termin"))
    return best if _hits(known[best], names) > _hits(known["Termin"], names) else "Termin"


def _names(package: Any) -> list[str]:
    found = []
    for _, spot in find(package):
        if isinstance(spot, Spot):
            field = spot.field
            code = code_of(field).subject if field is not None and name_of(field) == "MERGEFIELD" else ""
            found.append(code or spot.expression or spot.name)
    return found


def _hits(occasion: Any, names: list[str]) -> int:
    resolver = Resolver(occasion, frozenset(), {})
    return sum(resolver.target(name) is not None for name in names)


def first_settings(path: Path, occasion: str, fields: tuple[ProbedField, ...]) -> str:
    """Return a first `.toml` for a document; what is not certain waits for somebody to look at it."""
    kind = re.sub(r"[^A-Z]", "", path.stem.upper())[:12]
    declared = occasions()[occasion]
    recipient = next((each for each in Recipient if each in declared.recipients), Recipient.CLIENT)
    may_be_empty = [_typed(field.name) for field in fields if field.optional and not field.name.startswith("{{")]
    lines = [
        f"# Was „{path.name}“ für ein Schreiben ist. Zeilen mit # liest Lotse nicht.",
        f'Art = "{kind if len(kind) >= 3 else "EIGEN"}"',
        f'Titel = "{path.stem}"',
        "# Woraus es entsteht: " + ", ".join(occasions()),
        f'Anlass = "{occasion}"',
        "# An wen es geht: " + "; ".join(sorted(declared.recipients)),
        f'Empfaenger = ["{recipient}"]',
    ]
    if declared.by_referral_kind:
        lines += [
            "# Zu welchen Verweisarten: " + ", ".join(ReferralKind),
            f'Verweisarten = ["{next(iter(ReferralKind))}"]',
        ]
    if Recipient.CLIENT in declared.recipients:
        lines += [
            "# Zweite Sprache auf einem eigenen Blatt: die Art, deren Sätze zu diesem Brief passen",
            '# Uebersetzung = "EINLADUNG"',
        ]
    lines += [
        "# „ja“: geschrieben wird es nur, wo die Spalte „Schreiben“ die Art nennt.",
        '"Nur auf Wunsch" = "ja"',
        "# „neutral“ oder, nur an Stellen, die es wissen dürfen, „Jobcenter“",
        'Briefkopf = "neutral"',
        "# Felder, die leer bleiben dürfen; fehlt ein anderes, wartet der Brief",
        f'"Darf leer sein" = [{", ".join(may_be_empty)}]',
        "",
        "[felder]",
    ]
    for field in fields:
        if field.certain and field.name.startswith("{{"):
            continue
        if field.certain or is_usual(field.name):
            lines.append(f'{_typed(field.name)} = "{field.ours}"')
        else:  # until somebody has said what it is, no letter is written
            lines.append(f'{_typed(field.name)} = ""' + (f"  # vielleicht {field.ours}" if field.ours else ""))
    return "\n".join(lines) + "\n"


def _typed(name: str) -> str:
    """Return a name as it stands in a `.toml`."""
    said = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{said}"'
