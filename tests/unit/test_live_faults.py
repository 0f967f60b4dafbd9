"""The engine says what it cannot do, and covers xlwings' members with the same arguments."""

import asyncio
import inspect
import subprocess
import sys
from pathlib import Path

import pytest
from xlwings import XlwingsError, base_classes

from workbook.live.libreoffice import engine
from workbook.live.libreoffice.faults import NotSupportedError, implements, speaks_python, supported
from workbook.live.libreoffice.members import engine_classes, members_table

CLASSES = engine_classes()


class Drawer:
    def open(self, key, turns=1):
        """Open it."""

    @property
    def content(self):
        """What is in it."""

    @content.setter
    def content(self, value):
        """Put something in."""

    async def wait(self):
        """Wait."""


@implements(Drawer)
class Empty:
    pass


def test_a_missing_member_says_so_when_it_is_used():
    with pytest.raises(NotSupportedError, match=r"Drawer\.open is not supported by the LibreOffice engine"):
        Empty().open("key")
    with pytest.raises(NotSupportedError):
        Empty().content  # noqa: B018
    with pytest.raises(NotSupportedError):
        Empty().content = 1
    with pytest.raises(XlwingsError):
        asyncio.run(Empty().wait())


def test_xlwings_own_tests_may_take_it_as_not_implemented():
    assert issubclass(NotSupportedError, NotImplementedError)


def test_the_engine_knows_what_it_lacks():
    assert supported(Empty) == {"open": False, "content": False}


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_member_takes_what_xlwings_hands_over(cls):
    for name, member in vars(cls.stands_for).items():
        own = inspect.getattr_static(cls, name, None)
        if name.startswith("_") or not inspect.isfunction(member) or not inspect.isfunction(own):
            continue
        wanted = [p for p in inspect.signature(member).parameters.values() if p.name != "self"]
        signature = inspect.signature(inspect.unwrap(own))
        takes_all = any(p.kind is p.VAR_KEYWORD for p in signature.parameters.values())
        if not takes_all:
            missing = {p.name for p in wanted if p.kind is not p.VAR_KEYWORD} - set(signature.parameters)
            assert not missing, f"{cls.__name__}.{name} lacks {missing}"


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_what_xlwings_can_set_the_engine_can_set(cls):
    for name, member in vars(cls.stands_for).items():
        own = inspect.getattr_static(cls, name, None)
        if isinstance(member, property) and member.fset and isinstance(own, property) and name != "xl":
            assert own.fset is not None, f"{cls.__name__}.{name} cannot be set"


def test_every_class_of_xlwings_that_the_engine_hands_out_is_covered():
    covered = {cls.stands_for for cls in CLASSES}
    assert {
        base_classes.App,
        base_classes.Book,
        base_classes.Sheet,
        base_classes.Range,
        base_classes.Table,
    } <= covered


def test_the_engine_needs_nothing_of_xlwings_pro():
    folder = Path(engine.__file__).parent
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("*.py")]
    assert not any("import pro" in text or "xlwings.pro import" in text for text in texts)


def test_a_method_of_its_own_goes_before_an_inherited_one():
    class Base:
        def say(self):
            return "base"

    @speaks_python
    class Derived(Base):
        def say(self):
            return f"derived of {super().say()}"

    assert Derived().say() == "derived of base"


def test_every_module_can_be_the_first_to_be_imported():
    code = """
import importlib, pkgutil, sys
import workbook.live
for found in pkgutil.walk_packages(workbook.live.__path__, "workbook.live."):
    for name in [name for name in sys.modules if name.startswith("workbook.live.")]:
        del sys.modules[name]
    importlib.import_module(found.name)
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_the_page_shows_the_members_as_they_are():
    page = Path(__file__).parents[2] / "docs" / "live.md"
    assert members_table() in page.read_text(encoding="utf-8"), "docs/live.md: the table of members is out of date"
