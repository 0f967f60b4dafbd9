"""C-14 and its words: German builds them, and names are none of them."""

import pytest
from msgspec.structs import replace

from automation import checks
from automation.checks.words import what_is_in
from automation.letters.desk import findings_by_row
from automation.letters.dispatch import DispatchLog
from automation.letters.planning import plan_letters
from automation.office.law import LegalValues
from automation.office.settings import Settings
from tests.letter_kinds import ALL
from tests.letter_office import TODAY, consent, contact, desk, office, partner, referral
from tests.letter_office import plan as planned
from tests.rules.office import check
from tests.rules.office import contact as contact_row
from tests.rules.office import office as rows
from tests.rules.office import referral as referral_row
from workbook.findings import Acknowledgement
from workbook.schema import Referral
from workbook.schema.vocabulary import PartnerCategory, ReferralKind


@pytest.mark.parametrize(
    "text",
    [
        "Bandscheibenvorfall",
        "war in der Entzugsklinik",
        "hat Angstzustände",
        "Osteoporose",
        "geht an Krücken",
        "im Mutterschutz",
        "Selbstmordversuch 2017",
        "ist Diabetikerin",
        "Rollstuhl",
        "Rollstuhlfahrer",
        "dreimal Dialyse",
        "GdB 50",
        "GdB50",
        "schwerbehindert",
        "hat Brustkrebs",
        "nach Frau Kaya Rollstuhl nötig",
        "alkoholkrank",
        "Platz für Rollator",
        "ist taub",
        "taubstumm",
        "eine taube Frau",
        "trägt Hörgeräte",
        "hat MS",
        "MS seit 2012",
        "kommt mit Gebärdensprachdolmetscher",
        "wegen Kniebeschwerden",
        "liegt im Krankenhaus",
        "querschnittsgelähmt",
        "bipolare Störung",
        "Legasthenie",
        "hat eine rechtliche Betreuung",
    ],
)
def test_words_of_health_are_found_however_they_are_built(text):
    assert what_is_in(text) == "etwas über die Gesundheit"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("lebt im Frauenhaus", "Familie"),
        ("Frauenhausbewohnerin", "Familie"),
        ("häusliche Gewalt", "Familie"),
        ("ihr Mann schlägt sie", "Familie"),
        ("getrennt lebend", "Familie"),
        ("lebt seit Mai getrennt", "Familie"),
        ("ist geschieden", "Familie"),
        ("nach der Trennung von ihrem Mann", "Familie"),
        ("Sorgerecht strittig", "Familie"),
        ("Flüchtling", "Herkunft"),
        ("Flüchtlingsfamilie", "Herkunft"),
        ("ist 2015 geflüchtet", "Herkunft"),
        ("Asylbewerber", "Herkunft"),
        ("nur Duldung", "Herkunft"),
        ("Syrerin", "Herkunft"),
        ("türkischstämmig", "Herkunft"),
        ("gehört zu den Roma", "Herkunft"),
        ("gläubiger Muslim", "Glauben"),
        ("Zeugin Jehovas", "Glauben"),
        ("ist streng katholisch", "Glauben"),
        ("trägt Kopftuch", "Glauben"),
        ("aktiv in der Gewerkschaft", "Glauben"),
        ("AfD-Mitglied", "Glauben"),
        ("ist schwul", "Glauben"),
        ("Transfrau", "Glauben"),
        ("hat einen Diebstahl begangen", "Strafen"),
        ("kommt aus der Haft", "Strafen"),
        ("wurde verurteilt", "Strafen"),
    ],
)
def test_words_of_family_origin_and_conviction_are_found(text, kind):
    """The special categories of Art. 9 and 10 GDPR, and what § 67 SGB X guards."""
    assert kind in (what_is_in(text) or "")


@pytest.mark.parametrize(
    "text",
    [
        "viele Schulden",
        "Privatinsolvenz läuft",
        "Gehaltspfändung",
        "nach Haftentlassung",
        "Sperrzeit bis Mai",
        "eine Bewährungsstrafe",
    ],
)
def test_words_of_debts_and_punishment_are_found(text):
    assert what_is_in(text) == "etwas über Leistungen, Schulden oder Strafen"


@pytest.mark.parametrize("text", ["33304/0012345", "123 A 456 789", "DE02 1203 0000 0000 2020 51", "15070649C103"])
def test_numbers_are_found_in_every_spelling(text):
    assert what_is_in(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "Herr Krebs kommt mit",
        "Frau Dr. Krank",
        "Familie Sucht",
        "Behindertenfahrdienst ist bestellt",
        "Krebsstraße 4",
        "Wohnung gesucht",
        "hat uns besucht",
        "Leidenschaft für Technik",
        "Traumarbeit",
        "Termin bei der Krankenkasse",
        "Suchtberatung",
        "Schwangerschaftsvertretung",
        "Ausbildung zur Diabetesberaterin",
        "Blindbewerbung",
        "Erdgeschoss; Aufzug; stufenlos; bodengleiche Dusche",
        "0209 1234567",
        "Herr Taub bringt die Schlüssel",
        "Frau Türk ist da",
        "keine Taubenhaltung",
        "Taubenstraße 3",
        "Kenntnisse in MS Office",
        "MS-Excel und MSA",
        "Küche und Bad getrennt",
        "getrennte Zimmer für die Kinder",
        "WC getrennt vom Bad",
        "räumliche Trennung von Küche und Wohnzimmer",
        "nahe der Kirche oder der Moschee",
        "katholische Kita in der Nähe",
        "Evangelisches Krankenhaus Gelsenkirchen",
        "Ehrenamt in der Flüchtlingshilfe",
        "möchte als Physiotherapeut arbeiten",
        "Stelle im Krankenhaus",
        "spricht Türkisch und Arabisch",
        "türkisches Restaurant",
        "Haftpflichtversicherung abschließen",
        "dauerhafte Wohnung",
        "Führungszeugnis mitbringen",
        "Sprachkurs und Integrationskurs",
        "Christ als Ansprechpartner",
        "Aufzug trägt schwere Lasten",
        "Wohnung mit gläserner Tür",
        "Ihre Schwester kommt mit",
        "zwei Kinderzimmer, ruhige Lage",
        "Judoverein für die Kinder",
        "Betreuung der Kinder am Nachmittag",
    ],
)
def test_names_and_harmless_words_are_not(text):
    assert what_is_in(text) is None


def test_a_wish_is_a_warning_a_topic_a_hint_and_neither_is_repeated():
    found = check(
        rows(
            referrals=[referral_row(floor="Erdgeschoss wegen Rollstuhl")], contacts=[contact_row(next_topic="Reha")]
        )
    )

    hits = {(each.column, each.severity.value) for each in found if each.rule == "C-14"}
    assert hits == {("Wunsch: Lage", "W"), ("Thema des Termins", "H")}
    assert not any("Rollstuhl" in repr(each) or "Reha" in repr(each) for each in found)


def checked(tables):
    return checks.check(tables, TODAY, LegalValues.of(tables), Settings.of(tables))


def letters(tables, findings, kind):
    words = findings_by_row(each for each in findings if each.rule == "C-14")
    return plan_letters(replace(desk(tables), findings=words), DispatchLog(), kinds=[kind])


def test_a_letter_to_others_waits_until_somebody_has_acknowledged_the_word():
    tables = office(referral(floor="Erdgeschoss wegen Bandscheibenvorfall"), consent())
    found = [each for each in checked(tables) if each.rule == "C-14"]

    waiting = letters(tables, found, "WOHNEN")

    assert waiting.letters == ()
    (withheld,) = waiting.withheld
    assert withheld.cell == tables[Referral].cell(5, "floor")
    assert "Bandscheibe" not in withheld.reason
    known = [replace(each, acknowledged=Acknowledgement("so besprochen", "MKA")) for each in found]
    assert letters(tables, known, "WOHNEN").letters


@pytest.mark.parametrize(
    "enclosed", ["Bewerbungsfoto", "Lebenslauf mit Lichtbild", "Zeugnis; Passbild", "Photo", "Porträt", "2 FOTOS"]
)
def test_a_photo_goes_along_only_where_a_consent_names_it(enclosed):
    tables = office(
        partner(category=PartnerCategory.EMPLOYER),
        consent(purpose="Bewerbung", categories=tuple(map(str, ALL))),
        referral(kind=ReferralKind.EMPLOYER, enclosed=enclosed, **dict.fromkeys(("rooms", "floor"))),
    )
    found = [each for each in checked(tables) if each.rule == "C-14"]

    (withheld,) = letters(tables, found, "ARBEIT").withheld

    assert withheld.cell == tables[Referral].cell(5, "enclosed")
    assert "wenn eine Einwilligung es nennt" in withheld.reason
    assert enclosed not in repr(found)
    named = [replace(each, acknowledged=Acknowledgement("E-00001 nennt es", "MKA")) for each in found]
    assert letters(tables, named, "ARBEIT").letters


@pytest.mark.parametrize(
    "enclosed", ["Lebenslauf", "Fotokopie des Zeugnisses", "Teilnahme Fotokurs", "Zeugnis als Fotografin"]
)
def test_a_copy_or_a_trade_is_no_photo(enclosed):
    assert [each for each in checked(office(referral(enclosed=enclosed))) if each.rule == "C-14"] == []


def test_what_somebody_is_to_bring_may_be_a_photo():
    assert [each for each in checked(office(contact(bring_along="Passfoto"))) if each.rule == "C-14"] == []


def test_a_letter_to_the_person_does_not_wait():
    tables = office(contact(next_topic="Ihre Reha"))

    assert letters(tables, checked(tables), "EINLADUNG").letters


def test_a_wish_that_is_not_printed_holds_nothing_back():
    tables = office(
        referral(floor="wegen Rollstuhl", kind=ReferralKind.HOUSING_SECURE), consent(purpose="Wohnungssicherung")
    )

    assert letters(tables, checked(tables), "WOHNEN").letters


def test_the_equipment_of_a_home_is_passed_on():
    text = repr(planned(referral(equipment=("Aufzug", "stufenlos")), kinds=["WOHNEN"]).letters[0].letter)

    assert "Aufzug, stufenlos" in text
