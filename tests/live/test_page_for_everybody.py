"""Our pages for everybody: axe finds nothing on them, and nothing is told by colour alone."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pdfplumber
import pytest

from automation.cli import main
from automation.publication.page import render_page
from automation.watching.browser_page import serve
from automation.watching.following import Watch, Wishes
from tests.browser import chromium
from tests.published_office import QUARTERS, edition, frozen, hidden_of

AXE = "axe-core@4.11.1"
NOW = datetime(2019, 6, 30, 9, 30)  # noqa: DTZ001 - the clock on the wall of the office


@pytest.fixture(scope="module")
def axe(tmp_path_factory) -> str:
    """The program of axe, by name and version from npm."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm fehlt: Ohne es ist axe-core nicht zu bekommen.")
    folder = tmp_path_factory.mktemp("axe")
    words = [
        npm,
        "install",
        "--no-save",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--prefix",
        str(folder),
        AXE,
    ]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    program = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not program.is_file():
        pytest.skip(f"{AXE} ist von hier nicht zu bekommen: {done.stderr.strip()[-200:]}")
    return program.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("browser")) as page:
        yield page


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    path = Path(tmp_path_factory.mktemp("demo") / "Mappe.xlsx")
    assert main(["new", str(path), "--demo", "--rows", "40"]) == 0
    watch = Watch(path, lambda _: None, Wishes(writes=False, as_of=date(2019, 6, 30)))
    watch.begin(NOW)
    return watch.board


def violations(browser):
    return json.loads(browser.run("axe.run().then(found => JSON.stringify(found.violations))"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(axe, browser, board, scheme):
    browser.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    with serve(board) as address:
        browser.ask("Page.navigate", url=address)
        browser.until("document.querySelector('#today')")
        browser.run("document.querySelectorAll('details').forEach(each => each.open = true)")
        browser.run(axe)
        found = violations(browser)
        browser.run("document.querySelector('main').append(document.createElement('img'))")
        spoiled = violations(browser)

    told = [(each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in found]
    assert told == []
    assert "image-alt" in {each["id"] for each in spoiled}


def test_what_is_late_is_said_in_words_and_nobody_is_named(browser, board):
    with serve(board) as address:
        browser.ask("Page.navigate", url=address)
        browser.until("document.querySelector('#today')")
        browser.run("document.querySelectorAll('details').forEach(each => each.open = true)")
        text = browser.run("document.querySelector('#today').innerText")

    due = board.view.due
    assert text.count("überfällig") == sum(each.day < due.day for each in due.due) > 0
    assert all(f"{each.sheet} {each.cell}" in text for each in due.due)


@pytest.fixture(scope="module")
def published():
    return edition(hidden_of(frozen(5, events=12, quarters=QUARTERS[:2]), QUARTERS[:2]))


@pytest.fixture(scope="module")
def public_page(published, tmp_path_factory):
    """What an office publishes, as the file that it puts on its site."""
    path = tmp_path_factory.mktemp("publik") / "Zahlen.html"
    path.write_text(render_page(published), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("width", "scheme", "media"),
    [(1280, "light", "screen"), (360, "light", "screen"), (1280, "dark", "screen"), (794, "light", "print")],
    ids=["desk", "phone", "dark", "paper"],
)
def test_axe_finds_nothing_on_what_is_published(axe, browser, public_page, width, scheme, media):
    browser.ask("Page.setBypassCSP", enabled=True)  # the page lets no script run, not even axe
    browser.ask("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.ask("Emulation.setEmulatedMedia", media=media, features=features)
    try:
        browser.open(public_page.as_uri())
        browser.run(axe)
        found = violations(browser)
        sideways = browser.run("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        asked = browser.run("performance.getEntriesByType('resource').length")
        captions = (
            "Math.max(...[...document.querySelectorAll('caption span')].map(e => e.getBoundingClientRect().right))"
        )
        widest = browser.run(captions)
    finally:
        browser.ask("Emulation.clearDeviceMetricsOverride")
        browser.ask("Emulation.setEmulatedMedia", media="", features=[])
        browser.ask("Page.setBypassCSP", enabled=False)

    told = [(each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in found]
    assert (told, sideways, asked) == ([], 0, 0)
    assert 0 < widest <= width  # a table can be scrolled sideways, and what it is called is read without


def test_what_is_published_reads_heading_finding_table(browser, public_page):
    browser.open(public_page.as_uri())
    nodes = {each["nodeId"]: each for each in browser.ask("Accessibility.getFullAXTree")["nodes"]}

    def read(node):
        if not node["ignored"]:
            yield node["role"]["value"], node.get("name", {}).get("value", "")
        for child in node.get("childIds", ()):
            if child in nodes:
                yield from read(nodes[child])

    told = list(read(next(iter(nodes.values()))))
    wanted = {"heading": "heading", "Figcaption": "finding", "image": "chart", "img": "chart", "table": "table"}
    order = [wanted[role] for role, _ in told if role in wanted]
    charts = [place for place, each in enumerate(order) if each == "chart"]

    assert order[:2] == ["heading", "heading"]
    assert charts
    assert all(order[place - 2 : place + 2] == ["heading", "finding", "chart", "table"] for place in charts)
    assert order.count("finding") == len(charts)  # where nothing can be drawn, the finding is a sentence of its own
    assert all(name for role, name in told if role in {"image", "img", "table", "heading"})
    assert "geheim gehalten" in {name for _, name in told}
    assert "*" not in {name.strip() for _, name in told}


@pytest.mark.parametrize("height", [8.5, 11.7])
def test_on_paper_of_any_height_a_chart_stands_on_the_page_of_its_table(browser, public_page, published, height):
    browser.open(public_page.as_uri())
    printed = browser.ask("Page.printToPDF", paperWidth=8.27, paperHeight=height)["data"]
    with pdfplumber.open(BytesIO(base64.b64decode(printed))) as opened:
        pages = [" ".join((page.extract_text() or "").split()) for page in opened.pages]
    charted = [section for section in published.sections if section.chart is not None]

    assert len(charted) > 2
    for section in charted:
        caption = f"{section.tables[0].caption} {section.tables[0].head[0]} {section.tables[0].head[1]}"
        [page] = [text for text in pages if section.finding[:60] in text]
        assert caption in page, section.heading


def luminance(color):
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """As WCAG 2.2 has it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_colours_of_what_is_published_can_be_told_apart(public_page):
    """Text has 4.5 and more to its ground, marks of charts 3 and more to the paper, in light and in dark."""
    page = public_page.read_text(encoding="utf-8")
    schemes = [
        dict(re.findall(r"--(\w+):(#[0-9a-fA-F]{6})", found)) for found in re.findall(r":root\{[^}]*\}", page)
    ]
    schemes = [{"paper": "#ffffff", **scheme} for scheme in schemes[:2]]

    assert len(schemes) == 2
    for scheme in schemes:
        for text in ("ink", "soft", "link", "head", "warn"):
            assert contrast(scheme[text], scheme["paper"]) >= 4.5, (text, scheme)
            assert contrast(scheme["ink"], scheme["wash"]) >= 4.5
        for mark in ("s1", "s2"):
            assert contrast(scheme[mark], scheme["paper"]) >= 3, (mark, scheme)
        assert contrast(scheme["s1"], scheme["s2"]) >= 2.9
