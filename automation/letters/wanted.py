"""Which rows of the workbook want a letter: what is due, what names a kind, what is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from automation.letters.desk import Stop
from automation.letters.occasions import occasions
from automation.letters.wishes import COLUMN, rows_with_wishes
from workbook.errors import LetterError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from automation.letters.desk import Desk
    from automation.letters.kind import LetterKind
    from automation.letters.occasion import Occasion
    from workbook.schema import Record

    Wanted = tuple[Occasion[Any], LetterKind | None, Record, bool]


class Choice(Struct, frozen=True):
    """What a run is asked for: all that is due, or only some `kinds`, or what belongs to some `keys`."""

    kinds: Collection[str] = ()
    keys: Collection[str] = ()

    def takes(self, kind: str, key: str) -> bool:
        """Tell whether a letter is among those that are asked for."""
        row = key.partition(" ")[0]  # a key of a row may have an addition: V-00012 (3 M)
        return (not self.kinds or kind in self.kinds) and (not self.keys or key in self.keys or row in self.keys)

    def rows(self, desk: Desk, known: Mapping[str, Occasion[Any]]) -> Iterator[Wanted]:
        """Yield the rows that want a letter, with occasion and kind; `None` where there is no template for it.

        The last part tells whether somebody asks for it by kind and key, and nothing in the workbook does.

        Raises:
            LetterError: there is no such kind, no row with such a key, or the key means nothing to the kinds.
        """
        self._check(desk)
        found: set[str] = set()
        for occasion in known.values():
            for template, record in occasion.due(desk):
                key = occasion.key(record)
                if (template is None and not self.kinds and self.takes("", key)) or (
                    template is not None and self.takes(template.kind, key)
                ):
                    found |= {key, key.partition(" ")[0]}
                    yield occasion, template, record, False
        yield from self._asked_for(desk, known, found)

    def _check(self, desk: Desk) -> None:
        for kind in self.kinds:
            if kind not in desk.templates:
                known = ", ".join(desk.templates)
                raise LetterError(f"Die Art „{kind}“ gibt es nicht. Zur Wahl stehen: {known}.")
        for key in self.keys:
            if all(each.row(key, desk) is None for each in occasions().values()):
                raise LetterError(f"„{key}“ steht auf keinem Blatt, zu dem es Schreiben gibt. Bitte prüfen.")

    def _asked_for(
        self, desk: Desk, known: Mapping[str, Occasion[Any]], found: Collection[str]
    ) -> Iterator[Wanted]:
        """Yield what is asked for by kind and key, whether or not its row asks for it; tell where there is none."""
        meant = [(desk.templates[kind], known[desk.templates[kind].head.occasion]) for kind in self.kinds]
        for key in self.keys if meant else ():
            if all(occasion.row(key, desk) is None for _, occasion in meant):
                labels = dict.fromkeys(each.table.spec.column(each.key_column).label for _, each in meant)
                kinds, belongs = " oder ".join(self.kinds), " oder ".join(labels)
                raise LetterError(f"Zu „{key}“ gibt es kein Schreiben der Art {kinds}. Dazu gehört: {belongs}.")
            wanted = [
                (occasion, template, record, True)
                for template, occasion in meant
                for record in occasion.wanted(key, template, desk)
            ]
            if not wanted and key not in found:
                raise LetterError(_nothing_to_write(key, meant, desk))
            yield from wanted

    def misnamed(self, desk: Desk, known: Mapping[str, Occasion[Any]]) -> Iterator[tuple[str, str, Stop]]:
        """Yield the rows whose „Schreiben“ names a kind that there is not on their sheet, with what to say."""
        if self.kinds:
            return
        homes = {each.name: each.named_on or (each.table,) for each in known.values()}
        for table in dict.fromkeys(table for tables in homes.values() for table in tables):
            here = sorted(kind.kind for kind in desk.templates.values() if table in homes[kind.head.occasion])
            for record, kinds in rows_with_wishes(desk.office[table]):
                key = str(getattr(record, str(table.spec.key)) or "")
                for kind in kinds:
                    if kind not in here and self.takes("", key):
                        offered = f" Hier gibt es: {', '.join(here)}." if here else ""
                        # What staff typed is named only where it is a kind: it might be the person's name.
                        known_kind = kind if kind in desk.templates else ""
                        named = f"Die Art „{kind}“" if known_kind else "Diese Art"
                        reason = f"{named} gibt es hier nicht.{offered}"
                        yield known_kind or "–", key, Stop(reason, record, COLUMN, "Art ändern oder Zelle leeren")


def _nothing_to_write(key: str, meant: Collection[tuple[LetterKind, Occasion[Any]]], desk: Desk) -> str:
    """Return what to say where a row leads to no letter of these kinds: why, or to what it leads."""
    reasons: dict[str, None] = {}
    instead: dict[str, None] = {}
    for template, occasion in meant:
        row = occasion.row(key, desk)
        if row is not None and (why := occasion.not_due(row, template, desk)) is not None:
            reasons[why] = None
        due = (other.kind for other, record in occasion.due(desk) if other and occasion.key(record) == key)
        instead.update(dict.fromkeys(due))
    kinds = " oder ".join(template.kind for template, _ in meant)
    why = " ".join(reasons)
    if instead:
        why = f"{why} Vorgesehen ist hier: {', '.join(instead)}.".lstrip()
    return f"Zu „{key}“ ist kein Schreiben der Art {kinds} fällig. {why}".rstrip()
