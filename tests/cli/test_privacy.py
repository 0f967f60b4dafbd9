"""`lotse privacy`: the papers are made from what there is, and a view holds nothing but what was agreed to."""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from automation.letters.disclosure import RECIPIENT_OF, Grant, refusal
from tests.rules import office as o
from workbook.creating import create_workbook
from workbook.schema import TABLES, Client, Contact, DataCategory, Household, Kind, Referral
from workbook.schema.vocabulary import LegalGround, PartnerCategory

DAY = date(2019, 6, 30)
AS_OF = ("--as-of", DAY.isoformat())


def words_of(path):
    with zipfile.ZipFile(path) as file:
        text = file.read("word/document.xml").decode().replace("</w:t><w:noBreakHyphen/>", "-")
        return re.sub(r"<[^>]+>", " ", text).replace("- ", "-")


def papers(lotse, path):
    told = json.loads(lotse("privacy", path, "--json", *AS_OF).out)
    return told, {file.rpartition("/")[2].partition("_2019")[0]: words_of(file) for file in told["files"]}


@pytest.fixture
def small(tmp_path):
    """An office of four: closed long ago, silent for long, heard of lately, closed lately."""
    path = tmp_path / "Mappe.xlsx"
    old = {"first_contact": "2017-01-10", "intake_date": "2017-01-10"}
    clients = [
        o.client(client_id="K-00001", status="abgeschlossen", closed_on="2017-06-30", **old),
        o.client(client_id="K-00002", last_name="Kaya", **old),
        o.client(client_id="K-00003", last_name="Berg", **old),
        o.client(client_id="K-00004", last_name="Nowak", status="abgeschlossen", closed_on="2019-05-30", **old),
    ]
    rows = o.office(clients=clients, requests=[o.request(client_id="K-00003", received_on="2019-06-01")])
    create_workbook(path, office=rows, today=DAY)
    return path


def test_who_is_due_or_silent_is_told_by_key(lotse, small):
    told, texts = papers(lotse, small)

    assert [(each["key"], each["since"]) for each in told["due"]] == [
        ("K-00002", "2017-01-10"),
        ("K-00001", "2019-06-30"),
    ]
    assert "K-00001" in texts["Faellig"]
    shown = lotse("privacy", small, *AS_OF).out
    assert "K-00002" in shown
    assert not {"Kaya", "Berg", "Nowak", "Yıldız"} & set(re.findall(r"\w+", shown + json.dumps(told)))


def test_the_record_of_processing_names_every_column_letter_and_what_the_office_added(lotse, small):
    book = openpyxl.load_workbook(small)
    book["Klienten"].cell(4, book["Klienten"].max_column + 1, "Schuhgröße")
    book.create_sheet("Sommerfest")["A1"] = "wer kommt"
    book.save(small)

    _, texts = papers(lotse, small)

    record = " ".join(texts["Verzeichnis_Art30"].split())
    missing = [
        (table.spec.sheet, column.label)
        for table in TABLES
        for column in table.spec.columns
        if not column.for_the_eye and column.label.replace("- ", "-") not in record
    ]
    assert missing == []
    from automation.letters.templates import load_templates  # noqa: PLC0415 - beside its only use
    from automation.resources import templates_folder  # noqa: PLC0415

    kinds = load_templates(templates_folder() / "letters")
    assert [code for code, kind in kinds.items() if code not in record or kind.head.title not in record] == []
    assert "Schuhgröße" in record
    assert "Sommerfest" in record
    assert "wer kommt" not in record
    assert "Yıldız" not in record


def test_drafts_are_marked_and_say_what_to_fill_in(lotse, small):
    _, texts = papers(lotse, small)

    for name in ("Entwurf_Art26", "Entwurf_Art35"):
        assert "ENTWURF. Kein fertiger Text" in " ".join(texts[name].split())
        assert texts[name].count("[bitte ergänzen]") > 5


# ── What one organisation may see ───────────────────────────────────────────

WOHNEN = "P-001"
TICKED = "Name; Telefon/E-Mail; Haushaltsgröße/Kinder; Anliegen/Wunsch; Leistungshöhe; Geburtsdatum"


class Marked:
    """An office in which every cell says by a mark of its own where it stands."""

    def __init__(self, path):
        self.path, self.marks, self.number = path, {}, 0
        consents = {
            1: {"partner_id": WOHNEN},
            2: {"partner_id": WOHNEN, "revoked_on": "2019-06-01"},
            3: {"partner_id": WOHNEN, "valid_until": "2019-06-29"},
            4: {"partner_id": "P-002"},
            5: {"partner_id": WOHNEN, "given_on": "2019-07-01"},
            6: {"recipient_category": "Wohnungsunternehmen"},
            7: {"partner_id": WOHNEN, "categories": "Kundennummer"},
            8: None,
            9: {"partner_id": WOHNEN, "filed": None},
            10: {"partner_id": WOHNEN},
        }
        tables = {"partners": [], "clients": [], "households": [], "months": [], "consents": [], "requests": []}
        tables |= {"referrals": [], "contacts": []}
        for key, category in (("P-001", "Wohnungsunternehmen"), ("P-002", "Wohnungsunternehmen")):
            tables["partners"].append(o.partner(partner_id=key, category=category, name=f"Firma {key}"))
        for n, consent in consents.items():
            self._person(tables, n, consent)
        # Two more at the home of the tenth, one of whom never consented.
        tables["clients"].append(self._client(11, "HH-0010"))
        create_workbook(path, office=o.office(**tables), today=DAY)

    def mark(self, *place):
        self.number += 1
        word = "Zy" + "".join(chr(97 + int(digit)) for digit in f"{self.number:04d}") + "qu"
        self.marks[word] = place
        return word

    def _client(self, n, home):
        return o.client(
            client_id=f"K-{n:05d}",
            household_id=home,
            first_name=self.mark(n, Client, "first_name"),
            last_name=self.mark(n, Client, "last_name"),
            street=self.mark(n, Client, "street"),
            remark=self.mark(n, Client, "remark"),
            target_job=self.mark(n, Client, "target_job"),
            phone=f"+49209555{n:04d}",
            email=f"{self.mark(n, Client, 'email').lower()}@example.org",
            birth_date=f"19{60 + n}-0{1 + n % 9}-11",
            customer_no=f"777A{n:06d}",
        )

    def _person(self, tables, n, consent):
        home = f"HH-{n:04d}"
        tables["clients"].append(self._client(n, home))
        tables["households"].append(
            o.household(
                household_id=home,
                household_no=f"33304//00{n:05d}",
                persons=2 + n,
                benefit_intake=Decimal(f"{600 + n}.37"),
                need_intake=None,
                housing_intake=None,
                remark=self.mark(n, Household, "remark"),
            )
        )
        tables["months"].append(
            o.benefit_month(household_id=home, month="2019-05", amount=Decimal(f"{700 + n}.41"))
        )
        if consent is not None:
            usual = {
                "consent_id": f"E-{n:05d}",
                "client_id": f"K-{n:05d}",
                "partner_id": None,
                "recipient_category": None,
                "purpose": "Wohnungssuche",
                "categories": TICKED,
                "disclose_benefit": "nein",
                "given_on": "2019-01-05",
                "valid_until": None,
                "remark": self.mark(n, "Einwilligungen", "remark"),
            }
            tables["consents"].append(o.consent(**(usual | consent)))
        tables["requests"].append(
            o.request(request_id=f"A-{n:05d}", client_id=f"K-{n:05d}", summary=self.mark(n, "Anliegen", "summary"))
        )
        for place, partner in enumerate(("P-001", "P-002")):
            tables["referrals"].append(
                o.referral(
                    referral_id=f"R-{n:04d}{place}",
                    request_id=f"A-{n:05d}",
                    client_id=f"K-{n:05d}",
                    partner_id=partner,
                    kind="Wohnungssuche",
                    consent_id=f"E-{n:05d}",
                    floor=self.mark(n, Referral, partner, "floor"),
                    concern="Frau bekommt Bürgergeld" if n == 1 else None,
                    remark=self.mark(n, Referral, partner, "remark"),
                )
            )


def parts(path):
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name).decode("utf-8", "replace") for name in file.namelist()}


@pytest.fixture
def marked(tmp_path):
    return Marked(tmp_path / "Mappe.xlsx")


def view(lotse, marked, who=WOHNEN):
    new = marked.path.with_name("Auszug.xlsx")
    told = lotse("privacy", marked.path, "--view", who, "-o", new, "--json", *AS_OF)
    assert told.code == 0, told.err
    return json.loads(told.out), new


def test_only_who_consented_and_only_what_they_ticked_is_in_any_part(lotse, marked):
    told, new = view(lotse, marked)

    everything = "\n".join(parts(new).values())
    seen = {place for word, place in marked.marks.items() if word.lower() in everything.lower()}
    people = {1, 6, 10}
    allowed = {(n, Client, name) for n in people for name in ("first_name", "last_name", "email")}
    allowed |= {(n, Referral, "P-001", "floor") for n in people}
    assert seen == allowed
    assert told["people"] == ["K-00001", "K-00006", "K-00010"]
    others = [n for n in range(1, 12) if n not in people]
    for n in range(1, 12):
        assert not re.search(rf"(?<!\d)(?:K-{n:05d}|HH-{n:04d}|E-{n:05d}|A-{n:05d})(?!\d)", everything)
        assert f"777A{n:06d}" not in everything
        assert not re.search(rf"{600 + n}[.,]37|{700 + n}[.,]41|00{n:05d}(?!\d)", everything)
    for n in others:
        assert f"555{n:04d}" not in everything
    assert "Bürgergeld" not in everything
    assert told["held_back"] == [{"sheet": "Verweise", "cell": told["held_back"][0]["cell"]}]


def test_a_household_is_told_where_everybody_at_home_consented(lotse, marked):
    _, new = view(lotse, marked)

    book = openpyxl.load_workbook(new)
    homes = [row[0] for row in book["Bedarfsgemeinschaften"].iter_rows(min_row=5, values_only=True) if row[0]]
    assert homes == [1, 2]  # the third lives with somebody who was not asked
    assert {sheet.title for sheet in book} == {"Hinweis", "Klienten", "Bedarfsgemeinschaften", "Verweise"}


def test_a_view_holds_values_alone_and_nothing_of_lotse_or_of_a_count(lotse, marked):
    lotse("run", marked.path, "--no-pdf", "--json", *AS_OF)
    _, new = view(lotse, marked)

    content = parts(new)
    assert not any("<f>" in text or "<f " in text for name, text in content.items() if "worksheets" in name)
    assert set(re.findall(r'definedName name="([^"]+)"', content["xl/workbook.xml"])) <= {"_xlnm.Print_Titles"}
    assert "docProps/custom.xml" not in content
    assert not any("Postausgang" in text or "Fakten" in text for text in content.values())
    numbers = {cell for row in openpyxl.load_workbook(new)["Klienten"].iter_rows(min_row=5) for cell in row[:1]}
    assert sorted(cell.value for cell in numbers) == [1, 2, 3]


def test_what_is_handed_out_is_in_the_log_in_each_answer_and_among_whom_a_revocation_concerns(lotse, marked):
    new = marked.path.with_name("Entwurf.xlsx")
    before = marked.path.read_bytes()
    draft = json.loads(lotse("privacy", marked.path, "--view", WOHNEN, "-o", new, "--draft", "--json", *AS_OF).out)
    assert (draft["entered"], marked.path.read_bytes()) == ([], before)
    assert openpyxl.load_workbook(new)["Hinweis"]["A3"].value.startswith("ENTWURF")
    shown = lotse("letters", marked.path, "--no-pdf", "--json", *AS_OF)
    letters = len(json.loads(shown.out)["letters"])

    told, new = view(lotse, marked)

    page = openpyxl.load_workbook(marked.path)["Postausgang"]
    labels = [cell.value for cell in page[6]]
    rows = [dict(zip(labels, row, strict=True)) for row in page.iter_rows(min_row=7, values_only=True)]
    mine = [row for row in reversed(rows) if row["Art"] == "AUSZUG"]
    assert [row["Zeichen"] for row in mine] == told["entered"]
    assert len({row["Zeichen"] for row in rows}) == len(rows) == letters + 3
    assert [row["KlientID"] for row in mine] == told["people"]
    assert {(row["Empfänger"], row["Status"], row["versandt am"].date()) for row in mine} == {
        ("P-001", "versandt", DAY)
    }
    assert {row["Rechtsgrundlage"] for row in mine} == {"Einwilligung Art. 6 (1) a"}
    assert mine[0]["EinwilligungID"] == "E-00001"
    fields = dict(each.split(": ", 1) for each in mine[0]["Übermittelte Felder"].split("; "))
    assert list(fields) == ["Klienten", "Bedarfsgemeinschaften", "Verweise"]
    assert "Vorname" in fields["Klienten"]
    assert {row["SHA-256"] for row in mine} == {hashlib.sha256(new.read_bytes()).hexdigest()}
    again = json.loads(lotse("letters", marked.path, "--no-pdf", "--json", *AS_OF).out)
    assert (again["letters"], again["withheld"]) == ([], json.loads(shown.out)["withheld"])
    answer = json.loads(lotse("person", marked.path, "K-00001", "--json", *AS_OF).out)
    written = json.loads(Path(next(each for each in answer["files"] if each.endswith(".json"))).read_text("utf-8"))
    assert told["entered"][0] in json.dumps(written)
    book = openpyxl.load_workbook(marked.path)
    columns = {cell.value: cell.column for cell in book["Einwilligungen"][4]}
    book["Einwilligungen"].cell(5, columns["widerrufen am"], DAY)
    book.save(marked.path)
    due = json.loads(lotse("today", marked.path, "--json", *AS_OF).out)
    assert told["entered"][0] in json.dumps(due, ensure_ascii=False)


def test_without_any_consent_there_is_a_cover_and_nothing_else(lotse, small, tmp_path):
    book = openpyxl.load_workbook(small)
    labels = {cell.value: cell.column for cell in book["Partner"][4]}
    for label, value in (("PartnerID", "P-001"), ("Name", "ggw"), ("Kategorie", "Wohnungsunternehmen")):
        book["Partner"].cell(5, labels[label], value)
    book.save(small)

    told = json.loads(lotse("privacy", small, "--view", "GGW", "-o", tmp_path / "a.xlsx", "--json", *AS_OF).out)

    assert told["people"] == []
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == ["Hinweis"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--view", "Firma", "-o", "a.xlsx"), "P-001, P-002"),
        (("--view", "P-009", "-o", "a.xlsx"), "Ist P-00"),
        (("--view", "P-001"), "-o"),
        (("--view", "P-001", "-o", "a.docx"), ".xlsx"),
        (("-o", "a.xlsx"), "--view"),
    ],
)
def test_what_is_not_meant_plainly_is_asked_back(lotse, marked, monkeypatch, words, said):
    monkeypatch.chdir(marked.path.parent)

    told = lotse("privacy", marked.path, *words, *AS_OF)

    assert told.code == 2
    assert said in told.err
    assert not (marked.path.parent / "a.xlsx").exists()


def test_a_view_is_never_written_over_another_file(lotse, marked):
    _, new = view(lotse, marked)
    before = new.read_bytes()

    assert lotse("privacy", marked.path, "--view", WOHNEN, "-o", new, *AS_OF).code == 2
    assert lotse("privacy", marked.path, "--view", WOHNEN, "-o", marked.path, *AS_OF).code == 2
    assert new.read_bytes() == before


TO_WHOM = {**{f"P-{n:03d}": str(each) for n, each in enumerate(PartnerCategory, 1)}, "AG-0001": "Arbeitgeber"}
"""One organisation of each category."""
HUNTED = os.environ.get("LOTSE_VIEWS", "P-001 P-004 P-011 AG-0001").split()
"""The full proof takes all of them: LOTSE_VIEWS="$(seq -f P-%03g 13) AG-0001"."""
MARKABLE = {Kind.TEXT, Kind.LONG_TEXT, Kind.STREET, Kind.NAME}


@pytest.fixture(scope="module")
def whole_office(tmp_path_factory):
    """For each organisation somebody who ticked all for it alone, with marks in each table that is about them."""
    marks, tables = {}, {"partners": [], "employers": [o.employer()]}
    tables["partners"] = [
        o.partner(partner_id=key, category=category, name=f"Stelle {key}")
        for key, category in TO_WHOM.items()
        if key.startswith("P")
    ]

    def marked(owner, row):
        for column in row.record.spec.columns:
            usual = column.choices is None and column.pattern is None and column.refers_to is None
            if usual and column.kind in MARKABLE and column.formula is None and column.name != row.record.spec.key:
                if column.name in {
                    "household_no",
                    "month",
                    "adviser",
                    "recorded_by",
                    "owner",
                    "house_no",
                    "district",
                }:
                    continue
                word = "Zy" + "".join(chr(97 + int(digit)) for digit in f"{len(marks):04d}") + "qu"
                marks[word] = owner, row.record, column
                row.values[column.name] = word
        tables.setdefault(row.record.spec.sheet, []).append(row)

    for n, whom in enumerate((*TO_WHOM, None), 1):
        own = {"client_id": f"K-{n:05d}", "request_id": f"A-{n:05d}", "household_id": f"HH-{n:04d}"}
        to = {"employer_id" if (whom or "").startswith("AG") else "partner_id": whom or "P-001"}
        to = {"partner_id": None, "employer_id": None} | to
        ticked = "; ".join(str(each) for each in DataCategory if each.leaves_the_office)

        def about(build, n=n, own=own, whom=whom, **given):
            has = {each.name for each in build().record.spec.columns}
            marked(n if whom else 0, build(**{k: v for k, v in {**own, **given}.items() if k in has}))

        about(o.client, birth_date=f"19{60 + n}-03-11", phone=f"+49209555{n:04d}", customer_no=f"777A{n:06d}")
        about(o.household, household_no=f"33304//00{n:05d}")
        about(o.benefit_month)
        if whom:
            about(o.consent, consent_id=f"E-{n:05d}", categories=ticked, disclose_benefit="ja", **to)
        about(o.request)
        about(o.contact, contact_id=f"KT-{n:06d}", next_date="2019-07-09", next_begin="10:00", next_end="10:30")
        about(o.referral, referral_id=f"R-{n:05d}", consent_id=f"E-{n:05d}" if whom else None, **to)
        about(o.placement, placement_id=f"V-{n:05d}", employer_id="AG-0001")
        about(o.participation, participation_id=f"T-{n:05d}")
    marked(0, o.vacancy())
    marked(0, o.course())
    marked(0, o.empty_shop())
    marked(0, o.shop_interest())
    path = tmp_path_factory.mktemp("views") / "Mappe.xlsx"
    create_workbook(path, office=o.office(**tables), today=DAY)
    return path, marks


@pytest.mark.parametrize("whom", HUNTED)
def test_no_table_tells_an_organisation_more_than_its_own_people_ticked_and_the_matrix_allows(
    lotse, whole_office, tmp_path, whom
):
    path, marks = whole_office
    new = tmp_path / "Auszug.xlsx"
    told = lotse("privacy", path, "--view", whom, "-o", new, "--draft", "--json", *AS_OF)
    assert told.code == 0, told.err
    recipient = RECIPIENT_OF[TO_WHOM[whom]]
    everything = "\n".join(parts(new).values()).lower()

    seen = {mark: marks[mark] for mark in marks if mark.lower() in everything}

    own = list(TO_WHOM).index(whom) + 1
    grant = Grant(LegalGround.CONSENT, frozenset(DataCategory), benefit=True)
    for owner, record, column in seen.values():
        assert (owner, record in {Client, Referral, Contact}) == (own, True), (record, column.name)
        assert refusal(column.shares, recipient, grant) is None, column.name
    assert json.loads(told.out)["people"] == [f"K-{own:05d}"]
    assert {"first_name", "last_name"} <= {column.name for _, _, column in seen.values()}
    about = {each for each in TABLES if any(column.name == "client_id" for column in each.spec.columns)}
    assert about <= {record for _, record, _ in marks.values()}
