"""How `lotse letters` and a button are told that the post is out."""

from __future__ import annotations

from automation.terminal.parsing import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from datetime import date

    from automation.template_care import Care
    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session
    from workbook.live.open_book import LiveBook


def for_post(parser: GermanParser) -> None:
    """Let the command be told that letters went out."""
    parser.options.add_argument(
        "--print",
        action="store_true",
        help="legt ein PDF aller Schreiben, die daliegen, zum Drucken in den Ordner, mit einer Liste dazu",
    )
    parser.options.add_argument(
        "--mark-sent",
        action="store_true",
        help="trägt die Post als versandt ein: was gedruckt ist, sonst was der letzte Lauf schrieb",
    )
    parser.options.add_argument(
        "--reference",
        metavar="NUMMER",
        action="append",
        default=[],
        help="mit --mark-sent oder --print: nur dieses Schreiben, zum Beispiel QB-2019-0007",
    )
    parser.options.add_argument(
        "--by", metavar="KÜRZEL", help="mit --mark-sent: wer die Post hinausgab, ein Kürzel vom Blatt Personal"
    )


def about_post(typed: Namespace) -> bool:
    """Tell whether what was typed is about letters that went out."""
    return bool(typed.mark_sent or typed.print or typed.reference or typed.by is not None)


def about_the_post(session: Session) -> Care:
    """Print letters or enter them as sent, as the switches say.

    Raises:
        UsageError: a switch is missing or belongs to other work.
    """
    from automation import friday_post

    typed = session.arguments
    if typed.mark_sent and typed.print:
        raise UsageError("Bitte erst „--print“, und wenn die Post hinaus ist, „--mark-sent“.")
    if not (typed.mark_sent or typed.print):
        raise UsageError("„--reference“ und „--by“ gehören zu „--mark-sent“.")
    if typed.kind or typed.key or typed.dry_run or typed.fitting is not None or typed.out is not None:
        raise UsageError(
            "„--print“ und „--mark-sent“ schreiben keine Briefe; wählen lässt sich mit „--reference QB-2019-0007“."
        )
    if typed.print:
        return friday_post.print_post(session.book(), session.today(), references=typed.reference)
    if typed.by is None:
        raise UsageError("Wer hat die Post hinausgegeben? Bitte „--by KÜRZEL“ angeben, wie auf dem Blatt Personal.")
    return friday_post.mark_sent(session.book(), session.today(), by=typed.by, references=typed.reference)


def pressed_for_post(book: LiveBook, today: date) -> str:
    """Enter the selected letters of `Postausgang` as sent, elsewhere the last post."""
    from automation import friday_post
    from automation.letters.logbook import SHEET

    sheet, rows = book.selected_rows()
    done = friday_post.mark_sent(book, today, rows=rows if sheet == SHEET else ())
    return "\n\n".join(done.told)
