"""The Tab key after `lotse`, in the shells that are on this machine."""

import shutil
import subprocess
from pathlib import Path

import pytest

FILES = Path(__file__).parents[2] / "docs" / "completion"

_ASK = """
source "$1"
COMP_WORDS=("${@:2}")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_lotse
printf '%s\\n' "${COMPREPLY[@]}"
"""


def in_bash(folder, *words):
    asked = ["bash", "-c", _ASK, "bash", FILES / "lotse.bash", *words]
    done = subprocess.run(asked, cwd=folder, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return set(done.stdout.split("\n")) - {""}


def in_fish(folder, *words):
    line = " ".join(words)
    asked = ["fish", "--no-config", "-c", f"source {FILES / 'lotse.fish'}; complete -C '{line}'"]
    done = subprocess.run(asked, cwd=folder, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return {found.split("\t")[0] for found in done.stdout.splitlines()}


@pytest.fixture(params=["bash", "fish"])
def offered(request, tmp_path):
    """What the Tab key offers after these words, in a folder with a workbook."""
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} ist hier nicht installiert.")
    (tmp_path / "Büro West.xlsx").touch()
    ask = {"bash": in_bash, "fish": in_fish}[request.param]
    return lambda *words: ask(tmp_path, *words)


def test_commands_and_those_of_a_group_are_offered(offered):
    assert offered("lotse", "ch") == {"check"}
    assert {"watch", "attach", "install-excel"} <= offered("lotse", "live", "")
    assert offered("lotse", "live", "install-l") == {"install-libreoffice"}


def test_switches_are_those_of_the_command(offered):
    assert offered("lotse", "check", "--no") == {"--no-write"}
    assert offered("lotse", "letters", "--no") == {"--no-pdf"}
    assert offered("lotse", "live", "attach", "--no") == set()


def test_after_a_switch_comes_what_it_takes(offered):
    assert offered("lotse", "live", "attach", "--program", "") == {"excel", "libreoffice"}
    assert offered("lotse", "check", "--as-of", "B") <= {"Büro West.xlsx"}


def test_a_command_that_takes_a_workbook_offers_files(offered):
    assert {found.replace("\\", "") for found in offered("lotse", "check", "B")} == {"Büro West.xlsx"}


def test_zsh_understands_its_file():
    if shutil.which("zsh") is None:
        pytest.skip("zsh ist hier nicht installiert.")
    done = subprocess.run(["zsh", "-n", FILES / "_lotse"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_powershell_understands_its_file():
    if shutil.which("pwsh") is None:
        pytest.skip("PowerShell ist hier nicht installiert.")
    asked = f". '{FILES / 'lotse.ps1'}'; (TabExpansion2 'lotse che' 9).CompletionMatches.CompletionText"
    done = subprocess.run(["pwsh", "-NoProfile", "-Command", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["check"]
