"""`lotse letters` and the buttons that write letters."""

from __future__ import annotations

from automation.terminal.declaring import FINE, FOUND, Button, Command, day_and_json, saving
from automation.terminal.parsing import UsageError, path
from automation.terminal.posting import about_post, about_the_post, for_post, pressed_for_post

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from automation.letter_run import Posted
    from automation.letters.writing import WrittenLetter
    from automation.template_care import Care
    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session
    from workbook.live.open_book import LiveBook

NOTICE = "AUSHANG"  # no letter, so no template: it is about nobody and goes to nobody
_MOST_SENTENCES = 8  # so many reasons fit into a message


def for_letters(parser: GermanParser) -> None:
    """Let the command be told where letters go and in which form."""
    parser.options.add_argument(
        "--out", metavar="ORDNER", type=path, help="wohin die Schreiben kommen (sonst: neben die Mappe)"
    )
    parser.options.add_argument("--no-pdf", dest="pdf", action="store_false", help="nur Word, kein PDF")


def document(posted: Posted) -> dict[str, Any]:
    """Return the letters that were written and those that were withheld."""
    from automation.terminal.outcomes import written_document

    return {
        "folder": str(posted.folder),
        "dry_run": posted.dry_run,
        "letters": [
            {
                "reference": each.reference,
                "kind": each.kind,
                "key": each.key,
                "files": [file.name for file in each.files],
            }
            for each in posted.written
        ],
        "withheld": [
            {
                "kind": each.kind,
                "key": each.key,
                "sheet": each.sheet,
                "cell": each.cell,
                "reason": each.reason,
                "suggestion": each.suggestion,
            }
            for each in posted.withheld
        ],
        "blocked": [
            {
                "reference": each.row.reference,
                "kind": each.row.kind,
                "key": each.row.source,
                "reason": each.reason,
            }
            for each in posted.blocked
        ],
        "findings": [
            {"rule": each.rule, "sheet": each.sheet, "cell": each.cell, "key": each.key, "message": each.message}
            for each in posted.findings
        ],
        "unchanged": posted.unchanged,
        "told": list(posted.told),
        "written": written_document(posted.report),
    }


def show(posted: Posted) -> None:
    """Print the letters by number, kind and file, never by name, and those that were withheld, with the reason."""
    from rich.text import Text

    from automation.terminal.screen import console, table

    screen = console()
    if posted.written:
        letters = ((each.reference, each.kind, each.key, _files(each)) for each in posted.written)
        screen.print(table(("Nummer", "Art", "Zu", "Dateien"), letters))
    if posted.withheld:
        withheld = (
            (each.kind, each.key, f"{each.sheet}!{each.cell}", each.reason, each.suggestion or "")
            for each in posted.withheld
        )
        screen.print(table(("Zurückgehalten", "Zu", "Zelle", "Grund", "Was hilft"), withheld))
    blocked, remarks = told_beside(posted)
    if blocked:
        screen.print(table(("Gesperrt", "Zu", "Grund"), blocked))
    if remarks:
        screen.print(table(("Regel", "Zelle", "Zu den Schreiben"), remarks))
    would = "würde" if len(posted.written) == 1 else "würden"
    done = f"{would} geschrieben" if posted.dry_run else f"in {posted.folder}"
    before = f"; {posted.unchanged} gibt es schon" if posted.unchanged else ""
    screen.out(f"{len(posted.written)} Schreiben {done}, {len(posted.withheld)} zurückgehalten{before}.")
    for sentence in posted.told:
        screen.print(Text(sentence), soft_wrap=True)


def told_beside(posted: Posted) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    """Return the letters that are blocked, and what is to be said of letters besides those withheld."""
    blocked = [(each.row.reference, each.row.source, each.reason) for each in posted.blocked]
    withheld = {each.fingerprint for letter in posted.withheld for each in (letter.finding, letter.cause) if each}
    remarks = [
        (each.rule, f"{each.sheet}!{each.cell}", each.message)
        for each in posted.findings
        if each.fingerprint not in withheld and each.acknowledged is None
    ]
    return blocked, remarks


def _files(letter: WrittenLetter) -> str:
    return ", ".join(file.name for file in letter.files) or "noch nicht geschrieben"


def _workbook(parser: GermanParser) -> None:
    parser.inputs.add_argument(
        "file",
        metavar="MAPPE",
        nargs="?",
        type=path,
        help="die Excel-Mappe (.xlsx oder .xlsm); für Vorlagen geht es auch ohne",
    )


def _for_templates(parser: GermanParser) -> None:
    parser.options.add_argument(
        "--own-templates",
        action="store_true",
        help="kopiert unsere Vorlagen zum Ändern in den Ordner „Lotse-Vorlagen“, ohne etwas zu überschreiben",
    )
    parser.options.add_argument(
        "--check-templates", action="store_true", help="prüft die eigenen Vorlagen und nennt jeden Fehler"
    )
    parser.options.add_argument(
        "--fields",
        action="store_true",
        help="schreibt eine Liste für „Empfänger auswählen“ in Word, mit allen Feldern und einer erfundenen Person",
    )
    parser.options.add_argument(
        "--probe",
        metavar="BRIEF",
        type=path,
        help="zeigt, welche Felder ein Brief aus Word hat und wer sie bekommen darf; schreibt drei Muster",
    )


def _takes(parser: GermanParser) -> None:
    parser.options.add_argument(
        "--kind",
        metavar="ART",
        action="append",
        type=str.upper,
        default=[],
        help="nur diese Art, zum Beispiel WOHNEN oder EINLADUNG; AUSHANG schreibt den Stellenaushang",
    )
    parser.options.add_argument(
        "--key",
        metavar="NUMMER",
        action="append",
        type=str.upper,
        default=[],
        help="nur zu dieser Nummer, zum Beispiel R-00012",
    )
    parser.options.add_argument(
        "--site",
        metavar="STANDORT",
        help="mit --kind AUSHANG: nennt die Anschrift dieses Standorts statt der des Büros",
    )
    parser.options.add_argument("--dry-run", action="store_true", help="sagt nur, was geschrieben würde")
    parser.options.add_argument(
        "--fitting",
        metavar="KLIENTID",
        type=str.upper,
        help="zeigt die offenen Stellen zu einer Person, mit dem Grund, und schreibt nichts",
    )


def _work(session: Session) -> Posted | Care:
    from automation import template_care

    typed = session.arguments
    book = session.book() if typed.file is not None else None
    if typed.own_templates:
        return template_care.copy_templates(book)
    if typed.check_templates:
        return template_care.check_templates(book)
    if typed.fields:
        return template_care.write_fields(book)
    if typed.probe is not None:
        return template_care.probe(typed.probe, session.today())
    if typed.site is not None and NOTICE not in typed.kind:
        raise UsageError(
            f"--site geht nur mit --kind {NOTICE}. Woher ein Schreiben kommt, sagt im Blatt Personal "
            "die Spalte „Standort“ bei dem, der es unterschreibt."
        )
    if book is None:
        raise UsageError("Es fehlt: MAPPE. Hilfe: lotse letters --help")
    if about_post(typed):
        return about_the_post(session)
    return _with_jobs(session) if typed.fitting is not None or NOTICE in typed.kind else _write(session)


def _with_jobs(session: Session) -> Care:
    """Return the jobs that fit a person, or write the notice of all that may hang on the wall."""
    from automation import job_offers

    typed = session.arguments
    if typed.fitting is not None:
        return job_offers.fitting_for(session.book(), session.today(), typed.fitting)
    if len(typed.kind) > 1 or typed.key or typed.dry_run:
        raise UsageError(
            f"{NOTICE} geht nur ohne --key, --dry-run und andere Arten: lotse letters MAPPE --kind {NOTICE}"
        )
    return job_offers.write_notice(session.book(), session.today(), out=typed.out, pdf=typed.pdf, site=typed.site)


def _write(session: Session) -> Posted:
    typed = session.arguments
    with session.book_begun() as book:
        from automation import jobs

        with session.working("Schreibe die Schreiben") as report:
            return jobs.write_letters(
                book,
                session.today(),
                out=typed.out,
                kinds=typed.kind,
                keys=typed.key,
                dry_run=typed.dry_run,
                pdf=typed.pdf,
                progress=report,
            )


def _show(done: Posted | Care, session: Session) -> None:
    from automation.letter_run import Posted
    from automation.terminal.outcomes import show_written

    if isinstance(done, Posted):
        show(done)
        show_written(done.report, session.arguments.file.name)
    else:
        _show_care(done)


def _show_care(care: Care) -> None:
    from rich.text import Text

    from automation.terminal.screen import console, table

    screen = console()
    if care.rows:
        screen.print(table(care.header, care.rows))
    for sentence in care.told:
        screen.print(Text(sentence), soft_wrap=True)


def _document(done: Posted | Care, _: Session) -> dict[str, Any]:
    from automation.letter_run import Posted

    return document(done) if isinstance(done, Posted) else done.document


def _code(done: Posted | Care) -> int:
    from automation.letter_run import Posted

    if not isinstance(done, Posted):
        return FOUND if done.found else FINE
    posted = done
    return FOUND if posted.withheld or any(each.blocks for each in posted.findings) else FINE


def _pressed(book: LiveBook, today: date) -> str:
    """Write every letter that open referrals and invitations ask for."""
    from automation import jobs

    return _told(jobs.write_letters(book, today, progress=book.progress("Lotse schreibt Briefe")))


def _pressed_for_selection(book: LiveBook, today: date) -> str:
    """Write the letters of the selected referrals and contacts."""
    from automation import jobs

    keys = _selected_keys(book)
    progress = book.progress("Lotse schreibt Briefe")
    return _told(jobs.write_letters(book, today, keys=keys, progress=progress))


def _selected_keys(book: LiveBook) -> list[str]:
    """Return the keys of the selected rows, on whichever sheet letters are written from.

    Raises:
        NothingSelectedError: the selection holds none.
    """
    from automation.letters.occasions import occasions
    from workbook.live.troubles import NothingSelectedError
    from workbook.reading.records import read_office

    asking = {table for occasion in occasions().values() for table in (occasion.table, *occasion.named_on)}
    sheet, rows = book.selected_rows()
    with book.read() as raw:
        office, _ = read_office(raw)
    keys = [
        str(key)
        for table in office
        if table.sheet == sheet and table.spec.record in asking and table.spec.key is not None
        for row, key in zip(table.rows, table.column(table.spec.key), strict=True)
        if row in rows and key
    ]
    if not keys:
        raise NothingSelectedError("„Verweise“, „Kontakte“ oder ein anderes Blatt mit der Spalte „Schreiben“")
    return keys


def _told(posted: Posted) -> str:
    """Return what staff read after a click."""
    from collections import Counter

    from automation.pressing import with_warnings

    written, withheld = len(posted.written), len(posted.withheld)
    pieces = [f"{written} Brief{'' if written == 1 else 'e'} geschrieben" if written else "Kein neuer Brief"]
    if posted.unchanged:
        pieces.append(f"{posted.unchanged} lag{'' if posted.unchanged == 1 else 'en'} schon da")
    text = f"{', '.join(pieces)}. Ordner: {posted.folder}"
    if withheld:
        if withheld <= _MOST_SENTENCES:
            lines = [f"{each.key}: {each.reason}" for each in posted.withheld]
        else:
            reasons = Counter(each.reason for each in posted.withheld)
            lines = [f"{count} ×: {reason}" for reason, count in reasons.most_common(_MOST_SENTENCES)]
        text += f"\n\nZurückgehalten ({withheld}):\n" + "\n".join(lines)
    blocked, remarks = told_beside(posted)
    if blocked:
        lines = [f"{reference}: {reason}" for reference, _, reason in blocked[:_MOST_SENTENCES]]
        text += f"\n\nGesperrt ({len(blocked)}), Ordner „Nicht abschicken“:\n" + "\n".join(lines)
    if remarks:
        text += "\n\n" + "\n".join(message for _, _, message in remarks[:_MOST_SENTENCES])
    return with_warnings("\n\n".join((text, *posted.told)), posted.report)


COMMAND = Command(
    place=50,
    inputs="MAPPE",
    summary="schreibt die offenen Schreiben als Word und PDF",
    takes=(_workbook, for_letters, _takes, for_post, _for_templates, saving, day_and_json),
    job=_work,
    show=_show,
    document=_document,
    code=_code,
    buttons=(
        Button(
            "letters",
            "Briefe",
            "Schreibt alle Briefe, die anstehen, in den Ordner neben der Mappe.",
            "letter",
            _pressed,
        ),
        Button(
            "letters_for_selection",
            "Briefe zur Auswahl",
            "Schreibt nur die Briefe zu den markierten Verweisen oder Kontakten.",
            "letter",
            _pressed_for_selection,
        ),
        Button(
            "mark_sent",
            "Post ist raus",
            "Trägt die markierten Schreiben auf „Postausgang“ als versandt ein, sonst die letzte Post.",
            "letter",
            pressed_for_post,
        ),
    ),
)
