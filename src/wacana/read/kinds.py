"""What kind of file it is, by its first bytes, then its name; and the reader for it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from wacana.errors import InputError
from wacana.read import columnar, delimited, disqus, encoding, jsonfile, page
from wacana.read.result import Table

__all__ = ["load", "of"]

_BINARY = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.xls or .doc)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "a database"),
)
_SPACE = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"  # byte-order marks, blanks, and the zeros between them in UTF-16
# A page may begin with a bracket too: "[BREAKING] Menteri mundur", "[20/03/25 19.31.12] Budi: halo".
_JSON = re.compile(rb'\{\s*"|\[\s*[{"]')
_PAGES = frozenset({".txt", ".md", ".text", ""})


def of(path: Path) -> str:
    """Find the kind of a file: ``parquet``, ``xlsx``, ``json``, ``xml``, ``delimited`` or ``text``.

    Raises:
        InputError: for a file that is missing, empty, a folder, unreadable or of no kind that holds comments.
    """
    if path.is_dir():
        raise InputError(f"{path} is a folder", "a file of comments", "Name one file inside it.")
    if not path.exists():
        raise InputError(f"{path} does not exist", "a file of comments", "Check the path.")
    try:
        with path.open("rb") as handle:
            head = handle.read(4096)
    except OSError as error:
        raise InputError(f"{path} cannot be opened ({error.strerror})", "a readable file", "Check rights.") from None
    if not head.strip(_SPACE) and path.stat().st_size <= len(head):
        raise InputError(f"{path.name} is empty", "a file of comments", "Check the export.")
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK"):
        if zipfile.is_zipfile(path) and "xl/workbook.xml" in zipfile.ZipFile(path).namelist():
            return "xlsx"
        raise InputError(f"{path.name} is a zip archive", "a file of comments", "Unpack it first.")
    for magic, what in _BINARY:
        if head.startswith(magic):
            raise InputError(f"{path.name} is {what}", "CSV, XLSX, JSON, Parquet or text", "Export it as CSV.")
    start = head.lstrip(_SPACE)
    suffix = path.suffix.lower()
    if suffix in (".json", ".jsonl", ".ndjson") or (
        _JSON.match(start.replace(b"\0", b"")) and suffix not in (".csv", ".tsv")
    ):
        return "json"
    if start[:1] == b"<" and suffix not in (".csv", ".tsv", ".txt", ".md"):
        return "xml"
    return "text" if suffix in _PAGES else "delimited"


def load(path: Path, kind: str, text_column: str | None, boundaries: Path | None, sheet: str | None) -> Table:
    """Read a file of a kind to a table of records.

    Raises:
        InputError: if the file cannot be read as its kind, or has no such sheet.
    """
    if kind == "xlsx" and boundaries is None:
        return columnar.load_xlsx(path, text_column, sheet)
    if sheet is not None:
        raise InputError(f"sheet '{sheet}' of {path.name}", "a workbook (XLSX)", "Leave the sheet out.")
    if boundaries is not None or kind == "text":
        found = encoding.detect(path)
        if boundaries is None and _is_table(path, found, text_column):
            return delimited.load(path, found, text_column)
        return page.load(path, found, boundaries)
    if kind == "parquet":
        return columnar.load_parquet(path)
    found = encoding.detect(path)
    if kind == "json":
        return jsonfile.load(path, found, text_column)
    if kind == "xml":
        return disqus.load(path)
    return delimited.load(path, found, text_column)


def _is_table(path: Path, found: encoding.Encoding, text_column: str | None) -> bool:
    """Tell a table in a .txt file from a page: only known column names make it one."""
    with found.open(path) as handle:
        dialect = delimited.sniff(handle.readlines(1 << 18), text_column)
    return dialect.known and dialect.width > 1
