"""Tables that wacana wrote: taken back as they are, with their dtypes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wacana import schema
from wacana.files import LIST_SEPARATOR, unguard
from wacana.read.result import ReadReport, Table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["is_own", "restore"]


def is_own(frame: pd.DataFrame) -> bool:
    """Tell whether a table is wacana's own: all columns of the comments table, authors already pseudonyms."""
    wanted = schema.dtypes(schema.COMMENTS)
    if not set(wanted) <= set(map(str, frame.columns)):
        return False
    authors = frame["author"].dropna().astype("str")
    return bool(authors[authors != ""].str.fullmatch(r"a_[0-9a-f]{16}").all())


def restore(table: Table, name: str) -> tuple[pd.DataFrame, ReadReport]:
    """Give a table of wacana's its dtypes back; a CSV has lost them."""
    frame = table.frame
    found: tuple[schema.Column, ...] = schema.COMMENTS
    listed = list(map(str, frame.columns))
    found += tuple(column for column in schema.CLEANED if column.name in listed)
    found += tuple(column for column in schema.scored_columns(schema.themes_of(listed)) if column.name in listed)
    done = frame.copy(deep=False)
    if table.delimiter:  # a CSV: formulas are guarded, and every cell is text
        for name in listed:
            done[name] = frame[name].map(unguard, na_action="ignore")
    for column in found:
        if str(done[column.name].dtype) == "str":
            done[column.name] = _typed(done[column.name], column)
    done = schema.conform(done, found)
    done.attrs = dict(frame.attrs)
    report = ReadReport(
        name=name,
        format=f"wacana's own {table.format}",
        encoding=table.encoding,
        delimiter=table.delimiter,
        header_row=table.header_row,
        text_column="text",
        text_reason="a table that wacana wrote",
        ids="as they were",
        rows_in=len(frame) + sum(entry.count for entry in table.dropped),
        rows_out=len(done),
        empty=int((done["text"].isna() | (done["text"].str.strip() == "")).sum()),
        dropped=table.dropped,
        roles={},
        kept=tuple(column for column in listed if column.startswith("x_")),
        personal=(),
        notes=tuple(table.notes),
    )
    return done, report


def _typed(cells: pd.Series, column: schema.Column) -> Any:
    import pandas as pd

    if column.dtype == "str":
        return cells if column.name in ("text", "clean") else cells.where(cells != "")
    filled = cells.where(cells.str.strip() != "")
    if column.dtype == "boolean":
        return filled.str.lower().map({"true": True, "false": False, "1": True, "0": False}).astype("boolean")
    if column.dtype == "list[str]":  # CSV has one cell for "none found" and "no text to look in"; the first is usual
        return cells.map(lambda cell: [item for item in cell.split(LIST_SEPARATOR) if item]).astype("object")
    if column.dtype.startswith("datetime64"):
        return pd.to_datetime(filled, utc=True, format="ISO8601").astype("datetime64[us, UTC]")
    numbers: Any = pd.to_numeric(filled)
    return numbers.astype(column.dtype)
