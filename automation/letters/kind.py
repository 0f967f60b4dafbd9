"""A kind of letter, as those see it who plan and write one: whatever file its text comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from automation.letters.disclosure import Recipient
    from automation.letters.frontmatter import Head
    from automation.letters.languages import Spoken
    from automation.letters.model import Block, Paper


class Rendered(Struct, frozen=True):
    """The parts of a letter that its text gives; a document of Word is a whole letter, on its own `paper`."""

    subject: str
    body: tuple[Block, ...]
    enclosures: tuple[str, ...]
    reply: tuple[Block, ...]
    translation: tuple[Block, ...] = ()
    paper: Paper | None = None


class LetterKind(Protocol):
    """A kind of letter."""

    @property
    def name(self) -> str:
        """The name of its file."""

    @property
    def digest(self) -> str:
        """The SHA-256 of its file."""

    @property
    def head(self) -> Head:
        """What it says about itself."""

    @property
    def kind(self) -> str:
        """Its code: `WOHNEN`."""

    @property
    def on_own_paper(self) -> bool:
        """Whether its file is a whole letter with a letterhead of its own."""

    @property
    def sentences(self) -> Mapping[str, frozenset[str]]:
        """The sentences of its translation with the places that it fills, none where it has no translation."""

    def allows(self, recipient: Recipient) -> bool:
        """Tell whether it may be used for this category of recipient."""

    def render(self, context: Mapping[str, Any], spoken: Spoken | None = None) -> Rendered:
        """Return its text with the context's values in their places, and its translation if one is spoken."""
