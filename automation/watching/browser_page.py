"""The board as a page in the browser of this machine.

It listens on the loopback address only, its own address holds a random token, and it asks browsers to keep nothing.
The page asks for what comes after the version that it shows, and the answer waits until there is something: so it
follows without being loaded again, and notices when Lotse ends.
"""

from __future__ import annotations

import hmac
import re
import secrets
import sys
import threading
from contextlib import contextmanager
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import jinja2

from automation.desk.waiting import summary, when
from automation.resources import templates_folder
from workbook.german import shown, shown_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from automation.watching.board import Board, View

MOST_FINDINGS = 300
"""So many findings stand on the page, the worst; the sheet `Prüfbericht` has all of them."""

_PATIENCE = 20
"""So many seconds an answer waits for news; proxies and browsers give up after 30 at the earliest."""


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    loader = jinja2.FileSystemLoader(templates_folder() / "watch")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["dotted"] = shown_count
    environment.filters["day"] = shown
    return environment.get_template("page.html")


def render_page(version: int, view: View, *, nonce: str = "") -> str:
    """Return the page; with no `nonce` only the part of it that changes. Everything from the workbook is text."""
    sheets, due = list(view.sheets(MOST_FINDINGS)), view.due
    return _template().render(
        version=version,
        view=view,
        sheets=sheets,
        more=max(0, len(view.findings) - MOST_FINDINGS),
        nonce=nonce,
        due=[]
        if due is None
        else [(owner, items, [when(each.day, due.day) for each in items]) for owner, items in due.by_owner()],
        due_said="" if due is None else summary(due).partition(" · ")[2],
    )


@contextmanager
def serve(board: Board, *, patience: float = _PATIENCE) -> Iterator[str]:
    """Serve the board on this machine as long as the `with` lasts, and yield the page's address."""
    token = secrets.token_urlsafe(24)

    class Handler(BaseHTTPRequestHandler):
        timeout = 30  # browsers open connections in advance and say nothing

        def do_GET(self) -> None:
            # A page elsewhere must not reach us under a name of its own (DNS rebinding).
            asked = urlsplit(self.path)
            at_page, at_news = (
                self.headers.get("Host") == place and hmac.compare_digest(asked.path.encode(), path.encode())
                for path in (f"/{token}/", f"/{token}/news")
            )
            if at_page:
                nonce = secrets.token_urlsafe(16)
                self._answer(200, render_page(*board.now(), nonce=nonce), nonce)
            elif at_news:
                news = board.wait(_version(asked.query), patience)
                self._answer(204 if news is None else 200, "" if news is None else render_page(*news))
            else:
                self._answer(404)

        def _answer(self, status: int, text: str = "", nonce: str = "") -> None:
            body = text.encode()
            allowed = f"script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; " * bool(nonce)
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if status != 204:  # an answer without content has no length (RFC 9110, 8.6)
                self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("Referrer-Policy", "no-referrer")
            self.send_header("X-Content-Type-Options", "nosniff")
            self.send_header("Cross-Origin-Resource-Policy", "same-origin")
            self.send_header(
                "Content-Security-Policy",
                f"default-src 'none'; {allowed}img-src data:; base-uri 'none'; form-action 'none'; "
                "frame-ancestors 'none'",
            )
            self.end_headers()
            self.wfile.write(body)

        def version_string(self) -> str:
            return "Lotse"

        def log_message(self, *_: object) -> None:
            """Keep the terminal quiet."""

    with _Server(("127.0.0.1", 0), Handler) as server:
        place = f"127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        try:
            yield f"http://{place}/{token}/"
        finally:
            server.shutdown()
            thread.join()
            board.end()


def _version(query: str) -> int:
    """Return the version that a page says it shows; -1, which none has, for anything that is no such number."""
    known = parse_qs(query).get("after", [""])[0]
    return int(known) if re.fullmatch(r"[0-9]{1,15}", known) else -1


class _Server(ThreadingHTTPServer):
    """A server that does not mind a browser that went away in the middle of an answer."""

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type] # as socketserver calls it
