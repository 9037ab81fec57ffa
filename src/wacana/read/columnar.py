"""Parquet files and spreadsheets: cells that have types already."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wacana.errors import InputError
from wacana.read import header, names
from wacana.read.result import Dropped, Table, counted

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["load_parquet", "load_xlsx"]

_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")


def load_parquet(path: Path) -> Table:
    """Read a Parquet file.

    Raises:
        InputError: for a damaged file, and for one without rows.
    """
    import pandas as pd

    try:
        frame = pd.read_parquet(path)
    except Exception as error:  # pyarrow raises several types of its own for damage
        raise InputError(
            f"{path.name} could not be read as Parquet ({_one_line(error)})", "a whole Parquet file", "Export it again."
        ) from None
    if not len(frame):
        raise InputError(f"{path.name} has no rows", "at least one", "Check the export.")
    attrs = dict(frame.attrs)
    if not isinstance(frame.index, pd.RangeIndex) and frame.index.name:
        frame = frame.reset_index()
    frame = frame.reset_index(drop=True)
    frame.columns = pd.Index([str(name) for name in frame.columns])
    nested: list[str] = list(frame.select_dtypes("object", exclude="str").columns)
    for name in nested:
        frame[name] = frame[name].map(lambda cell: cell.tolist() if hasattr(cell, "tolist") else cell)
    frame.attrs = attrs
    return Table("Parquet", frame, list(range(1, len(frame) + 1)))


def load_xlsx(path: Path, wanted: str | None = None, sheet: str | None = None) -> Table:
    """Read one sheet of a workbook: the one named, else the longest of those with known column names, else of all.

    Raises:
        InputError: for a damaged workbook, for one without rows, and for one that has no such sheet.
    """
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheets = {}
        for leaf in book.worksheets:
            leaf.reset_dimensions()  # exporters write wrong ones, and openpyxl would stop there
            sheets[leaf.title] = [[_cell(value) for value in row] for row in leaf.iter_rows(values_only=True)]
        book.close()
    except Exception as error:  # zipfile, XML and openpyxl each raise their own
        raise InputError(
            f"{path.name} could not be read as XLSX ({_one_line(error)})",
            "a whole workbook",
            "Save it again as XLSX or CSV.",
        ) from None
    filled = {title: rows for title, rows in sheets.items() if any(map(header.trimmed, rows))}
    if not filled:
        raise InputError(f"{path.name} is an empty workbook", "a sheet with comments", "Check the export.")
    found = {title: header.find(rows, wanted) for title, rows in filled.items()}
    if sheet is not None and sheet not in filled:
        raise InputError(
            f"{path.name} has no sheet '{sheet}' with rows", f"one of: {', '.join(filled)}", "Name it with --sheet."
        )
    title = sheet or max(filled, key=lambda name: (found[name].known, len(filled[name])))
    table = _sheet(path, filled[title], found[title])
    others = {name: _filled(rows, found[name]) for name, rows in filled.items() if name != title}
    if others:
        listed = ", ".join(f"'{name}' ({counted(count, 'row', 'rows')})" for name, count in others.items())
        table.notes.append(
            f"sheet '{title}' was read ({counted(len(table.frame), 'row', 'rows')}), not {listed}; "
            f"read another with --sheet (in Python: sheet='{max(others, key=lambda name: others[name])}')"
        )
    return table


def _filled(rows: list[list[str]], found: header.Header) -> int:
    return sum(bool(header.trimmed(row)) for row in rows[0 if found.place is None else found.place + 1 :])


def _sheet(path: Path, rows: list[list[str]], found: header.Header) -> Table:
    import pandas as pd

    top = found.place
    body = rows[0 if top is None else top + 1 :]
    while body and not header.trimmed(body[-1]):
        body.pop()  # formatted but empty rows at the end of the sheet are no rows
    width = max((len(header.trimmed(row)) for row in rows[top or 0 :]), default=0)
    cells = found.cells
    columns = names.unique((cells + [""] * width)[:width]) if top is not None or width > 1 else ["text"]
    blank = [n for n, row in enumerate(body, start=1) if not header.trimmed(row)]
    row = [n for n, row in enumerate(body, start=1) if header.trimmed(row)]
    if not row:
        raise InputError(f"{path.name} has no rows of comments", "at least one", "Check the export.")
    data: dict[str, pd.Series] = {
        name: pd.Series([body[n - 1][at] if at < len(body[n - 1]) else "" for n in row], dtype="str")
        for at, name in enumerate(columns)
    }
    table = Table(
        "XLSX",
        pd.DataFrame(data),
        row,
        dropped=Dropped.of({"blank": blank}),
        header_row=None if top is None else top + 1,
    )
    table.notes += header.notes(found, rows) + names.renamed(cells, columns)
    return table


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        if _ESCAPED.search(value):
            from openpyxl.utils.escape import unescape

            return str(unescape(value))
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat(sep=" ") if hasattr(value, "hour") and hasattr(value, "year") else str(value)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
