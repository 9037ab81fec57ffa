"""A table of labelled comments: read as comments are, its columns left as the file has them; what its cells mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from wacana import resources
from wacana.errors import InputError
from wacana.read import assemble, kinds

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["answers", "in_rows", "label_text", "labelled", "meanings", "not_understood", "plain", "unanswered"]

SHOWN = 3  # cells that are not understood
ROWS = 5


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


@cache
def meanings(kind: str) -> Mapping[str, str]:
    """Give what words mean in a label file, in lower case: of ``column``, ``answer`` (yes, no) or ``sentiment``."""
    found = resources.read_tsv(resources.path("evaluate/words.tsv"))
    return {row["word"]: row["meaning"] for row in found if row["kind"] == kind}


def plain(cell: object) -> str:
    """Write a cell as :func:`meanings` does; empty where it is missing (None)."""
    return "" if cell is None else str(cell).strip().casefold()


def in_rows(rows: Sequence[object]) -> str:
    """Name the first of some rows, counted from 1 as :func:`wacana.read` does.

    >>> in_rows([4]), in_rows([1, 2, 3, 5, 8, 13, 21])
    ('row 4 (header not counted)', 'rows 1, 2, 3, 5, 8 and 2 more (header not counted)')
    """
    more = f" and {len(rows) - ROWS} more" if len(rows) > ROWS else ""
    return f"row{'s' * (len(rows) > 1)} {', '.join(map(str, rows[:ROWS]))}{more} (header not counted)"


def not_understood(cells: Sequence[object], known: Collection[str], rows: Sequence[object] = ()) -> str:
    """Name the cells that are none of the words, how many there are of each, and their ``rows`` where those are given.

    Empty where there are none.
    """
    places = [i for i, cell in enumerate(cells) if not isinstance(cell, list) and plain(cell) not in {"", *known}]
    counts = Counter(str(cells[i]) for i in places)
    named = [f"'{cell[:40]}' ({count})" for cell, count in counts.most_common(SHOWN)]
    found = ", ".join(named) + (f" and {len(counts) - SHOWN} more" if len(counts) > SHOWN else "")
    return f"{found} in {in_rows([rows[i] for i in places])}" if places and rows else found


def unanswered(cells: Sequence[object], rows: Sequence[object] = ()) -> str:
    """Name the cells that say neither yes nor no; empty where there are none."""
    return not_understood(cells, meanings("answer"), rows)


def answers(column: str, cells: Sequence[object], rows: Sequence[object] = ()) -> list[bool]:
    """Tell which cells of a column say yes, or list something; an empty one says no.

    Raises:
        InputError: for cells that say neither.
    """
    if wrong := unanswered(cells, rows):
        raise InputError(
            f"column '{column}' with {wrong}",
            "yes or no (ya, tidak; 1, 0), or a list",
            "Correct the cells; an empty one says no.",
        )
    return [bool(cell) if isinstance(cell, list) else meanings("answer").get(plain(cell)) == "yes" for cell in cells]
