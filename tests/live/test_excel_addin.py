"""The add-in for Excel: what is in the file, and its macros in a real LibreOffice with a stand-in for Python.

No Excel was available. LibreOffice runs the same macros, but of the module that speaks to Excel and Windows
(`LotseAussen`) a stand-in takes the place.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from unicodedata import normalize

import pytest
import xlwings as xw
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openxml_audit import OpenXmlValidator
from openxml_audit.context import ValidationContext
from openxml_audit.schema import SchemaValidator
from openxml_audit.schema.validator import get_constraint_for_tag
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.exceptions import VBACompileError

from automation import macros
from workbook.live.addin import start
from workbook.live.addin.package import build_addin
from workbook.live.addin.project import CodePageError, build_project, kept_project, module_texts
from workbook.live.addin.ribbon import CALLBACK, NAMESPACE_2006, NAMESPACE_2009, build_ribbon
from workbook.live.extension import Button
from workbook.live.libreoffice import bridge

PYTHON = r"C:\Program Files\Lotse\.venv\Scripts\pythonw.exe"
MODULES = {"LotseKnoepfe", "LotseStart", "LotseAussen"}


@pytest.fixture(scope="module")
def addin(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("addin") / "Lotse.xlam"
    path.write_bytes(build_addin(macros.BUTTONS))
    return path


@pytest.fixture(scope="module")
def parts(addin) -> dict[str, bytes]:
    with zipfile.ZipFile(addin) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# The file


def test_olevba_reads_the_macros_as_they_stand_in_the_repository(addin):
    # Its own program: imported, it trips over a warning of one of its libraries.
    command = [sys.executable, "-W", "ignore", "-m", "oletools.olevba", "--json", addin]
    told = json.loads(subprocess.run(command, capture_output=True, check=False).stdout)
    macros_of = next(each["macros"] for each in told if "macros" in each)

    read = {each["vba_filename"]: each["code"] for each in macros_of}
    documents = {read.pop("ThisWorkbook.cls"), read.pop("Sheet1.cls")}
    assert documents <= {"", "(empty macro)"}
    texts = {f"{name}.bas": text.partition("\r\n") for name, text in module_texts().items()}
    assert {name: lines(code) for name, code in read.items()} == {
        name: lines(text[2]) for name, text in texts.items()
    }
    assert {name: text[0] for name, text in texts.items()} == {
        f"{name}.bas": f'Attribute VB_Name = "{name}"' for name in MODULES
    }


def lines(code: str) -> list[str]:
    return [line.rstrip() for line in code.strip().splitlines()]


def test_the_macros_of_the_repository_are_those_that_their_texts_give():
    assert kept_project() == build_project(module_texts()), "please run: python -m workbook.live.addin.project"


def test_the_add_in_is_the_same_each_time_and_nothing_in_it_depends_on_a_compressor(addin):
    assert addin.read_bytes() == build_addin(macros.BUTTONS)
    with zipfile.ZipFile(addin) as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_sign_that_the_macros_cannot_hold_stops_the_build():
    with pytest.raises(CodePageError, match=r"LotseStart, line 2: 'Ł'"):
        build_project({"LotseStart": "Option Explicit\n' Łódź\n"})


def test_another_reader_of_macros_understands_them_and_writes_the_same_command():
    excel = ExcelApplication()
    excel.add_workbook()
    bodies = {name: text.partition("\r\n")[2] for name, text in module_texts().items()}
    for name, body in bodies.items():
        excel.add_module(body, name=name)

    assert excel.run("Befehl", PYTHON, "automation.macros:check", "Büro.xlsx", "12") == (
        f'"{PYTHON}" -P -m workbook.live.addin.start --call automation.macros:check '
        "--book 004200FC0072006F002E0078006C00730078 --window 12"
    )
    assert excel.run("AufDemMac") is False
    with pytest.raises(VBACompileError, match="End If"):
        excel.add_module(bodies["LotseKnoepfe"].replace("End If", "", 1), name="Vertippt")


def test_no_windows_function_is_called_from_the_macros():
    assert not any(
        "Declare " in line for text in module_texts().values() for line in text.splitlines() if "'" not in line
    )


def test_the_add_in_has_no_error_in_openxml_audit(addin):
    result = OpenXmlValidator().validate(str(addin))
    assert [error.description for error in result.errors] == []


def test_both_ribbons_are_found_by_their_relationships_and_have_their_pictures(parts):
    root = etree.fromstring(parts["_rels/.rels"])
    kinds = {each.get("Target"): each.get("Type").rpartition("/office/")[2] for each in root}
    assert kinds["customUI/customUI.xml"] == "2006/relationships/ui/extensibility"
    assert kinds["customUI/customUI14.xml"] == "2007/relationships/ui/extensibility"
    for name in ("customUI", "customUI14"):
        ribbon = etree.fromstring(parts[f"customUI/{name}.xml"])
        asked = {button.get("image") for button in ribbon.iter("{*}button")}
        given_ = {
            each.get("Id"): each.get("Target")
            for each in etree.fromstring(parts[f"customUI/_rels/{name}.xml.rels"])
        }
        assert set(given_) == asked
        assert all(parts[f"customUI/{target}"].startswith(b"\x89PNG") for target in given_.values())


def test_the_add_in_holds_nothing_of_the_machine_that_built_it(addin):
    with zipfile.ZipFile(BytesIO(addin.read_bytes())) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert str(Path.home()).encode() not in content
    assert sys.prefix.encode() not in content


# The ribbon


def problems(ribbon: bytes) -> list[str]:
    """What Microsoft's published schema (as in the Open XML SDK) has against a ribbon."""
    root = etree.fromstring(ribbon)
    part = SimpleNamespace(xml=root, uri="/customUI/customUI14.xml")
    found = [error.description for error in SchemaValidator().validate_part(part, ValidationContext())]
    for element in root.iter():  # the validator lets attributes pass that the schema does not declare
        known = get_constraint_for_tag(element.tag, element)
        declared = {attribute.local_name for attribute in known.attributes} if known else set()
        found += [f"{name} is not declared" for name in set(element.attrib) - declared]
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    return found + [f"{key} is not unique" for key in set(ids) if ids.count(key) > 1]


@pytest.mark.parametrize("namespace", [NAMESPACE_2006, NAMESPACE_2009])
def test_the_ribbon_is_valid_by_the_published_schema(namespace):
    ribbon = build_ribbon(macros.BUTTONS, namespace)

    assert problems(ribbon) == []
    assert problems(ribbon.replace(b'size="large"', b'size="huge"', 1))
    assert problems(ribbon.replace(b"screentip=", b"screntip=", 1))
    assert problems(ribbon.replace(b"<group", b"<gruppe").replace(b"</group", b"</gruppe"))
    assert problems(ribbon.replace(b"Lotse_letters", b"Lotse_check", 1))


def test_each_button_calls_a_macro_that_exists_and_names_a_job_that_exists():
    head = f"Public Sub {CALLBACK}(control As IRibbonControl)\r\n"
    assert [name for name, text in module_texts().items() if head in text] == ["LotseKnoepfe"]
    buttons = list(etree.fromstring(build_ribbon(macros.BUTTONS, NAMESPACE_2009)).iter("{*}button"))
    assert [button.get("label") for button in buttons] == [button.label for button in macros.BUTTONS]
    assert {button.get("onAction") for button in buttons} == {CALLBACK}
    for button in buttons:
        place, _, name = button.get("tag").partition(":")
        assert place == macros.__name__
        assert callable(getattr(macros, name))


def test_a_job_that_is_added_is_one_button_more():
    more = [*macros.BUTTONS, Button("posters", "Aushänge & Termine", 'Druckt „A3“ oder "A4".', "letter")]
    ribbon = build_ribbon(more, NAMESPACE_2009)
    assert problems(ribbon) == []
    assert [button.get("label") for button in etree.fromstring(ribbon).iter("{*}button")][
        -1
    ] == "Aushänge & Termine"
    assert len(build_addin(more)) > len(build_addin(macros.BUTTONS))


# The macros, in LibreOffice

STAND_IN = """Attribute VB_Name = "LotseAussen"
Option Explicit
Public Sub Sagen(ByVal satz As String)
    Schreiben "{folder}/gesagt.txt", satz
End Sub
Public Function NurAnsicht() As Boolean
    NurAnsicht = Vorhanden("{folder}/nuransicht")
End Function
Public Function MappeVorn() As String
    If Vorhanden("{folder}/mappe.txt") Then MappeVorn = ErsteZeile("{folder}/mappe.txt")
End Function
Public Function Fenster() As String
    Fenster = "4711"
End Function
Public Function AufDemMac() As Boolean
    AufDemMac = Vorhanden("{folder}/mac")
End Function
Public Function MacStarten(ByVal angaben As String) As Long
    Schreiben "{folder}/mac", angaben
    MacStarten = 5
End Function
Public Function Orte() As Variant
    Orte = Array("{folder}/it.txt", "{folder}/mensch.txt")
End Function
Public Function Vorhanden(ByVal datei As String) As Boolean
    Vorhanden = FileExists(datei)
End Function
Public Function ErsteZeile(ByVal datei As String) As String
    Dim nummer As Integer, zeile As String
    nummer = FreeFile
    Open datei For Input As #nummer
    Line Input #nummer, zeile
    Close #nummer
    ErsteZeile = zeile
End Function
Private Sub Schreiben(ByVal datei As String, ByVal satz As String)
    Dim nummer As Integer
    nummer = FreeFile
    Open datei For Output As #nummer
    Print #nummer, satz
    Close #nummer
End Sub
Public Function Ausfuehren(ByVal befehlszeile As String) As Long
    Dim gestartet As Variant
    gestartet = Shell(befehlszeile, 0, "", True)
    Ausfuehren = CLng(ErsteZeile("{folder}/ende.txt"))
End Function
"""

STUB = """#!{python}
import json, pathlib, sys
folder = pathlib.Path(__file__).parent
(folder / "bekommen.json").write_text(json.dumps(sys.argv[1:]), encoding="utf-8")
"""


class Desk:
    """The add-in in LibreOffice, with a folder in which the stand-ins tell each other what happens."""

    def __init__(self, app: xw.App, addin: Path, folder: Path) -> None:
        self.folder = folder
        self.office = app.impl.office
        self._document = self.office.load(
            bridge.url_of(addin),
            Hidden=True,
            FilterName="Calc MS Excel 2007 VBA XML",
            MacroExecutionMode=4,  # com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN
        )
        self.python = folder / "Python mit Leerzeichen"

    def call(self, name: str, *values: object) -> object:
        provider = self._document.model.getScriptProvider()
        script = provider.getScript(f"vnd.sun.star.script:VBAProject.{name}?language=Basic&location=document")
        return script.invoke(values, (), ())[0]

    def click(self, tag: str) -> str | None:
        """Press the button as the ribbon does, and return what was said; the control is any object with a tag."""
        control = self.office.create("form.component.CommandButton")
        control.Tag = tag
        said = self.folder / "gesagt.txt"
        said.unlink(missing_ok=True)
        self.call(f"LotseKnoepfe.{CALLBACK}", control)
        return said.read_text(encoding="utf-8").strip() if said.is_file() else None

    def close(self) -> None:
        self._document.model.close(True)


@pytest.fixture(scope="module")
def opened(app, tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    texts = module_texts() | {"LotseAussen": STAND_IN.replace("{folder}", str(folder))}
    addin = folder / "Lotse.xlam"
    addin.write_bytes(build_addin(macros.BUTTONS, build_project(texts)))
    desk = Desk(app, addin, folder)
    yield desk
    desk.close()


@pytest.fixture
def desk(opened):
    """Set up as in an office: Python known to this user, a book in front."""
    for left in ("mac", "nuransicht", "it.txt", "bekommen.json", "gesagt.txt"):
        (opened.folder / left).unlink(missing_ok=True)
    opened.python.write_text(STUB.replace("{python}", sys.executable), encoding="utf-8")
    opened.python.chmod(0o755)
    (opened.folder / "mensch.txt").write_text(f"{opened.python}\n", encoding="utf-8")
    (opened.folder / "mappe.txt").write_text("Buero 100%=neu.xlsx\n", encoding="utf-8")
    (opened.folder / "ende.txt").write_text("0\n", encoding="utf-8")
    return opened


def received(desk: Desk) -> list[str]:
    return json.loads((desk.folder / "bekommen.json").read_text(encoding="utf-8"))


def test_the_real_add_in_opens_in_libreoffice_with_its_macros(app, addin):
    desk = Desk(app, addin, addin.parent)
    assert desk.call("LotseStart.Antwort", 0) == ""
    desk.close()


@pytest.mark.parametrize("button", macros.BUTTONS, ids=lambda button: button.name)
def test_a_click_starts_python_on_the_book_in_front_and_says_nothing_itself(desk, button):
    assert desk.click(f"{button.module}:{button.name}") is None

    isolated, module, name, *options = received(desk)
    assert (isolated, module, name) == ("-P", "-m", "workbook.live.addin.start")
    assert options[:3] == ["--call", f"automation.macros:{button.name}", "--book"]
    assert start.decoded(options[3]) == "Buero 100%=neu.xlsx"
    assert options[4:] == ["--window", "4711"]


def test_the_stand_in_answers_to_what_the_real_module_does():
    def heads(text: str) -> set[str]:
        return {line.strip() for line in text.splitlines() if line.startswith("Public ")}

    assert heads(STAND_IN) == heads(module_texts()["LotseAussen"])


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="Hier gibt es Excel.")
def test_the_command_line_starts_the_real_python_which_finds_no_excel_here(desk):
    desk.python.write_text(
        f'#!/bin/sh\n"{sys.executable}" "$@"\necho $? > "{desk.folder}/ende.txt"\n', encoding="utf-8"
    )
    (desk.folder / "ende.txt").unlink()
    assert desk.click("automation.macros:check").startswith("Die Mappe ist nicht mehr offen.")


def test_what_it_has_put_beside_the_add_in_comes_before_what_the_user_has(desk):
    (desk.folder / "it.txt").write_text(f"{desk.python}\n", encoding="utf-8")
    (desk.folder / "mensch.txt").write_text("/nirgends/python\n", encoding="utf-8")
    assert desk.click("automation.macros:check") is None
    assert received(desk)


@pytest.mark.parametrize(
    ("ended", "sentence"),
    [
        (start.RAN, None),
        (start.GONE, "Die Mappe ist nicht mehr offen."),
        (start.SEVERAL, "Zwei Mappen dieses Namens sind geöffnet"),
        (1, "Lotse ist nicht bis zum Ende gekommen (1)."),
        (-1073741510, "Lotse ist nicht bis zum Ende gekommen (-1073741510)."),
    ],
)
def test_how_python_ended_is_told_in_a_sentence(desk, ended, sentence):
    (desk.folder / "ende.txt").write_text(f"{ended}\n", encoding="utf-8")
    said = desk.click("automation.macros:check")
    assert said is None if sentence is None else said.startswith(sentence)


def test_without_python_the_user_learns_what_to_call(desk):
    (desk.folder / "mensch.txt").unlink()
    assert "noch nicht eingerichtet" in desk.click("automation.macros:check")
    assert not (desk.folder / "bekommen.json").exists()


def test_a_python_that_was_moved_is_told_with_its_path(desk):
    desk.python.unlink()
    said = desk.click("automation.macros:check")
    assert said.startswith(f"Lotse findet sein Python nicht mehr: {desk.python}")
    assert "install-excel" in said


def test_a_start_that_the_system_prevents_is_told(desk):
    (desk.folder / "ende.txt").unlink()  # the stand-in fails where Windows would: while it starts Python
    assert desk.click("automation.macros:check").startswith("Python ließ sich nicht starten (")


def test_without_a_book_or_in_protected_view_nothing_is_started(desk):
    (desk.folder / "mappe.txt").unlink()
    assert desk.click("automation.macros:check").startswith("Es ist keine Mappe geöffnet.")
    (desk.folder / "nuransicht").touch()
    assert "geschützten Ansicht" in desk.click("automation.macros:check")
    assert not (desk.folder / "bekommen.json").exists()


def test_after_a_trouble_the_next_click_works(desk):
    (desk.folder / "ende.txt").unlink()
    assert desk.click("automation.macros:check")
    (desk.folder / "ende.txt").write_text("0\n", encoding="utf-8")
    assert desk.click("automation.macros:check") is None


def test_on_a_mac_the_script_gets_call_and_book(desk):
    (desk.folder / "mac").touch()
    assert "Bitte im Terminal einmal" in desk.click("automation.macros:check")
    call, book = (desk.folder / "mac").read_text(encoding="utf-8").strip().split("|")
    assert (call, start.decoded(book)) == ("automation.macros:check", "Buero 100%=neu.xlsx")


def test_a_books_name_comes_through_whatever_is_in_it(opened):
    @given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40))
    def holds(name):
        assert start.decoded(opened.call("LotseStart.Zeichen", name)) == name

    holds()


# What the macros start


@pytest.fixture
def job(tmp_path, monkeypatch):
    (tmp_path / "lotse_probe.py").write_text(
        "import xlwings as xw\ndef press():\n    xw.Book.caller().sheets[0]['A1'].value = 'war hier'\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield "lotse_probe:press"
    del xw.Book._mock_caller


def test_the_button_works_on_the_book_of_that_name_only(app, book, job):
    other = app.books.add()
    assert start.press(job, book.name, [app]) == start.RAN
    assert book.sheets[0]["A1"].value == "war hier"
    assert other.sheets[0]["A1"].value is None


def test_a_name_whose_dots_stand_apart_is_the_same_name(app, book, job, tmp_path):
    book.save(tmp_path / "Büro.xlsx")
    assert start.press(job, normalize("NFD", "Büro.xlsx"), [app]) == start.RAN
    assert book.sheets[0]["A1"].value == "war hier"


def test_a_book_that_is_gone_or_open_in_two_programs_is_not_guessed(app, book):
    assert start.press("nie:nie", "Weg.xlsx", [app]) == start.GONE
    assert start.press("nie:nie", book.name, [app, app]) == start.SEVERAL


def test_started_without_any_program_it_ends_with_the_number_that_the_macro_knows():
    command = [sys.executable, "-P", "-m", "workbook.live.addin.start", "--call", "automation.macros:check"]
    ran = subprocess.run([*command, "--book", "0041", "--window", "1"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (start.GONE, "")
