"""`lotse dashboard` and its button: the quarter against the targets."""

from __future__ import annotations

from automation.terminal.declaring import FINE, FOUND, Button, Command, day_and_json, saving, workbook
from automation.terminal.parsing import path, quarter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from typing import Any

    from automation.figures.explaining import Explained
    from automation.figures.pairs import Pair
    from automation.forms import Filled
    from automation.jobs import Compiled
    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session
    from workbook.live.open_book import LiveBook


_WITH_BOTH = "mit alter und neuer Angabe auf „Quartalsabschlüsse“."


def for_quarter(parser: GermanParser, otherwise: str = "das laufende") -> None:
    """Let the command be told which quarter is shown, and say which is taken otherwise."""
    parser.options.add_argument(
        "--quarter",
        metavar="QUARTAL",
        type=quarter,
        help=f"dieses Quartal, zum Beispiel 2019-Q2 (sonst: {otherwise})",
    )


def quarter_of(session: Session) -> str | None:
    """Return the code of the quarter that was asked for, `None` for the present one."""
    asked = session.arguments.quarter
    return asked.code if asked else None


def document(compiled: Compiled) -> dict[str, Any]:
    """Return the figures of every quarter, how the targets stand, and what LibreOffice calculates otherwise."""
    from automation.figures.compiled import (
        every_target_document,
        measures_document,
        quarters_document,
        targets_document,
    )
    from automation.terminal.outcomes import written_document

    figures, quarter, differences = compiled.figures, compiled.quarter, compiled.differences
    return {
        "quarter": quarter.code,
        "targets": targets_document(figures, quarter),
        "every_target": every_target_document(figures, quarter),
        "targets_not_measured": [
            {"target": target.target_id, "row": target.row} for target in figures.reporting.unmeasured
        ],
        "quarters": quarters_document(figures),
        "measures": measures_document(figures, quarter),
        "facts": compiled.facts,
        "facts_told": compiled.told or None,
        "late_reports": compiled.late,
        "closings_changed": list(compiled.distrust),
        "differences": None if differences is None else [each.sentence for each in differences],
        **({} if differences is None else {"engines": _engines(), "read_by_another": compiled.read_by_another}),
        "written": written_document(compiled.report),
    }


def _engines() -> dict[str, tuple[str, ...]]:
    from automation.dashboard.engines import asked, missing

    return {"asked": asked(), "missing": missing()}


def show(compiled: Compiled) -> None:
    """Print the quarter against the targets, and the figures that LibreOffice calculates otherwise."""
    from rich.text import Text

    from automation.terminal.screen import console, table

    screen = console()
    headers = (compiled.quarter.label, "im Quartal", "bisher", "Soll bisher", "Ziel", "Stand")
    screen.print(table(headers, _figures(compiled)))
    for sentence in _told_beside(compiled):
        screen.out(sentence)
    if compiled.differences is None:
        return
    for difference in compiled.differences:
        screen.print(Text(difference.sentence, style="bold red"), soft_wrap=True)
    from automation.dashboard.engines import asked, missing

    first, *others = asked()
    if not compiled.differences:
        screen.out(f"{first} hat jede Zahl nachgerechnet und kommt auf dasselbe.")
        if others:
            screen.out(f"Ebenso: {', '.join(others)}.")
    if missing():
        screen.out(f"Nicht installiert, deshalb nicht gefragt: {', '.join(missing())}.")
    if not compiled.read_by_another:
        from automation.dashboard.verify import READER

        screen.out(
            f"{READER} hat die Mappe nicht gegengelesen: Dafür ist sie zu groß, verschlüsselt oder von einer Art, "
            "die es nicht kennt."
        )


def _told_beside(compiled: Compiled) -> Iterator[str]:
    """Yield what stands beside the figures: targets left out, facts put together, changes since closings."""
    if without := compiled.figures.reporting.unmeasured:
        from automation.figures.measured import named_rows

        yield f"Nicht zu messen: {named_rows(without)}. Was fehlt, sagt „lotse check“ zum Blatt „Ziele“."
    if compiled.told:
        yield compiled.told
    if compiled.late == 1:
        yield f"1 Nachmeldung zu einem abgeschlossenen Quartal steht {_WITH_BOTH}"
    elif compiled.late:
        yield f"{compiled.late} Nachmeldungen zu abgeschlossenen Quartalen stehen {_WITH_BOTH}"
    yield from compiled.distrust


def _figures(compiled: Compiled) -> Iterator[tuple[str, ...]]:
    from automation.figures.explaining_words import shown_figure
    from automation.figures.indicators import independent_families, requests
    from automation.figures.indicators import placement_counts as placements
    from workbook.german import shown_number
    from workbook.schema.vocabulary import Indicator

    figures, quarter = compiled.figures, compiled.quarter
    for code, measured in figures.targets.items():
        if found := figures.progress(code, quarter):
            planned, amount = shown_number(found.planned.number, 1), shown_figure(found.amount.number)
            own = (measured.name, shown_figure(found.in_quarter.said), shown_figure(found.actual.said))
            if found.of_city:
                yield *own, "", "", "eigener Beitrag"
                together = shown_figure(found.together.said)
                yield "  mit dem Rest der Stadt", "", together, planned, amount, str(found.said.said)
            else:
                yield *own, planned, amount, str(found.said.said)
    moment = figures.sums.moment(quarter)
    if Indicator.Z20 not in figures.targets:
        families = independent_families.FAMILIES
        until = families.until(figures.sums, moment)
        yield families.title, _said(families.pair(figures.sums, moment)), _said(until), "", "", ""
    every = placements.ALL
    until = every.until(figures.sums, moment)
    yield every.title, _said(every.pair(figures.sums, moment)), _said(until), "", "", ""
    for measure in (requests.RECEIVED, requests.FINISHED, requests.STILL_OPEN):
        yield f"Anliegen: {measure.title}", _said(measure.pair(figures.sums, moment)), "", "", "", ""


def _said(pair: Pair | None) -> str:
    return "" if pair is None else str(pair.said)


def _takes(parser: GermanParser) -> None:
    parser.options.add_argument(
        "--verify",
        action="store_true",
        help="rechnet die fertige Mappe mit LibreOffice und weiteren Programmen nach, soweit installiert",
    )
    parser.options.add_argument(
        "--close", metavar="QUARTAL", type=quarter, help="schließt dieses Quartal ab; dazu gehört --by"
    )
    parser.options.add_argument(
        "--by", metavar="KÜRZEL", help="wer abschließt oder wieder öffnet, wie auf dem Blatt „Personal“"
    )
    parser.options.add_argument(
        "--reopen",
        metavar="GRUND",
        help="öffnet ein abgeschlossenes Quartal wieder; mit --close wird es gleich neu abgeschlossen",
    )
    parser.options.add_argument(
        "--explain",
        metavar="KENNZAHL",
        help="nennt die Zeilen hinter einer Zahl und warum andere nicht zählen, zum Beispiel Z20; schreibt nichts",
    )
    parser.options.add_argument(
        "--form",
        metavar="FORMULAR",
        type=path,
        help="füllt eine Kopie dieses Formulars mit den Zahlen; dazu gehört -o",
    )
    parser.options.add_argument(
        "-o", "--output", metavar="AUSGEFÜLLT", type=path, help="so heißt das gefüllte Formular"
    )
    parser.options.add_argument(
        "--public",
        action="store_true",
        help="füllt das Formular nur mit dem, was veröffentlicht ist; Verdecktes bleibt *",
    )
    parser.options.add_argument(
        "--draft", action="store_true", help="füllt das Formular auch für ein Quartal, das nicht abgeschlossen ist"
    )


def _compile(session: Session) -> Compiled | Explained | Filled:
    if session.arguments.explain is not None:
        from automation import closing

        with session.working("Suche die Zeilen hinter der Zahl"):
            return closing.explain_figure(
                session.book(), session.today(), session.arguments.explain, quarter=quarter_of(session)
            )
    if session.arguments.form is not None or session.arguments.output is not None:
        return _fill(session)
    if session.arguments.close or session.arguments.reopen is not None:
        return _close(session)
    quarter = quarter_of(session)
    with session.book_begun() as book:
        from automation import jobs

        verify = session.arguments.verify
        with session.working("Stelle die Auswertung zusammen"):
            compiled = jobs.compile_dashboard(
                book, session.today(), quarter=quarter, verify=verify, keep=session.keep
            )
        session.keep(compiled)
        return compiled


def _close(session: Session) -> Compiled:
    """Close or reopen the quarter that was named."""
    from automation import closing
    from automation.terminal.parsing import UsageError

    given = session.arguments
    if not given.by:
        raise UsageError("Bitte mit „--by KÜRZEL“ sagen, wer das Quartal abschließt oder wieder öffnet.")
    chosen = given.close or given.quarter
    if chosen is None:
        raise UsageError("Welches Quartal? Bitte „--quarter QUARTAL“ dazuschreiben, zum Beispiel 2019-Q2.")
    with session.working("Schließe das Quartal ab" if given.close else "Öffne das Quartal wieder"):
        if given.close:
            return closing.close_quarter(
                session.book(), session.today(), chosen.code, by=given.by, reason=given.reopen
            )
        return closing.reopen_quarter(
            session.book(), session.today(), chosen.code, by=given.by, reason=given.reopen
        )


def _fill(session: Session) -> Filled:
    """Fill the form that was named."""
    from automation import forms
    from automation.terminal.parsing import UsageError

    given = session.arguments
    if given.form is None or given.output is None:
        raise UsageError(
            "--form und -o gehören zusammen: lotse dashboard MAPPE --form FORMULAR.xlsx -o AUSGEFÜLLT.xlsx"
        )
    with session.working("Fülle das Formular aus"):
        return forms.fill(
            session.book(),
            session.today(),
            given.form,
            given.output,
            quarter=quarter_of(session),
            draft=given.draft,
            public=given.public,
        )


def _show(compiled: Compiled | Explained | Filled, session: Session) -> None:
    from automation.figures.explaining import Explained
    from automation.forms import Filled
    from automation.terminal.outcomes import show_written

    if isinstance(compiled, Explained):
        _show_explained(compiled, session)
        return
    if isinstance(compiled, Filled):
        _show_filled(compiled, session)
        return
    show(compiled)
    if session.arguments.close:
        session.tell(f"Das {compiled.quarter.label} ist abgeschlossen. Werte und Zeilen: „Quartalsabschlüsse“.")
        if compiled.earlier_open:
            session.tell(
                f"Davor noch offen: {', '.join(compiled.earlier_open)}. Ändert sich dort, worauf Bestände und "
                "„seit Beginn“ dieses Quartals ruhen, steht es als Nachmeldung dabei."
            )
    elif session.arguments.reopen is not None:
        session.tell(f"Das {compiled.quarter.label} ist wieder offen; der Grund steht auf „Quartalsabschlüsse“.")
    show_written(compiled.report, session.arguments.file.name)


def _show_explained(found: Explained, session: Session) -> None:
    from automation.figures.explaining import told

    session.tell("\n".join(told(found)))


def _show_filled(filled: Filled, session: Session) -> None:
    from automation.terminal.outcomes import show_written

    kind = "Entwurf, " if filled.draft else ""
    session.tell(f"Ausgefüllt: {filled.output} ({kind}{filled.quarter.label}, {len(filled.values)} Felder).")
    show_written(filled.report, session.arguments.file.name)


def _document(compiled: Compiled | Explained | Filled, _: Session) -> dict[str, Any]:
    from automation.figures.explaining import Explained, explained_document
    from automation.forms import Filled, filled_document

    if isinstance(compiled, Explained):
        return explained_document(compiled)
    if isinstance(compiled, Filled):
        return filled_document(compiled)
    return document(compiled)


def _code(compiled: Compiled | Explained | Filled) -> int:
    return FOUND if getattr(compiled, "differences", None) else FINE


def _pressed(book: LiveBook, today: date) -> str:
    """Compile the dashboard of the present quarter."""
    from automation import jobs
    from automation.pressing import with_warnings

    compiled = jobs.compile_dashboard(book, today)
    text = f"Das Dashboard zeigt jetzt {compiled.quarter.code}, gerechnet aus {compiled.facts} Ereignissen."
    return with_warnings("\n\n".join(filter(None, (text, compiled.told, *compiled.distrust))), compiled.report)


COMMAND = Command(
    place=60,
    inputs="MAPPE",
    summary="erneuert die Auswertung in der Mappe",
    takes=(workbook, for_quarter, _takes, saving, day_and_json),
    job=_compile,
    show=_show,
    document=_document,
    code=_code,
    buttons=(
        Button("dashboard", "Dashboard", "Rechnet die Zahlen neu und zeichnet das Dashboard.", "chart", _pressed),
    ),
)
