"""Whatever bytes come in: a result or a sentence, never a traceback, a hang or a flooded memory.

LOTSE_MUTATIONS sets the number of broken packages; a failure names the seed, which makes it again.
"""

from __future__ import annotations

import os
import random
import re
import time
import zipfile
from pathlib import Path

import pytest

from workbook.trial.verdict import Trial, try_on_copy

MUTATIONS = int(os.environ.get("LOTSE_MUTATIONS", "200"))
FIRST_SEED = int(os.environ.get("LOTSE_FIRST_SEED", "0"))
MOST_SECONDS = 10
MOST_MEMORY = 500 * 1024**2

pytestmark = pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="Speicher misst hier nur Linux")

CORPUS = Path(__file__).parents[2] / ".." / "shared" / "corpus"


@pytest.fixture
def originals(parts, tmp_path, put):
    """Workbooks to break: one by hand with Lotse's sheets in it, and small ones made by Excel if there are any."""
    own = parts.save(tmp_path / "eigen.xlsx")
    put(own)
    found = [path for path in sorted(CORPUS.glob("*.xls[xm]")) if path.stat().st_size < 40_000]
    return [own.read_bytes(), *(path.read_bytes() for path in found)]


def broken_bytes(data: bytes, chance: random.Random) -> bytes:
    """Flip, cut, repeat or overwrite bytes anywhere."""
    changed = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 5, 50])):
        place = chance.randrange(len(changed))
        match chance.randrange(5):
            case 0:
                changed[place] ^= 1 << chance.randrange(8)
            case 1:
                del changed[place : place + chance.choice([1, 10, 1000])]
            case 2:
                changed[place:place] = changed[place : place + chance.choice([1, 10, 1000])]
            case 3:
                changed[place : place + 4] = chance.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"PK\1\2", b"PK\5\6"])
            case _:
                changed = changed[: max(30, place)]
        if not changed:
            return b"PK"
    return bytes(changed)


def broken_directory(data: bytes, chance: random.Random) -> bytes:
    """Change numbers in the zip's own records, which lie at its end and before each part."""
    changed = bytearray(data)
    records = [match.start() for match in re.finditer(rb"PK(\x01\x02|\x03\x04|\x05\x06)", data)]
    for _ in range(chance.choice([1, 2, 4])):
        place = chance.choice(records) + chance.randrange(4, 46)
        value = chance.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\1\0\0\0", b"\xff\xff", b"\x7f", b"\x2d\0"])
        changed[place : place + len(value)] = value
    return bytes(changed)


def broken_markup(text: str, chance: random.Random) -> str:
    """Change tags, attributes and values as a careless program would, or a wicked one."""
    tag = chance.choice(list(re.finditer(r"<[^>]*>", text)) or [re.match("", text)])
    before, after = text[: tag.start()], text[tag.end() :]
    numbers, names = ['"-1"', '"99999999999"', '"x"', '""', '"0"'], ["x", "", "name", "r:id"]
    changes = [
        lambda: before + after,
        lambda: before + tag[0] * 2 + after,
        lambda: re.sub(r'"\d+"', lambda m: chance.choice([m[0], *numbers]), text),
        lambda: re.sub(r' (\w+)="', lambda m: chance.choice([m[0]] * 5 + [f' {name}="' for name in names]), text),
        lambda: before + "<!-- c --><?pi x?><![CDATA[y]]>" + tag[0] + after,
        lambda: text.replace('xmlns="', 'xmlns="urn:x-', 1),
        lambda: before + tag[0] + "<a>" * chance.choice([10, 300, 20_000]) + after,
        lambda: re.sub(r'Target="[^"]*"', lambda _: f'Target="{chance.choice(TARGETS)}"', text, count=2),
        lambda: text.replace(">", ">&#0;", 1),
        lambda: text.replace("sheet", "sh\N{CYRILLIC SMALL LETTER IE}et", 3),
    ]
    return chance.choice(changes)()


TARGETS = ["", "..", "../../../etc/x", "/", "worksheets/sheet1.xml", "#", "%00", "_rels/.rels", "a" * 5000]


def broken_parts(data: bytes, target: Path, chance: random.Random) -> None:
    """Write the workbook anew with one to three parts broken, lost, doubled or renamed."""
    source = target.with_suffix(".source")
    source.write_bytes(data)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        chosen = set(chance.sample(names, min(len(names), chance.choice([1, 1, 2, 3]))))
        for name in names:
            content = old.read(name)
            if name in chosen:
                fate = chance.randrange(10)
                if fate == 0:
                    continue
                if fate == 1:
                    new.writestr(name.swapcase(), content)
                if fate == 2:
                    content = chance.randbytes(chance.choice([0, 10, 5000]))
                elif name.endswith((".xml", ".rels", ".vml")):
                    content = broken_markup(content.decode("utf-8", "replace"), chance).encode("utf-8", "replace")
            new.writestr(name, content)
    source.unlink()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_broken_packages_end_in_a_result_or_a_sentence(originals, tmp_path, today):
    outcomes = {True: 0, False: 0}
    before = _peak(anew=True)
    for seed in range(FIRST_SEED, FIRST_SEED + MUTATIONS):
        chance = random.Random(seed)  # noqa: S311 - chance, not secrets
        path = tmp_path / "kaputt.xlsx"
        data = chance.choice(originals)
        match chance.randrange(4):
            case 0:
                path.write_bytes(broken_bytes(data, chance))
            case 1:
                path.write_bytes(broken_directory(data, chance))
            case _:
                broken_parts(data, path, chance)

        begin = time.monotonic()
        trial = _tried(path, today, seed)
        seconds = time.monotonic() - begin

        assert seconds < MOST_SECONDS, f"seed {seed}: {seconds:.1f} s"
        assert trial.trusted or "kaputt.xlsx" in trial.problem, f"seed {seed}: {trial.problem}"
        outcomes[trial.trusted] += 1

    assert _peak() - before < MOST_MEMORY
    assert min(outcomes.values()) > MUTATIONS // 20, "the mutations are too mild or too wild to show anything"


def _peak(*, anew: bool = False) -> int:
    """Return the most memory in bytes that this process had since the peak was last set anew (proc(5))."""
    if anew:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024


def _tried(path: Path, today, seed: int) -> Trial:
    try:
        return try_on_copy(path, today=today)
    except BaseException as error:
        error.add_note(f"seed {seed}")
        raise
