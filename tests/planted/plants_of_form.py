"""Planted errors of form (F), of required values (P) and of ranges (R)."""

from datetime import date, time, timedelta

from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.planted.office_file import HEADER, TODAY
from tests.planted.planting import plant


@plant("F-01")
def key_of_another_form(o):
    row, label = o.pick(
        (o.partner(), "PartnerID"),
        (o.client(), "KlientID"),
        (o.employer(), "ArbeitgeberID"),
        (o.course(), "QualiID"),
    )
    row[label] = o.pick("42", f"X{row[label]}", row[label][:-2], f"{row[label]}/1", "neu")
    return row.told(label)


@plant("F-01")
def key_in_small_letters(o):
    row = o.shop()
    row["LeerstandID"] = row["LeerstandID"].lower()
    return row.told("LeerstandID")


@plant("F-02")
def date_as_text(o):
    row = o.client()
    row["Erstkontakt"] = o.pick(
        "01.10.2018", "1.10.18", "1. Okt. 2018", "2018-10-01", "31.02.2019", "Oktober", "1.13.2018"
    )
    return row.told("Erstkontakt")


@plant("F-02")
def date_as_number(o):
    row = o.contact(o.client())
    page = row.sheet.page.cell(row.number, row.sheet.columns["Datum"])
    page.value, page.number_format = 43_627, "General"
    return row.told("Datum")


@plant("F-02")
def time_as_text(o):
    row = o.contact(o.client())
    row["Beginn"] = o.pick("10 Uhr", "10.00", "um zehn", "25:00")
    return row.told("Beginn")


@plant("F-03")
def postcode_as_number_or_too_short(o):
    row = o.employer()
    row["PLZ"] = o.pick(45884, 1067, "4588", "458840", "GE", "D-45884")
    return row.told("PLZ")


@plant("F-04")
def postcode_that_does_not_exist(o):
    row = o.pick(o.employer(), o.client())
    row["PLZ"] = o.pick("00815", "99999", "01000")
    return row.told("PLZ")


@plant("F-05")
def phone_that_nobody_can_dial(o):
    row = o.client()
    row["Telefon"] = o.pick(
        "4,92091E+12", "0209", "siehe Akte", 4920912345678, "0209 12345O", "0209 12345 AB", "keins"
    )
    return row.told("Telefon")


@plant("F-06")
def address_that_is_none(o):
    row = o.client()
    row["E-Mail"] = o.pick(
        "a@b..org", "a.b.de", "a@b", "a@@b.de", "a@b.de,", " a@b.de ", "a b@c.de", ".@b.de", "a@b.d"
    )
    return row.told("E-Mail")


@plant("F-07")
def household_number_of_another_form(o):
    row = o.household()
    row["BG-Nummer"] = o.pick("33304-0012345", "3330//0012345", "33304//12345", "BG 12", "33304//00123456")
    return row.told("BG-Nummer")


@plant("F-07")
def household_number_of_another_body(o):
    row = o.household()
    row["BG-Nummer"] = f"{o.pick('35702', '33305', '12345')}{row['BG-Nummer'][5:]}"
    return row.told("BG-Nummer")


@plant("F-08")
def customer_number_of_another_form(o):
    row = o.client()
    row["Kundennummer (BA)"] = o.pick(
        "12OA456789", "123A45678", "1234456789", "A123456789", "123A4567890", "123A45678I"
    )
    return row.told("Kundennummer (BA)")


@plant("F-11")
def company_number_of_another_form(o):
    row = o.employer()
    row["Betriebsnummer"] = o.pick("1234567", "123456789", "1234567X", "unbekannt")
    return row.told("Betriebsnummer")


@plant("F-12")
def amount_as_text(o):
    row = o.vacancy()
    row["Entgelt"] = o.pick("2.400,00 €", "2400.00", "2400,-", "viel", "ca. 2400")
    return row.told("Entgelt")


@plant("F-12")
def amount_with_too_many_digits(o):
    row = o.household()
    row["SGB II-Betrag bei Aufnahme"] = o.pick(450.505, 450.001)
    return row.told("SGB II-Betrag bei Aufnahme")


@plant("F-12")
def count_that_is_no_whole_number(o):
    row = o.vacancy()
    row["Anzahl Plätze"] = o.pick(1.5, "zwei", "2")
    return row.told("Anzahl Plätze")


@plant("F-13")
def name_that_is_typed_wrong(o):
    row = o.client()
    label = o.pick("Vorname", "Nachname")
    row[label] = o.pick(
        "MÃ¼ller",
        "MEYERS",
        "M3yer",
        "Mu\u0308ller",
        "Meyer\u00a0",
        "  Meyer",
        "Anna  Lena",
        "M?ller",
        "meyer",
        "Mey;er",
        "Å\u009eahin",
        "Me\tyer",
        "Mey*er",
    )
    return row.told(label)


@plant("F-13")
def more_than_a_name(o):
    row = o.client()
    label, told = o.pick(
        ("Vorname", "Frau Anna"),
        ("Nachname", "Meier, Anna"),
        ("Nachname", "Meier †"),
        ("Ort", "45884 Gelsenkirchen"),
    )
    row[label] = told
    return row.told(label)


@plant("F-15")
def house_number_behind_the_street_too(o):
    row = o.pick(o.client(), o.partner())
    row["Straße"] = o.pick("Feldmarkstr. 50", "Feldmarkstr.50", "Am Bahnhof 3a", "Karl-Meyer-Straße 23 b")
    return row.told("Straße")


@plant("R-10")
def what_happened_is_to_come(o):
    row, label = o.pick(
        (o.done(o.client()), "Erledigt am"),
        (o.visits(), "Datum"),
        (o.client(), "Erfasst am"),
        (o.client(), "Leistungsbezug seit"),
        (o.client(), "Arbeitslos seit"),
        (o.placement(), "Ende tatsächlich"),
        (o.household(), "Stand"),
    )
    row[label] = TODAY + timedelta(days=o.pick(1, 31, 365))
    return row.told(label)


@plant("R-10")
def a_month_that_nobody_can_have_seen(o):
    source = o.pick("Kontoauszug gesehen", "Klientenangabe", None)
    return o.benefit(o.household(), date(2019, 9, 1), 450.5, {"Quelle": source}).told("Monat")


@plant("P-12")
def blocked_for_no_reason(o):
    row = o.employer()
    row["Status"] = "gesperrt"
    return row.told("Sperrgrund")


@plant("P-16")
def a_reason_to_block_who_is_not_blocked(o):
    row = o.employer()
    row["Sperrgrund"] = "zahlt nicht"
    return row.told("Sperrgrund")


@plant("P-16")
def a_result_without_an_answer(o):
    row = o.referral()
    row["Ergebnis"] = o.pick("erfolgreich", "angenommen", "abgelehnt", "Termin vereinbart")
    return row.told("Rückmeldung am")


@plant("P-16")
def a_date_of_what_is_not_over(o):
    row, label, told = o.pick(
        (o.client(), "Abschluss am", "Abschluss am"), (o.request(o.client()), "Erledigt am", "Erledigt am")
    )
    row[label] = TODAY - timedelta(days=3)
    return row.told(told)


@plant("F-14")
def word_that_no_list_has(o):
    row, label, words = o.pick(
        (o.client(), "Status", ("Aktiv", "aktiv ", "in Arbeit", "weg")),
        (o.vacancy(), "Art", ("Vollzeitstelle", "vollzeit", "Job")),
        (o.client(), "Deutsch (GER)", ("B 1", "gut", "b1")),
        (o.partner(), "Kategorie", ("Wohnungsunternehmen ", "Vermieter")),
    )
    row[label] = o.pick(*words)
    return row.told(label)


@plant("F-14")
def neither_yes_nor_no(o):
    row = o.household()
    row["alleinerziehend"] = o.pick("vielleicht", "?", "teils")
    return row.told("alleinerziehend")


@plant("F-15")
def house_number_made_a_date(o):
    row = o.shop()
    row["Hausnr."] = o.pick(date(2019, 3, 12), "12. Mrz", "12.Mär", "zwölf")
    return row.told("Hausnr.")


@plant("F-16")
def formula_error(o):
    row = o.vacancy()
    cell = row.sheet.page.cell(row.number, row.sheet.columns["Std./Woche"])
    cell.value, cell.data_type = o.pick("#N/A", "#REF!", "#VALUE!", "#DIV/0!"), "e"
    return row.told("Std./Woche")


@plant("F-17")
def formula_that_was_never_calculated(o):
    row = o.interest()
    row["Budget"] = "=100+1"
    return row.told("Budget")


@plant("F-18", alone=True)
def header_renamed(o):
    sheet, label = o.pick(("Klienten", "Zielberuf"), ("Stellen", "Arbeitszeit"), ("Partner", "Abteilung"))
    page, column = o.sheets[sheet].page, o.sheets[sheet].columns[label]
    page.cell(HEADER, column).value = "Notiz des Büros"
    table = next(iter(page.tables.values()))
    table.tableColumns[column - 1].name = "Notiz des Büros"
    return None, sheet, f"A{HEADER}"


@plant("F-19", alone=True)
def row_hidden(o):
    row = o.client()
    row.sheet.page.row_dimensions[row.number].hidden = True
    return row.told("KlientID")


@plant("F-19", alone=True)
def sum_in_the_table(o):
    o.household()
    row = o.sheets["Bedarfsgemeinschaften"].add(
        {"BGID": "Summe", "Personen": 40, "SGB II-Betrag bei Aufnahme": 4711}
    )
    return row.told("BGID")


@plant("F-20")
def merged_cells(o):
    first, second = o.interest(), o.interest()
    column = first.sheet.columns["Branche"]
    first.sheet.page.merge_cells(
        start_row=first.number, end_row=second.number, start_column=column, end_column=column
    )
    return first.told("Branche")


@plant("F-21", alone=True)
def days_from_1904(o):
    o.book.epoch = CALENDAR_MAC_1904
    return None, "Klienten", f"A{HEADER}"


# required


@plant("P-01")
def required_cell_empty(o):
    row, label = o.pick(
        (o.client(), "Nachname"),
        (o.client(), "Geburtsdatum"),
        (o.client(), "Leistungsbezug"),
        (o.household(), "Personen"),
        (o.vacancy(), "Titel"),
        (o.placement(), "Beginn"),
        (o.shop(), "Straße"),
        (o.target(), "Sollwert"),
        (o.interest(), "Name/Firma"),
    )
    row[label] = o.pick(None, "   ")
    return row.told(label)


@plant("P-01")
def key_empty(o):
    row = o.employer()
    row["ArbeitgeberID"] = None
    return row.told("ArbeitgeberID")


@plant("P-01")
def key_empty_that_others_refer_to(o):
    before = o.client()
    row = o.client()
    o.client()
    o.request(row)
    o.placement(client=row)
    row["KlientID"] = None
    assert before["KlientID"]
    return row.told("KlientID")


@plant("P-01", alone=True)
def initials_of_somebody_who_is_everywhere(o):
    row = o.sheets["Personal"].row_of("Kürzel", "MKA")
    row["Kürzel"] = None
    return row.told("Kürzel")


@plant("F-01", alone=True)
def subsidy_of_another_form(o):
    o.placement({"Förderung": "KEINE"})
    row = o.sheets["Förderarten"].row_of("Kürzel", "KEINE")
    row["Kürzel"] = "ungefördert"
    return row.told("Kürzel")


@plant("P-02")
def open_request_of_nobody(o):
    row = o.request(o.client())
    row["Zuständig"] = None
    return row.told("Zuständig")


@plant("P-03")
def open_request_without_a_step(o):
    row = o.request(o.client())
    label = o.pick("Nächster Schritt", "Wiedervorlage")
    row[label] = None
    return row.told(label)


@plant("P-04")
def done_without_day_or_result(o):
    row = o.done(o.client())
    label = o.pick("Erledigt am", "Ergebnis")
    row[label] = None
    return row.told(label)


@plant("P-05")
def handed_over_to_nobody(o):
    row = o.done(o.client(), {"Ergebnis": "an Partner übergeben und angenommen"})
    return row.told("VerweisID")


@plant("P-06")
def vacancy_without_pay(o):
    row = o.vacancy()
    label = o.pick("Entgelt", "Einheit")
    row[label] = None
    return row.told(label)


@plant("P-07")
def placement_without_subsidy(o):
    row = o.placement()
    row["Förderung"] = None
    return row.told("Förderung")


@plant("P-08")
def no_benefit_and_no_reason(o):
    row = o.household()
    if o.pick(True, False):
        row["SGB II-Betrag aktuell"] = 0
    else:
        for month in (4, 5, 6):
            o.benefit(row, date(2019, month, 1), 0 if month > 4 else 100)
    return row.told("Abgangsgrund")


@plant("P-09")
def nobody_can_reach_them(o):
    row = o.client({"Telefon": None, "Kontaktweg bevorzugt": "keine Post nach Hause"})
    return row.told("Telefon")


@plant("P-10")
def child_without_guardian(o):
    row = o.client({"Geburtsdatum": TODAY - timedelta(days=o.pick(3700, 4500, 5300) + o.number("client"))})
    return row.told("gesetzl. Vertretung")


@plant("P-11")
def let_shop_without_a_day(o):
    return o.shop({"Status": "vermietet"}).told("wieder belegt ab")


@plant("P-12")
def ended_without_a_day(o):
    return o.client({"Status": o.pick("abgeschlossen", "verzogen", "verstorben")}).told("Abschluss am")


@plant("P-17")
def consent_whose_paper_nobody_finds(o):
    row = o.consent(o.client(), o.partner())
    row["Nachweis Ablage"] = None
    return row.told("Nachweis Ablage")


@plant("P-17")
def consent_without_its_proof(o):
    row = o.consent(o.client(), o.partner())
    row["Nachweis Ablage"] = None
    return row.told("Nachweis Ablage")


@plant("G-08")
def nobody_told_what_happens_with_the_data(o):
    return o.client({"Datenschutzinfo am": None}).told("Datenschutzinfo am")


@plant("P-13")
def consent_to_nobody(o):
    row = o.consent(o.client(), o.partner())
    row["Empfänger (PartnerID)"] = None
    return row.told("Empfänger (PartnerID)")


@plant("P-14")
def end_and_reason_disagree(o):
    end = o.pick(None, date(2019, 6, 28))
    reason = o.pick("AG-Kündigung", "Umzug", "Aufhebung") if end is None else o.pick(None, "läuft")
    return o.placement({"Ende tatsächlich": end, "Endegrund": reason}).told("Endegrund")


@plant("P-14")
def agreed_end_is_over(o):
    reason = o.pick(None, "läuft")
    return o.placement({"Ende vereinbart": date(2019, 6, 29), "Endegrund": reason}).told("Ende tatsächlich")


@plant("P-15")
def invitation_without_a_time(o):
    day, _, _ = o.slot()
    adviser = o.colleague()["Kürzel"]
    row = o.contact(o.client(), {"Nächster Termin": day, "Einladung schreiben": "ja", "Beraten von": adviser})
    return row.told("um")


# ranges


@plant("R-01")
def birth_date_that_cannot_be(o):
    row = o.client()
    first = o.pick(date(2019, 7, 1), date(2068, 1, 2), date(1902, 5, 5), date(1908, 1, 1))
    row["Geburtsdatum"] = first + timedelta(days=o.number("odd birth"))
    return row.told("Geburtsdatum")


@plant("R-01")
def too_old_or_young_for_the_benefit(o):
    household = o.household()
    birth = o.pick(date(1950, 3, 3), date(2005, 2, 2)) + timedelta(days=o.number("odd age"))
    household.member["Geburtsdatum"] = birth
    if birth.year > 2000:
        household.member["gesetzl. Vertretung"] = "Mutter"
    return household.member.told("Geburtsdatum")


@plant("R-02")
def day_out_of_the_office_s_time(o):
    row, label = o.pick(
        (o.contact(o.client()), "Datum"),
        (o.request(o.client()), "Eingang am"),
        (o.placement({"Ende vereinbart": date(2020, 5, 1)}), "Ende vereinbart"),
        (o.client(), "Aufnahme"),
    )
    row[label] = o.pick(date(1918, 10, 8), date(2017, 3, 1), date(2016, 6, 5))
    return row.told(label)


@plant("R-02")
def day_in_the_far_future(o):
    row = o.request(o.client())
    row["Wiedervorlage"] = date(2091, 7, 2)
    return row.told("Wiedervorlage")


@plant("R-03")
def negative_amount(o):
    row, label = o.pick(
        (o.placement(), "Brutto €/Monat"),
        (o.household(), "SGB II-Betrag bei Aufnahme"),
        (o.vacancy(), "Entgelt"),
        (o.shop(), "Miete €/m²"),
    )
    row[label] = -row[label]
    return row.told(label)


@plant("R-03")
def very_much_benefit(o):
    row = o.household()
    row["SGB II-Betrag bei Aufnahme"] = o.pick(6000.01, 45050)
    return row.told("SGB II-Betrag bei Aufnahme")


@plant("R-04")
def hours_that_nobody_works(o):
    row = o.pick(o.placement(), o.vacancy())
    row["Std./Woche"] = o.pick(0, -38, 48.5, 380)
    return row.told("Std./Woche")


@plant("R-04")
def hours_of_another_kind(o):
    row = o.placement()
    row["Std./Woche"] = o.pick(34.5, 20)
    return row.told("Std./Woche")


@plant("R-05")
def household_of_nobody(o):
    row = o.household()
    label, value = o.pick(
        ("Personen", 0), ("davon erwerbsfähig (ELB)", 0), ("davon erwerbsfähig (ELB)", 5), ("Personen", -4)
    )
    row[label] = value
    return row.told(label)


@plant("R-06")
def area_of_nothing(o):
    return o.shop({"Fläche m²": o.pick(0, -80)}).told("Fläche m²")


@plant("R-06")
def area_from_large_to_small(o):
    return o.interest({"Fläche von m²": 80, "Fläche bis m²": 60}).told("Fläche bis m²")


@plant("R-07")
def talk_of_odd_length(o):
    row = o.contact(o.client())
    row["Ende"] = o.pick(time(10, 4), time(10, 0))
    return row.told("Ende")


@plant("R-07")
def talk_of_the_whole_day(o):
    row = o.contact(o.client())
    row["Ende"] = time(22, 40)
    return row.told("Ende")


@plant("R-08")
def more_first_visits_than_visits(o):
    label, value = o.pick(
        ("davon Erstbesuch", 10), ("davon Stellenmitnahme", 99), ("Besuche", -1), ("davon Erstbesuch", -3)
    )
    return o.visits({label: value}).told(label)


@plant("R-09")
def vacancy_without_a_place(o):
    return o.vacancy({"Anzahl Plätze": o.pick(0, -1)}).told("Anzahl Plätze")


# what follows from one mistake is no second one


@plant("F-01")
def key_of_a_client_whom_others_name(o):
    o.client()
    household = o.household()
    row = household.member
    o.client()
    referral = o.referral(client=row)
    o.contact(row)
    o.participation(client=row, values={"Ergebnis": "laufend"})
    assert referral["KlientID"] == row["KlientID"]
    row["KlientID"] = o.pick(f"{row['KlientID']}a", "Kunde", row["KlientID"].replace("K-7", "K-"))
    return row.told("KlientID")


@plant("F-01")
def key_of_a_household_with_months(o):
    o.household()
    row = o.household()
    o.household()
    for month in (4, 5):
        o.benefit(row, date(2019, month, 1), 450.5)
    row["BGID"] = o.pick("BG 7", row["BGID"].replace("HH-", "BG-"))
    return row.told("BGID")


@plant("D-01")
def key_typed_as_the_one_above(o):
    first, row = o.employer(), o.employer()
    o.employer()
    o.vacancy(employer=row)
    row["ArbeitgeberID"] = first["ArbeitgeberID"]
    return row.told("ArbeitgeberID")


@plant("F-01")
def key_of_a_consent(o):
    o.referral()
    row = o.referral()
    o.referral()
    row.consent["EinwilligungID"] = row.consent["EinwilligungID"].replace("E-", "E ")[:-1]
    return row.consent.told("EinwilligungID")


@plant("F-01")
def key_of_a_request(o):
    o.referral()
    row = o.referral()
    o.referral()
    row.request["AnliegenID"] = "Wohnung"
    return row.request.told("AnliegenID")


@plant("F-02")
def begin_that_is_no_date(o):
    row = o.placement({"Förderung": "16I", "Coaching § 16e/§ 16i": "ja", "Ende vereinbart": date(2021, 5, 1)})
    row["Beginn"] = o.pick("Mai", "2.5.", "sofort", "32.05.2019")
    return row.told("Beginn")


@plant("F-02")
def reminder_that_is_no_date(o):
    row = o.request(o.client())
    row["Wiedervorlage"] = o.pick("bald", "KW 28", "31.06.2019")
    return row.told("Wiedervorlage")


@plant("F-12")
def persons_that_are_no_number(o):
    row = o.household({"Kinder 3–5": 1})
    row["Personen"] = o.pick("vier", "4-5", "4 Pers.")
    return row.told("Personen")


@plant("F-14")
def status_that_nobody_knows(o):
    row = o.done(o.client())
    row["Status"] = o.pick("fertig", "nicht zuständig", "zu")
    return row.told("Status")


@plant("F-14")
def kind_of_work_that_nobody_knows(o):
    vacancy = o.vacancy()
    row = o.placement({"StelleID": vacancy["StelleID"]}, employer=vacancy.employer)
    row["Beschäftigungsart"] = o.pick("Vollzeit", "fest", "Arbeit")
    return row.told("Beschäftigungsart")


@plant("F-17")
def pay_that_was_never_calculated(o):
    row = o.vacancy()
    row["Entgelt"] = "=38*52/12*12"
    return row.told("Entgelt")


@plant("F-16")
def formula_error_in_a_required_cell(o):
    row = o.client()
    cell = row.sheet.page.cell(row.number, row.sheet.columns["Geburtsdatum"])
    cell.value, cell.data_type = "#N/A", "e"
    return row.told("Geburtsdatum")
