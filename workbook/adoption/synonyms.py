"""What offices call a column: German, abbreviated, in English, in Turkish.

Beside the aliases that every command knows: these are proposed by `lotse adopt`, never believed without a yes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "client_id": (
        *(
            "Klient",
            "Klient Nr",
            "Klientennummer",
            "Klienten-Nr",
            "Klient-ID",
            "Kennung",
            "Kd.-Nr.",
            "Kd-Nr",
            "KdNr",
        ),
        *(
            "Kunden-ID",
            "Kl.-Nr.",
            "Kl-Nr",
            "Fallnummer",
            "Fall-Nr.",
            "Client ID",
            "Client No",
            "Client",
            "ID",
            "No",
        ),
        *("Müşteri No", "Danışan No"),
    ),
    "household_id": (
        "BG-ID",
        "Haushalt",
        "Haushalts-ID",
        "HH-Nr.",
        "HH-ID",
        "Household",
        "Household ID",
        "Hane No",
    ),
    "last_name": (
        *("Familienname", "Name", "Zuname", "NN", "Nachn.", "Last name", "Surname", "Family name"),
        *("Soyadı", "Soyad", "Soyisim"),
    ),
    "first_name": ("Rufname", "VN", "Vorn.", "First name", "Given name", "Adı", "Ad", "İsim"),
    "gender": ("Geschlecht", "Anrede", "m/w/d", "w/m/d", "Geschl.", "Gender", "Sex", "Cinsiyet"),
    "birth_date": (
        *("geb.", "geb. am", "geboren", "geboren am", "Geb.-Datum", "Gebdat", "Geb.dat.", "Geburtstag", "GebDatum"),
        *("DOB", "Date of birth", "Birth date", "Born", "Doğum tarihi"),
    ),
    "street": ("Anschrift", "Str.", "Straße/Platz", "Street", "Sokak", "Cadde"),
    "house_no": ("HNr", "HsNr", "Hs.-Nr.", "Haus-Nr.", "House no", "House number", "Kapı no", "Bina no"),
    "postcode": ("Plz", "Postleitz.", "ZIP", "ZIP code", "Post code", "Postcode", "Postal code", "Posta kodu"),
    "city": ("Stadt", "Wohnort", "City", "Town", "Şehir", "İl"),
    "district": ("Ortsteil", "Viertel", "Quartier", "District", "Neighbourhood", "Mahalle", "Semt"),
    "phone": (
        *("Tel", "Tel.-Nr.", "TelNr", "Fon", "Telefon privat", "Mobil", "Mobilnummer", "Rufnummer", "Handynummer"),
        *("Phone", "Phone number", "Mobile", "Cep telefonu"),
    ),
    "email": ("E-Mailadresse", "Mailadresse", "eMail", "E-posta", "Eposta"),
    "benefit_status": ("Leistung", "Leistungsart", "LB", "Bezug", "Benefit", "Benefits", "Yardım"),
    "first_contact": (
        *("Erstgespräch", "Erstgespräch am", "Erster Kontakt", "Erstkontakt am", "Aufnahmedatum", "EK"),
        *("First contact", "First visit", "İlk görüşme"),
    ),
    "owner": (
        *(
            "Berater",
            "Beraterin",
            "Berater/in",
            "Fallmanager",
            "Sachbearbeiter",
            "Sachbearb.",
            "SB",
            "Bearbeiter",
            "Betreuung",
        ),
        *("Zust.", "Ansprechpartner", "Adviser", "Advisor", "Case worker", "Danışman"),
    ),
    "status": ("Stand", "Bearbeitungsstand", "Stat.", "State", "Durum"),
    "remark": (
        *("Notiz", "Notizen", "Anmerkung", "Bemerkungen", "Bem.", "Kommentar", "Sonstiges"),
        *("Note", "Notes", "Comment", "Remarks", "Not", "Açıklama"),
    ),
    "recorded_on": (
        "angelegt am",
        "erfasst",
        "Eintrag vom",
        "Datum der Erfassung",
        "Created",
        "Created on",
        "Kayıt tarihi",
    ),
    "recorded_by": ("angelegt von", "eingetragen von", "erfasst durch", "durch", "Created by", "Kaydeden"),
    "changed_on": ("letzte Änderung", "Änderung am", "Changed", "Updated"),
    "household_no": ("BG-Nr.", "BG Nr", "BGNr", "Bedarfsgemeinschaft", "Nummer der BG"),
    "household_type": ("Typ", "Haushaltstyp", "Haushaltsform", "Household type"),
    "district_intake": ("Stadtteil", "Ortsteil", "Quartier", "District", "Mahalle"),
    "persons": ("Pers.", "Anzahl Personen", "Personenzahl", "Köpfe", "Persons", "Kişi sayısı"),
    "employable": ("ELB", "erwerbsfähig", "davon erwerbsfähig", "eHb"),
    "benefit_intake": ("Betrag bei Aufnahme", "€ bei Aufnahme", "Anspruch bei Aufnahme"),
    "benefit_now": ("Betrag aktuell", "€ aktuell", "Betrag jetzt"),
    "partner_id": ("Partner-Nr.", "Partnernummer", "Partner"),
    "category": ("Art", "Typ", "Bereich", "Sparte", "Category"),
    "employer_id": ("AG-Nr.", "AG-ID", "Arbeitgeber-Nr.", "Arbeitgeber", "Betrieb", "Firma-Nr.", "Employer"),
    "name": ("Firmenname", "Betrieb", "Unternehmen", "Company"),
    "placement_id": ("Vermittlungs-Nr.", "Vermittl.-Nr.", "Verm.-Nr.", "V-Nr.", "Placement ID"),
    "kind": ("Art der Beschäftigung", "Art", "Umfang", "Job", "Beschäftigung"),
    "start": ("Arbeitsbeginn", "Eintritt", "Start", "Arbeitsaufnahme", "ab", "Start date"),
    "gross": ("Bruttolohn", "Brutto", "Verdienst", "Lohn", "Gehalt", "Gross"),
    "hours": ("Wochenstunden", "Stunden/Woche", "Stunden", "Std.", "Hours"),
    "subsidy": ("Förderart", "gefördert", "Funding"),
    "initials": ("Kurzzeichen", "Initialen"),
}
"""By the column's identifier."""
