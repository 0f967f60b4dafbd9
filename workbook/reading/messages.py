"""Messages between this process and one of our own that reads beside it, and what may come out of that one."""

from __future__ import annotations

import pickle
import struct
import subprocess
import sys
from io import BytesIO
from typing import IO, Any

_LENGTH = struct.Struct("<Q")
_NAMES = {
    "datetime": {"date", "datetime", "time", "timedelta"},
    "workbook.reading.apart": {"Contents", "Refusal"},
    "workbook.reading.excel_table": {"ExcelTable"},
    "workbook.package.sheet_marks": {"SheetMarks"},
    "workbook.cells": {"Area"},
    "builtins": {"frozenset", "set"},
    "copyreg": {"_reconstructor"},
}
"""All that may come out of the other process: values, marks and refusals."""


def started(module: str) -> subprocess.Popen[bytes]:
    """Return this very Python started anew with the function `main` of a module; nobody hears its errors."""
    program = f"import sys; sys.path[:] = {sys.path!r}; from {module} import main; main()"
    return subprocess.Popen(  # noqa: S603 -- this very Python
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def send_bytes(target: IO[bytes], data: bytes) -> None:
    """Write bytes that are no message for the other process to make out."""
    target.write(_LENGTH.pack(len(data)))
    target.write(data)
    target.flush()


def send(target: IO[bytes], message: object) -> None:
    """Write a message for the other process."""
    send_bytes(target, pickle.dumps(message, pickle.HIGHEST_PROTOCOL))


def received_bytes(source: IO[bytes] | None) -> bytes | None:
    """Return the bytes that were sent, `None` where the other process ended before."""
    head = source.read(_LENGTH.size) if source is not None else b""
    if source is None or len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    data = source.read(size)
    return data if len(data) == size else None


def message_of(data: bytes) -> Any:
    """Return the message in bytes that were sent.

    Raises:
        pickle.UnpicklingError: it holds what nobody sends.
    """
    return _Unpickler(BytesIO(data)).load()


class _Unpickler(pickle.Unpickler):
    """Makes values and marks, and nothing else, whatever the other process was made to send."""

    def find_class(self, module: str, name: str) -> Any:
        """Return one of the few classes that may come."""
        if name not in _NAMES.get(module, ()):
            raise pickle.UnpicklingError(name)
        return super().find_class(module, name)
