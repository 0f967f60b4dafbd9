import gc
from dataclasses import replace
from datetime import date, timedelta

import pytest
from msgspec import structs

from automation.letters.disclosure import MATRIX, Recipient
from automation.letters.dispatch import DispatchLog
from automation.letters.grounds import grant_of
from automation.letters.letter_texts import texts_of
from automation.letters.model import Letter
from automation.letters.planning import plan_letters
from automation.letters.views import template_name
from automation.office.consent import Basis
from tests.letter_office import (
    AGREED,
    TODAY,
    adviser,
    client,
    consent,
    contact,
    desk,
    household,
    letter,
    office,
    partner,
    plan,
    referral,
)
from workbook.errors import LetterError, SettingError
from workbook.findings import Finding, Severity
from workbook.schema import TABLES, Household, OfficeDayOff, StaffMember
from workbook.schema.data_categories import DataCategory as Data
from workbook.schema.setting_names import SettingName
from workbook.schema.vocabulary import (
    ClientStatus,
    ConsentForm,
    DayOff,
    Gender,
    LegalGround,
    PartnerCategory,
    ReferralKind,
    ReferralResult,
    ReferralWay,
)


def told(letter):
    """Everything that a letter says, as one text."""
    return repr(letter).replace("\\xa0", " ")


def reasons(planned):
    return [(each.key, each.sheet, each.cell) for each in planned.withheld]


def test_an_open_referral_and_a_coming_appointment_lead_to_a_letter_each():
    planned = plan()

    assert [(each.row.kind, each.row.source, each.stem) for each in planned.letters] == [
        ("WOHNEN", "R-00001", "QB-2019-0001_WOHNEN_ggw"),
        ("EINLADUNG", "KT-000001", "QB-2019-0002_EINLADUNG"),
    ]
    assert planned.withheld == ()


def test_the_landlord_reads_what_was_agreed_and_nothing_else():
    text = told(letter())

    assert "Ayşe Yıldız" in text
    assert "4 Personen, davon ein Kind unter 3 Jahren und ein Kind von 6 bis 14 Jahren" in text
    assert "Frau Yıldız hat in die Weitergabe dieser Angaben am 03.06.2019 eingewilligt." in text
    assert "nur zu dem Zweck verarbeiten, zu dem wir sie Ihnen mitteilen" in text
    for secret in ("SGB", "§", "Jobcenter", "33304", "0012345", "123A456789", "187", "Beethoven", "04599", "1985"):
        assert secret not in text


def test_a_benefit_is_named_only_with_a_tick_of_its_own():
    agreed = tuple(map(str, (*AGREED, Data.BENEFIT_RECEIPT)))

    silent = told(letter("WOHNEN", consent(categories=agreed)))
    open_ = told(letter("WOHNEN", consent(categories=agreed, disclose_benefit=True)))

    assert "Miete übernommen" not in silent
    assert "SGB" not in silent
    assert "Miete übernommen" in open_
    assert "§ 78 SGB X" in open_


def test_the_phone_is_given_only_where_the_person_wants_to_be_called():
    assert "4599" not in told(letter())
    assert "0209 1234599" in told(letter("WOHNEN", referral(contact_through="die Person selbst")))


def test_a_referral_to_keep_the_home_speaks_of_keeping_it():
    text = told(letter("WOHNEN", referral(kind=ReferralKind.HOUSING_SECURE), consent(purpose="Wohnungssicherung")))

    assert "Erhalt der Wohnung" in text
    assert "Beethovenstraße 7, 45884 Gelsenkirchen" in text


def test_an_invitation_is_friendly_voluntary_and_complete():
    invited = letter("EINLADUNG")
    text = told(invited)

    assert invited.salutation == "Sehr geehrte Frau Yıldız,"
    assert invited.address == ("Frau", "Ayşe Yıldız", "Beethovenstraße 7", "45884 Gelsenkirchen")
    for words in (
        "Dienstag, 2. Juli 2019",
        "10:30 bis 11:15 Uhr",
        "Karl-Meyer-Straße 23",
        "Miriam Kaya",
        "Zeugnisse",
    ):
        assert words in text
    assert "keine Folgen" in text
    assert invited.notices == ()


def test_an_invitation_to_a_child_goes_to_the_guardian():
    invited = letter("EINLADUNG", client(birth_date=date(2008, 1, 1), guardian="Frau Fatma Yıldız (Mutter)"))

    assert invited.address[:3] == ("Frau", "Fatma Yıldız", "für Ayşe Yıldız")
    assert invited.salutation == "Sehr geehrte Frau Yıldız,"


def test_from_fifteen_on_young_people_get_their_own_letters():
    invited = letter(
        "EINLADUNG", client(birth_date=date(2003, 1, 1), guardian="Frau Fatma Yıldız", gender=Gender.DIVERSE)
    )

    assert invited.address[0] == "Ayşe Yıldız"
    assert invited.salutation == "Guten Tag Ayşe Yıldız,"


def test_a_landlord_does_not_read_or_hear_that_the_adviser_is_of_the_jobcenter():
    telling = adviser(function="Fallmanagerin", phone="+4920960500")

    to_landlord, to_client = letter("WOHNEN", telling), letter("EINLADUNG", telling)

    assert to_landlord.signature[1] == "Quartiersbüro Rotthausen"
    assert dict(to_landlord.info)["Telefon"] == "0209 1234567"
    assert to_client.signature[1] == "Fallmanagerin · Quartiersbüro Rotthausen"
    assert dict(to_client.info)["Telefon"].replace("\xa0", " ") == "0209 60500"


def test_the_letterhead_is_neutral_though_the_adviser_is_of_the_jobcenter():
    written = letter()

    assert dict(written.info)["E-Mail"] == "buero@rotthausen.example"
    assert written.signature == ("Miriam Kaya", "Beratung Wohnen und Arbeit · Quartiersbüro Rotthausen")
    assert written.office.return_line == "Quartiersbüro · Karl-Meyer-Straße 23 · 45884 Gelsenkirchen"


@pytest.mark.parametrize(
    ("setting", "value", "where"),
    [
        (SettingName.OFFICE_NAME, "Jobcenter Rotthausen", "Briefkopf"),
        (SettingName.RETURN_LINE, "Jobcenter · Ahstraße 22", "Rücksendeangabe"),
        (SettingName.EMAIL, "rotthausen@jobcenter-ge.example", "Briefkopf"),
    ],
)
def test_no_letter_goes_out_under_a_telling_letterhead(setting, value, where):
    planned = plan(settings={setting: value})

    assert planned.letters == ()
    assert all(where in each.reason for each in planned.withheld)


@pytest.mark.parametrize(
    ("records", "column"),
    [
        ([consent(revoked_on=TODAY)], "consent_id"),
        ([consent(valid_until=TODAY - timedelta(days=1))], "consent_id"),
        ([consent(given_on=TODAY + timedelta(days=1))], "consent_id"),
        ([consent(given_on=date(2019, 6, 28))], "consent_id"),  # after the referral: later approval does not heal
        ([consent(purpose="Bewerbung")], "consent_id"),
        ([consent(partner_id="P-002")], "consent_id"),
        ([consent(partner_id=None, recipient_category=PartnerCategory.EMPLOYER)], "consent_id"),
        ([consent(client_id="K-00002")], "consent_id"),
        ([consent(categories=(str(Data.CONTACT),))], "consent_id"),
        ([consent(categories=(str(Data.NAME),))], "consent_id"),  # the wishes are not covered
        ([referral(consent_id=None)], "consent_id"),
        ([referral(consent_id="E-99999")], "consent_id"),
        ([referral(legal_ground=LegalGround.TASK)], "legal_ground"),
        ([referral(partner_id="P-999")], "partner_id"),
        ([referral(client_id="K-99999")], "client_id"),
        ([partner(category=PartnerCategory.EMPLOYER)], "partner_id"),
    ],
)
def test_without_a_valid_ground_the_letter_is_withheld_at_the_cell_to_look_at(records, column):
    planned = plan(*records, kinds=["WOHNEN"])

    tables = office(*records)
    kind = type(referral())
    assert planned.letters == ()
    assert reasons(planned) == [("R-00001", "Verweise", tables[kind].cell(5, column))]


@pytest.mark.parametrize(
    ("records", "sheet", "column"),
    [
        ([partner(active=False)], "Partner", "active"),
        ([partner(street=None)], "Partner", "street"),
        ([client(status=ClientStatus.DECEASED)], "Klienten", "status"),
    ],
)
def test_what_is_missing_elsewhere_is_shown_there(records, sheet, column):
    planned = plan(*records, kinds=["WOHNEN"])

    table = office(*records)[type(records[0])]
    assert planned.letters == ()
    assert reasons(planned) == [("R-00001", sheet, table.cell(5, column))]


def test_nobody_gets_post_at_home_who_does_not_want_it():
    person = client(contact_pref="keine Post nach Hause")

    assert plan(person, kinds=["EINLADUNG"]).letters == ()
    (asked,) = plan(person, contact(letter="EINLADUNG"), kinds=["EINLADUNG"]).withheld
    assert "keine Post" in asked.reason


def test_who_wants_no_post_at_home_gets_a_card_in_the_hand_without_an_address():
    (card,) = plan(client(contact_pref="keine Post nach Hause"), keys=["KT-000001"]).letters

    assert (card.row.kind, card.row.way) == ("TERMINZETTEL", "persönlich übergeben")
    assert card.letter.address == ("Frau", "Ayşe Yıldız")
    assert card.letter.remarks == ("Persönlich übergeben, nicht mit der Post",)
    assert "Beethovenstraße" not in " ".join(texts_of(card.letter))
    assert "Anschrift" not in card.row.fields
    assert "Straße" not in card.row.fields


def test_no_reason_holds_a_name():
    person = client(contact_pref="keine Post nach Hause")
    planned = plan(consent(revoked_on=TODAY), person, contact(letter="EINLADUNG"))

    assert len(planned.withheld) == 2
    for each in planned.withheld:
        assert "Yıldız" not in f"{each.reason} {each.suggestion}"
        assert "Ayşe" not in f"{each.reason} {each.suggestion}"


@pytest.mark.parametrize(
    "change",
    [
        {"result": ReferralResult.ACCEPTED},
        {"replied_on": TODAY},
        {"way": ReferralWay.WARM_CALL},
        {"way": ReferralWay.ACCOMPANIED},
        {"legal_ground": LegalGround.NO_DATA},
        {"kind": ReferralKind.VOLUNTEERING},
    ],
)
def test_a_referral_that_needs_no_letter_gets_none(change):
    planned = plan(referral(**change), kinds=["WOHNEN"])

    assert (planned.letters, planned.withheld) == ((), ())


@pytest.mark.parametrize(
    "change", [{"invite": None}, {"next_date": TODAY}, {"next_date": date(2019, 9, 1)}, {"next_date": None}]
)
def test_only_a_coming_appointment_that_staff_ticked_is_an_invitation(change):
    assert plan(contact(**change), kinds=["EINLADUNG"]).letters == ()


def test_a_second_run_writes_nothing_again():
    first = plan()

    second = plan(log=DispatchLog(first.log.rows), today=TODAY + timedelta(days=1))

    assert (second.letters, second.withheld, second.unchanged) == ((), (), 2)
    assert second.log.rows == first.log.rows


def test_a_change_of_what_the_letter_tells_makes_a_new_version():
    first = plan(kinds=["WOHNEN"])

    second = plan(household(persons=5), log=DispatchLog(first.log.rows), kinds=["WOHNEN"])

    (new,) = second.letters
    assert (new.row.reference, new.row.replaces) == ("QB-2019-0002", "QB-2019-0001")
    assert [row.status for row in second.log.rows] == ["ersetzt", "Entwurf"]


def test_a_change_of_what_the_letter_does_not_tell_makes_none():
    first = plan(kinds=["WOHNEN"])

    second = plan(
        client(phone="+49209999", birth_date=date(1990, 1, 1)), log=DispatchLog(first.log.rows), kinds=["WOHNEN"]
    )

    assert second.letters == ()


def test_a_letter_that_was_sent_is_not_withheld_afterwards():
    log = DispatchLog(replace_status(plan(kinds=["WOHNEN"]).log, "versandt"))

    later = plan(consent(revoked_on=TODAY), log=log, kinds=["WOHNEN"])

    assert (later.withheld, later.unchanged) == ((), 1)


def test_a_draft_whose_consent_was_revoked_is_named():
    log = DispatchLog(plan(kinds=["WOHNEN"]).log.rows)

    later = plan(consent(revoked_on=TODAY), log=log, kinds=["WOHNEN"])

    (withheld,) = later.withheld
    assert withheld.key == "R-00001"
    assert "Der Entwurf QB-2019-0001 darf so nicht hinausgehen." in withheld.reason


def replace_status(log, status):
    return [replace(row, status=status) for row in log.rows]


def test_numbers_that_lie_in_the_folder_are_not_given_again():
    planned = plan(kinds=["WOHNEN"], taken=[(2019, 17)])

    assert planned.letters[0].row.reference == "QB-2019-0018"


@pytest.mark.parametrize(
    ("choice", "message"),
    [({"kinds": ["WONEN"]}, "WOHNEN"), ({"keys": ["R-99999"]}, "„R-99999“ steht auf keinem Blatt")],
)
def test_a_choice_that_does_not_exist_is_named(choice, message):
    with pytest.raises(LetterError, match=message):
        plan(**choice)


def test_planning_does_not_change_the_log_that_it_was_given():
    log = DispatchLog()

    planned = plan(log=log)

    assert (len(log.rows), len(planned.log.rows)) == (0, 2)


def test_a_telling_word_in_a_wish_keeps_the_letter_back():
    planned = plan(referral(floor="nahe am Jobcenter"), kinds=["WOHNEN"])

    assert planned.letters == ()
    assert "Der Text verrät einen Leistungsbezug" in planned.withheld[0].reason
    assert planned.withheld[0].reason.endswith("bitte ändern, was in dieser Zelle steht.")


def test_a_person_without_a_household_can_be_referred():
    assert "Personen" not in told(letter("WOHNEN", client(household_id=None)))


def test_the_choice_can_be_narrowed():
    assert [each.row.kind for each in plan(keys=["KT-000001"]).letters] == ["EINLADUNG"]


def test_an_answer_is_due_after_ten_working_days_or_when_agreed():
    assert plan(kinds=["WOHNEN"]).letters[0].row.reply_until == date(2019, 7, 12)
    agreed = plan(referral(reply_until=date(2019, 7, 5)), kinds=["WOHNEN"])
    assert agreed.letters[0].row.reply_until == date(2019, 7, 5)


def test_days_off_and_weekends_do_not_count_for_the_reply():
    closed = [
        OfficeDayOff(row=5, day=date(2019, 7, 1), name="Betriebsausflug", kind=DayOff.CLOSED),
        OfficeDayOff(row=6, day=date(2019, 7, 2), name="Feiertag", kind=DayOff.HOLIDAY),
        OfficeDayOff(row=7, day=date(2019, 7, 6), name="ein Samstag", kind=DayOff.HOLIDAY),
    ]

    assert plan(*closed, kinds=["WOHNEN"]).letters[0].row.reply_until == date(2019, 7, 16)


def test_an_agreed_day_for_the_reply_that_is_over_is_reckoned_anew():
    assert plan(referral(reply_until=TODAY), kinds=["WOHNEN"]).letters[0].row.reply_until == date(2019, 7, 12)


def test_the_log_names_ground_consent_and_fields_but_no_value():
    row = plan(kinds=["WOHNEN"]).letters[0].row

    assert (row.legal_ground, row.consent_id) == (LegalGround.CONSENT, "E-00001")
    assert "Klienten: Anrede/Geschlecht, Nachname, Vorname" in row.fields
    assert "Yıldız" not in repr(row)


def test_an_office_without_a_name_is_asked_for_it():
    with pytest.raises(SettingError, match="Name des Büros"):
        plan(settings={SettingName.OFFICE_NAME: ""})


def test_an_office_whose_postcode_lost_its_zero_is_asked_for_it():
    with pytest.raises(SettingError, match="„PLZ“ fehlt oder ist unbrauchbar"):
        plan(settings={SettingName.POSTCODE: "1067"})


def test_a_household_with_an_error_holds_back_only_the_letter_that_tells_of_it():
    tables = office()
    (wrong,) = tables[Household]
    error = Finding(
        rule="C-04",
        severity=Severity.ERROR,
        sheet="Bedarfsgemeinschaften",
        cell="D5",
        table="Bedarfsgemeinschaften",
        column="Personen",
        key="HH-0001",
        value="2",
        message="5 Kinder passen nicht in einen Haushalt mit 2 Personen.",
    )
    place = structs.replace(desk(tables), findings={("Bedarfsgemeinschaften", wrong.row): (error,)})

    planned = plan_letters(place, DispatchLog())

    assert reasons(planned) == [("R-00001", "Bedarfsgemeinschaften", "D5")]
    assert [each.row.kind for each in planned.letters] == ["EINLADUNG"]


def test_somebody_has_to_sign():
    planned = plan(StaffMember(row=5, initials="XYZ", name="Andere"), kinds=["EINLADUNG"])

    assert reasons(planned)[0][:2] == ("KT-000001", "Kontakte")


def test_an_oral_consent_does_not_open_health_data():

    oral = grant_of(Basis(LegalGround.CONSENT, consent(health_data=True, form=ConsentForm.ORAL)))
    written = grant_of(Basis(LegalGround.CONSENT, consent(health_data=True)))

    assert (oral.health, written.health) == (False, True)


def test_every_column_has_a_name_of_its_own_in_templates():
    for record in TABLES:
        names = [template_name(column.label) for column in record.spec.columns]
        assert len(names) == len(set(names)), record.spec.sheet


def test_nothing_internal_is_allowed_to_anybody():
    assert all(MATRIX[Data.INTERNAL][recipient].value == "✖" for recipient in Recipient)


@pytest.mark.parametrize(
    ("rows", "kind", "key", "told"),
    [
        ([], "AGENTUR", "R-00001", "dazu gehört ein anderes Schreiben. Vorgesehen ist hier: WOHNEN."),
        ([contact(next_date=TODAY)], "TERMINZETTEL", "KT-000001", "steht nicht mehr bevor."),
        ([referral(result=ReferralResult.REFUSED)], "WOHNEN", "R-00001", "Der Verweis ist abgeschlossen"),
    ],
)
def test_a_letter_that_a_row_does_not_lead_to_is_never_left_out_in_silence(rows, kind, key, told):
    with pytest.raises(LetterError, match=f"Zu „{key}“ ist kein Schreiben der Art {kind} fällig") as refused:
        plan(*rows, kinds=[kind], keys=[key])

    assert told in str(refused.value)


def test_a_second_kind_under_schreiben_is_told_and_never_left_out():
    (withheld,) = plan(referral(letter="WOHNEN, AGENTUR")).withheld

    assert (withheld.sheet, withheld.key) == ("Verweise", "R-00001")
    assert "nicht genau eine Art" in withheld.reason


def test_letters_that_wait_take_little_room_and_are_the_same_when_their_turn_comes():
    planned = plan(settings={SettingName.REFERENCE_PREFIX: "WARTET"})

    gc.collect()
    waiting = [each for each in gc.get_objects() if isinstance(each, Letter) and "WARTET" in each.reference]
    assert waiting == []  # thousands of them would fill the memory
    for each in planned.letters:
        assert each.letter.reference == each.row.reference
        assert len(each.packed.content) < 4000
    texts = texts_of(planned.letters[0].letter)
    assert "Yıldız" in " ".join(texts)
