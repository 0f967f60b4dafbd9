"""What is to be erased of one person: kept beside the workbook from the first step until nothing is left.

Once staff have deleted the rows, nobody could know any more what to look for. So the order keeps what the person is
recognised by, which letters and files are theirs, and what figures have to count on. It goes with the last of them.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from automation.figures.fact import Fact
from automation.privacy.paper import json_bytes, put_files
from automation.privacy.traces import Identity
from workbook.errors import LotseError

if TYPE_CHECKING:
    from pathlib import Path

_STEM = "Löschauftrag_"


class OrderDamagedError(LotseError):
    """The order is there and cannot be read."""

    def __init__(self, file: Path) -> None:
        self.file = file
        super().__init__(
            f"„{file.name}“ im Ordner „{file.parent.name}“ ist nicht zu lesen. Bitte aus der Datensicherung des "
            "Laufwerks zurückholen, oder löschen und noch einmal beginnen."
        )


@dataclass(frozen=True, slots=True)
class Order:
    """What is to go: `places` are the person's rows by sheet and key, `letters` their numbers in the log.

    `files` are those of the letters, in full. `held` is what the figures count on; `held_before` is how much they
    did so when Lotse's own part was `begun`, by which a second try sees that the first one came as far as that.
    """

    key: str
    day: date
    identity: Identity
    places: tuple[tuple[str, str], ...] = ()
    letters: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    held: tuple[Fact, ...] = ()
    held_before: int = 0
    begun: bool = False

    def joined(self, earlier: Order | None) -> Order:
        """Return it with what an earlier order of the same person knows; the earlier one's figures count."""
        if earlier is None:
            return self
        mine, theirs = self.identity, earlier.identity
        names = ("names", "phones", "emails", "numbers", "row_keys")
        every = {name: tuple(dict.fromkeys((*getattr(theirs, name), *getattr(mine, name)))) for name in names}
        return replace(
            earlier,
            identity=Identity(self.key, **every),
            places=tuple(dict.fromkeys((*earlier.places, *self.places))),
            letters=tuple(dict.fromkeys((*earlier.letters, *self.letters))),
            files=tuple(dict.fromkeys((*earlier.files, *self.files))),
            held=(*earlier.held, *(each for each in self.held if each not in earlier.held)),
        )


def order_file(folder: Path, key: str) -> Path:
    """Return where the order for a person lies."""
    return folder / f"{_STEM}{key}.json"


def read_order(folder: Path, key: str) -> Order | None:
    """Return the order for a person, `None` where there is none.

    Raises:
        OrderDamagedError: it cannot be read.
    """
    file = order_file(folder, key)
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return _order(found)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise OrderDamagedError(file) from error


def write_order(folder: Path, order: Order, like: Path) -> Path:
    """Keep an order, in the place of an earlier one of the same person; return its file.

    Raises:
        WorkbookNotWrittenError: folder or disk do not take it.
    """
    file = order_file(folder, order.key)
    document = asdict(order) | {
        "held": [fact._asdict() for fact in order.held],
        "was": "Löschauftrag von Lotse; geht mit der letzten Spur der Person. Nicht weitergeben.",
    }
    new = put_files(folder, f".{file.stem}.neu", {".json": json_bytes(document)}, like)[0]
    new.replace(file)
    return file


def _order(found: dict[str, Any]) -> Order:
    # Orders of before say how much was held when the list was made, and no more.
    found = {"begun": True} | found
    given = {each.name: found[each.name] for each in fields(Order)}
    identity: dict[str, Any] = {each.name: _frozen(given["identity"][each.name]) for each in fields(Identity)}
    given |= {
        "day": date.fromisoformat(given["day"]),
        "identity": Identity(**identity),
        "places": tuple(tuple(each) for each in given["places"]),
        "letters": tuple(given["letters"]),
        "files": tuple(given["files"]),
        "held": tuple(Fact(**(each | {"day": _day(each["day"])})) for each in given["held"]),
    }
    return Order(**given)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
