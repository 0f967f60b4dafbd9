import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.letters.salutation import (
    LONGEST_LINE,
    AddressError,
    Person,
    Place,
    address_lines,
    guardian_of,
    mention,
    salutation,
)

HOME = Place("Karl-Meyer-Straße", "23", "45884", "Gelsenkirchen")
NAMES = st.sampled_from(["Şahin", "Yıldız", "Doğan", "Łukasz", "Weiß", "José", "علي", "O'Brien", "Kaya-Öztürk"])


@pytest.mark.parametrize(
    ("person", "greeting"),
    [
        (Person("Kaya", "Ayşe", "w"), "Sehr geehrte Frau Kaya,"),
        (Person("Berg", "Jan", "m"), "Sehr geehrter Herr Berg,"),
        (Person("Berg", "Kim", "d"), "Guten Tag Kim Berg,"),
        (Person("Berg", "Sascha", "o"), "Guten Tag Sascha Berg,"),
        (Person("Berg", "Kim", ""), "Guten Tag Kim Berg,"),
        (Person("Kaya", "Ayşe", "w", title="Dr."), "Sehr geehrte Frau Dr. Kaya,"),
        (Person("Kaya", "Ayşe", "w", title="Dr. med."), "Sehr geehrte Frau Dr. Kaya,"),
        (Person("Kaya", "Ayşe", "w", title="Prof. Dr."), "Sehr geehrte Frau Professor Kaya,"),
        (Person("Kaya", "Ali", "m", title="Prof. Dr. Dr. h. c."), "Sehr geehrter Herr Professor Kaya,"),
        (Person("Kaya", "Ali", "m", title="Dipl.-Ing."), "Sehr geehrter Herr Kaya,"),
        (Person("Kaya", "Ali", "m", title="M. Sc."), "Sehr geehrter Herr Kaya,"),
        (Person("Berg", "Kim", "d", title="Dr."), "Guten Tag Dr. Kim Berg,"),
        (Person("Heide", "Anna", "w", name_prefix="von der"), "Sehr geehrte Frau von der Heide,"),
        (Person("Müller-Lüdenscheidt", "Eva", "w"), "Sehr geehrte Frau Müller-Lüdenscheidt,"),
        (Person("Berg", "Kim", "w", wish="Guten Tag Kim Berg"), "Guten Tag Kim Berg,"),
        (Person("Berg", "Kim", "w", wish="Hallo Kim, "), "Hallo Kim,"),
    ],
)
def test_everybody_is_greeted_as_they_should_be(person, greeting):
    assert salutation(person) == greeting


@pytest.mark.parametrize(
    ("person", "nominative", "dative"),
    [
        (Person("Kaya", "Ayşe", "w", title="Dr."), "Frau Dr. Kaya", "Frau Dr. Kaya"),
        (Person("Berg", "Jan", "m"), "Herr Berg", "Herrn Berg"),
        (Person("Berg", "Kim", "d"), "Kim Berg", "Kim Berg"),
    ],
)
def test_a_letter_speaks_of_a_person_in_the_right_case(person, nominative, dative):
    assert (mention(person), mention(person, dative=True)) == (nominative, dative)


def test_a_private_address_names_herrn_in_the_accusative_above_the_name():
    lines = address_lines(HOME, person=Person("Berg", "Jan", "m", title="Dr. med."))

    assert lines == ("Herrn", "Dr. med. Jan Berg", "Karl-Meyer-Straße 23", "45884 Gelsenkirchen")


def test_nobody_is_called_frau_or_herrn_who_did_not_say_so():
    assert address_lines(HOME, person=Person("Berg", "Kim", "o"))[0] == "Kim Berg"


def test_a_company_comes_above_its_contact():
    lines = address_lines(HOME, organisation="Nord & Süd <GmbH>", person=Person("Schulz", "Petra", "w"))

    assert lines == ("Nord & Süd <GmbH>", "Frau Petra Schulz", "Karl-Meyer-Straße 23", "45884 Gelsenkirchen")


def test_a_child_is_written_to_through_its_guardian():
    lines = address_lines(HOME, person=guardian_of("Frau Ayşe Kaya (Mutter)"), on_behalf="Can Kaya")

    assert lines[:3] == ("Frau", "Ayşe Kaya", "für Can Kaya")


def test_abroad_town_and_country_stand_in_capitals():
    place = Place("Prinsengracht", "1", "1015 DK", "Amsterdam", "Niederlande")

    assert address_lines(place, organisation="Woonbedrijf")[-2:] == ("1015 DK AMSTERDAM", "NIEDERLANDE")


def test_germany_is_not_printed():
    assert "DEUTSCHLAND" not in address_lines(Place("Weg", "1", "45884", "Gelsenkirchen", "Deutschland"))


@pytest.mark.parametrize("missing", ["street", "postcode", "city"])
def test_an_address_with_a_gap_is_refused(missing):
    parts = {"street": "Weg", "postcode": "45884", "city": "Gelsenkirchen"} | {missing: " "}

    with pytest.raises(AddressError, match="ergänzen"):
        address_lines(Place(**parts), organisation="ggw")


def test_an_address_that_does_not_fit_the_window_is_refused():
    with pytest.raises(AddressError, match="mehr als 6 Zeilen"):
        address_lines(HOME, organisation="Gesellschaft für Wohnungsbau und Verwaltung " * 5)


@given(NAMES, NAMES, st.sampled_from(["w", "m", "d", "o"]), st.text(max_size=90), st.text(max_size=30))
def test_no_address_has_a_blank_line_or_more_than_six(first, last, gender, organisation, extra):
    person = Person(last, first, gender)

    try:
        lines = address_lines(HOME, organisation=organisation, department=extra, person=person)
    except AddressError:
        return

    assert 1 <= len(lines) <= 6
    assert all(line.strip() == line and line and len(line) <= LONGEST_LINE for line in lines)
    assert any(last in line for line in lines)


@given(NAMES, NAMES, st.sampled_from(["w", "m", "d", "o"]))
def test_a_name_survives_its_salutation(first, last, gender):
    greeting = salutation(Person(last, first, gender))

    assert last in greeting
    assert greeting.endswith(",")
    assert "  " not in greeting
