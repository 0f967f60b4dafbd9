"""What may leave the office: figures of closed quarters, the small ones hidden, with a proof that they stay so.

`programme` says which tables are published, `relations` makes one linear system of them, `primary` says what must
be hidden, `heuristic` and `exact` what else, `releases` remembers what was published. `page`, `workbook_form` and
`pdf` are its three forms. The folder `attacker` reads the finished files and tries to find out what is hidden; it
imports nothing of the rest.
"""

from __future__ import annotations

from importlib.util import find_spec

from workbook.errors import MissingToolError


def ensure_solver() -> None:
    """Refuse to go on without the solver.

    Raises:
        MissingToolError: HiGHS is not installed.
    """
    if find_spec("highspy") is None:
        raise MissingToolError("HiGHS (highspy)", "„lotse publish“", "Bitte das Extra „publish“ installieren.")
