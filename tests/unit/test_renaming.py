"""Formulas follow when a sheet, table or name has to be called otherwise."""

from __future__ import annotations

import pytest

from workbook.writing.renaming import Renaming

RENAMING = Renaming(
    {"Fakten": "Fakten (Lotse)", "Über Blick": "Karl's Blick", "Gleich": "Gleich"},
    {"Posten": "Posten_Lotse", "lst_Quartale": "lst_Quartale_Lotse"},
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("=Fakten!A1", "='Fakten (Lotse)'!A1"),
        ("'Fakten'!$A$1:Fakten!B2", "'Fakten (Lotse)'!$A$1:'Fakten (Lotse)'!B2"),
        ("='über blick'!B1", "='Karl''s Blick'!B1"),
        ("=MeineFakten!A1+Fakten2!A1", "=MeineFakten!A1+Fakten2!A1"),
        ('=IF(A1="Fakten!A1","Posten",lst_Quartale)', '=IF(A1="Fakten!A1","Posten",lst_Quartale_Lotse)'),
        ("=SUM(Posten[Posten])", "=SUM(Posten_Lotse[Posten])"),
        ("=Posten[[#This Row],[Neue Posten]]+Posten", "=Posten_Lotse[[#This Row],[Neue Posten]]+Posten_Lotse"),
        ("=[@Posten]*2", "=[@Posten]*2"),
        ("=POSTEN(1)+XPosten+Posten.alt", "=POSTEN(1)+XPosten+Posten.alt"),
        ("{=MEDIAN(IF(Posten[a]>0,Posten[a]))}", "{=MEDIAN(IF(Posten_Lotse[a]>0,Posten_Lotse[a]))}"),
        ("lst_quartale", "lst_Quartale_Lotse"),
        ("=Gleich!A1", "=Gleich!A1"),
    ],
)
def test_a_formula_follows_names_but_not_texts_or_columns(before, after):
    assert RENAMING.formula(before) == after


def test_without_new_names_the_sheets_are_passed_on_as_they_are():
    sheets = [object()]

    assert Renaming({"Fakten": "Fakten"}, {}).all(sheets) == sheets
