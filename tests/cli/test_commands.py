"""A command is one file: the command line, its help, JSON, the documentation and the buttons come from it."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from automation import macros
from automation.cli import main
from automation.commands import buttons, commands
from workbook.live.addin.ribbon import NAMESPACE_2009, build_ribbon

HOUSE = Path(__file__).parents[2]

COUNTING = '''
"""`lotse rows-of`: how many rows there are."""

from automation.terminal.declaring import FOUND, Button, Command, as_json, workbook


def _count(session):
    from workbook.reading.records import read_office

    with session.book().read() as raw:
        return sum(len(table) for table in read_office(raw)[0])


def _show(rows, session):
    session.tell(f"{rows} Zeilen in {session.arguments.file.name}")


def _pressed(book, today):
    """Say the day."""
    return today.isoformat()


COMMAND = Command(
    place=45,
    inputs="MAPPE",
    summary="zählt die Zeilen",
    takes=(workbook, as_json),
    job=_count,
    show=_show,
    document=lambda rows, session: {"rows": rows, "file": session.arguments.file},
    code=lambda rows: FOUND if rows else 0,
    buttons=(Button("count_rows", "Zählen", "Zählt.", "rows", _pressed),),
)
'''


@pytest.fixture
def counting(tmp_path, monkeypatch):
    """A command that somebody adds in one file."""
    (tmp_path / "rows_of.py").write_text(COUNTING, encoding="utf-8")
    package = sys.modules["automation.commands"]
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    yield importlib.reload(macros)
    monkeypatch.undo()
    sys.modules.pop("automation.commands.rows_of")
    importlib.reload(macros)


def test_a_command_added_in_one_file_is_typed_helped_shown_and_read_by_programs(counting, lotse, workbook):
    assert counting
    helped, of_it, slip = lotse("--help"), lotse("rows-of", "--help"), lotse("row-of")
    shown, read = lotse("rows-of", workbook), lotse("rows-of", workbook, "--json")

    assert helped.out.index("  check ") < helped.out.index("  rows-of      zählt") < helped.out.index("  letters ")
    assert of_it.out.startswith("Aufruf: lotse rows-of MAPPE [Schalter]\n\nZählt die Zeilen.")
    assert "Gemeint war vielleicht „rows-of“" in slip.err
    document = json.loads(read.out)
    assert document["file"] == str(workbook), read
    assert document["rows"] > 1000
    assert (shown.code, shown.out) == (1, f"{document['rows']} Zeilen in {workbook.name}\n")


def test_its_button_stands_in_ribbon_and_menu_and_is_found_by_what_is_installed(counting, lotse):
    assert [button.name for button in buttons()][2] == "count_rows"
    assert "automation.macros:count_rows" in build_ribbon(counting.BUTTONS, NAMESPACE_2009).decode()
    assert counting.count_rows.__doc__ == "Say the day."
    assert "count_rows" in lotse("live", "attach", "tanzen").err


def test_the_buttons_of_earlier_installations_find_their_functions():
    for name in ("check", "check_selection", "letters", "letters_for_selection", "dashboard"):
        assert getattr(macros, name).__name__ == name
    with pytest.raises(AttributeError):
        _ = macros.dance


def test_the_command_line_knows_no_command_by_name():
    text = (HOUSE / "automation" / "cli.py").read_text(encoding="utf-8").split('_EXAMPLES = """')
    code = text[0] + text[1].split('"""', 1)[1]

    assert [name for name in commands() if f'"{name}"' in code or f"commands.{name}" in code] == []


@pytest.mark.parametrize("name", commands())
def test_a_command_is_understood_from_its_own_module_as_from_all(name):
    first = name.split()[0]
    alone = commands(first)

    assert alone == {each: command for each, command in commands().items() if each.split()[0] == first}
    assert commands("__init__") == commands("gibtesnicht") == {}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("chek x", "Gemeint war vielleicht „check“"),
        ("live wach", "Gemeint war vielleicht „live watch“"),
        ("live chek", "Gemeint war vielleicht „check“"),
        ("check x --foo", "„lotse check“ kennt „--foo“ nicht"),
    ],
)
def test_what_was_meant_is_looked_for_among_all_commands(typed, told, capsys):
    assert main(typed.split()) == 2
    assert told in capsys.readouterr().err


def test_one_that_takes_json_has_a_document_and_every_one_has_something_to_show():
    help_of = subprocess.run(
        [sys.executable, "docs/make_docs.py", "--check"], cwd=HOUSE, capture_output=True, text=True, check=False
    )
    assert help_of.returncode == 0, help_of.stderr
    for name, command in commands().items():
        if not command.group:
            assert command.job.__module__ == command.show.__module__, name
