"""D rules: what stands twice."""

import pytest

from automation.checks.comparable_names import plain, sound
from automation.checks.duplicates import company
from tests.rules.office import (
    Case,
    at,
    benefit_month,
    cells,
    check,
    client,
    employer,
    household,
    office,
    placement,
    visit_count,
)
from workbook.findings import Severity
from workbook.schema import BenefitMonth, Client, Employer, Household, Placement, VisitCount

OTHER = {"client_id": "K-00002", "phone": None}
STRANGER = OTHER | {"first_name": "Kim", "last_name": "Berg", "birth_date": "1990-02-03"}
NEXT = {"placement_id": "V-00002"}

CASES = [
    Case(
        "a key that is taken",
        breaks=office(employers=[employer(), employer(name="Bäckerei Süd")]),
        finds=at("D-01", Employer, "employer_id", row=6),
        holds=office(employers=[employer(), employer(name="Bäckerei Süd", employer_id="AG-0002")]),
    ),
    Case(
        "two people with one Kundennummer",
        breaks=office(clients=[client(customer_no="123A456789"), client(customer_no="123A456789", **STRANGER)]),
        finds=at("D-02", Client, "customer_no", row=6),
        holds=office(clients=[client(customer_no="123A456789"), client(customer_no="123A456780", **STRANGER)]),
    ),
    Case(
        "two households with one BG-Nummer",
        breaks=office(households=[household(), household(household_id="HH-0002")]),
        finds=at("D-02", Household, "household_no", row=6),
        holds=office(
            households=[household(household_no=None), household(household_id="HH-0002", household_no=None)]
        ),
    ),
    Case(
        "one person, written in two ways",
        breaks=office(clients=[client(), client(first_name="Ayse", last_name="Yildiz", **OTHER)]),
        finds=at("D-03", Client, "last_name", row=6),
        holds=office(clients=[client(), client(first_name="Fatma", last_name="Yildiz", **OTHER)]),
    ),
    Case(
        "one number in two households",
        breaks=office(clients=[client(), client(**STRANGER | {"phone": "+492091234567"})]),
        finds=at("D-04", Client, "phone", row=6),
        holds=office(
            clients=[
                client(household_id="HH-0001"),
                client(**STRANGER | {"phone": "+492091234567", "household_id": "HH-0001"}),
            ]
        ),
    ),
    Case(
        "day and month of birth the wrong way round",
        breaks=office(clients=[client(birth_date="1984-05-07"), client(birth_date="1984-07-05", **OTHER)]),
        finds=at("D-05", Client, "birth_date", row=6),
        holds=office(clients=[client(birth_date="1984-05-07"), client(birth_date="1985-07-05", **OTHER)]),
    ),
    Case(
        "one employer in two legal forms",
        breaks=office(employers=[employer(), employer(employer_id="AG-0002", name="Stahlbau Nord")]),
        finds=at("D-06", Employer, "name", row=6),
        holds=office(
            employers=[employer(), employer(employer_id="AG-0002", name="Stahlbau Nord", postcode="45127")]
        ),
    ),
    Case(
        "two jobs in full time",
        breaks=office(
            placements=[
                placement(actual_end="2019-06-10", end_reason="AN-Kündigung"),
                placement(start="2019-06-10", employer_id="AG-0002", **NEXT),
            ]
        ),
        finds=at("D-07", Placement, "start", row=6),
        holds=office(
            placements=[
                placement(actual_end="2019-06-10", end_reason="AN-Kündigung"),
                placement(start="2019-06-11", employer_id="AG-0002", **NEXT),
            ]
        ),
    ),
    Case(
        "one placement entered twice",
        breaks=office(
            placements=[
                placement(kind="Teilzeit sv", hours="20"),
                placement(kind="Teilzeit sv", hours="20", start="2019-05-05", **NEXT),
            ]
        ),
        finds=at("D-08", Placement, "start", row=6),
        holds=office(
            placements=[
                placement(kind="Teilzeit sv", hours="20"),
                placement(kind="Teilzeit sv", hours="20", start="2019-05-06", **NEXT),
            ]
        ),
    ),
    Case(
        "two amounts for one month",
        breaks=office(months=[benefit_month(), benefit_month(amount="0.00")]),
        finds=at("D-09", BenefitMonth, "month", row=6),
        holds=office(months=[benefit_month(), benefit_month(month="2019-04")]),
    ),
    Case(
        "the same morning counted twice",
        breaks=office(visits=[visit_count(), visit_count(visits="4")]),
        finds=at("D-11", VisitCount, "block", row=6),
        holds=office(visits=[visit_count(), visit_count(block="nachmittags")]),
    ),
    Case(
        "a morning counted by topics, and as a whole",
        breaks=office(visits=[visit_count(topic="Arbeit"), visit_count()]),
        finds=at("D-11", VisitCount, "block", row=6),
        holds=office(visits=[visit_count(topic="Arbeit"), visit_count(topic="Wohnen")]),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_finds_the_row_that_breaks_it(case):
    assert cells(check(case.breaks, case.today)) == [case.finds]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_leaves_alone_the_row_that_just_keeps_it(case):
    assert cells(check(case.holds, case.today)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Jürgen", "Müller"), ("Juergen", "Mueller")),
        (("Jürgen", "Müller"), ("Jurgen", "Muller")),
        (("Şahin", "Kaya"), ("Sahin", "Kaya")),
        (("Işıl", "Yılmaz"), ("Isil", "Yilmaz")),
        (("Jan", "Kowalski"), ("Jan", "Kowalsky")),
        (("Anna-Lena", "Groß"), ("Annalena", "Gross")),
        (("Łukasz", "Żak"), ("Lukasz", "Zak")),
        (("Mehmet", "Öztürk"), ("Öztürk", "Mehmet")),
        (("Katharina", "Schmidt"), ("Katarina", "Schmitt")),
        (("Maria", "Wiśniewska-Nowak"), ("Maria", "Wisniewska Nowak")),
    ],
)
def test_two_spellings_of_a_name_are_seen_as_one_person(one, other):
    workbook = office(
        clients=[
            client(first_name=one[0], last_name=one[1]),
            client(first_name=other[0], last_name=other[1], **OTHER),
        ]
    )

    (finding,) = check(workbook)

    assert (finding.rule, finding.severity) == ("D-03", Severity.WARNING)
    assert "K-00001 in Zeile 5" in finding.message
    assert one[1] not in finding.message


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Emre", "Yıldız"), ("Elif", "Yıldız")),  # twins
        (("Leon", "Krause"), ("Noah", "Krause")),
        (("Anna", "Schulz"), ("Anna", "Wagner")),
    ],
)
def test_twins_and_people_of_one_first_name_are_left_alone(one, other):
    workbook = office(
        clients=[
            client(first_name=one[0], last_name=one[1]),
            client(first_name=other[0], last_name=other[1], **OTHER),
        ]
    )

    assert check(workbook) == []


def test_somebody_who_married_is_recognised_by_the_name_of_birth():
    workbook = office(clients=[client(last_name="Kaya"), client(last_name="Demir", birth_name="Kaya", **OTHER)])

    assert cells(check(workbook)) == [at("D-03", Client, "last_name", row=6)]


def test_a_number_that_many_share_belongs_to_a_shelter():
    people = [
        client(
            client_id=f"K-000{n:02}",
            first_name="Kim",
            last_name=f"{chr(65 + n) * 4}",
            birth_date=f"1990-02-{n + 1:02}",
        )
        for n in range(13)
    ]

    assert check(office(clients=people)) == []


def test_a_date_of_birth_that_stands_for_unknown_does_not_make_everybody_a_double():
    people = [
        client(
            client_id=f"K-{n:05}",
            first_name="Ali",
            last_name=f"Name{chr(97 + n % 26)}{chr(97 + n // 26)}",
            phone=None,
        )
        for n in range(400)
    ]

    assert check(office(clients=people)) == []


def test_names_are_compared_without_marks_signs_and_legal_forms():
    assert plain("Ångström-Çelik O’Hara") == "angstroemcelikohara"
    assert sound("Şahin") == sound("Sahin")
    assert company("Bäckerei Groß GmbH & Co. KG") == company("Baeckerei Gross")
    assert company("Rotthauser Netzwerk e. V.") == company("Rotthauser Netzwerk")


@pytest.mark.parametrize("count", [3, 400])
def test_however_often_a_person_stands_each_row_is_told_once(count):
    clients = [client(client_id=f"K-{number:05}", phone=None) for number in range(1, count + 1)]

    twice = [finding.row for finding in check(office(clients=clients)) if finding.rule == "D-03"]

    assert len(twice) == len(set(twice)) == count - 1


def test_the_key_of_somebody_who_was_erased_is_nobody_elses():
    people = [client(client_id="K-00003"), client(client_id="K-00007", last_name="Petrova", phone=None)]
    known = office(clients=people)

    (finding,) = [each for each in check(known.knowing({"K-00007", "K-00008"}.__contains__)) if each.rule == "D-01"]

    assert cells([finding]) == [("D-01", "Klienten", finding.cell)]
    assert (finding.key, finding.severity) == ("K-00007", Severity.ERROR)
    assert "neue: K-00009." in finding.suggestion
    assert not [each for each in check(known) if each.rule == "D-01"]
