"""What the Tab key offers after `lotse`: the parser → files for bash, zsh, fish and PowerShell.

shtab writes the first two only, and only with English words; what is needed of each shell is a page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from automation.terminal.parsing import path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from automation.terminal.parsing import GermanParser

NOTICE = "# Aus dem Programm erzeugt (make docs). Änderungen bitte dort."


class Offer(Struct, frozen=True):
    """What one command can be followed by: `values` says of a switch whether files, words or nothing comes next."""

    name: str
    summary: str
    words: Mapping[str, str]
    switches: Mapping[str, str]
    values: Mapping[str, tuple[str, ...] | None]
    files: bool


def offers(whole: GermanParser, each: Mapping[str, GermanParser], summaries: Mapping[str, str]) -> list[Offer]:
    """Return what `lotse` and each of its commands can be followed by; the first is `lotse` itself."""
    found = []
    for name, parser in {"": whole, **each}.items():
        depth = len(name.split())
        below = {
            other.split()[-1]: summaries[other]
            for other in each
            if len(other.split()) == depth + 1 and other.split()[:-1] == name.split()
        }
        switches: dict[str, str] = {}
        values: dict[str, tuple[str, ...] | None] = {}
        files = False
        for action in parser._actions:  # noqa: SLF001 - argparse has no other list of what was added
            for flag in action.option_strings:
                switches[flag] = " ".join((action.help or "").split())
                if action.nargs != 0:
                    values[flag] = () if action.type is path else tuple(map(str, action.choices or ())) or None
            files = files or (not action.option_strings and action.type is path)
        found.append(Offer(name, summaries.get(name, ""), below, switches, values, files))
    return found


def for_bash(found: list[Offer]) -> str:
    """Return the file for bash, from version 3.2 (macOS) on."""
    names = " | ".join(f'"{offer.name}"' for offer in found if offer.name)
    lines = [NOTICE, "_lotse() {", '    local cur prev befehl="" angebot="" dateien="" i', "    COMPREPLY=()"]
    lines += ['    cur="${COMP_WORDS[COMP_CWORD]}"', '    prev="${COMP_WORDS[COMP_CWORD - 1]}"']
    lines += ["    for ((i = 1; i < COMP_CWORD; i++)); do", '        case "${befehl:+$befehl }${COMP_WORDS[i]}" in']
    lines += [
        f'            {names}) befehl="${{befehl:+$befehl }}${{COMP_WORDS[i]}}" ;;',
        "        esac",
        "    done",
    ]
    lines += ['    case "$befehl" in']
    for offer in found:
        lines += [f'        "{offer.name}")', f'            angebot="{" ".join([*offer.words, *offer.switches])}"']
        lines += ["            dateien=ja"] if offer.files else []
        lines += [*_values_in_bash(offer), "            ;;"]
    lines += ["    esac", "    local wort", '    if [[ -n "$angebot" && ( -z "$dateien" || "$cur" == -* ) ]]; then']
    lines += ['        while IFS= read -r wort; do COMPREPLY+=("$wort"); done < <(compgen -W "$angebot" -- "$cur")']
    lines += ['    elif [[ -n "$dateien" ]]; then', "        compopt -o filenames 2>/dev/null"]
    lines += [
        '        while IFS= read -r wort; do COMPREPLY+=("$wort"); done < <(compgen -f -- "$cur")',
        "    fi",
        "}",
    ]
    return "\n".join([*lines, "complete -F _lotse lotse", ""])


def _values_in_bash(offer: Offer) -> Iterator[str]:
    """Yield what comes after the switches that take a value."""
    if not offer.values:
        return
    yield '            case "$prev" in'
    for flag, values in offer.values.items():
        if values is None:
            yield f"                {flag}) return ;;"
        elif values:
            yield f'                {flag}) angebot="{" ".join(values)}" dateien="" ;;'
        else:
            yield f'                {flag}) angebot="" dateien=ja ;;'
    yield "            esac"


def for_zsh(found: list[Offer]) -> str:
    """Return the file for zsh; it belongs into a folder of `fpath` as `_lotse`."""
    lines = ["#compdef lotse", NOTICE]
    for offer in found:
        lines += [f"{_function(offer.name)}() {{"]
        if offer.words:
            lines += ["    local -a befehle", "    befehle=("]
            lines += [f"        '{word}:{_quoted(help_)}'" for word, help_ in offer.words.items()] + ["    )"]
        lines += ["    local state line", "    _arguments -C \\"]
        lines += [
            f"        '{flag}[{_quoted(help_)}]{_value_in_zsh(offer, flag)}' \\"
            for flag, help_ in offer.switches.items()
        ]
        if offer.words:
            lines += ["        '1: :->befehl' '*:: :->rest'", "    case $state in"]
            lines += [
                "        befehl) _describe Befehl befehle ;;",
                "        rest)",
                "            case $line[1] in",
            ]
            lines += [f"                {word}) {_function(f'{offer.name} {word}')} ;;" for word in offer.words]
            lines += ["            esac", "            ;;", "    esac"]
        else:
            lines += ["        '*: :_files'" if offer.files else "        '*: :'"]
        lines += ["}"]
    return "\n".join([*lines, '_lotse "$@"', ""])


def _value_in_zsh(offer: Offer, flag: str) -> str:
    """Return what comes after a switch, in the language of `_arguments`."""
    if flag not in offer.values:
        return ""
    values = offer.values[flag]
    return ": :" if values is None else f": :({' '.join(values)})" if values else ": :_files"


def for_fish(found: list[Offer]) -> str:
    """Return the file for fish; it belongs into `~/.config/fish/completions` as `lotse.fish`."""
    lines = [NOTICE, "complete -c lotse -f"]
    for offer in found:
        seen = [f"__fish_seen_subcommand_from {word}" for word in offer.name.split()]
        unseen = [f"not __fish_seen_subcommand_from {' '.join(offer.words)}"] if offer.words else []
        condition = f'-n "{"; and ".join([*seen, *unseen])}"' if seen or unseen else ""
        start = f"complete -c lotse {condition}"
        lines += [f"{start} -a {word} -d '{_quoted(help_)}'" for word, help_ in offer.words.items()]
        for flag, help_ in offer.switches.items():
            name = f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}"
            values = offer.values.get(flag)
            takes = "" if flag not in offer.values else " -x" if values is None else f" -x -a '{' '.join(values)}'"
            lines += [f"{start} {name}{' -r -F' if values == () else takes} -d '{_quoted(help_)}'"]
        lines += [f"{start} -F"] if offer.files else []
    return "\n".join([*lines, ""])


def for_powershell(found: list[Offer]) -> str:
    """Return the file for PowerShell, to be run in the profile; files it completes by itself."""
    lines = [NOTICE, "Register-ArgumentCompleter -Native -CommandName lotse -ScriptBlock {"]
    lines += ["    param($wort, $zeile, $stelle)", "    $angebot = @{"]
    for offer in found:
        lines += [f"        '{offer.name}' = [ordered]@{{"]
        told = {**offer.words, **offer.switches}
        lines += [f"            '{word}' = '{_doubled(help_)}'" for word, help_ in told.items()]
        lines += ["        }"]
    lines += ["    }", "    $befehl = ''"]
    lines += ["    foreach ($teil in $zeile.CommandElements | Select-Object -Skip 1) {"]
    lines += ['        $weiter = "$befehl $teil".Trim()']
    lines += ["        if ($angebot.ContainsKey($weiter)) { $befehl = $weiter }", "    }"]
    lines += ['    $angebot[$befehl].GetEnumerator() | Where-Object { $_.Key -like "$wort*" } | ForEach-Object {']
    made = "[System.Management.Automation.CompletionResult]"
    lines += [f"        {made}::new($_.Key, $_.Key, 'ParameterValue', $_.Value)"]
    return "\n".join([*lines, "    }", "}", ""])


def _function(name: str) -> str:
    return "_".join(["_lotse", *name.replace("-", "_").split()])


def _quoted(text: str) -> str:
    """Return a text for single quotes of zsh and fish, without the signs that mean something to `_arguments`."""
    return text.replace("'", "’").replace("[", "(").replace("]", ")").replace(":", " –")


def _doubled(text: str) -> str:
    return text.replace("'", "''") or "-"
