"""A table of labelled comments: read as comments are, its columns left as the file has them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wacana.errors import InputError
from wacana.read import assemble, kinds

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["label_text", "labelled"]


def labelled(path: str | Path, text: str, sheet: str | None) -> tuple[pd.DataFrame, dict[str, int], tuple[str, ...]]:
    """Read CSV, TSV, XLSX, JSONL or Parquet of any encoding and delimiter; give how many rows it left out, and notes.

    ``text`` names the column of the comments: surplus cells of a row that was not quoted are joined to it.

    Raises:
        InputError: for anything that cannot be read as a table.
    """
    import pandas as pd

    file = Path(path)
    kind = kinds.of(file)
    if kind == "json":  # one object a line: the comments' reader would look for replies in what are lists of labels
        try:
            return pd.read_json(file, lines=file.suffix != ".json", dtype=False, encoding="utf-8"), {}, ()
        except ValueError as error:
            raise InputError(f"{file.name} ({error})", "a JSON object a line (.jsonl)", "Export it again.") from None
    table = kinds.load(file, kind, text, None, sheet)
    notes = list(table.notes)
    frame = assemble.rejoined(table, text, notes) if table.ragged and text in table.frame else table.frame
    return frame, {drop.reason: drop.count for drop in table.dropped}, tuple(notes)


def label_text(value: object) -> str:
    """Write a label as text; Excel gives whole numbers as 1.0.

    >>> label_text(1.0), label_text(" ya ")
    ('1', 'ya')
    """
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
