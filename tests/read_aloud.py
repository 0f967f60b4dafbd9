"""What a judge of PDF/UA says of a file.

Of a file that is not there, or is no PDF, it says that nothing is wrong: a test with a slip in its path would pass.
"""

from pathlib import Path

from outloud import check


def read_aloud(path):
    """The report on a PDF that is there."""
    assert Path(path).read_bytes().startswith(b"%PDF-"), f"{path} is no PDF"
    return check(str(path))
