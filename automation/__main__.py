"""`python -m automation`: the command `lotse` with the interpreter at hand."""

from __future__ import annotations

import sys

from automation.cli import main

if __name__ == "__main__":
    sys.exit(main())
