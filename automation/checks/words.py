"""Words that tell of health, benefits, debts or punishment: what free text should not hold.

German builds words: „Bandscheibenvorfall“, „Diabetikerin“, „schwerbehindert“. So most are looked for inside of
words as well, and names are taken out first: Herr Krebs is not ill, and the Behindertenfahrdienst tells of nobody.
"""

from __future__ import annotations

import re

from workbook.reading.formats.revealing import numbers_in
from workbook.schema.data_categories import DataCategory

_NAMES = re.compile(
    r"\b(?:Herrn?|Frau|Familie|Fam\.|Eheleute|Dr\.|Prof\.|Firma|Fa\.)"
    r"(?:\s+(?:Dr\.|Prof\.|med\.|von|van|der|de|zu))*\s+[A-ZÄÖÜ][\w'’.-]*(?:\s+(?:Krebs|Krank|Blind|Sucht|Schwanger)\b)?"
)
_SERVICES = re.compile(
    r"\bbehinderten-?(?:fahrdienst|werkst|beauftrag|beirat|hilfe|verband|parkpl|sport)\w*"
    r"|\b\w+(?:straße|strasse|str\.|allee|gasse)|\b(?:krebs|klinik)(?:weg|platz)\b"
    r"|\b(?:sucht|schuldner|schulden|drogen|insolvenz)-?berat\w*|\bkrankenkassen?\b|\bkrankenversicher\w*"
    r"|\bkranken?-?(?:pfleg|schwester)\w*|\baltenpfleg\w*|\bdiagnose-?(?:gerät|system|technik)\w*"
)
_HEALTH = re.compile(
    r"\bkranke?[rnsm]?\b|\w*krankheit|krankgeschr|krankschr|krankmeld|krankengeld|\w*erkrank|\w{3,}krank\b"
    r"|diagnos|depressi|burn-?\s?out|psychisch|psychiatr|psychose|psychothera|borderline|angststör|essstör|magersucht"
    r"|(?:alkohol|drogen|spiel|tabletten|heroin|medikamenten)-?sucht|\bsüchtig|\w+süchtig|suchtmittel|suchtproblem"
    r"|suchtkrank|suchtthera|alkoholi|alkoholprobl|alkoholabh|drogenabh|drogenkons|drogenprobl|\bdrogen\b"
    r"|\balkohol\b|entzug\b|entgiftung|substituiert|methadon|schwanger|fehlgeburt"
    r"|behindert|behinderung|schwerbehind|\bgdb\s*\d*|\bmerkzeichen\b|gleichgestellt|gehbehind|sehbehind|\bgehörlos"
    r"|\berblindet|\bblind(?:e[rnms]?)?\b|pflegegrad|pflegestufe|pflegebedürft|rollstuhl|rollator|gehhilfe|prothese"
    r"|amput|dialyse|diabet|\w*krebs\b|krebskrank|krebsthera|tumor|chemothera|\bhiv\b|\baids\b|hepatitis|tuberkul"
    r"|epilep|asthma|allergi|demenz|dement\b|parkinson|multiple sklerose|schlaganfall|herzinfarkt|herzfehler"
    r"|herzkrank|bandscheib|rheuma|arthrose|\w{3,}schmerz|\w{3,}leiden\b|\bleidet\b|traumat|\btrauma\b|suizid|autis|\badhs\b"
    r"|medikament|operiert|\boperation|\battest\b|\breha\b|\bklinik|erwerbsgemind|erwerbsminder|arbeitsunfähig"
    r"|gesundheitlich|hilfsmittel\b"
)
_BENEFIT = re.compile(
    r"\bsanktion|\bminderung|\balg ?(?:ii|2)\b|hartz|bürgergeld|grundsicherung|leistungsbetrug|rückforderung"
    r"|\bschulden\b|verschuldet|pfändung|insolvenz|\bvorstraf|vorbestraft|haftstrafe|haftentlass|inhaftiert|\bgefängnis"
    r"|bewährung\b|\bjva\b"
)
_NUMBERS = {
    DataCategory.HOUSEHOLD_NUMBER: "eine BG-Nummer",
    DataCategory.CUSTOMER_NUMBER: "eine Kundennummer",
}


def what_is_in(text: str) -> str | None:
    """Return what kind of thing a text tells that it should not, `None` if nothing was recognised."""
    folded = _SERVICES.sub(" ", _NAMES.sub(" ", text).casefold())
    if _HEALTH.search(folded):
        return "etwas über die Gesundheit"
    if _BENEFIT.search(folded):
        return "etwas über Leistungen, Schulden oder Strafen"
    number = next(numbers_in(text), None)
    if number is None:
        return None
    return _NUMBERS.get(number.category) or ("eine IBAN" if number.is_account else "eine Versicherungsnummer")
