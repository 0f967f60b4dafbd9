"""Under which letterhead a letter goes out: the office's own, or with the name of the body that runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from automation.letters.desk import Stop
from automation.letters.frontmatter import LetterheadKind
from automation.letters.markdown import clean
from workbook.schema.choices import NO_LETTERS_HOME
from workbook.schema.setting_names import SettingName

if TYPE_CHECKING:
    from automation.letters.gate import Datum
    from automation.letters.kind import LetterKind
    from automation.letters.model import Letterhead
    from automation.letters.party import Organisation
    from automation.office.settings import Settings
    from workbook.schema import Client


def names_the_body(
    kind: LetterKind, party: Organisation | None, client: Client | None, *, to_guardian: bool
) -> bool:
    """Tell whether a letter's head names who runs the office: its template asks for it and it may be seen.

    It is neutral for a partner whose row demands that, for whoever answers for the person, and for a person who
    wants nothing of this to be seen at home. A document of Word has the head that it has.

    Raises:
        Stop: a document of Word has the Jobcenter's, and the partner's row demands a neutral one.
    """
    if kind.head.letterhead is LetterheadKind.NEUTRAL:
        return False
    neutral = party is not None and bool(getattr(party.record, "neutral_letterhead", False))
    if kind.on_own_paper:
        if party is not None and neutral:
            reason = f"„{kind.name}“ hat den Briefkopf des Jobcenters, der Partner braucht einen neutralen."
            cure = "Eine Vorlage mit neutralem Briefkopf wählen"
            raise Stop(reason, party.record, "neutral_letterhead", cure)
        return False
    discreet = party is None and client is not None and client.contact_pref == NO_LETTERS_HOME
    return not (neutral or to_guardian or discreet)


def with_body(office: Letterhead, kind: LetterKind, settings: Settings, place: Datum) -> Letterhead:
    """Return the letterhead with the body that runs the office.

    Raises:
        Stop: `Einstellungen` does not say which one that is; it is told at the `place`.
    """
    body = clean(settings.text(SettingName.BODY))
    if not body:
        reason = f"„{kind.name}“ verlangt „Briefkopf: Jobcenter“, doch der Träger ist nicht eingetragen."
        cure = f"In Einstellungen „{SettingName.BODY}“ ausfüllen, oder in der Vorlage „neutral“ wählen"
        raise Stop.at(reason, place, cure)
    return replace(office, body=body)
