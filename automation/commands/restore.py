"""`lotse restore`: the backups of a workbook, one of them put back, or one correction taken back."""

from __future__ import annotations

from automation.terminal.declaring import Command, day_and_json, saving, who, workbook
from automation.terminal.parsing import UsageError, count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from automation.desk.restoring import Restored, Version
    from automation.desk.taking_back import TakingBack
    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session
    from workbook.writing.erased_keys import ErasedKey

_MEGABYTE = 1_000_000


class _Outcome:
    """What was asked for: the list of versions, a backup that was put back, or a correction taken back."""

    __slots__ = ("again", "backup", "done", "erased", "restored", "taking", "versions", "warnings")

    def __init__(self) -> None:
        self.versions: tuple[Version, ...] = ()
        self.restored: Restored | None = None
        self.erased: tuple[ErasedKey, ...] = ()
        self.again: frozenset[str] = frozenset()
        self.taking: TakingBack | None = None
        self.backup: Path | None = None
        self.warnings: tuple[str, ...] = ()
        self.done = False


def _takes(parser: GermanParser) -> None:
    parser.inputs.add_argument(
        "version",
        metavar="SICHERUNG",
        nargs="?",
        default="",
        help="Nummer oder Dateiname der Sicherung, die wieder gelten soll (ohne: zeigt alle)",
    )
    parser.options.add_argument(
        "--fix",
        metavar="NUMMER",
        type=count(1, 10_000_000),
        help="nimmt die eine Berichtigung dieser Nummer zurück (Blatt „Änderungen“)",
    )
    parser.options.add_argument("--yes", action="store_true", help="tut es, ohne zu fragen")


def _restore(session: Session) -> _Outcome:
    typed, outcome = session.arguments, _Outcome()
    if typed.fix and typed.version:
        raise UsageError("--fix nimmt eine Berichtigung zurück; eine SICHERUNG steht dann nicht dabei.")
    if typed.fix:
        return _take_back(session, outcome)
    if not typed.version:
        from automation.desk.restoring import versions

        with session.working("Vergleiche mit den Sicherungen") as progress:
            outcome.versions = versions(session.book(), progress)
        return outcome
    return _put_back(session, outcome)


def _take_back(session: Session, outcome: _Outcome) -> _Outcome:
    from automation.desk.taking_back import plan_taking_back, take_back

    typed, book = session.arguments, session.book()
    taking = plan_taking_back(book, typed.fix)
    outcome.taking = taking
    session.tell(taking.told)
    if typed.yes or (not session.json and session.agreed("", "Zurücknehmen?")):
        changed = take_back(book, taking, session.today(), session.who())
        outcome.backup, outcome.warnings = changed.backup, changed.warnings
        outcome.done = True
    return outcome


def _put_back(session: Session, outcome: _Outcome) -> _Outcome:
    from automation.desk.comparing_versions import find_backup, said_of
    from automation.desk.restoring import erased_since, given_again, lost_by, restore

    typed, book = session.arguments, session.book()
    backup = find_backup(book.path, typed.version)
    session.tell(
        f"„{book.name}“ wird wieder so, wie sie in {said_of(backup)} ist. Die jetzige bleibt als Sicherung."
    )
    lost = lost_by(book, backup)
    if lost:
        session.tell(f"Was Lotse seitdem festgehalten hat, steht dann nur noch dort: {'; '.join(lost)}.")
    outcome.erased = erased_since(book, backup)
    if outcome.erased:
        outcome.again = given_again(book, outcome.erased)
        session.tell(f"Darin stehen Menschen, die gelöscht wurden: {_named(outcome.erased)}.")
    if typed.yes or (not session.json and session.agreed("", "Zurückholen?")):
        outcome.restored = restore(book, backup.path.name, session.safety())
        outcome.done = True
    return outcome


def _named(erased: tuple[ErasedKey, ...]) -> str:
    from workbook.german import shown

    return ", ".join(f"{each.key} (am {shown(each.erased_on)})" for each in erased)


def _show(outcome: _Outcome, session: Session) -> None:
    from automation.terminal.screen import console, table
    from workbook.german import shown_moment, shown_number, typed_file

    screen, typed = console(), session.arguments
    if outcome.versions:
        rows = (
            (
                str(each.number),
                shown_moment(each.backup.moment, ", "),
                f"{shown_number(each.backup.size / _MEGABYTE, 2)} MB",
                each.differs,
                each.backup.path.name,
            )
            for each in outcome.versions
        )
        screen.print(table(("Nr.", "vom", "Größe", "Anders als jetzt", "Datei"), rows))
        screen.out(f"Eine davon zurückholen: lotse restore {typed_file(typed.file)} NUMMER")
        return
    if not outcome.done:
        screen.out("Es wurde nichts geändert. Mit --yes geschieht es, ohne zu fragen.")
        return
    if outcome.restored is not None:
        kept = outcome.restored.kept
        before = f" Die Fassung davor: {kept}" if kept else ""
        screen.out(f"„{typed.file.name}“ ist wieder auf dem Stand der Sicherung.{before}")
        for each in outcome.erased:
            whom = ""
            if each.key in outcome.again:
                whom = "; die Mappe davor hatte die Kennung auch: Gehört sie jetzt jemand anderem, bitte nicht"
            screen.out(f"Bitte noch einmal löschen: lotse person {typed_file(typed.file)} {each.key} --erase{whom}")
        return
    before = f" Die Fassung davor: {outcome.backup}" if outcome.backup else ""
    screen.out(f"Zurückgenommen; es steht auf dem Blatt „Änderungen“.{before}")
    for warning in outcome.warnings:
        screen.out(warning)


def _document(outcome: _Outcome, _: Session) -> dict[str, Any]:
    if outcome.taking is not None:
        taking = outcome.taking
        place = {"number": taking.correction.number, "sheet": taking.correction.sheet, "cell": taking.cell}
        return {"correction": place, "done": outcome.done, "backup": outcome.backup} | {
            "warnings": list(outcome.warnings)
        }
    if outcome.versions:
        return {
            "backups": [
                {
                    "number": each.number,
                    "saved": each.backup.moment.isoformat(),
                    "bytes": each.backup.size,
                    "differs": each.differs,
                    "file": each.backup.path,
                }
                for each in outcome.versions
            ]
        }
    restored = outcome.restored
    return {
        "restored": restored.version.path if restored is not None else None,
        "erased": [
            {"key": each.key, "erased_on": each.erased_on, "before": each.key in outcome.again}
            for each in outcome.erased
        ],
        "done": outcome.done,
        "backup": restored.kept if restored is not None else None,
    }


COMMAND = Command(
    place=48,
    inputs="MAPPE [SICHERUNG]",
    summary="zeigt die Sicherungen, holt eine zurück oder nimmt eine Berichtigung zurück",
    takes=(workbook, _takes, who, saving, day_and_json),
    job=_restore,
    show=_show,
    document=_document,
)
