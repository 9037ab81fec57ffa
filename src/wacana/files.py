"""Writing files whole, and how our CSV holds what spreadsheets would spoil."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["LIST_SEPARATOR", "guard", "replacing", "unguard"]

LIST_SEPARATOR = "|"
# A cell that starts so is run as a formula by Excel, LibreOffice and Google Sheets (OWASP, "CSV Injection"). Leading
# apostrophes are looked through, so that the guard can be taken off again without touching a text that had one.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def guard(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula.

    >>> guard("=1+1"), guard("-jujur"), guard("biasa = saja")
    ("'=1+1", "'-jujur", 'biasa = saja')
    """
    return "'" + text if _FORMULA.match(text) else text


def unguard(cell: str) -> str:
    """Take the apostrophe of :func:`guard` off again.

    >>> unguard(guard("'=x")), unguard("'kutipan'")
    ("'=x", "'kutipan'")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a temporary path in the target's folder that becomes the target if the block succeeds.

    A crash, a full disk or an interrupt leaves the old file (or none), never half of a new one. The
    folder is made if it is missing.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    # The suffix is kept last: writers choose their format by it.
    handle, name = tempfile.mkstemp(prefix=f".{target.stem}-", suffix=target.suffix, dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~_umask())  # mkstemp makes files private; results are to be shared
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
