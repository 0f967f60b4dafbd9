"""The kinds that are written from a referral: contents of domain.md 3.1, and no field beyond the matrix of 3.4."""

import shutil

import pytest

from automation.letters.letter_texts import texts_of
from automation.letters.planning import plan_letters
from automation.letters.templates import load_templates
from automation.resources import templates_folder
from tests.letter_kinds import ALL, KINDS, LEAST, PERSON, letter_of, planned
from tests.letter_kinds import WISH as ASKED
from tests.letter_office import DispatchLog, client, consent, desk, office, partner, plan, referral
from workbook.schema.data_categories import DataCategory as Data
from workbook.schema.fitting import REFERRAL_KINDS
from workbook.schema.vocabulary import PartnerCategory, ReferralKind

TEMPLATES = load_templates(templates_folder() / "letters")

TELLING = ("SGB", "Jobcenter", "Agentur", "Bildungsgutschein", "Kundennummer")
NAME = {"Anrede/Geschlecht", "Vorname", "Nachname"}
HOME = {"Straße", "Hausnr.", "PLZ", "Ort"}
WISH = {"Anliegen im Schreiben", "Anlagen zum Schreiben"}
SKILLS = {"Zielberuf", "Berufsabschluss", "Deutsch (GER)"}
CHILDREN = {"Personen", "Kinder unter 3", "Kinder 6–14"}
AGENCY = (
    NAME
    | HOME
    | SKILLS
    | WISH
    | {"Geburtsdatum", "Kundennummer (BA)", "Telefon", "E-Mail", "Leistungsbezug", "Arbeitslos seit"}
    | {"Schulabschluss", "Führerschein", "Arbeitserlaubnis"}
)
CITY = NAME | HOME | WISH | CHILDREN | {"Geburtsdatum", "BG-Nummer", "Telefon", "Verweisart"}
COURSE = NAME | HOME | WISH | SKILLS | {"Geburtsdatum", "Telefon", "E-Mail", "Schulabschluss"}
TOLD = {  # kind → with all that the form offers, with the name and the wish alone
    "ARBEIT": (
        NAME | HOME | WISH | SKILLS | {"Telefon", "E-Mail", "Führerschein", "Arbeitserlaubnis"},
        NAME | WISH,
    ),
    "FOERDER": ({"Anrede/Geschlecht", "Nachname", "Leistungsbezug", "Anliegen im Schreiben"}, None),
    "QUALI": (COURSE | {"Führerschein", "Leistungsbezug", "Kundennummer (BA)"}, NAME | WISH),
    "QUALI Sprachkurs": (
        COURSE | {"Verweisart"},
        NAME | WISH | {"Verweisart"},
    ),
    "AGENTUR": (AGENCY, AGENCY),
    "PFLEGE": (NAME | {"Telefon", "Anliegen im Schreiben"}, NAME | {"Anliegen im Schreiben"}),
    "PFLEGE Dienst": (
        NAME | HOME | {"Telefon", "Anliegen im Schreiben", "Verweisart"},
        NAME | {"Anliegen im Schreiben", "Verweisart"},
    ),
    "STADT Wohngeld": (CITY, CITY),
    "STADT sonst": (NAME | HOME | WISH | {"Telefon"}, NAME | WISH),
    "BERATUNG": (NAME | {"Telefon"}, NAME),
    "BERATUNG Sucht": (NAME | {"Telefon"}, NAME),
    "BERATUNG Stadt": (NAME | {"Telefon"}, NAME),
    "EHRENAMT": (NAME | {"Telefon", "Anliegen im Schreiben"}, NAME | {"Anliegen im Schreiben"}),
    "AGENTUR Sprachkurs": (AGENCY | {"Verweisart"}, AGENCY | {"Verweisart"}),
    "STADT Wohnung": (NAME | HOME | WISH | {"Telefon"}, NAME | WISH),
}


def fields(name, agreed, *, ticks):
    found = planned(name, agreed, ticks=ticks)
    assert found.withheld == ()
    parts = (part.partition(": ")[2] for part in found.letters[0].row.fields.split("; "))
    return {label for labels in parts for label in labels.split(", ")} - {"erteilt am"}


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_tells_these_fields_and_no_other(name):
    everything, least = TOLD[name]

    assert fields(name, ALL, ticks=True) == everything
    if least is not None:
        assert fields(name, LEAST, ticks=False) == least


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_goes_out_by_itself_under_its_own_name(name):
    (found,) = planned(name).letters

    assert found.row.kind == name.split(maxsplit=1)[0]
    assert found.stem == f"QB-2019-0001_{found.row.kind}_Markt"
    assert found.letter.reply, "a slip comes back"
    assert "12. Juli 2019" in " ".join(texts_of(found.letter)).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("category", "kind"), [(category, kind) for category, kinds in REFERRAL_KINDS.items() for kind in kinds]
)
def test_whatever_the_dropdown_offers_for_a_partner_leads_to_a_letter(category, kind):
    found = plan(
        client(**PERSON),
        partner(category=category),
        consent(purpose=str(kind), categories=tuple(map(str, ALL)), disclose_benefit=True, health_data=True),
        referral(kind=kind, **ASKED),
        keys=["R-00001"],
    )

    assert [each.reason for each in found.withheld] == []
    (letter,) = found.letters
    assert kind in TEMPLATES[letter.row.kind].head.referral_kinds


@pytest.mark.parametrize("category", PartnerCategory)
def test_a_referral_that_fits_no_letter_says_what_to_do(category):
    for kind in ReferralKind:
        found = plan(
            client(**PERSON),
            partner(category=category),
            consent(purpose=str(kind), categories=tuple(map(str, ALL)), disclose_benefit=True, health_data=True),
            referral(kind=kind, **ASKED),
            keys=["R-00001"],
        )

        assert found.letters or [each.suggestion for each in found.withheld if each.suggestion]


@pytest.mark.parametrize("name", ["BERATUNG", "BERATUNG Sucht"])
def test_a_counselling_service_learns_nothing_of_the_problem(name):
    text = " ".join(texts_of(letter_of(name)))

    assert not [word for word in ("Schuld", "Sucht", "sucht", "psych", "§ 16a", "vormittags") if word in text]


@pytest.mark.parametrize("name", ["ARBEIT", "QUALI", "PFLEGE", "STADT sonst", "BERATUNG"])
def test_who_was_not_told_of_a_benefit_cannot_guess_it(name):
    text = " ".join(texts_of(letter_of(name, LEAST, ticks=False)))

    assert not [word for word in TELLING if word in text]


def test_a_training_provider_reads_of_the_voucher_only_where_the_benefit_may_be_told():
    told, silent = (
        letter_of("QUALI"),
        letter_of("QUALI", [each for each in ALL if each is not Data.BENEFIT_RECEIPT]),
    )

    assert "Bildungsgutschein" in " ".join(texts_of(told))
    assert "Wer die Kosten trägt, klären wir" in " ".join(texts_of(silent))


@pytest.mark.parametrize("name", ["AGENTUR Sprachkurs", "QUALI Sprachkurs"])
def test_a_language_course_is_no_training_that_a_voucher_pays(name):
    """A Bildungsgutschein (§ 81 SGB III) buys no language course: nobody is asked for one, nor for its number."""
    text = " ".join(texts_of(letter_of(name)))

    assert "Bildungsgutschein" not in text
    assert "Weiterbildung" not in text


@pytest.mark.parametrize("path", sorted((templates_folder() / "letters").glob("*.md")), ids=lambda path: path.stem)
def test_a_letter_calls_the_office_by_no_name_but_its_own(path):
    """Who is called „Stadtteilladen“ has no Quartiersbüro where one could meet."""
    assert "Quartiersbüro" not in path.read_text(encoding="utf-8")


def test_what_is_enclosed_stands_below_and_nothing_where_nothing_is():
    assert letter_of("ARBEIT").enclosures == ("Lebenslauf, Zeugnisse",)
    assert planned("ARBEIT", enclosed=None).letters[0].letter.enclosures == ()


def test_an_office_outside_social_secrecy_gets_no_letter_that_would_name_the_benefit():
    """„Wohngeld“ to the urban renewal office: the subject stays neutral, and the letter goes."""
    found = planned("STADT sonst")

    assert found.letters[0].letter.subject == "Bitte um Bearbeitung eines Anliegens"


def test_a_kind_of_a_known_occasion_is_one_file_without_code(tmp_path):
    folder = tmp_path / "letters"
    shutil.copytree(templates_folder() / "letters", folder)
    (folder / "mithilfe.md").write_text(
        "---\nArt: MITHILFE\nTitel: Ehrenamt\nAnlass: Verweis\nVerweisarten: Ehrenamt\n"
        "Empfänger: Beratungsstelle\nBetreff: Mithilfe\nFelder: klient.nennung\n---\n"
        "{{ klient.nennung }} möchte mithelfen.\n",
        encoding="utf-8",
    )
    tables = office(
        partner(category=PartnerCategory.ADVICE),
        referral(kind=ReferralKind.VOLUNTEERING, legal_ground=None),
        consent(purpose="Ehrenamt", categories=(str(Data.NAME),)),
    )
    at_hand = desk(tables)
    own = plan_letters(
        type(at_hand)(tables, at_hand.settings, load_templates(folder), at_hand.today),
        DispatchLog(),
        keys=["R-00001"],
    )

    assert own.withheld == ()
    assert [each.row.kind for each in own.letters] == ["MITHILFE"]


# ── A kind that is asked for ─────────────────────────────────────────────────
def test_an_employer_reads_of_the_subsidy_only_with_a_tick_of_its_own():
    (withheld,) = planned("FOERDER", ALL, ticks=False).withheld

    assert (withheld.sheet, withheld.finding.column) == ("Verweise", "EinwilligungID")
    assert "eigene Kreuz" in withheld.reason


def test_a_kind_that_is_asked_for_takes_the_place_of_the_usual_one():
    usual, asked = planned("ARBEIT"), planned("FOERDER")

    assert [each.row.kind for each in usual.letters] == ["ARBEIT"]
    assert [each.row.kind for each in asked.letters] == ["FOERDER"]


def test_a_kind_that_fits_nowhere_is_told_at_its_cell():
    (withheld,) = planned("PFLEGE", letter="WOHNEN").withheld

    assert (withheld.finding.rule, withheld.finding.column) == ("L-02", "Schreiben")


@pytest.mark.parametrize(("first", "then"), [("ARBEIT", "FOERDER"), ("FOERDER", "ARBEIT")])
def test_a_draft_of_the_other_kind_is_blocked_when_the_wish_changes(first, then):
    (written,) = planned(first).letters
    again = planned(then, log=DispatchLog([written.row]))

    assert [each.row.kind for each in again.letters] == [then]
    assert [each.reason for each in again.blocked] == ["In „Schreiben“ steht eine andere Art oder keine."]
