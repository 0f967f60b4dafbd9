"""The list of fields in the log against the words of the letter, in both directions."""

from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from automation.letters.letter_texts import texts_of
from tests.letter_office import client, consent, contact, household, partner, plan, referral
from workbook.schema import Client, Contact, Referral
from workbook.schema.data_categories import DataCategory as Data
from workbook.schema.vocabulary import Gender, ReferralKind

# Words that stand nowhere else: whoever finds one in a letter knows its field.
CLIENT = {
    "title": "Dr.",
    "first_name": "Xaverine",
    "name_prefix": "van der",
    "last_name": "Quastenflosser",
    "street": "Zwiebelgasse",
    "house_no": "83",
    "postcode": "45899",
    "city": "Yburgstadt",
    "phone": "+492097777001",
    "email": "xq@yburg.example",
    "target_job": "Glockengießerin",
    "guardian": "Frau Wilhelmine Vogelsang",
}
REFERRAL = {"floor": "Hochparterre", "rooms": Decimal("3.5"), "warm_rent_max": Decimal(888)}
CONTACT = {"next_topic": "Ihre Uhrensammlung", "bring_along": "Kuckucksuhr"}
PRINTED = {"phone": "0209 7777001", "rooms": "3,5", "warm_rent_max": "888", "guardian": "Vogelsang"}


def some(values, always=()):
    """Some of these values; the others are empty."""
    choice = {name: [value] if name in always else [value, None] for name, value in values.items()}
    return st.fixed_dictionaries({name: st.sampled_from(each) for name, each in choice.items()})


def listed(row):
    parts = (part.partition(": ") for part in row.fields.split("; "))
    return {(sheet, label) for sheet, _, labels in parts for label in labels.split(", ")}


def agree(planned, record, values):
    """Check that a field's word is in the letter if, and only if, the field is in the list."""
    paper = " ".join(texts_of(planned.letter)).replace("\xa0", " ")
    fields = listed(planned.row)
    for name, value in values.items():
        if value is None:
            continue
        label = record.spec.column(name).label
        word = PRINTED.get(name, str(value))
        assert (word in paper) is ((record.spec.sheet, label) in fields), label


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    some(CLIENT, always=("first_name", "last_name", "street", "house_no", "postcode", "city")),
    some(REFERRAL),
    st.sampled_from([None, "die Person selbst", "das Büro"]),
    st.sampled_from(Gender),
    st.sampled_from([ReferralKind.HOUSING_SEARCH, ReferralKind.HOUSING_SECURE]),
    st.sampled_from(["ZZZ", None]),
)
def test_a_landlord_s_letter_lists_what_it_says(person, wishes, through, gender, kind, reply):
    agreed = tuple(map(str, (Data.NAME, Data.ADDRESS, Data.CONTACT, Data.HOUSEHOLD, Data.REQUEST)))
    until = date(2019, 8, 23) if reply else None
    planned = plan(
        client(**person, gender=gender),
        referral(**wishes | {"contact_through": through, "kind": kind, "reply_until": until}),
        consent(purpose=str(kind), categories=agreed),
        kinds=["WOHNEN"],
    )
    assume(planned.letters)
    (letter,) = planned.letters

    agree(letter, Client, person)
    agree(letter, Referral, wishes)
    address = (Client.spec.sheet, Client.spec.column("gender").label)
    told = listed(letter.row)
    assert (address in told) is (gender in {Gender.FEMALE, Gender.MALE})
    assert ((Referral.spec.sheet, "Rückmeldung bis") in told) is (until is not None)
    assert ("Einwilligungen", "erteilt am") in told


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    some(CLIENT, always=("first_name", "last_name", "street", "house_no", "postcode", "city")),
    some(CONTACT),
    st.sampled_from(Gender),
    st.sampled_from([date(1985, 4, 3), date(2010, 4, 3)]),
)
def test_an_invitation_lists_what_it_says(person, appointment, gender, born):
    planned = plan(client(**person, gender=gender, birth_date=born), contact(**appointment), kinds=["EINLADUNG"])
    assume(planned.letters)
    (letter,) = planned.letters

    agree(letter, Client, person)
    agree(letter, Contact, appointment)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.tuples(*[st.sampled_from([0, 1, 2, None])] * 4))
def test_children_are_listed_where_there_are_any(ages):
    names = ("children_under_3", "children_3_to_5", "children_6_to_14", "children_15_to_24")
    home = household(persons=9, **dict(zip(names, ages, strict=True)))
    planned = plan(home, partner(), kinds=["WOHNEN"])
    assume(planned.letters)

    told = listed(planned.letters[0].row)

    for name, number in zip(names, ages, strict=True):
        column = type(home).spec.column(name)
        assert ((home.spec.sheet, column.label) in told) is bool(number), column.label
