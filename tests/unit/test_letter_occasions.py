"""An occasion is one module; planning, fingerprint, log and withholding know it by what it says of itself."""

import importlib
import shutil
from datetime import date
from decimal import Decimal
from textwrap import dedent

import pytest
from msgspec.structs import replace

from automation.letters import occasions as folder
from automation.letters.asking import filtered, known_fields
from automation.letters.frontmatter import TemplateError
from automation.letters.occasions import occasions
from automation.letters.planning import plan_letters
from automation.letters.templates import load_templates
from automation.letters.views import template_name, terms_of
from automation.resources import templates_folder
from tests.letter_office import DispatchLog, client, desk, office, plan
from workbook.errors import LetterError
from workbook.schema import TABLES, Client, Placement

MODULE = """
from automation.letters.desk import Stop
from automation.letters.disclosure import Recipient
from automation.letters.gate import Facts
from automation.letters.occasion import Occasion, Signer
from workbook.schema import Placement


class Started(Occasion[Placement]):
    name = "Arbeitsbeginn"
    noun = "Die Vermittlung"
    table = Placement
    view = "vermittlung"
    recipients = frozenset({Recipient.CLIENT})
    plain = ("arbeit",)

    def due(self, desk):
        for placement in desk.office[Placement]:
            for template in desk.templates.values():
                if template.head.occasion == self.name and placement.start == desk.today:
                    yield template, placement

    def why_not(self, row, kind, desk):
        return "Der Beginn ist gestrichen." if row.start is None else None

    def signer(self, row, client, desk):
        return Signer(row.recorded_by, row, "recorded_by")

    def party(self, row, client, kind, desk):
        if row.hours is None:
            raise Stop("Zur Vermittlung fehlen die Stunden.", row, "hours")
        return None

    def facts(self, row, desk, gate):
        return {"arbeit": Facts("arbeit", {"stunden": row.hours})}


OCCASION = Started()
"""
TEMPLATE = """\
---
Art: GLUECK
Titel: Glückwunsch
Anlass: Arbeitsbeginn
Empfänger: Klient
Betreff: Alles Gute zum ersten Tag
Felder: klient.vorname
---
Liebe Grüße, {{ klient.vorname }}, zum Beginn mit {{ arbeit.stunden }} Stunden.
"""


@pytest.fixture
def glad(tmp_path, monkeypatch):
    """Add the module and its template, and nothing else; return a planner of the office's letters."""
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "started.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.setattr(folder, "__path__", [*folder.__path__, str(tmp_path / "modules")])
    importlib.invalidate_caches()
    monkeypatch.delitem(__import__("sys").modules, "automation.letters.occasions.started", raising=False)
    texts = tmp_path / "letters"
    shutil.copytree(templates_folder() / "letters", texts)
    (texts / "glueck.md").write_text(TEMPLATE, encoding="utf-8")
    templates = load_templates(texts)

    def planned(*records, log=None, **choice):
        at_hand = replace(desk(office(*records)), templates=templates)
        return plan_letters(at_hand, log or DispatchLog(), **choice)

    return planned


def placement(**values):
    return Placement(
        **{
            "row": 7,
            "placement_id": "V-00007",
            "client_id": "K-00001",
            "start": date(2019, 6, 28),
            "hours": Decimal(30),
            "recorded_by": "MKA",
        }
        | values
    )


def test_an_occasion_is_one_module_and_its_letter_one_template(glad):
    planned = glad(placement(), kinds=["GLUECK"])

    (letter,) = planned.letters
    text = "".join(run.text for run in letter.letter.body[0].content)
    assert text == "Liebe Grüße, Ayşe, zum Beginn mit 30 Stunden."
    row = letter.row
    assert (row.kind, row.source, row.client_id, row.recipient) == ("GLUECK", "V-00007", "K-00001", "K-00001")
    assert row.legal_ground == "eigene Angaben der Person"
    assert "Vorname" in row.fields
    assert letter.letter.signature[0] == "Miriam Kaya"


def test_a_new_occasion_s_letter_is_known_again_replaced_and_blocked(glad):
    (first,) = glad(placement(), kinds=["GLUECK"]).letters
    log = DispatchLog([first.row])

    assert glad(placement(), kinds=["GLUECK"], log=log).unchanged == 1
    assert glad(placement(hours=Decimal(20)), kinds=["GLUECK"], log=log).log.rows[0].status == "ersetzt"
    (blocked,) = glad(placement(start=None), kinds=["GLUECK"], log=log).blocked
    assert blocked.reason == "Der Beginn ist gestrichen."
    (gone,) = glad(placement(placement_id="V-00008", start=None), kinds=["GLUECK"], log=log).blocked
    assert gone.reason == "Die Vermittlung V-00007 steht nicht mehr im Blatt „Vermittlungen“."


def test_what_is_missing_of_a_new_occasion_is_a_finding_at_its_cell(glad):
    (own,) = glad(placement(hours=None), kinds=["GLUECK"]).withheld
    (other,) = glad(placement(), client(first_name=None), kinds=["GLUECK"]).withheld

    assert (own.sheet, own.finding.column, own.finding.key) == ("Vermittlungen", "Std./Woche", "V-00007")
    assert own.reason == "Zur Vermittlung fehlen die Stunden."
    assert (other.sheet, other.finding.column) == ("Klienten", "Vorname")
    assert other.reason.startswith("Kein Schreiben zu V-00007: Das Feld „Klienten: Vorname“ ist leer")


def test_a_new_occasion_can_be_asked_for_by_its_key(glad):
    assert [each.row.source for each in glad(placement(), keys=["V-00007"]).letters] == ["V-00007"]


def test_a_letter_that_is_not_written_by_itself_is_named_in_its_row_or_asked_for_by_kind_and_key(glad, monkeypatch):
    started = occasions()["Arbeitsbeginn"]
    monkeypatch.delattr(type(started), "due")
    monkeypatch.setattr(type(started), "by_itself", False)

    def kinds(found):
        return [(each.row.kind, each.row.source) for each in found.letters if each.row.source == "V-00007"]

    assert kinds(glad(placement())) == kinds(glad(placement(), keys=["V-00007"])) == []
    assert kinds(glad(placement(letter="Glueck"))) == [("GLUECK", "V-00007")]
    assert kinds(glad(placement(), kinds=["GLUECK"], keys=["V-00007"])) == [("GLUECK", "V-00007")]
    assert kinds(glad(placement(letter="GLUECK"), kinds=["GLUECK"], keys=["V-00007"])) == [("GLUECK", "V-00007")]
    with pytest.raises(LetterError, match="Zu „R-00001“ gibt es kein Schreiben der Art GLUECK"):
        glad(placement(), kinds=["GLUECK"], keys=["R-00001"])


def test_a_letter_that_was_asked_for_by_its_key_stays_a_draft(glad, monkeypatch):
    started = occasions()["Arbeitsbeginn"]
    monkeypatch.delattr(type(started), "due")
    monkeypatch.setattr(type(started), "by_itself", False)
    (first,) = glad(placement(), kinds=["GLUECK"], keys=["V-00007"]).letters

    later = glad(placement(), log=DispatchLog([first.row]))

    assert first.row.reference not in [each.row.reference for each in later.blocked]


def test_a_kind_that_there_is_not_is_told_where_staff_typed_it(glad):
    (withheld,) = [each for each in glad(placement(letter="WOHNEN")).withheld if each.key == "V-00007"]

    assert (withheld.finding.rule, withheld.sheet, withheld.finding.column) == (
        "L-02",
        "Vermittlungen",
        "Schreiben",
    )
    assert "GLUECK" in withheld.reason


def test_templates_are_held_against_what_their_occasion_knows(tmp_path):
    def load(field):
        (tmp_path / "probe.md").write_text(
            dedent(f"""\
            ---
            Art: PROBE
            Titel: Probe
            Anlass: Termin
            Empfänger: Klient
            Betreff: Hallo
            Felder: {field}
            ---
            {{{{ {field} }}}}
            """),
            encoding="utf-8",
        )
        return load_templates(tmp_path)

    assert load("termin.um")
    with pytest.raises(TemplateError, match=r"Zeile 9: Das Feld „termin\.uhm“ gibt es nicht. Gemeint ist wohl"):
        load("termin.uhm")
    with pytest.raises(TemplateError, match="„verweis“ gibt es nicht"):
        load("verweis.wunsch_zimmer")


def test_every_field_that_may_leave_has_a_word_that_does_not_hang_on_its_header():
    for record in TABLES:
        for column in record.spec.columns:
            assert bool(column.term) is column.shares.leaves_the_office, f"{record.__name__}.{column.name}"


def test_a_header_may_change_and_the_templates_go_on_working(monkeypatch):
    """Words of the schema stay, and so does a word that was made from an earlier header."""
    old = {column.name: column.label for column in Client.spec.columns}
    renamed = tuple(
        replace(column, label="Nr. am Haus", aliases=(old["house_no"],)) if column.name == "house_no" else column
        for column in Client.spec.columns
    )
    monkeypatch.setattr(Client, "spec", replace(Client.spec, columns=renamed))
    terms_of.cache_clear()
    try:
        (letter,) = plan(kinds=["EINLADUNG"]).letters
        assert "Beethovenstraße 7" in letter.letter.address
        assert "Nr. am Haus" in letter.row.fields
        terms = terms_of(Client)
        assert terms["hausnr"] == terms["nr_am_haus"] == "house_no"
    finally:
        terms_of.cache_clear()


def test_words_of_the_schema_are_those_that_templates_had():
    """In version 0.1 the word was made from the header: an office's own templates are full of them."""
    for record in TABLES:
        terms = terms_of(record)
        for column in record.spec.columns:
            assert terms[template_name(column.label)] == column.name


def test_every_occasion_has_fields_to_offer():
    for occasion in occasions().values():
        for view, table in filtered(occasion).items():
            assert known_fields(view, table), (occasion.name, view)
