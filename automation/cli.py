"""The command `lotse`: read what was typed, call a job, print, exit.

Exit codes: 0 fine, 1 findings of severity F (or letters withheld, or figures that differ), 2 could not run.
Whatever goes wrong ends as one German sentence with the cure on stderr. Only what `--help` needs is imported up
here; each command imports its job.
"""

from __future__ import annotations

# ruff: noqa: PLC0415 - imports inside functions are what makes `lotse --help` quick
import io
import os
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

from automation.arguments import LIVE, read_arguments, usage
from automation.parsing import UsageError
from workbook.errors import LotseError, ReservedWorkbookError
from workbook.reading.collector import collect_seldom

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from datetime import date, datetime
    from pathlib import Path

    from workbook.writing.book import FileBook
    from workbook.writing.changing import Safety

DEMO_WORKBOOK = "Quartiersbuero-Demo.xlsx"

FINE, FOUND, FAILED = 0, 1, 2

MOST_FINDINGS = 40
"""So many findings are read on a screen; the sheet `Prüfbericht` has all of them."""


def main(typed: Sequence[str] | None = None) -> int:
    """Run the command that was typed after `lotse` and return the exit code."""
    typed = sys.argv[1:] if typed is None else typed
    _speak_utf8()
    collect_seldom()
    if not typed:
        return _fail(usage())
    try:
        return _run(typed)
    except (UsageError, LotseError) as error:
        return _fail(str(error), json="--json" in typed)
    except KeyboardInterrupt:
        return _fail("Abgebrochen. Die Mappe ist unverändert.")
    except BrokenPipeError:
        # `lotse check | head`: nobody reads any more, and what is still in the buffer must go somewhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as defect:  # the outermost frame: staff never meet a traceback
        if os.environ.get("LOTSE_DEBUG"):
            raise
        from automation.defects import sentence

        return _fail(sentence(defect), json="--json" in typed)


def _run(typed: Sequence[str]) -> int:
    try:
        arguments = read_arguments(typed)
    except SystemExit:  # argparse has printed the help or the version
        return FINE
    try:
        code = _COMMANDS[arguments.command](arguments)
    except ReservedWorkbookError as reserved:
        if not _agreed(str(reserved)):
            raise
        arguments.despite_reservation = True
        code = _COMMANDS[arguments.command](arguments)
    sys.stdout.flush()  # so that a broken pipe shows here and not while Python ends
    return code


def _new(arguments: argparse.Namespace) -> int:
    if not arguments.demo and (arguments.rows is not None or arguments.seed is not None):
        raise UsageError(
            "--rows und --seed gehören zum Demo-Büro. Bitte --demo dazuschreiben. Hilfe: lotse new --help"
        )
    if arguments.file.suffix.lower() != ".xlsx":
        raise UsageError(f"Eine neue Mappe endet auf .xlsx. Bitte so nennen: {arguments.file.stem}.xlsx")
    if not arguments.file.absolute().parent.is_dir():
        raise UsageError(f"Den Ordner „{arguments.file.parent}“ gibt es nicht. Bitte zuerst anlegen.")
    with _working("Lege die Mappe an", arguments):
        _create(arguments.file, arguments, demo=arguments.demo)
    if arguments.json:
        _print_json({"workbook": str(arguments.file)})
    else:
        _print(f"Angelegt: {arguments.file}\nBitte in Excel öffnen; das Blatt „Start“ zeigt, wie es weitergeht.")
    return FINE


def _demo(arguments: argparse.Namespace) -> int:
    from automation import jobs
    from workbook.writing.book import FileBook

    workbook: Path = arguments.folder / DEMO_WORKBOOK
    _make_folder(arguments.folder)
    with _working("Lege das Demo-Büro an und führe alles vor", arguments) as report:
        _create(workbook, arguments, demo=True)
        ran = jobs.run(FileBook(workbook), _demo_day(arguments), progress=report)
    if arguments.json:
        from automation.documents import ran_document

        _print_json({"workbook": str(workbook), **ran_document(ran, _demo_day(arguments))})
    else:
        from automation.console import show_demo

        show_demo(ran, workbook)
    return FINE


def _make_folder(folder: Path) -> None:
    """Make sure that there is a folder to write into."""
    from workbook.writing.saving import writing_error

    if folder.exists() and not folder.is_dir():
        raise UsageError(f"„{folder}“ ist eine Datei. Bitte einen Ordner angeben.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise writing_error(folder, error) from error


def _create(path: Path, arguments: argparse.Namespace, *, demo: bool) -> None:
    """Write a new workbook, with the demo office or empty."""
    from automation.report import build_report
    from workbook.creating import build_demo, create_workbook
    from workbook.creating.demo import EARLIEST_DAY
    from workbook.reading.formats.dates import shown

    day = _demo_day(arguments) if demo else _today(arguments)
    # The lists that the highlights of the staff's sheets look up are part of it.
    report = build_report((), rows=0, today=day)
    if not demo:
        create_workbook(path, today=day, owned=[report])
        return
    if day < EARLIEST_DAY:
        raise UsageError(
            f"Vom Demo-Büro gibt es vor dem {shown(EARLIEST_DAY)} nichts zu erzählen. Bitte --as-of ändern."
        )
    wishes = {"clients": arguments.rows, "seed": arguments.seed}
    made = build_demo(as_of=day, **{name: wish for name, wish in wishes.items() if wish is not None})
    create_workbook(path, office=made.office, today=day, owned=[report], raw=made.raw, synthetic=True)


def _demo_day(arguments: argparse.Namespace) -> date:
    """Return the day that the demo takes for today."""
    from workbook.creating import DEMO_DAY

    return arguments.as_of or DEMO_DAY


def _check(arguments: argparse.Namespace) -> int:
    from automation import jobs

    today = _today(arguments)
    if arguments.fix:
        from automation.fixing import fix

        checked, document = fix(_book(arguments), today, arguments, _agreed)
        if arguments.json:
            _print_json(document)
        return FOUND if checked.blocking else FINE
    if arguments.yes or arguments.rule:
        raise UsageError("--yes und --rule gehören zum Berichtigen. Bitte --fix dazuschreiben.")
    with _working("Prüfe die Mappe", arguments):
        checked = jobs.check(_book(arguments), today, write=arguments.write)
    if arguments.json:
        from automation.documents import checked_document

        _print_json(checked_document(checked, today))
    else:
        from automation.console import show_checked, show_written

        show_checked(checked, today, None if arguments.all else MOST_FINDINGS, str(arguments.file))
        show_written(checked.report, arguments.file.name)
    return FOUND if checked.blocking else FINE


def _letters(arguments: argparse.Namespace) -> int:
    from automation import jobs

    with _working("Schreibe die Schreiben", arguments) as report:
        posted = jobs.write_letters(
            _book(arguments),
            _today(arguments),
            out=arguments.out,
            kinds=arguments.kind,
            keys=arguments.key,
            dry_run=arguments.dry_run,
            pdf=arguments.pdf,
            progress=report,
        )
    if arguments.json:
        from automation.documents import posted_document

        _print_json(posted_document(posted))
    else:
        from automation.console import show_posted, show_written

        show_posted(posted)
        show_written(posted.report, arguments.file.name)
    return FOUND if posted.withheld else FINE


def _dashboard(arguments: argparse.Namespace) -> int:
    from automation import jobs

    with _working("Stelle die Auswertung zusammen", arguments):
        compiled = jobs.compile_dashboard(
            _book(arguments), _today(arguments), quarter=_quarter(arguments), verify=arguments.verify
        )
    if arguments.json:
        from automation.documents import compiled_document

        _print_json(compiled_document(compiled))
    else:
        from automation.console import show_compiled, show_written

        show_compiled(compiled)
        show_written(compiled.report, arguments.file.name)
    return FOUND if compiled.differences else FINE


def _run_all(arguments: argparse.Namespace) -> int:
    from automation import jobs

    today = _today(arguments)
    with _working("Prüfe, schreibe und rechne", arguments) as report:
        ran = jobs.run(
            _book(arguments),
            today,
            out=arguments.out,
            quarter=_quarter(arguments),
            pdf=arguments.pdf,
            progress=report,
        )
    if arguments.json:
        from automation.documents import ran_document

        _print_json(ran_document(ran, today))
    else:
        from automation.console import show_ran

        show_ran(ran, today, arguments.file.name, MOST_FINDINGS)
    return FOUND if ran.checked.blocking or ran.posted.withheld or ran.compiled.differences else FINE


def _doctor(arguments: argparse.Namespace) -> int:
    return _try_workbooks(arguments) if arguments.files else _examine(arguments)


def _examine(arguments: argparse.Namespace) -> int:
    from automation.doctor import State, examine, told

    parts = examine()
    if arguments.json:
        _print_json({"parts": [{**part._asdict(), "state": part.state.name.lower()} for part in parts]})
    else:
        _print(told(parts))
    return FOUND if any(part.state is State.BROKEN for part in parts) else FINE


def _try_workbooks(arguments: argparse.Namespace) -> int:
    from workbook.trial.verdict import try_all

    with _working("Probiere es an einer Kopie aus", arguments) as report:
        trials = try_all(arguments.files, today=_clock(), keep=arguments.keep, progress=report)
    if arguments.json:
        from automation.documents import trials_document

        _print_json(trials_document(trials))
    else:
        from automation.console import show_trials

        show_trials(trials)
    return FINE if all(trial.trusted for trial in trials) else FOUND


def _safety(arguments: argparse.Namespace) -> Safety:
    from workbook.writing.changing import Safety
    from workbook.writing.saving import Backups

    backups = Backups(keep=arguments.backups)
    return Safety(backups=backups, despite_reservation=arguments.despite_reservation)


def _book(arguments: argparse.Namespace) -> FileBook:
    """Return the workbook that was named, to be written as the switches say."""
    from workbook.writing.book import FileBook

    return FileBook(arguments.file, _safety(arguments))


def _remove(arguments: argparse.Namespace) -> int:
    from workbook.trial.verdict import remove_lotse

    with _working("Nehme die Blätter heraus", arguments):
        removal = remove_lotse(arguments.file, _safety(arguments))
    if arguments.json:
        _print_json({"removed": removal.sheets, "backup": removal.backup})
    elif not removal.sheets:
        _print("In dieser Mappe ist kein Blatt von Lotse.")
    else:
        names = ", ".join(f"„{name}“" for name in removal.sheets)
        before = f" Die Fassung davor: {removal.backup}" if removal.backup else ""
        log = " Was hinausging, steht danach nur noch dort." if "Postausgang" in removal.sheets and before else ""
        _print(f"Herausgenommen: {names}.{before}{log}")
    return FINE


def _adopt(arguments: argparse.Namespace) -> int:
    from automation import adopting

    if arguments.export is not None and arguments.export.suffix.lower() != ".xlsx":
        raise UsageError(f"Eine neue Mappe endet auf .xlsx. Bitte so nennen: {arguments.export.stem}.xlsx")
    book = _book(arguments)
    with _working("Sehe mir die Mappe an", arguments):
        adopted = adopting.Adopted(adopting.look_at(book))
    proposal = adopted.proposal
    if not arguments.json:
        _print(adopting.told(proposal))
    if arguments.export is not None:
        adopted = adopting.carry_over(book, proposal, arguments.export, today=_today(arguments))
    elif proposal.mappings and (
        arguments.yes or (not arguments.json and _agreed(adopting.question(proposal), "Übernehmen?"))
    ):
        adopted = adopting.accept(book, proposal, today=_today(arguments))
        if arguments.highlight:
            adopting.highlight_findings(book, proposal, today=_today(arguments), safety=_safety(arguments))
    if arguments.json:
        _print_json(adopting.adopted_document(adopted))
    else:
        _print(f"\n{adopting.outcome(adopted, arguments.file, arguments.export)}")
    return FINE


def _live(arguments: argparse.Namespace) -> int:
    from automation import live_commands

    message = live_commands.COMMANDS[arguments.command](arguments, _say, _now)
    if "json" in arguments and arguments.json:
        _print_json({"message": message})
    else:
        _print(message)
    return FINE


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    **dict.fromkeys(LIVE, _live),
    "new": _new,
    "demo": _demo,
    "run": _run_all,
    "check": _check,
    "letters": _letters,
    "dashboard": _dashboard,
    "remove": _remove,
    "adopt": _adopt,
    "doctor": _doctor,
}


def _today(arguments: argparse.Namespace) -> date:
    """Return the day that the run takes for today."""
    return arguments.as_of or _clock()


def _clock() -> date:
    """Return today."""
    return _now().date()


def _now() -> datetime:
    """Return date and time here: the one place where Lotse looks at a clock."""
    from datetime import datetime

    return datetime.now().astimezone()


def _quarter(arguments: argparse.Namespace) -> str | None:
    return arguments.quarter.code if arguments.quarter else None


def _working(
    doing: str, arguments: argparse.Namespace
) -> AbstractContextManager[Callable[[int, int], None] | None]:
    """Show that work goes on, unless a program is listening."""
    if arguments.json:
        return nullcontext()
    from automation.console import working

    return working(doing)


def _agreed(sentence: str, question: str = "Trotzdem schreiben?") -> bool:
    """Ask whether to go on all the same; without anybody at the keyboard nobody agrees."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    sys.stderr.write(f"{sentence}\n{question} [j/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in {"j", "ja"}


def _print(text: str) -> None:
    """Print for people."""
    sys.stdout.write(f"{text}\n")


def _say(text: str) -> None:
    """Print for people at once, though the command goes on."""
    _print(text)
    sys.stdout.flush()


def _print_json(document: object) -> None:
    """Print the one JSON document of a command."""
    import json

    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")


def _fail(sentence: str, *, json: bool = False) -> int:
    """Say why it could not run, to people on stderr and to programs as JSON."""
    if json:
        _print_json({"error": sentence})
    sys.stderr.write(f"{sentence}\n")
    return FAILED


def _speak_utf8() -> None:
    """Print umlauts whatever the console's code page is: Windows gives a pipe the code page of the 1990s."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
