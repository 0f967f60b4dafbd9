"""One client and one shop go through everything that the office does, as a clerk writes it into a new workbook.

Every step is entered into real columns by their German headers, with values that the dropdowns offer, and after
every step the check finds no error: no service needs a free text where the workbook should have a field.
"""

from datetime import date, time

import pytest
from openpyxl import load_workbook

from automation import jobs
from workbook.cells import Area
from workbook.creating import create_workbook
from workbook.findings import Severity
from workbook.schema import HEADER_ROW, TABLES, Kind, table_of
from workbook.writing.file_book import FileBook

AGREED = "Name; Anschrift; Telefon/E-Mail; Haushaltsgröße/Kinder; Anliegen/Wunsch"


class Clerk:
    """Writes rows as staff do: at the foot of the table, which grows with them."""

    def __init__(self, path):
        self.path = path
        self.book = load_workbook(path)

    def enter(self, sheet, **typed):
        """Add a row; a keyword is the column's identifier, so that a column that is missing fails the test."""
        page, spec = self.book[sheet], table_of(sheet).spec
        row = next(number for number in range(HEADER_ROW + 1, 2000) if self._blank(page, spec, number))
        (table,) = page.tables.values()
        table.ref = Area(HEADER_ROW, 1, row, len(spec.columns)).reference
        tail = {"recorded_by": "MKA", "recorded_on": self.today}
        usual = {name: value for name, value in tail.items() if spec.record.model_fields.get(name)}
        self._type(page, spec, row, usual | typed)

    def change(self, sheet, key, **typed):
        """Change a row that is there."""
        page, spec = self.book[sheet], table_of(sheet).spec
        number = spec.position(spec.key)
        (row,) = (row for row in range(HEADER_ROW + 1, 2000) if page.cell(row, number).value == key)
        self._type(page, spec, row, typed)

    def day(self, year, month, day):
        """A new day begins."""
        self.today = date(year, month, day)

    def errors(self):
        """Save, and return what the check calls an error."""
        self.book.save(self.path)
        checked = jobs.check(FileBook(self.path), self.today, write=False)
        return [
            (finding.rule, finding.sheet, finding.cell, finding.message)
            for finding in checked.findings
            if finding.severity is Severity.ERROR
        ]

    def letters(self):
        """Save, write the letters, and return kind and source of each; Lotse's log stays in the workbook."""
        self.book.save(self.path)
        posted = jobs.write_letters(FileBook(self.path), self.today, pdf=False)
        self.book = load_workbook(self.path)
        self._send()
        assert [each.reason for each in posted.withheld] == []
        return [(letter.kind, letter.key) for letter in posted.written]

    def _send(self):
        """Print what is new, sign it, and note in the log that it went out."""
        page = self.book["Postausgang"]
        (status,) = (cell for row in page.iter_rows(max_row=10) for cell in row if cell.value == "Status")
        for row in range(status.row + 1, page.max_row + 1):
            if page.cell(row, status.column).value == "Entwurf":
                page.cell(row, status.column, "versandt")

    @staticmethod
    def _blank(page, spec, row):
        inputs = [number for number, column in enumerate(spec.columns, 1) if column.formula is None]
        return all(page.cell(row, number).value is None for number in inputs)

    @staticmethod
    def _type(page, spec, row, typed):
        for name, value in typed.items():
            column = spec.column(name)
            assert column.formula is None, f"{column.label} is calculated"
            if column.choices is not None and column.kind is not Kind.MULTIPLE:
                assert value in column.choices.values, f"{column.label} does not offer {value}"
            page.cell(row, spec.position(name), value)


@pytest.fixture
def clerk(tmp_path):
    """The first morning: who works here, what the office is called, whom it works with."""
    path = tmp_path / "Büro.xlsx"
    create_workbook(path, today=date(2019, 3, 1))
    clerk = Clerk(path)
    clerk.day(2019, 3, 1)
    settings = {
        "Name des Büros": "Quartiersbüro Rotthausen",
        "Straße und Hausnummer": "Karl-Meyer-Straße 23",
        "PLZ": "45884",
        "Ort": "Gelsenkirchen",
        "Telefon": "0209 1234567",
    }
    for name, value in settings.items():
        clerk.change("Einstellungen", name, value=value)
    clerk.enter(
        "Personal", initials="MKA", name="Miriam Kaya", organisation="Jobcenter", role="Jobcenter",
        function="Beratung", may_see_social_data="ja", active_from=date(2018, 3, 8),
    )  # fmt: skip
    for key, name, indicator, amount, unit, scope, parameters in (
        ("Z-01", "20 Familien", "Z20", 20, "Familien", "Rotthausen", "GRENZE=200;N_MONATE=3;FAMILIE=2"),
        ("Z-02", "400 im sozialen Arbeitsmarkt", "Z400", 400, "Personen", "Stadt", "FOERDERUNG=16E,16I"),
    ):
        clerk.enter(
            "Ziele", target_id=key, title=name, indicator=indicator, amount=amount, unit=unit, scope=scope,
            begin=date(2018, 9, 1), end=date(2020, 8, 31), spread="linear nach Tagen", parameters=parameters,
        )  # fmt: skip
    address = {"street": "Darler Heide", "house_no": "100", "postcode": "45891", "city": "Gelsenkirchen"}
    for key, name, category, neutral in (
        ("P-001", "ggw", "Wohnungsunternehmen", "ja"),
        ("P-002", "Bildungswerk Metall", "Bildungsträger", "nein"),
        ("P-003", "APD Ambulante Pflegedienste", "Pflege/Senioren", "nein"),
    ):
        clerk.enter(
            "Partner", partner_id=key, name=name, short_name=name.split()[0], category=category,
            neutral_letterhead=neutral, active="ja", **address,
        )  # fmt: skip
    assert clerk.errors() == []
    return clerk


def meet(clerk):
    """Somebody comes in, takes a job offer from the wall, and comes back to be helped."""
    clerk.day(2019, 3, 5)
    clerk.enter(
        "Arbeitgeber", employer_id="AG-0001", name="Stahlbau Nord GmbH", street="Hiberniastraße", house_no="2",
        postcode="45879", city="Gelsenkirchen", sector="privat", status="aktiv", owner="MKA",
    )  # fmt: skip
    clerk.enter(
        "Stellen", vacancy_id="S-00001", employer_id="AG-0001", title="Flanschmonteur/in", kind="Vollzeit",
        term="befristet", until=date(2021, 6, 30), hours=38, pay=2200, pay_unit="Monat", places=1,
        subsidy_possible="16I; EGZ", reported_on=date(2019, 3, 5), take_away="ja", confirmed_on=date(2019, 3, 5),
        status="offen",
    )  # fmt: skip
    clerk.enter(
        "Besuche", day=date(2019, 3, 5), block="vormittags", visits=9, first_visits=3, jobs_taken=1, topic="Arbeit"
    )
    clerk.enter(
        "Kontakte", contact_id="KT-000001", held_on=date(2019, 3, 5), begin=time(10), end=time(10, 10),
        channel="persönlich Büro", kind="Stellenmitnahme", adviser="MKA", organisation="Jobcenter", appeared="ja",
    )  # fmt: skip
    assert clerk.errors() == []


def take_in(clerk):
    """The visitor becomes a client with a household and two requests."""
    clerk.day(2019, 3, 12)
    clerk.enter(
        "Bedarfsgemeinschaften", household_id="HH-0001", household_no="33304//0012345",
        household_type="Paar mit Kindern", persons=4, employable=2, children_under_3=0, children_3_to_5=0,
        children_6_to_14=2, children_15_to_24=0, single_parent="nein", district_intake="Rotthausen",
        intake_date=date(2019, 3, 12), benefit_intake=187.65, amount_kind="Zahlungsanspruch",
    )  # fmt: skip
    clerk.enter(
        "Leistungsverlauf", household_id="HH-0001", month=date(2019, 3, 1), amount=187.65, source="Bescheid"
    )
    clerk.enter(
        "Klienten", client_id="K-00001", household_id="HH-0001", household_role="Hauptperson", gender="w",
        first_name="Ayşe", last_name="Yıldız", birth_date=date(1984, 5, 17), street="Beethovenstraße",
        house_no="7", postcode="45884", city="Gelsenkirchen", district="Rotthausen", phone="0209 1234599",
        contact_pref="Post", work_permit="unbeschränkt", german_level="B1", school="MSA/FOR", vocational="keiner",
        target_job="Flanschmonteur/in", licence="B", benefit_status="Aufstocker SGB II",
        benefit_since=date(2011, 1, 1), unemployed_since=date(2013, 1, 1), first_contact=date(2019, 3, 5),
        intake_date=date(2019, 3, 12), owner="MKA", status="aktiv",
    )  # fmt: skip
    for key, category, summary in (
        ("A-00001", "Wohnen", "größere Wohnung im Erdgeschoss"),
        ("A-00002", "Qualifizierung", "möchte in die Flanschmontage"),
    ):
        clerk.enter(
            "Anliegen", request_id=key, client_id="K-00001", received_on=date(2019, 3, 12),
            channel="persönlich Büro", category=category, summary=summary, urgency="normal", owner="MKA",
            next_step="Partner anfragen", due_on=date(2019, 3, 26), status="in Arbeit",
        )  # fmt: skip
    clerk.enter(
        "Kontakte", contact_id="KT-000002", held_on=date(2019, 3, 12), begin=time(9), end=time(10),
        client_id="K-00001", channel="persönlich Büro", kind="Erstgespräch", request_id="A-00001", adviser="MKA",
        organisation="Jobcenter", next_date=date(2019, 3, 20), next_begin=time(9, 30), next_end=time(10, 15),
        next_topic="Ihre Bewerbung", bring_along="Lebenslauf", invite="ja", appeared="ja",
    )  # fmt: skip
    assert clerk.errors() == []


def find_a_home(clerk):
    """Consent, referral, letter, reply: and only then the request is done."""
    clerk.enter(
        "Einwilligungen", consent_id="E-00001", client_id="K-00001", partner_id="P-001", purpose="Wohnungssuche",
        categories=AGREED, health_data="nein", disclose_benefit="nein", form="schriftlich", given_by="selbst",
        given_on=date(2019, 3, 12), valid_until=date(2020, 3, 11), filed="Ordner 3",
    )  # fmt: skip
    clerk.enter(
        "Verweise", referral_id="R-00001", request_id="A-00001", client_id="K-00001", partner_id="P-001",
        kind="Wohnungssuche", referred_on=date(2019, 3, 12), way="Brief", consent_id="E-00001",
        legal_ground="Einwilligung Art. 6 (1) a", rooms=4, floor="Erdgeschoss", warm_rent_max=820,
        contact_through="das Büro", reply_until=date(2019, 3, 26), result="offen",
    )  # fmt: skip
    clerk.change("Anliegen", "A-00001", status="wartet auf Partner", referral_id="R-00001")
    assert clerk.errors() == []
    assert sorted(clerk.letters()) == [("EINLADUNG", "KT-000002"), ("WOHNEN", "R-00001")]

    clerk.day(2019, 3, 22)
    clerk.change("Verweise", "R-00001", replied_on=date(2019, 3, 22), result="erfolgreich")
    clerk.change(
        "Anliegen", "A-00001", status="erledigt", done_on=date(2019, 3, 22),
        result="an Partner übergeben und angenommen",
    )  # fmt: skip
    clerk.enter(
        "Kontakte", contact_id="KT-000003", held_on=date(2019, 3, 20), begin=time(9, 30), end=time(10, 15),
        client_id="K-00001", channel="persönlich Büro", kind="Folgeberatung", request_id="A-00002", adviser="MKA",
        appeared="ja",
    )  # fmt: skip
    assert clerk.errors() == []


def care_for_the_elders(clerk):
    """Care for a grandmother is asked for by telephone, and no data go out."""
    clerk.enter(
        "Anliegen", request_id="A-00003", client_id="K-00001", received_on=date(2019, 3, 22), channel="Telefon",
        category="Altenpflege/Senioren", summary="Pflegeberatung für die Großmutter", urgency="eilig ≤ 5 AT",
        owner="MKA", status="erledigt", done_on=date(2019, 3, 26), result="an Partner übergeben und angenommen",
        referral_id="R-00002",
    )  # fmt: skip
    clerk.enter(
        "Verweise", referral_id="R-00002", request_id="A-00003", client_id="K-00001", partner_id="P-003",
        kind="Pflegeberatung", referred_on=date(2019, 3, 22), way="Telefon warm",
        legal_ground="keine Daten übermittelt", replied_on=date(2019, 3, 26), result="angenommen",
    )  # fmt: skip
    clerk.day(2019, 3, 26)
    assert clerk.errors() == []


def train(clerk):
    """A course, a place in it, a certificate."""
    clerk.day(2019, 4, 1)
    clerk.enter(
        "Qualifizierungen", course_id="Q-0001", title="Flanschmonteur/in", partner_id="P-002", certified="ja",
        legal_basis="FBW", kind="Kurs", begin=date(2019, 4, 1), end=date(2019, 6, 14), places=10,
        certificate="DIN EN 1591-4 (Flanschmontage)", certificate_months=24, status="laufend",
    )  # fmt: skip
    clerk.enter(
        "Teilnahmen", participation_id="T-00001", course_id="Q-0001", client_id="K-00001",
        entered_on=date(2019, 4, 1), voucher_no="755A123456", voucher_by="Jobcenter (vor 2025)",
        voucher_until=date(2019, 6, 30), result="laufend",
    )  # fmt: skip
    clerk.change("Klienten", "K-00001", status="in Qualifizierung")
    clerk.change("Anliegen", "A-00002", status="erledigt", done_on=date(2019, 4, 1), result="gelöst")
    assert clerk.errors() == []

    clerk.day(2019, 6, 14)
    clerk.change("Qualifizierungen", "Q-0001", status="beendet")
    clerk.change(
        "Teilnahmen", "T-00001", left_on=date(2019, 6, 14), result="bestanden", certified_on=date(2019, 6, 14),
        certificate_until=date(2021, 6, 14),
    )  # fmt: skip
    assert clerk.errors() == []


def place(clerk):
    """Work with § 16i, the end of the benefit, and the three follow-ups."""
    clerk.day(2019, 7, 1)
    clerk.enter(
        "Vermittlungen", placement_id="V-00001", client_id="K-00001", vacancy_id="S-00001", employer_id="AG-0001",
        kind="Vollzeit sv", proposed_on=date(2019, 6, 17), interview_on=date(2019, 6, 19), start=date(2019, 7, 1),
        agreed_end=date(2021, 6, 30), end_reason="läuft", hours=38, gross=2200, subsidy="16I",
        subsidy_until=date(2021, 6, 30), coaching="ja", covers_need="ja", evidence="Arbeitgeber",
    )  # fmt: skip
    clerk.change("Teilnahmen", "T-00001", placement_id="V-00001")
    clerk.change("Stellen", "S-00001", status="besetzt", take_away="nein")
    clerk.change("Klienten", "K-00001", status="vermittelt")
    assert clerk.errors() == []

    for month, amount in ((4, 187.65), (5, 187.65), (6, 187.65), (7, 40), (8, 0), (9, 0), (10, 0)):
        clerk.enter(
            "Leistungsverlauf", household_id="HH-0001", month=date(2019, month, 1), amount=amount, source="Bescheid"
        )
    clerk.day(2019, 10, 8)
    clerk.change(
        "Bedarfsgemeinschaften", "HH-0001", benefit_now=0, benefit_as_of=date(2019, 10, 1),
        off_since=date(2019, 8, 1), exit_reason="Erwerbseinkommen",
    )  # fmt: skip
    clerk.change("Klienten", "K-00001", status="Nachbetreuung", benefit_status="keine")
    for months, day in ((3, date(2019, 10, 8)), (6, date(2020, 1, 7)), (12, date(2020, 7, 7))):
        clerk.today = day
        clerk.change(
            "Vermittlungen", "V-00001",
            **{f"status_{months}": "ja – selber AG", f"checked_{months}": day, f"checked_by_{months}": "MKA"},
        )  # fmt: skip
        assert clerk.errors() == []


def let_the_shop(clerk):
    """An empty shop, somebody who founds a business in it, and what became of both."""
    clerk.day(2020, 7, 7)
    clerk.enter(
        "Leerstände", shop_id="L-001", street="Karl-Meyer-Straße", house_no="40", area=80, position="Erdgeschoss",
        last_use="Metzgerei", empty_since=date(2017, 5, 1), owner_partner="P-001", rent=6.5,
        condition="renovierungsbedürftig", status="leer",
    )  # fmt: skip
    clerk.enter(
        "Klienten", client_id="K-00002", gender="d", salutation_override="Guten Tag Kim Berg", first_name="Kim",
        last_name="Berg", birth_date=date(1990, 2, 3), street="Beethovenstraße", house_no="9", postcode="45884",
        city="Gelsenkirchen", district="Rotthausen", phone="0209 1234588", work_permit="nicht erforderlich",
        benefit_status="SGB III (ALG I)", first_contact=date(2020, 7, 7), intake_date=date(2020, 7, 7), owner="MKA",
        status="aktiv",
    )  # fmt: skip
    clerk.enter(
        "Anliegen", request_id="A-00004", client_id="K-00002", received_on=date(2020, 7, 7),
        channel="persönlich Büro", category="Gewerbe/Leerstand", summary="sucht einen Laden für ein Nähatelier",
        owner="MKA", next_step="Laden zeigen", due_on=date(2020, 7, 14), status="in Arbeit",
    )  # fmt: skip
    clerk.enter(
        "Interessenten", interest_id="I-001", name="Nähatelier Berg", client_id="K-00002", industry="Handwerk",
        area_from=50, area_to=90, budget=650, phone="0209 1234588", email="kim@example.org", shop_id="L-001",
        status="Besichtigung",
    )  # fmt: skip
    assert clerk.errors() == []

    clerk.change("Leerstände", "L-001", status="in Verhandlung")
    clerk.change("Interessenten", "I-001", status="Verhandlung")
    assert clerk.errors() == []

    clerk.day(2020, 8, 3)
    clerk.enter(
        "Arbeitgeber", employer_id="AG-0002", name="Nähatelier Berg", street="Karl-Meyer-Straße", house_no="40",
        postcode="45884", city="Gelsenkirchen", size="1–9", sector="privat", status="aktiv",
    )  # fmt: skip
    clerk.enter(
        "Vermittlungen", placement_id="V-00002", client_id="K-00002", employer_id="AG-0002", kind="Selbständigkeit",
        start=date(2020, 8, 3), end_reason="läuft", subsidy="KEINE", covers_need="offen", evidence="Klient",
    )  # fmt: skip
    clerk.change("Leerstände", "L-001", status="vermietet", let_from=date(2020, 8, 3), next_use="Nähatelier")
    clerk.change("Interessenten", "I-001", status="Vertrag")
    clerk.change("Anliegen", "A-00004", status="erledigt", done_on=date(2020, 8, 3), result="gelöst")
    clerk.change("Klienten", "K-00002", status="vermittelt")
    assert clerk.errors() == []


def test_one_client_and_one_shop_go_through_everything_that_the_office_does(clerk):
    for step in (meet, take_in, find_a_home, care_for_the_elders, train, place, let_the_shop):
        step(clerk)

    # A table that the walk forgets would be a service that nobody showed to work; what the rest of the city reports
    # is not the office's own.
    used = {name for name in clerk.book.sheetnames if clerk.book[name].cell(HEADER_ROW + 1, 1).value is not None}
    assert {record.spec.sheet for record in TABLES} - used == {"Externe_Istwerte"}

    ran = jobs.run(FileBook(clerk.path), clerk.today, pdf=False)

    assert not ran.checked.blocking
    assert ran.posted.written == ()
    facts = load_workbook(clerk.path)["Fakten"]
    header = [cell.value for cell in facts[HEADER_ROW]]
    rows = [
        dict(zip(header, row, strict=True)) for row in facts.iter_rows(min_row=HEADER_ROW + 1, values_only=True)
    ]
    counted = {
        (row["Kennzahl"], row["Schlüssel"], row["Quartal"])
        for row in rows
        if row["Zähler"] == 1 and row["Schlüssel"]
    }
    assert counted >= {
        ("Z20", "HH-0001", "2019-Q4"),
        ("Z400", "V-00001", "2019-Q3"),
        ("V", "V-00001", "2019-Q3"),
        ("V", "V-00002", "2020-Q3"),
        ("ANL_ERLEDIGT", "A-00001", "2019-Q1"),
        ("ANL_ERLEDIGT", "A-00004", "2020-Q3"),
    }
