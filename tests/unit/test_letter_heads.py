"""The Jobcenter's letterhead: where a template asks for it, and never before somebody who must not know."""

from dataclasses import replace

import pytest
from msgspec import structs

from automation.letters.cases import CaseBuilder
from automation.letters.dispatch import DispatchLog
from automation.letters.guard import NeutralityError, ensure_clean
from automation.letters.letter_texts import texts_of
from automation.letters.planning import plan_letters
from automation.letters.template_folders import TemplateFolders
from automation.letters.templates import TemplateError, load_template
from automation.resources import templates_folder
from tests.letter_kinds import KINDS
from tests.letter_office import client, consent, desk, letter, office, partner, referral
from workbook.schema import Referral
from workbook.schema.choices import NO_LETTERS_HOME
from workbook.schema.setting_names import SettingName

BODY = "Jobcenter Gelsenkirchen"
NAMED = {SettingName.BODY: BODY}
PRIVACY = NAMED | dict.fromkeys(
    (SettingName.CONTROLLER, SettingName.OFFICER, SettingName.AUTHORITY, SettingName.PURPOSES),
    "Stadt Gelsenkirchen",
)


def asking(folder, name, said="Jobcenter"):
    """A copy of one of our templates that asks for a letterhead."""
    text = (templates_folder() / "letters" / f"{name}.md").read_text(encoding="utf-8")
    path = folder / f"{name}.md"
    path.write_text(text.replace("Empfänger:", f"Briefkopf: {said}\nEmpfänger:", 1), encoding="utf-8")
    return path


def plan_with(path, *records, settings=None, **choice):
    template = load_template(path)
    here = desk(office(*records, settings=NAMED if settings is None else settings))
    here = structs.replace(here, templates={**here.templates, template.kind: template})
    return plan_letters(here, DispatchLog(), kinds=[template.kind], **choice)


def to_agency(path, settings=None, **values):
    category, kind, purpose = KINDS["AGENTUR"]
    rows = (partner(category=category, **values), consent(purpose=purpose), referral(kind=kind, letter=None))
    return plan_with(path, *rows, settings=settings)


def test_a_letter_among_those_who_keep_the_secret_names_who_runs_the_office(tmp_path):
    (planned,) = to_agency(asking(tmp_path, "agentur")).letters
    head = planned.letter.office

    assert (head.name, head.body, head.columns[0][0]) == ("Quartiersbüro Rotthausen", BODY, BODY)
    assert BODY in texts_of(planned.letter)
    assert head.return_line == "Quartiersbüro · Karl-Meyer-Straße 23 · 45884 Gelsenkirchen"
    assert planned.letter.signature[1].endswith("Quartiersbüro Rotthausen")


def test_our_own_templates_are_neutral_and_so_is_one_that_says_it(tmp_path):
    for path in (templates_folder() / "letters" / "agentur.md", asking(tmp_path, "agentur", "neutral")):
        assert [each.letter.office.body for each in to_agency(path).letters] == [""]


def test_it_is_neutral_to_a_partner_whose_row_demands_that(tmp_path):
    (planned,) = to_agency(asking(tmp_path, "agentur"), neutral_letterhead=True).letters

    assert BODY not in texts_of(planned.letter)


@pytest.mark.parametrize(
    ("person", "body"),
    [({}, BODY), ({"guardian": "Frau Fatma Yıldız"}, ""), ({"contact_pref": NO_LETTERS_HOME}, "")],
    ids=["the person", "who answers for them", "no post at home"],
)
def test_it_is_neutral_where_others_might_see_it(tmp_path, person, body):
    found = plan_with(asking(tmp_path, "datenschutz"), client(**person), settings=PRIVACY, keys=["K-00001"])
    assert found.withheld == ()

    assert [each.letter.office.body for each in found.letters] == [body]


def test_who_runs_the_office_has_to_be_known(tmp_path):
    found = to_agency(asking(tmp_path, "agentur"), settings={SettingName.BODY: ""})

    assert found.letters == ()
    assert "„Briefkopf: Jobcenter“" in found.withheld[0].reason
    assert "„Träger“" in found.withheld[0].suggestion


def test_a_template_for_a_landlord_with_it_is_an_error_at_its_line(tmp_path):
    path = asking(tmp_path, "wohnen")
    with pytest.raises(TemplateError, match="nur ein neutraler Briefkopf") as raised:
        load_template(path)

    line = path.read_text(encoding="utf-8").splitlines().index("Briefkopf: Jobcenter") + 1
    assert raised.value.line == line
    told = TemplateFolders(templates_folder(), tmp_path).errors()
    assert [(each.template, each.line) for each in told] == [("wohnen.md", line)]


def test_a_letterhead_that_there_is_not_is_told(tmp_path):
    with pytest.raises(TemplateError, match="„Briefkopf“ ist neutral, Jobcenter"):
        load_template(asking(tmp_path, "agentur", "Stadt"))


def test_whatever_asked_for_it_no_landlord_gets_it():
    here = desk(office())
    draft = CaseBuilder(here).draft(here.templates["WOHNEN"], next(iter(here.office[Referral])))
    telling = replace(letter(), office=structs.replace(draft.case.office, body="Stadt Gelsenkirchen"))

    with pytest.raises(NeutralityError, match="Der Briefkopf"):
        ensure_clean(telling, draft.case.gate, ())
