"""The letters that are written when somebody wants them, or when time has come: who learns what, and when not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from automation.letters.letter_texts import texts_of
from automation.letters.occasions import occasions
from automation.letters.status import DispatchStatus
from automation.letters.templates import load_templates
from automation.resources import templates_folder
from tests.letter_office import TODAY, DispatchLog, client, consent, plan, referral
from tests.letter_week import (
    AGREED,
    ASKED,
    COUNSEL,
    EMPLOYER,
    FOLLOWED,
    OCCASIONS,
    PHONED,
    SEEKER,
    SHOP,
    STARTED,
    job,
    of,
    one,
    open_request,
)
from workbook.schema import (
    TABLES,
)
from workbook.schema.vocabulary import (
    ClientStatus,
    FollowUp,
    InterestStatus,
    JobStatus,
    LegalGround,
    RequestStatus,
)

NAME = {"Anrede/Geschlecht", "Vorname", "Nachname"}
HOME = {"Straße", "Hausnr.", "PLZ", "Ort"}


def fields(letter):
    parts = (part.partition(": ")[2] for part in letter.row.fields.split("; ") if part)
    return {label for labels in parts for label in labels.split(", ")}


def words(letter):
    return " ".join(texts_of(letter.letter)).replace("\xa0", " ")


TOLD = {  # kind → the fields that it tells, and no other
    "NACHFASS": {"Anrede/Geschlecht", "Nachname", "erteilt am"},
    "WIDERRUF": {"Anrede/Geschlecht", "Nachname"},
    "TERMINZETTEL": NAME | {"Nächster Termin", "um", "bis", "Bitte mitbringen"},
    "VERBLEIB": NAME | HOME | {"Beginn"},
    "VERBLEIBAG": NAME | {"erteilt am"},
    "ZUSAMMEN": NAME | {"Kategorie", "Nächster Schritt", "Wiedervorlage"},
    "EINWILL": NAME | {"Zweck", "Datenkategorien"},
    "LEERSTAND": {"Name/Firma", "Branche", "Fläche von m²", "Telefon", "E-Mail", "Einwilligung am"},
    "DATENSCHUTZ": NAME,
    "ABSCHLUSS": NAME | HOME,
    "STELLEN": NAME | HOME | {"Arbeitserlaubnis"},
}


@pytest.mark.parametrize("kind", OCCASIONS)
def test_a_kind_tells_these_fields_and_no_other(kind):
    assert fields(one(kind, *OCCASIONS[kind])) == TOLD[kind]


@pytest.mark.parametrize("kind", OCCASIONS)
def test_what_exists_is_known_again_and_not_written_twice(kind):
    first = one(kind, *OCCASIONS[kind])
    again = of(kind, *OCCASIONS[kind], log=DispatchLog([first.row]))

    assert (again.letters, again.unchanged, again.blocked) == ((), 1, ())


def test_only_what_is_due_is_written_by_itself():
    written_by_itself = {each.name for each in occasions().values() if each.by_itself}

    assert written_by_itself == {"Verweis", "Rückmeldung", "Termin", "Verbleib"}


def test_every_list_of_kinds_offers_what_can_be_written_from_its_sheet():
    templates = load_templates(templates_folder() / "letters").values()
    for table in TABLES:
        column = next((each for each in table.spec.columns if each.name == "letter"), None)
        offered = set(column.choices.values) if column is not None and column.choices is not None else set()
        known = {
            each.kind
            for each in templates
            if table in (occasions()[each.head.occasion].named_on or (occasions()[each.head.occasion].table,))
        }
        usual = {each.kind for each in templates if each.head.referral_kinds and not each.head.on_request}
        assert known - usual - {"WIDERRUF"} == offered - {"WIDERRUF"}, table.__name__


# ── Nobody learns more than they may ─────────────────────────────────────────
TELLING = ("SGB", "Jobcenter", "Agentur für", "Kundennummer", "Vermittl", "Leistung")


@pytest.mark.parametrize("kind", ["NACHFASS", "WIDERRUF", "VERBLEIBAG", "LEERSTAND"])
def test_nothing_in_a_letter_to_others_tells_of_a_benefit(kind):
    text = words(one(kind, *OCCASIONS[kind]))

    assert [word for word in TELLING if word in text] == []
    assert "Schuld" not in text


def sent(kind, source, **values):
    """The row of a letter that went out weeks ago."""
    row = plan(keys=["R-00001"]).letters[0].row
    return replace(
        row, kind=kind, source=source, status=DispatchStatus.SENT, reference="QB-2019-0007",
        written=date(2019, 6, 3), sent_on=date(2019, 6, 4), reply_until=date(2019, 6, 17), **values,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["NACHFASS", "WIDERRUF"])
def test_who_has_our_number_is_not_told_the_name_again(kind):
    log = DispatchLog([sent("WOHNEN", "R-00001")])
    revoked = {"revoked_on": date(2019, 6, 20)} if kind == "WIDERRUF" else {}
    row = referral(referred_on=date(2019, 6, 3), letter="WIDERRUF" if kind == "WIDERRUF" else None)
    letter = one(kind, row, consent(**revoked, given_on=date(2019, 6, 1)), log=log)

    assert "QB-2019-0007" in words(letter)
    assert "3. Juni 2019" in words(letter)
    assert fields(letter) <= {"erteilt am", "Anrede/Geschlecht", "Nachname"}
    assert "Ayşe" not in words(letter)


def test_who_got_nothing_is_told_of_no_revocation():
    """A letter that never went out tells nobody anything; a notice would tell who it is."""
    row = referral(letter="WIDERRUF", referred_on=date(2019, 6, 3))
    (withheld,) = of("WIDERRUF", row, consent(revoked_on=date(2019, 6, 20), given_on=date(2019, 6, 1))).withheld

    assert withheld.finding.column == "Weg"
    assert "nichts bekommen" in withheld.reason


def test_an_answer_is_asked_for_once_it_is_overdue_and_not_before():
    ahead = PHONED.model_copy(update={"reply_until": TODAY})
    chased = PHONED.model_copy(update={"chase_on": date(2019, 6, 27)})

    assert of("NACHFASS", ahead, COUNSEL, AGREED).letters == ()
    assert of("NACHFASS", chased, COUNSEL, AGREED).letters == ()
    assert of("NACHFASS", ahead, COUNSEL, AGREED, keys=["R-00001"]).letters != ()


def test_a_question_that_was_answered_is_blocked():
    first = one("NACHFASS", *OCCASIONS["NACHFASS"])
    answered = PHONED.model_copy(update={"replied_on": TODAY})
    (blocked,) = of("NACHFASS", answered, COUNSEL, AGREED, log=DispatchLog([first.row])).blocked

    assert blocked.reason == "Auf den Verweis kam schon eine Rückmeldung."


def test_a_look_back_is_asked_once_each_and_never_after_it_is_known():
    first = one("VERBLEIB", STARTED, EMPLOYER)
    log = DispatchLog([replace(first.row, status=DispatchStatus.SENT)])

    assert first.row.source == "V-00001 (3 M)"
    assert of("VERBLEIB", STARTED, EMPLOYER, log=log).letters == ()
    later = one("VERBLEIB", STARTED, EMPLOYER, log=log, today=date(2019, 9, 21))
    assert later.row.source == "V-00001 (6 M)"
    known = STARTED.model_copy(update={"status_3": FollowUp.SAME_EMPLOYER})
    (blocked,) = of("VERBLEIB", known, EMPLOYER, log=DispatchLog([first.row])).blocked
    assert blocked.reason == "Der Verbleib ist schon eingetragen."


@pytest.mark.parametrize(
    ("change", "agreed", "where"),
    [
        ({"status_3": None}, FOLLOWED, "Verbleib 3 M"),
        ({}, FOLLOWED.model_copy(update={"purpose": "Bewerbung"}), "Schreiben"),
        ({}, FOLLOWED.model_copy(update={"employer_id": "AG-0002"}), "Schreiben"),
        ({}, FOLLOWED.model_copy(update={"revoked_on": TODAY}), "Schreiben"),
        ({}, FOLLOWED.model_copy(update={"given_on": None}), "Schreiben"),
    ],
    ids=["the person was not asked", "another purpose", "another employer", "revoked", "only asked for"],
)
def test_an_employer_is_asked_after_the_person_and_with_a_consent_of_its_own(change, agreed, where):
    row = OCCASIONS["VERBLEIBAG"][0].model_copy(update=change)
    (withheld,) = of("VERBLEIBAG", row, EMPLOYER, agreed).withheld

    assert (withheld.sheet, withheld.finding.column) == ("Vermittlungen", where)


# ── The sheet to take along ──────────────────────────────────────────────────
def test_debts_and_addiction_stand_on_the_sheet_only_where_they_were_chosen():
    chosen = open_request(letter="ZUSAMMEN")
    debts = open_request(2, category="Schulden", next_step="Liste der Rechnungen")
    done = open_request(3, category="Sprache", status=RequestStatus.DONE)

    text = words(one("ZUSAMMEN", chosen, debts, done))
    assert "Wohnen" in text
    assert "Schulden" not in text
    assert "Rechnungen" not in text
    assert "Sprache" not in text
    assert "Schulden" in words(one("ZUSAMMEN", chosen, debts.model_copy(update={"letter": "ZUSAMMEN"})))
    assert "kein Kooperationsplan (§ 15 SGB II)" in text


def test_one_sheet_holds_all_requests_of_a_person():
    both = [open_request(letter="ZUSAMMEN"), open_request(2, category="Arbeit", letter="ZUSAMMEN")]

    assert words(one("ZUSAMMEN", *both)).count("Anruf bei der ggw") == 2


# ── The form to sign ─────────────────────────────────────────────────────────
def test_a_consent_form_ticks_nothing_and_gives_health_and_benefit_boxes_of_their_own():
    letter = one("EINWILL", ASKED)
    text = words(letter)

    assert "keine Nachteile, und Ihre Leistungen ändern sich nicht" in text
    assert "jederzeit widerrufen" in text
    assert "Gelsenkirchener Gemeinnützige Wohnungsbaugesellschaft mbH" in text
    assert "Musterweg 1" in text
    boxes = [
        "".join(run.text for run in item if hasattr(run, "text"))
        for block in letter.letter.reply
        for item in getattr(block, "items", ())
    ]
    assert boxes == [
        "Name",
        "Der Empfänger darf erfahren, dass Leistungen bezogen werden.",
        "Angaben zur Gesundheit, soweit sie für diesen Zweck nötig sind.",
    ]


def test_what_is_only_asked_for_is_no_ground():
    (withheld,) = plan(consent(given_on=None), kinds=["WOHNEN"]).withheld

    assert "nur angefragt, noch nicht erteilt" in withheld.reason


def test_a_form_without_anybody_responsible_is_withheld_at_the_setting():
    (withheld,) = plan(ASKED, kinds=["EINWILL"]).withheld

    assert "Datenschutz: verantwortlich" in withheld.reason


# ── Somebody who is no client ────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"consent_given_on": None}, "Einwilligung am"),
        ({"consent_form": None}, "Form"),
        ({"consent_until": date(2019, 6, 27)}, "Einwilligung bis"),
        ({"consent_revoked_on": TODAY}, "widerrufen am"),
        ({"shop_id": None}, "LeerstandID"),
        ({"status": InterestStatus.REFUSED}, "Status"),
    ],
)
def test_an_owner_learns_of_nobody_who_has_not_agreed(change, where):
    (withheld,) = of("LEERSTAND", SEEKER.model_copy(update=change), SHOP).withheld

    assert (withheld.sheet, withheld.finding.column) == ("Interessenten", where)


def test_a_letter_about_nobody_on_the_clients_sheet_names_none():
    letter = one("LEERSTAND", SEEKER, SHOP)

    assert (letter.row.client_id, letter.row.recipient) == ("", "P-001")
    assert letter.row.legal_ground == LegalGround.CONSENT
    assert "Privatweg" not in words(letter)
    assert "987" not in words(letter)
    assert "Buchbinderei Falzbein hat in die Weitergabe dieser Angaben am 20.06.2019 eingewilligt." in words(letter)


# ── After the end ────────────────────────────────────────────────────────────
def test_thanks_go_out_after_the_end_and_never_to_the_dead():
    (withheld,) = of("ABSCHLUSS", client(letter="ABSCHLUSS", status=ClientStatus.DECEASED)).withheld

    assert "beendet" in withheld.reason
    assert "24 Monate" in words(one("ABSCHLUSS", *OCCASIONS["ABSCHLUSS"]))


def test_post_at_home_is_replaced_by_the_hand_where_nobody_wants_it():
    letter = one("VERBLEIB", *OCCASIONS["VERBLEIB"], client(contact_pref="keine Post nach Hause"))

    assert letter.letter.address == ("Frau", "Ayşe Yıldız")
    assert letter.row.way == "persönlich übergeben"


# ── Jobs that fit ────────────────────────────────────────────────────────────
def test_a_set_of_jobs_says_why_and_takes_only_what_fits():
    seeker = client(
        letter="STELLEN", work_permit="unbeschränkt", german_level="B1", licence=("B",), hours_wish=Decimal(30)
    )
    jobs = [
        job(1, german_level="A2"),
        job(2, title="Arzt", german_level="C2"),
        job(3, licence="CE"),
        job(4, hours=Decimal("38.5")),
        job(5, status=JobStatus.FILLED),
        job(6, valid_until=date(2019, 6, 1)),
    ]
    text = words(one("STELLEN", seeker, *jobs, EMPLOYER))

    assert "S-00001" in text
    assert "Lagerhelfer/in (m/w/d)" in text
    assert "Deutsch B1 reicht (A2 nötig)" in text
    assert "30 Std./Woche, gewünscht höchstens 30" in text
    assert [key for key in ("S-00002", "S-00003", "S-00004", "S-00005", "S-00006") if key in text] == []


def test_a_licence_is_enough_for_a_job_that_asks_for_one_that_it_includes():
    seeker = client(letter="STELLEN", work_permit="unbeschränkt", german_level="B1", licence=("C1",))
    text = words(one("STELLEN", seeker, job(1, licence="B"), job(2, licence="C"), EMPLOYER))

    assert "Führerschein B vorhanden" in text
    assert "S-00002" not in text


def test_no_job_that_fits_is_told_and_no_empty_sheet_written():
    (withheld,) = of("STELLEN", client(letter="STELLEN", work_permit="keine"), job(), EMPLOYER).withheld

    assert "passt keine offene Stelle" in withheld.reason
