"""Which fields may ever reach whom, on whatever ground: what a template asks, and what it is advised instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.letters.disclosure import Grant, refusal
from automation.letters.views import terms_of
from workbook.schema.data_categories import DataCategory
from workbook.schema.vocabulary import LegalGround

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from automation.letters.disclosure import Recipient
    from workbook.schema import Record


def category_of(field: str, views: Mapping[str, type[Record]]) -> DataCategory | None:
    """Return what a field tells about a person, `None` where it tells nothing."""
    view, _, term = field.partition(".")
    if field in _MADE_OF:
        return _MADE_OF[field]
    table = views.get(view)
    if table is None:
        return None
    name = terms_of(table).get(term, term)
    return next((column.shares for column in table.spec.columns if column.name == name), None)


def never(category: DataCategory, recipient: Recipient) -> str | None:
    """Return why a category may not reach a recipient on whatever ground; `None` where some ground allows it."""
    reasons = [refusal(category, recipient, grant) for grant in _EVERY_GROUND]
    return None if None in reasons else reasons[0]


_EVERY_GROUND = (
    Grant(LegalGround.CONSENT, frozenset(DataCategory), benefit=True, health=True),
    Grant(LegalGround.TASK),
    Grant(LegalGround.DUTY),
)
_MADE_OF = {
    "klient.nennung": DataCategory.NAME,
    "klient.nennung_dativ": DataCategory.NAME,
    "klient.name": DataCategory.NAME,
    "klient.anschrift": DataCategory.ADDRESS,
    "haushalt.kinder": DataCategory.HOUSEHOLD,
}


def may_reach(field: str, views: Mapping[str, type[Record]], recipients: Collection[Recipient]) -> bool:
    """Tell whether some ground lets a field reach each of the recipients."""
    category = category_of(field, views)
    return category is None or all(never(category, recipient) is None for recipient in recipients)
