"""Tables that wacana wrote: taken back as they are, with their dtypes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wacana import schema
from wacana.errors import InputError
from wacana.files import LIST_SEPARATOR, unguard
from wacana.read import columns, names, values
from wacana.read.result import ReadReport, Table, blank

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["check", "is_own", "restore"]

# BENAR and SALAH are what a spreadsheet in Indonesian makes of True and False.
_TRUTH = {"true": True, "false": False, "1": True, "0": False, "benar": True, "salah": False}


def is_own(frame: pd.DataFrame) -> bool:
    """Tell whether a table is wacana's own: its ids, with all columns of the comments table or with scores.

    A researcher may have deleted other columns since. Authors, where there are any, must be pseudonyms already.
    """
    listed = [str(name) for name in frame.columns]
    whole = {*schema.dtypes(schema.COMMENTS)} <= {*listed}
    scored = {"sentiment", "p_positive"} <= {*listed} or schema.themes_of(listed) or schema.labels_of(listed)
    if "comment_id" not in listed or not (whole or scored):
        return False
    authors = frame["author"].dropna().astype("str") if "author" in listed else frame["comment_id"].iloc[:0]
    return bool(authors[authors != ""].str.fullmatch(r"a_[0-9a-f]{16}").all())


def check(name: str, text_column: str | None, source: str | None) -> None:
    """Refuse what cannot be asked of a table of wacana's: its text and its sources are decided already.

    Raises:
        InputError: for a text column other than ``text``, and for a source.
    """
    ours = f"for {name}, a table that wacana wrote"
    if text_column is not None and names.plain(text_column) != "text":
        raise InputError(
            f"text column '{text_column}' {ours}",
            "its column 'text'",
            "Leave --text-column out, or name the column of the comments 'text'.",
        )
    if source is not None:
        raise InputError(
            f"source '{source}' {ours}",
            "none, as its column 'source' says it for each comment",
            "Leave it out, or change that column.",
        )


def restore(table: Table, name: str, stem: str) -> tuple[pd.DataFrame, ReadReport]:
    """Give a table of wacana's its dtypes back; a CSV has lost them, and a spreadsheet writes cells its own way.

    A CSV that was since saved in another format is still one: its formulas are guarded and its lists joined.

    Columns that wacana does not know, such as a researcher's notes, are kept as ``x_…``.

    Raises:
        InputError: for a cell that cannot be read, such as ``perhaps`` in a column of true and false.
    """
    frame = table.frame
    found: tuple[schema.Column, ...] = schema.COMMENTS
    listed = list(map(str, frame.columns))
    found += tuple(column for column in schema.CLEANED if column.name in listed)
    found += tuple(column for column in schema.scored_of(listed) if column.name in listed)
    present = [column for column in found if column.name in listed]
    done = _of_csv(frame, present) if _was_csv(frame, present) else frame.copy(deep=False)
    for column in present:
        if str(done[column.name].dtype) == "str":
            done[column.name] = _typed(done[column.name], column, name)
    known = {column.name for column in found}
    foreign: dict[str, str] = {}
    for label in listed:
        if label not in known and not label.startswith("x_"):
            foreign[label] = columns.kept_name(label, {*listed, *foreign.values()})
    done = schema.conform(schema.complete(done.rename(columns=foreign), stem), found)
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
        empty=blank(done["text"]),
        dropped=table.dropped,
        roles={},
        kept=tuple(column for column in done.columns if column.startswith("x_")),
        personal=(),
        notes=tuple(table.notes),
    )
    return done, report


def _was_csv(frame: pd.DataFrame, present: list[schema.Column]) -> bool:
    """Tell a table that came through a CSV: no list is a list there, and what is no text stands as text."""
    import pandas as pd
    from pandas.api.types import infer_dtype

    lists = {infer_dtype(frame[column.name], skipna=True) for column in present if column.dtype == "list[str]"}
    others = [frame[column.name].dtype for column in present if column.dtype not in ("str", "list[str]")]
    return "mixed" not in lists and bool(
        lists - {"empty"} or any(isinstance(dtype, pd.StringDtype) for dtype in others)
    )


def _of_csv(frame: pd.DataFrame, present: list[schema.Column]) -> pd.DataFrame:
    """Take the guards off, split the lists, and write ids as text again."""
    done = frame.copy(deep=False)
    for label in map(str, frame.columns):
        done[label] = _unguarded(frame[label])
        if label.startswith("x_"):
            done[label] = done[label].where(done[label] != "")
    for column in present:
        cells = done[column.name]
        if column.dtype == "list[str]":
            done[column.name] = cells.map(_items).astype("object")
        elif column.dtype == "str" and column.name not in ("text", "clean"):
            # pandas reads ids as numbers: 12 as 12.0 where another cell is empty
            done[column.name] = values.texts(cells.astype("object"), absent=frozenset({""}))
    return done


def _unguarded(cells: pd.Series) -> pd.Series:
    import pandas as pd

    if isinstance(cells.dtype, pd.StringDtype):
        return cells.astype("str").map(unguard, na_action="ignore")
    if cells.dtype == object:
        return cells.map(lambda cell: unguard(cell) if isinstance(cell, str) else cell)
    return cells


def _items(cell: object) -> list[str]:
    # CSV has one cell for "none found" and "no text to look in"; the first is usual.
    return [item for item in cell.split(LIST_SEPARATOR) if item] if isinstance(cell, str) else []


def _typed(cells: pd.Series, column: schema.Column, file: str) -> Any:
    if column.dtype == "str":
        return cells if column.name in ("text", "clean") else cells.where(cells != "")
    if column.dtype == "list[str]":
        return cells.map(_items).astype("object")
    filled = cells.where(cells.str.strip() != "")
    found = _parsed(filled, column.dtype)
    if (unread := filled.notna() & found.isna()).any():
        raise InputError(
            f"{file}, column '{column.name}', has {filled[unread].iloc[0]!r} in row {int(unread.argmax()) + 1}",
            schema.CELLS[column.dtype],
            "Correct the cell, or delete the column.",
        )
    return found.astype(column.dtype)


def _parsed(filled: pd.Series, dtype: str) -> Any:
    import pandas as pd

    if dtype == "boolean":
        return filled.str.lower().map(_TRUTH)
    if dtype.startswith("datetime64"):
        return values.times(filled).values
    # Where decimals have a comma, a spreadsheet writes 0,875.
    numbers = pd.to_numeric(filled.str.replace(",", ".", regex=False), errors="coerce")
    return values.whole(numbers) if dtype == "Int64" else numbers
