"""The document's names for values → our fields: by the office's mapping, or because they are called like ours."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2 import meta
from msgspec import Struct

from automation.letters.asking import FACTS, PLAIN, fields_of, filtered, known_fields, whole_records
from automation.letters.checking import unknown_field, unknown_name, whole_record
from automation.letters.markdown import clean
from automation.letters.printing import as_text, environment, straight_quotes, told_in_german
from automation.letters.reaching import category_of, may_reach, never
from automation.letters.views import terms_of
from automation.letters.wording import telephone
from workbook.german import euro, shown, shown_number
from workbook.schema import Kind
from workbook.schema.data_categories import DataCategory

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from automation.letters.disclosure import Recipient
    from automation.letters.occasion import Occasion
    from workbook.schema import Column

_PARTS_OF_A_NAME = frozenset({"title", "name_prefix", "contact_title"})
"""Columns that are empty for most people: a name without them is a whole name."""
NOTHING = "-"
"""What the mapping says for a name without a field of ours: it prints nothing, a content control stays as it is."""
_E164 = re.compile(r"\+\d{7,15}")
_PATH = re.compile(r"(\w+)\.(\w+)")


class Source(Struct, frozen=True):
    """Where the value for a name of the document comes from: an expression of templates, ours or the office's.

    `fields` are the fields of records that it asks for; one that `may_be_empty` prints nothing then. What has
    no field of ours is `shown` as it is.
    """

    expression: str
    fields: tuple[str, ...]
    column: Column | None
    may_be_empty: bool
    compiled: Any
    shown: str = ""

    def value(self, context: Mapping[str, Any]) -> Any:
        """Return the value for one letter."""
        if self.expression == NOTHING:
            return self.shown
        path = _PATH.fullmatch(self.expression)
        if path is not None:
            return getattr(context[path[1]], path[2])
        return self.compiled(context)

    def text(self, value: Any, *, compared: bool = False) -> str:
        """Return a value as text; one that is `compared` is written as it would be typed."""
        if isinstance(value, tuple | list) and self.expression == "brief.anschrift":
            return "\n".join(clean(str(line)) for line in value)
        if compared and isinstance(value, date):
            return shown(value)
        if compared and isinstance(value, Decimal | int) and not isinstance(value, bool):
            return shown_number(Decimal(value))
        if isinstance(value, Decimal) and self.column is not None and self.column.kind is Kind.EURO:
            return euro(value)
        if isinstance(value, str) and _E164.fullmatch(value):
            return telephone(value)
        return clean(as_text(value))


def folded(name: str) -> str:
    """Return a name without what Word changes in it: capitals, spaces, signs.

    >>> folded("Vor Name"), folded("Vor_Name"), folded("Straße-Nr.")
    ('vorname', 'vorname', 'strassenr')
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", name).casefold())


class Resolver:
    """Finds the source of a name, or says why there is none."""

    def __init__(
        self,
        occasion: Occasion[Any],
        recipients: frozenset[Recipient],
        mapping: Mapping[str, str],
        optional: Iterable[str] = (),
    ) -> None:
        """Take the office's `mapping` of names, and those that may be empty."""
        self._views = filtered(occasion)
        self._plain = (*PLAIN, *occasion.plain)
        self._recipients = recipients
        self._mapping = {folded(name) or name: target for name, target in mapping.items()}
        self._exact = dict(mapping)
        self._optional = {folded(name) for name in optional}
        self._ours = {folded(path.replace(".", " ")): path for path in self._paths()}

    def _paths(self) -> Iterator[str]:
        for view, table in self._views.items():
            yield from (f"{view}.{term}" for term in known_fields(view, table))
        for name in self._plain:
            yield from (f"{name}.{term}" for term in FACTS.get(name, ()))

    def target(self, name: str) -> str | None:
        """Return the expression that a name of the document stands for, `None` where nobody knows."""
        if name in self._exact:
            return self._exact[name]
        key = folded(name)
        return self._mapping.get(key or name) or self._ours.get(key)

    def source(self, name: str, expression: str) -> tuple[Source | None, list[str]]:
        """Return the source of an expression and what is wrong with it; no source where there is no such field."""
        optional = folded(name) in self._optional or expression == NOTHING
        if expression == NOTHING:
            return Source(NOTHING, (), None, may_be_empty=True, compiled=None), []
        said = straight_quotes(f"{{{{ {expression} }}}}")
        try:
            tree = environment().parse(said)
            names = meta.find_undeclared_variables(tree)
            compiled = environment().compile_expression(said[2:-2].strip(), undefined_to_none=False)
        except jinja2.TemplateSyntaxError as error:
            return None, [told_in_german(error)]
        fields = tuple(dict.fromkeys(field for field, _ in fields_of(tree, (*self._views, *self._plain))))
        errors = [*self._strange(tree, names), *filter(None, map(self._unknown, fields))]
        if errors:
            return None, errors
        errors += filter(None, map(self._forbidden, fields))
        column = self.column(expression)
        optional = optional or (column is not None and column.name in _PARTS_OF_A_NAME)
        return Source(expression, fields, column, optional, compiled), errors

    def unknown(self, name: str) -> str:
        """Return what is said of a name that nobody knows, with the field that may be meant."""
        near = self.nearest(name)
        said = name.replace("\\", "\\\\").replace('"', '\\"')
        if near:
            meant, cure = f" Gemeint ist wohl „{near[0]}“.", f'"{said}" = "{near[0]}"'
        else:
            meant, cure = (
                "",
                f'"{said}" = "{NOTHING}", damit dort nichts steht, oder mit einem Feld von Lotse',
            )
        return f"Das Feld „{name}“ kennt Lotse nicht.{meant} Bitte in der .toml unter [felder] zuordnen: {cure}"

    def nearest(self, name: str) -> list[str]:
        """Return the allowed fields whose names are nearest to a name of the document."""
        key = folded(name)
        allowed = self.allowed()
        by_term: dict[str, str] = {}
        for path in allowed:
            by_term.setdefault(folded(path.partition(".")[2]), path)
            by_term.setdefault(folded(path), path)
        said = _USUAL.get(key)
        if said in allowed and said is not None:
            return [said]
        inside = [path for term, path in by_term.items() if len(term) > 3 and term in key]
        near = [by_term[each] for each in get_close_matches(key, by_term, n=3, cutoff=0.65)]
        return list(dict.fromkeys((*near, *sorted(inside, key=len, reverse=True))))[:3]

    def allowed(self) -> dict[str, None]:
        """Return the fields that may reach every recipient, some of them with a consent only."""
        return {path: None for path in self._paths() if self._forbidden(path) is None}

    def column(self, expression: str) -> Column | None:
        """Return the column of an expression that is one field of a record, `None` of any other."""
        path = _PATH.fullmatch(expression)
        table = self._views.get(path[1]) if path else None
        if path is None or table is None:
            return None
        name = terms_of(table).get(path[2], path[2])
        return next((column for column in table.spec.columns if column.name == name), None)

    def _strange(self, tree: Any, names: set[str]) -> Iterator[str]:
        records = {*self._views, *self._plain}
        for name in sorted(names - records - {*environment().globals}):
            yield unknown_name(name, records)
        for name, _ in whole_records(tree, records):
            yield whole_record(name, self._views, self._recipients)

    def _unknown(self, field: str) -> str | None:
        view, _, term = field.partition(".")
        if view in self._views:
            return unknown_field(field, self._views, self._recipients)
        known = FACTS.get(view)
        if known is None or term in known:
            return None
        near = get_close_matches(term, known, n=1)
        cure = f"Gemeint ist wohl „{view}.{near[0]}“." if near else f"Es gibt: {', '.join(known)}."
        return f"Das Feld „{field}“ gibt es nicht. {cure}"

    def _forbidden(self, field: str) -> str | None:
        """Return why a field may never reach one of the recipients, with the nearest that may."""
        category = category_of(field, self._views)
        if category is None:
            return None
        for recipient in sorted(self._recipients):
            reason = never(category, recipient)
            if reason is not None:
                cure = self._instead(field, category)
                return f"Das Feld „{field}“ darf nicht an „{recipient}“: {reason}.{cure}"
        return None

    def _instead(self, field: str, category: DataCategory) -> str:
        allowed = [path for path in self._paths() if may_reach(path, self._views, self._recipients)]
        view = field.partition(".")[0]
        usual = [path for path in _INSTEAD.get(category, ()) if path in allowed]
        near = usual or get_close_matches(field, [path for path in allowed if path.startswith(view)], n=1)
        return f" Erlaubt wäre zum Beispiel „{near[0]}“." if near else ""


def is_usual(name: str) -> bool:
    """Tell whether lists of others usually call one of our fields by this name."""
    return folded(name) in _USUAL


_INSTEAD = {
    DataCategory.HOUSEHOLD_NUMBER: ("brief.zeichen",),
    DataCategory.CUSTOMER_NUMBER: ("brief.zeichen",),
    DataCategory.INSURANCE_OR_BANK: ("brief.zeichen",),
    DataCategory.BENEFIT_AMOUNT: ("verweis.wunsch_warmmiete", "brief.zeichen"),
    DataCategory.ADDRESS: ("klient.name", "berater.name"),
    DataCategory.CONTACT: ("berater.telefon",),
    DataCategory.INTERNAL: ("brief.zeichen",),
}
_USUAL = {
    **dict.fromkeys(("vorname", "firstname", "voornaam", "fornavn", "prenom", "givenname"), "klient.vorname"),
    **dict.fromkeys(("nachname", "familienname", "lastname", "achternaam", "efternavn", "nom"), "klient.nachname"),
    **dict.fromkeys(("name", "kundenname", "fullname"), "klient.name"),
    **dict.fromkeys(("titel", "title", "akademischertitel"), "klient.titel"),
    **dict.fromkeys(("strasse", "street", "adresse1", "adresszeile1"), "klient.strasse"),
    **dict.fromkeys(("hausnummer", "hausnr", "nr"), "klient.hausnr"),
    **dict.fromkeys(("plz", "postleitzahl", "zip", "postcode", "postalcode"), "klient.plz"),
    **dict.fromkeys(("ort", "stadt", "wohnort", "city", "plaats"), "klient.ort"),
    **dict.fromkeys(("telefon", "tel", "phone", "telefonnummer"), "klient.telefon"),
    **dict.fromkeys(("email", "mail", "emailadresse"), "klient.e_mail"),
    **dict.fromkeys(("datum", "date", "heute", "briefdatum", "tagesdatum"), "brief.datum"),
    **dict.fromkeys(("anrede", "briefanrede", "salutation"), "brief.anrede"),
    **dict.fromkeys(("anschrift", "adresse", "empfänger"), "brief.anschrift"),
    **dict.fromkeys(("zeichen", "unserzeichen", "aktenzeichen"), "brief.zeichen"),
    **dict.fromkeys(("firma", "company", "partner"), "partner.name"),
    **dict.fromkeys(("geburtsdatum", "geboren", "gebdatum", "dateofbirth"), "klient.geburtsdatum"),
    **dict.fromkeys(("bearbeiter", "sachbearbeiter", "ansprechpartner", "berater"), "berater.name"),
}
"""What columns of other lists are usually called; a proposal for the mapping, never taken unasked."""
