"""Where Excel's add-in goes, what IT is told, and how it is removed again."""

from __future__ import annotations

import sys
from pathlib import Path

import LnkParse3
import pytest

from automation.commands import buttons
from automation.installation.excel import (
    DEFENDER_RULE,
    AddinHeldError,
    NoExcelHereError,
    excel_places,
    install_excel,
    put,
    remove_excel,
)
from automation.pressing import drawn
from workbook.live.addin.project import module_texts

BUTTONS = drawn(buttons())
PYTHON = Path(r"C:\Program Files\Lotse\.venv\Scripts\pythonw.exe")


def test_on_windows_the_add_in_goes_where_excel_looks_and_the_pointer_stays_out_of_there(tmp_path):
    places = excel_places(
        "win32", {"APPDATA": str(tmp_path / "Roaming"), "LOCALAPPDATA": str(tmp_path / "Local")}, tmp_path
    )
    done = put(BUTTONS, places, PYTHON)

    assert done.placed == (
        tmp_path / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / "Lotse.xlam",
        tmp_path / "Local" / "Lotse" / "Python.txt",
    )
    assert [each.name for each in done.placed[0].parent.iterdir()] == ["Lotse.xlam"]
    assert done.placed[1].read_text(encoding="utf-16").strip() == str(PYTHON)
    assert done.placed[1].read_bytes().startswith(b"\xff\xfe")
    for told in (
        str(done.placed[0].parent),
        DEFENDER_RULE,
        str(PYTHON),
        done.digest,
        "neu starten",
    ):
        assert told in done.told


def test_on_a_mac_the_script_holds_the_python_that_the_buttons_start(tmp_path):
    done = put(BUTTONS, excel_places("darwin", {}, tmp_path), Path('/Users/Ä "B"/bin/python'))

    script = done.placed[1]
    assert script.parent == tmp_path / "Library" / "Application Scripts" / "com.microsoft.Excel"
    assert 'set python to "/Users/Ä \\"B\\"/bin/python"' in script.read_text(encoding="utf-8")
    assert "Automation" in done.told
    assert script.name in module_texts()["LotseAussen"]


def test_for_other_machines_everything_lies_in_one_folder_and_can_be_removed_again(tmp_path):
    done = install_excel(BUTTONS, folder=tmp_path, python=PYTHON)

    assert done.placed == (tmp_path / "Lotse.xlam", tmp_path / "Lotse" / "Python.txt", tmp_path / "Lotse.lnk")
    assert "XLSTART" in done.next_step
    assert str(tmp_path) not in "".join(done.allow)
    assert remove_excel(folder=tmp_path) == done.placed
    assert remove_excel(folder=tmp_path) == ()


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="Hier gibt es Excel.")
def test_where_there_is_no_excel_a_sentence_says_so(tmp_path):
    with pytest.raises(NoExcelHereError, match="--folder"):
        install_excel(BUTTONS)
    with pytest.raises(NoExcelHereError):
        remove_excel()
    done = install_excel(BUTTONS, folder=tmp_path)
    assert done.placed == (tmp_path / "Lotse.xlam",)
    assert "--python PFAD" in done.told


def test_a_file_that_excel_holds_is_told_and_the_old_one_stays(tmp_path):
    held = tmp_path / "Lotse.xlam"
    held.mkdir()
    with pytest.raises(AddinHeldError, match="Ist Excel geöffnet"):
        install_excel(BUTTONS, folder=tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["Lotse.xlam"]


def test_the_desktop_gets_a_shortcut_to_the_program_beside_python(tmp_path):
    environment = {"APPDATA": str(tmp_path / "Roaming"), "LOCALAPPDATA": str(tmp_path / "Local")}
    places = excel_places("win32", environment, tmp_path, tmp_path / "Desktop")
    done = put(BUTTONS, places, PYTHON)

    assert done.placed[-1] == tmp_path / "Desktop" / "Lotse.lnk"
    assert "Schreibtisch" in done.told
    told = LnkParse3.lnk_file(indata=done.placed[-1].read_bytes()).get_json()
    items = told["target"]["items"]
    assert [item.get("primary_name", item.get("volume_name")) for item in items[1:]] == [
        "C:\\", "Program Files", "Lotse", ".venv", "Scripts", "lotse.exe",
    ]  # fmt: skip
    assert [item["flags"] for item in items[2:]] == ["Is directory"] * 4 + ["Is file"]
    assert told["data"]["command_line_arguments"] == "live start"
    folder = tmp_path / "Verteilen"
    install_excel(BUTTONS, folder=folder, python=PYTHON)
    assert (folder / "Lotse.lnk").read_bytes()[:4] == b"L\x00\x00\x00"
    assert folder / "Lotse.lnk" in remove_excel(folder=folder)
