"""Offices for the tests of rules: each row is right unless the test says otherwise.

Values are given as text and become what the schema says. A table's first row stands in row 5, as `lotse new` lays
it out.
"""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from automation import checks
from automation.office.law import LegalValues
from automation.office.settings import Settings
from workbook.cells import address
from workbook.schema import (
    BenefitMonth,
    Client,
    Consent,
    Contact,
    Course,
    Employer,
    EmptyShop,
    ExternalActual,
    Household,
    Kind,
    LegalValue,
    OfficeDayOff,
    OfficeSetting,
    Participation,
    Partner,
    Placement,
    Referral,
    Request,
    ShopInterest,
    StaffMember,
    Subsidy,
    Target,
    Vacancy,
    VisitCount,
)
from workbook.tables import office_of

TODAY = date(2019, 6, 30)
FIRST_ROW = 5


@dataclass(frozen=True)
class Row:
    """A row in the making: which table, and its values as text."""

    record: type
    values: dict

    def finished(self, row):
        known = {name: value_of(self.record.spec.column(name), text) for name, text in self.values.items()}
        return self.record(row=row, **known)


def office(*, settings=None, **tables):
    """`office(placements=[placement(kind="Minijob")])`; the keyword is only there to be read."""
    rows = [row for given in tables.values() for row in given]
    rows += [Row(OfficeSetting, {"name": name, "value": value}) for name, value in (settings or {}).items()]
    counts = {}
    records = []
    for row in rows:
        counts[row.record] = counts.get(row.record, FIRST_ROW - 1) + 1
        records.append(row.finished(counts[row.record]))
    return office_of(records)


def check(workbook, today=TODAY, format_findings=()):
    return checks.check(workbook, today, LegalValues.of(workbook), Settings.of(workbook), format_findings)


def cells(findings):
    """The findings as (code, sheet, cell)."""
    return sorted((finding.rule, finding.sheet, finding.cell) for finding in findings)


def at(code, record, column, row=FIRST_ROW):
    """What a finding of a rule at a column looks like in `cells`."""
    return code, record.spec.sheet, address(row, record.spec.position(column))


@dataclass(frozen=True)
class Case:
    """One rule: a row that breaks it, and one that just does not. The text is the sentence about both."""

    text: str
    breaks: object
    finds: tuple
    holds: object
    today: date = TODAY

    def __str__(self):
        return f"{self.finds[0]} {self.text}"


def value_of(column, given):
    if not isinstance(given, str):
        return given
    if column.kind is Kind.CHOICE and column.choices.members is not None:
        return column.choices.members(given)
    if column.kind is Kind.MULTIPLE:
        return tuple(part.strip() for part in given.split(";"))
    make = {
        Kind.DATE: date.fromisoformat,
        Kind.MONTH: lambda text: date.fromisoformat(f"{text}-01"),
        Kind.TIME: time.fromisoformat,
        Kind.EURO: Decimal,
        Kind.DECIMAL: Decimal,
        Kind.INTEGER: int,
        Kind.YES_NO: lambda text: text == "ja",
    }.get(column.kind, str)
    return make(given)


def _builder(record, **usual):
    def build(**given):
        return Row(record, usual | given)

    return build


TAIL = {"recorded_on": "2019-03-01", "recorded_by": "MKA"}

client = _builder(
    Client,
    client_id="K-00001",
    gender="w",
    first_name="Ayşe",
    last_name="Yıldız",
    birth_date="1984-05-17",
    street="Karl-Meyer-Straße",
    house_no="23",
    postcode="45884",
    city="Gelsenkirchen",
    district="Rotthausen",
    phone="+492091234567",
    benefit_status="keine",
    first_contact="2018-10-01",
    intake_date="2018-10-08",
    owner="MKA",
    status="aktiv",
    **TAIL,
)
household = _builder(
    Household,
    household_id="HH-0001",
    household_no="33304//0012345",
    household_type="Paar mit Kindern",
    persons="4",
    employable="2",
    children_6_to_14="2",
    district_intake="Rotthausen",
    intake_date="2018-10-08",
    benefit_intake="450.00",
    **TAIL,
)
benefit_month = _builder(BenefitMonth, household_id="HH-0001", month="2019-03", amount="450.00")
consent = _builder(
    Consent,
    consent_id="E-00001",
    client_id="K-00001",
    partner_id="P-001",
    purpose="Wohnungssuche",
    categories="Name; Telefon/E-Mail; Anliegen/Wunsch",
    form="schriftlich",
    given_by="selbst",
    given_on="2019-05-02",
    valid_until="2020-05-01",
    filed="Ordner 3",
    **TAIL,
)
request = _builder(
    Request,
    request_id="A-00001",
    client_id="K-00001",
    received_on="2019-06-03",
    category="Wohnen",
    summary="sucht eine Wohnung",
    owner="MKA",
    next_step="Anruf",
    due_on="2019-07-02",
    status="in Arbeit",
    **TAIL,
)
finished_request = _builder(
    Request, **(request().values | {"status": "erledigt", "done_on": "2019-06-20", "result": "gelöst"})
)
contact = _builder(
    Contact,
    contact_id="KT-000001",
    held_on="2019-06-18",
    begin="10:00",
    end="10:45",
    client_id="K-00001",
    channel="persönlich Büro",
    adviser="MKA",
    appeared="ja",
    **TAIL,
)
partner = _builder(
    Partner, partner_id="P-001", name="ggw", category="Wohnungsunternehmen", neutral_letterhead=True, active=True
)
referral = _builder(
    Referral,
    referral_id="R-00001",
    request_id="A-00001",
    client_id="K-00001",
    partner_id="P-001",
    kind="Wohnungssuche",
    referred_on="2019-06-20",
    consent_id="E-00001",
    legal_ground="Einwilligung Art. 6 (1) a",
    reply_until="2019-07-05",
    result="offen",
    **TAIL,
)
employer = _builder(
    Employer, employer_id="AG-0001", name="Stahlbau Nord GmbH", postcode="45884", status="aktiv", **TAIL
)
vacancy = _builder(
    Vacancy,
    vacancy_id="S-00001",
    employer_id="AG-0001",
    title="Schlosser/in",
    kind="Vollzeit",
    term="unbefristet",
    hours="38",
    pay="2400.00",
    pay_unit="Monat",
    places="2",
    reported_on="2019-06-03",
    status="offen",
    **TAIL,
)
placement = _builder(
    Placement,
    placement_id="V-00001",
    client_id="K-00001",
    employer_id="AG-0001",
    kind="Vollzeit sv",
    start="2019-05-02",
    hours="38",
    gross="2400.00",
    subsidy="KEINE",
    **TAIL,
)
course = _builder(
    Course,
    course_id="Q-0001",
    title="Schweißer/in",
    begin="2019-04-01",
    end="2019-09-30",
    places="4",
    status="laufend",
    **TAIL,
)
participation = _builder(
    Participation,
    participation_id="T-00001",
    course_id="Q-0001",
    client_id="K-00001",
    entered_on="2019-04-01",
    result="laufend",
    **TAIL,
)
subsidy = _builder(Subsidy, code="16I", label="Teilhabe am Arbeitsmarkt", valid_from="2019-01-01", counts_400=True)
target = _builder(
    Target,
    target_id="Z-01",
    title="20 Familien",
    indicator="Z20",
    amount="20",
    scope="Rotthausen",
    begin="2018-09-01",
    end="2020-08-31",
    spread="linear nach Tagen",
)
external_actual = _builder(ExternalActual, target_id="Z-01", quarter="2019-Q1", amount="7", source="Statistik")
staff_member = _builder(
    StaffMember, initials="MKA", name="M. Kaya", organisation="Jobcenter", may_see_social_data=True
)
day_off = _builder(OfficeDayOff, day="2019-06-20", name="Fronleichnam", kind="Feiertag NRW")
legal_value = _builder(LegalValue, quantity="Mindestlohn", valid_from="2019-01-01", value="9,19")
visit_count = _builder(
    VisitCount, day="2019-06-18", block="vormittags", visits="9", first_visits="3", jobs_taken="1"
)
empty_shop = _builder(
    EmptyShop, shop_id="L-001", street="Karl-Meyer-Straße", house_no="40", area="80", rent="6.50", status="leer"
)
shop_interest = _builder(ShopInterest, interest_id="I-001", name="Änderungsschneiderei", status="neu", **TAIL)
