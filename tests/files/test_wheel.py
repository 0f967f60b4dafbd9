"""The package that offices install: built, installed in an empty environment elsewhere, and run."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=HOUSE, check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of programs of a new environment that holds the wheel and what it asks for, nothing else."""
    folder = tmp_path_factory.mktemp("elsewhere") / "environment"
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    install = [programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "-c", HOUSE / "constraints.txt", wheel], check=True)
    return programs


def run(installed, folder, *arguments):
    """Run `lotse` as it was installed, in a folder outside the checkout and without its environment."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [installed / "lotse", *arguments],
        cwd=folder,
        env=inherited,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_wheel_holds_two_packages_and_the_templates_inside_one(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    own = wheel.name.removesuffix("-py3-none-any.whl")
    metadata = f"{own}.dist-info"

    assert {name.split("/")[0] for name in names} == {"workbook", "automation", metadata, f"{own}.data"}
    shared = {name.rpartition("/")[2] for name in names if name.startswith(f"{own}.data/data/share/")}
    assert shared == {"lotse", "_lotse", "lotse.fish", "lotse.ps1"}
    assert any(name.startswith("automation/templates/letters/") for name in names)
    assert not [name for name in names if name.startswith("automation/templates/") and name.endswith(".py")]
    assert f"{metadata}/licenses/LICENSE" in names


def test_the_installed_command_explains_itself(installed, tmp_path):
    done = run(installed, tmp_path, "--help")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Aufruf: lotse BEFEHL")


def test_the_installed_command_finds_itself_complete(installed, tmp_path):
    done = run(installed, tmp_path, "doctor")

    assert done.returncode == 0, done.stdout


def test_the_installed_command_runs_the_demo_office(installed, tmp_path):
    done = run(installed, tmp_path, "demo")

    assert (done.returncode, done.stderr) == (0, "")
    made = {path.suffix for path in (tmp_path / "Lotse-Demo").rglob("*") if path.is_file()}
    assert {".xlsx", ".docx", ".pdf"} <= made
