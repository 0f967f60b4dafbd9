"""A Chromium without windows, spoken to over its pipe (Chrome DevTools Protocol), for pages that move."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


# Chromium reads its orders from descriptor 3 and answers on 4.
_LAUNCHER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Page:
    """The only page of a browser."""

    def __init__(self, requests: Any, answers: Any) -> None:
        self._requests, self._answers, self._number = requests, answers, 0
        targets = self._ask("Target.getTargets")["targetInfos"]
        target = next(each["targetId"] for each in targets if each["type"] == "page")
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def ask(self, method: str, **parameters: object) -> dict[str, Any]:
        """Call a method of the protocol on the page and return its result."""
        return self._ask(method, self._session, **parameters)

    def run(self, script: str) -> Any:
        """Return what a script comes to, waiting for it if it is a promise."""
        done = self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def until(self, condition: str, seconds: int = 20) -> None:
        """Wait until a condition holds on the page: looked at with each frame, by the page itself."""
        held = self.run(
            f"""new Promise(done => {{
                const end = Date.now() + {seconds * 1000};
                (function look() {{
                    if ({condition}) done(true);
                    else if (Date.now() > end) done(false);
                    else setTimeout(look, 20);
                }})();
            }})"""
        )
        assert held, f"{condition}: {self.run('document.body.innerText')}"

    def open(self, address: str) -> None:
        """Open an address and wait until it stands."""
        self.ask("Page.navigate", url=address)
        self.until(f"location.href === {json.dumps(address)} && document.readyState === 'complete'")

    def _ask(self, method: str, session: str | None = None, **parameters: object) -> dict[str, Any]:
        self._number += 1
        message: dict[str, object] = {"id": self._number, "method": method, "params": parameters}
        if session is not None:
            message["sessionId"] = session
        self._requests.write(json.dumps(message).encode() + b"\0")
        self._requests.flush()
        while True:
            answer = json.loads(_message(self._answers))
            if answer.get("id") == self._number:
                assert "error" not in answer, answer["error"]
                return answer["result"]


def _message(stream: Any) -> bytes:
    """Return the next message: they end with a zero byte."""
    found = bytearray()
    while (byte := stream.read(1)) != b"\0":
        assert byte, "Chromium hat aufgehört."
        found += byte
    return bytes(found)


@contextmanager
def chromium(profile: Path) -> Iterator[Page]:
    """Start a Chromium with a profile of its own; skip the test where there is none."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None or sys.platform == "win32":
        pytest.skip("Chromium ist nicht installiert (Debian: sudo apt-get install chromium).")
    to_browser, from_browser = os.pipe(), os.pipe()
    # As root it needs to be told to do without its sandbox.
    words = [program, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
    words += ["--disable-dev-shm-usage", "--remote-debugging-pipe"]  # containers have a small /dev/shm
    started = subprocess.Popen(
        [sys.executable, "-c", _LAUNCHER, str(to_browser[0]), str(from_browser[1]), *words,
         f"--user-data-dir={profile}", "about:blank"],
        pass_fds=(to_browser[0], from_browser[1]),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(to_browser[0])
    os.close(from_browser[1])
    try:
        with os.fdopen(to_browser[1], "wb") as requests, os.fdopen(from_browser[0], "rb") as answers:
            page = Page(requests, answers)
            yield page
            page._ask("Browser.close")
    finally:
        try:
            started.wait(10)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()
