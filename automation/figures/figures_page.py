"""The page `docs/kennzahlen.md`: every figure as it is declared, so that the page cannot fall behind the code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.figures.indicators import groups
from automation.figures.measures import Quantile, Ratio

if TYPE_CHECKING:
    from automation.figures.measures import Group, Measure


_INTRODUCTION = """# Die Kennzahlen

Jede Zahl des Dashboards ist hier einmal beschrieben. Ein offener Fehler hält eine Zeile nur zurück, wenn er in
einer Angabe steht, die unter „Liest“ genannt ist. Prozente stehen erst ab 20 Fällen, ein Median ab 5 Werten;
darunter stehen die Zahlen selbst. „–“ heißt: nicht bekannt oder nicht geführt.

* Neben jeder Zahl steht, wie viele ihrer Zeilen ein offener Fehler zurückhält. Was eine Zeile ohne lesbare Art
  wäre, weiß niemand: Sie steht neben jeder Art, zu der sie gehören kann; ohne lesbaren Tag gehört sie zu keinem
  Quartal.
* Ein Quartal sagt immer dasselbe, gleich wann gezählt wird. Fehlt der Abgangsgrund (P-08) nur wegen Monaten, die
  erst danach kamen, so hält das ein früheres Quartal nicht zurück. Eine Familie, die nach ungeklärten Monaten ohne
  Leistung wieder Leistung bekommt, ist auch rückblickend auf dem Weg: Da ist nichts mehr zu klären.
* Was überfällig ist, wird gezählt: Eine versäumte Löschung (G-05) oder ein Termin, der lange „offen“ heißt (T-13),
  hält seine eigene Zeile nicht zurück.
* Reicht ein Ziel über das Projektende hinaus, so reicht die Auswertung so weit wie das Ziel: Das Ziel zählt weiter,
  alles andere, was in einem Quartal geschieht, endet mit dem Projekt. Bestände bleiben, wie sie am letzten Tag des
  Projekts waren. Solche Quartale heißen angeschnitten.
* Wer keine lesbare Kennung hat, zählt als ein Mensch oder eine Zeile für sich.
* Sagen die Parameter eines Ziels nicht sicher, was zählt, so steht dort „–“, nicht 0.
"""
_HEAD = ("| Kennzahl | Was sie sagt | Einheit | Zeit | Aufgeteilt nach | Kürzel |", "|---|---|---|---|---|---|")


def figures_page() -> str:
    """Return the page of all figures, in German."""
    parts = [_INTRODUCTION]
    for group in groups():
        parts += _group(group)
    return "\n".join(parts)


def _group(group: Group) -> list[str]:
    reads = "; ".join(each.words for each in group.reads)
    parts = [f"## {group.title}\n"]
    if reads:
        parts.append(f"Liest: {reads}.\n")
    if group.note:
        parts.append(f"{group.note}\n")
    return [*parts, *_HEAD, *(_line(measure) for measure in group.measures), ""]


def _line(measure: Measure) -> str:
    splits = ", ".join(split.title for split in measure.splits) or "–"
    definition = measure.definition
    if isinstance(measure.adding, Ratio) and measure.adding.percent:
        definition += " Als Prozentzahl erst ab 20 Fällen."
    if isinstance(measure.adding, Quantile):
        definition += " Erst ab 5 Werten."
    if not measure.history:
        definition += " Nur für den Tag, an dem gezählt wird: Frühere Stände kennt die Mappe nicht."
    cells = (measure.title, definition, measure.unit, measure.nature, splits, f"`{measure.id}`")
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
