"""Where the files that are not code lie, and what every PDF that is set from them keeps to."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

PDF_STANDARDS: Any = ["a-2a", "ua-1"]
"""PDF/A-2a and PDF/UA-1: the words can be read out again, by programs and aloud. (Typst types each name alone.)"""


@lru_cache(maxsize=1)
def templates_folder() -> Path:
    """Return the folder of the templates: beside the packages in a checkout, inside `automation` once installed."""
    here = Path(__file__).parent
    inside, beside = here / "templates", here.parent / "templates"
    return inside if inside.is_dir() else beside
