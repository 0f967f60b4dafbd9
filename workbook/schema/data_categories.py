"""What a column tells about a person, and so who may see it.

One member for each row of the data-minimisation matrix (domain.md 3.4), plus two that the matrix does not list:
`REQUEST` (what the person asks for: the wish behind a referral, the appointment) and `INTERNAL` (keys, notes, case
work, who is responsible), which never leaves the office. Which category may reach whom is decided in
`automation/letters/disclosure.py`.

The values are the words that staff tick in the column „Datenkategorien“ of the sheet „Einwilligungen“.
"""

from __future__ import annotations

from enum import StrEnum


class DataCategory(StrEnum):
    """A kind of data about a person, in the words of the consent form."""

    __hash__ = str.__hash__  # it is equal to its word; and each field of each letter is looked up by it

    NAME = "Name"
    ADDRESS = "Anschrift"
    CONTACT = "Telefon/E-Mail"
    BIRTH_DATE = "Geburtsdatum"
    HOUSEHOLD = "Haushaltsgröße/Kinder"
    BENEFIT_RECEIPT = "Leistungsbezug"
    BENEFIT_AMOUNT = "Leistungshöhe"
    HOUSEHOLD_NUMBER = "BG-Nummer"
    CUSTOMER_NUMBER = "Kundennummer"
    INSURANCE_OR_BANK = "Versicherungsnummer/IBAN"
    QUALIFICATION = "Qualifikation/Lebenslauf"
    LANGUAGE_OR_LICENCE = "Deutsch/Führerschein"
    WORK_PERMIT = "Arbeitserlaubnis"
    HEALTH = "Gesundheit"
    REQUEST = "Anliegen/Wunsch"
    INTERNAL = "nur intern"

    @property
    def leaves_the_office(self) -> bool:
        """Whether a letter may hold it at all, to whomever."""
        return self is not DataCategory.INTERNAL
