"""Every kind of letter can be seen in the handbook."""

import re
from pathlib import Path

from automation.letters.templates import load_templates
from automation.resources import templates_folder

DOCS = Path(__file__).parents[2] / "docs"


def test_every_kind_has_its_picture_in_the_handbook_and_none_is_large():
    text = (DOCS / "handbuch.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"!\[([A-Z]+)[^\]]*\]\((pictures/letters/[\w-]+\.png)\)", text))
    sizes = [path.stat().st_size for path in (DOCS / "pictures" / "letters").iterdir()]

    assert {*load_templates(templates_folder() / "letters"), "AUSHANG"} <= {*shown}
    assert [path for path in shown.values() if not (DOCS / path).is_file()] == []
    assert sum(sizes) < 600_000
