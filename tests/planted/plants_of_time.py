"""Planted errors of time (T), targets (B), data protection (G) and opening hours (O)."""

from datetime import date, time, timedelta

from tests.planted.office_file import TODAY
from tests.planted.planting import plant


@plant("T-01")
def end_before_its_beginning(o):
    row, label, day = o.pick(
        (o.placement(), "Ende vereinbart", date(2019, 4, 30)),
        (o.course(), "Ende", date(2019, 3, 1)),
        (o.request(o.client()), "Wiedervorlage", date(2019, 6, 6)),
        (o.done(o.client()), "Erledigt am", date(2019, 6, 6)),
        (o.consent(o.client(), o.partner()), "gültig bis", date(2019, 5, 1)),
        (o.client(), "Aufnahme", date(2018, 9, 3)),
        (o.target(), "Ende", date(2018, 8, 31)),
        (o.referral(), "Rückmeldung bis", date(2019, 6, 21)),
        (o.vacancy(), "gültig bis", date(2019, 6, 2)),
        (o.participation(), "Austritt", date(2019, 3, 29)),
        (o.colleague({"aktiv von": date(2019, 1, 1)}), "aktiv bis", date(2018, 12, 31)),
    )
    row[label] = day
    return row.told(label)


@plant("F-02")
def begin_with_two_readings(o):
    row = o.placement()
    row["Beginn"] = o.pick("3/2/2019", "3-2-2019")
    return row.told("Beginn")


@plant("F-02")
def reminder_with_two_readings(o):
    row = o.request(o.client())
    row["Wiedervorlage"] = o.pick("7/4/2019", "8/3/2019")
    return row.told("Wiedervorlage")


@plant("T-01")
def talk_that_ends_before_it_begins(o):
    row = o.contact(o.client())
    row["Ende"] = time(9, 30)
    return row.told("Ende")


@plant("T-01")
def beginning_after_all_its_ends(o):
    row = o.placement(
        {"Ende vereinbart": date(2019, 5, 31), "Förderdauer bis": date(2019, 5, 31), "Beginn": date(2019, 6, 3)}
    )
    return row.told("Beginn")


@plant("T-02")
def work_before_the_first_contact(o):
    begin = o.pick(date(2018, 9, 28), date(2018, 10, 5))
    row = o.placement({"Beginn": begin, "Verbleib 3 M": "ja – selber AG", "Verbleib 6 M": "ja – selber AG"})
    return row.told("Beginn")


@plant("T-03")
def checked_before_it_was_due(o):
    row = o.placement({"Verbleib 3 M": o.pick("ja – selber AG", "nein")})
    return row.told("Verbleib 3 M")


@plant("T-03")
def checked_before_it_was_due_long_ago(o):
    row = o.placement(
        {
            "Beginn": date(2019, 2, 1),
            "Verbleib 3 M": "ja – selber AG",
            "geprüft am 3 M": date(2019, 4, o.pick(1, 30)),
        }
    )
    return row.told("Verbleib 3 M")


@plant("T-04")
def check_that_nobody_made(o):
    begin = o.pick(date(2019, 2, 27), date(2019, 1, 7))
    return o.placement({"Beginn": begin, "Verbleib 3 M": o.pick(None, "offen")}).told("Verbleib 3 M")


@plant("T-04")
def checks_that_nobody_made(o):
    return o.placement({"Beginn": date(2018, 10, 15)}).told("Verbleib 6 M")


@plant("T-05")
def still_there_though_gone(o):
    row = o.placement(
        {
            "Beginn": date(2018, 11, 5),
            "Ende tatsächlich": date(2019, 3, 1),
            "Endegrund": "Umzug",
            "Verbleib 3 M": "ja – selber AG",
            "Verbleib 6 M": "ja – selber AG",
        }
    )
    return row.told("Verbleib 6 M")


@plant("T-05")
def back_at_the_same_employer(o):
    row = o.placement({"Beginn": date(2018, 11, 5), "Verbleib 3 M": "nein", "Verbleib 6 M": "ja – selber AG"})
    return row.told("Verbleib 6 M")


@plant("T-06")
def reminder_in_the_past(o):
    return o.request(o.client(), {"Wiedervorlage": o.pick(date(2019, 6, 28), date(2019, 6, 12))}).told(
        "Wiedervorlage"
    )


@plant("T-07")
def request_that_rests(o):
    return o.request(o.client(), {"Eingang am": o.pick(date(2019, 5, 29), date(2019, 2, 4))}).told("Status")


@plant("T-08")
def referral_before_its_request(o):
    row = o.referral({"Datum": date(2019, 6, 7)})
    return row.told("Datum")


@plant("T-08")
def answer_before_the_referral(o):
    row = o.referral({"Rückmeldung am": date(2019, 6, 21), "Ergebnis": "angenommen"})
    return row.told("Rückmeldung am")


@plant("T-09")
def voucher_that_had_ended(o):
    return o.participation({"Gutschein gültig bis": date(2019, 3, o.pick(1, 31))}).told("Gutschein gültig bis")


@plant("T-10")
def certificate_that_ends(o):
    row = o.participation(
        {"Zertifikat am": date(2019, 4, 5), "Zertifikat gültig bis": o.pick(date(2019, 8, 29), date(2019, 6, 1))}
    )
    return row.told("Zertifikat gültig bis")


@plant("T-11")
def subsidy_before_it_existed(o):
    client = o.client({"Leistungsbezug seit": date(2010, 1, 1), "Arbeitslos seit": date(2015, 1, 1)})
    row = o.placement(
        {
            "Beginn": date(2018, 12, o.pick(3, 31)),
            "Förderung": o.pick("16E", "16I"),
            "Coaching § 16e/§ 16i": "ja",
            "Verbleib 3 M": "ja – selber AG",
            "Verbleib 6 M": "offen",
        },
        client=client,
    )
    row["Verbleib 6 M"] = "ja – selber AG" if row["Beginn"] < date(2018, 12, 30) else "offen"
    return row.told("Förderung")


@plant("T-13")
def nobody_noted_who_came(o):
    row = o.contact(o.client())
    row["erschienen"] = o.pick("offen", None)
    return row.told("erschienen")


@plant("T-14")
def partner_who_does_not_answer(o):
    row = o.referral({"Datum": date(2019, 6, 13), "Rückmeldung bis": date(2019, 6, o.pick(17, 28))})
    return row.told("Rückmeldung bis")


@plant("T-14")
def partner_who_was_reminded_long_ago(o):
    request = {"Eingang am": date(2019, 6, 3)}
    client = o.client()
    row = o.referral(
        {"Datum": date(2019, 6, 3), "Rückmeldung bis": date(2019, 6, 11), "Nachfass am": date(2019, 6, 13)},
        client=client,
        request=o.request(client, request),
    )
    return row.told("Rückmeldung bis")


# targets


def family(o, values=None):
    """A household of the target's group, taken in in Rotthausen with less than 200 Euro."""
    return o.household({"Stadtteil bei Aufnahme": "Rotthausen", "SGB II-Betrag bei Aufnahme": 180} | (values or {}))


@plant("B-01")
def family_of_which_a_month_is_missing(o):
    row = family(o, {"Abgangsgrund": "Erwerbseinkommen"})
    for month in (2, 3, 5, 6):
        o.benefit(row, date(2019, month, 1), 0)
    return row.told("Kein Bezug seit")


@plant("B-02")
def family_just_above_the_limit(o):
    return family(o, {"SGB II-Betrag bei Aufnahme": o.pick(200, 219.99)}).told("SGB II-Betrag bei Aufnahme")


@plant("B-03")
def sanction_as_success(o):
    row = o.household({"Abgangsgrund": "Minderung/Versagung/Nichterreichbarkeit", "SGB II-Betrag aktuell": 0})
    row.member["Status"] = o.pick("vermittelt", "Nachbetreuung")
    return row.told("Abgangsgrund")


def _supported(o, code, values=None, client=None):
    client = client or o.client({"Leistungsbezug seit": date(2010, 1, 1), "Arbeitslos seit": date(2015, 1, 1)})
    support = {"Förderung": code, "Coaching § 16e/§ 16i": "ja", "Beginn": date(2019, 5, 2)}
    return o.placement(support | (values or {}), client=client)


@plant("B-04")
def person_who_counts_twice(o):
    first = _supported(o, "16I", {"Beschäftigungsart": "Teilzeit sv", "Std./Woche": 20, "Beginn": date(2019, 4, 8)})
    second = _supported(
        o, "16I", {"Beschäftigungsart": "Teilzeit sv", "Std./Woche": 15, "Beginn": date(2019, 5, 6)}, first.client
    )
    return second.told("Förderung")


@plant("B-05")
def too_young_for_16i(o):
    client = o.client(
        {
            "Geburtsdatum": date(1994, 5, 3) + timedelta(days=o.number("young")),
            "Leistungsbezug seit": date(2012, 1, 1),
        }
    )
    return _supported(o, "16I", client=client).told("Förderung")


@plant("B-05")
def not_long_enough_for_16i(o):
    client = o.client({"Leistungsbezug seit": o.pick(None, date(2014, 1, 1))})
    return _supported(o, "16I", client=client).told("Förderung")


@plant("B-06")
def not_long_enough_for_16e(o):
    client = o.client({"Arbeitslos seit": o.pick(None, date(2017, 5, 3), date(2019, 1, 1))})
    return _supported(o, "16E", client=client).told("Förderung")


@plant("B-06")
def contract_too_short_for_16e(o):
    return _supported(o, "16E", {"Ende vereinbart": date(2021, 4, o.pick(1, 30))}).told("Ende vereinbart")


@plant("B-07")
def supported_for_more_than_five_years(o):
    return _supported(o, "16I", {"Förderdauer bis": o.pick(date(2024, 5, 2), date(2024, 12, 30))}).told(
        "Förderdauer bis"
    )


@plant("T-11")
def course_paid_by_what_did_not_exist(o):
    row = o.course({"Beginn": date(2019, 3, 4)})
    row["Rechtsgrundlage"] = o.pick("16J", "16K")
    return row.told("Rechtsgrundlage")


@plant("T-01")
def closed_before_it_began(o):
    return o.client({"Status": "verzogen", "Abschluss am": date(2018, o.pick(9, 10), 3)}).told("Abschluss am")


@plant("B-08")
def supported_without_coaching(o):
    return _supported(o, o.pick("16E", "16I"), {"Coaching § 16e/§ 16i": o.pick(None, "nein")}).told(
        "Coaching § 16e/§ 16i"
    )


@plant("B-09")
def quarters_that_do_not_add_up(o):
    row = o.target({"Verteilung": "Quartalswerte", "Q1": 20, "Q2": 30, "Q3": 40, "Q4": o.pick(9, 11)})
    return row.told("Sollwert")


@plant("B-10")
def parameter_that_nobody_understands(o):
    row = o.target()
    row["Parameter"] = o.pick("GRENZE=viel", "LIMIT=200", "N_MONATE=null", "FOERDERUNG=16X", "GRENZE 200")
    return row.told("Parameter")


@plant("B-12")
def target_of_nothing(o):
    row = o.target({"Sollwert": 0})
    return row.told("Sollwert")


@plant("B-13")
def report_of_the_city_for_a_target_of_the_office(o):
    return o.external(target=o.target()).told("ZielID")


@plant("B-13")
def report_of_the_city_below_nothing(o):
    return o.external({"Wert": -7}).told("Wert")


@plant("B-13")
def report_of_the_city_for_a_quarter_to_come(o):
    return o.external({"Quartal": "2019-Q4"}).told("Quartal")


@plant("B-11")
def nothing_in_the_month_of_intake(o):
    row = o.household({"Abgangsgrund": "Umzug"})
    return o.benefit(row, date(2018, 10, 1), 0).told("Betrag")


@plant("B-11")
def two_amounts_for_one_month(o):
    row = o.household()
    o.benefit(row, date(2019, 6, 1), 450.5)
    row["SGB II-Betrag aktuell"], row["Abgangsgrund"] = 0, "Umzug"
    row["Stand"] = o.pick(None, date(2019, 6, 3))
    return row.told("SGB II-Betrag aktuell")


# data protection


@plant("G-01")
def referral_without_a_ground(o):
    row = o.referral()
    what = o.pick("none", "revoked", "late", "purpose", "partner")
    if what == "none":
        row["EinwilligungID"] = None
        row.consent["Zweck"] = "Pflege"
    elif what == "revoked":
        row.consent["widerrufen am"] = date(2019, 6, 12)
    elif what == "late":
        row.consent["erteilt am"] = date(2019, 6, 26)
    elif what == "purpose":
        row.consent["Zweck"] = "Bewerbung"
    else:
        row.consent["Empfänger (PartnerID)"] = o.partner()["PartnerID"]
    return row.told("EinwilligungID")


@plant("G-02")
def health_data_by_word_of_mouth(o):
    row = o.consent(o.client(), o.partner(), {"Gesundheitsdaten": "ja"})
    row["Form"] = o.pick(None, "mündlich – begründet")
    return row.told("Form")


@plant("G-04")
def housing_company_with_open_letterhead(o):
    return o.partner({"neutraler Briefkopf nötig": "nein"}).told("neutraler Briefkopf nötig")


@plant("G-05", alone=True)
def client_who_is_still_there(o):
    setting = o.sheets["Einstellungen"].row_of("Einstellung", "Aufbewahrung (Monate)")
    setting["Wert"] = "6"
    row = o.client({"Status": "abgeschlossen", "Abschluss am": date(2018, 12, 5)})
    return row.told("Abschluss am")


@plant("G-06")
def consent_that_ends_before_the_answer(o):
    row = o.referral()
    row.consent["gültig bis"] = TODAY + timedelta(days=o.pick(1, 30))
    return row.consent.told("gültig bis")


@plant("G-06")
def consent_revoked_before_the_answer(o):
    row = o.referral()
    row.consent["widerrufen am"] = date(2019, 6, 27)
    return row.consent.told("widerrufen am")


# opening hours


def _appointment(o, values):
    day, begin, end = o.slot()
    return o.contact(o.client(), {"Nächster Termin": day, "um": begin, "bis": end} | values)


@plant("O-01")
def appointment_outside_the_hours(o):
    begin, end = o.pick((time(12, 15), time(13, 45)), (time(8, 30), time(9, 30)), (time(17), time(17, 30)))
    return _appointment(o, {"um": begin, "bis": end, "Beraten von": o.colleague()["Kürzel"]}).told("um")


@plant("O-01")
def appointment_on_a_weekend(o):
    row = _appointment(
        o, {"Nächster Termin": o.pick(date(2019, 7, 6), date(2019, 7, 7)), "Beraten von": o.colleague()["Kürzel"]}
    )
    return row.told("Nächster Termin")


@plant("O-02")
def appointment_on_a_holiday(o):
    day = o.pick(date(2019, 10, 3), date(2019, 11, 1))
    return _appointment(o, {"Nächster Termin": day, "Beraten von": o.colleague()["Kürzel"]}).told("Nächster Termin")


@plant("O-03")
def adviser_in_two_places(o):
    adviser = o.colleague()["Kürzel"]
    first = _appointment(o, {"um": time(10), "bis": time(10, 45), "Beraten von": adviser})
    second = _appointment(o, {"um": time(10, 30), "bis": time(11), "Beraten von": adviser})
    second["Nächster Termin"] = first["Nächster Termin"]
    return second.told("um")


@plant("O-04")
def deadline_on_a_free_day(o):
    day = o.pick(date(2019, 7, 6), date(2019, 10, 3))
    if o.pick(True, False):
        return o.request(o.client(), {"Wiedervorlage": day}).told("Wiedervorlage")
    return o.referral({"Rückmeldung bis": day}).told("Rückmeldung bis")


@plant("O-05", alone=True)
def office_that_cannot_be_reached(o):
    name, value = o.pick(
        ("PLZ", "4588"), ("Telefon", "siehe oben"), ("E-Mail", "buero@"), ("Trägernummer der BG", "333")
    )
    row = o.sheets["Einstellungen"].row_of("Einstellung", name)
    row["Wert"] = value
    return row.told("Wert")


@plant("O-06", alone=True)
def partner_who_can_decrypt_and_has_no_address(o):
    o.sheets["Einstellungen"].row_of("Einstellung", "E-Mail-Entwürfe (ja/nein)")["Wert"] = "ja"
    return o.partner({"verschlüsselte E-Mail möglich": "ja", "E-Mail": None}).told("E-Mail")
