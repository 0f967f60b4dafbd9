"""The house keeps its order: who may import whom, and what no file may hold."""

import ast
import os
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]

# A module imports only from those above it. A folder stands here as one; inside it the order is its own affair.
ORDER = (
    "workbook.errors",
    "workbook.own_sheets",
    "workbook.second_process",
    "workbook.german",
    "workbook.cells",
    "workbook.exact",
    "workbook.package",
    "workbook.schema",
    "workbook.findings",
    "workbook.tables",
    "workbook.reading",
    "workbook.sheets",
    "workbook.own_columns",
    "workbook.by_columns",
    "workbook.calculating",
    "workbook.adoption",
    "workbook.writing",
    "workbook.creating",
    "workbook.trial",
    "workbook.live",
    "automation.defects",
    "automation.resources",
    "automation.office",
    "automation.checks",
    "automation.pinned_notes",
    "automation.margins",
    "automation.beside_findings",
    "automation.report_words",
    "automation.report",
    "automation.letters",
    "automation.figures",
    "automation.dashboard",
    "automation.desk",
    "automation.material",
    "automation.letter_run",
    "automation.jobs",
    "automation.privacy",
    "automation.closing",
    "automation.publication",
    "automation.forms",
    "automation.rollup",
    "automation.template_care",
    "automation.job_offers",
    "automation.friday_post",
    "automation.sure_corrections",
    "automation.adopting",
    "automation.newer_workbook",
    "automation.watching",
    "automation.installation",
    "automation.terminal",
    "automation.pressing",
    "automation.commands",
    "automation.macros",
    "automation.cli",
    "automation.__main__",
)

# Readable in one sitting.
LONGEST_MODULE = 400

# Written in pieces, or this file would be the first to be found.
FORBIDDEN = (
    re.compile(r"/(?:root|work|home/[a-z]\w*|Users/[a-z]\w*)/"),
    re.compile(r"pypi\." + r"org|python" + r"hosted|npm" + r"js\.|crates" + r"\.io|docker" + r"\.io"),
    re.compile(r"(?:extra-)?index" + r"-url|find" + r"-links"),
)


def modules() -> list[Path]:
    return sorted(path for package in ("workbook", "automation") for path in (HOUSE / package).rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    """What a module says; every test looks at the same tree, so none may change it."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    """`workbook/package/parts.py` → `workbook.package.parts`; a package is named like its folder."""
    parts = path.relative_to(HOUSE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def unit(module: str) -> str:
    """The part of the house that a module belongs to: its first two names."""
    return ".".join(module.split(".")[:2])


def imported(path: Path, known: set[str] | None = None) -> list[tuple[int, str]]:
    """Line and unit of every import from our own packages, also those for types only; the module where `known`."""
    found = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            # `from workbook import cells` imports a module, `from workbook.cells import address` a name of one.
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            own = node.module in {"workbook", "automation"}
            names = whole if own else [node.module]
            if known is not None:
                names = [name if name in known else node.module for name in whole]
        else:
            continue
        ours = [name for name in names if name.split(".")[0] in {"workbook", "automation"}]
        found += [(node.lineno, name if known is not None else unit(name)) for name in ours]
    return found


def circle(arrows: dict[str, set[str]]) -> list[str]:
    """Modules that import each other in a circle, the way round; empty where there is none."""
    done: set[str] = set()

    def walk(module: str, way: list[str]) -> list[str]:
        if module in way:
            return [*way[way.index(module) :], module]
        if module in done:
            return []
        for other in sorted(arrows.get(module, ())):
            if found := walk(other, [*way, module]):
                return found
        done.add(module)
        return []

    return next((found for module in sorted(arrows) if (found := walk(module, []))), [])


def test_no_module_is_imported_by_what_it_imports():
    """Also inside a folder, also inside functions, and also where a type alone is asked for."""
    names = {name_of(path) for path in modules()}
    arrows = {name_of(path): {other for _, other in imported(path, names)} - {name_of(path)} for path in modules()}

    assert sum(map(len, arrows.values())) > len(names)
    assert circle(arrows) == []


def test_names_are_unique_where_modules_meet():
    """Nobody imports two modules of one name, or one that is called like itself."""
    names = {name_of(path) for path in modules()}
    doubled = []
    for path in modules():
        met = {other for _, other in imported(path, names)} | {name_of(path)}
        last = [name.rpartition(".")[2] for name in met if "." in name]
        doubled += [f"{name_of(path)} meets two {name!r}" for name in set(last) if last.count(name) > 1]

    assert doubled == []


def test_classes_are_unique_where_they_meet():
    """Nobody imports two classes of one name, under whatever other name, or one that is called like its own."""
    trees = {name_of(path): tree_of(path) for path in modules()}
    made = {
        name: {node.name for node in tree.body if isinstance(node, ast.ClassDef)} for name, tree in trees.items()
    }
    doubled = []
    for name, tree in trees.items():
        met = {(name, each) for each in made[name]}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module in made:
                met |= {(node.module, alias.name) for alias in node.names if alias.name in made[node.module]}
        called = [each for _, each in met]
        doubled += [f"{name} meets two {each!r}" for each in set(called) if called.count(each) > 1]

    assert doubled == []


def test_a_circle_is_found():
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]


def files() -> list[Path]:
    """Every file that git keeps, or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=HOUSE,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("Das ist kein Git-Checkout.")
    return [path for name in listed.stdout.decode().split("\0") if name and (path := HOUSE / name).is_file()]


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_module_imports_only_from_those_above_it(path):
    module = name_of(path)
    if module in {"workbook", "automation"}:
        assert imported(path) == []
        return
    assert unit(module) in ORDER, f"{module} has no place in the house yet: put it into ORDER."
    place = ORDER.index(unit(module))

    upwards = [
        f"{path.name}:{line} imports {other}" for line, other in imported(path) if other not in ORDER[: place + 1]
    ]

    assert upwards == []


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_module_says_what_it_is_for_and_is_read_in_one_sitting(path):
    text = path.read_text(encoding="utf-8")

    assert ast.get_docstring(ast.parse(text)), "no docstring"
    assert text.count("\n") <= LONGEST_MODULE, "split it by noun"


def test_days_and_numbers_are_written_in_german_in_one_place():
    """A format of its own, or a comma put in by hand, would be a second truth about how staff read a day."""
    by_hand = re.compile(r"""%d\.%m\.%Y|%m\.%Y|%H:%M|replace\(["']\.["'], ["'],["']|:,\}|:n\}""")
    knowing = {"workbook.german", "automation.letters.guard"}  # the guard looks for every way to write a day

    found = [
        f"{name_of(path)}: {hit[0]}" for path in modules() for hit in by_hand.finditer(path.read_text("utf-8"))
    ]

    assert [each for each in found if each.split(":")[0] not in knowing] == []
    assert found


def agreed(path: Path) -> list[str]:
    """What a module takes as agreed: its constants that are spans or numbers, and its sets with all in them."""
    names = []
    for node in tree_of(path).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = ast.unparse(node.value) if isinstance(node, ast.Assign | ast.AnnAssign) and node.value else ""
        if isinstance(target, ast.Name):
            name, public = target.id.strip("_"), not target.id.startswith("_")
            names += [name] if value.startswith("timedelta(") or (public and value.isdecimal()) else []
            names += [f"{name} = {value}"] if value.startswith("frozenset(") else []
    return names


def test_what_is_agreed_stands_in_one_place():
    """Was: for how long a vacancy counts as confirmed stood twice, as a number and as a span, under one name."""
    of_one_place = re.compile("HEADER|HEADER_ROW|ROOM|MOST|MOST_.*")  # where a sheet begins, how much is shown
    made: dict[str, set[str]] = {}
    for path in shared_by_nobody():
        for name in filter(lambda each: not of_one_place.fullmatch(each), {*agreed(path)}):
            made.setdefault(name, set()).add(name_of(path))

    assert said_twice(made) == {}
    assert made["CONFIRMED_FOR"] == {"automation.office.time_limits"}


def meant_together(path: Path) -> list[str]:
    """Sets of values of list columns, or of kinds and statuses, that a module writes out: „in {A.X, A.Y, None}“."""
    found = []
    tree = tree_of(path)
    assigned = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
    unpacked = {id(node.value) for node in assigned if isinstance(node.targets[0], ast.Tuple)}
    for node in ast.walk(tree):
        parts = node.elts if isinstance(node, ast.Set | ast.Tuple | ast.List) else []
        texts = sorted(ast.unparse(part) for part in parts)
        named = [text for text in texts if re.fullmatch(r"[A-Z]\w+\.[A-Z0-9_]+", text)]
        if len(texts) > 1 and named and {*texts} <= {*named, "None"} and id(node) not in unpacked:
            found.append(", ".join(texts))
    return found


def test_which_values_mean_the_same_is_said_in_one_place():
    """Was: who is gone, what is open or in writing stood in up to nine modules, with and without the empty cell."""
    made: dict[str, set[str]] = {}
    for path in shared_by_nobody():
        for values in meant_together(path):
            made.setdefault(values, set()).add(name_of(path))

    assert said_twice(made) == {}
    assert made["None, ReferralResult.OPEN"] == {"workbook.schema.meanings"}


def shared_by_nobody() -> list[Path]:
    """The modules that ask others: not the demo's stories, and not the attacker, who shares nothing on purpose."""
    return [path for path in modules() if "demo" not in path.parts and "attacker" not in path.parts]


def said_twice(said: dict[str, set[str]]) -> dict[str, set[str]]:
    return {text: places for text, places in said.items() if len(places) > 1}


def test_a_pattern_is_written_out_once():
    """Was: what the name of a kind of letter looks like stood in two modules."""
    patterns: dict[str, set[str]] = {}
    for path in shared_by_nobody():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and ast.unparse(node).startswith(("re.compile('", 're.compile("')):
                patterns.setdefault(ast.unparse(node), set()).add(name_of(path))

    assert said_twice(patterns) == {}
    assert len(patterns) > 100


def body_of(function: ast.FunctionDef) -> str:
    """What a function does, whatever it and its arguments are called."""
    names = {argument.arg: f"_{place}" for place, argument in enumerate(function.args.args)}
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            node.id = names.get(node.id, node.id)
    steps = function.body[1:] if ast.get_docstring(function) else function.body
    return "\n".join(map(ast.unparse, steps))


def test_a_helper_stands_in_one_module():
    """Was: „1 Zeile“ or so many stood in four modules, two of them with dots between thousands, two without."""
    bodies: dict[str, set[str]] = {}
    for path in shared_by_nobody():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name != "derive" and len(body := body_of(node)) > 45:
                bodies.setdefault(body, set()).add(name_of(path))

    assert said_twice(bodies) == {}
    assert len(bodies) > 1000


def test_what_lotse_calls_its_sheets_is_said_in_one_place():
    names = {"Prüfbericht", "Postausgang", "Fakten", "Quartalsabschlüsse", "Veröffentlichungen", "Zuordnung"}
    found = {
        name_of(path)
        for path in shared_by_nobody()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and node.value in names
    }

    assert found == {"workbook.own_sheets"}


def test_no_number_format_leaves_a_comma_without_decimals():
    """Excel shows a whole number in the format `0.##` as „38,“; only LibreOffice drops the comma."""
    optional = re.compile(r"""number_format=["'][^"']*\.#+["']""")

    assert [name_of(path) for path in modules() if optional.search(path.read_text(encoding="utf-8"))] == []


def test_zip_files_are_written_in_one_place():
    """Elsewhere system and clock would get into the bytes. One place compresses, one takes streams as they are."""
    kinds = {
        "workbook.package.zipping": r"""ZipFile\([^)]*["'][wax]["']|ZipInfo\(|writestr\(""",
        "workbook.package.zip_streams": r"""PK\\|["']<4s\d|\bcompressobj\(""",
    }

    for place, writing in kinds.items():
        texts = {name_of(path): path.read_text(encoding="utf-8") for path in modules()}
        assert {name for name, text in texts.items() if re.search(writing, text)} == {place}


def test_who_judges_a_pdf_is_asked_of_files_that_are_there_only():
    asking = [path.name for path in files() if "from out" + "loud" in path.read_text("utf-8", "replace")]

    assert asking == ["read_aloud.py"]


def test_nothing_is_left_for_later():
    later = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")

    left = [path.name for path in modules() if later.search(path.read_text(encoding="utf-8"))]

    assert left == []


def test_no_file_names_a_package_registry_or_a_path_of_somebodys_machine():
    found = []
    for path in files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:  # a picture, a letterhead
            continue
        found += [f"{path.relative_to(HOUSE)}: {hit[0]}" for bad in FORBIDDEN for hit in bad.finditer(text)]

    assert found == []


def test_every_package_that_the_office_installs_has_a_pinned_version():
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [
        *project["dependencies"],
        *(name for extra in project["optional-dependencies"].values() for name in extra),
    ]
    pins = dict(
        line.split("==")
        for line in (HOUSE / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    )

    missing = [name for text in asked if (name := re.split(r"[<>=!~\[; ]", text)[0].lower()) not in pins]

    assert missing == []


def test_the_commands_for_a_fresh_machine_can_be_executed():
    assert os.access(HOUSE / ".ci" / "run", os.X_OK)
    assert os.access(HOUSE / ".ci" / "prepare", os.X_OK)


def test_the_guide_through_the_house_names_no_place_that_is_not_there():
    text = (HOUSE / "CONTRIBUTING.md").read_text(encoding="utf-8")
    places = re.findall(r"`((?:workbook|automation|templates|tests)/[\w/]*(?:\.py)?)`", text)

    assert len(places) > 25
    assert [place for place in places if not (HOUSE / place).exists()] == []
