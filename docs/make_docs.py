"""Write the pages of this folder that are made from the code; with `--check`, only say whether they are current.

befehle.md   every command and switch, as `lotse --help` shows them
rules.md     every rule, with the sentence that its function carries
completion/  what the Tab key offers after `lotse`, for each shell
kennzahlen.md  every figure, as its measure declares it
../templates/letters.sha256  the texts of letters that were found sound, so that no run checks them again
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from automation.checks.rules_page import rules_page
from automation.cli import build_parser
from automation.commands import commands
from automation.figures.figures_page import figures_page
from automation.letters.template_folders import SOUND, sound_list
from automation.resources import templates_folder
from automation.terminal import completion

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
NOTICE = "<!-- Aus dem Programm erzeugt (make docs). Änderungen bitte dort. -->\n\n"


def commands_page() -> str:
    """Return the page of all commands."""
    whole, each = build_parser(commands())
    parts = ["# Die Befehle\n", f"```\n{whole.format_help()}```\n"]
    for name, parser in each.items():
        parts += [f"## lotse {name}\n", f"```\n{parser.format_help()}```\n"]
    return "\n".join(parts)


def completed(write: Callable[[list[completion.Offer]], str]) -> str:
    """Return the file that completes `lotse` in a shell."""
    known = commands()
    whole, each = build_parser(known)
    return write(completion.offers(whole, each, {name: command.summary for name, command in known.items()}))


PAGES: dict[str, Callable[[], str]] = {
    "befehle.md": lambda: NOTICE + commands_page(),
    "rules.md": lambda: NOTICE + rules_page(),
    "kennzahlen.md": lambda: NOTICE + figures_page(),
    f"../templates/{SOUND}": lambda: sound_list(templates_folder()),
    "completion/lotse.bash": lambda: completed(completion.for_bash),
    "completion/_lotse": lambda: completed(completion.for_zsh),
    "completion/lotse.fish": lambda: completed(completion.for_fish),
    "completion/lotse.ps1": lambda: completed(completion.for_powershell),
}


def main() -> int:
    """Write the pages, or with `--check` return 1 where one differs from what the code says."""
    stale = []
    for name, make in PAGES.items():
        path, text = HERE / name, make()
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        if "--check" in sys.argv:
            stale.append(name)
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"docs/{name} written")
    if stale:
        print(f"Not current: {', '.join(stale)}. Please run: make docs", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
