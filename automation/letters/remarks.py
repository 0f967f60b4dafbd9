"""What is to be said of the letters → findings for `Prüfbericht`, in the words that terminal and buttons use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from automation.checks.letter_findings import (
    APPOINTMENT_MOVED,
    GERMAN_ONLY,
    MUST_NOT_GO_OUT,
    OUT_OF_DATE,
    TELL_THE_RECIPIENT,
    TWO_OF_A_NUMBER,
    UNKNOWN_STATUS,
    WITHHELD,
)
from automation.letters.cases import WITHOUT_TRANSLATION
from automation.letters.delivery.letter_folders import HELD_BACK
from automation.letters.dispatch import letter_name
from automation.letters.grounds import REVOKED
from automation.letters.logbook import SHEET, cell_of, label_of
from automation.letters.sentences import FILE as SENTENCES_FILE
from automation.letters.status import DispatchStatus
from automation.office.consent_time import is_revoked
from workbook.errors import SettingError
from workbook.findings import Finding, Problem, Severity, fingerprint
from workbook.german import shown, with_and
from workbook.schema import Client, Consent, OfficeSetting, Referral

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from automation.letters.dispatch import Dispatch, DispatchLog
    from automation.letters.plan import LetterPlan, WithheldLetter
    from workbook.errors import LetterError
    from workbook.findings import RuleInfo
    from workbook.tables import Office

_NAMED = 5
"""Of so many letters that wait for one cure the keys are told."""


def letter_findings(
    plan: LetterPlan, office: Office, log: DispatchLog | None = None, stuck: Iterable[str] = (), *, today: date
) -> tuple[Finding, ...]:
    """Return the findings on letters: withheld, out of date, not to go out, to be told to the recipient.

    Without `log` nothing has been written: cells are those that the log has now, and what a run would block is a
    finding. With it, that is done; `stuck` are the numbers of letters whose files Word has open.
    """
    done, stuck, now = log is not None, frozenset(stuck), log or plan.before
    told = {each.finding.fingerprint for each in plan.withheld}
    found = [*_withheld(plan.withheld), *_german_only(plan, office)]
    for blocked in plan.blocked:
        if blocked.row.reference in stuck:
            found.append(_on_log(MUST_NOT_GO_OUT, blocked.row, "file_name", _stuck(blocked.row), now))
        elif not done and blocked.withheld not in told:
            problem = Problem(
                f"{letter_name(blocked.row)} darf nicht mehr hinaus: {blocked.reason}",
                f"„Briefe“ starten: Lotse sperrt es und legt es in den Ordner „{HELD_BACK}“",
            )
            found.append(_on_log(MUST_NOT_GO_OUT, blocked.row, "status", problem, now))
    found += [_on_log(OUT_OF_DATE, row, "status", _out_of_date(row), now) for row in plan.out_of_date]
    found += [_on_log(APPOINTMENT_MOVED, row, "source", _appointment_moved(row), now) for row in plan.moved]
    found += [_on_log(UNKNOWN_STATUS, row, "status", _unknown(), now) for row in now.rows if is_unknown(row)]
    return (*found, *_of_one_number(now), *_revoked_afterwards(now, office, today))


def _withheld(withheld: Iterable[WithheldLetter]) -> Iterator[Finding]:
    """Yield what keeps letters back, each mistake once and saying which letters wait for it."""
    waiting: dict[tuple[str, ...], list[WithheldLetter]] = {}
    for each in withheld:
        told = each.cause or each.finding
        what = each.why or told.message if each.cause is None else told.rule
        waiting.setdefault((told.sheet, told.cell, what), []).append(each)
    for first, *others in waiting.values():
        letters = (first, *others)
        keys = list(dict.fromkeys(each.key for each in letters))
        drafts = "".join(dict.fromkeys(each.draft for each in letters))
        if first.cause is not None:
            yield _cause(first.cause, letters, f" {_that_wait(keys)}{drafts}")
        elif len(keys) == 1:
            yield first.finding
        else:
            yield replace(first.finding, message=f"Kein Schreiben zu {_listed(keys)}: {first.why}{drafts}")


def _cause(cause: Finding, letters: Iterable[WithheldLetter], wait: str) -> Finding:
    """Return the finding that is there already, with the letters that wait; one that was no error is one now."""
    cures = (cause.suggestion, *(each.suggestion for each in letters if cause.severity is not Severity.ERROR))
    suggestion = "; ".join(dict.fromkeys(filter(None, cures))) or None
    return replace(cause, severity=Severity.ERROR, message=f"{cause.message}{wait}", suggestion=suggestion)


def _that_wait(keys: Sequence[str]) -> str:
    if len(keys) == 1:
        return f"Das Schreiben zu {keys[0]} wartet so lange."
    return f"Die Schreiben zu {_listed(keys)} warten so lange."


def _listed(keys: Sequence[str]) -> str:
    """Return keys as a sentence names them: `R-00001, R-00002 und 3 weiteren`."""
    if len(keys) > _NAMED:
        return f"{', '.join(keys[:_NAMED])} und {len(keys) - _NAMED} weiteren"
    return with_and(keys)


def no_letter_at_all(error: SettingError | LetterError, office: Office) -> Finding:
    """Return what keeps every letter back as one finding: at the setting that is missing, or over the referrals."""
    info, settings, referrals = WITHHELD, office[OfficeSetting], office[Referral]
    problem = Problem(f"So entsteht kein Schreiben. {error}", about=str(error))
    position = settings.positions.get(error.setting) if isinstance(error, SettingError) else None
    if position is not None:
        return settings.finding(info.code, info.severity, settings.rows[position], "value", problem)
    table, name = (settings, "value") if isinstance(error, SettingError) else (referrals, "kind")
    return Finding(
        rule=info.code,
        severity=info.severity,
        sheet=table.sheet,
        cell=table.cell(table.header_row, name),
        table=table.spec.sheet,
        column=table.spec.column(name).label,
        key="",
        value="",
        message=problem.message,
        fingerprint=fingerprint(info.code, table.spec.sheet, "", name, str(error)),
    )


def is_unknown(row: Dispatch) -> bool:
    """Tell whether staff wrote a status that Lotse does not know."""
    return bool(row.reference) and not isinstance(row.standing, DispatchStatus)


def _german_only(plan: LetterPlan, office: Office) -> Iterator[Finding]:
    clients, info = office[Client], GERMAN_ONLY
    for (kind, key), reason in plan.german_only.items():
        client = clients.get(key)
        if client is not None:
            problem = Problem(
                f"{kind} geht nur auf Deutsch hinaus. {reason}",
                _cure_of(reason),
                about=f"{kind} {reason}",
            )
            yield clients.finding(info.code, info.severity, client.row, "letter_language", problem)


def _cure_of(reason: str) -> str:
    if not reason.endswith(WITHOUT_TRANSLATION.partition("{}")[2]):
        return f"Die Sätze prüfen lassen und in „{SENTENCES_FILE}“ unter „geprüft von“ und „am“ eintragen"
    if ".docx" in reason:
        return (
            "In der .toml neben dem Brief unter „Übersetzung“ die Art nennen, deren zweite Sprache dasselbe sagt, "
            'zum Beispiel Uebersetzung = "EINLADUNG", oder eigene Sätze; das Handbuch sagt, wie'
        )
    return "Der Vorlage einen Teil „--- Übersetzung ---“ geben; „LIESMICH.md“ bei den Vorlagen sagt, wie"


def _stuck(row: Dispatch) -> Problem:
    return Problem(
        f"{row.reference} darf nicht hinaus, seine Datei ist aber gerade geöffnet und liegt noch bei den Briefen.",
        f"Datei schließen und „Briefe“ noch einmal starten: Lotse legt sie dann nach „{HELD_BACK}“",
    )


def _out_of_date(row: Dispatch) -> Problem:
    return Problem(
        f"{letter_name(row)} sagt nicht mehr, was in der Mappe steht. Lotse schreibt nur Entwürfe neu.",
        "Noch nicht abgeschickt? Status auf „Entwurf“ setzen, dann schreibt Lotse es neu; sonst auf „versandt“",
        about=row.content,
    )


def _appointment_moved(row: Dispatch) -> Problem:
    return Problem(
        f"{row.reference} ist mit einem anderen Termin versandt, als jetzt in der Mappe steht, oder der Termin ist "
        "gestrichen. Versandtes schreibt Lotse nicht neu.",
        "Die Person anrufen; soll ein neues Schreiben hinaus, den neuen Termin als eigenen Kontakt eintragen",
        about=row.agreed,
    )


def _unknown() -> Problem:
    words = ", ".join(each for each in DispatchStatus if each is not DispatchStatus.REPLACED)
    return Problem(
        "Diesen Status kennt Lotse nicht und lässt das Schreiben deshalb, wie es ist.",
        f"Einer von: {words}. Anderes bitte in eine eigene Spalte schreiben",
    )


def _of_one_number(log: DispatchLog) -> Iterator[Finding]:
    """Yield each row whose number stands in a row above already."""
    known: dict[str, str] = {}
    # A log that was read is told from above as staff see it; a number is one in small letters too.
    for row in sorted(log.rows, key=lambda each: each.row):
        number = row.reference.casefold()
        if not number:
            continue
        cell = cell_of(log, row, "reference")
        if number in known:
            problem = Problem(
                f"Die Nummer {row.reference} steht schon in {known[number]}; dies sieht nach einer Kopie jener "
                "Zeile aus. Welche von beiden gilt, weiß Lotse nicht.",
                "Eine der beiden Zeilen löschen: die, deren Status und Tag nicht stimmen. Ein Schreiben, das Sie "
                "selbst verfasst haben, bekommt eine Zeile ohne Nummer",
                about=number,
            )
            yield _on_log(TWO_OF_A_NUMBER, row, "reference", problem, log)
        known.setdefault(number, cell)


def _revoked_afterwards(log: DispatchLog, office: Office, today: date) -> Iterator[Finding]:
    consents = office[Consent]
    sent = [row for row in log.rows if row.standing == DispatchStatus.SENT and row.consent_id]
    told = {row.source for row in sent if row.legal_ground == REVOKED}
    for row in sent:
        if row.source in told:  # the letter that tells of it has gone out
            continue
        consent = consents.get(row.consent_id)
        if consent is None or consent.revoked_on is None or not is_revoked(consent.revoked_on, today):
            continue
        too_late = row.left_on is not None and consent.revoked_on < row.left_on
        when = f"{row.reference} ging trotzdem noch" if too_late else f"{row.reference} war da schon"
        problem = Problem(
            f"Die Einwilligung {row.consent_id} wurde am {shown(consent.revoked_on)} widerrufen; {when} an "
            f"{row.recipient}{'' if too_late else ' versandt'}. Bitte den Empfänger informieren.",
            "WIDERRUF in „Schreiben“ und absenden, oder anders informieren und hier Grund und Kürzel eintragen",
            about=f"{row.reference} {consent.revoked_on}",
        )
        info = TELL_THE_RECIPIENT
        yield consents.finding(info.code, info.severity, consent.row, "revoked_on", problem)


def _on_log(info: RuleInfo, row: Dispatch, name: str, problem: Problem, log: DispatchLog) -> Finding:
    """Return a problem tied to a cell of the log, as it stands or as it will be written."""
    about = str(row.status) if problem.about is None else problem.about
    return Finding(
        rule=info.code,
        severity=info.severity,
        sheet=SHEET,
        cell=cell_of(log, row, name),
        table=SHEET,
        column=label_of(name),
        key=row.reference,
        value="" if isinstance(getattr(row, name), DispatchStatus) else str(getattr(row, name) or ""),
        message=problem.message,
        suggestion=problem.suggestion,
        fingerprint=fingerprint(info.code, SHEET, row.reference, name, about),
    )
