"""Reading comments from the files that people really have."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wacana.errors import InputError
from wacana.read.boundaries import write_boundaries
from wacana.read.result import ReadReport

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ReadReport", "read", "read_with_report", "write_boundaries"]


def read(
    path: str | Path | Sequence[str | Path],
    *,
    text_column: str | None = None,
    sheet: str | None = None,
    boundaries: str | Path | None = None,
    source: str | None = None,
    key: str | bytes | None = None,
    keep_personal: bool = False,
    timezone: str | None = None,
) -> pd.DataFrame:
    """Read a file of comments to the comments table, one row a comment; ``attrs["read"]`` tells how.

    CSV, TSV, XLSX, JSON, JSON lines, Parquet, Disqus XML, and plain text with a pasted page. Encoding,
    delimiter, header, text column and the roles of the other columns are found.

    Of several files one table is made, with one record and one key; a comment that stands in two of them, as in
    crawls that overlap, is there once.

    Args:
        path: the file, or several.
        text_column: the column of the comments, where it is not found rightly.
        sheet: the sheet of a workbook; else the longest of those with known column names is read, and a note
            lists the others.
        boundaries: for a pasted page, a YAML file of line numbers (see ``write_boundaries``).
        source: a name for all comments; else the file's own source column, else the file's name.
        key: the secret that authors' pseudonyms are made with; else the environment's ``WACANA_KEY``, else
            one that only the holder of this file can compute. With one key, files share their pseudonyms.
        keep_personal: keep columns that name or show people, as ``x_…``.
        timezone: the zone of times that tell none, and of the days of reports, such as ``Asia/Jakarta``; else
            UTC. ``created_at`` is UTC in any case, and ``attrs["timezone"]`` names the zone.

    Raises:
        InputError: for anything that cannot be read as comments, in one line; for an unknown zone; for another
            ``text_column`` than text, or a ``source``, of a table that wacana wrote.
    """
    return read_with_report(
        path,
        text_column=text_column,
        sheet=sheet,
        boundaries=boundaries,
        source=source,
        key=key,
        keep_personal=keep_personal,
        timezone=timezone,
    )[0]


def read_with_report(
    path: str | Path | Sequence[str | Path],
    *,
    text_column: str | None = None,
    sheet: str | None = None,
    boundaries: str | Path | None = None,
    source: str | None = None,
    key: str | bytes | None = None,
    keep_personal: bool = False,
    timezone: str | None = None,
) -> tuple[pd.DataFrame, ReadReport]:
    """Read a file as :func:`read` does, and give the report beside the table."""
    from wacana.read import assemble, identity, kinds, own, zones
    from wacana.read.several import joined

    zone = timezone and zones.check(timezone)
    given: Sequence[object] = path if isinstance(path, Sequence) and not isinstance(path, str) else [path]
    files = [Path(one) for one in given if isinstance(one, str | os.PathLike)]
    if not files or len(files) < len(given):
        raise InputError(
            f"a {type(path).__name__}",
            "the path of a file, or several",
            "A table needs no reading: name its column of comments 'text' and give it to wacana.clean or wacana.score.",
        )
    _check_several(files, boundaries)
    secret = key if key is not None else os.environ.get("WACANA_KEY") or None
    found = []
    for file in files:
        kind = kinds.of(file)
        table = kinds.load(file, kind, text_column, Path(boundaries) if boundaries is not None else None, sheet)
        if own.is_own(table.frame):
            if len(files) > 1:
                raise InputError(
                    f"{file.name}, a table that wacana wrote, among {len(files)} files",
                    "the exports themselves",
                    "Give the files that it was read from; tables are put together with pandas.concat.",
                )
            own.check(file.name, text_column, source)
            frame, report = own.restore(table, file.name, file.stem)
        else:
            if secret is None:
                secret = identity.file_key(*files)
            options = assemble.Options(
                text_column, source, secret.encode() if isinstance(secret, str) else secret, keep_personal, zone
            )
            frame, report = assemble.comments(table, file.name, file.stem, options)
        frame.attrs.setdefault("read", report.as_dict())  # a table of our own still tells how it was first read
        if table.page is not None:
            frame.attrs["page"] = table.page
        found.append((frame, report))
    frame, report = found[0] if len(files) == 1 else joined(*zip(*found, strict=True))
    if zone:
        frame.attrs["timezone"] = zone
    return frame, report


def _check_several(files: list[Path], boundaries: str | Path | None) -> None:
    """Refuse boundaries for several files, and two files of one name, which no record could tell apart."""
    if len(files) > 1 and boundaries is not None:
        raise InputError(f"boundaries for {len(files)} files", "one pasted page", "Read the page by itself.")
    names = [file.name for file in files]
    if twice := [name for name in names if names.count(name) > 1]:
        raise InputError(f"two files of the name {twice[0]}", "a name of its own for each", "Rename one of them.")
