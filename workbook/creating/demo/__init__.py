"""The demo office: a made-up office like the one in Rotthausen, the same for the same seed.

Everybody in it is invented. Nearly all of it is right; what is wrong is there to be found, and its remark says so.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from workbook.creating.demo.district import describe_quarter, teach
from workbook.creating.demo.edges_guidance import add_guidance_edges
from workbook.creating.demo.edges_people import add_people_edges
from workbook.creating.demo.edges_work import add_work_edges
from workbook.creating.demo.foundation import fixed_tables, set_up
from workbook.creating.demo.households import settle
from workbook.creating.demo.jobs_and_placements import advertise, meet_employers, place_people
from workbook.creating.demo.requests import agree_and_refer, ask, talk
from workbook.creating.demo.sketch import Sketch
from workbook.creating.demo.stories import support_people, tell_stories
from workbook.creating.demo.ways_on import refer_everywhere
from workbook.creating.demo.week_of_letters import write_to_everybody
from workbook.schema import Client, Household

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook.creating.demo.sketch import Place
    from workbook.sheets import Value
    from workbook.tables import Office

__all__ = ["DEMO_DAY", "EARLIEST_DAY", "FEWEST_WITH_STORIES", "MOST_CLIENTS", "Demo", "build_demo"]

DEMO_DAY = date(2019, 6, 30)
"""The demo's today: three of the eight quarters of phase two have passed."""

EARLIEST_DAY = date(2019, 4, 1)
MOST_CLIENTS = 100_000
"""Ten times as many would not fit onto a sheet: their households' months are more."""

FEWEST_WITH_STORIES = 200
"""An office with fewer clients is ordinary: nobody in it is known for anything, and nothing is wrong."""


class Demo(Struct, frozen=True):
    """The office with clean values, and what is typed into those cells where it is not the clean value."""

    office: Office
    raw: Mapping[Place, Value]


def build_demo(*, clients: int = 250, seed: int = 2018, as_of: date = DEMO_DAY) -> Demo:
    """Return the demo office with so many clients and the rest in proportion.

    Raises:
        ValueError: no or too many clients, or a day on which there was nothing to tell yet.
    """
    if not 1 <= clients <= MOST_CLIENTS:
        raise ValueError(f"between 1 and {MOST_CLIENTS} clients")
    if as_of < EARLIEST_DAY:
        raise ValueError(f"not before {EARLIEST_DAY}")
    sketch = Sketch(clients=clients, seed=seed, as_of=as_of)
    set_up(sketch)
    meet_employers(sketch)
    advertise(sketch)
    if clients >= FEWEST_WITH_STORIES:
        tell_stories(sketch)
        teach(sketch)
        add_people_edges(sketch)
        add_work_edges(sketch)
        add_guidance_edges(sketch)
    left = clients - len(sketch.of(Client))
    settle(sketch, max(0, min(left, round(clients * 0.6) - len(sketch.of(Household)))), left)
    place_people(sketch, round(clients * 0.15))
    if clients >= FEWEST_WITH_STORIES:
        support_people(sketch)
    ask(sketch, round(clients * 0.8))
    agree_and_refer(sketch, round(clients * 0.15), round(clients * 0.2))
    talk(sketch, round(clients * 0.6))
    describe_quarter(sketch)
    if clients >= FEWEST_WITH_STORIES:
        refer_everywhere(sketch)
        write_to_everybody(sketch)
    office, raw = sketch.finish(fixed_tables(sketch))
    return Demo(office, raw)
