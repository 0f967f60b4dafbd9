"""What every kind of test may ask for."""

from __future__ import annotations

import gc
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from workbook.live.libreoffice.program import LibreOffice, find_libreoffice, install_hint, own_libreoffice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# How fast examples come depends on what else the machine has to do, and says nothing of what is tested.
settings.register_profile("any load", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any load")

IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


@pytest.fixture(scope="module", autouse=True)
def nothing_left() -> Iterator[None]:
    """Free what a file of tests leaves in circles: a command lets the collector look seldom, as for one run."""
    yield
    gc.collect()


def missing(reason: str) -> None:
    """Skip on somebody's own machine; in CI nothing may be missing."""
    if IN_CI:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def libreoffice() -> Iterator[LibreOffice]:
    """LibreOffice with a profile of this test session."""
    if find_libreoffice() is None:
        missing(f"LibreOffice fehlt. {install_hint()}")
    with own_libreoffice("die Tests") as office:
        yield office


@pytest.fixture
def to_pdf(libreoffice: LibreOffice, tmp_path: Path) -> Callable[[Path], Path]:
    """Print a workbook or letter: path → path of the PDF."""
    folder = tmp_path / "pdf"
    folder.mkdir()
    return lambda path: libreoffice.convert(path, "pdf", folder)


@pytest.fixture
def recalculate(libreoffice: LibreOffice, tmp_path: Path) -> Callable[[Path], Path]:
    """Calculate every formula anew in LibreOffice: path → path of the copy with LibreOffice's results."""
    folder = tmp_path / "recalculated"
    folder.mkdir()
    return lambda path: libreoffice.convert(path, "xlsx", folder)


@pytest.fixture(scope="session")
def pdftoppm() -> Path:
    """The program that draws the pages of a PDF (package poppler-utils)."""
    found = shutil.which("pdftoppm")
    if found is None:
        missing("pdftoppm fehlt. Bitte installieren: sudo apt-get install poppler-utils")
    return Path(found)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of workbooks made by real Excel, beside the checkout where there is one."""
    folder = Path(__file__).parents[1] / ".." / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("Die Sammlung echter Excel-Mappen liegt nicht neben diesem Checkout.")
    return folder.resolve()
