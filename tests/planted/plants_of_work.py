"""Planted errors between cells of a row (C), between sheets (X) and in what stands twice (D)."""

from datetime import date, timedelta

from tests.planted.planting import plant


@plant("C-01")
def minijob_above_the_limit(o):
    row = o.placement(
        {"Beschäftigungsart": "Minijob", "Std./Woche": 10, "Brutto €/Monat": o.pick(450.01, 460, 603)}
    )
    return row.told("Brutto €/Monat")


@plant("C-02")
def insured_work_below_the_limit(o):
    row = o.placement(
        {"Beschäftigungsart": "Teilzeit sv", "Std./Woche": 10, "Brutto €/Monat": o.pick(450, 430, 398.24)}
    )
    return row.told("Brutto €/Monat")


@plant("C-03")
def pay_below_the_minimum_wage(o):
    # 9.19 Euro, 52 weeks, 12 months: 20 hours come to 796.466…, 30 hours to 1,194.70, 38 hours to 1,513.286…
    hours, least = o.pick((20, 79647), (30, 119470), (38, 151329))
    row = o.placement(
        {
            "Beschäftigungsart": "Vollzeit sv" if hours > 34 else "Teilzeit sv",
            "Std./Woche": hours,
            "Brutto €/Monat": (least - o.pick(1, 50, 5_000)) / 100,
        }
    )
    return row.told("Brutto €/Monat")


@plant("C-03")
def vacancy_below_the_minimum_wage(o):
    pay, unit = o.pick((9.18, "Stunde"), (8.84, "Stunde"), (1513.28, "Monat"), (1200, "Monat"))
    return o.vacancy({"Entgelt": pay, "Einheit": unit}).told("Entgelt")


@plant("C-04")
def single_parent_of_another_kind(o):
    row = o.household({"alleinerziehend": "ja"})
    return row.told("alleinerziehend")


@plant("C-04")
def more_children_than_persons(o):
    return o.household({"Kinder 6–14": o.pick(4, 7)}).told("Personen")


@plant("C-04")
def single_with_others(o):
    return o.household({"BG-Typ": "Single", "Kinder 6–14": None, "Personen": 2}).told("BG-Typ")


@plant("C-05")
def amount_is_not_its_sum(o):
    parts = {"davon Regel-/Mehrbedarf": 200.25, "davon KdU": o.pick(250.23, 300, 205.25)}
    return o.household(parts).told("SGB II-Betrag bei Aufnahme")


@plant("C-06")
def fixed_term_without_end(o):
    return o.vacancy({"Befristung": "befristet"}).told("befristet bis")


@plant("C-07")
def postcode_of_another_district(o):
    return o.client({"PLZ": o.pick("45879", "45968")}).told("Stadtteil")


@plant("C-08")
def nobody_may_work_without_permit(o):
    client = o.client({"Arbeitserlaubnis": "keine"})
    return o.placement(client=client).told("KlientID")


@plant("C-08")
def permit_that_has_ended(o):
    client = o.client({"Arbeitserlaubnis": "beschränkt", "Arbeitserlaubnis bis": date(2019, 6, o.pick(1, 20, 29))})
    return o.placement(client=client).told("KlientID")


@plant("C-08")
def permit_that_ended_before_the_work(o):
    client = o.client({"Arbeitserlaubnis": "beschränkt", "Arbeitserlaubnis bis": date(2019, o.pick(4, 5), 1)})
    return o.placement(client=client).told("Beginn")


@plant("C-08")
def permit_that_ends_before_the_contract(o):
    client = o.client({"Arbeitserlaubnis": "beschränkt", "Arbeitserlaubnis bis": date(2020, 4, o.pick(1, 29))})
    return o.placement({"Ende vereinbart": date(2020, 4, 30)}, client=client).told("Ende vereinbart")


@plant("C-09")
def vacancy_that_asks_for_more(o):
    asks, client = o.pick(
        ({"Deutsch mindestens": "B1"}, {"Deutsch (GER)": "A2"}),
        ({"Führerschein nötig": "C"}, {"Führerschein": "BE; T"}),
        ({"Führerschein nötig": "B"}, {"Führerschein": "keiner"}),
        ({"Führerschein nötig": "D"}, {"Führerschein": "CE"}),
    )
    vacancy = o.vacancy(asks)
    row = o.placement({"StelleID": vacancy["StelleID"]}, client=o.client(client), employer=vacancy.employer)
    return row.told("StelleID")


@plant("C-10")
def more_people_than_places(o):
    vacancy = o.vacancy({"Anzahl Plätze": 1, "Status": "besetzt"})
    for _ in range(o.pick(2, 3)):
        o.placement({"StelleID": vacancy["StelleID"]}, employer=vacancy.employer)
    return vacancy.told("Anzahl Plätze")


@plant("C-10")
def open_though_filled(o):
    vacancy = o.vacancy({"Anzahl Plätze": 1, "Status": o.pick("offen", "teilbesetzt")})
    o.placement({"StelleID": vacancy["StelleID"]}, employer=vacancy.employer)
    return vacancy.told("Status")


def _long_term(o):
    return o.client({"Leistungsbezug seit": date(2010, 1, 1), "Arbeitslos seit": date(2015, 1, 1)})


@plant("C-11")
def subsidy_for_work_that_is_not_insured(o):
    kind, hours, pay = o.pick(("Minijob", 10, 440), ("Selbständigkeit", None, None), ("Ausbildung dual", 38, 900))
    row = o.placement(
        {
            "Beschäftigungsart": kind,
            "Std./Woche": hours,
            "Brutto €/Monat": pay,
            "Förderung": "16I",
            "Coaching § 16e/§ 16i": "ja",
        },
        client=_long_term(o),
    )
    return row.told("Beschäftigungsart")


@plant("C-12")
def work_opportunity_as_placement(o):
    return o.placement({"Förderung": "16D"}).told("Förderung")


@plant("C-13")
def invitation_to_who_wants_no_post(o):
    day, begin, end = o.slot()
    client = o.client({"Kontaktweg bevorzugt": "keine Post nach Hause"})
    row = o.contact(client, {"Nächster Termin": day, "um": begin, "bis": end, "Einladung schreiben": "ja"})
    return row.told("Einladung schreiben")


@plant("C-14")
def remark_about_health_or_benefits(o):
    row = o.pick(o.client(), o.request(o.client()), o.placement())
    row["Bemerkung"] = o.pick(
        "ist depressiv",
        "hat Schulden",
        "Sanktion seit Mai",
        "DE02120300000000202051",
        "33304//0012345",
        "Kundennummer 123A456789",
        "Versicherungsnummer 15070649C103",
        "Bandscheibenvorfall",
    )
    return row.told("Bemerkung")


@plant("C-15", alone=True)
def law_that_begins_too_late(o):
    o.placement({"Beginn": date(2018, 10, 15), "Verbleib 3 M": "ja – selber AG", "Verbleib 6 M": "ja – selber AG"})
    sheet = o.sheets["Rechengrößen"]
    wages = [row for row in sheet.rows() if row["Größe"] == "Mindestlohn"]
    for row in wages:
        if row["gültig ab"].date() < date(2018, 12, 1):
            row["gültig ab"] = date(2018, 12, 1)
    return wages[0].told("Wert")


# references


@plant("X-01")
def key_that_does_not_exist(o):
    row, label, key = o.pick(
        (o.request(o.client()), "KlientID", "K-99999"),
        (o.contact(o.client()), "AnliegenID", "A-99999"),
        (o.placement(), "ArbeitgeberID", "AG-9999"),
        (o.placement(), "Förderung", "16X"),
        (o.client(), "Zuständig", "XYZ"),
        (o.participation(), "QualiID", "Q-9999"),
        (o.interest(), "LeerstandID", "L-999"),
        (o.client(), "Haushalt (BG)", "HH-9999"),
        (o.referral(), "KlientID", "K-99999"),
    )
    row[label] = key
    return row.told(label)


@plant("X-01")
def key_in_another_spelling(o):
    row = o.household()
    row.member["Haushalt (BG)"] = o.pick(
        row["BGID"].lower(), row["BGID"].replace("-", ""), row["BGID"].replace("0", "O")
    )
    return row.member.told("Haushalt (BG)")


@plant("X-02")
def partner_who_is_not_active(o):
    row = o.referral()
    row.partner["aktiv"] = "nein"
    return row.told("PartnerID")


@plant("X-02")
def owner_who_has_left(o):
    colleague = o.colleague({"aktiv von": date(2018, 3, 8), "aktiv bis": date(2019, 5, 31)})
    row = o.pick(o.client(), o.request(o.client()))
    row["Zuständig"] = colleague["Kürzel"]
    return row.told("Zuständig")


@plant("X-02")
def employer_who_is_blocked(o):
    row = o.vacancy()
    row.employer["Status"], row.employer["Sperrgrund"] = "gesperrt", "zahlt nicht"
    return row.told("Status")


@plant("X-03")
def vacancy_of_another_employer(o):
    vacancy = o.vacancy()
    return o.placement({"StelleID": vacancy["StelleID"]}).told("ArbeitgeberID")


@plant("X-04")
def referral_of_another_person(o):
    row = o.referral()
    row["KlientID"] = o.client()["KlientID"]
    return row.told("KlientID")


@plant("X-04")
def request_of_another_person(o):
    row = o.referral()
    row["AnliegenID"] = o.request(o.client())["AnliegenID"]
    return row.told("AnliegenID")


@plant("X-04")
def consent_of_another_person(o):
    row = o.referral()
    row["EinwilligungID"] = o.consent(o.client(), row.partner)["EinwilligungID"]
    return row.told("EinwilligungID")


@plant("X-04")
def request_that_names_another_s_referral(o):
    row = o.request(o.client())
    row["VerweisID"] = o.referral()["VerweisID"]
    return row.told("VerweisID")


@plant("X-05")
def recipient_without_household(o):
    return o.client({"Leistungsbezug": o.pick("SGB II", "Aufstocker SGB II")}).told("Haushalt (BG)")


@plant("X-05")
def household_without_members(o):
    return o.household(member=False).told("BGID")


@plant("X-06")
def more_people_than_the_course_takes(o):
    course = o.course({"Plätze": 1})
    for _ in range(2):
        o.participation(course=course)
    return course.told("Plätze")


@plant("X-07")
def passed_and_placed_and_not_linked(o):
    row = o.participation({"Ergebnis": "bestanden"})
    o.placement(client=row.client)
    return row.told("Übergang in (VermittlungID)")


@plant("X-07")
def linked_to_another_s_placement(o):
    row = o.participation({"Ergebnis": "bestanden"})
    row["Übergang in (VermittlungID)"] = o.placement()["VermittlungID"]
    return row.told("Übergang in (VermittlungID)")


@plant("P-01")
def participation_of_nobody(o):
    row = o.participation({"Ergebnis": "bestanden"})
    row["Übergang in (VermittlungID)"] = o.placement(client=row.client)["VermittlungID"]
    row["KlientID"] = None
    return row.told("KlientID")


@plant("X-08")
def placement_of_another_kind(o):
    vacancy = o.vacancy(
        {"Art": o.pick("Teilzeit", "Ausbildung", "Minijob"), "Status": "zurückgezogen", "Std./Woche": 20}
    )
    row = o.placement({"StelleID": vacancy["StelleID"]}, employer=vacancy.employer)
    return row.told("Beschäftigungsart")


@plant("X-09")
def adviser_who_may_not_see_it(o):
    row = o.contact(o.household().member)
    row["Beraten von"] = o.colleague({"darf Sozialdaten": "nein"})["Kürzel"]
    return row.told("Beraten von")


@plant("X-10")
def notice_that_nobody_confirmed(o):
    row = o.vacancy({"zum Mitnehmen (Aushang)": "ja", "gemeldet am": date(2019, 3, 4)})
    if o.pick(True, False):
        row["letzte Bestätigung am"] = date(2019, 5, 30)
    return row.told("letzte Bestätigung am")


# twice


@plant("D-01")
def key_twice(o):
    first, second, label = o.pick(
        (o.client(), o.client(), "KlientID"),
        (o.employer(), o.employer(), "ArbeitgeberID"),
        (o.shop(), o.shop(), "LeerstandID"),
    )
    second[label] = first[label]
    return second.told(label)


@plant("D-01")
def whole_row_twice(o):
    first, second = o.client({"Kundennummer (BA)": f"321B{o.number('customer'):06d}"}), o.client()
    for label in ("KlientID", "Vorname", "Nachname", "Geburtsdatum", "Telefon", "Kundennummer (BA)"):
        second[label] = first[label]
    return second.told("KlientID")


@plant("D-02")
def number_of_an_authority_twice(o):
    number = f"777C{o.number('customer'):06d}"
    first, second = o.client({"Kundennummer (BA)": number}), o.client({"Kundennummer (BA)": number})
    assert first["KlientID"] != second["KlientID"]
    return second.told("Kundennummer (BA)")


@plant("D-02")
def household_number_twice(o):
    first, second = o.household(), o.household()
    second["BG-Nummer"] = o.pick(first["BG-Nummer"], first["BG-Nummer"].replace("//", "BG"))
    return second.told("BG-Nummer")


@plant("D-03")
def person_twice(o):
    first, second = o.client({"Anrede/Geschlecht": "w"}), o.client({"Anrede/Geschlecht": "w"})
    names = o.pick(
        ("Ayşe", "Yıldız", "Ayse", "Yildiz"),
        ("Anna-Lena", "Müller", "Annalena", "Mueller"),
        ("Maria", "Kowalski", "Maria", "Kowalsky"),
        ("Petra", "Groß", "Petra", "Gross"),
        ("Hanna", "Vogel", "Vogel", "Hanna"),
    )
    first["Vorname"], first["Nachname"], second["Vorname"], second["Nachname"] = names
    second["Geburtsdatum"] = first["Geburtsdatum"]
    return second.told("Nachname")


@plant("D-04")
def phone_of_two_households(o):
    first, second = o.client(), o.client()
    if o.pick(True, False):
        second["Telefon"] = first["Telefon"].replace(" ", "/")
        return second.told("Telefon")
    first["E-Mail"] = second["E-Mail"] = f"kontakt{o.number('mail')}@example.org"
    return second.told("E-Mail")


@plant("D-05")
def day_and_month_swapped(o):
    first, second = o.client(), o.client()
    second["Vorname"], second["Nachname"] = first["Vorname"], first["Nachname"]
    year = 1930 + o.number("swapped")
    first["Geburtsdatum"], second["Geburtsdatum"] = date(year + 23, 4, 3), date(year + 23, 3, 4)
    return second.told("Geburtsdatum")


@plant("D-06")
def employer_twice(o):
    first, second = o.employer(), o.employer()
    second["Firma"] = first["Firma"].replace("GmbH", o.pick("GmbH & Co. KG", "e.K.", "AG")).upper()
    return second.told("Firma")


@plant("D-07")
def two_full_time_jobs(o):
    first = o.placement()
    second = o.placement({"Beginn": date(2019, 5, o.pick(6, 20))}, client=first.client)
    return second.told("Beginn")


@plant("D-08")
def placement_twice(o):
    first = o.placement({"Beschäftigungsart": o.pick("Teilzeit sv", "Vollzeit sv"), "Std./Woche": 34.9})
    first["Std./Woche"] = 38 if first["Beschäftigungsart"] == "Vollzeit sv" else 30
    second = o.placement(
        {
            "Beschäftigungsart": first["Beschäftigungsart"],
            "Std./Woche": first["Std./Woche"],
            "Beginn": first["Beginn"] + timedelta(days=o.pick(0, 1, 3)),
        },
        client=first.client,
        employer=first.employer,
    )
    return second.told("Beginn")


@plant("D-09")
def month_twice(o):
    household = o.household()
    o.benefit(household, date(2019, 3, 1), 450.5)
    return o.benefit(household, date(2019, 3, o.pick(1, 15)), o.pick(450.5, 300)).told("Monat")


@plant("D-11")
def visits_counted_by_two(o):
    first = o.visits({"Thema": o.pick(None, "Arbeit")})
    return o.visits({"Datum": first["Datum"], "Besuche": o.pick(9, 12)}).told("Block")


@plant("D-10")
def quarter_of_the_city_twice(o):
    target = o.target({"Kennzahl": "Z400", "Bezug": "Stadt"})
    o.external(target=target)
    return o.external({"Wert": o.pick(7, 9)}, target=target).told("Quartal")
