"""The command as staff call it: what it prints, how it ends, and what it leaves behind."""

import shutil
from dataclasses import dataclass

import pytest

from automation.cli import main


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


@pytest.fixture
def lotse(capsys):
    """Run `lotse` with these words; paths may be given as they are."""

    def run(*words):
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """The demo office as it is made; no test changes it."""
    path = tmp_path_factory.mktemp("office") / "Quartiersbuero.xlsx"
    assert main(["new", str(path), "--demo"]) == 0
    return path


@pytest.fixture
def workbook(office, tmp_path):
    """A copy of the demo office, alone in its folder."""
    folder = tmp_path / "Büro"
    folder.mkdir()
    return shutil.copy(office, folder / "Mappe.xlsx")
