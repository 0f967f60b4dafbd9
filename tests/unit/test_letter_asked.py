"""Every kind of letter can be asked for by kind and key; where none is written, a sentence says why."""

from datetime import date

import pytest

from automation.letters.dispatch import DispatchLog
from automation.letters.occasions import occasions
from automation.letters.templates import load_templates
from automation.resources import templates_folder
from tests.letter_kinds import ALL, KINDS, PERSON, WISH
from tests.letter_office import client, consent, contact, partner, plan, referral
from tests.letter_week import OCCASIONS, PROTECTED
from workbook.errors import LetterError

TEMPLATES = load_templates(templates_folder() / "letters")
KNOWN = occasions()
UNASKED = contact(invite=False)
KEYS = ("K-00001", "HH-0001", "E-00001", "A-00001", "KT-000001", "R-00001", "P-001", "V-00001", "I-001", "L-001")


def records_for(kind):
    """What this kind is about, with no wish for it anywhere in the workbook."""
    named = next((name for name in KINDS if name.split()[0] == kind), None)
    if named is not None:
        category, referral_kind, purpose = KINDS[named]
        records = (
            client(**PERSON),
            partner(category=category),
            consent(purpose=purpose, categories=tuple(map(str, ALL)), disclose_benefit=True, health_data=True),
            referral(kind=referral_kind, **WISH),
        )
    else:
        records = OCCASIONS.get(kind, ())
    return (
        UNASKED,
        *(
            each.model_copy(update={"letter": None} if "letter" in type(each).model_fields else {})
            for each in records
        ),
    )


def key_of(kind):
    occasion = KNOWN[TEMPLATES[kind].head.occasion]
    return "I-001" if kind == "LEERSTAND" else next(key for key in KEYS if is_key_of(occasion, key))


def is_key_of(occasion, key):
    return (
        key.partition("-")[0] == occasion.table.spec.column(occasion.key_column).pattern_example.partition("-")[0]
    )


def asked(kind, key, *records, log=None):
    return plan(*records, kinds=[kind], keys=[key], settings=PROTECTED, log=log)


@pytest.mark.parametrize("kind", sorted(TEMPLATES))
def test_a_kind_is_written_for_its_row_and_stays_in_later_runs(kind):
    records = records_for(kind)

    found = asked(kind, key_of(kind), *records)

    assert [each.reason for each in found.withheld] == []
    assert [each.row.kind for each in found.letters] == [kind]
    again = plan(*records, settings=PROTECTED, log=DispatchLog([each.row for each in found.letters]))
    assert again.blocked == ()
    assert kind not in {each.row.kind for each in again.letters}


@pytest.mark.parametrize("kind", sorted(TEMPLATES))
def test_whatever_key_is_asked_for_there_is_a_letter_or_a_reason(kind):
    for key in KEYS:
        try:
            found = asked(kind, key, *records_for("WOHNEN"))
        except LetterError as refused:
            said = str(refused)
            assert said.endswith((".", "?")), said
            assert not said.endswith("fällig."), said
        else:
            assert found.letters or all(each.reason for each in found.withheld)
            assert found.letters or found.withheld


@pytest.mark.parametrize(
    ("kind", "changed", "said"),
    [
        ("EINLADUNG", {"next_date": None}, "bitte eintragen"),
        ("TERMINZETTEL", {"next_date": date(2019, 6, 3)}, "steht nicht mehr bevor"),
    ],
)
def test_an_appointment_that_is_over_or_has_no_day_is_told(kind, changed, said):
    with pytest.raises(LetterError, match=said):
        asked(kind, "KT-000001", contact(invite=False, **changed))
