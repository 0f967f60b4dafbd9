"""Who is there on a day: the first and the last day of somebody's work count."""

from datetime import date

import pytest

from automation.closing import staff_member
from automation.office.staff import AbsentStaffError, there
from tests.rules.office import office
from tests.rules.office import staff_member as colleague

STAFF = office(
    staff=[
        colleague(initials="MKA"),
        colleague(initials="RWE", active_until="2019-06-28"),
        colleague(initials="JLE", active_from="2019-06-28"),
    ]
)


@pytest.mark.parametrize(
    ("day", "staff"), [(27, {"MKA", "RWE"}), (28, {"MKA", "RWE", "JLE"}), (29, {"MKA", "JLE"})]
)
def test_the_first_and_the_last_day_count(day, staff):
    today = date(2019, 6, day)

    assert {each.initials for each in there(STAFF, today)} == staff
    for initials in ("mka", "rwe", "jle"):
        if initials.upper() in staff:
            assert staff_member(STAFF, initials, today) == initials.upper()
        else:
            with pytest.raises(AbsentStaffError, match=f"{initials.upper()} (nur bis|erst ab) 28.06.2019 aktiv"):
                staff_member(STAFF, initials, today)
