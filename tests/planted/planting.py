"""How an error is planted: a function that spoils something and returns where which rule is expected to say so."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plant:
    """A way to go wrong. `alone`: it needs a workbook of its own, for it changes what holds for all rows."""

    rule: str
    name: str
    spoil: object
    alone: bool = False


PLANTS: list[Plant] = []
CLEAN: list[Plant] = []


def plant(rule, *, alone=False):
    """Declare a function on the office's file that spoils something and returns what is told (`Row.told`)."""

    def declare(spoil):
        PLANTS.append(Plant(rule, spoil.__name__, spoil, alone))
        return spoil

    return declare


def clean(right):
    """Declare a function that types something unusual and right, of which no finding may speak."""
    CLEAN.append(Plant("", right.__name__, right))
    return right


def expected(planted, told):
    """What a plant's function returned, as (rule, sheet, cell)."""
    spots = told if isinstance(told, list) else [told]
    return {(rule or planted.rule, sheet, cell) for rule, sheet, cell in spots}
