"""What stands in the way of a letter that could be put together: errors, unread words, signs that no font has."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from automation.checks.free_text import FREE_TEXT
from automation.letters.desk import Stop
from automation.letters.disclosure import Recipient
from automation.letters.gate import Datum
from automation.letters.glyphs import character_name, missing_character
from automation.letters.guard import NeutralityError, tells_of_a_benefit
from automation.letters.letter_texts import texts_of
from automation.letters.views import guardian
from automation.resources import templates_folder
from workbook.reading.formats.personal import state_in_name
from workbook.schema import (
    Client,
    Consent,
    Employer,
    Household,
    OfficeSetting,
    Partner,
    Record,
    ShopInterest,
    StaffMember,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from automation.letters.cases import Draft
    from automation.letters.desk import Desk
    from automation.letters.guard import LeakError
    from automation.letters.model import Letter


def refuse_errors(desk: Desk, record: Record, draft: Draft) -> None:
    """Stop where a row that every letter is made of has an error that nobody has acknowledged."""
    office = desk.office
    _refuse_error(desk, record)
    _refuse_error(desk, office[Client].get(draft.row.client_id))
    _refuse_error(desk, office[Partner].get(draft.row.recipient))
    _refuse_error(desk, office[Employer].get(draft.row.recipient))
    _refuse_error(desk, office[Consent].get(draft.row.consent_id))


def refuse_wrong_household(desk: Desk, draft: Draft) -> None:
    """Stop where the letter tells of a household whose row has an error; others may be written."""
    office = desk.office
    client = office[Client].get(draft.row.client_id)
    if client is not None and any(field.sheet == Household.spec.sheet for field in draft.case.gate.sent):
        _refuse_error(desk, office[Household].get(client.household_id))


def refuse_words(desk: Desk, draft: Draft) -> None:
    """Stop where the letter would tell others what staff typed freely and what nobody has looked at."""
    if draft.case.gate.recipient is Recipient.CLIENT:
        return
    for datum in filter(None, (field.datum for field in draft.case.gate.sent)):
        finding = desk.at(datum, FREE_TEXT)
        if finding is not None:
            raise Stop.at(f"{finding.message} ({finding.rule})", datum, finding.suggestion)


def _refuse_error(desk: Desk, row: Record | None) -> None:
    error = desk.error_in(row)
    if row is not None and error is not None:
        column = next(each.name for each in row.spec.columns if each.label == error.column)
        reason = f"In dieser Zeile steht noch ein Fehler ({error.rule}): {error.message}"
        raise Stop(reason, row, column, error.suggestion)


def refuse_states(desk: Desk, letter: Letter, record: Record, draft: Draft) -> None:
    """Stop where a name that staff type as free text says what is with somebody; other names are read so (F-13)."""
    client = desk.office[Client].get(draft.row.client_id)
    said = " ".join((*letter.address, letter.salutation))
    for each in filter(None, (client, record)):
        for name in _NAMES_IN_TEXT.get(type(each), ()):
            state = state_in_name(getattr(each, name) or "")
            # What stands in brackets behind a guardian is printed nowhere, and the letter would go all the same.
            if state and (state in said or (name == "guardian" and guardian(cast("Client", each), desk.today))):
                label = each.spec.column(name).label
                reason = f"In „{label}“ steht „{state}“; so ginge das Schreiben an jemanden, den es nicht erreicht."
                raise Stop(reason, each, name, f"In „{label}“ eintragen, wer jetzt zuständig ist, oder sie leeren")


_NAMES_IN_TEXT: Mapping[type[Record], tuple[str, ...]] = {
    Client: ("guardian", "salutation_override", "name_prefix"),
    ShopInterest: ("name",),
}


def refuse_unprintable(desk: Desk, letter: Letter, record: Record, draft: Draft, key_column: str) -> None:
    """Stop where the letter has a character that no font has, at the cell that holds it."""
    if letter.paper is not None:  # set in the fonts of its document, by whoever opens it
        return
    character = missing_character(texts_of(letter), templates_folder())
    if character is None:
        return
    reason = f"Das Zeichen {character_name(character)} gibt es in keiner Schrift der Briefe."
    cure = "In lateinischer Schrift eintragen oder das Zeichen weglassen"
    for field in (*draft.case.gate.sent, *draft.case.gate.beside):
        if field.datum is not None and character in field.value:
            raise Stop.at(reason, field.datum, cure)
    for candidate in _others(desk, draft):
        for column in candidate.spec.columns:
            if character in str(getattr(candidate, column.name) or ""):
                raise Stop(reason, candidate, column.name, cure)
    raise Stop(f"{reason} Es steht in der Vorlage.", record, key_column)


def cell_behind(error: NeutralityError | LeakError, desk: Desk, draft: Draft) -> Datum | None:
    """Return the cell whose words a letter must not show: of the person, the partner, the office's settings.

    `None` where they come from none of these, but from the template.
    """
    if error.field is not None and error.field.datum is not None and error.field.datum.row:
        return error.field.datum
    if isinstance(error, NeutralityError):
        for candidate in _others(desk, draft):
            for column in candidate.spec.columns:
                typed = str(getattr(candidate, column.name) or "").strip()
                if typed in error.text and tells_of_a_benefit(typed):
                    return Datum.of(candidate, column.name)
    return None


def _others(desk: Desk, draft: Draft) -> Iterator[Record]:
    """Yield the records of whoever else is named in a letter: the partner, who signs, the office."""
    office = desk.office
    parties = (office[Partner].get(draft.row.recipient), office[Employer].get(draft.row.recipient))
    yield from (party for party in parties if party is not None)
    yield from (each for each in office[StaffMember] if each.name == draft.case.adviser.name)
    yield from office[OfficeSetting]
