"""Where the files that are not code lie: templates of letters, letterheads and texts."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def templates_folder() -> Path:
    """Return the folder of the templates: beside the packages in a checkout, inside `automation` once installed."""
    here = Path(__file__).parent
    inside, beside = here / "templates", here.parent / "templates"
    return inside if inside.is_dir() else beside
