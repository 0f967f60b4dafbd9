"""A publication as one HTML page: no script, nothing from elsewhere, charts by the same template as the PDF's."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import jinja2

from automation.publication.drawing import drawing_of
from automation.resources import templates_folder

if TYPE_CHECKING:
    from automation.figures.chart_model import ChartModel
    from automation.publication.edition import Edition

_PRINTED = (
    "text{font-family:'Fira Sans';font-size:19px;fill:#1F2A36}.tick,.name text{fill:#4d5863}"
    ".label{font-weight:bold}.grid{stroke:#d3d9df}.axis{stroke:#767f88;stroke-width:1.5}.bar,.key{stroke:#1F2A36;stroke-width:1}"
    ".s1{fill:#083b52}.s2{fill:#c0761a}.paper{fill:#fff}.stripe{fill:#1F2A36}"
)


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates_folder() / "publication"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["short"] = _short
    return made


def _short(number: float, places: int = 2) -> str:
    """Return a length without zeros that say nothing."""
    return f"{number:.{places}f}".rstrip("0").rstrip(".")


def render_page(edition: Edition) -> str:
    """Return the page."""
    charts = {each.key: each.chart for each in edition.sections if each.chart is not None}
    return (
        _environment()
        .get_template("page.html")
        .render(
            lang=edition.wording.language,
            title=edition.title,
            stand=edition.stand,
            legend=edition.legend,
            draft=edition.draft,
            sections=edition.sections,
            drawings={key: drawing_of(chart) for key, chart in charts.items()},
            about=edition.about,
            say=edition.wording.say,
        )
    )


def render_chart(model: ChartModel, key: str, secret: str) -> str:
    """Return a chart as a picture of its own, coloured for paper."""
    module = _environment().get_template("chart.svg").module
    return str(module.chart(drawing_of(model), key, model.title, model.alt_text, secret, _PRINTED))  # type: ignore[attr-defined]
