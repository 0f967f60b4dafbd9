"""`lotse person`: everything about one person, and how it goes. Screen and file names carry the key alone."""

from __future__ import annotations

from automation.terminal.declaring import FINE, FOUND, Command, day_and_json, saving, workbook
from automation.terminal.parsing import UsageError, day, path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from automation.privacy.answering import Answered
    from automation.privacy.erasing import Erased, ToErase
    from automation.privacy.taking_away import Taken
    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session


def _takes(parser: GermanParser) -> None:
    parser.inputs.add_argument(
        "key", metavar="KLIENTID", type=str.upper, help="die Kennung der Person, zum Beispiel K-00017"
    )
    parser.options.add_argument(
        "--out", metavar="ORDNER", type=path, help="wohin die Auskunft kommt (sonst: „Auskunft“ neben der Mappe)"
    )
    parser.options.add_argument(
        "--erase",
        action="store_true",
        help="löscht die Person in zwei Schritten: erst eine Liste für Sie, nach dem Löschen die Prüfung",
    )
    parser.options.add_argument(
        "--received", metavar="DATUM", type=day, help="Tag, an dem der Antrag kam; danach richtet sich die Frist"
    )


def _look(session: Session) -> Answered | Taken:
    from automation.privacy.answering import answer
    from automation.privacy.taking_away import take_away

    typed = session.arguments
    if typed.received is not None and typed.received > session.today():
        raise UsageError("--received: Der Tag liegt nach heute. Gemeint ist der, an dem der Antrag kam.")
    if typed.erase:
        with session.working("Sehe überall nach"):
            return take_away(session.book(), typed.key, session.today(), out=typed.out)
    with session.working("Suche alles zusammen"):
        return answer(session.book(), typed.key, session.today(), out=typed.out, received_on=typed.received)


def _show(found: Answered | Taken, session: Session) -> None:
    from automation.privacy.answering import Answered
    from automation.privacy.erasing import ToErase

    if isinstance(found, Answered):
        _show_answer(found)
    elif isinstance(found.step, ToErase):
        _show_list(found.step, session)
    else:
        _show_proof(found.step, session)
    _show_files(found.files)


def _show_answer(answered: Answered) -> None:
    from automation.terminal.screen import console, table
    from workbook.german import shown

    access, screen = answered.access, console()
    counted: dict[str, int] = {}
    for row in access.rows:
        counted[row.sheet] = counted.get(row.sheet, 0) + 1
    for place in access.mentioned:
        name = f"{place.sheet} (genannt)"
        counted[name] = counted.get(name, 0) + 1
    screen.print(table(("Blatt", "Zeilen"), [(sheet, str(number)) for sheet, number in counted.items()]))
    out = sum(each.out for each in access.received)
    told = "1 Empfänger hat" if out == 1 else f"{out} Empfänger haben"
    consents = "1 Einwilligung" if len(access.consents) == 1 else f"{len(access.consents)} Einwilligungen"
    screen.out(f"{access.key}: {told} etwas erfahren, {consents}.")
    if access.others:
        screen.out(f"{len(access.others)} Stellen betreffen vielleicht andere; das Ende der Auskunft nennt sie.")
    if access.twice:
        screen.out(f"Achtung: {access.key} steht auf „Klienten“ mehrmals. Bitte zuerst klären, wer gemeint ist.")
    screen.out(f"Antwort spätestens am {shown(access.answer_by)}. Dies ist ein Entwurf; bitte lesen.")
    if answered.elsewhere is not None:
        screen.out(answered.elsewhere.told())


def _show_list(asked: ToErase, session: Session) -> None:
    from automation.terminal.screen import console, table
    from workbook.german import shown, typed_file

    screen = console()
    for sentence in asked.obstacles:
        screen.out(f"Bitte bedenken: {sentence}")
    rows = [(row.sheet, row.place.rpartition("!")[2], row.key) for row in asked.rows]
    rows += [(each.sheet, each.cell, "Stelle leeren") for each in asked.mentioned]
    screen.print(table(("Blatt", "Zellen", "Zeile"), rows))
    inform = sum(each.out for each in asked.access.received)
    screen.out(
        f"In Excel löschen Sie: Zeilen {len(asked.rows)}, Stellen {len(asked.mentioned)}. Danach nimmt Lotse weg: "
        f"Dateien {len(asked.files)}, Einträge im „Postausgang“ {len(asked.letters)}."
    )
    if inform:
        screen.out(f"{inform} Empfänger müssen davon erfahren (Art. 19 DSGVO); die Liste nennt sie.")
    dated = [each.until for each in asked.backups if each.until]
    if asked.backups:
        until = f"; die letzte läuft am {shown(max(dated))} aus" if len(dated) == len(asked.backups) else ""
        if len(asked.backups) == 1:
            until = until.replace("die letzte", "sie")
        screen.out(f"{_backups(len(asked.backups))} die Person{until}.")
    name = typed_file(session.arguments.file)
    screen.out(f"Nach dem Löschen und Speichern noch einmal: lotse person {name} {asked.access.key} --erase")


def _backups(number: int) -> str:
    return "Eine Sicherung enthält" if number == 1 else f"{number} Sicherungen enthalten"


def _run_out(number: int) -> str:
    return "läuft aus" if number == 1 else "laufen aus"


def _show_proof(erased: Erased, session: Session) -> None:
    from automation.terminal.screen import console, table
    from workbook.german import typed_file

    screen, hunted = console(), erased.hunted
    if hunted.left:
        screen.print(table(("Noch da", "Gefunden über"), [(each.where, each.what) for each in hunted.left]))
    if any(each.file is not None and each.file.suffix == ".ics" for each in hunted.left):
        screen.out("Kalender schreiben Sie mit „lotse today MAPPE --ics ORDNER“ neu; dann ist die Kennung fort.")
    for file in erased.stuck:
        screen.out(f"Geöffnet oder geschützt, bitte schließen: {file}")
    for file in hunted.unread:
        screen.out(f"Kann Lotse nicht lesen, bitte selbst ansehen: {file}")
    looked = f"{hunted.sheets} Blätter, {hunted.parts} Teile der Mappe und {hunted.files} Dateien durchsucht"
    if erased.done:
        screen.out(f"{erased.key} ist gelöscht: {looked}, nichts gefunden.")
        if erased.instead:
            screen.out(
                f"„Start“ kennt die Gelöschten nicht. Die nächste freie Kennung ist {erased.instead}; bitte keine "
                "davor noch einmal vergeben."
            )
    else:
        name = typed_file(session.arguments.file)
        screen.out(f"{looked}; das oben ist noch da. Bitte beheben und noch einmal: lotse person {name} … --erase")
    if not erased.known:
        screen.out("Name, Telefon und Nummern waren nicht mehr bekannt; gesucht wurde nur nach der Kennung.")
    for sentence in erased.told:
        screen.out(sentence)
    if erased.backups:
        screen.out(f"{_backups(len(erased.backups))} die Person noch und {_run_out(len(erased.backups))}.")


def _show_files(files: tuple[Path, ...]) -> None:
    from automation.terminal.screen import console

    screen = console()
    for file in files:
        screen.out(f"  {file}")


def _document(found: Answered | Taken, _: Session) -> dict[str, Any]:
    from automation.privacy.answering import Answered
    from automation.privacy.erasing import ToErase
    from automation.privacy.erasure_page import erased_document, erasure_document

    if isinstance(found, Answered):
        return _answer_document(found)
    step = found.step
    document = erasure_document(step) if isinstance(step, ToErase) else erased_document(step)
    return document | {"papers": list(found.files)}


def _code(found: Answered | Taken) -> int:
    from automation.privacy.answering import Answered
    from automation.privacy.erasing import Erased

    if isinstance(found, Answered):
        return FINE
    return FINE if isinstance(found.step, Erased) and found.step.done else FOUND


def _answer_document(answered: Answered) -> dict[str, Any]:
    """Return what was found by places and keys; what stands there is in the files alone."""
    from automation.desk.elsewhere import elsewhere_document

    access = answered.access
    return elsewhere_document(answered.elsewhere) | {
        "key": access.key,
        "as_of": access.today,
        "answer_by": access.answer_by,
        "key_is_used_twice": access.twice,
        "rows": [{"sheet": row.sheet, "row": row.row, "key": row.key or None} for row in access.rows],
        "mentioned": [{"sheet": each.sheet, "cell": each.cell} for each in access.mentioned],
        "recipients": sum(each.out for each in access.received),
        "names_others": [{"sheet": each.sheet, "cell": each.cell} for each in access.others],
        "files": list(answered.files),
    }


COMMAND = Command(
    place=70,
    inputs="MAPPE KLIENTID",
    summary="stellt alles über eine Person zusammen, oder löscht sie",
    takes=(workbook, _takes, saving, day_and_json),
    job=_look,
    show=_show,
    document=_document,
    code=_code,
    stopped="Abgebrochen. Derselbe Befehl macht dort weiter, wo er aufgehört hat.",
)
