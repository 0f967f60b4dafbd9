"""`lotse remove`: the workbook without Lotse's sheets."""

from __future__ import annotations

from automation.terminal.declaring import Command, as_json, saving, workbook

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from automation.terminal.session import Session
    from workbook.trial.verdict import Removal


def _remove(session: Session) -> Removal:
    from workbook.trial.verdict import remove_lotse

    with session.working("Nehme die Blätter heraus"):
        return remove_lotse(session.arguments.file, session.safety())


def _document(removal: Removal, _: Session) -> dict[str, Any]:
    return {"removed": removal.sheets, "backup": removal.backup}


def _show(removal: Removal, session: Session) -> None:
    from workbook.own_sheets import HELD

    if not removal.sheets:
        session.tell("In dieser Mappe ist kein Blatt von Lotse.")
        return
    names = ", ".join(f"„{name}“" for name in removal.sheets)
    before = f" Die Fassung davor: {removal.backup}" if removal.backup else ""
    held = [f"„{sheet}“" for sheet in HELD if sheet in removal.sheets]
    only = f"\nWas auf {' und '.join(held)} festgehalten ist, steht nur noch dort." if held and before else ""
    session.tell(f"Herausgenommen: {names}.{before}{only}")


COMMAND = Command(
    place=70,
    inputs="MAPPE",
    summary="nimmt die Blätter von Lotse wieder aus der Mappe",
    takes=(workbook, saving, as_json),
    job=_remove,
    show=_show,
    document=_document,
)
