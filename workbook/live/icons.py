"""Small pictures for buttons, drawn from text so that they can be read and changed here."""

from __future__ import annotations

import struct
import zlib

_COLORS = {
    ".": (0, 0, 0, 0),
    "#": (0x0B, 0x4F, 0x6C, 255),
    "-": (0xDC, 0xEB, 0xF2, 255),
    "+": (0x2A, 0x7F, 0x7F, 255),
    "o": (0xC7, 0x77, 0x00, 255),
    "x": (0xB3, 0x37, 0x2F, 255),
}

ICONS = {
    "check": """
................
.##########.....
.#--------#.....
.#-####---#.....
.#--------#.....
.#-######-#..++.
.#--------#.+++.
.#-####---#+++..
.#-------++++...
.#-##-++-+++....
.#----+++++.....
.#-----+++......
.#------+-#.....
.##########.....
................
................""",
    "letter": """
................
................
.##############.
.##----------##.
.#-##------##-#.
.#--##----##--#.
.#---##--##---#.
.#----####----#.
.#-----##-----#.
.#------------#.
.#------------#.
.#------------#.
.##############.
................
................
................""",
    "chart": """
................
.#..............
.#..........oo..
.#..........oo..
.#......++..oo..
.#......++..oo..
.#......++..oo..
.#..##..++..oo..
.#..##..++..oo..
.#..##..++..oo..
.#..##..++..oo..
.#..##..++..oo..
.#..............
.##############.
................
................""",
    "rows": """
................
.##############.
.##############.
.#----#-------#.
.##############.
.#++++#+++++++#.
.##############.
.#++++#+++++++#.
.##############.
.#----#-------#.
.##############.
.#----#-------#.
.##############.
................
................
................""",
}


def png(name: str, scale: int = 1) -> bytes:
    """Return an icon as PNG, 16 × 16 points times `scale`.

    >>> png("check")[1:4]
    b'PNG'
    """
    lines = ICONS[name].strip().splitlines()
    size = 16 * scale
    rows = b"".join((b"\0" + b"".join(bytes(_COLORS[sign]) * scale for sign in line)) * scale for line in lines)
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)  # 8 bits for each of red, green, blue, alpha
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(rows, 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
