"""Rows that are unusual and right: no finding may speak of them."""

from datetime import date, time, timedelta

from tests.planted.office_file import TODAY
from tests.planted.planting import clean


@clean
def ordinary_rows(o):
    o.referral()
    o.contact(o.client())
    o.placement()
    o.participation()
    o.household()
    o.visits()
    o.shop()
    o.interest()
    o.target()
    o.external()
    o.vacancy()
    o.colleague()
    o.done(o.client())


@clean
def names_of_many_kinds(o):
    for first, last in (
        ("Şükrü", "Yıldız"),
        ("Anna-Lena", "O'Brien"),
        ("Đorđe", "van der Berg"),
        ("Li", "Ng"),
        ("Zoë", "d’Arc"),
    ):
        o.client({"Vorname": first, "Nachname": f"{last}{'-' if ' ' not in last else ' '}{o.word()}"})


@clean
def streets_with_a_number_for_a_name(o):
    for street, number in (("Straße 12", "5"), ("Straße des 17. Juni", "135"), ("C 4", "8"), ("Weg 3", "1a")):
        o.client({"Straße": street, "Hausnr.": number})


@clean
def twins(o):
    first, second = o.client({"Anrede/Geschlecht": "m"}), o.client({"Anrede/Geschlecht": "w"})
    first["Vorname"], second["Vorname"] = o.pick(("Simon", "Simone"), ("Mario", "Maria"), ("Paul", "Paula"))
    second["Nachname"], second["Geburtsdatum"] = first["Nachname"], first["Geburtsdatum"]


@clean
def phones_as_people_write_them(o):
    number = 5_600_000 + o.number("odd phone") * 10
    for place, form in enumerate(("0209/{}", "0209-{}", "+49 209 {}", "0049 209 {}", "(0209) {}", "+49 (0)209 {}")):
        o.client({"Telefon": form.format(number + place)})


@clean
def licences_that_include_others(o):
    for has, needs in (
        ("CE", "B"),
        ("CE", "C"),
        ("BE", "B"),
        ("C", "B"),
        ("B", "L"),
        ("D", "B"),
        ("CE", "BE"),
        ("CE", "T"),
    ):
        vacancy = o.vacancy({"Führerschein nötig": needs, "Deutsch mindestens": "A2"})
        client = o.client({"Führerschein": has, "Deutsch (GER)": o.pick("A2", "C1", "Muttersprache")})
        o.placement({"StelleID": vacancy["StelleID"]}, client=client, employer=vacancy.employer)


@clean
def amounts_at_the_limit(o):
    o.placement({"Beschäftigungsart": "Minijob", "Std./Woche": 10, "Brutto €/Monat": 450})
    o.placement({"Beschäftigungsart": "Teilzeit sv", "Std./Woche": 10, "Brutto €/Monat": 450.01})
    o.placement({"Beschäftigungsart": "Teilzeit sv", "Std./Woche": 20, "Brutto €/Monat": 796.47})
    o.placement({"Beschäftigungsart": "Teilzeit sv", "Std./Woche": 30, "Brutto €/Monat": 1194.7})
    o.vacancy({"Entgelt": 9.19, "Einheit": "Stunde"})
    o.household({"SGB II-Betrag bei Aufnahme": 6000})
    o.household({"SGB II-Betrag bei Aufnahme": 450.5, "davon Regel-/Mehrbedarf": 200.25, "davon KdU": 250.25})


@clean
def reminded_partner(o):
    client = o.client()
    o.referral(
        {
            "Datum": date(2019, 6, 12),
            "Rückmeldung bis": date(2019, 6, 19),
            "Nachfass am": date(2019, 6, o.pick(21, 27)),
        },
        client=client,
        request=o.request(client),
    )


@clean
def permits_that_hold(o):
    o.placement(client=o.client({"Arbeitserlaubnis": "beschränkt", "Arbeitserlaubnis bis": TODAY}))
    o.placement(
        client=o.client({"Arbeitserlaubnis": "nicht erforderlich", "Arbeitserlaubnis bis": date(2019, 1, 1)})
    )
    o.placement(
        {"Ende vereinbart": date(2020, 4, 30)},
        client=o.client({"Arbeitserlaubnis": "beschränkt", "Arbeitserlaubnis bis": date(2020, 4, 30)}),
    )
    o.placement(
        {"Ende tatsächlich": date(2019, 6, 28), "Endegrund": "Umzug"},
        client=o.client({"Arbeitserlaubnis": "keine"}),
    )


@clean
def family_on_one_phone(o):
    household = o.household()
    o.client(
        {"Haushalt (BG)": household["BGID"], "Telefon": household.member["Telefon"], "Leistungsbezug": "SGB II"}
    )
    first, second = o.client(), o.client()
    second["Nachname"], second["Telefon"] = first["Nachname"], first["Telefon"]


@clean
def who_is_reached_by_phone_only(o):
    o.client({"Kontaktweg bevorzugt": "keine Post nach Hause"})
    o.client({"Telefon": None, "E-Mail": f"a.b{o.number('mail')}@sub.example.org"})
    o.client({"Telefon": None})


@clean
def talks_that_nobody_has_to_come_to(o):
    o.contact(o.client(), {"Kanal": "Telefon", "erschienen": None})
    o.contact(None, {"erschienen": None})
    o.contact(o.client(), {"Kanal": "Hausbesuch", "Beginn": time(17), "Ende": time(17, 30)})
    o.contact(o.client(), {"Datum": date(2019, 6, 26), "erschienen": "offen"})


@clean
def days_at_the_limit(o):
    o.placement(
        {"Beginn": date(2018, 10, 8), "Verbleib 3 M": "ja – selber AG", "Verbleib 6 M": "nicht feststellbar"}
    )
    o.placement({"Beginn": date(2019, 3, 4)})
    o.request(o.client(), {"Wiedervorlage": date(2019, 7, 1)})
    o.client({"Geburtsdatum": date(2004, 6, 1) - timedelta(days=o.number("young one"))})
    o.participation({"Zertifikat am": date(2019, 4, 5), "Zertifikat gültig bis": date(2019, 8, 30)})


@clean
def two_jobs_one_after_the_other(o):
    first = o.placement({"Ende tatsächlich": date(2019, 5, 31), "Endegrund": "AN-Kündigung"})
    o.placement({"Beginn": date(2019, 6, 3)}, client=first.client)


@clean
def family_that_counts(o):
    row = o.household(
        {
            "Stadtteil bei Aufnahme": "Rotthausen",
            "SGB II-Betrag bei Aufnahme": o.pick(199.99, 0.01),
            "Abgangsgrund": "Erwerbseinkommen",
        }
    )
    for month in (3, 4, 5, 6):
        o.benefit(row, date(2019, month, 1), 0)
    o.placement({"Beginn": date(2019, 2, 27), "Verbleib 3 M": "ja – selber AG"}, client=row.member)


@clean
def supported_work(o):
    client = o.client({"Leistungsbezug seit": date(2010, 1, 1), "Arbeitslos seit": date(2015, 1, 1)})
    values = {"Förderung": "16E", "Coaching § 16e/§ 16i": "ja", "Ende vereinbart": date(2021, 5, 1)}
    o.placement(values, client=client)


@clean
def parameters_with_blanks(o):
    o.target({"Parameter": o.pick("N_MONATE = 3 ; GRENZE=250", "FAMILIE=mind. 2 Personen", "FOERDERUNG=16E, 16I")})
