import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.letters.disclosure import MATRIX, OWN_DATA, RECIPIENT_OF, Grant, Recipient, Rule, refusal
from automation.letters.gate import DisclosureError, Gate, UnknownFieldError
from workbook.schema import Client, Column
from workbook.schema.data_categories import DataCategory as Data
from workbook.schema.vocabulary import LegalGround, PartnerCategory

EVERYTHING = Grant(LegalGround.CONSENT, frozenset(Data), benefit=True, health=True)
GRANTS = st.builds(
    Grant,
    st.sampled_from([None, *LegalGround]),
    st.frozensets(st.sampled_from(list(Data))),
    benefit=st.booleans(),
    health=st.booleans(),
)


def view(gate, **fields):
    shown = [(Column(name.title(), name, shares=category), value) for name, (category, value) in fields.items()]
    return gate.view("klient", (Client, 5), shown)


# The data-minimisation matrix as the domain has it, sign by sign, columns in the order of `Recipient`. The two rows
# that it does not list are ours: what a person asks for goes where the name goes, what is internal goes nowhere.
GOLDEN = """
Name                     | E | ✔/E | E² | E     | ✔  | E | ✔  | E  | E | ✔
Anschrift                | E | ✔/E | E² | E     | ✔  | E | ✔  | n  | ✖ | ✔
Telefon/E-Mail           | E | E   | E² | E     | ✔  | E | ✔  | E  | E | ✔
Geburtsdatum             | n (E) | n | E² | n (E) | ✔ | n | ✔ | n  | ✖ | ✔
Haushaltsgröße/Kinder    | E | ✖   | ✖  | n     | ✔  | ✖ | n  | n  | ✖ | ✔
Leistungsbezug           | E (own tick) | ✖; E for § 16e/i | E | ✖ | ✔ | ✖ | ✔ | n | ✖ | ✔
Leistungshöhe            | ✖ | ✖   | ✖  | ✖     | ✔  | ✖ | n  | ✖  | ✖ | ✔
BG-Nummer                | ✖ | ✖   | ✖  | ✖     | ✔  | ✖ | ✔  | ✖  | ✖ | ✔
Kundennummer             | ✖ | ✖   | E² | ✖     | ✔  | ✖ | ✔  | ✖  | ✖ | ✔
Versicherungsnummer/IBAN | ✖ | ✖   | ✖  | ✖     | n  | ✖ | n  | ✖  | ✖ | n
Qualifikation/Lebenslauf | ✖ | E   | E² | ✖     | n  | ✖ | ✔  | ✖  | ✖ | ✔
Deutsch/Führerschein     | ✖ | E   | E² | ✖     | n  | ✖ | ✔  | ✖  | ✖ | ✔
Arbeitserlaubnis         | ✖ | E   | n  | ✖     | n  | ✖ | ✔  | ✖  | ✖ | ✔
Gesundheit               | ✖ | ✖/E* | ✖/E* | E* | E* | ✖ | E* | E* | ✖ | ✔
Anliegen/Wunsch          | E | ✔/E | E² | E     | ✔  | E | ✔  | E  | E | ✔
nur intern               | ✖ | ✖   | ✖  | ✖     | ✖  | ✖ | ✖  | ✖  | ✖ | ✖
"""
MEANT = {
    "E": Rule.CONSENT,
    "n (E)": Rule.CONSENT,
    "✔/E": Rule.CONSENT_OR_TASK,
    "E²": Rule.CONSENT_OR_COMMISSION,
    "E (own tick)": Rule.OWN_TICK,
    "✖; E for § 16e/i": Rule.OWN_TICK,
    "E*": Rule.HEALTH_CONSENT,
    "✖/E*": Rule.HEALTH_CONSENT,
    "n": Rule.NOT_NEEDED,
    "✖": Rule.NEVER,
    "✔": Rule.ALLOWED,
}
CELLS = [
    (Data(category.strip()), recipient, MEANT[sign.strip()])
    for category, *signs in (line.split("|") for line in GOLDEN.strip().splitlines())
    for recipient, sign in zip(Recipient, signs, strict=True)
]


def test_the_golden_table_is_whole():
    assert {(category, recipient) for category, recipient, _ in CELLS} == {(c, r) for c in Data for r in Recipient}
    assert len(CELLS) == len(Data) * len(Recipient)


@pytest.mark.parametrize(("category", "recipient", "rule"), CELLS)
def test_every_cell_of_the_matrix_is_the_domain_s(category, recipient, rule):
    assert MATRIX[category][recipient] is rule


# What each rule opens: nothing; the consent alone; with its ticks; which norm instead of the consent.
TASK, DUTY = Grant(LegalGround.TASK), Grant(LegalGround.DUTY)
OPENS = {
    Rule.ALLOWED: (True, True, True, True, True),
    Rule.CONSENT: (False, True, True, False, False),
    Rule.CONSENT_OR_TASK: (False, True, True, True, False),
    Rule.CONSENT_OR_COMMISSION: (False, True, True, False, True),
    Rule.OWN_TICK: (False, False, True, False, False),
    Rule.HEALTH_CONSENT: (False, False, True, False, False),
    Rule.NOT_NEEDED: (False, False, False, False, False),
    Rule.NEVER: (False, False, False, False, False),
}


@pytest.mark.parametrize(("category", "recipient", "rule"), CELLS)
def test_every_cell_opens_what_its_sign_says_and_no_more(category, recipient, rule):
    agreed = Grant(LegalGround.CONSENT, frozenset([category]))
    ticked = Grant(LegalGround.CONSENT, frozenset([category]), benefit=True, health=True)
    other = Grant(LegalGround.CONSENT, frozenset(Data) - {category}, benefit=True, health=True)
    expected = OPENS[rule]
    if category is Data.BENEFIT_RECEIPT and rule is Rule.CONSENT:
        # „E“ for training providers; § 67b (2) SGB X (domain.md 10) asks for benefit receipt on its own.
        expected = OPENS[Rule.OWN_TICK]

    opened = tuple(refusal(category, recipient, grant) is None for grant in (other, agreed, ticked, TASK, DUTY))

    assert opened == expected


def test_the_matrix_knows_every_category_and_every_recipient():
    assert set(MATRIX) == set(Data)
    assert all(set(row) == set(Recipient) for row in MATRIX.values())


def test_every_partner_category_has_its_column():
    assert set(RECIPIENT_OF) == set(PartnerCategory)
    assert Recipient.CLIENT not in RECIPIENT_OF.values()


@pytest.mark.parametrize("recipient", Recipient)
@pytest.mark.parametrize("category", [Data.INTERNAL, Data.INSURANCE_OR_BANK])
def test_some_things_reach_nobody_whatever_was_agreed(category, recipient):
    assert refusal(category, recipient, EVERYTHING) is not None


@pytest.mark.parametrize("category", [Data.BENEFIT_AMOUNT, Data.HOUSEHOLD_NUMBER, Data.CUSTOMER_NUMBER])
def test_a_landlord_never_learns_numbers_and_amounts(category):
    assert refusal(category, Recipient.HOUSING, EVERYTHING) == "dorthin darf es nie"


def test_a_landlord_learns_of_a_benefit_only_with_a_tick_of_its_own():
    agreed = Grant(LegalGround.CONSENT, frozenset([Data.BENEFIT_RECEIPT]))
    ticked = Grant(LegalGround.CONSENT, frozenset([Data.BENEFIT_RECEIPT]), benefit=True)

    assert "eigene Kreuz" in refusal(Data.BENEFIT_RECEIPT, Recipient.HOUSING, agreed)
    assert refusal(Data.BENEFIT_RECEIPT, Recipient.HOUSING, ticked) is None


@pytest.mark.parametrize("recipient", Recipient)
def test_nobody_learns_of_a_benefit_by_consent_without_the_tick_of_its_own(recipient):
    agreed = Grant(LegalGround.CONSENT, frozenset([Data.BENEFIT_RECEIPT]))

    by_law = MATRIX[Data.BENEFIT_RECEIPT][recipient] is Rule.ALLOWED
    assert (refusal(Data.BENEFIT_RECEIPT, recipient, agreed) is None) is by_law


def test_health_needs_its_own_written_consent():
    agreed = Grant(LegalGround.CONSENT, frozenset([Data.HEALTH]))

    assert "Gesundheitsdaten" in refusal(Data.HEALTH, Recipient.CARE, agreed)
    assert refusal(Data.HEALTH, Recipient.CARE, EVERYTHING) is None
    assert refusal(Data.HEALTH, Recipient.HOUSING, EVERYTHING) == "dorthin darf es nie"


def test_a_norm_opens_only_what_the_matrix_says():
    task, duty = Grant(LegalGround.TASK), Grant(LegalGround.DUTY)

    assert refusal(Data.NAME, Recipient.EMPLOYER, task) is None
    assert refusal(Data.CONTACT, Recipient.EMPLOYER, task) is not None
    assert refusal(Data.NAME, Recipient.HOUSING, task) is not None
    assert refusal(Data.BIRTH_DATE, Recipient.TRAINING, duty) is None
    assert refusal(Data.BIRTH_DATE, Recipient.TRAINING, task) is not None


def test_nothing_goes_out_where_no_data_is_to_be_sent():
    nothing = Grant(LegalGround.NO_DATA, frozenset(Data), benefit=True, health=True)

    assert all(refusal(category, Recipient.CITY_BENEFITS, nothing) for category in Data)


def test_people_may_read_about_themselves():
    assert refusal(Data.BENEFIT_AMOUNT, Recipient.CLIENT, OWN_DATA) is None


@given(st.sampled_from(list(Data)), st.sampled_from(list(Recipient)), GRANTS)
def test_more_consent_never_closes_a_door(category, recipient, grant):
    if refusal(category, recipient, grant) is None and grant.ground is LegalGround.CONSENT:
        assert refusal(category, recipient, EVERYTHING) is None


@given(st.sampled_from(list(Recipient)), GRANTS, st.sampled_from(list(Data)))
def test_what_the_matrix_forbids_is_not_even_in_the_view(recipient, grant, category):
    record = view(Gate(recipient, grant), geheim=(category, "streng vertraulich"))
    passed = object.__getattribute__(record, "_passed")

    if MATRIX[category][recipient] in {Rule.NEVER, Rule.NOT_NEEDED}:
        assert passed == {}
    assert bool(passed) is record.may("geheim")
    if not passed:
        with pytest.raises(DisclosureError):
            _ = record.geheim


def test_a_forbidden_field_is_refused_with_field_recipient_and_missing_consent():
    record = view(Gate(Recipient.HOUSING, Grant(LegalGround.CONSENT)), telefon=(Data.CONTACT, "0209"))

    with pytest.raises(DisclosureError) as refused:
        _ = record.telefon

    assert str(refused.value) == (
        "Das Feld „Klienten: Telefon“ darf nicht an „Wohnungsunternehmen“: "
        "es fehlt die Einwilligung in „Telefon/E-Mail“."
    )


def test_what_was_read_is_written_down_once_and_empty_fields_are_not():
    gate = Gate(Recipient.CLIENT, OWN_DATA)
    record = view(gate, vorname=(Data.NAME, "Ayşe"), titel=(Data.NAME, None), telefon=(Data.CONTACT, "0209"))

    assert record.vorname == record.vorname == "Ayşe"
    assert not record.titel

    assert [field.label for field in gate.sent] == ["Vorname"]


def test_a_field_that_does_not_exist_is_named_with_the_nearest_one():
    record = view(Gate(Recipient.CLIENT, OWN_DATA), vorname=(Data.NAME, "Ayşe"))

    with pytest.raises(UnknownFieldError, match=r"Gemeint ist wohl „klient\.vorname“"):
        _ = record.vornahme


def test_the_log_of_what_was_sent_does_not_print_values():
    gate = Gate(Recipient.CLIENT, OWN_DATA)
    _ = view(gate, vorname=(Data.NAME, "Ayşe")).vorname

    assert "Ayşe" not in repr(gate.sent)
