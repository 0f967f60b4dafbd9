"""What an occasion is: the thing that a letter is written from, as planning, fingerprint and log know it.

An occasion is a module in `occasions/`. It says which rows ask for a letter, about which person, to whom, on which
legal ground, what templates may know, whose signature stands below. All the rest is the same for every letter.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar, cast

from msgspec import Struct

from automation.letters.wishes import rows_with_wishes
from workbook.schema import Client, Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from automation.letters.desk import Desk, Stop
    from automation.letters.disclosure import Recipient
    from automation.letters.gate import Facts, Gate, View
    from automation.letters.grounds import Ground
    from automation.letters.kind import LetterKind
    from automation.letters.party import Organisation
    from workbook.schema import Consent

Row = TypeVar("Row", bound=Record)


class Signer(Struct, frozen=True):
    """Whose signature stands below a letter: the initials, and the cell that says so."""

    initials: str | None
    record: Record
    column: str


class Occasion(Generic[Row]):
    """What letters are written from.

    `name` is what templates call it behind „Anlass:“, `noun` what a sentence calls one of its rows, `table` the
    sheet with these rows, `view` the name of such a row in a template, besides `klient` and `haushalt`.
    Its letters are about a person on the sheet of the clients, unless it is not `of_a_client`.
    `recipients` are those that a template may name. With `by_referral_kind` a template names the kinds of referral
    that it is for. `plain` are names that tell nothing about a person. `purpose`, `deadline` are columns that say
    what it is about and until when an answer is wanted.
    Its kinds may stand in „Schreiben“ of the tables `named_on`, as a rule its own alone.
    A defect of a letter shows at `ground`, the column of the legal ground, where that is what is missing. `run`
    writes its letters `by_itself`; all others are asked for, in the column „Schreiben“ or by kind and key.
    """

    name: ClassVar[str]
    noun: ClassVar[str]
    table: ClassVar[type[Record]]
    view: ClassVar[str]
    recipients: ClassVar[frozenset[Recipient]]
    by_referral_kind: ClassVar[bool] = False
    by_itself: ClassVar[bool] = True
    of_a_client: ClassVar[bool] = True
    named_on: ClassVar[tuple[type[Record], ...]] = ()
    plain: ClassVar[tuple[str, ...]] = ()
    purpose: ClassVar[str] = ""
    deadline: ClassVar[str] = ""
    ground: ClassVar[str] = ""
    place: ClassVar[int] = 50
    """Occasions with a lower one are planned first."""

    # ── Which rows ───────────────────────────────────────────────────────────
    def due(self, desk: Desk) -> Iterator[tuple[LetterKind | None, Row]]:
        """Yield each row that asks for a letter, with the kind; `None` where there is no template for it."""
        if self.by_itself:
            yield from self.usual(desk)
        yield from self.named(desk)

    def usual(self, desk: Desk) -> Iterator[tuple[LetterKind | None, Row]]:
        """Yield each row whose letter is written without anybody asking for it."""
        del desk
        return iter(())

    def named(self, desk: Desk) -> Iterator[tuple[LetterKind, Row]]:
        """Yield each row whose column „Schreiben“ names a kind of this occasion."""
        for row, kinds in rows_with_wishes(desk.office[self.table]):
            for kind in kinds:
                template = desk.templates.get(kind)
                if template is not None and template.head.occasion == self.name:
                    yield template, row

    def wanted(self, key: str, kind: LetterKind, desk: Desk) -> Iterator[Row]:
        """Yield the rows that somebody means who asks for a kind by a key, also where they are not due."""
        row = self.row(key, desk)
        if row is not None and (not self.by_itself or self.why_not(row, kind, desk) is None):
            yield row

    def row(self, key: str, desk: Desk) -> Row | None:
        """Return the row that a letter with this key came from, `None` where it is no more."""
        return cast("Row | None", desk.office[self.table].get(key))

    def why_not(self, row: Row, kind: LetterKind, desk: Desk) -> str | None:
        """Return why a row that led to a letter does not ask for it any more, `None` if that is not known."""
        del row, kind, desk
        return None

    def unasked(self, row: Row, kind: LetterKind, desk: Desk) -> str | None:
        """Return why a row whose letter nobody asked for by its key does not ask for it any more."""
        del row, kind, desk
        return None

    def not_due(self, row: Row, kind: LetterKind, desk: Desk) -> str | None:
        """Return what to say to whoever asks for a letter by its key and gets none, `None` if that is unknown."""
        return self.why_not(row, kind, desk)

    def untold(self, row: Row) -> Stop | None:
        """Return what to say of a row that asks for a letter for which there is no template."""
        del row
        return None

    @property
    def changed(self) -> str:
        """Why a letter must not go out whose row asks for none now and would say something else."""
        return f"{self.noun} oder die Angaben dazu haben sich geändert."

    # ── Whose, to whom, on which ground, by whom ─────────────────────────────
    def client_id(self, row: Row) -> str | None:
        """Return the key of the person whom the letter is about, as a rule from the column that every table has."""
        return getattr(row, "client_id", None)

    def signer(self, row: Row, client: Client | None, desk: Desk) -> Signer:
        """Return whose signature stands below the letter: as a rule of the one who is in charge of the person."""
        del desk
        if client is not None:
            return Signer(client.owner, client, "owner")
        return Signer(getattr(row, "recorded_by", None), row, self.key_column)

    def party(self, row: Row, client: Client | None, kind: LetterKind, desk: Desk) -> Organisation | None:
        """Return whom the letter goes to; `None`: to the person, or to whoever stands for them.

        Raises:
            Stop: it cannot go there.
        """
        del row, client, kind, desk
        return None

    def ground_of(
        self, row: Row, client: Client | None, party: Organisation, consents: Sequence[Consent], desk: Desk
    ) -> Ground:
        """Return the legal ground of a letter to somebody else; `consents` are all those of the person.

        Raises:
            Stop: there is none.
        """
        raise NotImplementedError

    def request_id(self, row: Row) -> str | None:
        """Return the key of the request that the row belongs to, `None` where its table knows none."""
        return getattr(row, "request_id", None)

    def agreed(self, row: Row) -> datetime | None:
        """Return the appointment that the letter names, `None` if it names none."""
        del row
        return None

    # ── What templates may know ──────────────────────────────────────────────
    @property
    def views(self) -> Mapping[str, type[Record]]:
        """The tables that templates of this occasion may ask besides the client's, by their names there."""
        return MappingProxyType({self.view: self.table})

    def records(self, row: Row, desk: Desk) -> Mapping[str, Record]:
        """Return the records behind `views`."""
        del desk
        return {self.view: row}

    def facts(self, row: Row, desk: Desk, gate: Gate) -> Mapping[str, Facts]:
        """Return what templates may know besides; what of it tells about a person is in views of the `gate`."""
        del row, desk, gate
        return {}

    def who(self, views: Mapping[str, View]) -> str:
        """Return whom the line on consent names."""
        return str(views["klient"].nennung) if "klient" in views else ""

    # ── What holds for all ───────────────────────────────────────────────────
    def key(self, row: Row) -> str:
        """Return the key of a row."""
        return str(getattr(row, self.key_column) or "")

    @property
    def key_column(self) -> str:
        """The column of the key, where a finding stands that belongs to no other cell."""
        return str(self.table.spec.key)

    def dropped(self, key: str, kind: LetterKind, desk: Desk, *, asked: bool = False) -> str | None:
        """Return why the row with this key does not ask for a letter any more, `None` if that is not known.

        Where the sheet itself is missing, nothing is known. A letter that somebody `asked` for by kind and key
        needs no other wish.
        """
        table = desk.office[self.table]
        if not table.exists:
            return None
        row = self.row(key, desk)
        if row is None:
            return f"{self.noun} {key} steht nicht mehr im Blatt „{table.sheet}“."
        return self.why_not(row, kind, desk) or (None if asked else self.unasked(row, kind, desk))
