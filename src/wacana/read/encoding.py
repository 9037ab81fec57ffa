"""Finding the encoding of a text file by decoding all of it."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from wacana.errors import InputError
from wacana.read.result import counted

__all__ = ["SINGLE_BYTE", "Encoding", "detect"]

CHUNK = 1 << 20
FALLBACK = "wacana-cp1252"
SINGLE_BYTE = "cp1252"
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Encoding:
    """A codec, how its bad bytes are read, and what to tell the reader of the report."""

    name: str
    errors: str = "strict"
    note: str = ""

    def open(self, path: Path) -> IO[str]:
        """Open a file for reading, line ends untouched."""
        return path.open(encoding=self.name, errors=self.errors, newline="")


def detect(path: Path) -> Encoding:
    """Find the encoding: a byte-order mark, UTF-16 without one, UTF-8, else single bytes of cp1252.

    A byte that is not UTF-8 is read as cp1252 (latin-1 where that has no letter), one by one: a file glued
    from both keeps its emoji *and* its accents.

    Raises:
        InputError: for bytes that are no text, and for text broken in the encoding that its mark names.
    """
    with path.open("rb") as handle:
        head = handle.read(1 << 16)
    name = next((name for bom, name in _BOMS if head.startswith(bom)), "") or _utf16_without_bom(head)
    if name not in ("", "utf-8-sig"):
        _decode(path, name, "strict")
        return Encoding(name)
    controls = sum(byte < 32 and byte not in b"\t\n\v\f\r\x1a\x1b" for byte in head)
    if controls > len(head) / 100:
        raise InputError(
            f"{path.name} holds bytes that are no text", "a text file, XLSX or Parquet", "Export it as CSV."
        )
    valid, bad = _decode(path, name or "utf-8", FALLBACK)
    if not bad:
        return Encoding(name or "utf-8")
    if not valid:
        return Encoding("utf-8", FALLBACK, SINGLE_BYTE)
    return Encoding(name or "utf-8", FALLBACK, f"utf-8, with {counted(bad, 'byte', 'bytes')} read as cp1252")


def _utf16_without_bom(head: bytes) -> str:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < len(head) / 8 or min(even, odd) > len(head) / 50:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _decode(path: Path, name: str, errors: str) -> tuple[int, int]:
    """Decode a whole file; give the non-ASCII characters that were valid, and the bytes that were not."""
    bad = 0

    def as_cp1252(error: UnicodeError) -> tuple[str, int]:
        nonlocal bad
        if not isinstance(error, UnicodeDecodeError):
            raise error
        piece = error.object[error.start : error.end]
        bad += len(piece)
        return "".join(map(_single, piece)), error.end

    codecs.register_error(FALLBACK, as_cp1252)
    decoder = codecs.getincrementaldecoder(name)(errors)
    other = 0
    try:
        with path.open("rb") as handle:
            while chunk := handle.read(CHUNK):
                text = decoder.decode(chunk)
                if not text.isascii():
                    other += len(text) - len(text.encode("ascii", "ignore"))
            decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise InputError(
            f"{path.name} is marked as {name} but breaks it ({error.args[-1] if error.args else error})",
            "text in one encoding",
            "Open it in a spreadsheet or editor and save it as CSV UTF-8.",
        ) from None
    return other - bad, bad


def _single(byte: int) -> str:
    raw = bytes([byte])
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
